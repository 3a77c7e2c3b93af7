"""The simulations of Section 4 and Appendix G, with data drawn as the text says, at any width.

Section 4: n = m = 10, entries N(0, 1), X orthogonal (so that K = mu = 1 and X drops out of the
law), Y = X (W1(0) W2(0)' + s eps), hence W* = W(0) + s eps, with s the printed sigma^2.
Appendix G.2: n = m = 5, entries N(0, 1/h), X = U S V with S in [1.8, 2.3].
eta^(1) is the root of (101), eta^(2) the smallest one of (102), at Table 2's constants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664 import _step_size as bound
from proofs.arxiv_2505_11664._wide import (
    Constants,
    Descent,
    constants,
    descend,
    draw,
    frobenius_alpha2,
    local_step,
)
from verify.arithmetic import Float64, Scope, evaluate
from verify.language import Expr, const

__all__ = ["Runs", "backtracking", "section_4", "section_g2", "spectra"]

Array = npt.NDArray[np.float64]
C, D = 0.5, 1.01  # the paper's choice of c and d


@dataclass(frozen=True, eq=False)
class Runs:
    """Repeats of one setting: what is drawn, and Table 2's constants."""

    gram: Array
    target: Array
    hessian: Array
    K: Array
    mu: Array
    found: Constants
    alpha2_frobenius: Array

    @property
    def n(self) -> int:
        """Rows of W1."""
        return int(self.target.shape[1])

    @property
    def residual(self) -> Array:
        """W(0) - W*."""
        value: Array = self.gram[:, : self.n, self.n :] - self.target
        return value

    @property
    def loss(self) -> Array:
        """L(0)."""
        value: Array = 0.5 * np.sum(self.residual * (self.hessian @ self.residual), axis=(1, 2))
        return value

    def ratio(self, *, frobenius: bool = False) -> Array:
        """alpha1 / alpha2, with |W*|_F in the place of sigma_max(W*) in beta2 if asked."""
        alpha2 = self.alpha2_frobenius if frobenius else self.found.alpha2
        value: Array = self.found.alpha1 / alpha2
        return value

    def step_sizes(self, *, frobenius: bool = False) -> tuple[Array, Array]:
        """eta^(1) and eta^(2) of every repeat."""
        alpha2, beta2 = self.found.alpha2, self.found.beta2
        if frobenius:
            spectral = np.linalg.norm(self.target, 2, axis=(1, 2))
            beta2 = beta2 - spectral + np.linalg.norm(self.target, axis=(1, 2))
            alpha2 = self.alpha2_frobenius
        known = self._known(alpha2, beta2)
        form = bound.REPAIRED
        first = _first_sign_change(form.lhs_101, const(1), known)
        return first, _first_sign_change(form.lhs_102, form.rhs_102, known)

    def run(self, steps: int, step_size: Callable[[int, Array, Array], Array]) -> Descent:
        """Gradient descent; step_size(t, G, loss)."""
        return descend(self.gram, self.residual, self.hessian, steps, step_size)

    def _known(self, alpha2: Array, beta2: Array) -> dict[str, Array]:
        return {
            "alpha1": self.found.alpha1,
            "alpha2": alpha2,
            "beta2": beta2,
            "L0": self.loss,
            "K": self.K,
            "mu": self.mu,
        }

    def constant(self, steps: int, eta: Array) -> Descent:
        """With a constant step."""
        return self.run(steps, lambda t, gram, loss: eta)

    def adaptive(self, steps: int, eta0: Array | None = None) -> Descent:
        """With eta_t = 1 / K_t, and the growth from eta0 limited as in (103) if it is given."""

        def rule(t: int, gram: Array, loss: Array) -> Array:
            free = local_step(gram, self.n, np.maximum(loss, 1e-290), self.K)
            if eta0 is None:
                return free
            limited: Array = np.minimum((1 + eta0**D) ** (t / 2) * eta0, free)
            return limited

        return self.run(steps, rule)


