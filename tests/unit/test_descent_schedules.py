"""The papers' step sizes and inequalities, in floats, against the catalogue's own expressions."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from proofs.arxiv_2505_11664 import CATALOGUE, _initial, _step_size
from proofs.arxiv_2505_11664._constants import table_2, theorem_e1
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from proofs.arxiv_2505_11664._step_size_roots import solve
from proofs.arxiv_2505_11664.audited import ALL, CLAIM_OF, RUN, STEP
from proofs.arxiv_2505_11664.prior_schedules import AroraStep, DuHuLeeStep, XuStep
from proofs.arxiv_2505_11664.schedules import (
    ArgminRho,
    ConstantStep,
    RhoBarStep,
    RhoStep,
    Theory,
)
from verify.arithmetic import Float64, LossValue, Scope, evaluate
from verify.descent import (
    Constant,
    InverseSmoothness,
    Problem,
    Setup,
    Start,
    StepSize,
    Trajectory,
    begin,
    custom,
    run,
    squared_loss,
    weighted_quadratic,
)
from verify.errors import InputError
from verify.evidence.roots import Root
from verify.language import Expr, Relation
from verify.model.families import FAMILIES

Array = npt.NDArray[np.float64]
RUNS = 4


def _weighted(seed: int, n: int, m: int, h: int, spread: float) -> tuple[Problem, Start]:
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(RUNS, n, h)), rng.normal(size=(RUNS, m, h))
    A = rng.uniform(0.8, 1.0, (RUNS, n, m))
    C = W1 @ np.swapaxes(W2, 1, 2) + spread * rng.normal(size=(RUNS, n, m))
    return weighted_quadratic(A, C), Start(W1, W2)


def _section_4(h: int = 300, noise: float = 0.1, size: int = 5) -> tuple[Problem, Start]:
    rng = np.random.default_rng(3)
    X = np.linalg.qr(rng.normal(size=(RUNS, size, size)))[0]
    W1, W2 = rng.normal(size=(2, RUNS, size, h))
    Y = X @ (W1 @ np.swapaxes(W2, 1, 2) + noise * rng.normal(size=(RUNS, size, size)))
    return squared_loss(X, Y), Start(W1, W2)


def _scope(
    problem: Problem, start: Start, extra: Mapping[str, Array], there: Trajectory | None = None
) -> Scope:
    """The catalogue's symbols at the start of the runs, or at the end of a trajectory."""
    end = there or start
    rows = {"W10": start.W1, "W20": start.W2, "W1": end.W1, "W2": end.W2}
    parts = {"A": problem.loss.A, "C": problem.centre}  # type: ignore[attr-defined]
    known: dict[str, Any] = {
        k: Float64.data(v, matrix=True) for k, v in {**rows, "Wstar": problem.centre}.items()
    }
    values = {k: Float64.data(v, matrix=True) for k, v in parts.items()}
    known["ell"] = LossValue(FAMILIES["weighted quadratic"], values)
    for name, value in {"K": problem.K, "mu": problem.mu, **extra}.items():
        known[name] = Float64.data(value, matrix=False)
    return Scope(Float64(), known, {"n": start.n, "m": start.m, "h": start.W1.shape[2]})


SHAPES = [(3, 3, 8), (3, 2, 7), (2, 4, 6), (3, 3, 4), (4, 2, 3), (2, 2, 2)]


class TestTable2:
    @pytest.mark.parametrize(("n", "m", "h"), SHAPES)
    @pytest.mark.parametrize("spread", [1e-3, 1.0])
    def test_its_constants_are_those_of_the_catalogue(
        self, n: int, m: int, h: int, spread: float
    ) -> None:
        problem, start = _weighted(n + 10 * m + 100 * h, n, m, h, spread)
        found = table_2(begin(problem, start))
        expected: dict[str, Expr] = {
            "lambda_plus": _initial.LAMBDA_PLUS,
            "lambda_minus": _initial.LAMBDA_MINUS,
            "p": _initial.DEEP_PLUS,
            "q": _initial.DEEP_MINUS,
            "margin": _initial.MARGIN,
            "beta1": _initial.BETA1,
            "beta_n": _initial.BETA_N,
            "beta_m": _initial.BETA_M,
            "beta2": _initial.BETA2,
            "alpha1": _initial.ALPHA1_REPAIRED,
            "alpha2": _initial.ALPHA2,
        }
        if h >= max(n, m):  # Table 2 is defined
            expected["alpha1_printed"] = _initial.ALPHA1
        scope = _scope(problem, start, {})
        scale = float(np.abs(found.alpha2).max())
        for name, expr in expected.items():
            np.testing.assert_allclose(
                getattr(found, name), evaluate(expr, scope).v, rtol=1e-9, atol=1e-12 * scale
            )

    def test_the_frobenius_reading_is_that_of_beta2_alone(self) -> None:
        setup = begin(*_weighted(0, 3, 3, 8, 0.1))
        plain, other = table_2(setup), table_2(setup, frobenius=True)
        norm = np.linalg.norm(setup.problem.centre, axis=(1, 2))
        np.testing.assert_allclose(other.beta2, norm + other.margin)
        np.testing.assert_array_equal(other.alpha1, plain.alpha1)
        assert (other.alpha2 > plain.alpha2).all()

    def test_a_loss_without_known_minimiser_has_no_table(self) -> None:
        problem = custom(lambda W: W.sum((1, 2)), lambda W: W, shape=(2, 2), K=1, mu=1)
        with pytest.raises(InputError, match=r"W\* is known"):
            table_2(begin(problem, Start(np.eye(2), np.eye(2))))


