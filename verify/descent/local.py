"""Local constants of a step: mu_t, K_t(eta), and the step with eta K_t(eta) = 1.

    mu_t = mu sigma_min^2(T_t)
    K_t(eta) = K sigma_max^2(T_t) + sqrt(2 K L) + q K^2 sigma_max(W) L eta^2
                                                + l K sigma_max^2(T_t) sqrt(2 K L) eta

The descent lemma L+ <= L - (eta - K_t eta^2 / 2) |grad L|^2 is printed with l = 3 and q = 6 in
arXiv 2505.11664, (12), and holds with l = q = 1 (claim D.beyond/K_t there), for every eta > 0. With
l = q = 0 it holds for eta K_t(0) <= 2 (claim D.beyond/step): the step 1 / K_t(0) has a closed form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from verify.descent.iterate import Array, Iterate

__all__ = ["CLOSED", "PRINTED", "SHARP", "Smoothness", "cubic_root"]

_NEWTON_STEPS = 60
# Convergence is quadratic: after a step of this size the rest is below rounding.
_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)  # a key of every iterate's memo: hashed by identity
class Smoothness:
    """K_t with the constants l (linear) and q (quadratic) of its terms in the step size."""

    linear: float = 3.0
    quadratic: float = 6.0

    def constants(self, K: Array, now: Iterate) -> tuple[Array, Array, Array]:
        """a, b, c of K_t(eta) = a + b eta + c eta^2, each (runs,); computed once an iterate."""
        known = now.memo.get(self)
        if known is None or known[0] is not K:
            known = now.memo[self] = (K, self._constants(K, now))
        found: tuple[Array, Array, Array] = known[1]
        return found

    def _constants(self, K: Array, now: Iterate) -> tuple[Array, Array, Array]:
        loss = np.maximum(now.L, 0.0)  # rounding may put a loss near its minimum below 0
        root = np.sqrt(2 * K * loss)
        top = K * now.sigma2_max
        return top + root, self.linear * top * root, self.quadratic * K * K * now.w_max * loss

    def at(self, K: Array, now: Iterate, eta: Array) -> Array:
        """K_t(eta), (runs,); computed once for an iterate's eta."""
        key = (self, "at")
        known = now.memo.get(key)
        if known is None or known[0] is not K or known[1] is not eta:
            a, b, c = self.constants(K, now)
            known = now.memo[key] = (K, eta, a + eta * (b + eta * c))
        value: Array = known[2]
        return value

    def inverse_step(self, K: Array, now: Iterate, product: float = 1.0) -> Array:
        """The eta > 0 with eta K_t(eta) = product, (runs,); infinite where K_t = 0 for every eta.

        K_t depends on the step that it bounds; for product 1 this is what "eta_t = 1 / K_t" means.
        """
        return cubic_root(*self.constants(K, now), product)

    def minimiser(self, K: Array, now: Iterate) -> Array:
        """The eta that minimises 1 - 2 mu_t eta + mu_t K_t(eta) eta^2, for whatever mu_t > 0.

        The derivative vanishes where a eta + 3/2 b eta^2 + 2 c eta^3 = 1: below 1/K_t unless L = 0.
        """
        a, b, c = self.constants(K, now)
        return cubic_root(a, 1.5 * b, 2 * c, 1.0)


def cubic_root(a: Array, b: Array, c: Array, product: Array | float) -> Array:
    """The eta > 0 with eta (a + b eta + c eta^2) = product for a, b, c >= 0; inf where all are 0.

    Each term alone bounds the root from above. From the least of these bounds, Newton's iteration
    falls to it monotonically, the left side being increasing and convex there; it ends when no run
    has more than a rounding to go.
    """
    if np.ndim(product) == 0 and len(a) == 1:
        return np.array([_scalar_root(a.item(), b.item(), c.item(), float(product))])
    with np.errstate(divide="ignore"):
        eta: Array = np.minimum(product / a, np.minimum(np.sqrt(product / b), np.cbrt(product / c)))
    unbounded = eta == np.inf
    some = unbounded.any()
    if some:
        a, eta = np.where(unbounded, 1.0, a), np.where(unbounded, product, eta)
    for _ in range(_NEWTON_STEPS):
        excess = eta * (a + eta * (b + eta * c)) - product
        step = excess / (a + eta * (2 * b + 3 * c * eta))
        eta = eta - step
        if not (step > _CLOSE * eta).any():
            break
    return np.where(unbounded, np.inf, eta) if some else eta


def _scalar_root(a: float, b: float, c: float, product: float) -> float:
    """The same for one run, in Python's floats: arrays of one number cost ten times as much."""
    bounds = [(product / x) ** p for x, p in ((a, 1.0), (b, 1 / 2), (c, 1 / 3)) if x > 0]
    if not bounds or not math.isfinite(a + b + c):
        return math.nan if math.isnan(a + b + c) else math.inf
    eta: float = min(bounds)
    for _ in range(_NEWTON_STEPS):
        excess = eta * (a + eta * (b + eta * c)) - product
        step = excess / (a + eta * (2 * b + 3 * c * eta))
        eta -= step
        if not step > _CLOSE * eta:
            break
    return eta


PRINTED = Smoothness(3.0, 6.0)
SHARP = Smoothness(1.0, 1.0)
CLOSED = Smoothness(0.0, 0.0)
