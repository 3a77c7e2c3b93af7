"""Section 4: more noise raises the initial loss and lowers the margin.

Notation: W = W1(0) W2(0)', s <= r two levels of noise, k = sqrt(K/mu) >= 1; W* = W + s eps, so the
margin at s is max(0, sigma_min(W + s eps) - k |s eps|).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._experiment_data import MARGINS, W1, W2, eps, more, noise, root
from proofs.arxiv_2505_11664.proved._searched import opened
from verify.evidence.derivation import Proof
from verify.language import const, norm, sigma_min
from verify.language.dims import dim, minimum_of

__all__ = ["PROOFS"]


def _margin() -> Proof:
    """Weyl: sigma_min moves by at most (r - s)|eps|, and k |r eps| by k (r - s)|eps|."""
    p, (order, ratio, *_), found = opened("4/margin", "printed")
    loss, _ = found.conclusion
    gap = p.scalar(more - noise >= 0, [order], degree=1)
    square, low = p.fact("square-nonnegative", norm(eps)), p.given(noise > 0)
    p.scalar(
        loss,
        [p.fact("norm-squared", eps)],
        products=[(gap, gap, square), (gap, low, square)],
    )
    W, change = W1 @ W2.T, (more - noise) * eps
    p.scalar(more >= 0, [p.given(more > 0)], degree=1)
    p.scalar(noise >= 0, [low], degree=1)
    small, large, rest = (p.fact("scaling", x, eps) for x in (noise, more, more - noise))
    moved = p.fact("weyl", W + noise * eps, change, minimum_of(dim("n"), dim("m")))
    spectral = p.fact("spectral-below-frobenius", change)
    sign = p.fact("norm-nonnegative", eps)
    least = p.scalar(
        sigma_min(W + more * eps) <= sigma_min(W + noise * eps) + (more - noise) * norm(eps),
        [moved, spectral, rest],
        "Weyl",
        degree=1,
    )
    inside = sigma_min(W + noise * eps) - root * norm(noise * eps)
    below = p.scalar(
        sigma_min(W + more * eps) - root * norm(more * eps) <= inside,
        [small, large],
        "k >= 1",
        products=[(least,), (ratio, gap, sign)],
    )
    zero, above = (
        p.fact("maximum-above-first", const(0), inside),
        p.fact("maximum-above-second", const(0), inside),
    )
    p.scalar(MARGINS[1].args[1] <= MARGINS[0], [below, above], degree=1)
    p.scalar(MARGINS[0] >= 0, [zero], degree=1)
    p.fact("maximum-least", const(0), MARGINS[1].args[1], MARGINS[0])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {("4/margin", "printed"): _margin}
