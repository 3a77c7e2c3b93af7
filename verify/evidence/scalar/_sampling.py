"""Points where everything that is assumed holds, in floats, and those where the conclusion fails.

Each equation determines one atom from the others: one in which it is linear, or a root of a
quadratic (`_points.py`). The free atoms are drawn (small rationals, and many scales) and walked
towards points that satisfy the premises and make the conclusion small. A point where the conclusion
fails is rounded to rationals of growing height and decided exactly; a float alone refutes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from verify.evidence.polynomial import Monomial
from verify.evidence.scalar._points import Order, by_power, order_of, simplest
from verify.evidence.scalar.problem import Counterexample, ScalarProblem

__all__ = ["Seen", "sample"]

_Floats = npt.NDArray[np.float64]
_ROUNDS = 24
_EPS = 1e-11
_TINY = 1e-9
_CANDIDATES = 12


@dataclass(frozen=True)
class Seen:
    """What sampling saw: the least value where the premises hold, where, and a counterexample."""

    minimum: float | None
    at: Mapping[str, float]
    refuted: Counterexample | None


def sample(problem: ScalarProblem, count: int) -> Seen:
    """Draw and walk about `count` points in all, by fixed seeds."""
    order = order_of(problem)
    walkers = max(count // _ROUNDS, 16)
    rng = np.random.default_rng(11664)
    signs = _positive(problem)
    points = _start(rng, order, signs, walkers)
    state = _measure(problem, _completed(points, order, rng))
    first = (points, state)
    for turn in range(_ROUNDS):
        moved = _moved(rng, points, order, signs, turn)
        after = _measure(problem, _completed(moved, order, rng))
        better = (after[0] < state[0]) | ((after[0] == state[0]) & (after[1] < state[1]))
        points = {a: np.where(better, moved[a], points[a]) for a in points}
        state = (
            np.where(better, after[0], state[0]),
            np.where(better, after[1], state[1]),
            np.where(better, after[2], state[2]),
        )
    # The first points are kept: they are the simple ones.
    whole = {a: np.concatenate([points[a], first[0][a]]) for a in points}
    return _summary(
        problem, order, whole, [_joined(*pair) for pair in zip(state, first[1], strict=True)]
    )


def _joined(walked: _Floats, drawn: _Floats) -> _Floats:
    return np.concatenate([np.atleast_1d(walked), np.atleast_1d(drawn)])


def _positive(problem: ScalarProblem) -> frozenset[str]:
    """Atoms that a premise says are nonnegative."""
    found = set()
    for premise in problem.premises:
        if len(premise.poly) == 1:
            [(monomial, c)] = premise.poly.items()
            if len(monomial) == 1 and monomial[0][1] == 1 and c > 0:
                found.add(monomial[0][0])
    return frozenset(found)


def _start(
    rng: np.random.Generator, order: Order, signs: frozenset[str], count: int
) -> dict[str, _Floats]:
    points = {}
    lattice = np.array([0, 0.25, 0.5, 1, 1.5, 2, 3, 4])
    common = rng.uniform(-1.5, 1.5, count)
    for atom in order.free:
        value = 10 ** (common + rng.normal(0, 0.5, count))
        value = np.where(rng.random(count) < 0.4, rng.choice(lattice, count), value)
        sign = 1.0 if atom in signs else rng.choice([-1.0, 1.0], count)
        points[atom] = sign * value
    return points


def _moved(
    rng: np.random.Generator,
    points: dict[str, _Floats],
    order: Order,
    signs: frozenset[str],
    turn: int,
) -> dict[str, _Floats]:
    """A step in about two atoms, smaller in later turns; sometimes equal to another atom."""
    out = {}
    rate = min(1.0, 2 / max(len(order.free), 1))
    width = 1.5 * 0.85**turn
    for atom in order.free:
        value = points[atom]
        noise = rng.normal(0, width, len(value))
        step = value * np.exp(noise) if atom in signs else value * np.exp(noise / 2) + noise / 2
        other = points[order.free[int(rng.integers(len(order.free)))]]
        step = np.where(rng.random(len(value)) < 0.1, other, step)
        if atom in signs:
            step = np.abs(step)
        out[atom] = np.where(rng.random(len(value)) < rate, step, value)
    return out


def _completed(
    points: Mapping[str, _Floats], order: Order, rng: np.random.Generator
) -> dict[str, _Floats]:
    """Every atom's value; nan where an equation has no real solution."""
    values = dict(points)
    with np.errstate(all="ignore"):
        for equation, atom in order.steps:
            c = [_value(part, values)[0] for part in by_power(equation, atom)]
            if len(c) == 2:
                values[atom] = -c[0] / c[1]
            else:
                root = np.sqrt(c[1] ** 2 - 4 * c[2] * c[0])
                side = np.where(rng.random(np.shape(root)) < 0.25, -1.0, 1.0)
                values[atom] = (-c[1] + side * root) / (2 * c[2])
    return values


