"""Lemma E.2's sharper forms: the change of imbalance in the Frobenius and the spectral norm.

Notation: d1 = G W2, d2 = G'W1, X = d1'd1, Y = d2'd2, so that D+ - D = eta^2 (X - Y) (131).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._quantities import D_NEXT, D
from proofs.arxiv_2505_11664.proved._cases import ZERO
from verify.evidence.derivation import Proof
from verify.language import equal, lam_max, maximum, norm, norm2, sigma_max, sqrt
from verify.language.expr import Expr
from verify.model.step import W1, W2, G, K, L, W, ell, eta

__all__ = ["PROOFS"]

d1, d2 = G @ W2, G.T @ W1
X, Y = d1.T @ d1, d2.T @ d2
CHANGE = D_NEXT - D
s1, s2 = sigma_max(W1) ** 2, sigma_max(W2) ** 2
PARTS = ((d1, W2, G), (d2, W1, G.T))


def _part(p: Proof, block: Expr, factor: Expr, gradient: Expr, smooth: int) -> int:
    """|block'block| <= 2 K s_max(factor)^2 L, (37) twice."""
    first = p.fact("product", block.T, block)
    second = p.fact("spectral-below-frobenius", block.T)
    third = p.fact("product-right", gradient, factor)
    bound = p.scalar(
        norm(block.T @ block) <= sigma_max(factor) ** 2 * norm2(G), [first, second, third]
    )
    square = p.scalar(sigma_max(factor) ** 2 >= 0)
    return p.scalar(
        norm(block.T @ block) <= 2 * K * sigma_max(factor) ** 2 * L,
        [bound, smooth, square],
        products=[(bound,), (square, smooth)],
    )


def _frobenius() -> Proof:
    """|X - Y|^2 <= |X|^2 + |Y|^2, as <X, Y> = |d1 d2'|^2."""
    p = Proof()
    p.identity(equal(CHANGE, eta**2 * (X - Y)), "(131)")
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    squares = []
    for block, factor, gradient in PARTS:
        bound = _part(p, block, factor, gradient, smooth)
        top = 2 * K * sigma_max(factor) ** 2 * L
        squares.append(p.scalar(norm2(block.T @ block) <= top**2, [bound]))
    angle = p.scalar(norm2(d1 @ d2.T) >= 0)
    fourth = p.scalar(eta**4 >= 0, [p.fact("square-nonnegative", eta)])
    both = p.scalar(
        norm2(CHANGE) <= eta**4 * (2 * K * L) ** 2 * (s1**2 + s2**2),
        [angle, fourth, *squares],
        products=[(fourth, angle), (fourth, squares[0]), (fourth, squares[1])],
    )
    inside = sigma_max(W1) ** 4 + sigma_max(W2) ** 4
    parts = p.fact("square-nonnegative", s1), p.fact("square-nonnegative", s2)
    p.scalar(inside >= 0, parts, degree=1)
    root = p.fact("root-squared", inside)
    target = 2 * K * eta**2 * sqrt(inside) * L
    p.scalar(norm(CHANGE) * norm(CHANGE) <= target * target, [both, root], degree=1)
    sign, height = p.fact("square-nonnegative", eta), p.fact("root-nonnegative", inside)
    k, value = p.fact("smoothness-positive", ell, W), p.fact("loss-nonnegative", ell, W)
    p.scalar(target >= 0, [sign, height, k, value], products=[(sign, height, k, value)])
    p.fact("compare-squares", norm(CHANGE), target)
    return p


def _one_sided(p: Proof, plus: int, minus: int, smooth: int) -> int:
    """lambda_max(eta^2 (A - B)) <= 2 K eta^2 s_max^2 L: B >= 0 takes nothing away."""
    (block, factor, gradient), (other, *_) = PARTS[plus], PARTS[minus]
    A, B = block.T @ block, other.T @ other
    step = p.fact("square-nonnegative", eta)
    weyl = p.fact("eigenvalue-weyl-above", eta * eta * A, -(eta * eta * B), 1)
    first = p.fact("eigenvalue-scaling", eta * eta, A, 1)
    below = p.fact("eigenvalue-negation", eta * eta * B)
    second = p.fact("eigenvalue-scaling", eta * eta, B, "h")
    least = p.fact("gram-nonnegative", other.T, "h")
    spectral = p.fact("eigenvalue-below-spectral", A)
    norms = p.fact("spectral-below-frobenius", A)
    bound = _part(p, block, factor, gradient, smooth)
    top = p.scalar(
        lam_max(A) <= 2 * K * sigma_max(factor) ** 2 * L, [spectral, norms, bound], degree=1
    )
    return p.scalar(
        lam_max(eta * eta * A - eta * eta * B) <= 2 * K * eta**2 * sigma_max(factor) ** 2 * L,
        [weyl, first, below, second, least, top, step],
        products=[(weyl,), (step, least), (step, top)],
    )


def _spectral() -> Proof:
    """-Y <= X - Y <= X, so the larger of the two bounds both signs."""
    p = Proof()
    p.identity(equal(CHANGE, eta**2 * (X - Y)), "(131)")
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    both = _one_sided(p, 0, 1, smooth), _one_sided(p, 1, 0, smooth)
    step = p.fact("square-nonnegative", eta)
    k, value = p.fact("smoothness-positive", ell, W), p.fact("loss-nonnegative", ell, W)
    scale = p.scalar(eta**2 * K * L >= 0, [step, k, value], products=[(step, k, value)])
    larger = p.fact("maximum-above-second", s1, s2), p.fact("maximum-above-first", s1, s2)
    target = 2 * K * eta**2 * maximum(s1, s2) * L
    for bound, above, sign in zip(both, larger, (1, -1), strict=True):
        p.scalar(
            lam_max(CHANGE if sign > 0 else -CHANGE) <= target,
            [bound, above, scale],
            products=[(bound,), (above, scale)],
        )
    most = p.fact("maximum-least", lam_max(CHANGE), lam_max(-CHANGE), target)
    same = p.fact("spectral-of-symmetric", CHANGE)
    p.scalar(sigma_max(CHANGE) <= target + ZERO, [most, same], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.2/sharp", "printed"): _frobenius,
    ("E.2/spectral", "printed"): _spectral,
}
