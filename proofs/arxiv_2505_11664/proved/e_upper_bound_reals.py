"""Beyond A4, its fact about reals: the fall of the radius outweighs the growth of lambda_+-.

Notation: S(l, b) = sqrt(l^2 + 4 b^2), b = s + r, b' = s + r', d = r - r', w = r + r'.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664.e_upper_bound import (
    larger,
    reals,
)
from proofs.arxiv_2505_11664.proved._cited import Proofs
from verify.evidence.derivation import Proof
from verify.language import Expr, sqrt

__all__ = ["PROOFS"]

x, y, s, r, r1, p_, q_, e = reals.values()
_d, _w = r - r1, r + r1


def _length(top: Expr, width: Expr) -> Expr:
    """S(l, b)."""
    return sqrt(top**2 + 4 * width**2)


def _root(p: Proof, top: Expr, width: Expr) -> int:
    """S(l, b)^2 = l^2 + 4 b^2."""
    squares = [p.fact("square-nonnegative", top), p.fact("square-nonnegative", width)]
    p.scalar(top**2 + 4 * width**2 >= 0, squares)
    p.fact("root-nonnegative", top**2 + 4 * width**2)
    return p.fact("root-squared", top**2 + 4 * width**2)


def _fall(p: Proof, top: Expr, given: dict[str, int]) -> int:
    """(S(l, b) - S(l, b')) (l + w) >= 2 d w: S^2 differs by 4 d (2 s + w), S <= l + 2 b."""
    b, b1 = s + r, s + r1
    first, second = _root(p, top, b), _root(p, top, b1)
    one, two = _length(top, b), _length(top, b1)
    sign = given[top.name]
    roots = [p.fact("root-nonnegative", top**2 + 4 * z**2) for z in (b, b1)]
    shorter = p.scalar(b1 * b1 <= b * b, [given["s"], given["r1"], given["r1<=r"]])
    p.scalar(two * two <= one * one, [first, second, shorter])
    rises = p.fact("compare-squares", two, one)
    bounds = []
    for z, length, equation in ((b, one, first), (b1, two, second)):
        signs = [sign, given["s"], given["r1"], given["r1<=r"]]
        width = p.scalar(z >= 0, signs)
        p.scalar(length * length <= (top + 2 * z) * (top + 2 * z), [equation, sign, width])
        p.scalar(top + 2 * z >= 0, [sign, width])
        bounds.append(p.fact("compare-squares", length, top + 2 * z))
    # S(l, b') >= 2 b', so that S(l, b) <= S(l, b') + 2 d.
    square = p.fact("square-nonnegative", top)
    p.scalar((2 * b1) * (2 * b1) <= two * two, [second, square])
    least = p.fact("compare-squares", 2 * b1, two)
    gap = p.scalar(_d >= 0, [given["r1<=r"]])
    p.scalar(one * one <= (two + 2 * _d) * (two + 2 * _d), [first, second, least, gap])
    p.scalar(two + 2 * _d >= 0, [gap, roots[1]])
    steep = p.fact("compare-squares", one, two + 2 * _d)
    del roots
    return p.scalar(
        (one - two) * (top + _w) >= 2 * _d * _w,
        [first, second, rises, *bounds, steep, given["s"], gap],
        products=[(rises, bounds[0]), (rises, bounds[1]), (steep, given["s"]), (gap,)],
    )


def _reals() -> Proof:
    """U (l_+ + w) >= 2 d w and v (l_- + w) >= 2 d w give (u + v) (l_+ + l_- + 2 w) >= 8 d w."""
    p = Proof()
    given = {z.name: p.given(z >= 0) for z in (x, y, s, r1, p_, q_, e)}
    given["r1<=r"] = p.given(r1 <= r)
    budget = p.given(p_ + q_ <= e * (r**2 - r1**2))
    limit = p.given(e * (x + y + r) <= 1)
    b, b1 = s + r, s + r1
    u, v = (_length(z, b) - _length(z, b1) for z in (x, y))
    A, B = x + _w, y + _w
    first, second = _fall(p, x, given), _fall(p, y, given)
    c = 2 * _d * _w
    gap = p.scalar(_d >= 0, [given["r1<=r"]])
    sum_ = p.scalar(_w >= 0, [given["r1"], given["r1<=r"]])
    share = p.scalar(c >= 0, [gap, sum_])
    square = p.fact("square-nonnegative", u * B - v * A)
    cross = p.scalar(
        (2 * c) * (2 * c) <= (u * B + v * A) * (u * B + v * A),
        [square, first, second, share],
        products=[(square,), (first, second), (first, share), (second, share)],
    )
    del cross
    signs = [p.fact("compare-squares", _length(z, b1), _length(z, b)) for z in (x, y)]
    sides = [p.scalar(z >= 0, [given[n], sum_]) for z, n in ((A, "x"), (B, "y"))]
    p.scalar(
        u * B + v * A >= 0,
        [*signs, *sides],
        products=[(signs[0], sides[1]), (signs[1], sides[0])],
    )
    mean = p.fact("compare-squares", 2 * c, u * B + v * A, say="of the arithmetic mean")
    harmonic = p.scalar((u + v) * (A + B) >= 4 * c, [first, second, mean], degree=1)
    # e (A + B) <= 4, as w <= 2 r.
    room = p.scalar(
        e * (A + B) <= 4,
        [limit, given["e"], given["r1<=r"], given["x"], given["y"]],
        products=[
            (limit,),
            (given["e"], given["x"]),
            (given["e"], given["y"]),
            (given["e"], given["r1<=r"]),
        ],
    )
    both = p.scalar(u + v >= 0, signs, degree=1)
    enough = p.scalar(
        u + v >= e * c,
        [harmonic, room, both, given["e"]],
        products=[(harmonic, given["e"]), (room, both)],
    )
    tails = []
    for z, more in ((x, p_), (y, q_)):
        before, after = _root(p, z, b1), _root(p, z + more, b1)
        right = more + _length(z, b1)
        longer = _longer(p, z, b1, before)
        add, sign = given[more.name], given[z.name]
        p.scalar(
            _length(z + more, b1) * _length(z + more, b1) <= right * right,
            [before, after, longer, add],
            products=[(longer, add)],
        )
        p.scalar(right >= 0, [add, p.fact("root-nonnegative", z**2 + 4 * b1**2)], degree=1)
        tails.append(p.fact("compare-squares", _length(z + more, b1), right))
        del sign
    p.scalar(
        larger(x + p_, b1) + larger(y + q_, b1) <= larger(x, b) + larger(y, b),
        [*tails, enough, budget],
        degree=1,
    )
    return p


def _longer(p: Proof, top: Expr, width: Expr, equation: int) -> int:
    """L <= S(l, b)."""
    square = p.fact("square-nonnegative", width)
    p.scalar(top * top <= _length(top, width) * _length(top, width), [equation, square])
    return p.fact("compare-squares", top, _length(top, width))


PROOFS: Proofs = {("E.A4/reals", "printed"): _reals}
