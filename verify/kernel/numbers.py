"""Numbers of the checker: intervals of rationals that contain what is meant.

Here: sums, products, 1/x, sqrt, exp, log, max, min, and the k-th eigenvalue of a symmetric rational
matrix. An interval is a number exactly, or has two ends that are rounded outward. Not here:
expressions (`expressions.py`), polynomials (`grids.py`), what is accepted (`verify/checker.py`).
Standard library alone. Everything is dimensionless.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isqrt, lcm, log
from operator import mul
from typing import Any

__all__ = [
    "BITS",
    "MALFORMED",
    "MAX_BITS",
    "MAX_SIZE",
    "MOST_BITS",
    "RATIONAL",
    "ZERO",
    "Interval",
    "Refused",
    "Spend",
    "down",
    "eigenvalue",
    "function",
    "hull",
    "length",
    "need",
    "rational",
    "short",
]

MAX_BITS, MAX_SIZE = 16_384, 128  # of an exact number that arises; of a size, degree, exponent
BITS, MOST_BITS = 320, 32_768  # significant binary digits of what is rounded outward
RATIONAL = re.compile(r"-?[0-9]{1,4000}(/(?!0+$)[0-9]{1,4000})?")
Spend = Callable[[int], None]  # counts work, some microseconds a unit; raises Refused at a limit


class Refused(Exception):
    """A piece of evidence is not accepted, and why."""


# What data of the wrong type or shape raises: it refuses the evidence, or the ledger.
MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


def need(condition: Any, message: str, *values: Any, error: type[Exception] = Refused) -> None:
    """Raises the error with these values in its message unless the condition holds."""
    if not condition:
        raise error(message.format(*(v[:150] if isinstance(v, str) else short(v) for v in values)))


def short(value: Any) -> str:
    """A text for messages, in ASCII."""
    return ascii(value)[:150]


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, or all numbers from low to high in units of 2^-shift.

    bits: significant binary digits to which what is computed from it is rounded.
    """

    number: Fraction | None
    low: int = 0
    high: int = 0
    shift: int = 0
    bits: int = field(default=BITS, compare=False)

    @property
    def weight(self) -> int:
        """The work of a pass over it."""
        return 1 + (self.bits if self.number is None else length(self.number)) // 256

    @property
    def lo(self) -> Fraction:
        """The lower end."""
        return _times(self.low, self.shift) if self.number is None else self.number

    @property
    def hi(self) -> Fraction:
        """The upper end."""
        return _times(self.high, self.shift) if self.number is None else self.number

    def units(self) -> tuple[int, int, int]:
        """low, high, shift, of a number too: the units below and above it."""
        if self.number is None:
            return self.low, self.high, self.shift
        shift = _shift(self.number, self.bits)
        return _floor(self.number, shift), -_floor(-self.number, shift), shift

    def __add__(self, other: Interval) -> Interval:
        bits = max(self.bits, other.bits)
        if self.number is not None and other.number is not None:
            return hull(self.number + other.number, bits=bits)
        (a, b, s), (c, d, t) = self.units(), other.units()
        u = max(s, t)
        return _rounded((a << u - s) + (c << u - t), (b << u - s) + (d << u - t), u, bits)

    def __mul__(self, other: Interval) -> Interval:
        bits = max(self.bits, other.bits)
        if self.number is not None and other.number is not None:
            return hull(self.number * other.number, bits=bits)
        (a, b, s), (c, d, t) = self.units(), other.units()
        if a >= 0 and c >= 0:
            return _rounded(a * c, b * d, s + t, bits)
        products = a * c, a * d, b * c, b * d
        return _rounded(min(products), max(products), s + t, bits)

    def transpose(self) -> Interval:
        """Itself."""
        return self


def _shift(x: Fraction, bits: int) -> int:
    """What makes so many binary digits of x whole."""
    return bits - x.numerator.bit_length() + x.denominator.bit_length()


def _floor(x: Fraction, shift: int) -> int:
    """The units of 2^-shift below x."""
    p, q = x.numerator, x.denominator
    return (p << shift) // q if shift > 0 else p // (q << -shift)


def _times(units: int, shift: int) -> Fraction:
    """So many units of 2^-shift."""
    return Fraction(units, 1 << shift) if shift > 0 else Fraction(units << -shift)


def _rounded(low: int, high: int, shift: int, bits: int) -> Interval:
    """The interval, or a larger one of so many digits."""
    most = max(MAX_BITS, 16 * bits)
    need(abs(shift) <= most, "a number arises that needs more than {} bits", most)
    extra = max(low.bit_length(), high.bit_length()) - bits
    if extra > 0:
        low, high, shift = low >> extra, -(-high >> extra), shift - extra
    if low == high:
        return Interval(_times(low, shift), bits=bits)
    return Interval(None, low, high, shift, bits)


