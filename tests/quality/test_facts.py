"""The standard facts of `verify/facts.toml`: each is true where sampled, and each can be refuted.

A fact is sampled like any reading: random and lattice instances of its letters. A corruption of
each (a constant, a term, a sign, a hypothesis left out) must be refuted by an exact witness.
Facts about eigenvectors and solutions of equations are tried on random matrices. The checker must
build the same relation, and refuse the fact with its sides changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pytest

from proofs.arxiv_2505_11664._problem_1 import PROBLEM_1, V, W, shift
from verify.checker import check_ledger
from verify.claims.claim import Reading
from verify.claims.ledger import digest
from verify.evidence.corruption import (
    Corruption,
    corruptions,
    put_to_trial,
    scaled_side,
)
from verify.evidence.facts import FACTS, Argument, instance
from verify.evidence.trial import Effort, Fate
from verify.kernel import DATA
from verify.language import (
    dim,
    equal,
    exp,
    grad,
    loss,
    matrix,
    relation_to_json,
    scalar,
    sigma,
    symbols_of,
    to_json,
)
from verify.language.dims import minimum_of
from verify.language.expr import Expr
from verify.model.matrices import matrices
from verify.model.step import ell

Array = npt.NDArray[np.float64]

A, B, X, U = matrix("A", "n", "m"), matrix("B", "n", "m"), matrix("X", "m", "h"), matrix("U", 2, 1)
S, R = matrix("S", 2, 2), matrix("R", 2, 2)
SYMMETRIC = {"A": S + S.T, "B": R + R.T, "U": U}
SCALARS = {name: scalar(name) for name in ("x", "y", "z", "a", "b")}
LOSSES = {"f": ell, "W": W, "V": V, "A": V, "B": W, "x": shift}
INDEX = {"j": 1, "k": 2}
Q, P = matrix("Q", "n+m", "n+m"), matrix("P", "n+m", "m")
# Facts whose arguments have shapes or indices of their own.
OWN: dict[str, dict[str, Argument]] = {
    "eigenvalue-identity": {"j": 2, "k": 1},
    "eigenvalue-inertia": {"i": 1, "j": 1, "k": 1},
    "eigenvalue-inertia-sum": {"A": Q + Q.T, "i": "n", "j": "m"},
    "eigenvalue-low-rank": {"A": Q + Q.T, "C": P, "i": "n"},
    "eigenvalue-padding-after": {"k": 1, "j": 1, "i": 2},
    "eigenvalue-padding-before": {"k": 1, "j": 1, "i": 2},
    "eigenvalue-separation": {"A": Q + Q.T, "V": P},
    "one-by-one": {"A": U.T @ U},
    "singular-gram-columns": {"A": S},
    "singular-past": {"k": dim("n") + 1},
}

# Letters named by what they belong to: no arithmetic has them, so they are tried in NumPy below.
# So are orthonormal columns, which no draw has.
NAMED = (
    "eigenvector",
    "eigenvectors",
    "eigenvectors-invariant",
    "eigenvector-unit",
    "solution",
    "normal-equations",
    "eigenvalue-separation",
)
# Equations with 0 or 1: what is false beside them is a neighbour of their argument.
NEIGHBOURS = {
    "exp-zero": equal(exp(scalar("x")), 1),
    "minimum": equal(loss(ell, V), 0),
    "singular-past": equal(sigma("n", A), 0),
    "stationary": equal(grad(ell, V), 0 * V),
    "singular-past-both": equal(sigma(1, A), 0),
}


def arguments(name: str) -> list[Argument]:
    """Letters for a fact's arguments, of shapes that fit."""
    fact = FACTS[name]
    if "f" in fact.takes:
        return [LOSSES[x] for x in fact.takes]
    letters: dict[str, Argument] = {**SCALARS, **INDEX, "A": A, "B": B, "C": X, "U": U}
    if "product" in name and "power" not in name:
        letters["B"] = X
    if "(== A (T A))" in fact.given:
        letters |= SYMMETRIC
    elif name == "singular-past-both":
        letters["k"] = minimum_of(dim("n"), dim("m")) + 1
    elif name == "inner-equal":
        letters |= {"A": A + B, "B": B + A, "C": A}
    elif "(rows A) k" in " ".join(fact.sizes):
        letters["A"] = S
    letters |= OWN.get(name, {})
    return [letters[x] for x in fact.takes]


def reading_of(name: str) -> Reading:
    """The fact as a reading that can be sampled and searched."""
    found = instance(name, *arguments(name))
    expressions = [x for x in arguments(name) if isinstance(x, Expr)]
    given = tuple(g for g in found.given if g.op != "==" or "A" not in FACTS[name].takes)
    if "f" in FACTS[name].takes:
        return Reading(name, (found.relation,), given, PROBLEM_1)
    letters = list(symbols_of(*expressions).values()) or [scalar("x")]
    setting = matrices(f"fact {name}", letters, largest=3)
    return Reading(name, (found.relation,), given, setting)


def trial_of(name: str, corruption: Corruption, sizes: int) -> Fate:
    effort = Effort(count=400, sizes=sizes)
    return put_to_trial(corruption, [0, crc32(name.encode())], effort).fate


SAMPLED = sorted(set(FACTS) - {n for n in FACTS if n.startswith(NAMED)})


@pytest.mark.parametrize("name", SAMPLED)
def test_a_fact_is_not_refuted(name: str) -> None:
    assert trial_of(name, Corruption("itself", reading_of(name)), 4) is Fate.SURVIVED


