"""Appendix B: Proposition B.1 with a proof that works, (48)-(53).

Notation: W* = W1* W2*', a minimiser: grad l(W*) = 0 and l(W*) = 0. The explicit points are
P1 = a u w' and P2 = a v w' with |P1| = |P2| = a |u| |w| = sqrt(rho): then |P1 P2'| = rho, so that l
is at least mu/2 (rho - |W*|)^2, while a global K' would bound it by l(0) + K' rho.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import b_no_global_constants as b
from proofs.arxiv_2505_11664._minimisers import (
    BESIDE,
    DISTANCE,
    Kp,
    W1s,
    W2s,
    Wstar,
    mp,
    u,
    v,
    w,
)
from proofs.arxiv_2505_11664.proved._steps import both, citing, convexity, positive_where_defined
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    equal,
    grad,
    inner,
    loss,
    matrix,
    norm,
    norm2,
    sqrt,
)
from verify.language.expr import Expr
from verify.model.step import GRADIENT2, W1, W2, W_NEXT, L, W, ell, mu

__all__ = ["PROOFS", "at_minimiser", "column_product", "growth"]

MINIMISER = matrix("Wstar", "n", "m", "W^*")
G_STAR = grad(ell, Wstar)


def at_minimiser(p: Proof) -> tuple[int, int]:
    """l(W1* W2*') = 0, and |grad l(W1* W2*')| <= 0."""
    p.given(equal(MINIMISER, Wstar), "W1* W2*' is the loss's minimiser")
    same = [both(p, p.fact("inner-equal", MINIMISER, Wstar, x)) for x in (MINIMISER, Wstar)]
    flat = p.scalar(
        inner(Wstar - MINIMISER, Wstar - MINIMISER) <= 0,
        products=[(i,) for pair in same for i in pair],
        say="they are equal",
    )
    above = p.fact("growth-above", ell, Wstar)
    k = p.fact("smoothness-positive", ell, Wstar)
    p.scalar(loss(ell, Wstar) <= 0, products=[(above,), (k, flat)])
    p.scalar(loss(ell, Wstar) >= 0)
    zero = p.fact("antisymmetry", loss(ell, Wstar), const(0))
    smooth = p.fact("smooth-gradient", ell, Wstar)
    p.scalar(norm(G_STAR) * norm(G_STAR) <= const(0) * const(0), [smooth, zero], degree=2)
    return zero, p.fact("compare-squares", norm(G_STAR), const(0))


def growth(p: Proof, at: Expr) -> int:
    """mu/2 |X - W*|^2 <= l(X): strong convexity at the minimiser."""
    zero, flat = at_minimiser(p)
    convex = p.fact("strongly-convex", ell, Wstar, at, say="(52) at the minimiser")
    pull = p.fact("cauchy-schwarz", G_STAR, Wstar - at)
    return p.scalar(
        mu / 2 * norm2(at - Wstar) <= loss(ell, at),
        [zero],
        "(53)",
        products=[(convex,), (pull,), (flat, p.fact("norm-nonnegative", Wstar - at))],
    )


def column_product(p: Proof, column: Expr, other: Expr) -> tuple[int, int]:
    """|x B|^2 is at most, and at least, |x|^2 |B|^2 for a column x."""
    sizes, other_size = norm(column) * norm(other), p.fact("norm-nonnegative", other)
    upper, lower = p.fact("product", column, other), p.fact("product-below", column, other)
    wide = p.fact("spectral-below-frobenius", column)
    narrow = p.fact("frobenius-below-columns", column, say="of one column")
    above = p.scalar(norm(column @ other) <= sizes, products=[(upper,), (wide, other_size)])
    below = p.scalar(norm(column @ other) >= sizes, products=[(lower,), (narrow, other_size)])
    signs = p.fact("norm-nonnegative", column @ other), p.scalar(sizes >= 0)
    target = norm2(column) * norm2(other)
    return (
        p.scalar(norm2(column @ other) <= target, products=[(above, sign) for sign in signs]),
        p.scalar(norm2(column @ other) >= target, products=[(below, sign) for sign in signs]),
    )


def _at_zero() -> Proof:
    p = Proof()
    p.identity(equal(b.GRADIENT2_ZERO, 0))
    low = growth(p, b.ZERO)
    p.scalar(mu / 2 * norm2(Wstar) <= b.L_ZERO, [low], "(53) at 0", degree=1)
    return p


def _only_zero() -> Proof:
    """(49): true with 0; at (0, 0) the gradient vanishes and l(0) > 0."""
    p = Proof()
    value, constant = p.given(b.L_ZERO > 0), p.given(mp > 0)
    p.scalar(GRADIENT2 >= 0 * L)
    p.scalar(2 * mp * b.L_ZERO > b.GRADIENT2_ZERO, products=[(value, constant)])
    return p


def _first_terms() -> Proof:
    """(50): the gradient vanishes at the minimiser."""
    p = Proof()
    _, flat = at_minimiser(p)
    move = (W1s - W1) @ W2s.T + W1s @ (W2s - W2).T
    value, size = inner(b.GRAD_STAR, -b.DZ), p.fact("norm-nonnegative", move)
    p.scalar(value <= 0, products=[(p.fact("cauchy-schwarz", G_STAR, move),), (flat, size)])
    p.scalar(value >= 0, products=[(p.fact("cauchy-schwarz", G_STAR, -move),), (flat, size)])
    p.fact("antisymmetry", value, const(0), say="Cauchy-Schwarz, as grad l(W*) = 0")
    return p


def _quotient() -> Proof:
    """(51): (50) over the distance."""
    p = Proof()
    p.given(DISTANCE > 0)
    assumed = p.given(Kp / 2 * DISTANCE >= L)
    unit, inverse = p.fact("reciprocal", DISTANCE), p.fact("reciprocal-positive", DISTANCE)
    p.scalar(Kp >= 2 * L / DISTANCE, [unit], products=[(assumed, inverse)])
    p.identity(equal(2 * L / DISTANCE, 2 * loss(ell, W) / DISTANCE), "by definition")
    return p


def _strongly_convex() -> Proof:
    p = Proof()
    p.fact("strongly-convex", ell, W, W_NEXT, say="(52)")
    return p


def _growth() -> Proof:
    p = Proof()
    growth(p, W)
    return p


def beside() -> Proof:
    """At (W1* + u w', W2*) the distance to W* is |u| |W2* w|."""
    p = Proof()
    low = growth(p, (W1s + u @ w.T) @ W2s.T)
    _, size = column_product(p, u, (W2s @ w).T)
    m = convexity(p, Wstar)
    p.scalar(mu * norm2(u) * norm2(W2s @ w) <= 2 * BESIDE, products=[(low,), (m, size)])
    return p


def _unit(p: Proof, x: Expr) -> tuple[int, int]:
    """|x|^2 / |x|^2 is at most, and at least, 1, for x by whose norm the statement divides."""
    size = p.fact("norm-nonnegative", x)
    _, inverse = positive_where_defined(p, norm(x), size)
    below, above = both(p, p.fact("reciprocal", norm(x)))
    quotient = norm2(x) * (1 / norm(x)) ** 2
    return (
        p.scalar(quotient <= 1, products=[(below,), (below, size, inverse)]),
        p.scalar(quotient >= 1, products=[(above,), (above, size, inverse)]),
    )


def _explicit(p: Proof, column: Expr, point: Expr, units: dict[str, tuple[int, int]]) -> int:
    """|sqrt(rho)/(|x| |w|) x w'|^2 <= rho."""
    root, by_x, by_w = sqrt(b.RHO), 1 / norm(column), 1 / norm(w)
    square = [p.fact("square-nonnegative", y) for y in (root * by_x * by_w, root * by_w, root)]
    return p.scalar(
        norm2(point) <= b.RHO,
        [p.fact("root-squared", b.RHO)],
        products=[
            (square[0], column_product(p, column, w.T)[0]),
            (square[1], p.scalar(norm2(w) >= 0), units[column.name][0]),
            (square[2], units["w"][0]),
        ],
    )


def _product(p: Proof, units: dict[str, tuple[int, int]]) -> int:
    """Rho <= |P1 P2'|, as |u w'w v'| = |u| |w|^2 |v|: column by column."""
    by_u, by_v, by_w = (1 / norm(x) for x in (u, v, w))
    square, whole = w.T @ w, u @ ((w.T @ w) @ v.T)
    one, two, three = (
        column_product(p, x, y)[1] for x, y in ((w, w.T), (v, square), (u, square @ v.T))
    )
    scale = by_w * by_w
    squares = [
        p.fact("square-nonnegative", y) for y in (scale * by_u * by_v, scale * by_v, scale, by_w)
    ]
    sizes = [p.scalar(norm2(x) >= 0) for x in (v @ square, square, w)]
    least = p.scalar(
        norm2(whole) * (scale * by_u * by_v) ** 2 >= 1,
        products=[
            (squares[0], three),
            (squares[1], sizes[0], units["u"][1]),
            (squares[1], two),
            (squares[2], sizes[1], units["v"][1]),
            (squares[2], one),
            (squares[3], sizes[2], units["w"][1]),
            (units["w"][1],),
        ],
    )
    root, point = sqrt(b.RHO) * sqrt(b.RHO), b.P1 @ b.P2.T
    height = p.fact("square-nonnegative", root)
    high = p.scalar(root * root <= inner(point, point), products=[(height, least)])
    p.scalar(root * root <= norm(point) * norm(point), products=[(high,)])
    far = p.fact("compare-squares", root, norm(point))
    return p.scalar(norm(point) >= b.RHO, [far, p.fact("root-squared", b.RHO)], degree=1)


def _far(p: Proof) -> int:
    """L at P1 P2' exceeds what a global constant K' allows."""
    m, over = convexity(p, Wstar), p.given(Kp > 0)
    unit, inverse = p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)
    size, value = p.fact("norm-nonnegative", Wstar), p.fact("loss-nonnegative", ell, b.ZERO)
    excess = b.L_ZERO + Kp * norm(Wstar)
    some = p.scalar(excess >= 0, products=[(value,), (over, size)])
    p.scalar(2 * excess / mu >= 0, products=[(some, inverse)])
    root, roots = sqrt(2 * excess / mu), p.fact("root-nonnegative", 2 * excess / mu)
    square = p.fact("root-squared", 2 * excess / mu)
    p.scalar(b.RHO >= 0, products=[(size,), (over, inverse), (roots,)])
    units = {x.name: _unit(p, x) for x in (u, v, w)}
    first, second = _explicit(p, u, b.P1, units), _explicit(p, v, b.P2, units)
    product = _product(p, units)
    low = growth(p, b.P1 @ b.P2.T)
    point = b.P1 @ b.P2.T
    apart = p.fact("triangle", point - Wstar, Wstar)
    gap = 2 * (2 * Kp / mu + root)
    reach = p.scalar(norm(point - Wstar) >= gap, [apart, product], degree=1)
    gap_sign = p.scalar(gap >= 0, products=[(over, inverse), (roots,)])
    away = p.fact("norm-nonnegative", point - Wstar)
    far = p.scalar(norm2(point - Wstar) >= gap**2, products=[(reach, gap_sign), (reach, away)])
    room = p.scalar(
        b.L_ZERO + Kp * b.RHO < mu / 2 * gap**2,
        [unit, square],
        "the fourth power against the second",
        products=[(over, over, inverse), (over, roots), (some,)],
    )
    high = p.scalar(loss(ell, point) >= mu / 2 * gap**2, products=[(low,), (m, far)])
    return p.scalar(b.FAR, products=[(room,), (high,), (over, first), (over, second)])


