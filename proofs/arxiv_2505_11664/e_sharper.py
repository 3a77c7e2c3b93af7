r"""Beyond appendix E: sharper forms of Lemmas E.3, E.4 and of Theorem E.1.

Notation: p = max(lambda_n(D(0)), 0), q = max(lambda_m(-D(0)), 0), 0 past the size; x, y the
smallest eigenvalues of W1 W1' and W2 W2' at 0. Theorem E.1 is stated with two parameters theta,
gamma in the place of exp(eta0^c) - 1 and 1 + eta0^d (`_sharp_runs.py`). Lemma E.2's sharper
forms are in `e_imbalance.py`.
"""

# Relations have the bound on the side where the text has it.

from __future__ import annotations

from dataclasses import replace

from proofs.arxiv_2505_11664._constants_of_runs import REPAIRED
from proofs.arxiv_2505_11664._initial import (
    ALPHA1_REPAIRED,
    ALPHA2,
    D0,
    DEEP_MINUS,
    DEEP_PLUS,
    LAMBDA_MINUS,
    LAMBDA_N,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._sharp_runs import SHARP, SHARP_RUNS
from proofs.arxiv_2505_11664._spectra import (
    ALPHA1_REPAIRED_AT,
    ALPHA2_AT,
    BOUNDS_REPAIRED,
    FACTORS,
    FACTORS_TALL,
    PAIRS_ALL,
    STARTS_ALL,
    STARTS_EVERY,
)
from proofs.arxiv_2505_11664._theorem_e1 import ITERATES_REPAIRED, NO_RUN
from verify.claims.claim import Example, Kind, reading
from verify.language import (
    Expr,
    const,
    define,
    lam,
    matrix,
    norm,
    scalar,
    sigma,
    sigma_max,
    sqrt,
)
from verify.model.matrices import matrices
from verify.model.step import L_NEXT, L
from verify.model.trajectory import L0, W0, W10, W20

__all__ = ["CLAIMS", "DRIFT"]

part = Part(__name__, section="E")

DRIFT = define("drift", norm(D - D0), r"\|D(k)-D(0)\|_F")
DRIFT_SPECTRAL = define("drift2", sigma_max(D - D0), r"\|D(k)-D(0)\|_2")
_x1 = define("x", sigma("n", W10) ** 2, r"\sigma_n^2(W_1(0))")
_y2 = define("y", sigma("m", W20) ** 2, r"\sigma_m^2(W_2(0))")
# D(0) = diag(4, -4), D(k) = diag(1, -1), W = 0: the change is 3 sqrt(2), the fall 6
_SQRT2 = Example(
    {"n": 1, "m": 1, "h": 2},
    {
        "W10": [[2, 0]],
        "W20": [[0, 2]],
        "W1": [[1, 0]],
        "W2": [[0, 1]],
        "beta_n": 0,
        "beta_m": 0,
        "beta2": 0,
    },
)


_xk = define("x_k", sigma("k", W10) ** 2, r"\sigma_k^2(W_1(0))")
_sk = define("s_k", sigma("k", W0), r"\sigma_k(W(0))")


_S, _T = matrix("S", "h", "h"), matrix("T", "h", "h")
_A, _B = define("A", _S + _S.T), define("B", _T + _T.T)
_c1, _d1, _c2, _d2 = (scalar(x, f"{x[0]}_{x[1]}") for x in ("c1", "d1", "c2", "d2"))


def _fall(k: str | int, a: Expr, b: Expr) -> Expr:
    return lam(k, a) - lam(k, b)


_PAIRS = matrices(
    "symmetric matrices",
    [_S, _T, _c1, _d1, _c2, _d2],
    positive=["c1", "d1", "c2", "d2"],
    words="symmetric A, B of all ranks and scales up to 4 x 4, positive weights; n, m <= h",
    bounds=[(">=", "h", "n"), (">=", "h", "m")],
)
SYMMETRIC = replace(
    _PAIRS,
    shapes=[
        {**s, "n": n, "m": m}
        for s in _PAIRS.shapes
        for n in range(1, s["h"] + 1)
        for m in range(1, s["h"] + 1)
    ],
    assumes=tuple(x >= 0 for x in (_c1, _d1, _c2, _d2)),
)

CLAIMS = (
    part.claim(
        "E.3/factor",
        "Beyond Lemma E.3, one factor from below",
        "(x - p)(x + lambda_-) >= sigma_n^2(W) for x = sigma_n^2(W1), whatever the other factor",
        reading(
            "printed",
            DEEP_PLUS <= _x1,
            (_x1 - DEEP_PLUS) * (_x1 + LAMBDA_MINUS) >= sigma("n", W0) ** 2,
            given=FACTORS,
            words="p = max(lambda_n(D), 0), 0 past the size; W2 may have any number of rows",
        ),
        reading(
            "h >= n",
            LAMBDA_N <= _x1,
            (_x1 - LAMBDA_N) * (_x1 + LAMBDA_MINUS) >= sigma("n", W0) ** 2,
            given=FACTORS_TALL,
            words="where lambda_n(D) is defined",
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.3/factor-above",
        "Beyond Lemma E.3, one factor from above",
        "X^2 - lambda_+ X <= sigma_max^2(W) for X = sigma_max^2(W1), whatever the other factor",
        reading(
            "printed",
            sigma(1, W10) ** 4 - LAMBDA_PLUS * sigma(1, W10) ** 2 <= sigma(1, W0) ** 2,
            given=FACTORS,
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.3/factors",
        "Beyond Lemma E.3, each factor",
        "(x - p)(x + lambda_-) >= sigma_n^2(W(0)) for x = sigma_n^2(W1(0)), and likewise for W2",
        reading(
            "printed",
            DEEP_PLUS <= _x1,
            (_x1 - DEEP_PLUS) * (_x1 + LAMBDA_MINUS) >= sigma("n", W0) ** 2,
            DEEP_MINUS <= _y2,
            (_y2 - DEEP_MINUS) * (_y2 + LAMBDA_PLUS) >= sigma("m", W0) ** 2,
            given=STARTS_ALL,
            words="p = max(lambda_n(D(0)), 0), q = max(lambda_m(-D(0)), 0), 0 past the size; "
            "solved for x and y this is the repaired alpha1",
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.3/two-sided",
        "Beyond Lemma E.3, every singular value",
        "Each sigma_i^2 of a factor lies between two bounds by sigma_i(W(0)) and the imbalance",
        reading(
            "printed",
            (sqrt(LAMBDA_MINUS**2 + 4 * _sk**2) - LAMBDA_MINUS) / 2 <= _xk,
            _xk <= (LAMBDA_PLUS + sqrt(LAMBDA_PLUS**2 + 4 * _sk**2)) / 2,
            given=STARTS_EVERY,
            words="for every k up to the number of rows of W1, and likewise for W2 with lambda_+, "
            "lambda_- exchanged; from P^2 - lambda_+ P <= W W' <= P^2 + lambda_- P with P = W1 "
            "W1'; k = 1 gives alpha2",
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.4/eigenvalues",
        "Beyond Lemma E.4, eigenvalues",
        "Weighted changes of a symmetric matrix's eigenvalues against the matrix's change",
        reading(
            "printed",
            (_c2 + _d2) * (_c1 * _fall("n", _A, _B) + _d1 * _fall(1, -_B, -_A))
            + (_c1 + _d1) * (_c2 * _fall("m", -_A, -_B) + _d2 * _fall(1, _B, _A))
            <= sqrt(2) * (_c1 + _d1) * (_c2 + _d2) * norm(_A - _B),
            given=SYMMETRIC,
            words="A = S + S', B = T + T' are any symmetric matrices. Each fall is at most "
            "u'(A - B)u for a unit u, and the weighted sums of uu' on either side have norms of at "
            "most 1 and an acute angle: no case has to be told apart where indices coincide",
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.4/sharp",
        "Beyond Lemma E.4, Frobenius norm",
        "Both bounds of Lemma E.4 hold with sqrt(2) in the place of 4 and 2",
        reading(
            "printed",
            SIGMA2_MIN >= ALPHA1_REPAIRED_AT - sqrt(2) * DRIFT,
            SIGMA2_MAX <= ALPHA2_AT + sqrt(2) * DRIFT,
            given=PAIRS_ALL,
            when=BOUNDS_REPAIRED,
            words="alpha1 as a function of D's ordered eigenvalues has a gradient of norm at most "
            "sqrt(2)",
        ),
        reading(
            "L(k) <= L(0)",
            SIGMA2_MIN >= ALPHA1_REPAIRED - sqrt(2) * DRIFT,
            SIGMA2_MAX <= ALPHA2 + sqrt(2) * DRIFT,
            given=NO_RUN,
            when=[L <= L0],
        ),
        reading(
            "a smaller constant",
            SIGMA2_MIN >= ALPHA1_REPAIRED_AT - const("7/5") * DRIFT,
            given=PAIRS_ALL,
            when=BOUNDS_REPAIRED,
            examples=[_SQRT2],
            words="7/5 < sqrt(2): false, and the witness attains sqrt(2)",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.3/factors", "E.3/two-sided"],
    ),
    part.claim(
        "E.4/spectral",
        "Beyond Lemma E.4, spectral norm",
        "Both bounds of Lemma E.4 hold with twice the spectral norm of the change of imbalance",
        reading(
            "printed",
            SIGMA2_MIN >= ALPHA1_REPAIRED_AT - 2 * DRIFT_SPECTRAL,
            SIGMA2_MAX <= ALPHA2_AT + 2 * DRIFT_SPECTRAL,
            given=PAIRS_ALL,
            when=BOUNDS_REPAIRED,
            words="the slopes of alpha1, and of alpha2, add up to at most 2 (Weyl)",
        ),
        reading(
            "L(k) <= L(0)",
            SIGMA2_MIN >= ALPHA1_REPAIRED - 2 * DRIFT_SPECTRAL,
            SIGMA2_MAX <= ALPHA2 + 2 * DRIFT_SPECTRAL,
            given=NO_RUN,
            when=[L <= L0],
        ),
        kind=Kind.BEYOND,
        rests_on=["E.3/factors", "E.3/two-sided"],
    ),
    part.claim(
        "E.123/sharp",
        "Beyond (123) and A4",
        "A4's lower bound holds with alpha2 in the place of 2 alpha2",
        reading(
            "printed",
            SIGMA2_MIN >= ALPHA1_REPAIRED + ALPHA2 * (1 - REPAIRED.growth),
            given=ITERATES_REPAIRED,
            when=REPAIRED.hypotheses,
            words="so mu_bar may be mu [alpha1 + alpha2 (1 - exp(eta0^c))]: with one constant in "
            "both bounds of Lemma E.4, T^L + T^U = alpha1 + alpha2",
        ),
        reading(
            "smaller still",
            SIGMA2_MIN >= ALPHA1_REPAIRED - sqrt(2) / 2 * ALPHA2 * REPAIRED.share,
            given=ITERATES_REPAIRED,
            when=REPAIRED.hypotheses,
            words="by Lemma E.4 with sqrt(2) and the drift without its growth factor (E.A3/sharp): "
            "alpha2 (1 - exp(-eta0^c)) / sqrt(2) in the place of 2 alpha2 (exp(eta0^c) - 1)",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.4/sharp", "E.A3"],
    ),
    part.claim(
        "E.104/sharp",
        "Beyond Theorem E.1",
        "Theorem E.1 with two free parameters, in units of the loss that do not matter",
        reading(
            "printed",
            SHARP.low <= SIGMA2_MIN,
            SIGMA2_MAX <= SHARP.alpha2,
            L_NEXT <= SHARP.rho * L,
            given=SHARP_RUNS,
            when=SHARP.hypotheses,
            words="beta1, beta2 with sqrt(2 L(0)/mu) in the place of sqrt(K/mu)|W(0) - W*|_F; "
            "2 sqrt(2) K L(0) eta0^2 <= theta (1 - gamma rho) in the place of (102), and no "
            "growth factor in K_bar_0. "
            "theta = exp(eta0^c) - 1, gamma = 1 + eta0^d give the paper's parameters. The proof is "
            "the paper's with the sharper Lemmas E.2 and E.4",
            note="Multiplying the loss by s divides the admissible step sizes by s and leaves the "
            "rate; (101), (102) do not have this property, since eta0^c and eta0^d occur.",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.2/sharp", "E.4/sharp", "3.1/10"],
    ),
)
