"""What values of the checker are made of: polynomials, grids of cells, and sizes.

In a derivation a cell is a block of some sizes, and a polynomial: a sum of coefficient * scalar
atoms * word, where a word is a product of letters and transposed letters. At a witness a cell is an
interval. Not here: operations of grids (`values.py`). Standard library alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import chain
from math import prod
from typing import Any

from .numbers import MAX_BITS, MAX_SIZE, length, need

__all__ = ["Grid", "Poly", "Relation", "Size", "Word", "combined"]

Word = tuple[int, ...]  # numbers of letters, negative for a transposed one
Key = tuple[Word, Word]  # numbers of scalar atoms in order, and a word; a scalar's word is empty
Size = tuple[str, ...]  # what it is the sum of, in order: "1", and names; 3 is ("1", "1", "1")


class Poly:
    """A polynomial: coefficients by key, none of them 0."""

    __slots__ = ("terms", "weight")

    def __init__(self, pairs: Iterable[tuple[Key, int | Fraction]]) -> None:
        terms: dict[Key, int | Fraction] = {}
        for key, c in pairs:
            terms[key] = terms[key] + c if key in terms else c
        self.terms = {key: c for key, c in terms.items() if c}
        bits = _longest(self.terms.values())
        need(bits <= MAX_BITS, "a number arises that needs more than {} bits", MAX_BITS)
        self.weight = max(1, len(self.terms)) * (1 + bits // 512)  # the work of a pass over it

    @property
    def number(self) -> Fraction | None:
        """The number that it is, if it is one."""
        constant = self.terms.keys() <= {((), ())}
        return Fraction(self.terms.get(((), ()), 0)) if constant else None

    def __add__(self, other: Poly) -> Poly:
        return Poly(chain(self.terms.items(), other.terms.items()))

    def __mul__(self, other: Poly) -> Poly:
        pairs: list[tuple[Key, int | Fraction]] = []
        for (f, v), c in self.terms.items():
            for (g, w), d in other.terms.items():
                pairs.append(((tuple(sorted(f + g)) if f and g else f + g, v + w), c * d))
        product = Poly(pairs)
        right = all(len(f) + len(w) <= MAX_SIZE for f, w in product.terms)
        need(right, "a degree is beyond {}", MAX_SIZE)
        return product

    def transpose(self) -> Poly:
        """The words backward, each letter transposed."""
        return Poly(((f, tuple(-x for x in w[::-1])), c) for (f, w), c in self.terms.items())


def _longest(coefficients: Collection[Any]) -> int:
    """The most binary digits of one."""
    try:
        return max(map(int.bit_length, coefficients), default=0)
    except TypeError:  # some are fractions
        return max(map(length, coefficients))


class Grid:
    """Cells with the sizes of their rows and columns; a scalar has one cell and no sizes."""

    __slots__ = ("all", "cells", "cols", "rows", "sizes", "weight")

    def __init__(
        self, cells: list[list[Any]], rows: tuple[Size, ...] = (), cols: tuple[Size, ...] = ()
    ) -> None:
        self.cells, self.rows, self.cols = cells, rows, cols
        self.all: list[Any] = [*chain(*cells)]  # all Interval, or all Poly
        self.sizes = [tuple(sorted(chain(*blocks))) for blocks in (rows, cols) if blocks]
        self.weight: int = sum(x.weight for x in self.all)

    @property
    def shape(self) -> tuple[tuple[Size, ...], tuple[Size, ...]]:
        """The sizes of each row and column of cells."""
        return self.rows, self.cols

    @property
    def key(self) -> Any:
        """Equal for equal values whose cells are polynomials."""
        return self.rows, self.cols, *(frozenset(x.terms.items()) for x in self.all)

    def transpose(self) -> Grid:
        """Raises Refused for a scalar."""
        need(self.rows, "a scalar has no transpose")
        cells = [[x.transpose() for x in column] for column in zip(*self.cells, strict=True)]
        return Grid(cells, self.cols, self.rows)


Relation = tuple[str, Grid]  # (op, slack): 0 < slack, 0 <= slack or 0 == slack


def combined(op: str, sizes: Iterable[Size]) -> Size:
    """The sum, product, minimum or maximum of sizes; a name of its own where it is not known."""
    parts = sorted(sizes if op in ("+", "*") else set(sizes))
    size = tuple(sorted(chain(*parts)))
    if op != "+" and parts[1:]:
        counts = [len(part) for part in parts]
        count = {"*": prod(counts), "min": min(counts), "max": max(counts)}[op]
        size = ("1",) * min(count, MAX_SIZE + 1) if {*size} == {"1"} else (f"{op}{parts}",)
    right = 0 < len(size) <= MAX_SIZE and len(size[-1]) <= 10_000
    need(right, "a size is beyond {}, or its name too long", MAX_SIZE)
    return size
