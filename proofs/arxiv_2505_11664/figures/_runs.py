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
from fractions import Fraction

import numpy as np

from proofs.arxiv_2505_11664._eta_max import enclose_roots
from proofs.arxiv_2505_11664._step_size import PRINTED
from proofs.arxiv_2505_11664._step_size_roots import solve
from proofs.arxiv_2505_11664._wide import constants, frobenius_alpha2
from verify.descent import (
    Array,
    Choice,
    Constant,
    Growing,
    InverseSmoothness,
    Problem,
    Rule,
    Setup,
    Start,
    StepSize,
    Trajectory,
    concatenate,
    run,
    squared_loss,
)
from verify.evidence.roots import Root

__all__ = [
    "READINGS",
    "C",
    "Constants",
    "D",
    "Experiment",
    "Reading",
    "Results",
    "UniformStep",
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
class Constants:
    """What Theorem E.1 fixes at the start, (runs,) each: Table 2, eta0, and what follows."""

    K: Array
    mu: Array
    L0: Array
    alpha1: Array
    alpha2: Array
    beta2: Array
    eta0: Array

    @property
    def mu_bar(self) -> Array:
        """The lower bound mu (alpha1 + 2 alpha2 (1 - exp(eta0^c)))."""
        value: Array = self.mu * (self.alpha1 - 2 * self.alpha2 * np.expm1(self.eta0**C))
        return value

    @property
    def rho_bar(self) -> Array:
        """The rate of (16), rho_bar at eta0 and t = 0."""
        return self.rho_bar_at(self.eta0, self.K_bar(0, np.ones_like(self.eta0)))

    def rho_bar_at(self, eta: Array, K_bar: Array) -> Array:
        """1 - 2 mu_bar eta + mu_bar K_bar eta^2."""
        value: Array = 1 - self.mu_bar * eta * (2 - K_bar * eta)
        return value

    def K_bar(self, t: int, rate: Array) -> Array:
        """K_bar_t of Theorem 3.2; rate: rho_bar(eta0, 0)."""
        Delta = (1 + self.eta0**D) * rate
        root = np.sqrt(2 * self.K * self.L0)
        first = root * rate ** (t / 2) + 6 * self.K**2 * self.beta2 * self.L0 * (
            self.eta0**2 * Delta**t
        )
        linear = 1 + 3 * root * Delta ** (t / 2) * self.eta0
        value: Array = first + self.K * np.exp(np.sqrt(self.eta0)) * self.alpha2 * linear
        return value


@dataclass(frozen=True, eq=False)
class Experiment:
    """Settings of the section joined into one batch, `repeats` runs each, in their order."""

    problem: Problem
    start: Start
    settings: int
    repeats: int
    ratio: Array  # alpha1 / alpha2 of Table 2, (runs,)
    ratio_frobenius: Array
    L0: Array
    _spectral: Constants
    _frobenius: Constants
    _roots: tuple[tuple[Array, Array], tuple[Array, Array]]

    def constants(self, reading: Reading) -> Constants:
        """Of every run, with the reading's beta2 and eta0."""
        known = self._frobenius if reading.frobenius else self._spectral
        first, second = self._roots[reading.frobenius]
        eta0 = second if reading.root == "102" else np.minimum(first, second)
        return Constants(known.K, known.mu, known.L0, known.alpha1, known.alpha2, known.beta2, eta0)

    def group(self, values: Array) -> Array:
        """(runs, ...) as (settings, repeats, ...)."""
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
    return _experiment(problem, concatenate(starts), len(settings), repeats)


def _orthogonal(rng: np.random.Generator, count: int) -> Array:
    """Uniform on the orthogonal group: the signs of R's diagonal make QR's Q so."""
    Q, R = np.linalg.qr(rng.standard_normal((count, _N, _N)))
    signs = np.sign(np.diagonal(R, axis1=1, axis2=2))
    value: Array = Q * signs[:, None, :]
    return value


def _experiment(problem: Problem, start: Start, settings: int, repeats: int) -> Experiment:
    Z = np.concatenate([start.W1, start.W2], axis=1)
    gram = Z @ np.swapaxes(Z, 1, 2)
    found = constants(gram, _N, problem.centre)
    E = gram[:, :_N, _N:] - problem.centre
    loss = 0.5 * np.einsum("rij,rij->r", E, E)
    one = np.ones(len(gram))
    loose = frobenius_alpha2(found, gram, _N, problem.centre, one)
    away = np.linalg.norm(E, axis=(1, 2))
    loose_beta2 = np.linalg.norm(problem.centre, axis=(1, 2)) + away
    nothing = np.full(len(gram), np.nan)
    spectral = Constants(one, one, loss, found.alpha1, found.alpha2, found.beta2, nothing)
    frobenius = Constants(one, one, loss, found.alpha1, loose, loose_beta2, nothing)
    return Experiment(
        problem,
        start,
        settings,
        repeats,
        found.alpha1 / found.alpha2,
        found.alpha1 / loose,
        loss,
        spectral,
        frobenius,
        (_roots(spectral), _roots(frobenius)),
    )


def _roots(known: Constants) -> tuple[Array, Array]:
    """The roots of (101) and (102) of every run, from certified enclosures."""
    columns = (known.mu, known.K, known.L0, known.alpha1, known.alpha2, known.beta2)
    pairs = []
    for row in zip(*columns, strict=True):
        at = (*(Fraction(float(x)) for x in row), Fraction(1, 2), Fraction(101, 100))
        both = enclose_roots(at, digits=16)
        if both is None:
            general = solve(PRINTED.name, at)
            ends = [r.high if isinstance(r, Root) else np.nan for r in (general.eta1, general.eta2)]
        else:
            ends = [r.high for r in both]
        pairs.append([float(x) for x in ends])
    first, second = np.array(pairs).T
    return first, second


@dataclass(frozen=True, eq=False)
class UniformStep:
    """eta_t = 1 / K_bar_t of Theorem 3.2, the minimiser of rho_bar(eta, t)."""

    known: Constants
    name: str = "1/K_bar_t"

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha1 > 0 and 0 < eta0 <= eta_max for its bound; the caller chooses eta0."""
        rate = self.known.rho_bar
        return Rule(lambda now: Choice(1 / self.known.K_bar(now.t, rate)))


def adaptive_step(known: Constants, *, bar: bool, growth: float | None, name: str) -> StepSize:
    """(19): 1/K_bar_t (bar) or 1/K_t, capped by (1 + eta0^growth)^(t/2) eta0."""
    inner = UniformStep(known, name) if bar else InverseSmoothness(name=name)
    return inner if growth is None else Growing(inner, known.eta0, growth, name)


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
    unlike = {_key(r): r for r in reversed(readings)}
    schedules: list[StepSize] = []
    for key, reading in unlike.items():
        known = experiment.constants(reading)
        schedules.append(Constant(known.eta0, name=f"constant {key}"))
        for bar in (True, False):
            label = f"{'rho_bar' if bar else 'rho'} {key}"
            schedules.append(adaptive_step(known, bar=bar, growth=reading.growth, name=label))
    trajectory = run(experiment.problem, experiment.start, schedules, steps)
    found = {key: _results(experiment, r, key, trajectory) for key, r in unlike.items()}
    return {r.name: found[_key(r)].shifted(np.log10(2 * r.scale)) for r in readings}


def _key(reading: Reading) -> str:
    return f"{reading.frobenius} {reading.root} {reading.growth}"


def _results(experiment: Experiment, reading: Reading, key: str, trajectory: Trajectory) -> Results:
    known = experiment.constants(reading)
    start = np.log10(known.L0)[:, None]
    rate = known.rho_bar
    steps = trajectory.steps
    rows = {k: trajectory.rows(f"{k} {key}") for k in ("constant", "rho_bar", "rho")}
    logs = {k: trajectory.log10_loss[r] for k, r in rows.items()}
    eta = trajectory.eta[rows["rho_bar"]][:, :steps]
    bars = np.stack([known.K_bar(t, rate) for t in range(steps)], axis=1)
    bar_paces = np.log10(1 - known.mu_bar[:, None] * eta * (2 - bars * eta))
    local = rows["rho"]
    eta, mu_t, K_t = (
        x[local][:, :steps] for x in (trajectory.eta, trajectory.mu_t, trajectory.K_t)
    )
    paces = np.log10(1 - mu_t * eta * (2 - K_t * eta))
    constant: Array = start + np.log10(rate)[:, None] * np.arange(steps + 1)
    values: tuple[Array, ...] = (
        logs["constant"],
        constant,
        logs["rho_bar"],
        _accumulated(start, bar_paces),
        logs["rho"],
        _accumulated(start, paces),
    )
    return Results(*(experiment.group(v) for v in values))


def _accumulated(start: Array, paces: Array) -> Array:
    """The start and the sums of the first t paces, t = 0, 1, ..."""
    total = np.cumsum(paces, axis=1)
    value: Array = np.concatenate([start, start + total], axis=1)
    return value
