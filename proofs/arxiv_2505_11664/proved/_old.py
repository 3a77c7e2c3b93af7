"""Proofs of the paper's true universal statements, in its own order and for all sizes.

`PROOFS` maps (claim, reading) to a function that writes the proof down, a step a line: an
identity, an instance of a standard fact (`verify/evidence/facts.py`), or a scalar relation whose
certificate is searched and recorded. `verify/checker.py` re-checks every step.

Notation: d1 = G W2 and d2 = G' W1 are the gradient's blocks, N2 = |d1|^2 + |d2|^2 = |grad L|^2,
Q = d1 W2' + W1 d2' = T*T(G) and P = d1 d2' = G W' G, so that W+ - W = -eta Q + eta^2 P.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664 import a_preliminaries as a
from proofs.arxiv_2505_11664._quantities import (
    D_NEXT,
    K_T,
    MU_T,
    ROOT,
    SIGMA2_MAX,
    SIGMA2_MIN,
    D,
)
from verify.evidence.derivation import Proof
from verify.language import equal, inner, norm, norm2, sigma, sigma_max
from verify.language.expr import Expr
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    W1,
    W2,
    W_NEXT,
    G,
    K,
    L,
    W,
    ell,
    eta,
)

__all__ = ["PROOFS"]

d1 = G @ W2
d2 = G.T @ W1
N2 = norm2(d1) + norm2(d2)
Q = d1 @ W2.T + W1 @ d2.T
P = d1 @ d2.T


def _cauchy_schwarz() -> Proof:
    p = Proof()
    p.fact("cauchy-schwarz", a.P, a.Q, say="(33)")
    return p


def _product_norm() -> Proof:
    """(34): |AB| <= |A| |B| and 2 |A| |B| <= |A|^2 + |B|^2."""
    p = Proof()
    first = p.fact("product", a.A, a.B)
    second = p.fact("spectral-below-frobenius", a.A)
    square = p.fact("square-nonnegative", norm(a.A) - norm(a.B))
    p.scalar(
        2 * norm(a.A @ a.B) <= norm(a.A) ** 2 + norm(a.B) ** 2, [first, second, square], "(34)"
    )
    return p


def _sum_of_products(p: Proof, x: tuple[Expr, Expr], y: tuple[Expr, Expr], say: str) -> int:
    """|AB + CD|^2 <= (s_max(A)^2 + s_max(C)^2) (|B|^2 + |D|^2), the repaired (35)."""
    (A, B), (C, E) = x, y
    triangle = p.fact("triangle", A @ B, C @ E)
    first, second = p.fact("product", A, B), p.fact("product", C, E)
    linear = p.scalar(
        norm(A @ B + C @ E) <= sigma_max(A) * norm(B) + sigma_max(C) * norm(E),
        [triangle, first, second],
        "triangle inequality, and (37) on each product",
        degree=1,
    )
    square = p.fact("square-nonnegative", sigma_max(A) * norm(E) - sigma_max(C) * norm(B))
    return p.scalar(
        norm(A @ B + C @ E) ** 2
        <= (sigma_max(A) ** 2 + sigma_max(C) ** 2) * (norm(B) ** 2 + norm(E) ** 2),
        [linear, square],
        say,
    )


def _sum_of_two_products() -> Proof:
    p = Proof()
    _sum_of_products(p, (a.A, a.B), (a.C, a.D), "(35) without the outer square")
    return p


def _reversed_36() -> Proof:
    p = Proof()
    p.scalar(
        norm(a.P + a.Q) ** 2 <= 2 * norm(a.P) ** 2 + 2 * norm(a.Q) ** 2,
        [p.fact("norm-nonnegative", a.P - a.Q), p.fact("norm-squared", a.P - a.Q)],
        "the difference of the sides is |A - B|^2",
    )
    return p


def _acute_36() -> Proof:
    p = Proof()
    angle = p.given(inner(a.P, a.Q) >= 0)
    p.scalar(
        norm(a.P) ** 2 + norm(a.Q) ** 2 <= 2 * norm(a.P + a.Q) ** 2,
        [angle],
        "|A + B|^2 = |A|^2 + |B|^2 + 2 <A, B>",
    )
    return p


def _upper(fact: str, larger: Expr, other: Expr) -> Callable[[], Proof]:
    """|AB|^2 <= s_max^2 |.|^2 by squaring the fact."""

    def proof() -> Proof:
        p = Proof()
        bound = p.fact(fact, a.A, a.B)
        p.scalar(
            norm(a.A @ a.B) ** 2 <= sigma_max(larger) ** 2 * norm(other) ** 2,
            [bound],
            "both sides are nonnegative, so the squares compare alike",
        )
        return p

    return proof


def _lower(fact: str, of: Expr, other: Expr) -> Callable[[], Proof]:
    """s_k^2 |.|^2 <= |AB|^2 by squaring the fact."""

    def proof() -> Proof:
        p = Proof()
        bound = p.fact(fact, a.A, a.B)
        # The k-th singular value, k the common dimension of A and B.
        positive = p.fact("singular-nonnegative", of, "k")
        p.scalar(
            sigma("k", of) ** 2 * norm(other) ** 2 <= norm(a.A @ a.B) ** 2,
            [bound, positive],
            "both sides are nonnegative, so the squares compare alike",
            degree=3,
        )
        return p

    return proof


def _quadratic_form() -> Proof:
    """(43): <U, U W2 W2' + W1 W1' U> = |U W2|^2 + |W1' U|^2, each from below."""
    p = Proof()
    right, left = p.fact("product-below-right", a.U, W2), p.fact("product-below-right", a.U.T, W1)
    signs = [p.fact("singular-nonnegative", W1, "n"), p.fact("singular-nonnegative", W2, "m")]
    p.scalar(
        inner(a.U, a.TT) >= (sigma("n", W1) ** 2 + sigma("m", W2) ** 2) * norm2(a.U),
        [right, left, *signs],
        "the form is a sum of two squares, each bounded by (38)",
        degree=3,
    )
    return p


