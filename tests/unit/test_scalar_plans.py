"""Plans of whole scalar claims: found, replayed step by step, and refused where they are false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import exp as exponential
from math import sqrt as root

import pytest

from tests.unit.plan_replay import SCHEMES, replay
from tests.unit.test_scalar_certificates import QUIET
from verify.evidence.scalar import Counterexample, Plan, PlanError, auto_plan
from verify.language import Relation, absolute, equal, exp, maximum, minimum, scalar, sqrt

x, y, z, a, b = (scalar(name) for name in ["x", "y", "z", "a", "b"])


def planned(
    conclusion: Relation,
    *hypotheses: Relation,
    positive: Sequence[str] = (),
    assume: bool = False,
) -> Plan:
    """The plan that must be found, replayed."""
    plan = auto_plan(
        [conclusion], hypotheses, positive=positive, degree=4, budget=QUIET, assume=assume
    )
    assert replay(plan, [conclusion], hypotheses, positive) == ""
    return plan


class TestFound:
    @pytest.mark.parametrize(
        ("conclusion", "hypotheses", "positive"),
        [
            (1 / x >= 1 / y, [x <= y], "xy"),
            (x / (1 + x) <= y / (1 + y), [x <= y], "xy"),
            (x / y + y / x >= 2, [], "xy"),
            (x**-2 >= y**-2, [x <= y], "xy"),
            (1 / (x * y) <= 1 / x**2, [x <= y], "xy"),
            (sqrt(1 + x) <= 1 + x / 2, [x >= -1], ""),
            (1 / sqrt(x) >= 1 / sqrt(y), [x <= y], "xy"),
            (maximum(a, b) >= (a + b) / 2, [], ""),
            (minimum(a, b) * 2 <= a + b, [], ""),
            (absolute(x) * absolute(y) <= (x * x + y * y) / 2, [], ""),
            (equal((x - 1) / (x * x - 1), 1 / (x + 1)), [x > 1], ""),
            ((1 - exp(-x)) / x <= 1, [], "x"),
            (exp(-x) <= (1 - exp(-x)) / x, [], "x"),
            (1 + x**y >= exp(0 * x), [], "x"),
        ],
    )
    def test_without_assumptions(
        self, conclusion: Relation, hypotheses: list[Relation], positive: str
    ) -> None:
        plan = planned(conclusion, *hypotheses, positive=tuple(positive))
        assert {s.rule for s in plan.steps} <= {"given", "fact", "scalar"}

    @pytest.mark.parametrize(
        ("conclusion", "hypotheses", "rule"),
        [
            (sqrt(x) <= sqrt(y), [x >= 0, x <= y], "contradiction"),
            (sqrt(x + y) <= sqrt(x) + sqrt(y), [x >= 0, y >= 0], "contradiction"),
            (sqrt(x * y) <= (x + y) / 2, [x >= 0, y >= 0], "contradiction"),
            (absolute(x + y) <= absolute(x) + absolute(y), [], "contradiction"),
            (equal(sqrt(x * x), x), [x >= 0], "antisymmetry"),
            (equal(maximum(a, b) + minimum(a, b), a + b), [], "antisymmetry"),
        ],
    )
    def test_with_assumptions(
        self, conclusion: Relation, hypotheses: list[Relation], rule: str
    ) -> None:
        plan = planned(conclusion, *hypotheses, assume=True)
        assert plan.steps[plan.conclusions[0]].rule == rule

    def test_facts_are_named_with_their_arguments(self) -> None:
        plan = planned(x / y + y / x >= 2, positive=("x", "y"))
        assert plan.facts() == ("reciprocal", "reciprocal-positive", "square-nonnegative")

    def test_a_root_in_a_hypothesis_may_need_the_sign_that_a_later_one_gives(self) -> None:
        planned(x <= 4, sqrt(x) <= 2, 1 / y >= 1, x >= 0, y > 0)

    def test_a_denominator_is_shown_to_be_positive_first(self) -> None:
        plan = planned(1 / (2 - x) >= Fraction(1, 2), x >= 0, x < 1)
        shown = [s for s in plan.steps if s.rule == "scalar"]
        assert len(shown) == 2


class TestRefused:
    @pytest.mark.parametrize(
        ("conclusion", "hypotheses"),
        [
            (x / y + y / x >= Fraction(201, 100), []),
            (1 / x <= 1 / y, [x <= y]),
            (sqrt(x) >= x, []),
            (sqrt(x + y) >= sqrt(x) + sqrt(y), []),
            (maximum(x, y) <= (x + y) / 2, []),
            (absolute(x - y) >= x + y, []),
        ],
    )
    def test_what_is_false_has_a_counterexample(
        self, conclusion: Relation, hypotheses: list[Relation]
    ) -> None:
        with pytest.raises(PlanError, match="the step is false") as caught:
            auto_plan([conclusion], hypotheses, positive=("x", "y"), budget=QUIET, assume=True)
        assert isinstance(caught.value.answer, Counterexample)

    def test_a_point_of_an_exponential_is_not_said_to_refute(self) -> None:
        with pytest.raises(PlanError, match="does not follow from what is known of exp"):
            auto_plan([exp(x) >= 1 + x + x * x / 2], positive=("x",), budget=QUIET)

    def test_a_denominator_of_unknown_sign_is_named(self) -> None:
        with pytest.raises(PlanError, match="false") as caught:
            auto_plan([1 / (x - y) > 0], positive=("x", "y"), budget=QUIET)
        assert isinstance(caught.value.answer, Counterexample)


class TestReplaying:
    """The replay refuses a plan in which something that matters is changed."""

    def plan(self) -> tuple[Plan, list[Relation]]:
        conclusion = x / (1 + x) <= y / (1 + y)
        return planned(conclusion, x <= y, positive=("x", "y")), [conclusion]

    def test_a_step_that_is_dropped_or_changed_is_missed(self) -> None:
        plan, conclusions = self.plan()
        for number in range(len(plan.steps)):
            steps = list(plan.steps)
            steps[number] = replace(steps[number], relation=equal(0 * x, 0))
            changed = replace(plan, steps=tuple(steps))
            assert replay(changed, conclusions, [x <= y], ("x", "y")) != ""

    def test_a_hypothesis_that_is_not_there_is_missed(self) -> None:
        plan, conclusions = self.plan()
        assert "no hypothesis" in replay(plan, conclusions, [], ("x", "y"))


class TestFacts:
    """What the schemes say holds at points where it is defined; a corruption does not."""

    points = (-2.0, -0.5, 0.0, 0.25, 1.0, 3.0)

    @pytest.mark.parametrize("name", sorted(SCHEMES))
    def test_a_fact_holds_and_its_corruption_does_not(self, name: str) -> None:
        count = SCHEMES[name].__code__.co_argcount
        relation = SCHEMES[name](*(x, y)[:count])
        low = {"root": 0.0, "reciprocal": 1e-9, "power": 1e-9}.get(name.split("-")[0], -10.0)
        pairs = [(p, q) for p in self.points for q in self.points if p >= low]
        truth = [self._holds(relation, p, q) for p, q in pairs]
        assert all(truth)
        small, large = relation.small_and_large()
        sharper = large - small >= Fraction(1, 100) if relation.op != "==" else equal(large, 2)
        if name == "reciprocal":
            sharper = equal(large, small + x)
        assert not all(self._holds(sharper, p, q) for p, q in pairs) or name.endswith("positive")

    def _holds(self, relation: Relation, p: float, q: float) -> bool:
        left, right = (self._value(side, p, q) for side in (relation.lhs, relation.rhs))
        near = abs(left - right) <= 1e-12 * (abs(left) + abs(right) + 1)
        return near or {"<": left < right, "<=": left <= right, ">": left > right}.get(
            relation.op, relation.op == ">=" and left >= right
        )

    def _value(self, e: object, p: float, q: float) -> float:
        from verify.language.expr import Expr

        assert isinstance(e, Expr)
        if e.op == "q":
            return float(e.value)
        if e.op == "s":
            return {"x": p, "y": q}[e.name]
        v = [self._value(arg, p, q) for arg in e.args]
        return {
            "add": lambda: v[0] + v[1],
            "sub": lambda: v[0] - v[1],
            "mul": lambda: v[0] * v[1],
            "div": lambda: v[0] / v[1],
            "neg": lambda: -v[0],
            "abs": lambda: abs(v[0]),
            "sqrt": lambda: root(v[0]),
            "exp": lambda: exponential(v[0]),
            "pow": lambda: float(v[0] ** v[1]),
            "max": lambda: max(v),
            "min": lambda: min(v),
        }[e.op]()
