"""Appendix D: proof of Lemma D.2, (94)-(100), in the repaired forms, and the lemma itself.

Notation: `_steps.py` and the catalogue file: S(tau), A(tau), its derivatives, the lines of (96) and
(100). From below, S(tau) >= 2 <grad l(A(tau)), P>, as the Hessian of l is positive.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import _uniform_lines as d
from proofs.arxiv_2505_11664 import d_descent_lemma as lemma
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import (
    N2,
    Q_PRINTED,
    S0,
    P,
    Q,
    square,
    tau,
)
from proofs.arxiv_2505_11664.d_uniform_bound import WITH
from proofs.arxiv_2505_11664.proved._steps import cited, convexity, smoothness
from proofs.arxiv_2505_11664.proved.d_auxiliary import lipschitz, sized
from proofs.arxiv_2505_11664.proved.d_second_derivative import along
from verify.evidence.derivation import Proof
from verify.language import absolute, const, equal, inner, norm, norm2, sigma_max
from verify.language.expr import Expr
from verify.model.step import G, K, L, W, ell, eta

__all__ = ["PROOFS"]

S_TAU, CHANGE = d.S_TAU, d.CHANGE
E_TAU = Q - (2 * tau * eta) * P


def _on_the_step(p: Proof) -> int:
    """The hypotheses: eta > 0, whose number it gives, and 0 <= tau <= 1."""
    positive = p.given(eta > 0)
    p.given(tau >= 0)
    p.given(tau <= 1)
    return positive


def _chain_rule() -> Proof:
    """(95), last line, for all losses: A' is -eta times the direction of S(tau)."""
    p = Proof()
    line = along(p, -eta, E_TAU, d.A_TAU)
    p.scalar(equal(eta**2 * S_TAU, d.CHAIN), [line], "term by term")
    return p


def _supplied() -> Proof:
    """(94), eta^2 supplied: M'' by the chain rule, at A(tau) written out."""
    p = Proof()
    line = along(p, -eta, E_TAU, d.A_TAU)
    p.scalar(equal(eta**2 * S_TAU, WITH), [line], "term by term")
    return p


def _second_line() -> Proof:
    p = Proof()
    above = p.fact("hessian-above", ell, d.A_TAU, d.VELOCITY)
    p.scalar(d.CHAIN <= d.BOUND, [above], "(96), second line: the Hessian is at most K", degree=1)
    return p


def _cauchy(p: Proof, q: Expr, sized_: Callable[[Expr], Expr]) -> tuple[tuple[int, ...], ...]:
    """Products of the fifth line of (96), before tau <= 1 is used."""
    product, gap = sized_(P), sized_(CHANGE)
    k = p.fact("smoothness-positive", sized_(ell), sized_(W))
    first = p.fact("cauchy-schwarz", gap, product)
    last = p.fact("cauchy-schwarz", q, -product)
    return (first,), (p.given(tau >= 0), p.given(eta > 0), k, last)


def _fifth_line(sized_: Callable[[Expr], Expr], q: Expr) -> Callable[[], Proof]:
    """(96), fifth line; q: the first-order term."""

    def proof() -> Proof:
        p = Proof()
        at = sized_(q)
        products = _cauchy(p, at, sized_)
        inside, positive, k, _ = products[1]
        small = p.given(tau <= 1)
        ends = p.scalar(tau**2 <= 1, [small, inside])
        twice = p.fact("norm-nonnegative", sized_(P))
        goal = d.line_d(q) <= d.line_e(q)
        p.scalar(
            goal if sized_ is _same else square(goal),
            products=[
                *products,
                (k, positive, small, p.fact("norm-nonnegative", at), twice),
                (k, p.fact("square-nonnegative", eta), ends, twice, twice),
            ],
            say="(96), fifth line",
        )
        return p

    return proof


def _same(x: Expr) -> Expr:
    return x


def _fifth_line_with_tau() -> Proof:
    p = Proof()
    products = _cauchy(p, Q, _same)
    p.scalar(d.line_d(Q) <= d.line_e(Q, tau * eta), products=products, say="Cauchy-Schwarz")
    return p


def _from_m() -> Proof:
    """The whole of (96)."""
    p = Proof()
    _on_the_step(p)
    second = cited(p, "D.2/96-b")
    third, fourth = cited(p, "D.2/96-c", "repaired"), cited(p, "D.2/96-d", "repaired")
    fifth = cited(p, "D.2/96-e", "repaired")
    p.scalar(
        d.CHAIN <= eta**2 * d.line_e(Q),
        [third, fourth],
        "(96)",
        products=[(second,), (p.fact("square-nonnegative", eta), fifth)],
    )
    return p


