"""Appendix D: Lemmas D.3 (79)-(81), D.4 (82), (83), D.5 (84)-(86), in the repaired forms.

Notation: `_steps.py`. In (84)-(86) A(s) is the product of the factors after the fraction s of the
step, so that A(s) - W = -s eta Q + s^2 eta^2 P.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import d_auxiliary as d
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import N2, Q_PRINTED, P, Q, d1, d2, product, s, square
from proofs.arxiv_2505_11664.proved._steps import cited, smoothness, top
from verify.evidence.derivation import Proof
from verify.language import Relation, equal, grad, norm, norm2, sigma_max
from verify.language.expr import Expr
from verify.model.step import W1, W2, G, K, L, W, ell, eta

__all__ = ["PROOFS", "change", "lipschitz", "sized"]


def _product_of_gradients() -> Proof:
    """(79): |d1 d2'| <= |d1| |d2|, and 2 |d1| |d2| <= |d1|^2 + |d2|^2."""
    p = Proof()
    product = p.fact("product", d1, d2.T, say="Lemma A.1")
    below = p.fact("spectral-below-frobenius", d1)
    apart = p.fact("square-nonnegative", norm(d1) - norm(d2))
    p.scalar(2 * norm(P) <= N2, [product, below, apart], "(79)")
    return p


def _from_width() -> Proof:
    """(81), second line."""
    p = Proof()
    one = p.fact("product-right", G, W.T @ G)
    two = p.fact("product", W.T, G)
    below = p.fact("spectral-below-frobenius", W.T @ G)
    flip = p.fact("singular-transpose", W, 1)
    p.scalar(norm(G @ W.T @ G) <= sigma_max(W) * norm2(G), [one, two, below, flip], "(37) and (38)")
    return p


def _from_width_square() -> Proof:
    """(81), second line, with the printed left side for n = m."""
    p = Proof()
    goal = square(norm(G @ W.T @ G.T) <= d.W_SIZE * norm2(G))
    g, w = sized(G), sized(W)
    one = p.fact("product-right", g, w.T @ g.T)
    two = p.fact("product", w.T, g.T)
    below = p.fact("spectral-below-frobenius", w.T @ g.T)
    flip = p.fact("singular-transpose", w, 1)
    p.scalar(goal, [one, two, below, flip], "(37) and (38)")
    return p


def sized(x: Expr) -> Expr:
    """An expression for n = m."""
    return square(Relation(x, "==", x)).lhs


def _from_loss() -> Proof:
    """(81), last line: |grad l|^2 <= 2 K l."""
    p = Proof()
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    p.scalar(sigma_max(W) * norm2(G) <= 2 * K * sigma_max(W) * L, [smooth])
    return p


def _strong() -> Proof:
    """(80)."""
    p = Proof()
    p.identity(equal(P, G @ W.T @ G), "(81), first line")
    first, second = cited(p, "D.3/81-b"), cited(p, "D.3/81-c")
    p.scalar(norm(P) <= 2 * K * sigma_max(W) * L, [first, second], "(81)", degree=1)
    return p


def _triangle() -> Proof:
    p = Proof()
    p.fact("triangle", d1 @ W2.T, W1 @ d2.T, say="(83), first line")
    return p


def _taken_out() -> Proof:
    """(83), third line, without the squares."""
    p = Proof()
    one, two = p.fact("product-right", G @ W2, W2.T), p.fact("product-right", G, W2)
    three, four = p.fact("product", W1, W1.T @ G), p.fact("product", W1.T, G)
    flips = [p.fact("singular-transpose", w, 1) for w in (W1, W2)]
    p.scalar(
        norm(G @ W2 @ W2.T) + norm(W1 @ W1.T @ G)
        <= sigma_max(W2) ** 2 * norm(G) + sigma_max(W1) ** 2 * norm(G),
        [one, two, three, four, *flips],
        "(37) and (38), twice each",
    )
    return p


def _gradient_root() -> Proof:
    """(83), last line, without the square."""
    p = Proof()
    root = p.fact("smooth-gradient-root", ell, W, say="K-smooth, minimum 0")
    p.scalar(SIGMA2_MAX * norm(G) <= SIGMA2_MAX * ROOT, [root, top(p)])
    return p


