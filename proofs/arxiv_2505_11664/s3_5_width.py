"""Section 3.5: large width and the variance h^(-2p); Theorem 3.3 (31) and the prose around it.

Notation: a = h^(1 - 2p), B = sqrt(m + n) + log(2/delta) / 2, x = B / sqrt(h), E_B the event that
the singular values of h^p [W1(0); W2(0)] lie within B of sqrt(h) (`f_width.py`). Exponents are
measured on medians of exact draws over six decades of h or more (`_wide.py`); with W* fixed,

    1 - alpha1 / alpha2  is of order  h^max(-1/2, 4p - 2)  for n m > 1,  h^(4p - 2)  for n = m = 1

(p > 1/4), against the printed h^(2p - 1). Theorem F.1 and its proof: `f_width.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2, BETA2, DELTA
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import (
    EVENT,
    IN_EVENT,
    STARTS,
    T0_MAX,
    T0_MIN,
    WIDE,
    B,
    h,
    p,
)
from proofs.arxiv_2505_11664._wide import Constants, constants, draw, generator
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Exponent, Proportion, evidence, exponent
from verify.language import const, define, equal, scalar, sqrt
from verify.model.matrices import matrices
from verify.model.setting import Batch, Sizes

__all__ = [
    "CLAIMS",
    "SCALARS",
    "F",
    "approach",
    "c",
    "first_inequality",
    "k",
    "printed_exponents",
    "s",
    "width",
]

part = Part(__name__, section="3.5")
Array = npt.NDArray[np.float64]

PAIRS = ((1, 1), (2, 2), (3, 2))

# The scalars of a wide initialisation: s = sigma_max(W*), F = |W*|_F, k = sqrt(K/mu), c a constant.
width = scalar("h")
s, F, k, c = scalar("s", r"\sigma_{\max}(W^*)"), scalar("F", r"\|W^*\|_F"), scalar("k"), scalar("c")


def wide_scalars(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    """H >= 1, p inside (1/4, 1/2), |W*|_F between sigma_max(W*) and twice it, k >= 1."""
    free = batch.latent
    return {
        **free,
        "h": 1 + free["h"] ** 2,
        "p": 0.25 + 0.25 * free["p"] / (1 + free["p"]),
        "F": free["s"] * (1 + free["F"] / (1 + free["F"])),
        "k": 1 + free["k"],
    }


# W* may be 0.
SCALARS = replace(
    matrices(
        "wide initialisations in scalars",
        [width, p, B, s, F, k, c],
        positive=["h", "p", "B", "s", "F", "k", "c"],
        finish=wide_scalars,
        words="h >= 1, 1/4 < p < 1/2, B, sigma_max(W*) <= |W*|_F and sqrt(K/mu) >= 1 over twelve "
        "decades",
    ),
    assumes=(*(x > 0 for x in (width, p, B, k, c)), s >= 0, F >= 0),
)
X = define("x", B / sqrt(width))
BETA2_TOP = s + k * (F + 2 * B * width ** (const("1/2") - 2 * p))


def _target(n: int, m: int) -> Array:
    """W* with ones on the diagonal."""
    return np.eye(n, m)


def _fits(
    budget: Budget,
    exponents: Sequence[float],
    quantity: Callable[[Constants], Array],
    claimed: Callable[[int, int, float], float | None],
    *,
    exact: bool,
) -> list[Exponent]:
    """Exponents of the quantity's median, from independent groups of draws at four widths."""
    groups, size = (8, 40) if budget.profile == "quick" else (20, 200)
    items = []
    for index, (n, m) in enumerate(PAIRS):
        for power in exponents:
            claim = claimed(n, m, power)
            if claim is None:
                continue
            rng = generator(budget, 31, index, int(1000 * power))
            # Near p = 3/8 and p = 1/2 the limit is reached late.
            widths = 10.0 ** (
                np.array([6, 8, 10, 12]) if power < 0.33 else np.array([14, 17, 20, 23])
            )
            medians = np.empty((len(widths), groups))
            for row, wide in enumerate(widths):
                gram = draw(rng, n, m, float(wide), power, groups * size)
                values = quantity(constants(gram, n, _target(n, m)))
                medians[row] = np.median(values.reshape(groups, size), axis=1)
            items.append(
                exponent(
                    list(widths),
                    medians,
                    parameters={"n": n, "m": m, "p": power},
                    draws=groups * size * len(widths),
                    claimed=claim,
                    exact=exact,
                    tolerance=0.02,
                )
            )
    return items


@cache
def printed_exponents(budget: Budget) -> Sequence[Evidence]:
    """Whether 1 - alpha1 / alpha2 decreases at least like h^(2p - 1)."""
    found = _fits(
        budget,
        (0.26, 0.3, 0.375, 0.45),
        lambda of: of.gap,
        lambda n, m, power: 2 * power - 1,
        exact=False,
    )
    words = "exponent of the median of 1 - alpha1/alpha2 over the decades of h, against 2p - 1"
    return [evidence(words, found)]


