"""The result as rows of texts, once for every output: numbers shown, verdicts as they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from verify.auditing.result import Audit

__all__ = ["SYMBOLS", "Row", "constant_rows", "plan_rows", "show"]

SYMBOLS: dict[str, str] = {
    "K": "smoothness of l",
    "mu": "strong convexity of l",
    "L(0)": "initial loss, the minimum subtracted",
    "lambda_plus": "largest eigenvalue of D(0), or 0",
    "lambda_minus": "largest eigenvalue of -D(0), or 0",
    "p": "n-th eigenvalue of D(0), or 0",
    "q": "m-th eigenvalue of -D(0), or 0",
    "margin": "sqrt(K/mu) |W(0) - W*|_F",
    "beta1": "lower bound of sigma_min(W(t))",
    "beta2": "upper bound of sigma_max(W(t))",
    "alpha1": "lower bound of sigma_min^2(T_0), true for n != m",
    "alpha2": "upper bound of sigma_max^2(T_0)",
    "sigma_min^2(T_0)": "the start's own",
    "sigma_max^2(T_0)": "the start's own",
    "eta1": "root of (101)",
    "eta2": "smallest root of (102)",
    "eta3": "log(1 + alpha1/(2 alpha2))^(1/c)",
    "eta_max": "the least of the three",
    "eta0": "the constant step with the best guaranteed rate",
    "c": "exponent of Theorem E.1 (Theorem 3.2 has 1/2)",
    "1 - rho_bar": "guaranteed decrease a step, in parts of the loss",
    "mu_bar": "uniform lower bound of mu_t",
    "K_bar_0": "uniform upper bound of K_t",
    "steps": "guaranteed to reach the target",
    "eta0 (c = 1/2)": "the same for Theorem 3.2",
    "1 - rho_bar (c = 1/2)": "the same for Theorem 3.2",
    "eta0 (sharper form)": "tested, not proved formally",
    "1 - rho (sharper form)": "tested, not proved formally",
    "steps (sharper form)": "tested, not proved formally",
}


@dataclass(frozen=True)
class Row:
    """symbol, its value in floats, an enclosure where one was computed, and what it is."""

    symbol: str
    value: str
    enclosure: str
    meaning: str


def show(value: float | None) -> str:
    """Six significant digits; a dash for what is not defined."""
    if value is None or value != value:
        return "-"
    return f"{value:.6g}" if isfinite(value) else ("infinite" if value > 0 else "-infinite")


def constant_rows(audit: Audit) -> list[Row]:
    """Table 2 and what it is made of."""
    return [
        Row(k, show(v), audit.enclosures.get(k, ""), SYMBOLS.get(k, ""))
        for k, v in audit.constants.items()
    ]


def plan_rows(audit: Audit) -> list[Row]:
    """The guaranteed step."""
    return [
        Row(k, show(v), audit.enclosures.get(k, ""), SYMBOLS.get(k, ""))
        for k, v in audit.plan.items()
    ]
