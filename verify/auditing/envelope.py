"""Bounds of phi'' over many intervals at once: a table of cells, each enclosed once.

The line is cut into cells: 1/16 wide up to 8, growing beyond, open at both ends. The least and
greatest phi'' over an interval are those of the cells that it meets; cells on which phi itself
exceeds what it can be in a sublevel set are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf

import numpy as np
import numpy.typing as npt
from flint import arb

from verify.arithmetic.ball import precision
from verify.formula.calculus import Formula, at_label, depends_on_y, is_shifted
from verify.formula.expression import Node
from verify.formula.interval import Interval
from verify.formula.ranges import infimum
from verify.formula.target import Derivative

__all__ = ["Envelope", "envelope"]

Array = npt.NDArray[np.float64]
_LABELS, _ONE_BY_ONE = 40, 12
_LINE = (-inf, inf)


@dataclass(frozen=True, eq=False)
class Envelope:
    """edges: (k,); low, high: (labels, k + 1), bounds of phi'' per cell; floor: the same for phi
    from below; least: (labels,), a lower bound of phi; labels: (labels,), or empty where one row
    serves all; shifted: whether z - y takes the place of z.
    """

    edges: Array
    low: Array
    high: Array
    floor: Array
    least: Array
    labels: Array
    shifted: bool

    def total(self, Y: Array) -> float:
        """A lower bound of the sum of phi over all labels."""
        return float(np.sum(self.least[self._rows(Y)]))

    def _rows(self, Y: Array) -> npt.NDArray[np.intp]:
        if len(self.labels):
            return np.searchsorted(self.labels, Y)
        return np.zeros(Y.shape, dtype=np.intp)

    def over(
        self, centre: Array, reach: Array, Y: Array, excess: float = inf
    ) -> tuple[Array, Array]:
        """The least and greatest phi''(z, y) for |z - centre| <= reach, entry by entry.

        excess: only where phi(z, y) is at most that much above its lower bound `least`.
        """
        z = centre - Y if self.shifted else centre
        # A rounding of the subtraction must not leave the interval out.
        slack = 4e-16 * (np.abs(centre) + np.abs(Y) + reach)
        first = np.searchsorted(self.edges, z - reach - slack)
        last = np.searchsorted(self.edges, z + reach + slack)
        row = self._rows(Y)
        admitted = np.ones(self.floor.shape, dtype=bool)
        if np.isfinite(excess):
            admitted = self.floor <= self.least[:, None] + excess
        low, high = np.full(z.shape, inf), np.full(z.shape, -inf)
        for k in range(self.low.shape[1]):
            inside = (first <= k) & (k <= last) & admitted[row, k]
            low = np.where(inside, np.minimum(low, self.low[row, k]), low)
            high = np.where(inside, np.maximum(high, self.high[row, k]), high)
        return low, high


def envelope(root: Node, Y: Array, c_low: float, c_high: float) -> Envelope | None:
    """The table for the labels of Y; None where they are many and matter.

    root: a convex phi. c_low, c_high: bounds of phi'' over the whole line, for the open cells.
    """
    formula = Formula.of(root)
    labels, shifted = np.unique(Y), is_shifted(formula)
    if shifted or len(labels) > _LABELS:
        if depends_on_y(formula) and not shifted:
            return None
        labels = np.array([])
    step = 1 / 16
    positive = np.concatenate([np.arange(0, 8, step), 8 * 1.25 ** np.arange(36)])
    edges = np.concatenate([-positive[:0:-1], positive])
    # Without a row for each label phi is bounded for none of them, unless it is shifted.
    bounded = shifted or len(labels) > 0
    rows = []
    for v in labels.tolist() if len(labels) else [0.0]:
        # A label put in for y is sharper, and takes SymPy longer.
        few = len(labels) <= _ONE_BY_ONE
        own = Formula.of(at_label(root, Fraction(v))) if few else formula
        rows.append(_row(own, v, edges, (c_low, c_high), bounded))
    low, high, floor, least = (np.array(part) for part in zip(*rows, strict=True))
    return Envelope(edges, low, high, floor, least, labels, shifted)


def _row(
    formula: Formula, label: float, edges: Array, c: tuple[float, float], bounded: bool
) -> tuple[list[float], list[float], list[float], float]:
    """Phi'' from below and above and phi from below on each cell, and phi on the whole line."""
    second, value = Derivative(formula, 2), Derivative(formula, 0)
    y = Interval(arb(label), arb(label))
    low, high, floor = [c[0]], [c[1]], [-inf]
    with precision(64):
        for a, b in pairwise(edges.tolist()):
            found = _cell(second, a, b, y)
            low.append(max(_float(found.lo, -inf), c[0]))
            high.append(min(_float(found.hi, inf), c[1]))
            floor.append(_float(_cell(value, a, b, y).lo, -inf) if bounded else -inf)
        least = infimum(value, _LINE, (label, label)).low if bounded else -inf
        ends = [_beyond(formula, e, side, y) for e, side in ((edges[0], -1), (edges[-1], 1))]
    if not bounded or least == -inf:
        return [*low, c[0]], [*high, c[1]], [-inf] * (len(edges) + 1), -inf
    return [*low, c[0]], [*high, c[1]], [ends[0], *floor[1:], ends[1]], least


def _beyond(formula: Formula, edge: float, side: int, y: Interval) -> float:
    """A lower bound of a convex phi on the open cell at an end: its value there, if it rises."""
    at = Interval(arb(float(edge)), arb(float(edge)))
    slope = Derivative(formula, 1).enclose(at, y)
    rises = slope.lo >= 0 if side > 0 else slope.hi <= 0
    return _float(Derivative(formula, 0).enclose(at, y).lo, -inf) if rises else -inf


def _cell(second: Derivative, a: float, b: float, y: Interval) -> Interval:
    z = Interval(arb(a), arb(b))
    slope = second.slope(z, y)
    if slope is not None and slope.finite and (slope.lo >= 0 or slope.hi <= 0):
        first, last = (second.enclose(Interval(arb(e), arb(e)), y) for e in (a, b))
        return first.join(last)
    return second.enclose(z, y)


def _float(end: arb, otherwise: float) -> float:
    return float(np.nextafter(float(end), otherwise)) if end.is_finite() else otherwise
