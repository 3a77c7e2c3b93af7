"""Appendix C: Lemma C.1 (61)-(64), and the local rate (65).

Letters: a = s_min^2(T), b = s_max^2(T), w = s_max(W) (|W|_F as printed in (62)), v = |G|. By (61)
W+ - W = -eta Q + eta^2 G W'G, so that with |Q| <= b v and |G W'G| <= w v^2

    L+ <= L - eta v^2 (a - eta v w - K eta/2 (b + eta v w)^2),

whose bracket is not negative by (62); v^2 >= 2 mu L then gives (64).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import c_prior_work as c
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664._second_order import P, Q
from proofs.arxiv_2505_11664.proved._steps import cited, smoothness
from verify.evidence.derivation import Proof
from verify.language import equal, inner, norm, norm2, sigma_max, substitute
from verify.model.step import L_NEXT, W_NEXT, G, K, L, W, ell, eta

__all__ = ["PROOFS"]

b, v, w = SIGMA2_MAX, norm(G), sigma_max(W)
PULL = eta * v * w
BRACKET = SIGMA2_MIN - PULL - K * eta / 2 * (b + PULL) ** 2


def _moved(p: Proof, positive: int) -> int:
    """|W+ - W| <= eta v (b + eta v w)."""
    first, second = cited(p, "D.4/83-a", "repaired"), cited(p, "D.4/83-c", "repaired")
    third = cited(p, "D.3/81-b")
    p.fact("square-nonnegative", eta)
    line = p.scalar(norm(Q) <= b * v, [first, second], "(83)", degree=1)
    steps = [
        p.fact("triangle", eta * -Q, (eta * eta) * P),
        p.fact("scaling", eta, -Q),
        p.fact("scaling", eta * eta, P),
    ]
    return p.scalar(
        norm(W_NEXT - W) <= eta * v * (b + PULL),
        steps[1:],
        "(61)",
        products=[(steps[0],), (positive, line), (positive, positive, third)],
    )


def _weaker_condition() -> Proof:
    p = Proof()
    positive = p.given(eta > 0)
    condition = p.given(c._condition_62(SIGMA2_MIN, w) >= 0)
    smooth = p.fact("smooth", ell, W, W_NEXT, say="smoothness inequality (3) at W and W+")
    k, size = smoothness(p), p.fact("norm-nonnegative", G)
    moved = _moved(p, positive)
    far = p.fact("norm-nonnegative", W_NEXT - W)
    reach = p.scalar(eta * v * (b + PULL) >= 0, products=[(moved,), (far,)])
    squared = p.scalar(
        norm2(W_NEXT - W) <= (eta * v * (b + PULL)) ** 2, products=[(moved, far), (moved, reach)]
    )
    cauchy, third = p.fact("cauchy-schwarz", G, P), cited(p, "D.3/81-b")
    turn = p.scalar(inner(G, P) <= w * v**3, products=[(cauchy,), (size, third)])
    blocks = cited(p, "D.1thm/PL-c", "repaired")
    descent = p.scalar(
        L_NEXT <= L - eta * v**2 * BRACKET,
        products=[(smooth,), (positive, blocks), (positive, positive, turn), (k, squared)],
        say="the descent lemma of this appendix",
    )
    pl = p.fact("polyak-lojasiewicz", ell, W, say="PL inequality (4)")
    p.scalar(
        L_NEXT <= c._rho_64(SIGMA2_MIN, b, w, v) * L,
        products=[(descent,), (positive, condition, pl)],
        say="(63)",
    )
    return p


def _lemma() -> Proof:
    """Lemma C.1: s_max(W) <= |W|_F, so that (62) is the stronger condition."""
    p = Proof()
    positive = p.given(eta > 0)
    condition = p.given(c._condition_62(SIGMA2_MIN, norm(W)) >= 0)
    below = p.fact("spectral-below-frobenius", W)
    k, size, wide = (
        smoothness(p),
        p.fact("norm-nonnegative", G),
        p.fact("singular-nonnegative", W, 1),
    )
    top = p.scalar(b >= 0)
    whole = p.fact("norm-nonnegative", W)
    p.scalar(
        c._condition_62(SIGMA2_MIN, w) >= 0,
        products=[
            (condition,),
            (positive, size, below),
            (positive, positive, k, top, size, below),
            (positive, positive, positive, k, size, size, below, wide),
            (positive, positive, positive, k, size, size, below, whole),
        ],
        say="(62) falls with the size of W",
    )
    cited(p, "C.1", "weaker condition")
    return p


def _at_a_minimum() -> Proof:
    """(65), second rate: (70) where the loss, and with it sqrt(2 K l), is 0."""
    p = Proof()
    p.scalar(equal(substitute(c.FREE_70, {"l": 0 * c.l_}), c.THIS))
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("C.1", "printed"): _lemma,
    ("C.1", "weaker condition"): _weaker_condition,
    ("C/65-this", "repaired"): _at_a_minimum,
}
