"""What is proved, on which standard facts it rests, and what is true as far as anyone has looked.

A reading counts as universal when it states relations between quantities: those that hold are
either proved for everything they quantify over, or listed here with the reason why not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verify.report.blocks import Block, Fold, Table, Text
from verify.report.decimals import count

__all__ = ["proof_blocks"]

Record = Mapping[str, Any]
_HOLDING = {"PROVED", "CERTIFIED", "ASSERTED", "TESTED"}


def proof_blocks(readings: Sequence[tuple[str, Record]]) -> Iterator[Block]:
    """The summary; readings: of the ledger, by the claim's name and their own."""
    universal = [(n, r) for n, r in readings if r.get("statement") and r.get("verdict") in _HOLDING]
    proved = [(n, r) for n, r in universal if r["verdict"] == "PROVED"]
    if not universal:
        return
    share = round(100 * len(proved) / len(universal))
    yield Text(
        f"{count(len(proved))} of {count(len(universal))} universal readings that hold are proved "
        f"in every dimension ({share} %). The checker, verify/checker.py, re-checks each from the "
        "ledger."
    )
    used = Counter(f for _, r in proved for f in r.get("facts", ()))
    if used:
        rows = tuple((fact, count(n)) for fact, n in used.most_common())
        yield Fold(
            f"The {len(used)} standard facts that the proofs rest on",
            (Table(("Fact", "Proofs that use it"), rows),),
        )
    others = [(n, r) for n, r in universal if r["verdict"] != "PROVED"]
    if others:
        found = tuple((n, str(r["verdict"]), str(r.get("unproved", ""))) for n, r in others)
        head = ("Reading", "Verdict", "Why there is no proof")
        yield Fold(f"{count(len(others))} readings without a proof", (Table(head, found),))
