"""Evidence in words and numbers: one renderer a kind, from the ledger's record to blocks.

A kind unknown to this version is shown as a table of its fields, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from verify.figures.table import HEAD, cells
from verify.report.blocks import Block, Fold, Formulas, Part, Plot, Table, Text, math
from verify.report.decimals import count, fraction, number, ratio
from verify.report.derivation import derivation_blocks
from verify.report.formula import name_tex
from verify.report.tables import data_table, label, plain, table_of
from verify.report.witness import worked

__all__ = ["part_of"]

Record = Mapping[str, Any]
_SENTENCE = 6  # sources that fit into a sentence
_SHOWN_ROWS = 8
_FOLDED_ROWS = 200


def part_of(record: Record, statement: Record) -> Part:
    """The evidence as a headed list of blocks.

    `statement` is that of the reading: its `tex` gives names their TeX (a record's own `tex` goes
    first), its definitions and hypotheses are those of a witness.
    """
    kind = str(record.get("kind", ""))
    heading, render = _RENDERERS.get(kind, (kind or "Evidence", _fields))
    shared = ("tex", "definitions", "hypotheses") if kind in ("derivation", "witness") else ()
    known = {k: statement[k] for k in shared if statement.get(k)}
    return Part(kind, heading, tuple(render(known | dict(record))))


_COUNTED = (
    ("suspected", "suspected in float64"),
    ("ties", "equal within rounding"),
    ("undefined", "with a side undefined"),
    ("excluded", "outside the hypotheses, left out"),
)


def _sampling(record: Record) -> list[Block]:
    instances, violations = _whole(record, "instances"), _whole(record, "violations")
    sentence = f"{count(instances)} instances, {_none(violations)} violation{_s(violations)}"
    for key, words in _COUNTED:
        if _whole(record, key):
            sentence += f"; {count(_whole(record, key))} {words}"
    redecided, undecided = _whole(record, "redecided"), _whole(record, "undecided")
    if redecided:
        sentence += (
            f"; {count(redecided)} decided again in balls, {_none(undecided)} left undecided"
        )
    elif undecided:
        sentence += f"; {count(undecided)} undecided"
    shapes = record.get("shapes")
    if shapes:
        number_of = shapes if isinstance(shapes, int) else len(shapes)
        sentence += f"; {number_of} shape{_s(number_of)}"
    blocks: list[Block] = [Text(f"{sentence}.{_reached(record)}")]
    if isinstance(shapes, list):
        names = ", ".join(_shape(s) for s in shapes[:40])
        more = f", and {len(shapes) - 40} more" if len(shapes) > 40 else ""
        blocks.append(Fold("Shapes", (Text(names + more),)))
    sources = record.get("sources")
    if isinstance(sources, dict) and sources:
        rows = tuple((str(name), number(value)) for name, value in sources.items())
        if len(rows) > _SENTENCE:
            blocks.append(Table(("Drawn from", "Instances"), rows))
        else:
            joined = ", ".join(f"{name} ({value})" for name, value in rows)
            blocks.append(Text(f"Drawn from: {joined}."))
    if record.get("distribution"):
        blocks.append(Text(f"Distribution: {record['distribution']}."))
    if record.get("instance"):
        blocks += _closest(record["instance"])
    return [*blocks, *_rest(record, "sampling")]


def _closest(instance: Any) -> list[Block]:
    """The instance nearest to violation: in a sentence where it is only sizes and a source."""
    # Letters and losses are shown where the bound is tightest.
    if isinstance(instance, dict) and set(instance) <= {"sizes", "source", "letters", "losses"}:
        sizes = instance.get("sizes")
        at = ", ".join(f"{k} = {v}" for k, v in sizes.items()) if isinstance(sizes, dict) else ""
        source = f" ({instance['source']})" if instance.get("source") else ""
        return [Text(f"Nearest to violation: {at or 'no sizes'}{source}.")]
    return [Fold("Instance nearest to violation", (table_of(instance),))]


def _adversary(record: Record) -> list[Block]:
    starts, evaluations = _whole(record, "starts"), _whole(record, "evaluations")
    sentence = f"{count(starts)} start{_s(starts)}"
    if evaluations:
        sentence += f", {count(evaluations)} evaluations"
    dims = record.get("dims")
    if isinstance(dims, dict) and dims:
        where = ", ".join(f"{name} = {plain(size)}" for name, size in dims.items())
        sentence += f", at {where}"
    violations = _whole(record, "violations")
    if violations:
        sentence += f"; {count(violations)} violation{_s(violations)}"
    return [Text(f"{sentence}.{_reached(record)}"), *_rest(record, "adversary")]


def _derivation(record: Record) -> list[Block]:
    return [
        *_said_first(record),
        *derivation_blocks(record, _names(record)),
        *_rest(record, "derivation"),
    ]


def _names(record: Record) -> dict[str, str]:
    """TeX of names, where the ledger gives it."""
    given = record.get("tex")
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}


def _witness(record: Record) -> list[Block]:
    return [*worked(record, _names(record)), *_rest(record, "witness")]


def _ill_typed(record: Record) -> list[Block]:
    blocks: list[Block] = []
    if record.get("expression"):
        blocks.append(Formulas((str(record["expression"]),)))
    shapes = record.get("shapes")
    if isinstance(shapes, list) and shapes:
        joined = " against ".join(_shape(s) for s in shapes)
        blocks.append(Text(f"Shapes: {joined}.", strong=True))
    if record.get("words"):
        blocks.append(Text(str(record["words"])))
    return [*blocks, *_rest(record, "ill_typed")]


def _enclosure(record: Record) -> list[Block]:
    blocks: list[Block] = _said_first(record)
    digits = _whole(record, "digits")
    items = [i for i in _list(record, "items") if isinstance(i, dict)]
    if items:
        precision = f" at {digits} digits" if digits else ""
        pairs = (pair for item in items for pair in _list(item, "holds") if isinstance(pair, list))
        decided = ", ".join(dict.fromkeys(str(name) for name, *_ in pairs))
        again = f" The checker decides again at the ends: {decided}." if decided else ""
        blocks.append(Text(f"{count(len(items))} enclosure{_s(len(items))}{precision}.{again}"))
        head, rows = _enclosure_rows(items[:_FOLDED_ROWS])
        blocks.append(Table(head, rows[:_SHOWN_ROWS]))
        if len(rows) > _SHOWN_ROWS:
            more = f"{len(rows) - _SHOWN_ROWS} further rows"
            cut = f"; the ledger holds all {len(items)}" if len(items) > len(rows) else ""
            blocks.append(Fold(more + cut, (Table(head, rows[_SHOWN_ROWS:]),)))
    return [*blocks, *_rest(record, "enclosure")]


_UNSEEN = ("parameters", "holds", "bits")


def _enclosure_rows(items: list[Any]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A column a parameter, then one for every other field, the value first.

    What the checker decides at the ends, and at how many digits, stays in the ledger.
    """
    parameters: dict[str, None] = {}
    others: dict[str, None] = {}
    for item in items:
        given = item.get("parameters")
        parameters.update(dict.fromkeys(given if isinstance(given, dict) else {}))
        others.update(dict.fromkeys(k for k in ("value", *item) if k in item and k not in _UNSEEN))
    head = (*(math(name_tex(str(p))) for p in parameters), *(label(o) for o in others))
    rows = []
    for item in items:
        given = item.get("parameters")
        known = given if isinstance(given, dict) else {}
        cells = [plain(known.get(p, "")) for p in parameters]
        rows.append((*cells, *(plain(item.get(o, ""), digits=20) for o in others)))
    return head, tuple(rows)


