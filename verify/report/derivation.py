"""A derivation as a proof that reads like the paper's: one line a step, what is elementary apart.

Shown are hypotheses, what is cited, the steps that the author put words to, and the last one. The
others (a norm is not negative, a root squared, a sum rearranged) are counted by kind and stand in
the ledger, where the checker reads them. A proof about runs shows its invariant, how it holds at
the start, and how it passes from one iterate to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from verify.report.blocks import Block, Fold, Formulas, Steps, Text
from verify.report.formula import relation, spelled

__all__ = ["derivation_blocks"]

Record = Mapping[str, Any]
_LONG = 8
_RULES = {
    "identity": "identity, every dimension",
    "fact": "standard fact",
    "scalar": "scalar certificate",
    "claim": "by",
    "given": "hypothesis",
}


def derivation_blocks(record: Record, names: Mapping[str, str]) -> list[Block]:
    """The steps of a derivation, or of each part of a proof by induction."""
    invariant = record.get("invariant")
    if not isinstance(invariant, dict):
        return _steps(_list(record.get("steps")), names, "")
    stated = tuple(relation(spelled(r, names)) for r in _list(invariant.get("relations")))
    return [
        Text("By induction along the run. The invariant:"),
        Formulas(stated),
        *_steps(_list(invariant.get("base")), names, "At the start"),
        *_steps(_list(invariant.get("step")), names, "From one iterate to the next"),
        *_steps(_list(record.get("steps")), names, "The conclusion, from the invariant"),
    ]


def _steps(steps: list[Any], names: Mapping[str, str], heading: str) -> list[Block]:
    known = [s for s in steps if isinstance(s, dict)]
    shown = [s for s in known if _telling(s) or s is known[-1]]
    items = tuple((_rule(s), _tex(s, names), str(s.get("say") or "")) for s in shown)
    blocks: list[Block] = [Text(f"{heading}:")] if heading and items else []
    if len(items) > _LONG:
        blocks.append(Fold(f"{len(items)} steps", (Steps(items),)))
    elif items:
        blocks.append(Steps(items))
    others = Counter(_rule(s) for s in known if not _telling(s) and s is not known[-1])
    if others:
        kinds = ", ".join(f"{kind} ({n})" for kind, n in sorted(others.items()))
        total = sum(others.values())
        blocks.append(Fold(f"{total} steps besides, in the ledger", (Text(f"{kinds}."),)))
    return blocks


def _telling(step: Record) -> bool:
    return bool(step.get("say")) or step.get("rule") in ("given", "claim")


def _rule(step: Record) -> str:
    name = str(step.get("rule", ""))
    rule = _RULES.get(name, name.replace("_", " "))
    of = step.get("of")
    if isinstance(of, list) and len(of) == 2:
        return f"{rule} {of[0]}, {of[1]}"
    return f"{rule}: {of}" if isinstance(of, str) and of else rule


def _tex(step: Record, names: Mapping[str, str]) -> str:
    stated = step.get("relation")
    return relation(spelled(stated, names)) if isinstance(stated, list) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
