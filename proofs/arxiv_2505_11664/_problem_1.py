"""Problem 1: gradient descent on l(W) itself, where section 2.1's statements live.

    W, V in R^{n x m},   W+ = W - eta grad l(W),   eta a fraction of 2/K, or 1/K where it is said

Losses are those of `verify/model/families.py` (Assumptions 2.1 and 2.2 hold, mu < K); `shift` is
a constant that some statements add to the loss. `SCALARS` has free positive numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.language import define, grad, loss, matrix, scalar
from verify.model.matrices import all_sizes, lattice_array, matrices, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, ell, eta, loss_parameters, loss_values, mu

__all__ = [
    "AT_V",
    "AT_W",
    "GRAD",
    "NEXT",
    "NEXT_AT_1_K",
    "PROBLEM_1",
    "SCALARS",
    "TWICE_AT_1_K",
    "V",
    "W",
    "Wstar",
    "a",
    "b",
    "shift",
    "w",
]

Array = npt.NDArray[np.float64]

W = matrix("W", "n", "m")
V = matrix("V", "n", "m")
Wstar = matrix("Wstar", "n", "m", "W^*")
shift = scalar("shift", r"\ell^*")

AT_W = define("l_W", loss(ell, W), r"\ell(W)")
AT_V = define("l_V", loss(ell, V), r"\ell(V)")
GRAD = define("g", grad(ell, W), r"\nabla\ell(W)")
NEXT = define("l_next", loss(ell, W - eta * GRAD), r"\ell(t+1)")
_STEPPED = W - (1 / K) * GRAD
NEXT_AT_1_K = define("l_1", loss(ell, _STEPPED), r"\ell(t+1)")
TWICE_AT_1_K = define("l_2", loss(ell, _STEPPED - (1 / K) * grad(ell, _STEPPED)), r"\ell(t+2)")


def _draw(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    """A batch for each family; V anywhere, or near W."""
    n, m = sizes["n"], sizes["m"]
    batches = []
    share = max(count // 4, 2)
    for family in ("weighted quadratic", "least squares", "log-cosh", "softplus"):
        point = random_matrix(rng, share, n, m) * random_scale(rng, share, 2.0)[:, None, None]
        identity = np.broadcast_to(np.eye(m), (share, m, m))
        parameters = loss_parameters(rng, family, sizes, share, {"W1": point, "W2": identity})
        size = np.linalg.norm(point, axis=(1, 2))[:, None, None] + 1e-3
        other = random_matrix(rng, share, n, m) * random_scale(rng, share, 2.0)[:, None, None]
        near = point + size * 10.0 ** rng.uniform(-4, 0, (share, 1, 1)) * other
        latent = {
            "W": point,
            "V": np.where(rng.random((share, 1, 1)) < 0.5, near, other),
            **parameters,
            "u": np.where(rng.random(share) < 0.7, rng.uniform(0, 1, share), 1.1),
            "shift": random_scale(rng, share, 2.0),
        }
        batches.append(Batch(family, share, latent, family))
    return batches


def _lattice(rng: np.random.Generator, sizes: Sizes, count: int, height: int) -> Sequence[Batch]:
    shape = (count, sizes["n"], sizes["m"])
    latent = {
        "W": lattice_array(rng, shape, height),
        "V": lattice_array(rng, shape, height),
        "C": lattice_array(rng, shape, height),
        "A": rng.choice(np.array([1.0, 2.0, 4.0][:height]), size=shape),
        "eta": rng.choice(np.array([1.0, 0.5, 0.25, 2.0]), size=count),
        "shift": np.ones(count),
    }
    return [Batch("lattice", count, latent, "weighted quadratic")]


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    latent = batch.latent
    values = {
        "W": latent["W"],
        "V": latent["V"],
        "Wstar": latent["C"],
        "shift": latent["shift"],
        **loss_values(batch),
    }
    if "eta" in latent:
        return {**values, "eta": latent["eta"]}
    k = values["K"]
    return {**values, "eta": 2 * latent["u"] / np.where(k > 0, k, 1.0)}


PROBLEM_1 = Setting(
    "steps on Problem 1",
    "points W, V up to 3 x 3 at all distances from the minimiser; four families of losses with "
    "mu < K and minimum 0; step sizes up to 2/K and a little beyond",
    all_sizes(["n", "m"], 3),
    _draw,
    _lattice,
    _finish,
    positive=frozenset({"A", "a", "b", "u", "shift"}),
    assumes=(eta > 0, shift > 0, mu > 0, mu <= K),
)

a, b, w = scalar("a"), scalar("b"), scalar("w")
SCALARS = matrices(
    "scalars mu, K, eta, a, b, w",
    [mu, K, eta, a, b, w],
    positive=["mu", "K", "eta", "a", "b", "w"],
    words="positive mu, K, eta, a, b, w over twelve decades",
)
