"""Appendix F, first part: (133)-(136), Lemmas F.1-F.4 and the proof of Lemma F.2.

Notation: A = [W1(0); W2(0)], n + m rows; D(0) = W1'W1 - W2'W2 = A' J A with J = diag(I, -I).
(135) and (136) print the stacked matrices with the transposes in their right places, other than
(143) and (144).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import fmpq, fmpq_mat

from proofs.arxiv_2505_11664._initial import ALPHA1, D0
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._random_start import STARTS, WIDE, WIDE_BOUNDS, A
from proofs.arxiv_2505_11664._wide import generator
from proofs.arxiv_2505_11664.s3_4_initialisation import full_rank_alpha1, lower_bound_on_alpha1
from verify.claims.claim import Budget, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Proportion, evidence
from verify.language import (
    dim,
    equal,
    matrix,
    norm,
    sigma,
    sigma_min,
    vstack,
)
from verify.model.matrices import matrices
from verify.model.trajectory import W10, W20

__all__ = ["CLAIMS"]

part = Part(__name__, section="F")

v = matrix("v", "h", 1)
BOTH = dim("n") + dim("m")
SIGNED = vstack(W10, -W20)
VECTORS = matrices(
    "F.2 kernel",
    [W10, W20, v],
    largest=5,
    where=lambda s: s["h"] >= s["n"] + s["m"],
    bounds=WIDE_BOUNDS,
    words="factors of all ranks and scales with h >= n + m, v in R^h",
)


def _rank(entries: np.ndarray) -> int:
    """Exact rank of a matrix of floats, each taken as the rational that it is."""
    rows, columns = entries.shape
    exact = [fmpq(*float(x).as_integer_ratio()) for x in entries.ravel()]
    return int(fmpq_mat(rows, columns, exact).rank())


def _ranks(budget: Budget) -> Sequence[Evidence]:
    """Draws of rank below n, decided exactly."""
    rng = generator(budget, 3)
    trials = 200 if budget.profile == "quick" else 2_000
    items = []
    for rows, columns in ((1, 1), (2, 2), (3, 2), (4, 4)):
        for law in ("normal", "uniform"):
            shape = (trials, rows, columns)
            draws = rng.standard_normal(shape) if law == "normal" else rng.random(shape)
            failures = sum(_rank(x) < columns for x in draws)
            at = {"law": law, "h": rows, "n": columns}
            items.append(Proportion(at, failures, trials, 0.0))
    return [evidence("share of draws without full column rank, in exact arithmetic", items)]


CLAIMS = (
    part.claim(
        "F.1",
        "Lemma F.1 (133)",
        "Gaussian initialisation: alpha1 >= h^(1 - 2p) with probability 1 - delta",
        reading(
            "printed",
            checks=[lower_bound_on_alpha1],
            tex=r"\alpha_1 \ge h^{1-2p}",
            words="restates Lemma 3.4; called a theorem in the sentence after it",
        ),
        equations="133",
        hypotheses=("1/4 <= p <= 1/2, h >= poly(n, m, 1/delta), probability 1 - delta",),
    ),
    part.claim(
        "F.3",
        "Lemma F.3",
        "A tall matrix with entries from a continuous law has full column rank almost surely",
        reading(
            "printed",
            checks=[_ranks],
            tex=r"\operatorname{rank}(A) = n \text{ almost surely}, \quad A \in \mathbb{R}^{h "
            r"\times n},\; h \ge n",
            words="for a law without atoms: an n x n minor is a nonzero polynomial of the entries",
            note="With atoms it fails: two signs at n = h = 2 give a singular matrix with "
            "probability 1/2.",
        ),
    ),
    part.claim(
        "F.4",
        "Lemma F.4",
        "sigma_{m+n}(D(0)) > 0 is sufficient for alpha1 > 0",
        reading(
            "printed",
            ALPHA1 > 0,
            when=[sigma(BOTH, D0) > 0],
            given=STARTS,
            tex=r"\sigma_{m+n}(D(0)) > 0 \;\Rightarrow\; \alpha_1 > 0",
            note="D(0) is h x h: for h < m + n the index is past its size, the value is taken as "
            "0, and nothing is claimed. The condition is not necessary: W1 = (1, 0), W2 = 0 have "
            "alpha1 = 1.",
        ),
    ),
    part.claim(
        "F.2/kernel",
        "Proof of Lemma F.2, kernel of D(0)",
        "If A has full row rank then dim ker D(0) = h - n - m, so sigma_{m+n}(D(0)) > 0",
        reading(
            "printed",
            sigma(BOTH, D0) > 0,
            when=[sigma_min(A) > 0],
            given=WIDE,
            tex=r"\dim\ker D(0) \le h - n - m \;\Rightarrow\; \sigma_{m+n}(D(0)) > 0",
            words="the contradiction with dim ker D(0) >= h - n - m + 1",
        ),
        rests_on=["F.2/135", "F.2/136", "F.3"],
    ),
    part.claim(
        "F.2/135",
        "Equation (135)",
        "D(0) v as a product of the stacked factors",
        reading(
            "printed",
            equal(D0 @ v, vstack(W10, W20).T @ SIGNED @ v),
            identity=True,
            tex=r"D(0) v = 0 \;\Leftrightarrow\; \left[W_1^{\top}(0), W_2^{\top}(0)\right] "
            r"\begin{bmatrix} W_1(0) \\ -W_2(0) \end{bmatrix} v = 0",
            words="the two vectors are equal",
        ),
        equations="135",
    ),
    part.claim(
        "F.2/136",
        "Equation (136)",
        "With full column rank of [W1', W2'], D(0) v = 0 only if [W1; -W2] v = 0",
        reading(
            "printed",
            norm(D0 @ v) >= sigma_min(A) * norm(SIGNED @ v),
            given=VECTORS,
            tex=r"D(0) v = 0 \;\Leftrightarrow\; \begin{bmatrix} W_1(0) \\ -W_2(0) \end{bmatrix} "
            r"v = 0",
            words="tested in the stronger form |D(0) v| >= sigma_min(A) |[W1; -W2] v|; the other "
            "direction is (135)",
        ),
        equations="136",
        rests_on=["F.2/135"],
    ),
    part.claim(
        "F.2",
        "Lemma F.2 (134)",
        "h >= m + n gives alpha1 > 0 almost surely",
        reading(
            "printed",
            ALPHA1 > 0,
            when=[sigma_min(A) > 0],
            given=WIDE,
            checks=[full_rank_alpha1],
            tex=r"\alpha_1 > 0 \text{ almost surely}",
            words="restates Lemma 3.3: whenever A has full row rank",
        ),
        equations="134",
        rests_on=["F.3", "F.4", "F.2/kernel"],
        hypotheses=("h >= m + n; entries from a continuous law",),
    ),
)
