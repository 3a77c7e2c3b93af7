"""Settings: where the instances of a statement come from.

A setting draws batches of instances, each a value for every symbol of the statements that are
made about it: at random (`draw`), and on a lattice of small rationals for the search of
witnesses (`lattice`). Latent values (weights, a step size as a fraction of its limit) are
what search perturbs; `finish` computes what follows from them (K, mu, the step size).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic import Float64, LossValue
from verify.language import DimLike, Expr, Relation

__all__ = ["Batch", "Run", "Setting", "Sizes", "float_values", "identity"]

Array = npt.NDArray[np.float64]
Sizes = Mapping[str, int]
Generator = np.random.Generator


@dataclass(frozen=True, eq=False)
class Batch:
    """Instances of one size: latent arrays, each with a leading axis of `count`.

    source: which distribution or data they come from; family: of the loss, if there is one;
    fixed: not to be perturbed (real data); enclosures: rational ends of scalars that no float is
    (the minimum of a loss): floats take the midpoint with its error, balls the whole interval;
    rounding: latent arrays that are themselves results of float64 (iterates of a run), with a
    bound of their relative error; such an instance is no exact one: its ties are not re-decided.
    """

    source: str
    count: int
    latent: Mapping[str, Array]
    family: str = ""
    fixed: bool = False
    enclosures: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    rounding: Mapping[str, float] = field(default_factory=dict)

    def take(self, index: npt.NDArray[np.intp]) -> Batch:
        """The instances at the given places."""
        latent = {k: v[index] if v.shape[0] == self.count else v for k, v in self.latent.items()}
        return replace(self, count=len(index), latent=latent)


def identity(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    """The latent values as they are."""
    return batch.latent


@dataclass(frozen=True, eq=False)
class Run:
    """A process that statements about its iterates quantify over.

    start: the state's value at iterate 0, by symbol; after: the next value, as an expression in the
    present one; free: symbols that may be different at each iterate (the step size).
    """

    start: Mapping[str, Expr]
    after: Mapping[str, Expr]
    free: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Setting:
    """name: unique among settings; words: what is drawn, for the report.

    assumes: relations that hold of every instance: hypotheses of every statement about them;
    bounds: the same for sizes, as ("==" or ">=", size, size); run: what instances are iterates of.

    shapes: the sizes to sample, smallest first; draw: batches of about `count` instances in
    all; lattice: instances in small rationals; finish: every symbol's value from the latent
    ones, as arrays or a `LossValue` of arrays; real: batches of real data, whatever the sizes;
    positive: latent arrays whose entries stay positive under perturbation; rounding: relative
    error of values that `finish` computes in float64 (iterates), as for a batch.
    """

    name: str
    words: str
    shapes: Sequence[Sizes]
    draw: Callable[[Generator, Sizes, int], Sequence[Batch]]
    lattice: Callable[[Generator, Sizes, int, int], Sequence[Batch]]
    finish: Callable[[Batch, Sizes], Mapping[str, Any]] = identity
    real: Callable[[str], Sequence[tuple[Sizes, Batch]]] | None = None
    positive: frozenset[str] = frozenset()
    rounding: Mapping[str, float] = field(default_factory=dict)
    assumes: tuple[Relation, ...] = ()
    bounds: tuple[tuple[str, DimLike, DimLike], ...] = ()
    run: Run | None = None


def float_values(values: Mapping[str, Any], batch: Batch) -> dict[str, Any]:
    """Values for the float64 arithmetic: arrays of rank 3 are matrices, of rank 1 scalars."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, LossValue):
            inner = {k: _floats(k, v, batch) for k, v in value.parameters.items()}
            out[name] = LossValue(value.family, inner)
        else:
            out[name] = _floats(name, value, batch)
    return out


def _floats(name: str, value: Array, batch: Batch) -> Any:
    error: Any = 0.0
    if name in batch.rounding:
        error = batch.rounding[name] * np.sqrt(np.sum(np.square(value), axis=(-2, -1)))
    if name in batch.enclosures:
        middle = Fraction(float(np.ravel(value)[0]))
        error = 1.0001 * float(max(abs(end - middle) for end in batch.enclosures[name]))
    return Float64.data(value, matrix=np.ndim(value) >= 2, error=error)
