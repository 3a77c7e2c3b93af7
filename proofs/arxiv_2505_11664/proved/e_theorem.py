"""Appendix E, Theorem E.1 and Lemma E.1 along runs: (104), (110), (127), (128).

From the invariant (`e_invariant.py`). (128) does not give K_t <= K_bar_t with exp(sqrt(eta0)) in
K_bar_t for c < 1/2; that alpha2 bounds sigma_max^2(T_t) (`e_upper_bound.py`) does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, RHO_T
from proofs.arxiv_2505_11664._constants_of_runs import c as exponent
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664.e_constants import LINE_2, LINE_3, LINE_3_REPAIRED
from proofs.arxiv_2505_11664.e_theorem import ROOM
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from proofs.arxiv_2505_11664.proved._family import FAMILIES
from verify.language import Expr, const, equal, minimum, sigma_max, sqrt
from verify.model.step import L_NEXT, W1_NEXT, W2_NEXT, W_NEXT, K, L, W, eta
from verify.model.trajectory import L0, W0, W10, W20, eta0, t

__all__ = ["PROOFS"]


def _theorem(c: Cited) -> None:
    """Theorem E.1, its second inequality with rho(eta_t, t)."""
    for name in ("descent", "loss", "mu_t", "K_t", "rate"):
        c(name)
    runs.uniform(c)
    least = c.p.fact("minimum-greatest", c.at.rho_bar_t, c.at.rho_bar_0, RHO_T)
    c.by(RHO_T <= minimum(c.at.rho_bar_t, c.at.rho_bar_0), (least,))


def _second_inequality(c: Cited) -> None:
    """L(t) rho_bar(eta_t, t) <= L(t) rho_bar(eta_0, 0), (eta_t + eta_0) K_bar_t being at most 2."""
    limit = c.p.given((eta + eta0) * c.at.K_bar_t <= 2)
    falls = runs.uniform_falls(c, limit)
    c.by(L * c.at.rho_bar_t <= L * c.at.rho_bar_0, (c.loss(), falls))


# --- (103) ----------------------------------------------------------------------------------------
def _room(c: Cited, at: tuple[Expr, Expr, Expr, Expr], small: tuple[int, ...], which: int) -> None:
    """eta0 K(eta0) <= eta0 K_bar_0 <= 1 for W1, W2, W and the loss `at`.

    small: sigma_max^2(T) <= alpha2, sigma_max(W) <= beta2 and the loss <= L(0).
    """
    p, k, start, top, more = c.p, c.k(), c.given(1), c.top(), c("growth")
    value = at[-1]
    high, width, below = small
    sign = p.scalar(value >= 0, [])
    # A loss is a single letter by itself, and has other names in the claim.
    letters = [x for x in c.letters if x not in (L0, L, L_NEXT)]
    inside = [2 * K * x for x in (value, L0)]
    p.scalar(inside[1] >= 0, products=[(k, c.start_loss())], letters=letters)
    for relation, products in ((inside[0] >= 0, (k, sign)), (inside[0] <= inside[1], (k, below))):
        p.scalar(relation, products=[products], letters=letters)
    falls = p.fact("root-monotone", *inside)
    roots = [p.fact("root-nonnegative", x) for x in inside]
    p.scalar(
        ROOM[which] <= 1,
        [p.unfold(c.at.K_bar_0)],
        products=[
            (c.given(-5),),
            (start, k, high),
            (start, k, more, top),
            (start, falls),
            (start, k, k, c.beta2(), below, start, start),
            (start, k, k, width, sign, start, start),
            (start, k, high, roots[0], start),
            (start, k, top, falls, start),
            (start, k, more, top, roots[1], start),
        ],
        letters=letters,
    )


def _rooms(family: str, c: Cited) -> None:
    """At iterate 0 by Lemma E.4, at t + 1 by what bounds sigma_max^2(T) along every run."""
    p, along = c.p, Along(c.p, FAMILIES[family])
    near = along.start_near()
    start = along.e4_upper((W10, W20, W0), {"W1": W10, "W2": W20}, near, "at the start")
    same = p.scalar(L0 <= L0, [])
    _room(c, (W10, W20, W0, L0), (start, along.above(W0, near), same), 0)
    c.given(-3), c.given(-1)
    after = p.claim(f"{PAPER}/E.A4/sharp", "printed", 4)
    below = c("next below")
    width = along.above(W_NEXT, along.basin(W_NEXT, L_NEXT, below))
    _room(c, (W1_NEXT, W2_NEXT, W_NEXT, L_NEXT), (after, width, below), 1)


# --- (128) ----------------------------------------------------------------------------------------
_G = PRINTED.growth  # exp(eta0^c)


def _root(c: Cited) -> tuple[Expr, int]:
    """2 K L(0) rho^t, and that it is nonnegative."""
    inside = 2 * K * L0 * c.at.rho_bar_0**t
    return inside, c.by(inside >= 0, (c.k(), c.start_loss(), c("rho^t")))


def _positive(c: Cited) -> int:
    """exp(eta0^c) > 0, whatever stands in K_bar_t."""
    return c.p.scalar(_G > 0, [c.p.fact("exp-positive", eta0**exponent)])


def _second_line(c: Cited) -> None:
    """(128), first inequality, with A2, A4 and (127) as hypotheses."""
    p, k, loss, step, beta = c.p, c.k(), c.loss(), c.step(), c.beta2()
    high, width = p.given(SIGMA2_MAX <= _G * ALPHA2), p.given(sigma_max(W) <= BETA2)
    bound = p.given(L <= L0 * c.at.rho_bar_0**t)
    inside, _ = _root(c)
    c.by(2 * K * L >= 0, (k, loss))
    c.by(2 * K * L <= inside, (k, bound))
    falls, root = p.fact("root-monotone", 2 * K * L, inside), p.fact("root-nonnegative", 2 * K * L)
    c.by(
        K_T <= LINE_2,
        (k, high),
        (falls,),
        (k, k, beta, bound, step, step),
        (k, k, width, loss, step, step),
        (k, high, root, step),
        (k, c.top(), _positive(c), falls, step),
        equations=(p.unfold(K_T),),
    )


def _third_line(c: Cited) -> None:
    """(128), second inequality: eta_t <= B^(t/2) eta0."""
    p, k = c.p, c.k()
    inside, _ = _root(c)
    root = p.fact("root-nonnegative", inside)
    c.by(
        LINE_2 <= LINE_3,
        (k, k, c.beta2(), c.start_loss(), c("rho^t"), c("eta^2")),
        (k, c.top(), _positive(c), root, c.given(-2)),
    )


def _powers(c: Cited) -> int:
    """B^t rho^t = Delta^t."""
    p, at = c.p, c.at
    c("rho")
    p.scalar(at.base > 0, [c("base")])
    product = p.fact("power-product", at.base, at.rho_bar_0, t)
    powers = equal(at.base**t * at.rho_bar_0**t, at.Delta**t)
    return p.scalar(powers, [product], letters=[at.rho_bar_0])


def _roots_of_Delta(c: Cited) -> tuple[Expr, Expr, int]:
    """X = sqrt(2 K L(0) rho^t) B^(t/2), y = sqrt(2 K L(0) Delta^t), with x <= y <= x; x >= 0."""
    p, at, powers = c.p, c.at, _powers(c)
    inside, _ = _root(c)
    under, half = 2 * K * L0 * at.Delta**t, at.base ** (t / 2)
    c.by(under >= 0, (c.k(), c.start_loss(), c("Delta^t")))
    x, y = sqrt(inside) * half, sqrt(under)
    p.fact("root-nonnegative", under)
    least = c.by(
        x >= 0,
        (p.fact("root-nonnegative", inside), p.fact("power-positive", at.base, t / 2)),
    )
    # Their squares, one equation at a time.
    terms = [x * x, inside * (half * half), inside * at.base**t, under, y * y]
    equations = [
        p.fact("root-squared", inside),
        p.fact("power-sum", at.base, t / 2, t / 2),
        powers,
        p.fact("root-squared", under),
    ]
    for sign in (1, -1):
        order = list(pairwise(terms[::sign]))
        links = [
            c.scalar(low <= high, e)
            for (low, high), e in zip(order, equations[::sign], strict=True)
        ]
        p.scalar(terms[::sign][0] <= terms[::sign][-1], links, degree=1, letters=c.letters)
    p.fact("compare-squares", x, y)
    p.fact("compare-squares", y, x)
    return x, y, least


def _at_most(c: Cited) -> None:
    """(128), last line: exp(eta0^c) <= exp(sqrt(eta0)) for c >= 1/2, eta0 <= 1."""
    p, at, start = c.p, c.at, c.given(1)
    p.given(exponent >= const("1/2")), p.given(eta0 <= 1)
    shrinks = p.fact("power-shrinks", eta0, const("1/2"), exponent)
    p.scalar(eta0**exponent <= sqrt(eta0), [shrinks, p.fact("power-root", eta0)])
    monotone = p.fact("exp-monotone", eta0**exponent, sqrt(eta0))
    grows = p.scalar(_G <= at.growth, [monotone])
    left, right, least = _roots_of_Delta(c)
    below = p.fact("compare-squares", left, right)
    powers = c.scalar(at.base**t * at.rho_bar_0**t <= at.Delta**t, _powers(c))
    k, top, growing = c.k(), c.top(), c.positive_growth()
    c.by(
        LINE_3 <= at.K_bar_t,
        (k, top, grows),
        (k, k, c.beta2(), c.start_loss(), start, start, powers),
        (k, top, start, growing, below),
        (k, top, start, grows, least),
        equations=(p.unfold(at.K_bar_t),),
    )


def _last_line(c: Cited) -> None:
    """(128), last line, exp(eta0^c) being in K_bar_t."""
    left, right, _ = _roots_of_Delta(c)
    same = c.p.fact("antisymmetry", left, right)
    body = c.p.unfold(c.at.K_bar_t)
    c.scalar(equal(LINE_3_REPAIRED, c.at.K_bar_t), same, _powers(c), body)


_AS_PRINTED = "n = m, exp(sqrt(eta0))"


def _both(claim: str, steps: Callable[[Cited], object]) -> Proofs:
    """For n = m character for character, and with the repaired alpha1."""
    return {
        (claim, "n = m"): cite("E.invariant", _AS_PRINTED, steps),
        (claim, "repaired"): cite("E.invariant", "printed", steps),
    }


def _both_restated(claim: str, name: str) -> Proofs:
    return {
        (claim, "n = m"): restated("E.invariant", _AS_PRINTED, name),
        (claim, "repaired"): restated("E.invariant", "printed", name),
    }


PROOFS: Proofs = {
    ("E.103-interval", "printed"): cite("E.descends", _AS_PRINTED, partial(_rooms, _AS_PRINTED)),
    ("E.103-interval", "n = m"): cite("E.descends", _AS_PRINTED, partial(_rooms, _AS_PRINTED)),
    ("E.103-interval", "repaired"): cite("E.invariant", "printed", partial(_rooms, "printed")),
    **_both("E.104-a", runs.bound_contracts),
    ("E.104-b", "eta_t at most 2/K_bar_t - eta_0"): cite(
        "E.descends", "printed", _second_inequality
    ),
    ("E.104-b", "repaired"): cite("E.invariant", "printed", runs.rate),
    **_both("E.104-c", runs.power_falls),
    **_both_restated("E.104", "next loss"),
    **{
        ("E.104/repaired", name): cite("E.invariant", "printed", _theorem)
        for name in ("printed", "n = m", "n != m")
    },
    **_both_restated("E.1/110-mu", "mu_t"),
    **_both_restated("E.1/110-K", "K_t"),
    ("E.126", "repaired"): restated("E.invariant", _AS_PRINTED, "mu_t"),
    **_both_restated("E.127", "loss"),
    ("E.128-b", "printed"): cite("E.descends", _AS_PRINTED, _second_line),
    ("E.128-c", "printed"): cite("E.descends", _AS_PRINTED, _third_line),
    ("E.128-d", "at most, c at least 1/2"): cite("E.descends", _AS_PRINTED, _at_most),
    ("E.128-d", "repaired"): cite("E.descends", "printed", _last_line),
}
