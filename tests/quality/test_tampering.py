"""Recorded evidence with one leaf changed: the checker refuses it, or the change does no harm.

`data/evidence.json` holds readings of the report's ledger, without what is for the reader alone:
a derivation with a certificate, a citation and the readings that it rests on, two witnesses with
losses, enclosures; an induction is made by hand here. Every leaf of their evidence is changed in
turn (a number, an index, a name, an operator) and the ledger sealed again. What may be changed
without harm is listed with the reason. Not covered: the relations of an enclosure, which are part
of the evidence and tied to no statement.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify.checker import check_ledger
from verify.claims.ledger import digest
from verify.kernel import DATA

Json = Any
Place = tuple[str | int, ...]

RECORDED: Json = json.loads(Path(__file__).with_name("data").joinpath("evidence.json").read_text())
OPERATORS = {
    "<=": "<",
    ">=": ">",
    "<": ">",
    ">": "<",
    "==": "<=",
    "add": "mul",
    "mul": "add",
    "sub": "add",
    "mm": "add",
    "T": "neg",
    "fro": "smax",
    "fro2": "fro",
    "smax": "smin",
    "smin": "smax",
    "div": "mul",
    "neg": "T",
    "pow": "div",
    "sqrt": "inv",
    "exp": "log",
    "inner": "mm",
    "grad": "loss",
    "loss": "grad",
    "max": "min",
    "sigma": "lam",
}


def sealed(claims: Json) -> Json:
    content = {"schema": 1, "paper": "recorded", "claims": claims}
    return content | {"digest": digest(content)}


def induction() -> Json:
    """x(t+1) = x (1 - e) with 0 <= e <= 1 stays nonnegative; x0 >= 0."""
    x, e, zero, one = ["s", "x"], ["s", "e"], ["q", "0"], ["q", "1"]
    hypotheses = [[">=", e, zero], ["<=", e, one], [">=", ["s", "x0"], zero]]
    after, stays = ["mul", x, ["sub", one, e]], [">=", x, zero]
    certificate = {"products": [["1", [0, 1]]], "equations": []}
    kept = {"rule": "scalar", "relation": [">=", after, zero], "certificate": certificate}
    step = [*({"rule": "given", "relation": r} for r in (stays, hypotheses[1])), kept]
    base = [{"rule": "given", "relation": hypotheses[2]}]
    invariant = {"definitions": [], "relations": [stays], "base": base, "step": step}
    steps = [{"rule": "given", "relation": stays}]
    statement = {
        "dims": [],
        "symbols": {"x": [], "e": [], "x0": []},
        "definitions": [],
        "hypotheses": hypotheses,
        "conclusion": [stays],
        "run": {"start": {"x": ["s", "x0"]}, "next": {"x": after}, "free": ["e"]},
    }
    evidence = [{"kind": "derivation", "invariant": invariant, "steps": steps}]
    reading = {"name": "made", "verdict": "PROVED", "facts": [], "statement": statement}
    claim = {"id": "induction", "readings": [reading | {"evidence": evidence}]}
    return json.loads(json.dumps(claim))  # no part is shared


def leaves(data: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for key, part in parts:
        if isinstance(part, dict | list):
            yield from leaves(part, (*place, key))
        else:
            yield (*place, key), part


def others(leaf: Json, names: list[str]) -> list[Json]:
    """What the leaf is changed to."""
    if isinstance(leaf, int):
        return [leaf + 1, leaf - 1]
    if not isinstance(leaf, str):
        return ["x"]
    if leaf in OPERATORS:
        return [OPERATORS[leaf]]
    if re.fullmatch(r"-?\d+(/\d+)?", leaf):
        return [str(Fraction(leaf) + 1), str(Fraction(leaf) * Fraction(1001, 1000) - 1)]
    if re.fullmatch(r"\d+\.\d+(e-?\d+)?", leaf):
        head, dot, tail = leaf.partition(".")
        return [f"{int(head) + 3}{dot}{tail}"]
    facts = sorted(DATA["facts"])
    known = facts if leaf in facts else names if leaf in names else ["x"]
    return [known[(known.index(leaf) + 1) % len(known)] if leaf in known else "x"]


def mutants(claim: Json) -> Iterator[tuple[str, Json]]:
    """The claim with one leaf of one reading's evidence changed, and the place."""
    for i, reading in enumerate(claim["readings"]):
        names = sorted(reading["statement"]["symbols"]) if reading["statement"] else []
        for place, leaf in leaves(reading["evidence"]):
            if reading["verdict"] == "CERTIFIED" and place[1] != "items":
                continue
            for other in others(leaf, names):
                mutant = copy.deepcopy(claim)
                part = mutant["readings"][i]["evidence"]
                for key in place[:-1]:
                    part = part[key]
                part[place[-1]] = other
                # The facts listed are made to agree, so that it is the step that is refused.
                steps = mutant["readings"][i]["evidence"][0].get("steps", [])
                used = {s.get("of") for s in steps if s.get("rule") == "fact"}
                if isinstance(mutant["readings"][i].get("facts"), list):
                    mutant["readings"][i]["facts"] = sorted(map(str, used))
                yield f"{'/'.join(map(str, place))}: {leaf} -> {other}", mutant


def survivors(claim: Json) -> list[str]:
    rest = [c for c in RECORDED["claims"] if c["id"] != claim["id"]]
    [_, *first] = check_ledger(sealed([claim, *rest]))
    assert all(r.accepted for r in first)
    needed = [c for c in rest if f'"{c["id"]}"' in json.dumps(claim)]
    found = []
    for name, mutant in mutants(claim):
        results = check_ledger(sealed([mutant, *needed]))
        if all(r.accepted for r in results if r.claim == claim["id"]):
            found.append(name)
    return found


@pytest.mark.parametrize(
    ("claim", "count", "harmless"),
    [
        ("2505.11664/D.3/81-c", 200, None),
        ("2505.11664/summary-a/imbalance", 30, None),
        # A weight counts for nothing where W = Wstar in its entry, as long as it is positive.
        ("2505.11664/2.1/relaxed", 40, r"0/losses/ell/A/0/0: .*"),
        ("2505.11664/D.1thm/PL-c", 70, r"0/losses/ell/A/0/0: .*"),
        # What the report prints beside the enclosure; parameters that are not in (101).
        ("2505.11664/E.101", 40, r"0/items/./(mpmath|parameters/(alpha1|c|d|mu)): .*"),
        ("induction", 50, None),
    ],
)
def test_changed_evidence_is_refused(claim: str, count: int, harmless: str | None) -> None:
    [found] = [c for c in [*RECORDED["claims"], induction()] if c["id"] == claim]
    assert len(list(mutants(found))) >= count
    left = survivors(found)
    assert [x for x in left if harmless is None or not re.fullmatch(harmless, x)] == []
