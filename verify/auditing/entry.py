"""`verify.audit`: from a loss, data and a start to the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from verify.auditing.losses import Coding
from verify.auditing.of_data import audit_objective
from verify.auditing.of_python import audit_python
from verify.auditing.options import Options, Progress, silent
from verify.auditing.outcome import Outcome
from verify.auditing.result import Audit, Finding
from verify.auditing.start import Initialisation, drawn, given, load_factors
from verify.auditing.subject import Subject, choose_loss, parameters, subject
from verify.claims.verdict import Verdict
from verify.errors import InputError

__all__ = ["audit"]

_SLOW = 1e7


def audit(
    loss: Any,
    *,
    data: Any = None,
    l2: float = 0.0,
    mean: bool = False,
    params: Mapping[str, Any] | Sequence[str] = (),
    labels: Coding | str | None = None,
    target: Sequence[str] = (),
    standardise: bool | None = None,
    synthetic: str | None = None,
    shape: tuple[int, int] | None = None,
    K: float | None = None,
    mu: float | None = None,
    width: int | None = None,
    scale: float | None = None,
    start: Any = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> Audit:
    """Audit a loss for two-layer linear models trained by gradient descent.

    loss: a name, a formula phi(z, y), "package.module:name", or a Python function or object of W.
    data: a name, a file, or (X, Y); by default, or with `synthetic` = "n,m,N", synthetic data.
    l2, mean: l(W) = sum (or mean over samples) of phi + l2/2 |W|^2. params: of the loss.
    labels: how labels are coded ("signs", "bits", "one-hot", "real", "counts", "positive").
    shape, K, mu: of a Python loss; K and mu are claims. width, scale: of the Gaussian start;
    start: factors (W1, W2), or an .npz file with them. options: how much is done.

    Raises InputError for what cannot be used. What the loss lacks is part of the result.
    """
    chosen = options or Options()
    choice = choose_loss(loss, params=parameters(params), shape=shape, K=K, mu=mu)
    what = subject(
        choice,
        data,
        l2=l2,
        mean=mean,
        labels=_coding(labels),
        targets=tuple(target),
        standardise=standardise,
        sizes=synthetic,
        seed=chosen.seed,
    )
    begun = _start(what, width, scale, start, chosen.seed)
    if what.objective is not None:
        outcome = audit_objective(what.objective, begun, chosen, progress)
    else:
        assert what.python is not None
        outcome = audit_python(what.python, begun, chosen, progress)
    return _result(what, begun, chosen, outcome)


def _coding(labels: Coding | str | None) -> Coding | None:
    if labels is None or isinstance(labels, Coding):
        return labels
    try:
        return Coding(labels)
    except ValueError as error:
        known = ", ".join(c.value for c in Coding)
        raise InputError(f"labels {labels!r} were given", remedy=f"take one of {known}") from error


def _start(
    what: Subject, width: int | None, scale: float | None, start: Any, seed: int
) -> Initialisation:
    shape = what.objective.shape if what.objective is not None else what.python.shape  # type: ignore[union-attr]
    if start is None:
        return drawn(shape, width, scale, seed)
    if width is not None or scale is not None:
        raise InputError("a start was given together with width or scale", remedy="give either")
    if isinstance(start, (str, Path)):
        return load_factors(Path(start), shape)
    if not (isinstance(start, (tuple, list)) and len(start) == 2):
        raise InputError("a start is a pair (W1, W2), or an .npz file", where="start")
    return given(start[0], start[1], shape)


def _result(what: Subject, start: Initialisation, options: Options, out: Outcome) -> Audit:
    findings = tuple(out.findings)
    keys = {f.key: f for f in findings}
    broken = [t.title for t in out.tallies if t.verdict is Verdict.REFUTED]
    judged = ["gradient", "steps"]
    if what.python is not None:
        # A claim that a user made is a bound that should hold.
        claims = {"K": what.python.K, "mu": what.python.mu}
        judged += [name for name, claim in claims.items() if claim is not None]
    broken += [keys[k].title for k in judged if k in keys and keys[k].verdict is Verdict.REFUTED]
    described = {
        **what.described,
        "start": start.words,
        "runs": f"{options.steps} steps each, seed {options.seed}",
    }
    return Audit(
        subject=described,
        headline=_headline(keys, out, broken, options),
        violated=bool(broken),
        findings=findings,
        constants=out.constants,
        enclosures=out.enclosures,
        plan=out.plan,
        recommendation=out.recommendation,
        limits=out.limits,
        advice=out.advice,
        tallies=tuple(out.tallies),
        steps=tuple(out.steps),
        runs=tuple(out.runs),
        notes=(*what.notes, *out.notes),
        seconds=out.seconds,
    )


def _headline(
    keys: Mapping[str, Finding], out: Outcome, broken: Sequence[str], options: Options
) -> str:
    if broken:
        return f"Violated: {'; '.join(broken[:3])}."
    holds = all(keys[k].verdict is Verdict.CERTIFIED for k in ("K", "mu") if k in keys)
    tested = all(
        keys[k].verdict in (Verdict.CERTIFIED, Verdict.TESTED) for k in ("K", "mu") if k in keys
    )
    steps = out.plan.get("steps")
    rate = _rate(steps, options.target)
    audited = " Every audited inequality held." if out.tallies else ""
    if "convex" in keys and keys["convex"].verdict is Verdict.REFUTED and not holds:
        return f"The loss is not convex: {keys['convex'].detail}. The theorems are empty here."
    if holds:
        return f"The assumptions hold, certified.{rate}{audited}"
    if "sublevel" in keys:
        return (
            "The assumptions fail over all W, but hold, certified, where the runs stay."
            f"{rate}{audited}"
        )
    if tested:
        return f"K and mu withstood the search; nothing is proved of them.{rate}{audited}"
    missing = [
        name
        for name in ("K", "mu")
        if keys[name].verdict not in (Verdict.CERTIFIED, Verdict.TESTED)
    ]
    what = " and ".join({"K": "K-smoothness", "mu": "strong convexity"}[m] for m in missing)
    lost = (
        "" if not out.tallies else " What holds without it, the descent lemma and Lemma E.2, held."
    )
    verb = "fails or is" if len(missing) == 1 else "fail or are"
    return f"The theorems are empty here: {what} {verb} not known.{lost}"


def _rate(steps: float | None, target: float) -> str:
    if steps is None or not isfinite(steps):
        return " No linear rate is guaranteed from this start."
    # Nobody takes as many steps: said at once, so that a promise is not mistaken for a plan.
    slow = ", too slow to be of use" if steps > _SLOW else ""
    return f" A linear rate is guaranteed{slow}: {target:g} L(0) within {steps:.3g} steps."
