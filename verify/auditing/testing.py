"""For test suites: `assert_audited`, in three lines.

    from verify.auditing.testing import assert_audited

    def test_my_loss_keeps_its_guarantees():
        assert_audited(MyLoss(X, Y), width=40)

It fails with the audit's summary where an audited bound is violated: a gradient that does not
belong to the value, a claimed K or mu that is refuted, an inequality that fails on a step. With
`rate=True` it also asks for a guaranteed linear rate, with `certified=True` for Assumption 2.1 in
certified form (of names and formulas; nothing can be certified of Python code).
"""

from __future__ import annotations

from typing import Any

from verify.auditing.entry import audit
from verify.auditing.options import Options
from verify.auditing.result import Audit
from verify.claims.verdict import Verdict

__all__ = ["QUICK", "assert_audited"]

QUICK = Options(steps=50, certify=1, advice=False)
"""What a test spends by default."""


def assert_audited(
    loss: Any,
    *,
    data: Any = None,
    l2: float = 0.0,
    mean: bool = False,
    shape: tuple[int, int] | None = None,
    K: float | None = None,
    mu: float | None = None,
    width: int | None = None,
    scale: float | None = None,
    start: Any = None,
    rate: bool = False,
    certified: bool = False,
    options: Options = QUICK,
) -> Audit:
    """The audit of a loss, or AssertionError with its summary; arguments as of `verify.audit`.

    InputError, as from `verify.audit`, for a loss or data that cannot be used.
    """
    found = audit(
        loss,
        data=data,
        l2=l2,
        mean=mean,
        shape=shape,
        K=K,
        mu=mu,
        width=width,
        scale=scale,
        start=start,
        options=options,
    )
    problems = []
    if found.violated:
        problems.append("a bound that should hold is violated")
    if rate and not any(
        f.key == "rate" and f.verdict in (Verdict.CERTIFIED, Verdict.TESTED) for f in found.findings
    ):
        problems.append("no linear rate is guaranteed")
    if certified:
        lacking = [
            f.title
            for f in found.findings
            if f.key in ("K", "mu") and f.verdict is not Verdict.CERTIFIED
        ]
        problems += [f"not certified: {title}" for title in lacking]
    if problems:
        raise AssertionError("; ".join(problems) + "\n\n" + repr(found))
    return found
