"""Section 3.2 along runs: constraints on eta0, K_bar_t, and the step sizes of (19).

K_t(e) is K_t with e in the place of eta_t: it grows with e, and at A_t = (1 + eta0^2)^(t/2) eta0 it
is at most K_bar_t (`e_invariant.py`), so that min(A_t, 1/K_t(A_t)) and min(A_t, 1/K_bar_t) are
admissible.
"""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import below_eta_max
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import MU_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._step_choice import (
    EXPLICIT,
    GROWN,
    K_EXPLICIT,
    K_GROWN,
    K_UNIFORM,
    K_UNIFORM_REPAIRED,
    UNIFORM,
    UNIFORM_REPAIRED,
)
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite
from proofs.arxiv_2505_11664.s3_2_convergence import K_AT_ETA0
from proofs.arxiv_2505_11664.s3_2_remarks import BEST_RATIO, BOUND_RATIO, K_BAR_NEXT
from verify.language import Expr, const, equal
from verify.model.step import K, L, W, mu
from verify.model.trajectory import L0, eta0, t

__all__ = ["PROOFS"]

_square = partial(cite, "E.invariant", "Theorem 3.2, n = m")
_all = partial(cite, "E.descends", "Theorem 3.2")


# --- (105)-(109) ----------------------------------------------------------------------------------
def _below_one(c: Cited) -> None:
    """mu_bar > 0, 0 < rho < 1 and Delta < 1 where eta0 < eta_max."""
    c("mu_bar"), c("rho"), c("rho below")
    strict = c.p.given(below_eta_max(c.at.hypotheses)[3], "(107)")
    k, start, loss = c.k(), c.given(1), c.start_loss()
    c.positive_growth()
    inverse = c.p.fact("reciprocal", c.at.growth)
    positive = c.p.fact("reciprocal-positive", c.at.growth)
    share = c.by(1 - 1 / c.at.growth > 0, (c("growth"), positive), equations=(inverse,))
    left = c.by(4 * K * L0 * eta0**2 >= 0, (k, loss, start, start))
    c.scalar(c.at.Delta < 1, strict, share, left, say="(109)")


def _falls_with_t(c: Cited, power: str) -> int:
    """x^(t + 1) <= x^t for x = rho or Delta."""
    x = c.at.rho_bar_0 if power == "rho" else c.at.Delta
    c(power)
    split = c.p.fact("power-sum", x, t, const(1))
    return c.by(x ** (t + 1) <= x**t, (c(f"{power}^t"), c(f"{power} below")), equations=(split,))


def _K_bar_parts(c: Cited) -> tuple[int, int, int, int]:
    """The signs of the factors in K_bar_t."""
    return c.k(), c.given(1), c.start_loss(), c.beta2()


def _K_bar_falls(c: Cited) -> None:
    """K_bar_{t+1} <= K_bar_t, term by term."""
    p, at = c.p, c.at
    k, start, loss, beta = _K_bar_parts(c)
    roots, powers = [], []
    for name, x in (("rho", at.rho_bar_0), ("Delta", at.Delta)):
        below = _falls_with_t(c, name)
        power = p.fact("power-positive", x, t + 1)
        left, right = 2 * K * L0 * x ** (t + 1), 2 * K * L0 * x**t
        c.by(left >= 0, (k, loss, power))
        c.by(left <= right, (k, loss, below))
        roots.append(p.fact("root-monotone", left, right))
        powers.append(below)
    c.by(
        K_BAR_NEXT <= at.K_bar_t,
        (roots[0],),
        (k, k, beta, loss, start, start, powers[1]),
        (k, c.positive_growth(), c.top(), start, roots[1]),
        equations=(p.unfold(at.K_bar_t),),
    )


def _K_bar_limit(c: Cited) -> None:
    """And K g alpha2 <= K_bar_t."""
    _K_bar_falls(c)
    p, at = c.p, c.at
    k, start, loss, beta = _K_bar_parts(c)
    roots = [p.fact("root-nonnegative", 2 * K * L0 * x) for x in (at.rho_bar_0**t, at.Delta**t)]
    c.by(
        K * at.growth * ALPHA2 <= at.K_bar_t,
        (roots[0],),
        (k, k, beta, loss, start, start, c("Delta^t")),
        (k, c.positive_growth(), c.top(), start, roots[1]),
        equations=(p.unfold(at.K_bar_t),),
    )


# --- (19) -----------------------------------------------------------------------------------------
def _letters(c: Cited) -> list[Expr]:
    return [*c.letters, GROWN, EXPLICIT, UNIFORM, UNIFORM_REPAIRED]


