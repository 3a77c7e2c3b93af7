"""The experiments of Figures 1, 2, 4 and 5 as a script would run them: a part, and its scale.

Per start: all eigenvalues of D(0), h x h, for Table 2. Per iteration of (19) with rho, and of its
bound (20): audited gradient descent with SVDs of the factors (`descent.run`). Per iteration of
every other step size: the loss and the gradient alone (`descent.plain`), which leaves out the
line search's trials and the polynomial of Xu et al. A part is run at each width, and scaled to
the starts and iterations that `pl-verify figures` runs; the rest of the script costs nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.descent import draw, plain, run

__all__ = ["WORK", "Work", "seconds"]

_LARGEST = 1000
_PART = 12


@dataclass(frozen=True)
class Work:
    """What the figures run at one shape: starts, and iterations of either kind."""

    n: int
    h: int
    starts: int
    audited: int
    plain: int


def _work() -> tuple[Work, ...]:
    repeats, found = 30, []
    for h in (500, 1000, 4000):
        # Figure 1: three levels of noise, 64 iterations under all readings, whose runs that differ
        # are 6 of (19) with rho, 7 with rho_bar, 4 with a constant step. Figure 2: (19) twice and
        # a line search over 64, two slow step sizes over 560.
        one, two = 3 * repeats * 64, repeats * 64
        plain_steps = (7 + 4) * one + two + 2 * repeats * 560
        found.append(Work(10, h, 4 * repeats, 6 * one + 2 * two, plain_steps))
    # Figure 4: sixteen widths, three scales.
    found += [Work(10, h, 3 * repeats, 0, 0) for h in range(500, 2001, 100)]
    # Figure 5: two levels of noise, 30 iterations of both kinds of gradient descent.
    iterations = 2 * repeats * 30
    found += [Work(5, h, 2 * repeats, iterations, iterations) for h in (500, 1000, 3000)]
    return tuple(found)


WORK = _work()


def seconds() -> tuple[float, float]:
    """Of all spectra of D(0), and of all iterations, scaled from a part."""
    rng = np.random.default_rng(0)
    spectra = {h: _spectrum(rng, h) for h in {min(w.h, _LARGEST) for w in WORK}}
    starts = sum(
        w.starts * spectra[min(w.h, _LARGEST)] * max(w.h / _LARGEST, 1.0) ** 3 for w in WORK
    )
    steps = 0.0
    for w in WORK:
        if w.audited:
            audited, alone = _iterations(rng, w.n, w.h)
            steps += w.audited * audited + w.plain * alone
    return starts, steps


def _spectrum(rng: np.random.Generator, h: int) -> float:
    """Of the eigenvalues of D(0); above h = 1000 measured there and scaled with h^3."""
    W1, W2 = rng.standard_normal((10, h)), rng.standard_normal((10, h))
    start = time.process_time()
    np.linalg.eigvalsh(W1.T @ W1 - W2.T @ W2)
    return time.process_time() - start


def _iterations(rng: np.random.Generator, n: int, h: int) -> tuple[float, float]:
    problem = draw(rng, n, n, h, 1.0)
    times = [time.process_time()]
    run(problem, _PART)
    times.append(time.process_time())
    plain(problem, _PART, 1e-5)
    times.append(time.process_time())
    return (times[1] - times[0]) / _PART, (times[2] - times[1]) / _PART
