"""One gradient-descent step on the factors: symbols, abbreviations and instances.

    L(W1, W2) = ell(W1 W2'),   W1 in R^{n x h},   W2 in R^{m x h}
    G = grad ell(W1 W2'),  W1+ = W1 - eta G W2,  W2+ = W2 - eta G' W1

Statements about a step are written with the names below; `gd_step` draws instances: factors of
all ranks and scales, losses of four families with mu < K, minimum 0, and step sizes up to a
limit that the caller gives (the largest step that a theorem admits) and a little beyond.
Real data join through `real` (see `verify/model/real.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic import Float64, LossValue, Scope, evaluate
from verify.errors import InputError
from verify.language import (
    define,
    grad,
    loss,
    loss_symbol,
    matrix,
    norm2,
    scalar,
    sigma_max,
    vstack,
)
from verify.model.families import FAMILIES
from verify.model.matrices import lattice_array, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes, float_values

__all__ = [
    "GRADIENT2",
    "L_NEXT",
    "W1",
    "W1_NEXT",
    "W2",
    "W2_NEXT",
    "W_NEXT",
    "Z_NEXT",
    "G",
    "K",
    "L",
    "W",
    "Z",
    "ell",
    "eta",
    "factor_sizes",
    "gd_step",
    "loss_parameters",
    "loss_values",
    "mu",
    "natural_step",
]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

ell = loss_symbol("ell", "n", "m", r"\ell")
W1 = matrix("W1", "n", "h", "W_1")
W2 = matrix("W2", "m", "h", "W_2")
eta = scalar("eta", r"\eta")
mu = scalar("mu", r"\mu")
K = scalar("K")

W = define("W", W1 @ W2.T)
L = define("L", loss(ell, W))
G = define("G", grad(ell, W), r"\nabla\ell(W)")
W1_NEXT = define("W1_next", W1 - eta * (G @ W2), "W_1^+")
W2_NEXT = define("W2_next", W2 - eta * (G.T @ W1), "W_2^+")
W_NEXT = define("W_next", W1_NEXT @ W2_NEXT.T, "W^+")
L_NEXT = define("L_next", loss(ell, W_NEXT), "L^+")
# The gradient of L, stacked: T(G) of equation (8).
GRADIENT2 = define("gradient2", norm2(G @ W2) + norm2(G.T @ W1), r"\|\nabla L\|_F^2")
Z = define("Z", vstack(W1, W2))
Z_NEXT = define("Z_next", vstack(W1_NEXT, W2_NEXT), "Z^+")

_POSITIVE = frozenset({"A", "a", "b", "u"})
_ETAS = np.array([1, 2, 1 / 2, 1 / 4, 1 / 8, 1 / 10, 1 / 16, 1 / 100, 1 / 1000])


def factor_sizes(largest: int = 3, *, extra: int = 2) -> list[dict[str, int]]:
    """(n, m, h) with n, m up to `largest` and h from min(n, m) to above n + m."""
    sizes = [
        {"n": n, "m": m, "h": h}
        for n, m in product(range(1, largest + 1), repeat=2)
        for h in sorted({*range(min(n, m), max(n, m) + 2), n + m, n + m + extra})
    ]
    return sorted(sizes, key=lambda s: (sum(s.values()), s["n"], s["m"], s["h"]))


def natural_step(scope: Scope) -> Array:
    """2 / (K (sigma_max(W1)^2 + sigma_max(W2)^2) + sqrt(2 K L)): the scale of a useful step."""
    k = evaluate(K, scope).v
    value = np.maximum(evaluate(L, scope).v, 0.0)
    s = evaluate(sigma_max(W1), scope).v ** 2 + evaluate(sigma_max(W2), scope).v ** 2
    size = k * s + np.sqrt(2 * k * value)
    # At W1 = W2 = 0 with L = 0 every step is one; any finite scale will do.
    step: Array = 2 / np.where(size > 0, size, 1.0)
    return step


def gd_step(
    name: str,
    words: str,
    *,
    limit: Callable[[Scope], Array] = natural_step,
    sizes: Sequence[Sizes] | None = None,
    real: Callable[[str], Sequence[tuple[Sizes, Batch]]] | None = None,
) -> Setting:
    """A setting of single steps whose size is positive, a fraction of `limit` up to 1.2 of it."""

    def finish(batch: Batch, at: Sizes) -> Mapping[str, Any]:
        return _finish(batch, at, limit)

    return Setting(
        name,
        words,
        sizes or factor_sizes(),
        _draw,
        _lattice,
        finish,
        real,
        _POSITIVE,
        assumes=(eta > 0, mu > 0, mu <= K),
    )


def _draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    """A batch for each of the four families with closed-form K, mu and minimum."""
    batches = []
    share = max(count // 4, 2)
    for family in ("weighted quadratic", "least squares", "log-cosh", "softplus"):
        latent = _factors(rng, sizes, share)
        latent |= loss_parameters(rng, family, sizes, share, latent)
        latent["u"] = _fractions(rng, share)
        batches.append(Batch(family, share, latent, family))
    return batches


def _factors(rng: Generator, sizes: Sizes, count: int) -> dict[str, Array]:
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    common = random_scale(rng, count, 3.0)[:, None, None]
    skew = random_scale(rng, count, 2.0)[:, None, None]
    return {
        "W1": random_matrix(rng, count, n, h) * common * skew,
        "W2": random_matrix(rng, count, m, h) * common / skew,
    }


def _fractions(rng: Generator, count: int) -> Array:
    """Fractions of the largest step: uniform, log-uniform, and close to (or beyond) the end."""
    kinds = np.stack(
        [
            rng.uniform(0, 1, count),
            10.0 ** rng.uniform(-6, 0, count),
            1 - 10.0 ** rng.uniform(-8, -1, count),
            rng.uniform(1, 1.2, count),
        ]
    )
    chosen: Array = kinds[rng.choice(4, count, p=[0.4, 0.2, 0.3, 0.1]), np.arange(count)]
    return chosen


def loss_parameters(
    rng: Generator, family: str, sizes: Sizes, count: int, factors: Mapping[str, Array]
) -> dict[str, Array]:
    """Random parameters of a family's losses, minimisers at all distances from W1 W2'."""
    n, m = sizes["n"], sizes["m"]
    w = factors["W1"] @ np.swapaxes(factors["W2"], 1, 2)
    parameters = {"C": _minimisers(rng, w)}
    size = random_scale(rng, count, 2.0)
    if family == "weighted quadratic":
        spread = 10.0 ** (rng.uniform(-4, 0, (count, 1, 1)) * rng.uniform(0, 1, (count, n, m)))
        equal = rng.random((count, 1, 1)) < 0.3
        parameters["A"] = size[:, None, None] * np.where(equal, 1.0, spread)
    elif family == "log-cosh":
        parameters["a"] = size * 10.0 ** rng.uniform(-3, 1, count)
        parameters["b"] = size
    else:
        rows = n + 1
        x = rng.normal(size=(count, rows, n)) * 10.0 ** rng.uniform(-1, 0, (count, 1, n))
        parameters["X"] = x * np.sqrt(size)[:, None, None]
        if family == "softplus":
            parameters["a"] = size * 10.0 ** rng.uniform(-3, 1, count)
    return parameters


def _minimisers(rng: Generator, w: Array) -> Array:
    """W* at all distances from W: far, near, zero, opposite."""
    count = w.shape[0]
    size = np.sqrt(np.mean(w**2, axis=(1, 2), keepdims=True)) + 1e-3
    far = rng.normal(size=w.shape) * random_scale(rng, count, 2.0)[:, None, None]
    near = w + size * 10.0 ** rng.uniform(-6, 0, (count, 1, 1)) * rng.normal(size=w.shape)
    opposite = -w * random_scale(rng, count, 1.0)[:, None, None]
    kinds = np.stack([far, near, np.zeros_like(w), opposite])
    chosen: Array = kinds[rng.integers(0, 4, count), np.arange(count)]
    return chosen


def _lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    """Weighted quadratic losses in small rationals: what a witness may use."""
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    weights = np.array([[1.0], [1.0, 2.0, 0.5], [1.0, 2.0, 0.5, 4.0, 0.25, 0.1]][height - 1])
    latent = {
        "W1": lattice_array(rng, (count, n, h), height),
        "W2": lattice_array(rng, (count, m, h), height),
        "C": lattice_array(rng, (count, n, m), height),
        "A": rng.choice(weights, size=(count, n, m)),
        "eta": rng.choice(_ETAS[: 3 * height], size=count),
    }
    return [Batch("lattice", count, latent, "weighted quadratic")]


def loss_values(batch: Batch) -> dict[str, Any]:
    """The loss with its constants K and mu, from a batch's latent parameters.

    Where K or mu is an eigenvalue, it is moved outwards by 1e-9 of itself: an upper bound of K
    and a lower bound of mu are constants as good as any, and rounding then spoils none.
    """
    latent, family = batch.latent, FAMILIES[batch.family]
    names = [k for k in ("A", "C", "X", "Y", "a", "b", "minimum", "inverse_N") if k in latent]
    values: dict[str, Any] = {"ell": LossValue(family, {k: latent[k] for k in names})}
    if "K" in latent:
        return values | {"K": latent["K"], "mu": latent["mu"]}
    if batch.family == "weighted quadratic":
        weights = latent["A"]
        return values | {"K": weights.max(axis=(1, 2)), "mu": weights.min(axis=(1, 2))}
    if batch.family == "log-cosh":
        return values | {"K": (latent["a"] + latent["b"]) * (1 + 1e-15), "mu": latent["a"]}
    if batch.family not in ("least squares", "softplus"):
        raise InputError(
            f"a batch of family {batch.family!r} has no K and mu",
            where=batch.source,
            remedy="give latent values K and mu with the data",
        )
    s = np.linalg.svd(latent["X"], compute_uv=False)
    if batch.family == "least squares":
        k, low = s[:, 0] ** 2 * (1 + 1e-9), s[:, -1] ** 2 * (1 - 1e-9)
        return values | {"K": k, "mu": np.maximum(low - 1e-12 * k, 0.0)}
    k = (latent["a"] + s[:, 0] ** 2 / 4) * (1 + 1e-9)
    return values | {"K": k, "mu": latent["a"]}


def _finish(batch: Batch, sizes: Sizes, limit: Callable[[Scope], Array]) -> Mapping[str, Any]:
    latent = batch.latent
    values = {"W1": latent["W1"], "W2": latent["W2"], **loss_values(batch)}
    if "eta" in latent:
        return values | {"eta": latent["eta"]}
    scope = Scope(Float64(), float_values(values, batch), sizes)
    return values | {"eta": np.broadcast_to(latent["u"] * limit(scope), (batch.count,))}
