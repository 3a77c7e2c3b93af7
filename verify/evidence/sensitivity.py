"""Whether the suite can say no: a claim's corruptions, and what became of the first that fell.

The record is the reading's `sensitivity` in the ledger:

    outcome    "refuted": a corruption has a witness in exact rationals;
               "contradicted": the claim's own data contradict a shifted constant (no proof);
               "violated": at an instance of floats, proven, that small rationals do not confirm;
               "not sensitive": every corruption survived; "not covered": with the reason
    words      the sentence for the report
    tried      the corruptions in their order, [{"words", "fate"}, ...], up to the one that fell
    corrupted  where refuted, the corrupted statement as a REFUTED reading: name, tex, verdict,
               facts, statement, evidence (the witness); the checker re-checks it as any other

Not covered: readings that bring checks of their own and neither relation nor statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.evidence.corruption import Corruption, corruptions, put_to_trial
from verify.evidence.ground import with_instances
from verify.evidence.restated import restated
from verify.evidence.trial import Effort, Fate, Instances, Trial, try_all

__all__ = ["instances_of", "sensitivity"]

_MOST = 30  # corruptions of one claim


def instances_of(reading: Reading, seed: Sequence[int], effort: Effort) -> Instances | None:
    """The instances on which a reading's corruptions are tried; None where there are none."""
    grounded = with_instances(reading) if reading.conclusion else None
    if grounded is None or grounded.setting is None:
        return None
    return Instances(grounded.setting, seed, effort)


def sensitivity(
    reading: Reading,
    evidence: Sequence[Evidence],
    instances: Instances | None,
    seed: Sequence[int],
    effort: Effort,
) -> dict[str, Any]:
    """The record of a reading that stands, whose evidence is given.

    instances: those of `instances_of` for the seed and effort.
    """
    given = [Corruption(c.name, c) for c in reading.corrupted]
    trials: list[Trial] = []
    for corruption in given:
        trials.append(put_to_trial(corruption, seed, effort))
        if trials[-1].fate is Fate.REFUTED:
            return _record(given, trials)
    if instances is None:
        return _record(given, trials) if given else _of_data(reading, evidence)
    grounded = with_instances(reading)
    assert grounded is not None  # it has instances
    tried = _selected(corruptions(grounded))
    trials += try_all([c.reading for c in tried], instances, first=True)
    return _record([*given, *tried], trials)


def _selected(found: Sequence[Corruption]) -> list[Corruption]:
    """The first ones, and the last two, which a bound far from attained does not survive."""
    return [*found] if len(found) <= _MOST else [*found[: _MOST - 2], *found[-2:]]


def _record(tried: Sequence[Corruption], trials: Sequence[Trial]) -> dict[str, Any]:
    fates = [{"words": c.words, "fate": t.fate.value} for c, t in zip(tried, trials, strict=False)]
    for corruption, trial in zip(tried, trials, strict=False):
        if trial.fate is Fate.REFUTED:
            return {
                "outcome": "refuted",
                "words": corruption.words,
                "tried": fates,
                "corrupted": _as_reading(corruption, trial),
            }
    for corruption, trial in zip(tried, trials, strict=False):
        if trial.fate is Fate.VIOLATED:
            return {"outcome": "violated", "words": corruption.words, "tried": fates}
    words = f"none of {len(fates)} corruptions was refuted"
    return {"outcome": "not sensitive", "words": words, "tried": fates}


def _as_reading(corruption: Corruption, trial: Trial) -> dict[str, Any]:
    """What the checker takes for a refuted reading."""
    assert trial.witness is not None  # it is refuted
    return {
        "name": corruption.words,
        "tex": corruption.reading.formula(),
        "verdict": "REFUTED",
        "facts": [],
        "statement": corruption.reading.statement(),
        "evidence": [trial.witness.to_json()],
    }


def _of_data(reading: Reading, evidence: Sequence[Evidence]) -> dict[str, Any]:
    tried = restated(evidence)
    if not tried:
        return {"outcome": "not covered", "words": _reason(reading, evidence), "tried": []}
    fates = [
        {"words": words, "fate": "contradicted" if fell else "survived"} for words, fell in tried
    ]
    if tried[-1][1]:
        return {"outcome": "contradicted", "words": tried[-1][0], "tried": fates}
    words = f"the data contradict none of {len(fates)} shifted claims"
    return {"outcome": "not sensitive", "words": words, "tried": fates}


def _reason(reading: Reading, evidence: Sequence[Evidence]) -> str:
    kinds = {e.kind for e in evidence}
    if reading.conclusion:
        return "its letters have no instances in small rationals"
    if "enclosure" in kinds:
        return "roots are enclosed: the statement has no constant that could be shifted"
    if "statistics" in kinds:
        return "its check compares runs with each other: there is no constant to shift"
    return "it brings a check of its own, and no relation"
