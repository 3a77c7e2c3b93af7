"""One iterate of gradient descent for every run of a batch: what a step and its audit need.

    L(W1, W2) = ell(W1 W2'),   W1 in R^{n x h},   W2 in R^{m x h},   Z = [W1; W2]
    W = W1 W2',  E = W - C,  G = grad ell(W),  grad L = [G W2; G' W1],

C is the loss's centre (see `problem.py`). T(U) = [U W2; U' W1] has sigma_max^2(T) = lambda_max(W1
W1') + lambda_max(W2 W2') and sigma_min^2(T) = lambda_n(W1 W1') + lambda_m(W2 W2'). Arrays have a
leading axis of runs; k is the number of columns kept of the factors: h, or n + m after reduction
(`start.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Indices", "Iterate"]

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Iterate:
    """Iterate t of every run; shapes after the leading axis of runs, dimensionless.

    Z: (n + m, k); W, E, G: (n, m); L: the loss, its minimum subtracted;
    gradient = grad L: (n + m, k); gradient_norm2 = |grad L|_F^2; sigma2_min, sigma2_max: of T;
    w_min, w_max: singular values of W; with D = W1'W1 - W2'W2 in at most n + m coordinates,
    moved = D(t) - D(0), imbalance = |D(t) - D(0)|_F, change = (D(t+1) - D(t)) / eta_t^2, which no
    longer depends on eta_t, and drift = |change|_F. memo: what others computed of this iterate.
    """

    t: int
    Z: Array
    E: Array
    G: Array
    W: Array
    L: Array
    gradient: Array
    gradient_norm2: Array
    sigma2_min: Array
    sigma2_max: Array
    w_min: Array
    w_max: Array
    moved: Array
    imbalance: Array
    change: Array
    drift: Array
    memo: dict[object, Any] = field(default_factory=dict)

    def take(self, index: Indices | slice) -> Iterate:
        """The same iterate of some of the runs."""
        parts = (getattr(self, f.name) for f in fields(self)[1:-1])
        return Iterate(self.t, *(part[index] for part in parts))

    @property
    def n(self) -> int:
        """Rows of W1."""
        return int(self.G.shape[1])

    @property
    def W1(self) -> Array:
        """(runs, n, k)"""
        return self.Z[:, : self.n]

    @property
    def W2(self) -> Array:
        """(runs, m, k)"""
        return self.Z[:, self.n :]

    @property
    def gradient1(self) -> Array:
        """G W2, (runs, n, k)"""
        return self.gradient[:, : self.n]

    @property
    def gradient2(self) -> Array:
        """G' W1, (runs, m, k)"""
        return self.gradient[:, self.n :]
