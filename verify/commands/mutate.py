"""`pl-verify mutate`: the mutation campaign over the claims of a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from verify.commands.shared import (
    JobsOption,
    JsonOption,
    SeedOption,
    executor_of,
    print_json,
    progress_of,
    workers_of,
)

__all__ = ["mutate"]


def mutate(
    ledger: Annotated[Path, typer.Argument(help="A ledger that `report` wrote.")],
    seed: SeedOption = 0,
    limit: Annotated[int, typer.Option(help="Mutants of one claim, at most.", min=1)] = 24,
    jobs: JobsOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Change every constant, exponent, sign, index, ... of a paper's claims, and count what falls.

    The table is written beside the ledger, and the reports there are made again with it.
    """
    from verify.claims.ledger import read
    from verify.evidence.campaign import campaign
    from verify.report import write_campaign, write_reports

    record = read(ledger)
    with executor_of(workers_of(jobs)) as executor, progress_of(record["paper"]) as progress:
        table = campaign(record, executor, seed=seed, limit=limit, progress=progress)
    files = [write_campaign(table, ledger.parent), *write_reports(record, ledger.parent)]
    if as_json:
        print_json({k: v for k, v in table.items() if k != "claims"})
        return
    _print_table("section", table["sections"])
    _print_table("kind", table["kinds"])
    for file in files:
        typer.echo(str(file))


def _print_table(name: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Columns of equal width, with the sums below."""
    fates = list(next(iter(rows.values()), {}))
    sums = {fate: sum(row[fate] for row in rows.values()) for fate in fates}
    width = max(len(x) for x in (name, "all", *rows))
    typer.echo("  ".join([f"{name:<{width}}", *(f"{fate:>9}" for fate in fates)]))
    for row, counts in [*rows.items(), ("all", sums)]:
        typer.echo("  ".join([f"{row:<{width}}", *(f"{counts[fate]:>9}" for fate in fates)]))
