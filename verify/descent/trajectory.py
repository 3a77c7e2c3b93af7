"""What a batch of runs leaves behind: arrays [run, iterate], audits, and why runs stopped.

Runs under several step sizes stand one after another: run r of step size s is s * R + r.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from verify.descent.iterate import Array, Indices, Iterate
from verify.descent.rules import Bools, Hypothesis

__all__ = ["Audit", "Stop", "Trajectory"]


@dataclass(frozen=True, eq=False)
class Audit:
    """Both sides of lhs <= rhs, [run, t], for the step from iterate t; nan where not defined."""

    name: str
    lhs: Array
    rhs: Array

    def violated(self, slack: float = 0.0) -> Bools:
        """Where lhs exceeds rhs by more than slack times the larger of both sides' sizes."""
        size = np.maximum(np.abs(self.lhs), np.abs(self.rhs))
        result: Bools = self.lhs > self.rhs + slack * size
        return result

    @property
    def tightness(self) -> Array:
        """Lhs / rhs, [run, t]: 1 where the inequality is attained."""
        with np.errstate(all="ignore"):
            value: Array = self.lhs / self.rhs
        return value


@dataclass(frozen=True)
class Stop:
    """A run that ended early: at which iterate, why, and what theory had said of its steps.

    theory: of a run that diverged, the descent lemma's; and the hypotheses of the step size that do
    not hold for the run.
    """

    run: int
    iterate: int
    why: str
    theory: str = ""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Quantities of iterates 0, 1, ..., steps of every run; nan after a run has stopped.

    step_sizes: names; runs_each: R, the runs under each of them; steps: how many steps were
    asked for. Arrays [run, iterate]: L, mu_t, K_t, sigma2_min, sigma2_max (of T), w_min, w_max (of
    W), gradient_norm2, imbalance = |D(t) - D(0)|_F; and for the step from iterate t (nan at the
    last one): eta, drift = |D(t+1) - D(t)|_F. W1, W2: the last factors, reduced.
    iterates: those that were to be kept, by t; a run that had stopped by then stands where it did.
    hypotheses: by step size; constants: by name, (runs,), nan under step sizes without it.
    """

    step_sizes: tuple[str, ...]
    runs_each: int
    steps: int
    L: Array
    eta: Array
    mu_t: Array
    K_t: Array
    sigma2_min: Array
    sigma2_max: Array
    w_min: Array
    w_max: Array
    gradient_norm2: Array
    imbalance: Array
    drift: Array
    audits: Mapping[str, Audit]
    hypotheses: Mapping[str, Sequence[Hypothesis]]
    constants: Mapping[str, Array]
    stops: Sequence[Stop]
    iterates: Mapping[int, Iterate]
    W1: Array
    W2: Array

    def rows(self, step_size: str) -> slice:
        """The runs under a step size: `trajectory.L[trajectory.rows("constant")]`."""
        place = self.step_sizes.index(step_size)
        return slice(place * self.runs_each, (place + 1) * self.runs_each)

    @property
    def log10_loss(self) -> Array:
        """log10 L, [run, iterate]; -inf where L <= 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            value: Array = np.log10(np.maximum(self.L, 0.0))
        return value

    def reaches(self, level: float) -> Array:
        """The iterate at which L passes `level`, interpolated in log10 L; inf if never, (runs,)."""
        log = self.log10_loss
        target = np.log10(level)
        below = log <= target
        hit = below.any(axis=1)
        k = np.argmax(below, axis=1)
        own: Indices = np.arange(len(log))
        before, after = log[own, np.maximum(k - 1, 0)], log[own, k]
        with np.errstate(invalid="ignore"):
            drop = np.where(before > after, before - after, 1.0)
            part = np.where(np.isfinite(drop), (before - target) / drop, 1.0)
        found = np.where(k == 0, 0.0, k - 1 + part)
        return np.where(hit, found, np.inf)

    def failed_hypotheses(self) -> list[str]:
        """One sentence for each hypothesis of a step size that fails in some run."""
        return [
            f"{name}: {h.words} fails in {int((~h.holds).sum())} of {len(h.holds)} runs"
            for name, hypotheses in self.hypotheses.items()
            for h in hypotheses
            if not h.holds.all()
        ]
