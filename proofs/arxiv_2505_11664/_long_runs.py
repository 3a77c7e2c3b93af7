"""Long runs of Theorem 3.2: the late phase, where the binding constraint on the step is 1 / K_t.

The settings of `_runs.py` end at iterate 13, when (1 + eta0^2)^(t/2) has hardly grown. Here the
loss is rescaled, which changes neither alpha1 nor alpha2, so that eta_max is about as large as
log(1 + alpha1 / (2 alpha2))^2 and a run of a thousand steps sees the bound grow past 1 / K_t.
Notation: as in `_runs.py`. A run ends where rounding dominates: later iterates are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2
from proofs.arxiv_2505_11664._runs import run_setup, runs, square, start, step_size
from verify.arithmetic import Float64, Scope, evaluate
from verify.claims.claim import Budget, Check, Reading
from verify.claims.evidence import Evidence
from verify.evidence.sampling import merge, sample_chunk
from verify.language import Expr, Relation
from verify.model.setting import Batch, Setting, Sizes, float_values
from verify.model.step import W1_NEXT, W2_NEXT, K, L, loss_values
from verify.model.trajectory import L0

__all__ = ["LONG_SQUARE", "late_phase"]

Array = npt.NDArray[np.float64]

LONG_SQUARE = runs(where=square, theorem_32=True)
_LONG_REPAIRED = runs(theorem_32=True, alpha1=ALPHA1_REPAIRED)

_SIZES: tuple[dict[str, int], ...] = (
    {"n": 1, "m": 1, "h": 1},
    {"n": 1, "m": 1, "h": 3},
    {"n": 2, "m": 2, "h": 3},
    {"n": 2, "m": 1, "h": 2},
    {"n": 2, "m": 3, "h": 2},
)
_STEPS = {"quick": 200, "full": 1600}
_COUNT = {"quick": 24, "full": 60}
# Rescaling: how the parameters of a family change when the loss is multiplied by x.
_POWERS = {"A": 1.0, "a": 1.0, "b": 1.0, "X": 0.5}


def late_phase(*conclusion: Relation, when: Sequence[Relation], repaired: bool = False) -> Check:
    """A check of relations on long runs with n = m, or on all with the repaired alpha1."""

    def check(budget: Budget) -> Sequence[Evidence]:
        setting = _LONG_REPAIRED if repaired else LONG_SQUARE
        reading = Reading("late phase", conclusion, tuple(when), setting)
        tallies = []
        for sizes, batch in _long_runs(repaired, budget.profile, budget.seed):
            tallies += sample_chunk(setting, [reading], sizes, [batch])
        data = merge(tallies).to_data()
        words = (
            f"iterates up to {_STEPS[budget.profile]} of runs whose step sizes grow from eta0 "
            "until 1/K_t binds"
        )
        kept = {k: data[k] for k in ("instances", "violations", "undecided", "tightness")}
        return [Evidence("statistics", {**kept, "words": words, "items": []})]

    return check


@lru_cache(maxsize=4)
def _long_runs(repaired: bool, profile: str, seed: int) -> tuple[tuple[Sizes, Batch], ...]:
    alpha1 = ALPHA1_REPAIRED if repaired else ALPHA1
    setting = _LONG_REPAIRED if repaired else LONG_SQUARE
    found: list[tuple[Sizes, Batch]] = []
    for sizes in _SIZES:
        if not repaired and not square(sizes):
            continue
        rng = np.random.default_rng([seed, *sizes.values()])
        for batch in start(rng, sizes, _COUNT[profile], theorem_32=True):
            if batch.family == "softplus":  # a multiple of it is no loss of the family
                continue
            begun = _rescaled(rng, setting, sizes, batch, alpha1)
            found.append((sizes, _run(rng, sizes, begun, alpha1, _STEPS[profile])))
    return tuple(found)


def _values(batch: Batch, extra: Mapping[str, Array]) -> dict[str, object]:
    latent = batch.latent
    known = {"W10": latent["W10"], "W20": latent["W20"], "Wstar": latent["C"], **extra}
    return float_values({**known, **loss_values(batch)}, batch)


def _rescaled(
    rng: np.random.Generator, setting: Setting, sizes: Sizes, batch: Batch, alpha1: Expr
) -> Batch:
    """Multiply the loss so that 1 / (K alpha2) is about log(1 + alpha1 / (2 alpha2))^2."""
    scope = Scope(Float64(), _values(batch, {}), sizes)
    low, high, k = (evaluate(x, scope).v for x in (alpha1, ALPHA2, K))
    with np.errstate(all="ignore"):
        room = np.log1p(np.maximum(low, 1e-9) / (2 * high)) ** 2
        factor = 10.0 ** rng.uniform(-0.7, 0.7, batch.count) / (k * high * room)
    latent = dict(batch.latent)
    for name, power in _POWERS.items():
        if name in latent:
            wide = factor.reshape(-1, *([1] * (latent[name].ndim - 1)))
            latent[name] = latent[name] * wide**power
    return Batch(batch.source, batch.count, latent, batch.family)


def _run(rng: np.random.Generator, sizes: Sizes, begun: Batch, alpha1: Expr, steps: int) -> Batch:
    """Iterates 0, 1, 2, 4, ... and every 40th; those near the floor of rounding are left out."""
    scope = Scope(Float64(), _values(begun, {}), sizes)
    constants = run_setup(alpha1, scope, begun.latent)
    first = np.broadcast_to(evaluate(L0, scope).v, (begun.count,))
    habit = rng.choice([0.0, 0.5, 1.0], begun.count)  # of each run: smallest, mixed, largest
    W1, W2 = begun.latent["W10"], begun.latent["W20"]
    parts: dict[str, list[Array]] = {}
    with np.errstate(all="ignore"):
        for k in range(steps + 1):
            now = {"W1": W1, "W2": W2, "t": np.full(begun.count, float(k)), **constants}
            known = _values(begun, now)
            scope = Scope(Float64(), known, sizes)
            u = np.where(habit == 0.5, rng.uniform(-0.3, 1.3, begun.count), habit)
            step = np.broadcast_to(step_size(scope, np.clip(u, 0, 1)), (begun.count,))
            if k % 40 == 0 or k & (k - 1) == 0:
                value = np.broadcast_to(evaluate(L, scope).v, (begun.count,))
                good = np.isfinite(constants["eta0"]) & (value > 1e-22 * first)
                for name, array in ({**begun.latent, **now, "eta": step}).items():
                    parts.setdefault(name, []).append(array[good])
            known["eta"] = Float64.data(step, matrix=False)
            scope = Scope(Float64(), known, sizes)
            W1, W2 = (np.nan_to_num(evaluate(x, scope).v) for x in (W1_NEXT, W2_NEXT))
    latent = {k: np.concatenate(v) for k, v in parts.items()}
    rounding = {"W1": 1e-12, "W2": 1e-12}
    return Batch(begun.source, len(latent["t"]), latent, begun.family, True, rounding=rounding)
