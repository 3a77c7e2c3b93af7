"""The table of a mutation campaign: its file beside the ledger, and its blocks on the page.

The file is `<stem>_mutants.json`, written by `pl-verify mutate`. A row tells by a mark of the
statement whether the ledger still holds what was mutated; what has changed since is said.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from verify.claims.ledger import statement_mark
from verify.errors import InputError
from verify.files import write_text
from verify.report.blocks import Block, Fold, Table, Text
from verify.report.decimals import count
from verify.report.view import section_title, stem_of

__all__ = ["campaign_blocks", "marks_of", "read_campaign", "write_campaign"]

_LIMIT = 64 * 2**20
_FATES = ("refuted", "ill-typed", "proved", "weaker", "open")
_KINDS = {
    "constant": "constant: plus or minus 1, doubled, halved",
    "exponent": "exponent: plus or minus 1, a square or root left out",
    "sign": "sign flipped",
    "index": "index of a singular or eigenvalue: n for m, k + 1",
    "extreme": "largest for smallest, maximum for minimum",
    "transpose": "transpose left out",
    "order": "factors of a product swapped",
    "letter": "another symbol of the same shape",
    "relation": "relation reversed or made strict",
    "hypothesis": "hypothesis left out",
}


def write_campaign(table: Mapping[str, Any], folder: Path) -> Path:
    """Write the table into the ledger's folder, one claim a line."""
    parts = []
    for key in sorted(table):
        text = _line(table[key])
        if key == "claims":
            text = "[\n" + ",\n".join(_line(row) for row in table[key]) + "\n]"
        parts.append(f"{json.dumps(key)}: {text}")
    name = f"{stem_of(str(table['paper']))}_mutants.json"
    return write_text(folder / name, "{" + ",\n".join(parts) + "}\n")


def read_campaign(folder: Path, paper: str) -> dict[str, Any] | None:
    """The table that lies beside the ledger; None where no campaign was run."""
    path = folder / f"{stem_of(paper)}_mutants.json"
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_bytes()[: _LIMIT + 1])
        known = _is_table(data)
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        known = False
    if not known:
        raise InputError(
            "this is no table of a mutation campaign",
            where=str(path),
            remedy="remove it, or make it again with `pl-verify mutate`",
        )
    return dict(data)


def _is_table(data: Any) -> bool:
    """Whether every field that the page shows is there."""
    parts = [*data["sections"].values(), *data["kinds"].values()]
    counted = all(isinstance(counts[fate], int) for counts in parts for fate in _FATES)
    rows = [(row["id"], row["statement"], row["mutants"]) for row in data["claims"]]
    named = all(isinstance(i, str) and isinstance(n, int) for i, _, n in rows)
    return counted and named and {"limit", "seed", "effort"} <= data.keys()


