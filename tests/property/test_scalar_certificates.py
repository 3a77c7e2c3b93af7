"""Properties of the search: no certificate of what a point refutes; what is planted is found."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from verify.evidence.polynomial import Poly, add, multiply, scale
from verify.evidence.scalar import (
    Budget,
    Certificate,
    Counterexample,
    Premise,
    ScalarProblem,
    evaluate,
    fault,
    prove,
)
from verify.evidence.scalar.exact import refutes

QUICK = Budget(products=800, gram=20, samples=400, solvers=())
ATOMS = ("u", "v")

_rationals = st.fractions(min_value=-3, max_value=3, max_denominator=4)
_monomials = st.lists(st.sampled_from(ATOMS), max_size=2).map(
    lambda names: tuple((a, names.count(a)) for a in sorted(set(names)))
)
_polys = st.dictionaries(_monomials, _rationals.filter(bool), max_size=4)
_points = st.fixed_dictionaries(dict.fromkeys(ATOMS, _rationals))


@given(
    premises=st.lists(st.tuples(_polys, st.booleans()), max_size=3),
    conclusion=_polys,
    op=st.sampled_from((">=", ">", "==")),
    point=_points,
)
@settings(max_examples=60)
def test_nothing_is_certified_that_a_point_refutes(
    premises: list[tuple[Poly, bool]], conclusion: Poly, op: str, point: dict[str, Fraction]
) -> None:
    problem = ScalarProblem(tuple(Premise(p, s) for p, s in premises), (), conclusion, op)
    found = prove(problem, degree=2, budget=QUICK)
    whole = {atom: point[atom] for atom in problem.atoms()}
    if isinstance(found, Certificate):
        assert fault(problem, found) == ""
        assert refutes(problem, whole) is None
    if isinstance(found, Counterexample):
        assert refutes(problem, found.point) is not None


@given(
    premises=st.lists(_polys.filter(bool), min_size=2, max_size=3),
    picks=st.lists(st.lists(st.integers(0, 1), max_size=2), min_size=1, max_size=3),
    weight=st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000),
)
@settings(max_examples=40)
def test_a_planted_certificate_is_found(
    premises: list[Poly], picks: list[list[int]], weight: Fraction
) -> None:
    conclusion: Poly = {}
    for pick in picks:
        term: Poly = {(): weight}
        for i in pick:
            term = multiply(term, premises[i])
        conclusion = add(conclusion, term)
    problem = ScalarProblem(tuple(Premise(p) for p in premises), (), conclusion)
    assert isinstance(prove(problem, degree=2, budget=QUICK), Certificate)


@given(roots=st.lists(_polys, min_size=1, max_size=3), weights=st.lists(_rationals, min_size=3))
@settings(max_examples=30)
def test_squares_are_nonnegative_and_never_certified_to_be_less(
    roots: list[Poly], weights: list[Fraction]
) -> None:
    total: Poly = {}
    for q, w in zip(roots, weights, strict=False):
        total = add(total, scale(multiply(q, q), abs(w)))
    origin = dict.fromkeys(ATOMS, Fraction(0))
    below = add(total, {(): -evaluate(total, origin) - 1})
    problem = ScalarProblem((), (), below)
    found = prove(problem, degree=1, budget=QUICK)
    assert not isinstance(found, Certificate)
