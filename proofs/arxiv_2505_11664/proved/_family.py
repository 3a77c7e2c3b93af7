r"""Families of constants of runs: Theorems E.1 and 3.2, as printed and with the repaired alpha1.

"n = m" has Table 2's alpha1, which bounds sigma_min^2(T_0) for n = m alone; "exp(sqrt(eta0))" is
Theorem E.1 character for character, with exp(sqrt(eta0)) in (101) and in K_bar_t for every c.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs.arxiv_2505_11664._constants_of_runs import (
    PRINTED,
    REPAIRED,
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
    c,
    d,
)
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, BETA2, BETA_M, BETA_N
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664._theorem_e1 import PRINTED_E1
from verify.language import DimLike, Expr, const, dim, sqrt
from verify.language.dims import minimum_of
from verify.model.step import L_NEXT, L
from verify.model.trajectory import L0, eta0

__all__ = ["FAMILIES", "Family", "letters_of"]


@dataclass(frozen=True)
class Family:
    """Constants of runs, and how they are written.

    exponents: of the growth factors of K_bar_t and of mu_bar; power: d; lower: the reading of
    Lemma E.4's (119) for this alpha1; betas: its letters, with the index of the singular value of
    W that each bounds.
    """

    at: RunConstants
    exponents: tuple[Expr, Expr]
    power: Expr
    lower: str
    betas: Mapping[str, tuple[Expr, DimLike]]


_ONE: Mapping[str, tuple[Expr, DimLike]] = {"beta1": (BETA1, minimum_of(dim("n"), dim("m")))}
_BOTH: Mapping[str, tuple[Expr, DimLike]] = {"beta_n": (BETA_N, "n"), "beta_m": (BETA_M, "m")}
_C, _ROOT, _TWO = eta0**c, sqrt(eta0), const(2)

# By the names of the readings of E.invariant.
FAMILIES = {
    "printed": Family(REPAIRED, (_C, _C), d, "repaired", _BOTH),
    "n = m": Family(PRINTED, (_C, _C), d, "n = m", _ONE),
    "n = m, exp(sqrt(eta0))": Family(PRINTED_E1, (_ROOT, _C), d, "n = m", _ONE),
    "Theorem 3.2": Family(THEOREM_32_REPAIRED, (_ROOT, _ROOT), _TWO, "repaired", _BOTH),
    "Theorem 3.2, n = m": Family(THEOREM_32, (_ROOT, _ROOT), _TWO, "n = m", _ONE),
}


def letters_of(at: RunConstants) -> list[Expr]:
    """The definitions that a search about such runs takes as letters."""
    return [
        *(at.alpha1, ALPHA2, BETA2, L0, at.growth, at.mu_growth),
        *(at.mu_bar, at.K_bar_0, at.rho_bar_0, at.Delta, at.K_bar_t, at.rho_bar_t),
        *(L, L_NEXT, MU_T, K_T, RHO_T, SIGMA2_MAX, SIGMA2_MIN),
    ]
