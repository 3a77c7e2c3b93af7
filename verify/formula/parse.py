"""Text to formula: Python's own grammar, read with `ast` and a list of what is allowed.

Nothing of a user's text is evaluated. Allowed are numbers, z, y, pi, named parameters, + - * / **,
the functions below, comparisons inside `where(condition, a, b)` and in `a if condition else b`.
Bounds: 1000 characters, 300 parts, nesting 40, numbers up to 1e12, exponents up to 16.

An error is one line that quotes the part it is about and says at which column it stands.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from math import isfinite

from verify.errors import InputError
from verify.formula.expression import (
    ONE,
    Node,
    add,
    apply,
    div,
    mul,
    neg,
    num,
    pi,
    power,
    sub,
    where,
    y,
    z,
)

__all__ = ["FUNCTIONS", "is_formula", "parse"]

_LENGTH, _PARTS, _DEPTH = 1000, 300, 40
_LARGEST, _SMALLEST, _EXPONENT = Fraction(10**12), Fraction(1, 10**12), 16
_BITS = 1000


def _exp(a: Node) -> Node:
    return apply("exp", a)


def _log(a: Node) -> Node:
    return apply("log", a)


def _abs(a: Node) -> Node:
    return where(a, a, neg(a))


def _max(a: Node, b: Node) -> Node:
    return where(sub(a, b), a, b)


def _min(a: Node, b: Node) -> Node:
    return where(sub(b, a), a, b)


FUNCTIONS: dict[str, tuple[int, Callable[..., Node]]] = {
    "exp": (1, _exp),
    "log": (1, _log),
    "log1p": (1, lambda a: _log(add(ONE, a))),
    "expm1": (1, lambda a: sub(_exp(a), ONE)),
    "sqrt": (1, lambda a: power(a, Fraction(1, 2))),
    "square": (1, lambda a: power(a, 2)),
    "sigmoid": (1, lambda a: power(add(ONE, _exp(neg(a))), -1)),
    "softplus": (1, lambda a: _log(add(ONE, _exp(a)))),
    "logcosh": (1, lambda a: _log(apply("cosh", a))),
    "sech": (1, lambda a: power(apply("cosh", a), -1)),
    "relu": (1, lambda a: _max(num(0), a)),
    "abs": (1, _abs),
    "max": (2, _max),
    "min": (2, _min),
    "where": (3, where),
    **{
        name: (1, lambda a, name=name: apply(name, a))
        for name in ("tanh", "sinh", "cosh", "sin", "cos", "atan", "erf")
    },
}
"""What may be called: the number of arguments (max and min take more), and its meaning."""

_BINARY: dict[type[ast.operator], Callable[[Node, Node], Node]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
}


@dataclass(frozen=True)
class _Reader:
    text: str
    parameters: Mapping[str, Fraction]

    def fail(self, at: ast.AST, what: str, remedy: str = "") -> InputError:
        """The error about a part of the text."""
        part = ast.get_source_segment(self.text, at) or self.text
        part = part if len(part) <= 40 else part[:37] + "..."
        column = getattr(at, "col_offset", 0) + 1
        return InputError(f"{part!r}: {what}", where=f"formula, column {column}", remedy=remedy)

    def read(self, at: ast.expr) -> Node:
        """The formula's node for a part of the syntax tree."""
        node = self.part(at)
        # Numbers are computed at once, so that powers of powers of them would grow without end.
        value = node.value
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
            raise self.fail(at, "is out of range", "take smaller numbers and exponents")
        return node

    def part(self, at: ast.expr) -> Node:
        """What `read` returns, before its size is checked."""
        if isinstance(at, ast.Constant):
            return num(self.number(at))
        if isinstance(at, ast.Name):
            return self.name(at)
        if isinstance(at, ast.UnaryOp) and isinstance(at.op, (ast.USub, ast.UAdd)):
            operand = self.read(at.operand)
            return neg(operand) if isinstance(at.op, ast.USub) else operand
        if isinstance(at, ast.BinOp):
            return self.binary(at)
        if isinstance(at, ast.Call):
            return self.call(at)
        if isinstance(at, ast.IfExp):
            return where(self.condition(at.test), self.read(at.body), self.read(at.orelse))
        raise self.fail(
            at,
            f"{type(at).__name__} is not part of a formula",
            "use numbers, z, y, + - * / ** and the functions that are listed in the documentation",
        )

    def number(self, at: ast.Constant) -> Fraction:
        """A literal, exactly as it is written."""
        if isinstance(at.value, bool) or not isinstance(at.value, (int, float)):
            raise self.fail(at, "is no real number")
        text = (ast.get_source_segment(self.text, at) or str(at.value)).replace("_", "")
        try:
            value = Fraction(text) if isfinite(at.value) else None
        except (ValueError, OverflowError):
            value = Fraction(at.value)  # hexadecimal and the like
        if value is None or abs(value) > _LARGEST or 0 < abs(value) < _SMALLEST:
            raise self.fail(at, "is out of range", "take numbers of size 1e-12 to 1e12, or 0")
        return value

    def name(self, at: ast.Name) -> Node:
        """z, y, pi or a parameter."""
        known = {"z": z, "y": y, "pi": pi}
        if at.id in known:
            return known[at.id]
        if at.id in self.parameters:
            return num(self.parameters[at.id])
        if at.id in FUNCTIONS:
            raise self.fail(at, "is a function", f"write {at.id}(...)")
        raise self.fail(
            at,
            "unknown name",
            "z is the output, y its label; give other values as parameters, as in --param d=1",
        )

    def binary(self, at: ast.BinOp) -> Node:
        """Sums, products, quotients and powers."""
        if isinstance(at.op, ast.Pow):
            return power(self.read(at.left), self.exponent(at))
        left, right = self.read(at.left), self.read(at.right)
        if isinstance(at.op, ast.Div):
            if right == num(0):
                raise self.fail(at, "division by zero")
            return div(left, right)
        if type(at.op) in _BINARY:
            return _BINARY[type(at.op)](left, right)
        remedy = "write ** for powers" if isinstance(at.op, ast.BitXor) else "use + - * / **"
        raise self.fail(at, f"the operator {type(at.op).__name__} is not allowed", remedy)

    def exponent(self, at: ast.BinOp) -> Fraction:
        """The exponent of a power: a number between -16 and 16."""
        node = self.read(at.right)
        if node.op != "num":
            raise self.fail(at.right, "an exponent must be a number", "write exp(b*log(a)) for a^b")
        if abs(node.value) > _EXPONENT or node.value.denominator > 1000:
            raise self.fail(
                at.right, "an exponent out of range", f"take -{_EXPONENT} to {_EXPONENT}"
            )
        if node.value < 0 and self.read(at.left) == num(0):
            raise self.fail(at, "division by zero")
        return node.value

    def call(self, at: ast.Call) -> Node:
        """A function of the list."""
        name = at.func.id if isinstance(at.func, ast.Name) else None
        if name is None or name not in FUNCTIONS:
            near = get_close_matches(str(name), FUNCTIONS, 3) or sorted(FUNCTIONS)
            raise self.fail(at.func, "is no function of formulas", f"use {', '.join(near)}")
        count, meaning = FUNCTIONS[name]
        many = name in ("max", "min")
        if at.keywords or len(at.args) < count or (len(at.args) > count and not many):
            raise self.fail(at, f"{name} takes {count}{' or more' if many else ''} argument(s)")
        if name == "where":
            first = self.condition(at.args[0])
            return meaning(first, self.read(at.args[1]), self.read(at.args[2]))
        node = meaning(*(self.read(a) for a in at.args[:count]))
        for extra in at.args[count:]:
            node = meaning(node, self.read(extra))
        return node

    def condition(self, at: ast.expr) -> Node:
        """G of a comparison that holds where g >= 0; ties do not matter to a continuous loss."""
        if isinstance(at, ast.Compare) and len(at.ops) == 1:
            left, right = self.read(at.left), self.read(at.comparators[0])
            if isinstance(at.ops[0], (ast.Gt, ast.GtE)):
                return sub(left, right)
            if isinstance(at.ops[0], (ast.Lt, ast.LtE)):
                return sub(right, left)
        raise self.fail(at, "is no condition", "write one comparison, as in where(z > 0, a, b)")


