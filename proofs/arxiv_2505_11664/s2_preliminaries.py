r"""Section 2: Problems 1 and 2, Assumptions 2.1 and 2.2, (2)-(7), Proposition 2.1.

Notation: g = grad l(W), l(t+1) the loss after one step on Problem 1 with eta, or with 1/K where
the statement says so; W* the minimiser. (8) is in `a_singular_values.py`, the proof of Proposition
2.1 in appendix B's files. Not covered: what is said of other papers.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._minimisers import PAIRS
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import (
    AT_V,
    AT_W,
    GRAD,
    NEXT,
    PROBLEM_1,
    SCALARS,
    V,
    W,
    Wstar,
    a,
    b,
    shift,
)
from proofs.arxiv_2505_11664._quantities import GD_STEP, SIGMA2_MAX
from proofs.arxiv_2505_11664._tightness import CLAIMS as TIGHTNESS
from proofs.arxiv_2505_11664.b_no_global_constants import NOT_GLOBAL, WHERE_NOT_GLOBAL
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    equal,
    hess,
    inner,
    matrix,
    maximum,
    norm2,
    scalar,
    sigma,
    sigma_max,
)
from verify.model.matrices import matrices
from verify.model.step import GRADIENT2, K, L, ell, eta, mu

__all__ = ["CLAIMS", "T_STEPS", "rate"]

part = Part(__name__, section="2.1")


def rate(step: Expr) -> Expr:
    """(5)'s factor 1 - 2 mu eta + mu K eta^2."""
    return 1 - 2 * mu * step + mu * K * step**2


MOVED = W - eta * GRAD
BRACKET = eta - K * eta**2 / 2
X = matrix("X", "N", "n")
DATA = matrices("data X, direction V", [X, V], largest=3)
T = scalar("T")
T_STEPS = matrices("numbers of steps", [T], positive=["T"], words="positive numbers of steps T")

