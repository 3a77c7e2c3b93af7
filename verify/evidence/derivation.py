"""Derivations: a proof in the paper's own order, each step re-checkable.

    p = Proof()
    a = p.identity(equal(D_NEXT - D, ...), "(131)")
    b = p.fact("triangle", A, B)
    p.scalar(norm(D_NEXT - D) <= ..., [a, b, ...], "(132)")

A step is one of

    given      a hypothesis of the reading (or the invariant of a run, where there is one)
    identity   an equation whose sides have one normal form, in every dimension
    fact       an instance of a named standard fact (`verify/facts.toml`)
    claim      an instance of a reading of the catalogue that is proved itself
    scalar     a relation that follows from earlier steps by an exact certificate (`scalar/`)

Norms of matrices with one normal form are one atom, so nothing needs to be said to replace one
by another. What a fact needs (`given`) must be an earlier step; what is plain (a symmetric matrix
is symmetric, 1 > 0) need not. The conclusions of the reading must be among the steps.

A statement about runs is proved by an invariant: `induct` states it, and shows it at the start and,
from one iterate, at the next. See `proofs/arxiv_2505_11664/proved/` for proofs of all kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verify.claims.evidence import Evidence
from verify.errors import PlVerifyError
from verify.evidence.facts import Argument, instance
from verify.evidence.instances import (
    ELEMENTARY,
    OF_LOSS,
    argument,
    as_letters,
    elementary_arguments,
    instantiate,
)
from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.evidence.scalar import Budget, Certificate, Premise, ScalarProblem, prove
from verify.evidence.scalar.cache import user_cache
from verify.evidence.scalar.problem import renumbered
from verify.language import (
    Relation,
    check_relation,
    definitions_of,
    dim,
    relation_to_json,
    relation_to_tex,
    substitute,
    to_json,
    walk,
)
from verify.language.dims import DimLike
from verify.language.expr import Expr

__all__ = ["Invariant", "Proof", "ProofError"]


class ProofError(PlVerifyError):
    """A step that was not found to follow."""


@dataclass(frozen=True)
class Invariant:
    """What holds at every iterate of a run: at the start by `base`, at the next one by `step`."""

    relations: tuple[Relation, ...]
    base: Proof
    step: Proof


@dataclass
class Proof:
    """Steps so far; each method adds one and gives its number.

    values: what symbols stand for (the state of a run at its start), where it is not themselves.
    """

    values: Mapping[str, Expr] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    invariant: Invariant | None = None
    _slacks: dict[tuple[int, frozenset[str]], Poly] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    _beyond: set[str] = field(default_factory=set)  # elementary, and not found to follow

    def identity(self, relation: Relation, say: str = "") -> int:
        """A matrix or scalar equation whose sides have one normal form."""
        from verify.evidence.identity import difference

        check_relation(relation)
        rest = difference(relation) if not self.values else 0  # at a start the checker decides
        if rest != 0:
            raise ProofError(f"the sides differ by {rest}", where=relation_to_tex(relation))
        return self._add({"rule": "identity"}, relation, say)

    def given(self, relation: Relation, say: str = "") -> int:
        """One of the reading's hypotheses, or the invariant at this iterate."""
        return self._add({"rule": "given"}, relation, say)

    def fact(self, name: str, *arguments: Argument, say: str = "") -> int:
        """An instance of a standard fact."""
        found = instance(name, *arguments)
        check_relation(found.relation)
        for needed in found.given:
            self._require(needed, f"fact {name}")
        step = {"rule": "fact", "of": name, "with": [argument(a) for a in arguments]}
        return self._add(step, found.relation, say)

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
        """A conclusion of another reading, proved itself, for expressions in its symbols' places.

        claim: the full id; where: symbols of that reading and what stands for them here; a loss
        keeps its own constants; shown: the conclusion in this proof's own definitions, with the
        same normal form. Its hypotheses must be earlier steps, unless both readings are about the
        same run.
        """
        from verify.claims.catalogue import load

        found = load(claim.partition("/")[0]).find(claim)
        cited = next(r for r in found.readings if r.name == reading)
        relation = instantiate(cited.conclusion[conclusion], where or {}, sizes or {})
        if cited.setting is None or cited.setting.run is None:
            for needed in cited.hypotheses:
                self._require(instantiate(needed, where or {}, sizes or {}), claim)
        step: dict[str, Any] = {
            "rule": "claim",
            "of": [claim, reading],
            "with": {name: to_json(e) for name, e in (where or {}).items()},
        }
        if sizes:
            step["sizes"] = {name: dim(d).to_json() for name, d in sizes.items()}
        return self._add(step, relation if shown is None else shown, say)

    def scalar(
        self,
        relation: Relation,
        using: Sequence[int] = (),
        say: str = "",
        *,
        degree: int = 2,
        products: Sequence[tuple[int, ...]] = (),
        letters: Sequence[Expr] = (),
    ) -> int:
        """A scalar relation that follows from earlier steps, by a certificate that is searched.

        degree: how many premises a product of the certificate may have; products: the products to
        be used, by step numbers (which need not be in `using` too), where the search among all of
        them would be long; letters: definitions that the search takes as they stand, without their
        bodies (`unfold` states what is needed of a body). What holds of every root, norm and
        singular value in sight
        (nonnegative, squares) is added as steps.
        """
        check_relation(relation)
        found, premises, equations = self._searched(
            relation, using, degree, products, frozenset(x.name for x in letters)
        )
        if not isinstance(found, Certificate):
            raise ProofError(
                f"no certificate was found: {found}",
                where=relation_to_tex(relation),
                remedy="add the premises it needs, or raise the degree",
            )
        data = renumbered(found.to_json(), premises, equations)
        return self._add({"rule": "scalar", "certificate": data}, relation, say)

    def unfold(self, definition: Expr, say: str = "") -> int:
        """A definition equals its body: what a search needs of one that it takes as a letter."""
        return self._add({"rule": "identity"}, Relation(definition, "==", definition.args[0]), say)

    def defined(self, divisor: Expr, say: str = "") -> int:
        """X (1/x) = 1, where the statement has a quotient by x: it is about x other than 0."""
        relation = Relation(divisor * (1 / divisor), "==", Expr("q", value=Fraction(1)))
        return self._add({"rule": "identity"}, relation, say)

    def auto(self, *relations: Relation, given: Sequence[Relation] = (), degree: int = 6) -> int:
        """Scalar relations with quotients, roots and maxima, every step found by search."""
        from verify.evidence.scalar.plan import auto_plan

        plan = auto_plan(relations, given, degree=degree, cache=user_cache())
        first, shifted = len(self.steps), range(len(self.steps), len(self.steps) + len(plan.steps))
        for step in plan.steps:
            if step.rule == "given":
                self.given(step.relation)
            elif step.rule == "fact":
                self.fact(step.fact, *step.arguments)
            else:
                assert step.certificate is not None
                data = step.certificate.to_json()
                self._add(
                    {"rule": "scalar", "certificate": renumbered(data, shifted, shifted)},
                    step.relation,
                    "",
                )
        return first + plan.conclusions[-1]

    def induct(
        self,
        relations: Sequence[Relation],
        start: Mapping[str, Expr],
        base: Callable[[Proof], object],
        step: Callable[[Proof], object],
    ) -> None:
        """An invariant of the run: `base` shows it at the start, `step` at the next iterate.

        start: the run's state at its start, by symbol. In both, hypotheses of the reading may be
        given; in `step`, and in this proof afterwards, the invariant too.
        """
        first, second = Proof(values=start), Proof()
        base(first)
        step(second)
        self.invariant = Invariant(tuple(relations), first, second)

    def evidence(self, statement: dict[str, Any]) -> Evidence:
        """The derivation as evidence for a reading's statement."""
        data: dict[str, Any] = {"steps": self.steps}
        proofs = [self]
        if self.invariant is not None:
            proofs += [self.invariant.base, self.invariant.step]
            sides = [side for r in self.invariant.relations for side in (r.lhs, r.rhs)]
            data["invariant"] = {
                "definitions": definitions_of(*sides),
                "relations": [relation_to_json(r) for r in self.invariant.relations],
                "base": self.invariant.base.steps,
                "step": self.invariant.step.steps,
            }
        sides = [side for p in proofs for r in p.relations for side in (r.lhs, r.rhs)]
        own = {name for name, _ in statement["definitions"]}
        data["definitions"] = [d for d in definitions_of(*sides) if d[0] not in own]
        data["facts"] = sorted({s["of"] for p in proofs for s in p.steps if s["rule"] == "fact"})
        return Evidence("derivation", data)

    def _searched(
        self,
        relation: Relation,
        using: Sequence[int],
        degree: int,
        products: Sequence[tuple[int, ...]],
        letters: frozenset[str],
    ) -> tuple[Any, list[int], list[int]]:
        """The search's answer, and the steps that its premises and equations are."""
        named = [*using, *(i for names in products for i in names)]
        plain = self._elementary(relation, named, letters, search=not products)
        used = list(dict.fromkeys([*named, *plain]))
        problem, premises, equations = self._posed(relation, used, letters)
        chosen = [tuple(premises.index(i) for i in names) for names in products]
        budget = Budget(solvers=())
        found = prove(problem, degree=degree, products=chosen, budget=budget, cache=user_cache())
        if isinstance(found, Certificate) and found.squares:
            raise ProofError(
                f"the certificate needs the squares of {found.squares}",
                where=relation_to_tex(relation),
                remedy="add them as facts square-nonnegative",
            )
        return found, premises, equations

    def _posed(
        self, relation: Relation, used: Sequence[int], letters: frozenset[str]
    ) -> tuple[ScalarProblem, list[int], list[int]]:
        """The scalar problem of a step, and the steps that its premises and equations are."""
        premises = [i for i in used if self.relations[i].op != "=="]
        equations = [i for i in used if self.relations[i].op == "=="]
        problem = ScalarProblem(
            tuple(Premise(self._slack(i, letters), self.relations[i].op in "<>") for i in premises),
            tuple(self._slack(i, letters) for i in equations),
            self._difference(relation, letters),
            {"<": ">", ">": ">", "==": "=="}.get(relation.op, ">="),
        )
        return problem, premises, equations

    def _elementary(
        self, relation: Relation, using: Sequence[int], letters: frozenset[str], *, search: bool
    ) -> list[int]:
        """Steps that say of each root, norm and singular value what its definition says.

        search: for what a fact needs, which may be a certificate of its own.
        """
        relations = [relation, *(self.relations[i] for i in using)]
        nodes = [node for r in relations for side in (r.lhs, r.rhs) for node in walk(side, letters)]
        found: dict[str, int] = {}
        for node in nodes:
            for name in ELEMENTARY.get(node.op, ()):
                arguments = elementary_arguments(name, node)
                if arguments is not None:
                    self._note(name, arguments, found, search=search)
        # K and mu are constants of a loss, so they say nothing where there is none.
        for node in nodes:
            if node.op == "loss":
                for name in OF_LOSS:
                    self._note(name, node.args, found, key=name)
        return list(found.values())

    def _note(
        self,
        name: str,
        arguments: Sequence[Argument],
        found: dict[str, int],
        key: str = "",
        *,
        search: bool = True,
    ) -> None:
        key = key or f"{name} {[argument(a) for a in arguments]}"
        if key not in self._known:
            shown = all(map(self._shown, instance(name, *arguments).given))
            if not shown and (key in self._beyond or not search):
                return
            try:
                self._known[key] = self.fact(name, *arguments)
            except ProofError:  # sqrt(x)^2 = x needs x >= 0, which may be beyond this step
                self._beyond.add(key)
                return
        found[key] = self._known[key]

    def _require(self, needed: Relation, by: str) -> None:
        """What a fact needs: an earlier step, or what follows from the signs of its parts."""
        if self._shown(needed):
            return
        try:
            self.scalar(needed, [], f"needed by {by}", degree=3)
        except ProofError as error:
            raise ProofError(
                f"{by} needs {relation_to_tex(needed)}, which is no earlier step",
                where=str(error),
                remedy="show it before",
            ) from None

    def _shown(self, needed: Relation) -> bool:
        """Whether it is an earlier step, or plain: the checker sees that, and compares matrices."""
        slack = self._difference(needed)
        if needed.op == "==" or not slack or set(slack) == {()}:
            return True
        strict = needed.op in "<>"
        return any(
            known.op != "==" and self._slack(i) == slack and (known.op in "<>" or not strict)
            for i, known in enumerate(self.relations)
        )

    def _slack(self, index: int, letters: frozenset[str] = frozenset()) -> Poly:
        key = (index, letters)
        if key not in self._slacks:
            self._slacks[key] = self._difference(self.relations[index], letters)
        return self._slacks[key]

    def _difference(self, relation: Relation, letters: frozenset[str] = frozenset()) -> Poly:
        """The larger side less the smaller, in normal form; nothing for matrices.

        letters: names of definitions that stand for themselves.
        """
        from verify.language import check

        if check(relation.lhs) is not None:
            return {}
        small, large = (
            substitute(side, self.values) if self.values else side
            for side in relation.small_and_large()
        )
        if letters:
            small, large = as_letters(small, letters), as_letters(large, letters)
        return add(normal_form(large), scale(normal_form(small), -1))

    def _add(self, step: dict[str, Any], relation: Relation, say: str) -> int:
        self.relations.append(relation)
        self.steps.append({**step, "relation": relation_to_json(relation), "say": say})
        return len(self.steps) - 1
