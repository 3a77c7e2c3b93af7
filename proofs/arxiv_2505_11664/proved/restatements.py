"""What other sections say again of a single step: the abstract, sections 1, 3.2, 3.3, 5, G.2, and
the two summaries. Most of it cites Theorem 3.1.

Not covered: statements about runs.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import _line_search as line_search
from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664.proved._steps import cited, citing, convexity, smoothness, top
from proofs.arxiv_2505_11664.proved.d_sharper import contracted
from proofs.arxiv_2505_11664.proved.s3_1_remarks import least, parts, worsened
from verify.evidence.derivation import Proof
from verify.language import dim, norm2
from verify.language.dims import minimum_of
from verify.model.step import GRADIENT2, L_NEXT, W1, W2, G, K, L, W, ell, eta

__all__ = ["PROOFS"]

DESCENT, PL = ("3.1/9-descent", "printed", 0), ("3.1/9-PL", "printed", 0)
_LOCAL = citing(DESCENT, PL, given=[eta > 0])


def _doubled() -> Proof:
    """The PL inequality times 2, next to the descent lemma."""
    p = _LOCAL()
    pl = len(p.steps) - 1
    p.scalar(GRADIENT2 >= 2 * MU_T * L, [pl], degree=1)
    return p


def _from_above(p: Proof) -> int:
    """|grad L|^2 <= 2 K s_max^2(T) L: (37), (38) on each block, and smoothness."""
    right, left = p.fact("product-right", G, W2), p.fact("product-right", G.T, W1)
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    form = p.scalar(GRADIENT2 <= SIGMA2_MAX * norm2(G), [right, left], "(37), (38)")
    return p.scalar(GRADIENT2 <= 2 * K * SIGMA2_MAX * L, products=[(form,), (top(p), smooth)])


def _no_global_pl() -> Proof:
    p = Proof()
    _from_above(p)
    return p


def _no_global_pl_halved() -> Proof:
    p = Proof()
    p.scalar(GRADIENT2 / 2 <= K * SIGMA2_MAX * L, [_from_above(p)], degree=1)
    return p


def _order(p: Proof) -> int:
    """s_min^2(T) <= s_max^2(T)."""
    orders = [p.fact("singular-order", W1, 1, "n"), p.fact("singular-order", W2, 1, "m")]
    return p.scalar(SIGMA2_MIN <= SIGMA2_MAX, orders)


def _singular_values() -> Proof:
    p = Proof()
    _order(p)
    return p


def _of_the_product() -> Proof:
    p = Proof()
    p.fact("singular-order", W, 1, minimum_of(dim("n"), dim("m")))
    return p


def _constants() -> Proof:
    """mu_t <= K_t: mu <= K, s_min <= s_max, and the other terms of K_t are not negative."""
    p = Proof()
    positive = p.given(eta > 0)
    order, low, k = _order(p), least(p), smoothness(p)
    below = p.fact("convexity-below-smoothness", ell, W)
    terms = parts(p, eta, positive)
    p.scalar(MU_T <= K_T, products=[(below, low), (k, order), *((t,) for t in terms)])
    return p


def _at_most() -> Proof:
    """(21) where eta K_t <= 2, the end included."""
    p = Proof()
    positive, limit = p.given(eta > 0), p.given(eta * K_T <= 2)
    contracted(p, K_T, cited(p, "3.1/9-descent"), (positive, limit))
    return p


def _limit() -> Proof:
    """1 - m / K_t <= rho <= 1: the first difference is m (1 - eta K_t)^2 / K_t."""
    p = Proof()
    positive, limit = p.given(eta > 0), p.given(eta * K_T <= 2)
    low, m = least(p), convexity(p)
    square = p.fact("square-nonnegative", 1 - eta * K_T)
    p.scalar(RHO_T * K_T >= K_T - MU_T, products=[(m, low, square)])
    p.scalar(RHO_T <= 1, products=[(m, low, positive, limit)])
    return p


def _no_increase() -> Proof:
    p = Proof()
    positive, limit = p.given(eta > 0), p.given(eta * K_T < 2)
    descent, blocks = cited(p, "3.1/9-descent"), p.scalar(GRADIENT2 >= 0)
    p.scalar(L_NEXT <= L, products=[(descent,), (positive, limit, blocks)], say="(9)")
    return p


def _line_search() -> Proof:
    """Steps with eta K_t <= 2 (1 - gamma) are accepted."""
    p = Proof()
    gamma = line_search.GAMMA
    positive, limit = p.given(eta > 0), p.given(eta * K_T <= 2 * (1 - gamma))
    descent, blocks = cited(p, "3.1/9-descent"), p.scalar(GRADIENT2 >= 0)
    p.scalar(
        L_NEXT <= L - gamma * eta * GRADIENT2,
        products=[(descent,), (positive, limit, blocks)],
        say="(9)",
    )
    return p


def _gradient() -> Proof:
    p = Proof()
    blocks = cited(p, "D.1thm/PL-c", "repaired")
    p.scalar(SIGMA2_MIN * norm2(G) <= GRADIENT2, [blocks], degree=1)
    return p


def _terms() -> Proof:
    p = Proof()
    p.given(eta > 0)
    p.given(eta * K_T <= 2)
    cited(p, "3.1/two-parts")
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("abstract/local", "printed"): _LOCAL,
    ("1.1/one-factor", "repaired"): worsened,
    ("2.2/prop-2.1", "PL"): _no_global_pl,
    ("B.1", "without Assumption B.1: PL"): _no_global_pl_halved,
    ("3.2/16-b", "printed"): _constants,
    ("3.3/21", "repaired"): _at_most,
    ("3.3/limit", "printed"): _limit,
    ("3.3/22-mid", "printed"): _singular_values,
    ("3.3/23-mid", "printed"): _of_the_product,
    ("5/local", "printed"): _doubled,
    ("alg-1", "repaired"): _line_search,
    ("summary-a/PL", "printed"): citing(PL),
    ("summary-a/quote", "repaired"): citing(PL),
    ("summary-a/gradient-norm", "repaired"): _gradient,
    ("summary-a/terms", "printed"): _terms,
    ("summary-a/condition", "printed"): _no_increase,
    ("summary-a/divergence", "repaired"): _no_increase,
    ("summary-a/imbalance", "printed"): citing(("E.2", "printed", 0)),
    ("summary-a/kappa", "repaired"): worsened,
    ("summary-a/squared-loss", "repaired"): _LOCAL,
    ("summary-b/near", "printed"): _LOCAL,
}
