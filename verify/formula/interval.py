"""Intervals with exact ends, rounded outwards, on python-flint's `arb`; formulas over boxes.

A ball of `arb` that is wide loses the signs of its ends: [0, a] becomes [-tiny, a + tiny]. Here
each end is computed and rounded on its own, so that what is nonnegative stays so. Both ends are
nan where something is undefined in the box. Used within `precision(bits)`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb

from verify.arithmetic.ball import to_arb
from verify.formula.expression import Operations

__all__ = ["Interval", "interval_operations", "of_ball", "plus", "power", "reciprocal", "times"]


class Interval(NamedTuple):
    """[lo, hi], both exact."""

    lo: arb
    hi: arb

    @property
    def finite(self) -> bool:
        """Whether both ends are finite numbers."""
        return bool(self.lo.is_finite() and self.hi.is_finite())

    def ball(self) -> arb:
        """A ball that contains it."""
        return self.lo.union(self.hi)

    def meet(self, other: Interval) -> Interval:
        """The intersection of two enclosures of the same value; one that is nan says nothing."""
        if not self.finite:
            return other
        if not other.finite:
            return self
        lo = self.lo if self.lo >= other.lo else other.lo
        hi = self.hi if self.hi <= other.hi else other.hi
        return Interval(lo, hi)

    def join(self, other: Interval) -> Interval:
        """The smallest interval that contains both."""
        lo = self.lo if self.lo <= other.lo else other.lo
        hi = self.hi if self.hi >= other.hi else other.hi
        both = self.finite and other.finite
        return Interval(lo, hi) if both else _undefined()


def _undefined() -> Interval:
    return Interval(arb.nan(), arb.nan())


def of_ball(a: arb) -> Interval:
    """The ball's ends."""
    return Interval(a.lower(), a.upper())


def plus(a: Interval, b: Interval) -> Interval:
    """A + b."""
    return Interval((a.lo + b.lo).lower(), (a.hi + b.hi).upper())


def times(a: Interval, b: Interval) -> Interval:
    """A b."""
    if b.lo >= 0:
        return Interval(
            (a.lo * (b.lo if a.lo >= 0 else b.hi)).lower(),
            (a.hi * (b.hi if a.hi >= 0 else b.lo)).upper(),
        )
    if a.lo >= 0:
        return times(b, a)
    products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi]
    lo, hi = products[0].lower(), products[0].upper()
    for p in products[1:]:
        lo = lo if lo <= p.lower() else p.lower()
        hi = hi if hi >= p.upper() else p.upper()
    return Interval(lo, hi)


def reciprocal(a: Interval) -> Interval:
    """1 / a; undefined where a contains 0."""
    if a.lo > 0 or a.hi < 0:
        return Interval((1 / a.hi).lower(), (1 / a.lo).upper())
    return _undefined()


def power(a: Interval, r: Fraction) -> Interval:
    """A to a rational power; undefined where a value has none."""
    if r < 0:
        return reciprocal(power(a, -r))
    if r.denominator != 1:
        if not a.lo >= 0:
            return _undefined()
        root = Interval(_root(a.lo, r.denominator).lower(), _root(a.hi, r.denominator).upper())
        return power(root, Fraction(r.numerator))
    n = int(r)
    if n % 2 == 0 and not a.lo >= 0:
        high = a.hi if a.hi >= -a.lo else -a.lo
        low = arb(0) if a.hi >= 0 else -a.hi
        a = Interval(low, high)
    if not a.finite:
        return _undefined()
    return Interval((a.lo**n).lower(), (a.hi**n).upper())


def _root(a: arb, k: int) -> arb:
    root = a.sqrt() if k == 2 else a.root(k)
    return root if a > 0 else arb(0)


def _increasing(function: Callable[[arb], arb]) -> Callable[[Interval], Interval]:
    def value(a: Interval) -> Interval:
        return Interval(function(a.lo).lower(), function(a.hi).upper())

    return value


def _log(a: Interval) -> Interval:
    return Interval(a.lo.log().lower(), a.hi.log().upper()) if a.lo > 0 else _undefined()


def _exp(a: Interval) -> Interval:
    low = a.lo.exp().lower()
    # The exponential is positive, however small: an end that underflows is 0.
    return Interval(low if low > 0 else arb(0), a.hi.exp().upper())


def _cosh(a: Interval) -> Interval:
    even = power(a, Fraction(2))
    if not even.finite:
        return _undefined()
    low, high = even.lo.sqrt().cosh().lower(), even.hi.sqrt().cosh().upper()
    return Interval(low if low >= 1 else arb(1), high)


def _periodic(name: str) -> Callable[[Interval], Interval]:
    def value(a: Interval) -> Interval:
        if not a.finite:
            return _undefined()
        found = of_ball(getattr(a.ball(), name)())
        one = arb(1)
        lo = found.lo if found.lo >= -1 else -one
        return Interval(lo, found.hi if found.hi <= 1 else one)

    return value


def _where(g: Interval, a: Interval, b: Interval) -> Interval:
    if g.lo >= 0:
        return a
    return b if g.hi < 0 else a.join(b)


def interval_operations() -> Operations:
    """The operations at the working precision."""
    named: dict[str, Any] = {
        "add": plus,
        "mul": times,
        "where": _where,
        "log": _log,
        "exp": _exp,
        "cosh": _cosh,
        "tanh": _increasing(lambda a: a.tanh()),
        "sinh": _increasing(lambda a: a.sinh()),
        "atan": _increasing(lambda a: a.atan()),
        "erf": _increasing(lambda a: a.erf()),
        "sin": _periodic("sin"),
        "cos": _periodic("cos"),
    }
    return Operations(lambda c: of_ball(to_arb(c)), of_ball(arb.pi()), power, named)