def _sharp_exponents(budget: Budget) -> Sequence[Evidence]:
    def sharp(n: int, m: int, power: float) -> float | None:
        return 4 * power - 2 if n == m == 1 else max(-0.5, 4 * power - 2)

    found = _fits(budget, (0.3, 0.35, 0.42, 0.45), lambda of: of.gap, sharp, exact=True)
    words = (
        "exponent of the median of 1 - alpha1/alpha2 over the decades of h, against "
        "max(-1/2, 4p - 2), and 4p - 2 for n = m = 1, within 0.02"
    )
    return [evidence(words, found)]


def _conditioning(budget: Budget) -> Sequence[Evidence]:
    def minus_half(n: int, m: int, power: float) -> float | None:
        return None if n == m == 1 else -0.5

    found = _fits(
        budget,
        (0.1, 0.3, 0.5),
        lambda of: 1 - np.sqrt(of.sigma2_min / of.sigma2_max),
        minus_half,
        exact=True,
    )
    words = (
        "exponent of the median of 1 - sigma_min(T_0)/sigma_max(T_0) over the decades of h, "
        "against -1/2, within 0.02"
    )
    return [evidence(words, found)]


@cache
def first_inequality(budget: Budget) -> Sequence[Evidence]:
    """Draws with sigma_min(T_0) / sigma_max(T_0) < alpha1 / alpha2, for n != m too."""
    trials = 500 if budget.profile == "quick" else 10_000
    items = []
    for index, (n, m) in enumerate(((1, 1), (2, 1), (1, 3), (3, 2))):
        rng = generator(budget, 138, index)
        target = np.zeros((n, m))
        target[0, 0] = 1.0
        for power in (0.3, 0.4):
            for wide in (10.0, 1e2, 1e4, 1e8):
                found = constants(draw(rng, n, m, wide, power, trials), n, target)
                # In terms of the distances from 1, which do not cancel.
                lack = 1 - np.sqrt(found.sigma2_min / found.sigma2_max)
                worse = lack > found.gap * (1 + 1e-9) + 1e-15
                at = {"n": n, "m": m, "p": power, "h": wide}
                items.append(Proportion(at, int(worse.sum()), trials, 0.01))
    words = "share of draws with sigma_min(T_0)/sigma_max(T_0) < alpha1/alpha2, delta = 0.01"
    return [evidence(words, items)]


@cache
def approach(budget: Budget) -> Sequence[Evidence]:
    """Draws at a very large width, p < 1/2, with alpha1 / alpha2 below 0.999."""
    trials = 300 if budget.profile == "quick" else 5_000
    items = []
    for index, (n, m) in enumerate(PAIRS):
        rng = generator(budget, 35, index)
        for power in (0.0, 0.3, 0.375, 0.45):
            found = constants(draw(rng, n, m, 1e30, power, trials), n, _target(n, m))
            at = {"n": n, "m": m, "p": power, "h": 1e30}
            items.append(Proportion(at, int((found.gap > 1e-3).sum()), trials, 0.01))
    return [evidence("share of draws with alpha1/alpha2 < 0.999 at a very large width", items)]


