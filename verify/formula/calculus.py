"""Derivatives in z of a formula, by SymPy, piece by piece.

The conditions g >= 0 of a formula's `where`s cut the line into pieces. Every choice of branches
gives a smooth formula; it is differentiated, and each derivative is kept in several equal forms:
as SymPy gives it, and as a quotient in lowest terms, expanded and factored, in the exponentials
that occur. An enclosure may use the intersection of what the forms give. (e^z / (1 + e^z)^2 shows
its sign and its limits; the difference from which it comes shows neither.)

Where a formula does not depend on y alone but on z - y, `shifted` says so: y may then be 0.
Not here: whether the pieces fit together (`kinks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import gcd, lcm
from typing import Any

from verify.errors import InputError
from verify.formula.expression import SMOOTH, Node, Program, add, compile_nodes, mul, num, power
from verify.formula.expression import apply as call
from verify.formula.expression import y as node_y
from verify.formula.expression import z as node_z

__all__ = [
    "Formula",
    "Pattern",
    "Piece",
    "at_label",
    "depends_on_y",
    "equal_forms",
    "from_sympy",
    "is_shifted",
    "resolved_condition",
    "to_sympy",
]

Pattern = tuple[bool, ...]
_SWITCHES, _PARTS, _DEGREE = 6, 400, 24


@dataclass(frozen=True)
class Piece:
    """One choice of branches. forms[k]: programs for equal forms of the k-th derivative in z."""

    pattern: Pattern
    expression: Any
    forms: tuple[tuple[Program, ...], ...]


@dataclass(frozen=True, eq=False)
class Formula:
    """phi(z, y): its tree, the conditions of its `where`s, and its pieces.

    conditions[i] >= 0 is what pattern[i] = True means; inner conditions come first.
    """

    root: Node
    conditions: tuple[Node, ...]
    pieces: Mapping[Pattern, Piece]

    @staticmethod
    def of(root: Node) -> Formula:
        """Differentiate; InputError where there are too many cases, or no real values."""
        return _formula(root)

    @property
    def smooth(self) -> bool:
        """Whether there is one piece only."""
        return not self.conditions


@cache
def _formula(root: Node) -> Formula:
    conditions = tuple(dict.fromkeys(_conditions(root)))
    if len(conditions) > _SWITCHES:
        raise InputError(
            f"the formula distinguishes {len(conditions)} conditions",
            violates=f"conditions <= {_SWITCHES} (abs, max, min and where)",
            where="formula",
            remedy="use fewer of them, or give the loss as a Python function",
        )
    pieces = {}
    for choice in product((True, False), repeat=len(conditions)):
        chosen = dict(zip(conditions, choice, strict=True))
        pieces[choice] = _piece(choice, _resolve(root, chosen))
    return Formula(root, conditions, pieces)


def _conditions(node: Node) -> list[Node]:
    inner = [g for a in node.args for g in _conditions(a)]
    return [*inner, node.args[0]] if node.op == "where" else inner


def _resolve(node: Node, chosen: Mapping[Node, bool]) -> Node:
    """The tree with every `where` replaced by the branch that is chosen."""
    if node.op == "where":
        return _resolve(node.args[1 if chosen[node.args[0]] else 2], chosen)
    if not node.args:
        return node
    return Node(node.op, tuple(_resolve(a, chosen) for a in node.args), node.value)


def resolved_condition(formula: Formula, index: int, pattern: Pattern) -> Node:
    """Condition `index` itself as a smooth formula, under a pattern."""
    chosen = dict(zip(formula.conditions, pattern, strict=True))
    return _resolve(formula.conditions[index], chosen)


def _piece(pattern: Pattern, root: Node) -> Piece:
    import sympy

    z = sympy.Symbol("z")
    derivative = to_sympy(root)
    expression = derivative
    forms = []
    for order in range(4):
        # A formula's own form comes first: SymPy may have reordered what floats depend on.
        nodes = equal_forms(derivative) if order else [root]
        forms.append(tuple(compile_nodes([node]) for node in nodes))
        derivative = sympy.diff(derivative, z)
    return Piece(pattern, expression, tuple(forms))


def to_sympy(node: Node) -> Any:
    """The smooth formula in SymPy, with symbols z and y that are not assumed to be real."""
    import sympy

    memo: dict[int, Any] = {}

    def visit(n: Node) -> Any:
        if id(n) not in memo:
            memo[id(n)] = _to_sympy(n, [visit(a) for a in n.args], sympy)
        return memo[id(n)]

    return visit(node)


def _to_sympy(n: Node, args: list[Any], sympy: Any) -> Any:
    if n.op == "num":
        return sympy.Rational(n.value.numerator, n.value.denominator)
    if n.op in ("z", "y"):
        return sympy.Symbol(n.op)
    if n.op == "pi":
        return sympy.pi
    if n.op == "add":
        return args[0] + args[1]
    if n.op == "mul":
        return args[0] * args[1]
    if n.op == "pow":
        return args[0] ** sympy.Rational(n.value.numerator, n.value.denominator)
    return getattr(sympy, n.op)(args[0])


def from_sympy(expression: Any) -> Node:
    """A SymPy expression as a tree; InputError where it is no real formula."""
    import sympy

    memo: dict[Any, Node] = {}

    def visit(e: Any) -> Node:
        if e not in memo:
            memo[e] = _from_sympy(e, visit, sympy)
        return memo[e]

    node: Node = visit(expression)
    return node


def _from_sympy(e: Any, visit: Any, sympy: Any) -> Node:
    if e.is_Rational:
        return num(Fraction(int(e.p), int(e.q)))
    if e.is_Symbol:
        return {"z": node_z, "y": node_y}[e.name]
    if e is sympy.pi:
        return Node("pi")
    if e is sympy.E:
        return call("exp", num(1))
    if e.is_Add or e.is_Mul:
        join = add if e.is_Add else mul
        node = visit(e.args[0])
        for a in e.args[1:]:
            node = join(node, visit(a))
        joined: Node = node
        return joined
    if e.is_Pow and e.exp.is_Rational:
        return power(visit(e.base), Fraction(int(e.exp.p), int(e.exp.q)))
    name = type(e).__name__
    if name in SMOOTH:
        return call(name, visit(e.args[0]))
    raise InputError(
        f"the part {e} has no real value",
        where="formula",
        remedy="check roots and logarithms of negative numbers, and division by zero",
    )


def _tidy(expression: Any) -> list[Any]:
    """Equal forms: a quotient in lowest terms, expanded and factored, in exponentials as letters.

    Each family of exponentials e^(c u), c rational, is written in powers of one letter, so that
    SymPy sees a rational function. Nothing is tried where degrees or sizes are large.
    """
    import sympy

    # Trigonometric functions would turn complex.
    expanded = expression.rewrite((sympy.tanh, sympy.sinh, sympy.cosh), sympy.exp)
    if sympy.count_ops(expanded) > _PARTS or _large_power(expanded):
        return []
    letters: dict[Any, Any] = {}
    rational = _with_letters(expanded, letters, sympy)
    back = dict(letters)
    try:
        joined = sympy.together(rational)
        found = [sympy.cancel(joined), sympy.factor(joined)]
    except (sympy.PolynomialError, NotImplementedError):
        return []  # no rational function for SymPy: the form as given is enclosed all the same
    return [f.xreplace(back) for f in found if not f.has(sympy.nan, sympy.zoo)]


def equal_forms(expression: Any) -> list[Node]:
    """Equal forms of a smooth SymPy expression, as trees; the first is the expression itself."""
    return list(dict.fromkeys(from_sympy(f) for f in [expression, *_tidy(expression)]))


def _large_power(e: Any) -> bool:
    return any(
        p.base.is_Add and abs(p.exp) > _DEGREE
        for p in e.atoms(type(e**7))
        if p.is_Pow and p.exp.is_Rational
    )


def _with_letters(e: Any, letters: dict[Any, Any], sympy: Any) -> Any:
    terms = {}
    for atom in e.atoms(sympy.exp):
        parts = sympy.Add.make_args(sympy.expand(atom.args[0]))
        terms[atom] = [p.as_coeff_Mul() for p in parts]
    rates: dict[Any, list[Fraction]] = {}
    for pairs in terms.values():
        for c, base in pairs:
            if c.is_Rational:
                rates.setdefault(base, []).append(Fraction(int(c.p), int(c.q)))
    units = {base: _common(found) for base, found in rates.items()}
    replaced = {}
    for atom, pairs in terms.items():
        value = sympy.Integer(1)
        for c, base in pairs:
            value *= _letter(c, base, units, letters, sympy)
        replaced[atom] = value
    return e.xreplace(replaced)


def _common(found: Sequence[Fraction]) -> Fraction | None:
    """The largest rational of which all are integer multiples, unless these are large."""
    denominator = lcm(*(f.denominator for f in found))
    unit = Fraction(gcd(*(int(f * denominator) for f in found)), denominator)
    return unit if unit and all(abs(f / unit) <= _DEGREE for f in found) else None


def _letter(c: Any, base: Any, units: Mapping[Any, Fraction | None], letters: Any, s: Any) -> Any:
    unit = units.get(base) if c.is_Rational else None
    step = s.Rational(unit.numerator, unit.denominator) if unit else c
    value = s.exp(step * base)
    known = {v: k for k, v in letters.items()}
    letter = known.get(value) or s.Dummy(f"t{len(letters)}", positive=True)
    letters[letter] = value
    return letter ** (c / step)


def depends_on_y(formula: Formula, order: int = 2) -> bool:
    """Whether y occurs in the derivatives of that order, or in a condition."""
    programs = [f for p in formula.pieces.values() for f in p.forms[order][-1:]]
    inside = any(step[0] == "y" for program in programs for step in program.steps)
    return inside or any(_mentions_y(g) for g in formula.conditions)


def _mentions_y(node: Node) -> bool:
    return node.op == "y" or any(_mentions_y(a) for a in node.args)


def is_shifted(formula: Formula) -> bool:
    """Whether phi(z, y) = phi(z - y, 0), as far as SymPy can tell (True is a proof)."""
    import sympy

    z, y = sympy.symbols("z y")
    for pattern, piece in formula.pieces.items():
        parts = [piece.expression] + [
            to_sympy(resolved_condition(formula, i, pattern)) for i in range(len(pattern))
        ]
        for part in parts:
            if sympy.count_ops(part) > _PARTS:
                return False
            slope = sympy.diff(part, z) + sympy.diff(part, y)
            if slope != 0 and sympy.cancel(sympy.together(slope)) != 0:
                return False
    return True


def at_label(root: Node, label: Fraction) -> Node:
    """The formula at one label: phi(., y) for y = label."""
    if root.op == "y":
        return num(label)
    if not root.args:
        return root
    args = tuple(at_label(a, label) for a in root.args)
    if root.op == "add":
        return add(*args)
    if root.op == "mul":
        return mul(*args)
    return power(args[0], root.value) if root.op == "pow" else Node(root.op, args, root.value)
