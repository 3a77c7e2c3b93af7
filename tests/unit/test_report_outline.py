"""What the report derives from the ledger: dependents, index, graph, Markdown, plots, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import pytest

from tests.unit.report_sample import TRAJECTORY, claim, crowd, hostile, landscape, reading, sample
from verify.errors import InputError
from verify.report import markdown_report, stem_of, write_reports
from verify.report.dependents import dependents_of, standing
from verify.report.graph import dependency_graph, short_labels
from verify.report.plots import plot
from verify.report.summary import equation_index, falls_with, summary_of
from verify.report.view import report_of, section_title


class TestDependents:
    """A claim that falls takes along only what has no evidence of its own."""

    def test_all_that_rests_on_a_claim_is_found_through_others(self) -> None:
        needs = {"a": (), "b": ("a",), "c": ("b",), "d": ()}
        found = dependents_of("a", needs, {})
        assert [(d.id, d.direct) for d in found] == [("b", True), ("c", False)]

    def test_circles_end(self) -> None:
        needs = {"a": ("c",), "b": ("a",), "c": ("b",)}
        assert {d.id for d in dependents_of("a", needs, {})} == {"b", "c"}

    @pytest.mark.parametrize(
        ("printed", "repaired", "says"),
        [
            ("PROVED", [], "proved or certified"),
            ("TESTED", [], "no violation"),
            ("REFUTED", ["PROVED"], "repaired reading stands"),
            ("REFUTED", ["REFUTED"], "fails"),
            ("ILL_TYPED", [], "fails"),
            ("BLOCKED", [], "not settled"),
            ("NOVEL", [], "not settled"),
            ("DEFINITION", [], "definition"),
        ],
    )
    def test_each_stands_on_its_own_verdicts(
        self, printed: str, repaired: list[str], says: str
    ) -> None:
        assert says in standing(printed, repaired)

    def test_what_falls_is_counted_where_no_words_say_it(self) -> None:
        bad = [reading("printed", "", "REFUTED")]
        claims = [claim("1", "A", "", bad), claim("2", "B", "", bad, rests_on=["0000.00000/1"])]
        report = report_of({"paper": "p", "claims": claims})
        assert falls_with(report.claims[0]) == "1 rests on it, 1 fails"
        assert falls_with(report.claims[1]) == "nothing recorded rests on it"


class TestSummary:
    """The first screen."""

    def test_other_kinds_are_counted_apart(self) -> None:
        summary = summary_of(report_of(sample()))
        assert (summary.checked, summary.holds, summary.fails, summary.open) == (9, 4, 2, 3)
        assert [kind for kind, _ in summary.kinds] == ["The paper", "Summaries of the paper"]

    def test_a_reading_that_fails_is_listed_although_the_printed_one_holds(self) -> None:
        groups = summary_of(report_of(sample())).groups
        partly = next(g for g in groups if g.title == "Failing in one way of reading")
        assert partly.rows[0].reading.name == "index past the size"

    def test_every_number_up_to_the_last_is_in_the_index(self) -> None:
        numbered, named = equation_index(report_of(sample()))
        assert [n for n, _ in numbered] == list(range(1, 11))
        assert [n for n, claims in numbered if not claims] == [9]
        assert named == {}

    def test_other_equation_names_are_kept(self) -> None:
        entry = claim("1", "A", "", [], equations=["(12b)", "S3", "7 to 9", "999999"])
        numbered, named = equation_index(report_of({"paper": "p", "claims": [entry]}))
        assert [n for n, claims in numbered if claims] == [7, 8, 9, 12]
        assert list(named) == ["S3", "999999"]

    @pytest.mark.parametrize(
        ("section", "title"),
        [("3.1", "Section 3.1"), ("E", "Appendix E"), ("B.2", "Appendix B.2"), ("x y", "x y")],
    )
    def test_sections_are_named(self, section: str, title: str) -> None:
        assert section_title(section) == title

    def test_a_label_that_names_its_equation_is_not_told_twice(self) -> None:
        entries = [claim("1", "Lemma A.1 (36)", "", [], equations=["36", "90"])]
        assert report_of({"paper": "p", "claims": entries}).claims[0].name == "Lemma A.1 (36) (90)"

    @pytest.mark.parametrize(
        "ledger", [{}, {"claims": {}}, {"claims": [1]}, {"claims": [{"id": 3}]}]
    )
    def test_a_foreign_ledger_is_refused_with_a_remedy(self, ledger: dict[str, Any]) -> None:
        with pytest.raises(InputError, match="give a ledger"):
            report_of(ledger)

    def test_two_claims_of_one_id_are_refused(self) -> None:
        with pytest.raises(InputError, match="'x'"):
            report_of({"paper": "p", "claims": [{"id": "x"}, {"id": "x"}]})


class TestGraph:
    """Every claim a box that links to it, every known dependency a line."""

    @pytest.mark.parametrize("size", [1, 30, 60, 61, 250])
    def test_boxes_and_lines_are_complete_and_apart(self, size: int) -> None:
        ledger = crowd(size)
        root = ElementTree.fromstring(str(dependency_graph(report_of(ledger))))
        boxes = [
            tuple(float(r.get(k, "")) for k in ("x", "y", "width", "height"))
            for r in root.iter("rect")
        ]
        assert len(boxes) == size
        assert len(set(boxes)) == size
        width, height = (float(root.get(k, "")) for k in ("width", "height"))
        assert all(x + w <= width and y + h <= height for x, y, w, h in boxes)
        lines = [p for p in root.iter("path") if (p.get("class") or "").startswith("edge")]
        assert len(lines) == sum(len(c["rests_on"]) for c in ledger["claims"])

    def test_foundations_stand_above_what_rests_on_them(self) -> None:
        root = ElementTree.fromstring(str(dependency_graph(report_of(sample()))))
        height = {
            a.get("href"): float(rect.get("y", ""))
            for a in root.iter("a")
            if (rect := a.find("rect")) is not None
        }
        chain = [f"#claim-0000.00000-{n}" for n in ("2.1", "2.2", "3.1", "3.2", "3.3")]
        assert sorted(chain, key=lambda name: height[name]) == chain

    def test_labels_are_short_and_failing_ones_marked(self) -> None:
        labels = short_labels(report_of(sample()).claims, 14)
        assert labels["0000.00000/3.1"] == "\u2717 L. 3.1"
        assert max(map(len, labels.values())) <= 14


class TestMarkdown:
    """The same content, for GitHub."""

    def test_verdicts_witness_and_formulas_are_there(self) -> None:
        text = markdown_report(sample())
        for part in (
            "**9** statements checked: **4** hold, **2** fail, **3** not settled.",
            "### Lemma 3.1 (3, 4): REFUTED",
            r"$$\left\Vert G\right\Vert _F^2 \le",
            r"\begin{pmatrix} \tfrac{1}{2} & 0 \end{pmatrix}",
            "| $\\mu$ | $K$ | value | unique |",
            "[Plot: Loss and bound along a run](arxiv_0000_00000.html#",
            "Rest on it (not settled):",
        ):
            assert part in text

    def test_tables_have_as_many_cells_in_every_row(self) -> None:
        for ledger in (sample(), hostile("a | b $x | y$ \\| `c`")):
            expected = 0
            for line in markdown_report(ledger).splitlines():
                cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
                assert not (cells and expected) or cells == expected, line
                expected = cells

    def test_hostile_texts_stay_texts(self) -> None:
        attack = "<script>alert(1)</script> [x](javascript:alert(1)) $\\text{<img>}$"
        text = markdown_report(hostile(attack))
        assert "<script" not in text
        assert "<img" not in text
        assert not re.search(r"(?<!\\)\]\(javascript", text)

    def test_the_same_ledger_gives_the_same_text(self) -> None:
        assert markdown_report(sample()) == markdown_report(sample())


class TestPlots:
    """Drawings that do not change by themselves."""

    @pytest.mark.parametrize("figure", [landscape(9), TRAJECTORY])
    def test_the_same_data_give_the_same_bytes(self, figure: dict[str, Any]) -> None:
        first = plot(figure["name"], figure["data"], "p1")
        assert first is not None
        assert first == plot(figure["name"], figure["data"], "p1")
        ElementTree.fromstring(first)
        assert not re.search(r"\d{4}-\d\d-\d\d|<metadata|<script", first)

    def test_ids_differ_from_plot_to_plot(self) -> None:
        ids = [
            set(re.findall(r'id="([^"]+)"', plot("trajectory", TRAJECTORY["data"], key) or ""))
            for key in ("p1", "p2")
        ]
        assert ids[0]
        assert ids[0].isdisjoint(ids[1])

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("novel", {}),
            ("trajectory", {}),
            ("trajectory", {"series": []}),
            ("trajectory", {"series": [{"x": [1, 2], "y": [1]}]}),
            ("toy_landscape", {"x": [1, 2], "y": [1, 2], "loss": [[1]], "printed": [], "true": []}),
        ],
    )
    def test_data_that_do_not_fit_give_no_plot(self, name: str, data: dict[str, Any]) -> None:
        assert plot(name, data, "p") is None

    def test_unbalanced_mathtext_is_printed_as_it_stands(self) -> None:
        data = TRAJECTORY["data"] | {"y_label": r"cost in $ of $\frac{1$", "x_label": "<b>&"}
        svg = plot("trajectory", data, "p")
        assert svg is not None
        ElementTree.fromstring(svg)


class TestFiles:
    """Whole or not at all."""

    def test_both_reports_are_written_under_the_papers_name(self, tmp_path: Path) -> None:
        paths = write_reports(sample(), tmp_path / "new")
        assert [p.name for p in paths] == ["arxiv_0000_00000.html", "arxiv_0000_00000.md"]
        assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [p.name for p in paths]

    def test_a_paper_cannot_name_another_folder(self) -> None:
        assert stem_of("2505.11664") == "arxiv_2505_11664"
        assert stem_of("../../etc/x") == "arxiv_______etc_x"

    def test_a_broken_run_keeps_the_last_good_report(self, tmp_path: Path) -> None:
        first = write_reports(sample(), tmp_path)[0]
        good = first.read_bytes()
        with pytest.raises(InputError):
            write_reports({"paper": "0000.00000", "claims": [{}]}, tmp_path)
        with (
            patch("pathlib.Path.replace", side_effect=OSError(28, "No space left on device")),
            pytest.raises(InputError, match="No space left"),
        ):
            write_reports(sample(), tmp_path)
        assert first.read_bytes() == good
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_folder_that_is_a_file_is_named_in_the_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(InputError, match="file"):
            write_reports(sample(), tmp_path / "file")

    @pytest.mark.parametrize("paper", [None, "", 7])
    def test_a_ledger_without_a_paper_is_refused(self, paper: Any, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="paper"):
            write_reports(sample() | {"paper": paper}, tmp_path)


def test_every_verdict_of_the_engine_can_be_shown() -> None:
    verdict = pytest.importorskip("verify.claims.verdict")
    from verify.report.verdicts import VERDICTS, holds

    assert {v.name for v in verdict.Verdict} <= set(VERDICTS)
    assert {v.name for v in verdict.HOLDING} == {n for n in VERDICTS if holds(n)}


def test_a_claim_of_our_own_is_stated_and_not_printed() -> None:
    ledger = sample()
    for kind, title in (("beyond", "As stated"), ("statement", "As printed")):
        entry = {**ledger["claims"][0], "kind": kind, "rests_on": []}
        report = report_of({**ledger, "claims": [entry]})
        assert report.claims[0].readings[0].title == title
