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

__all__ = ["CASES", "Case", "Sides"]

_AUDITED = ("(9) descent lemma", "(9) local PL", "(10)", "(116)")
_RUNS, _STEPS, _WHOLE = 270, 60, 49
Call = Callable[[], object]


@dataclass(frozen=True)
class Sides:
    """One call of each side, and the units of work that it does."""

    ours: Call
    theirs: Call
    our_units: float = 1.0
    their_units: float = 1.0


@dataclass(frozen=True)
class Case:
    """title, ours, theirs: in words; unit: of the times; target: the ratio, None if none is set."""

    name: str
    title: str
    ours: str
    theirs: str
    unit: str
    make: Callable[[], Sides]
    target: float | None = None
    at_most: bool = False
    repeats: int = 7


def _engine(runs: int, n: int, m: int, h: int, *, whole: bool = False) -> tuple[Call, float]:
    """A call of the engine on section 4's data, with the peer's four inequalities; its units."""
    from proofs.arxiv_2505_11664.audited import STEP
    from verify.descent import InverseSmoothness, Start, run, squared_loss

    rng = np.random.default_rng(0)
    W1, W2 = rng.standard_normal((runs, n, h)), rng.standard_normal((runs, m, h))
    X = np.linalg.qr(rng.standard_normal((runs, n, n)))[0]
    Y = X @ (W1 @ np.swapaxes(W2, 1, 2)) + rng.standard_normal((runs, n, m))
    problem, start = squared_loss(X, Y), Start(W1, W2)
    inequalities = [i for i in STEP if i.name in _AUDITED]
    if whole:
        call = lambda: run(  # noqa: E731 - the two calls stand side by side
            problem, start, InverseSmoothness(), _WHOLE, inequalities=inequalities
        )
        return call, runs * _WHOLE
    steps = _STEPS if n <= 50 else 6
    reduced = start.reduced()
    call = lambda: run(  # noqa: E731
        problem, reduced, InverseSmoothness(), steps, inequalities=inequalities
    )
    return call, runs * steps


def _peer(n: int, m: int, h: int, steps: int = _STEPS) -> tuple[Call, float]:
    problem = peer_descent.draw(np.random.default_rng(1), n, m, h, 1.0)
    return (lambda: peer_descent.run(problem, steps)), steps


def _against_peer(runs: int, n: int, m: int, h: int, *, whole: bool = False) -> Sides:
    ours, units = _engine(runs, n, m, h, whole=whole)
    theirs, their_units = _peer(n, m, h, _WHOLE if whole else 3 if n > 50 else _STEPS)
    return Sides(ours, theirs, units, their_units)


def _widths() -> Sides:
    wide, units = _engine(_RUNS // 9, 10, 10, 64_000)
    narrow, same = _engine(_RUNS // 9, 10, 10, 500)
    return Sides(wide, narrow, units, same)


def _growth(n: int) -> Callable[[], Sides]:
    def make() -> Sides:
        larger, units = _engine(1, n, n, 4 * n)
        small, same = _engine(1, 10, 10, 40)
        return Sides(larger, small, units, same)

    return make


# h = 500, sigma^2 = 0.1: the roots lie near 7.5e-4 and 1.5e-3.
_AT = tuple(
    Fraction(x) for x in ("1", "1", "0.25118864315095801", "721.5", "1300", "150", "1/2", "101/100")
)


def _eta_max(digits: int) -> Callable[[], Sides]:
    def make() -> Sides:
        from proofs.arxiv_2505_11664._eta_max import enclose_eta_max

        calls = 40 if digits < 1000 else 8

        def ours() -> None:
            for _ in range(calls):
                enclose_eta_max(_AT, digits=digits)

        def theirs() -> None:
            for _ in range(calls):
                peer_eta_max(_AT, digits)

        return Sides(ours, theirs, calls, calls)

    return make


_STEP = "an audited step of a run"
_SVD = "NumPy at full width with SVDs of the factors"

CASES = (
    Case(
        "batch",
        "Audited GD step, n = m = 10, h = 4000",
        "270 runs at once",
        f"{_SVD}, one run",
        _STEP,
        lambda: _against_peer(_RUNS, 10, 10, 4000),
        60.0,
        repeats=9,
    ),
    Case(
        "single",
        "Audited GD step, n = m = 10, h = 4000",
        "one run",
        f"{_SVD}, one run",
        _STEP,
        lambda: _against_peer(1, 10, 10, 4000),
        10.0,
        repeats=15,
    ),
    Case(
        "whole",
        "49 audited steps with the reduction of the factors",
        "270 runs at once, h = 4000",
        f"{_SVD}, one run",
        _STEP,
        lambda: _against_peer(_RUNS, 10, 10, 4000, whole=True),
        repeats=5,
    ),
    Case(
        "width",
        "Audited GD step at h = 64 000 against h = 500",
        "30 runs at once, h = 64 000",
        "the same at h = 500",
        _STEP,
        _widths,
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
            _STEP,
            _growth(n),
            at_most=True,
            repeats=5,
        )
        for n in (20, 50, 100, 200)
    ),
    Case(
        "classifier",
        "Audited GD step, n = 784, m = 10, h = 1000",
        "one run",
        f"{_SVD}, one run",
        _STEP,
        lambda: _against_peer(1, 784, 10, 1000),
        repeats=3,
    ),
    *(
        Case(
            f"eta-max-{digits}",
            f"eta_max of (101), (102) to {digits} digits",
            "certified enclosure",
            "mpmath.findroot for both equations, from float roots; nothing certified",
            "a call",
            _eta_max(digits),
            5.0 if digits >= 100 else None,
            repeats=9,
        )
        for digits in (15, 100, 1000)
    ),
)
