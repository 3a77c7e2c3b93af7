"""Appendix E, the induction: `e_invariant.py` for each family of constants.

The steps are in `_along.py`, in the paper's order: A1 by Theorem 3.1 and Lemma E.1, A2 by (114)
and (115), A3 by Lemma E.2 and (117), A4 by Lemma E.4. For all n, m, where Lemma E.4's lower bound
may fail, the loss alone is kept below its start.
"""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import BETA1
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from proofs.arxiv_2505_11664.proved._along import Along, induction
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._family import FAMILIES, Family
from verify.evidence.derivation import Proof
from verify.language import const, dim
from verify.language.dims import minimum_of
from verify.model.step import L_NEXT, W_NEXT, L, W, eta
from verify.model.trajectory import L0, W10, W20, t

__all__ = ["PROOFS"]


def _constants(along: Along) -> None:
    """(109), the powers of rho and Delta, and K_bar_t <= K_bar_0."""
    (
        along.count(),
        along.growth(),
        along.share(),
        along.base(),
        along.rate(),
        along.positive_rate(),
        along.below_one(),
    )
    along.positive_Delta(), along.room(), along.ordered(), along.smaller()
    along.power(), along.power_below(), along.Delta_power(), along.Delta_power_below()
    along.K_bar_falls(), along.step(), along.squared_step()


def _invariant(family: Family) -> Proof:
    p = Proof()
    along = induction(p, family)
    _constants(along)
    along.kept(1), along.kept(2), along.kept(3)
    (
        along.lower(),
        along.upper(),
        along.sharp_upper(),
        along.mu_bound(),
        along.K_bound(),
        along.K_grown_bound(),
    )
    along.rho_bound(), along.descent(), along.next_loss(), along.next_low(), along.next_drift()
    return p


def _falls(along: Along) -> int:
    """L(t + 1) <= L(t): rho(eta_t, t) <= 1 where eta_t K_t <= 1."""
    p, step, descent = along.p, along.step(), along.descent()
    rate = p.scalar(MU_T >= 0, [along.convex()], degree=3)
    room = along.by(eta * K_T <= 2, (along.given(-1),), ())
    return along.by(
        L_NEXT <= L,
        (descent,),
        (along.loss(), rate, step, room),
        equations=(p.unfold(RHO_T),),
    )


def _descends(family: Family) -> Proof:
    p = Proof()
    relations = (t >= 0, L <= L0)

    def base(start: Proof) -> None:
        for relation in relations:
            start.scalar(relation, [], "at t = 0")

    def step(now: Proof) -> None:
        along = Along(now, family)
        count, low = (now.given(r) for r in relations)
        now.scalar(t + 1 >= 0, [count])
        along.by(L_NEXT <= L0, (_falls(along),), (low,))

    p.induct(relations, {"W1": W10, "W2": W20, "t": const(0)}, base, step)
    along = Along(p, family)
    _constants(along)
    low = p.given(relations[1])
    below = along.by(L_NEXT <= L0, (_falls(along),), (low,))
    along.positive_K()
    near = along.basin(W, L, low)
    along.above(W, near)
    along.below(W, near, BETA1, minimum_of(dim("n"), dim("m")))
    along.upper()
    along.basin(W_NEXT, L_NEXT, below)
    return p


_FALLING = {
    "printed": "n = m",
    "n = m, exp(sqrt(eta0))": "n = m, exp(sqrt(eta0))",
    "Theorem 3.2": "Theorem 3.2, n = m",
}
PROOFS: Proofs = {
    **{("E.invariant", name): partial(_invariant, FAMILIES[name]) for name in FAMILIES},
    **{("E.descends", name): partial(_descends, FAMILIES[x]) for name, x in _FALLING.items()},
}
