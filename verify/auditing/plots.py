"""The audit's plots, as data for `verify.report.plots`: losses, local constants, step sizes."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from verify.auditing.result import Audit

__all__ = ["figures"]

_POINTS = 160


def figures(audit: Audit) -> list[tuple[str, dict[str, Any]]]:
    """Title and data of every plot that has something to show."""
    found = [
        ("Loss against the guaranteed rate", _losses(audit)),
        ("Local constants against their bounds", _constants(audit)),
        ("Step sizes", _step_sizes(audit)),
    ]
    return [(title, data) for title, data in found if data["series"]]


def _data(y_label: str, series: list[dict[str, Any] | None]) -> dict[str, Any]:
    kept = [s for s in series if s is not None]
    return {"x_label": "iterate", "y_label": y_label, "log_y": True, "series": kept}


def _series(name: str, values: Sequence[float], style: str = "line") -> dict[str, Any] | None:
    """At most `_POINTS` of the positive values; None where there is none."""
    known = [(t, v) for t, v in enumerate(values) if isfinite(v) and v > 1e-300]
    if len(known) < 2:
        return None
    every = max(1, -(-len(known) // _POINTS))
    chosen = known[::every] + ([known[-1]] if (len(known) - 1) % every else [])
    return {"name": name, "x": [t for t, _ in chosen], "y": [v for _, v in chosen], "style": style}


def _level(name: str, value: float | None, length: int) -> dict[str, Any] | None:
    if value is None or not isfinite(value) or not value > 0 or length < 2:
        return None
    return {"name": name, "x": [0, length - 1], "y": [value, value], "style": "dashed"}


def _length(audit: Audit) -> int:
    return max((len(r.L) for r in audit.runs), default=0)


def _losses(audit: Audit) -> dict[str, Any]:
    series = [_series(r.step_size, r.L) for r in audit.runs]
    gap, first = audit.plan.get("1 - rho_bar"), audit.constants.get("L(0)")
    if gap and first and isfinite(gap):
        series.append(
            _series(
                "guaranteed bound",
                [first * (1 - gap) ** t for t in range(_length(audit))],
                "dashed",
            )
        )
    return _data("L(t)", series)


def _constants(audit: Audit) -> dict[str, Any]:
    series: list[dict[str, Any] | None] = []
    for r in audit.runs:
        if r.step_size in ("guaranteed", "1/K_t"):
            series.append(_series(f"K_t, {r.step_size}", r.K_t))
            series.append(_series(f"mu_t, {r.step_size}", r.mu_t))
    length = _length(audit)
    for name in ("K_bar_0", "mu_bar"):
        series.append(_level(name, audit.plan.get(name), length))
    return _data("K_t and mu_t", series)


def _step_sizes(audit: Audit) -> dict[str, Any]:
    series = [_series(r.step_size, r.eta) for r in audit.runs]
    series.append(_level("eta_max", audit.plan.get("eta_max"), _length(audit)))
    return _data("eta_t", series)
