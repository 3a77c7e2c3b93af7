"""Three arithmetics for one expression: float64 with error bounds, balls, exact rationals."""

from verify.arithmetic.ball import Ball, precision, to_arb, to_fraction
from verify.arithmetic.evaluate import Arithmetic, LossFamily, LossValue, Scope, evaluate
from verify.arithmetic.exact import Exact, as_ball, as_fraction
from verify.arithmetic.float64 import Float64, Floats

__all__ = [
    "Arithmetic",
    "Ball",
    "Exact",
    "Float64",
    "Floats",
    "LossFamily",
    "LossValue",
    "Scope",
    "as_ball",
    "as_fraction",
    "evaluate",
    "precision",
    "to_arb",
    "to_fraction",
]
