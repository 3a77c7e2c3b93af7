r"""Appendix C: comparison with prior work, (61)-(66), Lemma C.1.

Lemma C.1 is tested on single steps; the local rates (65), (66) are polynomials in the step size
whose minima are found by completing the square. Notation: a, b for sigma_min^2(T), sigma_max^2(T)
and g for |grad l| where they are free positive numbers. The rates of convergence (67), (68) are in
`c_convergence_rates.py`.
"""

from __future__ import annotations

from math import comb

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    SIGMA2_MAX,
    SIGMA2_MIN,
    SIGMA2_MIN_SHAPE,
)
from proofs.arxiv_2505_11664._second_order import example
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import Expr, const, equal, norm, scalar, sigma_max, sqrt, substitute
from verify.model.matrices import matrices
from verify.model.step import L_NEXT, W1, W2, W_NEXT, G, K, L, W, eta, mu

__all__ = ["CLAIMS"]

Array = npt.NDArray[np.float64]
part = Part(__name__, section="C")

NAMES = ("K", "mu", "a", "b", "g", "w", "l", "eta")
a, b, g, w, l_ = (
    scalar("a", r"\sigma_{\min}^2(\mathcal{T}_t)"),
    scalar("b", r"\sigma_{\max}^2(\mathcal{T}_t)"),
    scalar("g", r"\|\nabla\ell(t)\|_F"),
    scalar("w", r"\sigma_{\max}(W(t))"),
    scalar("l", "L(t)"),
)
RATES = matrices(
    "local rates",
    [K, mu, a, b, g, w, l_, eta],
    positive=NAMES,
    words="positive numbers of all scales from 1e-6 to 1e6 for the constants and the step size",
)
ORDERED = (a <= b, mu <= K)


def _rho_64(low: Expr, high: Expr, size: Expr, slope: Expr) -> Expr:
    """(64) from sigma_min^2(T), sigma_max^2(T), sigma_max(W) and |grad l|."""
    return (
        1
        - 2 * eta * mu * low
        + K * mu * eta**2 * high**2
        + 2 * eta**2 * mu * size * slope
        + 2 * eta**3 * mu * K * high * size * slope
        + eta**4 * mu * K * size**2 * slope**2
    )


def _condition_62(low: Expr, size: Expr) -> Expr:
    """The left side of (62); size is |W|_F as printed."""
    pull = eta * norm(G) * size
    return low - pull - K * eta / 2 * (SIGMA2_MAX + pull) ** 2


def _difference(f: Expr, order: int) -> Expr:
    """The difference of that order of f in the step size: f at 0, eta, 2 eta, ..."""
    total: Expr = const(0)
    for k in range(order + 1):
        sign = -1 if (order - k) % 2 else 1
        total = total + sign * comb(order, k) * substitute(f, {"eta": k * eta})
    return total


PRIOR = 1 - 2 * eta * mu * a + eta**2 * K * mu * b**2
THIS = 1 - 2 * eta * mu * a + eta**2 * K * mu * a * b
PRINTED_65 = 1 - 2 * eta * mu * a + eta**2 * K * mu * a * eta**2 * b
FREE_64 = _rho_64(a, b, w, g)
K_FREE = K * b + sqrt(2 * K * l_) + 6 * K**2 * w * l_ * eta**2 + 3 * K * b * sqrt(2 * K * l_) * eta
FREE_70 = 1 - 2 * mu * a * eta + mu * a * K_FREE * eta**2
GRADIENT_STEP = W - eta * (G @ W2 @ W2.T + W1 @ W1.T @ G) + eta**2 * (G @ W.T @ G)
STUCK = example([["1"], ["0"]], 0, [["0"], ["1"]], 1, {"eta": "1/2"})
k = scalar("k")
INDEX = matrices("one index", [k], positive=("k",))
_AT_ONE = Example({}, {**dict.fromkeys(NAMES, 1), "a": 2, "b": 2, "eta": "1/2"})

