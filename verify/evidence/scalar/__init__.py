"""Scalar inequalities decided by search, with answers that can be re-checked exactly."""

from verify.evidence.scalar.exact import evaluate, fault, rewritten
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
    "Premise",
    "ScalarProblem",
    "evaluate",
    "fault",
    "prove",
    "rewritten",
]
