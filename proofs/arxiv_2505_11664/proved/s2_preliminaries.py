"""Section 2: Problem 1. Descent lemma and rate (5), (6), and the sharper rates for one step of 1/K.

Notation: g = grad l(W); a step of 1/K leads to V with gradient g' and value l'. For convex losses
l(W) >= l(V) + <g', W - V> + |g' - g|^2/(2K) with W - V = g/K gives l >= l' + (|g|^2 + |g'|^2)/(2K).

Not covered: section 2's statements about scalars and data alone.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import s2_preliminaries as s
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._problem_1 import (
    AT_W,
    GRAD,
    NEXT,
    NEXT_AT_1_K,
    TWICE_AT_1_K,
    V,
    W,
    Wstar,
    shift,
)
from proofs.arxiv_2505_11664.proved._steps import cited, convexity, smoothness
from verify.evidence.derivation import Proof
from verify.language import grad, norm2
from verify.model.step import K, ell, eta, mu

__all__ = ["OPEN", "PROOFS"]

STEPPED = W - (1 / K) * GRAD
G_NEXT = grad(ell, STEPPED)


def _growth() -> Proof:
    p = Proof()
    p.fact("growth-below", ell, W, say="strong convexity at the minimiser")
    p.scalar(mu / 2 * norm2(W - Wstar) <= AT_W, [0], degree=1)
    return p


def _relaxed() -> Proof:
    p = Proof()
    pl = cited(p, "2.1/4")
    p.scalar(norm2(GRAD) / 2 >= mu * ((AT_W + shift) - shift), [pl], degree=1)
    return p


def _smooth() -> Proof:
    p = Proof()
    p.fact("smooth", ell, W, V, say="(3)")
    return p


def _pl() -> Proof:
    p = Proof()
    pl = p.fact("polyak-lojasiewicz", ell, W)
    p.scalar(norm2(GRAD) / 2 >= mu * AT_W, [pl], "(4)", degree=1)
    return p


def _first_link() -> Proof:
    p = Proof()
    p.claim(f"{PAPER}/2.1/3", "printed", where={"V": s.MOVED}, say="(3) at W and the next W")
    return p


def _descent() -> Proof:
    p = Proof()
    p.given(eta > 0)
    first = cited(p, "2.1/descent-a")
    p.scalar(NEXT <= AT_W - s.BRACKET * norm2(GRAD), [first], "(5), first link", degree=1)
    return p


def _contraction() -> Proof:
    p = Proof()
    positive, limit = p.given(eta > 0), p.given(eta * K <= 2)
    p.scalar(
        AT_W - s.BRACKET * norm2(GRAD) <= s.rate(eta) * AT_W,
        products=[(positive, limit, cited(p, "2.1/4"))],
        say="(5), second link: the bracket is not negative",
    )
    return p


def _strict() -> Proof:
    """0 < eta < 2/K and l > 0, so that |g|^2 >= 2 mu l > 0."""
    p = Proof()
    positive, limit, value = p.given(eta > 0), p.given(eta * K < 2), p.given(AT_W > 0)
    descent, pl, m = cited(p, "2.1/5-a"), cited(p, "2.1/4"), convexity(p, W)
    p.scalar(
        NEXT < AT_W,
        products=[(descent,), (positive, limit, pl), (positive, limit, m, value)],
        say="(5)",
    )
    return p


def _inverse(p: Proof) -> tuple[int, int]:
    """1/K > 0, and K (1/K) = 1."""
    smoothness(p, W)
    return p.fact("reciprocal-positive", K), p.fact("reciprocal", K)


def _one_step() -> Proof:
    """(5) with eta = 1/K."""
    p = Proof()
    _, unit = _inverse(p)
    p.scalar((1 / K) * K <= 2, [unit], degree=1)
    descent = p.claim(f"{PAPER}/2.1/5-a", "printed", where={"eta": 1 / K})
    pl = p.claim(f"{PAPER}/2.1/5-b", "printed", where={"eta": 1 / K})
    p.scalar(NEXT_AT_1_K <= (1 - mu / K) * AT_W, [descent, pl, unit], "(6)", degree=1)
    return p


def _two_steps() -> Proof:
    p = Proof()
    inverse, unit = _inverse(p)
    first = cited(p, "2.1/6-a")
    second = p.claim(f"{PAPER}/2.1/6-a", "printed", where={"W": STEPPED})
    below = p.fact("convexity-below-smoothness", ell, W)
    factor = p.scalar(1 - mu / K >= 0, [unit], products=[(below, inverse)])
    p.scalar(
        TWICE_AT_1_K <= (1 - mu / K) ** 2 * AT_W, products=[(second,), (factor, first)], say="(6)"
    )
    return p


def _interpolated(p: Proof) -> tuple[int, int, int]:
    """2 K (l - l') >= |g|^2 + |g'|^2, and (4) at both ends."""
    k = smoothness(p, W)
    _, unit = _inverse(p)
    back = p.fact("interpolation", ell, STEPPED, W, say="convexity and smoothness, from V to W")
    both = p.scalar(
        2 * K * (AT_W - NEXT_AT_1_K) >= norm2(GRAD) + norm2(G_NEXT), [unit], products=[(k, back)]
    )
    here = p.fact("polyak-lojasiewicz", ell, W)
    there = p.fact("polyak-lojasiewicz", ell, STEPPED)
    return both, here, there


def _convex() -> Proof:
    p = Proof()
    p.scalar((K + mu) * NEXT_AT_1_K <= (K - mu) * AT_W, _interpolated(p), degree=1)
    return p


def _pl_class() -> Proof:
    """(2K + mu) l' <= 2 (K - mu) l is weaker: 2 (K - mu)/(2K + mu) >= (K - mu)/(K + mu)."""
    p = Proof()
    convex = cited(p, "2.1/6-a", "sharper for convex losses")
    below = p.fact("convexity-below-smoothness", ell, W)
    m = convexity(p, W)
    value = p.fact("loss-nonnegative", ell, STEPPED)
    p.scalar(
        (2 * K + mu) * NEXT_AT_1_K <= 2 * (K - mu) * AT_W,
        products=[(convex,), (m, value), (convex,), (below, value)],
        say="twice the sharper one, and mu l' >= 0",
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("2.1/unique", "printed"): _growth,
    ("2.2/prop-2.1", "smoothness"): _growth,
    ("2.1/relaxed", "repaired"): _relaxed,
    ("2.1/3", "printed"): _smooth,
    ("2.1/4", "printed"): _pl,
    ("2.1/descent-a", "printed"): _first_link,
    ("2.1/5-a", "printed"): _descent,
    ("2.1/5-b", "printed"): _contraction,
    ("2.1/strict", "printed"): _strict,
    ("2.1/6-a", "printed"): _one_step,
    ("2.1/6-a", "sharper for the PL class"): _pl_class,
    ("2.1/6-a", "sharper for convex losses"): _convex,
    ("2.1/6-b", "printed"): _two_steps,
    ("summary-a/PL-rate", "printed"): _one_step,
}

OPEN: dict[tuple[str, str], str] = {
    ("2.1/logistic-loss", "printed"): "A derivation takes every loss to satisfy Assumption 2.1, "
    "which is what is to be shown of this one; the family is only sampled.",
}
