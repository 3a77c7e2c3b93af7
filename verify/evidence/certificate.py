"""The former way to ask for a certificate: polynomials in, products and equations out.

`verify.evidence.scalar` holds the search. This module keeps `find_certificate` and `rule_of` for
callers that number the equations themselves and want no squares and no multiplier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from verify.evidence.polynomial import Monomial, Poly
from verify.evidence.scalar import ONE, Budget, Certificate, Premise, ScalarProblem
from verify.evidence.scalar.exact import leading

__all__ = ["Certificate", "Rule", "find_certificate", "rule_of"]


@dataclass(frozen=True)
class Rule:
    """An equation e = 0 as the rewriting of its leading monomial: lead -> rest."""

    index: int
    lead: Monomial
    coefficient: Fraction
    poly: Poly = field(hash=False)


def rule_of(index: int, poly: Poly) -> Rule | None:
    """The equation with its leading monomial; None for the equation 0 = 0."""
    if not poly:
        return None
    lead = leading(poly)
    return Rule(index, lead, poly[lead], poly)


def find_certificate(
    conclusion: Poly,
    premises: Sequence[Poly],
    rules: Sequence[Rule],
    degree: int,
    allowed: Sequence[tuple[int, ...]] = (),
) -> Certificate | None:
    """A certificate of conclusion >= 0 with products of at most `degree` premises, or None.

    allowed: the products to be used instead. The certificate's equations are the rules' numbers.
    """
    from verify.evidence.scalar._space import Space
    from verify.evidence.scalar.linear import by_equations, by_products, named_products

    given = tuple(Premise(p) for p in premises)
    space = Space(ScalarProblem(given, tuple(r.poly for r in rules), conclusion))
    found = by_equations(space)
    if found is not None and found.multiplier != ONE:
        found = None
    if found is None and allowed:
        found = named_products(space, allowed)
    for size in () if allowed else range(1, degree + 1):
        if found is None:
            found = by_products(space, space.items(), size, [space.unit()], Budget())
    if found is None:
        return None
    return Certificate(found.products, tuple(rules[j].index for j in found.equations))
