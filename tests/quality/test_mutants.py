"""Mutants of proved claims: what is false falls outside the instances of the claim, what is true is
proved.

Each test takes claims of the catalogue, so that a change to a setting or a derivation that blinds
the campaign is seen here before the table is made again.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Reading, reading
from verify.evidence.campaign import fate_of
from verify.evidence.deduced import deduced
from verify.evidence.derivation import Proof
from verify.evidence.further import further
from verify.evidence.ground import with_instances
from verify.evidence.mutation import mutants
from verify.evidence.outside import free_letters, outside, varied
from verify.evidence.replay import Proved, accepted, citing_sharp, closure, replays, sharpened
from verify.evidence.trial import Effort, Fate, Instances, try_all
from verify.language import Relation, norm, relation_to_tex, scalar
from verify.language import matrix as letter
from verify.model.matrices import matrices
from verify.model.setting import Batch
from verify.model.trajectory import eta0

EFFORT = Effort(count=120, sizes=3, drawn=20, generations=1, attacked=0)
WEAKENED = ("D.3/79", "printed")
x, y = scalar("x"), scalar("y")
A = letter("A", "n", "m")
POSITIVE = matrices("mutated positive", [x, y, A], largest=2, positive=("x", "y"))


def _grounded(claim: str, name: str) -> Reading:
    found = next(r for r in CATALOGUE.find(claim).readings if r.name == name)
    grounded = with_instances(found)
    assert grounded is not None
    return grounded


def _without(base: Reading, index: int) -> Reading:
    made = [m for m in mutants(base) if m.kind == "hypothesis"]
    return made[index].make()


def _statement(given: Reading) -> dict[str, Any]:
    statement = given.statement()
    assert statement is not None
    return statement


def _proved(given: Reading, proof: Proof) -> Proved:
    statement = _statement(given)
    return Proved(statement, proof.evidence(statement).to_json())


class TestOutside:
    def test_a_sign_that_the_setting_ties_falls_once_its_hypothesis_is_left_out(self) -> None:
        base = reading("r", norm(A) * x >= 0, given=POSITIVE)
        [positive] = base.hypotheses
        assert relation_to_tex(positive) == "x > 0"
        mutant = _without(base, 0)
        inside = Instances(POSITIVE, [0], EFFORT)
        assert [t.fate for t in try_all([mutant], inside)] == [Fate.SURVIVED]
        trials = further(try_all([base, mutant], inside), inside)
        assert [t.fate for t in trials] == [Fate.SURVIVED, Fate.REFUTED]
        assert fate_of(trials[1], base) == "refuted"

    def test_only_letters_that_are_no_losses_own_are_set_free(self) -> None:
        base = _grounded("3.1/10", "printed")
        names = {s.name for h in base.hypotheses for s in free_letters(base, h)}
        assert "eta" in names
        assert not names & {"K", "mu", "Wstar"}

    def test_free_letters_take_both_signs_and_zero(self) -> None:
        setting = outside(POSITIVE, [x])
        instances = Instances(setting, [0], EFFORT)
        sizes, batch, _ = next(iter(instances.lattice()))
        values = setting.finish(batch, sizes)
        assert (values["x"] < 0).any()
        assert (values["x"] == 0).any()
        assert (values["y"] > 0).all()

    def test_constants_of_a_loss_only_move_outwards(self) -> None:
        setting = _grounded("3.1/10", "printed").setting
        assert setting is not None
        for sizes, batch, _ in Instances(varied(setting), [0], EFFORT).lattice():
            weights = batch.latent["A"]
            values = varied(setting).finish(batch, sizes)
            assert (values["K"] >= weights.max(axis=(1, 2))).all()
            assert (values["mu"] <= weights.min(axis=(1, 2))).all()
            assert (values["mu"] > 0).all()

    def test_where_the_claim_itself_falls_nothing_is_said_of_its_mutants(self) -> None:
        def at_one(*drawn: Any) -> list[Batch]:
            return [Batch("one value", 3, {"x": np.ones(3), "y": np.ones(3)})]

        setting = replace(POSITIVE, draw=at_one, lattice=at_one)
        base = reading("r", x <= y, given=setting)
        mutant = reading("r", x <= 1 * y, given=setting)
        instances = Instances(setting, [0], EFFORT)
        alone = try_all([base], Instances(varied(setting), [0], EFFORT))
        assert [t.fate for t in alone] == [Fate.REFUTED]
        trials = further(try_all([base, mutant], instances), instances)
        assert [t.fate for t in trials] == [Fate.SURVIVED, Fate.SURVIVED]


class TestIterates:
    def test_a_mutant_that_differs_from_the_claim_after_a_step_falls_by_a_path(self) -> None:
        # At iterate 0 the step is eta0 whatever the exponent; after a step it may be larger.
        base = _grounded("E.117-e", "printed")
        assert base.setting is not None
        instances = Instances(base.setting, [0], EFFORT)
        [bound] = base.conclusion
        mutant = replace(base, conclusion=(Relation(bound.lhs, "<=", eta0**2),))
        trials = further(try_all([base, mutant], instances), instances)
        assert [t.fate for t in trials] == [Fate.SURVIVED, Fate.REFUTED]
        assert trials[1].witness is not None
        assert trials[1].witness.data["path"]
        assert fate_of(trials[1], base) == "refuted"

    def test_a_path_with_another_step_is_refused(self) -> None:
        base = _grounded("E.117-e", "printed")
        assert base.setting is not None
        instances = Instances(base.setting, [0], EFFORT)
        [bound] = base.conclusion
        mutant = replace(base, conclusion=(Relation(bound.lhs, "<=", eta0**2),))
        trial = further(try_all([base, mutant], instances), instances)[1]
        assert trial.witness is not None
        path = [{"eta": str(Fraction(step["eta"]) / 2)} for step in trial.witness.data["path"]]
        other = replace(trial.witness, data={**trial.witness.data, "path": path})
        assert fate_of(replace(trial, witness=other), base) == "open"


class TestReplayed:
    BASE = reading("r", x + y > x, when=[x > 0, y > 0])

    def _known(self) -> dict[tuple[str, str], Proved]:
        proof = Proof()
        proof.given(x > 0)
        proof.scalar(x + y > x, [proof.given(y > 0)])
        return {("c", "r"): _proved(self.BASE, proof)}

    def test_a_hypothesis_that_the_derivation_spends_nothing_on_is_not_needed(self) -> None:
        known = self._known()
        for index, expected in ((0, True), (1, False)):
            statement = _statement(_without(self.BASE, index))
            found = {
                ("m", str(j)): Proved(statement, derivation)
                for j, derivation in enumerate(replays(("c", "r"), statement, known))
            }
            assert any(accepted(found, known).values()) is expected

    def test_a_changed_conclusion_is_not_what_the_derivation_says(self) -> None:
        statement = _statement(reading("r", x + y > 2 * x, when=[x > 0, y > 0]))
        assert replays(("c", "r"), statement, self._known()) == []

    def test_a_candidate_for_a_false_statement_is_refused(self) -> None:
        known = self._known()
        false = _statement(reading("r", x + y > x, when=[x > 0]))
        candidate = {("m", "0"): Proved(false, known["c", "r"].derivation)}
        assert accepted(candidate, known) == {("m", "0"): False}

    def test_a_sharpened_reading_keeps_what_is_used(self) -> None:
        proof = Proof()
        proof.scalar(x + y > x, [proof.given(y > 0)])
        [sharp] = sharpened({("c", "r"): _proved(self.BASE, proof)}).values()
        assert sharp.statement["hypotheses"] == [[">", ["s", "y"], ["q", "0"]]]

    def test_what_a_ledger_does_not_hold_is_no_part_of_a_closure(self) -> None:
        assert closure([("c", "no such reading")], self._known()) == {}


class TestDeduced:
    def _accepted(self, claim: str, name: str, mutant: Reading) -> bool:
        base = _grounded(claim, name)
        key = (CATALOGUE.find(claim).id, name)
        found = next(r for r in CATALOGUE.find(claim).readings if r.name == name)
        assert found.proof is not None
        known = {key: _proved(found, found.proof())}
        derivation = deduced(key[0], base, mutant)
        if derivation is None:
            return False
        candidate = {("m", "0"): Proved(_statement(mutant), citing_sharp(derivation, known))}
        return accepted(candidate, known)["m", "0"]

    def test_a_weaker_constant_follows_from_the_claim(self) -> None:
        base = _grounded(*WEAKENED)
        [bound] = base.conclusion
        weaker = replace(base, conclusion=(Relation(bound.lhs, bound.op, 2 * bound.rhs),))
        assert self._accepted(*WEAKENED, weaker)

    def test_a_stronger_constant_does_not(self) -> None:
        base = _grounded(*WEAKENED)
        [bound] = base.conclusion
        stronger = replace(base, conclusion=(Relation(bound.lhs, bound.op, bound.rhs / 2),))
        assert not self._accepted(*WEAKENED, stronger)
