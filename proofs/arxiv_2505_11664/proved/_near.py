"""W(t) is near to W*: (114), and sqrt(2 L(0)/mu) <= sqrt(K/mu) |W(0) - W*|, in any proof."""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import MARGIN
from verify.evidence.derivation import Proof
from verify.language import Expr, norm, sqrt
from verify.model.step import K, ell, mu
from verify.model.trajectory import L0, W0, Wstar

__all__ = ["distance", "reciprocal_of_mu", "root_falls", "start_radius"]


def reciprocal_of_mu(p: Proof) -> list[int]:
    """Mu (1/mu) = 1 and 1/mu > 0."""
    p.fact("convexity-positive", ell, W0)
    return [p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)]


def distance(p: Proof, w: Expr, value: Expr) -> int:
    """|W - W*| <= sqrt(2 L / mu), by strong convexity (114)."""
    parts = reciprocal_of_mu(p)
    near = p.fact("growth-below", ell, w)
    p.scalar(2 / mu * value >= 0, parts)
    root = p.fact("root-squared", 2 / mu * value)
    length, radius = norm(w - Wstar), sqrt(2 / mu * value)
    p.scalar(length * length <= radius * radius, [near, root, *parts])
    p.fact("root-nonnegative", 2 / mu * value)
    return p.fact("compare-squares", length, radius, say="(114)")


def root_falls(p: Proof, value: Expr, below: int, top: Expr = L0) -> int:
    """sqrt(2 L / mu) <= sqrt(2 L(0) / mu), or another loss in the place of L(0)."""
    parts = reciprocal_of_mu(p)
    p.scalar(2 / mu * value >= 0, parts)
    p.scalar(2 / mu * value <= 2 / mu * top, [*parts, below])
    return p.fact("root-monotone", 2 / mu * value, 2 / mu * top)


def start_radius(p: Proof) -> int:
    """sqrt(2 L(0)/mu) <= sqrt(K/mu) |W(0) - W*|, by smoothness at W(0)."""
    parts = reciprocal_of_mu(p)
    start, square = p.fact("growth-above", ell, W0), p.fact("norm-squared", W0 - Wstar)
    p.scalar(2 / mu * L0 >= 0, parts)
    p.scalar(K / mu >= 0, [p.fact("smoothness-positive", ell, W0), *parts])
    roots = [p.fact("root-squared", x) for x in (2 / mu * L0, K / mu)]
    radius = sqrt(2 / mu * L0)
    p.scalar(radius * radius <= MARGIN * MARGIN, [start, square, *roots, *parts])
    p.scalar(MARGIN >= 0, [])
    return p.fact("compare-squares", radius, MARGIN)
