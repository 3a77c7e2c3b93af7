"""inf and sup of phi'' are enclosed; jumps, domains and limits at infinity are told apart."""

from fractions import Fraction
from math import inf, isnan

import numpy as np
import pytest

from verify.auditing.losses import LOSSES, Coding
from verify.errors import InputError
from verify.formula.calculus import Formula, is_shifted
from verify.formula.curvature import Curvature, Labels, curvature, domain, lowest
from verify.formula.floats import Entrywise
from verify.formula.parse import parse

SIGNS = Labels.of([-1, 1])
NO_LABEL = Labels.of([0])
_LABELS = {
    Coding.SIGNS: SIGNS,
    Coding.BITS: Labels.of([0, 1]),
    Coding.REAL: Labels.between(-3, 3),
    Coding.COUNTS: Labels.between(0, 8),
    Coding.POSITIVE: Labels.between(0.5, 8),
}
# sup phi'' and inf phi'' at the default parameters, by hand
_BY_HAND = {
    "squared": (1, 1),
    "logistic": (0.25, 0),
    "cross-entropy": (0.25, 0),
    "huber": (1, 0),
    "pseudo-huber": (1, 0),
    "log-cosh": (1, 0),
    "poisson": (inf, 0),
    "gamma": (inf, 0),
    "hinge-squared": (2, 0),
    "hinge-smooth": (1, 0),
    "exponential": (inf, 0),
    "quantile-smoothed": (0.5, 0),
    "expectile": (1.5, 0.5),
    "quartic": (inf, 0),
    "absolute": (inf, 0),
    "hinge": (inf, 0),
    "cauchy": (1, -0.125),
    "welsch": (1, -2 * np.exp(-1.5)),
}


def of(text: str, labels: Labels = NO_LABEL) -> Curvature:
    return curvature(parse(text), labels)


def test_the_table_of_expectations_covers_every_named_formula() -> None:
    assert set(_BY_HAND) == {name for name, loss in LOSSES.items() if loss.formula}


@pytest.mark.parametrize("name", sorted(_BY_HAND))
def test_the_curvature_of_a_named_loss_is_what_is_known_of_it(name: str) -> None:
    loss = LOSSES[name]
    c = curvature(parse(loss.formula, loss.parameters), _LABELS[loss.coding])
    high, low = _BY_HAND[name]
    assert c.decided
    assert c.inf.low <= low <= c.inf.high
    assert c.sup.low <= high <= c.sup.high
    assert c.inf.high - c.inf.low < 1e-9
    assert c.sup.high == inf or c.sup.high - c.sup.low < 1e-9


@pytest.mark.parametrize("name", sorted(set(_BY_HAND) - {"cauchy", "welsch"}))
def test_convex_losses_are_certified_as_such(name: str) -> None:
    loss = LOSSES[name]
    c = curvature(parse(loss.formula, loss.parameters), _LABELS[loss.coding])
    assert c.convex
    assert not c.nonconvex


def test_a_simple_fraction_is_proved_to_bound_the_curvature() -> None:
    assert of("log(1 + exp(-y*z))", SIGNS).proved == Fraction(1, 4)
    assert of("log(1 + exp(3*z))/3").proved == Fraction(3, 4)
    assert of("0.5*z**2 + 0.1*sin(z)").proved is None or of("0.5*z**2 + 0.1*sin(z)").sup.high >= 1.1


def test_nonconvexity_comes_with_a_point() -> None:
    c = of("log(1 + z**2)")
    assert c.nonconvex
    phi = Entrywise(Formula.of(parse("log(1 + z**2)")))
    at = phi.curvature(np.array([c.inf.near]), np.array([0.0]))
    assert at[0] < -0.2


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("z**4", 0.0, inf),
        ("-z**2", -2.0, -2.0),
        ("-z**4", -inf, 0.0),
        ("exp(z) + exp(-z)", 2.0, inf),
        ("sqrt(1 + z**2)", 0.0, 1.0),
        ("0.5*z**2 + 0.1*sin(z)", 0.9, 1.1),
        ("exp(-z**2)", -2.0, 4 * np.exp(-1.5)),
        ("z*atan(z)", 0.0, 2.0),
        ("z*erf(z)", None, None),
        ("tanh(z)", None, None),
        ("softplus(z) + softplus(-2*z)", 0.0, None),
        ("z**2 * sigmoid(z)", None, None),
    ],
)
def test_limits_at_infinity_are_included(text: str, low: float | None, high: float | None) -> None:
    c = of(text)
    phi = Entrywise(Formula.of(parse(text)))
    grid = np.concatenate([np.linspace(-30, 30, 4001), [-300.0, 300.0]])
    seen = phi.curvature(grid, np.zeros_like(grid))
    seen = seen[np.isfinite(seen)]
    assert c.inf.low <= seen.min() + 1e-12
    assert c.sup.high >= seen.max() - 1e-12
    if low is not None:
        assert c.inf.low <= low + 1e-15
        assert c.inf.low >= low - 1e-9 if low > -inf else c.inf.low == -inf
    if high is not None and high < inf:
        assert abs(c.sup.high - high) < 1e-9
    if high == inf:
        assert c.sup.low == inf


def test_kinks_make_the_curvature_infinite_and_corners_downwards_refute_convexity() -> None:
    up, down = of("abs(z)"), of("min(z**2, 1)")
    assert up.sup.low == inf
    assert up.inf.low >= 0
    assert down.inf.high == -inf
    assert {jump.z for _, jump in down.jumps} == {-1.0, 1.0}


