"""Does the loss meet Assumptions 2.1 and 2.2? Findings about gradient, convexity, K and mu.

A gradient is compared with differences of the value along random lines. For a K-smooth loss

    |(l(W + h V) - l(W - h V)) / (2 h) - <grad l(W), V>| <= K h / 2,   |V|_F = 1,

and rounding of the two values adds at most 2 e / h with e their error; h balances both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
from flint import arb

from verify.arithmetic.ball import precision
from verify.auditing.objective import BITS, Constants, Objective, ball_matrix
from verify.auditing.outputs import ScalarOutput
from verify.auditing.result import Finding
from verify.claims.verdict import Verdict
from verify.formula.balls import ball_operations
from verify.formula.calculus import Formula
from verify.formula.expression import compile_nodes, run
from verify.formula.kinks import Jump

__all__ = ["Line", "about_curvature", "about_data", "assumption_21", "gradient_matches"]

Array = npt.NDArray[np.float64]
_LINES = 12


@dataclass(frozen=True)
class Line:
    """The worst line: |difference quotient - slope| and its error bar."""

    gap: float
    bar: float


def gradient_matches(
    value: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    points: list[Array],
    K: float,
    seed: int,
    *,
    rounding: float = 0.0,
) -> Finding:
    """Whether gradient and value belong together, along random lines through the points.

    rounding: error of a value in floats, where more is known of it than that it is a sum.
    """
    rng = np.random.default_rng([seed, 1])
    worst = Line(0.0, 1.0)
    smooth = K if isfinite(K) else None
    for k in range(_LINES):
        W = points[k % len(points)]
        V = rng.normal(size=W.shape)
        V /= np.linalg.norm(V)
        line = _line(value, gradient, W, V, smooth, rounding)
        if line.gap / line.bar > worst.gap / worst.bar:
            worst = line
    text = f"largest gap {worst.gap:.2g}, error bar {worst.bar:.2g}, over {_LINES} random lines"
    fits = worst.gap <= worst.bar
    verdict = Verdict.TESTED if fits else Verdict.REFUTED
    return Finding("gradient", "gradient belongs to value", verdict, text)


def _line(
    value: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    W: Array,
    V: Array,
    K: float | None,
    rounding: float,
) -> Line:
    slope = float(np.sum(gradient(W) * V))
    # 1e-14 of the value stands for the rounding of its sum.
    error = 1e-14 * (abs(value(W)) + 1e-300) + rounding
    smooth = (
        K if K else max(float(np.linalg.norm(gradient(W + 1e-3 * V) - gradient(W))) * 1e3, 1e-9)
    )
    h = float(np.sqrt(4 * error / smooth)) if smooth > 0 else 1e-4
    h = max(h, 1e-9 * (1.0 + float(np.abs(W).max())))
    quotient = (value(W + h * V) - value(W - h * V)) / (2 * h)
    # Without a bound K the slope's own change over the step stands in for it, doubled.
    bend = K * h / 2 if K else 2 * float(np.linalg.norm(gradient(W + h * V) - gradient(W - h * V)))
    # W + h V is rounded as well: an error of that size in the argument times the slope.
    moved = 4e-16 * (1 + float(np.linalg.norm(W))) * float(np.linalg.norm(gradient(W))) / h
    return Line(abs(quotient - slope), bend + 2 * error / h + moved + 1e-300)


def about_curvature(output: ScalarOutput) -> list[Finding]:
    """Inf phi'', sup phi'' and what they say of phi."""
    c = output.curvature
    found = []
    low, high = f"[{c.inf.low:.6g}, {c.inf.high:.6g}]", f"[{c.sup.low:.6g}, {c.sup.high:.6g}]"
    kinks = _kinks(c.jumps)
    if not c.decided:
        open_text = f"where the branches meet, phi' was not shown to be continuous{kinks}"
        found.append(Finding("phi''", "curvature of phi", Verdict.INCONCLUSIVE, open_text))
    else:
        resolved = "" if c.inf.resolved and c.sup.resolved else " (not sharp within the budget)"
        proved = f" (at most {c.proved}, proved)" if c.proved is not None else ""
        words = f"inf phi'' in {low}, sup phi'' in {high}{proved}{resolved}{kinks}"
        known = isfinite(c.inf.low) or isfinite(c.sup.high) or c.inf.high < 0 or c.sup.low == inf
        verdict = Verdict.CERTIFIED if known else Verdict.INCONCLUSIVE
        found.append(Finding("phi''", "curvature of phi", verdict, words))
    if c.nonconvex:
        at = _place(c.inf.near, c.inf_label)
        words = f"phi'' <= {c.inf.high:.6g} < 0 {at}"
        found.append(Finding("convex", "phi is convex", Verdict.REFUTED, words))
    elif c.convex:
        found.append(Finding("convex", "phi is convex", Verdict.CERTIFIED, "phi'' >= 0 everywhere"))
    else:
        words = f"only phi'' >= {c.inf.low:.3g} is known"
        found.append(Finding("convex", "phi is convex", Verdict.INCONCLUSIVE, words))
    return found


def _kinks(jumps: tuple[tuple[float | None, Jump], ...]) -> str:
    words = []
    for label, jump in jumps[:2]:
        if isfinite(jump.z) and isfinite(jump.size):
            at = _place(jump.z, label)
            words.append(f"; phi' jumps by {jump.size:.4g} {at}")
    return "".join(words)


def _place(z: float, label: float | None) -> str:
    where = f"z = {z:.6g}" if isfinite(z) else f"z -> {'+' if z > 0 else '-'}infinity"
    return f"at {where}" + ("" if label is None else f", y = {label:g}")


def about_data(objective: Objective, constants: Constants) -> Finding:
    """X's extreme singular values and rank."""
    N, n = objective.X.shape
    low, high = np.sqrt(constants.low), np.sqrt(constants.high)
    words = f"{N} samples, {n} features; sigma_max(X) <= {high:.6g}, sigma_min(X) >= {low:.6g}"
    if N < n:
        words += f"; rank at most {N} < {n} features: X'X is singular"
    elif not constants.low > 0 or low < 1e-12 * high:
        words += "; no column rank was certified: constant or dependent features"
    return Finding("data", "singular values of X", Verdict.CERTIFIED, words)