def _start_grows(c: Cited) -> int:
    """eta0 <= A_t."""
    p, base = c.p, c.at.base
    p.scalar(base >= 1, [c("base")])
    p.scalar(t / 2 >= 0, [c("t")])
    power, start = p.fact("power-grows", base, const(0), t / 2), c.given(1)
    return p.scalar(eta0 <= GROWN, [power, start], products=[(power, start)])


def _K_terms(c: Cited) -> tuple[int, ...]:
    """K, sigma_max^2(T), sqrt(2 K L), sigma_max(W) and L are nonnegative."""
    p = c.p
    return (
        c.k(),
        p.scalar(SIGMA2_MAX >= 0, []),
        p.fact("root-nonnegative", 2 * K * L),
        p.fact("singular-nonnegative", W, 1),
        c.loss(),
    )


def _K_grows(c: Cited, K_at_step: Expr, least: int, most: int) -> int:
    """K_t(e) <= K_t(A_t) for 0 <= e <= A_t, given by these steps."""
    p = c.p
    k, top, root, width, loss = _K_terms(c)
    large = p.scalar(GROWN >= 0, [least, most], letters=_letters(c))
    products = [(k, k, width, loss, most, x) for x in (large, least)] + [(k, top, root, most)]
    used = [i for names in products for i in names]
    return p.scalar(K_at_step <= K_GROWN, used, products=products, letters=_letters(c))


def _K_grown(c: Cited) -> tuple[int, int]:
    """0 <= K_t(A_t) <= K_bar_t."""
    p, start = c.p, _start_grows(c)
    k, top, root, width, loss = _K_terms(c)
    large = p.scalar(GROWN >= 0, [start, c.given(1)], letters=_letters(c))
    products = [(k, top), (root,), (k, k, width, loss, large, large), (k, top, root, large)]
    used = [i for names in products for i in names]
    least = p.scalar(K_GROWN >= 0, used, products=products, letters=_letters(c))
    return least, p.scalar(K_GROWN <= c.at.K_bar_t, [c("grown")], letters=[c.at.K_bar_t])


def _at_start(c: Cited) -> None:
    """eta0 K_t(eta0) <= 1, by K_t(eta0) <= K_bar_0: no iterate's K_t is larger, whatever alpha1."""
    p, at = c.p, c.at
    k, start, beta, top, loss = c.k(), c.given(1), c.beta2(), c.top(), c.loss()
    roots = _root_falls(c)
    quadratic = (k, k, start, start)
    bound = p.scalar(
        K_AT_ETA0 <= at.K_bar_0,
        [*roots, c("growth"), c("sharp high"), c("below"), c("width"), p.unfold(at.K_bar_0)],
        products=[
            (roots[1],),
            (k, c("sharp high")),
            (k, c("growth"), top),
            (*quadratic, beta, c("below")),
            (*quadratic, loss, c("width")),
            (k, start, c("growth"), top, roots[2]),
            (k, start, top, roots[1]),
            (k, start, roots[0], c("sharp high")),
        ],
        letters=[at.growth, ALPHA2, BETA2, SIGMA2_MAX, L, L0, at.K_bar_0],
    )
    letters = [*c.letters, K_AT_ETA0]
    products = [(start, bound), (c.given(-5),)]
    p.scalar(eta0 * K_AT_ETA0 <= 1, [start, bound, c.given(-5)], products=products, letters=letters)


def _root_falls(c: Cited) -> tuple[int, int, int]:
    """0 <= sqrt(2 K L(t)) <= sqrt(2 K L(0)), and the latter's sign."""
    now, before = 2 * K * L, 2 * K * L0
    c.by(now >= 0, (c.k(), c.loss()))
    c.by(now <= before, (c.k(), c("below")))
    falls = c.p.fact("root-monotone", now, before)
    return c.p.fact("root-nonnegative", now), falls, c.p.fact("root-nonnegative", before)


