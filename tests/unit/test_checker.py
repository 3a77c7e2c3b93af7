"""The checker accepts sound evidence and says no to everything else.

Ledgers here are made by hand, one reading each, and sealed again after every mutation, so that
what refuses a tampered ledger is the check of the evidence and not the digest alone.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from verify import checker
from verify.checker import BadLedger, check_ledger, main
from verify.kernel import numbers

Json = Any


def s(name: str) -> Json:
    return ["s", name]


def q(text: str) -> Json:
    return ["q", text]


def sealed(*readings: Json) -> Json:
    """A ledger of one claim with these readings and the digest of its content."""
    named = [{"name": f"reading {i}", "note": "", "facts": []} | r for i, r in enumerate(readings)]
    ledger: dict[str, Json] = {
        "schema": 1,
        "paper": "made by hand",
        "claims": [{"id": "hand/1", "label": "Lemma 1", "readings": named}],
    }
    return reseal(ledger)


def reseal(ledger: Json) -> Json:
    content = {k: v for k, v in ledger.items() if k not in ("environment", "digest")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return ledger | {"digest": hashlib.sha256(text.encode()).hexdigest()}


def outcome(reading: Json) -> tuple[bool, str]:
    """Whether the only verdict of a sealed ledger stands, and the reason given."""
    digest, result = check_ledger(sealed(reading))
    assert digest.accepted
    return result.accepted, result.reason


def refuted(
    violated: Json,
    letters: dict[str, Json],
    sides: tuple[Json, Json],
    *,
    symbols: dict[str, Json] | None = None,
    dims: dict[str, int] | None = None,
    hypotheses: list[Json] | None = None,
    definitions: list[Json] | None = None,
) -> Json:
    """A reading that is refuted by a witness; scalar symbols unless shapes are given."""
    common = {"definitions": definitions or [], "hypotheses": hypotheses or []}
    statement = {
        "dims": list(dims or {}),
        "symbols": symbols or {name: [] for name in letters},
        "conclusion": [violated],
        **common,
    }
    lhs, rhs = ([x, x] if isinstance(x, str) else x for x in sides)
    witness = {
        "kind": "witness",
        "dims": dims or {},
        "letters": letters,
        "violated": violated,
        "lhs": lhs,
        "rhs": rhs,
        "words": "",
    }
    return json.loads(
        json.dumps({"verdict": "REFUTED", "statement": statement, "evidence": [witness]})
    )


def holds(relation: Json, letters: dict[str, Json] | None = None, **more: Json) -> tuple[bool, str]:
    """Whether the checker finds that `relation` holds, as a hypothesis of a sound refutation."""
    reading = refuted(["<=", q("1"), q("0")], letters or {}, ("1", "0"), **more)
    reading["statement"]["hypotheses"] = [relation]
    return outcome(reading)


def proved(lhs: Json, rhs: Json, symbols: dict[str, Json], **more: Json) -> Json:
    """A reading that is proved by one step of algebra."""
    dims = sorted({d for shape in symbols.values() for d in shape[:2] if isinstance(d, str)})
    statement = {
        "dims": dims,
        "symbols": symbols,
        "definitions": [],
        "hypotheses": [],
        "conclusion": [["==", lhs, rhs]],
    } | more
    step = {"rule": "identity", "relation": ["==", lhs, rhs], "say": "expand"}
    derivation = {"kind": "derivation", "steps": [step]}
    return json.loads(
        json.dumps({"verdict": "PROVED", "statement": statement, "evidence": [derivation]})
    )


A, B, X, Y, S = s("A"), s("B"), s("X"), s("Y"), s("S")
SHAPES = {"A": ["n", "m"], "B": ["n", "m"], "X": ["m", "h"], "Y": ["h", "n"], "S": ["n", "n"]}


def identity(lhs: Json, rhs: Json, **more: Json) -> bool:
    """Whether the checker accepts lhs == rhs over the letters above and scalars a, b, c."""
    symbols = SHAPES | {"a": [], "b": [], "c": []} | more.pop("symbols", {})
    return outcome(proved(lhs, rhs, symbols, **more))[0]


# The submultiplicativity of singular values, falsely printed with sigma_2 on the right:
# sigma_1(A B) <= sigma_1(A) sigma_2(B), with A = I and B = diag(3, 1).
def matrix_witness() -> Json:
    violated = ["<=", ["smax", ["ref", "G"]], ["mul", ["smax", A], ["sigma", B, 2]]]
    reading = refuted(
        violated,
        {"A": [["1", "0"], ["0", "1"]], "B": [["3", "0"], ["0", "1"]], "eta": "1/2"},
        (["3", "3"], ["1", "1"]),
        symbols={"A": ["n", "n"], "B": ["n", "n"], "eta": []},
        dims={"n": 2},
        hypotheses=[["<=", s("eta"), q("1/2")], ["<", q("0"), ["smin", s("B")]]],
        definitions=[["G", ["mm", s("A"), s("B")]]],
    )
    reading["evidence"][0]["values"] = {"G": [["3", "0"], ["0", "1"]]}
    return reading


class TestWitness:
    def test_a_sound_witness_is_accepted(self) -> None:
        assert outcome(matrix_witness()) == (True, "accepted")

    def test_a_strict_claim_is_violated_by_equality(self) -> None:
        assert outcome(refuted(["<", s("a"), q("1")], {"a": "1"}, ("1", "1")))[0]

    def test_equality_is_no_violation_of_a_claim_that_allows_it(self) -> None:
        assert not outcome(refuted(["<=", s("a"), q("1")], {"a": "1"}, ("1", "1")))[0]

    def test_a_matrix_equation_is_violated_by_one_entry(self) -> None:
        def unequal(entry: str) -> bool:
            letters = {"A": [["0", "1"], [entry, "0"]]}
            symbols: dict[str, Json] = {"A": ["n", "n"]}
            violated = ["==", A, ["T", A]]
            reading = refuted(violated, letters, (None, None), symbols=symbols, dims={"n": 2})
            return outcome(reading)[0]

        assert unequal("2")
        assert not unequal("1")

    def test_irrational_sides_are_enclosed(self) -> None:
        # sqrt(2) + sqrt(3) <= 3.14 is false: the left side is 3.1462...
        violated = ["<=", ["add", ["sqrt", q("2")], ["sqrt", q("3")]], q("157/50")]
        assert outcome(refuted(violated, {}, (["3146/1000", "3147/1000"], "157/50")))[0]

    @pytest.mark.parametrize(
        "sides",
        [
            (["4", "5"], "157/50"),  # not where the left side is
            (["4"], "157/50"),
            (["3", "4"], "157/50"),  # contains it, and says nothing
            (["3147/1000", "3146/1000"], "157/50"),  # no interval
            (["3146/1000", "3147/1000"], "3"),  # not where the right side is
            (None, "157/50"),
            ([3.14, 3.15], "157/50"),
            ([["3"]], "157/50"),
        ],
    )
    def test_the_sides_given_must_be_the_sides(self, sides: tuple[Json, Json]) -> None:
        violated = ["<=", ["add", ["sqrt", q("2")], ["sqrt", q("3")]], q("157/50")]
        assert not outcome(refuted(violated, {}, sides))[0]

    @pytest.mark.parametrize(
        "text", ["NaN", "0.5", "1e3", "1/0", "1/00", " 1", "+1", "inf", "", "١"]
    )
    def test_only_rationals_are_numbers(self, text: str) -> None:
        reading = refuted(["<=", q("1"), q("0")], {"a": text}, ("1", "0"))
        assert not outcome(reading)[0]

    @pytest.mark.parametrize("value", [1, 0.5, True, None, [], {}, [[]], [["1"], ["1", "2"]]])
    def test_letters_are_texts_of_the_declared_shape(self, value: Json) -> None:
        reading = refuted(["<=", q("1"), q("0")], {"a": value}, ("1", "0"))
        assert not outcome(reading)[0]

    def test_a_letter_is_no_interval(self) -> None:
        assert not outcome(refuted(["<=", s("a"), q("0")], {"a": ["1", "2"]}, ("1", "0")))[0]

    def test_singular_values_are_enclosed_where_the_entries_are(self) -> None:
        scaled = ["mul", ["sqrt", q("2")], ["eye", 2]]
        assert holds(["<", q("399/100"), ["fro2", scaled]])[0]
        for k in (1, 2):
            assert holds(["<", q("141421356/100000000"), ["sigma", scaled, k]])[0]
            assert holds(["<", ["sigma", scaled, k], q("141421357/100000000")])[0]
        assert holds(["==", ["sigma", scaled, 3], q("0")])[0]
        zero = ["mul", ["sub", ["sqrt", q("2")], ["sqrt", q("2")]], ["eye", 2]]
        assert holds([">=", ["smax", zero], q("0")])[0]
        assert not holds(["==", ["smax", zero], q("0")])[0]

    def test_eigenvalues_are_those_of_matrices_known_exactly(self) -> None:
        scaled = ["mul", ["sqrt", q("2")], ["eye", 2]]
        accepted, reason = holds(["<", q("1"), ["lmax", scaled]])
        assert not accepted
        assert "not known exactly" in reason


def loss_witness() -> Json:
    """The PL inequality with the constant 2 K in place of 2 mu, false for A = (1, 2), C = 0.

    At W = (1, 0): |grad|^2 = 1 and loss = 1/2, but 2 * 2 * 1/2 = 2.
    """
    value, gradient = ["loss", s("ell"), s("W")], ["grad", s("ell"), s("W")]
    reading = refuted(
        ["<=", ["mul", q("2"), s("K"), value], ["fro2", gradient]],
        {"W": [["1", "0"]], "K": "2", "mu": "1", "Wstar": [["0", "0"]]},
        ("2", "1"),
        symbols={
            "W": ["n", "m"],
            "Wstar": ["n", "m"],
            "ell": ["loss", "n", "m"],
            "K": [],
            "mu": [],
        },
        dims={"n": 1, "m": 2, "h": 1},
        definitions=[["H", ["hess", s("ell"), s("W"), s("W")]]],
    )
    loss = {"family": "weighted quadratic", "A": [["1", "2"]], "C": [["0", "0"]]}
    reading["evidence"][0] |= {"losses": {"ell": loss}, "values": {"H": [["1", "0"]]}}
    return reading


class TestLosses:
    def test_a_weighted_quadratic_may_refute(self) -> None:
        assert outcome(loss_witness()) == (True, "accepted")

    @pytest.mark.parametrize(
        ("key", "value"),
        [("K", "3/2"), ("mu", "3/2"), ("mu", "0"), ("mu", "-1"), ("Wstar", [["0", "1"]])],
    )
    def test_the_constants_of_a_statement_are_the_constants_of_its_loss(
        self, key: str, value: Json
    ) -> None:
        reading = loss_witness()
        reading["evidence"][0]["letters"][key] = value
        accepted, reason = outcome(reading)
        assert not accepted
        assert "other constants" in reason

    @pytest.mark.parametrize(
        "loss",
        [
            {},
            {"family": "log-cosh"},
            {"A": [["1", "0"]]},
            {"A": [["1", "-2"]]},
            {"A": [["1"], ["2"]]},
            {"C": [["0", "0", "0"]]},
            {"C": [["1", "0"]]},
            {"A": None},
        ],
    )
    def test_another_loss_is_refused(self, loss: Json) -> None:
        reading = loss_witness()
        known = reading["evidence"][0]["losses"]["ell"]
        reading["evidence"][0]["losses"]["ell"] = known | loss if loss else loss
        assert not outcome(reading)[0]

    def test_a_loss_without_formula_has_no_value(self) -> None:
        reading = loss_witness()
        del reading["evidence"][0]["losses"]
        assert not outcome(reading)[0]
        reading["evidence"][0]["losses"] = {"W": loss_witness()["evidence"][0]["losses"]["ell"]}
        assert not outcome(reading)[0]

    def test_in_a_derivation_a_gradient_is_a_letter(self) -> None:
        symbols = {"ell": ["loss", "n", "m"]}

        def grad(point: Json) -> Json:
            return ["grad", s("ell"), point]

        both = ["add", A, B]
        assert identity(grad(both), grad(["add", B, A]), symbols=symbols)
        assert identity(["inner", grad(A), B], ["inner", B, grad(A)], symbols=symbols)
        assert identity(["loss", s("ell"), A], ["loss", s("ell"), A], symbols=symbols)
        assert not identity(grad(A), grad(B), symbols=symbols)
        assert not identity(grad(["T", A]), grad(["T", A]), symbols=symbols)
        assert not identity(grad(both), ["add", grad(A), grad(B)], symbols=symbols)
        assert not identity(grad(A), ["hess", s("ell"), A, A], symbols=symbols)
        assert not identity(["grad", A, B], ["grad", A, B], symbols=symbols)
        assert not identity(["T", ["grad", s("ell"), A]], grad(A), symbols=symbols)


class TestValues:
    """Each relation holds at the numbers given; its reverse or a near miss does not."""

    @pytest.mark.parametrize(
        "relation",
        [
            ["==", ["sqrt", q("9/4")], q("3/2")],
            ["==", ["pow", q("2/3"), q("-3")], q("27/8")],
            ["==", ["abs", q("-3")], q("3")],
            ["==", ["max", q("1"), q("3"), q("2")], q("3")],
            ["==", ["min", q("1"), q("3"), q("-2")], q("-2")],
            ["==", ["div", q("1"), q("-4")], q("-1/4")],
            ["==", ["tr", ["eye", 3]], q("3")],
            ["==", ["tr", ["eye", ["+", 2, ["*", 3, 4]]]], q("14")],
            ["<", q("79999999/10000000"), ["pow", q("4"), q("3/2")]],
            ["<", ["log", q("1")], ["exp", q("-200")]],
            ["==", ["sigma", ["zeros", 2, 3], ["min", ["rows", ["eye", 2]], 3]], q("0")],
            ["==", ["fro", ["zeros", 2, 5]], q("0")],
            ["<", q("27182818284590452353/10000000000000000000"), ["exp", q("1")]],
            ["<", ["exp", q("1")], q("27182818284590452354/10000000000000000000")],
            ["<", q("-6931471805599453095/10000000000000000000"), ["log", q("1/2")]],
            ["<", ["log", q("1/2")], q("-6931471805599453094/10000000000000000000")],
            ["<", q("16325269/10000000"), ["pow", q("2"), ["sqrt", q("1/2")]]],
            ["<", ["pow", q("2"), ["sqrt", q("1/2")]], q("16325270/10000000")],
            ["<", ["exp", q("-1000")], ["exp", q("-999")]],
        ],
    )
    def test_elementary_functions(self, relation: Json) -> None:
        assert holds(relation) == (True, "accepted")
        op, lhs, rhs = relation
        assert not holds(["<", rhs, lhs] if op == "<" else ["<", lhs, rhs])[0]

    @pytest.mark.parametrize(
        "expression",
        [
            ["div", q("1"), q("0")],
            ["sqrt", q("-1")],
            ["log", q("0")],
            ["log", q("-1")],
            ["pow", q("0"), q("-1")],
            ["pow", q("-1"), q("1/3")],
            ["lam", ["eye", 2], 3],
            ["sigma", ["eye", 2], 0],
            ["lmax", ["vstack", ["eye", 1], ["eye", 1]]],
            ["tr", ["zeros", 1, 2]],
            ["mm", ["zeros", 1, 2], ["zeros", 1, 2]],
            ["add", ["zeros", 1, 2], ["zeros", 2, 1]],
            ["add", q("1"), ["eye", 1]],
            ["mul", ["eye", 1], ["eye", 1]],
            ["T", q("1")],
            ["sqrt", ["eye", 1]],
            ["fro", q("1")],
            ["map", "tanh", ["eye", 1]],
            ["loss", s("ell"), ["eye", 1]],
            ["ref", "nothing"],
            ["s", "nothing"],
            ["q", "x"],
            ["q", 1],
            ["eye", True],
            ["eye", 1.0],
            ["eye", -1],
            ["eye", 10**9],
            ["sqrt"],
            ["sigma", ["eye", 2]],
            ["lam", ["eye", 2], None],
            ["smax", ["eye", 2], 1],
            [],
            [["q", "1"]],
            None,
            "1",
            1,
            {"q": "1"},
            ["exp", q("100000")],
            ["pow", q("2"), q("100000")],
        ],
    )
    def test_what_has_no_value_is_refused(self, expression: Json) -> None:
        for relation in (["<=", expression, q("0")], [">=", expression, q("0")]):
            assert not holds(relation)[0]

    def test_eigenvalues_are_exact_where_rational_and_enclosed_elsewhere(self) -> None:
        # [[2, 1], [1, 2]] has 3 and 1; [[1, 1], [1, 0]] the golden ratio g and -1/g.
        letters = {
            "A": [["2", "1"], ["1", "2"]],
            "B": [["1", "1"], ["1", "0"]],
            "C": [["1", "2", "3"]],
            "D": [["1/3", "0", "0"], ["0", "1/3", "0"], ["0", "0", "-1/7"]],
        }
        symbols = {"A": ["n", "n"], "B": ["n", "n"], "C": [1, ["+", "n", 1]], "D": [3, 3]}

        def check(relation: Json) -> bool:
            return holds(relation, letters, symbols=symbols, dims={"n": 2})[0]

        assert check(["==", ["lam", A, 1], q("3")])
        assert check(["==", ["lmin", A], q("1")])
        assert check(["==", ["smin", A], ["lam", A, "n"]])
        assert check(["<", q("161803398874/100000000000"), ["lmax", B]])
        assert check(["<", ["lmax", B], q("161803398875/100000000000")])
        assert check(["<", ["lmin", B], q("-61803398874/100000000000")])
        assert check(["==", ["sigma", s("C"), 2], q("0")])
        assert check(["==", ["smax", s("C")], ["fro", s("C")]]) is False  # sqrt(14) twice
        assert check(["<", ["smin", s("C")], q("37416574/10000000")])
        assert check(["==", ["lam", s("D"), 2], q("1/3")])
        assert check(["==", ["lam", s("D"), 3], q("-1/7")])
        assert not check(["==", ["lam", s("D"), 3], q("1/3")])

    def test_eigenvalues_agree_with_the_roots_of_a_product(self) -> None:
        # H = I - 2 v v' / v'v is a reflection, so H D H has the entries of D as eigenvalues.
        v, entries = [1, 2, 3, 4], [Fraction(5, 3), Fraction(5, 3), Fraction(0), Fraction(-2, 7)]
        n, square = len(v), sum(x * x for x in v)
        h = [
            [Fraction(i == j) - Fraction(2 * v[i] * v[j], square) for j in range(n)]
            for i in range(n)
        ]
        m = [
            [sum(h[i][k] * entries[k] * h[k][j] for k in range(n)) for j in range(n)]
            for i in range(n)
        ]
        for k, entry in enumerate(entries, 1):
            found = numbers.eigenvalue([[Fraction(x) for x in row] for row in m], k, lambda _: None)
            assert (found.lo, found.hi) == (entry, entry)

    def test_eigenvalues_of_small_entries_are_enclosed_too(self) -> None:
        tiny = "1/1" + "0" * 3000
        positive = ["<=", ["lam", A, 1], q("0")]
        reading = refuted(positive, {"A": [[tiny]]}, ([tiny, tiny], "0"), symbols={"A": [1, 1]})
        assert outcome(reading) == (True, "accepted")

    def test_block_matrices_and_definitions(self) -> None:
        letters = {"A": [["1", "2"]], "B": [["3", "4"]]}
        symbols = {"A": ["n", ["max", 1, "m"]], "B": [["min", "n", "m"], "m"]}
        definitions = [["V", ["vstack", A, B]], ["H", ["hstack", ["ref", "V"], ["ref", "V"]]]]
        more = {"symbols": symbols, "dims": {"n": 1, "m": 2}, "definitions": definitions}
        assert holds(["==", ["fro2", ["ref", "H"]], q("60")], letters, **more)[0]
        assert holds(["==", ["inner", A, B], q("11")], letters, **more)[0]
        assert holds(
            ["==", ["tr", ["mm", ["had", A, B], ["T", ["had", A, B]]]], q("73")], letters, **more
        )[0]
        assert holds(["==", ["fro2", ["kron", A, ["T", B]]], q("125")], letters, **more)[0]
        product = ["hstack", ["T", B], ["mul", q("2"), ["T", B]]]
        assert holds(["==", ["kron", A, ["T", B]], product], letters, **more)[0]
        assert holds(["==", ["ref", "V"], ["vstack", A, B]], letters, **more)[0]
        assert not holds(["==", ["ref", "V"], ["vstack", B, A]], letters, **more)[0]


class TestEnclosures:
    """The primitive enclosures against 60 digits that are known."""

    E = "2.718281828459045235360287471352662497757247093699959574966967"
    LN2 = "0.693147180559945309417232121458176568075500134360255254120680"
    ROOT2 = "1.414213562373095048801688724209698078569671875376948073176679"

    @pytest.mark.parametrize(
        ("enclosure", "digits"),
        [
            (numbers.function("exp", numbers.hull(Fraction(1))), E),
            (numbers.function("log", numbers.hull(Fraction(2))), LN2),
            (numbers.function("sqrt", numbers.hull(Fraction(2))), ROOT2),
        ],
    )
    def test_known_digits_lie_inside_and_the_enclosure_is_narrow(
        self, enclosure: Json, digits: str
    ) -> None:
        near, unit = Fraction(digits), Fraction(1, 10**60)
        assert near - unit <= enclosure.lo < enclosure.hi <= near + unit
        assert enclosure.hi - enclosure.lo < Fraction(1, 10**80)

    def test_rounding_is_outward(self) -> None:
        third, half = Fraction(1, 3), Fraction(1, 2)
        for lo, hi in ((third, half), (-half, -third), (-third, third)):
            rounded = numbers.hull(hi, lo)
            assert rounded.lo <= lo < hi <= rounded.hi
        assert numbers.hull(third).lo == numbers.hull(third).hi == third


class TestDerivation:
    def test_true_identities_are_accepted(self) -> None:
        sum_, product = ["add", A, B], ["mm", A, X, Y]
        assert identity(["T", product], ["mm", ["T", Y], ["T", X], ["T", A]])
        assert identity(["tr", product], ["tr", ["mm", Y, A, X]])
        assert identity(["tr", product], ["tr", ["T", ["mm", X, Y, A]]])
        assert identity(["inner", A, B], ["inner", B, A])
        assert identity(["mul", s("a"), s("b"), A], ["mul", ["mul", s("b"), A], s("a")])
        assert identity(["smax", A], ["sigma", A, 1])
        assert identity(["smin", S], ["sigma", S, "n"])
        assert identity(["kron", A, X], ["kron", A, X])
        assert identity(["mm", ["eye", "n"], A], ["mm", A, ["eye", "m"]])
        assert identity(["add", A, ["zeros", "n", "m"]], A)
        assert identity(["tr", ["eye", "n"]], ["inner", ["eye", "n"], ["eye", "n"]])
        expanded = ["add", ["fro2", A], ["fro2", B], ["mul", q("2"), ["inner", A, B]]]
        assert identity(["fro2", sum_], expanded)
        assert identity(["fro", ["neg", A]], ["fro", ["T", A]])
        assert identity(["sqrt", ["add", s("a"), s("b")]], ["sqrt", ["add", s("b"), s("a")]])
        assert identity(["div", A, q("2")], ["mul", q("1/2"), A])
        assert identity(
            ["pow", ["sub", s("a"), s("b")], q("2")],
            [
                "add",
                ["pow", s("a"), q("2")],
                ["mul", q("-2"), s("a"), s("b")],
                ["mul", s("b"), s("b")],
            ],
        )

    def test_false_identities_are_refused(self) -> None:
        assert not identity(["mm", A, ["T", A]], ["mm", B, ["T", A]])
        assert not identity(["T", ["mm", A, X]], ["mm", ["T", A], ["T", X]])
        assert not identity(["T", S], S)
        assert not identity(["mm", S, ["T", S]], ["mm", ["T", S], S])
        assert not identity(
            ["tr", ["mm", S, S, ["T", S], ["T", S]]], ["tr", ["mm", S, ["T", S], S, ["T", S]]]
        )
        assert not identity(["fro2", ["add", A, B]], ["add", ["fro2", A], ["fro2", B]])
        assert not identity(["tr", ["eye", "n"]], ["tr", ["eye", "m"]])
        assert not identity(["tr", ["eye", "n"]], q("1"))
        assert not identity(["sigma", A, 1], ["sigma", A, 2])
        assert not identity(["sqrt", s("a")], ["exp", s("a")])
        assert not identity(["smax", ["eye", "n"]], ["smin", ["zeros", "n", "n"]])
        assert not identity(["mul", q("1/3"), s("a")], ["mul", q("1/2"), s("a")])

    def test_shapes_are_compared_by_name(self) -> None:
        assert not identity(["mm", A, Y], ["mm", A, Y])
        assert not identity(["add", A, X], ["add", A, X])
        assert not identity(A, ["T", A])
        assert not identity(["had", A, B], ["had", B, A])
        assert not identity(["kron", A, X], ["kron", X, A])
        assert not identity(["lmax", A], ["lmax", A])
        assert not identity(["tr", A], ["tr", A])
        assert not identity(["fro", s("a")], ["fro", s("a")])
        assert not identity(["sqrt", A], ["sqrt", A])

    def test_stacks_are_expanded_blockwise(self) -> None:
        stack = ["vstack", A, ["mm", ["T", Y], ["T", X]]]
        assert identity(stack, ["vstack", A, ["T", ["mm", X, Y]]])
        assert not identity(stack, ["vstack", ["T", ["mm", X, Y]], A])
        gram = ["add", ["mm", ["T", A], A], ["mm", ["T", B], B]]
        assert identity(["mm", ["T", ["vstack", A, B]], ["vstack", A, B]], gram)
        assert identity(["fro2", ["vstack", A, B]], ["add", ["fro2", A], ["fro2", B]])
        assert identity(["hstack", A, B], ["T", ["vstack", ["T", A], ["T", B]]])

    def test_definitions_are_expanded(self) -> None:
        definitions = [["G", ["sub", A, B]], ["H", ["mm", ["T", ["ref", "G"]], ["ref", "G"]]]]
        symmetric = (["ref", "H"], ["T", ["ref", "H"]])
        assert identity(*symmetric, definitions=definitions)
        assert identity(*symmetric, definitions=definitions[::-1])  # in any order
        assert not identity(*symmetric, definitions=[*definitions, definitions[0]])
        circle = [["G", ["T", ["ref", "H"]]], ["H", ["T", ["ref", "G"]]]]
        assert not identity(*symmetric, definitions=circle)

    def test_a_derivation_may_define_more_but_nothing_else(self) -> None:
        definitions = [["G", ["sub", A, B]]]
        reading = proved(["ref", "G"], ["sub", A, B], SHAPES, definitions=definitions)
        evidence = reading["evidence"][0]
        for more, right in (
            (definitions, True),
            ([["F", ["add", ["ref", "G"], A]], *definitions], True),
            ([["G", ["sub", B, A]]], False),
            ([["G'", A], ["G'", A]], False),
            ([["not a name", A]], False),
        ):
            evidence["definitions"] = more
            assert outcome(reading)[0] is right

    def test_quotients_cancel_where_the_statement_has_them(self) -> None:
        a, b, total = s("a"), s("b"), ["add", s("a"), s("b")]
        assert identity(["mul", ["div", q("1"), a], a], q("1"))
        assert identity(
            ["div", q("6"), ["mul", q("2"), a, b]], ["mul", ["div", q("3"), b], ["inv", a]]
        )
        assert identity(["div", ["mul", total, total], total], total)
        assert identity(["mul", ["div", a, a], A], A)
        assert not identity(["div", a, b], ["div", b, a])
        assert not identity(["div", q("1"), total], ["add", ["div", q("1"), a], ["div", q("1"), b]])
        assert not identity(["div", a, q("0")], ["div", a, q("0")])
        # A step may not divide by what the statement does not divide by.
        reading = proved(X, X, SHAPES | {"a": []})
        steps = reading["evidence"][0]["steps"]
        steps.insert(0, {"rule": "identity", "relation": ["==", ["div", a, a], q("1")]})
        assert not outcome(reading)[0]

    def test_an_identity_is_an_equation(self) -> None:
        reading = proved(["add", A, B], ["add", B, A], SHAPES)
        relation = reading["statement"]["conclusion"][0]
        for given, right in ((relation, True), (["<=", *relation[1:]], False), ([], False)):
            reading["evidence"][0]["steps"] = [{"rule": "identity", "relation": given}]
            assert outcome(reading)[0] is right

    def test_every_step_counts_and_one_is_the_conclusion(self) -> None:
        reading = proved(["add", A, B], ["add", B, A], SHAPES)
        steps = reading["evidence"][0]["steps"]
        other = {"rule": "identity", "relation": ["==", X, X]}
        reading["evidence"][0]["steps"] = [other, *steps]
        assert outcome(reading)[0]
        false = {"rule": "identity", "relation": ["==", A, B]}
        for wrong in ([], [other], [false, *steps], [*steps, false]):
            reading["evidence"][0]["steps"] = wrong
            assert not outcome(reading)[0]

    def test_a_conclusion_of_several_relations_needs_them_all(self) -> None:
        reading = proved(A, A, SHAPES)
        reading["statement"]["conclusion"].append(["==", X, X])
        assert not outcome(reading)[0]
        steps = reading["evidence"][0]["steps"]
        steps.append({"rule": "identity", "relation": ["==", X, X]})
        assert outcome(reading)[0]
        reading["statement"]["conclusion"] = []
        assert not outcome(reading)[0]


Path_ = tuple[str | int, ...]


class TestTampering:
    """Every mutation is sealed with a fresh digest, and still refused."""

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("letters", "A"), [["0", "0"], ["0", "0"]]),
            (("letters", "A"), [["1", "0"], "01"]),
            (("letters", "B"), [["1", "0"], ["0", "1"]]),
            (("letters", "B"), [["3", "0"], ["0", "0"]]),  # a hypothesis fails
            (("letters", "B"), [["3", "0", "0"], ["0", "1", "0"]]),
            (("letters", "eta"), "51/100"),
            (("letters", "eta"), [["1/2"]]),
            (("letters",), {"B": [["3", "0"], ["0", "1"]], "eta": "1/2"}),
            (("letters", "Q"), "1"),
            (("dims", "n"), 3),
            (("dims", "n"), True),
            (("dims",), {}),
            (("violated", 0), ">="),
            (("violated",), ["<=", q("1"), q("0")]),
            (("lhs",), ["2", "2"]),
            (("lhs",), None),
            (("lhs",), [["3", "0"], ["0", "1"]]),
            (("lhs", 0), "4"),
            (("rhs",), ["3", "3"]),
            (("values", "G"), [["3", "0"], ["0", "2"]]),
            (("values", "H"), [["3", "0"], ["0", "2"]]),
            (("values",), []),
            (("kind",), "words"),
            (("kind",), "derivation"),
        ],
    )
    def test_a_witness_changed_in_one_place_is_refused(self, path: Path_, value: Json) -> None:
        reading = matrix_witness()
        place = reading["evidence"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not outcome(reading)[0]

    @pytest.mark.parametrize("key", ["dims", "letters", "violated", "lhs", "rhs"])
    def test_a_witness_without_one_of_its_parts_is_refused(self, key: str) -> None:
        reading = matrix_witness()
        del reading["evidence"][0][key]
        assert not outcome(reading)[0]

    @pytest.mark.parametrize("place", ["witness", "derivation"])
    @pytest.mark.parametrize(
        "key", ["dims", "symbols", "definitions", "hypotheses", "conclusion", None]
    )
    def test_a_statement_without_one_of_its_parts_is_refused(
        self, place: str, key: str | None
    ) -> None:
        reading = matrix_witness() if place == "witness" else proved(A, A, SHAPES)
        assert outcome(reading)[0]
        if key is None:
            reading["statement"] = None
        else:
            del reading["statement"][key]
        assert not outcome(reading)[0]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("symbols", "B"), ["n", "n", "n"]),
            (("symbols", "B"), ["n"]),
            (("symbols", "B"), ["n", 3]),
            (("symbols", "eta"), ["n", "n"]),
            (("symbols", "not a name"), []),
            (("dims",), [1]),
            (("definitions", 0), ["G"]),
            (("definitions", 0), [["G"], A]),
            (("hypotheses", 0), ["<=", s("eta"), q("1/4")]),
            (("conclusion",), []),
            (("conclusion", 0, 0), ">="),
        ],
    )
    def test_a_statement_that_the_witness_does_not_match_is_refused(
        self, path: Path_, value: Json
    ) -> None:
        reading = matrix_witness()
        place = reading["statement"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not outcome(reading)[0]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("steps",), []),
            (("steps", 0, "rule"), "trust me"),
            (("steps", 0, "rule"), None),
            (("steps", 0, "relation"), ["==", X, X]),  # true, and not the conclusion
            (("steps", 0, "relation", 0), "<="),
            (("steps", 0, "relation", 2), A),
            (("steps", 0), "identity"),
            (("kind",), "words"),
            (("kind",), "witness"),
        ],
    )
    def test_a_derivation_changed_in_one_place_is_refused(self, path: Path_, value: Json) -> None:
        reading = proved(["add", A, B], ["add", B, A], SHAPES)
        assert outcome(reading)[0]
        place = reading["evidence"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not outcome(reading)[0]

    def test_every_digit_of_a_witness_matters(self) -> None:
        # sqrt(a) <= b c is false at a = 4, b = 1/2, c = 3; each digit is changed in turn.
        fixed = [["==", s("a"), q("4")], ["==", s("b"), q("1/2")], ["==", s("c"), q("3")]]
        violated = ["<=", ["sqrt", s("a")], ["mul", s("b"), s("c")]]
        letters = {"a": "4", "b": "1/2", "c": "3"}
        reading = refuted(violated, letters, ("2", "3/2"), hypotheses=fixed)
        assert outcome(reading)[0]
        text = json.dumps(reading["evidence"][0])
        places = [i for i, x in enumerate(text) if x.isdigit()]
        assert len(places) == 10
        for i in places:
            other = text[:i] + str(9 - int(text[i])) + text[i + 1 :]
            assert not outcome(reading | {"evidence": [json.loads(other)]})[0]


def given(relation: Json) -> Json:
    return {"rule": "given", "relation": relation, "say": ""}


def fact(name: str, relation: Json, *arguments: Json) -> Json:
    return {"rule": "fact", "of": name, "with": list(arguments), "relation": relation}


def scalar(relation: Json, products: Json, equations: Json = ()) -> Json:
    certificate = {"products": products, "equations": list(equations)}
    return {"rule": "scalar", "relation": relation, "certificate": certificate, "say": ""}


def derived(*steps: Json, hypotheses: Json = (), symbols: Json = None) -> Json:
    """A reading proved by steps, the last of which is its conclusion."""
    letters = SHAPES | {"a": [], "b": []} | (symbols or {})
    statement = {
        "dims": ["n", "m", "h"],
        "symbols": letters,
        "definitions": [],
        "hypotheses": list(hypotheses),
        "conclusion": [steps[-1]["relation"]],
    }
    derivation = {"kind": "derivation", "definitions": [], "steps": steps}
    facts = sorted({step["of"] for step in steps if step["rule"] == "fact"})
    reading = {"verdict": "PROVED", "statement": statement, "evidence": [derivation]}
    return json.loads(json.dumps(reading | {"facts": facts}))


def square(x: Json) -> Json:
    return ["pow", x, q("2")]


def scaled_product() -> Json:
    """For a >= 0, a |A X| <= a s_max(A) |X|: a product of two premises."""
    nonnegative = [">=", s("a"), q("0")]
    submultiplicative = ["<=", ["fro", ["mm", A, X]], ["mul", ["smax", A], ["fro", X]]]
    conclusion = [
        "<=",
        ["mul", s("a"), ["fro", ["mm", A, X]]],
        ["mul", s("a"), ["smax", A], ["fro", X]],
    ]
    steps = (
        given(nonnegative),
        fact("product", submultiplicative, A, X),
        scalar(conclusion, [["1", [0, 1]]]),
    )
    return derived(*steps, hypotheses=[nonnegative])


def parallelogram() -> Json:
    """|A + B|^2 <= 2 |A|^2 + 2 |B|^2: a square, and four equations."""
    matrices = (["sub", A, B], ["add", A, B], A, B)
    squares = [
        fact("norm-squared", ["==", ["mul", ["fro", x], ["fro", x]], ["fro2", x]], x)
        for x in matrices
    ]
    difference = fact("norm-nonnegative", [">=", ["fro", ["sub", A, B]], q("0")], ["sub", A, B])
    right = ["add", ["mul", q("2"), square(["fro", A])], ["mul", q("2"), square(["fro", B])]]
    conclusion = [">=", right, square(["fro", ["add", A, B]])]
    return derived(difference, *squares, scalar(conclusion, [["1", [0, 0]]], [1, 2, 3, 4]))


class TestProofs:
    @pytest.mark.parametrize("reading", [scaled_product(), parallelogram()])
    def test_sound_proofs_are_accepted(self, reading: Json) -> None:
        assert outcome(reading) == (True, "accepted")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ((0, "relation"), [">=", s("a"), q("1")]),  # no hypothesis
            ((0, "relation"), [">", s("a"), q("0")]),
            ((0, "relation"), ["<=", s("a"), q("0")]),
            ((0, "rule"), "identity"),
            ((0, "rule"), "fact"),
            ((0, "rule"), "scalar"),
            ((1, "of"), "product-right"),
            ((1, "of"), "triangle"),
            ((1, "of"), "no such fact"),
            ((1, "of"), None),
            ((1, "of"), ["product"]),
            ((1, "with"), [B, X]),
            ((1, "with"), [X, A]),  # of shapes that do not fit
            ((1, "with"), [A, Y]),
            ((1, "with"), [A]),
            ((1, "with"), [A, X, X]),
            ((1, "with"), []),
            ((1, "with"), None),
            ((1, "with", 0), s("a")),
            ((1, "with", 0), "A"),
            ((1, "with", 0), []),
            ((1, "relation", 0), ">="),
            ((1, "relation", 0), "<"),
            ((1, "relation", 0), "=="),
            ((1, "relation", 1, 1, 1), B),
            ((1, "relation", 2, 1, 0), "fro"),
            ((1, "rule"), "given"),
            ((2, "certificate", "products", 0, 0), "2"),
            ((2, "certificate", "products", 0, 0), "-1"),
            ((2, "certificate", "products", 0, 0), "0"),
            ((2, "certificate", "products", 0, 0), 1),
            ((2, "certificate", "products", 0, 0), "0.5"),
            ((2, "certificate", "products", 0, 1), [0]),
            ((2, "certificate", "products", 0, 1), [1]),
            ((2, "certificate", "products", 0, 1), [1, 1]),
            ((2, "certificate", "products", 0, 1), [0, 2]),  # itself
            ((2, "certificate", "products", 0, 1), [0, 3]),
            ((2, "certificate", "products", 0, 1), [0, -2]),  # Python's index from the end
            ((2, "certificate", "products", 0, 1), [0, True]),
            ((2, "certificate", "products", 0, 1), [0, "1"]),
            ((2, "certificate", "products", 0, 1), []),
            ((2, "certificate", "products"), []),
            ((2, "certificate", "products"), [["1", [0, 1]], ["1", [0, 1]]]),
            ((2, "certificate", "products"), [["2", [0, 1]], ["-1", [0, 1]]]),
            ((2, "certificate", "products"), None),
            ((2, "certificate", "equations"), [0]),  # no equation
            ((2, "certificate", "equations"), None),
            ((2, "certificate"), {}),
            ((2, "relation", 0), ">="),
            ((2, "relation", 0), "<"),
            ((2, "relation", 0), "=="),
            ((2, "relation", 2, 1), s("b")),
            ((2,), None),
        ],
    )
    def test_a_proof_changed_in_one_place_is_refused(self, path: Path_, value: Json) -> None:
        reading = scaled_product()
        place = reading["evidence"][0]["steps"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        # The facts listed are made to agree, so that it is the step that is refused.
        steps = [x for x in reading["evidence"][0]["steps"] if isinstance(x, dict)]
        names = {x["of"] for x in steps if isinstance(x.get("of"), str)}
        assert not outcome(reading | {"facts": sorted(names)})[0]

    @pytest.mark.parametrize("op", [">", ">="])
    def test_a_multiplier_is_positive_and_not_merely_no_less_than_0(self, op: str) -> None:
        # b >= 0 follows from a b >= 0 where a > 0, and not where a may be 0.
        a, product = [op, s("a"), q("0")], [">=", ["mul", s("a"), s("b")], q("0")]
        last = scalar([">=", s("b"), q("0")], [["1", [1]]])
        last["certificate"]["multiplier"] = [["1", [0]]]
        reading = derived(given(a), given(product), last, hypotheses=[a, product])
        assert outcome(reading)[0] is (op == ">")

    @pytest.mark.parametrize("equation", range(4))
    def test_a_dropped_equation_is_refused(self, equation: int) -> None:
        reading = parallelogram()
        del reading["evidence"][0]["steps"][-1]["certificate"]["equations"][equation]
        assert not outcome(reading)[0]

    def test_a_dropped_or_moved_step_is_refused(self) -> None:
        for reading in (scaled_product(), parallelogram()):
            steps = reading["evidence"][0]["steps"]
            others = [steps[:i] + steps[i + 1 :] for i in range(len(steps))]
            others += [steps[::-1], [steps[-1], *steps]]
            for other in others:
                names = sorted({x["of"] for x in other if "of" in x})
                changed = reading["evidence"][0] | {"steps": other}
                assert not outcome(reading | {"evidence": [changed], "facts": names})[0]

    def test_the_conclusion_is_the_statements_and_its_form_may_differ(self) -> None:
        product = ["mul", s("a"), ["fro", ["mm", A, X]]]
        bound = ["mul", ["smax", A], ["fro", X], s("a")]
        for conclusion, right in (
            ([">=", bound, product], True),
            (["<=", product, ["mul", ["sigma", A, 1], s("a"), ["fro", X]]], True),
            (["<", product, bound], False),
            (["<=", product, ["mul", q("1/2"), bound]], False),
            (["<=", ["fro", ["mm", A, X]], ["mul", ["smax", A], ["fro", X]]], True),  # step 1
            (["<=", ["fro", ["mm", A, X]], ["mul", ["smax", X], ["fro", A]]], False),
        ):
            reading = scaled_product()
            reading["statement"]["conclusion"] = [conclusion]
            assert outcome(reading)[0] is right

    def test_a_premise_is_no_matrix_equation(self) -> None:
        equation = {"rule": "identity", "relation": ["==", S, S]}
        zero = scalar(["<=", q("0"), q("0")], [], [0])
        assert not outcome(derived(equation, zero))[0]
        assert outcome(derived(scalar(["<=", q("0"), q("0")], [])))[0]

    def test_hypotheses_come_from_the_statement(self) -> None:
        positive = ["<", q("0"), s("a")]
        steps = (given(positive), scalar([">=", s("a"), q("0")], [["1", [0]]]))
        assert outcome(derived(*steps, hypotheses=[positive]))[0]
        assert not outcome(derived(*steps))[0]
        assert not outcome(derived(*steps, hypotheses=[["<", q("1"), s("a")]]))[0]

    def test_a_rewriting_ends(self) -> None:
        # a = a^2 and b = a b: whatever leads, every step goes down in one order of monomials.
        a, b = s("a"), s("b")
        equations = [["==", a, square(a)], ["==", b, ["mul", a, b]]]
        steps = [given(x) for x in equations]
        power = ["==", ["pow", a, q("9")], a]
        conclusion = ["<=", power[1], power[2]]
        assert outcome(derived(*steps, scalar(conclusion, [], [0, 1]), hypotheses=equations))[0]


LOSS = {"f": ["loss", "n", "m"], "K": [], "mu": []}


class TestFacts:
    def test_a_root_squared_needs_an_argument_that_is_not_negative(self) -> None:
        # With it 0 <= sqrt(-a)^2 = -a would follow for every a.
        a, root = s("a"), ["sqrt", ["neg", s("a")]]
        steps = (
            fact("square-nonnegative", [">=", ["mul", root, root], q("0")], root),
            fact("root-squared", ["==", ["mul", root, root], ["neg", a]], ["neg", a]),
            scalar(["<=", a, q("0")], [["1", [0]]], [1]),
        )
        accepted, reason = outcome(derived(*steps))
        assert not accepted
        assert "no earlier step" in reason
        known = ["<=", a, q("0")]
        assert outcome(derived(given(known), *steps[:2], hypotheses=[known]))[0]

    @pytest.mark.parametrize(
        ("name", "letter"), [("smoothness-positive", "K"), ("convexity-positive", "mu")]
    )
    def test_constants_are_positive_where_there_is_a_loss(self, name: str, letter: str) -> None:
        step = fact(name, [">", s(letter), q("0")], s("f"), A)
        assert outcome(derived(step, symbols=LOSS))[0]
        assert not outcome(derived(step, symbols={"K": [], "mu": []}))[0]

    def test_facts_of_losses_are_about_losses(self) -> None:
        value = [">=", ["loss", s("f"), A], q("0")]
        assert outcome(derived(fact("loss-nonnegative", value, s("f"), A), symbols=LOSS))[0]
        for ell, point in ((s("A"), A), (s("f"), X), (s("f"), s("a")), (A, A), ("f", A)):
            wrong = fact("loss-nonnegative", [">=", ["loss", ell, point], q("0")], ell, point)
            assert not outcome(derived(wrong, symbols=LOSS))[0]

    def test_the_index_of_a_singular_value_is_the_number_of_columns(self) -> None:
        def below(k: Json) -> bool:
            smaller = ["mul", ["sigma", A, k], ["fro", X]]
            relation = ["<=", smaller, ["fro", ["mm", A, X]]]
            return outcome(derived(fact("product-below", relation, A, X)))[0]

        assert below("m")
        assert below(["cols", A])
        assert not below("n")
        assert not below(1)
        assert not below(["min", "n", "m"])


def two(first: Json, second: Json) -> tuple[Json, Json]:
    """What becomes of two readings of one ledger, "reading 0" and "reading 1"."""
    ledger = reseal(json.loads(json.dumps(sealed(first, second))))
    _, *results = check_ledger(ledger)
    return tuple((r.accepted, r.reason) for r in results)  # type: ignore[return-value]


def cited(relation: Json, name: str = "reading 0", **with_: Json) -> Json:
    step = {"rule": "claim", "of": ["hand/1", name], "with": with_, "relation": relation}
    return step


class TestCitations:
    """A derivation may use a reading that is proved itself, for other letters."""

    POSITIVE: ClassVar[Json] = [">=", s("a"), q("0")]
    LEMMA: ClassVar[Json] = derived(
        given(POSITIVE),
        fact("root-nonnegative", [">=", ["sqrt", s("a")], q("0")], s("a")),
        scalar([">=", ["mul", s("a"), ["sqrt", s("a")]], q("0")], [["1", [0, 1]]]),
        hypotheses=[POSITIVE],
    )

    def user(self, *steps: Json, hypotheses: Json = ()) -> Json:
        return derived(*steps, hypotheses=list(hypotheses))

    def test_a_proved_reading_is_used_for_other_letters(self) -> None:
        square_ = ["mul", s("b"), s("b")]
        steps = (
            fact("square-nonnegative", [">=", square_, q("0")], s("b")),
            cited([">=", ["mul", square_, ["sqrt", square_]], q("0")], a=square_),
        )
        assert two(self.LEMMA, self.user(*steps)) == ((True, "accepted"), (True, "accepted"))
        for wrong in (
            steps[1:],  # without its hypothesis
            (steps[0], cited(steps[1]["relation"], a=s("b"))),
            (steps[0], cited(steps[1]["relation"])),
            (steps[0], cited(steps[1]["relation"], a=A)),
            (steps[0], cited(steps[1]["relation"], "reading 7", a=square_)),
            (steps[0], cited([">", *steps[1]["relation"][1:]], a=square_)),
        ):
            assert not two(self.LEMMA, self.user(*wrong))[1][0]

    def test_what_is_not_proved_cannot_be_cited(self) -> None:
        step = cited([">=", s("a"), q("0")], name="reading 0")
        refuted_ = refuted([">=", s("a"), q("0")], {"a": "-1"}, ("-1", "0"))
        assert not two(refuted_, self.user(step))[1][0]
        broken = copy.deepcopy(self.LEMMA)
        broken["evidence"][0]["steps"][2]["certificate"]["products"] = []
        step = cited(self.LEMMA["statement"]["conclusion"][0])
        assert not two(broken, self.user(given(self.POSITIVE), step, hypotheses=[self.POSITIVE]))[
            1
        ][0]

    def test_readings_do_not_prove_each_other(self) -> None:
        false = ["<=", q("1"), q("0")]
        first, second = derived(cited(false, "reading 1")), derived(cited(false, "reading 0"))
        assert [accepted for accepted, _ in two(first, second)] == [False, False]
        assert not outcome(derived(cited(false, "reading 0")))[0]

    def test_a_loss_keeps_its_constants(self) -> None:
        bound = ["<=", ["fro2", ["grad", s("f"), A]], ["mul", q("2"), s("K"), ["loss", s("f"), A]]]
        lemma = derived(fact("smooth-gradient", bound, s("f"), A), symbols=LOSS)
        other = json.loads(json.dumps(bound).replace('["s", "A"]', '["s", "B"]'))
        assert two(lemma, derived(cited(other, A=B), symbols=LOSS))[1][0]
        smaller = ["<=", other[1], ["mul", q("2"), s("mu"), ["loss", s("f"), B]]]
        assert not two(lemma, derived(cited(smaller, A=B, K=s("mu")), symbols=LOSS))[1][0]

    @pytest.mark.parametrize(("bound", "right"), [("h", True), (2, True), (["q", "1/2"], False)])
    def test_the_sizes_of_a_statement_are_sizes(self, bound: Json, right: bool) -> None:
        reading = proved(["fro2", ["sub", A, A]], q("0"), SHAPES)
        reading["statement"]["sizes"] = [[">=", "n", bound]]
        assert outcome(reading)[0] is right

    @pytest.mark.parametrize(("argument", "right"), [(["eye", 1], True), (A, False), (X, False)])
    def test_an_argument_has_the_shape_of_its_symbol(self, argument: Json, right: bool) -> None:
        z = s("Z")
        zero = ["==", ["fro2", ["sub", z, z]], q("0")]
        lemma = derived({"rule": "identity", "relation": zero}, symbols={"Z": [1, 1]})
        step = cited(["==", ["fro2", ["sub", argument, argument]], q("0")], Z=argument)
        first, second = two(lemma, derived(step))
        assert (first[0], second[0]) == (True, right)

    def test_a_reading_about_some_sizes_is_used_for_them(self) -> None:
        left, right = ["fro2", ["sub", A, A]], q("0")
        square_ = ["==", left, right]
        lemma = proved(left, right, SHAPES)
        lemma["statement"]["sizes"] = [["==", "m", "n"], [">=", "h", "n"]]
        user = proved(left, right, SHAPES)
        user["evidence"][0]["steps"] = [cited(square_)]
        user["facts"] = []
        assert not two(lemma, user)[1][0]
        user["statement"]["sizes"] = [["==", "m", "n"], [">=", "h", "n"]]
        assert two(lemma, user)[1][0]
        user["statement"]["sizes"] = [["==", "m", "n"], [">=", "n", "h"]]
        assert not two(lemma, user)[1][0]


def shrinking() -> Json:
    """x(t+1) = x (1 - e) with 0 <= e <= 1 at each step, from x0 >= 0: then x >= 0 at all times."""
    x, e, x0 = s("x"), s("e"), s("x0")
    after = ["mul", x, ["sub", q("1"), e]]
    hypotheses = [[">=", e, q("0")], ["<=", e, q("1")], [">=", x0, q("0")]]
    stays = [">=", x, q("0")]
    statement = {
        "dims": [],
        "symbols": {"x": [], "e": [], "x0": []},
        "definitions": [],
        "hypotheses": hypotheses,
        "conclusion": [stays],
        "run": {"start": {"x": x0}, "next": {"x": after}, "free": ["e"]},
    }
    step = [
        given(stays),
        given(hypotheses[1]),
        scalar([">=", after, q("0")], [["1", [0, 1]]]),
    ]
    invariant = {
        "definitions": [],
        "relations": [stays],
        "base": [given(hypotheses[2])],
        "step": step,
    }
    derivation = {"kind": "derivation", "invariant": invariant, "steps": [given(stays)]}
    reading = {"verdict": "PROVED", "statement": statement, "evidence": [derivation], "facts": []}
    return json.loads(json.dumps(reading))


class TestRuns:
    def test_an_invariant_proves_what_is_said_of_every_iterate(self) -> None:
        assert outcome(shrinking()) == (True, "accepted")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("invariant", "base"), []),
            (("invariant", "step"), []),
            (("invariant", "relations"), []),
            (("invariant", "relations", 0), [">", s("x"), q("0")]),
            (("invariant", "relations", 0), [">=", s("x"), s("e")]),  # e changes from step to step
            (("invariant", "step", 1), given(["<=", s("e"), q("2")])),
            (("invariant", "base", 0), given([">=", s("x"), q("0")])),  # at the start it is x0 >= 0
            (("invariant",), {}),
            (("steps",), []),
        ],
    )
    def test_a_changed_invariant_is_refused(self, path: Path_, value: Json) -> None:
        reading = shrinking()
        place = reading["evidence"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        # A hypothesis at the start is the same with x and with x0.
        assert outcome(reading)[0] is (path == ("invariant", "base", 0))

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("start", {"x": s("e")}),
            ("start", {"x": s("x")}),
            ("start", {"x": ["neg", s("x0")]}),
            ("next", {"x": ["mul", s("x"), ["sub", s("e"), q("1")]]}),
            ("next", {"x": A}),
            ("next", {}),
            ("free", ["x0"]),
            ("free", []),
        ],
    )
    def test_a_proof_for_another_run_is_refused(self, key: str, value: Json) -> None:
        reading = shrinking()
        reading["statement"]["run"][key] = value
        accepted = outcome(reading)[0]
        # Where e is the same at each step, the proof is as good.
        assert accepted is (key == "free" and value == [])

    def test_an_invariant_names_nothing_that_changes_from_step_to_step(self) -> None:
        reading = shrinking()
        invariant = reading["evidence"][0]["invariant"]
        invariant["definitions"] = [["D", ["mul", q("0"), s("e")]]]
        assert outcome(reading)[0]  # it does not use the definition
        invariant["relations"] = [[">=", ["add", s("x"), ["ref", "D"]], q("0")]]
        assert not outcome(reading)[0]

    def test_without_an_invariant_the_iterates_are_any_numbers(self) -> None:
        reading = shrinking()
        del reading["evidence"][0]["invariant"]
        assert not outcome(reading)[0]

    def test_what_is_proved_of_a_run_is_cited_for_that_run_alone(self) -> None:
        user = shrinking()
        del user["evidence"][0]["invariant"]
        user["evidence"][0]["steps"] = [cited([">=", s("x"), q("0")])]
        assert two(shrinking(), user)[1][0]
        for change in (
            {"run": shrinking()["statement"]["run"] | {"next": {"x": s("x")}}},
            {"hypotheses": shrinking()["statement"]["hypotheses"][1:]},
            {"run": None},
        ):
            other = copy.deepcopy(user)
            other["statement"] |= change
            if other["statement"]["run"] is None:
                del other["statement"]["run"]
            assert not two(shrinking(), other)[1][0]

    def test_a_witness_against_a_run_is_an_iterate_of_it(self) -> None:
        def refutes(path: list[Json], x: str) -> bool:
            reading = refuted(["<", ["mul", s("x0"), q("1/4")], s("x")], {}, ("1/4", x))
            statement = shrinking()["statement"]
            reading["statement"] |= {k: statement[k] for k in ("symbols", "hypotheses", "run")}
            reading["evidence"][0]["letters"] = {"x": x, "x0": "1", "e": "0"}
            reading["evidence"][0]["path"] = path
            return outcome(reading)[0]

        halves = [{"e": "1/2"}, {"e": "1/2"}]
        assert refutes(halves, "1/4")
        assert not refutes(halves[1:], "1/4")
        assert not refutes([], "1/4")
        assert not refutes([{"e": "2"}, {"e": "1/2"}], "-1/2")  # a step that is not admitted


def positive_square(first: Json) -> list[Json]:
    """Steps to b^2 > 0 from a step that says b (1/b) = 1: (1 + (1/b)^2) b^2 = b^2 + 1."""
    b = s("b")
    squares = [
        fact("square-nonnegative", [">=", ["mul", x, x], q("0")], x) for x in (b, ["inv", b])
    ]
    last = scalar([">", ["mul", b, b], q("0")], [["1", [1]], ["1", []]], [0])
    last["certificate"]["multiplier"] = [["1", []], ["1", [2]]]
    return [first, *squares, last]


class TestAttacks:
    """Ledgers made to prove or refute what is not so; each was accepted once."""

    def test_an_eigenvector_of_a_matrix_of_blocks_is_no_single_block(self) -> None:
        # The greatest eigenvalue of [[0, A], [A', 0]] is s_max(A).
        first = ["hstack", ["zeros", "n", "n"], A]
        blocks = ["vstack", first, ["hstack", ["T", A], ["zeros", "m", "m"]]]
        false = ["<=", ["lam", blocks, 1], q("0")]
        step = fact("eigenvectors-below", false, blocks, 1, ["eye", 1])
        assert not outcome(derived(step))[0]
        singular = fact("solution", ["==", ["mm", S, ["solution", S, S]], S], S, S)
        assert not outcome(derived(singular))[0]

    def test_a_reading_is_cited_where_its_quotients_are_defined(self) -> None:
        one = ["==", ["div", s("a"), s("a")], q("1")]
        lemma = proved(one[1], one[2], {"a": []})
        step = cited(["==", ["div", s("b"), s("b")], q("1")], a=s("b"))
        steps = positive_square(step)
        (sound, _), (accepted, reason) = two(lemma | {"facts": []}, derived(*steps))
        assert sound
        assert not accepted
        assert "no earlier step" in reason
        positive = [">", s("b"), q("0")]
        reciprocal = fact(
            "reciprocal", ["==", ["mul", s("b"), ["div", q("1"), s("b")]], q("1")], s("b")
        )
        user = derived(given(positive), reciprocal, step, hypotheses=[positive])
        assert two(lemma | {"facts": []}, user)[1] == (True, "accepted")

    def test_the_next_value_of_a_run_need_not_be_defined(self) -> None:
        # A run x(t+1) = x(t) / b stops at once where b = 0.
        one = {"rule": "identity", "relation": ["==", ["div", s("b"), s("b")], q("1")]}
        reading = derived(*positive_square(one))
        run = {"start": {"a": q("1")}, "next": {"a": ["div", s("a"), s("b")]}, "free": []}
        reading["statement"]["run"] = run
        assert not outcome(reading)[0]

    @pytest.mark.parametrize("dims", [["n"], ["n", "n", "n"], ["loss"], ["loss", "n"]])
    def test_a_shape_has_two_sizes_or_none(self, dims: Json) -> None:
        assert not identity(A, A, symbols={"v": dims})

    @pytest.mark.parametrize("name", ["K", "mu"])
    def test_a_loss_keeps_its_constants_along_a_run(self, name: str) -> None:
        # K > 0 is a fact; K = -1 at the start would prove everything.
        false = ["<=", q("1"), q("0")]
        rule = {"K": "smoothness-positive", "mu": "convexity-positive"}[name]
        reading = derived(given(false), symbols=LOSS)
        run = {"start": {name: q("-1")}, "next": {name: s(name)}, "free": []}
        reading["statement"]["run"] = run
        base = [fact(rule, [">", q("-1"), q("0")], s("f"), A), scalar(false, [["1", [0]]])]
        invariant = {"definitions": [], "relations": [false], "base": base, "step": [given(false)]}
        reading["evidence"][0]["invariant"] = invariant
        assert not outcome(reading | {"facts": [rule]})[0]

    def along(self, statement: Json, **witness: Json) -> bool:
        """Whether a witness with x = 2 refutes x <= 1 for the last iterate of a run."""
        reading = refuted(["<=", s("x"), q("1")], {}, ("2", "1"))
        reading["statement"] |= statement
        reading["evidence"][0] |= witness
        return outcome(json.loads(json.dumps(reading)))[0]

    def test_what_is_free_along_a_run_has_its_shape(self) -> None:
        # With S of one entry and s_max(S) <= 1, x = tr(S) <= 1.
        def refutes(n: int) -> bool:
            run = {"start": {"x": q("0")}, "next": {"x": ["tr", S]}, "free": ["S"]}
            statement: Json = {"dims": ["n"], "symbols": {"x": [], "S": ["n", "n"]}, "run": run}
            statement["hypotheses"] = [["<=", ["smax", S], q("1")]]
            identity_ = [[str(int(i == j)) for j in range(n)] for i in range(n)]
            letters = {"x": "2", "S": identity_}
            path = [{"S": [["1", "0"], ["0", "1"]]}]
            return self.along(statement, dims={"n": n}, letters=letters, path=path)

        assert refutes(2)
        assert not refutes(1)

    def test_the_constants_of_a_loss_are_not_free_along_a_run(self) -> None:
        def refutes(free: str) -> bool:
            run = {"start": {"x": q("0")}, "next": {"x": s(free)}, "free": [free]}
            symbols = {"x": [], "K": [], "c": [], "f": ["loss", 1, 1]}
            loss = {"family": "weighted quadratic", "A": [["1"]], "C": [["0"]]}
            letters = {"x": "2", "K": "1", "c": "1"}
            more = {"letters": letters, "losses": {"f": loss}, "path": [{free: "2"}]}
            return self.along({"symbols": symbols, "run": run}, **more)

        assert refutes("c")
        assert not refutes("K")

    def test_a_start_depends_on_nothing_that_changes(self) -> None:
        def refutes(start: Json) -> bool:
            run = {"start": {"x": start}, "next": {"x": s("x")}, "free": ["e"]}
            symbols: dict[str, Json] = {"x": [], "x0": [], "e": []}
            letters = {"x": "2", "x0": "2", "e": "2"}
            return self.along({"symbols": symbols, "run": run}, letters=letters)

        assert refutes(s("x0"))
        assert not refutes(s("x"))
        assert not refutes(s("e"))

    def test_the_state_of_a_run_is_not_free_too(self) -> None:
        # x stays at its start, whatever is given for it on the way.
        run: Json = {"start": {"x": q("0")}, "next": {"x": s("x")}, "free": ["x"]}
        statement = {"symbols": {"x": []}, "run": run}
        assert not self.along(statement, letters={"x": "2"}, path=[{"x": "2"}])

    def test_the_start_of_a_matrix_is_no_scalar(self) -> None:
        sides, large = ("2", "1"), ["<=", ["tr", S], q("1")]
        reading = refuted(large, {"S": [["2"]]}, sides, symbols={"S": ["n", "n"]}, dims={"n": 1})
        for start, right in ((q("2"), False), (["mul", q("2"), ["eye", 1]], True)):
            reading["statement"]["run"] = {"start": {"S": start}, "next": {"S": S}, "free": []}
            assert outcome(json.loads(json.dumps(reading)))[0] is right

    @pytest.mark.parametrize("exponent", ["0", "1", "2"])
    def test_a_matrix_has_no_power(self, exponent: str) -> None:
        power = ["pow", S, q(exponent)]
        assert not identity(power, power)
        assert not holds(["==", power, power], {"S": [["1"]]}, symbols={"S": [1, 1]})[0]

    @pytest.mark.parametrize(
        ("k", "reason"),
        [(2, ""), (0, "from 1"), (-1, "from 1"), (10**12, "from 1"), (2.5, "from 1")],
    )
    def test_sizes_at_a_witness_are_at_least_1(self, k: Json, reason: str) -> None:
        # s_k(A) <= s_1(A) for all k >= 1; there is no s_0(A).
        decreasing = ["<=", ["sigma", A, "k"], ["sigma", A, 1]]
        letters = {"A": [["1", "1"], ["0", "1"]]}
        sides = (["17320/10000", "17321/10000"], ["1618/1000", "1619/1000"])
        symbols, dims = {"A": ["n", "n"]}, {"n": 2, "k": k}
        accepted, said = outcome(refuted(decreasing, letters, sides, symbols=symbols, dims=dims))
        assert not accepted
        assert reason in said
        # Nor does a dimension that the statement fixes have another size.
        fixed = refuted(["<=", q("1"), q("0")], {}, ("1", "0"), dims={"k": k})
        fixed["statement"]["sizes"] = [["==", "k", 2]]
        assert outcome(fixed)[0] is (k == 2)

    @pytest.mark.parametrize(("weight", "right"), [("-2", False), ("0", False), ("1", False)])
    def test_a_loss_is_convex_where_mu_is_not_named_too(self, weight: str, right: bool) -> None:
        # ell(W) > ell(W) with the weight given; ell >= 0 is false for -2 alone.
        value = ["loss", s("f"), s("W")]
        symbols = {"W": ["n", "m"], "f": ["loss", "n", "m"]}
        loss = {"family": "weighted quadratic", "A": [["1", weight]], "C": [["0", "0"]]}
        letters = {"W": [["0", "1"]]}
        half = str(Fraction(weight) / 2)
        dims = {"n": 1, "m": 2}
        reading = refuted([">=", value, q("0")], letters, (half, "0"), symbols=symbols, dims=dims)
        reading["evidence"][0]["losses"] = {"f": loss}
        assert outcome(reading)[0] is right
        strict = refuted([">", value, value], letters, (half, half), symbols=symbols, dims=dims)
        strict["evidence"][0]["losses"] = {"f": loss}
        assert outcome(strict)[0] is (weight == "1")


class TestRoots:
    """Enclosures are re-checked by the relations that hold at their ends."""

    def reading(self, **change: Json) -> Json:
        below = ["<", ["mul", s("x"), s("x")], s("a")]
        evidence: Json = {
            "kind": "enclosure",
            "unknown": "x",
            "definitions": [],
            "relations": {"below": below, "above": [">", *below[1:]]},
            "items": [
                {
                    "parameters": {"a": "2"},
                    "value": ["1.41421356", "1.41421357"],
                    "holds": [["below", "1.41421356"], ["above", "1.41421357"]],
                }
            ],
        }
        evidence["items"][0] |= change
        return {"verdict": "CERTIFIED", "statement": None, "evidence": [evidence]}

    def test_a_sound_enclosure_is_accepted(self) -> None:
        assert outcome(self.reading()) == (True, "accepted")

    @pytest.mark.parametrize(
        "change",
        [
            {"parameters": {"a": "3"}},
            {"parameters": {}},
            {"value": ["1.41421356", "1.41421358"]},
            {"holds": [["below", "1.41421357"], ["above", "1.41421357"]]},
            {"holds": [["above", "1.41421356"], ["below", "1.41421357"]]},
            {"holds": []},
            {"holds": [["beside", "1.41421356"], ["above", "1.41421357"]]},
            {"value": ["1", "NaN"], "holds": [["below", "1"], ["above", "NaN"]]},
        ],
    )
    def test_a_changed_enclosure_is_refused(self, change: Json) -> None:
        assert not outcome(self.reading(**change))[0]

    @pytest.mark.parametrize(("bits", "right"), [(320, False), (2400, True)])
    def test_close_to_0_more_digits_decide(self, bits: int, right: bool) -> None:
        # e^x > 1 + x: at 1e-300 the sides differ in the 600th decimal.
        relation = [">", ["exp", s("x")], ["add", q("1"), s("x")]]
        reading = self.reading(value=[], holds=[["above", "1e-300"]], bits=bits, parameters={})
        reading["evidence"][0]["relations"] = {"above": relation}
        assert outcome(reading)[0] is right

    @pytest.mark.parametrize("bits", [319, -1, 10**6, "640", True, 640.0, None])
    def test_digits_are_some_and_not_too_many(self, bits: Json) -> None:
        assert not outcome(self.reading(bits=bits))[0]
        assert outcome(self.reading(bits=640))[0]

    def test_no_enclosure_certifies_nothing(self) -> None:
        reading = self.reading()
        reading["evidence"][0]["items"] = []
        assert not outcome(reading)[0]


def test_the_proofs_of_the_catalogue_are_accepted() -> None:
    from proofs.arxiv_2505_11664 import CATALOGUE
    from verify.claims.proving import attempts

    found = attempts(CATALOGUE.claims)
    assert len(found) > 60
    assert [(a.claim, a.reading, a.reason) for a in found if not a.accepted] == []


class TestVerdicts:
    def test_a_verdict_raised_by_hand_is_refused(self) -> None:
        reading = {"verdict": "TESTED", "evidence": [{"kind": "sampling"}], "statement": None}
        assert check_ledger(sealed(reading))[1:] == []
        for verdict in ("PROVED", "REFUTED"):
            assert not outcome(reading | {"verdict": verdict})[0]

    def test_a_verdict_is_not_carried_by_the_other_kind_of_evidence(self) -> None:
        assert not outcome(matrix_witness() | {"verdict": "PROVED"})[0]
        assert not outcome(proved(A, A, SHAPES) | {"verdict": "REFUTED"})[0]
        both = proved(A, A, SHAPES)
        both["evidence"] += matrix_witness()["evidence"]
        assert not outcome(both)[0]

    def test_every_piece_of_evidence_must_stand(self) -> None:
        reading = proved(A, A, SHAPES)
        second = copy.deepcopy(reading["evidence"][0])
        reading["evidence"].append(second)
        assert outcome(reading)[0]
        second["steps"][0]["relation"][2] = B
        assert not outcome(reading)[0]

    def test_a_fact_listed_and_not_used_is_refused(self) -> None:
        assert not outcome(proved(A, A, SHAPES) | {"facts": ["Weyl"]})[0]

    def test_a_changed_byte_breaks_the_digest(self) -> None:
        ledger = sealed(matrix_witness())
        ledger["claims"][0]["label"] = "Lemma 2"
        digest, result = check_ledger(ledger)
        assert not digest.accepted
        assert result.accepted

    def test_the_environment_is_not_sealed(self) -> None:
        ledger = sealed(matrix_witness()) | {"environment": {"seconds": 1.5}}
        assert all(r.accepted for r in check_ledger(ledger))


class TestHostileLedgers:
    """One clear line and exit status 2 or 1; never a traceback."""

    @pytest.mark.parametrize(
        "ledger",
        [
            None,
            [],
            {},
            {"schema": 1},
            {"schema": 2, "claims": [], "digest": ""},
            {"schema": 1, "claims": {}, "digest": ""},
            {"schema": 1, "claims": [1], "digest": ""},
            {"schema": 1, "claims": [{"id": 1, "readings": [{}]}], "digest": ""},
            {"schema": 1, "claims": [{"id": "x", "readings": [{"name": "y"}]}], "digest": ""},
            {"schema": 1, "claims": [], "digest": "", "x": float("nan")},
            {"schema": 1, "claims": [], "digest": "", "x": {1, 2}},
            {"schema": 1, "claims": [], "digest": "", "x": "\ud800"},
        ],
    )
    def test_what_is_no_ledger_raises_one_error(self, ledger: Json) -> None:
        with pytest.raises(BadLedger):
            check_ledger(ledger)

    @pytest.mark.parametrize("verdict", ["TRUE", 1, [], True, "PROVED REFUTED"])
    def test_an_unknown_verdict_is_no_ledger(self, verdict: Json) -> None:
        with pytest.raises(BadLedger):
            check_ledger(sealed({"verdict": verdict, "evidence": []}))

    def test_two_readings_of_one_name_are_no_ledger(self) -> None:
        reading = matrix_witness() | {"name": "printed"}
        with pytest.raises(BadLedger):
            check_ledger(sealed(reading, reading))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[" * 100_000,
            '{"schema": ' + "9" * 100_000 + "}",
            '{"schema": NaN}',
            '{"schema": 1, "claims": [], "digest": "", "x": 1e999}',
            '{"schema": 1, "claims": {}, "digest": ""}',
            "\xff\xfe",
            "\x00",
        ],
    )
    def test_a_file_that_is_no_ledger_gives_one_line_and_status_2(
        self, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "ledger.json"
        path.write_bytes(text.encode("latin-1"))
        assert main([str(path)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1

    def test_a_missing_file_and_wrong_usage_give_status_2(self, tmp_path: Path) -> None:
        assert main([str(tmp_path / "absent.json")]) == 2
        assert main([str(tmp_path)]) == 2
        assert main([]) == 2

    def test_a_deep_expression_is_refused(self) -> None:
        deep: Json = q("1")
        for _ in range(800):
            deep = ["neg", deep]
        assert not holds(["==", deep, q("1")])[0]
        for _ in range(20_000):
            deep = ["neg", deep]
        with pytest.raises(BadLedger):
            check_ledger({"schema": 1, "claims": [], "digest": "", "deep": deep})

    @pytest.mark.parametrize(
        ("start", "growing"),
        [
            (["eye", 2], lambda x: ["vstack", x, x]),
            (["eye", 100], lambda x: ["mm", x, x]),
            (["eye", 50], lambda x: ["mul", ["smax", x], x]),
            (q("3"), lambda x: ["mul", x, x]),
            (q("2"), lambda x: ["exp", x]),
            (q("7"), lambda x: ["pow", x, q("100")]),
        ],
    )
    def test_the_work_of_a_witness_is_bounded(
        self, start: Json, growing: Callable[[Json], Json], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checker, "MAX_WORK", 200_000)
        definitions = [["D0", start]]
        definitions += [[f"D{i}", growing(["ref", f"D{i - 1}"])] for i in range(1, 60)]
        last = [["==", ["ref", "D59"], ["ref", "D59"]]]
        violated = ["<=", q("1"), q("0")]
        reading = refuted(violated, {}, ("1", "0"), definitions=definitions, hypotheses=last)
        accepted, reason = outcome(reading)
        assert not accepted
        assert re.search("limit|needs more than|domain|too long", reason)

    @pytest.mark.parametrize(
        ("start", "growing"),
        [
            (["add", s("a"), s("b")], lambda x: ["mul", x, x]),
            (["add", A, B], lambda x: ["mm", x, ["T", x], x]),
            (["add", s("a"), s("b")], lambda x: ["pow", x, q("99")]),
        ],
    )
    def test_the_work_of_an_expansion_is_bounded(
        self, start: Json, growing: Callable[[Json], Json], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checker, "MAX_WORK", 200_000)
        definitions = [["D0", start]]
        definitions += [[f"D{i}", growing(["ref", f"D{i - 1}"])] for i in range(1, 60)]
        symbols = SHAPES | {"a": [], "b": []}
        last = [["==", ["ref", "D59"], ["ref", "D59"]]]
        reading = proved(A, A, symbols, definitions=definitions, hypotheses=last)
        accepted, reason = outcome(reading)
        assert not accepted
        assert re.search("limit|beyond|too long", reason)

    @pytest.mark.parametrize(
        ("last", "reason"),
        [
            (["eye", ["ref", "least60"]], ""),  # one size, reached in 2^60 ways
            (["eye", ["ref", "times60"]], "too long"),  # a name of 2^60 characters
            (["mul", ["ref", "c"], ["ref", "c"]], "too long"),  # 640,000 products
            (["tr", ["mul", ["ref", "c"], ["mm", *[S] * 120]]], "limit"),  # 240 turns each
        ],
    )
    def test_no_size_no_value_and_no_trace_is_beyond_a_limit(
        self, last: Json, reason: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checker, "MAX_WORK", 30_000 if "tr" in last else 2_000_000)
        letters: Json = {f"c{i}": [] for i in range(800 if "mul" in last else 100)}
        definitions: Json = [["c", ["add", *map(s, letters)]], ["least0", "n"], ["times0", "n"]]
        for i in range(60):
            for name, op in (("least", "min"), ("times", "*")):
                before = ["ref", f"{name}{i}"]
                definitions.append([f"{name}{i + 1}", [op, before, before]])
        reading = proved(last, last, {"S": ["n", "n"]} | letters, definitions=definitions)
        accepted, said = outcome(reading)
        assert accepted is (not reason)
        assert reason in said

    def test_what_is_gone_through_again_and_again_is_work(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Each took a time, or a memory, that grows with the square of the ledger's length.
        many, one = 300, ["==", q("1"), q("1")]
        letters: Json = {f"c{i}": [] for i in range(many)}
        total = ["add", *map(s, letters)]
        same = ["==", total, total]
        quotient = ["==", ["inv", total], ["inv", total]]
        lemma = derived(given(["==", s("a"), s("a")]), hypotheses=[["==", s("a"), s("a")]])
        step, short = cited(same, a=total), {"rule": "identity", "relation": one}
        zero = given(["==", total, q("0")])
        certificate = scalar(["<=", q("0"), q("1")], [["1", []]], [0])
        defining, user = derived(short, symbols=letters), derived(short)
        user["statement"]["definitions"] = [[f"a{i}", q("1")] for i in range(4 * many)]
        user["evidence"][0]["definitions"] = [[f"b{i}", q("1")] for i in range(4 * many)]
        ledgers: list[Json] = [
            derived(*[{"rule": "identity", "relation": same}], *[step] * many, symbols=letters),
            derived(*[short] * many, {"rule": "identity", "relation": quotient}, symbols=letters),
            derived(zero, *[certificate] * many, hypotheses=[zero["relation"]], symbols=letters),
            user,
        ]
        assert outcome(defining)[0]
        for reading in ledgers:
            monkeypatch.setattr(checker, "MAX_WORK", 60_000_000)
            assert two(lemma, reading)[1] == (True, "accepted")
            monkeypatch.setattr(checker, "MAX_WORK", 50_000)
            assert "limit" in two(lemma, reading)[1][1]

    def test_names_cannot_forge_a_normal_form(self) -> None:
        forged = {"tr[A]": [], "A^": ["n", "m"], "A=": ["n", "m"], "a*b": [], "a.b": []}
        for name, shape in forged.items():
            assert not identity(A, A, symbols={name: shape})


def test_the_program_runs_with_nothing_installed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    program = Path(checker.__file__)

    def run(ledger: Json) -> tuple[int, str]:
        path.write_text(json.dumps(ledger), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(program), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.stderr == ""
        return done.returncode, done.stdout

    sound = sealed(matrix_witness(), proved(A, A, SHAPES))
    assert run(sound) == (0, "2 of 2 verdicts PROVED, REFUTED, CERTIFIED stand\n")
    status, text = run(sealed(matrix_witness(), proved(A, B, SHAPES)))
    assert status == 1
    assert text.splitlines()[0].startswith("refused: 'hand/1' 'reading 1' PROVED: step 0, ")
    assert run(sound | {"digest": "0"})[0] == 1


def _files_to_trust() -> list[Path]:
    program = Path(checker.__file__)
    return [program, *sorted(program.with_name("kernel").glob("*.py"))]


@pytest.mark.parametrize("path", _files_to_trust(), ids=lambda path: path.stem)
def test_the_checker_imports_the_standard_library_and_its_kernel_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    imported = {str(n.module) for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    imported |= {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    own = {"verify.kernel", "kernel"} if path.stem == "checker" else set()
    assert {name.split(".")[0] for name in imported - own} <= set(sys.stdlib_module_names)
    assert all(n.level == 1 for n in nodes if isinstance(n, ast.ImportFrom) and n.level)
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    assert names.isdisjoint({"eval", "exec", "compile", "__import__", "open", "getattr"})


def test_the_rules_of_the_checker_fit_in_500_lines_and_its_kernel_in_1000() -> None:
    """Every line counts, comments and blank ones too."""
    rules, *kernel = (len(path.read_text("utf-8").splitlines()) for path in _files_to_trust())
    assert rules <= 500
    assert sum(kernel) <= 1000
