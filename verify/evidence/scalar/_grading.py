"""Scalings under which a problem is homogeneous: they say which products can take part.

A scaling gives each atom a weight such that in every premise, equation and the conclusion all
monomials have one weight. A certificate then splits into parts of equal weight, of which the
conclusion's own is a certificate too; products of another weight need not be tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpz_mat

__all__ = ["Grading", "Weight"]

Weight = tuple[int, ...]


@dataclass(frozen=True)
class Grading:
    """rows: independent scalings, each the integer weights of the atoms."""

    rows: tuple[Weight, ...]

    @staticmethod
    def of(polys: Sequence[Any], count: int) -> Grading:
        """All scalings under which the polynomials, in `count` atoms, are homogeneous."""
        steps: set[Weight] = set()
        for poly in polys:
            monomials = sorted(tuple(map(int, m)) for m in poly.monoms())
            for m in monomials[1:]:
                steps.add(tuple(a - b for a, b in zip(m, monomials[0], strict=True)))
        if not count:
            return Grading(())
        table = fmpz_mat([list(s) for s in sorted(steps)]) if steps else fmpz_mat(1, count)
        kernel, rank = table.nullspace()
        rows = [tuple(int(kernel[i, j]) for i in range(count)) for j in range(rank)]
        return Grading(tuple(rows))

    def monomial(self, exponents: Sequence[int]) -> Weight:
        """The weight of a monomial."""
        return tuple(sum(w * int(k) for w, k in zip(r, exponents, strict=True)) for r in self.rows)

    def weight(self, poly: Any) -> Weight:
        """The weight of a product of the problem's polynomials, read off its first monomial."""
        monomials = poly.monoms()
        return self.monomial(monomials[0]) if monomials else (0,) * len(self.rows)

    def products(
        self, weights: Sequence[Weight], degree: int, wanted: frozenset[Weight], limit: int
    ) -> list[tuple[int, ...]]:
        """Products of at most `degree` items that have a weight wanted, the shortest first."""
        out: list[tuple[int, ...]] = []
        for size in range(degree + 1):
            for pick in self._of_size(weights, size):
                total = tuple(sum(weights[i][r] for i in pick) for r in range(len(self.rows)))
                if total in wanted:
                    if len(out) >= limit:
                        return out
                    out.append(pick)
        return out

    @staticmethod
    def _of_size(weights: Sequence[Weight], size: int) -> Iterator[tuple[int, ...]]:
        from itertools import combinations_with_replacement, islice

        # A bound on the enumeration itself; within the sizes in use it is not met.
        return islice(combinations_with_replacement(range(len(weights)), size), 300_000)
