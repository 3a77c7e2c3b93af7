"""Proofs of mutants from the claim: it is cited, and the mutant follows by one scalar step.

A mutant with a weaker constant, a dropped sign or a hypothesis that the others imply is true
because the claim is. The derivation gives the mutant's hypotheses, cites the claim (whose own
hypotheses must follow from them) and searches a certificate among products of what is known by
linear programming alone: no squares, no sampling, nothing that depends on the machine.

What the claim and the mutant define differently goes by another name where the claim is cited.
Not covered: mutants that need more than the claim; conclusions about matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verify.claims.claim import Reading
from verify.evidence.derivation import Proof, ProofError
from verify.evidence.scalar import Budget, Premise, ScalarProblem
from verify.evidence.scalar._space import Space
from verify.evidence.scalar.linear import by_equations, linear_certificate
from verify.language import Expr, Relation, check, walk
from verify.language.expr import replace

__all__ = ["deduced"]

import collections
WHY = collections.Counter()
_BUDGET = Budget(products=300, solvers=())
_OF_CLAIM = "_claim"  # ends the names of definitions that the mutant changes
_DEGREES = (1, 2, 3, 4)


class _Quick(Proof):
    """A derivation whose scalar steps are found by a linear programme, or not at all."""

    def _searched(
        self,
        relation: Relation,
        using: Sequence[int],
        degree: int,
        products: Sequence[tuple[int, ...]],
        letters: frozenset[str],
    ) -> tuple[Any, list[int], list[int]]:
        plain = self._elementary(relation, using, letters, search=False)
        used = list(dict.fromkeys([*using, *plain]))
        premises = [i for i in used if self.relations[i].op != "=="]
        equations = [i for i in used if self.relations[i].op == "=="]
        problem = ScalarProblem(
            tuple(Premise(self._slack(i, letters), self.relations[i].op in "<>") for i in premises),
            tuple(self._slack(i, letters) for i in equations),
            self._difference(relation, letters),
            {"<": ">", ">": ">", "==": "=="}.get(relation.op, ">="),
        )
        space, found = Space(problem), None
        if problem.op != ">":
            found = by_equations(space)
        if found is None and problem.op != "==":
            found = linear_certificate(space, degree, _BUDGET)
        return found or "no products of the premises", premises, equations


def deduced(claim: str, base: Reading, mutant: Reading) -> Mapping[str, Any] | None:
    """A derivation of the mutant that cites the reading; None where none is found.

    claim: the full id of the claim; base: the reading that the mutant was made from.
    """
    statement = mutant.statement()
    if statement is None or any(map(_is_large, (*base.conclusion, *mutant.conclusion))):
        return None
    for degree in _DEGREES:
        try:
            import time
            a = time.time()
            proof = _proof(claim, base, mutant, degree)
        except ProofError as error:
            WHY['time', degree] += time.time() - a
            continue
        WHY["found", degree] += 1
        WHY["time", degree] += time.time() - a
        return proof.evidence(statement).to_json()
    return None


def _proof(claim: str, base: Reading, mutant: Reading, degree: int) -> Proof:
    proof = _Quick()
    given = [proof.given(h) for h in mutant.hypotheses if check(h.lhs) is None]
    for h in mutant.hypotheses:
        if check(h.lhs) is not None:
            proof.given(h)
    given += _of_losses(proof, mutant)
    for h in base.hypotheses:
        if check(h.lhs) is None and not proof._shown(h):
            proof.scalar(_renamed(h, mutant), given, degree=degree)
    cited = [
        proof.claim(claim, base.name, i, shown=_renamed(r, mutant))
        for i, r in enumerate(base.conclusion)
    ]
    unchanged = {id(r) for r in base.conclusion}
    for r in mutant.conclusion:
        if id(r) not in unchanged:
            proof.scalar(r, [*cited, *given], degree=degree)
    return proof


def _of_losses(proof: Proof, reading: Reading) -> list[int]:
    """What holds of K and mu, where the statement has a loss."""
    for r in (*reading.conclusion, *reading.hypotheses):
        for side in (r.lhs, r.rhs):
            for node in walk(side):
                if node.op in ("loss", "grad"):
                    names = ("convexity-positive", "smoothness-positive")
                    names = (*names, "convexity-below-smoothness")
                    return [proof.fact(name, *node.args) for name in names]
    return []


def _renamed(relation: Relation, mutant: Reading) -> Relation:
    """The claim's relation with names of their own for definitions that the mutant changes."""
    own = {id(n) for r in (*mutant.hypotheses, *mutant.conclusion) for n in _definitions(r)}

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "def" and id(node) not in own:
            return Expr("def", args, name=node.name + _OF_CLAIM, tex=node.tex)
        return None

    return Relation(replace(relation.lhs, rule), relation.op, replace(relation.rhs, rule))


def _definitions(relation: Relation) -> list[Expr]:
    return [n for side in (relation.lhs, relation.rhs) for n in walk(side) if n.op == "def"]


def _is_large(relation: Relation) -> bool:
    """Matrices, and formulas whose normal forms take long."""
    return check(relation.lhs) is not None
