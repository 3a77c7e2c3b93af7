"""Steps that several proofs share: distinctions of cases, roots of quadratic inequalities.

A case distinction needs no rule of its own: with N = max(-Q, 0), the equation N (N + Q) = 0
turns "Q >= 0 where a > 0, and where a = 0" into N^2 <= 0. Nothing here is about the paper.
"""

from __future__ import annotations

from verify.evidence.derivation import Proof
from verify.language import const, maximum, sqrt
from verify.language.expr import Expr

__all__ = ["ZERO", "halves", "root_above", "root_below", "summed", "unless_zero"]

ZERO = const(0)


def unless_zero(p: Proof, a: Expr, Q: Expr, u: Expr, using: tuple[int, ...], say: str = "") -> int:
    """Shows Q >= 0 from a >= 0, a Q >= 0 (the case a > 0), Q + a u >= 0 (a = 0) and u >= 0.

    using: the steps that state these four, in this order.
    """
    positive, case, zero, bound = using
    N = maximum(-Q, 0)
    above = p.fact("maximum-above-first", -Q, ZERO)
    sign = p.fact("maximum-above-second", -Q, ZERO)
    either = p.fact("maximum-attained", -Q, ZERO)
    p.scalar(
        (a * N) * (a * N) <= ZERO * ZERO,
        [positive, case, sign, either],
        "N = max(-Q, 0) has N^2 = -Q N, and a Q >= 0",
        products=[(positive, case, sign)],
    )
    none = p.fact("compare-squares", a * N, ZERO)
    p.scalar(
        N * N <= ZERO * ZERO,
        [none, zero, bound, sign, either],
        "N^2 <= a u N <= 0",
        products=[(sign, zero), (bound, none)],
    )
    last = p.fact("compare-squares", N, ZERO)
    return p.scalar(Q >= 0, [above, last], say or "so N = 0", degree=1)


def halves(p: Proof, equation: int) -> tuple[int, int]:
    """An equation as two inequalities: lhs <= rhs, lhs >= rhs."""
    r = p.relations[equation]
    return (
        p.scalar(r.lhs <= r.rhs, [equation], degree=1),
        p.scalar(r.lhs >= r.rhs, [equation], degree=1),
    )


def summed(
    p: Proof, x: Expr, y: Expr, equations: tuple[int, ...], times: tuple[int | None, ...] = ()
) -> int:
    """Shows x = y, the sum of equations, each of them times what a step says is >= 0.

    Equations are rewritten in one order; where that does not lead to x = y, two inequalities do.
    """
    low, high = zip(*(halves(p, i) for i in equations), strict=True)
    factors = [() if t is None else (t,) for t in times or (None,) * len(equations)]
    for left, right in ((x, y), (y, x)):
        used = [(side, *f) for f, *sides in zip(factors, low, high, strict=True) for side in sides]
        p.scalar(left <= right, products=used)
    return p.fact("antisymmetry", x, y)


def root_below(p: Proof, x: Expr, low: Expr, minus: Expr, b: Expr, using: tuple[int, ...]) -> int:
    """Shows x >= (low - minus + sqrt((low + minus)^2 + 4 b^2))/2 from (x - low)(x + minus) >= b^2.

    using: the steps that state this, low <= x, x >= 0 and minus >= 0, in this order.
    """
    product, above, sign, positive = using
    root, twice = sqrt((low + minus) ** 2 + 4 * b**2), 2 * x - low + minus
    squares = p.fact("square-nonnegative", low + minus), p.fact("square-nonnegative", b)
    p.scalar((low + minus) ** 2 + 4 * b**2 >= 0, squares, degree=1)
    squared = p.fact("root-squared", (low + minus) ** 2 + 4 * b**2)
    p.scalar(twice >= 0, [above, sign, positive], degree=1)
    p.scalar(
        root * root <= twice * twice,
        [squared, product],
        "(2x - p + minus)^2 = (p + minus)^2 + 4 (x - p)(x + minus)",
        products=[(product,)],
    )
    done = p.fact("compare-squares", root, twice)
    return p.scalar(x >= (low - minus + root) / 2, [done], degree=1)


def root_above(p: Proof, x: Expr, plus: Expr, b: Expr, d: Expr, using: tuple[int, ...]) -> int:
    """Shows x - d <= (plus + sqrt(plus^2 + 4 b^2))/2 from x^2 - (plus + d) x <= b^2.

    using: the steps that state this, x >= 0, plus >= 0 and d >= 0, in this order. With g for the
    right side, g^2 = plus g + b^2 and g >= plus; (x + g - plus)(g + d - x) >= 0 is what is given.
    """
    product, sign, positive, step = using
    root = sqrt(plus**2 + 4 * b**2)
    g = (plus + root) / 2
    squares = p.fact("square-nonnegative", plus), p.fact("square-nonnegative", b)
    p.scalar(plus**2 + 4 * b**2 >= 0, squares, degree=1)
    squared = p.fact("root-squared", plus**2 + 4 * b**2)
    p.scalar(plus * plus <= root * root, [squared, squares[1]], degree=1)
    p.fact("root-nonnegative", plus**2 + 4 * b**2)
    larger = p.fact("compare-squares", plus, root)
    a, Q = x + g - plus, g + d - x
    first = p.scalar(a >= 0, [sign, larger], degree=1)
    second = p.scalar(
        a * Q >= 0, [product, step, larger, squared], products=[(product,), (step, larger)]
    )
    third = p.scalar(Q + a * const(1) >= 0, [larger, positive, step], degree=1)
    one = p.scalar(const(1) >= 0)
    done = unless_zero(p, a, Q, const(1), (first, second, third, one))
    return p.scalar(x - d <= g, [done], degree=1)
