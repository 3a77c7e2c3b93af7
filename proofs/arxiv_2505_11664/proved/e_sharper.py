"""Lemma E.4 with sqrt(2): eigenvalues of two symmetric matrices, then the bounds of sigma(T).

Notation of the first part: A = S + S', B = T + T' are any symmetric matrices; c1, d1, c2, d2 >= 0
are weights, R1 = c1 + d1, R2 = c2 + d2; u, v, w, z are unit vectors with
u'(A - B)u >= lambda_n(A) - lambda_n(B) and so on; M1 = c1 uu' + d1 vv' and M2 = c2 ww' + d2 zz', so
that |M1| <= R1, |M2| <= R2 and <M1, M2> >= 0.

Of the second: at the start, f = (p - l + R)/2 with R = sqrt((p + l)^2 + 4 beta^2) is the bound of
a factor's x; c = f + l and d = f - p have c d = beta^2 and c + d = R. Later
(x - p')(x + l') >= beta^2 gives c (x - p') + d (x + l') >= 2 c d, which says
R (x - f) >= -c (p - p') - d (l' - l).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import D0
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._spectra import (
    ALPHA1_REPAIRED_AT,
    ALPHA2_AT,
    beta2,
    beta_m,
    beta_n,
)
from proofs.arxiv_2505_11664.e_sharper import DRIFT
from proofs.arxiv_2505_11664.proved._cases import ZERO, root_above, summed, unless_zero
from proofs.arxiv_2505_11664.proved._sides import Change
from proofs.arxiv_2505_11664.proved.e_spectral import above, below, changes, letters
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
    matrix,
    maximum,
    norm,
    norm2,
    scalar,
    sigma,
    sigma_max,
    sqrt,
    vstack,
    zeros,
)
from verify.language.expr import Expr
from verify.model.step import W

__all__ = ["PROOFS"]

S_, T_ = matrix("S", "h", "h"), matrix("T", "h", "h")
A, B = S_ + S_.T, T_ + T_.T
c1, d1, c2, d2 = (scalar(x) for x in ("c1", "d1", "c2", "d2"))
R1, R2 = c1 + d1, c2 + d2


# --- Eigenvalues -------------------------------------------------------------------------------
def _middle(p: Proof, k: str, of: Expr, to: Expr) -> tuple[Expr, int, int]:
    """A unit u with u'(of - to)u >= lambda_k(of) - lambda_k(to), and the steps that say so.

    u is of's space of the k largest eigenvalues, where to's form is least.
    """
    V = eigenvectors(k, of)
    small = V.T @ (to @ V)
    e = eigenvector(k, small)
    u = V @ e
    p.fact("eigenvectors", of, k)
    p.fact("eigenvector", small, k)
    length = p.fact("eigenvector-unit", small, k)
    value = p.fact("inner-equal", small @ e, lam(k, small) * e, e)
    frame = p.fact("inner-equal", V.T @ V, eye(k), e @ e.T)
    unit = p.scalar(equal(norm2(u), 1), [frame, length])
    form = p.fact("eigenvectors-below", of, k, e)
    high = p.scalar(inner(u, of @ u) >= lam(k, of), [form, length])
    least = p.scalar(inner(u, to @ u) <= lam(k, small), [value, length])
    separation = p.fact("eigenvalue-separation", to, V)
    bound = p.scalar(
        inner(u, (of - to) @ u) >= lam(k, of) - lam(k, to), [high, least, separation], degree=1
    )
    return u, unit, bound


def _extreme(p: Proof, of: Expr, to: Expr) -> tuple[Expr, int, int]:
    """The same for k = 1: u is of's first eigenvector."""
    u = eigenvector(1, of)
    p.fact("eigenvector", of, 1)
    unit = p.fact("eigenvector-unit", of, 1)
    value = p.fact("inner-equal", of @ u, lam(1, of) * u, u)
    high = p.scalar(inner(u, of @ u) >= lam(1, of), [value, unit])
    low = p.fact("rayleigh-above", to, u)
    least = p.scalar(inner(u, to @ u) <= lam(1, to), [low, unit])
    bound = p.scalar(inner(u, (of - to) @ u) >= lam(1, of) - lam(1, to), [high, least], degree=1)
    return u, unit, bound


def _projection(p: Proof, u: Expr, unit: int) -> int:
    """|uu'| <= 1."""
    square = p.scalar(norm2(u) <= 1, [unit])
    p.scalar(norm(u) * norm(u) <= const(1) * const(1), [square], degree=1)
    p.scalar(const(1) >= 0)
    norms = p.fact("compare-squares", norm(u), const(1))
    product, spectral = p.fact("product", u, u.T), p.fact("spectral-below-frobenius", u)
    return p.scalar(norm(u @ u.T) <= 1, [product, spectral, norms])


