"""What every file of this catalogue shares: the paper's number and how a claim is written.

A file says once which section it transcribes, then lists its claims in the paper's order:

    part = Part(__name__, section="A")
    CLAIMS = (
        part.claim("A.1/34", "(34)", "Twice the norm of a product is at most the sum of squares",
                   reading("printed", 2 * norm(A @ B) <= norm2(A) + norm2(B), given=FACTORS)),
    )
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verify.claims.claim import Claim, Kind, Reading, Severity

__all__ = ["PAPER", "Part"]

PAPER = "2505.11664"


@dataclass(frozen=True)
class Part:
    """A section of the paper: module is the transcribing file's __name__."""

    module: str
    section: str

    def claim(
        self,
        name: str,
        label: str,
        title: str,
        *readings: Reading,
        equations: str = "",
        kind: Kind = Kind.STATEMENT,
        hypotheses: Sequence[str] = (),
        rests_on: Sequence[str] = (),
        severity: Severity | None = None,
        consequence: str = "",
        section: str = "",
    ) -> Claim:
        """A claim of this part; equations are the paper's numbers, separated by blanks."""
        return Claim(
            id=f"{PAPER}/{name}",
            label=label,
            section=section or self.section,
            title=title,
            readings=readings,
            equations=tuple(equations.split()),
            kind=kind,
            hypotheses=tuple(hypotheses),
            rests_on=tuple(f"{PAPER}/{r}" for r in rests_on),
            severity=severity,
            consequence=consequence,
            source=self.module.replace(".", "/") + ".py",
        )
