"""A scalar expression as a function of one variable x >= 0, in balls, with its slope.

The expression is flattened once into a list of steps, so that a root search pays for the balls
and little else; constants are enclosed once for each precision. The slope comes by forward
differentiation along the same steps. Two rewritings keep tiny arguments sharp, both identities:
`1 - exp(w)` and `exp(w) - 1` are evaluated as `expm1`, and a power with a constant exponent e > 0
of an interval that reaches 0 is [0, b^e].

Not covered: matrices, max, min, abs, powers with a varying exponent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from verify.arithmetic import Ball, Scope, evaluate, precision
from verify.errors import InputError
from verify.language import Expr, const, replace, walk

__all__ = ["Univariate", "bind"]

_Value = Callable[[arb, arb], arb]
_Slope = Callable[[arb, arb, arb, arb, arb], arb]
_WIDE = arb(0.25)
_SIGN_PRECISIONS = (64, 256, 1024, 4096, 16384)  # bits


def bind(expr: Expr, values: Mapping[str, Fraction]) -> Expr:
    """`expr` with symbols replaced by rationals; rational parts are computed exactly."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "s" and node.name in values:
            return const(values[node.name])
        if node.op == "def":
            return args[0]
        if args and all(a.op == "q" for a in args):
            return _fold(node.op, [a.value for a in args])
        return None

    return replace(expr, rule)


def _fold(op: str, q: list[Fraction]) -> Expr | None:
    if op == "neg":
        return const(-q[0])
    if op == "pow" and q[1].denominator == 1 and abs(q[1]) <= 64 and (q[0] or q[1] >= 0):
        return const(q[0] ** int(q[1]))
    if op in ("add", "sub", "mul") or (op == "div" and q[1]):
        a, b = q
        return const({"add": a + b, "sub": a - b, "mul": a * b, "div": a / (b or 1)}[op])
    return None


class Univariate:
    """Enclosures of f and f' over points and intervals of the variable `symbol`.

    Use within `precision(bits)`. Raises InputError for an operation that is not covered and for
    a symbol, other than the variable, that has no value (`bind` gives it one).
    """

    def __init__(self, expr: Expr, symbol: str) -> None:
        self.expr = expr
        nodes = [n for n in walk(expr) if n.op != "def"]
        self._place = {id(n): i for i, n in enumerate(nodes)}
        self._size = len(nodes)
        self._result = self._at(expr)
        varying: set[int] = set()
        self._inputs: list[int] = []
        self._steps: list[tuple[int, _Value, _Slope, int, int]] = []
        for i, node in enumerate(nodes):
            if node.op == "s" and node.name == symbol:
                varying.add(i)
                self._inputs.append(i)
            elif any(self._at(a) in varying for a in node.args):
                varying.add(i)
                self._steps.append((i, *self._step(node, varying)))
        needed = [(k, nodes[k]) for k in self._needed_constants(varying)]
        self._rationals = [(k, _fmpq(n.value)) for k, n in needed if n.op == "q"]
        self._constants = [(k, n) for k, n in needed if n.op != "q"]
        self._templates: dict[int, list[arb]] = {}

    def _at(self, node: Expr) -> int:
        while node.op == "def":
            node = node.args[0]
        return self._place[id(node)]

    def _step(self, node: Expr, varying: set[int]) -> tuple[_Value, _Slope, int, int]:
        places = [self._at(a) for a in node.args]
        op, first, last = node.op, places[0], places[-1]
        if op == "sub":
            left, right = (_skip(a) for a in node.args)
            if right.op == "exp" and left.op == "q" and left.value == 1:
                return (*_OPERATIONS["1-exp"], self._at(right.args[0]), first)
            if left.op == "exp" and right.op == "q" and right.value == 1:
                return (*_OPERATIONS["exp-1"], self._at(left.args[0]), last)
        if op == "pow" and _skip(node.args[1]).op == "q":
            exponent = _skip(node.args[1]).value
            return (*_constant_power(exponent), first, last)
        if op not in _OPERATIONS or len(places) > 2 or (op == "pow" and last in varying):
            raise InputError(
                f"operation {op!r} is not covered",
                where=f"a function of one variable, {node!r}"[:200],
                remedy="write it with + - * / sqrt exp log and powers with constant exponents",
            )
        return (*_OPERATIONS[op], first, last)

    def _needed_constants(self, varying: set[int]) -> list[int]:
        used = {k for step in self._steps for k in step[3:]} | {self._result}
        return sorted(used - varying)

    def _template(self) -> list[arb]:
        """Values of the constants at the current precision, room for the others."""
        if ctx.prec not in self._templates:
            scope = Scope(Ball(), {}, {})
            values = [arb(0)] * self._size
            for k, node in self._constants:
                values[k] = evaluate(node, scope)
            for k, q in self._rationals:
                values[k] = arb(q)
            self._templates[ctx.prec] = values
        return self._templates[ctx.prec].copy()

    def value(self, x: arb) -> arb:
        """An enclosure of f over the ball x."""
        v = self._template()
        for i in self._inputs:
            v[i] = x
        for k, operation, _, i, j in self._steps:
            v[k] = operation(v[i], v[j])
        return v[self._result]

    def sign(self, x: arb) -> int:
        """The certain sign of f at a point, 1 or -1; 0 where the highest precision leaves it."""
        for bits in _SIGN_PRECISIONS:
            with precision(bits):
                value = self.value(x)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        return 0

    def jet(self, x: arb) -> tuple[arb, arb]:
        """Enclosures of f and of f' over the ball x."""
        v = self._template()
        s = [arb(0)] * self._size
        for i in self._inputs:
            v[i], s[i] = x, arb(1)
        for k, operation, slope, i, j in self._steps:
            v[k] = operation(v[i], v[j])
            s[k] = slope(v[i], s[i], v[j], s[j], v[k])
        return v[self._result], s[self._result]


