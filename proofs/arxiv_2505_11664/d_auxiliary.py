r"""Appendix D: Lemmas D.3 (79)-(81), D.4 (82), (83), D.5 (84)-(86).

Bounds on the terms of the second derivative. The indices of the gradients exchanged in (78) make
(82)-(86) ill-typed unless n = m; each has a reading for n = m, where it is informative, and the
repaired one. A(s) is the product of the stepped factors (`_second_order.py`).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import (
    EXAMPLE_0,
    Q_PRINTED,
    SQUARE,
    TAU,
    P,
    Q,
    d1,
    d2,
    example,
    product,
    s,
    square,
)
from verify.claims.claim import Severity, reading
from verify.language import define, equal, grad, norm, norm2, sigma_max
from verify.model.step import W1, W2, G, K, L, W, ell, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="D")

DIAGONAL = [["0", "0"], ["0", "1"]]
W_SIZE = sigma_max(W)
A_PRINTED = W - (s * eta) * Q_PRINTED + (s * s * eta * eta) * P
A_S = product(s)
A_PLAIN = W - s * Q + (s * s) * P
CHANGE = define("change", grad(ell, A_S) - G, r"\left[\nabla\ell(A(s))-\nabla\ell(A(0))\right]")
BOUND = eta * K * ROOT * SIGMA2_MAX + 2 * eta**2 * K**2 * W_SIZE * L
INSIDE = (s > 0, s <= 1)

CLAIMS = (
    part.claim(
        "D.3/79",
        "Lemma D.3 (79)",
        "Twice the norm of the product of the two gradients",
        reading("printed", 2 * norm(P) <= norm2(d1) + norm2(d2), given=GD_STEP),
        equations="79",
        rests_on=["A.1/34"],
    ),
    part.claim(
        "D.3/79-proof",
        "Lemma D.3, proof of (79)",
        "Lemma A.1 with A = grad_1 and B = grad_2",
        reading(
            "printed",
            2 * norm(d1 @ d2) <= norm2(d1) + norm2(d2),
            given=GD_STEP,
            note="(n x h) times (m x h) is not defined unless m = h: B is the transpose.",
        ),
        reading("repaired", 2 * norm(d1 @ d2.T) <= norm2(d1) + norm2(d2.T), given=GD_STEP),
        equations="79",
        rests_on=["A.1/34"],
        severity=Severity.TYPO,
    ),
    part.claim(
        "D.3/80",
        "Lemma D.3 (80)",
        "The product of the two gradients from the loss",
        reading("printed", norm(P) <= 2 * K * W_SIZE * L, given=GD_STEP),
        equations="80",
        rests_on=["D.3/81-a", "D.3/81-b", "D.3/81-c"],
    ),
    part.claim(
        "D.3/81-a",
        "Equation (81), first line",
        "The product of the two gradients, from the gradient of l",
        reading(
            "printed",
            equal(norm(P), norm(G @ W.T @ G.T)),
            given=GD_STEP,
            note="The last factor must not be transposed.",
        ),
        reading(
            "n = m",
            square(equal(norm(P), norm(G @ W.T @ G.T))),
            given=SQUARE,
            examples=[
                example(DIAGONAL, DIAGONAL, [["0", "-1"], ["0", "1"]], 1, {"eta": 1, "tau": 0})
            ],
        ),
        reading("repaired", equal(P, G @ W.T @ G), identity=True, words="G W' G"),
        equations="81",
        severity=Severity.TYPO,
    ),
    part.claim(
        "D.3/81-b",
        "Equation (81), second line",
        "Largest singular value of W taken out",
        reading("printed", norm(G @ W.T @ G) <= W_SIZE * norm2(G), given=GD_STEP),
        reading(
            "transposed, n = m",
            square(norm(G @ W.T @ G.T) <= W_SIZE * norm2(G)),
            given=SQUARE,
            words="with the printed left side",
        ),
        equations="81",
        rests_on=["A.1/37-upper"],
    ),
    part.claim(
        "D.3/81-c",
        "Equation (81), last line",
        "The gradient of l from its value",
        reading("printed", W_SIZE * norm2(G) <= 2 * K * W_SIZE * L, given=GD_STEP),
        equations="81",
        hypotheses=("K-smooth, minimum 0",),
    ),
    part.claim(
        "D.4/82",
        "Lemma D.4 (82)",
        "The first-order term of A(s) from the loss",
        reading("printed", norm(Q_PRINTED) <= SIGMA2_MAX * ROOT, given=GD_STEP),
        reading(
            "n = m",
            square(norm(Q_PRINTED) <= SIGMA2_MAX * ROOT),
            given=SQUARE,
            words="true all the same, though it is not the term that is needed",
        ),
        reading("repaired", norm(Q) <= SIGMA2_MAX * ROOT, given=GD_STEP),
        equations="82",
        severity=Severity.TYPO,
        rests_on=["D/78", "D.4/83-a", "D.4/83-b", "D.4/83-c", "D.4/83-d", "D.4/83-e"],
    ),
    part.claim(
        "D.4/83-a",
        "Equation (83), first line",
        "Triangle inequality",
        reading(
            "printed",
            norm(Q_PRINTED) <= norm(d2 @ W2.T) + norm(W1 @ d1.T),
            given=GD_STEP,
        ),
        reading("repaired", norm(Q) <= norm(d1 @ W2.T) + norm(W1 @ d2.T), given=GD_STEP),
        equations="83",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.4/83-b",
        "Equation (83), second line",
        "The gradients of L from that of l",
        reading(
            "printed",
            equal(
                norm(d2 @ W2.T) + norm(W1 @ d1.T),
                norm(G @ W2 @ W2.T) + norm(W1 @ W1.T @ G.T),
            ),
            given=GD_STEP,
            note="Left and right exchange the two gradients, and W1 W1' (grad l)' does not fit.",
        ),
        reading(
            "n = m",
            square(
                equal(
                    norm(d2 @ W2.T) + norm(W1 @ d1.T),
                    norm(G @ W2 @ W2.T) + norm(W1 @ W1.T @ G.T),
                )
            ),
            given=SQUARE,
            examples=[EXAMPLE_0("1/2")],
        ),
        reading(
            "repaired",
            equal(d1 @ W2.T, G @ W2 @ W2.T),
            equal(W1 @ d2.T, W1 @ W1.T @ G),
            identity=True,
            words="term by term, before the norms",
        ),
        equations="83",
        severity=Severity.TYPO,
        rests_on=["8"],
    ),
    part.claim(
        "D.4/83-c",
        "Equation (83), third line",
        "Largest singular values taken out",
        reading(
            "printed",
            norm(G @ W2 @ W2.T) + norm(W1 @ W1.T @ G)
            <= sigma_max(W2) ** 2 * norm2(G) + sigma_max(W1) ** 2 * norm2(G),
            given=GD_STEP,
            examples=[example(1, 0, "1/2", 1, {"eta": 1, "tau": 0})],
            words="with the left side in the repaired form",
            note="The norm of the gradient is squared: the two sides scale differently with l.",
        ),
        reading(
            "repaired",
            norm(G @ W2 @ W2.T) + norm(W1 @ W1.T @ G)
            <= sigma_max(W2) ** 2 * norm(G) + sigma_max(W1) ** 2 * norm(G),
            given=GD_STEP,
            words="without the squares",
        ),
        equations="83",
        severity=Severity.TYPO,
        rests_on=["A.1/37-upper", "A.1/38-upper"],
        consequence="A slip that the last line undoes by a second one; (82) stands.",
    ),
    part.claim(
        "D.4/83-d",
        "Equation (83), fourth line",
        "The two largest singular values are that of T",
        reading(
            "printed",
            equal(
                sigma_max(W2) ** 2 * norm2(G) + sigma_max(W1) ** 2 * norm2(G),
                SIGMA2_MAX * norm2(G),
            ),
            identity=True,
        ),
        equations="83",
        rests_on=["A.2/39-max"],
    ),
    part.claim(
        "D.4/83-e",
        "Equation (83), last line",
        "The gradient of l from its value",
        reading(
            "printed",
            SIGMA2_MAX * norm2(G) <= SIGMA2_MAX * ROOT,
            given=GD_STEP,
            examples=[example(1, 0, 2, 1, {"eta": 1, "tau": 0})],
            note="True without the square: |grad l|^2 <= 2 K l.",
        ),
        reading(
            "repaired",
            SIGMA2_MAX * norm(G) <= SIGMA2_MAX * ROOT,
            given=GD_STEP,
            words="without the square",
        ),
        equations="83",
        severity=Severity.TYPO,
    ),
    part.claim(
        "D.5/84",
        "Lemma D.5 (84)",
        "Change of the gradient of l within a step",
        reading(
            "printed",
            norm(grad(ell, A_PRINTED) - G) <= BOUND,
            given=TAU,
            when=INSIDE,
            words="with (78) as printed",
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "n = m",
            square(norm(grad(ell, A_PRINTED) - G) <= BOUND),
            given=SQUARE,
            when=[square(r) for r in INSIDE],
        ),
        reading(
            "without eta in (78)",
            norm(grad(ell, A_PLAIN) - G) <= BOUND,
            given=TAU,
            when=INSIDE,
            examples=[EXAMPLE_0("1/4", "1")],
            words="A(s) = W - s Q + s^2 P and s in (0, 1], the convention of (88)-(90)",
            note="Then s may go up to eta only.",
        ),
        reading(
            "repaired",
            norm(CHANGE) <= BOUND,
            given=TAU,
            when=INSIDE,
            words="A(s) the product of the stepped factors",
        ),
        equations="84",
        severity=Severity.TYPO,
        rests_on=["D/78", "D.5/85-a", "D.5/86-c"],
        hypotheses=("0 < s <= 1", "eta >= 0"),
    ),
    part.claim(
        "D.5/85-a",
        "Equation (85), first line; (86), first line",
        "The gradient of l is K-Lipschitz",
        reading(
            "printed",
            norm(CHANGE) <= K * norm(A_S - W),
            given=TAU,
            note="Follows from (3) and convexity together, not from the upper bound (3) alone.",
        ),
        equations="85 86",
    ),
    part.claim(
        "D.5/85-b",
        "Equation (85), second line",
        "The difference of A(s) and A(0) written out",
        reading(
            "printed",
            equal(
                K * norm(A_S - W),
                K * norm((-s * eta) * Q_PRINTED + (s * s * eta * eta) * P),
            ),
            given=TAU,
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "repaired", equal(A_S - W, (-s * eta) * Q + (s * s * eta * eta) * P), identity=True
        ),
        equations="85",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.5/85-c",
        "Equation (85), third line",
        "Triangle inequality",
        reading(
            "printed",
            K * norm((-s * eta) * Q_PRINTED + (s * s * eta * eta) * P)
            <= s * eta * K * norm(Q_PRINTED) + s**2 * eta**2 * K * norm(P),
            given=TAU,
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "repaired",
            K * norm((-s * eta) * Q + (s * s * eta * eta) * P)
            <= s * eta * K * norm(Q) + s**2 * eta**2 * K * norm(P),
            given=TAU,
        ),
        equations="85",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.5/85-d",
        "Equation (85), last line; (86), second line",
        "s and its square are at most 1",
        reading(
            "printed",
            s * eta * K * norm(Q_PRINTED) + s**2 * eta**2 * K * norm(P)
            <= eta * K * norm(Q_PRINTED) + eta**2 * K * norm(P),
            given=TAU,
            when=INSIDE,
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "repaired",
            s * eta * K * norm(Q) + s**2 * eta**2 * K * norm(P)
            <= eta * K * norm(Q) + eta**2 * K * norm(P),
            given=TAU,
            when=INSIDE,
        ),
        equations="85 86",
        severity=Severity.TYPO,
        rests_on=["D/78"],
    ),
    part.claim(
        "D.5/86-c",
        "Equation (86), last line",
        "Lemmas D.3 and D.4 in the two terms",
        reading(
            "printed",
            eta * K * norm(Q_PRINTED) + eta**2 * K * norm(P)
            <= eta * K * SIGMA2_MAX * ROOT + eta**2 * K * (2 * K * W_SIZE * L),
            given=GD_STEP,
            note="Inherits the exchanged indices of (78).",
        ),
        reading(
            "repaired",
            eta * K * norm(Q) + eta**2 * K * norm(P)
            <= eta * K * SIGMA2_MAX * ROOT + eta**2 * K * (2 * K * W_SIZE * L),
            given=GD_STEP,
        ),
        equations="86",
        severity=Severity.TYPO,
        rests_on=["D.3/80", "D.4/82"],
    ),
)
