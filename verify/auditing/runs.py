"""Gradient descent on the audited loss, with several step sizes, every inequality at every step.

    guaranteed     the constant step eta0 of the plan (Theorem E.1)
    growing        min((1 + eta0^2)^(t/2) eta0, 1/K_t), (19), where that is more
    1/K_t          eta_t K_t(eta_t) = 1 (Theorem 3.1's descent lemma, nothing uniform)
    backtracking   Armijo's rule: no promise, the yardstick

A comparison in floats is held to be violated where it fails by more than `SLACK` of the larger
side, or of L(0)'s rounding; the audit then repeats that step in balls, which decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.auditing.plan import Plan
from verify.descent import (
    Audit,
    Backtracking,
    Inequality,
    InverseSmoothness,
    Problem,
    Start,
    StepSize,
    Trajectory,
    run,
)
from verify.theory import RUN, STEP, ConstantStep, RhoStep, Theory

__all__ = ["SLACK", "WORDS", "Tally", "Violation", "descend", "needs_minimiser", "tallies"]

Array = npt.NDArray[np.float64]
SLACK = 1e-9

WORDS: dict[str, str] = {
    "(9) descent lemma": "descent lemma with K_t (Theorem 3.1)",
    "(9) with 1, 1 in K_t": "descent lemma with the sharper K_t (claim D.beyond/K_t)",
    "(9) local PL": "local PL inequality with mu_t (Theorem 3.1)",
    "(10)": "contraction by rho_t (Theorem 3.1)",
    "(116)": "drift of the imbalance in a step (Lemma E.2)",
    "(118) below": "alpha1 <= sigma_min^2(T_0) (Table 2)",
    "(118) above": "sigma_max^2(T_0) <= alpha2 (Table 2)",
    "(119)": "sigma_min^2(T_t) >= alpha1 - 4 |D(t) - D(0)| (Lemma E.4)",
    "(120)": "sigma_max^2(T_t) <= alpha2 + 2 |D(t) - D(0)| (Lemma E.4)",
    "(23) below": "beta1 <= sigma_min(W(t))",
    "(23) above": "sigma_max(W(t)) <= beta2",
    "(16)": "L(t+1) <= rho_bar L(t) (Theorem 3.2)",
    "(17)": "L(t+1) <= rho_bar^(t+1) L(0) (Theorem 3.2)",
    "(22) below": "uniform lower bound of sigma_min^2(T_t) (Lemma 3.1)",
    "(22) above": "uniform upper bound of sigma_max^2(T_t) (Lemma 3.1)",
    "(24) mu_t": "mu_bar <= mu_t (Lemma 3.2)",
    "(24) K_t": "K_t <= K_bar_t (Lemma 3.2)",
    "(117)": "total drift of the imbalance (A3)",
}
"""The inequalities that the audit reports, in words; the names are the paper's equations."""

_FALLING = frozenset({"(119)", "(120)", "(23) below", "(23) above"})
_OF_A_LOSS_ALONE = frozenset({"(9) descent lemma", "(9) with 1, 1 in K_t", "(116)"})


@dataclass(frozen=True)
class Violation:
    """Where a comparison failed in floats: the run's step size, the iterate, both sides."""

    step_size: str
    iterate: int
    lhs: float
    rhs: float


@dataclass(frozen=True)
class Tally:
    """An inequality over all runs: comparisons made, violations, the largest lhs / rhs.

    median: of lhs / rhs; worst: the first violations.
    """

    name: str
    words: str
    count: int
    tightness: float
    median: float
    violations: int
    worst: tuple[Violation, ...]


def needs_minimiser(names: Sequence[Inequality]) -> list[Inequality]:
    """Those that hold of a loss without strong convexity: they need K and a lower bound alone."""
    return [i for i in names if i.name in _OF_A_LOSS_ALONE]


def descend(
    problem: Problem,
    start: Start,
    plan: Plan | None,
    steps: int,
    *,
    strongly: bool = True,
    eta: float | None = None,
) -> Trajectory:
    """All runs; plan: None where nothing is promised; eta: a user's own constant step."""
    from verify.descent import Constant

    chosen: list[StepSize] = []
    if plan is not None and plan.promised:
        own = Theory(c=plan.c, d=2.0, eta0=np.array([plan.eta0]))
        chosen.append(ConstantStep(own, "guaranteed"))
        # Growth by less than a thousandth would only repeat the constant step.
        if plan.eta0**2 * steps > 2e-3:
            chosen.append(RhoStep(own, name="growing"))
    chosen.append(InverseSmoothness())
    chosen.append(Backtracking(name="backtracking"))
    if eta is not None:
        chosen.append(Constant(eta, name=f"constant {eta:g}"))
    wanted = [i for i in (*STEP, *RUN) if i.name in WORDS]
    wanted = wanted if strongly else needs_minimiser(wanted)
    return run(problem, start, chosen, steps, inequalities=wanted)


def tallies(trajectory: Trajectory, floor: float, *, short: bool = False) -> list[Tally]:
    """What the runs say of every inequality; floor: absolute error of a loss value.

    short: only steps with eta_t K_t < 2, for constants that hold on a sublevel set alone.
    """
    counted = np.ones(trajectory.L.shape, dtype=bool)
    if short:
        with np.errstate(invalid="ignore"):
            counted = trajectory.eta * trajectory.K_t < 2
    # Bounds by the initial loss: a step size of the user's own may let it rise.
    with np.errstate(invalid="ignore"):
        below = counted & (trajectory.L <= trajectory.L[:, :1])
    found = []
    for name, audit in trajectory.audits.items():
        tally = _tally(trajectory, name, audit, floor, below if name in _FALLING else counted)
        if tally.count:
            found.append(tally)
    return found


def _tally(
    trajectory: Trajectory,
    name: str,
    audit: Audit,
    floor: float,
    counted: npt.NDArray[np.bool_],
) -> Tally:
    known = np.isfinite(audit.lhs) & np.isfinite(audit.rhs) & counted
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(audit.lhs), np.abs(audit.rhs))
        failed = known & (audit.lhs > audit.rhs + SLACK * size + floor)
        ratios = audit.tightness[known & (audit.rhs > 10 * floor)]
    worst = []
    for run_index, iterate in np.argwhere(failed)[:3]:
        step_size = trajectory.step_sizes[int(run_index) // trajectory.runs_each]
        lhs, rhs = (float(x[run_index, iterate]) for x in (audit.lhs, audit.rhs))
        worst.append(Violation(step_size, int(iterate), lhs, rhs))
    return Tally(
        name,
        WORDS[name],
        int(known.sum()),
        float(ratios.max()) if ratios.size else float("nan"),
        float(np.median(ratios)) if ratios.size else float("nan"),
        int(failed.sum()),
        tuple(worst),
    )
