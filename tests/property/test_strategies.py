"""The public strategies reach the corners they promise, and draw only what they promise."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from verify.arithmetic import Float64, Scope, evaluate
from verify.errors import InputError
from verify.evidence.compare import Outcome, settle
from verify.language import Expr, norm2
from verify.model.families import FAMILIES
from verify.model.setting import float_values
from verify.model.step import G, K, L, eta, loss_values, mu, natural_step
from verify.strategies import Factors, Loss, Step, factors, gd_steps, losses

T = TypeVar("T")

FACTOR_CORNERS: dict[str, Callable[[Factors], object]] = {
    "h = min(n, m)": lambda f: f.sizes["h"] == min(f.sizes["n"], f.sizes["m"]) >= 2,
    "h < max(n, m)": lambda f: f.sizes["h"] < max(f.sizes["n"], f.sizes["m"]),
    "h > n + m": lambda f: f.sizes["h"] > f.sizes["n"] + f.sizes["m"],
    "n != m": lambda f: f.sizes["n"] != f.sizes["m"],
    "rank-deficient": lambda f: (
        min(f.W1.shape) > 1 and 0 < np.linalg.matrix_rank(f.W1) < min(f.W1.shape)
    ),
    "zero": lambda f: not f.W2.any(),
    "badly scaled": lambda f: (
        f.W1.any() and f.W2.any() and np.abs(f.W1).max() > 2**19 * np.abs(f.W2).max()
    ),
    "graded columns": lambda f: (
        f.W1.shape[1] > 1 and np.ptp(np.log2(np.abs(f.W1[0]) + 2.0**-60)) > 20 and f.W1.all()
    ),
}


def test_factors_reach_every_corner() -> None:
    reached: set[str] = set()

    @settings(max_examples=300)
    @given(factors())
    def collect(drawn: Factors) -> None:
        reached.update(name for name, corner in FACTOR_CORNERS.items() if corner(drawn))

    collect()
    assert reached == set(FACTOR_CORNERS)


@given(factors())
def test_factors_fit_and_hold_exact_dyadic_rationals(drawn: Factors) -> None:
    n, m, h = drawn.sizes["n"], drawn.sizes["m"], drawn.sizes["h"]
    assert 1 <= n <= 3
    assert 1 <= m <= 3
    assert min(n, m) <= h <= n + m + 2
    assert drawn.W1.shape == (n, h)
    assert drawn.W2.shape == (m, h)
    assert all(Fraction(x).denominator <= 2**50 for x in (*drawn.W1.flat, *drawn.W2.flat))


@given(factors(sizes={"n": 2, "m": 4, "h": 3}))
def test_factors_take_given_sizes(drawn: Factors) -> None:
    assert drawn.sizes == {"n": 2, "m": 4, "h": 3}


@pytest.mark.parametrize(
    "sizes", [{"n": 3, "m": 2, "h": 1}, {"n": 0, "m": 1, "h": 1}, {"n": 1, "m": 1}]
)
def test_sizes_that_do_not_fit_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(InputError, match="h >= min"):
        _once(factors(sizes=sizes))


def test_unknown_family_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="weighted quadratic"):
        _once(losses(families=["absolute value"]))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_drawn_with_its_constants(family: str) -> None:
    @settings(max_examples=20)
    @given(losses(families=[family]))
    def sound(ell: Loss) -> None:
        assert ell.family == family
        assert 0 <= ell.mu <= ell.K
        assert ell.K > 0

    sound()


@settings(max_examples=40)
@given(gd_steps())
def test_steps_meet_assumption_2_2_and_the_limit(step: Step) -> None:
    """|grad l|^2 / 2 >= mu l, |grad l|^2 <= 2 K l, l >= 0, and 0 < eta <= limit."""
    relations = [norm2(G) / 2 >= mu * L, norm2(G) <= 2 * K * L, L >= 0, eta > 0, mu <= K]
    assert settle([], relations, step.values(), step.sizes).outcome is not Outcome.VIOLATED
    assert step.eta <= natural_step(_without_step_size(step))[0]


def _without_step_size(step: Step) -> Scope:
    batch = step.batch()
    values = {"W1": batch.latent["W1"], "W2": batch.latent["W2"], **loss_values(batch)}
    return Scope(Float64(), float_values(values, batch), step.sizes)


def test_steps_reach_every_family_iterates_and_small_losses() -> None:
    families: set[str] = set()
    reached: set[str] = set()

    @settings(max_examples=200)
    @given(gd_steps())
    def collect(step: Step) -> None:
        families.add(step.loss.family)
        if any(Fraction(x).denominator > 2**52 for x in step.W1.flat):
            reached.add("an iterate: entries of more bits than any drawn one")
        loss, size = (float(_float(step, x)) for x in (L, norm2(G)))
        if 0 < loss < 1e-6 * step.loss.K:
            reached.add("small loss")
        if size == 0:
            reached.add("stationary point")
        if step.loss.mu < step.loss.K / 100:
            reached.add("ill-conditioned")

    collect()
    assert families == set(FAMILIES)
    assert len(reached) == 4, reached


def _float(step: Step, expr: Expr) -> float:
    return float(evaluate(expr, _without_step_size(step)).v[0])


def test_simplest_step_is_one_by_one_with_entries_one() -> None:
    simplest: Step = _once(gd_steps())
    assert simplest.sizes == {"n": 1, "m": 1, "h": 1}
    assert simplest.loss.family == "weighted quadratic"
    assert simplest.W1.tolist() == simplest.W2.tolist() == [[1.0]]


@settings(max_examples=20)
@given(gd_steps())
def test_values_are_those_of_the_arrays(step: Step) -> None:
    values = step.values()
    assert [Fraction(str(x)) for x in values["W1"].entries()] == [Fraction(x) for x in step.W1.flat]
    assert Fraction(str(values["eta"])) == Fraction(step.eta)
    assert Fraction(str(values["K"])) == Fraction(step.loss.K)


def _once(strategy: SearchStrategy[T]) -> T:
    """The first example, which is the simplest one."""
    drawn: list[T] = []

    @settings(max_examples=1)
    @given(strategy)
    def take(example: T) -> None:
        drawn.append(example)

    take()
    return drawn[0]
