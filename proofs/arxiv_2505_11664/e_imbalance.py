"""Appendix E, imbalance: Lemma E.2 (116), (129) and its proof (130)-(132).

D = W1'W1 - W2'W2 changes only at second order in the step size. Notation: G = grad l(W) is
n x m, so G'G is m x m and GG' is n x n; in (131) only one of them fits each factor.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import D_NEXT, GD_STEP, SIGMA2_MAX, D
from verify.claims.claim import Kind, Severity, reading
from verify.language import equal, norm, norm2, sigma_max
from verify.model.step import W1, W2, G, K, L, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="E")

DRIFT_2 = W2.T @ G.T @ G @ W2
DRIFT_1 = W1.T @ G @ G.T @ W1

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
            equal(D_NEXT - D, eta**2 * (DRIFT_2 - W1.T @ G.T @ G @ W1)),
            given=GD_STEP,
            tex=r"D(k+1)-D(k) = \eta_k^2\left(W_2^{\top}\nabla\ell^{\top}\nabla\ell W_2 - "
            r"W_1^{\top}\nabla\ell^{\top}\nabla\ell W_1\right)",
            note="W1 is n x h and grad l is n x m: W1' (grad l)' does not fit unless n = m.",
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
            norm(D_NEXT - D) <= eta**2 * norm(DRIFT_2) + eta**2 * norm(W1.T @ G.T @ G @ W1),
            given=GD_STEP,
            note="Ill-typed like (131).",
        ),
        reading(
            "repaired",
            norm(D_NEXT - D) <= eta**2 * norm(DRIFT_2) + eta**2 * norm(DRIFT_1),
            given=GD_STEP,
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
            given=GD_STEP,
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
            given=GD_STEP,
        ),
        equations="132",
        hypotheses=("K-smooth, minimum 0",),
    ),
    part.claim(
        "E.2",
        "Lemma E.2",
        "The imbalance changes by at most 2 K eta^2 sigma_max^2(T) L in one step",
        reading("printed", norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L, given=GD_STEP),
        equations="116 129",
        rests_on=["E.2/131", "E.2/132-a", "E.2/132-b", "E.2/132-c", "E.2/132-d"],
        hypotheses=("Assumptions 2.1 and 2.2",),
    ),
)
