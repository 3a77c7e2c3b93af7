"""What a loss does to the outputs Z = X W, (N, m), of the samples with labels Y: two kinds.

    ScalarOutput   sum_ij phi(Z_ij, Y_ij), phi a formula
    SoftmaxOutput  sum_i [log sum_j e^(Z_ij) - <Y_i, Z_i>], rows of Y on the simplex

Each gives value, slope G = d/dZ, and Hessian in floats, differences from a point without
cancellation, value and slope in balls, and bounds of its curvature: c_low |V|^2 <= V'' <= c_high.

The softmax has c_high = 1/2: v'(diag(p) - pp')v is the variance of v under p, at most a quarter of
the range squared (Popoviciu), and (max v - min v)^2 <= 2 |v|^2. Bound of D. Boehning, Multinomial
logistic regression algorithm, Ann. Inst. Statist. Math. 44 (1992). c_low = 0, in direction 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat
from scipy.special import log_softmax, softmax

from verify.descent.convex import SoftmaxLoss
from verify.errors import InputError
from verify.formula.balls import ball_operations
from verify.formula.calculus import Formula, is_shifted
from verify.formula.curvature import Curvature, Labels, curvature, domain, lowest, lowest_over
from verify.formula.expression import Node, compile_nodes, run
from verify.formula.floats import Entrywise

__all__ = ["Output", "ScalarOutput", "SoftmaxOutput", "distinct_labels", "one_hot_rows"]

Array = npt.NDArray[np.float64]
_LABELS = 64


class Output(Protocol):
    """A convex or other function of all outputs; see the header."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    @property
    def columns_apart(self) -> bool:
        """Whether outputs of one sample do not interact."""
        ...

    def bounds(self) -> tuple[float, float]:
        """c_low and c_high, rounded outwards; infinite where there is none."""
        ...

    def lowest(self, Y: Array) -> float:
        """A lower bound of the sum over all Z; -inf where none is known."""
        ...

    def value(self, Z: Array, Y: Array) -> float:
        """The sum."""
        ...

    def slope(self, Z: Array, Y: Array) -> Array:
        """Its gradient in Z, (N, m)."""
        ...

    def curved(self, Z: Array, Y: Array, V: Array) -> Array:
        """Its Hessian in Z applied to V, (N, m)."""
        ...

    def bregman(self, z: Array, d: Array, Y: Array) -> tuple[Array, Array]:
        """Divergences from z, to be summed, and slopes' differences; d: (runs, N, m)."""
        ...

    def in_balls(self, Z: arb_mat, Y: Array) -> tuple[arb, arb_mat]:
        """Value and slope, enclosed."""
        ...


@dataclass(frozen=True, eq=False)
class ScalarOutput:
    """phi of every output by itself."""

    name: str
    root: Node
    labels: Labels

    @cached_property
    def formula(self) -> Formula:
        """The differentiated formula."""
        domain(self.root, self.labels)
        return Formula.of(self.root)

    @cached_property
    def entrywise(self) -> Entrywise:
        """The formula on arrays."""
        return Entrywise(self.formula)

    @cached_property
    def curvature(self) -> Curvature:
        """Inf and sup of phi'' over the real line and the labels."""
        assert self.formula is not None  # its domain is checked first
        return curvature(self.root, self.labels)

    @property
    def columns_apart(self) -> bool:
        """Each output stands alone."""
        return True

    def bounds(self) -> tuple[float, float]:
        """Inf phi'' and sup phi''; infinite where kinks leave them open."""
        c = self.curvature
        return (c.inf.low, c.sup.high) if c.decided else (-np.inf, np.inf)

    def lowest(self, Y: Array) -> float:
        """The sum of inf phi(., y) over all labels."""
        values, counts = np.unique(Y, return_counts=True)
        if is_shifted(self.formula):
            values, counts = values[:1], np.array([Y.size])
        if len(values) > _LABELS:  # as many minima would take long: one for all of them
            return Y.size * lowest_over(self.root, self.labels).low
        return float(
            sum(n * _lowest(self.root, float(v)) for v, n in zip(values, counts, strict=True))
        )

    def value(self, Z: Array, Y: Array) -> float:
        """Sum of phi."""
        return float(np.sum(self.entrywise.value(Z, Y)))

    def slope(self, Z: Array, Y: Array) -> Array:
        """Phi'."""
        return self.entrywise.slope(Z, Y)

    def curved(self, Z: Array, Y: Array, V: Array) -> Array:
        """Phi'' V."""
        result: Array = self.entrywise.curvature(Z, Y) * V
        return result

    def bregman(self, z: Array, d: Array, Y: Array) -> tuple[Array, Array]:
        """Of phi, entry by entry."""
        return self.entrywise.bregman(z, d, Y)

    def in_balls(self, Z: arb_mat, Y: Array) -> tuple[arb, arb_mat]:
        """Sum of phi, and phi'."""
        operations = ball_operations()
        programs = {
            code: compile_nodes([self.root]) if k == 0 else piece.forms[1][0]
            for piece in self.formula.pieces.values()
            for k, code in ((0, (piece.pattern, 0)), (1, (piece.pattern, 1)))
        }
        conditions = compile_nodes(self.formula.conditions)
        total, slopes = arb(0), []
        for z, y in zip(Z.entries(), Y.ravel(), strict=True):
            label = arb(float(y))
            total += run(programs[next(iter(programs))], operations, z, label)[0]
            slopes.append(_slope(self.formula, conditions, programs, operations, z, label))
        return total, arb_mat(Z.nrows(), Z.ncols(), slopes)


