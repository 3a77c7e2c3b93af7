"""Float64, batched over a leading axis, each value with a bound on its own rounding error.

A value is a pair (v, e): v the floats, e >= |v - exact|, in absolute value for a scalar and in
Frobenius norm for a matrix, one number an instance. So the tolerance of a comparison comes from
the computation itself. The bounds are first-order standard ones (Higham, Accuracy and Stability
of Numerical Algorithms, sections 3.1, 3.5) with constants rounded up; for singular and eigen
values LAPACK's backward error `p(r, c) u |A|` is taken with p = 16 max(r, c). They decide which
instances are re-decided in balls, never a verdict other than TESTED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic.functions import FUNCTIONS
from verify.language.expr import Expr

__all__ = ["Float64", "Floats"]

Array = npt.NDArray[np.float64]
_U = 2.0**-53


@dataclass(frozen=True, eq=False, slots=True)
class Floats:
    """v: (batch,) for a scalar, (batch, r, c) for a matrix; e: (batch,), an error bound."""

    v: Array
    e: Array

    @property
    def is_matrix(self) -> bool:
        """Whether the value is a batch of matrices."""
        return self.v.ndim == 3


class Float64:
    """The arithmetic; `evaluate` calls `apply`, one private method an operation."""

    def __init__(self) -> None:
        self._spectra: dict[tuple[int, str], tuple[Floats, Array, Array]] = {}

    def constant(self, q: Fraction) -> Floats:
        """The nearest float, with its error unless it is exact."""
        v = np.array([float(q)])
        exact = Fraction(float(q)) == q
        return Floats(v, np.zeros(1) if exact else np.abs(v) * _U)

    @staticmethod
    def data(value: Any, *, matrix: bool, error: Any = 0.0) -> Floats:
        """Floats from an array: (batch, r, c) or (r, c) for a matrix, (batch,) or () else."""
        v = np.asarray(value, dtype=np.float64)
        if v.ndim == (2 if matrix else 0):
            v = v[None]
        return Floats(v, np.broadcast_to(np.asarray(error, dtype=np.float64), v.shape[:1]))

    def apply(self, node: Expr, args: list[Floats], sizes: Mapping[str, int]) -> Floats:
        """The operation's value and error bound; what is undefined comes out nan."""
        with np.errstate(all="ignore"):
            return _OPERATIONS[node.op](self, node, args, sizes)

    def singular_values(self, a: Floats) -> tuple[Array, Array]:
        """All singular values (batch, k), descending, with one error bound an instance."""
        key = (id(a), "singular")
        if key not in self._spectra:
            self._spectra[key] = (a, *_singular_values(a))
        return self._spectra[key][1:]

    def eigenvalues(self, a: Floats) -> tuple[Array, Array]:
        """All eigenvalues of a symmetric matrix (batch, k), descending, with error bounds.

        nan for a matrix that is not symmetric within its own error.
        """
        key = (id(a), "eigen")
        if key not in self._spectra:
            transposed = np.swapaxes(a.v, 1, 2)
            w = _finite_or_nan(_eigvalsh, (a.v + transposed) / 2)[:, ::-1]
            e = a.e + 16 * a.v.shape[1] * _U * _fro(a.v)
            symmetric = _fro(a.v - transposed) <= 2 * e
            self._spectra[key] = (a, np.where(symmetric[:, None], w, np.nan), e)
        return self._spectra[key][1:]


def _fro(v: Array) -> Array:
    """Frobenius norm of each instance; scaled only where squares would over- or underflow."""
    flat = v.reshape(v.shape[0], -1)
    norm: Any = np.sqrt(np.einsum("ij,ij->i", flat, flat))
    if not np.all((norm > 1e-140) & (norm < 1e140)):
        scale = np.max(np.abs(flat), axis=1)
        safe = np.where(scale > 0, scale, 1.0)
        norm = scale * np.sqrt(np.sum((flat / safe[:, None]) ** 2, axis=1))
    return np.asarray(norm, dtype=np.float64)


