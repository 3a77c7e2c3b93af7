"""Decimals of an expression at a witness, for display.

The verdict on a witness rests on exact and enclosed evaluation elsewhere; here the same
expression is evaluated once more in float64, so that the report can print the numbers in between
(a norm, a singular value) that a reader meets when checking it by hand. What cannot be evaluated
is None and is left out. Singular values count from 1; past the smaller side they are 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from verify.report.decimals import fraction

__all__ = ["Value", "at_witness", "environment", "evaluate"]

Value = Any  # a float, or a float64 array of two axes
_SCALAR: dict[str, Callable[[Any], Any]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "abs": abs,
}
_SIZES: dict[str, Callable[[list[int]], int]] = {"+": sum, "min": min, "max": max}


def environment(letters: Mapping[str, Any], definitions: Sequence[Any]) -> dict[str, Value]:
    """Values of the letters, then of the definitions in their order."""
    values: dict[str, Value] = {}
    for name, letter in letters.items():
        value = as_value(letter)
        if value is not None:
            values[name] = value
    for entry in definitions:
        if isinstance(entry, (list, tuple)) and len(entry) == 2:
            value = evaluate(entry[1], values)
            if value is not None:
                values.setdefault(str(entry[0]), value)
    return values


def at_witness(witness: Mapping[str, Any]) -> dict[str, Value]:
    """The environment of a witness; its sizes are names of dimensions."""
    dims = witness.get("dims")
    sizes = {f"#{k}": v for k, v in dims.items()} if isinstance(dims, dict) else {}
    letters = witness.get("letters")
    definitions = witness.get("definitions")
    return sizes | environment(
        letters if isinstance(letters, dict) else {},
        definitions if isinstance(definitions, list) else [],
    )


def as_value(letter: Any) -> Value | None:
    """A rational text as a float, rows of them as an array."""
    import numpy as np

    if isinstance(letter, list):
        rows = [[fraction(x) for x in row] if isinstance(row, list) else [None] for row in letter]
        if not rows or any(x is None for row in rows for x in row) or len({*map(len, rows)}) > 1:
            return None
        return np.array([[float(x) for x in row if x is not None] for row in rows])
    exact = fraction(letter)
    return None if exact is None else float(exact)


def evaluate(node: Any, values: Mapping[str, Value]) -> Value | None:
    """The value of an expression, or None where it has none in float64."""
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            value = _evaluate(node, values)
        return value if np.all(np.isfinite(value)) else None
    except Exception:  # noqa: BLE001 - foreign data: KeyError, shapes that do not fit, ...
        return None


def _evaluate(node: Any, values: Mapping[str, Value]) -> Value:
    import numpy as np

    op, args = node[0], node[1:]
    if op == "q":
        return float(fraction(args[0]))  # type: ignore[arg-type]
    if op in ("s", "ref"):
        return values[args[0]]
    if op == "eye":
        return np.eye(_size(args[0], values))
    if op == "zeros":
        return np.zeros((_size(args[0], values), _size(args[1], values)))
    if op in ("sigma", "lam"):
        return _spectral(op, _evaluate(args[0], values), _size(args[1], values))
    if op == "map":
        return _entrywise(args[0], _evaluate(args[1], values))
    return _operate(op, [_evaluate(a, values) for a in args])


def _operate(op: str, parts: list[Value]) -> Value:
    import numpy as np

    first = parts[0]
    if op in _SCALAR:
        return _SCALAR[op](first)
    if op in ("max", "min"):
        return max(parts) if op == "max" else min(parts)
    if op in ("add", "sub", "mul", "had", "div", "pow"):
        return _arithmetic(op, parts)
    if op == "neg":
        return -first
    if op == "mm":
        return reduce(np.matmul, parts)
    if op == "T":
        return first.T
    if op in ("vstack", "hstack"):
        return np.vstack(parts) if op == "vstack" else np.hstack(parts)
    if op in ("smin", "smax"):
        return _spectral("sigma", first, min(first.shape) if op == "smin" else 1)
    if op in ("lmin", "lmax"):
        return _spectral("lam", first, len(first) if op == "lmin" else 1)
    if op in ("fro", "fro2"):
        square = float(np.sum(first * first))
        return math.sqrt(square) if op == "fro" else square
    if op == "inner":
        return float(np.sum(first * parts[1]))
    if op == "tr":
        return float(np.trace(first))
    if op == "sum":
        return float(np.sum(first))
    raise KeyError(op)


def _arithmetic(op: str, parts: list[Value]) -> Value:
    import numpy as np

    result = parts[0]
    for part in parts[1:]:
        if op in ("add", "sub", "had") and np.shape(result) != np.shape(part):
            raise ValueError("shapes do not fit")
        if op == "add":
            result = result + part
        elif op == "sub":
            result = result - part
        elif op == "div":
            result = result / part
        elif op == "pow":
            result = result**part
        else:
            result = result * part
    return result


def _spectral(op: str, matrix: Value, k: int) -> float:
    import numpy as np

    if op == "sigma":
        values = np.linalg.svd(matrix, compute_uv=False)
        return float(values[k - 1]) if k <= len(values) else 0.0
    return float(np.linalg.eigvalsh(matrix)[::-1][k - 1])


def _entrywise(name: str, matrix: Value) -> Value:
    import numpy as np

    if name == "logcosh":
        return np.logaddexp(matrix, -matrix) - math.log(2)
    if name == "softplus":
        return np.logaddexp(0, matrix)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-matrix))
    if name == "tanh":
        return np.tanh(matrix)
    raise KeyError(name)


def _size(node: Any, values: Mapping[str, Value]) -> int:
    if isinstance(node, int):
        return node
    if isinstance(node, str):
        return int(node) if node.isdigit() else int(values[f"#{node}"])
    op, *rest = node
    parts = [_size(r, values) for r in rest]
    return _SIZES[op](parts)
