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
from proofs.arxiv_2505_11664._runs import (
    RUNS_32_REPAIRED,
    RUNS_32_SQUARE,
    inverse_step,
    run_setup,
    square,
    start,
)
from verify.arithmetic import Float64, Scope, evaluate
from verify.claims.claim import Budget, Check, Reading
from verify.claims.evidence import Evidence
from verify.evidence.sampling import merge, sample_chunk
from verify.language import Expr, Relation
from verify.model.setting import Batch, Sizes, float_values
from verify.model.step import K, loss_values

__all__ = ["late_phase"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

_SIZES: tuple[dict[str, int], ...] = (
    {"n": 1, "m": 1, "h": 1},
    {"n": 2, "m": 2, "h": 3},
    {"n": 2, "m": 1, "h": 1},
    {"n": 2, "m": 3, "h": 5},
)
_STEPS = {"quick": 400, "full": 2000}
_COUNT = {"quick": 60, "full": 200}
_FAMILIES = ("weighted quadratic", "log-cosh")


def late_phase(*conclusion: Relation, when: Sequence[Relation], repaired: bool = False) -> Check:
    """A check of relations on long runs with n = m, or on all with the repaired alpha1."""

    def check(budget: Budget) -> Sequence[Evidence]:
        setting = RUNS_32_REPAIRED if repaired else RUNS_32_SQUARE
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
    found: list[tuple[Sizes, Batch]] = []
    for sizes in _SIZES:
        if not repaired and not square(sizes):
            continue
        rng = np.random.default_rng([seed, *sizes.values()])
        for batch in start(rng, sizes, _COUNT[profile], theorem_32=True):
            if batch.family in _FAMILIES:
                begun = _rescaled(rng, sizes, batch, alpha1)
                found.append((sizes, _run(rng, sizes, begun, alpha1, _STEPS[profile])))
    return tuple(found)


def _values(batch: Batch, extra: Mapping[str, Array]) -> dict[str, object]:
    latent = batch.latent
    known = {"W10": latent["W10"], "W20": latent["W20"], "Wstar": latent["C"], **extra}
    return float_values({**known, **loss_values(batch)}, batch)


def _rescaled(rng: Generator, sizes: Sizes, batch: Batch, alpha1: Expr) -> Batch:
    """Multiply the loss so that 1 / (K alpha2) is about log(1 + alpha1 / (2 alpha2))^2.

    Minimisers are moved towards W(0), so that (102) leaves room as well; a fifth of them to W(0),
    where the run stands still and rounding spoils nothing.
    """
    latent = dict(batch.latent)
    w = latent["W10"] @ np.swapaxes(latent["W20"], 1, 2)
    nearer = 10.0 ** rng.uniform(-3, 0, (batch.count, 1, 1))
    latent["C"] = w + (latent["C"] - w) * np.where(nearer > 10**-0.6, 0.0, nearer)
    latent["fraction"] = 10.0 ** np.minimum(rng.uniform(-1, 3, batch.count), 0)
    moved = Batch(batch.source, batch.count, latent, batch.family)
    scope = Scope(Float64(), _values(moved, {}), sizes)
    low, high, k = (evaluate(x, scope).v for x in (alpha1, ALPHA2, K))
    with np.errstate(all="ignore"):
        room = np.log1p(np.maximum(low, 1e-9) / (2 * high)) ** 2
        factor = 10.0 ** rng.uniform(-0.7, 0.7, batch.count) / (k * high * room)
    for name in ("A", "a", "b"):
        if name in latent:
            latent[name] = latent[name] * factor.reshape(-1, *([1] * (latent[name].ndim - 1)))
    return moved


def _run(rng: Generator, sizes: Sizes, begun: Batch, alpha1: Expr, steps: int) -> Batch:
    """Iterates 0, 1, 2, 4, ... and every 50th; those near the floor of rounding are left out."""
    scope = Scope(Float64(), _values(begun, {}), sizes)
    constants = run_setup(alpha1, scope, begun.latent)
    admitted = np.isfinite(constants["eta0"])
    eta0, k = (
        np.where(admitted, constants["eta0"], 0.0),
        np.broadcast_to(evaluate(K, scope).v, (begun.count,)),
    )
    habit = rng.choice([0.0, 0.5, 1.0], begun.count)  # of each run: smallest, mixed, largest
    W1, W2 = begun.latent["W10"], begun.latent["W20"]
    first, _ = _loss(begun, W1 @ np.swapaxes(W2, 1, 2))
    parts: dict[str, list[Array]] = {}
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            w = W1 @ np.swapaxes(W2, 1, 2)
            value, gradient = _loss(begun, w)
            top = _spectral(W1) + _spectral(W2)
            grown = eta0 * (1 + eta0**2) ** (t / 2)
            high = np.minimum(grown, inverse_step(k, value, top, np.sqrt(_spectral(w))))
            u = np.where(habit == 0.5, rng.uniform(0, 1, begun.count), habit)
            step = np.maximum(eta0, eta0 + u * (high * (1 - 1e-12) - eta0))
            if t % 50 == 0 or t & (t - 1) == 0:
                good = admitted & (value >= 1e-22 * first)
                now = {"W1": W1, "W2": W2, "t": np.full(begun.count, float(t)), "eta": step}
                for name, array in {**begun.latent, **constants, **now}.items():
                    parts.setdefault(name, []).append(array[good])
            move = step[:, None, None] * gradient
            W1, W2 = W1 - move @ W2, W2 - np.swapaxes(move, 1, 2) @ W1
    latent = {k: np.concatenate(v) for k, v in parts.items()}
    rounding = {"W1": 1e-12, "W2": 1e-12}
    return Batch(begun.source, len(latent["t"]), latent, begun.family, True, rounding=rounding)


def _loss(batch: Batch, w: Array) -> tuple[Array, Array]:
    """Value and gradient as plain arrays: expressions cost too much in thousands of steps."""
    gap = w - batch.latent["C"]
    if batch.family == "weighted quadratic":
        weighted = batch.latent["A"] * gap
        return np.sum(weighted * gap, axis=(1, 2)) / 2, weighted
    a, b = (batch.latent[k][:, None, None] for k in ("a", "b"))
    curve = np.logaddexp(gap, -gap) - np.log(2)
    return np.sum(a * gap**2 / 2 + b * curve, axis=(1, 2)), a * gap + b * np.tanh(gap)


def _spectral(a: Array) -> Array:
    """Largest singular value squared, from the smaller Gram matrix."""
    wide = np.swapaxes(a, 1, 2)
    gram = a @ wide if a.shape[1] <= a.shape[2] else wide @ a
    return np.asarray(gram[:, 0, 0] if gram.shape[1] == 1 else np.linalg.eigvalsh(gram)[:, -1])
