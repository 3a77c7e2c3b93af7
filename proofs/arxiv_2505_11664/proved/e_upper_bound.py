"""Beyond A4: sigma_max^2(T_t) <= alpha2 along every run with eta_t K_t <= 1 (`e_upper_bound.py`).

Notation: S(l, b) = sqrt(l^2 + 4 b^2), b = s + r, b' = s + r', d = r - r', w = r + r'; G the gradient
of the loss at W, p = |eta G W2|^2 and q = |eta G' W1|^2, which bound the growth of lambda_+, lambda_-.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2, LAMBDA_MINUS, LAMBDA_PLUS, MARGIN
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, K_T, SIGMA2_MAX, D
from proofs.arxiv_2505_11664.e_upper_bound import POTENTIAL, RADIUS, STEPS, larger, reals
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._near import distance, root_falls, start_radius
from verify.evidence.derivation import Proof
from verify.language import Expr, const, lam_max, maximum, norm2, sigma_max, sqrt
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    W1,
    W2,
    G,
    K,
    L,
    W,
    ell,
    eta,
    mu,
)
from verify.model.trajectory import L0, W10, W20, Wstar

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


# --- Along runs -----------------------------------------------------------------------------------
_M1, _M2 = eta * (G @ W2), eta * (G.T @ W1)
_UP, _DOWN = maximum(lam_max(D), 0), maximum(lam_max(-D), 0)
_UP_NEXT, _DOWN_NEXT = maximum(lam_max(D_NEXT), 0), maximum(lam_max(-D_NEXT), 0)
_R, _R_NEXT = sqrt(2 / mu * L), sqrt(2 / mu * L_NEXT)
_S = sigma_max(Wstar)


def _spent(p: Proof) -> tuple[int, int]:
    """|eta grad L|^2 <= 2 eta (L(t) - L(t + 1)), and L(t + 1) <= L(t): descent with eta_t K_t <= 1."""
    step = p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]])
    limit = p.given(STEPS[2])
    descent = p.claim(
        f"{PAPER}/3.1/9-descent",
        "printed",
        shown=L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
    )
    sign = p.scalar(GRADIENT2 >= 0, [])
    letters = [L, L_NEXT, K_T, GRADIENT2]
    half = p.scalar(
        eta * GRADIENT2 <= 2 * (L - L_NEXT),
        [descent, limit, step, sign],
        products=[(descent,), (limit, step, sign)],
        letters=letters,
    )
    falls = p.scalar(
        L_NEXT <= L, [half, step, sign], products=[(half,), (step, sign)], letters=letters
    )
    spent = p.scalar(
        eta**2 * GRADIENT2 <= 2 * eta * (L - L_NEXT),
        [half, step],
        products=[(half, step)],
        letters=letters,
    )
    return p.scalar(
        norm2(_M1) + norm2(_M2) <= 2 * eta * (L - L_NEXT), [spent], letters=[L, L_NEXT]
    ), falls


def _rises(p: Proof, before: Expr, more: Expr, less: Expr, after: Expr) -> int:
    """max(lambda_1(A + M'M - N'N), 0) <= max(lambda_1(A), 0) + |M|^2."""
    grown, taken = more.T @ more, less.T @ less
    parts = [
        p.fact("eigenvalue-weyl-above", before, grown - taken, 1, say="Weyl's inequality"),
        p.fact("eigenvalue-weyl-above", grown, -taken, 1),
        p.fact("eigenvalue-negation", taken),
        p.fact("gram-nonnegative", less.T, "h"),
        p.fact("eigenvalue-below-spectral", grown),
        p.fact("spectral-below-frobenius", grown),
        p.fact("product", more.T, more),
        p.fact("spectral-below-frobenius", more.T),
    ]
    square = p.fact("norm-squared", more)
    sign = p.fact("norm-nonnegative", more)
    trace = p.scalar(
        lam_max(grown) <= norm2(more),
        [*parts[4:], square, sign],
        products=[(parts[4],), (parts[5],), (parts[6],), (parts[7], sign)],
    )
    top = maximum(lam_max(before), 0)
    p.scalar(lam_max(after) <= top + norm2(more), [*parts[:4], trace], degree=1)
    p.scalar(top + norm2(more) >= 0, [])
    return p.fact("maximum-least", lam_max(after), const(0), top + norm2(more))


def _below_gram(p: Proof, factor: Expr, other: Expr, change: Expr) -> int:
    """max(lambda_1(W1'W1 - W2'W2), 0) <= s_1(W1)^2."""
    gram, taken = factor.T @ factor, other.T @ other
    parts = [
        p.fact("eigenvalue-weyl-above", gram, -taken, 1),
        p.fact("eigenvalue-negation", taken),
        p.fact("gram-nonnegative", other.T, "h"),
    ]
    first = p.scalar(lam_max(change) <= lam_max(gram), parts, degree=1)
    turned = sigma_max(factor.T) * sigma_max(factor.T)
    second = p.scalar(lam_max(gram) <= turned, [p.fact("singular-gram", factor.T, 1)])
    square = sigma_max(factor) * sigma_max(factor)
    third = p.scalar(turned <= square, [p.fact("singular-transpose", factor, 1)])
    p.scalar(lam_max(change) <= square, [first, second, third], degree=1)
    p.scalar(square >= 0, [p.fact("singular-nonnegative", factor, 1)])
    return p.fact("maximum-least", lam_max(change), const(0), square)


def _short_step(p: Proof) -> int:
    """Eta mu (lambda_+ + lambda_- + sqrt(2 L/mu)) <= eta K_t <= 1."""
    step, limit = p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]]), p.given(STEPS[2])
    order = p.fact("convexity-below-smoothness", ell, W)
    k, convex = p.fact("smoothness-positive", ell, W), p.fact("convexity-positive", ell, W)
    tops = [_below_gram(p, W1, W2, D), _below_gram(p, W2, W1, -D)]
    signs = [p.scalar(z * z >= 0, []) for z in (sigma_max(W1), sigma_max(W2))]
    parts = [p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)]
    value = p.fact("loss-nonnegative", ell, W)
    inside = p.scalar(2 / mu * L >= 0, parts)
    p.scalar(2 * K * L >= 0, [k, value])
    roots = [p.fact("root-squared", z) for z in (2 / mu * L, 2 * K * L)]
    del inside
    p.scalar(
        (mu * _R) * (mu * _R) <= sqrt(2 * K * L) * sqrt(2 * K * L),
        [*roots, parts[0], order, value, convex],
        products=[(order, value)],
    )
    root = p.fact("root-nonnegative", 2 * K * L)
    radius = p.fact("compare-squares", mu * _R, sqrt(2 * K * L))
    width = p.fact("singular-nonnegative", W, 1)
    largest = p.scalar(SIGMA2_MAX >= 0, [])
    size = p.scalar(
        mu * (_UP + _DOWN + _R) <= K_T,
        [*tops, *signs, order, convex, k, radius, root, width, largest, value, step],
        products=[
            *((convex, i) for i in tops),
            *((order, i) for i in signs),
            (radius,),
            (k, k, width, value, step, step),
            (k, largest, root, step),
        ],
    )
    return p.scalar(
        eta * mu * (_UP + _DOWN + _R) <= 1,
        [size, step, limit],
        products=[(size, step), (limit,)],
        letters=[K_T],
    )


def _step(p: Proof) -> None:
    """Phi_{t+1} <= Phi_t."""
    budget, falls = _spent(p)
    nonnegative = [_UP, _DOWN, _S, _R_NEXT, norm2(_M1), norm2(_M2)]
    rises = [_rises(p, D, _M1, _M2, D_NEXT), _rises(p, -D, _M2, _M1, -D_NEXT)]
    _short_step(p)
    _radii(p, budget, falls)
    for z in nonnegative:
        p.scalar(z >= 0, [])
    step, convex = (
        p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]]),
        p.fact("convexity-positive", ell, W),
    )
    p.scalar(eta * mu >= 0, [step, convex])
    names = dict(
        zip(reals, (_UP, _DOWN, _S, _R, _R_NEXT, norm2(_M1), norm2(_M2), eta * mu), strict=True)
    )
    lemma = p.claim(f"{PAPER}/E.A4/reals", "printed", where=names)
    width = _S + _R_NEXT
    squared = p.fact("square-nonnegative", width)
    tails = []
    for rise, top, more in (
        (rises[0], _UP_NEXT, _UP + norm2(_M1)),
        (rises[1], _DOWN_NEXT, _DOWN + norm2(_M2)),
    ):
        sign = p.scalar(top >= 0, [])
        p.scalar(top**2 + 4 * width**2 >= 0, [sign, squared], products=[(sign, sign), (squared,)])
        wide = p.scalar(more >= 0, [])
        p.scalar(
            top**2 + 4 * width**2 <= more**2 + 4 * width**2,
            [rise, sign, wide],
            products=[(rise, sign), (rise, wide)],
        )
        tails.append(p.fact("root-monotone", top**2 + 4 * width**2, more**2 + 4 * width**2))
    kept = p.given(POTENTIAL <= ALPHA2)
    p.scalar(
        larger(_UP_NEXT, width) / 2 + larger(_DOWN_NEXT, width) / 2 <= ALPHA2,
        [lemma, *rises, *tails, kept],
        products=[(lemma,), *((i,) for i in (*rises, *tails)), (kept,)],
        letters=[ALPHA2],
    )


def _radii(p: Proof, budget: int, falls: int) -> None:
    """sqrt(2 L(t + 1)/mu) <= sqrt(2 L(t)/mu), and p + q <= eta mu (2 L(t)/mu - 2 L(t + 1)/mu)."""
    root_falls(p, L_NEXT, falls, L)
    one = p.fact("reciprocal", mu)
    roots = [p.fact("root-squared", 2 / mu * z) for z in (L, L_NEXT)]
    p.scalar(
        norm2(_M1) + norm2(_M2) <= eta * mu * (_R**2 - _R_NEXT**2), [budget, one, *roots], degree=1
    )


def _base(p: Proof) -> None:
    """Phi_0 <= alpha2."""
    near, margin = start_radius(p), p.unfold(BETA2)
    width = _S + sqrt(2 / mu * L0)
    sign = p.scalar(width >= 0, [])
    below = p.scalar(width <= BETA2, [near, margin], letters=[MARGIN, BETA2])
    roots = []
    for top in (LAMBDA_PLUS, LAMBDA_MINUS):
        first = p.scalar(top >= 0, [])
        p.scalar(top**2 + 4 * width**2 >= 0, [first, sign], products=[(first, first), (sign, sign)])
        p.scalar(
            top**2 + 4 * width**2 <= top**2 + 4 * BETA2**2,
            [below, sign],
            products=[(below, sign), (below, below)],
            letters=[BETA2],
        )
        roots.append(p.fact("root-monotone", top**2 + 4 * width**2, top**2 + 4 * BETA2**2))
    p.scalar(
        larger(LAMBDA_PLUS, width) / 2 + larger(LAMBDA_MINUS, width) / 2 <= ALPHA2,
        roots,
        degree=1,
        letters=[BETA2],
    )


def _at_one_iterate(p: Proof) -> None:
    """sigma_max^2(T_t) <= Phi_t: (120) from an iterate to itself."""
    near = distance(p, W, L)
    weyl = p.fact("weyl", Wstar, W - Wstar, 1)
    norms = p.fact("spectral-below-frobenius", W - Wstar)
    p.scalar(sigma_max(W) <= RADIUS, [weyl, norms, near], degree=1)
    for k in ("n", "m"):
        p.fact("singular-nonnegative", W, k)
    upper = p.claim(
        f"{PAPER}/E.4/120",
        "printed",
        where={"W10": W1, "W20": W2, "beta2": RADIUS, "beta_n": const(0), "beta_m": const(0)},
    )
    p.scalar(SIGMA2_MAX <= POTENTIAL, [upper], degree=1)


def _sharp() -> Proof:
    p = Proof()
    start = {"W1": W10, "W2": W20, "t": const(0)}
    p.induct([POTENTIAL <= ALPHA2], start, _base, _step)
    kept = p.given(POTENTIAL <= ALPHA2)
    _at_one_iterate(p)
    p.scalar(
        SIGMA2_MAX <= ALPHA2,
        [len(p.steps) - 1, kept],
        degree=1,
        letters=[ALPHA2, POTENTIAL, SIGMA2_MAX],
    )
    return p


PROOFS: Proofs = {
    ("E.A4/reals", "printed"): _reals,
    ("E.A4/sharp", "printed"): _sharp,
}
