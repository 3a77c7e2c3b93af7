"""A second opinion on a root, by mpmath: the same expression, the secant method, no guarantee.

Its value is printed next to the certified enclosure. It starts from ten digits of the enclosure
and finds the others by itself. Not a basis for a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath

from verify.arithmetic import Scope, evaluate
from verify.language import Expr

__all__ = ["secant_root"]


class _Mpmath:
    """The scalar operations in mpmath's floats, at its current precision."""

    def constant(self, q: Fraction) -> Any:
        return mpmath.mpf(q.numerator) / q.denominator

    def apply(self, node: Expr, args: list[Any], sizes: Mapping[str, int]) -> Any:
        return _OPERATIONS[node.op](*args)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "sqrt": mpmath.sqrt,
    "exp": mpmath.exp,
    "log": mpmath.log,
}


def secant_root(f: Expr, symbol: str, near: Fraction, digits: int) -> str:
    """mpmath.findroot's value to `digits` digits, as a decimal text."""
    # 1 - exp(-x) loses as many digits as x has zeros behind the point; 60 for what else cancels.
    guard = 60 + max(0, len(str(near.denominator)) - len(str(near.numerator)))
    with mpmath.workdps(digits + guard):

        def function(x: Any) -> Any:
            return evaluate(f, Scope(_Mpmath(), {symbol: x}, {}))

        start = mpmath.mpf(near.numerator) / near.denominator
        start = mpmath.mpf(mpmath.nstr(start, 10))
        other = start * (1 + mpmath.mpf(10) ** -9)
        # findroot's tolerance is absolute: it must be scaled to a tiny root.
        tolerance = start * mpmath.mpf(10) ** (-digits - 8)
        root = mpmath.findroot(
            function, (start, other), solver="secant", tol=tolerance, verify=False
        )
        return str(mpmath.nstr(root, digits, strip_zeros=False))
