"""The published values of a figure for people: as lines for a terminal, as Markdown.

For each value: what the text's reading gives and by how much it differs, whether that is within
the error of reading and of chance, and which readings are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.figures.published import leading, summary
from verify.figures.record import Figure

__all__ = ["HEAD", "cells", "lines", "markdown", "sentence"]

HEAD = ("Panel", "Value", "Published", "As printed", "Difference", "Reproduced", "Reproduced by")


def sentence(figure: Figure) -> str:
    """How many values are reproduced, and how."""
    found = summary(figure.comparisons)
    if not found["values"]:
        return "No number is published in this figure."
    most = leading(figure.comparisons)
    assert most is not None  # there are values
    rest = found["values"] - found["as printed"] - found["by another reading"]
    return (
        f"{found['values']} published values: {found['as printed']} reproduced as printed, "
        f"{found['by another reading']} by another reading only, {rest} by none. The reading that "
        f"reproduces most: {most[0]} ({most[1]} of the {most[2]} that it was tried on)."
    )


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands under `HEAD`, from `Comparison.row()` or the same read back from a ledger."""
    own, apart, error = (row.get(k) for k in ("as printed", "difference", "standard error"))
    return (
        str(row.get("panel", "")),
        str(row.get("value", "")),
        f"{row.get('published', '')}",
        "not reached" if own is None else f"{own:.4g}" + (f" ± {error:.2g}" if error else ""),
        "" if apart is None else f"{apart:+.3g}",
        "yes" if row.get("reproduced") else "no",
        "; ".join(map(str, row.get("reproduced by", []))) or "no reading",
    )


def lines(figure: Figure) -> list[str]:
    """The figure's values and notes as plain lines."""
    rows = [cells(c.row()) for c in figure.comparisons]
    found = [sentence(figure)]
    for panel, value, published, own, difference, reproduced, by in rows:
        apart = f" ({difference})" if difference else ""
        text = f"{panel}, {value}: published {published}, here {own}{apart}: "
        found.append(text + ("reproduced" if reproduced == "yes" else f"not; by {by}"))
    return [*found, *(f"note: {n}" for n in figure.notes)]


def markdown(figure: Figure) -> str:
    """The same with the drawings, as a Markdown page."""
    text = [f"# Figure {figure.number}: {figure.title}", "", sentence(figure), ""]
    for drawing in figure.drawings:
        name = f"figure-{figure.number}{'-' + drawing.name if drawing.name else ''}.svg"
        text += [f"![{drawing.title}]({name})", ""]
    if figure.comparisons:
        text += [_row(HEAD), _row(("---",) * len(HEAD))]
        text += [_row(cells(c.row())) for c in figure.comparisons]
        text += [""]
    return "\n".join([*text, *(f"- {n}" for n in figure.notes)]).rstrip() + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"
