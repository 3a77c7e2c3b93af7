r"""The same report as GitHub-flavoured Markdown, formulas as $TeX$ and $$TeX$$.

TeX is rewritten so that Markdown leaves it alone: backslash and punctuation (`\|`, `\,`, `\\`)
become commands, `<` and `|` too. Text is escaped, HTML in it included. Plots and the graph are
in the HTML report, to which the page links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from verify.report.blocks import Block, Fold, Formulas, Plot, Steps, Table, Text
from verify.report.campaign import campaign_blocks, marks_of
from verify.report.decimals import count, ratio
from verify.report.dependents import ORDER
from verify.report.mathml import lines, looks_like_tex, segments
from verify.report.summary import Summary, equation_index, summary_of
from verify.report.tables import label, plain
from verify.report.verdicts import VERDICTS
from verify.report.view import Claim, Reading, Report, report_of, section_title, stem_of

__all__ = ["markdown_report"]

_COMMANDS = (
    ("\\\\", r"\cr "),
    (r"\|", r"\Vert "),
    (r"\{", r"\lbrace "),
    (r"\}", r"\rbrace "),
    (r"\,", r"\thinspace "),
    (r"\:", r"\medspace "),
    (r"\;", r"\thickspace "),
    (r"\!", ""),
    (r"\ ", " "),
    ("|", r"\vert "),
    ("<", r"\lt "),
    (">", r"\gt "),
    ("$", ""),
    ("`", ""),
)


def markdown_report(ledger: Mapping[str, Any], campaign: Mapping[str, Any] | None = None) -> str:
    """The page; raises InputError on a foreign ledger. campaign: as in `html_report`."""
    report = report_of(ledger)
    page = f"{stem_of(report.paper)}.html"
    lines = [*_head(report, page), *_summary(report), *_contents(report)]
    for section, claims in report.sections.items():
        lines += [f"## {_text(section_title(section))}", ""]
        for claim in claims:
            lines += _claim(claim, report, page)
    mutants = campaign_blocks(campaign, marks_of(ledger)) if campaign else ()
    for title, blocks in (
        ("Proofs", report.proofs),
        ("Negative controls", report.controls),
        ("Mutants", tuple(mutants)),
    ):
        if blocks:
            lines += [f"## {title}", "", *_blocks(blocks, page)]
    lines += _verdicts(report)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _head(report: Report, page: str) -> Iterator[str]:
    yield f"# Verification of {_text(report.title or report.paper)}"
    yield ""
    named = (("profile", report.profile), ("seed", report.seed), ("digest", report.digest[:16]))
    facts = [report.paper, *(f"{name} {value}" for name, value in named if value)]
    yield " · ".join(_text(f) for f in facts) + f" · [with plots and graph]({page})"
    yield ""


def _summary(report: Report) -> Iterator[str]:
    s = summary_of(report)
    yield "## Summary"
    yield ""
    yield (
        f"**{count(s.checked)}** statements checked: **{count(s.holds)}** hold, "
        f"**{count(s.fails)}** fail, **{count(s.open)}** not settled. "
        f"Definitions: {count(s.definitions)}."
    )
    yield ""
    if s.verdicts:
        yield " · ".join(f"{_text(v.text)} {count(n)}" for v, n in s.verdicts)
    yield ""
    if s.groups:
        yield from _failing(s)
    if s.unsettled:
        yield "Not settled: " + ", ".join(_link(c) for c in s.unsettled)
        yield ""
    if s.kinds:
        yield from _rows(
            ("", *(_text(v.text) for v in s.columns)),
            [(_text(kind), *(str(n or "") for n in numbers)) for kind, numbers in s.kinds],
        )


def _failing(summary: Summary) -> Iterator[str]:
    for group in summary.groups:
        yield f"**{_text(group.title)}** ({len(group.rows)})"
        yield ""
        yield from _rows(
            ("Where", "Statement", "Why it fails", "Repaired", "What falls with it"),
            [
                (
                    _link(row.claim),
                    _text(row.claim.title) + _read_as(row.reading),
                    f"{_text(row.reading.verdict.text)}: {_text(row.reading.failure)}",
                    _text(row.claim.repaired.text) if row.claim.repaired else "none",
                    _text(row.falls),
                )
                for row in group.rows
            ],
        )


def _read_as(reading: Reading) -> str:
    return "" if reading.name == "printed" else f" (read as {_text(reading.title)})"


def _contents(report: Report) -> Iterator[str]:
    yield "## Contents"
    yield ""
    for section, claims in report.sections.items():
        links = ", ".join(f"{_link(c)} {c.status.letter}" for c in claims)
        yield f"- {_text(section_title(section))}: {links}"
    yield ""
    numbered, named = equation_index(report)
    if numbered or named:
        targets = [(str(n), cs[0]) for n, cs in numbered if cs]
        targets += [(name, cs[0]) for name, cs in named.items()]
        jumps = (f"[{_text(name)}](#{claim.anchor})" for name, claim in targets)
        yield "By equation number: " + " ".join(jumps)
        yield ""


def _claim(claim: Claim, report: Report, page: str) -> Iterator[str]:
    yield f'<a id="{claim.anchor}"></a>'
    yield ""
    yield f"### {_text(claim.name)}: {_text(claim.status.text)}"
    yield ""
    facts = [claim.id, claim.kind, claim.severity and f"severity {claim.severity}", claim.source]
    yield (f"**{_text(claim.title)}** · " if claim.title else "") + " · ".join(
        _text(f) for f in facts if f
    )
    yield ""
    if claim.hypotheses:
        yield "Hypotheses:"
        yield ""
        yield from (f"- {_text(h)}" for h in claim.hypotheses)
        yield ""
    for reading in claim.readings:
        yield from _reading(reading, page)
    yield from _dependencies(claim, report)


def _reading(reading: Reading, page: str) -> Iterator[str]:
    verdict = "" if reading.verdict.name == "NONE" else f" **{_text(reading.verdict.text)}**"
    reached = (
        ""
        if reading.tightness is None or reading.failure
        else f", tightness {ratio(reading.tightness)}"
    )
    yield f"#### {_text(reading.title)}:{verdict}{reached}"
    yield ""
    for line in lines(reading.tex):
        yield f"$${_tex(line)}$$"
        yield ""
    for text in (reading.words, reading.basis and f"Basis: {reading.basis}"):
        if text:
            yield _text(text)
            yield ""
    for part in reading.parts:
        yield f"*{_text(part.heading)}.*"
        yield ""
        yield from _blocks(part.blocks, f"{page}#{reading.anchor}")
    if reading.facts:
        yield "Standard facts used: " + "; ".join(_text(f) for f in reading.facts)
        yield ""
    if reading.note:
        yield f"Note: {_text(reading.note)}"
        yield ""


def _dependencies(claim: Claim, report: Report) -> Iterator[str]:
    if claim.consequence:
        yield f"What falls: {_text(claim.consequence)}"
        yield ""
    if claim.rests_on:
        found = [(name, report.find(name)) for name in claim.rests_on]
        yield "Rests on: " + ", ".join(_link(c) if c else _text(name) for name, c in found)
        yield ""
    if not claim.failing:
        direct = [c for d in claim.dependents if d.direct and (c := report.find(d.id))]
        if direct:
            yield "Needed by: " + ", ".join(_link(c) for c in direct)
            yield ""
        return
    for standing in ORDER:
        members = [(d, report.find(d.id)) for d in claim.dependents if d.standing == standing]
        links = [_link(c) + ("" if d.direct else " indirectly") for d, c in members if c]
        if links:
            yield f"Rest on it ({standing}): " + ", ".join(links)
            yield ""


def _blocks(blocks: tuple[Block, ...], target: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Text):
            yield f"**{_text(block.text)}**" if block.strong else _text(block.text)
        elif isinstance(block, Formulas):
            for item in block.items:
                yield f"$${_tex(item)}$$"
                yield ""
        elif isinstance(block, Table):
            yield from _rows(
                tuple(_text(h) for h in block.head) or ("",) * max(map(len, block.rows), default=1),
                [tuple(_text(cell) for cell in row) for row in block.rows],
            )
        elif isinstance(block, Steps):
            for i, (rule, tex, say) in enumerate(block.items, 1):
                formula = f"${_tex(tex)}$ " if tex else ""
                yield f"{i}. {formula}({_text(rule)}{': ' if rule and say else ''}{_text(say)})"
        elif isinstance(block, Plot):
            yield f"[Plot: {_text(block.title)}]({target})"
        elif isinstance(block, Fold):
            yield f"<details><summary>{_text(block.summary)}</summary>"
            yield ""
            yield from _blocks(block.blocks, target)
            yield "</details>"
        yield ""


def _verdicts(report: Report) -> Iterator[str]:
    yield "## Verdicts"
    yield ""
    yield from _rows(
        ("", "Verdict", "Means"), [(v.letter, v.text, v.meaning) for v in VERDICTS.values()]
    )
    if report.environment:
        yield "This run:"
        yield ""
        yield from (
            f"- {_text(label(k))}: {_text(plain(v))}" for k, v in report.environment.items()
        )
        yield ""
    yield f"Check the record again: `pl-verify recheck {stem_of(report.paper)}.json`"


def _rows(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    """A table of cells that are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _link(claim: Claim) -> str:
    return f"[{_text(claim.name)}](#{claim.anchor})"


def _tex(tex: str) -> str:
    """TeX that Markdown passes on unchanged, on one line."""
    text = " ".join(tex.split())
    pieces = re.findall(r"\\(?:[A-Za-z]+\s?|.)|[^\\]|\\", text)
    replaced = dict(_COMMANDS)
    joined = "".join(replaced.get(p, p) for p in pieces).strip()
    return joined.replace("](", "] (")  # no link where a viewer sets no formulas


def _text(text: str) -> str:
    """Text with its formulas, everything else escaped."""
    if looks_like_tex(text):
        return f"${_tex(text)}$"
    return "".join(
        f"${_tex(piece)}$" if is_math else _escape(piece) for is_math, piece in segments(text)
    )


def _escape(text: str) -> str:
    plain_text = re.sub(r"\s+", " ", text)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plain_text = plain_text.replace(sign, entity)
    return re.sub(r"([\\`*_\[\]|$~])", r"\\\1", plain_text)
