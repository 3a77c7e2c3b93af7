"""Data for the losses: the paper's own recipe, and data sets that scikit-learn brings along.

    X in R^{N x n} (rows are samples),   Y in R^{N x m} (labels +-1, or targets)

orthogonal     section 4 of 2505.11664: X a random orthogonal 10 x 10, W1(0), W2(0) in R^{10 x h}
               and eps with independent N(0, 1) entries, Y = X W1(0) W2(0)' + sigma2 eps
digits         1797 images of 8 x 8 pixels in [0, 1], ten labels one against the rest
breast-cancer  569 x 30, standardised; the two labels, each against the other
linnerud       20 x 3, three targets, all standardised
diabetes       442 x 10, one target, all standardised

The matrices are taken as the floats that they are: standardised up to rounding, and no statement
depends on more. Not covered: files of a user's own, beyond the checks that they would need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.errors import InputError

__all__ = [
    "DATA_SETS",
    "Data",
    "check_labels",
    "finite_matrix",
    "load",
    "orthogonal",
    "subsample",
]

Array = npt.NDArray[np.float64]
Generator = np.random.Generator


@dataclass(frozen=True, eq=False)
class Data:
    """X (N x n), Y (N x m), both read-only; name: for the report, with what was left out."""

    name: str
    X: Array
    Y: Array

    def __post_init__(self) -> None:
        X = finite_matrix(self.X, "X").copy()
        Y = finite_matrix(self.Y, "Y", rows=X.shape[0]).copy()
        for array in (X, Y):
            array.setflags(write=False)
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "Y", Y)


def finite_matrix(
    value: Any, name: str, *, rows: int | None = None, columns: int | None = None
) -> Array:
    """`value` as a float64 matrix, of the given numbers of rows and columns where they are given.

    Raises InputError for what is no matrix, has another shape, is empty, or holds NaN or infinity.
    """
    try:
        matrix = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            "entries that are no numbers were given", where=name, remedy="give a numeric matrix"
        ) from error
    wanted = tuple("any" if size is None else str(size) for size in (rows, columns))
    fits = matrix.ndim == 2 and matrix.size > 0
    if not fits or (rows or len(matrix), columns or matrix.shape[1]) != matrix.shape:
        raise InputError(
            f"an array of shape {matrix.shape} was given",
            violates=f"shape = ({wanted[0]}, {wanted[1]}), not empty",
            where=name,
            remedy="give one row a sample and one column a feature or target",
        )
    bad = np.argwhere(~np.isfinite(matrix))
    if len(bad):
        row, column = (int(x) for x in bad[0])
        raise InputError(
            f"{matrix[row, column]} was given at row {row}, column {column}"
            f" ({len(bad)} such entries)",
            violates="all entries are finite",
            where=name,
            remedy="drop or impute the row",
        )
    return matrix


def check_labels(Y: Array) -> Array:
    """Y itself; InputError where an entry is neither -1 nor 1."""
    bad = Y[np.abs(Y) != 1]
    if bad.size:
        raise InputError(
            f"the label {bad[0]:g} was given",
            violates="Y_ij = -1 or Y_ij = 1",
            where="Y",
            remedy="code each class as 1 against -1",
        )
    return Y


def orthogonal(
    rng: Generator, h: int, sigma2: float, *, size: int = 10
) -> tuple[Data, Array, Array]:
    """Data of section 4, with W1(0) and W2(0), which Y is made from (each size x h)."""
    if h < size or not sigma2 >= 0:
        raise InputError(
            f"h = {h}, sigma2 = {sigma2} were given",
            violates=f"h >= {size} and sigma2 >= 0",
            where="the data of section 4",
            remedy="take a wider hidden layer, or noise of a size that is no negative number",
        )
    q, r = np.linalg.qr(rng.normal(size=(size, size)))
    X = q * np.sign(np.diag(r))  # the signs make the distribution uniform (Haar)
    W1, W2 = rng.normal(size=(2, size, h))
    Y = X @ W1 @ W2.T + sigma2 * rng.normal(size=(size, size))
    return Data(f"section 4 data, h = {h}, sigma2 = {sigma2:g}", X, Y), W1, W2


def subsample(data: Data, rows: int, seed: int) -> Data:
    """`rows` random rows of the data, in their order; all of it if there are no more."""
    total = data.X.shape[0]
    if rows >= total:
        return data
    chosen = np.sort(np.random.default_rng(seed).choice(total, size=rows, replace=False))
    return Data(f"{data.name}, {rows} of {total} rows", data.X[chosen], data.Y[chosen])


def _standardised(columns: Array) -> Array:
    result: Array = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    return result


def _one_against_rest(labels: npt.NDArray[np.int_]) -> Array:
    return np.where(labels[:, None] == np.unique(labels)[None, :], 1.0, -1.0)


def _digits() -> Data:
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return Data("digits", pixels / 16, _one_against_rest(labels))


def _breast_cancer() -> Data:
    from sklearn.datasets import load_breast_cancer

    features, labels = load_breast_cancer(return_X_y=True)
    return Data("breast-cancer", _standardised(features), _one_against_rest(labels))


def _linnerud() -> Data:
    from sklearn.datasets import load_linnerud

    exercises, bodies = load_linnerud(return_X_y=True)
    return Data("linnerud", _standardised(exercises), _standardised(bodies))


def _diabetes() -> Data:
    from sklearn.datasets import load_diabetes

    features, progression = load_diabetes(return_X_y=True)
    return Data("diabetes", _standardised(features), _standardised(progression[:, None]))


DATA_SETS: dict[str, Callable[[], Data]] = {
    "breast-cancer": _breast_cancer,
    "diabetes": _diabetes,
    "digits": _digits,
    "linnerud": _linnerud,
}


@cache
def load(name: str) -> Data:
    """A bundled data set by its name; InputError, with the nearest names, if there is none."""
    if name not in DATA_SETS:
        near = get_close_matches(name, DATA_SETS) or sorted(DATA_SETS)
        raise InputError(f"no data set is called {name!r}", remedy=f"take {' or '.join(near)}")
    return DATA_SETS[name]()
