"""Witnesses: the smallest exact counterexample that can be found.

Sizes are tried from the smallest; at each, instances on a lattice of small rationals (heights
growing) are evaluated in floats, and the simplest violators are settled exactly. If the lattice
has none, sampled violations are rounded to ever finer rationals, and after them those that the
caller knows. A witness carries all that is needed to evaluate it again: letters, definitions,
hypotheses and both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from verify.arithmetic import LossValue, Scope, as_fraction, evaluate, precision
from verify.claims.claim import Example, Reading
from verify.claims.evidence import Evidence
from verify.evidence.compare import (
    Outcome,
    Settled,
    compare,
    exact_values,
    float_scope,
    holding,
    settle,
)
from verify.language import relation_to_json, relation_to_tex
from verify.language.expr import Expr, walk
from verify.model.families import FAMILIES
from verify.model.setting import Batch, Setting, Sizes

__all__ = [
    "complexity",
    "exact_lattice_values",
    "example_values",
    "example_witness",
    "find_witness",
    "instance_text",
    "rounded_witness",
    "simplest_witness",
    "witness_evidence",
]

_HEIGHTS = (1, 2, 3)
_SHOWN = 4000  # binary digits of a value that is written down
_DENOMINATORS = (1, 2, 3, 4, 5, 10, 20, 100, 1000, 10**6)


def find_witness(
    setting: Setting,
    reading: Reading,
    rng: np.random.Generator,
    *,
    count: int,
    starts: Sequence[tuple[Sizes, Batch]] = (),
) -> Evidence | None:
    """The simplest proven violation found, as evidence; None if there is none.

    count: lattice instances evaluated for each size and height; starts: violations known in
    floats, to be rounded if neither the lattice nor new draws have one.
    """
    for sizes in sorted(setting.shapes, key=lambda s: (sum(s.values()), tuple(s.values()))):
        for height in _HEIGHTS:
            for batch in setting.lattice(rng, sizes, count, height):
                found = simplest_witness(setting, reading, sizes, batch)
                if found is not None:
                    return found
    drawn = ((s, b) for s in setting.shapes for b in setting.draw(rng, s, count // 4))
    for sizes, batch in chain(drawn, starts):
        found = rounded_witness(setting, reading, sizes, batch)
        if found is not None:
            return found
    return None


def example_witness(reading: Reading, example: Example) -> Evidence | None:
    """The example as a witness, if it satisfies the hypotheses and violates the conclusion."""
    values = example_values(example)
    settled = settle(reading.hypotheses, reading.conclusion, values, example.sizes)
    if settled.outcome is not Outcome.VIOLATED:
        return None
    path = [{k: _text(_exact_letter(v)) for k, v in step.items()} for step in example.path]
    return witness_evidence(reading, values, example.sizes, settled, path)


def example_values(example: Example) -> dict[str, Any]:
    """The symbols' exact values, with the losses' own K, mu and Wstar where none are given."""
    values: dict[str, Any] = {k: _exact_letter(v) for k, v in example.letters.items()}
    for name, parameters in example.losses.items():
        exact = {k: _exact_letter(v) for k, v in parameters.items()}
        values[name] = LossValue(FAMILIES["weighted quadratic"], exact)
        weights = exact["A"].entries()
        values.setdefault("K", max(weights))
        values.setdefault("mu", min(weights))
        values.setdefault("Wstar", exact["C"])
    return values


def _exact_letter(value: Any) -> Any:
    """An fmpq, or an fmpq_mat from a list of rows."""
    if isinstance(value, (list, tuple)):
        rows = [[_exact_letter(x) for x in row] for row in value]
        return fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])
    q = Fraction(value)
    return fmpq(q.numerator, q.denominator)


def _violators(
    setting: Setting, reading: Reading, sizes: Sizes, batch: Batch, scope: Scope | None
) -> list[int]:
    if scope is None:
        scope = float_scope(setting, batch, sizes)
    inside = holding(reading.hypotheses, scope, batch.count)
    bad = np.zeros(batch.count, dtype=bool)
    for relation in reading.conclusion:
        c = compare(relation, scope, batch.count)
        bad |= c.violated
        if relation.op in ("<", ">"):
            # Equal sides violate it, which only exact arithmetic can tell.
            bad |= c.tie | ((c.lean == 0) & ~c.undefined)
    return [int(i) for i in np.flatnonzero(bad & inside)]


def simplest_witness(
    setting: Setting, reading: Reading, sizes: Sizes, batch: Batch, scope: Scope | None = None
) -> Evidence | None:
    """The violator of least complexity in a batch of the lattice that `settle` confirms.

    scope: of the batch in float64, where statements share it.
    """
    found = _violators(setting, reading, sizes, batch, scope)
    found.sort(key=lambda i: (complexity(batch, i), i))
    for index in found[:12]:
        values = exact_lattice_values(setting, batch, sizes, index)
        settled = settle(reading.hypotheses, reading.conclusion, values, sizes)
        if settled.outcome is Outcome.VIOLATED:
            return witness_evidence(reading, values, sizes, settled)
    return None


def exact_lattice_values(
    setting: Setting, batch: Batch, sizes: Sizes, index: int
) -> dict[str, Any]:
    """One instance of the lattice with the rationals that its floats stand for."""
    return {k: _limit(v, 1000) for k, v in exact_values(setting, batch, sizes, index).items()}


def complexity(batch: Batch, index: int) -> float:
    """Heights of all entries added up: zeros and ones are the simplest."""
    cost = 0.0
    for value in batch.latent.values():
        if value.shape[0] != batch.count:
            continue
        for x in np.ravel(value[index]):
            q = _meant(Fraction(float(x)), 1000)
            cost += abs(q.numerator) + q.denominator - 1 + (q < 0) / 4
    return cost


def rounded_witness(
    setting: Setting, reading: Reading, sizes: Sizes, batch: Batch, scope: Scope | None = None
) -> Evidence | None:
    """Round the sampled violators' latent values to coarse rationals that still violate.

    None for a batch that is not to be changed, or whose losses the checker does not know.
    """
    # Of other families, K and mu are no rationals: rounded, they were no constants of the loss.
    if batch.fixed or batch.family not in ("", "weighted quadratic"):
        return None
    for index in _violators(setting, reading, sizes, batch, scope)[:4]:
        one = batch.take(np.array([index]))
        for denominator in _DENOMINATORS:
            coarse = _coarse(one, denominator)
            if any((v <= 0).any() for k, v in coarse.latent.items() if k in setting.positive):
                continue
            exact = exact_values(setting, coarse, sizes, 0)
            values = {k: _limit(v, denominator) for k, v in exact.items()}
            if _moved(exact, values, coarse):
                continue
            settled = settle(reading.hypotheses, reading.conclusion, values, sizes)
            if settled.outcome is Outcome.VIOLATED:
                return witness_evidence(reading, values, sizes, settled)
    return None


def _moved(exact: Mapping[str, Any], values: Mapping[str, Any], batch: Batch) -> bool:
    """Whether rounding has changed a matrix that follows from others (an iterate from a start)."""
    derived = (k for k, v in exact.items() if isinstance(v, fmpq_mat) and k not in batch.latent)
    return any(exact[k] != values[k] for k in derived)


def _coarse(batch: Batch, denominator: int) -> Batch:
    latent = {k: np.round(v * denominator) / denominator for k, v in batch.latent.items()}
    return Batch(batch.source, batch.count, latent, batch.family, batch.fixed)


def _limit(value: Any, denominator: int) -> Any:
    """Floats of 1/3, 1/10, ... are dyadic: give back the rational that was meant."""
    if isinstance(value, LossValue):
        parameters = {k: _limit(v, denominator) for k, v in value.parameters.items()}
        return LossValue(value.family, parameters)
    if isinstance(value, fmpq_mat):
        entries = [_limit(x, denominator) for x in value.entries()]
        return fmpq_mat(value.nrows(), value.ncols(), entries)
    q = _meant(as_fraction(value), max(denominator, 1000))
    return fmpq(q.numerator, q.denominator)


def _meant(x: Fraction, denominator: int) -> Fraction:
    """The short rational near x; finer where that would change x by more than a thousandth."""
    q = x.limit_denominator(denominator)
    while abs(q - x) > abs(x) / 1000:
        denominator *= 1000
        q = x.limit_denominator(denominator)
    return q


def witness_evidence(
    reading: Reading,
    values: Mapping[str, Any],
    sizes: Sizes,
    settled: Settled,
    path: Sequence[Mapping[str, Any]] = (),
) -> Evidence:
    """The ledger's record of a proven violation; `path` leads to a later iterate of a run."""
    relation = settled.violated
    assert relation is not None
    assert settled.scope is not None  # a VIOLATED outcome carries both
    relations = (*reading.hypotheses, *reading.conclusion)
    sides = [side for r in relations for side in (r.lhs, r.rhs)]
    names = set(reading.letters())
    if path:  # the iterate is what these steps lead to
        run = reading.setting.run if reading.setting else None
        names -= run.start.keys() if run else set()
    letters, losses = instance_text(names, values)
    data: dict[str, Any] = {
        "dims": dict(sizes),
        "letters": letters,
        **({"losses": losses} if losses else {}),
        **({"path": list(path)} if path else {}),
        "violated": relation_to_json(relation),
        "violated_tex": relation_to_tex(relation),
        "lhs": _ends_text(settled.lhs),
        "rhs": _ends_text(settled.rhs),
        "values": dict(_definition_values(sides, settled)),
        "words": _words(sizes, relation.op, settled),
    }
    return Evidence("witness", data)


