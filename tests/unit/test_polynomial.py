"""Normal forms of scalars: what is one expression, and what is a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.evidence.polynomial import normal_form
from verify.language import absolute, exp, maximum, minimum, scalar, sqrt
from verify.language.expr import Expr

x, y = scalar("x"), scalar("y")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1 / (2 * x * y), Fraction(1, 2) * (1 / x) * (1 / y)),
        (1 / (x * x), (1 / x) * (1 / x)),
        (x**-2, (1 / x) ** 2),
        ((x + y) ** -2, 1 / (x * x + 2 * x * y + y * y)),
        (y / (x / 3), 3 * y * (1 / x)),
        (sqrt(Fraction(4, 9)) * x, Fraction(2, 3) * x),
        (sqrt(0 * x) + x, x),
        (maximum(3, Fraction(7, 2), -1) * x, Fraction(7, 2) * x),
        (minimum(3, 2) - absolute(x - x - 2), 0 * x),
        (exp(x - x), 0 * x + 1),
        (x ** (y - y), 0 * x + 1),
        (x ** (2 - y + y), x * x),
        (x ** (y - y - 1), 1 / x),
    ],
)
def test_one_value_has_one_normal_form(left: Expr, right: Expr) -> None:
    assert normal_form(left) == normal_form(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1 / (x + y), 1 / x + 1 / y),
        (x * (1 / x), 0 * x + 1),  # not where x = 0
        (sqrt(x * x), x),
        (sqrt(0 * x + 2), 0 * x + Fraction(141421, 100000)),
        (x**-1, -x),
    ],
)
def test_different_values_have_different_normal_forms(left: Expr, right: Expr) -> None:
    assert normal_form(left) != normal_form(right)
