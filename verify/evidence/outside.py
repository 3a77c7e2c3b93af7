"""Instances outside a statement's hypotheses: letters set free that a setting ties or keeps in.

A setting draws what a claim is about: positive step sizes, constants that are the loss's own, a
matrix that is the product of two others. A mutant without one of the hypotheses is about more.
`outside` gives a setting in which the letters of that hypothesis are drawn independently of all
others, over small rationals of both signs, 0 and large ones; `varied` one in which K and mu are
constants of the loss as good as any (a larger K, a smaller mu) and letters that the lattice holds
fixed (exponents) are not. The hypotheses that remain are checked as ever, so nothing is lost by it.

Not covered: what no hypothesis says and no instance can leave: that a loss has its constants
(mu > 0 of a loss is no hypothesis), and the iterates of a run (`verify.evidence.iterates`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic import LossValue
from verify.claims.claim import Reading
from verify.language import Expr, Relation, symbols_of
from verify.model.matrices import lattice_array
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["free_letters", "outside", "varied"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator
_Made = Mapping[str, Callable[[Generator, Sizes, int], Array]]

_FREE = "free "  # marks the latent values of letters that are set free
_SCALARS = np.array(
    [-4, -2, -1, -1 / 2, -1 / 10, 0, 0, 1 / 100, 1 / 10, 1 / 2, 1, 2, 3, 5, 10, 100]
)
_OF_LOSS = ("K", "mu", "Wstar")
_FACTORS = {"K": np.array([1, 1, 2, 5, 100]), "mu": np.array([1, 1, 1 / 2, 1 / 5, 1 / 100])}
_FIXED_FACTORS = np.array([1, 1, 1 / 2, 3 / 2, 2])
_TALL = 3  # height of the lattice of a matrix


def free_letters(reading: Reading, left_out: Relation) -> tuple[Expr, ...]:
    """The letters of a hypothesis that may be drawn freely once it is left out, by name.

    None of a loss's own, and none that a run computes.
    """
    letters = reading.letters()
    run = reading.setting.run if reading.setting else None
    bound: set[str] = set()
    if run is not None:
        bound = {*run.start, *run.free, *symbols_of(*run.start.values())}
    if any(s.op == "ell" for s in letters.values()):
        bound |= set(_OF_LOSS)
    found = symbols_of(left_out.lhs, left_out.rhs)
    return tuple(s for name, s in sorted(found.items()) if s.op == "s" and name not in bound)


def outside(setting: Setting, letters: Sequence[Expr]) -> Setting:
    """The setting with these letters free of everything else."""

    def maker(letter: Expr) -> Callable[[Generator, Sizes, int], Array]:
        def made(rng: Generator, sizes: Sizes, count: int) -> Array:
            if not letter.dims:
                return rng.choice(_SCALARS, size=count)
            rows, columns = (d.at(sizes) for d in letter.dims)
            return lattice_array(rng, (count, rows, columns), _TALL)

        return made

    return _with(setting, {s.name: maker(s) for s in letters}, " letters set free")


def varied(setting: Setting) -> Setting:
    """K and mu moved outwards, and what the lattice holds fixed at other values."""

    def finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
        values = dict(setting.finish(batch, sizes))
        if not any(isinstance(v, LossValue) for v in values.values()):
            return values
        for name in _FACTORS:
            if name in values and _FREE + name in batch.latent:
                values[name] = values[name] * batch.latent[_FREE + name]
        return values

    def more(rng: Generator, batch: Batch) -> Batch:
        latent = dict(batch.latent)
        for name, value in batch.latent.items():
            if value.shape == (batch.count,) and np.ptp(value) == 0 and value[0] > 0:
                latent[name] = value * rng.choice(_FIXED_FACTORS, size=batch.count)
        for name, factors in _FACTORS.items():
            latent[_FREE + name] = rng.choice(factors, size=batch.count)
        return replace(batch, latent=latent)

    return _changed(setting, finish, lambda rng, sizes, batch: more(rng, batch), " varied")


def _with(setting: Setting, made: _Made, words: str) -> Setting:
    """The setting with letters whose values are made anew for each instance."""

    def finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
        free = {k: batch.latent[_FREE + k] for k in made if _FREE + k in batch.latent}
        return {**setting.finish(batch, sizes), **free}

    def more(rng: Generator, sizes: Sizes, batch: Batch) -> Batch:
        free = {_FREE + k: make(rng, sizes, batch.count) for k, make in made.items()}
        return replace(batch, latent={**batch.latent, **free})

    return _changed(setting, finish, more, words)


def _changed(
    setting: Setting,
    finish: Callable[[Batch, Sizes], Mapping[str, Any]],
    more: Callable[[Generator, Sizes, Batch], Batch],
    words: str,
) -> Setting:
    """Batches that may be perturbed, each with more latent values; those of real data are left."""

    def draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
        drawn = (b for b in setting.draw(rng, sizes, count) if b.count and not b.fixed)
        return [more(rng, sizes, b) for b in drawn]

    def lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
        found = (b for b in setting.lattice(rng, sizes, count, height) if b.count)
        return [more(rng, sizes, b) for b in found]

    return replace(
        setting, name=setting.name + words, draw=draw, lattice=lattice, finish=finish, real=None
    )
