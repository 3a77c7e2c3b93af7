"""A user's data: bundled sets, files, and synthetic draws, with labels coded for the loss.

    breast-cancer, wine, digits (classes), diabetes, linnerud (numbers)   of scikit-learn
    .csv, .npy (a matrix), .npz (arrays X and Y), .parquet                files
    synthetic n,m,N                                                       Gaussian X and W, noise

Targets are the last column of a table unless they are named. Bundled sets but digits (pixels in
[0, 1]) are standardised by default, files are not; `notes` says what was done. Nothing is dropped
or imputed: what cannot be used is an InputError that names the place. No pickle is ever loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.auditing.files import Raw, is_number, numbered, read_file
from verify.auditing.losses import Coding
from verify.errors import InputError
from verify.model.data import finite_matrix

__all__ = ["BUNDLED", "AuditData", "from_arrays", "read", "synthetic"]

Array = npt.NDArray[np.float64]
BUNDLED = ("breast-cancer", "diabetes", "digits", "linnerud", "wine")
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class AuditData:
    """X: (N, n), Y: (N, m); names of their columns; notes: what was done, for the report."""

    name: str
    X: Array
    Y: Array
    features: tuple[str, ...]
    targets: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read(
    source: str,
    *,
    coding: Coding | None = None,
    targets: Sequence[str] = (),
    standardise: bool | None = None,
) -> AuditData:
    """Data by the name of a bundled set or the path of a file, labels coded as asked.

    coding None: classes become -1 and 1, numbers stay. standardise None: the source's default.
    """
    raw = _bundled(source) if source in BUNDLED else read_file(source, targets, BUNDLED)
    return _prepare(raw, coding, standardise)


def from_arrays(
    X: Any,
    Y: Any,
    *,
    coding: Coding | None = None,
    standardise: bool | None = None,
    name: str = "arrays",
) -> AuditData:
    """Arrays of a user's own: X (N, n), Y (N,) or (N, m)."""
    first, second = np.asarray(X), np.asarray(Y)
    if second.ndim == 1:
        second = second[:, None]
    raw = Raw(
        name,
        first,
        second,
        numbered("x", first.shape[1] if first.ndim == 2 else 0),
        numbered("y", second.shape[1] if second.ndim == 2 else 0),
        second.dtype.kind in "OUSb",
        False,
    )
    return _prepare(raw, coding, standardise)


def synthetic(sizes: str, coding: Coding | None, seed: int) -> AuditData:
    """Sizes "n,m,N": X and a W of independent N(0, 1) entries, Y = X W + noise, then coded."""
    try:
        n, m, N = (int(x) for x in sizes.split(","))
        fine = n >= 1 and m >= 1 and N >= 2 and n * N <= 10**8
    except ValueError:
        fine = False
    if not fine:
        raise InputError(
            f"--synthetic {sizes} was given",
            violates="three numbers n,m,N with n, m >= 1 and N >= 2",
            remedy="as in --synthetic 5,2,100: features, outputs, samples",
        )
    rng = np.random.default_rng([seed, n, m, N])
    X = rng.normal(size=(N, n))
    clean = X @ rng.normal(size=(n, m)) / np.sqrt(n)
    noisy = clean + 0.1 * rng.normal(size=(N, m))
    draws: dict[Coding, Callable[[], Array]] = {
        Coding.SIGNS: lambda: np.where(noisy >= 0, 1.0, -1.0),
        Coding.BITS: lambda: np.where(noisy >= 0, 1.0, 0.0),
        Coding.ONE_HOT: lambda: np.eye(m)[np.argmax(noisy, axis=1)],
        Coding.COUNTS: lambda: rng.poisson(np.exp(np.clip(clean, -3, 3))).astype(float),
        Coding.POSITIVE: lambda: np.exp(np.clip(noisy, -3, 3)),
    }
    Y = draws[coding]() if coding in draws else noisy
    raw = Raw(
        f"synthetic, n = {n}, m = {m}, N = {N}, seed {seed}",
        X,
        Y,
        numbered("x", n),
        numbered("y", m),
        False,
        False,
    )
    return _prepare(raw, coding, None)


