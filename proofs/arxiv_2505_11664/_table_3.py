"""Table 3, the local rates of this and of other papers. Listed by `tables.py`."""

from __future__ import annotations

from collections.abc import Sequence

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._problem_1 import SCALARS, a, b
from proofs.arxiv_2505_11664.s3_3_sketch import CONSTANTS, alpha1, alpha2
from verify.claims.claim import Budget, Check, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import exp, sqrt
from verify.model.step import K, eta, mu
from verify.model.trajectory import eta0

__all__ = ["CLAIMS", "only_words"]

part = Part(__name__, section="3.2")


def only_words(text: str) -> Check:
    """A check that evaluates nothing and says why."""

    def check(budget: Budget) -> Sequence[Evidence]:
        return [Evidence("words", {"words": text})]

    return check


CLAIMS = (
    part.claim(
        "table-3/this-work",
        "Table 3, our work",
        "Local rate 1 - Omega(mu alpha1 / (K alpha2))",
        reading(
            "printed",
            (alpha1 + 2 * alpha2 * (1 - exp(sqrt(eta0)))) / (exp(sqrt(eta0)) * alpha2)
            >= alpha1 / (4 * alpha2),
            given=CONSTANTS,
            when=[exp(sqrt(eta0)) <= 2, 4 * alpha2 * (exp(sqrt(eta0)) - 1) <= alpha1],
            words="for eta0 so small that exp(sqrt(eta0)) - 1 <= alpha1/(4 alpha2) and <= 1, the "
            "bound after 3.2/local-rate-b has the constant 1/4; n = m, or with alpha1'",
        ),
        kind=Kind.PROSE,
        rests_on=["3.2/local-rate-b"],
    ),
    part.claim(
        "table-3/Arora",
        "Table 3, Arora et al. (2018)",
        "Local rate 1 - Omega(mu alpha1^2 / (K alpha2^2))",
        reading(
            "printed",
            b**4 / 49152 >= a * b**2,
            given=SCALARS,
            when=[b <= 1, a <= 1],
            examples=[Example({}, {"a": "1/1000000", "b": "1/1000"})],
            words="their step eta <= c^3/(49152 |Phi|^4) and rate 1 - eta c give at most the left "
            "side, with b = c/|Phi| the margin; for K = mu and no imbalance alpha1/alpha2 is of "
            "the order of b, and the cell claims the right side for some constant a",
            note="For each a > 0 a small enough b violates it; the witness has a = 1/10^6. The "
            "fourth power, not the second: the table is generous to the older result.",
        ),
        reading(
            "repaired",
            b**4 / 49152 >= b**4 / 50000,
            given=SCALARS,
            words="1 - Omega(mu alpha1^4/(K alpha2^4))",
        ),
        kind=Kind.PROSE,
        severity=Severity.CONSTANT,
        consequence="The comparison is the more in favour of this paper.",
    ),
    part.claim(
        "table-3/Du",
        "Table 3, Du et al. (2018a)",
        "Decreasing steps, margin and small imbalance, no explicit rate",
        reading(
            "printed",
            checks=[
                only_words(
                    "Not decided here. Steps and rate agree with what is known of that paper; a "
                    "condition beta1 > 0 is not among its assumptions."
                )
            ],
            words="a statement about another paper",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "table-3/Xu",
        "Table 3, Xu et al. (2023), step size",
        "That paper has a constant step size",
        reading(
            "printed",
            checks=[
                only_words(
                    "Section 1.2 of this paper says that it has adaptive step sizes, and (67), "
                    "(68) compare with them; see 1.1/prior-steps for their growth."
                )
            ],
            words="against section 1.2, where it is the only work with adaptive steps",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "table-3/Xu-rate",
        "Table 3, Xu et al. (2023), rate",
        "Local rate 1 - Omega(mu alpha1^2 / (K alpha2^2))",
        reading(
            "printed",
            1 - 2 * (a * mu) * eta + mu * K * (b * eta) ** 2 >= 1 - mu / K * (a / b) ** 2,
            given=SCALARS,
            words="with a = c1 alpha1 and b = c2 alpha2, at L = 0 of that paper's bound; equality "
            "at eta = a/(K b^2). The Omega hides (c1/c2)^2.",
        ),
        kind=Kind.PROSE,
    ),
)
