r"""Section 3.2 after Theorem 3.2: its remarks and the local rate.

"For large t" is read as L(t) = 0, where K_t = K sigma_max^2(T_t) does not depend on the step.
The choice of the step size, (18)-(20), is in `_step_choice.py`, Table 3 in `tables.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import (
    THEOREM_32,
    THEOREM_32_REPAIRED,
    below_eta_max,
)
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2, BETA1, DELTA
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, a
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._starts import (
    SIGMA2_MAX_0,
    SIGMA2_MIN_0,
    STARTS,
    STARTS_ALL,
    STARTS_SQUARE,
)
from proofs.arxiv_2505_11664._step_choice import CLAIMS as STEP_CHOICE
from proofs.arxiv_2505_11664._step_choice import ONE_ONE_TWO
from proofs.arxiv_2505_11664.s3_3_sketch import CONSTANTS, alpha1, alpha2
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    define,
    equal,
    exp,
    scalar,
    sqrt,
    substitute,
)
from verify.model.matrices import matrices
from verify.model.step import K, eta, mu
from verify.model.trajectory import eta0, t

__all__ = ["CLAIMS"]

part = Part(__name__, section="3.2")

P, Q = THEOREM_32, THEOREM_32_REPAIRED
K_BAR_NEXT = define("K_bar_next", substitute(P.K_bar_t.args[0], {"t": t + 1}), r"\bar K_{t+1}")
T = scalar("T")
GROWTH = matrices("T, eta0", [T, eta0], positive=["T", "eta0"])
# K_t at a loss of 0, where it does not depend on the step.
BEST_RATIO = MU_T / (K * SIGMA2_MAX)
BOUND_RATIO = (P.alpha1 + 2 * ALPHA2 * (1 - P.growth)) / (P.growth * ALPHA2)

# mu = 1 and K = 2 at a minimum with sigma_min^2(T) = sigma_max^2(T) = alpha1 = alpha2 = 1.
FLAT = Example(
    {"n": 1, "m": 2, "h": 2},
    {
        "W10": [[1, 0]],
        "W20": [[0, 0], [0, 0]],
        "W1": [[1, 0]],
        "W2": [[0, 0], [0, 0]],
        "eta0": "1/100",
        "eta": "1/100",
        "t": 0,
    },
    {"ell": {"A": [["1", "2"]], "C": [["0", "0"]]}},
)

CLAIMS = (
    part.claim(
        "3.2/positive",
        "Section 3.2, constraints on eta0",
        "The constraints ensure mu_bar > 0, 0 < rho_bar(eta0, 0) < 1 and Delta < 1",
        reading(
            "printed",
            P.mu_bar > 0,
            P.rho_bar_0 > 0,
            P.rho_bar_0 < 1,
            P.Delta < 1,
            given=RUNS_32,
            when=below_eta_max(P.hypotheses),
            words="eta0 < eta_max, as Theorem 3.2 has it; at eta_max Delta may be 1 for L(0) = 0",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2/alpha1-positive",
        "Section 3.2, conditions for alpha1 > 0",
        "alpha1 > 0 when the imbalance Delta or the margin beta1 is positive",
        reading(
            "printed",
            ALPHA1 >= DELTA,
            given=STARTS,
            words="alpha1 is at least Table 2's Delta; the margin is next",
            note="With Theorem 3.2's Delta, which is always positive, the sentence is false.",
        ),
        reading("margin", ALPHA1 > DELTA, given=STARTS, when=[BETA1 > 0]),
        reading(
            "converse",
            ALPHA1 <= 2 * DELTA,
            given=STARTS,
            when=[BETA1 <= 0],
            words="without a margin alpha1 is 0 where Delta is: the condition is also necessary",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2/K-bar-decreases",
        "Section 3.2, K_bar_t",
        "K_bar_t decreases in t, to K exp(sqrt(eta0)) alpha2",
        reading(
            "printed",
            K_BAR_NEXT <= P.K_bar_t,
            K * P.growth * ALPHA2 <= P.K_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            words="strictly if and only if L(0) > 0; what is above the limit vanishes, as rho < 1 "
            "and Delta < 1 (3.2/positive)",
            note="It is the bound that decreases; K_t itself may grow (1.1/benign).",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2/positive"],
    ),
    part.claim(
        "3.2/growth",
        "Section 3.2, first bound on the step",
        "(1 + eta0^2)^(t/2) eta0 tends to infinity exponentially",
        reading(
            "printed",
            (1 + eta0**2) ** (T / 2) >= 1 + T / 2 * eta0**2,
            given=GROWTH,
            when=[T >= 2],
            words="a power of t, and beyond every bound",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2/binding",
        "Section 3.2, second bound on the step",
        "1/K_t binds in the end, as it stays bounded",
        reading(
            "printed",
            K_T * mu >= K * P.mu_bar,
            given=RUNS_32,
            when=P.hypotheses,
            words="1/K_t <= mu / (K mu_bar); at t = 0 the first bound is eta0 <= 1/K_0",
        ),
        reading("n = m", K_T * mu >= K * P.mu_bar, given=RUNS_32_SQUARE, when=P.hypotheses),
        reading(
            "alpha1 repaired",
            K_T * mu >= K * Q.mu_bar,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2/local-rate-a",
        "Section 3.2, local rate, equality",
        "The best factor is 1 - (mu/K) mu_t/K_t for large t",
        reading(
            "printed",
            equal(1 - BEST_RATIO, 1 - mu / K * BEST_RATIO),
            given=RUNS_32,
            when=P.hypotheses,
            examples=[FLAT],
            tex=r"\min_{\eta_t}\rho(\eta_t,t)=1-\frac\mu K\cdot\frac{\mu_t}{K_t}",
            words="with K_t at L(t) = 0",
            note="mu_t and K_t contain mu and K already.",
        ),
        reading(
            "repaired",
            1 - 2 * mu * eta + mu * a * eta**2 >= 1 - mu / a,
            given=SCALARS,
            words="1 - mu_t/K_t, attained at 1/K_t; mu for mu_t, a for K_t",
        ),
        kind=Kind.PROSE,
        severity=Severity.CONSTANT,
        consequence="The inequality after it.",
    ),
    part.claim(
        "3.2/local-rate-b",
        "Section 3.2, local rate, inequality",
        "Bound of the local rate by alpha1, alpha2 and eta0",
        reading(
            "printed",
            1 - mu / K * BEST_RATIO <= 1 - mu / K * BOUND_RATIO,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[FLAT],
            tex=r"1-\frac\mu K\cdot\frac{\mu_t}{K_t}\le1-\frac\mu K\cdot\frac{\alpha_1+2\alpha_2"
            r"(1-\exp(\sqrt{\eta_0}))}{\exp(\sqrt{\eta_0})\alpha_2}",
            note="Wrong for mu < K, where mu/K is counted twice on the left.",
        ),
        reading(
            "n = m",
            1 - mu / K * BOUND_RATIO >= 1 - BEST_RATIO,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="with 1 - mu_t/K_t on the left, at L(t) = 0",
        ),
        reading(
            "repaired",
            Q.mu_bar * K_T <= MU_T * Q.K_bar_t,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="1 - mu_t/K_t <= 1 - mu_bar/K_bar_t for every t, with alpha1', all n and m",
        ),
        kind=Kind.PROSE,
        rests_on=["3.3/22-low", "3.3/22-up"],
        severity=Severity.CONSTANT,
        consequence="The bound's limit 1 - (mu/K) alpha1/alpha2 stands.",
    ),
    part.claim(
        "3.2/local-rate-limit",
        "Section 3.2, local rate, small eta0",
        "The bound of the local rate tends to 1 - (mu/K) alpha1/alpha2 with eta0",
        reading(
            "printed",
            alpha1 / alpha2
            - (alpha1 + 2 * alpha2 * (1 - exp(sqrt(eta0)))) / (exp(sqrt(eta0)) * alpha2)
            <= 3 * sqrt(eta0),
            given=CONSTANTS,
            when=[alpha1 <= alpha2],
            words="of the bound; the rate itself is better in general: for n = m = h = 1 it tends "
            "to 1 - mu/K",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2/kappa-bound",
        "Section 3.2, alpha1/alpha2 and kappa",
        "alpha1/alpha2 is an upper bound on kappa(T)",
        reading(
            "printed",
            sqrt(SIGMA2_MAX_0 / SIGMA2_MIN_0) <= ALPHA1 / ALPHA2,
            given=STARTS,
            when=[SIGMA2_MIN_0 > 0],
            examples=[ONE_ONE_TWO],
            words="at t = 0",
            note="alpha1 <= alpha2, and kappa is at least 1.",
        ),
        reading(
            "n = m",
            ALPHA2 * SIGMA2_MIN_0 >= ALPHA1 * SIGMA2_MAX_0,
            given=STARTS_SQUARE,
            words="alpha2/alpha1 is an upper bound on kappa(T_0)^2",
        ),
        reading(
            "repaired",
            Q.alpha1 * SIGMA2_MAX_0 <= ALPHA2 * SIGMA2_MIN_0,
            given=STARTS_ALL,
            words="with alpha1', for all n, m and h >= min(n, m)",
        ),
        kind=Kind.PROSE,
        severity=Severity.CONSTANT,
    ),
    *STEP_CHOICE,
)
