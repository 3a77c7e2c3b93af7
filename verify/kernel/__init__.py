"""The arithmetic of the checker: reading and evaluating expressions with the standard library."""

from __future__ import annotations

from .expressions import DATA, NodeRelation, Scope, Statement, fact, node, within
from .numbers import (
    BITS,
    MALFORMED,
    MOST_BITS,
    ZERO,
    Refused,
    Spend,
    hull,
    need,
    rational,
    short,
)
from .values import Evaluator, Grid, Poly, Relation

__all__ = [
    "BITS",
    "DATA",
    "MALFORMED",
    "MOST_BITS",
    "ZERO",
    "Evaluator",
    "Grid",
    "NodeRelation",
    "Poly",
    "Refused",
    "Relation",
    "Scope",
    "Spend",
    "Statement",
    "fact",
    "hull",
    "need",
    "node",
    "rational",
    "short",
    "within",
]
