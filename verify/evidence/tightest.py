"""How sharp a bound is: an instance at which it is attained, or the one nearest to that.

`attained` looks on the lattice of small rationals for the simplest instance at which both sides
are the same positive rational: the bound cannot be improved by a factor. Where there is none,
`tightest` gives the largest lhs/rhs that sampling or search reached, with the instance as far as
it was recorded. Where a reading has a `measure`, the ratio is the measure's.

The record is the reading's `tightest` in the ledger: ratio, attained, source, dims; letters and
losses (exact where attained, floats of six digits elsewhere); relation and lhs, rhs where attained.
Not covered: attainment at irrational values, in the limit, or at large sizes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from flint import fmpq

from verify.arithmetic import Exact, Scope, as_fraction, evaluate, precision
from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.evidence.compare import Outcome, compare, holding, settle
from verify.evidence.trial import Instances
from verify.evidence.witness import complexity, exact_lattice_values, instance_text
from verify.language import Relation, relation_to_tex, symbols_of
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["attained", "tightest"]

_CANDIDATES = 3  # exact evaluations for each batch
_NEAR = 1e-9


def tightest(
    reading: Reading, evidence: Sequence[Evidence], instances: Instances | None
) -> dict[str, Any] | None:
    """The record; None for a statement that bounds nothing, or of which no ratio is known."""
    bounds = [r for r in _measured(reading) if r.op != "=="]
    if not bounds:
        return None
    if instances is not None and (found := attained(reading, bounds, instances)):
        return found
    return _reached(evidence)


def attained(
    reading: Reading, bounds: Sequence[Relation], instances: Instances
) -> dict[str, Any] | None:
    """The simplest instance of the lattice with equal positive sides in one of the bounds."""
    for sizes, batch, scope in instances.lattice():
        inside = holding(reading.hypotheses, scope, batch.count)
        for bound in bounds:
            c = compare(bound, scope, batch.count)
            near = np.flatnonzero(inside & ~c.violated & ~c.undefined & (c.ratio >= 1 - _NEAR))
            close = sorted((int(i) for i in near), key=lambda i: (complexity(batch, i), i))
            for index in close[:_CANDIDATES]:
                if found := _exactly(reading, bound, instances.setting, sizes, batch, index):
                    return found
    return None


def _measured(reading: Reading) -> tuple[Relation, ...]:
    return (reading.measure,) if reading.measure is not None else reading.conclusion


def _exactly(
    reading: Reading, bound: Relation, setting: Setting, sizes: Sizes, batch: Batch, index: int
) -> dict[str, Any] | None:
    """The instance's record, if its sides are one positive rational and the hypotheses hold."""
    values = exact_lattice_values(setting, batch, sizes, index)
    with precision(128):
        scope = Scope(Exact(), values, sizes)
        left, right = (evaluate(side, scope) for side in (bound.lhs, bound.rhs))
    if not (isinstance(left, fmpq) and isinstance(right, fmpq)) or left != right or left <= 0:
        return None
    if settle((), reading.hypotheses, values, sizes).outcome is not Outcome.HOLDS:
        return None
    relations = (*reading.hypotheses, bound)
    names = symbols_of(*(side for r in relations for side in (r.lhs, r.rhs)))
    letters, losses = instance_text(names, values)
    return {
        "ratio": 1.0,
        "attained": True,
        "source": batch.source,
        "dims": dict(sizes),
        "letters": letters,
        **({"losses": losses} if losses else {}),
        "relation": relation_to_tex(bound),
        "lhs": str(as_fraction(left)),
        "rhs": str(as_fraction(right)),
    }


def _reached(evidence: Sequence[Evidence]) -> dict[str, Any] | None:
    """The largest ratio of any evidence, with what it recorded of the instance."""
    known = [e for e in evidence if e.data.get("tightness") is not None]
    if not known:
        return None
    best = max(known, key=lambda e: float(e.data["tightness"]))
    instance: Mapping[str, Any] = best.data.get("instance") or {}
    return {
        "ratio": best.data["tightness"],
        "attained": False,
        "source": instance.get("source") or best.kind,
        "dims": dict(instance.get("sizes") or best.data.get("dims") or {}),
        **{k: instance[k] for k in ("letters", "losses") if k in instance},
    }
