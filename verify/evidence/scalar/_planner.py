"""The planner: steps so far, what they say as polynomials, and how the next one is found.

Facts are read off the expressions, arguments before the node that needs them; the conditions of a
fact (x >= 0 under a root, d > 0 below a fraction) become steps before it. A step is searched from
the steps that hang together with it by common atoms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.evidence.scalar._schemes import (
    OF_ABSOLUTE,
    OF_EXPONENTIAL,
    OF_EXPONENTIALS,
    OF_MAXIMUM,
    OF_MINIMUM,
    OF_POWER,
    OF_RECIPROCAL,
    OF_ROOT,
    Scheme,
)
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
from verify.evidence.scalar.steps import PlanError, Step
from verify.language import Relation, const, exp, relation_to_json, relation_to_tex, walk
from verify.language.expr import Expr

__all__ = ["Planner"]

# Contradictions that take more premises in a product are rare and long to look for.
_ABSURD_DEGREE = 3
_ORDERS = ("<", "<=", ">", ">=")


@dataclass
class Planner:
    """assume: whether steps by contradiction, by cases and from both orders are allowed."""

    degree: int
    budget: Budget
    cache: Path | None
    assume: bool
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
        elif node.op == "pow" and _is_whole(node.args[1]) and node.args[1].value < 0:
            self._reciprocals(node.args[0])
        elif node.op == "sqrt":
            self.show(node.args[0] >= 0)
            self._facts(node, OF_ROOT, node.args)
        elif node.op in ("max", "min") and len(node.args) == 2:
            self._facts(node, OF_MAXIMUM if node.op == "max" else OF_MINIMUM, node.args)
        elif node.op == "abs":
            self._facts(node, OF_ABSOLUTE, node.args)
        elif node.op == "exp":
            # Bounds from both sides: e^x >= 1 + x, and e^-x >= 1 - x with e^x e^-x = 1.
            (x,) = node.args
            for y in (x, -x):
                self._facts(exp(y), OF_EXPONENTIAL, (y,))
            self._facts(node, OF_EXPONENTIALS, (x, -x))
        elif node.op == "pow" and not _is_whole(node.args[1]):
            # Where the base's sign is not found, nothing is known of the power.
            with suppress(PlanError):
                self.show(node.args[0] > 0)
                self._facts(node, OF_POWER, node.args)

    def _reciprocals(self, d: Expr) -> None:
        """Of a denominator, or of each atom where it is a product of atoms."""
        poly = normal_form(d)
        parts = [d]
        if len(poly) == 1:
            [monomial] = poly
            parts = [self.atoms[a] for a, _ in monomial if a in self.atoms]
        for part in parts:
            self.show(part > 0)
            self._facts(1 / part, OF_RECIPROCAL, (part,))

    def _facts(self, node: Expr, schemes: Sequence[Scheme], arguments: tuple[Expr, ...]) -> None:
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

    def _certified(self, relation: Relation, target: Poly, near: list[int]) -> int:
        """A new step with a certificate from the steps `near`, numbered; else PlanError."""
        premises = [i for i in near if self.steps[i].relation.op != "=="]
        equations = [i for i in near if self.steps[i].relation.op == "=="]
        strict = [self.steps[i].relation.op in ("<", ">") for i in premises]
        problem = ScalarProblem(
            tuple(Premise(self.slacks[i], s) for i, s in zip(premises, strict, strict=True)),
            tuple(self.slacks[i] for i in equations),
            target,
            {"<=": ">=", "<": ">"}.get(relation.op, relation.op),
        )
        found = self._prove(problem, self.budget)
        if isinstance(found, Certificate):
            certificate = self._numbered(found, premises, equations)
            return self.add(Step("scalar", relation, certificate=certificate))
        if self.assume and not isinstance(found, Counterexample):
            step = self._assuming(relation, problem, premises, equations)
            if step is not None:
                return self.add(step)
        raise PlanError(
            _said(found, self._decided()), where=relation_to_tex(relation), answer=found
        )

    def _assuming(
        self,
        relation: Relation,
        problem: ScalarProblem,
        premises: Sequence[int],
        equations: Sequence[int],
    ) -> Step | None:
        """An equation from both orders; else a step by contradiction, else one by cases."""
        if relation.op == "==":
            below = self.conclude(relation.lhs <= relation.rhs)
            using = (below, self.conclude(relation.lhs >= relation.rhs))
            return Step("antisymmetry", relation, using=using)
        assumed = [*premises, -1]
        absurd = self._prove(problem.contrary(), self._quick(), min(self.degree, _ABSURD_DEGREE))
        if isinstance(absurd, Certificate):
            certificate = self._numbered(absurd, assumed, equations)
            return Step("contradiction", relation, certificate=certificate)
        for split in self._splits(premises):
            branches = self._branches(problem, split)
            if branches is not None:
                first, other = (self._numbered(c, assumed, equations) for c in branches)
                return Step("cases", relation, "", (self._expression(split),), first, other)
        return None

    def _decided(self) -> set[str]:
        """Atoms of which the facts say all: a point of theirs is a point of the statement."""
        return {a for a, node in self.atoms.items() if node.op not in ("exp", "pow")}

    def _prove(self, problem: ScalarProblem, budget: Budget, degree: int = 0) -> Answer:
        return prove(problem, degree=degree or self.degree, budget=budget, cache=self.cache)

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

    def _quick(self) -> Budget:
        return replace(self.budget, solvers=(), samples=1000, gram=30, products=1500)

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
        out = []
        for premise in (Premise(split, True), Premise(scale(split, -1))):
            branch = replace(problem, premises=(*problem.premises, premise))
            found = self._prove(branch, self._quick())
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


def _is_whole(exponent: Expr) -> bool:
    return exponent.op == "q" and exponent.value.denominator == 1


def _said(found: Answer, known: Collection[str]) -> str:
    """What the search answered instead of a certificate, in a line; known: the atoms with facts."""
    if isinstance(found, Counterexample):
        place = ", ".join(f"{a} = {v}" for a, v in sorted(found.point.items()))
        free = sorted(a for a in found.point if a not in known)
        what = f"the step does not follow from what is known of {', '.join(free)}"
        what = what if free else "the step is false"
        return f"{what}: at {place} the larger side falls short by {-found.value}"
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
