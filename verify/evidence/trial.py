"""Statements on trial: which of many a small search refutes, on instances that all share.

Corruptions and mutants of one statement differ from it in a node or two. They are put to trial
together: first on a lattice of small rationals, the smallest sizes first; then on drawn instances,
whose violations are rounded; at last by adversarial search. Each batch is evaluated in one scope,
in which unchanged sub-expressions keep their values. What is refuted carries a witness in exact
rationals; a float alone refutes nothing.

Not covered: statements without relations, and settings that draw no instance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np

from verify.arithmetic import Scope
from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.evidence.adversary import attack
from verify.evidence.compare import float_scope
from verify.evidence.witness import find_witness, rounded_witness, simplest_witness
from verify.language import IllTyped, check_at, check_relation
from verify.model.setting import Batch, Setting, Sizes

__all__ = ["UNDEFINED", "Effort", "Fate", "Instances", "Trial", "is_ill_typed", "try_all"]

_HEIGHTS = (1, 2, 3)
# What may go wrong when a mutilated formula is evaluated: it is then not defined there.
UNDEFINED = (InputError, ArithmeticError, LookupError, ValueError)


class Fate(Enum):
    """What became of a statement in the search."""

    REFUTED = "refuted"  # by a witness in exact rationals
    VIOLATED = "violated"  # proven at an instance of floats, none that small rationals confirm
    ILL_TYPED = "ill-typed"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Effort:
    """What a trial may spend, shared by all its statements.

    count: lattice instances for each size and height; sizes: how many sizes, the smallest ones;
    drawn: instances drawn for each size; population, generations: of adversarial search;
    attacked: how many statements that stand so far are attacked, in their order.
    """

    count: int = 200
    sizes: int = 4
    drawn: int = 100
    population: int = 48
    generations: int = 8
    attacked: int = 2


@dataclass(frozen=True)
class Trial:
    """A statement's fate, with the witness where it was refuted."""

    reading: Reading
    fate: Fate
    witness: Evidence | None = None


@dataclass(eq=False)
class Instances:
    """Instances of a setting that statements share, each batch drawn once and with one scope.

    Draws are seeded by what they are for, so that no statement changes another's instances.
    """

    setting: Setting
    seed: Sequence[int]
    effort: Effort
    _kept: dict[tuple[int, ...], list[tuple[Sizes, Batch, Scope]]] = field(default_factory=dict)

    @property
    def sizes(self) -> list[Sizes]:
        """The smallest sizes, and the smallest two of which no dimension is 1, in order.

        Where a dimension is 1, the largest singular value is the smallest one as well.
        """
        shapes = sorted(self.setting.shapes, key=lambda s: (sum(s.values()), tuple(s.values())))
        wide = [s for s in shapes if min(s.values(), default=1) > 1][:2]
        few = [s for s in shapes if s not in wide][: max(self.effort.sizes - len(wide), 1)]
        return [s for s in shapes if s in few or s in wide]

    def lattice(self) -> Iterator[tuple[Sizes, Batch, Scope]]:
        """Small rationals, sizes and heights growing."""
        for k, sizes in enumerate(self.sizes):
            for height in _HEIGHTS:
                yield from self._batches((0, k, height), sizes, height)

    def drawn(self) -> Iterator[tuple[Sizes, Batch, Scope]]:
        """Random instances, sizes growing."""
        for k, sizes in enumerate(self.sizes):
            yield from self._batches((1, k), sizes, None)

    def rng(self, *names: int) -> np.random.Generator:
        """A generator of its own for each purpose."""
        return np.random.default_rng([*self.seed, *names])

    def _batches(
        self, key: tuple[int, ...], sizes: Sizes, height: int | None
    ) -> list[tuple[Sizes, Batch, Scope]]:
        if key not in self._kept:
            rng, effort = self.rng(*key), self.effort
            batches = (
                self.setting.draw(rng, sizes, effort.drawn)
                if height is None
                else self.setting.lattice(rng, sizes, effort.count, height)
            )
            scopes = ((b, float_scope(self.setting, b, sizes)) for b in batches if b.count)
            self._kept[key] = [(sizes, b, scope) for b, scope in scopes]
        return self._kept[key]


def is_ill_typed(reading: Reading, shapes: Sequence[Sizes]) -> bool:
    """Whether some formula of the statement is not defined, for all sizes or at one of these."""
    try:
        for relation in (*reading.hypotheses, *reading.conclusion):
            check_relation(relation)
            for sizes in shapes:
                check_at(relation.lhs, sizes)
                check_at(relation.rhs, sizes)
    except IllTyped:
        return True
    return False


def try_all(
    readings: Sequence[Reading], instances: Instances, *, first: bool = False
) -> list[Trial]:
    """The fates of statements about one setting, in their order.

    first: end with the first one refuted; those that were not reached are left out.
    """
    sizes = instances.sizes
    fates = [Fate.ILL_TYPED if is_ill_typed(r, sizes) else Fate.SURVIVED for r in readings]
    state = _State(list(readings), fates)
    reached = len(readings)
    for stage in (_on_lattice, _on_drawn, _attacked):
        for k in [k for k, fate in enumerate(state.fates) if fate is Fate.SURVIVED]:
            stage(state, k, instances)
            if first and state.fates[k] is Fate.REFUTED:
                reached = k + 1 if stage is _on_lattice else reached
                return state.trials(reached)
    return state.trials(reached)


@dataclass(eq=False)
class _State:
    """Statements, and what became of each so far."""

    readings: list[Reading]
    fates: list[Fate]
    witnesses: dict[int, Evidence] = field(default_factory=dict)
    attacks: int = 0

    def refute(self, k: int, witness: Evidence | None) -> bool:
        """Note the witness, if there is one."""
        if witness is not None:
            self.fates[k], self.witnesses[k] = Fate.REFUTED, witness
        return witness is not None

    def trials(self, reached: int) -> list[Trial]:
        """The outcomes of the first ones, in order."""
        return [
            Trial(self.readings[k], self.fates[k], self.witnesses.get(k)) for k in range(reached)
        ]


def _on_lattice(state: _State, k: int, instances: Instances) -> None:
    _search(state, k, instances, instances.lattice(), simplest_witness)


def _on_drawn(state: _State, k: int, instances: Instances) -> None:
    _search(state, k, instances, instances.drawn(), rounded_witness)


def _search(
    state: _State,
    k: int,
    instances: Instances,
    batches: Iterator[tuple[Sizes, Batch, Scope]],
    witness_in: Any,
) -> None:
    for sizes, batch, scope in batches:
        try:
            found = witness_in(instances.setting, state.readings[k], sizes, batch, scope)
        except UNDEFINED:
            continue
        if state.refute(k, found):
            return


def _attacked(state: _State, k: int, instances: Instances) -> None:
    """Climb from the smallest size and from the largest one; round what is violated there."""
    effort = instances.effort
    if state.attacks >= effort.attacked or not instances.sizes:
        return
    state.attacks += 1
    reading, setting = state.readings[k], instances.setting
    few = [instances.sizes[0], instances.sizes[-1]]
    rng = instances.rng(2, k)
    try:
        climbed = attack(
            setting,
            reading,
            few,
            rng,
            population=effort.population,
            generations=effort.generations,
        )
        if climbed.violations:
            state.fates[k] = Fate.VIOLATED
            nothing = replace(setting, shapes=())
            starts = climbed.proven
            state.refute(k, find_witness(nothing, reading, rng, count=effort.count, starts=starts))
    except UNDEFINED:
        return
