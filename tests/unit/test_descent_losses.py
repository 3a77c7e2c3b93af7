"""Losses in displacements are the losses that they name, and keep their digits near the minimum."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from flint import arb
from scipy.special import log_softmax

from verify.arithmetic import Float64, Scope, evaluate, precision, to_fraction
from verify.descent import (
    Loss,
    Problem,
    custom,
    log_cosh_ridge,
    logistic,
    matrix_sensing,
    softmax_ce,
    squared_loss,
    weighted_quadratic,
)
from verify.descent._balls import matrix
from verify.errors import InputError
from verify.model.families import FAMILIES

Array = npt.NDArray[np.float64]

N, NN, M = 12, 4, 3
RNG = np.random.default_rng(0)
X = RNG.normal(size=(N, NN))
Y = RNG.normal(size=(N, M))
LABELS = np.where(Y > 0, 1.0, -1.0)
CLASSES = np.eye(M)[RNG.integers(0, M, N)]
A = RNG.uniform(0.5, 2, (NN, M))
C = RNG.normal(size=(NN, M))
MAPS = RNG.normal(size=(20, NN, M))
VALUES = RNG.normal(size=20)
RIDGE = 0.125


def _squared(W: Array) -> float:
    return float(np.sum((Y - X @ W) ** 2) / 2)


def _weighted(W: Array) -> float:
    return float(np.sum(A * (W - C) ** 2) / 2)


def _sensing(W: Array) -> float:
    return float(np.sum((np.einsum("kij,ij->k", MAPS, W) - VALUES) ** 2) / 2)


def _logistic(W: Array) -> float:
    return float(np.logaddexp(0, -LABELS * (X @ W)).sum() / N + RIDGE / 2 * np.sum(W**2))


def _softmax(W: Array) -> float:
    return float(-np.sum(CLASSES * log_softmax(X @ W, axis=1)) / N + RIDGE / 2 * np.sum(W**2))


def _log_cosh(W: Array) -> float:
    return float(np.log(np.cosh(X @ W - Y)).sum() / N + RIDGE / 2 * np.sum(W**2))


FAMILY: dict[str, tuple[Problem, Callable[[Array], float]]] = {
    "squared": (squared_loss(X, Y), _squared),
    "weighted": (weighted_quadratic(A, C), _weighted),
    "sensing": (matrix_sensing(MAPS, VALUES), _sensing),
    "logistic": (logistic(X, LABELS, RIDGE), _logistic),
    "softmax": (softmax_ce(X, CLASSES, RIDGE), _softmax),
    "log-cosh": (log_cosh_ridge(X, Y, RIDGE), _log_cosh),
}


@pytest.fixture(params=FAMILY, name="family")
def _family(request: pytest.FixtureRequest) -> tuple[Problem, Callable[[Array], float]]:
    return FAMILY[str(request.param)]


Family = tuple[Problem, Callable[[Array], float]]


class TestEveryLoss:
    def test_it_is_the_formula_without_its_minimum(self, family: Family) -> None:
        problem, formula = family
        least = 0.0 if problem.minimum is None else problem.minimum[0]
        for size in (0.1, 1.0, 10.0):
            E = size * RNG.normal(size=(NN, M))
            value = problem.loss.value(E[None])[0]
            assert value + least == pytest.approx(formula(problem.centre[0] + E), rel=1e-9)

    def test_no_displacement_from_the_centre_goes_below_zero(self, family: Family) -> None:
        problem, _ = family
        E = RNG.normal(size=(50, NN, M)) * 10.0 ** RNG.uniform(-12, 2, (50, 1, 1))
        assert (problem.loss.value(E) > 0).all()

    def test_its_gradient_is_the_slope_of_its_value(self, family: Family) -> None:
        problem, _ = family
        E, V = RNG.normal(size=(2, 6, NN, M))
        E *= np.array([1e-3, 0.03, 0.3, 1, 3, 10])[:, None, None]
        h = 1e-5
        slope = (problem.loss.value(E + h * V) - problem.loss.value(E - h * V)) / (2 * h)
        G = problem.loss.value_gradient(E)[1]
        scale = np.linalg.norm(G, axis=(1, 2)) * np.linalg.norm(V, axis=(1, 2))
        np.testing.assert_allclose(np.sum(G * V, axis=(1, 2)) / scale, slope / scale, atol=1e-5)

    def test_K_and_mu_bound_its_curvature(self, family: Family) -> None:
        problem, _ = family
        E, F = RNG.normal(size=(2, 300, NN, M)) * 10.0 ** RNG.uniform(-3, 1, (2, 300, 1, 1))
        rise = problem.loss.value_gradient(E)[1] - problem.loss.value_gradient(F)[1]
        gap = np.sum((E - F) ** 2, axis=(1, 2))
        curvature = np.sum(rise * (E - F), axis=(1, 2)) / gap
        assert (curvature <= problem.K * (1 + 1e-9)).all()
        assert (curvature >= problem.mu * (1 - 1e-9)).all()

    @pytest.mark.parametrize("size", [1e-12, 1e-3, 0.4, 0.6, 5.0])
    def test_its_digits_are_those_of_balls(self, family: Family, size: float) -> None:
        problem, _ = family
        E = size * RNG.normal(size=(NN, M))
        value, G = problem.loss.value_gradient(E[None])
        with precision(400):
            exact, slope = problem.loss.balls(0)(matrix(E))
        middle = _float(exact)
        assert value[0] == pytest.approx(middle, rel=1e-11)
        reference = np.array([_float(x) for x in slope.entries()]).reshape(NN, M)
        assert np.linalg.norm(G[0] - reference) <= 1e-12 * np.linalg.norm(reference)

    def test_some_runs_of_a_batch_have_the_values_of_the_batch(self, family: Family) -> None:
        problem, _ = family
        E = RNG.normal(size=(3, NN, M))
        part = problem.take(np.array([0, 0, 0])).loss.take(slice(0, 3))
        np.testing.assert_array_equal(part.value(E), problem.loss.value(E))


def _float(x: arb) -> float:
    return float(to_fraction(x.mid()))


class TestAgainstTheCatalogue:
    """The formulas of `verify/model/families.py` are other code for the same losses."""

    @pytest.mark.parametrize(
        ("name", "family", "parameters"),
        [
            ("weighted", "weighted quadratic", {"A": A, "C": C}),
            ("logistic", "logistic", {"X": X, "Y": LABELS}),
            ("log-cosh", "log-cosh ridge", {"X": X, "Y": Y}),
        ],
    )
    def test_value_and_gradient_agree(
        self, name: str, family: str, parameters: dict[str, Array]
    ) -> None:
        problem = FAMILY[name][0]
        E = RNG.normal(size=(1, NN, M))
        known = {k: Float64.data(v[None], matrix=True) for k, v in parameters.items()}
        known["W"] = Float64.data(problem.centre + E, matrix=True)
        least = 0.0 if problem.minimum is None else problem.minimum[0]
        for k, v in (("a", RIDGE), ("inverse_N", 1 / N), ("minimum", least)):
            known[k] = Float64.data(np.array([v]), matrix=False)
        scope = Scope(Float64(), known, {"n": NN, "m": M, "N": N})
        value, G = problem.loss.value_gradient(E)
        assert value[0] == pytest.approx(evaluate(FAMILIES[family].value, scope).v[0], rel=1e-12)
        np.testing.assert_allclose(G, evaluate(FAMILIES[family].gradient, scope).v, atol=1e-13)


class TestBatches:
    def test_each_run_has_its_own_data(self) -> None:
        Xs, Ys = RNG.normal(size=(3, 6, NN)), RNG.normal(size=(3, 6, M))
        batch = squared_loss(Xs, Ys)
        E = RNG.normal(size=(3, NN, M))
        for r in range(3):
            one = squared_loss(Xs[r], Ys[r])
            assert batch.loss.value(E)[r] == pytest.approx(one.loss.value(E[r : r + 1])[0])
            assert batch.K[r] == pytest.approx(one.K[0], rel=1e-12)
            assert batch.mu[r] == pytest.approx(one.mu[0], rel=1e-12)
            np.testing.assert_allclose(batch.centre[r], one.centre[0], atol=1e-12)

    def test_the_minimum_of_more_samples_than_features_is_what_is_left_over(self) -> None:
        problem = squared_loss(X, Y)
        residual = np.linalg.lstsq(X, Y, rcond=None)[1].sum() / 2
        assert problem.minimum is not None
        assert problem.minimum[0] == pytest.approx(residual)

    def test_K_and_mu_of_an_orthogonal_X_enclose_one(self) -> None:
        q = np.linalg.qr(RNG.normal(size=(10, 10)))[0]
        problem = squared_loss(q, q)
        assert 1 - 1e-13 < problem.mu[0] <= 1 <= problem.K[0] < 1 + 1e-13


class TestBadInput:
    def test_a_singular_X_says_so(self) -> None:
        bad = X.copy()
        bad[:, 3] = bad[:, 0] + bad[:, 1]
        with pytest.raises(InputError, match=r"sigma_n\(X\) > 0; drop dependent columns"):
            squared_loss(bad, Y)

    def test_fewer_samples_than_columns_are_singular(self) -> None:
        with pytest.raises(InputError, match="smallest singular value 0"):
            squared_loss(X[:3], Y[:3])

    def test_too_few_measurements_are_singular(self) -> None:
        with pytest.raises(InputError, match="matrix sensing"):
            matrix_sensing(MAPS[:11], VALUES[:11])

    def test_data_that_do_not_fit_are_errors(self) -> None:
        with pytest.raises(InputError, match="as many rows"):
            squared_loss(X, Y[:-1])
        with pytest.raises(InputError, match="the same shape"):
            weighted_quadratic(A, C.T)
        with pytest.raises(InputError, match="one number for each measurement"):
            matrix_sensing(MAPS, VALUES[:-1])

    def test_empty_data_and_nan_are_errors(self) -> None:
        with pytest.raises(InputError, match="not empty"):
            squared_loss(np.ones((0, 3)), np.ones((0, 2)))
        bad = X.copy()
        bad[2, 1] = np.nan
        with pytest.raises(InputError, match="nan was given in run 0, row 2, column 1"):
            squared_loss(bad, Y)
        with pytest.raises(InputError, match="all entries are finite"):
            logistic(bad, LABELS, RIDGE)

    def test_a_weight_that_is_not_positive_is_an_error(self) -> None:
        with pytest.raises(InputError, match="0 < mu <= K"):
            weighted_quadratic(A - 0.6, C)

    @pytest.mark.parametrize("a", [0.0, -1.0, np.inf, np.nan])
    def test_a_ridge_that_is_not_positive_is_an_error(self, a: float) -> None:
        with pytest.raises(InputError, match="0 < a < infinity"):
            softmax_ce(X, CLASSES, a)
        with pytest.raises(InputError, match="0 < a < infinity"):
            logistic(X, LABELS, a)

    def test_labels_that_are_none_are_errors(self) -> None:
        with pytest.raises(InputError, match="Y_ij = -1 or Y_ij = 1"):
            logistic(X, Y, RIDGE)
        with pytest.raises(InputError, match="sum_j Y_ij = 1"):
            softmax_ce(X, 2 * CLASSES, RIDGE)

    def test_constants_that_no_loss_has_are_errors(self) -> None:
        with pytest.raises(InputError, match=r"K = 1 and mu = 2 were given"):
            custom(lambda W: W.sum((1, 2)), lambda W: W, shape=(2, 2), K=1, mu=2)

    def test_a_loss_of_functions_has_no_form_in_balls(self) -> None:
        problem = custom(lambda W: W.sum((1, 2)), lambda W: W, shape=(2, 2), K=1, mu=1)
        with pytest.raises(InputError, match="the loss is a formula"):
            problem.loss.balls(0)


def test_the_softmax_minimiser_of_two_classes_is_the_logistic_one() -> None:
    """With two classes, softmax of W is logistic of w1 - w2, at half its ridge."""
    labels = LABELS[:, :1]
    two = softmax_ce(X, np.hstack([labels > 0, labels < 0]).astype(float), RIDGE)
    one = logistic(X, labels, RIDGE / 2)
    difference = two.centre[0, :, 0] - two.centre[0, :, 1]
    np.testing.assert_allclose(difference, one.centre[0, :, 0], atol=1e-9)
    assert two.minimum is not None
    assert one.minimum is not None
    assert two.minimum[0] == pytest.approx(one.minimum[0], abs=1e-12)


def test_a_loss_is_abstract() -> None:
    assert Loss.__abstractmethods__ == {"value_gradient"}
    assert Fraction(FAMILY["softmax"][0].mu[0]) == Fraction(1, 8)