def _fmpq(q: Fraction) -> fmpq:
    return fmpq(q.numerator, q.denominator)


def _skip(node: Expr) -> Expr:
    while node.op == "def":
        node = node.args[0]
    return node


def _power(a: arb, e: Any) -> Any:
    """a^e for a >= 0 and a constant e; on an interval that reaches 0, [0, b^e]."""
    if a > 0:
        return a**e
    if not (e > 0 and _reaches_zero(a)):
        return arb.nan()
    half = (a.upper() ** e).upper() / 2 if a.upper() > 0 else arb(0)
    return half + arb(0, 1) * half


def _reaches_zero(a: arb) -> bool:
    """Whether a is [0, b], as far as a radius of 30 bits can tell; below 0 is rounding only."""
    return bool(a.upper() >= 0 and -a.lower() <= a.upper() / 2**20)


def _sqrt(a: arb) -> arb:
    return a.nonnegative_part().sqrt() if a > 0 or _reaches_zero(a) else arb.nan()


def _expm1(a: arb) -> arb:
    """exp(a) - 1; by its ends where the interval is wide, since it increases."""
    if a.rad() < _WIDE:
        return a.expm1()
    return a.lower().expm1().union(a.upper().expm1())


def _constant_power(q: Fraction) -> tuple[_Value, _Slope]:
    if q.denominator == 1 and 0 <= q <= 64:
        n = int(q)
        if n == 0:
            return lambda a, b: arb(1), lambda a, da, b, db, v: arb(0)
        return (
            lambda a, b: _whole_power(a, n),
            lambda a, da, b, db, v: n * _whole_power(a, n - 1) * da,
        )
    return (
        lambda a, b: _power(a, b),
        # b a^(b-1) a': the exponent is a constant, its slope db is 0.
        lambda a, da, b, db, v: b * _power(a, b - 1) * da,
    )


def _whole_power(a: arb, n: int) -> arb:
    if n % 2 == 0:
        a = abs(a)
    product = arb(1)
    for _ in range(n):
        product *= a
    return product


_OPERATIONS: dict[str, tuple[_Value, _Slope]] = {
    "add": (lambda a, b: a + b, lambda a, da, b, db, v: da + db),
    "sub": (lambda a, b: a - b, lambda a, da, b, db, v: da - db),
    "neg": (lambda a, b: -a, lambda a, da, b, db, v: -da),
    "mul": (lambda a, b: a * b, lambda a, da, b, db, v: da * b + a * db),
    "div": (lambda a, b: a / b, lambda a, da, b, db, v: (da - v * db) / b),
    "pow": (lambda a, b: _power(a, b), lambda a, da, b, db, v: b * _power(a, b - 1) * da),
    "sqrt": (lambda a, b: _sqrt(a), lambda a, da, b, db, v: da / (2 * v)),
    "exp": (lambda a, b: a.exp(), lambda a, da, b, db, v: v * da),
    "log": (lambda a, b: a.log(), lambda a, da, b, db, v: da / a),
    "1-exp": (lambda a, b: -_expm1(a), lambda a, da, b, db, v: (v - 1) * da),
    "exp-1": (lambda a, b: _expm1(a), lambda a, da, b, db, v: (v + 1) * da),
}
