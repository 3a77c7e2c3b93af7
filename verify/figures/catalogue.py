"""Which figures a paper's catalogue can reproduce, found by the module's name alone.

A paper's figures live in the package `figures` beside its claims, with `FIGURES`: for each
number a function (seed, repeats) -> Figure.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

from verify.claims.catalogue import papers
from verify.errors import InputError
from verify.figures.record import Figure

__all__ = ["Maker", "makers", "select"]

Maker = Callable[[int, int], Figure]


def makers(paper: str | None = None) -> tuple[str, Mapping[int, Maker]]:
    """The paper (the first one that has figures, by default) and its figures by number."""
    known = [p for p in papers() if find_spec(_module(p)) is not None]
    chosen = paper or (known[0] if known else None)
    if chosen is None or chosen not in known:
        raise InputError(
            f"there are no figures of paper {paper!r}",
            where="proofs/",
            remedy=f"choose from {', '.join(known) or 'none'}",
        )
    found: Mapping[int, Maker] = importlib.import_module(_module(chosen)).FIGURES
    return chosen, found


def select(numbers: Sequence[int], known: Mapping[int, Maker]) -> list[int]:
    """The numbers asked for, each once and in order; all of them where none is."""
    if unknown := [n for n in numbers if n not in known]:
        raise InputError(
            f"figure {unknown[0]} was asked for",
            violates=f"the number is one of {', '.join(map(str, sorted(known)))}",
            where="figures",
            remedy="give the paper's own numbers",
        )
    return sorted(set(numbers) or set(known))


def _module(paper: str) -> str:
    return f"proofs.arxiv_{paper.replace('.', '_')}.figures"
