"""Appendix F.1: proof of Theorem F.1 (= Theorem 3.3), Lemma F.5 and (137)-(145).

Notation: B = sqrt(m + n) + log(2/delta) / 2; A = [W1(0); W2(0)]; E_B the event that all singular
values of h^p A lie within B of sqrt(h). (139), (142), (144), (145) are deterministic on E_B once
B <= sqrt(h), and are tested there for every B. Lemma F.5 and (143), the statements with
probability, are in `_width_event.py`, (145) is in `_width_quotient.py`; they join the list here.
n, m, h count as scalars where they stand in a formula.
Not here: the theorem's readings of Omega, and measured exponents (`s3_5_width.py`).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664 import _width_event, _width_quotient
from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA2,
    BETA2,
    D0,
    DELTA,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import (
    EVENT,
    IN_EVENT,
    STARTS,
    STARTS_SQUARE,
    T0_MAX,
    T0_MIN,
    WIDE,
    p,
)
from proofs.arxiv_2505_11664._width_event import ALPHA2_HIGH, BETA2_HIGH, D_HIGH, HALF
from proofs.arxiv_2505_11664.s3_5_width import (
    SCALARS,
    printed_exponents,
    width,
)
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    const,
    equal,
    hstack,
    sigma_max,
    sqrt,
    vstack,
)
from verify.model.trajectory import W10, W20

__all__ = ["CLAIMS"]

part = Part(__name__, section="F.1")

_ONES = {"K": 1, "mu": 1}
_SHARED_ROW = Example(
    {"n": 2, "m": 1, "h": 2},
    {"W10": [[1, 0], [0, 0]], "W20": [[1, 0]], "Wstar": [[1], [0]], **_ONES},
)

INSIDE = (width >= 1, p > "1/4", p < HALF)

CLAIMS = (
    part.claim(
        "F.1T/137",
        "Theorem F.1 (137)",
        "alpha1 / alpha2 approaches 1 with the width",
        reading(
            "printed",
            1 - const(1) <= ALPHA1 / ALPHA2,
            when=[ALPHA2 > 0],
            given=WIDE,
            tex=r"\frac{\sigma_{\min}(\mathcal T_0)}{\sigma_{\max}(\mathcal T_0)} \ge "
            r"\frac{\alpha_1}{\alpha_2} \ge 1-\Omega(h^{2p-1})",
            words="restates Theorem 3.3: Omega literally, which asks nothing",
            note="'for all h >= poly' is added; a full stop is printed twice. The theorem's "
            "readings are with 3.3T, its first inequality is 3.3T/first.",
        ),
        reading(
            "O",
            checks=[printed_exponents],
            tex=r"\frac{\alpha_1}{\alpha_2} \ge 1-O(h^{2p-1})",
            words="with O, the constant depending on n, m, delta, K/mu and W*",
        ),
        equations="137",
        rests_on=["F.1T/138", "F.1T/145-b", "F.1T/145-c", "F.1T/145-d"],
        hypotheses=("1/4 < p < 1/2, delta in (0, 1), h >= poly(m, n, 1/delta)",),
    ),
    part.claim(
        "F.1T/singular-values",
        "Proof of Theorem F.1, first sentence",
        "alpha1 and alpha2 bound the singular values of T_0 from below and above",
        reading(
            "printed",
            ALPHA1 <= sqrt(T0_MIN),
            sqrt(T0_MAX) <= ALPHA2,
            given=STARTS,
            note="They bound the squares (Table 2): at W1 = W2 = W* = 1, alpha1 = 2 and "
            "sigma_min(T_0) = sqrt(2).",
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W10": [[1]], "W20": [[1]], "Wstar": [[1]], **_ONES},
                )
            ],
        ),
        reading(
            "squares",
            ALPHA1 <= T0_MIN,
            T0_MAX <= ALPHA2,
            given=STARTS,
            words="the squares of the singular values",
            note="Still false for n != m, where beta1 > 0 lifts alpha1 above sigma_min^2(T_0).",
            examples=[_SHARED_ROW],
        ),
        reading(
            "squares, n = m",
            ALPHA1 <= T0_MIN,
            T0_MAX <= ALPHA2,
            given=STARTS_SQUARE,
            words="the squares, for n = m",
        ),
        reading(
            "repaired",
            DELTA <= T0_MIN,
            T0_MAX <= ALPHA2,
            given=STARTS,
            words="the squares, with beta1 = 0 in alpha1, which leaves Delta: for all n and m",
        ),
        severity=Severity.STEP,
        consequence="(138) is drawn from it: see there.",
    ),
    part.claim(
        "F.1T/138",
        "Equation (138)",
        "sigma_min(T_0) / sigma_max(T_0) >= alpha1 / alpha2",
        reading(
            "printed",
            sqrt(T0_MIN) / sqrt(T0_MAX) >= ALPHA1 / ALPHA2,
            given=STARTS,
            note="False for n != m when beta1 > 0: at the witness alpha1 = alpha2, but T_0 is not "
            "a multiple of an isometry.",
            examples=[_SHARED_ROW],
        ),
        reading(
            "n = m",
            sqrt(T0_MIN) / sqrt(T0_MAX) >= ALPHA1 / ALPHA2,
            given=STARTS_SQUARE,
            words="true for n = m, even with squares on the left",
        ),
        reading(
            "repaired",
            T0_MIN / T0_MAX >= DELTA / ALPHA2,
            given=STARTS,
            words="for all n and m: Delta in the place of alpha1, and the squares on the left",
        ),
        equations="138",
        rests_on=["F.1T/singular-values"],
        severity=Severity.STEP,
        consequence="The first inequality of Theorem 3.3 loses its proof for n != m. It survives: "
        "the proof's lower bound is one on Delta, for which the repaired form holds.",
    ),
    part.claim(
        "F.1T/suffices",
        "Proof of Theorem F.1, after (138)",
        "It suffices to show alpha1 / alpha2 >= 1 - Omega(h^(p - 1/2))",
        reading(
            "printed",
            width ** (p - HALF) >= width ** (2 * p - 1),
            when=INSIDE,
            given=SCALARS,
            tex=r"h^{p-\frac12} = \Omega(h^{2p-1})",
            words="Omega literally: a function that is Omega(h^(p - 1/2)) is Omega(h^(2p - 1))",
            note="As empty as (137) with Omega.",
        ),
        reading(
            "O",
            1 - width ** (p - HALF) >= 1 - width ** (2 * p - 1),
            when=INSIDE,
            given=SCALARS,
            words="with O and the constant 1: that the bound to be shown is at least that of (137)",
            note="It is weaker: h^(2p - 1) is the square of h^(p - 1/2). What the proof then "
            "shows has the right exponent.",
            examples=[Example({}, {"h": 16, "p": "3/8"})],
        ),
        rests_on=["F.1T/138"],
        severity=Severity.TYPO,
        consequence="None: (145) ends with h^(2p - 1). Appendix G repeats the slip.",
    ),
    *_width_event.CLAIMS,
    part.claim(
        "F.1T/140",
        "Equation (140)",
        "alpha2 in terms of lambda_+, lambda_-, beta2",
        reading("printed", words="repeats Table 2's definition, without change"),
        equations="140",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "F.1T/141",
        "Equation (141)",
        "lambda_-, lambda_+ and beta2",
        reading("printed", words="repeats Table 2's definitions, without change"),
        equations="141",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "F.1T/142",
        "Equation (142)",
        "Upper bound on beta2",
        reading(
            "printed",
            BETA2 <= BETA2_HIGH,
            when=IN_EVENT,
            given=EVENT,
            words="on the event E_B; the first line of (142) repeats (141)",
        ),
        equations="142",
        rests_on=["F.5/139-product"],
    ),
    part.claim(
        "F.1T/144-a",
        "Equation (144), first link",
        "D(0) as a product of stacked factors",
        reading(
            "printed",
            equal(sigma_max(D0), sigma_max(hstack(W10, W20) @ vstack(W10.T, -W20.T))),
            given=STARTS,
            note="Does not fit for n != m; for n = m the product is W1 W1' - W2 W2', not D(0).",
        ),
        reading(
            "repaired",
            equal(D0, vstack(W10, W20).T @ vstack(W10, -W20)),
            identity=True,
            words="[W1', W2'] [W1; -W2], as in (135)",
        ),
        equations="144",
        severity=Severity.TYPO,
        consequence="A slip of transposes: the bound at the end of (144) stands.",
    ),
    part.claim(
        "F.1T/144-b",
        "Equation (144), second link",
        "The largest singular value is submultiplicative",
        reading(
            "printed",
            sigma_max(D0) <= sigma_max(vstack(W10, W20).T) * sigma_max(vstack(W10, -W20)),
            given=STARTS,
            words="in the repaired form",
        ),
        equations="144",
        rests_on=["F.1T/144-a"],
    ),
    part.claim(
        "F.1T/144-c",
        "Equation (144), third link",
        "Changing the sign of W2 does not change the singular values",
        reading(
            "printed",
            equal(sigma_max(vstack(W10, -W20)), sigma_max(vstack(W10, W20))),
            given=STARTS,
            words="in the repaired form",
        ),
        equations="144",
    ),
    part.claim(
        "F.1T/144-d",
        "Equation (144), last link",
        "Upper bound on the largest singular value of D(0)",
        reading(
            "printed",
            sigma_max(D0) <= D_HIGH,
            when=IN_EVENT,
            given=EVENT,
            words="on the event E_B; sigma_max^2 of the stacked factors lies in between",
        ),
        equations="144",
        rests_on=["F.1T/143-scaled", "F.1T/144-b", "F.1T/144-c"],
    ),
    part.claim(
        "F.1T/144-minus",
        "After (144)",
        "The same bound for -D(0)",
        reading(
            "printed",
            sigma_max(-D0) <= D_HIGH,
            when=IN_EVENT,
            given=EVENT,
            note="sigma_max(-D) is sigma_max(D): nothing needs to be shown.",
        ),
        rests_on=["F.1T/144-d"],
    ),
    part.claim(
        "F.1T/alpha2-a",
        "Chain for alpha2, first link",
        "alpha2 <= lambda_+ + lambda_- + 2 beta2",
        reading("printed", ALPHA2 <= LAMBDA_PLUS + LAMBDA_MINUS + 2 * BETA2, given=STARTS),
        reading(
            "sharper",
            ALPHA2 <= LAMBDA_PLUS + LAMBDA_MINUS + BETA2**2 * (1 / LAMBDA_PLUS + 1 / LAMBDA_MINUS),
            when=[LAMBDA_PLUS > 0, LAMBDA_MINUS > 0],
            given=STARTS,
            words="beta2^2 / lambda in the place of beta2: the loss in this link is what makes "
            "the exponent of Theorem 3.3 worse than it is",
        ),
    ),
    part.claim(
        "F.1T/alpha2-b",
        "Chain for alpha2, second link",
        "lambda_+ and lambda_- are at most the largest singular values of D(0) and -D(0)",
        reading(
            "printed",
            sigma_max(D0) + sigma_max(-D0) + 2 * BETA2 >= LAMBDA_PLUS + LAMBDA_MINUS + 2 * BETA2,
            given=STARTS,
        ),
    ),
    part.claim(
        "F.1T/alpha2-c",
        "Chain for alpha2, last link",
        "Upper bound on alpha2 in h, B, W*",
        reading(
            "printed",
            sigma_max(D0) + sigma_max(-D0) + 2 * BETA2 <= ALPHA2_HIGH,
            when=IN_EVENT,
            given=EVENT,
            tex=r"\alpha_2 \le 2h^{1-2p}+4h^{\frac12-2p}B+2B^2h^{-2p}+2\sigma_{\max}(W^*)+2\sqrt{"
            r"\tfrac K\mu}\left(\|W^*\|_F+2\sqrt m Bh^{\frac12-2p}\right)",
            words="on the event E_B",
        ),
        rests_on=["F.1T/142", "F.1T/144-d", "F.1T/144-minus"],
    ),
    *_width_quotient.CLAIMS,
)
