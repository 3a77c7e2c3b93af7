"""Negative controls: false neighbours of a true statement, and whether the search refutes them.

A verifier that never says no proves nothing. `corruptions(reading)` gives statements that are a
little stronger than the reading: the larger side or a constant in it times 97/100, a term left
out, a sign or a transpose flipped, a hypothesis left out. `put_to_trial` searches each for a
witness with a small budget; the reading itself goes the same way and must not be refuted.

What makes an inequality stronger is told by the sign with which a part enters the larger side,
all factors being taken as nonnegative; a corruption that is true all the same survives, and is
to be reported as such. Not covered: statements that bring checks of their own and no relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

import numpy as np

from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.evidence.adversary import attack
from verify.evidence.witness import find_witness
from verify.language import Expr, IllTyped, Relation, check_relation, matrix, symbols_of, walk
from verify.language.expr import replace as rebuild
from verify.model.matrices import matrices
from verify.model.setting import Setting

__all__ = [
    "Corruption",
    "Fate",
    "Trial",
    "corruptions",
    "put_to_trial",
    "scaled_definition",
    "scaled_side",
    "without_hypothesis",
]

_FACTOR = Fraction(97, 100)


@dataclass(frozen=True)
class Corruption:
    """words: what was changed; reading: the statement that results."""

    words: str
    reading: Reading


class Fate(Enum):
    """What became of a statement in the search."""

    REFUTED = "refuted"  # by a witness in exact rationals
    VIOLATED = "violated"  # proven at an instance of floats, none that small rationals confirm
    ILL_TYPED = "ill-typed"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Trial:
    """A corruption's fate, with the witness where it was refuted."""

    corruption: Corruption
    fate: Fate
    witness: Evidence | None = None


def corruptions(reading: Reading) -> list[Corruption]:
    """All generic corruptions of a reading with relations; the informative ones first."""
    found = [*_scaled_constants(reading), *_dropped_terms(reading)]
    found += [without_hypothesis(reading, i) for i in range(len(reading.hypotheses))]
    if any(r.op == "==" for r in reading.conclusion):
        found += [*_flipped_signs(reading), *_flipped_transposes(reading)]
    return [*found, *_raised_constants(reading), scaled_side(reading)]


def scaled_definition(reading: Reading, name: str, factor: Fraction = _FACTOR) -> Corruption:
    """The definition of this name times the factor, wherever the reading uses it."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "def" and node.name == name:
            return Expr("def", (factor * args[0],), name=node.name, tex=node.tex)
        return None

    return Corruption(f"{name} times {factor}", _rebuilt(reading, rule))


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


def without_hypothesis(reading: Reading, index: int) -> Corruption:
    """The statement without one of its hypotheses."""
    rest = (*reading.hypotheses[:index], *reading.hypotheses[index + 1 :])
    return Corruption(f"hypothesis {index + 1} left out", replace(reading, hypotheses=rest))


def put_to_trial(
    corruption: Corruption,
    rng: np.random.Generator,
    *,
    count: int = 400,
    sizes: int = 8,
    generations: int = 12,
) -> Trial:
    """Search a witness on the smallest `sizes` sizes, `count` instances each; then climb."""
    reading = corruption.reading
    try:
        for relation in (*reading.hypotheses, *reading.conclusion):
            check_relation(relation)
    except IllTyped:
        return Trial(corruption, Fate.ILL_TYPED)
    if reading.setting is None:
        reading = _with_free_letters(reading)
    assert reading.setting is not None
    setting = replace(reading.setting, shapes=tuple(reading.setting.shapes)[:sizes], real=None)
    witness = find_witness(setting, reading, rng, count=count)
    if witness is not None:
        return Trial(corruption, Fate.REFUTED, witness)
    few = [setting.shapes[0], setting.shapes[-1]]
    climbed = attack(setting, reading, few, rng, population=48, generations=generations)
    if not climbed.violations:
        return Trial(corruption, Fate.SURVIVED)
    nothing = replace(setting, shapes=())
    witness = find_witness(nothing, reading, rng, count=count, starts=climbed.proven)
    return Trial(corruption, Fate.REFUTED if witness else Fate.VIOLATED, witness)


def _rebuilt(reading: Reading, rule: Callable[[Expr, tuple[Expr, ...]], Expr | None]) -> Reading:
    """The same change everywhere: a definition keeps one meaning within a statement."""

    def new(r: Relation) -> Relation:
        return Relation(rebuild(r.lhs, rule), r.op, rebuild(r.rhs, rule))

    return replace(
        reading,
        conclusion=tuple(new(r) for r in reading.conclusion),
        hypotheses=tuple(new(r) for r in reading.hypotheses),
        measure=None if reading.measure is None else new(reading.measure),
        tex="",
    )


def _swapped(reading: Reading, old: Expr, new: Expr, words: str) -> Corruption:
    return Corruption(words, _rebuilt(reading, lambda node, _: new if node is old else None))


def _raised_constants(reading: Reading) -> Iterator[Corruption]:
    """A smaller side that is a constant (often 0, which no factor changes) plus 3/100."""
    for r in reading.conclusion:
        small = r.small_and_large()[0]
        if small.op == "q" and r.op != "==":
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
                yield _swapped(reading, node, kept, f"{_short(gone)} left out")


def _flipped_signs(reading: Reading) -> Iterator[Corruption]:
    for node in _nodes(reading):
        if node.op in ("add", "sub"):
            other = Expr("sub" if node.op == "add" else "add", node.args)
            yield _swapped(reading, node, other, f"sign of {_short(node.args[1])} flipped")


def _flipped_transposes(reading: Reading) -> Iterator[Corruption]:
    for node in _nodes(reading):
        if node.op == "T":
            yield _swapped(reading, node, node.args[0], f"transpose of {_short(node)} left out")


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


def _short(expr: Expr) -> str:
    from verify.language import to_tex

    return to_tex(expr)


def _with_free_letters(reading: Reading) -> Reading:
    """An identity's setting: any matrices in the place of its letters, gradients included."""
    gradients: dict[str, Expr] = {}

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op != "grad":
            return None
        ell = node.args[0]
        name = f"gradient of {_short(ell)} at {_short(node.args[1])}"
        return gradients.setdefault(name, matrix(f"G{len(gradients)}", ell.dims[0], ell.dims[1]))

    free = _rebuilt(reading, rule)
    sides = [s for r in (*free.hypotheses, *free.conclusion) for s in (r.lhs, r.rhs)]
    letters = list(symbols_of(*sides).values())
    return replace(free, setting=_free_setting(letters))


def _free_setting(letters: list[Expr]) -> Setting:
    return matrices("free letters", letters, largest=2, words="any matrices")
