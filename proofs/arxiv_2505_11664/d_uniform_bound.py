r"""Appendix D: proof of Lemma D.2, (94)-(100) and the display that closes it.

The second derivative along the gradient anywhere on the step, bounded by K_t. As in
`d_second_derivative.py`, (94) and (96) are printed for M without the step size, while A(tau) in
(95)-(100) has it; the repaired readings supply eta^2. Notation S(tau), M'', Q, P:
`_second_order.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import (
    EXAMPLE_0,
    EXAMPLE_1,
    N2,
    Q_PRINTED,
    QUADRATIC,
    SQUARE,
    TAU,
    D2M_with_eta,
    D2M_without_eta,
    M,
    P,
    Q,
    first_difference,
    product,
    second_difference,
    spaced_first,
    spaced_second,
    square,
    tau,
    taylor,
)
from proofs.arxiv_2505_11664._smooth_losses import SPACING, same
from proofs.arxiv_2505_11664._uniform_lines import (
    BOUND,
    CHAIN,
    CHANGE,
    D5,
    S_TAU,
    VELOCITY,
    W_SIZE,
    line_100,
    line_c,
    line_d,
    line_e,
    slope,
)
from verify.claims.claim import Severity, reading
from verify.language import equal, inner, norm, norm2
from verify.model.step import G, K, L, W, eta

__all__ = ["CLAIMS", "WITH"]

part = Part(__name__, section="D")

WITH, WITHOUT = D2M_with_eta(tau), D2M_without_eta(tau)

AROUND = (tau - 2, tau - 1, tau + 1, tau + 2)


_CURVED, _SLOPED = spaced_second(M, tau, SPACING), spaced_first(slope, tau, SPACING)

CLAIMS = (
    part.claim(
        "D.2/94",
        "Equation (94)",
        "The second derivative along the gradient at tau, from M",
        reading(
            "printed",
            equal(S_TAU, WITH),
            given=TAU,
            examples=[EXAMPLE_0("1/2")],
            tex=r"\langle g_t,H(\tau)g_t\rangle=\frac{1}{\|\nabla L(t)\|_F^2}\cdot\frac{d^2}{ds^2}"
            r"M(s+\tau)\Big|_{s=0}",
            words="M as (77) prints it; both sides times |grad L|^2",
            note="A factor eta^2 is missing.",
        ),
        reading(
            "without eta in (77)",
            equal(S_TAU, WITHOUT),
            given=TAU,
            examples=[EXAMPLE_1("1/2", 1, "1/2")],
            words="M(s) = L(Z - s grad L)",
            note="Then s + tau eta is meant, not s + tau.",
        ),
        reading(
            "repaired",
            equal(eta**2 * S_TAU, WITH),
            given=TAU,
            words="divided by eta^2 |grad L|^2 instead; M'' by the chain rule",
        ),
        reading(
            "quadratic losses",
            equal(eta**2 * S_TAU, second_difference(M, tau)),
            given=QUADRATIC,
            when=taylor([tau, *AROUND], [tau], [(tau, Q - (2 * tau * eta) * P)]),
            words="the same with M'' by differences, exact there",
        ),
        equations="94",
        severity=Severity.TYPO,
        rests_on=["D/77"],
    ),
    part.claim(
        "D.2/95-a",
        "Equation (95), first line",
        "M(s) = l(A(s)) in the second derivative",
        reading(
            "printed",
            equal(product(tau), W - (tau * eta) * Q + (tau * tau * eta * eta) * P),
            identity=True,
            tex=r"\frac{d^2}{ds^2}M(s+\tau)\Big|_{s=0}=\frac{d^2}{ds^2}\ell(A(s+\tau))\Big|_{s=0}",
            words="M = l(A) for all s: the product of the stepped factors is A, with the repaired "
            "first-order term",
        ),
        equations="95",
        rests_on=["D/78"],
    ),
    part.claim(
        "D.2/95-b",
        "Equation (95), second line",
        "First use of the chain rule",
        reading(
            "printed",
            checks=[same(_CURVED, _SLOPED)],
            tex=r"\frac{d^2}{ds^2}\ell(A(s+\tau))\Big|_{s=0}=\frac{d}{ds}\left\langle\nabla\ell("
            r"A(s+\tau)),\frac{d}{ds}A(s+\tau)\right\rangle\Big|_{s=0}",
            words="for all losses; tested by differences",
        ),
        reading(
            "quadratic losses",
            equal(second_difference(M, tau), first_difference(slope, tau)),
            given=QUADRATIC,
            when=taylor([tau, *AROUND], AROUND),
            words="where both derivatives are differences exactly",
        ),
        equations="95",
    ),
    part.claim(
        "D.2/95-c",
        "Equation (95), last line; (96), first line",
        "The product rule",
        reading(
            "printed",
            checks=[same(_SLOPED, CHAIN)],
            tex=r"\frac{d}{ds}\left\langle\nabla\ell(A(s+\tau)),\frac{d}{ds}A(s+\tau)\right\rangle"
            r"\Big|_{s=0}=\left\langle\nabla\ell(A(s+\tau)),\frac{d^2}{ds^2}A(s+\tau)\right\rangle+"
            r"\left\langle\frac{d}{ds}A(s+\tau),\nabla^2\ell(A(s+\tau))\frac{d}{ds}A(s+\tau)\right"
            r"\rangle\Big|_{s=0}",
            words="for all losses; tested by differences",
        ),
        reading(
            "quadratic losses",
            equal(first_difference(slope, tau), CHAIN),
            given=QUADRATIC,
            when=taylor(slopes=[tau, *AROUND], curvatures=[(tau, VELOCITY)]),
            words="where the derivative is a difference exactly",
        ),
        reading(
            "all losses",
            equal(eta**2 * S_TAU, CHAIN),
            given=TAU,
            words="eta^2 |grad L|^2 <g, H(tau) g> is the same quantity",
        ),
        equations="95 96",
    ),
    part.claim(
        "D.2/96-b",
        "Equation (96), second line",
        "The Hessian of l is at most K",
        reading("printed", CHAIN <= BOUND, given=TAU),
        equations="96",
    ),
    part.claim(
        "D.2/96-c",
        "Equation (96), third line",
        "The derivatives of A written out",
        reading(
            "printed",
            equal(BOUND, line_c(Q_PRINTED)),
            given=TAU,
            note="The sum of (78), ill-typed, and the factor eta^2 on the left.",
        ),
        reading(
            "with the repaired sum",
            equal(BOUND, line_c(Q)),
            given=TAU,
            examples=[EXAMPLE_0("1/2")],
            words="the step size still squared on the left only",
        ),
        reading(
            "repaired",
            equal(BOUND, eta**2 * line_c(Q)),
            identity=True,
            words="with the repaired sum and eta^2",
        ),
        equations="96",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.2/96-d",
        "Equation (96), fourth line",
        "The square expanded, the gradient at the iterate split off",
        reading(
            "printed",
            equal(line_c(Q_PRINTED), line_d(Q_PRINTED)),
            given=TAU,
            note="Inherits the exchanged indices of (78).",
        ),
        reading("repaired", equal(line_c(Q), line_d(Q)), identity=True),
        equations="96",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.2/96-e",
        "Equation (96), fifth line",
        "Cauchy-Schwarz on the first and the last term, tau at most 1",
        reading(
            "printed",
            line_d(Q_PRINTED) <= line_e(Q_PRINTED),
            given=TAU,
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "n = m",
            square(line_d(Q_PRINTED) <= line_e(Q_PRINTED)),
            given=SQUARE,
        ),
        reading(
            "repaired",
            line_d(Q) <= line_e(Q),
            given=TAU,
        ),
        reading(
            "repaired, with tau",
            line_d(Q) <= line_e(Q, tau * eta),
            given=TAU,
            words="Cauchy-Schwarz alone, before tau <= 1 is used",
        ),
        reading(
            "repaired, from M",
            CHAIN <= eta**2 * line_e(Q),
            given=TAU,
            words="the whole of (96): from the second derivative to the last line",
        ),
        equations="96",
        severity=Severity.TYPO,
        rests_on=["D/78", "A.1/33"],
        hypotheses=("eta >= 0, tau in [0, 1]",),
    ),
    part.claim(
        "D.2/97",
        "Equation (97)",
        "The two terms without the step size",
        reading(
            "printed",
            2 * inner(G, P) + K * norm2(Q_PRINTED) <= N2 * (ROOT + SIGMA2_MAX),
            given=GD_STEP,
            note="Ill-typed as (78); moreover the K of (90) is missing, as in (91).",
        ),
        reading(
            "with the repaired sum",
            2 * inner(G, P) + K * norm2(Q) <= N2 * (ROOT + SIGMA2_MAX),
            given=GD_STEP,
            examples=[EXAMPLE_1("1/8")],
            words="without K, as printed",
        ),
        reading(
            "repaired",
            2 * inner(G, P) + K * norm2(Q) <= N2 * (ROOT + K * SIGMA2_MAX),
            given=GD_STEP,
            words="with K before sigma_max^2(T), which is what (90) shows",
        ),
        equations="97",
        severity=Severity.CONSTANT,
        rests_on=["D.1/90-f"],
        consequence="(100) repeats the slip; Lemma D.2 has the K and stands.",
    ),
    part.claim(
        "D.2/98",
        "Equation (98)",
        "Repeats Lemma D.3",
        reading("printed", 2 * norm(P) <= N2, norm(P) <= 2 * K * W_SIZE * L, given=GD_STEP),
        equations="98",
        rests_on=["D.3/79", "D.3/80"],
    ),
    part.claim(
        "D.2/99",
        "Equation (99)",
        "Repeats Lemmas D.4 and D.5",
        reading(
            "printed",
            norm(Q_PRINTED) <= SIGMA2_MAX * ROOT,
            norm(CHANGE) <= D5,
            given=TAU,
            note="Ill-typed as (82); s stands for tau in the second.",
        ),
        reading("repaired", norm(Q) <= SIGMA2_MAX * ROOT, norm(CHANGE) <= D5, given=TAU),
        equations="99",
        severity=Severity.TYPO,
        rests_on=["D.4/82", "D.5/84"],
    ),
    part.claim(
        "D.2/100-a",
        "Equation (100), first line",
        "Repeats (96)",
        reading(
            "printed",
            CHAIN <= line_e(Q_PRINTED),
            given=TAU,
            note="Ill-typed as (78), and eta^2 is missing as in (96).",
        ),
        reading("repaired", S_TAU <= line_e(Q), given=TAU, words="for |grad L|^2 <g, H(tau) g>"),
        equations="100",
        severity=Severity.TYPO,
        rests_on=["D.2/96-e"],
    ),
    part.claim(
        "D.2/100-b",
        "Equation (100), second line",
        "(97)-(99) in each term",
        reading(
            "printed",
            line_e(Q) <= line_100(ROOT + SIGMA2_MAX),
            given=TAU,
            examples=[EXAMPLE_1("1/8")],
            words="with the left side in the repaired form",
            note="The K before sigma_max^2(T) in the first bracket is missing.",
        ),
        reading(
            "repaired",
            line_e(Q) <= line_100(ROOT + K * SIGMA2_MAX),
            given=TAU,
            words="with K before sigma_max^2(T)",
        ),
        equations="100",
        severity=Severity.CONSTANT,
        rests_on=["D.2/97", "D.2/98", "D.2/99"],
        consequence="The coefficients 6 and 3 of K_t are right: 2 + 4 and 1 + 2.",
    ),
    part.claim(
        "D.2/100-end",
        "After equation (100)",
        "The bound K_t",
        reading(
            "printed",
            S_TAU <= K_T * N2,
            given=TAU,
            tex=r"\langle g_t,H(\tau)g_t\rangle\le K\sigma_{\max}^2(\mathcal{T}_t)+\sqrt{2KL(t)}+"
            r"6K^2\sigma_{\max}(W(t))L(t)\eta_t^2+3K\sigma_{\max}^2(\mathcal{T}_t)\sqrt{2KL(t)}"
            r"\,\eta_t",
            note="Follows from the repaired (100), not from the printed one when K < 1.",
        ),
        reading(
            "sum of (100)",
            equal(line_100(ROOT + K * SIGMA2_MAX), K_T * N2),
            identity=True,
            words="the repaired right side of (100) is K_t |grad L|^2",
        ),
        equations="100",
        rests_on=["D.2/94", "D.2/100-a", "D.2/100-b"],
    ),
)
