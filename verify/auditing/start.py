"""Where the audited runs begin: factors drawn from a Gaussian, or a user's own.

    W1: n x h, W2: m x h, entries independent N(0, scale^2); scale 1/sqrt(h) by default

The default width 4 (n + m) is above n + m, from where on Gaussian factors have alpha1 > 0 almost
surely. Gradient descent and all constants are the same for factors reduced to n + m columns
(`verify.descent.start`); the audit runs, and certifies, the reduced floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.descent import Start
from verify.errors import InputError
from verify.model.data import finite_matrix

__all__ = ["Initialisation", "default_width", "drawn", "given", "load_factors"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Initialisation:
    """W1 (n, h) and W2 (m, h); words: for the report; scale: None for factors that were given."""

    W1: Array
    W2: Array
    words: str
    scale: float | None

    @property
    def h(self) -> int:
        """The width."""
        return int(self.W1.shape[1])

    def start(self) -> Start:
        """For the engine, reduced."""
        return Start(self.W1[None], self.W2[None]).reduced()


def default_width(n: int, m: int) -> int:
    """4 (n + m)."""
    return 4 * (n + m)


def drawn(
    shape: tuple[int, int], width: int | None, scale: float | None, seed: int
) -> Initialisation:
    """Gaussian factors for W of shape (n, m)."""
    n, m = shape
    h = default_width(n, m) if width is None else width
    if h < min(n, m):
        raise InputError(
            f"width {h} was given with n = {n}, m = {m}",
            violates="h >= min(n, m)",
            where="the start",
            remedy="take a wider hidden layer: W1 W2' cannot reach every W otherwise",
        )
    size = h**-0.5 if scale is None else scale
    if not 0 < size < 1e100:
        raise InputError(f"the scale {scale} was given", violates="0 < scale", where="the start")
    rng = np.random.default_rng([seed, n, m, h])
    W1, W2 = size * rng.normal(size=(n, h)), size * rng.normal(size=(m, h))
    return Initialisation(W1, W2, f"Gaussian, h = {h}, scale {size:.4g}, seed {seed}", size)


def given(W1: Any, W2: Any, shape: tuple[int, int]) -> Initialisation:
    """Factors of a user's own; InputError where their shapes do not fit the loss."""
    first = finite_matrix(W1, "W1", rows=shape[0])
    second = finite_matrix(W2, "W2", rows=shape[1], columns=first.shape[1])
    return Initialisation(first, second, f"given factors, h = {first.shape[1]}", None)


def load_factors(path: Path, shape: tuple[int, int]) -> Initialisation:
    """Factors from an .npz file with arrays W1 and W2."""
    try:
        with np.load(path, allow_pickle=False) as file:
            W1, W2 = file["W1"], file["W2"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise InputError(
            f"cannot be read as factors ({' '.join(str(error).split())[:120]})",
            where=str(path),
            remedy="save them with numpy.savez(path, W1=..., W2=...)",
        ) from error
    return given(W1, W2, shape)
