"""The referee's summary: what was checked, what fails and how badly, what is open.

Counts and the main table concern what the paper itself says (statements, prose, figures). What
summaries of the paper say, and what goes beyond it, is counted apart and listed after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.report.dependents import FALLS, OPEN, REPAIRED
from verify.report.verdicts import DEFINITION, SEVERITIES, VERDICTS, Shown, fails
from verify.report.view import Claim, Reading, Report

__all__ = ["Group", "Row", "Summary", "equation_index", "summary_of"]

_KINDS = {"": "The paper", "summary": "Summaries of the paper", "beyond": "Beyond the paper"}
_FATES = (
    (FALLS, "fails", "fail"),
    (REPAIRED, "holds repaired", "hold repaired"),
    (OPEN, "not settled", "not settled"),
)
_MOST_EQUATIONS = 2000


@dataclass(frozen=True)
class Row:
    """One failing claim in one line."""

    claim: Claim
    reading: Reading
    falls: str


@dataclass(frozen=True)
class Group:
    """Failing claims of one severity."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """The first screen."""

    checked: int
    holds: int
    fails: int
    open: int
    definitions: int
    verdicts: tuple[tuple[Shown, int], ...]
    kinds: tuple[tuple[str, tuple[int, ...]], ...]  # a count for each of `columns`
    columns: tuple[Shown, ...]
    groups: tuple[Group, ...]
    unsettled: tuple[Claim, ...]


def summary_of(report: Report) -> Summary:
    """Counts and groups of a report."""
    own = [c for c in report.claims if _family(c) == ""]
    counts = {g: sum(c.status.group == g for c in own) for g in ("holds", "fails", "open")}
    present = {c.status.name: c.status for c in report.claims}
    columns = [v for v in VERDICTS.values() if v.name in present]
    columns += [v for name, v in sorted(present.items()) if name not in VERDICTS]
    families = [f for f in _KINDS if any(_family(c) == f for c in report.claims)]
    return Summary(
        checked=sum(counts.values()),
        holds=counts["holds"],
        fails=counts["fails"],
        open=counts["open"],
        definitions=sum(c.status.name == DEFINITION for c in report.claims),
        verdicts=tuple((v, n) for v in columns if v.group != "none" and (n := _count(own, v.name))),
        kinds=tuple(
            (_KINDS[f], tuple(_count(_of(report, f), v.name) for v in columns)) for f in families
        ),
        columns=tuple(columns),
        groups=_groups(report, own),
        unsettled=tuple(c for c in report.claims if c.status.group == "open"),
    )


def _family(claim: Claim) -> str:
    return claim.kind if claim.kind in _KINDS else ""


def _of(report: Report, family: str) -> list[Claim]:
    return [c for c in report.claims if _family(c) == family]


def _count(claims: list[Claim], verdict: str) -> int:
    return sum(c.status.name == verdict for c in claims)


def _groups(report: Report, own: list[Claim]) -> tuple[Group, ...]:
    """By severity; then claims that fail in another way of reading only; then other kinds."""
    failing = [c for c in own if fails(c.status.name)]
    groups = [
        Group(title, _rows([c for c in failing if c.severity == severity]))
        for severity, title in SEVERITIES.items()
    ]
    partly = [c for c in own if not fails(c.status.name) and c.failing]
    groups.append(Group("Failing in one way of reading", _rows(partly)))
    for family in ("summary", "beyond"):
        others = [c for c in _of(report, family) if c.failing]
        groups.append(Group(_KINDS[family], _rows(others)))
    return tuple(g for g in groups if g.rows)


def _rows(claims: list[Claim]) -> tuple[Row, ...]:
    return tuple(Row(c, c.failing, falls_with(c)) for c in claims if c.failing)


def falls_with(claim: Claim) -> str:
    """What falls, in the claim's own words, else counted from what rests on it."""
    if claim.consequence:
        return claim.consequence
    if not claim.dependents:
        return "nothing recorded rests on it"
    standing = [d.standing for d in claim.dependents]
    parts = [f"{len(standing)} rest{'s' if len(standing) == 1 else ''} on it"]
    for name, one, more in _FATES:
        if name in standing:
            parts.append(f"{standing.count(name)} {one if standing.count(name) == 1 else more}")
    return ", ".join(parts)


def equation_index(report: Report) -> tuple[list[tuple[int, list[Claim]]], dict[str, list[Claim]]]:
    """Claims by equation number from 1 to the largest one, and by other equation names."""
    numbered: dict[int, list[Claim]] = {}
    named: dict[str, list[Claim]] = {}
    for claim in report.claims:
        for equation in claim.equations:
            numbers = _numbers(equation)
            for n in numbers:
                numbered.setdefault(n, []).append(claim)
            if not numbers:
                named.setdefault(equation, []).append(claim)
    last = max(numbered, default=0)
    return [(n, numbered.get(n, [])) for n in range(1, last + 1)], named


def _numbers(equation: str) -> list[int]:
    """The numbers that "36", "(36)", "36b" or "33-38" stand for; none for other names."""
    text = equation.strip().strip("()")
    span = re.fullmatch(r"(\d{1,4})\s*(?:-|--|\u2013|to)\s*(\d{1,4})", text)
    if span:
        return list(range(int(span[1]), min(int(span[2]), _MOST_EQUATIONS) + 1))
    single = re.fullmatch(r"(\d{1,4})[a-z']*", text)
    return [int(single[1])] if single and int(single[1]) <= _MOST_EQUATIONS else []
