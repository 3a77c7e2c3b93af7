"""A run repeated in balls, where its loss falls below what floats can say, or to check them.

The same factors, the same loss and the same step sizes, all floats taken exactly; every iterate and
loss is an enclosure (python-flint's `arb`). The precision is doubled until the loss of every
iterate is known to `digits` digits. Steps are not chosen anew: what is repeated is the run with the
step sizes that floats chose.

Not covered: a loss of the user's own functions, of which there is no formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from verify.arithmetic import precision, to_fraction
from verify.descent._balls import BallLoss, matrix
from verify.descent.iterate import Array
from verify.descent.problem import Problem
from verify.descent.start import Start
from verify.descent.steps import positive
from verify.errors import InputError, PlVerifyError

__all__ = ["PreciseRun", "repeat"]

_DOUBLINGS = 6
_LARGEST = 1e300


@dataclass(frozen=True)
class PreciseRun:
    """L: (low, high) for iterates 0, 1, ..., in exact rationals; bits: the working precision."""

    L: tuple[tuple[Fraction, Fraction], ...]
    bits: int

    @property
    def middle(self) -> Array:
        """The floats nearest to the enclosures' midpoints."""
        return np.array([float((low + high) / 2) for low, high in self.L])


def repeat(
    problem: Problem,
    start: Start,
    etas: Sequence[float] | Array,
    *,
    run: int = 0,
    digits: int = 30,
) -> PreciseRun:
    """The losses of one run of a batch under the given step sizes, to `digits` digits each.

    etas: such as trajectory.eta[run, :steps]; run: which start and which loss. Raises InputError
    for a step size that is not positive and a loss without formula, PlVerifyError where the run
    diverges or 64 times the first precision does not suffice.
    """
    steps = [float(x) for x in positive(np.asarray(etas), "eta", "a run in balls")]
    if not 0 <= run < max(start.runs, problem.runs) or digits < 1:
        raise InputError(
            f"run = {run}, digits = {digits} were given",
            violates=f"0 <= run < {max(start.runs, problem.runs)} and digits >= 1",
            where="a run in balls",
        )
    bits = 64 + 4 * digits + 4 * len(steps)
    for _ in range(_DOUBLINGS + 1):
        with precision(bits):
            losses = _losses(problem, start, steps, run)
            if all(_known(x, digits) for x in losses):
                ends = tuple((to_fraction(x.lower()), to_fraction(x.upper())) for x in losses)
                return PreciseRun(ends, bits)
        bits *= 2
    raise PlVerifyError(
        f"{bits // 2} bits do not give {digits} digits of every loss",
        where=f"{problem.name}, run {run}",
        remedy="ask for fewer steps, or fewer digits",
    )


def _known(x: arb, digits: int) -> bool:
    """Whether the enclosure is finite and as narrow as asked, or exactly 0."""
    return bool(x.is_finite()) and (x == 0 or x.rel_accuracy_bits() >= 3.33 * digits)


def _losses(problem: Problem, start: Start, etas: Sequence[float], run: int) -> list[arb]:
    W1, W2 = (matrix(A[run % len(A)]) for A in (start.W1, start.W2))
    centre = matrix(problem.centre[run % len(problem.centre)])
    loss: BallLoss = problem.loss.balls(run)
    losses: list[arb] = []
    for eta in (*etas, None):
        value, G = loss(W1 * W2.transpose() - centre)
        if value > _LARGEST:
            raise PlVerifyError(
                f"the loss exceeds {_LARGEST:g} at iterate {len(losses)}",
                where=f"{problem.name}, run {run}",
                remedy="the run diverges: ask for its first steps, or shorter ones",
            )
        losses.append(value)
        if eta is not None:
            W1, W2 = W1 - (G * W2) * arb(eta), W2 - (G.transpose() * W1) * arb(eta)
    return losses
