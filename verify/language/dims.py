"""Symbolic dimensions: n, m, h, their sums and minima.

A shape is a pair of dimensions, so that a statement is type-checked once for all sizes
(`W1 @ W2.T` fits whatever n, m and h are; `G.T @ G` and `G @ G.T` differ unless n = m).
Dimensions are compared by their normal form; `Dim.at` gives the integer at concrete sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from verify.errors import InputError

__all__ = ["Dim", "DimLike", "Shape", "dim", "dim_from_json", "minimum_of", "shape_text"]


@dataclass(frozen=True)
class Dim:
    """A dimension: an integer, a name, or a sum, product, minimum or maximum."""

    op: str  # "int", "name", "add", "mul", "min", "max"
    value: int = 0
    name: str = ""
    args: tuple[Dim, ...] = ()

    def at(self, sizes: Mapping[str, int]) -> int:
        """The integer that this dimension is when its names have the given sizes."""
        if self.op == "int":
            return self.value
        if self.op == "name":
            if self.name not in sizes:
                raise InputError(
                    f"dimension {self.name!r} has no size",
                    where=f"sizes given: {dict(sizes)}",
                    remedy="give every dimension of the statement a size",
                )
            return sizes[self.name]
        parts = [a.at(sizes) for a in self.args]
        if self.op == "add":
            return sum(parts)
        if self.op == "mul":
            return prod(parts)
        return min(parts) if self.op == "min" else max(parts)

    def names(self) -> frozenset[str]:
        """The names that occur in this dimension."""
        if self.op == "name":
            return frozenset({self.name})
        return frozenset().union(*(a.names() for a in self.args))

    def rename(self, new: Mapping[str, str]) -> Dim:
        """The same dimension with names replaced (`{"m": "n"}` states the case n = m)."""
        if self.op == "name":
            return Dim("name", name=new.get(self.name, self.name))
        if self.op == "int":
            return self
        return _normal(self.op, tuple(a.rename(new) for a in self.args))

    def put(self, new: Mapping[str, Dim]) -> Dim:
        """The same dimension with dimensions in the place of names."""
        if self.op == "name":
            return new.get(self.name, self)
        return self if self.op == "int" else _normal(self.op, tuple(a.put(new) for a in self.args))

    def to_json(self) -> Any:
        """An int, a name, or ["+" | "*" | "min" | "max", ...]."""
        if self.op == "int":
            return self.value
        if self.op == "name":
            return self.name
        return [{"add": "+", "mul": "*"}.get(self.op, self.op), *(a.to_json() for a in self.args)]

    def __mul__(self, other: Dim) -> Dim:
        return _normal("mul", (self, other))

    def __add__(self, other: DimLike) -> Dim:
        return _normal("add", (self, dim(other)))

    def __str__(self) -> str:
        if self.op == "int":
            return str(self.value)
        if self.op == "name":
            return self.name
        parts = [str(a) for a in self.args]
        if self.op in ("add", "mul"):
            return ("+" if self.op == "add" else "*").join(parts)
        return f"{self.op}({', '.join(parts)})"


DimLike = Dim | int | str
Shape = tuple[Dim, Dim]


def dim(text: DimLike) -> Dim:
    """A dimension from an integer, a name, or a sum of names such as "n+m"."""
    if isinstance(text, Dim):
        return text
    if isinstance(text, int):
        return Dim("int", value=text)
    parts = [p.strip() for p in text.split("+")]
    atoms = tuple(Dim("int", value=int(p)) if p.isdigit() else Dim("name", name=p) for p in parts)
    return atoms[0] if len(atoms) == 1 else _normal("add", atoms)


def minimum_of(a: Dim, b: Dim) -> Dim:
    """The smaller of two dimensions."""
    return _normal("min", (a, b))


def dim_from_json(data: Any) -> Dim:
    """The inverse of `Dim.to_json`."""
    if isinstance(data, (int, str)):
        return dim(data)
    op, *rest = data
    return _normal({"+": "add", "*": "mul"}.get(op, op), tuple(dim_from_json(r) for r in rest))


def shape_text(shape: Shape | None) -> str:
    """A shape for people: "n x h", or "scalar"."""
    return "scalar" if shape is None else f"{shape[0]} x {shape[1]}"


def _merge(op: str, integers: list[int]) -> int:
    if op == "add":
        return sum(integers)
    if op == "mul":
        return prod(integers)
    return min(integers) if op == "min" else max(integers)


def _normal(op: str, args: tuple[Dim, ...]) -> Dim:
    """Flatten nested operations of one kind, merge integers, sort: equal sums compare equal."""
    flat: list[Dim] = []
    for a in args:
        flat.extend(a.args if a.op == op else (a,))
    integers = [a.value for a in flat if a.op == "int"]
    others = sorted((a for a in flat if a.op != "int"), key=str)
    if op in ("min", "max"):
        others = list(dict.fromkeys(others))
    if integers:
        merged = _merge(op, integers)
        if merged != {"add": 0, "mul": 1}.get(op):
            others.append(Dim("int", value=merged))
    if not others:
        return Dim("int", value=_merge(op, integers))
    return others[0] if len(others) == 1 else Dim(op, args=tuple(others))
