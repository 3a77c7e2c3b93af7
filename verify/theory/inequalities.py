r"""The paper's inequalities that speak about a step or an iterate, for the trajectory engine.

`STEP` speak of every run: (9), (10), (63), (116), (118)-(120), (20) with rho, and the descent lemma
with the smaller constants of claim D.beyond/K_t, which hold for every step size; and (23), which
needs a loss that falls. `RUN` are those of Theorem E.1 for a run whose step size fixed eta0, c and
d at the start (`schedules.py`): (15), (16), (17), (20) with rho_bar, (22), (24), (25), (117). A
side is nan where the paper claims nothing: `RUN` under other step sizes, (10) and (63) outside
their conditions, (118) after the start. `proofs/arxiv_2505_11664/audited.py` names their claims.

sigma_min(T) is the operator's; alpha1 is the repaired one, the same as Table 2's for n = m. The
equations about iterate t stand in the row of the step from t. Source: arXiv 2505.11664.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.descent import PRINTED, SHARP, Inequality, Iterate, Pair, Setup, Sides, Smoothness
from verify.theory.constants import Table2, TheoremE1, table_2, theorem_e1

__all__ = ["ALL", "RUN", "STEP", "rho"]

Array = npt.NDArray[np.float64]


def _descent(
    smoothness: Smoothness,
) -> Callable[[Setup, Iterate, Array, Iterate], tuple[Array, Array]]:
    def sides(setup: Setup, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
        K_t = smoothness.at(setup.K, now, eta)
        return then.L, now.L - eta * (1 - eta * K_t / 2) * now.gradient_norm2

    return sides


def _local_pl(setup: Setup, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return setup.mu * now.sigma2_min * now.L, now.gradient_norm2 / 2


def rho(setup: Setup, now: Iterate, eta: Array) -> Array:
    """The rate of (10), nan where eta_t K_t >= 2."""
    part = PRINTED.at(setup.K, now, eta) * eta
    value: Array = 1 - setup.mu * now.sigma2_min * eta * (2 - part)
    short = part < 2
    return value if np.count_nonzero(short) == len(short) else np.where(short, value, np.nan)


def _contraction(setup: Setup, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return then.L, now.L * rho(setup, now, eta)


def _lemma_c1(setup: Setup, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    """(63) with (64), under (62)."""
    K, mu, top = setup.K, setup.mu, now.sigma2_max
    slope, size = _norm(now.G), _norm(now.W)
    pull = eta * slope * size
    reach = top + pull
    condition = now.sigma2_min - pull >= K * eta / 2 * (reach * reach)
    turn = eta * now.w_max * slope
    # (64): its last three terms are the rest of K (top + turn)^2, turn carrying one eta
    bend = K * (top + turn) ** 2 + 2 * turn / eta
    rate = 1 - eta * mu * (2 * now.sigma2_min - eta * bend)
    return then.L, np.where(condition, rate, np.nan) * now.L


def _norm(A: Array) -> Array:
    flat = A.reshape(len(A), -1)
    value: Array = np.sqrt(np.vecdot(flat, flat))
    return value


def _drift(setup: Setup, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    square = eta * eta
    return square * now.drift, 2 * square * setup.K * now.sigma2_max * now.L


@dataclass(frozen=True, eq=False)
class _OfTheStart:
    """An inequality with Table 2's constants; sides(table, now) at iterate t."""

    name: str
    sides: Callable[[Table2, Iterate], tuple[Array, Array]]

    def begin(self, setup: Setup) -> Sides:
        """Table 2 is computed here, once a run."""
        table = table_2(setup)
        return lambda now, eta, then: self.sides(table, now)


def _only_at_start(now: Iterate, value: Array) -> Array:
    return value if now.t == 0 else np.full_like(value, np.nan)


@dataclass(frozen=True, eq=False)
class _Run:
    """Theorem E.1 on a batch: its constants, with the eta0, c and d of each run's step size."""

    setup: Setup
    theorem: TheoremE1
    eta0: Array
    mu_bar: Array
    rho_bar: Array

    def growth(self) -> Array:
        """exp(eta0^c)."""
        value: Array = np.exp(self.eta0**self.theorem.c)
        return value

    def K_bar(self, now: Iterate) -> Array:
        """K_bar_t, computed once an iterate."""
        if "K_bar" not in now.memo:
            now.memo["K_bar"] = self.theorem.K_bar(self.eta0, now.t)
        value: Array = now.memo["K_bar"]
        return value

    def late_rate(self, now: Iterate, eta: Array) -> Array:
        """rho_bar(eta_t, t)."""
        value: Array = 1 - self.mu_bar * eta * (2 - self.K_bar(now) * eta)
        return value


