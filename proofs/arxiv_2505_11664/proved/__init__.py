"""Proofs of the paper's true universal statements, in its own order and for all sizes.

One file a section or appendix, named as the catalogue's. Each has `PROOFS`, which maps a claim and
a reading to a function that writes the proof down, a step a line (`verify/evidence/derivation.py`),
and may have `OPEN`, which says of true readings why there is no proof. `pl-verify prove` tries all
proofs and puts each before the checker.
"""

import importlib
import pkgutil
from collections.abc import Callable

from verify.evidence.derivation import Proof

__all__ = ["OPEN", "PROOFS"]


def _collected() -> dict[tuple[str, str], Callable[[], Proof]]:
    found: dict[tuple[str, str], Callable[[], Proof]] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        proofs = getattr(importlib.import_module(f"{__name__}.{module}"), "PROOFS", {})
        if twice := found.keys() & proofs.keys():
            raise ValueError(f"{sorted(twice)} are proved twice, the second time in {module}")
        found |= proofs
    return found


def _open() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        found |= getattr(importlib.import_module(f"{__name__}.{module}"), "OPEN", {})
    return found


PROOFS = _collected()
OPEN = _open()
