"""The coloured summary on a terminal, and the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from verify.auditing.losses import LOSSES
from verify.auditing.options import Progress, silent
from verify.auditing.result import Audit
from verify.claims.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["print_audit", "print_losses", "progress_bar"]

_COLOURS = {
    Verdict.CERTIFIED: "green",
    Verdict.PROVED: "green",
    Verdict.TESTED: "cyan",
    Verdict.REFUTED: "bold red",
    Verdict.ERROR: "red",
}


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def print_audit(audit: Audit) -> None:
    """Headline, what was audited, findings, inequalities, recommendation."""
    console = _console()
    console.print(_coloured(audit.headline, "bold red" if audit.violated else "bold"))
    console.print(audit.recommendation, markup=False)
    console.print()
    for label, text in audit.subject.items():
        console.print(_pair(f"{label:>9}  ", text))
    for note in audit.notes:
        console.print(_pair(" " * 11, note))
    console.print()
    for f in audit.findings:
        console.print(_line(f.verdict, f.title, f.detail))
    if audit.tallies:
        console.print()
    for t in audit.tallies:
        tight = (
            ""
            if t.tightness is None
            else f"{t.count} steps, at most {t.tightness:.4f} of the bound"
        )
        console.print(_line(t.verdict, t.title, "; ".join(x for x in (tight, t.detail) if x)))
    if audit.limits:
        console.print()
    for text in audit.limits:
        console.print(f"- {text}", markup=False)


def _coloured(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style=style)


def _pair(label: str, text: str) -> Text:
    line = _coloured(label, "dim")
    line.append(text, style="default")
    return line


def _line(verdict: Verdict, title: str, detail: str) -> Text:
    line = _coloured(f"{verdict.value:<13}", _COLOURS.get(verdict, "yellow"))
    line.append(title, style="default")
    if detail:
        line.append(f": {detail}", style="dim")
    return line


def print_losses() -> None:
    """The losses that have a name, with K and mu of phi and whether the assumptions can hold."""
    console = _console()
    for loss in LOSSES.values():
        line = _coloured(f"{loss.name:<18}", "bold")
        line.append(f"sup phi'' = {loss.K}, inf phi'' = {loss.mu}; assumptions: {loss.holds}")
        console.print(line)
        shown = "".join(f"   {k} = {float(v):g}" for k, v in loss.parameters.items())
        formula = loss.formula or loss.words
        console.print(_coloured(f"{'':<18}{formula}{shown}   labels: {loss.coding.value}", "dim"))


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on a terminal, nothing elsewhere; on stderr."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("audit", total=None)

        def move(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total if total > 1 else None)

        yield move
