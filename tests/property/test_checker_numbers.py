"""The checker's exponentials, logarithms and roots contain what mpmath says, and are narrow."""

from __future__ import annotations

from fractions import Fraction

import mpmath
from hypothesis import given
from hypothesis import strategies as st

from verify.kernel.numbers import Interval, function, hull

SMALL = st.fractions(min_value=-50, max_value=50, max_denominator=10**12)
SCALES = st.integers(min_value=-400, max_value=2)
BITS = st.sampled_from((320, 700, 2500))


def number(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def check(op: str, found: Interval, low: Fraction, high: Fraction, bits: int) -> None:
    """The images of both ends lie inside; the interval of one point is at most 2^(12 - bits)."""
    with mpmath.workprec(2 * bits + 4000):
        lower, upper = (getattr(mpmath, op)(number(x)) for x in (low, high))
        slack = (abs(lower) + abs(upper)) * mpmath.mpf(2) ** (-2 * bits)  # mpmath's own rounding
        assert number(found.lo) - slack <= lower <= upper <= number(found.hi) + slack
        if low == high:
            size = max(abs(upper), 1) if op == "log" else abs(upper)
            assert number(found.hi) - number(found.lo) <= size * mpmath.mpf(2) ** (12 - bits)


@given(SMALL, SCALES, BITS)
def test_an_exponential_contains_its_value(x: Fraction, scale: int, bits: int) -> None:
    x *= Fraction(10) ** scale
    check("exp", function("exp", hull(x, bits=bits)), x, x, bits)


@given(SMALL, SCALES, BITS)
def test_a_logarithm_contains_its_value(x: Fraction, scale: int, bits: int) -> None:
    for y in (abs(x) * Fraction(10) ** (6 * scale), 1 + abs(x) * Fraction(10) ** scale):
        if y:
            check("log", function("log", hull(y, bits=bits)), y, y, bits)


@given(SMALL, SCALES, BITS)
def test_a_square_root_contains_its_value(x: Fraction, scale: int, bits: int) -> None:
    y = abs(x) * Fraction(10) ** (6 * scale)
    check("sqrt", function("sqrt", hull(y, bits=bits)), y, y, bits)


@given(SMALL, st.fractions(min_value=0, max_value=3), SCALES, BITS)
def test_functions_of_an_interval_contain_both_ends(
    x: Fraction, width: Fraction, scale: int, bits: int
) -> None:
    width *= Fraction(10) ** scale
    for op, low in (("exp", x), ("sqrt", abs(x)), ("log", abs(x) + Fraction(1, 10**9))):
        inside = hull(low, low + width, bits=bits)
        found = function(op, inside)
        check(op, found, low, low + width, bits)


@given(SMALL, SMALL, st.fractions(min_value=0, max_value=1), SCALES, BITS)
def test_sums_and_products_of_a_number_and_an_interval_contain_what_they_should(
    x: Fraction, y: Fraction, width: Fraction, scale: int, bits: int
) -> None:
    number, interval = hull(x / 3, bits=bits), hull(y, y + width * Fraction(10) ** scale, bits=bits)
    for z in (interval.lo, interval.hi, y):
        for found, value in (
            (number + interval, x / 3 + z),
            (number * interval, x / 3 * z),
            (interval * interval, z * z),
            (interval + interval, z + z),
        ):
            assert found.lo <= value <= found.hi


@given(SMALL, BITS)
def test_the_units_of_a_number_lie_around_it_and_next_to_each_other(x: Fraction, bits: int) -> None:
    low, high, shift = hull(x / 7, bits=bits).units()
    unit = Fraction(1) / Fraction(2) ** shift
    assert low * unit <= x / 7 <= high * unit
    assert high - low <= 1
