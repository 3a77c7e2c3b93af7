"""Real data: what is given to sampling is gradient descent on the losses that the source names."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from flint import arb

from verify.arithmetic import Ball, LossValue, Scope, as_ball, evaluate, precision
from verify.claims.claim import reading
from verify.errors import InputError
from verify.evidence.compare import exact_values
from verify.evidence.sampling import Tally, merge, sample_chunk
from verify.language import Relation, grad, hess, inner, loss_symbol, matrix, norm2
from verify.model.data import (
    DATA_SETS,
    Data,
    check_labels,
    finite_matrix,
    load,
    orthogonal,
    subsample,
)
from verify.model.real import Problem, descend, problems, real_batches, reduce_width
from verify.model.setting import Batch, Sizes
from verify.model.step import GRADIENT2, L_NEXT, L, gd_step, mu

Array = npt.NDArray[np.float64]

SETTING = gd_step("a step on data", "the real batches alone")
V = matrix("V", "n", "m")


@pytest.fixture(scope="module")
def quick() -> Sequence[tuple[Sizes, Batch]]:
    return real_batches("quick")


def _step(X: Array, C: Array, W1: Array, W2: Array, eta: float) -> tuple[Array, Array]:
    G = X.T @ (X @ (W1 @ W2.T - C))
    return W1 - eta * G @ W2, W2 - eta * G.T @ W1


def _imbalance(W1: Array, W2: Array) -> Array:
    return W1.T @ W1 - W2.T @ W2


@pytest.fixture(scope="module")
def runs() -> list[tuple[Array, Array, Array, Array, Array, Array]]:
    """(X, C, W1, W2, R1, R2) over several steps with h = 500, side by side."""
    data, W1, W2 = orthogonal(np.random.default_rng(1), 500, 1.0)
    X, C, eta = data.X, data.X.T @ data.Y, 2e-4
    R1, R2 = reduce_width(W1, W2)
    states = []
    for _ in range(6):
        states.append((X, C, W1, W2, R1, R2))
        W1, W2 = _step(X, C, W1, W2, eta)
        R1, R2 = _step(X, C, R1, R2, eta)
    return states


class TestReducedWidth:
    """Gradient descent acts from the left on [W1; W2] = R Q, so that R can be run instead."""

    def test_it_has_n_plus_m_columns(self, runs: Any) -> None:
        assert all(R1.shape == R2.shape == (10, 20) for *_, R1, R2 in runs)

    def test_products_and_losses_agree_at_every_step(self, runs: Any) -> None:
        for X, C, W1, W2, R1, R2 in runs:
            np.testing.assert_allclose(R1 @ R2.T, W1 @ W2.T, rtol=0, atol=1e-10)
            np.testing.assert_allclose(R1 @ R1.T, W1 @ W1.T, rtol=1e-12, atol=1e-10)
            full, reduced = (np.sum((X @ (P - C)) ** 2) for P in (W1 @ W2.T, R1 @ R2.T))
            assert reduced == pytest.approx(full, rel=1e-9)

    def test_singular_values_agree_at_every_step(self, runs: Any) -> None:
        for *_, W1, W2, R1, R2 in runs:
            for full, reduced in ((W1, R1), (W2, R2), (np.vstack([W1, W2]), np.vstack([R1, R2]))):
                values = [np.linalg.svd(a, compute_uv=False) for a in (full, reduced)]
                np.testing.assert_allclose(values[1], values[0], rtol=1e-12)

    def test_imbalance_and_its_change_agree_at_every_step(self, runs: Any) -> None:
        pairs = [(_imbalance(W1, W2), _imbalance(R1, R2)) for *_, W1, W2, R1, R2 in runs]
        for (full, reduced), (next_full, next_reduced) in pairwise(pairs):
            change = np.linalg.norm(next_full - full)
            assert np.linalg.norm(next_reduced - reduced) == pytest.approx(change, rel=1e-6)
            w, v = np.linalg.eigvalsh(full), np.linalg.eigvalsh(reduced)
            np.testing.assert_allclose(v[-10:], w[-10:], rtol=1e-11)
            np.testing.assert_allclose(v[:10], w[:10], rtol=1e-11)
            assert np.abs(w[10:-10]).max() < 1e-9

    def test_a_narrow_layer_stays_as_it_is(self) -> None:
        W1, W2 = np.ones((3, 5)), np.zeros((2, 5))
        assert all(a is b for a, b in zip(reduce_width(W1, W2), (W1, W2), strict=True))

    def test_wrong_shapes_and_nan_are_input_errors(self) -> None:
        with pytest.raises(InputError, match=r"W2: an array of shape \(2, 4\)"):
            reduce_width(np.ones((3, 5)), np.ones((2, 4)))
        with pytest.raises(InputError, match="W1: nan was given at row 1, column 0"):
            reduce_width(np.array([[1.0], [np.nan]]), np.ones((2, 1)))


class TestBatches:
    def test_sizes_are_those_of_the_arrays(self, quick: Sequence[tuple[Sizes, Batch]]) -> None:
        for sizes, batch in quick:
            n, m, h = sizes["n"], sizes["m"], sizes["h"]
            assert batch.latent["W1"].shape == (batch.count, n, h)
            assert batch.latent["W2"].shape == (batch.count, m, h)
            assert all(batch.latent[k].shape == (batch.count,) for k in ("K", "mu", "eta"))
            assert batch.fixed
            assert batch.count > 0
            assert all(np.isfinite(v).all() for v in batch.latent.values())

    def test_parameters_are_shared_or_one_an_instance(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        """`Batch.take` tells them apart by the leading axis alone."""
        assert all(v.shape[0] in (1, b.count) for _, b in quick for v in b.latent.values())

    def test_shapes_reach_from_min_n_m_to_above_n_plus_m(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        sizes = [tuple(s[k] for k in "nmh") for s, _ in quick]
        assert all(h >= min(n, m) for n, m, h in sizes)
        assert any(n != m and h == min(n, m) for n, m, h in sizes)
        assert any(n != m and min(n, m) < h < max(n, m) for n, m, h in sizes)
        assert any(n != m and h > n + m for n, m, h in sizes)

    def test_mu_is_below_K_and_steps_are_positive(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        for _, batch in quick:
            latent = batch.latent
            assert (latent["mu"] > 0).all()
            assert (latent["mu"] < latent["K"]).all()
            assert (latent["eta"] > 0).all()

    def test_the_true_width_is_said(self, quick: Sequence[tuple[Sizes, Batch]]) -> None:
        wide = [b.source for s, b in quick if "section 4" in b.source and s["h"] == 20]
        assert any("h = 4000" in source and "run as h = 20" in source for source in wide)

    def test_rows_left_out_are_said(self, quick: Sequence[tuple[Sizes, Batch]]) -> None:
        assert any("200 of 1797 rows" in batch.source for _, batch in quick)

    def test_minima_are_enclosed_to_thirty_digits(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        enclosed = [b for _, b in quick if b.family in ("logistic", "log-cosh ridge")]
        assert enclosed
        for batch in enclosed:
            low, high = batch.enclosures["minimum"]
            assert 0 < high - low < Fraction(1, 10**30)
            middle = Fraction(float(batch.latent["minimum"][0]))
            assert abs(middle - low) < Fraction(1, 10**15)

    def test_runs_are_the_same_each_time(self, quick: Sequence[tuple[Sizes, Batch]]) -> None:
        problems.cache_clear()
        for (_, first), (_, second) in zip(quick, real_batches("quick"), strict=True):
            assert first.source == second.source
            for name, value in first.latent.items():
                np.testing.assert_array_equal(value, second.latent[name])

    def test_the_full_profile_has_the_papers_settings(self) -> None:
        sources = [p.source for p in problems("full")]
        for h in (500, 1000, 4000):
            for sigma2 in ("0.01", "0.1", "1"):
                assert any(
                    s.startswith(f"section 4 data, h = {h}, sigma2 = {sigma2},") for s in sources
                )
        assert {"logistic loss on digits", "logistic loss on breast-cancer"} <= set(sources)

    def test_an_unknown_profile_is_an_input_error(self) -> None:
        with pytest.raises(InputError, match="'fast'"):
            real_batches("fast")


class TestDescent:
    def _problem(self) -> Problem:
        return next(p for p in problems("quick") if p.family == "least squares")

    def test_recorded_iterates_are_gradient_descent_with_their_own_steps(self) -> None:
        problem = self._problem()
        batch = descend(problem, (0.5,), (0, 1, 2), lambda scope: np.array([1e-4]))
        runs = len(problem.W1)
        latent = batch.latent
        np.testing.assert_array_equal(latent["eta"], np.full(3 * runs, 0.5e-4))
        for i in range(2 * runs):
            X, C, W1, W2 = (latent[k][i] for k in ("X", "C", "W1", "W2"))
            W1_next, W2_next = _step(X, C, W1, W2, latent["eta"][i])
            np.testing.assert_allclose(latent["W1"][i + runs], W1_next, rtol=1e-12)
            np.testing.assert_allclose(latent["W2"][i + runs], W2_next, rtol=1e-12)

    def test_a_run_ends_where_no_step_is_admitted(self) -> None:
        def limit(scope: Scope) -> Array:
            return np.array([np.nan])

        assert descend(self._problem(), (0.5,), (0, 1), limit).count == 0

    def test_a_run_ends_where_its_loss_is_rounding(self) -> None:
        problem = self._problem()
        batch = descend(problem, (0.9,), (0, 300), lambda scope: np.array([1e-3]))
        assert batch.count < 2 * len(problem.W1)


class TestOnRealData:
    def _tally(self, batches: Sequence[tuple[Sizes, Batch]], relation: Relation) -> Tally:
        claim = reading("printed", relation, given=SETTING)
        return merge([sample_chunk(SETTING, [claim], s, [b])[0] for s, b in batches])

    def test_descent_holds_without_a_violation(self, quick: Sequence[tuple[Sizes, Batch]]) -> None:
        tally = self._tally(quick, L_NEXT <= L)
        assert tally.violations == tally.undecided == 0
        assert tally.instances == sum(batch.count for _, batch in quick)
        assert tally.tightness > 0.9

    def test_a_false_rate_is_refuted_on_every_loss_from_data(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        """The control of the test above."""
        for size, batch in quick:
            if batch.family in ("logistic", "log-cosh ridge"):
                assert self._tally([(size, batch)], L_NEXT <= L / 2).violations > 0

    def test_a_pl_inequality_in_the_factors_without_singular_values_is_refuted(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        assert self._tally(quick, 2 * mu * L <= GRADIENT2).violations > 0

    def test_K_and_mu_bound_the_curvature_in_balls(
        self, quick: Sequence[tuple[Sizes, Batch]]
    ) -> None:
        """That is, mu |V|^2 <= <Hessian V, V> <= K |V|^2 at an iterate, in 128 bits."""
        ell, W1, W2 = loss_symbol("ell", "n", "m"), matrix("W1", "n", "h"), matrix("W2", "m", "h")
        curvature = inner(hess(ell, W1 @ W2.T, V), V)
        rng = np.random.default_rng(0)
        for sizes, batch in quick:
            with precision(128):
                values = _balls(exact_values(SETTING, batch, sizes, batch.count - 1))
                values["V"] = evaluate(grad(ell, W1 @ W2.T), Scope(Ball(), values, sizes))
                values["V"] = values["V"] * arb(float(rng.uniform(1, 2)))
                scope = Scope(Ball(), values, sizes)
                size, c = evaluate(norm2(V), scope), evaluate(curvature, scope)
                assert values["mu"] * size <= c <= values["K"] * size


def _balls(values: dict[str, Any]) -> dict[str, Any]:
    ell = values["ell"]
    parameters = {k: as_ball(v) for k, v in ell.parameters.items()}
    return {k: as_ball(v) for k, v in values.items()} | {"ell": LossValue(ell.family, parameters)}


class TestData:
    @pytest.mark.parametrize(
        ("name", "shape", "targets"),
        [
            ("digits", (1797, 64), 10),
            ("breast-cancer", (569, 30), 2),
            ("linnerud", (20, 3), 3),
            ("diabetes", (442, 10), 1),
        ],
    )
    def test_bundled_sets_have_their_known_shapes(
        self, name: str, shape: tuple[int, int], targets: int
    ) -> None:
        data = load(name)
        assert data.X.shape == shape
        assert data.Y.shape == (shape[0], targets)
        assert set(DATA_SETS) == {"digits", "breast-cancer", "linnerud", "diabetes"}

    def test_each_sample_has_one_label(self) -> None:
        Y = check_labels(load("digits").Y)
        np.testing.assert_array_equal(np.sum(Y == 1, axis=1), 1)

    def test_data_cannot_be_written_to(self) -> None:
        with pytest.raises(ValueError, match="read-only"):
            load("linnerud").X[0, 0] = 1.0

    def test_section_4_data_are_orthogonal_and_fit_the_start_up_to_the_noise(self) -> None:
        data, W1, W2 = orthogonal(np.random.default_rng(0), 500, 0.0)
        np.testing.assert_allclose(data.X.T @ data.X, np.eye(10), atol=1e-14)
        np.testing.assert_allclose(data.Y, data.X @ W1 @ W2.T, atol=1e-11)

    def test_a_subsample_is_seeded_and_named(self) -> None:
        whole = load("linnerud")
        part, again = (subsample(whole, 7, seed=3) for _ in range(2))
        np.testing.assert_array_equal(part.X, again.X)
        assert part.name == "linnerud, 7 of 20 rows"
        assert subsample(whole, 20, seed=3) is whole

    def test_an_unknown_set_gets_the_nearest_name(self) -> None:
        with pytest.raises(InputError, match="take digits"):
            load("digit")

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ([[1.0, float("nan")]], "X: nan was given at row 0, column 1"),
            ([[1.0], [float("-inf")]], "X: -inf was given at row 1, column 0"),
            ([1.0, 2.0], r"shape (2,)"),
            ([[]], "not empty"),
            ([["a"]], "no numbers"),
        ],
    )
    def test_bad_matrices_are_input_errors(self, value: Any, message: str) -> None:
        with pytest.raises(InputError) as caught:
            finite_matrix(value, "X")
        assert message in str(caught.value)

    def test_X_and_Y_must_have_the_same_rows(self) -> None:
        with pytest.raises(InputError, match=r"Y: .*shape = \(3, any\)"):
            Data("mine", np.ones((3, 2)), np.ones((2, 1)))

    def test_labels_other_than_plus_and_minus_one_are_refused(self) -> None:
        with pytest.raises(InputError, match="label 0"):
            check_labels(np.array([[1.0], [0.0]]))

    def test_section_4_data_need_a_wide_layer(self) -> None:
        with pytest.raises(InputError, match="h >= 10"):
            orthogonal(np.random.default_rng(0), 9, 0.1)
