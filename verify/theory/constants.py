r"""Table 2's constants and those of Theorem E.1 in floats, for every run of a batch.

With lambda_+, lambda_-, p = max(lambda_n(D(0)), 0), q = max(lambda_m(-D(0)), 0) (`_initial.py`):

    phi(l, b) = (sqrt(l^2 + 4 b^2) - l) / 2 = 2 b^2 / (l + sqrt(l^2 + 4 b^2))
    alpha1 = p + phi(p + lambda_-, beta_n) + q + phi(q + lambda_+, beta_m)
    alpha2 = lambda_+ + phi(lambda_+, beta2) + lambda_- + phi(lambda_-, beta2)

Table 2's alpha1 has beta1 in the places of beta_n and beta_m (the same for n = m; false for n != m,
claim E.3); its cancellations are avoided. Of Theorem E.1, with g = exp(eta0^c):

    mu_bar = mu [alpha1 + 2 alpha2 (1 - g)],  rho_bar = 1 - 2 mu_bar eta0 + mu_bar K_bar_0 eta0^2
    K_bar_t = sqrt(2 K L(0) rho_bar^t) + 6 K^2 beta2 L(0) eta0^2 Delta^t
              + K g alpha2 [1 + 3 sqrt(2 K L(0) Delta^t) eta0],   Delta = (1 + eta0^d) rho_bar

eta1 is the root of (101), eta2 the smallest one of (102) (certified enclosures: `_eta_max.py`). As
the right side of (102) is negative from the third argument of the minimum on, eta2 lies below it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.descent import Setup
from verify.errors import InputError

__all__ = ["Table2", "TheoremE1", "phi", "table_2", "theorem_e1"]

Array = npt.NDArray[np.float64]

_GRID, _HALVINGS = 241, 60


@dataclass(frozen=True, eq=False)
class Table2:
    """All arrays (runs,). margin: sqrt(K/mu) |W(0) - W*|_F."""

    lambda_plus: Array
    lambda_minus: Array
    p: Array
    q: Array
    margin: Array
    beta1: Array
    beta_n: Array
    beta_m: Array
    beta2: Array
    alpha1: Array
    alpha1_printed: Array
    alpha2: Array

    def alphas(self, beta_n: Array, beta_m: Array, beta2: Array) -> tuple[Array, Array]:
        """alpha1 and alpha2 with these numbers; arrays of balls are admitted, here and in self."""
        return self._alpha1(beta_n, beta_m), self._alpha2(beta2)

    def with_betas(self, beta1: Array, beta2: Array) -> tuple[Array, Array]:
        """Table 2's alpha1 and alpha2 with other numbers in the places of beta1 and beta2."""
        return self._alpha1(beta1, beta1), self._alpha2(beta2)

    def _alpha1(self, beta_n: Array, beta_m: Array) -> Array:
        first = self.p + phi(self.p + self.lambda_minus, beta_n)
        value: Array = first + self.q + phi(self.q + self.lambda_plus, beta_m)
        return value

    def _alpha2(self, beta2: Array) -> Array:
        plus = self.lambda_plus + phi(self.lambda_plus, beta2)
        value: Array = plus + self.lambda_minus + phi(self.lambda_minus, beta2)
        return value


def phi(l: Array, b: Array) -> Array:  # noqa: E741 - the header's own letter
    """(sqrt(l^2 + 4 b^2) - l) / 2 for l >= 0, without cancellation."""
    root = l + np.sqrt(l * l + 4 * b * b)
    value: Array = 2 * b * b / np.where(root > 0, root, 1.0)
    return value


def table_2(setup: Setup, *, frobenius: bool = False) -> Table2:
    """Table 2 of a batch's start; frobenius: |W*|_F in the place of sigma_max(W*) in beta2.

    Computed once a batch. InputError where the loss's minimiser is not known.
    """
    key = ("Table 2", frobenius)
    if key not in setup.memo:
        setup.memo[key] = _table_2(setup, frobenius=frobenius)
    found: Table2 = setup.memo[key]
    return found


def _table_2(setup: Setup, *, frobenius: bool) -> Table2:
    problem, first = setup.problem, setup.first
    if not problem.at_minimum:
        raise InputError(
            f"{problem.name} was given without its minimiser",
            violates="W* is known",
            where="Table 2",
            remedy="give the loss in displacements from W* (verify.descent.Problem)",
        )
    n, m = problem.n, problem.m
    values = setup.start.imbalance_eigenvalues()
    plus, p, q, minus = (
        np.maximum(v, 0.0) for v in (values[:, 0], values[:, n - 1], -values[:, n], -values[:, -1])
    )
    Wstar = np.broadcast_to(problem.centre, first.E.shape)
    spectrum = np.linalg.svd(Wstar, compute_uv=False)
    margin = np.sqrt(setup.K / setup.mu) * np.linalg.norm(first.E, axis=(1, 2))
    least = np.maximum(spectrum[:, -1] - margin, 0.0)
    top = np.linalg.norm(Wstar, axis=(1, 2)) if frobenius else spectrum[:, 0]
    nothing = np.zeros_like(least)
    known = Table2(
        lambda_plus=plus,
        lambda_minus=minus,
        p=p,
        q=q,
        margin=margin,
        beta1=least,
        # a singular value past the shape is 0
        beta_n=least if n <= m else nothing,
        beta_m=least if m <= n else nothing,
        beta2=top + margin,
        alpha1=nothing,
        alpha1_printed=nothing,
        alpha2=nothing,
    )
    return replace(
        known,
        alpha1=known._alpha1(known.beta_n, known.beta_m),
        alpha1_printed=known._alpha1(least, least),
        alpha2=known._alpha2(known.beta2),
    )


