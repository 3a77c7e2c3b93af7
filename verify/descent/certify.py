"""Rigorous bounds of a factor's extreme singular values, and of T's, at a chosen iterate.

    low <= lambda_min(A A') <= above,   below <= lambda_max(A A') <= high,   A a matrix of floats

From inside, a Rayleigh quotient of any vector bounds an extreme eigenvalue. From outside,
A A' - c I >= 0 shows that no eigenvalue is below c, in one of two ways:

exact       LDL' in rational arithmetic: A A' - c I is positive semidefinite iff no pivot is
            negative (a zero pivot having a zero column). Up to `EXACT` rows.
cholesky    Cholesky's factorisation in floats, which succeeds only if lambda_min of the matrix it
            got is above -gamma / (1 - gamma) trace, gamma = (n + 2) eps (Rump 2006, "Verification
            of positive definiteness"); forming A A' costs gamma' |A|_F^2 more, gamma' = (k + 2)
            eps. This presumes IEEE arithmetic and a factorisation that sums up inner products.

sigma_min^2(T) = lambda_n(W1 W1') + lambda_m(W2 W2') and sigma_max^2(T) add up such bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from flint import fmpq, fmpq_mat

from verify.descent.iterate import Array, Iterate
from verify.errors import PlVerifyError
from verify.model.data import finite_matrix

__all__ = ["EXACT", "Extremes", "certify", "factor_bounds", "is_semidefinite"]

EXACT = 16
_EPS = Fraction(1, 2**53)
_WIDENINGS = 12
_ZERO = Fraction(0)


@dataclass(frozen=True)
class Extremes:
    """Enclosures (low, high) of the smallest and the largest one, in exact rationals."""

    smallest: tuple[Fraction, Fraction]
    largest: tuple[Fraction, Fraction]
    how: str


def certify(now: Iterate, run: int = 0) -> Extremes:
    """sigma_min^2(T) and sigma_max^2(T) at an iterate of one run, its factors taken exactly."""
    first, second = factor_bounds(now.W1[run]), factor_bounds(now.W2[run])
    return Extremes(
        (first.smallest[0] + second.smallest[0], first.smallest[1] + second.smallest[1]),
        (first.largest[0] + second.largest[0], first.largest[1] + second.largest[1]),
        first.how if first.how == second.how else f"{first.how} and {second.how}",
    )


def factor_bounds(A: Array) -> Extremes:
    """The extreme eigenvalues of A A', A: (n, k), in the way that fits its size."""
    A = finite_matrix(A, "A")
    if not A.any():
        return Extremes((_ZERO, _ZERO), (_ZERO, _ZERO), "exact")
    values, vectors = np.linalg.eigh(A @ A.T)
    method: _Method = _Exact(A) if len(A) <= EXACT else _Cholesky(A)
    largest = (
        method.rayleigh(vectors[:, -1])[0],
        _widen(method, float(values[-1]), float(values[-1]), -1),
    )
    if len(A) > A.shape[1]:  # A A' is singular
        return Extremes((_ZERO, _ZERO), largest, method.how)
    smallest = (
        max(_widen(method, float(values[0]), float(values[-1]), 1), _ZERO),
        method.rayleigh(vectors[:, 0])[1],
    )
    return Extremes(smallest, largest, method.how)


def is_semidefinite(S: fmpq_mat) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite, by exact LDL'."""
    rows = S.tolist()
    n = len(rows)
    for k in range(n):
        pivot = rows[k][k]
        if pivot < 0:
            return False
        if pivot == 0:
            if any(rows[i][k] != 0 for i in range(k + 1, n)):
                return False
            continue
        for i in range(k + 1, n):
            factor = rows[i][k] / pivot
            for j in range(k + 1, i + 1):
                rows[i][j] -= factor * rows[j][k]
    return True


class _Method(Protocol):
    how: str

    def bound(self, c: float, side: int) -> Fraction | None:
        """A proved bound near c: side 1 of lambda_min from below, -1 of lambda_max from above."""

    def rayleigh(self, v: Array) -> tuple[Fraction, Fraction]:
        """|A'v|^2 / |v|^2, enclosed."""


