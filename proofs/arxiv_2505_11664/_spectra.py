r"""Settings for Lemmas E.3 and E.4: two pairs of factors, free of any run.

`STARTS`: factors W1(0), W2(0), a minimiser W* and K >= mu > 0, for Lemma E.3 with Table 2's
constants. `PAIRS`: factors W(0) and W(k) with numbers beta1, beta2 that bound the singular
values of both products, which is all that Lemma E.4 uses of iterate k; `ALPHA1_AT`, `ALPHA2_AT`
and `ALPHA1_REPAIRED_AT` are Table 2's with these beta1, beta2 (beta_n, beta_m: beta1 where n, or
m, is at most the other; 0 else). Each for all n, m or n = m; h from max(n, m), or from min(n, m).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2
from verify import language
from verify.language import DimLike, Expr, Relation, scalar, sigma, sigma_max, sigma_min
from verify.model.matrices import lattice_array, matrices, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, W, mu
from verify.model.trajectory import W0, W10, W20

__all__ = [
    "ALPHA1_AT",
    "ALPHA1_REPAIRED_AT",
    "ALPHA2_AT",
    "BOUNDS",
    "BOUNDS_REPAIRED",
    "FACTORS",
    "FACTORS_TALL",
    "PAIRS",
    "PAIRS_ALL",
    "PAIRS_SQUARE",
    "STARTS",
    "STARTS_ALL",
    "STARTS_EVERY",
    "STARTS_NARROW",
    "STARTS_SQUARE",
    "beta1",
    "beta2",
    "beta_m",
    "beta_n",
]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator

beta1, beta2 = scalar("beta1", r"\beta_1"), scalar("beta2", r"\beta_2")
beta_n, beta_m = scalar("beta_n", r"\beta_n"), scalar("beta_m", r"\beta_m")


def _with_letters(expr: Expr) -> Expr:
    """The definitions of beta1, beta2, beta_n, beta_m replaced by letters."""
    letters = {s.name: s for s in (beta1, beta2, beta_n, beta_m)}
    return language.replace(
        expr, lambda node, _: letters.get(node.name) if node.op == "def" else None
    )


ALPHA1_AT = _with_letters(ALPHA1)
ALPHA1_REPAIRED_AT = _with_letters(ALPHA1_REPAIRED)
ALPHA2_AT = _with_letters(ALPHA2)

# A2 at iterates 0 and k.
_ABOVE = (sigma_max(W0) <= beta2, sigma_max(W) <= beta2)
BOUNDS: tuple[Relation, ...] = (
    beta1 >= 0,
    beta1 <= sigma_min(W0),
    beta1 <= sigma_min(W),
    *_ABOVE,
)
BOUNDS_REPAIRED: tuple[Relation, ...] = (
    *(b >= 0 for b in (beta_n, beta_m)),
    *(beta_n <= sigma("n", w) for w in (W0, W)),
    *(beta_m <= sigma("m", w) for w in (W0, W)),
    *_ABOVE,
)


def _products(latent: Mapping[str, Array], first: str, second: str) -> Array:
    return latent[first] @ np.swapaxes(latent[second], 1, 2)


def _pair(rng: Generator, sizes: Sizes, count: int) -> tuple[Array, Array]:
    """Factors of all ranks; a third on common axes, where the bounds are attained."""
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    size = random_scale(rng, count, 2.0)[:, None, None]
    skew = random_scale(rng, count, 1.0)[:, None, None]
    W1 = random_matrix(rng, count, n, h) * size * skew
    W2 = random_matrix(rng, count, m, h) * size / skew
    axes = rng.random(count)[:, None, None] < 1 / 3
    along = [_along_axes(rng, count, rows, h) * size for rows in (n, m)]
    return np.where(axes, along[0], W1), np.where(axes, along[1], W2)


def _along_axes(rng: Generator, count: int, rows: int, h: int) -> Array:
    """Rows along coordinate axes, in order or in reverse, some of them zero."""
    A = np.zeros((count, rows, h))
    for i in range(min(rows, h)):
        back = rng.random(count) < 0.3
        value = rng.choice([0.0, 1.0, 1.0, 2.0], count) * rng.uniform(0.3, 1.0, count)
        A[np.arange(count), i, np.where(back, h - 1 - i, i)] = value
    return A


def _starts(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    W10, W20 = _pair(rng, sizes, count)
    w = W10 @ np.swapaxes(W20, 1, 2)
    size = np.linalg.norm(w, axis=(1, 2))[:, None, None] + 0.01
    distance = 10.0 ** rng.uniform(-6, 0.5, (count, 1, 1)) * (rng.random((count, 1, 1)) < 0.7)
    K = random_scale(rng, count, 2.0)
    latent = {
        "W10": W10,
        "W20": W20,
        "R": size * distance * rng.normal(size=w.shape),
        "K": K,
        "kappa": 10.0 ** rng.uniform(0, 2, count) ** (rng.random(count) < 0.6),
    }
    return [Batch("starts", count, latent)]


def _starts_lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    latent = {
        "W10": lattice_array(rng, (count, n, h), height),
        "W20": lattice_array(rng, (count, m, h), height),
        "R": lattice_array(rng, (count, n, m), height) * rng.choice([0, 0.1, 1], (count, 1, 1)),
        "K": np.ones(count),
        "kappa": np.ones(count),
    }
    return [Batch("lattice", count, latent)]


def _start_values(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    latent = batch.latent
    Wstar = _products(latent, "W10", "W20") + latent["R"]
    K, kappa = latent["K"], np.maximum(latent["kappa"], 1.0)
    return {**{k: latent[k] for k in ("W10", "W20", "K")}, "Wstar": Wstar, "mu": K / kappa}


def _pairs(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
    """W(k) near W(0), far from it, and on the same axes; beta1, beta2 at their ends or apart."""
    W10, W20 = _pair(rng, sizes, count)
    far1, far2 = _pair(rng, sizes, count)
    step = 10.0 ** rng.uniform(-6, 0, (count, 1, 1))
    kind = rng.integers(0, 4, (count, 1, 1))
    near1, near2 = W10 + step * far1, W20 + step * far2
    # Stretched along its own rows, where imbalance and singular values move most.
    wide1, wide2 = W10 * (1 + step), W20 * (1 - step)
    latent = {
        "W10": W10,
        "W20": W20,
        "W1": np.select([kind <= 1, kind == 2], [near1, wide1], far1),
        "W2": np.select([kind <= 1, kind == 2], [near2, wide2], far2),
        "low": np.where(rng.random(count) < 0.6, 1.0, rng.random(count)),
        "high": np.where(rng.random(count) < 0.6, 1.0, 1 + rng.random(count)),
    }
    return [Batch("pairs of factors", count, latent)]


def _pairs_lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    rows = {"W10": "n", "W20": "m", "W1": "n", "W2": "m"}
    latent = {k: lattice_array(rng, (count, sizes[r], sizes["h"]), height) for k, r in rows.items()}
    # The bounds are met by the first rational below, or above, the singular values.
    return [Batch("lattice", count, {**latent, "low": np.ones(count), "high": np.ones(count)})]


def _pair_values(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    latent = batch.latent
    s = [
        np.linalg.svd(_products(latent, *names), compute_uv=False)
        for names in (("W10", "W20"), ("W1", "W2"))
    ]
    # 1e-13 inside, so that rounding puts no beta beyond what it bounds.
    low = np.minimum(s[0][:, -1], s[1][:, -1]) * np.clip(latent["low"], 0, 1) * (1 - 1e-13)
    low = np.where(low > 1e-9 * s[0][:, 0], low, 0.0)
    high = np.maximum(s[0][:, 0], s[1][:, 0]) * np.maximum(latent["high"], 1) * (1 + 1e-13)
    zero = np.zeros_like(low)
    return {
        **{k: latent[k] for k in ("W10", "W20", "W1", "W2")},
        "beta1": low,
        "beta2": high,
        "beta_n": low if sizes["n"] <= sizes["m"] else zero,
        "beta_m": low if sizes["m"] <= sizes["n"] else zero,
    }


_SIZES = [
    {"n": n, "m": m, "h": h}
    for n, m in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (3, 3))
    for h in sorted({min(n, m), max(n, m), n + m + 1})
]


def _wide(sizes: Sizes) -> bool:
    return sizes["h"] >= max(sizes["n"], sizes["m"])


def _square(sizes: Sizes) -> bool:
    return sizes["n"] == sizes["m"]


_Bounds = Sequence[tuple[str, DimLike, DimLike]]
_WIDE: _Bounds = ((">=", "h", "n"), (">=", "h", "m"))
_SQUARE: _Bounds = (("==", "m", "n"), (">=", "h", "n"))


def _settings(
    name: str, words: str, draw: Any, lattice: Any, finish: Any, assumes: Sequence[Relation] = ()
) -> Callable[[str, Callable[[Sizes], bool], _Bounds], Setting]:
    def one(which: str, where: Callable[[Sizes], bool], bounds: _Bounds) -> Setting:
        return Setting(
            f"{name}, {which}",
            f"{words}; n, m <= 3 and h up to n + m + 1, {which}",
            [s for s in _SIZES if where(s)],
            draw,
            lattice,
            finish,
            positive=frozenset({"K", "kappa"}),
            assumes=tuple(assumes),
            bounds=tuple(bounds),
        )

    return one


_starts_at = _settings(
    "starts and W* on common axes",
    "W1(0), W2(0) of all ranks and scales, a third of them on common axes; W* at W1(0) W2(0)', "
    "near to it and far; K/mu from 1 to 100",
    _starts,
    _starts_lattice,
    _start_values,
    (mu > 0, mu <= K),
)
_pairs_at = _settings(
    "pairs of factors",
    "W1(0), W2(0) and W1(k), W2(k) of all ranks and scales, near to each other and far, some on "
    "common axes; beta1 up to the smallest, beta2 from the largest singular value of both products",
    _pairs,
    _pairs_lattice,
    _pair_values,
)

STARTS = _starts_at("h >= max(n, m)", _wide, _WIDE)
STARTS_SQUARE = _starts_at("n = m", _square, _SQUARE)
STARTS_ALL = _starts_at("h >= min(n, m)", lambda sizes: True, ())
STARTS_NARROW = _starts_at("min(n, m) <= h < max(n, m)", lambda sizes: not _wide(sizes), ())
PAIRS = _pairs_at("h >= max(n, m)", _wide, _WIDE)
PAIRS_SQUARE = _pairs_at("n = m", _square, _SQUARE)
PAIRS_ALL = _pairs_at("h >= min(n, m)", lambda sizes: True, ())

# Factors alone, for what holds of one factor, its product with another and their imbalance.
FACTORS = matrices("factors", [W10, W20], largest=3)
FACTORS_TALL = matrices(
    "factors, h >= n",
    [W10, W20],
    largest=3,
    where=lambda sizes: sizes["h"] >= sizes["n"],
    bounds=[(">=", "h", "n")],
)

# The same starts with an index k up to the rows of W1.
STARTS_EVERY = replace(
    STARTS_ALL,
    name="starts and W* on common axes, with an index",
    words=f"{STARTS_ALL.words}; every k up to n",
    shapes=[{**s, "k": k} for s in STARTS_ALL.shapes for k in range(1, s["n"] + 1)],
    bounds=((">=", "n", "k"),),
)
