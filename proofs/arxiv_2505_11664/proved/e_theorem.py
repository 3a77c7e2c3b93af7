"""Appendix E, Theorem E.1 and Lemma E.1 along runs: (104), (110), (127), (128).

From the invariant (`e_invariant.py`). (128) does not give K_t <= K_bar_t with exp(sqrt(eta0)) in
K_bar_t for c < 1/2; that alpha2 bounds sigma_max^2(T_t) (`e_upper_bound.py`) does.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._runs import RHO_T
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from verify.language import minimum
from verify.model.step import L, eta
from verify.model.trajectory import eta0

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
}
