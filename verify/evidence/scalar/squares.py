"""Certificates with new squares: q^2 >= 0 for polynomials q that the search finds.

First squares of sums and differences of two monomials, by linear programming: short certificates
with small numbers. Then sums of squares times products of premises (Putinar, Schmuedgen) by
semidefinite programming. The conclusion is taken without denominators; at last times 1 + |x|^2,
which is positive and without which some nonnegative polynomials are no sums of squares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from verify.evidence.scalar._blocks import Block, blocks_of
from verify.evidence.scalar._clearing import Clearing
from verify.evidence.scalar._gram import has_clarabel, sum_of_squares
from verify.evidence.scalar._linear import Column, Programme, columns, products_of
from verify.evidence.scalar._space import Item, Space, Terms
from verify.evidence.scalar.linear import assembled, picks_of
from verify.evidence.scalar.problem import Budget, Certificate

__all__ = ["square_certificate"]

_Multiplier = list[tuple[Fraction, Column]]


def square_certificate(space: Space, degree: int, budget: Budget) -> Certificate | None:
    """A certificate with new squares under products of fewer than `degree` premises; or None.

    Where the negated conclusion is a premise, the conclusion is tried times this as well. Without
    clarabel only squares of sums and differences of two monomials are tried.
    """
    clearing = Clearing.of(space)
    items = clearing.items(space)
    base = clearing.multiplier(space, space.conclusion) or space.unit()
    factors = [base, *(base.times(i) for i in items if i.strict and i.poly == -space.conclusion)]
    for factor in factors:
        times = _times(space, factor)
        for blocks, size in _growing(
            space, items, times.terms, degree, 4 * budget.gram, graded=True
        ):
            found = _binomials(space, items, blocks, factor, times, size + 1, budget)
            if found is not None:
                return found
    for factor in factors if has_clarabel() else ():
        for target, multiplier, squares in _targets(space, factor, _times(space, factor)):
            graded, sizes = not squares, min(degree, 4)
            for blocks, _ in _growing(space, items, target, sizes, budget.gram, graded=graded):
                found = _sum(space, items, blocks, target, multiplier, squares)
                if found is not None:
                    return found
    return None


def _times(space: Space, factor: Item) -> Column:
    """The conclusion times a product of strict premises."""
    terms, used = space.reduced(factor.poly * space.conclusion)
    return Column(tuple(sorted(factor.names)), terms, used | factor.used, True)


def _growing(
    space: Space, items: Sequence[Item], target: Terms, sizes: int, limit: int, *, graded: bool
) -> Iterator[tuple[list[Block], int]]:
    """Larger and larger sets of blocks, with the size of their products; none twice."""
    last: list[int] = []
    for wide, size in product((False, True), range(sizes)):
        blocks = blocks_of(space, items, target, size, limit, wide=wide, graded=graded)
        lengths = [len(b.basis) for b in blocks or ()]
        if blocks and lengths != last:
            last = lengths
            yield blocks, size


def _targets(
    space: Space, factor: Item, times: Column
) -> list[tuple[Terms, _Multiplier, list[Any]]]:
    """The conclusion without denominators, and the same times 1 + |x|^2."""
    first = len(space.premises)
    out: list[tuple[Terms, _Multiplier, list[Any]]] = [(times.terms, [(Fraction(1), times)], [])]
    atoms = [v for v in range(len(space.atoms)) if any(m[v] for m in times.terms)]
    gens = [space.context.gens()[v] for v in atoms]
    multiplier, used = [(Fraction(1), times)], times.used
    whole = factor.poly
    for k, x in enumerate(gens):
        whole = whole + factor.poly * x * x
        names = tuple(sorted((*factor.names, first + k)))
        multiplier.append((Fraction(1), Column(names, {}, factor.used, False)))
    target, more = space.reduced(whole * space.conclusion)
    multiplier[0] = (Fraction(1), Column(times.names, {}, used | more, True))
    out.append((target, multiplier, gens))
    return out


def _binomials(
    space: Space,
    items: Sequence[Item],
    blocks: Sequence[Block],
    factor: Item,
    times: Column,
    size: int,
    budget: Budget,
) -> Certificate | None:
    """By the squares of m + n and m - n, and plain products of the premises."""
    first = len(space.premises)
    squares: list[Any] = []
    number: dict[str, int] = {}
    found = columns(
        space, items, picks_of(space, items, size, [factor], budget.products // 4), space.unit()
    )
    for block in blocks:
        pairs = [(m, n, s) for m, n in combinations(block.basis, 2) for s in (1, -1)]
        candidates = [*block.basis, *(m + s * n for m, n, s in pairs)]
        for q in candidates:
            if len(found) >= budget.products:
                return None
            key = str(q)
            if key not in number:
                number[key] = first + len(squares)
                squares.append(q)
            terms, used = space.reduced(block.item.poly * q * q)
            names = tuple(sorted((*block.item.names, number[key])))
            found.append(Column(names, terms, used | block.item.used, False))
    solved = Programme(found, [times]).solve(space.problem.op == ">")
    if solved is None:
        return None
    weighted = [(w, found[j]) for j, w in solved[0].items()]
    return assembled(space, weighted, [(Fraction(1), times)], squares)


def _sum(
    space: Space,
    items: Sequence[Item],
    blocks: Sequence[Block],
    target: Terms,
    multiplier: _Multiplier,
    given: Sequence[Any],
) -> Certificate | None:
    """By Gram matrices; the first squares are those that the multiplier names."""
    strict: list[Column] = []
    if space.problem.op == ">":
        size = max(len(b.item.names) for b in blocks)
        every = columns(space, items, products_of(len(items), size, 200), space.unit())
        within = {m for b in blocks for i in range(len(b.basis)) for m in b.entry(space, i, i)[0]}
        strict = [c for c in every if c.strict and c.terms.keys() <= within | target.keys()]
        if not strict:
            return None
    found = sum_of_squares(space, blocks, strict, target)
    if found is None:
        return None
    first = len(space.premises)
    squares, products = list(given), [(w, c) for w, c in found[1]]
    for weight, block, q in found[0]:
        used = space.reduced(block.item.poly * q * q)[1] | block.item.used
        names = tuple(sorted((*block.item.names, first + len(squares))))
        squares.append(q)
        products.append((weight, Column(names, {}, used, False)))
    return assembled(space, products, multiplier, squares)
