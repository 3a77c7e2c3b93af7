"""A loss that is a Python object: a function of W, or an object with value and gradient.

    def loss(W): ...                          a number
    class Loss:  shape = (n, m)               value(W), gradient(W), and K, mu if they are known

The gradient is the object's, or JAX's where that extra is installed and the function can be
traced, or central differences of order four. A gradient from differences has an error bar from
rounding and from the difference of two orders. K and mu are claims: `refute` tries to find a pair
of points that contradicts them, from random lines, power iteration on differences of gradients,
and hill climbing; it proves nothing.

Whatever the user's code raises or returns wrongly becomes an InputError with its name.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.errors import InputError

__all__ = ["PythonLoss", "Refutation", "load_object", "refute", "wrap"]

Array = npt.NDArray[np.float64]
Point = tuple[Array, Array]
_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class PythonLoss:
    """value and gradient of W, checked at each call; source: where the gradient comes from."""

    name: str
    shape: tuple[int, int]
    function: Callable[[Any], Any]
    slope: Callable[[Any], Any] | None
    source: str
    K: float | None
    mu: float | None

    def value(self, W: Array) -> float:
        """l(W); InputError where the user's code fails."""
        result = _call(self.function, W, self.name)
        array = _as_array(result, f"{self.name}(W)")
        if array.size != 1:
            raise InputError(
                f"it returned an array of shape {array.shape}",
                violates="one number",
                where=f"{self.name}(W)",
                remedy="return the loss, a scalar",
            )
        return float(array.ravel()[0])

    def gradient(self, W: Array) -> Array:
        """The gradient at W, (n, m)."""
        if self.slope is None:
            return self.differences(W)[0]
        array = _as_array(_call(self.slope, W, f"{self.name}.gradient"), f"{self.name}.gradient(W)")
        if array.shape != self.shape:
            raise InputError(
                f"it returned an array of shape {array.shape}",
                violates=f"shape = {self.shape}, that of W",
                where=f"{self.name}.gradient(W)",
                remedy="return one derivative for each entry of W",
            )
        return array

    def differences(self, W: Array) -> tuple[Array, float]:
        """A gradient by central differences of order four, and an estimate of its error's norm."""
        h = _EPS**0.2 * max(1.0, float(np.abs(W).max(initial=0.0)))
        G, spread, size = np.empty(self.shape), 0.0, 0.0
        for index in np.ndindex(self.shape):
            V = np.zeros(self.shape)
            V[index] = h
            a, b, c, d = (self.value(W + k * V) for k in (-2, -1, 1, 2))
            second, fourth = (c - b) / (2 * h), (8 * (c - b) - (d - a)) / (12 * h)
            G[index] = fourth
            spread += (fourth - second) ** 2
            size = max(size, abs(a), abs(d))
        # The fourth order's own error is far below the difference of both orders.
        rounding = 2 * _EPS * size / h * np.sqrt(G.size)
        return G, float(rounding + h * h * np.sqrt(spread) + 1e-9 * np.linalg.norm(G))


def _call(function: Callable[[Any], Any], W: Array, name: str) -> Any:
    try:
        return function(W.copy())
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise InputError(
            f"it raised {reason}",
            where=name,
            remedy=f"it must accept every real W of shape {W.shape}",
        ) from error


def _as_array(result: Any, where: str) -> Array:
    try:
        array = np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"it returned {type(result).__name__}", violates="real numbers", where=where
        ) from error
    if not np.isfinite(array).all():
        raise InputError("it returned NaN or infinity", violates="finite numbers", where=where)
    return array


def load_object(reference: str) -> Any:
    """The object that "package.module:name" names; the current folder is searched too."""
    module_name, _, attribute = reference.partition(":")
    if not module_name or not attribute:
        raise InputError(
            f"{reference!r} was given", violates="package.module:name", where="the loss"
        )
    folder = str(Path.cwd())
    added = folder not in sys.path
    if added:
        sys.path.insert(0, folder)
    try:
        found: Any = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise InputError(
            f"cannot be loaded ({reason})", where=reference, remedy="check module and name"
        ) from error
    finally:
        if added:
            sys.path.remove(folder)
    return found


