"""Figures of a paper: their data, the published values beside them, and drawing."""

from verify.figures.draw import figure_of, save
from verify.figures.published import Comparison, Measured, Published, measured, summary
from verify.figures.record import Curve, Drawing, Field, Figure, Panel, mean_curve

__all__ = [
    "Comparison",
    "Curve",
    "Drawing",
    "Field",
    "Figure",
    "Measured",
    "Panel",
    "Published",
    "figure_of",
    "mean_curve",
    "measured",
    "save",
    "summary",
]
