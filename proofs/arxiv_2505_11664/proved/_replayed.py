"""Steps about an iterate of any run, once more at iterates that are written out from the start.

`Recorded` is a proof about W1, W2, t and eta_t that remembers what its steps are made of; `Written`
repeats it with expressions in the place of these. Certificates stay as they are: they are equations
between polynomials, which hold whatever stands in the place of a symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proofs.arxiv_2505_11664._written_out import elsewhere
from verify.claims.catalogue import load
from verify.evidence.derivation import Proof
from verify.evidence.facts import Argument
from verify.language import DimLike, Expr, Relation, relation_to_json, to_json
from verify.language.dims import dim

__all__ = ["Recorded", "Written", "key", "moved"]


def moved(relation: Relation, at: Mapping[str, Expr]) -> Relation:
    """The relation with expressions in the place of symbols; changed definitions get a new name."""
    lhs, rhs = _moved(relation.lhs, at), _moved(relation.rhs, at)
    return Relation(lhs, relation.op, rhs)


def _moved(expr: Expr, at: Mapping[str, Expr]) -> Expr:
    return elsewhere(expr, at, f"at_{at['t'].value}")


@dataclass
class Recorded(Proof):
    """A proof that remembers the arguments of its facts and citations, by the step's number."""

    arguments: dict[int, tuple[Argument, ...]] = field(default_factory=dict)
    places: dict[int, Mapping[str, Expr]] = field(default_factory=dict)

    def fact(self, name: str, *arguments: Argument, say: str = "") -> int:
        """An instance of a standard fact."""
        index = super().fact(name, *arguments, say=say)
        self.arguments[index] = arguments
        return index

    def claim(
        self,
        claim: str,
        reading: str,
        conclusion: int = 0,
        *,
        where: Mapping[str, Expr] | None = None,
        sizes: Mapping[str, DimLike] | None = None,
        shown: Relation | None = None,
        say: str = "",
    ) -> int:
        """A conclusion of another reading."""
        index = super().claim(
            claim, reading, conclusion, where=where, sizes=sizes, shown=shown, say=say
        )
        self.places[index] = where or {}
        return index


class Written(Proof):
    """A proof about iterates that are written out."""

    def again(
        self, recorded: Recorded, at: Mapping[str, Expr], known: Mapping[str, int]
    ) -> dict[int, int]:
        """The recorded steps at this iterate: the new number of each.

        known: steps of this proof for what the recorded one takes as given, by `key`; what is not
        known is given here too.
        """
        place: dict[int, int] = {}
        for index, (step, relation) in enumerate(
            zip(recorded.steps, recorded.relations, strict=True)
        ):
            there = moved(relation, at)
            if step["rule"] == "given":
                found = known.get(key(relation))
                place[index] = self.given(there) if found is None else found
            else:
                data = self._moved_step(recorded, index, step, at, place)
                place[index] = self._add(data, there, step["say"])
        return place

    def _moved_step(
        self,
        recorded: Recorded,
        index: int,
        step: Mapping[str, Any],
        at: Mapping[str, Expr],
        place: Mapping[int, int],
    ) -> dict[str, Any]:
        data = {k: v for k, v in step.items() if k not in ("relation", "say")}
        if step["rule"] == "fact":
            data["with"] = [
                to_json(_moved(a, at)) if isinstance(a, Expr) else dim(a).to_json()
                for a in recorded.arguments[index]
            ]
        elif step["rule"] == "claim":
            named = recorded.places[index]
            with_ = {name: _moved(e, at) for name, e in named.items()}
            own = {x: e for x, e in at.items() if x not in named and x in _letters(*step["of"])}
            data["with"] = {name: to_json(e) for name, e in (with_ | own).items()}
        elif step["rule"] == "scalar":
            data["certificate"] = _renumbered(step["certificate"], place)
        return data


def key(relation: Relation) -> str:
    """What tells a relation from others."""
    return str(relation_to_json(relation))


def _letters(claim: str, reading: str) -> set[str]:
    found = load(claim.partition("/")[0]).find(claim)
    return set(next(r for r in found.readings if r.name == reading).letters())


def _renumbered(certificate: Mapping[str, Any], place: Mapping[int, int]) -> dict[str, Any]:
    data = dict(certificate)
    for part in ("products", "multiplier"):
        if part in data:
            data[part] = [[c, [place[i] for i in names]] for c, names in data[part]]
    data["equations"] = [place[j] for j in data["equations"]]
    return data
