"""The step itself, and what is observed of an iterate: the engine's inner loop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from verify.descent.iterate import Array, Iterate
from verify.descent.problem import Problem
from verify.descent.spectra import Spectra
from verify.descent.start import Start
from verify.errors import InputError

__all__ = ["Observer"]

Bools = npt.NDArray[np.bool_]
# Beyond |Z|_F^2 = 1e37, products of eight factors, the largest formed here, may overflow.
_LARGEST = 1e37


class Observer:
    """Steps a batch and measures its iterates."""

    def __init__(self, problem: Problem, start: Start) -> None:
        self._problem = problem
        self._start = start
        self._spectra = Spectra(problem.n, problem.m, start.widths)
        self._signs = np.where(np.arange(problem.n + problem.m) < problem.n, 1.0, -1.0)[:, None]
        self._basis = _basis(start)

    def begin(self) -> Iterate:
        """Iterate 0; InputError where the loss or its gradient is not finite there."""
        W1, W2 = self._start.W1, self._start.W2
        Z = np.concatenate([W1, W2], axis=1)
        k = Z.shape[2] if self._basis is None else self._basis.shape[2]
        E = W1 @ np.swapaxes(W2, 1, 2) - self._problem.centre
        now = self._observe(0, Z, E, Z @ np.swapaxes(Z, 1, 2), np.zeros((len(Z), k, k)))
        bad = np.flatnonzero(~_finite(now))
        if bad.size:
            raise InputError(
                f"L(0) = {now.L[bad[0]]:g} with |grad L(0)|^2 = {now.gradient_norm2[bad[0]]:g}"
                f" in run {bad[0]}",
                violates="both are finite",
                where=self._problem.name,
                remedy="start from smaller factors, or mend the loss",
            )
        return now

    def step(self, now: Iterate, eta: Array) -> tuple[Iterate, Bools]:
        """The next iterate, and which runs are finite there; the others stay where they were."""
        e = eta[:, None, None]
        Z = now.Z - e * now.gradient
        moved = now.moved + (e * e) * now.change
        E = now.E
        if self._problem.at_minimum:
            E = E - e * (
                now.gradient1 @ np.swapaxes(now.W2, 1, 2)
                + Z[:, : now.n] @ np.swapaxes(now.gradient2, 1, 2)
            )
        S = Z @ np.swapaxes(Z, 1, 2)
        sound = np.einsum("rii->r", S) < _LARGEST
        if not sound.all():  # LAPACK refuses what is not finite
            keep = sound[:, None, None]
            Z, E, S = np.where(keep, Z, now.Z), np.where(keep, E, now.E), np.where(keep, S, now.S)
        then = self._observe(now.t + 1, Z, E, S, moved)
        sound &= _finite(then)
        return (then if sound.all() else _merge(sound, then, now)), sound

    def _observe(self, t: int, Z: Array, E: Array, S: Array, moved: Array) -> Iterate:
        n = self._problem.n
        if not self._problem.at_minimum:
            E = S[:, :n, n:]
        L, G = self._problem.loss.value_gradient(E)
        gradient = np.empty_like(Z)
        np.matmul(G, Z[:, n:], out=gradient[:, :n])
        np.matmul(np.swapaxes(G, 1, 2), Z[:, :n], out=gradient[:, n:])
        flat = gradient.reshape(len(Z), -1)
        change = self._change(gradient)
        return Iterate(
            t,
            Z,
            E,
            G,
            S,
            L,
            gradient,
            np.vecdot(flat, flat),
            *self._spectra.measure(S),
            moved,
            _norm(moved),
            change,
            _norm(change),
        )

    def _change(self, gradient: Array) -> Array:
        """Gradient' J gradient, J = diag(I_n, -I_m): (D+ - D) / eta^2."""
        if self._basis is not None:
            gradient = gradient @ self._basis
        return np.swapaxes(gradient, 1, 2) @ (self._signs * gradient)


def _basis(start: Start) -> Array | None:
    """Orthonormal columns, (runs, h, n + m), whose span holds the rows of both factors for ever."""
    W1, W2 = start.W1, start.W2
    if W1.shape[2] <= start.n + start.m:
        return None
    Z = np.concatenate([W1, W2], axis=1)
    return np.linalg.qr(np.swapaxes(Z, 1, 2), mode="reduced")[0]


def _norm(A: Array) -> Array:
    flat = A.reshape(len(A), -1)
    result: Array = np.sqrt(np.vecdot(flat, flat))
    return result


def _finite(now: Iterate) -> Bools:
    result: Bools = np.isfinite(now.L) & np.isfinite(now.gradient_norm2)
    return result


def _merge(chosen: Bools, then: Iterate, now: Iterate) -> Iterate:
    """`then` where chosen, `now` elsewhere."""
    parts = []
    for name in Iterate.__slots__[1:]:
        new, old = getattr(then, name), getattr(now, name)
        parts.append(np.where(chosen.reshape(-1, *(1,) * (new.ndim - 1)), new, old))
    return Iterate(then.t, *parts)
