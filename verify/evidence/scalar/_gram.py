"""Sums of squares by semidefinite programming, exact at the end.

Unknown are a Gram matrix for each block and a weight for each strict product; their sum is the
target, monomial by monomial. clarabel finds the point deepest inside (the largest t with every
Gram matrix >= t I). Where t is 0, the solution's null vectors, in rationals, say on which smaller
space of polynomials the squares live (facial reduction), and the programme is solved again there.
`_rounding.py` makes the floats exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its parts are loaded where they are first used
from flint import fmpq

from verify.evidence.scalar._blocks import Block
from verify.evidence.scalar._linear import Column
from verify.evidence.scalar._rounding import Model, Squares, exact_squares, matrices
from verify.evidence.scalar._space import Space, Terms

__all__ = ["has_clarabel", "sum_of_squares"]

_ROUNDS = 8
_DEEP = 1e-6
_SHORT = 1e-3
_NULL = 1e-4
_HEIGHTS = (1, 2, 6, 12, 36, 100, 400, 2000)
_CLOSE = 1e-2
_GAP, _FLOOR = 1e3, 1e-10
_Floats = npt.NDArray[np.float64]


def has_clarabel() -> bool:
    """Whether the solver, an extra, is installed; `sum_of_squares` needs it."""
    return find_spec("clarabel") is not None


def sum_of_squares(
    space: Space, blocks: Sequence[Block], strict: Sequence[Column], target: Terms
) -> Squares | None:
    """(weight, block, q) for each g q^2, and (weight, product) for strict products; or None."""
    kept, products = tuple(blocks), tuple(strict)
    for _ in range(_ROUNDS):
        model = _model(space, kept, products, target)
        found = _solved(model)
        if found is None:
            return None
        depth, values = found
        if depth > _DEEP and (exact := exact_squares(model, values)) is not None:
            return exact
        smaller = _face(model, values)
        if smaller is None or not smaller[0] or bool(smaller[1]) < bool(strict):
            return None
        kept, products = smaller
    return None


def _model(
    space: Space, blocks: tuple[Block, ...], strict: tuple[Column, ...], target: Terms
) -> Model:
    entries = tuple(
        (k, i, j) for k, b in enumerate(blocks) for j in range(len(b.basis)) for i in range(j + 1)
    )
    terms = [blocks[k].entry(space, i, j)[0] for k, i, j in entries]
    return Model(blocks, strict, entries, (*terms, *(c.terms for c in strict)), target)


def _solved(model: Model) -> tuple[float, _Floats] | None:
    """Depth t and the values of all unknowns, by clarabel; None where it finds no point."""
    import clarabel

    table, right = _equations(model)
    size = np.maximum(np.abs(table).max(axis=1, initial=0), 1e-30)
    wide = table.shape[1]
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads, settings.max_iter = False, 1, 200
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    kinds = [
        clarabel.ZeroConeT(len(right)),
        *(clarabel.PSDTriangleConeT(len(b.basis)) for b in model.blocks),
        clarabel.NonnegativeConeT(len(model.strict) + 1),
    ]
    solver = clarabel.DefaultSolver(
        scipy.sparse.csc_matrix((wide, wide)),
        np.append(np.zeros(wide - 1), -1.0),
        scipy.sparse.csc_matrix(np.vstack([table / size[:, None], _cone(model)])),
        np.concatenate([right / size, np.zeros(wide - 1), [1.0]]),
        kinds,
        settings,
    )
    found = solver.solve()
    values = np.array(found.x)
    if str(found.status) not in ("Solved", "AlmostSolved", "InsufficientProgress"):
        return None
    if np.abs(table @ values - right).max(initial=0) > _SHORT or values[-1] < -_SHORT:
        return None
    return float(values[-1]), values[:-1]


def _equations(model: Model) -> tuple[_Floats, _Floats]:
    """The sum is the target, one row a monomial; the last unknown, t, takes no part."""
    rows = {
        m: i for i, m in enumerate(sorted({m for t in (*model.terms, model.target) for m in t}))
    }
    table, right = np.zeros((len(rows), len(model.terms) + 1)), np.zeros(len(rows))
    for e, terms in enumerate(model.terms):
        for m, c in terms.items():
            table[rows[m], e] = int(c.p) / int(c.q)
    for m, c in model.target.items():
        right[rows[m]] = int(c.p) / int(c.q)
    return table, right


def _cone(model: Model) -> _Floats:
    """Rows of -svec(Q - t I), of -(r - t), and of t, whose bound is 1."""
    count = len(model.terms)
    inner = [i != j for _, i, j in model.entries] + [False] * len(model.strict)
    cone = np.zeros((count + 1, count + 1))
    cone[range(count), range(count)] = np.where(inner, -np.sqrt(2.0), -1.0)
    cone[:count, -1] = np.where(inner, 0.0, 1.0)
    cone[-1, -1] = 1.0
    return cone


def _face(model: Model, values: _Floats) -> tuple[tuple[Block, ...], tuple[Column, ...]] | None:
    """Blocks on the polynomials orthogonal to the null vectors; None where nothing shrinks."""
    blocks, shrunk = [], False
    largest = max(float(np.abs(values).max(initial=0)), 1e-12)
    for block, rows in zip(model.blocks, matrices(model, values.tolist(), 0.0), strict=True):
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
    """The simplest rational so near x that chance does not explain it; None where there is none."""
    for height in _HEIGHTS:
        near = Fraction(x).limit_denominator(height)
        # A number has a rational of denominator up to h within about 1 / h^2 by chance.
        if abs(float(near) - x) < _CLOSE / height**2:
            return near
    return None
