"""Pairs of factors and a minimiser of L: what the proof of Proposition B.1 speaks about.

W1* W2*' = W*, the loss's minimiser; u, v, w free directions, Kp and mp candidates for global
constants. The minimiser's factors are rounded to a grid on which their product is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.language import define, equal, loss, matrix, norm2, scalar
from verify.model.matrices import lattice_array, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import W1, W2, ell, factor_sizes, loss_parameters, loss_values, mu

__all__ = ["BESIDE", "DISTANCE", "PAIRS", "Kp", "W1s", "W2s", "Wstar", "mp", "u", "v", "w"]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

# A minimiser (W1*, W2*) of L next to any factors, and free directions.
W1s = matrix("W1s", "n", "h", "W_1^*")
W2s = matrix("W2s", "m", "h", "W_2^*")
u = matrix("u", "n", 1)
v = matrix("v", "m", 1)
w = matrix("w", "h", 1)
Wstar = define("W_star", W1s @ W2s.T, "W^*")
Kp = scalar("Kp", r"K_{over}")
mp = scalar("mp", r"\mu_{over}")
DISTANCE = define("distance2", norm2(W1 - W1s) + norm2(W2 - W2s), r"\|Z-Z^*\|_F^2")
# The loss a step of rank one away from the minimiser, in the first factor only.
BESIDE = define("L_beside", loss(ell, (W1s + u @ w.T) @ W2s.T), r"L(W_1^*+uw^{\top},W_2^*)")
_FAMILIES = ("weighted quadratic", "least squares", "log-cosh", "softplus")


def _on_grid(x: Array) -> Array:
    """X to 22 bits below its largest entry, so that a product of two is a float exactly."""
    top = np.max(np.abs(x), axis=(1, 2), keepdims=True)
    unit = 2.0 ** (np.ceil(np.log2(np.where(top > 0, top, 1.0))) - 22)
    rounded: Array = np.round(x / unit) * unit
    return rounded


def _draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    batches = []
    share = max(count // 4, 2)
    for family in _FAMILIES:
        latent = _latent(rng, sizes, share)
        latent |= loss_parameters(rng, family, sizes, share, latent)
        batches.append(Batch(family, share, latent, family))
    return batches


def _latent(rng: Generator, sizes: Sizes, count: int) -> dict[str, Array]:
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    size = random_scale(rng, count, 2.0)[:, None, None]
    latent = {
        "W1s": random_matrix(rng, count, n, h) * size,
        "W2s": random_matrix(rng, count, m, h) * size,
        "u": rng.normal(size=(count, n, 1)),
        "v": rng.normal(size=(count, m, 1)),
        "w": rng.normal(size=(count, h, 1)),
        "Kp": random_scale(rng, count, 3.0),
        "mp": random_scale(rng, count, 6.0),
    }
    # W1, W2 anywhere, near the minimiser, and mirrored, where the proof's quotient is 0.
    kind = rng.integers(0, 3, (count, 1, 1))
    for name, rows in (("W1", n), ("W2", m)):
        free = random_matrix(rng, count, rows, h) * random_scale(rng, count, 2.0)[:, None, None]
        noise = 1 + 10.0 ** rng.uniform(-4, 0, (count, 1, 1)) * rng.normal(size=(count, rows, h))
        latent[name] = np.where(
            kind == 0, free, np.where(kind == 1, 1.0, -1.0) * latent[name + "s"] * noise
        )
    return latent


def _lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    shapes = {"W1": (n, h), "W2": (m, h), "W1s": (n, h), "W2s": (m, h)}
    shapes |= {"u": (n, 1), "v": (m, 1), "w": (h, 1)}
    latent = {k: lattice_array(rng, (count, *s), height) for k, s in shapes.items()}
    latent |= {
        "A": rng.choice(np.array([1.0, 2.0, 0.5][:height]), size=(count, n, m)),
        "Kp": rng.choice(np.array([1.0, 2.0, 0.5]), count),
        "mp": rng.choice(np.array([1.0, 2.0, 0.5]), count),
    }
    return [Batch("lattice", count, latent, "weighted quadratic")]


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    first, second = _on_grid(batch.latent["W1s"]), _on_grid(batch.latent["W2s"])
    target = first @ np.swapaxes(second, 1, 2)
    latent = {**batch.latent, "C": target, "W1s": first, "W2s": second}
    names = ("W1", "W2", "W1s", "W2s", "u", "v", "w", "Kp", "mp")
    values = loss_values(replace(batch, latent=latent))
    return {**{k: latent[k] for k in names}, **values, "Wstar": target}


PAIRS = Setting(
    "factors and a minimiser",
    "factors W1, W2 and W1*, W2* of all ranks and scales, n, m <= 2 and h from min(n, m) to "
    "n + m + 2, W1, W2 free, near W1*, W2* and near their negatives; four families of losses "
    "with the minimiser W1* W2*'",
    factor_sizes(2),
    _draw,
    _lattice,
    _finish,
    positive=frozenset({"A", "a", "b", "Kp", "mp"}),
    assumes=(equal(matrix("Wstar", "n", "m", "W^*"), W1s @ W2s.T), Kp > 0, mp > 0, mu > 0),
)
