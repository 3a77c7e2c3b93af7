"""z3 and cvc5, in processes of their own: points are checked, the rest is asserted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.unit.test_scalar_certificates import problem, x, y, z
from verify.errors import InputError
from verify.evidence.scalar import Assertion, Budget, Counterexample, Failure, prove, smt
from verify.evidence.scalar.smt import Said, ask, consult, smt_text

SCHUR = problem(
    x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) >= 0,
    x >= 0,
    y >= 0,
    z >= 0,
)
ONLY = {name: Budget(solvers=(name,), samples=500) for name in ("z3", "cvc5")}


@pytest.fixture(params=["z3", "cvc5"])
def solver(request: pytest.FixtureRequest) -> str:
    """Each solver that is installed."""
    name: str = request.param
    pytest.importorskip(name)
    return name


def test_a_true_step_without_certificate_is_asserted(solver: str) -> None:
    found = prove(SCHUR, degree=1, budget=ONLY[solver])
    assert isinstance(found, Assertion)
    assert found.holds
    assert [name for name, _ in found.solvers] == [solver]
    assert all(version for _, version in found.solvers)
    assert found.problem == smt_text(SCHUR)


def test_a_point_of_a_solver_is_checked_exactly(solver: str) -> None:
    stated = problem(x * x - x * y + 1 >= Fraction(1, 2), x >= 0)
    found, _ = consult(stated, ONLY[solver])
    assert isinstance(found, Counterexample)
    assert found.source == solver
    assert found.value < 0


def test_an_irrational_zero_is_asserted_and_no_counterexample(solver: str) -> None:
    found, _ = consult(problem((x * x - 2) ** 2 > 0), ONLY[solver])
    assert isinstance(found, Assertion)
    assert not found.holds


def test_a_solver_over_its_time_gives_no_answer(solver: str) -> None:
    hard = problem(
        sum(((x - k) ** 2 * (y + k) ** 3 * (z - y) ** 2 for k in range(2, 9)), x**9 * y**7) >= z**11
    )
    assert ask(solver, smt_text(hard), Budget(seconds=0.02)).status == "unknown"


def test_a_solver_over_its_memory_gives_no_answer(solver: str) -> None:
    assert ask(solver, smt_text(SCHUR), Budget(megabytes=8)).status == "unknown"


def test_a_lying_solver_proves_and_refutes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = Said("z3", "0", "sat", {"x0": ("rational", Fraction(1))})
    monkeypatch.setattr(smt, "installed", lambda name: True)
    monkeypatch.setattr(smt, "ask", lambda *_: lie)
    found, _ = consult(problem(x * x >= 0), Budget(solvers=("z3",)))
    assert not isinstance(found, Counterexample)


def test_solvers_that_contradict_each_other_assert_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    says = {"z3": "unsat", "cvc5": "sat"}
    monkeypatch.setattr(smt, "installed", lambda name: True)
    monkeypatch.setattr(smt, "ask", lambda name, *_: Said(name, "0", says[name], {}))
    found, remarks = consult(problem(x * x >= 0), Budget())
    assert found is None
    assert remarks == ("the solvers contradict each other",)


def test_a_solver_that_is_absent_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "installed", lambda name: False)
    found = prove(SCHUR, degree=1, budget=Budget(samples=500))
    assert isinstance(found, Failure)
    assert 'z3 is not installed: pip install "pl-verify[solvers]"' in found.advice


def test_an_unknown_solver_is_refused() -> None:
    with pytest.raises(InputError, match="z3 or cvc5"):
        consult(SCHUR, replace(Budget(), solvers=("mathsat",)))


def test_the_text_is_smt_lib_with_the_atoms_in_comments() -> None:
    text = smt_text(problem(x / 2 >= -3 * y * y, x > 0))
    assert text.splitlines() == [
        "(set-logic QF_NRA)",
        "; y",
        "(declare-fun x0 () Real)",
        "; x",
        "(declare-fun x1 () Real)",
        "(assert (> x1 0))",
        "(assert (< (+ (* (/ 1.0 2.0) x1) (* 3.0 x0 x0)) 0))",
        "(check-sat)",
    ]
