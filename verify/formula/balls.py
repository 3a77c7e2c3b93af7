"""Formulas in balls: enclosures of a formula over a box of z and y, by python-flint's `arb`.

Used within `precision(bits)`. What is undefined somewhere in the box comes out not finite.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb

from verify.arithmetic.ball import to_arb
from verify.formula.expression import Operations

__all__ = ["ball_operations", "power"]


def power(a: arb, exponent: Fraction) -> arb:
    """A to a rational power; not finite where that is undefined."""
    if exponent.denominator == 1:
        n = abs(int(exponent))
        base = abs(a) if n % 2 == 0 else a
        # Ends are exact for monotone powers; arb's own power of a ball around 0 may give nan.
        value = _monotone(base, n)
        return 1 / value if exponent < 0 else value
    if a.upper() < 0:
        return arb.nan()
    if a.lower() < 0:
        # Partly undefined: no enclosure of the whole, which callers split further.
        return arb.nan()
    root = a.sqrt() if exponent.denominator == 2 else _root(a, exponent.denominator)
    return power(root, Fraction(exponent.numerator))


def _root(a: arb, k: int) -> arb:
    return a.root(k)


def _monotone(a: arb, n: int) -> arb:
    low, high = a.lower(), a.upper()
    if not (low.is_finite() and high.is_finite()):
        return arb.nan()
    return (low**n).union(high**n)


def _where(g: arb, a: arb, b: arb) -> arb:
    if g.lower() >= 0:
        return a
    if g.upper() < 0:
        return b
    return a.union(b)


def _log(a: arb) -> arb:
    return a.log() if a.lower() > 0 else arb.nan()


def ball_operations() -> Operations:
    """The operations at the working precision."""
    named: dict[str, Any] = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "where": _where,
        "log": _log,
        **{
            name: (lambda a, name=name: getattr(a, name)())
            for name in ("exp", "tanh", "sinh", "cosh", "sin", "cos", "atan", "erf")
        },
    }
    return Operations(to_arb, arb.pi(), power, named)
