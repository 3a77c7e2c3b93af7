"""The catalogue's scalar claims that the search certifies by itself, and those it must refute.

Each reading named has a conclusion in scalar symbols alone, built by + - * / powers, roots,
maxima and exponentials; the symbols that its setting draws positive are > 0. Its plan is replayed.
Readings that are refuted by a witness must get a rational counterexample from the search, and so
must the tight ones a percent beyond what they state.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs.arxiv_2505_11664 import CATALOGUE
from tests.unit.plan_replay import replay
from verify.claims.claim import Reading
from verify.evidence.scalar import Budget, Counterexample, PlanError, auto_plan
from verify.language import symbols_of
from verify.language.expr import Expr

QUICK = Budget(solvers=(), samples=4000)

CERTIFIED = (
    ("1.1/prior-steps", "repaired"),
    ("2.1/factor", "repaired"),
    ("2.1/minimum", "printed"),
    ("2.1/minimum", "attained"),
    ("2.1/tight", "repaired"),
    ("3/sufficient", "printed"),
    ("3.1/product", "printed"),
    ("3.1/13", "printed"),
    ("3.1/14", "kappa of T*T"),
    ("3.1/well-conditioned", "printed"),
    ("3.2/18", "printed"),
    ("3.2/19-rho", "K_t a number"),
    ("3.2/19-rho", "repaired"),
    ("4.2/closed-form", "repaired"),
    ("4.2/faster", "repaired"),
    ("table-1/this-work", "the witness's run"),
    ("table-3/Arora", "repaired"),
    ("table-3/Xu-rate", "printed"),
    ("B/59-diverging", "by the printed (59)"),
    ("C/67", "eta0 > 0"),
    ("C/67-68", "printed"),
    ("C/67-single", "printed"),
    ("C/68-small", "printed"),
    ("E.117-g", "printed"),
    ("E.124-c", "printed"),
    ("summary-a/alpha1-zero", "the witness's run"),
    # With e^x >= 1 + x and the sign of real powers.
    ("3.2/local-rate-limit", "printed"),
    ("table-3/this-work", "printed"),
    ("A.3", "printed"),
    ("E.106-limit", "repaired"),
    ("F.1T/145-e", "from below"),
)
# The maximum of a convex function over an interval: at equal ends no certificate has a positive
# multiplier, so the proof distinguishes whether the ends are equal.
BY_CASES = (("2.1/linear", "repaired"),)

REFUTED = (
    ("1.1/prior-steps", "printed"),
    ("2.1/factor", "printed"),
    ("2.1/tight", "printed"),
    ("4.2/faster", "printed"),
    ("table-3/Arora", "printed"),
    ("C/66-this", "from the printed (65)"),
)


def _reading(claim: str, name: str) -> Reading:
    return next(r for r in CATALOGUE.find(claim).readings if r.name == name)


def _positive(reading: Reading) -> tuple[str, ...]:
    return tuple(sorted(reading.setting.positive)) if reading.setting else ()


@pytest.mark.parametrize(("claim", "name"), CERTIFIED + BY_CASES)
def test_a_true_reading_has_a_plan_that_replays(claim: str, name: str) -> None:
    reading, assume = _reading(claim, name), (claim, name) in BY_CASES
    positive = _positive(reading)
    plan = auto_plan(
        reading.conclusion, reading.hypotheses, positive=positive, budget=QUICK, assume=assume
    )
    assert replay(plan, reading.conclusion, reading.hypotheses, positive) == ""


@pytest.mark.parametrize(("claim", "name"), REFUTED)
def test_a_false_reading_has_a_counterexample(claim: str, name: str) -> None:
    reading = _reading(claim, name)
    with pytest.raises(PlanError) as caught:
        auto_plan(reading.conclusion, reading.hypotheses, positive=_positive(reading), budget=QUICK)
    assert isinstance(caught.value.answer, Counterexample)


TIGHT = (
    ("2.1/minimum", "printed"),
    ("3.2/18", "printed"),
    ("3.2/19-rho", "K_t a number"),
    ("table-3/Xu-rate", "printed"),
    ("C/67-single", "printed"),
    ("3/sufficient", "printed"),
)


def _mu(reading: Reading) -> Expr:
    """The statement's mu > 0, so that the corruption is no bare constant."""
    sides = [side for r in reading.conclusion for side in (r.lhs, r.rhs)]
    return symbols_of(*sides)["mu"]


@pytest.mark.parametrize(("claim", "name"), TIGHT)
def test_a_tight_reading_a_percent_stronger_has_a_counterexample(claim: str, name: str) -> None:
    reading = _reading(claim, name)
    small, large = reading.conclusion[-1].small_and_large()
    sharper = small + Fraction(1, 100) * _mu(reading) <= large
    with pytest.raises(PlanError) as caught:
        auto_plan([sharper], reading.hypotheses, positive=_positive(reading), budget=QUICK)
    assert isinstance(caught.value.answer, Counterexample)