def _figure(record: Record) -> list[Block]:
    name = str(record.get("name", ""))
    data = record.get("data")
    known = data if isinstance(data, dict) else {}
    title = str(record.get("title") or known.get("title") or label(name))
    blocks: list[Block] = [Plot(name, known, title)]
    published = [r for r in _list(record, "published") if isinstance(r, dict)]
    if published:
        rows = tuple(_published(r) for r in published)
        blocks.append(Table(HEAD, rows[:_SHOWN_ROWS]))
        if len(rows) > _SHOWN_ROWS:
            more = f"{len(rows) - _SHOWN_ROWS} further published values"
            blocks.append(Fold(more, (Table(HEAD, rows[_SHOWN_ROWS:]),)))
    return [*blocks, *_rest(record, "figure")]


def _published(row: Record) -> tuple[str, ...]:
    """A published value against the simulated ones; as plain cells where fields do not fit."""
    try:
        return cells(row)
    except (TypeError, ValueError):
        return tuple(plain(v) for v in list(row.values())[: len(HEAD)])


def _words(record: Record) -> list[Block]:
    return [*_said_first(record), *_rest(record, "words")]


def _statistics(record: Record) -> list[Block]:
    blocks = _said_first(record)
    instances, violations = _whole(record, "instances"), _whole(record, "violations")
    if instances:
        sentence = f"{count(instances)} trials, {_none(violations)} violation{_s(violations)}."
        blocks.append(Text(sentence))
    known = {"kind", *_KNOWN["statistics"].split()}
    rest = {k: v for k, v in record.items() if k not in known and v not in (None, "", [], {})}
    tables = [k for k, v in rest.items() if _is_records(v)]
    blocks += [data_table({"rows": rest.pop(k)}) for k in tables]
    return [*blocks, table_of(rest)] if rest else blocks


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _said_first(record: Record) -> list[Block]:
    return [Text(str(record["words"]))] if record.get("words") else []


