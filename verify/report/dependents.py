"""What rests on a claim, directly or through others, and how each of those stands by itself.

A dependent stands on its own evidence where its printed reading has a verdict that speaks for it:
the evidence for a claim is gathered for that claim alone, never inherited along `rests_on`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.report.verdicts import DEFINITION, NONE, fails, holds, shown

__all__ = ["Dependent", "dependents_of", "standing"]

PROVED = "stands, proved or certified on its own evidence"
TESTED = "no violation found in its own tests"
REPAIRED = "fails as printed, its repaired reading stands"
FALLS = "fails"
OPEN = "not settled"
NEUTRAL = "definition"
ORDER = (FALLS, REPAIRED, OPEN, TESTED, PROVED, NEUTRAL)


@dataclass(frozen=True)
class Dependent:
    """A claim that rests on another one."""

    id: str
    direct: bool
    standing: str


def standing(printed: str, repaired: Sequence[str]) -> str:
    """How a claim stands by itself, from its printed verdict and those of its repairs."""
    if printed in (DEFINITION, NONE):
        return NEUTRAL
    if fails(printed):
        return REPAIRED if any(holds(r) for r in repaired) else FALLS
    if shown(printed).group == "open":
        return OPEN
    return PROVED if printed in ("PROVED", "CERTIFIED") else TESTED


def dependents_of(
    claim: str, rests_on: Mapping[str, Sequence[str]], standings: Mapping[str, str]
) -> tuple[Dependent, ...]:
    """All claims that rest on `claim`, direct ones first, each in the ledger's order."""
    above: dict[str, list[str]] = {}
    for name, needs in rests_on.items():
        for need in needs:
            above.setdefault(need, []).append(name)
    direct = set(above.get(claim, ()))
    reached = set(direct)
    border = sorted(direct)
    while border:
        border = [b for name in border for b in above.get(name, ()) if b not in reached]
        reached.update(border)
    reached.discard(claim)
    found = [Dependent(n, n in direct, standings.get(n, OPEN)) for n in rests_on if n in reached]
    return tuple(sorted(found, key=lambda d: not d.direct))
