"""Section 5: the conclusion's sentences about runs.

The local rate needs no more than eta_t K_t <= 1 and mu_t > 0, so it holds for all n, m, h; that
mu_bar bounds mu_t is Lemma E.1 for n = m.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T, RUN_HYPOTHESES
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from proofs.arxiv_2505_11664.proved._cited import Proofs, restated
from verify.evidence.derivation import Proof
from verify.model.step import L_NEXT, L, eta

__all__ = ["PROOFS"]


def _local_rate() -> Proof:
    """rho(eta_t, t) = 1 - mu_t eta_t (2 - eta_t K_t) < 1, and Theorem 3.1 (10)."""
    p = Proof()
    positive, least, _, limit = (p.given(RUN_HYPOTHESES[i]) for i in (1, -3, -2, -1))
    rate = p.given(MU_T > 0)
    step = p.scalar(eta > 0, [positive, least])
    room = p.scalar(eta * K_T < 2, products=[(limit,), ()], letters=[K_T])
    p.scalar(
        RHO_T < 1,
        [p.unfold(RHO_T)],
        products=[(rate, step, room)],
        letters=[RHO_T, MU_T, K_T],
    )
    p.claim(f"{PAPER}/3.1/10", "printed", shown=L_NEXT <= RHO_T * L)
    return p


PROOFS: Proofs = {
    ("5/outside-NTK", "printed"): _local_rate,
    ("5/uniform", "with alpha1, n = m"): restated("E.invariant", "n = m", "mu_t"),
}
