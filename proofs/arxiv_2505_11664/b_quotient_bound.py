r"""Appendix B: the chain (54), (55), (56) in the proof of Proposition B.1.

Every line is a lower bound of the quotient (51) at factors (W1, W2) and a minimiser
(W1*, W2*). (54) uses (36), which is false, and then smallest singular values in a wrong shape.
The repaired bounds step away from the minimiser in one factor only.
"""

from __future__ import annotations

from typing import Any

from proofs.arxiv_2505_11664._minimisers import (
    BESIDE,
    DISTANCE,
    PAIRS,
    W1s,
    W2s,
    Wstar,
    u,
    v,
    w,
)
from proofs.arxiv_2505_11664._paper import Part
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    dim,
    equal,
    loss,
    minimum,
    norm2,
    scalar,
    sigma,
    sigma_min,
)
from verify.language.dims import minimum_of
from verify.model.matrices import matrices
from verify.model.step import (
    W1,
    W2,
    L,
    W,
    ell,
    mu,
)

__all__ = ["CLAIMS"]

part = Part(__name__, section="B")

WIDE = matrices(
    "factors with h > min(n, m)",
    [W1, W2],
    largest=4,
    where=lambda s: s["h"] > min(s["n"], s["m"]) and s["n"] <= 3 and s["m"] <= 3,
    bounds=[(">=", "h", minimum_of(dim("n"), dim("m")) + 1)],
)
SCALED = matrices("factors and a scale", [W1, W2, c := scalar("c")], largest=3)


def _pair(W1: Any, W2: Any, W1s: Any, W2s: Any, C: str = "1") -> Example:
    """An example with n = m = 1 and l(w) = (w - C)^2 / 2; numbers stand for 1 x 1 matrices."""
    given = {"W1": W1, "W2": W2, "W1s": W1s, "W2s": W2s}
    letters = {k: x if isinstance(x, list) else [[x]] for k, x in given.items()}
    sizes = {"n": 1, "m": 1, "h": len(letters["W1"][0])}
    return Example(sizes, letters, {"ell": {"A": [["1"]], "C": [[C]]}})


MIRRORED = _pair(-1, -1, 1, 1)
DW1, DW2 = W1 - W1s, W2 - W2s
QUOTIENT = 2 * L / DISTANCE
SPLIT = DW1 @ W2.T + W1s @ DW2.T
LINE_E = mu / 2 * ((norm2(DW1 @ W2.T) + norm2(W1s @ DW2.T)) / (2 * norm2(DW1) + norm2(DW2)))
HALVES = mu / 2 * ((norm2(DW1 @ W2.T) + norm2(W1s @ DW2.T)) / DISTANCE)


def _bound(first: Expr, second: Expr, factor: Expr) -> Expr:
    """Factor (first |W1 - W1*|^2 + second |W2 - W2*|^2) / (their sum without weights)."""
    return factor * ((first * norm2(DW1) + second * norm2(DW2)) / DISTANCE)


def _s(a: Expr) -> Expr:
    """sigma_min^2."""
    return sigma_min(a) ** 2


LINE_F = _bound(_s(W2), _s(W1s), mu / 2)
LINE_55 = _bound(_s(W2s), _s(W1), mu / 2)
AVERAGE = _bound(_s(W2) + _s(W2s), _s(W1) + _s(W1s), mu / 4)
LEAST = mu / 4 * minimum(_s(W1) + _s(W1s), _s(W2) + _s(W2s))
LAST = mu / 4 * minimum(_s(W1), _s(W2))