CLAIMS = (
    part.claim(
        "C/61",
        "Equation (61)",
        "The update of the product W",
        reading(
            "printed",
            equal(W_NEXT, GRADIENT_STEP),
            identity=True,
            words="T* T (grad l) written out by (40)",
        ),
        equations="61",
        rests_on=["A.2/40"],
    ),
    part.claim(
        "C/62",
        "Equation (62)",
        "The condition on the step size in Lemma C.1",
        reading(
            "printed",
            tex=r"\sigma_{\min}^2(\mathcal{T}_t)-\eta_t\|\nabla\ell(t)\|_F\|W(t)\|_F-\frac{K\eta_t}"
            r"{2}\left[\sigma_{\max}^2(\mathcal{T}_t)+\eta_t\|\nabla\ell(t)\|_F\|W(t)\|_F\right]^2"
            r"\ge0",
            words="a hypothesis",
        ),
        equations="62",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "C.1",
        "Lemma C.1 (63)",
        "Contraction of the loss by rho of (64) under condition (62)",
        reading(
            "printed",
            L_NEXT <= _rho_64(SIGMA2_MIN, SIGMA2_MAX, sigma_max(W), norm(G)) * L,
            given=GD_STEP,
            when=[_condition_62(SIGMA2_MIN, norm(W)) >= 0],
            tex=r"L(t+1)\le\rho(\eta,t)L(t)",
            words="sigma_min(T) the operator's, eta > 0; rho(eta, t) means rho(eta_t, t) and is "
            "another rho than in (70)",
        ),
        reading(
            "any real step size",
            L_NEXT <= _rho_64(SIGMA2_MIN, SIGMA2_MAX, sigma_max(W), norm(G)) * L,
            when=[_condition_62(SIGMA2_MIN, norm(W)) >= 0],
            examples=[example(1, 1, 0, 1, {"eta": -1})],
            words="the lemma does not print eta >= 0",
        ),
        reading(
            "sigma_min of the factors",
            L_NEXT <= _rho_64(SIGMA2_MIN_SHAPE, SIGMA2_MAX, sigma_max(W), norm(G)) * L,
            given=GD_STEP,
            when=[_condition_62(SIGMA2_MIN_SHAPE, norm(W)) >= 0],
            examples=[STUCK],
            words="sigma_min^2(T) computed by (39) from the smallest of the min(n, h) and "
            "min(m, h) singular values of the factors",
            note="False when h < max(n, m), where (39) is false in this reading.",
        ),
        reading(
            "weaker condition",
            L_NEXT <= _rho_64(SIGMA2_MIN, SIGMA2_MAX, sigma_max(W), norm(G)) * L,
            given=GD_STEP,
            when=[_condition_62(SIGMA2_MIN, sigma_max(W)) >= 0],
            words="(62) with sigma_max(W) in the place of |W|_F, which admits more steps",
        ),
        equations="63",
        rests_on=["C/61", "A.2/39-min"],
        hypotheses=("Assumptions 2.1 and 2.2", "(62)", "eta >= 0 (not printed)"),
    ),
    part.claim(
        "C/64",
        "Equation (64)",
        "The rate of Lemma C.1",
        reading(
            "printed",
            tex=r"\rho(\eta,t)=1-2\eta_t\mu\sigma_{\min}^2(\mathcal{T}_t)+K\mu\eta_t^2"
            r"\sigma_{\max}^4(\mathcal{T}_t)+2\eta_t^2\mu\sigma_{\max}(W(t))\|\nabla\ell(t)\|_F+"
            r"2\eta_t^3\mu K\sigma_{\max}^2(\mathcal{T}_t)\sigma_{\max}(W(t))\|\nabla\ell(t)\|_F+"
            r"\eta_t^4\mu K\sigma_{\max}^2(W(t))\|\nabla\ell(t)\|_F^2",
            words="a definition",
        ),
        equations="64",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "C/degree",
        "Appendix C, before (65)",
        "Both local rates are polynomials of degree four in the step size",
        reading(
            "printed",
            equal(_difference(FREE_64, 5), 0),
            equal(_difference(FREE_64, 4), 24 * mu * K * w**2 * g**2 * eta**4),
            equal(_difference(FREE_70, 5), 0),
            equal(_difference(FREE_70, 4), 24 * 6 * mu * a * K**2 * w * l_ * eta**4),
            identity=True,
            words="fifth differences vanish and fourth ones do not, for (64) and for (70)",
            note="(70) depends on L(t), not on grad l(t) as the sentence says of both rates.",
        ),
        kind=Kind.PROSE,
        rests_on=["C/64", "D.1thm/70"],
    ),
    part.claim(
        "C/65-prior",
        "Equation (65), first rate",
        "(64) at a minimum, where the gradient vanishes",
        reading("printed", equal(substitute(FREE_64, {"g": 0 * g}), PRIOR), identity=True),
        equations="65",
        rests_on=["C/64"],
    ),
    part.claim(
        "C/65-this",
        "Equation (65), second rate",
        "(70) at a minimum, where the loss vanishes",
        reading(
            "printed",
            equal(substitute(FREE_70, {"l": 0 * l_}), PRINTED_65),
            given=RATES,
            when=ORDERED,
            examples=[_AT_ONE],
            tex=r"1-2\eta_t\mu\sigma_{\min}^2(\mathcal{T}_t)+\eta_t^2K\mu\sigma_{\min}^2"
            r"(\mathcal{T}_t)\eta_t^2\sigma_{\max}^2(\mathcal{T}_t)",
            note="eta_t^2 stands twice in the last term; the printed rate can be negative and "
            "does not have the minimum (66).",
        ),
        reading(
            "repaired",
            equal(substitute(FREE_70, {"l": 0 * l_}), THIS),
            given=RATES,
            words="with eta_t^2 once",
        ),
        equations="65",
        severity=Severity.TYPO,
        rests_on=["D.1thm/70"],
        consequence="(66) is the minimum of the repaired rate.",
    ),
    part.claim(
        "C/66-prior",
        "Equation (66), first rate",
        "The least value of the prior local rate over all step sizes",
        reading(
            "printed",
            equal(PRIOR - (1 - mu / K * (a**2 / b**2)), K * mu * (eta * b - a / (K * b)) ** 2),
            identity=True,
            tex=r"\min_{\eta_t}\left(1-2\eta_t\mu\sigma_{\min}^2+\eta_t^2K\mu\sigma_{\max}^4\right)"
            r"=1-\frac{\mu}{K}\cdot\frac{\sigma_{\min}^4(\mathcal{T}_t)}{\sigma_{\max}^4"
            r"(\mathcal{T}_t)}",
            words="the difference is a square, 0 at eta = sigma_min^2 / (K sigma_max^4)",
        ),
        equations="66",
        rests_on=["C/65-prior"],
    ),
    part.claim(
        "C/66-this",
        "Equation (66), second rate",
        "The least value of this paper's local rate over all step sizes",
        reading(
            "printed",
            equal(THIS - (1 - mu / K * (a / b)), K * mu * a * b * (eta - 1 / (K * b)) ** 2),
            identity=True,
            tex=r"\min_{\eta_t}\left(1-2\eta_t\mu\sigma_{\min}^2+\eta_t^2K\mu\sigma_{\min}^2"
            r"\sigma_{\max}^2\right)=1-\frac{\mu}{K}\cdot\frac{\sigma_{\min}^2(\mathcal{T}_t)}"
            r"{\sigma_{\max}^2(\mathcal{T}_t)}",
            words="the difference is nonnegative, 0 at eta = 1 / (K sigma_max^2), which is "
            "within eta K_t < 2 where L = 0",
            note="From the repaired (65). (14) prints the same rate without the squares.",
        ),
        reading(
            "from the printed (65)",
            1 - mu / K * (a / b) <= PRINTED_65,
            given=RATES,
            when=ORDERED,
            examples=[_AT_ONE],
            words="the printed rate is below the printed minimum",
        ),
        equations="66",
        rests_on=["C/65-this"],
    ),
    part.claim(
        "C/66-ratio",
        "Appendix C, after (66)",
        "The gain is larger than in prior work by sigma_max^2(T) / sigma_min^2(T)",
        reading(
            "printed",
            equal(mu / K * (a**2 / b**2), (a / b) * (mu / K * (a / b))),
            identity=True,
            words="1 - rate of prior work is sigma_min^2(T) / sigma_max^2(T) times that of (66)",
        ),
        equations="66",
        kind=Kind.PROSE,
        rests_on=["C/66-prior", "C/66-this"],
    ),
    part.claim(
        "C/66-no-convergence",
        "Appendix C, after (66)",
        "Rates below 1 whose distance to 1 tends to 0 need not give convergence",
        reading(
            "printed",
            equal(
                (k + 3) / (2 * (k + 2)),
                (k + 2) / (2 * (k + 1)) * (1 - 1 / (k + 2) ** 2),
            ),
            given=INDEX,
            words="the rates 1 - 1/(k+2)^2 have the products (k+2) / (2 (k+1)) > 1/2: the loss "
            "would stay above half its start",
        ),
        kind=Kind.PROSE,
    ),
)
