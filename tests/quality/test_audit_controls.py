"""Negative controls of the audit: constants that are made false have to be refuted.

A verifier that never says no proves nothing: each inequality that needs K or mu is audited with a
K too small or a mu too large, and has to fail, in balls where the step is repeated in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from verify.auditing.certify import certify_step
from verify.auditing.minimiser import solve
from verify.auditing.objective import Constants, Objective
from verify.auditing.of_data import audit_objective
from verify.auditing.options import Options, silent
from verify.auditing.outputs import ScalarOutput, SoftmaxOutput, distinct_labels
from verify.auditing.start import drawn
from verify.claims.verdict import Verdict
from verify.formula.parse import parse

RNG = np.random.default_rng(11)
X = RNG.normal(size=(40, 3))
Y = X @ RNG.normal(size=(3, 2)) + 0.3 * RNG.normal(size=(40, 2))
OPTIONS = Options(steps=60, certify=2, advice=False)


@dataclass(frozen=True, eq=False)
class Claims(ScalarOutput):
    """Half the squared residual with bounds of its curvature that need not be true."""

    c_low: float = 1.0
    c_high: float = 1.0

    def bounds(self) -> tuple[float, float]:
        return self.c_low, self.c_high


def audited(c_low: float, c_high: float) -> dict[str, Verdict]:
    root = parse("(z - y)**2/2")
    output = Claims("squared", root, distinct_labels([0.0]), c_low, c_high)
    objective = Objective(output, X, Y, 1.0, 0.0)
    out = audit_objective(objective, drawn(objective.shape, None, 0.5, 0), OPTIONS, silent)
    return {t.key: t.verdict for t in out.tallies}


def test_true_constants_violate_nothing() -> None:
    assert set(audited(1.0, 1.0).values()) == {Verdict.TESTED}


@pytest.mark.parametrize("key", ["(9) descent lemma", "(9) with 1, 1 in K_t"])
def test_a_K_too_small_is_refuted_in_balls(key: str) -> None:
    assert audited(0.02, 0.02)[key] is Verdict.REFUTED


@pytest.mark.parametrize("key", ["(9) local PL", "(10)"])
def test_a_mu_too_large_is_refuted_in_balls(key: str) -> None:
    assert audited(4.0, 4.0)[key] is Verdict.REFUTED


def test_a_false_drift_of_the_imbalance_is_refuted() -> None:
    assert audited(0.01, 0.01)["(116)"] is Verdict.REFUTED


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, Verdict.CERTIFIED), (0.02, Verdict.REFUTED)])
def test_a_step_in_balls_tells_true_from_false_constants(factor: float, verdict: Verdict) -> None:
    labels = np.eye(3)[RNG.integers(0, 3, 40)]
    objective = Objective(SoftmaxOutput(), X, labels, 1.0, 0.2)
    true = objective.constants
    least = solve(objective, true.mu)
    assert least.low is not None
    claimed: Constants = replace(true, K=true.K * factor, mu=min(true.mu, true.K * factor))
    start = drawn(objective.shape, None, 1.0, 0).start()
    bounds = (least.low, least.high)
    found = certify_step(objective, claimed, bounds, start.W1[0], start.W2[0], 0.02, "start")
    descent = next(c for c in found.comparisons if c.name == "descent lemma")
    assert descent.verdict is verdict
