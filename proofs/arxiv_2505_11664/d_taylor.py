r"""Appendix D: Taylor's formula (73), (74), the curves M and A (77), (78).

(77) and (78) print the step size; (88), (89), (90) and the sentence M(eta) = L(t+1) are true
only without it, (84)-(86) and (95) only with it: no one convention makes all lines true. The
readings say which convention they take. Notation S(tau), Q, P: `_second_order.py`. For quadratic
losses the remainder's integral is Simpson's rule; for others it is computed by quadrature.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP
from proofs.arxiv_2505_11664._second_order import (
    EXAMPLE_0,
    N2,
    Q_PRINTED,
    QUADRATIC,
    S0,
    SQUARE,
    TAU,
    M,
    P,
    Q,
    d1,
    d2,
    example,
    product,
    s,
    second,
    square,
    stepped,
    tau,
    taylor,
)
from proofs.arxiv_2505_11664._smooth_losses import taylor_with_integral
from verify.claims.claim import Budget, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import (
    Expr,
    const,
    equal,
    grad,
    hess,
    inner,
)
from verify.model.step import L_NEXT, W1, W1_NEXT, W2, W2_NEXT, W_NEXT, L, W, ell, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="D")

# (73): the second derivative of L at a point of the segment, along the segment itself.
MOVE1, MOVE2 = W1_NEXT - W1, W2_NEXT - W2


def _segment(at: str | int) -> Expr:
    V1, V2 = (1 - const(at)) * W1 + at * W1_NEXT, (1 - const(at)) * W2 + at * W2_NEXT
    E = MOVE1 @ V2.T + V1 @ MOVE2.T
    point = V1 @ V2.T
    return 2 * inner(grad(ell, point), MOVE1 @ MOVE2.T) + inner(E, hess(ell, point, E))


SLOPE = inner(d1, MOVE1) + inner(d2, MOVE2)
# A(s) of (78): the printed sum, and with Q in its place.
A_PRINTED = W - (s * eta) * Q_PRINTED + (s * s * eta * eta) * P
A_REPAIRED = W - (s * eta) * Q + (s * s * eta * eta) * P
SECOND = second(tau)
# The direction of S(1/2).
HALFWAY = Q - eta * P


def _no_closed_form(budget: Budget) -> Sequence[Evidence]:
    """What can be said about a sentence that is no relation."""
    text = (
        "whether an integral has a closed form depends on what is called one: for quadratic "
        "losses it is a polynomial, and in general it equals (L(t+1) - L(t) + eta |grad L|^2) / "
        "(eta |grad L|)^2"
    )
    return [Evidence("words", {"words": text})]


CLAIMS = (
    part.claim(
        "D/73-a",
        "Equation (73), first line",
        "Taylor's formula of second order for one step, with the integral as remainder",
        reading(
            "printed",
            checks=[taylor_with_integral],
            tex=r"L(t+1)=L(t)+\langle\nabla L(t),Z_{t+1}-Z_t\rangle+\int_0^1(1-\tau)\langle "
            r"Z_{t+1}-Z_t,H(\tau)(Z_{t+1}-Z_t)\rangle d\tau",
            words="for all losses; tested by quadrature",
            note="An equation, though the paper calls it an approximation.",
        ),
        reading(
            "quadratic losses",
            equal(L_NEXT, L + SLOPE + (_segment(0) + 2 * _segment("1/2")) / 6),
            given=QUADRATIC,
            when=taylor([1], ["1/2"], [("1/2", -eta * HALFWAY)]),
            words="where the integrand is a cubic and Simpson's rule exact",
        ),
        equations="73",
    ),
    part.claim(
        "D/73-b",
        "Equation (73), second line",
        "The same along the gradient",
        reading(
            "printed",
            checks=[taylor_with_integral],
            tex=r"L(t+1)=L(t)-\eta_t\|\nabla L(t)\|_F^2+\eta_t^2\|\nabla L(t)\|_F^2\int_0^1(1-\tau)"
            r"\langle g_t,H(\tau)g_t\rangle d\tau",
            words="for all losses; tested by quadrature",
            note="g_t is not defined where grad L(t) = 0; the product with |grad L|^2 is.",
        ),
        reading(
            "quadratic losses",
            equal(L_NEXT, L - eta * N2 + eta**2 * ((S0 + 2 * second("1/2")) / 6)),
            given=QUADRATIC,
            when=taylor([1], ["1/2"], [("1/2", HALFWAY)]),
        ),
        equations="73",
        rests_on=["D/73-a"],
    ),
    part.claim(
        "D/73-closed-form",
        "After equation (74)",
        "The integral in (73) has no closed form",
        reading(
            "printed",
            checks=[_no_closed_form],
            words="not a relation; the next readings give closed forms",
        ),
        reading(
            "quadratic losses",
            equal(6 * (L_NEXT - L + eta * N2), eta**2 * (S0 + 2 * second("1/2"))),
            given=QUADRATIC,
            when=taylor([1], ["1/2"], [("1/2", HALFWAY)]),
            words="for the squared loss the integral is a polynomial in the factors: a sixth of "
            "the integrand's values at 0 and, four times, at 1/2",
        ),
        kind=Kind.PROSE,
        rests_on=["D/73-b"],
        consequence="None: the bound that follows is needed anyway.",
    ),
    part.claim(
        "D/74",
        "Equation (74)",
        "The point of the segment at which H(tau) is taken",
        reading(
            "printed",
            equal((1 - tau) * W1 + tau * W1_NEXT, W1 - (eta * tau) * d1),
            equal((1 - tau) * W2 + tau * W2_NEXT, W2 - (eta * tau) * d2),
            identity=True,
        ),
        equations="74",
    ),
    part.claim(
        "D/77",
        "Equation (77)",
        "The loss along the gradient step, M(s)",
        reading(
            "printed",
            tex=r"M(s)=L(W_1(t)-s\eta_t\nabla_{W_1}L(t),\,W_2(t)-s\eta_t\nabla_{W_2}L(t))",
            words="defines M; the step size is part of it",
        ),
        equations="77",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "D/77-start",
        "After equation (78)",
        "M(0) is L(t)",
        reading("printed", equal(product(0), W), identity=True, words="inside l"),
        equations="77",
        kind=Kind.PROSE,
    ),
    part.claim(
        "D/77-end",
        "After equation (78)",
        "M(eta) is L(t+1)",
        reading(
            "printed",
            equal(M(eta), L_NEXT),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            note="(77) already holds the step size: the step ends at s = 1.",
        ),
        reading("repaired", equal(product(1), W_NEXT), identity=True, words="M(1); inside l"),
        reading(
            "without eta in (77)",
            equal((W1 - eta * d1) @ (W2 - eta * d2).T, W_NEXT),
            identity=True,
            words="M(s) = L(Z - s grad L): then M(eta) is meant, and s goes up to eta",
        ),
        equations="77",
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="(88)-(90) and (94) are printed for M without the step size; each holds after "
        "division by eta^2.",
    ),
    part.claim(
        "D/78",
        "Equation (78), M(s) = l(A(s))",
        "The product of the stepped factors as a polynomial in s",
        reading(
            "printed",
            equal(A_PRINTED, stepped(s)[0] @ stepped(s)[1].T),
            given=TAU,
            tex=r"A(s)=W(t)-s\eta_t\left(\nabla_{W_2}L(t)W_2(t)^{\top}+W_1(t)\nabla_{W_1}"
            r"L(t)^{\top}\right)+s^2\eta_t^2\nabla_{W_1}L(t)\nabla_{W_2}L(t)^{\top}",
            note="The indices of the gradients are exchanged. Exchanging the names of the two "
            "gradients throughout does not help: then the last term does not fit.",
        ),
        reading(
            "n = m",
            square(equal(A_PRINTED, stepped(s)[0] @ stepped(s)[1].T)),
            given=SQUARE,
            examples=[example(1, 0, 1, 1, {"eta": "1/2", "s": 1, "tau": 1})],
            words="the case in which all terms have one shape",
        ),
        reading(
            "repaired",
            equal(A_REPAIRED, stepped(s)[0] @ stepped(s)[1].T),
            identity=True,
            words="with grad_1 W2' + W1 grad_2' in the first-order term; the second factor "
            "is transposed in the product",
        ),
        equations="78",
        severity=Severity.TYPO,
        consequence="(82)-(86), (90), (96), (97), (99), (100) inherit the exchanged indices; all "
        "stand with the repaired sum.",
    ),
)
