"""Values that Figures 1, 2, 4 and 5 show and the text does not.

Legends are printed values; all others were read off the images, with an error of about 0.3 in
log10 of the loss, 0.5 in iterations, 0.005 in alpha1/alpha2. Figures 1, 4 and 5 average thirty
repeats. Figure 3 shows no number. Source: the figures of arXiv 2505.11664.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "FIGURE_1",
    "FIGURE_2",
    "FIGURE_4",
    "FIGURE_5",
    "LEGEND",
    "LEVEL",
    "READING_ITERATIONS",
    "READING_LOG10",
    "READING_RATIO",
    "REPEATS",
    "Bound",
    "Panel",
]

REPEATS = 30
READING_LOG10 = 0.3
READING_ITERATIONS = 0.5
READING_RATIO = 0.005
LEGEND = 5e-5  # half a unit of the last of four digits
LEVEL = -25.0  # log10 of the loss at the lower edge of the figures


@dataclass(frozen=True)
class Bound:
    """What is read of a curve of (20): log10 of it at iterate 49, or where it reaches LEVEL."""

    at_49: float | None = None
    reaches: float | None = None


@dataclass(frozen=True)
class Panel:
    """A panel of Figure 1: width, noise, the legend's alpha1/alpha2; the rest is read.

    log10_start: log10 L(0); constant: log10 of the loss at iterate 49, constant step;
    rho_bar, rho: iterate at which the loss of the two adaptive schemes reaches 1e-25, and the
    bounds (20) of both; bound_16: log10 of the bound (16) at iterate 49, where it was read.
    """

    h: int
    noise: float
    ratio: float
    log10_start: float
    constant: float
    rho_bar: float
    rho: float
    bound_rho_bar: Bound
    bound_rho: Bound
    bound_16: float | None = None

    @property
    def name(self) -> str:
        """Width and sigma^2, as the paper heads its panels."""
        return f"h = {self.h}, σ² = {self.noise:g}"


FIGURE_1 = (
    Panel(500, 0.01, 0.5549, -2.6, -17.4, 28, 23, Bound(-15.7), Bound(-22.9), bound_16=-2.8),
    Panel(500, 0.1, 0.5545, -0.6, -16.0, 31, 25, Bound(-13.6), Bound(-20.9)),
    Panel(500, 1.0, 0.5509, 1.4, -18.9, 34.5, 27, Bound(-11.2), Bound(-18.9)),
    Panel(1000, 0.01, 0.6749, -2.6, -12.7, 22, 19, Bound(-22.0), Bound(reaches=41.5)),
    Panel(1000, 0.1, 0.6746, -0.6, -11.1, 24.5, 20.5, Bound(-20.0), Bound(reaches=44.5)),
    Panel(1000, 1.0, 0.6725, 1.4, -11.5, 27, 22.5, Bound(-17.4), Bound(-24.9)),
    Panel(4000, 0.01, 0.8291, -2.6, -7.8, 15, 14, Bound(reaches=34), Bound(reaches=28)),
    Panel(4000, 0.1, 0.8291, -0.6, -5.8, 16, 15, Bound(reaches=37), Bound(reaches=31)),
    Panel(4000, 1.0, 0.8286, 1.4, -4.3, 17.5, 17, Bound(reaches=40), Bound(reaches=33.5)),
)
# Width: seconds to 1e-25 of eq. (19) with rho, Xu et al. (2023), backtracking; sigma^2 = 1.
FIGURE_2 = {500: (0.0095, 0.15, 0.18), 1000: (0.0088, 0.09, 0.18)}
# p: alpha1/alpha2 at h = 500 and at h = 2000.
FIGURE_4 = {0.275: (0.34, 0.57), 0.375: (0.14, 0.22), 0.475: (0.045, 0.0545)}
# Width: the legend's alpha1/alpha2.
FIGURE_5 = {500: 0.5978, 1000: 0.6620, 3000: 0.7284}
