"""Where runs start: factors W1, W2 at full width, and their reduction to n + m columns.

    W1 in R^{n x h},  W2 in R^{m x h},  Z = [W1; W2],  D = W1'W1 - W2'W2

Gradient descent acts on Z from the left: Z+ = (I - eta [[0, G], [G', 0]]) Z. With Z = R Q and
Q Q' = I, R of min(h, n + m) columns, it acts on R in the same way, as W1 W2' = R1 R2'. Products,
losses, singular values, T, |D|_F and the eigenvalues lambda_i(D), lambda_j(-D), i <= n, j <= m,
are those of R at every step, in exact arithmetic; so that a step costs the same for every h.

Q is not needed, and R R' = Z Z' is all that R has to satisfy. Of wide factors its Cholesky factor
costs a fraction of a QR decomposition. Both are backward stable row by row: QR with an error in Z
of about eps, Cholesky of about eps cond(Z) / 2, rows scaled to norm 1. QR is kept where that would
cost more than a digit and a half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.descent.iterate import Array, Indices
from verify.errors import InputError

__all__ = ["Start", "concatenate"]

Bools = npt.NDArray[np.bool_]
# From how many columns a row on the Cholesky factor costs less.
_WIDE = 16
# cond(Z)^2, rows of norm 1, up to which R is the Cholesky factor of Z Z'.
_LARGEST_CONDITION = 1e3
# Norms of rows whose squares, and products of two, are far from the floats' ends.
_SMALLEST_ROW, _LARGEST_ROW = 1e-100, 1e100


@dataclass(frozen=True, eq=False)
class Start:
    """W1: (runs, n, h), W2: (runs, m, h), or matrices for one run; h: the width before reduction.

    h is taken from the factors unless it is given. Raises InputError for shapes that do not fit,
    emptiness, NaN, infinity, and h < min(n, m).
    """

    W1: Array
    W2: Array
    h: Array | None = None

    def __post_init__(self) -> None:
        W1, W2 = _factor(self.W1, "W1"), _factor(self.W2, "W2")
        if len(W1) != len(W2) or W1.shape[2] != W2.shape[2]:
            raise InputError(
                f"W1 of shape {W1.shape} and W2 of shape {W2.shape} were given",
                violates="the same number of runs, and of columns (h)",
                where="start",
                remedy="give one W1 (n x h) and one W2 (m x h) for every run",
            )
        width = np.full(len(W1), W1.shape[2]) if self.h is None else np.asarray(self.h)
        least = min(W1.shape[1], W2.shape[1])
        if (width < least).any():
            raise InputError(
                f"h = {width.min()} was given with n = {W1.shape[1]}, m = {W2.shape[1]}",
                violates="h >= min(n, m)",
                where="start",
                remedy="take a wider hidden layer: W1 W2' cannot reach every W otherwise",
            )
        for name, value in (("W1", W1), ("W2", W2), ("h", width)):
            object.__setattr__(self, name, value)

    @property
    def n(self) -> int:
        """Rows of W1."""
        return int(self.W1.shape[1])

    @property
    def m(self) -> int:
        """Rows of W2."""
        return int(self.W2.shape[1])

    @property
    def runs(self) -> int:
        """How many runs start."""
        return len(self.W1)

    @property
    def widths(self) -> Array:
        """H of every run, before any reduction."""
        assert self.h is not None  # set in __post_init__
        return self.h

    def reduced(self) -> Start:
        """The same start in min(h, n + m) columns: R of Z = R Q, see the header."""
        if self.W1.shape[2] <= self.n + self.m:
            return self
        if self.W1.shape[2] < _WIDE * (self.n + self.m):
            R = self._by_qr(slice(None))
        else:
            R, sound = self._by_cholesky()
            if not sound.all():
                R[~sound] = self._by_qr(~sound)
        return Start(R[:, : self.n], R[:, self.n :], self.h)

    def _by_qr(self, runs: Bools | slice) -> Array:
        """R of the given runs, (count, n + m, n + m)."""
        Z = np.concatenate([self.W1[runs], self.W2[runs]], axis=1)
        R: Array = np.asarray(np.linalg.qr(Z.mT, mode="r"))
        return R.mT

    def _by_cholesky(self) -> tuple[Array, Bools]:
        """R, (runs, n + m, n + m), and for which runs it is accurate; 0 for the others."""
        n, p = self.n, self.n + self.m
        with np.errstate(all="ignore"):  # what overflows or is no number is not sound
            gram = np.empty((self.runs, p, p))
            np.matmul(self.W1, self.W1.mT, out=gram[:, :n, :n])
            np.matmul(self.W2, self.W2.mT, out=gram[:, n:, n:])
            np.matmul(self.W2, self.W1.mT, out=gram[:, n:, :n])
            gram[:, :n, n:] = gram[:, n:, :n].mT
            norms = np.sqrt(np.diagonal(gram, axis1=1, axis2=2))
            usable = (norms > _SMALLEST_ROW) & (norms < _LARGEST_ROW)
            gram /= norms[:, :, None] * norms[:, None]
        R = np.zeros_like(gram)
        sound: Bools = np.asarray(usable.all(axis=1))
        values = np.linalg.eigvalsh(gram[sound])
        sound[sound] = values[:, -1] <= _LARGEST_CONDITION * values[:, 0]
        R[sound] = norms[sound, :, None] * np.linalg.cholesky(gram[sound])
        return R, sound

    def take(self, index: Indices) -> Start:
        """The starts of the given runs, in that order."""
        return Start(self.W1[index], self.W2[index], self.widths[index])

    def imbalance_eigenvalues(self) -> Array:
        """Eigenvalues of D(0), (runs, n + m), descending: of h x h with the middle zeros left out.

        Entry i < n is max(lambda_{i+1}(D), 0) where h > n + m; for h < n + m zeros are put in
        between the positive and the negative ones.
        """
        R = self.reduced()
        D = R.W1.mT @ R.W1 - R.W2.mT @ R.W2
        values = np.linalg.eigvalsh(D)
        missing = self.n + self.m - values.shape[1]
        padded = np.concatenate([values, np.zeros((self.runs, missing))], axis=1)
        result: Array = np.sort(padded, axis=1)[:, ::-1]
        return result


def concatenate(starts: list[Start]) -> Start:
    """The runs of several starts as one batch, reduced, whatever their widths.

    All need the same n and m, and the same number of columns after the reduction.
    """
    reduced = [s.reduced() for s in starts]
    shapes = {(s.n, s.m, s.W1.shape[2]) for s in reduced}
    if len(shapes) != 1:
        raise InputError(
            f"starts of (n, m, columns) in {sorted(shapes)} were given",
            violates="one shape for the whole batch",
            where="starts",
            remedy="run them apart",
        )
    W1, W2 = (np.concatenate([getattr(s, name) for s in reduced]) for name in ("W1", "W2"))
    return Start(W1, W2, np.concatenate([s.widths for s in reduced]))


def _factor(value: Array, name: str) -> Array:
    """The factor of a batch, (runs, rows, h), finite and not empty."""
    factor = np.asarray(value, dtype=np.float64)
    if factor.ndim == 2:
        factor = factor[None]
    if factor.ndim != 3 or not factor.size:
        raise InputError(
            f"an array of shape {np.shape(value)} was given",
            violates="shape = (rows, h) or (runs, rows, h), not empty",
            where=f"start: {name}",
            remedy="give one row a unit of the layer and one column a hidden unit",
        )
    bad = np.argwhere(~np.isfinite(factor))
    if len(bad):
        run, row, column = (int(x) for x in bad[0])
        raise InputError(
            f"{factor[run, row, column]} was given in run {run}, row {row}, column {column}",
            violates="all entries are finite",
            where=f"start: {name}",
            remedy="give finite factors",
        )
    return factor
