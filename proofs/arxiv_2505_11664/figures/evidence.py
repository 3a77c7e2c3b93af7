"""Figures as evidence of the claims about them: the drawing, the published values, a verdict.

Simulations of a seed and a number of repeats are made once a process and shared by the claims.
The number of violations of a reading is that of the published values that it does not reproduce
(`verify/figures/published.py`): no proof, so that the verdict is at most INCONCLUSIVE.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from proofs.arxiv_2505_11664.figures import FIGURES
from proofs.arxiv_2505_11664.figures.published import REPEATS
from verify.claims.claim import Budget
from verify.claims.evidence import Evidence
from verify.figures.published import Comparison
from verify.figures.record import Figure

__all__ = ["drawn", "figure", "repeats_of", "reproduces"]

_QUICK = 6  # repeats of the quick profile


def repeats_of(budget: Budget) -> int:
    """Thirty, as in the paper, or a few in the quick profile."""
    return _QUICK if budget.profile == "quick" else REPEATS


@cache
def figure(number: int, seed: int, repeats: int) -> Figure:
    """A figure, made once."""
    return FIGURES[number](seed, repeats)


def drawn(
    number: int, drawing: str = "", *, values: Callable[[Comparison], bool] = lambda _: True
) -> Callable[[Budget], Sequence[Evidence]]:
    """A check that shows a drawing with the published values that `values` picks."""

    def check(budget: Budget) -> Sequence[Evidence]:
        made = figure(number, budget.seed, repeats_of(budget))
        shown = next(d for d in made.drawings if d.name == drawing)
        rows = [c.row() for c in made.comparisons if values(c)]
        data = {"name": "panels", "title": shown.title, "data": shown.to_json()}
        return [Evidence("figure", {**data, **({"published": rows} if rows else {})})]

    return check


def reproduces(
    number: int, reading: str, *, values: Callable[[Comparison], bool]
) -> Callable[[Budget], Sequence[Evidence]]:
    """A check that counts the published values which a reading does not reproduce."""

    def check(budget: Budget) -> Sequence[Evidence]:
        repeats = repeats_of(budget)
        made = figure(number, budget.seed, repeats)
        items, missed = [], 0
        for c in filter(values, made.comparisons):
            own = next(m for m in c.measured if m.reading == reading)
            missed += not c.agrees(own)
            at = {"panel": c.published.where, "value": c.published.what}
            items.append({**at, **c.of(own)})
        words = f"published values against {repeats} repeats of the experiment, {reading}"
        data = {"words": words, "instances": repeats * len(items), "violations": missed}
        return [Evidence("statistics", {**data, "items": items})]

    return check
