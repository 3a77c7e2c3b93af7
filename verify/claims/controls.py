"""Negative controls of a run: what shows that a verdict could have been another.

For the first reading of each claim that holds, its deliberate corruptions are put to trial
(`sensitivity`); for every reading that holds and bounds something, the instance nearest to
equality is looked for (`tightest`). Both are fields of the reading in the ledger, absent where
there is nothing to say. They change no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.claims.claim import Reading
from verify.claims.evidence import Evidence

if TYPE_CHECKING:
    from verify.evidence.trial import Effort

__all__ = ["NO_CONTROLS", "Controls", "can_be_corrupted", "controls", "effort_of"]


@dataclass(frozen=True)
class Controls:
    """sensitivity: see `verify.evidence.sensitivity`; tightest: see `verify.evidence.tightest`."""

    sensitivity: Mapping[str, Any] | None = None
    tightest: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The ledger's fields."""
        fields = {"sensitivity": self.sensitivity, "tightest": self.tightest}
        return {k: dict(v) for k, v in fields.items() if v is not None}


NO_CONTROLS = Controls()


def can_be_corrupted(reading: Reading) -> bool:
    """Whether it has relations, of which generic corruptions are made, with instances to try."""
    return bool(reading.conclusion and (reading.setting or reading.identity))


def effort_of(profile: str) -> Effort:
    """What one reading's controls may spend in a profile."""
    from verify.evidence.trial import Effort

    if profile == "quick":
        return Effort(count=100, sizes=3, drawn=40, population=24, generations=4, attacked=1)
    return Effort()


def controls(
    reading: Reading, evidence: Sequence[Evidence], seed: Sequence[int], effort: Effort, first: bool
) -> Controls:
    """The controls of a reading that holds; first: whether its corruptions are wanted.

    A control that breaks is said, and ends no run.
    """
    from verify.evidence.sensitivity import instances_of, sensitivity
    from verify.evidence.tightest import tightest

    try:
        instances = instances_of(reading, seed, effort)
        fallen = sensitivity(reading, evidence, instances, seed, effort) if first else None
        return Controls(fallen, tightest(reading, evidence, instances))
    except Exception as error:  # noqa: BLE001 - whatever breaks becomes the outcome "error"
        words = f"{type(error).__name__}: {error}"
        return Controls({"outcome": "error", "words": words, "tried": []} if first else None)
