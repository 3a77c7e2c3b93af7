"""Steps about any iterate, repeated where the iterate is written out."""

from __future__ import annotations

from proofs.arxiv_2505_11664._quantities import K_T, SIGMA2_MAX
from proofs.arxiv_2505_11664._theorem_e1 import FIRST, START
from proofs.arxiv_2505_11664.proved._replayed import Recorded, Written, key, moved
from verify.evidence.derivation import Proof
from verify.language import sigma_max
from verify.model.step import W1, W2, K, L, eta
from verify.model.trajectory import eta0


def _recorded() -> tuple[Recorded, int]:
    p = Recorded()
    limit, step = p.given(eta * K_T <= 1), p.given(eta > 0)
    return p, p.scalar(eta * K_T <= 1 + eta, products=[(limit,), (step,)], letters=[K_T])


def test_what_is_known_is_used_and_the_rest_is_given() -> None:
    recorded, last = _recorded()
    p = Written()
    positive = p.given(eta0 > 0)
    place = p.again(recorded, START, {key(eta > 0): positive})
    assert place[1] == positive
    assert [step["rule"] for step in p.steps] == ["given", "given", "scalar"]
    assert key(p.relations[place[last]]) == key(moved(eta * K_T <= 1 + eta, START))


def test_a_fact_is_repeated_with_its_arguments_at_the_iterate() -> None:
    recorded = Recorded()
    index = recorded.fact("singular-nonnegative", W1, 1)
    p, direct = Written(), Proof()
    place = p.again(recorded, FIRST, {})
    direct.fact("singular-nonnegative", FIRST["W1"], 1)
    assert p.steps[place[index]] == direct.steps[0]


def test_changed_definitions_get_a_name_of_their_own() -> None:
    relation = K * SIGMA2_MAX >= L
    names = {key(r) for r in (relation, moved(relation, START), moved(relation, FIRST))}
    assert len(names) == 3
    assert key(moved(sigma_max(W2) >= 0, START)) == key(sigma_max(START["W2"]) >= 0)
