"""Starts: W1(0), W2(0), a loss and its minimiser, with no run and no condition on alpha1.

What Table 2's constants are bounds of, at t = 0. `STARTS` has h from max(n, m), where Table 2 is
defined; `STARTS_SQUARE` n = m; `STARTS_ALL` h from min(n, m); `STARTS_WIDE` h from n + m.
`at_start` puts W1(0), W2(0) in the place of W1, W2. The same distributions as the beginnings of
`_runs.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664._runs import RUNS, any_size, square, start
from verify.language import DimLike, Expr, define, dim, substitute
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, factor_sizes, loss_values, mu
from verify.model.trajectory import W10, W20

__all__ = [
    "SIGMA2_MAX_0",
    "SIGMA2_MIN_0",
    "STARTS",
    "STARTS_ALL",
    "STARTS_SQUARE",
    "STARTS_WIDE",
    "at_start",
]


def at_start(expr: Expr) -> Expr:
    """An expression of W1, W2 at W1(0), W2(0)."""
    return substitute(expr, {"W1": W10, "W2": W20})


SIGMA2_MAX_0 = define(
    "sigma2_max_T0", at_start(SIGMA2_MAX.args[0]), r"\sigma_{\max}^2(\mathcal{T}_0)"
)
SIGMA2_MIN_0 = define(
    "sigma2_min_T0", at_start(SIGMA2_MIN.args[0]), r"\sigma_{\min}^2(\mathcal{T}_0)"
)


def _draw(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    """Beginnings of runs; a fifth with W* = W(0), where the margin is sigma_min(W*) itself."""
    batches = []
    for batch in start(rng, sizes, count, theorem_32=True):
        latent = {k: v for k, v in batch.latent.items() if k not in ("u", "fraction")}
        w = latent["W10"] @ np.swapaxes(latent["W20"], 1, 2)
        latent["C"] = np.where(rng.random((batch.count, 1, 1)) < 0.2, w, latent["C"])
        batches.append(replace(batch, latent=latent))
    return batches


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    kept = {k: batch.latent[k] for k in ("W10", "W20")}
    return {**kept, **loss_values(batch), "Wstar": batch.latent["C"]}


def _starts(
    name: str,
    words: str,
    where: Callable[[Sizes], bool],
    narrow: bool,
    bounds: Sequence[tuple[str, DimLike, DimLike]] = (),
) -> Setting:
    def admitted(sizes: Sizes) -> bool:
        return where(sizes) and (narrow or sizes["h"] >= max(sizes["n"], sizes["m"]))

    return Setting(
        f"starts, {name}",
        f"initial factors Gaussian, imbalanced, balanced and orthogonal, four families of losses "
        f"with W* at W(0), near it and far, n, m <= 3, {words}",
        [s for s in factor_sizes() if admitted(s)],
        _draw,
        RUNS.lattice,
        _finish,
        positive=frozenset({"A", "a", "b"}),
        assumes=(mu > 0, mu <= K),
        bounds=tuple(bounds),
    )


_WIDE = ((">=", "h", "n"), (">=", "h", "m"))
_SQUARE = (("==", "m", "n"), (">=", "h", "n"))
STARTS = _starts("all n, m", "h >= max(n, m)", any_size, narrow=False, bounds=_WIDE)
STARTS_SQUARE = _starts("n = m", "n = m, h >= n", square, narrow=False, bounds=_SQUARE)
STARTS_ALL = _starts("all h", "h >= min(n, m)", any_size, narrow=True)
STARTS_WIDE = _starts(
    "wide",
    "h >= n + m",
    lambda sizes: sizes["h"] >= sizes["n"] + sizes["m"],
    narrow=False,
    # the first implies the others, which a proof needs as they stand
    bounds=tuple((">=", "h", x) for x in (dim("n") + dim("m"), dim("n"), dim("m") + 1)),
)
