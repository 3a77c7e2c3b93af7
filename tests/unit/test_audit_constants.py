"""K, mu, the minimum and the sublevel set's constants are bounds, checked by linear algebra."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb_mat

from verify.arithmetic.ball import precision
from verify.arithmetic.spectrum import quick_eigenvalues, quick_singular_values
from verify.auditing.envelope import envelope
from verify.auditing.local import sublevel
from verify.auditing.losses import LOSSES
from verify.auditing.minimiser import solve
from verify.auditing.objective import Objective, ball_matrix
from verify.auditing.outputs import ScalarOutput, SoftmaxOutput, distinct_labels
from verify.errors import InputError
from verify.formula.parse import parse

RNG = np.random.default_rng(7)
X = RNG.normal(size=(30, 4))
SIGNS = np.where(RNG.normal(size=(30, 2)) > 0, 1.0, -1.0)
REAL = RNG.normal(size=(30, 2))
ONE_HOT = np.eye(3)[RNG.integers(0, 3, 30)]


def objective(name: str, Y: np.ndarray, l2: float = 0.1, scale: float = 1.0) -> Objective:
    if name == "softmax":
        return Objective(SoftmaxOutput(), X, Y, scale, l2)
    loss = LOSSES[name]
    root = parse(loss.formula, loss.parameters)
    return Objective(ScalarOutput(name, root, distinct_labels(Y.ravel().tolist())), X, Y, scale, l2)


CASES = [
    ("logistic", SIGNS),
    ("log-cosh", REAL),
    ("squared", REAL),
    ("huber", REAL),
    ("hinge-squared", SIGNS),
    ("expectile", REAL),
    ("softmax", ONE_HOT),
]


def hessian(o: Objective, W: np.ndarray) -> np.ndarray:
    size = W.size
    columns = [o.hessian_times(W, e.reshape(W.shape)).ravel() for e in np.eye(size)]
    return np.column_stack(columns)


@pytest.mark.parametrize(("name", "Y"), CASES)
def test_every_hessian_lies_between_mu_and_K(name: str, Y: np.ndarray) -> None:
    o = objective(name, Y)
    for size in (0.0, 0.3, 3.0):
        values = np.linalg.eigvalsh(hessian(o, size * RNG.normal(size=o.shape)))
        assert values[0] >= o.constants.mu * (1 - 1e-12) - 1e-12
        assert values[-1] <= o.constants.K * (1 + 1e-12)


@pytest.mark.parametrize(("name", "Y"), CASES)
def test_the_gradient_is_that_of_the_value(name: str, Y: np.ndarray) -> None:
    o = objective(name, Y)
    W, V = RNG.normal(size=(2, *o.shape))
    h = 1e-6
    quotient = (o.value(W + h * V) - o.value(W - h * V)) / (2 * h)
    assert quotient == pytest.approx(float(np.sum(o.gradient(W) * V)), rel=1e-6)


@pytest.mark.parametrize(("name", "Y"), CASES)
def test_balls_contain_the_floats(name: str, Y: np.ndarray) -> None:
    o = objective(name, Y)
    W = RNG.normal(size=o.shape)
    with precision(128):
        value, G = o.in_balls(ball_matrix(W))
        assert abs(float(value.mid()) - o.value(W)) <= 1e-12 * abs(o.value(W))
        middle = np.array([float(g.mid()) for g in G.entries()]).reshape(o.shape)
    assert np.allclose(middle, o.gradient(W), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("name", "Y"), CASES)
def test_the_minimum_is_enclosed(name: str, Y: np.ndarray) -> None:
    o = objective(name, Y)
    found = solve(o, o.constants.mu)
    assert found.low is not None
    assert found.low <= found.high
    assert found.high - found.low < Fraction(1, 10**15)
    for _ in range(5):
        W = found.W + 1e-3 * RNG.normal(size=o.shape)
        assert o.value(W) > float(found.low)
    assert found.radius < 1e-9


@pytest.mark.parametrize(("name", "Y"), CASES)
def test_displacements_give_the_same_loss_and_gradient(name: str, Y: np.ndarray) -> None:
    o = objective(name, Y)
    found = solve(o, o.constants.mu)
    loss = o.displaced(found.W)
    E = RNG.normal(size=(3, *o.shape)) * np.array([1e-9, 0.1, 3.0])[:, None, None]
    values, slopes = loss.value_gradient(E)
    for e, value, slope in zip(E[1:], values[1:], slopes[1:], strict=True):
        assert value == pytest.approx(o.value(found.W + e) - float(found.high), rel=1e-9)
        assert np.allclose(slope, o.gradient(found.W + e), rtol=1e-7, atol=1e-9)
    # far below the rounding of the loss itself
    curved = float(np.sum(E[0] * o.hessian_times(found.W, E[0]))) / 2
    assert values[0] == pytest.approx(curved, rel=1e-5)


def test_the_mean_has_its_constants_divided() -> None:
    whole, mean = objective("logistic", SIGNS, 0.0), objective("logistic", SIGNS, 0.0, 1 / 30)
    assert mean.constants.K == pytest.approx(whole.constants.K / 30, rel=1e-12)


def test_negative_curvature_counts_for_K_and_mu() -> None:
    o = objective("cauchy", REAL, l2=0.0)
    assert o.constants.mu == pytest.approx(-o.constants.high / 8, rel=1e-9)
    strong = objective("cauchy", REAL, l2=o.constants.high)
    assert strong.constants.mu > 0


@pytest.mark.parametrize(
    ("name", "Y", "l2"),
    [
        ("log-cosh", REAL, 0.0),
        ("pseudo-huber", REAL, 0.0),
        ("quartic", REAL, 0.1),
        ("poisson", np.abs(np.round(2 * REAL)), 0.0),
        ("exponential", SIGNS, 0.5),
    ],
)
def test_the_sublevel_sets_constants_bound_every_hessian_in_it(
    name: str, Y: np.ndarray, l2: float
) -> None:
    o = objective(name, Y, l2)
    W0 = 0.3 * RNG.normal(size=o.shape)
    found = sublevel(o, W0)
    assert found is not None
    top = o.value(W0)
    inside = 0
    best = solve(o, 0.0).W
    for _ in range(300):
        W = best + RNG.normal(size=o.shape) * 10.0 ** RNG.uniform(-2, 0.5)
        if o.value(W) <= top:
            inside += 1
            values = np.linalg.eigvalsh(hessian(o, W))
            assert values[0] >= found.constants.mu * (1 - 1e-9)
            assert values[-1] <= found.constants.K * (1 + 1e-9)
    assert inside > 20


def test_a_sublevel_set_that_is_not_bounded_gives_no_constants() -> None:
    separable = np.sign(X[:, :1]) + (X[:, :1] == 0)
    o = Objective(objective("logistic", SIGNS).output, X, separable, 1.0, 0.0)
    assert sublevel(o, np.zeros((4, 1))) is None


@pytest.mark.parametrize("name", ["logistic", "log-cosh", "huber", "poisson"])
def test_the_envelope_bounds_the_curvature_over_intervals(name: str) -> None:
    loss = LOSSES[name]
    root = parse(loss.formula, loss.parameters)
    Y = SIGNS if name == "logistic" else np.abs(np.round(REAL)) if name == "poisson" else REAL
    output = ScalarOutput(name, root, distinct_labels(Y.ravel().tolist()))
    table = envelope(root, Y, *output.bounds())
    assert table is not None
    Z, reach = RNG.normal(size=(2, *Y.shape)) * 3
    reach = np.abs(reach)
    low, high = table.over(Z, reach, Y)
    for share in np.linspace(-1, 1, 21):
        seen = output.entrywise.curvature(Z + share * reach, Y)
        assert np.all(low <= seen + 1e-12)
        assert np.all(high >= seen - 1e-12)


def test_quick_spectra_contain_the_eigenvalues() -> None:
    A = RNG.normal(size=(12, 12))
    S = A @ A.T
    with precision(128):
        found = quick_eigenvalues(ball_matrix(S))
        exact = arb_mat(ball_matrix(S)).mid()
        trace = sum((exact[i, i] for i in range(12)), exact[0, 0] * 0)
        assert sum(found, found[0] * 0).overlaps(trace)
        for ball, value in zip(found, np.linalg.eigvalsh(S)[::-1], strict=True):
            assert abs(float(ball.mid()) - value) < 1e-10
            assert float(ball.rad()) < 1e-10
        singular = quick_singular_values(ball_matrix(A[:5]))
        for ball, value in zip(singular, np.linalg.svd(A[:5], compute_uv=False), strict=True):
            assert abs(float(ball.mid()) - value) < 1e-10


def test_data_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(InputError, match="shape"):
        Objective(SoftmaxOutput(), X, ONE_HOT[:5], 1.0, 0.1)
