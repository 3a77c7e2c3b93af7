"""Sums of squares by semidefinite programming, exact at the end.

Unknown are a Gram matrix for each block and a weight for each strict product; their sum is the
target, monomial by monomial. clarabel finds the point deepest inside (the largest t with every
Gram matrix >= t I). Where t is 0, the solution's null vectors, in rationals, say on which smaller
space of polynomials the squares live (facial reduction), and the programme is solved again there.
The floats are rounded, moved onto the equations exactly, and factorised exactly as L D L'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq, fmpq_mat
from scipy.sparse import csc_matrix

from verify.errors import InputError
from verify.evidence.scalar._blocks import Block
from verify.evidence.scalar._linear import Column
from verify.evidence.scalar._space import Space, Terms, fraction

__all__ = ["Squares", "sum_of_squares"]

_ROUNDS = 8
_DEEP = 1e-6
_NULL = 1e-4
_BITS = (4, 8, 14, 22, 32)
_HEIGHTS = (1, 2, 6, 12, 36, 100)
_CLOSE = 1e-4
_GAP, _FLOOR = 1e3, 1e-10
_Floats = npt.NDArray[np.float64]
Squares = tuple[list[tuple[Fraction, Block, Any]], list[tuple[Fraction, Column]]]


@dataclass(frozen=True, eq=False)
class _Model:
    """Entries (block, i, j), then strict products; each with what it contributes."""

    blocks: tuple[Block, ...]
    strict: tuple[Column, ...]
    entries: tuple[tuple[int, int, int], ...]
    terms: tuple[Terms, ...]
    target: Terms


def sum_of_squares(
    space: Space, blocks: Sequence[Block], strict: Sequence[Column], target: Terms
) -> Squares | None:
    """(weight, block, q) for each g q^2, and (weight, product) for strict products; or None.

    Raises InputError where clarabel is not installed.
    """
    kept, products = tuple(blocks), tuple(strict)
    for _ in range(_ROUNDS):
        model = _model(space, kept, products, target)
        found = _solved(model)
        if found is None:
            return None
        depth, values = found
        if depth > _DEEP and (exact := _exact(model, values)) is not None:
            return exact
        smaller = _face(model, values)
        if smaller is None or not smaller[0] or bool(smaller[1]) < bool(strict):
            return None
        kept, products = smaller
    return None


def _model(
    space: Space, blocks: tuple[Block, ...], strict: tuple[Column, ...], target: Terms
) -> _Model:
    entries = tuple(
        (k, i, j) for k, b in enumerate(blocks) for j in range(len(b.basis)) for i in range(j + 1)
    )
    terms = [blocks[k].entry(space, i, j)[0] for k, i, j in entries]
    return _Model(blocks, strict, entries, (*terms, *(c.terms for c in strict)), target)


def _solved(model: _Model) -> tuple[float, _Floats] | None:
    """Depth t and the values of all unknowns, by clarabel; None where it finds no point."""
    clarabel = _clarabel()
    rows = {
        m: i for i, m in enumerate(sorted({m for t in (*model.terms, model.target) for m in t}))
    }
    count, wide = len(model.terms), len(model.terms) + 1
    table = np.zeros((len(rows), wide))
    for e, terms in enumerate(model.terms):
        for m, c in terms.items():
            table[rows[m], e] = int(c.p) / int(c.q)
    right = np.zeros(len(rows))
    for m, c in model.target.items():
        right[rows[m]] = int(c.p) / int(c.q)
    size = np.maximum(np.abs(table).max(axis=1, initial=0), 1e-30)
    # svec(Q - t I) and r - t in the cones, and t <= 1.
    cone = np.zeros((wide, wide))
    for e in range(count):
        k_i_j = model.entries[e] if e < len(model.entries) else None
        diagonal = k_i_j is None or k_i_j[1] == k_i_j[2]
        cone[e, e] = -1.0 if diagonal else -np.sqrt(2.0)
        cone[e, -1] = 1.0 if diagonal else 0.0
    cone[-1, -1] = 1.0
    kinds = [clarabel.ZeroConeT(len(rows))]
    kinds += [clarabel.PSDTriangleConeT(len(b.basis)) for b in model.blocks]
    kinds.append(clarabel.NonnegativeConeT(len(model.strict) + 1))
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads, settings.max_iter = False, 1, 200
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    cost = np.zeros(wide)
    cost[-1] = -1.0
    solver = clarabel.DefaultSolver(
        csc_matrix((wide, wide)),
        cost,
        csc_matrix(np.vstack([table / size[:, None], cone])),
        np.concatenate([right / size, np.zeros(count), [1.0]]),
        kinds,
        settings,
    )
    found = solver.solve()
    values = np.array(found.x)
    if str(found.status) not in ("Solved", "AlmostSolved", "InsufficientProgress"):
        return None
    if np.abs(table @ values - right).max(initial=0) > 1e-4 or values[-1] < -1e-3:
        return None
    return float(values[-1]), values[:count]


def _clarabel() -> Any:
    try:
        import clarabel
    except ImportError as error:
        raise InputError(
            "clarabel is not installed",
            where="the search for sums of squares",
            remedy='install the extra: pip install "pl-verify[solvers]"',
        ) from error
    return clarabel


def _matrices(model: _Model, values: Sequence[Any], zero: Any) -> list[list[list[Any]]]:
    out = [[[zero] * len(b.basis) for _ in b.basis] for b in model.blocks]
    for (k, i, j), value in zip(model.entries, values, strict=False):
        out[k][i][j] = out[k][j][i] = value
    return out


def _face(model: _Model, values: _Floats) -> tuple[tuple[Block, ...], tuple[Column, ...]] | None:
    """Blocks on the polynomials orthogonal to the null vectors; None where nothing shrinks."""
    blocks, shrunk = [], False
    largest = max(float(np.abs(values).max(initial=0)), 1e-12)
    for block, rows in zip(model.blocks, _matrices(model, values.tolist(), 0.0), strict=True):
        size, vectors = np.linalg.eigh(np.array(rows))
        null = vectors[:, : _nullity(size, largest)]
        if not null.shape[1]:
            blocks.append(block)
            continue
        basis = _complement(block.basis, null.T)
        if basis is None:
            return None
        shrunk = True
        if basis:
            blocks.append(Block(block.item, basis))
    weights = values[len(model.entries) :]
    strict = tuple(c for c, w in zip(model.strict, weights, strict=True) if w > _NULL * largest)
    if not shrunk and len(strict) == len(model.strict):
        return None
    return tuple(blocks), strict


def _nullity(size: _Floats, largest: float) -> int:
    """How many eigenvalues are 0: those below the first wide gap, and small."""
    for k in range(1, len(size)):
        if size[k - 1] > _NULL * largest:
            return 0
        if size[k] > _GAP * max(size[k - 1], _FLOOR * largest):
            return k
    return len(size) if len(size) and size[-1] < _NULL * largest else 0


def _complement(basis: tuple[Any, ...], null: _Floats) -> tuple[Any, ...] | None:
    """Polynomials spanning what the rows of `null` (made rational) leave; None if not rational."""
    table = null.copy()
    pivots: list[int] = []
    for row in range(len(table)):
        rest = np.abs(table[row:]).copy()
        rest[:, pivots] = 0
        at, column = divmod(int(np.argmax(rest)), table.shape[1])
        table[[row, row + at]] = table[[row + at, row]]
        table[row] /= table[row, column]
        for other in range(len(table)):
            if other != row:
                table[other] -= table[other, column] * table[row]
        pivots.append(column)
    out = []
    for j in (j for j in range(table.shape[1]) if j not in pivots):
        poly = basis[j]
        for i, pivot in enumerate(pivots):
            near = _simple(float(table[i, j]))
            if near is None:
                return None
            poly = poly - basis[pivot] * fmpq(near.numerator, near.denominator)
        out.append(poly)
    return tuple(out)


def _simple(x: float) -> Fraction | None:
    """The simplest rational near x; None where that takes as many digits as x is known to."""
    for height in _HEIGHTS:
        near = Fraction(x).limit_denominator(height)
        if abs(float(near) - x) < _CLOSE:
            return near
    return None


def _exact(model: _Model, values: _Floats) -> Squares | None:
    """Rounded, moved onto the equations and factorised; None where no precision suffices."""
    rows = {
        m: i for i, m in enumerate(sorted({m for t in (*model.terms, model.target) for m in t}))
    }
    table = fmpq_mat(len(rows), len(model.terms))
    for e, terms in enumerate(model.terms):
        for m, c in terms.items():
            table[rows[m], e] = c
    right = fmpq_mat(len(rows), 1)
    for m, c in model.target.items():
        right[rows[m], 0] = c
    keep = _independent(table)
    if keep is None:
        return None
    chosen = fmpq_mat([[table[i, e] for e in range(len(model.terms))] for i in keep])
    across = chosen.transpose()
    square = chosen * across
    for bits in _BITS:
        rough = [Fraction(round(float(v) * 2**bits), 2**bits) for v in values]
        point = fmpq_mat([[fmpq(x.numerator, x.denominator)] for x in rough])
        short = fmpq_mat([[right[i, 0]] for i in keep]) - chosen * point
        point = point + across * square.solve(short)
        if table * point != right:
            return None
        found = _factorised(model, [point[e, 0] for e in range(len(model.terms))])
        if found is not None:
            return found
    return None


def _independent(table: Any) -> list[int] | None:
    """Rows that span the row space, by exact elimination of the transpose."""
    reduced, rank = table.transpose().rref()
    out, column = [], 0
    for i in range(rank):
        while reduced[i, column] == 0:
            column += 1
        out.append(column)
    return out or None


def _factorised(model: _Model, values: list[Any]) -> Squares | None:
    squares: list[tuple[Fraction, Block, Any]] = []
    for block, rows in zip(model.blocks, _matrices(model, values, fmpq(0)), strict=True):
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
