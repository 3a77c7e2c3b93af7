"""Appendix A: Lemma A.2 (39)-(46), the singular values of the operator T of (8).

Notation: sigma_min(A) is the smallest of the min(rows, columns) singular values, sigma_k(A) the
k-th largest, 0 past the shape. T(U) = [U W2; U' W1];
vec(T* T(U)) = (W2 W2' (x) I_n + I_m (x) W1 W1') vec(U), vec by columns.
The paper allows h >= min(n, m); for h < max(n, m) the lemma depends on the reading of sigma_min.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664.a_preliminaries import TT, U
from verify.claims.claim import Example, Kind, Severity, reading
from verify.language import (
    define,
    equal,
    eye,
    inner,
    kron,
    lam_max,
    lam_min,
    matrix,
    norm2,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    vstack,
)
from verify.model.matrices import matrices
from verify.model.step import W1, W2, G

__all__ = ["CLAIMS", "LAMBDA_MAX", "LAMBDA_MIN"]

part = Part(__name__, section="A")

# The operator T and its adjoint.
Z1 = matrix("Z1", "n", "h", "Z_1")
Z2 = matrix("Z2", "m", "h", "Z_2")
E1 = matrix("E1", "n", "h", "E_1")
E2 = matrix("E2", "m", "h", "E_2")
OPERATOR = vstack(U @ W2, U.T @ W1)
TT_MATRIX = define(
    "TT",
    kron(W2 @ W2.T, eye("n")) + kron(eye("m"), W1 @ W1.T),
    r"\mathcal{T}^*\mathcal{T}",
)
LAMBDA_MIN, LAMBDA_MAX = lam_min(TT_MATRIX), lam_max(TT_MATRIX)
u1 = matrix("u1", "n", 1, "u_1")
u2 = matrix("u2", "m", 1, "u_2")
v1 = matrix("v1", "h", 1, "v_1")
FACTORS = matrices(
    "A.2 factors",
    [W1, W2, U],
    largest=5,
    where=lambda s: min(s["n"], s["m"]) <= s["h"] and s["n"] <= 3 and s["m"] <= 3,
    words="W1, W2, U of all ranks and scales, n, m <= 3, h from min(n, m) to 5",
)

VECTORS = matrices(
    "A.2 vectors",
    [W1, W2, u1, u2],
    largest=4,
    where=lambda s: min(s["n"], s["m"]) <= s["h"],
)

# Factors of rank one, W1 = u1 a', W2 = u2 b'.
a1 = matrix("a1", "h", 1, "a")
b1 = matrix("b1", "h", 1, "b")
ONE1, ONE2 = u1 @ a1.T, u2 @ b1.T
RANK_ONE = matrices(
    "A.2 factors of rank one",
    [u1, u2, a1, b1],
    largest=3,
    where=lambda s: min(s["n"], s["m"]) <= s["h"],
)
RANK_TT = kron(ONE2 @ ONE2.T, eye("n")) + kron(eye("m"), ONE1 @ ONE1.T)
# (44): singular values and vectors of the factors, one pair or two.
s1, s2 = scalar("s1", r"\sigma_{1,r_1}"), scalar("s2", r"\sigma_{2,r_2}")
l1 = matrix("l1", "n", 1, "u_{1,r_1}")
r1 = matrix("r1", "h", 1, "v_{1,r_1}")
l2 = matrix("l2", "m", 1, "u_{2,r_2}")
r2 = matrix("r2", "h", 1, "v_{2,r_2}")
U44 = l1 @ l2.T
# With h = n (= m), where the vectors' shapes allow the printed formulas.
N1, N2_ = matrix("W1", "n", "n", "W_1"), matrix("W2", "m", "n", "W_2")
q1 = matrix("r1", "n", 1, "v_{1,r_1}")
p1, p2, q2 = (matrix(x, "n", 1, t) for x, t in (("l1", "u_{1}"), ("l2", "u_{2}"), ("r2", "v_{2}")))
q1_square = matrix("r1", "n", 1, "v_{1}")
UNIT = (equal(norm2(q1), 1), equal(norm2(l2), 1))

# W1 = [[0, 1], [2, 0]] has the singular values 2, 1; v_2 = e_2 is right, u_2 = e_1 left.
RIGHT_VECTOR = Example(
    {"n": 2, "m": 1},
    {
        "W1": [["0", "1"], ["2", "0"]],
        "W2": [["1", "0"]],
        "r1": [["0"], ["1"]],
        "l2": [["1"]],
        "s1": "1",
        "s2": "1",
    },
)
# W2 = -1: u = 1, v = -1.
NEGATIVE = Example(
    {"n": 1},
    {"r1": [["1"]], "l2": [["1"]], "r2": [["-1"]], "s2": "1"},
)
TWO_VALUES = Example(
    {"n": 2, "m": 1, "h": 2},
    {
        "W1": [["2", "0"], ["0", "1"]],
        "u1": [["1"], ["0"]],
        "l1": [["0"], ["1"]],
        "l2": [["1"]],
        "s1": "1",
        "s2": "2",
    },
)
RANK_FORM = matrices("A.2 term of rank one", [l1, l2, u2, b1], largest=3)

CLAIMS = (
    part.claim(
        "8",
        "Equation (8)",
        "The gradient of L is T applied to the gradient of l: chain rule",
        reading(
            "printed",
            equal(
                inner(G, E1 @ W2.T + W1 @ E2.T),
                inner(vstack(G @ W2, G.T @ W1), vstack(E1, E2)),
            ),
            identity=True,
            tex=r"\nabla L(W_1, W_2) = \mathcal{T}(\nabla\ell(W); W_1, W_2) := "
            r"\begin{bmatrix} \nabla\ell(W) W_2 \\ \nabla\ell(W)^{\top} W_1 \end{bmatrix}",
            words="the derivative of l(W1 W2') along any (E1, E2) is <grad l, E1 W2' + W1 E2'>, "
            "and this is the inner product of (E1, E2) with T(grad l)",
        ),
        equations="1 8",
        section="2.2",
    ),
    part.claim(
        "A.2/adjoint",
        "Lemma A.2, adjoint of T",
        "The adjoint is T*(Z1, Z2) = Z1 W2' + W1 Z2'",
        reading(
            "printed",
            equal(inner(OPERATOR, vstack(Z1, Z2)), inner(U, Z1 @ W2.T + W1 @ Z2.T)),
            identity=True,
            words="the paper uses T* without printing it",
        ),
    ),
    part.claim(
        "A.2/40",
        "Equation (40)",
        "T* o T (U) = U W2 W2' + W1 W1' U",
        reading(
            "printed",
            equal((U @ W2) @ W2.T + W1 @ (U.T @ W1).T, TT),
            identity=True,
            words="T* applied to T(U)",
        ),
        equations="40",
        rests_on=["A.2/adjoint"],
    ),
    part.claim(
        "A.2/39-min",
        "Lemma A.2 (39), (41), (45): smallest",
        "The smallest singular value of T",
        reading(
            "printed",
            equal(LAMBDA_MIN, sigma_min(W1) ** 2 + sigma_min(W2) ** 2),
            given=FACTORS,
            tex=r"\sigma_{\min}^2(\mathcal{T}) = \lambda_{\min}(\mathcal{T}^*\circ\mathcal{T}) "
            r"= \sigma_{\min}^2(W_1) + \sigma_{\min}^2(W_2)",
            note="Read with the paper's sigma_min, the smallest of min(n, h) singular values. "
            "When h < n, W1 W1' has the eigenvalue 0, whatever sigma_min(W1) is; "
            "h >= min(n, m) allows this.",
        ),
        reading(
            "smallest nonzero singular value",
            equal(lam_min(RANK_TT), sigma(1, ONE1) ** 2 + sigma(1, ONE2) ** 2),
            given=RANK_ONE,
            words="sigma_{1,r1} and sigma_{2,r2}, r the rank, as in (44); for factors of rank one, "
            "whose only nonzero singular value is the first",
        ),
        reading(
            "repaired",
            equal(LAMBDA_MIN, sigma("n", W1) ** 2 + sigma("m", W2) ** 2),
            given=FACTORS,
            words="with the n-th singular value of W1 and the m-th of W2, 0 past the shape",
        ),
        equations="39 41 45",
        rests_on=["A.2/40"],
        severity=Severity.CONSTANT,
        hypotheses=("h >= min(n, m)",),
        consequence="All uses of sigma_min^2(T) stand in the repaired reading; a bound that is "
        "computed from sigma_min of the factors is too large when h < max(n, m).",
    ),
    part.claim(
        "A.2/39-max",
        "Lemma A.2 (39), (41), (46): largest",
        "The largest singular value of T",
        reading(
            "printed",
            equal(LAMBDA_MAX, sigma_max(W1) ** 2 + sigma_max(W2) ** 2),
            given=FACTORS,
            tex=r"\sigma_{\max}^2(\mathcal{T}) = \lambda_{\max}(\mathcal{T}^*\circ\mathcal{T}) "
            r"= \sigma_{\max}^2(W_1) + \sigma_{\max}^2(W_2)",
        ),
        equations="39 41 46",
        rests_on=["A.2/40"],
    ),
    part.claim(
        "A.2/42",
        "Equation (42)",
        "Singular value decompositions of W1 and W2, of ranks r1 and r2",
        reading("printed", words="labels the decompositions W1 = U1 S1 V1', W2 = U2 S2 V2'"),
        equations="42",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "A.2/43-a",
        "Equation (43), first line",
        "The smallest eigenvalue is the least value of the quadratic form",
        reading(
            "printed",
            LAMBDA_MIN * norm2(U) <= inner(U, TT),
            given=FACTORS,
            words="Rayleigh's quotient; that the least value is attained is (44) repaired",
        ),
        equations="43",
        rests_on=["A.2/40"],
    ),
    part.claim(
        "A.2/43-b",
        "Equation (43), second line",
        "The minimum of the sum is the sum of the two minima",
        reading(
            "printed",
            equal(LAMBDA_MIN, lam_min(W2 @ W2.T) + lam_min(W1 @ W1.T)),
            given=FACTORS,
            tex=r"\lambda_{\min}(\mathcal{T}^*\circ\mathcal{T})=\min_{\|U\|_F=1}\langle U,UW_2"
            r"W_2^{\top}\rangle+\min_{\|U\|_F=1}\langle U,W_1W_1^{\top}U\rangle",
            note="True because one U minimises both terms, which is shown later, in (44); as a "
            "step it gives >= only.",
        ),
        equations="43",
        rests_on=["A.2/43-a"],
    ),
    part.claim(
        "A.2/43",
        "Equation (43), last line",
        "Quadratic form of T* T from below",
        reading(
            "printed",
            inner(U, TT) >= (sigma_min(W1) ** 2 + sigma_min(W2) ** 2) * norm2(U),
            given=FACTORS,
            words="the last line of (43), for every U",
            note="Fails for h < n or h < m with the smallest of min(n, h) singular values.",
        ),
        reading(
            "repaired",
            inner(U, TT) >= (sigma("n", W1) ** 2 + sigma("m", W2) ** 2) * norm2(U),
            given=FACTORS,
            words="with the n-th and m-th singular values",
        ),
        equations="43",
        rests_on=["A.1/37-lower", "A.1/38-lower", "A.2/40"],
        severity=Severity.CONSTANT,
    ),
    part.claim(
        "A.2/44",
        "Equation (44)",
        "The U at which the smallest singular value of T is attained",
        reading(
            "printed",
            equal(
                inner(v1 @ u2.T, v1 @ u2.T @ W2 @ W2.T + W1 @ W1.T @ v1 @ u2.T),
                norm2(W1.T @ u1) + norm2(W2.T @ u2),
            ),
            given=FACTORS,
            tex=r"U = v_{1,r_1} u_{2,r_2}^{\top}: \quad \langle U, U W_2 W_2^{\top} + "
            r"W_1 W_1^{\top} U \rangle = \sigma_{1,r_1}^2 + \sigma_{2,r_2}^2",
            note="U must be n x m, but v_{1,r1} is in R^h: the left singular vector u_{1,r1} is "
            "meant. Also r1 = rank(W1): for rank-deficient factors sigma_{1,r1} is the smallest "
            "nonzero singular value, and (45) does not follow from this U.",
        ),
        reading(
            "n = h",
            equal(
                inner(q1 @ l2.T, q1 @ l2.T @ N2_ @ N2_.T + N1 @ N1.T @ q1 @ l2.T),
                s1**2 + s2**2,
            ),
            when=[
                *UNIT,
                equal(N1.T @ N1 @ q1, s1**2 * q1),
                equal(N2_ @ N2_.T @ l2, s2**2 * l2),
            ],
            examples=[RIGHT_VECTOR],
            words="U = v u' with a right singular vector of W1 and a left one of W2, for n = h, "
            "where U has the right shape",
        ),
        reading(
            "repaired",
            equal(
                inner(u1 @ u2.T, u1 @ u2.T @ W2 @ W2.T + W1 @ W1.T @ u1 @ u2.T),
                norm2(u1) * norm2(W2.T @ u2) + norm2(W1.T @ u1) * norm2(u2),
            ),
            given=VECTORS,
            words="U = u1 u2': for unit u1 in R^n and u2 in R^m the form is |W1'u1|^2 + |W2'u2|^2, "
            "which is sigma_n(W1)^2 + sigma_m(W2)^2 at the last left singular vectors of a full "
            "decomposition",
        ),
        equations="44",
        severity=Severity.TYPO,
        rests_on=["A.2/40"],
    ),
    part.claim(
        "A.2/44-b",
        "Equation (44), third line",
        "The Gram matrices from the singular vectors",
        reading(
            "printed",
            equal(
                inner(r1 @ l2.T, r1 @ l2.T @ W2 @ W2.T) + inner(r1 @ l2.T, W1 @ W1.T @ r1 @ l2.T),
                inner(r1 @ l2.T, r1 @ l2.T @ (s2**2 * (l2 @ r2.T)))
                + inner(r1 @ l2.T, s1**2 * (l1 @ r1.T) @ r1 @ l2.T),
            ),
            words="for factors of rank one, where each sum has one term",
            note="W2 W2' has the terms u u', not u v', and W1 W1' likewise.",
        ),
        reading(
            "n = m = h",
            equal(
                inner(q1_square @ p2.T, q1_square @ p2.T @ (s2**2 * (p2 @ p2.T))),
                inner(q1_square @ p2.T, q1_square @ p2.T @ (s2**2 * (p2 @ q2.T))),
            ),
            when=[equal(norm2(v), 1) for v in (q1_square, p2, q2)],
            examples=[NEGATIVE],
            words="the first term, for W2 = sigma u v' of rank one, so that W2 W2' = sigma^2 u u'",
        ),
        reading(
            "repaired",
            equal(
                inner(l1 @ l2.T, l1 @ l2.T @ ONE2 @ ONE2.T),
                norm2(b1) * inner(l1 @ l2.T, l1 @ l2.T @ (u2 @ u2.T)),
            ),
            given=RANK_FORM,
            words="u u' in the place of u v'; here for the term of W2 = u2 b', sigma^2 = |b|^2",
        ),
        equations="44",
        severity=Severity.TYPO,
        rests_on=["A.2/42"],
    ),
    part.claim(
        "A.2/44-c",
        "Equation (44), fourth line",
        "The second sum, which is over the singular values of W1, ends at r2",
        reading(
            "printed",
            equal(inner(U44, W1 @ W1.T @ U44), s2**2 * inner(U44, u1 @ u1.T @ U44)),
            when=[equal(norm2(v), 1) for v in (l1, l2, u1)]
            + [
                equal(inner(l1, u1), 0),
                equal(W1 @ W1.T, s2**2 * (u1 @ u1.T) + s1**2 * (l1 @ l1.T)),
                s1 > 0,
                s2 >= s1,
            ],
            examples=[TWO_VALUES],
            tex=r"\sum_{i=1}^{r_2}\sigma_{1,i}^2\operatorname{tr}(\cdots)",
            words="for r1 = 2, r2 = 1 and vectors of the repaired shapes: the sum to r2 keeps the "
            "larger singular value of W1 only, here called sigma_{2,r2}, with its vector u_1",
            note="The missing term is the only one that is not zero. The remark below (44) on "
            "orthogonality has v_{i,r1} for v_{1,r1}.",
        ),
        reading(
            "repaired",
            equal(
                inner(U44, (s2**2 * (u1 @ u1.T) + s1**2 * (l1 @ l1.T)) @ U44),
                s2**2 * inner(U44, u1 @ u1.T @ U44) + s1**2 * inner(U44, l1 @ l1.T @ U44),
            ),
            identity=True,
            words="both terms",
        ),
        equations="44",
        severity=Severity.TYPO,
    ),
)
