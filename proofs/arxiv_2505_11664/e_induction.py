r"""Appendix E, the induction: A1(t)..A4(t) and the base case; (111)-(113), which prove A1(t + 1).

Readings as in `e_theorem.py`. The steps of A1 are stated from t to t + 1. A step has its premises
(A1..A4, Lemma E.1) among the hypotheses and then holds for all n, m; a step that needs alpha1 <=
sigma_min^2(T_0) fails for n != m as that does. Here exp(eta0^c) stands in K_bar_t; for c = 1/2
that is as printed. A2 and A3 are proved in `e_induction_steps.py`, A4 in `e_spectral.py`, Lemma
E.1 in `e_constants.py`.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, REPAIRED, RHO_T
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, BETA1, BETA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._theorem_e1 import (
    BELOW_ETA2,
    GAP,
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    at_start,
    begin,
)
from verify.claims.claim import Kind, Reading, Severity, reading
from verify.language import (
    Relation,
    equal,
    norm,
    scalar,
    sigma_max,
    sigma_min,
)
from verify.model.step import GRADIENT2, L_NEXT, K, L, W, eta
from verify.model.trajectory import L0, eta0

__all__ = ["CLAIMS"]

part = Part(__name__, section="E")

AT, FIXED = PRINTED, REPAIRED
ALLOWED = (*AT.hypotheses, *BELOW_ETA2)
_GAP = begin(*GAP, "1/100")
_T0 = "The witness is at t = 0."
_RATE = "For n != m it falls with Lemma E.3."

# A3's bound, with alpha2 for the undefined alpha2(0).
_A3 = 2 * K * eta0**2 * ALPHA2 * AT.growth * L0 / (1 - AT.Delta)
_A3_REPAIRED = 2 * K * eta0**2 * ALPHA2 * FIXED.growth * L0 / (1 - FIXED.Delta)
_A4_LOW = ALPHA1 + 2 * ALPHA2 * (1 - AT.growth)
_A4_LOW_REPAIRED = ALPHA1_REPAIRED + 2 * ALPHA2 * (1 - FIXED.growth)
# The step's quadratic in (112), the gradient replaced by the PL inequality.
_USED = eta - K_T * eta**2 / 2

_M, _N, _E = scalar("M", r"\bar\mu"), scalar("N", "K_t"), scalar("eta", r"\eta_t")


def _three(
    printed: Relation,
    repaired: Relation,
    *,
    note: str = "",
    words: str = "",
    tex: str = "",
    sampled: bool = True,
) -> tuple[Reading, ...]:
    """A statement that fails for n != m: as printed, for n = m, and repaired."""
    return (
        reading(
            "printed",
            printed,
            given=ITERATES if sampled else None,
            when=ALLOWED,
            examples=[_GAP],
            tex=tex,
            words=words,
            note=f"{_T0} {note or _RATE}",
        ),
        reading("n = m", printed, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading("repaired", repaired, given=ITERATES_REPAIRED, when=FIXED.hypotheses),
    )


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


_A2 = (BETA1 <= sigma_min(W), sigma_max(W) <= BETA2)
_BASE = at_start(*_A2, norm(D - D0) <= _A3, _A4_LOW <= SIGMA2_MIN, SIGMA2_MAX <= AT.growth * ALPHA2)
_BASE_REPAIRED = at_start(
    *_A2,
    norm(D - D0) <= _A3_REPAIRED,
    _A4_LOW_REPAIRED <= SIGMA2_MIN,
    SIGMA2_MAX <= FIXED.growth * ALPHA2,
)

CLAIMS = (
    part.claim(
        "E.A1-step",
        "Hypothesis A1(t), first inequality",
        "The loss falls by the local rate rho(eta_t, t)",
        _on_runs(
            L_NEXT <= L * RHO_T,
            tex=r"L(t) \le L(t-1)\rho(\eta_{t-1},t-1)",
            words="from t to t + 1; it is (10)",
            note="A1(0) would speak of L(-1): A1 starts at t = 1.",
        ),
        rests_on=["3.1/10"],
    ),
    part.claim(
        "E.A1-rate",
        "Hypothesis A1(t), second inequality",
        "The local rate is at most rho_bar(eta_0, 0)",
        *_three(
            L * RHO_T <= L * AT.rho_bar_0,
            L * RHO_T <= L * FIXED.rho_bar_0,
            tex=r"L(t-1)\rho(\eta_{t-1},t-1) \le L(t-1)\bar\rho(\eta_0,0)",
            words="from t to t + 1",
        ),
        rests_on=["E.113-a", "E.113-b", "E.113-c"],
        severity=Severity.RESULT,
        consequence="The induction for n != m.",
    ),
    part.claim(
        "E.A2",
        "Hypothesis A2(t)",
        "The singular values of W(t) stay between beta1 and beta2",
        _on_runs(*_A2, words="needs L(t) <= L(0) only, and so holds for n != m as well"),
        rests_on=["E.115-a", "E.115-b", "E.115-c", "E.115-d", "E.115-e", "E.115-lower"],
    ),
    part.claim(
        "E.A3",
        "Hypothesis A3(t)",
        "The imbalance stays near to its start",
        _on_runs(
            norm(D - D0) <= _A3,
            tex=r"\|D(t)-D(0)\|_F \le "
            r"\frac{2K\eta_0^2\alpha_2(0)\exp(\eta_0^c)L(0)}{1-\Delta}",
            words="alpha2(0) read as alpha2",
            note="For n != m the proof (117) breaks, as the loss may fall more slowly than "
            "rho_bar^t while the steps grow; no run of 14 steps violates it.",
        ),
        reading("n = m", norm(D - D0) <= _A3, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading(
            "repaired",
            norm(D - D0) <= _A3_REPAIRED,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
            words="where defined: L(0) = 0 admits Delta = 1, see the next reading",
        ),
        reading(
            "L(0) = 0",
            norm(D - D0) <= 0,
            given=ITERATES,
            when=[*PRINTED.hypotheses, L0 <= 0],
            words="whatever 1 - Delta is, for all n, m: at a minimum D never changes",
        ),
        rests_on=[f"E.117-{x}" for x in "abcdefg"],
    ),
    part.claim(
        "E.A4-lower",
        "Hypothesis A4(t), lower bound",
        "sigma_min^2(T_t) is at least alpha1 + 2 alpha2 (1 - exp(eta0^c))",
        *_three(_A4_LOW <= SIGMA2_MIN, _A4_LOW_REPAIRED <= SIGMA2_MIN),
        rests_on=["E.123-a", "E.123-b"],
        severity=Severity.RESULT,
        consequence="Lemma E.1 for n != m.",
    ),
    part.claim(
        "E.A4-upper",
        "Hypothesis A4(t), upper bound",
        "sigma_max^2(T_t) is at most exp(eta0^c) alpha2",
        _on_runs(SIGMA2_MAX <= AT.growth * ALPHA2),
        reading(
            "repaired",
            SIGMA2_MAX <= FIXED.growth * ALPHA2,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        reading(
            "without the factor",
            SIGMA2_MAX <= ALPHA2,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
            words="as Table 2 has it of alpha2, for every t (E.A4/sharp)",
        ),
        rests_on=["E.122", "E.A4/sharp"],
    ),
    part.claim(
        "E.base",
        "The induction, base case",
        "A2, A3 and A4 hold at iterate 0",
        reading(
            "printed",
            *_BASE,
            when=at_start(*ALLOWED),
            examples=[_GAP],
            words="A1(k)..A4(k) are assumed for k = 1..t; (117) and Lemma E.1 use k = 0 too, and "
            "no base case is given",
            note="A4(0) is Lemma E.3.",
        ),
        reading("n = m", *_BASE, given=ITERATES_SQUARE, when=at_start(*AT.hypotheses)),
        reading(
            "repaired",
            *_BASE_REPAIRED,
            given=ITERATES_REPAIRED,
            when=at_start(*FIXED.hypotheses),
        ),
        kind=Kind.PROSE,
        rests_on=["E.3/118-lower", "E.3/118-upper"],
        severity=Severity.STEP,
        consequence="Nothing for n = m: the base case follows from Lemma E.3.",
    ),
    part.claim(
        "E.111-a",
        "Equation (111), descent lemma",
        "The local descent lemma along a run",
        _on_runs(L_NEXT <= L - _USED * GRADIENT2),
        equations="111",
        rests_on=["3.1/9-descent"],
    ),
    part.claim(
        "E.111-b",
        "Equation (111), PL inequality",
        "The local PL inequality along a run",
        _on_runs(GRADIENT2 / 2 >= MU_T * L),
        equations="111",
        rests_on=["3.1/9-PL"],
    ),
    part.claim(
        "E.112-a",
        "Equation (112), first inequality",
        "The descent lemma",
        _on_runs(L_NEXT <= L - _USED * GRADIENT2),
        equations="112",
        rests_on=["E.111-a"],
    ),
    part.claim(
        "E.112-b",
        "Equation (112), second inequality",
        "The gradient is replaced by the PL inequality",
        _on_runs(
            L - _USED * GRADIENT2 <= L - 2 * MU_T * _USED * L,
            words="needs eta_t K_t <= 2; the comment has eta_t < 1/K_t where (103) has <=",
        ),
        equations="112",
        rests_on=["E.111-b", "E.103"],
    ),
    part.claim(
        "E.112-c",
        "Equation (112), third inequality",
        "mu_t is replaced by mu_bar",
        *_three(
            L - 2 * MU_T * _USED * L <= L - 2 * AT.mu_bar * _USED * L,
            L - 2 * MU_T * _USED * L <= L - 2 * FIXED.mu_bar * _USED * L,
            sampled=False,
        ),
        equations="112",
        rests_on=["E.1/110-mu"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "E.112-d",
        "Equation (112), equality",
        "The bound is written as a multiple of L(t)",
        reading(
            "printed",
            equal(L - 2 * _M * (_E - _N * _E**2 / 2) * L, (1 - 2 * _M * _E + _M * _N * _E**2) * L),
            identity=True,
            words="mu_bar, K_t and eta_t as letters",
        ),
        equations="112",
    ),
    part.claim(
        "E.112-e",
        "Equation (112), last inequality",
        "K_t is replaced by K_bar_t",
        _on_runs(
            (1 - 2 * AT.mu_bar * eta + AT.mu_bar * K_T * eta**2) * L <= AT.rho_bar_t * L,
            when=(K_T <= AT.K_bar_t,),
            words="with K_t <= K_bar_t as a hypothesis",
        ),
        equations="112",
        rests_on=["E.1/110-K"],
    ),
    part.claim(
        "E.113-a",
        "Equation (113), first inequality",
        "mu_t is replaced by mu_bar in rho(eta_t, t)",
        *_three(
            RHO_T <= 1 - 2 * AT.mu_bar * eta + AT.mu_bar * K_T * eta**2,
            RHO_T <= 1 - 2 * FIXED.mu_bar * eta + FIXED.mu_bar * K_T * eta**2,
            sampled=False,
        ),
        equations="113",
        rests_on=["E.1/110-mu"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "E.113-b",
        "Equation (113), second inequality",
        "eta_t is replaced by eta_0, K_t held fixed",
        _on_runs(
            1 - 2 * AT.mu_bar * eta + AT.mu_bar * K_T * eta**2
            <= 1 - 2 * AT.mu_bar * eta0 + AT.mu_bar * K_T * eta0**2,
            words="eta0 <= eta_t <= 1/K_t, where the parabola falls",
        ),
        equations="113",
        rests_on=["E.103"],
    ),
    part.claim(
        "E.113-c",
        "Equation (113), third inequality",
        "K_t is at most K_bar_0",
        _on_runs(
            1 - 2 * AT.mu_bar * eta0 + AT.mu_bar * K_T * eta0**2 <= AT.rho_bar_0,
            when=(K_T <= AT.K_bar_t,),
            words="with K_t <= K_bar_t as a hypothesis; K_bar_t <= K_bar_0",
        ),
        equations="113",
        rests_on=["E.1/110-K", "E.109"],
    ),
)