def _bundled(name: str) -> Raw:
    from sklearn import datasets

    loader: Callable[[], Any] = getattr(datasets, f"load_{name.replace('-', '_')}")
    bunch = loader()
    X, Y = np.asarray(bunch.data, dtype=np.float64), np.asarray(bunch.target)
    notes: tuple[str, ...] = ()
    if name == "digits":
        X, notes = X / 16, ("pixels divided by 16, so that they lie in [0, 1]",)
    classes = name not in ("diabetes", "linnerud")
    if classes:
        Y = np.asarray(bunch.target_names)[Y]
    Y = Y[:, None] if Y.ndim == 1 else Y
    targets = tuple(map(str, bunch.target_names)) if name == "linnerud" else ("target",)
    features = tuple(map(str, bunch.feature_names))
    return Raw(name, X, Y, features, targets, classes, name != "digits", notes)


def _prepare(raw: Raw, coding: Coding | None, standardise: bool | None) -> AuditData:
    X = _numbers(raw.X, raw.features, f"{raw.name}: X")
    if len(X) < 2:
        raise InputError(
            f"{len(X)} sample was given", violates="N >= 2", where=raw.name, remedy="give more"
        )
    if len(raw.Y) != len(X):
        raise InputError(
            f"X has {len(X)} rows and Y {len(raw.Y)}", violates="one label a sample", where=raw.name
        )
    Y, targets, notes = _labels(raw, coding)
    wanted = raw.standardise if standardise is None else standardise
    notes = [*raw.notes, *notes]
    constant = np.flatnonzero(np.ptp(X, axis=0) == 0)
    if wanted:
        _no_constants(constant, raw)
        X = (X - X.mean(axis=0)) / X.std(axis=0)
        notes.append("features standardised to mean 0 and variance 1")
        if raw.standardise and coding in (None, Coding.REAL) and not raw.classes:
            Y = (Y - Y.mean(axis=0)) / Y.std(axis=0)
            notes.append("targets standardised to mean 0 and variance 1")
    else:
        notes.append("features not standardised")
        if len(constant):
            names = ", ".join(raw.features[k] for k in constant[:_SHOWN])
            more = ", ..." if len(constant) > _SHOWN else ""
            notes.append(f"{len(constant)} constant feature(s): {names}{more}")
    return AuditData(
        raw.name, X, finite_matrix(Y, f"{raw.name}: Y"), raw.features, targets, tuple(notes)
    )


def _no_constants(constant: npt.NDArray[np.intp], raw: Raw) -> None:
    if len(constant):
        names = ", ".join(repr(raw.features[k]) for k in constant[:_SHOWN])
        raise InputError(
            f"the column(s) {names} are constant ({len(constant)} in all)",
            violates="variance > 0, to be standardised",
            where=raw.name,
            remedy="leave them out of the file, or give --no-standardise",
        )


def _numbers(values: Any, names: Sequence[str], where: str) -> Array:
    array = np.asarray(values)
    if array.ndim == 2 and array.dtype.kind in "OUS":
        for (row, column), cell in np.ndenumerate(array):
            if cell is None or not is_number(str(cell)):
                text = "an empty cell" if cell is None or not str(cell).strip() else repr(cell)
                raise InputError(
                    f"{text} was found in sample {row + 1}, column {names[column]!r}",
                    violates="every entry is a number",
                    where=where,
                    remedy="code it as a number, or leave the column or sample out",
                )
        array = array.astype(np.float64)
    if array.ndim == 2 and array.dtype.kind == "f" and not np.isfinite(array).all():
        row, column = (int(k) for k in np.argwhere(~np.isfinite(array))[0])
        count = int((~np.isfinite(array)).sum())
        raise InputError(
            f"{array[row, column]} was found in sample {row + 1}, column {names[column]!r}"
            f" ({count} such entries)",
            violates="all entries are finite",
            where=where,
            remedy="impute it, or leave the sample out",
        )
    return finite_matrix(array, where)


