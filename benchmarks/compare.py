"""Measure every case and the figures, each side in processes of its own, and write README.md.

    python -m benchmarks.compare [NAME ...]      names of cases, or "figures"; all by default

Takes a few minutes. Ratios are medians over pairs of calls in turn, with the least and the largest
of them. Ends with status 1 where a ratio that is asked for is missed; with names, README.md is
left as it is.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.cases import CASES, Case

__all__ = ["Row", "main", "page"]

ROOT = Path(__file__).resolve().parents[1]
README = Path(__file__).with_name("README.md")
_FIGURES = ("-m", "verify.cli", "figures", "1", "2", "4", "5", "--out")
_REPEATS = 3
_SECONDS = 120.0
_RATIO = 50.0


@dataclass(frozen=True)
class Row:
    """A line of the table; times in seconds a unit, memory in MiB; target: as in the case."""

    title: str
    ours: str
    theirs: str
    times: tuple[float, float]
    ratios: tuple[float, ...]
    memory: tuple[float | None, float | None]
    target: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float:
        """The median."""
        return median(self.ratios)

    @property
    def met(self) -> bool | None:
        """Whether the ratio is as asked; None where nothing is asked."""
        if self.target is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def cells(self) -> tuple[str, ...]:
        """The line's texts, in the order of `_HEAD`."""
        asked = "" if self.target is None else f"{'≤' if self.at_most else '≥'} {self.target:g}"
        outcome = {None: "", True: "yes", False: "**no**"}[self.met]
        low, high = min(self.ratios), max(self.ratios)
        return (
            self.title,
            self.ours,
            self.theirs,
            " / ".join(_time(t) for t in self.times),
            f"{self.ratio:.3g} ({low:.3g} to {high:.3g})",
            asked,
            outcome,
            " / ".join("" if m is None else f"{m:.0f}" for m in self.memory),
        )


_HEAD = (
    "What",
    "First side",
    "Second side",
    "Time: first / second",
    "Ratio: median (range)",
    "Asked",
    "Met",
    "Peak memory, MiB",
)


def main(names: Sequence[str]) -> int:
    """Measure the cases of these names, or all; 1 where a ratio is missed, 2 for wrong names."""
    known = [c.name for c in CASES] + ["figures"]
    if unknown := [n for n in names if n not in known]:
        print(f"{unknown[0]!r} is no case; choose from {', '.join(known)}", file=sys.stderr)
        return 2
    rows = []
    for case in CASES:
        if not names or case.name in names:
            rows.append(_case(case))
            print(" | ".join(rows[-1].cells()), flush=True)
    if not names or "figures" in names:
        for row in _figures():
            rows.append(row)
            print(" | ".join(row.cells()), flush=True)
    if not names:
        README.write_text(page(rows), encoding="utf-8")
    return int(any(row.met is False for row in rows))


def _case(case: Case) -> Row:
    seconds = _measured("time", case.name)
    pairs = list(zip(seconds["ours"], seconds["theirs"], strict=True))
    ratios = tuple(a / b if case.at_most else b / a for a, b in pairs)
    memory = tuple(_measured("memory", case.name, side) for side in ("ours", "theirs"))
    times = (median(a for a, _ in pairs), median(b for _, b in pairs))
    return Row(
        case.title,
        case.first,
        case.second,
        times,
        ratios,
        (memory[0], memory[1]),
        case.target,
        case.at_most,
    )


def _measured(*arguments: str) -> Any:
    command = (sys.executable, "-m", "benchmarks.measure", *arguments)
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def _environment() -> dict[str, str]:
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **single, "PYTHONPATH": str(ROOT)}


def _figures() -> list[Row]:
    """The command on all figures with simulations; the naive script's part, scaled, in turn."""
    wall, cpu, peaks, naive = [], [], [], []
    for _ in range(_REPEATS):
        seconds, used, peak = _command()
        wall.append(seconds)
        cpu.append(used)
        peaks.append(peak)
        naive.append(_measured("naive"))
    steps = tuple(n["steps"] for n in naive)
    whole = tuple(n["steps"] + n["spectra"] for n in naive)
    title = "Figures 1, 2, 4, 5 at full scale, thirty repeats"
    command = "`pl-verify figures 1 2 4 5`, drawings and all"
    memory = (max(peaks), max(n["peak"] for n in naive))
    rows = [
        Row(
            title,
            command,
            words,
            (median(cpu), median(seconds)),
            tuple(b / a for a, b in zip(cpu, seconds, strict=True)),
            memory,
            target,
        )
        for words, seconds, target in (
            ("the naive script, scaled from a part", whole, _RATIO),
            ("the same without the spectra of D(0), h x h", steps, None),
        )
    ]
    limit = Row(
        "The same, wall time against two minutes",
        command,
        "120 s",
        (median(wall), _SECONDS),
        tuple(w / _SECONDS for w in wall),
        (memory[0], None),
        1.0,
        at_most=True,
    )
    return [*rows, limit]


def _command() -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak memory of the command."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        process = subprocess.Popen(
            (sys.executable, *_FIGURES, folder),
            cwd=ROOT,
            env=_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: a published value is not reproduced
        raise RuntimeError(f"pl-verify figures ended with status {process.returncode}")
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    return seconds, usage.ru_utime + usage.ru_stime, peak


def page(rows: Sequence[Row]) -> str:
    """README.md: the table, and what the sides are."""
    lines = [_INTRODUCTION, _line(_HEAD), _line(("---",) * len(_HEAD))]
    lines += [_line(row.cells()) for row in rows]
    missed = [row for row in rows if row.met is False]
    lines += ["", f"{_missed(missed)} {_setting()}", "", _WHAT]
    return "\n".join(lines)


def _missed(rows: Sequence[Row]) -> str:
    if not rows:
        return "Everything asked for is met."
    names = "; ".join(f"{r.title}, {r.ours} ({r.ratio:.3g})" for r in rows)
    return f"Missed: {names}."


def _setting() -> str:
    return (
        f"Measured on {os.cpu_count()} cores ({platform.machine()}), Python "
        f"{platform.python_version()}, NumPy {np.__version__}, linear algebra on one thread."
    )


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _time(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


_INTRODUCTION = """\
# Benchmarks

Written by `make bench` (`python -m benchmarks.compare`); what is measured stands in `cases.py`,
what a reader would write in `peers/`. `make budgets` (`budgets.py`) holds the commands to their
budgets of time and memory.

Both sides of a line run in one process in turn, each once before anything is counted; times are of
the processor, for one unit of work (a step of a run, a call); the ratio is the second side's time
by the first's, or the first's by the second's where it is to be small. Peak memory is that of a
process in which one side runs alone, data included.
"""

_WHAT = """\
- A step's audit is the same on both sides: loss, step size, mu_t, K_t, extreme singular values of T
  and W, the drift of the imbalance, and both sides of (9), (10) and (116). The package keeps the
  imbalance and all singular values' extremes besides.
- The reduction of the factors to n + m columns is done once a run and is not part of a step, but
  for the line that says so.
- The naive script of the figures takes the eigenvalues of D(0) as an h x h matrix and SVDs of the
  factors at each iterate of (19) with rho; for the other step sizes it takes the loss and the
  gradient alone. Twelve iterations at each width are run and scaled to the starts and iterations of
  the figures, all readings of the text included; eigenvalues are measured up to h = 1000 and scaled
  with h^3 beyond. The line without them says what is left if they are had for nothing.
- `mpmath.findroot` starts from the roots in floats, and certifies nothing; the enclosures are
  certified, the smallest root of (102) included.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