def _no_smoothness() -> Proof:
    p = Proof()
    _far(p)
    return p


def _proposition() -> Proof:
    """Proposition B.1: no PL constant at (0, 0), no smoothness constant at (P1, P2)."""
    p = Proof()
    value, constant = p.given(b.L_ZERO > 0), p.given(mp > 0)
    p.scalar(2 * mp * b.L_ZERO > b.GRADIENT2_ZERO, products=[(value, constant)])
    _far(p)
    return p


_restated = citing(
    ("B.1", "printed", 0),
    ("B.1", "printed", 1),
    given=[*b.WHERE_NOT_GLOBAL, equal(MINIMISER, Wstar)],
)

PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("B.1", "printed"): _proposition,
    ("2.2/prop-2.1", "printed"): _restated,
    ("abstract/global", "printed"): _restated,
    ("B.1", "without Assumption B.1: smoothness"): _no_smoothness,
    ("B.1", "close to the printed proof"): beside,
    ("B.1/48-zero", "printed"): _at_zero,
    ("B.1/49", "printed"): _only_zero,
    ("B.1/50", "printed"): _first_terms,
    ("B.1/51", "printed"): _quotient,
    ("B.1/52", "printed"): _strongly_convex,
    ("B.1/53", "printed"): _growth,
}
