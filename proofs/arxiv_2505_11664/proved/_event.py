"""The event E_B in P and r: steps that the proofs about wide starts share.

Notation: A = [W1(0); W2(0)]; r = sqrt(h), P = h^(-p), so that h^(1 - 2p) = P^2 r^2 and
h^(1/2 - 2p) = P^2 r. E_B says P (r - B) <= sigma_min(A) and sigma_max(A) <= P (r + B).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._random_start import IN_EVENT, A, B, h, p
from proofs.arxiv_2505_11664._width_event import (
    ALPHA1_LOW,
    HALF,
    NEAR,
)
from proofs.arxiv_2505_11664.proved import _start as start
from proofs.arxiv_2505_11664.proved._cases import halves, summed
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    equal,
    eye,
    norm2,
    sigma_min,
    sqrt,
)
from verify.language.expr import Expr

__all__ = ["ID", "P", "alpha1_low", "as_roots", "divided", "event", "r"]

ID = "2505.11664/"
r, P = sqrt(h), h ** (-p)


def divided(q: Proof, x: Expr, sign: int) -> tuple[int, int]:
    """Shows x (1/x) = 1 and 1/x >= 0, where the statement divides by x; sign: x >= 0."""
    inverse = q.identity(equal(x * (1 / x), 1), "the quotient is defined")
    square = q.fact("square-nonnegative", 1 / x)
    return inverse, q.scalar(1 / x >= 0, [sign, square, inverse], products=[(sign, square)])


def event(q: Proof) -> None:
    """E_B, and 0 < mu <= K."""
    for relation in IN_EVENT:
        q.given(relation)
    start.assumed(q)


def powers(q: Proof) -> tuple[int, ...]:
    """P > 0, r > 0, r^2 = h, and the powers of h in P and r; the event is given."""
    radius, room = q.given(IN_EVENT[0]), q.given(IN_EVENT[1])
    q.scalar(h >= 0, [q.scalar(norm2(eye("h")) >= 0)])
    squared = q.fact("root-squared", h)
    root = q.scalar(r > 0, [radius, room], degree=1)
    q.scalar(h > 0, [root, squared], products=[(root, root)])
    positive = q.fact("power-positive", h, -p)
    double = q.fact("power-sum", h, -p, -p)
    whole = q.fact("power-sum", h, const(1), -2 * p)
    half, near = q.fact("power-root", h), q.fact("power-sum", h, HALF, -2 * p)
    single = q.fact("power-sum", h, HALF, -p)
    return positive, root, squared, double, whole, half, near, single, radius, room


def as_roots(q: Proof) -> tuple[int, ...]:
    """h^(-2p) = P^2, h^(1-2p) = P^2 r^2, h^(1/2-2p) = P^2 r, h^(1/2-p) = P r, and the signs."""
    positive, root, squared, double, whole, half, near, single, radius, room = powers(q)
    even = q.fact("power-positive", h, -2 * p)
    two = summed(q, h ** (-2 * p), P**2, (double,))
    one = summed(
        q, h ** (1 - 2 * p), P**2 * r**2, (whole, squared, two), (None, even, q.scalar(r**2 >= 0))
    )
    other = summed(q, NEAR, P**2 * r, (near, half, two), (None, even, root))
    last = summed(q, h ** (HALF - p), P * r, (single, half), (None, positive))
    return two, one, other, last, positive, root, radius, room


def alpha1_low(q: Proof) -> int:
    """alpha1_low = 2 P^2 (r - B)^2 <= 2 sigma_min(A)^2."""
    two, one, other, _, positive, _, radius, room = as_roots(q)
    bound = q.given(IN_EVENT[2])
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    square = q.scalar((P * (r - B)) ** 2 <= sigma_min(A) ** 2, [bound, base])
    (one, _), (two, _), (_, other) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    return q.scalar(
        ALPHA1_LOW <= 2 * sigma_min(A) ** 2,
        [square],
        products=[(square,), (one,), (squares, two), (radius, other)],
    )
