"""Negative controls for claims 7/left and 7/reduced: what is a little different is not proved."""

import pytest

from proofs.arxiv_2505_11664 import CATALOGUE
from proofs.arxiv_2505_11664.s2_reduction import FULL1, FULL2, GAP, R1, R2, REDUCED, F, Q, Z, step
from verify.claims.claim import reading
from verify.evidence.corruption import Corruption, put_to_trial
from verify.evidence.identity import difference
from verify.evidence.trial import Fate
from verify.language import Relation, equal, eye, norm, sigma_max, vstack
from verify.model.step import W1_NEXT, G, eta

CORRUPTED: dict[str, Relation] = {
    "the sign of the gradient": equal(W1_NEXT, vstack(eye("n"), eta * G.T).T @ Z),
    "no step size": equal(W1_NEXT, vstack(eye("n"), -1 * G.T).T @ Z),
    "the other factor": equal(FULL1 - step * (F @ FULL2), (R1 + step * (F @ R2)) @ Q),
    "rows that are not orthonormal": equal(FULL1 @ FULL2.T, R1 @ R2.T),
    "twice the gap": equal(FULL1 @ FULL2.T - R1 @ R2.T, 2 * R1 @ GAP @ R2.T),
}


@pytest.mark.parametrize("name", CORRUPTED)
def test_a_corrupted_identity_leaves_something_over(name: str) -> None:
    assert difference(CORRUPTED[name]) != 0


@pytest.mark.parametrize("name", ["7/left", "7/reduced"])
def test_the_identities_of_the_claim_leave_nothing_over(name: str) -> None:
    printed = CATALOGUE.find(name).readings[0]
    assert printed.identity
    assert all(difference(r) == 0 for r in printed.conclusion)


@pytest.mark.parametrize(
    "relation",
    [
        equal(sigma_max(FULL1), norm(R1)),
        equal(sigma_max(FULL1), 2 * sigma_max(R1)),
        norm(FULL1) <= sigma_max(R1),
    ],
)
def test_a_corrupted_spectrum_is_refuted(relation: Relation) -> None:
    corrupted = Corruption("corrupted", reading("corrupted", relation, given=REDUCED))
    trial = put_to_trial(corrupted, [0])
    assert trial.fate is Fate.REFUTED
