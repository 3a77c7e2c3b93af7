"""Deciding a statement on instances: in floats for many, rigorously for one.

`compare` evaluates a relation on a batch and sorts its instances by the margin against the
computed error bound: clear, tie (within rounding) or violated. `settle` decides one instance:
exact rationals where they last, balls of growing precision elsewhere. No tolerance is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.arithmetic import (
    Exact,
    Float64,
    LossValue,
    Scope,
    as_ball,
    as_fraction,
    evaluate,
    precision,
    to_arb,
    to_fraction,
)
from verify.language import Relation
from verify.model.setting import Batch, Setting, Sizes, float_values

__all__ = [
    "PRECISIONS",
    "Comparison",
    "Outcome",
    "Settled",
    "compare",
    "exact_values",
    "float_scope",
    "holding",
    "settle",
]

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
PRECISIONS = (128, 512, 2048)
_SHARP = 1e-6  # largest rounding error, relative, of a ratio that is reported
_LARGE = 2000  # entries above which exact matrices are given up for balls at once


@dataclass(frozen=True, eq=False)
class Comparison:
    """One relation on a batch. lean in [-1, 1]: (small - large) / (|small| + |large|), so 0 is
    attained and above 0 violated; ratio: small / large where both are nonnegative, else nan.
    """

    lean: Array
    ratio: Array
    violated: Mask
    tie: Mask
    undefined: Mask


def float_scope(setting: Setting, batch: Batch, sizes: Sizes) -> Scope:
    """A scope in which every statement about this batch shares its values."""
    values = float_values(setting.finish(batch, sizes), batch)
    return Scope(Float64(), values, sizes)


def compare(relation: Relation, scope: Scope, count: int) -> Comparison:
    """Evaluate both sides on the batch and sort its instances."""
    small, large = (evaluate(side, scope) for side in relation.small_and_large())
    with np.errstate(all="ignore"):
        if small.is_matrix:
            return _compare_matrices(small, large, count)
        a, b, error = (np.broadcast_to(x, (count,)) for x in (small.v, large.v, small.e + large.e))
        gap = np.abs(a - b) if relation.op == "==" else a - b
        size = np.abs(a) + np.abs(b)
        lean = np.where(size > 0, gap / np.where(size > 0, size, 1), 0.0)
        # A ratio says something where rounding is small against the larger side.
        sharp = (b > 0) & (a >= 0) & (error <= _SHARP * b)
        ratio = np.where(sharp, a / np.where(b > 0, b, 1), np.nan)
        undefined = ~np.isfinite(gap) | ~np.isfinite(error)
        violated = (gap > error) & ~undefined
        ratio = np.where(violated, ratio, np.minimum(ratio, 1.0))
        near = (gap >= -error) & (size > 0)
        if relation.op == "==":
            ratio, near = np.full(count, np.nan), gap > 0
    return Comparison(lean, ratio, violated, near & ~violated & ~undefined, undefined)


def _compare_matrices(a: Any, b: Any, count: int) -> Comparison:
    gap = np.broadcast_to(np.sqrt(np.sum((a.v - b.v) ** 2, axis=(1, 2))), (count,))
    error = np.broadcast_to(a.e + b.e, (count,))
    size = np.sqrt(np.sum(a.v**2, axis=(1, 2))) + np.sqrt(np.sum(b.v**2, axis=(1, 2)))
    lean = np.where(size > 0, gap / np.where(size > 0, size, 1), 0.0)
    undefined = ~np.isfinite(gap) | ~np.isfinite(error)
    violated = (gap > error) & ~undefined
    nothing = np.full(count, np.nan)
    return Comparison(lean, nothing, violated, (gap > 0) & ~violated & ~undefined, undefined)


def holding(hypotheses: Sequence[Relation], scope: Scope, count: int) -> Mask:
    """Which instances satisfy all hypotheses, as far as floats can tell."""
    mask = np.ones(count, dtype=bool)
    for relation in hypotheses:
        small, large = (evaluate(side, scope) for side in relation.small_and_large())
        with np.errstate(all="ignore"):
            if relation.op == "==":
                gap = small.v - large.v
                size = np.abs(gap) if gap.ndim == 1 else np.sqrt(np.sum(gap**2, axis=(1, 2)))
                mask &= np.broadcast_to(size <= small.e + large.e, (count,))
            elif relation.op in ("<", ">"):
                mask &= np.broadcast_to(small.v < large.v, (count,))
            else:
                mask &= np.broadcast_to(small.v <= large.v, (count,))
    return mask


class Outcome(Enum):
    """What a rigorous evaluation says of one instance."""

    HOLDS = "holds"
    VIOLATED = "violated"
    EXCLUDED = "excluded"  # a hypothesis does not hold, or cannot be shown to
    UNDECIDED = "undecided"


@dataclass(frozen=True, eq=False)
class Settled:
    """The outcome, the violated relation and enclosures (lo, hi) of its two sides."""

    outcome: Outcome
    violated: Relation | None = None
    lhs: tuple[Fraction, Fraction] | None = None
    rhs: tuple[Fraction, Fraction] | None = None
    scope: Scope | None = None


def exact_values(setting: Setting, batch: Batch, sizes: Sizes, index: int) -> dict[str, Any]:
    """One instance with every float taken as the dyadic rational that it is.

    Enclosed scalars become balls at the working precision.
    """
    one = batch.take(np.array([index]))
    return {
        name: LossValue(v.family, {k: _exact(k, p, one) for k, p in v.parameters.items()})
        if isinstance(v, LossValue)
        else _exact(name, v, one)
        for name, v in setting.finish(one, sizes).items()
    }


def _exact(name: str, value: Array, batch: Batch) -> Any:
    if name in batch.enclosures:
        low, high = (to_arb(end) for end in batch.enclosures[name])
        return low.union(high)
    if not np.isfinite(value).all():
        return arb.nan()
    if value.ndim >= 2:
        m = value if value.ndim == 2 else value[0]
        return fmpq_mat(m.shape[0], m.shape[1], [_fmpq(x) for x in m.ravel()])
    return _fmpq(value if value.ndim == 0 else value[0])


def _fmpq(x: Any) -> fmpq:
    p, q = float(x).as_integer_ratio()
    return fmpq(p, q)


def settle(
    hypotheses: Sequence[Relation],
    conclusion: Sequence[Relation],
    values: Mapping[str, Any],
    sizes: Sizes,
    precisions: Sequence[int] = PRECISIONS,
) -> Settled:
    """Decide one exact instance: for certain, or UNDECIDED at the highest precision, in bits."""
    last = Settled(Outcome.UNDECIDED)
    for bits in precisions:
        with precision(bits):
            last = _settle(hypotheses, conclusion, values, sizes)
        if last.outcome is not Outcome.UNDECIDED:
            return last
    return last


def _settle(
    hypotheses: Sequence[Relation],
    conclusion: Sequence[Relation],
    values: Mapping[str, Any],
    sizes: Sizes,
) -> Settled:
    scope = Scope(Exact(), _affordable(values), sizes)
    states = [_decide(r, scope) for r in hypotheses]
    if any(s is False for s in states):
        return Settled(Outcome.EXCLUDED)
    excludable = any(s is None for s in states)
    undecided = excludable
    for relation in conclusion:
        state = _decide(relation, scope)
        # One false relation is enough, whatever the others are.
        if state is False and not excludable:
            sides = [_ends(evaluate(s, scope)) for s in (relation.lhs, relation.rhs)]
            return Settled(Outcome.VIOLATED, relation, sides[0], sides[1], scope)
        undecided |= state is not True
    return Settled(Outcome.UNDECIDED if undecided else Outcome.HOLDS)


def _affordable(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Balls in the place of matrices too large for exact products."""
    entries = sum(v.nrows() * v.ncols() for v in values.values() if isinstance(v, fmpq_mat))
    losses = [v for v in values.values() if isinstance(v, LossValue)]
    parameters = [p for v in losses for p in v.parameters.values()]
    entries += sum(p.nrows() * p.ncols() for p in parameters if isinstance(p, fmpq_mat))
    if entries <= _LARGE:
        return values
    return {
        name: LossValue(v.family, {k: as_ball(p) for k, p in v.parameters.items()})
        if isinstance(v, LossValue)
        else as_ball(v)
        for name, v in values.items()
    }


