"""Any data of the ledger as a table: fields of an evidence, a plot that is not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.report.blocks import Table
from verify.report.decimals import decimal, enclosure, fraction, number

__all__ = ["data_table", "label", "plain", "table_of"]

_MOST_ROWS = 60


def table_of(value: Any) -> Table:
    """Names and values, two columns."""
    if not isinstance(value, dict):
        return Table((), ((plain(value),),))
    return Table((), tuple((label(k), plain(v)) for k, v in value.items()))


def data_table(data: Mapping[str, Any]) -> Table:
    """The data of a plot: series and lists of equal length as columns, else names and values."""
    for key in ("series", "bars", "rows", "items"):
        rows = data.get(key)
        if isinstance(rows, list) and rows and all(isinstance(r, dict) for r in rows):
            return _records(rows)
    columns = {k: v for k, v in data.items() if isinstance(v, list) and v}
    lengths = {len(v) for v in columns.values()}
    if len(columns) > 1 and len(lengths) == 1:
        lines = list(zip(*columns.values(), strict=True))[:_MOST_ROWS]
        rest = f"first {_MOST_ROWS} of {lengths.pop()} rows" if len(lines) == _MOST_ROWS else ""
        body = tuple(tuple(plain(cell) for cell in line) for line in lines)
        return Table(tuple(label(k) for k in columns), body, rest)
    return table_of(dict(data))


def _records(rows: list[dict[str, Any]]) -> Table:
    names = list(dict.fromkeys(k for row in rows for k in row))
    body = tuple(tuple(plain(row.get(n, "")) for n in names) for row in rows[:_MOST_ROWS])
    return Table(tuple(label(n) for n in names), body)


def plain(value: Any, digits: int = 8) -> str:
    """Any value of the ledger in one cell."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(v, str) and fraction(v) is not None for v in value):
            return enclosure(value[0], value[1], digits)
        more = ", ..." if len(value) > 30 else ""
        return _clip("[" + ", ".join(plain(v) for v in value[:30]) + more + "]")
    if isinstance(value, dict):
        return _clip(", ".join(f"{k}: {plain(v)}" for k, v in list(value.items())[:30]))
    if isinstance(value, str) and len(value) > 20 and (exact := fraction(value)) is not None:
        return decimal(exact, digits)
    return value if isinstance(value, str) else number(value, digits)


def label(name: Any) -> str:
    """A field's name as words."""
    return str(name).replace("_", " ")


def _clip(text: str, longest: int = 600) -> str:
    return text if len(text) <= longest else text[:longest] + " ..."
