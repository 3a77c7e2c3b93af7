"""Tables and arrays from files, as they are: .csv, .npy, .npz, .parquet. No pickle is loaded."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from verify.errors import InputError

__all__ = ["Raw", "is_number", "numbered", "read_file"]

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Raw:
    """As read: targets (N, k) of numbers or texts; classes: whether they name classes."""

    name: str
    X: Any
    Y: Any
    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: bool
    standardise: bool
    notes: tuple[str, ...] = ()


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """letter1, letter2, ..."""
    return tuple(f"{letter}{k}" for k in range(1, count + 1))


def read_file(source: str, targets: Sequence[str], names: Sequence[str]) -> Raw:
    """The file's content; names: of data sets, for the message where it is no file."""
    path = Path(source)
    readers = {".csv": _csv, ".npy": _npy, ".npz": _npz, ".parquet": _parquet}
    if path.suffix.lower() not in readers:
        near = get_close_matches(source, names) or list(names)
        raise InputError(
            f"no data set is called {source!r}",
            remedy=f"take {' or '.join(near)}, or a file ending in {', '.join(readers)}",
        )
    if not path.is_file():
        raise InputError("there is no such file", where=source, remedy="check the path")
    try:
        return readers[path.suffix.lower()](path, targets)
    except (OSError, UnicodeDecodeError, ValueError, EOFError) as error:
        reason = " ".join(str(error).split())[:160]
        if "pickle" in reason:
            reason = "it holds pickled objects, which are never loaded"
        raise InputError(f"cannot be read ({reason})", where=source) from error


def _csv(path: Path, targets: Sequence[str]) -> Raw:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        raise InputError("is empty", where=str(path))
    header = any(not is_number(cell) for cell in rows[0]) and len(rows) > 1
    named = header and (len(rows[1]) != len(rows[0]) or _looks_named(rows))
    names = [c.strip() for c in rows[0]] if named else list(numbered("column", len(rows[0])))
    body = rows[1:] if named else rows
    for number, row in enumerate(body, 2 if named else 1):
        if len(row) != len(names):
            raise InputError(
                f"row {number} has {len(row)} cells",
                violates=f"{len(names)} cells, as the first row has",
                where=str(path),
            )
    return _table(path.name, names, np.array(body, dtype=object), targets)


def _looks_named(rows: list[list[str]]) -> bool:
    """Whether a first row with texts is a header: some column has numbers below its text."""
    return any(
        not is_number(head) and is_number(below)
        for head, below in zip(rows[0], rows[1], strict=False)
    ) or all(not is_number(head) for head in rows[0])


def is_number(cell: str) -> bool:
    """Whether a cell can be read as a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _npy(path: Path, targets: Sequence[str]) -> Raw:
    matrix = np.load(path, allow_pickle=False)
    if matrix.ndim != 2:
        raise InputError(
            f"an array of shape {matrix.shape} was given",
            violates="a matrix, targets in its last column",
            where=str(path),
            remedy="save X and Y as .npz",
        )
    return _table(path.name, list(numbered("column", matrix.shape[1])), matrix, targets)


def _npz(path: Path, targets: Sequence[str]) -> Raw:
    with np.load(path, allow_pickle=False) as file:
        arrays = {name.lower(): file[name] for name in file.files}
    if "x" not in arrays or "y" not in arrays:
        raise InputError(
            f"arrays {', '.join(sorted(arrays)) or 'none'} were found",
            violates="X and Y are there",
            where=str(path),
            remedy="save with numpy.savez(path, X=..., Y=...)",
        )
    X, Y = arrays["x"], arrays["y"]
    Y = Y[:, None] if Y.ndim == 1 else Y
    features = numbered("x", X.shape[1] if X.ndim == 2 else 0)
    names = numbered("y", Y.shape[1] if Y.ndim == 2 else 0)
    if targets:
        Y, names = Y[:, _columns(list(names), targets, str(path))], tuple(targets)
    return Raw(path.name, X, Y, features, names, Y.dtype.kind in "US", False)


def _parquet(path: Path, targets: Sequence[str]) -> Raw:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            "reading .parquet needs pyarrow",
            where=str(path),
            remedy="install it with: pip install 'pl-verify[parquet]', or save the table as .csv",
        ) from error
    table = parquet.read_table(path)
    columns = [table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names]
    body = np.array([list(row) for row in zip(*columns, strict=True)], dtype=object)
    return _table(path.name, list(table.column_names), body, targets)


def _table(name: str, names: list[str], body: Any, targets: Sequence[str]) -> Raw:
    if len(names) < 2:
        raise InputError(
            f"a table with {len(names)} column was given",
            violates="one feature and one target at least",
            where=name,
        )
    chosen = _columns(names, targets, name) if targets else [len(names) - 1]
    kept = [k for k in range(len(names)) if k not in chosen]
    if not kept:
        raise InputError("all columns are targets", violates="one feature at least", where=name)
    Y = body[:, chosen]
    texts = any(isinstance(v, str) and not is_number(v) for v in Y.ravel().tolist())
    features, labels = ([names[k] for k in ks] for ks in (kept, chosen))
    return Raw(name, body[:, kept], Y, tuple(features), tuple(labels), texts, False)


def _columns(names: list[str], wanted: Sequence[str], where: str) -> list[int]:
    found = []
    for name in wanted:
        if name in names:
            found.append(names.index(name))
        elif name.lstrip("-").isdigit() and -len(names) <= int(name) < len(names):
            found.append(int(name) % len(names))
        else:
            near = get_close_matches(name, names) or names[:_SHOWN]
            raise InputError(
                f"there is no column {name!r}",
                where=where,
                remedy=f"take {', '.join(near)}, or a number from 0",
            )
    return found
