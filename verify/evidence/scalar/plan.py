"""A scalar claim as a whole: the steps that prove it, found by search.

    plan = auto_plan(conclusions, hypotheses, positive=("mu", "K"))

The expressions are made polynomial by atoms with facts: a quotient by d brings d (1/d) = 1 and
1/d > 0 once d > 0 is shown, a root brings s >= 0 and s^2 = x once x >= 0 is shown, a maximum M of
a and b brings M >= a, M >= b and (M - a)(M - b) = 0, an absolute value |x| >= +-x and |x|^2 = x^2.
Of e^x only e^x >= 1 + x and e^-x >= 1 - x are used, of a real power of x > 0 only its sign, and of
other functions nothing; there a counterexample says that this does not suffice, not that the
statement is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verify.evidence.scalar._planner import Planner
from verify.evidence.scalar.problem import Budget
from verify.evidence.scalar.steps import Plan, PlanError, Step
from verify.language import Relation, walk
from verify.language import scalar as symbol

__all__ = ["Plan", "PlanError", "Step", "auto_plan"]


def auto_plan(
    conclusions: Sequence[Relation],
    hypotheses: Sequence[Relation] = (),
    *,
    positive: Sequence[str] = (),
    degree: int = 6,
    budget: Budget | None = None,
    cache: Path | None = None,
    assume: bool = False,
) -> Plan:
    """Steps that prove scalar conclusions from hypotheses; raises PlanError where it finds none.

    positive: scalar symbols that the setting says are > 0; degree: how many premises a product of a
    certificate may have at most (few are tried first); assume: a step without a certificate may
    go by contradiction, as comparisons of roots do, or by cases, as those of maxima do.
    """
    planner = Planner(degree, budget or Budget(), cache, assume)
    used = {
        node.name
        for r in (*hypotheses, *conclusions)
        for side in (r.lhs, r.rhs)
        for node in walk(side)
        if node.op == "s" and not node.dims
    }
    for name in positive:
        if name in used:
            planner.add(Step("given", symbol(name) > 0))
    # All of them first: a root in one may need the sign that another gives.
    for relation in hypotheses:
        planner.add(Step("given", relation))
    for relation in hypotheses:
        planner.read(relation)
    numbers = []
    for relation in conclusions:
        planner.read(relation)
        numbers.append(planner.conclude(relation))
    return Plan(tuple(planner.steps), tuple(numbers))