def assumption_21(objective: Objective, constants: Constants) -> tuple[Finding, Finding]:
    """K-smoothness and mu-strong convexity of l over all W."""
    K, mu = constants.K, constants.mu
    if isfinite(K):
        smooth = Finding("K", "l is K-smooth", Verdict.CERTIFIED, f"K = {K:.8g}")
    elif _certainly_infinite(objective):
        smooth = Finding(
            "K", "l is K-smooth", Verdict.REFUTED, "phi'' has no bound: no K serves for all W"
        )
    else:
        smooth = Finding("K", "l is K-smooth", Verdict.INCONCLUSIVE, "no bound of phi'' was found")
    if mu > 0:
        strong = Finding("mu", "l is mu-strongly convex", Verdict.CERTIFIED, f"mu = {mu:.8g}")
        return smooth, strong
    return smooth, _not_strong(objective, constants)


def _certainly_infinite(objective: Objective) -> bool:
    output = objective.output
    return isinstance(output, ScalarOutput) and output.curvature.sup.low == inf


def _not_strong(objective: Objective, constants: Constants) -> Finding:
    title = "l is mu-strongly convex"
    N, n = objective.X.shape
    witness = _nonconvex_witness(objective) if constants.c_low < 0 else None
    if witness is not None:
        return Finding("mu", title, Verdict.REFUTED, witness)
    if objective.l2 == 0 and n > N:
        words = f"mu = 0: X has {N} samples for {n} features, l does not see the rest; add l2"
        return Finding("mu", title, Verdict.REFUTED, words)
    if objective.l2 == 0 and objective.output.columns_apart is False:
        words = "mu = 0: the softmax does not see equal shifts of all outputs; add l2"
        return Finding("mu", title, Verdict.REFUTED, words)
    output = objective.output
    if objective.l2 == 0 and isinstance(output, ScalarOutput):
        c = output.curvature.inf
        if c.resolved and 0 <= c.low and c.high <= 1e-8 and not isfinite(c.near):
            words = "mu = 0: phi'' tends to 0 as z does to infinity; add l2"
            return Finding("mu", title, Verdict.REFUTED, words)
        if c.resolved and 0 <= c.low and c.high <= 1e-8:
            words = (
                f"no mu above {objective.scale * c.high * constants.high:.2g}: phi'' is at most"
                f" {c.high:.2g} at z = {c.near:.4g}; add l2"
            )
            return Finding("mu", title, Verdict.REFUTED, words)
    if objective.l2 == 0 and constants.low == 0:
        words = "mu = 0 cannot be excluded: X has dependent columns, as far as floats tell"
        return Finding("mu", title, Verdict.INCONCLUSIVE, words)
    words = f"mu >= {constants.mu:.6g} is all that is known"
    return Finding("mu", title, Verdict.INCONCLUSIVE, words)


