"""The checker's kernel: names stand for what their scope says, and equal values are one object."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from verify.kernel import Evaluator, Refused, Scope, Statement, fact, hull, node, within
from verify.kernel.grids import Grid

Json = Any


def quiet(_: int) -> None:
    """Counts no work."""


def formal(symbols: dict[str, Json], **parts: Json) -> Json:
    empty = {"dims": ["n", "m"], "definitions": [], "hypotheses": [], "conclusion": []}
    return empty | {"symbols": symbols} | parts


@pytest.fixture
def scope() -> Scope:
    """A and B are n x m, X is m x m, x and A' are scalars."""
    shapes = {"A": ["n", "m"], "B": ["n", "m"], "X": ["m", "m"], "x": [], "A'": []}
    return Statement(formal(shapes)).scope


class TestReading:
    def test_equal_expressions_are_one_node(self, scope: Scope) -> None:
        text = ["mm", ["T", ["s", "A"]], ["add", ["s", "B"], ["s", "A"]]]
        assert scope.read(text) is scope.read(list(text))
        assert scope.read(["q", "1/2"]) is scope.read(["q", "2/4"])

    def test_a_symbol_brings_its_sizes(self, scope: Scope) -> None:
        other = Statement(formal({"A": ["m", "n"]})).scope
        assert scope.read(["s", "A"]) is not other.read(["s", "A"])
        same = Statement(formal({"A": ["n", "m"], "C": []})).scope
        assert scope.read(["s", "A"]) is same.read(["s", "A"])

    def test_words_are_resolved(self, scope: Scope) -> None:
        a = ["s", "A"]
        assert scope.read(["fro", a]) is scope.read(["sqrt", ["tr", ["mm", ["T", a], a]]])

    def test_definitions_mean_what_they_say_where_they_are_read(self) -> None:
        definitions = [["twice", ["add", ["s", "x"], ["s", "x"]]]]
        said = formal({"x": []}, definitions=definitions)
        plain = Statement(said)
        other = Statement(said, {("s", "x"): node("q", Fraction(3))})
        assert plain.scope.read(["ref", "twice"]).args[0] is plain.symbols["x"]
        assert other.scope.read(["ref", "twice"]).args[0] is node("q", Fraction(3))

    @pytest.mark.parametrize(
        "expression",
        [
            "x",  # a name without its kind
            "n m",
            ["q", "0.5"],
            ["q", 1],
            ["s", "unknown"],
            ["ref", "unknown"],
            ["n", 3],  # kinds of nodes that no text can name
            ["d", "n"],
            ["ell", "f", "n", "m"],
            ["s", "A", "n"],
            [["s"], "A"],
            None,
            True,
            1.5,
            {},
            {"s": 0, "A": 0},
        ],
    )
    def test_what_is_no_expression_is_refused(self, scope: Scope, expression: Json) -> None:
        with pytest.raises((Refused, LookupError, TypeError, ValueError)):
            Evaluator(quiet).value(scope.read(expression))

    @pytest.mark.parametrize("size", ["n", 3, ["+", "n", 1]])
    def test_a_size_is_no_number(self, scope: Scope, size: Json) -> None:
        with pytest.raises(Refused):
            Evaluator(quiet).value(scope.read(size))

    def test_arguments_of_a_fact_are_not_caught_by_its_own_names(self) -> None:
        # The fact speaks of A and k; here k is a dimension and its argument for A is named B.
        names, said = fact("singular-nonnegative")
        assert names == ["A", "k"]
        outer = Statement(formal({"A": ["k", "k"], "B": ["k", "k"]}, dims=["k"]))
        arguments = dict(zip(names, map(outer.scope.read, (["s", "B"], 2)), strict=True))
        inner = Statement(said, outer.scope | arguments)
        assert inner.conclusion == [
            outer.scope.relation([">=", ["sigma", ["s", "B"], 2], ["q", "0"]])
        ]

    def test_all_parts_of_an_expression_are_found_once(self, scope: Scope) -> None:
        top = scope.read(["add", ["s", "A"], ["mm", ["s", "A"], ["s", "X"]]])
        found = within([top, top])
        sizes = {node("d", "n"), node("d", "m")}
        letters = {scope.read(["s", "A"]), scope.read(["s", "X"])}
        assert found == {top, top.args[1], *letters, *sizes}


class TestValues:
    """A derivation and a witness evaluate with the same operations, so that they must agree."""

    NUMBERS: ClassVar[dict[str, list[list[int]]]] = {
        "A": [[1, -2, 0], [3, 1, 4]],
        "B": [[2, 0, 1], [-1, 5, 1]],
        "X": [[1, 2, 3], [0, -1, 1], [2, 2, 2]],
    }

    def at_numbers(self) -> Evaluator:
        def grid(rows: list[list[int]]) -> Grid:
            ones = [(("1",),) * k for k in (len(rows), len(rows[0]))]
            return Grid([[hull(Fraction(x)) for x in row] for row in rows], *ones)

        leaves = {name: grid(rows) for name, rows in self.NUMBERS.items()}
        return Evaluator(quiet, leaves, {"n": 2, "m": 3})

    @staticmethod
    def equal_pairs() -> Iterator[tuple[Json, Json]]:
        a, b, x = (["s", name] for name in "ABX")
        total = ["add", a, b]
        yield ["mm", total, x], ["add", ["mm", b, x], ["mm", a, x]]
        yield ["T", ["mm", a, x]], ["mm", ["T", x], ["T", a]]
        yield (
            ["inner", total, total],
            ["add", ["fro2", a], ["add", ["mul", ["q", "2"], ["inner", a, b]], ["fro2", b]]],
        )
        yield ["tr", ["mm", x, ["mm", ["T", a], b]]], ["tr", ["mm", ["mm", ["T", b], a], ["T", x]]]
        stacked = ["vstack", a, ["mm", b, x]]
        yield (
            ["mm", ["T", stacked], stacked],
            ["add", ["mm", ["T", a], a], ["mm", ["T", x], ["mm", ["T", b], ["mm", b, x]]]],
        )
        yield (
            ["pow", ["tr", x], ["q", "3"]],
            ["mul", ["tr", ["T", x]], ["mul", ["tr", x], ["tr", x]]],
        )

    @pytest.mark.parametrize(("left", "right"), [*equal_pairs()])
    def test_one_normal_form_gives_equal_numbers(
        self, scope: Scope, left: Json, right: Json
    ) -> None:
        over_all = Evaluator(quiet)
        assert over_all.value(scope.read(left)) is over_all.value(scope.read(right))
        numbers = self.at_numbers()
        values = [numbers.value(scope.read(side)) for side in (left, right)]
        assert values[0].cells == values[1].cells
        assert any(x.number for x in values[0].all)

    def test_other_values_are_other_objects(self, scope: Scope) -> None:
        e = Evaluator(quiet)
        a, x = ["s", "A"], ["s", "X"]
        for other in (["mm", x, x], ["mul", ["q", "2"], x], ["mm", ["T", a], a]):
            assert e.value(scope.read(other)) is not e.value(scope.read(x))
            assert e.value(scope.read(["fro", other])) is not e.value(scope.read(["fro", x]))
        assert e.value(scope.read(["T", x])) is not e.value(scope.read(x))