def _labels(raw: Raw, coding: Coding | None) -> tuple[Array, tuple[str, ...], list[str]]:
    if raw.classes:
        return _classes(raw, coding)
    Y = _numbers(raw.Y, raw.targets, f"{raw.name}: Y")
    values = np.unique(Y)
    few = len(values) <= 20 and Y.shape[1] == 1 and bool(np.all(values == np.round(values)))
    if coding is Coding.ONE_HOT and Y.shape[1] == 1 and few:
        return _classes(replace(raw, Y=Y), coding)
    if coding in (Coding.SIGNS, Coding.BITS) and few and not _allowed(Y, coding):
        return _classes(replace(raw, Y=Y), coding)
    if coding is not None and not _allowed(Y, coding):
        bad = Y[~_fits(Y, coding)]
        shown = bad.flat[0] if bad.size else Y[np.abs(Y.sum(axis=1) - 1).argmax()].sum()
        raise InputError(
            f"the label {shown:g} was given",
            violates=_DOMAIN[coding],
            where=f"{raw.name}: Y",
            remedy="code the labels for this loss, take --no-standardise, or another loss",
        )
    return Y, raw.targets, [f"labels as they are, {len(values)} distinct value(s)"]


_DOMAIN = {
    Coding.SIGNS: "y = -1 or y = 1",
    Coding.BITS: "0 <= y <= 1",
    Coding.ONE_HOT: "rows of Y are nonnegative and sum up to 1",
    Coding.COUNTS: "y >= 0",
    Coding.POSITIVE: "y > 0",
    Coding.REAL: "y is a number",
}


def _fits(Y: Array, coding: Coding) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = {
        Coding.SIGNS: np.abs(Y) == 1,
        Coding.BITS: (Y >= 0) & (Y <= 1),
        Coding.ONE_HOT: Y >= 0,
        Coding.COUNTS: Y >= 0,
        Coding.POSITIVE: Y > 0,
        Coding.REAL: np.isfinite(Y),
    }[coding]
    return result


def _allowed(Y: Array, coding: Coding) -> bool:
    sums = coding is not Coding.ONE_HOT or np.abs(Y.sum(axis=1) - 1).max() <= 1e-9
    return bool(_fits(Y, coding).all() and sums)


def _classes(raw: Raw, coding: Coding | None) -> tuple[Array, tuple[str, ...], list[str]]:
    if raw.Y.shape[1] != 1:
        raise InputError(
            f"{raw.Y.shape[1]} columns of classes were given", violates="one", where=raw.name
        )
    column = np.asarray(raw.Y[:, 0])
    names, index = np.unique(
        column.astype(str) if column.dtype.kind == "O" else column, return_inverse=True
    )
    if len(names) < 2:
        raise InputError(
            f"all samples have the class {names[0]}",
            violates="two classes at least",
            where=raw.name,
        )
    titles = tuple(map(str, names))
    low = 0.0 if coding in (Coding.BITS, Coding.ONE_HOT) else -1.0
    if len(names) == 2 and coding is not Coding.ONE_HOT:
        Y = np.where(index == 1, 1.0, low)[:, None]
        return Y, (titles[1],), [f"labels {titles[0]!r} -> {low:g}, {titles[1]!r} -> 1"]
    if coding in (Coding.COUNTS, Coding.POSITIVE):
        raise InputError(
            "labels that name classes were given", violates=_DOMAIN[coding], where=raw.name
        )
    Y = np.where(np.arange(len(names)) == index[:, None], 1.0, low)
    return Y, titles, [f"{len(names)} classes, one column each: 1 in it, {low:g} elsewhere"]
