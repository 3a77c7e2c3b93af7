"""Appendix D: proof of Lemma D.1, (88)-(91), in the repaired forms.

Notation: `_steps.py` and the catalogue file; M'' is the chain rule's value, with and without the
step size in (77). Its Hessian is along -eta Q or -Q, that of S(0) along Q: linearity relates them.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import d_second_derivative as d
from proofs.arxiv_2505_11664._quantities import ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import N2, Q_PRINTED, S0, P, Q, d1, d2, square
from proofs.arxiv_2505_11664.a_singular_values import LAMBDA_MAX
from proofs.arxiv_2505_11664.proved._steps import cited, smoothness, sum_of_mixed_products
from proofs.arxiv_2505_11664.proved.d_auxiliary import sized
from verify.evidence.derivation import Proof
from verify.language import Relation, const, equal, hess, inner, norm, norm2
from verify.language.expr import Expr
from verify.model.step import W1, W2, G, K, W, ell, eta

__all__ = ["PROOFS", "along"]


def along(p: Proof, factor: Expr, direction: Expr, at: Expr = W) -> int:
    """<x V, hess l (x V)> = x^2 <V, hess l V>."""
    p.fact("hessian-scaling", ell, at, factor, direction, say="the Hessian is linear")
    moved, still = hess(ell, at, factor * direction), factor * hess(ell, at, direction)
    return p.fact("inner-equal", moved, still, direction)


def _from_m(goal: Relation, factor: Expr, direction: Expr) -> Callable[[], Proof]:
    """An equation of S(0) and an M''(0), or two M''(0), whose directions differ by a factor."""

    def proof() -> Proof:
        p = Proof()
        p.scalar(goal, [along(p, factor, direction)], "the chain rule's terms, one by one")
        return p

    return proof


def _second_line() -> Proof:
    p = Proof()
    p.fact("hessian-above", ell, W, d.VELOCITY)
    p.scalar(d.CHAIN <= d.BOUND, [0], "(90), second line: the Hessian of l is at most K", degree=1)
    return p


def _fourth_line() -> Proof:
    p = Proof()
    cauchy = p.fact("cauchy-schwarz", G, P)
    squared = sum_of_mixed_products(p, (W2, d1), (W1, d2.T), "(35), repaired, mixed sides")
    k = smoothness(p)
    p.scalar(
        2 * inner(G, P) + K * norm2(Q) <= 2 * norm(G) * norm(P) + K * d.TOP * N2,
        products=[(cauchy,), (k, squared)],
        say="(90), fourth line",
    )
    return p


def _fourth_line_square() -> Proof:
    """The same with the gradients exchanged, whose squares have the same sum."""
    p = Proof()
    g, w1, w2, e1, e2 = (sized(x) for x in (G, W1, W2, d1, d2))
    cauchy = p.fact("cauchy-schwarz", g, sized(P))
    squared = sum_of_mixed_products(p, (w2, e2), (w1, e1.T), "(35), repaired, mixed sides")
    k = p.fact("smoothness-positive", sized(ell), sized(W))
    p.scalar(
        square(2 * inner(G, P) + K * norm2(Q_PRINTED) <= 2 * norm(G) * norm(P) + K * d.TOP * N2),
        products=[(cauchy,), (k, squared)],
        say="(90), fourth line",
    )
    return p


def _fifth_line() -> Proof:
    p = Proof()
    half = cited(p, "D.3/79")
    p.scalar(
        2 * norm(G) * norm(P) + K * d.TOP * N2 <= norm(G) * N2 + K * d.TOP * N2,
        products=[(p.fact("norm-nonnegative", G), half)],
        say="(90), fifth line: Lemma D.3",
    )
    return p


def _last_line() -> Proof:
    p = Proof()
    root = p.fact("smooth-gradient-root", ell, W, say="K-smooth, minimum 0")
    blocks = p.scalar(N2 >= 0)
    p.scalar(
        norm(G) * N2 + K * d.TOP * N2 <= ROOT * N2 + K * d.TOP * N2,
        products=[(root, blocks)],
        say="(90), last line",
    )
    return p


def _lemma() -> Proof:
    """Lemma D.1 (75)."""
    p = Proof()
    above = p.fact("hessian-above", ell, W, Q, say="(90), second line")
    lines = [cited(p, "D.1/90-d", "repaired"), cited(p, "D.1/90-e"), cited(p, "D.1/90-f")]
    p.scalar(S0 <= N2 * (K * SIGMA2_MAX + ROOT), [above, *lines], "(90)", degree=1)
    return p


def _divided() -> Proof:
    """(91): the lemma over |grad L|^2."""
    p = Proof()
    lemma = cited(p, "D.1/75")
    unit = p.identity(equal(N2 * (1 / N2), 1), "grad L is not 0")
    blocks = p.scalar(N2 >= 0)
    square_ = p.fact("square-nonnegative", 1 / N2)
    p.scalar(
        S0 / N2 <= N2 * (ROOT + K * d.TOP) / N2,
        [unit],
        "(91), with K",
        products=[(lemma, blocks, square_)],
    )
    return p


def _simplified() -> Proof:
    p = Proof()
    p.identity(equal(N2 * (ROOT + d.TOP) / N2, ROOT + d.TOP), "(91), third line")
    return p


def _top() -> Proof:
    """(91), last line, by (39)."""
    p = Proof()
    largest = cited(p, "A.2/39-max")
    p.scalar(equal(ROOT + d.TOP, ROOT + LAMBDA_MAX), [largest])
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D.1/75", "printed"): _lemma,
    ("D.1/88", "without eta in (77)"): _from_m(equal(S0, d.WITHOUT), const(-1), Q),
    ("D.1/89-a", "repaired"): _from_m(equal(d.WITH, eta**2 * d.WITHOUT), eta, -Q),
    ("D.1/89-b", "repaired"): _from_m(equal(eta**2 * d.WITHOUT, d.WITH), eta, -Q),
    ("D.1/90-b", "printed"): _second_line,
    ("D.1/90-d", "repaired"): _fourth_line,
    ("D.1/90-d", "n = m"): _fourth_line_square,
    ("D.1/90-e", "printed"): _fifth_line,
    ("D.1/90-f", "printed"): _last_line,
    ("D.1/88", "repaired"): _from_m(equal(eta**2 * S0, d.WITH), -eta, Q),
    ("D.1/91-a", "repaired"): _from_m(equal(eta**2 * S0, d.WITH), -eta, Q),
    ("D.1/91-b", "repaired"): _divided,
    ("D.1/91-c", "printed"): _simplified,
    ("D.1/91-d", "printed"): _top,
}
