"""The paper's figures at a small scale: data, step sizes, bounds, and what must not agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from proofs.arxiv_2505_11664._wide import constants, frobenius_alpha2
from proofs.arxiv_2505_11664.figures import FIGURES, figure_1, figure_2, figure_3, figure_4
from proofs.arxiv_2505_11664.figures._runs import READINGS, adaptive_step, draw, simulate
from proofs.arxiv_2505_11664.figures._timing import _backtracking, _rho, _State, costs
from proofs.arxiv_2505_11664.figures.evidence import drawn, reproduces
from proofs.arxiv_2505_11664.figures.published import FIGURE_1, FIGURE_5
from verify.claims.claim import Budget
from verify.claims.verdict import Verdict, decide
from verify.descent import Backtracking, InverseSmoothness, Start, begin, run, squared_loss

QUICK = Budget("quick", 0, 0, 0)
SMALL = [(40, 0.1), (60, 1.0)]


@pytest.fixture(scope="module")
def small() -> Any:
    return draw(np.random.default_rng(0), SMALL, 3)


class TestData:
    """Section 4's law, drawn at full width."""

    def test_the_loss_at_the_start_is_that_of_the_noise(self) -> None:
        data = draw(np.random.default_rng(1), [(30, 0.01), (30, 1.0)], 40)
        loss = data.group(data.theorems[0].L0).mean(axis=1)
        assert loss == pytest.approx(50 * np.array([1e-4, 1.0]), rel=0.1)

    def test_X_is_orthogonal_so_that_K_and_mu_are_1(self, small: Any) -> None:
        assert small.problem.K == pytest.approx(1.0, abs=1e-12)
        assert small.problem.mu == pytest.approx(1.0, abs=1e-12)

    def test_the_constants_are_those_of_the_gram_matrix(self, small: Any) -> None:
        Z = np.concatenate([small.start.W1, small.start.W2], axis=1)
        gram, target = Z @ np.swapaxes(Z, 1, 2), small.problem.centre
        found = constants(gram, 10, target)
        loose = frobenius_alpha2(found, gram, 10, target, np.ones(len(gram)))
        assert small.ratio(frobenius=False).ravel() == pytest.approx(found.alpha1 / found.alpha2)
        assert small.ratio(frobenius=True).ravel() == pytest.approx(found.alpha1 / loose)

    def test_the_roots_are_where_the_equations_hold(self, small: Any) -> None:
        theorem, (first, second) = small.theorems[0], small.roots[0]
        assert theorem.product(first) == pytest.approx(1.0)
        assert np.all(
            np.sign(theorem.excess(second * np.array([[1 - 1e-9], [1 + 1e-9]]))).T == [1, -1]
        )


class TestRuns:
    """Step sizes and bounds under the readings."""

    def test_every_bound_lies_above_its_loss_as_printed(self, small: Any) -> None:
        found = simulate(small, READINGS[:1], 25)["as printed"]
        for key in ("constant", "rho_bar", "rho"):
            assert np.all(getattr(found, key) <= getattr(found, f"{key}_bound") + 1e-9)

    def test_the_cap_limits_the_growth_and_no_cap_does_not(self, small: Any) -> None:
        capped, free = READINGS[0], next(r for r in READINGS if r.growth is None)
        steps = [
            adaptive_step(small, reading, name, bar=False)
            for reading, name in ((capped, "capped"), (free, "free"))
        ]
        found = run(small.problem, small.start, [*steps, InverseSmoothness()], 5)
        eta0 = small.eta0(capped)[:, None]
        grown = eta0 * (1 + eta0**1.01) ** (np.arange(5) / 2)
        free_eta = found.eta[found.rows("1/K_t")][:, :5]
        assert found.eta[found.rows("capped")][:, :5] == pytest.approx(np.minimum(grown, free_eta))
        assert found.eta[found.rows("free")][:, :5] == pytest.approx(free_eta)

    def test_another_normalisation_of_the_loss_shifts_the_curves_alone(self, small: Any) -> None:
        quarter = next(r for r in READINGS if r.name == "L = |Y - XW|^2 / 4")
        found = simulate(small, [READINGS[0], quarter], 3)
        shift = found[quarter.name].rho - found["as printed"].rho
        assert shift == pytest.approx(np.log10(0.5))

    def test_a_level_is_crossed_between_two_iterates(self) -> None:
        logs = np.array([[0.0, -10.0, -30.0], [0.0, -1.0, -2.0]])
        assert figure_1.crossing(logs, -25.0).tolist() == [1.75, np.inf]


