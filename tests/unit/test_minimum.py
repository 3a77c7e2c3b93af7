"""Minima are enclosed, and the constants of data are bounds, whatever floats did on the way."""

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, arb_mat

from verify.arithmetic import precision, to_fraction
from verify.arithmetic.ball import eigenvalues
from verify.errors import InputError, PlVerifyError
from verify.model.data import DATA_SETS, load, subsample
from verify.model.minimum import (
    WIDTH,
    RidgeLoss,
    float_above,
    float_below,
    gram_bounds,
    minimum,
)

ONE = np.ones((1, 1))


def _mp(q: Fraction) -> mpmath.mpf:
    return mpmath.mpf(q.numerator) / q.denominator


class TestMinimum:
    """l(W) - |grad l(W)|^2 / (2 mu) <= min l <= l(W)."""

    def test_one_sample_agrees_with_the_root_of_the_derivative(self) -> None:
        """The loss log(1 + e^-w) + a w^2 / 2 is least where a w = 1 / (1 + e^w)."""
        with mpmath.workdps(70):
            a = mpmath.mpf(1) / 4
            w = mpmath.findroot(lambda w: a * w - 1 / (1 + mpmath.exp(w)), 1)
            least = minimum(RidgeLoss("logistic", ONE, ONE, 0.25))
            value = mpmath.log1p(mpmath.exp(-w)) + a * w**2 / 2
            assert _mp(least.low) <= value <= _mp(least.high)
            assert float(w) == pytest.approx(least.W[0, 0], rel=1e-14)

    def test_log_cosh_of_one_sample_agrees_with_the_root_of_the_derivative(self) -> None:
        """The loss log cosh(2w - 3) + a w^2 / 2 is least where a w = -2 tanh(2w - 3)."""
        with mpmath.workdps(70):
            a = mpmath.mpf(1) / 2
            w = mpmath.findroot(lambda w: a * w + 2 * mpmath.tanh(2 * w - 3), 1.3)
            least = minimum(RidgeLoss("log-cosh ridge", 2 * ONE, 3 * ONE, 0.5))
            value = mpmath.log(mpmath.cosh(2 * w - 3)) + a * w**2 / 2
            assert _mp(least.low) <= value <= _mp(least.high)

    def test_columns_of_W_do_not_interact(self) -> None:
        """With m targets the minimum is the sum of those of the targets alone."""
        data = load("linnerud")
        parts = [
            minimum(RidgeLoss("log-cosh ridge", data.X, data.Y[:, [j]], 0.125)) for j in range(3)
        ]
        whole = minimum(RidgeLoss("log-cosh ridge", data.X, data.Y, 0.125))
        assert sum(p.low for p in parts) <= whole.high
        assert whole.low <= sum(p.high for p in parts)

    @pytest.mark.parametrize("name", ["linnerud", "diabetes"])
    def test_bundled_data_reach_thirty_digits(self, name: str) -> None:
        data = load(name)
        least = minimum(RidgeLoss("log-cosh ridge", data.X, data.Y, 0.0625))
        assert 0 < least.low < least.high
        assert least.high - least.low <= WIDTH < Fraction(1, 10**30)

    def test_digits_reach_thirty_digits(self) -> None:
        data = subsample(load("digits"), 150, seed=0)
        least = minimum(RidgeLoss("logistic", data.X, data.Y, 0.0625))
        assert least.high - least.low <= WIDTH
        assert least.low <= Fraction(least.middle) + Fraction(1, 10**15)

    def test_perfectly_separated_data_have_a_minimum_too(self) -> None:
        """Newton's method must be damped here: a is tiny and the margins are large."""
        X = np.linspace(-50, 50, 20)[:, None]
        least = minimum(RidgeLoss("logistic", X, np.sign(X), 1e-6))
        assert 0 < least.high < Fraction(1, 10**3)

    def test_enclosures_of_different_precision_overlap(self) -> None:
        data = load("linnerud")
        loss = RidgeLoss("log-cosh ridge", data.X, data.Y, 0.0625)
        coarse = minimum(loss, width=Fraction(1, 10**10), bits=64)
        fine = minimum(loss, width=Fraction(1, 10**60), bits=400)
        assert coarse.low <= fine.low <= fine.high <= coarse.high
        assert fine.high - fine.low < Fraction(1, 10**60) < coarse.high - coarse.low

    def test_too_few_bits_are_an_error_that_says_so(self) -> None:
        with pytest.raises(PlVerifyError, match="more than 53 bits"):
            minimum(RidgeLoss("logistic", ONE, ONE, 0.25), bits=53)