class TestTheoremE1:
    def test_its_functions_of_eta0_are_those_of_the_catalogue(self) -> None:
        setup = begin(*_weighted(1, 3, 3, 8, 0.05))
        theorem = theorem_e1(setup, table_2(setup), c=0.4, d=1.3)
        eta0 = np.array([1e-6, 1e-4, 1e-3, 1e-2])
        values = {k: getattr(theorem, k) for k in ("mu", "K", "L0", "alpha1", "alpha2", "beta2")}
        values |= {"eta0": eta0, "c": np.full(4, 0.4), "d": np.full(4, 1.3)}
        known: dict[str, Any] = {k: Float64.data(v, matrix=False) for k, v in values.items()}
        scope, form = Scope(Float64(), known, {}), _step_size.REPAIRED
        for got, expr in (
            (theorem.mu_bar(eta0), _step_size.MU_BAR),
            (theorem.K_bar(eta0, 0), form.K_bar_0),
            (theorem.rho_bar(eta0), form.rho_bar),
            (theorem.product(eta0), form.lhs_101),
            (1 - theorem.one_minus_Delta(eta0), form.Delta),
        ):
            np.testing.assert_allclose(got, evaluate(expr, scope).v, rtol=1e-12)
        room = evaluate(form.rhs_102, scope).v - evaluate(form.lhs_102, scope).v
        np.testing.assert_array_equal(theorem.excess(eta0) > 0, room > 0)

    @pytest.mark.parametrize(("c", "d"), [(0.5, 2.0), (0.5, 1.01)])
    def test_its_roots_are_the_certified_ones(self, c: float, d: float) -> None:
        setup = begin(*_weighted(2, 3, 3, 12, 0.02))
        theorem = theorem_e1(setup, table_2(setup), c=c, d=d)
        eta1, eta2 = theorem.roots()
        at = [getattr(theorem, k)[0] for k in ("mu", "K", "L0", "alpha1", "alpha2", "beta2")]
        certified = solve("exp(eta0^c)", tuple(Fraction(float(x)) for x in (*at, c, d)))
        for value, root in ((eta1[0], certified.eta1), (eta2[0], certified.eta2)):
            assert isinstance(root, Root)
            assert value == pytest.approx(float(root.low), rel=1e-9)
            assert value == pytest.approx(float(root.high), rel=1e-9)

    def test_a_start_with_alpha1_0_has_no_step(self) -> None:
        """Balanced at once: D(0) = 0, and W* is out of reach of the margin."""
        start = Start(np.eye(2), np.eye(2))
        problem = weighted_quadratic(np.ones((2, 2)), 10 * np.ones((2, 2)))
        found = run(problem, start, ConstantStep(), 3)
        assert found.failed_hypotheses()[0] == "constant eta0: alpha1 > 0 fails in 1 of 1 runs"
        assert found.stops[0].why.startswith("alpha1 <= 0")