def _first_two_terms() -> Proof:
    """(97), by (90)."""
    p = Proof()
    lines = [cited(p, "D.1/90-d", "repaired"), cited(p, "D.1/90-e"), cited(p, "D.1/90-f")]
    goal = 2 * inner(G, P) + K * norm2(Q) <= N2 * (ROOT + K * SIGMA2_MAX)
    p.scalar(goal, lines, "(97): the last lines of (90)", degree=1)
    return p


def _repeats_d3() -> Proof:
    p = Proof()
    cited(p, "D.3/79")
    cited(p, "D.3/80")
    return p


def _repeats_d4_d5() -> Proof:
    p = Proof()
    positive, inside, small = p.given(eta > 0), p.given(tau >= 0), p.given(tau <= 1)
    cited(p, "D.4/82", "repaired")
    lipschitz(p, tau, (inside, positive), small)
    return p


def _repeats_96() -> Proof:
    """(100), first line: S(tau) itself, without eta^2."""
    p = Proof()
    _on_the_step(p)
    above = p.fact("hessian-above", ell, d.A_TAU, E_TAU, say="(96), second line")
    fourth, fifth = cited(p, "D.2/96-d", "repaired"), cited(p, "D.2/96-e", "repaired")
    p.scalar(S_TAU <= d.line_e(Q), [above, fourth, fifth], "(96)", degree=1)
    return p


def _in_each_term() -> Proof:
    """(100), second line: (97)-(99)."""
    p = Proof()
    positive = _on_the_step(p)
    first = cited(p, "D.2/97", "repaired")
    half, strong = cited(p, "D.2/98"), cited(p, "D.2/98", conclusion=1)
    q, moved = cited(p, "D.2/99", "repaired"), cited(p, "D.2/99", "repaired", 1)
    k, square_ = smoothness(p), p.fact("square-nonnegative", eta)
    size = p.fact("norm-nonnegative", P)
    bound = p.scalar(
        d.D5 >= 0,
        products=[
            (positive, k, p.fact("root-nonnegative", 2 * K * L), p.scalar(SIGMA2_MAX >= 0)),
            (
                square_,
                k,
                k,
                p.fact("singular-nonnegative", W, 1),
                p.fact("loss-nonnegative", ell, W),
            ),
        ],
    )
    top = p.scalar(
        SIGMA2_MAX * ROOT >= 0,
        products=[
            (p.fact("root-nonnegative", 2 * K * L), p.scalar(SIGMA2_MAX >= 0)),
        ],
    )
    second = p.scalar(
        2 * norm(CHANGE) * norm(P) <= d.D5 * N2,
        products=[(size, moved), (bound, half)],
        say="the third term",
    )
    third = p.scalar(
        norm2(P) <= K * sigma_max(W) * L * N2,
        products=[
            (size, strong),
            (half, k, p.fact("singular-nonnegative", W, 1), p.fact("loss-nonnegative", ell, W)),
        ],
        say="the fourth term",
    )
    fourth = p.scalar(
        2 * norm(Q) * norm(P) <= SIGMA2_MAX * ROOT * N2,
        products=[(size, q), (top, half)],
        say="the last term",
    )
    p.scalar(
        d.line_e(Q) <= d.line_100(ROOT + K * SIGMA2_MAX),
        products=[(first,), (second,), (k, square_, third), (k, positive, fourth)],
        say="(100), second line",
    )
    return p


def _bounded(p: Proof) -> int:
    """S(tau) <= K_t N2."""
    _on_the_step(p)
    lines = [cited(p, "D.2/100-a", "repaired"), cited(p, "D.2/100-b", "repaired")]
    total = cited(p, "D.2/100-end", "sum of (100)")
    return p.scalar(S_TAU <= K_T * N2, [*lines, total], "(100)", degree=1)


def _upper() -> Proof:
    p = Proof()
    _bounded(p)
    return p


def _upper_cited() -> Proof:
    p = Proof()
    _on_the_step(p)
    cited(p, "D.2/100-end")
    return p


