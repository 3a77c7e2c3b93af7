"""What holds of a quotient, root, maximum, ... or exponential: what a scalar step may use of it.

Each scheme is a fact's name and the relation it states of its arguments. Those of a root of x need
an earlier step x >= 0, those of a reciprocal or a real power of x an earlier step x > 0; the others
need nothing. With them a scalar statement is one about polynomials in atoms. Of an exponential
they say e^x >= 1 + x and what the exponential of a sum is, of a real power its sign.
"""

from __future__ import annotations

from collections.abc import Callable

from verify.language import Relation, absolute, equal, exp, maximum, minimum, sqrt

__all__ = [
    "OF_ABSOLUTE",
    "OF_EXPONENTIAL",
    "OF_EXPONENTIALS",
    "OF_MAXIMUM",
    "OF_MINIMUM",
    "OF_POWER",
    "OF_RECIPROCAL",
    "OF_ROOT",
    "Scheme",
]

Scheme = tuple[str, Callable[..., Relation]]
# What holds of a node by its definition, once its condition (if any) has been shown.
OF_ROOT: tuple[Scheme, ...] = (
    ("root-nonnegative", lambda x: sqrt(x) >= 0),
    ("root-squared", lambda x: equal(sqrt(x) * sqrt(x), x)),
)
OF_RECIPROCAL: tuple[Scheme, ...] = (
    ("reciprocal", lambda x: equal(x * (1 / x), 1)),
    ("reciprocal-positive", lambda x: 1 / x > 0),
)
OF_MAXIMUM: tuple[Scheme, ...] = (
    ("maximum-above-first", lambda a, b: maximum(a, b) >= a),
    ("maximum-above-second", lambda a, b: maximum(a, b) >= b),
    (
        "maximum-attained",
        lambda a, b: equal((maximum(a, b) - a) * (maximum(a, b) - b), 0),
    ),
)
OF_MINIMUM: tuple[Scheme, ...] = (
    ("minimum-below-first", lambda a, b: minimum(a, b) <= a),
    ("minimum-below-second", lambda a, b: minimum(a, b) <= b),
    (
        "minimum-attained",
        lambda a, b: equal((a - minimum(a, b)) * (b - minimum(a, b)), 0),
    ),
)
OF_ABSOLUTE: tuple[Scheme, ...] = (
    ("absolute-above", lambda x: absolute(x) >= x),
    ("absolute-above-negated", lambda x: absolute(x) >= -x),
    ("absolute-squared", lambda x: equal(absolute(x) * absolute(x), x * x)),
)
OF_EXPONENTIAL: tuple[Scheme, ...] = (
    ("exp-positive", lambda x: exp(x) > 0),
    ("exp-tangent", lambda x: exp(x) >= 1 + x),
)
OF_EXPONENTIALS: tuple[Scheme, ...] = (
    ("exp-sum", lambda x, y: equal(exp(x + y), exp(x) * exp(y))),
)
OF_POWER: tuple[Scheme, ...] = (("power-positive", lambda x, p: x**p > 0),)
