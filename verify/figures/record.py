"""A figure as data: panels of curves or of a field, which drawing and ledgers share.

Numbers become JSON with six significant digits; nan and infinity become null. Nothing here draws
(`draw.py`), and nothing knows where the numbers come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.figures.published import Comparison

__all__ = ["Curve", "Drawing", "Field", "Figure", "Panel", "mean_curve"]

Array = npt.NDArray[np.float64]
_DIGITS = 6


@dataclass(frozen=True, eq=False)
class Curve:
    """y over x; low and high: the ends of a shaded band, empty where there is none.

    style: "line", "triangles" or "dashed"; colour: curves of one colour belong together.
    """

    name: str
    x: Array
    y: Array
    colour: int
    style: str = "line"
    low: Array | None = None
    high: Array | None = None

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        band = {} if self.low is None else {"low": _list(self.low)}
        band |= {} if self.high is None else {"high": _list(self.high)}
        head = {"name": self.name, "colour": self.colour, "style": self.style}
        return {**head, "x": _list(self.x), "y": _list(self.y), **band}


@dataclass(frozen=True, eq=False)
class Panel:
    """Curves in one pair of axes; y_range: what is shown, None for all; log_x: the x axis."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    y_range: tuple[float, float] | None = None
    log_x: bool = False

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        shown = {} if self.y_range is None else {"y_range": list(self.y_range)}
        return {
            "title": self.title,
            "x_label": self.x_label,
            "y_label": self.y_label,
            "log_x": self.log_x,
            **shown,
            "curves": [c.to_json() for c in self.curves],
        }


@dataclass(frozen=True, eq=False)
class Field:
    """Values over a grid, a row for every y; signed: whether its sign is the message."""

    title: str
    x: Array
    y: Array
    values: Array
    x_label: str
    y_label: str
    signed: bool = False

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "title": self.title,
            "x_label": self.x_label,
            "y_label": self.y_label,
            "signed": self.signed,
            "x": _list(self.x),
            "y": _list(self.y),
            "field": [_list(row) for row in self.values],
        }


@dataclass(frozen=True, eq=False)
class Drawing:
    """Panels row by row; name: what its files' names end in, empty for the text's own reading."""

    name: str
    title: str
    columns: int
    panels: tuple[Panel | Field, ...]

    def to_json(self) -> dict[str, Any]:
        """The data of `figure` evidence under the name "panels"."""
        return {
            "title": self.title,
            "columns": self.columns,
            "panels": [p.to_json() for p in self.panels],
        }


@dataclass(frozen=True, eq=False)
class Figure:
    """A reproduced figure: its drawings, the published values, and what to know of it."""

    number: int
    title: str
    drawings: tuple[Drawing, ...]
    comparisons: tuple[Comparison, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Everything but the drawings."""
        return {
            "figure": self.number,
            "title": self.title,
            "notes": list(self.notes),
            "published": [c.row() for c in self.comparisons],
        }


def mean_curve(name: str, x: Array, values: Array, colour: int) -> Curve:
    """Mean over repeats (rows of values), banded by one standard deviation on either side."""
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    return Curve(name, x, mean, colour, low=mean - deviation, high=mean + deviation)


def _list(values: Array) -> list[float | None]:
    return [float(f"{v:.{_DIGITS}g}") if np.isfinite(v) else None for v in values]