class TestGramBounds:
    """low <= lambda_min(X'X) <= lambda_max(X'X) <= high."""

    @pytest.mark.parametrize("seed", range(4))
    def test_they_contain_the_enclosed_spectrum_and_are_tight(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(7, 4)) * 10.0 ** rng.uniform(-4, 4, size=4)
        low, high = gram_bounds(X)
        with precision(400):
            x = arb_mat(7, 4, [arb(float(v)) for v in X.ravel()])
            spectrum = eigenvalues(x.transpose() * x)
            largest, smallest = to_fraction(spectrum[0].upper()), to_fraction(spectrum[-1].lower())
        assert Fraction(low) <= smallest
        assert largest <= Fraction(high) <= largest * (1 + Fraction(1, 10**12))
        assert smallest - Fraction(low) <= largest / 10**12

    def test_orthogonal_columns_give_one_up_to_rounding(self) -> None:
        q = np.linalg.qr(np.random.default_rng(0).normal(size=(10, 10)))[0]
        low, high = gram_bounds(q)
        assert 1 - 1e-13 < low < 1 < high < 1 + 1e-13

    def test_a_diagonal_matrix_gives_its_squares_exactly(self) -> None:
        assert gram_bounds(np.diag([3.0, 0.5])) == (0.25, 9.0)

    def test_fewer_rows_than_columns_give_zero_below(self) -> None:
        assert gram_bounds(np.ones((2, 5)))[0] == 0.0

    @pytest.mark.parametrize("name", sorted(DATA_SETS))
    def test_K_of_bundled_data_exceeds_that_of_floats_by_rounding_only(self, name: str) -> None:
        X = load(name).X
        high = gram_bounds(X)[1]
        assert high == pytest.approx(np.linalg.norm(X, 2) ** 2, rel=1e-11)


class TestConstants:
    def test_K_is_the_ridge_and_the_largest_second_derivative(self) -> None:
        X = np.diag([2.0, 1.0])
        assert RidgeLoss("logistic", X, np.ones((2, 1)), 0.5).K() == 0.5 + 4 / (4 * 2)
        assert RidgeLoss("log-cosh ridge", X, np.ones((2, 1)), 0.5).K() == 0.5 + 4 / 2
        assert RidgeLoss("logistic", X, np.ones((2, 1)), 0.5).mu == 0.5

    def test_rounding_goes_outwards(self) -> None:
        with precision(200):
            third = arb(1) / 3
        assert Fraction(float_below(third)) < Fraction(1, 3) < Fraction(float_above(third))
        assert float_above(third) == np.nextafter(float_below(third), 1)
        assert float_above(arb(0.5)) == float_below(arb(0.5)) == 0.5


class TestBadInput:
    @pytest.mark.parametrize(
        ("family", "X", "Y", "a", "message"),
        [
            ("hinge", ONE, ONE, 1.0, "'hinge'"),
            ("logistic", np.array([[np.nan]]), ONE, 1.0, "X: nan was given at row 0"),
            ("logistic", ONE, np.array([[np.inf]]), 1.0, "Y: inf was given"),
            ("logistic", ONE, np.ones((2, 1)), 1.0, "shape"),
            ("logistic", np.ones(3), ONE, 1.0, "shape"),
            ("logistic", ONE, 0 * ONE, 1.0, "label 0"),
            ("logistic", ONE, ONE, 0.0, "0 < a"),
            ("log-cosh ridge", ONE, ONE, float("nan"), "0 < a"),
        ],
    )
    def test_one_clear_line(self, family: str, X: Any, Y: Any, a: float, message: str) -> None:
        with pytest.raises(InputError) as caught:
            RidgeLoss(family, X, Y, a)
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)
