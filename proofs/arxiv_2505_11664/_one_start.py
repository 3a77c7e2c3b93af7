"""One start with n != m at which no small step size satisfies (104), and what names it.

W1 = diag(1, 0), W2 = (1, 0), W* = (1, 1/4)', loss |W - W*|_F^2 / 2: the start of the smallest
witness against Theorem E.1 (`_theorem_e1.GAP`), with c = 1/2 and d = 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._constants_of_runs import c
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA2, BETA2
from verify.language import const, equal
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import L_NEXT, K, L, loss_values, mu
from verify.model.trajectory import L0, eta0

__all__ = ["AT_GAP", "NAMED_START"]


def _gap_with(eta: np.ndarray[Any, Any], source: str) -> Batch:
    """The start GAP with c = 1/2, d = 2 and the given first step sizes."""
    count = len(eta)
    fixed = {"W10": [[1, 0], [0, 0]], "W20": [[1, 0]], "C": [[1], [0.25]], "A": [[1], [1]]}
    fixed |= {"W1": fixed["W10"], "W2": fixed["W20"]}
    latent = {k: np.tile(np.array(v, dtype=float), (count, 1, 1)) for k, v in fixed.items()}
    scalars = {"c": 0.5, "d": 2.0, "t": 0.0}
    latent |= {k: np.full(count, v) for k, v in scalars.items()}
    return Batch(source, count, {**latent, "eta0": eta, "eta": eta}, "weighted quadratic", True)


def _gap_values(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    names = ("W10", "W20", "W1", "W2", "eta", "eta0", "t", "c", "d")
    latent = batch.latent
    return {**{k: latent[k] for k in names}, **loss_values(batch), "Wstar": latent["C"]}


AT_GAP = Setting(
    "one start, all small eta0",
    "the start of the smallest witness, eta0 from 1e-6 to 1/100",
    [{"n": 2, "m": 1, "h": 2}],
    lambda rng, sizes, count: [_gap_with(10.0 ** rng.uniform(-6, -2, count), "log-uniform eta0")],
    lambda rng, sizes, count, height: [_gap_with(np.array([0.01]), "the largest")],
    _gap_values,
)

# What E.104-none uses of this start. A step of it leaves (1 - eta0)^2 of the loss.
NAMED_START = (
    eta0 > 0,
    eta0 <= const("1/100"),
    c >= const("1/2"),
    equal(mu, 1),
    equal(K, 1),
    equal(L0, const("1/32")),
    ALPHA1 >= const("39/25"),
    ALPHA2 <= const("257/100"),
    BETA2 <= const("129/100"),
    L > 0,
    L_NEXT >= (1 - 2 * eta0) * L,
)
