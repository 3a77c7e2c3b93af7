r"""Appendix E, steps of the induction: (114), (115) for A2(t + 1) and (117) for A3(t + 1).

Readings as in `e_theorem.py`. The sums over iterates (117) are stated term by term. (116), which
is Lemma E.2, is in `e_imbalance.py`.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, REPAIRED, d
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, BETA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, D
from proofs.arxiv_2505_11664._theorem_e1 import (
    BELOW_ETA2,
    GAP,
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    at_first,
    begin,
)
from verify.claims.claim import Kind, Reading, Severity, reading
from verify.language import Relation, equal, norm, norm2, scalar, sigma_max, sigma_min, sqrt
from verify.model.matrices import matrices
from verify.model.step import L_NEXT, W_NEXT, K, L, eta, mu
from verify.model.trajectory import L0, Wstar, eta0, t

__all__ = ["CLAIMS"]

part = Part(__name__, section="E")

AT, FIXED = PRINTED, REPAIRED
ALLOWED = (*AT.hypotheses, *BELOW_ETA2)
_GAP = begin(*GAP, "1/100")
_TERM = "for each term k, written t"
_ONE_TERM = (eta**2 * SIGMA2_MAX * L <= eta**2 * SIGMA2_MAX * L0 * AT.rho_bar_0**t,)
_ERROR_NEXT = W_NEXT - Wstar

_x = scalar("x", r"\Delta")
RATIOS = matrices("ratios of a geometric sum", [_x], positive=["x"])


def _term(left: str, right: str) -> str:
    return rf"{left} \le {right}, \quad k = 0, \dots, t"


def _on_runs(
    *relations: Relation,
    when: tuple[Relation, ...] = (),
    tex: str = "",
    words: str = "",
    note: str = "",
) -> Reading:
    """A step that holds for all n, m."""
    hypotheses = (*AT.hypotheses, *when)
    return reading(
        "printed", *relations, given=ITERATES, when=hypotheses, tex=tex, words=words, note=note
    )


CLAIMS = (
    part.claim(
        "E.114-lower",
        "Equation (114), first inequality",
        "Strong convexity bounds the distance to W*",
        _on_runs(
            mu / 2 * norm2(_ERROR_NEXT) <= L_NEXT,
            note="Needs strong convexity: the PL inequality would give the distance to a set.",
        ),
        equations="114",
    ),
    part.claim(
        "E.114-upper",
        "Equation (114), second inequality",
        "Smoothness bounds the loss by the distance to W*",
        _on_runs(K / 2 * norm2(_ERROR_NEXT) >= L_NEXT),
        equations="114",
    ),
    part.claim(
        "E.115-a",
        "Equation (115), first line",
        "W(t+1) with W* taken away and added",
        reading(
            "printed",
            equal(W_NEXT, W_NEXT - Wstar + Wstar),
            identity=True,
            tex=r"\sigma_{\max}(W(t+1)) = \sigma_{\max}(W(t+1)-W^*+W^*)",
        ),
        equations="115",
    ),
    part.claim(
        "E.115-b",
        "Equation (115), second and third line",
        "Weyl's inequality, and the spectral norm below the Frobenius norm",
        _on_runs(
            sigma_max(W_NEXT) <= sigma_max(Wstar) + sigma_max(_ERROR_NEXT),
            sigma_max(Wstar) + sigma_max(_ERROR_NEXT) <= sigma_max(Wstar) + norm(_ERROR_NEXT),
        ),
        equations="115",
    ),
    part.claim(
        "E.115-c",
        "Equation (115), fourth line",
        "The distance to W* by (114)",
        _on_runs(sigma_max(Wstar) + norm(_ERROR_NEXT) <= sigma_max(Wstar) + sqrt(2 / mu * L_NEXT)),
        equations="115",
        rests_on=["E.114-lower"],
    ),
    part.claim(
        "E.115-d",
        "Equation (115), last line",
        "The loss does not grow",
        _on_runs(sigma_max(Wstar) + sqrt(2 / mu * L_NEXT) <= sigma_max(Wstar) + sqrt(2 / mu * L0)),
        equations="115",
        rests_on=["E.111-a"],
    ),
    part.claim(
        "E.115-e",
        "Equation (115), the step to beta2",
        "sigma_max(W*) + sqrt(2 L(0)/mu) is at most beta2",
        _on_runs(
            sigma_max(Wstar) + sqrt(2 / mu * L0) <= BETA2,
            words="not printed: (115) ends before beta2. By (114) at t = 0; the left side would "
            "serve in the place of beta2, and is never larger",
        ),
        equations="115",
        rests_on=["E.114-upper"],
    ),
    part.claim(
        "E.115-lower",
        "After equation (115)",
        "beta1 is at most sigma_min(W(t+1))",
        _on_runs(
            sigma_min(W_NEXT) >= sigma_min(Wstar) - sqrt(2 / mu * L0),
            BETA1 <= sigma_min(W_NEXT),
            tex=r"\beta_1 \le \sigma_{\min}(W(t+1))",
            words="referred to Min et al. (2023); with the intermediate bound by sqrt(2 L(0)/mu)",
        ),
        equations="115",
        kind=Kind.PROSE,
        rests_on=["E.114-lower"],
    ),
    part.claim(
        "E.117-a",
        "Equation (117), first inequality",
        "The triangle inequality over the iterates",
        _on_runs(
            norm(D_NEXT - D0) <= norm(D_NEXT - D) + norm(D - D0),
            tex=r"\|D(t+1)-D(0)\|_F \le \sum_{k=0}^{t} \|D(k+1)-D(k)\|_F",
            words="the last term taken off; so on by induction",
        ),
        equations="117",
    ),
    part.claim(
        "E.117-b",
        "Equation (117), second inequality",
        "Lemma E.2 for each term",
        _on_runs(
            norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
            tex=_term(r"\|D(k+1)-D(k)\|_F", r"2K\eta_k^2\sigma_{\max}^2(\mathcal{T}_k)L(k)"),
            words=_TERM,
        ),
        equations="117",
        rests_on=["E.2"],
    ),
    part.claim(
        "E.117-c",
        "Equation (117), third inequality",
        "The loss of each term by A1",
        reading(
            "printed",
            *at_first(eta**2 * SIGMA2_MAX * L <= eta**2 * SIGMA2_MAX * L0 * AT.rho_bar_0**t),
            when=at_first(*ALLOWED),
            examples=[_GAP],
            tex=_term(
                r"2K\eta_k^2\sigma_{\max}^2(\mathcal{T}_k)L(k)",
                r"2K\eta_k^2\sigma_{\max}^2(\mathcal{T}_k)L(0)\bar\rho(\eta_0,0)^k",
            ),
            words="the term k = 1, the first step taken exactly; for t = 1 it decides the sum, as "
            "the terms k = 0 are equal",
            note="A1 fails for n != m.",
        ),
        reading("n = m", *_ONE_TERM, given=ITERATES_SQUARE, when=AT.hypotheses, words=_TERM),
        reading(
            "repaired",
            eta**2 * SIGMA2_MAX * L <= eta**2 * SIGMA2_MAX * L0 * FIXED.rho_bar_0**t,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        equations="117",
        rests_on=["E.127"],
        severity=Severity.STEP,
        consequence="A3's proof for n != m.",
    ),
    part.claim(
        "E.117-d",
        "Equation (117), fourth inequality",
        "sigma_max^2(T_k) of each term by A4",
        _on_runs(
            SIGMA2_MAX <= ALPHA2 * AT.growth,
            tex=_term(r"\sigma_{\max}^2(\mathcal{T}_k)", r"\alpha_2\exp(\eta_0^c)"),
            words="for each k from 0; A4(0), which is used too, is not among the hypotheses",
        ),
        equations="117",
        rests_on=["E.A4-upper", "E.base"],
    ),
    part.claim(
        "E.117-e",
        "Equation (117), fifth inequality",
        "The step size of each term by (103)",
        _on_runs(
            eta**2 <= (1 + eta0**d) ** t * eta0**2,
            tex=_term(r"\eta_k^2", r"(1+\eta_0^d)^k\eta_0^2"),
            words=_TERM,
        ),
        equations="117",
        rests_on=["E.103"],
    ),
    part.claim(
        "E.117-f",
        "Equation (117), equality",
        "The powers make Delta^k",
        _on_runs(
            equal((1 + eta0**d) ** t * AT.rho_bar_0**t, AT.Delta**t),
            tex=r"(1+\eta_0^d)^k\bar\rho(\eta_0,0)^k = \Delta^k",
            words=_TERM,
        ),
        equations="117",
    ),
    part.claim(
        "E.117-g",
        "Equation (117), last inequality",
        "The geometric sum",
        reading(
            "printed",
            1 + _x + _x**2 + _x**3 + _x**4 + _x**5 <= 1 / (1 - _x),
            given=RATIOS,
            when=(_x < 1,),
            tex=r"\sum_{k=0}^{t} \Delta^k \le \frac{1}{1-\Delta}",
            words="for t = 5; strict, the sum being (1 - Delta^(t+1))/(1 - Delta)",
        ),
        equations="117",
        rests_on=["E.109"],
    ),
)
