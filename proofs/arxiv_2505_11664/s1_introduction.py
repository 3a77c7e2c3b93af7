r"""Abstract and section 1: the claims of the introduction, (1), footnotes 1-4.

Most of it announces later results; those sentences are stated here in the later results' words,
so that each has a verdict of its own (the abstract's in `_abstract.py`). What is said
of other papers is decided only where their own formulas are at hand (`c_prior_work.py`). Footnote
5 is in `e_step_size.py`, Table 1 in `tables.py`. Notation: kappa(T) = sigma_max(T) / sigma_min(T).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._abstract import CLAIMS as ABSTRACT
from proofs.arxiv_2505_11664._constants_of_runs import THEOREM_32, THEOREM_32_REPAIRED
from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, a, b
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._table_3 import only_words
from proofs.arxiv_2505_11664.s3_1_remarks import FAR_TARGET, KAPPA, WEAK_DIRECTION
from proofs.arxiv_2505_11664.s3_2_remarks import K_BAR_NEXT
from proofs.arxiv_2505_11664.s3_3_sketch import drift
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    const,
    define,
    equal,
    eye,
    hstack,
    inner,
    matrix,
    norm,
    norm2,
    replace,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    zeros,
)
from verify.language.expr import Expr
from verify.model.matrices import matrices
from verify.model.step import W1_NEXT, W2_NEXT, K, eta, mu
from verify.model.trajectory import eta0

__all__ = ["CLAIMS", "K_NEXT"]

part = Part(__name__, section="1.1")
P, Q = THEOREM_32, THEOREM_32_REPAIRED
_RATE = "Its proof uses the rate, which is false for n != m."

# Section 1's convention: W = W1 W2 with W2 h x m, and data X (N x n), Y (N x m).
X, Y = matrix("X", "N", "n"), matrix("Y", "N", "m")
V, V2 = matrix("V", "n", "m"), matrix("V2", "n", "m", "V'")
A, B = matrix("W1", "n", "h", "W_1"), matrix("W2", "h", "m", "W_2")
dA, dB = matrix("dW1", "n", "h", r"\dot W_1"), matrix("dW2", "h", "m", r"\dot W_2")
GRADIENT = matrix("G", "n", "m", r"\nabla\ell_{LS}")
DATA = matrices("data X, Y, points V, V'", [X, Y, V, V2], largest=2)
INTERPOLATED = matrices("data X, points V, V'", [X, V, V2], largest=3)
ONE = matrices("one matrix V", [V])
c = scalar("c")
SCALED = matrices("a scale c and sizes n, m", [c, V], positive=["c"], largest=3)
E0, E1 = scalar("e0", "e_0"), scalar("e1", "e_1")
TWO_STEPS = matrices("two step sizes", [E0, E1, a], positive=["e0", "e1", "a"])


def _next(expr: Expr) -> Expr:
    """An expression at the next iterate's factors; its definitions are renamed."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "s":
            return {"W1": W1_NEXT, "W2": W2_NEXT}.get(node.name)
        if node.op == "def" and args[0] is not node.args[0]:
            return define(f"{node.name}_after", args[0], node.tex)
        return None

    return replace(expr, rule)


K_NEXT = _next(K_T)
# sigma_min and sigma_max of T at W1 = [c I, 0], W2 = [0, c I].
_FIRST = c * hstack(eye("n"), zeros("n", "m"))
_SECOND = c * hstack(zeros("m", "n"), eye("m"))

