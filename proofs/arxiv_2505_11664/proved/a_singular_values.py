"""Appendix A, Lemma A.2 (39)-(46): the singular values of T.

Notation: as the catalogue's `a_singular_values.py`; T*T has the matrix
W2 W2' (x) I + I (x) W1 W1', whose eigenvalues are the sums of those of W2 W2' and of W1 W1'.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import a_preliminaries as a
from proofs.arxiv_2505_11664 import a_singular_values as c
from proofs.arxiv_2505_11664.proved._cases import summed
from verify.evidence.derivation import Proof
from verify.language import equal, eye, inner, lam_min, norm2, sigma, sigma_max, trace
from verify.language.expr import Expr
from verify.model.step import W1, W2

__all__ = ["PROOFS"]


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


def _smallest() -> Proof:
    """(39), (45): the least sum of eigenvalues is the sum of the least."""
    p = Proof()
    least = p.fact("eigenvalue-kron-sum-min", W2 @ W2.T, W1 @ W1.T)
    parts = p.fact("singular-gram", W1, "n"), p.fact("singular-gram", W2, "m")
    summed(p, c.LAMBDA_MIN, sigma("n", W1) ** 2 + sigma("m", W2) ** 2, (least, *parts))
    return p


def _largest() -> Proof:
    p = Proof()
    most = p.fact("eigenvalue-kron-sum-max", W2 @ W2.T, W1 @ W1.T)
    parts = p.fact("singular-gram", W1, 1), p.fact("singular-gram", W2, 1)
    summed(p, c.LAMBDA_MAX, sigma_max(W1) ** 2 + sigma_max(W2) ** 2, (most, *parts))
    return p


def _rayleigh() -> Proof:
    """(43), first line: from (39) and the last line of (43)."""
    p = Proof()
    least = p.claim("2505.11664/A.2/39-min", "repaired")
    form = p.claim("2505.11664/A.2/43", "repaired")
    p.scalar(c.LAMBDA_MIN * norm2(a.U) <= inner(a.U, a.TT), [least, form])
    return p


def _sum_of_minima() -> Proof:
    p = Proof()
    least = p.fact("eigenvalue-kron-sum-min", W2 @ W2.T, W1 @ W1.T)
    p.scalar(equal(c.LAMBDA_MIN, lam_min(W2 @ W2.T) + lam_min(W1 @ W1.T)), [least])
    return p


def _square(p: Proof, column: Expr, of: Expr) -> int:
    """<of, column' column> = |column|^2 tr(of): a 1 x 1 matrix is its trace."""
    p.fact("one-by-one", column.T @ column)
    return p.fact("inner-equal", column.T @ column, trace(column.T @ column) * eye(1), of)


def _rank_one() -> Proof:
    """(44) for U = u1 u2'."""
    p = Proof()
    u1, u2 = c.u1, c.u2
    first = _square(p, u1, u2.T @ W2 @ W2.T @ u2)
    second = _square(p, u2, u1.T @ W1 @ W1.T @ u1)
    p.scalar(
        equal(
            inner(u1 @ u2.T, u1 @ u2.T @ W2 @ W2.T + W1 @ W1.T @ u1 @ u2.T),
            norm2(u1) * norm2(W2.T @ u2) + norm2(W1.T @ u1) * norm2(u2),
        ),
        [first, second],
    )
    return p


def _term() -> Proof:
    """The term of W2 = u2 b' in (44): W2 W2' = |b|^2 u2 u2'."""
    p = Proof()
    U = c.l1 @ c.l2.T
    one = _square(p, c.b1, c.u2.T @ U.T @ U @ c.u2)
    p.scalar(
        equal(inner(U, U @ c.ONE2 @ c.ONE2.T), norm2(c.b1) * inner(U, U @ (c.u2 @ c.u2.T))), [one]
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("A.2/39-min", "repaired"): _smallest,
    ("A.2/39-max", "printed"): _largest,
    ("A.2/43-a", "printed"): _rayleigh,
    ("A.2/43-b", "printed"): _sum_of_minima,
    ("A.2/44", "repaired"): _rank_one,
    ("A.2/44-b", "repaired"): _term,
    ("A.2/43", "repaired"): _quadratic_form,
}
