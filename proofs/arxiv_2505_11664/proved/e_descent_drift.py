"""Beyond A3: the drift of the imbalance against the fall of the loss, for all n, m."""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, d
from proofs.arxiv_2505_11664._initial import D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, D
from proofs.arxiv_2505_11664.e_upper_bound import (
    STEPS,
)
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._spent import M1, M2, spent
from verify.evidence.derivation import Proof
from verify.language import Expr, const, norm, norm2
from verify.model.step import (
    L_NEXT,
    L,
    eta,
)
from verify.model.trajectory import L0, W10, W20, eta0, t

__all__ = ["PROOFS"]

# --- The drift by the descent lemma ---------------------------------------------------------------
_BASE = PRINTED.base
_GROWN, _GROWN_NEXT = _BASE ** (t / 2) * eta0, _BASE ** ((t + 1) / 2) * eta0
_DRIFT = (L <= L0, norm(D - D0) <= 2 * _GROWN * (L0 - L))


def _square_norm(p: Proof, more: Expr) -> int:
    """|M'M| <= |M|^2."""
    product, norms = p.fact("product", more.T, more), p.fact("spectral-below-frobenius", more.T)
    square, sign = p.fact("norm-squared", more), p.fact("norm-nonnegative", more)
    return p.scalar(
        norm(more.T @ more) <= norm2(more),
        [product, norms, square, sign],
        products=[(product,), (norms, sign)],
    )


def _drift_step(p: Proof) -> int:
    """The drift at t + 1: eta_t^2 |grad L|^2 <= 2 eta_t (L(t) - L(t + 1)), and steps grow."""
    total, falls = spent(p)
    parts = [_square_norm(p, m) for m in (M1, M2)]
    split = p.fact("triangle", M1.T @ M1, -(M2.T @ M2))
    step = p.scalar(
        norm(D_NEXT - D) <= 2 * eta * (L - L_NEXT),
        [split, *parts, total],
        degree=1,
        letters=[L, L_NEXT],
    )
    low, drift = (p.given(r) for r in _DRIFT)
    below = p.scalar(L_NEXT <= L0, [falls, low], degree=1, letters=[L, L_NEXT, L0])
    triangle = p.fact("triangle", D_NEXT - D, D - D0)
    limit, start = p.given(PRINTED.hypotheses[-2]), p.given(STEPS[0])
    power = p.fact("power-positive", eta0, d)
    p.scalar(_BASE >= 1, [power])
    grows = p.fact("power-grows", _BASE, t / 2, (t + 1) / 2)
    letters = [L, L_NEXT, L0]
    return p.scalar(
        norm(D_NEXT - D0) <= 2 * _GROWN_NEXT * (L0 - L_NEXT),
        products=[(triangle,), (step,), (drift,), (limit, falls), (grows, start, below)],
        letters=letters,
    )


def _descent_drift() -> Proof:
    p = Proof()

    def base(start: Proof) -> None:
        for relation in _DRIFT:
            start.scalar(relation, [])

    p.induct(_DRIFT, {"W1": W10, "W2": W20, "t": const(0)}, base, _drift_step)
    p.given(_DRIFT[1])
    return p


def _at_a_minimum() -> Proof:
    """No drift from L(0) = 0: it is at most 2 B^(t/2) eta0 (L(0) - L(t))."""
    p = Proof()
    known = p.claim(f"{PAPER}/E.A3/descent", "printed")
    none, start = p.given(L0 <= 0), p.given(STEPS[0])
    power = p.fact("power-positive", eta0, d)
    p.scalar(_BASE > 0, [power])
    grown = p.fact("power-positive", _BASE, t / 2)
    loss = p.scalar(L >= 0, [])
    p.scalar(
        norm(D - D0) <= 0,
        products=[(known,), (grown, start, none), (grown, start, loss)],
        letters=[L, L0],
    )
    return p


PROOFS: Proofs = {
    ("E.A3/descent", "printed"): _descent_drift,
    ("E.A3", "L(0) = 0"): _at_a_minimum,
}
