"""Appendix E, imbalance: Lemma E.2 (116), (129)-(132).

Notation: `_steps.py`. D+ - D = eta^2 (X - Y) with X = d1'd1 and Y = d2'd2.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, D
from proofs.arxiv_2505_11664._second_order import d1, d2
from proofs.arxiv_2505_11664.proved._steps import cited
from verify.evidence.derivation import Proof
from verify.language import equal, norm, norm2, sigma_max
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


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("E.2/132-a", "repaired"): _triangle,
    ("E.2/132-b", "printed"): _parts,
    ("E.2/132-d", "printed"): _from_loss,
    ("E.2", "printed"): _lemma,
}
