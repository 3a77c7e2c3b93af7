"""Which squares could take part: for each product of premises g, the monomials under g q^2.

A monomial m is a candidate for q under g when g m^2 stays within the target's degrees, in each
atom and in all. Then what cannot occur is removed: where a monomial of the sum comes from squares
m^2 of one sign alone and the target lacks it, these m have weight zero (for sums of squares alone
this leaves half the Newton polytope).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from math import prod
from typing import Any

from verify.evidence.scalar._grading import Weight
from verify.evidence.scalar._linear import products_of
from verify.evidence.scalar._space import Exponents, Item, Space, Terms

__all__ = ["Block", "blocks_of"]

_MAX_TRIED = 20_000
_MAX_ENTRIES = 12_000


@dataclass(frozen=True, eq=False)
class Block:
    """g q^2 for q in the span of `basis`; q's Gram matrix has one row a basis polynomial."""

    item: Item
    basis: tuple[Any, ...]

    def entry(self, space: Space, i: int, j: int) -> tuple[Terms, frozenset[int]]:
        """What the Gram matrix's entries (i, j) and (j, i) together multiply."""
        poly = self.item.poly * self.basis[i] * self.basis[j]
        terms, used = space.reduced(poly if i == j else poly * 2)
        return terms, used | self.item.used


def blocks_of(
    space: Space,
    items: Sequence[Item],
    target: Terms,
    size: int,
    limit: int,
    *,
    wide: bool,
    graded: bool,
) -> list[Block] | None:
    """Blocks under products of at most `size` items; None where they have over `limit` rows.

    wide: up to the premises' degrees, made even, where these are above the target's; graded: only
    what has the target's weight in every scaling of the problem.
    """
    if not target:
        return None
    reach = [target, *([i.poly.to_dict() for i in items] if wide else [])]
    monomials = [tuple(map(int, m)) for terms in reach for m in terms]
    box = [max(column) for column in zip(*monomials, strict=True)]
    degree = max(map(sum, monomials))
    if wide:
        box, degree = [b + b % 2 for b in box], degree + degree % 2
    lowest = 0 if wide else min(map(sum, target))
    grading = space.grading
    weight = grading.monomial(next(iter(target))) if graded else ()
    blocks: list[Block] = []
    seen, entries = set(), 0
    for pick in products_of(len(items), size, 3000):
        item = space.unit()
        for i in pick:
            item = item.times(items[i])
        if item.poly.is_zero() or (key := str(item.poly)) in seen:
            continue
        seen.add(key)
        rest = None
        if graded:
            own = grading.weight(item.poly)
            rest = tuple(w - v for w, v in zip(weight, own, strict=True))
        basis = _basis(space, item, box, (lowest, degree), rest)
        entries += len(basis) * (len(basis) + 1) // 2
        if entries > _MAX_ENTRIES:
            return None
        if basis:
            blocks.append(Block(item, basis))
    blocks = _pruned(space, blocks, target)
    return blocks if blocks and sum(len(b.basis) for b in blocks) <= limit else None


def _basis(
    space: Space, item: Item, box: Sequence[int], degrees: tuple[int, int], weight: Weight | None
) -> tuple[Any, ...]:
    """Monomials m with item m^2 in the box, between the degrees and of the weight."""
    high = item.poly.degrees()
    room = [(b - int(h)) // 2 for b, h in zip(box, high, strict=True)]
    sizes = [sum(map(int, m)) for m in item.poly.monoms()]
    if min(room, default=0) < 0 or prod(r + 1 for r in room) > _MAX_TRIED:
        return ()
    found = []
    for m in product(*(range(r + 1) for r in room)):
        if not (degrees[0] <= 2 * sum(m) + min(sizes) and 2 * sum(m) + max(sizes) <= degrees[1]):
            continue
        if weight is not None and tuple(2 * w for w in space.grading.monomial(m)) != weight:
            continue
        poly = space.context.from_dict({m: 1})
        if space.reduced(poly)[0].keys() == {m}:
            found.append((sum(m), m, poly))
    return tuple(poly for _, _, poly in sorted(found, key=lambda f: f[:2]))


def _pruned(space: Space, blocks: Sequence[Block], target: Terms) -> list[Block]:
    """Without the basis monomials whose weight must be zero."""
    terms = {
        (k, i, j): block.entry(space, i, j)[0]
        for k, block in enumerate(blocks)
        for i, j in combinations_with_replacement(range(len(block.basis)), 2)
    }
    live = {(k, i) for k, block in enumerate(blocks) for i in range(len(block.basis))}
    while True:
        mixed: set[Exponents] = set(target)
        signs: dict[Exponents, set[bool]] = {}
        for (k, i, j), entry in terms.items():
            if (k, i) in live and (k, j) in live:
                if i != j:
                    mixed |= entry.keys()
                else:
                    for m, c in entry.items():
                        signs.setdefault(m, set()).add(c > 0)
        single = {m for m, s in signs.items() if len(s) == 1 and m not in mixed}
        dead = {(k, i) for k, i in live if single & terms[k, i, i].keys()}
        if not dead:
            break
        live -= dead
    kept = [
        Block(block.item, tuple(b for i, b in enumerate(block.basis) if (k, i) in live))
        for k, block in enumerate(blocks)
    ]
    return [block for block in kept if block.basis]
