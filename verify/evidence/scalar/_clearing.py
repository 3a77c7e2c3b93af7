"""Clearing denominators: products of premises in which no reciprocal is left.

A reciprocal is an atom v of an equation v q = const with q proportional to a strict premise, as
1/d is by d * (1/d) = 1 and d > 0. Times enough of these premises, a conclusion or a premise is a
polynomial without v, and a certificate is found among polynomials: fractions are compared as one
does by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.evidence.scalar._space import Item, Space

__all__ = ["Clearing"]

_ROUNDS = 6


@dataclass(frozen=True)
class Clearing:
    """The reciprocals of a space: (variable, the item that is its denominator)."""

    pairs: tuple[tuple[int, Item], ...]

    @staticmethod
    def of(space: Space) -> Clearing:
        """The reciprocals among the atoms."""
        strict = [item for item in space.items() if item.strict]
        pairs = []
        for equation in space.problem.equations:
            poly = space.poly(equation)
            for v, degree in enumerate(poly.degrees() if equation else ()):
                found = _denominator(space, poly, v, strict) if degree == 1 else None
                if found is not None:
                    pairs.append((v, found))
                    break
        return Clearing(tuple(pairs))

    def multiplier(self, space: Space, poly: Any) -> Item | None:
        """The denominators whose product with `poly` has no reciprocal; None where none is needed.

        Also None where a few rounds do not suffice.
        """
        factor = space.unit()
        for _ in range(_ROUNDS):
            terms, _ = space.reduced(factor.poly * poly)
            powers = [(max((m[v] for m in terms), default=0), d) for v, d in self.pairs]
            if not any(k for k, _ in powers):
                return factor if factor.names else None
            for k, denominator in powers:
                for _ in range(k):
                    factor = factor.times(denominator)
        return None

    def items(self, space: Space) -> list[Item]:
        """The premises, with denominators cleared; those that a reciprocal is > 0 are left out."""
        reciprocals = [v for v, _ in self.pairs]
        out = []
        for item in space.items():
            factor = self.multiplier(space, item.poly)
            if factor is not None:
                whole = item.times(factor)
                terms, used = space.reduced(whole.poly)
                if len(terms) == 1 and not any(map(any, terms)):
                    continue
                poly = space.context.from_dict(terms)
                item = Item(whole.names, poly, whole.strict, used)
            if not any(item.poly.degrees()[v] for v in reciprocals):
                out.append(item)
        return out


def _denominator(space: Space, poly: Any, v: int, strict: list[Item]) -> Item | None:
    """The strict premise proportional to q, where poly = v q + const."""
    terms = poly.to_dict()
    rest = [m for m in terms if not m[v]]
    if any(any(m) for m in rest) or len(rest) != 1:
        return None
    q = space.context.from_dict(
        {tuple(k - (i == v) for i, k in enumerate(m)): c for m, c in terms.items() if m[v]}
    )
    for item in strict:
        p = item.poly
        if not p.is_zero() and q * p.leading_coefficient() == p * q.leading_coefficient():
            return item
    return None
