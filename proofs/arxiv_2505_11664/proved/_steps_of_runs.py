"""Conclusions about runs that several statements of the paper share, from the invariant.

Each function writes the last steps of a proof; `Cited` says for which constants.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664.proved._cited import Cited
from verify.language import const, norm, sigma, sigma_max
from verify.model.step import L_NEXT, W1, W2, K, L, W, eta
from verify.model.trajectory import L0, eta0, t

__all__ = [
    "bound_contracts",
    "drift",
    "local_rate",
    "other_terms",
    "positive_K",
    "power_falls",
    "quotient_of_drift",
    "rate",
    "rate_contracts",
    "spread",
    "uniform",
    "uniform_falls",
]


def rate(c: Cited) -> int:
    """L(t) rho(eta_t, t) <= L(t) rho_bar(eta_0, 0)."""
    return c.by(L * RHO_T <= L * c.at.rho_bar_0, (c.loss(), c("rate")))


def rate_contracts(c: Cited) -> int:
    """L(t + 1) <= L(t) rho_bar(eta_0, 0)."""
    return c.by(L_NEXT <= L * c.at.rho_bar_0, (c("descent"),), (c.loss(), c("rate")))


def local_rate(c: Cited) -> int:
    """rho(eta_t, t) <= 1 - 2 mu_bar eta_t + mu_bar K_t eta_t^2, as eta_t K_t <= 1."""
    mu_bar = c.at.mu_bar
    return c.by(
        RHO_T <= 1 - 2 * mu_bar * eta + mu_bar * K_T * eta**2,
        (c("mu_t"), c.step(), c.room()),
        equations=(c.p.unfold(RHO_T),),
        say="mu_bar <= mu_t, and eta_t K_t <= 1",
    )


def uniform(c: Cited) -> int:
    """rho(eta_t, t) <= rho_bar(eta_t, t)."""
    square = c.p.fact("square-nonnegative", eta)
    return c.by(
        RHO_T <= c.at.rho_bar_t,
        (local_rate(c),),
        (c("mu_bar"), square, c("K_t")),
        equations=(c.p.unfold(c.at.rho_bar_t),),
        say="K_t <= K_bar_t",
    )


def bound_contracts(c: Cited) -> int:
    """L(t + 1) <= L(t) rho_bar(eta_t, t)."""
    return c.by(L_NEXT <= L * c.at.rho_bar_t, (c("descent"),), (c.loss(), uniform(c)))


def uniform_falls(c: Cited, admissible: int) -> int:
    """rho_bar(eta_t, t) <= rho_bar(eta_0, 0) where (eta_t + eta_0) K_bar_t <= 2."""
    at, start = c.at, c.given(1)
    return c.by(
        at.rho_bar_t <= at.rho_bar_0,
        (c("mu_bar"), c.given(-3), admissible),
        (c("mu_bar"), start, start, c("K_bar_t")),
        equations=(c.p.unfold(at.rho_bar_t), c.p.unfold(at.rho_bar_0)),
        say="the parabola falls up to 1/K_bar_t, and K_bar_t <= K_bar_0",
    )


def power_falls(c: Cited) -> int:
    """L(t) rho <= L(0) rho^(t + 1)."""
    rho = c.at.rho_bar_0
    positive = c("rho")
    split = c.p.fact("power-sum", rho, t, const(1))
    return c.by(L * rho <= L0 * rho ** (t + 1), (c("loss"), positive), equations=(split,))


def quotient_of_drift(c: Cited) -> tuple[int, int]:
    """(1 - Delta) v = 1 and v >= 0 for v = 1/(1 - Delta)."""
    gap = 1 - c.at.Delta
    inverse = c.p.defined(gap)
    square = c.p.fact("square-nonnegative", 1 / gap)
    return inverse, c.by(1 / gap >= 0, (c("Delta below"), square), equations=(inverse,))


def drift(c: Cited) -> int:
    """A3: |D(t) - D(0)| <= 2 K eta0^2 alpha2 g L(0) / (1 - Delta)."""
    at, k, start = c.at, c.k(), c.given(1)
    inverse, positive = quotient_of_drift(c)
    scale = (positive, k, start, start, c.top(), c.start_loss())
    return c.by(
        norm(D - D0) <= 2 * K * eta0**2 * ALPHA2 * at.growth * L0 / (1 - at.Delta),
        (positive, c("total")),
        (*scale, c("growth")),
        (*scale, c("Delta^t")),
        equations=(inverse,),
        say="(117)",
    )


def spread(c: Cited) -> int:
    """sigma_min^2(T) <= sigma_max^2(T)."""
    p, parts = c.p, []
    for factor, k in ((W1, "n"), (W2, "m")):
        parts += [p.fact("singular-order", factor, 1, k), p.fact("singular-nonnegative", factor, k)]
    low, high = sigma("n", W1) ** 2 + sigma("m", W2) ** 2, (sigma_max(W1) ** 2 + sigma_max(W2) ** 2)
    step = p.scalar(low <= high, parts)
    return p.scalar(SIGMA2_MIN <= SIGMA2_MAX, [step])


def other_terms(c: Cited) -> list[tuple[int, ...]]:
    """K_t less K sigma_max^2(T), as products of what is nonnegative."""
    p, k, step, loss = c.p, c.k(), c.step(), c.loss()
    top = p.scalar(SIGMA2_MAX >= 0, [])
    root = p.fact("root-nonnegative", 2 * K * L)
    width = p.fact("singular-nonnegative", W, 1)
    return [(root,), (k, k, width, loss, step, step), (k, top, root, step)]


def positive_K(c: Cited) -> int:
    """K_t >= 0."""
    top = c.p.scalar(SIGMA2_MAX >= 0, [])
    return c.by(K_T >= 0, (c.k(), top), *other_terms(c), equations=(c.p.unfold(K_T),))
