"""Plots from `figure` evidence as inline SVG: same data, same bytes.

`toy_landscape`: x, y (lists), `loss`, `printed`, `true` (rows over y, columns over x): four filled
contour panels, the last one the difference of the printed and the true bound (`bound` names it).
`trajectory`: series of points. `panels`: a paper's figure, see `verify/figures/draw.py`. Text
takes the page's colour, so that plots follow light and dark; series differ in colour and in marker
or dash. Other names, and data that do not fit, give no plot (None): the page then shows a table.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from verify.figures.draw import figure_of, slim
from verify.report.decimals import fraction

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["plot"]

_INK = "#010203"  # replaced by currentColor
_SERIES = ("#2a78b5", "#d55e00", "#1a9e77", "#b05f9e", "#b8860b", "#3ba7d9", "#7a7a7a")
_MARKS = "osD^vP*"
_RC = {
    "svg.fonttype": "path",
    "svg.hashsalt": "pl-verify",
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "mathtext.fontset": "dejavusans",
    "path.simplify": True,
}


def plot(name: str, data: Mapping[str, Any], key: str) -> str | None:
    """SVG for the page, its ids made unique by `key`; None where there is nothing to draw."""
    draw = _DRAWN.get(name)
    if draw is None:
        return None
    import matplotlib as mpl

    for parse_math in (True, False):
        try:
            settings: Any = {**_RC, "text.parse_math": parse_math}
            with mpl.rc_context(settings):
                figure = draw(data)
                return None if figure is None else _svg(figure, key)
        except (ValueError, TypeError, KeyError, IndexError):
            continue  # a text that is no mathtext, then data that do not fit
    return None


def _svg(figure: Figure, key: str) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{key}-", text)
    return slim(text.replace(_INK, "currentColor").strip())


_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def _new_figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure as NewFigure

    return NewFigure(figsize=(width, height), layout="constrained")


def _numbers(values: Any) -> NDArray[np.float64]:
    """Numbers of the ledger as floats; null, infinities and texts that are none become nan."""
    import numpy as np

    if values and isinstance(values[0], list):
        if len({len(row) for row in values}) != 1:
            raise ValueError("rows of different lengths")
        return np.array([_numbers(row) for row in values])
    exact = [fraction(v) for v in values]
    return np.array([np.nan if v is None else float(v) for v in exact])


def _landscape(data: Mapping[str, Any]) -> Figure | None:
    import numpy as np

    x, y = _numbers(data["x"]), _numbers(data["y"])
    fields = {name: _numbers(data[name]) for name in ("loss", "printed", "true")}
    if any(f.shape != (len(y), len(x)) for f in fields.values()):
        raise ValueError("a field does not fit its grid")
    figure = _new_figure(9.2, 7.2)
    axes = figure.subplots(2, 2, sharex=True, sharey=True).ravel()
    _panel(axes[0], x, y, fields["loss"], "Loss")
    bounds = np.concatenate([fields["printed"].ravel(), fields["true"].ravel()])
    name = str(data.get("bound", r"$\overline{K}$"))
    _panel(axes[1], x, y, fields["printed"], f"{name} as printed", common=bounds)
    _panel(axes[2], x, y, fields["true"], f"{name}, true", common=bounds)
    _difference(axes[3], x, y, fields["printed"] - fields["true"], name)
    for axis in axes[2:]:
        axis.set_xlabel(str(data.get("x_label", "$x_1$")))
    for axis in axes[::2]:
        axis.set_ylabel(str(data.get("y_label", "$x_2$")))
    return figure


def _panel(
    axis: Axes, x: Any, y: Any, field: NDArray[np.float64], title: str, common: Any = None
) -> None:
    """Filled contours on a scale shared with `common`, logarithmic over more than two decades."""
    import numpy as np
    from matplotlib.colors import LogNorm, Normalize

    known = field if common is None else common
    known = known[np.isfinite(known)]
    if not known.size:
        raise ValueError("no finite value")
    low, high = float(known.min()), float(known.max())
    high = high if high > low else low + 1.0
    positive = known[known > 0]
    if low >= 0 and positive.size and high > 100 * float(positive.min()):
        low = max(float(np.quantile(positive, 0.01)), high * 1e-8)
        levels = np.geomspace(low, high, 13)
        norm: Normalize = LogNorm(low, high)
    else:
        levels, norm = np.linspace(low, high, 13), Normalize(low, high)
    shown = np.ma.masked_invalid(np.clip(field, levels[0], levels[-1]))
    filled = axis.contourf(x, y, shown, levels=levels, norm=norm, cmap="cividis")
    axis.set_title(title)
    axis.set_aspect("equal")
    _bar(axis, filled, levels)


def _difference(axis: Axes, x: Any, y: Any, field: NDArray[np.float64], name: str) -> None:
    """Printed minus true on a symmetric scale, the line of equality drawn."""
    import numpy as np

    finite = np.abs(field[np.isfinite(field)])
    largest = float(finite.max()) if finite.size else 0.0
    largest = largest or 1.0
    shown = np.ma.masked_invalid(field)
    levels = np.linspace(-largest, largest, 13)
    filled = axis.contourf(x, y, shown, levels=levels, cmap="PuOr_r")
    if field.size and np.nanmin(field) < 0 < np.nanmax(field):
        axis.contour(x, y, shown, levels=[0.0], colors=[_INK], linewidths=1.2)
    axis.set_title(f"{name}: printed minus true")
    axis.set_aspect("equal")
    _bar(axis, filled, levels)


def _bar(axis: Axes, filled: Any, levels: Any) -> None:
    bar = axis.figure.colorbar(filled, ax=axis, shrink=0.85, ticks=levels[::3])
    bar.ax.set_yticklabels([f"{v:.3g}" for v in levels[::3]])
    bar.ax.minorticks_off()


def _trajectory(data: Mapping[str, Any]) -> Figure | None:
    series = [s for s in data["series"] if isinstance(s, dict)]
    if not series:
        return None
    figure = _new_figure(7.4, 4.0)
    axis = figure.subplots()
    for i, entry in enumerate(series):
        x, y = _numbers(entry["x"]), _numbers(entry["y"])
        _draw_series(axis, x, y, str(entry.get("style", "line")), str(entry.get("name", "")), i)
    if data.get("log_y"):
        axis.set_yscale("log", nonpositive="mask")
    axis.set_xlabel(str(data.get("x_label", "")))
    axis.set_ylabel(str(data.get("y_label", "")))
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.grid(True, color="#808080", alpha=0.25, linewidth=0.6)
    if any(s.get("name") for s in series):
        axis.legend()
    return figure


def _draw_series(axis: Axes, x: Any, y: Any, style: str, name: str, index: int) -> None:
    colour = _SERIES[index % len(_SERIES)]
    mark = _MARKS[index % len(_MARKS)]
    label = name or f"_{index}"
    if style == "dots":
        axis.plot(x, y, mark, color=colour, markersize=4, label=label)
        return
    every = max(1, len(x) // 8)
    axis.plot(
        x,
        y,
        linestyle="--" if style == "dashed" else "-",
        color=colour,
        linewidth=1.6,
        marker=None if style == "dashed" else mark,
        markersize=4,
        markevery=every,
        label=label,
    )


_DRAWN: dict[str, Callable[[Mapping[str, Any]], Figure | None]] = {
    "toy_landscape": _landscape,
    "trajectory": _trajectory,
    "panels": figure_of,
}
