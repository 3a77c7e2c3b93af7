"""Floats against balls and exact rationals: how small a loss the engine can be trusted with."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from flint import fmpq_mat

from verify.arithmetic import to_fraction
from verify.arithmetic.ball import precision, singular_values
from verify.descent import (
    Constant,
    Given,
    InverseSmoothness,
    Problem,
    Start,
    begin,
    certify,
    custom,
    factor_bounds,
    log_cosh_ridge,
    logistic,
    matrix_sensing,
    repeat,
    run,
    softmax_ce,
    squared_loss,
    weighted_quadratic,
)
from verify.descent._balls import matrix
from verify.descent._observe import Observer
from verify.descent.certify import EXACT, is_semidefinite
from verify.descent.follow import Follower
from verify.descent.near import Near
from verify.descent.spectra import Spectra
from verify.errors import InputError, PlVerifyError

Array = npt.NDArray[np.float64]
RNG = np.random.default_rng(0)


def _section_4(runs: int, h: int, noise: float) -> tuple[Problem, Start]:
    """The paper's data: X orthogonal, entries N(0, 1)."""
    X = np.linalg.qr(RNG.normal(size=(runs, 10, 10)))[0]
    W1, W2 = RNG.normal(size=(2, runs, 10, h))
    Y = X @ (W1 @ np.swapaxes(W2, 1, 2) + noise * RNG.normal(size=(runs, 10, 10)))
    return squared_loss(X, Y), Start(W1, W2).reduced()


class TestRepeatedInBalls:
    @pytest.mark.parametrize("h", [500, 4000])
    def test_losses_down_to_1e_40_have_eleven_digits(self, h: int) -> None:
        """E(0) = W(0) - W* is off by up to some h eps, relative to noise of 0.01."""
        problem, start = _section_4(2, h, 0.01)
        found = run(problem, start, InverseSmoothness(), 45)
        again = repeat(problem, start, found.eta[1, :45], run=1)
        assert found.L[1, -1] < 1e-40
        np.testing.assert_allclose(found.L[1], again.middle, rtol=1e-11)

    def test_the_product_of_the_factors_would_not_have_them(self) -> None:
        """Why E is carried along: W - W* from the factors stops at about (h eps)^2."""
        problem, start = _section_4(1, 4000, 0.01)
        found = run(problem, start, InverseSmoothness(), 45)
        E = found.W1[0] @ found.W2[0].T - problem.centre[0]
        assert problem.loss.value(E[None])[0] > 1e-27 > 1e-40 > found.L[0, -1]

    @pytest.mark.parametrize("name", ["logistic", "softmax", "log-cosh", "sensing", "weighted"])
    def test_every_loss_has_its_digits(self, name: str) -> None:
        X, Y = RNG.normal(size=(8, 3)), RNG.normal(size=(8, 2))
        labels = np.where(Y > 0, 1.0, -1.0)
        problem = {
            "logistic": lambda: logistic(X, labels, 1.0),
            "softmax": lambda: softmax_ce(X, (labels[:, :1] * [1, -1] + 1) / 2, 1.0),
            "log-cosh": lambda: log_cosh_ridge(X, Y, 1.0),
            "sensing": lambda: matrix_sensing(RNG.normal(size=(12, 3, 2)), RNG.normal(size=12)),
            "weighted": lambda: weighted_quadratic(RNG.uniform(1, 2, (3, 2)), Y[:3]),
        }[name]()
        start = Start(RNG.normal(size=(3, 7)), RNG.normal(size=(2, 7))).reduced()
        found = run(problem, start, InverseSmoothness(), 60)
        again = repeat(problem, start, found.eta[0, :60], digits=20)
        assert found.L[0, -1] < 1e-2 * found.L[0, 0]
        np.testing.assert_allclose(found.L[0], again.middle, rtol=1e-11)

    def test_enclosures_are_as_narrow_as_asked_and_nested(self) -> None:
        problem, start = _section_4(1, 30, 1.0)
        coarse = repeat(problem, start, np.full(10, 1e-3), digits=15)
        fine = repeat(problem, start, np.full(10, 1e-3), digits=200)
        assert coarse.bits < fine.bits
        for (a, b), (c, d) in zip(coarse.L, fine.L, strict=True):
            assert a <= d
            assert c <= b
            assert d - c <= d / 10**200

    def test_what_cannot_be_repeated_is_an_error(self) -> None:
        problem, start = _section_4(2, 30, 1.0)
        with pytest.raises(InputError, match="0 <= run < 2"):
            repeat(problem, start, [1e-3], run=2)
        with pytest.raises(InputError, match="0 < eta < infinity"):
            repeat(problem, start, [1e-3, np.nan])
        free = custom(lambda W: W.sum((1, 2)), lambda W: W, shape=(10, 10), K=1, mu=1)
        with pytest.raises(InputError, match="the loss is a formula"):
            repeat(free, start, [1e-3])

    def test_a_run_that_diverges_is_given_up_where_it_does(self) -> None:
        problem, start = _section_4(1, 30, 1.0)
        with pytest.raises(PlVerifyError, match=r"the loss exceeds 1e\+300 at iterate \d"):
            repeat(problem, start, np.full(18, 1e6))


