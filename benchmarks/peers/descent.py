"""Audited gradient descent as a reader would write it: NumPy at full width, one run at a time.

    L = 1/2 |Y - X W1 W2'|_F^2,  eta_t = 1/K_t (or a step that is given)

At every step: the loss, both gradients, the extreme singular values of W1, W2 and W by
`numpy.linalg.svd` (of the factors, n x h and m x h), mu_t, K_t, and both sides of the descent
lemma and of the PL inequality (9), of (10), and of Lemma E.2 (116) on the drift of the imbalance,
whose norm is taken from small products: D itself is h x h.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Audited", "Problem", "draw", "plain", "run"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Data of the squared loss and a start; K, mu from the singular values of X."""

    X: Array
    Y: Array
    W1: Array
    W2: Array
    K: float
    mu: float


@dataclass(frozen=True, eq=False)
class Audited:
    """A row an iterate: loss, eta, mu_t, K_t, and lhs <= rhs of each inequality."""

    loss: list[float]
    eta: list[float]
    mu_t: list[float]
    K_t: list[float]
    sides: dict[str, list[tuple[float, float]]]


def draw(rng: np.random.Generator, n: int, m: int, h: int, noise: float) -> Problem:
    """Section 4's data for one run."""
    W1, W2 = rng.standard_normal((n, h)), rng.standard_normal((m, h))
    X = np.linalg.qr(rng.standard_normal((n, n)))[0]
    Y = X @ W1 @ W2.T + noise * rng.standard_normal((n, m))
    values = np.linalg.svd(X, compute_uv=False)
    return Problem(X, Y, W1, W2, float(values[0] ** 2), float(values[-1] ** 2))


def run(problem: Problem, steps: int, step_size: float | None = None) -> Audited:
    """`steps` audited steps; without a step size eta_t = 1/K_t, by Newton's iteration."""
    X, Y, W1, W2 = problem.X, problem.Y, problem.W1, problem.W2
    K, mu = problem.K, problem.mu
    out = Audited([], [], [], [], {name: [] for name in ("descent", "PL", "(10)", "(116)")})
    for _ in range(steps):
        W = W1 @ W2.T
        residual = X @ W - Y
        loss = 0.5 * float(np.sum(residual**2))
        G = X.T @ residual
        G1, G2 = G @ W2, G.T @ W1
        s1, s2, s = (np.linalg.svd(A, compute_uv=False) for A in (W1, W2, W))
        low, high = float(s1[-1] ** 2 + s2[-1] ** 2), float(s1[0] ** 2 + s2[0] ** 2)
        root = np.sqrt(2 * K * loss)
        a, b, c = K * high + root, 3 * K * high * root, 6 * K**2 * float(s[0]) * loss
        eta = _inverse(a, b, c) if step_size is None else step_size
        K_t, mu_t = a + eta * (b + eta * c), mu * low
        gradient2 = float(np.sum(G1**2) + np.sum(G2**2))
        V1, V2 = W1 - eta * G1, W2 - eta * G2
        after = 0.5 * float(np.sum((X @ (V1 @ V2.T) - Y) ** 2))
        # |A'A - B'B|_F^2 = |AA'|^2 + |BB'|^2 - 2 |AB'|^2
        drift2 = np.sum((G1 @ G1.T) ** 2) + np.sum((G2 @ G2.T) ** 2) - 2 * np.sum((G1 @ G2.T) ** 2)
        rate = 1 - mu_t * eta * (2 - K_t * eta)
        for name, sides in (
            ("descent", (after, loss - (eta - K_t * eta**2 / 2) * gradient2)),
            ("PL", (mu_t * loss, gradient2 / 2)),
            ("(10)", (after, loss * rate)),
            ("(116)", (eta**2 * float(np.sqrt(max(drift2, 0.0))), 2 * K * eta**2 * high * loss)),
        ):
            out.sides[name].append(sides)
        for column, value in ((out.loss, loss), (out.eta, eta), (out.mu_t, mu_t), (out.K_t, K_t)):
            column.append(float(value))
        W1, W2 = V1, V2
    return out


def plain(problem: Problem, steps: int, eta: float) -> list[float]:
    """The loss at each of `steps` steps of a given size, nothing else."""
    X, Y, W1, W2 = problem.X, problem.Y, problem.W1, problem.W2
    losses = []
    for _ in range(steps):
        residual = X @ (W1 @ W2.T) - Y
        losses.append(0.5 * float(np.sum(residual**2)))
        G = X.T @ residual
        W1, W2 = W1 - eta * (G @ W2), W2 - eta * (G.T @ W1)
    return losses


def _inverse(a: float, b: float, c: float) -> float:
    """The root of eta (a + b eta + c eta^2) = 1."""
    eta = 1 / a
    for _ in range(6):
        eta -= (eta * (a + eta * (b + eta * c)) - 1) / (a + eta * (2 * b + 3 * c * eta))
    return eta
