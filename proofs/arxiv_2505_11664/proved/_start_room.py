"""eta0 K_0(eta0) <= eta0 K_bar_0 <= 1 at the start, for every family of constants."""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664._written_out import elsewhere
from proofs.arxiv_2505_11664.proved._along import Along
from verify.model.step import K
from verify.model.trajectory import L0, W0, W10, W20, eta0

__all__ = ["K_0", "start_room"]

K_0 = elsewhere(K_T, {"W1": W10, "W2": W20, "eta": eta0}, "0")


def start_room(along: Along) -> int:
    """eta0 K_0 <= 1."""
    p, start, k, top, more = along.p, along.given(1), along.k(), along.top(), along.growth()
    near = along.start_near()
    high = along.e4_upper((W10, W20, W0), {"W1": W10, "W2": W20}, near, "at the start")
    width, loss = along.above(W0, near), along.start_loss()
    root = p.fact("root-nonnegative", 2 * K * L0)
    return p.scalar(
        eta0 * K_0 <= 1,
        [p.unfold(along.at.K_bar_0)],
        products=[
            (along.given(-5),),
            (start, k, high),
            (start, k, more, top),
            (start, k, k, width, loss, start, start),
            (start, k, high, root, start),
            (start, k, more, top, root, start),
        ],
        letters=[ALPHA2, BETA2, along.at.K_bar_0, along.at.growth],
    )
