r"""The quantities of Theorem E.1 that bound the step size, as expressions; and their instances.

    mu_bar = mu [alpha1 + 2 alpha2 (1 - exp(eta0^c))]
    K_bar_0 = sqrt(2 K L(0)) + 6 K^2 beta2 L(0) eta0^2 + K g alpha2 [1 + 3 sqrt(2 K L(0)) eta0]
    rho_bar = 1 - 2 mu_bar eta0 + mu_bar K_bar_0 eta0^2,   Delta = (1 + eta0^d) rho_bar

with g = exp(sqrt(eta0)) as printed, or g = exp(eta0^c), which the bound A4 on sigma_max^2(T_t)
gives for a free c; for c = 1/2, Theorem 3.2's choice, they are the same.
Source: arXiv 2505.11664, Theorem E.1, equations (101)-(109). t > 0 is not covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.language import Expr, Relation, define, exp, log, scalar, sqrt
from verify.model.setting import Batch, Setting, Sizes

__all__ = [
    "DOMAIN",
    "ETA3",
    "ETA3_INSIDE",
    "L0",
    "MU_BAR",
    "PRINTED",
    "REPAIRED",
    "STEP_SIZES",
    "K",
    "StepSize",
    "alpha1",
    "alpha2",
    "beta2",
    "c",
    "d",
    "eta0",
    "mu",
    "one_minus_exp",
]

Array = npt.NDArray[np.float64]

mu = scalar("mu", r"\mu")
K = scalar("K")
L0 = scalar("L0", "L(0)")
alpha1 = scalar("alpha1", r"\alpha_1")
alpha2 = scalar("alpha2", r"\alpha_2")
beta2 = scalar("beta2", r"\beta_2")
c = scalar("c")
d = scalar("d")
eta0 = scalar("eta0", r"\eta_0")

MU_BAR = define("mu_bar", mu * (alpha1 + 2 * alpha2 * (1 - exp(eta0**c))), r"\bar\mu")

# The third argument of the minimum in eta_max, exponent outside and inside the logarithm.
ETA3 = log(1 + alpha1 / (2 * alpha2)) ** (1 / c)
ETA3_INSIDE = log((1 + alpha1 / (2 * alpha2)) ** (1 / c))

# What Theorem E.1 and Lemma E.3 say of the constants: 0 < alpha1 <= alpha2, mu <= K, 0 < c < 1 < d.
DOMAIN: tuple[Relation, ...] = (
    mu <= K,
    alpha1 <= alpha2,
    c < 1,
    d > 1,
)


@dataclass(frozen=True)
class StepSize:
    """What follows from a choice of g in K_bar_0; lhs and rhs are sides of the equations."""

    name: str
    K_bar_0: Expr
    rho_bar: Expr
    Delta: Expr
    lhs_101: Expr
    lhs_102: Expr
    rhs_102: Expr
    # (1 - Delta) / eta0, the second factor of (106)
    slack: Expr
    # (rhs - lhs of (102)) / eta0^(1 + c): the same positive zeros and signs
    scaled: Expr
    # below `scaled` wherever this is positive, and continuous at 0
    near_zero: Expr


def _step_size(name: str, growth: Expr, mark: str) -> StepSize:
    K_bar_0 = define(
        f"K_bar_0{mark}",
        sqrt(2 * K * L0)
        + 6 * K**2 * beta2 * L0 * eta0**2
        + K * growth * alpha2 * (1 + 3 * sqrt(2 * K * L0) * eta0),
        r"\bar K_0",
    )
    rho_bar = define(
        f"rho_bar{mark}",
        1 - 2 * MU_BAR * eta0 + MU_BAR * K_bar_0 * eta0**2,
        r"\bar\rho(\eta_0, 0)",
    )
    Delta = define(f"Delta{mark}", (1 + eta0**d) * rho_bar, r"\Delta")
    slack = 2 * MU_BAR - MU_BAR * K_bar_0 * eta0 - eta0 ** (d - 1) * rho_bar
    rest = 4 * K * L0 * eta0 ** (1 - c)
    return StepSize(
        name=name,
        K_bar_0=K_bar_0,
        rho_bar=rho_bar,
        Delta=Delta,
        lhs_101=eta0 * K_bar_0,
        lhs_102=4 * K * L0 * eta0**2,
        rhs_102=one_minus_exp(eta0) * (1 - Delta),
        slack=slack,
        scaled=one_minus_exp(eta0) / eta0**c * slack - rest,
        # exp(-u) <= (1 - exp(-u)) / u <= 1 for u > 0: if exp(-u) slack > rest >= 0, then
        # slack > 0 and `scaled` is at least this.
        near_zero=exp(-(eta0**c)) * slack - rest,
    )


def one_minus_exp(eta: Expr) -> Expr:
    """1 - exp(-eta^c), the first factor of (102)'s right side."""
    return 1 - exp(-(eta**c))


