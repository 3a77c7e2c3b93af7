"""Negative controls: what is recorded of corruptions, and where bounds are attained."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Reading, reading
from verify.claims.controls import controls, effort_of
from verify.claims.evidence import Evidence
from verify.evidence.restated import restated
from verify.evidence.sampling import sample_chunk
from verify.evidence.trial import Effort
from verify.evidence.witness import find_witness
from verify.language import matrix, norm, norm2, scalar
from verify.model.matrices import matrices
from verify.model.setting import Batch, Setting

A, B = matrix("A", "n", "m"), matrix("B", "n", "m")
x, y = scalar("x"), scalar("y")
PAIR = matrices("controlled pair", [A, B], largest=2)
TRIANGLE = reading("printed", norm(A + B) <= norm(A) + norm(B), given=PAIR)
EFFORT = Effort(count=60, sizes=3, drawn=20, generations=1, attacked=1)


def _sensitivity(given: Reading, *evidence: Evidence) -> dict[str, Any]:
    found = controls(given, evidence, [0], EFFORT, first=True).sensitivity
    assert found is not None
    return dict(found)


class TestSensitivity:
    def test_a_tight_bound_falls_at_the_mildest_corruption(self) -> None:
        found = _sensitivity(TRIANGLE)
        assert found["outcome"] == "refuted"
        assert found["tried"] == [{"words": "larger side times 97/100", "fate": "refuted"}]
        corrupted = found["corrupted"]
        assert corrupted["verdict"] == "REFUTED"
        assert [e["kind"] for e in corrupted["evidence"]] == ["witness"]
        statement = TRIANGLE.statement()
        assert statement is not None
        assert corrupted["statement"]["conclusion"] != statement["conclusion"]

    def test_a_slack_bound_falls_later_and_says_what_survived(self) -> None:
        slack = reading("printed", norm(A + B) <= 3 * (norm(A) + norm(B)), given=PAIR)
        found = _sensitivity(slack)
        assert found["outcome"] == "refuted"
        assert [t["fate"] for t in found["tried"][:-1]] == ["survived"] * (len(found["tried"]) - 1)
        assert len(found["tried"]) > 1

    def test_a_statement_that_no_corruption_changes_is_not_sensitive(self) -> None:
        empty = reading("printed", x**2 <= y**2, when=[x**2 < 0, y**2 < 0], given=_zeros())
        found = _sensitivity(empty)
        assert found["outcome"] == "not sensitive"
        assert "corrupted" not in found

    def test_a_corruption_of_the_claims_own_comes_first(self) -> None:
        false = reading("as large as A alone", norm(A + B) <= norm(A), given=PAIR)
        given = reading("printed", corrupted=[false], words="by a check")
        found = _sensitivity(given)
        assert (found["outcome"], found["words"]) == ("refuted", "as large as A alone")

    def test_an_enclosure_alone_is_not_covered(self) -> None:
        found = _sensitivity(reading("printed"), Evidence("enclosure", {"words": "a root"}))
        assert found["outcome"] == "not covered"
        assert "roots" in found["words"]

    def test_controls_are_the_same_each_time(self) -> None:
        first, second = (controls(TRIANGLE, (), [3], EFFORT, first=True) for _ in range(2))
        assert first.to_json() == second.to_json()

    def test_only_the_first_reading_is_corrupted(self) -> None:
        found = controls(TRIANGLE, (), [0], EFFORT, first=False)
        assert found.sensitivity is None
        assert found.tightest is not None

    def test_a_control_that_breaks_is_said(self) -> None:
        def broken(rng: Any, sizes: Any, count: int, height: int = 0) -> list[Batch]:
            raise RuntimeError("no instances today")

        setting = Setting("broken", "", [{"n": 1, "m": 1}], broken, broken)
        found = _sensitivity(reading("printed", norm(A + B) <= norm(A), given=setting))
        assert found["outcome"] == "error"
        assert found["words"] == "RuntimeError: no instances today"

    def test_a_quick_profile_spends_less(self) -> None:
        assert effort_of("quick").count < effort_of("full").count


class TestTightest:
    def test_an_attained_bound_has_its_simplest_exact_instance(self) -> None:
        found = controls(TRIANGLE, (), [0], EFFORT, first=False).tightest
        assert found is not None
        assert found["attained"] is True
        assert found["ratio"] == 1.0
        assert found["dims"] == {"n": 1, "m": 1}
        a, b = (Fraction(found["letters"][k][0][0]) for k in "AB")
        assert abs(a + b) == abs(a) + abs(b) == Fraction(found["lhs"]) == Fraction(found["rhs"]) > 0

    def test_a_bound_that_is_not_attained_has_what_sampling_reached(self) -> None:
        slack = reading("printed", norm2(A) <= 2 * norm2(A) + norm2(B), given=PAIR)
        sizes = {"n": 1, "m": 1}
        [tally] = sample_chunk(PAIR, [slack], sizes, PAIR.draw(np.random.default_rng(0), sizes, 50))
        found = controls(
            slack, [Evidence("sampling", tally.to_data())], [0], EFFORT, first=False
        ).tightest
        assert found is not None
        assert found["attained"] is False
        assert found["ratio"] == tally.tightness < 0.5 + 1e-9
        a, b = (found["letters"][k][0][0] for k in "AB")
        assert a**2 / (2 * a**2 + b**2) == pytest.approx(found["ratio"], rel=1e-4)

    def test_an_equation_bounds_nothing(self) -> None:
        adjoint = CATALOGUE.find("A.2/adjoint").readings[0]
        assert controls(adjoint, (), [0], EFFORT, first=False).tightest is None


class TestRestated:
    def _tried(self, **row: Any) -> list[tuple[str, bool]]:
        return restated([Evidence("statistics", {"items": [row]})])

    def test_a_frequent_failure_contradicts_a_smaller_allowance(self) -> None:
        tried = self._tried(allowed=0.2, count=150, trials=1000, probability=[0.12, 0.19])
        assert tried == [
            ("allowed probability times 97/100", False),
            ("allowed probability times 1/2", True),
        ]

    def test_an_event_that_never_fails_contradicts_its_opposite(self) -> None:
        tried = self._tried(allowed=0.1, count=0, trials=1000, probability=[0.0, 0.01])
        assert tried[-1] == ("the opposite event", True)

    def test_a_steep_exponent_contradicts_a_lower_claim(self) -> None:
        tried = self._tried(claimed=1.0, exponent=0.9, interval=[0.85, 0.95])
        assert tried == [
            ("claimed exponent lowered by 1/20", False),
            ("claimed exponent lowered by 1/4", True),
        ]

    def test_the_tolerance_is_granted_to_the_lower_claim_too(self) -> None:
        tried = self._tried(claimed=1.0, exponent=0.9, interval=[0.85, 0.95], tolerance=0.15)
        assert tried[-1] == ("claimed exponent lowered by 1/2", True)

    def test_a_published_mean_is_told_from_a_shifted_one(self) -> None:
        row = {"published": 0.555, "simulated": 0.556, "standard error": 0.001}
        assert self._tried(**row) == [("published value times 97/100", True)]
        assert self._tried(**row, **{"reading error": 0.02})[0][1] is False

    def test_what_has_no_constant_is_not_restated(self) -> None:
        assert self._tried(h=500, runs=3) == []
        assert restated([Evidence("words", {"words": "said"})]) == []


def _zeros() -> Setting:
    return matrices("nothing", [x, y], words="numbers")


def test_a_witness_may_need_values_below_a_thousandth() -> None:
    """Once rounded to denominators of 1000, a step of 1e-6 became 0 and was no witness any more."""

    def lattice(rng: Any, sizes: Any, count: int, height: int) -> list[Batch]:
        return [Batch("lattice", 2, {"x": np.array([1e-6, 1e-6]), "y": np.array([1.0, 2.0])})]

    setting = Setting("tiny", "", [{}], lambda rng, sizes, count: [], lattice)
    wrong = reading("r", x >= y, when=[x > 0], given=setting)
    found = find_witness(setting, wrong, np.random.default_rng(0), count=2)
    assert found is not None
    assert found.data["letters"]["x"] == "1/1000000"
