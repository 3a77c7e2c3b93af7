"""Gradient descent on many factors at once, with everything that an audit asks of a step.

    Z = [W1; W2],  Z(t+1) = (I - eta_t [[0, G], [G', 0]]) Z(t),  G = grad ell(W1 W2')
    W1+ = W1 - eta G W2,  W2+ = W2 - eta G' W1,  E+ = E - eta (G W2 W2' + W1+ W1' G)
    D+ - D = eta^2 ([G W2]' G W2 - [G' W1]' G' W1),  D = W1'W1 - W2'W2

Runs are batched over repeats, settings and step sizes; factors are reduced to at most n + m
columns (`start.py`), so that a step costs the same for every width. |D(t) - D(0)| is summed up
from the differences, which are of second order, and not from D, which would lose their digits.

Not covered: rigorous bounds (`certify.py`) and precision beyond floats (`precise.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

from verify.descent._observe import Observer
from verify.descent._record import Record
from verify.descent.iterate import Array, Iterate
from verify.descent.local import PRINTED, Smoothness
from verify.descent.problem import Problem
from verify.descent.rules import Bools, Choice, Inequality, Rule, Setup, Sides, StepSize
from verify.descent.start import Start
from verify.descent.trajectory import Trajectory
from verify.errors import InputError

__all__ = ["begin", "run"]


def run(
    problem: Problem,
    start: Start,
    step_sizes: StepSize | Sequence[StepSize],
    steps: int,
    *,
    inequalities: Sequence[Inequality] = (),
    smoothness: Smoothness = PRINTED,
    keep: Collection[int] = (),
    full_width: bool = False,
) -> Trajectory:
    """Gradient descent from every start under every step size, for at most `steps` steps.

    problem: one loss for all runs, or one for each; inequalities: audited at every step;
    smoothness: which K_t is recorded; keep: iterates to be kept whole (`Trajectory.iterates`), for
    `certify`; full_width: leave the factors as wide as they are.

    A run stops (`Trajectory.stops`) where its step size has none to give, or where the loss or
    the gradient leaves the finite numbers. Raises InputError for shapes that do not fit,
    steps < 1, names used twice, and a step size that gives a number that is not positive.
    """
    schedules = list(step_sizes) if isinstance(step_sizes, Sequence) else [step_sizes]
    _distinct([s.name for s in schedules], "step sizes")
    _distinct([i.name for i in inequalities], "inequalities")
    if steps < 1:
        raise InputError(
            f"steps = {steps} was given", violates="steps >= 1", where="run", remedy="ask for more"
        )
    R = _runs(problem, start)
    index = np.tile(np.arange(R), len(schedules))
    begun = (start if full_width else start.reduced()).take(index % start.runs)
    problem = problem.take(index % problem.runs)
    with np.errstate(all="ignore"):  # what is not finite stops its run, and says so
        observer = Observer(problem, begun)
        setup = Setup(problem, begun, observer.begin())
        rules = [s.begin(_part(setup, k, R)) for k, s in enumerate(schedules)]
        setup = replace(setup, constants=_constants(rules, R))
        sides = {i.name: i.begin(setup) for i in inequalities}
        record = Record(setup, [s.name for s in schedules], R, steps, smoothness, list(sides), keep)

        def choose(now: Iterate) -> tuple[Array, tuple[str, ...]]:
            return _choose(rules, schedules, now, R, record.running)

        last = _iterate(observer, setup.first, choose, list(sides.values()), record, steps)
    hypotheses = {s.name: r.hypotheses for s, r in zip(schedules, rules, strict=True)}
    return record.trajectory(hypotheses, setup.constants, last)


def _iterate(
    observer: Observer,
    now: Iterate,
    choose: Callable[[Iterate], tuple[Array, tuple[str, ...]]],
    sides: Sequence[Sides],
    record: Record,
    steps: int,
) -> Iterate:
    """Take the steps and note them; the last iterate."""
    for _ in range(steps):
        eta = record.step(now, *choose(now))
        if record.ended:
            return now
        then, finite = observer.step(now, eta)
        record.audit([side(now, eta, then) for side in sides])
        if finite is not None:
            record.diverged(now, eta, finite)
        now = then
    record.last(now)
    return now


def begin(problem: Problem, start: Start) -> Setup:
    """The batch before its first step, as step sizes and inequalities see it."""
    R = _runs(problem, start)
    index = np.arange(R)
    begun = start.reduced().take(index % start.runs)
    problem = problem.take(index % problem.runs)
    return Setup(problem, begun, Observer(problem, begun).begin())


def _runs(problem: Problem, start: Start) -> int:
    """How many runs there are under each step size."""
    if (problem.n, problem.m) != (start.n, start.m):
        raise InputError(
            f"{problem.name} on W of shape ({problem.n}, {problem.m}) was given with W1 of"
            f" {start.n} rows and W2 of {start.m}",
            violates="W1 is n x h and W2 is m x h for W of shape (n, m)",
            where="run",
            remedy="give W1 one row a feature, and W2 one row a target",
        )
    if 1 < problem.runs != start.runs > 1:
        raise InputError(
            f"{problem.runs} losses and {start.runs} starts were given",
            violates="the same number of both, or one of either",
            where="run",
            remedy="repeat the one that is to be shared",
        )
    return max(problem.runs, start.runs)


def _distinct(names: Sequence[str], what: str) -> None:
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice or (not names and what == "step sizes"):
        raise InputError(
            f"{', '.join(map(repr, twice)) or 'nothing'} was given",
            violates="each name once, and one at least",
            where=what,
            remedy="give each a name of its own",
        )


def _part(setup: Setup, k: int, R: int) -> Setup:
    """What step size number k sees: its own runs."""
    if setup.runs == R:
        return setup
    rows = np.arange(k * R, (k + 1) * R)
    return Setup(setup.problem.take(rows), setup.start.take(rows), setup.first.take(rows))


def _constants(rules: Sequence[Rule], R: int) -> dict[str, Array]:
    """The rules' constants by name, nan for runs under a rule that has none of that name."""
    found: dict[str, Array] = {}
    for k, rule in enumerate(rules):
        for name, value in rule.constants.items():
            whole = found.setdefault(name, np.full(len(rules) * R, np.nan))
            whole[k * R : (k + 1) * R] = value
    return found


def _choose(
    rules: Sequence[Rule],
    schedules: Sequence[StepSize],
    now: Iterate,
    R: int,
    running: Bools,
) -> tuple[Array, tuple[str, ...]]:
    """eta_t of every run, nan where there is none, and each step size's reason for that."""
    if len(rules) == 1:
        choices = [rules[0].step(now)]
        eta = choices[0].eta
    else:
        parts = [slice(k * R, (k + 1) * R) for k in range(len(rules))]
        choices = [r.step(now.take(p)) for r, p in zip(rules, parts, strict=True)]
        eta = np.concatenate([c.eta for c in choices])
    # nan and inf stop their runs; most steps are neither, and are looked at once
    some = np.count_nonzero(eta > 0) < len(eta)
    if some and (bad := np.flatnonzero((eta <= 0) & running)).size:
        _not_positive(schedules[bad[0] // R], choices[bad[0] // R], int(bad[0]), now.t, eta)
    return eta, tuple(c.why for c in choices)


def _not_positive(schedule: StepSize, choice: Choice, row: int, t: int, eta: Array) -> None:
    raise InputError(
        f"eta = {eta[row]:g} was chosen at iterate {t} of run {row}",
        violates="eta > 0",
        where=f"step size {schedule.name!r}",
        remedy="check its hypotheses and parameters",
    )
