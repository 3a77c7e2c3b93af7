"""What theory promises from a start: Table 2's constants, the admissible first steps, the rate.

Theorem 3.2 is Theorem E.1 with c = 1/2 and d = 2; the latter admits every 0 < c < 1 < d. A `Plan`
has the first step eta0 that makes the guaranteed rate rho_bar(eta0) least over (0, eta_max], for
the best c of a few; `steps` is how many of them make the loss `target` times smaller, guaranteed.

alpha1 is the one that is true for n != m (`verify.theory.constants`). Floats; `certify.py` repeats
the conditions at the chosen eta0 in balls.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, log

import numpy as np

from verify.auditing.start import Initialisation
from verify.descent import Problem, Setup, begin
from verify.theory import Table2, TheoremE1, table_2, theorem_e1

__all__ = ["TARGET", "Plan", "make_plan", "plan_from"]

TARGET = 1e-6
_EXPONENTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_GRID = 400


@dataclass(frozen=True, eq=False)
class Plan:
    """From a start: numbers for one run.

    eta1, eta2, eta3: the three arguments of the minimum eta_max for c; limit: which binds;
    eta0, rho, c: the best guaranteed step and rate; rho_32, eta_32: the same for c = 1/2 alone.
    All nan where alpha1 <= 0: then nothing is promised.
    """

    setup: Setup
    table: Table2
    theorem: TheoremE1
    c: float
    eta1: float
    eta2: float
    eta3: float
    eta0: float
    gap: float
    eta_32: float
    gap_32: float

    @property
    def promised(self) -> bool:
        """Whether alpha1 > 0 and an admissible step was found."""
        return bool(self.gap > 0)

    @property
    def rho(self) -> float:
        """The guaranteed rate rho_bar(eta0)."""
        return 1 - self.gap

    @property
    def eta_max(self) -> float:
        """min(eta1, eta2, eta3)."""
        return min(self.eta1, self.eta2, self.eta3)

    def steps(self, target: float = TARGET) -> float:
        """Guaranteed steps until L <= target L(0); inf where nothing is promised."""
        return steps_for(self.gap, target)

    def number(self, name: str) -> float:
        """A constant of Table 2."""
        return float(getattr(self.table, name)[0])


def steps_for(gap: float, target: float) -> float:
    """The least t with (1 - gap)^t <= target; gap: 1 - rho, given by itself as it may be tiny."""
    if not gap > 0:
        return inf
    return 1.0 if gap >= 1 else float(ceil(log(target) / np.log1p(-gap)))


def make_plan(problem: Problem, start: Initialisation) -> Plan:
    """The plan for one start of a loss whose minimiser is the problem's centre."""
    return plan_from(begin(problem, start.start()))


def plan_from(setup: Setup) -> Plan:
    """The plan for a batch of one run before its first step."""
    with np.errstate(all="ignore"):  # constants beyond the range of floats promise nothing
        return _plan(setup)


def _plan(setup: Setup) -> Plan:
    table = table_2(setup)
    options = {c: _best(theorem_e1(setup, table, c=c, d=2.0)) for c in _EXPONENTS}
    c = max(options, key=lambda k: options[k][1])
    theorem = theorem_e1(setup, table, c=c, d=2.0)
    eta1, eta2 = (float(x[0]) for x in theorem.roots())
    alpha1, alpha2 = float(theorem.alpha1[0]), float(theorem.alpha2[0])
    eta3 = float(np.log1p(max(alpha1, 0.0) / (2 * alpha2)) ** (1 / c)) if alpha2 > 0 else 0.0
    return Plan(setup, table, theorem, c, eta1, eta2, eta3, *options[c], *options[0.5])


def _best(theorem: TheoremE1) -> tuple[float, float]:
    """eta0 and 1 - rho_bar(eta0), the largest over (0, eta_max]; nan and 0 without one."""
    if not theorem.alpha1[0] > 0:
        return float("nan"), 0.0
    top = float(theorem.eta_max()[0])
    if not top > 0:
        return float("nan"), 0.0
    # The gap is smooth with one maximum: a grid, refined once around its best point.
    low = top * 1e-6
    for _ in range(3):
        grid = np.geomspace(low, top, _GRID)
        gaps = _gap(theorem, grid)
        k = int(np.argmax(gaps))
        low, top = grid[max(k - 1, 0)], grid[min(k + 1, _GRID - 1)]
    # Slightly inside, so that rounding does not put it outside of what is admitted.
    eta0 = float(grid[k]) * (1 - 1e-9)
    return eta0, float(_gap(theorem, np.array([eta0]))[0])


def _gap(
    theorem: TheoremE1, eta0: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1 - rho_bar, without its cancellation."""
    return theorem.mu_bar(eta0) * eta0 * (2 - theorem.product(eta0))
