"""The catalogue of a paper: its claims in the paper's order, found by id.

A catalogue lives in `proofs/arxiv_<paper with underscores>/`, a package with a `CATALOGUE`, and
with `STATEMENTS`, the same claims without proofs, which is quicker to load. The engine finds them
by these names alone and knows no paper.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from verify.claims.claim import Claim
from verify.errors import InputError

__all__ = ["Catalogue", "load", "papers", "select"]


@dataclass(frozen=True)
class Catalogue:
    """All claims of one paper, in the paper's order; ids are unique and references resolve."""

    paper: str
    title: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        ids = [c.id for c in self.claims]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise InputError(
                f"ids {twice} occur twice",
                where=f"catalogue {self.paper}",
                remedy="give every claim an id of its own",
            )
        for claim in self.claims:
            if missing := [r for r in claim.rests_on if r not in ids]:
                raise InputError(
                    f"rests_on names {missing}, which are no claims",
                    where=f"claim {claim.id}",
                    remedy=_suggestion(missing[0], ids),
                )

    def find(self, name: str) -> Claim:
        """The claim of this id; the paper's number may be left out."""
        for claim in self.claims:
            if name in (claim.id, claim.id.partition("/")[2]):
                return claim
        raise InputError(
            f"there is no claim {name!r}",
            where=f"catalogue {self.paper}",
            remedy=_suggestion(name, [c.id for c in self.claims]),
        )


def papers() -> list[str]:
    """The papers that have a catalogue."""
    package = importlib.import_module("proofs")
    names = (m.name for m in pkgutil.iter_modules(package.__path__))
    return sorted(n.removeprefix("arxiv_").replace("_", ".") for n in names if n[:6] == "arxiv_")


def load(paper: str, *, proofs: bool = True) -> Catalogue:
    """The catalogue of a paper, such as "2505.11664"; without proofs where none will be needed."""
    if paper not in papers():
        raise InputError(
            f"there is no catalogue for paper {paper!r}",
            where="proofs/",
            remedy=_suggestion(paper, papers()),
        )
    module = importlib.import_module(f"proofs.arxiv_{paper.replace('.', '_')}")
    catalogue: Catalogue = module.CATALOGUE if proofs else module.STATEMENTS
    return catalogue


def select(names: Sequence[str], *, proofs: bool = True) -> list[tuple[Catalogue, Claim]]:
    """The claims named by id, with or without the paper; all claims when none is named."""
    catalogues = [load(p, proofs=proofs) for p in papers()]
    if not names:
        return [(c, claim) for c in catalogues for claim in c.claims]
    return [_find(catalogues, name) for name in names]


def _find(catalogues: Iterable[Catalogue], name: str) -> tuple[Catalogue, Claim]:
    every: list[str] = []
    for catalogue in catalogues:
        every.extend(c.id for c in catalogue.claims)
        for claim in catalogue.claims:
            if name in (claim.id, claim.id.partition("/")[2]):
                return catalogue, claim
    raise InputError(
        f"there is no claim {name!r}", where="the catalogues", remedy=_suggestion(name, every)
    )


def _suggestion(name: str, known: Sequence[str]) -> str:
    """The nearest names; a bare "A.1" is compared with the ids' last parts as well."""
    short = {k.partition("/")[2] or k: k for k in known}
    near = [k for s, k in short.items() if s.startswith(name)][:5]
    near += get_close_matches(name, [*known, *short], n=5, cutoff=0.4)
    full = list(dict.fromkeys(short.get(n, n) for n in near))[:5]
    if not full:
        return "see `pl-verify list`"
    return f"did you mean {', '.join(full)}?"
