"""Equation (20) for h = rho and two steps from the start: eta_0, then min(A_1, 1/K_1(A_1)).

Nothing here is about a whole run: W(1) is written out, and Theorem 3.1 is applied at W(0) and W(1).
"""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN
from proofs.arxiv_2505_11664._step_choice import AFTER_LOCAL, RHO_0
from proofs.arxiv_2505_11664._written_out import elsewhere, local_step, run
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._family import FAMILIES
from proofs.arxiv_2505_11664.proved._start_room import K_0, start_room
from verify.evidence.derivation import Proof
from verify.language import const, sigma_max
from verify.model.step import K, L, W, ell
from verify.model.trajectory import L0, W0, W10, W20, eta0

__all__ = ["PROOFS"]

_BASE = 1 + eta0**2
_GROWN = _BASE ** const("1/2") * eta0
_STEP, _RHO_1 = local_step(1, [eta0])
_W1, _W2 = run([eta0])
_AT = {"W1": _W1, "W2": _W2}
_L1, _MU1 = elsewhere(L, _AT, "1"), elsewhere(MU_T, _AT, "1")
_TOP, _LEAST = elsewhere(SIGMA2_MAX, _AT, "1"), elsewhere(SIGMA2_MIN, _AT, "1")
_WIDTH = elsewhere(sigma_max(W), _AT, "1")
_K_GROWN = elsewhere(K_T, {**_AT, "eta": _GROWN}, "1_A")
_K_STEP = elsewhere(K_T, {**_AT, "eta": _STEP}, "1")
_START = {"W1": W10, "W2": W20, "eta": eta0}
_MU_0 = elsewhere(MU_T, _START, "0")
_LETTERS = [_STEP, _RHO_1, _MU1, _K_STEP, _K_GROWN, RHO_0, _MU_0, K_0]


def _first(along: Along) -> tuple[int, int]:
    """L(1) <= L(0) rho_0 and L(1) <= L(0), as eta0 K_0 <= eta0 K_bar_0 <= 1."""
    p, room, loss, start = along.p, start_room(along), along.start_loss(), along.given(1)
    p.scalar(eta0 * K_0 < 2, products=[(room,), ()], letters=_LETTERS)
    descent = p.claim(f"{PAPER}/3.1/10", "printed", where=_START, shown=_L1 <= L0 * RHO_0)
    rate = p.scalar(_MU_0 >= 0, [along.convex()], degree=3)
    half = p.scalar(eta0 * K_0 <= 2, products=[(room,), ()], letters=_LETTERS)
    below = p.scalar(
        _L1 <= L0,
        [p.unfold(RHO_0)],
        products=[(descent,), (loss, rate, start, half)],
        letters=_LETTERS,
    )
    return descent, below


def _terms(p: Proof, k: int, e: int) -> list[tuple[int, ...]]:
    """K_1(e) as products of what is nonnegative, e given by the step e >= 0."""
    top = p.scalar(_TOP >= 0, [])
    root, loss = p.fact("root-nonnegative", 2 * K * _L1), p.scalar(_L1 >= 0, [])
    width = p.scalar(_WIDTH >= 0, [])
    return [(k, top), (root,), (k, k, width, loss, e, e), (k, top, root, e)]


