"""The benchmarks compare like with like: peers compute the same, and the table says what it holds.

No test here measures time.
"""

from __future__ import annotations

import json
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from benchmarks import compare, measure
from benchmarks.cases import _AT, _AUDITED, CASES
from benchmarks.compare import Row, page
from benchmarks.peers import descent, figures
from benchmarks.peers.eta_max import eta_max
from proofs.arxiv_2505_11664._eta_max import enclose_eta_max
from proofs.arxiv_2505_11664.audited import STEP
from verify.descent import InverseSmoothness, Start, run, squared_loss


def test_the_peer_takes_the_engines_steps_and_audits_the_same_sides() -> None:
    problem = descent.draw(np.random.default_rng(0), 6, 5, 40, 0.5)
    theirs = descent.run(problem, 8)
    ours = run(
        squared_loss(problem.X, problem.Y),
        Start(problem.W1, problem.W2),
        InverseSmoothness(),
        8,
        inequalities=[i for i in STEP if i.name in _AUDITED],
    )
    for mine, name in (("L", "loss"), ("eta", "eta"), ("mu_t", "mu_t"), ("K_t", "K_t")):
        assert getattr(ours, mine)[0, :8] == pytest.approx(getattr(theirs, name), rel=1e-6)
    names = dict(zip(theirs.sides, _AUDITED, strict=True))
    for short, long in names.items():
        audit = ours.audits[long]
        sides = np.array(theirs.sides[short])
        assert audit.lhs[0, :8] == pytest.approx(sides[:, 0], rel=1e-5)
        assert audit.rhs[0, :8] == pytest.approx(sides[:, 1], rel=1e-5)


def test_the_peers_root_lies_in_the_enclosure() -> None:
    found = enclose_eta_max(_AT, digits=40)
    with mpmath.workdps(60):
        root = eta_max(_AT, 50)
        low, high = (mpmath.mpf(q.numerator) / q.denominator for q in (found.low, found.high))
        assert low < root < high


def test_the_naive_script_has_the_work_of_the_figures() -> None:
    widths = {w.h for w in figures.WORK}
    assert {500, 1000, 2000, 3000, 4000} <= widths
    runs = sum(w.audited + w.plain for w in figures.WORK if w.n == 10)
    # 17 kinds of runs of Figure 1, 270 each over 64 steps; five of Figure 2, 90 each.
    assert runs == 17 * 270 * 64 + 3 * 90 * 64 + 2 * 90 * 560


def test_every_case_has_a_name_of_its_own_and_a_ratio_that_is_possible() -> None:
    assert len({c.name for c in CASES}) == len(CASES)
    assert all(c.repeats >= 3 and (c.target is None or c.target > 0) for c in CASES)


def _row(ratio: float, **more: object) -> Row:
    fields = {"target": 5.0, "at_most": False} | more
    return Row(
        "a | case",
        "ours",
        "theirs",
        (1e-6, 2.0),
        (ratio, 2 * ratio, 3 * ratio),
        (1.0, None),
        **fields,  # type: ignore[arg-type]
    )


class TestTable:
    @pytest.mark.parametrize(
        ("row", "met"),
        [
            (_row(2.5), True),
            (_row(2.4), False),
            (_row(2.4, at_most=True), True),
            (_row(2.6, at_most=True), False),
            (_row(1.0, target=None), None),
        ],
    )
    def test_a_ratio_is_met_by_its_median(self, row: Row, met: bool | None) -> None:
        assert row.met is met

    def test_the_page_names_what_was_missed(self) -> None:
        text = page([_row(10.0), _row(1.0)])
        assert "Missed: a | case, ours (2)." in text
        assert "a \\| case" in text
        assert "1 µs / 2 s" in text
        assert "Everything asked for is met." in page([_row(10.0)])


class TestCommands:
    def test_an_unknown_case_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert compare.main(["nothing"]) == 2
        assert "choose from batch" in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [[], ["time", "x"], ["memory", "single", "x"]])
    def test_a_wrong_measurement_is_refused(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert measure.main(arguments) == 2
        assert "benchmarks.measure time CASE" in capsys.readouterr().err

    def test_memory_is_a_number_of_mebibytes(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert measure.main(["memory", "eta-max-15", "ours"]) == 0
        assert json.loads(capsys.readouterr().out) > 10


def test_the_constants_of_the_case_are_exact() -> None:
    assert all(isinstance(q, Fraction) for q in _AT)
