"""Claims, the catalogue, the verdict rule, the run and the ledger."""

import json
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar

import pytest

from proofs.arxiv_2505_11664 import CATALOGUE, STATEMENTS
from verify.claims import ledger as ledger_module
from verify.claims.catalogue import Catalogue, load, papers, select
from verify.claims.claim import Claim, Reading, reading
from verify.claims.evidence import Evidence
from verify.claims.ledger import build, digest, environment, read, write
from verify.claims.run import profile_budget, run
from verify.claims.verdict import Verdict, decide
from verify.errors import InputError
from verify.evidence.derivation import Proof
from verify.language import eye, scalar, sigma, vstack, zeros

x = scalar("x")


def _claim(name: str, *readings: Reading, rests_on: tuple[str, ...] = ()) -> Claim:
    return Claim(
        f"0000.00000/{name}",
        name,
        "1",
        "a claim",
        readings or (Reading("printed"),),
        rests_on=tuple(f"0000.00000/{r}" for r in rests_on),
    )


class TestCatalogue:
    def test_ids_must_be_unique(self) -> None:
        with pytest.raises(InputError, match="occur twice"):
            Catalogue("0000.00000", "t", (_claim("1"), _claim("1")))

    def test_references_must_resolve(self) -> None:
        with pytest.raises(InputError, match=r"0000\.00000/12") as caught:
            Catalogue("0000.00000", "t", (_claim("1.2"), _claim("2", rests_on=("12",))))
        assert "0000.00000/1.2" in caught.value.remedy

    @pytest.mark.parametrize("names", [(), ("repaired",), ("printed", "printed")])
    def test_printed_reading_comes_first_and_names_are_distinct(
        self, names: tuple[str, ...]
    ) -> None:
        with pytest.raises(InputError, match="the first reading is 'printed'"):
            Claim("0/1", "1", "1", "t", tuple(Reading(n) for n in names))

    def test_paper_is_found_by_its_number(self) -> None:
        assert "2505.11664" in papers()
        assert load("2505.11664") is CATALOGUE

    def test_without_proofs_it_is_the_same_but_for_them(self) -> None:
        plain = load("2505.11664", proofs=False)
        assert plain is STATEMENTS
        pairs = [
            (one, two)
            for a, b in zip(CATALOGUE.claims, plain.claims, strict=True)
            for one, two in zip(a.readings, b.readings, strict=True)
        ]
        assert sum(one.proof is not None for one, _ in pairs) > 300
        for one, two in pairs:
            assert two.proof is None
            assert replace(one, proof=None, unproved=two.unproved) == two
        assert [c.id for c in CATALOGUE.claims] == [c.id for c in plain.claims]

    def test_every_id_is_the_papers_and_every_source_exists(self) -> None:
        root = Path(__file__).parents[2]
        for claim in CATALOGUE.claims:
            assert claim.id.startswith("2505.11664/")
            assert claim.paper == "2505.11664"
            assert (root / claim.source).is_file()

    @pytest.mark.parametrize("name", ["2505.11664/E.2", "E.2"])
    def test_claim_is_found_with_and_without_the_paper(self, name: str) -> None:
        assert select([name])[0][1].id == "2505.11664/E.2"
        assert CATALOGUE.find(name).id == "2505.11664/E.2"

    def test_no_name_selects_all_claims(self) -> None:
        assert len(select([])) >= len(CATALOGUE.claims)

    @pytest.mark.parametrize(
        ("wrong", "suggested"),
        [
            ("2505.11664/E.3", "E.2"),
            ("A.1", "A.1/33"),
            ("A.1/39", "A.1/33"),
            ("3.1/9-decent", "3.1/9-descent"),
        ],
    )
    def test_unknown_claim_gets_the_nearest_ids(self, wrong: str, suggested: str) -> None:
        with pytest.raises(InputError, match="there is no claim") as caught:
            select([wrong])
        assert f"2505.11664/{suggested}" in caught.value.remedy

    def test_unknown_paper_gets_the_nearest_one(self) -> None:
        with pytest.raises(InputError, match=r"2505\.11664"):
            load("2505.11665")


def _evidence(kind: str, **data: Any) -> Evidence:
    return Evidence(kind, data)


SAMPLED = _evidence("sampling", instances=1000, violations=0)
SEARCHED = _evidence("adversary", evaluations=500, violations=0)
WORDS = _evidence("words", words="an argument")
DERIVED = _evidence("derivation", steps=[{}, {}])
WITNESS = _evidence("witness", words="2 <= 0 is false")
ENCLOSED = _evidence("enclosure", words="on the grid")


