"""The report as one HTML file that opens offline: no script, no font or style from elsewhere.

Text is escaped by Jinja's autoescape. Only MathML (`mathml.py`), plots (`plots.py`), the graph
(`graph.py`) and the style sheet enter as markup, and all four are made here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from verify.report.blocks import Plot
from verify.report.campaign import campaign_blocks, marks_of
from verify.report.decimals import count as with_spaces
from verify.report.decimals import ratio
from verify.report.dependents import ORDER
from verify.report.graph import dependency_graph
from verify.report.mathml import formula, lines, prose
from verify.report.plots import plot
from verify.report.summary import equation_index, summary_of
from verify.report.tables import data_table, label, plain
from verify.report.verdicts import SEVERITIES, VERDICTS, Shown
from verify.report.view import Claim, report_of, section_title, stem_of

__all__ = ["environment", "html_report"]

_TEMPLATES = Path(__file__).parent / "templates"


def html_report(ledger: Mapping[str, Any], campaign: Mapping[str, Any] | None = None) -> str:
    """The page; the same input gives the same text. Raises InputError on a foreign ledger.

    campaign: the table of a mutation campaign, where there is one.
    """
    report = report_of(ledger)
    numbered, named = equation_index(report)
    template = environment().get_template("report.html.j2")
    return template.render(
        report=report,
        stem=stem_of(report.paper),
        summary=summary_of(report),
        numbered=numbered,
        named=named,
        graph=dependency_graph(report),
        campaign=tuple(campaign_blocks(campaign, marks_of(ledger))) if campaign else (),
        draw=_drawer(),
        verdicts=VERDICTS.values(),
        severities=SEVERITIES,
    )


def environment() -> Environment:
    """Jinja with the reports' filters; text is escaped."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        prose=prose,
        lines=lines,
        display=lambda tex: formula(tex, True),
        count=with_spaces,
        label=label,
        plain=plain,
        section_title=section_title,
        section_anchor=_section_anchor,
        css=_css_class,
        tightness=ratio,
        width=lambda value: f"{100 * min(max(value, 0.0), 1.0):.1f}",
        by_standing=_by_standing,
    )
    return made


def _css_class(verdict: Shown) -> str:
    return f"v-{verdict.name}" if verdict.name in VERDICTS else "v-ERROR"


def _section_anchor(section: str) -> str:
    return "section-" + (re.sub(r"[^A-Za-z0-9.]+", "-", section).strip("-") or "other")


def _by_standing(claim: Claim) -> list[tuple[str, list[Any]]]:
    """Dependents grouped by how they stand, the worst first."""
    groups = [(s, [d for d in claim.dependents if d.standing == s]) for s in ORDER]
    return [(title, members) for title, members in groups if members]


def _drawer() -> Callable[[Plot], Any]:
    """Draws plots with ids of their own; a plot that is not drawn becomes a table."""
    numbers = count(1)

    def draw(block: Plot) -> Any:
        svg = plot(block.name, block.data, f"plot{next(numbers)}")
        # matplotlib escapes every text that it puts into its SVG
        return data_table(block.data) if svg is None else Markup(svg)

    return draw