@pytest.mark.parametrize("name", SAMPLED)
def test_a_corruption_of_a_fact_is_refuted(name: str) -> None:
    reading = reading_of(name)
    tried = [*corruptions(reading), scaled_side(reading, Fraction(1, 3))]
    if name in NEIGHBOURS:
        tried = [Corruption("a neighbour", replace(reading, conclusion=(NEIGHBOURS[name],)))]
    fates = []
    for corruption in tried:
        fates.append(trial_of(name, corruption, 27))
        if fates[-1] is Fate.REFUTED:
            return
    pytest.fail(f"{[c.words for c in tried]}: {fates}")


def symmetric(rng: np.random.Generator, n: int) -> Array:
    a = rng.normal(size=(n, n))
    return a + a.T


def test_facts_about_eigenvectors_and_solutions_hold_in_numbers() -> None:
    rng = np.random.default_rng(0)
    for n in (1, 2, 5):
        for k in range(1, n + 1):
            a = symmetric(rng, n)
            values, vectors = np.linalg.eigh(a)
            values, v = values[::-1], vectors[:, ::-1][:, :k]
            assert np.allclose(v.T @ v, np.eye(k))  # eigenvectors, eigenvector-unit
            assert np.allclose(a @ v, v @ (v.T @ a @ v))  # eigenvectors-invariant
            assert np.allclose(a @ v[:, -1], values[k - 1] * v[:, -1])  # eigenvector
            u = rng.normal(size=(k, 3))
            least = np.sum((v @ u) * (a @ v @ u))
            assert values[k - 1] * np.sum(u**2) <= least + 1e-12  # eigenvectors-below
            q = np.linalg.qr(rng.normal(size=(n, k)))[0]
            low = np.linalg.eigvalsh(q.T @ a @ q)[0]
            assert low <= values[k - 1] + 1e-12  # eigenvalue-separation
        wide = rng.normal(size=(n, n + 2))
        right = rng.normal(size=(n, 2))
        assert np.allclose(wide @ np.linalg.lstsq(wide, right)[0], right)  # solution
        for tall in (wide.T, np.outer(wide.T[:, 0], wide[0])):  # of full rank, and of rank one
            target = rng.normal(size=(n + 2, 2))
            least_squares = np.linalg.lstsq(tall, target)[0]
            assert np.allclose(tall.T @ tall @ least_squares, tall.T @ target)  # normal-equations


def ledger(relation: Any, step: Any, given: list[Any], symbols: dict[str, Any]) -> Any:
    """A ledger of one reading that is proved by the fact alone."""
    steps = [{"rule": "given", "relation": g, "say": ""} for g in given]
    statement = {
        "dims": ["h", "m", "n"],
        "symbols": symbols,
        "definitions": [],
        "hypotheses": given,
        "conclusion": [relation],
    }
    reading = {
        "name": "printed",
        "verdict": "PROVED",
        "statement": statement,
        "evidence": [{"kind": "derivation", "steps": [*steps, step | {"relation": relation}]}],
        "facts": [step["of"]],
    }
    content = {"schema": 1, "claims": [{"id": "fact", "readings": [reading]}]}
    return content | {"digest": digest(content)}


def all_symbols() -> dict[str, Any]:
    return {
        **{x.name: [d.to_json() for d in x.dims] for x in (A, B, X, U, S, R, W, V, Q, P)},
        **{x: [] for x in (*SCALARS, "shift")},
        "ell": ["loss", "n", "m"],
    }


def accepted(name: str, change: Callable[[Any], Any] = lambda relation: relation) -> bool:
    found = instance(name, *arguments(name))
    given = [relation_to_json(g) for g in found.given]
    with_ = [to_json(x) if isinstance(x, Expr) else dim(x).to_json() for x in arguments(name)]
    step = {"rule": "fact", "of": name, "with": with_, "say": ""}
    [_, result] = check_ledger(
        ledger(change(relation_to_json(found.relation)), step, given, all_symbols())
    )
    return result.accepted


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_checker_builds_the_same_relation_and_no_other(name: str) -> None:
    turned = {"<=": ">=", ">=": "<=", "==": "<=", ">": "<", "<": ">"}
    assert accepted(name)
    assert not accepted(name, lambda r: [turned[r[0]], r[1], r[2]])
    if r"(T A)" not in FACTS[name].holds:  # a matrix has no number to be added
        assert not accepted(name, lambda r: [r[0], ["mul", ["q", "2"], r[1]], r[2]])


@pytest.mark.parametrize("name", sorted(n for n in FACTS if FACTS[n].given))
def test_the_checker_asks_for_what_a_fact_needs(name: str) -> None:
    found = instance(name, *arguments(name))
    plain = [g for g in found.given if g.op == "=="]
    if len(plain) == len(found.given):
        return  # equal matrices are seen to be equal
    relation = relation_to_json(found.relation)
    with_ = [to_json(x) if isinstance(x, Expr) else dim(x).to_json() for x in arguments(name)]
    step = {"rule": "fact", "of": name, "with": with_, "say": ""}
    [_, result] = check_ledger(ledger(relation, step, [], all_symbols()))
    assert not result.accepted
    assert "no earlier step" in result.reason


def test_every_fact_has_a_source_and_says_what_it_says() -> None:
    assert set(DATA["facts"]) == set(FACTS)
    for fact in FACTS.values():
        assert fact.says
        assert fact.source