def test_a_statement_names_the_sizes_of_identities_and_indices() -> None:
    found = reading("printed", sigma("k", vstack(eye("n"), zeros("m", "n"))) <= 1).statement()
    assert found is not None
    assert found["dims"] == ["k", "m", "n"]


class TestVerdictRule:
    TABLE: ClassVar[list[tuple[list[Evidence], Verdict]]] = [
        ([], Verdict.INCONCLUSIVE),
        ([WORDS], Verdict.INCONCLUSIVE),
        ([SEARCHED], Verdict.INCONCLUSIVE),
        ([_evidence("sampling", instances=0, violations=0)], Verdict.INCONCLUSIVE),
        ([SAMPLED], Verdict.TESTED),
        ([SAMPLED, SEARCHED, WORDS], Verdict.TESTED),
        ([_evidence("statistics", instances=50, violations=0)], Verdict.TESTED),
        ([SAMPLED, _evidence("assertion", words="a solver says so")], Verdict.ASSERTED),
        ([SAMPLED, ENCLOSED], Verdict.CERTIFIED),
        ([SAMPLED, DERIVED], Verdict.PROVED),
        ([DERIVED, ENCLOSED], Verdict.PROVED),
        ([_evidence("sampling", instances=9, violations=1)], Verdict.INCONCLUSIVE),
        ([SAMPLED, _evidence("adversary", violations=1)], Verdict.INCONCLUSIVE),
        ([DERIVED, _evidence("sampling", instances=9, violations=1)], Verdict.INCONCLUSIVE),
        ([SAMPLED, WITNESS], Verdict.REFUTED),
        ([DERIVED, WITNESS], Verdict.REFUTED),
        ([_evidence("blocked", words="needs A"), SAMPLED], Verdict.BLOCKED),
        ([_evidence("blocked", words="needs A"), DERIVED], Verdict.BLOCKED),
        ([_evidence("ill_typed", words="n x m"), SAMPLED], Verdict.ILL_TYPED),
        ([_evidence("error", words="broke"), DERIVED, WITNESS], Verdict.ERROR),
    ]

    @pytest.mark.parametrize(("evidence", "verdict"), TABLE)
    def test_evidence_supports_this_verdict_and_no_other(
        self, evidence: list[Evidence], verdict: Verdict
    ) -> None:
        found, basis = decide(evidence)
        assert found is verdict
        assert basis

    @pytest.mark.parametrize(("evidence", "verdict"), TABLE)
    def test_order_of_the_evidence_does_not_matter(
        self, evidence: list[Evidence], verdict: Verdict
    ) -> None:
        assert decide(evidence[::-1])[0] is verdict

    def test_floats_alone_never_give_more_than_tested(self) -> None:
        many = [_evidence("sampling", instances=10**9, violations=0), SEARCHED] * 5
        assert decide(many)[0] is Verdict.TESTED

    def test_every_verdict_of_the_rule_is_seen(self) -> None:
        assert {v for _, v in self.TABLE} == set(Verdict)


class TestProfiles:
    def test_unknown_profile_is_an_input_error_that_names_the_known_ones(self) -> None:
        with pytest.raises(InputError, match="quick, full"):
            profile_budget("slow", 0)

    def test_full_profile_samples_at_least_100000_instances(self) -> None:
        assert profile_budget("full", 0).instances >= 10**5


