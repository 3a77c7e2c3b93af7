"""What is minimised: a loss ell on R^{n x m} in displacements from its centre, with K and mu.

A loss is written in E = W - C: value ell(C + E) - min ell and gradient at C + E. With C = W*, the
minimiser, neither loses digits near the minimum, where ell(W) - min ell would: a value of 1e-25
is as accurate as one of 1. The engine then carries E itself along, by the exact identity

    E+ = E - eta (G W2 W2' + W1 W1' G) + eta^2 G W' G,

instead of subtracting C from the product W1 W2', whose rounding alone would give losses of about
(h eps)^2. Losses without a known minimiser take C = 0 and E = W.

Arrays of parameters have a leading axis of 1 (shared by all runs) or of the number of runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from verify.descent._balls import BallLoss
from verify.descent.iterate import Array, Indices
from verify.errors import InputError

__all__ = ["FunctionLoss", "Loss", "Problem", "custom"]


class Loss(ABC):
    """A loss in displacements E, (runs, n, m), from its centre; a frozen dataclass of arrays."""

    quadratic: bool = False
    """Whether the value is E's quadratic form with the gradient as its linear map."""

    @abstractmethod
    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """ell(C + E) - min ell, (runs,), and the gradient there, (runs, n, m)."""

    def value(self, E: Array) -> Array:
        """ell(C + E) - min ell alone, (runs,)."""
        return self.value_gradient(E)[0]

    def balls(self, run: int) -> BallLoss:
        """The same function of E in balls, for one run; InputError where there is no formula."""
        raise InputError(
            f"{type(self).__name__} was given",
            violates="the loss is a formula",
            where="a run in balls",
            remedy="a loss given by functions of floats cannot be evaluated in higher precision",
        )

    def one(self, name: str, run: int) -> Array:
        """An array of parameters for one run, without its leading axis."""
        array: Array = getattr(self, name)
        part: Array = array[run % len(array)]
        return part

    def take(self, index: Indices | slice) -> Self:
        """The losses of some of the runs: arrays with one entry for all runs stay as they are."""
        changed: dict[str, Any] = {}
        for f in fields(self):  # type: ignore[arg-type]  # every Loss is a dataclass
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray) and value.ndim and len(value) > 1:
                changed[f.name] = value[index]
        return replace(self, **changed)  # type: ignore[type-var]


@dataclass(frozen=True, eq=False)
class Problem:
    """A loss for every run of a batch, K-smooth and mu-strongly convex, with minimum 0.

    name: for messages and reports; n, m: the shape of W; K, mu: (1,) or (runs,), mu <= K;
    centre: C, (1 or runs, n, m); at_minimum: whether C is the minimiser W*, so that E is carried
    along (see the header) and constants that need W* can be computed; minimum: what was
    subtracted, (1 or runs,), where it is known and not 0.
    """

    name: str
    n: int
    m: int
    loss: Loss
    K: Array
    mu: Array
    centre: Array
    at_minimum: bool = True
    minimum: Array | None = None

    def __post_init__(self) -> None:
        for name in ("K", "mu"):
            value = np.atleast_1d(np.asarray(getattr(self, name), dtype=np.float64))
            object.__setattr__(self, name, value)
        if not (np.isfinite(self.K).all() and (self.mu > 0).all() and (self.mu <= self.K).all()):
            raise InputError(
                f"K = {self.K.max():g} and mu = {self.mu.min():g} were given",
                violates="0 < mu <= K < infinity",
                where=self.name,
                remedy="the loss has to be strongly convex: add a ridge, or give other data",
            )

    @property
    def runs(self) -> int:
        """How many losses the batch holds; 1 where all runs share one."""
        return max(len(self.K), len(self.mu), len(self.centre))

    def take(self, index: Indices) -> Problem:
        """The problems of the given runs, in that order; with runs = 1, one for all of them."""
        one = self.runs == 1
        count = len(index) if one else self.runs
        parts: dict[str, Any] = {
            name: np.broadcast_to(value, (count, *value.shape[1:]))
            for name in ("K", "mu", "centre", "minimum")
            if (value := getattr(self, name)) is not None
        }
        if one:
            return replace(self, **parts)
        chosen: dict[str, Any] = {name: value[index] for name, value in parts.items()}
        return replace(self, loss=self.loss.take(index), **chosen)


@dataclass(frozen=True, eq=False)
class FunctionLoss(Loss):
    """A user's own functions of W, (runs, n, m).

    minimum: what is subtracted, (1,) or (runs,); centre: C, (1 or runs, n, m).
    """

    function: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    minimum: Array
    centre: Array

    def value_gradient(self, E: Array) -> tuple[Array, Array]:
        """The functions at W = C + E; near the minimum they have the digits that they have."""
        W = self.centre + E
        return self.function(W) - self.minimum, self.slope(W)


def custom(
    value: Callable[[Array], Array],
    gradient: Callable[[Array], Array],
    *,
    shape: tuple[int, int],
    K: float,
    mu: float,
    minimum: float = 0.0,
    minimiser: Array | None = None,
    name: str = "a loss of the user's own",
) -> Problem:
    """Any loss with value, gradient, K, mu and minimum; one for all runs.

    value: (runs, n, m) -> (runs,); gradient: (runs, n, m) -> (runs, n, m); shape: (n, m);
    minimiser: W*, (n, m), where it is known: constants such as beta1 and beta2 need it.
    That K, mu, the gradient and the minimum belong to the value is not checked.
    """
    n, m = shape
    centre = np.zeros((1, n, m)) if minimiser is None else np.asarray(minimiser, dtype=float)[None]
    if centre.shape != (1, n, m) or not np.isfinite(centre).all():
        raise InputError(
            f"a minimiser of shape {centre.shape[1:]} was given",
            violates=f"shape = ({n}, {m}), all entries finite",
            where=name,
            remedy="give W* in the shape of W",
        )
    least = np.array([minimum])
    return Problem(
        name,
        n,
        m,
        FunctionLoss(value, gradient, least, centre),
        np.array([K]),
        np.array([mu]),
        centre,
        at_minimum=minimiser is not None,
        minimum=least,
    )
