"""One factor against the product and the imbalance: what Lemmas E.3 and E.4 follow from.

Notation: D = W1'W1 - W2'W2, W = W1 W2', s = sigma_n(W), x = sigma_n(W1)^2; v is a unit eigenvector
of W1 W1' for x and y = W1'v, so that |y|^2 = x; p_ = max(lambda_n(D), 0), minus = lambda_-; E has
eigenvectors of D for its n largest eigenvalues, y = E E'y + rest, c = |E'y|^2. Where p > 0, the
square matrix A = W1 E is invertible: z1 solves A z1 = b = minus v + W1 rest, with a residual r that
vanishes, so that z = E z1 - rest has W1 z = minus v.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import D0, DEEP_PLUS, LAMBDA_MINUS, LAMBDA_N, LAMBDA_PLUS
from proofs.arxiv_2505_11664.proved._cases import ZERO, unless_zero
from verify.evidence.derivation import Proof
from verify.language import (
    const,
    eigenvector,
    eigenvectors,
    equal,
    eye,
    hstack,
    inner,
    lam,
    lam_max,
    norm,
    norm2,
    sigma,
    solution,
    zeros,
)
from verify.language.expr import Expr
from verify.model.trajectory import W0, W10, W20

__all__ = ["PROOFS"]

x = sigma("n", W10) ** 2
s2 = sigma("n", W0) ** 2
minus, p_ = LAMBDA_MINUS, LAMBDA_N
lambda_n = lam("n", D0)
P = W10 @ W10.T
v = eigenvector("n", P)
y = W10.T @ v
form = inner(y, D0 @ y)
E = eigenvectors("n", D0)
M = E.T @ (D0 @ E)
along = E.T @ y
rest = y - E @ along
c, beta = norm2(along), norm2(rest)
A = W10 @ E
b = minus * v + W10 @ rest
z1 = solution(A.T @ A, A.T @ b)
r = b - A @ z1
z = E @ z1 - rest
tau = minus + beta
R = c * minus - p_ * tau
Q = (x - p_) * (x + minus) - s2


def _least_vector(p: Proof) -> tuple[int, int, int]:
    """|v|^2 = 1, |y|^2 = x, and (a): s^2 <= v'WW'v = x^2 - y'Dy."""
    gram = p.fact("singular-gram", W10, "n")
    p.fact("eigenvector", P, "n")
    unit = p.fact("eigenvector-unit", P, "n")
    first = p.fact("inner-equal", P @ v, lam("n", P) * v, v)
    second = p.fact("inner-equal", P @ v, lam("n", P) * v, P @ v)
    length = p.scalar(equal(norm2(y), x), [gram, unit, first], "|y|^2 = v'W1 W1'v = x")
    square = p.scalar(equal(norm2(P @ v), x**2), [gram, unit, first, second])
    below = p.fact("product-below", W0.T, v)
    turned = p.fact("singular-transpose", W0, "n")
    low = p.scalar(s2 <= norm2(W0.T @ v), [below, turned, unit], "s^2 <= |W'v|^2", degree=3)
    return unit, length, p.scalar(s2 <= x**2 - form, [low, square], "(a), as W2'W2 = W1'W1 - D")


def _above_lambda(p: Proof, U: Expr) -> int:
    """<U, D U> >= -lambda_- |U|^2."""
    top = p.fact("maximum-above-first", lam_max(-D0), ZERO)
    bound = p.fact("rayleigh-above", -D0, U)
    square = p.scalar(norm2(U) >= 0)
    return p.scalar(
        inner(U, D0 @ U) >= -minus * norm2(U),
        [bound, top, square],
        products=[(bound,), (top, square)],
    )


def _orthogonal(p: Proof, U: Expr) -> tuple[int, int]:
    """<rest, D E U> = 0, as D E = E (E'D E) and E'rest = 0."""
    invariant = p.fact("inner-equal", D0 @ E, E @ M, rest @ U.T)
    orthonormal = p.fact("inner-equal", E.T @ E, eye("n"), along @ (M @ U).T)
    cross, inside = inner(rest, D0 @ (E @ U)), inner(rest, E @ (M @ U))
    low = p.scalar(cross <= inside, [invariant]), p.scalar(inside <= 0, [orthonormal])
    high = p.scalar(cross >= inside, [invariant]), p.scalar(inside >= 0, [orthonormal])
    return p.scalar(cross <= 0, low), p.scalar(cross >= 0, high)


