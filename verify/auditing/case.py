"""What is known of a loss on data when the runs start: constants, where they hold, the minimum.

Where K and mu hold over all W, they are used. Otherwise constants on the sublevel set of the start
are sought (`local.py`); with them everything holds for runs with eta_t K_t < 2. Where there are
none either, the theorems are empty: with a finite K the descent lemma and Lemma E.2 are still
audited, for the loss minus a lower bound of it; without one, only what GD does is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

import numpy as np

from verify.auditing.checks import about_curvature, about_data, assumption_21
from verify.auditing.local import sublevel
from verify.auditing.minimiser import Minimiser, solve
from verify.auditing.objective import Constants, Objective, PlainLoss
from verify.auditing.outcome import Outcome
from verify.auditing.outputs import ScalarOutput
from verify.auditing.result import Finding
from verify.auditing.start import Initialisation
from verify.claims.verdict import Verdict
from verify.descent import Problem

__all__ = ["Case", "find_constants", "problem_of"]


@dataclass(frozen=True, eq=False)
class Case:
    """minimum: rational bounds of what is subtracted, None where nothing is known.

    mode: "global", "sublevel", "descent" or "none".
    """

    objective: Objective
    start: Initialisation
    used: Constants
    mode: str
    minimiser: Minimiser
    minimum: tuple[Fraction, Fraction] | None


def find_constants(objective: Objective, start: Initialisation, out: Outcome) -> Case:
    """K and mu, where they hold, and the minimum, with their findings."""
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
    return Case(objective, start, used, mode, minimiser, minimum)


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


def problem_of(case: Case) -> Problem:
    """The loss as the engine takes it."""
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
