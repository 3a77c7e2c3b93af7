"""Figure 5: overparametrised GD with (19), h = rho, against plain GD with eta = 1/K.

Appendix G.2: n = m = 5, h in {500, 1000, 3000}, entries N(0, 1/h), X = U S V with S uniform in
[1.8, 2.3], Y = X W1(0) W2(0)' + N(0, 0.1), thirty repeats. The legends show alpha1/alpha2.
Whether 0.1 is a variance, and which norm of W* stands in beta2, are the readings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from proofs.arxiv_2505_11664._experiments import spectra
from proofs.arxiv_2505_11664._wide import constants, frobenius_alpha2
from proofs.arxiv_2505_11664.figures.published import FIGURE_5, LEGEND, REPEATS
from verify.descent import (
    Array,
    InverseSmoothness,
    Problem,
    Start,
    concatenate,
    run,
    squared_loss,
)
from verify.figures import (
    Comparison,
    Drawing,
    Figure,
    Panel,
    Published,
    mean_curve,
    measured,
)

__all__ = ["STEPS", "Runs", "figure_5", "simulate"]

_N = 5
STEPS = 30
_DEVIATIONS = {"as printed": 0.1**0.5, "deviation 0.1": 0.1}
_NOTES = (
    "Entries N(0, 1/h) mean p = 1/2, where alpha1/alpha2 does not tend to 1 (Theorem 3.3 has "
    "p < 1/2); what tends to 1 with the width is 1/kappa(T_t), and the rates with it.",
    "The step is 1/K_t without the growth cap, with which L(t) falls more slowly.",
)


@dataclass(frozen=True, eq=False)
class Runs:
    """log10 of the losses, [width, repeat, iterate], and alpha1/alpha2, [width, repeat]."""

    over: Array
    plain: Array
    spectral: Array
    frobenius: Array


def simulate(seed: int, deviation: float, repeats: int = REPEATS, steps: int = STEPS) -> Runs:
    """All widths in one batch; the same draws for every deviation of the noise."""
    rng = np.random.default_rng([seed, 5])
    starts, data, answers = [], [], []
    for h in FIGURE_5:
        W1, W2 = (rng.standard_normal((repeats, _N, h)) / h**0.5 for _ in range(2))
        U = np.linalg.qr(rng.standard_normal((repeats, _N, _N)))[0]
        X = U @ spectra(rng, _N, repeats)[0]
        eps = rng.standard_normal((repeats, _N, _N))
        starts.append(Start(W1, W2).reduced())
        data.append(X)
        answers.append(X @ (W1 @ np.swapaxes(W2, 1, 2)) + deviation * eps)
    problem = squared_loss(np.concatenate(data), np.concatenate(answers))
    start = concatenate(starts)
    shape = (len(FIGURE_5), repeats)
    over = run(problem, start, InverseSmoothness(), steps).log10_loss
    Z = np.concatenate([start.W1, start.W2], axis=1)
    gram = Z @ np.swapaxes(Z, 1, 2)
    condition = problem.K / problem.mu
    found = constants(gram, _N, problem.centre, condition)
    loose = frobenius_alpha2(found, gram, _N, problem.centre, condition)
    return Runs(
        over.reshape(*shape, -1),
        _plain(problem, gram[:, :_N, _N:] - problem.centre, steps).reshape(*shape, -1),
        (found.alpha1 / found.alpha2).reshape(shape),
        (found.alpha1 / loose).reshape(shape),
    )


def _plain(problem: Problem, E: Array, steps: int) -> Array:
    """Gradient descent on W itself with eta = 1/K: log10 of the loss, (runs, steps + 1)."""
    logs = []
    for _ in range(steps + 1):
        loss, G = problem.loss.value_gradient(E)
        logs.append(np.log10(loss))
        E = E - G / problem.K[:, None, None]
    return np.stack(logs, axis=1)


def figure_5(seed: int, repeats: int = REPEATS) -> Figure:
    """The figure as printed and with noise of deviation 0.1, and its three legends."""
    found = {name: simulate(seed, d, repeats) for name, d in _DEVIATIONS.items()}
    drawings = tuple(
        Drawing(
            "" if name == "as printed" else "closest",
            f"Figure 5: overparametrised against plain gradient descent, {name}",
            3,
            tuple(_panel(i, h, name, runs) for i, h in enumerate(FIGURE_5)),
        )
        for name, runs in found.items()
    )
    comparisons = tuple(
        Comparison(
            Published(f"h = {h}", "alpha1/alpha2", value, "printed", LEGEND),
            tuple(
                measured(name + words, getattr(runs, key)[i], REPEATS)
                for key, words in (("spectral", ""), ("frobenius", ", |W*|_F in beta2"))
                for name, runs in found.items()
            ),
        )
        for i, (h, value) in enumerate(FIGURE_5.items())
    )
    return Figure(5, "Overparametrised against plain GD", drawings, comparisons, _NOTES)


def _panel(i: int, h: int, name: str, runs: Runs) -> Panel:
    x = np.arange(runs.over.shape[2], dtype=float)
    ratio = (runs.spectral if name == "as printed" else runs.frobenius)[i].mean()
    curves = (
        mean_curve("plain GD, log₁₀ ℓ(t)", x, runs.plain[i], 1),
        mean_curve("overparametrised GD, log₁₀ L(t)", x, runs.over[i], 0),
    )
    title = f"h = {h}\nα₁/α₂ = {ratio:.4f}, published {FIGURE_5[h]:.4f}"
    return Panel(title, "iteration", "log₁₀ of the loss", curves)
