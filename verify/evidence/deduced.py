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
from itertools import product
from typing import Any

from verify.claims.claim import Reading
from verify.evidence.derivation import Proof, ProofError
from verify.evidence.instances import OF_LOSS
from verify.evidence.polynomial import spectral_index
from verify.evidence.scalar import Budget
from verify.evidence.scalar._space import Space
from verify.evidence.scalar.linear import by_equations, linear_certificate
from verify.language import Expr, Relation, check, walk
from verify.language.dims import Dim, dim
from verify.language.expr import replace

__all__ = ["deduced"]

_BUDGET = Budget(products=200, solvers=())
_ORDERS = {"smin": "singular-order", "smax": "singular-order", "sigma": "singular-order"}
_ORDERS |= {"lmin": "eigenvalue-order", "lmax": "eigenvalue-order", "lam": "eigenvalue-order"}
_OF_CLAIM = "_claim"  # ends the names of definitions that the mutant changes
_MOST_TERMS = 40  # of a premise or conclusion in normal form
_DEGREES = ((14, 3), (30, 2), (60, 1))  # of products, by the number of premises at most


class _Quick(Proof):
    """A derivation whose scalar steps are found by a linear programme, or not at all."""

    def shown(self, relation: Relation, using: Sequence[int]) -> None:
        """A scalar relation that is an earlier step, or follows from some."""
        if check(relation.lhs) is None and not self._shown(relation):
            self.scalar(relation, using)

    def _searched(
        self,
        relation: Relation,
        using: Sequence[int],
        degree: int,
        products: Sequence[tuple[int, ...]],
        letters: frozenset[str],
    ) -> tuple[Any, list[int], list[int]]:
        if len(self._difference(relation, letters)) > _MOST_TERMS:
            return "too long a problem", [], []
        short = [i for i in using if len(self._slack(i, letters)) <= _MOST_TERMS]
        plain = self._elementary(relation, short, letters, search=False)
        used = list(dict.fromkeys([*short, *plain]))
        problem, premises, equations = self._posed(relation, used, letters)
        degree = next((d for most, d in _DEGREES if len(used) <= most), 0)
        if degree == 0:
            return "too long a problem", premises, equations
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
    if statement is None or any(check(r.lhs) is not None for r in mutant.conclusion):
        return None
    try:
        return _proof(claim, base, mutant).evidence(statement).to_json()
    except ProofError:
        return None


def _proof(claim: str, base: Reading, mutant: Reading) -> Proof:
    proof = _Quick()
    every = {i: proof.given(h) for i, h in enumerate(mutant.hypotheses)}
    given = [k for i, k in every.items() if check(mutant.hypotheses[i].lhs) is None]
    given += _of_losses(proof, mutant)
    # Of one run, the checker asks for the same hypotheses: nothing is to be shown.
    of_run = base.setting is not None and base.setting.run is not None
    for h in () if of_run else base.hypotheses:
        proof.shown(_renamed(h, mutant), given)
    given += _orders(proof, base, mutant)
    cited = [
        proof.claim(claim, base.name, i, shown=_renamed(r, mutant))
        for i, r in enumerate(base.conclusion)
    ]
    unchanged = {id(r) for r in base.conclusion}
    for r in mutant.conclusion:
        if id(r) not in unchanged:
            proof.scalar(r, [*cited, *given])
    return proof


def _of_losses(proof: Proof, reading: Reading) -> list[int]:
    """What holds of K and mu, where the statement has a loss."""
    for r in (*reading.conclusion, *reading.hypotheses):
        for side in (r.lhs, r.rhs):
            for node in walk(side):
                if node.op in ("loss", "grad"):
                    return [proof.fact(name, *node.args) for name in OF_LOSS]
    return []


def _orders(proof: Proof, base: Reading, mutant: Reading) -> list[int]:
    """That a singular value is at most the largest one and the one before, where one is changed."""
    old = {id(n): n for n in _spectral(base)}
    changed = [n for n in _spectral(mutant) if id(n) not in old]
    found: dict[tuple[int, Dim, Dim], int] = {}
    for new, other in product(changed, old.values()):
        kind = _ORDERS[new.op]
        if kind != _ORDERS[other.op] or new.args[0] is not other.args[0]:
            continue
        pair = spectral_index(new), spectral_index(other)
        for j, k in (pair, pair[::-1]):
            key = (id(new.args[0]), j, k)
            if j != k and (j == dim(1) or k == j + 1) and key not in found:
                found[key] = proof.fact(kind, new.args[0], j, k)
    return list(found.values())


def _spectral(reading: Reading) -> list[Expr]:
    sides = [side for r in reading.conclusion for side in (r.lhs, r.rhs)]
    return list({id(n): n for s in sides for n in walk(s) if n.op in _ORDERS}.values())


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