def _eigvalsh(v: Array) -> Array:
    w: Array = np.asarray(np.linalg.eigvalsh(v), dtype=np.float64)
    return w


def _svdvals(v: Array) -> Array:
    s: Array = np.asarray(np.linalg.svd(v, compute_uv=False), dtype=np.float64)
    return s


def _finite_or_nan(function: Callable[[Array], Array], v: Array) -> Array:
    """LAPACK raises on NaN or infinity for the whole batch; keep the finite instances."""
    finite = np.asarray(np.isfinite(v).all(axis=(1, 2)))
    if finite.all():
        return function(v)
    out = function(np.where(finite[:, None, None], v, 0.0))
    out[~finite] = np.nan
    return out


def _singular_values(a: Floats) -> tuple[Array, Array]:
    r, c = a.v.shape[1:]
    size = max(r, c)
    if size > 4 * min(r, c) and size > 32:
        # A wide or tall factor: eigenvalues of the small Gram matrix. The Gram matrix carries
        # an error d in sigma^2, hence at most min(sqrt(d), d / sigma) in sigma.
        flat = a.v if r <= c else np.swapaxes(a.v, 1, 2)
        gram = flat @ np.swapaxes(flat, 1, 2)
        w = _finite_or_nan(_eigvalsh, gram)[:, ::-1]
        s = np.sqrt(np.maximum(w, 0.0))
        d = (size + 2 + 16 * min(r, c)) * _U * _fro(a.v) ** 2
        e = np.minimum(np.sqrt(d), d / np.maximum(s[:, -1], np.finfo(float).tiny))
        return s, a.e + e
    s = _finite_or_nan(_svdvals, a.v)
    return s, a.e + 16 * size * _U * _fro(a.v)


def _sum(node: Expr, args: list[Floats]) -> Floats:
    a, b = args
    v = a.v + b.v if node.op == "add" else a.v - b.v
    size = _fro(v) if v.ndim == 3 else np.abs(v)
    return Floats(v, a.e + b.e + _U * size)


def _scaled(a: Floats, b: Floats) -> Floats:
    if b.is_matrix and not a.is_matrix:
        a, b = b, a
    if not a.is_matrix:
        v = a.v * b.v
        return Floats(v, np.abs(a.v) * b.e + np.abs(b.v) * a.e + a.e * b.e + _U * np.abs(v))
    v = a.v * b.v[:, None, None]
    size = _fro(a.v)
    return Floats(v, size * b.e + np.abs(b.v) * a.e + a.e * b.e + _U * size * np.abs(b.v))


def _product(a: Floats, b: Floats) -> Floats:
    v = a.v @ b.v
    na, nb = _fro(a.v), _fro(b.v)
    return Floats(v, na * b.e + nb * a.e + a.e * b.e + (a.v.shape[2] + 1) * _U * na * nb)


def _inner(a: Floats, b: Floats) -> Floats:
    v = np.sum(a.v * b.v, axis=(1, 2))
    na, nb = _fro(a.v), _fro(b.v)
    count = a.v.shape[1] * a.v.shape[2]
    return Floats(v, na * b.e + nb * a.e + a.e * b.e + (count + 1) * _U * na * nb)


def _norm(a: Floats) -> Floats:
    v = _fro(a.v)
    return Floats(v, a.e + (a.v.shape[1] * a.v.shape[2] + 4) * _U * v)


def _norm2(a: Floats) -> Floats:
    return _square(_norm(a))


def _square(a: Floats) -> Floats:
    v = a.v * a.v
    return Floats(v, 2 * np.abs(a.v) * a.e + a.e * a.e + _U * v)


