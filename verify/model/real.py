"""Real data: batches of gradient-descent iterates, as further instances for sampling.

    W1+ = W1 - eta G W2,   W2+ = W2 - eta G' W1,   G = grad ell(W1 W2'),   eta = u * limit

u is a fixed fraction of the largest step that a theorem admits at the iterate (`limit`), so that
whole runs stay inside its hypotheses. Sources:

section 4            1/2 |X(W - C)|_F^2, C = X'Y, with the paper's X, Y, W1(0), W2(0), n = m = 10
weighted quadratic   1/2 sum A (W - C)^2, mu < K, n = 4, m = 2
digits, breast-cancer   l2-regularised logistic loss, one label against the rest, m = 10 and 2
linnerud, diabetes   log-cosh regression plus ridge, m = 3 and 1

Hidden widths go from min(n, m) to above n + m; starts are Gaussian of several scales, of rank
one, skewed, and with W2 = 0. K and mu are rigorous bounds (`verify/model/minimum.py`). Iterates
are kept while their loss exceeds its own rounding error. Everything is deterministic: seeds are
constants here, since real data are to be the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.arithmetic import Float64, Scope, evaluate
from verify.errors import InputError
from verify.model.data import Data, finite_matrix, load, orthogonal, subsample
from verify.model.minimum import RidgeLoss, gram_bounds, minimum
from verify.model.setting import Batch, Sizes, float_values
from verify.model.step import W1_NEXT, W2_NEXT, L, loss_values, natural_step

__all__ = ["Problem", "descend", "problems", "real_batches", "reduce_width", "starts"]

Array = npt.NDArray[np.float64]
Limit = Callable[[Scope], Array]

_FRACTIONS = {"full": (0.3, 0.9, 0.99), "quick": (0.9,)}
_RECORDED = {"full": (0, 1, 2, 3, 5, 8, 13, 21, 34), "quick": (0, 1, 2, 5)}
_SECTION_4 = {
    "full": [(h, s) for h in (500, 1000, 4000) for s in (0.01, 0.1, 1.0)],
    "quick": [(500, 0.1), (4000, 1.0)],
}
_DRAWS = {"full": 4, "quick": 2}
_ROWS = {"full": {}, "quick": {"digits": 200, "breast-cancer": 150, "diabetes": 100}}
_RIDGE = 2.0**-4
# Widths: min(n, m), between, n + m, above. The spectrum of a factor of rank 64 takes seconds in
# balls, each time an instance is decided; so digits keep to narrow layers.
_WIDTHS = {
    "weighted quadratic": (2, 3, 6, 9),
    "digits": (10, 16),
    "breast-cancer": (2, 7, 34),
    "linnerud": (3, 6, 8),
    "diabetes": (1, 4, 13),
}


def reduce_width(W1: Array, W2: Array) -> tuple[Array, Array]:
    """R1 (n x k), R2 (m x k), k = min(h, n + m), with [W1; W2] = [R1; R2] Q and Q Q' = I.

    Gradient descent multiplies the stacked factors from the left, W1+ = (R1 - eta G R2) Q, with
    the same G, as W1 W2' = R1 R2'. So with R in the place of W all of the following are the same,
    at every step and in exact arithmetic: products W1 W2', W1 W1', W2 W2' and the losses; all
    singular values of W1, W2 and [W1; W2] (their min(n, h), ... stay those numbers as k >= n, m
    where h is); the operator T; for D = W1'W1 - W2'W2 = Q'(R1'R1 - R2'R2)Q the norms |D|_F,
    |D+ - D|_F, and lambda_i(D), lambda_j(-D) for i <= n, j <= m, as only h - k zeros are left out.
    What names h itself is not invariant, nor is the law of a random start.

    W1: n x h, W2: m x h. Raises InputError for other shapes, NaN or infinity.
    """
    W1 = finite_matrix(W1, "W1")
    W2 = finite_matrix(W2, "W2", columns=W1.shape[1])
    n = W1.shape[0]
    if W1.shape[1] <= n + W2.shape[0]:
        return W1, W2
    # The other factor is dropped: nothing depends on it.
    R = np.linalg.qr(np.vstack([W1, W2]).T)[1].T
    return R[:n], R[n:]


@dataclass(frozen=True, eq=False)
class Problem:
    """A loss on data with its runs' starts.

    parameters: of the family, with a leading axis of 1 or of the number of runs; K, mu: (runs,);
    W1, W2: (runs, n, h), (runs, m, h); enclosures: see `Batch`.
    """

    source: str
    family: str
    parameters: Mapping[str, Array]
    K: Array
    mu: Array
    W1: Array
    W2: Array
    enclosures: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    @property
    def sizes(self) -> Sizes:
        """n, m and h."""
        return {"n": self.W1.shape[1], "m": self.W2.shape[1], "h": self.W1.shape[2]}

    def batch(self, run: npt.NDArray[np.intp], W1: Array, W2: Array) -> Batch:
        """Instances of the given runs at the given factors."""
        each = {k: v if v.shape[0] == 1 else v[run] for k, v in self.parameters.items()}
        latent = {**each, "K": self.K[run], "mu": self.mu[run], "W1": W1, "W2": W2}
        return Batch(self.source, len(run), latent, self.family, True, self.enclosures)


def real_batches(profile: str, limit: Limit = natural_step) -> Sequence[tuple[Sizes, Batch]]:
    """Iterates on all sources, each batch with its sizes; latent has W1, W2, eta, K and mu.

    profile: "full" or "quick" (fewer runs, and rows of the larger data sets left out, as the
    sources' names say); limit: the largest step, from the values of an instance without `eta`.
    """
    return [
        (problem.sizes, batch)
        for problem in problems(profile)
        if (batch := descend(problem, _FRACTIONS[profile], _RECORDED[profile], limit)).count
    ]


def descend(
    problem: Problem, fractions: Sequence[float], recorded: Sequence[int], limit: Limit
) -> Batch:
    """Run gradient descent from every start with every fraction; the recorded steps' iterates."""
    runs = len(problem.W1)
    run = np.tile(np.arange(runs), len(fractions))
    u = np.repeat(np.asarray(fractions), runs)
    W1, W2 = problem.W1[run], problem.W2[run]
    kept = []
    for step in range(max(recorded) + 1):
        batch = problem.batch(run, W1, W2)
        values = {"W1": W1, "W2": W2, **loss_values(batch)}
        known = float_values(values, batch)
        scope = Scope(Float64(), known, problem.sizes)
        eta = np.broadcast_to(u * limit(scope), (len(run),))
        good = _usable(scope, eta)
        known["eta"] = Float64.data(eta, matrix=False)
        W1_next, W2_next = evaluate(W1_NEXT, scope).v, evaluate(W2_NEXT, scope).v
        if step in recorded:
            kept.append((run[good], W1[good], W2[good], eta[good]))
        run, u, W1, W2 = run[good], u[good], W1_next[good], W2_next[good]
        if not len(run):
            break
    run, W1, W2, eta = (np.concatenate(part) for part in zip(*kept, strict=True))
    batch = problem.batch(run, W1, W2)
    latent = {**batch.latent, "eta": eta}
    return Batch(batch.source, batch.count, latent, batch.family, True, batch.enclosures)


def _usable(scope: Scope, eta: Array) -> npt.NDArray[np.bool_]:
    """Where a step exists, and the loss is known to more than its own size."""
    loss = evaluate(L, scope)
    stepping = np.isfinite(eta) & (eta > 0)
    usable: npt.NDArray[np.bool_] = stepping & np.isfinite(loss.v) & (loss.v > 2 * loss.e)
    return usable


def starts(rng: np.random.Generator, n: int, m: int, h: int) -> tuple[Array, Array]:
    """Five starts (5, n, h), (5, m, h): small, large, of rank one, skewed, and with W2 = 0."""
    W1, W2 = rng.normal(size=(5, n, h)), rng.normal(size=(5, m, h))
    W1[2], W2[2] = W1[2, :, :1] * W1[2, :1], W2[2, :, :1] * W1[2, :1]
    W2[4] = 0.0
    size = h**-0.5 * np.array([0.1, 1.0, 0.5, 1.0, 1.0])[:, None, None]
    skew = np.array([1.0, 1.0, 1.0, 3.0, 1.0])[:, None, None]
    return W1 * size * skew, W2 * size / skew


@cache
def problems(profile: str) -> tuple[Problem, ...]:
    """All losses of a profile with their starts; the same objects when asked again."""
    if profile not in _FRACTIONS:
        raise InputError(f"the profile {profile!r} was given", remedy="take 'full' or 'quick'")
    return (
        *(_section_4(h, s, _DRAWS[profile]) for h, s in _SECTION_4[profile]),
        *_weighted_quadratics(),
        *_on_data("digits", "logistic", profile),
        *_on_data("breast-cancer", "logistic", profile),
        *_on_data("linnerud", "log-cosh ridge", profile),
        *_on_data("diabetes", "log-cosh ridge", profile),
    )


def _section_4(h: int, sigma2: float, draws: int) -> Problem:
    """Several draws of the paper's data, each with X of its own."""
    rng = np.random.default_rng([4, h, round(100 * sigma2)])
    drawn = [orthogonal(rng, h, sigma2) for _ in range(draws)]
    X, Y = (np.stack(parts) for parts in zip(*((d.X, d.Y) for d, _, _ in drawn), strict=True))
    factors = [reduce_width(first, second) for _, first, second in drawn]
    W1, W2 = (np.stack(parts) for parts in zip(*factors, strict=True))
    mu, K = np.array([gram_bounds(x) for x in X]).T
    source = f"{drawn[0][0].name}, run as h = {W1.shape[2]}"
    parameters = {"X": X, "C": np.swapaxes(X, 1, 2) @ Y}
    return Problem(source, "least squares", parameters, K, mu, W1, W2)


def _weighted_quadratics() -> Iterator[Problem]:
    """K / mu = 2, 10, 100 in turn; W* = C is Gaussian, or of rank one in the third run."""
    n, m = 4, 2
    for h in _WIDTHS["weighted quadratic"]:
        rng = np.random.default_rng([5, h])
        W1, W2 = starts(rng, n, m, h)
        condition = np.array([2.0, 10.0, 100.0, 10.0, 2.0])[:, None, None]
        A = condition ** rng.uniform(0, 1, size=(5, n, m))
        C = rng.normal(size=(5, n, m))
        C[2] = C[2, :, :1] * C[2, :1]
        K, mu = A.max(axis=(1, 2)), A.min(axis=(1, 2))
        yield Problem("weighted quadratic", "weighted quadratic", {"A": A, "C": C}, K, mu, W1, W2)


def _on_data(name: str, family: str, profile: str) -> Iterator[Problem]:
    """A ridge loss on a bundled data set, its minimum subtracted and enclosed."""
    data = subsample(load(name), _ROWS[profile].get(name, 10**9), seed=0)
    loss = RidgeLoss(family, data.X, data.Y, _RIDGE)
    least = minimum(loss)
    K = loss.K()
    (N, n), m = data.X.shape, data.Y.shape[1]
    scalars = {"a": loss.a, "inverse_N": loss.inverse_N, "minimum": least.middle}
    parameters: dict[str, Any] = {"X": data.X[None], "Y": data.Y[None]}
    parameters |= {k: np.array([v]) for k, v in scalars.items()}
    for h in _WIDTHS[name]:
        W1, W2 = starts(np.random.default_rng([6, N, n, h]), n, m, h)
        yield Problem(
            _title(data, family),
            family,
            parameters,
            np.full(len(W1), K),
            np.full(len(W1), loss.mu),
            W1,
            W2,
            {"minimum": (least.low, least.high)},
        )


def _title(data: Data, family: str) -> str:
    return f"{'logistic loss' if family == 'logistic' else 'log-cosh plus ridge'} on {data.name}"
