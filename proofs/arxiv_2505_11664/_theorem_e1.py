r"""Theorem E.1 as printed, its first step in exact arithmetic, and iterates for its proof's links.

`PRINTED_E1` has exp(sqrt(eta0)) in (101) and in K_bar_t, exp(eta0^c) in mu_bar and (102), as
printed; `_runs.PRINTED` and `_runs.REPAIRED` have exp(eta0^c) throughout. `at_first` writes a
statement about iterate t = 1 over the start alone: W1(1) = W1(0) - eta0 G W2(0), and so on, so
that a counterexample at t = 1 is one of rationals. `BELOW_ETA2` replaces "eta0 is at most the
smallest root of (102)" by an inequality from which it follows, so that no root has to be found.
`FIRST_*` draw runs for such statements; `ITERATES*` have recorded iterates only, at which a search
would take rounding for a violation. Source: arXiv 2505.11664, Theorem E.1, (101)-(104).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, RunConstants, c, d
from proofs.arxiv_2505_11664._initial import ALPHA1, ALPHA1_REPAIRED, ALPHA2, BETA2
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664._runs import RUNS, RUNS_REPAIRED, RUNS_SQUARE, rectangular, runs
from verify.claims.claim import Example
from verify.language import Expr, Relation, const, define, exp, grad, sqrt, substitute
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import K, ell, eta
from verify.model.trajectory import L0, W0, W10, W20, eta0, t

__all__ = [
    "BELOW_ETA2",
    "FIRST",
    "FIRST_REPAIRED",
    "FIRST_SQUARE",
    "GAP",
    "ITERATES",
    "ITERATES_RECTANGULAR",
    "ITERATES_REPAIRED",
    "ITERATES_SQUARE",
    "NO_RUN",
    "NO_RUN_SQUARE",
    "PRINTED_E1",
    "START",
    "at_first",
    "at_start",
    "begin",
    "begin_scalar",
    "recorded",
]


def _printed() -> RunConstants:
    growth = define("g_s", exp(sqrt(eta0)), r"\exp(\sqrt{\eta_0})")
    mu_bar, share = PRINTED.mu_bar, 1 - exp(-(eta0**c))
    K_bar_0 = define(
        "K_bar_0_s",
        sqrt(2 * K * L0)
        + 6 * K**2 * BETA2 * L0 * eta0**2
        + K * growth * ALPHA2 * (1 + 3 * sqrt(2 * K * L0) * eta0),
        r"\bar K_0",
    )
    rho_bar_0 = define(
        "rho_bar_s", 1 - 2 * mu_bar * eta0 + mu_bar * K_bar_0 * eta0**2, r"\bar\rho(\eta_0, 0)"
    )
    Delta = define("Delta_s", (1 + eta0**d) * rho_bar_0, r"\Delta")
    K_bar_t = define(
        "K_bar_t_s",
        sqrt(2 * K * L0 * rho_bar_0**t)
        + 6 * K**2 * BETA2 * L0 * eta0**2 * Delta**t
        + K * growth * ALPHA2 * (1 + 3 * sqrt(2 * K * L0 * Delta**t) * eta0),
        r"\bar K_t",
    )
    rho_bar_t = define(
        "rho_bar_t_s", 1 - 2 * mu_bar * eta + mu_bar * K_bar_t * eta**2, r"\bar\rho(\eta_t, t)"
    )
    hypotheses = (
        ALPHA1 > 0,
        eta0 > 0,
        mu_bar > 0,
        eta0 * K_bar_0 <= 1,
        4 * K * L0 * eta0**2 <= share * (1 - Delta),
        eta0 <= eta,
        eta <= (1 + eta0**d) ** (t / 2) * eta0,
        eta * K_T <= 1,
    )
    return RunConstants(
        ALPHA1,
        growth,
        mu_bar,
        K_bar_0,
        rho_bar_0,
        Delta,
        K_bar_t,
        rho_bar_t,
        hypotheses,
        1 + eta0**d,
        PRINTED.low,
        PRINTED.growth,
        share,
    )


PRINTED_E1 = _printed()

# If this holds at eta0, then (102) has no root in (0, eta0]: for e <= eta0, with x = e^c,
#   1 - Delta(e) = 1 - rho_bar - e^d rho_bar >= e [mu_bar (2 - e K_bar_0) - e^(d-1)] >= e S,
# where S is the bracket at eta0 (mu_bar falls with e, K_bar_0 grows, 0 < rho_bar <= 1), and
#   1 - exp(-x) >= x (1 - x / 2),   4 K L0 e^2 = e^(1+c) 4 K L0 e^(1-c).
BELOW_ETA2 = (
    4 * K * L0 * eta0 ** (1 - c)
    < (1 - eta0**c / 2) * (PRINTED_E1.mu_bar * (2 - eta0 * PRINTED_E1.K_bar_0) - eta0 ** (d - 1)),
    eta0**c < 2,
)

_G0 = define("G0", grad(ell, W0), r"\nabla\ell(W(0))")
FIRST: Mapping[str, Expr] = {
    "W1": define("W11", W10 - eta0 * (_G0 @ W20), "W_1(1)"),
    "W2": define("W21", W20 - eta0 * (_G0.T @ W10), "W_2(1)"),
    "t": const(1),
}
START: Mapping[str, Expr] = {"W1": W10, "W2": W20, "eta": eta0, "t": const(0)}


def _substituted(relation: Relation, by: Mapping[str, Expr]) -> Relation:
    return Relation(substitute(relation.lhs, by), relation.op, substitute(relation.rhs, by))


def at_first(*relations: Relation) -> tuple[Relation, ...]:
    """The relations at t = 1, the first step being eta0 and the second eta."""
    return tuple(_substituted(r, FIRST) for r in relations)


def at_start(*relations: Relation) -> tuple[Relation, ...]:
    """The relations at t = 0."""
    return tuple(_substituted(r, START) for r in relations)


# W(0) = (1, 0)', W* = (1, 1/4)', D(0) = 0: sigma_min^2(T_0) = 1, and for the weight 1 Table 2's
# alpha1 is (sqrt(17) - 1)/2 = 1.56.
GAP: tuple[Any, Any, Any] = ([[1, 0], [0, 0]], [[1, 0]], [[1], ["1/4"]])


def begin(W1: Any, W2: Any, target: Any, step: str, weight: str = "1") -> Example:
    """The loss weight/2 |W - W*|_F^2 at iterate 0, with c = 1/2, d = 2 and eta_0 = step."""
    sizes = {"n": len(W1), "m": len(W2), "h": len(W1[0])}
    letters = {"W10": W1, "W20": W2, "W1": W1, "W2": W2, "t": 0, "c": "1/2", "d": 2}
    weights = [[weight] * sizes["m"]] * sizes["n"]
    losses = {"ell": {"A": weights, "C": target}}
    return Example(sizes, {**letters, "eta0": step, "eta": step}, losses)


def begin_scalar(w1: str, w2: str, target: str, weight: str, **letters: str) -> Example:
    """For n = m = h = 1 the same loss, with every scalar symbol given."""
    losses = {"ell": {"A": [[weight]], "C": [[target]]}}
    matrices = {"W10": [[w1]], "W20": [[w2]], "W1": [[w1]], "W2": [[w2]]}
    return Example({"n": 1, "m": 1, "h": 1}, {**matrices, "t": 0, **letters}, losses)


def recorded(setting: Setting, name: str, every: int = 2) -> Setting:
    """Half as many runs, at every other size, recorded iterates only."""
    draw: Callable[[np.random.Generator, Sizes, int], Any] = setting.draw

    def fixed(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
        # An adversarial search asks for fewer, to perturb them: recorded iterates offer none.
        if count <= 96:
            return []
        return [b for b in draw(rng, sizes, count // 2) if b.fixed and b.count]

    return replace(setting, name=name, draw=fixed, shapes=setting.shapes[::every])


ITERATES = recorded(RUNS, "iterates, all n, m")
ITERATES_SQUARE = recorded(RUNS_SQUARE, "iterates, n = m", 1)
ITERATES_REPAIRED = recorded(RUNS_REPAIRED, "iterates, alpha1 repaired")
ITERATES_RECTANGULAR = recorded(
    runs(where=rectangular, alpha1=ALPHA1_REPAIRED), "iterates, n != m, alpha1 repaired"
)


# The same instances, as pairs of factors with a loss: what is said of them is not about runs.
NO_RUN = replace(ITERATES_REPAIRED, name="pairs of factors and a loss", run=None)
NO_RUN_SQUARE = replace(ITERATES_SQUARE, name="pairs of factors and a loss, n = m", run=None)


def _first_steps(setting: Setting, name: str) -> Setting:
    """Runs with their first two step sizes: for statements `at_first`, exact at each instance."""
    draw: Callable[[np.random.Generator, Sizes, int], Any] = setting.draw

    def second(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
        batches = []
        for b in draw(rng, sizes, count):
            if b.fixed:
                batches.append(b.take(np.flatnonzero(b.latent["t"] == 1)))
            else:
                latent = {**b.latent, "t": np.ones(b.count)}
                batches.append(replace(b, latent=latent, rounding={"W1": 1e-13, "W2": 1e-13}))
        return batches

    return replace(setting, name=name, draw=second, shapes=setting.shapes[::4])


FIRST_SQUARE = _first_steps(RUNS_SQUARE, "first two steps, n = m")
FIRST_REPAIRED = _first_steps(RUNS_REPAIRED, "first two steps, alpha1 repaired")
