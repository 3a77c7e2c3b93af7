"""Proofs of mutants: the claim's own derivation, put before the checker with the mutated statement.

A derivation says more than its claim: it does not use every hypothesis, nor every definition. Where
the same steps prove the mutant, the mutant is true, and a hypothesis that was left out is not
needed. `proved_readings` are those of a ledger with their derivations, and each is also
`sharpened`: stated with no more hypotheses than it or the readings of the same run that it cites
have given. What is tried for a mutant, in this order:

    1. the derivation as it stands, citing sharpened readings
    2. without the steps that give the hypothesis left out, and those that follow from them
    3. what `verify.evidence.deduced` finds, if it is asked

The checker decides all of it (`accepted`); nothing here is trusted. Not covered: mutants for which
a proof would need another idea than the claim's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verify import checker
from verify.evidence.scalar.problem import renumbered

__all__ = [
    "Key",
    "Proved",
    "accepted",
    "citing_sharp",
    "closure",
    "proved_readings",
    "replays",
    "sharpened",
]

Key = tuple[str, str]
_MARK = ", no more than is used"


@dataclass(frozen=True)
class Proved:
    """A statement and the derivation that proves it, as in the ledger."""

    statement: Mapping[str, Any]
    derivation: Mapping[str, Any]

    def steps(self) -> list[Mapping[str, Any]]:
        """All steps, those of an invariant included."""
        return [s for part in _parts(self.derivation) for s in part]

    def cited(self) -> list[Key]:
        """The readings that the derivation cites."""
        return [(s["of"][0], s["of"][1]) for s in self.steps() if s["rule"] == "claim"]

    @property
    def of_run(self) -> bool:
        """Whether the statement is about the iterates of a run."""
        return "run" in self.statement


def proved_readings(ledger: Mapping[str, Any]) -> dict[Key, Proved]:
    """The PROVED readings of a ledger that carry a derivation."""
    found: dict[Key, Proved] = {}
    for claim in ledger["claims"]:
        for reading in claim["readings"]:
            pieces = [e for e in reading.get("evidence", ()) if e["kind"] == "derivation"]
            if reading["verdict"] == "PROVED" and reading["statement"] and pieces:
                key = (str(claim["id"]), str(reading["name"]))
                found[key] = Proved(reading["statement"], pieces[0])
    return found


def closure(keys: Iterable[Key], known: Mapping[Key, Proved]) -> dict[Key, Proved]:
    """The readings of these keys with all that they cite."""
    found: dict[Key, Proved] = {}
    pending = list(keys)
    while pending:
        key = pending.pop()
        if key not in found and key in known:
            found[key] = known[key]
            pending += known[key].cited()
    return found


def sharpened(known: Mapping[Key, Proved]) -> dict[Key, Proved]:
    """Each reading with the hypotheses that its derivation uses, under a name of its own.

    known: closed under citing.
    """
    used: dict[Key, set[str]] = {}

    def uses(key: Key) -> set[str]:
        if key not in used:
            used[key] = set()  # a derivation that cites itself is refused anyway
            own = {_text(h) for h in known[key].statement["hypotheses"]}
            given = {_text(s["relation"]) for s in known[key].steps() if s["rule"] == "given"}
            of_run = (uses(k) for k in known[key].cited() if k in known and known[k].of_run)
            used[key] = own & given.union(*of_run)
        return used[key]

    found = {}
    for key, proved in known.items():
        names = uses(key)
        kept = [h for h in proved.statement["hypotheses"] if _text(h) in names]
        statement = {**proved.statement, "hypotheses": kept}
        found[_sharp(key)] = Proved(statement, citing_sharp(proved.derivation, known))
    return found


def replays(
    key: Key, statement: Mapping[str, Any], known: Mapping[Key, Proved]
) -> list[Mapping[str, Any]]:
    """Derivations that may prove a mutant of the reading, from its own.

    statement: of the mutant; known: closed under citing, and not sharpened.
    """
    if key not in known:
        return []
    own = known[key]
    if statement["conclusion"] != own.statement["conclusion"]:
        return []  # its last step says something else
    lost = [h for h in own.statement["hypotheses"] if h not in statement["hypotheses"]]
    derivation = _for_statement(citing_sharp(own.derivation, known), own.statement, statement)
    found: list[Mapping[str, Any]] = [derivation]
    if lost:
        without = _without(derivation, {_text(h) for h in lost})
        if without != derivation:
            found.append(without)
    return found


def accepted(candidates: Mapping[Key, Proved], known: Mapping[Key, Proved]) -> dict[Key, bool]:
    """Which candidates the checker accepts, with all that they cite of what is known."""
    every = {**known, **sharpened(known), **candidates}
    claims = [_entry(key, proved) for key, proved in closure(candidates, every).items()]
    ledger = json.loads(json.dumps({"schema": 1, "digest": "", "claims": claims}))
    said = {(r.claim, r.reading): r.accepted for r in checker.check_ledger(ledger)}
    return {key: said[key] for key in candidates}


def _entry(key: Key, proved: Proved) -> dict[str, Any]:
    facts = sorted({str(s["of"]) for s in proved.steps() if s["rule"] == "fact"})
    reading = {
        "name": key[1],
        "verdict": "PROVED",
        "statement": proved.statement,
        "evidence": [proved.derivation],
        "facts": facts,
    }
    return {"id": key[0], "readings": [reading]}


def _text(part: Any) -> str:
    return json.dumps(part)


def _sharp(key: Key) -> Key:
    return key[0], key[1] + _MARK


def _parts(derivation: Mapping[str, Any]) -> list[Sequence[Mapping[str, Any]]]:
    invariant = derivation.get("invariant")
    first = [invariant["base"], invariant["step"]] if invariant else []
    return [*first, derivation["steps"]]


def _with_parts(
    derivation: Mapping[str, Any], parts: Sequence[Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    changed = {**derivation, "steps": list(parts[-1])}
    if derivation.get("invariant"):
        invariant = {**derivation["invariant"], "base": list(parts[0]), "step": list(parts[1])}
        changed["invariant"] = invariant
    return changed


def citing_sharp(derivation: Mapping[str, Any], known: Mapping[Key, Proved]) -> dict[str, Any]:
    """Readings about a run are cited sharpened: all their hypotheses must be the mutant's too."""

    def cites(step: Mapping[str, Any]) -> Mapping[str, Any]:
        if step["rule"] != "claim":
            return step
        key = (step["of"][0], step["of"][1])
        of_run = key in known and known[key].of_run
        return {**step, "of": list(_sharp(key))} if of_run else step

    return _with_parts(derivation, [[cites(s) for s in part] for part in _parts(derivation)])


