"""What an audit found: frozen, plain, and the same for the terminal, JSON, Markdown and HTML.

A `Finding` is one line with a verdict of `verify.claims.verdict`: CERTIFIED rests on exact or ball
arithmetic, TESTED on floats, REFUTED on a certain counterexample. `violated` says whether a bound
that should hold failed: the command line's exit status follows it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.claims.verdict import Verdict

__all__ = ["Advice", "Audit", "Finding", "RunRecord", "Step", "TallyRecord"]


@dataclass(frozen=True)
class Finding:
    """key: stable, for programs; detail: numbers, reasons, a witness."""

    key: str
    title: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True)
class TallyRecord:
    """An inequality over all runs; see `verify.auditing.runs.Tally`. violations: confirmed or
    open ones, after their steps were repeated in balls; verdict: REFUTED for a confirmed one.
    """

    key: str
    title: str
    verdict: Verdict
    count: int
    tightness: float | None
    median: float | None
    violations: int
    detail: str


@dataclass(frozen=True)
class Step:
    """A step certified in balls: comparisons as (title, lhs, rhs, verdict)."""

    where: str
    values: Mapping[str, str]
    comparisons: tuple[tuple[str, str, str, Verdict], ...]


@dataclass(frozen=True)
class RunRecord:
    """One run: losses and constants by iterate; promise: what is guaranteed of its steps."""

    step_size: str
    promise: str
    L: tuple[float, ...]
    eta: tuple[float, ...]
    mu_t: tuple[float, ...]
    K_t: tuple[float, ...]
    stopped: str


@dataclass(frozen=True)
class Advice:
    """A change, the guaranteed steps with it, and by which factor they fall (below 1: rise).

    keeps: whether the minimiser stays the same.
    """

    change: str
    steps: float
    factor: float
    keeps: bool


@dataclass(frozen=True)
class Audit:
    """The result of `verify.audit`.

    subject: what was audited, label to text; headline: the verdict in one sentence; findings: the
    lines behind it; constants: numbers by symbol; plan: of the guaranteed step; limits: what holds
    the rate back, in words; seconds by stage are no part of the result's equality.
    """

    subject: Mapping[str, str]
    headline: str
    violated: bool
    findings: tuple[Finding, ...]
    constants: Mapping[str, float | None]
    enclosures: Mapping[str, str]
    plan: Mapping[str, float | None]
    recommendation: str
    limits: tuple[str, ...]
    advice: tuple[Advice, ...]
    tallies: tuple[TallyRecord, ...]
    steps: tuple[Step, ...]
    runs: tuple[RunRecord, ...]
    notes: tuple[str, ...]
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)

    def finding(self, key: str) -> Finding:
        """The finding of that key; KeyError if there is none."""
        for f in self.findings:
            if f.key == key:
                return f
        raise KeyError(key)

    def as_dict(self) -> dict[str, Any]:
        """Plain data: verdicts as names, what is not finite as null."""
        data = _plain(self)
        seconds = data.pop("seconds")
        return {"schema": 1, **data, "environment": {"seconds": seconds}}

    def to_json(self) -> str:
        """The same as JSON, keys sorted."""
        return json.dumps(self.as_dict(), indent=1, sort_keys=True, ensure_ascii=False)

    def report(self, path: str | Path) -> Path:
        """Write the report: .html, .md or .json, by the path's ending."""
        from verify.auditing.render import write

        return write(self, Path(path))

    def __repr__(self) -> str:
        from verify.auditing.render import plain_text

        return plain_text(self)

    def _repr_html_(self) -> str:
        from verify.auditing.render import fragment

        return fragment(self)


def _plain(value: Any) -> Any:
    if isinstance(value, Verdict):
        return value.value
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value
