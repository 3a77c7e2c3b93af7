"""Appendix E, singular values of T: Lemma E.3 (118) and Lemma E.4 (119), (120).

Notation: as `e_factors.py`, whose two results on one factor do the work. r is Table 2's margin
sqrt(K/mu) |W(0) - W*|, by which beta_n, beta_m, beta2 differ from the singular values of W*.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA1_REPAIRED,
    ALPHA2,
    BETA1,
    BETA2,
    BETA_M,
    BETA_N,
    MARGIN,
)
from proofs.arxiv_2505_11664.proved._cases import ZERO
from proofs.arxiv_2505_11664.proved._sides import Side
from verify.evidence.derivation import Proof
from verify.language import const, norm, sigma, sigma_max, sqrt
from verify.language.dims import minimum_of, dim
from verify.language.expr import Expr
from verify.model.step import K, mu
from verify.model.trajectory import W0, W10, W20, Wstar

__all__ = ["PROOFS"]

FIRST, SECOND = Side(W10, W20, "n", "m"), Side(W20, W10, "m", "n")
SQUARE = Side(W10, W20, "n", "m", wide=True), Side(W20, W10, "m", "n", wide=True)


def _margin(p: Proof) -> int:
    """|W(0) - W*| <= r, as K >= mu."""
    positive, order = p.given(mu > 0), p.given(mu <= K)
    inverse, sign = p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)
    p.scalar(const(1) >= 0)
    p.scalar(const(1) <= K / mu, [inverse, sign, order], products=[(sign, order)])
    one = p.fact("root-monotone", const(1), K / mu)
    del positive
    distance = p.fact("norm-nonnegative", W0 - Wstar)
    return p.scalar(norm(W0 - Wstar) <= MARGIN, [one, distance], products=[(one, distance)])


def _beta(p: Proof, k: str, margin: int) -> int:
    """max(0, sigma_k(W*) - r)^2 <= sigma_k(W(0))^2, by Weyl."""
    bound = p.fact("weyl", W0, Wstar - W0, k)
    spectral = p.fact("spectral-below-frobenius", Wstar - W0)
    p.scalar(sigma(k, Wstar) - MARGIN <= sigma(k, W0), [bound, spectral, margin], degree=1)
    p.scalar(ZERO <= sigma(k, W0))
    below = p.fact("maximum-least", ZERO, sigma(k, Wstar) - MARGIN, sigma(k, W0))
    beta = {"n": BETA_N, "m": BETA_M}[k]
    return p.scalar(beta**2 <= sigma(k, W0) ** 2, [below])


def _beta2(p: Proof, margin: int) -> int:
    """sigma_max(W(0))^2 <= beta2^2."""
    bound = p.fact("weyl", Wstar, W0 - Wstar, 1)
    spectral = p.fact("spectral-below-frobenius", W0 - Wstar)
    below = p.scalar(sigma_max(W0) <= BETA2, [bound, spectral, margin], degree=1)
    return p.scalar(sigma(1, W0) ** 2 <= BETA2**2, [below])


def _turned(p: Proof, k: str | int, relation: int, product: Expr, beta: Expr, op: str) -> int:
    ...


def _lower_repaired() -> Proof:
    p = Proof()
    margin = _margin(p)
    first = FIRST.lower(p, BETA_N, _beta(p, "n", margin))
    known = _beta(p, "m", margin)
    turned = p.fact("singular-transpose", W0, "m")
    other = p.scalar(BETA_M**2 <= sigma("m", SECOND.product()) ** 2, [known, turned])
    second = SECOND.lower(p, BETA_M, other)
    p.scalar(FIRST.x + SECOND.x >= ALPHA1_REPAIRED, [first, second], "(118)", degree=1)
    return p


def _upper() -> Proof:
    p = Proof()
    known = _beta2(p, _margin(p))
    first = FIRST.upper(p, BETA2, known)
    turned = p.fact("singular-transpose", W0, 1)
    other = p.scalar(sigma(1, SECOND.product()) ** 2 <= BETA2**2, [known, turned])
    second = SECOND.upper(p, BETA2, other)
    p.scalar(FIRST.X + SECOND.X <= ALPHA2, [first, second], "(118)", degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.3/118-lower", "repaired"): _lower_repaired,
    ("E.3/118-upper", "printed"): _upper,
}
