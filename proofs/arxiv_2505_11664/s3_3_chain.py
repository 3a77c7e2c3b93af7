r"""Section 3.3, the proof sketch: Lemma 3.2 (25) and its chain (26)-(30).

As `s3_3_sketch.py`. `MIRROR` is a start with L = 0, whose run stands still, at an admissible step
beyond 2 / K_bar_t - eta0: there the parabola rho_bar(., t) is higher than at eta0. In `LATE` the
same run has a positive loss; its iterate 1 is stated by hypotheses.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import (
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664.s3_2_convergence import on_runs
from verify.claims.claim import Example, Severity, reading
from verify.language import Expr, Relation, equal, scalar
from verify.model.step import GRADIENT2, L_NEXT, L, eta
from verify.model.trajectory import eta0

__all__ = ["CLAIMS"]

part = Part(__name__, section="3.3")

P, Q = THEOREM_32, THEOREM_32_REPAIRED
MIRROR = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        "W10": [[1]],
        "W20": [[0]],
        "W1": [[1]],
        "W2": [[0]],
        "eta0": "1/9",
        "eta": "19/170",
        "t": 1,
        "K": "58/9",
        "mu": "58/9",
    },
    {"ell": {"A": [["58/9"]], "C": [["0"]]}},
    path=[{"eta": "1/9"}],
)
LATE = Example(
    {"n": 1, "m": 1, "h": 1},
    {
        "W10": [[1]],
        "W20": [[0]],
        "W1": [[1]],
        "W2": [["29/405000"]],
        "eta0": "1/9",
        "eta": "19/170",
        "t": 1,
        "K": "58/9",
        "mu": "58/9",
    },
    {"ell": {"A": [["58/9"]], "C": [["1/10000"]]}},
    path=[{"eta": "1/9"}],
)


def _printed_chain(x: RunConstants) -> tuple[Expr, Expr, Expr, Expr]:
    """(27)-(30) at iterate t."""
    bracket = eta - K_T * eta**2 / 2
    return (
        L - 2 * x.mu_bar * bracket * L,
        (1 - 2 * x.mu_bar * eta + x.mu_bar * K_T * eta**2) * L,
        (1 - 2 * x.mu_bar * eta + x.mu_bar * x.K_bar_0 * eta**2) * L,
        x.rho_bar_0 * L,
    )


def _other_order(x: RunConstants) -> tuple[Relation, Relation]:
    """First eta0 for eta_k in (29)'s left side, then K_bar_0 for K_k."""
    middle = (1 - 2 * x.mu_bar * eta0 + x.mu_bar * K_T * eta0**2) * L
    return _printed_chain(x)[1] <= middle, middle <= x.rho_bar_0 * L


def _mirror(x: RunConstants) -> tuple[Relation]:
    return (x.rho_bar_t <= x.rho_bar_0,)


# (27) and (28) with letters for mu_bar, K_k and L(k).
_m, _k, _l = scalar("m", r"\bar\mu"), scalar("k", "K_k"), scalar("l", "L(k)")
CHAIN_FREE = (
    _l - 2 * _m * (eta - _k * eta**2 / 2) * _l,
    (1 - 2 * _m * eta + _m * _k * eta**2) * _l,
)
CHAIN, REPAIRED_CHAIN = _printed_chain(P), _printed_chain(Q)
DESCENT = L - (eta - K_T * eta**2 / 2) * GRADIENT2

