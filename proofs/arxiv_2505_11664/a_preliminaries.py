"""Appendix A: Lemma A.1 (33)-(38), norms of products and sums of matrices.

Notation: sigma_min(A) is the smallest of the min(rows, columns) singular values, as the paper's
notation section says; sigma_k(A) the k-th largest, 0 past the shape. Lemma A.2 on the operator T
is in `a_singular_values.py`, Lemma A.3 on random matrices in `a_random_matrices.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs.arxiv_2505_11664._paper import Part
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import define, inner, matrix, norm, sigma, sigma_max, sigma_min
from verify.model.matrices import matrices
from verify.model.step import W1, W2

__all__ = ["CLAIMS", "TT", "U"]

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
# A product with its large factor on the right, and one with it on the left.
E = matrix("E", "p", "q")
F = matrix("F", "q", "r")
S = matrix("S", "p", "s")
R = matrix("R", "s", "r")
MIXED = matrices("A.1 sum, mixed", [E, F, S, R], largest=2)

# T* T(U), for Lemma A.2.
U = matrix("U", "n", "m")
TT = define("TT_U", U @ W2 @ W2.T + W1 @ W1.T @ U, r"\mathcal{T}^*\mathcal{T}(U)")
# 1 x 1: A = 1/2, B = 1, C = D = 0.
HALF = Example({"n": 1, "k": 1, "m": 1}, {"A": [["1/2"]], "B": [["1"]], "C": [["0"]], "D": [["0"]]})


def _about_another_paper(budget: Budget) -> Sequence[Evidence]:
    """Why there is no verdict."""
    text = (
        "the appendix referred to is not at hand; (35), (36) and the left sides of (37), (38), "
        "being false as printed, cannot have been derived as printed"
    )
    return [Evidence("words", {"words": text})]


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
            examples=[HALF],
            note="The bracket is squared once too often: it does not scale with A and C.",
        ),
        reading(
            "repaired",
            norm(A @ B + C @ D) ** 2
            <= (sigma_max(A) ** 2 + sigma_max(C) ** 2) * (norm(B) ** 2 + norm(D) ** 2),
            given=SUM,
            words="without the outer square",
        ),
        reading(
            "repaired, mixed sides",
            norm(E @ F + S @ R) ** 2
            <= (sigma_max(F) ** 2 + sigma_max(S) ** 2) * (norm(E) ** 2 + norm(R) ** 2),
            given=MIXED,
            words="the constants from the right factor of one product and the left of the other: "
            "this is what (90) uses",
        ),
        equations="35",
        severity=Severity.CONSTANT,
        consequence="(90) quotes the lemma for the form without the outer square and with "
        "constants on both sides, which is true, so Lemma D.1 does not fall with it.",
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
        reading(
            "from below",
            norm(P + Q) ** 2 >= norm(P) ** 2 / 2 - norm(Q) ** 2,
            given=PAIR,
            words="a lower bound of the norm of a sum that needs no hypothesis",
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
        "A.1/source",
        "After Lemma A.1",
        "The lemma has been derived in prior work",
        reading("printed", checks=[_about_another_paper], words="a sentence about another paper"),
        kind=Kind.PROSE,
    ),
)
