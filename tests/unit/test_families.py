"""Each family of losses: its gradient and Hessian are derivatives, K and mu are its constants.

Everything is evaluated in balls of 400 bits. A central difference with t = 2^-60 differs from the
derivative by O(t^2), about 1e-36; the inequalities on lines are decided without any tolerance.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, arb_mat

from verify.arithmetic import Ball, LossValue, Scope, as_ball, evaluate, precision
from verify.evidence.compare import exact_values
from verify.language import Expr, grad, hess, inner, loss, loss_symbol, matrix, norm2, scalar
from verify.model.families import FAMILIES
from verify.model.minimum import RidgeLoss, minimum
from verify.model.setting import Batch
from verify.model.step import gd_step

N, n, m, SEEDS = 5, 3, 2, range(4)
SIZES = {"n": n, "m": m, "h": 3}
T = arb(2) ** -60
CLOSE = arb(2) ** -100  # far above t^2 = 2^-120, far below any error in a formula

ell, W, V = loss_symbol("ell", "n", "m"), matrix("W", "n", "m"), matrix("V", "n", "m")
mu, K = scalar("mu"), scalar("K")
VALUE, GRADIENT, HESSIAN = loss(ell, W), grad(ell, W), hess(ell, W, V)
SLOPE, CURVATURE = inner(GRADIENT, V), inner(HESSIAN, V)

CENTRED = ("weighted quadratic", "least squares", "log-cosh", "softplus")
RIDGE = ("logistic", "log-cosh ridge")

every_family = pytest.mark.parametrize("family", FAMILIES)
every_seed = pytest.mark.parametrize("seed", SEEDS)


def test_all_families_are_tested_here() -> None:
    assert set(FAMILIES) == {*CENTRED, *RIDGE}


def _batch(family: str, rng: np.random.Generator) -> Batch:
    size = float(10.0 ** rng.uniform(-1, 1))
    latent: dict[str, Any] = {
        "W1": rng.normal(size=(1, n, 3)),
        "W2": rng.normal(size=(1, m, 3)),
        "eta": np.ones(1),
    }
    drawn = {
        "A": rng.uniform(0.1, 3, size=(1, n, m)),
        "C": rng.normal(size=(1, n, m)),
        "X": size * rng.normal(size=(1, N, n)),
        "a": rng.uniform(0.1, 1, size=1),
        "b": rng.uniform(0.1, 3, size=1),
    }
    needed = {"weighted quadratic": "AC", "least squares": "XC", "log-cosh": "Cab"}
    if family not in RIDGE:
        chosen = {k: drawn[k] for k in needed.get(family, "XCa")}
        return Batch(family, 1, latent | chosen, family)
    labels = rng.choice([-1.0, 1.0], size=(N, m))
    Y = labels if family == "logistic" else rng.normal(size=(N, m))
    ridge = RidgeLoss(family, drawn["X"][0], Y, float(drawn["a"][0]))
    # A wide enclosure would spoil the differences of values.
    least = minimum(ridge, width=Fraction(1, 10**80), bits=400)
    latent |= {"X": drawn["X"], "Y": Y[None], "a": drawn["a"]}
    latent |= {"inverse_N": np.array([ridge.inverse_N]), "minimum": np.array([least.middle])}
    latent |= {"K": np.array([ridge.K()]), "mu": np.array([ridge.mu])}
    return Batch(family, 1, latent, family, enclosures={"minimum": (least.low, least.high)})


class Line:
    """A loss with a point W and a direction V; `at` evaluates an expression at W + t V."""

    def __init__(self, family: str, seed: int) -> None:
        rng = np.random.default_rng([seed, list(FAMILIES).index(family)])
        self.batch = _batch(family, rng)
        values = exact_values(gd_step("a step", "for its loss"), self.batch, SIZES, 0)
        parameters = values["ell"].parameters
        known = {k: as_ball(v) for k, v in parameters.items()}
        self.parameters = known
        self.values: dict[str, Any] = {"ell": LossValue(FAMILIES[family], known)}
        self.values |= {k: as_ball(values[k]) for k in ("K", "mu")}
        self.W = _balls(rng.normal(size=(n, m)) * 10.0 ** rng.uniform(-1, 1))
        self.V = _balls(rng.normal(size=(n, m)))

    def at(self, expr: Expr, t: arb | int = 0) -> Any:
        point = self.W + self.V * arb(t)
        return evaluate(expr, Scope(Ball(), {**self.values, "W": point, "V": self.V}, SIZES))


def _balls(array: np.ndarray[Any, np.dtype[np.float64]]) -> arb_mat:
    return arb_mat([[arb(float(x)) for x in row] for row in array])


@contextmanager
def _line(family: str, seed: int) -> Iterator[Line]:
    with precision(400):
        yield Line(family, seed)


def _size(x: Any) -> arb:
    entries = x.entries() if isinstance(x, arb_mat) else [x]
    return sum((abs(e) for e in entries), arb(0))


@every_family
@every_seed
def test_gradient_is_the_derivative_of_the_value(family: str, seed: int) -> None:
    with _line(family, seed) as line:
        difference = (line.at(VALUE, T) - line.at(VALUE, -T)) / (2 * T)
        assert _size(difference - line.at(SLOPE)) < CLOSE * (1 + _size(difference))


@every_family
@every_seed
def test_hessian_is_the_derivative_of_the_gradient(family: str, seed: int) -> None:
    with _line(family, seed) as line:
        difference = (line.at(GRADIENT, T) - line.at(GRADIENT, -T)) * (1 / (2 * T))
        assert _size(difference - line.at(HESSIAN)) < CLOSE * (1 + _size(difference))


@every_family
@every_seed
def test_curvature_lies_between_mu_and_K(family: str, seed: int) -> None:
    with _line(family, seed) as line:
        for t in (0, 1, -3):
            curvature, size = line.at(CURVATURE, t), line.at(norm2(V))
            assert line.values["mu"] * size <= curvature + CLOSE
            assert curvature <= line.values["K"] * size + CLOSE


@every_family
@every_seed
def test_smoothness_and_strong_convexity_hold_on_a_line(family: str, seed: int) -> None:
    """l(W) + t<G, V> + mu t^2 |V|^2 / 2 <= l(W + tV) <= the same with K: equation (3)."""
    with _line(family, seed) as line:
        value, slope, size = line.at(VALUE), line.at(SLOPE), line.at(norm2(V))
        for t in (arb(2) ** -8, arb(1) / 3, arb(1), arb(-5)):
            rise = line.at(VALUE, t) - value - t * slope
            assert line.values["mu"] * t * t * size / 2 <= rise + CLOSE
            assert rise <= line.values["K"] * t * t * size / 2 + CLOSE


@every_family
@every_seed
def test_value_is_at_least_zero_and_the_pl_inequality_holds(family: str, seed: int) -> None:
    with _line(family, seed) as line:
        value = line.at(VALUE)
        assert value > -CLOSE
        assert line.at(norm2(GRADIENT)) / 2 >= line.values["mu"] * value - CLOSE


@pytest.mark.parametrize("family", CENTRED)
def test_minimum_is_zero_and_attained_at_C(family: str) -> None:
    with _line(family, 0) as line:
        line.W = line.parameters["C"]
        assert _size(line.at(VALUE)) < CLOSE
        assert _size(line.at(GRADIENT)) < CLOSE


class TestConstantsAreNotOverstated:
    """K is attained where the second derivative is largest: up to the 1e-9 of its rounding."""

    def test_weighted_quadratic_attains_both_on_single_entries(self) -> None:
        with _line("weighted quadratic", 0) as line:
            entries = line.parameters["A"].entries()
            curvatures = []
            for i in range(n * m):
                line.V = arb_mat(n, m, [int(i == j) for j in range(n * m)])
                curvatures.append(line.at(CURVATURE))
            assert all(c.overlaps(a) for c, a in zip(curvatures, entries, strict=True))
            assert any(c.overlaps(line.values["K"]) for c in curvatures)
            assert any(c.overlaps(line.values["mu"]) for c in curvatures)

    @pytest.mark.parametrize("family", ["log-cosh", "softplus", "logistic", "log-cosh ridge"])
    def test_curvature_reaches_K_where_the_margin_is_zero(self, family: str) -> None:
        with _line(family, 1) as line:
            parameters = dict(line.parameters)
            line.W = arb_mat(n, m)
            for name in ("C", "Y"):
                if name in parameters and family.startswith("log-cosh"):
                    parameters[name] = parameters[name] * arb(0)
            line.values["ell"] = LossValue(FAMILIES[family], parameters)
            if "X" in parameters:
                X = np.array(line.batch.latent["X"][0])
                top = np.linalg.svd(X)[2][0]
                line.V = _balls(np.repeat(top[:, None], m, axis=1))
            assert line.at(CURVATURE) >= line.values["K"] * line.at(norm2(V)) * arb(1 - 1e-8)


def test_a_wrong_gradient_would_be_noticed() -> None:
    """The control of the tests above: a slope off by one part in 10^20 is not close."""
    with _line("logistic", 0) as line:
        slope = line.at(SLOPE)
        wrong = slope * (1 + arb(10) ** -20)
        assert not _size(wrong - slope) < CLOSE * (1 + _size(slope))
