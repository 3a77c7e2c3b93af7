"""Mutants of a statement, how they are sampled, and the campaign over a ledger."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Reading, reading
from verify.claims.ledger import digest, statement_mark
from verify.cli import main
from verify.commands import mutate
from verify.errors import InputError
from verify.evidence.campaign import FATES, campaign, chosen_of, fate_of
from verify.evidence.ground import with_instances
from verify.evidence.mutation import KINDS, Mutant, mutants, sampled
from verify.evidence.trial import Effort, Fate, Instances, Trial, try_all
from verify.language import (
    define,
    equal,
    maximum,
    norm,
    norm2,
    relation_to_tex,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.language import matrix as letter
from verify.model.matrices import matrices

A, B = letter("A", "n", "m"), letter("B", "n", "m")
x, y = scalar("x"), scalar("y")
PAIR = matrices("mutated pair", [A, B], largest=2)
TRIANGLE = reading("printed", norm(A + B) <= norm(A) + norm(B), given=PAIR)


def _formulas(given: Reading, kind: str) -> set[str]:
    made = (m.make() for m in mutants(given) if m.kind == kind)
    return {" ; ".join(relation_to_tex(r) for r in (*m.hypotheses, *m.conclusion)) for m in made}


class TestMutants:
    def test_a_constant_is_raised_lowered_doubled_and_halved(self) -> None:
        found = _formulas(reading("r", 3 * x <= y), "constant")
        assert found == {
            r"4 \, x \le y",
            r"2 \, x \le y",
            r"6 \, x \le y",
            r"\frac{3}{2} \, x \le y",
        }

    def test_zero_is_not_doubled(self) -> None:
        assert _formulas(reading("r", x >= 0), "constant") == {r"x \ge 1", r"x \ge -1"}

    def test_exponents_norms_and_roots_change_by_one_power(self) -> None:
        found = _formulas(reading("r", x**2 <= norm2(A) + sqrt(y)), "exponent")
        assert r"x^{3} \le \left\|A\right\|_F^2 + \sqrt{y}" in found
        assert r"x^{1} \le \left\|A\right\|_F^2 + \sqrt{y}" in found
        assert r"x^{2} \le \left\|A\right\|_F + \sqrt{y}" in found
        assert r"x^{2} \le \left\|A\right\|_F^2 + y" in found
        assert len(found) == 4

    def test_an_exponent_that_is_a_letter_is_raised(self) -> None:
        assert _formulas(reading("r", x**y <= 1), "exponent") == {r"x^{y + 1} \le 1"}

    def test_signs_are_flipped_one_at_a_time(self) -> None:
        found = _formulas(reading("r", x - y + 1 <= -x), "sign")
        assert found == {r"x + y + 1 \le -x", r"x - y - 1 \le -x", r"x - y + 1 \le x"}

    def test_indices_take_the_other_dimension_and_the_next_place(self) -> None:
        found = _formulas(reading("r", sigma("n", A) <= x), "index")
        assert found == {
            r"\sigma_{m}\left(A\right) \le x",
            r"\sigma_{n+1}\left(A\right) \le x",
        }

    def test_extremes_change_places(self) -> None:
        found = _formulas(reading("r", sigma_min(A) <= maximum(x, sigma_max(B))), "extreme")
        assert len(found) == 3
        assert (
            r"\sigma_{\max}\left(A\right) \le \max\left(x, \sigma_{\max}\left(B\right)\right)"
            in found
        )
        assert (
            r"\sigma_{\min}\left(A\right) \le \min\left(x, \sigma_{\max}\left(B\right)\right)"
            in found
        )

    def test_transposes_orders_and_letters(self) -> None:
        given = reading("r", equal(A @ B.T, A @ A.T))
        assert _formulas(given, "transpose") == {
            r"A \, B = A \, A^{\top}",
            r"A \, B^{\top} = A \, A",
        }
        assert r"B^{\top} \, A = A \, A^{\top}" in _formulas(given, "order")
        assert r"B \, B^{\top} = A \, A^{\top}" in _formulas(given, "letter")

    def test_relations_are_reversed_or_made_strict_and_hypotheses_left_out(self) -> None:
        given = reading("r", x <= y, when=[x > 0, y > 1])
        assert _formulas(given, "relation") == {"x > 0 ; y > 1 ; x \\ge y", "x > 0 ; y > 1 ; x < y"}
        assert _formulas(given, "hypothesis") == {r"y > 1 ; x \le y", r"x > 0 ; x \le y"}

    def test_a_definition_is_changed_wherever_it_stands(self) -> None:
        size = define("s", 2 * x)
        given = reading("r", size <= y, size + 1 >= y, when=[size > 0])
        inner = [m for m in mutants(given) if m.kind == "constant" and m.depth == 1]
        assert {m.depth for m in mutants(given)} == {0, 1}
        for m in inner:
            statement = m.make().statement()
            assert statement is not None
            [[name, body]] = statement["definitions"]
            assert name == "s"
            assert body != ["mul", ["q", "2"], ["s", "x"]]

    def test_a_definition_written_twice_is_one_in_a_grounded_statement(self) -> None:
        first, second = define("s", 2 * x), define("s", 2 * x)
        given = reading("r", first <= y, when=[second > 0], given=matrices("two", [x, y]))
        grounded = with_instances(given)
        assert grounded is not None
        for m in mutants(grounded):
            assert m.make().statement() is not None

    def test_every_mutant_of_a_printed_claim_is_a_statement_of_its_own(self) -> None:
        for name in ("A.1/36", "E.2", "3.1/10", "E.4/120"):
            grounded = with_instances(CATALOGUE.find(name).readings[0])
            assert grounded is not None
            marks = [statement_mark(m.make().statement()) for m in mutants(grounded)]
            assert statement_mark(grounded.statement()) not in marks

    def test_words_say_what_was_changed(self) -> None:
        told = {m.tell() for m in mutants(reading("r", 3 * x <= y + x))}
        assert r"$3$ in $3 \, x$ to $4$" in told
        assert "sign of $x$ flipped" in told
        raised = {m.tell() for m in mutants(reading("r", x ** (y + 1) <= 1))}
        assert "$y + 1$ to $y + 1 + 1$" in raised


class TestSampled:
    def _many(self) -> list[Mutant]:
        grounded = with_instances(CATALOGUE.find("E.2").readings[0])
        assert grounded is not None
        return mutants(grounded)

    def test_each_kind_gets_its_turn(self) -> None:
        found = self._many()
        few = sampled(found, 12, np.random.default_rng(0))
        kinds = {m.kind for m in found}
        assert len(few) == 12
        assert {m.kind for m in few} == kinds
        assert kinds <= set(KINDS)

    def test_the_formulas_own_come_first(self) -> None:
        found = self._many()
        own = [m for m in found if m.kind == "exponent" and m.depth == 0]
        few = [m for m in sampled(found, 20, np.random.default_rng(0)) if m.kind == "exponent"]
        assert len(few) <= len(own)
        assert all(m.depth == 0 for m in few)

    def test_the_same_seed_draws_the_same_ones(self) -> None:
        found = self._many()
        first, second = (sampled(found, 9, np.random.default_rng(5)) for _ in range(2))
        assert [m.tell() for m in first] == [m.tell() for m in second]

    def test_few_mutants_are_all_taken(self) -> None:
        found = mutants(TRIANGLE)
        assert sampled(found, 1000, np.random.default_rng(0)) == found


class TestCommand:
    def test_table_and_pages_are_written_beside_the_ledger(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        @contextmanager
        def inline(jobs: int) -> Iterator[Executor]:
            yield _Inline()

        monkeypatch.setattr(mutate, "executor_of", inline)
        content = {"schema": 1, **_ledger("A.1/33", "A.1/34")}
        path = tmp_path / "arxiv_2505_11664.json"
        path.write_text(json.dumps(content | {"digest": digest(content)}), encoding="utf-8")
        assert main(["mutate", str(path), "--limit", "4", "--jobs", "1"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split() == ["section", *FATES]
        table = json.loads((tmp_path / "arxiv_2505_11664_mutants.json").read_text("utf-8"))
        assert table["limit"] == 4
        assert len(table["claims"]) == 2
        assert "## Mutants" in (tmp_path / "arxiv_2505_11664.md").read_text("utf-8")

    def test_a_missing_ledger_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mutate", "no-such-ledger.json"]) == 2
        assert "no ledger can be read" in capsys.readouterr().err


class TestTrials:
    EFFORT = Effort(count=60, sizes=3, drawn=40, generations=2, attacked=1)

    def _fates(self, *statements: Reading) -> list[Fate]:
        instances = Instances(PAIR, [0], self.EFFORT)
        return [t.fate for t in try_all(list(statements), instances)]

    def test_fates_tell_false_true_and_undefined_apart(self) -> None:
        false = reading("r", norm(A + B) <= norm(A), given=PAIR)
        undefined = reading("r", equal(A @ B, A), given=PAIR)
        assert self._fates(TRIANGLE, false, undefined) == [
            Fate.SURVIVED,
            Fate.REFUTED,
            Fate.ILL_TYPED,
        ]

    def test_no_statement_changes_the_instances_of_another(self) -> None:
        false = reading("r", norm(A + B) <= norm(A), given=PAIR)
        alone = try_all([false], Instances(PAIR, [0], self.EFFORT))[0]
        after = try_all([TRIANGLE, false], Instances(PAIR, [0], self.EFFORT))[1]
        assert alone.witness is not None
        assert after.witness is not None
        assert alone.witness.to_json() == after.witness.to_json()

    def test_first_ends_with_what_fell(self) -> None:
        false = reading("r", norm(A + B) <= norm(A), given=PAIR)
        found = try_all([TRIANGLE, false, false], Instances(PAIR, [0], self.EFFORT), first=True)
        assert [t.fate for t in found] == [Fate.SURVIVED, Fate.REFUTED]

    def test_a_strict_relation_falls_where_the_sides_are_equal(self) -> None:
        strict = reading("r", norm(A + B) < norm(A) + norm(B), given=PAIR)
        assert self._fates(strict) == [Fate.REFUTED]


def _ledger(*names: str) -> dict[str, Any]:
    claims = []
    for name in names:
        claim = CATALOGUE.find(name)
        r = claim.readings[-1] if name == "A.1/36" else claim.readings[0]
        record = {"name": r.name, "verdict": "TESTED", "statement": r.statement()}
        claims.append({"id": claim.id, "section": claim.section, "readings": [record]})
    return {"paper": "2505.11664", "claims": claims}


def _proved(*names: str) -> dict[str, Any]:
    """A ledger that holds the derivations of these claims' first readings."""
    ledger = _ledger(*names)
    for claim in ledger["claims"]:
        [record] = claim["readings"]
        found = CATALOGUE.find(claim["id"])
        [made] = [r for r in found.readings if r.name == record["name"]]
        if made.proof is None:
            continue
        evidence = made.proof().evidence(record["statement"]).to_json()
        record |= {"verdict": "PROVED", "evidence": [evidence], "facts": evidence["facts"]}
    return ledger


