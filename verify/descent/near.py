"""Extreme eigenvalues of many small matrices that change ever less: by perturbation theory.

Where an iteration converges, its Gram matrices come to rest. With V the eigenvectors of S at an
earlier iterate, M = V'SV = diag(d) + F has a small rest F, and its extreme eigenvalue near d_0 is

    d_0 + sum_j F_0j^2 / (d_0 - d_j) + sum_jk F_0j F_jk F_k0 / ((d_0 - d_j) (d_0 - d_k))

up to about |F_0|^2 |F|^2 / g^3, g = min_j |d_0 - d_j|. This is taken where it is below rounding,
and all eigenvalues are computed anew elsewhere; the vectors too, once S has changed by so little
that the formula will do from then on. Two products with V cost a third of LAPACK's solver.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from verify.descent.iterate import Array

__all__ = ["Near"]

Bools = npt.NDArray[np.bool_]
_EPS = float(np.finfo(np.float64).eps)
# Vectors are computed where S moved by less than this part of the gap in the last step.
_AT_REST = 5e-4


class Near:
    """Follows a stack of matrices, (count, k, k); call it with one iterate after another."""

    def __init__(self, count: int, k: int) -> None:
        self._V = np.tile(np.eye(k), (count, 1, 1))
        self._known = np.zeros(count, dtype=bool)
        self._last: Array | None = None

    def __call__(self, S: Array) -> tuple[Array, Array]:
        """The smallest and the largest eigenvalue, (count,)."""
        good = np.zeros(len(S), dtype=bool)
        low, high = np.empty(len(S)), np.empty(len(S))
        if self._known.any():
            low, high, good = self._follow(S)
            good &= self._known
        if not good.all():
            self._compute(S, np.flatnonzero(~good), low, high)
        self._last = S
        return low, high

    def _compute(self, S: Array, rest: npt.NDArray[np.intp], low: Array, high: Array) -> None:
        """All eigenvalues of S[rest], into low and high; vectors of those that come to rest."""
        parts = S[rest]
        values = cast(Array, np.linalg.eigvalsh(parts))
        low[rest], high[rest] = values[:, 0], values[:, -1]
        if self._last is not None:
            moved = np.sqrt(np.sum((parts - self._last[rest]) ** 2, axis=(1, 2)))
            gap = np.minimum(values[:, 1] - values[:, 0], values[:, -1] - values[:, -2])
            still = moved < _AT_REST * gap
            if still.any():
                self._V[rest[still]] = np.linalg.eigh(parts[still])[1]
                self._known[rest[still]] = True

    def _follow(self, S: Array) -> tuple[Array, Array, Bools]:
        """Both eigenvalues by the formula, and where its error is below rounding."""
        M = self._V.mT @ S @ self._V
        d = np.diagonal(M, axis1=1, axis2=2)
        F = M - d[:, :, None] * np.eye(d.shape[1])
        size2 = np.sum(F * F, axis=(1, 2))
        with np.errstate(divide="ignore", invalid="ignore"):  # equal d: the error is not small
            low, first = _perturbed(d, F, size2, 0)
            high, second = _perturbed(d, F, size2, -1)
        good: Bools = np.maximum(first, second) <= _EPS * np.abs(d[:, -1])
        return low, high, good


def _perturbed(d: Array, F: Array, size2: Array, place: int) -> tuple[Array, Array]:
    """The eigenvalue near d[place] to third order, and the size of the fourth order."""
    f = F[:, place]
    gap = d[:, place, None] - d
    gap[:, place] = np.inf
    g = f / gap
    third = np.einsum("rj,rj->r", g, np.einsum("rjk,rk->rj", F, g))
    value = d[:, place] + np.einsum("rj,rj->r", f, g) + third
    return value, 2 * np.einsum("rj,rj->r", g, g) * size2 / np.abs(gap).min(axis=1)
