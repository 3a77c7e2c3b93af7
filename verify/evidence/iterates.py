"""Later iterates of a run as exact instances: a start in small rationals, and a few exact steps.

A run's lattice holds starts, where every iterate is the first and many mutants say what the claim
says. From each start, one step or two are taken, with free letters (the step size) drawn around the
lattice's own: equal, a little larger, halved, doubled, tenfold, negative. Floats tell which of them
violate a statement and keep its hypotheses; those are run again in exact rationals, hypotheses
being settled at each iterate, so that the witness is a start with the path that leads from it.

Not covered: three steps and more, whose rationals are long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq

from verify.arithmetic import Exact, Scope, as_fraction, evaluate, precision
from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.evidence.compare import Outcome, compare, float_scope, holding, settle
from verify.evidence.witness import complexity, exact_lattice_values, witness_evidence
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["Iterates", "iterate_witness", "iterates"]

Array = npt.NDArray[np.float64]
_MOST = 6  # exact runs for each batch and statement
_RANKED = 30  # violators among which the simplest are chosen
_ROUNDING = 1e-13  # relative error of an iterate in floats, ample for two steps
# Of the step that a start has, at the first iterates; and at the last, where less is to be kept.
_STEPS = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 2.0, 4.0])
_LAST = np.array([1.0, 1.0, 1.0, 0.5, 2.0, 5.0, 10.0, 100.0, -1.0])
_LITTLE = np.array([0.0, 0.0, 0.25, 0.125])


@dataclass(frozen=True, eq=False)
class Iterates:
    """start: a batch at iterate 0; path: free letters at the iterates before, one a step.

    batch, scope: the instances at the iterate that the path leads to; before: scopes at those
    that it leads through.
    """

    sizes: Sizes
    start: Batch
    path: tuple[Mapping[str, Array], ...]
    batch: Batch
    scope: Scope
    before: tuple[Scope, ...]


def iterates(
    setting: Setting, sizes: Sizes, batch: Batch, rng: np.random.Generator, steps: int
) -> Iterates | None:
    """The batch's runs after some steps; None where the lattice does not hold a run's state."""
    run = setting.run
    if run is None or not {*run.start, *run.free} <= batch.latent.keys():
        return None
    here = batch
    path: list[Mapping[str, Array]] = []
    before: list[Scope] = []
    base = {x: batch.latent[x] for x in run.free}
    for k in range(steps + 1):
        drawn = {x: _near(rng, v, _LAST if k == steps else _STEPS) for x, v in base.items()}
        here = replace(here, latent={**here.latent, **drawn})
        scope = float_scope(setting, here, sizes)
        if k == steps:
            return Iterates(sizes, batch, tuple(path), here, scope, tuple(before))
        path.append(drawn)
        before.append(scope)
        with np.errstate(all="ignore"):
            new = {x: evaluate(e, scope).v for x, e in run.after.items()}
        moved = {x: np.broadcast_to(v, batch.latent[x].shape) for x, v in new.items()}
        inexact = {x: _ROUNDING for x, v in moved.items() if v.ndim >= 2}
        here = replace(here, latent={**here.latent, **moved}, rounding=inexact)
    return None


def _near(rng: np.random.Generator, value: Array, factors: Array) -> Array:
    """Multiples of a value, or a little more than it: by a quarter of its square, at most."""
    count = len(value)
    little = 1 + rng.choice(_LITTLE, size=count) * value**2
    near = value * np.where(rng.random(count) < 0.5, little, rng.choice(factors, size=count))
    return np.array([float(f"{x:.9g}") for x in near])


def iterate_witness(setting: Setting, reading: Reading, found: Iterates) -> Evidence | None:
    """A simple exact run that violates the statement at its last iterate."""
    count = found.batch.count
    inside = holding(reading.hypotheses, found.scope, count)
    for scope in found.before:
        inside &= holding(reading.hypotheses, scope, count)
    if not inside.any():
        return None
    bad = np.zeros(count, dtype=bool)
    for relation in reading.conclusion:
        c = compare(relation, found.scope, count)
        bad |= c.violated
        if relation.op in ("<", ">"):
            bad |= c.tie | ((c.lean == 0) & ~c.undefined)
    violators = [int(i) for i in np.flatnonzero(bad & inside)[:_RANKED]]
    violators.sort(key=lambda i: (complexity(found.start, i), i))
    for index in violators[:_MOST]:
        if witness := _exactly(setting, reading, found, index):
            return witness
    return None


def _exactly(setting: Setting, reading: Reading, found: Iterates, index: int) -> Evidence | None:
    """One run in exact rationals; None where it violates nothing, or leaves the hypotheses."""
    run = setting.run
    assert run is not None  # it has iterates
    values = exact_lattice_values(setting, found.start, found.sizes, index)
    for free in found.path:
        values |= _numbers(free, index)
        if settle(reading.hypotheses, (), values, found.sizes).outcome is not Outcome.HOLDS:
            return None
        with precision(128):
            scope = Scope(Exact(), values, found.sizes)
            values |= {x: evaluate(e, scope) for x, e in run.after.items()}
    values |= _numbers({x: found.batch.latent[x] for x in run.free}, index)
    settled = settle(reading.hypotheses, reading.conclusion, values, found.sizes)
    if settled.outcome is not Outcome.VIOLATED:
        return None
    path: Sequence[Mapping[str, Any]] = [
        {x: str(as_fraction(v)) for x, v in _numbers(free, index).items()} for free in found.path
    ]
    return witness_evidence(reading, values, found.sizes, settled, path)


def _numbers(free: Mapping[str, Array], index: int) -> dict[str, fmpq]:
    """The short decimals that the floats stand for."""
    meant = {x: Fraction(f"{float(v[index]):.9g}") for x, v in free.items()}
    return {x: fmpq(q.numerator, q.denominator) for x, q in meant.items()}
