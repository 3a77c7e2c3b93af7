"""Statistical evidence: proportions, means and exponents, each with its confidence.

    proportion  failures in independent trials, with the Clopper-Pearson interval
    exponent    slope of log y over log x in independent replicates, with Student's interval
    agreement   a published mean of some repeats against simulated values, in standard errors

An item contradicts its claim when the whole interval lies on the wrong side; the number of such
items is the evidence's `violations`, the number of draws its `instances`. So a violation is
significant at 1 - CONFIDENCE (two-sided, a single item), and no violation is a test passed, not a
proof. `normal_gram` draws A A' for Gaussian A of any width at a cost that does not depend on it.

Not covered: dependent trials, and simultaneous confidence over many items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its parts are loaded where they are first used

from verify.claims.evidence import Evidence
from verify.errors import InputError

__all__ = [
    "CONFIDENCE",
    "Agreement",
    "Exponent",
    "Proportion",
    "agreement",
    "clopper_pearson",
    "evidence",
    "exponent",
    "normal_gram",
    "rounded",
]

Array = npt.NDArray[np.float64]
CONFIDENCE = 0.999


def clopper_pearson(
    failures: int, trials: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The exact two-sided interval for a probability, from independent trials."""
    if not 0 <= failures <= trials or trials < 1:
        raise InputError(
            f"{failures} failures in {trials} trials were given",
            violates="0 <= failures <= trials and trials >= 1",
            remedy="count the failures among the trials",
        )
    tail = (1 - confidence) / 2
    low = scipy.stats.beta.ppf(tail, failures, trials - failures + 1) if failures else 0.0
    high = (
        scipy.stats.beta.ppf(1 - tail, failures + 1, trials - failures)
        if failures < trials
        else 1.0
    )
    return float(low), float(high)


@dataclass(frozen=True)
class Proportion:
    """How often something failed, against the probability `bound` that it may fail with."""

    parameters: Mapping[str, Any]
    failures: int
    trials: int
    bound: float

    @property
    def interval(self) -> tuple[float, float]:
        """Where the probability of failure lies."""
        return clopper_pearson(self.failures, self.trials)

    @property
    def draws(self) -> int:
        """Instances that the item stands for."""
        return self.trials

    @property
    def contradicts(self) -> bool:
        """The probability of failure exceeds the bound, with confidence."""
        return self.interval[0] > self.bound

    def row(self) -> dict[str, Any]:
        """The item's fields for the ledger."""
        low, high = self.interval
        return {
            **self.parameters,
            "count": self.failures,
            "trials": self.trials,
            "probability": [rounded(low), rounded(high)],
            "allowed": rounded(self.bound),
        }


@dataclass(frozen=True)
class Exponent:
    """A measured exponent with its interval, and the one claimed as an upper bound.

    claimed: y = O(x^claimed); exact: y is claimed to be of this very order.
    """

    parameters: Mapping[str, Any]
    slope: float
    interval: tuple[float, float]
    draws: int
    claimed: float
    exact: bool = False
    tolerance: float = 0.0

    @property
    def contradicts(self) -> bool:
        """The slope lies above the claimed exponent (or, if exact, on either side of it)."""
        low, high = self.interval
        above = low > self.claimed + self.tolerance
        return above or (self.exact and high < self.claimed - self.tolerance)

    def row(self) -> dict[str, Any]:
        """The item's fields for the ledger."""
        return {
            **self.parameters,
            "exponent": rounded(self.slope, 4),
            "interval": [rounded(x, 4) for x in self.interval],
            "claimed": rounded(self.claimed),
            **({"tolerance": self.tolerance} if self.tolerance else {}),
        }