def _drift_parts(p: Proof) -> tuple[int, int]:
    """|W2'G'G W2| <= s_max(W2)^2 |G|^2 and |W1'G G'W1| <= s_max(W1)^2 |G|^2."""
    parts = []
    for block, factor, gradient in ((d1, W2, G), (d2, W1, G.T)):
        first = p.fact("product", block.T, block)
        second = p.fact("spectral-below-frobenius", block.T)
        third = p.fact("product-right", gradient, factor)
        parts.append(
            p.scalar(
                norm(block.T @ block) <= sigma_max(factor) ** 2 * norm2(G),
                [first, second, third],
                "(37) twice",
            )
        )
    return parts[0], parts[1]


def _drift_triangle(p: Proof) -> int:
    """The first line of (132), in the repaired form."""
    X, Y = d1.T @ d1, d2.T @ d2
    p.identity(equal(D_NEXT - D, eta**2 * (X - Y)), "(131)")
    p.fact("square-nonnegative", eta)
    return p.scalar(
        norm(D_NEXT - D) <= eta**2 * norm(X) + eta**2 * norm(Y),
        [
            p.fact("triangle", eta * eta * X, -(eta * eta * Y)),
            p.fact("scaling", eta * eta, X),
            p.fact("scaling", eta * eta, -Y),
        ],
        "triangle inequality",
        degree=1,
    )


def _e2_a() -> Proof:
    p = Proof()
    _drift_triangle(p)
    return p


def _e2_b() -> Proof:
    p = Proof()
    first, second = _drift_parts(p)
    step = p.fact("square-nonnegative", eta)
    p.scalar(
        eta**2 * norm(d1.T @ d1) + eta**2 * norm(d2.T @ d2)
        <= eta**2 * sigma_max(W2) ** 2 * norm2(G) + eta**2 * sigma_max(W1) ** 2 * norm2(G),
        [first, second, step],
    )
    return p


