"""The audit of a loss on data: constants, minimum, plan, runs, steps in balls, advice."""

from __future__ import annotations

from math import isfinite

import numpy as np
import numpy.typing as npt

from verify.arithmetic.ball import precision
from verify.auditing.advice import advise, best_words, needed_l2, what_limits
from verify.auditing.case import Case, find_constants, problem_of
from verify.auditing.certify import Certified
from verify.auditing.checks import gradient_matches
from verify.auditing.in_balls import certified_start, judge, repeat_chosen, step_record
from verify.auditing.objective import BITS, Objective, ball_matrix
from verify.auditing.options import Options, Progress
from verify.auditing.outcome import Outcome, pace, promise, records, table_numbers
from verify.auditing.plan import Plan, make_plan, steps_for
from verify.auditing.result import Finding
from verify.auditing.runs import descend, tallies
from verify.auditing.start import Initialisation
from verify.claims.verdict import Verdict
from verify.descent import Backtracking, Problem, Trajectory, run
from verify.theory.sharp import SharpStep, sharp_step

__all__ = ["audit_objective"]

Array = npt.NDArray[np.float64]


def audit_objective(
    objective: Objective, start: Initialisation, options: Options, progress: Progress
) -> Outcome:
    """All stages."""
    out = Outcome()
    with out.stage("constants"):
        progress("constants", 0, 1)
        case = find_constants(objective, start, out)
    with out.stage("gradient"):
        W0 = start.W1 @ start.W2.T
        points = [W0, case.minimiser.W, np.zeros(objective.shape)]
        out.findings.append(
            gradient_matches(
                objective.value,
                objective.gradient,
                points,
                objective.constants.K,
                options.seed,
                rounding=_rounding(objective, points),
            )
        )
    plan, problem = None, problem_of(case)
    if case.mode in ("global", "sublevel"):
        with out.stage("plan"):
            progress("plan", 0, 1)
            plan = _plan(case, problem, out, options)
    with out.stage("runs"):
        progress("gradient descent", 0, 1)
        trajectory = _runs(case, problem, plan, out, options)
    with out.stage("balls"):
        repeat_chosen(case, problem, trajectory, out, options, progress)
    if options.advice:
        with out.stage("advice"):
            _advice(case, plan, out, options, progress)
    _recommend(case, plan, trajectory, out, options)
    return out


def _rounding(objective: Objective, points: list[Array]) -> float:
    """An allowance for the rounding of l in floats: eight times what balls show at the points."""
    errors = []
    with precision(BITS):
        for W in points:
            ball, _ = objective.in_balls(ball_matrix(W))
            errors.append(abs(float((ball - objective.value(W)).mid())))
    return 8 * max(errors)


def _plan(case: Case, problem: Problem, out: Outcome, options: Options) -> Plan:
    plan = make_plan(problem, case.start)
    sharp = sharp_step(plan.setup, plan.table)
    certified = certified_start(case, plan)
    if certified is not None:
        out.enclosures = dict(certified.values)
        out.steps.append(step_record(certified))
    out.constants = table_numbers(case.used.K, case.used.mu, plan)
    out.plan = promise(plan, sharp, options)
    out.findings += _about_plan(plan, certified, options, sharp)
    out.limits = what_limits(case.objective, case.used, plan)
    return plan


def _about_plan(
    plan: Plan, certified: Certified | None, options: Options, sharp: SharpStep
) -> list[Finding]:
    alpha = Verdict.TESTED if certified is None else certified.comparisons[0].verdict
    if not plan.number("alpha1") > 0:
        alpha = Verdict.REFUTED
    words = f"alpha1 = {plan.number('alpha1'):.6g}, alpha2 = {plan.number('alpha2'):.6g}"
    title = "alpha1 > 0: the start lets linear convergence be promised"
    found = [Finding("alpha1", title, alpha, words)]
    title = "Theorem E.1 applies: linear rate with a constant step"
    if not plan.promised:
        words = "nothing is promised from this start"
        return [*found, Finding("rate", title, Verdict.BLOCKED, words)]
    words = (
        f"eta0 = {plan.eta0:.4g} (c = {plan.c:g}): L(t+1) <= (1 - {plan.gap:.4g}) L(t);"
        f" {plan.steps(options.target):.4g} steps to {options.target:g} L(0)"
    )
    verdict = Verdict.TESTED if certified is None else certified.verdict
    found.append(Finding("rate", title, verdict, words))
    if sharp.gap > 0:
        words = (
            f"eta0 = {sharp.eta0:.4g}: 1 - {sharp.gap:.4g} a step,"
            f" {steps_for(sharp.gap, options.target):.4g} steps; not proved formally"
        )
        found.append(Finding("sharp", "the same by its sharper form", Verdict.TESTED, words))
    return found


