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
        equations = [self.poly(e) for e in problem.equations]
        self.grading = Grading.of([*self.premises, *equations, self.conclusion], len(self.atoms))
        self._normal: dict[Exponents, tuple[Terms, frozenset[int]]] = {}

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
        terms: Terms = {tuple(map(int, m)): c for m, c in poly.to_dict().items()}
        return self._reduced(terms) if self._rules else (terms, _NONE)

    def _reduced(self, terms: Terms) -> tuple[Terms, frozenset[int]]:
        out: Terms = {}
        used = _NONE
        for monomial, c in terms.items():
            normal, rules = self._normal_of(monomial)
            used |= rules
            for m, d in normal.items():
                out[m] = out[m] + c * d if m in out else c * d
        return {m: c for m, c in out.items() if c != 0}, used

    def _normal_of(self, monomial: Exponents) -> tuple[Terms, frozenset[int]]:
        if monomial not in self._normal:
            self._normal[monomial] = ({monomial: fmpq(1)}, _NONE)
            for index, lead, rest in self._rules:
                if all(a >= b for a, b in zip(monomial, lead, strict=True)):
                    shift = [a - b for a, b in zip(monomial, lead, strict=True)]
                    moved = {
                        tuple(map(sum, zip(m, shift, strict=True))): c for m, c in rest.items()
                    }
                    normal, rules = self._reduced(moved)
                    self._normal[monomial] = (normal, rules | {index})
                    break
        return self._normal[monomial]
