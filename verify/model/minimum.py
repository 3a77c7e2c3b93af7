"""Minima of strongly convex losses, enclosed; and the constants K and mu of data, bounded.

A loss whose minimum is not zero meets Assumption 2.2 of 2505.11664 after its minimum l* is
subtracted. For every W, mu-strong convexity (equation (4), with l* in the place of 0) gives

    l(W) - |grad l(W)|_F^2 / (2 mu)  <=  l*  <=  l(W),

so that a W with a small gradient encloses l*, whatever its provenance. W comes from Newton's
method in floats and a few corrections: gradients in balls, the Hessian in floats. The columns
of W do not interact in the families here, so that the Hessian is m matrices of size n x n.

K and mu that are eigenvalues of X'X are bounded by `gram_bounds` without trust in any float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat

from verify.arithmetic import Ball, Float64, LossFamily, Scope, evaluate, precision, to_fraction
from verify.errors import InputError, PlVerifyError
from verify.model.data import check_labels, finite_matrix
from verify.model.families import FAMILIES

__all__ = ["WIDTH", "Minimum", "RidgeLoss", "float_above", "float_below", "gram_bounds", "minimum"]

Array = npt.NDArray[np.float64]

WIDTH = Fraction(1, 10**40)
"""Largest admitted width of an enclosure of a minimum: 40 digits of a loss of size 1."""

_CURVATURE = {"logistic": Fraction(1, 4), "log-cosh ridge": Fraction(1)}
_NEWTON_STEPS, _CORRECTIONS = 60, 8
_BITS = 256


@dataclass(frozen=True, eq=False)
class RidgeLoss:
    """A loss of the family "logistic" or "log-cosh ridge", without its minimum subtracted.

    X: N x n; Y: N x m; a > 0: the weight of the ridge. The factor 1/N is the float nearest to it.
    """

    family: str
    X: Array
    Y: Array
    a: float

    def __post_init__(self) -> None:
        if self.family not in _CURVATURE:
            raise InputError(
                f"the family {self.family!r} was given",
                where="a loss on data",
                remedy=f"take {' or '.join(_CURVATURE)}",
            )
        finite_matrix(self.Y, "Y", rows=finite_matrix(self.X, "X").shape[0])
        if self.family == "logistic":
            check_labels(self.Y)
        if not 0 < self.a < np.inf:
            raise InputError(
                f"a = {self.a} was given",
                violates="0 < a < infinity",
                where="the weight of the ridge",
                remedy="give a positive number: it is mu, the constant of strong convexity",
            )

    @property
    def inverse_N(self) -> float:
        """The float nearest to 1/N."""
        return 1.0 / len(self.X)

    @property
    def mu(self) -> float:
        """The constant of strong convexity: the ridge alone, and exactly."""
        return self.a

    def K(self) -> float:
        """An upper bound of a + c sigma_max(X)^2 / N, c = sup of the second derivative."""
        with precision(_BITS):
            largest = arb(gram_bounds(self.X)[1])
            c = _CURVATURE[self.family]
            return float_above(
                arb(self.a) + arb(self.inverse_N) * largest * c.numerator / c.denominator
            )


@dataclass(frozen=True, eq=False)
class Minimum:
    """low <= min l <= high, in exact rationals, and W (n x m) close to the minimiser."""

    W: Array
    low: Fraction
    high: Fraction

    @property
    def middle(self) -> float:
        """The float nearest to the enclosure's midpoint."""
        return float((self.low + self.high) / 2)


def minimum(loss: RidgeLoss, *, width: Fraction = WIDTH, bits: int = _BITS) -> Minimum:
    """An enclosure of min l that is no wider than `width`.

    bits: the working precision of the balls. Raises PlVerifyError where it does not suffice.
    """
    start, hessians = _newton(loss)
    with precision(bits):
        data = _parameters(loss)
        point = _matrix(start)
        for _ in range(_CORRECTIONS):
            low, high, gradient = _enclose(FAMILIES[loss.family], data, point, loss.mu)
            if high - low <= width:
                return Minimum(_floats(point), low, high)
            point = (point - _solve(hessians, gradient)).mid()
    raise PlVerifyError(
        f"the enclosure of the minimum has width {float(high - low):.3g}",
        violates=f"width <= {float(width):.3g}",
        where=f"{loss.family} loss with X of shape {loss.X.shape}",
        remedy=f"work with more than {bits} bits",
    )


def _matrix(a: npt.NDArray[np.floating[Any]]) -> arb_mat:
    return arb_mat([[arb(float(x)) for x in row] for row in a])


def _floats(a: arb_mat) -> Array:
    return np.array([float(x.mid()) for x in a.entries()]).reshape(a.nrows(), a.ncols())


