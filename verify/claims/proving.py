"""Derivations before the checker: every proof of a catalogue alone, or what a run has written down.

`attempts` takes readings that bring a proof, with no other evidence, so that an author sees within
seconds which proofs stand, and where one stops; `refusals` says which derivations prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from verify import checker
from verify.claims.claim import Claim, Reading
from verify.claims.ledger import digest
from verify.errors import PlVerifyError

__all__ = ["Attempt", "attempts", "refusals"]


@dataclass(frozen=True)
class Attempt:
    """reason: "accepted", what the checker refuses, or where the search stopped."""

    claim: str
    reading: str
    reason: str
    steps: int
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether the checker accepted the derivation."""
        return self.reason == "accepted"


def attempts(claims: Sequence[Claim]) -> list[Attempt]:
    """Each proof of the claims, tried and re-checked; those that they cite are tried too."""
    written: dict[tuple[str, str], Attempt] = {}
    entries: dict[str, list[dict[str, Any]]] = {}
    todo = [(c, r) for c in claims for r in c.readings]
    wanted = {(c.id, r.name) for c, r in todo if r.proof or r.identity}
    for claim, reading in todo:
        if (claim.id, reading.name) in written or not (reading.proof or reading.identity):
            continue
        start = perf_counter()
        evidence, reason = _evidence(reading)
        seconds = perf_counter() - start
        steps = [] if evidence is None else _steps(evidence)
        key = (claim.id, reading.name)
        written[key] = Attempt(*key, reason, len(steps), seconds)
        if evidence is None:
            continue
        entries.setdefault(claim.id, []).append(_entry(reading, evidence))
        for step in steps:
            if step["rule"] == "claim":
                todo.append(_cited(*step["of"]))
    found = _checked(entries)
    return [
        Attempt(a.claim, a.reading, found.get(key, a.reason), a.steps, a.seconds)
        for key, a in written.items()
        if key in wanted
    ]


def refusals(
    derived: Mapping[tuple[str, str], tuple[Reading, dict[str, Any]]],
) -> dict[tuple[str, str], str]:
    """Why the checker refuses derivations, by claim and reading; empty where it accepts them all.

    derived: readings with their evidence. What they cite besides is derived here.
    """
    entries: dict[str, list[dict[str, Any]]] = {}
    seen, todo = set(derived), list(derived.items())
    while todo:
        (name, _), (reading, evidence) = todo.pop()
        entries.setdefault(name, []).append(_entry(reading, evidence))
        for key in (tuple(s["of"]) for s in _steps(evidence) if s["rule"] == "claim"):
            if key not in seen:
                seen.add(key)
                _, cited = _cited(*key)
                found, _ = _evidence(cited)
                todo += [(key, (cited, found))] if found else []
    said = _checked(entries) if entries else {}
    return {key: said[key] for key in derived if said[key] != "accepted"}


def _entry(reading: Reading, evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": reading.name,
        "verdict": "PROVED",
        "statement": reading.statement(),
        "evidence": [evidence],
        "facts": evidence.get("facts", []),
    }


def _evidence(reading: Reading) -> tuple[dict[str, Any] | None, str]:
    from verify.evidence.identity import identity_evidence

    statement = reading.statement()
    if statement is None:
        return None, "it has no relation"
    try:
        if reading.proof is not None:
            return reading.proof().evidence(statement).to_json(), ""
        found = identity_evidence(reading)
    except PlVerifyError as error:
        return None, str(error)
    if found.kind != "derivation":
        return None, str(found.data["words"])
    return found.to_json(), ""


def _steps(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    invariant = evidence.get("invariant") or {"base": [], "step": []}
    return [*invariant["base"], *invariant["step"], *evidence["steps"]]


def _cited(claim: str, reading: str) -> tuple[Claim, Reading]:
    from verify.claims.catalogue import load

    found = load(claim.partition("/")[0]).find(claim)
    return found, next(r for r in found.readings if r.name == reading)


def _checked(entries: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str], str]:
    claims = [{"id": claim, "readings": readings} for claim, readings in entries.items()]
    content: dict[str, Any] = {"schema": 1, "paper": "derivations", "claims": claims}
    ledger = content | {"digest": digest(content)}
    return {(r.claim, r.reading): r.reason for r in checker.check_ledger(ledger)[1:]}
