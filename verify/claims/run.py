"""The run: gather the evidence for every reading, on any `concurrent.futures.Executor`.

Waves of independent tasks. First types, identities, checks, and sampling (one task for each size
of a setting, all readings about it together). Then, for a reading that was violated, the search of
a witness; for the others, adversarial search; and a witness again where the search found a
violation. At last, for what stands, the negative controls. Every task seeds itself from the run's
seed and its own name, and results are merged in a fixed order, so they do not depend on the
executor.
"""

from __future__ import annotations

import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verify.claims.catalogue import load
from verify.claims.claim import Budget, Claim, Kind, Reading
from verify.claims.controls import NO_CONTROLS, Controls, can_be_corrupted, controls, effort_of
from verify.claims.evidence import Evidence
from verify.claims.verdict import HOLDING, Verdict, decide
from verify.errors import InputError, PlVerifyError
from verify.language import IllTyped, check_at, check_relation, walk
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["PROFILES", "Outcome", "profile_budget", "run"]

# instances a reading by sampling, generations of adversarial search, lattice instances a size
PROFILES = {"quick": (2_500, 2, 600), "full": (150_000, 16, 2_000)}
_ATTACKED_SIZES = 2
_SLICE = 12_000

Key = tuple[str, str]  # claim id, reading name
_Task = tuple[Callable[..., list[tuple[Key, Any]]], tuple[Any, ...]]


@dataclass(frozen=True)
class Outcome:
    """A reading's evidence and the verdict that it supports."""

    claim: Claim
    reading: Reading
    verdict: Verdict | None
    basis: str
    evidence: tuple[Evidence, ...]
    controls: Controls = NO_CONTROLS

    @property
    def tightness(self) -> float | None:
        """The largest lhs/rhs that any evidence reached."""
        found = [e.data.get("tightness") for e in self.evidence]
        numbers = [float(t) for t in found if t is not None]
        return max(numbers, default=None)


def profile_budget(profile: str, seed: int) -> Budget:
    """The budget of a profile, "quick" or "full"."""
    if profile not in PROFILES:
        raise InputError(
            f"profile {profile!r} was given",
            violates=f"a profile is one of {', '.join(PROFILES)}",
            remedy="give --profile quick or --profile full",
        )
    instances, generations, _ = PROFILES[profile]
    return Budget(profile, seed, instances, generations)


