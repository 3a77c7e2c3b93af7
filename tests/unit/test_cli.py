"""The command line: what it prints, and the status it ends with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from verify.cli import main

Capture = pytest.CaptureFixture[str]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "verify.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def _refused(capsys: Capture, *arguments: str) -> str:
    """The one line on stderr with which a command that ends with status 2 explains itself."""
    assert main(list(arguments)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    lines = output.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("pl-verify: ")
    return lines[0]


class TestList:
    def test_claims_are_listed_with_equations_and_titles(self, capsys: Capture) -> None:
        assert main(["list"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert any(x.startswith("2505.11664/E.2 ") and "(116, 129)" in x for x in lines)

    def test_json_has_the_same_claims(self, capsys: Capture) -> None:
        assert main(["list", "2505.11664", "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        row = next(r for r in rows if r["id"] == "2505.11664/A.1/36")
        assert row["readings"][:2] == ["printed", "repaired"]
        assert row["equations"] == ["36"]

    def test_unknown_paper_is_refused_with_the_nearest(self, capsys: Capture) -> None:
        assert "did you mean 2505.11664?" in _refused(capsys, "list", "2505.1166")


class TestShow:
    @pytest.mark.parametrize("name", ["E.2", "2505.11664/E.2", "(116)", "116"])
    def test_claim_is_shown_by_id_or_equation(self, name: str, capsys: Capture) -> None:
        assert main(["show", name]) == 0
        output = capsys.readouterr().out
        assert "2505.11664/E.2 " in output
        assert r"\sigma_{\max}" in output

    def test_json_has_the_statement_of_every_reading(self, capsys: Capture) -> None:
        assert main(["show", "A.1/36", "--json"]) == 0
        (claim,) = json.loads(capsys.readouterr().out)
        printed = claim["readings"][0]
        assert printed["statement"]["symbols"] == {"P": ["n", "m"], "Q": ["n", "m"]}
        assert printed["statement"]["conclusion"][0][0] == "<="

    def test_unknown_claim_is_refused_with_the_nearest(self, capsys: Capture) -> None:
        line = _refused(capsys, "show", "A.1/63")
        assert "there is no claim 'A.1/63'" in line
        assert "2505.11664/A.1/" in line

    def test_unknown_equation_is_refused(self, capsys: Capture) -> None:
        assert "there is no claim '(9999)'" in _refused(capsys, "show", "(9999)")


class TestCheck:
    def test_refuted_claim_ends_with_status_one_and_prints_json(self, capsys: Capture) -> None:
        assert main(["check", "A.1/36", "--jobs", "1", "--json"]) == 1
        (ledger,) = json.loads(capsys.readouterr().out)
        (claim,) = ledger["claims"]
        assert claim["readings"][0]["verdict"] == "REFUTED"
        assert ledger["seed"] == 0
        assert ledger["profile"] == "quick"

    def test_claim_that_holds_ends_with_status_zero(self, capsys: Capture) -> None:
        assert main(["check", "E.2/132-c", "--jobs", "1", "--seed", "5"]) == 0
        assert capsys.readouterr().out.startswith("PROVED")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["E.22"], "there is no claim 'E.22'"),
            (["E.2", "--profile", "slow"], "'slow' is not one of"),
            (["E.2", "--jobs", "0"], "1 <= jobs <= 256"),
            (["E.2", "--jobs", "-3"], "1 <= jobs <= 256"),
            (["E.2", "--jobs", "many"], "1 <= jobs <= 256"),
            (["E.2", "--seed", "-1"], "'--seed'"),
            (["E.2", "--seed", "one"], "'--seed'"),
            (["--nonsense"], "No such option"),
        ],
    )
    def test_wrong_usage_is_refused_in_one_line(
        self, arguments: list[str], said: str, capsys: Capture
    ) -> None:
        assert said in _refused(capsys, "check", *arguments)


def test_unknown_command_is_refused(capsys: Capture) -> None:
    assert "approve" in _refused(capsys, "approve")


def test_file_that_is_no_ledger_is_refused_by_recheck(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", encoding="utf-8")
    assert main(["recheck", str(path)]) == 2
    assert main(["recheck", str(tmp_path / "none.json")]) == 2
    capsys.readouterr()


class TestProcess:
    def test_help_names_every_command(self) -> None:
        done = _run("--help")
        assert done.returncode == 0
        assert all(c in done.stdout for c in ("list", "show", "check", "report", "recheck"))

    def test_status_two_and_one_line_for_bad_input(self) -> None:
        done = _run("show", "E.99/none")
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1

    def test_no_traceback_for_wrong_usage(self) -> None:
        done = _run("check", "--jobs", "x")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
