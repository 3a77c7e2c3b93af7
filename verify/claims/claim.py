"""Claims: a statement of a paper with its readings, as printed first.

A `Claim` is one numbered statement, or one link of a chain. A `Reading` is one way to
understand it: a conclusion (relations that must all hold), hypotheses, and the setting that
draws instances. Where sampling is not the way (roots, limits, statistics), a reading brings
checks of its own. Nothing here evaluates anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.language import (
    Expr,
    Relation,
    definitions_of,
    dim,
    relation_to_json,
    relation_to_tex,
    symbols_of,
    to_json,
    walk,
)
from verify.model.setting import Setting

if TYPE_CHECKING:
    from verify.evidence.derivation import Proof

__all__ = ["Budget", "Check", "Claim", "Example", "Kind", "Reading", "Severity", "reading"]


class Kind(Enum):
    """What sort of sentence a claim is."""

    STATEMENT = "statement"
    DEFINITION = "definition"
    PROSE = "prose"
    SUMMARY = "summary"
    FIGURE = "figure"
    BEYOND = "beyond"


class Severity(Enum):
    """What a failing printed statement costs."""

    RESULT = "result"
    STEP = "step"
    CONSTANT = "constant"
    TYPO = "typo"


@dataclass(frozen=True)
class Budget:
    """What a check may spend: instances of sampling, generations of search, and its seed."""

    profile: str
    seed: int
    instances: int
    generations: int


Check = Callable[[Budget], Sequence[Evidence]]


@dataclass(frozen=True)
class Example:
    """A particular instance: sizes of the dimensions and exact values of the symbols.

    letters: integers, Fractions or texts such as "1/10", matrices as lists of rows; losses: the
    weighted quadratic 1/2 sum A_ij (W - C)_ij^2 by its A and C, for each loss symbol; path: for an
    iterate t > 0 of a run, the free symbols (the step size) at the iterates before it.
    """

    sizes: Mapping[str, int]
    letters: Mapping[str, Any]
    losses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    path: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Reading:
    """One way to understand a claim.

    conclusion: relations, all of which must hold whenever the hypotheses do; setting: draws
    the instances; identity: the conclusion is an equation to be proved by expanding both sides;
    checks: further evidence; measure: an equivalent form whose lhs/rhs is the tightness, where the
    conclusion's own ratio says little (a descent lemma at a tiny step); examples: instances to be
    tried first as witnesses, the smallest known; corrupted: deliberate corruptions, named by what
    was changed, which the suite must refute (relations get generic ones besides); tex: the formula
    as printed, where it differs from the relation's own; proof: writes a derivation of the
    conclusion down.
    """

    name: str
    conclusion: tuple[Relation, ...] = ()
    hypotheses: tuple[Relation, ...] = ()
    setting: Setting | None = None
    identity: bool = False
    checks: tuple[Check, ...] = ()
    tex: str = ""
    words: str = ""
    note: str = ""
    measure: Relation | None = None
    examples: tuple[Example, ...] = ()
    proof: Callable[[], Proof] | None = None
    unproved: str = ""
    corrupted: tuple[Reading, ...] = ()

    def formula(self) -> str:
        """LaTeX of the statement."""
        return self.tex or r" \\ ".join(relation_to_tex(r) for r in self.conclusion)

    def letters(self) -> dict[str, Expr]:
        """The symbols of the statement, by name; those of the run that it is about included."""
        return symbols_of(*self._sides())

    def _sides(self) -> list[Expr]:
        relations = (*self.hypotheses, *self.conclusion)
        sides = [side for r in relations for side in (r.lhs, r.rhs)]
        run = self.setting.run if self.setting else None
        return sides if run is None else [*sides, *run.start.values(), *run.after.values()]

    def statement(self) -> dict[str, Any] | None:
        """The ledger's form of the statement; None where a reading has no relation."""
        if not self.conclusion:
            return None
        sides = self._sides()
        run, bounds = (self.setting.run, self.setting.bounds) if self.setting else (None, ())
        symbols = symbols_of(*sides)
        statement = {
            "dims": sorted(_dims(sides)),
            "symbols": {
                name: (["loss"] if s.op == "ell" else []) + [x.to_json() for x in s.dims]
                for name, s in sorted(symbols.items())
            },
            "tex": {
                node.name: node.tex
                for side in sides
                for node in walk(side)
                if node.op in ("s", "ell", "def")
            },
            "definitions": definitions_of(*sides),
            "hypotheses": [relation_to_json(r) for r in self.hypotheses],
            "conclusion": [relation_to_json(r) for r in self.conclusion],
        }
        if bounds:
            statement["sizes"] = [[op, dim(a).to_json(), dim(b).to_json()] for op, a, b in bounds]
        if run is not None:
            statement["run"] = {
                "start": {name: to_json(e) for name, e in sorted(run.start.items())},
                "next": {name: to_json(e) for name, e in sorted(run.after.items())},
                "free": list(run.free),
            }
        return statement


