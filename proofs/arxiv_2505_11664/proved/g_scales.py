"""Appendix G.1, repaired: a larger scale of the same factors raises alpha1/alpha2.

Notation: t is one of the scales large >= small; Z = Z1 Z2', D = Z1'Z1 - Z2'Z2, so that at the
factors t Z1, t Z2 the imbalance is t^2 D and the product t^2 Z. As <Z, W*> <= 0, |t^2 Z - W*| is
at least |W*|: there is no margin, alpha1 = t^2 (lambda_n^+ + lambda_m^-), and alpha2 / t^2 falls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proofs.arxiv_2505_11664.g_simulations import Z1, Z2, Wstar, large, small
from proofs.arxiv_2505_11664.proved._cases import ZERO, halves
from proofs.arxiv_2505_11664.proved._event import divided
from proofs.arxiv_2505_11664.proved._searched import opened
from proofs.arxiv_2505_11664.proved.e_spectral import SMALLEST
from verify.evidence.derivation import Proof
from verify.language import const, equal, inner, lam, maximum, norm, norm2, sqrt, walk
from verify.language.dims import DimLike
from verify.language.expr import Expr
from verify.model.step import K, mu

__all__ = ["PROOFS"]

Z, D = Z1 @ Z2.T, Z1.T @ Z1 - Z2.T @ Z2
# Each eigenvalue that the constants are made of: its name, its matrix, its index.
PARTS: tuple[tuple[str, Expr, DimLike], ...] = (
    ("lambda_plus", D, 1),
    ("lambda_n_plus", D, "n"),
    ("lambda_minus", -D, 1),
    ("lambda_m_minus", -D, "m"),
)
BASE = {name: maximum(lam(k, A), 0) for name, A, k in PARTS}
DELTA = BASE["lambda_n_plus"] + BASE["lambda_m_minus"]


@dataclass(frozen=True)
class Scale:
    """A scale, the definitions at it, and the steps t > 0, t (1/t) = 1, 1/t > 0."""

    t: Expr
    at: dict[str, Expr]
    positive: int
    inverse: int
    down: int


def _part(p: Proof, s: Scale, name: str, A: Expr, k: DimLike) -> int:
    """max(lambda_k(t^2 A), 0) = t^2 max(lambda_k(A), 0)."""
    t, value, scaled, M, m = s.t, lam(k, A), lam(k, s.t**2 * A), BASE[name], s.at[name]
    p.scalar(t**2 >= 0, [p.fact("square-nonnegative", t)], degree=1)
    same = p.fact("eigenvalue-scaling", t**2, A, k)
    square = p.fact("square-nonnegative", t)
    first, zero = (p.fact(f"maximum-above-{i}", value, ZERO) for i in ("first", "second"))
    p.scalar(scaled <= t**2 * M, [same], products=[(square, first)])
    p.scalar(t**2 * M >= 0, products=[(square, zero)])
    p.fact("maximum-least", scaled, ZERO, t**2 * M)
    first, zero = (p.fact(f"maximum-above-{i}", scaled, ZERO) for i in ("first", "second"))
    above = p.scalar(t**2 * value <= m, [same, first], degree=1)
    least = m * (1 / t) ** 2
    p.scalar(value <= least, [s.inverse], products=[(s.down, s.down, above)])
    p.scalar(least >= 0, products=[(s.down, s.down, zero)])
    under = p.fact("maximum-least", value, ZERO, least)
    p.scalar(t**2 * M <= m, [s.inverse], products=[(s.positive, s.positive, under)])
    return p.fact("antisymmetry", m, t**2 * M)


def _margin(p: Proof, s: Scale) -> int:
    """beta1 = 0: sigma_min(W*) <= |W*| <= |t^2 Z - W*| <= sqrt(K/mu) |t^2 Z - W*|."""
    distance, away = norm(s.t**2 * Z - Wstar), p.given(inner(Z, Wstar) <= 0)
    square, far = p.fact("norm-squared", s.t**2 * Z - Wstar), p.fact("norm-squared", Wstar)
    p.fact("norm-nonnegative", s.t**2 * Z - Wstar)
    size = p.scalar(norm2(Z) >= 0)
    p.scalar(
        norm(Wstar) * norm(Wstar) <= distance * distance,
        [square, far],
        products=[(s.positive, s.positive, away), (*[s.positive] * 4, size)],
    )
    longer = p.fact("compare-squares", norm(Wstar), distance)
    order = p.fact("singular-order", Wstar, 1, SMALLEST)
    spectral = p.fact("spectral-below-frobenius", Wstar)
    root = _root(p)
    inside = s.at["beta1"].args[0].args[1]
    p.scalar(
        inside <= 0,
        [],
        products=[
            (order,),
            (spectral,),
            (longer,),
            (root, p.fact("norm-nonnegative", s.t**2 * Z - Wstar)),
        ],
    )
    p.scalar(const(0) >= 0)
    p.fact("maximum-least", ZERO, inside, ZERO)
    p.fact("maximum-above-first", ZERO, inside)
    return p.fact("antisymmetry", s.at["beta1"], ZERO)


def _root(p: Proof) -> int:
    """sqrt(K/mu) >= 1."""
    order = p.given(mu <= K)
    p.given(mu > 0)
    inverse, down = p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)
    ratio = p.scalar(K / mu >= 1, [inverse], products=[(order, down)])
    p.scalar(K / mu >= 0, [ratio], degree=1)
    square = p.fact("root-squared", K / mu)
    p.fact("root-nonnegative", K / mu)
    p.scalar(const(1) * const(1) <= sqrt(K / mu) * sqrt(K / mu), [square, ratio], degree=1)
    return p.fact("compare-squares", const(1), sqrt(K / mu))


def _alpha1(p: Proof, s: Scale, parts: dict[str, int]) -> int:
    """alpha1 = t^2 Delta: without a margin each root is what it is the root of."""
    none, equations = _margin(p, s), []
    for plus in ("Delta_plus", "Delta_minus"):
        x = s.at[plus] + s.at["Delta_D"]
        inside = x**2 + 4 * s.at["beta1"] ** 2
        squares = p.fact("square-nonnegative", x), p.fact("square-nonnegative", s.at["beta1"])
        p.scalar(inside >= 0, squares, degree=1)
        square = p.fact("root-squared", inside)
        p.fact("root-nonnegative", inside)
        p.scalar(x >= 0)
        p.scalar(sqrt(inside) * sqrt(inside) <= x * x, [square, none])
        p.scalar(x * x <= sqrt(inside) * sqrt(inside), [square, squares[1]])
        p.fact("compare-squares", sqrt(inside), x)
        p.fact("compare-squares", x, sqrt(inside))
        equations.append(p.fact("antisymmetry", sqrt(inside), x))
    used = [*equations, parts["lambda_n_plus"], parts["lambda_m_minus"]]
    return p.scalar(equal(s.at["alpha1"], s.t**2 * DELTA), used)


def _squares(p: Proof, left: Expr, right: Expr, square: int) -> int:
    """Shows left <= right from the step left^2 <= right^2; right >= 0 was shown."""
    p.scalar(left * left <= right * right, [square], degree=1)
    return p.fact("compare-squares", left, right)


def _beta2(p: Proof, x: Scale, y: Scale, growth: int) -> int:
    """y^2 beta2(x) <= x^2 beta2(y) for the larger scale x; growth: x^2 >= y^2."""
    a, b, away = x.t**2, y.t**2, p.given(inner(Z, Wstar) <= 0)
    far, near = norm(a * Z - Wstar), norm(b * Z - Wstar)
    values = [p.fact("norm-squared", s * Z - Wstar) for s in (a, b)]
    both = (x.positive, x.positive, y.positive, y.positive)
    size = p.scalar(norm2(Wstar) >= 0)
    square = p.scalar(
        (b * far) ** 2 <= (a * near) ** 2,
        values,
        products=[
            (*both, growth, away),
            (growth, x.positive, x.positive, size),
            (growth, y.positive, y.positive, size),
        ],
    )
    p.scalar(a * near >= 0, products=[(*both[:2], p.fact("norm-nonnegative", b * Z - Wstar))])
    distance = _squares(p, b * far, a * near, square)
    spectral = p.fact("singular-nonnegative", Wstar, 1)
    return p.scalar(
        b * x.at["beta2"] <= a * y.at["beta2"],
        products=[(growth, spectral), (p.fact("root-nonnegative", K / mu), distance)],
    )


def _eigenvalues(
    p: Proof, x: Scale, y: Scale, name: str, values: tuple[int, int]
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """y^2 lambda(x) <= x^2 lambda(y), both x^2 y^2 lambda; and what says that they are >= 0."""
    (below, _), (_, above) = (halves(p, i) for i in values)
    both = (x.positive, x.positive), (y.positive, y.positive)
    gap = p.scalar(
        y.t**2 * x.at[name] <= x.t**2 * y.at[name],
        products=[(*both[1], below), (*both[0], above)],
    )
    first, second = (p.scalar(s.at[name] >= 0, degree=1) for s in (x, y))
    return gap, (*both[1], first), (*both[0], second)


def _alpha2(p: Proof, x: Scale, y: Scale, parts: tuple[dict[str, int], dict[str, int]]) -> int:
    """y^2 alpha2(x) <= x^2 alpha2(y) for the larger scale x."""
    a, b = x.t**2, y.t**2
    order = p.given(small < large)
    growth = p.scalar(a - b >= 0, products=[(order, x.positive), (order, y.positive)])
    beta, sign = _beta2(p, x, y, growth), p.scalar(x.at["beta2"] >= 0, degree=2)
    low = p.scalar(b * x.at["beta2"] >= 0, products=[(y.positive, y.positive, sign)])
    square = p.scalar(
        (b * x.at["beta2"]) ** 2 <= (a * y.at["beta2"]) ** 2,
        products=[(beta, beta), (beta, low)],
    )
    done = []
    for name in ("lambda_plus", "lambda_minus"):
        insides = []
        for s in (x, y):
            inside = s.at[name] ** 2 + 4 * s.at["beta2"] ** 2
            squares = [p.fact("square-nonnegative", s.at[n]) for n in (name, "beta2")]
            p.scalar(inside >= 0, squares, degree=1)
            insides.append((inside, p.fact("root-squared", inside)))
        (first, one), (other, two) = insides
        gap, upper, lower = _eigenvalues(p, x, y, name, (parts[0][name], parts[1][name]))
        root = p.fact("root-nonnegative", other)
        p.scalar(a * sqrt(other) >= 0, products=[(x.positive, x.positive, root)])
        below = p.scalar(
            (b * sqrt(first)) ** 2 <= (a * sqrt(other)) ** 2,
            [one, two],
            products=[(square,), (gap, *upper), (gap, *lower)],
        )
        done += [_squares(p, b * sqrt(first), a * sqrt(other), below), gap]
    return p.scalar(b * x.at["alpha2"] <= a * y.at["alpha2"], done, degree=1)


def _smaller_p() -> Proof:
    p, _, found = opened("G.1/smaller-p", "repaired")
    left, right = found.conclusion[0].lhs, found.conclusion[0].rhs
    scales, parts, firsts, inverses = [], [], [], []
    for t, quotient in ((large, left), (small, right)):
        at = {n.name[:-2]: n for n in walk(quotient) if n.op == "def"}
        positive = p.given(t > 0)
        s = Scale(t, at, positive, p.fact("reciprocal", t), p.fact("reciprocal-positive", t))
        scales.append(s)
        parts.append({name: _part(p, s, name, A, k) for name, A, k in PARTS})
        firsts.append(_alpha1(p, s, parts[-1]))
    x, y = scales
    above = _alpha2(p, x, y, (parts[0], parts[1]))
    for s in scales:
        full = p.scalar(s.at["alpha2"] >= 0, degree=1)
        inverses.append(divided(p, s.at["alpha2"], full))
    (one, first), (two, second) = inverses
    size = p.scalar(DELTA >= 0, degree=1)
    ratio = p.scalar(
        x.t**2 * (1 / x.at["alpha2"]) >= y.t**2 * (1 / y.at["alpha2"]),
        [one, two],
        products=[(above, first, second)],
    )
    values = [
        p.scalar(equal(q, DELTA * (s.t**2 * (1 / s.at["alpha2"]))), [i])
        for q, s, i in zip((left, right), scales, firsts, strict=True)
    ]
    (_, low), (high, _) = (halves(p, i) for i in values)
    p.scalar(found.conclusion[0], products=[(low,), (high,), (size, ratio)])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {("G.1/smaller-p", "repaired"): _smaller_p}
