"""What a run writes down while it goes, and the trajectory that comes of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from verify.descent.iterate import Array, Iterate
from verify.descent.local import Smoothness
from verify.descent.rules import Bools, Hypothesis, Setup
from verify.descent.trajectory import Audit, Stop, Trajectory

__all__ = ["Record"]

_OF_AN_ITERATE = (
    "L",
    "gradient_norm2",
    "sigma2_min",
    "sigma2_max",
    "w_min",
    "w_max",
    "imbalance",
    "drift",
)


class Record:
    """Grows by one column a step; knows which runs are still going."""

    def __init__(
        self,
        setup: Setup,
        step_sizes: Sequence[str],
        runs_each: int,
        steps: int,
        smoothness: Smoothness,
        audited: Sequence[str],
        keep: Collection[int],
    ) -> None:
        self.running = np.ones(setup.runs, dtype=bool)
        self.stops: list[Stop] = []
        self._setup = setup
        self._step_sizes, self._runs_each, self._steps = tuple(step_sizes), runs_each, steps
        self._smoothness = smoothness
        names = (*_OF_AN_ITERATE, "K_t", "eta")
        self._columns: dict[str, list[Array]] = {name: [] for name in names}
        self._audits: dict[str, list[tuple[Array, Array]]] = {name: [] for name in audited}
        self._keep, self._kept = keep, dict[int, Iterate]()
        # Iterates that belong to a run: the later ones stand still.
        self._iterates = np.full(setup.runs, steps + 1)
        self._steps_taken = np.full(setup.runs, steps)

    @property
    def ended(self) -> bool:
        """Whether every run has stopped."""
        return len(self.stops) == len(self.running)

    def step(self, now: Iterate, eta: Array, why: Sequence[str]) -> Array:
        """Note iterate t; its step sizes, with 0 for runs that have stopped or stop here."""
        self._note(now, eta)
        if not math.isfinite(eta.sum()):
            usable = np.isfinite(eta)
            for run in map(int, np.flatnonzero(self.running & ~usable)):
                reason = why[run // self._runs_each] or f"the step size is {eta[run]:g}"
                self._stop(Stop(run, now.t, reason), iterates=now.t + 1)
        return np.where(self.running, eta, 0.0) if self.stops else eta

    def last(self, now: Iterate) -> None:
        """Note the last iterate, from which no step is taken; K_t for the step 0."""
        self._note(now, np.zeros(len(now.L)))

    def diverged(self, now: Iterate, eta: Array, finite: Bools) -> None:
        """Stop the runs that are not finite after the step from `now`."""
        for run in map(int, np.flatnonzero(self.running & ~finite)):
            why = f"the step with eta = {eta[run]:.3g} left the finite numbers"
            theory = self._theory(run)
            self._stop(Stop(run, now.t + 1, why, theory), iterates=now.t + 1)

    def audit(self, sides: Mapping[str, tuple[Array, Array]]) -> None:
        """Note both sides of every inequality for the step just taken."""
        for name, pair in sides.items():
            self._audits[name].append(pair)

    def trajectory(
        self,
        hypotheses: Mapping[str, Sequence[Hypothesis]],
        constants: Mapping[str, Array],
        last: Iterate,
    ) -> Trajectory:
        """Everything noted, as arrays [run, iterate]."""
        columns = {k: self._table(v, self._iterates) for k, v in self._columns.items()}
        columns["eta"] = self._table(self._columns["eta"], self._steps_taken)
        # recorded for a step of 1: D(t+1) - D(t) is of second order in the step
        columns["drift"] = columns["eta"] ** 2 * columns["drift"]
        columns["mu_t"] = self._setup.mu[:, None] * columns["sigma2_min"]
        audits = {
            name: Audit(
                name, *(self._table([p[i] for p in pairs], self._steps_taken) for i in (0, 1))
            )
            for name, pairs in self._audits.items()
        }
        return Trajectory(
            step_sizes=self._step_sizes,
            runs_each=self._runs_each,
            steps=self._steps,
            **columns,
            audits=audits,
            hypotheses=hypotheses,
            constants=constants,
            stops=tuple(self._explained(stop, hypotheses) for stop in self.stops),
            iterates=self._kept,
            W1=last.W1,
            W2=last.W2,
        )

    def _explained(self, stop: Stop, hypotheses: Mapping[str, Sequence[Hypothesis]]) -> Stop:
        """The stop with the hypotheses of its step size that do not hold for its run."""
        place, run = divmod(stop.run, self._runs_each)
        needs = hypotheses[self._step_sizes[place]]
        lacking = "; ".join(f"{h.words} does not hold" for h in needs if not h.holds[run])
        return replace(stop, theory="; ".join(filter(None, (stop.theory, lacking))))

    def _note(self, now: Iterate, eta: Array) -> None:
        if now.t in self._keep:
            self._kept[now.t] = now
        for name in _OF_AN_ITERATE:
            self._columns[name].append(getattr(now, name))
        self._columns["K_t"].append(self._smoothness.at(self._setup.K, now, eta))
        self._columns["eta"].append(eta)

    def _theory(self, run: int) -> str:
        """What the descent lemma said of the steps of a run that diverged."""
        steps = zip(self._columns["eta"], self._columns["K_t"], strict=True)
        for t, product in enumerate(float(eta[run] * K_t[run]) for eta, K_t in steps):
            if not product < 2:
                return (
                    f"eta_t K_t = {product:.3g} >= 2 at iterate {t}: the descent lemma gives no"
                    " decrease there"
                )
        return (
            "eta_t K_t < 2 in every step, for which the descent lemma gives a decrease: K or the"
            " gradient does not belong to the loss"
        )

    def _stop(self, stop: Stop, *, iterates: int) -> None:
        self.stops.append(stop)
        self.running[stop.run] = False
        self._iterates[stop.run] = iterates
        self._steps_taken[stop.run] = iterates - 1

    def _table(self, columns: Sequence[Array], used: npt.NDArray[np.int_]) -> Array:
        """[run, column], padded to steps + 1 columns, nan from column `used` of a run on."""
        table = np.full((self._setup.runs, self._steps + 1), np.nan)
        if columns:  # no step was taken where every run stopped at once
            # far faster than `stack` for many short columns
            table[:, : len(columns)] = np.concatenate(columns).reshape(len(columns), -1).T
        table[np.arange(self._steps + 1) >= used[:, None]] = np.nan
        return table
