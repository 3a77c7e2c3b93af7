"""Whole runs under the constraints of Theorem E.1 (103).

Runs start at all kinds of factors with alpha1 > 0; eta0 is a fraction of eta_max = min of the
root of (101), the smallest root of (102) and log(1 + alpha1 / (2 alpha2))^(1/c), found on a fine
grid from below; every eta_t is drawn from [eta0, min((1 + eta0^d)^(t/2) eta0, 1 / K_t)], both
ends included with a chance of their own. The constants are in `_constants_of_runs.py`.

Settings: `RUNS` (all n, m), `RUNS_SQUARE` (n = m), `RUNS_RECTANGULAR` (n != m), all with h from
max(n, m), where Table 2 is defined; `RUNS_REPAIRED` has `ALPHA1_REPAIRED` in eta_max and h from
min(n, m). `RUNS_32`, `RUNS_32_SQUARE`, `RUNS_32_REPAIRED` are the same with c = 1/2 and d = 2 for
Theorem 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664 import _step_size as bound
from proofs.arxiv_2505_11664._constants_of_runs import (
    d,
)
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX
from verify.arithmetic import Float64, Scope, evaluate
from verify.language import Expr, sigma_max
from verify.model.matrices import lattice_array
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, L, W, loss_parameters, mu
from verify.model.trajectory import L0, Schedule, descent_runs, eta0, t

__all__ = [
    "RUNS",
    "RUNS_32",
    "RUNS_32_REPAIRED",
    "RUNS_32_SQUARE",
    "RUNS_RECTANGULAR",
    "RUNS_REPAIRED",
    "RUNS_SQUARE",
    "any_size",
    "inverse_step",
    "rectangular",
    "run_setup",
    "runs",
    "square",
    "start",
]

Array = npt.NDArray[np.float64]

Generator = np.random.Generator

Draw = Callable[[Generator, Sizes, int], Sequence[Batch]]


def run_setup(alpha1: Expr, scope: Scope, latent: Mapping[str, Array]) -> Mapping[str, Array]:
    """eta0 as a fraction of eta_max, nan where alpha1 <= 0 or no admissible step was found."""
    names = {"alpha1": alpha1, "alpha2": ALPHA2, "beta2": BETA2, "L0": L0, "mu": mu, "K": K}
    count = len(latent["fraction"])
    known = {k: np.broadcast_to(evaluate(e, scope).v, (count,)) for k, e in names.items()}
    # Theorem 3.2's exponents, where none are drawn
    theorem_32 = {"c": np.full(count, 0.5), "d": np.full(count, 2.0)}
    exponents = {k: latent.get(k, v) for k, v in theorem_32.items()}
    known |= exponents
    top = _largest_eta0(known)
    fine = (known["alpha1"] > 0) & (top > 0)
    eta = np.where(fine, np.clip(latent["fraction"], 1e-9, 1.0) * top, np.nan)
    return {"eta0": eta, "c": exponents["c"], "d": exponents["d"]}


def _largest_eta0(known: Mapping[str, Array]) -> Array:
    """The end of the interval on which (101) and (102) allow every smaller eta0, from below.

    Found on a grid that starts from 1e-18, then by halving between the last allowed point and the
    next one, on a logarithmic scale.
    """
    count = len(known["c"])
    grid = np.linspace(-18, 3, 85)
    table = _allowed(known, np.tile(grid, count)).reshape(count, len(grid))
    some = table.any(axis=1)
    # Below about 1e-12 the difference in (102) is lost in rounding: the first points count as
    # allowed where later ones are.
    table = table | (np.arange(len(grid)) < np.argmax(table, axis=1)[:, None])
    last = np.where(table.all(axis=1), len(grid), np.argmin(table, axis=1)) - 1
    low = grid[np.maximum(last, 0)]
    width = grid[1] - grid[0]
    for _ in range(6):
        width = width / 2
        low = np.where(_allowed(known, low + width), low + width, low)
    found: Array = np.where(some & (last >= 0), 10.0**low, 0.0)
    return found


def _allowed(known: Mapping[str, Array], exponent: Array) -> npt.NDArray[np.bool_]:
    """Whether eta0 = 10^exponent satisfies (101), (102) and mu_bar > 0; points run by run."""
    points = len(exponent) // len(known["c"])
    values = {k: Float64.data(np.repeat(v, points), matrix=False) for k, v in known.items()}
    values["eta0"] = Float64.data(10.0**exponent, matrix=False)
    scope = Scope(Float64(), values, {})
    form = bound.REPAIRED
    with np.errstate(all="ignore"):
        good: npt.NDArray[np.bool_] = evaluate(form.lhs_101, scope).v <= 1
        good &= evaluate(form.lhs_102, scope).v <= evaluate(form.rhs_102, scope).v
        good &= evaluate(bound.MU_BAR, scope).v > 0
    return good


def _step_size(scope: Scope, u: Array) -> Array:
    """A point of [eta0, min((1 + eta0^d)^(t/2) eta0, 1 / K_t)], by its fraction u."""
    low = evaluate(eta0, scope).v
    grown = low * (1 + low ** evaluate(d, scope).v) ** (evaluate(t, scope).v / 2)
    # Just below the ends, so that rounding puts no step outside.
    high = np.minimum(grown, _inverse(scope)) * (1 - 1e-12)
    step: Array = np.where(u <= 0, low, np.where(u >= 1, high, low + u * (high - low)))
    chosen: Array = np.maximum(low, np.minimum(step, high))
    return chosen


def _inverse(scope: Scope) -> Array:
    """The step with eta K_t = 1."""
    return inverse_step(*(evaluate(x, scope).v for x in (K, L, SIGMA2_MAX, sigma_max(W))))


def inverse_step(k: Array, value: Array, top: Array, w: Array) -> Array:
    """The step with eta K_t(eta) = 1 from K, L(t), sigma_max^2(T_t) and sigma_max(W(t)).

    Newton's iteration from the right, where the increasing convex left side makes it monotone.
    """
    root = np.sqrt(2 * k * np.maximum(value, 0.0))
    a, b, q = k * top + root, 3 * k * top * root, 6 * k**2 * w * value
    a = np.where(a > 0, a, 1.0)
    step: Array = 1 / a
    for _ in range(8):
        step = step - (step * (a + step * (b + step * q)) - 1) / (a + step * (2 * b + 3 * q * step))
    return step


def start(rng: Generator, sizes: Sizes, count: int, *, theorem_32: bool = False) -> list[Batch]:
    """Beginnings of runs with a loss of each family; c and d drawn, or 1/2 and 2."""
    batches = []
    for family in ("weighted quadratic", "least squares", "log-cosh", "softplus"):
        share = max(count // 4, 2)
        W1, W2 = _factors(rng, sizes, share)
        latent = {"W1": W1, "W2": W2}
        parameters = loss_parameters(rng, family, sizes, share, latent)
        parameters["C"] = _targets(rng, W1, W2)
        latent = {
            "W10": W1,
            "W20": W2,
            **parameters,
            "fraction": np.where(rng.random(share) < 0.4, 1.0, 10.0 ** rng.uniform(-3, 0, share)),
            "u": np.clip(rng.uniform(-0.3, 1.3, (share, 14)), 0, 1),
        }
        if not theorem_32:
            same = rng.random(share) < 0.4
            latent["c"] = np.where(same, 0.5, rng.uniform(0.15, 0.9, share))
            latent["d"] = np.where(same, 2.0, 1 + rng.uniform(0.2, 2, share))
        batches.append(Batch(family, share, latent, family))
    return batches


def _factors(rng: Generator, sizes: Sizes, count: int) -> tuple[Array, Array]:
    """Gaussian, one large factor (imbalance), balanced (D = 0), and orthogonal rows."""
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    W1 = rng.normal(size=(count, n, h)) * 10.0 ** rng.uniform(-1, 1, (count, 1, 1))
    W2 = rng.normal(size=(count, m, h)) * 10.0 ** rng.uniform(-1, 1, (count, 1, 1))
    q = np.swapaxes(np.linalg.qr(rng.normal(size=(count, h, min(h, n + m))))[0], 1, 2)
    pick = rng.integers(0, 4, count)[:, None, None]
    # Balanced: both factors share the first min(n, m) orthonormal rows with one diagonal.
    k = min(n, m)
    diagonal = 10.0 ** rng.uniform(-0.5, 0.5, (count, k, 1))
    first, second = np.zeros_like(W1), np.zeros_like(W2)
    first[:, :k], second[:, :k] = diagonal * q[:, :k], diagonal * q[:, :k]
    W1, W2 = np.where(pick == 1, first, W1), np.where(pick == 1, second, W2)
    if h >= n + m:
        W1, W2 = np.where(pick == 2, q[:, :n], W1), np.where(pick == 2, q[:, n : n + m], W2)
    return W1, W2


def _targets(rng: Generator, W1: Array, W2: Array) -> Array:
    """Minimisers near W(0), where beta1 > 0, and at a distance."""
    w = W1 @ np.swapaxes(W2, 1, 2)
    count = len(w)
    size = np.linalg.norm(w, axis=(1, 2))[:, None, None] + 0.1
    near = w + size * 10.0 ** rng.uniform(-6, -0.5, (count, 1, 1)) * rng.normal(size=w.shape)
    far = rng.normal(size=w.shape) * size * rng.uniform(0, 1, (count, 1, 1))
    chosen: Array = np.where(rng.random((count, 1, 1)) < 0.7, near, far)
    return chosen


def _lattice(rng: Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    """Iterate 0 in small rationals: W(t) = W(0), eta_0 = eta0."""
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    weights = [[1.0], [1.0, 2.0], [1.0, 2.0, 4.0]][height - 1]
    W1 = lattice_array(rng, (count, n, h), min(height, 2))
    W2 = lattice_array(rng, (count, m, h), min(height, 2))
    close = rng.choice([0.0, 0.0, 0.01, 0.001, -0.01, 0.1, 1.0, -1.0], size=(count, n, m))
    steps = rng.choice([1e-1, 1e-2, 1e-3, 1e-4, 1e-6], size=count)
    latent = {
        "W10": W1,
        "W20": W2,
        "W1": W1,
        "W2": W2,
        "C": np.round(W1 @ np.swapaxes(W2, 1, 2) + close, 6),
        "A": rng.choice(np.array(weights), size=(count, n, m)),
        "eta0": steps,
        "eta": steps,
        "t": np.zeros(count),
        "c": np.full(count, 0.5),
        "d": np.full(count, 2.0),
    }
    return [Batch("lattice", count, latent, "weighted quadratic")]


def any_size(sizes: Sizes) -> bool:
    """Whatever n and m."""
    return True


def square(sizes: Sizes) -> bool:
    """Where n = m."""
    return sizes["n"] == sizes["m"]


def rectangular(sizes: Sizes) -> bool:
    """Where n != m."""
    return sizes["n"] != sizes["m"]


def _sizes(least: Callable[[int, int], int]) -> list[dict[str, int]]:
    """n, m <= 3, h from `least` of them to above n + m, smallest first."""
    found = [
        {"n": n, "m": m, "h": h}
        for n, m in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (2, 3), (3, 3))
        for h in sorted({least(n, m), max(n, m), n + m, n + m + 2})
    ]
    return sorted(found, key=lambda s: (sum(s.values()), s["n"]))


# Where Table 2 is defined: h >= max(n, m).
_TALL = ((">=", "h", "n"), (">=", "h", "m"))

_WHERE: Mapping[Callable[[Sizes], bool], str] = {
    any_size: "all n, m",
    square: "n = m",
    rectangular: "n != m",
}


def runs(
    *,
    where: Callable[[Sizes], bool] = any_size,
    theorem_32: bool = False,
    alpha1: Expr = ALPHA1,
) -> Setting:
    """Whole runs at the sizes admitted by `where` (any_size, square or rectangular).

    theorem_32: c = 1/2 and d = 2 throughout, and no starts for adversarial search, which costs
    most of a run's time: what it can find, it finds in Theorem E.1's settings; alpha1: which one
    eta_max is computed with: for `ALPHA1_REPAIRED`, h starts at min(n, m) and not at max(n, m).
    """
    repaired = alpha1 is ALPHA1_REPAIRED
    name = "Theorem 3.2" if theorem_32 else "Theorem E.1"
    extra = ", c = 1/2 and d = 2" if theorem_32 else ""
    mark = ", alpha1 repaired" if repaired else ""
    setting = descent_runs(
        f"runs of {name}, {_WHERE[where]}{mark}",
        "iterates 0 to 13 of whole runs with eta0 up to eta_max and every eta_t drawn from the "
        f"admissible interval (103){extra}; four families of losses, n, m <= 3, {_WHERE[where]}, "
        f"and h from {'min' if repaired else 'max'}(n, m) to n + m + 2; starts Gaussian, "
        f"imbalanced, balanced and orthogonal, near to W* and far{mark}",
        Schedule(("eta0", "c", "d"), partial(run_setup, alpha1), _step_size),
        sizes=[s for s in _sizes(min if repaired else max) if where(s)],
        start=partial(start, theorem_32=theorem_32),
        lattice=_lattice,
        bounds=(() if repaired else _TALL) + ((("==", "m", "n"),) if where is square else ()),
    )
    return replace(setting, draw=_recorded_only(setting.draw)) if theorem_32 else setting


def _recorded_only(draw: Draw) -> Draw:
    """The recorded iterates without the latent starts."""

    def recorded(rng: Generator, sizes: Sizes, count: int) -> list[Batch]:
        return [b for b in draw(rng, sizes, count) if b.fixed]

    return recorded


RUNS = runs()

RUNS_SQUARE = runs(where=square)

RUNS_RECTANGULAR = runs(where=rectangular)

RUNS_REPAIRED = runs(alpha1=ALPHA1_REPAIRED)

RUNS_32 = runs(theorem_32=True)

RUNS_32_SQUARE = runs(where=square, theorem_32=True)

RUNS_32_REPAIRED = runs(theorem_32=True, alpha1=ALPHA1_REPAIRED)
