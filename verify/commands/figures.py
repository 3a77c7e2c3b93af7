"""`pl-verify figures`: reproduce a paper's figures beside the values that it published.

Writes figure-N.svg and .png (and further drawings under other readings), the table of published
values as Markdown, and the same as JSON. Exit status 1 where the text's own reading does not
reproduce a value. Nothing here knows a paper: see `verify/figures/catalogue.py`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from verify.figures.record import Figure

__all__ = ["figures"]

_DEFAULT_REPEATS = 30


def figures(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Figures by number; all by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the figures.")] = Path("reports/figures"),
    seed: Annotated[int, typer.Option(help="Seed of every random draw.", min=0)] = 0,
    repeats: Annotated[
        int, typer.Option(help="Repeats of every simulation.", min=2)
    ] = _DEFAULT_REPEATS,
    paper: Annotated[str | None, typer.Option(help="The paper; the first with figures.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Reproduce the paper's figures; exit status 1 when a published value is not reproduced."""
    from verify.figures.catalogue import makers, select

    chosen, known = makers(paper)
    wanted = select(numbers or [], known)
    made = []
    with _progress(chosen, len(wanted)) as advance:
        for number in wanted:
            start = time.perf_counter()
            figure = known[number](seed, repeats)
            files = _write(figure, out)
            seconds = round(time.perf_counter() - start, 2)
            made.append((figure, files, seconds))
            advance(f"figure {number}")
    if as_json:
        records = [
            {**f.to_json(), "seconds": seconds, "files": [str(x) for x in files]}
            for f, files, seconds in made
        ]
        typer.echo(json.dumps(records, indent=1, sort_keys=True, ensure_ascii=False))
    else:
        for figure, files, seconds in made:
            _print(figure, files, seconds)
    if not all(c.reproduced for f, _, _ in made for c in f.comparisons):
        raise typer.Exit(1)


def _write(figure: Figure, out: Path) -> list[Path]:
    """The drawings, the table and the JSON of one figure."""
    from verify.figures.draw import save
    from verify.figures.table import markdown
    from verify.files import write_text

    stem = out / f"figure-{figure.number}"
    files = []
    for drawing in figure.drawings:
        name = f"{stem.name}-{drawing.name}" if drawing.name else stem.name
        files += save(drawing.to_json(), stem.with_name(name))
    text = json.dumps(figure.to_json(), indent=1, sort_keys=True, ensure_ascii=False)
    files.append(write_text(stem.with_suffix(".json"), text + "\n"))
    files.append(write_text(stem.with_suffix(".md"), markdown(figure)))
    return files


def _print(figure: Figure, files: list[Path], seconds: float) -> None:
    from verify.figures.table import lines

    typer.echo(f"Figure {figure.number}: {figure.title} ({seconds} s)")
    for line in lines(figure):
        typer.echo(f"  {line}")
    typer.echo(f"  {', '.join(str(f) for f in files)}")


@contextmanager
def _progress(paper: str, total: int) -> Iterator[Callable[[str], Any]]:
    """A bar on a terminal, plain lines elsewhere, both on stderr."""
    if not sys.stderr.isatty():
        done = 0

        def line(what: str) -> None:
            nonlocal done
            done += 1
            print(f"{paper}: {what}, {done}/{total}", file=sys.stderr, flush=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (TextColumn(f"{paper} {{task.description}}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Elapsed(), console=Console(stderr=True)) as bar:
        task = bar.add_task("figures", total=total)
        yield lambda what: bar.update(task, advance=1, description=what)
