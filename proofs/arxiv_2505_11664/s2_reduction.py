r"""Beyond section 2: gradient descent acts from the left, so that its cost need not grow with h.

With Z = [W1; W2], one step (7) is Z+ = (I - eta [[0, G], [G', 0]]) Z, G = grad l(W). If W1 = R1 Q
and W2 = R2 Q with Q Q' = I (k x h, k <= n + m, by a QR decomposition of Z'), then W1 W2' = R1 R2',
G is the same, and the step on R1, R2 times Q is the step on W1, W2: what is true of one iterate is
true of all. Products W1 W1', W2 W2', W1 W2' are those of R1, R2, hence losses, singular values and
T; the imbalance is Q'(R1'R1 - R2'R2)Q, hence its norms and its nonzero eigenvalues.

Used by `verify/descent/start.py`; h itself, and the law of a random start, are no function of R.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._paper import Part
from verify.claims.claim import Kind, reading
from verify.language import equal, eye, matrix, norm, scalar, sigma, sigma_max, vstack
from verify.model.matrices import lattice_array, random_matrix, random_scale
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import W1, W1_NEXT, W2, W2_NEXT, G, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="2.2")

R1 = matrix("R1", "n", "k", "R_1")
R2 = matrix("R2", "m", "k", "R_2")
Q = matrix("Q", "k", "h")
F = matrix("F", "n", "m", r"\nabla\ell(W)")
step = scalar("eta", r"\eta")
Z = vstack(W1, W2)
GAP = Q @ Q.T - eye("k")
FULL1, FULL2 = R1 @ Q, R2 @ Q
REDUCED_D = R1.T @ R1 - R2.T @ R2
FULL_D = FULL1.T @ FULL1 - FULL2.T @ FULL2

_SIZES: list[Sizes] = [
    {"n": n, "m": m, "k": k, "h": h}
    for n, m, k, h in (
        (1, 1, 1, 1),
        (1, 1, 1, 2),
        (1, 1, 2, 3),
        (2, 1, 2, 3),
        (1, 2, 3, 3),
        (2, 2, 3, 5),
        (2, 3, 5, 8),
        (3, 2, 4, 6),
    )
]


def _draw(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    n, m, k, h = (sizes[x] for x in "nmkh")
    latent = {
        "R1": random_matrix(rng, count, n, k) * random_scale(rng, count, 2.0)[:, None, None],
        "R2": random_matrix(rng, count, m, k) * random_scale(rng, count, 2.0)[:, None, None],
        "raw": rng.normal(size=(count, h, k)),
    }
    return [Batch("random", count, latent, rounding=_ROUNDING)]


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    """Q from any matrix, so that search may perturb that and Q's rows stay orthonormal."""
    latent = dict(batch.latent)
    if "raw" in latent:
        latent["Q"] = np.swapaxes(np.linalg.qr(latent.pop("raw"))[0], 1, 2)
    return latent


def _lattice(rng: np.random.Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    """Rows of Q: different unit vectors with signs."""
    n, m, k, h = (sizes[x] for x in "nmkh")
    rows = np.argsort(rng.random((count, h)), axis=1)[:, :k]
    signs = rng.choice([-1.0, 1.0], size=(count, k, 1))
    latent = {
        "R1": lattice_array(rng, (count, n, k), height),
        "R2": lattice_array(rng, (count, m, k), height),
        "Q": np.eye(h)[rows] * signs,
    }
    return [Batch("lattice", count, latent)]


# Orthonormal rows from a QR decomposition are so up to a few units in the last place.
_ROUNDING = {"Q": 1e-14}
REDUCED = Setting(
    "reduced factors",
    "R1, R2 from a mixture of Gaussian, rank-deficient, graded, integer and orthonormal matrices, "
    "n, m <= 3, and Q with k orthonormal rows of length h, k <= 5, h <= 8",
    _SIZES,
    _draw,
    _lattice,
    _finish,
    rounding=_ROUNDING,
    assumes=(equal(Q @ Q.T, eye("k")),),
    bounds=((">=", "h", "k"),),
)

CLAIMS = (
    part.claim(
        "7/left",
        "Beyond (7), the step as a product from the left",
        "Z+ = (I - eta [[0, G], [G', 0]]) Z for Z = [W1; W2]",
        reading(
            "printed",
            equal(W1_NEXT, vstack(eye("n"), -eta * G.T).T @ Z),
            equal(W2_NEXT, vstack(-eta * G, eye("m")).T @ Z),
            identity=True,
            tex=r"\begin{bmatrix}W_1^+\\W_2^+\end{bmatrix} = \begin{bmatrix}I&-\eta\nabla\ell(W)\\"
            r"-\eta\nabla\ell(W)^{\top}&I\end{bmatrix}\begin{bmatrix}W_1\\W_2\end{bmatrix}",
            words="row by row of the step's matrix; the rows of Z stay in the span of those of "
            "Z(0) for ever",
        ),
        kind=Kind.BEYOND,
        rests_on=["8"],
    ),
    part.claim(
        "7/reduced",
        "Beyond (7), the width",
        "Gradient descent on W1 = R1 Q, W2 = R2 Q with Q Q' = I is that on R1, R2 times Q",
        reading(
            "printed",
            equal(FULL1 - step * (F @ FULL2), (R1 - step * (F @ R2)) @ Q),
            equal(FULL2 - step * (F.T @ FULL1), (R2 - step * (F.T @ R1)) @ Q),
            equal(FULL1 @ FULL2.T - R1 @ R2.T, R1 @ GAP @ R2.T),
            equal(FULL1 @ FULL1.T - R1 @ R1.T, R1 @ GAP @ R1.T),
            equal(FULL2 @ FULL2.T - R2 @ R2.T, R2 @ GAP @ R2.T),
            equal(FULL_D, Q.T @ REDUCED_D @ Q),
            identity=True,
            words="where Q Q' = I the right sides of the third to fifth vanish: W = R1 R2', the "
            "loss, its gradient F, and W1 W1', W2 W2' with all singular values and T are the same",
        ),
        reading(
            "spectra",
            equal(sigma_max(FULL1), sigma_max(R1)),
            equal(sigma("m", FULL2), sigma("m", R2)),
            equal(sigma_max(FULL1 @ FULL2.T), sigma_max(R1 @ R2.T)),
            equal(norm(FULL_D), norm(REDUCED_D)),
            equal(sigma_max(FULL_D), sigma_max(REDUCED_D)),
            given=REDUCED,
            words="in floats, with Q orthonormal up to rounding: singular values of the factors "
            "and of their product, and the imbalance's norms",
        ),
        kind=Kind.BEYOND,
        rests_on=["7/left"],
    ),
)
