"""Random initialisation and gradient descent at any width, through the Gram matrix.

With A = [W1; W2] of N = n + m rows and h columns, Table 2's constants, the loss and gradient
descent itself depend on G = A A' and W* only: the nonzero eigenvalues of D(0) = A' J A,
J = diag(I_n, -I_m), are those of R' J R with G = R R', and W1 W2' is G's upper right block. For
Gaussian entries of variance h^(-2p), G is h^(-2p) times a Wishart matrix, drawn at a cost that
does not depend on h (`verify.evidence.statistics.normal_gram`).

Everything here is float64 and batched over repeats (the leading axis). The forms

    alpha1 = Delta + phi(Delta_+ + Delta, beta1) + phi(Delta_- + Delta, beta1)
    alpha2 = lambda_+ + lambda_- + phi(lambda_+, beta2) + phi(lambda_-, beta2)
    phi(l, b) = (sqrt(l^2 + 4 b^2) - l) / 2 = 2 b^2 / (l + sqrt(l^2 + 4 b^2))

are Table 2's, without its cancellations. Not covered: h < n + m.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.claims.claim import Budget
from verify.evidence.statistics import normal_gram

__all__ = [
    "Constants",
    "Descent",
    "constants",
    "descend",
    "draw",
    "frobenius_alpha2",
    "generator",
    "local_step",
    "scales",
]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Constants:
    """Table 2 for every repeat; gap = 1 - alpha1 / alpha2, computed without cancellation."""

    alpha1: Array
    alpha2: Array
    gap: Array
    beta1: Array
    beta2: Array
    delta: Array
    lambda_plus: Array
    lambda_minus: Array
    sigma2_min: Array
    sigma2_max: Array

    @property
    def ratio(self) -> Array:
        """alpha1 / alpha2, accurate near 0 (for its distance from 1 see `gap`)."""
        value: Array = self.alpha1 / self.alpha2
        return value


def generator(budget: Budget, *key: int) -> np.random.Generator:
    """A generator of the run's seed and a key of the test."""
    return np.random.default_rng([budget.seed, *key])


def draw(rng: np.random.Generator, n: int, m: int, h: float, p: float, count: int) -> Array:
    """G for entries N(0, h^(-2p)); shape (count, n + m, n + m)."""
    gram: Array = normal_gram(rng, n + m, h, count) * h ** (-2 * p)
    return gram


def _phi(l: Array, b: Array) -> Array:  # noqa: E741 - the header's own letter
    root = l + np.sqrt(l * l + 4 * b * b)
    value: Array = 2 * b * b / np.where(root > 0, root, 1.0)
    return value


def constants(gram: Array, n: int, target: Array, condition: float | Array = 1.0) -> Constants:
    """Table 2's constants. target: W*, (n, m) or one a repeat; condition: K / mu."""
    factor = np.linalg.cholesky(gram)
    sign = np.where(np.arange(gram.shape[1]) < n, 1.0, -1.0)
    values = np.linalg.eigvalsh(np.swapaxes(factor, 1, 2) @ (sign[:, None] * factor))
    m = gram.shape[1] - n
    top, deep = values[:, -1], values[:, m]
    low, shallow = -values[:, 0], -values[:, m - 1]
    delta = deep + shallow
    spread = np.linalg.svd(np.broadcast_to(target, gram[:, :n, n:].shape), compute_uv=False)
    away = np.sqrt(condition) * np.linalg.norm(gram[:, :n, n:] - target, axis=(1, 2))
    beta1 = np.maximum(0.0, spread[:, -1] - away)
    beta2 = spread[:, 0] + away
    lower = _phi(top - deep + delta, beta1) + _phi(low - shallow + delta, beta1)
    upper = _phi(top, beta2) + _phi(low, beta2)
    alpha2 = top + low + upper
    smallest, largest = scales(gram, n)
    return Constants(
        delta + lower,
        alpha2,
        (top - deep + low - shallow + upper - lower) / alpha2,
        beta1,
        beta2,
        delta,
        top,
        low,
        smallest,
        largest,
    )


