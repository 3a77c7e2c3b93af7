r"""Appendix E, singular values of T: Lemma E.3 (118), Lemma E.4 (119), (120), and A4 (121)-(124).

Lemma E.3 is tested on starts, Lemma E.4 on any two pairs of factors whose products obey A2, and
along runs. sigma_min^2(T) = sigma_n^2(W1) + sigma_m^2(W2), which the PL inequality needs. The
repaired alpha1 is proved in `_initial.py`; sharper bounds are in `e_sharper.py`.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED as AT
from proofs.arxiv_2505_11664._constants_of_runs import REPAIRED, RUN_HYPOTHESES, c
from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA1_REPAIRED,
    ALPHA2,
    D0,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._spectra import (
    ALPHA1_AT,
    ALPHA1_REPAIRED_AT,
    ALPHA2_AT,
    BOUNDS,
    BOUNDS_REPAIRED,
    PAIRS,
    PAIRS_ALL,
    PAIRS_SQUARE,
    STARTS,
    STARTS_ALL,
    STARTS_NARROW,
    STARTS_SQUARE,
)
from proofs.arxiv_2505_11664._theorem_e1 import (
    GAP,
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    NO_RUN,
    NO_RUN_SQUARE,
    at_start,
    begin,
)
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    define,
    equal,
    exp,
    norm,
    scalar,
    sigma,
    sigma_max,
)
from verify.model.matrices import matrices
from verify.model.step import W1_NEXT, W2_NEXT, K, L
from verify.model.trajectory import L0, W10, W20, eta0

__all__ = ["CLAIMS", "DRIFT", "DRIFT_SPECTRAL", "a2", "g"]

part = Part(__name__, section="E")

# At iterate 0, and the same at a given iterate.
(_START_LOW,) = at_start(SIGMA2_MIN >= ALPHA1)
(_START_HIGH,) = at_start(SIGMA2_MAX <= ALPHA2)
(_START_REPAIRED,) = at_start(SIGMA2_MIN >= ALPHA1_REPAIRED)
(_START_MIDDLE,) = at_start(SIGMA2_MIN <= SIGMA2_MAX)

DRIFT = define("drift", norm(D - D0), r"\|D(k)-D(0)\|_F")
DRIFT_SPECTRAL = define("drift2", sigma_max(D - D0), r"\|D(k)-D(0)\|_2")
DRIFT_NEXT = define("drift_next", norm(D_NEXT - D0), r"\|D(t+1)-D(0)\|_F")
T_UP = define("T_U", ALPHA2 + 2 * DRIFT_NEXT, r"T^U_{t+1}")

_BALANCED = {"W10": [[1, 0], [0, 0]], "W20": [[1, 0]]}
_ONE_STEP = {"W1": [[1, 0], [0, 0]], "W2": [[1, 0]]}
_SIZES = {"n": 2, "m": 1, "h": 2}
# D(0) = 0, W(0) = W* = (1, 0)': beta1 = 1, printed alpha1 = 2, sigma_min^2(T) = 1.
_BALANCED_START = Example(_SIZES, {**_BALANCED, "K": 1, "mu": 1, "Wstar": [[1], [0]]})
_BALANCED_PAIR = Example(_SIZES, {**_BALANCED, **_ONE_STEP, "beta1": 1, "beta2": 1})
_SECOND_PRODUCT = "The larger factor's max(n, m)-th singular value is not bounded by W's smallest."

_x1 = define("x", sigma("n", W10) ** 2, r"\sigma_n^2(W_1(0))")
_y2 = define("y", sigma("m", W20) ** 2, r"\sigma_m^2(W_2(0))")
_a1, a2, _delta = scalar("a1", r"\alpha_1"), scalar("a2", r"\alpha_2"), scalar("delta", r"\delta")
g = scalar("g", r"\exp(\eta_0^c)")
GROWTHS = matrices("growth factors", [a2, g], positive=["a2", "g"])

SIGMA2_MIN_NEXT = define(
    "sigma2_min_next",
    sigma("n", W1_NEXT) ** 2 + sigma("m", W2_NEXT) ** 2,
    r"\sigma_{\min}^2(\mathcal{T}_{t+1})",
)
_NEXT_LOW = SIGMA2_MIN_NEXT >= ALPHA1 - 4 * DRIFT_NEXT
_A3 = 2 * K * eta0**2 * ALPHA2 * AT.growth * L0 / (1 - AT.Delta)
_BOUND_A3 = ALPHA2 + 4 * K * L0 * eta0**2 * ALPHA2 * AT.growth / (1 - AT.Delta)


CLAIMS = (
    part.claim(
        "E.3/118-lower",
        "Lemma E.3 (118), first inequality",
        "alpha1 is at most sigma_min^2(T_0)",
        reading(
            "printed",
            _START_LOW,
            given=STARTS,
            examples=[_BALANCED_START],
            note="False for n != m, by any factor: W1 = diag(P, 0), W2 = (1/P, 0), W* = W(0) have "
            "sigma_min^2(T) = 1/P^2, while alpha1 >= 1. " + _SECOND_PRODUCT,
        ),
        reading("n = m", _START_LOW, given=STARTS_SQUARE),
        reading(
            "h < max(n, m)",
            _START_LOW,
            given=STARTS_NARROW,
            words="the widths below max(n, m) that the paper admits",
        ),
        reading(
            "repaired",
            _START_REPAIRED,
            given=STARTS_ALL,
            words="beta1 in the smaller factor's term alone; for n = m the printed alpha1",
        ),
        equations="118",
        severity=Severity.RESULT,
        consequence="For n != m every bound through mu_bar falls: (110), (112), (113), (119), "
        "(123), Theorems E.1 and 3.2. For n = m, and with the repaired alpha1, they stand.",
    ),
    part.claim(
        "E.3/118-middle",
        "Lemma E.3 (118), second inequality",
        "sigma_min^2(T_0) is at most sigma_max^2(T_0)",
        reading("printed", _START_MIDDLE, given=STARTS_ALL),
        equations="118",
    ),
    part.claim(
        "E.3/118-upper",
        "Lemma E.3 (118), third inequality",
        "sigma_max^2(T_0) is at most alpha2",
        reading(
            "printed",
            _START_HIGH,
            given=STARTS_ALL,
            words="x^2 <= lambda_+ x + sigma_max^2(W(0)) for x = sigma_max^2(W1), and likewise W2",
        ),
        equations="118",
    ),
    part.claim(
        "E.4/119",
        "Lemma E.4 (119)",
        "sigma_min^2(T_k) falls by at most four times the change of imbalance",
        reading(
            "printed",
            SIGMA2_MIN >= ALPHA1_AT - 4 * DRIFT,
            given=PAIRS,
            when=BOUNDS,
            examples=[_BALANCED_PAIR],
            words="beta1 <= sigma_min(W) and sigma_max(W) <= beta2 at iterates 0 and k (A2) are "
            "all that is used",
            note="False for n != m at k = 0, as Lemma E.3 is.",
        ),
        reading("n = m", SIGMA2_MIN >= ALPHA1_AT - 4 * DRIFT, given=PAIRS_SQUARE, when=BOUNDS),
        reading(
            "repaired",
            SIGMA2_MIN >= ALPHA1_REPAIRED_AT - 4 * DRIFT,
            given=PAIRS_ALL,
            when=BOUNDS_REPAIRED,
        ),
        reading(
            "n = m, L(k) <= L(0)",
            SIGMA2_MIN >= ALPHA1 - 4 * DRIFT,
            given=NO_RUN_SQUARE,
            when=[L <= L0],
            words="any two pairs of factors: A2 follows from L(k) <= L(0)",
        ),
        reading(
            "repaired, L(k) <= L(0)",
            SIGMA2_MIN >= ALPHA1_REPAIRED - 4 * DRIFT,
            given=NO_RUN,
            when=[L <= L0],
        ),
        reading(
            "along runs, n = m",
            SIGMA2_MIN >= ALPHA1 - 4 * DRIFT,
            given=ITERATES_SQUARE,
            when=RUN_HYPOTHESES,
        ),
        reading(
            "along runs, repaired",
            SIGMA2_MIN >= ALPHA1_REPAIRED - 4 * DRIFT,
            given=ITERATES_REPAIRED,
            when=REPAIRED.hypotheses,
        ),
        equations="119",
        rests_on=["E.3/118-lower"],
        severity=Severity.RESULT,
        consequence="A4's lower bound falls for n != m; the factor 4 can be sqrt(2).",
    ),
    part.claim(
        "E.4/120",
        "Lemma E.4 (120)",
        "sigma_max^2(T_k) grows by at most twice the change of imbalance",
        reading(
            "printed",
            SIGMA2_MAX <= ALPHA2_AT + 2 * DRIFT,
            given=PAIRS_ALL,
            when=BOUNDS_REPAIRED,
        ),
        reading(
            "L(k) <= L(0)",
            SIGMA2_MAX <= ALPHA2 + 2 * DRIFT,
            given=NO_RUN,
            when=[L <= L0],
            words="any two pairs of factors: A2 follows from L(k) <= L(0)",
        ),
        reading(
            "along runs",
            SIGMA2_MAX <= ALPHA2 + 2 * DRIFT,
            given=ITERATES,
            when=RUN_HYPOTHESES,
        ),
        equations="120",
        rests_on=["E.3/118-upper"],
    ),
    part.claim(
        "E.4/T-sum",
        "Before equation (121)",
        "The bounds of Lemma E.4 satisfy T^L + 2 T^U = alpha1 + 2 alpha2",
        reading(
            "printed",
            equal((_a1 - 4 * _delta) + 2 * (a2 + 2 * _delta), _a1 + 2 * a2),
            identity=True,
            tex=r"T^L_{t+1} + 2T^U_{t+1} = \alpha_1 + 2\alpha_2",
            words=r"delta stands for the change of imbalance",
        ),
        kind=Kind.PROSE,
        rests_on=["E.4/119", "E.4/120"],
    ),
    part.claim(
        "E.121",
        "Equation (121)",
        "The upper bound of Lemma E.4 at t + 1 is at most exp(eta0^c) alpha2",
        reading(
            "printed",
            T_UP <= AT.growth * ALPHA2,
            given=ITERATES,
            when=RUN_HYPOTHESES,
            note="A3(t+1) enters, whose proof uses the rate, which is false for n != m.",
        ),
        reading("n = m", T_UP <= AT.growth * ALPHA2, given=ITERATES_SQUARE, when=RUN_HYPOTHESES),
        reading(
            "repaired",
            T_UP <= REPAIRED.growth * ALPHA2,
            given=ITERATES_REPAIRED,
            when=REPAIRED.hypotheses,
        ),
        equations="121",
        rests_on=["E.124-a", "E.124-b", "E.124-c"],
    ),
    part.claim(
        "E.122",
        "Equation (122)",
        "A4's upper bound from (120) and (121)",
        reading(
            "printed",
            SIGMA2_MAX <= ALPHA2 + 2 * DRIFT,
            SIGMA2_MAX <= AT.growth * ALPHA2,
            given=ITERATES,
            when=(*RUN_HYPOTHESES, ALPHA2 + 2 * DRIFT <= AT.growth * ALPHA2),
            tex=r"\sigma_{\max}^2(\mathcal{T}_{t+1}) \le T^U_{t+1} \le \exp(\eta_0^c)\alpha_2",
            words="with (121) as a hypothesis, for all n, m; t + 1 is written k",
        ),
        equations="122",
        rests_on=["E.4/120", "E.121"],
    ),
    part.claim(
        "E.123-a",
        "Equation (123), first inequality",
        "sigma_min^2(T_{t+1}) is at least the lower bound of Lemma E.4",
        reading(
            "printed",
            _NEXT_LOW,
            when=RUN_HYPOTHESES,
            examples=[begin(*GAP, "1/100")],
            note="(119) at t + 1, with its failure for n != m; the witness is at t = 0.",
        ),
        reading("n = m", _NEXT_LOW, given=ITERATES_SQUARE, when=RUN_HYPOTHESES),
        reading(
            "repaired",
            SIGMA2_MIN_NEXT >= ALPHA1_REPAIRED - 4 * DRIFT_NEXT,
            given=ITERATES_REPAIRED,
            when=REPAIRED.hypotheses,
        ),
        equations="123",
        severity=Severity.RESULT,
        rests_on=["E.4/119"],
    ),
    part.claim(
        "E.123-b",
        "Equation (123), equality and second inequality",
        "T^L = alpha1 + 2 alpha2 - 2 T^U, at least alpha1 + 2 alpha2 (1 - exp(eta0^c)) by (121)",
        reading(
            "printed",
            ALPHA1 - 4 * DRIFT >= ALPHA1 + 2 * ALPHA2 * (1 - AT.growth),
            given=ITERATES,
            when=(*RUN_HYPOTHESES, ALPHA2 + 2 * DRIFT <= AT.growth * ALPHA2),
            tex=r"T^L_{t+1} = \alpha_1+2\alpha_2-2T^U_{t+1} \ge "
            r"\alpha_1+2\alpha_2(1-\exp(\eta_0^c))",
            words="with (121) as a hypothesis; the equality is T^L + 2 T^U = alpha1 + 2 alpha2",
        ),
        equations="123",
        rests_on=["E.4/T-sum", "E.121"],
    ),
    part.claim(
        "E.124-a",
        "Equation (124), first line and first inequality",
        "T^U at t + 1 with A3(t+1) put in",
        reading(
            "printed",
            T_UP <= _BOUND_A3,
            given=ITERATES,
            when=(*RUN_HYPOTHESES, DRIFT_NEXT <= _A3),
            tex=r"T^U_k = \alpha_2 + 2\|D(k)-D(0)\|_F \le \alpha_2 + "
            r"\frac{4KL(0)\eta_0^2\alpha_2(0)\exp(\eta_0^c)}{1-\Delta}",
            words="read at k = t + 1, and alpha2(0) as alpha2; A3(t+1) is a hypothesis",
            note="The index k stands for t + 1; alpha2(0) is not defined.",
        ),
        equations="124",
        rests_on=["E.A3"],
        severity=Severity.TYPO,
    ),
    part.claim(
        "E.124-b",
        "Equation (124), second inequality",
        "4 K L(0) eta0^2 is replaced by its bound (108)",
        reading(
            "printed",
            _BOUND_A3 <= ALPHA2 + (1 - exp(-(eta0**c))) * ALPHA2 * AT.growth,
            given=ITERATES,
            when=RUN_HYPOTHESES,
            words="after the factors 1 - Delta cancel",
            note="(107) is cited, which is strict and for small eta0 only; (108) is what is used, "
            "and with eta0 = eta2 it is an equality.",
        ),
        equations="124",
        rests_on=["E.108"],
    ),
    part.claim(
        "E.124-c",
        "Equation (124), last equality",
        "alpha2 + (1 - exp(-eta0^c)) exp(eta0^c) alpha2 = exp(eta0^c) alpha2",
        reading(
            "printed",
            equal(a2 + (1 - 1 / g) * (a2 * g), g * a2),
            given=GROWTHS,
            words="g stands for exp(eta0^c)",
        ),
        equations="124",
    ),
)
