"""Certified roots of (101) and (102), eta_max and what (107)-(109) say, over a grid of constants.

For each point of the grid: eta1, the only positive root of (101); eta2, the smallest positive
root of (102), with (0, eta2) covered; eta3 = log(1 + alpha1/(2 alpha2))^(1/c); their minimum.
mpmath's value stands next to each. The signs of (102) as printed are checked once more at the
ends of the enclosure, although the search works with its multiple by eta0^-(1+c).
The grid is in `_step_size_grid.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from proofs.arxiv_2505_11664._step_size import (
    ETA3,
    MU_BAR,
    PRINTED,
    REPAIRED,
    StepSize,
    alpha1,
    alpha2,
    c,
    eta0,
)
from proofs.arxiv_2505_11664._step_size_grid import NAMES, Point, grid
from verify.arithmetic import Ball, Scope, evaluate, precision, to_fraction
from verify.claims.claim import Budget
from verify.claims.evidence import Evidence
from verify.evidence._mpmath import secant_root
from verify.evidence.roots import (
    NoRoot,
    Root,
    Undecided,
    bind,
    bits_to_decide,
    decimal_ends,
    growing_root,
    sign_at,
    smallest_root,
)
from verify.language import Expr, Relation, definitions_of, exp, relation_to_json

__all__ = [
    "DIGITS",
    "StepRoots",
    "check_eta_max",
    "check_first",
    "check_footnote",
    "check_near_zero",
    "check_second",
    "check_up_to_eta2",
    "check_up_to_eta_max",
    "solve",
]

DIGITS = 50

_SYMBOL = "eta0"


@dataclass(frozen=True)
class StepRoots:
    """What was certified at one point; `failed` says what was not.

    below_eta3: a rational less than eta3 at which the left side of (102) exceeds the right one,
    so that eta2 < below_eta3 < eta3.
    """

    eta1: Root | NoRoot | Undecided
    eta2: Root | NoRoot | Undecided
    below_eta3: Fraction
    failed: str

    def smallest(self) -> tuple[str, Root] | None:
        """Which of eta1 and eta2 is certainly the smaller; eta2 < eta3 in any case."""
        if not isinstance(self.eta1, Root) or not isinstance(self.eta2, Root):
            return None
        if self.eta1.high < self.eta2.low:
            return "eta1", self.eta1
        return ("eta2", self.eta2) if self.eta2.high < self.eta1.low else None

    def up_to(self) -> Fraction | None:
        """A rational that is certainly at least eta_max, and less than eta3."""
        smallest = self.smallest()
        return min(smallest[1].high, self.below_eta3) if smallest else None


def variant(name: str) -> StepSize:
    """The choice of g in K_bar_0 by its name."""
    return next(v for v in (PRINTED, REPAIRED) if v.name == name)


@cache
def solve(name: str, at: Point, digits: int = DIGITS) -> StepRoots:
    """Everything that is certified at one point, for one choice of g in K_bar_0."""
    of, values = variant(name), dict(zip(NAMES, at, strict=True))
    eta1 = growing_root(bind(of.lhs_101, values), _SYMBOL, Fraction(1), digits=digits)
    scaled, near_zero = bind(of.scaled, values), bind(of.near_zero, values)
    below, above = _around_eta3(bind(ETA3, values), scaled)
    eta2 = smallest_root(scaled, _SYMBOL, above, digits=digits, near_zero=near_zero)
    failed = ""
    if not isinstance(eta1, Root):
        failed = f"(101) at {_text(at)}: {eta1}"
    elif not isinstance(eta2, Root):
        failed = f"(102) at {_text(at)}: {eta2}"
    elif not _signs_of_102(bind(of.rhs_102 - of.lhs_102, values), eta2):
        failed = f"(102) at {_text(at)}: the printed sides do not change order"
    elif not below:
        failed = f"eta2 < eta3 at {_text(at)}"
    return StepRoots(eta1, eta2, below, failed)


def _around_eta3(eta3: Expr, scaled: Expr) -> tuple[Fraction, Fraction]:
    """Ends with below < eta3 < above with (102)'s left side larger at `below`; 0 if none is found.

    At eta3 itself mu_bar = 0, so rho_bar = 1, Delta = 1 + eta3^d and 1 - Delta = -eta3^d < 0:
    a rational close enough below will do, and eta3^d may be as small as 1e-3000.
    """
    for bits in (256, 1024, 4096, 16384):
        with precision(bits):
            ball = evaluate(eta3, Scope(Ball(), {}, {}))
            below, above = to_fraction(ball.lower()), to_fraction(ball.upper())
        if sign_at(scaled, _SYMBOL, below) < 0:
            return below, above
    return Fraction(0), above


def _signs_of_102(difference: Expr, root: Root) -> bool:
    low, high = (Fraction(text) for text in decimal_ends(root))
    return sign_at(difference, _SYMBOL, low) > 0 > sign_at(difference, _SYMBOL, high)


def _text(at: Point) -> str:
    return ", ".join(f"{n} = {v}" for n, v in zip(NAMES, at, strict=True))


def _parameters(at: Point) -> dict[str, str]:
    return {n: str(v) for n, v in zip(NAMES, at, strict=True)}


Item = Callable[[Point, StepRoots, StepSize], Mapping[str, Any] | str]


def _over_grid(budget: Budget, name: str, words: str, item: Item) -> list[Evidence]:
    """An enclosure with an item for each point, or the reason why there is none.

    item: fields besides the parameters, or a text that says what is not certain.
    """
    items = []
    for at in grid(budget.profile):
        found = solve(name, at)
        fields = found.failed or item(at, found, variant(name))
        if isinstance(fields, str):
            return [Evidence("words", {"words": f"not certified: {fields}"})]
        of = variant(name)
        more = {"bits": _bits(of, at, fields["holds"])}
        items.append({"parameters": _parameters(at), **fields, **more})
    text = f"{words}, at each of {len(items)} points of the grid of constants"
    relations = _relations(variant(name))
    sides = [side for r in relations.values() for side in (r.lhs, r.rhs)]
    data = {
        "words": text,
        "digits": DIGITS,
        "unknown": _SYMBOL,
        "relations": {key: relation_to_json(r) for key, r in relations.items()},
        "definitions": definitions_of(*sides),
        "items": items,
    }
    return [Evidence("enclosure", data)]


def _relations(of: StepSize) -> dict[str, Relation]:
    """What the checker decides again at the ends of each enclosure."""
    return {
        "(101) below 1": of.lhs_101 < 1,
        "(101) above 1": of.lhs_101 > 1,
        "(102) strict": of.lhs_102 < of.rhs_102,
        "(102) violated": of.lhs_102 > of.rhs_102,
        "below the third argument": 2 * alpha2 * exp(eta0**c) < 2 * alpha2 + alpha1,
    }


def _around_eta1(found: StepRoots) -> list[list[str]]:
    assert isinstance(found.eta1, Root)  # else `failed` says so
    low, high = decimal_ends(found.eta1)
    return [["(101) below 1", low], ["(101) above 1", high]]


def _around_eta2(at: Point, found: StepRoots, of: StepSize) -> list[list[str]]:
    """(102) changes order at the ends, and is violated at a decimal that is less than eta3.

    That is the upper end, unless eta3 is so close to eta2 that it takes more digits.
    """
    assert isinstance(found.eta2, Root)  # else `failed` says so
    low, high = decimal_ends(found.eta2)
    below, digits = high, DIGITS
    needed = ("(102) violated", "below the third argument")
    while not all(_holds(of, at, name, below) for name in needed):
        digits *= 2
        below = decimal_ends(replace(found.eta2, low=found.below_eta3, digits=digits))[0]
    ends = dict.fromkeys((high, below))
    return [
        ["(102) strict", low],
        *(["(102) violated", end] for end in ends),
        ["below the third argument", below],
    ]


def _holds(of: StepSize, at: Point, name: str, end: str) -> bool:
    small, large = _relations(of)[name].small_and_large()
    values = dict(zip(NAMES, at, strict=True))
    return sign_at(bind(large - small, values), _SYMBOL, Fraction(end)) > 0


def _bits(of: StepSize, at: Point, holds: Sequence[Sequence[str]]) -> int:
    """Digits for the checker, whose intervals are no narrower than balls: some more than these."""
    values, relations = dict(zip(NAMES, at, strict=True)), _relations(of)
    needed = [0]
    for name, end in holds:
        small, large = relations[name].small_and_large()
        needed.append(bits_to_decide(bind(large - small, values), _SYMBOL, Fraction(end)))
    return max(needed) + 64


def check_first(budget: Budget, name: str) -> list[Evidence]:
    """(101): the root, unique in (0, oo) since the left side grows."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        assert isinstance(found.eta1, Root)  # else `failed` says so
        equation = bind(of.lhs_101, dict(zip(NAMES, at, strict=True))) - 1
        return {
            "value": list(decimal_ends(found.eta1)),
            "mpmath": secant_root(equation, _SYMBOL, found.eta1.low, DIGITS),
            "holds": _around_eta1(found),
        }

    words = "the positive root of (101) is enclosed to 50 digits and is the only one"
    return _over_grid(budget, name, words, item)


