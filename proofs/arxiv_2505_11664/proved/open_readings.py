"""True as far as anyone has looked, and without a proof: why not, for the report's reader."""

from __future__ import annotations

__all__ = ["OPEN"]

_SLOWER = (
    "For n != m the printed alpha1 bounds nothing, and the loss may fall more slowly than "
    "rho_bar^t, on which the paper's proof rests; no exact witness against it was found."
)
_WRITTEN_OUT = (
    "It speaks of written-out iterates; the checker has no rule that applies what is proved of "
    "runs at an iterate given by its number."
)

OPEN: dict[tuple[str, str], str] = {
    **{
        (claim, "printed"): _SLOWER
        for claim in (
            "1.1/imbalance",
            "3.2/binding",
            "3.2/admissible",
            "3.3/imbalance",
            "3.3/29",
            "E.A3",
            "E.121",
        )
    },
    ("3.2/20-rho-bar", "n = m"): _WRITTEN_OUT,
    ("3.2/20-rho-bar", "repaired"): _WRITTEN_OUT,
    ("E.104", "n = m, first two steps"): _WRITTEN_OUT,
    ("E.104/repaired", "first two steps"): _WRITTEN_OUT,
}