class TestSchedules:
    def test_each_step_is_the_lesser_of_growth_and_its_own_bound(self) -> None:
        problem, start = _section_4()
        theory = Theory(0.5, 1.01)
        schedules: list[StepSize] = [
            ConstantStep(theory),
            RhoBarStep(theory),
            RhoStep(theory),
            ArgminRho(theory),
            RhoStep.sharp(theory),
            RhoStep(theory, growth=False, name="free"),
            RhoBarStep(theory, growth=False, name="free bar"),
        ]
        found = run(problem, start, schedules, 20)
        setup = begin(problem, start)
        theorem = theorem_e1(setup, table_2(setup), c=0.5, d=1.01)
        eta0 = theorem.eta_max()
        limit = eta0[:, None] * (1 + eta0[:, None] ** 1.01) ** (np.arange(20) / 2)
        eta = {s.name: found.eta[found.rows(s.name), :20] for s in schedules}
        K_t = {s.name: found.K_t[found.rows(s.name), :20] for s in schedules}
        bars = np.stack([1 / theorem.K_bar(eta0, t) for t in range(20)], axis=1)
        np.testing.assert_allclose(eta["constant eta0"], np.tile(eta0[:, None], 20), rtol=1e-12)
        np.testing.assert_allclose(eta["(19) rho_bar"], np.minimum(limit, bars), rtol=1e-12)
        np.testing.assert_allclose(eta["free bar"], bars, rtol=1e-12)
        np.testing.assert_allclose(eta["free"] * K_t["free"], 1.0, rtol=1e-12)
        for name in ("(19) rho", "(18) argmin rho", "sharp rho"):
            assert (eta[name] <= limit * (1 + 1e-12)).all()
        product = eta["(19) rho"] * K_t["(19) rho"]
        at_limit = np.isclose(eta["(19) rho"], limit, rtol=1e-12)
        assert (at_limit | np.isclose(product, 1.0, rtol=1e-12)).all()
        assert not found.failed_hypotheses()

    def test_eta0_is_a_fraction_of_eta_max_or_given(self) -> None:
        problem, start = _section_4()
        half = run(problem, start, ConstantStep(Theory(fraction=0.5)), 1)
        whole = run(problem, start, ConstantStep(), 1)
        np.testing.assert_allclose(half.eta[:, 0], whole.eta[:, 0] / 2)
        large = run(problem, start, ConstantStep(Theory(eta0=1e-2)), 1)
        np.testing.assert_array_equal(large.eta[:, 0], 1e-2)
        assert large.failed_hypotheses() == ["constant eta0: eta0 <= eta_max fails in 4 of 4 runs"]

    @pytest.mark.parametrize(
        "wrong", [{"c": 1.0}, {"d": 1.0}, {"fraction": 0.0}, {"eta0": -1.0}, {"c": np.nan}]
    )
    def test_parameters_out_of_range_are_errors(self, wrong: dict[str, float]) -> None:
        with pytest.raises(InputError, match=r"Theorem E\.1"):
            Theory(**wrong)  # type: ignore[arg-type]

    def test_as_many_eta0_as_runs_or_one(self) -> None:
        with pytest.raises(InputError, match="one eta0, or one for each run"):
            run(*_section_4(), ConstantStep(Theory(eta0=np.array([1e-4, 1e-4]))), 1)


