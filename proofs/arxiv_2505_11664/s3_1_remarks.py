r"""Section 3's head and section 3.1 after Theorem 3.1: (13), (14) and the prose around them.

"Around a global minimum" is read as L(t) = 0, where K_t = K sigma_max^2(T_t) does not depend on
the step: `RHO_OPTIMUM` is rho(eta, t) there. kappa(T) = sigma_max(T) / sigma_min(T) as printed.
`K_at(step)` is K_t with another step in the place of eta_t. Theorem 3.1 itself is in
`s3_1_local_constants.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T, THEOREM_32
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, a, b, w
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
    ROOT,
    SIGMA2_MAX,
    SIGMA2_MIN,
)
from proofs.arxiv_2505_11664._starts import SIGMA2_MAX_0, SIGMA2_MIN_0, STARTS, STARTS_SQUARE
from proofs.arxiv_2505_11664.s2_preliminaries import T_STEPS, T
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    Number,
    const,
    define,
    equal,
    exp,
    eye,
    matrix,
    minimum,
    norm2,
    sqrt,
    substitute,
)
from verify.model.matrices import matrices
from verify.model.step import K, eta, mu
from verify.model.trajectory import eta0

__all__ = ["CLAIMS", "FAR_TARGET", "KAPPA", "RHO_OPTIMUM", "WEAK_DIRECTION", "K_at"]

part = Part(__name__, section="3.1")


def K_at(step: Expr | Number, name: str, tex: str) -> Expr:
    """K_t of (12) with the given step in the place of eta_t."""
    return define(
        name, substitute(K_T.args[0], {"eta": step if isinstance(step, Expr) else const(step)}), tex
    )


K_0 = K_at(0, "K_t_0", "K_t(0)")
K_1 = K_at(1, "K_t_1", "K_t(1)")
SMALL = define("e", minimum(1, 1 / K_1), "e")
K_SMALL = K_at(SMALL, "K_t_e", "K_t(e)")
# D(0) = 0 and W(0) = W* = (1, 0)': alpha1 = alpha2 = 2, but sigma_min^2(T_0) = 1.
BALANCED = Example(
    {"n": 2, "m": 1, "h": 2},
    {"W10": [[1, 0], [0, 0]], "W20": [[1, 0]], "K": 1, "mu": 1, "Wstar": [[1], [0]]},
)
KAPPA = define("kappa", sqrt(SIGMA2_MAX / SIGMA2_MIN), r"\kappa(\mathcal{T}_t)")
RHO_OPTIMUM = define(
    "rho_optimum",
    1 - 2 * MU_T * eta + MU_T * (K * SIGMA2_MAX) * eta**2,
    r"\rho(\eta_t,t)|_{L(t)=0}",
)
ROOT_MIN = define("sigma_min_T", sqrt(SIGMA2_MIN), r"\sigma_{\min}(\mathcal{T}_t)")
ROOT_MAX = define("sigma_max_T", sqrt(SIGMA2_MAX), r"\sigma_{\max}(\mathcal{T}_t)")
BEST = define("best", 1 - MU_T / (K * SIGMA2_MAX), r"\min_{\eta_t}\rho(\eta_t,t)|_{L(t)=0}")

# sigma_min^2(T) = 9 and sigma_max^2(T) = 25; the residual of a loss with L > 0 would lie along the
# second row of W, where a step of 1/25 multiplies it by 16/25.
WEAK_DIRECTION = Example(
    {"n": 2, "m": 1, "h": 1},
    {"W1": [[4], [0]], "W2": [[3]], "eta": "1/25"},
    {"ell": {"A": [["1"], ["1"]], "C": [["12"], ["0"]]}},
)

FULL = matrix("W", "n", "m")
WIDE = matrices("one matrix W", [FULL])
FAR_TARGET = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        "W10": [[1]],
        "W20": [[1]],
        "W1": [[1]],
        "W2": [[1]],
        "eta0": "1/100",
        "eta": "1/100",
        "t": 0,
    },
    {"ell": {"A": [["1"]], "C": [["2"]]}},
)
# rho_bar(eta0, 0) for W1 = W2 = W* = 1: alpha1 = alpha2 = 2, L(0) = 0.
_MU_BAR = 6 - 4 * exp(sqrt(eta0))
RHO_BAR_AT_MINIMUM = define(
    "rho_bar_1",
    1 - 2 * _MU_BAR * eta0 + _MU_BAR * (2 * exp(sqrt(eta0))) * eta0**2,
    r"\bar\rho(\eta_0,0)|_{W^*=1}",
)
A, B = matrix("A", "n", "h"), matrix("B", "h", "n")
# A square identity has no factorisation of smaller width.
TOO_NARROW = matrices(
    "factors of width h < n = m",
    [A, B],
    largest=4,
    where=lambda s: s["h"] < s["n"],
    bounds=[(">=", "n", "h+1")],
)

CLAIMS = (
    part.claim(
        "3/width",
        "Section 3, width at least min(n, m)",
        "With h >= min(n, m) Problems 1 and 2 have the same minimum",
        reading(
            "printed",
            equal(FULL @ eye("m"), FULL),
            equal(eye("n") @ FULL, FULL),
            given=WIDE,
            words="every W is W1 W2' with W2 or W1 an identity, padded with zeros to width h",
        ),
        section="3",
        kind=Kind.PROSE,
    ),
    part.claim(
        "3/narrow",
        "Section 3, width below min(n, m)",
        "With h < min(n, m) the two minima may differ",
        reading(
            "printed",
            norm2(eye("n") - A @ B) >= 1,
            given=TOO_NARROW,
            words="an instance: l = |W - I|_F^2 / 2 has minimum 0, its factored version at least "
            "1/2 for h < n = m (Eckart-Young)",
        ),
        section="3",
        kind=Kind.PROSE,
    ),
    part.claim(
        "3/sufficient",
        "Section 3.1, what suffices for linear convergence",
        "It suffices that descent lemma and PL inequality hold at the iterates",
        reading(
            "printed",
            w - (eta - K * eta**2 / 2) * (2 * mu * w) <= (1 - 2 * mu * eta + mu * K * eta**2) * w,
            given=SCALARS,
            when=[eta * K < 2],
            words="with one pair mu, K for all iterates; w is the loss",
        ),
        reading(
            "constants of each iterate's own",
            (T + 2) / (2 * (T + 1)) <= "1/2",
            given=T_STEPS,
            when=[T >= 1000],
            examples=[Example({}, {"T": 1000})],
            words="with constants that change, the factors may be 1 - 1/(t+2)^2, whose product "
            "over t < T is the left side and never falls below 1/2",
            note="The paper says so itself after Theorem 3.1.",
        ),
        section="3",
        kind=Kind.PROSE,
    ),
    part.claim(
        "3/depends",
        "Section 3, what the rate depends on",
        "The rate depends on the condition number of T_0, the step size, K and mu",
        reading(
            "printed",
            ALPHA2 * SIGMA2_MIN_0 >= ALPHA1 * SIGMA2_MAX_0,
            given=STARTS,
            examples=[BALANCED],
            words="by alpha1/alpha2, which bounds 1/kappa(T_0)^2 from below",
            note="Fails for n != m, as alpha1 <= sigma_min^2(T_0) does.",
        ),
        reading("n = m", ALPHA2 * SIGMA2_MIN_0 >= ALPHA1 * SIGMA2_MAX_0, given=STARTS_SQUARE),
        reading(
            "on these alone",
            equal(THEOREM_32.rho_bar_0, RHO_BAR_AT_MINIMUM),
            when=THEOREM_32.hypotheses,
            examples=[FAR_TARGET],
            words="with W1 = W2 = 1 for n = m = h = 1 and mu = K = 1, where kappa(T_0) = 1, the "
            "rate would be that of W* = 1, on the right, for every W*",
            note="It depends on alpha1, alpha2, beta2 and L(0).",
        ),
        section="3",
        kind=Kind.PROSE,
        severity=Severity.RESULT,
        consequence="None beyond table-2/alpha1.",
    ),
    part.claim(
        "3.1/small-step",
        "Section 3.1, small steps",
        "There always is a step size with eta K_t < 2",
        reading(
            "printed",
            SMALL * K_SMALL <= 1,
            given=GD_STEP,
            words="e = min(1, 1/K_t(1)) is one: K_t grows with the step size in it",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/12"],
    ),
    part.claim(
        "3.1/limit",
        "Section 3.1, mu_t / K_t to 0",
        "If mu_t / K_t tends to 0, the best factor rho tends to 1",
        reading(
            "printed",
            RHO_T * K_0 >= K_0 - MU_T,
            given=GD_STEP,
            words="rho(eta, t) >= 1 - mu_t / K_t(0) for every eta",
            note="With K_t(0) in the hypothesis, or K_t read as a number.",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.1/product",
        "Section 3.1, product of the factors",
        "(10) alone does not make the product of the factors tend to 0",
        reading(
            "printed",
            (T + 2) / (2 * (T + 1)) >= "1/2",
            given=T_STEPS,
            words="an instance: factors 1 - 1/(t+2)^2, each below 1, with this product over t < T",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "3.1/13",
        "Equation (13)",
        "A uniform bound on the factors gives linear convergence",
        reading(
            "printed",
            a * w <= b * w,
            a * (a * w) <= b**2 * w,
            given=SCALARS,
            when=[a <= b, b < 1],
            tex=r"L(t+1)\le\rho(\eta_t,t)L(t)\le\bar\rho L(t)\le\bar\rho^{t+1}L(0)",
            words="a = rho, b the uniform bound, w the loss; two steps, more by induction",
        ),
        equations="13",
        rests_on=["3.1/10"],
    ),
    part.claim(
        "3.1/two-parts",
        "Section 3.1, the parts of K_t",
        "All of K_t but K sigma_max^2(T) vanishes with the loss",
        reading(
            "printed",
            K_T - K * SIGMA2_MAX <= 13 * ROOT,
            given=GD_STEP,
            when=[eta * K_T <= 2],
            words="under eta_t K_t <= 2 the rest is at most 13 sqrt(2 K L)",
            note="It decreases monotonically in t only where eta_t and the weights do not grow.",
        ),
        reading(
            "sharper",
            K_T - K * SIGMA2_MAX <= 7 * ROOT,
            given=GD_STEP,
            when=[eta * K_T <= 2],
            words="7 cannot be lowered: near a minimum, at eta K sigma_max^2(T) = 2, the rest is "
            "(1 + 3 eta K sigma_max^2(T)) sqrt(2 K L) to first order",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/12"],
    ),
    part.claim(
        "3.1/simplified",
        "Section 3.1, rho around a global minimum",
        "The simplified form of rho(eta, t)",
        reading(
            "printed",
            equal(RHO_OPTIMUM, 1 - 2 * mu * ROOT_MIN * eta + mu * K * ROOT_MIN * ROOT_MAX * eta**2),
            given=GD_STEP,
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W1": [[2]], "W2": [[0]], "eta": "1/4"},
                    {"ell": {"A": [["1"]], "C": [["0"]]}},
                )
            ],
            tex=r"\rho(\eta_t,t)=1-2\mu\sigma_{\min}(\mathcal{T}_t)\eta_t+"
            r"\mu K\sigma_{\min}(\mathcal{T}_t)\sigma_{\max}(\mathcal{T}_t)\eta_t^2",
            note="The squares are missing: (11) and (12) have sigma_min^2 and sigma_max^2.",
        ),
        reading(
            "repaired",
            equal(
                1 - 2 * (mu * a) * eta + (mu * a) * (K * b) * eta**2,
                1 - 2 * mu * a * eta + mu * K * a * b * eta**2,
            ),
            identity=True,
            words="with a = sigma_min^2(T_t) and b = sigma_max^2(T_t)",
        ),
        rests_on=["3.1/11", "3.1/12"],
        severity=Severity.TYPO,
        consequence="(14) is minimised from it and inherits the missing squares.",
    ),
    part.claim(
        "3.1/14",
        "Equation (14)",
        "The best local factor is 1 - (mu/K) / kappa(T)",
        reading(
            "printed",
            equal(BEST, 1 - mu / K * (1 / KAPPA)),
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
            examples=[WEAK_DIRECTION],
            tex=r"\min_{0<\eta_t<2/K_t}\rho(\eta_t,t)=1-\frac\mu K\cdot"
            r"\frac{\sigma_{\min}(\mathcal{T}_t)}{\sigma_{\max}(\mathcal{T}_t)}"
            r":=1-\frac\mu K\cdot\frac1{\kappa(\mathcal{T}_t)}",
            note="Not invariant under scaling W1, W2 by s and eta by 1/s^2 before it is minimised. "
            "Not the bound only: with W* = (12, 1/1000)' one step of 1/25 multiplies the loss by "
            "(16/25)^2, more than the 2/5 printed.",
        ),
        reading(
            "kappa of T*T",
            equal(1 - mu * a / (K * b), 1 - mu / K / (b / a)),
            given=SCALARS,
            words="1/kappa with the condition number b/a of T*T, a = sigma_min^2(T_t) and "
            "b = sigma_max^2(T_t); the middle form stays false",
        ),
        reading(
            "repaired",
            RHO_OPTIMUM >= BEST,
            given=GD_STEP,
            when=[SIGMA2_MAX > 0],
            tex=r"\min_{\eta_t}\rho(\eta_t,t)=1-\frac\mu K\cdot\frac1{\kappa^2(\mathcal{T}_t)}",
            words="1 - (mu/K) / kappa(T)^2 is a lower bound for every step",
        ),
        reading(
            "repaired, attained",
            equal(
                1 - 2 * (mu * a) * (1 / (K * b)) + (mu * a) * (K * b) * (1 / (K * b)) ** 2,
                1 - mu / K * (a / b),
            ),
            given=SCALARS,
            words="at eta = 1/(K b)",
        ),
        equations="14",
        rests_on=["3.1/simplified"],
        severity=Severity.CONSTANT,
        consequence="Section 3.1's and 1.1's factor kappa(T) becomes kappa(T)^2. Theorem 3.2 does "
        "not rest on it.",
    ),
    part.claim(
        "3.1/worsened",
        "Section 3.1, price of overparametrization",
        "The local rate is worsened by kappa(T_t)",
        reading(
            "printed",
            KAPPA * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
            examples=[WEAK_DIRECTION],
            words="K_t/mu_t at L(t) = 0 is at most kappa(T_t) K/mu",
            note="The factor is kappa(T_t)^2.",
        ),
        reading(
            "repaired",
            KAPPA**2 * (K / mu) * MU_T >= K * SIGMA2_MAX,
            given=GD_STEP,
            when=[SIGMA2_MIN > 0],
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/14"],
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "3.1/well-conditioned",
        "Section 3.1, well-conditioned T",
        "The better the conditioning of T_t, the faster the local decrease",
        reading(
            "printed",
            1 - mu / K / a**2 <= 1 - mu / K / b**2,
            given=SCALARS,
            when=[a <= b],
            words="a, b two condition numbers",
        ),
        kind=Kind.PROSE,
    ),
)