def _widen(method: _Method, value: float, size: float, side: int) -> Fraction:
    """A proved bound, the first of those further and further away from the float eigenvalue."""
    for k in range(_WIDENINGS):
        found = method.bound(value - side * size * 2.0 ** (4 * k - 50), side)
        if found is not None:
            return found
    raise PlVerifyError(
        f"no bound of an eigenvalue near {value:.6g} could be proved",
        where="factor",
        remedy="its entries may be too large or too small for floats: scale them",
    )


class _Exact:
    """Rational arithmetic."""

    how = "exact"

    def __init__(self, A: Array) -> None:
        exact = fmpq_mat([[_rational(x) for x in row] for row in A])
        self._turned = exact.transpose()
        self._S = exact * self._turned

    def bound(self, c: float, side: int) -> Fraction | None:
        n = self._S.nrows()
        shift = fmpq_mat(
            [[_rational(c) if i == j else fmpq(0) for j in range(n)] for i in range(n)]
        )
        good = is_semidefinite(self._S - shift if side > 0 else shift - self._S)
        return Fraction(c) if good else None

    def rayleigh(self, v: Array) -> tuple[Fraction, Fraction]:
        column = fmpq_mat([[_rational(x)] for x in v])
        image = self._turned * column
        top, bottom = (sum((x[0] * x[0] for x in y.tolist()), fmpq(0)) for y in (image, column))
        ratio = top / bottom
        value = Fraction(int(ratio.p), int(ratio.q))
        return value, value


class _Cholesky:
    """Floats with bounds of their rounding errors, as in the header."""

    how = "cholesky"

    def __init__(self, A: Array) -> None:
        n, k = A.shape
        self._A, self._S = A, A @ A.T
        self._gamma, gamma_k = ((i + 2) * _EPS / (1 - (i + 2) * _EPS) for i in (n, k))
        # |A|_F^2 in floats is off by less than this factor.
        self._norm2 = Fraction(float(np.vdot(A, A))) * (1 + 2 * (A.size + 2) * _EPS)
        self._formed = gamma_k * self._norm2

    def bound(self, c: float, side: int) -> Fraction | None:
        n = len(self._S)
        shifted = side * (self._S - c * np.eye(n))
        try:
            np.linalg.cholesky(shifted)
        except np.linalg.LinAlgError:
            return None
        # The shift rounds each diagonal entry once; tiny numbers may underflow.
        diagonal = Fraction(float(np.abs(np.diag(self._S)).max())) + abs(Fraction(c))
        trace = Fraction(float(np.trace(shifted))) * (1 + 2 * n * _EPS)
        error = self._gamma / (1 - self._gamma) * trace + self._formed + 2 * _EPS * diagonal
        bound: Fraction = Fraction(c) - side * (error + Fraction(n * n, 2**1000))
        return bound

    def rayleigh(self, v: Array) -> tuple[Fraction, Fraction]:
        n = len(v)
        y = Fraction(float(np.linalg.norm(self._A.T @ v)))
        size = Fraction(float(np.linalg.norm(v)))
        near = 2 * (max(self._A.shape) + 2) * _EPS
        # |fl(A'v) - A'v| <= gamma |A|_F |v|
        off = (n + 2) * _EPS / (1 - (n + 2) * _EPS) * _root_above(self._norm2) * size * (1 + near)
        low, high = max(y * (1 - near) - off, _ZERO), y * (1 + near) + off
        return (low / (size * (1 + near))) ** 2, (high / (size * (1 - near))) ** 2


def _root_above(q: Fraction) -> Fraction:
    return Fraction(float(np.nextafter(np.sqrt(float(q)), np.inf))) * (1 + 4 * _EPS)


def _rational(x: float) -> fmpq:
    q = Fraction(float(x))
    return fmpq(q.numerator, q.denominator)
