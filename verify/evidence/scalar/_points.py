"""Rational points of a problem: free atoms are given, the equations determine the others.

Each equation determines one atom: one in which it is linear, or a root of a quadratic, which has
to be rational. Points are rounded to rationals of growing height, so that the first counterexample
is a simple one; whether it is one is decided exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isqrt

from verify.evidence.polynomial import Poly
from verify.evidence.scalar.exact import evaluate, refutes
from verify.evidence.scalar.problem import Counterexample, ScalarProblem

__all__ = ["Order", "by_power", "order_of", "rational_point", "simplest"]

_HEIGHTS = (1, 2, 4, 10, 100, 10_000, 10**8)


@dataclass(frozen=True)
class Order:
    """Free atoms, and the (equation, atom) by which the others follow, in order."""

    free: tuple[str, ...]
    steps: tuple[tuple[Poly, str], ...]


def order_of(problem: ScalarProblem) -> Order:
    """Which atoms are free, and in which order the others follow."""
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
    return Order(tuple(free), tuple(steps))


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


def by_power(equation: Poly, atom: str) -> list[Poly]:
    """Coefficients of the powers of an atom."""
    out: list[Poly] = []
    for monomial, c in equation.items():
        k = dict(monomial).get(atom, 0)
        while len(out) <= k:
            out.append({})
        out[k][tuple((a, n) for a, n in monomial if a != atom)] = c
    return out


def rational_point(
    problem: ScalarProblem, near: Mapping[str, float | Fraction]
) -> Counterexample | None:
    """A rational counterexample near a point that gives the free atoms, the simplest found."""
    order = order_of(problem)
    if any(atom not in near for atom in order.free):
        return None
    return simplest(problem, order, [near])


def simplest(
    problem: ScalarProblem, order: Order, near: Sequence[Mapping[str, float | Fraction]]
) -> Counterexample | None:
    """Near one of the points, of the least height at which one is a counterexample."""
    for height, point in product(_HEIGHTS, near):
        rounded = {a: Fraction(point[a]).limit_denominator(height) for a in order.free}
        for whole in _exactly(order, rounded):
            found = refutes(problem, whole)
            if found is not None:
                return found
    return None


def _exactly(order: Order, free: Mapping[str, Fraction]) -> list[dict[str, Fraction]]:
    """The rational points over given free atoms: every choice among at most 16 of roots."""
    out = []
    quadratic = [a for e, a in order.steps if len(by_power(e, a)) == 3]
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
    c = [evaluate(part, point) for part in by_power(equation, atom)]
    if len(c) == 3 and c[2]:
        under = c[1] ** 2 - 4 * c[2] * c[0]
        if under < 0:
            return None
        p, q = isqrt(under.numerator), isqrt(under.denominator)
        if p * p != under.numerator or q * q != under.denominator:
            return None
        return (-c[1] + side * Fraction(p, q)) / (2 * c[2])
    return -c[0] / c[1] if c[1] else None