def _sqrt(a: Floats) -> Floats:
    v = np.sqrt(np.maximum(a.v, 0.0))
    # |sqrt(x) - sqrt(y)| <= min(sqrt|x - y|, |x - y| / sqrt(x)); a value below -e is no number.
    e = np.minimum(np.sqrt(a.e), a.e / np.maximum(v, np.finfo(float).tiny))
    return Floats(np.where(a.v < -a.e, np.nan, v), e + _U * v)


def _exp(a: Floats) -> Floats:
    v = np.exp(a.v)
    return Floats(v, v * (np.expm1(a.e) + 2 * _U))


def _log(a: Floats) -> Floats:
    v = np.log(a.v)
    lower = np.maximum(a.v - a.e, np.finfo(float).tiny)
    return Floats(v, a.e / lower + 2 * _U * np.abs(v))


def _divide(a: Floats, b: Floats) -> Floats:
    v = a.v / b.v
    lower = np.maximum(np.abs(b.v) - b.e, 0.0)
    return Floats(v, np.where(lower > 0, (a.e + np.abs(v) * b.e) / lower, np.inf) + _U * np.abs(v))


def _power(node: Expr, a: Floats, b: Floats) -> Floats:
    exponent = node.args[1]
    if exponent.op == "q" and exponent.value == 2:
        return _square(a)
    v = a.v**b.v
    # Mean value theorem: |b| times the larger of the slopes at both ends of a's interval; for
    # 0 < b < 1 at most e^b, as x^b is subadditive; and a^b changes by a^b (e^(log(a) db) - 1) in b.
    low, high = np.maximum(np.abs(a.v) - a.e, 0.0), np.abs(a.v) + a.e
    slope = np.maximum(low ** (b.v - 1), high ** (b.v - 1))
    first = np.where((b.v == 0) | (a.e == 0), 0.0, np.abs(b.v) * slope * a.e)
    first = np.where((b.v > 0) & (b.v < 1), np.fmin(first, a.e**b.v), first)
    logs = np.maximum(np.abs(np.log(low)), np.abs(np.log(high)))
    second = np.where(b.e > 0, (np.abs(v) + first) * np.expm1(logs * b.e), 0.0)
    return Floats(v, first + second + 4 * _U * np.abs(v))


def _extreme(node: Expr, args: list[Floats]) -> Floats:
    pick = np.maximum if node.op == "max" else np.minimum
    v, e = args[0].v, args[0].e
    for other in args[1:]:
        v, e = pick(v, other.v), np.maximum(e, other.e)
    return Floats(v, e)


def _stack(node: Expr, args: list[Floats]) -> Floats:
    axis = 1 if node.op == "vstack" else 2
    batch = max(a.v.shape[0] for a in args)
    parts = [np.broadcast_to(a.v, (batch, *a.v.shape[1:])) for a in args]
    return Floats(np.concatenate(parts, axis=axis), args[0].e + args[1].e)


def _entrywise(node: Expr, a: Floats) -> Floats:
    function = FUNCTIONS[node.name]
    v = function.float64(a.v)
    # The floor is one entry's; the last term is for entries that underflow.
    rounding = _U * (_fro(v) + function.floor * np.sqrt(v[0].size))
    return Floats(v, function.lipschitz * a.e + 8 * rounding + np.finfo(float).tiny)


def _spectrum(self: Float64, node: Expr, a: Floats, sizes: Mapping[str, int]) -> Floats:
    singular = node.op in ("sigma", "smin", "smax")
    values, e = self.singular_values(a) if singular else self.eigenvalues(a)
    if node.op in ("smax", "lmax"):
        return Floats(values[:, 0], e)
    if node.op in ("smin", "lmin"):
        return Floats(values[:, -1], e)
    k = node.dims[0].at(sizes)
    if k > values.shape[1]:
        fill = 0.0 if singular else np.nan
        return Floats(np.full(values.shape[0], fill), np.zeros(values.shape[0]))
    return Floats(values[:, k - 1], e)


