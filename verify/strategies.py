"""Hypothesis strategies for the model under study: factors, losses, gradient-descent steps.

    L(W1, W2) = ell(W1 W2'),   W1 in R^{n x h},   W2 in R^{m x h},   h >= min(n, m)

`factors()` draws W1, W2 of all ranks and scales; `losses()` members of the families in
`verify/model/families.py` with their K and mu; `gd_steps()` a loss, factors and a step size up to
a limit. For the property tests of your own project:

    @given(gd_steps())
    def test_one_step_stays_bounded(step: Step) -> None:
        assert my_update(step.W1, step.W2, step.eta) ...

Every entry is a float64 that holds a small dyadic rational exactly, so `Fraction(x)` is the
number that was meant and a failure can be decided without rounding (`Step.values`). Examples
shrink to few rows, h = min(n, m), entries 0 and 1, a weighted quadratic and a step of few bits.

Not covered: random initialisations of the papers (Gaussian entries), and networks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import frexp, ldexp
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import assume
from hypothesis import strategies as st

from verify.arithmetic import Float64, Scope, evaluate
from verify.errors import InputError
from verify.evidence.compare import exact_values
from verify.model.families import FAMILIES
from verify.model.minimum import RidgeLoss, minimum
from verify.model.setting import Batch, float_values
from verify.model.step import W1_NEXT, W2_NEXT, gd_step, loss_values, natural_step

__all__ = [
    "Factors",
    "Loss",
    "Step",
    "factors",
    "gd_steps",
    "losses",
    "matrices",
    "small_rationals",
]

Array = npt.NDArray[np.float64]
Limit = Callable[[Scope], Array]

_SIMPLE = (1, 0, -1, 2, -2, 0.5, -0.5, 3, -3, 0.25, -0.25, 0.75, -0.75, 1.5, -1.5)
_SMALL = st.sampled_from([float(x) for x in _SIMPLE])
_POSITIVE = (1.0, 2.0, 0.5, 3.0, 0.25, 8.0, 0.125, 2.0**-6, 2.0**-10)
_EXPONENTS = (0, 1, -1, 4, -4, 10, -10, 20, -20)  # 2^20 is about 10^6
_FRACTIONS = (0.5, 1.0, 0.25, 0.75, 0.875, 1 - 2.0**-10, 2.0**-6, 2.0**-20)
_RIDGE = ("logistic", "log-cosh ridge")
# Only the loss's values are wanted of it: the step size is the strategy's own.
_SETTING = gd_step("a drawn step", "one step of gradient descent, drawn by a strategy")


@dataclass(frozen=True, eq=False)
class Factors:
    """W1: (n, h), W2: (m, h)."""

    W1: Array
    W2: Array

    @property
    def sizes(self) -> dict[str, int]:
        """n, m and h."""
        return {"n": len(self.W1), "m": len(self.W2), "h": self.W1.shape[1]}


@dataclass(frozen=True, eq=False)
class Loss:
    """A member of a family on n x m matrices, twice differentiable, with minimum 0.

    family: a name in `FAMILIES`; parameters: arrays by name, see there; K, mu: constants of
    smoothness and of strong convexity; enclosures: ends of the minimum, where it is subtracted.
    """

    family: str
    parameters: Mapping[str, Array]
    K: float
    mu: float
    enclosures: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Step:
    """The step W1+ = W1 - eta G W2, W2+ = W2 - eta G' W1 with G = grad ell(W1 W2'), eta > 0."""

    loss: Loss
    W1: Array
    W2: Array
    eta: float

    @property
    def sizes(self) -> dict[str, int]:
        """n, m and h."""
        return Factors(self.W1, self.W2).sizes

    def batch(self) -> Batch:
        """The step as a batch of one instance of a setting of steps (`verify.model.step`)."""
        return _batch(self.loss, self.W1, self.W2, self.eta)

    def values(self) -> dict[str, Any]:
        """Exact values of W1, W2, eta, ell, K and mu, for `verify.evidence.compare.settle`."""
        return exact_values(_SETTING, self.batch(), self.sizes, 0)


def small_rationals() -> st.SearchStrategy[float]:
    """Dyadic rationals of size at most 3 with denominators up to 4, in order of simplicity.

    1 comes before 0: a matrix of ones that loses rows still holds what made an example fail.
    """
    return _SMALL


@st.composite
def factors(
    draw: st.DrawFn,
    *,
    largest: int = 3,
    extra: int = 2,
    sizes: Mapping[str, int] | None = None,
    entries: st.SearchStrategy[float] | None = None,
    scaled: bool = True,
) -> Factors:
    """W1, W2 with n, m <= `largest` and h from min(n, m) to n + m + `extra`.

    sizes: n, m and h, where they are to be fixed; entries: of the matrices before scaling,
    small rationals by default; scaled: each factor times a power of 2 between 2^-20 and 2^20.
    A third of the matrices has a rank below its shape's, and a third has graded columns.
    """
    if sizes is None:
        n, m = draw(st.integers(1, largest)), draw(st.integers(1, largest))
        h = min(n, m) + draw(st.integers(0, max(n, m) + extra))
    else:
        n, m, h = _checked(sizes)
    W1 = draw(matrices(n, h, entries=entries))
    W2 = draw(matrices(m, h, entries=entries))
    if scaled:
        W1 = W1 * 2.0 ** draw(st.sampled_from(_EXPONENTS))
        W2 = W2 * 2.0 ** draw(st.sampled_from(_EXPONENTS))
    return Factors(W1, W2)


@st.composite
def losses(
    draw: st.DrawFn,
    n: int | None = None,
    m: int | None = None,
    *,
    families: Sequence[str] | None = None,
    near: Array | None = None,
) -> Loss:
    """A loss on n x m matrices (drawn up to 3 where not given) of one of the families.

    families: names in `FAMILIES`, the simplest first; all by default. near: a matrix (n, m) to
    which half of the minimisers are close, for statements that are tight where the loss is small;
    it concerns the four families that are given by their minimiser C.
    """
    n = draw(st.integers(1, 3)) if n is None else n
    m = draw(st.integers(1, 3)) if m is None else m
    names = list(FAMILIES) if families is None else list(families)
    if unknown := [f for f in names if f not in FAMILIES]:
        raise InputError(
            f"families {unknown} were given", remedy=f"take some of {', '.join(FAMILIES)}"
        )
    family = draw(st.sampled_from(names))
    if family in _RIDGE:
        return draw(_ridge_losses(n, m, family))
    # Drawn for every family alike, so that shrinking may change the family alone.
    latent = {"C": draw(_minimisers(n, m, near))}
    scale = 2.0 ** draw(st.sampled_from(_EXPONENTS[:7]))
    if family == "weighted quadratic":
        latent["A"] = scale * draw(_filled(n, m, st.sampled_from(_POSITIVE)))
    if family in ("least squares", "softplus"):
        latent["X"] = draw(_filled(n + 1, n, small_rationals()))
        # K = 0 is no smooth, strongly convex loss.
        assume(latent["X"].any())
    if family in ("log-cosh", "softplus"):
        latent["a"] = np.array(scale * draw(st.sampled_from(_POSITIVE)))
    if family == "log-cosh":
        latent["b"] = np.array(scale)
    return _loss(family, latent)


@st.composite
def gd_steps(
    draw: st.DrawFn,
    *,
    limit: Limit = natural_step,
    families: Sequence[str] | None = None,
    largest: int = 3,
    extra: int = 2,
    iterates: int = 2,
) -> Step:
    """A step of gradient descent from drawn factors, or from an iterate of a run from them.

    limit: the largest step size, from the values of an instance without `eta` (see
    `verify.model.step.natural_step`); the drawn step is a fraction of it, up to and with 1.
    iterates: how many steps are taken at most before the one that is given.
    """
    drawn = draw(factors(largest=largest, extra=extra))
    W1, W2 = drawn.W1, drawn.W2
    n, m = drawn.sizes["n"], drawn.sizes["m"]
    loss = draw(losses(n, m, families=families, near=W1 @ W2.T))
    eta = draw(_step_sizes(loss, W1, W2, limit))
    for _ in range(draw(st.integers(0, iterates))):
        W1, W2 = _next(loss, W1, W2, eta)
        eta = draw(_step_sizes(loss, W1, W2, limit))
    return Step(loss, W1, W2, eta)


@st.composite
def matrices(
    draw: st.DrawFn,
    rows: int,
    columns: int,
    *,
    entries: st.SearchStrategy[float] | None = None,
) -> Array:
    """A matrix (rows, columns): plain, of a rank below both, or with columns of unlike sizes.

    entries: small rationals by default.
    """
    whole = draw(_filled(rows, columns, small_rationals() if entries is None else entries))
    kind = draw(st.sampled_from(("plain", "low rank", "graded")))
    if kind == "low rank":
        rank = draw(st.integers(0, min(rows, columns) - 1))
        for i in range(rank, rows):
            whole[i] = 0.0 if rank == 0 else whole[i % rank] * (1 + i // rank)
    if kind == "graded":
        grades = draw(st.lists(st.integers(0, 26), min_size=columns, max_size=columns))
        whole = whole * 2.0 ** -np.array(grades, dtype=float)
    return whole


@st.composite
def _filled(draw: st.DrawFn, rows: int, columns: int, entry: st.SearchStrategy[float]) -> Array:
    values = [draw(entry) for _ in range(rows * columns)]
    return np.array(values, dtype=np.float64).reshape(rows, columns)


@st.composite
def _minimisers(draw: st.DrawFn, n: int, m: int, near: Array | None) -> Array:
    C = draw(_filled(n, m, small_rationals()))
    if near is None or not draw(st.booleans()):
        return C
    exponent = frexp(float(np.max(np.abs(near))) or 0.5)[1]
    distance = draw(st.sampled_from((0, -4, -8, -16)))
    close: Array = near + C * ldexp(1.0, exponent + distance)
    return close


@st.composite
def _ridge_losses(draw: st.DrawFn, n: int, m: int, family: str) -> Loss:
    """Logistic or log-cosh regression with a ridge on two to four rows of small data."""
    rows = draw(st.integers(2, 4))
    X = draw(_filled(rows, n, small_rationals()))
    labels = st.sampled_from((1.0, -1.0)) if family == "logistic" else small_rationals()
    Y = draw(_filled(rows, m, labels))
    ridge = RidgeLoss(family, X, Y, draw(st.sampled_from((1.0, 0.25, 2.0**-4))))
    least = minimum(ridge)
    scalars = {"a": ridge.a, "inverse_N": ridge.inverse_N, "minimum": least.middle}
    parameters = {"X": X, "Y": Y, **{k: np.array(v) for k, v in scalars.items()}}
    ends = {"minimum": (least.low, least.high)}
    return Loss(family, parameters, ridge.K(), ridge.mu, ends)


@st.composite
def _step_sizes(draw: st.DrawFn, loss: Loss, W1: Array, W2: Array, limit: Limit) -> float:
    """A fraction of the limit, rounded down to few bits or to none fewer than it has."""
    batch = _batch(loss, W1, W2, None)
    values = {"W1": batch.latent["W1"], "W2": batch.latent["W2"], **loss_values(batch)}
    scope = Scope(Float64(), float_values(values, batch), Factors(W1, W2).sizes)
    largest = float(np.broadcast_to(limit(scope), (1,))[0])
    assume(0 < largest < np.inf)
    eta = draw(st.sampled_from(_FRACTIONS)) * largest
    mantissa, exponent = frexp(eta)
    unit = 2.0 ** draw(st.sampled_from((2, 5, 53)))
    return ldexp(int(mantissa * unit) / unit, exponent)


def _checked(sizes: Mapping[str, int]) -> tuple[int, int, int]:
    n, m, h = (sizes.get(k, 0) for k in ("n", "m", "h"))
    if min(n, m) < 1 or h < min(n, m):
        raise InputError(
            f"sizes {dict(sizes)} were given",
            violates="n, m >= 1 and h >= min(n, m)",
            where="factors",
            remedy="give n, m and h",
        )
    return n, m, h


def _batch(loss: Loss, W1: Array, W2: Array, eta: float | None) -> Batch:
    """One instance, with a leading axis of 1 everywhere."""
    latent = {k: np.asarray(v)[None] for k, v in loss.parameters.items()}
    latent |= {"W1": W1[None], "W2": W2[None]}
    if loss.family in _RIDGE:
        latent |= {"K": np.array([loss.K]), "mu": np.array([loss.mu])}
    if eta is not None:
        latent["eta"] = np.array([eta])
    return Batch("strategy", 1, latent, loss.family, enclosures=loss.enclosures)


def _loss(family: str, latent: Mapping[str, Array]) -> Loss:
    """A loss whose K and mu follow from its parameters."""
    batch = Batch("strategy", 1, {k: np.asarray(v)[None] for k, v in latent.items()}, family)
    values = loss_values(batch)
    return Loss(family, latent, float(values["K"][0]), float(values["mu"][0]))


def _next(loss: Loss, W1: Array, W2: Array, eta: float) -> tuple[Array, Array]:
    """The factors after one step, in floats."""
    step = Step(loss, W1, W2, eta)
    batch = step.batch()
    values = float_values(_SETTING.finish(batch, step.sizes), batch)
    scope = Scope(Float64(), values, step.sizes)
    after = tuple(evaluate(x, scope).v[0] for x in (W1_NEXT, W2_NEXT))
    assume(all(np.isfinite(x).all() for x in after))
    return after[0], after[1]