def _mixture(
    p: Proof, c: Expr, d: Expr, first: tuple[Expr, int], second: tuple[Expr, int]
) -> tuple[Expr, int]:
    """M = c uu' + d vv' and |M|^2 <= (c + d)^2."""
    (u, one), (v, two) = first, second
    X, Y = u @ u.T, v @ v.T
    plus, minus = p.given(c >= 0), p.given(d >= 0)
    triangle = p.fact("triangle", c * X, d * Y)
    scales = p.fact("scaling", c, X), p.fact("scaling", d, Y)
    length = p.scalar(
        norm(c * X + d * Y) <= c + d,
        scales,
        products=[(triangle,), (plus, one), (minus, two)],
    )
    return c * X + d * Y, p.scalar(norm2(c * X + d * Y) <= (c + d) ** 2, [length])


def _eigenvalues() -> Proof:
    p = Proof()
    u, v = _middle(p, "n", A, B), _extreme(p, -B, -A)
    w, z = _middle(p, "m", -A, -B), _extreme(p, B, A)
    shares = [(x, _projection(p, x, unit)) for x, unit, _ in (u, v, w, z)]
    M1, first = _mixture(p, c1, d1, shares[0], shares[1])
    M2, second = _mixture(p, c2, d2, shares[2], shares[3])
    weights = [p.given(x >= 0) for x in (c1, d1, c2, d2)]
    one = p.scalar(R1 >= 0, weights[:2], degree=1)
    two = p.scalar(R2 >= 0, weights[2:], degree=1)
    angles = []
    for i, x in ((0, u[0]), (1, v[0])):
        for j, y in ((2, w[0]), (3, z[0])):
            angles.append((weights[i], weights[j], p.scalar(norm2(x.T @ y) >= 0)))
    angle = p.scalar(inner(M1, M2) >= 0, products=angles)
    N = R2 * M1 - R1 * M2
    square = p.scalar(
        norm2(N) <= 2 * R1**2 * R2**2,
        products=[(two, two, first), (one, one, second), (one, two, angle)],
    )
    target = sqrt(2) * R1 * R2
    root = p.scalar(sqrt(2) >= 0)
    p.scalar(target >= 0, products=[(root, one, two)])
    p.scalar(norm(N) * norm(N) <= target * target, [square], degree=1)
    length = p.fact("compare-squares", norm(N), target)
    schwarz, change = p.fact("cauchy-schwarz", A - B, N), p.fact("norm-nonnegative", A - B)
    whole = p.scalar(
        inner(A - B, N) <= sqrt(2) * R1 * R2 * norm(A - B),
        products=[(schwarz,), (change, length)],
    )
    p.scalar(
        R2 * (c1 * (lam("n", A) - lam("n", B)) + d1 * (lam(1, -B) - lam(1, -A)))
        + R1 * (c2 * (lam("m", -A) - lam("m", -B)) + d2 * (lam(1, B) - lam(1, A)))
        <= sqrt(2) * (c1 + d1) * (c2 + d2) * norm(A - B),
        products=[
            (whole,),
            (two, weights[0], u[2]),
            (two, weights[1], v[2]),
            (one, weights[2], w[2]),
            (one, weights[3], z[2]),
        ],
    )
    return p


# --- sigma_min^2(T) ----------------------------------------------------------------------------
def _wide(a: Expr) -> Expr:
    """diag(a, 0_n, 0_m)."""
    rows = [
        hstack(a, zeros("h", "n"), zeros("h", "m")),
        hstack(zeros("n", "h"), zeros("n", "n"), zeros("n", "m")),
        hstack(zeros("m", "h"), zeros("m", "n"), zeros("m", "m")),
    ]
    return vstack(*rows)


def _read_as(p: Proof, change: Change) -> list[int]:
    """What the eigenvalues of diag(D, 0_n, 0_m) are in Table 2's terms, at the start and later."""
    found = []
    for side in (change.start, change.now):
        rows, first = side.rows, side.rows == "n"
        other = "m" if first else "n"
        fact = f"eigenvalue-padding-{'after' if first else 'before'}"
        found.append(p.fact(fact, side.D, rows, rows, other))
        for a in (side.D, -side.D):
            more = p.fact(fact, a, 1, rows, other)
            same = p.fact("eigenvalue-padding", a, 1, rows)
            found.append(summed(p, lam(1, _wide(a)), maximum(lam_max(a), 0), (more, same)))
    return found