def check_second(budget: Budget, name: str) -> list[Evidence]:
    """(102): the smallest positive root, everything below it excluded."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        assert isinstance(found.eta2, Root)  # else `failed` says so
        equation = bind(of.scaled, dict(zip(NAMES, at, strict=True)))
        excluded = found.eta2.excluded
        return {
            "value": list(decimal_ends(found.eta2)),
            "mpmath": secant_root(equation, _SYMBOL, found.eta2.low, DIGITS),
            "no_root_near_zero_up_to": _short(excluded[0].high),
            "no_root_up_to": _short(found.eta2.isolating[0]),
            "intervals_excluded": len(excluded),
            "holds": _around_eta2(at, found, of),
        }

    words = "a positive root of (102) is enclosed to 50 digits and none is smaller"
    return _over_grid(budget, name, words, item)


def check_near_zero(budget: Budget, name: str) -> list[Evidence]:
    """(107): strict on (0, eps], with eps given."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        assert isinstance(found.eta2, Root)  # else `failed` says so
        end = _short(found.eta2.excluded[0].high)
        return {
            "strict_up_to": end,
            "holds": [["(102) strict", end]],
        }

    words = "(107) holds on an interval (0, eps], eps given"
    return _over_grid(budget, name, words, item)


def check_up_to_eta2(budget: Budget, name: str) -> list[Evidence]:
    """(108): strict on (0, eta2), by the exclusion of zeros; equality at eta2."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        assert isinstance(found.eta2, Root)  # else `failed` says so
        return {"value": list(decimal_ends(found.eta2)), "holds": _around_eta2(at, found, of)}

    words = "(108) holds on (0, eta2], strictly below eta2"
    return _over_grid(budget, name, words, item)


def check_footnote(budget: Budget, name: str) -> list[Evidence]:
    """Footnote 5: a root exists, below the third argument of the minimum."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        assert isinstance(found.eta2, Root)  # else `failed` says so
        return {
            "eta2": list(decimal_ends(found.eta2)),
            "eta3_at_least": _short(found.below_eta3),
            "holds": _around_eta2(at, found, of),
        }

    words = "(102) has a positive root, and it lies below log(1 + alpha1/(2 alpha2))^(1/c)"
    return _over_grid(budget, name, words, item)