def wrap(
    loss: Any,
    *,
    shape: tuple[int, int] | None = None,
    K: float | None = None,
    mu: float | None = None,
    gradient: Callable[[Any], Any] | None = None,
    name: str | None = None,
) -> PythonLoss:
    """A user's function or object as a loss; what it does not say itself is taken from here."""
    title = name or getattr(loss, "__qualname__", None) or type(loss).__name__
    function = getattr(loss, "value", None) or (loss if callable(loss) else None)
    if isinstance(loss, type) or not callable(function):
        raise InputError(
            f"{title} is neither a function of W nor an object with value(W)",
            where="the loss",
            remedy="give an instance with value(W) and gradient(W), or a function",
        )
    slope = gradient or getattr(loss, "gradient", None) or getattr(loss, "grad", None)
    shape = shape or getattr(loss, "shape", None)
    if shape is None or len(tuple(shape)) != 2 or min(shape) < 1:
        raise InputError(
            f"the shape of W is {shape}",
            violates="two positive numbers n, m",
            where=title,
            remedy="give --shape n,m (shape=(n, m) in Python), or an attribute `shape`",
        )
    size = (int(shape[0]), int(shape[1]))
    source = "its own"
    if slope is None:
        slope, source = _by_jax(function, size)
    claims = [_claim(loss, "K", K, title), _claim(loss, "mu", mu, title)]
    return PythonLoss(title, size, function, slope, source, *claims)


def _claim(loss: Any, name: str, value: float | None, title: str) -> float | None:
    claim = getattr(loss, name, None) if value is None else value
    if claim is None:
        return None
    try:
        number = float(claim)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} = {claim!r} is no number", where=title) from error
    if not (number >= 0 and np.isfinite(number)):
        raise InputError(
            f"{name} = {number} was claimed", violates=f"0 <= {name} < infinity", where=title
        )
    return number


def _by_jax(
    function: Callable[[Any], Any], shape: tuple[int, int]
) -> tuple[Callable[[Any], Any] | None, str]:
    """JAX's gradient in double precision, or None where JAX is absent or cannot trace the loss."""
    try:
        import jax
    except ImportError:
        return None, "central differences"
    jax.config.update("jax_enable_x64", True)
    differentiated = jax.grad(lambda W: jax.numpy.asarray(function(W)).reshape(()))
    try:
        differentiated(np.ones(shape))
    except Exception:  # noqa: BLE001 - a function that JAX cannot trace is differentiated otherwise
        return None, "central differences (JAX cannot trace it)"
    return lambda W: np.asarray(differentiated(W)), "JAX"


@dataclass(frozen=True, eq=False)
class Refutation:
    """The largest and least slope of the gradient found between two points, and where.

    K, mu: sup and inf of <g(A) - g(B), A - B> / |A - B|^2 and of |g(A) - g(B)| / |A - B| seen;
    error: of these ratios; pairs: how many were looked at.
    """

    K: float
    mu: float
    K_at: Point
    mu_at: Point
    error: float
    pairs: int


def refute(loss: PythonLoss, seed: int, budget: int = 400) -> Refutation:
    """Look for pairs of points between which the gradient changes much, or little."""
    rng = np.random.default_rng([seed, *loss.shape])
    noise = 0.0
    if loss.slope is None:
        noise = 2 * loss.differences(np.zeros(loss.shape))[1]
    best: dict[str, tuple[float, Point]] = {}
    pairs = 0

    def look(A: Array, V: Array) -> tuple[float, Array]:
        nonlocal pairs
        pairs += 1
        size = float(np.linalg.norm(V))
        change = loss.gradient(A + V) - loss.gradient(A)
        bend = float(np.sum(change * V)) / size**2
        steep = float(np.linalg.norm(change)) / size
        if steep > best.get("K", (-1.0,))[0]:
            best["K"] = (steep, (A, A + V))
        if bend < best.get("mu", (np.inf,))[0]:
            best["mu"] = (bend, (A, A + V))
        return bend, change

    length = 0.1
    for k in range(max(budget // 20, 4)):
        A = rng.normal(size=loss.shape) * 10.0 ** rng.uniform(-2, 1.5) * (k > 0)
        V = _unit(rng.normal(size=loss.shape)) * length
        top = V
        for _ in range(6):  # towards the steepest direction there
            _, change = look(A, top)
            if not np.linalg.norm(change) > 0:
                break
            top = _unit(change) * length
        steep = best["K"][0]
        for _ in range(6):  # and, with the steepest shifted away, towards the flattest
            _, change = look(A, V)
            V = _unit(steep * V - change) * length
        look(A, rng.normal(size=loss.shape) * 10.0 ** rng.uniform(-1, 2))
    for name, sign in (("K", 1.0), ("mu", -1.0)):  # hill climbing from the best pair
        A, B = best[name][1]
        scale = 0.5 * (1 + float(np.abs(A).max()))
        for _ in range(budget // 10):
            before = best[name][0]
            centre = A + scale * rng.normal(size=A.shape)
            look(centre, B - A)
            if sign * (best[name][0] - before) > 0:
                A, B = best[name][1]
            else:
                scale *= 0.9
    error = noise / length + 1e-9 * max(best["K"][0], 1e-300)
    return Refutation(best["K"][0], best["mu"][0], best["K"][1], best["mu"][1], error, pairs)


def _unit(V: Array) -> Array:
    size = float(np.linalg.norm(V))
    return V / size if size > 0 else np.eye(*V.shape)