def parse(text: str, parameters: Mapping[str, Fraction] | None = None) -> Node:
    """The formula that `text` spells; InputError, pointing at the place, for anything else."""
    text = text.strip()
    if len(text) > _LENGTH:
        raise InputError(
            f"a formula of {len(text)} characters was given",
            violates=f"length <= {_LENGTH}",
            where="formula",
            remedy="shorten it, or give the loss as a Python function",
        )
    depth = deepest = 0
    for column, character in enumerate(text, 1):
        if not (character.isascii() and character.isprintable()):
            raise InputError(
                f"the character {character!r} was given",
                violates="printable ASCII, on one line",
                where=f"formula, column {column}",
                remedy="write it as in Python, for example log(1 + exp(-y*z))",
            )
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
        if deepest > _DEPTH:
            raise _too_deep(column)
    tree = _syntax(text)
    _check_size(tree)
    return _Reader(text, dict(parameters or {})).read(tree.body)


def _syntax(text: str) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on style, such as "1if"
            return ast.parse(text, mode="eval")
    except SyntaxError as error:
        column = error.offset or 1
        raise InputError(
            f"{text!r} cannot be read: {error.msg}",
            where=f"formula, column {column}",
            remedy="write it as in Python, for example log(1 + exp(-y*z))",
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise _too_deep(1) from error


def _check_size(tree: ast.Expression) -> None:
    level: list[ast.AST] = [tree.body]
    count = depth = 0
    while level:
        count, depth = count + len(level), depth + 1
        if depth > _DEPTH:
            raise _too_deep(getattr(level[0], "col_offset", 0) + 1)
        if count > _PARTS:
            raise InputError(
                f"a formula of more than {_PARTS} parts was given",
                where="formula",
                remedy="shorten it, or give the loss as a Python function",
            )
        level = [
            child
            for node in level
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.expr)
        ]


def _too_deep(column: int) -> InputError:
    return InputError(
        "the formula is nested too deeply",
        violates=f"nesting <= {_DEPTH}",
        where=f"formula, column {column}",
        remedy="simplify it, or give the loss as a Python function",
    )


def is_formula(text: str) -> bool:
    """Whether a formula is meant and no name, which has letters, digits, -, _, . and : alone."""
    return not all(c.isalnum() or c in "-_.:" for c in text.strip()) or text.strip() in ("z", "y")
