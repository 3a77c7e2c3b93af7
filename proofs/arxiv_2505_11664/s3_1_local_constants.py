"""Section 3.1: Theorem 3.1 (9)-(12), restated as Theorem D.1 (69)-(72), on actual GD steps.

Local descent lemma, local PL inequality and the contraction that follows from both. The proof's
lemmas are in `d_descent_lemma.py`; mu_t and K_t are written in `_quantities.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
    SIGMA2_MIN_SHAPE,
)
from verify.arithmetic import evaluate
from verify.claims.claim import Budget, Kind, reading
from verify.claims.evidence import Evidence
from verify.evidence.compare import float_scope
from verify.language import Expr
from verify.model.step import GRADIENT2, L_NEXT, L, eta, mu

__all__ = ["CLAIMS"]

part = Part(__name__, section="3.1")

# How much of K_t a step uses: the smallest constant for which the descent lemma holds there.
USED_K = 2 * (L_NEXT - L + eta * GRADIENT2) / (eta**2 * GRADIENT2)


def _tightness_along_runs(budget: Budget) -> Sequence[Evidence]:
    """K_t, and the constant that each step would have needed, along runs on real data."""
    assert GD_STEP.real is not None
    series: list[dict[str, Any]] = []
    for sizes, batch in GD_STEP.real("quick")[:1]:
        scope = float_scope(GD_STEP, batch, sizes)

        def along(expr: Expr, scope: Any = scope, count: int = batch.count) -> list[float]:
            v = np.broadcast_to(evaluate(expr, scope).v, (count,))
            return [float(f"{x:.6g}") if np.isfinite(x) else 0.0 for x in v]

        steps = list(range(batch.count))
        series += [
            {"name": "K_t of (12)", "x": steps, "y": along(K_T), "style": "line"},
            {"name": "needed by the step", "x": steps, "y": along(USED_K), "style": "dots"},
        ]
        title = f"Local smoothness constant along steps on {batch.source}"
    data = {
        "title": title,
        "x_label": "iterate",
        "y_label": "smoothness constant",
        "log_y": True,
        "series": series,
    }
    return [Evidence("figure", {"name": "trajectory", "data": data})]


CLAIMS = (
    part.claim(
        "3.1/9-descent",
        "Theorem 3.1 (9), descent lemma",
        "Local descent lemma with the local smoothness constant K_t",
        reading(
            "printed",
            L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
            given=GD_STEP,
            when=[eta > 0],
            measure=USED_K <= K_T,
            checks=[_tightness_along_runs],
            words="for every step size eta > 0; K_t contains eta (12)",
        ),
        equations="9 69",
        hypotheses=("Assumptions 2.1 and 2.2", "one step of gradient descent, eta > 0"),
    ),
    part.claim(
        "3.1/9-PL",
        "Theorem 3.1 (9), PL inequality",
        "Local PL inequality with the local PL constant mu_t",
        reading(
            "printed",
            GRADIENT2 / 2 >= MU_T * L,
            given=GD_STEP,
            words="sigma_min(T) being the smallest singular value of the operator",
        ),
        reading(
            "sigma_min of the factors",
            GRADIENT2 / 2 >= mu * SIGMA2_MIN_SHAPE * L,
            given=GD_STEP,
            words="sigma_min^2(T) computed by (39) from the smallest of the min(n, h) and "
            "min(m, h) singular values of the factors",
            note="False when h < max(n, m), where (39) is false in this reading.",
        ),
        equations="9 69",
        hypotheses=("Assumptions 2.1 and 2.2",),
        rests_on=["A.2/39-min", "A.1/38-lower"],
    ),
    part.claim(
        "3.1/10",
        "Theorem 3.1 (10)",
        "Contraction of the loss in one step by rho(eta, t)",
        reading(
            "printed",
            L_NEXT <= L * (1 - 2 * MU_T * eta + MU_T * K_T * eta**2),
            given=GD_STEP,
            when=[eta > 0, eta * K_T < 2],
        ),
        equations="10 70",
        hypotheses=("Assumptions 2.1 and 2.2", "eta > 0 and eta K_t < 2"),
        rests_on=["3.1/9-descent", "3.1/9-PL"],
    ),
    part.claim(
        "3.1/11",
        "Theorem 3.1 (11)",
        "The local PL constant mu_t",
        reading(
            "printed", tex=r"\mu_t = \mu\,\sigma_{\min}^2(\mathcal{T}_t)", words="defines mu_t"
        ),
        equations="11 71",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "3.1/12",
        "Theorem 3.1 (12)",
        "The local smoothness constant K_t",
        reading(
            "printed",
            tex=r"K_t = K\sigma_{\max}^2(\mathcal{T}_t)+\sqrt{2KL(t)}+6K^2\sigma_{\max}(W(t))L(t)"
            r"\eta_t^2+3K\sigma_{\max}^2(\mathcal{T}_t)\sqrt{2KL(t)}\,\eta_t",
            words="defines K_t; it depends on the step size that it bounds",
        ),
        equations="12 72",
        kind=Kind.DEFINITION,
    ),
)
