"""Infimum and supremum over an interval or the real line, enclosed: branch and bound.

The set is cut into boxes in z (and y, where labels form a range) and into half-lines |z| >= R.
Each piece has an enclosure of the function's values: the intersection of what its equal forms
give, of the mean value form, and, where the slope has one sign, of the values at the two ends.
The piece with the lowest bound is cut until the bound is as good as the best value seen, or the
budget is spent: then the bound stands, and `resolved` says that it may not be sharp.

A half-line is cut at 4 R; where the function tends to minus infinity there, the infimum is that.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise
from math import inf, isfinite, nextafter
from typing import Protocol

from flint import arb

from verify.arithmetic.ball import to_arb
from verify.formula.interval import Interval, of_ball, plus, times
from verify.formula.tails import Unresolved

__all__ = ["Bound", "Target", "infimum", "nonnegative", "supremum"]

_BUDGET, _START, _PIECES, _NARROW, _FAR = 1500, 8.0, 16, 2.0**-40, 2.0**60
_TOLERANCE, _SHARP = 1e-13, 1e-9
_ANYTHING = Interval(arb("-inf"), arb("inf"))


class Target(Protocol):
    """A function of z and y, by enclosures.

    On half-lines an infinite end is a limit, and one that is nan is not known.
    """

    def enclose(self, z: Interval, y: Interval) -> Interval:
        """All values over the box; nan where it is undefined, or not known to be defined."""

    def slope(self, z: Interval, y: Interval) -> Interval | None:
        """All derivatives in z over the box; None where the function may not have one."""

    def tail(self, side: int, R: Fraction, y: Interval) -> Interval:
        """All values for side z >= R; raises Unresolved."""


@dataclass(frozen=True)
class Bound:
    """low <= the infimum (or supremum) <= high; floats, rounded outwards.

    near: a z at which the best value was seen (infinite for a limit); resolved: whether low and
    high agree to 1e-9 of the size of the values.
    """

    low: float
    high: float
    near: float
    resolved: bool


@dataclass(frozen=True)
class _Box:
    a: float
    b: float
    y: tuple[float, float]
    side: int = 0  # 0: [a, b]; otherwise the half-line side z >= a

    def z(self) -> Interval:
        return Interval(arb(self.a), arb(self.b))

    def labels(self) -> Interval:
        return Interval(arb(self.y[0]), arb(self.y[1]))

    def halves(self) -> list[_Box]:
        if self.side:
            far = self.a * 4
            near = (self.a, far) if self.side > 0 else (-far, -self.a)
            return [_Box(*near, self.y), _Box(far, inf, self.y, self.side)]
        spread = self.y[1] - self.y[0]
        if spread > self.b - self.a:
            middle = (self.y[0] + self.y[1]) / 2
            return [
                _Box(self.a, self.b, (self.y[0], middle)),
                _Box(self.a, self.b, (middle, self.y[1])),
            ]
        middle = (self.a + self.b) / 2
        return [_Box(self.a, middle, self.y), _Box(middle, self.b, self.y)]

    def splittable(self) -> bool:
        if self.side:
            return self.a < _FAR
        width = max(self.b - self.a, self.y[1] - self.y[0])
        return width > _NARROW * max(1.0, abs(self.a), abs(self.b))


def _cover(a: float, b: float, y: tuple[float, float]) -> list[_Box]:
    left, right = max(a, -_START), min(b, _START)
    if left > right:  # a bounded set, or a half-line, that lies outside
        left, right = (a, min(b, 4 * a)) if a > 0 else (max(a, 4 * b), b)
    boxes = []
    if right < b:
        boxes += _outside(right, b, y, 1)
    if left > a:
        boxes += _outside(-left, -a, y, -1)
    if left == right:
        return [*boxes, _Box(left, right, y)]
    cuts = [left + (right - left) * k / _PIECES for k in range(_PIECES)] + [right]
    return boxes + [_Box(p, q, y) for p, q in pairwise(cuts)]


def _outside(start: float, end: float, y: tuple[float, float], side: int) -> list[_Box]:
    if end == inf:
        return [_Box(start, inf, y, side)]
    return [_Box(start, end, y) if side > 0 else _Box(-end, -start, y)]


def _enclosure(target: Target, box: _Box) -> Interval:
    y = box.labels()
    if box.side:
        try:
            found = target.tail(box.side, Fraction(box.a), y)
        except Unresolved:
            return _ANYTHING
        return _ANYTHING if found.lo.is_nan() and found.hi.is_nan() else found
    z = box.z()
    found = target.enclose(z, y)
    slope = target.slope(z, y) if box.a < box.b else None
    if slope is not None and slope.finite:
        found = found.meet(_by_slope(target, box, y, slope))
    return found if found.finite else _ANYTHING


def _by_slope(target: Target, box: _Box, y: Interval, slope: Interval) -> Interval:
    if slope.lo >= 0 or slope.hi <= 0:
        first, last = (target.enclose(of_ball(arb(x)), y) for x in (box.a, box.b))
        return first.join(last)
    middle = (box.a + box.b) / 2
    step = Interval((arb(box.a) - arb(middle)).lower(), (arb(box.b) - arb(middle)).upper())
    return plus(target.enclose(of_ball(arb(middle)), y), times(slope, step))


def infimum(
    target: Target,
    region: tuple[float, float],
    labels: tuple[float, float],
    *,
    budget: int = _BUDGET,
) -> Bound:
    """An enclosure of the infimum over z in the region (ends may be infinite) and all labels."""
    heap: list[tuple[float, int, _Box]] = []
    number = count()
    stuck, best, near, scale = inf, inf, region[0], 0.0
    boxes, spent = _cover(*region, labels), 0
    while True:
        for box in boxes:
            spent += 1
            found = _enclosure(target, box)
            low = _down(found.lo)
            # An end that is nan is not known, one that is infinite is a limit.
            certain = box.side and not found.lo.is_nan()
            if certain and low == -inf and isfinite(_up(found.hi)):
                return Bound(-inf, -inf, box.side * inf, True)
            value, at = _sample(target, box, found)
            if value < best:
                best, near = value, at
            scale = max(scale, abs(value)) if isfinite(value) else scale
            heapq.heappush(heap, (low, next(number), box))
        low = min(heap[0][0], stuck) if heap else stuck
        if best - low <= _TOLERANCE * max(scale, abs(best), 1e-290) or not heap:
            break
        if spent >= budget:
            break
        low, _, box = heapq.heappop(heap)
        boxes = box.halves() if box.splittable() else []
        if not boxes:
            stuck = min(stuck, low)
        if stuck == -inf:  # no bound will be found
            break
    low = min(heap[0][0] if heap else inf, stuck)
    return Bound(low, best, near, best - low <= _SHARP * max(scale, abs(best), 1e-290))


def _sample(target: Target, box: _Box, found: Interval) -> tuple[float, float]:
    """An upper bound of the function at a point of the piece, and the point."""
    at = box.side * box.a if box.side else (box.a + box.b) / 2
    label = (box.y[0] + box.y[1]) / 2
    value = target.enclose(of_ball(arb(at)), of_ball(arb(label)))
    # A limit at infinity is no value, but the infimum is no larger than what holds all along.
    high = _up(value.hi) if value.finite else inf
    if box.side and found.hi.is_finite() and _up(found.hi) < high:
        return _up(found.hi), box.side * inf
    return high, at


def supremum(
    target: Target,
    region: tuple[float, float],
    labels: tuple[float, float],
    *,
    budget: int = _BUDGET,
) -> Bound:
    """An enclosure of the supremum; see `infimum`."""
    found = infimum(_Negative(target), region, labels, budget=budget)
    return Bound(-found.high, -found.low, found.near, found.resolved)


def nonnegative(target: Target, region: tuple[float, float], labels: tuple[float, float]) -> bool:
    """Whether every enclosure, after a few cuts, is >= 0: then the function is, everywhere."""
    open_boxes, spent = _cover(*region, labels), 0
    while open_boxes and spent < 400:
        box = open_boxes.pop()
        spent += 1
        found = _enclosure(target, box)
        if found.lo >= 0:
            continue
        if found.hi < 0 or not box.splittable():
            return False
        open_boxes += box.halves()
    return not open_boxes


@dataclass(frozen=True)
class _Negative:
    of: Target

    def enclose(self, z: Interval, y: Interval) -> Interval:
        return _minus(self.of.enclose(z, y))

    def slope(self, z: Interval, y: Interval) -> Interval | None:
        slope = self.of.slope(z, y)
        return None if slope is None else _minus(slope)

    def tail(self, side: int, R: Fraction, y: Interval) -> Interval:
        return _minus(self.of.tail(side, R, y))


def _minus(a: Interval) -> Interval:
    return Interval(-a.hi, -a.lo)


def _down(end: arb) -> float:
    return _outwards(end, -inf)


def _up(end: arb) -> float:
    return _outwards(end, inf)


def _outwards(end: arb, direction: float) -> float:
    """The float next to an exact end in that direction, or equal to it."""
    if end.is_nan():
        return direction
    if not end.is_finite():
        return inf if end > 0 else -inf
    nearest = float(end)
    if not isfinite(nearest):
        return direction if (nearest > 0) == (direction > 0) else nextafter(nearest, 0)
    if nearest == 0.0 and end != 0:
        return 0.0 if (end > 0) != (direction > 0) else nextafter(0.0, direction)
    exact = to_arb(nearest)
    wrong = exact < end if direction > 0 else exact > end
    return nextafter(nearest, direction) if wrong else nearest
