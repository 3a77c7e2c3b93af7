"""One definition, three arithmetics: walk an expression with the operations of a given one.

An arithmetic turns constants and data into its own values and has one method per operation.
`evaluate` shares the value of every shared node: definitions are computed once per instance,
and one memo may serve all claims about the same instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from verify.errors import InputError
from verify.language.expr import Expr

__all__ = ["Arithmetic", "LossFamily", "LossValue", "Scope", "evaluate"]


class Arithmetic(Protocol):
    """What `evaluate` needs of an arithmetic; values are opaque to it."""

    def constant(self, q: Fraction) -> Any:
        """The value of an exact rational."""

    def apply(self, node: Expr, args: list[Any], sizes: Mapping[str, int]) -> Any:
        """The value of `node`'s operation at the given argument values."""


@dataclass(frozen=True, eq=False)
class LossFamily:
    """A loss as formulas in W, its parameters and a direction V; the same in each arithmetic.

    value, gradient, hessian: expressions in the symbols W, V and the parameters;
    constants: how K and mu follow from the parameters, in words.
    """

    name: str
    title: str
    value: Expr
    gradient: Expr
    hessian: Expr
    constants: str

    def template(self, op: str) -> Expr:
        """The formula of "loss", "grad" or "hess"."""
        return {"loss": self.value, "grad": self.gradient, "hess": self.hessian}[op]


@dataclass(frozen=True, eq=False)
class LossValue:
    """A member of a family: its parameters as values of one arithmetic."""

    family: LossFamily
    parameters: Mapping[str, Any]


@dataclass(eq=False)
class Scope:
    """Values of the symbols of one instance (or batch) in one arithmetic, with its memo.

    The memo holds the nodes along with their values: the id of a node that is gone may come again.
    """

    arithmetic: Arithmetic
    values: Mapping[str, Any]
    sizes: Mapping[str, int]
    memo: dict[int, tuple[Expr, Any]] = field(default_factory=dict)
    losses: dict[tuple[int, int], Scope] = field(default_factory=dict)


def evaluate(expr: Expr, scope: Scope) -> Any:
    """The value of `expr`; raises InputError where a symbol has no value."""
    memo = scope.memo
    key = id(expr)
    if key in memo:
        return memo[key][1]
    if expr.op == "q":
        value = scope.arithmetic.constant(expr.value)
    elif expr.op in ("s", "ell"):
        if expr.name not in scope.values:
            raise InputError(
                f"symbol {expr.name!r} has no value",
                where=f"an instance with {sorted(scope.values)}",
                remedy="draw or give it in the setting",
            )
        value = scope.values[expr.name]
    elif expr.op == "def":
        value = evaluate(expr.args[0], scope)
    elif expr.op in ("loss", "grad", "hess"):
        value = _loss(expr, scope)
    else:
        args = [evaluate(a, scope) for a in expr.args]
        value = scope.arithmetic.apply(expr, args, scope.sizes)
    memo[key] = (expr, value)
    return value


def _loss(expr: Expr, scope: Scope) -> Any:
    """Evaluate the loss's own formula; value and gradient at one W share their parts."""
    ell: LossValue = evaluate(expr.args[0], scope)
    point = expr.args[1]
    key = (id(expr.args[0]), id(point))
    if key not in scope.losses:
        values = {**ell.parameters, "W": evaluate(point, scope)}
        scope.losses[key] = Scope(scope.arithmetic, values, scope.sizes)
    inner = scope.losses[key]
    if expr.op == "hess":
        # A direction of its own each time: only the parts without V may be shared.
        values = {**inner.values, "V": evaluate(expr.args[2], scope)}
        inner = Scope(scope.arithmetic, values, scope.sizes)
    return evaluate(ell.family.template(expr.op), inner)
