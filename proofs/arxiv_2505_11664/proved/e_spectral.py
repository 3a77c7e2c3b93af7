"""Appendix E, singular values of T: Lemma E.3 (118) and Lemma E.4 (119), (120).

Notation: as `e_factors.py`, whose two results on one factor do the work. r is Table 2's margin
sqrt(K/mu) |W(0) - W*|, by which beta_n, beta_m, beta2 differ from the singular values of W*.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA1_REPAIRED,
    ALPHA2,
    BETA1,
    BETA2,
    BETA_M,
    BETA_N,
    D0,
    MARGIN,
)
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._spectra import (
    ALPHA1_AT,
    ALPHA1_REPAIRED_AT,
    ALPHA2_AT,
    beta1,
    beta2,
    beta_m,
    beta_n,
)
from proofs.arxiv_2505_11664.e_spectral import DRIFT, DRIFT_SPECTRAL
from proofs.arxiv_2505_11664.proved._cases import ZERO
from proofs.arxiv_2505_11664.proved._sides import Change, Side
from verify.evidence.derivation import Proof
from verify.language import (
    DimLike,
    Relation,
    const,
    lam_max,
    norm,
    norm2,
    sigma,
    sigma_max,
    sigma_min,
)
from verify.language.dims import dim, minimum_of
from verify.language.expr import Expr
from verify.model.step import W1, W2, K, L, W, ell, mu
from verify.model.trajectory import L0, W0, W10, W20, Wstar

__all__ = ["PROOFS"]

SMALLEST = minimum_of(dim("n"), dim("m"))


def _sides(first: Expr, second: Expr, *, wide: bool) -> tuple[Side, Side]:
    return Side(first, second, "n", "m", wide), Side(second, first, "m", "n", wide)


SIDES, SQUARE = _sides(W10, W20, wide=False), _sides(W10, W20, wide=True)
SIDES_NOW, SQUARE_NOW = _sides(W1, W2, wide=False), _sides(W1, W2, wide=True)


def _ratio(p: Proof, order: int) -> tuple[int, int]:
    """1 <= K/mu, and mu (1/mu) = 1; order: mu <= K."""
    inverse, sign = p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)
    return p.scalar(const(1) <= K / mu, [inverse, sign, order], products=[(sign, order)]), inverse


def _margin(p: Proof) -> int:
    """|W(0) - W*| <= r, as K >= mu."""
    p.given(mu > 0)
    _ratio(p, p.given(mu <= K))
    p.scalar(const(1) >= 0)
    one = p.fact("root-monotone", const(1), K / mu)
    distance = p.fact("norm-nonnegative", W0 - Wstar)
    return p.scalar(norm(W0 - Wstar) <= MARGIN, [one, distance], products=[(one, distance)])


def _margin_of(p: Proof, at: Expr, falls: int) -> int:
    """|at - W*| <= r, as mu/2 |at - W*|^2 <= ell(at) <= L(0) <= K/2 |W(0) - W*|^2.

    falls: ell(at) <= L(0).
    """
    now, start = p.fact("growth-below", ell, at), p.fact("growth-above", ell, W0)
    p.fact("convexity-positive", ell, W)
    larger, inverse = _ratio(p, p.fact("convexity-below-smoothness", ell, W))
    sign = p.fact("reciprocal-positive", mu)
    p.scalar(K / mu >= 0, [larger], degree=1)
    p.fact("root-nonnegative", K / mu)
    squared = p.fact("root-squared", K / mu)
    chain = p.scalar(mu * norm2(at - Wstar) <= K * norm2(W0 - Wstar), [now, start, falls], degree=1)
    p.scalar(
        norm(at - Wstar) * norm(at - Wstar) <= MARGIN * MARGIN,
        [chain, sign, inverse, squared],
        products=[(sign, chain)],
    )
    p.scalar(MARGIN >= 0)
    return p.fact("compare-squares", norm(at - Wstar), MARGIN)


def _margin_later(p: Proof) -> int:
    """|W(k) - W*| <= r, from L(k) <= L(0)."""
    return _margin_of(p, W, p.given(L <= L0))


def letters(p: Proof) -> dict[str, Expr]:
    """Table 2's constants for the letters beta, whose hypotheses are shown for W(0) and W(k)."""
    later, first = _margin_later(p), _margin_of(p, W0, p.scalar(L0 <= L0))
    for at, margin in ((W0, first), (W, later)):
        _beta2(p, at, margin)
        _beta(p, at, "n", BETA_N, margin)
        _beta(p, at, "m", BETA_M, margin)
    p.scalar(BETA_N >= 0)
    p.scalar(BETA_M >= 0)
    return {"beta_n": BETA_N, "beta_m": BETA_M, "beta2": BETA2}


