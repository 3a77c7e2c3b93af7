"""Gram matrices in floats made exact: rounded, moved onto the equations, factorised as L D L'.

The target's equations, one a monomial, are met exactly by the shortest move from the rounded
point; when this leaves every matrix positive semidefinite, the pivots of L D L' are the weights of
the squares. Else the rounding is finer, up to 32 bits behind the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq, fmpq_mat

from verify.evidence.scalar._blocks import Block
from verify.evidence.scalar._linear import Column
from verify.evidence.scalar._space import Terms, fraction

__all__ = ["Model", "Squares", "exact_squares", "matrices"]

_BITS = (4, 8, 14, 22, 32)
_Floats = npt.NDArray[np.float64]
Squares = tuple[list[tuple[Fraction, Block, Any]], list[tuple[Fraction, Column]]]


@dataclass(frozen=True, eq=False)
class Model:
    """Entries (block, i, j), then strict products; each with what it contributes."""

    blocks: tuple[Block, ...]
    strict: tuple[Column, ...]
    entries: tuple[tuple[int, int, int], ...]
    terms: tuple[Terms, ...]
    target: Terms


def matrices(model: Model, values: Sequence[Any], zero: Any) -> list[list[list[Any]]]:
    """The symmetric matrix of each block, from the entries' values."""
    out = [[[zero] * len(b.basis) for _ in b.basis] for b in model.blocks]
    for (k, i, j), value in zip(model.entries, values, strict=False):
        out[k][i][j] = out[k][j][i] = value
    return out


def exact_squares(model: Model, values: _Floats) -> Squares | None:
    """Rounded, moved onto the equations and factorised; None where no precision suffices.

    The move is the shortest: by A' z with A A' z = what is missing, A one row a monomial.
    """
    rows: dict[Any, dict[int, Any]] = {}
    for e, terms in enumerate(model.terms):
        for m, c in terms.items():
            rows.setdefault(m, {})[e] = c
    if any(m not in rows for m in model.target):
        return None
    square = _products(rows)
    for bits in _BITS:
        rough = (Fraction(round(float(v) * 2**bits), 2**bits) for v in values)
        point = [fmpq(x.numerator, x.denominator) for x in rough]
        short = {m: model.target.get(m, fmpq(0)) - _dot(row, point) for m, row in rows.items()}
        shift = _solution(list(rows), square, short)
        if shift is None:
            return None
        for m, z in shift.items():
            for e, c in rows[m].items():
                point[e] += c * z
        if any(_dot(row, point) != model.target.get(m, 0) for m, row in rows.items()):
            return None
        found = _factorised(model, point)
        if found is not None:
            return found
    return None


def _dot(row: dict[int, Any], point: Sequence[Any]) -> Any:
    return sum((c * point[e] for e, c in row.items()), fmpq(0))


def _products(rows: dict[Any, dict[int, Any]]) -> dict[tuple[Any, Any], Any]:
    """The inner products of rows, where not 0; of disjoint rows (no equations) squares alone."""
    columns: dict[int, list[Any]] = {}
    for m, row in rows.items():
        for e in row:
            columns.setdefault(e, []).append(m)
    out: dict[tuple[Any, Any], Any] = {}
    for e, touching in columns.items():
        for m in touching:
            for n in touching:
                out[m, n] = out.get((m, n), fmpq(0)) + rows[m][e] * rows[n][e]
    return out


def _solution(
    names: Sequence[Any], square: dict[tuple[Any, Any], Any], right: dict[Any, Any]
) -> dict[Any, Any] | None:
    """A solution z of square z = right; None where there is none."""
    if all(m == n for m, n in square):
        return {m: right[m] / square[m, m] for m in names}
    place = {m: i for i, m in enumerate(names)}
    table = fmpq_mat(len(names), len(names) + 1)
    for (m, n), c in square.items():
        table[place[m], place[n]] = c
    for m, c in right.items():
        table[place[m], len(names)] = c
    reduced, rank = table.rref()
    out: dict[Any, Any] = {}
    column = 0
    for i in range(rank):
        while reduced[i, column] == 0:
            column += 1
        if column == len(names):
            return None
        out[names[column]] = reduced[i, len(names)]
    return out


def _factorised(model: Model, values: list[Any]) -> Squares | None:
    squares: list[tuple[Fraction, Block, Any]] = []
    for block, rows in zip(model.blocks, matrices(model, values, fmpq(0)), strict=True):
        found = _ldl(rows)
        if found is None:
            return None
        for pivot, column in found:
            q = sum(b * c for b, c in zip(block.basis, column, strict=True))
            squares.append((fraction(pivot), block, q))
    products = []
    for product, weight in zip(model.strict, values[len(model.entries) :], strict=True):
        if weight < 0:
            return None
        if weight > 0:
            products.append((fraction(weight), product))
    return squares, products


def _ldl(rows: list[list[Any]]) -> list[tuple[Any, list[Any]]] | None:
    """(pivot > 0, column of L) with the matrix the sum of pivot * column column'; or None."""
    n = len(rows)
    left = [list(row) for row in rows]
    out = []
    for k in range(n):
        pivot = left[k][k]
        if pivot < 0 or (pivot == 0 and any(left[i][k] != 0 for i in range(k, n))):
            return None
        if pivot == 0:
            continue
        column = [fmpq(0)] * k + [left[i][k] / pivot for i in range(k, n)]
        for i in range(k, n):
            for j in range(k, n):
                left[i][j] -= pivot * column[i] * column[j]
        out.append((pivot, column))
    return out
