r"""Appendix E, Theorem E.1: (103), (104) link by link, and the repaired theorem.

Readings: "printed" for all n, m with exp(sqrt(eta0)) in K_bar_t; "n = m"; "repaired" with the
repaired alpha1 (`_initial.py`) and exp(eta0^c), for all n, m and h >= min(n, m). A witness at
t = 0 has W1(t) = W1(0); one at t = 1 takes the first step exactly (`_theorem_e1.at_first`).
`BELOW_ETA2` among the hypotheses puts eta0 below every root of (102), so a witness is one for
the theorem's eta_max. (101), (102), eta_max and (105)-(109) are in `e_step_size.py`, Lemma E.1 in
`e_constants.py`.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, REPAIRED, RHO_T, THEOREM_32, c, d
from proofs.arxiv_2505_11664._one_start import AT_GAP, NAMED_START
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from proofs.arxiv_2505_11664._theorem_e1 import (
    BELOW_ETA2,
    FIRST_REPAIRED,
    FIRST_SQUARE,
    GAP,
    ITERATES,
    ITERATES_RECTANGULAR,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    PRINTED_E1,
    at_first,
    begin,
    begin_scalar,
)
from proofs.arxiv_2505_11664._written_out import elsewhere
from verify.claims.claim import Budget, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.compare import compare, float_scope
from verify.language import Expr, const, equal, minimum
from verify.model.step import L_NEXT, W1_NEXT, W2_NEXT, L, eta
from verify.model.trajectory import L0, W10, W20, eta0, t

__all__ = ["CLAIMS", "ROOM"]

part = Part(__name__, section="E")

AT, FIXED = PRINTED_E1, REPAIRED
ALLOWED = (*AT.hypotheses, *BELOW_ETA2)
ALLOWED_FIRST = at_first(*ALLOWED)
_HALF = (equal(c, const("1/2")), equal(d, 2))
_GAP = begin(*GAP, "1/100")
_T0 = "The witness is at t = 0."

# eta0 K_t(eta0) <= 1 at iterates 0 and t + 1: the interval (103) is not empty.
ROOM: tuple[Expr, Expr] = (
    eta0 * elsewhere(K_T, {"W1": W10, "W2": W20, "eta": eta0}, "0"),
    eta0 * elsewhere(K_T, {"W1": W1_NEXT, "W2": W2_NEXT, "eta": eta0}, "next"),
)
_ROOM = tuple(x <= 1 for x in ROOM)


# Theorem E.1 repaired.
_THEOREM = (
    L_NEXT <= L * RHO_T,
    RHO_T <= minimum(FIXED.rho_bar_t, FIXED.rho_bar_0),
    L <= L0 * FIXED.rho_bar_0**t,
    FIXED.mu_bar <= MU_T,
    K_T <= FIXED.K_bar_t,
)


def _same_as_theorem_32(budget: Budget) -> Sequence[Evidence]:
    """Theorem E.1's constants at c = 1/2, d = 2 against Theorem 3.2's, in floats."""
    pairs = [
        (AT.mu_bar, THEOREM_32.mu_bar),
        (AT.rho_bar_0, THEOREM_32.rho_bar_0),
        (AT.K_bar_t, THEOREM_32.K_bar_t),
        (AT.rho_bar_t, THEOREM_32.rho_bar_t),
    ]
    rng = np.random.default_rng([budget.seed, 104])
    seen = differ = 0
    for sizes in ITERATES_SQUARE.shapes[:4]:
        for batch in ITERATES_SQUARE.draw(rng, sizes, 400):
            scope = float_scope(ITERATES_SQUARE, batch, sizes)
            same = (batch.latent["c"] == 0.5) & (batch.latent["d"] == 2)
            seen += len(pairs) * int(same.sum())
            for ours, theirs in pairs:
                result = compare(equal(ours, theirs), scope, batch.count)
                differ += int((result.violated & same).sum())
    words = "mu_bar, rho_bar(eta_0, 0), K_bar_t and rho_bar(eta_t, t) of both theorems agree"
    return [
        Evidence("statistics", {"instances": seen, "violations": differ, "words": words}),
        Evidence(
            "words",
            {
                "words": "Theorem E.1 admits eta0 = eta_max and Theorem 3.2 does not; (16) bounds "
                "the loss by rho(eta_t, t), where (104) has rho_bar(eta_t, t): (16) is what the "
                "proof shows."
            },
        ),
    ]


CLAIMS = (
    part.claim(
        "E.103",
        "Theorem E.1 (103)",
        "The admissible step sizes",
        reading(
            "printed",
            tex=r"\eta_0 \le \eta_t \le \min\left((1+\eta_0^d)^{\frac t2}\eta_0, "
            r"\frac{1}{K_t}\right)",
            words="K_t contains eta_t; eta K_t grows with eta, so that an interval is meant",
        ),
        equations="103",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "E.103-interval",
        "Theorem E.1 (103), interval",
        "The interval of admissible step sizes is never empty: eta0 is admissible at every t",
        reading(
            "printed",
            *_ROOM,
            given=ITERATES,
            when=AT.hypotheses,
            words="at iterate 0, and at t + 1 where all steps up to t are admissible; n != m too",
        ),
        reading("n = m", *_ROOM, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading("repaired", *_ROOM, given=ITERATES_REPAIRED, when=FIXED.hypotheses),
        equations="103",
        kind=Kind.PROSE,
        rests_on=["E.1/110-K"],
    ),
    part.claim(
        "E.104-a",
        "Theorem E.1 (104), first inequality",
        "One step contracts the loss by rho_bar(eta_t, t)",
        reading(
            "printed",
            L_NEXT <= L * AT.rho_bar_t,
            given=ITERATES,
            when=ALLOWED,
            examples=[_GAP],
            note=_T0 + " At this start it fails for every eta0 <= 1/100, so that there is no "
            "eta_max > 0 as stated.",
        ),
        reading("n = m", L_NEXT <= L * AT.rho_bar_t, given=ITERATES_SQUARE, when=AT.hypotheses),
        reading(
            "repaired",
            L_NEXT <= L * FIXED.rho_bar_t,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        equations="104",
        severity=Severity.RESULT,
        rests_on=["E.112-a", "E.112-b", "E.112-c", "E.112-d", "E.112-e"],
        consequence="For n != m Theorems E.1 and 3.2 do not hold; for n = m they do, but for the "
        "second inequality of (104).",
    ),
    part.claim(
        "E.104-b",
        "Theorem E.1 (104), second inequality",
        "rho_bar(eta_t, t) is at most rho_bar(eta_0, 0)",
        reading(
            "printed",
            *at_first(L * AT.rho_bar_t <= L * AT.rho_bar_0),
            when=ALLOWED_FIRST,
            examples=[
                begin_scalar(
                    "1", "1", "10001/10000", "31/5", eta0="1/16", eta="33/520", c="1/2", d="5/4"
                )
            ],
            tex=r"L(t)\bar\rho(\eta_t,t) \le L(t)\bar\rho(\eta_0,0)",
            words="stated at t = 1, the first step taken exactly",
            note="False for n = m = h = 1: eta_1 <= 1/K_1, but beyond 1/K_bar_1, where rho_bar(., "
            "1) grows again. The proof (113) shows rho(eta_t, t) <= rho_bar(eta_0, 0).",
        ),
        reading(
            "c = 1/2, d = 2",
            *at_first(L * AT.rho_bar_t <= L * AT.rho_bar_0),
            when=(*ALLOWED_FIRST, *_HALF),
            examples=[
                begin_scalar(
                    "1",
                    "1",
                    "1000001/1000000",
                    "623/100",
                    eta0="1/16",
                    eta="521/8320",
                    c="1/2",
                    d="2",
                )
            ],
            words="with Theorem 3.2's exponents",
        ),
        reading(
            "eta_t at most 2/K_bar_t - eta_0",
            L * PRINTED.rho_bar_t <= L * PRINTED.rho_bar_0,
            given=ITERATES,
            when=(*PRINTED.hypotheses, (eta + eta0) * PRINTED.K_bar_t <= 2),
            words="a further hypothesis, weaker than eta_t <= 1/K_bar_t, with which it holds",
        ),
        reading(
            "repaired",
            L * RHO_T <= L * FIXED.rho_bar_0,
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
            tex=r"L(t)\rho(\eta_t,t) \le L(t)\bar\rho(\eta_0,0)",
        ),
        equations="104",
        severity=Severity.RESULT,
        rests_on=["E.113-a", "E.113-b", "E.113-c"],
        consequence="A chain through rho_bar(eta_t, t) falls; (16) and (17), which go through "
        "rho(eta_t, t), stand for n = m.",
    ),
    part.claim(
        "E.104-c",
        "Theorem E.1 (104), third inequality",
        "The rates multiply up from the start",
        reading(
            "printed",
            *at_first(L * AT.rho_bar_0 <= L0 * AT.rho_bar_0 ** (t + 1)),
            when=ALLOWED_FIRST,
            examples=[_GAP],
            tex=r"L(t)\bar\rho(\eta_0,0) \le L(0)\bar\rho(\eta_0,0)^{t+1}",
            words="stated at t = 1, the first step taken exactly",
        ),
        reading(
            "n = m",
            L * AT.rho_bar_0 <= L0 * AT.rho_bar_0 ** (t + 1),
            given=ITERATES_SQUARE,
            when=AT.hypotheses,
        ),
        reading(
            "repaired",
            L * FIXED.rho_bar_0 <= L0 * FIXED.rho_bar_0 ** (t + 1),
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        equations="104",
        severity=Severity.RESULT,
        rests_on=["E.104-a", "E.104-b"],
    ),
    part.claim(
        "E.104",
        "Theorem E.1 (104)",
        "Gradient descent converges linearly at the rate rho_bar(eta_0, 0)",
        reading(
            "printed",
            L_NEXT <= L0 * AT.rho_bar_0 ** (t + 1),
            given=ITERATES,
            when=ALLOWED,
            examples=[begin([[70, 0], [0, 0]], [[70, 0]], [[4900], [1]], "1/10000")],
            tex=r"L(t+1) \le L(0)\bar\rho(\eta_0,0)^{t+1}",
            note=_T0 + " One step leaves 0.2601 of the loss, the bound is 0.0307. In the family "
            "W1 = diag(x, 0), W2 = (x, 0) the quotient is unbounded.",
        ),
        reading(
            "n < m",
            L_NEXT <= L0 * AT.rho_bar_0 ** (t + 1),
            when=ALLOWED,
            examples=[begin(GAP[1], GAP[0], [[1, "1/4"]], "1/100")],
            words="the factors exchanged",
        ),
        reading(
            "h = n + m",
            L_NEXT <= L0 * AT.rho_bar_0 ** (t + 1),
            when=ALLOWED,
            examples=[begin([[1, 0, 0], [0, "1/2", 0]], [[1, 0, 1]], [[1], ["1/10"]], "1/900")],
            words="wide, with D(0) of full rank",
        ),
        reading(
            "n = m",
            L_NEXT <= L0 * AT.rho_bar_0 ** (t + 1),
            given=ITERATES_SQUARE,
            when=AT.hypotheses,
        ),
        reading(
            "n = m, first two steps",
            *at_first(L_NEXT <= L0 * AT.rho_bar_0 ** (t + 1)),
            given=FIRST_SQUARE,
            when=at_first(*AT.hypotheses),
            words="searched by an adversary, each instance exact",
        ),
        reading(
            "repaired",
            L_NEXT <= L0 * FIXED.rho_bar_0 ** (t + 1),
            given=ITERATES_REPAIRED,
            when=FIXED.hypotheses,
        ),
        equations="104",
        severity=Severity.RESULT,
        rests_on=["E.104-a", "E.104-b", "E.104-c"],
        consequence="As for its first inequality.",
    ),
    part.claim(
        "E.104-none",
        "Theorem E.1, existence of eta_max",
        "At one start with n != m, no step size up to 1/100 satisfies (104)",
        reading(
            "printed",
            L_NEXT > L * AT.rho_bar_0,
            given=AT_GAP,
            when=NAMED_START,
            words="W1 = diag(1, 0), W2 = (1, 0), W* = (1, 1/4)', loss |W - W*|_F^2/2, named by "
            "what is used of it: mu = K = 1, L(0) = 1/32, alpha1 = (sqrt(17) - 1)/2 >= 39/25, "
            "alpha2 = alpha1 + 1 <= 257/100, beta2 <= 129/100, and a step that leaves (1 - eta0)^2 "
            "of the loss; for every c from 1/2",
        ),
        equations="104",
        kind=Kind.BEYOND,
        rests_on=["E.104-a"],
    ),
    part.claim(
        "E.104/repaired",
        "Theorem E.1, repaired",
        "Theorem E.1 for all n, m and h >= min(n, m), with the repaired alpha1",
        *(
            reading(name, *_THEOREM, given=setting, when=FIXED.hypotheses, words=words)
            for name, setting, words in (
                (
                    "printed",
                    ITERATES_REPAIRED,
                    "as stated here: alpha1 repaired, exp(eta0^c) in (101) and K_bar_t, the second "
                    "inequality of (104) with rho(eta_t, t)",
                ),
                ("n = m", ITERATES_SQUARE, "where the repaired alpha1 is the printed one"),
                ("n != m", ITERATES_RECTANGULAR, "h from min(n, m)"),
            )
        ),
        reading(
            "first two steps",
            *at_first(*_THEOREM),
            given=FIRST_REPAIRED,
            when=at_first(*FIXED.hypotheses),
            words="searched by an adversary, each instance exact",
        ),
        equations="104",
        kind=Kind.BEYOND,
        rests_on=["E.3/factors", "E.4/119", "E.4/120", "E.2"],
    ),
    part.claim(
        "E.special",
        "Appendix E, after Theorem E.1",
        "Theorem 3.2 is Theorem E.1 with c = 1/2 and d = 2",
        reading(
            "printed",
            checks=[_same_as_theorem_32],
            tex=r"c = \tfrac12, \quad d = 2",
            words="the constants of both theorems, compared on runs",
        ),
        kind=Kind.PROSE,
    ),
)
