"""`pl-verify audit`: which guarantees hold for a loss of one's own.

Exit status: 0 the audit was made, whatever the loss lacks; 1 a bound that should hold is violated;
2 bad input. Everything heavy is imported inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify.errors import InputError

__all__ = ["audit_command"]


def audit_command(
    loss: Annotated[
        str | None,
        typer.Argument(
            help='A name (see --list), a formula such as "log(1 + exp(-y*z))", or a Python'
            " object as package.module:loss."
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="breast-cancer, diabetes, digits, linnerud, wine, or a file."),
    ] = None,
    synthetic: Annotated[
        str | None, typer.Option(help="n,m,N: synthetic data of that size.")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(help="Target column, by name or number; repeatable.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="signs, bits, one-hot, real, counts or positive.")
    ] = None,
    standardise: Annotated[
        bool | None, typer.Option(help="Features to mean 0 and variance 1.")
    ] = None,
    l2: Annotated[float, typer.Option(help="Weight of l2/2 |W|^2.")] = 0.0,
    mean: Annotated[bool, typer.Option("--mean", help="Mean over samples, not the sum.")] = False,
    param: Annotated[
        list[str] | None, typer.Option(help="Parameter of the loss, as d=1.5; repeatable.")
    ] = None,
    width: Annotated[int | None, typer.Option(help="Hidden width h; 4 (n + m).")] = None,
    scale: Annotated[
        float | None, typer.Option(help="Standard deviation of the start's entries; h^(-1/2).")
    ] = None,
    start: Annotated[Path | None, typer.Option(help="Factors W1, W2 in an .npz file.")] = None,
    shape: Annotated[str | None, typer.Option(help="n,m: shape of W of a Python loss.")] = None,
    claim_k: Annotated[
        float | None, typer.Option("--K", help="Claimed smoothness of a Python loss.")
    ] = None,
    claim_mu: Annotated[
        float | None, typer.Option("--mu", help="Claimed strong convexity of a Python loss.")
    ] = None,
    eta: Annotated[float | None, typer.Option(help="A step size of your own, run as well.")] = None,
    steps: Annotated[int, typer.Option(help="Steps of each run.")] = 200,
    reduce_to: Annotated[
        float, typer.Option(help="Part of L(0) that the guaranteed steps are counted to.")
    ] = 1e-6,
    wanted: Annotated[
        float, typer.Option(help="Guaranteed steps that would do, for the advice on l2.")
    ] = 1e6,
    certify: Annotated[int, typer.Option(help="Steps repeated in ball arithmetic.")] = 3,
    advice: Annotated[bool, typer.Option(help="Compute what would improve the rate.")] = True,
    seed: Annotated[int, typer.Option(help="Seed of every random draw.", min=0)] = 0,
    html: Annotated[Path | None, typer.Option(help="Write an HTML report.")] = None,
    md: Annotated[Path | None, typer.Option(help="Write a Markdown report.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    list_losses: Annotated[bool, typer.Option("--list", help="List the named losses.")] = False,
) -> None:
    """Audit a loss: K, mu, guaranteed rate and step sizes, every inequality on real steps."""
    if list_losses:
        _list(as_json)
        return
    if loss is None:
        raise InputError(
            "no loss was given",
            where="audit",
            remedy="name one (--list), or write a formula in z and y",
        )
    for path, ending in ((html, ".html"), (md, ".md")):
        if path is not None and path.suffix.lower() != ending:
            raise InputError(
                f"--{ending[1:]} {path} was given", violates=f"a name that ends in {ending}"
            )
    from verify.auditing import Options, audit
    from verify.auditing.terminal import print_audit, progress_bar

    options = Options(
        steps=steps,
        target=reduce_to,
        wanted=wanted,
        eta=eta,
        certify=certify,
        advice=advice,
        seed=seed,
    )
    with progress_bar() as progress:
        found = audit(
            loss,
            data=data,
            l2=l2,
            mean=mean,
            params=param or (),
            labels=labels,
            target=target or (),
            standardise=standardise,
            synthetic=synthetic,
            shape=_shape(shape),
            K=claim_k,
            mu=claim_mu,
            width=width,
            scale=scale,
            start=start,
            options=options,
            progress=progress,
        )
    written = [found.report(path) for path in (html, md) if path is not None]
    if as_json:
        typer.echo(found.to_json())
    else:
        print_audit(found)
        for path in written:
            typer.echo(str(path))
    if found.violated:
        raise typer.Exit(1)


def _shape(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 2 or not all(p.strip().isdigit() and int(p) > 0 for p in parts):
        raise InputError(f"--shape {text} was given", violates="two positive numbers n,m")
    return int(parts[0]), int(parts[1])


def _list(as_json: bool) -> None:
    if not as_json:
        from verify.auditing.terminal import print_losses

        print_losses()
        return
    import json

    from verify.auditing import LOSSES

    rows = [
        {
            "name": x.name,
            "words": x.words,
            "formula": x.formula,
            "K": x.K,
            "mu": x.mu,
            "holds": x.holds,
            "labels": x.coding.value,
            "parameters": {k: float(v) for k, v in x.parameters.items()},
        }
        for x in LOSSES.values()
    ]
    typer.echo(json.dumps(rows, indent=1))
