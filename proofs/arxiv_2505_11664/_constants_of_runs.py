r"""The constants of Theorems E.1 and 3.2 as expressions, and what their proofs use of eta0.

`PRINTED` has Table 2's alpha1 and exp(eta0^c), `REPAIRED` the repaired alpha1; `THEOREM_32` and
`THEOREM_32_REPAIRED` are the same with c = 1/2 and d = 2. `MU_BAR`, `RHO_BAR_0`, `K_BAR_T` and
`RUN_HYPOTHESES` are those of `PRINTED`. Runs for them are in `_runs.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofs.arxiv_2505_11664 import _step_size as bound
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import K_T, MU_T
from verify.language import Expr, Relation, const, define, exp, sqrt
from verify.model.step import K, eta, mu
from verify.model.trajectory import L0, eta0, t

__all__ = [
    "DELTA_STEP",
    "GROWTH",
    "K_BAR_0",
    "K_BAR_T",
    "MU_BAR",
    "PRINTED",
    "REPAIRED",
    "RHO_BAR_0",
    "RHO_BAR_T",
    "RHO_T",
    "RUN_HYPOTHESES",
    "THEOREM_32",
    "THEOREM_32_REPAIRED",
    "RunConstants",
    "below_eta_max",
    "c",
    "d",
    "run_constants",
]

c, d = bound.c, bound.d


RHO_T = define("rho_t", 1 - 2 * MU_T * eta + MU_T * K_T * eta**2, r"\rho(\eta_t, t)")


@dataclass(frozen=True)
class RunConstants:
    """Theorem E.1's constants of a run for one alpha1, c and d, and what its proof uses of eta0."""

    alpha1: Expr
    growth: Expr
    mu_bar: Expr
    K_bar_0: Expr
    rho_bar_0: Expr
    Delta: Expr
    K_bar_t: Expr
    rho_bar_t: Expr
    # alpha1 > 0, what is needed of eta0 (109), and the constraint (103) on eta_t.
    hypotheses: tuple[Relation, ...]
    # 1 + eta0^d, by whose root the steps may grow.
    base: Expr
    # A4's lower bound, the growth factor in it, and its share 1 - exp(-eta0^c) in (102).
    low: Expr
    mu_growth: Expr
    share: Expr


def run_constants(alpha1: Expr, exponent: Expr, power: Expr, mark: str = "") -> RunConstants:
    """The constants with `exponent` for c and `power` for d; `mark` tells their names apart."""
    growth = define(
        f"g{mark}",
        exp(eta0**exponent) if exponent is c else exp(sqrt(eta0)),
        r"e^{\eta_0^c}" if exponent is c else r"e^{\sqrt{\eta_0}}",
    )
    low, share = alpha1 + 2 * ALPHA2 * (1 - growth), 1 - 1 / growth
    mu_bar = define(f"mu_bar{mark}", mu * low, r"\bar\mu")
    K_bar_0 = define(
        f"K_bar_0{mark}",
        sqrt(2 * K * L0)
        + 6 * K**2 * BETA2 * L0 * eta0**2
        + K * growth * ALPHA2 * (1 + 3 * sqrt(2 * K * L0) * eta0),
        r"\bar K_0",
    )
    rho_bar_0 = define(
        f"rho_bar{mark}",
        1 - 2 * mu_bar * eta0 + mu_bar * K_bar_0 * eta0**2,
        r"\bar\rho(\eta_0, 0)",
    )
    Delta = define(f"Delta{mark}", (1 + eta0**power) * rho_bar_0, r"\Delta")
    K_bar_t = define(
        f"K_bar_t{mark}",
        sqrt(2 * K * L0 * rho_bar_0**t)
        + 6 * K**2 * BETA2 * L0 * eta0**2 * Delta**t
        + K * growth * ALPHA2 * (1 + 3 * sqrt(2 * K * L0 * Delta**t) * eta0),
        r"\bar K_t",
    )
    rho_bar_t = define(
        f"rho_bar_t{mark}",
        1 - 2 * mu_bar * eta + mu_bar * K_bar_t * eta**2,
        r"\bar\rho(\eta_t, t)",
    )
    hypotheses = (
        alpha1 > 0,
        eta0 > 0,
        eta0 * K_bar_0 <= 1,
        4 * K * L0 * eta0**2 <= share * (1 - Delta),
        eta0 <= eta,
        eta <= (1 + eta0**power) ** (t / 2) * eta0,
        eta * K_T <= 1,
    )
    return RunConstants(
        alpha1,
        growth,
        mu_bar,
        K_bar_0,
        rho_bar_0,
        Delta,
        K_bar_t,
        rho_bar_t,
        hypotheses,
        1 + eta0**power,
        low,
        growth,
        share,
    )


def below_eta_max(hypotheses: Sequence[Relation]) -> tuple[Relation, ...]:
    """The same for eta0 < eta_max, as Theorem 3.2 has it: (107) in the place of (108)."""
    bound = hypotheses[-4]
    return (*hypotheses[:-4], bound.lhs < bound.rhs, *hypotheses[-3:])


PRINTED = run_constants(ALPHA1, c, d)


REPAIRED = run_constants(ALPHA1_REPAIRED, c, d, "_r")


THEOREM_32 = run_constants(ALPHA1, const("1/2"), const(2), "")


THEOREM_32_REPAIRED = run_constants(ALPHA1_REPAIRED, const("1/2"), const(2), "_r")


GROWTH, MU_BAR, K_BAR_0 = PRINTED.growth, PRINTED.mu_bar, PRINTED.K_bar_0


RHO_BAR_0, DELTA_STEP = PRINTED.rho_bar_0, PRINTED.Delta


K_BAR_T, RHO_BAR_T = PRINTED.K_bar_t, PRINTED.rho_bar_t


RUN_HYPOTHESES = PRINTED.hypotheses
