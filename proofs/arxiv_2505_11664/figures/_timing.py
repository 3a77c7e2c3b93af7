"""What a step of Figure 2's schedules costs, one run at full width, written without an engine.

One trajectory of section 4, sigma^2 = 1, factors of h columns, NumPy alone; no audit. Each
iteration takes the loss, the gradient and the step: (19) with rho from the extreme singular values
and the root of eta K_t(eta) = 1; Xu et al. (2023) from the positive root of their polynomial of
third order; backtracking from trial losses. Times are of the machine and the moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from verify.descent import Array

__all__ = ["Cost", "costs"]

_N = 10
_C1, _C2 = 0.5, 1.5  # the constants of Xu et al. in both papers
_LEAST = 1e-12
_FIRST = 1.0  # eta_bt, which the paper leaves open


@dataclass(frozen=True)
class Cost:
    """Seconds of one iteration, the median over the iterations of a run."""

    rho: float
    xu: float
    backtracking: float
    usual: float


@dataclass(frozen=True, eq=False)
class _State:
    """An iterate at full width; X is orthogonal, so that K = mu = 1."""

    W1: Array
    W2: Array
    X: Array
    Y: Array

    def residual(self) -> Array:
        return self.X @ (self.W1 @ self.W2.T) - self.Y

    def moved(self, eta: float, G: Array) -> _State:
        return _State(
            self.W1 - eta * (G @ self.W2), self.W2 - eta * (G.T @ self.W1), self.X, self.Y
        )


_Step = Callable[[_State, Array, Array], float]


def costs(rng: np.random.Generator, h: int, iterations: int) -> Cost:
    """Of a start of width h; every schedule takes the same number of iterations."""
    W1, W2 = (rng.standard_normal((_N, h)) for _ in range(2))
    X = np.linalg.qr(rng.standard_normal((_N, _N)))[0]
    Y = X @ (W1 @ W2.T) + rng.standard_normal((_N, _N))
    start = _State(W1, W2, X, Y)
    rules = (_rho, _xu(start), _backtracking(0.9, 0.1), _backtracking(0.5, 0.5))
    return Cost(*(_seconds(start, rule, iterations) for rule in rules))


def _seconds(state: _State, rule: _Step, iterations: int) -> float:
    spent = []
    for _ in range(iterations):
        begun = time.perf_counter()
        residual = state.residual()
        G = state.X.T @ residual
        state = state.moved(rule(state, residual, G), G)
        spent.append(time.perf_counter() - begun)
    return float(np.median(spent))


def _rho(state: _State, residual: Array, G: Array) -> float:
    """1/K_t, by Newton's iteration on eta K_t(eta) = 1."""
    top = np.linalg.norm(state.W1, 2) ** 2 + np.linalg.norm(state.W2, 2) ** 2
    loss = 0.5 * float(np.sum(residual**2))
    root = np.sqrt(2 * loss)
    a, b, c = top + root, 3 * top * root, 6 * np.linalg.norm(state.W1 @ state.W2.T, 2) * loss
    eta = 1 / a
    for _ in range(5):
        eta -= (eta * (a + eta * (b + eta * c)) - 1) / (a + eta * (2 * b + 3 * c * eta))
    return float(eta)


def _xu(start: _State) -> _Step:
    """The positive root of -a1 + 2 a2 e + 3 a3 e^2 + 4 a4 e^3, kappa = s = 1.

    Without their eta_max, which costs nothing at an iterate. alpha0 and beta0 are given rough
    values of the right size: they do not change what a step costs.
    """
    first = start.W1 @ start.W1.T
    alpha0, beta0 = float(np.linalg.eigvalsh(first)[0]), 4 * float(np.linalg.eigvalsh(first)[-1])
    p2 = float(np.linalg.norm(start.Y) + np.linalg.norm(start.residual()))
    a1 = 2 * _C1 * alpha0

    def rule(state: _State, residual: Array, G: Array) -> float:
        loss = 0.5 * float(np.sum(residual**2))
        a2 = 2 * p2 * np.sqrt(2 * loss) + (_C2 * beta0) ** 2
        a3 = 2 * _C2 * beta0 * p2 * np.sqrt(2 * loss)
        a4 = 2 * p2**2 * loss
        roots = np.roots([4 * a4, 3 * a3, 2 * a2, -a1])
        return float(np.min(roots.real[(np.abs(roots.imag) < 1e-12) & (roots.real > 0)]))

    return rule


def _backtracking(gamma: float, tau: float) -> _Step:
    """Armijo's condition, from eta = 1 at each iterate."""

    def rule(state: _State, residual: Array, G: Array) -> float:
        loss = 0.5 * float(np.sum(residual**2))
        fall = gamma * float(np.sum((G @ state.W2) ** 2) + np.sum((G.T @ state.W1) ** 2))
        eta = _FIRST
        while 0.5 * float(np.sum(state.moved(eta, G).residual() ** 2)) > loss - eta * fall:
            eta *= tau
            if eta < _LEAST:  # the loss has reached rounding
                break
        return eta

    return rule
