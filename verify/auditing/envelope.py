"""Bounds of phi'' over many intervals at once: a table of cells, each enclosed once.

The line is cut into cells: 1/16 wide up to 8, growing beyond, open at both ends. The least and
greatest phi'' over an interval are those of the cells that it meets.
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
from verify.formula.target import Derivative

__all__ = ["Envelope", "envelope"]

Array = npt.NDArray[np.float64]
_LABELS = 12


@dataclass(frozen=True, eq=False)
class Envelope:
    """edges: (k,); low, high: (labels, k + 1), bounds of phi'' per cell; labels: (labels,), or
    empty where one row serves all; shifted: whether z - y takes the place of z.
    """

    edges: Array
    low: Array
    high: Array
    labels: Array
    shifted: bool

    def over(self, centre: Array, reach: Array, Y: Array) -> tuple[Array, Array]:
        """The least and greatest phi''(z, y) for |z - centre| <= reach, entry by entry."""
        z = centre - Y if self.shifted else centre
        # A rounding of the subtraction must not leave the interval out.
        slack = 4e-16 * (np.abs(centre) + np.abs(Y) + reach)
        first = np.searchsorted(self.edges, z - reach - slack)
        last = np.searchsorted(self.edges, z + reach + slack)
        row = np.searchsorted(self.labels, Y) if len(self.labels) else np.zeros(Y.shape, np.intp)
        low, high = np.full(z.shape, inf), np.full(z.shape, -inf)
        for k in range(self.low.shape[1]):
            inside = (first <= k) & (k <= last)
            low = np.where(inside, np.minimum(low, self.low[row, k]), low)
            high = np.where(inside, np.maximum(high, self.high[row, k]), high)
        return low, high


def envelope(root: Node, Y: Array, c_low: float, c_high: float) -> Envelope | None:
    """The table for the labels of Y; None where they are many and matter.

    c_low, c_high: bounds of phi'' over the whole line, for the two open cells.
    """
    formula = Formula.of(root)
    labels, shifted = np.array([]), False
    if depends_on_y(formula):
        labels = np.unique(Y)
        shifted = is_shifted(formula)
        if shifted:
            labels = np.array([])
        elif len(labels) > _LABELS:
            return None
    step = 1 / 16
    positive = np.concatenate([np.arange(0, 8, step), 8 * 1.25 ** np.arange(36)])
    edges = np.concatenate([-positive[:0:-1], positive])
    rows = [_row(root, float(v), edges, c_low, c_high) for v in (labels if len(labels) else [0.0])]
    low, high = (np.array(part) for part in zip(*rows, strict=True))
    return Envelope(edges, low, high, labels, shifted)


def _row(
    root: Node, label: float, edges: Array, c_low: float, c_high: float
) -> tuple[list[float], list[float]]:
    second = Derivative(Formula.of(at_label(root, Fraction(label))), 2)
    y = Interval(arb(label), arb(label))
    low, high = [c_low], [c_high]
    with precision(64):
        for a, b in pairwise(edges):
            found = _cell(second, float(a), float(b), y)
            low.append(max(_float(found.lo, -inf), c_low))
            high.append(min(_float(found.hi, inf), c_high))
    return [*low, c_low], [*high, c_high]


def _cell(second: Derivative, a: float, b: float, y: Interval) -> Interval:
    z = Interval(arb(a), arb(b))
    slope = second.slope(z, y)
    if slope is not None and slope.finite and (slope.lo >= 0 or slope.hi <= 0):
        first, last = (second.enclose(Interval(arb(e), arb(e)), y) for e in (a, b))
        return first.join(last)
    return second.enclose(z, y)


def _float(end: arb, otherwise: float) -> float:
    return float(np.nextafter(float(end), otherwise)) if end.is_finite() else otherwise
