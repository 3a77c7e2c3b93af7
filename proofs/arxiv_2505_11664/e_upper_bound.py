r"""Beyond A4: alpha2 bounds sigma_max^2(T_t) along every run whose steps are at most 1/K_t.

Table 2 says so of alpha2; the paper's proof gives exp(eta0^c) alpha2, for small steps and n = m.
With

    b_t = sigma_max(W*) + sqrt(2 L(t)/mu),  2 F(l, b) = l + sqrt(l^2 + 4 b^2),
    Phi_t = F(lambda_+(t), b_t) + F(lambda_-(t), b_t)

it is sigma_max^2(T_t) <= Phi_t (Lemma E.4 at one iterate), Phi_0 <= alpha2, and Phi_t falls. For D
changes by eta^2 (A - B), A and B positive semidefinite with traces that add up to |grad L|^2, so
that lambda_+ and lambda_- grow by p and q with p + q <= eta_t^2 |grad L|^2 <= 2 eta_t (L(t) -
L(t + 1)), while eta_t mu (lambda_+ + lambda_- + sqrt(2 L(t)/mu)) <= eta_t K_t <= 1. The rest is a
fact about reals, `E.A4/reals`. No constant of the start, no rate and no relation of n and m enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, REPAIRED
from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._sharp_runs import SHARP
from proofs.arxiv_2505_11664._theorem_e1 import (
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    PRINTED_E1,
)
from verify.claims.claim import Kind, reading
from verify.language import Expr, define, lam_max, maximum, norm, scalar, sigma_max, sqrt
from verify.model.matrices import matrices
from verify.model.setting import Batch, Sizes
from verify.model.step import W1_NEXT, W2_NEXT, K, L, eta, mu
from verify.model.trajectory import L0, Wstar, eta0, t

__all__ = ["CLAIMS", "POTENTIAL", "RADIUS", "SIGMA2_MAX_NEXT", "STEPS", "larger", "reals"]

part = Part(__name__, section="E")


def larger(top: Expr, width: Expr) -> Expr:
    """2 F(l, b) = l + sqrt(l^2 + 4 b^2)."""
    return top + sqrt(top**2 + 4 * width**2)


RADIUS = define("b_t", sigma_max(Wstar) + sqrt(2 / mu * L), "b_t")
_UP = define("lambda_plus_t", maximum(lam_max(D), 0), r"\lambda_+(t)")
_DOWN = define("lambda_minus_t", maximum(lam_max(-D), 0), r"\lambda_-(t)")
POTENTIAL = define("Phi", larger(_UP, RADIUS) / 2 + larger(_DOWN, RADIUS) / 2, r"\Phi_t")

SIGMA2_MAX_NEXT = define(
    "sigma2_max_next",
    sigma_max(W1_NEXT) ** 2 + sigma_max(W2_NEXT) ** 2,
    r"\sigma_{\max}^2(\mathcal{T}_{t+1})",
)

# Steps of at most 1/K_t, none below some eta0 > 0.
STEPS = (eta0 > 0, eta0 <= eta, eta * K_T <= 1)

# Letters of the fact about reals: lambda_+, lambda_-, sigma_max(W*), the radii, p, q, eta_t mu.
reals = {
    name: scalar(name, tex)
    for name, tex in (
        ("x", r"\lambda_+"),
        ("y", r"\lambda_-"),
        ("s", "s"),
        ("r", "r"),
        ("r1", "r'"),
        ("p", "p"),
        ("q", "q"),
        ("e", "e"),
    )
}
_x, _y, _s, _r, _r1, _p, _q, _e = reals.values()


def _admissible(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    """r', e, p and q within their bounds, which the values drawn for them place."""
    v = batch.latent
    inner = 1 - 1e-12  # so that rounding puts none outside
    radius = v["r"] * v["r1"] / (1 + v["r1"])
    step = inner * v["e"] / (1 + v["e"]) / (v["x"] + v["y"] + v["r"])
    budget = inner * step * (v["r"] ** 2 - radius**2) / (1 + v["p"] + v["q"])
    return {**v, "r1": radius, "e": step, "p": budget * v["p"], "q": budget * v["q"]}


