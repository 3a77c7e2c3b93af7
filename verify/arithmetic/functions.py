"""Entrywise functions of the losses, each in float64 and in balls.

log cosh, softplus and their derivatives; all are Lipschitz with the constant given, which is
what bounds how they pass on an error. (exp, sqrt and log of scalars are operations of their own.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from flint import arb

__all__ = ["FUNCTIONS", "EntryFunction"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EntryFunction:
    """lipschitz: sup |f'|; floor: size of the rounding error where f itself is near 0."""

    float64: Callable[[Array], Array]
    ball: Callable[[arb], arb]
    lipschitz: float
    floor: float


def _logcosh(x: Array) -> Array:
    size = np.abs(x)
    result: Array = size + np.log1p(np.exp(-2 * size)) - np.log(2.0)
    return result


def _logcosh_ball(x: arb) -> arb:
    size = abs(x)
    return size + (1 + (-2 * size).exp()).log() - arb(2).log()


def _softplus(x: Array) -> Array:
    result: Array = np.logaddexp(0.0, x)
    return result


def _softplus_ball(x: arb) -> arb:
    # log(1 + e^x) = max(x, 0) + log(1 + e^-|x|): no overflow, and no loss for large |x|.
    return x.max(arb(0)) + (1 + (-abs(x)).exp()).log()


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    result: Array = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    return result


def _sigmoid_ball(x: arb) -> arb:
    return 1 / (1 + (-x).exp())


def _tanh(x: Array) -> Array:
    result: Array = np.tanh(x)
    return result


def _sigmoid_slope(x: Array) -> Array:
    s = _sigmoid(x)
    return s * _sigmoid(-x)


def _sigmoid_slope_ball(x: arb) -> arb:
    return _sigmoid_ball(x) * _sigmoid_ball(-x)


def _sech2(x: Array) -> Array:
    t = np.tanh(x)
    result: Array = (1 - t) * (1 + t)
    return result


def _sech2_ball(x: arb) -> arb:
    return 4 * _sigmoid_slope_ball(2 * x)


FUNCTIONS: dict[str, EntryFunction] = {
    "logcosh": EntryFunction(_logcosh, _logcosh_ball, 1.0, 1.0),
    "tanh": EntryFunction(_tanh, lambda x: x.tanh(), 1.0, 0.0),
    "sech2": EntryFunction(_sech2, _sech2_ball, 0.77, 1.0),
    "softplus": EntryFunction(_softplus, _softplus_ball, 1.0, 1.0),
    "sigmoid": EntryFunction(_sigmoid, _sigmoid_ball, 0.25, 0.0),
    "sigmoid_slope": EntryFunction(_sigmoid_slope, _sigmoid_slope_ball, 0.1, 0.0),
}
