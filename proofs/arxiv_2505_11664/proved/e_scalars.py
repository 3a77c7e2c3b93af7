"""Appendix E: the bound on the first step size, (101)-(106) and footnote 5.

Notation: x = alpha1/(2 alpha2) <= 1/2, l = log(1 + x), so that 0 < l <= x; u = eta0^c, G = e^u and
E = e^sqrt(eta0). eta3 = l^(1/c) is the third argument of the minimum; eta3^c = l.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._step_size import (
    ETA3,
    L0,
    MU_BAR,
    PRINTED,
    K,
    alpha1,
    alpha2,
    beta2,
    c,
    d,
    eta0,
    mu,
    one_minus_exp,
)
from proofs.arxiv_2505_11664.proved._cases import summed
from proofs.arxiv_2505_11664.proved._searched import by_search, opened
from verify.evidence.derivation import Proof
from verify.language import Relation, const, equal, exp, log, sqrt, walk

__all__ = ["PROOFS"]

ONE, HALF = const(1), const("1/2")
x = alpha1 / (2 * alpha2)
l = log(1 + x)  # noqa: E741
u = eta0**c
G, E = exp(u), exp(sqrt(eta0))


def _logarithm(p: Proof) -> tuple[int, int, int]:
    """0 < l, l <= 1, e^l = 1 + x: l >= 1 - e^-l = x/(1 + x)."""
    order, first = p.given(alpha1 <= alpha2), p.given(alpha1 > 0)
    p.given(alpha2 > 0)
    inverse, sign = p.fact("reciprocal", alpha2), p.fact("reciprocal-positive", alpha2)
    positive = p.scalar(x > 0, products=[(first, sign)])
    small = p.scalar(x <= HALF, [inverse], "alpha1 <= alpha2", products=[(order, sign)])
    base = p.scalar(1 + x > 0, [positive], degree=1)
    value = p.fact("exp-log", 1 + x)
    tangent, one = p.fact("exp-tangent", -l), p.fact("exp-sum", l, -l)
    back = p.scalar((1 + x) * exp(-l) <= 1, [one, value], degree=1)
    above = p.scalar(l * (1 + x) >= x, products=[(base, tangent), (back,)])
    low = p.scalar(l > 0, [above, positive, base])
    high = p.scalar(l <= 1, [p.fact("log-tangent", 1 + x), small], degree=1)
    return low, high, value


def _exponent(p: Proof) -> tuple[int, int]:
    """1/c > 0, c (1/c) = 1; c > 0 is given."""
    p.given(c > 0)
    return p.fact("reciprocal-positive", c), p.fact("reciprocal", c)


def _exponent_101() -> Proof:
    """eta0^c <= sqrt(eta0) for eta0 < 1 and c >= 1/2."""
    p, _, found = opened("E.101-exponent", "c at least 1/2")
    p.scalar(eta0 <= 1, [p.given(eta0 < 1)], degree=1)
    shrunk, same = p.fact("power-shrinks", eta0, HALF, c), p.fact("power-root", eta0)
    p.scalar(u <= sqrt(eta0), [shrunk, same], degree=1)
    factor = p.fact("exp-monotone", u, sqrt(eta0))
    signs = [p.given(y > 0) for y in (K, alpha2, eta0)]
    p.scalar(2 * K * L0 >= 0, products=[(signs[0], p.given(L0 >= 0))])
    length = p.fact("root-nonnegative", 2 * K * L0)
    p.scalar(
        found.conclusion[0],
        [],
        "K alpha2 (E - G)(1 + 3 sqrt(2 K L(0)) eta0)",
        products=[(*signs[:2], factor), (*signs, length, factor)],
    )
    return p


def _mu_bar() -> Proof:
    """eta0^c < eta3^c = l, so G < e^l = 1 + x, and mu_bar = 2 mu alpha2 (1 + x - G)."""
    p, _, found = opened("E.mu-bar", "printed")
    _, _, value = _logarithm(p)
    p.given(eta0 < ETA3)
    p.given(eta0 > 0)
    power, _ = _third(p)
    below = p.fact("power-increasing", eta0, ETA3, c)
    p.scalar(u < l, [below, power], degree=1)
    factor = p.fact("exp-increasing", u, l)
    factor = p.scalar(G < 1 + x, [factor, value], degree=1)
    inverse = p.fact("reciprocal", alpha2)
    p.scalar(
        found.conclusion[0], [inverse], products=[(p.given(mu > 0), p.given(alpha2 > 0), factor)]
    )
    return p


def _third(p: Proof) -> tuple[int, int]:
    """eta3^c <= l and eta3^c >= l, where 0 < l <= 1 was shown; eta3 > 0."""
    _, inverse = _exponent(p)
    same = p.fact("power-power", l, 1 / c, c)
    p.scalar((1 / c) * c >= ONE, [inverse], degree=1)
    p.scalar((1 / c) * c <= ONE, [inverse], degree=1)
    high, low = (
        p.fact("power-shrinks", l, ONE, (1 / c) * c),
        p.fact("power-shrinks", l, (1 / c) * c, ONE),
    )
    p.fact("power-positive", l, 1 / c)
    return (
        p.scalar(ETA3**c <= l, [same, high], degree=1),
        p.scalar(ETA3**c >= l, [same, low], degree=1),
    )


def _footnote() -> Proof:
    """At eta3: G = 1 + x, so mu_bar = 0, rho_bar = 1 and Delta = 1 + eta3^d > 1."""
    p, _, found = opened("E.footnote-5", "printed")
    _, _, value = _logarithm(p)
    _third(p)
    there = p.fact("power-positive", l, 1 / c)
    up, down = p.fact("exp-monotone", ETA3**c, l), p.fact("exp-monotone", l, ETA3**c)
    p.scalar(exp(ETA3**c) <= 1 + x, [up, value], degree=1)
    p.scalar(1 + x <= exp(ETA3**c), [down, value], degree=1)
    same = p.fact("antisymmetry", exp(ETA3**c), 1 + x)
    named = {n.name: n for n in walk(found.conclusion[0].rhs) if n.op == "def"}
    inverse = p.fact("reciprocal", alpha2)
    zero = p.scalar(equal(named["mu_bar"], 0), [same, inverse], "mu_bar = 0")
    flat = p.scalar(equal(named["rho_bar"], 1), [zero], "rho_bar = 1")
    grown = p.fact("power-positive", ETA3, d)
    p.scalar(-(ETA3**c) < 0, [p.fact("power-positive", ETA3, c)], degree=1)
    shrunk = p.fact("exp-increasing", -(ETA3**c), const(0))
    loss = p.scalar(
        found.conclusion[0].lhs >= 0, products=[(p.given(K > 0), p.given(L0 >= 0), there, there)]
    )
    above = p.scalar(named["Delta"] > 1, [flat], "Delta > 1", products=[(grown,)])
    p.scalar(found.conclusion[0], products=[(loss,), (shrunk, above)])
    return p


def _inside() -> Proof:
    """l^(1/c) <= l < l/c = log((1 + x)^(1/c)) for l <= 1."""
    p, _, found = opened("E.eta-max", "exponent inside the logarithm")
    positive, _, _ = _logarithm(p)
    sign, inverse = _exponent(p)
    share = p.given(c < 1)
    p.scalar(1 / c >= 1, [inverse], products=[(share, sign)])
    below = p.fact("power-shrinks", l, ONE, 1 / c)
    less = p.scalar(l < (1 / c) * l, [inverse], products=[(positive, sign, share)])
    same = p.fact("power-exp", 1 + x, 1 / c)
    p.fact("exp-positive", (1 / c) * l)
    p.scalar(exp((1 / c) * l) <= (1 + x) ** (1 / c), [same], degree=1)
    order = p.fact("log-monotone", exp((1 / c) * l), (1 + x) ** (1 / c))
    value = p.fact("log-exp", (1 / c) * l)
    p.scalar(found.conclusion[0], [below, less, order, value], degree=1)
    return p


def _105() -> Proof:
    """mu_bar <= mu alpha1 <= K alpha2 < K_bar_0; rho_bar > (1 - mu_bar eta0)^2 >= 0."""
    p, _, found = opened("E.105", "printed")
    K_bar, rho_bar = PRINTED.K_bar_0, PRINTED.rho_bar
    limit, slope = p.given(PRINTED.lhs_101 <= 1), p.given(MU_BAR > 0)
    convex, smooth, first, second, step = (p.given(y > 0) for y in (mu, K, alpha1, alpha2, eta0))
    loss, spread = p.given(L0 >= 0), p.given(beta2 >= 0)
    power = p.fact("power-positive", eta0, c)
    growth = p.scalar(G >= 1, [p.fact("exp-tangent", u), power], degree=1)
    half, same = p.fact("power-positive", eta0, HALF), p.fact("power-root", eta0)
    printed = p.scalar(E > 1, [p.fact("exp-tangent", sqrt(eta0)), half, same], degree=1)
    p.scalar(2 * K * L0 >= 0, products=[(smooth, loss)])
    length = p.fact("root-nonnegative", 2 * K * L0)
    low = p.scalar(MU_BAR <= mu * alpha1, products=[(convex, second, growth)])
    middle = p.scalar(
        mu * alpha1 <= K * alpha2,
        products=[(p.given(mu <= K), first), (p.given(alpha1 <= alpha2), smooth)],
    )
    factor = p.scalar(E >= 0, [printed], degree=1)
    high = p.scalar(
        K_bar > K * alpha2,
        products=[
            (length,),
            (smooth, smooth, spread, loss, step, step),
            (smooth, second, printed),
            (smooth, second, factor, length, step),
        ],
    )
    room = p.scalar(K_bar - MU_BAR > 0, [low, middle, high], degree=1)
    square = p.fact("square-nonnegative", 1 - MU_BAR * eta0)
    positive = p.scalar(
        rho_bar > 0,
        [],
        "rho_bar = (1 - mu_bar eta0)^2 + mu_bar eta0^2 (K_bar_0 - mu_bar)",
        products=[(square,), (slope, step, step, room)],
    )
    p.scalar(
        rho_bar < 1,
        [],
        "1 - rho_bar = mu_bar eta0 (2 - eta0 K_bar_0)",
        products=[(slope, step, limit), (slope, step)],
    )
    grown = p.fact("power-positive", eta0, d)
    p.scalar(found.conclusion[2], products=[(positive,), (grown, positive)])
    return p


def _divided(p: Proof) -> tuple[int, int, int]:
    """eta0/eta0^(1+c) = 1/eta0^c, and the two quotients' reciprocals are positive."""
    whole = eta0 ** (1 + c)
    p.fact("power-positive", eta0, 1 + c)
    p.fact("power-positive", eta0, c)
    power = p.fact("power-sum", eta0, ONE, c)
    first, second = p.fact("reciprocal", whole), p.fact("reciprocal", u)
    positive, sign = p.fact("reciprocal-positive", whole), p.fact("reciprocal-positive", u)
    left = p.scalar(eta0 / whole >= 0, products=[(p.given(eta0 > 0), positive)])
    both = p.scalar((1 / whole) * (1 / u) >= 0, products=[(positive, sign)])
    same = summed(p, eta0 / whole, 1 / u, (second, power, first), (left, both, sign))
    return same, second, sign


