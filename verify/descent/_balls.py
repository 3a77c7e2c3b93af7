"""Losses in balls, for `precise.py`: the formulas of `quadratic.py` and `convex.py`, once more.

Displacements E, parameters and data are matrices of balls; the parameters are the floats that the
engine works with, taken exactly. Brackets phi(z + d) - phi(z) - phi'(z) d are formed as they stand:
the working precision covers what cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from flint import arb, arb_mat

from verify.descent.iterate import Array

__all__ = ["BallLoss", "hadamard_loss", "linear_loss", "matrix", "norm2", "ridge_loss", "rows_loss"]

BallLoss = Callable[[arb_mat], tuple[arb, arb_mat]]
"""E -> (value, gradient)."""

Bracket = Callable[[arb, arb], tuple[arb, arb]]
"""(z, d) -> (phi(z + d) - phi(z) - phi'(z) d, phi'(z + d) - phi'(z)), an entry at a time."""


def matrix(a: Array) -> arb_mat:
    """The floats, exactly."""
    return arb_mat([[arb(float(x)) for x in row] for row in np.asarray(a)])


def norm2(a: arb_mat) -> arb:
    """|a|_F^2."""
    return sum((x * x for x in a.entries()), arb(0))


def _inner(a: arb_mat, b: arb_mat) -> arb:
    return sum((x * y for x, y in zip(a.entries(), b.entries(), strict=True)), arb(0))


def linear_loss(apply: Callable[[arb_mat], arb_mat]) -> BallLoss:
    """1/2 <E, H(E)>."""

    def loss(E: arb_mat) -> tuple[arb, arb_mat]:
        G = apply(E)
        return _inner(E, G) / 2, G

    return loss


def hadamard_loss(A: Array) -> BallLoss:
    """H(E) = A o E."""
    weights = [arb(float(x)) for x in A.ravel()]

    def apply(E: arb_mat) -> arb_mat:
        entries = [w * x for w, x in zip(weights, E.entries(), strict=True)]
        return arb_mat(E.nrows(), E.ncols(), entries)

    return linear_loss(apply)


def ridge_loss(X: Array, z: Array, a: float, bracket: Sequence[Bracket]) -> BallLoss:
    """a/2 |E|^2 + 1/N sum of brackets, one for each entry of z."""

    def rows(z_rows: list[list[arb]], d_rows: list[list[arb]]) -> tuple[arb, list[arb]]:
        flat = zip(
            bracket,
            (x for row in z_rows for x in row),
            (x for row in d_rows for x in row),
            strict=True,
        )
        pairs = [f(zi, di) for f, zi, di in flat]
        return sum((p[0] for p in pairs), arb(0)), [p[1] for p in pairs]

    return _on_data(X, z, a, rows)


def rows_loss(
    X: Array, z: Array, a: float, row: Callable[[list[arb], list[arb]], tuple[arb, list[arb]]]
) -> BallLoss:
    """a/2 |E|^2 + 1/N sum of brackets of whole rows: row(z_i, d_i) gives value and slopes."""

    def rows(z_rows: list[list[arb]], d_rows: list[list[arb]]) -> tuple[arb, list[arb]]:
        pairs = [row(zi, di) for zi, di in zip(z_rows, d_rows, strict=True)]
        return sum((p[0] for p in pairs), arb(0)), [s for p in pairs for s in p[1]]

    return _on_data(X, z, a, rows)


def _on_data(
    X: Array,
    z: Array,
    a: float,
    rows: Callable[[list[list[arb]], list[list[arb]]], tuple[arb, list[arb]]],
) -> BallLoss:
    data, ridge, N = matrix(X), arb(a), len(X)
    z_rows = [[arb(float(x)) for x in r] for r in z]

    def loss(E: arb_mat) -> tuple[arb, arb_mat]:
        d = data * E
        value, slopes = rows(z_rows, d.tolist())
        pull = data.transpose() * arb_mat(N, E.ncols(), slopes)
        return norm2(E) * ridge / 2 + value / N, E * ridge + pull * (arb(1) / N)

    return loss


def sigmoid(v: arb) -> arb:
    """1 / (1 + e^(-v))."""
    return 1 / (1 + (-v).exp())


def logistic_bracket(y: float) -> Bracket:
    """phi(z) = log(1 + e^(-y z))."""
    label = arb(y)

    def bracket(z: arb, d: arb) -> tuple[arb, arb]:
        v, w = -label * z, -label * (z + d)
        rise = (1 + w.exp()).log() - (1 + v.exp()).log()
        return rise + label * sigmoid(v) * d, -label * (sigmoid(w) - sigmoid(v))

    return bracket


def log_cosh_bracket(z: arb, d: arb) -> tuple[arb, arb]:
    """phi(z) = log cosh z."""
    slope = z.tanh()
    rise = (z + d).cosh().log() - z.cosh().log()
    return rise - slope * d, (z + d).tanh() - slope


def softmax_row(z: list[arb], d: list[arb]) -> tuple[arb, list[arb]]:
    """phi(z) = log sum e^z of a row."""
    before = [x.exp() for x in z]
    after = [(x + y).exp() for x, y in zip(z, d, strict=True)]
    total, total_after = sum(before, arb(0)), sum(after, arb(0))
    p = [x / total for x in before]
    value = (
        total_after.log() - total.log() - sum((x * y for x, y in zip(p, d, strict=True)), arb(0))
    )
    return value, [x / total_after - y for x, y in zip(after, p, strict=True)]