CLAIMS = (
    part.claim(
        "3.5/i.e.",
        "Section 3.5, first sentence",
        "T_0 is well-conditioned if and only if alpha1 / alpha2 is close to 1",
        reading(
            "printed",
            equal(ALPHA1, ALPHA2),
            when=[equal(T0_MIN, T0_MAX), ALPHA2 > 0],
            given=STARTS,
            words="'i.e.' as an equivalence: whenever kappa(T_0) = 1, alpha1 = alpha2",
            note="alpha1/alpha2 also measures the distance from W*: it can be 0 where T_0 is "
            "perfectly conditioned.",
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W10": [[1]], "W20": [[1]], "Wstar": [[-1]], "K": 1, "mu": 1},
                )
            ],
        ),
        reading(
            "repaired",
            DELTA / ALPHA2 <= T0_MIN / T0_MAX,
            when=[T0_MAX > 0],
            given=STARTS,
            words="one direction: Delta/alpha2 bounds sigma_min^2/sigma_max^2 of T_0 from below, "
            "so that the former near 1 makes T_0 well-conditioned",
        ),
        kind=Kind.PROSE,
        severity=Severity.STEP,
        rests_on=["F.1T/138"],
        consequence="Nothing formal rests on the equivalence.",
    ),
    part.claim(
        "3.3T/first",
        "Theorem 3.3 (31), first inequality",
        "sigma_min(T_0) / sigma_max(T_0) >= alpha1 / alpha2 for random factors",
        reading(
            "printed",
            checks=[first_inequality],
            tex=r"\frac{\sigma_{\min}(\mathcal T_0)}{\sigma_{\max}(\mathcal T_0)} \ge "
            r"\frac{\alpha_1}{\alpha_2}",
            words="with the probability of the theorem, W* fixed; n != m included",
            note="Without probability it is false for n != m (see F.1T/138); on draws the "
            "missing square leaves room enough.",
        ),
        equations="31",
        rests_on=["F.1T/138"],
    ),
    part.claim(
        "3.3T",
        "Theorem 3.3 (31)",
        "alpha1 / alpha2 approaches 1 with the width",
        reading(
            "printed",
            1 - const(1) <= ALPHA1 / ALPHA2,
            when=[ALPHA2 > 0],
            given=WIDE,
            tex=r"\frac{\alpha_1}{\alpha_2} \ge 1-\Omega(h^{2p-1})",
            words="Omega literally: for some function that is at least a constant times "
            "h^(2p - 1), such as 1",
            note="True and empty: a lower bound needs O, not Omega.",
        ),
        reading(
            "O",
            checks=[printed_exponents],
            tex=r"\frac{\alpha_1}{\alpha_2} \ge 1-O(h^{2p-1})",
            words="with O, the constant depending on n, m, delta, K/mu and W*: what the proof "
            "gives",
            note="Not sharp: see the repaired reading. p > 1/4 is not needed for the limit 1.",
        ),
        reading(
            "O, free of W*",
            width ** (1 - 2 * p) * (1 + X) ** 2 / s >= 1 - c * width ** (2 * p - 1),
            when=[width >= 1, p > "1/4", p < "1/2", sqrt(width) > B],
            given=SCALARS,
            words="with a constant c, and a threshold for h, that do not depend on W*, as "
            "h >= poly(m, n, 1/delta) suggests. For singular W*, beta1 = 0 and on E_B "
            "alpha1 <= 2 h^(1 - 2p) (1 + x)^2, alpha2 >= 2 sigma_max(W*), so that the left side "
            "bounds alpha1/alpha2 from above",
            note="For every h and c a large W* violates it.",
            examples=[
                Example(
                    {},
                    {
                        "h": 10**8,
                        "p": "3/8",
                        "B": 4,
                        "s": 10**6,
                        "F": 10**6,
                        "k": 1,
                        "c": 10,
                    },
                )
            ],
        ),
        reading(
            "Theta",
            4 * X / (1 + X) ** 2 + (BETA2_TOP * width ** (2 * p - 1)) ** 2 / (1 - X**2) ** 2
            >= c * width ** (2 * p - 1),
            when=[width >= 1, p > "1/4", p < "1/2", sqrt(width) > B, c >= "1/1000000"],
            given=SCALARS,
            words="that 1 - alpha1/alpha2 is of the order h^(2p - 1), not less: at least "
            "c h^(2p - 1). On E_B, m = 1, the left side bounds it from above (repaired reading)",
            note="The left side is O(h^(-1/2) + h^(4p - 2)), so every c fails at a large h.",
            examples=[
                Example(
                    {},
                    {
                        "h": 10**40,
                        "p": "3/8",
                        "B": 4,
                        "s": 1,
                        "F": 1,
                        "k": 1,
                        "c": "1/1000000",
                    },
                )
            ],
        ),
        reading(
            "repaired",
            1
            - 4 * B / sqrt(h) / (1 + B / sqrt(h)) ** 2
            - (BETA2 * h ** (2 * p - 1) / (1 - B**2 / h)) ** 2
            <= ALPHA1 / ALPHA2,
            when=IN_EVENT,
            given=EVENT,
            checks=[_sharp_exponents],
            tex=r"\frac{\alpha_1}{\alpha_2} \ge 1-\frac{4x}{(1+x)^2}-\frac{\beta_2^2 h^{4p-2}}{"
            r"(1-x^2)^2} \text{ on } E_B, \quad x = \tfrac{B}{\sqrt h}",
            words="explicit on the event E_B (probability at least 1 - delta), for all p, n, m: "
            "1 - O(h^(-1/2) + h^(4p - 2)); the measured exponents show that this order is right",
        ),
        equations="31",
        rests_on=[
            "3.3T/first",
            "F.5/event",
            "F.5/139-alpha1",
            "F.1T/142",
            "F.1T/144-d",
            "F.1T/145-b",
        ],
        hypotheses=("1/4 < p < 1/2, delta in (0, 1), h >= poly(m, n, 1/delta)",),
        consequence="The theorem stands in the O reading with constants depending on W*; its "
        "exponent is not the best, 2p - 1 against max(-1/2, 4p - 2).",
    ),
    part.claim(
        "3.5/condition",
        "After (31)",
        "The condition number of T_0 tends to 1 with the width",
        reading(
            "printed",
            checks=[_conditioning],
            words="for suitable variances",
            note="kappa(T_0) does not depend on the variance at all, both factors being scaled "
            "alike: 1 - sigma_min/sigma_max is of order h^(-1/2) for every p, and 0 for "
            "n = m = 1. The variance matters for alpha1/alpha2 only.",
        ),
        kind=Kind.PROSE,
        rests_on=["3.3T"],
    ),
    part.claim(
        "3.5/match",
        "Section 3.5, prose",
        "With growing width the local rate can match that of the non-overparametrised model",
        reading(
            "printed",
            checks=[approach],
            words="in the form: alpha1/alpha2 tends to 1 for p < 1/2 and fixed W*",
            note="At p = 1/2 it does not (see G.2/approaches-one).",
        ),
        kind=Kind.PROSE,
        rests_on=["3.3T"],
    ),
)
