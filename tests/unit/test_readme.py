"""The README says what the code does: its table and its example are checked here."""

from __future__ import annotations

import re
from pathlib import Path

from verify.claims.claim import Claim
from verify.claims.run import _type_check
from verify.claims.verdict import MEANING, Verdict
from verify.evidence.derivation import Proof

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_table_of_verdicts_is_the_code_s_own() -> None:
    assert set(MEANING) == set(Verdict)
    for verdict, (means, carries) in MEANING.items():
        assert f"| `{verdict.value}` | {means} | {carries} |" in README


def test_the_ten_line_claim_is_a_claim_that_type_checks() -> None:
    (code,) = (block for block in BLOCKS if "CLAIM" in block)
    scope: dict[str, object] = {"__name__": "proofs.arxiv_2505_11664.example"}
    exec(compile(code, "README.md", "exec"), scope)
    claim = scope["CLAIM"]
    assert isinstance(claim, Claim)
    key = (claim.id, "printed")
    assert _type_check([claim], {key: []}) == [key]


def test_the_example_of_a_derivation_is_one() -> None:
    (code,) = (block for block in BLOCKS if "Proof()" in block)
    scope: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), scope)
    proof = scope["p"]
    assert isinstance(proof, Proof)
    assert [step["rule"] for step in proof.steps][:2] == ["fact", "fact"]
    assert proof.steps[-1]["rule"] == "scalar"
