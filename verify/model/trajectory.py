"""Whole runs of gradient descent: statements about iterate t of a run from given factors.

An instance is a run and one of its iterates: W1(0), W2(0), the loss with its minimiser W*, the
schedule's constants, and W1(t), W2(t) with the step size eta_t taken there. The schedule is the
caller's: `setup` gives a run's constants, `step_size` each step, both from the values at hand.
Step sizes may use a latent row of fractions `u`, one a step, so that they are drawn from a whole
admissible set. Drawn runs give every recorded iterate; a few runs stay latent (start, fractions,
t), for adversarial search to perturb: `finish` then runs them.

Not exact: iterates with t > 0 are float64. Witnesses are sought at t = 0, where W(t) = W(0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic import Float64, Scope, evaluate
from verify.language import DimLike, const, define, loss, matrix, scalar, unfolded
from verify.model.setting import Batch, Run, Setting, Sizes, float_values
from verify.model.step import W1_NEXT, W2_NEXT, ell, loss_values

__all__ = ["DESCENT", "L0", "W0", "W10", "W20", "Schedule", "Wstar", "descent_runs", "eta0", "t"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

W10 = matrix("W10", "n", "h", "W_1(0)")
W20 = matrix("W20", "m", "h", "W_2(0)")
Wstar = matrix("Wstar", "n", "m", "W^*")
t = scalar("t")
eta0 = scalar("eta0", r"\eta_0")
W0 = define("W0", W10 @ W20.T, "W(0)")
L0 = define("L0", loss(ell, W0), "L(0)")
# Gradient descent on the factors from (W1(0), W2(0)), with any step size at each iterate.
DESCENT = Run(
    start={"W1": W10, "W2": W20, "t": const(0)},
    after={"W1": unfolded(W1_NEXT), "W2": unfolded(W2_NEXT), "t": t + 1},
    free=("eta",),
)

# Each step adds a few roundings; 1e-13 is ample for 14 steps of a contracting iteration.
_ROUNDING = {"W1": 1e-13, "W2": 1e-13}
_RECORDED = (0, 1, 2, 3, 5, 8, 13)
_PARAMETERS = ("A", "C", "X", "a", "b")


@dataclass(frozen=True, eq=False)
class Schedule:
    """How runs choose their steps.

    constants: names of the symbols that `setup` gives; setup(scope, latent): their values for
    each run, nan where the run is not admissible; step_size(scope, u): eta_t from the values at
    iterate t (the constants among them) and the run's fraction u of this step.
    """

    constants: tuple[str, ...]
    setup: Callable[[Scope, Mapping[str, Array]], Mapping[str, Array]]
    step_size: Callable[[Scope, Array], Array]


def descent_runs(
    name: str,
    words: str,
    schedule: Schedule,
    *,
    sizes: Sequence[Sizes],
    start: Callable[[Generator, Sizes, int], Sequence[Batch]],
    lattice: Callable[[Generator, Sizes, int, int], Sequence[Batch]],
    bounds: Sequence[tuple[str, DimLike, DimLike]] = (),
) -> Setting:
    """A setting of iterates of runs under the schedule; `start` draws the runs' beginnings.

    bounds: what holds of the sizes, for proofs.

    A start's latent values are W10, W20, the loss's parameters, what `setup` uses, and `u`, of
    shape (count, 14): fractions for the steps. A lattice batch gives every constant and eta.
    """

    def draw(rng: Generator, at: Sizes, count: int) -> list[Batch]:
        batches = []
        for begun in start(rng, at, max(count // len(_RECORDED), 4)):
            batches.append(_run(begun, at, schedule, _RECORDED))
            few = begun.take(np.arange(min(begun.count, max(count // 64, 4))))
            when = rng.choice(np.array(_RECORDED[:5], dtype=float), few.count)
            latent = {**few.latent, "t": when}
            batches.append(Batch(few.source + ", latent", few.count, latent, few.family, False))
        return batches

    def finish(batch: Batch, at: Sizes) -> Mapping[str, Any]:
        if "W1" not in batch.latent:
            batch = _at_their_time(batch, at, schedule)
        latent = batch.latent
        names = ("W10", "W20", "W1", "W2", "eta", "t", *schedule.constants)
        return {
            **{k: latent[k] for k in names},
            **loss_values(batch),
            "Wstar": latent["C"],
        }

    positive = frozenset({"A", "a", "b"})
    return Setting(
        name,
        words,
        sizes,
        draw,
        lattice,
        finish,
        positive=positive,
        rounding=_ROUNDING,
        bounds=tuple(bounds),
        run=DESCENT,
    )


def _scope(batch: Batch, sizes: Sizes, extra: Mapping[str, Array]) -> tuple[Scope, dict[str, Any]]:
    """A scope, and its values, to which the step size is added once it is known."""
    values = {
        **{k: batch.latent[k] for k in ("W10", "W20")},
        **loss_values(batch),
        "Wstar": batch.latent["C"],
        **extra,
    }
    known = float_values(values, batch)
    return Scope(Float64(), known, sizes), known


def _iterate(
    batch: Batch, sizes: Sizes, schedule: Schedule, last: int
) -> tuple[Mapping[str, Array], list[tuple[Array, Array, Array]]]:
    """The constants, and (W1, W2, eta) at iterates 0..last."""
    W1, W2 = batch.latent["W10"], batch.latent["W20"]
    first, _ = _scope(batch, sizes, {"W1": W1, "W2": W2})
    constants = {
        k: np.broadcast_to(v, (batch.count,))
        for k, v in schedule.setup(first, batch.latent).items()
    }
    states = []
    with np.errstate(all="ignore"):
        for k in range(last + 1):
            now = {"W1": W1, "W2": W2, "t": np.full(batch.count, float(k)), **constants}
            scope, known = _scope(batch, sizes, now)
            u = np.clip(batch.latent["u"][:, k], 0.0, 1.0)
            step = np.broadcast_to(schedule.step_size(scope, u), (batch.count,))
            states.append((W1, W2, step))
            known["eta"] = Float64.data(step, matrix=False)
            W1, W2 = (
                np.where(np.isfinite(x), x, 0.0)
                for x in (evaluate(W1_NEXT, scope).v, evaluate(W2_NEXT, scope).v)
            )
    return constants, states


def _run(begun: Batch, sizes: Sizes, schedule: Schedule, recorded: Sequence[int]) -> Batch:
    """Every recorded iterate of every run, as one batch; runs not admissible are left out."""
    constants, states = _iterate(begun, sizes, schedule, max(recorded))
    good = np.flatnonzero(np.logical_and.reduce([np.isfinite(v) for v in constants.values()]))
    kept = {k: v for k, v in begun.latent.items() if k in ("W10", "W20", *_PARAMETERS)}
    parts: dict[str, list[Array]] = {}
    for k in recorded:
        W1, W2, step = states[k]
        here = {**kept, **constants, "W1": W1, "W2": W2, "eta": step}
        here["t"] = np.full(begun.count, float(k))
        for name, value in here.items():
            parts.setdefault(name, []).append(value[good])
    latent = {k: np.concatenate(v) for k, v in parts.items()}
    return Batch(begun.source, len(latent["t"]), latent, begun.family, True, rounding=_ROUNDING)


def _at_their_time(batch: Batch, sizes: Sizes, schedule: Schedule) -> Batch:
    """Run latent starts, each to its own t."""
    when = np.clip(np.rint(batch.latent["t"]), 0, _RECORDED[4]).astype(int)
    constants, states = _iterate(batch, sizes, schedule, int(when.max(initial=0)))
    own = np.arange(batch.count)
    stacked = [np.stack([s[i] for s in states])[when, own] for i in range(3)]
    latent = {
        **batch.latent,
        **constants,
        "W1": stacked[0],
        "W2": stacked[1],
        "eta": stacked[2],
        "t": when.astype(float),
    }
    return replace(batch, latent=latent)
