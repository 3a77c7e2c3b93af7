"""Losses on data with a ridge: logistic, softmax cross-entropy, log-cosh regression.

logistic   1/N sum log(1 + e^(-Y o XW)) + a/2 |W|_F^2, Y = +-1   K = a + sigma_max(X)^2 / (4N)
softmax    1/N sum_i [log sum_j e^(XW)_ij - <Y_i, (XW)_i>] + a/2 |W|_F^2, rows of Y on the simplex
           K = a + sigma_max(X)^2 / (2N): diag(p) - pp' has no eigenvalue above 1/2 (Gershgorin)
log-cosh   1/N sum log cosh(XW - Y) + a/2 |W|_F^2                K = a + sigma_max(X)^2 / N

mu = a, and the minimum is subtracted. In displacements E = W - W*, d = X E, z = X W*, the loss is

    a/2 |E|_F^2 + 1/N sum [phi(z + d) - phi(z) - phi'(z) d]

up to the gradient at the W* that was found, which is rounding. The bracket is computed as
d^2 times the integral of (1 - s) phi''(z + s d) for small d, where its difference would cancel:
Gauss's rule with six nodes has an error below rounding for |d| <= 1/2, phi'' being analytic within
pi (pi/2 for cosh) of the real line.

X in R^{N x n}, Y in R^{N x m}: one loss for all runs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import scipy  # its parts are loaded where they are first used

from verify.descent._balls import (
    BallLoss,
    log_cosh_bracket,
    logistic_bracket,
    ridge_loss,
    rows_loss,
    softmax_row,
)
from verify.descent._minimiser import softmax_minimiser
from verify.descent.iterate import Array
from verify.descent.problem import Loss, Problem
from verify.errors import InputError
from verify.model.data import finite_matrix
from verify.model.minimum import RidgeLoss, minimum

__all__ = ["LogCoshLoss", "LogisticLoss", "SoftmaxLoss", "log_cosh_ridge", "logistic", "softmax_ce"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
# On [0, 1], with the weight 1 - s.
_QUADRATURE = [(0.5 + s / 2, (0.5 - s / 2) * w / 2) for s, w in zip(_NODES, _WEIGHTS, strict=True)]
_NEAR = 0.5
# W* is needed to the precision of floats only.
_WIDTH = Fraction(1, 10**20)


@dataclass(frozen=True, eq=False)
class _RidgeOnData(Loss):
    """a/2 |E|^2 + 1/N sum of Bregman divergences; arrays of one loss, shared by all runs.

    X: (1, N, n); z = X W*: (1, N, m); a: (1,).
    """

    X: Array
    z: Array
    a: Array

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        d = self.X @ E
        N, a = self.X.shape[1], self.a[0]
        divergence, slope = self.bregman(d)
        G = a * E + self.X.mT @ (slope / N)
        return 0.5 * a * np.einsum("rij,rij->r", E, E) + divergence.sum(axis=(1, 2)) / N, G

    def data(self) -> tuple[Array, Array, float]:
        """X, z and a without the leading axis."""
        return self.X[0], self.z[0], float(self.a[0])

    @abstractmethod
    def bregman(self, d: Array) -> tuple[Array, Array]:
        """The bracket of the header, to be summed; and phi'(z + d) - phi'(z), (runs, N, m)."""


@dataclass(frozen=True, eq=False)
class LogisticLoss(_RidgeOnData):
    """phi(z) = log(1 + e^(-y z)); Y: (1, N, m)."""

    Y: Array

    def bregman(self, d: Array) -> tuple[Array, Array]:
        """In v = -y z: phi = log(1 + e^v), phi' = -y sigmoid(v)."""
        v, change = -self.Y * self.z, -self.Y * d
        small = np.abs(change) <= _NEAR
        value = _integral(_sigmoid_slope, v, change)
        if not small.all():
            direct = (
                np.logaddexp(0, v + change) - np.logaddexp(0, v) - scipy.special.expit(v) * change
            )
            value = np.where(small, value, direct)
        # sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - e^(a - b)), written for a <= b
        low, high = np.minimum(v, v + change), np.maximum(v, v + change)
        rise = -scipy.special.expit(high) * scipy.special.expit(-low) * np.expm1(-np.abs(change))
        return value, -self.Y * np.copysign(rise, change)

    def balls(self, run: int) -> BallLoss:
        """An entry at a time."""
        return ridge_loss(*self.data(), [logistic_bracket(float(y)) for y in self.Y.ravel()])


@dataclass(frozen=True, eq=False)
class LogCoshLoss(_RidgeOnData):
    """phi(z) = log cosh(z - y); z holds X W* - Y."""

    def bregman(self, d: Array) -> tuple[Array, Array]:
        """Phi'' = sech^2; tanh(b) - tanh(a) = tanh(b - a) (1 - tanh(a) tanh(b))."""
        z = self.z
        small = np.abs(d) <= _NEAR
        value = _integral(_sech2, z, d)
        if not small.all():
            value = np.where(small, value, _log_cosh(z + d) - _log_cosh(z) - np.tanh(z) * d)
        return value, np.tanh(d) * (1 - np.tanh(z) * np.tanh(z + d))

    def balls(self, run: int) -> BallLoss:
        """An entry at a time."""
        return ridge_loss(*self.data(), [log_cosh_bracket] * self.z.size)


