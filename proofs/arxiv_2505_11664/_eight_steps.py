r"""A run of eight steps with n != m after which K_t exceeds K_bar_t: Theorems 3.2 and E.1, c = 1/2.

    W1(0) = diag(25/4, 5/2, 0), W2(0) = [1 0 0; 0 5/2 0], W* = W(0) but for W*_31 = 1/28,
    mu = K = 10^10 / 46, every eta_t = eta0 = 10^-10.

W(0) and W* have the singular values 25/4, 25/4 (nearly), so that alpha2 is sigma_max^2(T_0) up to
1.3 |W(0) - W*|, and lambda_- = 0. The residual stands in the zero row of W1 and the short row of
W2, where the loss falls by (1 - 1/46)^2 a step; the printed alpha1 = sigma + 1 belongs to a step's
factor of about 1 - 1/6.25. After eight steps sqrt(2 K L) is .84 of its start, and that in K_bar_t
at most .5 of it. In the limit W* -> W(0) no fewer than eight steps do.

The numbers triple in length with each step: those of W(8) have 16,000 to 33,000 binary digits, so
they are computed here and not written down. K_t <= K_bar_t by less than 2 in a million.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.claims.claim import Example

__all__ = ["EXPONENTS", "STEPS", "eight_steps"]

STEPS = 8
EXPONENTS: Mapping[str, Any] = {"c": "1/2", "d": 2}  # Theorem 3.2's, in Theorem E.1
_SIZES = {"n": 3, "m": 2, "h": 3}
_ETA, _K = Fraction(1, 10**10), Fraction(10**10, 46)
_LONG, _HALF = Fraction(25, 4), Fraction(5, 2)
_START = ([[_LONG, 0, 0], [0, _HALF, 0], [0, 0, 0]], [[1, 0, 0], [0, _HALF, 0]])
_TARGET = [[_LONG, 0], [0, _LONG], [Fraction(1, 28), 0]]

Matrix = list[list[Fraction]]


def _product(a: Matrix, b: Matrix) -> Matrix:
    columns = list(zip(*b, strict=True))
    return [
        [sum((x * y for x, y in zip(r, c, strict=True)), Fraction()) for c in columns] for r in a
    ]


def _transpose(a: Matrix) -> Matrix:
    return [list(row) for row in zip(*a, strict=True)]


def _less(a: Matrix, factor: Fraction, b: Matrix) -> Matrix:
    return [[x - factor * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def _exact(rows: Any) -> Matrix:
    return [[Fraction(x) for x in row] for row in rows]


def _after(steps: int) -> tuple[Matrix, Matrix]:
    """W1 and W2 after so many steps of size eta0 on the loss K/2 |W - W*|^2."""
    W1, W2 = (_exact(rows) for rows in _START)
    for _ in range(steps):
        residual = _less(_product(W1, _transpose(W2)), Fraction(1), _exact(_TARGET))
        move = _ETA * _K
        W1, W2 = (
            _less(W1, move, _product(residual, W2)),
            _less(W2, move, _product(_transpose(residual), W1)),
        )
    return W1, W2


def eight_steps(exponents: Mapping[str, Any], steps: int = STEPS) -> Example:
    """The run after so many steps; exponents: values for c and d where a statement has them."""
    W1, W2 = _after(steps)
    letters = {"W10": _START[0], "W20": _START[1], "W1": W1, "W2": W2, "t": steps}
    scalars = {"eta0": _ETA, "eta": _ETA, "K": _K, "mu": _K, **exponents}
    losses = {"ell": {"A": [[_K] * 2] * 3, "C": _TARGET}}
    return Example(_SIZES, {**letters, **scalars}, losses, path=[{"eta": _ETA}] * steps)
