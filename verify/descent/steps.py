"""Step sizes of no particular paper: constant, a given list, and those of the local constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from verify.descent.iterate import Array, Iterate
from verify.descent.local import PRINTED, Smoothness
from verify.descent.rules import Choice, Hypothesis, Rule, Setup
from verify.errors import InputError

__all__ = ["Constant", "Given", "InverseSmoothness", "positive"]


def positive(value: Array | float, name: str, where: str) -> Array:
    """`value` as an array, or InputError where an entry is not a positive finite number."""
    array = np.asarray(value, dtype=np.float64)
    bad = array[~((array > 0) & np.isfinite(array))]
    if bad.size:
        raise InputError(
            f"{name} = {bad.flat[0]:g} was given",
            violates=f"0 < {name} < infinity",
            where=where,
            remedy="give a positive step size",
        )
    return array


@dataclass(frozen=True, eq=False)
class Constant:
    """eta_t = eta for every t; eta: a number, or one for each run."""

    eta: Array | float
    smoothness: Smoothness = PRINTED
    name: str = "constant"

    def __post_init__(self) -> None:
        positive(self.eta, "eta", f"step size {self.name!r}")

    def begin(self, setup: Setup) -> Rule:
        """Needs eta K_0(eta) < 2: else the descent lemma gives no decrease in the first step."""
        eta = np.broadcast_to(np.asarray(self.eta, dtype=np.float64), (setup.runs,))
        promise = eta * self.smoothness.at(setup.K, setup.first, eta) < 2
        return Rule(
            lambda now: Choice(eta),
            (Hypothesis("eta K_0(eta) < 2", promise),),
            {"eta0": eta},
        )


@dataclass(frozen=True, eq=False)
class Given:
    """Steps known beforehand: etas is (steps,) or (runs, steps); runs stop when they end."""

    etas: Array | Sequence[float]
    name: str = "given steps"

    def __post_init__(self) -> None:
        positive(np.asarray(self.etas), "eta", f"step size {self.name!r}")

    def begin(self, setup: Setup) -> Rule:
        """Needs nothing."""
        etas = np.atleast_2d(np.asarray(self.etas, dtype=np.float64))
        table = np.broadcast_to(etas, (setup.runs, etas.shape[1]))

        def step(now: Iterate) -> Choice:
            if now.t < table.shape[1]:
                return Choice(table[:, now.t])
            return Choice(np.full(setup.runs, np.nan), "the given steps have ended")

        return Rule(step)


@dataclass(frozen=True)
class InverseSmoothness:
    """eta_t = 1 / K_t, the solution of eta K_t(eta) = 1: K_t depends on the step that it bounds."""

    smoothness: Smoothness = PRINTED
    name: str = "1/K_t"

    def begin(self, setup: Setup) -> Rule:
        """Needs nothing: the descent lemma holds for every such step."""
        return Rule(lambda now: Choice(self.smoothness.inverse_step(setup.K, now)))
