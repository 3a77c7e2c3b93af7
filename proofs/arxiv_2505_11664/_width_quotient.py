"""Equation (145): the chain from the singular values of T_0 to 1 - Omega(h^(2p - 1)).

The second and third link are tested on starts within E_B (`_random_start.py`), the last one and
the orders claimed for it in scalars with m = 1: s = sigma_max(W*), F = |W*|_F, k = sqrt(K/mu).
The claims stand in `f_width.py`'s list.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import EVENT, IN_EVENT, T0_MAX, T0_MIN, B, p
from proofs.arxiv_2505_11664._width_event import ALPHA1_LOW, ALPHA2_HIGH, BETA2_HIGH, HALF, NEAR
from proofs.arxiv_2505_11664.s3_5_width import SCALARS, F, c, first_inequality, k, s, width
from verify.claims.claim import Example, Severity, reading
from verify.language import define, equal, sqrt

__all__ = ["CLAIMS"]

part = Part(__name__, section="F.1")

INSIDE = (width >= 1, p > "1/4", p < HALF)
_NEAR = width ** (HALF - 2 * p)
_BETA2 = s + k * (F + 2 * B * _NEAR)
BETA2_LIMIT = s + k * (F + 2 * B)
NUMERATOR = define("numerator", 8 * B * _NEAR + 2 * _BETA2, r"\text{numerator}")
DENOMINATOR = define(
    "denominator",
    2 * width ** (1 - 2 * p) + 4 * _NEAR * B + 2 * B**2 * width ** (-2 * p) + 2 * _BETA2,
    r"\text{denominator}",
)
QUOTIENT = NUMERATOR / DENOMINATOR

CLAIMS = (
    part.claim(
        "F.1T/145-a",
        "Equation (145), first link",
        "The ratio of the singular values of T_0 against alpha1 / alpha2",
        reading(
            "printed",
            checks=[first_inequality],
            tex=r"\frac{\sigma_{\min}(\mathcal T_0)}{\sigma_{\max}(\mathcal T_0)} \ge "
            r"\frac{\alpha_1}{\alpha_2}",
            words="with the probability of the theorem, W* fixed; n != m included",
            note="In the sentence before it, alpha stands for alpha2.",
        ),
        reading(
            "on E_B",
            sqrt(T0_MIN) / sqrt(T0_MAX) >= ALPHA1 / ALPHA2,
            when=IN_EVENT,
            given=EVENT,
            words="for every start within E_B and every W*, as the other links hold",
            note="False for n != m, as (138) is: W* near W(0) makes beta1 > 0.",
            examples=[
                Example(
                    {"n": 1, "m": 2, "h": 3},
                    {
                        "W10": [[1, 1, 1]],
                        "W20": [[0, 1, 1], [-1, 0, -1]],
                        "Wstar": [[2, -2]],
                        "K": 1,
                        "mu": 1,
                        "p": "1/4",
                        "B": "3/2",
                    },
                )
            ],
        ),
        reading(
            "on E_B, repaired",
            sqrt(T0_MIN) / sqrt(T0_MAX) >= ALPHA1_LOW / ALPHA2,
            when=IN_EVENT,
            given=EVENT,
            words="with the lower bound on alpha1, which is one on Delta: for all n, m and W*",
        ),
        equations="145",
        rests_on=["F.1T/138"],
        consequence="The chain of (145) from its first term to its second line stands for every "
        "start within E_B, by the repaired link.",
    ),
    part.claim(
        "F.1T/145-b",
        "Equation (145), second link",
        "alpha1 / alpha2 against the quotient of the two bounds",
        reading(
            "printed",
            ALPHA1 / ALPHA2 >= ALPHA1_LOW / ALPHA2_HIGH,
            when=IN_EVENT,
            given=EVENT,
            words="on the event E_B",
        ),
        equations="145",
        rests_on=["F.5/139-alpha1", "F.1T/alpha2-a", "F.1T/alpha2-b", "F.1T/alpha2-c"],
    ),
    part.claim(
        "F.1T/145-c",
        "Equation (145), third link",
        "The quotient as one minus a quotient",
        reading(
            "printed",
            equal(ALPHA2_HIGH - ALPHA1_LOW, 8 * NEAR * B + 2 * BETA2_HIGH),
            given=EVENT,
            tex=r"\frac{\underline{\alpha_1}}{\overline{\alpha_2}} = 1-\frac{8h^{\frac12-2p}B+"
            r"2\sigma_{\max}(W^*)+2\sqrt{\frac K\mu}\left(\|W^*\|_F+2\sqrt m Bh^{\frac12-2p}"
            r"\right)}{\overline{\alpha_2}}",
            words="the numerator is the difference of the two bounds",
        ),
        equations="145",
    ),
    part.claim(
        "F.1T/145-d",
        "Equation (145), last link",
        "The remaining quotient is of the order h^(2p - 1)",
        reading(
            "printed",
            c * width ** (2 * p - 1) <= QUOTIENT,
            when=[*INSIDE, sqrt(width) > B, c >= "1/1000000"],
            given=SCALARS,
            tex=r"1 - \text{quotient} = 1-\Omega(h^{2p-1})",
            words="Omega literally: the quotient is at least c h^(2p - 1) for some c > 0 and all "
            "large h",
            note="For W* = 0, which is not excluded, the quotient is of order h^(-1/2), so that "
            "every c fails at a large h. Omega is also the wrong side for a lower bound on "
            "alpha1/alpha2.",
            examples=[
                Example(
                    {},
                    {"h": 10**40, "p": "3/8", "B": 4, "s": 0, "F": 0, "k": 1, "c": "1/1000000"},
                )
            ],
        ),
        reading(
            "W* not 0",
            s / (4 + BETA2_LIMIT) * width ** (2 * p - 1) <= QUOTIENT,
            when=[*INSIDE, sqrt(width) >= B],
            given=SCALARS,
            words="Omega with an explicit constant, positive for W* not 0",
        ),
        reading(
            "repaired",
            QUOTIENT <= (4 * B + BETA2_LIMIT) * width ** (2 * p - 1),
            when=INSIDE,
            given=SCALARS,
            tex=r"1 - \text{quotient} \ge 1-O(h^{2p-1})",
            words="O, which the theorem needs, with an explicit constant, for every W*",
        ),
        equations="145",
        rests_on=["F.1T/145-c", "F.1T/145-e"],
        severity=Severity.TYPO,
        consequence="The theorem stands with O in the place of Omega.",
    ),
    part.claim(
        "F.1T/145-e",
        "After (145)",
        "Orders of numerator and denominator",
        reading(
            "printed",
            NUMERATOR <= 8 * B + 2 * BETA2_LIMIT,
            DENOMINATOR <= (8 + 2 * BETA2_LIMIT) * width ** (1 - 2 * p),
            when=[*INSIDE, sqrt(width) >= B],
            given=SCALARS,
            tex=r"\text{numerator} = O(1), \quad \text{denominator} = O(h^{1-2p})",
            words="with explicit constants, m = 1",
            note="A bound on the quotient needs the denominator from below, which the next "
            "reading gives.",
        ),
        reading(
            "from below",
            2 * width ** (1 - 2 * p) <= DENOMINATOR,
            when=INSIDE,
            given=SCALARS,
            words="the denominator is at least 2 h^(1 - 2p)",
        ),
        equations="145",
    ),
)
