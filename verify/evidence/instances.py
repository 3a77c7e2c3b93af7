"""What a derivation makes of expressions: instances of statements, and facts about their nodes.

An instance has expressions for symbols and sizes for sizes. Elementary facts are those that hold
of a node by its definition (a root is not negative), which every scalar step adds by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.evidence.facts import Argument
from verify.evidence.polynomial import spectral_index
from verify.language import Relation, dim, to_json
from verify.language.dims import Dim, DimLike
from verify.language.expr import Expr, replace

__all__ = ["ELEMENTARY", "OF_LOSS", "argument", "as_letters", "elementary_arguments", "instantiate"]

# What holds of a node by its definition, added to every scalar step that sees the node.
ELEMENTARY = {
    "loss": ("loss-nonnegative",),
    "sqrt": ("root-nonnegative", "root-squared"),
    "fro": ("norm-nonnegative", "norm-squared"),
    "fro2": ("norm-nonnegative", "norm-squared"),
    "smax": ("singular-nonnegative",),
    "smin": ("singular-nonnegative",),
    "sigma": ("singular-nonnegative",),
    "exp": ("exp-positive",),
    "max": ("maximum-above-first", "maximum-above-second"),
    "min": ("minimum-below-first", "minimum-below-second"),
}
OF_LOSS = ("convexity-positive", "smoothness-positive", "convexity-below-smoothness")


def instantiate(
    relation: Relation, where: Mapping[str, Expr], sizes: Mapping[str, DimLike]
) -> Relation:
    """A relation with expressions for symbols and sizes for sizes; changed definitions unfold."""

    def size(d: Dim) -> Dim:
        return d.put({name: dim(x) for name, x in sizes.items()})

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op in ("s", "ell") and node.name in where:
            return where[node.name]
        if node.op == "def" and args[0] is not node.args[0]:
            return args[0]
        if node.dims and sizes:
            return Expr(node.op, args, node.name, node.value, tuple(map(size, node.dims)), node.tex)
        return None

    return Relation(replace(relation.lhs, rule), relation.op, replace(relation.rhs, rule))


def as_letters(expr: Expr, letters: frozenset[str]) -> Expr:
    """The definitions of these names as symbols, which no statement has: a name with a mark."""
    return replace(
        expr,
        lambda node, _: (
            Expr("s", name=f"{node.name}'") if node.op == "def" and node.name in letters else None
        ),
    )


def elementary_arguments(name: str, node: Expr) -> tuple[Argument, ...] | None:
    """What an elementary fact takes of a node; None where it does not apply."""
    if name == "singular-nonnegative":
        return (node.args[0], spectral_index(node))
    if name.startswith(("maximum", "minimum")) and len(node.args) != 2:
        return None
    return node.args if name.startswith(("maximum", "minimum", "loss")) else node.args[:1]


def argument(of: Argument) -> Any:
    """An argument of a fact, as the ledger writes it."""
    return to_json(of) if isinstance(of, Expr) else dim(of).to_json()
