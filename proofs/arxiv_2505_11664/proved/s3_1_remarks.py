"""Section 3.1 after Theorem 3.1: small steps, the parts of K_t, the best local factor.

Letters in the comments: m = mu_t, b = K s_max^2(T), r = sqrt(2 K L), w = s_max(W), so that
K_t = b + r + 3 w K r^2 eta^2 + 3 b r eta, where 2 w <= s_max^2(T).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import s3_1_remarks as s
from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, ROOT, SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664.proved._steps import (
    convexity,
    positive_where_defined,
    smoothness,
    top,
)
from verify.evidence.derivation import Proof
from verify.language import const, sigma, sigma_max
from verify.language.expr import Expr
from verify.model.step import W1, W2, K, L, W, ell, eta, mu

__all__ = ["PROOFS", "least", "parts", "width"]


def least(p: Proof) -> int:
    """s_min^2(T) >= 0."""
    return p.scalar(sigma("n", W1) ** 2 + sigma("m", W2) ** 2 >= 0)


def width(p: Proof) -> int:
    """2 s_max(W) <= s_max^2(T)."""
    product = p.fact("spectral-product", W1, W2.T, 1)
    flip = p.fact("singular-transpose", W2, 1)
    apart = p.fact("square-nonnegative", sigma_max(W1) - sigma_max(W2))
    return p.scalar(2 * sigma_max(W) <= SIGMA2_MAX, [product, flip, apart], degree=1)


def parts(p: Proof, step: Expr, sign: int) -> tuple[int, ...]:
    """The four terms of K_t at a step that is not negative, as step numbers of term >= 0."""
    k, high, roots = smoothness(p), top(p), p.fact("root-nonnegative", 2 * K * L)
    value, wide = p.fact("loss-nonnegative", ell, W), p.fact("singular-nonnegative", W, 1)
    square = p.fact("square-nonnegative", step)
    return (
        p.scalar(K * SIGMA2_MAX >= 0, products=[(k, high)]),
        roots,
        p.scalar(K**2 * sigma_max(W) * L * step**2 >= 0, products=[(square, k, k, wide, value)]),
        p.scalar(K * SIGMA2_MAX * ROOT * step >= 0, products=[(sign, k, high, roots)]),
    )


def _small_step() -> Proof:
    """E = min(1, 1/K_t(1)): e K_t(e) <= e K_t(1) <= 1."""
    p = Proof()
    one = p.scalar(const(1) >= 0)
    terms = parts(p, const(1), one)
    nonnegative = p.scalar(s.K_1 >= 0, terms, degree=1)
    _, inverse = positive_where_defined(p, s.K_1, nonnegative)
    unit = p.fact("reciprocal", s.K_1)
    p.scalar(1 / s.K_1 >= 0, [inverse], degree=1)
    e, first = s.SMALL, p.fact("minimum-below-first", const(1), 1 / s.K_1)
    second = p.fact("minimum-below-second", const(1), 1 / s.K_1)
    sign = p.fact("minimum-greatest", const(1), 1 / s.K_1, const(0))
    square = p.scalar(e**2 <= 1, products=[(first, sign), (first,)])
    grown = p.scalar(
        s.K_SMALL <= s.K_1, products=[(square, terms[2]), (first, terms[3])], say="K_t grows"
    )
    p.scalar(
        e * s.K_SMALL <= 1, [unit], products=[(sign, grown), (second, nonnegative)], say="e <= 1"
    )
    return p


def _limit() -> Proof:
    """Rho >= 1 - 2 m eta + m K_t(0) eta^2, whose difference to 1 - m / K_t(0) is a square."""
    p = Proof()
    positive = p.given(eta > 0)
    terms = parts(p, eta, positive)
    low, m = least(p), convexity(p)
    start = p.scalar(s.K_0 >= 0, terms, degree=1)
    grown = p.scalar(K_T >= s.K_0, terms, degree=1)
    square = p.fact("square-nonnegative", 1 - eta * s.K_0)
    step = p.fact("square-nonnegative", eta)
    p.scalar(
        RHO_T * s.K_0 >= s.K_0 - MU_T,
        products=[(m, low, square), (m, low, step, start, grown)],
        say="K_t >= K_t(0)",
    )
    return p


def _two_parts(bound: int) -> Callable[[], Proof]:
    """K_t - b <= 7 r, as b eta + r eta + 3 b r eta^2 <= 2 and 2 w K <= b."""

    def proof() -> Proof:
        p = Proof()
        positive, limit = p.given(eta > 0), p.given(eta * K_T <= 2)
        _, roots, fourth, third = parts(p, eta, positive)
        root = p.fact("root-squared", 2 * K * L)
        narrow, k, high = width(p), smoothness(p), top(p)
        p.scalar(
            K_T - K * SIGMA2_MAX <= bound * ROOT,
            [root],
            "the step's bound on each term",
            products=[
                (roots,),
                (limit, roots),
                (positive, roots, roots),
                (positive, fourth, roots),
                (positive, positive, k, high, roots, roots),
                (positive, positive, k, narrow, roots, roots),
                (positive, third, roots),
            ],
        )
        return p

    return proof


def _best_factor() -> Proof:
    """(14) repaired: the difference is m b (eta - 1/b)^2."""
    p = Proof()
    positive, low = p.given(SIGMA2_MAX > 0), least(p)
    m, order = p.given(mu > 0), p.given(mu <= K)
    k = p.scalar(K > 0, [m, order], degree=1)
    p.scalar(K * SIGMA2_MAX > 0, products=[(k, positive)])
    units = [
        p.fact("reciprocal", K * SIGMA2_MAX),
        p.fact("reciprocal", SIGMA2_MAX),
        p.fact("reciprocal", K),
    ]
    square = p.fact("square-nonnegative", eta - 1 / (K * SIGMA2_MAX))
    p.scalar(
        s.RHO_OPTIMUM >= s.BEST,
        units,
        products=[(m, low, k, positive, square)],
        say="the square completed",
    )
    return p


def worsened() -> Proof:
    """kappa(T)^2 K/mu mu_t = K s_max^2(T)."""
    p = Proof()
    p.given(SIGMA2_MIN > 0)
    p.given(mu > 0)
    high = top(p)
    units = [p.fact("reciprocal", SIGMA2_MIN), p.fact("reciprocal", mu)]
    inverse = p.fact("reciprocal-positive", SIGMA2_MIN)
    p.scalar(SIGMA2_MAX / SIGMA2_MIN >= 0, products=[(high, inverse)])
    square = p.fact("root-squared", SIGMA2_MAX / SIGMA2_MIN)
    p.scalar(s.KAPPA**2 * (K / mu) * MU_T >= K * SIGMA2_MAX, [square, *units], "both are equal")
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3.1/small-step", "printed"): _small_step,
    ("3.1/limit", "printed"): _limit,
    ("3.1/two-parts", "printed"): _two_parts(13),
    ("3.1/two-parts", "sharper"): _two_parts(7),
    ("3.1/14", "repaired"): _best_factor,
    ("3.1/worsened", "repaired"): worsened,
}