def marks_of(ledger: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The marks of the ledger's statements, by claim and reading."""
    claims = [c for c in ledger.get("claims", ()) if isinstance(c, dict)]
    return {
        (str(c.get("id")), str(r.get("name"))): statement_mark(r["statement"])
        for c in claims
        for r in c.get("readings", ())
        if isinstance(r, dict) and r.get("statement")
    }


def campaign_blocks(
    table: Mapping[str, Any], marks: Mapping[tuple[str, str], str]
) -> Iterator[Block]:
    """What the campaign found; marks: those of the ledger's statements."""
    total = {f: sum(c[f] for c in table["sections"].values()) for f in _FATES}
    tried, rows = sum(total.values()), table["claims"]
    equal = sum(m.get("by") == "equivalent" for row in rows for m in row.get("tried", ()))
    available = sum(int(row.get("mutants", 0)) for row in rows)
    told = total["refuted"] + total["ill-typed"]
    yield Text(
        f"{count(tried)} mutants of {count(len(rows))} claims were tried, of {count(available)} "
        f"that there are: {count(told)} are told apart from the claim "
        f"({count(total['refuted'])} refuted by an exact witness, {count(total['ill-typed'])} not "
        f"defined), {count(total['proved'])} are proved to be still true, by derivations that the "
        f"checker accepts ({count(equal)} of them say what the claim says), "
        f"{count(total['weaker'])} follow from the claim by monotonicity, which no search can "
        f"refute, {count(total['open'])} are left open.",
        strong=True,
    )
    yield Text(
        f"At most {table['limit']} mutants of each claim, drawn with seed {table['seed']}, each "
        f"kind in turn; {_effort(table['effort'])}; then runs after one exact step and two, the "
        "letters of a hypothesis that is left out drawn freely, and constants K and mu that are "
        "not the loss's sharpest. What survives is put before the checker with the claim's own "
        "derivation, or with a step from the claim. A mutant left open is true for another "
        "reason, or false where this budget does not reach."
    )
    changed = [
        r["id"] for r in rows if marks.get((r["id"], r.get("reading", ""))) != r.get("statement")
    ]
    if changed:
        yield Text(f"Stated otherwise since the campaign: {', '.join(changed)}.")
    head = ("", *(f.capitalize() for f in _FATES))
    sections = {section_title(name): counts for name, counts in table["sections"].items()}
    kinds = {_KINDS.get(name, name): counts for name, counts in table["kinds"].items()}
    yield Table(head, _body(kinds), "By what was changed")
    yield Table(head, _body({**sections, "All": total}), "By section")
    yield from _unneeded(rows)
    yield Fold("Left open, by claim", (Table(("Claim", "Left open"), _open(rows)),))


def _effort(effort: Mapping[str, Any]) -> str:
    return (
        f"a lattice of {effort.get('count')} small rationals for each of {effort.get('sizes')} "
        f"sizes and three heights, {effort.get('drawn')} drawn instances a size, and adversarial "
        f"search against {effort.get('attacked')} survivors a claim"
    )


def _body(rows: Mapping[str, Mapping[str, int]]) -> tuple[tuple[str, ...], ...]:
    return tuple((name, *(count(c[f]) for f in _FATES)) for name, c in rows.items())


def _unneeded(rows: Any) -> Iterator[Block]:
    """Hypotheses of printed readings without which the claim is proved as well, claim by claim."""
    head = ("Claim", "Hypotheses")
    used, implied = _left_out(rows, "replayed"), _left_out(rows, "deduced")
    if used:
        words = (
            f"Not needed: {len(used)} printed claims are proved by the same derivation without one "
            "or another of their hypotheses, wherever their formulas are defined"
        )
        yield Fold(words, (Table(head, used),))
    if implied:
        words = "Said twice: what follows from the other hypotheses, or from what K and mu are"
        yield Fold(words, (Table(head, implied),))


def _left_out(rows: Any, by: str) -> tuple[tuple[str, str], ...]:
    """Printed claims with the hypotheses that were left out one by one and proved in this way."""
    found = []
    for row in rows:
        names = [
            _hypothesis(str(m["words"]))
            for m in row.get("tried", ())
            if (m.get("kind"), m.get("fate"), m.get("by")) == ("hypothesis", "proved", by)
        ]
        if names and row.get("reading") == "printed":
            found.append((str(row["id"]).partition("/")[2], ", ".join(names)))
    return tuple(found)


def _hypothesis(words: str) -> str:
    """The formula in "hypothesis $...$ left out"."""
    return words.removeprefix("hypothesis ").removesuffix(" left out")


def _open(rows: Any) -> tuple[tuple[str, ...], ...]:
    """One line a claim: how many changes of each kind were not told apart."""
    lines = []
    for row in rows:
        kinds = Counter(str(m["kind"]) for m in row.get("tried", ()) if m.get("fate") == "open")
        if kinds:
            said = ", ".join(f"{kind} {n}" for kind, n in kinds.items())
            lines.append((str(row["id"]).partition("/")[2], said))
    return tuple(lines)


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
