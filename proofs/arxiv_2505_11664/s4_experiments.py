"""Sections 4 and 5: the experiments, Figures 1 and 2, and the conclusion.

The experiments are repeated at the paper's scale (`figures/`); legends are compared with more
draws, at any width exactly through the Gram matrix (`_experiments.py`). A deviation of more than
four standard errors beyond the error of reading a value contradicts a description and does not
refute it: the verdict is then INCONCLUSIVE. Sentences about the figures alone are decided on the
published values.
The setting's own claims are in `_experiment_data.py`, section 5 is in `_conclusion.py`.
Not here: Algorithm 1 and Appendix G (`g_simulations.py`); wall-clock times, which no simulation
elsewhere reproduces; the step sizes of Xu et al. (`c_prior_work.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664 import _conclusion, _experiment_data
from proofs.arxiv_2505_11664._experiments import Runs, section_4
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T
from proofs.arxiv_2505_11664._wide import generator
from proofs.arxiv_2505_11664.figures.evidence import drawn, reproduces
from proofs.arxiv_2505_11664.figures.figure_1 import CLOSEST
from proofs.arxiv_2505_11664.figures.published import FIGURE_1, FIGURE_2, REPEATS, Panel
from proofs.arxiv_2505_11664.figures.statements import (
    bounded,
    drawn_2,
    fastest,
    order,
    slower,
    usual_line_search,
)
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import agreement, evidence
from verify.figures.published import Comparison
from verify.language import (
    const,
    define,
    equal,
    scalar,
    substitute,
)
from verify.model.matrices import matrices

__all__ = ["CLAIMS"]

part = Part(__name__, section="4")
Array = npt.NDArray[np.float64]


def _simulated(budget: Budget, panel: Panel, full: int = 400) -> Runs:
    """The same draws for every noise level of a width."""
    rng = generator(budget, 4, panel.h)
    return section_4(rng, panel.h, panel.noise, 40 if budget.profile == "quick" else full)


def _ratios(*, frobenius: bool) -> Callable[[Budget], Sequence[Evidence]]:
    def check(budget: Budget) -> Sequence[Evidence]:
        items = [
            agreement(
                _simulated(budget, panel).ratio(frobenius=frobenius),
                panel.ratio,
                repeats=REPEATS,
                parameters={"h": panel.h, "noise": panel.noise},
            )
            for panel in FIGURE_1
        ]
        return [evidence("mean of alpha1/alpha2 against the legend of each panel", items)]

    return check


def _none(comparison: Comparison) -> bool:
    return False


def _curves(comparison: Comparison) -> bool:
    return comparison.published.source == "read"


def _of_constant_step(comparison: Comparison) -> bool:
    return comparison.published.what == "log10 L(49), constant step"


def _adaptive_order(budget: Budget) -> Sequence[Evidence]:
    """Pairs of panels, for each adaptive scheme: smaller ratio, fewer decades an iteration."""
    pairs, wrong = 0, 0
    for one, other in combinations(FIGURE_1, 2):
        low, high = sorted((one, other), key=lambda panel: panel.ratio)
        if high.ratio - low.ratio < 0.05:
            continue
        for scheme in ("rho_bar", "rho"):
            pairs += 1
            pace = [(25 + x.log10_start) / getattr(x, scheme) for x in (low, high)]
            wrong += pace[0] >= pace[1]
    words = (
        "pairs of panels whose legends differ by 0.05 or more, for each adaptive scheme: decades "
        "an iteration down to 1e-25, as read, are fewer where alpha1/alpha2 is smaller"
    )
    data = {"words": words, "instances": pairs, "violations": wrong}
    return [Evidence("statistics", data)]


def _figure_2_order(budget: Budget) -> Sequence[Evidence]:
    wrong = sum(list(times) != sorted(times) for times in FIGURE_2.values())
    words = "rows of Figure 2 whose times to 1e-25 were read, in the claimed order"
    data = {"words": words, "instances": len(FIGURE_2), "violations": wrong}
    return [Evidence("statistics", data)]


alpha1, alpha2 = scalar("alpha1", r"\alpha_1"), scalar("alpha2", r"\alpha_2")
mu, K = scalar("mu", r"\mu"), scalar("K")
RATES = matrices("rates", [alpha1, alpha2, mu, K], positive=["alpha1", "alpha2", "mu", "K"])
OURS = mu / K * (alpha1 / alpha2)
THEIRS = mu / K * (alpha1 / alpha2) ** 2
fall, bound_fall = scalar("fall"), scalar("bound_fall", "fall_{(16)}")
pace1, pace2 = scalar("pace1", "v"), scalar("pace2", "v'")
ratio1, ratio2 = scalar("ratio1", "r"), scalar("ratio2", "r'")
# K_t is a definition: its body is taken, so that the name stays with one expression.
STEPS_APART = define("K_t_0", substitute(K_T.args[0], {"eta": const(0)}), "K_t|_{\\eta=0}")
# K_t(eta) = q + r eta + w eta^2 with coefficients q > 0 and r, w >= 0.
q, r, w = scalar("q"), scalar("r"), scalar("w")
x, y = scalar("x", r"\eta"), scalar("y", r"\eta'")
CUBICS = matrices("K_t as a polynomial", [q, r, w, x, y], positive=["q", "r", "w", "x", "y"])
CUBIC = [q + r * z + w * z**2 for z in (x, y)]

CLAIMS = (
    *_experiment_data.CLAIMS,
    part.claim(
        "fig-1",
        "Figure 1, legends",
        "alpha1 / alpha2 in the nine panels",
        reading(
            "printed",
            checks=[_ratios(frobenius=False), drawn(1)],
            words="with Table 2's constants and the data described in the text",
            note="The legends are smaller than the definitions give, by five standard errors of "
            "thirty repeats and more.",
        ),
        reading(
            "|W*|_F in beta2",
            checks=[_ratios(frobenius=True), drawn(1, "closest", values=_none)],
            words="with the Frobenius norm of W* in the place of sigma_max(W*) in beta2: alpha2 "
            "is then still an upper bound, a looser one",
            note="The same change explains Figures 4 and 5. An inference from the numbers.",
        ),
        section="4.1",
        kind=Kind.FIGURE,
    ),
    part.claim(
        "fig-1/constant",
        "Figure 1, constant step",
        "The curves of the constant step eta0 = eta_max",
        reading(
            "printed",
            checks=[reproduces(1, "as printed", values=_of_constant_step)],
            words="with eta_max of Theorem E.1, the least of the roots of (101) and (102)",
            note="With that step the loss passes 1e-25 before iterate 40 in every panel, where "
            "the figure shows 1e-4 to 1e-19 at iterate 49.",
        ),
        reading(
            "root of (102)",
            checks=[reproduces(1, "|W*|_F in beta2, root of (102)", values=_of_constant_step)],
            words="with the smallest root of (102), about twice that of (101), and |W*|_F in "
            "beta2: outside the step sizes that Theorem E.1 admits",
            note="An inference from the numbers. The adaptive curves then start below eta0, "
            "against eta0 <= eta_t.",
        ),
        section="4.1",
        kind=Kind.FIGURE,
        rests_on=["fig-1"],
        consequence="The acceleration seen in Figure 1 is over a constant step that is too "
        "large, not over the theorem's.",
    ),
    part.claim(
        "fig-1/curves",
        "Figure 1, curves",
        "The losses and bounds of the three step sizes",
        reading(
            "printed",
            checks=[reproduces(1, "as printed", values=_curves)],
            words="55 values read off the nine panels, against thirty repeats of the experiment "
            "as the text describes it: eta_max of Theorem E.1, growth capped as in (103)",
            note="With so small an eta0 as eta_max the growth cap binds, and the three step sizes "
            "nearly coincide; the figure shows three curves.",
        ),
        reading(
            "the closest",
            checks=[reproduces(1, CLOSEST, values=_curves)],
            words="|W*|_F in beta2, eta0 the root of (102), and the loss halved once more",
            note="All but a few values are then reproduced. The same losses would come of noise "
            "with standard deviation sigma^2 / sqrt(2). An inference from the numbers.",
        ),
        section="4.1",
        kind=Kind.FIGURE,
        rests_on=["fig-1", "fig-1/constant"],
    ),
    part.claim(
        "4.1/follows",
        "Section 4.1, first paragraph",
        "In all cases the theoretical upper bound follows the actual loss well",
        reading(
            "printed",
            fall <= 10 * bound_fall,
            tex=r"\text{decades of the loss} \le 10 \cdot \text{decades of its bound}",
            words="at the least: the loss does not fall by ten times as many decades as its bound",
            note="Constant step, h = 500, sigma^2 = 0.01, iterates 0 to 49, read off Figure 1: "
            "the loss falls by 14.8 decades, the bound (16) by 0.2.",
            examples=[Example({}, {"fall": "148/10", "bound_fall": "2/10"})],
        ),
        reading(
            "repaired",
            checks=[bounded],
            words="the bounds (16) and (20) lie above the loss in all nine settings, thirty "
            "repeats and 49 iterates, with the theorem's step sizes",
        ),
        section="4.1",
        kind=Kind.PROSE,
        severity=Severity.STEP,
        rests_on=["fig-1"],
        consequence="For the adaptive schemes the loss falls about twice as fast as (20): a "
        "quadratic contracts like (1 - mu_t/K_t)^2, and rho at eta = 1/K_t is 1 - mu_t/K_t.",
    ),
    part.claim(
        "4.1/slower",
        "Section 4.1, last paragraph",
        "The smaller alpha1 / alpha2, the slower the convergence",
        reading(
            "printed",
            checks=[_adaptive_order],
            words="for each adaptive scheme, across the panels of Figure 1",
        ),
        reading(
            "constant step",
            pace1 <= pace2,
            when=[ratio1 < ratio2],
            words="for the constant step of the same figure: decades an iteration at h = 500 "
            "and h = 4000, sigma^2 = 0.01, as read",
            note="There the order is reversed.",
            examples=[
                Example(
                    {},
                    {
                        "ratio1": "0.5549",
                        "pace1": "148/490",
                        "ratio2": "0.8291",
                        "pace2": "52/490",
                    },
                )
            ],
        ),
        reading(
            "repeated",
            checks=[slower],
            words="for all three step sizes, as the text describes them, thirty repeats",
            note="With eta_max as eta0 the constant step keeps the order, too.",
        ),
        section="4.1",
        kind=Kind.PROSE,
        rests_on=["fig-1"],
    ),
    part.claim(
        "4.2/closed-form",
        "Section 4.2, step sizes of (19)",
        "The step size at each iteration has closed form, other than that of Xu et al.",
        reading(
            "printed",
            equal(K_T, STEPS_APART),
            given=GD_STEP,
            tex=r"\eta_t = \min\left((1+\eta_0^2)^{t/2}\eta_0, \tfrac1{K_t}\right) \text{ with "
            r"} K_t \text{ free of } \eta_t",
            words="for h = rho: that 1/K_t is explicit, no equation being solved at iterate t",
            note="K_t of (12) contains eta_t: eta K_t = 1 is a cubic in eta. It has Cardano's "
            "closed form, but so has the polynomial of Xu et al. For rho_bar the step is "
            "explicit.",
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W1": [[1]], "W2": [[1]], "eta": 1},
                    {"ell": {"A": [["1"]], "C": [["0"]]}},
                )
            ],
        ),
        reading(
            "repaired",
            x * CUBIC[0] < y * CUBIC[1],
            when=[x < y, q > 0, x > 0],
            given=CUBICS,
            tex=r"\eta < \eta' \;\Rightarrow\; \eta K_t(\eta) < \eta' K_t(\eta')",
            words="eta K_t(eta) = q eta + r eta^2 + w eta^3 increases from 0 without bound, so "
            "that eta K_t = 1 has a single positive root, to be found at each iteration",
        ),
        section="4.2",
        kind=Kind.PROSE,
        severity=Severity.STEP,
        rests_on=["3.1/12"],
        consequence="The explanation of Figure 2's times by 'third-order polynomial' against "
        "'closed form' does not hold for h = rho.",
    ),
    part.claim(
        "4.2/faster",
        "Section 4.2, comparison of rates",
        "The scheme converges of order alpha1 / alpha2 faster than that of Xu et al.",
        reading(
            "printed",
            equal(OURS, alpha1 / alpha2 * THEIRS),
            given=RATES,
            tex=r"\frac{\mu}{K}\frac{\alpha_1}{\alpha_2} = \frac{\alpha_1}{\alpha_2} \cdot "
            r"\frac\mu K\left(\frac{\alpha_1}{\alpha_2}\right)^2",
            words="the distances of the two local rates from 1, as in Table 3",
            note="alpha1/alpha2 <= 1 would mean slower.",
            examples=[Example({}, {"alpha1": 1, "alpha2": 2, "mu": 1, "K": 1})],
        ),
        reading(
            "repaired",
            equal(OURS, alpha2 / alpha1 * THEIRS),
            given=RATES,
            words="of order alpha2/alpha1",
        ),
        section="4.2",
        kind=Kind.PROSE,
        severity=Severity.TYPO,
    ),
    part.claim(
        "4.2/parameters",
        "Section 4.2, parameters",
        "c1 = 0.5 and c2 = 1.5 for the scheme of Xu et al.",
        reading(
            "printed",
            words="the parameters of the comparison",
            note="Xu et al. ask for c2 >= 2 in the lemma that their proof uses, for c2 > 1 in "
            "their theorem.",
        ),
        section="4.2",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "fig-2",
        "Figure 2",
        "(19) with rho is fastest, then Xu et al., then backtracking",
        reading(
            "printed",
            checks=[_figure_2_order],
            words="in seconds to 1e-25, for the rows that were read; the order of the figure's "
            "own values, not a measurement",
            note="The caption announces the step size as well, which the figure does not show, "
            "and says twice that runs are repeated. How slow backtracking is, its parameters "
            "decide (see alg-1/cost).",
        ),
        reading(
            "fastest in iterations",
            checks=[fastest, drawn_2],
            words="(19) with rho as printed needs fewer iterations to 1e-25 than both others, at "
            "h = 500, 1000, 4000; backtracking with Armijo's condition, gamma = 0.9, tau = 0.1",
        ),
        reading(
            "Xu et al. before backtracking, in iterations",
            checks=[order],
            words="the other half of the order",
            note="At h = 500 and 1000 backtracking needs fewer iterations, each with several "
            "trial steps.",
        ),
        reading(
            "against backtracking with gamma = tau = 1/2",
            checks=[usual_line_search],
            words="(19) with rho needs fewer iterations than a line search with usual parameters",
            note="It needs more at every width: the figure's order depends on gamma and tau.",
        ),
        section="4.2",
        kind=Kind.FIGURE,
    ),
    *_conclusion.CLAIMS,
)
