"""Theorem 3.2 wherever the paper states it: abstract, sections 1, 3.2, 3.3, tables, summaries.

All of it follows from the invariant (`e_invariant.py`) for c = 1/2 and d = 2: "n = m" with the
constants as printed, "repaired" with the repaired alpha1 for all n, m. What needs no more than a
loss that does not grow holds for all n, m as printed.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, D
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from verify.evidence.derivation import Proof
from verify.language import norm
from verify.model.step import GRADIENT2, K, L, eta, mu
from verify.model.trajectory import eta0

__all__ = ["PROOFS"]

Steps = Callable[[Cited], object]


def _square(steps: Steps) -> Callable[[], Proof]:
    return cite("E.invariant", "Theorem 3.2, n = m", steps)


def _both(claim: str, *names: str, repaired: str = "repaired") -> Proofs:
    """Restated for n = m and with the repaired alpha1."""
    return {
        (claim, "n = m"): restated("E.invariant", "Theorem 3.2, n = m", *names),
        (claim, repaired): restated("E.invariant", "Theorem 3.2", *names),
    }


def _both_by(claim: str, steps: Steps, *, repaired: str = "repaired") -> Proofs:
    """With these last steps, for n = m and with the repaired alpha1."""
    return {
        (claim, "n = m"): cite("E.invariant", "Theorem 3.2, n = m", steps),
        (claim, repaired): cite("E.invariant", "Theorem 3.2", steps),
    }


def _all(claim: str, reading: str, *names: str) -> Proofs:
    """Restated for all n, m."""
    return {(claim, reading): restated("E.descends", "Theorem 3.2", *names)}


def _contracts(c: Cited) -> None:
    runs.rate_contracts(c)
    c("next loss")


def _sum(c: Cited) -> None:
    """1.1, and the drift bounded by alpha2 (g - 1)."""
    runs.drift(c)
    c.by(
        norm(D - D0) <= ALPHA2 * (c.at.growth - 1),
        (c("drift"),),
        (c("share"), c.top(), c("Delta^t")),
        (c("share below"), c.top()),
        (c("growth"), c.top()),
    )


def _contraction(c: Cited) -> None:
    c("descent")
    runs.bound_contracts(c)


def _local_ratio(c: Cited) -> None:
    """mu_bar K_t <= mu_t K_bar_t."""
    size = runs.positive_K(c)
    c.by(
        c.at.mu_bar * K_T <= MU_T * c.at.K_bar_t,
        (c("mu_bar"), c("K_t")),
        (c("mu_t"), size),
        (c("mu_t"), c("K_t")),
    )


def _binding(c: Cited) -> None:
    """K_t mu >= K mu sigma_min^2(T) >= K mu_bar."""
    k, convex = c.k(), c.mu()
    terms = runs.other_terms(c)
    c.by(
        K_T * mu >= K * c.at.mu_bar,
        (convex, k, runs.spread(c)),
        *((convex, *names) for names in terms),
        (k, c("mu_t")),
        equations=(c.p.unfold(K_T), c.p.unfold(MU_T)),
    )


def _gradient(c: Cited) -> None:
    """(27): the descent's term by the PL inequality, and mu_bar <= mu_t."""
    pl = c.p.claim(f"{PAPER}/3.1/9-PL", "printed", shown=GRADIENT2 / 2 >= MU_T * L)
    c.by(
        L - 2 * c.at.mu_bar * (eta - K_T * eta**2 / 2) * L
        >= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
        (c.step(), c.room(), pl),
        (c.step(), c.room(), c("mu_t"), c.loss()),
    )


def _curvature(c: Cited) -> None:
    """(29): K_t <= K_bar_t <= K_bar_0, times L(t)."""
    at, loss, step = c.at, c.loss(), c.step()
    c.by(
        (1 - 2 * at.mu_bar * eta + at.mu_bar * K_T * eta**2) * L
        <= (1 - 2 * at.mu_bar * eta + at.mu_bar * at.K_bar_0 * eta**2) * L,
        (loss, c("mu_bar"), step, step, c("K_t")),
        (loss, c("mu_bar"), step, step, c("K_bar_t")),
    )


