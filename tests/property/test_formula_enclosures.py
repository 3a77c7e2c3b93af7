"""Random formulas: enclosures contain the values, and no text makes the parser do anything else
than return a tree or refuse.
"""

from fractions import Fraction
from math import inf, isfinite

import numpy as np
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verify.arithmetic.ball import precision, to_arb
from verify.errors import InputError
from verify.formula.balls import ball_operations
from verify.formula.calculus import Formula
from verify.formula.curvature import Labels, curvature
from verify.formula.expression import compile_nodes, run
from verify.formula.floats import Entrywise
from verify.formula.interval import Interval
from verify.formula.parse import parse
from verify.formula.tails import Unresolved, hull, tail_operations, variable
from verify.formula.target import Derivative

numbers = st.sampled_from(["1", "2", "0.5", "3", "0.25", "1.5"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    unary = st.sampled_from(["exp", "tanh", "sin", "cos", "atan", "erf", "softplus", "sigmoid"])
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({} * {})".format, inner, inner),
        st.builds("{}({})".format, unary, inner),
        st.builds("({})**2".format, inner),
        st.builds("sqrt(1 + ({})**2)".format, inner),
        st.builds("log(1 + ({})**2)".format, inner),
        st.builds("({}) / (1 + ({})**2)".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
    )


formulas = st.recursive(st.one_of(st.just("z"), st.just("z"), numbers), _grow, max_leaves=5)
points = st.floats(-6, 6, allow_nan=False).map(lambda x: round(x, 3))


def _formula(text: str) -> Formula:
    try:
        return Formula.of(parse(text))
    except InputError:
        assume(False)
        raise


def _refusal(text: str) -> str | None:
    try:
        parse(text)
    except InputError as error:
        return str(error)
    return None


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_in_one_line(text: str) -> None:
    refusal = _refusal(text)
    assert refusal is None or "\n" not in refusal


@given(st.text(alphabet="zy0123456789.+-*/() eexplogwherabs<>=,_[]'\"", max_size=80))
def test_texts_that_look_like_formulas_are_parsed_or_refused(text: str) -> None:
    refusal = _refusal(text)
    assert refusal is None or "formula" in refusal


@settings(max_examples=60)
@given(formulas, points, st.floats(1e-3, 2))
def test_an_enclosure_over_a_box_contains_the_values_in_it(
    text: str, left: float, width: float
) -> None:
    formula = _formula(text)
    right = left + width
    with precision(96):
        for order in (0, 1, 2):
            target = Derivative(formula, order)
            box = target.enclose(Interval(arb(left), arb(right)), Interval(arb(0), arb(0)))
            if not box.finite:
                continue
            for share in (0.0, 0.3, 0.7, 1.0):
                z = arb(min(left + share * width, right))
                value = target.enclose(Interval(z, z), Interval(arb(0), arb(0)))
                assert value.finite
                assert not value.hi < box.lo
                assert not value.lo > box.hi


@settings(max_examples=60)
@given(formulas, st.sampled_from([1, -1]), st.sampled_from([8, 64, 1000]))
def test_an_enclosure_over_a_half_line_contains_the_values_in_it(
    text: str, side: int, R: int
) -> None:
    formula = _formula(text)
    zero = Interval(arb(0), arb(0))
    with precision(256):
        target = Derivative(formula, 2)
        try:
            bounds = target.tail(side, Fraction(R), zero)
        except Unresolved:
            return
        for factor in (1, 1.37, 5, 211):
            z = arb(side * R * factor)
            value = target.enclose(Interval(z, z), zero)
            if value.finite:
                assert not value.hi < bounds.lo
                assert not value.lo > bounds.hi


@settings(max_examples=25)
@given(formulas, st.lists(points, min_size=1, max_size=8))
def test_the_curvature_contains_every_second_derivative(text: str, at: list[float]) -> None:
    formula = _formula(text)
    try:
        c = curvature(formula.root, Labels.of([0]))
    except InputError:
        return
    phi = Entrywise(formula)
    values = phi.curvature(np.array(at), np.zeros(len(at)))
    for value in values[np.isfinite(values)]:
        slack = 1e-9 * (1 + abs(float(value)))
        assert c.inf.low <= value + slack
        assert c.sup.high >= value - slack
    assert c.inf.low <= c.inf.high
    assert c.sup.low <= c.sup.high


@settings(max_examples=40)
@given(formulas, points, st.floats(-1, 1))
def test_floats_agree_with_balls(text: str, z: float, y: float) -> None:
    formula = _formula(text)
    value = Entrywise(formula).value(np.array([z]), np.array([y]))[0]
    with precision(128):
        ball = run(compile_nodes([formula.root]), ball_operations(), arb(z), arb(y))[0]
    if isfinite(value) and ball.is_finite():
        size = abs(float(ball.mid()))
        assert abs(value - float(ball.mid())) <= 1e-9 * max(size, 1.0)


@settings(max_examples=40)
@given(formulas, points)
def test_derivatives_agree_with_differences(text: str, z: float) -> None:
    formula = _formula(text)
    if not formula.smooth:
        return
    h = Fraction(1, 10**15)
    with precision(300):
        zero = arb(0)
        at = [to_arb(Fraction(z) + k * h) for k in (-1, 0, 1)]
        program = compile_nodes([formula.root])
        left, middle, right = (run(program, ball_operations(), a, zero)[0] for a in at)
        (piece,) = formula.pieces.values()
        for form in piece.forms[2]:
            second = run(form, ball_operations(), at[1], zero)[0]
            quotient = (right - 2 * middle + left) / (to_arb(h) * to_arb(h))
            if second.is_finite() and quotient.is_finite():
                gap = abs(float((second - quotient).mid()))
                assert gap <= 1e-9 * max(abs(float(second.mid())), 1e6)


@given(
    st.lists(
        st.tuples(st.integers(-3, 3), st.integers(-2, 2), st.integers(-3, 3)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([4, 20]),
)
def test_sums_of_growth_terms_are_bounded_by_their_hull(
    terms: list[tuple[int, int, int]], R: int
) -> None:
    text = " + ".join(f"({c})*exp({p}*z)*z**{q}" for c, p, q in terms)
    program = compile_nodes([parse(text)])
    with precision(200):
        try:
            bounds = hull(
                run(program, tail_operations(Fraction(R)), variable(1), None)[0], Fraction(R)
            )
        except Unresolved:
            return
        for factor in (1, 2, 10):
            value = run(program, ball_operations(), arb(R * factor), arb(0))[0]
            assert not value < bounds.lo
            assert not value > bounds.hi


def test_an_infinite_bound_is_never_below_a_finite_one() -> None:
    c = curvature(parse("exp(z)"), Labels.of([0]))
    assert c.sup.low == inf
    assert c.inf.low == 0.0