class TestPriorWork:
    def test_the_bounds_of_xu_et_al_are_roots_of_their_polynomials(self) -> None:
        problem, start = _section_4()
        step = XuStep()
        found = run(problem, start, [step, XuStep(adaptive=False, name="constant")], 10)
        X, Y = problem.loss.X, problem.loss.Y  # type: ignore[attr-defined]
        for r in range(RUNS):
            s, top = np.linalg.svd(X[r], compute_uv=False)[[-1, 0]]
            kappa, c1, c2 = (top / s) ** 2, step.c1, step.c2
            a, b = found.constants["alpha0"][r], found.constants["beta0"][r]
            E = Y[r] - X[r] @ start.W1[r] @ start.W2[r].T
            p2 = (np.linalg.norm(Y[r]) + np.linalg.norm(E)) / s
            assert found.constants["p2"][r] == pytest.approx(p2)
            L = found.L[r, 0]

            def polynomial(L: float) -> tuple[float, float, float, float]:
                return (
                    2 * kappa**2 * s**6 * p2**2 * L,  # noqa: B023 - used within this iteration
                    2 * c2 * b * p2 * np.sqrt(2 * kappa**3 * L * s**10),  # noqa: B023
                    2 * p2 * np.sqrt(2 * kappa * L * s**6) + kappa * s**4 * (c2 * b) ** 2,  # noqa: B023
                    2 * c1 * a * s**2,  # noqa: B023
                )

            a4, a3, a2, a1 = polynomial(L)
            extra = (4 * c2 * L * top**2 / (c2 - 1), 8 * c2 * b * L * top**2 / ((1 - c1) * a))
            tops = [_positive_root([a4, a3, a2 + x, -a1]) for x in extra]
            row = found.rows("constant").start + r
            np.testing.assert_allclose(found.eta[row, :10], min(tops), rtol=1e-9)
            for t in range(10):
                a4, a3, a2, a1 = polynomial(found.L[r, t])
                free = _positive_root([4 * a4, 3 * a3, 2 * a2, -a1])
                assert found.eta[r, t] == pytest.approx(min(free, *tops), rel=1e-9)

    def test_what_their_claim_asks_of_the_constants_is_said_to_fail(self) -> None:
        failed = run(*_section_4(), XuStep(), 1).failed_hypotheses()
        assert len(failed) == 1
        assert "(their Claim E.1) fails in 4 of 4 runs" in failed[0]

    def test_arora_et_al_give_a_step_where_there_is_a_margin(self) -> None:
        """Phi = I, W(0) = 0.9 I, balanced: margin 1 - 0.1 sqrt(2)."""
        problem = squared_loss(np.eye(2), np.eye(2))
        start = Start(np.sqrt(0.9) * np.eye(2), np.sqrt(0.9) * np.eye(2))
        found = run(problem, start, AroraStep(), 5)
        c = 1 - 0.1 * np.sqrt(2)
        np.testing.assert_allclose(found.eta[0, :5], c**3 / (49152 * 4), rtol=1e-12)
        assert not found.failed_hypotheses()
        assert (found.L[0, 1:] <= (1 - found.eta[0, 0] * c) * found.L[0, :-1]).all()

    def test_arora_et_al_give_none_without_a_margin(self) -> None:
        problem = squared_loss(np.eye(2), np.eye(2))
        found = run(problem, Start(np.zeros((2, 2)), np.zeros((2, 2))), AroraStep(), 5)
        assert "there is no margin" in found.stops[0].why
        assert "|W(0) - W*|_F < sigma_min(W*) does not hold" in found.stops[0].theory
        assert any("|W(0) - W*|_F < sigma_min(W*) fails" in x for x in found.failed_hypotheses())

    def test_du_hu_and_lee_take_ever_shorter_steps(self) -> None:
        problem, start = _section_4()
        found = run(problem, start, DuHuLeeStep(accuracy=0.1, rank=3), 6)
        Y = np.linalg.norm(problem.loss.Y, axis=(1, 2))  # type: ignore[attr-defined]
        expected = np.sqrt(0.1 * Y / 3)[:, None] / (100 * np.arange(1, 7) * Y[:, None] ** 1.5)
        np.testing.assert_allclose(found.eta[:, :6], expected, rtol=1e-12)
        assert "|D(0)|_F <= eps fails in 4 of 4 runs" in found.failed_hypotheses()[0]

    @pytest.mark.parametrize("step", [XuStep(), AroraStep(), DuHuLeeStep()])
    def test_they_are_for_the_squared_loss_alone(self, step: StepSize) -> None:
        with pytest.raises(InputError, match=r"L = 1/2 \|Y - X W1 W2'\|_F\^2"):
            run(*_weighted(0, 2, 2, 3, 0.1), step, 1)

    def test_parameters_out_of_range_are_errors(self) -> None:
        with pytest.raises(InputError, match="0 < c1 < 1 < c2"):
            XuStep(c2=1.0)
        with pytest.raises(InputError, match=r"0 < eps < \|Y\|_F"):
            DuHuLeeStep(accuracy=1.0)


def _positive_root(coefficients: list[float]) -> float:
    roots = np.roots(coefficients)
    real = roots[np.abs(roots.imag) < 1e-9 * np.abs(roots)].real
    return float(min(x for x in real if x > 0))


# The product of the rates, and bounds that the catalogue writes in other symbols.
_OF_ANOTHER_FORM = {"(20) rho", "(20) rho_bar", "(25) rho_bar", "(117)", "(15) eta_t K_t <= 1"}
_OF_ANOTHER_FORM |= {"(15) growth"}


def _sides(relation: Relation) -> tuple[Expr, Expr]:
    """The smaller side first."""
    sides = relation.lhs, relation.rhs
    return sides if relation.op == "<=" else sides[::-1]