def _fields(record: Record) -> list[Block]:
    return [table_of({k: v for k, v in record.items() if k != "kind"})]


_KNOWN = {
    "sampling": "instances violations ties redecided undecided suspected undefined excluded shapes "
    "sources tightness instance distribution",
    "adversary": "starts evaluations violations tightness dims instance",
    "derivation": "definitions hypotheses tex steps invariant facts words",
    "witness": "tex dims letters losses path definitions hypotheses violated violated_tex "
    "lhs rhs values words",
    "ill_typed": "expression shapes words",
    "enclosure": "words digits items unknown definitions relations",
    "figure": "name data title published",
    "words": "words",
    "statistics": "words instances violations",
}


def _rest(record: Record, kind: str) -> list[Block]:
    """Fields beyond the known ones: words as text, the rest folded away."""
    known = {"kind", *_KNOWN[kind].split()}
    extra = {k: v for k, v in record.items() if k not in known and v not in (None, "", [], {})}
    blocks: list[Block] = []
    if "words" in extra:
        blocks.append(Text(str(extra.pop("words"))))
    if extra:
        blocks.append(Fold("Further data", (table_of(extra),)))
    return blocks


def _shape(shape: Any) -> str:
    """A shape for people: sizes, or sizes by name, joined."""
    if isinstance(shape, list):
        return " x ".join(_shape(s) if isinstance(s, list) else str(s) for s in shape)
    return str(shape)


def _reached(record: Record) -> str:
    value = record.get("tightness")
    exact = fraction(value)
    return "" if exact is None else f" Largest ratio of the sides: {ratio(float(exact))}."


def _whole(record: Record, key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _list(record: Record, key: str) -> list[Any]:
    value = record.get(key)
    return value if isinstance(value, list) else []


def _none(value: int) -> str:
    return count(value) if value else "no"


def _s(value: int) -> str:
    return "" if value == 1 else "s"


_RENDERERS: dict[str, tuple[str, Callable[[Record], list[Block]]]] = {
    "sampling": ("Sampling", _sampling),
    "adversary": ("Adversarial search", _adversary),
    "derivation": ("Derivation", _derivation),
    "witness": ("Witness", _witness),
    "ill_typed": ("Type error", _ill_typed),
    "enclosure": ("Enclosures", _enclosure),
    "figure": ("Plot", _figure),
    "words": ("Remark", _words),
    "statistics": ("Statistical test", _statistics),
    "assertion": ("Solver", _words),
    "blocked": ("Blocked", _words),
    "error": ("Error", _words),
}
