"""eta_max by mpmath.findroot, as a reader would write it: nothing is certified.

Both equations (101) and (102) are solved, since which root is the smaller is not known before.
SciPy's brentq in floats gives the starting points, which spares findroot most of its iterations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
from scipy.optimize import brentq

__all__ = ["eta_max"]

_Pair = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def eta_max(at: tuple[Fraction, ...], digits: int) -> Any:
    """The smaller root; at: mu, K, L(0), alpha1, alpha2, beta2, c, d."""
    starts = _starts(at)
    with mpmath.workdps(digits + 10):
        constants = [mpmath.mpf(q.numerator) / q.denominator for q in at]
        tolerance = mpmath.mpf(10) ** (-2 * digits)
        return min(
            mpmath.findroot(f, start, tol=tolerance, verify=False)
            for f, start in zip(_equations(constants, mpmath), starts, strict=True)
        )


def _equations(constants: list[Any], functions: Any) -> _Pair:
    """(101) and (102), as differences of their sides."""
    mu, K, L0, alpha1, alpha2, beta2, c, d = constants
    exp, sqrt = functions.exp, functions.sqrt
    root = sqrt(2 * K * L0)

    def K_bar(x: Any) -> Any:
        linear = 1 + 3 * root * x
        return root + 6 * K**2 * beta2 * L0 * x**2 + K * exp(sqrt(x)) * alpha2 * linear

    def first(x: Any) -> Any:
        return x * K_bar(x) - 1

    def second(x: Any) -> Any:
        mu_bar = mu * (alpha1 + 2 * alpha2 * (1 - exp(x**c)))
        rho_bar = 1 - 2 * mu_bar * x + mu_bar * K_bar(x) * x**2
        return (1 - exp(-(x**c))) * (1 - (1 + x**d) * rho_bar) - 4 * K * L0 * x**2

    return first, second


def _starts(at: tuple[Fraction, ...]) -> tuple[float, float]:
    """Roots in floats, from brackets below the third argument of the minimum."""
    first, second = _equations([float(q) for q in at], math)
    top = math.log1p(float(at[3] / (2 * at[4]))) ** float(1 / at[6])
    found = []
    for function, sign in ((first, 1), (second, -1)):
        high = top
        while sign * function(high) < 0:
            high *= 2
        low = high / 2
        while sign * function(low) > 0:
            high, low = low, low / 2
        found.append(float(brentq(function, low, high)))
    return found[0], found[1]