def _for_statement(
    derivation: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    """Definitions that only the old statement had are the derivation's own now."""
    names = {name for name, _ in new["definitions"]}
    kept = [d for d in derivation.get("definitions", ()) if d[0] not in names]
    moved = [d for d in old["definitions"] if d[0] not in names]
    return {**derivation, "definitions": [*moved, *kept]}


def _without(derivation: Mapping[str, Any], lost: set[str]) -> dict[str, Any]:
    """The derivation without the steps that give these hypotheses and what follows from them."""
    return _with_parts(derivation, [_thinned(part, lost) for part in _parts(derivation)])


def _thinned(steps: Sequence[Mapping[str, Any]], lost: set[str]) -> list[Mapping[str, Any]]:
    number: dict[int, int] = {}
    kept: list[Mapping[str, Any]] = []
    for k, step in enumerate(steps):
        needs = _premises(step)
        gone = step["rule"] == "given" and _text(step["relation"]) in lost
        if gone or any(i not in number for i in needs):
            continue
        number[k] = len(kept)
        kept.append(_renumbered(step, number))
    return kept


def _premises(step: Mapping[str, Any]) -> set[int]:
    """Numbers of the steps that a certificate names."""
    if step["rule"] != "scalar":
        return set()
    data = step["certificate"]
    products = [*data["products"], *data.get("multiplier", ())]
    return {i for _, names in products for i in names} | set(data["equations"])


def _renumbered(step: Mapping[str, Any], number: Mapping[int, int]) -> Mapping[str, Any]:
    if step["rule"] != "scalar":
        return step
    return {**step, "certificate": renumbered(step["certificate"], number, number)}
