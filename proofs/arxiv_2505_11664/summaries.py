r"""Two summaries of this paper by others: do they say what it says, and is it true?

"Faithful" in a claim's note answers the first question, the verdict the second. Statements that
repeat the paper's are stated as there. Sentences on motivation, memory or software are not covered.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import THEOREM_32
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    K_T,
    MU_T,
)
from proofs.arxiv_2505_11664._summary_a_constants import CLAIMS as CONSTANTS
from proofs.arxiv_2505_11664._summary_a_results import CLAIMS as RESULTS
from proofs.arxiv_2505_11664._summary_a_results import open_question
from proofs.arxiv_2505_11664.s3_2_convergence import on_runs
from verify.claims.claim import Kind, Severity, reading
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    L,
    eta,
)
from verify.model.trajectory import L0, t

__all__ = ["CLAIMS"]

part = Part(__name__, section="summary b")
P = THEOREM_32

LOCAL = (L - (eta - K_T * eta**2 / 2) * GRADIENT2 >= L_NEXT, GRADIENT2 / 2 >= MU_T * L)

CLAIMS = (
    *CONSTANTS,
    *RESULTS,
    part.claim(
        "summary-b/near",
        "Summary b",
        "Both conditions hold locally near the optimal solution",
        reading(
            "printed",
            *LOCAL,
            given=GD_STEP,
            note="Not faithful: they hold at every iterate, near or far, as tested here.",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.1/9-descent", "3.1/9-PL"],
    ),
    part.claim(
        "summary-b/bounds",
        "Summary b",
        "Computable bounds of the local constants",
        *on_runs(
            lambda x: (x.mu_bar <= MU_T, x.K_bar_t >= K_T),
            note="Faithful. Computable where sigma(W*) and |W(0) - W*| are known.",
        ),
        kind=Kind.SUMMARY,
        rests_on=["3.2/16-a", "3.2/16-c"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "summary-b/rate",
        "Summary b",
        "A linear rate under relaxed assumptions",
        *on_runs(lambda x: (L0 * x.rho_bar_0 ** (t + 1) >= L_NEXT,), note="Faithful."),
        kind=Kind.SUMMARY,
        rests_on=["3.2"],
        severity=Severity.RESULT,
    ),
    part.claim(
        "summary-b/first",
        "Summary b",
        "For the first time; and the abstract, repeated",
        open_question(
            "Not faithful: the paper does not claim priority for local PL inequalities, which "
            "earlier papers have. The abstract is repeated word for word."
        ),
        kind=Kind.SUMMARY,
    ),
)
