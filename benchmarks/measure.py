"""One measurement in a process of its own.

    python -m benchmarks.measure time CASE           JSON: seconds a unit of both sides, each repeat
    python -m benchmarks.measure memory CASE SIDE    JSON: peak memory in MiB after one call
    python -m benchmarks.measure naive               JSON: seconds of the naive figures, scaled

Times are of the processor and not of the wall, since other programs run meanwhile; linear algebra
is kept to one thread, for which both are the same on a quiet machine. The sides take turns, and
each is called once before anything is counted.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """The JSON on stdout; 2 for wrong usage."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    from benchmarks.cases import CASES

    cases = {c.name: c for c in CASES}
    match list(arguments):
        case ["time", name] if name in cases:
            (ours, units), (theirs, their_units) = cases[name].ours(), cases[name].theirs()
            rounds = range(cases[name].repeats + 1)
            pairs = [(_seconds(ours) / units, _seconds(theirs) / their_units) for _ in rounds]
            result: object = {
                "ours": [a for a, _ in pairs[1:]],
                "theirs": [b for _, b in pairs[1:]],
            }
        case ["memory", name, "ours" | "theirs" as side] if name in cases:
            call, _ = cases[name].ours() if side == "ours" else cases[name].theirs()
            call()
            result = _peak()
        case ["naive"]:
            from benchmarks.peers.figures import seconds as naive

            spectra, steps = naive()
            result = {"spectra": spectra, "steps": steps, "peak": _peak()}
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print(json.dumps(result))
    return 0


def _seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _peak() -> float:
    """The largest resident set of this process, in MiB; the system counts in KiB, or in bytes."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (2**20 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