def _weights(p: Proof, change: Change, beta: Expr) -> tuple[Expr, Expr, Expr, list[int]]:
    """c, d, R of a factor's bound at the start; c, d >= 0, R >= p + l, and c d = beta^2."""
    deep, minus = change.start.deep, change.start.minus
    inside = (deep + minus) ** 2 + 4 * beta**2
    root = sqrt(inside)
    square = p.fact("square-nonnegative", beta)
    p.scalar(inside >= 0, [square, p.fact("square-nonnegative", deep + minus)], degree=1)
    value = p.fact("root-squared", inside)
    p.fact("root-nonnegative", inside)
    p.scalar((deep + minus) * (deep + minus) <= root * root, [value, square], degree=1)
    larger = p.fact("compare-squares", deep + minus, root)
    c, d = (root + deep + minus) / 2, (root - deep - minus) / 2
    signs = p.scalar(deep + minus >= 0)
    low = p.scalar(c >= 0, [larger, signs], degree=1)
    high = p.scalar(d >= 0, [larger], degree=1)
    return c, d, root, [low, high, larger, p.scalar(equal(c * d, beta**2), [value])]


def _tangent(
    p: Proof, change: Change, beta: Expr, known: int, weights: tuple[Expr, Expr, Expr, list[int]]
) -> int:
    """Shows c (x - p') + d (x + l') >= 2 c d, by (x - p')(x + l') >= beta^2 = c d."""
    c, d, _, (low, high, _, product) = weights
    now = change.now
    under, bound = now.cite(p, "E.3/factor", 0), now.cite(p, "E.3/factor", 1)
    a, b = now.x - now.deep, now.x + now.minus
    first = p.scalar(a >= 0, [under], degree=1)
    second = p.scalar(b >= 0)
    upper = p.scalar(c * d <= beta**2, [product], degree=1)
    both = p.scalar(a * b >= c * d, products=[(bound,), (known,), (upper,)])
    total = c * a + d * b
    p.scalar(total >= 0, products=[(low, first), (high, second)])
    square = p.fact("square-nonnegative", c * a - d * b)
    p.scalar(
        (2 * c * d) * (2 * c * d) <= total * total,
        products=[(square,), (low, high, both)],
    )
    return p.fact("compare-squares", 2 * c * d, total)


def _halves() -> dict[str, Expr]:
    """S and T for A = diag(D(0), 0_n, 0_m), B = diag(D(k), 0_n, 0_m)."""
    half = const("1/2")
    return {"S": half * _wide(D0), "T": half * _wide(D)}


def _fall(change: Change, c: Expr, d: Expr) -> Expr:
    """The fall c (p - p') + d (l' - l)."""
    start, now = change.start, change.now
    return c * (start.deep - now.deep) + d * (now.minus - start.minus)


def _sharp_lower(p: Proof, pair: tuple[Change, Change]) -> None:
    """R1 R2 Q >= 0 for Q = sigma_min^2(T) - alpha1 + sqrt(2) d; and Q + R1, Q + R2 >= 0."""
    weights, tangents, single, sums, padding = [], [], [], [], []
    for change, beta in zip(pair, (beta_n, beta_m), strict=True):
        sign, bound = p.given(beta >= 0), p.given(beta <= sigma(change.now.rows, W))
        known = below(p, change.now, beta, bound, sign)
        found = _weights(p, change, beta)
        weights.append(found)
        tangents.append(_tangent(p, change, beta, known, found))
        single.append(change.lower(p, beta, known))
        sums.append(p.scalar(found[2] >= 0))
        padding += _read_as(p, change)
    (c, d, R, one), (e, f, S, two) = weights
    first, second = pair
    total = p.claim(
        "2505.11664/E.4/eigenvalues",
        "printed",
        where={
            "S": const("1/2") * _wide(D0),
            "T": const("1/2") * _wide(D),
            "c1": c,
            "d1": d,
            "c2": e,
            "d2": f,
        },
        sizes={"h": "h+n+m"},
    )
    x, y = first.now.x, second.now.x
    falls = S * _fall(first, c, d) + R * _fall(second, e, f)
    bound = p.scalar(falls <= sqrt(2) * R * S * DRIFT, [total, *padding], degree=1)
    Q = x + y - ALPHA1_REPAIRED_AT + sqrt(2) * DRIFT
    more = _larger(p)
    case = p.scalar(
        R * (S * Q) >= 0,
        products=[(bound,), (sums[1], tangents[0]), (sums[0], tangents[1])],
    )
    rests = []
    for change, own, other, r in ((first, one, single[1], R), (second, two, single[0], S)):
        height, minus = p.scalar(change.now.x >= 0), p.scalar(change.start.minus >= 0)
        rests.append(
            p.scalar(Q + r * const(1) >= 0, [height, minus, own[2], other, more], degree=1)
        )
    scaled = p.scalar(S * Q + R * S >= 0, products=[(sums[1], rests[0])])
    half = unless_zero(p, R, S * Q, S, (sums[0], case, scaled, sums[1]))
    unit = p.scalar(const(1) >= 0)
    done = unless_zero(p, S, Q, const(1), (sums[1], half, rests[1], unit))
    p.scalar(SIGMA2_MIN >= ALPHA1_REPAIRED_AT - sqrt(2) * DRIFT, [done], degree=1)


