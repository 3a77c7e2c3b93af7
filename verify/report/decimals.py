"""Rationals and enclosures as decimals that a reader can compare.

Rationals arrive as text ("3/4", "0.25", "1e-9"), enclosures as a pair of them. Digits shown are
correct: an enclosure is printed to the digits on which both ends agree after rounding, and as
[lo, hi], rounded outwards, where they agree on none.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

__all__ = [
    "apart",
    "count",
    "decimal",
    "enclosure",
    "fraction",
    "number",
    "ratio",
    "rational_tex",
    "tex",
]

_LONGEST_EXACT = 7  # digits of numerator or denominator shown exactly
_MOST_TEXT = 20_000  # characters of a rational that are parsed


def fraction(value: Any) -> Fraction | None:
    """The rational, or None where the value is not a finite number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, (int, Fraction)):
            return Fraction(value)
        if isinstance(value, float):
            return Fraction(value) if isfinite(value) else None
        text = str(value)
        exponent = text.lower().partition("e")[2]
        if len(text) > _MOST_TEXT or len(exponent) > 5:
            return None
        return Fraction(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def decimal(value: Fraction, digits: int = 6, rounding: str = ROUND_HALF_EVEN) -> str:
    """`value` to `digits` significant digits, trailing zeros dropped."""
    context = Context(prec=digits, rounding=rounding, Emax=10**9, Emin=-(10**9))
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    if not rounded:
        return "0"
    exponent = rounded.adjusted()
    if -5 <= exponent <= max(8, digits):
        text = f"{rounded:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = f"{rounded.scaleb(-exponent, context):f}"
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{exponent}"


def number(value: Any, digits: int = 6) -> str:
    """A number of the ledger for a table: integers in full, others to `digits` digits."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, int):
        return count(value)
    exact = fraction(value)
    return str(value) if exact is None else decimal(exact, digits)


def count(value: int) -> str:
    """An integer with its thousands apart: 100 000 (no-break spaces)."""
    return f"{value:,}".replace(",", "\u00a0") if abs(value) >= 10_000 else str(value)


def ratio(value: float) -> str:
    """A ratio to four digits; close to 1, its distance from 1."""
    exact = fraction(value)
    if exact is None:
        return str(value)
    gap = 1 - exact
    if gap and abs(gap) < Fraction(1, 1000):
        return f"1 {'-' if gap > 0 else '+'} {decimal(abs(gap), 2)}"
    return decimal(exact, 4)


def tex(text: str) -> str:
    """A decimal as TeX: 1.5e-9 becomes a power of ten."""
    mantissa, _, exponent = text.partition("e")
    if not exponent or not exponent.lstrip("-").isdigit():
        return text
    power = f"10^{{{exponent}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def rational_tex(value: Any, digits: int = 8) -> str:
    """A rational as TeX, exact where short, else to `digits` digits."""
    exact = fraction(value)
    if exact is None:
        return r"\text{" + str(value).translate(str.maketrans("", "", "\\{}$")) + "}"
    if exact.denominator == 1 and abs(exact.numerator) < 10**_LONGEST_EXACT:
        return str(exact.numerator)
    if max(abs(exact.numerator), exact.denominator) < 10**_LONGEST_EXACT:
        sign = "-" if exact < 0 else ""
        return rf"{sign}\tfrac{{{abs(exact.numerator)}}}{{{exact.denominator}}}"
    return tex(decimal(exact, digits))


def enclosure(lo: Any, hi: Any, digits: int = 12) -> str:
    """The number between lo and hi to at most `digits` digits on which both ends agree."""
    low, high = fraction(lo), fraction(hi)
    if low is None or high is None:
        return f"[{lo}, {hi}]"
    for precision in range(digits, 1, -1):
        text = decimal(low, precision)
        if text == decimal(high, precision):
            return text
    outer = (decimal(low, 6, ROUND_FLOOR), decimal(high, 6, ROUND_CEILING))
    return f"[{outer[0]}, {outer[1]}]"


def apart(first: tuple[Any, Any], second: tuple[Any, Any], digits: int = 8) -> tuple[str, str]:
    """Both enclosures with as many digits as it takes to tell them apart (at most 60)."""
    short = (enclosure(*first, digits), enclosure(*second, digits))
    for precision in range(digits, 61):
        pair = (enclosure(*first, precision), enclosure(*second, precision))
        if pair[0] != pair[1]:
            return pair
    # Equal: a strict relation that fails with equality.
    return short
