"""Steps of the runs repeated in balls: chosen ones, and those whose comparisons fail in floats."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np

from verify.auditing.case import Case
from verify.auditing.certify import Certified, certify_start, certify_step
from verify.auditing.options import Options, Progress
from verify.auditing.outcome import Outcome
from verify.auditing.plan import Plan
from verify.auditing.result import Finding, Step, TallyRecord
from verify.auditing.runs import Tally, Violation
from verify.auditing.start import Initialisation
from verify.claims.verdict import Verdict
from verify.descent import Given, Problem, Trajectory, run

__all__ = ["certified_start", "judge", "repeat_chosen", "step_record"]

_REPEATED = "chosen steps repeated in balls"
# n + m up to which matrices of balls are decomposed.
_LARGEST = 200


def certified_start(case: Case, plan: Plan) -> Certified | None:
    """The start in balls; None for matrices that are too large for them."""
    if sum(case.objective.shape) > _LARGEST:
        return None
    begun = case.start.start()
    certified, _ = certify_start(
        case.objective, case.used, case.minimiser, plan, begun.W1[0], begun.W2[0]
    )
    return certified


def step_record(c: Certified) -> Step:
    """The comparisons for the report."""
    return Step(c.where, c.values, tuple((x.name, x.lhs, x.rhs, x.verdict) for x in c.comparisons))


def judge(case: Case, problem: Problem, trajectory: Trajectory, tally: Tally) -> TallyRecord:
    """A tally with its failed comparisons repeated in balls, which decide.

    Bounds of a whole run are not repeated: what fails by more than `SLACK` is far beyond rounding.
    """
    verdict, detail = Verdict.TESTED, ""
    for v in tally.worst:
        verdict, words = _decide(case, problem, trajectory, tally.name, v)
        detail = f"{v.step_size}, iterate {v.iterate}: {v.lhs:.12g} > {v.rhs:.12g}, {words}"
        if verdict is not Verdict.TESTED:
            break

    def number(x: float) -> float | None:
        return x if isfinite(x) else None

    return TallyRecord(
        tally.name,
        tally.words,
        verdict,
        tally.count,
        number(tally.tightness),
        number(tally.median),
        tally.violations if verdict is not Verdict.TESTED else 0,
        detail,
    )


_COUNTERPART = {
    "(9) descent lemma": "descent lemma",
    "(9) with 1, 1 in K_t": "descent lemma, sharper K_t",
    "(9) local PL": "local PL inequality",
    "(10)": "contraction by rho_t",
    "(116)": "imbalance (Lemma E.2)",
}


def _decide(
    case: Case, problem: Problem, trajectory: Trajectory, name: str, v: Violation
) -> tuple[Verdict, str]:
    if name not in _COUNTERPART:
        return Verdict.REFUTED, "in floats, far beyond rounding"
    found = _repeat(case, problem, trajectory, v.step_size, v.iterate)
    same = [c for c in found.comparisons if c.name == _COUNTERPART[name]] if found else []
    if not same:
        return Verdict.INCONCLUSIVE, "not repeated in balls"
    if same[0].verdict is Verdict.REFUTED:
        return Verdict.REFUTED, "confirmed in balls"
    if same[0].verdict is Verdict.CERTIFIED:
        return Verdict.TESTED, "by rounding alone: it holds in balls"
    return Verdict.INCONCLUSIVE, "which balls leave open"


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
    case: Case, problem: Problem, trajectory: Trajectory, step_size: str, iterate: int
) -> Certified | None:
    if case.minimum is None or sum(case.objective.shape) > _LARGEST:
        return None
    W1, W2, eta = _factors(problem, case.start, trajectory, step_size, iterate)
    if not isfinite(eta):
        return None
    used = case.used if case.mode != "descent" else replace(case.used, mu=0.0)
    where = f"{step_size}, iterate {iterate}, eta = {eta:.6g}"
    return certify_step(case.objective, used, case.minimum, W1, W2, eta, where)


def repeat_chosen(
    case: Case,
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
            out.steps.append(step_record(found))
            verdicts.add(found.verdict)
    progress("steps in balls", len(chosen), len(chosen))
    order = (Verdict.REFUTED, Verdict.INCONCLUSIVE, Verdict.CERTIFIED)
    verdict = next((v for v in order if v in verdicts), Verdict.INCONCLUSIVE)
    words = f"{len(chosen)} steps: {', '.join(f'{s} at iterate {t}' for s, t in chosen)}"
    out.findings.append(Finding("steps", _REPEATED, verdict, words))