def _beta(p: Proof, at: Expr, k: DimLike, beta: Expr, margin: int) -> int:
    """max(0, sigma_k(W*) - r) <= sigma_k(at), by Weyl; margin: |at - W*| <= r."""
    bound = p.fact("weyl", at, Wstar - at, k)
    spectral = p.fact("spectral-below-frobenius", Wstar - at)
    p.scalar(sigma(k, Wstar) - MARGIN <= sigma(k, at), [bound, spectral, margin], degree=1)
    p.scalar(ZERO <= sigma(k, at))
    below = p.fact("maximum-least", ZERO, sigma(k, Wstar) - MARGIN, sigma(k, at))
    return p.scalar(beta <= sigma(k, at), [below], degree=1)


def _beta2(p: Proof, at: Expr, margin: int) -> int:
    """sigma_max(at) <= beta2."""
    bound = p.fact("weyl", Wstar, at - Wstar, 1)
    spectral = p.fact("spectral-below-frobenius", at - Wstar)
    return p.scalar(sigma_max(at) <= BETA2, [bound, spectral, margin], degree=1)


def below(p: Proof, side: Side, beta: Expr, known: int, sign: int) -> int:
    """beta^2 <= sigma_rows(product)^2 as the side sees it; known: beta <= sigma_rows(W)."""
    k, product = side.rows, side.product()
    turned = p.fact("singular-transpose", product.T, k)
    bound = p.scalar(beta <= sigma(k, product), [known, turned], degree=1)
    return p.scalar(beta**2 <= sigma(k, product) ** 2, [bound, sign])


def above(p: Proof, side: Side, beta: Expr, known: int) -> int:
    """sigma_max(product)^2 <= beta^2 as the side sees it; known: sigma_max(W) <= beta."""
    product = side.product()
    turned = p.fact("singular-transpose", product.T, 1)
    bound = p.scalar(sigma(1, product) <= beta, [known, turned], degree=1)
    return p.scalar(sigma(1, product) ** 2 <= beta**2, [bound])


def _lower_repaired() -> Proof:
    p = Proof()
    margin, parts = _margin(p), []
    for side, beta in zip(SIDES, (BETA_N, BETA_M), strict=True):
        known, sign = _beta(p, W0, side.rows, beta, margin), p.scalar(beta >= 0)
        parts.append(side.lower(p, beta, below(p, side, beta, known, sign)))
    p.scalar(SIDES[0].x + SIDES[1].x >= ALPHA1_REPAIRED, parts, "(118)", degree=1)
    return p


def _lower_square() -> Proof:
    """For n = m both terms have beta1, as sigma_min(W) is sigma_n(W) and sigma_m(W)."""
    p = Proof()
    known, parts = _beta(p, W0, SMALLEST, BETA1, _margin(p)), []
    sign = p.scalar(BETA1 >= 0)
    for side in SQUARE:
        same = p.fact("singular-order", W0, side.rows, SMALLEST)
        here = p.scalar(BETA1 <= sigma(side.rows, W0), [known, same], degree=1)
        parts.append(side.lower(p, BETA1, below(p, side, BETA1, here, sign)))
    p.scalar(SQUARE[0].x + SQUARE[1].x >= ALPHA1, parts, "(118)", degree=1)
    return p


def _upper() -> Proof:
    p = Proof()
    known = _beta2(p, W0, _margin(p))
    parts = [side.upper(p, BETA2, above(p, side, BETA2, known)) for side in SIDES]
    p.scalar(SIDES[0].X + SIDES[1].X <= ALPHA2, parts, "(118)", degree=1)
    return p


