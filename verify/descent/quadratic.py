"""Quadratic losses: squared loss on data, weighted quadratic, matrix sensing.

squared loss        1/2 |Y - X W|_F^2 - minimum    K, mu = sigma_max(X)^2, sigma_min(X)^2
weighted quadratic  1/2 sum_ij A_ij (W - C)_ij^2   K = max A, mu = min A > 0
matrix sensing      1/2 |A(W) - y|^2 - minimum, A(W)_k = <A_k, W>
                    K, mu = extreme eigenvalues of A*A on R^{n x m}: needs at least nm
                    measurements, without which no mu > 0 exists

In displacements E = W - W* each is 1/2 <E, H(E)> with gradient H(E), H linear.
X in R^{N x n}, Y in R^{N x m}, with a leading axis of runs or without. Eigenvalues in floats are
moved outwards by their own error bound, so that K is an upper bound and mu a lower one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb_mat

from verify.descent._balls import BallLoss, hadamard_loss, linear_loss, matrix
from verify.descent.iterate import Array
from verify.descent.problem import Loss, Problem
from verify.errors import InputError

__all__ = ["SquaredLoss", "matrix_sensing", "squared_loss", "weighted_quadratic"]

_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class SquaredLoss(Loss):
    """H(E) = gram E, gram = X'X: (1 or runs, n, n); X and Y as given, with an axis of 1 or runs."""

    quadratic = True
    gram: Array
    X: Array
    Y: Array

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """Both from one product with X'X."""
        G = self.gram @ E
        return 0.5 * _inner(E, G), G

    def balls(self, run: int) -> BallLoss:
        """With the floats of X'X."""
        gram = matrix(self.one("gram", run))
        return linear_loss(lambda E: gram * E)


@dataclass(frozen=True, eq=False)
class _WeightedLoss(Loss):
    """H(E) = A o E, A: (1 or runs, n, m)."""

    quadratic = True
    A: Array

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        G = self.A * E
        return 0.5 * _inner(E, G), G

    def balls(self, run: int) -> BallLoss:
        return hadamard_loss(self.one("A", run))


@dataclass(frozen=True, eq=False)
class _SensingLoss(Loss):
    """H(E) = hessian vec(E), hessian: (1 or runs, nm, nm)."""

    quadratic = True
    hessian: Array

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        G = (self.hessian @ E.reshape(len(E), -1, 1)).reshape(E.shape)
        return 0.5 * _inner(E, G), G

    def balls(self, run: int) -> BallLoss:
        hessian = matrix(self.one("hessian", run))

        def apply(E: arb_mat) -> arb_mat:
            image = hessian * arb_mat(E.nrows() * E.ncols(), 1, E.entries())
            return arb_mat(E.nrows(), E.ncols(), image.entries())

        return linear_loss(apply)


def squared_loss(X: Array, Y: Array, *, name: str = "squared loss") -> Problem:
    """1/2 |Y - X W|_F^2 without its minimum; InputError for a singular X, or one with N < n."""
    X, Y = stack(X, "X", name), stack(Y, "Y", name)
    if X.shape[1] != Y.shape[1] or 1 < len(X) != len(Y) > 1:
        raise InputError(
            f"X of shape {X.shape} and Y of shape {Y.shape} were given",
            violates="as many rows, and as many runs",
            where=name,
            remedy="give one row a sample",
        )
    n, m = X.shape[2], Y.shape[2]
    spectrum = np.linalg.svd(X, compute_uv=False)
    error = 4 * max(X.shape[1:]) * _EPS * spectrum[:, 0]
    least = spectrum[:, -1] - error if X.shape[1] >= n else np.zeros(len(X))
    if (least <= 0).any():
        raise InputError(
            f"X of shape {X.shape[1:]} has the smallest singular value"
            f" {spectrum[:, -1].min() if X.shape[1] >= n else 0:g}, up to rounding",
            violates="sigma_n(X) > 0",
            where=name,
            remedy="drop dependent columns, or give at least as many samples as columns",
        )
    gram = X.mT @ X
    Wstar = np.linalg.pinv(X) @ Y
    K, mu = (spectrum[:, 0] + error) ** 2, least**2
    # A square X reaches every Y; what is left of it in floats is rounding.
    rest = Y - X @ Wstar if X.shape[1] > n else np.zeros((1, 1, 1))
    left = 0.5 * _inner(rest, rest)
    return Problem(name, n, m, SquaredLoss(gram, X, Y), K, mu, Wstar, minimum=left)


def weighted_quadratic(A: Array, C: Array, *, name: str = "weighted quadratic") -> Problem:
    """1/2 sum A (W - C)^2, A > 0 entrywise."""
    A, C = stack(A, "A", name), stack(C, "C", name)
    if A.shape[1:] != C.shape[1:] or 1 < len(A) != len(C) > 1:
        raise InputError(
            f"A of shape {A.shape} and C of shape {C.shape} were given",
            violates="the same shape",
            where=name,
            remedy="give one weight for each entry of W",
        )
    K, mu = A.max(axis=(1, 2)), A.min(axis=(1, 2))
    return Problem(name, A.shape[1], A.shape[2], _WeightedLoss(A), K, mu, C)


def matrix_sensing(A: Array, y: Array, *, name: str = "matrix sensing") -> Problem:
    """1/2 sum_k (<A_k, W> - y_k)^2 without its minimum; A: (count, n, m), y: (count,)."""
    A = stack(A, "A", name)
    y = np.asarray(y, dtype=np.float64)
    if y.shape != (len(A),) or not np.isfinite(y).all():
        raise InputError(
            f"A of shape {A.shape} and y of shape {y.shape} were given",
            violates="y finite, one number for each measurement A_k",
            where=name,
            remedy="give y of shape (count,)",
        )
    n, m = A.shape[1:]
    flat = A.reshape(len(A), n * m)
    found = squared_loss(flat, y[:, None], name=name)
    hessian = (flat.T @ flat)[None]
    Wstar = found.centre.reshape(1, n, m)
    return Problem(
        name, n, m, _SensingLoss(hessian), found.K, found.mu, Wstar, minimum=found.minimum
    )


def _inner(A: Array, B: Array) -> Array:
    """<A, B> of every run."""
    result: Array = np.vecdot(A.reshape(len(A), -1), B.reshape(len(B), -1))
    return result


def stack(value: Array, name: str, where: str) -> Array:
    """Matrices with a leading axis of runs, finite and not empty; InputError otherwise."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or not array.size:
        raise InputError(
            f"an array of shape {np.shape(value)} was given",
            violates="a matrix, or one for each run, not empty",
            where=f"{where}: {name}",
            remedy="give one row a sample and one column a feature or target",
        )
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        run, row, column = (int(x) for x in bad[0])
        raise InputError(
            f"{array[run, row, column]} was given in run {run}, row {row}, column {column}",
            violates="all entries are finite",
            where=f"{where}: {name}",
            remedy="drop or impute the row",
        )
    return array
