"""Section 3.4, Appendices F.1 and G.1: powers of the width.

Notation: h >= 1, so that a larger exponent gives no smaller power; N = h^(1/2 - 2p) <= 1 for
p > 1/4; X = s + k (F + 2 B) bounds beta2 there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.arxiv_2505_11664._random_start import B, p
from proofs.arxiv_2505_11664.f_width import INSIDE
from proofs.arxiv_2505_11664.g_simulations import p1, p2
from proofs.arxiv_2505_11664.proved._cases import halves
from proofs.arxiv_2505_11664.proved._searched import opened
from proofs.arxiv_2505_11664.s3_4_initialisation import h1, h2
from proofs.arxiv_2505_11664.s3_5_width import F, c, k, s
from proofs.arxiv_2505_11664.s3_5_width import width as h
from verify.evidence.derivation import Proof
from verify.language import Relation, const, sqrt
from verify.language.expr import Expr

__all__ = ["PROOFS"]

HALF, NONE = const("1/2"), const(0)
WIDE, ROOT, DEEP, NEAR = 1 - 2 * p, HALF - p, -2 * p, HALF - 2 * p  # exponents
N, X = h**NEAR, s + k * (F + 2 * B)


def _increases() -> Proof:
    q, (_, _, _, under, *_), _ = opened("3.4/increases", "repaired")
    q.scalar(1 - 2 * p > 0, [under], degree=1)
    q.fact("power-increasing", h1, h2, 1 - 2 * p)
    return q


def _suffices() -> Proof:
    q, (_, _, under, *_), _ = opened("F.1T/suffices", "printed")
    q.scalar(2 * p - 1 <= p - HALF, [under], degree=1)
    q.fact("power-grows", h, 2 * p - 1, p - HALF)
    return q


def _quoted() -> Proof:
    q, _, found = opened("G.1/quoted", "repaired")
    double = q.fact("power-sum", h, p - HALF, p - HALF)
    q.scalar(found.conclusion[0], [double])
    return q


def _reversed(q: Proof, base: Expr, x: Expr, y: Expr) -> tuple[int, int]:
    """base^x base^y <= base^(x + y), and >=."""
    high, low = halves(q, q.fact("power-sum", base, x, y))
    return low, high


def _unit(q: Proof, base: Expr, exponent: Expr) -> int:
    """base^x base^(-x) = 1."""
    return q.fact("power-sum", base, exponent, -exponent)


def _decrease_h() -> Proof:
    """h^-x >= (h + k)^-x from h^x <= (h + k)^x, times both powers with -x."""
    q, _, found = opened("G.1/decrease-h", "printed")
    factor, more = q.given(c > 0), q.given(k > 0)
    under, positive = q.given(p < HALF), q.given(h > 0)
    q.scalar(h <= h + k, [more], degree=1)
    q.scalar(h + k > 0, [positive, more], degree=1)
    for relation, x in zip(found.conclusion, (ROOT, WIDE), strict=True):
        q.scalar(x >= 0, [under], degree=1)
        order = q.fact("power-monotone", h, h + k, x)
        units = [_unit(q, h, x), _unit(q, h + k, x)]
        signs = [q.fact("power-positive", base, -x) for base in (h, h + k)]
        below = q.scalar(h ** (-x) >= (h + k) ** (-x), units, products=[(order, *signs)])
        q.scalar(relation, products=[(factor, below)])
    return q


def _decrease_p() -> Proof:
    q, (wide, order, *_), found = opened("G.1/decrease-p", "repaired")
    q.scalar(h >= 1, [wide], degree=1)
    for relation, (x, y) in zip(
        found.conclusion, ((p1 - HALF, p2 - HALF), (2 * p1 - 1, 2 * p2 - 1)), strict=True
    ):
        q.scalar(x <= y, [order], degree=1)
        grown = q.fact("power-grows", h, x, y)
        q.scalar(relation, [grown], degree=1)
    return q


def _positive(q: Proof) -> dict[Expr, int]:
    """The signs of the constants, and that the powers of h are positive."""
    q.given(h > 0)
    signs = {x: q.given(x > 0) for x in (B, k)} | {x: q.given(x >= 0) for x in (s, F)}
    return signs | {x: q.fact("power-positive", h, x) for x in (WIDE, DEEP, NEAR)}


def _small(q: Proof) -> int:
    """N <= 1."""
    above = q.given(INSIDE[1])
    q.scalar(NEAR <= 0, [above], degree=1)
    return q.fact("power-grows", h, NEAR, NONE)


def _numerator(q: Proof, relation: Relation, signs: dict[Expr, int], small: int) -> int:
    return q.scalar(
        relation, [], "N <= 1", products=[(signs[B], small), (signs[k], signs[B], small)]
    )


def _denominator(q: Proof, relation: Relation, signs: dict[Expr, int], small: int) -> int:
    """With B <= sqrt(h): N B <= h^(1 - 2p), B^2 h^(-2p) <= h^(1 - 2p); and 1 <= h^(1 - 2p)."""
    radius, under = q.given(sqrt(h) >= B), q.given(INSIDE[2])
    q.scalar(h >= 0, [q.given(h > 0)], degree=1)
    root, square = q.fact("power-root", h), q.fact("root-squared", h)
    rooted = q.scalar(h**HALF >= sqrt(h), [root], degree=1)
    near, _ = _reversed(q, h, NEAR, HALF)
    deep, _ = _reversed(q, h, DEEP, const(1))
    q.scalar(NONE <= WIDE, [under], degree=1)
    large = q.fact("power-grows", h, NONE, WIDE)
    first = q.scalar(
        N * B <= h**WIDE, products=[(signs[NEAR], radius), (signs[NEAR], rooted), (near,)]
    )
    power = q.scalar(
        B**2 <= h, [square], products=[(radius, signs[B]), (radius, q.fact("root-nonnegative", h))]
    )
    second = q.scalar(B**2 * h**DEEP <= h**WIDE, products=[(signs[DEEP], power), (deep,)])
    bound = q.scalar(X >= 0, products=[(signs[s],), (signs[k], signs[F]), (signs[k], signs[B])])
    return q.scalar(
        relation,
        [],
        "term by term",
        products=[(first,), (second,), (signs[k], signs[B], small), (bound, large)],
    )


def _145_e() -> Proof:
    q, _, found = opened("F.1T/145-e", "printed")
    signs, small = _positive(q), _small(q)
    _numerator(q, found.conclusion[0], signs, small)
    _denominator(q, found.conclusion[1], signs, small)
    return q


def _below(q: Proof, denominator: Expr, signs: dict[Expr, int]) -> int:
    """2 h^(1 - 2p) <= denominator: the other terms are positive."""
    rest: Sequence[tuple[int, ...]] = [
        (signs[NEAR], signs[B]),
        (signs[DEEP], signs[B], signs[B]),
        (signs[s],),
        (signs[k], signs[F]),
        (signs[k], signs[B], signs[NEAR]),
    ]
    return q.scalar(2 * h**WIDE <= denominator, products=rest)


def _145_e_below() -> Proof:
    q, _, found = opened("F.1T/145-e", "from below")
    _below(q, found.conclusion[0].rhs, _positive(q))
    return q


def _quotient(q: Proof, denominator: Expr, signs: dict[Expr, int]) -> tuple[int, int, int, int]:
    """2 h^(1 - 2p) <= denominator; 1/denominator; h^(1 - 2p) h^(2p - 1) = 1 and its sign."""
    below = _below(q, denominator, signs)
    q.scalar(denominator > 0, [below, signs[WIDE]], degree=1)
    inverse = q.fact("reciprocal", denominator)
    sign = q.fact("reciprocal-positive", denominator)
    return below, inverse, sign, _unit(q, h, WIDE)


def _145_d() -> Proof:
    """The numerator <= 8 B + 2 X, the denominator >= 2 h^(1 - 2p)."""
    q, _, found = opened("F.1T/145-d", "repaired")
    signs, small = _positive(q), _small(q)
    quotient = found.conclusion[0].lhs
    numerator, denominator = quotient.args
    below, inverse, sign, unit = _quotient(q, denominator, signs)
    above = _numerator(q, numerator <= 8 * B + 2 * X, signs, small)
    back = q.fact("power-positive", h, -WIDE)
    bound = q.scalar(
        2 * (1 / denominator) <= h ** (-WIDE),
        [inverse, unit],
        products=[(below, sign, back)],
    )
    total = q.scalar(
        4 * B + X >= 0,
        products=[(signs[B],), (signs[s],), (signs[k], signs[F]), (signs[k], signs[B])],
    )
    q.scalar(found.conclusion[0], products=[(above, sign), (total, bound)])
    return q


def _145_d_below() -> Proof:
    """At least 2 s / ((8 + 2 X) h^(1 - 2p)): the rate is exactly h^(2p - 1) for W* != 0."""
    q, _, found = opened("F.1T/145-d", "W* not 0")
    signs, small = _positive(q), _small(q)
    quotient = found.conclusion[0].rhs
    numerator, denominator = quotient.args
    _, inverse, sign, unit = _quotient(q, denominator, signs)
    above = _denominator(q, denominator <= (8 + 2 * X) * h**WIDE, signs, small)
    low = q.scalar(
        numerator >= 2 * s,
        products=[(signs[B], signs[NEAR]), (signs[k], signs[F]), (signs[k], signs[B], signs[NEAR])],
    )
    most = 4 + (s + k * (F + 2 * B))
    q.scalar(most > 0, products=[(), (signs[s],), (signs[k], signs[F]), (signs[k], signs[B])])
    down, positive = q.fact("reciprocal", most), q.fact("reciprocal-positive", most)
    back = q.fact("power-positive", h, -WIDE)
    bound = q.scalar(
        (1 / most) * h ** (-WIDE) <= 2 * (1 / denominator),
        [inverse, unit, down],
        products=[(above, sign, positive, back)],
    )
    q.scalar(found.conclusion[0], products=[(low, sign), (signs[s], bound)])
    return q


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3.4/increases", "repaired"): _increases,
    ("F.1T/suffices", "printed"): _suffices,
    ("F.1T/145-d", "repaired"): _145_d,
    ("F.1T/145-d", "W* not 0"): _145_d_below,
    ("F.1T/145-e", "printed"): _145_e,
    ("F.1T/145-e", "from below"): _145_e_below,
    ("G.1/quoted", "repaired"): _quoted,
    ("G.1/decrease-h", "printed"): _decrease_h,
    ("G.1/decrease-p", "repaired"): _decrease_p,
}
