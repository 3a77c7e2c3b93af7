"""z3 and cvc5: is there a point where everything that is assumed holds and the conclusion fails?

Each runs in a process of its own (`_solver.py`) under limits of time and memory. A rational point
that it gives is checked exactly and becomes a counterexample. What it only says (that there is no
such point, or an irrational one) is an assertion: solver, version and the problem's text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

from verify.errors import InputError
from verify.evidence.polynomial import Monomial
from verify.evidence.scalar._points import rational_point
from verify.evidence.scalar.exact import refutes
from verify.evidence.scalar.problem import Assertion, Budget, Counterexample, ScalarProblem

__all__ = ["Said", "ask", "consult", "installed", "smt_text"]

_NAMES = ("z3", "cvc5")
_GRACE = 2.0


@dataclass(frozen=True)
class Said:
    """status: "sat", "unsat" or "unknown"; model: (kind, rational) by symbol, for "sat"."""

    solver: str
    version: str
    status: str
    model: Mapping[str, tuple[str, Fraction]]


def installed(solver: str) -> bool:
    """Whether the solver's Python package is there; InputError for a name that is none."""
    if solver not in _NAMES:
        raise InputError(
            f"solver {solver!r} was given",
            violates="a solver is z3 or cvc5",
            where="a budget's solvers",
            remedy="name one of these, or none",
        )
    return find_spec(solver) is not None


def smt_text(problem: ScalarProblem) -> str:
    """The search for a counterexample in SMT-LIB 2.6; a symbol x3 is the atom in its comment."""
    atoms = problem.atoms()
    number = {atom: f"x{i}" for i, atom in enumerate(atoms)}
    lines = ["(set-logic QF_NRA)"]
    for atom in atoms:
        lines.append(f"; {' '.join(atom.split())}")
        lines.append(f"(declare-fun {number[atom]} () Real)")
    for premise in problem.premises:
        op = ">" if premise.strict else ">="
        lines.append(f"(assert ({op} {_sum(premise.poly, number)} 0))")
    lines += [f"(assert (= {_sum(e, number)} 0))" for e in problem.equations]
    c = _sum(problem.conclusion, number)
    negated = {">=": f"(< {c} 0)", ">": f"(<= {c} 0)", "==": f"(not (= {c} 0))"}[problem.op]
    return "\n".join((*lines, f"(assert {negated})", "(check-sat)", ""))


def _sum(poly: Mapping[Monomial, Fraction], number: Mapping[str, str]) -> str:
    terms = []
    for monomial, c in sorted(poly.items()):
        factors = [number[a] for a, k in monomial for _ in range(k)]
        size = f"{abs(c.numerator)}.0"
        if c.denominator != 1:
            size = f"(/ {size} {c.denominator}.0)"
        whole = size if c > 0 else f"(- {size})"
        parts = factors if c == 1 and factors else [whole, *factors]
        terms.append(f"(* {' '.join(parts)})" if len(parts) > 1 else parts[0])
    return {0: "0.0", 1: terms[0] if terms else ""}.get(len(terms), f"(+ {' '.join(terms)})")


def ask(solver: str, text: str, budget: Budget) -> Said:
    """What the solver says about a problem; "unknown" where it ran into a limit or broke."""
    task = {
        "solver": solver,
        "text": text,
        "seconds": budget.seconds,
        "megabytes": budget.megabytes,
    }
    script = Path(__file__).with_name("_solver.py")
    unknown = Said(solver, "", "unknown", {})
    try:
        done = subprocess.run(
            # -P: the script's own folder is no place to import from.
            [sys.executable, "-P", str(script)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=budget.seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return unknown
    try:
        data = json.loads(done.stdout)
        model = {name: (kind, Fraction(value)) for name, (kind, value) in data["model"].items()}
        return Said(solver, str(data["version"]), str(data["status"]), model)
    except (ValueError, KeyError, TypeError, AttributeError):
        return unknown


def consult(
    problem: ScalarProblem, budget: Budget
) -> tuple[Counterexample | Assertion | None, tuple[str, ...]]:
    """The first checked counterexample, else what the solvers assert; and remarks for a diagnosis.

    A solver that asserts what another denies settles nothing: then there is no answer.
    """
    text = smt_text(problem)
    remarks, said = [], []
    for solver in budget.solvers:
        if not installed(solver):
            remarks.append(f'{solver} is not installed: pip install "pl-verify[solvers]"')
            continue
        answer = ask(solver, text, budget)
        if answer.status == "sat" and (found := _point(problem, answer)) is not None:
            return found, ()
        said.append(answer)
    settled = [s for s in said if s.status in ("sat", "unsat")]
    if len({s.status for s in settled}) == 1:
        return _assertion(problem, settled, text), tuple(remarks)
    if settled:
        remarks.append("the solvers contradict each other")
    elif said:
        limits = f"{budget.seconds:g} s and {budget.megabytes} MB"
        remarks.append(f"{' and '.join(s.solver for s in said)} gave no answer within {limits}")
    return None, tuple(remarks)


def _point(problem: ScalarProblem, said: Said) -> Counterexample | None:
    """The solver's point, or a rational one near it, as a counterexample that was checked."""
    values = {}
    for i, atom in enumerate(problem.atoms()):
        # A symbol that the model leaves out may have any value.
        values[atom] = said.model.get(f"x{i}", ("rational", Fraction(0)))[1]
    found = refutes(problem, values) or rational_point(problem, values)
    return None if found is None else Counterexample(found.point, found.value, said.solver)


def _assertion(problem: ScalarProblem, said: Sequence[Said], text: str) -> Assertion:
    model = {}
    for i, atom in enumerate(problem.atoms()):
        if f"x{i}" in said[0].model:
            kind, value = said[0].model[f"x{i}"]
            model[atom] = str(value) if kind == "rational" else f"near {float(value):.12g}"
    solvers = tuple((s.solver, s.version) for s in said)
    return Assertion(said[0].status == "unsat", solvers, text, model)
