"""Corrupted statistical claims: the same data against a constant that has been shifted.

A statement on probabilities, exponents or means has no exact witness. What its check can say no
to is seen by restating the claim on the data of the check: an allowed probability times 97/100,
1/2 or 1/10, and the opposite event; a claimed exponent lowered; a published mean shifted. The
rows are those of `verify.evidence.statistics` as the ledger holds them.

Not covered: checks that compare runs and have no such constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from verify.claims.evidence import Evidence

__all__ = ["restated"]

Row = Mapping[str, Any]
_FACTORS = (Fraction(97, 100), Fraction(1, 2), Fraction(1, 10))
_LOWERED = (Fraction(1, 20), Fraction(1, 4), Fraction(1, 2), Fraction(1))
_LIMIT = 4.0  # standard errors beyond which chance is excluded, as for published means


def restated(evidence: Sequence[Evidence]) -> list[tuple[str, bool]]:
    """The shifts in words, mildest first, and whether some row contradicts the shifted claim.

    Ends with the first contradicted one; empty where no evidence has a constant to shift.
    """
    rows = [r for e in evidence if e.kind == "statistics" for r in e.data.get("items", ())]
    tried = []
    for words, contradicts in _shifts(rows):
        tried.append((words, any(contradicts(row) for row in rows)))
        if tried[-1][1]:
            break
    return tried


def _shifts(rows: Sequence[Row]) -> Iterator[tuple[str, Callable[[Row], bool]]]:
    """Only the shifts that concern some row."""
    if any("published" in r for r in rows):
        for f in _FACTORS:
            yield f"published value times {f}", partial(_far, float(f))
    if any("exponent" in r for r in rows):
        for by in _LOWERED:
            yield f"claimed exponent lowered by {by}", partial(_steeper, float(by))
    if any("allowed" in r for r in rows):
        for f in _FACTORS:
            yield f"allowed probability times {f}", partial(_exceeds, float(f))
        yield "the opposite event", _opposite


def _far(factor: float, row: Row) -> bool:
    if "published" not in row:
        return False
    apart = abs(row["simulated"] - factor * row["published"]) - row.get("reading error", 0.0)
    return bool(apart > _LIMIT * row["standard error"])


def _steeper(by: float, row: Row) -> bool:
    if "exponent" not in row:
        return False
    return bool(row["interval"][0] > row["claimed"] - by + row.get("tolerance", 0.0))


def _exceeds(factor: float, row: Row) -> bool:
    return "allowed" in row and bool(row["probability"][0] > factor * row["allowed"])


def _opposite(row: Row) -> bool:
    return "allowed" in row and bool(1 - row["probability"][1] > row["allowed"])
