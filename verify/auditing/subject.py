"""From what a user gives to what is audited: a loss on data, or a Python loss of W.

A loss is a name (`losses.py`), a formula in z and y, the reference "package.module:name" of a
Python object, or such an object itself. Data are a name, a file, a pair (X, Y), or synthetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from verify.auditing.data import AuditData, from_arrays, read, synthetic
from verify.auditing.losses import Coding, NamedLoss, named
from verify.auditing.objective import Objective
from verify.auditing.outputs import (
    Output,
    ScalarOutput,
    SoftmaxOutput,
    distinct_labels,
    one_hot_rows,
)
from verify.auditing.python_loss import PythonLoss, load_object, wrap
from verify.errors import InputError
from verify.formula.expression import Node
from verify.formula.parse import is_formula, parse

__all__ = ["DEFAULT_SYNTHETIC", "LossChoice", "Subject", "choose_loss", "parameters", "subject"]

DEFAULT_SYNTHETIC = "10,3,200"


@dataclass(frozen=True, eq=False)
class LossChoice:
    """What the loss is: one of output root (a formula), softmax (root None), or a Python loss."""

    words: str
    formula: str
    root: Node | None
    coding: Coding | None
    python: PythonLoss | None = None


@dataclass(frozen=True, eq=False)
class Subject:
    """objective or python is set; described: label to text, for the report; notes: of the data."""

    described: Mapping[str, str]
    objective: Objective | None
    python: PythonLoss | None
    notes: tuple[str, ...]


def parameters(given: Mapping[str, Any] | Sequence[str]) -> dict[str, Fraction]:
    """Parameters by name from a mapping, or from texts "d=1.5"; exact."""
    pairs: list[tuple[str, Any]] = []
    if isinstance(given, Mapping):
        pairs = list(given.items())
    else:
        for text in given:
            name, equals, value = text.partition("=")
            if not equals:
                raise InputError(f"--param {text} was given", violates="name=number")
            pairs.append((name.strip(), value.strip()))
    found = {}
    for name, value in pairs:
        if not name.isidentifier() or name in ("z", "y", "pi"):
            raise InputError(f"{name!r} cannot be a parameter's name", remedy="take a letter, as d")
        try:
            number = Fraction(value) if not isinstance(value, float) else Fraction(str(value))
            fine = isfinite(float(number)) and abs(number) <= 10**9
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):
            fine = False
        if not fine:
            raise InputError(
                f"the parameter {name} = {value} was given", violates="a number up to 1e9"
            )
        found[name] = number
    return found


def choose_loss(
    loss: Any,
    *,
    params: Mapping[str, Fraction],
    shape: tuple[int, int] | None = None,
    K: float | None = None,
    mu: float | None = None,
) -> LossChoice:
    """The loss that was meant; InputError for none of the three kinds."""
    if not isinstance(loss, str):
        return _python(loss, shape, K, mu, None)
    text = loss.strip()
    if ":" in text and not is_formula(text):
        return _python(load_object(text), shape, K, mu, text)
    claims = {"shape": shape, "K": K, "mu": mu}
    if any(v is not None for v in claims.values()):
        names = ", ".join(k for k, v in claims.items() if v is not None)
        raise InputError(
            f"{names} was given with {text!r}",
            remedy="these belong to a Python loss: of a name or a formula they are computed",
        )
    if is_formula(text):
        return LossChoice(f"phi(z, y) = {text}", text, parse(text, params), None)
    return _of_name(named(text), params)


def _python(
    found: Any, shape: tuple[int, int] | None, K: float | None, mu: float | None, name: str | None
) -> LossChoice:
    python = wrap(found, shape=shape, K=K, mu=mu, name=name)
    return LossChoice(f"the Python loss {python.name}", "", None, None, python)


def _of_name(loss: NamedLoss, params: Mapping[str, Fraction]) -> LossChoice:
    unknown = sorted(set(params) - set(loss.parameters))
    if unknown:
        known = ", ".join(loss.parameters) or "none"
        raise InputError(
            f"the parameter {unknown[0]!r} was given",
            where=loss.name,
            remedy=f"its parameters are: {known}",
        )
    values = {**loss.parameters, **params}
    for name, value in values.items():
        if not value > 0 or (name == "tau" and not value < 1):
            limit = "0 < tau < 1" if name == "tau" else f"{name} > 0"
            raise InputError(f"{name} = {value} was given", violates=limit, where=loss.name)
    shown = ", ".join(f"{k} = {float(v):g}" for k, v in values.items())
    words = f"{loss.name}: {loss.words}" + (f" ({shown})" if shown else "")
    root = parse(loss.formula, values) if loss.formula else None
    return LossChoice(words, loss.formula, root, loss.coding)


def subject(
    choice: LossChoice,
    data: Any,
    *,
    l2: float,
    mean: bool,
    labels: Coding | None,
    targets: Sequence[str],
    standardise: bool | None,
    sizes: str | None,
    seed: int,
) -> Subject:
    """The loss on its data."""
    if choice.python is not None:
        n, m = choice.python.shape
        described = {"loss": choice.words, "W": f"n = {n}, m = {m}"}
        described["gradient"] = choice.python.source
        given = {
            "data": data is not None or sizes is not None,
            "l2": l2 != 0,
            "mean": mean,
            "labels": labels is not None,
            "target": bool(targets),
            "standardise": standardise is not None,
        }
        useless = [name for name, there in given.items() if there]
        if useless:
            raise InputError(
                f"{' and '.join(useless)} were given with a Python loss",
                remedy="a Python loss is a function of W alone: let it hold its own data",
            )
        return Subject(described, None, choice.python, ())
    if not (0 <= l2 < 1e12):
        raise InputError(f"l2 = {l2} was given", violates="0 <= l2 < 1e12", remedy="give a weight")
    found = _data(data, labels or choice.coding, targets, standardise, sizes, seed)
    output = _output(choice, found)
    scale = 1.0 / len(found.X) if mean else 1.0
    objective = Objective(output, found.X, found.Y, scale, float(l2))
    described = {
        "loss": choice.words,
        **({"formula": choice.formula} if choice.formula else {}),
        "of W": f"{'1/N ' if mean else ''}sum over samples and outputs"
        + (f" + {l2:g}/2 |W|^2" if l2 else ""),
        "data": f"{found.name}: N = {len(found.X)}, n = {objective.shape[0]},"
        f" m = {objective.shape[1]}",
    }
    return Subject(described, objective, None, found.notes)


def _data(
    data: Any,
    coding: Coding | None,
    targets: Sequence[str],
    standardise: bool | None,
    sizes: str | None,
    seed: int,
) -> AuditData:
    if sizes is not None and data is not None:
        raise InputError("data and synthetic sizes were given", remedy="give one of them")
    if data is None:
        return synthetic(sizes or DEFAULT_SYNTHETIC, coding, seed)
    if isinstance(data, (tuple, list)) and len(data) == 2:
        return from_arrays(*data, coding=coding, standardise=standardise)
    return read(str(data), coding=coding, targets=targets, standardise=standardise)


def _output(choice: LossChoice, data: AuditData) -> Output:
    if choice.root is None:
        one_hot_rows(data.Y, f"{data.name}: Y")
        return SoftmaxOutput()
    output = ScalarOutput(choice.words, choice.root, distinct_labels(data.Y.ravel().tolist()))
    assert output.formula is not None  # refuses what is not defined everywhere
    return output
