"""One instance of a batch in floats, short enough for the ledger: the letters of a statement.

Six digits show where a bound is nearly attained; they are no witness. Instances with many entries
(real data, large sizes) are left to their source and sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from verify.arithmetic import LossValue, Scope

__all__ = ["recorded"]

_MOST_ENTRIES = 24


def recorded(scope: Scope, names: Iterable[str], index: int) -> dict[str, Any]:
    """Letters and losses of the instance at this place; empty where they have too many entries."""
    letters: dict[str, Any] = {}
    losses: dict[str, Any] = {}
    for name in sorted(names):
        value = scope.values.get(name)
        if isinstance(value, LossValue):
            parameters = {k: _one(p, index) for k, p in value.parameters.items()}
            losses[name] = {"family": value.family.name, **parameters}
        elif value is not None:
            letters[name] = _one(value, index)
    parts = [*letters.values(), *(p for loss in losses.values() for p in loss.values())]
    if sum(np.size(p) for p in parts) > _MOST_ENTRIES + len(losses):
        return {}
    return {"letters": letters, **({"losses": losses} if losses else {})}


def _one(value: Any, index: int) -> Any:
    """A number, or a list of rows."""
    v = value.v
    own = v[index if v.shape[0] > 1 else 0] if v.ndim in (1, 3) else v
    if np.ndim(own) == 0:
        return _short(own)
    return [[_short(x) for x in row] for row in own]


def _short(x: Any) -> float:
    return float(f"{float(x):.6g}")
