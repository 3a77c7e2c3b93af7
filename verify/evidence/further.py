"""Where mutants that survive a claim's own instances are looked for next.

    iterates   of a run: the statement after one exact step and after two (then no more is tried:
               its letters are tied by the run)
    outside    of a hypothesis left out: its letters drawn freely, whatever the setting ties
    varied     K and mu of a loss moved outwards, exponents that the lattice holds fixed changed

The claim itself goes every way that its mutants go. Where it falls too, its setting says more than
its hypotheses (a claim at one particular start), and nothing is learnt about the mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from verify.claims.claim import Reading
from verify.evidence.iterates import Iterates, iterate_witness, iterates
from verify.evidence.outside import free_letters, outside, varied
from verify.evidence.trial import UNDEFINED, Fate, Instances, Trial, try_all
from verify.language import Relation
from verify.model.setting import Setting

__all__ = ["further"]

_STANDING = (Fate.SURVIVED, Fate.VIOLATED)
_STEPS = (1, 2)
_HEIGHTS = (1, 2, 3)
_SIZES = 3  # of runs, the smallest
_FREE, _VARIED, _ITERATES = 10, 11, 12  # what a seed is for
_Search = Callable[[Sequence[Reading]], Sequence[Trial]]


def further(trials: Sequence[Trial], instances: Instances) -> list[Trial]:
    """The trials of a claim (the first) and its mutants, those that stand tried again elsewhere.

    instances: those of the claim, on which they stand.
    """
    found = list(trials)
    claim = trials[0].reading
    for chosen, search in _searches(claim, found, instances):
        again = [k for k in chosen if found[k].fate in _STANDING]
        if not again:
            continue
        new = search([claim, *(found[k].reading for k in again)])
        if new[0].fate is Fate.REFUTED:
            continue
        for k, trial in zip(again, new[1:], strict=True):
            if trial.fate is Fate.REFUTED:
                found[k] = trial
    return found


def _searches(
    claim: Reading, trials: Sequence[Trial], instances: Instances
) -> Iterator[tuple[list[int], _Search]]:
    """Which of the trials, and how they are searched again."""
    every = list(range(1, len(trials)))
    if instances.setting.run is not None:
        yield every, lambda readings: _along_runs(readings, instances)
        return
    quick = replace(instances.effort, attacked=0)
    groups: dict[tuple[str, ...], list[int]] = {}
    for k in every:
        for hypothesis in _left_out(claim, trials[k].reading):
            names = tuple(s.name for s in free_letters(claim, hypothesis))
            groups.setdefault(names, []).append(k)
    for number, (names, chosen) in enumerate(groups.items()):
        if names:
            setting = outside(instances.setting, [claim.letters()[x] for x in names])
            free = Instances(setting, [*instances.seed, _FREE, number], quick)
            yield chosen, lambda readings, at=free: try_all(readings, at)  # type: ignore[misc]
    other = Instances(varied(instances.setting), [*instances.seed, _VARIED], quick)
    yield every, lambda readings: try_all(readings, other)


def _left_out(claim: Reading, mutant: Reading) -> list[Relation]:
    """The hypothesis that the mutant has not, if that is how it was made."""
    if len(mutant.hypotheses) == len(claim.hypotheses):
        return []
    kept = {id(h) for h in mutant.hypotheses}
    return [h for h in claim.hypotheses if id(h) not in kept]


def _along_runs(readings: Sequence[Reading], instances: Instances) -> list[Trial]:
    setting = varied(instances.setting)
    trials = [Trial(r, Fate.SURVIVED) for r in readings]
    for found in _all_iterates(setting, instances):
        for k, trial in enumerate(trials):
            if trial.fate is Fate.REFUTED:
                continue
            try:
                witness = iterate_witness(setting, trial.reading, found)
            except UNDEFINED:
                continue
            if witness is not None:
                trials[k] = Trial(trial.reading, Fate.REFUTED, witness)
    return trials


def _all_iterates(setting: Setting, instances: Instances) -> Iterator[Iterates]:
    """One step and two from each start of the lattice, sizes and heights growing."""
    for (i, sizes), height in product(enumerate(instances.sizes[:_SIZES]), _HEIGHTS):
        rng = instances.rng(_ITERATES, i, height)
        for batch in setting.lattice(rng, sizes, instances.effort.count, height):
            for steps in _STEPS:
                found = iterates(setting, sizes, batch, rng, steps)
                if found is not None:
                    yield found
