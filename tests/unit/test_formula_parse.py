"""Formulas are read without evaluating them; what is refused is named with its place."""

from fractions import Fraction

import pytest

from verify.errors import InputError
from verify.formula.expression import Node, add, apply, compile_nodes, mul, num, power, where, y, z
from verify.formula.parse import FUNCTIONS, is_formula, parse


def test_operators_and_functions_become_nodes() -> None:
    assert parse("2*z + y") == add(mul(num(2), z), y)
    assert parse("exp(-z)") == apply("exp", mul(num(-1), z))
    assert parse("sqrt(z)") == power(z, Fraction(1, 2))
    assert parse("+z") == z
    assert parse("z / 4") == mul(z, num(Fraction(1, 4)))


def test_decimals_are_read_exactly() -> None:
    assert parse("0.1") == num(Fraction(1, 10))
    assert parse("1e-3*z") == mul(num(Fraction(1, 1000)), z)
    assert parse("1_000") == num(1000)


def test_conditions_choose_a_branch() -> None:
    g = add(z, mul(num(-1), y))
    assert parse("where(z > y, z, y)") == where(g, z, y)
    assert parse("z if z >= y else y") == where(g, z, y)
    assert parse("max(z, y)") == where(g, z, y)
    assert parse("abs(z)") == where(z, z, mul(num(-1), z))


def test_parameters_stand_for_numbers() -> None:
    assert parse("d*z", {"d": Fraction(3, 2)}) == mul(num(Fraction(3, 2)), z)


def test_equal_parts_are_computed_once() -> None:
    program = compile_nodes([parse("exp(z)*exp(z) + exp(z)")])
    assert sum(step[0] == "exp" for step in program.steps) == 1


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("log(1 + foo(z))", "column 9", "'foo'"),
        ("z + q*z", "column 5", "unknown name"),
        ("__import__('os').system('ls')", "column 1", "is no function"),
        ("z.__class__*2", "column 1", "Attribute"),
        ("(lambda: z)()", "column 2", "is no function"),
        ("[z for z in y]", "column 1", "ListComp"),
        ("z[0] + 1", "column 1", "Subscript"),
        ("f'{z}'+z", "column 1", "JoinedStr"),
        ("'z'*z", "column 1", "no real number"),
        ("1j*z", "column 1", "no real number"),
        ("True*z", "column 1", "no real number"),
        ("z ^ 2", "column 1", "write ** for powers"),
        ("z // 2", "column 1", "FloorDiv"),
        ("z**99999999", "column 4", "exponent"),
        ("z**y", "column 4", "exponent must be a number"),
        ("z**9**9", "column 4", "exponent"),
        ("1e400*z", "column 1", "out of range"),
        ("1e-13*z", "column 1", "out of range"),
        ("((((10**12)**16)**16)**16)*z", "column", "out of range"),
        ("z/0", "column 1", "division by zero"),
        ("0**-1 + z", "column 1", "division by zero"),
        ("sin(z", "column 4", "never closed"),
        ("sin(z, y)", "column 1", "takes 1 argument"),
        ("max(z)", "column 1", "takes 2 or more"),
        ("exp(x=z)", "column 1", "takes 1 argument"),
        ("exp + z", "column 1", "write exp(...)"),
        ("where(z, 1, 2)", "column 7", "is no condition"),
        ("where(0 < z < 1, 1, 2)", "column 7", "is no condition"),
        ("z if z else y", "column 6", "is no condition"),
        ("(z := 3)", "column 2", "NamedExpr"),
        ("z;import os", "column 2", "cannot be read"),
        ("z\n+y", "column 2", "printable ASCII"),
        ("z\x00", "column 2", "printable ASCII"),
        ("2*\u03c6", "column 3", "printable ASCII"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text: str, where: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    message = str(caught.value)
    assert where in message
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    ["(" * 50 + "z" + ")" * 50, "-" * 60 + "z", "z" + " + z" * 400, "z" + "+z" * 60, "z" * 1001],
)
def test_size_and_nesting_are_bounded(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_every_listed_function_can_be_called() -> None:
    for name, (count, _) in FUNCTIONS.items():
        arguments = ["z", "y", "1"][:count]
        if name == "where":
            arguments[0] = "z > 0"
        assert isinstance(parse(f"{name}({', '.join(arguments)})"), Node)


def test_names_are_told_from_formulas() -> None:
    assert is_formula("z**2")
    assert is_formula("z")
    assert is_formula("exp(z)")
    assert not is_formula("log-cosh")
    assert not is_formula("package.module:loss")
