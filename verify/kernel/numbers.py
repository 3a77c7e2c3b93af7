"""Numbers of the checker: intervals of rationals that contain what is meant.

Here: sums, products, 1/x, sqrt, exp, log, max, min, and the k-th eigenvalue of a symmetric rational
matrix. An interval with one end is that number exactly; others are rounded outward to BITS digits.
Not here: expressions (`expressions.py`), polynomials (`values.py`), what is accepted
(`verify/checker.py`). Standard library alone. Everything is dimensionless.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor, isqrt, lcm
from operator import mul
from typing import Any

__all__ = [
    "BITS",
    "MALFORMED",
    "MAX_BITS",
    "MAX_SIZE",
    "RATIONAL",
    "ZERO",
    "Interval",
    "Refused",
    "Spend",
    "bounded",
    "eigenvalue",
    "function",
    "hull",
    "need",
    "rational",
    "short",
]

MAX_BITS, MAX_SIZE = 16_384, 128  # of an exact number that arises; of a size, degree, exponent
BITS = 320  # significant binary digits to which inexact numbers are rounded outward
RATIONAL = re.compile(r"-?[0-9]{1,4000}(/(?!0+$)[0-9]{1,4000})?")
CONTEXT = Context(prec=100, Emin=-99999, Emax=99999)  # each of its results is rounded correctly
Spend = Callable[[int], None]  # counts work, some microseconds a unit; raises Refused at a limit


class Refused(Exception):
    """A piece of evidence is not accepted, and why."""


# What data of the wrong type or shape raises: it refuses the evidence, or the ledger.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def need(condition: Any, message: str, error: type[Exception] = Refused) -> None:
    """Raises the error unless the condition holds."""
    if not condition:
        raise error(message)


def short(value: Any) -> str:
    """A text for messages, in ASCII."""
    return ascii(value)[:150]


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, where there is one end, or all numbers between two."""

    ends: tuple[Fraction, ...]
    weight = 1  # the work of a pass over it

    @property
    def lo(self) -> Fraction:
        """The lower end."""
        return self.ends[0]

    @property
    def hi(self) -> Fraction:
        """The upper end."""
        return self.ends[-1]

    @property
    def number(self) -> Fraction | None:
        """The number that it is, if it is one."""
        return None if self.ends[1:] else self.ends[0]

    def __add__(self, other: Interval) -> Interval:
        return hull(self.lo + other.lo, self.hi + other.hi)

    def __mul__(self, other: Interval) -> Interval:
        return hull(*(x * y for x in self.ends for y in other.ends))

    def transpose(self) -> Interval:
        """Itself."""
        return self


def bounded(x: Fraction | int) -> bool:
    """Whether a number is no longer than the limit."""
    return max(x.numerator.bit_length(), x.denominator.bit_length()) <= MAX_BITS


def _down(x: Fraction) -> Fraction:
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - BITS)
    return floor(x / unit) * unit


def hull(*values: Fraction) -> Interval:
    """From the least value to the greatest, rounded outward; a single value is kept exactly."""
    lo, hi = min(values), max(values)
    ends = (lo,) if lo == hi else (_down(lo), -_down(-hi))
    need(all(map(bounded, ends)), f"a number arises that needs more than {MAX_BITS} bits")
    return Interval(ends)


ZERO = Interval((Fraction(0),))


@cache
def rational(text: Any) -> Fraction:
    """The number that a text such as "-3/4" is; raises Refused for another."""
    right = isinstance(text, str) and RATIONAL.fullmatch(text)
    need(right, f'{short(text)} is not a rational such as "-3/4"')
    return Fraction(text)


def _ends(op: str, x: Fraction) -> list[Fraction]:
    """Numbers between which a function of x lies."""
    if op == "inv":
        return [1 / x]
    if op == "sqrt":  # sqrt(p / q) = sqrt(p q) / q
        square = x.numerator * x.denominator << 2 * BITS
        root = isqrt(square)
        return [Fraction(r, x.denominator << BITS) for r in (root, root + (root**2 < square))]
    if x == (op == "log"):  # e^0 = 1, log 1 = 0
        return [Fraction(op == "exp")]
    argument = CONTEXT.divide(Decimal(x.numerator), Decimal(x.denominator))
    y = Fraction(CONTEXT.exp(argument) if op == "exp" else CONTEXT.ln(argument))
    error = (abs(y) + (op == "log")) / 10**90
    return [y - error, y + error]


def function(op: str, a: Interval, *more: Interval) -> Interval:
    """An enclosure of inv, sqrt, exp, log, max or min of scalars.

    Raises Refused where the function may be undefined.
    """
    if op in ("max", "min"):
        best = max if op == "max" else min
        return hull(best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more)))
    inside = {"inv": a.hi < 0, "sqrt": a.lo == 0, "exp": max(-a.lo, a.hi) < 9000}
    right = inside.get(op, False) or (op != "exp" and a.lo > 0)
    need(right, f"{op} of what is, or may be, outside its domain")
    return hull(*_ends(op, a.lo), *_ends(op, a.hi))


def eigenvalue(matrix: list[list[Fraction]], k: int, spend: Spend) -> Interval:
    """The k-th largest eigenvalue of a symmetric matrix (n x n), exact where it is rational.

    The matrix is scaled to integers, so that a rational eigenvalue is an integer. All roots of
    its characteristic polynomial are real, so Descartes' rule is exact: the number of roots > t,
    with multiplicity, is the number of sign changes of the polynomial shifted by t.
    """
    n, scale = len(matrix), lcm(*(x.denominator for row in matrix for x in row)) << BITS // 2
    m = [[int(x * scale) for x in row] for row in matrix]
    bound = max(sum(map(abs, row)) for row in m)  # Gershgorin
    bits = bound.bit_length()
    spend(n**4 + n * n * bits * (1 + n * bits // 4000) // 2)
    polynomial, power = [1], [[0] * n for _ in m]
    for i in range(1, n + 1):  # Faddeev-LeVerrier: the divisions are exact
        for j in range(n):
            power[j][j] += polynomial[-1]
        power = [[sum(map(mul, r, c)) for c in zip(*power, strict=True)] for r in m]
        polynomial.append(-sum(power[j][j] for j in range(n)) // i)

    def roots(t: int) -> tuple[int, int]:  # how many are greater than t, how many equal t
        c = list(polynomial)
        for stop in range(n, 0, -1):
            for i in range(1, stop + 1):
                c[i] += t * c[i - 1]
        greater = sum(x != y for x, y in pairwise(x > 0 for x in c if x))
        return greater, next(i for i, x in enumerate(reversed(c)) if x)

    low, high = -bound - 1, bound  # low < eigenvalue <= high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if roots(middle)[0] >= k else (low, middle)
    low = high if sum(roots(high)) >= k else low
    return hull(Fraction(low, scale), Fraction(high, scale))
