"""A scalar claim as a whole: the steps that prove it, found by search, in a neutral form.

    plan = auto_plan(conclusions, hypotheses, positive=("mu", "K"))

The expressions are made polynomial by atoms with facts: a quotient by d brings d (1/d) = 1 and
1/d > 0 once d > 0 is shown, a root brings s >= 0 and s^2 = x once x >= 0 is shown, a maximum M of
a and b brings M >= a, M >= b and (M - a)(M - b) = 0, an absolute value |x| >= +-x and |x|^2 = x^2.
Each step names its rule and carries expressions of `verify.language`, so that a proof can replay
it and a checker need not know that it was found by machine. Functions without facts here
(exponentials, real powers) are atoms of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from verify.errors import PlVerifyError
from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.evidence.scalar.problem import (
    Answer,
    Assertion,
    Budget,
    Certificate,
    Counterexample,
    Premise,
    ScalarProblem,
    Weighted,
)
from verify.evidence.scalar.search import prove
from verify.language import Relation, const, equal, relation_to_json, relation_to_tex, walk
from verify.language import scalar as symbol
from verify.language.expr import Expr

__all__ = ["Plan", "PlanError", "Step", "auto_plan"]


class PlanError(PlVerifyError):
    """A step that the search could not make; `answer` says what it found instead."""

    def __init__(self, what: str, *, where: str, answer: Answer, remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.answer = answer


@dataclass(frozen=True)
class Step:
    """One step: its rule ("given", "fact", "scalar", "cases"), and the relation that then holds.

    fact, arguments: the fact's name and its arguments, for "fact"; certificate: for "scalar", with
    numbers of earlier steps in place of premises' and equations' numbers (squares are steps too);
    for "cases" arguments is one expression d, and there are two certificates of the relation, the
    first where d > 0, the other where d <= 0: what is assumed of d (d > 0, or -d >= 0) has the
    number -1 there.
    """

    rule: str
    relation: Relation
    fact: str = ""
    arguments: tuple[Expr, ...] = ()
    certificate: Certificate | None = None
    otherwise: Certificate | None = None


@dataclass(frozen=True)
class Plan:
    """Steps in order; `conclusions` are the numbers of those that state the conclusions."""

    steps: tuple[Step, ...]
    conclusions: tuple[int, ...]

    def facts(self) -> tuple[str, ...]:
        """The facts that it rests on."""
        return tuple(sorted({s.fact for s in self.steps if s.fact}))


_Scheme = tuple[str, Callable[..., Relation]]
# What holds of a node by its definition, once its condition (if any) has been shown.
_OF_ROOT: tuple[_Scheme, ...] = (
    ("root-nonnegative", lambda x: _root(x) >= 0),
    ("root-squared", lambda x: equal(_root(x) * _root(x), x)),
)
_OF_RECIPROCAL: tuple[_Scheme, ...] = (
    ("reciprocal", lambda x: equal(x * (1 / x), 1)),
    ("reciprocal-positive", lambda x: 1 / x > 0),
)
_OF_MAXIMUM: tuple[_Scheme, ...] = (
    ("maximum-above-first", lambda a, b: Expr("max", (a, b)) >= a),
    ("maximum-above-second", lambda a, b: Expr("max", (a, b)) >= b),
    (
        "maximum-attained",
        lambda a, b: equal((Expr("max", (a, b)) - a) * (Expr("max", (a, b)) - b), 0),
    ),
)
_OF_MINIMUM: tuple[_Scheme, ...] = (
    ("minimum-below-first", lambda a, b: Expr("min", (a, b)) <= a),
    ("minimum-below-second", lambda a, b: Expr("min", (a, b)) <= b),
    (
        "minimum-attained",
        lambda a, b: equal((a - Expr("min", (a, b))) * (b - Expr("min", (a, b))), 0),
    ),
)
_OF_ABSOLUTE: tuple[_Scheme, ...] = (
    ("absolute-above", lambda x: Expr("abs", (x,)) >= x),
    ("absolute-above-negated", lambda x: Expr("abs", (x,)) >= -x),
    ("absolute-squared", lambda x: equal(Expr("abs", (x,)) * Expr("abs", (x,)), x * x)),
)


def _root(x: Expr) -> Expr:
    return Expr("sqrt", (x,))


_ORDERS = ("<", "<=", ">", ">=")


@dataclass
class _Planner:
    degree: int
    budget: Budget
    cache: Path | None
    cases: bool
    steps: list[Step] = field(default_factory=list)
    slacks: list[Poly] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    atoms: dict[str, Expr] = field(default_factory=dict)

    def add(self, step: Step) -> int:
        """The number of the step, which is added unless its relation is known."""
        key = str(relation_to_json(step.relation))
        if key not in self.known:
            self.known[key] = len(self.steps)
            self.steps.append(step)
            self.slacks.append(_slack(step.relation))
        return self.known[key]

    def read(self, relation: Relation) -> None:
        """Facts about every node of a relation, arguments before the node."""
        for side in (relation.lhs, relation.rhs):
            for node in walk(side):
                self._node(node)

    def _node(self, node: Expr) -> None:
        if node.op == "s" and not node.dims:
            self.atoms[node.name] = node
        elif node.op == "div":
            self._reciprocals(node.args[1])
        elif node.op == "pow" and node.args[1].op == "q" and node.args[1].value < 0:
            self._reciprocals(node.args[0])
        elif node.op == "sqrt":
            self.show(node.args[0] >= 0)
            self._facts(node, _OF_ROOT, node.args)
        elif node.op in ("max", "min") and len(node.args) == 2:
            self._facts(node, _OF_MAXIMUM if node.op == "max" else _OF_MINIMUM, node.args)
        elif node.op == "abs":
            self._facts(node, _OF_ABSOLUTE, node.args)

    def _reciprocals(self, d: Expr) -> None:
        """Of a denominator, or of each atom where it is a product of atoms."""
        poly = normal_form(d)
        parts = [d]
        if len(poly) == 1:
            [monomial] = poly
            parts = [self.atoms[a] for a, _ in monomial if a in self.atoms]
        for part in parts:
            self.show(part > 0)
            self._facts(1 / part, _OF_RECIPROCAL, (part,))

    def _facts(self, node: Expr, schemes: Sequence[_Scheme], arguments: tuple[Expr, ...]) -> None:
        value = normal_form(node)
        if len(value) == 1:
            [(monomial, c)] = value.items()
            if c == 1 and len(monomial) == 1 and monomial[0][1] == 1:
                self.atoms[monomial[0][0]] = node
        for name, build in schemes:
            self.add(Step("fact", build(*arguments), name, arguments))

    def show(self, relation: Relation) -> None:
        """Make sure that some step says so: one that is there, or a new one with a certificate."""
        target = _slack(relation)
        strict = relation.op in ("<", ">")
        for step, slack in zip(self.steps, self.slacks, strict=True):
            if slack == target and step.relation.op in (("<", ">") if strict else _ORDERS):
                return
        self.conclude(relation)

    def conclude(self, relation: Relation) -> int:
        """The step that states the relation itself, with a certificate where it is new."""
        key = str(relation_to_json(relation))
        if key in self.known:
            return self.known[key]
        target = _slack(relation)
        return self._certified(relation, target, self._relevant(target))

    def _relevant(self, target: Poly) -> list[int]:
        """Steps whose atoms hang together with the target's."""
        names = _names(target)
        chosen: set[int] = set()
        while True:
            fresh = [
                i
                for i, slack in enumerate(self.slacks)
                if i not in chosen and (mine := _names(slack)) and mine & names
            ]
            if not fresh:
                return sorted(chosen)
            chosen |= set(fresh)
            for i in fresh:
                names |= _names(self.slacks[i])

    def _certified(self, relation: Relation, target: Poly, using: list[int]) -> int:
        premises = [i for i in using if self.steps[i].relation.op != "=="]
        equations = [i for i in using if self.steps[i].relation.op == "=="]
        problem = ScalarProblem(
            tuple(
                Premise(self.slacks[i], self.steps[i].relation.op in ("<", ">")) for i in premises
            ),
            tuple(self.slacks[i] for i in equations),
            target,
            {"<=": ">=", "<": ">"}.get(relation.op, relation.op),
        )
        found = self._prove(problem, self.budget)
        if isinstance(found, Certificate):
            certificate = self._numbered(found, premises, equations)
            return self.add(Step("scalar", relation, certificate=certificate))
        if self.cases and not isinstance(found, Counterexample):
            for split in self._splits(premises):
                both = self._branches(problem, split)
                if both is not None:
                    first, other = (self._numbered(c, [*premises, -1], equations) for c in both)
                    d = (self._expression(split),)
                    return self.add(Step("cases", relation, "", d, first, other))
        raise PlanError(_said(found), where=relation_to_tex(relation), answer=found)

    def _prove(self, problem: ScalarProblem, budget: Budget) -> Answer:
        return prove(problem, degree=self.degree, budget=budget, cache=self.cache)

    def _numbered(
        self, found: Certificate, premises: Sequence[int], equations: Sequence[int]
    ) -> Certificate:
        """With numbers of steps for those of premises; the squares become steps."""
        numbers = list(premises)
        for q in found.squares:
            x = self._expression(q)
            numbers.append(self.add(Step("fact", x * x >= 0, "square-nonnegative", (x,))))
        return replace(
            found,
            products=_renumbered(found.products, numbers),
            multiplier=_renumbered(found.multiplier, numbers),
            equations=tuple(equations[j] for j in found.equations),
            squares=(),
        )

    def _splits(self, premises: Sequence[int]) -> list[Poly]:
        """What a proof may distinguish by sign: premises that are no bare signs, and their sums."""
        slacks = [self.slacks[i] for i in premises if len(self.slacks[i]) > 1]
        plain = [s for s in slacks if all(sum(k for _, k in m) <= 1 for m in s)]
        sums = [add(a, b) for a, b in combinations(plain, 2)]
        shorter = [s for s in sums if 0 < len(s) <= 2]
        return [*shorter, *slacks]

    def _branches(
        self, problem: ScalarProblem, split: Poly
    ) -> tuple[Certificate, Certificate] | None:
        """Certificates where split > 0 and where -split >= 0."""
        quick = replace(self.budget, solvers=(), samples=1000, gram=30, products=1500)
        out = []
        for premise in (Premise(split, True), Premise(scale(split, -1))):
            branch = replace(problem, premises=(*problem.premises, premise))
            found = self._prove(branch, quick)
            if not isinstance(found, Certificate):
                return None
            out.append(found)
        return out[0], out[1]

    def _expression(self, poly: Poly) -> Expr:
        """A polynomial in the atoms as an expression."""
        total: Expr | None = None
        for monomial, c in sorted(poly.items()):
            term: Expr = const(c)
            for atom, k in monomial:
                power = self.atoms[atom] if k == 1 else self.atoms[atom] ** k
                term = power if term.op == "q" and term.value == 1 else term * power
            total = term if total is None else total + term
        return const(0) if total is None else total


