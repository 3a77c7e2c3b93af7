"""The result as text, Markdown, HTML and JSON; `terminal.py` has the coloured summary."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from verify.auditing.result import Audit
from verify.auditing.view import Row, constant_rows, plan_rows, show
from verify.errors import InputError
from verify.files import write_text

__all__ = ["fragment", "html_page", "markdown", "plain_text", "write"]


def write(audit: Audit, path: Path) -> Path:
    """Write the report in the form that the path's ending asks for."""
    forms: dict[str, Callable[[Audit], str]] = {
        ".html": html_page,
        ".md": markdown,
        ".json": lambda a: a.to_json() + "\n",
    }
    if path.suffix.lower() not in forms:
        raise InputError(
            f"a report to {path.name} was asked for",
            violates="the name ends in .html, .md or .json",
            where=str(path),
        )
    return write_text(path, forms[path.suffix.lower()](audit))


def plain_text(audit: Audit) -> str:
    """The summary without colour."""
    lines = [audit.headline, audit.recommendation, ""]
    lines += [f"{label:>9}: {text}" for label, text in audit.subject.items()]
    lines += ["", *(f"{f.verdict.value:<13}{f.title}: {f.detail}" for f in audit.findings)]
    if audit.tallies:
        lines += ["", *_inequality_lines(audit)]
    lines += ["", *(f"- {text}" for text in audit.limits)]
    return "\n".join(line.rstrip() for line in lines)


def _inequality_lines(audit: Audit) -> Iterator[str]:
    for t in audit.tallies:
        tight = "" if t.tightness is None else f", up to {t.tightness:.4f} of the bound"
        detail = f"; {t.detail}" if t.detail else ""
        yield f"{t.verdict.value:<13}{t.title}: {t.count} steps{tight}{detail}"


def markdown(audit: Audit) -> str:
    """GitHub-flavoured Markdown; plots are in the HTML report."""
    lines = [f"# Audit: {_md(audit.subject.get('loss', ''))}", "", f"**{_md(audit.headline)}**", ""]
    lines += [_md(audit.recommendation), ""]
    lines += _table(["", ""], [[k, v] for k, v in audit.subject.items()])
    lines += ["", *(f"- {_md(n)}" for n in audit.notes), "", "## What holds", ""]
    rows = [[f.verdict.value, f.title, f.detail] for f in audit.findings]
    lines += _table(["verdict", "claim", "evidence"], rows)
    if audit.limits:
        lines += ["", "## What limits the rate", "", *(f"- {_md(x)}" for x in audit.limits)]
    if audit.advice:
        rows = [[a.change, show(a.steps), show(a.factor)] for a in audit.advice]
        lines += ["", *_table(["change", "guaranteed steps", "times fewer"], rows)]
    if audit.tallies:
        lines += ["", "## Inequalities on the runs", ""]
        rows = [
            [t.verdict.value, t.title, str(t.count), show(t.tightness), show(t.median), t.detail]
            for t in audit.tallies
        ]
        lines += _table(["verdict", "inequality", "steps", "tightest", "median", ""], rows)
    for title, found in (
        ("Constants", constant_rows(audit)),
        ("The guaranteed step", plan_rows(audit)),
    ):
        if found:
            lines += [
                "",
                f"## {title}",
                "",
                *_table(["", "value", "enclosure", "what"], _cells(found)),
            ]
    for step in audit.steps:
        lines += ["", f"## In balls: {_md(step.where)}", ""]
        lines += _table(
            ["verdict", "", "left side", "right side"],
            [[v.value, n, a, b] for n, a, b, v in step.comparisons],
        )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _cells(rows: list[Row]) -> list[list[str]]:
    return [[r.symbol, r.value, r.enclosure, r.meaning] for r in rows]


def _md(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|$])", r"\\\1", " ".join(text.split()))


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    lines = [" | ".join(["", *map(_md, head), ""]).strip(), "|" + " --- |" * len(head)]
    return lines + [" | ".join(["", *map(_md, row), ""]).strip() for row in rows]


def html_page(audit: Audit) -> str:
    """One file that opens offline."""
    from verify.report.html import environment

    return environment().get_template("audit.html.j2").render(**_context(audit))


def fragment(audit: Audit) -> str:
    """For notebooks: the headline, findings and recommendation, without the plots."""
    rows = "".join(
        f"<tr><td><b>{f.verdict.value}</b></td><td>{html.escape(f.title)}</td>"
        f"<td>{html.escape(f.detail)}</td></tr>"
        for f in audit.findings
    )
    limits = "".join(f"<li>{html.escape(x)}</li>" for x in audit.limits)
    return (
        f"<p><b>{html.escape(audit.headline)}</b></p><p>{html.escape(audit.recommendation)}</p>"
        f"<table>{rows}</table><ul>{limits}</ul>"
    )


def _context(audit: Audit) -> dict[str, object]:
    from markupsafe import Markup

    from verify.auditing.plots import figures
    from verify.report.plots import plot

    drawn = [
        # matplotlib escapes every text that it puts into its SVG
        (title, Markup(svg))
        for k, (title, data) in enumerate(figures(audit), 1)
        if (svg := plot("trajectory", data, f"plot{k}")) is not None
    ]
    return {
        "audit": audit,
        "figures": drawn,
        "constants": constant_rows(audit),
        "plan": plan_rows(audit),
        "show": show,
    }
