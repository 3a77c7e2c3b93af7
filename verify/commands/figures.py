"""`pl-verify figures`: reproduce a paper's figures beside the values that it published.

Writes figure-N.svg and .png (and further drawings under other readings), the table of published
values as Markdown, and the same as JSON. Exit status 1 where the text's own reading does not
reproduce a value. Nothing here knows a paper: see `verify/figures/catalogue.py`.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verify.commands.shared import JsonOption, SeedOption, print_json, progress_of

if TYPE_CHECKING:
    from verify.figures.record import Figure

__all__ = ["figures"]

_DEFAULT_REPEATS = 30


def figures(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Figures by number; all by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the figures.")] = Path("reports/figures"),
    seed: SeedOption = 0,
    repeats: Annotated[
        int, typer.Option(help="Repeats of every simulation.", min=2)
    ] = _DEFAULT_REPEATS,
    paper: Annotated[str | None, typer.Option(help="The paper; the first with figures.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Reproduce the paper's figures; exit status 1 when a published value is not reproduced."""
    from verify.figures.catalogue import makers, select

    chosen, known = makers(paper)
    wanted = select(numbers or [], known)
    made = []
    with progress_of(chosen) as progress:
        progress("figures", 0, len(wanted))
        for number in wanted:
            start = time.perf_counter()
            figure = known[number](seed, repeats)
            files = _write(figure, out)
            seconds = round(time.perf_counter() - start, 2)
            made.append((figure, files, seconds))
            progress("figures", len(made), len(wanted))
    if as_json:
        records = [
            {**f.to_json(), "seconds": seconds, "files": [str(x) for x in files]}
            for f, files, seconds in made
        ]
        print_json(records)
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