def _value(
    poly: Mapping[Monomial, Fraction], values: Mapping[str, _Floats]
) -> tuple[_Floats, _Floats]:
    """Value and the sum of the terms' absolute values."""
    size = np.shape(next(iter(values.values()))) if values else ()
    total, scale = np.zeros(size), np.zeros(size)
    for monomial, c in poly.items():
        term = np.full(size, float(c))
        for atom, k in monomial:
            term = term * values[atom] ** k
        total, scale = total + term, scale + np.abs(term)
    return total, scale


def _measure(
    problem: ScalarProblem, values: Mapping[str, _Floats]
) -> tuple[_Floats, _Floats, _Floats]:
    """(how far the premises are violated, conclusion relative to its terms, conclusion)."""
    violation = np.zeros(())
    with np.errstate(all="ignore"):
        for premise in problem.premises:
            value, scale = _value(premise.poly, values)
            short = np.maximum(-value / np.maximum(scale, 1e-300) - _EPS, 0.0)
            if premise.strict:
                short = np.where(value > 0, short, np.maximum(short, _EPS))
            violation = violation + np.where(np.isfinite(value), short, np.inf)
        for equation in problem.equations:
            value, scale = _value(equation, values)
            short = np.abs(value) / np.maximum(scale, 1e-300)
            violation = violation + np.where(
                short < 1e-9, 0.0, np.where(short >= 0, 1 + short, np.inf)
            )
        value, scale = _value(problem.conclusion, values)
        relative = value / np.maximum(scale, 1e-300)
        if problem.op == "==":
            relative = -np.abs(relative)
    broken = ~np.isfinite(relative)
    violation = np.where(broken, np.inf, violation + np.zeros(np.shape(relative)))
    return violation, np.where(broken, np.inf, relative), np.where(broken, np.inf, value)


def _summary(
    problem: ScalarProblem,
    order: Order,
    points: Mapping[str, _Floats],
    state: Sequence[_Floats],
) -> Seen:
    violation, relative, value = (np.atleast_1d(s) for s in state)
    inside = np.flatnonzero(violation == 0)
    if not len(inside):
        return Seen(None, {}, None)
    ranked = inside[np.argsort(relative[inside], kind="stable")]
    false = ranked[relative[ranked] <= (_EPS if problem.op == ">" else -_EPS)]
    # The worst, even where only nearly false; and others: a simple point need not be the worst.
    tried = [*ranked[:_CANDIDATES], *false[_CANDIDATES :: max(len(false) // _CANDIDATES, 1)]]
    near = [{a: float(v[i]) for a, v in points.items()} for i in tried]
    refuted = simplest(problem, order, near)
    worst = ranked[0]
    at = {a: float(v[worst]) for a, v in points.items()}
    # Below the rounding of the terms it is 0.
    least = 0.0 if abs(relative[worst]) < _TINY else float(value[worst])
    return Seen(least, at, refuted)
