"""Appendix E, Theorem E.1 and Lemma E.1 along runs: (104), (110), (127), (128).

From the invariant (`e_invariant.py`). Readings whose K_bar_t has exp(sqrt(eta0)) for every c are
not proved here: (128) does not give K_t <= K_bar_t for c < 1/2.
"""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._runs import PRINTED, RHO_T, c, d
from proofs.arxiv_2505_11664._theorem_e1 import PRINTED_E1
from proofs.arxiv_2505_11664.e_constants import LINE_2, LINE_3, LINE_3_REPAIRED
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite, restated
from verify.evidence.derivation import Proof
from verify.language import const, equal, exp, minimum, sigma_max, sqrt
from verify.model.step import K, L, W, ell, eta
from verify.model.trajectory import L0, W0, eta0, t

__all__ = ["PROOFS"]

_repaired = partial(cite, "E.invariant", "printed")
_restated = partial(restated, "E.invariant", "printed")


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


PROOFS: Proofs = {
    ("E.104-a", "repaired"): _repaired(runs.bound_contracts),
    ("E.104-b", "eta_t at most 2/K_bar_t - eta_0"): cite(
        "E.descends", "printed", _second_inequality
    ),
    ("E.104-b", "repaired"): _repaired(runs.rate),
    ("E.104-c", "repaired"): _repaired(runs.power_falls),
    ("E.104", "repaired"): _restated("next loss"),
    ("E.104/repaired", "printed"): _repaired(_theorem),
    ("E.104/repaired", "n = m"): _repaired(_theorem),
    ("E.104/repaired", "n != m"): _repaired(_theorem),
    ("E.1/110-mu", "repaired"): _restated("mu_t"),
    ("E.1/110-K", "repaired"): _restated("K_t"),
    ("E.127", "repaired"): _restated("loss"),
}
