"""eta_max by fused expressions, against the expressions of Theorem E.1 and the general search."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from proofs.arxiv_2505_11664 import _eta_max
from proofs.arxiv_2505_11664._eta_max import Terms, enclose_eta_max, enclose_roots, first_equation
from proofs.arxiv_2505_11664._step_size import PRINTED, REPAIRED, StepSize, eta0, one_minus_exp
from proofs.arxiv_2505_11664._step_size_grid import Point, grid, point
from proofs.arxiv_2505_11664._step_size_roots import solve
from verify.arithmetic import precision, to_arb
from verify.errors import InputError
from verify.evidence.roots import Root, Univariate, bind, refine_near, sign_at
from verify.language import exp

NAMES = ("mu", "K", "L0", "alpha1", "alpha2", "beta2", "c", "d")
PAPER = point(mu=1, K=1, L0="1/4", alpha1="721.5", alpha2=1300, beta2=150, c="1/2", d="101/100")
OTHER = point(mu="1/2", K=2, L0="1/3", alpha1="3/4", alpha2=2, beta2=3, c="1/3", d="7/2")
POINTS = pytest.mark.parametrize("at", [PAPER, OTHER, grid("full")[1]])
CHOICES = pytest.mark.parametrize("of", [PRINTED, REPAIRED], ids=["printed", "repaired"])


def _bound(expr: object, at: Point) -> Univariate:
    return Univariate(bind(expr, dict(zip(NAMES, at, strict=True))), "eta0")  # type: ignore[arg-type]


@CHOICES
@POINTS
@pytest.mark.parametrize("x", ["1/1000", "1/37", "1/3"])
def test_the_fused_forms_are_the_expressions_of_the_theorem(
    at: Point, of: StepSize, x: str
) -> None:
    terms = Terms(at, of.name)
    scaled = (of.rhs_102 - of.lhs_102) / (1 - one_minus_exp(eta0)) / eta0
    with precision(200):
        ball = to_arb(Fraction(x))
        for mine, theirs in (
            (first_equation(terms).jet(ball), _bound(of.lhs_101 - 1, at).jet(ball)),
            (terms.second_jet(ball), _bound(scaled, at).jet(ball)),
        ):
            for one, other in zip(mine, theirs, strict=True):
                assert abs(one - other) < abs(other) * arb(2) ** -150 + arb(2) ** -150
        assert terms.second(ball).overlaps(terms.second_jet(ball)[0])
        assert first_equation(terms).value(ball).overlaps(first_equation(terms).jet(ball)[0])


@CHOICES
@pytest.mark.parametrize("digits", [1, 15, 100, 1000])
def test_the_enclosure_has_the_digits_asked_for_and_the_printed_signs(
    of: StepSize, digits: int
) -> None:
    found = enclose_eta_max(PAPER, digits=digits, name=of.name)
    assert found.how == "monotone"
    assert found.attained_by == "eta1"
    assert 0 < found.high - found.low <= found.low / 10**digits
    equation = bind(of.lhs_101 - 1, dict(zip(NAMES, PAPER, strict=True)))
    assert sign_at(equation, "eta0", found.low) < 0 < sign_at(equation, "eta0", found.high)


@CHOICES
def test_over_the_grid_it_agrees_with_the_general_search(of: StepSize) -> None:
    ways = set()
    for at in grid("quick"):
        found = enclose_eta_max(at, digits=50, name=of.name)
        general = solve(of.name, at).smallest()
        assert general is not None
        assert general[0] == found.attained_by
        assert general[1].low <= found.high
        assert found.low <= general[1].high
        ways.add(found.how)
    assert ways == {"monotone", "search"}


def test_both_roots_agree_with_the_general_search() -> None:
    both = enclose_roots(PAPER, digits=30)
    general = solve(PRINTED.name, PAPER)
    assert both is not None
    for mine, theirs in zip(both, (general.eta1, general.eta2), strict=True):
        assert isinstance(theirs, Root)
        assert mine.low <= theirs.high
        assert theirs.low <= mine.high


def test_a_spoiled_second_equation_does_not_pass_as_larger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where eta2 is not certainly beyond eta1, the fast way gives no answer of its own."""
    true = Terms.second
    monkeypatch.setattr(Terms, "second", lambda self, x: -true(self, x))
    assert _eta_max._smallest(Terms(PAPER, PRINTED.name), PAPER, PRINTED.name, 20) is None


def test_without_the_conditions_the_general_search_is_asked() -> None:
    """D near 1 and a larger root: x^d <= d - 1 fails there."""
    at = point(mu=1, K=1, L0=0, alpha1=1, alpha2=1, beta2=0, c="1/2", d="1001/1000")
    assert enclose_eta_max(at, digits=20).how == "search"


@pytest.mark.parametrize(
    "spoiled", [{"c": 1}, {"c": 0}, {"d": 1}, {"mu": 0}, {"alpha1": 0}, {"L0": -1}]
)
def test_constants_outside_the_theorem_are_refused(spoiled: dict[str, int]) -> None:
    at = point(**{**dict(zip(NAMES, PAPER, strict=True)), **spoiled})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="0 < c < 1 < d"):
        enclose_eta_max(at, digits=10)


class TestRefineNear:
    def test_a_guess_that_is_not_close_gives_no_answer(self) -> None:
        from verify.language import const, scalar

        x = scalar("x")
        function = Univariate(exp(x) - const(2), "x")
        assert refine_near(function, 0.6931471805599453, 40) is not None
        assert refine_near(function, 0.69, 40) is None or _encloses_log_2(function, 0.69)

    def test_a_double_root_is_not_claimed(self) -> None:
        from verify.language import scalar

        x = scalar("x")
        assert refine_near(Univariate((x - 1) * (x - 1), "x"), 1.0, 30) is None


def _encloses_log_2(function: Univariate, guess: float) -> bool:
    found = refine_near(function, guess, 40)
    assert found is not None
    with precision(200):
        return bool(to_arb(found[0]) < arb(2).log() < to_arb(found[1]))
