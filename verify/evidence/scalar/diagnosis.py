"""What to say when nothing was found: is the conclusion false, and what could be missing?"""

from __future__ import annotations

from verify.evidence.polynomial import monomial_text
from verify.evidence.scalar._linear import Column, Programme, columns, products_of
from verify.evidence.scalar._sampling import Seen
from verify.evidence.scalar._space import Space
from verify.evidence.scalar.problem import Budget, Failure

__all__ = ["failure"]

_NAMED = 5


def failure(
    space: Space, degree: int, seen: Seen, budget: Budget, remarks: tuple[str, ...] = ()
) -> Failure:
    """The least value sampled, the monomials that cannot be produced, and what to try."""
    products = columns(
        space,
        space.items(),
        products_of(len(space.premises), degree, budget.products),
        space.unit(),
    )
    terms, used = space.reduced(space.conclusion)
    missing = Programme(products, [Column((), terms, used, True)]).missing() if terms else []
    monomials = tuple(space.monomial(m) for m in missing)
    advice = (*_advice(space, degree, seen, monomials), *remarks)
    return Failure(seen.minimum, seen.at, monomials, advice)


def _advice(space: Space, degree: int, seen: Seen, missing: tuple[object, ...]) -> list[str]:
    problem, out = space.problem, []
    if seen.minimum is None:
        out.append("see whether the premises contradict each other")
    elif seen.minimum < 0 and problem.op != "==":
        out.append("the conclusion looks false there: look for a premise that excludes the point")
    if missing:
        shown = ", ".join(monomial_text(m) for m in missing[:_NAMED])  # type: ignore[arg-type]
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        out.append(f"no product of {degree} premises yields {shown}{more} in the sign needed")
    named = {a for p in problem.premises for m in p.poly for a, _ in m}
    named |= {a for e in problem.equations for m in e for a, _ in m}
    if alone := sorted({a for m in problem.conclusion for a, _ in m} - named):
        out.append(f"no premise speaks of {', '.join(alone)}")
    if seen.minimum is None or seen.minimum >= 0:
        out.append(f"raise the degree above {degree}, name a product that is needed, or add a step")
    return out
