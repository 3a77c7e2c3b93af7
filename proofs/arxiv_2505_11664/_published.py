"""Values that Figures 1, 2, 4 and 5 show and the text does not.

Legends are printed values; all others were read off the images, with an error of about 0.3 in
log10 of the loss, 0.5 in iterations, 0.005 in alpha1/alpha2. The figures average thirty repeats.
Source: the figures of arXiv 2505.11664.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "FIGURE_1",
    "FIGURE_2",
    "FIGURE_4",
    "FIGURE_5",
    "READING_ITERATIONS",
    "READING_LOG10",
    "READING_RATIO",
    "REPEATS",
    "Panel",
]

REPEATS = 30
READING_LOG10 = 0.3
READING_ITERATIONS = 0.5
READING_RATIO = 0.005


@dataclass(frozen=True)
class Panel:
    """A panel of Figure 1: width, noise, the legend's alpha1/alpha2; the rest is read.

    log10_start: log10 L(0); constant: log10 of the loss at iterate 49, constant step;
    rho_bar, rho: iterate at which the loss of the two adaptive schemes reaches 1e-25.
    """

    h: int
    noise: float
    ratio: float
    log10_start: float
    constant: float
    rho_bar: float
    rho: float


FIGURE_1 = (
    Panel(500, 0.01, 0.5549, -2.6, -17.4, 28, 23),
    Panel(500, 0.1, 0.5545, -0.6, -16.0, 31, 25),
    Panel(500, 1.0, 0.5509, 1.4, -18.9, 34.5, 27),
    Panel(1000, 0.01, 0.6749, -2.6, -12.7, 22, 19),
    Panel(1000, 0.1, 0.6746, -0.6, -11.1, 24.5, 20.5),
    Panel(1000, 1.0, 0.6725, 1.4, -11.5, 27, 22.5),
    Panel(4000, 0.01, 0.8291, -2.6, -7.8, 15, 14),
    Panel(4000, 0.1, 0.8291, -0.6, -5.8, 16, 15),
    Panel(4000, 1.0, 0.8286, 1.4, -4.3, 17.5, 17),
)
# Width: seconds to 1e-25 of eq. (19) with rho, Xu et al. (2023), backtracking.
FIGURE_2 = {500: (0.0095, 0.15, 0.18), 1000: (0.0088, 0.09, 0.18)}
# p: alpha1/alpha2 at h = 500 and at h = 2000.
FIGURE_4 = {0.275: (0.34, 0.57), 0.375: (0.14, 0.22), 0.475: (0.045, 0.0545)}
# Width: the legend's alpha1/alpha2.
FIGURE_5 = {500: 0.5978, 1000: 0.6620, 3000: 0.7284}