def _sum_entries(a: Floats) -> Floats:
    v = np.sum(a.v, axis=(1, 2))
    count = a.v.shape[1] * a.v.shape[2]
    return Floats(v, np.sqrt(count) * a.e + count * _U * np.sum(np.abs(a.v), axis=(1, 2)))


def _trace(a: Floats) -> Floats:
    v = np.trace(a.v, axis1=1, axis2=2)
    k = a.v.shape[1]
    return Floats(v, np.sqrt(k) * a.e + k * _U * _fro(a.v) * np.sqrt(k))


def _had(a: Floats, b: Floats) -> Floats:
    na, nb = np.max(np.abs(a.v), axis=(1, 2)), np.max(np.abs(b.v), axis=(1, 2))
    v = a.v * b.v
    return Floats(v, na * b.e + nb * a.e + a.e * b.e + _U * _fro(v))


def _kron(a: Floats, b: Floats) -> Floats:
    batch = max(a.v.shape[0], b.v.shape[0])
    left = np.broadcast_to(a.v, (batch, *a.v.shape[1:]))
    right = np.broadcast_to(b.v, (batch, *b.v.shape[1:]))
    blocks = left[:, :, None, :, None] * right[:, None, :, None, :]
    v = blocks.reshape(batch, left.shape[1] * right.shape[1], left.shape[2] * right.shape[2])
    na, nb = _fro(a.v), _fro(b.v)
    return Floats(v, na * b.e + nb * a.e + a.e * b.e + _U * na * nb)


_Operation = Callable[[Float64, Expr, list[Floats], Mapping[str, int]], Floats]

_OPERATIONS: dict[str, _Operation] = {
    "add": lambda s, n, a, z: _sum(n, a),
    "sub": lambda s, n, a, z: _sum(n, a),
    "neg": lambda s, n, a, z: Floats(-a[0].v, a[0].e),
    "mul": lambda s, n, a, z: _scaled(a[0], a[1]),
    "div": lambda s, n, a, z: _divide(a[0], a[1]),
    "pow": lambda s, n, a, z: _power(n, a[0], a[1]),
    "sqrt": lambda s, n, a, z: _sqrt(a[0]),
    "exp": lambda s, n, a, z: _exp(a[0]),
    "log": lambda s, n, a, z: _log(a[0]),
    "max": lambda s, n, a, z: _extreme(n, a),
    "min": lambda s, n, a, z: _extreme(n, a),
    "abs": lambda s, n, a, z: Floats(np.abs(a[0].v), a[0].e),
    "mm": lambda s, n, a, z: _product(a[0], a[1]),
    "T": lambda s, n, a, z: Floats(np.swapaxes(a[0].v, 1, 2), a[0].e),
    "had": lambda s, n, a, z: _had(a[0], a[1]),
    "kron": lambda s, n, a, z: _kron(a[0], a[1]),
    "map": lambda s, n, a, z: _entrywise(n, a[0]),
    "vstack": lambda s, n, a, z: _stack(n, a),
    "hstack": lambda s, n, a, z: _stack(n, a),
    "eye": lambda s, n, a, z: Floats(np.eye(n.dims[0].at(z))[None], np.zeros(1)),
    "zeros": lambda s, n, a, z: Floats(
        np.zeros((1, n.dims[0].at(z), n.dims[1].at(z))), np.zeros(1)
    ),
    "fro": lambda s, n, a, z: _norm(a[0]),
    "fro2": lambda s, n, a, z: _norm2(a[0]),
    "inner": lambda s, n, a, z: _inner(a[0], a[1]),
    "tr": lambda s, n, a, z: _trace(a[0]),
    "sum": lambda s, n, a, z: _sum_entries(a[0]),
    **{
        op: (lambda s, n, a, z: _spectrum(s, n, a[0], z))
        for op in ("sigma", "smin", "smax", "lam", "lmin", "lmax")
    },
}
