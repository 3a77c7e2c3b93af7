"""`pl-verify prove`: every derivation written down and re-checked, without any other evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from verify.commands.shared import JsonOption, print_json

__all__ = ["prove"]


def prove(
    claims: Annotated[list[str] | None, typer.Argument(help="Claims; all by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Try the derivations of claims; exit status 1 when one stops or the checker refuses it."""
    from verify.claims.catalogue import select
    from verify.claims.proving import attempts

    found = attempts([claim for _, claim in select(claims or [])])
    if as_json:
        print_json([a.__dict__ for a in found])
    else:
        for a in found:
            if not a.accepted or claims:
                typer.echo(
                    f"{a.claim}  {a.reading}: {a.reason} ({a.steps} steps, {a.seconds:.1f} s)"
                )
        stand = sum(a.accepted for a in found)
        typer.echo(f"{stand} of {len(found)} derivations stand")
    if not all(a.accepted for a in found):
        raise typer.Exit(1)
