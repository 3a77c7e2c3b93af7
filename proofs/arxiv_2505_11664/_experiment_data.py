"""Section 4, setting: the loss (32), the data and what is said about them.

The claims stand in `s4_experiments.py`'s list. Notation: s the printed sigma^2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from proofs.arxiv_2505_11664._experiments import section_4
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._wide import generator
from proofs.arxiv_2505_11664.figures.published import FIGURE_1, READING_LOG10, REPEATS
from verify.claims.claim import Budget, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import agreement, evidence, exponent
from verify.language import equal, matrix, maximum, norm, norm2, scalar, sigma_min
from verify.model.matrices import matrices

__all__ = ["CLAIMS"]

part = Part(__name__, section="4")


def _start_loss(deviation: Callable[[float], float]) -> Callable[[Budget], Sequence[Evidence]]:
    def check(budget: Budget) -> Sequence[Evidence]:
        items = []
        for panel in FIGURE_1[:3]:
            rng = generator(budget, 41)
            runs = section_4(rng, panel.h, panel.noise, 200, residual=deviation(panel.noise))
            items.append(
                agreement(
                    np.log10(runs.loss),
                    panel.log10_start,
                    repeats=REPEATS,
                    parameters={"noise": panel.noise},
                    reading=READING_LOG10,
                )
            )
        return [evidence("log10 L(0) against the figure's, as read", items)]

    return check


def _imbalance(budget: Budget) -> Sequence[Evidence]:
    widths = [500.0, 1000.0, 2000.0, 4000.0]
    groups, size = (6, 4) if budget.profile == "quick" else (20, 20)
    top = np.empty((4, groups))
    for row, width in enumerate(widths):
        runs = section_4(generator(budget, 42, row), width, 0.1, groups * size)
        top[row] = runs.found.lambda_plus.reshape(groups, size).mean(axis=1)
    fit = exponent(
        widths,
        top,
        parameters={"quantity": "lambda_max(D(0))"},
        draws=4 * groups * size,
        claimed=1.0,
        exact=True,
        tolerance=0.15,
    )
    return [evidence("exponent of lambda_max(D(0)) in h, against 1, within 0.15", [fit])]


X = matrix("X", "n", "n")
Y = matrix("Y", "n", "m")
W1 = matrix("W1", "n", "h", "W_1(0)")
W2 = matrix("W2", "m", "h", "W_2(0)")
eps = matrix("eps", "n", "m", r"\epsilon")
noise = scalar("s", r"\sigma^2")
more = scalar("r", r"\sigma'^2")
root = scalar("k", r"\sqrt{K/\mu}")
DATA = matrices("data of section 4", [X, W1, W2, eps, noise], largest=3)
NOISES = matrices(
    "two levels of noise",
    [W1, W2, eps, noise, more, root],
    positive=["s", "r", "k"],
    largest=3,
    finish=lambda batch, sizes: {**batch.latent, "k": 1 + batch.latent["k"]},
)
MARGINS = [maximum(0, sigma_min(W1 @ W2.T + x * eps) - root * norm(x * eps)) for x in (noise, more)]

CLAIMS = (
    part.claim(
        "4/32",
        "Equation (32)",
        "The squared loss of the experiments",
        reading(
            "printed",
            tex=r"L(W_1, W_2) = \tfrac12\|Y - XW_1W_2^{\top}\|_F^2",
            words="defines the problem; K and mu are the extreme squared singular values of X",
        ),
        equations="32",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "4/parameters",
        "Section 4, setting",
        "n = m = 10, h in {500, 1000, 4000}, entries N(0, 1), c = 0.5 and d = 1.01",
        reading(
            "printed",
            words="the setting of Figures 1 and 2",
            note="With d = 1.01 the growth allowed is that of (103), (1 + eta0^1.01)^(t/2), not "
            "the (1 + eta0^2)^(t/2) of (15) and (19). Entries N(0, 1) mean p = 0, outside "
            "Theorem 3.3's range.",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "4/data",
        "Section 4, data",
        "Y = X W1(0) W2(0) + sigma^2 eps",
        reading(
            "printed",
            equal(Y, X @ W1 @ W2 + noise * eps),
            tex=r"Y = XW_1(0)W_2(0) + \sigma^2\epsilon",
            note="Both factors are 10 x h: a transpose is missing.",
        ),
        reading(
            "repaired",
            equal(
                norm2((X @ W1 @ W2.T + noise * eps) - X @ W1 @ W2.T) / 2, noise**2 * norm2(eps) / 2
            ),
            identity=True,
            words="Y = X W1(0) W2(0)' + sigma^2 eps, as in (32) and in Appendix G.2: then "
            "L(0) = sigma^4 |eps|^2 / 2",
        ),
        severity=Severity.TYPO,
    ),
    part.claim(
        "4/noise",
        "Section 4, size of the noise",
        "The noise's standard deviation is sigma^2",
        reading(
            "printed",
            checks=[_start_loss(lambda x: x)],
            words="eps has entries N(0, 1) and is multiplied by sigma^2 in {0.01, 0.1, 1}",
            note="All three values read are 0.3 below, at the edge of the reading error.",
        ),
        reading(
            "variance",
            checks=[_start_loss(lambda x: float(np.sqrt(x)))],
            words="with sigma^2 as the variance: excluded by Figure 1's values of L(0)",
        ),
        kind=Kind.PROSE,
        rests_on=["4/data"],
    ),
    part.claim(
        "4/margin",
        "Section 4, prose",
        "More noise means a larger initial loss and a smaller margin",
        reading(
            "printed",
            noise**2 * norm2(eps) / 2 <= more**2 * norm2(eps) / 2,
            MARGINS[1] <= MARGINS[0],
            when=[noise <= more, root >= 1],
            given=NOISES,
            tex=r"\sigma^2 \le \sigma'^2 \;\Rightarrow\; L(0) \le L'(0), \; \beta_1' \le \beta_1",
            words="for the same W1(0), W2(0) and eps",
        ),
        kind=Kind.PROSE,
        rests_on=["4/data"],
    ),
    part.claim(
        "4/imbalance",
        "Section 4, prose",
        "The initial imbalance grows with h",
        reading("printed", checks=[_imbalance], words="measured as lambda_max(D(0))"),
        kind=Kind.PROSE,
    ),
)
