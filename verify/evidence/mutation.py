"""Mutants of a statement: each constant, exponent, sign, index, ... changed in turn.

    constant    c to c + 1, c - 1, 2 c, c / 2
    exponent    e to e + 1, e - 1; |A|_F^2 to |A|_F and back; a root left out
    sign        + to - and back; a minus left out
    index       of a singular or eigen value: n to m and back, k + 1
    extreme     largest to smallest and back, max to min, the k-th singular value to the largest
    transpose   left out
    order       of the factors of a matrix product, swapped
    letter      a symbol replaced by another one of its shape in the statement
    relation    reversed, or made strict
    hypothesis  left out

Every occurrence in the conclusion is changed by itself, also within the definitions that it uses
(where the change is made wherever the definition stands). `depth` 0 is the formula as it is
printed, 1 the body of a definition in it, and so on. `sampled` takes a fair share of each kind.

Not covered: two changes at once, and changes within the hypotheses, which are left out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from verify.claims.claim import Reading
from verify.evidence.corruption import without_hypothesis
from verify.evidence.ground import rebuilt
from verify.language import Expr, Relation, const, relation_to_tex, to_tex, walk
from verify.language.dims import Dim
from verify.language.expr import replace as rebuild

__all__ = ["KINDS", "Mutant", "mutants", "sampled"]

KINDS = (
    "constant",
    "exponent",
    "sign",
    "index",
    "extreme",
    "transpose",
    "order",
    "letter",
    "relation",
    "hypothesis",
)
_EXTREMES = {"smin": "smax", "smax": "smin", "lmin": "lmax", "lmax": "lmin", "max": "min"}
_EXTREMES["min"] = "max"
_REVERSE = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_STRICT = {"<=": "<", ">=": ">"}
_SWAPPED = {"n": "m", "m": "n"}


@dataclass(frozen=True, eq=False)
class Mutant:
    """kind: one of `KINDS`; depth: see the module's header.

    tell: what was changed to what; make: the statement. Most mutants are never made: see `sampled`.
    """

    kind: str
    depth: int
    tell: Callable[[], str]
    make: Callable[[], Reading]


@dataclass(frozen=True, eq=False)
class _Place:
    """An occurrence: the node, and its parent with the argument's number (None at the root).

    defined: whether the parent stands in a definition too, wherever it was found first.
    """

    node: Expr
    parent: Expr | None
    argument: int
    depth: int
    defined: bool = False


def mutants(reading: Reading) -> list[Mutant]:
    """All mutants of the conclusion, the formula's own before those of its definitions."""
    letters = list(reading.letters().values())
    found = [*_relations(reading)]
    for place in _places(reading):
        for kind, new in _changes(place, letters):
            tell, make = partial(_told, kind, place, new), partial(_edited, reading, place, new)
            found.append(Mutant(kind, place.depth, tell, make))
    found += [
        Mutant("hypothesis", 0, partial(_left_out, hypothesis), partial(_without, reading, i))
        for i, hypothesis in enumerate(reading.hypotheses)
    ]
    return sorted(found, key=lambda m: m.depth)


def sampled(found: Sequence[Mutant], limit: int, rng: np.random.Generator) -> list[Mutant]:
    """At most `limit` mutants: kinds in turn, within a kind the formula's own first.

    Among those of one kind and depth the choice is random.
    """
    if len(found) <= limit:
        return list(found)
    order = rng.permutation(len(found))
    ranked = sorted(order, key=lambda i: found[i].depth)
    queues = {kind: [i for i in ranked if found[i].kind == kind] for kind in KINDS}
    chosen: list[int] = []
    while len(chosen) < limit:
        for queue in queues.values():
            if queue and len(chosen) < limit:
                chosen.append(int(queue.pop(0)))
    return [found[i] for i in sorted(chosen)]


def _relations(reading: Reading) -> Iterator[Mutant]:
    for k, r in enumerate(reading.conclusion):
        for words, table in (("reversed", _REVERSE), ("made strict", _STRICT)):
            if r.op in table:
                make = partial(_with_relation, reading, k, Relation(r.lhs, table[r.op], r.rhs))
                yield Mutant("relation", 0, partial("relation {} {}".format, k + 1, words), make)


def _left_out(hypothesis: Relation) -> str:
    return f"hypothesis ${relation_to_tex(hypothesis)}$ left out"


def _without(reading: Reading, index: int) -> Reading:
    return without_hypothesis(reading, index).reading


def _with_relation(reading: Reading, k: int, relation: Relation) -> Reading:
    conclusion = (*reading.conclusion[:k], relation, *reading.conclusion[k + 1 :])
    return replace(reading, conclusion=conclusion, measure=None, tex="")


def _places(reading: Reading) -> list[_Place]:
    """Each occurrence once, at its least depth; a shared parent is one place."""
    found: dict[tuple[int, int], _Place] = {}
    for r in reading.conclusion:
        for side in (r.lhs, r.rhs):
            pending = [_Place(side, None, id(side), 0)]
            while pending:
                place = pending.pop()
                key = (id(place.parent) if place.parent else 0, place.argument)
                if key in found and found[key].depth <= place.depth:
                    continue
                found[key] = place
                depth = place.depth + (place.node.op == "def")
                arguments = enumerate(place.node.args)
                pending += [_Place(a, place.node, i, depth) for i, a in arguments]
    inside = _within_definitions(reading)
    return [
        replace(p, defined=id(p.parent) in inside or getattr(p.parent, "op", "") == "def")
        for p in found.values()
    ]