def frobenius_alpha2(
    found: Constants, gram: Array, n: int, target: Array, condition: Array
) -> Array:
    """alpha2 with |W*|_F in the place of sigma_max(W*) in beta2."""
    away = np.sqrt(condition) * np.linalg.norm(gram[:, :n, n:] - target, axis=(1, 2))
    beta2 = np.linalg.norm(target, axis=(1, 2)) + away
    top, low = found.lambda_plus, found.lambda_minus
    value: Array = top + low + _phi(top, beta2) + _phi(low, beta2)
    return value


def scales(gram: Array, n: int) -> tuple[Array, Array]:
    """sigma_min^2 and sigma_max^2 of T, from the two diagonal blocks."""
    first = np.linalg.eigvalsh(gram[:, :n, :n])
    second = np.linalg.eigvalsh(gram[:, n:, n:])
    return first[:, 0] + second[:, 0], first[:, -1] + second[:, -1]


@dataclass(frozen=True, eq=False)
class Descent:
    """log10 of the loss at iterates 0, 1, ..., a row an iterate; and the Gram matrices reached."""

    log10_loss: Array
    gram: Array

    def reaches(self, level: float) -> Array:
        """The iterate (interpolated) at which each repeat's loss passes 10^level; inf if never."""
        below = self.log10_loss <= level
        hit = below.any(axis=0)
        k = np.maximum(np.argmax(below, axis=0), 1)
        own = np.arange(below.shape[1])
        before, after = self.log10_loss[k - 1, own], self.log10_loss[k, own]
        drop = np.where(before > after, before - after, 1.0)
        found: Array = np.where(hit, k - 1 + (before - level) / drop, np.inf)
        return found


StepRule = Callable[[int, Array, Array], Array]


def descend(
    gram: Array, residual: Array, hessian: Array, steps: int, step_size: StepRule
) -> Descent:
    """Gradient descent on 1/2 |X (W - W*)|^2 in G and E = W - W*; hessian: X'X, one a repeat.

    step_size(t, G, loss) gives eta_t of every repeat. A gets multiplied from the left by
    I - eta [[0, F], [F', 0]], F = X'X E the gradient.
    """
    n = residual.shape[1]
    identity = np.eye(gram.shape[1])
    logs = []
    for k in range(steps + 1):
        force = hessian @ residual
        loss = 0.5 * np.sum(residual * force, axis=(1, 2))
        logs.append(np.log10(np.maximum(loss, 1e-300)))
        eta = step_size(k, gram, loss)[:, None, None]
        turned = np.swapaxes(force, 1, 2)
        residual = (
            residual
            - eta * (force @ gram[:, n:, n:] + gram[:, :n, :n] @ force)
            + eta**2 * force @ gram[:, n:, :n] @ force
        )
        move = np.broadcast_to(identity, gram.shape).copy()
        move[:, :n, n:] -= eta * force
        move[:, n:, :n] -= eta * turned
        gram = move @ gram @ np.swapaxes(move, 1, 2)
    return Descent(np.array(logs), gram)


def local_step(gram: Array, n: int, loss: Array, K: Array) -> Array:
    """The step with eta K_t(eta) = 1, K_t of (12): Newton's iteration on the cubic, from 1/a."""
    _, s2 = scales(gram, n)
    w = np.linalg.norm(gram[:, :n, n:], 2, axis=(1, 2))
    root = np.sqrt(2 * K * loss)
    a, b, c = K * s2 + root, 3 * K * s2 * root, 6 * K**2 * w * loss
    eta: Array = 1 / a
    for _ in range(30):
        eta = eta - (eta * (a + eta * (b + eta * c)) - 1) / (a + eta * (2 * b + 3 * c * eta))
    return eta
