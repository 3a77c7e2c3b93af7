"""The ledger as the report shows it: claims with their status, readings, links and dependents.

The claim's status is the verdict of its `printed` reading. Readings whose name begins with
`repaired` or `sharper` are not what the paper prints; any other name is a way to understand it.
Unknown fields are ignored, missing ones are empty: only a ledger without claims is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from verify.errors import InputError
from verify.report.blocks import Block, Part
from verify.report.controls import Control, control_blocks, control_of, control_parts
from verify.report.decimals import fraction
from verify.report.dependents import Dependent, dependents_of, standing
from verify.report.evidence import part_of
from verify.report.proofs import proof_blocks
from verify.report.verdicts import DEFINITION, NONE, SEVERITIES, Shown, fails, shown
from verify.report.witness import in_one_line

__all__ = ["Claim", "Reading", "Report", "report_of", "section_title", "stem_of"]


_DECIDING = ("ill_typed", "witness", "derivation", "error", "blocked")


@dataclass(frozen=True)
class Reading:
    """One way to read a claim, with its verdict and evidence."""

    name: str
    tex: str
    words: str
    verdict: Shown
    basis: str
    tightness: float | None
    parts: tuple[Part, ...]
    facts: tuple[str, ...]
    note: str
    failure: str  # one line for the summary table, empty where the reading does not fail
    anchor: str
    control: Control
    own: bool = False  # of a claim beyond the paper, which nothing prints

    @property
    def is_printed(self) -> bool:
        """Whether this is a way to read what the paper prints."""
        return not self.name.startswith(("repaired", "sharper"))

    @property
    def title(self) -> str:
        """The reading's name for a heading."""
        first = "As stated" if self.own else "As printed"
        return {"printed": first, "repaired": "Repaired"}.get(
            self.name, self.name.replace("_", " ")
        )


@dataclass(frozen=True)
class Claim:
    """A claim with all that the page says of it."""

    id: str
    anchor: str
    label: str
    section: str
    equations: tuple[str, ...]
    title: str
    kind: str
    severity: str
    source: str
    hypotheses: tuple[str, ...]
    rests_on: tuple[str, ...]
    readings: tuple[Reading, ...]
    consequence: str
    status: Shown
    repaired: Shown | None
    dependents: tuple[Dependent, ...] = field(default=())

    @property
    def name(self) -> str:
        """The label, with the equations that it does not name itself."""
        others = [e for e in self.equations if f"({e})" not in self.label]
        return f"{self.label} ({', '.join(others)})" if others else self.label

    @property
    def failing(self) -> Reading | None:
        """The first reading of the printed text that fails, `printed` before the others."""
        printed = [r for r in self.readings if r.is_printed and fails(r.verdict.name)]
        return min(printed, key=lambda r: r.name != "printed", default=None)


@dataclass(frozen=True)
class Report:
    """Everything that a page needs, in the ledger's order."""

    paper: str
    title: str
    seed: str
    profile: str
    digest: str
    environment: Mapping[str, Any]
    claims: tuple[Claim, ...]
    proofs: tuple[Block, ...] = ()

    def find(self, claim: str) -> Claim | None:
        """The claim of that id."""
        return next((c for c in self.claims if c.id == claim), None)

    @property
    def controls(self) -> tuple[Block, ...]:
        """The negative controls of all claims; empty where the ledger has none."""
        chosen = [(c.name, _controlled(c)) for c in self.claims if c.readings]
        known = [(name, c) for name, c in chosen if c.outcome or c.tightness is not None]
        return tuple(control_blocks(known)) if known else ()

    @property
    def sections(self) -> dict[str, list[Claim]]:
        """Claims by section, sections in order of first appearance."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.section, []).append(claim)
        return found


def _controlled(claim: Claim) -> Control:
    """The controls of the reading that was corrupted, else of the first that has any."""
    found = [r.control for r in claim.readings]
    return min(found, key=lambda c: (not c.outcome, c.tightness is None))


def report_of(ledger: Mapping[str, Any]) -> Report:
    """The view of a ledger; raises InputError where it holds no list of claims."""
    entries = ledger.get("claims")
    if not isinstance(entries, list) or not all(
        isinstance(e, dict) and isinstance(e.get("id"), str) for e in entries
    ):
        raise InputError(
            "the ledger holds no list of claims with ids",
            where="claims",
            remedy="give a ledger that `pl-verify check` or `pl-verify report` wrote",
        )
    anchors = _anchors([e["id"] for e in entries])
    claims = [_claim(e, anchors[e["id"]]) for e in entries]
    needs = {c.id: c.rests_on for c in claims}
    standings = {c.id: standing(c.status.name, _repairs(c.readings)) for c in claims}
    environment = ledger.get("environment")
    return Report(
        paper=_text(ledger, "paper"),
        title=_text(ledger, "title"),
        seed=_text(ledger, "seed"),
        profile=_text(ledger, "profile"),
        digest=_text(ledger, "digest"),
        environment=environment if isinstance(environment, dict) else {},
        claims=tuple(_with_dependents(c, dependents_of(c.id, needs, standings)) for c in claims),
        proofs=tuple(proof_blocks(_named_readings(entries))),
    )


def _named_readings(entries: list[Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The ledger's readings, each by its claim and its own name."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for entry in entries:
        records = entry.get("readings")
        for record in records if isinstance(records, list) else ():
            if isinstance(record, dict):
                name = entry["id"].partition("/")[2] or entry["id"]
                found.append((f"{name}, {_text(record, 'name')}", record))
    return found


def stem_of(paper: str) -> str:
    """The reports' file name without its ending: arxiv_2505_11664 for 2505.11664."""
    return "arxiv_" + re.sub(r"[^A-Za-z0-9-]", "_", paper)


