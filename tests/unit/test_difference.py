"""What changed between two ledgers: each kind of change once, and what is no change."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from verify.claims.difference import changes
from verify.claims.ledger import digest
from verify.cli import app, main
from verify.errors import InputError

Json = Any


def ledger(**verdicts: str | None) -> Json:
    """One claim a name, with a reading as printed."""
    claims = [
        {
            "id": f"0000.00000/{name}",
            "readings": [{"name": "printed", "verdict": v, "statement": None, "basis": "b"}],
        }
        for name, v in verdicts.items()
    ]
    return {"schema": 1, "paper": "0000.00000", "claims": claims}


@pytest.mark.parametrize(
    ("old", "new", "loss"),
    [
        ("TESTED", "PROVED", False),
        ("PROVED", "TESTED", True),
        ("TESTED", "REFUTED", True),
        ("PROVED", "ILL_TYPED", True),
        ("REFUTED", "ILL_TYPED", False),
        ("REFUTED", "TESTED", False),
        ("TESTED", "INCONCLUSIVE", True),
        ("INCONCLUSIVE", "BLOCKED", True),
        ("BLOCKED", "INCONCLUSIVE", False),
        (None, "TESTED", False),
    ],
)
def test_less_firm_ground_is_a_loss(old: str | None, new: str, loss: bool) -> None:
    [change] = changes(ledger(A=old), ledger(A=new))
    assert (change.old, change.new, change.loss) == (old, new, loss)


def test_equal_ledgers_have_no_changes() -> None:
    one = ledger(A="PROVED", B=None, C="REFUTED")
    assert changes(one, copy.deepcopy(one)) == []


def test_what_is_new_and_what_is_gone() -> None:
    added, gone = changes(ledger(A="TESTED"), ledger(B="REFUTED"))
    assert (added.claim, added.old, added.new, added.loss) == (
        "0000.00000/B",
        None,
        "REFUTED",
        False,
    )
    assert (gone.claim, gone.old, gone.new, gone.loss) == ("0000.00000/A", "TESTED", None, True)


def test_another_statement_is_a_change_of_its_own() -> None:
    old, new = ledger(A="PROVED"), ledger(A="PROVED")
    new["claims"][0]["readings"][0]["statement"] = {"conclusion": []}
    [change] = changes(old, new)
    assert change.restated
    assert not change.loss


def test_ledgers_of_two_papers_are_not_compared() -> None:
    with pytest.raises(InputError, match="of one paper"):
        changes(ledger(), ledger() | {"paper": "1111.11111"})


@pytest.mark.parametrize("part", ["verdict", "name", "statement"])
def test_a_part_that_is_missing_is_named(part: str) -> None:
    broken = ledger(A="PROVED")
    del broken["claims"][0]["readings"][0][part]
    with pytest.raises(InputError, match=part):
        changes(broken, ledger(A="PROVED"))


def written(path: Path, data: Json) -> str:
    path.write_text(json.dumps(data | {"digest": digest(data)}), encoding="utf-8")
    return str(path)


def test_the_command_says_what_changed_and_exits_by_it(tmp_path: Path) -> None:
    old = written(tmp_path / "old.json", ledger(A="PROVED", B="TESTED"))
    new = written(tmp_path / "new.json", ledger(A="TESTED", B="PROVED"))
    result = CliRunner().invoke(app, ["diff", old, new])
    assert result.exit_code == 1
    assert result.output.splitlines()[0].split() == [
        "PROVED",
        "->",
        "TESTED",
        "0000.00000/A",
        "printed",
        "b",
    ]
    assert "2 changes, 1 to less firm ground" in result.output
    same = CliRunner().invoke(app, ["diff", old, old, "--json"])
    assert (same.exit_code, json.loads(same.output)) == (0, [])


def test_a_file_that_is_no_ledger_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = written(tmp_path / "old.json", ledger(A="PROVED"))
    assert main(["diff", old, str(tmp_path / "missing.json")]) == 2
    assert "no ledger can be read" in capsys.readouterr().err