@dataclass(frozen=True, eq=False)
class TheoremE1:
    """The constants that Theorem E.1 starts from, (runs,), and what follows from eta0."""

    mu: Array
    K: Array
    L0: Array
    alpha1: Array
    alpha2: Array
    beta2: Array
    c: Any
    d: Any

    def mu_bar(self, eta0: Array) -> Array:
        """Mu [alpha1 + 2 alpha2 (1 - exp(eta0^c))]."""
        value: Array = self.mu * (self.alpha1 - 2 * self.alpha2 * np.expm1(eta0**self.c))
        return value

    def K_bar(self, eta0: Array, t: int) -> Array:
        """K_bar_t."""
        rho, growth = self.rho_bar(eta0), np.exp(eta0**self.c)
        fall = ((1 + eta0**self.d) * rho) ** t
        return self._K_bar(eta0, growth, rho**t, fall)

    def _K_bar(
        self, eta0: Array, growth: Array, rho_t: Array | float, fall: Array | float
    ) -> Array:
        root = 2 * self.K * self.L0
        value: Array = (
            np.sqrt(root * rho_t)
            + 6 * self.K**2 * self.beta2 * self.L0 * eta0**2 * fall
            + self.K * growth * self.alpha2 * (1 + 3 * np.sqrt(root * fall) * eta0)
        )
        return value

    def product(self, eta0: Array) -> Array:
        """eta0 K_bar_0, the left side of (101): increasing and convex."""
        return eta0 * self._K_bar(eta0, np.exp(eta0**self.c), 1.0, 1.0)

    def rho_bar(self, eta0: Array, eta: Array | None = None, t: int = 0) -> Array:
        """The rate with K_bar_t at eta_t; without eta at eta0 and t = 0."""
        if eta is None:
            value: Array = 1 - self.mu_bar(eta0) * eta0 * (2 - self.product(eta0))
            return value
        late: Array = 1 - self.mu_bar(eta0) * eta * (2 - self.K_bar(eta0, t) * eta)
        return late

    def one_minus_Delta(self, eta0: Array) -> Array:
        """1 - (1 + eta0^d) rho_bar, without its cancellation."""
        P = eta0**self.d
        slack: Array = self.mu_bar(eta0) * eta0 * (2 - self.product(eta0)) * (1 + P) - P
        return slack

    def excess(self, eta0: Array) -> Array:
        """(right - left side of (102)) exp(eta0^c) / eta0: positive where (102) leaves room."""
        w, slack = np.expm1(eta0**self.c), self.one_minus_Delta(eta0) / eta0
        value: Array = w * slack - 4 * self.K * self.L0 * eta0 * (1 + w)
        return value

    def roots(self) -> tuple[Array, Array]:
        """eta1 of (101) and eta2 of (102), (runs,), each from below; 0 where alpha1 <= 0.

        eta2: the first sign change on a grid of ten points a decade, then halved to rounding.
        """
        a = np.sqrt(2 * self.K * self.L0) + self.K * self.alpha2
        eta1 = _last_below(lambda x: self.product(x) <= 1, 1e-30 / a, 1 / a)
        third = np.log1p(np.maximum(self.alpha1, 0.0) / (2 * self.alpha2)) ** (1 / self.c)
        grid = np.geomspace(1e-24, 1.0, _GRID)[:, None] * third
        room = self.excess(grid) > 0
        # Far down, rounding hides the sign: there (102) holds where it does further up.
        first = np.argmax(room, axis=0)
        room |= np.arange(_GRID)[:, None] < first
        end = np.argmin(room, axis=0)
        own = np.arange(len(a))
        low, high = grid[np.maximum(end - 1, 0), own], grid[end, own]
        eta2 = _last_below(lambda x: self.excess(x) > 0, low, high)
        some = (self.alpha1 > 0) & room.any(axis=0) & (end > 0)
        return np.where(self.alpha1 > 0, eta1, 0.0), np.where(some, eta2, 0.0)

    def eta_max(self) -> Array:
        """Min of both roots, (runs,): the third argument of the minimum lies above eta2."""
        value: Array = np.minimum(*self.roots())
        return value


def theorem_e1(
    setup: Setup, table: Table2, *, c: Array | float, d: Array | float, printed_alpha1: bool = False
) -> TheoremE1:
    """Theorem E.1's constants of a batch; printed_alpha1: Table 2's, for n != m."""
    alpha1 = table.alpha1_printed if printed_alpha1 else table.alpha1
    return TheoremE1(setup.mu, setup.K, setup.first.L, alpha1, table.alpha2, table.beta2, c, d)


def _last_below(holds: Callable[[Array], npt.NDArray[np.bool_]], low: Array, high: Array) -> Array:
    """The end of [low, x] on which `holds`, between a point where it does and one where not."""
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        good = holds(middle)
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return low
