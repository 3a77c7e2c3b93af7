"""Adversarial search: maximise lhs/rhs over the hypotheses' whole set.

A population of instances climbs `lean` (a monotone function of lhs/rhs that also makes sense
where a side is zero or negative): each generation perturbs every member at its own scale and
keeps what is better. Steps adapt by success, as in a (1+1) evolution strategy, in batch. It
reports the tightness reached; a violation goes to the witness search like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.claims.claim import Reading
from verify.evidence.compare import (
    Outcome,
    compare,
    exact_values,
    float_scope,
    holding,
    settle,
)
from verify.evidence.recorded import recorded
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["Attack", "attack"]

Array = npt.NDArray[np.float64]


@dataclass
class Attack:
    """What the search reached; proven: the instances whose violation was settled exactly."""

    starts: int = 0
    evaluations: int = 0
    violations: int = 0
    tightness: float = float("nan")
    lean: float = -np.inf
    sizes: dict[str, int] | None = None
    instance: dict[str, Any] = field(default_factory=dict)
    proven: list[tuple[Sizes, Batch]] = field(default_factory=list)

    def to_data(self) -> dict[str, Any]:
        """The evidence's fields."""
        return {
            "starts": self.starts,
            "evaluations": self.evaluations,
            "violations": self.violations,
            "tightness": None if np.isnan(self.tightness) else float(self.tightness),
            "dims": self.sizes or {},
            "instance": self.instance,
        }


def attack(
    setting: Setting,
    reading: Reading,
    sizes_list: Sequence[Sizes],
    rng: np.random.Generator,
    *,
    population: int,
    generations: int,
) -> Attack:
    """Search each of the given sizes; `population` instances, `generations` steps each."""
    result = Attack()
    for turn, sizes in enumerate(sizes_list):
        free = [b for b in setting.draw(rng, sizes, population) if b.count and not b.fixed]
        # Each size another pair of distributions: all take part, at half the cost.
        for start in [free[(2 * turn + i) % len(free)] for i in range(min(2, len(free)))]:
            _climb(setting, reading, sizes, start, rng, generations, result)
    return result


def _climb(
    setting: Setting,
    reading: Reading,
    sizes: Sizes,
    batch: Batch,
    rng: np.random.Generator,
    generations: int,
    result: Attack,
) -> None:
    lean, ratio, clear = _score(setting, reading, sizes, batch)
    step = np.full(batch.count, 0.3)
    for _ in range(generations):
        trial = _perturb(batch, step, rng, setting.positive)
        trial_lean, trial_ratio, trial_clear = _score(setting, reading, sizes, trial)
        better = trial_lean > lean
        batch = _choose(batch, trial, better)
        lean, ratio = np.where(better, trial_lean, lean), np.where(better, trial_ratio, ratio)
        clear = np.where(better, trial_clear, clear)
        step = np.clip(np.where(better, step * 1.6, step * 0.85), 1e-7, 1.0)
    result.starts += batch.count
    result.evaluations += batch.count * (generations + 1)
    best = int(np.argmax(lean))
    if lean[best] == -np.inf:
        return
    # What finish has rounded is no exact instance: there the error bound must be exceeded too.
    beyond = bool(lean[best] > 0) and (not setting.rounding or bool(clear[best]))
    violated = beyond and _proven(setting, reading, sizes, batch, best)
    if violated:
        result.violations += 1
        result.proven.append((sizes, batch.take(np.array([best]))))
    result.lean = max(result.lean, float(lean[best]))
    # Rounding alone can lift a tie above 1: only what is not beyond attained counts here.
    fair = np.where(lean <= 0, ratio, np.nan) if not violated else ratio
    if np.isnan(fair).all():
        fair = np.minimum(ratio, 1.0)
    if not np.isnan(fair).all() and not np.nanmax(fair) <= result.tightness:
        result.tightness, result.sizes = float(np.nanmax(fair)), dict(sizes)
        one = batch.take(np.array([int(np.nanargmax(fair))]))
        names = reading.letters()
        result.instance = recorded(float_scope(setting, one, sizes), names, 0)


def _score(
    setting: Setting, reading: Reading, sizes: Sizes, batch: Batch
) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """Largest lean and ratio over the relations, and whether one is violated beyond rounding.

    Outside the hypotheses the lean is -inf.
    """
    scope = float_scope(setting, replace(batch, rounding=setting.rounding), sizes)
    inside = holding(reading.hypotheses, scope, batch.count)
    lean = np.full(batch.count, -np.inf)
    ratio = np.full(batch.count, np.nan)
    clear = np.zeros(batch.count, dtype=bool)
    for relation in (reading.measure,) if reading.measure is not None else reading.conclusion:
        c = compare(relation, scope, batch.count)
        lean = np.where(inside & ~c.undefined, np.maximum(lean, c.lean), lean)
        ratio = np.where(inside & ~c.undefined, np.fmax(ratio, c.ratio), ratio)
        clear |= inside & c.violated
    return lean, ratio, clear


def _proven(setting: Setting, reading: Reading, sizes: Sizes, batch: Batch, index: int) -> bool:
    values = exact_values(setting, batch, sizes, index)
    outcome = settle(reading.hypotheses, reading.conclusion, values, sizes).outcome
    return outcome is Outcome.VIOLATED


def _perturb(
    batch: Batch, step: Array, rng: np.random.Generator, positive: frozenset[str]
) -> Batch:
    """Move every latent array by its own scale; now and then rescale one of them."""
    latent = {}
    for name, value in batch.latent.items():
        if value.shape[0] != batch.count:
            latent[name] = value
            continue
        wide = step.reshape(-1, *([1] * (value.ndim - 1)))
        if name in positive:
            latent[name] = value * np.exp(wide * rng.normal(size=value.shape))
            continue
        axes = tuple(range(1, value.ndim))
        size = np.sqrt(np.mean(value**2, axis=axes, keepdims=True)) if axes else np.abs(value)
        mask = rng.random(value.shape) < rng.choice([0.3, 1.0])
        moved = value + wide * size * mask * rng.normal(size=value.shape)
        if rng.random() < 0.3:
            moved = moved * np.exp(wide * rng.normal(size=wide.shape))
        if rng.random() < 0.1:
            # Exact zeros and equal entries are where many bounds are attained.
            moved = np.where(rng.random(value.shape) < 0.2, 0.0, moved)
        latent[name] = moved
    return replace(batch, latent=latent)


def _choose(old: Batch, new: Batch, better: npt.NDArray[np.bool_]) -> Batch:
    latent = {
        k: np.where(better.reshape(-1, *([1] * (v.ndim - 1))), new.latent[k], v)
        if v.shape[0] == old.count
        else v
        for k, v in old.latent.items()
    }
    return replace(old, latent=latent)
