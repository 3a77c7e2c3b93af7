"""`pl-verify audit`: exit status, output, and one line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from verify.auditing.losses import LOSSES
from verify.cli import main

SMALL = ["--synthetic", "2,2,20", "--steps", "10", "--certify", "1", "--no-advice"]


def test_an_audit_that_violates_nothing_ends_with_status_0(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["audit", "squared", *SMALL]) == 0
    out = capsys.readouterr().out
    assert out.startswith("The assumptions hold, certified.")
    assert "TESTED" in out


def test_json_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["audit", "log(1 + exp(-y*z))", "--l2", "1", "--labels", "signs", *SMALL, "--json"])
        == 0
    )
    data = json.loads(capsys.readouterr().out)
    assert data["violated"] is False
    assert data["constants"]["mu"] == pytest.approx(1.0)


def test_reports_are_written_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html, md = tmp_path / "a.html", tmp_path / "a.md"
    assert main(["audit", "squared", *SMALL, "--html", str(html), "--md", str(md)]) == 0
    assert html.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert md.read_text(encoding="utf-8").startswith("# Audit")
    assert str(html) in capsys.readouterr().out


def test_a_violated_claim_ends_with_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "users_losses.py").write_text(
        "import numpy as np\ndef loss(W):\n    return float(np.sum(W**2))\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    arguments = ["audit", "users_losses:loss", "--shape", "2,2", "--steps", "10"]
    assert main([*arguments, "--K", "2", "--mu", "2"]) == 0
    assert main([*arguments, "--K", "1.5", "--mu", "1"]) == 1
    assert "Violated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "no loss was given"),
        (["nosuch"], "no loss is called"),
        (["z**2 + q"], "column 8"),
        (["nomodule:loss"], "cannot be loaded"),
        (["squared", "--shape", "2"], "two positive numbers"),
        (["squared", "--synthetic", "2"], "n,m,N"),
        (["squared", "--data", "missing.csv"], "no such file"),
        (["squared", "--html", "report.txt"], ".html"),
        (["squared", "--param", "d"], "name=number"),
        (["logistic", "--data", "diabetes"], "the label"),
        (["squared", "--steps", "0"], "steps"),
        (["squared", "--nosuch"], "--nosuch"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *arguments]) == 2
    error = capsys.readouterr().err.strip()
    assert words in error
    assert error.count("\n") == 0


def test_the_list_names_every_loss(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in LOSSES)
    assert main(["audit", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == set(LOSSES)