def _decide(relation: Relation, scope: Scope) -> bool | None:
    """True, False, or None where the enclosures overlap."""
    a, b = (evaluate(side, scope) for side in (relation.lhs, relation.rhs))
    if isinstance(a, (fmpq_mat, arb_mat)):
        if isinstance(a, fmpq_mat) and isinstance(b, fmpq_mat):
            return bool(a == b)
        return None if as_ball(a).overlaps(as_ball(b)) else False
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        exact = {"<=": a <= b, ">=": a >= b, "<": a < b, ">": a > b, "==": a == b}
        return bool(exact[relation.op])
    if a is b:
        return relation.op in ("<=", ">=", "==")
    return _decide_balls(relation.op, as_ball(a), as_ball(b))


def _decide_balls(op: str, a: arb, b: arb) -> bool | None:
    if op in (">=", ">"):
        a, b, op = b, a, {">=": "<=", ">": "<"}[op]
    if op == "==":
        return None if a.overlaps(b) else False
    yes, no = (a <= b, a > b) if op == "<=" else (a < b, a >= b)
    return True if yes else False if no else None


def _ends(value: Any) -> tuple[Fraction, Fraction] | None:
    """Lower and upper end of a scalar's enclosure."""
    if isinstance(value, fmpq):
        q = as_fraction(value)
        return q, q
    if isinstance(value, arb) and value.is_finite():
        return to_fraction(value.lower()), to_fraction(value.upper())
    return None
