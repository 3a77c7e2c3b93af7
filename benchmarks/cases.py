"""What is measured: two sides of a comparison, and how much work a call of either does.

Both sides run in one process, call after call in turn. `target` is the ratio asked for, of the
second side's time for a unit of work to the first side's ("at least"), or of the first's to the
second's ("at most").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from benchmarks.peers import descent as peer_descent
from benchmarks.peers.eta_max import eta_max as peer_eta_max

__all__ = ["CASES", "Case", "Side"]

_AUDITED = ("(9) descent lemma", "(9) local PL", "(10)", "(116)")
_RUNS, _STEPS, _FEW, _WHOLE = 270, 60, 6, 49
Call = Callable[[], object]


Side = tuple[Call, float]
"""A call, and the units of work that it does."""


@dataclass(frozen=True)
class Case:
    """title, first, second: in words; ours and theirs make a side; target: None if none is set."""

    name: str
    title: str
    first: str
    second: str
    ours: Callable[[], Side]
    theirs: Callable[[], Side]
    target: float | None = None
    at_most: bool = False
    repeats: int = 7


def _engine(runs: int, n: int, m: int, h: int, *, whole: bool = False) -> Callable[[], Side]:
    """The engine on section 4's data, with the peer's four inequalities."""

    def make() -> Side:
        from proofs.arxiv_2505_11664.audited import STEP
        from verify.descent import InverseSmoothness, Start, run, squared_loss

        rng = np.random.default_rng(0)
        W1, W2 = rng.standard_normal((runs, n, h)), rng.standard_normal((runs, m, h))
        X = np.linalg.qr(rng.standard_normal((runs, n, n)))[0]
        Y = X @ (W1 @ np.swapaxes(W2, 1, 2)) + rng.standard_normal((runs, n, m))
        problem, start = squared_loss(X, Y), Start(W1, W2)
        inequalities = [i for i in STEP if i.name in _AUDITED]
        steps = _WHOLE if whole else _STEPS if n <= 50 else _FEW
        begun = start if whole else start.reduced()

        def call() -> object:
            return run(problem, begun, InverseSmoothness(), steps, inequalities=inequalities)

        return call, runs * steps

    return make


def _peer(n: int, m: int, h: int, steps: int = _STEPS) -> Callable[[], Side]:
    def make() -> Side:
        problem = peer_descent.draw(np.random.default_rng(1), n, m, h, 1.0)
        return (lambda: peer_descent.run(problem, steps)), steps

    return make


# h = 500, sigma^2 = 0.1: the roots lie near 7.5e-4 and 1.5e-3.
_AT = tuple(
    Fraction(x) for x in ("1", "1", "0.25118864315095801", "721.5", "1300", "150", "1/2", "101/100")
)


def _repeated(call: Call, times: int) -> Side:
    def several() -> None:
        for _ in range(times):
            call()

    return several, times


def _enclosure(digits: int) -> Callable[[], Side]:
    def make() -> Side:
        from proofs.arxiv_2505_11664._eta_max import enclose_eta_max

        return _repeated(lambda: enclose_eta_max(_AT, digits=digits), 40 if digits < 1000 else 8)

    return make


def _findroot(digits: int) -> Callable[[], Side]:
    return lambda: _repeated(lambda: peer_eta_max(_AT, digits), 40 if digits < 1000 else 8)


_SVD = "NumPy at full width with SVDs of the factors, one run"

CASES = (
    Case(
        "batch",
        "Audited GD step, n = m = 10, h = 4000",
        "270 runs at once",
        _SVD,
        _engine(_RUNS, 10, 10, 4000),
        _peer(10, 10, 4000),
        60.0,
        repeats=9,
    ),
    Case(
        "single",
        "Audited GD step, n = m = 10, h = 4000",
        "one run",
        _SVD,
        _engine(1, 10, 10, 4000),
        _peer(10, 10, 4000),
        10.0,
        repeats=15,
    ),
    Case(
        "whole",
        "49 audited steps with the reduction of the factors",
        "270 runs at once, h = 4000",
        _SVD,
        _engine(_RUNS, 10, 10, 4000, whole=True),
        _peer(10, 10, 4000, _WHOLE),
        repeats=5,
    ),
    Case(
        "width",
        "Audited GD step at h = 64 000 against h = 500",
        "30 runs at once, h = 64 000",
        "the same at h = 500",
        _engine(_RUNS // 9, 10, 10, 64_000),
        _engine(_RUNS // 9, 10, 10, 500),
        1.1,
        at_most=True,
        repeats=9,
    ),
    *(
        Case(
            f"growth-{n}",
            f"Audited GD step, n = m = {n}, h = {4 * n}",
            "one run",
            "the same at n = m = 10, h = 40",
            _engine(1, n, n, 4 * n),
            _engine(1, 10, 10, 40),
            at_most=True,
            repeats=5,
        )
        for n in (20, 50, 100, 200)
    ),
    Case(
        "classifier",
        "Audited GD step, n = 784, m = 10, h = 1000",
        "one run",
        _SVD,
        _engine(1, 784, 10, 1000),
        _peer(784, 10, 1000, 3),
        repeats=3,
    ),
    *(
        Case(
            f"eta-max-{digits}",
            f"eta_max of (101), (102) to {digits} digits",
            "certified enclosure",
            "mpmath.findroot for both equations, from float roots; nothing certified",
            _enclosure(digits),
            _findroot(digits),
            5.0 if digits >= 100 else None,
            repeats=9,
        )
        for digits in (15, 100, 1000)
    ),
)