CLAIMS = (
    *ABSTRACT,
    part.claim(
        "1/least-squares",
        "Section 1, least squares",
        "The two least-squares problems",
        reading(
            "printed",
            tex=r"\ell_{LS}(W):=\tfrac12\|Y-XW\|_F^2,\quad"
            r"L_{LS}(W_1,W_2):=\tfrac12\|Y-XW_1W_2\|_F^2",
            words="definitions; from section 2 on the product is W1 W2'",
        ),
        section="1",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "1/classes",
        "Section 1, function classes",
        "XW and X W1 W2 describe the same functions when the factors are large enough",
        reading(
            "printed",
            equal(V @ eye("m"), V),
            equal(eye("n") @ V, V),
            given=ONE,
            words="h >= min(n, m) is large enough: one factor an identity, padded with zeros",
        ),
        section="1",
        kind=Kind.PROSE,
    ),
    part.claim(
        "1/1",
        "Equation (1)",
        "The gradient of L as an operator T applied to that of l",
        reading(
            "printed",
            equal(
                inner(GRADIENT, dA @ B + A @ dB),
                inner(GRADIENT @ B.T, dA) + inner(A.T @ GRADIENT, dB),
            ),
            identity=True,
            tex=r"\nabla L_{LS}(W_1,W_2)=\nabla_{W_1,W_2}W\circ\nabla\ell_{LS}"
            r":=\mathcal{T}(\nabla\ell_{LS}),\quad W=W_1W_2",
            words="the chain rule: T(G) = (G W2', W1' G); (8) is the same for W = W1 W2'",
        ),
        section="1",
        equations="1",
    ),
    part.claim(
        "1/global-smooth",
        "Section 1, least squares: smoothness",
        "The smoothness inequality holds globally for the product",
        reading(
            "printed",
            norm2(X @ (V - V2)) <= sigma_max(X) ** 2 * norm2(V - V2),
            given=INTERPOLATED,
            words="K = sigma_max(X)^2",
        ),
        section="1",
        kind=Kind.PROSE,
    ),
    part.claim(
        "1/global-PL",
        "Section 1, least squares: PL inequality",
        "The PL inequality holds globally for the product",
        reading(
            "printed",
            norm2(X.T @ (X @ V - Y)) / 2 >= sigma_min(X) ** 2 * (norm2(Y - X @ V) / 2),
            given=DATA,
            words="in the form (4), which has l and not l - min l; mu = sigma_min(X)^2",
            note="False where Y is not in the range of X: the minimum is positive then.",
        ),
        reading(
            "repaired",
            norm2(X.T @ (X @ (V - V2))) >= sigma_min(X) ** 2 * norm2(X @ (V - V2)),
            given=INTERPOLATED,
            words="for l less its minimum: Y = X V' plus a part orthogonal to the range",
        ),
        section="1",
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="Assumption 2.2 excludes the case.",
    ),
    part.claim(
        "1/slow-prior-work",
        "Section 1, speed of prior work",
        "Section 4.2 shows that the step sizes of all prior work are slow",
        reading(
            "printed",
            checks=[
                only_words(
                    "Section 4.2 compares with Xu et al. (2023) and backtracking line search only; "
                    "nothing is shown there for the other papers named."
                )
            ],
            words="of all the papers named before",
        ),
        section="1",
        kind=Kind.PROSE,
    ),
    part.claim(
        "1.1/imbalance",
        "Section 1.1, second contribution",
        "Under the constraints on the step size the imbalance stays close to its start",
        *(
            reading(
                name,
                norm(D - D0) <= drift(at),
                norm(D - D0) <= ALPHA2 * (at.growth - 1),
                given=runs,
                when=at.hypotheses,
                words=words,
                note=note,
            )
            for name, at, runs, words, note in (
                ("printed", P, RUNS_32, "by a bound of the order eta0^2 / (1 - Delta)", _RATE),
                ("n = m", P, RUNS_32_SQUARE, "", ""),
                ("alpha1 repaired", Q, RUNS_32_REPAIRED, "for all n, m, h", ""),
            )
        ),
        kind=Kind.PROSE,
        rests_on=["3.3/imbalance"],
    ),
    part.claim(
        "1.1/step-sizes",
        "Section 1.1, second contribution",
        "The results cover decreasing, constant and increasing step sizes",
        reading(
            "printed",
            eta0 <= E1,
            when=[eta0 > E1, E1 > 0],
            examples=[Example({}, {"eta0": "1/1000", "e1": "1/2000"})],
            tex=r"\eta_0\le\eta_1\ \text{of (15), for}\ \eta_1<\eta_0",
            words="decreasing: at t = 0 (15) leaves eta_0 = eta0 alone, and no later step may be "
            "smaller than that",
            note="Admissible schedules never fall below their first step. They may fall after "
            "they have risen; steps that tend to 0 are excluded.",
        ),
        reading(
            "repaired",
            E0 <= (1 + E0**2) ** (a / 2) * E0,
            given=TWO_STEPS,
            words="constant and increasing, and falling no lower than eta0: the interval up to "
            "(1 + eta0^2)^(t/2) eta0 begins at eta0",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2/15"],
        severity=Severity.TYPO,
        consequence="A claim of scope; nothing rests on it.",
    ),
    part.claim(
        "1.1/prior-steps",
        "Section 1.1, second contribution, prior work",
        "Prior work covers decreasing and constant step sizes only",
        reading(
            "printed",
            E1 <= E0,
            when=[
                E0 > 0,
                E1 > 0,
                const("17/2") * E0 + 9 * E0**2 + 4 * E0**3 >= 1,
                const("9/2") * E1 <= 1,
            ],
            examples=[Example({}, {"e0": "1/9", "e1": "2/9"})],
            tex=r"\eta'(L_1)\le\eta'(L_0)\ \text{for}\ L_1\le L_0",
            words="the adaptive step of Xu et al. (2023) is the root of a cubic whose coefficients "
            "grow with the loss: with their constants 1, c1 = 1/2, c2 = 3/2 it is "
            "1 = 8.5 e + 9 e^2 + 4 e^3 at L = 1/2 and 1 = 4.5 e at L = 0; e0 is above the first "
            "root, e1 below the second",
            note="Their step grows as the loss falls, until their eta_max. Section 1.2 calls that "
            "paper the only one with adaptive steps, Table 3 calls its steps constant.",
        ),
        reading(
            "repaired",
            (const("9/2") + 4 * a) * eta + 9 * a * eta**2 + 4 * a**2 * eta**3
            <= (const("9/2") + 4 * b) * eta + 9 * b * eta**2 + 4 * b**2 * eta**3,
            given=SCALARS,
            when=[a <= b],
            words="the cubic grows with a = sqrt(2 L), so that its root grows as the loss falls: "
            "prior work covers such steps, up to their eta_max",
        ),
        kind=Kind.PROSE,
        severity=Severity.TYPO,
        consequence="A comparison with prior work; nothing rests on it.",
    ),
    part.claim(
        "1.1/benign",
        "Section 1.1, third contribution; section 3.2",
        "The local smoothness constant decreases along the run",
        reading(
            "printed",
            K_NEXT <= K_T,
            given=RUNS_32,
            when=P.hypotheses,
            examples=[FAR_TARGET],
            words="K_t of Theorem 3.1 at two successive iterates, with the same step size",
            note="The weights grow towards a large W*. From this start K_1 - K_0 = 2 eta0 + "
            "O(eta0^2): no eta_max helps, and a larger second step makes K_1 larger.",
        ),
        reading(
            "repaired",
            K_BAR_NEXT <= P.K_bar_t,
            given=RUNS_32,
            when=P.hypotheses,
            words="its upper bound K_bar_t decreases",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/12", "3.2/K-bar-decreases"],
        severity=Severity.STEP,
        consequence="The motivation for growing steps; the scheduler stands on K_bar_t.",
    ),
    part.claim(
        "1.1/one-factor",
        "Section 1.1, fourth contribution",
        "Near a minimum the rate is worse by one factor of the condition number of T",
        reading(
            "printed",
            KAPPA * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
            examples=[WEAK_DIRECTION],
            words="with kappa as (14) defines it, at T_t",
            note="The factor is kappa^2. For prior work the same count gives kappa^4: see C/66.",
        ),
        reading(
            "repaired",
            KAPPA**2 * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
            words="one factor of the condition number of T*T",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/14"],
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "1.1/kappa-one",
        "Section 1.1, fourth contribution",
        "The condition number of T_0 can be made close to one by the initialisation",
        reading(
            "printed",
            sigma_max(_FIRST) ** 2 + sigma_max(_SECOND) ** 2
            <= sigma("n", _FIRST) ** 2 + sigma("m", _SECOND) ** 2,
            given=SCALED,
            words="W1 = [c I, 0], W2 = [0, c I] with h = n + m has kappa(T_0) = 1",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "1.1/square-prior-work",
        "Section 1.1, fourth contribution, prior work",
        "Prior rates suffer from the square of the condition number of T_0",
        reading(
            "printed",
            checks=[
                only_words(
                    "Of the papers named only Xu et al. (2023) has a rate in these terms here: see "
                    "C/66, where the ratio of the squared singular values is squared."
                )
            ],
            words="of three papers",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "footnote-1",
        "Footnote 1",
        "The PL condition is widely used",
        reading("printed", words="a reference to the literature"),
        section="1",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "footnote-2",
        "Footnote 2",
        "The margin: how close the start is to the minimum",
        reading("printed", words="in words what beta1 of Table 2 is; larger means closer"),
        section="1",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "footnote-3",
        "Footnote 3",
        "The imbalance: how far the two layers differ",
        reading("printed", words="in words what D of Table 2 is; D = 0 for W2 = -W1 as well"),
        section="1",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "footnote-4",
        "Footnote 4",
        "Local smoothness constant: smoothness along the descent direction at the iterates",
        reading(
            "printed",
            words="a name; K_t of (12) is an upper bound of that quantity, not its value",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "1.2/related",
        "Section 1.2",
        "What other papers assume and show",
        reading(
            "printed",
            checks=[only_words("Not decided here: it would need the papers themselves.")],
            words="statements about other papers",
            note="That Xu et al. (2023) alone have adaptive steps contradicts Table 3.",
        ),
        section="1.2",
        kind=Kind.PROSE,
    ),
)
