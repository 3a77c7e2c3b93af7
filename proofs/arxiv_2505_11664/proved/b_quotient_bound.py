"""Appendix B: the chain (54)-(56), line by line where it is true, and the repaired bounds.

Notation: DW1 = W1 - W1*, DW2 = W2 - W2*, W - W* = DW1 W2' + W1* DW2', dist the squared distance.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import b_quotient_bound as b
from proofs.arxiv_2505_11664._minimisers import DISTANCE, W1s, W2s, Wstar, v, w
from proofs.arxiv_2505_11664.proved._steps import convexity
from proofs.arxiv_2505_11664.proved.b_no_global_constants import beside, column_product, growth
from verify.evidence.derivation import Proof
from verify.language import absolute, const, dim, equal, loss, minimum, norm2, sigma, sigma_min
from verify.language.dims import minimum_of
from verify.model.step import W1, W2, W, ell, mu

__all__ = ["PROOFS"]

FIRST, SECOND = b.DW1 @ W2.T, W1s @ b.DW2.T


def _over(p: Proof) -> tuple[int, int]:
    """1/dist > 0, and dist (1/dist) = 1."""
    p.given(DISTANCE > 0)
    return p.fact("reciprocal-positive", DISTANCE), p.fact("reciprocal", DISTANCE)


def _strong_convexity() -> Proof:
    p = Proof()
    inverse, _ = _over(p)
    low = growth(p, W)
    p.scalar(mu * norm2(W - Wstar) / DISTANCE <= b.QUOTIENT, products=[(low, inverse)])
    return p


def _from_below() -> Proof:
    """|A + B|^2 - |A|^2/2 + |B|^2 = |A + 2 B|^2 / 2."""
    p = Proof()
    inverse, _ = _over(p)
    m = p.given(mu > 0)
    square = p.scalar(norm2(FIRST + 2 * SECOND) >= 0)
    split = p.scalar(norm2(b.SPLIT) >= norm2(FIRST) / 2 - norm2(SECOND), [square], degree=1)
    p.scalar(
        mu * norm2(b.SPLIT) / DISTANCE >= mu * (norm2(FIRST) / 2 - norm2(SECOND)) / DISTANCE,
        products=[(m, split, inverse)],
    )
    return p


def _singular_values() -> Proof:
    """(54), last line: (38) and (37) with the h-th singular values."""
    p = Proof()
    inverse, _ = _over(p)
    m = p.given(mu > 0)
    flip = p.fact("singular-transpose", W2, "h")
    signs = [p.fact("singular-nonnegative", x, "h") for x in (W2, W1s)]
    right = p.fact("product-below-right", b.DW1, W2.T)
    left = p.fact("product-below", W1s, b.DW2.T)
    one = p.scalar(
        sigma("h", W2) ** 2 * norm2(b.DW1) <= norm2(FIRST), [right, flip, *signs], degree=3
    )
    two = p.scalar(sigma("h", W1s) ** 2 * norm2(b.DW2) <= norm2(SECOND), [left, *signs], degree=3)
    p.scalar(
        b._bound(sigma("h", W2) ** 2, sigma("h", W1s) ** 2, mu / 2) <= b.HALVES,
        products=[(m, inverse, one), (m, inverse, two)],
    )
    return p


def _beside_second() -> Proof:
    """At (W1*, W2* + v w') the distance to W* is |v| |W1* w|."""
    p = Proof()
    point = W1s @ (W2s + v @ w.T).T
    low = growth(p, point)
    _, size = column_product(p, v, (W1s @ w).T)
    m = convexity(p, Wstar)
    goal = 2 * loss(ell, point) >= mu * norm2(v) * norm2(W1s @ w)
    p.scalar(goal, products=[(low,), (m, size)])
    return p


def _average() -> Proof:
    p = Proof()
    _over(p)
    p.scalar(equal((b.LINE_F + b.LINE_55) / 2, b.AVERAGE), say="the algebra")
    return p


def _mean() -> Proof:
    """A weighted mean is at least the smaller value."""
    p = Proof()
    inverse, unit = _over(p)
    m = p.given(mu > 0)
    x, y = b._s(W1) + b._s(W1s), b._s(W2) + b._s(W2s)
    below = [p.fact(f"minimum-below-{which}", x, y) for which in ("first", "second")]
    sizes = [p.scalar(norm2(d) >= 0) for d in (b.DW2, b.DW1)]
    p.scalar(
        b.AVERAGE >= b.LEAST,
        [unit],
        products=[(m, inverse, one, size) for one, size in zip(below, sizes, strict=True)],
    )
    return p


def _left_out() -> Proof:
    p = Proof()
    m = p.given(mu > 0)
    one, two = b._s(W1), b._s(W2)
    below = [p.fact(f"minimum-below-{which}", one, two) for which in ("first", "second")]
    signs = [p.fact("square-nonnegative", sigma_min(x)) for x in (W1s, W2s)]
    least = minimum(one, two)
    p.scalar(one + b._s(W1s) >= least, [below[0], signs[0]], degree=1)
    p.scalar(two + b._s(W2s) >= least, [below[1], signs[1]], degree=1)
    more = p.fact("minimum-greatest", one + b._s(W1s), two + b._s(W2s), least)
    p.scalar(b.LEAST >= b.LAST, products=[(m, more)])
    return p


def _scaled() -> Proof:
    """s_min(c W)^2 = c^2 s_min(W)^2."""
    p = Proof()
    square, size = p.fact("absolute-squared", b.c), absolute(b.c)
    sign = p.scalar(
        size >= 0, [p.fact("absolute-above", b.c), p.fact("absolute-above-negated", b.c)], degree=1
    )
    for x, rows in ((W1, "n"), (W2, "m")):
        index = minimum_of(dim(rows), dim("h"))
        factor = p.fact("singular-scaling-absolute", b.c, x, index)
        old, new = sigma_min(x), sigma_min(b.c * x)
        signs = [p.fact("singular-nonnegative", y, index) for y in (x, b.c * x)]
        below = p.scalar(new <= size * old, [factor], degree=1)
        above = p.scalar(new >= size * old, [factor], degree=1)
        p.scalar(
            new**2 <= b.c**2 * old**2,
            [square],
            products=[(below, sign, signs[0]), (below, signs[1])],
        )
        p.scalar(
            new**2 >= b.c**2 * old**2,
            [square],
            products=[(above, sign, signs[0]), (above, signs[1])],
        )
        p.fact("antisymmetry", new**2, b.c**2 * old**2)
    return p


def _no_growth() -> Proof:
    """H > min(n, m): s_h(W1) s_h(W2) <= s_h(W1 W2') = 0, so that one of the two is 0."""
    p = Proof()
    product = p.fact("spectral-product-below", W1, W2.T, "h")
    past = p.fact("singular-past-both", W1 @ W2.T, "h", say="past the shape")
    flip = p.fact("singular-transpose", W2, "h")
    one, two = sigma("h", W1), sigma("h", W2)
    signs = [p.fact("singular-nonnegative", w_, "h") for w_ in (W1, W2)]
    nothing = p.scalar(one * two <= 0, [product, past, flip], degree=1)
    least = minimum(one**2, two**2)
    squares = [p.fact("square-nonnegative", x) for x in (one, two)]
    p.scalar(least >= 0, [p.fact("minimum-greatest", one**2, two**2, const(0))], degree=1)
    sign = len(p.steps) - 1
    below = [p.fact(f"minimum-below-{which}", one**2, two**2) for which in ("first", "second")]
    p.scalar(
        least * least <= const(0) * const(0),
        products=[(below[0], sign), (below[1], squares[0]), (nothing, *signs)],
    )
    p.fact("compare-squares", least, const(0))
    p.fact("antisymmetry", least, const(0))
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("B.1/54-b", "printed"): _strong_convexity,
    ("B.1/54-e", "repaired"): _from_below,
    ("B.1/54-f", "repaired"): _singular_values,
    ("B.1/54", "repaired"): beside,
    ("B.1/55", "repaired"): _beside_second,
    ("B.1/56-a", "printed"): _average,
    ("B.1/56-b", "printed"): _mean,
    ("B.1/56-c", "printed"): _left_out,
    ("B.1/56", "repaired"): beside,
    ("B.1/56-growth", "printed"): _scaled,
    ("B.1/56-growth", "in the repaired bound"): _no_growth,
}
