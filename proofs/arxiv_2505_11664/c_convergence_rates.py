r"""Appendix C: rates of convergence, (67), (68) and the sentences around them.

The quotient sigma_min^2(T_t) / sigma_max^2(T_t) along runs, and the rates with alpha1, alpha2 and
with the constants c1, c2 of Xu et al. (2023) as that paper gives them: c1 in (0, 2/3), c2 >= 2
and a lower bound of c1 c2. Their own results are not checked here.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._constants_of_runs import GROWTH, REPAIRED, RUN_HYPOTHESES
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    SIGMA2_MAX,
    SIGMA2_MIN,
)
from proofs.arxiv_2505_11664._runs import RUNS, RUNS_REPAIRED
from proofs.arxiv_2505_11664._starts import SIGMA2_MAX_0, SIGMA2_MIN_0, STARTS
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import equal, scalar, substitute
from verify.model.matrices import matrices
from verify.model.setting import Batch, Sizes
from verify.model.step import K, eta, mu

__all__ = ["CLAIMS", "C_REPAIRED"]

Array = npt.NDArray[np.float64]
part = Part(__name__, section="C")

# W1 = W2 = 1, W* = 2: sigma_min^2(T) = sigma_max^2(T) = 2, alpha1 = 2, alpha2 = 6.
ONE_RUN = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        **{k: [["1"]] for k in ("W10", "W20", "W1", "W2")},
        "eta0": "1/1000000",
        "eta": "1/1000000",
        "t": "0",
        "c": "1/2",
        "d": "2",
    },
    {"ell": {"A": [["1"]], "C": [["2"]]}},
)
ONE_START = Example(
    {"n": 1, "m": 1, "h": 1},
    {"W10": [[1]], "W20": [[1]], "K": 1, "mu": 1, "Wstar": [[2]]},
)
# D(0) = 0, W(0) = W* = (1, 0)': printed alpha1 = alpha2 = 2, sigma_min^2(T) = 1.
WIDE_TARGET = Example(
    {"n": 2, "m": 1, "h": 2},
    {
        **{k: [[1, 0], [0, 0]] for k in ("W10", "W1")},
        **{k: [[1, 0]] for k in ("W20", "W2")},
        **{k: ONE_RUN.letters[k] for k in ("eta0", "eta", "t", "c", "d")},
    },
    {"ell": {"A": [[1], [1]], "C": [[1], [0]]}},
)
C_REPAIRED = (ALPHA1_REPAIRED + 2 * ALPHA2 * (1 - GROWTH)) / (GROWTH * ALPHA1_REPAIRED)
C_ETA0 = (ALPHA1 + 2 * ALPHA2 * (1 - GROWTH)) / (GROWTH * ALPHA1)

# (67), (68): alpha1 <= alpha2, and the constants of Xu et al.
a1, a2 = scalar("alpha1", r"\alpha_1"), scalar("alpha2", r"\alpha_2")
c1, c2 = scalar("c1", "c_1"), scalar("c2", "c_2")
growth = scalar("growth", r"e^{\sqrt{\eta_0}}")
s2, l_ = scalar("s2", r"\sigma_{\min}^2(X)"), scalar("l", "L(0)")


def _ordered(batch: Batch, sizes: Sizes) -> Mapping[str, Array]:
    """Mu <= K, alpha1 <= alpha2, c1 < 1 < c2, and exp(sqrt(eta0)) with a positive rate."""
    raw = batch.latent
    below = {k: raw[k] / (1 + raw[k]) for k in ("mu", "alpha1", "c1", "growth")}
    return {
        **raw,
        "mu": below["mu"] * raw["K"],
        "alpha1": below["alpha1"] * raw["alpha2"],
        "c1": below["c1"],
        "c2": 1 + raw["c2"],
        "growth": 1 + below["growth"] * below["alpha1"] / 2,
    }


CONSTANTS = matrices(
    "rates of convergence",
    [K, mu, a1, a2, c1, c2, growth, s2, l_, eta],
    positive=("K", "mu", "alpha1", "alpha2", "c1", "c2", "growth", "s2", "l", "eta"),
    finish=_ordered,
    words="positive numbers of all scales from 1e-6 to 1e6 for the constants, with mu <= K, "
    "alpha1 <= alpha2, c1 < 1 < c2",
)
ALPHAS = (a1 <= a2, mu <= K)
CLAIM_E1 = (c1 * 3 < 2, c2 >= 2)
BAR = (
    1
    - 2 * mu * (a1 + 2 * a2 * (1 - growth)) * eta
    + mu * (a1 + 2 * a2 * (1 - growth)) * (K * growth * a2) * eta**2
)
XU = 1 - 2 * c1 * a1 * s2 * eta + K / mu * s2**2 * (c2 * a2) ** 2 * eta**2

CLAIMS = (
    part.claim(
        "C/67-spectral",
        "Appendix C, before (67)",
        "sigma_min^2(T_t) / sigma_max^2(T_t) and alpha1 / alpha2 along the run",
        reading(
            "printed",
            SIGMA2_MIN / SIGMA2_MAX <= C_ETA0 * ALPHA1 / ALPHA2,
            given=RUNS,
            when=RUN_HYPOTHESES,
            examples=[ONE_RUN],
            tex=r"\frac{\sigma_{\min}^2(\mathcal{T}_t)}{\sigma_{\max}^2(\mathcal{T}_t)}\le"
            r"\frac{c(\eta_0)\alpha_1}{\alpha_2}",
            words="with c(eta0) from (22), which tends to 1 as eta0 decreases",
            note="The inequality points the wrong way: for n = m = h = 1 the left side is 1 and "
            "alpha1 < alpha2, so that it fails for every c(eta0) near 1. The quotient is called "
            "condition number, and is its inverse squared.",
        ),
        reading(
            "the other way round",
            SIGMA2_MIN / SIGMA2_MAX >= C_ETA0 * ALPHA1 / ALPHA2,
            given=RUNS,
            when=RUN_HYPOTHESES,
            examples=[WIDE_TARGET],
            words="which is what (22) gives, with alpha1 as in Table 2",
            note="Fails for n != m, as (22) does with that alpha1.",
        ),
        reading(
            "repaired",
            SIGMA2_MIN / SIGMA2_MAX >= C_REPAIRED * ALPHA1_REPAIRED / ALPHA2,
            given=RUNS_REPAIRED,
            when=REPAIRED.hypotheses,
            words="the other way round, alpha1 repaired for n != m, in the steps' constraints as "
            "well: sigma_n(W*) and sigma_m(W*) in the places of sigma_min(W*)",
        ),
        severity=Severity.TYPO,
        kind=Kind.PROSE,
        consequence="(67) uses the repaired direction.",
    ),
    part.claim(
        "C/67",
        "Equation (67)",
        "The optimal local rate of convergence of this paper",
        reading(
            "printed",
            equal(
                substitute(BAR, {"growth": growth / growth}),
                1 - mu / K * (a1 / a2) + mu * K * a1 * a2 * (eta - 1 / (K * a2)) ** 2,
            ),
            given=CONSTANTS,
            words="as eta0 tends to 0 and with L = 0: 1 - 2 mu alpha1 eta + mu alpha1 K alpha2 "
            "eta^2, whose least value is (67)",
            note="A limit that is not attained: for every eta0 > 0 the proved rate is larger.",
        ),
        reading(
            "eta0 > 0",
            1 - mu / K * (a1 / a2) <= BAR,
            given=CONSTANTS,
            when=[*ALPHAS, growth >= 1, a1 + 2 * a2 * (1 - growth) >= 0],
            words="the rate with exp(sqrt(eta0)) > 1 in its constants is never below (67)",
        ),
        equations="67",
        rests_on=["C/67-spectral"],
    ),
    part.claim(
        "C/68-spectral",
        "Appendix C, before (68)",
        "The same quotient with the constants c1 and c2 of Xu et al. (2023)",
        reading(
            "printed",
            SIGMA2_MIN_0 / SIGMA2_MAX_0 <= ALPHA1 / (3 * ALPHA2),
            given=STARTS,
            when=[ALPHA1 > 0],
            examples=[ONE_START],
            tex=r"\frac{\sigma_{\min}^2(\mathcal{T}_t)}{\sigma_{\max}^2(\mathcal{T}_t)}\le"
            r"\frac{c_1\alpha_1}{c_2\alpha_2}",
            words="at t = 0, for c1 = 1/2 and c2 = 3/2, the values of both papers' experiments",
            note="The inequality points the wrong way; as for (67).",
        ),
        reading(
            "repaired",
            SIGMA2_MIN_0 / SIGMA2_MAX_0 >= ALPHA1_REPAIRED / (3 * ALPHA2),
            given=STARTS,
            when=[ALPHA1_REPAIRED > 0],
            words="the other way round, at t = 0, alpha1 repaired for n != m; t > 0 under the "
            "step sizes of Xu et al. is not evaluated here",
        ),
        severity=Severity.TYPO,
        kind=Kind.PROSE,
    ),
    part.claim(
        "C/68-ratio",
        "Appendix C, before (68)",
        "c1 / c2 is at most 1/3",
        reading(
            "printed",
            c1 / c2 <= "1/3",
            given=CONSTANTS,
            when=CLAIM_E1,
            words="from 0 < c1 < 2/3 and c2 >= 2, the conditions of Xu et al. (2023)",
            note="Never equal to 1/3. The experiments' c1 = 1/2, c2 = 3/2 have the quotient 1/3 "
            "and do not satisfy c2 >= 2.",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "C/68-small",
        "Appendix C, before (68)",
        "c1 / c2 is arbitrarily small for a large initial loss",
        reading(
            "printed",
            c1 / c2 <= a1 * a2 * s2 / (36 * l_),
            given=CONSTANTS,
            when=[*CLAIM_E1, c1 * c2 * a1 * a2 * s2 >= 16 * l_],
            words="from the condition c1 c2 >= 16 L(0) / (alpha0 beta0 sigma_min^2(X)) of Xu et "
            "al. (alpha0, beta0 in the places of alpha1, alpha2): small when L(0) grows faster "
            "than alpha0 beta0",
            note="So it is when the imbalance stays fixed, beta0 growing like the root of L(0); "
            "not when both factors are scaled up together, where alpha0 beta0 / L(0) stays "
            "bounded from below.",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "C/68",
        "Equation (68)",
        "The optimal local rate of convergence of Xu et al. (2023)",
        reading(
            "printed",
            equal(
                XU - (1 - mu / K * (c1**2 * a1**2 / (c2**2 * a2**2))),
                K / mu * (s2 * c2 * a2 * eta - mu * c1 * a1 / (K * c2 * a2)) ** 2,
            ),
            identity=True,
            tex=r"\min_{\eta}\left(1-2c_1\alpha_1s^2\eta+\tfrac{K}{\mu}s^4(c_2\alpha_2)^2\eta^2"
            r"\right)=1-\frac{\mu}{K}\cdot\frac{c_1^2\alpha_1^2}{c_2^2\alpha_2^2}",
            words="their uniform rate at L = 0, s = sigma_min(X); the difference is a square",
            note="Their alpha0, beta0 are not alpha1, alpha2 of Table 2 but the same formulas "
            "with other bounds of the product: the notation is identified, not equal.",
        ),
        equations="68",
    ),
    part.claim(
        "C/67-68",
        "Appendix C, after (68)",
        "(67) is faster than (68)",
        reading(
            "printed",
            1 - mu / K * (a1 / a2) <= 1 - mu / K * (c1**2 * a1**2 / (c2**2 * a2**2)),
            given=CONSTANTS,
            when=[*ALPHAS, c1 < 1, c2 > 1],
        ),
        reading(
            "by how much",
            a1 / a2 >= 9 * (c1**2 * a1**2 / (c2**2 * a2**2)),
            given=CONSTANTS,
            when=[*ALPHAS, *CLAIM_E1],
            words="the gain is at least nine times as large when c1 < 2/3 and c2 >= 2",
        ),
        equations="67 68",
        kind=Kind.PROSE,
    ),
    part.claim(
        "C/67-single",
        "Appendix C, after (68)",
        "(67) differs from the rate 1 - mu/K of the model itself by the factor alpha1 / alpha2",
        reading(
            "printed",
            1 - mu / K * (a1 / a2) >= 1 - mu / K,
            given=CONSTANTS,
            when=ALPHAS,
            words="the factor is at most 1",
            note="Overparametrization never improves this local rate; at best it does not harm.",
        ),
        reading(
            "alpha1 <= alpha2",
            ALPHA1 <= ALPHA2,
            given=STARTS,
            words="for the constants of Table 2",
        ),
        equations="67",
        kind=Kind.PROSE,
    ),
)
