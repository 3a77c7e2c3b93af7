"""The engine against a loop that anyone would write, and what it says when a run goes wrong."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from verify.descent import (
    PRINTED,
    Backtracking,
    Choice,
    Constant,
    Given,
    InverseSmoothness,
    Pair,
    Problem,
    Rule,
    Setup,
    Start,
    StepSize,
    Trajectory,
    begin,
    concatenate,
    custom,
    run,
    squared_loss,
    weighted_quadratic,
)
from verify.errors import InputError

Array = npt.NDArray[np.float64]

STEPS = 12


def _batch(
    seed: int, runs: int, n: int, m: int, h: int, spread: float = 0.5
) -> tuple[Problem, Start]:
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(runs, n, h)), rng.normal(size=(runs, m, h))
    X = rng.normal(size=(runs, n + 2, n))
    Y = X @ (W1 @ np.swapaxes(W2, 1, 2) + spread * rng.normal(size=(runs, n, m)))
    return squared_loss(X, Y), Start(W1, W2)


def _naive(problem: Problem, start: Start, r: int, etas: Array) -> dict[str, list[float]]:
    """One run at full width: SVDs of the factors, D as it is."""
    X, Y = problem.loss.X[r], problem.loss.Y[r]  # type: ignore[attr-defined]
    W1, W2 = start.W1[r], start.W2[r]
    K, mu = problem.K[r], problem.mu[r]
    least = np.linalg.lstsq(X, Y, rcond=None)[1].sum() / 2
    D0 = D = W1.T @ W1 - W2.T @ W2
    found: dict[str, list[float]] = {}
    for eta in etas:
        W = W1 @ W2.T
        L = np.sum((Y - X @ W) ** 2) / 2 - least
        G = X.T @ (X @ W - Y)
        s1, s2, s = (np.linalg.svd(a, compute_uv=False) for a in (W1, W2, W))
        # the n-th and m-th singular value, 0 past the shape
        low = (s1[-1] ** 2 if W1.shape[1] >= len(W1) else 0) + (
            s2[-1] ** 2 if W2.shape[1] >= len(W2) else 0
        )
        top = s1[0] ** 2 + s2[0] ** 2
        root = np.sqrt(2 * K * L)
        values = {
            "L": L,
            "mu_t": mu * low,
            "K_t": K * top + root + 6 * K**2 * s[0] * L * eta**2 + 3 * K * top * root * eta,
            "sigma2_min": low,
            "sigma2_max": top,
            "w_min": s[-1],
            "w_max": s[0],
            "gradient_norm2": np.sum((G @ W2) ** 2) + np.sum((G.T @ W1) ** 2),
            "imbalance": np.linalg.norm(D - D0),
        }
        W1, W2 = W1 - eta * G @ W2, W2 - eta * G.T @ W1
        D_next = W1.T @ W1 - W2.T @ W2
        values["drift"] = np.linalg.norm(D_next - D)
        D = D_next
        for name, value in values.items():
            found.setdefault(name, []).append(float(value))
    return found


SHAPES = [(3, 3, 3), (4, 2, 30), (2, 4, 3), (5, 1, 2), (1, 5, 40), (6, 1, 9), (3, 2, 2)]


class TestAgainstALoop:
    @pytest.mark.parametrize(("n", "m", "h"), SHAPES)
    @pytest.mark.parametrize("full", [False, True])
    def test_every_quantity_agrees(self, n: int, m: int, h: int, full: bool) -> None:
        problem, start = _batch(n + 10 * m + 100 * h, 3, n, m, h)
        found = run(problem, start, InverseSmoothness(), STEPS, full_width=full)
        for r in range(3):
            expected = _naive(problem, start, r, found.eta[r, :STEPS])
            for name, values in expected.items():
                got = getattr(found, name)[r, :STEPS]
                # differences of D of size |D| lose digits in the loop, not in the engine
                scale = float(np.linalg.norm(start.W1[r])) ** 2
                lost = {"imbalance": 1e-12 * scale, "drift": 1e-12 * scale, "w_min": 1e-9}
                np.testing.assert_allclose(
                    got, np.array(values), rtol=1e-7, atol=lost.get(name, 0.0)
                )

    def test_the_last_iterate_has_no_step(self) -> None:
        problem, start = _batch(0, 2, 3, 2, 4)
        found = run(problem, start, Constant(1e-3), STEPS)
        assert found.L.shape == found.eta.shape == (2, STEPS + 1)
        assert np.isfinite(found.L).all()
        assert np.isnan(found.eta[:, -1]).all()
        assert np.isfinite(found.eta[:, :-1]).all()

    def test_a_loss_of_functions_runs_as_its_formula_does(self) -> None:
        rng = np.random.default_rng(1)
        A, C = rng.uniform(1, 2, (3, 2)), rng.normal(size=(3, 2))
        start = Start(rng.normal(size=(2, 3, 8)), rng.normal(size=(2, 2, 8)))
        free = custom(
            lambda W: np.sum(A * (W - C) ** 2, axis=(1, 2)) / 2,
            lambda W: A * (W - C),
            shape=(3, 2),
            K=float(A.max()),
            mu=float(A.min()),
        )
        first = run(weighted_quadratic(A, C), start, InverseSmoothness(), STEPS)
        second = run(free, start, InverseSmoothness(), STEPS)
        for name in ("L", "eta", "sigma2_min", "K_t", "imbalance"):
            np.testing.assert_allclose(getattr(second, name), getattr(first, name), rtol=1e-10)

    def test_a_loss_of_functions_with_its_minimiser_has_the_constants_of_a_formula(self) -> None:
        rng = np.random.default_rng(1)
        A, C = rng.uniform(1, 2, (3, 2)), rng.normal(size=(3, 2))
        start = Start(rng.normal(size=(2, 3, 8)), rng.normal(size=(2, 2, 8)))
        free = custom(
            lambda W: 7 + np.sum(A * (W - C) ** 2, axis=(1, 2)) / 2,
            lambda W: A * (W - C),
            shape=(3, 2),
            K=float(A.max()),
            mu=float(A.min()),
            minimum=7.0,
            minimiser=C,
        )
        assert free.at_minimum
        formula = run(weighted_quadratic(A, C), start, InverseSmoothness(), STEPS)
        found = run(free, start, InverseSmoothness(), STEPS)
        np.testing.assert_allclose(found.L, formula.L, rtol=1e-9)
        with pytest.raises(InputError, match=r"shape = \(3, 2\), all entries finite"):
            custom(lambda W: W, lambda W: W, shape=(3, 2), K=1, mu=1, minimiser=C.T)

    def test_iterates_are_kept_where_that_is_asked(self) -> None:
        problem, start = _batch(0, 2, 3, 2, 4)
        found = run(problem, start, Constant(1e-3), 6, keep=[0, 4, 6])
        assert sorted(found.iterates) == [0, 4, 6]
        np.testing.assert_array_equal(found.iterates[4].L, found.L[:, 4])
        np.testing.assert_array_equal(found.iterates[6].W1, found.W1)
        assert not run(problem, start, Constant(1e-3), 6).iterates


class TestBatches:
    def test_a_run_does_not_depend_on_its_neighbours(self) -> None:
        problem, start = _batch(2, 4, 3, 3, 7)
        whole = run(problem, start, InverseSmoothness(), STEPS)
        for r in range(4):
            index = np.array([r])
            alone = run(problem.take(index), start.take(index), InverseSmoothness(), STEPS)
            np.testing.assert_allclose(alone.L[0], whole.L[r], rtol=1e-12)

    def test_step_sizes_stand_one_after_another(self) -> None:
        problem, start = _batch(3, 2, 3, 2, 6)
        both = run(problem, start, [Constant(1e-3), InverseSmoothness()], STEPS)
        alone = run(problem, start, InverseSmoothness(), STEPS)
        assert both.runs_each == 2
        assert both.rows("1/K_t") == slice(2, 4)
        np.testing.assert_allclose(both.L[both.rows("1/K_t")], alone.L, rtol=1e-12)
        np.testing.assert_array_equal(both.eta[both.rows("constant"), 0], 1e-3)
        np.testing.assert_array_equal(both.constants["eta0"], [1e-3, 1e-3, np.nan, np.nan])

    def test_one_loss_is_shared_by_all_starts_and_one_start_by_all_losses(self) -> None:
        problem, start = _batch(4, 3, 3, 2, 6)
        one = run(problem.take(np.array([1])), start, Constant(1e-3), 3)
        other = run(problem, start.take(np.array([1])), Constant(1e-3), 3)
        assert len(one.L) == len(other.L) == 3
        np.testing.assert_allclose(one.L[1], other.L[1], rtol=1e-12)

    def test_starts_of_different_widths_join(self) -> None:
        starts = [_batch(5, 2, 3, 2, h)[1] for h in (5, 9, 200)]
        problem = _batch(6, 6, 3, 2, 5)[0]
        joined = concatenate(starts)
        assert joined.runs == 6
        np.testing.assert_array_equal(joined.widths, [5, 5, 9, 9, 200, 200])
        found = run(problem, joined, Constant(1e-4), 5)
        last = run(problem.take(np.array([4, 5])), starts[2], Constant(1e-4), 5, full_width=True)
        np.testing.assert_allclose(found.L[4:], last.L, rtol=1e-9)

    def test_starts_of_different_shapes_do_not_join(self) -> None:
        with pytest.raises(InputError, match="one shape for the whole batch"):
            concatenate([_batch(5, 1, 3, 2, 5)[1], _batch(5, 1, 3, 2, 4)[1]])


class TestWidth:
    """Claim 7/reduced: what is run in n + m columns is the run at full width."""

    @pytest.mark.parametrize("h", [20, 21, 500])
    def test_reduced_and_full_width_agree_at_every_iterate(self, h: int) -> None:
        problem, start = _batch(7, 2, 10, 10, h, spread=0.01)
        schedules: list[StepSize] = [InverseSmoothness(), Backtracking()]
        full = run(problem, start, schedules, 30, full_width=True)
        reduced = run(problem, start, schedules, 30)
        assert reduced.W1.shape[2] == 20
        assert full.W1.shape[2] == h
        for name in ("eta", "mu_t", "K_t", "sigma2_max", "w_max", "imbalance"):
            np.testing.assert_allclose(getattr(reduced, name), getattr(full, name), rtol=1e-8)
        # Both starts are off by rounding, of about h eps: a small loss shows it.
        np.testing.assert_allclose(reduced.log10_loss, full.log10_loss, atol=1e-6)

    def test_the_gram_matrix_is_used_where_it_loses_no_digits_and_there_alone(self) -> None:
        rng = np.random.default_rng(12)
        W1, W2 = rng.normal(size=(7, 3, 200)), rng.normal(size=(7, 2, 200))
        W2[1] *= 1e-30  # of another size, and as well conditioned
        W1[2, 1] = W1[2, 0] + 1e-6 * W1[2, 1]
        W1[3, 2] = W2[3, 0]
        W2[4] = 0.0
        W1[5], W2[5] = 1e-200 * W1[5], 1e-200 * W2[5]  # squares underflow
        W1[6] *= 1e200  # and overflow
        start = Start(W1, W2)
        assert start._by_cholesky()[1].tolist() == [True, True, *[False] * 5]
        found = start.reduced()
        for W, reduced in ((W1, found.W1), (W2, found.W2)):
            size = np.abs(W).max(axis=(1, 2), keepdims=True) + 1e-300
            W, reduced = W / size, reduced / size
            np.testing.assert_allclose(reduced @ reduced.mT, W @ W.mT, atol=1e-11)

    def test_eigenvalues_of_the_imbalance_are_those_of_the_full_matrix(self) -> None:
        for n, m, h in ((3, 2, 40), (3, 2, 4), (2, 3, 2)):
            _, start = _batch(8, 2, n, m, h)
            values = start.imbalance_eigenvalues()
            D = np.swapaxes(start.W1, 1, 2) @ start.W1 - np.swapaxes(start.W2, 1, 2) @ start.W2
            full = np.linalg.eigvalsh(D)[:, ::-1]
            for i in range(min(n, h)):
                np.testing.assert_allclose(
                    np.maximum(values[:, i], 0), np.maximum(full[:, i], 0), atol=1e-10
                )
            for j in range(1, min(m, h) + 1):
                np.testing.assert_allclose(
                    np.maximum(-values[:, -j], 0), np.maximum(-full[:, -j], 0), atol=1e-10
                )


class TestAudits:
    def test_both_sides_are_those_of_the_step_just_taken(self) -> None:
        problem, start = _batch(9, 2, 3, 3, 6)
        pair = Pair("decrease", lambda setup, now, eta, then: (then.L, now.L - 0 * eta))
        found = run(problem, start, InverseSmoothness(), STEPS, inequalities=[pair])
        audit = found.audits["decrease"]
        np.testing.assert_array_equal(audit.lhs[:, :-1], found.L[:, 1:])
        np.testing.assert_array_equal(audit.rhs[:, :-1], found.L[:, :-1])
        assert np.isnan(audit.lhs[:, -1]).all()
        assert not audit.violated().any()
        assert (audit.tightness[:, :-1] < 1).all()

    def test_a_false_inequality_is_seen_to_be_violated(self) -> None:
        problem, start = _batch(9, 2, 3, 3, 6)
        pair = Pair("increase", lambda setup, now, eta, then: (now.L, then.L))
        found = run(problem, start, InverseSmoothness(), STEPS, inequalities=[pair])
        assert found.audits["increase"].violated(1e-9)[:, :-1].all()

    def test_the_descent_lemma_holds_on_every_step(self) -> None:
        problem, start = _batch(10, 5, 4, 2, 9)

        def sides(setup: Setup, now, eta, then):  # type: ignore[no-untyped-def]
            K_t = PRINTED.at(setup.K, now, eta)
            return then.L, now.L - (eta - K_t * eta**2 / 2) * now.gradient_norm2

        found = run(
            problem,
            start,
            [InverseSmoothness(), Constant(1e-4), Backtracking()],
            40,
            inequalities=[Pair("(9)", sides)],
        )
        assert not found.audits["(9)"].violated(1e-12).any()


class TestReaches:
    def _of(self, losses: list[float]) -> Trajectory:
        problem, start = _batch(0, 1, 1, 1, 1)
        found = run(problem, start, Constant(1e-6), len(losses) - 1)
        found.L[:] = losses
        return found

    def test_the_passage_is_interpolated_in_the_logarithm(self) -> None:
        assert self._of([1.0, 1e-2, 1e-6]).reaches(1e-4)[0] == pytest.approx(1.5)

    def test_a_level_never_reached_is_infinite_and_one_met_at_the_start_is_0(self) -> None:
        assert self._of([1.0, 1e-2, 1e-6]).reaches(1e-9)[0] == np.inf
        assert self._of([1e-3, 1e-4, 1e-6]).reaches(1e-2)[0] == 0.0

    def test_a_loss_of_0_is_below_every_level(self) -> None:
        assert self._of([1.0, 1e-2, 0.0]).reaches(1e-9)[0] == 2.0


class TestRunsThatStop:
    def test_a_diverging_run_says_where_and_what_theory_said(self) -> None:
        problem, start = _batch(11, 2, 3, 3, 6)
        found = run(problem, start, [Constant(1.0), InverseSmoothness()], 60)
        assert [s.run for s in found.stops] == [0, 1]
        stop = found.stops[0]
        assert stop.why == "the step with eta = 1 left the finite numbers"
        assert "at iterate 0: the descent lemma gives no decrease there; " in stop.theory
        assert stop.theory.endswith("; eta K_0(eta) < 2 does not hold")
        assert np.isfinite(found.L[0, : stop.iterate]).all()
        assert np.isnan(found.L[0, stop.iterate :]).all()
        assert np.isfinite(found.L[2:]).all()
        assert found.failed_hypotheses() == ["constant: eta K_0(eta) < 2 fails in 2 of 2 runs"]

    def test_a_gradient_that_is_none_is_blamed_when_the_lemma_promised_a_decrease(self) -> None:
        problem = custom(
            lambda W: np.sum(W**2, axis=(1, 2)) / 2,
            lambda W: -1e6 * W,
            shape=(2, 2),
            K=1.0,
            mu=1.0,
        )
        start = Start(np.eye(2), np.eye(2))
        found = run(problem, start, Given(np.full(60, 1e-3)), 60)
        assert len(found.stops) == 1
        # The loss grows until K_t is too large for the step; the first steps were promised to fall.
        assert "descent lemma" in found.stops[0].theory

    def test_the_neighbours_of_a_stopped_run_go_on_as_if_alone(self) -> None:
        problem, start = _batch(12, 2, 3, 3, 6)
        eta = np.array([10.0, 1e-4])
        both = run(problem, start, Constant(eta), 50)
        index = np.array([1])
        alone = run(problem.take(index), start.take(index), Constant(1e-4), 50)
        assert [s.run for s in both.stops] == [0]
        np.testing.assert_allclose(both.L[1], alone.L[0], rtol=1e-12)

    def test_given_steps_that_end_stop_their_run(self) -> None:
        problem, start = _batch(13, 1, 2, 2, 3)
        found = run(problem, start, Given([1e-3, 1e-3]), 5)
        assert [(s.iterate, s.why) for s in found.stops] == [(2, "the given steps have ended")]
        assert np.isfinite(found.L[0, :3]).all()
        assert np.isnan(found.L[0, 3:]).all()

    def test_a_run_at_a_stationary_point_of_no_loss_stops_without_a_finite_step(self) -> None:
        problem = weighted_quadratic(np.ones((2, 2)), np.zeros((2, 2)))
        found = run(problem, Start(np.zeros((2, 3)), np.zeros((2, 3))), InverseSmoothness(), 3)
        assert found.stops[0].iterate == 0
        assert found.stops[0].why == "the step size is inf"


@dataclass(frozen=True)
class _Fixed:
    """A step size that gives whatever it was told to."""

    value: float
    name: str = "fixed"

    def begin(self, setup: Setup) -> Rule:
        return Rule(lambda now: Choice(np.full(setup.runs, self.value)))


class TestBadInput:
    def test_shapes_that_do_not_fit_are_named(self) -> None:
        problem, _ = _batch(0, 1, 3, 2, 4)
        with pytest.raises(InputError, match=r"W of shape \(3, 2\) was given with W1 of 2 rows"):
            run(problem, _batch(0, 1, 2, 3, 4)[1], Constant(1e-3), 1)
        with pytest.raises(InputError, match="2 losses and 3 starts"):
            run(_batch(0, 2, 3, 2, 4)[0], _batch(0, 3, 3, 2, 4)[1], Constant(1e-3), 1)
        with pytest.raises(InputError, match="the same number of runs, and of columns"):
            Start(np.ones((3, 4)), np.ones((2, 5)))

    def test_a_layer_too_narrow_is_an_error(self) -> None:
        with pytest.raises(InputError, match=r"h >= min\(n, m\)"):
            Start(np.ones((3, 1)), np.ones((2, 1)))

    def test_empty_factors_and_nan_are_errors(self) -> None:
        with pytest.raises(InputError, match="not empty"):
            Start(np.ones((0, 3, 4)), np.ones((0, 2, 4)))
        W1 = np.ones((3, 4))
        W1[1, 2] = np.inf
        with pytest.raises(InputError, match="inf was given in run 0, row 1, column 2"):
            Start(W1, np.ones((2, 4)))

    @pytest.mark.parametrize("eta", [0.0, -1.0, np.nan, np.inf])
    def test_a_step_size_that_is_not_positive_is_an_error(self, eta: float) -> None:
        with pytest.raises(InputError, match="0 < eta < infinity"):
            Constant(eta)
        with pytest.raises(InputError, match="0 < eta < infinity"):
            Given([0.1, eta])

    def test_a_step_size_that_gives_a_negative_number_is_an_error_with_its_place(self) -> None:
        problem, start = _batch(0, 2, 3, 2, 4)
        with pytest.raises(InputError, match=r"'fixed': eta = -1 was chosen at iterate 0 of run 2"):
            run(problem, start, [Constant(1e-3), _Fixed(-1.0)], 1)

    def test_as_many_step_sizes_as_runs_or_one(self) -> None:
        problem, start = _batch(0, 3, 3, 2, 4)
        with pytest.raises(InputError, match=r"eta of shape \(2,\) was given with 3 runs"):
            run(problem, start, Constant(np.array([1e-3, 1e-3])), 1)
        with pytest.raises(InputError, match="2 rows of steps were given with 3 runs"):
            run(problem, start, Given(np.full((2, 4), 1e-3)), 1)

    def test_names_used_twice_and_no_steps_are_errors(self) -> None:
        problem, start = _batch(0, 1, 3, 2, 4)
        with pytest.raises(InputError, match="each name once"):
            run(problem, start, [Constant(1e-3), Constant(1e-4)], 1)
        with pytest.raises(InputError, match="each name once"):
            run(problem, start, [], 1)
        with pytest.raises(InputError, match="steps >= 1"):
            run(problem, start, Constant(1e-3), 0)

    def test_a_loss_that_overflows_at_the_start_is_an_error(self) -> None:
        problem, start = _batch(0, 1, 3, 2, 4)
        with pytest.raises(InputError, match=r"\|W1\|_F\^2 \+ \|W2\|_F\^2 < 1e\+37"):
            run(problem, Start(1e200 * start.W1, 1e200 * start.W2), Constant(1e-3), 1)
        nowhere = custom(lambda W: W.sum((1, 2)) / 0.0, lambda W: W, shape=(3, 2), K=1, mu=1)
        with pytest.raises(InputError, match="both are finite"):
            run(nowhere, start, Constant(1e-3), 1)


def test_the_setup_is_what_step_sizes_see_before_the_first_step() -> None:
    problem, start = _batch(14, 3, 3, 2, 40)
    setup = begin(problem, start)
    assert setup.runs == 3
    assert setup.start.W1.shape == (3, 3, 5)
    np.testing.assert_array_equal(setup.K, problem.K)
    np.testing.assert_allclose(setup.first.L, run(problem, start, Constant(1e-3), 1).L[:, 0])
