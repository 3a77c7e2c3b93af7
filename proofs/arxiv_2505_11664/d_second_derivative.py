r"""Appendix D: proof of Lemma D.1, (88)-(91).

(88), (89) and (90) are printed for M without the step size that (77) has; the readings say which
convention they take. Notation S(tau), M'', Q, P: `_second_order.py`; M'' is the chain rule's value,
compared in (89) with exact differences of M itself for quadratic losses.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, ROOT
from proofs.arxiv_2505_11664._second_order import (
    EXAMPLE_0,
    EXAMPLE_1,
    N2,
    Q_PRINTED,
    QUADRATIC,
    S0,
    SQUARE,
    D2M_with_eta,
    D2M_without_eta,
    M,
    P,
    Q,
    d1,
    d2,
    first_difference,
    product,
    s,
    second_difference,
    spaced_first,
    spaced_second,
    square,
    taylor,
)
from proofs.arxiv_2505_11664._smooth_losses import SPACING, same
from proofs.arxiv_2505_11664.a_singular_values import LAMBDA_MAX
from verify.claims.claim import Severity, reading
from verify.language import (
    Expr,
    const,
    define,
    equal,
    grad,
    hess,
    inner,
    loss,
    loss_symbol,
    norm,
    norm2,
    sigma_max,
)
from verify.model.step import W1, W2, G, K, W, ell, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="D")
ZERO = const(0)
AROUND = (-2, -1, 1, 2)
# A' and A'' of (78) at 0, the first-order term repaired.
VELOCITY = define("A1", (-eta) * Q, r"\left.\tfrac{d}{ds}A(s)\right|_{s=0}")
CURVATURE = define("A2", (2 * eta**2) * P, r"\left.\tfrac{d^2}{ds^2}A(s)\right|_{s=0}")
CHAIN = inner(G, CURVATURE) + inner(VELOCITY, hess(ell, W, VELOCITY))
BOUND = inner(G, CURVATURE) + K * norm2(VELOCITY)
TOP = sigma_max(W1) ** 2 + sigma_max(W2) ** 2
WITH, WITHOUT = D2M_with_eta(0), D2M_without_eta(0)
L_SYMBOL = loss_symbol("L", "n+m", "h")


def _slope_along(at: Expr) -> Expr:
    """<grad l(A(at)), A'(at)>."""
    point = product(at)
    return inner(grad(ell, point), (2 * at * eta**2) * P - eta * Q)


_CURVED, _SLOPED = spaced_second(M, ZERO, SPACING), spaced_first(_slope_along, ZERO, SPACING)

