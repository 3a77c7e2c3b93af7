"""Appendix D: Theorem D.1 as restated (69)-(72), and the chain that proves the PL inequality.

Lemmas D.1 and D.2 are proved with their equations: `d_second_derivative.py`, `d_uniform_bound.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664.a_singular_values import LAMBDA_MIN
from proofs.arxiv_2505_11664.proved._steps import cited, citing
from verify.evidence.derivation import Proof
from verify.language import equal, norm2, sigma, sigma_min
from verify.model.step import W1, W2, G, L, W, ell, eta, mu

__all__ = ["PROOFS"]


def _blocks() -> Proof:
    """Third link, with the singular values past the shape 0: (38) on each block."""
    p = Proof()
    right, left = p.fact("product-below-right", G, W2), p.fact("product-below-right", G.T, W1)
    signs = [p.fact("singular-nonnegative", W1, "n"), p.fact("singular-nonnegative", W2, "m")]
    sizes = [p.fact("norm-nonnegative", x) for x in (G, G @ W2, G.T @ W1)]
    p.scalar(
        norm2(G @ W2) + norm2(G.T @ W1)
        >= sigma("m", W2) ** 2 * norm2(G) + sigma("n", W1) ** 2 * norm2(G),
        products=[
            (right, sizes[1]),
            (right, signs[1], sizes[0]),
            (left, sizes[2]),
            (left, signs[0], sizes[0]),
        ],
        say="(38)",
    )
    return p


def _pl_of_the_loss() -> Proof:
    """Fourth link: |grad l|^2 >= 2 mu l in each term."""
    p = Proof()
    pl = p.fact("polyak-lojasiewicz", ell, W, say="PL inequality (4)")
    low = p.scalar(sigma_min(W1) ** 2 + sigma_min(W2) ** 2 >= 0)
    p.scalar(
        sigma_min(W2) ** 2 * norm2(G) + sigma_min(W1) ** 2 * norm2(G)
        >= 2 * mu * sigma_min(W2) ** 2 * L + 2 * mu * sigma_min(W1) ** 2 * L,
        products=[(low, pl)],
    )
    return p


def _last_link() -> Proof:
    """(39) in the reading that is true."""
    p = Proof()
    least = cited(p, "A.2/39-min", "repaired")
    p.scalar(
        equal(
            2 * mu * sigma("m", W2) ** 2 * L + 2 * mu * sigma("n", W1) ** 2 * L,
            2 * mu * LAMBDA_MIN * L,
        ),
        [least],
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D.1thm/69-descent", "printed"): citing(("3.1/9-descent", "printed", 0), given=[eta > 0]),
    ("D.1thm/70", "printed"): citing(("3.1/10", "printed", 0), given=[eta > 0, eta * K_T < 2]),
    ("D.1thm/PL-c", "repaired"): _blocks,
    ("D.1thm/PL-d", "printed"): _pl_of_the_loss,
    ("D.1thm/PL-e", "repaired"): _last_link,
}