def auto_plan(
    conclusions: Sequence[Relation],
    hypotheses: Sequence[Relation] = (),
    *,
    positive: Sequence[str] = (),
    degree: int = 6,
    budget: Budget | None = None,
    cache: Path | None = None,
    cases: bool = False,
) -> Plan:
    """Steps that prove scalar conclusions from hypotheses; raises PlanError where it finds none.

    positive: scalar symbols that the setting says are > 0; degree: how many premises a product of a
    certificate may have at most (few are tried first); cases: a step without a certificate may
    distinguish the sign of a difference that occurs, as proofs about maxima do.
    """
    planner = _Planner(degree, budget or Budget(), cache, cases)
    used = {
        node.name
        for r in (*hypotheses, *conclusions)
        for side in (r.lhs, r.rhs)
        for node in walk(side)
        if node.op == "s" and not node.dims
    }
    for name in positive:
        if name in used:
            planner.add(Step("given", symbol(name) > 0))
    for relation in hypotheses:
        planner.read(relation)
        planner.add(Step("given", relation))
    numbers = []
    for relation in conclusions:
        planner.read(relation)
        numbers.append(planner.conclude(relation))
    return Plan(tuple(planner.steps), tuple(numbers))


def _said(found: Answer) -> str:
    """What the search answered instead of a certificate, in a line."""
    if isinstance(found, Counterexample):
        place = ", ".join(f"{a} = {v}" for a, v in sorted(found.point.items()))
        return f"the step is false: at {place} the larger side falls short by {-found.value}"
    if isinstance(found, Assertion):
        names = " and ".join(f"{name} {version}" for name, version in found.solvers)
        what = "holds" if found.holds else f"fails at an irrational point, {dict(found.model)}"
        return f"no certificate was found; {names} asserts that the step {what}"
    return f"no certificate was found; {found}"


def _slack(relation: Relation) -> Poly:
    small, large = relation.small_and_large()
    return add(normal_form(large), scale(normal_form(small), -1))


def _names(poly: Poly) -> set[str]:
    return {atom for monomial in poly for atom, _ in monomial}


def _renumbered(part: Weighted, numbers: Sequence[int]) -> Weighted:
    return tuple((c, tuple(sorted(numbers[i] for i in names))) for c, names in part)
