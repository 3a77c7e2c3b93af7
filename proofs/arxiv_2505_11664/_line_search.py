"""Appendix G.2.1: Algorithm 1, backtracking line search; joined to `g_simulations.py`'s list.

As printed the loop at iterate t shrinks eta by tau while

    L(W1 - eta grad_1 L, W2 - eta grad_2 L) > L(t) - gamma |grad L(t)|_F^2,

without eta on the right. The left side is at least 0 and tends to L(t) as eta tends to 0, so the
loop ends only if gamma |grad L|^2 <= L.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from proofs.arxiv_2505_11664._experiments import backtracking, section_4
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T
from proofs.arxiv_2505_11664._wide import generator
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.evidence.statistics import Proportion, evidence
from verify.language import const
from verify.model.step import GRADIENT2, L_NEXT, L, eta

__all__ = ["CLAIMS"]

part = Part(__name__, section="G.2")
GAMMA = const("9/10")


def _endless(budget: Budget) -> Sequence[Evidence]:
    """Starts of section 4 at which the printed loop cannot end."""
    count = 20 if budget.profile == "quick" else 200
    items = []
    for width in (500.0, 1000.0, 4000.0):
        runs = section_4(generator(budget, 60, int(width)), width, 1.0, count)
        e, gram = runs.residual, runs.gram
        gradient = np.sum((e @ gram[:, 10:, 10:]) * e, axis=(1, 2)) + np.sum(
            (gram[:, :10, :10] @ e) * e, axis=(1, 2)
        )
        endless = 0.9 * gradient > runs.loss
        items.append(Proportion({"h": width}, int(endless.sum()), count, 0.05))
    return [evidence("share of section 4's starts at which no step can be accepted", items)]


def _cost(budget: Budget) -> Sequence[Evidence]:
    """Runs in which tau = 0.1, gamma = 0.9 need less than five times the usual iterations."""
    count = 4 if budget.profile == "quick" else 20
    items = []
    for width in (500.0, 1000.0):
        runs = section_4(generator(budget, 61, int(width)), width, 1.0, count)
        slow = backtracking(runs, gamma=0.9, tau=0.1, first=1.0, steps=130)
        usual = backtracking(runs, gamma=0.5, tau=0.5, first=1.0, steps=60)
        at = {"h": width, "usual iterations": float(f"{usual.mean():.3g}")}
        items.append(Proportion(at, int((slow < 5 * usual).sum()), count, 0.05))
    words = (
        "share of runs in which gamma = 0.9, tau = 0.1 reach 1e-25 within five times the "
        "iterations of gamma = tau = 0.5 (both with eta_t on the right)"
    )
    return [evidence(words, items)]


CLAIMS = (
    part.claim(
        "alg-1",
        "Algorithm 1",
        "The inner loop of the line search ends",
        reading(
            "printed",
            GAMMA * GRADIENT2 <= L,
            given=GD_STEP,
            tex=r"\exists \eta > 0: \; L\left(W_1-\eta\nabla_{W_1}L, W_2-\eta\nabla_{W_2}L\right) "
            r"\le L(t)-\gamma\|\nabla L(t)\|_F^2",
            words="a necessary condition, gamma = 0.9: the left side is at least 0",
            note="eta_t is missing on the right. The initial eta_bt is given no value. In the "
            "setting of section 4, sigma^2 = 1, the loop cannot end at any of the starts drawn.",
            examples=[
                Example(
                    {"n": 1, "m": 1, "h": 1},
                    {"W1": [[1]], "W2": [[1]], "eta": 1},
                    {"ell": {"A": [["1"]], "C": [["0"]]}},
                )
            ],
        ),
        reading(
            "in section 4",
            checks=[_endless],
            words="that it ends at the starts of section 4, sigma^2 = 1",
        ),
        reading(
            "repaired",
            L_NEXT <= L - GAMMA * eta * GRADIENT2,
            when=[eta > 0, eta * K_T <= 2 * (1 - GAMMA)],
            given=GD_STEP,
            tex=r"\eta K_t(\eta) \le 2(1-\gamma) \;\Rightarrow\; L^+ \le L(t)-\gamma\eta\|\nabla "
            r"L(t)\|_F^2",
            words="with eta_t on the right: by (9) every step with eta K_t(eta) <= 2 (1 - gamma) "
            "is accepted, and shrinking reaches one",
        ),
        severity=Severity.TYPO,
        rests_on=["3.1/9-descent"],
        consequence="Figure 2's baseline was not run as printed.",
    ),
    part.claim(
        "alg-1/result",
        "Algorithm 1, result",
        "The algorithm's result minimises L",
        reading(
            "printed",
            words="factors that minimise L",
            note="Nothing to be tested: T steps give an approximation, as with every method of "
            "the paper. 'Result' is read as what the iteration aims at.",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "alg-1/cost",
        "Section 4.2 and G.2.1, cost of the line search",
        "Backtracking is slow with tau = 0.1 and gamma = 0.9",
        reading(
            "printed",
            checks=[_cost],
            words="with eta_t on the right: these parameters take more than five times the "
            "iterations of gamma = tau = 0.5",
            note="gamma > 1/2 rejects the step that minimises a quadratic exactly, and tau = 0.1 "
            "then overshoots. The paper blames the search within each iteration.",
        ),
        kind=Kind.PROSE,
        rests_on=["alg-1"],
    ),
)
