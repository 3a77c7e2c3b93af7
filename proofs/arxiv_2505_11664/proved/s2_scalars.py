"""Sections 1.1 and 2.1: what holds of step sizes and of (5)'s factor, as numbers.

Notation: rho(eta) = 1 - 2 mu eta + mu K eta^2, the factor of (5).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._problem_1 import a, b
from proofs.arxiv_2505_11664.proved._cases import unless_zero
from proofs.arxiv_2505_11664.proved._searched import by_search, opened
from proofs.arxiv_2505_11664.s1_introduction import E0
from proofs.arxiv_2505_11664.s2_preliminaries import rate
from verify.evidence.derivation import Proof
from verify.language import const, equal, maximum
from verify.model.step import K, eta, mu

__all__ = ["PROOFS"]


def _step_sizes() -> Proof:
    """(1 + eta0^2)^(t/2) >= (1 + eta0^2)^0 = 1; the reading's a is t."""
    p, (positive, time), _ = opened("1.1/step-sizes", "repaired")
    p.scalar(1 + E0**2 >= 1, [p.fact("square-nonnegative", E0)], degree=1)
    p.scalar(const(0) <= a / 2, [time], degree=1)
    grown = p.fact("power-grows", 1 + E0**2, const(0), a / 2, say="a power of what is at least 1")
    p.scalar((1 + E0**2) ** (a / 2) * E0 >= E0, products=[(grown, positive)])
    return p


def _linear() -> Proof:
    """As rho is convex, it lies between a and b below its chord, so below the larger end."""
    p, _, _ = opened("2.1/linear", "repaired")
    low, high = p.given(a <= eta), p.given(eta <= b)
    signs = [p.given(x > 0) for x in (mu, K, eta, a)]
    ends = maximum(rate(a), rate(b))
    first, second = (
        p.fact(f"maximum-above-{which}", rate(a), rate(b)) for which in ("first", "second")
    )
    curve = p.scalar(mu * K >= 0, [], products=[tuple(signs[:2])])
    Q, u = ends - rate(eta), mu * K * (eta + a)
    width = p.scalar(b - a >= 0, [low, high], degree=1)
    chord = p.scalar(
        (b - a) * Q >= 0,
        [],
        "(b - a) rho(eta) = (b - eta) rho(a) + (eta - a) rho(b) - mu K (b - a)(eta - a)(b - eta)",
        products=[(high, first), (low, second), (curve, width, low, high)],
    )
    point = p.scalar(
        Q + (b - a) * u >= 0,
        [],
        "where a = b: rho(eta) - rho(a) = (eta - a)(mu K (eta + a) - 2 mu)",
        products=[
            (first,),
            (low, signs[0]),
            (high, *signs),
            (high, signs[0], signs[1], signs[2]),
            (high, signs[0], signs[1], signs[3]),
        ],
    )
    bound = p.scalar(u >= 0, products=[tuple(signs[:3]), (signs[0], signs[1], signs[3])])
    done = unless_zero(p, b - a, Q, u, (width, chord, point, bound))
    p.scalar(rate(eta) <= ends, [done], degree=1)
    return p


def _factor() -> Proof:
    """0 <= rho = (1 - mu eta)^2 + mu (K - mu) eta^2, and 1 - rho = mu eta (2 - K eta) > 0."""
    p, (order, small, convex, _, step), reading = opened("2.1/factor", "repaired")
    square = p.fact("square-nonnegative", 1 - mu * eta)
    below, above = reading.conclusion
    p.scalar(
        below,
        [],
        "rho = (1 - mu eta)^2 + mu (K - mu) eta^2",
        products=[(square,), (convex, order, step, step)],
    )
    p.scalar(above, [], "1 - rho = mu eta (2 - K eta)", products=[(convex, step, small)])
    return p


def _minimum() -> Proof:
    """rho(eta) - (1 - mu/K) = (mu/K)(1 - K eta)^2."""
    p, (convex, *_), reading = opened("2.1/minimum", "printed")
    inverse, positive = p.fact("reciprocal", K), p.fact("reciprocal-positive", K)
    square = p.fact("square-nonnegative", 1 - K * eta)
    p.scalar(
        reading.conclusion[0],
        [inverse],
        "rho(eta) = 1 - mu/K + (mu/K)(1 - K eta)^2",
        products=[(convex, positive, square)],
    )
    return p


def _sufficient() -> Proof:
    """The decrease (eta - K eta^2/2) |grad L|^2 with the PL inequality |grad L|^2 >= 2 mu L."""
    p, _, reading = opened("3/sufficient", "printed")
    left, right = reading.conclusion[0].lhs, reading.conclusion[0].rhs
    same = p.identity(equal(left, right), "L - (eta - K eta^2/2) 2 mu L = rho(eta) L")
    p.scalar(reading.conclusion[0], [same], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("1.1/step-sizes", "repaired"): _step_sizes,
    ("2.1/linear", "repaired"): _linear,
    ("2.1/factor", "repaired"): _factor,
    ("2.1/minimum", "printed"): _minimum,
    ("3/sufficient", "printed"): _sufficient,
    **by_search(
        ("1.1/prior-steps", "repaired"),
        ("2.1/minimum", "attained"),
        ("2.1/tight", "repaired"),
        ("2.1/tight", "mu = K"),
    ),
}
