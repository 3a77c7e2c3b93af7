r"""Appendix D: Theorem D.1 as restated (69)-(72), Lemmas D.1 and D.2, the conclusion (76).

The theorem's own claims are Theorem 3.1's, in `s3_1_local_constants.py`; here are the unnumbered
chain that proves the PL inequality, the two lemmas on the second derivative along the gradient
(75), (87), (92), (93), and the chain (76). Their proofs: `d_taylor.py`, `d_auxiliary.py`,
`d_second_derivative.py`, `d_uniform_bound.py`; the notation S(tau), Q, P: `_second_order.py`.
Smaller constants in K_t: `d_sharper.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
    ROOT,
    SIGMA2_MAX,
    SIGMA2_MIN_SHAPE,
)
from proofs.arxiv_2505_11664._second_order import (
    EXAMPLE_0,
    N2,
    QUADRATIC,
    S0,
    TAU,
    P,
    Q,
    example,
    second,
    tau,
    taylor,
)
from proofs.arxiv_2505_11664._smooth_losses import integral_at_most, taylor_with_integral
from proofs.arxiv_2505_11664.a_singular_values import LAMBDA_MIN
from verify.claims.claim import Kind, Severity, reading
from verify.language import (
    absolute,
    define,
    equal,
    maximum,
    norm2,
    sigma,
    sigma_min,
    vstack,
)
from verify.model.step import GRADIENT2, L_NEXT, W1, W2, G, K, L, eta, mu

__all__ = ["CLAIMS"]

part = Part(__name__, section="D")

S_TAU = define("S_tau", second(tau), r"\|\nabla L\|_F^2\langle g,H(\tau)g\rangle")
# GD at a saddle: h = 1 < n, W* orthogonal to W1, so that the gradient vanishes and L does not.
SADDLE = example([["1"], ["0"]], 0, [["0"], ["1"]], 1, {"eta": "1/2"})
USED_K = 2 * (L_NEXT - L + eta * GRADIENT2) / (eta**2 * GRADIENT2)
# (76) for quadratic losses, where Simpson's rule gives the integral of (1 - tau) S(tau).
SIMPSON = (S0 + 2 * second("1/2")) / 6
LARGEST = maximum(maximum(absolute(S0), absolute(second("1/2"))), absolute(second(1)))
START_76 = L - eta * N2

CLAIMS = (
    part.claim(
        "D.1thm/69-descent",
        "Theorem D.1 (69), sign of the step size",
        "The descent lemma as restated, where no sign of the step size is printed",
        reading(
            "printed",
            L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
            given=GD_STEP,
            measure=USED_K <= K_T,
            words="with eta > 0, as everywhere in the paper",
        ),
        reading(
            "any real step size",
            L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
            examples=[example(1, 1, 0, 1, {"eta": -1})],
            words="without eta >= 0, which only (70) asks for",
            note="For eta < 0 the last term of K_t is negative: K_t = 0 in the instance.",
        ),
        equations="69 72",
        rests_on=["D/76-e"],
        hypotheses=("Assumptions 2.1 and 2.2", "eta >= 0 (not printed)"),
    ),
    part.claim(
        "D.1thm/70",
        "Theorem D.1 (70)",
        "The contraction as restated",
        reading(
            "printed",
            L_NEXT <= L * (1 - 2 * MU_T * eta + MU_T * K_T * eta**2),
            given=GD_STEP,
            when=[eta > 0, eta * K_T < 2],
            words="mu_t from the smallest singular value of the operator",
        ),
        reading(
            "sigma_min of the factors",
            L_NEXT
            <= L * (1 - 2 * mu * SIGMA2_MIN_SHAPE * eta + mu * SIGMA2_MIN_SHAPE * K_T * eta**2),
            given=GD_STEP,
            when=[eta > 0, eta * K_T < 2],
            examples=[SADDLE],
            words="mu_t computed by (39) from the smallest of the min(n, h) and min(m, h) "
            "singular values of the factors",
            note="Gradient descent rests at a saddle with L > 0 when h < max(n, m).",
        ),
        equations="70 71",
        rests_on=["D.1thm/69-descent", "D.1thm/PL-e"],
        hypotheses=("Assumptions 2.1 and 2.2", "eta > 0 and eta K_t < 2"),
    ),
    part.claim(
        "D.1thm/PL-a",
        "Theorem D.1, PL inequality, first link",
        "The gradient of L as two blocks",
        reading(
            "printed",
            equal(GRADIENT2, norm2(vstack(G @ W2, G.T @ W1))),
            identity=True,
            words="(8) in the Frobenius norm",
        ),
        equations="69",
        rests_on=["8"],
    ),
    part.claim(
        "D.1thm/PL-b",
        "Theorem D.1, PL inequality, second link",
        "The norm of the gradient, block by block",
        reading(
            "printed",
            equal(norm2(vstack(G @ W2, G.T @ W1)), norm2(L * W2) + norm2(L * W1)),
            given=GD_STEP,
            examples=[EXAMPLE_0("1/2")],
            tex=r"\left\|\begin{bmatrix}\nabla\ell(t)W_2(t)\\ \nabla\ell(t)^{\top}W_1(t)"
            r"\end{bmatrix}\right\|_F^2=\|\ell(t)W_2(t)\|_F^2+\|\ell(t)^{\top}W_1(t)\|_F^2",
            note="The gradient signs are missing: l(t) is a number.",
        ),
        reading(
            "repaired",
            equal(norm2(vstack(G @ W2, G.T @ W1)), norm2(G @ W2) + norm2(G.T @ W1)),
            identity=True,
            words="with the gradient of l",
        ),
        equations="69",
        severity=Severity.TYPO,
    ),
    part.claim(
        "D.1thm/PL-c",
        "Theorem D.1, PL inequality, third link",
        "Each block from below by a smallest singular value",
        reading(
            "printed",
            norm2(G @ W2) + norm2(G.T @ W1)
            >= sigma_min(W2) ** 2 * norm2(G) + sigma_min(W1) ** 2 * norm2(G),
            given=GD_STEP,
            examples=[SADDLE],
            words="with the gradient signs that the line before lacks",
            note="The rows of G may lie in the kernel of W2' when h < m, and likewise for W1.",
        ),
        reading(
            "repaired",
            norm2(G @ W2) + norm2(G.T @ W1)
            >= sigma("m", W2) ** 2 * norm2(G) + sigma("n", W1) ** 2 * norm2(G),
            given=GD_STEP,
            words="with the m-th singular value of W2 and the n-th of W1, 0 past the shape",
        ),
        equations="69",
        severity=Severity.CONSTANT,
        rests_on=["A.1/38-lower"],
        consequence="With sigma_min^2(T) taken as the operator's, the PL inequality stands.",
    ),
    part.claim(
        "D.1thm/PL-d",
        "Theorem D.1, PL inequality, fourth link",
        "The PL inequality of l in each term",
        reading(
            "printed",
            sigma_min(W2) ** 2 * norm2(G) + sigma_min(W1) ** 2 * norm2(G)
            >= 2 * mu * sigma_min(W2) ** 2 * L + 2 * mu * sigma_min(W1) ** 2 * L,
            given=GD_STEP,
        ),
        equations="69",
        hypotheses=("l is mu-strongly convex with minimum 0, so that |grad l|^2 >= 2 mu l",),
    ),
    part.claim(
        "D.1thm/PL-e",
        "Theorem D.1, PL inequality, last link",
        "The two terms are 2 mu_t L",
        reading(
            "printed",
            equal(
                2 * mu * sigma_min(W2) ** 2 * L + 2 * mu * sigma_min(W1) ** 2 * L,
                2 * mu * LAMBDA_MIN * L,
            ),
            given=GD_STEP,
            examples=[SADDLE],
            tex=r"2\mu\sigma_{\min}^2(W_2(t))L(t)+2\mu\sigma_{\min}^2(W_1(t))L(t)=2\mu_tL(t)",
            words="mu_t = mu sigma_min^2(T_t) from the operator's own matrix",
        ),
        reading(
            "repaired",
            equal(
                2 * mu * sigma("m", W2) ** 2 * L + 2 * mu * sigma("n", W1) ** 2 * L,
                2 * mu * LAMBDA_MIN * L,
            ),
            given=GD_STEP,
            words="with the m-th and n-th singular values",
        ),
        equations="69 71",
        severity=Severity.CONSTANT,
        rests_on=["A.2/39-min"],
    ),
    part.claim(
        "D.1/75",
        "Lemma D.1 (75), (87)",
        "Second derivative of L along its gradient, at the iterate",
        reading(
            "printed",
            S0 <= N2 * (K * SIGMA2_MAX + ROOT),
            given=GD_STEP,
            tex=r"\langle g_t,H(0)g_t\rangle\le K\sigma_{\max}^2(\mathcal{T}_t)+\sqrt{2KL(t)}",
            words="both sides times |grad L|^2; g is not defined where grad L = 0",
        ),
        equations="75 87",
        rests_on=["D.1/88", "D.1/90-f"],
        hypotheses=("grad L(t) is not 0",),
        consequence="Its printed proof ends in (91) without the K; the lemma itself stands.",
    ),
    part.claim(
        "D.2/abs",
        "Lemma D.2, as stated first",
        "Second derivative of L along its gradient, anywhere on the step: absolute value",
        reading(
            "printed",
            absolute(S_TAU) <= K_T * N2,
            given=TAU,
            when=[tau < 1],
            tex=r"|\langle g_t,H(\tau)g_t\rangle|\le K_t",
            words="for tau in [0, 1), both sides times |grad L|^2",
            note="The proof bounds the second derivative from above only. From below it is true "
            "as well, since the Hessian of l is positive: the only negative term is "
            "2 <grad l(A(tau)), P>, and (79), (84) bound it.",
        ),
        reading("tau = 1", absolute(S_TAU) <= K_T * N2, given=TAU, words="tau in [0, 1]"),
        equations="93",
        rests_on=["D.2/92", "D.5/84", "D.3/79"],
        consequence="(76) needs the upper bound only.",
    ),
    part.claim(
        "D.2/92",
        "Lemma D.2 (92), as stated again",
        "Second derivative of L along its gradient, anywhere on the step: upper bound",
        reading(
            "printed",
            S_TAU <= K_T * N2,
            given=TAU,
            when=[tau < 1],
            tex=r"\langle g_t,H(\tau)g_t\rangle\le K_t",
            note="The lemma is stated twice, once with an absolute value and once without; for "
            "tau in [0, 1), while the proof of (96) says (0, 1]. Both hold on [0, 1].",
        ),
        equations="92",
        rests_on=["D.2/100-end"],
    ),
    part.claim(
        "D.2/93",
        "Equation (93)",
        "The local smoothness constant K_t once more",
        reading("printed", words="repeats (72)"),
        equations="93",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "D.2/difference",
        "Appendix D, step two",
        "The second derivative differs boundedly between the iterate and the rest of the step",
        reading(
            "printed",
            absolute(S0 - S_TAU) <= 2 * K_T * N2,
            given=TAU,
            tex=r"\left|\langle g_t,(H(0)-H(\tau))g_t\rangle\right|\le 2K_t",
            words="that it is bounded, with the bound that Lemma D.2 gives",
            note="The paper neither proves nor uses a bound of the difference by the terms with "
            "eta alone: for a loss that is no quadratic it holds the change of the loss's own "
            "Hessian, which Assumptions 2.1 and 2.2 do not bound by eta.",
        ),
        kind=Kind.PROSE,
        rests_on=["D.2/abs"],
    ),
    part.claim(
        "D/76-a",
        "Equation (76), first line",
        "The loss after a step by Taylor's formula",
        reading(
            "printed",
            checks=[taylor_with_integral],
            tex=r"L(t+1)=L(t)-\eta_t\|\nabla L(t)\|_F^2+\eta_t^2\|\nabla L(t)\|_F^2\int_0^1(1-\tau)"
            r"\langle g_t,H(\tau)g_t\rangle d\tau",
            words="repeats (73), for all losses; tested by quadrature",
        ),
        reading(
            "quadratic losses",
            equal(L_NEXT, START_76 + eta**2 * SIMPSON),
            given=QUADRATIC,
            when=taylor([1], ["1/2"], [("1/2", Q - eta * P)]),
            words="where the integral is Simpson's rule",
        ),
        equations="76",
        rests_on=["D/73-b"],
    ),
    part.claim(
        "D/76-b",
        "Equation (76), second line",
        "The integral from its integrand's largest value",
        reading(
            "printed",
            checks=[integral_at_most],
            tex=r"\int_0^1(1-\tau)\langle g_t,H(\tau)g_t\rangle d\tau\le"
            r"\int_0^1(1-\tau)\max_{\tau}|\langle g_t,H(\tau)g_t\rangle|d\tau",
            words="for all losses; tested by quadrature",
            note="The maximum is a supremum unless the Hessian is continuous.",
        ),
        reading(
            "quadratic losses",
            START_76 + eta**2 * SIMPSON <= START_76 + eta**2 * LARGEST / 2,
            given=QUADRATIC,
            words="even with the maximum over tau = 0, 1/2, 1 only",
        ),
        equations="76",
    ),
    part.claim(
        "D/76-c",
        "Equation (76), third line",
        "Lemma D.2 under the integral",
        reading(
            "printed",
            START_76 + eta**2 * absolute(S_TAU) / 2 <= START_76 + eta**2 * (K_T * N2) / 2,
            given=TAU,
            words="for every tau in [0, 1]; the integral of 1 - tau is 1/2",
        ),
        equations="76",
        rests_on=["D.2/abs"],
    ),
    part.claim(
        "D/76-d",
        "Equation (76), fourth line",
        "The integral of a constant against 1 - tau",
        reading(
            "printed",
            equal(
                L - eta * N2 + eta**2 * N2 * (K_T - K_T / 2),
                L - eta * N2 + eta**2 * K_T / 2 * N2,
            ),
            identity=True,
            words="the integral of (1 - tau) K_t over [0, 1] is K_t - K_t / 2",
        ),
        equations="76",
    ),
    part.claim(
        "D/76-e",
        "Equation (76), last line",
        "The descent lemma",
        reading(
            "printed",
            equal(
                L - eta * N2 + eta**2 * K_T / 2 * N2,
                L - (eta - eta**2 * K_T / 2) * N2,
            ),
            identity=True,
        ),
        equations="76",
        rests_on=["D/76-a", "D/76-b", "D/76-c", "D/76-d"],
    ),
)
