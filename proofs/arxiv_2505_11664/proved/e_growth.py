"""Equation (124), last equality: alpha2 + (1 - 1/g) g alpha2 = g alpha2."""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664.e_spectral import a2, g
from verify.evidence.derivation import Proof
from verify.language import equal

__all__ = ["PROOFS"]


def _last() -> Proof:
    p = Proof()
    p.auto(equal(a2 + (1 - 1 / g) * (a2 * g), g * a2), given=[a2 > 0, g > 0])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {("E.124-c", "printed"): _last}
