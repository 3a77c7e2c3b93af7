"""Sampling: many instances in floats, every doubtful one decided rigorously.

One chunk is one size of a setting. All statements made about the setting are evaluated on the
chunk's batches together, so that shared quantities (products, singular values, losses) are
computed once. Violations and the closest ties are re-decided by `settle`; a float alone never
refutes. Chunks are independent and merge in their order: results do not depend on workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from verify.claims.claim import Reading
from verify.evidence.compare import (
    Comparison,
    Outcome,
    compare,
    exact_values,
    float_scope,
    holding,
    settle,
)
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["Tally", "merge", "sample_chunk"]

_REDECIDED_VIOLATIONS, _REDECIDED_TIES = 6, 2  # a batch and reading; the worst first


@dataclass
class Tally:
    """What sampling saw of one reading."""

    instances: int = 0
    excluded: int = 0
    violations: int = 0
    suspected: int = 0
    ties: int = 0
    undefined: int = 0
    redecided: int = 0
    undecided: int = 0
    tightness: float = float("nan")
    at: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    shapes: set[tuple[tuple[str, int], ...]] = field(default_factory=set)

    def to_data(self) -> dict[str, Any]:
        """The evidence's fields."""
        return {
            "instances": self.instances,
            "violations": self.violations,
            "suspected": self.suspected,
            "ties": self.ties,
            "undefined": self.undefined,
            "redecided": self.redecided,
            "undecided": self.undecided,
            "excluded": self.excluded,
            "shapes": len(self.shapes),
            "sources": dict(sorted(self.sources.items())),
            "tightness": None if np.isnan(self.tightness) else float(self.tightness),
            "instance": self.at,
        }


def sample_chunk(
    setting: Setting,
    readings: Sequence[Reading],
    sizes: Sizes,
    batches: Sequence[Batch],
) -> list[Tally]:
    """Evaluate every reading on every batch of one size."""
    tallies = [Tally() for _ in readings]
    for batch in batches:
        scope = float_scope(setting, batch, sizes)
        for reading, tally in zip(readings, tallies, strict=True):
            mask = holding(reading.hypotheses, scope, batch.count)
            results = [compare(r, scope, batch.count) for r in reading.conclusion]
            measured = (
                [compare(reading.measure, scope, batch.count)]
                if reading.measure is not None
                else []
            )
            _count(tally, setting, reading, batch, sizes, mask, results, measured)
    return tallies


def _count(
    tally: Tally,
    setting: Setting,
    reading: Reading,
    batch: Batch,
    sizes: Sizes,
    mask: Any,
    results: Sequence[Comparison],
    measured: Sequence[Comparison],
) -> None:
    """Add one batch to the tally of one reading, settling what floats leave open."""
    undefined = np.logical_or.reduce([r.undefined for r in results]) & mask
    violated = np.logical_or.reduce([r.violated for r in results]) & mask & ~undefined
    tie = np.logical_or.reduce([r.tie for r in results]) & mask & ~undefined & ~violated
    inside = mask & ~undefined
    tally.instances += int(inside.sum())
    tally.excluded += int((~mask).sum())
    tally.undefined += int(undefined.sum())
    tally.ties += int(tie.sum())
    tally.sources[batch.source] = tally.sources.get(batch.source, 0) + int(inside.sum())
    if inside.any():
        tally.shapes.add(tuple(sorted(sizes.items())))
    lean = np.max([np.where(inside, r.lean, -np.inf) for r in results], axis=0)
    _note_tightness(tally, batch, sizes, inside & ~violated, measured or results)
    tally.suspected += int(violated.sum())
    ties = 0 if batch.rounding else _REDECIDED_TIES
    for group, limit in ((violated, _REDECIDED_VIOLATIONS), (tie, ties)):
        worst = np.flatnonzero(group)
        worst = worst[np.argsort(-lean[worst], kind="stable")][:limit]
        for index in worst:
            values = exact_values(setting, batch, sizes, int(index))
            outcome = settle(reading.hypotheses, reading.conclusion, values, sizes).outcome
            tally.redecided += 1
            tally.violations += outcome is Outcome.VIOLATED
            tally.undecided += outcome is Outcome.UNDECIDED


def _note_tightness(
    tally: Tally, batch: Batch, sizes: Sizes, inside: Any, results: Sequence[Comparison]
) -> None:
    for result in results:
        ratio = np.where(inside, result.ratio, np.nan)
        if np.isnan(ratio).all():
            continue
        index = int(np.nanargmax(ratio))
        if not ratio[index] <= tally.tightness:
            tally.tightness = float(ratio[index])
            tally.at = {"source": batch.source, "sizes": dict(sizes)}


def merge(parts: Sequence[Tally]) -> Tally:
    """Add tallies up, in order."""
    total = Tally()
    for part in parts:
        for name in (
            "instances",
            "excluded",
            "violations",
            "suspected",
            "ties",
            "undefined",
            "redecided",
            "undecided",
        ):
            setattr(total, name, getattr(total, name) + getattr(part, name))
        for source, count in part.sources.items():
            total.sources[source] = total.sources.get(source, 0) + count
        total.shapes |= part.shapes
        if part.tightness > total.tightness or np.isnan(total.tightness):
            total.tightness, total.at = part.tightness, part.at
    return total
