"""Whether a certificate holds, in `Fraction`s, by code of its own: no result leaves unchecked.

The rule is the checker's. Each equation rewrites its leading monomial, in the lexicographic order
in which the longest name of an atom leads; a root's name is longer than that of what it is the
root of, so rewriting ends. Equations are tried in the order in which the certificate names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from verify.evidence.polynomial import Monomial, Poly, add, multiply, scale
from verify.evidence.scalar.problem import Certificate, Counterexample, ScalarProblem, Weighted

__all__ = ["evaluate", "fault", "leading", "refutes", "rewritten"]

_MAX_PASSES = 500


def leading(poly: Mapping[Monomial, Fraction]) -> Monomial:
    """The leading monomial: atoms by length of name, then name; then lexicographic."""

    def key(monomial: Monomial) -> list[tuple[int, str]]:
        return sorted(((len(a), a) for a, k in monomial for _ in range(k)), reverse=True)

    return max(poly, key=key)


def rewritten(poly: Poly, equations: Sequence[Poly]) -> Poly:
    """What is left of `poly` when no leading monomial of an equation divides a monomial."""
    rules = [(leading(e), e) for e in equations if e]
    for _ in range(_MAX_PASSES):
        parts = [_replaced(m, c, rules) for m, c in poly.items()]
        after = add(*parts)
        if after == poly:
            return poly
        poly = after
    return poly


def _replaced(m: Monomial, c: Fraction, rules: Sequence[tuple[Monomial, Poly]]) -> Poly:
    powers = dict(m)
    for lead, equation in rules:
        if all(powers.get(atom, 0) >= k for atom, k in lead):
            for atom, k in lead:
                powers[atom] -= k
            rest = tuple(sorted((a, k) for a, k in powers.items() if k))
            multiple: Poly = {rest: c / equation[lead]}
            return add({m: c}, scale(multiply(multiple, equation), -1))
    return {m: c}


def fault(problem: ScalarProblem, certificate: Certificate) -> str:
    """The first reason why the certificate does not prove the conclusion; "" where it does."""
    squares = [multiply(q, q) for q in certificate.squares]
    polys = [*(p.poly for p in problem.premises), *squares]
    strict = [*(p.strict for p in problem.premises), *(False for _ in squares)]
    for part in (certificate.products, certificate.multiplier):
        for weight, names in part:
            if weight <= 0:
                return f"the weight {weight} is not positive"
            if any(not 0 <= i < len(polys) for i in names):
                return f"{names} names a premise that is not there"
    if any(not 0 <= j < len(problem.equations) for j in certificate.equations):
        return f"{certificate.equations} names an equation that is not there"
    if not _positive(certificate.multiplier, strict):
        return "the multiplier has no product of strict premises"
    if problem.op == "==" and certificate.products:
        return "an equation has no products"
    if problem.op == ">" and not _positive(certificate.products, strict):
        return "no product has strict premises only, as a strict conclusion needs"
    left = multiply(_total(certificate.multiplier, polys), problem.conclusion)
    rest = add(left, scale(_total(certificate.products, polys), -1))
    rest = rewritten(rest, [problem.equations[j] for j in certificate.equations])
    return f"the sides differ in {len(rest)} monomials" if rest else ""


def _positive(part: Weighted, strict: Sequence[bool]) -> bool:
    return any(all(strict[i] for i in names) for _, names in part)


def _total(part: Weighted, polys: Sequence[Poly]) -> Poly:
    terms = []
    for weight, names in part:
        product: Poly = {(): weight}
        for i in names:
            product = multiply(product, polys[i])
        terms.append(product)
    return add(*terms)


def evaluate(poly: Mapping[Monomial, Fraction], point: Mapping[str, Fraction]) -> Fraction:
    """The value at a point that gives every atom."""
    total = Fraction(0)
    for monomial, c in poly.items():
        for atom, k in monomial:
            c *= point[atom] ** k
        total += c
    return total


def refutes(problem: ScalarProblem, point: Mapping[str, Fraction]) -> Counterexample | None:
    """The point as a counterexample, where all premises hold and the conclusion does not."""
    if any(evaluate(e, point) != 0 for e in problem.equations):
        return None
    for premise in problem.premises:
        value = evaluate(premise.poly, point)
        if value < 0 or (premise.strict and value == 0):
            return None
    value = evaluate(problem.conclusion, point)
    false = {">=": value < 0, ">": value <= 0, "==": value != 0}[problem.op]
    return Counterexample(dict(point), value) if false else None
