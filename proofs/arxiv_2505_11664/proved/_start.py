"""What Table 2's constants are at the start: for every statement about W1(0), W2(0) alone.

Notation: SIDES, SQUARE as in `e_spectral.py`; t_min, t_max the extreme singular values of T_0,
squared. Each function adds the steps that state its result and gives the last one's number.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA2,
    BETA1,
    BETA2,
    DELTA,
    LAMBDA_M,
    LAMBDA_MINUS,
    LAMBDA_N,
    LAMBDA_PLUS,
    MARGIN,
)
from proofs.arxiv_2505_11664.proved._cases import ZERO
from proofs.arxiv_2505_11664.proved.e_spectral import SIDES, SMALLEST
from verify.evidence.derivation import Proof
from verify.language import lam, sigma, sqrt
from verify.language.expr import Expr
from verify.model.step import K, mu
from verify.model.trajectory import Wstar

__all__ = [
    "T_MAX",
    "T_MIN",
    "alpha1_above_delta",
    "alpha1_strictly_above_delta",
    "alpha1_without_margin",
    "assumed",
    "high",
    "low",
    "low_square",
    "middle",
    "order",
    "quotients",
    "ratio",
]

T_MIN, T_MAX = SIDES[0].x + SIDES[1].x, SIDES[0].X + SIDES[1].X
_E3 = "2505.11664/E.3/118-"


def assumed(p: Proof) -> None:
    """0 < mu <= K."""
    p.given(mu > 0)
    p.given(mu <= K)


def low(p: Proof) -> int:
    """alpha1' <= t_min."""
    return p.claim(_E3 + "lower", "repaired")


def low_square(p: Proof) -> int:
    """alpha1 <= t_min for n = m."""
    return p.claim(_E3 + "lower", "n = m")


def middle(p: Proof) -> int:
    """t_min <= t_max."""
    return p.claim(_E3 + "middle", "printed")


def high(p: Proof) -> int:
    """t_max <= alpha2."""
    return p.claim(_E3 + "upper", "printed")


def ratio(p: Proof, alpha: Expr, below: int) -> int:
    """alpha2 t_min >= alpha t_max, from alpha <= t_min."""
    above = high(p)
    first, second = p.scalar(T_MIN >= 0), p.scalar(T_MAX >= 0)
    return p.scalar(
        ALPHA2 * T_MIN >= alpha * T_MAX,
        [above, below, first, second],
        products=[(first, above), (second, below)],
    )


def quotients(p: Proof, left: tuple[Expr, Expr], right: tuple[Expr, Expr], known: int) -> int:
    """a/b >= c/d from a d >= c b, where b and d are known to be positive or to be divided by."""
    (a, b), (c, d) = left, right
    used = [known]
    for x in (b, d):
        used += [p.fact("reciprocal", x), p.fact("reciprocal-positive", x)]
    return p.scalar(a / b >= c / d, used, products=[(known, used[2], used[4])])


# --- Table 2's alpha1 --------------------------------------------------------------------------
def terms() -> tuple[tuple[Expr, Expr, Expr, Expr, str], ...]:
    """(p, lambda_-, lambda_+, D, rows) of alpha1's two terms."""
    first, second = SIDES
    return (
        (LAMBDA_N, LAMBDA_MINUS, LAMBDA_PLUS, first.D, first.rows),
        (LAMBDA_M, LAMBDA_PLUS, LAMBDA_MINUS, second.D, second.rows),
    )


def root(deep: Expr, minus: Expr, beta: Expr) -> Expr:
    """sqrt((p + lambda_-)^2 + 4 beta^2)."""
    return sqrt((deep + minus) ** 2 + 4 * beta**2)


def squared(p: Proof, deep: Expr, minus: Expr, beta: Expr) -> int:
    """The root's square."""
    inside = (deep + minus) ** 2 + 4 * beta**2
    parts = p.fact("square-nonnegative", deep + minus), p.fact("square-nonnegative", beta)
    p.scalar(inside >= 0, parts, degree=1)
    return p.fact("root-squared", inside)


def alpha1_above_delta(p: Proof) -> int:
    """alpha1 >= Delta: each root is at least p + lambda_-."""
    parts = []
    for deep, minus, *_ in terms():
        value = squared(p, deep, minus, BETA1)
        square = p.fact("square-nonnegative", BETA1)
        p.scalar(
            (deep + minus) * (deep + minus) <= root(deep, minus, BETA1) * root(deep, minus, BETA1),
            [value, square],
        )
        p.fact("root-nonnegative", (deep + minus) ** 2 + 4 * BETA1**2)
        parts.append(p.fact("compare-squares", deep + minus, root(deep, minus, BETA1)))
    return p.scalar(ALPHA1 >= DELTA, parts, degree=1)


