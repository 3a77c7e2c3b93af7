"""The abstract's statements, in the later results' words. Listed by `s1_introduction.py`."""

from __future__ import annotations

from proofs.arxiv_2505_11664._minimisers import PAIRS
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, MU_T
from proofs.arxiv_2505_11664.b_no_global_constants import NOT_GLOBAL, WHERE_NOT_GLOBAL
from proofs.arxiv_2505_11664.s3_2_convergence import on_runs
from verify.claims.claim import Kind, Severity, reading
from verify.model.step import GRADIENT2, L_NEXT, L, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="abstract")

CLAIMS = (
    part.claim(
        "abstract/global",
        "Abstract",
        "PL inequality and descent lemma do not hold globally",
        reading(
            "printed",
            *NOT_GLOBAL,
            given=PAIRS,
            when=WHERE_NOT_GLOBAL,
            words="as Proposition B.1, which speaks of the smoothness inequality in the place of "
            "the descent lemma",
        ),
        kind=Kind.PROSE,
        rests_on=["2.2/prop-2.1"],
    ),
    part.claim(
        "abstract/local",
        "Abstract and section 1.1, first contribution",
        "Both hold locally, with constants from the weights' singular values and the loss",
        reading(
            "printed",
            L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
            GRADIENT2 / 2 >= MU_T * L,
            given=GD_STEP,
            words="Theorem 3.1; the smoothness constant depends on the step size as well",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/9-descent", "3.1/9-PL"],
    ),
    part.claim(
        "abstract/bounds",
        "Abstract and section 1.1, second contribution",
        "Bounds of the local constants from initialisation, loss, mu and K",
        *on_runs(
            lambda x: (x.mu_bar <= MU_T, x.K_bar_t >= K_T),
            words="(16), (24); K_bar_t depends on L(0), eta0 and t, not on the current loss",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2/16-a", "3.2/16-c"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "abstract/rate",
        "Abstract",
        "A linear rate for general losses",
        *on_runs(
            lambda x: (L * x.rho_bar_0 >= L_NEXT,),
            words="Theorem 3.2; general means Assumption 2.1",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2"],
        severity=Severity.RESULT,
    ),
)
