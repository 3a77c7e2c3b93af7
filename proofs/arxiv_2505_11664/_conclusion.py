"""Section 5: the conclusion's sentences, as claims; they stand in `s4_experiments.py`'s list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from proofs.arxiv_2505_11664._constants_of_runs import (
    GROWTH,
    K_BAR_T,
    MU_BAR,
    RHO_T,
    RUN_HYPOTHESES,
)
from proofs.arxiv_2505_11664._eight_steps import EXPONENTS, eight_steps
from proofs.arxiv_2505_11664._experiments import section_4
from proofs.arxiv_2505_11664._initial import ALPHA2, DELTA
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, K_T, MU_T
from proofs.arxiv_2505_11664._runs import RUNS
from proofs.arxiv_2505_11664._theorem_e1 import ITERATES, ITERATES_SQUARE
from proofs.arxiv_2505_11664._wide import generator
from proofs.arxiv_2505_11664.figures.published import FIGURE_1
from verify.claims.claim import Budget, Example, Kind, Reading, reading
from verify.claims.evidence import Evidence
from verify.evidence.corruption import reversed_relations, scaled_side
from verify.evidence.sampling import merge, sample_chunk
from verify.evidence.statistics import Proportion, evidence
from verify.language import Relation, define
from verify.model.setting import Setting
from verify.model.step import GRADIENT2, L_NEXT, L, eta, mu

__all__ = ["CLAIMS"]

part = Part(__name__, section="5")


def _acceleration(*, limited: bool) -> Callable[[Budget], Sequence[Evidence]]:
    """Runs in which the adaptive scheme needs more than 95% of the constant step's iterations."""

    def check(budget: Budget) -> Sequence[Evidence]:
        panels = FIGURE_1 if budget.profile == "full" else FIGURE_1[2::3]
        count = 10 if budget.profile == "quick" else 30
        items = []
        for panel in panels:
            runs = section_4(generator(budget, 5, panel.h), panel.h, panel.noise, count)
            first, second = runs.step_sizes(frobenius=not limited)
            if limited:
                eta0 = np.minimum(first, second)
                adaptive = runs.adaptive(60, eta0)
            else:
                eta0 = second
                adaptive = runs.adaptive(60)
            slow = runs.constant(60, eta0).reaches(-25.0)
            no_gain = adaptive.reaches(-25.0) > 0.95 * slow
            at = {"h": panel.h, "noise": panel.noise}
            items.append(Proportion(at, int(no_gain.sum()), count, 0.05))
        words = "share of runs to 1e-25 in which the adaptive steps save less than 5% of iterations"
        return [evidence(words, items)]

    return check


def _sampled(
    setting: Setting,
    name: str,
    *conclusion: Relation,
    when: Sequence[Relation],
    words: str,
    note: str = "",
) -> Reading:
    """A reading tested by a small sample: the search is with the claims of Theorems 3.1 and E.1."""
    stated = reading(name, *conclusion, when=when, words=words, note=note)

    def check(budget: Budget) -> Sequence[Evidence]:
        tallies = []
        for index, sizes in enumerate(setting.shapes[::5]):
            rng = generator(budget, 52, index)
            batches = setting.draw(rng, sizes, 70 if budget.profile == "quick" else 700)
            tallies += sample_chunk(setting, [stated], sizes, batches)
        data = {**merge(tallies).to_data(), "distribution": setting.words}
        return [Evidence("sampling", data)]

    drawn = replace(stated, setting=setting)
    given = (scaled_side(drawn), reversed_relations(drawn))
    corrupted = tuple(replace(c.reading, name=c.words) for c in given)
    return replace(stated, checks=(check,), corrupted=corrupted)


def _lazy(budget: Budget) -> Sequence[Evidence]:
    """Runs of section 4 whose weights stay within 1% of their start."""
    count = 4 if budget.profile == "quick" else 30
    items = []
    for panel in (FIGURE_1[2], FIGURE_1[8]):
        rng = generator(budget, 51, panel.h)
        W1, W2 = (rng.standard_normal((count, 10, panel.h)) for _ in range(2))
        target = W1 @ np.swapaxes(W2, 1, 2) + panel.noise * rng.standard_normal((count, 10, 10))
        V1, V2 = W1, W2
        size = [np.linalg.norm(w, axis=(1, 2)) for w in (W1, W2)]
        step = 1 / sum(np.linalg.norm(w, 2, axis=(1, 2)) ** 2 for w in (W1, W2))
        for _ in range(25):
            residual = V1 @ np.swapaxes(V2, 1, 2) - target
            move = step[:, None, None] * residual
            V1, V2 = V1 - move @ V2, V2 - np.swapaxes(move, 1, 2) @ V1
        away = np.hypot(*(np.linalg.norm(b - a, axis=(1, 2)) for a, b in ((W1, V1), (W2, V2))))
        near = away / np.hypot(*size) < 0.01
        items.append(Proportion({"h": panel.h, "noise": panel.noise}, int(near.sum()), count, 0.05))
    words = "share of runs, from the start to convergence, that move the weights by less than 1%"
    return [evidence(words, items)]