def length(x: Fraction | int) -> int:
    """Binary digits of the longer of numerator and denominator."""
    if isinstance(x, int):
        return x.bit_length()
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def down(x: Fraction, bits: int) -> Fraction:
    """The number rounded down to so many significant binary digits."""
    shift = _shift(x, bits)
    return _times(_floor(x, shift), shift)


def hull(*values: Fraction, bits: int = BITS) -> Interval:
    """From the least value to the greatest, rounded outward; one of no great length is exact."""
    lo, hi = (min(values), max(values)) if values[1:] else (values[0], values[0])
    if lo == hi and length(lo) <= MAX_BITS:
        return Interval(lo, bits=bits)
    shift = max(_shift(x, bits) for x in (lo, hi) if x)
    return _rounded(_floor(lo, shift), -_floor(-hi, shift), shift, bits)


ZERO = Interval(Fraction(0))


@cache
def rational(text: Any) -> Fraction:
    """The number that a text such as "-3/4" is; raises Refused for another."""
    right = isinstance(text, str) and RATIONAL.fullmatch(text)
    need(right, '{} is not a rational such as "-3/4"', text)
    return Fraction(text)


def _exp(x: Fraction, bits: int) -> list[Fraction]:
    """Numbers between which e^x lies, of relative distance 2^-bits: (1 + r + r^2/2 + ...)^(2^k).

    In integers, with 2^p for 1. A term lacks at most 6 of what it should be, as r < 1/2: half of
    what the one before lacks, 1 for r, and 2 for rounding; so does all that follows the last.
    """
    if x < 0:
        return [1 / y for y in reversed(_exp(-x, bits))]
    size = x.numerator.bit_length() - x.denominator.bit_length() + 1  # x < 2^size
    k = max(0, isqrt(bits) + size)
    p = bits + k + 64
    r = _floor(x, p - k)
    low = term = 1 << p
    n = 0
    while term:
        n += 1
        term = (term * r >> p) // n
        low += term
    error = 6 * (n + 2)
    for _ in range(k):  # (low + error)^2, and 2 for rounding
        low, error = low * low >> p, ((2 * low + error) * error >> p) + 2
    return [_times(low, p), _times(low + error, p)]


def _log(x: Fraction, bits: int) -> list[Fraction]:
    """Numbers between which log x lies, for y near it: 1 - e^y/x <= log x - y <= x/e^y - 1."""
    y, right = Fraction(log(x.numerator) - log(x.denominator)), 36  # digits of e^y that are right
    while 2 * right < bits:  # each step triples them, and the bounds double them
        right = 3 * right - 8
        e, _ = _exp(y, right + 8)
        y = down(y + 2 * (x - e) / (x + e), right + 8)
    low, high = _exp(y, bits)
    return [y + (x - high) / x, y + (x - low) / low]


def _ends(op: str, x: Fraction, bits: int) -> list[Fraction]:
    """Numbers between which a function of x lies; the number itself where it is rational."""
    if op == "inv":
        return [1 / x]
    if op == "sqrt":  # sqrt(p / q) = sqrt(p q) / q
        square = x.numerator * x.denominator << 2 * bits
        root = isqrt(square)
        return [Fraction(r, x.denominator << bits) for r in (root, root + (root**2 < square))]
    if x == (op == "log"):  # e^0 = 1, log 1 = 0
        return [Fraction(op == "exp")]
    return (_exp if op == "exp" else _log)(x, bits)


def function(op: str, a: Interval, *more: Interval) -> Interval:
    """An enclosure of inv, sqrt, exp, log, max or min of scalars.

    Raises Refused where the function may be undefined.
    """
    if op in ("max", "min"):
        best = max if op == "max" else min
        ends = best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more))
        return hull(*ends, bits=max(x.bits for x in (a, *more)))
    lo, hi = a.lo, a.hi
    inside = {"inv": hi < 0, "sqrt": lo == 0, "exp": max(-lo, hi) < 9000}
    right = inside.get(op, False) or (op != "exp" and lo > 0)
    need(right, "{} of what is, or may be, outside its domain", op)
    found, width = _ends(op, lo, a.bits), hi - lo
    if op in ("exp", "log") and 0 < 2 * width < 1:  # e^w <= 1 + 2 w, log(x + w) <= log x + w / x
        top = max(found)
        found.append(top * (1 + 2 * width) if op == "exp" else top + width / lo)
    elif width:
        found += _ends(op, hi, a.bits)
    return hull(*found, bits=a.bits)


def eigenvalue(matrix: list[list[Fraction]], k: int, spend: Spend) -> Interval:
    """The k-th largest eigenvalue of a symmetric matrix (n x n), exact where it is rational.

    The matrix is scaled to integers, so that a rational eigenvalue is an integer. All roots of
    its characteristic polynomial are real, so Descartes' rule is exact: the number of roots > t,
    with multiplicity, is the number of sign changes of the polynomial shifted by t.
    """
    if len(matrix) == 1:
        return hull(matrix[0][0])
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
