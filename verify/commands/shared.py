"""What commands share: options, JSON on stdout, worker processes and progress."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = [
    "JobsOption",
    "JsonOption",
    "Profile",
    "ProfileOption",
    "SeedOption",
    "executor_of",
    "print_json",
    "progress_of",
    "workers_of",
]


class Profile(StrEnum):
    """How much to spend."""

    quick = "quick"
    full = "full"


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SeedOption = Annotated[int, typer.Option(help="Seed of every random draw.", min=0)]
ProfileOption = Annotated[Profile, typer.Option(help="How much evidence to gather.")]
JobsOption = Annotated[str, typer.Option(help="Worker processes, or 'auto' for one a core.")]


def print_json(data: Any) -> None:
    """One JSON value on stdout."""
    typer.echo(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False))


def workers_of(jobs: str) -> int:
    """One worker a core for 'auto'; a positive number otherwise."""
    if jobs == "auto":
        return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    if not jobs.isdigit() or not 1 <= int(jobs) <= 256:
        raise InputError(
            f"--jobs {jobs} was given",
            violates="1 <= jobs <= 256",
            remedy="give a number of workers, or 'auto'",
        )
    return int(jobs)


@contextmanager
def executor_of(jobs: int) -> Iterator[Executor]:
    """A pool of worker processes."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A fresh interpreter for each worker: nothing inherited, the same on every system.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield pool


@contextmanager
def progress_of(paper: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, plain lines elsewhere, both on stderr."""
    if not sys.stderr.isatty():
        last = 0.0

        def line(stage: str, done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if done == total or now - last > 10:
                last = now
                print(f"{paper}: {stage} {done}/{total}", file=sys.stderr, flush=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (TextColumn(f"{paper} {{task.description}}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Elapsed(), console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def move(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)

        yield move
