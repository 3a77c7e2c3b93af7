"""Section 3.4: random initialisation gives alpha1 > 0. Lemmas 3.3 and 3.4, and the prose.

Notation: A = [W1(0); W2(0)], rows stacked; D(0) = W1'W1 - W2'W2; alpha1 of Table 2. Lemma 3.3 is
"almost surely": its deterministic part has the hypothesis that A (or D(0)) has full rank, which
an initialisation without atoms satisfies with probability one, a determinant being a nonzero
polynomial of the entries. Lemma 3.4 is tested on draws (Clopper-Pearson) at an explicit width.
Not here: the proofs in Appendix F (`f_initialisation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._initial import ALPHA1, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import STARTS, STARTS_NEARLY_WIDE, WIDE, A, h, m, n
from proofs.arxiv_2505_11664._wide import constants, draw, generator
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Proportion, evidence
from verify.language import equal, scalar, sigma, sigma_min
from verify.model.matrices import matrices

__all__ = ["CLAIMS", "full_rank_alpha1", "lower_bound_on_alpha1", "width_of_lemma_34"]

part = Part(__name__, section="3.4")
Array = npt.NDArray[np.float64]

h1, h2, p = scalar("h1", "h"), scalar("h2", "h'"), scalar("p")
WIDTHS = matrices(
    "two widths",
    [h1, h2, p],
    positive=["h1", "h2", "p"],
    finish=lambda batch, sizes: {
        "h1": batch.latent["h1"],
        "h2": batch.latent["h1"] * (1 + batch.latent["h2"]),
        "p": 0.25 + 0.25 * np.minimum(batch.latent["p"], 1.0),
    },
    words="widths h < h' of all scales, p from 1/4 to 1/2 with the end 1/2",
)
PAIRS = ((1, 1), (2, 1), (2, 2), (5, 3), (10, 10))


def width_of_lemma_34(n: int, m: int, delta: float) -> float:
    """A width from which (133) holds with probability 1 - delta: linear in n + m.

    From sigma_min(A) >= sqrt(h) - sqrt(n + m) - t with probability 1 - exp(-t^2/2) and
    alpha1 >= 2 h^(-2p) sigma_min^2, where 2 (1 - x)^2 >= 1.
    """
    root = np.sqrt(n + m) + np.sqrt(2 * np.log(1 / delta))
    return float(np.ceil((6 + 4 * np.sqrt(2)) * root**2))


@cache
def lower_bound_on_alpha1(budget: Budget) -> Sequence[Evidence]:
    """Draws with alpha1 < h^(1 - 2p) at that width; W* = 0, for which alpha1 is least."""
    rng = generator(budget, 34)
    trials = 500 if budget.profile == "quick" else 8_000
    items = []
    for rows, columns in PAIRS:
        for delta in (0.5, 0.1, 0.01):
            width = width_of_lemma_34(rows, columns, delta)
            gram = draw(rng, rows, columns, width, 0.0, trials)
            failures = constants(gram, rows, np.zeros((rows, columns))).alpha1 < width
            at = {"n": rows, "m": columns, "delta": delta, "h": width}
            items.append(Proportion(at, int(failures.sum()), trials, delta))
    words = (
        "share of draws with alpha1 < h^(1 - 2p) at h = (6 + 4 sqrt 2)(sqrt(n + m) + "
        "sqrt(2 log(1/delta)))^2; W* = 0, where alpha1 = Delta is least and both sides scale "
        "with h^(-2p), so that p does not matter"
    )
    return [evidence(words, items)]


_LAWS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Array]] = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "uniform": lambda rng, shape: rng.uniform(-1, 1, shape),
    "exponential": lambda rng, shape: rng.exponential(size=shape),
    "Cauchy": lambda rng, shape: rng.standard_cauchy(shape),
}


def _counted(budget: Budget, scale: Callable[[int, int, int], tuple[float, float]]) -> list[Any]:
    rng = generator(budget, 33)
    trials = 500 if budget.profile == "quick" else 5_000
    items = []
    for rows, columns in ((1, 1), (2, 1), (1, 3), (3, 2)):
        width = rows + columns
        first, second = scale(rows, columns, width)
        for law, of in _LAWS.items():
            W1 = first * of(rng, (trials, rows, width))
            W2 = second * of(rng, (trials, columns, width))
            values = np.linalg.eigvalsh(np.swapaxes(W1, 1, 2) @ W1 - np.swapaxes(W2, 1, 2) @ W2)
            # Delta = lambda_n(D)_+ + lambda_m(-D)_+, and alpha1 >= Delta.
            delta = values[:, width - rows].clip(0) + (-values[:, columns - 1]).clip(0)
            at = {"law": law, "n": rows, "m": columns, "h": width}
            items.append(Proportion(at, int((delta <= 0).sum()), trials, 0.0))
    return items


@cache
def full_rank_alpha1(budget: Budget) -> Sequence[Evidence]:
    """Draws of four laws at h = n + m with alpha1 = 0, both layers alike."""
    items = _counted(budget, lambda n, m, h: (1.0, 1.0))
    return [evidence("share of draws with Delta = 0 at h = n + m", items)]


def _layers(budget: Budget) -> Sequence[Evidence]:
    """The same with the variances of He's (2 / fan-in) and Xavier's initialisation."""
    he = _counted(budget, lambda n, m, h: ((2 / n) ** 0.5, (2 / h) ** 0.5))
    xavier = _counted(budget, lambda n, m, h: ((2 / (n + h)) ** 0.5, (2 / (h + m)) ** 0.5))
    return [
        evidence("share of draws with Delta = 0, He's variances, h = n + m", he),
        evidence("share of draws with Delta = 0, Xavier's variances, h = n + m", xavier),
    ]


def _mildness(budget: Budget) -> Sequence[Evidence]:
    """At h = n + m: alpha1 > 0 always, while (133) has a probability below 0.9."""
    rng = generator(budget, 35)
    trials = 1_000 if budget.profile == "quick" else 10_000
    items = []
    for rows, columns in PAIRS:
        width = rows + columns
        gram = draw(rng, rows, columns, width, 0.0, trials)
        alpha1 = constants(gram, rows, np.zeros((rows, columns))).alpha1
        at = {"n": rows, "m": columns, "h": width}
        items.append(
            Proportion({"event": "alpha1 <= 0", **at}, int((alpha1 <= 0).sum()), trials, 0.0)
        )
        items.append(
            Proportion({"event": "(133) holds", **at}, int((alpha1 >= width).sum()), trials, 0.9)
        )
    return [evidence("at h = n + m, where Lemma 3.3 applies: two events and their shares", items)]


CLAIMS = (
    part.claim(
        "3.3",
        "Lemma 3.3",
        "Mild overparametrisation: h >= n + m gives alpha1 > 0 almost surely",
        reading(
            "printed",
            ALPHA1 > 0,
            when=[sigma_min(A) > 0],
            given=WIDE,
            checks=[full_rank_alpha1],
            tex=r"h \ge m + n \;\Rightarrow\; \alpha_1 > 0 \text{ almost surely}",
            words="whenever A has full row rank, which has probability one for entries from a law "
            "without atoms",
            note="'Continuous' is read as: no atoms. The same law for both layers is not needed.",
        ),
        reading(
            "h >= n + m - 1",
            ALPHA1 > 0,
            when=[sigma("h", D0) > 0],
            given=STARTS_NEARLY_WIDE,
            words="one column less is enough: D(0) is then almost surely nonsingular, with n "
            "positive or m negative eigenvalues",
        ),
        reading(
            "h >= n + m - 2",
            ALPHA1 > 0,
            when=[sigma("h", D0) > 0, h >= n + m - 2],
            given=STARTS,
            words="two columns less are not: alpha1 = 0 on an open set of factors",
            examples=[
                Example(
                    {"n": 2, "m": 2, "h": 2},
                    {
                        "W10": [[1, 0], [0, "1/2"]],
                        "W20": [["1/2", 0], [0, 1]],
                        "Wstar": [[0, 0], [0, 0]],
                        "K": 1,
                        "mu": 1,
                    },
                )
            ],
        ),
        rests_on=["F.2"],
    ),
    part.claim(
        "3.4",
        "Lemma 3.4",
        "Gaussian initialisation: alpha1 >= h^(1 - 2p) with probability 1 - delta",
        reading(
            "printed",
            checks=[lower_bound_on_alpha1],
            tex=r"h \ge \mathrm{poly}(n, m, \tfrac1\delta) \;\Rightarrow\; "
            r"\Pr[\alpha_1 \ge h^{1-2p}] \ge 1 - \delta, \quad \tfrac14 \le p \le \tfrac12",
            words="tested at an explicit width, linear in n + m and in log(1/delta)",
            note="'Probability 1 - delta' is read as at least. The range of p plays no role, and "
            "alpha1 / h^(1 - 2p) tends to 2 (W* = 0).",
        ),
        reading(
            "core",
            2 * sigma_min(A) ** 2 <= ALPHA1,
            given=WIDE,
            words="the deterministic inequality behind it, for all factors and all W*",
        ),
        rests_on=["F.1"],
        hypotheses=("delta > 0; for delta >= 1 nothing is claimed",),
    ),
    part.claim(
        "3.4/increases",
        "Section 3.4, last sentence; after (133)",
        "The lower bound h^(1 - 2p) increases with h",
        reading(
            "printed",
            h1 ** (1 - 2 * p) < h2 ** (1 - 2 * p),
            when=[h1 >= 1, h1 < h2, p >= "1/4", p <= "1/2"],
            given=WIDTHS,
            note="At the admitted end p = 1/2 the bound is 1 for every h. He's, Xavier's and "
            "LeCun's variances scale with h in this way.",
            examples=[Example({}, {"h1": 1, "h2": 4, "p": "1/2"})],
        ),
        reading(
            "repaired",
            h1 ** (1 - 2 * p) < h2 ** (1 - 2 * p),
            when=[h1 >= 1, h1 < h2, p >= "1/4", p < "1/2"],
            given=WIDTHS,
            words="for p < 1/2",
        ),
        kind=Kind.PROSE,
        severity=Severity.CONSTANT,
        rests_on=["3.4"],
        consequence="Lemma 3.4 itself is not affected.",
    ),
    part.claim(
        "3.4/schemes",
        "Section 3.4, Xavier and He",
        "Gaussian and uniform, Xavier's and He's initialisation lead to alpha1 > 0",
        reading(
            "printed",
            checks=[_layers],
            words="the conclusion, with the variances that these schemes give to the two layers",
            note="It follows from the proof of Lemma 3.3, which never uses that both layers have "
            "the same law.",
        ),
        reading(
            "from Lemma 3.3 as stated",
            equal(2 / n, 2 / h),
            when=[h >= n + m],
            given=STARTS,
            words="Lemma 3.3 asks for one law for all entries: He's variances are 2/n for W1 and "
            "2/h for W2",
            note="They differ whenever h > n, so the lemma as stated does not apply.",
        ),
        kind=Kind.PROSE,
        rests_on=["3.3"],
    ),
    part.claim(
        "3.4/comparison",
        "Section 3.4, comparison of the lemmas",
        "h >= n + m is milder than the width of Lemma 3.4, and gives less",
        reading(
            "printed",
            checks=[_mildness],
            words="at h = n + m alpha1 is positive in every draw, while (133) does not hold with "
            "probability 0.9 (and hardly ever for n + m >= 8)",
            note="Lemma 3.4's width is linear in n + m as well, with a larger constant.",
        ),
        kind=Kind.PROSE,
        rests_on=["3.3", "3.4"],
    ),
)
