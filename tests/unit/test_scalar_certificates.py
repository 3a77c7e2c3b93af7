"""Certificates of scalar steps: what is found, that it holds exactly, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from verify.errors import InputError
from verify.evidence.polynomial import Poly, add, multiply, normal_form, scale
from verify.evidence.scalar import (
    ONE,
    Budget,
    Certificate,
    Counterexample,
    Failure,
    Premise,
    ScalarProblem,
    evaluate,
    fault,
    prove,
)
from verify.language import Relation, equal, scalar
from verify.language.expr import Expr

x, y, z, a, b = (scalar(name) for name in ["x", "y", "z", "a", "b"])
QUIET = Budget(solvers=(), samples=2000)


def slack(relation: Relation) -> Poly:
    """The larger side minus the smaller one."""
    small, large = relation.small_and_large()
    return add(normal_form(large), scale(normal_form(small), -1))


def problem(
    conclusion: Relation, *premises: Relation, equations: tuple[Relation, ...] = ()
) -> ScalarProblem:
    """A problem from relations."""
    return ScalarProblem(
        tuple(Premise(slack(r), r.op in "<>") for r in premises),
        tuple(slack(e) for e in equations),
        slack(conclusion),
        {"<=": ">=", "<": ">"}.get(conclusion.op, conclusion.op),
    )


def certified(stated: ScalarProblem, degree: int = 4) -> Certificate:
    """The certificate that must be found."""
    found = prove(stated, degree=degree, budget=QUIET)
    assert isinstance(found, Certificate), found
    assert fault(stated, found) == ""
    return found


class TestLinearProgrammes:
    def test_products_of_premises_compare_squares(self) -> None:
        found = certified(problem(x * x <= y * y, x >= 0, x <= y))
        assert found.squares == ()
        assert found.multiplier == ONE

    def test_a_strict_conclusion_takes_a_product_of_strict_premises(self) -> None:
        stated = problem(x * y < y * y, x > 0, x < y)
        found = certified(stated)
        strict = [p.strict for p in stated.premises]
        assert any(all(strict[i] for i in names) for _, names in found.products)

    def test_a_strict_conclusion_does_not_follow_from_premises_that_are_not_strict(self) -> None:
        found = prove(problem(x * x < y * y, x >= 0, x <= y), budget=QUIET)
        assert isinstance(found, Counterexample)

    def test_a_positive_factor_is_divided_out_by_a_multiplier(self) -> None:
        found = certified(problem(y >= z, x > 0, x * y >= x * z))
        assert found.multiplier != ONE

    def test_a_factor_that_may_vanish_is_not_divided_out(self) -> None:
        found = prove(problem(y >= z, x >= 0, x * y >= x * z), budget=QUIET)
        assert isinstance(found, Counterexample)
        assert found.point["x"] == 0

    def test_fractions_are_compared_without_their_denominators(self) -> None:
        reciprocals = (equal((1 - x) * (1 / (1 - x)), 1),)
        total = 1 + x + x**2 + x**3
        stated = problem(total <= 1 / (1 - x), x >= 0, x < 1, equations=reciprocals)
        assert certified(stated).multiplier != ONE

    def test_weights_of_very_different_size_are_found_exactly(self) -> None:
        small, large = Fraction(1, 49152), Fraction(10**9)
        p, q = slack(x * y >= 3 * x), slack(x * x + 7 * y >= 12345 * z)
        c = add(scale(multiply(p, q), small), scale(multiply(q, q), large), scale(p, Fraction(3)))
        stated = ScalarProblem((Premise(p), Premise(q)), (), c)
        weights = {w for w, _ in certified(stated, degree=2).products}
        assert {small, large, Fraction(3)} <= weights

    def test_only_the_products_named_are_used(self) -> None:
        stated = problem(x * x <= y * y, x >= 0, x <= y)
        found = prove(stated, products=[(0, 1), (1, 1)], budget=QUIET)
        assert isinstance(found, Certificate)
        assert {names for _, names in found.products} <= {(0, 1), (1, 1)}
        assert not isinstance(prove(stated, products=[(0, 0)], budget=QUIET), Certificate)

    def test_the_same_problem_has_the_same_certificate(self) -> None:
        stated = problem((x + y) ** 2 <= 4 * y * y, x >= 0, x <= y, z >= 0)
        assert prove(stated, budget=QUIET) == prove(stated, budget=QUIET)


class TestEquations:
    def test_an_equation_follows_from_equations_alone(self) -> None:
        found = certified(problem(equal(x**4, y * y), equations=(equal(x * x, y),)))
        assert found.products == ()
        assert found.equations == (0,)

    def test_a_false_equation_has_a_counterexample(self) -> None:
        found = prove(problem(equal(x**3, y), equations=(equal(x * x, y),)), budget=QUIET)
        assert isinstance(found, Counterexample)

    def test_a_root_below_a_fraction_is_rewritten_after_the_fraction(self) -> None:
        root = Expr("sqrt", (x,))
        facts = (equal(root * root, x), equal(root * (1 / root), 1))
        certified(problem(x * (1 / root) <= root, root > 0, x > 0, equations=facts))


class TestTampering:
    """Every change that matters makes `fault` name a reason."""

    stated = problem(x * y < y * y, x > 0, x < y)

    def test_a_changed_weight(self) -> None:
        found = certified(self.stated)
        weight, names = found.products[0]
        changed = replace(found, products=((weight + 1, names), *found.products[1:]))
        assert "differ" in fault(self.stated, changed)

    def test_a_dropped_product(self) -> None:
        found = certified(self.stated)
        assert fault(self.stated, replace(found, products=found.products[1:]))

    def test_a_negative_weight(self) -> None:
        negative = Certificate(((Fraction(-1), (0,)),))
        assert "not positive" in fault(problem(-x >= 0, x >= 0), negative)

    def test_a_weight_of_zero(self) -> None:
        assert "not positive" in fault(problem(0 * x >= 0), Certificate(((Fraction(0), ()),)))

    def test_a_premise_that_is_not_there(self) -> None:
        for number in (7, -1):
            wrong = Certificate(((Fraction(1), (number,)),))
            assert "not there" in fault(self.stated, wrong)

    def test_an_equation_that_is_not_there(self) -> None:
        assert "not there" in fault(problem(0 * x >= 0), Certificate((), (0,)))

    def test_a_multiplier_that_may_vanish(self) -> None:
        stated = problem(y >= z, x >= 0, x * y >= x * z)
        wrong = Certificate(((Fraction(1), (1,)),), multiplier=((Fraction(1), (0,)),))
        assert "multiplier" in fault(stated, wrong)
        strict = problem(y >= z, x > 0, x * y >= x * z)
        assert fault(strict, wrong) == ""

    def test_a_strict_conclusion_from_products_that_may_vanish(self) -> None:
        stated = problem(x + 1 > 1, x >= 0)
        assert "strict" in fault(stated, Certificate(((Fraction(1), (0,)),)))

    def test_a_square_is_not_strict(self) -> None:
        stated = problem(x * x > 0)
        square = Certificate(((Fraction(1), (0,)),), squares=(slack(x >= 0),))
        assert "strict" in fault(stated, square)

    def test_products_for_an_equation(self) -> None:
        stated = problem(equal(x, 0), x >= 0)
        assert "no products" in fault(stated, Certificate(((Fraction(1), (0,)),)))


class TestCounterexamples:
    def test_a_point_is_rational_and_refutes_exactly(self) -> None:
        stated = problem(x + y <= 2, x * x + y * y <= Fraction(21, 10), x >= 0)
        found = prove(stated, budget=QUIET)
        assert isinstance(found, Counterexample)
        assert all(evaluate(p.poly, found.point) >= 0 for p in stated.premises)
        assert found.value == evaluate(stated.conclusion, found.point) < 0

    def test_a_point_satisfies_the_equations(self) -> None:
        root = Expr("sqrt", (x,))
        stated = problem(root <= x, root >= 0, x >= 0, equations=(equal(root * root, x),))
        found = prove(stated, budget=QUIET)
        assert isinstance(found, Counterexample)
        assert evaluate(stated.equations[0], found.point) == 0

    def test_what_is_attained_is_not_strict(self) -> None:
        found = prove(problem(x * x + y * y > 2 * x * y), budget=QUIET)
        assert isinstance(found, Counterexample)
        assert found.value == 0


class TestFailures:
    def test_the_least_value_and_what_no_product_yields_are_named(self) -> None:
        # Schur's inequality is true and no such sum: by hand it takes an order of the three.
        schur = x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) >= 0
        found = prove(problem(schur, x >= 0, y >= 0, z >= 0), degree=2, budget=QUIET)
        assert isinstance(found, Failure)
        assert found.minimum == 0
        assert (("x", 2), ("y", 1)) in found.missing
        assert "raise the degree above 2" in str(found)

    def test_an_atom_of_which_nothing_is_known_is_named(self) -> None:
        stated = problem(x + a * a >= 0, x >= 0)
        found = prove(stated, degree=1, budget=replace(QUIET, gram=0))
        assert isinstance(found, Failure)
        assert "no premise speaks of a" in found.advice

    def test_premises_that_contradict_each_other_are_suspected(self) -> None:
        stated = problem(y >= 5, x**4 + 1 <= Fraction(1, 2) * x * x)
        found = prove(stated, degree=1, budget=QUIET)
        assert isinstance(found, Failure)
        assert found.minimum is None
        assert "contradict" in str(found)

    def test_a_list_of_products_that_misses_one_is_completed_in_the_advice(self) -> None:
        stated = problem(x * x <= y * y, x >= 0, x <= y)
        found = prove(stated, products=[(0, 0), (0, 1)], budget=QUIET)
        assert isinstance(found, Failure)
        assert any("there is a certificate, of (0, 1), (1, 1)" in line for line in found.advice)

    def test_a_degree_too_low_is_said_to_be(self) -> None:
        stated = problem(x * y * z >= 0 * x, x >= 0, y >= 0, z >= 0)
        found = prove(stated, degree=2, budget=QUIET)
        assert isinstance(found, Failure)
        assert any("products of up to 3 premises" in line for line in found.advice)

    def test_an_unknown_relation_is_refused(self) -> None:
        with pytest.raises(InputError, match="op is one of"):
            ScalarProblem((), (), {}, "<=")


def test_the_negated_conclusion_is_a_premise_of_the_contrary() -> None:
    stated = problem(x <= y, x >= 0, y >= 0, x * x <= y * y)
    assert not isinstance(prove(stated, degree=2, budget=QUIET), Certificate)
    contrary = stated.contrary()
    assert contrary.premises[-1].strict
    certified(contrary, degree=2)
    with pytest.raises(InputError, match="contradiction"):
        problem(equal(x, y)).contrary()


def test_json_is_exact_and_leaves_a_multiplier_of_one_out() -> None:
    plain = Certificate(((Fraction(3, 4), (0, 0, 1)),), (2,))
    assert json.dumps(plain.to_json()) == '{"products": [["3/4", [0, 0, 1]]], "equations": [2]}'
    times = replace(plain, multiplier=((Fraction(1), (0,)),))
    assert times.to_json()["multiplier"] == [["1", [0]]]
