"""Appendix A, random matrices: Lemma A.3 (47).

A is n x m with m <= n and independent standard normal entries; delta > 0 is the deviation of its
singular values beyond sqrt(n) - sqrt(m) and sqrt(n) + sqrt(m).
Fact used for a reading without the lemma's own tools: the square of |A| for m = 1 is chi-squared
with n degrees of freedom; for an even number of degrees its tail is a finite sum (`chi2_tail`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._wide import generator
from verify.claims.claim import Budget, Example, reading
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.evidence.statistics import Proportion, evidence, normal_gram
from verify.language import Expr, const, define, exp, scalar, sqrt
from verify.model.matrices import matrices

__all__ = ["CLAIMS", "chi2_tail"]

part = Part(__name__, section="A")

delta = scalar("delta", r"\delta")
DEVIATION = matrices(
    "deviations", [delta], positive=["delta"], words="delta > 0 of all scales from 1e-6 to 1e6"
)


def chi2_tail(degrees: int, x: Expr, name: str, tex: str) -> Expr:
    """P(X > x) for X chi-squared: exp(-y) sum of y^j / j! over j < degrees / 2, y = x / 2."""
    if degrees < 2 or degrees % 2:
        raise InputError(
            f"{degrees} degrees of freedom were given",
            violates="the number is even and at least 2",
            remedy="use a size for which the number of degrees is even",
        )
    y = define(f"{name}_y", x / 2, rf"y_{{{tex}}}")
    total = const(1)
    for j in range(degrees // 2 - 1, 0, -1):
        total = 1 + y / j * total
    return define(name, exp(-y) * total, tex)


def _tails(budget: Budget) -> Sequence[Evidence]:
    """Draws outside the interval, against 2 exp(-delta^2 / 2)."""
    rng = generator(budget, 47)
    trials = 2_000 if budget.profile == "quick" else 60_000
    items = []
    for rows, columns in ((1, 1), (2, 1), (2, 2), (5, 2), (10, 10), (100, 5)):
        values = np.sqrt(np.linalg.eigvalsh(normal_gram(rng, columns, rows, trials)).clip(0))
        low, high = np.sqrt(rows) - np.sqrt(columns), np.sqrt(rows) + np.sqrt(columns)
        for deviation in (1.25, 2.0, 3.0):
            out = (values[:, 0] < low - deviation) | (values[:, -1] > high + deviation)
            allowed = float(2 * np.exp(-(deviation**2) / 2))
            at = {"n": rows, "m": columns, "delta": deviation}
            items.append(Proportion(at, int(out.sum()), trials, allowed))
    return [evidence("share of draws with a singular value outside the interval", items)]


CLAIMS = (
    part.claim(
        "A.3",
        "Lemma A.3 (47)",
        "Singular values of a Gaussian matrix lie within delta of sqrt(n) -+ sqrt(m)",
        reading(
            "printed",
            1 - 2 * exp(delta**2) <= 0,
            given=DEVIATION,
            tex=r"\Pr\left[\sqrt n - \sqrt m - \delta \le \sigma_{\min}(A) \le \sigma_{\max}(A) "
            r"\le \sqrt n + \sqrt m + \delta\right] \ge 1 - 2\exp(\delta^2)",
            words="tested in the form 1 - 2 exp(delta^2) <= 0, from which the statement follows",
            note="True and empty: the printed probability is below -1 for every delta > 0. "
            "A minus sign is missing.",
        ),
        reading(
            "minus",
            chi2_tail(2, (sqrt(2) + 1 + delta) ** 2, "tail", r"\Pr[\chi_2 > \sqrt 2 + 1 + \delta]")
            <= 2 * exp(-(delta**2)),
            given=DEVIATION,
            words="with 1 - 2 exp(-delta^2), at n = 2, m = 1: A has one singular value, whose "
            "square is chi-squared with 2 degrees of freedom",
            note="No exponent above delta^2 / 2 can hold for all delta, as a Gaussian tail shows.",
            examples=[Example({}, {"delta": 7})],
        ),
        reading(
            "repaired",
            checks=[_tails],
            tex=r"\Pr\left[\sqrt n - \sqrt m - \delta \le \sigma_{\min}(A) \le \sigma_{\max}(A) "
            r"\le \sqrt n + \sqrt m + \delta\right] \ge 1 - 2\exp(-\delta^2/2)",
            words="the Davidson-Szarek bound; at m = 1 and large delta the exponent is attained",
        ),
        equations="47",
        consequence="(143) cites it for a probability 1 - delta: as printed nothing follows, and "
        "the repaired lemma gives sqrt(2 log(2/delta)) in the place of log(2/delta)/2. (143) is "
        "true for another reason (see F.1T/143).",
    ),
)
