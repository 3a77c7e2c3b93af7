r"""The paper's own step sizes, for the trajectory engine: Theorem E.1's constant step, (18), (19).

    constant        eta_t = eta0
    rho_bar (19)    eta_t = min((1 + eta0^d)^(t/2) eta0, 1 / K_bar_t)
    rho (19)        eta_t = min((1 + eta0^d)^(t/2) eta0, 1 / K_t), 1 / K_t the solution of
                    eta K_t(eta) = 1, as K_t of (12) depends on the step that it bounds
    argmin (18)     eta_t = argmin rho(eta, t) over eta up to the same two bounds: K_t depends on
                    eta, so that the minimiser lies below 1 / K_t
    sharp           rho (19) with K_t of claim D.beyond/K_t, 1 and 1 in the places of 3 and 6

(15), (19) have d = 2, (103) and the experiments d > 1. All take eta0 = fraction eta_max, unless
eta0 is given, and need alpha1 > 0 and eta0 <= eta_max. Source: arXiv 2505.11664, Theorems 3.2 and
E.1. Steps of prior work stand in `prior_schedules.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from verify.descent import PRINTED, SHARP, Choice, Hypothesis, Iterate, Rule, Setup, Smoothness
from verify.descent.steps import each, positive
from verify.errors import InputError
from verify.theory.constants import TheoremE1, table_2, theorem_e1

__all__ = ["ArgminRho", "ConstantStep", "RhoBarStep", "RhoStep", "Theory"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Theory:
    """How Theorem E.1 is read, the same for all its step sizes.

    c, d: its exponents; eta0: the first step, a number or one for each run; where it is not
    given, fraction * eta_max; frobenius: |W*|_F in the place of sigma_max(W*) in beta2;
    printed_alpha1: Table 2's alpha1 where n != m and not the repaired one.
    """

    c: float = 0.5
    d: float = 2.0
    fraction: float = 1.0
    eta0: Array | float | None = None
    frobenius: bool = False
    printed_alpha1: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.c < 1 < self.d < np.inf:
            raise InputError(
                f"c = {self.c:g}, d = {self.d:g} were given",
                violates="0 < c < 1 < d",
                where="Theorem E.1",
                remedy="Theorem 3.2 has c = 1/2 and d = 2",
            )
        if not 0 < self.fraction:
            raise InputError(
                f"fraction = {self.fraction:g} was given",
                violates="fraction > 0",
                where="Theorem E.1",
                remedy="eta0 = fraction * eta_max",
            )
        if self.eta0 is not None:
            positive(self.eta0, "eta0", "Theorem E.1")

    def begin(self, setup: Setup) -> Begun:
        """Everything that the theorem fixes at the start of a batch."""
        table = table_2(setup, frobenius=self.frobenius)
        theorem = theorem_e1(setup, table, c=self.c, d=self.d, printed_alpha1=self.printed_alpha1)
        eta1, eta2 = theorem.roots()
        top = np.minimum(eta1, eta2)
        if self.eta0 is None:
            eta0 = np.where(top > 0, self.fraction * top, np.nan)
        else:
            eta0 = each(self.eta0, setup.runs, "eta0", "Theorem E.1")
        hypotheses = (
            Hypothesis("alpha1 > 0", theorem.alpha1 > 0),
            Hypothesis("eta0 <= eta_max", eta0 <= top),
        )
        constants = {
            "eta0": eta0,
            "c": np.full_like(eta0, self.c),
            "d": np.full_like(eta0, self.d),
            "eta1": eta1,
            "eta2": eta2,
            "alpha1": theorem.alpha1,
            "alpha2": theorem.alpha2,
            "beta1": table.beta1,
            "beta2": theorem.beta2,
            "mu_bar": theorem.mu_bar(eta0),
            "rho_bar": theorem.rho_bar(eta0),
        }
        return Begun(theorem, eta0, hypotheses, constants)


@dataclass(frozen=True, eq=False)
class Begun:
    """A theorem's constants at a batch's start, and the eta0 that is taken (nan: none exists)."""

    theorem: TheoremE1
    eta0: Array
    hypotheses: tuple[Hypothesis, ...]
    constants: dict[str, Array]

    def limit(self, t: int) -> Array:
        """(1 + eta0^d)^(t/2) eta0."""
        growth = np.log1p(self.eta0**self.theorem.d) / 2
        value: Array = self.eta0 * np.exp(growth * t)
        return value

    def rule(self, free: Callable[[Iterate], Array], *, growth: bool = True) -> Rule:
        """The lesser of the free step and the limit of growth, if that is to be kept to."""

        def step(now: Iterate) -> Choice:
            eta = free(now)
            if growth:
                eta = np.minimum(self.limit(now.t), eta)
            return Choice(np.where(np.isnan(self.eta0), np.nan, eta), _NO_STEP)

        return Rule(step, self.hypotheses, self.constants)


_NO_STEP = "alpha1 <= 0: Theorem E.1 gives no step size for this start"


@dataclass(frozen=True, eq=False)
class ConstantStep:
    """eta_t = eta0, which (15) and (103) admit."""

    theory: Theory = field(default_factory=Theory)
    name: str = "constant eta0"

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha1 > 0 and eta0 <= eta_max."""
        begun = self.theory.begin(setup)
        return begun.rule(lambda now: begun.eta0, growth=False)


@dataclass(frozen=True, eq=False)
class RhoBarStep:
    """(19) with rho_bar, whose K_bar_t is known before the run."""

    theory: Theory = field(default_factory=Theory)
    growth: bool = True
    name: str = "(19) rho_bar"

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha1 > 0 and eta0 <= eta_max."""
        begun = self.theory.begin(setup)
        return begun.rule(
            lambda now: 1 / begun.theorem.K_bar(begun.eta0, now.t), growth=self.growth
        )


@dataclass(frozen=True, eq=False)
class RhoStep:
    """(19) with rho: eta K_t(eta) = 1, solved. growth=False leaves (15)'s first bound out.

    smoothness: SHARP for the step of claim D.beyond/K_t. Without the bound on the growth only the
    descent lemma is known of the step, and Theorem E.1's hypotheses are not needed for it.
    """

    theory: Theory = field(default_factory=Theory)
    growth: bool = True
    smoothness: Smoothness = PRINTED
    name: str = "(19) rho"

    @classmethod
    def sharp(cls, theory: Theory | None = None, *, growth: bool = True) -> RhoStep:
        """The proved sharper step."""
        return cls(theory or Theory(), growth, SHARP, "sharp rho")

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha1 > 0 and eta0 <= eta_max."""
        begun = self.theory.begin(setup)
        return begun.rule(
            lambda now: self.smoothness.inverse_step(setup.K, now), growth=self.growth
        )


@dataclass(frozen=True, eq=False)
class ArgminRho:
    """The exact minimiser (18) of rho(eta, t) over the eta that its constraint admits.

    rho falls up to its minimiser, so that the constrained minimiser is the lesser of both.
    """

    theory: Theory = field(default_factory=Theory)
    growth: bool = True
    name: str = "(18) argmin rho"

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha1 > 0 and eta0 <= eta_max."""
        begun = self.theory.begin(setup)
        return begun.rule(lambda now: PRINTED.minimiser(setup.K, now), growth=self.growth)
