"""Proofs of the paper's true universal statements, in its own order and for all sizes.

`PROOFS` maps (claim, reading) to a function that writes the proof down, a step a line: an
identity, an instance of a standard fact (`verify/evidence/facts.py`), or a scalar relation whose
certificate is searched and recorded. `verify/checker.py` re-checks every step.

Notation: d1 = G W2 and d2 = G' W1 are the gradient's blocks, N2 = |d1|^2 + |d2|^2 = |grad L|^2,
Q = d1 W2' + W1 d2' = T*T(G) and P = d1 d2' = G W' G, so that W+ - W = -eta Q + eta^2 P.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import a_preliminaries as a
from verify.evidence.derivation import Proof
from verify.language import inner, norm, norm2, sigma, sigma_max
from verify.language.expr import Expr
from verify.model.step import (
    W1,
    W2,
    G,
)

__all__ = ["PROOFS"]

d1 = G @ W2
d2 = G.T @ W1
N2 = norm2(d1) + norm2(d2)
Q = d1 @ W2.T + W1 @ d2.T
P = d1 @ d2.T


def _cauchy_schwarz() -> Proof:
    p = Proof()
    p.fact("cauchy-schwarz", a.P, a.Q, say="(33)")
    return p


def _product_norm() -> Proof:
    """(34): |AB| <= |A| |B| and 2 |A| |B| <= |A|^2 + |B|^2."""
    p = Proof()
    first = p.fact("product", a.A, a.B)
    second = p.fact("spectral-below-frobenius", a.A)
    square = p.fact("square-nonnegative", norm(a.A) - norm(a.B))
    p.scalar(
        2 * norm(a.A @ a.B) <= norm(a.A) ** 2 + norm(a.B) ** 2, [first, second, square], "(34)"
    )
    return p


def _sum_of_products(p: Proof, x: tuple[Expr, Expr], y: tuple[Expr, Expr], say: str) -> int:
    """|AB + CD|^2 <= (s_max(A)^2 + s_max(C)^2) (|B|^2 + |D|^2), the repaired (35)."""
    (A, B), (C, E) = x, y
    triangle = p.fact("triangle", A @ B, C @ E)
    first, second = p.fact("product", A, B), p.fact("product", C, E)
    linear = p.scalar(
        norm(A @ B + C @ E) <= sigma_max(A) * norm(B) + sigma_max(C) * norm(E),
        [triangle, first, second],
        "triangle inequality, and (37) on each product",
        degree=1,
    )
    square = p.fact("square-nonnegative", sigma_max(A) * norm(E) - sigma_max(C) * norm(B))
    return p.scalar(
        norm(A @ B + C @ E) ** 2
        <= (sigma_max(A) ** 2 + sigma_max(C) ** 2) * (norm(B) ** 2 + norm(E) ** 2),
        [linear, square],
        say,
    )


def _sum_of_two_products() -> Proof:
    p = Proof()
    _sum_of_products(p, (a.A, a.B), (a.C, a.D), "(35) without the outer square")
    return p


def _reversed_36() -> Proof:
    p = Proof()
    p.scalar(
        norm(a.P + a.Q) ** 2 <= 2 * norm(a.P) ** 2 + 2 * norm(a.Q) ** 2,
        [p.fact("norm-nonnegative", a.P - a.Q), p.fact("norm-squared", a.P - a.Q)],
        "the difference of the sides is |A - B|^2",
    )
    return p


def _acute_36() -> Proof:
    p = Proof()
    angle = p.given(inner(a.P, a.Q) >= 0)
    p.scalar(
        norm(a.P) ** 2 + norm(a.Q) ** 2 <= 2 * norm(a.P + a.Q) ** 2,
        [angle],
        "|A + B|^2 = |A|^2 + |B|^2 + 2 <A, B>",
    )
    return p


def _upper(fact: str, larger: Expr, other: Expr) -> Callable[[], Proof]:
    """|AB|^2 <= s_max^2 |.|^2 by squaring the fact."""

    def proof() -> Proof:
        p = Proof()
        bound = p.fact(fact, a.A, a.B)
        p.scalar(
            norm(a.A @ a.B) ** 2 <= sigma_max(larger) ** 2 * norm(other) ** 2,
            [bound],
            "both sides are nonnegative, so the squares compare alike",
        )
        return p

    return proof


def _lower(fact: str, of: Expr, other: Expr) -> Callable[[], Proof]:
    """s_k^2 |.|^2 <= |AB|^2 by squaring the fact."""

    def proof() -> Proof:
        p = Proof()
        bound = p.fact(fact, a.A, a.B)
        # The k-th singular value, k the common dimension of A and B.
        positive = p.fact("singular-nonnegative", of, "k")
        p.scalar(
            sigma("k", of) ** 2 * norm(other) ** 2 <= norm(a.A @ a.B) ** 2,
            [bound, positive],
            "both sides are nonnegative, so the squares compare alike",
            degree=3,
        )
        return p

    return proof


def _quadratic_form() -> Proof:
    """(43): <U, U W2 W2' + W1 W1' U> = |U W2|^2 + |W1' U|^2, each from below."""
    p = Proof()
    right, left = p.fact("product-below-right", a.U, W2), p.fact("product-below-right", a.U.T, W1)
    signs = [p.fact("singular-nonnegative", W1, "n"), p.fact("singular-nonnegative", W2, "m")]
    p.scalar(
        inner(a.U, a.TT) >= (sigma("n", W1) ** 2 + sigma("m", W2) ** 2) * norm2(a.U),
        [right, left, *signs],
        "the form is a sum of two squares, each bounded by (38)",
        degree=3,
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("A.1/33", "printed"): _cauchy_schwarz,
    ("A.1/34", "printed"): _product_norm,
    ("A.1/35", "repaired"): _sum_of_two_products,
    ("A.1/36", "repaired"): _reversed_36,
    ("A.1/36", "with <A, B> >= 0"): _acute_36,
    ("A.1/37-lower", "repaired"): _lower("product-below", a.A, a.B),
    ("A.1/37-upper", "printed"): _upper("product", a.A, a.B),
    ("A.1/38-lower", "repaired"): _lower("product-below-right", a.B, a.A),
    ("A.1/38-upper", "printed"): _upper("product-right", a.B, a.A),
    ("A.2/43", "repaired"): _quadratic_form,
}
