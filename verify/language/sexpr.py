"""Expressions as JSON: what the ledger holds and the checker re-evaluates.

A node is a list headed by its operation: ["q", "3/4"], ["s", "W1"], ["mm", A, B], ...
A definition is written once in `definitions` and referred to as ["ref", name], so that shared
sub-expressions stay shared. A loss is replaced by its formula before it is written (`inline`),
so that whoever re-evaluates the ledger needs no loss of ours.
"""

from __future__ import annotations

from typing import Any

from verify.errors import InputError
from verify.language.expr import Expr, Relation, walk

__all__ = ["definitions_of", "relation_to_json", "symbols_of", "to_json"]


def to_json(expr: Expr) -> Any:
    """The node as nested lists; definitions as references."""
    op = expr.op
    if op == "q":
        return ["q", str(expr.value)]
    if op in ("s", "ell"):
        return ["s", expr.name]
    if op == "def":
        return ["ref", expr.name]
    if op == "map":
        return ["map", expr.name, to_json(expr.args[0])]
    args = [to_json(a) for a in expr.args]
    return [op, *args, *(d.to_json() for d in expr.dims)]


def relation_to_json(relation: Relation) -> Any:
    """[op, lhs, rhs]."""
    return [relation.op, to_json(relation.lhs), to_json(relation.rhs)]


def definitions_of(*expressions: Expr) -> list[list[Any]]:
    """[[name, body], ...] of every definition used, each before its first use."""
    bodies: dict[str, Expr] = {}
    for expr in expressions:
        for node in walk(expr):
            if node.op == "def":
                known = bodies.setdefault(node.name, node.args[0])
                if known is not node.args[0] and to_json(known) != to_json(node.args[0]):
                    raise InputError(
                        f"two definitions share the name {node.name!r}",
                        where="one statement",
                        remedy="give one of them another name",
                    )
    return [[name, to_json(body)] for name, body in bodies.items()]


def symbols_of(*expressions: Expr) -> dict[str, Expr]:
    """The symbols used, by name; two symbols of one name must have one shape."""
    found: dict[str, Expr] = {}
    for expr in expressions:
        for node in walk(expr):
            if node.op in ("s", "ell"):
                known = found.setdefault(node.name, node)
                if known.dims != node.dims or known.op != node.op:
                    raise InputError(
                        f"symbol {node.name!r} is used with two shapes",
                        where="one statement",
                        remedy="rename one of them",
                    )
    return found
