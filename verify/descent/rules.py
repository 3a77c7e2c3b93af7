"""The one interface of all step sizes, and the one of all audited inequalities.

A `StepSize` is a small frozen object; `begin` looks at a whole batch's start and gives a `Rule`:
the hypotheses that it needs, run by run, the constants that it fixed, and `step`, which gives
eta_t of every run. A rule may keep state between steps; a step size keeps none.

An `Inequality` is lhs <= rhs of a step; `begin` gives the function of its two sides, so that
constants of a run are computed once. The engine evaluates, and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from verify.descent.iterate import Array, Iterate
from verify.descent.problem import Problem
from verify.descent.start import Start

__all__ = ["Choice", "Hypothesis", "Inequality", "Pair", "Rule", "Setup", "Sides", "StepSize"]

Bools = npt.NDArray[np.bool_]
Sides = Callable[[Iterate, Array, Iterate], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class Setup:
    """A batch before its first step: every array has one entry a run.

    problem, start: of these runs, start reduced; first: iterate 0; constants: what the step size
    fixed at the start, by name (empty while the step size itself begins); K, mu: the problem's, one
    for each run; memo: what others computed of this batch, so that it is computed once.
    """

    problem: Problem
    start: Start
    first: Iterate
    constants: Mapping[str, Array] = field(default_factory=dict)
    K: Array = field(init=False)
    mu: Array = field(init=False)
    memo: dict[object, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("K", "mu"):
            value = getattr(self.problem, name)
            if value.shape != (self.runs,):
                value = np.broadcast_to(value, (self.runs,))
            # The same array in every setup of a batch, by which an iterate's memo knows it.
            object.__setattr__(self, name, value)

    @property
    def runs(self) -> int:
        """How many runs."""
        return len(self.first.L)


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """What a step size needs, in symbols; holds: for each run, (runs,)."""

    words: str
    holds: Bools


@dataclass(frozen=True, eq=False)
class Choice:
    """eta_t, (runs,); nan where there is none: then `why` says the reason, and the run stops."""

    eta: Array
    why: str = ""


@dataclass(frozen=True, eq=False)
class Rule:
    """A step size begun on a batch. constants: by name, each (runs,), such as eta0."""

    step: Callable[[Iterate], Choice]
    hypotheses: Sequence[Hypothesis] = ()
    constants: Mapping[str, Array] = field(default_factory=dict)


class StepSize(Protocol):
    """How a run chooses its steps."""

    @property
    def name(self) -> str:
        """A short name, unique among the step sizes of one call."""
        ...

    def begin(self, setup: Setup) -> Rule:
        """The rule for a batch; a hypothesis that fails is reported and stops nothing."""
        ...


class Inequality(Protocol):
    """An inequality that speaks about a step."""

    @property
    def name(self) -> str:
        """A short name, unique among those audited in one call."""
        ...

    def begin(self, setup: Setup) -> Sides:
        """The function (now, eta, then) -> (lhs, rhs), each (runs,); nan where it says nothing."""
        ...


@dataclass(frozen=True, eq=False)
class Pair:
    """An inequality given by the function of its sides, of the problem's K and mu alone.

    sides(setup, now, eta, then) -> (lhs, rhs): lhs <= rhs is claimed of every step.
    """

    name: str
    sides: Callable[[Setup, Iterate, Array, Iterate], tuple[Array, Array]]

    def begin(self, setup: Setup) -> Sides:
        """The sides, with the batch's setup filled in."""
        return lambda now, eta, then: self.sides(setup, now, eta, then)
