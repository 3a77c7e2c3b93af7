"""Negative controls: what is a little stronger than a true statement must be refuted.

For every claim of Lemma A.1, Lemma A.2, equations (8) and (57)-(60), Theorem 3.1 and Lemma E.2
that has a true reading with relations, the generic corruptions of `verify.evidence.corruption`
and those listed here are searched with a small budget. Each claim must have one that is refuted
by a witness; every corruption that survives is named below. The true reading goes through the
same search, and is not refuted.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from fractions import Fraction
from zlib import crc32

import numpy as np
import pytest

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Claim, Reading
from verify.evidence.corruption import (
    Corruption,
    Fate,
    Trial,
    corruptions,
    put_to_trial,
    scaled_definition,
    scaled_side,
)

# Claims are picked by id, so that the choice is stable while the catalogue grows.
PICKED = (
    "8",
    "A.1/*",
    "A.2/*",
    "B/59-mu",
    "B/59-K",
    "B/60-mu",
    "B/60-K",
    "3.1/9*",
    "3.1/10",
    "E.2",
    "E.2/13*",
)

TARGETED: dict[str, Callable[[Reading], Corruption]] = {
    "3.1/9-descent": lambda r: scaled_definition(r, "K_t", Fraction(9, 10)),
    "3.1/9-PL": lambda r: scaled_definition(r, "mu_t", Fraction(103, 100)),
    "3.1/10": lambda r: scaled_definition(r, "K_t", Fraction(9, 10)),
    "E.2": lambda r: scaled_definition(r, "sigma2_max_T", Fraction(99, 100)),
    "B/60-K": lambda r: scaled_side(r, Fraction(1, 2)),
}

# What survives, and why. A claim whose every corruption survives would be NOT_SENSITIVE.
NOT_SENSITIVE: set[str] = set()
SURVIVING: dict[str, set[str]] = {
    # The term is needed, but by few small instances: 4000 of them a size, not 400, hold a witness.
    # The hypothesis is eta > 0, and the setting draws no other step size.
    "3.1/9-descent": {
        r"3 \, K \, \sigma_{\max}^2(\mathcal{T}) \, \sqrt{2KL} \, \eta left out",
        "hypothesis 1 left out",
    },
    # A factor changes nothing at 0, where (60) is attained, and one square alone is >= 0 too.
    "B/60-mu": {"larger side times 97/100", "x_1^{2} left out", "x_2^{2} left out"},
    # Attained at x1 = x2 = 1 / sqrt 2 alone, which this budget does not come close enough to.
    "B/60-K": {"larger side times 97/100"},
    # An entry of the Hessian without its mirror image: no eigenvalue is defined.
    "B/59-K": {"sign of 1 flipped"},
    # Within eta K_t < 2 the terms of K_t with eta are small: no instance is known that needs them.
    # The setting draws no eta <= 0, so that it says nothing of the first hypothesis.
    "3.1/10": {
        r"3 \, K \, \sigma_{\max}^2(\mathcal{T}) \, \sqrt{2KL} \, \eta left out",
        r"6 \, K^{2} \, \sigma_{\max}\left(W\right) \, L \, \eta^{2} left out",
        "hypothesis 1 left out",
    },
}


def _picked() -> list[str]:
    names = [c.id.partition("/")[2] for c in CATALOGUE.claims]
    picked = [n for n in names if any(fnmatchcase(n, pattern) for pattern in PICKED)]
    return [n for n in picked if _with_relations(CATALOGUE.find(n))]


def _with_relations(claim: Claim) -> bool:
    return any(r.conclusion and (r.setting or r.identity) for r in claim.readings)


def _trial(name: str, corruption: Corruption) -> Trial:
    """Each trial has draws of its own: what becomes of one does not depend on the others."""
    seed = [0, crc32(name.encode()), crc32(corruption.words.encode())]
    return put_to_trial(corruption, np.random.default_rng(seed))


def _standing(name: str) -> Reading:
    """The first reading that the same search does not refute."""
    for reading in CATALOGUE.find(name).readings:
        if reading.conclusion and (reading.setting or reading.identity):
            itself = _trial(name, Corruption("the reading itself", reading))
            if itself.fate is Fate.SURVIVED:
                return reading
    pytest.fail(f"no reading of {name} stands")


@pytest.mark.parametrize("name", _picked())
def test_corruptions_of_a_true_statement_are_refuted(name: str) -> None:
    reading = _standing(name)
    tried = corruptions(reading)
    if name in TARGETED:
        tried.append(TARGETED[name](reading))
    trials = [_trial(name, c) for c in tried]
    fates = {fate: {t.corruption.words for t in trials if t.fate is fate} for fate in Fate}
    assert (name in NOT_SENSITIVE) == (not fates[Fate.REFUTED]), fates
    assert fates[Fate.SURVIVED] | fates[Fate.VIOLATED] == SURVIVING.get(name, set())
