"""Intervals cover what they should, and an item contradicts only what the data exclude."""

from math import comb

import numpy as np
import pytest

from verify.errors import InputError
from verify.evidence.statistics import (
    Proportion,
    agreement,
    clopper_pearson,
    evidence,
    exponent,
    normal_gram,
    rounded,
)


def _at_most(k: int, n: int, p: float) -> float:
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


class TestClopperPearson:
    """At each end the observed count is as improbable as the confidence says."""

    def test_ends_solve_the_binomial_tails(self) -> None:
        low, high = clopper_pearson(7, 40, 0.95)
        assert _at_most(7, 40, high) == pytest.approx(0.025)
        assert 1 - _at_most(6, 40, low) == pytest.approx(0.025)

    def test_no_failure_and_only_failures_reach_the_ends(self) -> None:
        assert clopper_pearson(0, 50)[0] == 0.0
        assert clopper_pearson(50, 50)[1] == 1.0
        assert clopper_pearson(0, 50, 0.95)[1] == pytest.approx(1 - 0.025 ** (1 / 50))

    def test_more_failures_than_trials_are_refused(self) -> None:
        with pytest.raises(InputError, match="5 failures in 4 trials"):
            clopper_pearson(5, 4)


class TestProportion:
    """A bound is contradicted only when the whole interval lies above it."""

    def test_a_probability_near_its_bound_is_not_contradicted(self) -> None:
        assert not Proportion({}, 110, 1000, 0.1).contradicts

    def test_a_probability_far_above_its_bound_is(self) -> None:
        assert Proportion({}, 200, 1000, 0.1).contradicts


class TestExponent:
    """Slopes of power laws are found, and false exponents are contradicted."""

    def _fit(self, claimed: float, *, exact: bool = False) -> bool:
        rng = np.random.default_rng(3)
        x = [1e2, 1e3, 1e4, 1e5]
        noise = np.exp(0.1 * rng.normal(size=(4, 12)))
        values = np.asarray(x)[:, None] ** -0.5 * noise
        fit = exponent(x, values, parameters={}, draws=48, claimed=claimed, exact=exact)
        assert fit.interval[0] < -0.5 < fit.interval[1]
        return fit.contradicts

    def test_a_slower_rate_holds_as_an_upper_bound(self) -> None:
        assert not self._fit(-0.3)
        assert not self._fit(-0.5, exact=True)

    def test_a_faster_rate_is_contradicted(self) -> None:
        assert self._fit(-0.7)

    def test_a_slower_rate_is_contradicted_where_it_is_claimed_exactly(self) -> None:
        assert self._fit(-0.3, exact=True)

    def test_values_that_are_not_positive_are_refused(self) -> None:
        with pytest.raises(InputError, match="positive values"):
            exponent([1.0, 2.0], np.zeros((2, 2)), parameters={}, draws=4, claimed=0.0)


class TestAgreement:
    """Means are compared with the sampling errors of both sides."""

    def test_a_mean_within_its_error_agrees_and_a_far_one_does_not(self) -> None:
        values = np.random.default_rng(5).normal(1.0, 0.1, 400)
        assert not agreement(values, 1.02, repeats=30, parameters={}).contradicts
        assert agreement(values, 1.2, repeats=30, parameters={}).contradicts

    def test_the_error_of_reading_a_value_is_allowed_for(self) -> None:
        values = np.random.default_rng(5).normal(1.0, 0.1, 400)
        assert not agreement(values, 1.2, repeats=30, parameters={}, reading=0.2).contradicts


class TestEvidence:
    """The ledger's record counts draws and contradictions."""

    def test_contradictions_are_counted_as_violations(self) -> None:
        items = [Proportion({"h": 4}, 0, 100, 0.1), Proportion({"h": 8}, 90, 100, 0.1)]
        record = evidence("two widths", items).to_json()
        assert record["instances"] == 200
        assert record["violations"] == 1
        assert record["items"][1]["h"] == 8


class TestNormalGram:
    """The Gram matrix has the law of A A'."""

    def test_moments_are_those_of_a_direct_draw(self) -> None:
        rng = np.random.default_rng(7)
        gram = normal_gram(rng, 3, 5, 40_000)
        direct = rng.standard_normal((40_000, 3, 5))
        other = direct @ np.swapaxes(direct, 1, 2)
        for power in (1, 2):
            gap = (gram**power).mean(axis=0) - (other**power).mean(axis=0)
            assert np.abs(gap).max() < 0.03 * 5**power
        tops = [np.linalg.eigvalsh(g)[:, -1].mean() for g in (gram, other)]
        assert tops[0] == pytest.approx(tops[1], rel=0.02)

    def test_fewer_columns_than_rows_are_refused(self) -> None:
        with pytest.raises(InputError, match="columns >= rows"):
            normal_gram(np.random.default_rng(0), 3, 2, 1)


def test_rounding_keeps_significant_digits() -> None:
    assert rounded(0.000123456) == 0.0001235