CLAIMS = (
    part.claim(
        "2/problem-1",
        "Problem 1",
        "Minimise l(W) over n x m matrices",
        reading("printed", tex=r"\min_{W\in\mathbb{R}^{n\times m}}\ell(W)", words="a definition"),
        section="2",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2/problem-2",
        "Problem 2",
        "Minimise L(W1, W2) = l(W1 W2') over the two factors",
        reading(
            "printed",
            tex=r"\min_{W_1\in\mathbb{R}^{n\times h},W_2\in\mathbb{R}^{m\times h}}"
            r"L(W_1,W_2)=\ell(W_1W_2^{\top})",
            words="a definition; section 1 has W1 W2 in the place of W1 W2'",
        ),
        section="2",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2.1/2",
        "Equation (2)",
        "Gradient descent on Problem 1",
        reading("printed", tex=r"W(t+1)=W(t)-\eta_t\nabla\ell(W(t))", words="a definition"),
        equations="2",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2.1/assumption-2.1",
        "Assumption 2.1",
        "The loss is twice differentiable, K-smooth and mu-strongly convex",
        reading("printed", words="an assumption; it implies mu <= K"),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2.1/assumption-2.2",
        "Assumption 2.2",
        "The smallest value of the loss is 0",
        reading("printed", tex=r"\min_W\ell(W)=0", words="an assumption"),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2.1/unique",
        "Section 2.1, uniqueness",
        "Problem 1 has one solution",
        reading(
            "printed",
            mu / 2 * norm2(W - Wstar) <= AT_W,
            given=PROBLEM_1,
            words="the loss grows away from W* at least as mu/2 times the squared distance",
            note="Problem 2 has many: W1 R, W2 R^-T for each invertible R.",
        ),
        kind=Kind.PROSE,
        rests_on=["2.1/assumption-2.1", "2.1/assumption-2.2"],
    ),
    part.claim(
        "2.1/squared-loss",
        "Section 2.1, examples of losses: squared loss",
        "The squared loss satisfies Assumption 2.1",
        reading(
            "printed",
            norm2(X @ V) > 0,
            given=DATA,
            when=[norm2(V) > 0],
            examples=[Example({"N": 1, "n": 1, "m": 1}, {"X": [[0]], "V": [[1]]})],
            tex=r"\tfrac12\|Y-XW\|_F^2\ \text{strongly convex}",
            words="its Hessian along V is |XV|^2: positive for every V if it is strongly convex",
            note="It is constant along the null space of X.",
        ),
        reading(
            "repaired",
            norm2(X @ V) >= sigma("n", X) ** 2 * norm2(V),
            given=DATA,
            words="mu = sigma_n(X)^2, positive for X of full column rank",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="The squared loss is an example when X has full column rank.",
    ),
    part.claim(
        "2.1/logistic-loss",
        "Section 2.1, examples of losses: logistic loss",
        "The l2-regularised logistic loss satisfies Assumption 2.1",
        reading(
            "printed",
            mu * norm2(V) <= inner(V, hess(ell, W, V)),
            inner(V, hess(ell, W, V)) <= K * norm2(V),
            given=PROBLEM_1,
            words="the softplus family has its Hessian: mu = a, K = a + sigma_max(X)^2 / 4",
            note="Its minimum is positive: Assumption 2.2 asks to subtract it.",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "2.1/relaxed",
        "Section 2.1, arbitrary minimum",
        "The results do not need the minimum to be 0",
        reading(
            "printed",
            norm2(GRAD) / 2 >= mu * (AT_W + shift),
            given=PROBLEM_1,
            when=[shift > 0],
            words="(4) as it stands, for the loss l + l* with minimum l* > 0",
            note="At the minimiser the left side is 0 and the right side mu l*.",
        ),
        reading(
            "repaired",
            norm2(GRAD) / 2 >= mu * ((AT_W + shift) - shift),
            given=PROBLEM_1,
            words="with the loss less its minimum in the place of the loss",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="Every L(t) and l(t) becomes L(t) - l*; nothing else changes.",
    ),
    part.claim(
        "2.1/3",
        "Equation (3)",
        "Smoothness inequality",
        reading(
            "printed",
            AT_V <= AT_W + inner(GRAD, V - W) + K / 2 * norm2(V - W),
            given=PROBLEM_1,
        ),
        equations="3",
        hypotheses=("K-smooth",),
    ),
    part.claim(
        "2.1/4",
        "Equation (4)",
        "PL inequality, which strong convexity implies",
        reading("printed", norm2(GRAD) / 2 >= mu * AT_W, given=PROBLEM_1),
        equations="4",
        hypotheses=("mu-strongly convex, minimum 0",),
    ),
    part.claim(
        "2.1/linear",
        "Section 2.1, step sizes below 2/K",
        "Gradient descent converges linearly whenever 0 < eta_t < 2/K",
        reading(
            "printed",
            ((T + 2) / (2 * (T + 1))) ** 2 <= "1/4",
            given=T_STEPS,
            when=[T >= 1000],
            examples=[Example({}, {"T": 1000})],
            tex=r"\prod_{t<T}(1-\eta_t)^2\to 0\ \text{for}\ \ell=\tfrac12w^2,\ "
            r"\eta_t=\tfrac1{(t+2)^2}\in(0,\tfrac2K)",
            words="for l = w^2/2 and eta_t = 1/(t+2)^2 the loss after T steps is the left side "
            "times l(0); linear convergence would take it below a quarter",
            note="The range alone lets the steps sum up to a finite number.",
        ),
        reading(
            "repaired",
            rate(eta) <= maximum(rate(a), rate(b)),
            given=SCALARS,
            when=[mu <= K, a <= eta, eta <= b],
            words="with eta_t in a closed part [a, b] of (0, 2/K), where (5)'s factor is at most "
            "its value at an end, which is below 1",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="Section 3.1 says it again with a constant step size, which is true.",
    ),
    part.claim(
        "2.1/descent-a",
        "Section 2.1, descent lemma, first link",
        "The smoothness inequality at a step",
        reading(
            "printed",
            NEXT <= AT_W + inner(GRAD, MOVED - W) + K / 2 * norm2(MOVED - W),
            given=PROBLEM_1,
            tex=r"\ell(t+1)\le\ell(t)+\langle\nabla\ell(t),W(t+1)-W(t)\rangle+"
            r"\tfrac K2\|W(t+1)-W(t)\|_F^2",
        ),
        rests_on=["2.1/3"],
    ),
    part.claim(
        "2.1/descent-b",
        "Section 2.1, descent lemma, second link",
        "The bracket in front of the gradient's square",
        reading(
            "printed",
            equal(inner(V, -(eta * V)) + K / 2 * norm2(eta * V), -BRACKET * norm2(V)),
            identity=True,
            words="V the gradient; the norm without an index read as Frobenius's",
        ),
        reading(
            "spectral norm",
            equal(inner(V, -(eta * V)) + K / 2 * norm2(eta * V), -BRACKET * sigma_max(V) ** 2),
            given=PROBLEM_1,
            words="the norm without an index read as the spectral norm",
            note="Wrong for gradients of rank two and more. The notation of section 1 defines "
            "no norm without an index.",
        ),
    ),
    part.claim(
        "2.1/5-a",
        "Equation (5), first link",
        "Descent lemma for Problem 1",
        reading("printed", NEXT <= AT_W - BRACKET * norm2(GRAD), given=PROBLEM_1),
        equations="5",
        rests_on=["2.1/descent-a", "2.1/descent-b"],
    ),
    part.claim(
        "2.1/5-b",
        "Equation (5), second link",
        "PL inequality put into the descent lemma",
        reading(
            "printed",
            AT_W - BRACKET * norm2(GRAD) <= rate(eta) * AT_W,
            given=PROBLEM_1,
            when=[eta * K <= 2],
            words="for 0 < eta <= 2/K, where the bracket is nonnegative",
        ),
        equations="5",
        rests_on=["2.1/4"],
    ),
    part.claim(
        "2.1/factor",
        "Section 2.1, range of the factor",
        "0 < eta < 2/K gives a factor strictly between 0 and 1",
        reading(
            "printed",
            0 * mu < rate(eta),
            rate(eta) < 1,
            given=SCALARS,
            when=[mu <= K, eta * K < 2],
            examples=[Example({}, {"mu": 1, "K": 1, "eta": 1})],
            note="0 for mu = K and eta = 1/K: one step solves the problem.",
        ),
        reading(
            "repaired",
            0 * mu <= rate(eta),
            rate(eta) < 1,
            given=SCALARS,
            when=[mu <= K, eta * K < 2],
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
    ),
    part.claim(
        "2.1/strict",
        "Section 2.1, strict decrease",
        "The loss decreases strictly at every step",
        reading(
            "printed",
            NEXT < AT_W,
            given=PROBLEM_1,
            when=[eta * K < 2, AT_W > 0],
            words="until the minimum is reached, where there is nothing to decrease",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "2.1/minimum",
        "Section 2.1, the best step",
        "(5)'s factor is smallest, 1 - mu/K, at eta = 1/K",
        reading("printed", rate(eta) >= 1 - mu / K, given=SCALARS),
        reading("attained", equal(rate(1 / K), 1 - mu / K), given=SCALARS),
        kind=Kind.PROSE,
    ),
    *TIGHTNESS,
    part.claim(
        "2.2/7",
        "Equation (7)",
        "Gradient descent on Problem 2 with a step size of its own at every iterate",
        reading(
            "printed",
            tex=r"\begin{bmatrix}W_1(t+1)\\W_2(t+1)\end{bmatrix}=\begin{bmatrix}W_1(t)\\W_2(t)"
            r"\end{bmatrix}-\eta_t\nabla L(W_1(t),W_2(t))",
            words="a definition",
        ),
        section="2.2",
        equations="7",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "2.2/prop-2.1",
        "Proposition 2.1",
        "No positive PL constant and no finite smoothness constant holds for L everywhere",
        reading(
            "printed",
            *NOT_GLOBAL,
            given=PAIRS,
            when=WHERE_NOT_GLOBAL,
            tex=r"\mu_{over}=0,\quad K_{over}=\infty",
            words="as Proposition B.1: under Assumption B.1 each inequality fails somewhere, "
            "whatever its constant",
        ),
        reading(
            "PL",
            GRADIENT2 <= 2 * K * SIGMA2_MAX * L,
            given=GD_STEP,
            words="a PL constant at (W1, W2) is at most K sigma_max^2(T), which has the infimum 0",
        ),
        reading(
            "smoothness",
            mu / 2 * norm2(W - Wstar) <= AT_W,
            given=PROBLEM_1,
            words="along (s W1, s W2) the loss is at least mu/2 |s^2 W - W*|^2, of fourth order in "
            "s, while a smooth function grows by the second order at most",
        ),
        section="2.2",
        hypotheses=("Assumptions 2.1 and 2.2", "the assumption of appendix B, which is not needed"),
    ),
)