def _middle() -> Proof:
    p = Proof()
    parts = []
    for side in SIDES:
        order = p.fact("singular-order", side.factor, 1, side.rows)
        parts.append(p.scalar(side.x <= side.X, [order]))
    p.scalar(SIDES[0].x + SIDES[1].x <= SIDES[0].X + SIDES[1].X, parts, degree=1)
    return p


# --- Lemma E.4 ---------------------------------------------------------------------------------
def changes(p: Proof, d: Expr, known: int, *, wide: bool = False) -> tuple[Change, Change]:
    """Both factors' change from (W10, W20) to (W1, W2).

    known: the step that states sigma_max(D(k) - D(0)) <= d.
    """
    turned = p.fact("singular-negation", D - D0, 1)
    first, second = (
        p.fact("eigenvalue-below-spectral", D - D0),
        p.fact("eigenvalue-below-spectral", D0 - D),
    )
    rise = p.scalar(lam_max(D - D0) <= d, [first, known], degree=1)
    fall = p.scalar(lam_max(D0 - D) <= d, [second, turned, known], degree=1)
    sign = p.scalar(d >= 0, [known], degree=2)
    start, now = (SQUARE, SQUARE_NOW) if wide else (SIDES, SIDES_NOW)
    return (
        Change(start[0], now[0], d, fall, rise, sign),
        Change(start[1], now[1], d, rise, fall, sign),
    )


def _spectral(p: Proof) -> int:
    """sigma_max(D(k) - D(0)) <= |D(k) - D(0)|."""
    return p.fact("spectral-below-frobenius", D - D0)


def _lower(
    p: Proof, pair: tuple[Change, Change], betas: tuple[Expr, Expr], known: tuple[int, int]
) -> list[int]:
    """Both factors' bounds, and d >= 0; known: beta <= sigma_rows(W(k)) of each."""
    parts = [pair[0].sign]
    for change, beta, bound in zip(pair, betas, known, strict=True):
        sign = p.scalar(beta >= 0) if beta.op == "def" else p.given(beta >= 0)
        parts.append(change.lower(p, beta, below(p, change.now, beta, bound, sign)))
    return parts


def _same_index(p: Proof, beta: Expr, known: int) -> tuple[int, int]:
    """For n = m, beta <= sigma_min(W) as beta <= sigma_n(W) and as beta <= sigma_m(W)."""
    steps = []
    for k in ("n", "m"):
        same = p.fact("singular-order", W, k, SMALLEST)
        steps.append(p.scalar(beta <= sigma(k, W), [known, same], degree=1))
    return steps[0], steps[1]


def _pairs_lower(p: Proof, d: Expr, known: int, conclusion: Relation) -> None:
    """The lower bound, from beta_n <= sigma_n(W(k)) and beta_m <= sigma_m(W(k))."""
    bounds = p.given(beta_n <= sigma("n", W)), p.given(beta_m <= sigma("m", W))
    p.scalar(conclusion, _lower(p, changes(p, d, known), (beta_n, beta_m), bounds), degree=1)


def _upper_of(p: Proof, pair: tuple[Change, Change], beta: Expr, bound: int) -> list[int]:
    """Both factors' bounds; bound: the step that states sigma_max(W(k)) <= beta."""
    return [change.upper(p, beta, above(p, change.now, beta, bound)) for change in pair]


def _pairs_upper(p: Proof, d: Expr, known: int, conclusion: Relation) -> None:
    bound = p.given(sigma_max(W) <= beta2)
    p.scalar(conclusion, _upper_of(p, changes(p, d, known), beta2, bound), degree=1)


def _119() -> Proof:
    p = Proof()
    _pairs_lower(p, DRIFT, _spectral(p), SIGMA2_MIN >= ALPHA1_REPAIRED_AT - 4 * DRIFT)
    return p


def _119_square() -> Proof:
    p = Proof()
    known = _same_index(p, beta1, p.given(beta1 <= sigma_min(W)))
    parts = _lower(p, changes(p, DRIFT, _spectral(p), wide=True), (beta1, beta1), known)
    p.scalar(SIGMA2_MIN >= ALPHA1_AT - 4 * DRIFT, parts, "(119)", degree=1)
    return p