def run(
    claims: Sequence[Claim],
    budget: Budget,
    executor: Executor,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> list[Outcome]:
    """Evidence and verdict of every reading of the claims, in their order."""
    found: dict[Key, list[Evidence]] = {(c.id, r.name): [] for c in claims for r in c.readings}
    typed = _type_check(claims, found)
    settings = _by_setting(typed)
    tasks: list[_Task] = [(_first_task, (k, budget)) for k in typed if _has_checks(k)]
    tasks += [
        (_sampling_task, (keys, index, budget))
        for keys in settings.values()
        for index in _chunks(keys)
    ]
    parts: dict[Key, list[Any]] = {}
    for result in _gather(executor, tasks, progress, "sampling"):
        for key, item in result:
            if isinstance(item, Evidence):
                found[key].append(item)
            else:
                parts.setdefault(key, []).append(item)
    _keep_accepted(found)
    suspects = _merge(parts, found)
    tasks = [
        (_witness_task if key in suspects else _attack_task, (key, budget))
        for keys in settings.values()
        for key in keys
        if not _settled(found[key])
    ]
    for result in _gather(executor, tasks, progress, "search"):
        for key, item in result:
            found[key].append(item)
    by_id = {(c.id, r.name): (c, r) for c in claims for r in c.readings}
    outcomes = [_outcome(*by_id[key], evidence) for key, evidence in found.items()]
    return _controlled(outcomes, budget, executor, progress)


def _controlled(
    outcomes: Sequence[Outcome],
    budget: Budget,
    executor: Executor,
    progress: Callable[[str, int, int], None],
) -> list[Outcome]:
    """The outcomes with their negative controls; of a claim, one reading is corrupted."""
    standing = [o for o in outcomes if o.verdict in HOLDING]
    ranked = sorted(standing, key=lambda o: not can_be_corrupted(o.reading))
    first = {o.claim.id: o for o in reversed(ranked)}
    tasks: list[_Task] = [
        (_controls_task, ((o.claim.id, o.reading.name), o.evidence, first[o.claim.id] is o, budget))
        for o in standing
    ]
    found = dict(pair for r in _gather(executor, tasks, progress, "controls") for pair in r)
    return [
        replace(o, controls=found.get((o.claim.id, o.reading.name), NO_CONTROLS)) for o in outcomes
    ]


def _outcome(claim: Claim, reading: Reading, evidence: Sequence[Evidence]) -> Outcome:
    if claim.kind is Kind.DEFINITION and not evidence:
        return Outcome(claim, reading, None, "a definition", tuple(evidence))
    verdict, basis = decide(evidence)
    return Outcome(claim, reading, verdict, basis, tuple(evidence))


def _type_check(claims: Sequence[Claim], found: dict[Key, list[Evidence]]) -> list[Key]:
    """Keys of the readings that are well-typed; the others get their evidence here."""
    fine = []
    for claim in claims:
        for reading in claim.readings:
            try:
                for relation in (*reading.hypotheses, *reading.conclusion):
                    check_relation(relation)
                    for sizes in reading.setting.shapes if reading.setting else ():
                        check_at(relation.lhs, sizes)
                        check_at(relation.rhs, sizes)
            except IllTyped as error:
                found[claim.id, reading.name].append(
                    Evidence(
                        "ill_typed",
                        {
                            "expression": error.where,
                            "shapes": list(error.shapes),
                            "words": f"{error.why}: {' against '.join(error.shapes)}",
                        },
                    )
                )
            else:
                fine.append((claim.id, reading.name))
    return fine


def _lookup(key: Key) -> Reading:
    claim = load(key[0].partition("/")[0]).find(key[0])
    return next(r for r in claim.readings if r.name == key[1])


def _has_checks(key: Key) -> bool:
    reading = _lookup(key)
    return bool(reading.identity or reading.proof or reading.checks or reading.examples)


def _settled(evidence: Iterable[Evidence]) -> bool:
    """Whether nothing is left to search; sampling alone gives a proved bound its tightness."""
    return any(e.kind in ("derivation", "witness", "ill_typed", "error") for e in evidence)


def _by_setting(keys: Sequence[Key]) -> dict[str, list[Key]]:
    groups: dict[str, list[Key]] = {}
    owners: dict[str, Setting] = {}
    for key in keys:
        reading = _lookup(key)
        setting = reading.setting
        if setting is None or reading.identity or not reading.conclusion:
            continue
        if owners.setdefault(setting.name, setting) is not setting:
            raise InputError(
                f"two settings are named {setting.name!r}",
                where=f"claim {key[0]}",
                remedy="give each setting a name of its own",
            )
        groups.setdefault(setting.name, []).append(key)
    return groups


def _chunks(keys: Sequence[Key]) -> list[int]:
    """Indices of the setting's sizes, and -1 for its real data."""
    setting = _lookup(keys[0]).setting
    assert setting is not None
    # Real data first: the longest task should not be the last to start.
    return [*([-1] if setting.real else []), *range(len(setting.shapes))]


def _rng(budget: Budget, *names: str | int) -> np.random.Generator:
    codes = [zlib.crc32(str(n).encode()) for n in names]
    return np.random.default_rng([budget.seed, *codes])


def _guarded(
    keys: Sequence[Key], work: Callable[[], list[tuple[Key, Any]]]
) -> list[tuple[Key, Any]]:
    """A broken task is an ERROR of its readings, not the end of the run."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - whatever breaks becomes evidence of kind error
        where = (
            ""
            if isinstance(error, PlVerifyError)
            else f" ({traceback.format_exc(limit=-1).splitlines()[1].strip().rpartition('/')[2]})"
        )
        words = f"{type(error).__name__}: {error}{where}"
        return [(key, Evidence("error", {"words": words})) for key in keys]


def _first_task(key: Key, budget: Budget) -> list[tuple[Key, Any]]:
    """Identities and the reading's own checks."""

    def work() -> list[tuple[Key, Any]]:
        reading = _lookup(key)
        evidence: list[Evidence] = []
        if reading.identity:
            from verify.evidence.identity import identity_evidence

            evidence.append(identity_evidence(reading))
            if evidence[-1].kind == "words":
                evidence += _refute_identity(reading, budget)
        if reading.proof is not None:
            evidence += _derive(reading)
        for example in reading.examples:
            from verify.evidence.witness import example_witness

            if witness := example_witness(reading, example):
                evidence.append(witness)
                break
        for check in reading.checks:
            evidence.extend(check(budget))
        return [(key, e) for e in evidence]

    return _guarded([key], work)


def _derive(reading: Reading) -> list[Evidence]:
    """The reading's proof as evidence; a step that does not follow is said, and proves nothing."""
    from verify.evidence.derivation import ProofError

    statement = reading.statement()
    assert reading.proof is not None
    assert statement is not None  # a proof concludes a relation
    try:
        return [reading.proof().evidence(statement)]
    except ProofError as error:
        return [Evidence("words", {"words": f"the derivation stops: {error}"})]


def _keep_accepted(found: dict[Key, list[Evidence]]) -> None:
    """A derivation that the checker refuses proves nothing: only what it says of it is kept."""
    from verify.claims.proving import refusals

    derived = {
        key: (_lookup(key), e.to_json())
        for key, evidence in found.items()
        for e in evidence
        if e.kind == "derivation"
    }
    for key, reason in refusals(derived).items():
        words = Evidence("words", {"words": f"the checker refuses the derivation: {reason}"})
        found[key] = [words if e.kind == "derivation" else e for e in found[key]]


def _refute_identity(reading: Reading, budget: Budget) -> list[Evidence]:
    from verify.evidence.witness import find_witness

    if reading.setting is None:
        return []
    rng = _rng(budget, "witness", reading.formula())
    witness = find_witness(reading.setting, reading, rng, count=PROFILES[budget.profile][2])
    return [witness] if witness else []


def _has_kron(reading: Reading) -> bool:
    relations = (*reading.hypotheses, *reading.conclusion)
    sides = (side for r in relations for side in (r.lhs, r.rhs))
    return any(node.op == "kron" for side in sides for node in walk(side))


def _sampling_task(keys: Sequence[Key], index: int, budget: Budget) -> list[tuple[Key, Any]]:
    def work() -> list[tuple[Key, Any]]:
        from verify.evidence.sampling import sample_chunk

        setting = _lookup(keys[0]).setting
        assert setting is not None
        # Kronecker products of real data's factors are too large to be worth their time.
        chosen = [k for k in keys if index >= 0 or not _has_kron(_lookup(k))]
        readings = [_lookup(k) for k in chosen]
        if index < 0:
            assert setting.real is not None
            real = setting.real(budget.profile)
            pairs: Iterable[tuple[Sizes, Sequence[Batch]]] = ((s, [batch]) for s, batch in real)
        else:
            sizes = setting.shapes[index]
            count = -(-budget.instances // len(setting.shapes))
            pairs = _slices(setting, sizes, index, count, budget)
        out: list[tuple[Key, Any]] = []
        for sizes, batches in pairs:
            tallies = sample_chunk(setting, readings, sizes, batches)
            out += [(k, (index, t)) for k, t in zip(chosen, tallies, strict=True)]
        return out

    return _guarded(keys, work)


def _slices(
    setting: Setting, sizes: Sizes, index: int, count: int, budget: Budget
) -> Iterator[tuple[Sizes, Sequence[Batch]]]:
    """The size's instances in slices, one in memory at a time."""
    for start in range(0, count, _SLICE):
        rng = _rng(budget, "sampling", setting.name, index, start)
        yield sizes, setting.draw(rng, sizes, min(_SLICE, count - start))


def _merge(parts: dict[Key, list[Any]], found: dict[Key, list[Evidence]]) -> set[Key]:
    """Merge tallies into evidence; gives the keys with violations, proven or suspected."""
    from verify.evidence.sampling import merge

    suspects = set()
    for key, items in parts.items():
        tally = merge([t for _, t in sorted(items, key=lambda pair: pair[0])])
        setting = _lookup(key).setting
        assert setting is not None
        found[key].append(Evidence("sampling", {**tally.to_data(), "distribution": setting.words}))
        if tally.violations:
            suspects.add(key)
    return suspects


def _attack_sizes(setting: Setting) -> list[Sizes]:
    """The smallest size, one with n != m or rectangular factors, and one in the middle."""
    shapes = list(setting.shapes)
    uneven = [s for s in shapes if len(set(s.values())) > 1]
    picks = [shapes[0], *(uneven[len(uneven) // 3 :][:1]), shapes[len(shapes) // 2]]
    return list({tuple(p.items()): p for p in picks}.values())[:_ATTACKED_SIZES]


def _attack_task(key: Key, budget: Budget) -> list[tuple[Key, Any]]:
    def work() -> list[tuple[Key, Any]]:
        from verify.evidence.adversary import attack

        reading = _lookup(key)
        setting = reading.setting
        assert setting is not None
        result = attack(
            setting,
            reading,
            _attack_sizes(setting),
            _rng(budget, "attack", *key),
            population=96,
            generations=budget.generations,
        )
        out: list[tuple[Key, Any]] = [(key, Evidence("adversary", result.to_data()))]
        return out + (_witness_task(key, budget, result.proven) if result.violations else [])

    return _guarded([key], work)


def _witness_task(
    key: Key, budget: Budget, starts: Sequence[tuple[Sizes, Batch]] = ()
) -> list[tuple[Key, Any]]:
    def work() -> list[tuple[Key, Any]]:
        from verify.evidence.witness import find_witness

        reading = _lookup(key)
        assert reading.setting is not None
        rng = _rng(budget, "witness", *key)
        count = PROFILES[budget.profile][2]
        witness = find_witness(reading.setting, reading, rng, count=count, starts=starts)
        return [(key, witness)] if witness else []

    return _guarded([key], work)


def _controls_task(
    key: Key, evidence: Sequence[Evidence], corrupted: bool, budget: Budget
) -> list[tuple[Key, Any]]:
    seed, effort = [budget.seed, zlib.crc32("/".join(key).encode())], effort_of(budget.profile)
    return [(key, controls(_lookup(key), evidence, seed, effort, corrupted))]


def _gather(
    executor: Executor,
    tasks: Sequence[_Task],
    progress: Callable[[str, int, int], None],
    stage: str,
) -> list[Any]:
    """Results in the order of the tasks, reporting as they complete."""
    futures: list[Future[Any]] = [executor.submit(f, *args) for f, args in tasks]
    results = []
    for done, future in enumerate(futures, 1):
        results.append(future.result())
        progress(stage, done, len(futures))
    return results