class _Inline(Executor):
    """Runs a task when it is submitted."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class TestCampaign:
    EFFORT = Effort(count=60, sizes=3, drawn=20, generations=1, attacked=1)

    def _table(self, executor: Executor, **more: Any) -> dict[str, Any]:
        ledger = _ledger("A.1/33", "A.1/34", "E.2/132-c")
        return campaign(ledger, executor, limit=8, effort=self.EFFORT, **more)

    def test_table_does_not_depend_on_the_executor(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            assert self._table(pool) == self._table(_Inline())

    def test_every_mutant_tried_has_one_fate(self) -> None:
        table = self._table(_Inline())
        assert [row["id"].partition("/")[2] for row in table["claims"]] == [
            "A.1/33",
            "A.1/34",
            "E.2/132-c",
        ]
        for row in table["claims"]:
            assert sum(row["fates"].values()) == len(row["tried"]) <= 8
            assert {m["fate"] for m in row["tried"]} <= set(FATES)
            assert all(("at" in m) == (m["fate"] == "refuted") for m in row["tried"])
        refuted = sum(row["fates"]["refuted"] for row in table["claims"])
        assert refuted == sum(c["refuted"] for c in table["sections"].values()) > 8
        assert refuted == sum(c["refuted"] for c in table["kinds"].values())

    def test_an_identity_that_still_holds_is_proved(self) -> None:
        swapped = equal(norm2(A.T), norm2(A))
        given = reading("r", swapped, identity=True)
        [still] = [m for m in mutants(given) if m.kind == "transpose"]
        assert fate_of(Trial(still.make(), Fate.SURVIVED), given) == "proved"

    def test_what_a_derivation_proves_is_said_to_be_proved(self) -> None:
        plain, proved = (
            campaign(ledger, _Inline(), limit=12, effort=self.EFFORT)
            for ledger in (_ledger("D.3/79", "A.1/33"), _proved("D.3/79", "A.1/33"))
        )
        for before, after in zip(plain["claims"], proved["claims"], strict=True):
            assert after["fates"]["refuted"] == before["fates"]["refuted"]
            assert {m["by"] for m in after["tried"] if "by" in m} <= {"replayed", "deduced"}
            assert all(m["fate"] == "proved" for m in after["tried"] if "by" in m)
        more = [sum(row["fates"]["proved"] for row in t["claims"]) for t in (plain, proved)]
        assert more[1] > more[0]

    def test_a_statement_that_the_search_refutes_is_not_mutated(self) -> None:
        ledger = _ledger("A.1/33")
        claim = CATALOGUE.find("A.1/36")
        record = {"name": "printed", "verdict": "TESTED", "statement": {}}
        ledger["claims"].append({"id": claim.id, "section": "A", "readings": [record]})
        table = campaign(ledger, _Inline(), limit=4, effort=self.EFFORT)
        assert [row["id"] for row in table["claims"]] == ["2505.11664/A.1/33"]

    def test_only_readings_that_hold_are_chosen(self) -> None:
        ledger = _ledger("A.1/33", "A.1/34")
        ledger["claims"][0]["readings"][0]["verdict"] = "REFUTED"
        assert chosen_of(ledger) == [("2505.11664/A.1/34", "printed")]

    def test_a_limit_below_one_is_refused(self) -> None:
        with pytest.raises(InputError, match="limit >= 1"):
            campaign(_ledger("A.1/33"), _Inline(), limit=0)


def test_instances_have_sizes_at_which_extremes_differ() -> None:
    assert Instances(PAIR, [0], Effort(sizes=3)).sizes == [
        {"n": 1, "m": 1},
        {"n": 2, "m": 1},
        {"n": 2, "m": 2},
    ]


def test_a_grounded_reading_leaves_real_data_out() -> None:
    real = replace(PAIR, real=lambda profile: [])
    grounded = with_instances(replace(TRIANGLE, setting=real))
    assert grounded is not None
    assert grounded.setting is not None
    assert grounded.setting.real is None