def instance_text(
    names: Iterable[str], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The exact values of these symbols for the ledger: letters, and losses."""
    letters: dict[str, Any] = {}
    losses: dict[str, Any] = {}
    for name in sorted(names):
        value = values[name]
        if isinstance(value, LossValue):
            parameters = {k: _text(v) for k, v in value.parameters.items()}
            losses[name] = {"family": value.family.name, **parameters}
        else:
            letters[name] = _text(value)
    return letters, losses


def _text(value: Any) -> Any:
    if isinstance(value, fmpq_mat):
        return [[str(as_fraction(x)) for x in row] for row in value.tolist()]
    return str(as_fraction(value))


def _ends_text(ends: tuple[Fraction, Fraction] | None) -> list[str] | None:
    """Ends rounded outwards to 40 significant digits: short, and still an enclosure."""
    if ends is None:
        return None
    if ends[0] == ends[1]:
        return [str(ends[0])] * 2
    return [str(_outward(ends[0], -1)), str(_outward(ends[1], 1))]


def _outward(q: Fraction, direction: int) -> Fraction:
    if q == 0:
        return q
    exponent = len(str(abs(q.numerator))) - len(str(q.denominator)) - 40
    unit = Fraction(10) ** exponent
    n = q / unit
    return (n.__floor__() if direction < 0 else n.__ceil__()) * unit


def _definition_values(sides: Sequence[Expr], settled: Settled) -> Iterator[tuple[str, Any]]:
    """Values of the definitions, where they are rational, for the worked example."""
    seen: set[str] = set()
    assert settled.scope is not None
    with precision(128):
        for side in sides:
            for node in walk(side):
                if node.op == "def" and node.name not in seen:
                    seen.add(node.name)
                    value = evaluate(node, settled.scope)
                    if isinstance(value, (fmpq, fmpq_mat)) and _height(value) <= _SHOWN:
                        yield node.name, _text(value)


def _height(value: fmpq | fmpq_mat) -> int:
    """The most binary digits of a numerator or denominator."""
    entries = value.entries() if isinstance(value, fmpq_mat) else [value]
    return max(int(x.height_bits()) for x in entries)


def _words(sizes: Sizes, op: str, settled: Settled) -> str:
    sizes_text = ", ".join(f"{k} = {v}" for k, v in sorted(sizes.items()))
    where = f" with {sizes_text}" if sizes else ""
    if settled.lhs is None or settled.rhs is None:
        return f"an exact instance{where} at which the two sides differ"
    left, right = (float(sum(ends) / 2) for ends in (settled.lhs, settled.rhs))
    return f"an exact instance{where}: {left:.6g} {op} {right:.6g} is false"
