"""The audit of a loss on data: constants, minimum, plan, runs, steps in balls, advice.

Where K and mu hold over all W, they are used. Otherwise constants on the sublevel set of the start
are sought (`local.py`); with them everything holds for runs with eta_t K_t < 2. Where there are
none either, the theorems are empty: with a finite K the descent lemma and Lemma E.2 are still
audited, for the loss minus a lower bound of it; without one, only what GD does is shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic.ball import precision
from verify.auditing.advice import advise, best_words, needed_l2, what_limits
from verify.auditing.certify import Certified, certify_start, certify_step
from verify.auditing.checks import about_curvature, about_data, assumption_21, gradient_matches
from verify.auditing.local import sublevel
from verify.auditing.minimiser import Minimiser, solve
from verify.auditing.objective import BITS, Constants, Objective, PlainLoss, ball_matrix
from verify.auditing.options import Options, Progress
from verify.auditing.outputs import ScalarOutput
from verify.auditing.plan import Plan, make_plan, steps_for
from verify.auditing.result import Advice, Finding, RunRecord, Step, TallyRecord
from verify.auditing.runs import Tally, descend, tallies
from verify.auditing.start import Initialisation
from verify.claims.verdict import Verdict
from verify.descent import Given, Problem, Trajectory, run
from verify.theory.sharp import SharpStep, sharp_step

__all__ = ["Outcome", "audit_objective", "pace", "promise", "records", "table_numbers"]


Array = npt.NDArray[np.float64]
_REPEATED = "chosen steps repeated in balls"
# n + m up to which matrices of balls are decomposed.
_LARGEST = 200


@dataclass
class Outcome:
    """What the stages leave; the orchestrator makes the result of it."""

    findings: list[Finding] = field(default_factory=list)
    constants: dict[str, float | None] = field(default_factory=dict)
    enclosures: dict[str, str] = field(default_factory=dict)
    plan: dict[str, float | None] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    tallies: list[TallyRecord] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    runs: list[RunRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    recommendation: str = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a stage."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


@dataclass(frozen=True, eq=False)
class _Case:
    """What is known when the runs start. mode: "global", "sublevel", "descent" or "none"."""

    objective: Objective
    start: Initialisation
    used: Constants
    mode: str
    minimiser: Minimiser
    minimum: tuple[Fraction, Fraction] | None


def audit_objective(
    objective: Objective, start: Initialisation, options: Options, progress: Progress
) -> Outcome:
    """All stages."""
    out = Outcome()
    with out.stage("constants"):
        progress("constants", 0, 1)
        case = _constants(objective, start, out)
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
    plan, problem = None, _problem(case)
    if case.mode in ("global", "sublevel"):
        with out.stage("plan"):
            progress("plan", 0, 1)
            plan = _plan(case, problem, out, options)
    with out.stage("runs"):
        progress("gradient descent", 0, 1)
        trajectory = _runs(case, problem, plan, out, options)
    with out.stage("balls"):
        _steps(case, problem, trajectory, out, options, progress)
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


def _constants(objective: Objective, start: Initialisation, out: Outcome) -> _Case:
    c = objective.constants
    if isinstance(objective.output, ScalarOutput):
        out.findings += about_curvature(objective.output)
    else:
        words = "0 <= Hessian in the outputs <= 1/2: a variance under the softmax (Boehning 1992)"
        out.findings.append(Finding("phi''", "curvature of the softmax", Verdict.CERTIFIED, words))
    out.findings.append(about_data(objective, c))
    smooth, strong = assumption_21(objective, c)
    out.findings += [smooth, strong]
    used, mode = c, "global"
    if not c.hold:
        local = sublevel(objective, start.W1 @ start.W2.T)
        used, mode = (local.constants, "sublevel") if local else (c, "none")
        if local:
            words = (
                f"K = {used.K:.8g}, mu = {used.mu:.8g} where l <= l(W(0)): every run with"
                " eta_t K_t < 2 stays there"
            )
            out.findings.append(
                Finding(
                    "sublevel", "K and mu on the start's sublevel set", Verdict.CERTIFIED, words
                )
            )
        elif isfinite(c.K):
            mode = "descent"
    minimiser = solve(objective, used.mu if mode in ("global", "sublevel") else 0.0)
    minimum = _minimum(objective, minimiser, mode, out)
    if mode == "descent" and minimum is None:
        mode = "none"
    return _Case(objective, start, used, mode, minimiser, minimum)


def _minimum(
    objective: Objective, found: Minimiser, mode: str, out: Outcome
) -> tuple[Fraction, Fraction] | None:
    title = "the minimum is 0 once it is subtracted (Assumption 2.2)"
    if found.low is not None:
        width = float(found.high - found.low)
        words = (
            f"l* = {float(found.high):.12g}, enclosed to {width:.2g};"
            f" |W - W*|_F <= {found.radius:.2g}"
        )
        out.findings.append(Finding("minimum", title, Verdict.CERTIFIED, words))
        return found.low, found.high
    low = objective.scale * objective.output.lowest(objective.Y)
    if isfinite(low):
        below = Fraction(low) - abs(Fraction(low)) / 10**12
        words = (
            f"no minimum was certified; l >= {float(below):.6g}, and l = {float(found.high):.6g} at"
            f" the best W found, where |grad l| = {found.gradient:.2g}"
        )
        if mode != "none":
            words += ". The lower bound is subtracted"
        out.findings.append(Finding("minimum", title, Verdict.INCONCLUSIVE, words))
        return below, below
    words = f"no lower bound of l is known; least value found {float(found.high):.6g}"
    out.findings.append(Finding("minimum", title, Verdict.INCONCLUSIVE, words))
    return None


def _problem(case: _Case) -> Problem:
    o, shape = case.objective, case.objective.shape
    K, mu = np.array([case.used.K]), np.array([case.used.mu])
    if case.mode in ("global", "sublevel"):
        return Problem(
            "the loss", *shape, o.displaced(case.minimiser.W), K, mu, case.minimiser.W[None]
        )
    least = float(case.minimum[0]) if case.minimum else 0.0
    loss = PlainLoss(o.value, o.gradient, least)
    # mu, and without a bound K as well, only fill the engine's form: nothing is made of them.
    K = K if case.mode == "descent" else np.ones(1)
    return Problem("the loss", *shape, loss, K, K * 1e-300, np.zeros((1, *shape)), at_minimum=False)


def _plan(case: _Case, problem: Problem, out: Outcome, options: Options) -> Plan:
    plan = make_plan(problem, case.start)
    sharp = sharp_step(plan.setup, plan.table)
    certified = _certified(case, plan)
    if certified is not None:
        out.enclosures = dict(certified.values)
        out.steps.append(_step(certified))
    out.constants = table_numbers(case.used.K, case.used.mu, plan)
    out.plan = promise(plan, sharp, options)
    out.findings += _about_plan(plan, certified, options, sharp)
    out.limits = what_limits(case.objective, case.used, plan)
    return plan


def table_numbers(K: float, mu: float, plan: Plan) -> dict[str, float | None]:
    """K, mu and Table 2, by symbol."""
    names = (
        "lambda_plus",
        "lambda_minus",
        "p",
        "q",
        "margin",
        "beta1",
        "beta2",
        "alpha1",
        "alpha2",
    )
    return {
        "K": K,
        "mu": mu,
        "L(0)": float(plan.setup.first.L[0]),
        **{name: plan.number(name) for name in names},
        "sigma_min^2(T_0)": float(plan.setup.first.sigma2_min[0]),
        "sigma_max^2(T_0)": float(plan.setup.first.sigma2_max[0]),
    }


def promise(plan: Plan, sharp: SharpStep, options: Options) -> dict[str, float | None]:
    """The plan's numbers, by name; None for what is not defined."""
    numbers = {
        "c": plan.c,
        "eta1": plan.eta1,
        "eta2": plan.eta2,
        "eta3": plan.eta3,
        "eta_max": plan.eta_max,
        "eta0": plan.eta0,
        "1 - rho_bar": plan.gap,
        **_bars(plan),
        "steps": plan.steps(options.target),
        "eta0 (c = 1/2)": plan.eta_32,
        "1 - rho_bar (c = 1/2)": plan.gap_32,
        "eta0 (sharper form)": sharp.eta0,
        "1 - rho (sharper form)": sharp.gap,
        "steps (sharper form)": steps_for(sharp.gap, options.target),
    }
    return {k: None if v is None or np.isnan(v) else v for k, v in numbers.items()}


