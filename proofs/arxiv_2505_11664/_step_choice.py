r"""Section 3.2, choices of the step size: (18)-(20). Its claims are listed by `s3_2_remarks.py`.

A_t = (1 + eta0^2)^(t/2) eta0 is the growing bound of (15). It matters that K_t contains eta_t:
readings "K_t a number" freeze it. Written out, rho(e, t) = 1 - 2 mu_t e + mu_t e^2 (a + b e +
w e^2) with a, b, w >= 0. (20) is stated for its first factors
(`_written_out.py`).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import (
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, a, b, w
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, MU_T
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._written_out import (
    elsewhere,
    local_step,
    loss_after,
    uniform_step,
)
from proofs.arxiv_2505_11664.s3_1_remarks import K_at
from proofs.arxiv_2505_11664.s3_2_convergence import COUNTER
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    define,
    equal,
    minimum,
    scalar,
)
from verify.model.step import L_NEXT, K, L, eta, mu
from verify.model.trajectory import L0, W10, W20, eta0, t

__all__ = ["CLAIMS", "ONE_ONE_TWO"]

part = Part(__name__, section="3.2")

P, Q = THEOREM_32, THEOREM_32_REPAIRED

GROWN = define("A_t", (1 + eta0**2) ** (t / 2) * eta0, "A_t")

K_GROWN = K_at(GROWN, "K_t_A", "K_t(A_t)")

EXPLICIT = define("eta_rho", minimum(GROWN, 1 / K_GROWN), r"\eta_t^*")

K_EXPLICIT = K_at(EXPLICIT, "K_t_eta_rho", r"K_t(\eta_t^*)")

UNIFORM = define("eta_rho_bar", minimum(GROWN, 1 / P.K_bar_t), r"\eta_t^*")

K_UNIFORM = K_at(UNIFORM, "K_t_eta_rho_bar", r"K_t(\eta_t^*)")

UNIFORM_REPAIRED = define("eta_rho_bar_r", minimum(GROWN, 1 / Q.K_bar_t), r"\eta_t^*")

K_UNIFORM_REPAIRED = K_at(UNIFORM_REPAIRED, "K_t_eta_rho_bar_r", r"K_t(\eta_t^*)")

r = scalar("r")

K_R = K_at(r, "K_t_r", "K_t(r)")

ONE_ONE_TWO = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        "W10": [[1]],
        "W20": [[1]],
        "W1": [[1]],
        "W2": [[1]],
        "eta": "1/5",
        "r": "223/1000",
    },
    {"ell": {"A": [["1"]], "C": [["2"]]}},
)

# Residual along the zero row of W1, and a small one: alpha1 is nearly twice sigma_min^2(T_0).
NEAR = Example(
    {"n": 2, "m": 1, "h": 2},
    {"W10": [[1, 0], [0, 0]], "W20": [[1, 0]], "eta0": "1/1000"},
    {"ell": {"A": [["1"], ["1"]], "C": [["1"], ["1/100"]]}},
)


def quartic(e: Expr) -> Expr:
    """rho(e, t) with mu for mu_t and K_t(e) = a + b e + w e^2."""
    return 1 - 2 * mu * e + mu * e**2 * (a + b * e + w * e**2)


def slope(e: Expr) -> Expr:
    """Its derivative."""
    return mu * (-2 + 2 * a * e + 3 * b * e**2 + 4 * w * e**3)


def parabola(e: Expr) -> Expr:
    """rho(e, t) with the number a for K_t."""
    return 1 - 2 * mu * e + mu * a * e**2


_U = [uniform_step(P, k) for k in (1, 2)]

_V = [uniform_step(Q, k) for k in (1, 2)]

_ETA_1, _RHO_1 = local_step(1, [eta0])

AFTER_UNIFORM = loss_after([eta0, _U[0][0], _U[1][0]])

AFTER_UNIFORM_REPAIRED = loss_after([eta0, _V[0][0], _V[1][0]])

AFTER_LOCAL = loss_after([eta0, _ETA_1])

RHO_0 = elsewhere(RHO_T, {"W1": W10, "W2": W20, "eta": eta0}, "0")

# The run's hypotheses that concern eta0 alone.
AT_0, AT_0_REPAIRED = P.hypotheses[:4], Q.hypotheses[:4]

CLAIMS = (
    part.claim(
        "3.2/contraction",
        "Section 3.2, choices of the step size",
        "L(t+1) <= h(eta_t, t) L(t) for h = rho and h = rho_bar",
        reading(
            "printed",
            L_NEXT <= L * RHO_T,
            L_NEXT <= L * P.rho_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[COUNTER],
            note="For h = rho it is true (3.2/16-d), for h = rho_bar false where n != m.",
        ),
        reading(
            "n = m",
            L_NEXT <= L * RHO_T,
            L_NEXT <= L * P.rho_bar_t,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
        ),
        reading(
            "alpha1 repaired",
            L_NEXT <= L * Q.rho_bar_t,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
        ),
        kind=Kind.PROSE,
        severity=Severity.RESULT,
        rests_on=["3.2/16-d", "3.3/25-a"],
        consequence="As for (16): for n != m only h = rho is left, or alpha1'.",
    ),
    part.claim(
        "3.2/best-step",
        "Section 3.2, the best step",
        "By (10) the best step is 1/K_t",
        reading(
            "printed",
            1 - MU_T * r <= RHO_T,
            when=[eta > 0, eta * K_T <= 1, r * K_R >= 1],
            examples=[ONE_ONE_TWO],
            words="K_t containing the step as in (12): at the solution e of e K_t(e) = 1 the "
            "factor is 1 - mu_t e, at least 1 - mu_t r for each r with r K_t(r) >= 1",
            note="The derivative of rho at that e is mu_t (b e^2 + 2 w e^3) > 0 for L(t) > 0: a "
            "shorter step is better. Both steps are admissible once t is large.",
        ),
        reading(
            "K_t a number",
            parabola(eta) >= parabola(1 / a),
            given=SCALARS,
            words="a in the place of K_t",
        ),
        reading(
            "repaired",
            quartic(eta) >= quartic(K) + slope(K) * (eta - K),
            given=SCALARS,
            words="rho is convex in eta_t >= 0: the best step is the zero of its derivative "
            "-2 + 2 a e + 3 b e^2 + 4 w e^3, below the root of e K_t(e) = 1; K is any other "
            "point here",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/10"],
        severity=Severity.STEP,
        consequence="(19): its step is near the best one where the loss is small.",
    ),
    part.claim(
        "3.2/18",
        "Equation (18)",
        "The best step is a minimiser over all eta_t <= min(A_t, 1/K_t)",
        reading(
            "printed",
            parabola(eta) >= 1 - mu / a,
            given=SCALARS,
            words="K_t a number: rho is bounded below and the minimiser exists",
        ),
        reading(
            "K_t of (12)",
            RHO_T >= 0,
            when=[eta * K_T >= 1, K_T < 0, L > 0],
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 2},
                    {"W1": [[1, 0]], "W2": [[0, 1]], "eta": -10},
                    {"ell": {"A": [["1"]], "C": [["1"]]}},
                )
            ],
            words="the set has no lower bound; with K_t a function of eta_t it contains eta_t "
            "with K_t < 0, where eta_t <= 1/K_t says eta_t K_t >= 1, and where rho has no lower "
            "bound",
            note="The constraint eta_t >= eta0 of (15) is missing.",
        ),
        equations="18",
        rests_on=["3.2/15"],
    ),
    part.claim(
        "3.2/quadratic",
        "Section 3.2, closed form",
        "rho and rho_bar are quadratic in eta_t",
        reading(
            "printed",
            equal(RHO_T, 1 - 2 * MU_T * eta + MU_T * K_at(0, "K_t_0", "K_t(0)") * eta**2),
            given=GD_STEP,
            words="rho's Taylor polynomial of degree two at 0 on the right",
            note="K_t contains eta_t: rho has degree 4 where L(t) > 0. rho_bar is quadratic.",
        ),
        reading(
            "K_t a number",
            equal(
                parabola(eta + 3 * b) + 3 * parabola(eta + b),
                3 * parabola(eta + 2 * b) + parabola(eta),
            ),
            identity=True,
            words="its third differences vanish",
        ),
        reading(
            "repaired",
            equal(
                quartic(eta + 5 * r) + 10 * quartic(eta + 3 * r) + 5 * quartic(eta + r),
                5 * quartic(eta + 4 * r) + 10 * quartic(eta + 2 * r) + quartic(eta),
            ),
            identity=True,
            words="rho is of degree four: its fifth differences vanish",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/12"],
        severity=Severity.STEP,
        consequence="(19)'s first case is neither in closed form nor the minimiser.",
    ),
    part.claim(
        "3.2/19-rho",
        "Equation (19), h = rho",
        "The minimiser of rho is min(A_t, 1/K_t)",
        reading(
            "printed",
            1 - MU_T * r <= RHO_T,
            when=[eta > 0, eta * K_T <= 1, r * K_R >= 1],
            examples=[ONE_ONE_TWO],
            words="where A_t exceeds 1/K_t: at e = 1/K_t(e) the factor is 1 - mu_t e, at least "
            "1 - mu_t r for each r with r K_t(r) >= 1; no admissible step may be below that",
            note="1/K_t contains eta_t; its evaluation at eta0 or at the last step may break (15), "
            "at the root or at A_t it does not. On a run A_t exceeds 1/K_t where the loss is "
            "tiny already, and the difference with it.",
        ),
        reading(
            "K_t a number",
            parabola(eta) >= parabola(b),
            given=SCALARS,
            when=[eta <= b, a * b <= 1],
            words="b the least of A_t and 1/K_t",
        ),
        reading(
            "repaired",
            quartic(eta) >= quartic(K) + slope(K) * (eta - K),
            given=SCALARS,
            words="rho is convex in eta_t >= 0: its minimiser on [eta0, A_t] is the zero of "
            "-2 + 2 a e + 3 b e^2 + 4 w e^3 or the nearer end; K is any other point here",
        ),
        reading(
            "explicit",
            EXPLICIT * K_EXPLICIT <= 1,
            eta0 <= EXPLICIT,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="min(A_t, 1/K_t(A_t)) is in closed form and admissible, n = m",
        ),
        equations="19",
        rests_on=["3.2/quadratic"],
        severity=Severity.STEP,
        consequence="The step is admissible and its guarantee 1 - mu_t eta_t stands; it is not the "
        "best by (18).",
    ),
    part.claim(
        "3.2/19-rho-bar",
        "Equation (19), h = rho_bar",
        "The minimiser of rho_bar is min(A_t, 1/K_bar_t)",
        reading(
            "printed",
            parabola(eta) >= parabola(b),
            given=SCALARS,
            when=[eta <= b, a * b <= 1],
            words="a for K_bar_t, which does not contain eta_t, b the least of A_t and 1/K_bar_t",
        ),
        equations="19",
    ),
    part.claim(
        "3.2/admissible",
        "Section 3.2, the step sizes (19)",
        "These step sizes satisfy the constraints of Theorem 3.2",
        reading(
            "printed",
            eta0 <= UNIFORM,
            UNIFORM * K_UNIFORM <= 1,
            given=RUNS_32,
            when=P.hypotheses,
            words="min(A_t, 1/K_bar_t); for the other see 3.2/19-rho",
            note="Its proof uses K_t <= K_bar_t and with it the rate, which is false for n != m.",
        ),
        reading(
            "n = m",
            eta0 <= UNIFORM,
            UNIFORM * K_UNIFORM <= 1,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
        ),
        reading(
            "alpha1 repaired",
            eta0 <= UNIFORM_REPAIRED,
            UNIFORM_REPAIRED * K_UNIFORM_REPAIRED <= 1,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="for all n, m, h",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2/16-c"],
    ),
    part.claim(
        "3.2/20-rho",
        "Equation (20), h = rho",
        "The loss after t + 1 steps and the product of the factors 1 to t",
        reading(
            "printed",
            AFTER_LOCAL <= L0 * _RHO_1,
            given=RUNS_32,
            when=[*AT_0, equal(t, 0)],
            tex=r"L(t+1)\le L(0)\prod_{k=1}^t\rho(\eta_k^*,k)",
            words="t = 1, from the start",
            note="t + 1 steps and t factors: the factor of k = 0 is left out.",
        ),
        reading(
            "sharper",
            AFTER_LOCAL <= L0 * (RHO_0 * _RHO_1),
            given=RUNS_32,
            when=[*AT_0, equal(t, 0)],
            words="with the factor of k = 0; more steps by induction on 3.1/10",
        ),
        equations="20",
        rests_on=["3.2/16-d"],
    ),
    part.claim(
        "3.2/20-rho-bar",
        "Equation (20), h = rho_bar",
        "The loss after t + 1 steps and the product of the factors 1 to t",
        reading(
            "printed",
            AFTER_UNIFORM <= L0 * (_U[0][1] * _U[1][1]),
            when=AT_0,
            examples=[NEAR],
            tex=r"L(t+1)\le L(0)\prod_{k=1}^t\bar\rho(\eta_k^*,k)",
            words="t = 2, from the start, n != m",
            note="False for n != m like Theorem 3.2, although one factor is left out.",
        ),
        reading(
            "n = m",
            AFTER_UNIFORM <= L0 * (_U[0][1] * _U[1][1]),
            given=RUNS_32_SQUARE,
            when=[*AT_0, equal(t, 0)],
        ),
        reading(
            "repaired",
            AFTER_UNIFORM_REPAIRED <= L0 * (Q.rho_bar_0 * _V[0][1] * _V[1][1]),
            given=RUNS_32_REPAIRED,
            when=[*AT_0_REPAIRED, equal(t, 0)],
            words="with alpha1', and with the factor of k = 0",
        ),
        equations="20",
        rests_on=["3.2/contraction"],
        severity=Severity.RESULT,
        consequence="The numerical comparison of section 4 has n = m.",
    ),
)
