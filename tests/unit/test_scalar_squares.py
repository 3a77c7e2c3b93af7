"""Certificates with squares that the search finds: sums of squares, and times premises."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.test_scalar_certificates import QUIET, certified, problem, x, y, z
from verify.evidence.polynomial import normal_form
from verify.evidence.scalar import ONE, Certificate, Counterexample, Failure, prove, search, squares
from verify.language import scalar

clarabel = pytest.importorskip("clarabel")
w, a, b, c, d = (scalar(name) for name in ["w", "a", "b", "c", "d"])


class TestBinomials:
    def test_the_square_of_a_difference(self) -> None:
        found = certified(problem(x * x + y * y >= 2 * x * y))
        assert found.products == ((Fraction(1), (0,)),)
        assert found.squares in ((normal_form(x - y),), (normal_form(y - x),))

    def test_a_square_times_a_premise(self) -> None:
        found = certified(problem(a * x * x + a >= 2 * a * x, a > 0))
        assert [names for _, names in found.products] == [(0, 1)]

    def test_squares_are_numbered_after_the_premises_and_only_those_used(self) -> None:
        found = certified(problem(x * x + y * y + z >= 2 * x * y, z >= 0, w >= 0))
        numbers = {i for _, names in found.products for i in names}
        assert numbers == {0, *range(2, 2 + len(found.squares))}


class TestGramMatrices:
    def test_a_form_whose_squares_have_other_coefficients(self) -> None:
        found = certified(problem(9 * x * x + 4 * y * y >= 12 * x * y))
        assert all(weight > 0 for weight, _ in found.products)

    def test_a_quartic_form(self) -> None:
        certified(problem(2 * x**4 + 2 * x**3 * y + 5 * y**4 >= x * x * y * y))

    def test_zeros_are_respected_by_facial_reduction(self) -> None:
        third = Fraction(1, 3)
        total = (x - 2 * y + z) ** 2 + 3 * (x - third * w) ** 2 + (x * y - 1) ** 2
        certified(problem(total >= 0))

    def test_lagrange_identity_in_eight_atoms(self) -> None:
        u, v = (x, y, z, w), (a, b, c, d)
        left = sum(s * s for s in u[1:]) + x * x
        right = sum(s * s for s in v[1:]) + a * a
        inner = sum(s * t for s, t in zip(u[1:], v[1:], strict=True)) + x * a
        assert len(certified(problem(left * right >= inner**2)).squares) == 6

    def test_motzkin_polynomial_takes_a_multiplier(self) -> None:
        found = certified(problem(x**4 * y * y + x * x * y**4 + 1 >= 3 * x * x * y * y))
        assert found.multiplier != ONE

    def test_a_premise_of_higher_degree_than_the_conclusion(self) -> None:
        certified(problem(x + y <= 2, x * x + y * y <= 2))

    def test_a_strict_conclusion(self) -> None:
        certified(problem(x * x + y * y + x * y - 2 * x + 2 > 0))


class TestFalse:
    @pytest.mark.parametrize(
        "stated",
        [
            problem(x * x + y * y >= Fraction(201, 100) * x * y),
            problem(x**4 * y * y + x * x * y**4 + 1 >= Fraction(301, 100) * x * x * y * y),
            problem(x * (1 - x) <= Fraction(24, 100), x >= 0, x <= 1),
            problem(x + y <= Fraction(199, 100), x * x + y * y <= 2),
        ],
    )
    def test_a_constant_beyond_what_is_attained_is_refuted(self, stated: object) -> None:
        assert isinstance(prove(stated, budget=QUIET), Counterexample)  # type: ignore[arg-type]

    def test_what_is_attained_has_no_strict_certificate(self) -> None:
        found = prove(problem(x * x - 2 * x + 1 > 0), budget=QUIET)
        assert not isinstance(found, Certificate)


def test_without_clarabel_binomials_remain_and_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (search, squares):
        monkeypatch.setattr(module, "has_clarabel", lambda: False)
    assert isinstance(prove(problem(x * x + y * y >= 2 * x * y), budget=QUIET), Certificate)
    found = prove(problem(9 * x * x + 4 * y * y >= 12 * x * y), budget=QUIET)
    assert isinstance(found, Failure)
    assert 'clarabel is not installed: pip install "pl-verify[solvers]"' in found.advice