def _first_order() -> Proof:
    """(82)."""
    p = Proof()
    lines = [
        cited(p, "D.4/83-a", "repaired"),
        cited(p, "D.4/83-c", "repaired"),
        cited(p, "D.4/83-e", "repaired"),
    ]
    p.scalar(norm(Q) <= SIGMA2_MAX * ROOT, lines, "(83)", degree=1)
    return p


def _first_order_square() -> Proof:
    """(82) as printed, for n = m: the same lines with the gradients exchanged."""
    p = Proof()
    q, g, w, w1, w2 = (sized(x) for x in (Q_PRINTED, G, W, W1, W2))
    e1, e2 = sized(d1), sized(d2)
    triangle = p.fact("triangle", e2 @ w2.T, w1 @ e1.T)
    one, two = p.fact("product-right", e2, w2.T), p.fact("product-right", g.T, w1)
    three, four = p.fact("product", w1, e1.T), p.fact("product-right", g, w2)
    flips = [p.fact("singular-transpose", x, 1) for x in (w2,)]
    root = p.fact("smooth-gradient-root", sized(ell), w)
    apart = p.fact("square-nonnegative", sigma_max(w1) - sigma_max(w2))
    linear = p.scalar(
        norm(q) <= 2 * sigma_max(w1) * sigma_max(w2) * norm(g),
        [triangle, one, two, three, four, *flips],
    )
    p.scalar(
        square(norm(Q_PRINTED) <= SIGMA2_MAX * ROOT),
        [linear, root, apart],
        "2 s_max(W1) s_max(W2) <= s_max(W1)^2 + s_max(W2)^2",
        products=[
            (linear,),
            (apart, p.fact("norm-nonnegative", g)),
            (p.scalar(sized(SIGMA2_MAX) >= 0), root),
        ],
    )
    return p


def change(p: Proof, at: Expr, signs: tuple[int, int], q: Expr = Q, product: Expr = P) -> int:
    """|-at eta Q + at^2 eta^2 P| <= at eta |Q| + at^2 eta^2 |P|; signs: at >= 0 and eta >= 0."""
    length = p.scalar(at * eta >= 0, signs)
    p.fact("square-nonnegative", at * eta)
    return p.scalar(
        norm((-at * eta) * q + (at * at * eta * eta) * product)
        <= at * eta * norm(q) + at**2 * eta**2 * norm(product),
        [
            length,
            p.fact("triangle", (at * eta) * -q, ((at * eta) * (at * eta)) * product),
            p.fact("scaling", at * eta, -q),
            p.fact("scaling", (at * eta) * (at * eta), product),
        ],
        "triangle inequality",
        degree=1,
    )


def lipschitz(p: Proof, at: Expr, signs: tuple[int, int], small: int) -> int:
    """(84) for A at a fraction of the step; small: the step at <= 1."""
    lemmas = cited(p, "D.4/82", "repaired"), cited(p, "D.3/80")
    return _lipschitz_at(p, at, (*signs, small), (product(at), Q), lemmas, lambda x: x)


def _lipschitz_at(
    p: Proof,
    at: Expr,
    signs: tuple[int, int, int],
    point: tuple[Expr, Expr],
    lemmas: tuple[int, int],
    sized: Callable[[Expr], Expr],
) -> int:
    """(84) at a point with this first-order term; sized: expressions for the sizes at hand."""
    positive, small = signs[1:]
    loss, w, g, product_, bound = (sized(x) for x in (ell, W, G, P, d.BOUND))
    where, q = sized(point[0]), sized(point[1])
    steep = p.fact("lipschitz-gradient", loss, w, where, say="(85), first line")
    k = p.fact("smoothness-positive", loss, w)
    near = change(p, at, (signs[0], positive), q, product_)
    ends = p.scalar(at**2 <= 1, [small, signs[0]])
    square_ = p.fact("square-nonnegative", eta)
    gap = norm(grad(loss, where) - g)
    moved = p.scalar(
        gap <= K * (eta * norm(q) + eta**2 * norm(product_)),
        [],
        "(85): s and its square are at most 1",
        products=[
            (steep,),
            (k, near),
            (k, small, positive, p.fact("norm-nonnegative", q)),
            (k, ends, square_, p.fact("norm-nonnegative", product_)),
        ],
    )
    return p.scalar(
        gap <= bound,
        [],
        "(86): Lemmas D.3 and D.4",
        products=[(moved,), (k, positive, lemmas[0]), (k, square_, lemmas[1])],
    )


