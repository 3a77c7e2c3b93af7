"""True as far as anyone has looked, and without a proof: why not, for the report's reader."""

from __future__ import annotations

__all__ = ["OPEN"]

_DRIFT = (
    "For n != m the printed alpha1 bounds nothing, and the proof breaks. It may be true: where the "
    "residual is small, the drift in the slow direction reaches the bound in the limit of small "
    "steps (n = 2, m = 1, D(0) = 0) and does not pass it. A proof would have to bound from below "
    "how fast the loss falls while the steps grow; by the descent lemma alone the drift is at most "
    "2 eta_t (L(0) - L(t)) (E.A3/descent)."
)
_GROWN = (
    "For n != m K_t <= K_bar_t fails (`_eight_steps.py`), but only by a millionth, at eta0 below "
    "1e-8. This needs steps that have grown beyond eta0, by (1 + eta0^2)^(1/2) at each iterate: no "
    "witness has so few steps that its numbers can be written down."
)
_THREE_STEPS = (
    "The induction's steps, repeated at W(1) and W(2) written out as in `first_steps.py`, give a "
    "derivation of 2207 steps; expanding W(2) and W(3) takes the checker more work than its limit."
)

OPEN: dict[tuple[str, str], str] = {
    **{
        (claim, "printed"): _DRIFT
        for claim in ("1.1/imbalance", "3.2/binding", "3.3/imbalance", "E.A3", "E.121")
    },
    **{(claim, "printed"): _GROWN for claim in ("3.2/admissible", "3.3/29")},
    ("3.2/20-rho-bar", "n = m"): _THREE_STEPS,
    ("3.2/20-rho-bar", "repaired"): _THREE_STEPS,
}
