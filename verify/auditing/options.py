"""How much an audit does: numbers with defaults, checked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verify.errors import InputError

__all__ = ["Options", "Progress", "silent"]

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True)
class Options:
    """steps: of each run; target: the factor by which the loss is to fall; wanted: how many
    guaranteed steps for that would be acceptable, for the advice on l2; eta: a step size of the
    user's own; certify: how many steps are repeated in balls; seed: of every draw.
    """

    steps: int = 200
    target: float = 1e-6
    wanted: float = 1e6
    eta: float | None = None
    certify: int = 3
    advice: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        rules = (
            ("steps", self.steps, 1 <= self.steps <= 10**6, "1 <= steps <= 1e6"),
            ("target", self.target, 0 < self.target < 1, "0 < target < 1"),
            ("wanted", self.wanted, self.wanted >= 1, "wanted >= 1"),
            ("certify", self.certify, 0 <= self.certify <= 50, "0 <= certify <= 50"),
            ("eta", self.eta, self.eta is None or 0 < self.eta < 1e30, "eta > 0"),
            ("seed", self.seed, self.seed >= 0, "seed >= 0"),
        )
        for name, value, fine, violates in rules:
            if not fine:
                raise InputError(f"{name} = {value} was given", violates=violates)
