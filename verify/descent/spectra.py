"""Extreme singular values of T and of W, for every run of a batch, from small Gram matrices.

S1 = W1 W1' (n x n), S2 = W2 W2' (m x m) and W W' or W'W (the smaller one). For n = m all three
go through one call of LAPACK's symmetric solver; for a single run, its routine is called directly,
without the arrays of one number around it. An eigenvalue's error is about n eps times the
largest; sigma_min(W) is a root of one, and is taken from a singular value decomposition where
that would cost it more than half its digits. In batches, extremes are followed by perturbation
where the iteration comes to rest (`near.py`). From `LARGE` rows on, a Gram matrix is not formed,
and its extremes are followed from iterate to iterate (`follow.py`): below, LAPACK is as fast.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import scipy  # its parts are loaded where they are first used

from verify.descent.follow import Follower
from verify.descent.iterate import Array
from verify.descent.near import Near

__all__ = ["LARGE", "MANY", "Spectra"]

LARGE = 512
MANY = 16
_LOST = 1e-10
_Ends = tuple[Array, Array]


class Spectra:
    """Measures the iterates of one batch, one after the other. h: the widths, (runs,).

    large: from how many rows on Gram matrices are not formed; many: from how many runs on their
    extremes are followed by perturbation (`near.py`), which a single run gains nothing by.
    """

    def __init__(self, n: int, m: int, h: Array, *, large: int = LARGE, many: int = MANY) -> None:
        self._n, self._m = n, m
        # A factor of rank below its number of rows has the eigenvalue 0, without rounding.
        self._deficient = (h < n, h < m) if h.min() < max(n, m) else None
        self._followers = [Follower() if k >= large else None for k in (n, m)]
        self._large = max(n, m) >= large
        alone = len(h) == 1 and not self._large and self._deficient is None
        self._one = _Solver(n, m) if alone else None
        near = len(h) >= many and min(n, m) > 1
        sizes = [(3 * len(h), n)] if n == m else [(len(h), k) for k in (n, m, min(n, m))]
        self._ends = [Near(*size) if near else _extremes for size in sizes]

    def measure(self, Z: Array) -> tuple[Array, tuple[Array, Array, Array, Array]]:
        """W; and sigma_min^2(T), sigma_max^2(T), sigma_min(W), sigma_max(W), each (runs,)."""
        if self._one is not None:
            return self._one(Z[0])
        if self._large:
            W, ends = self._followed(Z)
        else:
            n = self._n
            S = Z @ Z.mT
            W = S[:, :n, n:]
            ends = self._of_grams(S[:, :n, :n], S[:, n:, n:], _gram(W))
        (low1, high1), (low2, high2), w = ends
        low1, low2 = np.maximum(low1, 0.0), np.maximum(low2, 0.0)
        if self._deficient is not None:
            low1 = np.where(self._deficient[0], 0.0, low1)
            low2 = np.where(self._deficient[1], 0.0, low2)
        return W, (low1 + low2, high1 + high2, *_roots(W, *w))

    def _of_grams(self, *grams: Array) -> list[_Ends]:
        if self._n != self._m:
            return [ends(S) for ends, S in zip(self._ends, grams, strict=True)]
        low, high = self._ends[0](np.concatenate(grams))
        return list(zip(low.reshape(3, -1), high.reshape(3, -1), strict=True))

    def _followed(self, Z: Array) -> tuple[Array, list[_Ends]]:
        W1, W2 = Z[:, : self._n], Z[:, self._n :]
        W = W1 @ W2.mT
        ends = [
            _extremes(A @ A.mT) if follow is None else follow(A)
            for A, follow in zip((W1, W2), self._followers, strict=True)
        ]
        return W, [*ends, _extremes(_gram(W))]


class _Solver:
    """The spectra of one run, in Python's floats: LAPACK is quicker than arrays of one number."""

    def __init__(self, n: int, m: int) -> None:
        lapack = scipy.linalg.lapack
        self._n, self._dsyev = n, lapack.dsyev
        # The blocked reduction to a tridiagonal matrix needs more room than the default.
        self._room = [int(lapack.dsyev_lwork(k)[0]) for k in (n, m, min(n, m))]

    def __call__(self, Z: Array) -> tuple[Array, tuple[Array, Array, Array, Array]]:
        """As `Spectra.measure`, for Z (n + m, k)."""
        n, S = self._n, Z @ Z.T
        W = S[None, :n, n:]
        grams = S[:n, :n], S[n:, n:], _gram(W)[0]
        (low1, high1), (low2, high2), (low, high) = map(self._ends, grams, self._room)
        if low <= _LOST * high:
            w = _roots(W, np.array([low]), np.array([high]))
        else:
            w = np.array([math.sqrt(low)]), np.array([math.sqrt(high)])
        # `max` in this order keeps a nan
        bottom, top = max(low1, 0.0) + max(low2, 0.0), high1 + high2
        return W, (np.array([bottom]), np.array([top]), *w)

    def _ends(self, S: Array, room: int) -> tuple[float, float]:
        values, _, failed = self._dsyev(S, 0, 0, room)  # no vectors, upper triangle
        if failed:
            raise np.linalg.LinAlgError("eigenvalues did not converge")
        return values.item(0), values.item(-1)


def _gram(W: Array) -> Array:
    """The smaller one of W W' and W'W."""
    turned = W.mT
    result: Array = W @ turned if W.shape[1] <= W.shape[2] else turned @ W
    return result


def _extremes(S: Array) -> tuple[Array, Array]:
    values = cast(Array, np.linalg.eigvalsh(S))
    return values[:, 0], values[:, -1]


def _roots(W: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """sigma_min(W) and sigma_max(W) from the extreme eigenvalues of W's Gram matrix."""
    lost = low <= _LOST * high
    w_min: Array = np.sqrt(np.maximum(low, 0.0))
    if lost.any():
        w_min[lost] = np.linalg.svd(W[lost], compute_uv=False)[:, -1]
    return w_min, np.sqrt(np.maximum(high, 0.0))
