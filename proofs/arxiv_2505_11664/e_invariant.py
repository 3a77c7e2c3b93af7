r"""Beyond Appendix E: what the induction keeps at every iterate, and what follows from it.

The paper's induction passes A1..A4 from t to t + 1 and sums the drift of the imbalance to
1/(1 - Delta). Here the drift is kept with the factor 1 - Delta^t, in a form without quotient,
2 |D(t) - D(0)|_F <= (1 - 1/g) alpha2 (1 - Delta^t), which passes to t + 1 by (108) alone: the case
Delta = 1, L(0) = 0 needs no word of its own. As alpha2 bounds sigma_max^2(T_t) without g
(`e_upper_bound.py`), A3 and A4 hold without it, and so does Theorem E.1 as printed, with
exp(sqrt(eta0)) in K_bar_t, for n = m. `kept` names the relations; the statements about runs
elsewhere in the catalogue follow from them. Notation: g = exp(eta0^c), rho = rho_bar(eta_0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping

from proofs.arxiv_2505_11664._constants_of_runs import (
    PRINTED,
    REPAIRED,
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
)
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, BETA2, D0, MARGIN
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import D_NEXT, K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._runs import RUNS_32, RUNS_32_REPAIRED, RUNS_32_SQUARE
from proofs.arxiv_2505_11664._theorem_e1 import (
    ITERATES,
    ITERATES_REPAIRED,
    ITERATES_SQUARE,
    PRINTED_E1,
)
from proofs.arxiv_2505_11664.s3_1_remarks import K_at
from verify.claims.claim import Kind, reading
from verify.language import Expr, Relation, norm, sigma_max, sigma_min
from verify.model.step import L_NEXT, W_NEXT, K, L, W, eta
from verify.model.trajectory import L0, Wstar, eta0, t

__all__ = ["CLAIMS", "K_grown", "descends", "kept"]

part = Part(__name__, section="E")
_AS_PRINTED = "n = m, exp(sqrt(eta0))"


def _drift(at: RunConstants, change: Expr, when: Expr) -> tuple[Relation, Relation]:
    """The drift of the imbalance at iterate `when`, without quotient and summed."""
    spent = 1 - at.Delta**when
    return (
        2 * change <= at.share * ALPHA2 * spent,
        (1 - at.Delta) * change <= 2 * K * eta0**2 * ALPHA2 * L0 * spent,
    )


def _constants(at: RunConstants) -> Mapping[str, Relation]:
    """(109), and what follows for the powers of rho and Delta."""
    return {
        "t": t >= 0,
        "growth": at.growth > 1,
        "share": at.share > 0,
        "share below": at.share <= at.mu_growth - 1,
        "base": at.base > 1,
        "mu_bar": at.mu_bar > 0,
        "rho": at.rho_bar_0 > 0,
        "rho below": at.rho_bar_0 < 1,
        "Delta": at.Delta > 0,
        "Delta below": at.Delta <= 1,
        "order": at.alpha1 <= ALPHA2,
        "mu_bar below": at.mu_bar < at.K_bar_0,
        "rho^t": at.rho_bar_0**t > 0,
        "rho^t below": at.rho_bar_0**t <= 1,
        "Delta^t": at.Delta**t > 0,
        "Delta^t below": at.Delta**t <= 1,
    }


def K_grown(at: RunConstants) -> Expr:
    """K_t of (12) at the largest step, (1 + eta0^d)^(t/2) eta0."""
    return K_at(at.base ** (t / 2) * eta0, "K_t_grown", r"K_t((1+\eta_0^d)^{t/2}\eta_0)")


def kept(at: RunConstants) -> Mapping[str, Relation]:
    """The relations that hold at every iterate, by name."""
    drift, total = _drift(at, norm(D - D0), t)
    next_drift, next_total = _drift(at, norm(D_NEXT - D0), t + 1)
    return {
        **_constants(at),
        "step": eta > 0,
        "eta^2": eta**2 <= at.base**t * eta0**2,
        "loss": L <= L0 * at.rho_bar_0**t,
        "below": L <= L0,
        "drift": drift,
        "total": total,
        "sharp low": at.alpha1 - 2 * at.share * ALPHA2 <= SIGMA2_MIN,
        "low": at.low <= SIGMA2_MIN,
        "sharp high": SIGMA2_MAX <= ALPHA2,
        "high": SIGMA2_MAX <= at.growth * ALPHA2,
        "width": sigma_max(W) <= BETA2,
        "mu_t": at.mu_bar <= MU_T,
        "K_t": K_T <= at.K_bar_t,
        "grown": K_grown(at) <= at.K_bar_t,
        "K_bar_t": at.K_bar_t <= at.K_bar_0,
        "rate": RHO_T <= at.rho_bar_0,
        "descent": L_NEXT <= L * RHO_T,
        "next loss": L_NEXT <= L0 * at.rho_bar_0 ** (t + 1),
        "next below": L_NEXT <= L0,
        "next drift": next_drift,
        "next total": next_total,
    }


def descends(at: RunConstants) -> Mapping[str, Relation]:
    """What holds whatever alpha1 is: of the constants, and of a loss that does not grow."""
    return {
        **_constants(at),
        "K_bar_t": at.K_bar_t <= at.K_bar_0,
        "step": eta > 0,
        "eta^2": eta**2 <= at.base**t * eta0**2,
        "below": L <= L0,
        "next below": L_NEXT <= L0,
        "positive K_t": K_T >= 0,
        "descent": L_NEXT <= L * RHO_T,
        "falls": L_NEXT <= L,
        "near": norm(W - Wstar) <= MARGIN,
        "next near": norm(W_NEXT - Wstar) <= MARGIN,
        "narrow": BETA1 <= sigma_min(W),
        "width": sigma_max(W) <= BETA2,
        "sharp high": SIGMA2_MAX <= ALPHA2,
        "high": SIGMA2_MAX <= at.growth * ALPHA2,
    }


CLAIMS = (
    part.claim(
        "E.invariant",
        "Beyond Theorem E.1, its invariant",
        "What the induction keeps at every iterate",
        *(
            reading(name, *kept(at).values(), given=runs, when=at.hypotheses, words=words)
            for name, at, runs, words in (
                ("printed", REPAIRED, ITERATES_REPAIRED, "alpha1 repaired, all n, m"),
                ("n = m", PRINTED, ITERATES_SQUARE, "as printed, with exp(eta0^c) in K_bar_t"),
                (_AS_PRINTED, PRINTED_E1, ITERATES_SQUARE, "as printed, for every c"),
                ("Theorem 3.2", THEOREM_32_REPAIRED, RUNS_32_REPAIRED, "alpha1 repaired"),
                ("Theorem 3.2, n = m", THEOREM_32, RUNS_32_SQUARE, "as printed"),
            )
        ),
        kind=Kind.BEYOND,
        rests_on=["3.1/10", "E.2", "E.4/119", "E.4/120"],
    ),
    part.claim(
        "E.descends",
        "Beyond A2",
        "The loss never grows, whatever alpha1 is, and W(t) stays near to W*",
        *(
            reading(name, *descends(at).values(), given=runs, when=at.hypotheses, words=words)
            for name, at, runs, words in (
                ("printed", PRINTED, ITERATES, "eta_t > 0 and eta_t K_t <= 1 is what is used"),
                (_AS_PRINTED, PRINTED_E1, ITERATES, "as printed, for every c"),
                ("Theorem 3.2", THEOREM_32, RUNS_32, "as printed, all n, m"),
            )
        ),
        kind=Kind.BEYOND,
        rests_on=["3.1/10"],
    ),
)
