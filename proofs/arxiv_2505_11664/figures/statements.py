"""What the text says of Figures 1, 2 and 4, tested on the runs behind them; checks of claims.

Everything is at the paper's scale, with thirty repeats in the full profile; runs are those of
`figure_1.simulated`, `figure_2.simulate` and `figure_4.simulate`. Statements about averages have
no exact witness: a violation contradicts them, and refutes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from proofs.arxiv_2505_11664.figures.evidence import repeats_of
from proofs.arxiv_2505_11664.figures.figure_1 import STEPS, simulated
from proofs.arxiv_2505_11664.figures.figure_2 import WIDTHS, simulate, without_seconds
from proofs.arxiv_2505_11664.figures.figure_4 import WIDTHS as WIDTHS_4
from proofs.arxiv_2505_11664.figures.figure_4 import simulate as sweep
from proofs.arxiv_2505_11664.figures.published import FIGURE_1, FIGURE_4
from verify.claims.claim import Budget
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Proportion, evidence

__all__ = ["bounded", "drawn_2", "fastest", "order", "slower", "smaller_p", "usual_line_search"]

_SCHEMES = ("constant", "rho_bar", "rho")
_BOUNDS = {"constant": "(16)", "rho_bar": "(20), rho_bar", "rho": "(20), rho"}
_SLACK = 1e-9  # in log10 of the loss: rounding
_APART = 0.05  # panels whose alpha1/alpha2 differ by less are not compared


def bounded(budget: Budget) -> Sequence[Evidence]:
    """Iterates of the runs as printed whose loss exceeds its bound."""
    _, results = simulated(budget.seed, repeats_of(budget))
    found, items = results["as printed"], []
    for i, panel in enumerate(FIGURE_1):
        for scheme in _SCHEMES:
            logs, bound = getattr(found, scheme)[i], getattr(found, f"{scheme}_bound")[i]
            above = (logs > bound + _SLACK)[:, 1 : STEPS + 1]
            at = {"h": panel.h, "noise": panel.noise, "bound": _BOUNDS[scheme]}
            items.append(Proportion(at, int(above.sum()), above.size, 0.0))
    return [evidence("share of iterates 1 to 49 whose loss exceeds its bound", items)]


def slower(budget: Budget) -> Sequence[Evidence]:
    """Pairs of panels, for each step size: smaller alpha1/alpha2, fewer decades an iteration."""
    data, results = simulated(budget.seed, repeats_of(budget))
    ratios = data.ratio(frobenius=False).mean(axis=1)
    pairs, wrong = 0, 0
    for scheme in _SCHEMES:
        logs = getattr(results["as printed"], scheme).mean(axis=1)
        pace = (logs[:, 0] - logs[:, STEPS]) / STEPS
        for i, j in combinations(range(len(FIGURE_1)), 2):
            if abs(ratios[i] - ratios[j]) >= _APART:
                pairs += 1
                wrong += int((pace[i] >= pace[j]) == (ratios[i] < ratios[j]))
    words = (
        "pairs of panels whose alpha1/alpha2 differ by 0.05 or more, for each of the three step "
        "sizes as printed: decades an iteration over iterates 0 to 49"
    )
    return [Evidence("statistics", {"words": words, "instances": pairs, "violations": wrong})]


def drawn_2(budget: Budget) -> Sequence[Evidence]:
    """Figure 2 over iterations."""
    shown = without_seconds(budget.seed, repeats_of(budget))
    data = {"name": "panels", "title": shown.title, "data": shown.to_json()}
    return [Evidence("figure", data)]


def _compared(budget: Budget, first: str, other: str) -> list[Proportion]:
    """Runs in which `first` does not need fewer iterations to 1e-25 than `other`, by width."""
    runs = simulate(budget.seed, repeats_of(budget))
    one, two = runs.reaches(first), runs.reaches(other)
    items = []
    for i, h in enumerate(WIDTHS):
        at = {
            "h": h,
            "first": first,
            "other": other,
            "iterations": [_mean(one[i]), _mean(two[i])],
        }
        items.append(Proportion(at, int((one[i] >= two[i]).sum()), one.shape[1], 0.05))
    return items


def _mean(values: object) -> float | None:
    mean = float(np.mean(np.asarray(values)))
    return float(f"{mean:.3g}") if np.isfinite(mean) else None


_WORDS = "share of runs in which the first step size does not need fewer iterations to 1e-25"


def fastest(budget: Budget) -> Sequence[Evidence]:
    """(19) with rho against both others, in iterations."""
    items = [x for other in ("xu", "backtracking") for x in _compared(budget, "rho", other)]
    return [evidence(_WORDS, items)]


def order(budget: Budget) -> Sequence[Evidence]:
    """Xu et al. before backtracking, in iterations."""
    return [evidence(_WORDS, _compared(budget, "xu", "backtracking"))]


def usual_line_search(budget: Budget) -> Sequence[Evidence]:
    """(19) with rho against backtracking with gamma = tau = 1/2, in iterations."""
    return [evidence(_WORDS, _compared(budget, "rho", "usual"))]


def smaller_p(budget: Budget) -> Sequence[Evidence]:
    """Starts whose alpha1/alpha2 does not rise as p falls, data as printed."""
    ratios = sweep(budget.seed, repeats_of(budget)).ratios["as printed"]
    powers = list(FIGURE_4)
    items = []
    for i, j in combinations(range(len(powers)), 2):
        wrong = int((ratios[i] <= ratios[j]).sum())
        at = {"p": powers[i], "p'": powers[j], "widths": len(WIDTHS_4)}
        items.append(Proportion(at, wrong, ratios[i].size, 0.0))
    return [evidence("share of starts at which the smaller p has not the larger ratio", items)]
