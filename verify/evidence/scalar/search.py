"""`prove`: the ways to decide a scalar problem, in the order of what they cost.

    1. equations alone           2. linear programmes over products of premises
    3. sampling: is it false?    4. squares    5. z3 (false?) and cvc5    6. a diagnosis

A certificate has been checked exactly, and so has a counterexample, before it is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verify.evidence.scalar._gram import has_clarabel
from verify.evidence.scalar._sampling import sample
from verify.evidence.scalar._space import Space
from verify.evidence.scalar.cache import key_of, load, store
from verify.evidence.scalar.diagnosis import failure
from verify.evidence.scalar.linear import by_equations, linear_certificate, named_products
from verify.evidence.scalar.problem import Answer, Budget, Certificate, ScalarProblem
from verify.evidence.scalar.smt import consult
from verify.evidence.scalar.squares import square_certificate

__all__ = ["prove"]


def prove(
    problem: ScalarProblem,
    *,
    degree: int = 3,
    products: Sequence[tuple[int, ...]] = (),
    budget: Budget | None = None,
    cache: Path | None = None,
) -> Answer:
    """The first answer found: a certificate, a counterexample, an assertion, or a failure.

    degree: how many premises a product may have, squares included; products: the products to be
    used, where the author knows them (then no other is tried); cache: a directory where
    certificates are kept by the problem's content. The answer depends on the arguments alone,
    unless an outside solver runs into its limit of time.
    """
    budget = budget or Budget()
    if cache is None:
        return _answer(problem, degree, products, budget)
    key = key_of(problem, degree, products, budget)
    known = load(cache, key, problem)
    if known is not None:
        return known
    found = _answer(problem, degree, products, budget)
    if isinstance(found, Certificate):
        store(cache, key, found)
    return found


def _answer(
    problem: ScalarProblem, degree: int, products: Sequence[tuple[int, ...]], budget: Budget
) -> Answer:
    space = Space(problem)
    found = _certificate(space, degree, products, budget)
    if found is not None:
        return found
    seen = sample(problem, budget.samples)
    if seen.refuted is not None:
        return seen.refuted
    if problem.op != "==" and not products:
        found = square_certificate(space, degree, budget)
        if found is not None:
            return found
    said, remarks = consult(problem, budget)
    if said is not None:
        return said
    if not has_clarabel():
        remarks = (*remarks, 'clarabel is not installed: pip install "pl-verify[solvers]"')
    return failure(
        space, degree, seen, budget, (*_beyond(space, degree, products, budget), *remarks)
    )


def _beyond(
    space: Space, degree: int, products: Sequence[tuple[int, ...]], budget: Budget
) -> tuple[str, ...]:
    """What a little more would do: without the list of products, or one degree further."""
    if space.problem.op == "==":
        return ()
    wider = degree if products else degree + 1
    found = linear_certificate(space, wider, budget)
    if found is None:
        return ()
    names = ", ".join(str(names) for _, names in found.products)
    return (f"with products of up to {wider} premises there is a certificate, of {names}",)


def _certificate(
    space: Space, degree: int, products: Sequence[tuple[int, ...]], budget: Budget
) -> Certificate | None:
    if space.problem.op != ">":
        found = by_equations(space)
        if found is not None or space.problem.op == "==":
            return found
    if products:
        return named_products(space, products)
    return linear_certificate(space, degree, budget)
