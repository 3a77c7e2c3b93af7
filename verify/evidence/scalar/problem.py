"""Scalar problems and what a search answers: the data alone, no search.

A problem asks whether c >= 0 (or c > 0, c == 0) wherever the premises p_i >= 0 or p_i > 0 and the
equations e_j = 0 hold. All are polynomials with rational coefficients in atoms, which are names of
reals (`verify/evidence/polynomial.py`). The answers:

    Certificate     multiplier * c = sum_k r_k prod_i p_i^(n_ki) modulo the equations, exactly
    Counterexample  a rational point where everything that is assumed holds and c does not
    Assertion       a solver says so; nothing that can be re-checked
    Failure         nothing found, with what is known of why
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from verify.errors import InputError
from verify.evidence.polynomial import Monomial, Poly

__all__ = [
    "ONE",
    "Answer",
    "Assertion",
    "Budget",
    "Certificate",
    "Counterexample",
    "Failure",
    "Premise",
    "ScalarProblem",
    "Weighted",
    "renumbered",
]

Weighted = tuple[tuple[Fraction, tuple[int, ...]], ...]
"""A sum of products of premises: (rational weight > 0, the premises' numbers, with repetition)."""

ONE: Weighted = ((Fraction(1), ()),)


@dataclass(frozen=True)
class Premise:
    """poly >= 0, or poly > 0 where strict."""

    poly: Poly
    strict: bool = False


@dataclass(frozen=True)
class ScalarProblem:
    """Premises and equations (each = 0), and the conclusion `conclusion op 0`, op >=, > or ==."""

    premises: tuple[Premise, ...]
    equations: tuple[Poly, ...]
    conclusion: Poly
    op: str = ">="

    def __post_init__(self) -> None:
        if self.op not in (">=", ">", "=="):
            raise InputError(
                f"the conclusion's relation is {self.op!r}",
                violates="op is one of >=, >, ==",
                where="a scalar problem",
                remedy="move both sides to the left, and the larger one first",
            )

    def contrary(self) -> ScalarProblem:
        """The problem with its negated conclusion, -c > 0 or -c >= 0, as one more premise, last.

        What follows from the negation too holds: a proof by contradiction. Comparing square roots
        needs one. An equation's negation is no premise of this kind: InputError.
        """
        if self.op == "==":
            raise InputError(
                "an equation was to be proved by contradiction",
                where="a scalar problem",
                remedy="prove >= and <= one by one",
            )
        negated = Premise({m: -c for m, c in self.conclusion.items()}, self.op == ">=")
        return replace(self, premises=(*self.premises, negated))

    def atoms(self) -> tuple[str, ...]:
        """Every atom, the longest name first: the order in which the equations are rewritten."""
        polys = (*(p.poly for p in self.premises), *self.equations, self.conclusion)
        names = {atom for poly in polys for monomial in poly for atom, _ in monomial}
        return tuple(sorted(names, key=lambda name: (len(name), name), reverse=True))


@dataclass(frozen=True)
class Budget:
    """What a search may spend, in counts, so that its answer does not depend on the machine.

    products: columns of a linear programme; gram: rows of all Gram matrices together; samples:
    points at which the conclusion is tried; seconds and megabytes: limits of an outside solver's
    process (a solver that runs into one gives no answer); solvers: those to be asked, in order.
    """

    products: int = 6000
    gram: int = 90
    samples: int = 20_000
    seconds: float = 10.0
    megabytes: int = 2000
    solvers: tuple[str, ...] = ("z3", "cvc5")


@dataclass(frozen=True)
class Certificate:
    """multiplier * conclusion = the sum of `products`, modulo `equations`, in exact arithmetic.

    A number of a premise from len(premises) on is that of a square in `squares` (q, for the
    premise q^2 >= 0), to be added by the caller. The multiplier is positive: one of its products
    has strict premises only. For a strict conclusion one of `products` has strict premises only.
    """

    products: Weighted
    equations: tuple[int, ...] = ()
    multiplier: Weighted = ONE
    squares: tuple[Poly, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """products, equations and, unless it is 1, multiplier: weights as text."""
        data: dict[str, Any] = {
            "products": [[str(c), list(names)] for c, names in self.products],
            "equations": list(self.equations),
        }
        if self.multiplier != ONE:
            data["multiplier"] = [[str(c), list(names)] for c, names in self.multiplier]
        return data


def renumbered(
    data: Mapping[str, Any],
    premises: Mapping[int, int] | Sequence[int],
    equations: Mapping[int, int] | Sequence[int],
) -> dict[str, Any]:
    """A certificate's JSON with new numbers of premises and of equations, by the old ones."""
    changed = {**data, "equations": [equations[j] for j in data["equations"]]}
    for part in ("products", "multiplier"):
        if part in data:
            changed[part] = [[c, [premises[i] for i in names]] for c, names in data[part]]
    return changed


@dataclass(frozen=True)
class Counterexample:
    """A rational point at which the premises and equations hold and the conclusion is false."""

    point: Mapping[str, Fraction]
    value: Fraction
    """The conclusion's polynomial at the point (dimensionless)."""
    source: str = "sampling"


@dataclass(frozen=True)
class Assertion:
    """What solvers say and nobody re-checked: `holds`, or that it does not (an irrational point).

    solvers: (name, version) of each that says so; problem: the text that was put to them, in
    SMT-LIB; model: the point at which the first says that the conclusion fails.
    """

    holds: bool
    solvers: tuple[tuple[str, str], ...]
    problem: str
    model: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """No answer within the budget, and what the search saw.

    minimum, at: the least value of the conclusion over the sampled points that satisfy what is
    assumed, in floats (None where no such point was found); missing: monomials of the conclusion
    that no product yields with the sign needed; advice: what to try.
    """

    minimum: float | None
    at: Mapping[str, float]
    missing: tuple[Monomial, ...]
    advice: tuple[str, ...]

    def __str__(self) -> str:
        """One line for an error message."""
        if self.minimum is None:
            seen = "no sampled point satisfies the premises"
        else:
            place = ", ".join(f"{name} = {value:.4g}" for name, value in self.at.items())
            seen = f"the least value sampled is {self.minimum:.4g}, at {place}"
        return "; ".join((seen, *self.advice))


Answer = Certificate | Counterexample | Assertion | Failure