def exponent(
    x: Sequence[float],
    replicates: Array,
    *,
    parameters: Mapping[str, Any],
    draws: int,
    claimed: float,
    exact: bool = False,
    tolerance: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Exponent:
    """Fit log y = slope log x + constant in each replicate; mean slope and Student's interval.

    replicates: positive y, shape (points, replicates), independent across replicates; draws: how
    many draws they stand for; tolerance: what finite x may still lack of the limit.
    """
    count = replicates.shape[1]
    if replicates.shape[0] != len(x) or len(x) < 2 or count < 2 or not (replicates > 0).all():
        raise InputError(
            f"{replicates.shape} values for {len(x)} points were given",
            violates="positive values, one row a point, with two points and two replicates or more",
            remedy="give the replicates as columns",
        )
    logs = np.log(np.asarray(x, dtype=float))
    centred = logs - logs.mean()
    slopes = centred @ np.log(replicates) / (centred @ centred)
    mean = float(slopes.mean())
    half = float(scipy.stats.t.ppf((1 + confidence) / 2, count - 1)) * float(
        slopes.std(ddof=1) / np.sqrt(count)
    )
    return Exponent(parameters, mean, (mean - half, mean + half), draws, claimed, exact, tolerance)


@dataclass(frozen=True)
class Agreement:
    """A published mean against simulated values: how many standard errors apart."""

    parameters: Mapping[str, Any]
    published: float
    simulated: float
    error: float
    draws: int
    reading: float = 0.0
    limit: float = 4.0

    @property
    def deviation(self) -> float:
        """Distance beyond what reading the value may miss, in standard errors."""
        beyond = max(abs(self.simulated - self.published) - self.reading, 0.0)
        return beyond / self.error if self.error > 0 else float("inf") * (beyond > 0)

    @property
    def contradicts(self) -> bool:
        """The published value is not explained by chance."""
        return self.deviation > self.limit

    def row(self) -> dict[str, Any]:
        """The item's fields for the ledger."""
        return {
            **self.parameters,
            "published": self.published,
            "simulated": rounded(self.simulated, 4),
            "standard error": rounded(self.error, 2),
            "deviation": rounded(self.deviation, 2),
            **({"reading error": self.reading} if self.reading else {}),
        }


def agreement(
    values: Array,
    published: float,
    *,
    repeats: int,
    parameters: Mapping[str, Any],
    reading: float = 0.0,
    limit: float = 4.0,
) -> Agreement:
    """Compare a mean published over `repeats` with simulated values of a single repeat each.

    reading: the error of reading the published value, in its units; limit: standard errors of the
    difference beyond which chance is excluded.
    """
    if len(values) < 2 or repeats < 1:
        raise InputError(
            f"{len(values)} values against a mean of {repeats} repeats were given",
            violates="two values or more, and one repeat or more",
            remedy="simulate more repeats",
        )
    spread = float(np.std(values, ddof=1))
    error = spread * float(np.sqrt(1 / len(values) + 1 / repeats))
    mean = float(np.mean(values))
    return Agreement(parameters, published, mean, error, len(values), reading, limit)


Item = Proportion | Exponent | Agreement


def evidence(words: str, items: Sequence[Item]) -> Evidence:
    """The items as one piece of evidence; `violations` counts those that contradict."""
    data = {
        "words": words,
        "instances": sum(i.draws for i in items),
        "violations": sum(i.contradicts for i in items),
        "confidence": CONFIDENCE,
        "items": [i.row() for i in items],
    }
    return Evidence("statistics", data)


def rounded(value: float, digits: int = 4) -> float:
    """A float to a few significant digits, so that ledgers are read and compared easily."""
    return float(f"{float(value):.{digits}g}")


def normal_gram(rng: np.random.Generator, size: int, columns: float, count: int) -> Array:
    """A A' for A of shape (size, columns) with independent standard normal entries.

    Bartlett: A A' = R R' in law, R lower triangular with independent entries, normal below the
    diagonal and the i-th diagonal entry squared chi-squared with columns - i degrees of freedom.
    Shape (count, size, size); columns >= size.
    """
    if columns < size or size < 1:
        raise InputError(
            f"{size} rows of {columns} columns were given",
            violates="columns >= rows >= 1",
            remedy="draw the matrix itself where it is narrow",
        )
    factor: Array = np.tril(rng.standard_normal((count, size, size)), -1)
    degrees = columns - np.arange(size)
    index = np.arange(size)
    factor[:, index, index] = np.sqrt(rng.chisquare(degrees, size=(count, size)))
    gram: Array = factor @ np.swapaxes(factor, 1, 2)
    return gram