MU_DELTA = define("mu_Delta", mu * (DELTA + 2 * ALPHA2 * (1 - GROWTH)), r"\bar\mu_\Delta")
_UNEVEN = Example(
    {"n": 2, "m": 1, "h": 2},
    {
        "W10": [[1, 0], [0, 0]],
        "W20": [[1, 0]],
        "W1": [[1, 0], [0, 0]],
        "W2": [[1, 0]],
        "eta0": "1/10000",
        "eta": "1/10000",
        "t": 0,
        "c": "1/2",
        "d": 2,
    },
    {"ell": {"A": [["1"], ["1"]], "C": [["1"], ["0"]]}},
)

CLAIMS = (
    part.claim(
        "5/outside-NTK",
        "Section 5, networks outside the NTK regime",
        "The linear rate is for finite width, outside the NTK regime",
        _sampled(
            RUNS,
            "printed",
            RHO_T < 1,
            L_NEXT <= RHO_T * L,
            when=[*RUN_HYPOTHESES, MU_T > 0],
            words="the local rate rho(eta_t, t) < 1 holds at every iterate of runs with widths "
            "2 to 8, far from the wide limit, whenever alpha1 > 0 and (103)",
        ),
        reading(
            "the experiments",
            checks=[_lazy],
            words="that the networks of section 4 are outside it: their weights move by less than "
            "1% from start to convergence, sigma^2 = 1",
            note="So section 4 shows lazy training, although the theory does not assume it.",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "5/local",
        "Section 5, local conditions",
        "PL inequality and descent lemma hold locally for small steps",
        _sampled(
            GD_STEP,
            "printed",
            GRADIENT2 >= 2 * MU_T * L,
            L_NEXT <= L - (eta - K_T * eta**2 / 2) * GRADIENT2,
            when=[eta > 0, eta * K_T <= 2],
            words="Theorem 3.1, with sigma_min(T) in its true reading",
            note="The PL inequality needs no step size; K_t depends on eta_t too, which the "
            "sentence leaves out.",
        ),
        kind=Kind.PROSE,
        rests_on=["3.1/9-descent", "3.1/9-PL"],
    ),
    part.claim(
        "5/uniform",
        "Section 5, uniform bounds",
        "The local constants are bounded uniformly along the run",
        reading(
            "printed",
            MU_T >= MU_DELTA,
            K_T <= K_BAR_T,
            given=ITERATES,
            when=RUN_HYPOTHESES,
            examples=[eight_steps(EXPONENTS)],
            words="that there are such bounds: K_bar_t of Theorem E.1, and its mu_bar with Delta "
            "in the place of alpha1, on whole runs under (103)",
            note="The bounds depend on L(0) and eta0 as well, which the sentence leaves out.",
        ),
        reading(
            "with alpha1",
            MU_T >= MU_BAR,
            when=RUN_HYPOTHESES,
            words="with mu_bar as it stands in Theorem E.1",
            note="False for n != m, where alpha1 may exceed sigma_min^2(T_0) (see "
            "F.1T/singular-values).",
            examples=[_UNEVEN],
        ),
        reading(
            "with alpha1, n = m",
            MU_T >= MU_BAR,
            given=ITERATES_SQUARE,
            when=RUN_HYPOTHESES,
            words="the same for n = m",
        ),
        kind=Kind.PROSE,
    ),
    part.claim(
        "5/accelerates",
        "Section 5, last sentence",
        "The adaptive step sizes accelerate convergence compared to a constant step",
        reading(
            "printed",
            checks=[_acceleration(limited=True)],
            words="in the settings of section 4: eta_t of (19) with h = rho and (103)'s growth, "
            "against the constant eta0 = eta_max of Theorem E.1",
            note="No gain of 5% in any run: eta_t / eta0 may grow by (1 + eta0^d)^(t/2) only, "
            "which is below 1.04 within 50 iterations.",
        ),
        reading(
            "as in Figure 1",
            checks=[_acceleration(limited=False)],
            words="eta_t = 1/K_t without a limit to its growth, against the constant step that "
            "reproduces Figure 1 (the root of (102), beyond eta_max)",
        ),
        kind=Kind.PROSE,
    ),
)
