"""Appendix E, imbalance: Lemma E.2 (116), (129)-(132), and the sharper bounds.

Notation: `_steps.py`. D+ - D = eta^2 (X - Y) with X = d1'd1 and Y = d2'd2, both positive
semidefinite: so |X - Y|^2 <= |X|^2 + |Y|^2, and -Y <= X - Y <= X.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, D
from proofs.arxiv_2505_11664._second_order import d1, d2
from proofs.arxiv_2505_11664.proved._steps import cited
from verify.evidence.derivation import Proof
from verify.language import equal, inner, lam_max, maximum, norm, norm2, sigma_max, sqrt
from verify.language.expr import Expr
from verify.model.step import W1, W2, G, K, L, W, ell, eta

__all__ = ["PROOFS"]

X, Y = d1.T @ d1, d2.T @ d2
CHANGE = norm(D_NEXT - D)
DRIFT = eta**2 * (X - Y)


def _triangle() -> Proof:
    """(132), first link."""
    p = Proof()
    p.identity(equal(D_NEXT - D, DRIFT), "(131)")
    p.fact("square-nonnegative", eta)
    p.scalar(
        CHANGE <= eta**2 * norm(X) + eta**2 * norm(Y),
        [
            p.fact("triangle", eta * eta * X, -(eta * eta * Y)),
            p.fact("scaling", eta * eta, X),
            p.fact("scaling", eta * eta, -Y),
        ],
        "triangle inequality",
        degree=1,
    )
    return p


def _part(p: Proof, block: Expr, factor: Expr, gradient: Expr) -> int:
    """|d'd| <= s_max(factor)^2 |G|^2."""
    first = p.fact("product", block.T, block)
    second = p.fact("spectral-below-frobenius", block.T)
    third = p.fact("product-right", gradient, factor)
    return p.scalar(
        norm(block.T @ block) <= sigma_max(factor) ** 2 * norm2(G),
        [first, second, third],
        "(37) twice",
    )


def _parts() -> Proof:
    """(132), second link."""
    p = Proof()
    parts = [_part(p, d1, W2, G), _part(p, d2, W1, G.T)]
    step = p.fact("square-nonnegative", eta)
    p.scalar(
        eta**2 * norm(X) + eta**2 * norm(Y)
        <= eta**2 * sigma_max(W2) ** 2 * norm2(G) + eta**2 * sigma_max(W1) ** 2 * norm2(G),
        products=[(step, part) for part in parts],
    )
    return p


def _from_loss() -> Proof:
    """(132), last link."""
    p = Proof()
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    step, size = p.fact("square-nonnegative", eta), p.scalar(SIGMA2_MAX >= 0)
    goal = eta**2 * SIGMA2_MAX * norm2(G) <= 2 * K * eta**2 * SIGMA2_MAX * L
    p.scalar(goal, products=[(step, size, smooth)])
    return p


def _lemma() -> Proof:
    """Lemma E.2 in the order of (132)."""
    p = Proof()
    links = [cited(p, "E.2/132-a", "repaired"), cited(p, "E.2/132-b"), cited(p, "E.2/132-d")]
    p.scalar(CHANGE <= 2 * K * eta**2 * SIGMA2_MAX * L, links, "(116)", degree=1)
    return p


