"""The mutation campaign: how many small changes of a paper's claims the suite tells from the claim.

For each claim, the first reading with relations that the ledger says holds is mutated
(`verify.evidence.mutation`), a sample of its mutants is put to trial (`verify.evidence.trial`), and
each gets one fate:

    refuted    an exact witness, which the independent checker accepts
    ill-typed  not defined, for all sizes or at a size that was tried
    proved     still true: an identity that expands to 0, or what the caller's prover accepts
    weaker     survived, and follows from the claim by monotonicity (`verify.evidence.weaker`):
               no search can refute it if the claim is true
    open       none of these; it may be true, or false where the budget does not reach

Tasks are independent, one a claim, seeded by the run's seed and the claim's name; the table does
not depend on the executor. Not covered: readings that do not hold, and claims without relations.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from verify import checker
from verify.claims.catalogue import load
from verify.claims.claim import Reading
from verify.claims.ledger import statement_mark
from verify.errors import InputError
from verify.evidence.mutation import KINDS, mutants, sampled
from verify.evidence.sensitivity import instances_of
from verify.evidence.trial import Effort, Fate, Trial, try_all
from verify.evidence.weaker import follows

__all__ = ["FATES", "Prover", "campaign", "chosen_of", "fate_of"]

FATES = ("refuted", "ill-typed", "proved", "weaker", "open")
# claim, reading's name, mutant: whether the mutant is true, for instance because the claim is
Prover = Callable[[str, str, Reading], bool]
Progress = Callable[[str, int, int], None]
_HOLDS = ("PROVED", "CERTIFIED", "ASSERTED", "TESTED")
EFFORT = Effort(count=300, sizes=5, drawn=100, generations=8, attacked=3)
_BASES = 1  # the base statement is on trial too


def chosen_of(ledger: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Claim and reading of what is to be mutated: see the module's header."""
    chosen = []
    for claim in ledger["claims"]:
        for reading in claim["readings"]:
            if reading["verdict"] in _HOLDS and reading.get("statement"):
                chosen.append((str(claim["id"]), str(reading["name"])))
                break
    return chosen


def campaign(
    ledger: Mapping[str, Any],
    executor: Executor,
    *,
    seed: int = 0,
    limit: int = 24,
    effort: Effort | None = None,
    prover: Prover | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """The table of a campaign over the claims of a ledger.

    limit: mutants a claim; prover: says whether a mutant is true for all that it quantifies over
    (it is sent to the workers, so it must be a module's function).
    """
    if limit < 1:
        raise InputError(
            f"limit {limit} was given", violates="limit >= 1", remedy="give a number of mutants"
        )
    effort = effort or EFFORT
    sections = {str(c["id"]): str(c["section"]) for c in ledger["claims"]}
    chosen = chosen_of(ledger)
    futures = [executor.submit(_claim, *key, seed, limit, effort, prover) for key in chosen]
    rows = []
    for done, (key, future) in enumerate(zip(chosen, futures, strict=True), 1):
        row = future.result()
        if row is not None:
            rows.append({"id": key[0], "section": sections[key[0]], "reading": key[1], **row})
        progress("mutants", done, len(futures))
    return {
        "paper": ledger["paper"],
        "seed": seed,
        "limit": limit,
        "effort": asdict(effort),
        "prover": bool(prover),
        "sections": _by_section(rows),
        "kinds": _by_kind(rows),
        "claims": rows,
    }


def _claim(
    claim: str, name: str, seed: int, limit: int, effort: Effort, prover: Prover | None
) -> dict[str, Any] | None:
    """One claim's row; None where its reading has no instances on which to try mutants."""
    found = load(claim.partition("/")[0]).find(claim)
    reading = next(r for r in found.readings if r.name == name)
    seeds = [seed, zlib.crc32(f"{claim}/{name}".encode())]
    instances = instances_of(reading, seeds, effort)
    if instances is None:
        return None
    base = _grounded(reading)
    every = mutants(base)
    tried = sampled(every, limit, np.random.default_rng([*seeds, 3]))
    trials = try_all([base, *(m.make() for m in tried)], instances)
    if trials[0].fate is not Fate.SURVIVED:
        return None  # the search refutes the claim itself: its mutants would say nothing
    proves = None if prover is None else partial(prover, claim, name)
    fates = [fate_of(t, base, proves) for t in trials[_BASES:]]
    return {
        "statement": statement_mark(reading.statement()),
        "mutants": len(every),
        "fates": _count(fates),
        "tried": [
            {"kind": m.kind, "depth": m.depth, "words": m.tell(), "fate": fate, **_at(t)}
            for m, fate, t in zip(tried, fates, trials[_BASES:], strict=True)
        ],
    }


def _grounded(reading: Reading) -> Reading:
    from verify.evidence.ground import with_instances

    base = with_instances(reading)
    assert base is not None  # it has instances
    return base


def fate_of(trial: Trial, claim: Reading, proves: Callable[[Reading], bool] | None = None) -> str:
    """One of `FATES` for a mutant of the claim; a witness counts if the checker accepts it."""
    if trial.fate is Fate.REFUTED:
        return "refuted" if _accepted(trial) else "open"
    if trial.fate is Fate.ILL_TYPED:
        return "ill-typed"
    if trial.fate is Fate.SURVIVED and _proved(trial.reading, proves):
        return "proved"
    survived = trial.fate is Fate.SURVIVED
    return "weaker" if survived and follows(claim, trial.reading) else "open"


def _accepted(trial: Trial) -> bool:
    """Whether the checker accepts the witness against the mutant."""
    assert trial.witness is not None  # it is refuted
    reading = {
        "name": "mutant",
        "verdict": "REFUTED",
        "facts": [],
        "statement": trial.reading.statement(),
        "evidence": [trial.witness.to_json()],
    }
    ledger = {"schema": 1, "digest": "", "claims": [{"id": "mutant", "readings": [reading]}]}
    plain = json.loads(json.dumps(ledger))
    return all(r.accepted for r in checker.check_ledger(plain) if r.claim == "mutant")


def _proved(reading: Reading, proves: Callable[[Reading], bool] | None) -> bool:
    from verify.evidence.identity import identity_evidence

    if reading.identity and identity_evidence(reading).kind == "derivation":
        return True
    return proves is not None and proves(reading)


def _at(trial: Trial) -> dict[str, str]:
    """The witness in a sentence; the whole of it comes again with the same seed."""
    return {"at": str(trial.witness.data["words"])} if trial.witness is not None else {}


def _count(fates: Sequence[str]) -> dict[str, int]:
    counts = Counter(fates)
    return {fate: counts[fate] for fate in FATES}


def _by_kind(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    fates: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for row in rows:
        for mutant in row["tried"]:
            fates[mutant["kind"]].append(mutant["fate"])
    return {kind: _count(found) for kind, found in fates.items() if found}


def _by_section(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for row in rows:
        total.setdefault(row["section"], Counter()).update(row["fates"])
    return {section: {fate: own[fate] for fate in FATES} for section, own in total.items()}
