"""The minimiser of softmax cross-entropy with a ridge, by Newton's method with conjugate gradients.

    f(W) = 1/N sum_i [log sum_j e^(XW)_ij - <Y_i, (XW)_i>] + a/2 |W|_F^2

Float64, to the precision that its gradient allows. The Hessian is applied and never formed, so
that 784 features with ten classes cost a few hundred products with X.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts are loaded where they are first used

from verify.descent.iterate import Array
from verify.errors import PlVerifyError

__all__ = ["softmax_minimiser"]

_NEWTON_STEPS, _HALVINGS = 60, 40


def softmax_minimiser(X: Array, Y: Array, a: float) -> Array:
    """W*, (n, m). Raises PlVerifyError where Newton's method does not come to rest."""
    shape = (X.shape[1], Y.shape[1])
    W = np.zeros(shape)
    value, gradient = _value_gradient(X, Y, a, W)
    rest = 64 * np.finfo(np.float64).eps * (np.linalg.norm(X) / np.sqrt(len(X)) + 1)
    for _ in range(_NEWTON_STEPS):
        size = float(np.linalg.norm(gradient))
        if size <= rest:
            return W
        step = _direction(X, a, W, gradient, min(0.1, np.sqrt(size)))
        slope, t = float(np.sum(step * gradient)), 1.0
        for _ in range(_HALVINGS):
            after, gradient_after = _value_gradient(X, Y, a, W - t * step)
            # Near the minimum the value's own rounding decides nothing: the gradient does.
            if after <= value - t * slope / 4 or np.linalg.norm(gradient_after) < size / 2:
                break
            t /= 2
        else:
            break
        W, value, gradient = W - t * step, after, gradient_after
    if np.linalg.norm(gradient) <= 1e4 * rest:
        return W
    raise PlVerifyError(
        f"|grad f| = {np.linalg.norm(gradient):.3g} after {_NEWTON_STEPS} Newton steps at most",
        violates=f"|grad f| <= {1e4 * rest:.3g}",
        where="softmax cross-entropy",
        remedy="scale the features, or take a larger ridge",
    )


def _value_gradient(X: Array, Y: Array, a: float, W: Array) -> tuple[float, Array]:
    log_p = scipy.special.log_softmax(X @ W, axis=1)
    value = float(-np.sum(Y * log_p) / len(X) + a / 2 * np.sum(W * W))
    gradient: Array = a * W + X.T @ ((np.exp(log_p) - Y) / len(X))
    return value, gradient


def _direction(X: Array, a: float, W: Array, gradient: Array, tolerance: float) -> Array:
    """H^-1 g up to the tolerance: whatever comes out descends, as conjugate gradients do."""
    p = np.exp(scipy.special.log_softmax(X @ W, axis=1))

    def apply(v: Array) -> Array:
        V = v.reshape(W.shape)
        u = p * (X @ V)
        u = (u - p * u.sum(axis=1, keepdims=True)) / len(X)
        image: Array = (a * V + X.T @ u).ravel()
        return image

    H = scipy.sparse.linalg.LinearOperator((W.size, W.size), matvec=apply, dtype=np.float64)
    found, _ = scipy.sparse.linalg.cg(
        H, gradient.ravel(), rtol=tolerance, maxiter=20 * int(np.sqrt(W.size)) + 50
    )
    step: Array = found.reshape(W.shape)
    return step
