"""Certificates by linear programming: weights >= 0 on products, exact at the end.

The unknowns are the weight r_k of each product P_k of premises and the weight s_l of each candidate
multiplier S_l, in  sum_k r_k P_k - sum_l s_l (S_l c) = 0,  one row a monomial of the normal forms,
and  sum of s_l over the strict S_l = 1.  HiGHS finds a basic solution in floats; its support is
then solved in rationals, so the programme only searches. Where the support's exact solution is not
nonnegative (rounding, degeneracy) the costs are perturbed, the same way on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its parts are loaded where they are first used
from flint import fmpq, fmpq_mat

from verify.evidence.scalar._space import Exponents, Item, Space, Terms, fraction

__all__ = ["Column", "Programme", "columns", "products_of"]

_TRIES = 4
_STRICT_REWARD = 1e4
_SUPPORT = 1e-9
_SCALINGS = 3
_REFINEMENTS = 2
_ZOOM = 1e7
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Column:
    """A product of premises by their numbers, its normal form, and the equations that took."""

    names: tuple[int, ...]
    terms: Terms
    used: frozenset[int]
    strict: bool


def columns(
    space: Space, items: Sequence[Item], picks: Sequence[tuple[int, ...]], times: Item
) -> list[Column]:
    """Products of items, by their places, each times one more; of equal ones the first."""
    raw: dict[tuple[int, ...], Item] = {(): times}
    out: list[Column] = []
    seen: set[tuple[Any, ...]] = set()
    for pick in picks:
        for size in range(1, len(pick) + 1):
            if pick[:size] not in raw:
                raw[pick[:size]] = raw[pick[: size - 1]].times(items[pick[size - 1]])
        item = raw[pick]
        terms, used = space.reduced(item.poly)
        key = (item.strict, *sorted((m, int(c.p), int(c.q)) for m, c in terms.items()))
        if terms and key not in seen:
            seen.add(key)
            out.append(Column(tuple(sorted(item.names)), terms, used | item.used, item.strict))
    return out


def products_of(count: int, degree: int, limit: int) -> list[tuple[int, ...]]:
    """Products of at most `degree` of `count` items, the shortest first, at most `limit`."""
    out: list[tuple[int, ...]] = []
    for size in range(degree + 1):
        for names in combinations_with_replacement(range(count), size):
            if len(out) >= limit:
                return out
            out.append(names)
    return out


@dataclass(frozen=True, eq=False)
class _Found:
    """A solution x of equal x = right, x >= 0, least in cost; tied: see `Programme._exact`."""

    x: _Floats
    tied: bool
    equal: Any
    right: _Floats
    cost: _Floats


def _supports(found: _Found) -> Iterator[npt.NDArray[np.bool_]]:
    """The support, and that of the solution refined: the residual magnified and solved for.

    Weights far below the solver's tolerance are seen only so (iterative refinement of linear
    programmes; Gleixner, Steffy, Wolter, INFORMS J. Comput. 28, 2016).
    """
    yield found.x > _SUPPORT
    x = np.maximum(found.x, 0.0).astype(np.longdouble)
    table = scipy.sparse.coo_matrix(found.equal)
    for _ in range(_REFINEMENTS):
        rest = found.right.astype(np.longdouble)
        np.subtract.at(rest, table.row, table.data.astype(np.longdouble) * x[table.col])
        zoom = np.longdouble(min(_ZOOM, 1 / max(float(np.abs(rest).max()), 1e-18)))
        bounds = np.column_stack([np.asarray(-x * zoom, dtype=float), np.full(len(x), np.inf)])
        right = np.asarray(rest * zoom, dtype=float)
        step = scipy.optimize.linprog(
            found.cost, A_eq=found.equal, b_eq=right, bounds=bounds, method="highs"
        )
        if step.status != 0:
            return
        yield step.x - bounds[:, 0] > _SUPPORT * float(zoom) ** 0.5
        x = np.maximum(x + step.x / zoom, 0)


class Programme:
    """One linear programme over given products and multipliers (already times the conclusion)."""

    def __init__(self, products: Sequence[Column], multipliers: Sequence[Column]) -> None:
        self.products, self.multipliers = list(products), list(multipliers)
        self._all = [*self.products, *self.multipliers]
        self._split = len(self.products)
        self._rows: dict[Exponents, int] = {}
        rows, cols, values = [], [], []
        for j, column in enumerate(self._all):
            sign = 1.0 if j < self._split else -1.0
            for monomial, c in column.terms.items():
                rows.append(self._rows.setdefault(monomial, len(self._rows)))
                cols.append(j)
                values.append(sign * int(c.p) / int(c.q))
        self._row, self._col = np.array(rows, dtype=int), np.array(cols, dtype=int)
        self._value = np.array(values)
        self._scale = np.ones(len(self._all))
        self._live = self._pruned()

    def _pruned(self) -> npt.NDArray[np.bool_]:
        """Columns left when a monomial that comes with one sign only removes what brings it."""
        live = np.ones(len(self._all), dtype=bool)
        while True:
            here = live[self._col]
            rows, up = self._row[here], self._value[here] > 0
            plus = np.bincount(rows[up], minlength=len(self._rows))
            minus = np.bincount(rows[~up], minlength=len(self._rows))
            bad = (plus == 0) != (minus == 0)
            dead = np.unique(self._col[here & bad[self._row]])
            if not len(dead):
                return live
            live[dead] = False

    def missing(self) -> list[Exponents]:
        """Monomials of the first multiple of the conclusion that no product yields in its sign."""
        if not self.multipliers:
            return []
        have = {}
        for column in self.products:
            for m, c in column.terms.items():
                have[(m, c > 0)] = True
        return sorted(m for m, c in self.multipliers[0].terms.items() if (m, c > 0) not in have)

    def solve(self, strict: bool) -> tuple[dict[int, Fraction], dict[int, Fraction]] | None:
        """Weights of products and of multipliers, by their places here; None where none is found.

        strict: one product of strict premises must take part.
        """
        alive = [int(j) for j in np.flatnonzero(self._live)]
        norm = [j for j in alive if j >= self._split and self._all[j].strict]
        if not norm:
            return None
        for attempt in range(_TRIES):
            found = self._floats(alive, norm, strict and attempt > 0, attempt)
            if found is None:
                return None
            for inside in _supports(found):
                support = [j for j, used in zip(alive, inside, strict=True) if used]
                exact = self._exact(support, norm, found.tied)
                if exact is not None and self._is_strict(exact, strict):
                    head = {j: w for j, w in exact.items() if j < self._split}
                    tail = {j - self._split: w for j, w in exact.items() if j >= self._split}
                    return head, tail
        return None

    def _is_strict(self, weights: dict[int, Fraction], strict: bool) -> bool:
        return not strict or any(self._all[j].strict for j in weights if j < self._split)

    def _floats(
        self, alive: list[int], norm: list[int], strict: bool, attempt: int
    ) -> _Found | None:
        """A basic solution of HiGHS; None where it finds none.

        All is in scaled unknowns, and so are the sums that are 1; the support is what counts.
        """
        matrix = self._matrix(alive)
        count = len(alive)
        place = {j: i for i, j in enumerate(alive)}
        one = np.zeros((1, count))
        one[0, [place[j] for j in norm]] = 1.0
        equal = scipy.sparse.vstack([matrix.tocsr(), scipy.sparse.csc_matrix(one)]).tocsc()
        right = np.zeros(equal.shape[0])
        right[-1] = 1.0
        cost = np.array([1.0 + len(self._all[j].terms) + len(self._all[j].names) for j in alive])
        if attempt:
            cost = cost * np.random.default_rng(attempt).uniform(0.5, 2.0, count)
        options: dict[str, Any] = {"A_eq": equal, "b_eq": right, "bounds": (0, None)}
        goods = [place[j] for j in alive if j < self._split and self._all[j].strict]
        if strict:
            # One more unknown: the least of 1 and of the weights of the strict products.
            row = np.zeros((1, count + 1))
            row[0, goods], row[0, -1] = -1.0, 1.0
            options["A_eq"] = scipy.sparse.hstack(
                [equal, scipy.sparse.csc_matrix((equal.shape[0], 1))]
            ).tocsc()
            options |= {"A_ub": scipy.sparse.csc_matrix(row), "b_ub": np.zeros(1)}
            options["bounds"] = [(0, None)] * count + [(0, 1)]
            cost = np.append(cost, -_STRICT_REWARD)
        found = scipy.optimize.linprog(cost, method="highs", **options)
        if found.status != 0 or (strict and found.x[-1] < _SUPPORT):
            return None
        tied = bool(strict and abs(float(np.sum(found.x[goods])) - 1) < _SUPPORT)
        return _Found(found.x[:count], tied, equal, right, cost[:count])

    def _matrix(self, alive: list[int]) -> Any:
        """The coefficients, rows and columns scaled in turn so that the largest are about 1."""
        place = np.full(len(self._all), -1)
        place[alive] = np.arange(len(alive))
        here = place[self._col] >= 0
        row, col, value = self._row[here], place[self._col[here]], self._value[here]
        self._scale = np.ones(len(self._all))
        for _ in range(_SCALINGS):
            size = np.zeros(len(self._rows))
            np.maximum.at(size, row, np.abs(value))
            value = value / size[row]
            size = np.zeros(len(alive))
            np.maximum.at(size, col, np.abs(value))
            value = value / size[col]
            self._scale[alive] *= size
        return scipy.sparse.coo_matrix((value, (row, col)), shape=(len(self._rows), len(alive)))

    def _exact(self, support: list[int], norm: list[int], tied: bool) -> dict[int, Fraction] | None:
        """The rational solution on a support; None where there is none or a weight is negative."""
        terms = [self._all[j].terms for j in support]
        rows = {m: i for i, m in enumerate(sorted({m for t in terms for m in t}))}
        width = len(support)
        table = fmpq_mat(len(rows) + 1 + tied, width + 1)
        for i, j in enumerate(support):
            for m, c in terms[i].items():
                table[rows[m], i] = c if j < self._split else -c
            table[len(rows), i] = fmpq(int(j in norm))
            if tied and (j in norm or (j < self._split and self._all[j].strict)):
                # In scaled unknowns the strict products weigh as much as the multipliers.
                scale = Fraction(float(self._scale[j])) * (-1 if j in norm else 1)
                table[len(rows) + 1, i] = fmpq(scale.numerator, scale.denominator)
        table[len(rows), width] = fmpq(1)
        reduced, rank = table.rref()
        weights: dict[int, Fraction] = {}
        for i in range(rank):
            pivot = next(k for k in range(width + 1) if reduced[i, k] != 0)
            value = fraction(reduced[i, width])
            if pivot == width or value < 0:
                return None
            if value:
                weights[support[pivot]] = value
        return weights
