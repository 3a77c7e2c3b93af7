"""K and mu on an ellipsoid that contains the sublevel set of the start, where they fail elsewhere.

Let l be convex, W^ any point with gradient g there, and, for column j of W,

    H_j = s X' diag(w_j) X + l2 I,   w_ij = phi''((X W^)_ij, Y_ij),   |V|_H^2 = sum_j v_j' H_j v_j.

On B(r) = {|W - W^|_H <= r} the output (X W)_ij stays within r (x_i' H_j^-1 x_i)^(1/2) of
(X W^)_ij, so that phi'' is bounded there entry by entry, by a_ij from below and b_ij from above.
With c(r) such that s X' diag(a_j) X + l2 I >= c(r) H_j for all j, Taylor along a ray gives

    l(W) - l(W^) >= F(|W - W^|_H),   F(r) = integral of (r - t) c(t) over [0, r] - |g|_(H^-1) r.

Where F(R) = l(W(0)) - l(W^) and F increases beyond, {l <= l(W(0))} lies in B(R). There every run
of gradient descent with eta_t K_t < 2 stays: along a step the loss does not come back to its old
value. The theorems then hold with a, b at r = R and

    mu = l2 + s min_j lambda_min(X' diag(a_j) X),   K = l2 + s max_j lambda_max(X' diag(b_j) X),

as their proofs use both on segments between points of that convex set only. The minimum is
attained, in B(R). Matrix inequalities are decided in balls, with T_j ~ H_j^(-1/2) from floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat

from verify.arithmetic.ball import precision
from verify.arithmetic.spectrum import quick_eigenvalues
from verify.auditing.envelope import Envelope, envelope
from verify.auditing.minimiser import newton
from verify.auditing.objective import BITS, Constants, Objective, ball_matrix
from verify.auditing.outputs import ScalarOutput
from verify.model.minimum import float_above, float_below

__all__ = ["Local", "sublevel"]

Array = npt.NDArray[np.float64]
_CELLS = 30
# Products in balls that one matrix inequality may take.
_LARGEST = 2 * 10**7


@dataclass(frozen=True)
class Local:
    """constants: K and mu on the sublevel set; height: l(W(0)) - l(W^), at most; radius: R."""

    constants: Constants
    height: float
    radius: float


@dataclass(frozen=True, eq=False)
class _Column:
    """T: H is close to (T T')^-1; least, most: eigenvalues of T'HT; reach: |T' x_i|; H in balls."""

    T: arb_mat
    least: float
    most: float
    reach: Array


def sublevel(objective: Objective, W0: Array) -> Local | None:
    """Constants on the sublevel set of W0 (n, m), certified; None where no ellipsoid was found.

    Only for scalar outputs that are certainly convex, with few labels or a loss of z - y, and for
    data of moderate size.
    """
    output = objective.output
    if not isinstance(output, ScalarOutput) or not output.curvature.convex:
        return None
    N, n = objective.X.shape
    if N * n * n > _LARGEST:
        return None
    c_low, c_high = output.bounds()
    table = envelope(output.root, objective.Y, max(c_low, 0.0), c_high)
    centre, _ = newton(objective)
    if table is None or not np.isfinite(centre).all():
        return None
    with precision(BITS):
        value, G = objective.in_balls(ball_matrix(centre))
        start, _ = objective.in_balls(ball_matrix(W0))
        if not value < start:  # the centre has to lie in the sublevel set itself
            return None
        height = float_above(start - value)
        columns = _columns(objective, output, centre)
        if columns is None:
            return None
        slope = _slope(columns, G)
        # s sum phi <= l(W(0)) there, so that no phi exceeds its infimum by more than this.
        total, excess = table.total(objective.Y), inf
        if isfinite(total):
            excess = float_above(start / arb(objective.scale) - arb(total))
        return _search(objective, table, centre, columns, slope, height, excess)


def _columns(objective: Objective, output: ScalarOutput, centre: Array) -> list[_Column] | None:
    X, Y = objective.X, objective.Y
    weights = output.entrywise.curvature(X @ centre, Y)
    found = []
    for j in range(Y.shape[1]):
        w = np.maximum(weights[:, j], 0.0)
        H = objective.scale * (X.T * w) @ X + objective.l2 * np.eye(X.shape[1])
        values, V = np.linalg.eigh(H)
        if not values[0] > 1e-13 * values[-1]:
            return None
        T = V / np.sqrt(values)
        balls = ball_matrix(T)
        spectrum = quick_eigenvalues(_congruent(objective, balls, w))
        least, most = float_below(spectrum[-1]), float_above(spectrum[0])
        if not least > 0:
            return None
        # An allowance far above the rounding of these norms.
        reach = np.linalg.norm(X @ T, axis=1) * (1 + 1e-9) / np.sqrt(least)
        found.append(_Column(balls, least, most, reach))
    return found


def _congruent(objective: Objective, T: arb_mat, weights: Array) -> arb_mat:
    """T' (s X' diag(w) X + l2 I) T, enclosed."""
    XT = ball_matrix(objective.X) * T
    rows = XT.tolist()
    scaled = arb_mat(
        [[x * arb(float(w)) for x in row] for row, w in zip(rows, weights, strict=True)]
    )
    whole = XT.transpose() * scaled * arb(objective.scale)
    return whole + T.transpose() * T * arb(objective.l2)


def _slope(columns: Sequence[_Column], G: arb_mat) -> float:
    """An upper bound of |g| in the norm of H^-1."""
    total = arb(0)
    for j, column in enumerate(columns):
        g = arb_mat([[G[i, j]] for i in range(G.nrows())])
        image = column.T.transpose() * g
        total += sum((abs(x) * abs(x) for x in image.entries()), arb(0)) / arb(column.least)
    return float_above(total.sqrt())


def _search(
    objective: Objective,
    table: Envelope,
    centre: Array,
    columns: Sequence[_Column],
    slope: float,
    height: float,
    excess: float,
) -> Local | None:
    """R from a staircase below c(r), and the constants on B(R)."""
    Z = objective.X @ centre
    reaches = np.column_stack([c.reach for c in columns])

    def curvatures(r: float) -> tuple[Array, Array]:
        reach = r * reaches + 1e-12 * (1 + np.abs(Z))
        return table.over(Z, reach, objective.Y, excess * (1 + 1e-12))

    unit = 1 / float(reaches.max())
    height = height * (1 + 1e-12)  # against the rounding of the sums below
    r = rise = value = 0.0
    for grid in np.geomspace(0.05, 50, _CELLS) * unit:
        share = _share(objective, columns, curvatures(float(grid))[0]) * (1 - 1e-12)
        step = float(grid) - r
        after = value + rise * step + share * step * step / 2 - slope * step
        enough = after > height and rise + share * step > slope
        if enough or share <= 1e-3 * rise * unit:
            break
        r, rise, value = float(grid), rise + share * step, after
    net = rise - slope
    if not enough and not net > 0:
        return None
    R = float(grid) if enough else r + max(height - value, 0.0) / net * (1 + 1e-12)
    low, high = curvatures(R)
    mu, K = _extremes(objective, low)[0], _extremes(objective, high)[1]
    if not (mu > 0 and isfinite(K)):
        return None
    c = Constants(K, mu, *objective.spectrum, float(low.min()), float(high.max()))
    return Local(c, height, R)


def _share(objective: Objective, columns: Sequence[_Column], low: Array) -> float:
    """c, a lower bound over all columns."""
    shares = []
    for j, column in enumerate(columns):
        values = quick_eigenvalues(_congruent(objective, column.T, low[:, j]))
        shares.append(float_below(values[-1] / arb(column.most)))
    return min(shares)


def _extremes(objective: Objective, weights: Array) -> tuple[float, float]:
    """Bounds of the extreme eigenvalues of s X' diag(w_j) X + l2 I over all columns."""
    if not np.isfinite(weights).all():
        return 0.0, inf
    least, most = [], []
    X = objective.X
    for j in range(weights.shape[1]):
        V = np.linalg.eigh((X.T * weights[:, j]) @ X)[1]
        v = ball_matrix(V)
        M = _congruent(objective, v, weights[:, j])
        gram = quick_eigenvalues(v.transpose() * v)
        values = quick_eigenvalues(M)
        # x = V u: x'Hx >= lambda_min(M) |u|^2 and |x|^2 <= lambda_max(V'V) |u|^2
        least.append(float_below(values[-1] / gram[0]))
        most.append(float_above(values[0] / gram[-1]))
    return min(least), max(most)