def _near(bounds: tuple[Fraction, Fraction], value: float, rtol: float) -> bool:
    low, high = bounds
    return float(high - low) <= rtol * value and low <= Fraction(value) * (1 + Fraction(rtol))


class TestCertified:
    @pytest.mark.parametrize("shape", [(1, 1), (3, 7), (10, 20), (16, 16), (17, 40), (30, 35)])
    def test_bounds_enclose_the_singular_values_of_balls(self, shape: tuple[int, int]) -> None:
        A = RNG.normal(size=shape)
        found = factor_bounds(A)
        assert found.how == ("exact" if shape[0] <= EXACT else "cholesky")
        with precision(200):
            values = singular_values(matrix(A))
            top, least = (to_fraction((x * x).mid()) for x in (values[0], values[-1]))
        assert found.smallest[0] <= least <= found.smallest[1]
        assert found.largest[0] <= top <= found.largest[1]
        assert found.largest[1] - found.largest[0] <= top / 10**9
        assert found.smallest[1] - found.smallest[0] <= top / 10**9

    def test_a_factor_of_more_rows_than_columns_has_the_singular_value_0(self) -> None:
        nothing = (Fraction(0), Fraction(0))
        assert factor_bounds(RNG.normal(size=(5, 3))).smallest == nothing
        assert factor_bounds(np.zeros((2, 3))).largest == nothing

    def test_repeated_eigenvalues_and_graded_rows_are_enclosed(self) -> None:
        for A in (np.eye(6, 9), np.diag(10.0 ** -np.arange(8.0)), np.ones((4, 4))):
            found = factor_bounds(A)
            values = np.linalg.svd(A, compute_uv=False) ** 2
            assert found.smallest[0] <= Fraction(values[-1]) + Fraction(values[0]) / 10**15
            assert 0 <= found.smallest[0] <= found.smallest[1]
            assert found.largest[0] <= found.largest[1]

    def test_what_T_has_at_an_iterate_is_what_the_engine_says(self) -> None:
        setup = begin(*_section_4(2, 500, 0.1))
        for r in range(2):
            found = certify(setup.first, r)
            assert _near(found.smallest, setup.first.sigma2_min[r], 1e-11)
            assert _near(found.largest, setup.first.sigma2_max[r], 1e-11)

    def test_a_matrix_with_a_negative_eigenvalue_is_not_semidefinite(self) -> None:
        assert is_semidefinite(fmpq_mat([[1, 1], [1, 1]]))
        assert is_semidefinite(fmpq_mat([[0, 0], [0, 1]]))
        assert not is_semidefinite(fmpq_mat([[1, 2], [2, 1]]))
        assert not is_semidefinite(fmpq_mat([[0, 1], [1, 1]]))
        assert not is_semidefinite(fmpq_mat([[1, 0], [0, -1]]))

    def test_a_bound_that_is_too_good_is_refused(self) -> None:
        from verify.descent.certify import _Cholesky, _Exact

        A = RNG.normal(size=(12, 30))
        values = np.linalg.svd(A, compute_uv=False) ** 2
        for method in (_Exact(A), _Cholesky(A)):
            assert method.bound(values[-1] * 1.0001, 1) is None
            assert method.bound(values[0] * 0.9999, -1) is None
            low = method.bound(values[-1] * 0.9999, 1)
            assert low is not None
            assert low <= Fraction(values[-1])


class TestFollowed:
    """For many rows, extremes are followed from iterate to iterate."""

    def _walk(self, n: int, m: int, h: int, steps: int) -> tuple[Array, Array]:
        """sigma_min^2(T), sigma_max^2(T), followed and from all eigenvalues."""
        X = np.linalg.qr(RNG.normal(size=(2, n, n)))[0]
        W1, W2 = RNG.normal(size=(2, n, h)), RNG.normal(size=(2, m, h))
        Y = X @ (W1 @ np.swapaxes(W2, 1, 2) + RNG.normal(size=(2, n, m)))
        problem, start = squared_loss(X, Y), Start(W1, W2).reduced()
        found = []
        for large in (8, 10**9):
            observer = Observer(problem, start)
            observer._spectra = Spectra(n, m, start.widths, large=large)
            now, values = observer.begin(), []
            for _ in range(steps):
                values.append((now.sigma2_min, now.sigma2_max, now.w_min, now.w_max))
                now, _ = observer.step(now, PRINTED_STEP / now.sigma2_max)
            found.append(np.array(values))
        return found[0], found[1]

    @pytest.mark.parametrize(
        ("n", "m", "h"), [(20, 20, 60), (40, 3, 60), (3, 40, 50), (30, 20, 30)]
    )
    def test_they_agree_with_all_eigenvalues(self, n: int, m: int, h: int) -> None:
        followed, whole = self._walk(n, m, h, 40)
        np.testing.assert_allclose(followed, whole, rtol=1e-10, atol=1e-9)

    def test_a_sudden_change_is_noticed(self) -> None:
        follower = Follower()
        for A in (RNG.normal(size=(1, 30, 40)), RNG.normal(size=(1, 30, 40))):
            low, high = follower(A)
            values = np.linalg.eigvalsh(A[0] @ A[0].T)
            np.testing.assert_allclose([low[0], high[0]], values[[0, -1]], rtol=1e-10)


