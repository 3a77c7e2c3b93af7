"""alpha1' > 0 where the n + m rows of W1(0) and W2(0) are independent, h being at least n + m.

Notation: Z = [W1; W2] and Y = [W1; -W2], so that D = Z'Y and Z'Z = Y'Y. Then s_{n+m}(D) > 0, and
as -D = W2'W2 - W1'W1 has at most m positive eigenvalues, D has n.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import (
    ALPHA1_REPAIRED,
    BETA_M,
    BETA_N,
    D0,
    DEEP_MINUS,
    DEEP_PLUS,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
)
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import ZERO
from verify.evidence.derivation import Proof
from verify.language import const, dim, lam, maximum, sigma, vstack
from verify.model.trajectory import W10, W20

__all__ = ["alpha1_positive"]

_ROWS = dim("n") + dim("m")
_Z, _Y = vstack(W10, W20), vstack(W10, -W20)


def _full_rank(p: Proof) -> int:
    """s_{n+m}(D) > 0: it is at least s_{n+m}(Z) s_{n+m}(Y), and these are equal."""
    positive = p.given(sigma(_ROWS, _Z) > 0)
    grams = [p.fact("singular-gram-columns", x, _ROWS) for x in (_Z, _Y)]
    sign = p.fact("singular-nonnegative", _Y, _ROWS)
    square = lam(_ROWS, _Z.T @ _Z)
    links = [
        p.scalar(sigma(_ROWS, _Z) * sigma(_ROWS, _Z) <= square, [grams[0]]),
        p.scalar(square <= sigma(_ROWS, _Y) * sigma(_ROWS, _Y), [grams[1]]),
    ]
    p.scalar(
        sigma(_ROWS, _Z) * sigma(_ROWS, _Z) <= sigma(_ROWS, _Y) * sigma(_ROWS, _Y), links, degree=1
    )
    other = p.fact("compare-squares", sigma(_ROWS, _Z), sigma(_ROWS, _Y))
    turned = p.fact("singular-transpose", _Z, _ROWS)
    product = p.fact("spectral-product-below", _Z.T, _Y, _ROWS)
    return p.scalar(
        sigma(_ROWS, D0) > 0,
        [turned, sign],
        products=[(product,), (positive, positive), (positive, other)],
    )


def _few_negative(p: Proof) -> int:
    """lambda_{m+1}(-D) <= 0, as -D = -W1'W1 + W2'W2 and W2' has m columns."""
    gram = W10.T @ W10
    least = p.fact("eigenvalue-low-rank", const(1), -gram, W20.T, 1)
    turned = p.fact("eigenvalue-negation", gram)
    sign = p.fact("gram-nonnegative", W10.T, "h")
    return p.scalar(lam(dim("m") + 1, -D0) <= 0, [least, turned, sign], degree=1)


def alpha1_positive() -> Proof:
    """alpha1' >= p > 0."""
    p = Proof()
    rank, few = _full_rank(p), _few_negative(p)
    inertia = p.fact("eigenvalue-inertia", D0, "n", dim("m") + 1, _ROWS)
    deep = maximum(lam("n", D0), 0)
    zero = p.fact("maximum-above-second", lam("n", D0), ZERO)
    other = lam(dim("m") + 1, -D0)
    p.scalar(other <= deep, [few, zero], degree=1)
    p.scalar(deep <= deep, [])
    p.fact("maximum-least", other, ZERO, deep)
    both = p.fact("maximum-least", deep, maximum(other, 0), deep)
    padding = p.fact("eigenvalue-padding", D0, "n", "n")
    first = p.scalar(DEEP_PLUS > 0, [padding, both, inertia, rank], degree=1)
    parts = []
    for deeper, minus, beta in (
        (DEEP_PLUS, LAMBDA_MINUS, BETA_N),
        (DEEP_MINUS, LAMBDA_PLUS, BETA_M),
    ):
        value, square = start.squared(p, deeper, minus, beta), p.fact("square-nonnegative", beta)
        r = start.root(deeper, minus, beta)
        p.scalar((deeper + minus) * (deeper + minus) <= r * r, [value, square])
        p.fact("root-nonnegative", (deeper + minus) ** 2 + 4 * beta**2)
        parts.append(p.fact("compare-squares", deeper + minus, r))
    second = p.scalar(DEEP_MINUS >= 0)
    p.scalar(ALPHA1_REPAIRED > 0, [*parts, first, second], degree=1)
    return p
