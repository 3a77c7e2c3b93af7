r"""Appendix E, Lemma E.1 (110), (125): mu_bar <= mu_t and K_t <= K_bar_t; its proof (126)-(128).

Readings as in `e_theorem.py`: "printed" for all n, m with exp(sqrt(eta0)) in K_bar_t; "n = m";
"repaired" with the repaired alpha1 and exp(eta0^c). Proof steps have their premises as hypotheses.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, REPAIRED, c, d
from proofs.arxiv_2505_11664._eight_steps import EXPONENTS, eight_steps
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2, BETA2
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._theorem_e1 import (
    BELOW_ETA2,
    GAP,
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    PRINTED_E1,
    at_first,
    begin,
    begin_scalar,
)
from verify.claims.claim import Severity, reading
from verify.language import Expr, const, equal, sigma_max, sqrt
from verify.model.step import K, L, W, eta, mu
from verify.model.trajectory import L0, eta0, t

__all__ = ["CLAIMS", "LINE_2", "LINE_3", "LINE_3_REPAIRED"]

part = Part(__name__, section="E")

AT, FIXED = PRINTED_E1, REPAIRED
ALLOWED = (*AT.hypotheses, *BELOW_ETA2)
ALLOWED_FIRST = at_first(*ALLOWED)
_GAP = begin(*GAP, "1/100")
_T0 = "The witness is at t = 0."


def _lines_of_128(rho: Expr) -> tuple[Expr, Expr]:
    """The second and the third line of (128)."""
    root = sqrt(2 * K * L0 * rho**t)
    fixed = K * ALPHA2 * PRINTED.growth + root
    second = fixed + 6 * K**2 * BETA2 * L0 * rho**t * eta**2
    grown = (1 + eta0**d) ** t
    third = fixed + 6 * K**2 * BETA2 * L0 * rho**t * grown * eta0**2
    slope = 3 * K * ALPHA2 * PRINTED.growth * root
    return second + slope * eta, third + slope * (1 + eta0**d) ** (t / 2) * eta0


LINE_2, LINE_3 = _lines_of_128(AT.rho_bar_0)
LINE_3_REPAIRED = _lines_of_128(PRINTED.rho_bar_0)[1]


CLAIMS = (
    part.claim(
        "E.1/110-mu",
        "Lemma E.1 (110), (125): mu_t",
        "mu_bar is at most mu_t",
        reading(
            "printed",
            AT.mu_bar <= MU_T,
            given=ITERATES,
            when=ALLOWED,
            examples=[_GAP],
            note=_T0 + " It is A4's lower bound, which fails for n != m.",
        ),
        reading("n = m", AT.mu_bar <= MU_T, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading("repaired", FIXED.mu_bar <= MU_T, given=ITERATES_REPAIRED, when=FIXED.hypotheses),
        equations="110 125",
        rests_on=["E.126", "E.A4-lower"],
        severity=Severity.RESULT,
        consequence="(112), (113) and the theorem for n != m.",
    ),
    part.claim(
        "E.1/110-K",
        "Lemma E.1 (110), (125): K_t",
        "K_t is at most K_bar_t",
        reading(
            "printed",
            K_T <= AT.K_bar_t,
            given=ITERATES,
            when=AT.hypotheses,
            examples=[eight_steps(EXPONENTS)],
            note="For n != m the loss may fall more slowly than rho_bar^t: after eight steps of "
            "one run K_t is larger by a millionth (`_eight_steps.py`). For n = m and c < 1/2 (128) "
            "does not give it either, but "
            "sigma_max^2(T_t) <= alpha2 does, without the factor exp(eta0^c) (E.A4/sharp).",
        ),
        reading("n = m", K_T <= AT.K_bar_t, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading(
            "repaired",
            K_T <= FIXED.K_bar_t,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
            words="exp(eta0^c) in K_bar_t; this one follows from A1, A2 and A4",
        ),
        equations="110 125",
        rests_on=["E.127", "E.128-b", "E.128-c", "E.128-d", "E.A4/sharp"],
        severity=Severity.RESULT,
        consequence="For n != m the bound stands with alpha1' in the place of alpha1 alone.",
    ),
    part.claim(
        "E.126",
        "Equation (126)",
        "mu_t is at least mu alpha1, by A4",
        reading(
            "printed",
            *at_first(MU_T >= mu * ALPHA1),
            when=ALLOWED_FIRST,
            examples=[
                begin_scalar("1", "-1/10", "1/5", "16", eta0="1/48", eta="1/48", c="1/2", d="2")
            ],
            tex=r"\mu_t = \mu\sigma_{\min}^2(\mathcal{T}_t) \ge \mu\alpha_1",
            words="stated at t = 1, the first step taken exactly",
            note="A4 gives mu_bar, which is less than mu alpha1. The witness has n = m = h = 1 and "
            "reaches W2(1) = 0.",
        ),
        reading(
            "repaired",
            MU_T >= AT.mu_bar,
            given=ITERATES_SQUARE,
            when=AT.hypotheses,
            tex=r"\mu_t = \mu\sigma_{\min}^2(\mathcal{T}_t) \ge \bar\mu",
            words="for n = m; with the repaired alpha1 for all n, m",
        ),
        equations="126",
        rests_on=["E.A4-lower"],
        severity=Severity.STEP,
        consequence="Nothing: Lemma E.1 needs mu_bar <= mu_t, which A4 states.",
    ),
    part.claim(
        "E.127",
        "Equation (127)",
        "The loss at t is at most rho_bar^t times the first",
        reading(
            "printed",
            *at_first(L <= L0 * AT.rho_bar_0**t),
            when=ALLOWED_FIRST,
            examples=[_GAP],
            tex=r"L(t) \le L(t-1)\bar\rho(\eta_0,0) \le L(0)\bar\rho(\eta_0,0)^t",
            words="stated at t = 1, the first step taken exactly",
        ),
        reading("n = m", L <= L0 * AT.rho_bar_0**t, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading(
            "repaired",
            L <= L0 * FIXED.rho_bar_0**t,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        equations="127",
        rests_on=["E.A1-rate"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "E.128-b",
        "Equation (128), first inequality",
        "K_t is bounded through A2, A4 and (127)",
        reading(
            "printed",
            K_T <= LINE_2,
            given=ITERATES,
            when=(
                *AT.hypotheses,
                SIGMA2_MAX <= PRINTED.growth * ALPHA2,
                sigma_max(W) <= BETA2,
                L <= L0 * AT.rho_bar_0**t,
            ),
            tex=r"K_t \le K\alpha_2\exp(\eta_0^c)+\sqrt{2KL(0)\bar\rho^t}+6K^2\beta_2L(0)"
            r"\bar\rho^t\eta_t^2+3K\alpha_2\exp(\eta_0^c)\sqrt{2KL(0)\bar\rho^t}\,\eta_t",
            words="with its three premises as hypotheses; rho_bar stands for rho_bar(eta_0, 0); "
            "the first line is (12)",
        ),
        equations="128",
        rests_on=["E.127", "E.A2", "E.A4-upper"],
    ),
    part.claim(
        "E.128-c",
        "Equation (128), second inequality",
        "eta_t is replaced by its bound (103)",
        reading(
            "printed",
            LINE_2 <= LINE_3,
            given=ITERATES,
            when=AT.hypotheses,
            tex=r"\cdots \le K\alpha_2\exp(\eta_0^c)+\sqrt{2KL(0)\bar\rho^t}+6K^2\beta_2L(0)"
            r"\bar\rho^t(1+\eta_0^d)^t\eta_0^2+3K\alpha_2\exp(\eta_0^c)\sqrt{2KL(0)\bar\rho^t}"
            r"(1+\eta_0^d)^{\frac t2}\eta_0",
        ),
        equations="128",
        rests_on=["E.103"],
    ),
    part.claim(
        "E.128-d",
        "Equation (128), last equality",
        "The bound is K_bar_t",
        reading(
            "printed",
            equal(LINE_3, AT.K_bar_t),
            when=ALLOWED,
            examples=[begin_scalar("1", "0", "0", "1", eta0="1/256", eta="1/256", c="1/4", d="2")],
            tex=r"\cdots = \sqrt{2KL(0)\bar\rho(\eta_0,0)^t}+6K^2\beta_2L(0)\eta_0^2\Delta^t+"
            r"K\exp(\sqrt{\eta_0})\alpha_2\left[1+3\sqrt{2KL(0)\Delta^t}\,\eta_0\right]",
            note="exp(eta0^c) becomes exp(sqrt(eta0)); for c < 1/2 and eta0 < 1 the last line is "
            "the smaller one, so that <= fails as well.",
        ),
        reading(
            "at most, c at least 1/2",
            LINE_3 <= AT.K_bar_t,
            given=ITERATES,
            when=(*AT.hypotheses, c >= const("1/2"), eta0 <= 1),
        ),
        reading(
            "repaired",
            equal(LINE_3_REPAIRED, PRINTED.K_bar_t),
            given=ITERATES,
            when=PRINTED.hypotheses,
            words="exp(eta0^c) in K_bar_t",
        ),
        equations="128",
        severity=Severity.CONSTANT,
        rests_on=["E.101-exponent"],
        consequence="The proof of Lemma E.1 for c < 1/2; Theorem 3.2 has c = 1/2.",
    ),
)
