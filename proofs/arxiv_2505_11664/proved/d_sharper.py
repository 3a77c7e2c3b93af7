"""Beyond appendix D: the descent lemma with 1 and 1 in K_t, and without its terms with the step.

Notation: `_steps.py`; g = s_max(G), Z = (W1, W2) and D = (d1, d2) = M Z stacked, where M is the
symmetric matrix of blocks 0, G, G', 0. Smoothness at the iterates gives

    L+ <= L - eta N2 + eta^2 / 2 (2 <G, P> + K |Q - eta P|^2),

so that a constant K_t will do if the bracket is at most K_t N2. For K_t = K s_max^2(T) + g this is
R >= K eta Y, where R = g N2 - 2 <G, P> = <D, (g - M) D> and Y = eta |P|^2 - 2 <Q, P>. With
e = (g - M) D, B = D'D and C = Z'D, so that Z'e = g C - B and 2 <Q, P> = <B, C>:

    2 g R >= |e|^2,    s_max^2(T) |e|^2 >= |g C - B|^2 >= 2 g (2 - eta g) Y,

the last since |g C - B|^2 - 2 g (2 - eta g) Y = |g C + (1 - eta g) B|^2
+ eta g (2 - eta g) (|B|^2 - 2 |P|^2). As eta K s_max^2(T) <= 2 - eta g, R >= K eta Y times
2 g (2 - eta g); where this factor is 0, so are g or the factors, and both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from proofs.arxiv_2505_11664 import d_sharper as d
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import MU_T, ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import N2, P, Q, d1, d2
from proofs.arxiv_2505_11664.proved._steps import (
    cited,
    citing,
    positive_where_defined,
    smoothness,
    sum_of_mixed_products,
    sum_of_products,
    top,
)
from verify.evidence.derivation import Proof
from verify.language import const, inner, maximum, norm, norm2, sigma_max
from verify.language.expr import Expr
from verify.model.step import GRADIENT2, L_NEXT, W1, W2, W_NEXT, G, K, L, W, ell, eta

__all__ = ["PROOFS"]

g = sigma_max(G)
e1, e2 = g * d1 - G @ d2, g * d2 - G.T @ d1
B = d1.T @ d1 + d2.T @ d2
C = W1.T @ d1 + W2.T @ d2
R = g * N2 - 2 * inner(G, P)
Y = eta * norm2(P) - 2 * inner(Q, P)
ROOM = 2 - eta * g
EXCESS = K * eta * Y - R
WIDE = sigma_max(W2)


class _Bound(NamedTuple):
    """A bound of the excess by a multiple: the factor, and the steps factor >= 0 and the bound."""

    factor: Expr
    sign: int
    bound: int


def contracted(p: Proof, constant: Expr, descent: int, step: tuple[int, int]) -> int:
    """(10) with a constant: the descent lemma and the PL inequality; step: eta > 0, eta K <= 2."""
    pl = cited(p, "3.1/9-PL")
    return p.scalar(
        L_NEXT <= L * (1 - 2 * MU_T * eta + MU_T * constant * eta**2),
        products=[(descent,), (*step, pl)],
        say="(10)",
    )


def expansion(p: Proof) -> tuple[int, int]:
    """Smoothness at the iterates, and |Q|^2 <= s_max^2(T) N2."""
    smooth = p.fact("smooth", ell, W, W_NEXT, say="smoothness inequality (3) at W and W+")
    squared = sum_of_mixed_products(p, (W2, d1), (W1, d2.T), "(35) repaired, mixed sides")
    return smooth, squared


def _small_constants() -> Proof:
    """Smoothness at the iterates and the bounds of each term against N2."""
    p = Proof()
    positive = p.given(eta > 0)
    smooth, squared = expansion(p)
    half, strong = cited(p, "D.3/79"), cited(p, "D.3/80")
    linear = cited(p, "D.4/82", "repaired")
    root, k = p.fact("smooth-gradient-root", ell, W), smoothness(p)
    roots, size = p.fact("root-nonnegative", 2 * K * L), p.fact("norm-nonnegative", P)
    weight = p.scalar(SIGMA2_MAX * ROOT >= 0, products=[(top(p), roots)])
    first = p.scalar(
        inner(G, P) <= ROOT * N2 / 2,
        products=[(p.fact("cauchy-schwarz", G, P),), (root, size), (roots, half)],
        say="the term of second order that does not have K",
    )
    second = p.scalar(
        -inner(Q, P) <= SIGMA2_MAX * ROOT * N2 / 2,
        products=[(p.fact("cauchy-schwarz", Q, -P),), (size, linear), (weight, half)],
        say="third order",
    )
    width, value = p.fact("singular-nonnegative", W, 1), p.fact("loss-nonnegative", ell, W)
    third = p.scalar(
        norm2(P) <= K * sigma_max(W) * L * N2,
        products=[(size, strong), (k, width, value, half)],
        say="fourth order",
    )
    square = p.fact("square-nonnegative", eta)
    p.scalar(
        L_NEXT <= L - (eta - d.K_SHARP * eta**2 / 2) * GRADIENT2,
        products=[
            (smooth,),
            (square, first),
            (square, k, squared),
            (square, positive, k, second),
            (square, square, k, third),
        ],
        say="(9) with 1 in the places of 3 and 6",
    )
    return p


def _contraction(claim: str, constant: Expr, strict: bool) -> Callable[[], Proof]:
    """(10) with a constant for which a claim has the descent lemma."""

    def proof() -> Proof:
        p = Proof()
        positive = p.given(eta > 0)
        limit = p.given(eta * constant < 2 if strict else eta * constant <= 2)
        contracted(p, constant, cited(p, claim), (positive, limit))
        return p

    return proof


def _turned(p: Proof, positive: int, room: tuple[int, int]) -> int:
    """2 g (2 - eta g) (R - K eta Y) >= 0; room: eta K s_max^2(T) <= 2 - eta g, and that >= 0."""
    k, slope = smoothness(p), p.fact("singular-nonnegative", G, 1)
    flips = [p.fact("singular-transpose", x, 1) for x in (G, W1, W2)]
    parts = [
        p.scalar(norm2(G @ d2) <= g**2 * norm2(d2), [p.fact("product", G, d2)]),
        p.scalar(norm2(G.T @ d1) <= g**2 * norm2(d1), [p.fact("product", G.T, d1), *flips]),
    ]
    near = p.scalar(
        norm2(e1) + norm2(e2) <= 2 * g * R, parts, "(g - M)^2 <= 2 g (g - M), as |M| <= g", degree=1
    )
    pulled = sum_of_products(p, (W1.T, e1), (W2.T, e2), "(35) repaired")
    pulled = p.scalar(
        norm2(g * C - B) <= SIGMA2_MAX * (norm2(e1) + norm2(e2)), [pulled, *flips], degree=1
    )
    size = p.scalar(norm2(e1) + norm2(e2) >= 0)
    upper = p.scalar(
        eta * K * norm2(g * C - B) <= 2 * g * ROOM * R,
        products=[(positive, k, pulled), (room[0], size), (room[1], near)],
    )
    square = p.scalar(norm2(g * C + (1 - eta * g) * B) >= 0)
    sizes = [p.scalar(norm2(d.T @ d) >= 0) for d in (d1, d2)]
    blocks = p.scalar(norm2(B) >= 2 * norm2(P), sizes, degree=1)
    lower = p.scalar(
        norm2(g * C - B) >= 2 * g * ROOM * Y,
        products=[(square,), (positive, slope, room[1], blocks)],
        say="the square completed",
    )
    return p.scalar(
        2 * g * ROOM * (R - K * eta * Y) >= 0, products=[(upper,), (positive, k, lower)]
    )


def _force(p: Proof, positive: int) -> tuple[Expr, int, int]:
    """K eta Y - R <= K eta F |P|: F = eta |P| + 2 |Q|, the steps F >= 0 and this one."""
    k, slope = smoothness(p), p.fact("singular-nonnegative", G, 1)
    force = eta * norm(P) + 2 * norm(Q)
    size = p.fact("norm-nonnegative", Q)
    sign = p.scalar(force >= 0, products=[(positive, p.fact("norm-nonnegative", P)), (size,)])
    turn = p.scalar(
        Y <= force * norm(P), products=[(p.fact("cauchy-schwarz", Q, -P),)], say="Cauchy-Schwarz"
    )
    across = p.scalar(norm(G @ d2) <= g * norm(d2), [p.fact("product", G, d2)], degree=1)
    rest = p.scalar(
        R >= 0,
        products=[
            (p.fact("cauchy-schwarz", d1, G @ d2),),
            (p.fact("norm-nonnegative", d1), across),
            (slope, p.fact("square-nonnegative", norm(d1) - norm(d2))),
        ],
        say="<G, P> <= g |d1| |d2|",
    )
    excess = p.scalar(EXCESS <= K * eta * force * norm(P), products=[(k, positive, turn), (rest,)])
    return force, sign, excess


def _by_slope(p: Proof) -> int:
    """|P| <= g s_max(W2) |d2|."""
    inside, outside = p.fact("product", G, W2 @ d2.T), p.fact("product", W2, d2.T)
    slope = p.fact("singular-nonnegative", G, 1)
    return p.scalar(norm(P) <= g * WIDE * norm(d2), products=[(inside,), (slope, outside)])


def _by_width(p: Proof) -> int:
    """2 |P| <= s_max^2(T) |G|^2."""
    below, size = p.fact("spectral-below-frobenius", d1), p.fact("norm-nonnegative", d2)
    gradient, wide = p.fact("norm-nonnegative", G), p.fact("singular-nonnegative", W2, 1)
    return p.scalar(
        2 * norm(P) <= SIGMA2_MAX * norm2(G),
        products=[
            (p.fact("product", d1, d2.T),),
            (below, size),
            (p.fact("product-right", G, W2), size),
            (p.fact("product-right", G.T, W1), gradient, wide),
            (p.fact("square-nonnegative", sigma_max(W1) - WIDE), gradient, gradient),
        ],
        say="|d1| |d2| <= s_max(W1) s_max(W2) |G|^2",
    )


def _vanishing(p: Proof, positive: int, room: int) -> list[_Bound]:
    """K eta Y - R is at most a multiple of g, and at most one of 2 - eta g."""
    k, wide = smoothness(p), p.fact("singular-nonnegative", W2, 1)
    force, sign, excess = _force(p, positive)
    size, gradient = p.fact("norm-nonnegative", d2), p.scalar(norm2(G) >= 0)
    one, two = K * eta * force * WIDE * norm(d2), force * norm2(G) / 2
    return [
        _Bound(
            one,
            p.scalar(one >= 0, products=[(k, positive, sign, wide, size)]),
            p.scalar(EXCESS <= one * g, products=[(excess,), (k, positive, sign, _by_slope(p))]),
        ),
        _Bound(
            two,
            p.scalar(two >= 0, products=[(sign, gradient)]),
            p.scalar(
                EXCESS <= two * ROOM,
                products=[(excess,), (k, positive, sign, _by_width(p)), (room, sign, gradient)],
            ),
        ),
    ]


def _nonpositive(p: Proof, bounds: list[_Bound], signs: tuple[int, int], turned: int) -> int:
    """X <= 0, from x <= a g and x <= b (2 - eta g), and g (2 - eta g) x <= 0; x = K eta Y - R.

    The positive part q of x has q^2 <= a b g (2 - eta g) and g (2 - eta g) q^2 <= 0: so q^4 <= 0.
    """
    zero, q = const(0), maximum(EXCESS, 0)
    above, sign = (p.fact(f"maximum-above-{which}", EXCESS, zero) for which in ("first", "second"))
    attained = p.fact("maximum-attained", EXCESS, zero)
    parts, nonnegative = [], []
    for bound, y, y_sign in zip(bounds, (g, ROOM), signs, strict=True):
        nonnegative.append(p.scalar(bound.factor * y >= 0, products=[(bound.sign, y_sign)]))
        p.scalar(zero <= bound.factor * y, [nonnegative[-1]], degree=1)
        parts.append(p.fact("maximum-least", EXCESS, zero, bound.factor * y))
    nothing = p.scalar(g * ROOM * q**2 <= 0, [attained], products=[(turned, sign)])
    p.scalar(
        q**2 * q**2 <= 0,
        products=[
            (parts[0], sign, sign, sign),
            (parts[1], nonnegative[0], sign, sign),
            (nothing, bounds[0].sign, bounds[1].sign),
        ],
    )
    p.fact("compare-squares", q**2, zero)
    last = p.fact("compare-squares", q, zero)
    return p.scalar(EXCESS <= 0, [above, last], "so it is at most 0", degree=1)


def _bare() -> Proof:
    """The descent lemma with K s_max^2(T) + s_max(G), for steps up to 2 over it."""
    p = Proof()
    positive, short = p.given(eta > 0), p.given(eta * d.K_BARE <= 2)
    k, slope = smoothness(p), p.fact("singular-nonnegative", G, 1)
    room = p.scalar(eta * K * SIGMA2_MAX <= ROOM, [short], degree=1)
    free = p.scalar(ROOM >= 0, products=[(room,), (positive, k, top(p))])
    turned = _turned(p, positive, (room, free))
    enough = _nonpositive(p, _vanishing(p, positive, room), (slope, free), turned)
    smooth, squared = expansion(p)
    square = p.fact("square-nonnegative", eta)
    p.scalar(
        L_NEXT <= L - (eta - d.K_BARE * eta**2 / 2) * GRADIENT2,
        products=[(smooth,), (square, k, squared), (square, enough)],
        say="R >= K eta Y in the expansion",
    )
    return p


def _start() -> Proof:
    """K_t(0) is larger: s_max(G) <= |G| <= sqrt(2 K L)."""
    p = Proof()
    positive, short = p.given(eta > 0), p.given(eta * d.K_START <= 2)
    below = p.fact("spectral-below-frobenius", G)
    root = p.fact("smooth-gradient-root", ell, W)
    slope = p.scalar(g <= ROOT, [below, root], "K-smooth, minimum 0", degree=1)
    p.scalar(eta * d.K_BARE <= 2, products=[(short,), (positive, slope)])
    bare, blocks = cited(p, "D.beyond/K_t-bare"), p.scalar(GRADIENT2 >= 0)
    square = p.fact("square-nonnegative", eta)
    p.scalar(
        L_NEXT <= L - (eta - d.K_START * eta**2 / 2) * GRADIENT2,
        products=[(bare,), (square, blocks, slope)],
    )
    return p


def _at_start() -> Proof:
    """(10) with K_t(0) at 1 / K_t(0)."""
    p = Proof()
    k, roots = smoothness(p), p.fact("root-nonnegative", 2 * K * L)
    sign = p.scalar(d.K_START >= 0, products=[(k, top(p)), (roots,)])
    positive_where_defined(p, d.K_START, sign)
    unit = p.fact("reciprocal", d.K_START)
    step = 1 / d.K_START
    p.scalar(step * d.K_START <= 2, [unit], degree=1)
    best = p.claim(f"{PAPER}/D.beyond/step", "contraction", where={"eta": step})
    p.scalar(d.L_START <= (1 - MU_T / d.K_START) * L, [best, unit], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D.beyond/K_t", "printed"): _small_constants,
    ("D.beyond/K_t", "contraction"): _contraction("D.beyond/K_t", d.K_SHARP, True),
    ("D.beyond/K_t-least", "in floats"): citing(("D.beyond/K_t-least", "printed", 0)),
    ("D.beyond/K_t-bare", "printed"): _bare,
    ("D.beyond/K_t-bare", "contraction"): _contraction("D.beyond/K_t-bare", d.K_BARE, False),
    ("D.beyond/step", "printed"): _start,
    ("D.beyond/step", "contraction"): _contraction("D.beyond/step", d.K_START, False),
    ("D.beyond/step", "at 1 / K_t(0)"): _at_start,
}
