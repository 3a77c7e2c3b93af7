r"""Section 4's experiments for the trajectory engine: data, Table 2's constants, step sizes.

    Y = X W1(0) W2(0)' + s eps,  X orthogonal 10 x 10, entries N(0, 1), s the printed sigma^2
    W* = X^(-1) Y,  K = mu = 1,  alpha1, alpha2, beta1, beta2 by Table 2

A `Reading` is a way to read what the text leaves open or what the curves suggest:

    frobenius   |W*|_F in the place of sigma_max(W*) in beta2 (alpha2 then bounds more loosely)
    root        eta0: "min" is eta_max of Theorem E.1; "102" the root of (102) alone
    growth      the cap eta_t <= (1 + eta0^p)^(t/2) eta0: p = d of (103), 2 of (15), None for none
    scale       the plotted loss is scale |Y - X W|_F^2, 1/2 in (32)

Bounds (20) are taken with the factors k = 0, ..., t (printed from k = 1), at iterate t + 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from proofs.arxiv_2505_11664._constants import TheoremE1, table_2, theorem_e1
from proofs.arxiv_2505_11664.schedules import RhoBarStep, RhoStep, Theory
from verify.descent import (
    Array,
    Constant,
    Growing,
    Problem,
    Start,
    StepSize,
    Trajectory,
    begin,
    concatenate,
    run,
    squared_loss,
)

__all__ = [
    "READINGS",
    "C",
    "D",
    "Experiment",
    "Reading",
    "Results",
    "adaptive_step",
    "draw",
    "simulate",
]

C, D = 0.5, 1.01  # the paper's choice of c and d
_N = 10


@dataclass(frozen=True)
class Reading:
    """One way to understand the experiments; see the module's header."""

    name: str
    frobenius: bool = False
    root: str = "min"
    growth: float | None = D
    scale: float = 0.5


READINGS = (
    Reading("as printed"),
    Reading("growth cap of (15)", growth=2.0),
    Reading("no growth cap", growth=None),
    Reading("|W*|_F in beta2", frobenius=True),
    Reading("|W*|_F in beta2, no growth cap", frobenius=True, growth=None),
    Reading("root of (102)", root="102"),
    Reading("|W*|_F in beta2, root of (102)", frobenius=True, root="102"),
    Reading("L = |Y - XW|^2", scale=1.0),
    Reading("L = |Y - XW|^2 / 4", scale=0.25),
    Reading("|W*|_F, root of (102), L = |Y - XW|^2 / 4", frobenius=True, root="102", scale=0.25),
)


@dataclass(frozen=True, eq=False)
class Experiment:
    """Settings of the section joined into one batch, `repeats` runs each, in their order.

    theorems: Theorem E.1's constants with sigma_max(W*), and with |W*|_F, in beta2; roots: of
    (101) and (102) for either. All arrays (runs,).
    """

    problem: Problem
    start: Start
    settings: int
    repeats: int
    theorems: tuple[TheoremE1, TheoremE1]
    roots: tuple[tuple[Array, Array], tuple[Array, Array]]

    def theorem(self, reading: Reading) -> TheoremE1:
        """With the reading's norm of W*."""
        return self.theorems[reading.frobenius]

    def eta0(self, reading: Reading) -> Array:
        """The reading's first step."""
        first, second = self.roots[reading.frobenius]
        return second if reading.root == "102" else np.minimum(first, second)

    def ratio(self, *, frobenius: bool) -> Array:
        """alpha1 / alpha2, [setting, repeat]."""
        known = self.theorems[frobenius]
        return self.group(known.alpha1 / known.alpha2)

    def group(self, values: Array) -> Array:
        """From (runs, ...) to (settings, repeats, ...)."""
        return values.reshape(self.settings, self.repeats, *values.shape[1:])


def draw(
    rng: np.random.Generator, settings: Sequence[tuple[int, float]], repeats: int
) -> Experiment:
    """The text's data for each (h, sigma^2), at full width; the factors are then reduced."""
    starts, data, answers = [], [], []
    for h, noise in settings:
        W1, W2 = (rng.standard_normal((repeats, _N, h)) for _ in range(2))
        X = _orthogonal(rng, repeats)
        eps = rng.standard_normal((repeats, _N, _N))
        starts.append(Start(W1, W2).reduced())
        data.append(X)
        answers.append(X @ (W1 @ np.swapaxes(W2, 1, 2)) + noise * eps)
    problem = squared_loss(np.concatenate(data), np.concatenate(answers))
    start = concatenate(starts)
    setup = begin(problem, start)
    spectral, frobenius = (
        theorem_e1(setup, table_2(setup, frobenius=f), c=C, d=D) for f in (False, True)
    )
    roots = (spectral.roots(), frobenius.roots())
    return Experiment(problem, start, len(settings), repeats, (spectral, frobenius), roots)


