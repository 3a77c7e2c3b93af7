"""Remarks of sections 1-3 that are about matrices alone.

Notation: the symbols of the catalogue's `s1_introduction.py`, `s2_preliminaries.py` and
`s3_1_remarks.py`. sigma_min(X) is the larger of sigma_N(X) and sigma_n(X), for X of N rows and n
columns: the other one is past the shape.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import s1_introduction as one
from proofs.arxiv_2505_11664 import s2_preliminaries as two
from proofs.arxiv_2505_11664 import s3_1_remarks as three
from proofs.arxiv_2505_11664._problem_1 import V
from proofs.arxiv_2505_11664.proved._cases import summed, unless_zero
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    equal,
    eye,
    hstack,
    lam,
    maximum,
    norm,
    norm2,
    sigma,
    sigma_max,
    sigma_min,
    zeros,
)
from verify.language.expr import Expr

__all__ = ["PROOFS"]

X, DELTA = one.X, one.V - one.V2


def _identities(of: Expr) -> Callable[[], Proof]:
    """W I = W and I W = W."""

    def proof() -> Proof:
        p = Proof()
        p.identity(equal(of @ eye("m"), of))
        p.identity(equal(eye("n") @ of, of))
        return p

    return proof


def _smooth() -> Proof:
    p = Proof()
    bound = p.fact("product", X, DELTA)
    p.scalar(norm2(X @ DELTA) <= sigma_max(X) ** 2 * norm2(DELTA), [bound])
    return p


def _by_rows(p: Proof) -> int:
    """sigma_N(X)^2 |X d|^2 <= |X'X d|^2."""
    bound = p.fact("product-below", X.T, X @ DELTA)
    turned = p.fact("singular-transpose", X, "N")
    linear = p.scalar(
        sigma("N", X) * norm(X @ DELTA) <= norm(X.T @ (X @ DELTA)), [bound, turned], degree=1
    )
    return p.scalar(
        sigma("N", X) ** 2 * norm2(X @ DELTA) <= norm2(X.T @ (X @ DELTA)), [linear], degree=3
    )


def _by_columns(p: Proof) -> int:
    """sigma_n(X)^2 |X d|^2 <= |G d|^2 for G = X'X, lambda = lambda_min(G) = sigma_n(X)^2.

    |G d|^2 - lambda <d, G d> = |G d - lambda d|^2 + lambda (<d, G d> - lambda |d|^2).
    """
    G = X.T @ X
    least = lam("n", G)
    gram = p.fact("singular-gram-columns", X, "n")
    form = p.fact("rayleigh-below", G, DELTA)
    square = p.scalar(norm2(G @ DELTA - least * DELTA) >= 0)
    sign = p.scalar(least >= 0, [gram])
    bound = p.scalar(
        least * norm2(X @ DELTA) <= norm2(X.T @ (X @ DELTA)),
        [form, square, sign],
        products=[(square,), (sign, form)],
    )
    length = p.scalar(norm2(X @ DELTA) >= 0)
    value = p.scalar(sigma("n", X) ** 2 <= least, [gram], degree=1)
    return p.scalar(
        sigma("n", X) ** 2 * norm2(X @ DELTA) <= norm2(X.T @ (X @ DELTA)),
        [bound, value, length],
        products=[(bound,), (value, length)],
    )


def _pl() -> Proof:
    """|X'X d|^2 >= sigma_min(X)^2 |X d|^2 for d = V - V'."""
    p = Proof()
    rows, columns = _by_rows(p), _by_columns(p)
    r, c = sigma("N", X), sigma("n", X)
    s = maximum(r, c)
    least = p.fact("singular-least", X)
    b = norm2(X @ DELTA)
    Q = norm2(X.T @ (X @ DELTA)) - s**2 * b
    above = p.fact("maximum-above-first", r, c)
    first = p.scalar(s - r >= 0, [above], degree=1)
    either = p.fact("maximum-attained", r, c)
    case = p.scalar(
        (s - r) * Q >= 0,
        [first, columns, either],
        "s = sigma_n where s > sigma_N",
        products=[(first, columns)],
    )
    zero = p.scalar(Q + (s - r) * ((s + r) * b) >= 0, [rows])
    length = p.scalar(b >= 0)
    sign = p.scalar(s + r >= 0)
    u = p.scalar((s + r) * b >= 0, [length, sign])
    done = unless_zero(p, s - r, Q, (s + r) * b, (first, case, zero, u))
    p.scalar(norm2(X.T @ (X @ DELTA)) >= sigma_min(X) ** 2 * b, [done, least], degree=1)
    return p


def _kappa_one() -> Proof:
    """W1 W1' = c^2 I and W2 W2' = c^2 I for W1 = [c I, 0], W2 = [0, c I]."""
    p = Proof()
    c, values = one.c, []
    first = c * hstack(eye("n"), zeros("n", "m"))
    second = c * hstack(zeros("m", "n"), eye("m"))
    for factor, rows in ((first, "n"), (second, "m")):
        for k in (1, rows):
            gram = p.fact("singular-gram", factor, k)
            value = p.fact("eigenvalue-identity", c * c, rows, k)
            values.append(summed(p, sigma(k, factor) ** 2, c * c, (gram, value)))
    p.scalar(
        sigma_max(first) ** 2 + sigma_max(second) ** 2
        <= sigma("n", first) ** 2 + sigma("m", second) ** 2,
        values,
        degree=1,
    )
    return p


def _squared_loss() -> Proof:
    p = Proof()
    bound = p.fact("product-below", two.X, V)
    p.scalar(norm2(two.X @ V) >= sigma("n", two.X) ** 2 * norm2(V), [bound], degree=3)
    return p


def _narrow() -> Proof:
    """1 = sigma_n(I) <= sigma_n(A B) + sigma_max(I - A B), and sigma_n(A B) = 0 for h < n."""
    p = Proof()
    A, B, unit = three.A, three.B, eye("n")
    gram = p.fact("singular-gram", unit, "n")
    value = p.fact("eigenvalue-identity", const(1), "n", "n")
    square = summed(p, sigma("n", unit) ** 2, const(1), (gram, value))
    p.scalar(const(1) * const(1) <= sigma("n", unit) * sigma("n", unit), [square])
    p.scalar(sigma("n", unit) >= 0)
    least = p.fact("compare-squares", const(1), sigma("n", unit))
    weyl = p.fact("weyl", A @ B, unit - A @ B, "n")
    product, past = p.fact("spectral-product", A, B, "n"), p.fact("singular-past", B, "n")
    narrow = p.scalar(sigma("n", A @ B) <= 0, [product, past])
    norms = p.fact("spectral-below-frobenius", unit - A @ B)
    far = p.scalar(norm(unit - A @ B) >= 1, [least, weyl, narrow, norms], degree=1)
    p.scalar(norm2(unit - A @ B) >= 1, [far])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("1/classes", "printed"): _identities(one.V),
    ("1/global-smooth", "printed"): _smooth,
    ("1/global-PL", "repaired"): _pl,
    ("1.1/kappa-one", "printed"): _kappa_one,
    ("2.1/squared-loss", "repaired"): _squared_loss,
    ("3/width", "printed"): _identities(three.FULL),
    ("3/narrow", "printed"): _narrow,
}
