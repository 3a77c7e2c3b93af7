"""Published values against simulated ones, under several readings of how they were made.

A published mean of some repeats is reproduced by a reading if it differs from the simulated mean
by no more than the error of reading it plus LIMIT standard errors of the difference of two such
means. Whether it is, is no proof either way. The first reading is always the text's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.errors import InputError

__all__ = ["LIMIT", "Comparison", "Measured", "Published", "leading", "measured", "summary"]

LIMIT = 4.0
"""Standard errors beyond which chance is excluded."""


@dataclass(frozen=True)
class Published:
    """A value of a figure: in which panel, what, and how far off reading it may be, in its units.

    source: "printed" (a legend) or "read" (off the image).
    """

    where: str
    what: str
    value: float
    source: str
    error: float


@dataclass(frozen=True)
class Measured:
    """The simulated mean under a reading; infinite where a level is not reached.

    error: the standard error of its difference to the published mean.
    """

    reading: str
    mean: float
    error: float


@dataclass(frozen=True)
class Comparison:
    """A published value and what each reading gives; the first one is the text's."""

    published: Published
    measured: tuple[Measured, ...]

    def __post_init__(self) -> None:
        if not self.measured:
            raise InputError(
                f"no value was simulated for {self.published.what!r}",
                violates="at least the reading as printed",
                where=f"figure, {self.published.where}",
                remedy="simulate one",
            )

    def difference(self, reading: Measured) -> float:
        """Simulated minus published."""
        return reading.mean - self.published.value

    def agrees(self, reading: Measured) -> bool:
        """Whether the reading reproduces the value."""
        allowed = self.published.error + LIMIT * reading.error
        return bool(abs(self.difference(reading)) <= allowed)  # False for nan and infinity

    @property
    def reproduced(self) -> bool:
        """Whether the text's own reading does."""
        return self.agrees(self.measured[0])

    @property
    def reproduced_by(self) -> tuple[str, ...]:
        """The readings that do."""
        return tuple(m.reading for m in self.measured if self.agrees(m))

    def of(self, reading: Measured) -> dict[str, Any]:
        """What a reading gives, for people and ledgers; null where a level is not reached."""
        return {
            "published": self.published.value,
            "simulated": _number(reading.mean),
            "difference": _number(self.difference(reading)),
            "standard error": _number(reading.error, 2),
            "reproduced": self.agrees(reading),
        }

    def row(self) -> dict[str, Any]:
        """The comparison for people and ledgers; null where a level is not reached."""
        first = self.measured[0]
        return {
            "panel": self.published.where,
            "value": self.published.what,
            "published": self.published.value,
            "source": self.published.source,
            "as printed": _number(first.mean),
            "difference": _number(self.difference(first)),
            "standard error": _number(first.error, 2),
            "reproduced": self.reproduced,
            "reproduced by": list(self.reproduced_by),
            "readings": {m.reading: _number(m.mean) for m in self.measured},
        }


def measured(reading: str, values: npt.NDArray[np.float64], repeats: int) -> Measured:
    """From one value a repeat, against a published mean of `repeats` repeats."""
    if len(values) < 2:
        raise InputError(
            f"{len(values)} repeats of {reading!r}",
            violates="repeats >= 2",
            remedy="simulate more repeats: one has no spread",
        )
    if not np.isfinite(values).all():
        return Measured(reading, float("inf"), 0.0)
    spread = float(np.std(values, ddof=1)) * float(np.sqrt(1 / len(values) + 1 / repeats))
    return Measured(reading, float(np.mean(values)), spread)


def summary(comparisons: Sequence[Comparison]) -> Mapping[str, int]:
    """How many values there are, how many the text's reading reproduces, how many another one."""
    own = sum(c.reproduced for c in comparisons)
    other = sum(bool(c.reproduced_by) and not c.reproduced for c in comparisons)
    return {"values": len(comparisons), "as printed": own, "by another reading": other}


def leading(comparisons: Sequence[Comparison]) -> tuple[str, int, int] | None:
    """The reading that reproduces most values: its name, how many, and of how many tried."""
    counts: dict[str, list[int]] = {}
    for comparison in comparisons:
        for m in comparison.measured:
            found = counts.setdefault(m.reading, [0, 0])
            found[0] += comparison.agrees(m)
            found[1] += 1
    if not counts:
        return None
    name = max(counts, key=lambda k: counts[k][0])
    return name, counts[name][0], counts[name][1]


def _number(value: float, digits: int = 4) -> float | None:
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None