def _bars(plan: Plan) -> dict[str, float | None]:
    """mu_bar and K_bar_0 at the plan's eta0."""
    if not plan.promised:
        return {"mu_bar": None, "K_bar_0": None}
    eta0 = np.array([plan.eta0])
    mu_bar, product = plan.theorem.mu_bar(eta0), plan.theorem.product(eta0)
    return {"mu_bar": float(mu_bar[0]), "K_bar_0": float(product[0]) / plan.eta0}


def pace(trajectory: Trajectory, plan: Plan | None) -> str:
    """How fast the runs went, measured against the promise; empty without one."""
    if plan is None or not plan.promised:
        return ""
    words = []
    for name in ("guaranteed", "1/K_t"):
        if name in trajectory.step_sizes:
            L = trajectory.L[trajectory.rows(name).start]
            L = L[np.isfinite(L) & (L > 0)]
            if len(L) > 1:
                rate = float(np.log(L[0] / L[-1]) / (len(L) - 1))
                words.append(f"{rate / -np.log1p(-plan.gap):.3g} times with {name}")
    return (
        f"Measured against the guaranteed rate, the loss fell {' and '.join(words)}."
        if words
        else ""
    )


def _certified(case: _Case, plan: Plan) -> Certified | None:
    """The start in balls; None for matrices that are too large for them."""
    if sum(case.objective.shape) > _LARGEST:
        return None
    begun = case.start.start()
    certified, _ = certify_start(
        case.objective, case.used, case.minimiser, plan, begun.W1[0], begun.W2[0]
    )
    return certified


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


