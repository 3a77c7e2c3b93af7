"""Every singular value of a factor between two bounds by the product and the imbalance.

Notation: P = W1 W1', W = W1 W2', D = W1'W1 - W2'W2, so that W W' = P^2 - W1 D W1'; x, s the k-th
of sigma_k(W1)^2, sigma_k(W); V has the eigenvectors of W W' (below), or of P (above), for the k
largest eigenvalues, and e is a unit eigenvector for the least eigenvalue m of a k x k matrix.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import D0, LAMBDA_MINUS, LAMBDA_PLUS
from proofs.arxiv_2505_11664.proved._cases import ZERO, root_above, root_below, unless_zero
from verify.evidence.derivation import Proof
from verify.language import (
    eigenvector,
    eigenvectors,
    equal,
    inner,
    lam,
    lam_max,
    maximum,
    norm2,
    sigma,
)
from verify.language.expr import Expr
from verify.model.trajectory import W0, W10

__all__ = ["PROOFS"]

x, s = sigma("k", W10) ** 2, sigma("k", W0)
P, WW = W10 @ W10.T, W0 @ W0.T


def _least_vector(p: Proof, small: Expr, e: Expr) -> tuple[int, int]:
    """|e|^2 = 1, and <e, small e> = lambda_k(small)."""
    p.fact("eigenvector", small, "k")
    unit = p.fact("eigenvector-unit", small, "k")
    value = p.fact("inner-equal", small @ e, lam("k", small) * e, e)
    return unit, p.scalar(equal(inner(e, small @ e), lam("k", small)), [unit, value])


def _below(p: Proof) -> int:
    """x^2 + lambda_- x >= s^2: the form of B = P^2 + lambda_- P is at least that of W W'."""
    V, B = eigenvectors("k", WW), P @ P + LAMBDA_MINUS * P
    small = V.T @ (B @ V)
    e = eigenvector("k", small)
    p.fact("eigenvectors", WW, "k")
    unit, value = _least_vector(p, small, e)
    gram, form = p.fact("singular-gram", W0, "k"), p.fact("eigenvectors-below", WW, "k", e)
    y = W10.T @ (V @ e)
    bound = p.fact("rayleigh-above", -D0, y)
    over = p.fact("maximum-above-first", lam_max(-D0), ZERO)
    length = p.scalar(norm2(y) >= 0)
    low = p.scalar(lam("k", WW) <= inner(V @ e, WW @ (V @ e)), [form, unit])
    middle = p.scalar(
        inner(V @ e, WW @ (V @ e)) <= inner(e, small @ e),
        products=[(bound,), (over, length)],
    )
    high = p.scalar(inner(e, small @ e) <= lam("k", small), [value])
    separation = p.fact("eigenvalue-separation", B, V)
    p.fact("gram-nonnegative", W10, "n")
    p.scalar(LAMBDA_MINUS >= 0)
    quadratic = p.fact("eigenvalue-quadratic", P, LAMBDA_MINUS, "k")
    last = p.scalar(lam("k", B) <= lam("k", P) ** 2 + LAMBDA_MINUS * lam("k", P), [quadratic])
    first = p.scalar(s**2 <= lam("k", WW), [gram], degree=1)
    chain = p.scalar(
        s**2 <= lam("k", P) ** 2 + LAMBDA_MINUS * lam("k", P),
        [first, low, middle, high, separation, last],
        degree=1,
    )
    return p.scalar(x**2 + LAMBDA_MINUS * x >= s**2, [chain, p.fact("singular-gram", W10, "k")])


def _above(p: Proof) -> int:
    """x^2 - lambda_+ x <= s^2: with M = V'P V >= x, the form of W W' at V e is at least
    |M e|^2 - lambda_+ <e, M e> = x^2 - lambda_+ x + |M e - x e|^2 + (2x - lambda_+)(<e, M e> - x).
    """
    V = eigenvectors("k", P)
    small, M = V.T @ (WW @ V), V.T @ (P @ V)
    e = eigenvector("k", small)
    p.fact("eigenvectors", P, "k")
    p.fact("eigenvectors-invariant", P, "k")
    unit, value = _least_vector(p, small, e)
    top = lam("k", P)
    separation = p.fact("eigenvalue-separation", WW, V)
    invariant = p.fact("inner-equal", P @ V, V @ M, P @ V @ e @ e.T)
    square = p.scalar(norm2(P @ V @ e) >= norm2(M @ e), [invariant])
    y = W10.T @ (V @ e)
    bound = p.fact("rayleigh-above", D0, y)
    over = p.fact("maximum-above-first", lam_max(D0), ZERO)
    length = p.scalar(norm2(y) >= 0)
    form = p.scalar(
        inner(e, small @ e) >= norm2(M @ e) - LAMBDA_PLUS * inner(e, M @ e),
        products=[(square,), (bound,), (over, length)],
    )
    high = p.scalar(inner(e, small @ e) <= lam("k", small), [value])
    below = p.fact("eigenvectors-below", P, "k", e)
    excess = p.scalar(inner(e, M @ e) >= top, [below, unit])
    distance = p.scalar(norm2(M @ e - top * e) >= 0)
    apart = p.scalar(norm2(M @ e) >= 2 * top * inner(e, M @ e) - top**2, [distance, unit], degree=1)
    Q = lam("k", WW) - top**2 + LAMBDA_PLUS * top
    slope = 2 * top - LAMBDA_PLUS
    t = maximum(slope, 0)
    sign, either = (
        p.fact("maximum-above-second", slope, ZERO),
        p.fact("maximum-attained", slope, ZERO),
    )
    near = p.scalar(Q >= slope * (inner(e, M @ e) - top), [separation, high, form, apart], degree=1)
    case = p.scalar(t * Q >= 0, [either], products=[(sign, near), (sign, sign, excess)])
    steep, positive = (
        p.fact("maximum-above-first", slope, ZERO),
        p.fact("gram-nonnegative", W10, "k"),
    )
    product = p.fact("gram-nonnegative", W0, "k")
    zero = p.scalar(
        Q + t * top >= 0, products=[(product,), (positive, steep), (positive, positive)]
    )
    done = unless_zero(p, t, Q, top, (sign, case, zero, positive))
    plain = p.scalar(top**2 - LAMBDA_PLUS * top <= s**2, [done, p.fact("singular-gram", W0, "k")])
    return p.scalar(x**2 - LAMBDA_PLUS * x <= s**2, [plain, p.fact("singular-gram", W10, "k")])


def _two_sided() -> Proof:
    p = Proof()
    below, above, sign = _below(p), _above(p), p.scalar(x >= 0)
    minus, plus, zero = p.scalar(LAMBDA_MINUS >= 0), p.scalar(LAMBDA_PLUS >= 0), p.scalar(ZERO >= 0)
    first = p.scalar((x - ZERO) * (x + LAMBDA_MINUS) >= s**2, [below], degree=1)
    root_below(p, x, ZERO, LAMBDA_MINUS, s, (first, sign, sign, minus))
    second = p.scalar(x**2 - (LAMBDA_PLUS + ZERO) * x <= s**2, [above], degree=1)
    root_above(p, x, LAMBDA_PLUS, s, ZERO, (second, sign, plus, zero))
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.3/two-sided", "printed"): _two_sided,
}
