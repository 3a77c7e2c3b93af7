"""A derivative of a formula as a function that branch and bound can enclose.

Over a box, the signs of the conditions say which pieces may occur; the enclosure is the union over
these of the intersection over each piece's equal forms. A label that is one number is put into the
formula beforehand; otherwise y is an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from flint import arb

from verify.formula.calculus import Formula, Pattern
from verify.formula.expression import Operations, Program, compile_nodes, run
from verify.formula.interval import Interval, interval_operations
from verify.formula.tails import Tail, Unresolved, hull, tail_operations, variable

__all__ = ["Derivative", "Programs"]

_NAN = Interval(arb.nan(), arb.nan())


@dataclass(frozen=True, eq=False)
class Derivative:
    """The order-th derivative of phi in z, 0 <= order <= 2, piece by piece."""

    formula: Formula
    order: int

    @cached_property
    def _conditions(self) -> Program:
        return compile_nodes(self.formula.conditions)

    @cached_property
    def _operations(self) -> Operations:
        return interval_operations()

    def patterns(self, z: Interval, y: Interval) -> list[Pattern]:
        """The choices of branches that may occur in the box."""
        return list(_choices(run(self._conditions, self._operations, z, y)))

    def enclose(self, z: Interval, y: Interval) -> Interval:
        """All values over the box, of every piece that may occur there."""
        return self._over(self.patterns(z, y), self.order, z, y)

    def slope(self, z: Interval, y: Interval) -> Interval | None:
        """All values of the next derivative, where one piece covers the box."""
        patterns = self.patterns(z, y)
        return self._over(patterns, self.order + 1, z, y) if len(patterns) == 1 else None

    def _over(self, patterns: list[Pattern], order: int, z: Interval, y: Interval) -> Interval:
        total: Interval | None = None
        for pattern in patterns:
            found = _NAN
            for program in self.formula.pieces[pattern].forms[order]:
                found = found.meet(run(program, self._operations, z, y)[0])
            total = found if total is None else total.join(found)
        return _NAN if total is None else total

    def tail(self, side: int, R: Fraction, y: Interval) -> Interval:
        """All values on the half-line side z >= R; Unresolved where R is too small for that."""
        operations = tail_operations(R)
        z, label = variable(side), operations.constant(y)
        signs = [hull(g, R) for g in run(self._conditions, operations, z, label)]
        total: Interval | None = None
        for pattern in _choices(signs):
            found = _best(self.formula.pieces[pattern].forms[self.order], operations, z, label, R)
            total = found if total is None else total.join(found)
        if total is None:
            raise Unresolved("no piece")
        return total


def _choices(signs: list[Interval]) -> Iterator[Pattern]:
    options = [(True,) if g.lo >= 0 else (False,) if g.hi < 0 else (True, False) for g in signs]
    return product(*options)


def _best(programs: Any, operations: Operations, z: Tail, y: Tail, R: Fraction) -> Interval:
    found: Interval | None = None
    for program in programs:
        try:
            value = hull(run(program, operations, z, y)[0], R)
        except Unresolved:
            continue
        if found is None:
            found = value
        else:
            # An end that is not known (nan) gives way to one that is.
            lo = value.lo if found.lo.is_nan() or value.lo > found.lo else found.lo
            hi = value.hi if found.hi.is_nan() or value.hi < found.hi else found.hi
            found = Interval(lo, hi)
    if found is None:
        raise Unresolved("no form is resolved")
    return found


@dataclass(frozen=True, eq=False)
class Programs:
    """A smooth function given by equal forms, without a slope."""

    forms: tuple[Program, ...]
    operations: Callable[[], Operations] = interval_operations

    def enclose(self, z: Interval, y: Interval) -> Interval:
        """All values over the box."""
        found = _NAN
        for program in self.forms:
            found = found.meet(run(program, self.operations(), z, y)[0])
        return found

    def slope(self, z: Interval, y: Interval) -> Interval | None:
        """None: the forms alone are used."""
        return None

    def tail(self, side: int, R: Fraction, y: Interval) -> Interval:
        """All values on the half-line side z >= R."""
        operations = tail_operations(R)
        return _best(self.forms, operations, variable(side), operations.constant(y), R)
