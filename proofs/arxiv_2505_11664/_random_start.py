"""Settings for statements about the initial factors: any start, and starts within the event E_B.

    STARTS  W1(0), W2(0), W*, K >= mu > 0 with h >= max(n, m)
    WIDE    the same with h >= n + m
    EVENT   with h >= n + m, an exponent p and B > 0 such that
            sqrt(h) - B <= sigma_min(h^p A) <= sigma_max(h^p A) <= sqrt(h) + B,  A = [W1(0); W2(0)]

(139), (142), (144) and (145) hold with probability: their proof uses the randomness for the event
E_B only, which is taken as the hypothesis, with B any number >= 0. Then they are deterministic,
and are tested as such; the probability of E_B is a claim of its own (`f_width.py`).
`T0_MIN`, `T0_MAX` are the squares of the extreme singular values of T_0 (Lemma A.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN
from verify.language import (
    define,
    eye,
    scalar,
    sigma_max,
    sigma_min,
    sqrt,
    substitute,
    trace,
    vstack,
)
from verify.model.matrices import lattice_array, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, mu
from verify.model.trajectory import W10, W20

__all__ = [
    "EVENT",
    "IN_EVENT",
    "STARTS",
    "STARTS_NEARLY_WIDE",
    "STARTS_SQUARE",
    "T0_MAX",
    "T0_MIN",
    "WIDE",
    "WIDE_BOUNDS",
    "A",
    "B",
    "h",
    "m",
    "n",
    "p",
]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

n = define("n_", trace(eye("n")), "n")
m = define("m_", trace(eye("m")), "m")
h = define("h_", trace(eye("h")), "h")
p = scalar("p")
B = scalar("B")
A = define("A", vstack(W10, W20), "[W_1(0); W_2(0)]")

_FACTORS = {"W1": W10, "W2": W20}
T0_MIN = define(
    "sigma2_min_T0", substitute(SIGMA2_MIN.args[0], _FACTORS), r"\sigma_{\min}^2(\mathcal{T}_0)"
)
T0_MAX = define(
    "sigma2_max_T0", substitute(SIGMA2_MAX.args[0], _FACTORS), r"\sigma_{\max}^2(\mathcal{T}_0)"
)

IN_EVENT = (
    B > 0,
    sqrt(h) > B,
    sigma_min(A) >= h ** (-p) * (sqrt(h) - B),
    sigma_max(A) <= h ** (-p) * (sqrt(h) + B),
)


def _starts(rng: Generator, sizes: Sizes, count: int) -> dict[str, Array]:
    """Factors of all ranks, related or not; W* at all distances from W1 W2'; K / mu from 1."""
    rows, columns, width = sizes["n"], sizes["m"], sizes["h"]
    W1 = random_matrix(rng, count, rows, width)
    W2 = random_matrix(rng, count, columns, width)
    shared = min(rows, columns)
    alike = W2.copy()
    alike[:, :shared] = W1[:, :shared] * rng.choice([1.0, -1.0, 0.5], (count, 1, 1))
    W2 = np.where(rng.random((count, 1, 1)) < 0.25, alike, W2)
    both = random_scale(rng, count, 3.0)[:, None, None]
    W1 = W1 * both * random_scale(rng, count, 1.0)[:, None, None]
    W2 = W2 * both
    return {"W10": W1, "W20": W2, **_target(rng, W1 @ np.swapaxes(W2, 1, 2))}


def _target(rng: Generator, w: Array) -> dict[str, Array]:
    count = len(w)
    size = np.linalg.norm(w, axis=(1, 2))[:, None, None] + 1e-3
    near = w + size * 10.0 ** rng.uniform(-6, 1, (count, 1, 1)) * rng.normal(size=w.shape)
    pick = rng.random((count, 1, 1))
    target = np.where(pick < 0.15, w, np.where(pick < 0.25, 0.0, near))
    excess = np.where(rng.random(count) < 0.4, 0.0, 10.0 ** rng.uniform(-3, 3, count))
    return {"Wstar": target, "mu": 10.0 ** rng.uniform(-3, 3, count), "excess": excess}


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    given = {k: v for k, v in batch.latent.items() if k != "excess"}
    given["K"] = given["mu"] * (1 + batch.latent["excess"])
    return given


def _lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    W1 = lattice_array(rng, (count, sizes["n"], sizes["h"]), min(height, 2))
    W2 = lattice_array(rng, (count, sizes["m"], sizes["h"]), min(height, 2))
    free = lattice_array(rng, (count, sizes["n"], sizes["m"]), min(height, 2))
    near = rng.random((count, 1, 1)) < 0.5
    latent = {
        "W10": W1,
        "W20": W2,
        "Wstar": np.where(near, W1 @ np.swapaxes(W2, 1, 2), free),
        "mu": np.ones(count),
        "excess": rng.choice([0.0, 0.0, 3.0], count),
    }
    return [Batch("lattice", count, latent)]


def _draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    return [Batch("starts", count, _starts(rng, sizes, count))]


def _sizes(least: Callable[[int, int], int], extra: Sequence[int]) -> list[dict[str, int]]:
    pairs = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (2, 3))
    found = [{"n": a, "m": b, "h": least(a, b) + x} for a, b in pairs for x in extra]
    return sorted(found, key=lambda s: (sum(s.values()), s["h"], s["n"]))