def alpha1_strictly_above_delta(p: Proof, margin: int) -> int:
    """alpha1 > Delta from beta1 > 0: (root - a)(root + a) = 4 beta1^2 > 0, a = p + lambda_-."""
    parts = []
    for deep, minus, *_ in terms():
        value, r = squared(p, deep, minus, BETA1), root(deep, minus, BETA1)
        square, sign = p.fact("square-nonnegative", deep + minus), p.scalar(deep + minus >= 0)
        p.scalar((2 * BETA1) * (2 * BETA1) <= r * r, [value, square])
        twice = p.fact("compare-squares", 2 * BETA1, r)
        positive = p.scalar(r + deep + minus > 0, [twice, margin, sign], degree=1)
        parts.append(p.scalar(r - deep - minus > 0, [value, positive, margin]))
    return p.scalar(ALPHA1 > DELTA, parts, degree=1)


def alpha1_without_margin(p: Proof, none: int) -> int:
    """alpha1 = Delta from beta1 <= 0: the roots are p + lambda_-."""
    sign, parts = p.scalar(BETA1 >= 0), []
    for deep, minus, *_ in terms():
        value, r = squared(p, deep, minus, BETA1), root(deep, minus, BETA1)
        p.scalar(deep + minus >= 0)
        p.scalar(r * r <= (deep + minus) * (deep + minus), [value, none, sign])
        parts.append(p.fact("compare-squares", r, deep + minus))
    return p.scalar(ALPHA1 <= DELTA, parts, degree=1)


def _betas(p: Proof) -> int:
    """beta1 <= beta2."""
    smallest = p.fact("singular-order", Wstar, 1, SMALLEST)
    p.scalar(MARGIN >= 0)
    p.scalar(BETA2 >= 0)
    margin = p.scalar(MARGIN >= 0)
    p.scalar(sigma(SMALLEST, Wstar) - MARGIN <= BETA2, [smallest, margin], degree=1)
    return p.fact("maximum-least", ZERO, sigma(SMALLEST, Wstar) - MARGIN, BETA2)


def order(p: Proof) -> int:
    """alpha1 <= alpha2, term by term.

    g = (lambda_+ + sqrt(lambda_+^2 + 4 beta2^2))/2 is at least p, and
    (g - p)(g + lambda_-) >= (g - lambda_+) g = beta2^2 >= beta1^2.
    """
    beta, parts = _betas(p), []
    sign = p.scalar(BETA1 >= 0)
    betas = p.scalar(BETA1**2 <= BETA2**2, [beta, sign])
    for deep, minus, plus, D, rows in terms():
        first = p.fact("eigenvalue-order", D, 1, rows)
        above, zero = (
            p.fact("maximum-above-first", lam(1, D), ZERO),
            p.fact("maximum-above-second", lam(1, D), ZERO),
        )
        p.scalar(lam(rows, D) <= plus, [first, above], degree=1)
        p.scalar(plus >= 0, [zero])
        under = p.fact("maximum-least", lam(rows, D), ZERO, plus)
        top = sqrt(plus**2 + 4 * BETA2**2)
        squares = p.fact("square-nonnegative", plus), p.fact("square-nonnegative", BETA2)
        p.scalar(plus**2 + 4 * BETA2**2 >= 0, squares, degree=1)
        value = p.fact("root-squared", plus**2 + 4 * BETA2**2)
        p.scalar(plus * plus <= top * top, [value, squares[1]])
        p.fact("root-nonnegative", plus**2 + 4 * BETA2**2)
        larger = p.fact("compare-squares", plus, top)
        mine = squared(p, deep, minus, BETA1)
        g = (plus + top) / 2
        negative, height = p.scalar(minus >= 0), p.scalar(g - plus >= 0, [larger], degree=1)
        twice, full = 2 * g - deep + minus, p.scalar(g >= 0, [larger, zero], degree=1)
        p.scalar(twice >= 0, [height, under, negative, full], degree=1)
        p.scalar(
            root(deep, minus, BETA1) * root(deep, minus, BETA1) <= twice * twice,
            [mine, value, betas, under, full, height, negative],
            products=[(betas,), (under, full), (under, negative), (height, negative)],
        )
        done = p.fact("compare-squares", root(deep, minus, BETA1), twice)
        parts.append(p.scalar((deep - minus + root(deep, minus, BETA1)) / 2 <= g, [done]))
    return p.scalar(ALPHA1 <= ALPHA2, parts, degree=1)
