"""Refinement of an isolated root by Newton's interval operator.

N(Y) = m - f(m) / f'(Y), m the middle of Y: every zero of f in Y lies in N(Y), and if N(Y) lies in
the interior of Y there is exactly one. Precision grows with what is known: the last round alone
is paid at the precision asked for. `split` is the halving of intervals that the search shares.
`refine_near` starts from a float and needs no bracket; it proves one zero in an interval that it
gives, and says nothing about what lies outside.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from flint import arb

from verify.arithmetic import precision, to_arb, to_fraction
from verify.evidence._univariate import Univariate

__all__ = ["Smooth", "refine", "refine_near", "split"]

_FLOAT_BITS = 44  # bits of a float guess that are trusted; a wrong guess costs the answer, no more
_GUARD = 24  # bits above those asked for, for cancellation and the rounding of a short formula


class Smooth(Protocol):
    """A function of x > 0 that encloses itself and its slope; used within `precision(bits)`."""

    def value(self, x: arb, /) -> arb:
        """F over the ball x."""

    def jet(self, x: arb, /) -> tuple[arb, arb]:
        """F and f' over the ball x."""


def split(a: arb, b: arb) -> arb | None:
    """A point near the geometric mean, off it: a root is the less likely to be met exactly."""
    with precision(64):
        if b < a * 2:
            middle = (a + (b - a) * arb(0.4845)).mid()
        else:
            middle = (a * ((b / a).log() * arb(0.4845)).exp()).mid()
        narrow = not b - a > a / 2**40
    return None if narrow else middle


def refine(function: Univariate, a: arb, b: arb, digits: int) -> tuple[Fraction, Fraction] | None:
    """Enclose the zero in [a, b], where f' has one sign, to a relative width of 10^-digits."""
    goal = Fraction(1, 10**digits)
    with precision(64):
        x = _newton_start(function, a, b)
    wanted = int(digits * 3.3219281) + 8
    good = 40  # bits of x that are trusted to be right; a wrong guess costs a round, no more
    lost = 16  # bits lost to cancellation, doubled when a round fails
    for _ in range(64):
        trust = good
        with precision(trust + lost + 16):
            y = x + arb(0, 1) * (abs(x) * arb(2) ** -trust)
            _, slope = function.jet(y)
        bits = min(2 * trust, wanted)
        if bits < wanted < 4 * trust - 32:
            bits = wanted // 2 + 8  # the next round then reaches the end, and none is wasted
        with precision(bits + lost + 16):
            newton = x - function.value(x) / slope
            # f' is not 0 on y nor on [a, b]: where they meet, their zero is one and the same.
            meets = (a <= x and x <= b) or y.contains(a) or y.contains(b)
            if not (meets and y.contains_interior(newton)):
                good, lost = max(trust // 2, 4), min(2 * lost, 1 << 15)
                if newton.is_finite() and a < newton.mid() < b:
                    x = newton.mid()
                continue
            x, width = newton.mid(), newton.rad() * 2
            if width < newton.lower() * to_arb(goal):
                return to_fraction(newton.lower()), to_fraction(newton.upper())
            good = max(_exponent(abs(x)) - _exponent(width) - 2, 4)
            if good <= trust:
                lost *= 2
    return None


def refine_near(
    function: Smooth, guess: float, digits: int
) -> tuple[Fraction, Fraction, arb] | None:
    """Ends around the only zero in an interval near the guess, and that interval.

    The ends are 10^-digits apart, relatively, or less. None where a round does not contract: the
    guess was not close enough, or more bits cancel than the guard has.
    """
    wanted = max(int(digits * 3.3219281) + 6, _FLOAT_BITS)
    x, trust = arb(guess), _FLOAT_BITS
    for bits in _ladder(wanted):
        with precision(bits + _GUARD):
            value, slope = function.jet(x)
            x = (x - value / slope).mid()
        trust = bits
    with precision(trust + _GUARD):
        y = x + arb(0, 1) * (abs(x) * arb(2) ** (4 - trust))
        _, slope = function.jet(y)
    with precision(wanted + _GUARD):
        newton = x - function.value(x) / slope
        # N(Y) inside Y: exactly one zero in Y, and it lies in N(Y).
        if not y.contains_interior(newton):
            return None
        low, high = newton.lower(), newton.upper()
        if not high - low < abs(newton).lower() * arb(10) ** -digits:
            return None
        return to_fraction(low), to_fraction(high), y


def _ladder(wanted: int) -> list[int]:
    """Precisions in bits of the rounds before the last one, each nearly twice the one before."""
    rungs = []
    bits = wanted // 2 + 8
    while bits > _FLOAT_BITS:
        rungs.append(bits)
        bits = bits // 2 + 8
    return rungs[::-1]


def _newton_start(function: Univariate, a: arb, b: arb) -> arb:
    """A point close to the zero: Newton's steps, bisection where one leaves the bracket."""
    sign = -function.sign(b)
    x = split(a, b) or a
    for _ in range(80):
        value, slope = function.jet(x)
        if value > 0 or value < 0:
            if (value > 0) == (sign > 0):
                a = x
            else:
                b = x
        step = (value.mid() / slope.mid()).mid() if slope > 0 or slope < 0 else arb.nan()
        new = (x - step).mid()
        if not (step.is_finite() and new > a and new < b):
            middle = split(a, b)
            if middle is None:
                return x
            new = middle
        elif abs(step) < x / 2**26:
            return new
        x = new
    return x


def _exponent(x: arb) -> int:
    """floor(log2) of the upper end, roughly; a large negative number for 0."""
    mantissa, exponent = x.upper().man_exp()
    return int(mantissa).bit_length() + int(exponent) if mantissa else -(10**9)
