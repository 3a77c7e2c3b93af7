"""Theorem E.1 at one start with n != m: no step size up to 1/100 satisfies (104).

Notation: e = eta0 <= 1/100, so that sqrt(e) <= 1/10 and g = exp(e^c) <= (80/79)^8 for c >= 1/2;
then mu_bar = alpha1 - 2 alpha2 (g - 1) > 1 by so much that 1 - 2 e exceeds rho_bar.
"""

from __future__ import annotations

import itertools

from proofs.arxiv_2505_11664._constants_of_runs import c
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2, BETA2
from proofs.arxiv_2505_11664._one_start import NAMED_START
from proofs.arxiv_2505_11664._theorem_e1 import PRINTED_E1 as AT
from proofs.arxiv_2505_11664.proved._cited import Proofs
from verify.evidence.derivation import Proof
from verify.language import const, equal, exp, sqrt
from verify.model.step import L_NEXT, K, L
from verify.model.trajectory import L0, eta0

__all__ = ["PROOFS"]

_TENTH, _E = const("1/10"), [const(f"1/{k}") for k in (80, 40, 20, 10)]
_MOST = (const(80) / 79) ** 8
_LEAST = const("39/25") - 2 * const("257/100") * (_MOST - 1)
_CURVED = const("31135/10000")
_LETTERS = [ALPHA1, ALPHA2, BETA2, L0, AT.growth, AT.mu_growth, AT.mu_bar, AT.K_bar_0, AT.rho_bar_0]


def _exp_of_a_tenth(p: Proof) -> int:
    """exp(1/10) <= (80/79)^8."""
    first = _E[0]
    tangent = p.fact("exp-tangent", -first)
    one = p.fact("exp-sum", first, -first)
    zero = p.fact("exp-zero")
    positive = p.fact("exp-positive", first)
    product = p.scalar(exp(first) * exp(-first) <= 1, [one, zero])
    bound = const(80) / 79
    below = p.scalar(exp(first) <= bound, products=[(product,), (positive, tangent)])
    for half, whole in itertools.pairwise(_E):
        double = p.fact("exp-sum", half, half)
        sign = p.fact("exp-positive", half)
        below = p.scalar(exp(whole) <= bound**2, [double], products=[(below, sign), (below,)])
        bound = bound**2
    return below


def _growths(p: Proof, positive: int, small: int) -> tuple[int, int]:
    """G <= (80/79)^8 in K_bar_0 and in mu_bar."""
    p.fact("root-squared", eta0)
    p.scalar(sqrt(eta0) * sqrt(eta0) <= _TENTH * _TENTH, [small])
    root = p.fact("compare-squares", sqrt(eta0), _TENTH)
    p.scalar(eta0 <= 1, [small], degree=1)
    shrinks, half = p.fact("power-shrinks", eta0, const("1/2"), c), p.fact("power-root", eta0)
    p.scalar(eta0**c <= _TENTH, [shrinks, half, root], degree=1)
    tenth, found = _exp_of_a_tenth(p), []
    for x, growth in ((sqrt(eta0), AT.growth), (eta0**c, AT.mu_growth)):
        grows = p.fact("exp-monotone", x, _TENTH)
        found.append(p.scalar(growth <= _MOST, [grows, tenth], degree=1))
    return found[0], found[1]


def _rate(p: Proof, alpha1: int, alpha2: int, mu_growth: int, unit: int) -> int:
    """mu_bar >= 39/25 - 2 (257/100) ((80/79)^8 - 1) > 101/100."""
    top = p.scalar(ALPHA2 >= 0, [])
    low = p.scalar(
        ALPHA1 + 2 * ALPHA2 * (1 - AT.mu_growth) >= _LEAST,
        products=[(alpha1,), (alpha2,), (top, mu_growth)],
        letters=_LETTERS,
    )
    body = p.unfold(AT.mu_bar)
    return p.scalar(AT.mu_bar >= _LEAST, [body, unit], products=[(low,)], letters=_LETTERS)


def _curvature(p: Proof, at: tuple[int, ...], growth: int) -> int:
    """K_bar_0 <= 3.1135, where K = 1 and L(0) = 1/32."""
    positive, small, unit, start, alpha2, beta2 = at
    inside = 2 * K * L0
    p.scalar(inside >= 0, [unit, start], letters=_LETTERS)
    square = p.fact("root-squared", inside)
    quarter, root = const("1/4"), sqrt(inside)
    same = p.scalar(equal(inside, const("1/16")), [unit, start], letters=_LETTERS)
    p.scalar(root * root <= quarter * quarter, [square, same], letters=_LETTERS)
    least = p.fact("root-nonnegative", inside)
    below = p.fact("compare-squares", root, quarter)
    squared = p.scalar(eta0**2 <= const("1/10000"), products=[(small, positive), (small,)])
    sign, top = p.fact("square-nonnegative", eta0), p.scalar(ALPHA2 >= 0, [])
    wide = p.scalar(
        AT.growth * ALPHA2 <= _MOST * const("257/100"),
        products=[(growth, top), (alpha2,)],
        letters=_LETTERS,
    )
    part = p.scalar(root * eta0 <= const("1/400"), products=[(below, positive), (small,)])
    factor = p.scalar(1 + 3 * root * eta0 >= 0, products=[(least, positive), ()])
    last = p.scalar(
        AT.growth * ALPHA2 * (1 + 3 * root * eta0) <= _MOST * const("257/100") * const("403/400"),
        products=[(wide, factor), (part,)],
        letters=_LETTERS,
    )
    middle = 6 * BETA2 * L0 * eta0**2
    second = p.scalar(
        middle <= 6 * const("129/100") / 32 / 10000,
        [start],
        products=[(beta2, sign), (squared,)],
        letters=_LETTERS,
    )
    scaled = 6 * K**2 * BETA2 * L0 * eta0**2
    one = p.scalar(scaled <= middle, [unit], letters=_LETTERS)
    product = AT.growth * ALPHA2 * (1 + 3 * root * eta0)
    two = p.scalar(K * product <= product, [unit], letters=_LETTERS)
    return p.scalar(
        AT.K_bar_0 <= _CURVED,
        [p.unfold(AT.K_bar_0)],
        products=[(below,), (one,), (second,), (two,), (last,), ()],
        letters=_LETTERS,
    )


def _no_step() -> Proof:
    p = Proof()
    (positive, small, _, convex, smooth, start, alpha1, alpha2, beta2, loss, left) = (
        p.given(x) for x in NAMED_START
    )
    growth, mu_growth = _growths(p, positive, small)
    rate = _rate(p, alpha1, alpha2, mu_growth, convex)
    curved = _curvature(p, (positive, small, smooth, start, alpha2, beta2), growth)
    room = p.scalar(
        2 - AT.K_bar_0 * eta0 >= 2 - _CURVED / 100,
        products=[(curved, positive), (small,)],
        letters=_LETTERS,
    )
    first = p.scalar(AT.mu_bar > 0, [rate], letters=_LETTERS, degree=1)
    gain = p.scalar(
        AT.mu_bar * (2 - AT.K_bar_0 * eta0) > 2,
        products=[(first, room), (rate,), ()],
        letters=_LETTERS,
    )
    p.scalar(
        L_NEXT > L * AT.rho_bar_0,
        [p.unfold(AT.rho_bar_0)],
        products=[(left,), (loss, positive, gain)],
        letters=[*_LETTERS, L, L_NEXT],
    )
    return p


PROOFS: Proofs = {("E.104-none", "printed"): _no_step}
