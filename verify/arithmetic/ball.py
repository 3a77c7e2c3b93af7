"""Balls: every value is an enclosure, by python-flint's `arb` at a working precision in bits.

Scalars are `arb`, matrices `arb_mat`. Eigenvalues of a symmetric matrix are enclosed, also where
they are multiple: with an approximate orthonormal V, M = V'AV is congruent to A, so Ostrowski's
theorem gives lambda_k(M) = theta lambda_k(A) with |theta - 1| <= |V'V - I|_F, and Weyl's bounds
|lambda_k(M) - d_(k)| by the norm of what is left off the diagonal d. V is refined by Jacobi
rotations, whose result needs no trust. Singular values are roots of the smaller Gram matrix's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

from verify.arithmetic.functions import FUNCTIONS
from verify.errors import PlVerifyError
from verify.language.expr import Expr

__all__ = ["Ball", "eigenvalues", "precision", "singular_values", "to_arb", "to_fraction"]


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work at the given precision; flint keeps it in a global, restored on leaving."""
    old = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = old


def to_arb(value: Fraction | float | int) -> arb:
    """A ball around a rational; exact for floats and integers that fit the precision."""
    q = Fraction(value)
    return arb(fmpq(q.numerator, q.denominator))


def to_fraction(end: arb) -> Fraction:
    """The exact dyadic rational that a ball of radius zero is (an end or a midpoint)."""
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


class Ball:
    """The arithmetic; use within `precision(bits)`."""

    def __init__(self) -> None:
        self._spectra: dict[tuple[int, bool], tuple[Any, list[arb]]] = {}

    def constant(self, q: Fraction) -> arb:
        """The rational, enclosed."""
        return to_arb(q)

    def apply(self, node: Expr, args: list[Any], sizes: Mapping[str, int]) -> Any:
        """The operation's value, exact or enclosed; what is undefined comes out nan."""
        if node.op in ("sigma", "smin", "smax", "lam", "lmin", "lmax"):
            return self._spectrum(node, args[0], sizes)
        return _OPERATIONS[node.op](node, args, sizes)

    def _spectrum(self, node: Expr, a: arb_mat, sizes: Mapping[str, int]) -> arb:
        singular = node.op in ("sigma", "smin", "smax")
        key = (id(a), singular)
        if key not in self._spectra:
            self._spectra[key] = (a, singular_values(a) if singular else eigenvalues(a))
        values = self._spectra[key][1]
        if node.op in ("smax", "lmax"):
            return values[0]
        if node.op in ("smin", "lmin"):
            return values[-1]
        k = node.dims[0].at(sizes)
        if k <= len(values):
            return values[k - 1]
        return arb(0) if singular else arb.nan()


def singular_values(a: arb_mat) -> list[arb]:
    """Enclosures of all min(r, c) singular values, descending."""
    small = a * a.transpose() if a.nrows() <= a.ncols() else a.transpose() * a
    return [w.nonnegative_part().sqrt() for w in eigenvalues(small)]


def eigenvalues(a: arb_mat) -> list[arb]:
    """Enclosures of all eigenvalues of a symmetric matrix, descending; nan for any other."""
    k = a.nrows()
    if k == 1:
        return [a[0, 0]]
    # Weyl's and Ostrowski's theorems, on which all below rests, are about symmetric matrices.
    if not all(x.is_finite() for x in a.entries()) or not a.overlaps(a.transpose()):
        return [arb.nan()] * k
    v = _approximate_eigenvectors(a)
    m = v.transpose() * a * v
    defect = _norm_upper(v.transpose() * v - _identity(k))
    if not defect < 0.5:
        raise PlVerifyError(
            "no orthonormal eigenvector basis was found",
            where=f"a symmetric {k} x {k} matrix at {ctx.prec} bits",
            remedy="raise the precision",
        )
    centres = [m[i, i].mid() for i in range(k)]
    rest = arb_mat(
        k, k, [m[i, j] - (centres[i] if i == j else 0) for i in range(k) for j in range(k)]
    )
    spread = arb(0, 1) * _norm_upper(rest)
    theta = 1 + arb(0, 1) * defect
    ordered = sorted(centres, key=to_fraction, reverse=True)
    return [(c + spread) / theta for c in ordered]


def _approximate_eigenvectors(a: arb_mat) -> arb_mat:
    """Nearly orthonormal columns, from float64 and then Jacobi rotations at full precision."""
    k = a.nrows()
    middle = a.mid()
    scale = max((abs(x) for x in middle.entries()), key=to_fraction)
    if scale.is_zero():
        return _identity(k)
    floats = np.array([[float((middle[i, j] / scale).mid()) for j in range(k)] for i in range(k)])
    _, start = np.linalg.eigh((floats + floats.T) / 2)
    v = arb_mat(k, k, [arb(float(x)) for x in start.ravel()])
    # Newton's iteration towards the nearest orthogonal matrix squares the defect each time.
    defect_bits = 48
    while defect_bits < ctx.prec:
        v = (v * (_identity(k) * arb(3) - v.transpose() * v) * arb(0.5)).mid()
        defect_bits *= 2
    small = scale * arb(2) ** (4 - ctx.prec)
    for _ in range(12):
        m = (v.transpose() * middle * v).mid()
        if not _rotate_all(m, v, small):
            break
    return v


def _rotate_all(m: arb_mat, v: arb_mat, small: arb) -> bool:
    """One Jacobi sweep on the pairs above `small`; tells whether any rotation was needed."""
    k = m.nrows()
    rotated = False
    for p in range(k - 1):
        for q in range(p + 1, k):
            if abs(m[p, q]) < small:
                continue
            rotated = True
            c, s = _rotation(m[p, p], m[p, q], m[q, q])
            _turn_columns(m, p, q, c, s)
            _turn_rows(m, p, q, c, s)
            _turn_columns(v, p, q, c, s)
    return rotated


