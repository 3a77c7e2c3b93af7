"""Steps that several proofs share: distinctions of cases, roots of quadratic inequalities.

A case distinction needs no rule of its own: with N = max(-Q, 0), the equation N (N + Q) = 0
turns "Q >= 0 where a > 0, and where a = 0" into N^2 <= 0. Nothing here is about the paper.
"""

from __future__ import annotations

from verify.evidence.derivation import Proof
from verify.language import const, maximum
from verify.language.expr import Expr

__all__ = ["unless_zero"]

ZERO = const(0)


def unless_zero(p: Proof, a: Expr, Q: Expr, u: Expr, using: tuple[int, ...], say: str = "") -> int:
    """Q >= 0 from a >= 0, a Q >= 0 (the case a > 0), Q + a u >= 0 (the case a = 0) and u >= 0.

    using: the steps that state these four, in this order.
    """
    positive, case, zero, bound = using
    N = maximum(-Q, 0)
    above = p.fact("maximum-above-first", -Q, ZERO)
    sign = p.fact("maximum-above-second", -Q, ZERO)
    either = p.fact("maximum-attained", -Q, ZERO)
    p.scalar(
        (a * N) * (a * N) <= ZERO * ZERO,
        [positive, case, sign, either],
        "N = max(-Q, 0) has N^2 = -Q N, and a Q >= 0",
        products=[(positive, case, sign)],
    )
    none = p.fact("compare-squares", a * N, ZERO)
    p.scalar(
        N * N <= ZERO * ZERO,
        [none, zero, bound, sign, either],
        "N^2 <= a u N <= 0",
        products=[(sign, zero), (bound, none)],
    )
    last = p.fact("compare-squares", N, ZERO)
    return p.scalar(Q >= 0, [above, last], say or "so N = 0", degree=1)
