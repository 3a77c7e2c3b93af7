"""The induction of Theorem E.1 along iterates that are written out from the start.

`at_start` states what the induction takes as given at iterate 0, `advance` what it gives at the
next; all as steps of one proof, by `key`. That alpha2 bounds sigma_max^2(T) at the next iterate is
`e_upper_bound.py`'s step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proofs.arxiv_2505_11664._initial import ALPHA2
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX
from proofs.arxiv_2505_11664._sharp_runs import SHARP
from proofs.arxiv_2505_11664._theorem_e1 import START
from proofs.arxiv_2505_11664.e_upper_bound import POTENTIAL, STEPS
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._family import Family
from proofs.arxiv_2505_11664.proved._replayed import Recorded, Written, key, moved
from proofs.arxiv_2505_11664.proved._start_room import start_room
from proofs.arxiv_2505_11664.proved.e_upper_bound import next_top
from verify.language import Expr
from verify.model.trajectory import W0, W10, W20

__all__ = ["Here", "Known", "advance", "at_start", "recorded"]

Known = dict[str, int]
_TOP = SIGMA2_MAX <= ALPHA2


class Here(Along):
    """An iterate at which sigma_max^2(T) <= alpha2 is given."""

    def sharp_upper(self) -> int:
        """sigma_max^2(T) <= alpha2."""
        return self.once("sharp A4 high", lambda: self.p.given(_TOP))


def recorded(family: Family, write: Callable[[Here], object]) -> tuple[Recorded, Here]:
    p = Recorded()
    here = Here(p, family)
    write(here)
    return p, here


def at_start(p: Written, along: Along) -> Known:
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


def advance(
    p: Written, family: Family, known: Known, at: Mapping[str, Expr], after: Mapping[str, Expr]
) -> Known:
    """The invariant and sigma_max^2(T) <= alpha2 at the iterate `after` this one."""
    found: list[int] = []

    def write(here: Here) -> None:
        found.append(here.next_loss())
        found.extend(here.next_drift())

    steps, here = recorded(family, write)
    place = p.again(steps, at, known)
    top = Recorded()
    index = next_top(top)
    high = p.again(top, at, known)[index]
    invariant = here.invariant()
    now = {key(r): place[i] for r, i in zip(invariant[1:], found, strict=True)}
    count = p.scalar(moved(invariant[0], after), [])
    fixed = {key(r): known[key(r)] for r in here.at.hypotheses[:-3]}
    return {**fixed, **now, key(invariant[0]): count, key(_TOP): high}
