"""Loss families: value, gradient and Hessian as formulas, K and mu derived.

Each family satisfies Assumptions 2.1 and 2.2 of 2505.11664 (twice differentiable, K-smooth,
mu-strongly convex, minimum 0) for the parameters that its comment allows:

weighted quadratic  1/2 sum_ij A_ij (W - C)_ij^2            K = max A_ij, mu = min A_ij
least squares       1/2 |X (W - C)|_F^2                      K, mu = extreme eigenvalues of X'X
log-cosh            a/2 |W - C|_F^2 + b sum log cosh(W - C)  K = a + b, mu = a, as 0 < sech^2 <= 1
softplus            a/2 |W - C|_F^2 + D(XW, XC)              K = a + sigma_max(X)^2 / 4, mu = a,
                    D the Bregman divergence of sum log(1 + e^z), whose second derivative is in
                    (0, 1/4]; a logistic loss without its minimum to be computed
logistic            1/N sum log(1 + e^(-Y o XW)) + a/2 |W|_F^2 - minimum, Y = +-1
                    K = a + sigma_max(X)^2 / (4N), mu = a; the minimum is computed and enclosed
log-cosh ridge      1/N sum log cosh(XW - Y) + a/2 |W|_F^2 - minimum
                    K = a + sigma_max(X)^2 / N, mu = a; the minimum is computed and enclosed

Notation: W, C in R^{n x m}, X in R^{N x n}, Y in R^{N x m}, A entrywise positive.
"""

from __future__ import annotations

from verify.arithmetic import LossFamily
from verify.language import (
    elementwise,
    hadamard,
    inner,
    matrix,
    norm2,
    scalar,
    total,
)

__all__ = ["FAMILIES"]

_W = matrix("W", "n", "m")
_V = matrix("V", "n", "m")
_C = matrix("C", "n", "m")
_A = matrix("A", "n", "m")
_X = matrix("X", "N", "n")
_Y = matrix("Y", "N", "m")
_a, _b, _minimum, _scale = scalar("a"), scalar("b"), scalar("minimum"), scalar("inverse_N")
_gap = _W - _C


def _weighted() -> LossFamily:
    weighted = hadamard(_A, _gap)
    return LossFamily(
        "weighted quadratic",
        "weighted quadratic 1/2 sum A (W - C)^2",
        inner(weighted, _gap) / 2,
        weighted,
        hadamard(_A, _V),
        "K = max A, mu = min A: the Hessian is diagonal with entries A_ij",
    )


def _least_squares() -> LossFamily:
    residual = _X @ _gap
    return LossFamily(
        "least squares",
        "least squares 1/2 |X(W - C)|^2",
        norm2(residual) / 2,
        _X.T @ residual,
        _X.T @ (_X @ _V),
        "K, mu = extreme eigenvalues of X'X, the Hessian being V -> X'XV",
    )


def _logcosh() -> LossFamily:
    curved = hadamard(elementwise("sech2", _gap), _V)
    return LossFamily(
        "log-cosh",
        "log-cosh plus ridge, centred at its minimum",
        _a / 2 * norm2(_gap) + _b * total(elementwise("logcosh", _gap)),
        _a * _gap + _b * elementwise("tanh", _gap),
        _a * _V + _b * curved,
        "K = a + b, mu = a: log cosh has second derivative sech^2 in (0, 1]",
    )


def _softplus() -> LossFamily:
    z, z0 = _X @ _W, _X @ _C
    slope = elementwise("sigmoid", z) - elementwise("sigmoid", z0)
    divergence = total(elementwise("softplus", z) - elementwise("softplus", z0)) - inner(
        elementwise("sigmoid", z0), z - z0
    )
    return LossFamily(
        "softplus",
        "Bregman divergence of the logistic loss plus ridge",
        _a / 2 * norm2(_gap) + divergence,
        _a * _gap + _X.T @ slope,
        _a * _V + _X.T @ hadamard(elementwise("sigmoid_slope", z), _X @ _V),
        "K = a + sigma_max(X)^2 / 4, mu = a: the sigmoid has slope in (0, 1/4]",
    )


def _logistic() -> LossFamily:
    margin = -hadamard(_Y, _X @ _W)
    pull = _X.T @ hadamard(_Y, elementwise("sigmoid", margin))
    curved = hadamard(elementwise("sigmoid_slope", margin), _X @ _V)
    return LossFamily(
        "logistic",
        "l2-regularised logistic loss",
        _scale * total(elementwise("softplus", margin)) + _a / 2 * norm2(_W) - _minimum,
        _a * _W - _scale * pull,
        _a * _V + _scale * (_X.T @ curved),
        "K = a + sigma_max(X)^2 / (4N), mu = a, labels +-1: the sigmoid has slope in (0, 1/4]",
    )


def _logcosh_ridge() -> LossFamily:
    residual = _X @ _W - _Y
    curved = hadamard(elementwise("sech2", residual), _X @ _V)
    return LossFamily(
        "log-cosh ridge",
        "log-cosh regression plus ridge",
        _scale * total(elementwise("logcosh", residual)) + _a / 2 * norm2(_W) - _minimum,
        _a * _W + _scale * (_X.T @ elementwise("tanh", residual)),
        _a * _V + _scale * (_X.T @ curved),
        "K = a + sigma_max(X)^2 / N, mu = a: log cosh has second derivative in (0, 1]",
    )


FAMILIES: dict[str, LossFamily] = {
    f.name: f
    for f in (
        _weighted(),
        _least_squares(),
        _logcosh(),
        _softplus(),
        _logistic(),
        _logcosh_ridge(),
    )
}
