"""Trajectories of gradient descent on L(W1, W2) = ell(W1 W2'), batched and audited.

    from verify.descent import InverseSmoothness, Constant, Pair, Start, run, squared_loss

    problem = squared_loss(X, Y)             # X: (N, n) or (runs, N, n), one loss or one a run
    start = Start(W1, W2)                    # (runs, n, h), (runs, m, h): reduced by itself
    found = run(problem, start, [Constant(0.01), InverseSmoothness()], steps=49)
    found.L[found.rows("constant")]          # [run, iterate 0..49]
    found.eta, found.mu_t, found.K_t, found.sigma2_min, found.imbalance, ...
    found.reaches(1e-25)                     # the iterate, interpolated, inf if never
    found.audits["(10)"].violated(1e-9)      # for run(..., inequalities=[...]), see `rules.py`
    certify(found.iterates[10], run=3)       # rigorous, for run(..., keep=[10])
    repeat(problem, start, found.eta[3, :49], run=3)   # the losses of run 3 again, in balls
    found.stops, found.failed_hypotheses()   # why runs ended early; what a step size lacked

Starts of different widths join in one batch by `concatenate`, as all have n + m columns after the
reduction; losses of different runs are given with a leading axis. Step sizes and inequalities are
small objects with `begin` (see `rules.py`); those with constants of one paper stand in `proofs/`.
"""

from verify.descent.certify import Extremes, certify, factor_bounds
from verify.descent.convex import log_cosh_ridge, logistic, softmax_ce
from verify.descent.iterate import Array, Iterate
from verify.descent.linesearch import Backtracking, ExactLineSearch
from verify.descent.local import CLOSED, PRINTED, SHARP, Smoothness
from verify.descent.precise import PreciseRun, repeat
from verify.descent.problem import FunctionLoss, Loss, Problem, custom
from verify.descent.quadratic import SquaredLoss, matrix_sensing, squared_loss, weighted_quadratic
from verify.descent.rules import (
    Choice,
    Hypothesis,
    Inequality,
    Pair,
    Rule,
    Setup,
    Sides,
    StepSize,
)
from verify.descent.run import begin, run
from verify.descent.start import Start, concatenate
from verify.descent.steps import Constant, Given, Growing, InverseSmoothness, RateMinimiser
from verify.descent.trajectory import Audit, Stop, Trajectory

__all__ = [
    "CLOSED",
    "PRINTED",
    "SHARP",
    "Array",
    "Audit",
    "Backtracking",
    "Choice",
    "Constant",
    "ExactLineSearch",
    "Extremes",
    "FunctionLoss",
    "Given",
    "Growing",
    "Hypothesis",
    "Inequality",
    "InverseSmoothness",
    "Iterate",
    "Loss",
    "Pair",
    "PreciseRun",
    "Problem",
    "RateMinimiser",
    "Rule",
    "Setup",
    "Sides",
    "Smoothness",
    "SquaredLoss",
    "Start",
    "StepSize",
    "Stop",
    "Trajectory",
    "begin",
    "certify",
    "concatenate",
    "custom",
    "factor_bounds",
    "log_cosh_ridge",
    "logistic",
    "matrix_sensing",
    "repeat",
    "run",
    "softmax_ce",
    "squared_loss",
    "weighted_quadratic",
]
