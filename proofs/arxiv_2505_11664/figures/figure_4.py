"""Figure 4: alpha1/alpha2 at the start against the width, for three scales of initialisation.

Appendix G.1: n = m = 10, entries N(0, h^(-2p)), p in {0.275, 0.375, 0.475}, h from 500 to 2000,
Y = X Theta + N(0, 0.1), Theta with entries N(0, 0.1), thirty repeats. The caption says kappa(T_0),
the axis alpha1/alpha2; both are drawn. W* = Theta + X^(-1) noise. Readings: 0.1 as a standard
deviation, Theta of variance 1, |W*|_F in beta2, and X = U S V with S in [1.8, 2.3] as in G.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from proofs.arxiv_2505_11664._experiments import spectra
from proofs.arxiv_2505_11664._wide import constants, frobenius_alpha2
from proofs.arxiv_2505_11664.figures.published import FIGURE_4, READING_RATIO, REPEATS
from verify.descent import Array
from verify.figures import (
    Comparison,
    Drawing,
    Figure,
    Panel,
    Published,
    mean_curve,
    measured,
)

__all__ = ["CLOSEST", "READINGS", "WIDTHS", "Reading", "Sweep", "figure_4", "simulate"]

_N = 10
WIDTHS = tuple(range(500, 2001, 100))
_NOTES = (
    "kappa(T_0) >= 1 by (14), while the curves lie between 0.045 and 0.57: the axis' label is "
    "right and the caption wrong. kappa(T_0) does not depend on p: its three curves are one.",
    "What is certain is that |W*|_F was about 10; with more draws X as in G.2 fits better than an "
    "orthogonal X, and whether 0.1 is a variance of the noise cannot be told.",
)


@dataclass(frozen=True)
class Reading:
    """theta, noise: standard deviations; orthogonal: of X, else G.2's; frobenius: in beta2."""

    name: str
    theta: float
    noise: float
    orthogonal: bool = True
    frobenius: bool = False


_ROOT = 0.1**0.5
CLOSEST = "Theta of variance 1, X as in G.2, |W*|_F"
READINGS = (
    Reading("as printed", _ROOT, _ROOT),
    Reading("deviation 0.1", 0.1, 0.1),
    Reading("|W*|_F in beta2", _ROOT, _ROOT, frobenius=True),
    Reading("deviation 0.1, |W*|_F", 0.1, 0.1, frobenius=True),
    Reading("Theta of variance 1", 1.0, _ROOT),
    Reading("Theta of variance 1, |W*|_F", 1.0, _ROOT, frobenius=True),
    Reading(CLOSEST, 1.0, _ROOT, orthogonal=False, frobenius=True),
    Reading("the same, deviation 0.1 of the noise", 1.0, 0.1, orthogonal=False, frobenius=True),
)


@dataclass(frozen=True, eq=False)
class Sweep:
    """alpha1/alpha2 under every reading, and kappa(T_0): [p, width, repeat]."""

    ratios: dict[str, Array]
    kappa: Array


@cache
def simulate(seed: int, repeats: int = REPEATS, widths: tuple[int, ...] = WIDTHS) -> Sweep:
    """Factors drawn at full width once for each h and scaled for each p, as for each reading."""
    rng = np.random.default_rng([seed, 4])
    shape = (len(FIGURE_4), len(widths), repeats)
    ratios = {r.name: np.empty(shape) for r in READINGS}
    kappa = np.empty(shape)
    for j, h in enumerate(widths):
        Z = rng.standard_normal((repeats, 2 * _N, h))
        gram = Z @ np.swapaxes(Z, 1, 2)
        theta, eps = (rng.standard_normal((repeats, _N, _N)) for _ in range(2))
        X, values = spectra(rng, _N, repeats)
        away = np.linalg.solve(X, eps)
        condition = (values.max(axis=1) / values.min(axis=1)) ** 2
        for i, p in enumerate(FIGURE_4):
            scaled = gram * float(h) ** (-2 * p)
            for r in READINGS:
                target = r.theta * theta + r.noise * (eps if r.orthogonal else away)
                k = np.ones(repeats) if r.orthogonal else condition
                found = constants(scaled, _N, target, k)
                alpha2 = found.alpha2
                if r.frobenius:
                    alpha2 = frobenius_alpha2(found, scaled, _N, target, k)
                ratios[r.name][i, j] = found.alpha1 / alpha2
            kappa[i, j] = np.sqrt(found.sigma2_max / found.sigma2_min)
    return Sweep(ratios, kappa)


def figure_4(seed: int, repeats: int = REPEATS) -> Figure:
    """The figure as printed, under the closest reading, and with the caption's quantity."""
    sweep = simulate(seed, repeats)
    x = np.array(WIDTHS, dtype=float)
    shown = (
        ("α₁/α₂, data as printed", "α₁/α₂", sweep.ratios["as printed"]),
        ("α₁/α₂, closest reading", "α₁/α₂", sweep.ratios[CLOSEST]),
        ("κ(T₀), as captioned", "κ(T₀)", sweep.kappa),
    )
    panels = tuple(
        Panel(
            title,
            "h",
            label,
            tuple(mean_curve(f"p = {p}", x, values[i].T, i) for i, p in enumerate(FIGURE_4)),
        )
        for title, label, values in shown
    )
    comparisons = [
        Comparison(
            Published(f"p = {p}", f"alpha1/alpha2 at h = {h}", value, "read", READING_RATIO),
            tuple(measured(r.name, sweep.ratios[r.name][i, j], REPEATS) for r in READINGS),
        )
        for i, (p, values) in enumerate(FIGURE_4.items())
        for h, j, value in zip((500, 2000), (0, -1), values, strict=True)
    ]
    title = "Conditioning at the start against the width"
    drawing = Drawing("", f"Figure 4: {title}", 3, panels)
    return Figure(4, title, (drawing,), tuple(comparisons), _NOTES)
