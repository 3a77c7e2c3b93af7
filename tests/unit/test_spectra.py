"""Enclosures of eigenvalues and singular values contain the true ones; rational ones are exact.

Matrices with known spectra are made exactly: A = Q D Q' and A = Q S R' with rational reflections
Q, R and a diagonal that has multiple, zero, close and very different entries.
"""

from fractions import Fraction

import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.arithmetic import Ball, Exact, Scope, evaluate, precision, to_arb
from verify.arithmetic.ball import eigenvalues, singular_values
from verify.evidence.compare import Outcome, settle
from verify.language import (
    Relation,
    equal,
    lam,
    lam_max,
    lam_min,
    matrix,
    norm,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
)

A = matrix("A", "n", "n")
B = matrix("B", "n", "m")

SPECTRA: dict[str, list[str]] = {
    "distinct": ["3", "2", "-1", "1/7"],
    "double": ["2", "2", "1", "-5"],
    "all equal": ["3/2", "3/2", "3/2", "3/2"],
    "with zeros": ["4", "0", "0", "0"],
    "zero": ["0", "0", "0", "0"],
    "opposite signs": ["1", "1", "-1", "-1"],
    "badly scaled": ["1000000000000", "1", "1/1000000000000", "-1/1000000"],
    "close": ["1", "1000000000001/1000000000000", "1", "2"],
    "tiny": ["1/10000000000000000000000000", "2/10000000000000000000000000", "0", "0"],
}


def _reflection(k: int, seed: int) -> fmpq_mat:
    """I - 2 v v' / v'v, orthogonal and rational."""
    v = [((seed + 3) * (i + 2)) % 7 - 2 or 1 for i in range(k)]
    size = sum(x * x for x in v)
    entries = [fmpq(int(i == j)) - fmpq(2 * v[i] * v[j], size) for i in range(k) for j in range(k)]
    return fmpq_mat(k, k, entries)


def _diagonal(rows: int, columns: int, values: list[Fraction]) -> fmpq_mat:
    d = fmpq_mat(rows, columns)
    for i, v in enumerate(values[: min(rows, columns)]):
        d[i, i] = fmpq(v.numerator, v.denominator)
    return d


def _symmetric(values: list[Fraction]) -> fmpq_mat:
    k = len(values)
    q = _reflection(k, 1) * _reflection(k, 2)
    return q * _diagonal(k, k, values) * q.transpose()


def _sorted(name: str) -> list[Fraction]:
    return sorted((Fraction(x) for x in SPECTRA[name]), reverse=True)


@pytest.mark.parametrize("bits", [64, 128, 512])
@pytest.mark.parametrize("name", SPECTRA)
def test_enclosures_contain_the_eigenvalues(name: str, bits: int) -> None:
    values = _sorted(name)
    a = _symmetric(values)
    with precision(bits):
        found = eigenvalues(arb_mat(a))
        scale = max(abs(v) for v in values)
        for ball, value in zip(found, values, strict=True):
            assert ball.contains(fmpq(value.numerator, value.denominator))
            assert to_arb(2 * scale) * arb(2) ** (20 - bits) >= ball.rad()


@pytest.mark.parametrize("name", SPECTRA)
def test_rational_eigenvalues_are_found_exactly(name: str) -> None:
    values = _sorted(name)
    with precision(256):
        scope = Scope(Exact(), {"A": _symmetric(values)}, {"n": 4})
        for k, value in enumerate(values, 1):
            assert evaluate(lam(k, A), scope) == fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize("shape", [(4, 4), (4, 6), (6, 4), (1, 4), (4, 1)])
@pytest.mark.parametrize("name", ["distinct", "double", "with zeros", "zero", "badly scaled"])
def test_enclosures_contain_the_singular_values(name: str, shape: tuple[int, int]) -> None:
    n, m = shape
    values = sorted((abs(Fraction(x)) for x in SPECTRA[name][: min(shape)]), reverse=True)
    a = _reflection(n, 3) * _diagonal(n, m, values) * _reflection(m, 5)
    with precision(128):
        for ball, value in zip(singular_values(arb_mat(a)), values, strict=True):
            assert ball.contains(fmpq(value.numerator, value.denominator))
        scope = Scope(Exact(), {"B": a}, {"n": n, "m": m})
        for k, value in enumerate(values, 1):
            exact = evaluate(sigma(k, B), scope)
            assert exact == fmpq(value.numerator, value.denominator)
        assert evaluate(sigma(min(shape) + 1, B), scope) == 0


