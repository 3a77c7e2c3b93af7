"""Section 2.1: the rate (6) and whether it is attained. Listed by `s2_preliminaries.py`."""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import (
    AT_W,
    NEXT_AT_1_K,
    PROBLEM_1,
    SCALARS,
    TWICE_AT_1_K,
    w,
)
from verify.claims.claim import Kind, Severity, reading
from verify.language import (
    equal,
)
from verify.model.step import K, mu

__all__ = ["CLAIMS"]

part = Part(__name__, section="2.1")

CLAIMS = (
    part.claim(
        "2.1/6-a",
        "Equation (6), first link",
        "One step with eta = 1/K",
        reading("printed", NEXT_AT_1_K <= (1 - mu / K) * AT_W, given=PROBLEM_1),
        reading(
            "sharper for the PL class",
            (2 * K + mu) * NEXT_AT_1_K <= 2 * (K - mu) * AT_W,
            given=PROBLEM_1,
            words="factor 2(K - mu)/(2K + mu), from interpolation of K-smooth functions and (4) at "
            "both ends of the step",
        ),
        reading(
            "sharper for convex losses",
            (K + mu) * NEXT_AT_1_K <= (K - mu) * AT_W,
            given=PROBLEM_1,
            words="factor (K - mu)/(K + mu): l(t) >= l(t+1) + (|g(t)|^2 + |g(t+1)|^2)/(2K) by "
            "convexity and smoothness, then (4) at both ends",
        ),
        equations="6",
        rests_on=["2.1/5-a", "2.1/5-b", "2.1/minimum"],
    ),
    part.claim(
        "2.1/6-b",
        "Equation (6), second link",
        "Linear convergence with the factor 1 - mu/K",
        reading(
            "printed",
            TWICE_AT_1_K <= (1 - mu / K) ** 2 * AT_W,
            given=PROBLEM_1,
            words="two steps; more by induction",
        ),
        equations="6",
        rests_on=["2.1/6-a"],
    ),
    part.claim(
        "2.1/tight",
        "Section 2.1, tightness",
        "Some K-smooth function with the mu-PL inequality attains (6)",
        reading(
            "printed",
            1 - mu / K <= 2 * (K - mu) / (2 * K + mu),
            given=SCALARS,
            when=[mu < K],
            tex=r"\exists\,\ell:\ \ell(t+1)=\left(1-\tfrac\mu K\right)\ell(t)>0,\quad 0<\mu<K",
            words="for 0 < mu < K and l(t) > 0; the right side is a factor that smoothness and PL "
            "guarantee (2.1/6-a), so that equality in (6) would need the relation shown",
            note="No such function exists. Equality makes the quadratic upper bound of (3) touch l "
            "at the new point, where both are differentiable: so grad l = g + K(-g/K) = 0 there, "
            "and (4) gives l(t+1) = 0, not (1 - mu/K) l(t).",
        ),
        reading(
            "repaired",
            equal(K * (w - mu / K * w) ** 2 / 2 * mu, mu * (1 - mu / K) ** 2 * (K * w**2 / 2)),
            given=SCALARS,
            words="l = mu w^2/2 attains (1 - mu/K)^2, the factor that is optimal for strongly "
            "convex functions by results known from elsewhere",
        ),
        reading(
            "mu = K",
            equal(K * (w - w) ** 2 / 2, (1 - K / K) * (K * w**2 / 2)),
            given=SCALARS,
            words="l = K w^2/2, where one step of 1/K gives 0 and the factor is 0",
        ),
        kind=Kind.PROSE,
        severity=Severity.RESULT,
        consequence="Nothing rests on it: (6) is a valid bound that is not attained.",
        rests_on=["2.1/6-a"],
    ),
)
