"""The few shapes that evidence takes on the page; HTML and Markdown each print all of them.

Text may hold formulas between dollar signs. Nothing here is markup: escaping is the printer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Block", "Fold", "Formulas", "Part", "Plot", "Steps", "Table", "Text", "math"]


@dataclass(frozen=True)
class Text:
    """A paragraph; `strong` for the sentence that concludes."""

    text: str
    strong: bool = False
    shape: str = "text"


@dataclass(frozen=True)
class Formulas:
    """Displayed formulas (TeX without dollar signs), side by side where they fit."""

    items: tuple[str, ...]
    shape: str = "formulas"


@dataclass(frozen=True)
class Table:
    """A table of texts; `head` may be empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    shape: str = "table"


@dataclass(frozen=True)
class Steps:
    """Numbered steps: each a rule, a formula and words."""

    items: tuple[tuple[str, str, str], ...]
    shape: str = "steps"


@dataclass(frozen=True)
class Plot:
    """Data for a plot, drawn in HTML and named in Markdown."""

    name: str
    data: Mapping[str, Any]
    title: str
    shape: str = "plot"


@dataclass(frozen=True)
class Fold:
    """Long detail behind its summary."""

    summary: str
    blocks: tuple[Block, ...]
    shape: str = "fold"


Block = Text | Formulas | Table | Steps | Plot | Fold


@dataclass(frozen=True)
class Part:
    """One piece of evidence: what it is, and its blocks."""

    kind: str
    heading: str
    blocks: tuple[Block, ...]


def math(tex: str) -> str:
    """A formula inside text."""
    return f"${tex.replace('$', '')}$"
