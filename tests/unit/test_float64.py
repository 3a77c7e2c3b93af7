"""Float64's error bound contains the exact value, whatever the operation, scale and input error.

Every expression is evaluated twice: in float64, with the bound, and exactly on the same numbers
(every float is a dyadic rational). Inputs are exact floats, or known up to an error that is
given: then the exact evaluation takes a point inside that error.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.arithmetic import Exact, Float64, Floats, Scope, as_ball, evaluate, precision
from verify.language import (
    Expr,
    absolute,
    define,
    elementwise,
    exp,
    eye,
    hadamard,
    hstack,
    inner,
    kron,
    lam,
    lam_max,
    lam_min,
    log,
    matrix,
    maximum,
    minimum,
    norm,
    norm2,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
    total,
    trace,
    vstack,
    zeros,
)
from verify.model.matrices import random_matrix

Array = npt.NDArray[np.float64]
SIZES = {"n": 3, "m": 2, "k": 4}
COUNT = 24

A, B = matrix("A", "n", "m"), matrix("B", "n", "m")
C = matrix("C", "m", "k")
x, y, t = scalar("x"), scalar("y"), scalar("t")
SYMMETRIC = A @ A.T - B @ B.T

MATRIX_OPERATIONS: dict[str, Expr] = {
    "sum": A + B,
    "difference": A - B,
    "negative": -A,
    "multiple": x * A,
    "multiple from the right": A * y,
    "product": A @ C,
    "product of three": A @ C @ C.T,
    "transpose": A.T,
    "entrywise product": hadamard(A, B),
    "Kronecker product": kron(A, C),
    "blocks above": vstack(A, B),
    "blocks beside": hstack(A, B),
    "with an identity": A @ A.T - eye("n"),
    "with zeros": A + zeros("n", "m"),
    **{
        f"entrywise {name}": elementwise(name, A)
        for name in ("logcosh", "tanh", "sech2", "softplus", "sigmoid", "sigmoid_slope")
    },
}
SCALAR_OPERATIONS: dict[str, Expr] = {
    "norm": norm(A),
    "norm squared": norm2(A),
    "inner product": inner(A, B),
    "trace": trace(SYMMETRIC),
    "sum of entries": total(A),
    "largest singular value": sigma_max(A @ C),
    "smallest singular value": sigma_min(A @ C),
    "second singular value": sigma(2, A),
    "singular value past the shape": sigma("n", A),
    "largest eigenvalue": lam_max(SYMMETRIC),
    "smallest eigenvalue": lam_min(SYMMETRIC),
    "second eigenvalue": lam(2, SYMMETRIC),
    "sum of scalars": x + y,
    "cancelling difference": (x + y) - x,
    "product of scalars": x * y,
    "quotient": y / x,
    "constant": x / 10,
    "square": y**2,
    "cube": y**3,
    "inverse square": x**-2,
    "root as a power": x ** (x / x / 2),
    "power of a symbol": x**t,
    "root": sqrt(x),
    "root of a square": sqrt(y**2),
    "root at zero": sqrt(norm2(A) - norm2(A)),
    "exponential": exp(y / (1 + x + absolute(y))),
    "logarithm": log(x),
    "maximum": maximum(x, y, x * y),
    "minimum": minimum(x, y, x * y),
    "absolute value": absolute(y),
}
OPERATIONS = {**MATRIX_OPERATIONS, **SCALAR_OPERATIONS}


def _inputs(rng: np.random.Generator, scale: float) -> dict[str, Array]:
    shapes = {"A": (3, 2), "B": (3, 2), "C": (2, 4)}
    drawn: dict[str, Array] = {
        name: random_matrix(rng, COUNT, *shape) * scale for name, shape in shapes.items()
    }
    drawn["x"] = scale * rng.uniform(0.1, 3, COUNT)
    drawn["y"] = scale * rng.normal(size=COUNT)
    drawn["t"] = rng.integers(0, 12, COUNT).astype(float)
    return drawn


def _rational(x: float) -> fmpq:
    return fmpq(*float(x).as_integer_ratio())


def _exact(value: Any, direction: Any, error: float) -> Any:
    """The float plus a perturbation of size `error` in the given direction, exactly."""
    if np.ndim(value) == 0:
        return _rational(value) + _rational(error) * int(np.sign(direction))
    unit = direction / (2 * np.linalg.norm(direction))
    entries = [
        _rational(v) + _rational(error) * _rational(u)
        for v, u in zip(value.ravel(), unit.ravel(), strict=True)
    ]
    rows, columns = value.shape
    return fmpq_mat(rows, columns, entries)


def _check(expr: Expr, seed: int, scale: float, relative: float) -> None:
    """The bound holds on COUNT instances whose inputs have the given relative error."""
    rng = np.random.default_rng(seed)
    drawn = _inputs(rng, scale)
    errors = {
        k: relative * (np.linalg.norm(v.reshape(COUNT, -1), axis=1) if v.ndim == 3 else np.abs(v))
        for k, v in drawn.items()
    }
    errors["t"] = np.zeros(COUNT)
    floats = {k: Float64.data(v, matrix=v.ndim == 3, error=errors[k]) for k, v in drawn.items()}
    result: Floats = evaluate(expr, Scope(Float64(), floats, SIZES))
    directions = {k: rng.normal(size=v.shape) for k, v in drawn.items()}
    values = np.broadcast_to(result.v, (COUNT, *result.v.shape[1:]))
    bounds = np.broadcast_to(result.e, (COUNT,))
    with precision(300):
        for i in range(COUNT):
            exact = {
                k: _exact(v[i], directions[k][i], float(errors[k][i])) for k, v in drawn.items()
            }
            if not np.isfinite(bounds[i]) or not np.isfinite(values[i]).all():
                continue  # a bound that says nothing is no wrong one
            truth = as_ball(evaluate(expr, Scope(Exact(), exact, SIZES)))
            gap = _distance(values[i], truth)
            assert gap <= arb(float(bounds[i])), f"instance {i}: off by {gap}, bound {bounds[i]}"


def _distance(value: Any, truth: Any) -> arb:
    """A lower bound of the distance of the float value from the exact one."""
    if isinstance(truth, arb):
        return abs(truth - arb(float(value))).lower()
    entries = [arb(float(v)) for v in value.ravel()]
    gap = truth - arb_mat(truth.nrows(), truth.ncols(), entries)
    squares = sum((abs(g) * abs(g) for g in gap.entries()), arb(0))
    return squares.nonnegative_part().sqrt().lower()


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e5])
@pytest.mark.parametrize("name", OPERATIONS)
def test_bound_contains_the_exact_value(name: str, scale: float) -> None:
    _check(OPERATIONS[name], seed=1, scale=scale, relative=0.0)


@pytest.mark.parametrize("relative", [1e-12, 1e-2])
@pytest.mark.parametrize("name", OPERATIONS)
def test_error_of_the_input_is_passed_on(name: str, relative: float) -> None:
    _check(OPERATIONS[name], seed=2, scale=1.0, relative=relative)


@pytest.mark.parametrize("exponent", [3, -1, -3, "1/2", "-1/2"])
def test_power_passes_on_a_large_error(exponent: int | str) -> None:
    """At half of the base itself, where first-order bounds fail."""
    _check(x**exponent, seed=3, scale=1.0, relative=0.5)


def test_power_of_a_symbol_passes_on_an_error_where_the_base_is_below_one() -> None:
    _check(x**t, seed=4, scale=0.3, relative=1e-3)


def _nested() -> dict[str, Expr]:
    W = define("W", A @ C)
    root = define("root", sqrt(2 * x * norm2(W)))
    return {
        "local smoothness": x * sigma_max(A) ** 2 + root + 6 * x**2 * sigma_max(W) * root * y**2,
        "difference of Gram matrices": norm(A.T @ A - C @ C.T),
        "loss of two parts": total(elementwise("logcosh", W)) + x / 2 * norm2(W) - root,
        "spectrum of a Kronecker sum": lam_min(kron(C @ C.T, eye("n")) + kron(eye("m"), A @ A.T)),
    }


@pytest.mark.parametrize("scale", [1.0, 1e-4, 1e3])
@pytest.mark.parametrize("name", _nested())
def test_bound_holds_for_nested_expressions(name: str, scale: float) -> None:
    _check(_nested()[name], seed=5, scale=scale, relative=1e-9)


def test_one_matrix_may_be_asked_for_singular_and_for_eigenvalues() -> None:
    """A negative definite matrix: eigenvalues -2, -1 and singular values 2, 1."""
    values = {"A": Float64.data(np.diag([-1.0, -2.0]), matrix=True)}
    S = matrix("A", "n", "n")
    scope = Scope(Float64(), values, {"n": 2})
    assert evaluate(sigma_max(S), scope).v == pytest.approx([2.0])
    assert evaluate(lam_max(S), scope).v == pytest.approx([-1.0])
    assert evaluate(sigma_min(S), scope).v == pytest.approx([1.0])
    assert evaluate(lam_min(S), scope).v == pytest.approx([-2.0])


@pytest.mark.parametrize("name", ["logcosh", "sech2"])
def test_entrywise_bound_grows_with_the_number_of_entries(name: str) -> None:
    """Near 0, where each entry has a rounding error that is not relative to its value."""
    rng = np.random.default_rng(6)
    W = matrix("A", "N", "N")
    size = 160
    value = rng.uniform(0.5, 1.5, size=(size, size)) * 1e-3
    result = evaluate(
        elementwise(name, W), Scope(Float64(), {"A": Float64.data(value, matrix=True)}, {})
    )
    with precision(120):
        exact = evaluate(
            elementwise(name, W),
            Scope(Exact(), {"A": fmpq_mat(size, size, [_rational(v) for v in value.ravel()])}, {}),
        )
        assert _distance(result.v[0], as_ball(exact)) <= arb(float(result.e[0]))


@pytest.mark.parametrize("shape", [(2, 80), (80, 2), (3, 5)])
def test_bound_of_singular_values_holds_for_wide_and_rank_deficient_factors(
    shape: tuple[int, int],
) -> None:
    rng = np.random.default_rng(7)
    values = random_matrix(rng, 16, *shape)
    W = matrix("A", "r", "c")
    sizes = {"r": shape[0], "c": shape[1]}
    scope = Scope(Float64(), {"A": Float64.data(values, matrix=True)}, sizes)
    smallest = evaluate(sigma_min(W), scope)
    with precision(300):
        for i in range(16):
            exact = {"A": fmpq_mat(*shape, [_rational(v) for v in values[i].ravel()])}
            truth = as_ball(evaluate(sigma_min(W), Scope(Exact(), exact, sizes)))
            assert _distance(smallest.v[i], truth) <= arb(float(smallest.e[i]))


@pytest.mark.parametrize(
    ("function", "outside"), [(sqrt, -1.0), (log, -1.0), (log, 0.0)], ids=["root", "log", "log 0"]
)
def test_undefined_values_are_no_numbers(function: Callable[[Expr], Expr], outside: float) -> None:
    scope = Scope(Float64(), {"x": Float64.data(outside, matrix=False)}, {})
    assert not np.isfinite(evaluate(function(x), scope).v).any()


def test_infinite_entries_make_their_own_instance_undefined_and_no_other() -> None:
    value = np.ones((2, 3, 2))
    value[0, 0, 0] = np.inf
    scope = Scope(Float64(), {"A": Float64.data(value, matrix=True)}, SIZES)
    for expr in (sigma_max(A), lam_max(A @ A.T)):
        result = evaluate(expr, scope).v
        assert not np.isfinite(result[0])
        assert np.isfinite(result[1])
