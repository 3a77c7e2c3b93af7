"""Theorem E.1 for the first two steps, written out: (104) at t = 1.

The induction's steps (`_along.py`) at iterates 0 and 1, with W1(1) = W1(0) - eta0 G W2(0) etc.;
nothing here is about a whole run. That alpha2 bounds sigma_max^2(T_1) is `e_upper_bound.py`'s step
from iterate 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664._theorem_e1 import FIRST, START
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._family import FAMILIES, Family
from proofs.arxiv_2505_11664.proved._replayed import Written
from proofs.arxiv_2505_11664.proved._walk import Here, advance, at_start, recorded
from verify.language import minimum
from verify.model.step import eta

__all__ = ["PROOFS"]


def _two_steps(family: Family, write: Callable[[Here], object]) -> Written:
    p = Written()
    known = at_start(p, Along(p, family))
    steps, _ = recorded(family, write)
    p.again(steps, FIRST, advance(p, family, known, START, FIRST))
    return p


def _loss(here: Here) -> None:
    here.next_loss()


def _theorem(here: Here) -> None:
    """Theorem E.1, its second inequality with rho(eta_t, t)."""
    p, at = here.p, here.at
    here.descent(), here.kept(1)
    rate, curved = here.mu_bound(), here.K_bound()
    here.rho_bound()
    room = here.by(eta * K_T < 2, (here.given(-1),), ())
    local = here.by(
        RHO_T <= 1 - 2 * at.mu_bar * eta + at.mu_bar * K_T * eta**2,
        (rate, here.step(), room),
        equations=(p.unfold(RHO_T),),
    )
    square = p.fact("square-nonnegative", eta)
    here.by(
        RHO_T <= at.rho_bar_t,
        (local,),
        (here.rate(), square, curved),
        equations=(p.unfold(at.rho_bar_t),),
    )
    least = p.fact("minimum-greatest", at.rho_bar_t, at.rho_bar_0, RHO_T)
    here.by(RHO_T <= minimum(at.rho_bar_t, at.rho_bar_0), (least,))


PROOFS: Proofs = {
    ("E.104/repaired", "first two steps"): partial(_two_steps, FAMILIES["printed"], _theorem),
    ("E.104", "n = m, first two steps"): partial(
        _two_steps, FAMILIES["n = m, exp(sqrt(eta0))"], _loss
    ),
}
