"""inf phi'' and sup phi'' of a scalar loss phi(z, y), enclosed rigorously over all z and labels.

The labels are finitely many values, or a range. Where phi'' does not depend on y, or phi is a
function of z - y, one label stands for all; a few labels are taken one by one, more of them as
the interval that they span. Where branches change, phi' must be continuous: a jump makes
sup phi'' infinite, or inf phi'' minus infinite (see `kinks.py`). That sup phi'' does
not exceed a simple fraction is proved where the difference has a form that shows its sign.

`domain` refuses formulas that are not defined for every real z.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, isfinite, isnan

from flint import arb

from verify.arithmetic.ball import precision, to_arb
from verify.errors import InputError
from verify.formula.calculus import (
    Formula,
    at_label,
    depends_on_y,
    equal_forms,
    is_shifted,
)
from verify.formula.expression import Node, compile_nodes
from verify.formula.interval import Interval, of_ball
from verify.formula.kinks import Jump, jumps
from verify.formula.ranges import Bound, infimum, nonnegative, supremum
from verify.formula.target import Derivative, Programs

__all__ = ["BITS", "LINE", "Curvature", "Labels", "curvature", "domain", "lowest", "lowest_over"]

BITS = 96
LINE = (-inf, inf)
_ONE_BY_ONE = 12
_SAMPLES = (0.0, 1.0, -1.0, 0.4, -0.6, 1.7, -2.1, 6.9, -7.3, 60.0, -60.0)


@dataclass(frozen=True)
class Labels:
    """The values that y takes, or (values empty) all of [low, high]."""

    values: tuple[Fraction, ...]
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float | Fraction]) -> Labels:
        """Finitely many labels; InputError where there is none."""
        distinct = tuple(sorted({Fraction(v) for v in values}))
        if not distinct:
            raise InputError("no label was given", where="labels", remedy="give at least one")
        return Labels(distinct, float(distinct[0]), float(distinct[-1]))

    @staticmethod
    def between(low: float, high: float) -> Labels:
        """Every label of an interval."""
        if not (isfinite(low) and isfinite(high) and low <= high):
            raise InputError(
                f"the labels [{low}, {high}] were given",
                violates="low <= high, both finite",
                where="labels",
            )
        return Labels((), low, high)


@dataclass(frozen=True)
class Curvature:
    """Enclosures of inf phi'' and sup phi''.

    inf, sup: see `Bound`; inf_label, sup_label: the label where each is reached, None where it
    does not matter; proved: a simple fraction that sup phi'' is proved not to exceed, within 1e-9
    of it; jumps: of phi', with their labels; decided: whether none of them is open, so that inf
    and sup are those of the gradient's slope and not only of the pieces' second derivatives.
    """

    inf: Bound
    sup: Bound
    inf_label: float | None
    sup_label: float | None
    proved: Fraction | None
    jumps: tuple[tuple[float | None, Jump], ...]
    decided: bool

    @property
    def convex(self) -> bool:
        """Whether phi is certainly convex in z for every label."""
        return self.decided and self.inf.low >= 0

    @property
    def nonconvex(self) -> bool:
        """Whether phi is certainly not convex for some label."""
        return self.inf.high < 0


def curvature(root: Node, labels: Labels, region: tuple[float, float] = LINE) -> Curvature:
    """The curvature of phi over z in the region and all labels."""
    with precision(BITS):
        cells = _cells(root, labels)
        found = [_of_cell(formula, label, span, region) for formula, label, span in cells]
    low = min(found, key=lambda c: c.inf.low)
    high = max(found, key=lambda c: c.sup.high)
    # The infimum over labels is no larger than any label's upper bound.
    inf_bound = replace(low.inf, high=min(c.inf.high for c in found))
    sup_bound = replace(high.sup, low=max(c.sup.low for c in found))
    return Curvature(
        inf_bound,
        sup_bound,
        low.inf_label,
        high.sup_label,
        high.proved,
        tuple(j for c in found for j in c.jumps),
        all(c.decided for c in found),
    )


def _cells(
    root: Node, labels: Labels
) -> list[tuple[Formula, Fraction | None, tuple[float, float]]]:
    """Formulas that together stand for all labels: with one label put in, or with y a range."""
    formula = Formula.of(root)
    if not depends_on_y(formula):
        return [(Formula.of(at_label(root, Fraction(0))), None, (0.0, 0.0))]
    if labels.values and len(labels.values) <= _ONE_BY_ONE:
        return [(Formula.of(at_label(root, v)), v, (0.0, 0.0)) for v in labels.values]
    if is_shifted(formula):
        return [(Formula.of(at_label(root, Fraction(0))), None, (0.0, 0.0))]
    return [(formula, None, (labels.low, labels.high))]


def _of_cell(
    formula: Formula,
    label: Fraction | None,
    span: tuple[float, float],
    region: tuple[float, float],
) -> Curvature:
    second, budget = Derivative(formula, 2), _budget(formula)
    low = infimum(second, region, span, budget=budget)
    high = supremum(second, region, span, budget=budget)
    found = tuple(j for j in jumps(formula, label) if isnan(j.z) or region[0] <= j.z <= region[1])
    named = None if label is None else float(label)
    for jump in found:
        if jump.order == 0 and not isnan(jump.size):
            raise InputError(
                f"the formula jumps by {jump.size:.6g} at z = {jump.z:.6g}"
                + ("" if named is None else f", y = {named:g}"),
                violates="phi is continuous",
                where="formula",
                remedy="make the branches meet",
            )
        if jump.size > 0:
            high = Bound(inf, inf, jump.z, True)
        elif jump.size < 0:
            low = Bound(-inf, -inf, jump.z, True)
    proved = _proved(formula, high, region, span)
    if proved is not None:
        high = replace(high, high=min(high.high, _above(proved)))
    return Curvature(
        low,
        high,
        named,
        named,
        proved,
        tuple((named, j) for j in found),
        not any(isnan(j.size) for j in found),
    )


def _budget(formula: Formula) -> int:
    """How many boxes to look at: fewer of a long formula, whose enclosures take longer."""
    steps = sum(len(f.steps) for p in formula.pieces.values() for k in (2, 3) for f in p.forms[k])
    return min(1500, max(100, 60000 // max(steps, 1)))


def _above(q: Fraction) -> float:
    from math import nextafter

    nearest = float(q)
    return nearest if Fraction(nearest) >= q else nextafter(nearest, inf)


def _proved(
    formula: Formula, high: Bound, region: tuple[float, float], span: tuple[float, float]
) -> Fraction | None:
    """A simple fraction that sup phi'' is at most, and within 1e-9 of: proved by signs."""
    if not formula.smooth or not isfinite(high.high) or high.high <= 0:
        return None
    c = Fraction(high.low + (high.high - high.low) / 2).limit_denominator(1000)
    if abs(c - Fraction(high.high)) > Fraction(1, 10**9) * c:
        return None
    import sympy

    (piece,) = formula.pieces.values()
    second = sympy.diff(piece.expression, sympy.Symbol("z"), 2)
    forms = equal_forms(sympy.Rational(c.numerator, c.denominator) - second)
    programs = tuple(compile_nodes([node]) for node in forms)
    return c if nonnegative(Programs(programs), region, span) else None


def domain(root: Node, labels: Labels) -> None:
    """InputError where phi is undefined at one of a few points, with the point."""
    formula = Formula.of(root)
    chosen = [*labels.values[:_ONE_BY_ONE]] or [Fraction(labels.low), Fraction(labels.high)]
    with precision(BITS):
        value, second = Derivative(formula, 0), Derivative(formula, 2)
        for label in chosen:
            y = of_ball(to_arb(label))
            # Singularities tend to be at the label, or at its inverse.
            likely = [float(label), float(1 / label)] if label else []
            for z in (*_SAMPLES, *likely):
                at = Interval(arb(z), arb(z))
                if value.enclose(at, y).finite and (z == 0 or second.enclose(at, y).finite):
                    continue
                raise InputError(
                    f"the formula has no finite value or curvature at z = {z:g},"
                    f" y = {float(label):g}",
                    violates="phi is twice differentiable for every real z",
                    where="formula",
                    remedy="a loss must be defined for every output; check logarithms, roots and"
                    " quotients, or the labels",
                )


def lowest_over(root: Node, labels: Labels) -> Bound:
    """An enclosure of inf phi over the real line and the labels' range, maybe not sharp."""
    with precision(BITS):
        return infimum(Derivative(Formula.of(root), 0), LINE, (labels.low, labels.high))


def lowest(root: Node, label: Fraction) -> Bound:
    """An enclosure of inf phi(., y) over the real line at one label."""
    formula = Formula.of(at_label(root, label))
    with precision(BITS):
        return infimum(Derivative(formula, 0), LINE, (0.0, 0.0))