CLAIMS = (
    part.claim(
        "D.1/88",
        "Equation (88)",
        "The second derivative along the gradient, from M",
        reading(
            "printed",
            equal(S0, WITH),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            tex=r"\langle g_t,H(0)g_t\rangle=\frac{1}{\|\nabla L(t)\|_F^2}\cdot\frac{d^2}{ds^2}"
            r"M(s)\Big|_{s=0}",
            words="M as (77) prints it; both sides times |grad L|^2",
            note="A factor eta^2 is missing.",
        ),
        reading(
            "without eta in (77)", equal(S0, WITHOUT), given=GD_STEP, words="M(s) = L(Z - s grad L)"
        ),
        reading(
            "repaired",
            equal(eta**2 * S0, WITH),
            given=GD_STEP,
            words="divided by eta^2 |grad L|^2 instead; M'' by the chain rule",
        ),
        reading(
            "quadratic losses",
            equal(eta**2 * S0, second_difference(M, ZERO)),
            given=QUADRATIC,
            when=taylor(AROUND),
            words="the same with M'' by differences, exact there",
        ),
        equations="88",
        severity=Severity.TYPO,
        rests_on=["D/77"],
    ),
    part.claim(
        "D.1/89-a",
        "Equation (89), first line",
        "M from the product of the factors",
        reading(
            "printed",
            equal(WITH, loss(L_SYMBOL, (W1 - s * d1) @ (W2 - s * d2).T)),
            tex=r"\frac{d^2}{ds^2}M(s)\Big|_{s=0}=\frac{d^2}{ds^2}L\left((W_1(t)-s\nabla_{W_1}"
            r"L(t))(W_2(t)-s\nabla_{W_2}L(t))^{\top}\right)\Big|_{s=0}",
            note="L takes two factors and is given their n x m product: l is meant. And the step "
            "size of (77) has disappeared.",
        ),
        reading(
            "l in the place of L",
            equal(WITH, WITHOUT),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            words="with the step size on the left only, as printed",
        ),
        reading(
            "repaired",
            equal(WITH, eta**2 * WITHOUT),
            given=GD_STEP,
            words="with l, and eta^2 on the right; or the step size in both, or in neither",
        ),
        equations="89",
        severity=Severity.TYPO,
        rests_on=["D/77"],
    ),
    part.claim(
        "D.1/89-b",
        "Equation (89), second line",
        "The same with A(s)",
        reading(
            "printed",
            equal(WITHOUT, WITH),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            tex=r"\frac{d^2}{ds^2}\ell\left((W_1-s\nabla_{W_1}L)(W_2-s\nabla_{W_2}L)^{\top}\right)"
            r"\Big|_{s=0}=\frac{d^2}{ds^2}\ell(A(s))\Big|_{s=0}",
            words="A is the product of the factors of (78), step size included",
            note="The line before has no step size, A(s) has.",
        ),
        reading("repaired", equal(eta**2 * WITHOUT, WITH), given=GD_STEP, words="eta^2 supplied"),
        equations="89",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.1/89-c",
        "Equation (89), third line",
        "First use of the chain rule",
        reading(
            "printed",
            checks=[same(_CURVED, _SLOPED)],
            tex=r"\frac{d^2}{ds^2}\ell(A(s))\Big|_{s=0}=\frac{d}{ds}\left\langle\nabla\ell(A(s)),"
            r"\frac{d}{ds}A(s)\right\rangle\Big|_{s=0}",
            words="for all losses; tested by differences",
        ),
        reading(
            "quadratic losses",
            equal(second_difference(M, ZERO), first_difference(_slope_along, ZERO)),
            given=QUADRATIC,
            when=taylor(AROUND, AROUND),
            words="where both derivatives are differences exactly",
        ),
        equations="89",
    ),
    part.claim(
        "D.1/89-d",
        "Equation (89), last line",
        "The product rule",
        reading(
            "printed",
            checks=[same(_SLOPED, CHAIN)],
            tex=r"\frac{d}{ds}\left\langle\nabla\ell(A(s)),\frac{d}{ds}A(s)\right\rangle=\left"
            r"\langle\nabla\ell(A(s)),\frac{d^2}{ds^2}A(s)\right\rangle+\left\langle\frac{d}{ds}A(s),"
            r"\nabla^2\ell(A(s))\frac{d}{ds}A(s)\right\rangle\Big|_{s=0}",
            words="for all losses, A with the repaired first-order term; tested by differences",
        ),
        reading(
            "quadratic losses",
            equal(first_difference(_slope_along, ZERO), CHAIN),
            given=QUADRATIC,
            when=taylor(slopes=AROUND),
            words="where the derivative is a difference exactly",
        ),
        equations="89",
    ),
    part.claim(
        "D.1/90-a",
        "Equation (90), first line",
        "Repeats the end of (89)",
        reading(
            "printed",
            checks=[same(_CURVED, CHAIN)],
            tex=r"\frac{d^2}{ds^2}M(s)\Big|_{s=0}=\left\langle\nabla\ell(A(s)),\frac{d^2}{ds^2}A(s)"
            r"\right\rangle+\left\langle\frac{d}{ds}A(s),\nabla^2\ell(A(s))\frac{d}{ds}A(s)\right"
            r"\rangle\Big|_{s=0}",
            words="for all losses; tested by differences",
        ),
        reading(
            "quadratic losses",
            equal(second_difference(M, ZERO), CHAIN),
            given=QUADRATIC,
            when=taylor(AROUND),
            words="where the derivative is a difference exactly",
        ),
        equations="90",
        rests_on=["D.1/89-c", "D.1/89-d"],
    ),
    part.claim(
        "D.1/90-b",
        "Equation (90), second line",
        "The Hessian of l is at most K",
        reading("printed", CHAIN <= BOUND, given=GD_STEP),
        equations="90",
    ),
    part.claim(
        "D.1/90-c",
        "Equation (90), third line",
        "The derivatives of A written out",
        reading(
            "printed",
            equal(BOUND, 2 * inner(G, P) + K * norm2(Q_PRINTED)),
            given=GD_STEP,
            note="The sum of (78), ill-typed, and the factor eta^2 on the left.",
        ),
        reading(
            "n = m",
            square(equal(BOUND, 2 * inner(G, P) + K * norm2(Q_PRINTED))),
            given=SQUARE,
            examples=[EXAMPLE_0("1")],
        ),
        reading(
            "with the repaired sum",
            equal(BOUND, 2 * inner(G, P) + K * norm2(Q)),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            words="the step size still on the left only",
        ),
        reading(
            "repaired",
            equal(BOUND, eta**2 * (2 * inner(G, P) + K * norm2(Q))),
            identity=True,
            words="with the repaired sum and eta^2, or without the step size in (77), (78)",
        ),
        equations="90",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.1/90-d",
        "Equation (90), fourth line",
        "Cauchy-Schwarz, and the norm of a sum of two products",
        reading(
            "printed",
            2 * inner(G, P) + K * norm2(Q_PRINTED) <= 2 * norm(G) * norm(P) + K * TOP * N2,
            given=GD_STEP,
            note="Lemma A.1 does not give it: (35) has another exponent, and its constants are "
            "both of left factors, while here one stands on the right of each product.",
        ),
        reading(
            "n = m",
            square(2 * inner(G, P) + K * norm2(Q_PRINTED) <= 2 * norm(G) * norm(P) + K * TOP * N2),
            given=SQUARE,
        ),
        reading(
            "repaired",
            2 * inner(G, P) + K * norm2(Q) <= 2 * norm(G) * norm(P) + K * TOP * N2,
            given=GD_STEP,
            words="with the repaired sum; from the repaired (35) with constants on both sides",
        ),
        equations="90",
        severity=Severity.TYPO,
        rests_on=["A.1/33", "A.1/35"],
    ),
    part.claim(
        "D.1/90-e",
        "Equation (90), fifth line",
        "Lemma D.3 in the first term",
        reading(
            "printed",
            2 * norm(G) * norm(P) + K * TOP * N2 <= norm(G) * N2 + K * TOP * N2,
            given=GD_STEP,
        ),
        equations="90",
        rests_on=["D.3/79"],
    ),
    part.claim(
        "D.1/90-f",
        "Equation (90), last line",
        "The gradient of l from its value",
        reading(
            "printed",
            norm(G) * N2 + K * TOP * N2 <= ROOT * N2 + K * TOP * N2,
            given=GD_STEP,
        ),
        equations="90",
    ),
    part.claim(
        "D.1/91-a",
        "Equation (91), first line",
        "Repeats (88)",
        reading(
            "printed",
            equal(S0, WITH),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            tex=r"\langle g_t,H(0)g_t\rangle=\frac{1}{\|\nabla L(t)\|_F^2}\cdot\frac{d^2}{ds^2}"
            r"M(s)\Big|_{s=0}",
            note="As (88): eta^2 is missing.",
        ),
        reading("repaired", equal(eta**2 * S0, WITH), given=GD_STEP, words="eta^2 supplied"),
        equations="91",
        severity=Severity.TYPO,
        rests_on=["D.1/88"],
    ),
    part.claim(
        "D.1/91-b",
        "Equation (91), second line",
        "The bound of (90) divided by |grad L|^2",
        reading(
            "printed",
            S0 / N2 <= N2 * (ROOT + TOP) / N2,
            given=GD_STEP,
            examples=[EXAMPLE_1("1/8")],
            words="whatever the convention for M, as a bound of the second derivative",
            note="The K of (90) has been lost. For K < 1 the printed end of (91) would be weaker "
            "than the lemma, for K > 1 it is false.",
        ),
        reading(
            "repaired",
            S0 / N2 <= N2 * (ROOT + K * TOP) / N2,
            given=GD_STEP,
            words="with K before the two singular values",
        ),
        equations="91",
        severity=Severity.CONSTANT,
        rests_on=["D.1/90-f"],
        consequence="(97) and (100) repeat the slip; Lemma D.1 and K_t have the K and stand.",
    ),
    part.claim(
        "D.1/91-c",
        "Equation (91), third line",
        "The quotient simplified",
        reading(
            "printed",
            equal(N2 * (ROOT + TOP) / N2, ROOT + TOP),
            given=GD_STEP,
            words="where grad L is not 0",
        ),
        equations="91",
    ),
    part.claim(
        "D.1/91-d",
        "Equation (91), last line",
        "The two largest singular values are that of T",
        reading("printed", equal(ROOT + TOP, ROOT + LAMBDA_MAX), given=GD_STEP),
        equations="91",
        rests_on=["A.2/39-max"],
    ),
)
