"""Theorem 3.3's explicit form on E_B: 1 - 4x/(1 + x)^2 - (beta2 h^(2p-1)/(1 - x^2))^2 from below.

Notation: r = sqrt(h), P = h^(-p), x = B/r, u = 1 - x, v = 1 + x; a = P^2 (r - B)^2 and
b = P^2 (r + B)^2 bound sigma_min(A)^2 and sigma_max(A)^2. The bound on alpha1/alpha2 is
c = a/b - beta2^2/(a b), and for t in [a, b] (lambda_+ and lambda_- are such)

    a - c (t + beta2^2/t) = a (1 - t/b) + beta2^2/b (t/a - a/t) + beta2^4/(a b t) >= 0.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA2,
    BETA2,
    D0,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._random_start import IN_EVENT, T0_MAX, A, B, h, p
from proofs.arxiv_2505_11664.f_initialisation import BOTH
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO, halves, summed, unless_zero
from proofs.arxiv_2505_11664.proved._event import ID, P, as_roots, divided, event, r
from proofs.arxiv_2505_11664.proved.f_initialisation import SMALLEST, smallest
from verify.evidence.derivation import Proof
from verify.language import const, equal, lam, lam_max, maximum, sigma_max, sigma_min
from verify.language.expr import Expr
from verify.model.trajectory import W10, W20

__all__ = ["PROOFS"]

x = B * (1 / r)
u, v = 1 - x, 1 + x
a, b = (P * (r - B)) ** 2, (P * (r + B)) ** 2
G, H = P**2 * r**2, h ** (2 * p - 1)
d = P**2 * (r**2 - B**2)
iv, J = 1 / v**2, 1 / (1 - B**2 / h)
ia, ib = 1 / a, 1 / b
square = BETA2**2
c = a * ib - square * ia * ib


def _reciprocal(q: Proof, e: Expr) -> tuple[int, int]:
    return q.fact("reciprocal", e), q.fact("reciprocal-positive", e)


def _units(q: Proof) -> dict[str, int]:
    """Signs of P, r, B, r - B, u, v and equations of a, b, d in u, v."""
    _, one, _, _, positive, root, radius, room = as_roots(q)
    unit, inverse = _reciprocal(q, r)
    s = {"P": positive, "r": root, "B": radius, "room": room, "1/r": inverse, "one": one}
    s["u"] = q.scalar(u > 0, [unit], products=[(room, inverse)])
    s["v"] = q.scalar(v > 0, products=[(radius, inverse), ()])
    s["v2"] = q.scalar(v**2 > 0, products=[(s["v"], s["v"])])
    base = q.scalar(P * (r - B) > 0, products=[(positive, room)])
    top = q.scalar(P * (r + B) > 0, products=[(positive, root), (positive, radius)])
    s["base"], s["top"] = base, top
    s["a"], s["b"] = (
        q.scalar(a > 0, products=[(base, base)]),
        q.scalar(b > 0, products=[(top, top)]),
    )
    s["a="] = q.scalar(equal(a, G * u**2), [unit])
    s["b="] = q.scalar(equal(b, G * v**2), [unit])
    s["d="] = q.scalar(equal(d, G * u * v), [unit])
    s["unit"] = unit
    return s


def _first_term(q: Proof, s: dict[str, int]) -> int:
    """1 - 4x/(1 + x)^2 = a/b."""
    one, positive = _reciprocal(q, v**2)
    two, other = _reciprocal(q, b)
    s["iv"], s["ib"], s["b ib"] = positive, other, two
    gib = q.scalar(G * ib >= 0, products=[(s["P"], s["P"], s["r"], s["r"], other)])
    iib = q.scalar(iv * ib >= 0, products=[(positive, other)])
    same = summed(q, iv, G * ib, (two, one, s["b="]), (positive, gib, iib))
    u2 = q.scalar(u**2 >= 0, products=[(s["u"], s["u"])])
    last = summed(q, u**2 * iv, a * ib, (same, s["a="]), (u2, other))
    plain = q.scalar(equal(1 - 4 * x * iv, u**2 * iv), [one])
    return summed(q, 1 - 4 * x * iv, a * ib, (plain, last))


def _second_term(q: Proof, s: dict[str, int]) -> int:
    """(h^(2p-1)/(1 - x^2))^2 = 1/(a b): H = 1/(P^2 r^2) and 1 - B^2/h = u v."""
    inverse, positive = _reciprocal(q, h)
    squared = q.fact("root-squared", h)
    double = q.scalar(equal((r * (1 / r)) ** 2, 1), [s["unit"]])
    ir2 = q.scalar((1 / r) ** 2 >= 0, products=[(s["1/r"], s["1/r"])])
    both = q.scalar((1 / r) ** 2 * (1 / h) >= 0, products=[(s["1/r"], s["1/r"], positive)])
    width = summed(q, 1 / h, (1 / r) ** 2, (double, inverse, squared), (positive, ir2, both))
    radius2 = q.scalar(B**2 >= 0, products=[(s["B"], s["B"])])
    D2 = 1 - B**2 / h
    room = summed(q, D2, u * v, (width,), (radius2,))
    _, high = halves(q, room)
    uv = q.scalar(u * v > 0, products=[(s["u"], s["v"])])
    q.scalar(D2 > 0, products=[(high,), (uv,)])
    known, j = _reciprocal(q, D2)
    power, even = (
        q.fact("power-sum", h, 2 * p - 1, 1 - 2 * p),
        q.fact("power-positive", h, 2 * p - 1),
    )
    unit = summed(q, H * G, const(1), (power, s["one"]), (None, even))
    hj = q.scalar(H * J >= 0, products=[(even, j)])
    juv = q.scalar(J * u * v >= 0, products=[(j, s["u"], s["v"])])
    first = summed(q, H * J * d, const(1), (s["d="], unit, room, known), (hj, juv, j, None))
    whole = q.scalar(equal((H * J * d) ** 2, 1), [first])
    rec_a, s["ia"] = _reciprocal(q, a)
    s["a ia"] = rec_a
    bib = q.scalar(b * ib >= 0, products=[(s["b"], s["ib"])])
    product = summed(q, a * ia * b * ib, const(1), (rec_a, s["b ib"]), (bib, None))
    k2 = q.scalar((H * J) ** 2 >= 0, products=[(even, even, j, j)])
    iaib = q.scalar(ia * ib >= 0, products=[(s["ia"], s["ib"])])
    return summed(q, (H * J) ** 2, ia * ib, (product, whole), (k2, iaib))


def _ends(
    q: Proof, s: dict[str, int], plus: Expr, D: Expr, other: Expr, rows: str
) -> tuple[int, int]:
    """Shows a <= lambda_+ <= b, from lambda_N(A'A) <= lambda_n(D) and from sigma_max(D)."""
    gram = q.fact("singular-gram-columns", A, BOTH)
    rank = q.fact("eigenvalue-low-rank", const(2), D, other.T, rows)
    order = q.fact("eigenvalue-order", D, 1, rows)
    above = q.fact("maximum-above-first", lam_max(D), ZERO)
    least = q.scalar(sigma_min(A) <= SMALLEST, [smallest(q)], degree=1)
    low = q.scalar(P * (r - B) <= SMALLEST, [q.given(IN_EVENT[2]), least], degree=1)
    lowest = q.scalar(SMALLEST**2 >= a, products=[(low, s["base"]), (low, low)])
    deep = q.scalar(SMALLEST**2 <= lam(rows, D), [gram, rank])
    under = q.scalar(plus >= a, [lowest, deep, order, above], degree=1)
    product = q.claim(ID + "F.1T/144-b", "printed")
    signs = q.claim(ID + "F.1T/144-c", "printed")
    turned, negated = q.fact("singular-transpose", A, 1), q.fact("singular-negation", D0, 1)
    square_ = q.scalar(sigma_max(D0) <= sigma_max(A) ** 2, [product, signs, turned])
    bound = q.given(IN_EVENT[3])
    top = q.scalar(sigma_max(A) ** 2 <= b, [bound, s["top"]])
    spectral = q.fact("eigenvalue-below-spectral", D)
    q.scalar(lam_max(D) <= b, [spectral, negated, square_, top], degree=1)
    q.scalar(ZERO <= b, [s["b"]], degree=1)
    return under, q.fact("maximum-least", lam_max(D), ZERO, b)


def _term(q: Proof, s: dict[str, int], t: Expr, under: int, over: int) -> int:
    """Shows c (t + beta2^2/t) <= a."""
    q.scalar(t > 0, [under, s["a"]], degree=1)
    value, positive = _reciprocal(q, t)
    first = q.scalar(ib * t <= 1, [s["b ib"]], products=[(over, s["ib"])])
    second = q.scalar(ia * t >= 1, [s["a ia"]], products=[(under, s["ia"])])
    third = q.scalar(a * (1 / t) <= 1, [value], products=[(under, positive)])
    sq = q.fact("square-nonnegative", BETA2)
    scale = q.scalar(square * ib >= 0, products=[(sq, s["ib"])])
    rest = q.scalar(
        square**2 * ia * ib * (1 / t) >= 0, products=[(sq, sq, s["ia"], s["ib"], positive)]
    )
    return q.scalar(
        c * (t + square * (1 / t)) <= a,
        [value],
        products=[(s["a"], first), (scale, second), (scale, third), (rest,)],
    )


def _explicit() -> Proof:
    q = Proof()
    event(q)
    s = _units(q)
    first, second = _first_term(q, s), _second_term(q, s)
    terms = []
    for plus, D, other, rows in (
        (LAMBDA_PLUS, D0, W20, "n"),
        (LAMBDA_MINUS, -D0, W10, "m"),
    ):
        terms.append(_term(q, s, plus, *_ends(q, s, plus, D, other, rows)))
    total = LAMBDA_PLUS + LAMBDA_MINUS + square * (1 / LAMBDA_PLUS + 1 / LAMBDA_MINUS)
    bound = q.scalar(c * total <= 2 * a, terms, degree=1)
    above = q.claim(ID + "F.1T/alpha2-a", "sharper")
    most = q.scalar(ALPHA2 >= 0, [start.high(q), q.scalar(T0_MAX >= 0)], degree=1)
    full = q.scalar(total >= 0, [above, most], degree=1)
    cp = maximum(c, 0)
    sign, either = q.fact("maximum-above-second", c, ZERO), q.fact("maximum-attained", c, ZERO)
    Q = 2 * a - cp * total
    case = q.scalar(cp * Q >= 0, [either], products=[(sign, bound)])
    zero = q.scalar(Q + cp * total >= 0, [s["a"]], degree=1)
    half = unless_zero(q, cp, Q, total, (sign, case, zero, full))
    return _concluded(q, s, cp, (first, second), (half, above, sign, most))


def _concluded(
    q: Proof, s: dict[str, int], cp: Expr, parts: tuple[int, int], known: tuple[int, int, int, int]
) -> Proof:
    """Divide by alpha2: c alpha2 <= max(c, 0) (...) <= 2 a <= alpha1."""
    half, above, sign, most = known
    core = q.claim(ID + "3.4", "core")
    low = q.given(IN_EVENT[2])
    least = q.scalar(sigma_min(A) ** 2 >= a, products=[(low, s["base"]), (low, low)])
    alpha1 = q.scalar(ALPHA1 >= 2 * a, [core, least], degree=1)
    larger = q.fact("maximum-above-first", c, ZERO)
    (upper, _), (_, lower) = halves(q, parts[0]), halves(q, parts[1])
    sq = q.fact("square-nonnegative", BETA2)
    left = 1 - 4 * B / r / (1 + B / r) ** 2 - (BETA2 * H / (1 - B**2 / h)) ** 2
    small = q.scalar(left <= c, products=[(upper,), (sq, lower)])
    capped = q.scalar(left <= cp, [small, larger], degree=1)
    scaled = q.scalar(cp * ALPHA2 <= ALPHA1, products=[(half,), (sign, above), (alpha1,)])
    product = q.scalar(left * ALPHA2 <= ALPHA1, products=[(most, capped), (scaled,)])
    unit, inverse = divided(q, ALPHA2, most)
    q.scalar(left <= ALPHA1 / ALPHA2, [unit], products=[(product, inverse)])
    return q


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {("3.3T", "repaired"): _explicit}