def _step(c: Certified) -> Step:
    return Step(c.where, c.values, tuple((x.name, x.lhs, x.rhs, x.verdict) for x in c.comparisons))


def _runs(
    case: _Case, problem: Problem, plan: Plan | None, out: Outcome, options: Options
) -> Trajectory:
    strongly = case.mode in ("global", "sublevel")
    if case.mode == "none":
        from verify.descent import Backtracking

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
        out.tallies.append(_judge(case, problem, trajectory, tally))
    fast = pace(trajectory, plan)
    if fast:
        out.limits = (*out.limits, fast)
    return trajectory


def _floor(case: _Case, minimum: float) -> float:
    """The absolute error of a loss value in floats, roughly above."""
    if case.mode in ("global", "sublevel"):
        # What was left out of the divergences: the gradient at the W* that was found.
        return float(case.minimiser.gradient) ** 2 / case.used.mu + 1e-30
    return 1e-13 * (minimum + abs(case.objective.value(np.zeros(case.objective.shape))))


_PROMISES = {
    "guaranteed": "linear rate for ever (Theorem E.1)",
    "growing": "linear rate for ever (Theorem 3.2, (19))",
    "1/K_t": "decrease in every step (Theorem 3.1)",
    "backtracking": "none",
}


def records(trajectory: Trajectory, mode: str) -> list[RunRecord]:
    """The runs for the report; what has no meaning in a mode is left out."""
    found = []
    for k, name in enumerate(trajectory.step_sizes):
        row = k * trajectory.runs_each
        stop = next((s for s in trajectory.stops if s.run == row), None)
        known = int(np.isfinite(trajectory.L[row]).sum())

        def column(values: Any, row: int = row, known: int = known) -> tuple[float, ...]:
            return tuple(float(v) for v in values[row, :known])

        empty: tuple[float, ...] = ()
        found.append(
            RunRecord(
                name,
                _PROMISES.get(name, "what eta K_t < 2 gives") if mode != "none" else "none",
                column(trajectory.L),
                column(trajectory.eta)[:-1],
                column(trajectory.mu_t) if mode in ("global", "sublevel") else empty,
                column(trajectory.K_t) if mode != "none" else empty,
                ""
                if stop is None
                else f"iterate {stop.iterate}: {stop.why}. {stop.theory}".strip(),
            )
        )
    return found