class TestAudits:
    @pytest.mark.parametrize(("n", "m", "h"), SHAPES)
    def test_no_inequality_is_violated_in_a_run_that_theory_admits(
        self, n: int, m: int, h: int
    ) -> None:
        problem, start = _weighted(n + 10 * m + 100 * h, n, m, h, 1e-3)
        found = run(problem, start, [RhoStep(), ConstantStep()], 30, inequalities=ALL)
        for audit in found.audits.values():
            assert not audit.violated(1e-9).any(), audit.name

    def test_those_of_every_step_hold_for_steps_of_all_kinds(self) -> None:
        problem, start = _section_4(noise=1.0)
        schedules: list[StepSize] = [InverseSmoothness(), Constant(1e-4), XuStep(), DuHuLeeStep()]
        found = run(problem, start, schedules, 30, inequalities=STEP)
        for audit in found.audits.values():
            below = audit.name.startswith("(23)")  # a bound of the iterates of an admitted run
            assert below or not audit.violated(1e-9).any(), audit.name
            assert np.isfinite(audit.lhs[:, 0] + audit.rhs[:, 0]).any(), audit.name

    def test_those_of_a_run_say_nothing_under_other_step_sizes(self) -> None:
        found = run(*_section_4(), [Constant(1e-4), RhoStep()], 5, inequalities=RUN)
        other = found.rows("constant")
        for audit in found.audits.values():
            if audit.name != "(15) eta_t K_t <= 1":
                assert np.isnan(audit.lhs[other] + audit.rhs[other]).all(), audit.name
                assert np.isfinite((audit.lhs + audit.rhs)[found.rows("(19) rho"), :5]).all()

    def test_a_step_beyond_the_theory_is_seen_to_violate_something(self) -> None:
        """eta0 above eta_max with eta K_t = 2.5: (15), the decrease and the rates fail."""
        problem, start = _section_4()
        setup = begin(problem, start)
        eta0 = 2.5 * InverseSmoothness().begin(setup).step(setup.first).eta
        found = run(problem, start, ConstantStep(Theory(eta0=eta0)), 10, inequalities=ALL)
        violated = {a.name for a in found.audits.values() if a.violated(1e-9).any()}
        assert {"(15) eta_t K_t <= 1", "(16)", "(25) rho_bar"} <= violated
        assert "(9) descent lemma" not in violated
        assert found.failed_hypotheses() == [
            f"constant eta0: eta0 <= eta_max fails in {RUNS} of {RUNS} runs"
        ]

    def test_each_names_a_claim_of_the_catalogue(self) -> None:
        assert CLAIM_OF.keys() == {inequality.name for inequality in ALL}
        for claim, name, place in CLAIM_OF.values():
            found = next(r for r in CATALOGUE.find(claim).readings if r.name == name)
            assert place < len(found.conclusion), claim

    @pytest.mark.parametrize("steps", [0, 3])
    def test_their_sides_are_those_of_the_claim(self, steps: int) -> None:
        """Other code for the same: `evaluate` on the catalogue's expressions."""
        problem, start = _weighted(6, 3, 2, 5, 1e-2)
        found = run(problem, start, RhoStep(), steps + 1, inequalities=ALL)
        there = run(problem, start, RhoStep(), steps) if steps else None
        reduced = start.reduced()
        extra = {k: found.constants[k] for k in ("eta0", "c", "d")}
        extra |= {"t": np.full(RUNS, float(steps)), "eta": found.eta[:, steps]}
        scope = _scope(problem, reduced, extra, there)
        compared = []
        for name, (claim, reading_name, place) in CLAIM_OF.items():
            if name in _OF_ANOTHER_FORM or (steps and name.startswith("(118)")):
                continue
            reading = next(r for r in CATALOGUE.find(claim).readings if r.name == reading_name)
            relation, audit = reading.conclusion[place], found.audits[name]
            sides = [np.broadcast_to(evaluate(x, scope).v, (RUNS,)) for x in _sides(relation)]
            # The catalogue's change of D is a difference of D, which loses digits.
            rtol = 1e-5 if name == "(116)" else 1e-8
            for got, expected in zip((audit.lhs, audit.rhs), sides, strict=True):
                np.testing.assert_allclose(got[:, steps], expected, rtol=rtol, err_msg=name)
            compared.append(name)
        assert len(compared) == (18 if steps else 20)

    def test_mu_t_and_K_t_are_those_of_the_catalogue(self) -> None:
        problem, start = _weighted(5, 3, 2, 7, 0.5)
        found = run(problem, start, InverseSmoothness(), 1)
        scope = _scope(problem, start, {"eta": found.eta[:, 0]})
        np.testing.assert_allclose(found.mu_t[:, 0], evaluate(MU_T, scope).v, rtol=1e-9)
        np.testing.assert_allclose(found.K_t[:, 0], evaluate(K_T, scope).v, rtol=1e-9)


def test_the_setup_of_a_batch_has_one_constant_a_run() -> None:
    setup = begin(*_section_4())
    assert isinstance(setup, Setup)
    assert setup.K.shape == setup.mu.shape == (RUNS,)