def _first_sign_change(left: Expr, right: Expr, known: dict[str, Array]) -> Array:
    """The smallest eta0 at which left <= right ceases, from a grid and bisection."""
    count = len(known["alpha1"])

    def holds(eta: Array) -> npt.NDArray[np.bool_]:
        points = eta.shape[1]
        values = {k: np.repeat(v, points) for k, v in known.items()}
        values |= {"eta0": eta.ravel(), "c": np.full(eta.size, C), "d": np.full(eta.size, D)}
        scope = Scope(Float64(), {k: Float64.data(v, matrix=False) for k, v in values.items()}, {})
        sides = [np.broadcast_to(evaluate(x, scope).v, (eta.size,)) for x in (left, right)]
        fine: npt.NDArray[np.bool_] = (sides[0] <= sides[1]).reshape(count, points)
        return fine

    grid = 10.0 ** np.linspace(-9, 0, 181)
    good = holds(np.broadcast_to(grid, (count, len(grid))))
    place = np.argmin(good, axis=1)
    high = grid[place]
    low = grid[np.maximum(place - 1, 0)]
    for _ in range(40):
        middle = np.sqrt(low * high)
        inside = holds(middle[:, None])[:, 0]
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    root: Array = low
    return root


def _runs(gram: Array, target: Array, hessian: Array, K: Array, mu: Array) -> Runs:
    n = target.shape[1]
    found = constants(gram, n, target, K / mu)
    return Runs(
        gram, target, hessian, K, mu, found, frobenius_alpha2(found, gram, n, target, K / mu)
    )


def section_4(
    rng: np.random.Generator, h: float, noise: float, count: int, residual: float | None = None
) -> Runs:
    """Section 4's setting; residual: standard deviation of the noise if not the printed one."""
    gram = draw(rng, 10, 10, h, 0.0, count)
    spread = noise if residual is None else residual
    target = gram[:, :10, 10:] + spread * rng.standard_normal((count, 10, 10))
    one = np.ones(count)
    return _runs(gram, target, np.broadcast_to(np.eye(10), (count, 10, 10)), one, one)


def spectra(rng: np.random.Generator, n: int, count: int) -> tuple[Array, Array]:
    """X = U S V as (S V) only, the law of U X being that of X; and the singular values."""
    values = rng.uniform(1.8, 2.3, (count, n))
    v = np.linalg.qr(rng.standard_normal((count, n, n)))[0]
    return values[:, :, None] * v, values


def section_g2(rng: np.random.Generator, h: float, noise: float, count: int) -> Runs:
    """Appendix G.2's setting: Y = X W1(0) W2(0)' + noise, W* = W(0) + X^(-1) noise."""
    n = 5
    gram = draw(rng, n, n, h, 0.5, count)
    x, values = spectra(rng, n, count)
    eps = noise * rng.standard_normal((count, n, n))
    target = gram[:, :n, n:] + np.linalg.solve(x, eps)
    top, low = values.max(axis=1) ** 2, values.min(axis=1) ** 2
    return _runs(gram, target, np.swapaxes(x, 1, 2) @ x, top, low)


def backtracking(runs: Runs, *, gamma: float, tau: float, first: float, steps: int) -> Array:
    """Iterations to 1e-25 of backtracking with the condition L+ <= L - gamma eta |grad|^2."""

    def rule(t: int, gram: Array, loss: Array) -> Array:
        n = runs.n
        force = state["force"]
        size = np.sum((force @ gram[:, n:, n:]) * force, axis=(1, 2)) + np.sum(
            (gram[:, :n, :n] @ force) * force, axis=(1, 2)
        )
        eta = np.full(len(loss), first)
        for _ in range(200):
            after = _next(force, gram, eta, n)
            rejected = 0.5 * np.sum(after**2, axis=(1, 2)) > loss - gamma * eta * size
            if not rejected.any():
                break
            eta = np.where(rejected, tau * eta, eta)
        state["force"] = _next(force, gram, eta, n)
        return eta

    state = {"force": runs.residual}
    return runs.run(steps, rule).reaches(-25.0)


def _next(residual: Array, gram: Array, eta: Array, n: int) -> Array:
    step = eta[:, None, None]
    moved: Array = (
        residual
        - step * (residual @ gram[:, n:, n:] + gram[:, :n, :n] @ residual)
        + step**2 * residual @ gram[:, n:, :n] @ residual
    )
    return moved
