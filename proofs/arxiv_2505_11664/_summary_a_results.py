"""Summary a on imbalance, spectral bounds, alpha1, conditioning, experiments and limits.

"Faithful" in a note says whether the summary says what the paper says; the verdict is about the
sentence itself. Listed by `summaries.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._constants_of_runs import THEOREM_32, below_eta_max
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import (
    AT_W,
    NEXT_AT_1_K,
    PROBLEM_1,
    SCALARS,
    a,
    w,
)
from proofs.arxiv_2505_11664._quantities import (
    D_NEXT,
    GD_STEP,
    K_T,
    MU_T,
    SIGMA2_MAX,
    SIGMA2_MIN,
    D,
)
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._starts import (
    SIGMA2_MIN_0,
    STARTS,
    STARTS_ALL,
    STARTS_SQUARE,
    STARTS_WIDE,
)
from proofs.arxiv_2505_11664._table_3 import only_words
from proofs.arxiv_2505_11664._written_out import elsewhere
from proofs.arxiv_2505_11664.s3_1_remarks import KAPPA, WEAK_DIRECTION
from proofs.arxiv_2505_11664.s3_2_convergence import COUNTER, on_runs
from proofs.arxiv_2505_11664.s3_3_sketch import drift
from verify.arithmetic import Float64, Scope, evaluate
from verify.claims.claim import Budget, Example, Kind, Reading, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import const, dim, equal, norm, sigma, vstack
from verify.model.setting import Batch, float_values
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    W1,
    W2,
    K,
    L,
    eta,
    loss_values,
    mu,
)
from verify.model.trajectory import W10, W20

__all__ = ["CLAIMS", "open_question"]

part = Part(__name__, section="summary a")
P = THEOREM_32

LOCAL = (L - (eta - K_T * eta**2 / 2) * GRADIENT2 >= L_NEXT, GRADIENT2 / 2 >= MU_T * L)
_SMALL = (eta * K_T < 2,)
_ONE = {"ell": {"A": [["1"]], "C": [["-1"]]}}
SADDLE_STEP = Example(
    {"n": 1, "m": 1, "h": 1},
    {"W10": [[1]], "W20": [[1]], "W1": [[1]], "W2": [[1]], "eta": "1/10"},
    _ONE,
)
# An open set of starts with h = 2 around this one has Delta = 0 and beta1 = 0.
SQUARE_GAUSSIAN = Example(
    {"n": 2, "m": 2, "h": 2},
    {"W10": [[1, 0], [0, "1/2"]], "W20": [["1/2", 0], [0, 1]]},
    {"ell": {"A": [["1", "1"], ["1", "1"]], "C": [["0", "0"], ["0", "0"]]}},
)
_LARGER = {"W1": a * W1, "W2": a * W2}
KAPPA_LARGER = elsewhere(KAPPA, _LARGER, "a")
LARGER = Example(
    {"n": 2, "m": 1, "h": 1},
    {"W1": [[4], [0]], "W2": [[3]], "a": 2},
    {"ell": {"A": [["1"], ["1"]], "C": [["0"], ["0"]]}},
)


def open_question(text: str) -> Reading:
    """A printed reading that nothing evaluates, with the reason."""
    return reading("printed", checks=[only_words(text)])


def _wider_is_better(budget: Budget) -> Sequence[Evidence]:
    """alpha1/alpha2 at Gaussian starts N(0, h^-2p), p = 3/8, n = m = 2, W* fixed."""
    rng = np.random.default_rng(budget.seed)
    count = 40 if budget.profile == "quick" else 200
    items: list[dict[str, Any]] = []
    for h in (8, 32, 128):
        target = np.broadcast_to(np.array([[1.0, 0.5], [0.0, 1.0]]), (count, 2, 2))
        latent = {
            "W10": rng.normal(size=(count, 2, h)) * h**-0.375,
            "W20": rng.normal(size=(count, 2, h)) * h**-0.375,
            "C": target,
            "A": np.ones((count, 2, 2)),
        }
        batch = Batch("Gaussian", count, latent, "weighted quadratic")
        values = {**latent, **loss_values(batch), "Wstar": target}
        scope = Scope(Float64(), float_values(values, batch), {"n": 2, "m": 2, "h": h})
        ratio = np.broadcast_to(evaluate(ALPHA1 / ALPHA2, scope).v, (count,))
        items.append({"h": h, "mean of alpha1/alpha2": round(float(ratio.mean()), 4)})
    means = [i["mean of alpha1/alpha2"] for i in items]
    falls = int(means[0] >= means[1]) + int(means[1] >= means[2])
    words = "means of alpha1/alpha2 at three widths, which should grow"
    data = {"instances": 3 * count, "violations": falls, "words": words, "items": items}
    return [Evidence("statistics", data)]


CLAIMS = (
    part.claim(
        "summary-a/imbalance",
        "Summary a, mechanism 3",
        "Lemma E.2, and |D(t) - D(0)| of the order eta0^2 / (1 - Delta)",
        reading(
            "printed",
            norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
            given=GD_STEP,
            note="Faithful; Delta < 1 is by the choice of eta0, not of the start.",
        ),
        reading(
            "sum",
            norm(D - D0) <= drift(P),
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="n = m",
        ),
        kind=Kind.SUMMARY,
        rests_on=["E.2", "3.3/imbalance"],
    ),
    part.claim(
        "summary-a/spectral",
        "Summary a, mechanism 3",
        "The uniform bounds on sigma_min^2(T_t) and sigma_max^2(T_t)",
        *on_runs(
            lambda x: (
                x.alpha1 + 2 * ALPHA2 * (1 - x.growth) <= SIGMA2_MIN,
                SIGMA2_MAX <= ALPHA2 * x.growth,
            ),
            note="Faithful.",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.3/22-low", "3.3/22-up"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "summary-a/alpha1-guaranteed",
        "Summary a, mechanism 3 and critical path",
        "alpha1 > 0 is guaranteed for h >= m + n or Gaussian initialisation",
        reading(
            "printed",
            ALPHA1 > 0,
            given=STARTS,
            examples=[SQUARE_GAUSSIAN],
            words="Gaussian, any width: a start in an open set, so with positive probability",
            note="Not faithful: Lemma 3.4 asks for a large width and holds with high probability, "
            "Lemma 3.3 almost surely.",
        ),
        reading(
            "repaired",
            ALPHA1_REPAIRED > 0,
            given=STARTS_WIDE,
            when=[sigma(dim("n") + dim("m"), vstack(W10, W20)) > 0],
            words="for h >= m + n, where the n + m rows of W1(0) and W2(0) are independent, as "
            "they are almost surely for a Gaussian start",
        ),
        kind=Kind.SUMMARY,
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "summary-a/alpha1-zero",
        "Summary a, mechanism 3",
        "Without alpha1 > 0 sigma_min^2(T_t) has no positive lower bound",
        reading(
            "printed",
            2 * (w * (1 - eta * (w**2 - const("1/2")))) ** 2 < 1,
            when=[w**2 >= "1/2", w <= 1, eta <= "1/2"],
            examples=[Example({}, {"w": 1, "eta": "1/10"})],
            words="from W1 = W2 = w, W* = 1/2, where alpha1 = 0 for w = 1: the left side is "
            "sigma_min^2(T) after a step, which would have to fall below every bound",
            note="The theorem gives no bound then; that there is none does not follow.",
        ),
        reading(
            "the witness's run",
            2 * (w * (1 - eta * (w**2 - const("1/2")))) ** 2 >= 1,
            given=SCALARS,
            when=[w**2 >= "1/2", w <= 1, eta <= "1/2"],
            words="it stays at 1 or above for ever",
        ),
        kind=Kind.SUMMARY,
        severity=Severity.TYPO,
    ),
    part.claim(
        "summary-a/PL-rate",
        "Summary a, foundations",
        "Under the PL inequality the step 1/K gives the factor 1 - mu/K",
        reading("printed", NEXT_AT_1_K <= (1 - mu / K) * AT_W, given=PROBLEM_1, note="Faithful."),
        kind=Kind.SUMMARY,
        rests_on=["2.1/6-a"],
    ),
    part.claim(
        "summary-a/kappa",
        "Summary a, foundations",
        "kappa(T_t) directly determines the slowdown",
        reading(
            "printed",
            KAPPA * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
            examples=[WEAK_DIRECTION],
            note="Faithful to (14). The slowdown is kappa^2: 100, not 10, for kappa = 10.",
        ),
        reading(
            "repaired",
            KAPPA**2 * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.1/14"],
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "summary-a/alphas",
        "Summary a, component map",
        "alpha1 and alpha2 bound sigma_min^2(T_0) and sigma_max^2(T_0)",
        reading(
            "printed", ALPHA1 <= SIGMA2_MIN_0, given=STARTS, examples=[COUNTER], note="Faithful."
        ),
        reading("n = m", ALPHA1 <= SIGMA2_MIN_0, given=STARTS_SQUARE),
        reading("repaired", ALPHA1_REPAIRED <= SIGMA2_MIN_0, given=STARTS_ALL, words="alpha1'"),
        kind=Kind.SUMMARY,
        rests_on=["table-2/alpha1", "table-2/alpha2"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "summary-a/eta-max",
        "Summary a, critical path",
        "Solving (101) and (102) gives eta_max",
        reading(
            "printed",
            P.mu_bar > 0,
            P.rho_bar_0 < 1,
            P.Delta < 1,
            given=RUNS_32,
            when=below_eta_max(P.hypotheses),
            words="what eta_max is for follows from (101) and (102) alone, where eta0 < eta_max",
            note="Drops the third member of the minimum, which never is the least (footnote 5).",
        ),
        kind=Kind.SUMMARY,
        rests_on=["E.footnote-5"],
    ),
    part.claim(
        "summary-a/width",
        "Summary a, key results",
        "Larger width brings alpha1/alpha2 nearer to 1",
        reading("printed", checks=[_wider_is_better], note="Faithful."),
        kind=Kind.SUMMARY,
    ),
    part.claim(
        "summary-a/p",
        "Summary a, experiments",
        "Larger initial variance makes T_0 better conditioned",
        reading(
            "printed",
            KAPPA_LARGER < KAPPA,
            when=[a > 1],
            examples=[LARGER],
            words="the same start, a times larger",
            note="Not faithful: appendix G speaks of alpha1/alpha2, which does grow. kappa(T_0) "
            "does not depend on the scale.",
        ),
        reading(
            "repaired",
            equal((a**2 * K) * mu, K * (a**2 * mu)),
            identity=True,
            words="kappa(T_0) does not depend on it: both sigma^2, here K and mu, grow by a^2",
        ),
        kind=Kind.SUMMARY,
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "summary-a/divergence",
        "Summary a, failure signatures",
        "alpha1 <= 0 shows as divergence in the first iterations",
        reading(
            "printed",
            L_NEXT > L,
            when=[ALPHA1 <= 0],
            examples=[SADDLE_STEP],
            note="Not in the paper. alpha1 = 0 does not make the loss grow.",
        ),
        reading("repaired", L_NEXT <= L, given=GD_STEP, when=_SMALL, words="whatever alpha1 is"),
        kind=Kind.SUMMARY,
        severity=Severity.TYPO,
    ),
    part.claim(
        "summary-a/prior-PL",
        "Summary a, mechanism 1",
        "Related work has the local PL inequality with looser bounds",
        open_question(
            "Not decided here. In (64) prior work's term of first order in the step is this "
            "paper's: its smoothness bound is looser, not its PL inequality."
        ),
        kind=Kind.SUMMARY,
    ),
    part.claim(
        "summary-a/experiments",
        "Summary a, experiments",
        "Faster than Xu et al. and line search; kappa(T_0) in Figure 1",
        open_question(
            "Faithful on speed (section 4.2), which is looked at there. Not faithful on the "
            "figure: section 4.1 and Figure 1 show losses; kappa is in appendix G and Figure 4."
        ),
        kind=Kind.SUMMARY,
    ),
    part.claim(
        "summary-a/squared-loss",
        "Summary a, limitations",
        "The theory assumes the squared loss",
        open_question("Not faithful: Assumptions 2.1 and 2.2 are all that is asked of the loss."),
        reading(
            "repaired",
            *LOCAL,
            given=GD_STEP,
            words="Theorem 3.1 for four families of losses, two of them not quadratic",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.1/9-descent", "3.1/9-PL"],
    ),
    part.claim(
        "summary-a/limits",
        "Summary a, open questions",
        "Two layers, linear, compared with two methods; kappa(T_t) needed at each step",
        open_question(
            "Faithful on the first three. The step sizes do not need kappa(T_t): K_t has "
            "sigma_max(T_t) alone, K_bar_t neither."
        ),
        kind=Kind.SUMMARY,
    ),
)
