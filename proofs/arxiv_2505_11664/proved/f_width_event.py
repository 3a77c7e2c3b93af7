"""Appendix F.1: (139), (142)-(144) and the bound on alpha2, on the event E_B.

Notation: A = [W1(0); W2(0)]; r = sqrt(h), P = h^(-p), so that h^(1 - 2p) = P^2 r^2 and
h^(1/2 - 2p) = P^2 r. E_B says P (r - B) <= sigma_min(A) and sigma_max(A) <= P (r + B).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    BETA2,
    D0,
)
from proofs.arxiv_2505_11664._random_start import IN_EVENT, A, B, h, m, n, p
from proofs.arxiv_2505_11664._width_event import (
    ALPHA1_LOW,
    ALPHA2_HIGH,
    BETA2_HIGH,
    D_HIGH,
    HALF,
    NEAR,
)
from proofs.arxiv_2505_11664.f_initialisation import BOTH, SIGNED
from proofs.arxiv_2505_11664.proved._cases import ZERO, halves, unless_zero
from proofs.arxiv_2505_11664.proved._event import ID, P, alpha1_low, as_roots, event, r
from proofs.arxiv_2505_11664.proved.f_initialisation import (
    SMALLEST,
    same_values,
    smallest,
)
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    eigenvector,
    equal,
    eye,
    lam,
    minimum,
    norm,
    norm2,
    sigma_max,
    sqrt,
    vstack,
)
from verify.model.step import K, mu
from verify.model.trajectory import W0, Wstar

__all__ = ["PROOFS"]

BETA2_HIGH_PRODUCT = 2 * sqrt(m) * B * NEAR


def _139_alpha1() -> Proof:
    q = Proof()
    event(q)
    core = q.claim(ID + "3.4", "core")
    q.scalar(ALPHA1 >= ALPHA1_LOW, [core, alpha1_low(q)], "(139)", degree=1)
    return q


def _143_scaled() -> Proof:
    q = Proof()
    _, _, _, last, *_ = as_roots(q)
    bound, (_, last) = q.given(IN_EVENT[3]), halves(q, last)
    q.scalar(sigma_max(A) <= h ** (HALF - p) + B * P, [bound, last], degree=1)
    return q


# --- (144) -------------------------------------------------------------------------------------
def _144_b() -> Proof:
    q = Proof()
    q.fact("spectral-product", A.T, SIGNED, 1)
    return q


def _144_c() -> Proof:
    q = Proof()
    same_values(q, 1)
    q.fact("antisymmetry", sigma_max(SIGNED), sigma_max(A))
    return q


def _spectral(q: Proof) -> int:
    """sigma_max(D) <= sigma_max(A)^2 <= P^2 (r + B)^2."""
    two, one, other, _, positive, root, radius, _ = as_roots(q)
    product = q.claim(ID + "F.1T/144-b", "printed")
    signs = q.claim(ID + "F.1T/144-c", "printed")
    turned = q.fact("singular-transpose", A, 1)
    square = q.scalar(sigma_max(D0) <= sigma_max(A) ** 2, [product, signs, turned])
    bound, high = q.given(IN_EVENT[3]), P * (r + B)
    base = q.scalar(
        high >= 0, [positive, root, radius], products=[(positive, root), (positive, radius)]
    )
    top = q.scalar(sigma_max(A) ** 2 <= high**2, [bound, base])
    (_, one), (_, two), (_, other) = halves(q, one), halves(q, two), halves(q, other)
    squares = q.fact("square-nonnegative", B)
    return q.scalar(
        sigma_max(D0) <= D_HIGH,
        say="(144)",
        products=[(square,), (top,), (one,), (squares, two), (radius, other)],
    )


def _144_d() -> Proof:
    q = Proof()
    _spectral(q)
    return q


def _144_minus() -> Proof:
    q = Proof()
    same, bound = q.fact("singular-negation", D0, 1), _spectral(q)
    q.scalar(sigma_max(-D0) <= D_HIGH, [same, bound], degree=1)
    return q


# --- (139), second: |W(0)| <= 2 sqrt(m) B h^(1/2 - 2p) -----------------------------------------
a = eigenvector(1, W0 @ W0.T)
t, along = sigma_max(W0), W0.T @ a
PLUS, MINUS = vstack(t * a, along), vstack(t * a, -along)


def _spread(q: Proof) -> int:
    """2 sigma_max(W) <= sigma_max(A)^2 - sigma_N(A)^2.

    With a unit eigenvector a of WW' for t^2, t = sigma_max(W), c = W'a: |c| = t, and the squares
    of A'[t a; c] and A'[t a; -c] differ by 4 t a'W c = 4 t^3, both vectors having the square 2 t^2.
    """
    gram = q.fact("singular-gram", W0, 1)
    q.fact("eigenvector", W0 @ W0.T, 1)
    unit = q.fact("eigenvector-unit", W0 @ W0.T, 1)
    value = q.fact("inner-equal", W0 @ W0.T @ a, lam(1, W0 @ W0.T) * a, a)
    length = q.scalar(equal(norm2(along), t**2), [gram, unit, value])
    top, turned = q.fact("product", A.T, PLUS), q.fact("singular-transpose", A, 1)
    low, other = q.fact("product-below", A.T, MINUS), q.fact("singular-transpose", A, BOTH)
    S, s = sigma_max(A) ** 2, SMALLEST**2
    sizes = [halves(q, q.scalar(equal(norm2(x), 2 * t**2), [unit, length])) for x in (PLUS, MINUS)]
    first = q.scalar(norm2(A.T @ PLUS) <= S * norm2(PLUS), [top, turned])
    second = q.scalar(norm2(A.T @ MINUS) >= s * norm2(MINUS), [low, other], degree=4)
    upper, lower = q.scalar(S >= 0), q.scalar(s >= 0)
    high = q.scalar(norm2(A.T @ PLUS) <= S * (2 * t**2), products=[(first,), (upper, sizes[0][0])])
    deep = q.scalar(
        norm2(A.T @ MINUS) >= s * (2 * t**2), products=[(second,), (lower, sizes[1][1])]
    )
    Q = (S - s) / 2 - t
    sign = q.scalar(t >= 0)
    cubes = q.scalar(t * (t * Q) >= 0, [high, deep, length], degree=1)
    order = q.fact("singular-order", A, 1, BOTH)
    spread = q.scalar(S - s >= 0, [order])
    zero = q.scalar(t * Q + t * t >= 0, [sign, spread], products=[(sign, spread)])
    linear = unless_zero(q, t, t * Q, t, (sign, cubes, zero, sign))
    one = q.scalar(const(1) >= 0)
    last = q.scalar(Q + t * const(1) >= 0, [spread], degree=1)
    return unless_zero(q, t, Q, const(1), (sign, linear, last, one))


def _product(q: Proof) -> int:
    """sigma_max(W) <= 2 B h^(1/2 - 2p)."""
    _, _, other, _, positive, root, radius, room = as_roots(q)
    low, high = q.given(IN_EVENT[2]), q.given(IN_EVENT[3])
    base = q.scalar(P * (r - B) >= 0, [positive, room], products=[(positive, room)])
    full = q.scalar(
        P * (r + B) >= 0, [positive, root, radius], products=[(positive, root), (positive, radius)]
    )
    least = q.scalar(P * (r - B) <= SMALLEST, [low, smallest(q)], degree=1)
    first = q.scalar(SMALLEST**2 >= (P * (r - B)) ** 2, [least, base])
    second = q.scalar(sigma_max(A) ** 2 <= (P * (r + B)) ** 2, [high, full])
    spread = _spread(q)
    target = 2 * B * NEAR
    _, other = halves(q, other)
    return q.scalar(t <= target, products=[(first,), (second,), (spread,), (radius, other)])


def _139_product() -> Proof:
    q = Proof()
    bound = _product(q)
    columns = q.fact("frobenius-below-columns", W0)
    root = q.fact("root-nonnegative", m)
    q.scalar(
        norm(W0) <= 2 * sqrt(m) * B * NEAR, [columns], "(139)", products=[(columns,), (root, bound)]
    )
    return q


def _139_product_sharper() -> Proof:
    """|W|^2 is at most n t^2 and m t^2, so at most min(n, m) t^2."""
    q = Proof()
    bound = _product(q)
    least, squares = minimum(n, m), []
    for size, fact, k in ((n, "rows", "n"), (m, "columns", "m")):
        q.scalar(size >= 0, [q.scalar(norm2(eye(k)) >= 0)])
        root = q.fact("root-squared", size)
        below = q.fact(f"frobenius-below-{fact}", W0)
        squares.append(q.scalar(norm2(W0) <= size * t**2, [below, root], degree=3))
    Q = least * t**2 - norm2(W0)
    under, either = q.fact("minimum-below-first", n, m), q.fact("minimum-attained", n, m)
    gap = q.scalar(n - least >= 0, [under], degree=1)
    case = q.scalar((n - least) * Q >= 0, [either], products=[(gap, squares[1])])
    zero = q.scalar(Q + (n - least) * t**2 >= 0, [squares[0]], degree=1)
    square = q.fact("square-nonnegative", t)
    done = unless_zero(q, n - least, Q, t**2, (gap, case, zero, square))
    q.fact("minimum-greatest", n, m, ZERO)
    root = q.fact("root-squared", least)
    height, value = q.fact("root-nonnegative", least), q.scalar(t >= 0)
    narrow = sqrt(least) * t
    q.scalar(narrow >= 0, products=[(height, value)])
    q.scalar(norm(W0) * norm(W0) <= narrow * narrow, [done, root])
    norms = q.fact("compare-squares", norm(W0), narrow)
    q.scalar(norm(W0) <= 2 * sqrt(least) * B * NEAR, [norms], products=[(norms,), (height, bound)])
    return q


def _142() -> Proof:
    """|W(0) - W*| <= |W*| + |W(0)|, and (139)."""
    q = Proof()
    event(q)
    product = q.claim(ID + "F.5/139-product", "printed")
    triangle, same = q.fact("triangle", W0, -Wstar), q.fact("scaling", const(1), -Wstar)
    root = q.fact("root-nonnegative", K / mu)
    bound = q.scalar(
        norm(W0 - Wstar) <= norm(Wstar) + BETA2_HIGH_PRODUCT, [product, triangle, same], degree=1
    )
    q.scalar(BETA2 <= BETA2_HIGH, [bound, root], "(142)", products=[(bound, root)])
    return q


def _alpha2_c() -> Proof:
    q = Proof()
    event(q)
    parts = [
        q.claim(ID + "F.1T/142", "printed"),
        q.claim(ID + "F.1T/144-d", "printed"),
        q.claim(ID + "F.1T/144-minus", "printed"),
    ]
    q.scalar(sigma_max(D0) + sigma_max(-D0) + 2 * BETA2 <= ALPHA2_HIGH, parts, degree=1)
    return q


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("F.5/139-alpha1", "printed"): _139_alpha1,
    ("F.5/139-product", "printed"): _139_product,
    ("F.5/139-product", "sharper"): _139_product_sharper,
    ("F.1T/142", "printed"): _142,
    ("F.1T/143-scaled", "repaired"): _143_scaled,
    ("F.1T/144-b", "printed"): _144_b,
    ("F.1T/144-c", "printed"): _144_c,
    ("F.1T/144-d", "printed"): _144_d,
    ("F.1T/144-minus", "printed"): _144_minus,
    ("F.1T/alpha2-c", "printed"): _alpha2_c,
}
