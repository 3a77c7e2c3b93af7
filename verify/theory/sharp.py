"""Theorem E.1 with free parameters theta and gamma, for a constant step (gamma = 1).

    r = sqrt(2 L(0)/mu);  alpha1, alpha2, beta2 of Table 2 with r in the place of the margin
    mu_bar = mu (alpha1 - theta alpha2),   0 < theta < alpha1/alpha2
    K_bar_0 = sqrt(2 K L(0)) + 6 K^2 beta2 L(0) eta0^2
              + K (1 + theta) alpha2 (1 + 3 sqrt(2 K L(0)) eta0)
    eta0 K_bar_0 <= 1,   2 sqrt(2) (1 + theta) K L(0) eta0^2 <= theta mu_bar eta0 (2 - eta0 K_bar_0)

Then every step contracts the loss by 1 - mu_bar eta0 (2 - eta0 K_bar_0). Larger steps than the
printed theorem's, and free of units. Claim E.104/sharp of arXiv 2505.11664's catalogue says more,
with a proof: there 1 + theta is missing, so that every step and rate found here is one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.descent import Setup
from verify.theory.constants import Table2

__all__ = ["SharpStep", "sharp_step"]

Array = npt.NDArray[np.float64]
_SHARES, _GRID = 60, 400


@dataclass(frozen=True)
class SharpStep:
    """The constant step with the least rate; gap = 1 - rate, 0 where there is none."""

    eta0: float
    gap: float
    theta: float
    alpha1: float
    alpha2: float


def sharp_step(setup: Setup, table: Table2) -> SharpStep:
    """The best theta and eta0 for the first run of a batch."""
    K, mu, L0 = (float(x[0]) for x in (setup.K, setup.mu, setup.first.L))
    shift = table.margin - np.sqrt(2 * np.maximum(setup.first.L, 0.0) / setup.mu)
    # The margin enters both betas: what it loses they gain, up to the singular values themselves.
    beta2 = table.beta2 - shift
    spectrum = np.linalg.svd(setup.problem.centre, compute_uv=False)
    least = np.maximum(spectrum[:, -1] - table.margin + shift, 0.0)
    n, m = setup.problem.n, setup.problem.m
    nothing = np.zeros_like(least)
    alphas = table.alphas(least if n <= m else nothing, least if m <= n else nothing, beta2)
    alpha1, alpha2 = (float(np.ravel(a)[0]) for a in alphas)
    if not alpha1 > 0:
        return SharpStep(np.nan, 0.0, np.nan, alpha1, alpha2)
    theta = alpha1 / alpha2 * np.geomspace(1e-3, 0.98, _SHARES)[:, None]
    root = np.sqrt(2 * K * L0)
    eta = np.geomspace(1e-14, 1.0, _GRID) / (root + K * alpha2)
    best = (np.nan, 0.0, np.nan)
    for _ in range(3):
        bar = mu * (alpha1 - theta * alpha2)
        K_bar = root + 6 * K**2 * float(beta2[0]) * L0 * eta**2
        K_bar = K_bar + K * (1 + theta) * alpha2 * (1 + 3 * root * eta)
        gap = bar * eta * (2 - eta * K_bar)
        good = (eta * K_bar <= 1) & (2 * np.sqrt(2) * (1 + theta) * K * L0 * eta**2 <= theta * gap)
        gap = np.where(good, gap, 0.0)
        i, j = divmod(int(np.argmax(gap)), gap.shape[1])
        if gap[i, j] > best[1]:
            best = (float(eta[j]), float(gap[i, j]), float(theta[i, 0]))
        rows, columns = theta[:, 0], eta
        theta = np.geomspace(rows[max(i - 1, 0)], rows[min(i + 1, _SHARES - 1)], _SHARES)[:, None]
        eta = np.geomspace(columns[max(j - 1, 0)], columns[min(j + 1, _GRID - 1)], _GRID)
    return SharpStep(*best, alpha1, alpha2)
