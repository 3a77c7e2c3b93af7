"""Certificates for scalar steps: a conclusion as a nonnegative sum of products of premises.

With premises p_i >= 0 and equations e_j = 0, all polynomials in atoms, a certificate of c >= 0 is

    c = sum_k r_k prod_i p_i^(n_ki) + sum_j m_j e_j,   r_k > 0 rational, m_j polynomials.

The products are found by a linear programme (HiGHS) in floats; its support is then solved exactly
in rationals, so that the LP only searches. Equations are used as rewriting rules (sqrt(x)^2 -> x):
the checker rewrites again, and each rewriting is the addition of a multiple of an equation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from verify.evidence.polynomial import Monomial, Poly, add, multiply, scale

__all__ = ["Certificate", "Rule", "find_certificate", "rule_of"]

_MAX_PRODUCTS = 6000


@dataclass(frozen=True)
class Rule:
    """An equation e = 0 as the rewriting of its leading monomial: lead -> rest."""

    index: int
    lead: Monomial
    coefficient: Fraction
    poly: Poly = field(hash=False)


@dataclass(frozen=True)
class Certificate:
    """products: (coefficient, premises multiplied); equations: those that rewriting used."""

    products: tuple[tuple[Fraction, tuple[int, ...]], ...]
    equations: tuple[int, ...]


def rule_of(index: int, poly: Poly) -> Rule | None:
    """The equation's monomial of highest degree as the lead; None for the equation 0 = 0."""
    if not poly:
        return None
    lead = max(poly, key=lambda m: (sum(k for _, k in m), max((k for _, k in m), default=0), m))
    return Rule(index, lead, poly[lead], poly)


def find_certificate(
    conclusion: Poly,
    premises: Sequence[Poly],
    rules: Sequence[Rule],
    degree: int,
    allowed: Sequence[tuple[int, ...]] = (),
) -> Certificate | None:
    """A certificate with products of at most `degree` premises, or of those allowed; or None."""
    used: set[int] = set()
    target = _reduce(conclusion, rules, used)
    products = (
        [_product(names, premises, rules) for names in allowed]
        if allowed
        else _products(premises, rules, degree)
    )
    weights = _solve(target, [p for _, p, _ in products])
    if weights is None:
        return None
    chosen = []
    for weight, (names, _, rewriting) in zip(weights, products, strict=True):
        if weight:
            chosen.append((weight, names))
            used |= rewriting
    return Certificate(tuple(chosen), tuple(sorted(used)))


def _product(
    names: tuple[int, ...], premises: Sequence[Poly], rules: Sequence[Rule]
) -> tuple[tuple[int, ...], Poly, set[int]]:
    poly: Poly = {(): Fraction(1)}
    for i in names:
        poly = multiply(poly, premises[i])
    used: set[int] = set()
    return names, _reduce(poly, rules, used), used


def _products(
    premises: Sequence[Poly], rules: Sequence[Rule], degree: int
) -> list[tuple[tuple[int, ...], Poly, set[int]]]:
    """Reduced products of up to `degree` premises, with the equations that reduction used."""
    out: list[tuple[tuple[int, ...], Poly, set[int]]] = [((), {(): Fraction(1)}, set())]
    raw: dict[tuple[int, ...], Poly] = {(): {(): Fraction(1)}}
    for size in range(1, degree + 1):
        for names in combinations_with_replacement(range(len(premises)), size):
            raw[names] = multiply(raw[names[:-1]], premises[names[-1]])
            used: set[int] = set()
            out.append((names, _reduce(raw[names], rules, used), used))
            if len(out) > _MAX_PRODUCTS:
                return out
    return out


def _reduce(poly: Poly, rules: Sequence[Rule], used: set[int]) -> Poly:
    """Rewrite until no lead divides a monomial; `used` collects the equations' numbers."""
    result: Poly = {}
    todo = dict(poly)
    for _ in range(100_000):
        if not todo:
            return result
        m, c = todo.popitem()
        for rule in rules:
            quotient = _divide(m, rule.lead)
            if quotient is not None:
                factor: Poly = {quotient: c / rule.coefficient}
                used.add(rule.index)
                rest = add({m: c}, scale(multiply(factor, rule.poly), -1))
                todo = add(todo, rest)
                break
        else:
            result = add(result, {m: c})
    return result


def _divide(m: Monomial, lead: Monomial) -> Monomial | None:
    powers = dict(m)
    for atom, k in lead:
        if powers.get(atom, 0) < k:
            return None
        powers[atom] -= k
    return tuple(sorted((a, k) for a, k in powers.items() if k))


def _solve(target: Poly, products: Sequence[Poly]) -> list[Fraction] | None:
    """Exact weights >= 0 with sum of weighted products = target, by an LP's support."""
    rows = {m: i for i, m in enumerate(sorted({m for p in (target, *products) for m in p}))}
    matrix = lil_matrix((len(rows), len(products)))
    for j, p in enumerate(products):
        for m, c in p.items():
            matrix[rows[m], j] = float(c)
    right = np.zeros(len(rows))
    for m, c in target.items():
        right[rows[m]] = float(c)
    # Short certificates with small products first: the cost counts their terms.
    cost = np.array([1.0 + len(p) for p in products])
    found = linprog(cost, A_eq=matrix.tocsr(), b_eq=right, bounds=(0, None), method="highs")
    if found.status != 0:
        return None
    support = [int(j) for j in np.flatnonzero(found.x > 1e-9)]
    return _exact(target, products, rows, support)


def _exact(
    target: Poly, products: Sequence[Poly], rows: dict[Monomial, int], support: Sequence[int]
) -> list[Fraction] | None:
    """Solve on the support in rationals; None where the solution has a negative weight."""
    width = len(support)
    augmented = fmpq_mat(len(rows), width + 1)
    for j, index in enumerate(support):
        for m, c in products[index].items():
            augmented[rows[m], j] = fmpq(c.numerator, c.denominator)
    for m, c in target.items():
        augmented[rows[m], width] = fmpq(c.numerator, c.denominator)
    reduced, rank = augmented.rref()
    weights = [Fraction(0)] * len(products)
    for i in range(rank):
        pivot = next(j for j in range(width + 1) if reduced[i, j] != 0)
        if pivot == width:
            return None
        value = reduced[i, width]
        weights[support[pivot]] = Fraction(int(value.p), int(value.q))
    return weights if all(w >= 0 for w in weights) else None