def check_eta_max(budget: Budget, name: str) -> list[Evidence]:
    """eta_max > 0, and which of the three attains it."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        smallest = found.smallest()
        if smallest is None:
            return f"the smaller of eta1 and eta2 at {_text(at)}"
        name, root = smallest
        around = _around_eta1(found) if name == "eta1" else _around_eta2(at, found, of)
        return {"value": list(decimal_ends(root)), "attained_by": name, "holds": around}

    words = "eta_max is enclosed to 50 digits, positive, and never the third argument"
    return _over_grid(budget, name, words, item)


def check_up_to_eta_max(budget: Budget, name: str) -> list[Evidence]:
    """(109): mu_bar > 0 and 0 < rho_bar < 1 on (0, eta_max]; Delta < 1 follows from (108)."""

    def item(at: Point, found: StepRoots, of: StepSize) -> Mapping[str, Any] | str:
        upper = found.up_to()
        if upper is None:
            return f"the smaller of eta1 and eta2 at {_text(at)}"
        values = dict(zip(NAMES, at, strict=True))
        positive = {
            "mu_bar": MU_BAR,
            "rho_bar": of.rho_bar,
            "(1 - rho_bar)/eta0": MU_BAR * (2 - of.lhs_101),
        }
        for text, expr in positive.items():
            result = smallest_root(bind(expr, values), _SYMBOL, upper)
            if not isinstance(result, NoRoot):
                return f"{text} > 0 on (0, eta_max] at {_text(at)}"
        return {"eta_max_at_most": _short(upper), "holds": _around_eta2(at, found, of)}

    words = (
        "mu_bar > 0, 0 < rho_bar < 1 on (0, eta_max], and rhs > lhs of (102) on (0, eta_max), "
        "which gives Delta < 1"
    )
    return _over_grid(budget, name, words, item)


def _short(q: Fraction) -> str:
    """About six digits, rounded down: enough to read."""
    root = Root(q, q, 3, "", (q, q), ())
    return decimal_ends(root)[0]
