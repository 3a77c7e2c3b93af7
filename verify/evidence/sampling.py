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

from verify.arithmetic import Scope
from verify.claims.claim import Reading
from verify.evidence.compare import (
    PRECISIONS,
    Comparison,
    Outcome,
    compare,
    exact_values,
    float_scope,
    holding,
    settle,
)
from verify.evidence.recorded import recorded
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["Tally", "merge", "sample_chunk"]

# Instances that one chunk re-decides for a reading, the worst first.
_REDECIDED_VIOLATIONS, _REDECIDED_TIES = 3, 1
# On matrices with more entries than this (real data) ties are left to the error bound, and one
# suspect is decided at one precision.
_LARGE = 600


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
    doubts: list[list[_Doubt]] = [[] for _ in readings]
    # A batch may be empty: of the runs that were drawn, none was admissible.
    for batch in (b for b in batches if b.count):
        scope = float_scope(setting, batch, sizes)
        for reading, tally, found in zip(readings, tallies, doubts, strict=True):
            mask = holding(reading.hypotheses, scope, batch.count)
            results = [compare(r, scope, batch.count) for r in reading.conclusion]
            measured = (
                [compare(reading.measure, scope, batch.count)]
                if reading.measure is not None
                else []
            )
            found += _count(tally, batch, sizes, mask, results)
            inside = mask & ~np.logical_or.reduce([r.undefined | r.violated for r in results])
            _note_tightness(tally, reading, batch, scope, inside, measured or results)
    for reading, tally, found in zip(readings, tallies, doubts, strict=True):
        _settle(tally, setting, reading, sizes, found)
    return tallies


@dataclass(frozen=True, eq=False)
class _Doubt:
    """An instance that floats leave open: how far it leans, and whether they call it violated."""

    lean: float
    violated: bool
    batch: Batch
    index: int


def _count(
    tally: Tally,
    batch: Batch,
    sizes: Sizes,
    mask: Any,
    results: Sequence[Comparison],
) -> list[_Doubt]:
    """Add one batch to the tally of one reading; the worst of what floats leave open."""
    undefined = np.logical_or.reduce([r.undefined for r in results]) & mask
    violated = np.logical_or.reduce([r.violated for r in results]) & mask & ~undefined
    tie = np.logical_or.reduce([r.tie for r in results]) & mask & ~undefined & ~violated
    inside = mask & ~undefined
    tally.instances += int(inside.sum())
    tally.excluded += int((~mask).sum())
    tally.undefined += int(undefined.sum())
    tally.ties += int(tie.sum())
    tally.suspected += int(violated.sum())
    tally.sources[batch.source] = tally.sources.get(batch.source, 0) + int(inside.sum())
    if inside.any():
        tally.shapes.add(tuple(sorted(sizes.items())))
    lean = np.max([np.where(inside, r.lean, -np.inf) for r in results], axis=0)
    ties = 0 if batch.rounding or _is_large(batch) else _REDECIDED_TIES
    found = []
    for group, limit, sure in ((violated, _REDECIDED_VIOLATIONS, True), (tie, ties, False)):
        worst = np.flatnonzero(group)
        worst = worst[np.argsort(-lean[worst], kind="stable")][:limit]
        found += [_Doubt(float(lean[i]), sure, batch, int(i)) for i in worst]
    return found


def _settle(
    tally: Tally, setting: Setting, reading: Reading, sizes: Sizes, doubts: Sequence[_Doubt]
) -> None:
    """Re-decide the chunk's worst doubts; one proven violation is enough."""
    ordered = sorted(doubts, key=lambda d: -d.lean)
    suspects = [d for d in ordered if d.violated][:_REDECIDED_VIOLATIONS]
    ties = [d for d in ordered if not d.violated][:_REDECIDED_TIES]
    for doubt in (*suspects, *ties):
        large = _is_large(doubt.batch)
        values = exact_values(setting, doubt.batch, sizes, doubt.index)
        bits = PRECISIONS[:1] if large else PRECISIONS
        outcome = settle(reading.hypotheses, reading.conclusion, values, sizes, bits).outcome
        tally.redecided += 1
        tally.undecided += outcome is Outcome.UNDECIDED
        tally.violations += outcome is Outcome.VIOLATED
        if outcome is Outcome.VIOLATED or large:
            return


def _is_large(batch: Batch) -> bool:
    return bool(sum(v[0].size for v in batch.latent.values()) > _LARGE)


def _note_tightness(
    tally: Tally,
    reading: Reading,
    batch: Batch,
    scope: Scope,
    inside: Any,
    results: Sequence[Comparison],
) -> None:
    """Keep the largest ratio, with the instance at which it was found."""
    for result in results:
        ratio = np.where(inside, result.ratio, np.nan)
        if np.isnan(ratio).all():
            continue
        index = int(np.nanargmax(ratio))
        if not ratio[index] <= tally.tightness:
            tally.tightness = float(ratio[index])
            tally.at = {
                "source": batch.source,
                "sizes": dict(scope.sizes),
                **recorded(scope, reading.letters(), index),
            }


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
        # Of equal ones, an instance that was small enough to be recorded.
        said_more = part.tightness == total.tightness and len(part.at) > len(total.at)
        if part.tightness > total.tightness or np.isnan(total.tightness) or said_more:
            total.tightness, total.at = part.tightness, part.at
    return total
