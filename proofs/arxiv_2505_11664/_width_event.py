"""Lemma F.5 and (143): bounds that hold with probability, and the event E_B behind them.

E_B: sqrt(h) - B <= sigma_min(h^p A) <= sigma_max(h^p A) <= sqrt(h) + B, with
B = sqrt(m + n) + log(2/delta) / 2 and A = [W1(0); W2(0)]. "F.5/event" is its probability; both
bounds of (139) are deterministic on it. Other extents of a radical, which the print leaves open,
are readings, decided by the law of a matrix with one row or column: chi-squared, with an even
number of degrees (`a_random_matrices.chi2_tail`). The claims stand in `f_width.py`'s list.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from proofs.arxiv_2505_11664._initial import ALPHA1
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import EVENT, IN_EVENT, A, B, h, m, n, p
from proofs.arxiv_2505_11664._wide import generator
from proofs.arxiv_2505_11664.a_random_matrices import chi2_tail
from verify.claims.claim import Budget, Example, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Proportion, evidence, normal_gram
from verify.language import const, define, hstack, log, minimum, norm, scalar, sigma_max, sqrt
from verify.model.matrices import matrices
from verify.model.step import K, mu
from verify.model.trajectory import W0, W10, W20, Wstar

__all__ = ["ALPHA1_LOW", "ALPHA2_HIGH", "BETA2_HIGH", "CLAIMS", "D_HIGH", "HALF", "NEAR"]

part = Part(__name__, section="F.1")

HALF = const("1/2")
NEAR = h ** (HALF - 2 * p)  # h^(1/2 - 2p)
ALPHA1_LOW = define(
    "alpha1_low",
    2 * h ** (1 - 2 * p) + 2 * B**2 * h ** (-2 * p) - 4 * B * NEAR,
    r"2h^{1-2p}+2B^2h^{-2p}-4Bh^{\frac12-2p}",
)
BETA2_HIGH = define(
    "beta2_high",
    sigma_max(Wstar) + sqrt(K / mu) * (norm(Wstar) + 2 * sqrt(m) * B * NEAR),
    r"\sigma_{\max}(W^*)+\sqrt{\tfrac K\mu}\left(\|W^*\|_F+2\sqrt m B h^{\frac12-2p}\right)",
)
D_HIGH = define(
    "D_high",
    h ** (1 - 2 * p) + 2 * NEAR * B + B**2 * h ** (-2 * p),
    r"h^{1-2p}+2h^{\frac12-2p}B+B^2h^{-2p}",
)
ALPHA2_HIGH = define("alpha2_high", 2 * D_HIGH + 2 * BETA2_HIGH, r"\overline{\alpha_2}")
delta = scalar("delta", r"\delta")
PROBABILITIES = matrices(
    "probabilities",
    [delta],
    positive=["delta"],
    finish=lambda batch, sizes: {"delta": np.minimum(batch.latent["delta"], 1.0)},
    words="delta in (0, 1] of all scales from 1e-6",
)


def _radius(size: int, probability: float) -> float:
    return float(np.sqrt(size) + 0.5 * np.log(2 / probability))


@cache
def _event(budget: Budget) -> Sequence[Evidence]:
    """Draws outside E_B, for both halves of the event."""
    rng = generator(budget, 139)
    trials = 500 if budget.profile == "quick" else 20_000
    both, upper = [], []
    for rows, columns in ((1, 1), (2, 1), (1, 4), (5, 5)):
        size = rows + columns
        for width in (size, 2 * size, 10 * size, 100 * size, 1e6, 1e9):
            values = np.sqrt(np.linalg.eigvalsh(normal_gram(rng, size, width, trials)).clip(0))
            for probability in (0.99, 0.5, 0.1, 0.01):
                radius = _radius(size, probability)
                at = {"n": rows, "m": columns, "h": width, "delta": probability}
                high = values[:, -1] > np.sqrt(width) + radius
                upper.append(Proportion(at, int(high.sum()), trials, probability))
                if radius <= np.sqrt(width):
                    out = high | (values[:, 0] < np.sqrt(width) - radius)
                    both.append(Proportion(at, int(out.sum()), trials, probability))
    return [
        evidence("share of draws outside E_B, at widths with B <= sqrt(h)", both),
        evidence("share of draws above sqrt(h) + B, at every width", upper),
    ]


def _upper(budget: Budget) -> Sequence[Evidence]:
    return _event(budget)[1:]


# Readings that need the law of a matrix: chi-squared with an even number of degrees.
WIDTH_25 = (5 + sqrt(2) + log(2 / delta) / 2) ** 2
SIDE_BY_SIDE = chi2_tail(50, WIDTH_25, "tail", r"\Pr[\sigma_{\max}(h^p[W_1,W_2]) > \sqrt h + B]")
RADIUS_31 = sqrt(31) + log(2 / delta) / 2
PRODUCT = chi2_tail(30, 4 * RADIUS_31 * const("100/99"), "tail", r"\Pr[\chi_{30}^2 > 400B/99]")
ROW = chi2_tail(
    100, (10 + sqrt(2 + log(2 / delta) / 2)) ** 2, "tail", r"\Pr[\chi_{100} > \sqrt{100} + B]"
)

CLAIMS = (
    part.claim(
        "F.5/event",
        "Lemma F.5, probability",
        "The event E_B has probability at least 1 - delta",
        reading(
            "printed",
            checks=[_event],
            tex=r"\Pr\left[\sqrt h - B \le \sigma_{\min}(h^pA) \le \sigma_{\max}(h^pA) \le "
            r"\sqrt h + B\right] \ge 1-\delta, \quad B = \sqrt{m+n}+\tfrac12\log\tfrac2\delta",
            words="both bounds of (139) and the one of (143) follow from this single event, so no "
            "union bound is needed",
            note="Not a consequence of Lemma A.3, which gives sqrt(2 log(2/delta)) for the last "
            "term: that is larger than log(2/delta)/2 unless delta <= 2 exp(-8).",
        ),
        equations="139",
    ),
    part.claim(
        "F.5/139-alpha1",
        "Lemma F.5 (139), first",
        "Lower bound on alpha1",
        reading(
            "printed",
            ALPHA1 >= ALPHA1_LOW,
            when=IN_EVENT,
            given=EVENT,
            tex=r"\alpha_1 \ge 2h^{1-2p}+2B^2h^{-2p}-4Bh^{\frac12-2p}",
            words="on the event E_B with B < sqrt(h)",
            note="For sqrt(h) < B, which h >= poly(m, n, 1/delta) excludes, the bound increases "
            "with B and fails. The range of p plays no role.",
        ),
        equations="139",
        rests_on=["F.5/event"],
        hypotheses=("h >= poly(m, n, 1/delta), read as including h > B^2",),
    ),
    part.claim(
        "F.5/139-product",
        "Lemma F.5 (139), second",
        "Upper bound on |W1(0) W2(0)'|",
        reading(
            "printed",
            norm(W0) <= 2 * sqrt(m) * B * NEAR,
            when=IN_EVENT,
            given=EVENT,
            tex=r"\left|W_1(0)W_2^{\top}(0)\right|_F \le 2\sqrt m\,B\,h^{\frac12-2p}",
            words="on the event E_B with B < sqrt(h)",
            note="The norm is printed with single bars.",
        ),
        reading(
            "sharper",
            norm(W0) <= 2 * sqrt(minimum(n, m)) * B * NEAR,
            when=IN_EVENT,
            given=EVENT,
            words="min(n, m) in the place of m",
        ),
        reading(
            "radical over mB",
            delta >= HALF * PRODUCT,
            given=PROBABILITIES,
            tex=r"\|W_1(0)W_2^{\top}(0)\|_F \le 2\sqrt{mB}\,h^{\frac12-2p} \text{ with "
            r"probability } 1-\delta",
            words="the other extent of the radical, at n = 30, m = 1 and every h >= 100. There "
            "|W1 W2'|^2 is h^(-4p) times the product of independent chi-squared variables with 30 "
            "and h degrees; the latter exceeds 99h/100 with probability 1/2 or more, its median "
            "being above h - 1",
            note="So this is not what is meant.",
            examples=[Example({}, {"delta": "1/10"})],
        ),
        equations="139",
        rests_on=["F.5/event"],
    ),
    part.claim(
        "F.1T/143",
        "Equation (143)",
        "Upper bound on the largest singular value of the stacked factors",
        reading(
            "printed",
            sigma_max(h**p * hstack(W10, W20)) <= sqrt(h) + B,
            when=IN_EVENT,
            given=EVENT,
            tex=r"\sigma_{\max}(h^p[W_1(0), W_2(0)]) \le \sqrt h+\sqrt{m+n}+\tfrac12\log\tfrac2"
            r"\delta",
            note="W1 is n x h and W2 is m x h: side by side they do not fit unless n = m. "
            "Transposes are missing; (135) has them.",
        ),
        reading(
            "n = m",
            SIDE_BY_SIDE <= delta,
            given=PROBABILITIES,
            words="side by side for n = m, a matrix of 2h columns: at n = m = 1 and h = 25 the "
            "square of its only singular value is chi-squared with 50 degrees, and the share of "
            "draws above the bound must be at most delta",
            note="Its singular values are near sqrt(2h), so for large h it fails for every delta.",
            examples=[Example({}, {"delta": "1/10"})],
        ),
        reading(
            "radical over everything",
            ROW <= delta,
            given=PROBABILITIES,
            words="with the logarithm under the radical too, B = sqrt(m + n + log(2/delta)/2), at "
            "n = m = 1 and h = 100: sigma_max is at least the length of the first row, chi with h "
            "degrees",
            note="The bound then grows too slowly with log(1/delta).",
            examples=[Example({}, {"delta": "1/1000000000"})],
        ),
        reading(
            "repaired",
            checks=[_upper],
            tex=r"\sigma_{\max}(h^p[W_1^{\top}(0), W_2^{\top}(0)]) \le \sqrt h+\sqrt{m+n}+"
            r"\tfrac12\log\tfrac2\delta \text{ with probability } 1-\delta",
            words="with the transposes: true for every h >= 1 and delta in (0, 1], as sigma_max "
            "is convex and 1-Lipschitz with median at most sqrt(h) + sqrt(n + m), and the normal "
            "tail beyond log(2/delta)/2 is below delta",
        ),
        equations="143",
        rests_on=["A.3"],
        severity=Severity.TYPO,
        consequence="Lemma A.3, which is cited, does not give it in any reading; the repaired "
        "bound is true on other grounds, and (144) stands on it.",
    ),
    part.claim(
        "F.1T/143-scaled",
        "After (143)",
        "sigma_max of the stacked factors is at most h^(1/2 - p) + B h^(-p)",
        reading(
            "printed",
            sigma_max(hstack(W10, W20)) <= h ** (HALF - p) + B * h ** (-p),
            when=IN_EVENT,
            given=EVENT,
            note="Ill-typed like (143).",
        ),
        reading(
            "repaired",
            sigma_max(A) <= h ** (HALF - p) + B * h ** (-p),
            when=IN_EVENT,
            given=EVENT,
            words="stacked",
        ),
        rests_on=["F.1T/143"],
        severity=Severity.TYPO,
    ),
)
