"""Points where everything that is assumed holds, in floats, and those where the conclusion fails.

Each equation determines one atom from the others: one in which it is linear, or a root of a
quadratic. The free atoms are drawn (small rationals, and many scales) and walked towards points
that satisfy the premises and make the conclusion small. A point where the conclusion fails is
rounded to rationals of growing height and decided exactly; a float alone refutes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isqrt

import numpy as np
import numpy.typing as npt

from verify.evidence.polynomial import Monomial, Poly
from verify.evidence.scalar.exact import evaluate, refutes
from verify.evidence.scalar.problem import Counterexample, ScalarProblem

__all__ = ["Seen", "rational_point", "sample"]

_Floats = npt.NDArray[np.float64]
_ROUNDS = 24
_EPS = 1e-11
_TINY = 1e-9
_HEIGHTS = (1, 2, 4, 10, 100, 10_000, 10**8)
_CANDIDATES = 12


@dataclass(frozen=True)
class Seen:
    """What sampling saw: the least value where the premises hold, where, and a counterexample."""

    minimum: float | None
    at: Mapping[str, float]
    refuted: Counterexample | None


@dataclass(frozen=True)
class _Order:
    """Free atoms, and the (equation, atom) by which the others follow, in order."""

    free: tuple[str, ...]
    steps: tuple[tuple[Poly, str], ...]


def _order(problem: ScalarProblem) -> _Order:
    atoms = problem.atoms()
    pairs: list[tuple[Poly, str]] = []
    taken: set[str] = set()
    for equation in problem.equations:
        found = _solved_for(equation, [a for a in atoms if a not in taken])
        if found:
            taken.add(found)
            pairs.append((equation, found))
    known = {a for a in atoms if a not in taken}
    free, steps = [a for a in reversed(atoms) if a in known], []
    while pairs:
        ready = [p for p in pairs if _names(p[0]) - {p[1]} <= known]
        # A cycle is cut by drawing an atom; the equations that it meets then exclude points.
        chosen = ready[0] if ready else pairs[0]
        pairs.remove(chosen)
        known.add(chosen[1])
        if ready:
            steps.append(chosen)
        else:
            free.append(chosen[1])
    return _Order(tuple(free), tuple(steps))


def _names(poly: Poly) -> set[str]:
    return {a for m in poly for a, _ in m}


def _solved_for(equation: Poly, atoms: Sequence[str]) -> str:
    """An atom that occurs once, linearly; else one of degree 1, else of degree 2."""
    best: tuple[int, str] | None = None
    for atom in atoms:
        powers = [k for m in equation for a, k in m if a == atom]
        if not powers or max(powers) > 2:
            continue
        alone = (((atom, 1),)) in equation and len(powers) == 1
        rank = 0 if alone else max(powers)
        if best is None or rank < best[0]:
            best = (rank, atom)
    return best[1] if best else ""


def sample(problem: ScalarProblem, count: int) -> Seen:
    """Draw and walk about `count` points in all, by fixed seeds."""
    order = _order(problem)
    walkers = max(count // _ROUNDS, 16)
    rng = np.random.default_rng(11664)
    signs = _positive(problem)
    points = _start(rng, order, signs, walkers)
    state = _measure(problem, _completed(points, order, rng))
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
    return _summary(problem, order, points, state)


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
    rng: np.random.Generator, order: _Order, signs: frozenset[str], count: int
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
    order: _Order,
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
    points: Mapping[str, _Floats], order: _Order, rng: np.random.Generator
) -> dict[str, _Floats]:
    """Every atom's value; nan where an equation has no real solution."""
    values = dict(points)
    with np.errstate(all="ignore"):
        for equation, atom in order.steps:
            c = [_value(part, values)[0] for part in _by_power(equation, atom)]
            if len(c) == 2:
                values[atom] = -c[0] / c[1]
            else:
                root = np.sqrt(c[1] ** 2 - 4 * c[2] * c[0])
                side = np.where(rng.random(np.shape(root)) < 0.25, -1.0, 1.0)
                values[atom] = (-c[1] + side * root) / (2 * c[2])
    return values


def _by_power(equation: Poly, atom: str) -> list[Poly]:
    """Coefficients of the powers of an atom."""
    out: list[Poly] = []
    for monomial, c in equation.items():
        k = dict(monomial).get(atom, 0)
        while len(out) <= k:
            out.append({})
        out[k][tuple((a, n) for a, n in monomial if a != atom)] = c
    return out


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
    order: _Order,
    points: Mapping[str, _Floats],
    state: Sequence[_Floats],
) -> Seen:
    violation, relative, value = (np.atleast_1d(s) for s in state)
    inside = np.flatnonzero(violation == 0)
    if not len(inside):
        return Seen(None, {}, None)
    ranked = inside[np.argsort(relative[inside], kind="stable")]
    refuted = None
    limit = _EPS if problem.op == ">" else -_EPS
    for i in ranked[:_CANDIDATES]:
        if relative[i] <= limit:
            refuted = rational_point(problem, {a: float(v[i]) for a, v in points.items()})
        if refuted is not None:
            break
    worst = ranked[0]
    at = {a: float(v[worst]) for a, v in points.items()}
    # Below the rounding of the terms it is 0.
    least = 0.0 if abs(relative[worst]) < _TINY else float(value[worst])
    return Seen(least, at, refuted)


def rational_point(
    problem: ScalarProblem, near: Mapping[str, float | Fraction]
) -> Counterexample | None:
    """A rational counterexample near a point that gives the free atoms; the simplest found."""
    order = _order(problem)
    if any(atom not in near for atom in order.free):
        return None
    for height in _HEIGHTS:
        rounded = {a: Fraction(near[a]).limit_denominator(height) for a in order.free}
        for point in _exactly(order, rounded):
            found = refutes(problem, point)
            if found is not None:
                return found
    return None


def _exactly(order: _Order, free: Mapping[str, Fraction]) -> list[dict[str, Fraction]]:
    """The rational points over given free atoms: every choice among at most 16 of roots."""
    out = []
    quadratic = [a for e, a in order.steps if len(_by_power(e, a)) == 3]
    for choice in list(product((1, -1), repeat=len(quadratic)))[:16]:
        side = dict(zip(quadratic, choice, strict=True))
        point: dict[str, Fraction] | None = dict(free)
        for equation, atom in order.steps:
            root = _root(equation, atom, point or {}, side.get(atom, 1))
            if root is None or point is None:
                point = None
                break
            point[atom] = root
        if point is not None:
            out.append(point)
    return out


def _root(equation: Poly, atom: str, point: Mapping[str, Fraction], side: int) -> Fraction | None:
    c = [evaluate(part, point) for part in _by_power(equation, atom)]
    if len(c) == 3 and c[2]:
        under = c[1] ** 2 - 4 * c[2] * c[0]
        if under < 0:
            return None
        p, q = isqrt(under.numerator), isqrt(under.denominator)
        if p * p != under.numerator or q * q != under.denominator:
            return None
        return (-c[1] + side * Fraction(p, q)) / (2 * c[2])
    return -c[0] / c[1] if c[1] else None
