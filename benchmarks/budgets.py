"""Time and memory of the commands that have a budget.

    python benchmarks/budgets.py [NAME ...]      names: see BUDGETS (default: all)

Prints wall time and peak memory of each against its budget, and ends with status 1 when one is
exceeded or fails. Time is wall time on two cores. Memory is the largest resident set of a single
process in the command's tree, as the operating system counts it; the processes are not added up.
Reports are written by a copy of the working tree, so that the committed ones stay as they are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PL_VERIFY = (sys.executable, "-c", "import sys; from verify.cli import main; sys.exit(main())")
REPORT = (*PL_VERIFY, "report", "2505.11664", "--jobs", "2", "--profile")
AUDIT = (*PL_VERIFY, "audit")
CURVATURE = """
from verify.formula.curvature import Labels, curvature
from verify.formula.parse import parse
assert curvature(parse("log(1 + exp(-y*z))"), Labels.of([-1, 1])).sup.high == 0.25
"""
MEBIBYTE = 2**20
MEMORY = 2048
"""Budget for the peak memory of every command, in MiB."""


@dataclass(frozen=True)
class Budget:
    """A command and the wall time, in seconds, within which it has to end with success."""

    name: str
    command: tuple[str, ...]
    seconds: float
    repeats: int = 1


BUDGETS = (
    Budget("help", (*PL_VERIFY, "--help"), 0.3, repeats=5),
    Budget("show", (*PL_VERIFY, "show", "E.2"), 1.0, repeats=5),
    # The whole paper, every proof written down and re-checked: two minutes. 60 s was for 35 claims.
    Budget("quick", (*REPORT, "quick"), 120.0),
    Budget("full", (*REPORT, "full"), 300.0),
    Budget("curvature", (sys.executable, "-c", CURVATURE), 2.0),
    Budget("audit", (*AUDIT, "log(1 + exp(-y*z))", "--l2", "0.1", "--data", "breast-cancer"), 20.0),
    Budget("audit-digits", (*AUDIT, "softmax", "--l2", "0.1", "--data", "digits"), 60.0),
    Budget("test", (sys.executable, "-m", "pytest", "-n", "2", "-q"), 300.0),
)


def _run(command: Sequence[str], folder: Path) -> tuple[float, float, int]:
    """Wall time in seconds, peak memory in MiB and exit status of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, wait_status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(wait_status)
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / (MEBIBYTE if sys.platform == "darwin" else 1024)
    return seconds, peak, process.returncode


def measure(budget: Budget, folder: Path) -> bool:
    """Run `budget` in `folder`, print a line, and say whether it was kept."""
    runs = [_run(budget.command, folder) for _ in range(budget.repeats)]
    # The fastest of several runs: the others measure what else the machine did.
    seconds, peak, status = min(runs)
    kept = seconds <= budget.seconds and peak <= MEMORY and status == 0
    outcome = "ok" if kept else f"FAILED (status {status})" if status else "EXCEEDED"
    print(
        f"{budget.name:6} {seconds:8.2f} s of {budget.seconds:6.1f} s"
        f" {peak:8.0f} MiB of {MEMORY} MiB  {outcome}",
        flush=True,
    )
    return kept


def main(names: Sequence[str]) -> int:
    """Measure the budgets of these names, or all; 0 when every one is kept, else 1 (2: no name)."""
    known = [budget.name for budget in BUDGETS]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"{unknown[0]!r} is no budget; choose from {', '.join(known)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pl-verify"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        kept = [measure(b, copy) for b in BUDGETS if not names or b.name in names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
