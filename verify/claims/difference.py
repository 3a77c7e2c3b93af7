"""What changed between two ledgers: readings whose verdict or statement is another, new or gone.

A change is a loss where a reading stood on firmer ground before: it held and does not hold any
more, its proof is gone, or the reading itself is. Where the statement is another, the verdicts
speak of different things, which is said. Not compared: tightness, samples, wording, evidence of one
verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verify.claims.ledger import statement_mark
from verify.claims.verdict import Verdict
from verify.errors import InputError

__all__ = ["Change", "changes"]

_FAILS = (Verdict.REFUTED.name, Verdict.ILL_TYPED.name)
_GROUND = tuple(v.name for v in Verdict if v.name not in _FAILS)  # the firmest first


@dataclass(frozen=True)
class Change:
    """One reading that is not what it was; None for a verdict that is not there."""

    claim: str
    reading: str
    old: str | None
    new: str | None
    restated: bool  # its formal statement is another
    loss: bool
    basis: str

    def line(self) -> str:
        """The change for people, in one line."""
        arrow = f"{self.old or 'none'} -> {self.new or 'none'}"
        said = " (restated)" if self.restated else ""
        return f"{arrow:<26} {self.claim}  {self.reading}{said}  {self.basis}".rstrip()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes in the order of the new ledger, then what is gone.

    Raises InputError where a ledger lacks a part that every ledger has, or is of another paper.
    """
    papers = [str(ledger.get("paper")) for ledger in (old, new)]
    if papers[0] != papers[1]:
        raise InputError(
            f"the ledgers are of {papers[0]} and {papers[1]}",
            violates="both are of one paper",
            where="diff OLD NEW",
            remedy="give two ledgers of one paper",
        )
    before, after = (dict(_readings(ledger)) for ledger in (old, new))
    found = [_change(key, before.get(key), reading) for key, reading in after.items()]
    gone = [_change(key, r, None) for key, r in before.items() if key not in after]
    return [c for c in (*found, *gone) if c is not None]


def _readings(ledger: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    try:
        for claim in ledger["claims"]:
            for reading in claim["readings"]:
                key = str(claim["id"]), str(reading["name"])
                if reading["verdict"] not in (None, *_GROUND, *_FAILS):
                    raise ValueError(f"a verdict {reading['verdict']!r}")
                yield key, {k: reading[k] for k in ("verdict", "statement", "basis")}
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(
            f"the ledger has an unknown part or lacks one ({type(error).__name__}: {error})",
            where="diff OLD NEW",
            remedy="give files that this version's `pl-verify report` wrote",
        ) from None


def _change(
    key: tuple[str, str], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Change | None:
    before, after = (r["verdict"] if r else None for r in (old, new))
    restated = bool(old and new) and _mark(old) != _mark(new)
    if old and new and before == after and not restated:
        return None
    loss = old is not None and _firmness(before) > _firmness(after)
    basis = str((new or {}).get("basis") or "")
    return Change(key[0], key[1], before, after, restated, loss, basis)


def _mark(reading: Mapping[str, Any] | None) -> str:
    return statement_mark(reading["statement"] if reading else None)


def _firmness(verdict: str | None) -> int:
    """How firmly a reading is known to hold; a definition, or what fails, not at all."""
    if verdict is None or verdict in _FAILS:
        return 0
    return len(_GROUND) - _GROUND.index(verdict)
