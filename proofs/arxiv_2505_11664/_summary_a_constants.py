"""Summary a on the local constants, the step sizes and what is required of the start.

"Faithful" in a note says whether the summary says what the paper says; the verdict is about the
sentence itself. Listed by `summaries.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import THEOREM_32
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import (
    SCALARS,
    w,
)
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
    ROOT,
    SIGMA2_MAX,
    SIGMA2_MIN,
)
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._starts import SIGMA2_MIN_0, STARTS
from proofs.arxiv_2505_11664._step_choice import GROWN, K_UNIFORM, UNIFORM
from proofs.arxiv_2505_11664._written_out import elsewhere, run
from proofs.arxiv_2505_11664.s1_introduction import K_NEXT
from proofs.arxiv_2505_11664.s3_1_remarks import FAR_TARGET
from proofs.arxiv_2505_11664.s3_2_remarks import K_BAR_NEXT
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import const, equal, minimum, norm2, sqrt
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    G,
    K,
    L,
    eta,
    mu,
)
from verify.model.trajectory import eta0, t

__all__ = ["CLAIMS"]

part = Part(__name__, section="summary a")
P = THEOREM_32

LOCAL = (L - (eta - K_T * eta**2 / 2) * GRADIENT2 >= L_NEXT, GRADIENT2 / 2 >= MU_T * L)
_SMALL = (eta * K_T < 2,)
# The schedule that summary a prints in four places.
MISREAD = minimum((1 + eta0**2) ** t / (2 * eta0), 1 / P.K_bar_t)
_ONE = {"ell": {"A": [["1"]], "C": [["-1"]]}}
WIDE_SADDLE = Example({"n": 1, "m": 1, "h": 2}, {"W10": [[1, 0]], "W20": [[1, 0]]}, _ONE)
SADDLE_RUN = Example({"n": 1, "m": 1, "h": 1}, {"W10": [[1]], "W20": [[1]]}, _ONE)
NARROW = Example(
    {"n": 1, "m": 1, "h": 1},
    {"W10": [[2]], "W20": [[0]]},
    {"ell": {"A": [["1"]], "C": [["0"]]}},
)
_FOUR_1, _FOUR_2 = run([const("1/10")] * 4)
AFTER_FOUR = elsewhere(SIGMA2_MIN, {"W1": _FOUR_1, "W2": _FOUR_2}, "4")

CLAIMS = (
    part.claim(
        "summary-a/PL",
        "Summary a, mechanism 1",
        "Local PL constant: the global one times sigma_min^2(T_t); it vanishes with it",
        reading("printed", GRADIENT2 / 2 >= MU_T * L, given=GD_STEP, note="Faithful."),
        kind=Kind.SUMMARY,
        rests_on=["3.1/9-PL"],
    ),
    part.claim(
        "summary-a/quote",
        "Summary a, mechanism 1, quotation",
        "Local PL constant: the global one times the smallest singular value",
        reading(
            "printed",
            equal(MU_T, mu * sqrt(SIGMA2_MIN)),
            given=GD_STEP,
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W1": [[2]], "W2": [[0]], "eta": 1},
                    {"ell": {"A": [["1"]], "C": [["0"]]}},
                )
            ],
            note="Not faithful: put in quotation marks as the abstract's, which does not have it; "
            "the square is missing.",
        ),
        reading("repaired", mu * SIGMA2_MIN * L <= GRADIENT2 / 2, given=GD_STEP),
        kind=Kind.SUMMARY,
        severity=Severity.TYPO,
    ),
    part.claim(
        "summary-a/gradient-norm",
        "Summary a, mechanism 1",
        "The norm of the gradient is at least sigma_min^2(T_t) |grad l|^2",
        reading(
            "printed",
            sqrt(GRADIENT2) >= SIGMA2_MIN * norm2(G),
            given=GD_STEP,
            note="Faithful but for the square on the left.",
        ),
        reading("repaired", SIGMA2_MIN * norm2(G) <= GRADIENT2, given=GD_STEP),
        kind=Kind.SUMMARY,
        severity=Severity.TYPO,
    ),
    part.claim(
        "summary-a/smoothness-decreases",
        "Summary a, mechanism 2",
        "The local smoothness constant decreases as the loss does",
        reading(
            "printed",
            K_NEXT <= K_T,
            given=RUNS_32,
            when=[*P.hypotheses, L_NEXT <= L],
            examples=[FAR_TARGET],
            note="Faithful to section 1.1.",
        ),
        reading("repaired", K_BAR_NEXT <= P.K_bar_t, given=RUNS_32, when=P.hypotheses),
        kind=Kind.SUMMARY,
        rests_on=["1.1/benign"],
        severity=Severity.STEP,
    ),
    part.claim(
        "summary-a/terms",
        "Summary a, mechanism 2",
        "K_t is K sigma_max^2(T) plus terms of the order sqrt(L)",
        reading(
            "printed",
            K_T - K * SIGMA2_MAX <= 13 * ROOT,
            given=GD_STEP,
            when=[eta * K_T <= 2],
            note="Faithful.",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.1/two-parts"],
    ),
    part.claim(
        "summary-a/K-bar",
        "Summary a, mechanism 2",
        "K_bar_t decreases to K exp(sqrt(eta0)) alpha2",
        reading(
            "printed",
            K_BAR_NEXT <= P.K_bar_t,
            K * P.growth * ALPHA2 <= P.K_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            note="Faithful.",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.2/K-bar-decreases"],
    ),
    part.claim(
        "summary-a/condition",
        "Summary a, mechanism 2",
        "eta_t K_t < 2 ensures descent",
        reading("printed", L_NEXT <= L, given=GD_STEP, when=_SMALL, note="Faithful."),
        kind=Kind.SUMMARY,
        rests_on=["3.1/10"],
    ),
    part.claim(
        "summary-a/schedule",
        "Summary a, method and three more places",
        "The step sizes min((1 + eta0^2)^t / (2 eta0), 1/K_bar_t)",
        reading(
            "printed",
            MISREAD <= GROWN,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[FAR_TARGET],
            words="such steps satisfy (15)",
            note="Not faithful: (1 + eta0^2)^(t/2) eta0, misread. At t = 0 its first member is "
            "1/(2 eta0), not eta0. That K_bar_t must be computed at every iterate is no cost: it "
            "is a formula in t and constants of the start.",
        ),
        reading(
            "repaired",
            UNIFORM <= GROWN,
            UNIFORM * K_UNIFORM <= 1,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="(19), n = m",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.2/19-rho-bar"],
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "summary-a/requirement",
        "Summary a, method",
        "What is required is sigma_min^2(T_0) > 0 and h >= m + n",
        reading(
            "printed",
            ALPHA1 > 0,
            given=STARTS,
            when=[SIGMA2_MIN_0 > 0],
            examples=[WIDE_SADDLE],
            words="sufficient: then alpha1 > 0 (the witness has h = n + m)",
            note="Not faithful: the requirement is alpha1 > 0 with h >= min(n, m). From the "
            "witness gradient descent tends to a saddle.",
        ),
        reading(
            "repaired",
            L_NEXT <= L * P.rho_bar_0,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="alpha1 > 0 and h >= min(n, m), n = m: Theorem 3.2",
        ),
        reading(
            "necessary",
            ALPHA1 <= 0,
            examples=[NARROW],
            words="necessary: no start with h < m + n has alpha1 > 0",
        ),
        kind=Kind.SUMMARY,
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "summary-a/mu-bounded",
        "Summary a, key results",
        "mu_t stays away from 0 when sigma_min(T_0) > 0 and D(t) is close to D(0)",
        reading(
            "printed",
            AFTER_FOUR >= SIGMA2_MIN_0 / 4,
            examples=[SADDLE_RUN],
            words="a quarter of its start, say, after four steps of 1/10 with D(t) = D(0) = 0",
            note="Not faithful: alpha1 > 0 is needed. From the witness's start sigma_min(T_t) "
            "tends to 0 (next reading).",
        ),
        reading(
            "repaired",
            P.mu_bar <= MU_T,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="with alpha1 > 0, for admissible steps, n = m",
        ),
        reading(
            "the witness's run",
            w * (1 - eta * (w**2 + 1)) <= (1 - eta) * w,
            given=SCALARS,
            words="from W1 = W2 = w, W* = -1 a step gives the left side in both: it tends to 0",
        ),
        kind=Kind.SUMMARY,
        severity=Severity.CONSTANT,
    ),
)
