"""Negative controls of the root search, and of the claims about (101), (102) and eta_max.

Each test takes something true, spoils it, and asks that the answer be no, or "undecided"; then
that the true thing beside it is still certified.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from proofs.arxiv_2505_11664 import _step_size_roots as step_size_roots
from proofs.arxiv_2505_11664._step_size import DOMAIN, ETA3, PRINTED, STEP_SIZES, StepSize
from proofs.arxiv_2505_11664._step_size_grid import NAMES, grid, point
from proofs.arxiv_2505_11664._step_size_roots import check_eta_max, check_up_to_eta_max, solve
from proofs.arxiv_2505_11664.e_step_size import CLAIMS
from verify.claims.claim import Budget, Reading
from verify.claims.verdict import Verdict, decide
from verify.evidence.roots import Root, Undecided, bind, enclose_root, sign_at, smallest_root
from verify.evidence.witness import find_witness
from verify.language import Expr, const, scalar, sqrt

x = scalar("x")
BUDGET = Budget("quick", 0, 0, 0)
ORDINARY = point(mu=1, K=1, L0="1/4", alpha1="1/3", alpha2=1, beta2=1, c="1/2", d="101/100")


class TestRootsThatMustNotBeClaimed:
    def test_two_roots_are_not_one(self) -> None:
        result = enclose_root((x - 1) * (x - 2), "x", (Fraction(1, 2), Fraction(3)))
        assert isinstance(result, Undecided)
        assert "2 roots" in result.reason

    def test_a_pair_of_close_roots_is_seen(self) -> None:
        near = 1 + Fraction(1, 10**9)
        f = (x - 1) * (x - near) * (x - 2)
        assert isinstance(enclose_root(f, "x", (Fraction(1, 2), Fraction(3))), Undecided)

    def test_a_double_root_is_undecided(self) -> None:
        result = enclose_root((x - 1) * (x - 1), "x", (Fraction(1, 2), Fraction(3)))
        assert isinstance(result, Undecided)

    def test_a_tiny_root_below_the_large_one_is_not_passed_over(self) -> None:
        tiny = Fraction(1, 10**250)
        result = smallest_root((1 - x / tiny) * (1 - x), "x", Fraction(2))
        assert isinstance(result, Root)
        assert result.low <= tiny <= result.high

    def test_a_function_negative_near_zero_is_not_called_positive(self) -> None:
        assert isinstance(smallest_root(x - const("1/2"), "x", Fraction(1)), Undecided)

    def test_a_function_undefined_in_between_has_no_certified_root(self) -> None:
        f = sqrt(x - 1) - const("1/2")
        assert isinstance(enclose_root(f, "x", (Fraction(1, 2), Fraction(3))), Undecided)


def _with(values: Expr, at: tuple[Fraction, ...]) -> Expr:
    return bind(values, dict(zip(NAMES, at, strict=True)))


class TestEquations:
    def test_a_tiny_root_of_102_is_certified(self) -> None:
        eta2 = solve(PRINTED.name, ORDINARY).eta2
        assert isinstance(eta2, Root)
        # of the order of (2 mu alpha1)^(1/(d - 1)) = (2/3)^100
        assert Fraction(1, 10**19) < eta2.high < Fraction(1, 10**17)

    @pytest.mark.parametrize("factor", ["999/1000", "1001/1000"])
    def test_a_point_beside_the_root_of_102_is_no_root(self, factor: str) -> None:
        eta2 = solve(PRINTED.name, ORDINARY).eta2
        assert isinstance(eta2, Root)
        sign = sign_at(
            _with(PRINTED.rhs_102 - PRINTED.lhs_102, ORDINARY), "eta0", eta2.low * Fraction(factor)
        )
        assert sign == (1 if Fraction(factor) < 1 else -1)

    def test_a_wrong_scaled_form_is_caught_by_the_printed_sides(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The search works with a multiple of (102); the printed sides have the last word."""
        wrong: StepSize = replace(PRINTED, name="wrong", scaled=PRINTED.scaled - const("1/100"))
        monkeypatch.setattr(step_size_roots, "variant", lambda name: wrong)
        solve.cache_clear()
        found = solve(
            "wrong", point(mu=1, K=1, L0="1/4", alpha1="1/2", alpha2=1, beta2=1, c="1/2", d=2)
        )
        solve.cache_clear()
        assert "printed sides" in found.failed

    def test_an_uncertain_point_of_the_grid_leaves_the_claim_inconclusive(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong = replace(PRINTED, name="wrong", rho_bar=PRINTED.rho_bar - 1)
        monkeypatch.setattr(step_size_roots, "variant", lambda name: wrong)
        solve.cache_clear()
        evidence = check_up_to_eta_max(BUDGET, "wrong")
        solve.cache_clear()
        assert decide(evidence)[0] is Verdict.INCONCLUSIVE

    def test_the_true_equations_are_certified_over_the_grid(self) -> None:
        for check in (check_eta_max, check_up_to_eta_max):
            evidence = check(BUDGET, PRINTED.name)
            assert decide(evidence)[0] is Verdict.CERTIFIED
            data = evidence[0].data
            assert len(data["items"]) == len(grid("quick"))


def _readings(name: str) -> dict[str, Reading]:
    claim = next(c for c in CLAIMS if c.id.endswith("/" + name))
    return {r.name: r for r in claim.readings}


@pytest.mark.parametrize(
    ("claim", "false", "true"),
    [
        ("E.106-b", "printed", "repaired"),
        ("E.106-limit", "printed", "repaired"),
        ("E.mu-bar", "exponent inside the logarithm", "printed"),
        ("E.105", "from eta0 K_bar_0 <= 1 alone", "printed"),
        ("E.101-exponent", "printed", "c at least 1/2"),
    ],
)
def test_the_false_reading_has_a_witness_and_the_true_one_has_none(
    claim: str, false: str, true: str
) -> None:
    readings = _readings(claim)
    rng = np.random.default_rng(0)
    assert find_witness(STEP_SIZES, readings[false], rng, count=1000) is not None
    assert find_witness(STEP_SIZES, readings[true], rng, count=1000) is None


def test_the_third_argument_is_where_mu_bar_vanishes() -> None:
    """Twice the third argument lies beyond the zero of mu_bar."""
    reading = _readings("E.mu-bar")["printed"]
    signs = reading.hypotheses[len(DOMAIN) + 1 :]  # after the domain and eta0 < ETA3
    wider = replace(reading, hypotheses=(*DOMAIN, scalar("eta0") < 2 * ETA3, *signs))
    assert find_witness(STEP_SIZES, wider, np.random.default_rng(0), count=1000) is not None
