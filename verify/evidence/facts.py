"""The standard facts that derivations may use, read from `verify/facts.toml`, each with a source.

A fact is a scheme: matrices, scalars or an index in, a relation out, true for all of them that
satisfy its `given` relations and sizes. The checker reads the same file with code of its own and
builds the relation again, so that a derivation cannot misquote one. `tests/quality` samples every
fact and refutes a corruption of each.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import verify
from verify.errors import InputError
from verify.language import Dim, DimLike, Expr, Relation, check, const, dim, matrix, scalar
from verify.language.dims import minimum_of

__all__ = ["FACTS", "Argument", "Fact", "Instance", "instance"]

Argument = Expr | DimLike

_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")
_FOLDED = {"add", "mul", "mm", "vstack"}


@dataclass(frozen=True)
class Fact:
    """takes: names of the arguments; given, sizes, holds: templates over them."""

    name: str
    takes: tuple[str, ...]
    given: tuple[str, ...]
    sizes: tuple[str, ...]
    holds: str
    says: str
    source: str


@dataclass(frozen=True)
class Instance:
    """What a fact says of its arguments: the relation, and those that it needs."""

    relation: Relation
    given: tuple[Relation, ...]
    sizes: tuple[tuple[str, Dim, Dim], ...]


def _load() -> dict[str, Fact]:
    text = Path(verify.__file__).with_name("facts.toml").read_text("utf-8")
    return {
        name: Fact(
            name,
            tuple(data["takes"].split()),
            tuple(data.get("given", ())),
            tuple(data.get("sizes", ())),
            data["holds"],
            data["says"],
            data["source"],
        )
        for name, data in tomllib.loads(text)["facts"].items()
    }


FACTS: dict[str, Fact] = _load()


def instance(name: str, *arguments: Argument) -> Instance:
    """The fact for the arguments; InputError for an unknown fact or a wrong count."""
    if name not in FACTS:
        raise InputError(
            f"there is no fact {name!r}", where="a derivation", remedy=f"one of {', '.join(FACTS)}"
        )
    fact = FACTS[name]
    if len(arguments) != len(fact.takes):
        raise InputError(
            f"{len(arguments)} arguments were given",
            violates=f"fact {name} takes {', '.join(fact.takes)}",
            where="a derivation",
        )
    known = dict(zip(fact.takes, arguments, strict=True))
    return Instance(
        _relation(_parsed(fact.holds), known),
        tuple(_relation(_parsed(g), known) for g in fact.given),
        tuple((op, _dim(a, known), _dim(b, known)) for op, a, b in map(_parsed, fact.sizes)),
    )


@cache
def _parsed(text: str) -> Any:
    """A template such as (fro A) as nested lists: ["fro", "A"]."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"[()]|[^ ()]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    return stack[0][0]


def _relation(template: Sequence[Any], known: Mapping[str, Argument]) -> Relation:
    op, left, right = template
    return Relation(_expr(left, known), op, _expr(right, known))


def _expr(part: Any, known: Mapping[str, Argument]) -> Expr:
    """A template's expression; names that are no arguments are the loss's own symbols."""
    if isinstance(part, str):
        return _leaf(part, known)
    op, *rest = part
    if op in ("sigma", "lam", "vectors", "eigenvector"):
        return Expr(op, (_expr(rest[0], known),), dims=(_dim(rest[1], known),))
    if op in ("eye", "zeros"):
        return Expr(op, dims=tuple(_dim(r, known) for r in rest))
    args = [_expr(r, known) for r in rest]
    if op == "inv":
        return const(1) / args[0]
    if op == "pow" and args[1].op == "q":
        return args[0] ** args[1].value
    if op in _FOLDED:
        result = args[0]
        for a in args[1:]:
            result = Expr(op, (result, a))
        return result
    return Expr(op, tuple(args))


def _leaf(part: str, known: Mapping[str, Argument]) -> Expr:
    if part in known:
        value = known[part]
        return value if isinstance(value, Expr) else const(str(value))
    if _NUMBER.fullmatch(part):
        return const(Fraction(part))
    if part == "Wstar":
        loss = next(e for e in known.values() if isinstance(e, Expr) and e.op == "ell")
        return matrix("Wstar", loss.dims[0], loss.dims[1])
    return scalar(part)


def _dim(part: Any, known: Mapping[str, Argument]) -> Dim:
    """An index or size: an argument, a number, or the rows or columns of an argument."""
    if isinstance(part, str):
        value = known.get(part, int(part) if part.isdigit() else part)
        if isinstance(value, Expr):
            raise InputError(f"index {part} of a fact is no dimension", where="a derivation")
        return dim(value)
    op, *rest = part
    if op == "min":
        return minimum_of(_dim(rest[0], known), _dim(rest[1], known))
    if op == "+":
        return _dim(rest[0], known) + _dim(rest[1], known)
    shape = check(_expr(rest[0], known))
    if shape is None:
        raise InputError("a matrix is needed", where="a fact about its rows or columns")
    return shape[op == "cols"]
