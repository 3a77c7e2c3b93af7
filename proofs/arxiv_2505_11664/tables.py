r"""Tables 1, 2 and 3.

Table 2's quantities are expressions in `_initial.py`; here it is asked whether they are defined,
and whether alpha1, alpha2, beta1, beta2 bound what their description says. D(0) is h x h, so that
lambda_n(D(0)) and lambda_m(-D(0)) need h >= max(n, m), while the paper admits h >= min(n, m): the
repair reads lambda_k as 0 for k > h. Eigenvalues are in descending order unless said otherwise.
Tables 1 and 3 speak of other papers, which are not read here: what they say of them is compared
with those papers' statements as known from elsewhere, or left open.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import THEOREM_32, THEOREM_32_REPAIRED
from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA1_REPAIRED,
    ALPHA2,
    BETA1,
    BETA2,
    DEEP_MINUS,
    DEEP_PLUS,
    DELTA,
    DELTA_MINUS,
    DELTA_PLUS,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, w
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._starts import (
    SIGMA2_MAX_0,
    SIGMA2_MIN_0,
    STARTS,
    STARTS_ALL,
    STARTS_SQUARE,
)
from proofs.arxiv_2505_11664._table_3 import CLAIMS as TABLE_3
from proofs.arxiv_2505_11664._table_3 import only_words
from proofs.arxiv_2505_11664.s3_2_convergence import COUNTER
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import maximum, sigma_max, sigma_min, sqrt
from verify.model.step import L_NEXT, W1, W2, L, W, eta, mu
from verify.model.trajectory import L0, Wstar

__all__ = ["CLAIMS"]

part = Part(__name__, section="3.2")
P, Q = THEOREM_32, THEOREM_32_REPAIRED


ASCENDING = (
    sqrt((LAMBDA_PLUS + LAMBDA_MINUS) ** 2 + 4 * BETA1**2)
    + sqrt((LAMBDA_PLUS + LAMBDA_MINUS) ** 2 + 4 * BETA1**2)
) / 2
MARGIN_SHARP = sqrt(2 * L0 / mu)

# W1 = W2 = 1 and W* = -1: D = 0, and gradient descent keeps W1 = W2 and tends to the saddle at 0.
SADDLE = Example(
    {"n": 1, "m": 1, "h": 1},
    {"W10": [[1]], "W20": [[1]]},
    {"ell": {"A": [["1"]], "C": [["-1"]]}},
)
# Any other h has the same value: zero columns change nothing.
ASCENDING_EXAMPLE = Example(
    {"n": 2, "m": 2, "h": 2},
    {"W10": [[1, 0], [0, 0]], "W20": [[0, 0], [0, 0]]},
    {"ell": {"A": [["1", "1"], ["1", "1"]], "C": [["0", "0"], ["0", "0"]]}},
)
MOVED = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        "W10": [[1]],
        "W20": [["1/999"]],
        "W1": [["998000/998001"]],
        "W2": [[0]],
        "eta0": "1/1000",
        "eta": "1/1000",
        "t": 1,
    },
    {"ell": {"A": [["1"]], "C": [["-1"]]}},
    path=[{"eta": "1/1000"}],
)

CLAIMS = (
    part.claim(
        "table-1/this-work",
        "Table 1, this work",
        "Linear convergence from general initialisation",
        reading(
            "printed",
            ALPHA1 > 0,
            given=STARTS,
            examples=[SADDLE],
            words="general read as no condition: then alpha1 > 0 at every start",
            note="Table 3 has the condition alpha1 > 0. The row of Xu et al. (2023) is alike.",
        ),
        reading(
            "repaired",
            L * P.rho_bar_0 >= L_NEXT,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="from starts with alpha1 > 0, n = m: Theorem 3.2",
        ),
        reading(
            "alpha1 repaired",
            L * Q.rho_bar_0 >= L_NEXT,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="from starts with alpha1' > 0, for all n, m, h",
        ),
        reading(
            "the witness's run",
            ((w * (1 - eta * (w**2 + 1))) ** 2 + 1) ** 2 / 2 >= "1/2",
            given=SCALARS,
            when=[w <= 1, eta * (w**2 + 1) < 1],
            words="from W1 = W2 = w in (0, 1] with W* = -1 a step leads to such a w again, and the "
            "loss never falls below 1/2: alpha1 = 0 is no artefact",
        ),
        section="1",
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="Theorem 3.2 states its condition.",
    ),
    part.claim(
        "table-1/prior-work",
        "Table 1, prior work",
        "Loss, step size, width and initialisation of earlier results",
        reading(
            "printed",
            checks=[
                only_words(
                    "Not decided here: it would need the papers themselves. Two cells look "
                    "doubtful: Chizat and Bach (2018) treat convex losses, not the squared loss "
                    "alone; Du et al. (2018a) start small at random and assume no large margin."
                )
            ],
            words="statements about other papers",
        ),
        section="1",
        kind=Kind.PROSE,
    ),
    part.claim(
        "table-2/D",
        "Table 2, D(t)",
        "The imbalance W1'W1 - W2'W2",
        reading(
            "printed",
            tex=r"D(t)=W_1^{\top}(t)W_1(t)-W_2^{\top}(t)W_2(t)",
            words="a definition, h x h; constant up to second order in the step (Lemma E.2)",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "table-2/lambda",
        "Table 2, lambda_+ and lambda_-",
        "The extreme eigenvalues of D(0), where they are positive and negative",
        reading(
            "printed",
            tex=r"\lambda_-=\max(\lambda_{\max}(-D(0)),0),\quad"
            r"\lambda_+=\max(\lambda_{\max}(D(0)),0)",
            words="definitions",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "table-2/Delta",
        "Table 2, Delta",
        "The n-th eigenvalue of D(0) and the m-th of -D(0)",
        reading(
            "printed",
            DELTA <= SIGMA2_MIN_0,
            given=STARTS_ALL,
            tex=r"\Delta=\max(\lambda_n(D(0)),0)+\max(\lambda_m(-D(0)),0)",
            words="for h >= min(n, m), as admitted; Delta is at most sigma_min^2(T_0)",
            note="Delta is also the name of (1 + eta0^2) rho_bar(eta0, 0) in Theorem 3.2. The "
            "order of the eigenvalues is not said.",
        ),
        reading("h >= max(n, m)", DELTA <= SIGMA2_MIN_0, given=STARTS),
        reading(
            "repaired",
            DEEP_PLUS + DEEP_MINUS <= SIGMA2_MIN_0,
            given=STARTS_ALL,
            words="lambda_k read as 0 for k > h",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="Table 2 and all that uses it, for min(n, m) <= h < max(n, m).",
    ),
    part.claim(
        "table-2/Delta-plus-minus",
        "Table 2, Delta_+ and Delta_-",
        "What the extreme eigenvalues have more than the terms of Delta",
        reading(
            "printed",
            DELTA_PLUS >= 0,
            DELTA_MINUS >= 0,
            given=STARTS_ALL,
            tex=r"\Delta_+=\lambda_+-\max(\lambda_n(D(0)),0),\quad"
            r"\Delta_-=\lambda_--\max(\lambda_m(-D(0)),0)",
            words="for h >= min(n, m), as admitted; they are nonnegative",
        ),
        reading(
            "repaired",
            LAMBDA_PLUS >= DEEP_PLUS,
            LAMBDA_MINUS >= DEEP_MINUS,
            given=STARTS_ALL,
            words="lambda_k read as 0 for k > h",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
    ),
    part.claim(
        "table-2/alpha1",
        "Table 2, alpha1 at the start",
        "alpha1 is a lower bound on sigma_min^2(T_0)",
        reading(
            "printed",
            ALPHA1 <= SIGMA2_MIN_0,
            given=STARTS,
            examples=[COUNTER],
            note="The margin bounds sigma_min(n,m)(W), which says nothing of the larger factor's "
            "last singular value.",
        ),
        reading("n = m", ALPHA1 <= SIGMA2_MIN_0, given=STARTS_SQUARE),
        reading(
            "repaired",
            ALPHA1_REPAIRED <= SIGMA2_MIN_0,
            given=STARTS_ALL,
            words="beta1 only where it bounds: sigma_n(W*) in the term of W1, sigma_m(W*) in that "
            "of W2; all n, m and h >= min(n, m)",
        ),
        reading(
            "ascending order",
            ASCENDING <= SIGMA2_MIN_0,
            examples=[ASCENDING_EXAMPLE],
            words="with eigenvalues in ascending order, for n = m = h",
        ),
        severity=Severity.RESULT,
        consequence="Theorem 3.2 and Lemmas 3.1, 3.2, E.3 for n != m; see 3.2.",
    ),
    part.claim(
        "table-2/alpha1-run",
        "Table 2, alpha1 along the run",
        "alpha1 is a lower bound on sigma_min^2(T_t)",
        reading(
            "printed",
            ALPHA1 <= SIGMA2_MIN,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[MOVED],
            words="at iterate 1",
            note="The imbalance moves, and the bound with it.",
        ),
        reading(
            "repaired",
            P.alpha1 + 2 * ALPHA2 * (1 - P.growth) <= SIGMA2_MIN,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="(22)'s lower bound, n = m",
        ),
        rests_on=["3.3/22-low"],
        severity=Severity.CONSTANT,
        consequence="A description; (22) has the allowance for it.",
    ),
    part.claim(
        "table-2/alpha2",
        "Table 2, alpha2",
        "alpha2 is an upper bound on sigma_max^2(T_t)",
        reading(
            "printed",
            SIGMA2_MAX <= ALPHA2,
            given=RUNS_32,
            when=P.hypotheses,
            words="along the run: no violation found, though (22) has a factor exp(sqrt(eta0))",
        ),
        reading("at the start", SIGMA2_MAX_0 <= ALPHA2, given=STARTS_ALL, words="all n, m, h"),
    ),
    part.claim(
        "table-2/order",
        "Table 2, alpha1 and alpha2",
        "alpha1 is at most alpha2",
        reading("printed", ALPHA1 <= ALPHA2, given=STARTS, words="used throughout"),
        kind=Kind.PROSE,
    ),
    part.claim(
        "table-2/beta1",
        "Table 2, beta1",
        "beta1 is a lower bound on sigma_min(W2(t) W1(t))",
        reading(
            "printed",
            BETA1 <= sigma_min(W2 @ W1),
            given=RUNS_32,
            when=P.hypotheses,
            note="W2 is m x h and W1 is n x h.",
        ),
        reading(
            "repaired", sigma_min(W) >= BETA1, given=RUNS_32, when=P.hypotheses, words="W = W1 W2'"
        ),
        reading(
            "sharper",
            maximum(0, sigma_min(Wstar) - MARGIN_SHARP) <= sigma_min(W),
            given=RUNS_32,
            when=P.hypotheses,
            words="with sqrt(2 L(0)/mu) in the place of sqrt(K/mu) |W(0) - W*|",
        ),
        severity=Severity.TYPO,
    ),
    part.claim(
        "table-2/beta2",
        "Table 2, beta2",
        "beta2 is an upper bound on sigma_max(W2(t) W1(t))",
        reading(
            "printed",
            sigma_max(W2 @ W1) <= BETA2,
            given=RUNS_32,
            when=P.hypotheses,
            note="W2 is m x h and W1 is n x h.",
        ),
        reading(
            "repaired", sigma_max(W) <= BETA2, given=RUNS_32, when=P.hypotheses, words="W = W1 W2'"
        ),
        reading(
            "sharper",
            sigma_max(W) <= sigma_max(Wstar) + MARGIN_SHARP,
            given=RUNS_32,
            when=P.hypotheses,
        ),
        severity=Severity.TYPO,
    ),
    *TABLE_3,
)
