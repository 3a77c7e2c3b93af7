"""Appendix A, Lemma A.1 (33)-(38): norms of products and sums of matrices.

Notation: as the catalogue's `a_preliminaries.py`; sigma_k(A) is the k-th singular value, 0 past
the shape.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import a_preliminaries as a
from verify.evidence.derivation import Proof
from verify.language import inner, norm, sigma, sigma_max
from verify.language.expr import Expr

__all__ = ["PROOFS"]


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


def _mixed_sides() -> Proof:
    """(35) with the constants from the right factor of one product and the left of the other."""
    p = Proof()
    triangle = p.fact("triangle", a.E @ a.F, a.S @ a.R)
    first, second = p.fact("product-right", a.E, a.F), p.fact("product", a.S, a.R)
    linear = p.scalar(
        norm(a.E @ a.F + a.S @ a.R) <= norm(a.E) * sigma_max(a.F) + sigma_max(a.S) * norm(a.R),
        [triangle, first, second],
        degree=1,
    )
    square = p.fact("square-nonnegative", norm(a.E) * sigma_max(a.S) - sigma_max(a.F) * norm(a.R))
    p.scalar(
        norm(a.E @ a.F + a.S @ a.R) ** 2
        <= (sigma_max(a.F) ** 2 + sigma_max(a.S) ** 2) * (norm(a.E) ** 2 + norm(a.R) ** 2),
        [linear, square],
        "Cauchy-Schwarz",
    )
    return p


def _from_below() -> Proof:
    p = Proof()
    p.scalar(
        norm(a.P + a.Q) ** 2 >= norm(a.P) ** 2 / 2 - norm(a.Q) ** 2,
        [p.scalar(norm(a.P + 2 * a.Q) ** 2 >= 0)],
        "the difference of the sides is |A + 2 B|^2 / 2",
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("A.1/35", "repaired, mixed sides"): _mixed_sides,
    ("A.1/36", "from below"): _from_below,
    ("A.1/33", "printed"): _cauchy_schwarz,
    ("A.1/34", "printed"): _product_norm,
    ("A.1/35", "repaired"): _sum_of_two_products,
    ("A.1/36", "repaired"): _reversed_36,
    ("A.1/36", "with <A, B> >= 0"): _acute_36,
    ("A.1/37-lower", "repaired"): _lower("product-below", a.A, a.B),
    ("A.1/37-upper", "printed"): _upper("product", a.A, a.B),
    ("A.1/38-lower", "repaired"): _lower("product-below-right", a.B, a.A),
    ("A.1/38-upper", "printed"): _upper("product-right", a.B, a.A),
}
