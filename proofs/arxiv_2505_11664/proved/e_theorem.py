"""Appendix E, Theorem E.1 and Lemma E.1 along runs: (104), (110), (127), (128).

From the invariant (`e_invariant.py`). (128) does not give K_t <= K_bar_t with exp(sqrt(eta0)) in
K_bar_t for c < 1/2; that alpha2 bounds sigma_max^2(T_t) (`e_upper_bound.py`) does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._runs import PRINTED, RHO_T
from proofs.arxiv_2505_11664._runs import c as exponent
from proofs.arxiv_2505_11664.e_constants import LINE_2, LINE_3, LINE_3_REPAIRED
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from verify.language import Expr, const, equal, minimum, sigma_max, sqrt
from verify.model.step import K, L, W, eta
from verify.model.trajectory import L0, eta0, t

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
    """x = sqrt(2 K L(0) rho^t) B^(t/2), y = sqrt(2 K L(0) Delta^t), with x <= y <= x; x >= 0."""
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
            c.scalar(low <= high, e) for (low, high), e in zip(order, equations[::sign], strict=True)
        ]
        p.scalar(terms[::sign][0] <= terms[::sign][-1], links, degree=1, letters=c.letters)
    p.fact("compare-squares", x, y)
    p.fact("compare-squares", y, x)
    return x, y, least


def _at_most(c: Cited) -> None:
    """(128), last line, as an inequality: exp(eta0^c) <= exp(sqrt(eta0)) for c >= 1/2, eta0 <= 1."""
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
