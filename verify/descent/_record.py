"""What a run writes down while it goes, and the trajectory that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter

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
_of_an_iterate = attrgetter(*_OF_AN_ITERATE)


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
        # A row an iterate: what stands in `_OF_AN_ITERATE`, then K_t and eta.
        self._rows: list[tuple[Array, ...]] = []
        # A row a step: both sides of every inequality, one after the other.
        self._audited, self._sides = audited, list[list[Array]]()
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
        usable = np.isfinite(eta)
        if np.count_nonzero(usable) < len(eta):  # far cheaper than `all` for a few runs
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

    def audit(self, sides: Sequence[tuple[Array, Array]]) -> None:
        """Note both sides of every inequality, in their order, for the step just taken."""
        self._sides.append(list(chain.from_iterable(sides)))

    def trajectory(
        self,
        hypotheses: Mapping[str, Sequence[Hypothesis]],
        constants: Mapping[str, Array],
        last: Iterate,
    ) -> Trajectory:
        """Everything noted, as arrays [run, iterate]."""
        tables = self._tables(self._rows, len(_OF_AN_ITERATE) + 2, self._iterates)
        columns = dict(zip((*_OF_AN_ITERATE, "K_t", "eta"), tables, strict=True))
        columns["eta"][self._after(self._steps_taken)] = np.nan
        # recorded for a step of 1: D(t+1) - D(t) is of second order in the step
        columns["drift"] = columns["eta"] ** 2 * columns["drift"]
        columns["mu_t"] = self._setup.mu[:, None] * columns["sigma2_min"]
        sides = self._tables(self._sides, 2 * len(self._audited), self._steps_taken)
        audits = {
            name: Audit(name, sides[2 * i], sides[2 * i + 1])
            for i, name in enumerate(self._audited)
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
        K_t = self._smoothness.at(self._setup.K, now, eta)
        self._rows.append((*_of_an_iterate(now), K_t, eta))

    def _theory(self, run: int) -> str:
        """What the descent lemma said of the steps of a run that diverged."""
        for t, (*_, K_t, eta) in enumerate(self._rows):
            product = float(eta[run] * K_t[run])
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

    def _tables(
        self, rows: Sequence[Sequence[Array]], count: int, used: npt.NDArray[np.int_]
    ) -> Array:
        """[column, run, row] of `count` columns, padded to steps + 1, nan from row `used` on."""
        tables = np.full((count, self._setup.runs, self._steps + 1), np.nan)
        if rows and count:  # no step was taken where every run stopped at once
            # far faster than `stack` for many short columns
            flat = np.concatenate(list(chain.from_iterable(rows)))
            tables[:, :, : len(rows)] = flat.reshape(len(rows), count, -1).transpose(1, 2, 0)
        tables[:, self._after(used)] = np.nan
        return tables

    def _after(self, used: npt.NDArray[np.int_]) -> Bools:
        """[run, row]: the rows from `used` on."""
        result: Bools = np.arange(self._steps + 1) >= used[:, None]
        return result
