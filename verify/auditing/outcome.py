"""What the stages of an audit leave, and how plans and runs become plain records."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from verify.auditing.options import Options
from verify.auditing.plan import Plan, steps_for
from verify.auditing.result import Advice, Finding, RunRecord, Step, TallyRecord
from verify.descent import Trajectory
from verify.theory.sharp import SharpStep

__all__ = ["Outcome", "pace", "promise", "records", "table_numbers"]

_PROMISES = {
    "guaranteed": "linear rate for ever (Theorem E.1)",
    "growing": "linear rate for ever (Theorem 3.2, (19))",
    "1/K_t": "decrease in every step (Theorem 3.1)",
    "backtracking": "none",
}


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
                faster = rate / -np.log1p(-plan.gap)
                run = "in the guaranteed run" if name == "guaranteed" else "with eta_t = 1/K_t"
                words.append(f"{faster:.3g} times as fast {run}")
    return f"Against the guaranteed rate, the loss fell {' and '.join(words)}." if words else ""


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