def _nonconvex_witness(objective: Objective) -> str | None:
    """A W and a direction V with <V, Hess l(W) V> < 0, checked in balls; None if none is found."""
    output = objective.output
    if not isinstance(output, ScalarOutput):
        return None
    near, label = output.curvature.inf.near, output.curvature.inf_label
    z = near if isfinite(near) else 1e3 * np.sign(near)
    X, Y = objective.X, objective.Y
    shift = Y if label is None else np.zeros_like(Y)
    best: tuple[float, Array, Array, int] | None = None
    for scale in (1.0, -1.0, 0.7, 1.5, -0.7, -1.5):
        for row in (None, *range(min(4, len(X)))):
            target = shift + scale * z
            W = _reach(X, target, row)
            weights = output.entrywise.curvature(X @ W, Y)
            for j in range(Y.shape[1]):
                H = objective.scale * (X.T * weights[:, j]) @ X + objective.l2 * np.eye(X.shape[1])
                values, vectors = np.linalg.eigh(H)
                if best is None or values[0] < best[0]:
                    best = (float(values[0]), W, vectors[:, 0], j)
    if best is None or not best[0] < 0:
        return None
    value = _quadratic_form(objective, output, *best[1:])
    if not value < 0:
        return None
    return (
        f"l is not convex: at a W with |W|_F = {np.linalg.norm(best[1]):.4g} a unit direction in"
        f" column {best[3] + 1} has curvature {float(value.mid()):.6g} < 0 (in balls)"
    )


def _reach(X: Array, target: Array, row: int | None) -> Array:
    """W with X W near the target: in all rows, or exactly in one."""
    if row is None:
        return np.asarray(np.linalg.lstsq(X, target, rcond=None)[0], dtype=np.float64)
    x = X[row]
    norm2 = float(x @ x)
    return (
        np.outer(x, target[row]) / norm2 if norm2 > 0 else np.zeros((X.shape[1], target.shape[1]))
    )


def _quadratic_form(
    objective: Objective, output: ScalarOutput, W: Array, v: Array, column: int
) -> arb:
    """<V, Hess l(W) V>, V = v in one column, enclosed."""
    with precision(BITS):
        Z, d = (
            ball_matrix(objective.X) * ball_matrix(W),
            ball_matrix(objective.X) * ball_matrix(v[:, None]),
        )
        total = arb(objective.l2) * sum((arb(float(x)) * arb(float(x)) for x in v), arb(0))
        for i in range(len(objective.X)):
            y = float(objective.Y[i, column])
            total += (
                arb(objective.scale) * _second(output.formula, Z[i, column], y) * d[i, 0] * d[i, 0]
            )
        return total


def _second(formula: Formula, z: arb, y: float) -> arb:
    operations, label = ball_operations(), arb(y)
    signs = run(compile_nodes(formula.conditions), operations, z, label)
    found: arb | None = None
    for pattern, piece in formula.pieces.items():
        if all(not (g < 0 if holds else g > 0) for g, holds in zip(signs, pattern, strict=True)):
            value = run(piece.forms[2][-1], operations, z, label)[0]
            found = value if found is None else found.union(value)
    return arb.nan() if found is None else found