def _change_of_gradient_square() -> Proof:
    """(84) with (78) as printed, for n = m: the same lines, as (82) holds for its terms too."""
    p = Proof()
    positive, inside, small = p.given(eta > 0), p.given(s > 0), p.given(s <= 1)
    square_ = {"m": "n"}
    lemmas = (
        p.claim(f"{PAPER}/D.4/82", "n = m"),
        p.claim(f"{PAPER}/D.3/80", "printed", sizes=square_),
    )
    _lipschitz_at(p, s, (inside, positive, small), (d.A_PRINTED, Q_PRINTED), lemmas, sized)
    return p


def _change_of_gradient() -> Proof:
    p = Proof()
    positive, inside, small = p.given(eta > 0), p.given(s > 0), p.given(s <= 1)
    lipschitz(p, s, (inside, positive), small)
    return p


def _lipschitz() -> Proof:
    p = Proof()
    p.fact("lipschitz-gradient", ell, W, d.A_S, say="(85), first line")
    return p


def _triangle_85() -> Proof:
    p = Proof()
    near = change(p, s, (p.given(s >= 0), p.given(eta > 0)))
    k = smoothness(p)
    p.scalar(
        K * norm((-s * eta) * Q + (s * s * eta * eta) * P)
        <= s * eta * K * norm(Q) + s**2 * eta**2 * K * norm(P),
        [near, k],
        "(85), third line",
    )
    return p


def _at_most_one() -> Proof:
    p = Proof()
    positive, inside, small = p.given(eta > 0), p.given(s > 0), p.given(s <= 1)
    k = smoothness(p)
    ends = p.scalar(s**2 <= 1, [small, inside])
    p.scalar(
        s * eta * K * norm(Q) + s**2 * eta**2 * K * norm(P)
        <= eta * K * norm(Q) + eta**2 * K * norm(P),
        [k, small, ends, positive],
        "(85), last line",
        products=[
            (k, small, positive, p.fact("norm-nonnegative", Q)),
            (k, ends, p.fact("square-nonnegative", eta), p.fact("norm-nonnegative", P)),
        ],
    )
    return p


def _lemmas_in() -> Proof:
    """(86), last line."""
    p = Proof()
    positive, k = p.given(eta > 0), smoothness(p)
    q, strong = cited(p, "D.4/82", "repaired"), cited(p, "D.3/80")
    p.scalar(
        eta * K * norm(Q) + eta**2 * K * norm(P)
        <= eta * K * SIGMA2_MAX * ROOT + eta**2 * K * (2 * K * sigma_max(W) * L),
        [q, strong, positive, k],
        "(86), last line",
        products=[(k, positive, q), (k, p.fact("square-nonnegative", eta), strong)],
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D.3/79", "printed"): _product_of_gradients,
    ("D.3/79-proof", "repaired"): _product_of_gradients,
    ("D.3/80", "printed"): _strong,
    ("D.3/81-b", "printed"): _from_width,
    ("D.3/81-b", "transposed, n = m"): _from_width_square,
    ("D.3/81-c", "printed"): _from_loss,
    ("D.4/82", "repaired"): _first_order,
    ("D.4/82", "n = m"): _first_order_square,
    ("D.4/83-a", "repaired"): _triangle,
    ("D.4/83-c", "repaired"): _taken_out,
    ("D.4/83-e", "repaired"): _gradient_root,
    ("D.5/84", "repaired"): _change_of_gradient,
    ("D.5/84", "n = m"): _change_of_gradient_square,
    ("D.5/85-a", "printed"): _lipschitz,
    ("D.5/85-c", "repaired"): _triangle_85,
    ("D.5/85-d", "repaired"): _at_most_one,
    ("D.5/86-c", "repaired"): _lemmas_in,
}
