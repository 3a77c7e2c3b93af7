"""Extreme eigenvalues of A A' for a large A that changes little: followed, not computed anew.

A few vectors at either end of the spectrum are kept and improved by Rayleigh-Ritz steps on the
span of [vectors, residuals, last corrections], as in the LOBPCG method (Knyazev 2001); at the
lower end residuals go through the inverse of A A' + shift at an earlier iterate (the anchor), which
stays a good one while A changes little. A A' itself is formed at anchors only.

A Ritz value theta with residual r is within |r| of an eigenvalue, and within |r|^2 / gap where the
others are further away. It is accepted where |r|^2 <= tol * scale * gap, the gap to the next Ritz
value being taken for that to the next eigenvalue. So theta is a rigorous bound from inside (the
largest eigenvalue is no smaller), and that no eigenvalue beyond was missed rests on the vectors
kept, and is looked at again at every anchor: at least each `_ANCHOR` iterates, and whenever the
steps do not converge. Rigorous bounds from outside are `certify.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy  # its parts are loaded where they are first used

from verify.descent.iterate import Array

__all__ = ["Follower"]

_VECTORS = 4
_STEPS = 12
_ANCHOR = 32
_TOLERANCE = 1e-13


class Follower:
    """Follows the factor of every run of a batch; call it with iterate after iterate."""

    def __init__(self) -> None:
        self._runs: dict[int, _Run] = {}

    def __call__(self, A: Array) -> tuple[Array, Array]:
        """The smallest and largest eigenvalue of A A', A: (runs, n, k); each (runs,)."""
        pairs = [self._runs.setdefault(r, _Run()).extremes(a) for r, a in enumerate(A)]
        low, high = np.array(pairs).T
        return low, high


@dataclass
class _Run:
    """One run: vectors at both ends, (n, _VECTORS), and the anchor's factorisation."""

    age: int = 0
    low: Array = field(default_factory=lambda: np.empty((0, 0)))
    high: Array = field(default_factory=lambda: np.empty((0, 0)))
    factor: tuple[Array, bool] | None = None

    def extremes(self, A: Array) -> tuple[float, float]:
        if self.factor is not None and self.age < _ANCHOR:
            self.age += 1
            bottom = self._improve(A, self.low, lower=True)
            top = self._improve(A, self.high, lower=False)
            if bottom is not None and top is not None:
                (low, self.low), (high, self.high) = bottom, top
                return low, high
        return self._anchor(A)

    def _anchor(self, A: Array) -> tuple[float, float]:
        """All eigenvalues; and what the next iterates start from."""
        S = A @ A.T
        values, vectors = scipy.linalg.eigh(S)
        self.low, self.high = vectors[:, :_VECTORS], vectors[:, : -_VECTORS - 1 : -1]
        # A shift keeps the factor of a singular S defined; as a preconditioner it may be rough.
        shift = max(-2 * values[0], 0.0) + 1e-10 * values[-1]
        self.factor = scipy.linalg.cho_factor(
            S + shift * np.eye(len(S)), overwrite_a=True, check_finite=False
        )
        self.age = 0
        return float(values[0]), float(values[-1])

    def _improve(self, A: Array, X: Array, *, lower: bool) -> tuple[float, Array] | None:
        """The extreme Ritz value and the vectors of that end, None where it does not converge."""
        sign = 1.0 if lower else -1.0
        basis, last = X, np.empty((len(X), 0))
        for _ in range(_STEPS):
            Q = np.linalg.qr(basis)[0]
            image = A @ (A.T @ Q)
            theta, Y = np.linalg.eigh(sign * (Q.T @ image))
            X_next, SX = Q @ Y[:, :_VECTORS], image @ Y[:, :_VECTORS]
            R = SX - X_next * (sign * theta[:_VECTORS])
            gap = theta[1] - theta[0]
            residual = float(np.sum(R[:, 0] ** 2))
            size = max(abs(float(theta[0])), abs(float(theta[-1])))
            if residual <= _TOLERANCE * size * gap:
                return float(sign * theta[0]), X_next
            last = X_next - X @ (X.T @ X_next)
            X = X_next
            correction = self._apply(R) if lower else R
            basis = np.hstack([X, correction, last])
        return None

    def _apply(self, R: Array) -> Array:
        result: Array = scipy.linalg.cho_solve(self.factor, R, check_finite=False)
        return result
