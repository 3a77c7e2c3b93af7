"""Step sizes of no particular paper: constant, given, of the local constants, limited in growth.

    InverseSmoothness   eta_t K_t(eta_t) = 1
    RateMinimiser       eta_t = argmin of rho_t(eta) = 1 - 2 mu_t eta + mu_t K_t(eta) eta^2
    Growing             eta_t = min((1 + eta0^d)^(t/2) eta0, another step size's)

Line searches stand in `linesearch.py`; what depends on a paper's constants stands in `proofs/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from verify.descent.iterate import Array, Iterate
from verify.descent.local import PRINTED, Smoothness
from verify.descent.rules import Choice, Hypothesis, Rule, Setup, StepSize
from verify.errors import InputError

__all__ = ["Constant", "Given", "Growing", "InverseSmoothness", "RateMinimiser", "each", "positive"]


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


def each(value: Array | float, runs: int, name: str, where: str) -> Array:
    """`value` as one number for each run, (runs,); InputError where there are more or fewer."""
    array = np.asarray(value, dtype=np.float64)
    if array.shape not in ((), (1,), (runs,)):
        raise InputError(
            f"{name} of shape {array.shape} was given with {runs} runs",
            violates=f"one {name}, or one for each run",
            where=where,
            remedy="give a number, or an array of as many numbers as there are runs",
        )
    return np.broadcast_to(array, (runs,))


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
        eta = each(self.eta, setup.runs, "eta", f"step size {self.name!r}")
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
        if len(etas) not in (1, setup.runs):
            raise InputError(
                f"{len(etas)} rows of steps were given with {setup.runs} runs",
                violates="one row, or one for each run",
                where=f"step size {self.name!r}",
                remedy="give an array (steps,) or (runs, steps)",
            )
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


@dataclass(frozen=True)
class RateMinimiser:
    """The exact minimiser of rho_t(eta), in which K_t depends on eta: shorter than 1/K_t."""

    smoothness: Smoothness = PRINTED
    name: str = "argmin rho"

    def begin(self, setup: Setup) -> Rule:
        """Needs nothing: eta K_t(eta) < 1 there, and the descent lemma holds."""
        return Rule(lambda now: Choice(self.smoothness.minimiser(setup.K, now)))


@dataclass(frozen=True, eq=False)
class Growing:
    """Another step size, limited to (1 + eta0^d)^(t/2) eta0; eta0: a number, or one for each run.

    (15) of arXiv 2505.11664 has d = 2, (103) any d > 1.
    """

    inner: StepSize
    eta0: Array | float
    d: float = 2.0
    name: str = "limited growth"

    def __post_init__(self) -> None:
        positive(self.eta0, "eta0", f"step size {self.name!r}")
        positive(self.d, "d", f"step size {self.name!r}")

    def begin(self, setup: Setup) -> Rule:
        """Needs what the other needs."""
        rule = self.inner.begin(setup)
        eta0 = each(self.eta0, setup.runs, "eta0", f"step size {self.name!r}")
        growth = np.log1p(eta0**self.d) / 2

        def step(now: Iterate) -> Choice:
            choice = rule.step(now)
            # minimum keeps the nan of a run that has no step
            return Choice(np.minimum(eta0 * np.exp(growth * now.t), choice.eta), choice.why)

        return Rule(step, rule.hypotheses, {**rule.constants, "eta0": eta0})
