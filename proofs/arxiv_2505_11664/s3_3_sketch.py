r"""Section 3.3, the proof sketch: (21), Lemma 3.1 (22), (23) and Lemma 3.2 (24).

Statements about iterates are tested on whole runs, as Theorem 3.2's; see `s3_2_convergence.py`
for the readings "n = m" and "repaired". (25)-(30) are in `s3_3_chain.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import (
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
)
from proofs.arxiv_2505_11664._eight_steps import eight_steps
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, BETA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
    SIGMA2_MAX,
    SIGMA2_MIN,
    D,
)
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664.s3_2_convergence import on_runs
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    exp,
    norm,
    scalar,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.model.matrices import matrices
from verify.model.step import L_NEXT, K, L, W, eta, mu
from verify.model.trajectory import L0, eta0

__all__ = ["CLAIMS", "drift"]

part = Part(__name__, section="3.3")

P, Q = THEOREM_32, THEOREM_32_REPAIRED


def drift(x: RunConstants) -> Expr:
    """What Lemma E.2's steps add up to: a bound of |D(t) - D(0)|_F of the order eta0^2."""
    return 2 * K * ALPHA2 * x.growth * L0 * eta0**2 / (1 - x.Delta)


def _lower(x: RunConstants) -> Expr:
    """(22)'s lower bound."""
    return x.alpha1 + 2 * ALPHA2 * (1 - x.growth)