class TestFollowedInBatches:
    """Near rest, extremes come from perturbation theory, and from LAPACK elsewhere."""

    def _sequence(self, count: int, k: int, pace: float, steps: int) -> list[Array]:
        """Gram matrices that come to rest: differences fall by the factor `pace`."""
        A, B = RNG.normal(size=(2, count, k, 2 * k))
        return [(A + pace**t * B) @ (A + pace**t * B).mT for t in range(steps)]

    @pytest.mark.parametrize("k", [2, 5, 10])
    @pytest.mark.parametrize("pace", [0.03, 0.3, 0.9])
    def test_they_agree_with_all_eigenvalues(self, k: int, pace: float) -> None:
        near = Near(60, k)
        for S in self._sequence(60, k, pace, 40):
            low, high = near(S)
            values = np.linalg.eigvalsh(S)
            error = 2e-14 * values[:, -1]
            assert (np.abs(low - values[:, 0]) <= error).all()
            assert (np.abs(high - values[:, -1]) <= error).all()

    def test_the_formula_is_in_use_at_rest_and_not_before(self) -> None:
        near = Near(60, 10)
        shares = []
        for S in self._sequence(60, 10, 0.3, 25):
            near(S)
            shares.append(near._follow(S)[2].mean() if near._known.all() else 0.0)
        assert shares[3] == 0.0
        assert shares[-1] == 1.0

    def test_a_sudden_change_is_noticed(self) -> None:
        near = Near(30, 6)
        for S in (*self._sequence(30, 6, 0.1, 12), *self._sequence(30, 6, 0.1, 12)):
            low, high = near(S)
            values = np.linalg.eigvalsh(S)
            np.testing.assert_allclose(high, values[:, -1], rtol=1e-13)
            np.testing.assert_allclose(low, values[:, 0], atol=1e-13 * values.max())

    def test_equal_eigenvalues_are_left_to_lapack(self) -> None:
        near = Near(2, 4)
        for _ in range(5):
            low, high = near(np.stack([np.eye(4), np.diag([1.0, 1.0, 2.0, 2.0])]))
        np.testing.assert_allclose(low, 1.0, rtol=1e-14)
        np.testing.assert_allclose(high, [1.0, 2.0], rtol=1e-14)

    def test_a_batch_has_the_spectra_of_its_runs(self) -> None:
        problem, start = _section_4(20, 200, 0.1)
        whole = run(problem, start, InverseSmoothness(), 30)
        for r in (0, 19):
            index = np.array([r])
            steps = Given(whole.eta[index, :30])
            alone = run(problem.take(index), start.take(index), steps, 30)
            for name in ("sigma2_min", "sigma2_max", "w_max", "K_t", "L"):
                np.testing.assert_allclose(
                    getattr(whole, name)[r], getattr(alone, name)[0], rtol=1e-12
                )


PRINTED_STEP = 0.7


class TestOfOneRun:
    """A single run calls LAPACK directly; what it finds is what a batch finds."""

    @pytest.mark.parametrize(("n", "m", "k"), [(1, 1, 1), (5, 5, 10), (7, 3, 9), (60, 2, 62)])
    def test_its_spectra_are_those_of_the_run_in_a_batch(self, n: int, m: int, k: int) -> None:
        Z = RNG.normal(size=(1, n + m, k))
        W, ends = Spectra(n, m, np.array([200])).measure(Z)
        W_of_two, ends_of_two = Spectra(n, m, np.array([200, 200])).measure(np.repeat(Z, 2, axis=0))
        np.testing.assert_allclose(W[0], W_of_two[0], rtol=1e-13, atol=1e-14)
        for one, two in zip(ends, ends_of_two, strict=True):
            assert one.shape == (1,)
            np.testing.assert_allclose(one[0], two[0], rtol=1e-10)

    def test_a_small_singular_value_of_W_keeps_its_digits(self) -> None:
        values = np.array([1.0, 1e-3, 1e-9])
        Z = np.concatenate([np.diag(values), np.eye(3)])[None]
        _, (*_, w_min, w_max) = Spectra(3, 3, np.array([3])).measure(Z)
        np.testing.assert_allclose([w_min[0], w_max[0]], [1e-9, 1.0], rtol=1e-6)

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_what_is_not_finite_is_refused_or_stays_so(self, bad: float) -> None:
        Z = np.ones((1, 6, 6))
        Z[0, 0, 0] = bad
        try:
            _, (_, top, _, _) = Spectra(3, 3, np.array([6])).measure(Z)
        except np.linalg.LinAlgError:
            return
        assert not np.isfinite(top).any()


def test_a_constant_step_of_the_paper_is_repeated_as_well() -> None:
    problem, start = _section_4(1, 100, 0.1)
    found = run(problem, start, Constant(1e-3), 30)
    np.testing.assert_allclose(
        found.L[0], repeat(problem, start, found.eta[0, :30]).middle, rtol=1e-12
    )