def _chosen(c: Cited, e: Expr, bound: Expr, K_at_e: Expr) -> None:
    """eta0 <= e <= A_t and e K_t(e) <= 1 for e = min(A_t, 1/N), K_t(A_t) <= N <= K_bar_0."""
    p, letters = c.p, [*_letters(c), K_GROWN]
    start, cap = c.given(1), c.given(-5)
    positive, grown = _K_grown(c)
    below = [c("K_bar_t")] if bound is c.at.K_bar_t else [grown, c("K_bar_t")]
    least = p.scalar(bound >= 0, [positive, grown], letters=letters)
    one, square = p.defined(bound), p.fact("square-nonnegative", 1 / bound)
    inverse = p.scalar(
        1 / bound >= 0, [one, least, square], products=[(least, square)], letters=letters
    )
    products = [(cap,), *((start, i) for i in below)]
    room = p.scalar(eta0 * bound <= 1, [cap, start, *below], products=products, letters=letters)
    p.scalar(eta0 <= 1 / bound, [one, inverse, room], products=[(inverse, room)], letters=letters)
    _start_grows(c)
    greatest = p.fact("minimum-greatest", GROWN, 1 / bound, eta0)
    first = p.scalar(eta0 <= e, [greatest])
    most = p.scalar(e <= GROWN, [p.fact("minimum-below-first", GROWN, 1 / bound)])
    reach = p.scalar(e <= 1 / bound, [p.fact("minimum-below-second", GROWN, 1 / bound)])
    grows = _K_grows(c, K_at_e, p.scalar(e >= 0, [first, start], letters=letters), most)
    size = p.scalar(K_at_e <= bound, [grows, grown], letters=[*letters, K_at_e])
    from_zero = p.scalar(e >= 0, [first, start], letters=letters)
    p.scalar(
        e * K_at_e <= 1,
        [one, from_zero, size, reach, least],
        products=[(from_zero, size), (reach, least)],
        letters=[*letters, K_at_e],
    )


def _explicit(c: Cited) -> None:
    _chosen(c, EXPLICIT, K_GROWN, K_EXPLICIT)


def _uniform(c: Cited) -> None:
    _chosen(c, UNIFORM, c.at.K_bar_t, K_UNIFORM)


def _uniform_repaired(c: Cited) -> None:
    _chosen(c, UNIFORM_REPAIRED, c.at.K_bar_t, K_UNIFORM_REPAIRED)


# --- The local rate -------------------------------------------------------------------------------
def _ratio(c: Cited) -> None:
    """mu_t/(K sigma_max^2(T)) >= (mu/K) (alpha1 + 2 alpha2 (1 - g))/(g alpha2), at L(t) = 0."""
    p, at = c.p, c.at
    low, spread = c("low"), runs.spread(c)
    convex, k, top, growing = c.mu(), c.k(), c.top(), c.positive_growth()
    least = at.alpha1 + 2 * ALPHA2 * (1 - at.growth)
    bodies = (p.unfold(at.mu_bar), p.unfold(MU_T))
    positive = c.scalar(least > 0, c("mu_bar"), convex, bodies[0])
    size = c.scalar(SIGMA2_MAX > 0, positive, low, spread)
    c.by(K * SIGMA2_MAX > 0, (k, size))
    c.by(at.growth * ALPHA2 > 0, (growing, top))
    ones = [p.fact("reciprocal", x) for x in (K, K * SIGMA2_MAX, at.growth * ALPHA2)]
    signs = [p.fact("reciprocal-positive", x) for x in (K, K * SIGMA2_MAX, at.growth * ALPHA2)]
    # sigma_max^2(T) is a sum here: as a letter its reciprocal would be taken apart from K's.
    letters = [x for x in c.letters if x is not SIGMA2_MAX]
    taken = p.scalar(
        equal(SIGMA2_MAX / (K * SIGMA2_MAX), 1 / K), [k, size, *ones[:2]], letters=letters
    )
    products = [(convex, signs[1], low), (convex, positive, signs[1], signs[2], c("high"))]
    p.scalar(
        1 - mu / K * BOUND_RATIO >= 1 - BEST_RATIO,
        [taken, ones[2], bodies[1], *(i for names in products for i in names)],
        products=products,
        letters=letters,
    )


PROOFS: Proofs = {
    ("1.1/benign", "repaired"): _all(_K_bar_falls),
    ("3.2/nonempty", "printed"): _all(_at_start),
    ("3.2/positive", "printed"): _all(_below_one),
    ("3.2/K-bar-decreases", "printed"): _all(_K_bar_limit),
    ("3.2/local-rate-b", "n = m"): _square(_ratio),
    ("3.2/19-rho", "explicit"): _square(_explicit),
    ("3.2/admissible", "n = m"): _square(_uniform),
    ("3.2/admissible", "alpha1 repaired"): cite("E.invariant", "Theorem 3.2", _uniform_repaired),
    ("summary-a/smoothness-decreases", "repaired"): _all(_K_bar_falls),
    ("summary-a/K-bar", "printed"): _all(_K_bar_limit),
    ("summary-a/schedule", "repaired"): _square(_uniform),
    ("summary-a/eta-max", "printed"): _all(_below_one),
}