def _both_rise(p: Proof, pair: tuple[Change, Change], large: int) -> tuple[list[Expr], int]:
    """t1 + t2 <= sqrt(2) d for t = max(lambda_+(k) - lambda_+(0), 0), lambda_- for the other."""
    zero, one = const(0), const(1)
    total = p.claim(
        "2505.11664/E.4/eigenvalues",
        "printed",
        where={**_halves(), "c1": zero, "d1": one, "c2": zero, "d2": one},
        sizes={"h": "h+n+m"},
    )
    first, second = (c.now.plus - c.start.plus for c in pair)
    padding = [i for change in pair for i in _read_as(p, change)]
    both = p.scalar(first + second <= sqrt(2) * DRIFT, [total, *padding], degree=1)
    rises = [change.rises(p) for change in pair]
    alone = [
        p.scalar(x <= DRIFT, [i], degree=1) for x, i in zip((first, second), rises, strict=True)
    ]
    p.scalar(DRIFT >= 0)
    p.scalar(second <= sqrt(2) * DRIFT - first, [both], degree=1)
    p.scalar(ZERO <= sqrt(2) * DRIFT - first, [alone[0], large], degree=1)
    either = p.fact("maximum-least", second, ZERO, sqrt(2) * DRIFT - first)
    t1, t2 = maximum(first, 0), maximum(second, 0)
    p.scalar(first <= sqrt(2) * DRIFT - t2, [either], degree=1)
    short = p.fact("maximum-least", second, ZERO, DRIFT)
    p.scalar(ZERO <= sqrt(2) * DRIFT - t2, [short, large], degree=1)
    done = p.fact("maximum-least", first, ZERO, sqrt(2) * DRIFT - t2)
    return [t1, t2], done


def _sharp_upper(p: Proof, pair: tuple[Change, Change]) -> None:
    """X - t <= (lambda_+ + sqrt(lambda_+^2 + 4 beta2^2))/2 with lambda_+ at the start."""
    bound, large = p.given(sigma_max(W) <= beta2), _larger(p)
    rises, done = _both_rise(p, pair, large)
    parts = [done]
    for change, t in zip(pair, rises, strict=True):
        start, now = change.start, change.now
        known = above(p, now, beta2, bound)
        moved = p.fact("maximum-above-first", now.plus - start.plus, ZERO)
        step = p.fact("maximum-above-second", now.plus - start.plus, ZERO)
        factor = now.cite(p, "E.3/factor-above")
        sign, positive = p.scalar(now.X >= 0), p.scalar(start.plus >= 0)
        product = p.scalar(
            now.X**2 - (start.plus + t) * now.X <= beta2**2,
            products=[(factor,), (known,), (moved, sign)],
        )
        parts.append(root_above(p, now.X, start.plus, beta2, t, (product, sign, positive, step)))
    p.scalar(SIGMA2_MAX <= ALPHA2_AT + sqrt(2) * DRIFT, parts, degree=1)


def _larger(p: Proof) -> int:
    """sqrt(2) d >= d."""
    p.scalar(const(1) * const(1) <= sqrt(2) * sqrt(2))
    large, length = p.fact("compare-squares", const(1), sqrt(2)), p.scalar(DRIFT >= 0)
    return p.scalar(sqrt(2) * DRIFT >= DRIFT, products=[(large, length)])


def _sharp() -> Proof:
    p = Proof()
    pair = changes(p, DRIFT, p.fact("spectral-below-frobenius", D - D0))
    _sharp_lower(p, pair)
    _sharp_upper(p, pair)
    return p


def _sharp_loss() -> Proof:
    p = Proof()
    where = letters(p)
    for i in range(2):
        p.claim("2505.11664/E.4/sharp", "printed", i, where=where)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.4/eigenvalues", "printed"): _eigenvalues,
    ("E.4/sharp", "printed"): _sharp,
    ("E.4/sharp", "L(k) <= L(0)"): _sharp_loss,
}
