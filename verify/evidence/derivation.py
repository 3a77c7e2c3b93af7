"""Derivations: a proof in the paper's own order, each step re-checkable.

    p = Proof()
    a = p.identity(equal(D_NEXT - D, ...), "(131)")
    b = p.fact("triangle", A, B)
    p.scalar(norm(D_NEXT - D) <= ..., [a, b, ...], "(132)")

A step is (a) an identity valid in every dimension, (b) an instance of a named standard fact
(`facts.py`), or (c) a scalar relation that follows from earlier steps by an exact certificate
(`certificate.py`). A hypothesis of the reading enters by `given`. Norms of
matrices with one normal form are one atom, so nothing needs to be said to replace one by another.
The last step must state the reading's conclusion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from verify.claims.evidence import Evidence
from verify.errors import PlVerifyError
from verify.evidence.certificate import find_certificate, rule_of
from verify.evidence.facts import instance
from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.language import (
    Relation,
    check_relation,
    definitions_of,
    relation_to_json,
    relation_to_tex,
    to_json,
    walk,
)
from verify.language.expr import Expr

__all__ = ["Proof", "ProofError"]


# What holds of a node by its definition, added to every scalar step that sees the node.
_SYMBOLS = {"K": ("smoothness-positive",), "mu": ("convexity-positive",)}
_OF_ALL = ("loss-nonnegative",)
_ELEMENTARY = {
    "loss": ("loss-nonnegative",),
    "sqrt": ("root-nonnegative", "root-squared"),
    "fro": ("norm-nonnegative", "norm-squared"),
    "smax": ("spectral-nonnegative",),
    "fro2": ("norm-nonnegative", "norm-squared"),
}


class ProofError(PlVerifyError):
    """A step that was not found to follow."""


@dataclass
class Proof:
    """Steps so far; each method adds one and gives its number."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def identity(self, relation: Relation, say: str = "") -> int:
        """A matrix or scalar equation whose sides have one normal form."""
        from verify.evidence.identity import difference

        check_relation(relation)
        rest = difference(relation)
        if rest != 0:
            raise ProofError(f"the sides differ by {rest}", where=relation_to_tex(relation))
        return self._add({"rule": "identity"}, relation, say)

    def fact(self, name: str, *arguments: Expr, say: str = "") -> int:
        """An instance of a standard fact."""
        relation = instance(name, *arguments)
        check_relation(relation)
        if name not in self.facts:
            self.facts.append(name)
        step = {"rule": "fact", "fact": name, "arguments": [to_json(a) for a in arguments]}
        return self._add(step, relation, say)

    def given(self, relation: Relation, say: str = "") -> int:
        """One of the reading's hypotheses."""
        return self._add({"rule": "given"}, relation, say)

    def scalar(
        self,
        relation: Relation,
        using: Sequence[int],
        say: str = "",
        *,
        degree: int = 2,
        products: Sequence[tuple[int, ...]] = (),
    ) -> int:
        """A scalar relation that follows from earlier steps, by a certificate that is searched.

        degree: how many premises a product of the certificate may have; products: the products to
        be used, by step numbers, where the search among all of them would be long. What holds of
        every root, norm and singular value in sight (nonnegative, squares) is added as steps.
        """
        check_relation(relation)
        small, large = relation.small_and_large()
        if relation.op not in ("<=", ">="):
            raise ProofError("a scalar step concludes <= or >=", where=relation_to_tex(relation))
        slacks: list[tuple[int, Poly]] = []
        rules = []
        for index in [*using, *self._elementary(relation, using)]:
            premise = self.relations[index]
            left, right = premise.small_and_large()
            slack = add(normal_form(right), scale(normal_form(left), -1))
            if premise.op == "==":
                rules.append(rule_of(index, slack))
            else:
                slacks.append((index, slack))
        target = add(normal_form(large), scale(normal_form(small), -1))
        numbers = [index for index, _ in slacks]
        found = find_certificate(
            target,
            [s for _, s in slacks],
            [r for r in rules if r is not None],
            degree,
            [tuple(numbers.index(i) for i in names) for names in products],
        )
        if found is None:
            raise ProofError(
                "no certificate was found",
                where=relation_to_tex(relation),
                remedy="add the premises it needs, or raise the degree",
            )
        certificate = {
            "products": [[str(c), [slacks[i][0] for i in names]] for c, names in found.products],
            "equations": list(found.equations),
        }
        return self._add({"rule": "scalar", "certificate": certificate}, relation, say)

    def _elementary(self, relation: Relation, using: Sequence[int]) -> list[int]:
        """Steps that say of each root, norm and singular value what its definition says."""
        relations = [relation, *(self.relations[i] for i in using)]
        nodes = [node for r in relations for side in (r.lhs, r.rhs) for node in walk(side)]
        # K and mu are constants of a loss, so they say nothing where there is none.
        symbols = _SYMBOLS if any(node.op == "ell" for node in nodes) else {}
        found: dict[str, int] = {}
        for node in nodes:
            for name in _ELEMENTARY.get(node.op, symbols.get(node.name, ())):
                arguments = node.args if name in _OF_ALL else node.args[:1]
                key = f"{name} {[to_json(a) for a in arguments]}"
                if key not in self._known and self._may_state(name, node):
                    self._known[key] = self.fact(name, *arguments)
                if key in self._known:
                    found[key] = self._known[key]
        return list(found.values())

    def _may_state(self, name: str, node: Expr) -> bool:
        """sqrt(x)^2 = x needs an earlier step x >= 0; here one from what x is made of."""
        if name != "root-squared":
            return True
        try:
            self.scalar(node.args[0] >= 0, [], "under the root", degree=3)
        except ProofError:
            return False
        return True

    def evidence(self, statement: dict[str, Any]) -> Evidence:
        """The derivation as evidence for a reading's statement."""
        sides = [side for r in self.relations for side in (r.lhs, r.rhs)]
        return Evidence(
            "derivation",
            {
                "symbols": statement["symbols"],
                "definitions": definitions_of(*sides),
                "steps": self.steps,
                "facts": sorted(self.facts),
            },
        )

    def _add(self, step: dict[str, Any], relation: Relation, say: str) -> int:
        self.relations.append(relation)
        self.steps.append({**step, "relation": relation_to_json(relation), "say": say})
        return len(self.steps) - 1
