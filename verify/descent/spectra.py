"""Extreme singular values of T and of W, for every run of a batch, from small Gram matrices.

S1 = W1 W1' (n x n), S2 = W2 W2' (m x m) and W W' or W'W (the smaller one). For n = m all three
go through one call of LAPACK's symmetric solver. An eigenvalue's error is about n eps times the
largest; sigma_min(W) is a root of one, and is taken from a singular value decomposition where
that would cost it more than half its digits. From `LARGE` rows on, a Gram matrix is not formed,
and its extremes are followed from iterate to iterate (`follow.py`).
"""

from __future__ import annotations

from typing import cast

import numpy as np

from verify.descent.follow import Follower
from verify.descent.iterate import Array

__all__ = ["LARGE", "Spectra"]

LARGE = 256
_LOST = 1e-10


class Spectra:
    """Measures the iterates of one batch, one after the other. h: the widths, (runs,)."""

    def __init__(self, n: int, m: int, h: Array, *, large: int = LARGE) -> None:
        self._n, self._m = n, m
        # A factor of rank below its number of rows has the eigenvalue 0, without rounding.
        self._deficient = (h < n, h < m) if h.min() < max(n, m) else None
        self._followers = [Follower() if k >= large else None for k in (n, m)]

    def measure(self, Z: Array) -> tuple[Array, tuple[Array, Array, Array, Array]]:
        """W; and sigma_min^2(T), sigma_max^2(T), sigma_min(W), sigma_max(W), each (runs,)."""
        n, m = self._n, self._m
        if any(self._followers):
            W1, W2 = Z[:, :n], Z[:, n:]
            W = W1 @ np.swapaxes(W2, 1, 2)
            parts = [
                _extremes(A @ np.swapaxes(A, 1, 2)) if follow is None else follow(A)
                for A, follow in zip((W1, W2), self._followers, strict=True)
            ]
            (low1, high1), (low2, high2) = parts
            w_low, w_high = _extremes(_gram(W))
        else:
            S = Z @ np.swapaxes(Z, 1, 2)
            S1, W, S2 = S[:, :n, :n], S[:, :n, n:], S[:, n:, n:]
            if n == m:
                values = np.linalg.eigvalsh(np.concatenate([S1, S2, _gram(W)]))
                values = values.reshape(3, len(S), n)
                (low1, low2, w_low), (high1, high2, w_high) = values[:, :, 0], values[:, :, -1]
            else:
                three = (S1, S2, _gram(W))
                (low1, high1), (low2, high2), (w_low, w_high) = map(_extremes, three)
        low1, low2 = np.maximum(low1, 0.0), np.maximum(low2, 0.0)
        if self._deficient is not None:
            low1 = np.where(self._deficient[0], 0.0, low1)
            low2 = np.where(self._deficient[1], 0.0, low2)
        return W, (low1 + low2, high1 + high2, *_roots(W, w_low, w_high))


def _gram(W: Array) -> Array:
    """The smaller one of W W' and W'W."""
    turned = np.swapaxes(W, 1, 2)
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
