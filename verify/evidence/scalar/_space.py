"""A problem in flint's polynomials: fast products, and normal forms modulo the equations.

The variables are the atoms, the longest name first, so that flint's lexicographic order is the
order in which the equations rewrite. A monomial's normal form depends on the monomial alone, hence
taking the normal form is linear and is remembered monomial by monomial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from verify.evidence.polynomial import Monomial, Poly
from verify.evidence.scalar._grading import Grading
from verify.evidence.scalar.problem import ScalarProblem

__all__ = ["Exponents", "Item", "Space", "Terms", "fraction"]

Exponents = tuple[int, ...]
Terms = dict[Exponents, Any]
_NONE: frozenset[int] = frozenset()


def fraction(x: Any) -> Fraction:
    """A flint rational as a Fraction."""
    return Fraction(int(x.p), int(x.q))


@dataclass(frozen=True, eq=False)
class Item:
    """What products are made of: a product of premises, as a polynomial that may be reduced.

    used: the equations that the reduction took; strict: all its premises are.
    """

    names: tuple[int, ...]
    poly: Any
    strict: bool
    used: frozenset[int] = frozenset()

    def times(self, other: Item) -> Item:
        """The product."""
        strict = self.strict and other.strict
        names = self.names + other.names
        return Item(names, self.poly * other.poly, strict, self.used | other.used)


class Space:
    """The polynomials of one problem; `reduced` takes normal forms and says which rules it used."""

    def __init__(self, problem: ScalarProblem) -> None:
        self.problem = problem
        self.atoms = problem.atoms()
        self._place = {atom: i for i, atom in enumerate(self.atoms)}
        names = tuple(f"x{i}" for i in range(len(self.atoms)))
        self.context: Any = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.one: fmpq_mpoly = self.context.constant(1)
        self.premises = [self.poly(p.poly) for p in problem.premises]
        self.conclusion = self.poly(problem.conclusion)
        self._rules: list[tuple[int, Exponents, Terms]] = []
        for index, equation in enumerate(problem.equations):
            if equation:
                terms = self.poly(equation).to_dict()
                lead = max(terms)
                rest = {m: -c / terms[lead] for m, c in terms.items() if m != lead}
                self._rules.append((index, lead, rest))
        # 1/s before s^2 = x: else s^2 (1/s) would become x (1/s), which is no shorter.
        self._rules.sort(key=lambda rule: rule[1], reverse=True)
        equations = [self.poly(e) for e in problem.equations]
        self.grading = Grading.of([*self.premises, *equations, self.conclusion], len(self.atoms))
        self._irreducible: dict[Exponents, bool] = {}
        self._normal: dict[Exponents, tuple[Terms, frozenset[int]]] = {}

    def order(self, used: frozenset[int]) -> tuple[int, ...]:
        """Numbers of equations in the order in which they rewrite."""
        return tuple(index for index, _, _ in self._rules if index in used)

    def poly(self, poly: Mapping[Monomial, Fraction]) -> Any:
        """In flint's form."""
        terms = {self._exponents(m): fmpq(c.numerator, c.denominator) for m, c in poly.items()}
        return self.context.from_dict(terms)

    def text(self, poly: Any) -> Poly:
        """In the form of `polynomial.py`."""
        return {self.monomial(m): fraction(c) for m, c in poly.to_dict().items()}

    def monomial(self, exponents: Exponents) -> Monomial:
        """The monomial of an exponent vector."""
        return tuple(sorted((self.atoms[i], int(k)) for i, k in enumerate(exponents) if k))

    def _exponents(self, monomial: Monomial) -> Exponents:
        out = [0] * len(self.atoms)
        for atom, k in monomial:
            out[self._place[atom]] = k
        return tuple(out)

    def items(self) -> list[Item]:
        """The premises, each by itself."""
        strict = (p.strict for p in self.problem.premises)
        return [
            Item((i,), p, s) for i, (p, s) in enumerate(zip(self.premises, strict, strict=True))
        ]

    def unit(self, poly: Any = None) -> Item:
        """The empty product, or a polynomial that stands for none of the premises."""
        return Item((), self.one if poly is None else poly, True)

    def reduced(self, poly: Any) -> tuple[Terms, frozenset[int]]:
        """Normal form, as terms, and the numbers of the equations that it took."""
        terms: Terms = poly.to_dict()
        if not self._rules or all(self._is_normal(m) for m in terms):
            return terms, _NONE
        return self._reduced(terms)

    def _is_normal(self, monomial: Exponents) -> bool:
        known = self._irreducible.get(monomial)
        if known is None:
            known = not any(_divides(lead, monomial) for _, lead, _ in self._rules)
            self._irreducible[monomial] = known
        return known

    def _reduced(self, terms: Terms) -> tuple[Terms, frozenset[int]]:
        out: Terms = {}
        used = _NONE
        for monomial, c in terms.items():
            if self._is_normal(monomial):
                out[monomial] = out[monomial] + c if monomial in out else c
                continue
            normal, rules = self._normal_of(monomial)
            used |= rules
            for m, d in normal.items():
                out[m] = out[m] + c * d if m in out else c * d
        return {m: c for m, c in out.items() if c != 0}, used

    def _normal_of(self, monomial: Exponents) -> tuple[Terms, frozenset[int]]:
        """The normal form of a monomial that some rule rewrites."""
        if monomial not in self._normal:
            index, lead, rest = next(r for r in self._rules if _divides(r[1], monomial))
            shift = tuple(a - b for a, b in zip(monomial, lead, strict=True))
            moved = {
                tuple(a + b for a, b in zip(m, shift, strict=True)): c for m, c in rest.items()
            }
            normal, rules = self._reduced(moved)
            self._normal[monomial] = (normal, rules | {index})
        return self._normal[monomial]


def _divides(lead: Exponents, monomial: Exponents) -> bool:
    return all(a <= b for a, b in zip(lead, monomial, strict=True))
