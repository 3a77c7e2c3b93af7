"""The steps of a plan: what each states, and by which rule, in a neutral form.

A proof can replay them and a checker need not know that they were found by machine: relations and
arguments are expressions of `verify.language`, and a certificate names earlier steps by number.
"""

from __future__ import annotations

from dataclasses import dataclass

from verify.errors import PlVerifyError
from verify.evidence.scalar.problem import Answer, Certificate
from verify.language import Relation
from verify.language.expr import Expr

__all__ = ["Plan", "PlanError", "Step"]


class PlanError(PlVerifyError):
    """A step that the search could not make; `answer` says what it found instead."""

    def __init__(self, what: str, *, where: str, answer: Answer, remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.answer = answer


@dataclass(frozen=True)
class Step:
    """One step: its rule, and the relation that then holds.

    rule: "given", "fact", "scalar"; and where these are allowed "contradiction", "cases",
    "antisymmetry" (an equation from the steps `using`, which state <= and >=).

    fact, arguments: the fact's name and its arguments, for "fact"; certificate: for "scalar", with
    numbers of earlier steps in place of premises' and equations' numbers (squares are steps too).
    Number -1 is what is assumed: for "contradiction" the negated relation; for "cases", where
    arguments is one expression d, d > 0 in the first certificate and -d >= 0 in `otherwise`.
    """

    rule: str
    relation: Relation
    fact: str = ""
    arguments: tuple[Expr, ...] = ()
    certificate: Certificate | None = None
    otherwise: Certificate | None = None
    using: tuple[int, int] | None = None


@dataclass(frozen=True)
class Plan:
    """Steps in order; `conclusions` are the numbers of those that state the conclusions."""

    steps: tuple[Step, ...]
    conclusions: tuple[int, ...]

    def facts(self) -> tuple[str, ...]:
        """The facts that it rests on."""
        return tuple(sorted({s.fact for s in self.steps if s.fact}))
