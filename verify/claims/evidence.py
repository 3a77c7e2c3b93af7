"""A piece of evidence: its kind, and data that go into the ledger as they are.

Kinds and their fields are those of the ledger: sampling, adversary, statistics, derivation,
witness, ill_typed, enclosure, assertion, figure, words, blocked, error. Data hold JSON values
only: exact rationals and ends of enclosures as text, so that nothing is rounded on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Evidence"]


@dataclass(frozen=True)
class Evidence:
    """kind: see the module's header; data: JSON values."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The ledger's form."""
        return {"kind": self.kind, **self.data}