def _e2_d() -> Proof:
    p = Proof()
    p.scalar(
        eta**2 * SIGMA2_MAX * norm2(G) <= 2 * K * eta**2 * SIGMA2_MAX * L,
        [p.fact("smooth-gradient", ell, W), p.fact("square-nonnegative", eta)],
        degree=4,
    )
    return p


def _e2() -> Proof:
    """Lemma E.2 in the order of (131), (132)."""
    p = Proof()
    line = _drift_triangle(p)
    first, second = _drift_parts(p)
    step = p.fact("square-nonnegative", eta)
    third = p.scalar(
        norm(D_NEXT - D) <= eta**2 * SIGMA2_MAX * norm2(G), [line, first, second, step], "(132)"
    )
    smooth = p.fact("smooth-gradient", ell, W, say="K-smooth, minimum 0")
    p.scalar(
        norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
        [third, smooth, step],
        "(116)",
        degree=4,
    )
    return p


def _gradient_norms(p: Proof) -> tuple[int, int, int, int]:
    """|G| <= sqrt(2KL); 2|P| <= N2; |P| <= 2 K L s_max(W); |Q|^2 <= s_max(T)^2 N2; and |Q|."""
    root = p.fact("smooth-gradient-root", ell, W, say="K-smooth, minimum 0")
    product = p.fact("product", d1, d2.T)
    below = p.fact("spectral-below-frobenius", d1)
    square = p.fact("square-nonnegative", norm(d1) - norm(d2))
    half = p.scalar(2 * norm(P) <= N2, [product, below, square], "(79)")
    # (80): P = G W' G.
    one = p.fact("product-right", G, W.T @ G)
    two = p.fact("product", W.T, G)
    three = p.fact("spectral-below-frobenius", W.T @ G)
    flip = p.fact("singular-transpose", W, 1)
    gradient = p.fact("smooth-gradient", ell, W)
    lemma = p.scalar(norm(P) <= sigma_max(W) * norm2(G), [one, two, three, flip], "(81)")
    strong = p.scalar(norm(P) <= 2 * K * sigma_max(W) * L, [lemma, gradient], "(80)")
    return root, half, strong, gradient


def _q_norms(p: Proof, root: int) -> tuple[int, int]:
    """|Q|^2 <= s_max(T)^2 N2 and |Q| <= s_max(T)^2 sqrt(2KL)."""
    triangle = p.fact("triangle", d1 @ W2.T, W1 @ d2.T)
    first, second = p.fact("product-right", d1, W2.T), p.fact("product", W1, d2.T)
    flip = p.fact("singular-transpose", W2, 1)
    linear = p.scalar(
        norm(Q) <= norm(d1) * sigma_max(W2) + sigma_max(W1) * norm(d2),
        [triangle, first, second, flip],
        "triangle inequality, (37), (38)",
    )
    square = p.fact("square-nonnegative", norm(d1) * sigma_max(W1) - sigma_max(W2) * norm(d2))
    squared = p.scalar(norm2(Q) <= SIGMA2_MAX * N2, [linear, square], "(35) repaired")
    one, two = p.fact("product-right", G, W2), p.fact("product-right", G.T, W1)
    bound = p.scalar(
        norm(Q) <= SIGMA2_MAX * ROOT, [linear, one, two, root], "(82), repaired", degree=3
    )
    return squared, bound


