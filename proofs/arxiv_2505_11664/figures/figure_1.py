"""Figure 1: the loss against its bounds (16) and (20), nine settings, three step sizes.

Section 4.1: h in {500, 1000, 4000}, sigma^2 in {0.01, 0.1, 1}, iterates 0 to 49, thirty repeats;
lines are means of log10 L, bands one standard deviation, triangles the bounds. The readings that
are tried, and the data, are those of `_runs.py`. Every legend and every value that could be read
off the figure is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from proofs.arxiv_2505_11664.figures._runs import (
    READINGS,
    Experiment,
    Reading,
    Results,
    draw,
    simulate,
)
from proofs.arxiv_2505_11664.figures.published import (
    FIGURE_1,
    LEGEND,
    LEVEL,
    READING_ITERATIONS,
    READING_LOG10,
    REPEATS,
    Bound,
    Panel,
)
from verify.descent import Array
from verify.figures import (
    Comparison,
    Curve,
    Drawing,
    Figure,
    Measured,
    Published,
    mean_curve,
    measured,
)
from verify.figures import Panel as Axes

__all__ = ["CLOSEST", "STEPS", "crossing", "figure_1", "ratio_comparison", "simulated"]

STEPS = 49
_BEYOND = 64  # iterates run, so that single runs reach 1e-25 where their mean does
CLOSEST = "|W*|_F, root of (102), L = |Y - XW|^2 / 4"
_SERIES = (
    ("constant step η₀", "constant", 0),
    ("(19) with ρ̄", "rho_bar", 1),
    ("(19) with ρ", "rho", 2),
)
_BOUND = {"constant": "(16)", "rho_bar": "(20) with ρ̄", "rho": "(20) with ρ"}
_NOTES = (
    "As printed: eta0 = eta_max of Theorem E.1, sigma_max(W*) in beta2, the growth cap of (103) "
    "with d = 1.01. (20) is taken from k = 0, without which its first factor is lost.",
    "Where the closest reading of all (the second drawing) uses the root of (102) alone as eta0, "
    "that step is about twice eta_max, and outside Theorem E.1.",
)


@cache
def simulated(seed: int, repeats: int = REPEATS) -> tuple[Experiment, dict[str, Results]]:
    """The nine settings of the figure, one after the other, and every reading's runs."""
    rng = np.random.default_rng([seed, 1])
    data = draw(rng, [(p.h, p.noise) for p in FIGURE_1], repeats)
    return data, simulate(data, READINGS, _BEYOND)


def figure_1(seed: int, repeats: int = REPEATS) -> Figure:
    """The figure as printed and under the closest reading, and its 64 published values."""
    data, results = simulated(seed, repeats)
    drawings = tuple(
        Drawing(
            name,
            f"Figure 1: loss and its bounds, {reading}",
            3,
            tuple(_axes(i, data, results[reading], "F" in reading) for i in range(len(FIGURE_1))),
        )
        for name, reading in (("", "as printed"), ("closest", CLOSEST))
    )
    comparisons = [c for i, p in enumerate(FIGURE_1) for c in _panel(i, p, data, results)]
    return Figure(1, "Loss against its bounds", drawings, tuple(comparisons), _NOTES)


def _axes(i: int, data: Experiment, results: Results, frobenius: bool) -> Axes:
    panel = FIGURE_1[i]
    ratio = data.ratio(frobenius=frobenius)[i].mean()
    x = np.arange(STEPS + 1.0)
    curves = []
    for name, key, colour in _SERIES:
        shown = getattr(results, key)[i][:, : STEPS + 1]
        curves.append(mean_curve(name, x, shown, colour))
    for _, key, colour in _SERIES:
        bound = getattr(results, f"{key}_bound")[i][:, : STEPS + 1].mean(axis=0)
        curves.append(Curve(f"bound {_BOUND[key]}", x, bound, colour, "triangles"))
    title = f"{panel.name}\nα₁/α₂ = {ratio:.4f}, published {panel.ratio}"
    return Axes(title, "iteration", "log₁₀ L(t)", tuple(curves), (LEVEL, 3.0))


def ratio_comparison(where: str, value: float, spectral: Array, frobenius: Array) -> Comparison:
    """A legend's alpha1/alpha2 against both norms of W* in beta2."""
    return Comparison(
        Published(where, "alpha1/alpha2", value, "printed", LEGEND),
        (
            measured("as printed", spectral, REPEATS),
            measured("|W*|_F in beta2", frobenius, REPEATS),
        ),
    )


def _panel(
    i: int, panel: Panel, data: Experiment, results: dict[str, Results]
) -> Sequence[Comparison]:
    ratios = (data.ratio(frobenius=f)[i] for f in (False, True))
    found = [ratio_comparison(panel.name, panel.ratio, *ratios)]
    for what, value, key, at in _values(panel):
        error = READING_ITERATIONS if at is None else READING_LOG10
        published = Published(panel.name, what, value, "read", error)
        ways = tuple(
            _measured(reading, getattr(results[reading.name], key)[i], at) for reading in READINGS
        )
        found.append(Comparison(published, ways))
    return found


def _values(panel: Panel) -> Sequence[tuple[str, float, str, int | None]]:
    """What was read of a panel: in words, the value, of which curve, at which iterate.

    None in the place of an iterate: the value is the iterate at which LEVEL is reached.
    """
    values: list[tuple[str, float, str, int | None]] = [
        ("log10 L(0)", panel.log10_start, "constant", 0),
        ("log10 L(49), constant step", panel.constant, "constant", STEPS),
        ("iterate of 1e-25, (19) with rho_bar", panel.rho_bar, "rho_bar", None),
        ("iterate of 1e-25, (19) with rho", panel.rho, "rho", None),
        _of_bound("rho_bar", panel.bound_rho_bar),
        _of_bound("rho", panel.bound_rho),
    ]
    if panel.bound_16 is not None:
        values.append(("log10 of (16) at 49", panel.bound_16, "constant_bound", STEPS))
    return values


def _of_bound(key: str, bound: Bound) -> tuple[str, float, str, int | None]:
    words = f"(20) with {key}"
    if bound.at_49 is not None:
        return f"log10 of {words} at 49", bound.at_49, f"{key}_bound", STEPS
    assert bound.reaches is not None  # one of the two was read
    return f"iterate of 1e-25, {words}", bound.reaches, f"{key}_bound", None


def _measured(reading: Reading, logs: Array, at: int | None) -> Measured:
    values = crossing(logs, LEVEL) if at is None else logs[:, at]
    return measured(reading.name, values, REPEATS)


def crossing(logs: Array, level: float) -> Array:
    """Where each row passes the level for the first time, interpolated; inf where it does not."""
    below = logs <= level
    k = np.maximum(np.argmax(below, axis=1), 1)
    rows = np.arange(len(logs))
    before, after = logs[rows, k - 1], logs[rows, k]
    drop = np.where(before > after, before - after, 1.0)
    return np.where(below.any(axis=1), k - 1 + (before - level) / drop, np.inf)
