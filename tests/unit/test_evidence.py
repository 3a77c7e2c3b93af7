"""Sampling, adversarial search and witnesses: what they find, and that they find it rigorously."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Reading, reading
from verify.evidence.adversary import attack
from verify.evidence.compare import Outcome, compare, exact_values, float_scope, settle
from verify.evidence.identity import difference, identity_evidence
from verify.evidence.sampling import Tally, merge, sample_chunk
from verify.evidence.witness import find_witness
from verify.language import (
    Expr,
    IllTyped,
    Relation,
    check_relation,
    define,
    equal,
    eye,
    inner,
    loss_symbol,
    matrix,
    norm,
    norm2,
    scalar,
    sigma_max,
    sigma_min,
    sqrt,
    trace,
    vstack,
)
from verify.model.matrices import matrices
from verify.model.setting import Batch
from verify.model.step import W1, W2, G, K, L, gd_step, mu

A, B = matrix("A", "n", "m"), matrix("B", "n", "m")
C = matrix("C", "m", "k")
x, y = scalar("x"), scalar("y")
PAIR = matrices("evidence pair", [A, B], largest=3)
SCALARS = matrices("evidence scalars", [x, y])
SIZES = {"n": 2, "m": 3}


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _draw(seed: int, count: int = 60) -> list[Batch]:
    return list(PAIR.draw(_rng(seed), SIZES, count))


class TestCompare:
    def test_violation_ties_and_slack_are_told_apart(self) -> None:
        values = np.array([1.0, 2.0, 3.0])
        batch = Batch("given", 3, {"x": values, "y": np.full(3, 2.0)})
        result = compare(x**2 <= y**2, float_scope(SCALARS, batch, {}), 3)
        assert result.violated.tolist() == [False, False, True]
        assert result.tie.tolist() == [False, True, False]
        assert result.ratio.tolist() == [0.25, 1.0, 2.25]

    def test_zero_against_zero_is_no_tie_and_has_no_ratio(self) -> None:
        batch = Batch("given", 1, {"x": np.zeros(1), "y": np.zeros(1)})
        result = compare(x**2 <= y**2, float_scope(SCALARS, batch, {}), 1)
        assert not result.violated.any()
        assert not result.tie.any()
        assert np.isnan(result.ratio).all()

    def test_difference_within_rounding_is_no_violation(self) -> None:
        """(x y) / y comes out above x in a good part of float instances, and never is."""
        drawn = {"x": _rng(5).uniform(1, 2, 1000), "y": _rng(6).uniform(1, 2, 1000)}
        result = compare(
            x * y / y <= x, float_scope(SCALARS, Batch("given", 1000, drawn), {}), 1000
        )
        assert (drawn["x"] * drawn["y"] / drawn["y"] > drawn["x"]).sum() > 50
        assert not result.violated.any()
        assert result.tie.all()

    def test_undefined_sides_are_neither_violated_nor_held(self) -> None:
        batch = Batch("given", 1, {"x": np.array([-1.0]), "y": np.array([1.0])})
        result = compare(sqrt(x) <= y, float_scope(SCALARS, batch, {}), 1)
        assert result.undefined.all()
        assert not result.violated.any()


class TestSettle:
    VALUES: ClassVar = {"x": fmpq(1, 3), "y": fmpq(1, 2)}

    @pytest.mark.parametrize(
        ("when", "then", "outcome"),
        [
            ([], [x < y], Outcome.HOLDS),
            ([], [x < y, y < x], Outcome.VIOLATED),
            ([y < x], [y < x], Outcome.EXCLUDED),
            ([equal(3 * x, 1)], [equal(2 * y, 1)], Outcome.HOLDS),
            ([equal(sqrt(x) * sqrt(x), x)], [y < x], Outcome.UNDECIDED),
            ([], [sqrt(x) * sqrt(x) <= x], Outcome.UNDECIDED),
            ([], [sqrt(x) * sqrt(x) <= x, y < x], Outcome.VIOLATED),
            ([], [sqrt(-x) <= y], Outcome.UNDECIDED),
        ],
    )
    def test_outcome_is_certain_or_open(
        self, when: list[Relation], then: list[Relation], outcome: Outcome
    ) -> None:
        assert settle(when, then, self.VALUES, {}).outcome is outcome

    def test_violation_carries_enclosures_of_both_sides(self) -> None:
        settled = settle([], [sqrt(2 + x - x) <= y], self.VALUES, {})
        assert settled.lhs is not None
        assert settled.rhs == (Fraction(1, 2), Fraction(1, 2))
        assert settled.lhs[0] ** 2 < 2 < settled.lhs[1] ** 2
        assert settled.lhs[0] > settled.rhs[1]

    def test_floats_are_taken_as_the_rationals_that_they_are(self) -> None:
        batch = Batch("given", 1, {"x": np.array([0.1]), "y": np.array([0.3])})
        values = exact_values(SCALARS, batch, {}, 0)
        assert settle([], [3 * x > y], values, {}).outcome is Outcome.HOLDS

    def test_infinite_data_is_undecided_and_no_error(self) -> None:
        batch = Batch("given", 1, {"x": np.array([np.inf]), "y": np.array([1.0])})
        values = exact_values(SCALARS, batch, {}, 0)
        assert settle([], [x <= y], values, {}).outcome is Outcome.UNDECIDED


class TestSampling:
    TRIANGLE = reading("printed", norm(A + B) <= norm(A) + norm(B), given=PAIR)
    FALSE = reading("printed", norm2(A) + norm2(B) <= 2 * norm2(A + B), given=PAIR)

    def _tallies(self, batches: list[Batch]) -> list[Tally]:
        return sample_chunk(PAIR, [self.TRIANGLE, self.FALSE], SIZES, batches)

    def test_true_statement_is_attained_and_never_violated(self) -> None:
        true, false = self._tallies(_draw(1, 400))
        assert true.violations == true.suspected == true.undecided == 0
        assert true.tightness == pytest.approx(1.0, abs=1e-6)
        assert false.violations > 0
        assert true.instances == false.instances == 400

    def test_chunks_merge_to_the_whole(self) -> None:
        parts = [self._tallies(_draw(seed)) for seed in range(4)]
        whole = self._tallies([b for seed in range(4) for b in _draw(seed)])
        for k in range(2):
            merged, one = merge([p[k] for p in parts]).to_data(), whole[k].to_data()
            # A chunk settles its worst doubts only, so that more chunks settle more of them.
            for data in (merged, one):
                assert data.pop("redecided") >= data.pop("undecided")
                data["violations"] = data["violations"] > 0
            assert merged == one

    def test_statements_share_a_chunk_without_disturbing_each_other(self) -> None:
        together = self._tallies(_draw(2))
        alone = sample_chunk(PAIR, [self.FALSE], SIZES, _draw(2))
        assert together[1].to_data() == alone[0].to_data()

    def test_hypotheses_exclude_instances_and_are_counted(self) -> None:
        given = reading("x", self.FALSE.conclusion[0], when=[inner(A, B) >= 0], given=PAIR)
        (tally,) = sample_chunk(PAIR, [given], SIZES, _draw(3, 400))
        assert tally.violations == 0
        assert tally.excluded > 50
        assert tally.instances + tally.excluded == 400

    def test_hypothesis_that_nothing_meets_leaves_no_instance(self) -> None:
        given = reading("x", self.FALSE.conclusion[0], when=[norm(A) < 0], given=PAIR)
        (tally,) = sample_chunk(PAIR, [given], SIZES, _draw(3))
        assert tally.instances == 0
        assert not tally.shapes


class TestAdversary:
    @pytest.mark.parametrize(
        ("name", "relation"),
        [
            ("arithmetic and geometric mean", 2 * x * y <= x**2 + y**2),
            ("Cauchy-Schwarz", inner(A, B) <= norm(A) * norm(B)),
            ("trace and norm", trace(A @ A.T) <= 3 * sigma_max(A) ** 2),
        ],
    )
    def test_known_sharp_constant_is_reached(self, name: str, relation: Relation) -> None:
        setting = SCALARS if name.startswith("arithmetic") else PAIR
        sizes = {} if setting is SCALARS else {"n": 3, "m": 3}
        result = attack(
            setting,
            reading("r", relation, given=setting),
            [sizes],
            _rng(),
            population=60,
            generations=60,
        )
        assert result.violations == 0
        assert 0.995 < result.tightness <= 1.0 + 1e-12

    def test_constant_that_is_too_small_is_violated_and_the_instance_kept(self) -> None:
        wrong = reading("r", trace(A @ A.T) <= Fraction(29, 10) * sigma_max(A) ** 2, given=PAIR)
        result = attack(PAIR, wrong, [{"n": 3, "m": 3}], _rng(), population=60, generations=40)
        assert result.violations == len(result.proven) > 0
        sizes, batch = result.proven[0]
        values = exact_values(PAIR, batch, sizes, 0)
        assert settle([], wrong.conclusion, values, sizes).outcome is Outcome.VIOLATED

    def test_proven_instance_becomes_a_witness_where_lattice_and_draws_have_none(self) -> None:
        """333/1000 < y < 1/3 or so, in a thin region that random draws miss."""
        inside = [x**2 + 49 * y**2 <= Fraction(1, 10**6) + 49 * Fraction(1, 9), x > 0, y > 0]
        wrong = reading("r", y <= Fraction(333, 1000), when=inside, given=SCALARS)
        start = Batch("known", 1, {"x": np.array([1e-4]), "y": np.array([0.33333])})
        nothing = replace(SCALARS, shapes=())
        assert find_witness(nothing, wrong, _rng(), count=8) is None
        found = find_witness(nothing, wrong, _rng(), count=8, starts=[({}, start)])
        assert found is not None
        assert Fraction(found.data["letters"]["y"]) > Fraction(333, 1000)


class TestWitness:
    def test_smallest_witness_of_A1_36_is_two_not_at_most_zero(self) -> None:
        printed = CATALOGUE.find("A.1/36").readings[0]
        assert printed.setting is not None
        found = find_witness(printed.setting, printed, _rng(), count=300)
        assert found is not None
        assert found.data["dims"] == {"n": 1, "m": 1}
        assert found.data["lhs"] == ["2", "2"]
        assert found.data["rhs"] == ["0", "0"]

    def test_true_statement_has_none(self) -> None:
        true = reading("r", norm(A + B) <= norm(A) + norm(B), given=PAIR)
        assert find_witness(PAIR, true, _rng(), count=100) is None

    def test_witness_keeps_the_hypotheses(self) -> None:
        wrong = reading("r", norm(A) <= norm(B), when=[equal(trace(A @ A.T), 4)], given=PAIR)
        found = find_witness(PAIR, wrong, _rng(), count=300)
        assert found is not None
        entries = [Fraction(v) for row in found.data["letters"]["A"] for v in row]
        assert sum(v * v for v in entries) == 4

    def test_witness_is_complete(self) -> None:
        size = define("s", norm2(A))
        wrong = reading("r", size + norm2(B) <= size, given=PAIR)
        found = find_witness(PAIR, wrong, _rng(), count=100)
        assert found is not None
        assert found.kind == "witness"
        assert set(found.data["letters"]) == {"A", "B"}
        assert set(found.data["values"]) == {"s"}
        assert Fraction(found.data["lhs"][0]) > Fraction(found.data["rhs"][1])

    def test_loss_of_a_witness_has_the_constants_that_it_claims(self) -> None:
        """K = max A and mu = min A exactly, whatever was rounded, and mu > 0."""
        setting = gd_step("evidence steps", "steps for witnesses", sizes=[{"n": 2, "m": 2, "h": 2}])
        for wrong in (
            reading("r", norm2(G) <= Fraction(3, 2) * K * L, given=setting),
            reading("r", norm2(G) >= 3 * mu * L, given=setting),
            # The lattice has no loss of such a size: only rounded draws violate this.
            reading("r", L <= 10**5, when=[L > 1000], given=setting),
        ):
            found = find_witness(setting, wrong, _rng(), count=200)
            assert found is not None
            weights = [Fraction(v) for row in found.data["losses"]["ell"]["A"] for v in row]
            assert found.data["losses"]["ell"]["family"] == "weighted quadratic"
            assert min(weights) > 0
            letters = found.data["letters"]
            assert Fraction(letters.get("K", max(weights))) == max(weights)
            assert Fraction(letters.get("mu", min(weights))) == min(weights)

    def test_matrix_that_follows_from_others_is_not_rounded_on_its_own(self) -> None:
        """B = A / 3 is not among coarse rationals: no witness may change it."""
        thirds = replace(
            PAIR,
            name="thirds",
            finish=lambda batch, sizes: {"A": batch.latent["A"], "B": batch.latent["A"] / 3},
            lattice=lambda rng, sizes, count, height: [],
        )
        wrong = reading("r", equal(norm2(A), 9 * norm2(B)), given=thirds)
        assert find_witness(thirds, wrong, _rng(), count=100) is None


class TestIdentities:
    D = W1.T @ W1 - W2.T @ W2
    U = matrix("U", "n", "m")
    ell = loss_symbol("ell", "n", "m")
    P = A @ A.T - eye("n")  # in a product SymPy makes powers of such a bracket

    TRUE = (
        equal((A + B) @ C, A @ C + B @ C),
        equal((A @ C).T, C.T @ A.T),
        equal(norm2(A + B), norm2(A) + 2 * inner(A, B) + norm2(B)),
        equal(trace(A @ C @ C.T @ A.T), norm2(A @ C)),
        equal(inner(A @ C, B @ C), trace(C @ C.T @ B.T @ A)),
        equal(norm2(vstack(W1, W2)), norm2(W1) + norm2(W2)),
        equal(inner(vstack(A, B), vstack(B, A)), 2 * inner(A, B)),
        equal((x + y) ** 2, x**2 + 2 * x * y + y**2),
        equal(x * (A - A), A - A),
        equal(P @ P, A @ A.T @ A @ A.T - 2 * (A @ A.T) + eye("n")),
        equal((x * P) @ P @ P, P @ (P @ (x * P))),
        equal(norm2(P), norm2(A @ A.T) - 2 * norm2(A) + trace(eye("n"))),
        equal(norm2(P) - norm2(A.T @ A - eye("m")), trace(eye("n")) - trace(eye("m"))),
    )
    FALSE = (
        equal(P @ P, P),
        equal(trace(eye("n")), trace(eye("m"))),
        equal(P @ P, A @ A.T @ A @ A.T - A @ A.T + eye("n")),
        equal((A + B) @ C, A @ C - B @ C),
        equal(norm2(A + B), norm2(A) + inner(A, B) + norm2(B)),
        equal(norm2(A - B), norm2(A) + 2 * inner(A, B) + norm2(B)),
        equal(A @ A.T, B @ B.T),
        equal(trace(A @ B.T @ A @ B.T), trace(A @ A.T @ B @ B.T)),
        equal((x + y) ** 2, x**2 + y**2),
    )

    @pytest.mark.parametrize("relation", TRUE)
    def test_true_identity_vanishes_for_all_sizes(self, relation: Relation) -> None:
        assert difference(relation) == 0

    @pytest.mark.parametrize("relation", FALSE)
    def test_false_identity_leaves_a_rest(self, relation: Relation) -> None:
        assert difference(relation) != 0

    def test_imbalance_identity_holds_and_its_wrong_signs_do_not(self) -> None:
        repaired = next(r for r in CATALOGUE.find("E.2/131").readings if r.name == "repaired")
        (relation,) = repaired.conclusion
        assert difference(relation) == 0
        assert difference(equal(relation.lhs, -relation.rhs)) != 0
        assert difference(equal(relation.lhs, 2 * relation.rhs)) != 0

    def test_printed_imbalance_identity_is_ill_typed(self) -> None:
        printed = CATALOGUE.find("E.2/131").readings[0]
        with pytest.raises(IllTyped) as caught:
            check_relation(printed.conclusion[0])
        assert caught.value.shapes == ("h x n", "m x n")

    def test_evidence_is_a_derivation_or_the_rest_in_words(self) -> None:
        good = identity_evidence(Reading("r", (self.TRUE[0],), identity=True))
        bad = identity_evidence(Reading("r", (self.TRUE[0], self.FALSE[0]), identity=True))
        assert (good.kind, len(good.data["steps"])) == ("derivation", 1)
        assert bad.kind == "words"
        assert "not to zero" in bad.data["words"]


def _values(**letters: list[list[int]]) -> dict[str, Any]:
    return {k: fmpq_mat(v) for k, v in letters.items()}


@pytest.mark.parametrize(
    ("expr", "wide"), [(sigma_min(A), True), (sigma_min(A.T), True), (norm(A), False)]
)
def test_smallest_singular_value_of_a_row_is_its_norm(expr: Expr, wide: bool) -> None:
    """The smallest of the min(rows, columns) values, not a zero past the shape."""
    settled = settle([], [equal(expr, 5)], _values(A=[[3, 4]]), {"n": 1, "m": 2})
    assert settled.outcome is Outcome.HOLDS, wide


def test_an_empty_batch_counts_nothing_and_breaks_nothing() -> None:
    # Of the runs that were drawn, none may be admissible.
    a = matrix("A", "n", "m")
    setting = matrices("empty batch", [a])
    statement = reading("printed", norm(a) >= 0, given=setting)
    rng = np.random.default_rng(0)
    sizes = {"n": 2, "m": 3}
    batches = [b.take(np.arange(0)) for b in setting.draw(rng, sizes, 8)]
    (tally,) = sample_chunk(setting, [statement], sizes, batches)
    assert tally.instances == 0
    assert tally.violations == 0
