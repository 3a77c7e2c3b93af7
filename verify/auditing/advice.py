"""What limits the guaranteed rate, in words with numbers, and what would improve it.

The guaranteed number of steps is computed anew for changes of the start (width, scale), of the
ridge, and of the loss's unit: each time with the loss's minimum found again, in floats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf, isfinite

import numpy as np

from verify.auditing.minimiser import newton
from verify.auditing.objective import Constants, Objective
from verify.auditing.plan import Plan, make_plan
from verify.auditing.result import Advice
from verify.auditing.start import Initialisation, drawn
from verify.descent import Problem
from verify.errors import PlVerifyError

__all__ = ["advise", "needed_l2", "promised_steps", "what_limits"]

_RIDGES = tuple(10.0 ** (k / 2) for k in range(-8, 13))


def promised_steps(objective: Objective, start: Initialisation, target: float) -> float:
    """The guaranteed steps for a loss and a start; inf where nothing is promised."""
    c = objective.constants
    if not c.hold:
        return inf
    W, _ = newton(objective)
    problem = Problem(
        "variant",
        *objective.shape,
        objective.displaced(W),
        np.array([c.K]),
        np.array([c.mu]),
        W[None],
    )
    try:
        return make_plan(problem, start).steps(target)
    except PlVerifyError:
        return inf


def advise(
    objective: Objective,
    start: Initialisation,
    steps: float,
    target: float,
    seed: int,
    progress: Callable[[str, int, int], None],
) -> tuple[Advice, ...]:
    """Changes and the guaranteed steps with them, the best first."""
    variants: list[tuple[str, Objective, Initialisation]] = []
    shape, h = objective.shape, start.h
    if start.scale is not None:
        size = start.scale
        wide = drawn(shape, 4 * h, size / 2, seed)
        variants.append((f"width {4 * h} instead of {h}, entries halved", objective, wide))
        for factor in (0.5, 2.0, 4.0):
            there = drawn(shape, h, size * factor, seed)
            variants.append((f"{factor:g} times the scale of the start", objective, there))
    if objective.l2 > 0:
        for factor in (10.0, 100.0):
            l2 = objective.l2 * factor
            variants.append(
                (f"l2 = {l2:g} instead of {objective.l2:g}", replace(objective, l2=l2), start)
            )
    if objective.scale == 1.0:
        N = len(objective.X)
        mean = replace(objective, scale=1.0 / N, l2=objective.l2 / N)
        variants.append(("the loss divided by N (the same minimiser)", mean, start))
    if isfinite(objective.constants.c_low) and objective.constants.c_low > 0:
        variants.append(("X with its singular values made equal", _whitened(objective), start))
    found = []
    for k, (words, changed, begun) in enumerate(variants):
        progress("advice", k, len(variants))
        needed = promised_steps(changed, begun, target)
        keeps = not words.startswith(("l2 =", "X "))
        found.append(Advice(words, needed, _fewer(steps, needed), keeps))
    progress("advice", len(variants), len(variants))
    return tuple(sorted(found, key=lambda a: a.steps))


def _fewer(before: float, after: float) -> float:
    """How many times fewer steps; infinite where there was no promise before."""
    if isfinite(before) and isfinite(after):
        return before / after
    return inf if after < before else 0.0


def _whitened(objective: Objective) -> Objective:
    U, s, Vt = np.linalg.svd(objective.X, full_matrices=False)
    return replace(objective, X=s[0] * U @ Vt)


def needed_l2(
    objective: Objective, start: Initialisation, wanted: float, target: float
) -> tuple[float, float] | None:
    """The least l2 of a grid, in units of s lambda_max(X'X), whose guaranteed steps are at most
    `wanted`, and the steps; None where none of the grid does.
    """
    unit = objective.scale * objective.constants.high
    low, high = 0, len(_RIDGES) - 1

    def steps(k: int) -> float:
        return promised_steps(replace(objective, l2=_RIDGES[k] * unit), start, target)

    if not steps(high) <= wanted:
        return None
    while low < high:
        middle = (low + high) // 2
        if steps(middle) <= wanted:
            high = middle
        else:
            low = middle + 1
    return _RIDGES[high] * unit, steps(high)


def what_limits(objective: Objective, used: Constants, plan: Plan) -> tuple[str, ...]:
    """The factors of the guaranteed rate, the largest obstacles by name."""
    c, words = used, []
    words.append(f"K/mu = {c.K / c.mu:.4g}: {_conditioning(objective, c)}.")
    a1, a2 = plan.number("alpha1"), plan.number("alpha2")
    r, least = plan.number("margin"), plan.number("beta1")
    if not a1 > 0:
        words.append(
            "alpha1 = 0: the imbalance has no n-th positive or m-th negative eigenvalue and the"
            f" margin is used up (r = {r:.4g} exceeds sigma_min(W*)): nothing is promised. Take"
            " h >= n + m and a Gaussian start, or start closer to W*."
        )
        return tuple(words)
    words.append(f"alpha2/alpha1 = {a2 / a1:.4g}: condition number of T that the start guarantees.")
    if least == 0:
        words.append(
            f"The margin is used up: r = sqrt(K/mu) |W(0) - W*| = {r:.4g} exceeds sigma_min(W*), so"
            " that alpha1 rests on the imbalance of the start alone, and r enters alpha2."
        )
    root = float(np.sqrt(2 * c.K * plan.setup.first.L[0]))
    if root > c.K * a2:
        words.append(
            f"The initial loss dominates the smoothness: sqrt(2 K L(0)) = {root:.4g} against"
            f" K alpha2 = {c.K * a2:.4g}."
        )
    names = {
        plan.eta1: "(101), eta0 K_bar_0 <= 1: smoothness alone",
        plan.eta2: "(102), the drift of the imbalance: L(0) and the rate itself",
        plan.eta3: "log(1 + alpha1/(2 alpha2))^(1/c): the conditioning of T",
    }
    words.append(f"eta_max = {plan.eta_max:.4g} comes from {names[plan.eta_max]}.")
    return tuple(words)


def _conditioning(objective: Objective, c: Constants) -> str:
    parts: list[str] = []
    steep = c.K - objective.l2
    if c.c_low > 0 and c.low > 0:
        parts.append(f"sigma_max(X)^2/sigma_min(X)^2 = {c.high / c.low:.4g}")
        if c.c_high > c.c_low:
            parts.append(f"sup phi''/inf phi'' = {c.c_high / c.c_low:.4g}")
    elif objective.l2 > 0:
        parts.append(f"only l2 = {objective.l2:g} gives mu, and the data give K - l2 = {steep:.4g}")
    return "; ".join(parts) or "bounds of the curvature on the sublevel set"


def best_words(advice: Sequence[Advice]) -> str:
    """The most helpful changes in a sentence or two; empty where none helps."""
    sentences = []
    for keeps, opening in (
        (True, "Without another minimiser, most would be gained by"),
        (False, "At the price of another minimiser:"),
    ):
        helpful = [a for a in advice if a.keeps is keeps and a.factor > 1.05]
        if helpful:
            best = helpful[0]
            fewer = "" if not isfinite(best.factor) else f", {best.factor:.3g} times fewer"
            sentences.append(f"{opening} {best.change}: {best.steps:.3g} guaranteed steps{fewer}.")
    return " ".join(sentences)