def _judge(case: _Case, problem: Problem, trajectory: Trajectory, tally: Tally) -> TallyRecord:
    verdict, detail = Verdict.TESTED, ""
    for v in tally.worst:
        found = _repeat(case, problem, trajectory, v.step_size, v.iterate)
        if found is None or Verdict.REFUTED in {c.verdict for c in found.comparisons}:
            verdict = Verdict.REFUTED if found is not None else Verdict.INCONCLUSIVE
            detail = f"{v.step_size}, iterate {v.iterate}: {v.lhs:.12g} > {v.rhs:.12g}" + (
                "" if found is None else ", confirmed in balls"
            )
            break
        detail = f"{tally.violations} within rounding: their steps hold in balls"

    def number(x: float) -> float | None:
        return x if isfinite(x) else None

    confirmed = tally.violations if verdict is not Verdict.TESTED else 0
    return TallyRecord(
        tally.name,
        tally.words,
        verdict,
        tally.count,
        number(tally.tightness),
        number(tally.median),
        confirmed,
        detail,
    )


def _factors(
    problem: Problem, start: Initialisation, trajectory: Trajectory, step_size: str, iterate: int
) -> tuple[Any, Any, float]:
    """Float factors of that iterate, found by taking the same steps again, and its step size."""
    row = trajectory.rows(step_size).start
    etas = trajectory.eta[row, : iterate + 1]
    begun = start.start()
    if iterate == 0:
        return begun.W1[0], begun.W2[0], float(etas[0])
    again = run(problem, begun, Given(etas[:iterate]), iterate)
    return again.W1[0], again.W2[0], float(etas[iterate])


def _repeat(
    case: _Case, problem: Problem, trajectory: Trajectory, step_size: str, iterate: int
) -> Certified | None:
    if case.minimum is None or sum(case.objective.shape) > _LARGEST:
        return None
    W1, W2, eta = _factors(problem, case.start, trajectory, step_size, iterate)
    if not isfinite(eta):
        return None
    used = case.used if case.mode != "descent" else replace(case.used, mu=0.0)
    where = f"{step_size}, iterate {iterate}, eta = {eta:.6g}"
    return certify_step(case.objective, used, case.minimum, W1, W2, eta, where)


def _steps(
    case: _Case,
    problem: Problem,
    trajectory: Trajectory,
    out: Outcome,
    options: Options,
    progress: Progress,
) -> None:
    """Chosen steps in balls: the guaranteed run's first, and steps of the 1/K_t run."""
    if case.mode == "none" or case.minimum is None or options.certify == 0:
        return
    if sum(case.objective.shape) > _LARGEST:
        words = (
            f"n + m = {sum(case.objective.shape)} is above {_LARGEST}: balls would take too long"
        )
        out.findings.append(Finding("steps", _REPEATED, Verdict.INCONCLUSIVE, words))
        return
    chosen: list[tuple[str, int]] = []
    if "guaranteed" in trajectory.step_sizes:
        chosen.append(("guaranteed", 0))
    row = trajectory.rows("1/K_t").start
    last = int(np.isfinite(trajectory.eta[row]).sum()) - 1
    rest = max(options.certify - len(chosen), 1)
    chosen += [("1/K_t", int(k)) for k in np.unique(np.linspace(0, last, rest).round())]
    chosen = chosen[: options.certify]
    verdicts = set()
    for k, (step_size, iterate) in enumerate(chosen):
        progress("steps in balls", k, len(chosen))
        found = _repeat(case, problem, trajectory, step_size, iterate)
        if found is not None:
            out.steps.append(_step(found))
            verdicts.add(found.verdict)
    progress("steps in balls", len(chosen), len(chosen))
    order = (Verdict.REFUTED, Verdict.INCONCLUSIVE, Verdict.CERTIFIED)
    verdict = next((v for v in order if v in verdicts), Verdict.INCONCLUSIVE)
    words = f"{len(chosen)} steps: {', '.join(f'{s} at iterate {t}' for s, t in chosen)}"
    out.findings.append(Finding("steps", _REPEATED, verdict, words))


def _advice(
    case: _Case, plan: Plan | None, out: Outcome, options: Options, progress: Progress
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


def _wanted(case: _Case, out: Outcome, options: Options) -> None:
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
    case: _Case, plan: Plan | None, trajectory: Trajectory, out: Outcome, options: Options
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
