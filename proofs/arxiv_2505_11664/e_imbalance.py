"""Appendix E, imbalance: Lemma E.2 (116), (129) and its proof (130)-(132).

D = W1'W1 - W2'W2 changes only at second order in the step size. Notation: G = grad l(W) is
n x m, so G'G is m x m and GG' is n x n; in (131) only one of them fits each factor. For n = m
the printed formulas are well-typed and have a reading of their own. Sharper bounds at the end.
"""

# Relations stand in the direction in which the paper prints them.

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import ANY_STEP, D_NEXT, SIGMA2_MAX, D
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    Expr,
    Relation,
    equal,
    maximum,
    norm,
    norm2,
    replace,
    sigma_max,
    sqrt,
)
from verify.model.step import W1, W2, G, K, L, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="E")

DRIFT_2 = W2.T @ G.T @ G @ W2
DRIFT_1 = W1.T @ G @ G.T @ W1
PRINTED_1 = W1.T @ G.T @ G @ W1
CHANGE = norm(D_NEXT - D)


def _square(relation: Relation) -> Relation:
    """The same formula for n = m."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr:
        dims = tuple(k.rename({"m": "n"}) for k in node.dims)
        return Expr(node.op, args, node.name, node.value, dims, node.tex)

    return Relation(replace(relation.lhs, rule), relation.op, replace(relation.rhs, rule))


# W1 = (1, 0)', W2 = 0, G = [[0, 1], [0, 0]]: D falls by eta^2, the printed right side is 0.
_TURNED = Example(
    {"n": 2, "h": 1},
    {"W1": [[1], [0]], "W2": [[0], [0]], "eta": "1/2"},
    {"ell": {"A": [[1, 1], [1, 1]], "C": [[0, -1], [0, 0]]}},
)
# W1 = (1, 0), W2 = (0, 1), W = 0, G = -1: the two parts of the drift are orthogonal.
_ORTHOGONAL = Example(
    {"n": 1, "m": 1, "h": 2},
    {"W1": [[1, 0]], "W2": [[0, 1]], "eta": "1/2"},
    {"ell": {"A": [[1]], "C": [[1]]}},
)

CLAIMS = (
    part.claim(
        "E.2/130",
        "Equation (130)",
        "The step of gradient descent on each factor",
        reading(
            "printed",
            tex=r"W_1(k+1) = W_1(k) - \eta_k\nabla\ell(k)W_2(k), \quad "
            r"W_2(k+1) = W_2(k) - \eta_k\nabla\ell(k)^{\top}W_1(k)",
            words="writes (7) and (8) out",
        ),
        equations="130",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "E.2/131",
        "Equation (131)",
        "The change of the imbalance in one step",
        reading(
            "printed",
            equal(D_NEXT - D, eta**2 * (DRIFT_2 - PRINTED_1)),
            given=ANY_STEP,
            tex=r"D(k+1)-D(k) = \eta_k^2\left(W_2^{\top}\nabla\ell^{\top}\nabla\ell W_2 - "
            r"W_1^{\top}\nabla\ell^{\top}\nabla\ell W_1\right)",
            note="W1 is n x h and grad l is n x m: W1' (grad l)' does not fit unless n = m.",
        ),
        reading(
            "n = m",
            _square(equal(D_NEXT - D, eta**2 * (DRIFT_2 - PRINTED_1))),
            examples=[_TURNED],
            words="well-typed, and false: (grad l)' grad l stands where grad l (grad l)' should",
        ),
        reading(
            "repaired",
            equal(D_NEXT - D, eta**2 * (DRIFT_2 - DRIFT_1)),
            identity=True,
            words="grad l (grad l)' in the second term; the first-order terms cancel",
        ),
        equations="131",
        severity=Severity.TYPO,
        consequence="Lemma E.2 stands on the repaired identity.",
    ),
    part.claim(
        "E.2/132-a",
        "Equation (132), first link",
        "Norm of the change of imbalance, by the triangle inequality",
        reading(
            "printed",
            CHANGE <= eta**2 * norm(DRIFT_2) + eta**2 * norm(PRINTED_1),
            given=ANY_STEP,
            note="Ill-typed like (131).",
        ),
        reading(
            "n = m",
            _square(CHANGE <= eta**2 * norm(DRIFT_2) + eta**2 * norm(PRINTED_1)),
            examples=[_TURNED],
            words="with the printed product, which (131) does not give: false as well",
        ),
        reading(
            "repaired",
            CHANGE <= eta**2 * norm(DRIFT_2) + eta**2 * norm(DRIFT_1),
            given=ANY_STEP,
        ),
        equations="132",
        rests_on=["E.2/131"],
        severity=Severity.TYPO,
    ),
    part.claim(
        "E.2/132-b",
        "Equation (132), second link",
        "Each part of the drift from a factor's largest singular value",
        reading(
            "printed",
            eta**2 * norm(DRIFT_2) + eta**2 * norm(DRIFT_1)
            <= eta**2 * sigma_max(W2) ** 2 * norm2(G) + eta**2 * sigma_max(W1) ** 2 * norm2(G),
            given=ANY_STEP,
            words="with the left side in the repaired form",
        ),
        equations="132",
        rests_on=["A.1/37-upper", "A.1/38-upper"],
    ),
    part.claim(
        "E.2/132-c",
        "Equation (132), third link",
        "The two largest singular values add up to that of T",
        reading(
            "printed",
            equal(
                eta**2 * sigma_max(W2) ** 2 * norm2(G) + eta**2 * sigma_max(W1) ** 2 * norm2(G),
                eta**2 * SIGMA2_MAX * norm2(G),
            ),
            identity=True,
        ),
        equations="132",
        rests_on=["A.2/39-max"],
    ),
    part.claim(
        "E.2/132-d",
        "Equation (132), last link",
        "Gradient of a K-smooth loss with minimum 0: |grad l|^2 <= 2 K l",
        reading(
            "printed",
            eta**2 * SIGMA2_MAX * norm2(G) <= 2 * K * eta**2 * SIGMA2_MAX * L,
            given=ANY_STEP,
        ),
        equations="132",
        hypotheses=("K-smooth, minimum 0",),
    ),
    part.claim(
        "E.2",
        "Lemma E.2",
        "The imbalance changes by at most 2 K eta^2 sigma_max^2(T) L in one step",
        reading("printed", CHANGE <= 2 * K * eta**2 * SIGMA2_MAX * L, given=ANY_STEP),
        equations="116 129",
        rests_on=["E.2/131", "E.2/132-a", "E.2/132-b", "E.2/132-c", "E.2/132-d"],
        hypotheses=("Assumptions 2.1 and 2.2",),
    ),
    part.claim(
        "E.2/sharp",
        "Beyond Lemma E.2, Frobenius norm",
        "The sum of the factors' sigma_max^2 can be the root of the sum of their squares",
        reading(
            "printed",
            CHANGE <= 2 * K * eta**2 * sqrt(sigma_max(W1) ** 4 + sigma_max(W2) ** 4) * L,
            given=ANY_STEP,
            words="|A - B|_F^2 <= |A|_F^2 + |B|_F^2 for A, B positive semidefinite",
        ),
        reading(
            "the larger one alone",
            CHANGE <= 2 * K * eta**2 * maximum(sigma_max(W1) ** 2, sigma_max(W2) ** 2) * L,
            examples=[_ORTHOGONAL],
            words="false in the Frobenius norm: the two parts may be orthogonal to each other",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.2/131", "E.2/132-b", "E.2/132-d"],
    ),
    part.claim(
        "E.2/spectral",
        "Beyond Lemma E.2, spectral norm",
        "In the spectral norm the larger factor alone bounds the change of imbalance",
        reading(
            "printed",
            sigma_max(D_NEXT - D)
            <= 2 * K * eta**2 * maximum(sigma_max(W1) ** 2, sigma_max(W2) ** 2) * L,
            given=ANY_STEP,
            words="-B <= A - B <= A for A, B positive semidefinite",
        ),
        kind=Kind.BEYOND,
        rests_on=["E.2/131", "E.2/132-d"],
    ),
)