class TestTiming:
    """The plain single runs take the engine's steps."""

    def test_its_steps_are_those_of_the_engine(self) -> None:
        rng = np.random.default_rng(3)
        W1, W2 = (rng.standard_normal((10, 50)) for _ in range(2))
        X = np.linalg.qr(rng.standard_normal((10, 10)))[0]
        Y = X @ W1 @ W2.T + rng.standard_normal((10, 10))
        state = _State(W1, W2, X, Y)
        residual = state.residual()
        G = X.T @ residual
        setup = begin(squared_loss(X, Y), Start(W1, W2))
        for mine, theirs in (
            (_rho, InverseSmoothness()),
            (_backtracking(0.9, 0.1), Backtracking(tau=0.1, gamma=0.9)),
            (_backtracking(0.5, 0.5), Backtracking()),
        ):
            expected = theirs.begin(setup).step(setup.first).eta[0]
            assert mine(state, residual, G) == pytest.approx(expected)

    def test_a_cost_is_positive(self) -> None:
        spent = costs(np.random.default_rng(0), 30, 3)
        assert min(spent.rho, spent.xu, spent.backtracking, spent.usual) > 0


class TestFigures:
    """Each figure, made small."""

    def test_figure_1_compares_every_value_that_was_read(self) -> None:
        made = FIGURES[1](0, 2)
        assert len(made.comparisons) == 64
        assert [d.name for d in made.drawings] == ["", "closest"]
        assert all(len(d.panels) == 9 for d in made.drawings)
        legends = [c for c in made.comparisons if c.published.source == "printed"]
        assert [c.published.value for c in legends] == [p.ratio for p in FIGURE_1]

    def test_figure_2_reaches_its_level_with_every_schedule(self) -> None:
        runs = figure_2.simulate(0, 2, (500,))
        counts = {name: runs.reaches(name).max() for name in figure_2.SCHEDULES}
        assert counts["usual"] < counts["rho"] < 64
        assert counts["rho"] < min(counts["xu"], counts["backtracking"])
        assert np.isfinite(max(counts.values()))

    def test_figure_2_over_iterations_holds_no_seconds(self) -> None:
        drawing = figure_2.without_seconds(0, 2)
        assert len(drawing.panels) == 6
        assert "seconds" not in str(drawing.to_json())

    def test_figure_3_has_the_largest_eigenvalue(self) -> None:
        axis, found = figure_3.landscape(7)
        for i, x2 in enumerate(axis):
            for j, x1 in enumerate(axis):
                q = 2 * x1 * x2 - 1
                top = np.linalg.eigvalsh([[x2**2, q], [q, x1**2]])[-1]
                assert found["true"][i, j] == pytest.approx(top)
                assert found["printed"][i, j] <= top + 1e-12

    def test_figure_4_scales_the_same_factors_for_every_p(self) -> None:
        sweep = figure_4.simulate(0, 3, (500, 600))
        assert sweep.kappa[0] == pytest.approx(sweep.kappa[2])
        ratios = sweep.ratios["as printed"].mean(axis=(1, 2))
        assert ratios[0] > ratios[1] > ratios[2]

    def test_figure_5_falls_slower_than_plain_gradient_descent(self) -> None:
        made = FIGURES[5](0, 3)
        assert [c.published.value for c in made.comparisons] == list(FIGURE_5.values())
        plain, over = made.drawings[1].panels[0].curves  # type: ignore[union-attr]
        assert plain.y[-1] < over.y[-1] < over.y[0]


class TestEvidence:
    """What goes into the ledger."""

    def test_a_drawing_carries_the_published_values(self) -> None:
        (found,) = drawn(5, "closest")(QUICK)
        assert found.kind == "figure"
        assert found.data["name"] == "panels"
        assert len(found.data["published"]) == 3

    def test_a_reading_that_reproduces_nothing_is_contradicted(self) -> None:
        for reading, verdict in (
            ("as printed", Verdict.INCONCLUSIVE),
            ("deviation 0.1, |W*|_F in beta2", Verdict.TESTED),
        ):
            evidence = reproduces(5, reading, values=lambda _: True)(QUICK)
            assert decide(evidence)[0] is verdict

    def test_the_same_seed_gives_the_same_evidence(self) -> None:
        first = FIGURES[5](3, 2)
        assert first.to_json() == FIGURES[5](3, 2).to_json()
        assert first.drawings[0].to_json() == FIGURES[5](3, 2).drawings[0].to_json()
        assert first.to_json() != FIGURES[5](4, 2).to_json()
