"""Appendix E, the induction's links along runs: A1..A4, the base case, (111)-(113).

A link that the paper states with its premises as hypotheses holds for all n, m; what needs
alpha1 <= sigma_min^2(T_0) is cited from the invariant (`e_invariant.py`), for n = m or with the
repaired alpha1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from proofs.arxiv_2505_11664.proved._family import FAMILIES, Family
from verify.evidence.derivation import Proof
from verify.language import dim, norm, sigma, sigma_max
from verify.language.dims import minimum_of
from verify.model.step import GRADIENT2, L_NEXT, K, L, eta
from verify.model.trajectory import L0, W0, W10, W20, eta0

__all__ = ["PROOFS"]

Steps = Callable[[Cited], object]
_USED = eta - K_T * eta**2 / 2

_all = partial(cite, "E.descends", "printed")


def _both(claim: str, steps: Steps) -> Proofs:
    """For n = m as printed, and with the repaired alpha1."""
    return {
        (claim, "n = m"): cite("E.invariant", "n = m", steps),
        (claim, "repaired"): cite("E.invariant", "printed", steps),
    }


def _descent(c: Cited) -> int:
    """(111), the descent lemma: Theorem 3.1."""
    c.step()
    return c.p.claim(f"{PAPER}/3.1/9-descent", "printed", shown=L_NEXT <= L - _USED * GRADIENT2)


def _pl(c: Cited) -> int:
    """(111), the PL inequality: Theorem 3.1."""
    return c.p.claim(f"{PAPER}/3.1/9-PL", "printed", shown=GRADIENT2 / 2 >= MU_T * L)


def _gradient_replaced(c: Cited) -> None:
    """(112), second inequality."""
    c.by(L - _USED * GRADIENT2 <= L - 2 * MU_T * _USED * L, (c.step(), c.room(), _pl(c)))


def _mu_replaced(c: Cited) -> None:
    """(112), third inequality."""
    c.by(
        L - 2 * MU_T * _USED * L <= L - 2 * c.at.mu_bar * _USED * L,
        (c.step(), c.room(), c("mu_t"), c.loss()),
    )


def _K_replaced(c: Cited) -> None:
    """(112), last inequality, with K_t <= K_bar_t as a hypothesis."""
    at, bound = c.at, c.p.given(K_T <= c.at.K_bar_t)
    square = c.p.fact("square-nonnegative", eta)
    c.by(
        (1 - 2 * at.mu_bar * eta + at.mu_bar * K_T * eta**2) * L <= at.rho_bar_t * L,
        (c("mu_bar"), bound, square, c.loss()),
        equations=(c.p.unfold(at.rho_bar_t),),
    )


def _eta_replaced(c: Cited) -> None:
    """(113), second inequality: the parabola falls up to 1/K_t."""
    mu_bar, limit = c.at.mu_bar, c.given(-1)
    mean = c.by(K_T * (eta + eta0) <= 2, (limit,), (c("positive K_t"), c.given(-3)))
    c.by(
        1 - 2 * mu_bar * eta + mu_bar * K_T * eta**2
        <= 1 - 2 * mu_bar * eta0 + mu_bar * K_T * eta0**2,
        (c("mu_bar"), c.given(-3), mean),
    )


def _K_0(c: Cited) -> None:
    """(113), third inequality, with K_t <= K_bar_t as a hypothesis."""
    at, start = c.at, c.given(1)
    bound = c.p.given(K_T <= at.K_bar_t)
    c.by(
        1 - 2 * at.mu_bar * eta0 + at.mu_bar * K_T * eta0**2 <= at.rho_bar_0,
        (c("mu_bar"), start, start, bound),
        (c("mu_bar"), start, start, c("K_bar_t")),
        equations=(c.p.unfold(at.rho_bar_0),),
    )


def _base(family: Family) -> Proof:
    """A2, A3, A4 at iterate 0, which the paper leaves out: Lemma E.4 with D - D(0) = 0."""
    p = Proof()
    along, at = Along(p, family), family.at
    start = (W10, W20, W0)
    near = along.start_near()
    along.below(W0, near, BETA1, minimum_of(dim("n"), dim("m")))
    along.above(W0, near)
    low, high = along.lemma_e4(start, {"W1": W10, "W2": W20}, near, "at the start")
    k, step, top, growth = along.k(), along.given(1), along.top(), along.growth()
    positive = along.shown(at.growth > 0, growth)
    gap = 1 - at.Delta
    inverse = p.defined(gap)
    square = p.fact("square-nonnegative", 1 / gap)
    quotient = along.by(1 / gap >= 0, (along.room(), square), equations=(inverse,))
    along.by(
        norm(D0 - D0) <= 2 * K * eta0**2 * ALPHA2 * at.growth * L0 / gap,
        (quotient, k, step, step, top, positive, along.start_loss()),
    )
    smallest = sigma("n", W10) ** 2 + sigma("m", W20) ** 2
    largest = sigma_max(W10) ** 2 + sigma_max(W20) ** 2
    along.by(at.alpha1 + 2 * ALPHA2 * (1 - at.growth) <= smallest, (low,), (top, growth))
    along.by(largest <= at.growth * ALPHA2, (high,), (top, growth))
    return p


PROOFS: Proofs = {
    ("E.A1-step", "printed"): restated("E.descends", "printed", "descent"),
    **_both("E.A1-rate", runs.rate),
    ("E.A2", "printed"): restated("E.descends", "printed", "narrow", "width"),
    **_both("E.A3", runs.drift),
    **_both("E.A4-lower", lambda c: c("low")),
    ("E.A4-upper", "printed"): restated("E.descends", "printed", "high"),
    ("E.A4-upper", "repaired"): restated("E.invariant", "printed", "high"),
    ("E.A4-upper", "without the factor"): restated("E.invariant", "printed", "sharp high"),
    ("E.base", "n = m"): partial(_base, FAMILIES["n = m"]),
    ("E.base", "repaired"): partial(_base, FAMILIES["printed"]),
    ("3.3/26", "printed"): cite("E.descends", "Theorem 3.2", _descent),
    ("E.111-a", "printed"): _all(_descent),
    ("E.111-b", "printed"): _all(_pl),
    ("E.112-a", "printed"): _all(_descent),
    ("E.112-b", "printed"): _all(_gradient_replaced),
    **_both("E.112-c", _mu_replaced),
    ("E.112-e", "printed"): _all(_K_replaced),
    **_both("E.113-a", runs.local_rate),
    ("E.113-b", "printed"): _all(_eta_replaced),
    ("E.113-c", "printed"): _all(_K_0),
}