def section_title(section: str) -> str:
    """Section 3, Appendix E, or the text as it stands."""
    if not section:
        return "Other statements"
    if re.fullmatch(r"\d+(\.\d+)*", section):
        return f"Section {section}"
    return f"Appendix {section}" if re.fullmatch(r"[A-Z](\.\d+)*", section) else section


def _claim(entry: Mapping[str, Any], anchor: str) -> Claim:
    records, kind = entry.get("readings"), _text(entry, "kind")
    readings = tuple(
        replace(_reading(r, f"{anchor}--{i}"), own=kind == "beyond")
        for i, r in enumerate(records if isinstance(records, list) else [])
        if isinstance(r, dict)
    )
    severity = _text(entry, "severity")
    repairs = _repairs(readings)
    return Claim(
        id=entry["id"],
        anchor=anchor,
        label=_text(entry, "label") or entry["id"],
        section=_text(entry, "section"),
        equations=_texts(entry, "equations"),
        title=_text(entry, "title"),
        kind=kind,
        severity=severity if severity in SEVERITIES else "",
        source=_text(entry, "source"),
        hypotheses=_texts(entry, "hypotheses"),
        rests_on=_texts(entry, "rests_on"),
        readings=readings,
        consequence=_text(entry, "consequence"),
        status=_status(readings, kind),
        repaired=shown(repairs[0]) if repairs else None,
    )


def _with_dependents(claim: Claim, dependents: tuple[Dependent, ...]) -> Claim:
    return replace(claim, dependents=dependents)


def _repairs(readings: tuple[Reading, ...]) -> list[str]:
    named = (r for r in readings if r.name.startswith("repaired") or r.name.endswith("repaired"))
    return [r.verdict.name for r in named]


def _status(readings: tuple[Reading, ...], kind: str) -> Shown:
    """The verdict of `printed`, else of the first reading of the printed text."""
    printed = [r for r in readings if r.is_printed]
    chosen = min(printed, key=lambda r: r.name != "printed", default=None)
    if chosen is None or chosen.verdict.name == NONE:
        return shown(DEFINITION if kind == "definition" else NONE)
    return chosen.verdict


def _reading(record: Mapping[str, Any], anchor: str) -> Reading:
    evidence = record.get("evidence")
    items = [e for e in evidence if isinstance(e, dict)] if isinstance(evidence, list) else []
    tightness = fraction(record.get("tightness"))
    verdict = shown(_text(record, "verdict") or NONE)
    return Reading(
        name=_text(record, "name") or "printed",
        tex=_text(record, "tex"),
        words=_text(record, "words"),
        verdict=verdict,
        basis=_text(record, "basis"),
        tightness=None if tightness is None else float(tightness),
        parts=_parts(items, record),
        facts=_texts(record, "facts"),
        note=_text(record, "note"),
        failure=_failure(record, items) if fails(verdict.name) else "",
        anchor=anchor,
        control=control_of(record),
    )


def _parts(items: list[Any], reading: Mapping[str, Any]) -> tuple[Part, ...]:
    """The evidence that decides first, without words that only say the basis again."""
    basis, statement = _text(reading, "basis"), reading.get("statement")
    known = statement if isinstance(statement, dict) else {}
    records = ({k: v for k, v in e.items() if (k, v) != ("words", basis)} for e in items)
    parts = [p for p in (part_of(r, known) for r in records) if p.blocks]
    ordered = sorted(parts, key=lambda p: p.kind not in _DECIDING)
    return (*ordered, *control_parts(reading))


def _failure(record: Mapping[str, Any], items: list[Any]) -> str:
    """The witness in one line, else the shapes, else the basis."""
    for item in items:
        if item.get("kind") == "witness":
            return in_one_line(item)
        if item.get("kind") == "ill_typed":
            shapes = item.get("shapes")
            joined = " against ".join(map(str, shapes)) if isinstance(shapes, list) else ""
            return joined or _text(item, "words") or "not defined"
    return _text(record, "basis") or "see evidence"


def _anchors(ids: list[str]) -> dict[str, str]:
    """A link target for every id, unique even where ids differ in punctuation alone."""
    anchors: dict[str, str] = {}
    used: set[str] = set()
    for name in ids:
        if name in anchors:
            raise InputError(
                f"two claims have the id {name!r}",
                where="claims",
                remedy="give each claim an id of its own",
            )
        base = "claim-" + re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
        anchor, copy = base, 2
        while anchor in used:
            anchor, copy = f"{base}-{copy}", copy + 1
        used.add(anchor)
        anchors[name] = anchor
    return anchors


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return "" if value is None else str(value)


def _texts(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = record.get(key)
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
