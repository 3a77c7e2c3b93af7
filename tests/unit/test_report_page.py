"""The HTML page: complete, safe, offline, the same for the same ledger."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.unit.report_sample import crowd, hostile, sample
from verify.report import html_report

VOID = {"meta", "link", "br", "img", "hr", "input"}


class _Page(HTMLParser):
    """Tags with their attributes, ids, links, and whether every tag is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "xlink:href", "src"):
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _words(page: _Page) -> str:
    return " ".join(" ".join(page.words).split())


@pytest.fixture(scope="module")
def text() -> str:
    return html_report(sample())


@pytest.fixture(scope="module")
def page(text: str) -> _Page:
    return _Page(text)


def test_every_element_is_closed_and_every_id_is_unique(page: _Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_every_link_leads_to_a_place_on_the_page(page: _Page) -> None:
    assert page.links
    assert {link for link in page.links if link.removeprefix("#") not in page.ids} == set()


def test_nothing_is_fetched_from_elsewhere(text: str, page: _Page) -> None:
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= set(re.findall(r"url\((#[^)]*)\)", text))


def test_the_summary_counts_the_papers_own_statements(page: _Page) -> None:
    words = _words(page)
    assert "9 statements checked: 4 hold, 2 fail, 3 are not settled. 1 definition." in words


def test_failing_claims_stand_in_the_order_of_severity(text: str) -> None:
    order = [
        "Stated results that are false",
        "Slips",
        "Failing in one way of reading",
        "Summaries of the paper (",
        "Not settled",
        "Contents",
    ]
    places = [text.index(title) for title in order]
    assert places == sorted(places)


def test_a_failing_row_links_to_its_witness(text: str) -> None:
    start = text.index("Stated results that are false")
    row = text[start : text.index("</tbody>", start)]
    assert 'href="#claim-0000.00000-3.1--0"' in row
    assert "Theorem 3.2 in the case h = 2" in row
    assert ">TESTED</span>" in row


def test_the_witness_is_worked_through_in_numbers(page: _Page) -> None:
    words = _words(page)
    for part in ("Take", "Then", "Hypothesis, met", "1.1836735", "0.098639456"):
        assert part in words


def test_every_kind_of_evidence_is_shown(page: _Page) -> None:
    words = _words(page)
    for part in (
        "100\u00a0000 instances, no violations",
        "64 starts, 120\u00a0000 evaluations",
        "transpose of a product",
        "Shapes: m x n against m x h.",
        "0.1234567890123456789",
        "12 enclosures at 50 digits",
        "4 further rows",
        "No sign change in",
        "20\u00a0000 trials, no violations",
        "h = 1000",
        "depth [1, 2]",
    ):
        assert part.replace("\u00a0", " ") in words


def test_dependents_are_told_apart_by_what_they_stand_on(page: _Page) -> None:
    words = _words(page)
    for part in (
        "Not settled: ? Lemma A.3",
        "No violation found in its own tests: T Theorem 3.2",
        "Stands, proved or certified on its own evidence: C Section 3",
        "0000.00000/unknown (not in this ledger)",
    ):
        assert part in words


def test_plots_are_inline_drawings_and_unknown_ones_tables(text: str) -> None:
    assert text.count("<figure>") == 3
    assert len(re.findall(r'<div role="img"[^>]*><svg', text)) == 2


def test_the_same_ledger_gives_the_same_page(text: str) -> None:
    assert html_report(sample()) == text


@pytest.mark.parametrize(
    "attack",
    [
        '"><script>alert(1)</script><img src=x onerror=alert(1)>',
        "$</math><script>alert(1)</script>$",
        r"\text{<script>alert(1)</script>}",
        "{{ 7 * 7 }}{% raw %}",
        "]]><svg onload=alert(1)>",
        "$" * 9 + "`|*_[x](javascript:alert(1))",
    ],
)
def test_hostile_texts_stay_texts(attack: str) -> None:
    page = _Page(html_report(hostile(attack)))
    assert page.open == []
    assert page.tags.isdisjoint({"script", "img", "iframe", "object", "link"})
    assert not [a for a in page.attributes if a[0].startswith("on")]
    assert all(link.startswith("#") for link in page.links)
    assert page.words.count("49") == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"claims": []},
        {"claims": [{"id": "x"}]},
        {"claims": [{"id": "x", "readings": None, "equations": "7", "rests_on": 3}]},
        {"claims": [{"id": "x", "readings": [{"evidence": [{}, 7, {"kind": "witness"}]}]}]},
        {"claims": [{"id": "x", "readings": [{"verdict": "NOVEL", "tightness": "much"}]}]},
        {"claims": [{"id": "x", "rests_on": ["y"]}, {"id": "y", "rests_on": ["x", "y"]}]},
        {"claims": [{"id": "a/b"}, {"id": "a-b"}, {"id": "a b"}]},
    ],
)
def test_a_ledger_with_gaps_still_gives_a_page(broken: dict[str, Any]) -> None:
    page = _Page(html_report({"paper": "p"} | broken))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("kind", ["sampling", "adversary", "derivation", "witness", "ill_typed"])
@pytest.mark.parametrize("junk", [None, 7, "x", [], [[]], {}, {"a": [1, {"b": None}]}, [["q"]]])
def test_evidence_of_a_wrong_form_breaks_nothing(kind: str, junk: Any) -> None:
    fields = (
        "letters losses dims definitions hypotheses violated lhs rhs values words steps symbols "
        "shapes sources instance tightness instances starts tex"
    )
    evidence = {"kind": kind} | dict.fromkeys(fields.split(), junk)
    reading = {"name": "printed", "verdict": "REFUTED", "evidence": [evidence]}
    ledger = {"paper": "p", "claims": [{"id": "x", "readings": [reading]}]}
    assert "</html>" in html_report(ledger)


def test_a_large_paper_is_laid_out_in_bands() -> None:
    text = html_report(crowd(250))
    page = _Page(text)
    assert 'class="graph bands"' in text
    assert {link for link in page.links if link.removeprefix("#") not in page.ids} == set()
    assert len(text) < 1_500_000
