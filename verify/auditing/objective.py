"""The loss of W on data, its constants K and mu with what certifies them, and its engine form.

    l(W) = s sum_i f(row i of X W, row i of Y) + l2/2 |W|_F^2,   X: N x n,  Y: N x m,  W: n x m

With c_low <= Hessian of f <= c_high and the extreme eigenvalues of X'X enclosed:

    K  = l2 + s max(c_high, -c_low) lambda_max(X'X)
    mu = l2 + s c_low lambda_min(X'X)   for c_low >= 0, with lambda_max for c_low < 0

both computed in balls and rounded outwards. s is 1, or the float nearest to 1/N.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat

from verify.arithmetic.ball import precision
from verify.auditing.outputs import Output
from verify.descent import Loss, factor_bounds
from verify.model.data import finite_matrix
from verify.model.minimum import float_above, float_below, gram_bounds

__all__ = ["BITS", "Constants", "DataLoss", "Objective", "PlainLoss", "ball_matrix"]

Array = npt.NDArray[np.float64]
BITS = 128
# Above this many products, balls take longer than a few seconds.
_BALLS = 2 * 10**7


@dataclass(frozen=True)
class Constants:
    """K and mu: bounds that are certain; low, high: of the eigenvalues of X'X.

    c_low, c_high: of the curvature of f. K is infinite, or mu <= 0, where the assumption fails or
    is not known to hold.
    """

    K: float
    mu: float
    low: float
    high: float
    c_low: float
    c_high: float

    @property
    def hold(self) -> bool:
        """Whether 0 < mu <= K < infinity."""
        return self.mu > 0 and isfinite(self.K)


@dataclass(frozen=True, eq=False)
class Objective:
    """A loss on data. scale: s; l2 >= 0. Arrays are read-only."""

    output: Output
    X: Array
    Y: Array
    scale: float
    l2: float
    name: str = field(default="a loss on data")

    def __post_init__(self) -> None:
        X = finite_matrix(self.X, "X").copy()
        Y = finite_matrix(self.Y, "Y", rows=len(X)).copy()
        for name, array in (("X", X), ("Y", Y)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, m)."""
        return self.X.shape[1], self.Y.shape[1]

    @cached_property
    def spectrum(self) -> tuple[float, float]:
        """Bounds of the extreme eigenvalues of X'X.

        In balls; for large data by Cholesky's factorisation in floats, with its rounding bounded.
        """
        N, n = self.X.shape
        if N * n * n <= _BALLS:
            return gram_bounds(self.X)
        found = factor_bounds(self.X.T)
        low, high = found.smallest[0], found.largest[1]
        return (
            float(np.nextafter(float(low), -np.inf)) if low > 0 else 0.0,
            float(np.nextafter(float(high), np.inf)),
        )

    @cached_property
    def constants(self) -> Constants:
        """K and mu over all W."""
        return self.constants_for(*self.output.bounds())

    def constants_for(self, c_low: float, c_high: float) -> Constants:
        """K and mu where the curvature of f is within these bounds."""
        low, high = self.spectrum
        with precision(BITS):
            s, a = arb(self.scale), arb(self.l2)
            steep = max(c_high, -c_low)
            K = float_above(a + s * arb(steep) * arb(high)) if isfinite(steep) else inf
            if not isfinite(c_low):
                mu = -inf
            else:
                mu = float_below(a + s * arb(c_low) * arb(low if c_low >= 0 else high))
        return Constants(K, mu, low, high, c_low, c_high)

    def value(self, W: Array) -> float:
        """l(W), (n, m) -> a number."""
        return self.scale * self.output.value(self.X @ W, self.Y) + self.l2 / 2 * float(
            np.sum(W * W)
        )

    def gradient(self, W: Array) -> Array:
        """The gradient at W, (n, m)."""
        G: Array = self.scale * (self.X.T @ self.output.slope(self.X @ W, self.Y)) + self.l2 * W
        return G

    def hessian_times(self, W: Array, V: Array) -> Array:
        """The Hessian at W applied to V, (n, m)."""
        curved = self.output.curved(self.X @ W, self.Y, self.X @ V)
        H: Array = self.scale * (self.X.T @ curved) + self.l2 * V
        return H

    @cached_property
    def _balls(self) -> tuple[arb_mat, arb_mat]:
        X = ball_matrix(self.X)
        return X, X.transpose()

    def in_balls(self, W: arb_mat) -> tuple[arb, arb_mat]:
        """l(W) and the gradient, enclosed, at the precision that is set."""
        X, Xt = self._balls
        value, slope = self.output.in_balls(X * W, self.Y)
        s, a = arb(self.scale), arb(self.l2)
        norm2: arb = sum((abs(x) * abs(x) for x in W.entries()), arb(0))
        return value * s + a / 2 * norm2, Xt * slope * s + W * a

    def displaced(self, centre: Array) -> DataLoss:
        """The loss in displacements from `centre`, for the engine."""
        return DataLoss(self, centre, self.X @ centre)


@dataclass(frozen=True, eq=False)
class PlainLoss(Loss):
    """value(W) - minimum and gradient(W) of one matrix after the other; no centre."""

    function: Callable[[Array], float]
    slope: Callable[[Array], Array]
    minimum: float

    def take(self, index: object) -> PlainLoss:
        """One loss for all runs."""
        return self

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """(runs,), (runs, n, m)."""
        values = np.array([self.function(W) for W in E]) - self.minimum
        return values, np.stack([self.slope(W) for W in E])


@dataclass(frozen=True, eq=False)
class DataLoss(Loss):
    """l(C + E) - l(C) - <grad l(C), E>, in sums of divergences: no digit is lost near C."""

    of: Objective
    centre: Array
    z: Array

    def take(self, index: object) -> DataLoss:
        """One loss for all runs."""
        return self

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """(runs,), (runs, n, m)."""
        o = self.of
        divergence, slope = o.output.bregman(self.z[None], o.X[None] @ E, o.Y[None])
        G = o.scale * (o.X.T[None] @ slope) + o.l2 * E
        norm2 = np.einsum("rij,rij->r", E, E)
        return o.scale * divergence.sum(axis=(1, 2)) + o.l2 / 2 * norm2, G


def ball_matrix(A: Array) -> arb_mat:
    """The floats, exactly."""
    return arb_mat([[arb(float(x)) for x in row] for row in A])