def _descent() -> Proof:
    """Theorem 3.1 without the Hessian: smoothness at the iterates, W+ - W = -eta Q + eta^2 P."""
    p = Proof()
    positive = p.given(eta > 0)
    smooth = p.fact("smooth", ell, W, W_NEXT, say="smoothness inequality (3) at W and W+")
    root, half, strong, _ = _gradient_norms(p)
    squared, bound = _q_norms(p, root)
    # The three terms of the expansion, each against N2.
    first = p.scalar(
        inner(G, P) <= ROOT * N2 / 2,
        [p.fact("cauchy-schwarz", G, P), root, half],
        "second-order term of the linear part",
    )
    second = p.scalar(
        -inner(Q, P) <= SIGMA2_MAX * ROOT * N2 / 2,
        [p.fact("cauchy-schwarz", Q, -P), bound, half],
        "third order",
        degree=3,
    )
    third = p.scalar(norm2(P) <= K * sigma_max(W) * L * N2, [strong, half], "fourth order")
    square = p.fact("square-nonnegative", eta)
    k = p.fact("smoothness-positive", ell, W)
    sharp = K * SIGMA2_MAX + ROOT + K * SIGMA2_MAX * ROOT * eta + K**2 * sigma_max(W) * L * eta**2
    lemma = p.scalar(
        L_NEXT <= L - (eta - sharp * eta**2 / 2) * GRADIENT2,
        [positive, smooth, first, second, third, squared, square, k],
        "(9) with 1 in the places of 3 and 6",
        products=[
            (smooth,),
            (square, first),
            (square, k, squared),
            (square, positive, k, second),
            (square, square, k, third),
        ],
    )
    # The printed constant is larger: 3 >= 1 and 6 >= 1.
    root_sign = p.fact("root-nonnegative", 2 * K * L)
    value = p.fact("loss-nonnegative", ell, W)
    top = p.scalar(SIGMA2_MAX >= 0, [])
    width = p.fact("singular-nonnegative", W, 1)
    blocks = p.scalar(GRADIENT2 >= 0, [])
    p.scalar(
        L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
        [lemma, square, positive, k, top, root_sign, value, width, blocks],
        "(9)",
        products=[
            (lemma,),
            (square, positive, k, top, root_sign, blocks),
            (square, square, k, k, width, value, blocks),
        ],
    )
    return p


def _local_pl(p: Proof) -> int:
    right, left = p.fact("product-below-right", G, W2), p.fact("product-below-right", G.T, W1)
    signs = [p.fact("singular-nonnegative", W1, "n"), p.fact("singular-nonnegative", W2, "m")]
    form = p.scalar(
        GRADIENT2 >= SIGMA2_MIN * norm2(G),
        [right, left, *signs],
        "(38) on each block",
        degree=3,
    )
    pl = p.fact("polyak-lojasiewicz", ell, W, say="PL inequality (4)")
    return p.scalar(GRADIENT2 / 2 >= MU_T * L, [form, pl, *signs], "(9)", degree=3)


def _pl() -> Proof:
    p = Proof()
    _local_pl(p)
    return p


def _contraction() -> Proof:
    """(10): the descent lemma and the PL inequality, where the step is at most 2 / K_t."""
    p = _descent()
    descent = len(p.steps) - 1
    pl = _local_pl(p)
    step, limit = p.given(eta > 0), p.given(eta * K_T < 2)
    p.scalar(
        L_NEXT <= L * (1 - 2 * MU_T * eta + MU_T * K_T * eta**2),
        [descent, pl, step, limit],
        "(10)",
        products=[(descent,), (step, limit, pl)],
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("A.1/33", "printed"): _cauchy_schwarz,
    ("A.1/34", "printed"): _product_norm,
    ("A.1/35", "repaired"): _sum_of_two_products,
    ("A.1/36", "repaired"): _reversed_36,
    ("A.1/36", "with <A, B> >= 0"): _acute_36,
    ("A.1/37-lower", "repaired"): _lower("product-below", a.A, a.B),
    ("A.1/37-upper", "printed"): _upper("product", a.A, a.B),
    ("A.1/38-lower", "repaired"): _lower("product-below-right", a.B, a.A),
    ("A.1/38-upper", "printed"): _upper("product-right", a.B, a.A),
    ("A.2/43", "repaired"): _quadratic_form,
    ("3.1/9-descent", "printed"): _descent,
    ("3.1/9-PL", "printed"): _pl,
    ("3.1/10", "printed"): _contraction,
    ("E.2/132-a", "repaired"): _e2_a,
    ("E.2/132-b", "printed"): _e2_b,
    ("E.2/132-d", "printed"): _e2_d,
    ("E.2", "printed"): _e2,
}