@dataclass(frozen=True, eq=False)
class SoftmaxLoss(_RidgeOnData):
    """phi(z) = log sum_j e^(z_j), of a row: phi' = p, the softmax; phi'' = diag(p) - pp'."""

    def bregman(self, d: Array) -> tuple[Array, Array]:
        """The integrand d' phi'' d is the variance of d under p."""
        z = self.z
        p = scipy.special.softmax(z, axis=2)
        small = np.abs(d).max(axis=2, keepdims=True) <= _NEAR
        value = np.zeros((*d.shape[:2], 1))
        for s, w in _QUADRATURE:
            value += w * _variance(scipy.special.softmax(z + s * d, axis=2), d)
        # p_j(z + d) = p_j e^(d_j) / M with M = sum p e^d
        grown = np.expm1(np.where(small, d, 0.0))
        excess = np.sum(p * grown, axis=2, keepdims=True)
        slope = p * (grown - excess) / (1 + excess)
        if not small.all():
            direct = scipy.special.logsumexp(
                z + d, axis=2, keepdims=True
            ) - scipy.special.logsumexp(z, axis=2, keepdims=True)
            value = np.where(small, value, direct - np.sum(p * d, axis=2, keepdims=True))
            slope = np.where(small, slope, scipy.special.softmax(z + d, axis=2) - p)
        return value, slope

    def balls(self, run: int) -> BallLoss:
        """A row at a time."""
        return rows_loss(*self.data(), softmax_row)


def logistic(X: Array, Y: Array, a: float, *, name: str = "l2-regularised logistic") -> Problem:
    """The logistic loss with ridge a > 0; Y: labels +-1."""
    data = RidgeLoss("logistic", X, Y, a)
    least = minimum(data, width=_WIDTH)
    X, Y = (np.asarray(x, dtype=np.float64)[None] for x in (X, Y))
    loss = LogisticLoss(X, X @ least.W, np.array([a]), Y)
    return _problem(name, loss, data.K(), a, least.W, least.middle)


def log_cosh_ridge(X: Array, Y: Array, a: float, *, name: str = "log-cosh ridge") -> Problem:
    """Regression with log cosh of the residual, and ridge a > 0."""
    data = RidgeLoss("log-cosh ridge", X, Y, a)
    least = minimum(data, width=_WIDTH)
    X, Y = (np.asarray(x, dtype=np.float64)[None] for x in (X, Y))
    loss = LogCoshLoss(X, X @ least.W - Y, np.array([a]))
    return _problem(name, loss, data.K(), a, least.W, least.middle)


def softmax_ce(X: Array, Y: Array, a: float, *, name: str = "softmax cross-entropy") -> Problem:
    """Cross-entropy of the softmax with ridge a > 0; rows of Y: one-hot, or probabilities."""
    X = finite_matrix(X, "X")
    Y = finite_matrix(Y, "Y", rows=len(X))
    if (Y < 0).any() or not np.allclose(Y.sum(axis=1), 1, rtol=0, atol=1e-12):
        raise InputError(
            f"a row of Y that sums up to {Y.sum(axis=1)[np.abs(Y.sum(axis=1) - 1).argmax()]:g},"
            f" with the least entry {Y.min():g}, was given",
            violates="Y_ij >= 0 and sum_j Y_ij = 1",
            where=name,
            remedy="code each class as a row of zeros with a single one",
        )
    if not 0 < a < np.inf:
        raise InputError(
            f"a = {a} was given",
            violates="0 < a < infinity",
            where=name,
            remedy="give a positive ridge: it is mu, the constant of strong convexity",
        )
    W = softmax_minimiser(X, Y, a)
    value = float(
        -np.sum(Y * scipy.special.log_softmax(X @ W, axis=1)) / len(X) + a / 2 * np.sum(W**2)
    )
    spectrum = float(np.linalg.norm(X, 2)) * (1 + 1e-12)
    loss = SoftmaxLoss(X[None], (X @ W)[None], np.array([a]))
    return _problem(name, loss, a + spectrum**2 / (2 * len(X)), a, W, value)


def _problem(name: str, loss: Loss, K: float, a: float, W: Array, least: float) -> Problem:
    n, m = W.shape
    return Problem(
        name, n, m, loss, np.array([K]), np.array([a]), W[None], minimum=np.array([least])
    )


def _integral(second: Callable[[Array], Array], z: Array, d: Array) -> Array:
    """d^2 times the integral of (1 - s) phi''(z + s d) over [0, 1]."""
    total = sum((w * second(z + s * d) for s, w in _QUADRATURE), np.zeros_like(d))
    return d * d * total


def _sigmoid_slope(v: Array) -> Array:
    result: Array = scipy.special.expit(v) * scipy.special.expit(-v)
    return result


def _sech2(z: Array) -> Array:
    e = np.exp(-2 * np.abs(z))
    result: Array = 4 * e / (1 + e) ** 2
    return result


def _log_cosh(z: Array) -> Array:
    size = np.abs(z)
    result: Array = size + np.log1p(np.exp(-2 * size)) - np.log(2.0)
    return result


def _variance(p: Array, d: Array) -> Array:
    """Of d under p, along the last axis, which is kept."""
    mean = np.sum(p * d, axis=2, keepdims=True)
    result: Array = np.sum(p * (d - mean) ** 2, axis=2, keepdims=True)
    return result