def _frobenius() -> Proof:
    """|X - Y|^2 = |X|^2 + |Y|^2 - 2 |d1 d2'|^2."""
    p = Proof()
    first, second = _part(p, d1, W2, G), _part(p, d2, W1, G.T)
    size = p.scalar(norm2(d1 @ d2.T) >= 0)
    quartic = sigma_max(W1) ** 4 + sigma_max(W2) ** 4
    wide = [p.fact("singular-nonnegative", w, 1) for w in (W1, W2)]
    p.scalar(quartic >= 0, products=[(w, w, w, w) for w in wide])
    root, sign = sqrt(quartic), p.fact("root-nonnegative", quartic)
    square = p.fact("root-squared", quartic)
    gradient = p.scalar(norm2(G) >= 0)
    tops = [
        p.scalar(sigma_max(w) ** 2 * norm2(G) >= 0, products=[(sign_, sign_, gradient)])
        for w, sign_ in zip((W1, W2), wide, strict=True)
    ]
    apart = p.scalar(
        inner(X - Y, X - Y) <= (root * norm2(G)) * (root * norm2(G)),
        [square],
        products=[
            (size,),
            (first, p.fact("norm-nonnegative", X)),
            (first, tops[1]),
            (second, p.fact("norm-nonnegative", Y)),
            (second, tops[0]),
        ],
    )
    p.scalar(norm(X - Y) * norm(X - Y) <= (root * norm2(G)) * (root * norm2(G)), [apart], degree=1)
    p.scalar(root * norm2(G) >= 0, products=[(sign, gradient)])
    both = p.fact("compare-squares", norm(X - Y), root * norm2(G))
    step = p.fact("square-nonnegative", eta)
    drift = p.fact("scaling", eta * eta, X - Y)
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    p.scalar(
        CHANGE <= 2 * K * eta**2 * root * L,
        [drift],
        products=[(step, both), (step, sign, smooth)],
    )
    return p


def _largest(p: Proof, block: Expr, other: Expr, parts: tuple[Expr, Expr]) -> int:
    """lambda_max(d'd - e'e) <= s_max(factor)^2 |G|^2; parts: d is their product."""
    x, y = block.T @ block, other.T @ other
    gradient, factor = parts
    weyl = p.fact("eigenvalue-weyl-above", x, -y, 1)
    turn, least = p.fact("eigenvalue-negation", y), p.fact("gram-nonnegative", other.T, "h")
    below = p.fact("eigenvalue-below-spectral", x)
    product = p.fact("spectral-product", block.T, block, 1)
    flip = p.fact("singular-transpose", block, 1)
    inside = p.fact("spectral-product", gradient, factor, 1)
    size = p.fact("spectral-below-frobenius", gradient)
    width = p.fact("singular-nonnegative", factor, 1)
    bound = p.scalar(
        sigma_max(block) <= norm(G) * sigma_max(factor), products=[(inside,), (width, size)]
    )
    single = p.scalar(
        lam_max(x - y) <= sigma_max(block) ** 2,
        [weyl, turn, least, below, product, flip],
        "Weyl: y is positive semidefinite",
    )
    return p.scalar(lam_max(x - y) <= sigma_max(factor) ** 2 * norm2(G), [single, bound], "(37)")


def _spectral() -> Proof:
    p = Proof()
    one, two = _largest(p, d1, d2, (G, W2)), _largest(p, d2, d1, (G.T, W1))
    step = p.fact("square-nonnegative", eta)
    widest = maximum(sigma_max(W1) ** 2, sigma_max(W2) ** 2)
    above = [
        p.fact(name, sigma_max(W1) ** 2, sigma_max(W2) ** 2)
        for name in ("maximum-above-first", "maximum-above-second")
    ]
    gradient = p.scalar(norm2(G) >= 0)
    p.scalar(lam_max(X - Y) <= widest * norm2(G), products=[(one,), (above[1], gradient)])
    p.scalar(lam_max(-(X - Y)) <= widest * norm2(G), products=[(two,), (above[0], gradient)])
    most = p.fact("maximum-least", lam_max(X - Y), lam_max(-(X - Y)), widest * norm2(G))
    symmetric = p.fact("spectral-symmetric", X - Y)
    drift = p.fact("singular-scaling", eta * eta, X - Y, 1)
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    sign = p.scalar(widest >= 0, [above[0]])
    both = p.scalar(sigma_max(X - Y) <= widest * norm2(G), [symmetric, most], degree=1)
    p.scalar(
        sigma_max(D_NEXT - D) <= 2 * K * eta**2 * widest * L,
        [drift],
        products=[(step, both), (step, sign, smooth)],
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.2/132-a", "repaired"): _triangle,
    ("E.2/132-b", "printed"): _parts,
    ("E.2/132-d", "printed"): _from_loss,
    ("E.2", "printed"): _lemma,
    ("E.2/sharp", "printed"): _frobenius,
    ("E.2/spectral", "printed"): _spectral,
}
