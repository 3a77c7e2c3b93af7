"""Negative controls on the page: which corruption fell, and where a bound is attained.

Each reading shows its own (`control_parts`), and tables sum them up (`control_blocks`), as the
ledger's fields `sensitivity` and `tightest` have them. Unknown outcomes are shown as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verify.report.blocks import Block, Fold, Formulas, Part, Table, Text, math
from verify.report.decimals import count, fraction, ratio, rational_tex
from verify.report.formula import dims_tex, name_tex
from verify.report.witness import in_one_line

__all__ = ["Control", "control_blocks", "control_of", "control_parts"]

Record = Mapping[str, Any]
Names = Mapping[str, str]

_MEANINGS = {
    "refuted": "A corruption is refuted by an exact witness",
    "contradicted": "The claim's own data contradict a shifted constant",
    "violated": "A corruption is violated, at no small rational",
    "not sensitive": "Not sensitive: every corruption survives",
    "not covered": "Not covered",
    "error": "The control broke",
}


@dataclass(frozen=True)
class Control:
    """A reading's controls in the few words of a table.

    outcome, words: of its corruptions, empty where it was not corrupted; tightness: the largest
    ratio of the sides, None where there is none; attained: with equality; place: at which instance.
    """

    outcome: str
    words: str
    tightness: float | None
    attained: bool
    place: str


def control_of(reading: Record) -> Control:
    """The controls of a reading of the ledger."""
    sensitivity, tightest = _dict(reading, "sensitivity"), _dict(reading, "tightest")
    reached = fraction(tightest.get("ratio"))
    return Control(
        outcome=str(sensitivity.get("outcome", "")),
        words=str(sensitivity.get("words", "")),
        tightness=None if reached is None else float(reached),
        attained=tightest.get("attained") is True,
        place=_place(tightest, _names(reading)),
    )


def control_parts(reading: Record) -> tuple[Part, ...]:
    """The controls of a reading beside its evidence."""
    sensitivity, tightest = _dict(reading, "sensitivity"), _dict(reading, "tightest")
    parts = [
        Part("sensitivity", "Deliberate corruption", tuple(_sensitivity(sensitivity))),
        Part("tightest", "Where it is tightest", tuple(_tightest(tightest, _names(reading)))),
    ]
    return tuple(p for p in parts if p.blocks)


def control_blocks(controls: Sequence[tuple[str, Control]]) -> Iterator[Block]:
    """The summary; controls: of each claim that was corrupted, by its name."""
    corrupted = [(name, c) for name, c in controls if c.outcome]
    counts = Counter(c.outcome for _, c in corrupted)
    known = [k for k in (*_MEANINGS, *sorted(counts)) if counts[k]]
    yield Text(
        f"Of {count(len(corrupted))} claims that hold in some reading, each was made false on "
        "purpose, the mildest way first: the larger side times 97/100, a term or a hypothesis "
        "left out, a transpose or a sign flipped, at last half the larger side or the reverse "
        "relation. A claim of which no corruption falls would be tested by nothing."
    )
    rows = [(_MEANINGS.get(k, k), count(counts[k])) for k in dict.fromkeys(known)]
    yield Table(("Outcome", "Claims"), tuple(rows))
    others = [(name, c) for name, c in corrupted if c.outcome != "refuted"]
    if others:
        found = tuple((name, c.outcome, c.words, _ratio(c)) for name, c in others)
        head = ("Claim", "Outcome", "Corruption, or the reason", "Tightness")
        yield Fold("Claims without a refuted corruption", (Table(head, found),))
    bounds = [(name, c) for name, c in controls if c.tightness is not None]
    if bounds:
        attained = sum(c.attained for _, c in bounds)
        yield Text(
            f"{count(attained)} of {count(len(bounds))} true bounds are attained: both sides are "
            "the same positive rational at the instance given."
        )
        places = tuple((name, _ratio(c), c.place) for name, c in bounds)
        titles = ("Bound", "Largest lhs/rhs", "Where")
        yield Fold("Tightness of every true bound", (Table(titles, places),))


def _ratio(control: Control) -> str:
    if control.tightness is None:
        return ""
    if control.attained:
        return "1, attained"
    # Equal in float64; at the exact instances tried, not equal or not rational.
    return "1 within rounding" if control.tightness == 1.0 else ratio(control.tightness)


def _sensitivity(record: Record) -> Iterator[Block]:
    if not record:
        return
    outcome, tried = str(record.get("outcome", "")), record.get("tried")
    before = len(tried) - 1 if isinstance(tried, list) else 0
    after = f", after {before} that survived" if before > 0 and outcome == "refuted" else ""
    yield Text(f"{_MEANINGS.get(outcome, outcome)}: {record.get('words', '')}{after}.")
    corrupted = _dict(record, "corrupted")
    if corrupted.get("tex"):
        yield Formulas((str(corrupted["tex"]),))
    evidence = corrupted.get("evidence")
    for witness in evidence if isinstance(evidence, list) else ():
        if isinstance(witness, dict):
            yield Text(f"Witness: {in_one_line(witness).removeprefix('witness: ')}.")


def _tightest(record: Record, names: Names) -> Iterator[Block]:
    if not record:
        return
    reached = fraction(record.get("ratio"))
    if record.get("attained") is True:
        value = math(rational_tex(record.get("lhs")))
        yield Text(f"Attained, both sides {value}: {_place(record, names)}.")
    elif reached is not None:
        yield Text(f"Largest ratio of the sides {ratio(float(reached))}: {_place(record, names)}.")


def _place(record: Record, names: Names) -> str:
    """Sizes, letters and losses in one line, else the source."""
    sizes = dims_tex(record.get("dims"))
    parts = [math(sizes)] if sizes else []
    parts += _values(_dict(record, "letters"), names)
    for name, loss in _dict(record, "losses").items():
        given = dict(loss) if isinstance(loss, dict) else {}
        family = given.pop("family", "")
        own = ", ".join(_values(given, {}))
        parts.append(f"{math(_name(str(name), names))} {family} with {own}")
    source = str(record.get("source", ""))
    return ", ".join(p for p in (*parts, source if source != "lattice" else "") if p)


def _values(given: Record, names: Names) -> list[str]:
    return [math(f"{_name(str(k), names)} = {_value(v)}") for k, v in given.items()]


def _names(reading: Record) -> Names:
    """TeX of the statement's names."""
    return {k: str(v) for k, v in _dict(_dict(reading, "statement"), "tex").items()}


def _name(name: str, names: Names) -> str:
    return names.get(name) or name_tex(name)


def _value(value: Any) -> str:
    if isinstance(value, list):
        rows = [" & ".join(_value(x) for x in row) for row in value if isinstance(row, list)]
        single = len(rows) == 1 and "&" not in rows[0]
        return rows[0] if single else r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
    return rational_tex(value, 6)


def _dict(record: Record, key: str) -> dict[str, Any]:
    value = record.get(key)
    return value if isinstance(value, dict) else {}