CLAIMS = (
    part.claim(
        "3.3/25-a",
        "Lemma 3.2 (25), first link",
        "rho(eta_t, t) is at most rho_bar(eta_t, t)",
        *on_runs(lambda x: (x.rho_bar_t >= RHO_T,)),
        equations="25",
        rests_on=["3.3/24-mu", "3.3/24-K"],
        severity=Severity.STEP,
    ),
    part.claim(
        "3.3/25-b",
        "Lemma 3.2 (25), second link",
        "rho_bar(eta_t, t) is at most rho_bar(eta0, 0)",
        reading(
            "printed",
            *_mirror(P),
            given=RUNS_32,
            when=P.hypotheses,
            examples=[MIRROR],
            note="rho_bar(., t) is a parabola with its minimum at 1/K_bar_t; the admissible 1/K_t "
            "may lie beyond the point 2/K_bar_t - eta0 opposite to eta0. The witness's run stands "
            "still at W* = W(0). No eta_max helps: for n = m = h = 1, W1 = 3, W2 = 2, W* = 0, "
            "mu = K = 1 the steps grow to 1/K_t, about 1/5, where rho_bar exceeds 1.",
        ),
        reading(
            "repaired",
            P.rho_bar_t <= P.rho_bar_0,
            given=RUNS_32_SQUARE,
            when=[*P.hypotheses, eta * P.K_bar_t <= 1],
            words="for eta_t up to 1/K_bar_t",
        ),
        reading(
            "alpha1 repaired",
            Q.rho_bar_t <= Q.rho_bar_0,
            given=RUNS_32_REPAIRED,
            when=[*Q.hypotheses, eta * Q.K_bar_t <= 1],
            words="the same for all n, m, h, with alpha1'",
        ),
        reading(
            "conclusion",
            RHO_T <= P.rho_bar_0,
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="what (25) is for: rho(eta_t, t) <= rho_bar(eta0, 0), n = m",
        ),
        reading(
            "conclusion, alpha1 repaired",
            RHO_T <= Q.rho_bar_0,
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="the same for all n, m, h, with alpha1'",
        ),
        equations="25",
        severity=Severity.STEP,
        consequence="(16) and (17) stand for n = m: rho(., t) decreases on [eta0, 1/K_t], and "
        "K_t <= K_bar_0. (104) contains the same link.",
    ),
    part.claim(
        "3.3/26",
        "Equation (26)",
        "The local descent lemma",
        reading("printed", DESCENT >= L_NEXT, given=RUNS_32, when=P.hypotheses),
        equations="26",
        rests_on=["3.1/9-descent"],
    ),
    part.claim(
        "3.3/27",
        "Equation (27)",
        "The local PL inequality with mu_bar",
        *on_runs(lambda x: (_printed_chain(x)[0] >= DESCENT,)),
        equations="27",
        rests_on=["3.3/24-mu"],
        severity=Severity.STEP,
        consequence="The chain (26)-(30) for n != m.",
    ),
    part.claim(
        "3.3/28",
        "Equation (28)",
        "The same, with the bracket multiplied out",
        reading(
            "printed",
            equal(CHAIN_FREE[0], CHAIN_FREE[1]),
            identity=True,
            words="m, k for mu_bar and K_k",
            note="The reasons printed beside (28) and (29) belong to (29) and (30).",
        ),
        equations="28",
    ),
    part.claim(
        "3.3/29",
        "Equation (29)",
        "K_bar_0 in the place of K_k",
        reading("printed", CHAIN[1] <= CHAIN[2], given=RUNS_32, when=P.hypotheses),
        reading("n = m", CHAIN[1] <= CHAIN[2], given=RUNS_32_SQUARE, when=P.hypotheses),
        reading(
            "alpha1 repaired",
            REPAIRED_CHAIN[1] <= REPAIRED_CHAIN[2],
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
        ),
        equations="29",
        rests_on=["3.3/24-K"],
    ),
    part.claim(
        "3.3/30",
        "Equation (30)",
        "eta0 in the place of eta_k",
        reading(
            "printed",
            CHAIN[2] <= CHAIN[3],
            given=RUNS_32,
            when=P.hypotheses,
            examples=[LATE],
            words="at iterate 1",
            note="The parabola with K_bar_0 has its minimum at 1/K_bar_0, which eta_k may pass: "
            "the link needs eta_k <= 2/K_bar_0 - eta0.",
        ),
        reading(
            "repaired",
            *_other_order(P),
            given=RUNS_32_SQUARE,
            when=P.hypotheses,
            words="the other order: first eta0 for eta_k, with K_k kept, which eta_k <= 1/K_k "
            "allows, then K_bar_0 for K_k",
        ),
        reading(
            "alpha1 repaired",
            *_other_order(Q),
            given=RUNS_32_REPAIRED,
            when=Q.hypotheses,
            words="the same for all n, m, h, with alpha1'",
        ),
        equations="30",
        rests_on=["3.2/15"],
        severity=Severity.STEP,
        consequence="L(k+1) <= rho_bar(eta0, 0) L(k) follows by the repaired order for n = m, and "
        "with alpha1' for all n, m.",
    ),
)
