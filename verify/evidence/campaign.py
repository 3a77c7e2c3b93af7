"""The mutation campaign: how many small changes of a paper's claims the suite tells from the claim.

For each claim, the first reading with relations that the ledger says holds is mutated
(`verify.evidence.mutation`), a sample of its mutants is put to trial (`verify.evidence.trial`,
`verify.evidence.further`), and each gets one fate:

    refuted    an exact witness, which the independent checker accepts
    ill-typed  not defined, for all sizes or at a size that was tried
    proved     still true: a derivation that the checker accepts: the claim's own
               (`verify.evidence.replay`) or a step from it (`verify.evidence.deduced`)
    weaker     survived, and follows from the claim by monotonicity (`verify.evidence.weaker`):
               no search can refute it if the claim is true
    open       none of these; it may be true, or false where the budget does not reach

Tasks are a few claims each, in the ledger's order, so that the checker reads what they cite once;
a claim is seeded by the run's seed and its name, and the table does not depend on the executor.
Not covered: readings that do not hold, and claims without relations.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from verify import checker
from verify.claims.catalogue import load
from verify.claims.claim import Reading
from verify.claims.ledger import statement_mark
from verify.errors import InputError
from verify.evidence.deduced import deduced
from verify.evidence.further import further
from verify.evidence.mutation import KINDS, Mutant, mutants, sampled
from verify.evidence.replay import (
    Key,
    Proved,
    accepted,
    citing_sharp,
    closure,
    proved_readings,
    replays,
)
from verify.evidence.sensitivity import instances_of
from verify.evidence.trial import Effort, Fate, Trial, try_all
from verify.evidence.weaker import follows, same

__all__ = ["FATES", "campaign", "chosen_of", "fate_of"]

FATES = ("refuted", "ill-typed", "proved", "weaker", "open")
_Name = tuple[str, str, int]  # claim, reading, number of the mutant
_Made = tuple[int, int, Proved]  # number of the mutant, number of the way, what may prove it
Progress = Callable[[str, int, int], None]
_HOLDS = ("PROVED", "CERTIFIED", "ASSERTED", "TESTED")
EFFORT = Effort(count=300, sizes=5, drawn=100, generations=8, attacked=3)
_TOGETHER = 12  # claims of one task


@dataclass(frozen=True, eq=False)
class _Tried:
    """A claim's reading, its mutants that were tried, and what the search found."""

    key: Key
    base: Reading
    available: int
    mutants: Sequence[Mutant]
    trials: Sequence[Trial]


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
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """The table of a campaign over the claims of a ledger; limit: mutants a claim."""
    if limit < 1:
        raise InputError(
            f"limit {limit} was given", violates="limit >= 1", remedy="give a number of mutants"
        )
    effort = effort or EFFORT
    sections = {str(c["id"]): str(c["section"]) for c in ledger["claims"]}
    chosen, known = chosen_of(ledger), proved_readings(ledger)
    tasks = [chosen[i : i + _TOGETHER] for i in range(0, len(chosen), _TOGETHER)]
    futures = [
        executor.submit(_claims, keys, closure(keys, known), seed, limit, effort) for keys in tasks
    ]
    rows: list[dict[str, Any]] = []
    for done, future in enumerate(futures, 1):
        rows += [{"section": sections[row["id"]], **row} for row in future.result()]
        progress("mutants", done, len(futures))
    return {
        "paper": ledger["paper"],
        "seed": seed,
        "limit": limit,
        "effort": asdict(effort),
        "sections": _by_section(rows),
        "kinds": _by_kind(rows),
        "claims": rows,
    }


def _claims(
    keys: Sequence[Key], known: Mapping[Key, Proved], seed: int, limit: int, effort: Effort
) -> list[dict[str, Any]]:
    """The rows of these claims; known: their derivations, with those that they cite."""
    found = [_tried(key, seed, limit, effort) for key in keys]
    tried = [t for t in found if t is not None]
    proved: dict[_Name, str] = {}
    for way, made in (("replayed", _replayed), ("deduced", _deduced)):
        candidates = {
            (t.key[0], f"{t.key[1]}, mutant {k}, {j}"): ((*t.key, k), candidate)
            for t in tried
            for k, j, candidate in made(t, known, proved)
        }
        said = accepted({key: candidate for key, (_, candidate) in candidates.items()}, known)
        proved |= {candidates[key][0]: way for key, right in said.items() if right}
    return [_row(t, proved) for t in tried]