alpha1, alpha2 = scalar("alpha1", r"\alpha_1"), scalar("alpha2", r"\alpha_2")
CONSTANTS = matrices(
    "alpha1, alpha2, eta0", [alpha1, alpha2, eta0], positive=["alpha1", "alpha2", "eta0"]
)
CLAIMS = (
    part.claim(
        "3.3/21",
        "Equation (21)",
        "Theorem 3.1's contraction, here without its condition on the step",
        reading(
            "printed",
            L_NEXT <= L * RHO_T,
            given=GD_STEP,
            examples=[
                Example(
                    {"n": 2, "m": 1, "h": 1},
                    {"W1": [[1], [0]], "W2": [[0]], "eta": 3},
                    {"ell": {"A": [["1"], ["1"]], "C": [["1"], ["0"]]}},
                )
            ],
            words="for every step size",
        ),
        reading(
            "repaired",
            L_NEXT <= L * RHO_T,
            given=GD_STEP,
            when=[eta * K_T <= 2],
            words="for 0 < eta_t K_t <= 2, as in (10)",
        ),
        equations="21",
        rests_on=["3.1/10"],
        severity=Severity.TYPO,
        consequence="(15) contains the condition.",
    ),
    part.claim(
        "3.3/limit",
        "Section 3.3, mu_t / K_t to 0",
        "If mu_t / K_t tends to 0, then rho(eta_t, t) tends to 1",
        reading(
            "printed",
            RHO_T * K_T >= K_T - MU_T,
            RHO_T <= 1,
            given=GD_STEP,
            when=[eta * K_T <= 2],
            words="1 - mu_t/K_t <= rho(eta_t, t) <= 1 for admissible steps",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.3/22-low",
        "Lemma 3.1 (22), lower bound",
        "sigma_min^2(T_t) from below, along the run",
        *on_runs(lambda x: (_lower(x) <= SIGMA2_MIN,)),
        reading(
            "sharper",
            Q.alpha1 + ALPHA2 * (1 - Q.growth) <= SIGMA2_MIN,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="without the factor 2: alpha1' changes by at most 2 |D(t) - D(0)|",
        ),
        equations="22",
        rests_on=["E.2"],
        severity=Severity.RESULT,
        consequence="(24), (25), (27) and Theorem 3.2 for n != m.",
    ),
    part.claim(
        "3.3/22-mid",
        "Lemma 3.1 (22), middle link",
        "The smallest singular value is at most the largest",
        reading("printed", SIGMA2_MIN <= SIGMA2_MAX, given=GD_STEP),
        equations="22",
    ),
    part.claim(
        "3.3/22-up",
        "Lemma 3.1 (22), upper bound",
        "sigma_max^2(T_t) from above, along the run",
        reading(
            "printed",
            SIGMA2_MAX <= ALPHA2 * P.growth,
            given=RUNS_32,
            when=P.hypotheses,
            note="Its proof uses the rate, which is false for n != m; it is true even without the "
            "factor (E.A4/sharp).",
        ),
        reading("n = m", SIGMA2_MAX <= ALPHA2 * P.growth, given=RUNS_32_SQUARE, when=P.hypotheses),
        reading(
            "alpha1 repaired",
            SIGMA2_MAX <= ALPHA2 * Q.growth,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
        ),
        equations="22",
        rests_on=["E.2"],
    ),
    part.claim(
        "3.3/23-low",
        "Lemma 3.1 (23), lower bound",
        "sigma_min(W(t)) from below, along the run",
        reading("printed", BETA1 <= sigma_min(W), given=RUNS_32, when=P.hypotheses),
        equations="23",
    ),
    part.claim(
        "3.3/23-mid",
        "Lemma 3.1 (23), middle link",
        "The smallest singular value of W(t) is at most the largest",
        reading("printed", sigma_min(W) <= sigma_max(W), given=GD_STEP),
        equations="23",
    ),
    part.claim(
        "3.3/23-up",
        "Lemma 3.1 (23), upper bound",
        "sigma_max(W(t)) from above, along the run",
        reading("printed", sigma_max(W) <= BETA2, given=RUNS_32, when=P.hypotheses),
        equations="23",
    ),
    part.claim(
        "3.3/close",
        "Section 3.3, small initial steps",
        "The bounds (22) tend to alpha1 and alpha2 with eta0",
        reading(
            "printed",
            alpha1 - (alpha1 + 2 * alpha2 * (1 - exp(sqrt(eta0)))) <= 4 * alpha2 * sqrt(eta0),
            alpha2 * exp(sqrt(eta0)) - alpha2 <= 2 * alpha2 * sqrt(eta0),
            given=CONSTANTS,
            when=[eta0 <= 1],
            words="at the rate sqrt(eta0)",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.3/imbalance",
        "Section 3.3, change of the imbalance",
        "|D(t) - D(0)| is of the order eta0^2 / (1 - Delta) although the steps grow",
        reading(
            "printed",
            norm(D - D0) <= drift(P),
            given=RUNS_32,
            when=P.hypotheses,
            tex=r"\|D(t)-D(0)\|_F\le O\left(\tfrac{\eta_0^2}{1-\Delta}\right)",
            words="with the constant 2 K alpha2 exp(sqrt(eta0)) L(0)",
            note="Its proof uses the rate, which is false for n != m.",
        ),
        reading("n = m", norm(D - D0) <= drift(P), given=RUNS_32_SQUARE, when=P.hypotheses),
        reading(
            "alpha1 repaired",
            norm(D - D0) <= drift(Q),
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="for all n, m, with alpha1' in Delta",
        ),
        kind=Kind.PROSE,
        rests_on=["E.2"],
    ),
    part.claim(
        "3.3/step-two",
        "Section 3.3, step two",
        "mu >= mu_bar is what the induction shows",
        reading(
            "printed",
            mu >= P.mu_bar,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {
                        "W10": [[1]],
                        "W20": [[1]],
                        "W1": [[1]],
                        "W2": [[1]],
                        "eta0": "1/1000",
                        "eta": "1/1000",
                        "t": 0,
                    },
                    {"ell": {"A": [["1"]], "C": [["1"]]}},
                )
            ],
            note="The index of mu_t is lost; rho_bar_0 stands for rho_bar(eta0, 0).",
        ),
        reading("repaired", P.mu_bar <= MU_T, given=RUNS_32_SQUARE, when=P.hypotheses),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
    ),
    part.claim(
        "3.3/24-mu",
        "Lemma 3.2 (24), local PL constant",
        "mu_bar bounds the next local PL constant from below",
        *on_runs(lambda x: (x.mu_bar <= MU_T,)),
        equations="24",
        rests_on=["3.3/22-low"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "3.3/24-K",
        "Lemma 3.2 (24), local smoothness constant",
        "K_bar bounds the next local smoothness constant from above",
        reading(
            "printed",
            K_T <= P.K_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[eight_steps({})],
        ),
        reading("n = m", K_T <= P.K_bar_t, given=RUNS_32_SQUARE, when=P.hypotheses),
        reading("alpha1 repaired", K_T <= Q.K_bar_t, given=RUNS_32_REPAIRED, when=Q.hypotheses),
        equations="24",
        rests_on=["3.3/22-up", "3.3/23-up"],
        severity=Severity.RESULT,
        consequence="For n != m the bound stands with alpha1' in the place of alpha1 alone.",
    ),
)