CLAIMS = (
    part.claim(
        "B.1/54-b",
        "Equation (54), second line",
        "The quotient by strong convexity",
        reading(
            "printed",
            mu * norm2(W - Wstar) / DISTANCE <= QUOTIENT,
            given=PAIRS,
            when=[DISTANCE > 0],
            note="The first line is (51). The comment there has W1 W2* for W1 W2'.",
        ),
        equations="54",
        rests_on=["B.1/51", "B.1/53"],
    ),
    part.claim(
        "B.1/54-c",
        "Equation (54), third and fourth line",
        "The difference of the products split",
        reading(
            "printed",
            equal(W - Wstar, W1 @ W2.T - W1s @ W2.T + W1s @ W2.T - W1s @ W2s.T),
            equal(W - Wstar, SPLIT),
            identity=True,
            words="inside the norms",
        ),
        equations="54",
    ),
    part.claim(
        "B.1/54-e",
        "Equation (54), fifth line",
        "The norm of the sum from below by (36)",
        reading(
            "printed",
            LINE_E <= mu * norm2(SPLIT) / DISTANCE,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[MIRRORED],
            note="False with and without the 2 that the denominator has before its first term "
            "only, and with 2 before both.",
        ),
        reading(
            "without the 2 in the denominator",
            HALVES <= mu * norm2(SPLIT) / DISTANCE,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[MIRRORED],
            words="what (36) would give",
        ),
        reading(
            "repaired",
            mu * norm2(SPLIT) / DISTANCE
            >= mu * (norm2(DW1 @ W2.T) / 2 - norm2(W1s @ DW2.T)) / DISTANCE,
            given=PAIRS,
            when=[DISTANCE > 0],
            words="a lower bound that needs no hypothesis; useful where W2 = W2*",
        ),
        equations="54",
        severity=Severity.STEP,
        rests_on=["A.1/36"],
        consequence="(54), (55) and (56) fall as bounds of K_over; Proposition B.1 stands.",
    ),
    part.claim(
        "B.1/54-f",
        "Equation (54), last line",
        "Smallest singular values taken out",
        reading(
            "printed",
            LINE_E >= LINE_F,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[_pair(0, 1, 1, 1)],
            note="The 2 of the denominator has vanished.",
        ),
        reading(
            "without the 2, sigma_min",
            HALVES >= LINE_F,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[_pair([[1, 1]], [[1, 0]], [[1, 0]], [[1, 0]])],
            words="sigma_min the smallest of min(rows, h) singular values",
            note="W1 - W1* may lie in the kernel of W2 when h > m.",
        ),
        reading(
            "repaired",
            _bound(sigma("h", W2) ** 2, sigma("h", W1s) ** 2, mu / 2) <= HALVES,
            given=PAIRS,
            when=[DISTANCE > 0],
            words="without the 2, with the h-th singular values: 0 for h > m, h > n",
        ),
        equations="54",
        severity=Severity.STEP,
        rests_on=["A.1/37-lower", "A.1/38-lower"],
    ),
    part.claim(
        "B.1/54",
        "Equation (54)",
        "First lower bound of K_over, as a bound of the quotient",
        reading(
            "printed",
            QUOTIENT >= LINE_F,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[MIRRORED],
            note="At a second minimiser (-W1*, -W2*) the quotient is 0. As a statement about "
            "K_over = infinity it is true and empty.",
        ),
        reading(
            "repaired",
            mu * norm2(u) * norm2(W2s @ w) <= 2 * BESIDE,
            given=PAIRS,
            words="with W2 = W2* and W1 - W1* = u w', where the second product vanishes",
        ),
        equations="54",
        severity=Severity.STEP,
        rests_on=["B.1/54-b", "B.1/54-c", "B.1/54-e", "B.1/54-f"],
    ),
    part.claim(
        "B.1/55",
        "Equation (55)",
        "Second lower bound of K_over, as a bound of the quotient",
        reading(
            "printed",
            QUOTIENT >= LINE_55,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[MIRRORED],
            note="As (54).",
        ),
        reading(
            "repaired",
            2 * loss(ell, W1s @ (W2s + v @ w.T).T) >= mu * norm2(v) * norm2(W1s @ w),
            given=PAIRS,
            words="with W1 = W1* and W2 - W2* = v w'",
        ),
        equations="55",
        severity=Severity.STEP,
        rests_on=["A.1/36"],
    ),
    part.claim(
        "B.1/56-a",
        "Equation (56), first line",
        "The average of the two bounds",
        reading(
            "printed",
            equal((LINE_F + LINE_55) / 2, AVERAGE),
            given=PAIRS,
            when=[DISTANCE > 0],
            words="the algebra alone",
        ),
        equations="56",
    ),
    part.claim(
        "B.1/56-b",
        "Equation (56), second line",
        "A weighted mean is at least the smaller value",
        reading("printed", AVERAGE >= LEAST, given=PAIRS, when=[DISTANCE > 0]),
        equations="56",
    ),
    part.claim(
        "B.1/56-c",
        "Equation (56), last line",
        "Nonnegative terms left out",
        reading("printed", LEAST >= LAST, given=PAIRS),
        equations="56",
    ),
    part.claim(
        "B.1/56",
        "Equation (56)",
        "The final lower bound of K_over, as a bound of the quotient",
        reading(
            "printed",
            QUOTIENT >= LAST,
            given=PAIRS,
            when=[DISTANCE > 0],
            examples=[MIRRORED],
            note="Falls with (54) and (55).",
        ),
        reading(
            "repaired",
            mu * norm2(u) * norm2(W2s @ w) <= 2 * BESIDE,
            given=PAIRS,
            words="mu sigma_max^2(W2*) is attained by the quotient's lower bound, at w the top "
            "right singular vector of W2*; minimisers have W2* as large as one likes",
        ),
        equations="56",
        severity=Severity.STEP,
        rests_on=["B.1/54", "B.1/55", "B.1/56-a", "B.1/56-b", "B.1/56-c"],
        consequence="The printed proof of K_over = infinity; Proposition B.1 stands.",
    ),
    part.claim(
        "B.1/56-growth",
        "After equation (56)",
        "sigma_min(W1) and sigma_min(W2) can be made arbitrarily large",
        reading(
            "printed",
            equal(_s(c * W1), c**2 * _s(W1)),
            equal(_s(c * W2), c**2 * _s(W2)),
            given=SCALED,
            words="by scaling factors of full rank",
        ),
        reading(
            "in the repaired bound",
            equal(minimum(sigma("h", W1) ** 2, sigma("h", W2) ** 2), 0),
            given=WIDE,
            words="with the h-th singular values, which the repaired (54) has, the bound is 0 "
            "whenever h > min(n, m): it cannot grow then",
        ),
        equations="56",
        kind=Kind.PROSE,
    ),
)
