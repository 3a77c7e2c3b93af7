"""The paper's figures, one module each; the published values stand beside them.

`FIGURES`: for each number a function (seed, repeats) -> Figure, imported where it is called.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from verify.figures.catalogue import Maker
from verify.figures.record import Figure

__all__ = ["FIGURES"]


def _maker(number: int) -> Maker:
    def make(seed: int, repeats: int) -> Figure:
        module = importlib.import_module(f"{__name__}.figure_{number}")
        figure: Figure = getattr(module, f"figure_{number}")(seed, repeats)
        return figure

    return make


FIGURES: Mapping[int, Maker] = {n: _maker(n) for n in (1, 2, 3, 4, 5)}
