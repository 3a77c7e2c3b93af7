"""Scalar inequalities decided by search, with answers that can be re-checked exactly.

`problem.py` has the data and what is asked, `search.py` the search (`prove`), `exact.py` the
re-checking (`fault`), `plan.py` whole claims (`auto_plan`). A certificate is

    multiplier * c = sum of rational weights > 0 times products of premises, modulo the equations.

Not covered: quantifiers other than "for all", and functions beyond those of `_schemes.py`.
"""

from verify.evidence.scalar.cache import user_cache
from verify.evidence.scalar.exact import evaluate, fault, rewritten
from verify.evidence.scalar.plan import Plan, PlanError, Step, auto_plan
from verify.evidence.scalar.problem import (
    ONE,
    Answer,
    Assertion,
    Budget,
    Certificate,
    Counterexample,
    Failure,
    Premise,
    ScalarProblem,
)
from verify.evidence.scalar.search import prove

__all__ = [
    "ONE",
    "Answer",
    "Assertion",
    "Budget",
    "Certificate",
    "Counterexample",
    "Failure",
    "Plan",
    "PlanError",
    "Premise",
    "ScalarProblem",
    "Step",
    "auto_plan",
    "evaluate",
    "fault",
    "prove",
    "rewritten",
    "user_cache",
]