def _parameters(loss: RidgeLoss) -> dict[str, Any]:
    """The family's parameters as balls, the minimum that is subtracted being 0."""
    scalars = {"a": arb(loss.a), "inverse_N": arb(loss.inverse_N), "minimum": arb(0)}
    return {"X": _matrix(loss.X), "Y": _matrix(loss.Y), **scalars}


def _enclose(
    family: LossFamily, data: Mapping[str, Any], point: arb_mat, mu: float
) -> tuple[Fraction, Fraction, arb_mat]:
    scope = Scope(Ball(), {**data, "W": point}, {})
    value: arb = evaluate(family.value, scope)
    gradient: arb_mat = evaluate(family.gradient, scope)
    norm2 = sum((abs(g) * abs(g) for g in gradient.entries()), arb(0))
    low = value - norm2 / (2 * arb(mu))
    return to_fraction(low.lower()), to_fraction(value.upper()), gradient


def _solve(hessians: Array, gradient: arb_mat) -> arb_mat:
    """H^-1 g, column by column in floats: only the size of the next gradient depends on it."""
    return _matrix(np.linalg.solve(hessians, _floats(gradient).T[:, :, None])[:, :, 0].T)


def _newton(loss: RidgeLoss) -> tuple[Array, Array]:
    """W (n x m) as good as floats give it, and the Hessians (m, n, n) there."""
    family = FAMILIES[loss.family]
    n, m = loss.X.shape[1], loss.Y.shape[1]
    data = {name: Float64.data(v, matrix=True) for name, v in (("X", loss.X), ("Y", loss.Y))}
    for name, value in (("a", loss.a), ("inverse_N", loss.inverse_N), ("minimum", 0.0)):
        data[name] = Float64.data(value, matrix=False)
    # Direction i is row i of ones: its image holds column i of all m Hessians at once.
    directions = Float64.data(np.repeat(np.eye(n)[:, :, None], m, axis=2), matrix=True)
    W = np.zeros((n, m))

    def at(W: Array) -> Scope:
        return Scope(Float64(), {**data, "W": Float64.data(W, matrix=True), "V": directions}, {})

    for _ in range(_NEWTON_STEPS):
        scope = at(W)
        value = evaluate(family.value, scope)
        gradient = evaluate(family.gradient, scope).v[0]
        hessians = np.moveaxis(evaluate(family.hessian, scope).v, (0, 1, 2), (2, 1, 0))
        step = np.linalg.solve(hessians, gradient.T[:, :, None])[:, :, 0].T
        decrease, t = float(np.sum(step * gradient)), 1.0
        if decrease <= float(value.e[0]):
            break
        while t > 1e-6 and _value(family, at(W - t * step)) > value.v[0] - t * decrease / 4:
            t /= 2
        W = W - t * step
    return W, hessians


def _value(family: LossFamily, scope: Scope) -> float:
    return float(evaluate(family.value, scope).v[0])


def gram_bounds(X: Array) -> tuple[float, float]:
    """Floats low <= lambda_min(X'X) and high >= lambda_max(X'X), rigorously.

    With V close to orthonormal eigenvectors, X'X is congruent to M = V'X'XV: by Ostrowski's
    theorem eigenvalues change by factors within |V'V - I|_F of 1, and by Weyl's they lie within
    |M - diag M|_F of the diagonal's. V is a float matrix and needs no trust. low is never
    negative.
    """
    X = finite_matrix(X, "X")
    n = X.shape[1]
    V = np.linalg.eigh(X.T @ X)[1]
    with precision(_BITS):
        v = _matrix(V)
        xv = _matrix(X) * v
        m = xv.transpose() * xv
        theta = _norm_above((v.transpose() * v - _matrix(np.eye(n))).entries())
        rest = _norm_above([m[i, j] for i in range(n) for j in range(n) if i != j])
        diagonal = [m[i, i] for i in range(n)]
        high = max(to_fraction(d.upper()) for d in diagonal)
        low = min(to_fraction(d.lower()) for d in diagonal)
    return (
        max(_towards(max(low - rest, Fraction(0)) / (1 + theta), -1), 0.0),
        _towards((high + rest) / (1 - theta), 1),
    )


def _norm_above(entries: Sequence[arb]) -> Fraction:
    return to_fraction(sum((abs(x) * abs(x) for x in entries), arb(0)).sqrt().upper())


def float_above(x: arb) -> float:
    """The least float that is no smaller than any number in the ball."""
    return _towards(to_fraction(x.upper()), 1)


def float_below(x: arb) -> float:
    """The greatest float that is no larger than any number in the ball."""
    return _towards(to_fraction(x.lower()), -1)


def _towards(q: Fraction, direction: int) -> float:
    """The float next to q from above (direction 1) or below (direction -1), or q itself."""
    nearest = float(q)
    if (Fraction(nearest) - q) * direction >= 0:
        return nearest
    return float(np.nextafter(nearest, direction * np.inf))