_REALS = replace(
    matrices(
        "nonnegative reals of E.A4",
        [*reals.values()],
        positive=[*reals],
        finish=_admissible,
        words="positive lambda_+, lambda_-, s, r from 1e-6 to 1e6; r', e, p and q within bounds",
    ),
    assumes=(),
)

# Theorem E.1's largest step at iterate t.
_GROWN = PRINTED.base ** (t / 2) * eta0

CLAIMS = (
    part.claim(
        "E.A4/reals",
        "Beyond A4, a fact about reals",
        "The fall of the radius outweighs the growth of lambda_+ and lambda_-",
        reading(
            "printed",
            larger(_x + _p, _s + _r1) + larger(_y + _q, _s + _r1)
            <= larger(_x, _s + _r) + larger(_y, _s + _r),
            given=_REALS,
            when=[
                *(z >= 0 for z in (_x, _y, _s, _r1, _p, _q, _e)),
                _r1 <= _r,
                _p + _q <= _e * (_r**2 - _r1**2),
                _e * (_x + _y + _r) <= 1,
            ],
        ),
        kind=Kind.BEYOND,
    ),
    part.claim(
        "E.A4/sharp",
        "Beyond A4, upper bound",
        "alpha2 bounds sigma_max^2(T_t) at every iterate, for all n, m, h and steps up to 1/K_t",
        reading(
            "printed",
            SIGMA2_MAX <= POTENTIAL,
            POTENTIAL <= SHARP.alpha2,
            SHARP.alpha2 <= ALPHA2,
            SIGMA2_MAX <= ALPHA2,
            SIGMA2_MAX_NEXT <= ALPHA2,
            SIGMA2_MAX <= SHARP.alpha2,
            given=ITERATES_REPAIRED,
            when=STEPS,
            words="alpha2 with sqrt(2 L(0)/mu) in beta2 is never the larger one. So exp(eta0^c) "
            "may be left out of K_bar_t and of (101), and Theorem E.1 stands as printed, with "
            "exp(sqrt(eta0)) in them, for n = m",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.A4/reals", "E.4/120", "3.1/9-descent"],
    ),
    part.claim(
        "E.A3/sharp",
        "Beyond A3",
        "A3 holds without exp(eta0^c), and the drift is at most (1 - exp(-eta0^c)) alpha2 / 2",
        *(
            reading(
                name,
                norm(D - D0) <= 2 * K * eta0**2 * ALPHA2 * L0 / (1 - at.Delta),
                2 * norm(D - D0) <= at.share * ALPHA2,
                SIGMA2_MIN >= at.alpha1 - 2 * at.share * ALPHA2,
                given=runs,
                when=at.hypotheses,
                words=words,
            )
            for name, at, runs, words in (
                ("printed", REPAIRED, ITERATES_REPAIRED, "alpha1 repaired, all n, m"),
                ("n = m", PRINTED_E1, ITERATES_SQUARE, "Theorem E.1's constants as printed"),
            )
        ),
        kind=Kind.BEYOND,
        rests_on=["E.A4/sharp", "E.2", "E.4/119"],
    ),
    part.claim(
        "E.A3/descent",
        "Beyond A3, any alpha1",
        "The imbalance moves by at most twice the largest step times the fall of the loss",
        reading(
            "printed",
            norm(D - D0) <= 2 * _GROWN * (L0 - L),
            given=ITERATES,
            when=PRINTED.hypotheses,
            tex=r"\|D(t)-D(0)\|_F \le 2(1+\eta_0^d)^{t/2}\eta_0\left(L(0)-L(t)\right)",
            words="all n, m: |D(t + 1) - D(t)|_F <= eta_t^2 |grad L(t)|^2 <= 2 eta_t (L(t) - "
            "L(t + 1)), which needs eta_t K_t <= 1 alone. With a constant step it is 2 eta0 "
            "(L(0) - L(t)), smaller than A3's bound by a factor of about K alpha2 / (2 mu_bar)",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.2/131", "3.1/9-descent"],
    ),
)
