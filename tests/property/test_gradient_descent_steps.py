"""What one step of gradient descent does: the catalogue's readings, decided without rounding.

Theorem 3.1 (9), (10), Lemma E.2 (116), its proof (131), (132), on steps that Hypothesis draws:
factors of all ranks and scales, all families of losses, step sizes up to the largest that the
theorem admits. Each example is decided by `settle` in exact rationals and balls, so that a
failure is a counterexample and no rounding error.
"""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, find, given, settings

from proofs.arxiv_2505_11664 import CATALOGUE
from proofs.arxiv_2505_11664._quantities import largest_step
from verify.claims.claim import Reading
from verify.evidence.compare import Outcome, settle
from verify.evidence.corruption import scaled_definition
from verify.strategies import Step, gd_steps

STATEMENTS = {
    "local descent lemma": ("3.1/9-descent", "printed"),
    "local PL inequality": ("3.1/9-PL", "printed"),
    "contraction": ("3.1/10", "printed"),
    "Lemma E.2": ("E.2", "printed"),
    "change of the imbalance": ("E.2/131", "repaired"),
    "triangle inequality of (132)": ("E.2/132-a", "repaired"),
    "second link of (132)": ("E.2/132-b", "printed"),
    "last link of (132)": ("E.2/132-d", "printed"),
}
# Both sides are equal, and irrational for some losses: then balls overlap and cannot tell.
EQUATIONS = {"change of the imbalance"}


def _reading(claim: str, name: str) -> Reading:
    return next(r for r in CATALOGUE.find(claim).readings if r.name == name)


def _outcome(reading: Reading, step: Step) -> Outcome:
    return settle(reading.hypotheses, reading.conclusion, step.values(), step.sizes).outcome


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_holds_on_every_step(name: str) -> None:
    reading = _reading(*STATEMENTS[name])
    seen: Counter[Outcome] = Counter()

    @settings(max_examples=50)
    @given(gd_steps(limit=largest_step))
    def holds(step: Step) -> None:
        outcome = _outcome(reading, step)
        seen[outcome] += 1
        assert outcome is not Outcome.VIOLATED

    holds()
    # A property that is hardly ever decided would hold of anything.
    assert seen[Outcome.HOLDS] >= (0.25 if name in EQUATIONS else 0.7) * seen.total()


@settings(max_examples=40)
@given(gd_steps(limit=largest_step, families=["weighted quadratic", "least squares"]))
def test_change_of_the_imbalance_is_decided_exactly_on_quadratic_losses(step: Step) -> None:
    """(131) is an identity between rational matrices here: no ball is left to overlap."""
    assert _outcome(_reading("E.2/131", "repaired"), step) is Outcome.HOLDS


CORRUPTED = {
    "descent lemma with K_t lowered by 10 percent": ("3.1/9-descent", "K_t", "9/10"),
    "PL inequality with mu_t raised by 10 percent": ("3.1/9-PL", "mu_t", "11/10"),
}


@pytest.mark.parametrize("name", CORRUPTED)
def test_corrupted_statement_is_found_and_shrunk_to_one_by_one(name: str) -> None:
    claim, definition, factor = CORRUPTED[name]
    wrong = scaled_definition(_reading(claim, "printed"), definition, Fraction(factor)).reading

    def violates(step: Step) -> bool:
        return _outcome(wrong, step) is Outcome.VIOLATED

    budget = settings(
        max_examples=1000, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    smallest = find(gd_steps(limit=largest_step), violates, settings=budget, random=Random(1))
    assert smallest.sizes == {"n": 1, "m": 1, "h": 1}
    assert smallest.loss.family == "weighted quadratic"
    assert all(Fraction(x).denominator <= 1024 for x in (smallest.W1[0, 0], smallest.W2[0, 0]))
