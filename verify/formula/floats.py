"""Formulas in float64, entry by entry: the value and the first two derivatives in z.

Of equal forms the first that is finite is taken, the most factored one first; where none is, the
entry is computed in balls (an exponential that overflows on the way to a moderate value). Where
branches change, the piece is chosen by the conditions' signs.

`Bregman` gives phi(z + d) - phi(z) - phi'(z) d and phi'(z + d) - phi'(z) without cancellation for
small d: as d^2 and d times integrals of phi'', by Gauss's rule with six nodes, up to a |d| at which
twelve nodes give the same. A segment on which the piece changes is computed in balls.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb
from scipy.special import erf

from verify.arithmetic.ball import precision
from verify.formula.balls import ball_operations
from verify.formula.calculus import Formula
from verify.formula.expression import Operations, Program, compile_nodes, run

__all__ = ["Entrywise"]

Array = npt.NDArray[np.float64]
_BITS = 128


def _power(a: Any, r: Fraction) -> Any:
    if r.denominator == 1:
        return a ** int(r) if r >= 0 else 1.0 / a ** int(-r)
    return np.sqrt(a) ** int(r.numerator) if r.denominator == 2 else a ** float(r)


_OPERATIONS = Operations(
    float,
    np.pi,
    _power,
    {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "where": lambda g, a, b: np.where(np.asarray(g) >= 0, a, b),
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "sin": np.sin,
        "cos": np.cos,
        "atan": np.arctan,
        "erf": erf,
    },
)


def _nodes(count: int) -> tuple[Array, Array]:
    x, w = np.polynomial.legendre.leggauss(count)
    return (x + 1) / 2, w / 2


@dataclass(frozen=True, eq=False)
class Entrywise:
    """phi on arrays; z and y broadcast against each other."""

    formula: Formula

    @cached_property
    def _conditions(self) -> Program:
        return compile_nodes(self.formula.conditions)

    def value(self, z: Array, y: Array) -> Array:
        """phi(z, y)."""
        return self._derivative(0, z, y)

    def slope(self, z: Array, y: Array) -> Array:
        """phi'(z, y)."""
        return self._derivative(1, z, y)

    def curvature(self, z: Array, y: Array) -> Array:
        """phi''(z, y)."""
        return self._derivative(2, z, y)

    def pattern(self, z: Array, y: Array) -> npt.NDArray[np.intp]:
        """Which piece holds, as a number, entry by entry."""
        code = np.zeros(np.broadcast(z, y).shape, dtype=np.intp)
        with np.errstate(all="ignore"):
            for g in run(self._conditions, _OPERATIONS, z, y):
                code = 2 * code + (np.asarray(g) < 0)
        return code

    def _derivative(self, order: int, z: Array, y: Array) -> Array:
        z, y = np.broadcast_arrays(np.asarray(z, dtype=np.float64), np.asarray(y, np.float64))
        pieces = list(self.formula.pieces.values())
        if len(pieces) == 1:
            return self._piece(pieces[0].forms[order], z, y)
        code = self.pattern(z, y)
        result = np.empty(z.shape)
        for number in np.unique(code):
            at = code == number
            # Patterns are numbered with True first, as `product` lists them.
            result[at] = self._piece(pieces[int(number)].forms[order], z[at], y[at])
        return result

    def _piece(self, forms: tuple[Program, ...], z: Array, y: Array) -> Array:
        with np.errstate(all="ignore"):
            result = np.array(np.broadcast_to(run(forms[-1], _OPERATIONS, z, y)[0], z.shape))
            for form in forms[-2::-1]:
                bad = ~np.isfinite(result)
                if not bad.any():
                    return result
                result[bad] = np.broadcast_to(run(form, _OPERATIONS, z[bad], y[bad])[0], bad.sum())
        for index in np.argwhere(~np.isfinite(result)):
            at = tuple(index)
            result[at] = _in_balls(forms, float(z[at]), float(y[at]))
        return result

    @cached_property
    def _near(self) -> float:
        """The |d| up to which the quadrature is exact to rounding."""
        z = np.concatenate([np.linspace(-12, 12, 97), np.array([-40.0, 40.0, 0.01, -0.013])])[
            :, None
        ]
        labels = np.array([-1.0, 0.0, 1.0])
        near = 0.5
        while near > 2.0**-14:
            coarse, fine = (self._integral(z, near, labels, k, 1) for k in (6, 12))
            if np.all(np.abs(coarse - fine) <= 4e-15 * np.abs(fine)):
                return near
            near /= 2
        return near

    def _integral(self, z: Array, d: Array | float, y: Array, count: int, weight: int) -> Array:
        """The integral over s in [0, 1] of (1 - s)^weight phi''(z + s d)."""
        nodes, weights = _nodes(count)
        total = np.zeros(np.broadcast(z, d, y).shape)
        for s, w in zip(nodes, weights, strict=True):
            total = total + w * (1 - s) ** weight * self.curvature(z + s * np.asarray(d), y)
        return total

    def bregman(self, z: Array, d: Array, y: Array) -> tuple[Array, Array]:
        """The divergence and the slopes' difference of the header, in the shape of d."""
        z, y = (np.broadcast_to(x, d.shape) for x in (z, y))
        near = np.abs(d) <= (self._near if self.formula.smooth else 0.5)
        if not self.formula.smooth:
            near &= self._one_piece(z, d, y)
        value, slope = np.empty(d.shape), np.empty(d.shape)
        value[near], slope[near] = self._quadrature(z[near], d[near], y[near])
        far = ~near
        value[far], slope[far] = self._direct(z[far], d[far], y[far])
        if not self.formula.smooth:
            for index in np.argwhere(far & (np.abs(d) < 1e-3)):
                at = tuple(index)
                value[at], slope[at] = self._exact(float(z[at]), float(d[at]), float(y[at]))
        return value, slope

    def _quadrature(self, z: Array, d: Array, y: Array) -> tuple[Array, Array]:
        value, slope = np.zeros(d.shape), np.zeros(d.shape)
        for s, w in zip(*_nodes(6), strict=True):
            weighted = w * self.curvature(z + s * d, y)
            value += (1 - s) * weighted
            slope += weighted
        return d * d * value, d * slope

    def _direct(self, z: Array, d: Array, y: Array) -> tuple[Array, Array]:
        first = self.slope(z, y)
        return self.value(z + d, y) - self.value(z, y) - first * d, self.slope(z + d, y) - first

    def _one_piece(self, z: Array, d: Array, y: Array) -> npt.NDArray[np.bool_]:
        """Whether the same piece holds at five points of the segment."""
        codes = [self.pattern(z + s * d, y) for s in (0.0, 0.25, 0.5, 0.75, 1.0)]
        result: npt.NDArray[np.bool_] = np.logical_and.reduce([c == codes[0] for c in codes])
        return result

    def _exact(self, z: float, d: float, y: float) -> tuple[float, float]:
        """Both differences at 128 bits, for a short segment on which the piece changes."""
        pieces = list(self.formula.pieces.values())
        start, end = (pieces[int(self.pattern(np.array(x), np.array(y)))] for x in (z, z + d))
        with precision(_BITS):
            operations, step, label = ball_operations(), arb(d), arb(y)
            at = (arb(z), arb(z) + step)
            f0, f1 = (
                run(p.forms[0][0], operations, x, label)[0]
                for p, x in zip((start, end), at, strict=True)
            )
            g0, g1 = (
                run(p.forms[1][0], operations, x, label)[0]
                for p, x in zip((start, end), at, strict=True)
            )
            return float((f1 - f0 - g0 * step).mid()), float((g1 - g0).mid())


def _in_balls(forms: tuple[Program, ...], z: float, y: float) -> float:
    with precision(_BITS):
        for form in forms:
            value = run(form, ball_operations(), arb(z), arb(y))[0]
            if value.is_finite():
                return float(value.mid())
    return float("nan")
