"""Beyond A4: sigma_max^2(T_t) <= alpha2 along every run with eta_t K_t <= 1 (`e_upper_bound.py`).

Notation: G the gradient of the loss at W, p = |eta G W2|^2 and q = |eta G' W1|^2, which bound the
growth of lambda_+ and of lambda_-.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2, LAMBDA_MINUS, LAMBDA_PLUS, MARGIN
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, K_T, SIGMA2_MAX, D
from proofs.arxiv_2505_11664._sharp_runs import SHARP
from proofs.arxiv_2505_11664.e_upper_bound import (
    POTENTIAL,
    SIGMA2_MAX_NEXT,
    STEPS,
    larger,
    reals,
)
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._near import distance, root_falls, start_radius
from proofs.arxiv_2505_11664.proved._spent import M1, M2, spent
from verify.evidence.derivation import Proof
from verify.language import Expr, const, lam_max, maximum, norm2, sigma_max, sqrt
from verify.model.step import (
    L_NEXT,
    W1,
    W1_NEXT,
    W2,
    W2_NEXT,
    W_NEXT,
    K,
    L,
    W,
    ell,
    eta,
    mu,
)
from verify.model.trajectory import L0, W10, W20, Wstar

__all__ = ["PROOFS", "next_top"]

# --- Along runs -----------------------------------------------------------------------------------
_UP, _DOWN = maximum(lam_max(D), 0), maximum(lam_max(-D), 0)
_UP_NEXT, _DOWN_NEXT = maximum(lam_max(D_NEXT), 0), maximum(lam_max(-D_NEXT), 0)
_R, _R_NEXT = sqrt(2 / mu * L), sqrt(2 / mu * L_NEXT)
_S = sigma_max(Wstar)


def _rises(p: Proof, before: Expr, more: Expr, less: Expr, after: Expr) -> int:
    """max(lambda_1(A + M'M - N'N), 0) <= max(lambda_1(A), 0) + |M|^2."""
    grown, taken = more.T @ more, less.T @ less
    parts = [
        p.fact("eigenvalue-weyl-above", before, grown - taken, 1, say="Weyl's inequality"),
        p.fact("eigenvalue-weyl-above", grown, -taken, 1),
        p.fact("eigenvalue-negation", taken),
        p.fact("gram-nonnegative", less.T, "h"),
        p.fact("eigenvalue-below-spectral", grown),
        p.fact("spectral-below-frobenius", grown),
        p.fact("product", more.T, more),
        p.fact("spectral-below-frobenius", more.T),
    ]
    square = p.fact("norm-squared", more)
    sign = p.fact("norm-nonnegative", more)
    trace = p.scalar(
        lam_max(grown) <= norm2(more),
        [*parts[4:], square, sign],
        products=[(parts[4],), (parts[5],), (parts[6],), (parts[7], sign)],
    )
    top = maximum(lam_max(before), 0)
    p.scalar(lam_max(after) <= top + norm2(more), [*parts[:4], trace], degree=1)
    p.scalar(top + norm2(more) >= 0, [])
    return p.fact("maximum-least", lam_max(after), const(0), top + norm2(more))


def _below_gram(p: Proof, factor: Expr, other: Expr, change: Expr) -> int:
    """max(lambda_1(W1'W1 - W2'W2), 0) <= s_1(W1)^2."""
    gram, taken = factor.T @ factor, other.T @ other
    parts = [
        p.fact("eigenvalue-weyl-above", gram, -taken, 1),
        p.fact("eigenvalue-negation", taken),
        p.fact("gram-nonnegative", other.T, "h"),
    ]
    first = p.scalar(lam_max(change) <= lam_max(gram), parts, degree=1)
    turned = sigma_max(factor.T) * sigma_max(factor.T)
    second = p.scalar(lam_max(gram) <= turned, [p.fact("singular-gram", factor.T, 1)])
    square = sigma_max(factor) * sigma_max(factor)
    third = p.scalar(turned <= square, [p.fact("singular-transpose", factor, 1)])
    p.scalar(lam_max(change) <= square, [first, second, third], degree=1)
    p.scalar(square >= 0, [p.fact("singular-nonnegative", factor, 1)])
    return p.fact("maximum-least", lam_max(change), const(0), square)


def _short_step(p: Proof) -> int:
    """Eta mu (lambda_+ + lambda_- + sqrt(2 L/mu)) <= eta K_t <= 1."""
    step, limit = p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]]), p.given(STEPS[2])
    order = p.fact("convexity-below-smoothness", ell, W)
    k, convex = p.fact("smoothness-positive", ell, W), p.fact("convexity-positive", ell, W)
    tops = [_below_gram(p, W1, W2, D), _below_gram(p, W2, W1, -D)]
    signs = [p.scalar(z * z >= 0, []) for z in (sigma_max(W1), sigma_max(W2))]
    parts = [p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)]
    value = p.fact("loss-nonnegative", ell, W)
    inside = p.scalar(2 / mu * L >= 0, parts)
    p.scalar(2 * K * L >= 0, [k, value])
    roots = [p.fact("root-squared", z) for z in (2 / mu * L, 2 * K * L)]
    del inside
    p.scalar(
        (mu * _R) * (mu * _R) <= sqrt(2 * K * L) * sqrt(2 * K * L),
        [*roots, parts[0], order, value, convex],
        products=[(order, value)],
    )
    root = p.fact("root-nonnegative", 2 * K * L)
    radius = p.fact("compare-squares", mu * _R, sqrt(2 * K * L))
    width = p.fact("singular-nonnegative", W, 1)
    largest = p.scalar(SIGMA2_MAX >= 0, [])
    size = p.scalar(
        mu * (_UP + _DOWN + _R) <= K_T,
        [*tops, *signs, order, convex, k, radius, root, width, largest, value, step],
        products=[
            *((convex, i) for i in tops),
            *((order, i) for i in signs),
            (radius,),
            (k, k, width, value, step, step),
            (k, largest, root, step),
        ],
    )
    return p.scalar(
        eta * mu * (_UP + _DOWN + _R) <= 1,
        [size, step, limit],
        products=[(size, step), (limit,)],
        letters=[K_T],
    )


def _step(p: Proof) -> int:
    """Phi_{t+1} <= Phi_t."""
    budget, falls = spent(p)
    nonnegative = [_UP, _DOWN, _S, _R_NEXT, norm2(M1), norm2(M2)]
    rises = [_rises(p, D, M1, M2, D_NEXT), _rises(p, -D, M2, M1, -D_NEXT)]
    _short_step(p)
    _radii(p, budget, falls)
    for z in nonnegative:
        p.scalar(z >= 0, [])
    step, convex = (
        p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]]),
        p.fact("convexity-positive", ell, W),
    )
    p.scalar(eta * mu >= 0, [step, convex])
    names = dict(
        zip(reals, (_UP, _DOWN, _S, _R, _R_NEXT, norm2(M1), norm2(M2), eta * mu), strict=True)
    )
    lemma = p.claim(f"{PAPER}/E.A4/reals", "printed", where=names)
    width = _S + _R_NEXT
    squared = p.fact("square-nonnegative", width)
    tails = []
    for rise, top, more in (
        (rises[0], _UP_NEXT, _UP + norm2(M1)),
        (rises[1], _DOWN_NEXT, _DOWN + norm2(M2)),
    ):
        sign = p.scalar(top >= 0, [])
        p.scalar(top**2 + 4 * width**2 >= 0, [sign, squared], products=[(sign, sign), (squared,)])
        wide = p.scalar(more >= 0, [])
        p.scalar(
            top**2 + 4 * width**2 <= more**2 + 4 * width**2,
            [rise, sign, wide],
            products=[(rise, sign), (rise, wide)],
        )
        tails.append(p.fact("root-monotone", top**2 + 4 * width**2, more**2 + 4 * width**2))
    kept = p.given(POTENTIAL <= SHARP.alpha2)
    return p.scalar(
        larger(_UP_NEXT, width) / 2 + larger(_DOWN_NEXT, width) / 2 <= SHARP.alpha2,
        [lemma, *rises, *tails, kept],
        products=[(lemma,), *((i,) for i in (*rises, *tails)), (kept,)],
        letters=[SHARP.alpha2],
    )


def _radii(p: Proof, budget: int, falls: int) -> None:
    """sqrt(2 L(t + 1)/mu) <= sqrt(2 L(t)/mu), and p + q <= eta mu (2 L(t)/mu - 2 L(t + 1)/mu)."""
    root_falls(p, L_NEXT, falls, L)
    one = p.fact("reciprocal", mu)
    roots = [p.fact("root-squared", 2 / mu * z) for z in (L, L_NEXT)]
    p.scalar(
        norm2(M1) + norm2(M2) <= eta * mu * (_R**2 - _R_NEXT**2), [budget, one, *roots], degree=1
    )


def _base(p: Proof) -> None:
    """Phi_0 is alpha2 with sqrt(2 L(0)/mu) in beta2."""
    p.scalar(POTENTIAL <= SHARP.alpha2, [])


def _never_larger(p: Proof) -> int:
    """That is at most Table 2's alpha2."""
    near, margin = start_radius(p), p.unfold(BETA2)
    width = _S + sqrt(2 / mu * L0)
    sign = p.scalar(width >= 0, [])
    below = p.scalar(width <= BETA2, [near, margin], letters=[MARGIN, BETA2])
    roots = []
    for top in (LAMBDA_PLUS, LAMBDA_MINUS):
        first = p.scalar(top >= 0, [])
        p.scalar(top**2 + 4 * width**2 >= 0, [first, sign], products=[(first, first), (sign, sign)])
        p.scalar(
            top**2 + 4 * width**2 <= top**2 + 4 * BETA2**2,
            [below, sign],
            products=[(below, sign), (below, below)],
            letters=[BETA2],
        )
        roots.append(p.fact("root-monotone", top**2 + 4 * width**2, top**2 + 4 * BETA2**2))
    return p.scalar(SHARP.alpha2 <= ALPHA2, roots, degree=1, letters=[BETA2])