ASSUMED = (mu > 0, mu <= K)
WIDE_BOUNDS = ((">=", "h", "n"), (">=", "h", "m"), (">=", "h", "n+m"))
STARTS = Setting(
    "initial factors",
    "initial factors of all ranks, independent or sharing rows, scales 1e-3 to 1e3; W* equal to "
    "W(0), zero, or at all distances; 1 <= K/mu <= 1000; n, m <= 3 and h from max(n, m)",
    _sizes(max, (0, 1, 3)),
    _draw,
    _lattice,
    _finish,
    positive=frozenset({"mu", "excess"}),
    assumes=ASSUMED,
    bounds=((">=", "h", "n"), (">=", "h", "m")),
)
WIDE = Setting(
    "initial factors, h >= n + m",
    "initial factors of all ranks, independent or sharing rows, scales 1e-3 to 1e3; W* equal to "
    "W(0), zero, or at all distances; 1 <= K/mu <= 1000; n, m <= 3 and h from n + m",
    _sizes(lambda a, b: a + b, (0, 2)),
    _draw,
    _lattice,
    _finish,
    positive=frozenset({"mu", "excess"}),
    assumes=ASSUMED,
    bounds=WIDE_BOUNDS,
)

STARTS_SQUARE = replace(
    STARTS,
    name="initial factors, n = m",
    shapes=[s for s in STARTS.shapes if s["n"] == s["m"]],
    bounds=(("==", "m", "n"), (">=", "h", "n")),
)
# Wide enough for D(0) to have n positive or m negative eigenvalues, once it is nonsingular.
STARTS_NEARLY_WIDE = replace(
    STARTS,
    name="initial factors, h >= n + m - 1",
    shapes=[s for s in STARTS.shapes if s["h"] >= s["n"] + s["m"] - 1],
    bounds=(*STARTS.bounds, (">=", "h+1", "n+m")),
)


def _event_draw(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    """Latent: a matrix of full rank, its scale, p, and how far B is above the smallest."""
    rows, width = sizes["n"] + sizes["m"], sizes["h"]
    q = np.swapaxes(np.linalg.qr(rng.normal(size=(count, width, rows)))[0], 1, 2)
    noise = 10.0 ** rng.uniform(-4, 0, (count, 1, 1))
    raw = q + noise * rng.normal(size=q.shape) / np.sqrt(width)
    raw = np.where(rng.random((count, 1, 1)) < 0.3, rng.normal(size=q.shape), raw)
    w = raw[:, : sizes["n"]] @ np.swapaxes(raw[:, sizes["n"] :], 1, 2)
    latent = {
        "raw": raw,
        "scale": np.where(rng.random(count) < 0.5, 1.0, rng.uniform(0.5, 1.5, count)),
        "p": np.where(
            rng.random(count) < 0.5, rng.uniform(0.25, 0.5, count), rng.normal(size=count)
        ),
        "slack": np.where(rng.random(count) < 0.7, 0.0, 10.0 ** rng.uniform(-3, 0, count)),
        **_target(rng, w),
    }
    return [Batch("Gaussian and nearly orthogonal starts", count, latent)]


def _event_finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    """Scale the factors around sqrt(h) h^(-p), and take the smallest B (times 1 + slack)."""
    given = batch.latent
    if "B" in given:
        return {**_finish(batch, sizes)}
    width, rows = float(sizes["h"]), sizes["n"]
    values = np.linalg.svd(given["raw"], compute_uv=False)
    middle = (values[:, 0] + values[:, -1]) / 2
    unit = np.sqrt(width) * given["scale"] / np.where(middle > 0, middle, 1.0)
    power = np.clip(given["p"], -2, 3)
    lift = unit * width ** (-power)
    B_least = np.maximum(
        np.sqrt(width) - unit * values[:, -1], unit * values[:, 0] - np.sqrt(width)
    )
    scaled = given["raw"] * lift[:, None, None]
    return {
        "W10": scaled[:, :rows],
        "W20": scaled[:, rows:],
        "Wstar": given["Wstar"] * (lift**2)[:, None, None],
        "mu": given["mu"],
        "K": given["mu"] * (1 + given["excess"]),
        "p": power,
        "B": np.maximum(B_least, 0) * (1 + given["slack"]) + 1e-9 * np.sqrt(width),
    }


def _event_lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    (batch,) = _lattice(rng, sizes, count, height)
    latent = {
        **batch.latent,
        "p": rng.choice([0.25, 0.375, 0.5], count),
        "B": rng.choice([0.5, 1.0, 1.5, 2.0, 3.0], count),
    }
    return [Batch("lattice", count, latent)]


EVENT = Setting(
    "starts within E_B",
    "factors whose stacked matrix has all singular values within B h^(-p) of h^(1/2 - p), B mostly "
    "the smallest such; p in [1/4, 1/2] and beyond; W* equal to W(0), zero, or at all distances; "
    "n, m <= 3 and h from n + m to 24",
    [
        {"n": a, "m": b, "h": c}
        for a, b, c in (
            (1, 1, 2),
            (1, 1, 4),
            (1, 2, 3),
            (2, 1, 3),
            (2, 1, 9),
            (2, 2, 4),
            (1, 3, 6),
            (3, 2, 5),
            (2, 2, 16),
            (3, 1, 24),
        )
    ],
    _event_draw,
    _event_lattice,
    _event_finish,
    positive=frozenset({"mu", "excess", "scale", "slack"}),
    assumes=ASSUMED,
    bounds=WIDE_BOUNDS,
)