def _rotation(app: arb, apq: arb, aqq: arb) -> tuple[arb, arb]:
    """Cosine and sine (midpoints) of the rotation that annihilates the off-diagonal entry."""
    theta = ((aqq - app) / (2 * apq)).mid()
    t = (1 / (abs(theta) + (theta * theta + 1).sqrt())).mid()
    if theta < 0:
        t = -t
    c = (1 / (t * t + 1).sqrt()).mid()
    return c, (t * c).mid()


def _turn_columns(m: arb_mat, p: int, q: int, c: arb, s: arb) -> None:
    for i in range(m.nrows()):
        x, y = m[i, p], m[i, q]
        m[i, p] = (c * x - s * y).mid()
        m[i, q] = (s * x + c * y).mid()


def _turn_rows(m: arb_mat, p: int, q: int, c: arb, s: arb) -> None:
    for j in range(m.ncols()):
        x, y = m[p, j], m[q, j]
        m[p, j] = (c * x - s * y).mid()
        m[q, j] = (s * x + c * y).mid()


def _identity(k: int) -> arb_mat:
    return arb_mat(k, k, [int(i == j) for i in range(k) for j in range(k)])


def _norm_upper(a: arb_mat) -> arb:
    """An upper bound of the Frobenius norm, as an exact ball."""
    return _fro2(a).sqrt().upper()


def _fro2(a: arb_mat) -> arb:
    # x * x with x >= 0: arb's power of a ball around 0 may give nan.
    return sum((abs(x) * abs(x) for x in a.entries()), arb(0)).nonnegative_part()


def _entrywise(a: arb_mat, function: Callable[[arb], arb]) -> arb_mat:
    return arb_mat(a.nrows(), a.ncols(), [function(x) for x in a.entries()])


def _inner(a: arb_mat, b: arb_mat) -> arb:
    return sum((x * y for x, y in zip(a.entries(), b.entries(), strict=True)), arb(0))


def _had(a: arb_mat, b: arb_mat) -> arb_mat:
    products = [x * y for x, y in zip(a.entries(), b.entries(), strict=True)]
    return arb_mat(a.nrows(), a.ncols(), products)


def _power(node: Expr, a: arb, b: arb) -> arb:
    exponent = node.args[1]
    if exponent.op == "q" and exponent.value.denominator == 1 and 0 <= exponent.value <= 64:
        n = int(exponent.value)
        if n % 2 == 0:
            a = abs(a)
        product = arb(1)
        for _ in range(n):
            product *= a
        return product
    return a**b


def _scaled(a: Any, b: Any) -> Any:
    return b * a if isinstance(b, arb_mat) else a * b


def _stack(node: Expr, a: arb_mat, b: arb_mat) -> arb_mat:
    if node.op == "vstack":
        return arb_mat(a.nrows() + b.nrows(), a.ncols(), [*a.entries(), *b.entries()])
    rows = [x for i in range(a.nrows()) for x in (*a.tolist()[i], *b.tolist()[i])]
    return arb_mat(a.nrows(), a.ncols() + b.ncols(), rows)


def _fold(method: str, args: list[arb]) -> arb:
    value = args[0]
    for other in args[1:]:
        value = getattr(value, method)(other)
    return value


def kron_entries(a: Any, b: Any) -> tuple[int, int, list[Any]]:
    """Rows, columns and entries of the Kronecker product of two flint matrices."""
    left, right = a.tolist(), b.tolist()
    entries = [x * y for row in left for other in right for x in row for y in other]
    return a.nrows() * b.nrows(), a.ncols() * b.ncols(), entries


_OPERATIONS: dict[str, Callable[[Expr, list[Any], Mapping[str, int]], Any]] = {
    "add": lambda n, a, z: a[0] + a[1],
    "sub": lambda n, a, z: a[0] - a[1],
    "neg": lambda n, a, z: -a[0] if isinstance(a[0], arb) else a[0] * arb(-1),
    "mul": lambda n, a, z: _scaled(a[0], a[1]),
    "div": lambda n, a, z: a[0] / a[1],
    "pow": lambda n, a, z: _power(n, a[0], a[1]),
    "sqrt": lambda n, a, z: a[0].nonnegative_part().sqrt() if a[0].upper() >= 0 else arb.nan(),
    "exp": lambda n, a, z: a[0].exp(),
    "log": lambda n, a, z: a[0].log(),
    "max": lambda n, a, z: _fold("max", a),
    "min": lambda n, a, z: _fold("min", a),
    "abs": lambda n, a, z: abs(a[0]),
    "mm": lambda n, a, z: a[0] * a[1],
    "T": lambda n, a, z: a[0].transpose(),
    "had": lambda n, a, z: _had(a[0], a[1]),
    "kron": lambda n, a, z: arb_mat(*kron_entries(a[0], a[1])),
    "map": lambda n, a, z: _entrywise(a[0], FUNCTIONS[n.name].ball),
    "vstack": lambda n, a, z: _stack(n, a[0], a[1]),
    "hstack": lambda n, a, z: _stack(n, a[0], a[1]),
    "eye": lambda n, a, z: _identity(n.dims[0].at(z)),
    "zeros": lambda n, a, z: arb_mat(n.dims[0].at(z), n.dims[1].at(z)),
    "fro": lambda n, a, z: _fro2(a[0]).sqrt(),
    "fro2": lambda n, a, z: _fro2(a[0]),
    "inner": lambda n, a, z: _inner(a[0], a[1]),
    "tr": lambda n, a, z: sum((a[0][i, i] for i in range(a[0].nrows())), arb(0)),
    "sum": lambda n, a, z: sum(a[0].entries(), arb(0)),
}
