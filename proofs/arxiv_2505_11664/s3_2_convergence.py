r"""Section 3.2: Theorem 3.2 with (15)-(17), on whole runs of gradient descent.

Table 2's alpha1 is a lower bound of sigma_min^2(T_0) for n = m only. So the theorem is true for
n = m, false for n != m, and true for all n, m, h with alpha1' of `_initial.py` in its place: the
readings "printed", "n = m" and "repaired". `COUNTER` is the smallest start at which it fails:
W1(0) has a zero row, along which the residual lies, so that mu_0 = mu, while alpha1 counts the
margin twice. Runs and constants are `_runs.py`'s, eta_max being Appendix E's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.arxiv_2505_11664 import _step_size as bound
from proofs.arxiv_2505_11664._constants_of_runs import (
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
)
from proofs.arxiv_2505_11664._eight_steps import eight_steps
from proofs.arxiv_2505_11664._long_runs import late_phase
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, MU_T
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from verify.claims.claim import Example, Kind, Reading, Severity, reading
from verify.language import Relation, const, define, substitute
from verify.model.matrices import matrices
from verify.model.step import L_NEXT, L
from verify.model.trajectory import L0, eta0, t

__all__ = ["CLAIMS", "COUNTER", "on_runs"]

part = Part(__name__, section="3.2")

P, Q = THEOREM_32, THEOREM_32_REPAIRED
_W1, _W2 = [[1, 0], [0, 0]], [[1, 0]]
COUNTER = Example(
    {"n": 2, "m": 1, "h": 2},
    {"W10": _W1, "W20": _W2, "W1": _W1, "W2": _W2, "eta0": "1/1000", "eta": "1/1000", "t": 0},
    {"ell": {"A": [["1"], ["1"]], "C": [["1"], ["5/12"]]}},
)
# The same start's constants: L(0) = 25/288, beta1 = 2/3, beta2 = 3/2.
_AT_COUNTER = {
    "alpha1": const("4/3"),
    "alpha2": const(3),
    "beta2": const("3/2"),
    "L0": const("25/288"),
    "mu": const(1),
    "K": const(1),
    "c": const("1/2"),
    "d": const(2),
}
K_AT_ETA0 = define("K_t_eta0", substitute(K_T.args[0], {"eta": eta0}), r"K_t(\eta_0)")
STEPS = matrices("initial step sizes", [eta0], positive=["eta0"], words="positive eta0")


def on_runs(
    statement: Callable[[RunConstants], Sequence[Relation]], *, words: str = "", note: str = ""
) -> tuple[Reading, Reading, Reading]:
    """A statement that fails for n != m: as printed, for n = m, and with the repaired alpha1."""
    printed, repaired = statement(P), statement(Q)
    return (
        reading(
            "printed",
            *printed,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[COUNTER],
            words=words,
            note=note,
        ),
        reading(
            "n = m",
            *printed,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            checks=[late_phase(*printed, when=P.hypotheses)],
        ),
        reading(
            "repaired",
            *repaired,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            checks=[late_phase(*repaired, when=Q.hypotheses, repaired=True)],
            words="with alpha1' in the place of alpha1, for all n, m and h >= min(n, m)",
        ),
    )


CLAIMS = (
    part.claim(
        "3.2/15",
        "Equation (15)",
        "The admissible interval of step sizes",
        reading(
            "printed",
            tex=r"\eta_0\le\eta_t\le\min\left((1+\eta_0^2)^{t/2}\eta_0,\frac1{K_t}\right)",
            words="a hypothesis; as K_t contains eta_t, eta_t <= 1/K_t means that eta_t is at most "
            "the positive root of eta K_t(eta) = 1. At t = 0 it leaves eta_0 alone.",
        ),
        equations="15",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "3.2/constants",
        "Theorem 3.2, constants",
        "rho_bar, mu_bar, Delta and K_bar_t",
        reading(
            "printed",
            tex=r"\bar\rho(\eta_t,t)=1-2\bar\mu\eta_t+\bar\mu\bar K_t\eta_t^2,\quad"
            r"\bar\mu=\mu\left[\alpha_1+2\alpha_2(1-\exp(\sqrt{\eta_0}))\right],\quad"
            r"\Delta=(1+\eta_0^2)\bar\rho(\eta_0,0),\quad"
            r"\bar K_t=\sqrt{2KL(0)\bar\rho(\eta_0,0)^t}+6K^2\beta_2L(0)\eta_0^2\Delta^t+"
            r"K\exp(\sqrt{\eta_0})\alpha_2\left[1+3\sqrt{2KL(0)\Delta^t}\,\eta_0\right]",
            words="definitions",
            note="Delta is also the name of another quantity in Table 2. The extent of the roots "
            "is that of (128).",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "3.2/nonempty",
        "Equation (15), at t = 0",
        "The interval (15) is not empty",
        reading(
            "printed",
            eta0 * K_AT_ETA0 <= 1,
            given=RUNS_32,
            when=P.hypotheses,
            words="eta0 itself satisfies eta0 K_t(eta0) <= 1 at every iterate",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.2",
        "Theorem 3.2",
        "Linear convergence from every start with alpha1 > 0 under (15)",
        *on_runs(
            lambda x: (L * x.rho_bar_0 >= L_NEXT, L0 * x.rho_bar_0 ** (t + 1) >= L_NEXT),
            words="a step contracts the loss by rho_bar(eta0, 0) (16), and so do all of them (17)",
            note="The start of the witness fails for every eta0: see the last reading. It has "
            "h = 2; zero columns may be added, and without the second one h = 1.",
        ),
        reading(
            "every eta0",
            (1 - eta0) ** 2 > substitute(bound.REPAIRED.rho_bar, _AT_COUNTER),
            given=STEPS,
            when=[eta0 <= "1/1000"],
            words="at the witness's start the first step multiplies the loss by (1 - eta0)^2, more "
            "than rho_bar(eta0, 0), for each eta0 up to 1/1000: no eta_max makes (16) true",
            note="For eta0 <= 1/1000, exp(x) <= 1 + x + x^2 gives mu_bar >= 1.13 and "
            "K_bar_0 <= 3.6, and 2 (mu_bar - 1) > eta0 (mu_bar K_bar_0 - 1).",
        ),
        equations="16 17",
        hypotheses=(
            "Assumptions 2.1 and 2.2",
            "alpha1 > 0, h >= min(n, m)",
            "eta0 below Appendix E's eta_max, eta_t in (15)",
        ),
        rests_on=["3.2/16-a", "3.2/16-c", "3.2/16-e"],
        severity=Severity.RESULT,
        consequence="False for n != m; true for n = m, and for all n, m with alpha1' in the place "
        "of alpha1. With it fall, for n != m: the outer inequalities of (16), (17), (20) with "
        "rho_bar, the lower bound in (22), (24), (25), (27), (30). Theorem 3.1, (23), (26) stand.",
    ),
    part.claim(
        "3.2/16-a",
        "Equation (16), mu_bar <= mu_t",
        "mu_bar bounds the local PL constants from below",
        *on_runs(lambda x: (x.mu_bar <= MU_T,)),
        equations="16",
        rests_on=["3.1/11", "3.3/22-low"],
        severity=Severity.RESULT,
        consequence="Theorem 3.2 for n != m.",
    ),
    part.claim(
        "3.2/16-b",
        "Equation (16), mu_t <= K_t",
        "The local PL constant is at most the local smoothness constant",
        reading("printed", MU_T <= K_T, given=GD_STEP),
        equations="16",
        rests_on=["3.1/11", "3.1/12"],
    ),
    part.claim(
        "3.2/16-c",
        "Equation (16), K_t <= K_bar_t",
        "K_bar_t bounds the local smoothness constants from above",
        reading(
            "printed",
            K_T <= P.K_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[eight_steps({})],
            note="Its proof uses the rate, which is false for n != m: after eight steps of one run "
            "K_t is larger by a millionth (`_eight_steps.py`).",
        ),
        reading(
            "n = m",
            K_T <= P.K_bar_t,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            checks=[late_phase(P.K_bar_t >= K_T, when=P.hypotheses)],
        ),
        reading(
            "alpha1 repaired",
            K_T <= Q.K_bar_t,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            checks=[late_phase(Q.K_bar_t >= K_T, when=Q.hypotheses, repaired=True)],
        ),
        equations="16",
        rests_on=["3.1/12", "3.3/22-up", "3.3/23-up"],
        severity=Severity.RESULT,
        consequence="For n != m the bound stands with alpha1' in the place of alpha1 alone.",
    ),
    part.claim(
        "3.2/16-d",
        "Equation (16), first contraction",
        "A step contracts the loss by rho(eta_t, t)",
        reading("printed", L_NEXT <= L * RHO_T, given=RUNS_32, when=P.hypotheses),
        equations="16",
        rests_on=["3.1/10"],
    ),
    part.claim(
        "3.2/16-e",
        "Equation (16), second contraction",
        "rho(eta_t, t) is at most rho_bar(eta0, 0)",
        *on_runs(
            lambda x: (L * x.rho_bar_0 >= L * RHO_T,),
            words="true for n = m by another way than (25) and (30): rho(., t) decreases on "
            "[eta0, 1/K_t], then K_t <= K_bar_0",
        ),
        equations="16",
        rests_on=["3.2/16-a", "3.2/16-c"],
        severity=Severity.RESULT,
        consequence="The rate of Theorem 3.2 for n != m.",
    ),
    part.claim(
        "3.2/17",
        "Equation (17)",
        "Linear convergence with the rate rho_bar(eta0, 0)",
        *on_runs(lambda x: (L0 * x.rho_bar_0 ** (t + 1) >= L_NEXT,)),
        equations="17",
        rests_on=["3.2/16-e"],
        severity=Severity.RESULT,
        consequence="Gradient descent still converges linearly for n != m, with alpha1' in the "
        "rate.",
    ),
)