def _in_absolute_value() -> Proof:
    """Lemma D.2 on [0, 1]: from above by (100); from below the Hessian is positive."""
    p = Proof()
    positive = _on_the_step(p)
    cited(p, "D.2/100-end")
    below = p.fact("hessian-below", ell, d.A_TAU, E_TAU)
    m, k, square_ = convexity(p), smoothness(p), p.fact("square-nonnegative", eta)
    first, other = p.fact("cauchy-schwarz", -G, P), p.fact("cauchy-schwarz", -CHANGE, P)
    half, root = cited(p, "D.3/79"), p.fact("smooth-gradient-root", ell, W)
    moved = cited(p, "D.2/99", "repaired", 1)
    size, blocks = p.fact("norm-nonnegative", P), p.scalar(N2 >= 0)
    top = p.scalar(SIGMA2_MAX >= 0)
    value, width = p.fact("loss-nonnegative", ell, W), p.fact("singular-nonnegative", W, 1)
    roots = p.fact("root-nonnegative", 2 * K * L)
    bound = p.scalar(d.D5 >= 0, products=[(positive, k, roots, top), (square_, k, k, width, value)])
    near = p.scalar(2 * norm(G) * norm(P) <= ROOT * N2, products=[(root, size), (roots, half)])
    far = p.scalar(2 * norm(CHANGE) * norm(P) <= d.D5 * N2, products=[(size, moved), (bound, half)])
    direction = p.scalar(norm2(E_TAU) >= 0, [p.fact("norm-squared", E_TAU)])
    low = p.scalar(
        -S_TAU <= (ROOT + d.D5) * N2,
        products=[(below,), (m, direction), (first,), (other,), (near,), (far,)],
        say="from below",
    )
    p.scalar(
        -S_TAU <= K_T * N2,
        products=[
            (low,),
            (k, top, blocks),
            (positive, k, top, roots, blocks),
            (square_, k, k, width, value, blocks),
        ],
        say="K_t has more",
    )
    p.fact("maximum-least", S_TAU, -S_TAU, K_T * N2)
    p.scalar(absolute(S_TAU) <= K_T * N2, [len(p.steps) - 1], "Lemma D.2", degree=1)
    return p


def _in_absolute_value_cited() -> Proof:
    p = Proof()
    _on_the_step(p)
    cited(p, "D.2/abs", "tau = 1")
    return p


def _difference() -> Proof:
    """|S(0) - S(tau)| <= |S(0)| + |S(tau)|, both by Lemma D.2."""
    p = Proof()
    _on_the_step(p)
    here = cited(p, "D.2/abs", "tau = 1")
    start = p.claim(f"{PAPER}/D.2/abs", "tau = 1", where={"tau": const(0)})
    signs = [
        p.fact(name, x)
        for x in (S0, S_TAU)
        for name in ("absolute-above", "absolute-above-negated")
    ]
    gap = S0 - S_TAU
    p.scalar(gap <= 2 * K_T * N2, [here, start, *signs], degree=1)
    p.scalar(-gap <= 2 * K_T * N2, [here, start, *signs], degree=1)
    p.fact("maximum-least", gap, -gap, 2 * K_T * N2)
    p.scalar(absolute(gap) <= 2 * K_T * N2, [len(p.steps) - 1], degree=1)
    return p


def _under_the_integral() -> Proof:
    """(76), third line."""
    p = Proof()
    _on_the_step(p)
    lemma_ = cited(p, "D.2/abs", "tau = 1")
    p.scalar(
        lemma.START_76 + eta**2 * absolute(S_TAU) / 2 <= lemma.START_76 + eta**2 * (K_T * N2) / 2,
        products=[(p.fact("square-nonnegative", eta), lemma_)],
        say="(76), third line",
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D.2/abs", "printed"): _in_absolute_value_cited,
    ("D.2/abs", "tau = 1"): _in_absolute_value,
    ("D.2/92", "printed"): _upper_cited,
    ("D.2/94", "repaired"): _supplied,
    ("D.2/95-c", "all losses"): _chain_rule,
    ("D.2/96-b", "printed"): _second_line,
    ("D.2/96-e", "repaired"): _fifth_line(_same, Q),
    ("D.2/96-e", "n = m"): _fifth_line(sized, Q_PRINTED),
    ("D.2/96-e", "repaired, with tau"): _fifth_line_with_tau,
    ("D.2/96-e", "repaired, from M"): _from_m,
    ("D.2/97", "repaired"): _first_two_terms,
    ("D.2/98", "printed"): _repeats_d3,
    ("D.2/99", "repaired"): _repeats_d4_d5,
    ("D.2/100-a", "repaired"): _repeats_96,
    ("D.2/100-b", "repaired"): _in_each_term,
    ("D.2/100-end", "printed"): _upper,
    ("D.2/difference", "printed"): _difference,
    ("D/76-c", "printed"): _under_the_integral,
}