def _dims(sides: Sequence[Expr]) -> set[str]:
    """The sizes that occur: of symbols, identities and blocks of zeros, and indices."""
    return {d for side in sides for node in walk(side) for x in node.dims for d in x.names()}


def reading(
    name: str,
    *conclusion: Relation,
    given: Setting | None = None,
    when: Sequence[Relation] = (),
    identity: bool = False,
    checks: Sequence[Check] = (),
    tex: str = "",
    words: str = "",
    note: str = "",
    measure: Relation | None = None,
    examples: Sequence[Example] = (),
    corrupted: Sequence[Reading] = (),
) -> Reading:
    """A reading, in the order in which one says it: name, what holds, given what, when."""
    return Reading(
        name,
        conclusion,
        (*when, *_assumed(given, (*conclusion, *when))),
        given,
        identity,
        tuple(checks),
        tex,
        words,
        note,
        measure=measure,
        examples=tuple(examples),
        corrupted=tuple(corrupted),
    )


def _assumed(given: Setting | None, stated: Sequence[Relation]) -> list[Relation]:
    """What the setting assumes of the symbols that are spoken of, and is not said already.

    A loss brings its minimiser and its constants, with what holds of these alone.
    """
    if given is None or not given.assumes:
        return []
    symbols = symbols_of(*(side for r in stated for side in (r.lhs, r.rhs)))
    own = {"K", "mu", "Wstar"} if any(s.op == "ell" for s in symbols.values()) else set()
    names = symbols.keys() | own
    said = [relation_to_json(r) for r in stated]
    return [
        a
        for a in given.assumes
        if (needed := symbols_of(a.lhs, a.rhs).keys()) <= names
        and not needed <= own - {"Wstar"}
        and relation_to_json(a) not in said
    ]


@dataclass(frozen=True)
class Claim:
    """A statement of a paper.

    id: "<paper>/<name>"; label: as the paper calls it; equations: the paper's numbers;
    rests_on: ids of claims that its proof uses; hypotheses: in words, as printed or as needed;
    severity: what a failing printed reading costs; consequence: what falls with it.
    """

    id: str
    label: str
    section: str
    title: str
    readings: tuple[Reading, ...]
    equations: tuple[str, ...] = ()
    kind: Kind = Kind.STATEMENT
    hypotheses: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    severity: Severity | None = None
    consequence: str = ""
    source: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        names = [r.name for r in self.readings]
        if not names or names[0] != "printed" or len(set(names)) != len(names):
            raise InputError(
                f"readings {names} were given",
                violates="the first reading is 'printed' and names are distinct",
                where=f"claim {self.id}",
                remedy="put what stands in the paper first",
            )

    @property
    def paper(self) -> str:
        """The paper's number, the first part of the id."""
        return self.id.partition("/")[0]
