"""How verdicts and severities are shown: letter, meaning, group, order.

The ledger is text, possibly of another version: an unknown verdict is shown as it stands, in the
style of ERROR, and counts as open. Colours live in `templates/style.css` (classes `v-<NAME>`)
and, for the graph, are the same classes.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFINITION", "NONE", "SEVERITIES", "VERDICTS", "Shown", "fails", "holds", "shown"]

DEFINITION = "DEFINITION"
NONE = "NONE"


@dataclass(frozen=True)
class Shown:
    """A verdict for people: its one-letter mark, its meaning, the group it counts in."""

    name: str
    letter: str
    group: str  # "holds", "fails", "open" or "none"
    meaning: str

    @property
    def text(self) -> str:
        """The name in words: ILL_TYPED reads ILL-TYPED."""
        return "no verdict" if self.name == NONE else self.name.replace("_", "-")


VERDICTS = {
    v.name: v
    for v in (
        Shown("PROVED", "P", "holds", "true for everything quantified over; certificate checked"),
        Shown("CERTIFIED", "C", "holds", "rigorous for the instances or the box named"),
        Shown("ASSERTED", "A", "holds", "a solver says so; no proof that can be re-checked"),
        Shown("TESTED", "T", "holds", "no violation found by sampling and search"),
        Shown("REFUTED", "R", "fails", "false; exact witness checked"),
        Shown("ILL_TYPED", "I", "fails", "not defined as printed"),
        Shown("INCONCLUSIVE", "?", "open", "nothing found either way within the budget"),
        Shown("BLOCKED", "B", "open", "a claim that it needs is not settled"),
        Shown("ERROR", "E", "open", "the run broke"),
        Shown(DEFINITION, "D", "none", "definition or problem; asserts nothing"),
        Shown(NONE, "-", "none", "no verdict recorded"),
    )
}

SEVERITIES = {
    "result": "Stated results that are false",
    "step": "Proof steps that break; the conclusion survives",
    "constant": "Constants or exponents that change",
    "typo": "Slips",
    "": "Failing, not classified",
}


def shown(name: str) -> Shown:
    """The verdict of that name; an unknown one counts as open."""
    return VERDICTS.get(name) or Shown(name, "?", "open", "verdict unknown to this version")


def holds(name: str) -> bool:
    """Whether the verdict speaks for the statement."""
    return shown(name).group == "holds"


def fails(name: str) -> bool:
    """Whether the verdict speaks against the statement."""
    return shown(name).group == "fails"