PRINTED = _step_size("exp(sqrt(eta0))", exp(sqrt(eta0)), "")
REPAIRED = _step_size("exp(eta0^c)", exp(eta0**c), "_c")


def _draw(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    """Constants over twelve decades; step sizes around each of the bounds that matter."""

    def size(decades: float) -> Array:
        return np.asarray(10.0 ** rng.uniform(-decades, decades, count))

    def part(decades: float) -> Array:
        """A share in (0, 1], a fifth of them 1."""
        share = 10.0 ** rng.uniform(-decades, 0, count)
        return np.where(rng.random(count) < 0.2, 1.0, share)

    latent = {"K": size(4), "alpha2": size(4), "beta2": size(4), "L0": size(6)}
    latent["mu"] = latent["K"] * part(6)
    latent["alpha1"] = latent["alpha2"] * part(3)
    latent["c"] = np.where(rng.random(count) < 0.5, 0.5, rng.uniform(0.02, 0.98, count))
    latent["d"] = 1 + 10.0 ** rng.uniform(-3, 1, count)
    room = np.log1p(latent["alpha1"] / (2 * latent["alpha2"]))
    k, loss = latent["K"], np.sqrt(2 * latent["K"] * latent["L0"])
    bounds = np.stack(
        [
            # not so small that powers of it leave the range of floats
            np.maximum(room ** (1 / latent["c"]), 1e-120),
            room / latent["c"],
            1 / (loss + 1.5 * k * latent["alpha2"]),
            10.0 ** rng.uniform(-6, 1, count),
        ]
    )
    bounds[3] = np.minimum(bounds[0], bounds[2])
    chosen = bounds[rng.choice(4, count, p=[0.15, 0.15, 0.15, 0.55]), np.arange(count)]
    near = 1 - 10.0 ** rng.uniform(-8, -1, count)
    spread = np.where(rng.random(count) < 0.35, near, 10.0 ** rng.uniform(-4, 0.1, count))
    latent["eta0"] = chosen * spread
    return [Batch("constants over the decades", count, latent)]


_LATTICE = {
    "mu": ([1], [1, 1 / 2, 1 / 4], [1, 1 / 2, 1 / 4, 1 / 10, 2]),
    "K": ([1], [1, 2], [1, 2, 4, 1 / 2, 1 / 10]),
    "alpha1": ([1], [1, 1 / 2], [1, 1 / 2, 1 / 4, 1 / 10, 2]),
    "alpha2": ([1], [1, 2], [1, 2, 4, 1 / 2]),
    "beta2": ([1], [1, 2], [1, 2, 1 / 10]),
    "L0": ([1], [1, 1 / 2, 1 / 4], [1, 1 / 2, 1 / 10, 1 / 100]),
    "c": ([1 / 2], [1 / 2, 1 / 4, 3 / 4], [1 / 2, 1 / 4, 3 / 4, 1 / 10, 9 / 10]),
    "d": ([2], [2, 3, 3 / 2], [2, 3, 3 / 2, 5 / 4]),
    "eta0": (
        [1, 1 / 2, 1 / 4],
        [1, 1 / 2, 1 / 4, 1 / 9, 1 / 10, 1 / 16],
        [1, 1 / 2, 1 / 4, 1 / 10, 1 / 16, 1 / 100, 1 / 1000, 1 / 10000],
    ),
}


def _lattice(rng: np.random.Generator, sizes: Sizes, count: int, height: int) -> Sequence[Batch]:
    latent: dict[str, Array] = {
        name: np.asarray(rng.choice(np.array(choices[height - 1], dtype=float), count))
        for name, choices in _LATTICE.items()
    }
    return [Batch("lattice", count, latent)]


STEP_SIZES = Setting(
    "step sizes of Theorem E.1",
    "mu, K, L(0), alpha1, alpha2, beta2 over 8 to 12 decades, 0 < c < 1 < d, and eta0 around "
    "1/K_bar_0, around log(1 + alpha1/(2 alpha2)) to the power 1/c, and around its 1/c-fold",
    [{}],
    _draw,
    _lattice,
    positive=frozenset(_LATTICE),
    # A run may start at the minimum, and W(0) = W* may be 0.
    assumes=(*(x > 0 for x in (mu, K, alpha1, alpha2, c, d, eta0)), L0 >= 0, beta2 >= 0),
)
