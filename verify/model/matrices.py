"""Random matrices for sampling, and settings whose instances are free matrices and scalars.

The distribution is a mixture made to reach the corners of an inequality: Gaussian entries,
rank-deficient products, graded columns (condition numbers to 1e8), small integers with many
zeros, orthonormal rows or columns, each with a scale of its own from 1e-6 to 1e6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.language import DimLike, Expr, Relation, check
from verify.model.setting import Batch, Setting, Sizes, identity

__all__ = ["all_sizes", "lattice_array", "matrices", "random_matrix", "random_scale"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

_LATTICE = {
    1: np.array([-1.0, 0.0, 1.0]),
    2: np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]),
    3: np.array([-4, -3, -2, -1.5, -1, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4]),
}


def random_matrix(rng: Generator, count: int, rows: int, columns: int) -> Array:
    """(count, rows, columns) from the mixture, unscaled."""
    k = min(rows, columns)
    gauss = rng.normal(size=(count, rows, columns))
    rank = rng.integers(0, k + 1, size=count)
    mask = np.arange(k)[None, None, :] < rank[:, None, None]
    low = (rng.normal(size=(count, rows, k)) * mask) @ rng.normal(size=(count, k, columns))
    graded = gauss * 10.0 ** rng.uniform(-8, 0, size=(count, 1, columns))
    if rows < columns:
        graded = gauss * 10.0 ** rng.uniform(-8, 0, size=(count, rows, 1))
    integers = rng.integers(-1, 2, size=(count, rows, columns)).astype(float)
    q = np.linalg.qr(rng.normal(size=(count, max(rows, columns), k)))[0]
    orthonormal = q if rows >= columns else np.swapaxes(q, 1, 2)
    kinds = np.stack([gauss, gauss, low, graded, integers, orthonormal])
    pick = rng.integers(0, len(kinds), size=count)
    chosen: Array = kinds[pick, np.arange(count)]
    return chosen


def random_scale(rng: Generator, count: int, decades: float = 6.0) -> Array:
    """Scales 10^U: a third near 1, the rest over the decades given on either side."""
    wide = 10.0 ** rng.uniform(-decades, decades, size=count)
    near = 10.0 ** rng.uniform(-0.5, 0.5, size=count)
    return np.where(rng.random(count) < 1 / 3, near, wide)


def lattice_array(rng: Generator, shape: tuple[int, ...], height: int) -> Array:
    """Small rationals of the given height, zeros and ones preferred."""
    values = rng.choice(_LATTICE[height], size=shape)
    zero = rng.random(shape) < rng.uniform(0, 0.6, size=(shape[0], *[1] * (len(shape) - 1)))
    result: Array = np.where(zero, 0.0, values)
    return result


def all_sizes(names: Sequence[str], largest: int) -> list[dict[str, int]]:
    """All sizes 1..largest of the named dimensions, smallest first."""
    sizes = [
        dict(zip(names, p, strict=True)) for p in product(*[range(1, largest + 1)] * len(names))
    ]
    return sorted(sizes, key=lambda s: (sum(s.values()), tuple(s.values())))


def matrices(
    name: str,
    symbols: Sequence[Expr],
    *,
    largest: int = 4,
    positive: Sequence[str] = (),
    finish: Callable[[Batch, Sizes], Mapping[str, Any]] | None = None,
    where: Callable[[Sizes], bool] = lambda sizes: True,
    words: str = "",
    assumes: Sequence[Relation] = (),
    bounds: Sequence[tuple[str, DimLike, DimLike]] = (),
) -> Setting:
    """A setting of free matrices and scalars of the symbols' shapes.

    positive: scalars to be drawn positive, which becomes a hypothesis; where: which sizes are
    admitted, which `bounds` says to whoever proves something; assumes: what else holds of them.
    """
    shapes = {s.name: check(s) for s in symbols}
    names = sorted({d for shape in shapes.values() if shape for x in shape for d in x.names()})
    sizes_list = [s for s in all_sizes(names, largest) if where(s)]

    def array(rng: Generator, symbol: str, sizes: Sizes, count: int, height: int | None) -> Array:
        shape = shapes[symbol]
        if shape is None:
            return _scalars(rng, count, height, positive=symbol in positive)
        r, c = shape[0].at(sizes), shape[1].at(sizes)
        if height is not None:
            return lattice_array(rng, (count, r, c), height)
        scaled: Array = random_matrix(rng, count, r, c) * random_scale(rng, count)[:, None, None]
        return scaled

    def draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
        free = {s: array(rng, s, sizes, count - count // 4, None) for s in shapes}
        alike = {s: array(rng, s, sizes, max(count // 4, 1), None) for s in shapes}
        return [
            Batch("independent", count - count // 4, free),
            Batch("related", max(count // 4, 1), _relate(rng, alike)),
        ]

    def lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
        return [Batch("lattice", count, {s: array(rng, s, sizes, count, height) for s in shapes})]

    text = words or (
        f"{', '.join(shapes)} from a mixture of Gaussian, rank-deficient, graded, integer and "
        f"orthonormal matrices with scales 1e-6 to 1e6; sizes up to {largest}"
    )
    return Setting(
        name,
        text,
        sizes_list,
        draw,
        lattice,
        finish or identity,
        positive=frozenset(positive),
        assumes=(*(s > 0 for s in symbols if s.name in positive and not s.dims), *assumes),
        bounds=tuple(bounds),
    )


def _scalars(rng: Generator, count: int, height: int | None, *, positive: bool) -> Array:
    if height is None:
        value = random_scale(rng, count) * (1.0 if positive else rng.choice([-1.0, 1.0], count))
        return value
    values = _LATTICE[height]
    return rng.choice(values[values > 0] if positive else values, size=count)


def _relate(rng: Generator, arrays: dict[str, Array]) -> dict[str, Array]:
    """Make same-shaped matrices equal, opposite or nearly so: where norms of sums are extreme."""
    names = list(arrays)
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            if arrays[first].ndim == 3 and arrays[first].shape == arrays[second].shape:
                count = arrays[first].shape[0]
                sign = rng.choice([-1.0, 1.0], size=(count, 1, 1))
                noise = 10.0 ** rng.uniform(-12, 0, size=(count, 1, 1))
                arrays[second] = (
                    sign * arrays[first] * (1 + noise * rng.normal(size=arrays[first].shape))
                )
    return arrays
