"""The command line: list, show, check, report, recheck, and the commands of `verify/commands`.

Exit status: 0 what was asked holds, 1 something was refuted or violated, 2 wrong usage or bad
input. Heavy parts are imported where they are used, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.commands.audit import audit_command
from verify.commands.diff import diff
from verify.commands.figures import figures
from verify.commands.mutate import mutate
from verify.commands.prove import prove
from verify.commands.shared import (
    JobsOption,
    JsonOption,
    Profile,
    ProfileOption,
    SeedOption,
    executor_of,
    print_json,
    progress_of,
    workers_of,
)
from verify.errors import PlVerifyError

if TYPE_CHECKING:
    from verify.claims.catalogue import Catalogue
    from verify.claims.claim import Claim

__all__ = ["app", "main"]

app = typer.Typer(
    name="pl-verify",
    help="Re-check convergence papers: every statement an executable claim with a verdict.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


app.command()(prove)
app.command()(figures)
app.command()(mutate)
app.command()(diff)
app.command("audit")(audit_command)


@app.command("list")
def list_claims(
    paper: Annotated[list[str] | None, typer.Argument(help="Papers; all by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the claims of a paper."""
    from verify.claims.catalogue import load, papers

    catalogues = [load(p, proofs=False) for p in paper or papers()]
    rows = [_row(claim) for c in catalogues for claim in c.claims]
    if as_json:
        print_json(rows)
        return
    width = max((len(r["id"]) for r in rows), default=0)
    for r in rows:
        numbers = f"({', '.join(r['equations'])}) " if r["equations"] else ""
        typer.echo(f"{r['id']:<{width}}  {numbers}{r['title']}")


def _row(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "label": claim.label,
        "section": claim.section,
        "kind": claim.kind.value,
        "equations": list(claim.equations),
        "title": claim.title,
        "readings": [r.name for r in claim.readings],
        "rests_on": list(claim.rests_on),
        "source": claim.source,
    }


@app.command()
def show(
    claim: Annotated[
        str, typer.Argument(help='Claim, such as "2505.11664/E.2", or an equation "(116)".')
    ],
    as_json: JsonOption = False,
) -> None:
    """Show a claim: what is printed, its readings, where it stands. Equation numbers work too."""
    from verify.claims.catalogue import load, papers, select

    number = claim.strip("()")
    every = [c for p in papers() for c in load(p, proofs=False).claims]
    hits = [c for c in every if number.isdigit() and number in c.equations]
    claims = hits or [found for _, found in select([claim], proofs=False)]
    if as_json:
        print_json([{**_row(c), "readings": [_reading_row(r) for r in c.readings]} for c in claims])
        return
    for c in claims:
        typer.echo(f"{c.id}  {c.label}  section {c.section}  {c.source}")
        typer.echo(f"  {c.title}")
        for h in c.hypotheses:
            typer.echo(f"  given: {h}")
        for r in c.readings:
            typer.echo(f"  {r.name}: {r.formula() or r.words}")
            if r.words and r.formula():
                typer.echo(f"      {r.words}")
            if r.note:
                typer.echo(f"      note: {r.note}")
        if c.rests_on:
            typer.echo(f"  rests on: {', '.join(c.rests_on)}")


def _reading_row(reading: Any) -> dict[str, Any]:
    return {
        "name": reading.name,
        "tex": reading.formula(),
        "words": reading.words,
        "note": reading.note,
        "statement": reading.statement(),
    }