def test_irrational_eigenvalues_are_enclosed_between_rationals() -> None:
    """[[2, 1], [1, 1]]: (3 +- sqrt 5) / 2, next to a rational eigenvalue of a block."""
    a = fmpq_mat(3, 3, [2, 1, 0, 1, 1, 0, 0, 0, 1])
    with precision(128):
        top, middle, low = (
            evaluate(lam(k, A), Scope(Exact(), {"A": a}, {"n": 3})) for k in (1, 2, 3)
        )
        root = arb(5).sqrt()
        assert middle == fmpq(1)
        assert top.overlaps((3 + root) / 2)
        assert low.overlaps((3 - root) / 2)
        assert top.rad() < arb(2) ** -100


def test_input_balls_are_enclosed_as_a_whole() -> None:
    """Every symmetric matrix in the ball matrix has its eigenvalues in the enclosures."""
    with precision(128):
        wide = arb_mat(2, 2, [arb(1, 0.25), arb(0, 0.25), arb(0, 0.25), arb(3, 0.25)])
        top, low = eigenvalues(wide)
        for corner in ((1, 1, 1), (1, -1, -1), (-1, 1, 1), (-1, -1, 1)):
            p, q, r = (arb(0.25) * c for c in corner)
            exact = arb_mat(2, 2, [1 + p, q, q, 3 + r])
            one, two = eigenvalues(exact)
            assert top.contains(one.mid())
            assert low.contains(two.mid())


@pytest.mark.parametrize("arithmetic", [Ball, Exact])
def test_eigenvalues_of_a_matrix_that_is_not_symmetric_are_undefined(
    arithmetic: type[Ball] | type[Exact],
) -> None:
    a = fmpq_mat(2, 2, [1, 2, 0, 1])
    with precision(128):
        value = a if arithmetic is Exact else arb_mat(a)
        for expr in (lam_max(A), lam_min(A), lam(1, A)):
            assert not evaluate(expr, Scope(arithmetic(), {"A": value}, {"n": 2})).is_finite()


class TestTies:
    """An equality is decided where both sides are rational, and never decided by luck."""

    @staticmethod
    def outcome(relation: Relation, a: fmpq_mat) -> Outcome:
        sizes = {"n": a.nrows(), "m": a.ncols()}
        return settle([], [relation], {"A": a, "B": a, "x": fmpq(2)}, sizes).outcome

    @pytest.mark.parametrize("name", SPECTRA)
    def test_largest_eigenvalue_equals_its_rational_value(self, name: str) -> None:
        top = _sorted(name)[0]
        a = _symmetric(_sorted(name))
        assert self.outcome(equal(lam_max(A), top), a) is Outcome.HOLDS
        assert self.outcome(lam_max(A) <= top, a) is Outcome.HOLDS
        assert self.outcome(lam_max(A) < top, a) is Outcome.VIOLATED

    def test_difference_far_below_float64_is_seen(self) -> None:
        top = Fraction(2) + Fraction(1, 10**60)
        a = _symmetric([top, Fraction(2), Fraction(1), Fraction(0)])
        assert self.outcome(lam_max(A) <= 2, a) is Outcome.VIOLATED
        assert self.outcome(equal(lam(2, A), 2), a) is Outcome.HOLDS

    def test_norm_of_a_matrix_of_rank_one_is_its_largest_singular_value(self) -> None:
        a = fmpq_mat(2, 2, [3, 6, 4, 8])
        assert self.outcome(equal(norm(A), sigma_max(A)), a) in (Outcome.HOLDS, Outcome.UNDECIDED)
        assert self.outcome(equal(norm(A) ** 2, 125), a) in (Outcome.HOLDS, Outcome.UNDECIDED)
        assert self.outcome(equal(sigma_min(A), 0), a) is Outcome.HOLDS

    def test_equality_of_irrational_numbers_stays_undecided(self) -> None:
        x = scalar("x")
        a = fmpq_mat(1, 1, [1])
        assert self.outcome(equal(sqrt(x) * sqrt(x), x), a) is Outcome.UNDECIDED
        assert self.outcome(sqrt(x) * sqrt(x) <= x + Fraction(1, 10**500), a) is Outcome.HOLDS
