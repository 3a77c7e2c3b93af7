"""The arithmetic of the checker: reading and evaluating expressions with the standard library."""

from __future__ import annotations

from .expressions import DATA, Scope, Statement, fact, node, within
from .grids import Grid, Poly, Relation
from .numbers import (
    BITS,
    MALFORMED,
    MAX_BITS,
    MOST_BITS,
    ZERO,
    Refused,
    Spend,
    hull,
    length,
    need,
    rational,
    short,
)
from .values import Evaluator

__all__ = [
    "BITS",
    "DATA",
    "MALFORMED",
    "MAX_BITS",
    "MOST_BITS",
    "ZERO",
    "Evaluator",
    "Grid",
    "Poly",
    "Refused",
    "Relation",
    "Scope",
    "Spend",
    "Statement",
    "fact",
    "hull",
    "length",
    "need",
    "node",
    "rational",
    "short",
    "within",
]