def test_kinks_that_cancel_are_none() -> None:
    c = of("max(0, z) + min(0, z) + z**2")
    assert c.jumps == ()
    assert (c.inf.low, c.sup.high) == (2.0, 2.0)


def test_branches_that_meet_smoothly_have_no_jump() -> None:
    assert of("max(0, 1 - y*z)**2", SIGNS).jumps == ()
    assert of("where(abs(z) <= 1, z**2/2, abs(z) - 1/2)").jumps == ()


def test_an_undecided_kink_certifies_nothing() -> None:
    c = of("where(exp(z) > 1, z**2, 3*z**2)")
    assert not c.decided
    assert not c.convex
    assert any(isnan(jump.size) for _, jump in c.jumps)


def test_a_discontinuous_loss_is_refused() -> None:
    with pytest.raises(InputError, match="jumps by"):
        of("where(z > 0, z, 1)")


@pytest.mark.parametrize("text", ["log(z)", "1/z", "sqrt(z)", "z*log(1 - y*z)", "1/(z - y)"])
def test_what_is_not_defined_everywhere_is_refused_with_a_point(text: str) -> None:
    with pytest.raises(InputError, match="at z = "):
        domain(parse(text), SIGNS)


def test_a_loss_of_the_residual_is_known_as_one() -> None:
    assert is_shifted(Formula.of(parse("log(1 + (z - y)**2)")))
    assert is_shifted(Formula.of(parse("where(abs(z - y) <= 1, (z - y)**2/2, abs(z - y) - 1/2)")))
    assert not is_shifted(Formula.of(parse("log(1 + exp(-y*z))")))


def test_labels_in_a_range_are_one_box() -> None:
    c = curvature(parse("0.5*(z - y)**2 + 0.1*cos(z)*y"), Labels.between(-1, 1))
    assert c.inf.low <= 0.9 <= c.inf.high
    assert c.sup.low <= 1.1 <= c.sup.high + 1e-12
    assert c.inf.low > 0.89


def test_a_bounded_region_gives_its_own_curvature() -> None:
    c = curvature(parse("exp(z)"), NO_LABEL, (-1.0, 2.0))
    assert c.inf.low <= np.exp(-1) <= c.inf.high
    assert c.sup.low <= np.exp(2) <= c.sup.high
    assert c.sup.high - c.sup.low < 1e-9


def test_the_infimum_of_the_loss_itself_is_enclosed() -> None:
    found = lowest(parse("exp(z) - y*z"), Fraction(2))
    assert found.low <= 2 - 2 * np.log(2) <= found.high
    assert lowest(parse("log(1 + z**2)"), Fraction(0)).low > -1e-12
    assert lowest(parse("-z"), Fraction(0)).low == -inf


def test_entries_that_overflow_on_the_way_are_computed_in_balls() -> None:
    phi = Entrywise(Formula.of(parse("log(1 + exp(-y*z))")))
    z = np.array([-1000.0, 1000.0])
    assert np.allclose(phi.value(z, np.ones(2)), [1000.0, 0.0])
    assert np.allclose(phi.slope(z, np.ones(2)), [-1.0, 0.0])
    assert np.all(phi.curvature(z, np.ones(2)) >= 0)


@pytest.mark.parametrize(
    "text", ["log(1 + exp(-y*z))", "logcosh(z - y)", "max(0, 1 - y*z)**2", "sqrt(1 + (z - y)**2)"]
)
def test_divergences_keep_their_digits_for_tiny_displacements(text: str) -> None:
    phi = Entrywise(Formula.of(parse(text)))
    z = np.array([[0.3], [-1.2]])
    y, d = np.ones((2, 1)), np.full((2, 1), 1e-9)
    value, slope = phi.bregman(z, d, y)
    expected = phi.curvature(z, y)
    assert np.allclose(value / d**2, expected / 2, rtol=1e-6)
    assert np.allclose(slope / d, expected, rtol=1e-6)


def test_divergences_across_a_kink_are_exact() -> None:
    phi = Entrywise(Formula.of(parse("max(0, 1 - z)**2")))
    z, d = np.array([[1 - 5e-10]]), np.array([[1e-9]])
    value, slope = phi.bregman(z, d, np.zeros((1, 1)))
    gap = 1 - z[0, 0]
    assert value[0, 0] == pytest.approx(2 * gap * 1e-9 - gap**2, rel=1e-6)
    assert slope[0, 0] == pytest.approx(2 * gap, rel=1e-6)


def test_growth_that_may_vanish_is_not_taken_for_divergence() -> None:
    # log z over z is known to be in an interval from 0 on: neither end may be called infinite
    # with certainty, though log z does tend to infinity.
    found = lowest(parse("-log(1 + z**2)"), Fraction(0))
    assert not found.resolved
    assert found.low == -inf
    assert found.high > -inf
    rising = lowest(parse("log(3 + z**2)"), Fraction(0))
    assert rising.low == pytest.approx(np.log(3), rel=1e-9)


def test_an_expression_of_the_growing_kind_that_is_bounded_is_seen_through() -> None:
    c = of("log(1 + z**2) - log(2 + z**2) + z**2")
    assert c.inf.low > -1
    assert c.sup.high < 5
