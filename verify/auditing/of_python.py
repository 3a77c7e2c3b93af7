"""The audit of a Python loss: K and mu are claims, which the audit tries to refute.

Nothing can be certified of code that is only called: every verdict is TESTED or REFUTED. Without
claims, the largest and the least slope that were found, with a margin, take their places, and the
report says so. The minimiser is found by quasi-Newton steps in floats; W* enters Table 2 as found.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from verify.auditing.checks import gradient_matches
from verify.auditing.options import Options, Progress
from verify.auditing.outcome import Outcome, pace, promise, records, table_numbers
from verify.auditing.plan import Plan, make_plan
from verify.auditing.python_loss import PythonLoss, Refutation, refute
from verify.auditing.result import Finding, TallyRecord
from verify.auditing.runs import Tally, descend, tallies
from verify.auditing.start import Initialisation
from verify.claims.verdict import Verdict
from verify.descent import Loss, Problem
from verify.theory.sharp import sharp_step

__all__ = ["audit_python"]

Array = npt.NDArray[np.float64]
# Without a claim, K is taken above the largest slope that was found, and mu below the least.
_ABOVE, _BELOW = 1.5, 0.5


@dataclass(frozen=True, eq=False)
class _Displaced(Loss):
    """l(C + E) - minimum and the gradient, one matrix after the other."""

    of: PythonLoss
    centre: Array
    minimum: float

    def take(self, index: object) -> _Displaced:
        """One loss for all runs."""
        return self

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """(runs,), (runs, n, m)."""
        values = np.array([self.of.value(self.centre + e) for e in E]) - self.minimum
        return values, np.stack([self.of.gradient(self.centre + e) for e in E])


def audit_python(
    loss: PythonLoss, start: Initialisation, options: Options, progress: Progress
) -> Outcome:
    """All stages."""
    out = Outcome()
    with out.stage("adversary"):
        progress("adversary", 0, 1)
        found = refute(loss, options.seed)
        K, mu = _claims(loss, found, out)
    W0 = start.W1 @ start.W2.T
    with out.stage("gradient"):
        _gradient(loss, W0, K, out, options)
    with out.stage("minimum"):
        progress("minimum", 0, 1)
        W, least = _minimise(loss, W0, mu, out)
    if not (mu > 0 and K >= mu):
        out.recommendation = "Nothing is promised: no mu > 0 stands."
        return out
    problem = Problem(
        loss.name, *loss.shape, _Displaced(loss, W, least), np.array([K]), np.array([mu]), W[None]
    )
    with out.stage("plan"):
        plan = _plan(problem, start, K, mu, out, options)
    with out.stage("runs"):
        progress("gradient descent", 0, 1)
        trajectory = descend(problem, start.start(), plan, options.steps, eta=options.eta)
        out.runs = records(trajectory, "global")
        floor = 1e-14 * (abs(least) + abs(loss.value(W0))) + 1e-30
        out.tallies = [_judge(t) for t in tallies(trajectory, floor)]
        out.limits = tuple(w for w in (pace(trajectory, plan),) if w)
    row = trajectory.rows("1/K_t").start
    etas = trajectory.eta[row][np.isfinite(trajectory.eta[row])]
    if etas.size:
        out.recommendation = (
            f"As far as the claims hold: eta_t = 1/K_t, here {etas.min():.3g} to {etas.max():.3g}."
        )
    return out


def _claims(loss: PythonLoss, found: Refutation, out: Outcome) -> tuple[float, float]:
    """K and mu to go on with, and the findings about them."""
    tolerance = found.error
    K_words = f"largest |g(A) - g(B)|/|A - B| found: {found.K:.8g} over {found.pairs} pairs"
    mu_words = f"least <g(A) - g(B), A - B>/|A - B|^2 found: {found.mu:.8g}"
    if loss.K is None:
        K = found.K * _ABOVE
        out.findings.append(
            Finding(
                "K",
                "l is K-smooth",
                Verdict.TESTED,
                f"no K was claimed; {K_words}; K = {K:.6g} is used",
            )
        )
    else:
        broken = found.K > loss.K * (1 + 1e-9) + tolerance
        at = f"; refuted between points at distance {_distance(found.K_at):.3g}" if broken else ""
        verdict = Verdict.REFUTED if broken else Verdict.TESTED
        out.findings.append(
            Finding("K", f"l is K-smooth with K = {loss.K:g}", verdict, K_words + at)
        )
        K = loss.K
    if found.mu < -tolerance:
        words = f"<g(A) - g(B), A - B> < 0 for points at distance {_distance(found.mu_at):.3g}"
        out.findings.append(Finding("convex", "l is convex", Verdict.REFUTED, words))
    else:
        out.findings.append(Finding("convex", "l is convex", Verdict.TESTED, mu_words))
    if loss.mu is None:
        mu = max(found.mu - tolerance, 0.0) * _BELOW
        words = f"no mu was claimed; {mu_words}; mu = {mu:.6g} is used"
        out.findings.append(Finding("mu", "l is mu-strongly convex", Verdict.TESTED, words))
    else:
        broken = found.mu < loss.mu * (1 - 1e-9) - tolerance
        at = f"; refuted between points at distance {_distance(found.mu_at):.3g}" if broken else ""
        verdict = Verdict.REFUTED if broken else Verdict.TESTED
        title = f"l is mu-strongly convex with mu = {loss.mu:g}"
        out.findings.append(Finding("mu", title, verdict, mu_words + at))
        mu = loss.mu
    return K, mu


def _distance(pair: tuple[Array, Array]) -> float:
    return float(np.linalg.norm(pair[0] - pair[1]))


def _gradient(loss: PythonLoss, W0: Array, K: float, out: Outcome, options: Options) -> None:
    if loss.slope is None:
        _, error = loss.differences(W0)
        words = f"taken from the values by {loss.source}; error of its norm about {error:.2g}"
        out.findings.append(Finding("gradient", "gradient", Verdict.TESTED, words))
        return
    # The claimed K may be wrong: the gradient's own change stands in for it.
    points = [W0, np.zeros(loss.shape)]
    found = gradient_matches(loss.value, loss.gradient, points, float("inf"), options.seed)
    out.findings.append(found)


def _minimise(loss: PythonLoss, W0: Array, mu: float, out: Outcome) -> tuple[Array, float]:
    from scipy.optimize import minimize

    def both(w: Array) -> tuple[float, Array]:
        W = w.reshape(loss.shape)
        return loss.value(W), loss.gradient(W).ravel()

    w, best = W0.ravel(), float("inf")
    for _ in range(3):  # restarts forget a stale curvature
        found = minimize(both, w, jac=True, method="BFGS", options={"gtol": 1e-12, "maxiter": 2000})
        if not found.fun < best:
            break
        w, best = found.x, float(found.fun)
    W = w.reshape(loss.shape)
    size = float(np.linalg.norm(loss.gradient(W)))
    title = "the minimum is 0 once it is subtracted (Assumption 2.2)"
    words = f"least value found {best:.12g}, |grad l| = {size:.2g} there"
    if mu > 0:
        words += f"; if mu stands, within {size**2 / (2 * mu):.2g} of the minimum"
    flat = size <= 1e-4 * (1 + float(np.linalg.norm(loss.gradient(W0))))
    out.findings.append(
        Finding("minimum", title, Verdict.TESTED if flat else Verdict.INCONCLUSIVE, words)
    )
    return W, best


def _plan(
    problem: Problem, start: Initialisation, K: float, mu: float, out: Outcome, options: Options
) -> Plan:
    plan = make_plan(problem, start)
    out.constants = table_numbers(K, mu, plan)
    out.plan = promise(plan, sharp_step(plan.setup, plan.table), options)
    title = "Theorem E.1 applies: linear rate with a constant step"
    if plan.promised:
        words = (
            f"if K and mu stand: eta0 = {plan.eta0:.4g}, L(t+1) <= (1 - {plan.gap:.4g}) L(t);"
            f" {plan.steps(options.target):.4g} steps to {options.target:g} L(0)"
        )
        out.findings.append(Finding("rate", title, Verdict.TESTED, words))
    else:
        out.findings.append(Finding("rate", title, Verdict.BLOCKED, "alpha1 is not positive"))
    return plan


def _judge(tally: Tally) -> TallyRecord:
    broken = tally.violations > 0
    detail = ""
    if broken:
        v = tally.worst[0]
        detail = f"{v.step_size}, iterate {v.iterate}: {v.lhs:.12g} > {v.rhs:.12g} in floats"

    def number(x: float) -> float | None:
        return x if isfinite(x) else None

    return TallyRecord(
        tally.name,
        tally.words,
        Verdict.REFUTED if broken else Verdict.TESTED,
        tally.count,
        number(tally.tightness),
        number(tally.median),
        tally.violations,
        detail,
    )
