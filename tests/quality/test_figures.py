"""Negative controls of the figures and of eta_max: what is spoiled must not be reproduced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from proofs.arxiv_2505_11664 import _eta_max
from proofs.arxiv_2505_11664._eta_max import Terms, enclose_eta_max
from proofs.arxiv_2505_11664._step_size import PRINTED
from proofs.arxiv_2505_11664._step_size_grid import point
from proofs.arxiv_2505_11664.figures import figure_1, figure_4, statements
from proofs.arxiv_2505_11664.figures.figure_1 import CLOSEST
from verify.claims.claim import Budget
from verify.claims.verdict import Verdict, decide
from verify.figures import Comparison, Published

QUICK = Budget("quick", 0, 0, 0)


@pytest.fixture(scope="module")
def comparisons() -> tuple[Comparison, ...]:
    return figure_1.figure_1(0, 6).comparisons


class TestFigure1:
    """The closest reading reproduces; a spoiled value, and another step size, do not."""

    def test_the_closest_reading_reproduces_most_values_and_the_text_few(
        self, comparisons: tuple[Comparison, ...]
    ) -> None:
        curves = [c for c in comparisons if c.published.source == "read"]
        closest = sum(CLOSEST in c.reproduced_by for c in curves)
        printed = sum(c.reproduced for c in curves)
        assert closest >= 45 > 35 >= printed

    @pytest.mark.parametrize("factor", [0.8, 1.25])
    def test_a_published_value_that_is_spoiled_is_reproduced_by_no_reading(
        self, comparisons: tuple[Comparison, ...], factor: float
    ) -> None:
        legends = [c for c in comparisons if c.published.source == "printed"]
        for c in legends:
            wrong = replace(c.published, value=c.published.value * factor)
            assert isinstance(wrong, Published)
            assert c.reproduced_by
            assert not Comparison(wrong, c.measured).reproduced_by


class TestStatements:
    """The checks say no where the runs do."""

    def test_a_bound_that_is_too_small_is_exceeded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data, results = figure_1.simulated(0, 6)
        spoiled = {
            "as printed": replace(
                results["as printed"], rho_bound=results["as printed"].rho_bound * 3
            )
        }
        assert decide(statements.bounded(QUICK))[0] is Verdict.TESTED
        monkeypatch.setattr(statements, "simulated", lambda seed, repeats: (data, spoiled))
        assert decide(statements.bounded(QUICK))[0] is Verdict.INCONCLUSIVE

    def test_the_order_reversed_is_contradicted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        true = figure_4.simulate(0, 6)
        reversed_ = replace(true, ratios={k: v[::-1] for k, v in true.ratios.items()})
        assert decide(statements.smaller_p(QUICK))[0] is Verdict.TESTED
        monkeypatch.setattr(statements, "sweep", lambda seed, repeats: reversed_)
        assert decide(statements.smaller_p(QUICK))[0] is Verdict.INCONCLUSIVE


class TestEtaMax:
    """The fast way gives an answer only where its argument holds."""

    AT = point(mu=1, K=1, L0="1/4", alpha1="1/2", alpha2=1, beta2=1, c="1/2", d=2)

    def test_a_tiny_root_of_102_below_that_of_101_is_not_passed_over(self) -> None:
        """D near 1: eta2 is far below eta1, and attains the minimum."""
        at = point(mu=1, K=1, L0="1/4", alpha1="1/3", alpha2=1, beta2=1, c="1/2", d="101/100")
        found = enclose_eta_max(at, digits=20)
        assert found.attained_by == "eta2"
        assert found.high < 10**-16

    @pytest.mark.parametrize(
        ("alpha", "smaller"), [(("7215/10", "1300"), "eta1"), (("4/5", "1"), "eta2")]
    )
    def test_the_larger_root_cannot_be_taken_for_the_smaller_one(
        self, alpha: tuple[str, str], smaller: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Guesses in the wrong order: the larger root is refined, and then refused."""
        low, high = alpha
        at = point(mu=1, K=1, L0="1/4", alpha1=low, alpha2=high, beta2=1, c="1/2", d=2)
        expected = enclose_eta_max(at, digits=20)
        assert (expected.attained_by, expected.how) == (smaller, "monotone")
        first, second = _eta_max._guesses(at, PRINTED.name) or (0.0, 0.0)
        lie = (10 * second, second) if smaller == "eta1" else (first, 10 * first)
        monkeypatch.setattr(_eta_max, "_guesses", lambda at, name: lie)
        found = enclose_eta_max(at, digits=20)
        assert (found.attained_by, found.how) == (smaller, "search")
        assert found.low <= expected.high
        assert expected.low <= found.high

    def test_beyond_the_conditions_nothing_is_claimed_of_what_lies_below(self) -> None:
        terms = Terms(self.AT, PRINTED.name)
        from verify.arithmetic import precision, to_arb

        with precision(64):
            grid: list[Any] = [to_arb(float(x)) for x in np.geomspace(1e-6, 2.0, 60)]
            holds = [terms.falls_up_to(x) for x in grid]
        assert holds[0]
        assert not holds[-1]
        assert holds == sorted(holds, reverse=True)
