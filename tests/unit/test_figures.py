"""Figures as data: comparison with published values, tables, drawings, and the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from verify.cli import main
from verify.errors import InputError
from verify.figures import (
    Comparison,
    Curve,
    Drawing,
    Field,
    Figure,
    Measured,
    Panel,
    Published,
    figure_of,
    mean_curve,
    measured,
    save,
    summary,
)
from verify.figures.catalogue import makers, select
from verify.figures.draw import slim
from verify.figures.table import HEAD, cells, lines, markdown
from verify.report.plots import plot

VALUE = Published("h = 5", "ratio", 0.5, "read", 0.01)


def _comparison(*means: float, error: float = 0.01) -> Comparison:
    ways = tuple(Measured(f"reading {i}", mean, error) for i, mean in enumerate(means))
    return Comparison(VALUE, ways)


class TestComparison:
    """Within the error of reading and four standard errors, or not."""

    @pytest.mark.parametrize(
        ("mean", "reproduced"),
        [(0.5, True), (0.5499, True), (0.5501, False), (0.4501, True), (0.4499, False)],
    )
    def test_a_value_is_reproduced_up_to_reading_and_chance(
        self, mean: float, reproduced: bool
    ) -> None:
        assert _comparison(mean).reproduced is reproduced

    @pytest.mark.parametrize("mean", [float("inf"), float("nan")])
    def test_a_level_that_is_not_reached_reproduces_nothing(self, mean: float) -> None:
        comparison = _comparison(mean, 0.5)
        assert not comparison.reproduced
        assert comparison.reproduced_by == ("reading 1",)
        assert comparison.row()["as printed"] is None
        json.dumps(comparison.row(), allow_nan=False)

    def test_the_standard_error_is_that_of_a_difference_of_two_means(self) -> None:
        values = np.array([1.0, 2.0, 3.0, 4.0])
        found = measured("any", values, 12)
        assert found.mean == 2.5
        assert found.error == pytest.approx(values.std(ddof=1) * np.sqrt(1 / 4 + 1 / 12))

    def test_one_repeat_has_no_spread_and_is_refused(self) -> None:
        with pytest.raises(InputError, match="repeats >= 2"):
            measured("any", np.array([1.0]), 30)

    def test_a_comparison_needs_a_reading(self) -> None:
        with pytest.raises(InputError, match="at least the reading as printed"):
            Comparison(VALUE, ())

    def test_the_summary_tells_readings_apart(self) -> None:
        found = summary([_comparison(0.5), _comparison(0.9, 0.5), _comparison(0.9)])
        assert found == {"values": 3, "as printed": 1, "by another reading": 1}


def _figure() -> Figure:
    x = np.arange(3.0)
    curve = mean_curve("mean", x, np.array([[0.0, 1.0, 2.0], [2.0, 3.0, 4.0]]), 0)
    bound = Curve("bound", x, x + 3, 1, "triangles")
    panels = (
        Panel("curves", "t", "L", (curve, bound), (-1.0, 6.0)),
        Panel("others", "t", "L", (curve, bound), log_x=True),
        Field("field", x, x, np.outer(x, x) - 1, "x", "y", signed=True),
    )
    drawing = Drawing("", "Figure 9: a sample", 3, panels)
    return Figure(9, "A sample", (drawing,), (_comparison(0.9, 0.5), _comparison(0.5)), ("so",))


class TestTable:
    """What people read."""

    def test_a_row_says_the_difference_and_what_reproduces_it(self) -> None:
        row = dict(zip(HEAD, cells(_comparison(0.9, 0.5).row()), strict=True))
        assert row["Difference"] == "+0.4"
        assert row["Reproduced"] == "no"
        assert row["Reproduced by"] == "reading 1"

    def test_lines_and_markdown_name_every_value(self) -> None:
        text = "\n".join(lines(_figure()))
        assert "2 published values: 1 reproduced as printed, 1 by another reading only" in text
        assert "reproduces most: reading 0 (1 of the 2 that it was tried on)." in text
        assert "here 0.9 ± 0.01 (+0.4): not; by reading 1" in text
        page = markdown(_figure())
        assert page.count("| h = 5 | ratio |") == 2
        assert "![Figure 9: a sample](figure-9.svg)" in page

    def test_a_bar_in_a_readings_name_does_not_break_the_markdown(self) -> None:
        bars = Comparison(VALUE, (Measured("|W*|_F", 0.5, 0.0),))
        figure = Figure(9, "A sample", (), (bars,))
        assert "\\|W*\\|_F" in markdown(figure)


class TestDrawing:
    """SVG and PNG from data."""

    def test_the_mean_and_one_standard_deviation_are_drawn(self) -> None:
        curve = mean_curve("c", np.arange(2.0), np.array([[0.0, 2.0], [2.0, 4.0]]), 0)
        assert curve.y.tolist() == [1.0, 3.0]
        assert curve.low is not None
        assert curve.low.tolist() == [0.0, 2.0]

    def test_numbers_that_are_none_become_null(self) -> None:
        curve = Curve("c", np.array([0.0, 1.0]), np.array([np.nan, -np.inf]), 0)
        assert curve.to_json()["y"] == [None, None]

    def test_the_same_data_give_the_same_files(self, tmp_path: Path) -> None:
        drawing = _figure().drawings[0].to_json()
        first, second = save(drawing, tmp_path / "a"), save(drawing, tmp_path / "b")
        assert [p.suffix for p in first] == [".svg", ".png"]
        for one, other in zip(first, second, strict=True):
            assert one.read_bytes() == other.read_bytes()
        ElementTree.fromstring(first[0].read_text())

    def test_panels_share_one_legend_where_their_curves_have_the_same_names(self) -> None:
        drawing = _figure().drawings[0].to_json()
        shared = {**drawing, "panels": drawing["panels"][:2]}
        assert len(figure_of(shared).legends) == 1
        assert not figure_of(drawing).legends

    def test_the_report_draws_the_same_panels(self) -> None:
        svg = plot("panels", _figure().drawings[0].to_json(), "p1")
        assert svg is not None
        assert "<text" not in svg  # fonts are not assumed: text is drawn as paths
        ElementTree.fromstring(svg)

    @pytest.mark.parametrize("data", [{}, {"panels": [{}], "columns": 1}, {"panels": 3}])
    def test_data_that_do_not_fit_give_no_plot(self, data: dict[str, Any]) -> None:
        assert plot("panels", data, "p1") is None

    def test_slim_touches_coordinates_alone(self) -> None:
        text = '<g transform="scale(0.015625)"><path d="M 1.23456 -0.00049 L 7 8"/></g>'
        assert slim(text) == '<g transform="scale(0.015625)"><path d="M 1.23 -0 L 7 8"/></g>'


class TestCatalogue:
    """Which figures exist."""

    def test_the_first_paper_with_figures_is_taken(self) -> None:
        paper, known = makers()
        assert paper == "2505.11664"
        assert sorted(known) == [1, 2, 3, 4, 5]

    def test_numbers_are_sorted_and_taken_once(self) -> None:
        _, known = makers()
        assert select([5, 1, 5], known) == [1, 5]
        assert select([], known) == [1, 2, 3, 4, 5]

    def test_an_unknown_paper_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"choose from 2505\.11664"):
            makers("0000.00000")


class TestCommand:
    """Files, exit status and JSON."""

    def test_a_figure_without_published_values_succeeds(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["figures", "3", "--out", str(tmp_path / "new")]) == 0
        names = sorted(p.name for p in (tmp_path / "new").iterdir())
        assert names == ["figure-3.json", "figure-3.md", "figure-3.png", "figure-3.svg"]
        assert "No number is published in this figure." in capsys.readouterr().out

    def test_values_that_the_text_does_not_reproduce_give_status_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["figures", "5", "--repeats", "4", "--json", "--out", str(tmp_path)]
        assert main(arguments) == 1
        record = json.loads(capsys.readouterr().out)[0]
        assert record["figure"] == 5
        assert [r["published"] for r in record["published"]] == [0.5978, 0.662, 0.7284]
        assert all(not r["reproduced"] for r in record["published"])
        assert all(Path(f).exists() for f in record["files"])

    @pytest.mark.parametrize(
        "arguments",
        [["figures", "7"], ["figures", "x"], ["figures", "5", "--repeats", "1"]],
    )
    def test_wrong_usage_gives_status_2(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith("pl-verify: ")

    def test_a_folder_that_cannot_be_written_gives_status_2(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "file").write_text("")
        assert main(["figures", "3", "--out", str(tmp_path / "file")]) == 2
        assert "cannot be written" in capsys.readouterr().err
