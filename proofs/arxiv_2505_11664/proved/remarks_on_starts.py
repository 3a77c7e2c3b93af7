"""Remarks of sections 3 and C and of the summary about the initial factors: alpha1, alpha2, kappa.

Notation: as `_start.py`, where each result is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, BETA1, DELTA
from proofs.arxiv_2505_11664._starts import SIGMA2_MAX_0, SIGMA2_MIN_0
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._independent import alpha1_positive
from proofs.arxiv_2505_11664.proved.tables import alpha1, alpha1_repaired, order
from verify.evidence.derivation import Proof

__all__ = ["PROOFS"]


def _kappa() -> Proof:
    """alpha2 sigma_min^2(T_0) >= alpha1 sigma_max^2(T_0) for n = m, by Lemma E.3."""
    p = Proof()
    start.assumed(p)
    start.ratio(p, ALPHA1, start.low_square(p))
    return p


def _kappa_repaired() -> Proof:
    p = Proof()
    start.assumed(p)
    start.ratio(p, ALPHA1_REPAIRED, start.low(p))
    return p


def _quotient() -> Proof:
    """sigma_min^2/sigma_max^2 of T_0 is at least alpha1'/(3 alpha2): 1/3 of what holds."""
    p = Proof()
    start.assumed(p)
    positive, below, above = p.given(ALPHA1_REPAIRED > 0), start.low(p), start.high(p)
    order = start.middle(p)
    first = p.scalar(SIGMA2_MIN_0 > 0, [positive, below], degree=1)
    p.scalar(SIGMA2_MAX_0 > 0, [first, order], degree=1)
    p.scalar(3 * ALPHA2 > 0, [above, order, first], degree=1)
    product = start.ratio(p, ALPHA1_REPAIRED, below)
    known = p.scalar(
        SIGMA2_MIN_0 * (3 * ALPHA2) >= ALPHA1_REPAIRED * SIGMA2_MAX_0,
        [product, first, above, order],
        products=[(product,), (first, above), (first, order), (first, first)],
    )
    start.quotients(p, (SIGMA2_MIN_0, SIGMA2_MAX_0), (ALPHA1_REPAIRED, 3 * ALPHA2), known)
    return p


def _delta() -> Proof:
    p = Proof()
    start.alpha1_above_delta(p)
    return p


def _margin() -> Proof:
    p = Proof()
    start.alpha1_strictly_above_delta(p, p.given(BETA1 > 0))
    return p


def _converse() -> Proof:
    p = Proof()
    equal = start.alpha1_without_margin(p, p.given(BETA1 <= 0))
    sign = p.scalar(DELTA >= 0)
    p.scalar(ALPHA1 <= 2 * DELTA, [equal, sign], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3/depends", "n = m"): _kappa,
    ("3.2/alpha1-positive", "printed"): _delta,
    ("3.2/alpha1-positive", "margin"): _margin,
    ("3.2/alpha1-positive", "converse"): _converse,
    ("3.2/kappa-bound", "n = m"): _kappa,
    ("3.2/kappa-bound", "repaired"): _kappa_repaired,
    ("C/68-spectral", "repaired"): _quotient,
    ("C/67-single", "alpha1 <= alpha2"): order,
    ("summary-a/alpha1-guaranteed", "repaired"): alpha1_positive,
    ("summary-a/alphas", "n = m"): alpha1,
    ("summary-a/alphas", "repaired"): alpha1_repaired,
}
