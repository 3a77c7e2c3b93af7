"""Derivations: definitions as letters of a search, quotients, claims in a proof's own words."""

from __future__ import annotations

from typing import Any

import pytest

from proofs.arxiv_2505_11664.e_invariant import descends, kept
from proofs.arxiv_2505_11664.proved._family import FAMILIES
from verify.checker import check_ledger
from verify.claims.catalogue import load
from verify.claims.ledger import digest
from verify.evidence.derivation import Proof, ProofError
from verify.evidence.polynomial import normal_form
from verify.language import Relation, define, matrix, norm, relation_to_json, scalar, sqrt, walk

a, b, x = scalar("a"), scalar("b"), scalar("x")
SUM = define("S", a + b)
A = matrix("A", "n", "m")


def verdict(p: Proof, conclusion: Relation, *hypotheses: Relation) -> str:
    """What the checker says of a proof about the reals a, b and x."""
    from verify.claims.claim import Reading

    statement = Reading("printed", (conclusion,), hypotheses).statement()
    assert statement is not None
    evidence = p.evidence(statement).to_json()
    reading: dict[str, Any] = {
        "name": "printed",
        "verdict": "PROVED",
        "statement": statement,
        "evidence": [evidence],
        "facts": evidence["facts"],
    }
    content = {"schema": 1, "paper": "0", "claims": [{"id": "0/c", "readings": [reading]}]}
    return check_ledger(content | {"digest": digest(content)})[1].reason


def test_a_search_does_not_look_into_a_definition_that_is_a_letter() -> None:
    p = Proof()
    parts = [p.given(a >= 0), p.given(b >= 0)]
    p.scalar(SUM >= 0, parts)
    with pytest.raises(ProofError, match="no certificate"):
        p.scalar(SUM >= 0, parts, letters=[SUM])


def test_what_is_needed_of_a_letter_is_unfolded() -> None:
    p = Proof()
    parts = [p.given(a >= 0), p.given(b >= 0), p.unfold(SUM)]
    p.scalar(SUM >= 0, parts, letters=[SUM])
    assert verdict(p, SUM >= 0, a >= 0, b >= 0) == "accepted"


def test_a_certificate_over_letters_holds_of_their_bodies() -> None:
    p = Proof()
    product = p.scalar(SUM * x >= 0, [p.given(SUM >= 0), p.given(x >= 0)], letters=[SUM])
    assert p.steps[product]["relation"] == relation_to_json(SUM * x >= 0)
    assert verdict(p, (a + b) * x >= 0, a + b >= 0, x >= 0) == "accepted"


def test_a_quotient_of_the_statement_has_a_divisor_other_than_zero() -> None:
    p = Proof()
    one, sign = p.defined(x), p.given(x >= 0)
    square = p.fact("square-nonnegative", 1 / x)
    p.scalar(1 / x >= 0, [one, sign, square], products=[(sign, square)])
    assert verdict(p, 1 / x >= 0, x >= 0) == "accepted"


def test_a_quotient_that_the_statement_does_not_have_is_refused() -> None:
    p = Proof()
    p.defined(x)
    assert verdict(p, x * (1 / a) >= a, a >= 0) != "accepted"


def test_products_that_are_named_are_found_without_searching_what_roots_need() -> None:
    p = Proof()
    first, root = p.given(a >= 0), p.fact("root-nonnegative", a - b)
    steps = len(p.steps)
    p.scalar(a * sqrt(a - b) >= 0, products=[(first, root)])
    # The root's square is not a step, as a >= b is not known.
    assert "root-squared" not in {s.get("of") for s in p.steps[steps:]}


def test_walking_leaves_closed_definitions_closed() -> None:
    names = {node.name for node in walk(SUM * x, frozenset({"S"}))}
    assert names >= {"S", "x"}
    assert not names & {"a", "b"}


def test_the_norm_of_a_zero_matrix_is_zero() -> None:
    assert normal_form(norm(A - A)) == {}


def test_the_relations_that_proofs_cite_by_name_are_the_conclusions_in_order() -> None:
    catalogue = load("2505.11664")
    for claim, relations in (("E.invariant", kept), ("E.descends", descends)):
        readings = {r.name: r for r in catalogue.find(f"2505.11664/{claim}").readings}
        for name, family in FAMILIES.items():
            if claim == "E.invariant" or name.endswith("exp(sqrt(eta0))"):
                expected = [relation_to_json(r) for r in relations(family.at).values()]
                assert [relation_to_json(r) for r in readings[name].conclusion] == expected
