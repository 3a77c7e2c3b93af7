"""Normal forms of scalars: what is one expression, and what is a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.errors import PlVerifyError
from verify.evidence.polynomial import normal_form
from verify.language import (
    absolute,
    eigenvector,
    exp,
    eye,
    hstack,
    inner,
    lam,
    matrix,
    maximum,
    minimum,
    norm,
    norm2,
    scalar,
    sqrt,
    trace,
    vstack,
    zeros,
)
from verify.language.expr import Expr

x, y = scalar("x"), scalar("y")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1 / (2 * x * y), Fraction(1, 2) * (1 / x) * (1 / y)),
        (1 / (x * x), (1 / x) * (1 / x)),
        (x**-2, (1 / x) ** 2),
        ((x + y) ** -2, 1 / (x * x + 2 * x * y + y * y)),
        (y / (x / 3), 3 * y * (1 / x)),
        (sqrt(Fraction(4, 9)) * x, Fraction(2, 3) * x),
        (sqrt(0 * x) + x, x),
        (maximum(3, Fraction(7, 2), -1) * x, Fraction(7, 2) * x),
        (minimum(3, 2) - absolute(x - x - 2), 0 * x),
        (exp(x - x), 0 * x + 1),
        (x ** (y - y), 0 * x + 1),
        (x ** (2 - y + y), x * x),
        (x ** (y - y - 1), 1 / x),
    ],
)
def test_one_value_has_one_normal_form(left: Expr, right: Expr) -> None:
    assert normal_form(left) == normal_form(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1 / (x + y), 1 / x + 1 / y),
        (x * (1 / x), 0 * x + 1),  # not where x = 0
        (sqrt(x * x), x),
        (sqrt(0 * x + 2), 0 * x + Fraction(141421, 100000)),
        (x**-1, -x),
    ],
)
def test_different_values_have_different_normal_forms(left: Expr, right: Expr) -> None:
    assert normal_form(left) != normal_form(right)


class TestBlockMatrices:
    A, B = matrix("A", "n", "h"), matrix("B", "m", "h")
    wide = hstack(A, zeros("n", "m"))

    def test_products_are_taken_block_by_block(self) -> None:
        A, B, wide = self.A, self.B, self.wide
        assert normal_form(norm2(wide @ wide.T)) == normal_form(norm2(A @ A.T))
        stacked = vstack(A, B)
        gram = A.T @ A + B.T @ B
        assert normal_form(lam(1, stacked.T @ stacked)) == normal_form(lam(1, gram))
        assert normal_form(norm(stacked)) == normal_form(sqrt(norm2(A) + norm2(B)))
        assert normal_form(inner(wide, wide)) == normal_form(norm2(A))

    def test_an_eigenvalue_of_a_padded_matrix_is_an_atom_of_its_own(self) -> None:
        square = self.A.T @ self.A
        padded = vstack(hstack(square, zeros("h", "m")), hstack(zeros("m", "h"), zeros("m", "m")))
        assert normal_form(lam(1, padded)) != normal_form(lam(1, square))
        wide = self.wide.T @ self.wide
        assert normal_form(lam(1, padded)) == normal_form(lam(1, wide))

    def test_traces_of_identities_are_told_apart_by_their_size(self) -> None:
        assert normal_form(trace(eye("n"))) != normal_form(trace(eye("m")))
        assert normal_form(trace(eye(1))) == normal_form(norm2(eye(1)))

    def test_what_belongs_to_a_block_matrix_is_no_letter(self) -> None:
        padded = self.wide.T @ self.wide
        with pytest.raises(PlVerifyError, match="one block"):
            normal_form(norm2(eigenvector(1, padded)))

    def test_blocks_that_do_not_fit_are_refused(self) -> None:
        with pytest.raises(PlVerifyError, match="do not fit"):
            normal_form(norm2(self.wide + matrix("C", "n", "h+m")))
