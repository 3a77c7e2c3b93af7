"""Quantities of the paper that several sections speak about, written once.

Notation (the paper's): sigma_min(T), sigma_max(T) the extreme singular values of the operator
T(U) = [U W2; U' W1] of (8); mu_t (11) and K_t (12); D the imbalance. The operator's smallest
singular value squared is sigma_n(W1)^2 + sigma_m(W2)^2, with 0 past the shape (Lemma A.2 in the
reading that is true); `SIGMA2_MIN_SHAPE` is (39) with the usual sigma_min of a matrix instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from verify.arithmetic import Scope, evaluate
from verify.language import define, sigma, sigma_max, sigma_min, sqrt
from verify.model.real import real_batches
from verify.model.step import (
    W1,
    W1_NEXT,
    W2,
    W2_NEXT,
    K,
    L,
    W,
    eta,
    gd_step,
    mu,
)

__all__ = [
    "ANY_STEP",
    "D_NEXT",
    "GD_STEP",
    "K_T",
    "MU_T",
    "ROOT",
    "SIGMA2_MAX",
    "SIGMA2_MIN",
    "SIGMA2_MIN_SHAPE",
    "D",
    "largest_step",
]

Array = npt.NDArray[np.float64]

SIGMA2_MAX = define(
    "sigma2_max_T", sigma_max(W1) ** 2 + sigma_max(W2) ** 2, r"\sigma_{\max}^2(\mathcal{T})"
)
SIGMA2_MIN = define(
    "sigma2_min_T", sigma("n", W1) ** 2 + sigma("m", W2) ** 2, r"\sigma_{\min}^2(\mathcal{T})"
)
SIGMA2_MIN_SHAPE = define(
    "sigma2_min_shape",
    sigma_min(W1) ** 2 + sigma_min(W2) ** 2,
    r"\left[\sigma_{\min}^2(W_1)+\sigma_{\min}^2(W_2)\right]",
)
ROOT = define("root_2KL", sqrt(2 * K * L), r"\sqrt{2KL}")
MU_T = define("mu_t", mu * SIGMA2_MIN, r"\mu_t")
K_T = define(
    "K_t",
    K * SIGMA2_MAX + ROOT + 6 * K**2 * sigma_max(W) * L * eta**2 + 3 * K * SIGMA2_MAX * ROOT * eta,
    "K_t",
)
D = define("D", W1.T @ W1 - W2.T @ W2)
D_NEXT = define("D_next", W1_NEXT.T @ W1_NEXT - W2_NEXT.T @ W2_NEXT, "D^+")


def largest_step(scope: Scope) -> Array:
    """The step at which eta K_t = 2, K_t being a polynomial in eta with coefficients >= 0.

    Newton's iteration from the right, where the convex left side makes it monotone.
    """
    k, value, top, w = (evaluate(x, scope).v for x in (K, L, SIGMA2_MAX, sigma_max(W)))
    value = np.maximum(value, 0.0)  # rounding may put a loss near its minimum below 0
    root = np.sqrt(2 * k * value)
    a, b, c = k * top + root, 3 * k * top * root, 6 * k**2 * w * value
    step: Array = 2 / np.where(a > 0, a, 1.0)
    for _ in range(60):
        step = step - (step * (a + step * (b + step * c)) - 2) / np.where(
            a > 0, a + step * (2 * b + 3 * c * step), 1.0
        ) * (a > 0)
    return step


GD_STEP = gd_step(
    "gradient-descent step",
    "single steps of gradient descent: factors of all ranks and scales with n, m <= 3 and h from "
    "min(n, m) to n + m + 2; four families of losses with mu < K and minimum 0; step sizes up to "
    "1.2 times the largest with eta K_t < 2; and iterates on real data",
    limit=largest_step,
    real=lambda profile: real_batches(profile, largest_step),
)
# For statements that do not ask for eta > 0.
ANY_STEP = replace(GD_STEP, name="gradient-descent step of any sign", assumes=GD_STEP.assumes[1:])
