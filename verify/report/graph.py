"""The graph of claims, what rests on what, as inline SVG coloured by verdict.

Up to `_FEW` claims are layered by depth: foundations on top, each claim below everything that it
rests on. More are laid out compactly, a band a section, with light edges; the edges of a claim
stand out when it is hovered or focused (CSS alone). Every node is a link to its claim.
Edges from ids that the ledger does not hold are not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
from markupsafe import Markup

from verify.report.view import Claim, Report, section_title

__all__ = ["dependency_graph"]

_FEW = 60
_WIDTH = 1160
_SHORT = (
    ("Lemma", "L."),
    ("Theorem", "Thm"),
    ("Proposition", "Prop."),
    ("Corollary", "Cor."),
    ("Assumption", "Ass."),
    ("Definition", "Def."),
    ("Equations", "Eqs"),
    ("Equation", "Eq."),
    ("Section", "Sec."),
    ("Appendix", "App."),
    ("Figure", "Fig."),
    ("Table", "Tab."),
    ("Algorithm", "Alg."),
)


@dataclass(frozen=True)
class _Box:
    claim: Claim
    x: float
    y: float


@dataclass(frozen=True)
class _Style:
    """Sizes in pixels of one of the two layouts."""

    width: int
    height: int
    across: int  # gap between boxes
    wrapped: int  # gap between lines of one row
    between: int  # gap between rows
    margin: int  # left, for row titles
    letters: int


_LAYERED = _Style(118, 26, 12, 10, 34, 4, 17)
_BANDS = _Style(84, 20, 6, 6, 14, 92, 14)


def dependency_graph(report: Report) -> Markup:
    """The SVG, or an empty text where there are no claims."""
    if not report.claims:
        return Markup("")
    graph = nx.DiGraph()
    graph.add_nodes_from(c.id for c in report.claims)
    for claim in report.claims:
        graph.add_edges_from((need, claim.id) for need in claim.rests_on if need in graph)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    few = len(report.claims) <= _FEW
    rows = _layers(report, graph) if few else _sections(report)
    return _draw(report, graph, rows, _LAYERED if few else _BANDS)


def _sections(report: Report) -> list[tuple[str, list[Claim]]]:
    return [(section_title(s), claims) for s, claims in report.sections.items()]


def _layers(report: Report, graph: nx.DiGraph) -> list[tuple[str, list[Claim]]]:
    """Claims by depth, each layer ordered by its neighbours above; claims without edges last."""
    cycles = nx.condensation(graph)
    order = {c.id: i for i, c in enumerate(report.claims)}
    claims = {c.id: c for c in report.claims}
    place: dict[str, float] = {}
    rows: list[tuple[str, list[Claim]]] = []
    for layer in nx.topological_generations(cycles):
        names = [n for block in layer for n in cycles.nodes[block]["members"] if graph.degree(n)]
        names.sort(key=lambda n: (_centre(n, graph, place), order[n]))
        place |= {n: (i + 0.5) / len(names) for i, n in enumerate(names)}
        if names:
            rows.append(("", [claims[n] for n in names]))
    alone = [c for c in report.claims if not graph.degree(c.id)]
    return [*rows, ("no dependency recorded", alone)] if alone else rows


def _centre(name: str, graph: nx.DiGraph, place: dict[str, float]) -> float:
    known = [place[p] for p in graph.predecessors(name) if p in place]
    return round(sum(known) / len(known), 9) if known else 0.5


def _draw(
    report: Report, graph: nx.DiGraph, rows: list[tuple[str, list[Claim]]], style: _Style
) -> Markup:
    boxes, titles, height = _place(rows, style)
    number = {c.id: i for i, c in enumerate(report.claims)}
    edges = [_edge(boxes[a], boxes[b], number, style) for a, b in graph.edges]
    labels = short_labels(report.claims, style.letters)
    nodes = [_node(box, labels[name], number[name], style) for name, box in boxes.items()]
    linked = [number[n] for n in boxes if graph.degree(n)]
    rules = "".join(
        f".graph:has(.n{i}:is(:hover,:focus)) :is(.f{i},.t{i}){{stroke-opacity:1;stroke-width:2}}"
        for i in linked
    )
    kind = "layered" if style is _LAYERED else "bands"
    return Markup(
        '<svg class="graph {}" viewBox="0 0 {} {}" width="{}" height="{}" role="group" '
        'aria-label="Dependencies of the claims"><style>{}</style>{}{}{}</svg>'
    ).format(
        kind,
        _WIDTH,
        height,
        _WIDTH,
        height,
        Markup(rules),
        Markup("").join(titles),
        Markup("").join(edges),
        Markup("").join(nodes),
    )


def _place(
    rows: list[tuple[str, list[Claim]]], style: _Style
) -> tuple[dict[str, _Box], list[Markup], int]:
    """Boxes of every row, wrapped to the width; layered rows are centred."""
    step = style.width + style.across
    per_line = (_WIDTH - style.margin) // step
    boxes: dict[str, _Box] = {}
    titles = []
    y = 6
    for title, claims in rows:
        if title:
            titles.append(_row_title(title, y, style))
            y += 16 if style is _LAYERED else 0
        for start in range(0, len(claims), per_line):
            line = claims[start : start + per_line]
            left = style.margin
            if style is _LAYERED:
                left += (_WIDTH - style.margin - len(line) * step + style.across) // 2
            for i, claim in enumerate(line):
                boxes[claim.id] = _Box(claim, left + i * step, y)
            y += style.height + style.wrapped
        y += style.between - style.wrapped
    return boxes, titles, y - style.between + style.wrapped + 6


def _row_title(title: str, y: int, style: _Style) -> Markup:
    text = title if len(title) <= 15 or style is _LAYERED else title[:14] + "\u2026"
    return Markup('<text class="row" x="2" y="{}"><title>{}</title>{}</text>').format(
        y + 13, title, text
    )


def _edge(start: _Box, end: _Box, number: dict[str, int], style: _Style) -> Markup:
    """From the lower side of what is needed to the upper side of what rests on it."""
    half = style.width / 2
    x1, x2 = start.x + half, end.x + half
    if end.y > start.y:
        y1, y2 = start.y + style.height, end.y
        bend = min(40.0, (y2 - y1) / 2)
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
    elif end.y == start.y:
        y1, y2 = start.y + style.height, end.y + style.height
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 + 18:g} {x2:g} {y2 + 18:g} {x2:g} {y2:g}"
    else:
        y1, y2 = start.y, end.y + style.height
        bend = min(40.0, (y1 - y2) / 2)
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 - bend:g} {x2:g} {y2 + bend:g} {x2:g} {y2:g}"
    return Markup('<path class="edge f{} t{}" d="{}"/>').format(
        number[start.claim.id], number[end.claim.id], path
    )


def _node(box: _Box, label: str, index: int, style: _Style) -> Markup:
    claim = box.claim
    title = f"{claim.label}: {claim.status.text}"
    if claim.repaired is not None:
        title += f" (repaired: {claim.repaired.text})"
    if claim.title:
        title += f" - {claim.title}"
    return Markup(
        '<a class="node v-{} n{}" href="#{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text x="{}" y="{}">{}</text></a>'
    ).format(
        re.sub(r"[^A-Za-z_]", "", claim.status.name),
        index,
        claim.anchor,
        title,
        f"{box.x:g}",
        f"{box.y:g}",
        style.width,
        style.height,
        f"{box.x + style.width / 2:g}",
        f"{box.y + style.height / 2 + 4:g}",
        label,
    )


def short_labels(claims: Sequence[Claim], letters: int) -> dict[str, str]:
    """A label for each box: abbreviated, told apart by the equation, cut to `letters`."""
    shared: dict[str, int] = {}
    for claim in claims:
        shared[claim.label] = shared.get(claim.label, 0) + 1
    found = {}
    for claim in claims:
        text = claim.label
        if shared[text] > 1 and claim.equations:
            text += f" ({claim.equations[0]})"
        for long, short in _SHORT:
            text = text.replace(long, short)
        failing = "\u2717 " if claim.status.group == "fails" else ""
        room = letters - len(failing)
        found[claim.id] = failing + (text if len(text) <= room else text[: room - 1] + "\u2026")
    return found
