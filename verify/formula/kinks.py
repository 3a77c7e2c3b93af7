"""Whether the pieces of a formula fit together: phi and phi' continuous where branches change.

A loss has a Lipschitz gradient only if phi' has no jump: a jump upwards (|z| at 0) makes K
infinite, a jump downwards makes phi non-convex, and a jump of phi itself is no loss at all. At a
root of a condition g, the two pieces that differ in g are compared exactly, by SymPy; roots are
found where g is linear or quadratic in z. What cannot be decided exactly is enclosed in balls: a
difference that is certainly not 0 is a jump, anything else leaves the question open.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import Any

from flint import arb

from verify.errors import InputError
from verify.formula.balls import ball_operations
from verify.formula.calculus import Formula, Pattern, from_sympy, resolved_condition, to_sympy
from verify.formula.expression import compile_nodes, run

__all__ = ["Jump", "jumps"]


@dataclass(frozen=True)
class Jump:
    """What happens to the order-th derivative (0 or 1) at z, from left to right.

    size: a lower bound of the jump's absolute value with its sign; nan where it is not known
    whether there is a jump, or where the root was not found (then z is nan as well).
    """

    z: float
    order: int
    size: float


def jumps(formula: Formula, label: Fraction | None) -> tuple[Jump, ...]:
    """The jumps of phi and phi' of a formula at one label (None: y does not matter).

    Empty: phi is continuously differentiable wherever its pieces are. Use within a precision.
    """
    import sympy

    value = {}
    if label is not None:
        value[sympy.Symbol("y")] = sympy.Rational(label.numerator, label.denominator)
    found: dict[Any, Jump | None] = {}
    for index in range(len(formula.conditions)):
        for pattern in formula.pieces:
            condition = _condition(formula, index, pattern, value)
            if pattern[index] and not condition.is_number:
                roots = _roots(condition, sympy)
                if roots is None and _matters(formula, index, pattern):
                    return (Jump(nan, 1, nan),)
                for root in roots or []:
                    if root not in found:
                        found[root] = _at(formula, root, value, sympy)
    return tuple(sorted((j for j in found.values() if j), key=lambda j: (j.z, j.order)))


def _condition(formula: Formula, index: int, pattern: Pattern, value: Any) -> Any:
    return to_sympy(resolved_condition(formula, index, pattern)).subs(value)


def _matters(formula: Formula, index: int, pattern: Pattern) -> bool:
    """Whether the branches of this condition differ at all under the other choices."""
    other = tuple(not b if i == index else b for i, b in enumerate(pattern))
    first, second = (formula.pieces[p].expression for p in (pattern, other))
    return bool(first != second)


def _at(formula: Formula, root: Any, value: Any, sympy: Any) -> Jump | None:
    """The jump at a point where a condition vanishes, if there is one."""
    where = float(_ball(root).mid())
    left, right = (_beside(formula, root, value, side, sympy) for side in (-1, 1))
    if left is None or right is None:
        return Jump(where, 1, nan)
    z = sympy.Symbol("z")
    after, before = (formula.pieces[p].expression.subs(value) for p in (right, left))
    for order in (0, 1):
        gap = sympy.diff(after - before, z, order).subs(z, root)
        if gap == 0 or sympy.simplify(gap) == 0:
            continue
        size = _ball(gap)
        if size.contains(0) or not size.is_finite():
            return Jump(where, order, nan)
        return Jump(where, order, float(size.lower() if size > 0 else size.upper()))
    return None


def _beside(formula: Formula, root: Any, value: Any, side: int, sympy: Any) -> Pattern | None:
    """The pattern next to the root on that side; None where a condition's sign is not known."""
    z, rest = sympy.Symbol("z"), len(formula.conditions)
    pattern: Pattern = (True,) * rest
    for i in range(rest):  # a condition depends on those before it alone
        g = _condition(formula, i, pattern, value)
        at, slope = _ball(g.subs(z, root)), _ball(sympy.diff(g, z).subs(z, root))
        if at.contains(0):
            if sympy.simplify(g.subs(z, root)) != 0 or slope.contains(0):
                return None
            at = slope * side
        if not (at > 0 or at < 0):
            return None
        pattern = (*pattern[:i], bool(at > 0), *pattern[i + 1 :])
    return pattern


def _roots(condition: Any, sympy: Any) -> list[Any] | None:
    """The real roots in z, exactly; None where they are not found."""
    z = sympy.Symbol("z")
    numerator = sympy.numer(sympy.together(condition))
    if numerator.free_symbols - {z} or not numerator.is_polynomial(z):
        return None
    polynomial = sympy.Poly(numerator, z)
    if polynomial.degree() > 2:
        return None
    return [r for r in sympy.roots(polynomial) if r.is_real]


def _ball(expression: Any) -> arb:
    """The number, enclosed; nan where it is undefined."""
    try:
        program = compile_nodes([from_sympy(expression)])
    except (InputError, KeyError):
        return arb.nan()
    found: arb = run(program, ball_operations(), arb(0), arb(0))[0]
    return found
