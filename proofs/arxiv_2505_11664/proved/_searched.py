"""Derivations found by search as a whole, and two bounds of the exponential that several use.

`searched` is for scalar readings whose proof has no idea of its own: what is to be said is in the
certificate (a completed square, a sum of products of what is given).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from verify.claims.catalogue import load
from verify.claims.claim import Reading
from verify.evidence.derivation import Proof
from verify.language import const, exp
from verify.language.expr import Expr

__all__ = ["by_search", "exp_from_above", "opened", "reading_of", "searched"]

_PAPER = "2505.11664"


def reading_of(claim: str, name: str) -> Reading:
    """A reading of the catalogue, by the claim's name within the paper."""
    found = load(_PAPER).find(f"{_PAPER}/{claim}")
    return next(r for r in found.readings if r.name == name)


def searched(claim: str, name: str) -> Proof:
    """The conclusions from the hypotheses, every step found by search."""
    reading, p = reading_of(claim, name), Proof()
    p.auto(*reading.conclusion, given=reading.hypotheses)
    return p


def by_search(*readings: tuple[str, str]) -> dict[tuple[str, str], Callable[[], Proof]]:
    """Proofs by search for these readings."""
    return {key: partial(searched, *key) for key in readings}


def opened(claim: str, name: str) -> tuple[Proof, list[int], Reading]:
    """A proof that begins with all hypotheses of a reading, their steps, and the reading."""
    reading, p = reading_of(claim, name), Proof()
    return p, [p.given(h) for h in reading.hypotheses], reading


def exp_from_above(p: Proof, x: Expr) -> tuple[int, int]:
    """e^x (1 - x) <= 1 and e^x > 0: the tangent e^-x >= 1 - x times e^x, as e^x e^-x = 1."""
    positive, tangent = p.fact("exp-positive", x), p.fact("exp-tangent", -x)
    one = p.fact("exp-sum", x, -x)
    bound = p.scalar(
        exp(x) * (1 - x) <= const(1), [one], "e^-x >= 1 - x", products=[(positive, tangent)]
    )
    return bound, positive
