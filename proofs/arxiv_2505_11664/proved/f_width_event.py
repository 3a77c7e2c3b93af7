"""Appendix F.1: (138)-(145) for starts within the event E_B, and the links that hold always.

Notation: A = [W1(0); W2(0)]; r = sqrt(h), P = h^(-p), so that h^(1 - 2p) = P^2 r^2 and
h^(1/2 - 2p) = P^2 r. E_B says P (r - B) <= sigma_min(A) and sigma_max(A) <= P (r + B).
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
from proofs.arxiv_2505_11664._random_start import IN_EVENT, T0_MAX, T0_MIN, A, B, h, m, n, p
from proofs.arxiv_2505_11664._width_event import (
    ALPHA1_LOW,
    ALPHA2_HIGH,
    BETA2_HIGH,
    D_HIGH,
    HALF,
    NEAR,
)
from proofs.arxiv_2505_11664.f_initialisation import BOTH, SIGNED
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO, halves, summed, unless_zero
from proofs.arxiv_2505_11664.proved.f_initialisation import (
    SMALLEST,
    above_delta,
    delta_above,
    same_values,
    smallest,
)
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    eigenvector,
    equal,
    eye,
    lam,
    lam_max,
    minimum,
    norm,
    norm2,
    sigma_max,
    sigma_min,
    sqrt,
    vstack,
)
from verify.language.expr import Expr
from verify.model.step import K, mu
from verify.model.trajectory import W0, Wstar

__all__ = ["PROOFS"]

_ID = "2505.11664/"
r, P = sqrt(h), h ** (-p)


def divided(q: Proof, x: Expr, sign: int) -> tuple[int, int]:
    """X (1/x) = 1 and 1/x >= 0, where the statement divides by x; sign: x >= 0."""
    inverse = q.identity(equal(x * (1 / x), 1), "the quotient is defined")
    square = q.fact("square-nonnegative", 1 / x)
    return inverse, q.scalar(1 / x >= 0, [sign, square, inverse], products=[(sign, square)])


def event(q: Proof) -> None:
    """E_B, and 0 < mu <= K."""
    for relation in IN_EVENT:
        q.given(relation)
    start.assumed(q)


def powers(q: Proof) -> tuple[int, ...]:
    """P > 0, r > 0, r^2 = h, and the powers of h in P and r; the event is given."""
    radius, room = q.given(IN_EVENT[0]), q.given(IN_EVENT[1])
    q.scalar(h >= 0, [q.scalar(norm2(eye("h")) >= 0)])
    squared = q.fact("root-squared", h)
    root = q.scalar(r > 0, [radius, room], degree=1)
    q.scalar(h > 0, [root, squared], products=[(root, root)])
    positive = q.fact("power-positive", h, -p)
    double = q.fact("power-sum", h, -p, -p)
    whole = q.fact("power-sum", h, const(1), -2 * p)
    half, near = q.fact("power-root", h), q.fact("power-sum", h, HALF, -2 * p)
    single = q.fact("power-sum", h, HALF, -p)
    return positive, root, squared, double, whole, half, near, single, radius, room


def _as_roots(q: Proof) -> tuple[int, ...]:
    """h^(-2p) = P^2, h^(1-2p) = P^2 r^2, h^(1/2-2p) = P^2 r, h^(1/2-p) = P r, and the signs."""
    positive, root, squared, double, whole, half, near, single, radius, room = powers(q)
    even = q.fact("power-positive", h, -2 * p)
    two = summed(q, h ** (-2 * p), P**2, (double,))
    one = summed(
        q, h ** (1 - 2 * p), P**2 * r**2, (whole, squared, two), (None, even, q.scalar(r**2 >= 0))
    )
    other = summed(q, NEAR, P**2 * r, (near, half, two), (None, even, root))
    last = summed(q, h ** (HALF - p), P * r, (single, half), (None, positive))
    return two, one, other, last, positive, root, radius, room


def _low(q: Proof) -> int:
    """alpha1_low = 2 P^2 (r - B)^2 <= 2 sigma_min(A)^2."""
    two, one, other, _, positive, _, radius, room = _as_roots(q)
    bound = q.given(IN_EVENT[2])
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    square = q.scalar((P * (r - B)) ** 2 <= sigma_min(A) ** 2, [bound, base])
    (one, _), (two, _), (_, other) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    return q.scalar(
        ALPHA1_LOW <= 2 * sigma_min(A) ** 2,
        [square],
        products=[(square,), (one,), (squares, two), (radius, other)],
    )


def _139_alpha1() -> Proof:
    q = Proof()
    event(q)
    core = q.claim(_ID + "3.4", "core")
    q.scalar(ALPHA1 >= ALPHA1_LOW, [core, _low(q)], "(139)", degree=1)
    return q


def _143_scaled() -> Proof:
    q = Proof()
    _, _, _, last, *_ = _as_roots(q)
    bound, (_, last) = q.given(IN_EVENT[3]), halves(q, last)
    q.scalar(sigma_max(A) <= h ** (HALF - p) + B * P, [bound, last], degree=1)
    return q


# --- (144) -------------------------------------------------------------------------------------
def _144_b() -> Proof:
    q = Proof()
    q.fact("spectral-product", A.T, SIGNED, 1)
    return q


def _144_c() -> Proof:
    q = Proof()
    same_values(q, 1)
    q.fact("antisymmetry", sigma_max(SIGNED), sigma_max(A))
    return q


def _spectral(q: Proof) -> int:
    """sigma_max(D) <= sigma_max(A)^2 <= P^2 (r + B)^2."""
    two, one, other, _, positive, root, radius, _ = _as_roots(q)
    product = q.claim(_ID + "F.1T/144-b", "printed")
    signs = q.claim(_ID + "F.1T/144-c", "printed")
    turned = q.fact("singular-transpose", A, 1)
    square = q.scalar(sigma_max(D0) <= sigma_max(A) ** 2, [product, signs, turned])
    bound, high = q.given(IN_EVENT[3]), P * (r + B)
    base = q.scalar(
        high >= 0, [positive, root, radius], products=[(positive, root), (positive, radius)]
    )
    top = q.scalar(sigma_max(A) ** 2 <= high**2, [bound, base])
    (_, one), (_, two), (_, other) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    return q.scalar(
        sigma_max(D0) <= D_HIGH,
        say="(144)",
        products=[(square,), (top,), (one,), (squares, two), (radius, other)],
    )


def _144_d() -> Proof:
    q = Proof()
    _spectral(q)
    return q


def _144_minus() -> Proof:
    q = Proof()
    same, bound = q.fact("singular-negation", D0, 1), _spectral(q)
    q.scalar(sigma_max(-D0) <= D_HIGH, [same, bound], degree=1)
    return q


# --- alpha2 ------------------------------------------------------------------------------------
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


def _142() -> Proof:
    """|W(0) - W*| <= |W*| + |W(0)|, and (139)."""
    q = Proof()
    event(q)
    product = q.claim(_ID + "F.5/139-product", "printed")
    triangle, same = q.fact("triangle", W0, -Wstar), q.fact("scaling", const(1), -Wstar)
    root = q.fact("root-nonnegative", K / mu)
    bound = q.scalar(
        norm(W0 - Wstar) <= norm(Wstar) + BETA2_HIGH_PRODUCT, [product, triangle, same], degree=1
    )
    q.scalar(BETA2 <= BETA2_HIGH, [bound, root], "(142)", products=[(bound, root)])
    return q


# --- (139), second: |W(0)| <= 2 sqrt(m) B h^(1/2 - 2p) -----------------------------------------
a = eigenvector(1, W0 @ W0.T)
t, along = sigma_max(W0), W0.T @ a
PLUS, MINUS = vstack(t * a, along), vstack(t * a, -along)


def _spread(q: Proof) -> int:
    """2 sigma_max(W) <= sigma_max(A)^2 - sigma_N(A)^2.

    With a unit eigenvector a of WW' for t^2, t = sigma_max(W), c = W'a: |c| = t, and the squares
    of A'[t a; c] and A'[t a; -c] differ by 4 t a'W c = 4 t^3, both vectors having the square 2 t^2.
    """
    gram = q.fact("singular-gram", W0, 1)
    q.fact("eigenvector", W0 @ W0.T, 1)
    unit = q.fact("eigenvector-unit", W0 @ W0.T, 1)
    value = q.fact("inner-equal", W0 @ W0.T @ a, lam(1, W0 @ W0.T) * a, a)
    length = q.scalar(equal(norm2(along), t**2), [gram, unit, value])
    top, turned = q.fact("product", A.T, PLUS), q.fact("singular-transpose", A, 1)
    low, other = q.fact("product-below", A.T, MINUS), q.fact("singular-transpose", A, BOTH)
    S, s = sigma_max(A) ** 2, SMALLEST**2
    sizes = [halves(q, q.scalar(equal(norm2(x), 2 * t**2), [unit, length])) for x in (PLUS, MINUS)]
    first = q.scalar(norm2(A.T @ PLUS) <= S * norm2(PLUS), [top, turned])
    second = q.scalar(norm2(A.T @ MINUS) >= s * norm2(MINUS), [low, other], degree=4)
    upper, lower = q.scalar(S >= 0), q.scalar(s >= 0)
    high = q.scalar(norm2(A.T @ PLUS) <= S * (2 * t**2), products=[(first,), (upper, sizes[0][0])])
    deep = q.scalar(
        norm2(A.T @ MINUS) >= s * (2 * t**2), products=[(second,), (lower, sizes[1][1])]
    )
    Q = (S - s) / 2 - t
    sign = q.scalar(t >= 0)
    cubes = q.scalar(t * (t * Q) >= 0, [high, deep, length], degree=1)
    order = q.fact("singular-order", A, 1, BOTH)
    spread = q.scalar(S - s >= 0, [order])
    zero = q.scalar(t * Q + t * t >= 0, [sign, spread], products=[(sign, spread)])
    linear = unless_zero(q, t, t * Q, t, (sign, cubes, zero, sign))
    one = q.scalar(const(1) >= 0)
    last = q.scalar(Q + t * const(1) >= 0, [spread], degree=1)
    return unless_zero(q, t, Q, const(1), (sign, linear, last, one))


def _product(q: Proof) -> tuple[int, int]:
    """sigma_max(W) <= 2 B h^(1/2 - 2p), and that this is nonnegative."""
    _, _, other, _, positive, root, radius, room = _as_roots(q)
    low, high = q.given(IN_EVENT[2]), q.given(IN_EVENT[3])
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    full = q.scalar(
        P * (r + B) >= 0, [positive, root, radius], products=[(positive, root), (positive, radius)]
    )
    least = q.scalar(P * (r - B) <= SMALLEST, [low, smallest(q)], degree=1)
    first = q.scalar(SMALLEST**2 >= (P * (r - B)) ** 2, [least, base])
    second = q.scalar(sigma_max(A) ** 2 <= (P * (r + B)) ** 2, [high, full])
    spread = _spread(q)
    target = 2 * B * NEAR
    _, other = halves(q, other)
    bound = q.scalar(t <= target, products=[(first,), (second,), (spread,), (radius, other)])
    sign = q.scalar(target >= 0, [bound, q.scalar(t >= 0)], degree=1)
    return bound, sign


def _139_product() -> Proof:
    q = Proof()
    bound, _ = _product(q)
    columns = q.fact("frobenius-below-columns", W0)
    root = q.fact("root-nonnegative", m)
    q.scalar(
        norm(W0) <= 2 * sqrt(m) * B * NEAR, [columns], "(139)", products=[(columns,), (root, bound)]
    )
    return q


def _139_product_sharper() -> Proof:
    """|W|^2 is at most n t^2 and m t^2, so at most min(n, m) t^2."""
    q = Proof()
    bound, sign = _product(q)
    least, squares = minimum(n, m), []
    for size, fact, k in ((n, "rows", "n"), (m, "columns", "m")):
        q.scalar(size >= 0, [q.scalar(norm2(eye(k)) >= 0)])
        root = q.fact("root-squared", size)
        below = q.fact(f"frobenius-below-{fact}", W0)
        squares.append(q.scalar(norm2(W0) <= size * t**2, [below, root], degree=3))
    Q = least * t**2 - norm2(W0)
    under, either = q.fact("minimum-below-first", n, m), q.fact("minimum-attained", n, m)
    gap = q.scalar(n - least >= 0, [under], degree=1)
    case = q.scalar((n - least) * Q >= 0, [either], products=[(gap, squares[1])])
    zero = q.scalar(Q + (n - least) * t**2 >= 0, [squares[0]], degree=1)
    square = q.fact("square-nonnegative", t)
    done = unless_zero(q, n - least, Q, t**2, (gap, case, zero, square))
    positive = q.fact("minimum-greatest", n, m, ZERO)
    root = q.fact("root-squared", least)
    height, value = q.fact("root-nonnegative", least), q.scalar(t >= 0)
    narrow = sqrt(least) * t
    q.scalar(narrow >= 0, products=[(height, value)])
    q.scalar(norm(W0) * norm(W0) <= narrow * narrow, [done, root])
    norms = q.fact("compare-squares", norm(W0), narrow)
    q.scalar(norm(W0) <= 2 * sqrt(least) * B * NEAR, [norms], products=[(norms,), (height, bound)])
    del positive, sign
    return q


BETA2_HIGH_PRODUCT = 2 * sqrt(m) * B * NEAR


def _high(q: Proof) -> int:
    """alpha2 <= alpha2_high; the event and 0 < mu <= K are given."""
    first = q.claim(_ID + "F.1T/alpha2-a", "printed")
    second = q.claim(_ID + "F.1T/alpha2-b", "printed")
    third = q.claim(_ID + "F.1T/alpha2-c", "printed")
    return q.scalar(ALPHA2 <= ALPHA2_HIGH, [first, second, third], degree=1)


def _alpha2_c() -> Proof:
    q = Proof()
    event(q)
    parts = [
        q.claim(_ID + "F.1T/142", "printed"),
        q.claim(_ID + "F.1T/144-d", "printed"),
        q.claim(_ID + "F.1T/144-minus", "printed"),
    ]
    q.scalar(sigma_max(D0) + sigma_max(-D0) + 2 * BETA2 <= ALPHA2_HIGH, parts, degree=1)
    return q


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
    return q.claim(_ID + "table-2/Delta", "h >= max(n, m)"), start.high(q)


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
    low, core = _low(q), delta_above(q)
    under = q.scalar(ALPHA1_LOW <= T0_MIN, [below, low, core], degree=1)
    _roots(q, ALPHA1_LOW, under, above)
    return q


def _145_b() -> Proof:
    q = Proof()
    event(q)
    below, above = q.claim(_ID + "F.5/139-alpha1", "printed"), _high(q)
    two, one, other, _, positive, _, radius, room = _as_roots(q)
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    (_, one), (_, two), (other, _) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    low = q.scalar(
        ALPHA1_LOW >= 0, products=[(base, base), (one,), (squares, two), (radius, other)]
    )
    delta, order = q.scalar(DELTA >= 0), above_delta(q)
    most = q.scalar(ALPHA2 >= 0, [start.high(q), q.scalar(T0_MAX >= 0)], degree=1)
    full = q.scalar(ALPHA2_HIGH >= 0, [above, most], degree=1)
    first, second = divided(q, ALPHA2, most), divided(q, ALPHA2_HIGH, full)
    del delta, order
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
    ("F.5/139-alpha1", "printed"): _139_alpha1,
    ("F.5/139-product", "printed"): _139_product,
    ("F.5/139-product", "sharper"): _139_product_sharper,
    ("F.1T/142", "printed"): _142,
    ("F.1T/143-scaled", "repaired"): _143_scaled,
    ("F.1T/144-b", "printed"): _144_b,
    ("F.1T/144-c", "printed"): _144_c,
    ("F.1T/144-d", "printed"): _144_d,
    ("F.1T/144-minus", "printed"): _144_minus,
    ("F.1T/alpha2-a", "printed"): _alpha2_a,
    ("F.1T/alpha2-a", "sharper"): _alpha2_a_sharper,
    ("F.1T/alpha2-b", "printed"): _alpha2_b,
    ("F.1T/alpha2-c", "printed"): _alpha2_c,
    ("F.1T/145-a", "on E_B, repaired"): _145_a,
    ("F.1T/145-b", "printed"): _145_b,
    ("F.1T/145-c", "printed"): _145_c,
}
