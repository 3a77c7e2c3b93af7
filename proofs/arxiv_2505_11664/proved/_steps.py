"""What proofs about single steps share: bounds of the terms of a step, each a few lines.

Each function adds its lines to a proof and gives the number of the last. Notation as in appendix D
(`_second_order.py`): d1 = G W2 and d2 = G' W1 are the gradient's blocks, N2 = |d1|^2 + |d2|^2,
Q = d1 W2' + W1 d2' = T*T(G), P = d1 d2' = G W' G, so that W+ - W = -eta Q + eta^2 P.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import SIGMA2_MAX
from verify.evidence.derivation import Proof
from verify.language import Relation, const, equal, norm, norm2, sigma_max
from verify.language.expr import Expr
from verify.model.step import W, ell

__all__ = [
    "both",
    "cited",
    "citing",
    "convexity",
    "positive_where_defined",
    "smoothness",
    "sum_of_mixed_products",
    "sum_of_products",
    "top",
]


def cited(p: Proof, claim: str, reading: str = "printed", conclusion: int = 0) -> int:
    """A conclusion of another claim of the paper, as it stands."""
    return p.claim(f"{PAPER}/{claim}", reading, conclusion)


def citing(*claims: tuple[str, str, int], given: Sequence[Relation] = ()) -> Callable[[], Proof]:
    """A proof that only cites: each conclusion is one of another reading, hypotheses and all."""

    def proof() -> Proof:
        p = Proof()
        for relation in given:
            p.given(relation)
        for claim, reading, conclusion in claims:
            cited(p, claim, reading, conclusion)
        return p

    return proof


def smoothness(p: Proof, at: Expr = W) -> int:
    """K > 0."""
    return p.fact("smoothness-positive", ell, at)


def convexity(p: Proof, at: Expr = W) -> int:
    """Mu > 0."""
    return p.fact("convexity-positive", ell, at)


def top(p: Proof) -> int:
    """sigma_max^2(T) >= 0."""
    return p.scalar(SIGMA2_MAX >= 0)


def both(p: Proof, equation: int) -> tuple[int, int]:
    """An equation as <= and as >=, whose use does not depend on how terms are ordered."""
    relation = p.relations[equation]
    return (
        p.scalar(relation.lhs <= relation.rhs, [equation], degree=1),
        p.scalar(relation.lhs >= relation.rhs, [equation], degree=1),
    )


def sum_of_products(p: Proof, x: tuple[Expr, Expr], y: tuple[Expr, Expr], say: str) -> int:
    """|AB + CD|^2 <= (s_max(A)^2 + s_max(C)^2) (|B|^2 + |D|^2), the repaired (35)."""
    (A, B), (C, D) = x, y
    triangle = p.fact("triangle", A @ B, C @ D)
    first, second = p.fact("product", A, B), p.fact("product", C, D)
    return _squared(p, (A, B), (C, D), [triangle, first, second], say)


def sum_of_mixed_products(p: Proof, x: tuple[Expr, Expr], y: tuple[Expr, Expr], say: str) -> int:
    """|B A' + C D|^2 <= (s_max(A)^2 + s_max(C)^2) (|B|^2 + |D|^2), A on the right."""
    (A, B), (C, D) = x, y
    triangle = p.fact("triangle", B @ A.T, C @ D)
    first, second = p.fact("product-right", B, A.T), p.fact("product", C, D)
    flip = p.fact("singular-transpose", A, 1)
    return _squared(p, (A, B), (C, D), [triangle, first, second, flip], say, B @ A.T + C @ D)


def _squared(
    p: Proof,
    x: tuple[Expr, Expr],
    y: tuple[Expr, Expr],
    using: Sequence[int],
    say: str,
    total: Expr | None = None,
) -> int:
    (A, B), (C, D) = x, y
    total = A @ B + C @ D if total is None else total
    linear = p.scalar(
        norm(total) <= sigma_max(A) * norm(B) + sigma_max(C) * norm(D),
        using,
        "triangle inequality, and (37), (38) on the products",
        degree=1,
    )
    square = p.fact("square-nonnegative", sigma_max(A) * norm(D) - sigma_max(C) * norm(B))
    bound = (sigma_max(A) ** 2 + sigma_max(C) ** 2) * (norm2(B) + norm2(D))
    return p.scalar(norm2(total) <= bound, [linear, square], say)


def positive_where_defined(p: Proof, a: Expr, nonnegative: int) -> tuple[int, int]:
    """A > 0 and 1/a > 0 where a >= 0 is an earlier step and the statement divides by a."""
    unit = p.identity(equal(a * (1 / a), 1), "the quotient is defined")
    square = p.fact("square-nonnegative", 1 / a)
    inverse = p.scalar(1 / a >= 0, [unit, square, nonnegative], products=[(square, nonnegative)])
    apart = p.fact("square-nonnegative", a - 1 / a)
    p.scalar((a + 1 / a) ** 2 >= 4, [apart, unit])
    p.scalar(a + 1 / a >= 0, [nonnegative, inverse], degree=1)
    large = p.fact("compare-squares", const(2), a + 1 / a, say="a + 1/a >= 2")
    strict = p.scalar(a + 1 / a > 0, [large], degree=1)
    size = p.fact("square-nonnegative", a)
    positive = p.scalar(a > 0, [strict, size, unit], "as a (a + 1/a) = a^2 + 1")
    return positive, p.fact("reciprocal-positive", a)