def _smallest_of_A(p: Proof) -> int:
    """sigma_n(A)^2 >= lambda_n(D): W1'W1 = D + W2'W2, so A'A >= E'D E."""
    e = eigenvector("n", A.T @ A)
    gram = p.fact("singular-gram", A.T, "n")
    p.fact("eigenvector", A.T @ A, "n")
    unit = p.fact("eigenvector-unit", A.T @ A, "n")
    value = p.fact("inner-equal", A.T @ A @ e, lam("n", A.T @ A) * e, e)
    below = p.fact("eigenvectors-below", D0, "n", e)
    rest_of_it = p.scalar(norm2(W20 @ (E @ e)) >= 0)
    return p.scalar(
        sigma("n", A.T) ** 2 >= lambda_n,
        [gram, unit, value, below, rest_of_it],
        "sigma_n(A)^2 = |A e|^2 = <E e, D E e> + |W2 E e|^2",
    )


def _no_residual(p: Proof, unit: int, positive: int, either: int) -> tuple[int, int, int]:
    """Shows p |r| <= 0, p v'r <= 0 and p v'r >= 0: the residual vanishes where p > 0."""
    p.fact("normal-equations", A, b)
    normal = p.fact("inner-equal", A.T @ (A @ z1), A.T @ b, A.T @ r)
    flat = p.scalar(norm2(A.T @ r) <= 0, [normal], "A'r = 0")
    p.scalar(norm(A.T @ r) * norm(A.T @ r) <= ZERO * ZERO, [flat])
    none = p.fact("compare-squares", norm(A.T @ r), ZERO)
    below = p.fact("product-below", A.T, r)
    small = p.scalar(sigma("n", A.T) * norm(r) <= 0, [below, none], degree=1)
    least = _smallest_of_A(p)
    value = p.scalar(lambda_n * norm2(r) <= 0, [small, least], "sigma_n(A) |r| <= 0", degree=3)
    p.scalar((p_ * norm(r)) * (p_ * norm(r)) <= ZERO * ZERO, [value, positive, either])
    gone = p.fact("compare-squares", p_ * norm(r), ZERO)
    sides = []
    for u in (v, -v):
        bound = p.fact("cauchy-schwarz", u, r)
        sides.append(p.scalar(p_ * inner(u, r) <= 0, [bound, gone, positive, unit], degree=3))
    return gone, sides[0], sides[1]


def _parts(p: Proof, length: int) -> tuple[int, int, int]:
    """|rest|^2 = x - c; y'Dy >= lambda_n c - lambda_- |rest|^2; and <rest, D rest> >= ..."""
    p.fact("eigenvectors", D0, "n")
    p.fact("eigenvectors-invariant", D0, "n")
    first = p.fact("inner-equal", E.T @ E, eye("n"), along @ along.T)
    split = p.scalar(equal(beta, x - c), [first, length], "Pythagoras")
    cross = _orthogonal(p, along)
    below = p.fact("eigenvectors-below", D0, "n", along)
    outside = _above_lambda(p, rest)
    bound = p.scalar(
        form >= lambda_n * c - minus * beta, [*cross, below, outside], "y'Dy in two parts", degree=1
    )
    return split, bound, outside


def _share(p: Proof, unit: int, length: int, split: int, outside: int) -> tuple[int, int, int]:
    """Shows c lambda_- >= p (minus + |rest|^2): the largest eigenvectors have their share of y."""
    positive = p.fact("maximum-above-second", lambda_n, ZERO)
    either = p.fact("maximum-attained", lambda_n, ZERO)
    sign = p.fact("maximum-above-second", lam_max(-D0), ZERO)
    gone, over, under = _no_residual(p, unit, positive, either)
    cross = _orthogonal(p, z1)
    below = p.fact("eigenvectors-below", D0, "n", z1)
    other = p.scalar(norm2(W20 @ z) >= 0)
    image = p.scalar(
        lambda_n * norm2(z1) - minus * beta <= minus**2 - 2 * minus * inner(v, r) + norm2(r),
        [*cross, below, outside, other, unit],
        "z'Dz <= |W1 z|^2 = |minus v - r|^2",
    )
    bound = p.fact("cauchy-schwarz", along, z1)
    orthonormal = p.fact("inner-equal", E.T @ E, eye("n"), along @ along.T)
    value = p.scalar(
        equal(inner(along, z1), tau - inner(v, r)),
        [unit, length, split, orthonormal],
        "v'A z1 = v'(b - r) = minus + |rest|^2 - v'r",
    )
    length_r = p.fact("norm-nonnegative", r)
    first = p.scalar(
        p_**2 * norm2(z1) <= p_ * minus * tau,
        [image, either, positive, over, under, sign, gone, length_r],
        products=[(positive, image), (sign, under), (length_r, gone)],
    )
    nonnegative = p.scalar(tau >= 0, [sign, p.scalar(beta >= 0)], degree=1)
    second = p.scalar(
        p_ * tau <= p_ * norm(along) * norm(z1),
        [bound, value, positive, over],
        products=[(positive, bound), (over,)],
    )
    scaled = p.scalar(p_ * tau >= 0, [positive, nonnegative])
    squares = p.scalar((p_ * tau) ** 2 <= p_**2 * c * norm2(z1), [second, scaled, positive])
    share = p.scalar(c >= 0)
    case = p.scalar(
        p_ * tau * R >= 0, [squares, first, share], products=[(squares,), (share, first)]
    )
    zero = p.scalar(R + p_ * tau * const(1) >= 0, [share, sign])
    one = p.scalar(const(1) >= 0)
    done = unless_zero(p, p_ * tau, R, const(1), (scaled, case, zero, one))
    return positive, either, done