def _at_one_iterate(p: Proof, w: tuple[Expr, Expr, Expr], value: Expr) -> int:
    """sigma_max^2(T) <= Phi: (120) from an iterate to itself."""
    w1, w2, product = w
    width = _S + sqrt(2 / mu * value)
    near = distance(p, product, value)
    weyl = p.fact("weyl", Wstar, product - Wstar, 1)
    norms = p.fact("spectral-below-frobenius", product - Wstar)
    p.scalar(sigma_max(product) <= width, [weyl, norms, near], degree=1)
    for k in ("n", "m"):
        p.fact("singular-nonnegative", product, k)
    factors = {"W10": w1, "W20": w2, "W1": w1, "W2": w2}
    bounds = {"beta2": width, "beta_n": const(0), "beta_m": const(0)}
    change = w1.T @ w1 - w2.T @ w2
    tops = (maximum(lam_max(change), 0), maximum(lam_max(-change), 0))
    return p.claim(
        f"{PAPER}/E.4/120",
        "printed",
        where={**factors, **bounds},
        shown=sigma_max(w1) ** 2 + sigma_max(w2) ** 2
        <= larger(tops[0], width) / 2 + larger(tops[1], width) / 2,
    )


def next_top(p: Proof) -> int:
    """sigma_max^2(T_{t+1}) <= alpha2, from Phi_t <= alpha2, which is given."""
    after, less = _step(p), _never_larger(p)
    high = _at_one_iterate(p, (W1_NEXT, W2_NEXT, W_NEXT), L_NEXT)
    letters = [ALPHA2, SHARP.alpha2]
    return p.scalar(SIGMA2_MAX_NEXT <= ALPHA2, [high, after, less], degree=1, letters=letters)


def _sharp() -> Proof:
    p = Proof()
    start = {"W1": W10, "W2": W20, "t": const(0)}
    p.induct([POTENTIAL <= SHARP.alpha2], start, _base, _step)
    kept = p.given(POTENTIAL <= SHARP.alpha2)
    high = p.scalar(SIGMA2_MAX <= POTENTIAL, [_at_one_iterate(p, (W1, W2, W), L)], degree=1)
    less = _never_larger(p)
    letters = [ALPHA2, SHARP.alpha2, POTENTIAL, SIGMA2_MAX]
    p.scalar(SIGMA2_MAX <= SHARP.alpha2, [high, kept], degree=1, letters=letters)
    p.scalar(SIGMA2_MAX <= ALPHA2, [high, kept, less], degree=1, letters=letters)
    after = _step(p)
    next_high = _at_one_iterate(p, (W1_NEXT, W2_NEXT, W_NEXT), L_NEXT)
    p.scalar(SIGMA2_MAX_NEXT <= ALPHA2, [next_high, after, less], degree=1, letters=letters[:2])
    return p


PROOFS: Proofs = {("E.A4/sharp", "printed"): _sharp}
