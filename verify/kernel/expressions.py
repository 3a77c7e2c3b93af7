"""Expressions of the checker: how JSON is read, and what names in it stand for.

An expression becomes a `Node` in which every word and every name is resolved, so that equal nodes
are one object and mean the same wherever they stand. All substitution is reading in another scope:
a fact for arguments, a proved statement for expressions, a run at its start or at its next iterate.
Words and facts are data, in `verify/facts.toml`. Not here: values (`values.py`), what is accepted
(`verify/checker.py`). Standard library alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, KeysView
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from .numbers import RATIONAL, Refused, need, rational, short

__all__ = ["DATA", "Node", "NodeRelation", "Scope", "Statement", "fact", "node", "within", "word"]

DATA = tomllib.loads(Path(__file__).parents[1].joinpath("facts.toml").read_text("utf-8"))
WORDS = DATA["words"]
NAME = re.compile(r"[^\W\d][\w']{0,63}")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An expression or a size: an operation, and nodes, or a name or number first.

    ("q", number), ("n", size), ("d", dimension), ("s", name, its sizes), for a loss ("ell", name,
    its sizes), and the operations of `values.py`. Made by `node` alone.
    """

    op: str
    args: tuple[Any, ...]


@cache
def node(op: str, *args: Any) -> Node:
    """The one node of an operation and arguments."""
    return Node(op, args)


NodeRelation = tuple[str, Node]  # (op, slack): 0 < slack, 0 <= slack or 0 == slack


def _template(text: str, names: list[str]) -> Any:
    """A template such as "(fro A)" as JSON: what is no argument is a number or a symbol."""
    body = re.sub("[^ ()]+", r'"\g<0>"', text).translate({32: ",", 40: "[", 41: "]"})

    def resolved(part: Any) -> Any:
        if isinstance(part, str):
            return part if part in names else ["q" if RATIONAL.fullmatch(part) else "s", part]
        return [part[0], *map(resolved, part[1:])]

    return resolved(json.loads(body))


@cache
def word(text: str, *arguments: Node) -> Node:
    """What a word means of its arguments, by a template such as "A B: (tr (mm (T A) B))"."""
    names, _, body = text.partition(": ")
    scope = Scope(zip(names.split(), arguments, strict=True))
    if arguments[0].op == "ell":  # then Wstar is this loss's
        scope["s", "Wstar"] = node("s", "Wstar", *arguments[0].args[1:])
    return scope.read(_template(body, names.split()))


@cache
def fact(name: str) -> tuple[list[str], Any]:
    """The names of a standard fact's arguments, and what it says of them as a statement."""
    data = DATA["facts"][name]
    names = data["takes"].split()
    parts = {"sizes": data.get("sizes", []), "hypotheses": data.get("given", [])}
    parts["conclusion"] = [data["holds"]]
    said = {part: [_template(text, names) for text in texts] for part, texts in parts.items()}
    return names, said | {"dims": [], "symbols": {}, "definitions": []}


class Scope(dict[Any, Any]):
    """What names stand for: ("s", symbol), ("ref", definition), a size or a template's argument."""

    work = 0  # how much was read

    def read(self, e: Any) -> Node:
        """The expression or size that is written as JSON; malformed data raises MALFORMED."""
        self.work += 1
        kind = type(e)
        if kind is str:
            return self[e]  # type: ignore[no-any-return]
        if kind is int:
            return node("n", e)
        if kind is not list or not e or type(e[0]) is not str:
            raise Refused(f"{short(e)} is not an expression")
        op, args = e[0], e[1:]
        if op in ("s", "ref"):
            [name] = args
            if type(self[op, name]) is not Node:  # a definition that is met first
                self[op, name] = self.read(self[op, name])
            return self[op, name]  # type: ignore[no-any-return]
        if op == "q":
            return node("q", *map(rational, args))
        need(op not in ("n", "d", "ell"), "{} is no operation", op)
        nodes = [self.read(part) for part in args]
        return word(WORDS[op], *nodes) if op in WORDS else node(op, *nodes)

    def relation(self, relation: Any) -> NodeRelation:
        """A relation as one of 0 to the slack, the larger side less the smaller."""
        op, *sides = relation
        small, large = map(self.read, reversed(sides) if ">" in op else sides)
        need(op in ("==", "<", "<=", ">", ">="), "{} is no relation", op)
        slack = node("add", large, node("mul", node("q", Fraction(-1)), small))
        return op.replace(">", "<"), slack


def within(nodes: Iterable[Node]) -> KeysView[Node]:
    """The nodes and all that they are made of, each once, in an order of their own."""
    found: dict[Node, None] = {}
    left = list(nodes)
    while left:
        part = left.pop()
        if isinstance(part, Node) and part not in found:
            found[part] = None
            left += part.args
    return found.keys()


class Statement:
    """A statement, or a fact, about what names stand for in `scope`; where it is empty, about all.

    A size that equals another is replaced by it where the statement is proved, which proves it for
    these sizes; where it is cited or refuted, `bounds` are checked. more: definitions beside its
    own. start, next, free: the state of a run at its start and after an iterate, and the symbols
    that have any value at each iterate.
    """

    def __init__(self, formal: Any, scope: Any = (), more: Any = ()) -> None:
        self.scope = Scope(scope)
        read, run = self.scope.read, formal.get("run", {"start": {}, "next": {}, "free": []})
        for name in formal["dims"]:
            need(NAME.fullmatch(name), "{} is no name", name)
            self.scope.setdefault(name, node("d", name))
        sizes = formal.get("sizes", ())
        if not scope:
            self.scope |= {a: read(b) for op, a, b in sizes if op == "=="}
        self.bounds = [(op, read(a), read(b)) for op, a, b in sizes]
        self.symbols: dict[str, Node] = {}  # as they are themselves
        self.own: set[str] = set()  # what belongs to a loss
        self._declare(formal["symbols"])
        for name, body in [*formal["definitions"], *more]:
            right = NAME.fullmatch(name) and ("ref", name) not in self.scope
            need(right, "{} is no name, or defined twice", name)
            self.scope["ref", name] = body
        self.hypotheses = [*map(self.scope.relation, formal["hypotheses"])]
        self.conclusion = [*map(self.scope.relation, formal["conclusion"])]
        parts = ({x: read(e) for x, e in run[part].items()} for part in ("start", "next"))
        (self.start, self.next), self.free = parts, {*run["free"]}
        right = self.own.isdisjoint({*self.start, *self.free})
        right = right and self.start.keys() == self.next.keys() and self.free.isdisjoint(self.next)
        need(right, "the state of a run has no next value or is free, or a loss changes along it")
        changing = (self.symbols[x] for x in (*self.start, *self.free))
        need(within(self.start.values()).isdisjoint(changing), "a start depends on what changes")

    def _declare(self, symbols: Any) -> None:
        """Symbols with their sizes; a loss brings K, mu and Wstar, stated or not."""
        for name, dims in symbols.items():
            if dims[:1] == ["loss"]:
                symbols = symbols | {"K": [], "mu": [], "Wstar": dims[1:]}
                self.own |= {name, "K", "mu", "Wstar"}
        for name, dims in symbols.items():
            kind = "ell" if dims[:1] == ["loss"] else "s"
            sizes = [self.scope.read(d) for d in dims[kind == "ell" :]]
            right = NAME.fullmatch(name) and (len(sizes) == 2 or (kind == "s" and not sizes))
            need(right, "{} is no name, or has another shape", name)
            self.symbols[name] = node(kind, name, *sizes)
            self.scope.setdefault(("s", name), self.symbols[name])
