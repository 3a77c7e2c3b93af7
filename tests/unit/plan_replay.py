"""Replaying a plan of scalar steps, as a proof would: every step is checked, none is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.evidence.scalar import Certificate, Plan, Premise, ScalarProblem, Step, fault
from verify.evidence.scalar._schemes import (
    OF_ABSOLUTE,
    OF_EXPONENTIAL,
    OF_EXPONENTIALS,
    OF_MAXIMUM,
    OF_MINIMUM,
    OF_POWER,
    OF_RECIPROCAL,
    OF_ROOT,
)
from verify.language import Relation, relation_to_json

__all__ = ["SCHEMES", "replay"]

SCHEMES = dict(
    (
        *OF_ABSOLUTE,
        *OF_EXPONENTIAL,
        *OF_EXPONENTIALS,
        *OF_MAXIMUM,
        *OF_MINIMUM,
        *OF_POWER,
        *OF_RECIPROCAL,
        *OF_ROOT,
    )
)
SCHEMES["square-nonnegative"] = lambda x: x * x >= 0
_OPS = {"<=": ">=", "<": ">"}


def replay(
    plan: Plan,
    conclusions: Sequence[Relation],
    hypotheses: Sequence[Relation],
    positive: Sequence[str],
) -> str:
    """The first step that does not hold, and why; "" where all do and state the conclusions."""
    if [_text(plan.steps[i].relation) for i in plan.conclusions] != [_text(r) for r in conclusions]:
        return "the conclusions are not those of the statement"
    given = {_text(r) for r in hypotheses} | {str([">", ["s", n], ["q", "0"]]) for n in positive}
    for number, step in enumerate(plan.steps):
        reason = _fault(step, plan.steps[:number], given)
        if reason:
            return f"step {number}, {step.rule} {step.fact}: {reason}"
    return ""


def _text(relation: Relation) -> str:
    return str(relation_to_json(relation))


def _slack(relation: Relation) -> Poly:
    small, large = relation.small_and_large()
    return add(normal_form(large), scale(normal_form(small), -1))


def _fault(step: Step, before: Sequence[Step], given: set[str]) -> str:
    if step.rule == "given":
        return "" if _text(step.relation) in given else "it is no hypothesis"
    if step.rule == "fact":
        if _text(SCHEMES[step.fact](*step.arguments)) != _text(step.relation):
            return "it is not the fact's relation"
        return _condition(step, before)
    if step.rule == "antisymmetry":
        sides = {_text(before[i].relation) for i in step.using or ()}
        left, right = step.relation.lhs, step.relation.rhs
        return "" if sides == {_text(left <= right), _text(left >= right)} else "no two orders"
    assumed = _assumptions(step)
    certificates = [step.certificate, step.otherwise][: len(assumed)]
    faults = (_scalar(step, c, before, a) for c, a in zip(certificates, assumed, strict=True))
    return next(filter(None, faults), "")


def _condition(step: Step, before: Sequence[Step]) -> str:
    """A root needs an earlier x >= 0, a reciprocal or a real power an earlier x > 0."""
    orders = {"root": ("<", "<=", ">", ">="), "reciprocal": ("<", ">"), "power": ("<", ">")}
    need = orders.get(step.fact.split("-")[0])
    if need is None:
        return ""
    target = normal_form(step.arguments[0])
    right = any(_slack(s.relation) == target and s.relation.op in need for s in before)
    return "" if right else "its condition is not shown before"


def _assumptions(step: Step) -> list[Premise | None]:
    if step.rule == "cases":
        d = normal_form(step.arguments[0])
        return [Premise(d, True), Premise(scale(d, -1))]
    if step.rule == "contradiction":
        strict = step.relation.op in ("<=", ">=")
        return [Premise(scale(_slack(step.relation), -1), strict)]
    return [None]


def _scalar(
    step: Step, certificate: Certificate | None, before: Sequence[Step], assumed: Premise | None
) -> str:
    if certificate is None or certificate.squares:
        return "there is no certificate in terms of earlier steps"
    # Equations take no part as premises: each is put there as the premise -1 >= 0, unusable.
    premises = [
        Premise({(): Fraction(-1)})
        if s.relation.op == "=="
        else Premise(_slack(s.relation), s.relation.op in ("<", ">"))
        for s in before
    ]
    last = len(premises)
    if assumed is not None:
        premises.append(assumed)
    for _, names in (*certificate.products, *certificate.multiplier):
        if any(0 <= i < last and before[i].relation.op == "==" for i in names):
            return "an equation is used as a premise"
    problem = ScalarProblem(
        tuple(premises),
        tuple(_slack(before[j].relation) for j in certificate.equations),
        _slack(step.relation),
        _OPS.get(step.relation.op, step.relation.op),
    )
    renamed = replace(
        certificate,
        products=_moved(certificate.products, last),
        multiplier=_moved(certificate.multiplier, last),
        equations=tuple(range(len(certificate.equations))),
    )
    return fault(problem, renamed)


def _moved(
    part: tuple[tuple[Fraction, tuple[int, ...]], ...], last: int
) -> tuple[tuple[Fraction, tuple[int, ...]], ...]:
    return tuple((c, tuple(last if i == -1 else i for i in names)) for c, names in part)
