"""The losses that have a name: formulas with parameters, and the softmax.

A formula is phi(z, y) of one output z with label y; the loss of W is

    l(W) = s sum_ij phi((X W)_ij, Y_ij) + l2/2 |W|_F^2,   s = 1, or 1/N for the mean

whose K and mu follow from sup phi'' and inf phi'' (`verify.formula.curvature`). What the table
says of these is checked by the tests against the enclosures. The softmax is the one loss here
that mixes the outputs of a sample (`softmax.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction

from verify.errors import InputError

__all__ = ["LOSSES", "Coding", "NamedLoss", "named"]


class Coding(Enum):
    """What labels a loss takes, and so how classes are coded."""

    SIGNS = "signs"  # -1 and 1; more classes: one column each, against the rest
    BITS = "bits"  # 0 and 1
    ONE_HOT = "one-hot"  # rows with a single 1, or probabilities
    REAL = "real"
    COUNTS = "counts"  # y >= 0
    POSITIVE = "positive"  # y > 0


@dataclass(frozen=True)
class NamedLoss:
    """formula: text in z, y and the parameters ("" for the softmax); K, mu: sup and inf of phi''.

    holds: whether Assumption 2.1 can hold: "yes" (by itself, for X of full column rank), "with
    l2", or "no" and why.
    """

    name: str
    words: str
    formula: str
    coding: Coding
    K: str
    mu: str
    holds: str
    parameters: Mapping[str, Fraction] = field(default_factory=dict)


_HALF = Fraction(1, 2)
_ONE = Fraction(1)


def _loss(
    name: str,
    words: str,
    formula: str,
    coding: Coding,
    K: str,
    mu: str,
    holds: str,
    **parameters: Fraction,
) -> NamedLoss:
    return NamedLoss(name, words, formula, coding, K, mu, holds, parameters)


_ALL = (
    _loss("squared", "half the squared residual", "(z - y)**2/2", Coding.REAL, "1", "1", "yes"),
    _loss(
        "logistic",
        "labels -1 and 1",
        "log(1 + exp(-y*z))",
        Coding.SIGNS,
        "1/4",
        "0",
        "with l2",
    ),
    _loss(
        "cross-entropy",
        "logistic loss for labels 0 and 1, or probabilities",
        "log(1 + exp(z)) - y*z",
        Coding.BITS,
        "1/4",
        "0",
        "with l2",
    ),
    _loss(
        "softmax",
        "cross-entropy of the softmax over the outputs of a sample",
        "",
        Coding.ONE_HOT,
        "1/2",
        "0",
        "with l2",
    ),
    _loss(
        "huber",
        "quadratic up to d, linear beyond",
        "where(abs(z - y) <= d, (z - y)**2/2, d*(abs(z - y) - d/2))",
        Coding.REAL,
        "1",
        "0",
        "with l2",
        d=_ONE,
    ),
    _loss(
        "pseudo-huber",
        "smooth variant of huber",
        "d**2*(sqrt(1 + ((z - y)/d)**2) - 1)",
        Coding.REAL,
        "1",
        "0",
        "with l2",
        d=_ONE,
    ),
    _loss(
        "log-cosh",
        "log cosh of the residual",
        "logcosh(z - y)",
        Coding.REAL,
        "1",
        "0",
        "with l2",
    ),
    _loss(
        "poisson",
        "negative log-likelihood of counts, logarithmic link",
        "exp(z) - y*z",
        Coding.COUNTS,
        "infinite",
        "0",
        "no: phi'' = e^z has no bound; on a sublevel set, with l2",
    ),
    _loss(
        "gamma",
        "negative log-likelihood of positive targets, logarithmic link",
        "y*exp(-z) + z",
        Coding.POSITIVE,
        "infinite",
        "0",
        "no: phi'' = y e^-z has no bound; on a sublevel set, with l2",
    ),
    _loss(
        "hinge-squared",
        "squared hinge",
        "max(0, 1 - y*z)**2",
        Coding.SIGNS,
        "2",
        "0",
        "with l2",
    ),
    _loss(
        "hinge-smooth",
        "hinge with a quadratic corner",
        "where(y*z >= 1, 0, where(y*z <= 0, 1/2 - y*z, (1 - y*z)**2/2))",
        Coding.SIGNS,
        "1",
        "0",
        "with l2",
    ),
    _loss(
        "exponential",
        "as in boosting",
        "exp(-y*z)",
        Coding.SIGNS,
        "infinite",
        "0",
        "no: phi'' = e^(-yz) has no bound; on a sublevel set, with l2",
    ),
    _loss(
        "quantile-smoothed",
        "pinball loss at the quantile tau, smoothed on the scale eps",
        "tau*(y - z) + eps*log(1 + exp(-(y - z)/eps))",
        Coding.REAL,
        "1/(4 eps)",
        "0",
        "with l2",
        tau=_HALF,
        eps=_HALF,
    ),
    _loss(
        "expectile",
        "asymmetric squares: tau above, 1 - tau below",
        "where(y >= z, tau, 1 - tau)*(z - y)**2",
        Coding.REAL,
        "2 max(tau, 1 - tau)",
        "2 min(tau, 1 - tau)",
        "yes",
        tau=Fraction(3, 4),
    ),
    _loss(
        "quartic",
        "fourth power of the residual",
        "(z - y)**4/4",
        Coding.REAL,
        "infinite",
        "0",
        "no: phi'' = 3 (z - y)^2 has no bound; on a sublevel set, with l2",
    ),
    _loss(
        "absolute",
        "absolute residual",
        "abs(z - y)",
        Coding.REAL,
        "infinite",
        "0",
        "no: phi' jumps at 0",
    ),
    _loss(
        "hinge",
        "of support vector machines",
        "max(0, 1 - y*z)",
        Coding.SIGNS,
        "infinite",
        "0",
        "no: phi' jumps at yz = 1",
    ),
    _loss(
        "cauchy",
        "c^2/2 log(1 + (u/c)^2): robust",
        "c**2/2*log(1 + ((z - y)/c)**2)",
        Coding.REAL,
        "1",
        "-1/8",
        "no: not convex, but for l2 above sigma_max(X)^2/8",
        c=_ONE,
    ),
    _loss(
        "welsch",
        "c^2/2 (1 - exp(-(u/c)^2)): robust",
        "c**2/2*(1 - exp(-((z - y)/c)**2))",
        Coding.REAL,
        "1",
        "-2 exp(-3/2)",
        "no: not convex, but for a large l2",
        c=_ONE,
    ),
)

LOSSES: dict[str, NamedLoss] = {loss.name: loss for loss in _ALL}
"""By name."""


def named(name: str) -> NamedLoss:
    """The loss of that name; InputError, with the nearest names, if there is none."""
    if name not in LOSSES:
        near = get_close_matches(name, LOSSES) or sorted(LOSSES)
        raise InputError(
            f"no loss is called {name!r}",
            remedy=f"take {' or '.join(near)}, write a formula in z and y, or name a Python"
            " object as package.module:loss",
        )
    return LOSSES[name]
