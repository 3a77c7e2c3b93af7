"""Certificates without new squares: products of premises, a multiplier, equations.

The search escalates: products of few premises before many; the conclusion as it stands, then
without denominators, then times products of premises whose weights are sought too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from verify.evidence.scalar._clearing import Clearing
from verify.evidence.scalar._linear import Column, Programme, columns, products_of
from verify.evidence.scalar._space import Item, Space
from verify.evidence.scalar.exact import fault
from verify.evidence.scalar.problem import Budget, Certificate, Weighted

__all__ = [
    "assembled",
    "by_equations",
    "by_products",
    "linear_certificate",
    "named_products",
    "picks_of",
]

# With multipliers sought too, longer products are more than a linear programme handles quickly.
_MULTIPLIED = 4


def linear_certificate(space: Space, degree: int, budget: Budget) -> Certificate | None:
    """A certificate with products of at most `degree` premises; None where none is found."""
    clearing = Clearing.of(space)
    plain, clear = space.items(), clearing.items(space)
    factor = clearing.multiplier(space, space.conclusion)
    for size in range(1, degree + 1):
        attempts = [(plain, [space.unit()])]
        if clearing.pairs:
            attempts.append((clear, [factor or space.unit()]))
        for items, multipliers in attempts:
            found = by_products(space, items, size, multipliers, budget)
            if found is not None:
                return found
        if 1 < size <= _MULTIPLIED:
            base = factor or space.unit()
            found = by_products(space, clear, size, _multipliers(clear, base, size - 1), budget)
            if found is not None:
                return found
    return None


def _multipliers(items: Sequence[Item], base: Item, degree: int) -> list[Item]:
    """Candidates for multipliers: products of at most min(degree, 2) items, times the base."""
    out = []
    for pick in products_of(len(items), min(degree, 2), 60):
        item = base
        for i in pick:
            item = item.times(items[i])
        out.append(item)
    return out


def named_products(space: Space, names: Sequence[tuple[int, ...]]) -> Certificate | None:
    """A certificate with products among those named, by the numbers of their premises."""
    products = columns(space, space.items(), names, space.unit())
    return _solved(space, products, [space.unit()], ())


def by_products(
    space: Space,
    items: Sequence[Item],
    degree: int,
    multipliers: Sequence[Item],
    budget: Budget,
    squares: Sequence[Any] = (),
) -> Certificate | None:
    """A certificate with products of at most `degree` items, by linear programming."""
    picks = picks_of(space, items, degree, multipliers, budget.products)
    products = columns(space, items, picks, space.unit())
    return _solved(space, products, multipliers, squares)


def picks_of(
    space: Space, items: Sequence[Item], degree: int, multipliers: Sequence[Item], limit: int
) -> list[tuple[int, ...]]:
    """Products of items whose weight is that of a multiple of the conclusion."""
    grading = space.grading
    own = grading.weight(space.conclusion)
    wanted = frozenset(
        tuple(a + b for a, b in zip(own, grading.weight(m.poly), strict=True)) for m in multipliers
    )
    return grading.products([grading.weight(i.poly) for i in items], degree, wanted, limit)


def _solved(
    space: Space, products: Sequence[Column], multipliers: Sequence[Item], squares: Sequence[Any]
) -> Certificate | None:
    times = []
    for item in multipliers:
        terms, used = space.reduced(item.poly * space.conclusion)
        times.append(Column(tuple(sorted(item.names)), terms, used | item.used, item.strict))
    found = Programme(products, times).solve(space.problem.op == ">")
    if found is None:
        return None
    return assembled(
        space,
        [(w, products[j]) for j, w in found[0].items()],
        [(w, times[j]) for j, w in found[1].items()],
        squares,
    )


def by_equations(space: Space) -> Certificate | None:
    """A certificate of c = 0 (hence also of c >= 0): the equations alone, denominators cleared."""
    for factor in (space.unit(), Clearing.of(space).multiplier(space, space.conclusion)):
        if factor is not None:
            terms, used = space.reduced(factor.poly * space.conclusion)
            if not terms:
                times = Column(tuple(sorted(factor.names)), terms, used | factor.used, True)
                found = assembled(space, [], [(Fraction(1), times)], ())
                if found is not None:
                    return found
    return None


def assembled(
    space: Space,
    products: Sequence[tuple[Fraction, Column]],
    multiplier: Sequence[tuple[Fraction, Column]],
    squares: Sequence[Any],
) -> Certificate | None:
    """The certificate, with the squares that occur numbered anew, if it holds exactly."""
    first = len(space.premises)
    every = [*products, *multiplier]
    occurring = sorted({i for _, c in every for i in c.names if i >= first})
    number = {i: first + k for k, i in enumerate(occurring)}
    certificate = Certificate(
        _renamed(products, number),
        space.order(frozenset().union(*(c.used for _, c in every))),
        _renamed(multiplier, number),
        tuple(space.text(squares[i - first]) for i in occurring),
    )
    return None if fault(space.problem, certificate) else certificate


def _renamed(part: Sequence[tuple[Fraction, Column]], number: Mapping[int, int]) -> Weighted:
    names: dict[tuple[int, ...], Fraction] = {}
    for weight, column in part:
        key = tuple(sorted(number.get(i, i) for i in column.names))
        names[key] = names.get(key, Fraction(0)) + weight
    return tuple((weight, key) for key, weight in sorted(names.items()))