def _slope(
    formula: Formula, conditions: Any, programs: Any, operations: Any, z: arb, y: arb
) -> arb:
    signs = run(conditions, operations, z, y)
    found: arb | None = None
    for pattern in formula.pieces:
        fits = all(not (g < 0 if holds else g > 0) for g, holds in zip(signs, pattern, strict=True))
        if fits:
            value = run(programs[pattern, 1], operations, z, y)[0]
            found = value if found is None else found.union(value)
    return arb.nan() if found is None else found


def _lowest(root: Node, label: float) -> float:
    return lowest(root, Fraction(label)).low


@dataclass(frozen=True, eq=False)
class SoftmaxOutput:
    """Cross-entropy of the softmax of each row."""

    name: str = "softmax cross-entropy"

    @property
    def columns_apart(self) -> bool:
        """The outputs of a sample share their normalisation."""
        return False

    def bounds(self) -> tuple[float, float]:
        """0 and 1/2, see the header."""
        return 0.0, 0.5

    def lowest(self, Y: Array) -> float:
        """0: a log-probability is not positive."""
        return 0.0

    def value(self, Z: Array, Y: Array) -> float:
        """-<Y, log p>."""
        return float(-np.sum(Y * log_softmax(Z, axis=1)))

    def slope(self, Z: Array, Y: Array) -> Array:
        """P - Y."""
        result: Array = softmax(Z, axis=1) - Y
        return result

    def curved(self, Z: Array, Y: Array, V: Array) -> Array:
        """(diag(p) - pp') V, row by row."""
        p = softmax(Z, axis=1)
        result: Array = p * (V - np.sum(p * V, axis=1, keepdims=True))
        return result

    def bregman(self, z: Array, d: Array, Y: Array) -> tuple[Array, Array]:
        """Of log sum exp, row by row; rows with small d by quadrature, the others directly."""
        z = np.broadcast_to(z, d.shape)
        near = np.abs(d).max(axis=2) <= 0.5
        value, slope = np.empty((*d.shape[:2], 1)), np.empty(d.shape)
        small = SoftmaxLoss(np.empty((1, 0, 0)), z[near][None], np.zeros(1))
        first, second = small.bregman(d[near][None])
        value[near], slope[near] = first[0], second[0]
        far = ~near
        value[far], slope[far] = _directly(z[far], d[far])
        return value, slope

    def in_balls(self, Z: arb_mat, Y: Array) -> tuple[arb, arb_mat]:
        """Value and p - Y."""
        total, slopes = arb(0), []
        for row, labels in zip(Z.tolist(), Y, strict=True):
            top = max(row, key=lambda a: float(a.mid()))
            powers = [(a - top).exp() for a in row]
            mass: arb = sum(powers, arb(0))
            total += mass.log() + top
            for a, e, y in zip(row, powers, labels, strict=True):
                label = arb(float(y))
                total -= label * a
                slopes.append(e / mass - label)
        return total, arb_mat(Z.nrows(), Z.ncols(), slopes)


def _directly(z: Array, d: Array) -> tuple[Array, Array]:
    """Log sum exp(z + d) - log sum exp(z) - <p, d> and the change of p, rows apart."""
    low, high = z - z.max(axis=1, keepdims=True), z + d
    top = high.max(axis=1, keepdims=True)
    first, second = np.exp(low), np.exp(high - top)
    mass, after = first.sum(axis=1, keepdims=True), second.sum(axis=1, keepdims=True)
    p = first / mass
    rise = np.log(after) + top - np.log(mass) - z.max(axis=1, keepdims=True)
    return rise - np.sum(p * d, axis=1, keepdims=True), second / after - p


def one_hot_rows(Y: Array, where: str) -> None:
    """InputError where a row of Y is no probability vector."""
    sums = Y.sum(axis=1)
    if (Y < 0).any() or np.abs(sums - 1).max() > 1e-9:
        worst = int(np.abs(sums - 1).argmax())
        raise InputError(
            f"row {worst} of the labels sums up to {sums[worst]:g}",
            violates="Y_ij >= 0 and sum_j Y_ij = 1",
            where=where,
            remedy="code each class as a row of zeros with a single one",
        )


def distinct_labels(values: Sequence[float]) -> Labels:
    """The labels of a loss on data: the distinct values, or their range where they are many."""
    distinct = sorted(set(values))
    if len(distinct) <= 12:
        return Labels.of(distinct)
    return Labels.between(distinct[0], distinct[-1])