def _tried(key: Key, seed: int, limit: int, effort: Effort) -> _Tried | None:
    """The trials; None where a reading has no instances on which to try mutants."""
    claim, name = key
    found = load(claim.partition("/")[0], proofs=False).find(claim)
    reading = next(r for r in found.readings if r.name == name)
    seeds = [seed, zlib.crc32(f"{claim}/{name}".encode())]
    instances = instances_of(reading, seeds, effort)
    if instances is None:
        return None
    base = _grounded(reading)
    every = mutants(base)
    chosen = sampled(every, limit, np.random.default_rng([*seeds, 3]))
    trials = try_all([base, *(m.make() for m in chosen)], instances)
    if trials[0].fate is Fate.SURVIVED:
        trials = further(trials, instances)
    if trials[0].fate is not Fate.SURVIVED:
        return None  # the search refutes the claim itself: its mutants would say nothing
    return _Tried(key, base, len(every), chosen, trials[1:])


def _standing(
    tried: _Tried, proved: Mapping[_Name, str]
) -> Iterator[tuple[int, Reading, dict[str, Any]]]:
    """The mutants that stand and are not proved, by number, with their statements."""
    for k, trial in enumerate(tried.trials):
        statement = trial.reading.statement()
        survived = trial.fate is Fate.SURVIVED and statement is not None
        if survived and (*tried.key, k) not in proved:
            yield k, trial.reading, statement or {}


def _replayed(
    tried: _Tried, known: Mapping[Key, Proved], proved: Mapping[_Name, str]
) -> Iterator[_Made]:
    """The claim's own derivation, for each mutant and way."""
    for k, _, statement in _standing(tried, proved):
        for j, derivation in enumerate(replays(tried.key, statement, known)):
            yield k, j, Proved(statement, derivation)


def _deduced(
    tried: _Tried, known: Mapping[Key, Proved], proved: Mapping[_Name, str]
) -> Iterator[_Made]:
    """A step from the claim, where the claim itself is proved."""
    if tried.key not in known:
        return
    for k, mutant, statement in _standing(tried, proved):
        found = deduced(tried.key[0], tried.base, mutant)
        if found is not None:
            yield k, 0, Proved(statement, citing_sharp(found, known))


def _row(tried: _Tried, proved: Mapping[_Name, str]) -> dict[str, Any]:
    """proved: the mutants of which the checker accepts a derivation, and where that is from.

    A mutant that says what the claim says is called equivalent.
    """
    ways = [proved.get((*tried.key, k), "") for k in range(len(tried.trials))]
    ways = [
        "equivalent" if way and same(tried.base, t.reading) else way
        for t, way in zip(tried.trials, ways, strict=True)
    ]
    fates = [
        fate_of(t, tried.base, proved=bool(way)) for t, way in zip(tried.trials, ways, strict=True)
    ]
    return {
        "id": tried.key[0],
        "reading": tried.key[1],
        "statement": statement_mark(tried.base.statement()),
        "mutants": tried.available,
        "fates": _count(fates),
        "tried": [
            {
                "kind": m.kind,
                "depth": m.depth,
                "words": m.tell(),
                "fate": fate,
                **_at(t),
                **({"by": way} if way else {}),
            }
            for m, fate, t, way in zip(tried.mutants, fates, tried.trials, ways, strict=True)
        ],
    }


def _grounded(reading: Reading) -> Reading:
    from verify.evidence.ground import with_instances

    base = with_instances(reading)
    assert base is not None  # it has instances
    return base


def fate_of(trial: Trial, claim: Reading, *, proved: bool = False) -> str:
    """One of `FATES` for a mutant of the claim; a witness counts if the checker accepts it.

    proved: whether the checker accepts a derivation of it.
    """
    if trial.fate is Fate.REFUTED:
        return "refuted" if _accepted(trial) else "open"
    if trial.fate is Fate.ILL_TYPED:
        return "ill-typed"
    if trial.fate is Fate.SURVIVED and (proved or _is_identity(trial.reading)):
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


def _is_identity(reading: Reading) -> bool:
    from verify.evidence.identity import identity_evidence

    return reading.identity and identity_evidence(reading).kind == "derivation"


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
