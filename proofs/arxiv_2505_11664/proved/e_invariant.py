"""Appendix E, the induction: `e_invariant.py` for each family of constants.

The steps are in `_along.py`, in the paper's order: A1 by Theorem 3.1 and Lemma E.1, A2 by (114)
and (115), A3 by Lemma E.2 and (117), A4 by Lemma E.4. For all n, m, where Lemma E.4's lower bound
may fail, the loss alone is kept below its start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.arxiv_2505_11664.proved._along import FAMILIES, Family, induction
from verify.evidence.derivation import Proof

__all__ = ["PROOFS"]


def _invariant(family: Family) -> Proof:
    p = Proof()
    along = induction(p, family)
    along.kept(0), along.growth(), along.rate(), along.positive_rate(), along.below_one()
    along.positive_Delta(), along.room(), along.ordered(), along.smaller()
    along.power(), along.power_below(), along.Delta_power(), along.Delta_power_below()
    along.kept(1), along.kept(2), along.kept(3)
    along.lower(), along.upper(), along.mu_bound(), along.K_bound(), along.K_bar_falls()
    along.rho_bound(), along.descent(), along.next_loss(), along.next_drift()
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.invariant", name): partial(_invariant, FAMILIES[family])
    for name, family in (
        ("printed", "E.1, repaired"),
        ("n = m", "E.1, n = m"),
        ("Theorem 3.2", "3.2, repaired"),
        ("Theorem 3.2, n = m", "3.2, n = m"),
    )
}
