"""Step sizes fulfil the equations that define them, at every iterate of every run."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from verify.descent import (
    CLOSED,
    PRINTED,
    SHARP,
    Backtracking,
    Constant,
    ExactLineSearch,
    Given,
    Growing,
    InverseSmoothness,
    Iterate,
    Pair,
    Problem,
    RateMinimiser,
    Setup,
    Start,
    StepSize,
    Trajectory,
    begin,
    log_cosh_ridge,
    run,
    squared_loss,
)
from verify.descent.linesearch import loss_along, quartic
from verify.descent.local import cubic_root
from verify.errors import InputError

Array = npt.NDArray[np.float64]
RUNS, STEPS = 5, 15


@pytest.fixture(scope="module", name="quadratic")
def _quadratic() -> tuple[Problem, Start]:
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(size=(RUNS, 4, 9)), rng.normal(size=(RUNS, 3, 9))
    X = rng.normal(size=(RUNS, 5, 4))
    Y = X @ (W1 @ np.swapaxes(W2, 1, 2)) + rng.normal(size=(RUNS, 5, 3))
    return squared_loss(X, Y), Start(W1, W2)


@pytest.fixture(scope="module", name="curved")
def _curved() -> tuple[Problem, Start]:
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(20, 4)), 3 * rng.normal(size=(20, 3))
    W1, W2 = rng.normal(size=(RUNS, 4, 6)), rng.normal(size=(RUNS, 3, 6))
    return log_cosh_ridge(X, Y, 0.1), Start(W1, W2)


def _each(
    case: tuple[Problem, Start],
    step_size: StepSize,
    value: Callable[[Setup, Iterate, Array], Array],
    steps: int = STEPS,
) -> tuple[Array, Trajectory]:
    """value(setup, iterate, eta) at every step of every run."""
    pair = Pair("value", lambda setup, now, eta, then: (value(setup, now, eta), 0 * eta))
    found = run(*case, step_size, steps, inequalities=[pair])
    return found.audits["value"].lhs[:, :-1], found


class TestLocalSteps:
    @pytest.mark.parametrize("smoothness", [PRINTED, SHARP])
    def test_the_inverse_smoothness_solves_its_own_equation(
        self, quadratic: tuple[Problem, Start], smoothness: type
    ) -> None:
        from verify.descent import Smoothness

        assert isinstance(smoothness, Smoothness)
        product, _ = _each(
            quadratic,
            InverseSmoothness(smoothness),
            lambda setup, now, eta: eta * smoothness.at(setup.K, now, eta),
        )
        np.testing.assert_allclose(product, 1.0, rtol=1e-14)

    def test_the_sharper_step_is_longer(self, quadratic: tuple[Problem, Start]) -> None:
        found = run(*quadratic, [InverseSmoothness(), InverseSmoothness(SHARP, "sharp")], 1)
        assert (found.eta[found.rows("sharp"), 0] > found.eta[found.rows("1/K_t"), 0]).all()

    def test_the_rate_is_least_at_its_minimiser(self, quadratic: tuple[Problem, Start]) -> None:
        def rate(setup: Setup, now: Iterate, eta: Array) -> Array:
            K_t = PRINTED.at(setup.K, now, eta)
            value: Array = 1 - 2 * eta + K_t * eta**2  # for mu_t = 1: the minimiser is the same
            return value

        def lead(setup: Setup, now: Iterate, eta: Array) -> Array:
            other = [rate(setup, now, eta * f) for f in (0.5, 0.99, 0.9999, 1.0001, 1.01, 2)]
            best: Array = np.min(other, axis=0) - rate(setup, now, eta)
            return best

        ahead, found = _each(quadratic, RateMinimiser(), lead)
        assert (ahead > 0).all()
        assert (found.eta[:, :-1] * found.K_t[:, :-1] < 1).all()

    def test_growth_is_limited_by_its_power(self, quadratic: tuple[Problem, Start]) -> None:
        found = run(*quadratic, Growing(Constant(1.0), 1e-3, d=1.5), STEPS)
        limit = 1e-3 * (1 + 1e-3**1.5) ** (np.arange(STEPS) / 2)
        np.testing.assert_allclose(found.eta[:, :-1], np.tile(limit, (RUNS, 1)), rtol=1e-13)
        loose = run(*quadratic, Growing(InverseSmoothness(), 1e3), STEPS)
        free = run(*quadratic, InverseSmoothness(), STEPS)
        np.testing.assert_array_equal(loose.eta, free.eta)

    def test_growing_keeps_the_hypotheses_of_the_step_size_inside(
        self, quadratic: tuple[Problem, Start]
    ) -> None:
        found = run(*quadratic, Growing(Constant(1.0), 1e-3), 1)
        assert found.failed_hypotheses() == [
            f"limited growth: eta K_0(eta) < 2 fails in {RUNS} of {RUNS} runs"
        ]

    def test_given_steps_are_taken_as_they_are(self, quadratic: tuple[Problem, Start]) -> None:
        etas = np.random.default_rng(2).uniform(1e-4, 1e-3, (RUNS, STEPS))
        np.testing.assert_array_equal(run(*quadratic, Given(etas), STEPS).eta[:, :-1], etas)


class TestCubicRoot:
    def test_it_solves_its_equation_over_many_decades(self) -> None:
        rng = np.random.default_rng(3)
        a, b, c, p = 10.0 ** rng.uniform(-12, 12, (4, 2000))
        b[:100], c[:50] = 0.0, 0.0
        eta = cubic_root(a, b, c, p)
        np.testing.assert_allclose(eta * (a + eta * (b + eta * c)), p, rtol=1e-13)

    def test_it_is_infinite_where_there_is_none(self) -> None:
        zero, one = np.zeros(2), np.array([0.0, 2.0])
        np.testing.assert_array_equal(cubic_root(one, zero, zero, 1.0), [np.inf, 0.5])


class TestBacktracking:
    @pytest.mark.parametrize("armijo", [True, False])
    def test_the_step_taken_is_the_first_power_that_is_accepted(
        self, quadratic: tuple[Problem, Start], armijo: bool
    ) -> None:
        gamma = 0.3 if armijo else 1e-3
        search = Backtracking(first=2.0, tau=0.3, gamma=gamma, armijo=armijo)

        def margin(setup: Setup, now: Iterate, eta: Array) -> Array:
            """Positive where the step is accepted and the one before it is not."""
            value = loss_along(setup.problem, now)

            def accepted(e: Array) -> npt.NDArray[np.bool_]:
                fall = search.gamma * now.gradient_norm2 * (e if armijo else 1.0)
                good: npt.NDArray[np.bool_] = value(e) <= now.L - fall
                return good

            first = np.isclose(eta, search.first, rtol=1e-12)
            return np.where(accepted(eta) & (first | ~accepted(eta / search.tau)), 1.0, -1.0)

        ahead, found = _each(quadratic, search, margin, 3)
        taken = np.isfinite(ahead)
        assert taken.any()
        assert (ahead[taken] > 0).all()
        powers = np.log(found.eta[:, :-1][taken] / search.first) / np.log(search.tau)
        np.testing.assert_allclose(powers, np.round(powers), atol=1e-9)

    def test_as_printed_it_does_not_end_at_a_large_gradient_and_says_so(
        self, quadratic: tuple[Problem, Start]
    ) -> None:
        found = run(*quadratic, Backtracking(gamma=0.9, tau=0.1, armijo=False), 5)
        assert len(found.stops) == RUNS
        assert "100 shrinkages of eta did not end the line search" in found.stops[0].why
        assert np.isfinite(found.L[:, 0]).all()
        assert np.isnan(found.L[:, 1:]).all()
        assert "gamma |grad L(0)|^2 <= L(0)" in found.failed_hypotheses()[0]

    def test_the_printed_condition_is_met_where_the_gradient_is_small(self) -> None:
        """K = mu = 1e-4: |grad L|^2 is some 1e-4 L."""
        problem = squared_loss(1e-2 * np.eye(2), np.zeros((2, 2)))
        start = Start(np.eye(2), np.eye(2))
        found = run(problem, start, Backtracking(gamma=0.5, armijo=False), 2)
        assert not found.stops
        assert not found.failed_hypotheses()

    def test_it_works_for_a_loss_that_is_no_polynomial(self, curved: tuple[Problem, Start]) -> None:
        found = run(*curved, Backtracking(first=8.0), STEPS)
        assert (np.diff(found.L, axis=1) < 0).all()

    @pytest.mark.parametrize(
        "change", [{"tau": 1.0}, {"gamma": 0.0}, {"first": -1.0}, {"limit": 0}, {"tau": np.nan}]
    )
    def test_parameters_out_of_range_are_errors(self, change: dict[str, float]) -> None:
        with pytest.raises(InputError, match="'backtracking'"):
            Backtracking(**change)  # type: ignore[arg-type]


class TestExactLineSearch:
    def test_the_polynomial_is_the_loss_along_the_step(
        self, quadratic: tuple[Problem, Start]
    ) -> None:
        setup = begin(*quadratic)
        c = quartic(setup.problem, setup.first)
        for eta in (0.0, 1e-3, 0.1, 1.0):
            E = setup.first.E
            G, now = setup.first.G, setup.first
            moved1, moved2 = now.W1 - eta * G @ now.W2, now.W2 - eta * np.swapaxes(G, 1, 2) @ now.W1
            E = moved1 @ np.swapaxes(moved2, 1, 2) - setup.problem.centre
            direct = setup.problem.loss.value(E)
            np.testing.assert_allclose(np.polyval(c[::-1], eta), direct, rtol=1e-9)

    def test_no_other_step_is_better(self, quadratic: tuple[Problem, Start]) -> None:
        def lead(setup: Setup, now: Iterate, eta: Array) -> Array:
            value = loss_along(setup.problem, now)
            grid = np.concatenate([np.geomspace(1e-3, 1e3, 400), 1 + np.geomspace(1e-4, 0.5, 20)])
            best: Array = np.min([value(eta * f) for f in grid], axis=0) - value(eta)
            return best / now.L

        ahead, _ = _each(quadratic, ExactLineSearch(), lead)
        assert (ahead >= -1e-14).all()

    def test_a_loss_without_quartic_term_is_minimised_as_well(self) -> None:
        """W(0) = 0: Q = G W' G vanishes, and L(eta) is a parabola."""
        problem = squared_loss(np.eye(2), np.ones((2, 2)))
        start = Start(np.eye(2, 3), np.zeros((2, 3)))
        found = run(problem, start, ExactLineSearch(), 1)
        # L(eta) = 1/2 |1 1' - eta 1 1'|^2
        assert found.eta[0, 0] == pytest.approx(1.0)
        assert found.L[0, 1] == pytest.approx(0.0, abs=1e-28)

    def test_the_slope_vanishes_at_the_step_for_other_losses(
        self, curved: tuple[Problem, Start]
    ) -> None:
        def slope(setup: Setup, now: Iterate, eta: Array) -> Array:
            value = loss_along(setup.problem, now)
            h = 1e-5 * eta
            result: Array = (value(eta + h) - value(eta - h)) / (2 * h) / now.gradient_norm2
            return result

        slopes, found = _each(curved, ExactLineSearch(), slope)
        assert np.abs(slopes).max() < 1e-6
        other = run(*curved, InverseSmoothness(), STEPS)
        assert (found.L[:, 1] < other.L[:, 1]).all()

    def test_a_run_at_its_minimum_stops(self) -> None:
        problem = squared_loss(np.eye(2), np.eye(2))
        found = run(problem, Start(np.eye(2), np.eye(2)), ExactLineSearch(), 2)
        assert found.stops[0].why == "the gradient vanishes: no direction"


def test_the_closed_form_step_is_longer_and_the_loss_descends_as_proved(
    quadratic: tuple[Problem, Start], curved: tuple[Problem, Start]
) -> None:
    """L(t + 1) <= L(t) - eta/2 |grad L|^2 with eta = 1 / (K sigma_max^2(T_t) + sqrt(2 K L))."""
    for problem, start in (quadratic, curved):
        found = run(problem, start, InverseSmoothness(CLOSED), STEPS)
        K = np.broadcast_to(problem.K, (RUNS,))[:, None]
        closed = 1 / (K * found.sigma2_max + np.sqrt(2 * K * found.L))
        eta = found.eta[:, :STEPS]
        assert np.allclose(eta, closed[:, :STEPS], rtol=1e-12)
        fall = found.L[:, :STEPS] - eta / 2 * found.gradient_norm2[:, :STEPS]
        assert np.all(found.L[:, 1:] <= fall * (1 + 1e-9))
        first = run(problem, start, InverseSmoothness(PRINTED), 1)
        assert np.all(found.eta[:, 0] > first.eta[:, 0])
