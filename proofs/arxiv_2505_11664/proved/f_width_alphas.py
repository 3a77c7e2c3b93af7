"""Appendix F.1: alpha1, alpha2 and the singular values of T_0: (137), (138), (140), (145).

Notation: as `f_width_event.py`; Delta is at most alpha1 and at least 2 sigma_min(A)^2.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA2,
    BETA2,
    D0,
    DELTA,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._random_start import T0_MAX, T0_MIN, B
from proofs.arxiv_2505_11664._width_event import (
    ALPHA1_LOW,
    ALPHA2_HIGH,
    BETA2_HIGH,
    NEAR,
)
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO, halves
from proofs.arxiv_2505_11664.proved._event import ID, P, alpha1_low, as_roots, divided, event, r
from proofs.arxiv_2505_11664.proved.f_initialisation import (
    above_delta,
    delta_above,
)
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    equal,
    lam_max,
    sigma_max,
    sqrt,
)
from verify.language.expr import Expr

__all__ = ["PROOFS"]


def _alpha2_a() -> Proof:
    """sqrt(l^2 + 4 b^2) <= l + 2 b."""
    q = Proof()
    beta, parts = q.scalar(BETA2 >= 0), []
    for plus in (LAMBDA_PLUS, LAMBDA_MINUS):
        squared, root = start.squared(q, plus, ZERO, BETA2), start.root(plus, ZERO, BETA2)
        sign = q.scalar(plus >= 0)
        top = plus + 2 * BETA2
        q.scalar(top >= 0, [sign, beta], degree=1)
        q.scalar(root * root <= top * top, [squared, sign, beta], products=[(sign, beta)])
        parts.append(q.fact("compare-squares", root, top))
    q.scalar(ALPHA2 <= LAMBDA_PLUS + LAMBDA_MINUS + 2 * BETA2, parts, degree=1)
    return q


def _alpha2_a_sharper() -> Proof:
    """sqrt(l^2 + 4 b^2) <= l + 2 b^2 / l."""
    q = Proof()
    parts, square = [], q.fact("square-nonnegative", BETA2)
    for plus in (LAMBDA_PLUS, LAMBDA_MINUS):
        sign = q.given(plus > 0)
        squared, root = start.squared(q, plus, ZERO, BETA2), start.root(plus, ZERO, BETA2)
        inverse, other = q.fact("reciprocal", plus), q.fact("reciprocal-positive", plus)
        top = plus + 2 * BETA2**2 * (1 / plus)
        q.scalar(top >= 0, [sign, other, square], products=[(sign,), (square, other)])
        fourth = q.fact("square-nonnegative", BETA2**2 * (1 / plus))
        q.scalar(root * root <= top * top, [squared, inverse, fourth], products=[(fourth,)])
        parts.append(q.fact("compare-squares", root, top))
    q.scalar(
        ALPHA2 <= LAMBDA_PLUS + LAMBDA_MINUS + BETA2**2 * (1 / LAMBDA_PLUS + 1 / LAMBDA_MINUS),
        parts,
        degree=1,
    )
    return q


def _alpha2_b() -> Proof:
    q = Proof()
    parts = []
    for D in (D0, -D0):
        below = q.fact("eigenvalue-below-spectral", D)
        q.scalar(lam_max(D) <= sigma_max(D), [below])
        q.scalar(sigma_max(D) >= 0)
        parts.append(q.fact("maximum-least", lam_max(D), ZERO, sigma_max(D)))
    q.scalar(
        sigma_max(D0) + sigma_max(-D0) + 2 * BETA2 >= LAMBDA_PLUS + LAMBDA_MINUS + 2 * BETA2,
        parts,
        degree=1,
    )
    return q


def _high(q: Proof) -> int:
    """alpha2 <= alpha2_high; the event and 0 < mu <= K are given."""
    first = q.claim(ID + "F.1T/alpha2-a", "printed")
    second = q.claim(ID + "F.1T/alpha2-b", "printed")
    third = q.claim(ID + "F.1T/alpha2-c", "printed")
    return q.scalar(ALPHA2 <= ALPHA2_HIGH, [first, second, third], degree=1)


# --- alpha1 / alpha2 and the singular values of T_0 --------------------------------------------
def _empty() -> Proof:
    """0 <= alpha1/alpha2, as alpha1 >= Delta >= 0."""
    q = Proof()
    start.assumed(q)
    q.given(ALPHA2 > 0)
    above, sign = above_delta(q), q.scalar(DELTA >= 0)
    inverse = q.fact("reciprocal-positive", ALPHA2)
    one = q.scalar(ALPHA1 >= 0, [above, sign], degree=1)
    q.scalar(1 - const(1) <= ALPHA1 / ALPHA2, [one, inverse], products=[(one, inverse)])
    return q


def _ends(q: Proof) -> tuple[int, int]:
    """Delta <= t_min and t_max <= alpha2."""
    start.assumed(q)
    return q.claim(ID + "table-2/Delta", "h >= max(n, m)"), start.high(q)


def _values() -> Proof:
    q = Proof()
    _ends(q)
    return q


def _values_square() -> Proof:
    q = Proof()
    start.assumed(q)
    start.low_square(q)
    start.high(q)
    return q


def _quotient(q: Proof, low: Expr, below: int, above: int) -> int:
    """t_min/t_max >= low/alpha2, from low <= t_min and t_max <= alpha2, both divided by."""
    first, second = q.scalar(T0_MIN >= 0), q.scalar(T0_MAX >= 0)
    known = q.scalar(
        ALPHA2 * T0_MIN >= low * T0_MAX,
        [above, below, first, second],
        products=[(first, above), (second, below)],
    )
    full = q.scalar(ALPHA2 >= 0, [above, second], degree=1)
    one, two = divided(q, T0_MAX, second), divided(q, ALPHA2, full)
    return q.scalar(
        T0_MIN / T0_MAX >= low / ALPHA2, [known, *one, *two], products=[(known, one[1], two[1])]
    )


def _138() -> Proof:
    q = Proof()
    below, above = _ends(q)
    _quotient(q, DELTA, below, above)
    return q


def _roots(q: Proof, low: Expr, below: int, above: int) -> None:
    """sqrt(t_min)/sqrt(t_max) >= low/alpha2: u/w >= u^2/w^2 for u <= w."""
    u, w = sqrt(T0_MIN), sqrt(T0_MAX)
    q.scalar(T0_MIN >= 0)
    q.scalar(T0_MAX >= 0)
    start.middle(q)
    order = q.fact("root-monotone", T0_MIN, T0_MAX)
    first, second = q.fact("root-squared", T0_MIN), q.fact("root-squared", T0_MAX)
    lower, upper = q.fact("root-nonnegative", T0_MIN), q.fact("root-nonnegative", T0_MAX)
    low_square = q.scalar(low <= u**2, [below, first], degree=1)
    high_square = q.scalar(w**2 <= ALPHA2, [above, second], degree=1)
    known = q.scalar(
        ALPHA2 * u**2 >= low * w**2,
        [low_square, high_square],
        products=[
            (q.fact("square-nonnegative", u), high_square),
            (q.fact("square-nonnegative", w), low_square),
        ],
    )
    full = q.scalar(ALPHA2 >= 0, [high_square, q.fact("square-nonnegative", w)], degree=1)
    one, two = divided(q, w, upper), divided(q, ALPHA2, full)
    product = q.scalar(
        u**2 * (1 / w) ** 2 >= low / ALPHA2,
        [known, *one, *two],
        products=[(known, one[1], one[1], two[1])],
    )
    ratio = q.scalar(u * (1 / w) <= 1, [order, *one], products=[(order, one[1])])
    sign = q.scalar(u * (1 / w) >= 0, [lower, one[1]], products=[(lower, one[1])])
    q.scalar(u / w >= low / ALPHA2, [product, ratio, sign], products=[(product,), (ratio, sign)])


def _138_square() -> Proof:
    q = Proof()
    start.assumed(q)
    _roots(q, ALPHA1, start.low_square(q), start.high(q))
    return q


def _145_a() -> Proof:
    q = Proof()
    event(q)
    below, above = _ends(q)
    low, core = alpha1_low(q), delta_above(q)
    under = q.scalar(ALPHA1_LOW <= T0_MIN, [below, low, core], degree=1)
    _roots(q, ALPHA1_LOW, under, above)
    return q


def _145_b() -> Proof:
    q = Proof()
    event(q)
    below, above = q.claim(ID + "F.5/139-alpha1", "printed"), _high(q)
    two, one, other, _, positive, _, radius, room = as_roots(q)
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    (_, one), (_, two), (other, _) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    low = q.scalar(
        ALPHA1_LOW >= 0, products=[(base, base), (one,), (squares, two), (radius, other)]
    )
    most = q.scalar(ALPHA2 >= 0, [start.high(q), q.scalar(T0_MAX >= 0)], degree=1)
    full = q.scalar(ALPHA2_HIGH >= 0, [above, most], degree=1)
    first, second = divided(q, ALPHA2, most), divided(q, ALPHA2_HIGH, full)
    known = q.scalar(
        ALPHA1 * ALPHA2_HIGH >= ALPHA1_LOW * ALPHA2,
        [below, above, low, full],
        products=[(below, full), (low, above)],
    )
    q.scalar(
        ALPHA1 / ALPHA2 >= ALPHA1_LOW / ALPHA2_HIGH,
        [known, *first, *second],
        products=[(known, first[1], second[1])],
    )
    return q


def _145_c() -> Proof:
    q = Proof()
    q.scalar(equal(ALPHA2_HIGH - ALPHA1_LOW, 8 * NEAR * B + 2 * BETA2_HIGH))
    return q


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3.3T", "printed"): _empty,
    ("3.5/i.e.", "repaired"): _138,
    ("F.1T/137", "printed"): _empty,
    ("F.1T/singular-values", "squares, n = m"): _values_square,
    ("F.1T/singular-values", "repaired"): _values,
    ("F.1T/138", "n = m"): _138_square,
    ("F.1T/138", "repaired"): _138,
    ("F.1T/alpha2-a", "printed"): _alpha2_a,
    ("F.1T/alpha2-a", "sharper"): _alpha2_a_sharper,
    ("F.1T/alpha2-b", "printed"): _alpha2_b,
    ("F.1T/145-a", "on E_B, repaired"): _145_a,
    ("F.1T/145-b", "printed"): _145_b,
    ("F.1T/145-c", "printed"): _145_c,
}
