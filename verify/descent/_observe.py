"""The step itself, and what is observed of an iterate: the engine's inner loop."""

from __future__ import annotations

from dataclasses import fields

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
# One factor with few rows: D+ - D is formed with inner products of that length.
_LOPSIDED = 4


class Observer:
    """Steps a batch and measures its iterates."""

    def __init__(self, problem: Problem, start: Start) -> None:
        n, m = problem.n, problem.m
        self._problem = problem
        self._start = start
        self._spectra = Spectra(n, m, start.widths)
        self._signs = np.where(np.arange(n + m) < n, 1.0, -1.0)[:, None]
        self._basis = _basis(start)
        self._few = (n > _LOPSIDED * m) - (m > _LOPSIDED * n)

    def begin(self) -> Iterate:
        """Iterate 0; InputError where the loss or its gradient is not finite there."""
        W1, W2 = self._start.W1, self._start.W2
        Z = np.concatenate([W1, W2], axis=1)
        small = _norm2(Z) < _LARGEST
        if not small.all():
            raise InputError(
                f"factors with |Z(0)|_F^2 = {_norm2(Z)[~small][0]:.3g} were given",
                violates=f"|W1|_F^2 + |W2|_F^2 < {_LARGEST:g}",
                where="start",
                remedy="start from smaller factors: products of eight of them leave the floats",
            )
        k = Z.shape[2] if self._basis is None else self._basis.shape[2]
        E = W1 @ W2.mT - self._problem.centre
        now = self._observe(0, Z, E, np.zeros((len(Z), k, k)))
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

    def step(self, now: Iterate, eta: Array) -> tuple[Iterate, Bools | None]:
        """The next iterate, and which runs are finite there, None for all of them.

        The others stay where they were.
        """
        n, e = self._problem.n, eta[:, None, None]
        Z = now.Z - e * now.gradient
        moved = now.moved + (e * e) * now.change
        E = now.E
        if self._problem.at_minimum:
            turned = now.Z[:, n:].mT, now.gradient[:, n:].mT
            E = E - e * (now.gradient[:, :n] @ turned[0] + Z[:, :n] @ turned[1])
        try:
            then = self._observe(now.t + 1, Z, E, moved)
        except np.linalg.LinAlgError:  # LAPACK refuses what is not finite
            sound = _norm2(Z) < _LARGEST
            keep = sound[:, None, None]
            Z, E = np.where(keep, Z, now.Z), np.where(keep, E, now.E)
            then = self._observe(now.t + 1, Z, E, moved)
            sound &= _finite(then)
        else:
            sound = _finite(then)
        if np.count_nonzero(sound) == len(sound):
            return then, None
        return _merge(sound, then, now), sound

    def _observe(self, t: int, Z: Array, E: Array, moved: Array) -> Iterate:
        n = self._problem.n
        W1, W2 = Z[:, :n], Z[:, n:]
        W, spectrum = self._spectra.measure(Z)
        L, G = self._problem.loss.value_gradient(E if self._problem.at_minimum else W)
        turned = G.mT
        gradient = np.empty_like(Z)
        np.matmul(G, W2, out=gradient[:, :n])
        np.matmul(turned, W1, out=gradient[:, n:])
        change = self._change(G, W1, W2, gradient)
        if not self._problem.at_minimum:
            E = W
        imbalance, drift = np.sqrt(_norm2(moved)), np.sqrt(_norm2(change))
        size = _norm2(gradient)
        return Iterate(t, Z, E, G, W, L, gradient, size, *spectrum, moved, imbalance, change, drift)

    def _change(self, G: Array, W1: Array, W2: Array, gradient: Array) -> Array:
        """Gradient' J gradient, J = diag(I_n, -I_m): (D+ - D) / eta^2."""
        if self._basis is not None:
            gradient = gradient @ self._basis
        elif self._few:
            return self._of_few_rows(G, W1, W2, gradient)
        return gradient.mT @ (self._signs * gradient)

    def _of_few_rows(self, G: Array, W1: Array, W2: Array, gradient: Array) -> Array:
        """The same where n > 4 m or m > 4 n, as a matrix of rank 2 min(n, m)."""
        n, turned = G.shape[1], G.mT
        if self._few > 0:
            short, inner, part = W2, turned @ G, gradient[:, n:]
        else:
            short, inner, part = W1, G @ turned, gradient[:, :n]
        long = short.mT @ (inner @ short)
        difference: Array = long - part.mT @ part
        return difference if self._few > 0 else -difference


def _basis(start: Start) -> Array | None:
    """Orthonormal columns, (runs, h, n + m), whose span holds the rows of both factors for ever."""
    W1, W2 = start.W1, start.W2
    if W1.shape[2] <= start.n + start.m:
        return None
    Z = np.concatenate([W1, W2], axis=1)
    return np.linalg.qr(Z.mT, mode="reduced")[0]


def _norm2(A: Array) -> Array:
    """|A|_F^2, (runs,)."""
    flat = A.reshape(len(A), -1)
    result: Array = np.vecdot(flat, flat)
    return result


def _finite(now: Iterate) -> Bools:
    # A sum that overflows is no finite one either.
    result: Bools = np.isfinite(now.L + now.gradient_norm2 + now.sigma2_max)
    return result


def _merge(chosen: Bools, then: Iterate, now: Iterate) -> Iterate:
    """`then` where chosen, `now` elsewhere."""
    parts = []
    for f in fields(Iterate)[1:-1]:
        new, old = getattr(then, f.name), getattr(now, f.name)
        parts.append(np.where(chosen.reshape(-1, *(1,) * (new.ndim - 1)), new, old))
    return Iterate(then.t, *parts)