def _parabola(c: Cited) -> None:
    """(30) with K_t: eta_t by eta_0, then K_t by K_bar_0, each times L(t)."""
    at, loss, start = c.at, c.loss(), c.given(1)
    size, limit = runs.positive_K(c), c.given(-1)
    mean = c.by(K_T * (eta + eta0) <= 2, (limit,), (size, c.given(-3)))
    c.by(
        (1 - 2 * at.mu_bar * eta + at.mu_bar * K_T * eta**2) * L
        <= (1 - 2 * at.mu_bar * eta0 + at.mu_bar * K_T * eta0**2) * L,
        (loss, c("mu_bar"), c.given(-3), mean),
    )
    c.by(
        (1 - 2 * at.mu_bar * eta0 + at.mu_bar * K_T * eta0**2) * L <= at.rho_bar_0 * L,
        (loss, c("mu_bar"), start, start, c("K_t")),
        (loss, c("mu_bar"), start, start, c("K_bar_t")),
        equations=(c.p.unfold(at.rho_bar_0),),
    )


def _uniform_falls(c: Cited) -> None:
    """(25-b) where eta_t <= 1/K_bar_t."""
    at = c.at
    limit = c.p.given(eta * at.K_bar_t <= 1)
    least = c.by(at.K_bar_t >= 0, (c("K_t"),), (runs.positive_K(c),))
    both = c.by((eta + eta0) * at.K_bar_t <= 2, (limit,), (least, c.given(-3)))
    runs.uniform_falls(c, both)


PROOFS: Proofs = {
    **_both("abstract/bounds", "mu_t", "K_t"),
    **_both_by("abstract/rate", runs.rate_contracts),
    **_both_by("1.1/imbalance", _sum, repaired="alpha1 repaired"),
    **_both_by("3.2", _contracts),
    **_both("3.2/16-a", "mu_t"),
    **_both("3.2/16-c", "K_t", repaired="alpha1 repaired"),
    **_all("3.2/16-d", "printed", "descent"),
    **_both_by("3.2/16-e", runs.rate),
    **_both("3.2/17", "next loss"),
    **_both_by("3.2/binding", _binding, repaired="alpha1 repaired"),
    ("3.2/local-rate-b", "repaired"): cite("E.invariant", "Theorem 3.2", _local_ratio),
    **_both_by("3.2/contraction", _contraction, repaired="alpha1 repaired"),
    **_both("3.3/22-low", "low"),
    **_both("3.3/22-up", "high", repaired="alpha1 repaired"),
    **_all("3.3/22-up", "printed", "high"),
    **_all("3.3/23-low", "printed", "narrow"),
    **_all("3.3/23-up", "printed", "width"),
    **_both_by("3.3/imbalance", runs.drift, repaired="alpha1 repaired"),
    ("3.3/step-two", "repaired"): restated("E.invariant", "Theorem 3.2, n = m", "mu_t"),
    **_both("3.3/24-mu", "mu_t"),
    **_both("3.3/24-K", "K_t", repaired="alpha1 repaired"),
    **_both_by("3.3/25-a", runs.uniform),
    ("3.3/25-b", "repaired"): _square(_uniform_falls),
    ("3.3/25-b", "alpha1 repaired"): cite("E.invariant", "Theorem 3.2", _uniform_falls),
    ("3.3/25-b", "conclusion"): restated("E.invariant", "Theorem 3.2, n = m", "rate"),
    ("3.3/25-b", "conclusion, alpha1 repaired"): restated("E.invariant", "Theorem 3.2", "rate"),
    **_both_by("3.3/27", _gradient),
    **_both_by("3.3/29", _curvature, repaired="alpha1 repaired"),
    ("3.3/30", "repaired"): _square(_parabola),
    ("3.3/30", "alpha1 repaired"): cite("E.invariant", "Theorem 3.2", _parabola),
    ("table-1/this-work", "repaired"): _square(runs.rate_contracts),
    ("table-1/this-work", "alpha1 repaired"): cite(
        "E.invariant", "Theorem 3.2", runs.rate_contracts
    ),
    ("table-2/alpha1-run", "repaired"): restated("E.invariant", "Theorem 3.2, n = m", "low"),
    **_all("table-2/alpha2", "printed", "sharp high"),
    **_all("table-2/beta1", "repaired", "narrow"),
    **_all("table-2/beta2", "repaired", "width"),
    ("summary-a/requirement", "repaired"): _square(runs.rate_contracts),
    ("summary-a/mu-bounded", "repaired"): restated("E.invariant", "Theorem 3.2, n = m", "mu_t"),
    ("summary-a/imbalance", "sum"): _square(runs.drift),
    **_both("summary-a/spectral", "low", "high"),
    **_both("summary-b/bounds", "mu_t", "K_t"),
    **_both("summary-b/rate", "next loss"),
}
