"""Figures from their data: Matplotlib axes, SVG and PNG files; same data, same bytes.

The data are those of `record.Drawing.to_json`. Curves of one colour belong together; a band around
a curve is one standard deviation. Text keeps the colour that the caller's style gives it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.files import write_bytes, write_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "figure_of", "save", "slim"]

COLOURS = ("#2a78b5", "#d55e00", "#1a9e77", "#b05f9e", "#b8860b", "#3ba7d9", "#7a7a7a")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "pl-verify",
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "mathtext.fontset": "dejavusans",
}
_RESOLUTION = 110  # dots per inch of the PNG
_LEVELS = 13
_COORDINATES = re.compile(r' (?:d|x|y)="[^"]*"')
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")


def save(drawing: Mapping[str, Any], stem: Path) -> list[Path]:
    """Write `stem`.svg and `stem`.png; raises InputError where the folder cannot be written."""
    import matplotlib as mpl

    vector, raster = io.StringIO(), io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure = figure_of(drawing)
        _settle(figure)
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(raster, format="png", metadata={"Software": None}, dpi=_RESOLUTION)
    return [
        write_text(stem.with_suffix(".svg"), slim(vector.getvalue())),
        write_bytes(stem.with_suffix(".png"), raster.getvalue()),
    ]


def _settle(figure: Figure) -> None:
    """Lay the panels out once: each file would do it again."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")


def slim(svg: str) -> str:
    """The same picture with coordinates to a hundredth of a point, in fewer bytes."""
    return _COORDINATES.sub(lambda found: _DECIMALS.sub(_rounded, found.group(0)), svg)


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found.group(0)):.2f}".rstrip("0").rstrip(".")


def figure_of(drawing: Mapping[str, Any], panel_size: tuple[float, float] = (4.2, 3.0)) -> Figure:
    """The Matplotlib figure: panels row by row, one legend below where the panels share it."""
    from matplotlib.figure import Figure as NewFigure

    panels = drawing["panels"]
    columns = int(drawing["columns"])
    rows = -(-len(panels) // columns)
    shared = _shared_legend(panels)
    height = panel_size[1] * rows + (0.25 * -(-len(shared) // 3) + 0.1 if shared else 0.0)
    figure = NewFigure(figsize=(panel_size[0] * columns, height), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis, panel in zip(grid, panels, strict=False):
        if "field" in panel:
            _field(axis, panel)
        else:
            _curves(axis, panel, legend=not shared)
    for axis in grid[len(panels) :]:
        axis.set_axis_off()
    if shared:
        handles, names = grid[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=3, frameon=False)
    return figure


def _shared_legend(panels: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the curves where there are several panels, all with the same ones."""
    names = [[c["name"] for c in p.get("curves", [])] for p in panels]
    same = len(panels) > 1 and all(n == names[0] and n for n in names)
    return names[0] if same and any(names[0]) else []


def _curves(axis: Axes, panel: Mapping[str, Any], *, legend: bool) -> None:
    for order, curve in enumerate(panel["curves"]):
        x, y = _numbers(curve["x"]), _numbers(curve["y"])
        colour = COLOURS[int(curve["colour"]) % len(COLOURS)]
        axis.plot(x, y, color=colour, label=curve["name"] or "_", **_look(curve, order, len(x)))
        if "low" in curve and "high" in curve:
            low, high = _numbers(curve["low"]), _numbers(curve["high"])
            axis.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0, zorder=1.5)
    if panel.get("y_range"):
        axis.set_ylim(*panel["y_range"])
    if panel.get("log_x"):
        axis.set_xscale("log")
    _frame(axis, panel)
    axis.grid(visible=True, color="#808080", alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    if legend and any(c["name"] for c in panel["curves"]):
        axis.legend(frameon=False)


def _look(curve: Mapping[str, Any], order: int, points: int) -> dict[str, Any]:
    """Later lines are thinner, and triangles start elsewhere, so that equal curves are all seen."""
    colour = int(curve["colour"])
    if curve["style"] == "triangles":
        every = max(1, points // 10)
        marks = {"marker": "^", "markersize": 4, "markevery": (colour % every, every)}
        return {"linewidth": 0.7, **marks}
    if curve["style"] == "dashed":
        return {"linewidth": 1.3, "linestyle": "--"}
    return {"linewidth": max(2.8 - 0.8 * order, 1.2)}


def _field(axis: Axes, panel: Mapping[str, Any]) -> None:
    """Filled contours; on a symmetric scale with the zero line where the sign is the message."""
    import numpy as np

    x, y = _numbers(panel["x"]), _numbers(panel["y"])
    values = np.array([_numbers(row) for row in panel["field"]])
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if panel.get("signed"):
        high = max(abs(low), abs(high)) or 1.0
        low = -high
    high = high if high > low else low + 1.0
    part = np.linspace(0.0, 1.0, _LEVELS)
    # Closer together at the low end, where the floor of a landscape is.
    levels = low + (high - low) * (part if panel.get("signed") else part**2)
    colours = "PuOr_r" if panel.get("signed") else "cividis"
    shown = np.ma.masked_invalid(values)
    filled = axis.contourf(x, y, shown, levels=levels, cmap=colours)
    if panel.get("signed") and finite.size and finite.min() < 0 < finite.max():
        axis.contour(x, y, shown, levels=[0.0], colors=["#404040"], linewidths=1.0)
    _frame(axis, panel)
    axis.set_aspect("equal")
    bar = axis.figure.colorbar(filled, ax=axis, shrink=0.85, ticks=levels[::3])
    bar.ax.set_yticklabels([f"{v:.3g}" for v in levels[::3]])


def _frame(axis: Axes, panel: Mapping[str, Any]) -> None:
    axis.set_title(panel["title"])
    axis.set_xlabel(panel["x_label"])
    axis.set_ylabel(panel["y_label"])


def _numbers(values: Sequence[float | None]) -> Any:
    import numpy as np

    return np.array([np.nan if v is None else float(v) for v in values])
