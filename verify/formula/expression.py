"""Scalar formulas in z (an output) and y (its label): a tree, and straight-line programs from it.

A `Node` is a number, z, y, pi, or an operation. `where(g, A, B)` means A for g >= 0 and B for
g < 0; abs, max and min are written with it, so that it is the only operation that is not smooth.
Sugar (sigmoid, softplus, log cosh, ...) is expanded when a formula is parsed.

A `Program` computes several nodes with every common part once; `run` does so in an arithmetic
that is a table of operations: balls, asymptotic expansions or floats, see the other modules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = [
    "ONE",
    "SMOOTH",
    "ZERO",
    "Node",
    "Operations",
    "Program",
    "add",
    "apply",
    "compile_nodes",
    "div",
    "mul",
    "neg",
    "num",
    "pi",
    "power",
    "run",
    "sub",
    "where",
    "y",
    "z",
]

SMOOTH = frozenset({"exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "atan", "erf"})
"""Smooth functions of one argument; sqrt is the power 1/2."""


@dataclass(frozen=True, slots=True)
class Node:
    """op: "num", "z", "y", "pi", "add", "mul", "pow", "where" or a name of `SMOOTH`.

    value: the number, or the exponent of "pow", exactly.
    """

    op: str
    args: tuple[Node, ...] = ()
    value: Fraction = Fraction(0)

    def __str__(self) -> str:
        if self.op == "num":
            return str(self.value)
        if self.op == "pow":
            return f"({self.args[0]})**({self.value})"
        return f"{self.op}({', '.join(map(str, self.args))})" if self.args else self.op


z, y, pi = Node("z"), Node("y"), Node("pi")


def num(value: Fraction | int) -> Node:
    """The exact rational."""
    return Node("num", (), Fraction(value))


ZERO, ONE = num(0), num(1)


def add(a: Node, b: Node) -> Node:
    """A + b; numbers are added at once."""
    if a.op == b.op == "num":
        return num(a.value + b.value)
    if a == ZERO:
        return b
    return a if b == ZERO else Node("add", (a, b))


def mul(a: Node, b: Node) -> Node:
    """A b; numbers are multiplied at once."""
    if a.op == b.op == "num":
        return num(a.value * b.value)
    if a == ONE:
        return b
    return a if b == ONE else Node("mul", (a, b))


def neg(a: Node) -> Node:
    """-a."""
    return mul(num(-1), a)


def sub(a: Node, b: Node) -> Node:
    """A - b."""
    return add(a, neg(b))


def power(a: Node, exponent: Fraction | int) -> Node:
    """A to a rational power; numbers to integer powers at once."""
    exponent = Fraction(exponent)
    if a.op == "num" and exponent.denominator == 1 and (a.value or exponent > 0):
        return num(a.value ** int(exponent))
    return a if exponent == 1 else Node("pow", (a,), exponent)


def div(a: Node, b: Node) -> Node:
    """A / b."""
    return mul(a, power(b, -1))


def apply(function: str, a: Node) -> Node:
    """A function of `SMOOTH` at a."""
    return Node(function, (a,))


def where(g: Node, a: Node, b: Node) -> Node:
    """A where g >= 0, b elsewhere."""
    return a if a == b else Node("where", (g, a, b))


@dataclass(frozen=True)
class Program:
    """steps: (op, indices of the arguments, value); outputs: indices of the results."""

    steps: tuple[tuple[str, tuple[int, ...], Fraction], ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class Operations:
    """An arithmetic: constants from exact rationals, pi, powers, and the named operations."""

    constant: Callable[[Any], Any]
    pi: Any
    power: Callable[[Any, Fraction], Any]
    named: Mapping[str, Callable[..., Any]]


def compile_nodes(nodes: Sequence[Node]) -> Program:
    """One program for all nodes; equal parts are computed once."""
    steps: list[tuple[str, tuple[int, ...], Fraction]] = []
    known: dict[tuple[str, tuple[int, ...], Fraction], int] = {}
    seen: dict[int, int] = {}

    def visit(node: Node) -> int:
        if id(node) not in seen:
            key = (node.op, tuple(visit(a) for a in node.args), node.value)
            if key not in known:
                known[key] = len(steps)
                steps.append(key)
            seen[id(node)] = known[key]
        return seen[id(node)]

    outputs = tuple(visit(node) for node in nodes)
    return Program(tuple(steps), outputs)


def run(program: Program, operations: Operations, at_z: Any, at_y: Any) -> list[Any]:
    """The outputs at z and y, which are values of the arithmetic."""
    values: list[Any] = []
    named = operations.named
    for op, args, value in program.steps:
        if op in named:
            values.append(named[op](*(values[i] for i in args)))
        elif op == "pow":
            values.append(operations.power(values[args[0]], value))
        elif op == "num":
            values.append(operations.constant(value))
        elif op == "pi":
            values.append(operations.pi)
        else:
            values.append(at_z if op == "z" else at_y)
    return [values[i] for i in program.outputs]
