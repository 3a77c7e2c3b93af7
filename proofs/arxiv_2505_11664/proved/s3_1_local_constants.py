"""Section 3.1: Theorem 3.1, (9) and (10).

The descent lemma follows from the sharper one of appendix D, the PL inequality from (38) on the
gradient's two blocks.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MIN
from proofs.arxiv_2505_11664.proved._steps import cited, smoothness, top
from proofs.arxiv_2505_11664.proved.d_sharper import contracted
from verify.evidence.derivation import Proof
from verify.language import norm2, sigma
from verify.model.step import GRADIENT2, L_NEXT, W1, W2, G, K, L, W, ell, eta

__all__ = ["PROOFS"]


def _descent() -> Proof:
    """(9): K_t is larger than the constant of D.beyond/K_t, as 3 >= 1 and 6 >= 1."""
    p = Proof()
    positive, sharp, k = p.given(eta > 0), cited(p, "D.beyond/K_t"), smoothness(p)
    square, high = p.fact("square-nonnegative", eta), top(p)
    roots, value = p.fact("root-nonnegative", 2 * K * L), p.fact("loss-nonnegative", ell, W)
    width, blocks = p.fact("singular-nonnegative", W, 1), p.scalar(GRADIENT2 >= 0)
    p.scalar(
        L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
        products=[
            (sharp,),
            (square, positive, k, high, roots, blocks),
            (square, square, k, k, width, value, blocks),
        ],
        say="(9)",
    )
    return p


def _pl() -> Proof:
    """(9): (38) on each block, and the PL inequality of l."""
    p = Proof()
    right, left = p.fact("product-below-right", G, W2), p.fact("product-below-right", G.T, W1)
    signs = [p.fact("singular-nonnegative", W1, "n"), p.fact("singular-nonnegative", W2, "m")]
    form = p.scalar(
        GRADIENT2 >= SIGMA2_MIN * norm2(G), [right, left, *signs], "(38) on each block", degree=3
    )
    pl = p.fact("polyak-lojasiewicz", ell, W, say="PL inequality (4)")
    low = p.scalar(sigma("n", W1) ** 2 + sigma("m", W2) ** 2 >= 0)
    p.scalar(GRADIENT2 / 2 >= MU_T * L, products=[(form,), (low, pl)], say="(9)")
    return p


def _contraction() -> Proof:
    p = Proof()
    positive, limit = p.given(eta > 0), p.given(eta * K_T < 2)
    contracted(p, K_T, cited(p, "3.1/9-descent"), (positive, limit))
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("3.1/9-descent", "printed"): _descent,
    ("3.1/9-PL", "printed"): _pl,
    ("3.1/10", "printed"): _contraction,
}
