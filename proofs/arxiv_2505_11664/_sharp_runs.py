r"""Runs under a form of Theorem E.1 with two parameters theta and gamma, free of units.

    r = sqrt(2 L(0)/mu),  beta_n, beta_m = max(0, sigma_n(W*) - r), max(0, sigma_m(W*) - r),
    beta2 = sigma_max(W*) + r,  alpha1, alpha2 from these as in `_initial.py`, alpha1 repaired
    mu_bar = mu (alpha1 - theta alpha2),  K_bar_0 = sqrt(2 K L(0)) + 6 K^2 beta2 L(0) eta0^2
        + K alpha2 (1 + 3 sqrt(2 K L(0)) eta0),
    rho = 1 - 2 mu_bar eta0 + mu_bar K_bar_0 eta0^2

Hypotheses: 0 < theta < alpha1/alpha2, gamma >= 1, eta0 K_bar_0 <= 1, gamma rho < 1,
2 sqrt(2) K L(0) eta0^2 <= theta (1 - gamma rho), and step sizes
eta0 <= eta_t <= min(gamma^(t/2) eta0, 1/K_t). Starts and losses are those of `_runs.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._initial import ALPHA1_REPAIRED, ALPHA2
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._runs import RUNS_REPAIRED, inverse_step, start
from proofs.arxiv_2505_11664._theorem_e1 import recorded
from verify.arithmetic import Scope, evaluate
from verify.language import Expr, Relation, define, maximum, scalar, sigma, sigma_max, sqrt
from verify.language import replace as rewrite
from verify.model.setting import Batch, Sizes
from verify.model.step import K, L, W, eta, mu
from verify.model.trajectory import L0, Schedule, Wstar, descent_runs, eta0, t

__all__ = ["SHARP", "SHARP_RUNS", "Sharp", "gamma", "theta"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

theta, gamma = scalar("theta", r"\theta"), scalar("gamma", r"\gamma")


@dataclass(frozen=True)
class Sharp:
    """low and alpha2 bound sigma^2(T_t); rho is the rate."""

    alpha1: Expr
    alpha2: Expr
    beta2: Expr
    low: Expr
    mu_bar: Expr
    K_bar_0: Expr
    rho: Expr
    hypotheses: tuple[Relation, ...]


def _sharp() -> Sharp:
    r = define("r_s", sqrt(2 * L0 / mu), "r")
    beta = {
        "beta_n": define("beta_n_s", maximum(0, sigma("n", Wstar) - r), r"\beta_n"),
        "beta_m": define("beta_m_s", maximum(0, sigma("m", Wstar) - r), r"\beta_m"),
        "beta2": define("beta2_s", sigma_max(Wstar) + r, r"\beta_2"),
    }

    def with_r(expr: Expr) -> Expr:
        return rewrite(expr, lambda node, _: beta.get(node.name) if node.op == "def" else None)

    alpha1 = define("alpha1_s", with_r(ALPHA1_REPAIRED.args[0]), r"\alpha_1")
    alpha2 = define("alpha2_s", with_r(ALPHA2.args[0]), r"\alpha_2")
    root = sqrt(2 * K * L0)
    mu_bar = define("mu_bar_s", mu * (alpha1 - theta * alpha2), r"\bar\mu")
    K_bar_0 = define(
        "K_bar_0_s",
        root + 6 * K**2 * beta["beta2"] * L0 * eta0**2 + K * alpha2 * (1 + 3 * root * eta0),
        r"\bar K_0",
    )
    rho = define("rho_s", 1 - 2 * mu_bar * eta0 + mu_bar * K_bar_0 * eta0**2, r"\rho")
    hypotheses = (
        theta > 0,
        theta * alpha2 < alpha1,
        gamma >= 1,
        eta0 > 0,
        eta0 * K_bar_0 <= 1,
        gamma * rho < 1,
        2 * sqrt(2) * K * L0 * eta0**2 <= theta * (1 - gamma * rho),
        eta0 <= eta,
        eta <= gamma ** (t / 2) * eta0,
        eta * K_T <= 1,
    )
    return Sharp(
        alpha1,
        alpha2,
        beta["beta2"],
        alpha1 - theta * alpha2,
        mu_bar,
        K_bar_0,
        rho,
        hypotheses,
    )


SHARP = _sharp()


def _setup(scope: Scope, latent: Mapping[str, Array]) -> Mapping[str, Array]:
    """Theta as a share of alpha1/alpha2, and eta0 from the admissible points of a grid."""
    count = len(latent["fraction"])
    names = (SHARP.alpha1, SHARP.alpha2, SHARP.beta2, L0, mu, K)
    a1, a2, b2, loss, low, top = (
        np.broadcast_to(evaluate(x, scope).v, (count,))[:, None] for x in names
    )
    share, growth = latent["share"][:, None], latent["growth"][:, None]
    with np.errstate(all="ignore"):
        part = share * a1 / a2
        grid = 10.0 ** np.linspace(-7, 0, 281) / (top * a2)
        root, bar = np.sqrt(2 * top * loss), low * (a1 - part * a2)
        K_bar = root + 6 * top**2 * b2 * loss * grid**2
        K_bar = K_bar + top * a2 * (1 + 3 * root * grid)
        rho = 1 - 2 * bar * grid + bar * K_bar * grid**2
        good = (grid * K_bar <= 1) & (growth * rho < 1) & (a1 > 0)
        drift = 2 * np.sqrt(2) * top * loss * grid**2
        good &= drift <= part * (1 - growth * rho)
    # The admissible points need not be an interval: the k-th of them from above.
    found = good.sum(axis=1)
    rank = np.floor((1 - np.clip(latent["fraction"], 0, 1)) * found)
    place = np.cumsum(good[:, ::-1], axis=1) == (np.minimum(rank, found - 1) + 1)[:, None]
    index = good.shape[1] - 1 - np.argmax(place & good[:, ::-1], axis=1)
    chosen = np.where(found > 0, np.take_along_axis(grid, index[:, None], axis=1)[:, 0], np.nan)
    return {"eta0": chosen, "theta": part[:, 0], "gamma": latent["growth"]}


def _step_size(scope: Scope, u: Array) -> Array:
    """A point of [eta0, min(gamma^(t/2) eta0, 1 / K_t)], by its fraction u."""
    low = evaluate(eta0, scope).v
    grown = low * evaluate(gamma, scope).v ** (evaluate(t, scope).v / 2)
    # Just below the ends, so that rounding puts no step outside.
    inverse = inverse_step(*(evaluate(x, scope).v for x in (K, L, SIGMA2_MAX, sigma_max(W))))
    high = np.minimum(grown, inverse) * (1 - 1e-12)
    chosen: Array = np.maximum(low, np.minimum(low + u * (high - low), high))
    return chosen


def _start(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    batches = []
    for b in start(rng, sizes, count, theorem_32=True):
        latent = {
            **b.latent,
            "share": rng.choice([0.05, 0.2, 0.5, 0.8], b.count),
            "growth": 1 + 10.0 ** rng.uniform(-4, -0.5, b.count) * (rng.random(b.count) < 0.7),
        }
        batches.append(replace(b, latent=latent))
    return batches


def _lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    """Iterate 0 in small rationals, with theta and gamma in small rationals."""
    return [
        replace(
            b,
            latent={
                **b.latent,
                "theta": rng.choice([0.5, 0.25, 0.1, 0.01], b.count),
                "gamma": rng.choice([1.0, 1.25, 1.1], b.count),
            },
        )
        for b in RUNS_REPAIRED.lattice(rng, sizes, count, height)
    ]


SHARP_RUNS = recorded(
    descent_runs(
        "runs with theta and gamma",
        "iterates 0 to 13 of runs under the two-parameter form of Theorem E.1; theta from 0.05 to "
        "0.8 of alpha1/alpha2, gamma from 1 to 1.3, eta0 up to the largest admissible one, eta_t "
        "from its whole interval; losses and starts as for Theorem E.1, h from min(n, m)",
        Schedule(("eta0", "theta", "gamma"), _setup, _step_size),
        sizes=RUNS_REPAIRED.shapes,
        start=_start,
        lattice=_lattice,
    ),
    "iterates with theta and gamma",
)
