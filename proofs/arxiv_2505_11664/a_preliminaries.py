"""Appendix A: Lemma A.1 (33)-(38) and Lemma A.2 (39)-(46), with the operator T of (8).

Notation: sigma_min(A) is the smallest of the min(rows, columns) singular values, as the paper's
notation section says; sigma_k(A) the k-th largest, 0 past the shape. The operator is
T(U) = [U W2; U' W1]; vec(T* T(U)) = (W2 W2' (x) I_n + I_m (x) W1 W1') vec(U), vec by columns.
Not here: Lemma A.3 on random matrices (`f_initialisation.py`).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from verify.claims.claim import Kind, Severity, reading
from verify.language import (
    define,
    equal,
    eye,
    inner,
    kron,
    lam_max,
    lam_min,
    matrix,
    norm,
    norm2,
    sigma,
    sigma_max,
    sigma_min,
    vstack,
)
from verify.model.matrices import matrices
from verify.model.step import W1, W2, G

__all__ = ["CLAIMS", "LAMBDA_MAX", "LAMBDA_MIN"]

part = Part(__name__, section="A")

# Two matrices to be multiplied, and two or four of matching shapes.
A = matrix("A", "n", "k")
B = matrix("B", "k", "m")
C = matrix("C", "n", "k")
D = matrix("D", "k", "m")
P = matrix("P", "n", "m", "A")
Q = matrix("Q", "n", "m", "B")
PRODUCT = matrices("A.1 product", [A, B])
SUM = matrices("A.1 sum", [A, B, C, D], largest=3)
PAIR = matrices("A.1 pair", [P, Q])

# The operator T and its adjoint.
U = matrix("U", "n", "m")
Z1 = matrix("Z1", "n", "h", "Z_1")
Z2 = matrix("Z2", "m", "h", "Z_2")
E1 = matrix("E1", "n", "h", "E_1")
E2 = matrix("E2", "m", "h", "E_2")
OPERATOR = vstack(U @ W2, U.T @ W1)
TT = define("TT_U", U @ W2 @ W2.T + W1 @ W1.T @ U, r"\mathcal{T}^*\mathcal{T}(U)")
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

CLAIMS = (
    part.claim(
        "A.1/33",
        "Lemma A.1 (33)",
        "Cauchy-Schwarz for the trace inner product",
        reading("printed", inner(P, Q) <= norm(P) * norm(Q), given=PAIR),
        equations="33",
    ),
    part.claim(
        "A.1/34",
        "Lemma A.1 (34)",
        "Twice the norm of a product is at most the sum of the squared norms",
        reading("printed", 2 * norm(A @ B) <= norm(A) ** 2 + norm(B) ** 2, given=PRODUCT),
        equations="34",
    ),
    part.claim(
        "A.1/35",
        "Lemma A.1 (35)",
        "Norm of a sum of two products, from the largest singular values of the left factors",
        reading(
            "printed",
            norm(A @ B + C @ D) ** 2
            <= (sigma_max(A) ** 2 + sigma_max(C) ** 2) ** 2 * (norm(B) ** 2 + norm(D) ** 2),
            given=SUM,
            note="The bracket is squared once too often: it does not scale with A and C.",
        ),
        reading(
            "repaired",
            norm(A @ B + C @ D) ** 2
            <= (sigma_max(A) ** 2 + sigma_max(C) ** 2) * (norm(B) ** 2 + norm(D) ** 2),
            given=SUM,
            words="without the outer square; this is what (90) uses",
        ),
        equations="35",
        severity=Severity.CONSTANT,
        consequence="(90) quotes the lemma for the form without the outer square, which is true, "
        "so Lemma D.1 does not fall with it.",
    ),
    part.claim(
        "A.1/36",
        "Lemma A.1 (36)",
        "Sum of squared norms against the squared norm of the sum",
        reading(
            "printed",
            norm(P) ** 2 + norm(Q) ** 2 <= 2 * norm(P + Q) ** 2,
            given=PAIR,
            note="False whenever B is close to -A. No hypothesis on A and B is printed.",
        ),
        reading(
            "repaired",
            norm(P + Q) ** 2 <= 2 * norm(P) ** 2 + 2 * norm(Q) ** 2,
            given=PAIR,
            words="the sides the other way round, without any hypothesis",
        ),
        reading(
            "with <A, B> >= 0",
            norm(P) ** 2 + norm(Q) ** 2 <= 2 * norm(P + Q) ** 2,
            when=[inner(P, Q) >= 0],
            given=PAIR,
            words="the printed inequality under a hypothesis that makes it true (then 2 can be 1)",
        ),
        equations="36",
        severity=Severity.STEP,
        consequence="(54) and (55) use it for a lower bound, so the proof of K_over = infinity in "
        "Proposition B.1 breaks; its conclusion survives (see B.1).",
    ),
    part.claim(
        "A.1/37-lower",
        "Lemma A.1 (37), left",
        "Lower bound of |AB| by the smallest singular value of A",
        reading(
            "printed",
            sigma_min(A) ** 2 * norm(B) ** 2 <= norm(A @ B) ** 2,
            given=PRODUCT,
            note="sigma_min is the smallest of min(rows, columns) singular values. A wide A has a "
            "kernel, in which B may lie.",
        ),
        reading(
            "repaired",
            sigma("k", A) ** 2 * norm(B) ** 2 <= norm(A @ B) ** 2,
            given=PRODUCT,
            words="with the k-th singular value, k the number of A's columns: 0 when A is wide",
        ),
        equations="37",
        severity=Severity.CONSTANT,
        hypotheses=("needs: A has at least as many rows as columns (not printed)",),
    ),
    part.claim(
        "A.1/37-upper",
        "Lemma A.1 (37), right",
        "Upper bound of |AB| by the largest singular value of A",
        reading("printed", norm(A @ B) ** 2 <= sigma_max(A) ** 2 * norm(B) ** 2, given=PRODUCT),
        equations="37",
    ),
    part.claim(
        "A.1/38-lower",
        "Lemma A.1 (38), left",
        "Lower bound of |AB| by the smallest singular value of B",
        reading(
            "printed",
            sigma_min(B) ** 2 * norm(A) ** 2 <= norm(A @ B) ** 2,
            given=PRODUCT,
            note="A tall B has a left kernel, in which the rows of A may lie.",
        ),
        reading(
            "repaired",
            sigma("k", B) ** 2 * norm(A) ** 2 <= norm(A @ B) ** 2,
            given=PRODUCT,
            words="with the k-th singular value, k the number of B's rows: 0 when B is tall",
        ),
        equations="38",
        severity=Severity.CONSTANT,
        hypotheses=("needs: B has at least as many columns as rows (not printed)",),
        consequence="(54)-(56) and the local PL inequality use it on W1 and W2: true there only "
        "with the n-th and m-th singular values.",
    ),
    part.claim(
        "A.1/38-upper",
        "Lemma A.1 (38), right",
        "Upper bound of |AB| by the largest singular value of B",
        reading("printed", norm(A @ B) ** 2 <= sigma_max(B) ** 2 * norm(A) ** 2, given=PRODUCT),
        equations="38",
    ),
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
        "A.2/43",
        "Equation (43)",
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
)