class Inline(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A finished future."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


CHOSEN = ("A.1/36", "B/59-K", "E.2/131", "E.2/132-c", "B/57")


def _ledger(executor: Executor, seed: int = 0) -> dict[str, Any]:
    budget = profile_budget("quick", seed)
    outcomes = run([CATALOGUE.find(n) for n in CHOSEN], budget, executor)
    return build(CATALOGUE, outcomes, budget, environment(1.0, 1))


@pytest.fixture(scope="module")
def ledger() -> dict[str, Any]:
    return _ledger(Inline())


class TestRun:
    def test_verdicts_are_those_expected(self, ledger: dict[str, Any]) -> None:
        found = {
            (c["id"].partition("/")[2], r["name"]): r["verdict"]
            for c in ledger["claims"]
            for r in c["readings"]
        }
        assert found["A.1/36", "printed"] == "REFUTED"
        assert found["A.1/36", "repaired"] in ("PROVED", "TESTED")
        assert found["B/59-K", "printed"] == "REFUTED"
        assert found["E.2/131", "printed"] == "ILL_TYPED"
        assert found["E.2/131", "repaired"] == "PROVED"
        assert found["E.2/132-c", "printed"] == "PROVED"
        assert found["B/57", "printed"] is None

    def test_two_processes_give_the_same_bytes(self, ledger: dict[str, Any]) -> None:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            other = _ledger(pool)
        assert other["digest"] == ledger["digest"]
        assert other["claims"] == ledger["claims"]

    def test_another_seed_gives_another_ledger(self, ledger: dict[str, Any]) -> None:
        assert _ledger(Inline(), seed=1)["digest"] != ledger["digest"]

    def test_broken_check_is_an_error_of_its_reading_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(budget: object) -> list[Evidence]:
            raise ZeroDivisionError("by nothing")

        bad = _claim("bad", reading("printed", x >= 0, checks=[broken]))
        catalogue = Catalogue("0000.00000", "t", (bad, _claim("good")))
        monkeypatch.setattr("verify.claims.run.load", lambda paper: catalogue)
        outcomes = run(catalogue.claims, profile_budget("quick", 0), Inline())
        assert outcomes[0].verdict is Verdict.ERROR
        assert "ZeroDivisionError: by nothing" in outcomes[0].basis
        assert outcomes[1].verdict is Verdict.INCONCLUSIVE

    def test_derivation_that_the_checker_refuses_proves_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def square() -> Proof:
            p = Proof()
            p.fact("square-nonnegative", x)
            return p

        right = replace(reading("printed", x**2 >= 0), proof=square)
        other = replace(reading("printed", x >= 0), proof=square)
        catalogue = Catalogue("0000.00000", "t", (_claim("right", right), _claim("other", other)))
        monkeypatch.setattr("verify.claims.run.load", lambda paper: catalogue)
        outcomes = run(catalogue.claims, profile_budget("quick", 0), Inline())
        assert outcomes[0].verdict is Verdict.PROVED
        assert outcomes[1].verdict is Verdict.INCONCLUSIVE
        assert outcomes[1].basis == "the checker refuses the derivation: it is not concluded"


class TestLedger:
    def test_digest_is_over_all_but_environment(self, ledger: dict[str, Any]) -> None:
        assert ledger["digest"] == digest(ledger)
        assert digest({**ledger, "environment": {"seconds": 7}}) == ledger["digest"]
        assert digest({**ledger, "seed": 7}) != ledger["digest"]

    def test_ledger_goes_to_a_file_and_back(self, ledger: dict[str, Any], tmp_path: Path) -> None:
        path = write(ledger, tmp_path / "reports")
        assert path.name == "arxiv_2505_11664.json"
        assert read(path) == ledger

    def test_fields_of_the_interface_are_there(self, ledger: dict[str, Any]) -> None:
        assert set(ledger) == {
            "schema", "paper", "title", "seed", "profile", "digest", "environment", "claims"
        }  # fmt: skip
        claim = ledger["claims"][0]
        assert {"id", "label", "section", "equations", "title", "hypotheses", "rests_on"} <= set(
            claim
        )
        named = {"name", "tex", "verdict", "tightness", "evidence", "facts", "note"}
        assert all(named <= set(r) for c in ledger["claims"] for r in c["readings"])

    def test_broken_write_keeps_the_last_good_file(
        self, ledger: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write(ledger, tmp_path)
        good = path.read_bytes()

        def broken(self: Path, target: object) -> Path:
            raise OSError("no space left on device")

        monkeypatch.setattr(Path, "replace", broken)
        with pytest.raises(InputError, match="cannot be written"):
            write({**ledger, "seed": 1}, tmp_path)
        assert path.read_bytes() == good
        assert [p.name for p in tmp_path.iterdir()] == [path.name]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "no ledger can be read"),
            (b"\xff\xfe", "no ledger can be read"),
            (b"not json", "no ledger can be read"),
            (b"[" * 100_000, "no ledger can be read"),
            (b"[]", "this is no ledger"),
            (b"{}", "this is no ledger"),
            (b'{"schema": 2, "claims": []}', "schema = 1"),
            (b'{"schema": 1, "claims": []}', "digest does not match"),
        ],
    )
    def test_foreign_file_is_an_input_error_of_one_line(
        self, content: bytes, message: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "other.json"
        path.write_bytes(content)
        with pytest.raises(InputError, match=message) as caught:
            read(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_missing_file_and_folder_are_input_errors(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.json", tmp_path):
            with pytest.raises(InputError, match="no ledger can be read"):
                read(path)

    def test_file_too_large_is_not_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledger_module, "_LIMIT", 10)
        path = tmp_path / "large.json"
        path.write_text("x" * 11, encoding="utf-8")
        with pytest.raises(InputError, match="larger than any ledger"):
            read(path)

    def test_changed_ledger_is_refused(self, ledger: dict[str, Any], tmp_path: Path) -> None:
        path = write(ledger, tmp_path)
        data = json.loads(path.read_text(encoding="utf-8"))
        data["claims"][0]["readings"][0]["verdict"] = "PROVED"
        path.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(InputError, match="changed after the run"):
            read(path)
