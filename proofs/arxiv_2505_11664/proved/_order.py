"""alpha1 <= alpha2 for Table 2's constants, whatever n and m are, by algebra alone."""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA2,
    BETA1,
    BETA2,
    D0,
    DELTA,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
    MARGIN,
)
from verify.evidence.derivation import Proof
from verify.language import Expr, const, dim, lam, sigma_min, sqrt
from verify.language.dims import minimum_of
from verify.model.trajectory import Wstar

__all__ = ["alpha1_below_alpha2"]

# max(lambda_n(D(0)), 0) and max(lambda_m(-D(0)), 0), as Table 2 adds them.
_P, _Q = DELTA.args[0].args


def alpha1_below_alpha2(p: Proof) -> int:
    """alpha1 <= alpha2 for all n, m: sqrt((l + q)^2 + 4 b^2) <= q + sqrt(l^2 + 4 b^2)."""
    deep = (_P, _Q)
    letters = [LAMBDA_PLUS, LAMBDA_MINUS, *deep, BETA1, BETA2]
    order = (
        _deeper(p, D0, "n", LAMBDA_PLUS, _P),
        _deeper(p, -D0, "m", LAMBDA_MINUS, _Q),
    )
    narrow = p.fact("singular-order", Wstar, 1, minimum_of(dim("n"), dim("m")))
    signs = [p.scalar(x >= 0, []) for x in (LAMBDA_PLUS, LAMBDA_MINUS, *deep, BETA1)]
    wide = p.scalar(BETA2 >= 0, [p.scalar(MARGIN >= 0, [])], letters=[MARGIN])
    p.scalar(
        sigma_min(Wstar) - MARGIN <= BETA2,
        [narrow, p.scalar(MARGIN >= 0, [])],
        letters=[MARGIN],
    )
    least = p.fact("maximum-least", const(0), sigma_min(Wstar) - MARGIN, BETA2)
    low = p.scalar(BETA1 <= BETA2, [least], letters=[MARGIN])
    roots = []
    for top, other, other_sign in (
        (LAMBDA_PLUS, _Q, signs[3]),
        (LAMBDA_MINUS, _P, signs[2]),
    ):
        inside, above = (top + other) ** 2 + 4 * BETA1**2, top**2 + 4 * BETA2**2
        squares = [p.fact("square-nonnegative", x) for x in (top + other, BETA1, top, BETA2)]
        p.scalar(inside >= 0, squares, letters=letters)
        p.scalar(above >= 0, squares, letters=letters)
        equations = [p.fact("root-squared", x) for x in (inside, above)]
        root = p.fact("root-nonnegative", above)
        p.scalar(top * top <= sqrt(above) * sqrt(above), [*equations, *squares], letters=letters)
        longer = p.fact("compare-squares", top, sqrt(above))
        right = other + sqrt(above)
        p.scalar(
            sqrt(inside) * sqrt(inside) <= right * right,
            [*equations, longer, other_sign, low, wide, signs[4]],
            letters=letters,
        )
        p.scalar(right >= 0, [root, other_sign], letters=letters)
        roots.append(p.fact("compare-squares", sqrt(inside), right))
    return p.scalar(
        ALPHA1 <= ALPHA2,
        [*roots, *order],
        "alpha1 is at most alpha2, whatever n and m are",
        degree=1,
        letters=letters,
    )


def _deeper(p: Proof, a: Expr, k: str, top: Expr, deep: Expr) -> int:
    """max(lambda_k(A), 0) <= max(lambda_1(A), 0)."""
    order = p.fact("eigenvalue-order", a, 1, k)
    p.scalar(lam(k, a) <= top, [order])
    p.scalar(top >= 0, [])
    return p.scalar(deep <= top, [p.fact("maximum-least", lam(k, a), const(0), top)])