def _within_definitions(reading: Reading) -> set[int]:
    sides = (side for r in reading.conclusion for side in (r.lhs, r.rhs))
    definitions = (node for side in sides for node in walk(side) if node.op == "def")
    return {id(node) for d in {id(d): d for d in definitions}.values() for node in walk(d.args[0])}


def _edited(reading: Reading, place: _Place, new: Expr) -> Reading:
    """The same change everywhere that the parent stands: a definition keeps one meaning."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node is not place.parent:
            return None
        i = place.argument
        changed = (*args[:i], new, *args[i + 1 :])
        return Expr(node.op, changed, node.name, node.value, node.dims, node.tex)

    def side(expr: Expr) -> Expr:
        if place.parent is None:
            return new if expr is place.node else expr
        return rebuild(expr, rule)

    def relation(r: Relation) -> Relation:
        return Relation(side(r.lhs), r.op, side(r.rhs))

    # A definition has one meaning throughout; the formula's own nodes are changed in it alone.
    plain = replace(reading, measure=None, tex="")
    if place.defined:
        return rebuilt(plain, rule)
    return replace(plain, conclusion=tuple(map(relation, reading.conclusion)))


def _changes(place: _Place, letters: Sequence[Expr]) -> Iterator[tuple[str, Expr]]:
    node = place.node
    in_power = place.parent is not None and place.parent.op == "pow" and place.argument == 1
    if node.op == "q":
        yield from _constants(node, exponent=in_power)
    elif in_power:
        yield "exponent", node + 1
    for kind, rule in _RULES:
        for new in rule(node):
            yield kind, new
    if node.op == "s" and (other := _other_letter(node, letters)):
        yield "letter", other


def _constants(node: Expr, *, exponent: bool) -> Iterator[tuple[str, Expr]]:
    c = node.value
    values = [c + 1, c - 1] if exponent else [c + 1, c - 1, 2 * c, c / 2]
    for value in dict.fromkeys(values):
        if value != c:
            yield "exponent" if exponent else "constant", const(Fraction(value))


def _other_letter(node: Expr, letters: Sequence[Expr]) -> Expr | None:
    """The next symbol of the same shape, in the order of names, around."""
    alike = sorted((s for s in letters if s.op == "s" and s.dims == node.dims), key=_name)
    place = [s.name for s in alike].index(node.name) if len(alike) > 1 else -1
    return alike[(place + 1) % len(alike)] if place >= 0 else None


def _name(symbol: Expr) -> str:
    return symbol.name


def _exponents(node: Expr) -> list[Expr]:
    if node.op in ("fro", "fro2"):
        return [Expr("fro2" if node.op == "fro" else "fro", node.args)]
    return [node.args[0]] if node.op == "sqrt" else []


def _signs(node: Expr) -> list[Expr]:
    if node.op in ("add", "sub"):
        return [Expr("sub" if node.op == "add" else "add", node.args)]
    return [node.args[0]] if node.op == "neg" else []


def _indices(node: Expr) -> list[Expr]:
    if node.op not in ("sigma", "lam"):
        return []
    k = node.dims[0]
    other = [k.rename(_SWAPPED), k + 1]
    return [Expr(node.op, node.args, dims=(d,)) for d in other if d != k]


def _extremes(node: Expr) -> list[Expr]:
    if node.op in _EXTREMES:
        return [Expr(_EXTREMES[node.op], node.args)]
    return [Expr("smax" if node.op == "sigma" else "lmax", node.args)] if _is_inner(node) else []


def _is_inner(node: Expr) -> bool:
    return node.op in ("sigma", "lam") and node.dims[0] != Dim("int", value=1)


def _transposes(node: Expr) -> list[Expr]:
    return [node.args[0]] if node.op == "T" else []


def _orders(node: Expr) -> list[Expr]:
    return [Expr("mm", node.args[::-1])] if node.op == "mm" else []


_RULES: tuple[tuple[str, Callable[[Expr], list[Expr]]], ...] = (
    ("exponent", _exponents),
    ("sign", _signs),
    ("index", _indices),
    ("extreme", _extremes),
    ("transpose", _transposes),
    ("order", _orders),
)


def _told(kind: str, place: _Place, new: Expr) -> str:
    """What was changed to what, formulas between dollar signs."""
    node = place.node
    if kind == "sign" and len(node.args) == 2:
        return f"sign of {_math(node.args[1])} flipped"
    if kind == "transpose":
        return f"transpose of {_math(node.args[0])} left out"
    if kind == "order":
        return f"factors of {_math(node)} swapped"
    # A constant or letter is told with the term that it stands in.
    leaf = node.op in ("q", "s") and place.parent is not None
    inside = f" in {_math(place.parent)}" if leaf and place.parent is not None else ""
    return f"{_math(node)}{inside} to {_math(new)}"


def _math(expr: Expr) -> str:
    return f"${to_tex(expr)}$"