def _119_loss() -> Proof:
    p = Proof()
    margin = _margin_later(p)
    known = _beta(p, W, "n", BETA_N, margin), _beta(p, W, "m", BETA_M, margin)
    parts = _lower(p, changes(p, DRIFT, _spectral(p)), (BETA_N, BETA_M), known)
    p.scalar(SIGMA2_MIN >= ALPHA1_REPAIRED - 4 * DRIFT, parts, "(119)", degree=1)
    return p


def _119_loss_square() -> Proof:
    p = Proof()
    known = _same_index(p, BETA1, _beta(p, W, SMALLEST, BETA1, _margin_later(p)))
    parts = _lower(p, changes(p, DRIFT, _spectral(p), wide=True), (BETA1, BETA1), known)
    p.scalar(SIGMA2_MIN >= ALPHA1 - 4 * DRIFT, parts, "(119)", degree=1)
    return p


def _120() -> Proof:
    p = Proof()
    _pairs_upper(p, DRIFT, _spectral(p), SIGMA2_MAX <= ALPHA2_AT + 2 * DRIFT)
    return p


def _120_loss() -> Proof:
    p = Proof()
    bound = _beta2(p, W, _margin_later(p))
    parts = _upper_of(p, changes(p, DRIFT, _spectral(p)), BETA2, bound)
    p.scalar(SIGMA2_MAX <= ALPHA2 + 2 * DRIFT, parts, "(120)", degree=1)
    return p


def _e4_spectral() -> Proof:
    """Both bounds with twice the spectral norm."""
    p = Proof()
    own, d = p.scalar(DRIFT_SPECTRAL <= DRIFT_SPECTRAL), DRIFT_SPECTRAL
    _pairs_lower(p, d, own, SIGMA2_MIN >= ALPHA1_REPAIRED_AT - 2 * d)
    _pairs_upper(p, d, own, SIGMA2_MAX <= ALPHA2_AT + 2 * d)
    return p


def _e4_spectral_loss() -> Proof:
    p = Proof()
    own, d, margin = p.scalar(DRIFT_SPECTRAL <= DRIFT_SPECTRAL), DRIFT_SPECTRAL, _margin_later(p)
    pair = changes(p, d, own)
    known = _beta(p, W, "n", BETA_N, margin), _beta(p, W, "m", BETA_M, margin)
    parts = _lower(p, pair, (BETA_N, BETA_M), known)
    p.scalar(SIGMA2_MIN >= ALPHA1_REPAIRED - 2 * d, parts, degree=1)
    parts = _upper_of(p, pair, BETA2, _beta2(p, W, margin))
    p.scalar(SIGMA2_MAX <= ALPHA2 + 2 * d, parts, degree=1)
    return p


def _factors() -> Proof:
    """E.3/factors: E.3/factor for either factor."""
    p = Proof()
    for side in SIDES:
        side.cite(p, "E.3/factor", 0)
        bound = side.cite(p, "E.3/factor", 1)
        turned = p.fact("singular-transpose", W0, side.rows)
        p.scalar(
            (side.x - side.deep) * (side.x + side.minus) >= sigma(side.rows, W0) ** 2,
            [bound, turned],
        )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.3/factors", "printed"): _factors,
    ("E.3/118-lower", "repaired"): _lower_repaired,
    ("E.3/118-lower", "n = m"): _lower_square,
    ("E.3/118-middle", "printed"): _middle,
    ("E.3/118-upper", "printed"): _upper,
    ("E.4/119", "n = m"): _119_square,
    ("E.4/119", "repaired"): _119,
    ("E.4/119", "n = m, L(k) <= L(0)"): _119_loss_square,
    ("E.4/119", "repaired, L(k) <= L(0)"): _119_loss,
    ("E.4/120", "printed"): _120,
    ("E.4/120", "L(k) <= L(0)"): _120_loss,
    ("E.4/spectral", "printed"): _e4_spectral,
    ("E.4/spectral", "L(k) <= L(0)"): _e4_spectral_loss,
}
