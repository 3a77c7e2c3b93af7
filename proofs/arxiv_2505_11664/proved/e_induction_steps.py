"""Appendix E, steps of the induction along runs: (114), (115) for A2, (117) for A3."""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._initial import BETA1, BETA2, D0, MARGIN
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, D
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from proofs.arxiv_2505_11664.proved._near import distance, root_falls, start_radius
from verify.language import (
    DimLike,
    Expr,
    const,
    dim,
    equal,
    norm,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.language.dims import minimum_of
from verify.model.step import L_NEXT, W_NEXT, L, W, ell, eta, mu
from verify.model.trajectory import L0, Wstar, t

__all__ = ["PROOFS"]

_ERROR_NEXT = W_NEXT - Wstar
_RADIUS = sqrt(2 / mu * L0)
_LEAST: DimLike = minimum_of(dim("n"), dim("m"))

_all = partial(cite, "E.descends", "printed")
_all_32 = partial(cite, "E.descends", "Theorem 3.2")


def _within(c: Cited, w: Expr, value: Expr, below: int) -> int:
    """|W - W*| <= sqrt(2 L(0) / mu)."""
    near, falls = distance(c.p, w, value), root_falls(c.p, value, below)
    return c.p.scalar(norm(w - Wstar) <= _RADIUS, [near, falls], degree=1)


def _least(c: Cited, w: Expr, near: int) -> int:
    """sigma_min(W) >= sigma_min(W*) - sqrt(2 L(0) / mu)."""
    p = c.p
    weyl = p.fact("weyl", w, Wstar - w, _LEAST, say="Weyl's inequality")
    norms = p.fact("spectral-below-frobenius", Wstar - w)
    return p.scalar(sigma_min(w) >= sigma_min(Wstar) - _RADIUS, [weyl, norms, near], degree=1)


def _lower(c: Cited) -> None:
    """After (115): both bounds of sigma_min(W(t + 1))."""
    p = c.p
    _least(c, W_NEXT, _within(c, W_NEXT, L_NEXT, c("next below")))
    weyl = p.fact("weyl", W_NEXT, Wstar - W_NEXT, _LEAST)
    norms = p.fact("spectral-below-frobenius", Wstar - W_NEXT)
    margin = sigma_min(Wstar) - MARGIN
    p.scalar(margin <= sigma_min(W_NEXT), [weyl, norms, c("next near")], letters=[MARGIN])
    p.fact("singular-nonnegative", W_NEXT, _LEAST)
    least = p.fact("maximum-least", const(0), margin, sigma(_LEAST, W_NEXT))
    p.scalar(BETA1 <= sigma_min(W_NEXT), [least], letters=[MARGIN])


def _sharper_least(c: Cited) -> None:
    """sqrt(2 L(0)/mu) in the place of sqrt(K/mu) |W(0) - W*| in beta1."""
    p = c.p
    _least(c, W, _within(c, W, L, c("below")))
    p.fact("singular-nonnegative", W, _LEAST)
    p.fact("maximum-least", const(0), sigma_min(Wstar) - _RADIUS, sigma(_LEAST, W))


def _sharper_largest(c: Cited) -> None:
    """The same in beta2."""
    p = c.p
    near = _within(c, W, L, c("below"))
    weyl = p.fact("weyl", Wstar, W - Wstar, 1)
    norms = p.fact("spectral-below-frobenius", W - Wstar)
    p.scalar(sigma_max(W) <= sigma_max(Wstar) + _RADIUS, [weyl, norms, near], degree=1)


def _convex(c: Cited) -> None:
    c.p.fact("growth-below", ell, W_NEXT)


def _smooth(c: Cited) -> None:
    c.p.fact("growth-above", ell, W_NEXT)


def _weyl(c: Cited) -> None:
    p = c.p
    p.fact("weyl", Wstar, _ERROR_NEXT, 1)
    norms = p.fact("spectral-below-frobenius", _ERROR_NEXT)
    left = sigma_max(Wstar) + sigma_max(_ERROR_NEXT)
    p.scalar(left <= sigma_max(Wstar) + norm(_ERROR_NEXT), [norms], degree=1)


def _distance_next(c: Cited) -> None:
    near = distance(c.p, W_NEXT, L_NEXT)
    left = sigma_max(Wstar) + norm(_ERROR_NEXT)
    c.p.scalar(left <= sigma_max(Wstar) + sqrt(2 / mu * L_NEXT), [near], degree=1)


def _no_growth(c: Cited) -> None:
    falls = root_falls(c.p, L_NEXT, c("next below"))
    left = sigma_max(Wstar) + sqrt(2 / mu * L_NEXT)
    c.p.scalar(left <= sigma_max(Wstar) + _RADIUS, [falls], degree=1)


def _to_beta2(c: Cited) -> None:
    below = start_radius(c.p)
    unfolded = c.p.unfold(BETA2)
    left = sigma_max(Wstar) + _RADIUS
    c.p.scalar(left <= BETA2, [below, unfolded], letters=[MARGIN, BETA2])


def _triangle(c: Cited) -> None:
    c.p.fact("triangle", D_NEXT - D, D - D0)


def _lemma_e2(c: Cited) -> None:
    c.p.claim(f"{PAPER}/E.2", "printed")


def _loss_of_each(c: Cited) -> None:
    """(117), third inequality: A1."""
    square = c.p.fact("square-nonnegative", eta)
    top = c.p.scalar(SIGMA2_MAX >= 0, [])
    c.by(
        eta**2 * SIGMA2_MAX * L <= eta**2 * SIGMA2_MAX * L0 * c.at.rho_bar_0**t,
        (square, top, c("loss")),
    )


def _powers(c: Cited) -> None:
    """(117), equality: (B rho)^t = B^t rho^t."""
    at = c.at
    c("rho")
    c.p.scalar(at.base > 0, [c("base")])
    power = c.p.fact("power-product", at.base, at.rho_bar_0, t)
    c.p.scalar(equal(at.base**t * at.rho_bar_0**t, at.Delta**t), [power], letters=[at.rho_bar_0])


PROOFS: Proofs = {
    ("E.114-lower", "printed"): _all(_convex),
    ("E.114-upper", "printed"): _all(_smooth),
    ("E.115-b", "printed"): _all(_weyl),
    ("E.115-c", "printed"): _all(_distance_next),
    ("E.115-d", "printed"): _all(_no_growth),
    ("E.115-e", "printed"): _all(_to_beta2),
    ("E.115-lower", "printed"): _all(_lower),
    ("E.117-a", "printed"): _all(_triangle),
    ("E.117-b", "printed"): _all(_lemma_e2),
    ("E.117-c", "n = m"): cite("E.invariant", "n = m", _loss_of_each),
    ("E.117-c", "repaired"): cite("E.invariant", "printed", _loss_of_each),
    ("E.117-d", "printed"): restated("E.descends", "printed", "high"),
    ("E.117-e", "printed"): restated("E.descends", "printed", "eta^2"),
    ("E.117-f", "printed"): _all(_powers),
    ("table-2/beta1", "sharper"): _all_32(_sharper_least),
    ("table-2/beta2", "sharper"): _all_32(_sharper_largest),
}
