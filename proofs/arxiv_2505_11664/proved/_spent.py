"""What a step of a run spends: |eta grad L|^2 <= 2 eta (L(t) - L(t + 1)), as eta_t K_t <= 1."""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664.e_upper_bound import (
    STEPS,
)
from verify.evidence.derivation import Proof
from verify.language import norm2
from verify.model.step import (
    GRADIENT2,
    L_NEXT,
    W1,
    W2,
    G,
    L,
    eta,
)

__all__ = ["M1", "M2", "spent"]

# eta times the blocks of the gradient: D(t + 1) = D(t) + M1'M1 - M2'M2.
M1, M2 = eta * (G @ W2), eta * (G.T @ W1)


def spent(p: Proof) -> tuple[int, int]:
    """|eta grad L|^2 <= 2 eta (L(t) - L(t + 1)) and L(t + 1) <= L(t), as eta_t K_t <= 1."""
    step = p.scalar(eta > 0, [p.given(r) for r in STEPS[:2]])
    limit = p.given(STEPS[2])
    descent = p.claim(
        f"{PAPER}/3.1/9-descent",
        "printed",
        shown=L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
    )
    sign = p.scalar(GRADIENT2 >= 0, [])
    letters = [L, L_NEXT, K_T, GRADIENT2]
    half = p.scalar(
        eta * GRADIENT2 <= 2 * (L - L_NEXT),
        [descent, limit, step, sign],
        products=[(descent,), (limit, step, sign)],
        letters=letters,
    )
    falls = p.scalar(
        L_NEXT <= L, [half, step, sign], products=[(half,), (step, sign)], letters=letters
    )
    total = p.scalar(
        eta**2 * GRADIENT2 <= 2 * eta * (L - L_NEXT),
        [half, step],
        products=[(half, step)],
        letters=letters,
    )
    return p.scalar(
        norm2(M1) + norm2(M2) <= 2 * eta * (L - L_NEXT), [total], letters=[L, L_NEXT]
    ), falls
