"""The instances on which a statement can be put to trial, for those that bring none.

An identity is proved by expanding both sides and needs no setting. To refute its corruptions one
needs instances: single steps of gradient descent where the statement is about such a step, else
any matrices and numbers in the place of its letters, gradients and values of a loss included: an
identity holds whatever they are. Not covered: identities with second derivatives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from verify.claims.claim import Reading
from verify.language import Expr, Relation, matrix, scalar, symbols_of, to_tex, walk
from verify.language.expr import replace as rebuild
from verify.model.matrices import matrices
from verify.model.setting import Setting
from verify.model.step import gd_step

__all__ = ["rebuilt", "run_rebuilt", "with_instances"]

_STEP = gd_step("any step", "one step of gradient descent")
_STEP_LETTERS = {"W1": "n h", "W2": "m h", "eta": "", "mu": "", "K": "", "ell": "n m"}


def with_instances(reading: Reading) -> Reading | None:
    """The reading with a setting; None where no instances of its letters are known.

    Each definition is one node of the result, so that a change to it is made wherever it stands.
    """
    reading = _with_single_definitions(reading)
    if reading.setting is not None:
        return replace(reading, setting=replace(reading.setting, real=None))
    if not reading.identity:
        return None
    letters = reading.letters()
    if all(_STEP_LETTERS.get(k) == " ".join(map(str, s.dims)) for k, s in letters.items()):
        return replace(reading, setting=_STEP)
    return _with_free_letters(reading)


def _sides(reading: Reading) -> list[Expr]:
    relations = (*reading.hypotheses, *reading.conclusion)
    return [side for r in relations for side in (r.lhs, r.rhs)]


def _with_single_definitions(reading: Reading) -> Reading:
    known: dict[str, Expr] = {}

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op != "def":
            return None
        # One name has one meaning within a statement, whoever wrote it down.
        return known.setdefault(node.name, Expr("def", args, name=node.name, tex=node.tex))

    return rebuilt(reading, rule)


def rebuilt(reading: Reading, rule: Callable[[Expr, tuple[Expr, ...]], Expr | None]) -> Reading:
    """The same change everywhere, also in the run that the statement is about."""

    def new(r: Relation) -> Relation:
        return Relation(rebuild(r.lhs, rule), r.op, rebuild(r.rhs, rule))

    return replace(
        reading,
        conclusion=tuple(new(r) for r in reading.conclusion),
        hypotheses=tuple(new(r) for r in reading.hypotheses),
        measure=None if reading.measure is None else new(reading.measure),
        setting=run_rebuilt(reading.setting, rule),
    )


def run_rebuilt(
    setting: Setting | None, rule: Callable[[Expr, tuple[Expr, ...]], Expr | None]
) -> Setting | None:
    """The setting with the change made in its run, whose start is a statement's only witness."""
    if setting is None or setting.run is None:
        return setting
    run = setting.run
    start = {k: rebuild(e, rule) for k, e in run.start.items()}
    after = {k: rebuild(e, rule) for k, e in run.after.items()}
    return replace(setting, run=replace(run, start=start, after=after))


def _with_free_letters(reading: Reading) -> Reading | None:
    letters: dict[str, Expr] = {}

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op not in ("grad", "loss"):
            return None
        key, count = to_tex(node), len(letters)
        if node.op == "loss":
            return letters.setdefault(key, scalar(f"value{count}", key))
        rows, columns = node.args[0].dims
        return letters.setdefault(key, matrix(f"gradient{count}", rows, columns, key))

    free = _with_single_definitions(rebuilt(reading, rule))
    sides = _sides(free)
    if any(node.op in ("ell", "hess") for side in sides for node in walk(side)):
        return None
    return replace(free, setting=_free_setting(list(symbols_of(*sides).values())))


def _free_setting(letters: list[Expr]) -> Setting:
    return matrices("free letters", letters, largest=2, words="any matrices")
