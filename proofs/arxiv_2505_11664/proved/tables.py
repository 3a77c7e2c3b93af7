"""Table 2: what its constants bound at the start.

Notation: as `_start.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    DELTA,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._starts import SIGMA2_MIN_0
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO
from proofs.arxiv_2505_11664.proved._sides import padded
from proofs.arxiv_2505_11664.proved.e_spectral import SIDES, SQUARE
from verify.evidence.derivation import Proof
from verify.language import lam, lam_max, maximum

__all__ = ["PROOFS", "alpha1", "alpha1_repaired", "order"]


def alpha1() -> Proof:
    """alpha1 <= sigma_min^2(T_0) for n = m: Lemma E.3."""
    p = Proof()
    start.assumed(p)
    start.low_square(p)
    return p


def alpha1_repaired() -> Proof:
    """alpha1' <= sigma_min^2(T_0): Lemma E.3."""
    p = Proof()
    start.assumed(p)
    start.low(p)
    return p


def _alpha2() -> Proof:
    p = Proof()
    start.assumed(p)
    start.high(p)
    return p


def order() -> Proof:
    """alpha1 <= alpha2."""
    p = Proof()
    start.order(p)
    return p


def _delta() -> Proof:
    p = Proof()
    parts = [side.cite(p, "E.3/factor", 0) for side in SQUARE]
    p.scalar(DELTA <= SIGMA2_MIN_0, parts, degree=1)
    return p


def _delta_repaired() -> Proof:
    p = Proof()
    parts = [side.cite(p, "E.3/factor", 0) for side in SIDES]
    p.scalar(SIDES[0].deep + SIDES[1].deep <= SIGMA2_MIN_0, parts, degree=1)
    return p


def _plus_minus() -> Proof:
    """lambda_n(diag(D, 0)) <= lambda_1(diag(D, 0)), which is lambda_1(D) where it is positive."""
    p = Proof()
    for side, most in zip(SIDES, (LAMBDA_PLUS, LAMBDA_MINUS), strict=True):
        D = padded(side.D, side.rows)
        first = p.fact("eigenvalue-order", D, 1, side.rows)
        above = p.fact("maximum-above-first", lam_max(D), ZERO)
        zero = p.fact("maximum-above-second", lam_max(D), ZERO)
        same = p.fact("eigenvalue-padding", side.D, 1, side.rows)
        p.scalar(lam(side.rows, D) <= maximum(lam_max(D), 0), [first, above], degree=1)
        p.scalar(maximum(lam_max(D), 0) >= 0, [zero])
        under = p.fact("maximum-least", lam(side.rows, D), ZERO, maximum(lam_max(D), 0))
        p.scalar(most >= side.deep, [under, same], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("table-2/Delta", "h >= max(n, m)"): _delta,
    ("table-2/Delta", "repaired"): _delta_repaired,
    ("table-2/Delta-plus-minus", "repaired"): _plus_minus,
    ("table-2/alpha1", "n = m"): alpha1,
    ("table-2/alpha1", "repaired"): alpha1_repaired,
    ("table-2/alpha2", "at the start"): _alpha2,
    ("table-2/order", "printed"): order,
}