def _second_step(along: Along) -> tuple[int, int, int]:
    """0 < eta_1, eta_1 K_1(eta_1) <= 1 and K_1(eta_1) >= K sigma_max^2(T_1)."""
    p, k = along.p, along.k()
    p.scalar(_BASE > 0, [along.base()])
    power = p.fact("power-positive", _BASE, const("1/2"))
    grown = p.scalar(_GROWN > 0, [power, along.given(1)])
    letters = [x for x in _LETTERS if x is not _K_GROWN]
    size = p.scalar(_K_GROWN >= 0, products=_terms(p, k, grown), letters=letters)
    inverse = p.defined(_K_GROWN)
    square = p.fact("square-nonnegative", 1 / _K_GROWN)
    v = p.scalar(1 / _K_GROWN >= 0, [inverse], products=[(size, square)], letters=_LETTERS)
    # Something positive below both A_1 and 1/K_1(A_1).
    whole = 1 + _GROWN * _K_GROWN
    sum_ = p.scalar(whole > 0, products=[(), (grown, size)], letters=_LETTERS)
    one, part = p.fact("reciprocal", whole), p.fact("reciprocal-positive", whole)
    low = _GROWN / whole
    positive = p.scalar(low > 0, products=[(grown, part)], letters=_LETTERS)
    p.scalar(low <= _GROWN, [one], products=[(grown, grown, size, part)], letters=_LETTERS)
    p.scalar(low <= 1 / _K_GROWN, [one, inverse, v, sum_], letters=_LETTERS)
    greatest = p.fact("minimum-greatest", _GROWN, 1 / _K_GROWN, low)
    above = p.scalar(low <= _STEP, [greatest], degree=1)
    e = p.scalar(_STEP > 0, [above, positive], degree=1, letters=_LETTERS)
    most = p.scalar(_STEP <= _GROWN, [p.fact("minimum-below-first", _GROWN, 1 / _K_GROWN)])
    second = p.fact("minimum-below-second", _GROWN, 1 / _K_GROWN)
    reach = p.scalar(_STEP <= 1 / _K_GROWN, [second])
    terms = _terms(p, k, e)
    (_, top), (root,), (_, _, width, loss, *_), _ = terms
    inner = [x for x in _LETTERS if x not in (_K_GROWN, _K_STEP)]
    grows = p.scalar(
        _K_STEP <= _K_GROWN,
        products=[
            (k, k, width, loss, most, grown),
            (k, k, width, loss, most, e),
            (k, top, root, most),
        ],
        letters=inner,
    )
    room = p.scalar(
        _STEP * _K_STEP <= 1,
        [inverse],
        products=[(e, grows), (reach, size)],
        letters=_LETTERS,
    )
    wide = p.scalar(_K_STEP >= K * _TOP, products=terms[1:], letters=inner)
    return e, room, wide


def _rate(along: Along, e: int, wide: int) -> int:
    """rho_1 >= 0: it is (1 - mu_1 eta_1)^2 + mu_1 eta_1^2 (K_1 - mu_1)."""
    p, parts = along.p, []
    for factor, last in ((_W1, "n"), (_W2, "m")):
        parts.append(p.fact("singular-order", factor, 1, last))
        parts.append(p.fact("singular-nonnegative", factor, last))
    spread = p.scalar(_LEAST <= _TOP, parts)
    least = p.scalar(_LEAST >= 0, [])
    order, convex, k = p.fact("convexity-below-smoothness", ell, W0), along.convex(), along.k()
    body = p.unfold(_MU1)
    rate = p.scalar(_MU1 >= 0, [body], products=[(convex, least)], letters=_LETTERS)
    more = p.scalar(
        _MU1 <= _K_STEP,
        [body],
        products=[(wide,), (k, spread), (order, least)],
        letters=_LETTERS,
    )
    square = p.fact("square-nonnegative", 1 - _MU1 * _STEP)
    return p.scalar(
        _RHO_1 >= 0,
        [p.unfold(_RHO_1)],
        products=[(square,), (rate, e, e, more)],
        letters=_LETTERS,
    )


def _two_steps(sharper: bool) -> Proof:
    p = Proof()
    along = Along(p, FAMILIES["Theorem 3.2, n = m"])
    descent, below = _first(along)
    e, room, wide = _second_step(along)
    p.scalar(_STEP * _K_STEP < 2, products=[(room,), ()], letters=_LETTERS)
    where = {**_AT, "eta": _STEP}
    last = p.claim(f"{PAPER}/3.1/10", "printed", where=where, shown=AFTER_LOCAL <= _L1 * _RHO_1)
    rate = _rate(along, e, wide)
    bound, first = (L0 * (RHO_0 * _RHO_1), descent) if sharper else (L0 * _RHO_1, below)
    p.scalar(AFTER_LOCAL <= bound, products=[(last,), (first, rate)], letters=_LETTERS)
    return p


PROOFS: Proofs = {
    ("3.2/20-rho", "printed"): partial(_two_steps, False),
    ("3.2/20-rho", "sharper"): partial(_two_steps, True),
}
