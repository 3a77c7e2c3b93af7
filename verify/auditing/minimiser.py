"""The minimum of a loss on data: found by Newton's method, then enclosed.

For mu > 0 and any W, |W - W*|_F <= |grad l(W)|_F / mu and

    l(W) - |grad l(W)|_F^2 / (2 mu)  <=  l*  <=  l(W),

evaluated in balls at the floats that Newton's method ends with. Columns that do not interact have
n x n Hessians of their own; for the softmax the Hessian is applied by conjugate gradients.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from flint import arb
from scipy.sparse.linalg import LinearOperator, cg

from verify.arithmetic.ball import precision, to_fraction
from verify.auditing.objective import BITS, Objective, ball_matrix
from verify.model.minimum import float_above

__all__ = ["Minimiser", "newton", "solve"]

Array = npt.NDArray[np.float64]
_STEPS, _HALVINGS = 80, 50
# Twice the decrease that a step promises, in parts of the value: far below its rounding.
_REST = 1e-27


@dataclass(frozen=True, eq=False)
class Minimiser:
    """W: (n, m), near the minimiser W*; low <= l* <= high, exactly; radius >= |W - W*|_F.

    gradient: an upper bound of |grad l(W)|_F; steps: Newton steps taken; certified: whether the
    bounds are rigorous (mu > 0 was). Without that, low is None.
    """

    W: Array
    low: Fraction | None
    high: Fraction
    radius: float
    gradient: float
    steps: int
    certified: bool


def solve(objective: Objective, mu: float) -> Minimiser:
    """The minimum of a loss that is mu-strongly convex, enclosed; without bounds for mu <= 0."""
    W, steps = newton(objective)
    with precision(BITS):
        value, gradient = objective.in_balls(ball_matrix(W))
        norm2: arb = sum((abs(g) * abs(g) for g in gradient.entries()), arb(0))
        size = float_above(norm2.sqrt())
        high = to_fraction(value.upper())
        if not mu > 0:
            return Minimiser(W, None, high, np.inf, size, steps, False)
        low = to_fraction((value - norm2 / (2 * arb(mu))).lower())
        return Minimiser(W, low, high, float_above(norm2.sqrt() / arb(mu)), size, steps, True)


def newton(objective: Objective) -> tuple[Array, int]:
    """W where Newton's method comes to rest, and the steps that it took."""
    W = np.zeros(objective.shape)
    value, gradient = objective.value(W), objective.gradient(W)
    for step in range(_STEPS):
        size = float(np.linalg.norm(gradient))
        direction = _direction(objective, W, gradient, size)
        slope = float(np.sum(direction * gradient))
        if not slope > _REST * (1e-300 + abs(value)):
            return W, step
        t = 1.0
        for _ in range(_HALVINGS):
            there = W - t * direction
            after, gradient_after = objective.value(there), objective.gradient(there)
            # Near the minimum the value's rounding decides nothing: the gradient does.
            if after <= value - t * slope / 4:
                break
            if slope < 1e-10 * abs(value) and np.linalg.norm(gradient_after) < 0.5 * size:
                break
            t /= 2
        else:
            return W, step
        W, value, gradient = there, after, gradient_after
    return W, _STEPS


def _direction(objective: Objective, W: Array, gradient: Array, size: float) -> Array:
    if objective.output.columns_apart:
        return _by_columns(objective, W, gradient)
    H = LinearOperator(
        (W.size, W.size),
        matvec=lambda v: objective.hessian_times(W, v.reshape(W.shape)).ravel(),
        dtype=np.float64,
    )
    tolerance = min(0.1, float(np.sqrt(size)))
    found, _ = cg(H, gradient.ravel(), rtol=tolerance, maxiter=50 + 20 * int(np.sqrt(W.size)))
    step: Array = found.reshape(W.shape)
    return step


def _by_columns(objective: Objective, W: Array, gradient: Array) -> Array:
    X, Z = objective.X, objective.X @ W
    weights = objective.output.curved(Z, objective.Y, np.ones_like(Z))
    step = np.empty_like(W)
    eye = np.eye(len(W))
    for j in range(W.shape[1]):
        # A curvature that is not positive would point uphill.
        weight = objective.scale * np.maximum(weights[:, j], 0.0)
        H = (X.T * weight) @ X + objective.l2 * eye
        # A tiny shift where H is singular: directions without curvature are left alone.
        shift = 1e-13 * np.trace(H) / len(H) if objective.l2 == 0 else 0.0
        step[:, j] = _solve(H + shift * eye, gradient[:, j])
    return step


def _solve(H: Array, g: Array) -> Array:
    try:
        found = np.asarray(np.linalg.solve(H, g), dtype=np.float64)
    except np.linalg.LinAlgError:
        found = np.asarray(np.linalg.lstsq(H, g, rcond=None)[0], dtype=np.float64)
    return found if np.isfinite(found).all() else g
