"""Theorem E.1 for the first two steps, written out: (104) at t = 1.

The induction's steps (`_along.py`) at iterates 0 and 1, with W1(1) = W1(0) - eta0 G W2(0) etc.;
nothing here is about a whole run. That alpha2 bounds sigma_max^2(T_1) is `e_upper_bound.py`'s step
from iterate 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import ALPHA2
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._sharp_runs import SHARP
from proofs.arxiv_2505_11664._theorem_e1 import FIRST, START
from proofs.arxiv_2505_11664.e_upper_bound import POTENTIAL, STEPS
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._family import FAMILIES, Family
from proofs.arxiv_2505_11664.proved._replayed import Recorded, Written, key, moved
from proofs.arxiv_2505_11664.proved._start_room import start_room
from proofs.arxiv_2505_11664.proved.e_upper_bound import next_top
from verify.language import minimum
from verify.model.step import eta
from verify.model.trajectory import W0, W10, W20

__all__ = ["PROOFS"]

_TOP = SIGMA2_MAX <= ALPHA2


class _Here(Along):
    """An iterate at which sigma_max^2(T) <= alpha2 is given."""

    def sharp_upper(self) -> int:
        """sigma_max^2(T) <= alpha2."""
        return self.once("sharp A4 high", lambda: self.p.given(_TOP))


def _recorded(family: Family, write: Callable[[_Here], object]) -> tuple[Recorded, _Here]:
    p = Recorded()
    here = _Here(p, family)
    write(here)
    return p, here


def _start(p: Written, along: Along) -> dict[str, int]:
    """What the induction takes as given, at iterate 0 with the step eta0."""
    known = {key(r): p.given(r) for r in along.at.hypotheses[:-3]}
    room = start_room(along)
    near = along.start_near()
    high = along.e4_upper((W10, W20, W0), {"W1": W10, "W2": W20}, near, "at the start")
    known |= {key(along.at.hypotheses[-1]): room, key(_TOP): high, key(STEPS[2]): room}
    plain = [*along.at.hypotheses[-3:-1], *along.invariant(), POTENTIAL <= SHARP.alpha2]
    letters = [ALPHA2, along.at.growth, along.at.rho_bar_0, along.at.Delta]
    for relation in plain:
        known[key(relation)] = p.scalar(moved(relation, START), [], letters=letters)
    return known


def _next(p: Written, family: Family, known: dict[str, int]) -> dict[str, int]:
    """The invariant at iterate 1, and sigma_max^2(T_1) <= alpha2."""
    found: list[int] = []

    def write(here: _Here) -> None:
        found.append(here.next_loss())
        found.extend(here.next_drift())

    steps, here = _recorded(family, write)
    place = p.again(steps, START, known)
    top = Recorded()
    index = next_top(top)
    high = p.again(top, START, known)[index]
    invariant = here.invariant()
    after = {key(r): place[i] for r, i in zip(invariant[1:], found, strict=True)}
    count = p.scalar(moved(invariant[0], FIRST), [])
    fixed = {key(r): known[key(r)] for r in here.at.hypotheses[:-3]}
    return {**fixed, **after, key(invariant[0]): count, key(_TOP): high}


def _two_steps(family: Family, write: Callable[[_Here], object]) -> Written:
    p = Written()
    known = _start(p, Along(p, family))
    steps, _ = _recorded(family, write)
    p.again(steps, FIRST, _next(p, family, known))
    return p


def _loss(here: _Here) -> None:
    here.next_loss()


def _theorem(here: _Here) -> None:
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