def _runs(
    case: Case, problem: Problem, plan: Plan | None, out: Outcome, options: Options
) -> Trajectory:
    strongly = case.mode in ("global", "sublevel")
    if case.mode == "none":
        trajectory = run(
            problem, case.start.start(), [Backtracking(name="backtracking")], options.steps
        )
    else:
        trajectory = descend(
            problem, case.start.start(), plan, options.steps, strongly=strongly, eta=options.eta
        )
    out.runs = records(trajectory, case.mode)
    if case.mode == "none":
        return trajectory
    size = abs(float(case.minimum[1])) if case.minimum else 0.0
    floor = _floor(case, size)
    for tally in tallies(trajectory, floor, short=case.mode == "sublevel"):
        out.tallies.append(judge(case, problem, trajectory, tally))
    fast = pace(trajectory, plan)
    if fast:
        out.limits = (*out.limits, fast)
    return trajectory


def _floor(case: Case, minimum: float) -> float:
    """The absolute error of a loss value in floats, roughly above."""
    if case.mode in ("global", "sublevel"):
        # What was left out of the divergences: the gradient at the W* that was found.
        return float(case.minimiser.gradient) ** 2 / case.used.mu + 1e-30
    return 1e-13 * (minimum + abs(case.objective.value(np.zeros(case.objective.shape))))


def _advice(
    case: Case, plan: Plan | None, out: Outcome, options: Options, progress: Progress
) -> None:
    o = case.objective
    if case.mode == "global" and plan is not None:
        steps = plan.steps(options.target)
        out.advice = advise(o, case.start, steps, options.target, options.seed, progress)
        best = best_words(out.advice)
        if best:
            out.limits = (*out.limits, best)
    elif isfinite(o.constants.K) and o.constants.c_low >= 0:
        unit = o.scale * o.constants.c_high * o.constants.high
        out.limits = (
            *out.limits,
            f"A ridge l2 makes mu = l2: K/mu <= 100 takes l2 >= {unit / 99:.4g},"
            f" K/mu <= 10^4 takes l2 >= {unit / 9999:.4g}.",
        )
    if isfinite(o.constants.c_low) and o.constants.c_low < 0 and not o.constants.mu > 0:
        least = -o.scale * o.constants.c_low * o.constants.high
        out.limits = (*out.limits, f"A ridge l2 > {least:.6g} makes l strongly convex.")
    if plan is None or not plan.steps(options.target) <= options.wanted:
        _wanted(case, out, options)


def _wanted(case: Case, out: Outcome, options: Options) -> None:
    o = case.objective
    if not isfinite(o.constants.K) or o.constants.c_low < 0:
        return
    found = needed_l2(o, case.start, options.wanted, options.target)
    words = (
        f"No l2 up to {1e6 * o.scale * o.constants.high:.3g} gives a guarantee of"
        f" {options.wanted:g} steps to {options.target:g} L(0) from this start."
        if found is None
        else f"With l2 = {found[0]:.3g} this start is guaranteed {options.target:g} L(0) in"
        f" {found[1]:.3g} steps (wanted: {options.wanted:g})."
    )
    out.limits = (*out.limits, words)


def _recommend(
    case: Case, plan: Plan | None, trajectory: Trajectory, out: Outcome, options: Options
) -> None:
    parts = []
    if plan is not None and plan.promised:
        parts.append(
            f"For a promise about the whole run: eta = {plan.eta0:.4g}, constant"
            f" ({plan.steps(options.target):.3g} steps to {options.target:g} L(0))."
        )
    if case.mode != "none":
        row = trajectory.rows("1/K_t").start
        etas = trajectory.eta[row]
        etas = etas[np.isfinite(etas)]
        if etas.size:
            fall = trajectory.L[row, etas.size - 1] / trajectory.L[row, 0]
            parts.append(
                "For a decrease that is certain in every step, nothing more: eta_t = 1/K_t, here"
                f" {etas.min():.3g} to {etas.max():.3g}; {etas.size} of them took the loss to"
                f" {fall:.3g} of L(0)."
            )
    out.recommendation = " ".join(parts) or "No step size can be recommended with a guarantee."
