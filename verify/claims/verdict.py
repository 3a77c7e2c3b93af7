"""Verdicts, and the one rule that turns evidence into a verdict.

`decide` is pure: the same evidence gives the same verdict, and nothing is upgraded by hand.
A float comparison supports TESTED at most; PROVED needs a derivation and REFUTED a witness,
both of which `verify/checker.py` re-checks from the ledger alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from verify.claims.evidence import Evidence

__all__ = ["FAILING", "HOLDING", "MEANING", "Verdict", "decide"]


class Verdict(Enum):
    """What the evidence for one reading of a claim is worth."""

    PROVED = "PROVED"
    CERTIFIED = "CERTIFIED"
    ASSERTED = "ASSERTED"
    TESTED = "TESTED"
    REFUTED = "REFUTED"
    ILL_TYPED = "ILL_TYPED"
    INCONCLUSIVE = "INCONCLUSIVE"
    BLOCKED = "BLOCKED"
    ERROR = "ERROR"


# What each verdict means and what it must carry; the README's table is checked against this.
MEANING: dict[Verdict, tuple[str, str]] = {
    Verdict.PROVED: (
        "true for everything that the claim quantifies over",
        "a derivation that the independent checker accepts",
    ),
    Verdict.CERTIFIED: (
        "rigorous, for the instances or the box named",
        "exact rationals or enclosures, with the precision",
    ),
    Verdict.ASSERTED: (
        "a solver says so, without a proof that can be re-checked",
        "the solver, its version, the problem",
    ),
    Verdict.TESTED: (
        "no violation found",
        "how many samples, from which distributions, how much search, the tightness reached",
    ),
    Verdict.REFUTED: (
        "false",
        "a witness in exact rationals, as small as could be found, which the checker re-checks",
    ),
    Verdict.ILL_TYPED: (
        "not defined as printed: shapes that do not fit, an index out of range",
        "the sub-expression and the shapes",
    ),
    Verdict.INCONCLUSIVE: ("nothing found either way within the budget", "the reason"),
    Verdict.BLOCKED: ("a claim that it needs is not settled", "the reason"),
    Verdict.ERROR: ("the run broke", "the reason"),
}

FAILING = frozenset({Verdict.REFUTED, Verdict.ILL_TYPED})
HOLDING = frozenset({Verdict.PROVED, Verdict.CERTIFIED, Verdict.ASSERTED, Verdict.TESTED})


def decide(evidence: Sequence[Evidence]) -> tuple[Verdict, str]:
    """The verdict that the evidence supports, and the sentence saying what it rests on."""
    kinds: dict[str, list[Evidence]] = {}
    for e in evidence:
        kinds.setdefault(e.kind, []).append(e)
    if "error" in kinds:
        return Verdict.ERROR, str(kinds["error"][0].data["words"])
    if "ill_typed" in kinds:
        return Verdict.ILL_TYPED, str(kinds["ill_typed"][0].data["words"])
    if "witness" in kinds:
        return Verdict.REFUTED, str(kinds["witness"][0].data["words"])
    if "blocked" in kinds:
        return Verdict.BLOCKED, str(kinds["blocked"][0].data["words"])
    doubts = [e for k in ("sampling", "adversary", "statistics") for e in kinds.get(k, [])]
    violated = [e for e in doubts if e.data.get("violations", 0)]
    if violated:
        return Verdict.INCONCLUSIVE, _contradicted(violated)
    if "derivation" in kinds:
        steps = len(kinds["derivation"][0].data["steps"])
        return Verdict.PROVED, f"a derivation of {steps} step{'s' * (steps != 1)}, for all sizes"
    if "enclosure" in kinds:
        return Verdict.CERTIFIED, str(kinds["enclosure"][0].data["words"])
    if "assertion" in kinds:
        return Verdict.ASSERTED, str(kinds["assertion"][0].data["words"])
    return _tested(doubts, kinds.get("words", []))


def _contradicted(violated: Sequence[Evidence]) -> str:
    if all(e.kind == "statistics" for e in violated):
        return (
            "random trials contradict it, which is no proof: a statement on averages or "
            "probabilities has no exact witness"
        )
    return "violations were found, but none that small rationals confirm"


def _tested(doubts: Sequence[Evidence], said: Sequence[Evidence]) -> tuple[Verdict, str]:
    if not doubts and said:
        return Verdict.INCONCLUSIVE, str(said[0].data["words"])
    counts = [int(e.data.get("instances", 0)) for e in doubts if e.kind != "adversary"]
    if sum(counts) == 0:
        return Verdict.INCONCLUSIVE, "no instance within the hypotheses was found"
    searched = sum(int(e.data.get("evaluations", 0)) for e in doubts)
    search = f" and {searched:,} of adversarial search" if searched else ""
    return Verdict.TESTED, f"no violation in {sum(counts):,} instances{search}"
