"""Certified roots: known ones, tiny ones, and what must be said when there is none or no answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from flint import arb

from verify.arithmetic import precision
from verify.errors import InputError
from verify.evidence._mpmath import secant_root
from verify.evidence.roots import (
    NoRoot,
    Root,
    Undecided,
    Univariate,
    bind,
    decimal_ends,
    enclose_root,
    growing_root,
    grows,
    sign_at,
    smallest_root,
)
from verify.language import Expr, const, exp, log, scalar, sqrt

x = scalar("x")
ONE, TWO = Fraction(1), Fraction(2)


def _root(result: Root | NoRoot | Undecided) -> Root:
    assert isinstance(result, Root), result
    return result


class TestEnclose:
    @pytest.mark.parametrize("digits", [1, 15, 50, 100, 1000])
    def test_the_square_root_of_two_to_any_number_of_digits(self, digits: int) -> None:
        root = _root(enclose_root(x * x - 2, "x", (ONE, TWO), digits=digits))
        assert root.low**2 < 2 < root.high**2
        assert root.high - root.low <= root.low / 10**digits

    def test_the_decimals_enclose_what_the_fractions_enclose(self) -> None:
        root = _root(enclose_root(exp(x) - 2, "x", (Fraction(1, 10), TWO)))
        low, high = (Fraction(text) for text in decimal_ends(root))
        assert low <= root.low <= root.high <= high
        assert high - low < low / 10**49

    def test_a_rational_root_met_exactly(self) -> None:
        root = _root(enclose_root(x - 1, "x", (Fraction(1, 2), TWO)))
        assert root.low <= 1 <= root.high

    def test_every_piece_of_the_interval_is_accounted_for(self) -> None:
        f = (x - 1) * (x * x + const("1/1000"))
        low, high = Fraction(1, 100), Fraction(8)
        root = _root(enclose_root(f, "x", (low, high)))
        covered = sorted([*((e.low, e.high) for e in root.excluded), root.isolating])
        assert covered[0][0] <= low
        assert covered[-1][1] >= high
        assert all(a[1] == b[0] for a, b in pairwise(covered))

    def test_no_root_is_a_result(self) -> None:
        result = enclose_root(x * x + 1, "x", (ONE, TWO))
        assert isinstance(result, NoRoot)
        assert result.sign == 1

    def test_a_compiled_function_may_be_given(self) -> None:
        function = Univariate(x * x - 2, "x")
        first, second = (_root(enclose_root(function, "x", (ONE, TWO), digits=d)) for d in (20, 40))
        assert first.low <= second.low <= second.high <= first.high

    @pytest.mark.parametrize("ends", [(0, 1), (2, 1), (-1, 1)])
    def test_an_interval_that_is_none_is_refused(self, ends: tuple[int, int]) -> None:
        with pytest.raises(InputError, match="0 < low < high"):
            enclose_root(x - 1, "x", (Fraction(ends[0]), Fraction(ends[1])))


class TestSmallest:
    def test_the_smaller_of_two_roots(self) -> None:
        root = _root(smallest_root((x - 1) * (x - 2), "x", Fraction(3)))
        assert root.low <= 1 <= root.high < 2
        assert root.sense == "smallest"

    @pytest.mark.parametrize("p", [20, 300, 2700])
    def test_a_tiny_root_is_found(self, p: int) -> None:
        root = _root(smallest_root(1 - const(10**p) * x, "x", ONE))
        assert root.low <= Fraction(1, 10**p) <= root.high

    def test_a_function_that_vanishes_at_zero_needs_a_form_divided_out(self) -> None:
        f = x * sqrt(x) - x * x * 3
        assert isinstance(smallest_root(f, "x", ONE), Undecided)
        root = _root(smallest_root(f, "x", ONE, near_zero=1 - 3 * sqrt(x)))
        assert root.low <= Fraction(1, 9) <= root.high
        assert root.excluded[0].low == 0
        assert root.excluded[0].how == "near zero"

    def test_no_root_up_to_the_end(self) -> None:
        assert isinstance(smallest_root(1 - x, "x", Fraction(1, 2)), NoRoot)


class TestGrowing:
    def test_a_function_built_from_growing_parts(self) -> None:
        assert grows(x * (2 + x**2 + exp(sqrt(x))), "x")

    @pytest.mark.parametrize("f", [1 - x, x * const(-1), log(x), 1 / x, x ** const(-2)])
    def test_what_may_fall_is_not_taken_for_growing(self, f: Expr) -> None:
        assert not grows(f, "x")
        with pytest.raises(InputError, match="growing_root"):
            growing_root(f, "x", ONE)

    @pytest.mark.parametrize("level", [Fraction(1, 10**40), ONE, Fraction(10**40)])
    def test_the_root_at_any_level(self, level: Fraction) -> None:
        root = _root(growing_root(x**3, "x", level))
        assert root.low**3 <= level <= root.high**3

    def test_a_level_that_is_never_reached(self) -> None:
        assert isinstance(growing_root(1 + x, "x", Fraction(1, 2)), Undecided)


class TestUnivariate:
    def test_a_small_difference_keeps_its_digits(self) -> None:
        with precision(64):
            value = Univariate(1 - exp(-x), "x").value(arb(2) ** -500)
        assert value.rel_accuracy_bits() > 50

    def test_a_root_of_an_interval_that_reaches_zero(self) -> None:
        with precision(64):
            value = Univariate(x ** const("1/3"), "x").value(arb(0).union(arb(8)))
        assert value.contains(arb(0))
        assert value.contains(arb(2))
        assert value < arb(3)

    def test_the_slope_encloses_the_difference_quotient(self) -> None:
        f = exp(x) / (1 + x) ** const("3/2") - sqrt(x) * log(x) + (exp(x) - 1) * x**3
        function = Univariate(f, "x")
        with precision(128):
            _, slope = function.jet(arb(1).union(arb("1.001")))
            quotient = (function.value(arb("1.001")) - function.value(arb(1))) / arb("0.001")
        assert slope.overlaps(quotient)
        assert slope.rad() < arb("0.1")

    def test_bind_computes_rational_parts_exactly(self) -> None:
        c = scalar("c")
        bound = bind(x ** (1 - c), {"c": Fraction(1, 3)})
        assert bound.args[1].value == Fraction(2, 3)

    def test_an_operation_that_is_not_covered_is_named(self) -> None:
        with pytest.raises(InputError, match="'pow' is not covered"):
            Univariate(x**x, "x")


def test_a_sign_is_certain_or_zero() -> None:
    near = Fraction(1) + Fraction(1, 10**200)
    assert sign_at(x - 1, "x", near) == 1
    assert sign_at(x * x - 2, "x", ONE) == -1
    assert sign_at(x - 1, "x", ONE) == 0


def test_mpmath_agrees_also_on_a_tiny_root() -> None:
    root = _root(smallest_root(const("1/1000") - x ** const("1/100"), "x", ONE))
    value = Fraction(secant_root(const("1/1000") - x ** const("1/100"), "x", root.low, 50))
    assert abs(value - root.low) < root.low / 10**48
