"""`pl-verify diff OLD NEW`: what changed between two ledgers of one paper."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from verify.commands.shared import JsonOption, print_json

__all__ = ["diff"]


def diff(
    old: Annotated[Path, typer.Argument(help="A ledger that `report` wrote before.")],
    new: Annotated[Path, typer.Argument(help="One that it wrote after.")],
    as_json: JsonOption = False,
) -> None:
    """Which readings have another verdict or statement; exit status 1 when one lost ground."""
    from verify.claims.difference import changes
    from verify.claims.ledger import read

    found = changes(read(old), read(new))
    lost = [c for c in found if c.loss]
    if as_json:
        print_json([asdict(c) for c in found])
    else:
        for c in found:
            typer.echo(c.line())
        same = "" if found else "no verdict or statement changed; "
        typer.echo(f"{same}{len(found)} changes, {len(lost)} to less firm ground")
    if lost:
        raise typer.Exit(1)
