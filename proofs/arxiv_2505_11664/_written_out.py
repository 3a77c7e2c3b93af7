r"""Iterates written out from the start, and the step sizes of (19) there.

`run` gives W1 and W2 after some steps, `uniform_step` and `local_step` the steps
min(A_t, 1/K_bar_t) and min(A_t, 1/K_t(A_t)) at t = k; `elsewhere` puts an expression at other
values of its symbols.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proofs.arxiv_2505_11664._constants_of_runs import (
    RHO_T,
    RunConstants,
)
from proofs.arxiv_2505_11664._quantities import K_T
from verify.language import (
    Expr,
    const,
    define,
    grad,
    loss,
    minimum,
    replace,
    substitute,
)
from verify.model.step import ell
from verify.model.trajectory import W10, W20, eta0

__all__ = ["elsewhere", "local_step", "loss_after", "run", "uniform_step"]


def run(steps: Sequence[Expr]) -> tuple[Expr, Expr]:
    """W1 and W2 after these steps from W1(0), W2(0)."""
    first, second = W10, W20
    for k, step in enumerate(steps, 1):
        gradient = define(f"G{k - 1}", grad(ell, first @ second.T), rf"\nabla\ell(W({k - 1}))")
        first, second = (
            define(f"W1_{k}", first - step * (gradient @ second), f"W_1({k})"),
            define(f"W2_{k}", second - step * (gradient.T @ first), f"W_2({k})"),
        )
    return first, second


def loss_after(steps: Sequence[Expr]) -> Expr:
    """L after these steps from W1(0), W2(0)."""
    first, second = run(steps)
    return define(f"L_{len(steps)}", loss(ell, first @ second.T), f"L({len(steps)})")


def uniform_step(x: RunConstants, k: int) -> tuple[Expr, Expr]:
    """(19)'s second step at t = k, and rho_bar there."""
    K_bar = define(f"K_bar_{k}", substitute(x.K_bar_t.args[0], {"t": const(k)}), rf"\bar K_{k}")
    step = define(
        f"eta_{k}", minimum((1 + eta0**2) ** const(f"{k}/2") * eta0, 1 / K_bar), rf"\eta_{k}^*"
    )
    return step, 1 - 2 * x.mu_bar * step + x.mu_bar * K_bar * step**2


def elsewhere(expr: Expr, values: Mapping[str, Expr], mark: str) -> Expr:
    """An expression at other values of its symbols; definitions that change get the mark."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "s":
            return values.get(node.name)
        if node.op == "def" and args[0] is not node.args[0]:
            return define(f"{node.name}_{mark}", args[0], node.tex)
        return None

    return replace(expr, rule)


def local_step(k: int, steps: Sequence[Expr]) -> tuple[Expr, Expr]:
    """(19)'s first step at t = k after these steps, as min(A_k, 1/K_k(A_k)), and rho there."""
    first, second = run(steps)
    grown = (1 + eta0**2) ** const(f"{k}/2") * eta0
    here = {"W1": first, "W2": second}
    K_grown = elsewhere(K_T, {**here, "eta": grown}, f"{k}_A")
    chosen = define(f"eta_{k}", minimum(grown, 1 / K_grown), rf"\eta_{k}^*")
    return chosen, elsewhere(RHO_T, {**here, "eta": chosen}, str(k))