def _orthogonal(rng: np.random.Generator, count: int) -> Array:
    """Uniform on the orthogonal group: the signs of R's diagonal make QR's Q so."""
    Q, R = np.linalg.qr(rng.standard_normal((count, _N, _N)))
    signs = np.sign(np.diagonal(R, axis1=1, axis2=2))
    value: Array = Q * signs[:, None, :]
    return value


def adaptive_step(experiment: Experiment, reading: Reading, name: str, *, bar: bool) -> StepSize:
    """(19) with rho_bar (bar) or rho under a reading, with its cap on the growth."""
    eta0 = experiment.eta0(reading)
    theory = Theory(c=C, d=D, eta0=eta0, frobenius=reading.frobenius)
    free = (RhoBarStep if bar else RhoStep)(theory, growth=False, name=name)
    return free if reading.growth is None else Growing(free, eta0, reading.growth, name)


@dataclass(frozen=True, eq=False)
class Results:
    """log10 of the loss and of its bound under a reading: [setting, repeat, iterate]."""

    constant: Array
    constant_bound: Array
    rho_bar: Array
    rho_bar_bound: Array
    rho: Array
    rho_bound: Array

    def shifted(self, by: float) -> Results:
        """The same with another normalisation of the plotted loss."""
        return Results(*(getattr(self, name) + by for name in self.__dataclass_fields__))


def simulate(experiment: Experiment, readings: Sequence[Reading], steps: int) -> dict[str, Results]:
    """Every reading's three step sizes, in one batch; readings that share runs share them."""
    schedules: dict[str, StepSize] = {}
    for reading in readings:
        for kind, label in _labels(reading).items():
            if label in schedules:
                continue
            if kind == "constant":
                schedules[label] = Constant(experiment.eta0(reading), name=label)
            else:
                bar = kind == "rho_bar"
                schedules[label] = adaptive_step(experiment, reading, label, bar=bar)
    trajectory = run(experiment.problem, experiment.start, list(schedules.values()), steps)
    return {
        r.name: _results(experiment, r, trajectory).shifted(np.log10(2 * r.scale)) for r in readings
    }


def _labels(reading: Reading) -> dict[str, str]:
    """Names of a reading's runs, the same where the runs are."""
    base = f"{'frobenius' if reading.frobenius else 'spectral'} {reading.root}"
    free = reading.growth is None  # 1/K_t knows no eta0 then
    return {
        "constant": f"constant, {base}",
        "rho_bar": f"rho_bar, {base}, {reading.growth}",
        "rho": "rho, free" if free else f"rho, {base}, {reading.growth}",
    }


def _results(experiment: Experiment, reading: Reading, trajectory: Trajectory) -> Results:
    known, eta0 = experiment.theorem(reading), experiment.eta0(reading)
    start = np.log10(known.L0)[:, None]
    steps = trajectory.steps
    rows = {kind: trajectory.rows(label) for kind, label in _labels(reading).items()}
    logs = {kind: trajectory.log10_loss[r] for kind, r in rows.items()}
    eta = trajectory.eta[rows["rho_bar"]][:, :steps]
    bars = [known.rho_bar(eta0, eta[:, t], t) for t in range(steps)]
    local = rows["rho"]
    eta, mu_t, K_t = (
        x[local][:, :steps] for x in (trajectory.eta, trajectory.mu_t, trajectory.K_t)
    )
    constant: Array = start + np.log10(known.rho_bar(eta0))[:, None] * np.arange(steps + 1)
    values: tuple[Array, ...] = (
        logs["constant"],
        constant,
        logs["rho_bar"],
        _accumulated(start, np.log10(np.stack(bars, axis=1))),
        logs["rho"],
        _accumulated(start, np.log10(1 - mu_t * eta * (2 - K_t * eta))),
    )
    return Results(*(experiment.group(v) for v in values))


def _accumulated(start: Array, paces: Array) -> Array:
    """The start and the sums of the first t paces, t = 0, 1, ..."""
    total = np.cumsum(paces, axis=1)
    value: Array = np.concatenate([start, start + total], axis=1)
    return value