_RunSides = Callable[[_Run, Iterate, Array, Iterate], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class _OfTheRun:
    """An inequality of Theorem E.1; sides(run, now, eta, then)."""

    name: str
    sides: _RunSides

    def begin(self, setup: Setup) -> Sides:
        """The constants of Theorem E.1 are computed here, once a run."""
        run = _theory(setup)
        return lambda now, eta, then: self.sides(run, now, eta, then)


def _theory(setup: Setup) -> _Run:
    """Computed once a batch."""
    if "Theorem E.1" not in setup.memo:
        setup.memo["Theorem E.1"] = _begin(setup)
    found: _Run = setup.memo["Theorem E.1"]
    return found


def _begin(setup: Setup) -> _Run:
    nothing = np.full(setup.runs, np.nan)
    known = [setup.constants.get(name, nothing) for name in ("eta0", "c", "d")]
    # c and d belong to Theorem E.1's step sizes alone; others may have an eta0 too.
    eta0 = np.where(np.isfinite(known[1] + known[2]), known[0], np.nan)
    theorem = theorem_e1(setup, table_2(setup), c=known[1], d=known[2])
    return _Run(setup, theorem, eta0, theorem.mu_bar(eta0), theorem.rho_bar(eta0))


def _uniform(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return then.L, now.L * run.rho_bar


def _linear(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return then.L, run.theorem.L0 * run.rho_bar ** (now.t + 1)


def _cap(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return eta, run.eta0 * (1 + run.eta0**run.theorem.d) ** (now.t / 2)


def _spectrum_below(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return run.mu_bar / run.setup.mu, now.sigma2_min


def _spectrum_above(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return now.sigma2_max, run.theorem.alpha2 * run.growth()


def _smoothness(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return PRINTED.at(run.setup.K, now, eta), run.K_bar(now)


def _rates(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return rho(run.setup, now, eta), run.late_rate(now, eta)


def _rate_bars(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    return run.late_rate(now, eta), run.rho_bar


def _total_drift(run: _Run, now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
    theorem = run.theorem
    bound = 2 * theorem.K * run.eta0**2 * theorem.alpha2 * run.growth() * theorem.L0
    return then.imbalance, bound / theorem.one_minus_Delta(run.eta0)


@dataclass(frozen=True)
class _Product:
    """(20): the loss against the product of the rates taken so far, rho or rho_bar."""

    name: str
    barred: bool

    def begin(self, setup: Setup) -> Sides:
        """Keeps the product between steps. It starts at t = 0; (20) prints k = 1."""
        run = _theory(setup)
        bound = [setup.first.L]

        def sides(now: Iterate, eta: Array, then: Iterate) -> tuple[Array, Array]:
            rate = run.late_rate(now, eta) if self.barred else rho(setup, now, eta)
            bound[0] = bound[0] * rate
            return then.L, bound[0]

        return sides


STEP: tuple[Inequality, ...] = (
    Pair("(9) descent lemma", _descent(PRINTED)),
    Pair("(9) with 1, 1 in K_t", _descent(SHARP)),
    Pair("(9) local PL", _local_pl),
    Pair("(10)", _contraction),
    Pair("(63)", _lemma_c1),
    Pair("(116)", _drift),
    _OfTheStart(
        "(118) below", lambda table, now: (_only_at_start(now, table.alpha1), now.sigma2_min)
    ),
    _OfTheStart(
        "(118) above", lambda table, now: (now.sigma2_max, _only_at_start(now, table.alpha2))
    ),
    _OfTheStart("(119)", lambda table, now: (table.alpha1 - 4 * now.imbalance, now.sigma2_min)),
    _OfTheStart("(120)", lambda table, now: (now.sigma2_max, table.alpha2 + 2 * now.imbalance)),
    _OfTheStart("(23) below", lambda table, now: (table.beta1, now.w_min)),
    _OfTheStart("(23) above", lambda table, now: (now.w_max, table.beta2)),
    _Product("(20) rho", False),
)

RUN: tuple[Inequality, ...] = (
    _OfTheRun("(15) eta0 <= eta_t", lambda run, now, eta, then: (run.eta0, eta)),
    _OfTheRun("(15) growth", _cap),
    Pair(
        "(15) eta_t K_t <= 1",
        lambda setup, now, eta, then: (eta * PRINTED.at(setup.K, now, eta), np.ones_like(eta)),
    ),
    _OfTheRun("(16)", _uniform),
    _OfTheRun("(17)", _linear),
    _Product("(20) rho_bar", True),
    _OfTheRun("(22) below", _spectrum_below),
    _OfTheRun("(22) above", _spectrum_above),
    _OfTheRun("(24) mu_t", lambda run, now, eta, then: (run.mu_bar, run.setup.mu * now.sigma2_min)),
    _OfTheRun("(24) K_t", _smoothness),
    _OfTheRun("(25) rho", _rates),
    _OfTheRun("(25) rho_bar", _rate_bars),
    _OfTheRun("(117)", _total_drift),
)

ALL: tuple[Inequality, ...] = STEP + RUN
