"""Appendix F, Lemmas F.2 and F.4, and the deterministic parts of Lemmas 3.3 and 3.4.

Notation: A = [W1(0); W2(0)], N = n + m rows; D = W1'W1 - W2'W2 = A'[W1; -W2], so that
A'A = D + 2 W2'W2 = -D + 2 W1'W1; Delta = p + q with p = max(lambda_n(D), 0), q likewise of -D.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import ALPHA1, D0, DELTA, LAMBDA_M, LAMBDA_N
from proofs.arxiv_2505_11664._random_start import A
from proofs.arxiv_2505_11664.f_initialisation import BOTH, SIGNED, v
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO, summed
from verify.evidence.derivation import Proof
from verify.language import DimLike, const, norm, sigma, sigma_min
from verify.language.expr import Expr
from verify.model.trajectory import W10, W20

__all__ = ["PROOFS", "above_delta", "delta_above", "same_values", "smallest"]

_ID = "2505.11664/"
SMALLEST = sigma(BOTH, A)


def smallest(p: Proof) -> int:
    """sigma_min(A) <= sigma_N(A), as h >= N."""
    least = p.fact("singular-least", A)
    p.fact("singular-order", A, BOTH, "h")
    p.scalar(SMALLEST <= SMALLEST)
    both = p.fact("maximum-least", SMALLEST, sigma("h", A), SMALLEST)
    return p.scalar(sigma_min(A) <= SMALLEST, [least, both], degree=1)


def same_values(p: Proof, index: DimLike) -> tuple[int, int]:
    """[W1; -W2] has A's singular values: sigma_k(A) <= sigma_k(SIGNED), and conversely."""
    mine = p.fact("singular-gram-columns", A, index)
    other = p.fact("singular-gram-columns", SIGNED, index)
    first, second = sigma(index, A), sigma(index, SIGNED)
    square = summed(p, first * first, second * second, (mine, other))
    p.scalar(first >= 0)
    p.scalar(second >= 0)
    p.scalar(first * first <= second * second, [square])
    p.scalar(second * second <= first * first, [square])
    return p.fact("compare-squares", first, second), p.fact("compare-squares", second, first)


def above_delta(p: Proof) -> int:
    """alpha1 >= Delta."""
    return p.claim(_ID + "3.2/alpha1-positive", "printed")


def delta_above(p: Proof) -> int:
    """Delta >= 2 sigma_min(A)^2: lambda_N(A'A) <= lambda_n(D), as A'A - D = 2 W2'W2 has rank m."""
    gram, parts = p.fact("singular-gram-columns", A, BOTH), []
    sides: tuple[tuple[Expr, Expr, str, Expr], ...] = (
        (D0, W20, "n", LAMBDA_N),
        (-D0, W10, "m", LAMBDA_M),
    )
    for D, other, rows, deep in sides:
        rank = p.fact("eigenvalue-low-rank", const(2), D, other.T, rows)
        above = p.fact("maximum-above-first", deep.args[0].args[0], ZERO)
        parts.append(p.scalar(deep >= SMALLEST**2, [gram, rank, above]))
    least = smallest(p)
    square = p.scalar(sigma_min(A) ** 2 <= SMALLEST**2, [least])
    return p.scalar(DELTA >= 2 * sigma_min(A) ** 2, [*parts, square], degree=1)


def _positive(p: Proof, known: int, bound: int) -> None:
    """alpha1 > 0; known: some x > 0; bound: x <= max(p, q)."""
    start.assumed(p)
    above = above_delta(p)
    first, second = p.scalar(LAMBDA_N >= 0), p.scalar(LAMBDA_M >= 0)
    p.scalar(LAMBDA_N <= DELTA, [second])
    p.scalar(LAMBDA_M <= DELTA, [first])
    larger = p.fact("maximum-least", LAMBDA_N, LAMBDA_M, DELTA)
    p.scalar(ALPHA1 > 0, [above, larger, bound, known], degree=1)


def _f4() -> Proof:
    """sigma_N(D) <= max(p, q): at most n - 1 eigenvalues exceed it, and m - 1 of -D."""
    p = Proof()
    known = p.given(sigma(BOTH, D0) > 0)
    bound = p.fact("eigenvalue-inertia-sum", D0, "n", "m")
    _positive(p, known, bound)
    return p


def _nearly_wide() -> Proof:
    p = Proof()
    known = p.given(sigma("h", D0) > 0)
    bound = p.fact("eigenvalue-inertia", D0, "n", "m", "h")
    _positive(p, known, bound)
    return p


def _kernel() -> Proof:
    """sigma_N(A'[W1; -W2]) >= sigma_N(A) sigma_N([W1; -W2]) = sigma_N(A)^2."""
    p = Proof()
    known = p.given(sigma_min(A) > 0)
    positive = p.scalar(SMALLEST > 0, [known, smallest(p)], degree=1)
    product = p.fact("spectral-product-below", A.T, SIGNED, BOTH)
    turned = p.fact("singular-transpose", A, BOTH)
    larger, _ = same_values(p, BOTH)
    other = p.scalar(sigma(BOTH, SIGNED) > 0, [positive, larger], degree=1)
    p.scalar(
        sigma(BOTH, D0) > 0,
        [product, turned, positive, other],
        products=[(product,), (positive, other)],
    )
    return p


def _136() -> Proof:
    p = Proof()
    bound = p.fact("product-below", A.T, SIGNED @ v)
    turned = p.fact("singular-transpose", A, BOTH)
    least, length = smallest(p), p.fact("norm-nonnegative", SIGNED @ v)
    p.scalar(
        norm(D0 @ v) >= sigma_min(A) * norm(SIGNED @ v),
        [bound, turned, least, length],
        products=[(bound,), (least, length)],
    )
    return p


def _f2() -> Proof:
    """Lemma F.2: the kernel of D(0), then Lemma F.4."""
    p = Proof()
    start.assumed(p)
    p.given(sigma_min(A) > 0)
    p.claim(_ID + "F.2/kernel", "printed")
    p.claim(_ID + "F.4", "printed")
    return p


def _core() -> Proof:
    p = Proof()
    start.assumed(p)
    above, delta = above_delta(p), delta_above(p)
    p.scalar(2 * sigma_min(A) ** 2 <= ALPHA1, [above, delta], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3.3", "printed"): _f2,
    ("3.3", "h >= n + m - 1"): _nearly_wide,
    ("3.4", "core"): _core,
    ("F.2", "printed"): _f2,
    ("F.2/136", "printed"): _136,
    ("F.2/kernel", "printed"): _kernel,
    ("F.4", "printed"): _f4,
}