@app.command()
def check(
    claims: Annotated[list[str] | None, typer.Argument(help="Claims; all by default.")] = None,
    seed: SeedOption = 0,
    profile: ProfileOption = Profile.quick,
    jobs: JobsOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Check claims; exit status 1 when a printed statement fails."""
    from verify.claims.catalogue import select

    workers = workers_of(jobs)
    chosen = select(claims or [])
    ledgers = _run(chosen, seed, profile.value, workers)
    if as_json:
        print_json(ledgers)
    else:
        for ledger in ledgers:
            _print_verdicts(ledger)
    if _fails(ledgers):
        raise typer.Exit(1)


@app.command()
def report(
    paper: Annotated[list[str] | None, typer.Argument(help="Papers; all by default.")] = None,
    seed: SeedOption = 0,
    profile: ProfileOption = Profile.full,
    jobs: JobsOption = "auto",
    out: Annotated[Path, typer.Option(help="Folder for the reports.")] = Path("reports"),
    as_json: JsonOption = False,
) -> None:
    """Check every claim of a paper and write the ledger and the reports.

    Exit status 0 once the reports are written, whatever they say; `check` judges.
    """
    from verify.claims.catalogue import load, papers
    from verify.claims.ledger import write
    from verify.report import write_reports

    chosen = [(load(p), c) for p in paper or papers() for c in load(p).claims]
    files: list[Path] = []
    ledgers = _run(chosen, seed, profile.value, workers_of(jobs))
    for ledger in ledgers:
        files += [write(ledger, out), *write_reports(ledger, out)]
    if as_json:
        print_json({"files": [str(f) for f in files], "counts": [_counts(x) for x in ledgers]})
        return
    for ledger in ledgers:
        counts = ", ".join(f"{n} {v}" for v, n in _counts(ledger).items())
        env = ledger["environment"]
        typer.echo(f"{ledger['paper']}: {len(ledger['claims'])} claims; printed readings: {counts}")
        typer.echo(f"{env['seconds']} s, {env['peak_memory_mib']} MiB, {env['jobs']} workers")
    for f in files:
        typer.echo(str(f))


@app.command()
def recheck(
    ledger: Annotated[Path, typer.Argument(help="A ledger that `report` wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Re-check a ledger's verdicts with the independent checker."""
    from verify import checker

    raise typer.Exit(checker.main([str(ledger), *(["--json"] if as_json else [])]))


def _counts(ledger: dict[str, Any]) -> dict[str, int]:
    """Of what is printed, in the paper or in a summary: a claim of our own is not."""
    counts: dict[str, int] = {}
    for claim in ledger["claims"]:
        if claim["kind"] != "beyond":
            verdict = claim["readings"][0]["verdict"] or "definition"
            counts[verdict] = counts.get(verdict, 0) + 1
    return dict(sorted(counts.items()))


def _fails(ledgers: Sequence[dict[str, Any]]) -> bool:
    failing = {"REFUTED", "ILL_TYPED", "ERROR"}
    return any(c["readings"][0]["verdict"] in failing for x in ledgers for c in x["claims"])


def _print_verdicts(ledger: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.text import Text

    colours = {"REFUTED": "red", "ILL_TYPED": "magenta", "ERROR": "red", "TESTED": "cyan"}
    console = Console(highlight=False)
    for claim in ledger["claims"]:
        for r in claim["readings"]:
            verdict = r["verdict"] or "definition"
            line = Text(f"{verdict:<13}", style=colours.get(verdict, "green"))
            line.append(f"{claim['id']}  {r['name']}  {r['basis']}", style="default")
            console.print(line, soft_wrap=True)


def _run(
    chosen: Sequence[tuple[Catalogue, Claim]], seed: int, profile: str, jobs: int
) -> list[dict[str, Any]]:
    """A ledger for each paper among the chosen claims."""
    from verify.claims.ledger import build, environment
    from verify.claims.run import profile_budget, run

    budget = profile_budget(profile, seed)
    ledgers = []
    for catalogue in {id(c): c for c, _ in chosen}.values():
        claims = [claim for c, claim in chosen if c is catalogue]
        start = time.perf_counter()
        with executor_of(jobs) as executor, progress_of(catalogue.paper) as progress:
            outcomes = run(claims, budget, executor, progress)
        seconds = time.perf_counter() - start
        ledgers.append(build(catalogue, outcomes, budget, environment(seconds, jobs)))
    return ledgers


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    # Workers and BLAS threads would compete for the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        result = app(list(argv) if argv is not None else None, standalone_mode=False)
    except PlVerifyError as error:
        print(f"pl-verify: {error}", file=sys.stderr)
        return error.exit_status
    except typer.Exit as stop:
        return int(stop.exit_code)
    except Exception as error:  # noqa: BLE001 - re-raised unless it is a usage error
        return _usage(error)
    return int(result or 0)


def _usage(error: Exception) -> int:
    """Typer's own usage errors become one line and status 2; anything else is ours: raise."""
    show_error = getattr(error, "format_message", None)
    if show_error is None:
        raise error
    print(f"pl-verify: {show_error()}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
