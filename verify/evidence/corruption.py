"""Negative controls: false neighbours of a true statement, and whether the search refutes them.

A verifier that never says no proves nothing. `corruptions(reading)` gives statements that are a
little stronger than the reading: the larger side or a constant in it times 97/100, a term left
out, a sign or a transpose flipped, a hypothesis left out. `put_to_trial` searches one for a
witness with a small budget; the reading itself goes the same way and must not be refuted.

What makes an inequality stronger is told by the sign with which a part enters the larger side,
all factors being taken as nonnegative; a corruption that is true all the same survives, and is
to be reported as such. Not covered: statements that bring checks of their own and no relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verify.claims.claim import Reading
from verify.evidence.ground import rebuilt, with_instances
from verify.evidence.trial import Effort, Fate, Instances, Trial, try_all
from verify.language import Expr, Relation, to_tex, walk

__all__ = [
    "Corruption",
    "corruptions",
    "put_to_trial",
    "reversed_relations",
    "scaled_definition",
    "scaled_side",
    "without_hypothesis",
]

_FACTOR = Fraction(97, 100)
_FEW = 4
_REVERSE = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "=="}


@dataclass(frozen=True)
class Corruption:
    """words: what was changed; reading: the statement that results."""

    words: str
    reading: Reading


def corruptions(reading: Reading) -> list[Corruption]:
    """All generic corruptions of a reading with relations; the informative ones first.

    For a bound that is its larger side, a few percent lower; for an equation a flipped transpose
    or sign. At the end stands what a bound far from attained does not survive either: half the
    larger side, and the reverse relation.
    """
    dropped = [without_hypothesis(reading, i) for i in range(len(reading.hypotheses))]
    found = [*_raised_constants(reading), *_scaled_constants(reading), *_dropped_terms(reading)]
    flipped: list[Corruption] = []
    if any(r.op == "==" for r in reading.conclusion):
        flipped = [*_flipped_transposes(reading), *_flipped_signs(reading)]
    if all(r.op == "==" for r in reading.conclusion):
        few, flipped = flipped[:_FEW], flipped[_FEW:]
        return [*few, scaled_side(reading), *flipped, *found, *dropped]
    last = [scaled_side(reading, Fraction(1, 2)), reversed_relations(reading)]
    return [scaled_side(reading), *found, *flipped, *dropped, *last]


def scaled_definition(reading: Reading, name: str, factor: Fraction = _FACTOR) -> Corruption:
    """The definition of this name times the factor, wherever the reading uses it."""
    tex = next((n.tex for n in _nodes(reading) if n.op == "def" and n.name == name), name)

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "def" and node.name == name:
            return Expr("def", (factor * args[0],), name=node.name, tex=node.tex)
        return None

    return Corruption(f"${tex}$ times {factor}", _rebuilt(reading, rule))


def scaled_side(reading: Reading, factor: Fraction = _FACTOR) -> Corruption:
    """The larger side of each relation (of an equation, the right one) times the factor."""

    def new(r: Relation) -> Relation:
        if r.op in (">=", ">"):
            return Relation(factor * r.lhs, r.op, r.rhs)
        return Relation(r.lhs, r.op, factor * r.rhs)

    measure = None if reading.measure is None else new(reading.measure)
    conclusion = tuple(new(r) for r in reading.conclusion)
    changed = replace(reading, conclusion=conclusion, measure=measure, tex="")
    return Corruption(f"larger side times {factor}", changed)


def reversed_relations(reading: Reading) -> Corruption:
    """The reverse of every inequality of the conclusion."""
    conclusion = tuple(Relation(r.lhs, _REVERSE[r.op], r.rhs) for r in reading.conclusion)
    changed = replace(reading, conclusion=conclusion, measure=None, tex="")
    return Corruption("relation reversed", changed)


def without_hypothesis(reading: Reading, index: int) -> Corruption:
    """The statement without one of its hypotheses."""
    rest = (*reading.hypotheses[:index], *reading.hypotheses[index + 1 :])
    return Corruption(f"hypothesis {index + 1} left out", replace(reading, hypotheses=rest))


def put_to_trial(
    corruption: Corruption, seed: Sequence[int], effort: Effort | None = None
) -> Trial:
    """Search a witness against one corruption alone."""
    reading = with_instances(corruption.reading)
    if reading is None or reading.setting is None:
        return Trial(corruption.reading, Fate.SURVIVED)
    return try_all([reading], Instances(reading.setting, seed, effort or Effort()))[0]


def _rebuilt(reading: Reading, rule: Callable[[Expr, tuple[Expr, ...]], Expr | None]) -> Reading:
    """The same change everywhere: a definition keeps one meaning within a statement."""
    return replace(rebuilt(reading, rule), tex="")


def _swapped(reading: Reading, old: Expr, new: Expr, words: str) -> Corruption:
    return Corruption(words, _rebuilt(reading, lambda node, _: new if node is old else None))


def _raised_constants(reading: Reading) -> Iterator[Corruption]:
    """A smaller side that is a constant (often 0, which no factor changes) plus 3/100."""
    for r in reading.conclusion:
        small = r.rhs if r.op == "==" else r.small_and_large()[0]
        if small.op == "q":
            yield _swapped(reading, small, small + (1 - _FACTOR), f"{small.value} raised")


def _scaled_constants(reading: Reading) -> Iterator[Corruption]:
    """Definitions that enter the larger side, scaled."""
    for node in _enlarging(reading):
        if node.op == "def":
            yield scaled_definition(reading, node.name)


def _dropped_terms(reading: Reading) -> Iterator[Corruption]:
    """Each term of a sum left out, if that makes the statement stronger."""
    for node in _enlarging(reading):
        if node.op == "add":
            for kept, gone in (node.args, node.args[::-1]):
                yield _swapped(reading, node, kept, f"${to_tex(gone)}$ left out")


def _flipped_signs(reading: Reading) -> Iterator[Corruption]:
    for node in _nodes(reading):
        if node.op in ("add", "sub"):
            other = Expr("sub" if node.op == "add" else "add", node.args)
            yield _swapped(reading, node, other, f"sign of ${to_tex(node.args[1])}$ flipped")


def _flipped_transposes(reading: Reading) -> Iterator[Corruption]:
    for node in _nodes(reading):
        if node.op == "T":
            yield _swapped(
                reading, node, node.args[0], f"transpose of ${to_tex(node.args[0])}$ left out"
            )


def _nodes(reading: Reading) -> list[Expr]:
    """The distinct nodes of the conclusion, definitions included."""
    sides = [s for r in reading.conclusion for s in (r.lhs, r.rhs)]
    return list({id(n): n for s in sides for n in walk(s)}.values())


def _enlarging(reading: Reading) -> list[Expr]:
    """Nodes that enter a larger side with a plus and never with a minus, or a whole equation."""
    plus: dict[int, Expr] = {}
    minus: set[int] = set()
    for r in reading.conclusion:
        small, large = r.small_and_large()
        _mark(large, 1, plus, minus)
        if r.op != "==":
            _mark(small, -1, plus, minus)
    return [node for key, node in plus.items() if key not in minus]


def _mark(node: Expr, sign: int, plus: dict[int, Expr], minus: set[int]) -> None:
    """Follow the parts in which a side is monotone, factors being nonnegative."""
    if sign > 0:
        plus.setdefault(id(node), node)
    else:
        minus.add(id(node))
    if node.op in ("add", "mul", "max", "min"):
        parts = [(a, sign) for a in node.args]
    elif node.op in ("def", "sqrt", "pow"):
        parts = [(node.args[0], sign)]
    elif node.op in ("sub", "div"):
        parts = [(node.args[0], sign), (node.args[1], -sign)]
    elif node.op == "neg":
        parts = [(node.args[0], -sign)]
    else:
        parts = []
    for part, own in parts:
        _mark(part, own, plus, minus)
