"""Formulas, numbers and values on the page: TeX to MathML, ledger expressions to TeX, decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from verify.report.decimals import apart, decimal, enclosure, number, ratio, rational_tex
from verify.report.formula import dims_tex, expression, name_tex, relation, spelled
from verify.report.mathml import formula, lines, looks_like_tex, prose
from verify.report.values import environment, evaluate
from verify.report.witness import in_one_line, worked

W1 = ["s", "W1"]


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x.example)}{y}",
        '"><img src=x onerror=alert(1)>',
        r"\mathrm{</math><script>alert(1)</script>}",
        "<!-- & -->",
        r"\color{red;}{x}",
        r"\unknown{<b>}",
    ],
)
def test_no_tex_brings_markup_of_its_own(tex: str) -> None:
    html = str(formula(tex, True))
    html = html.replace('<code class="tex">', "<code>")
    for forbidden in ("<script", "<img", "<b>", "href=", "style=", "class=", "<!--"):
        assert forbidden not in html


@pytest.mark.parametrize("tex", ["", " ", r"\frac{1", "}", r"\unknown x", "a & b", "x^", "{" * 500])
def test_what_cannot_be_converted_is_shown_as_tex(tex: str) -> None:
    assert str(formula(tex)).startswith('<code class="tex">')


@pytest.mark.parametrize(
    ("tex", "holds"),
    [
        (r"\|W_1\|_F^2 \le 2", "<mo>≤</mo>"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", '<mtable class="round">'),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtable"),
        (r"\arg\min_x f", "argmin"),
        (r"A \succeq 0", "<mo>⪰</mo>"),
        (r"W^\top", "⊤"),
    ],
)
def test_usual_formulas_become_mathml(tex: str, holds: str) -> None:
    html = str(formula(tex, True))
    assert html.startswith('<math display="block"')
    assert holds in html


def test_a_text_of_several_formulas_is_cut_into_lines_but_a_matrix_is_not() -> None:
    matrix = r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"
    assert lines(rf"a \le b \\ {matrix} \\ {{c \\ d}}") == [r"a \le b", matrix, r"{c \\ d}"]


def test_words_stay_words_and_formulas_in_them_are_set() -> None:
    assert not looks_like_tex("the matrix W_1 has full rank")
    assert not looks_like_tex(r"holds for every \eta that is small")
    assert looks_like_tex(r"W_1 \in \mathbb{R}^{n \times h}")
    assert looks_like_tex(r"\operatorname{rank}(W) = n")
    assert str(prose("a < b and $x < y$ & c")).startswith("a &lt; b and <math")


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("W1", "W_{1}"),
        ("K_over", r"\overline{K}"),
        ("alpha1", r"\alpha_{1}"),
        ("eta_max", r"\eta_{\max}"),
        ("W1_next", "W_{1}^{+}"),
        ("gradient2", r"\mathrm{gradient}_{2}"),
        (r"x}\input{y", r"\text{x  input y}"),
    ],
)
def test_names_are_spelled_as_the_papers_print_them(name: str, tex: str) -> None:
    assert name_tex(name) == tex


@pytest.mark.parametrize(
    ("node", "tex"),
    [
        (["<=", ["fro2", W1], ["q", "3/4"]], r"\left\|W_{1}\right\|_F^2 \le \tfrac{3}{4}"),
        (["mm", W1, ["T", ["add", W1, W1]]], r"W_{1} \, \left(W_{1} + W_{1}\right)^{\top}"),
        (["pow", ["smin", W1], ["q", "2"]], r"\sigma_{\min}^{2}\left(W_{1}\right)"),
        (["sigma", W1, ["min", "n", "h"]], r"\sigma_{\min(n, h)}\left(W_{1}\right)"),
        (["sub", ["q", "-1"], ["neg", ["q", "2"]]], r"-1 - \left(-2\right)"),
        (["grad", ["s", "ell"], W1], r"\nabla \ell\left(W_{1}\right)"),
        (["eye", "n"], "I_{n}"),
        (["novel", W1, 3], r"\mathrm{novel}\left(W_{1}, 3\right)"),
        (["div"], r"\mathrm{div}\left(\right)"),
        (17, "17"),
    ],
)
def test_expressions_of_the_ledger_become_tex(node: Any, tex: str) -> None:
    assert relation(node) == tex


def test_a_ledger_may_give_names_their_tex() -> None:
    assert expression(spelled(["mm", ["s", "P"], W1], {"P": r"\mathcal{A}"})).startswith(
        r"\mathcal{A}"
    )


def test_equal_sizes_are_joined() -> None:
    assert dims_tex({"n": 1, "m": 1, "h": 2}) == r"n = m = 1,\; h = 2"


def test_digits_shown_are_those_on_which_both_ends_agree() -> None:
    assert enclosure("1/3", "1/3", 6) == "0.333333"
    assert enclosure("0.123456", "0.123457", 12) == "0.12346"
    assert enclosure("-1", "1") == "[-1, 1]"
    assert enclosure("nonsense", "1") == "[nonsense, 1]"


def test_two_sides_get_as_many_digits_as_tell_them_apart() -> None:
    assert apart(("1", "1"), ("1.00000000000000000001",) * 2) == ("1", "1.00000000000000000001")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100000, "100\u00a0000"),
        (1e-7, "1e-7"),
        (0.1, "0.1"),
        (True, "yes"),
        (None, "none"),
        ("1/3", "0.333333"),
        (float("nan"), "nan"),
        ("1e999999999", "1e999999999"),
    ],
)
def test_numbers_are_short(value: Any, text: str) -> None:
    assert number(value) == text


def test_ratios_close_to_one_show_their_distance() -> None:
    assert ratio(0.99999998) == "1 - 2e-8"
    assert ratio(1.0) == "1"
    assert ratio(0.97123) == "0.9712"


def test_short_rationals_are_exact_and_long_ones_are_not() -> None:
    assert rational_tex("-3/7") == r"-\tfrac{3}{7}"
    assert rational_tex("1/12345678901") == r"8.1000001 \cdot 10^{-11}"
    assert decimal(Fraction(2, 3), 3) == "0.667"


LETTERS = {"A": [["3", "0"], ["0", "4"]], "eta": "1/10"}


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (["fro", ["s", "A"]], 5),
        (["fro2", ["s", "A"]], 25),
        (["smin", ["s", "A"]], 3),
        (["sigma", ["s", "A"], 3], 0),
        (["lam", ["s", "A"], 1], 4),
        (["tr", ["mm", ["s", "A"], ["T", ["s", "A"]]]], 25),
        (["inner", ["s", "A"], ["eye", 2]], 7),
        (["smax", ["vstack", ["s", "A"], ["zeros", 1, 2]]], 4),
        (["sum", ["had", ["s", "A"], ["sub", ["s", "A"], ["s", "A"]]]], 0),
        (["mul", ["s", "eta"], ["max", ["q", "1/2"], ["q", "3"]]], 0.3),
        (["pow", ["abs", ["neg", ["s", "eta"]]], ["q", "2"]], 0.01),
        (["sum", ["map", "logcosh", ["zeros", 2, 2]]], 0),
        (["sqrt", ["q", "-1"]], None),
        (["add", ["s", "A"], ["eye", 3]], None),
        (["lam", ["s", "A"], 3], None),
        (["s", "missing"], None),
        ("nonsense", None),
    ],
)
def test_values_at_a_witness_are_recomputed_or_left_out(node: Any, value: float | None) -> None:
    found = evaluate(node, environment(LETTERS, []))
    assert found == (None if value is None else pytest.approx(value, abs=1e-12))


def test_a_witness_fits_in_one_line() -> None:
    witness = {
        "dims": {"n": 1},
        "violated": ["<=", ["s", "a"], ["s", "b"]],
        "lhs": ["1.00001", "1.00001"],
        "rhs": ["1", "1"],
    }
    assert in_one_line(witness) == r"$n = 1$: $1.00001 \gt 1$"
    assert in_one_line({}) == "witness"


def _steps_said(*etas: str) -> str:
    witness = {"letters": {"W10": [["1"]]}, "path": [{"eta": eta} for eta in etas]}
    return " ".join(str(block) for block in worked(witness, {"eta": r"\eta"}))


def test_a_witness_against_a_run_says_which_steps_lead_to_it() -> None:
    assert "steps of the run" not in _steps_said()
    assert "after one step of the run from this start" in _steps_said("1/2")
    twice = _steps_said("1/2", "1/2")
    assert "after 2 steps of the run from this start, where at each of them" in twice
    assert twice.count(r"\eta") == 1
    other = _steps_said("1/2", "1/3")
    assert "where in turn" in other
    assert other.count(r"\eta") == 2