def _deep(p: Proof) -> int:
    """lambda_n(D) <= lambda_n(W1'W1) = x by Weyl, as W1'W1 = D + W2'W2."""
    weyl = p.fact("eigenvalue-weyl-below", D0, W20.T @ W20, "n")
    gram = p.fact("singular-gram-columns", W10, "n")
    least = p.fact("gram-nonnegative", W20.T, "h")
    p.scalar(lambda_n <= x, [weyl, gram, least])
    p.scalar(x >= 0)
    return p.fact("maximum-least", lambda_n, ZERO, x)


def _tall() -> Proof:
    p = Proof()
    _deep(p)
    unit, length, a = _least_vector(p)
    split, bound, outside = _parts(p, length)
    positive, either, share = _share(p, unit, length, split, outside)
    case = p.scalar(
        p_ * Q >= 0,
        [a, bound, positive, either, share, split],
        "(a) with both bounds",
        products=[(positive, a), (positive, bound), (positive, share)],
    )
    sign = p.fact("maximum-above-second", lam_max(-D0), ZERO)
    width = p.scalar(x + minus >= 0, [sign])
    whole = _above_lambda(p, y)
    zero = p.scalar(Q + p_ * (x + minus) >= 0, [a, whole, length], "where p = 0")
    done = unless_zero(p, p_, Q, x + minus, (positive, case, zero, width))
    p.scalar((x - p_) * (x + minus) >= s2, [done], degree=1)
    return p


PADDED = {"W10": hstack(W10, zeros("n", "n")), "W20": hstack(W20, zeros("m", "n"))}


def _any_width() -> Proof:
    """The factors with n columns of zeros have h + n >= n columns, the same P and W, diag(D, 0)."""
    p = Proof()
    same = p.fact("singular-padding", W10, "n", "n")
    under = p.fact("eigenvalue-padding", -D0, 1, "n")
    of = "2505.11664/E.3/factor"
    deep, bound = (p.claim(of, "h >= n", i, where=PADDED, sizes={"h": "h+n"}) for i in range(2))
    p.scalar(DEEP_PLUS <= x, [same, deep], degree=1)
    p.scalar((x - DEEP_PLUS) * (x + minus) >= s2, [same, under, bound], degree=1)
    return p


X = sigma(1, W10) ** 2
top = eigenvector(1, P)
Y = W10.T @ top


def _above() -> Proof:
    """X^2 - y'Dy = v'WW'v <= sigma_max(W)^2 for a unit eigenvector v of W1 W1' for X, y = W1'v."""
    p = Proof()
    gram = p.fact("singular-gram", W10, 1)
    p.fact("eigenvector", P, 1)
    unit = p.fact("eigenvector-unit", P, 1)
    first = p.fact("inner-equal", P @ top, lam(1, P) * top, top)
    second = p.fact("inner-equal", P @ top, lam(1, P) * top, P @ top)
    length = p.scalar(equal(norm2(Y), X), [gram, unit, first], "|y|^2 = X")
    square = p.scalar(equal(norm2(P @ top), X**2), [gram, unit, first, second])
    above = p.fact("product", W0.T, top)
    turned = p.fact("singular-transpose", W0, 1)
    high = p.scalar(norm2(W0.T @ top) <= sigma(1, W0) ** 2, [above, turned, unit])
    bound = p.fact("rayleigh-above", D0, Y)
    over = p.fact("maximum-above-first", lam_max(D0), ZERO)
    positive = p.scalar(norm2(Y) >= 0)
    whole = p.scalar(
        inner(Y, D0 @ Y) <= LAMBDA_PLUS * X,
        [bound, over, length, positive],
        products=[(bound,), (over, positive)],
    )
    p.scalar(X**2 - LAMBDA_PLUS * X <= sigma(1, W0) ** 2, [square, high, whole])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.3/factor", "h >= n"): _tall,
    ("E.3/factor", "printed"): _any_width,
    ("E.3/factor-above", "printed"): _above,
}