def _106_b() -> Proof:
    """1 - Delta = eta0 (2 mu_bar - mu_bar K_bar_0 eta0 - eta0^(d-1) rho_bar), as in (106)."""
    p, _, found = opened("E.106-b", "repaired")
    same, inverse, sign = _divided(p)
    whole, F = eta0 ** (1 + c), one_minus_exp(eta0)
    power = p.fact("power-sum", eta0, ONE, d - 1)
    first = p.scalar(
        equal(1 - PRINTED.Delta, eta0 * PRINTED.slack), [power], "the first equivalence"
    )
    one = p.scalar(
        equal(F * (1 - PRINTED.Delta) / whole, F * (eta0 * PRINTED.slack) / whole), [first]
    )
    two = p.scalar(equal(F * PRINTED.slack * (eta0 / whole), F / u * PRINTED.slack), [same])
    sides = found.conclusion[0]
    summed(p, sides.lhs, sides.rhs, (one, two))
    _loss(p, found.conclusion[1], same, inverse, sign)
    return p


def _loss(p: Proof, conclusion: Relation, same: int, inverse: int, sign: int) -> int:
    """4 K L(0) eta0^2 / eta0^(1+c) = 4 K L(0) eta0/eta0^c = 4 K L(0) eta0^(1-c)."""
    rest = eta0 ** (1 - c)
    power = p.fact("power-sum", eta0, 1 - c, c)
    positive = p.fact("power-positive", eta0, 1 - c)
    last = summed(p, eta0 / u, rest, (power, inverse), (sign, positive))
    smooth, loss, step = p.given(K > 0), p.given(L0 >= 0), p.given(eta0 > 0)
    scale = p.scalar(4 * K * L0 >= 0, products=[(smooth, loss)])
    longer = p.scalar(4 * K * L0 * eta0 >= 0, products=[(smooth, loss, step)])
    return summed(p, conclusion.lhs, conclusion.rhs, (same, last), (longer, scale))


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.101-exponent", "c at least 1/2"): _exponent_101,
    ("E.mu-bar", "printed"): _mu_bar,
    ("E.footnote-5", "printed"): _footnote,
    ("E.eta-max", "exponent inside the logarithm"): _inside,
    ("E.105", "printed"): _105,
    ("E.106-b", "repaired"): _106_b,
    **by_search(
        ("E.106-limit", "repaired"),
        ("E.117-g", "printed"),
    ),
}
