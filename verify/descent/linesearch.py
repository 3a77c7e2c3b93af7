"""Line searches: the loss along a step, backtracking on it, and its exact minimiser.

    E(eta) = E - eta P + eta^2 Q,  P = G W2 W2' + W1 W1' G,  Q = G W' G,  L(eta) = ell(C + E(eta))

For a quadratic loss L(eta) is a polynomial of degree four. Backtracking shrinks eta from `first`
by the factor tau while

    L(eta) > L - gamma eta |grad L|^2     Armijo's condition
    L(eta) > L - gamma |grad L|^2         as Algorithm 1 of arXiv 2505.11664 is printed

The printed loop cannot end where gamma |grad L|^2 > L; it is bounded, and the run stops there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from verify.descent.iterate import Array, Iterate
from verify.descent.local import PRINTED
from verify.descent.problem import Problem
from verify.descent.rules import Bools, Choice, Hypothesis, Rule, Setup
from verify.descent.steps import positive
from verify.errors import InputError

__all__ = ["Backtracking", "ExactLineSearch", "loss_along", "quartic"]

_DOUBLINGS, _BISECTIONS = 60, 100


def _curve(now: Iterate) -> tuple[Array, Array]:
    """P and Q, (runs, n, m)."""
    P = now.gradient1 @ now.W2.mT + now.W1 @ now.gradient2.mT
    return P, now.gradient1 @ now.gradient2.mT


def quartic(problem: Problem, now: Iterate) -> Array:
    """Coefficients of L(eta) for a quadratic loss, (5, runs), constant term first."""
    P, Q = _curve(now)
    HP, HQ = (problem.loss.value_gradient(x)[1] for x in (P, Q))

    def inner(A: Array, B: Array) -> Array:
        result: Array = np.einsum("rij,rij->r", A, B)
        return result

    return np.array(
        [
            now.L,
            -now.gradient_norm2,  # -<G, P>
            inner(now.G, Q) + inner(P, HP) / 2,
            -inner(P, HQ),
            inner(Q, HQ) / 2,
        ]
    )


def loss_along(problem: Problem, now: Iterate) -> Callable[[Array], Array]:
    """The function eta -> L(eta), (runs,) -> (runs,)."""
    if problem.loss.quadratic:
        c0, c1, c2, c3, c4 = quartic(problem, now)
        return lambda eta: c0 + eta * (c1 + eta * (c2 + eta * (c3 + eta * c4)))
    P, Q = _curve(now)

    def value(eta: Array) -> Array:
        e = eta[:, None, None]
        return problem.loss.value(now.E - e * P + (e * e) * Q)

    return value


@dataclass(frozen=True)
class Backtracking:
    """first: eta_bt, where each search starts; armijo: which condition, see the header.

    limit: the largest number of shrinkages in one step. A run whose search does not end stops,
    and the reason says so.
    """

    first: float = 1.0
    tau: float = 0.5
    gamma: float = 0.5
    armijo: bool = True
    limit: int = 100
    name: str = "backtracking"

    def __post_init__(self) -> None:
        where = f"step size {self.name!r}"
        positive(self.first, "eta_bt", where)
        for name, value in (("tau", self.tau), ("gamma", self.gamma)):
            if not 0 < value < 1:
                raise InputError(
                    f"{name} = {value:g} was given",
                    violates=f"0 < {name} < 1",
                    where=where,
                    remedy="give a fraction",
                )
        if self.limit < 1:
            raise InputError(f"limit = {self.limit} was given", violates="limit >= 1", where=where)

    def begin(self, setup: Setup) -> Rule:
        """As printed it needs gamma |grad L|^2 <= L, here looked at in the first iterate."""
        first = setup.first
        needs: tuple[Hypothesis, ...] = ()
        if not self.armijo:
            ends = self.gamma * first.gradient_norm2 <= first.L
            needs = (Hypothesis("gamma |grad L(0)|^2 <= L(0), without which no eta ends it", ends),)
        return Rule(lambda now: self._search(setup.problem, now), needs)

    def _search(self, problem: Problem, now: Iterate) -> Choice:
        value = loss_along(problem, now)
        fall = self.gamma * now.gradient_norm2
        eta = np.full(len(now.L), self.first)
        rejected = self._rejects(value, eta, now.L, fall)
        for _ in range(self.limit):
            if not rejected.any():
                return Choice(eta)
            eta = np.where(rejected, self.tau * eta, eta)
            rejected = self._rejects(value, eta, now.L, fall)
        reason = (
            f"{self.limit} shrinkages of eta did not end the line search"
            " (as printed it never ends where gamma |grad L|^2 > L)"
        )
        return Choice(np.where(rejected, np.nan, eta), reason)

    def _rejects(self, value: Callable[[Array], Array], eta: Array, L: Array, fall: Array) -> Bools:
        bound = L - (eta * fall if self.armijo else fall)
        # A value that overflowed or is nan is no decrease.
        rejected: Bools = ~(value(eta) <= bound)
        return rejected


@dataclass(frozen=True)
class ExactLineSearch:
    """The minimiser of L(eta) over eta > 0 for quadratic losses; else the first stationary point.

    The latter is bracketed from 1/K_t on, where L(eta) has surely not risen, and found on the
    derivative by bisection with secant steps.
    """

    name: str = "exact line search"

    def begin(self, setup: Setup) -> Rule:
        """Needs nothing; a run at which the gradient vanishes stops."""
        if setup.problem.loss.quadratic:
            return Rule(lambda now: _stop_flat(now, _least_of_quartic(setup, now)))
        return Rule(lambda now: _stop_flat(now, _stationary(setup, now)))


def _stop_flat(now: Iterate, eta: Array) -> Choice:
    return Choice(
        np.where(now.gradient_norm2 > 0, eta, np.nan), "the gradient vanishes: no direction"
    )


def _least_of_quartic(setup: Setup, now: Iterate) -> Array:
    """The global minimiser over eta > 0, among the roots of the derivative.

    In y = s / eta, s = 1/K_t, the derivative is a cubic whose leading coefficient, L'(0), is not 0.
    """
    s = PRINTED.inverse_step(setup.K, now)
    c = quartic(setup.problem, now)
    slope = np.stack([c[1], 2 * c[2] * s, 3 * c[3] * s**2, 4 * c[4] * s**3], axis=1)
    monic = slope[:, 1:] / slope[:, :1]
    companion = np.zeros((len(s), 3, 3))
    companion[:, 0] = -monic
    companion[:, 1, 0] = companion[:, 2, 1] = 1.0
    sound = np.isfinite(companion).all(axis=(1, 2))
    companion[~sound] = 0.0
    roots = np.linalg.eigvals(companion).real
    x = np.where(roots > 1e-9, 1 / np.where(roots > 1e-9, roots, 1.0), 1.0)
    for _ in range(3):  # polish; any positive point is a step, so that nothing here needs trust
        first = slope[:, :1] + x * (slope[:, 1:2] + x * (slope[:, 2:3] + x * slope[:, 3:]))
        second = slope[:, 1:2] + x * (2 * slope[:, 2:3] + 3 * x * slope[:, 3:])
        moved = x - first / second
        x = np.where(np.isfinite(moved) & (moved > 0), moved, x)
    # L(eta) - L(0) at s x
    gain = x * (
        slope[:, :1] + x * (slope[:, 1:2] / 2 + x * (slope[:, 2:3] / 3 + x * slope[:, 3:] / 4))
    )
    best = np.argmin(gain, axis=1)
    chosen: Array = s * x[np.arange(len(s)), best]
    return np.where(sound, chosen, np.nan)


def _stationary(setup: Setup, now: Iterate) -> Array:
    """The first zero of L'(eta) beyond 1/K_t, by bisection and secants, to rounding."""
    P, Q = _curve(now)
    gradient = setup.problem.loss.value_gradient

    def slope(eta: Array) -> Array:
        e = eta[:, None, None]
        G = gradient(now.E - e * P + (e * e) * Q)[1]
        result: Array = np.einsum("rij,rij->r", G, 2 * e * Q - P)
        return result

    low = np.zeros(len(now.L))
    low_slope = -now.gradient_norm2
    high = PRINTED.inverse_step(setup.K, now)
    high_slope = slope(high)
    for _ in range(_DOUBLINGS):
        falls = high_slope < 0
        if not falls.any():
            break
        low, low_slope = np.where(falls, high, low), np.where(falls, high_slope, low_slope)
        high = np.where(falls, 2 * high, high)
        high_slope = slope(high)
    for k in range(_BISECTIONS):
        if not (high - low > 4e-16 * high).any():
            break
        secant = low - low_slope * (high - low) / (high_slope - low_slope)
        inside = (secant > low) & (secant < high) & (k % 3 < 2)
        middle = np.where(inside, secant, (low + high) / 2)
        found = slope(middle)
        left = found < 0
        low, low_slope = np.where(left, middle, low), np.where(left, found, low_slope)
        high, high_slope = np.where(left, high, middle), np.where(left, high_slope, found)
    return high
