"""Negative controls and the mutation campaign as the report shows them."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.unit.report_sample import CAMPAIGN, SENSITIVITY, TIGHTEST, sample
from verify.claims.ledger import statement_mark
from verify.errors import InputError
from verify.report import html_report, markdown_report, write_campaign, write_reports
from verify.report.blocks import Fold, Table, Text
from verify.report.campaign import campaign_blocks, marks_of, read_campaign
from verify.report.controls import control_of


class TestControls:
    def test_a_reading_shows_what_fell_and_where_it_is_attained(self) -> None:
        page = markdown_report(sample())
        assert (
            "refuted by an exact witness: larger side times 97/100, after 1 that survived" in page
        )
        assert "Attained, both sides $2$" in page
        assert "weighted quadratic with $A = 1$" in page

    def test_the_summary_counts_outcomes_and_attained_bounds(self) -> None:
        ledger = sample()
        other = deepcopy(SENSITIVITY) | {"outcome": "not sensitive", "words": "nothing fell"}
        ledger["claims"][2]["readings"][0]["sensitivity"] = other
        page = markdown_report(ledger)
        assert "Of 2 claims that hold in some reading" in page
        assert "| A corruption is refuted by an exact witness | 1 |" in page
        assert "| Not sensitive: every corruption survives | 1 |" in page
        assert "1 of 1 true bounds are attained" in page

    def test_a_ledger_without_controls_has_no_such_section(self) -> None:
        ledger = sample()
        for claim in ledger["claims"]:
            for reading in claim["readings"]:
                reading.pop("sensitivity", None)
                reading.pop("tightest", None)
        assert "Negative controls" not in markdown_report(ledger)
        assert 'id="controls"' not in html_report(ledger)

    def test_a_ratio_that_is_not_attained_is_not_said_to_be(self) -> None:
        record = {"tightest": {**TIGHTEST, "attained": False, "ratio": 0.75}}
        found = control_of(record)
        assert (found.attained, found.tightness, found.outcome) == (False, 0.75, "")

    @pytest.mark.parametrize(
        "field",
        [7, "x", [], {"ratio": "much"}, {"letters": 3, "losses": {"ell": 1}}, {"tried": 1}],
    )
    def test_foreign_fields_still_give_a_page(self, field: Any) -> None:
        ledger = sample()
        ledger["claims"][1]["readings"][0] |= {"sensitivity": field, "tightest": field}
        assert "</html>" in html_report(ledger)
        assert markdown_report(ledger)


class TestCampaign:
    def test_the_table_is_shown_where_it_lies_beside_the_ledger(self, tmp_path: Path) -> None:
        write_campaign(CAMPAIGN, tmp_path)
        page, text = (p.read_text(encoding="utf-8") for p in write_reports(sample(), tmp_path))
        assert 'id="mutants"' in page
        assert "18 mutants of 1 claims were tried, of 40 that there are: 10 are told apart" in text
        assert "| Section 2 | 7 | 2 | 1 | 4 | 3 |" in text
        assert "| All | 8 | 2 | 1 | 4 | 3 |" in text
        assert "seed 0" in text

    def test_hypotheses_that_are_not_needed_are_named(self) -> None:
        folds = [b for b in campaign_blocks(CAMPAIGN, {}) if isinstance(b, Fold)]
        for start, hypothesis in (("Not needed", r"$\eta > 0$"), ("Said twice", r"$\mu > 0$")):
            [fold] = [f for f in folds if f.summary.startswith(start)]
            [table] = fold.blocks
            assert isinstance(table, Table)
            assert table.rows == (("2.2", hypothesis),)

    def test_without_a_campaign_there_is_no_table(self, tmp_path: Path) -> None:
        page, text = (p.read_text(encoding="utf-8") for p in write_reports(sample(), tmp_path))
        assert 'id="mutants"' not in page
        assert "## Mutants" not in text

    def test_the_table_goes_to_a_file_and_back(self, tmp_path: Path) -> None:
        path = write_campaign(CAMPAIGN, tmp_path)
        assert path.name == "arxiv_0000_00000_mutants.json"
        assert read_campaign(tmp_path, "0000.00000") == CAMPAIGN

    def test_a_statement_changed_since_is_named(self) -> None:
        said = [b.text for b in campaign_blocks(CAMPAIGN, {}) if isinstance(b, Text)]
        assert any("Stated otherwise since the campaign: 0000.00000/2.2" in text for text in said)
        marks = {("0000.00000/2.2", "printed"): "0123456789ab"}
        same = [b.text for b in campaign_blocks(CAMPAIGN, marks) if isinstance(b, Text)]
        assert not any("Stated otherwise" in text for text in same)

    def test_marks_are_those_of_the_statements(self) -> None:
        ledger = {"claims": [{"id": "a", "readings": [{"name": "printed", "statement": {"x": 1}}]}]}
        assert marks_of(ledger) == {("a", "printed"): statement_mark({"x": 1})}

    def test_claims_with_open_mutants_are_listed_by_kind(self) -> None:
        tables = [b for b in campaign_blocks(CAMPAIGN, {}) if isinstance(b, Table)]
        assert tables[0].rows[0][0] == "sign flipped"

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "[]",
            "{}",
            "[" * 100_000,
            json.dumps({**CAMPAIGN, "sections": {"2": {"refuted": "7"}}}),
            json.dumps({**CAMPAIGN, "claims": [7]}),
            json.dumps({k: v for k, v in CAMPAIGN.items() if k != "limit"}),
        ],
    )
    def test_a_foreign_table_is_refused_in_one_line(self, content: str, tmp_path: Path) -> None:
        path = tmp_path / "arxiv_0000_00000_mutants.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match="no table of a mutation campaign") as caught:
            read_campaign(tmp_path, "0000.00000")
        assert "\n" not in str(caught.value)
