"""Lemma A.1 and Lemma A.2 on drawn matrices: the readings that are true, decided exactly.

The printed readings that are false are found to be so by the same strategies.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import find, given, settings
from hypothesis import strategies as st

from proofs.arxiv_2505_11664 import CATALOGUE
from verify.claims.claim import Reading
from verify.evidence.compare import Outcome, settle
from verify.language import IllTyped, check_relation, symbols_of
from verify.strategies import matrices

TRUE = [
    ("A.1/33", "printed"),
    ("A.1/34", "printed"),
    ("A.1/35", "repaired"),
    ("A.1/36", "repaired"),
    ("A.1/36", "with <A, B> >= 0"),
    ("A.1/37-lower", "repaired"),
    ("A.1/37-upper", "printed"),
    ("A.1/38-lower", "repaired"),
    ("A.1/38-upper", "printed"),
    ("A.2/adjoint", "printed"),
    ("A.2/40", "printed"),
    ("A.2/43", "repaired"),
    ("A.2/44", "repaired"),
]
FALSE = [
    ("A.1/35", "printed"),
    ("A.1/36", "printed"),
    ("A.1/38-lower", "printed"),
]
Instance = tuple[dict[str, int], dict[str, npt.NDArray[np.float64]]]


def _reading(claim: str, name: str) -> Reading:
    return next(r for r in CATALOGUE.find(claim).readings if r.name == name)


@st.composite
def instances(draw: st.DrawFn, reading: Reading) -> Instance:
    """Sizes up to 3 and a matrix for every symbol; like shapes are equal or opposite at times."""
    relations = (*reading.hypotheses, *reading.conclusion)
    symbols = symbols_of(*(side for r in relations for side in (r.lhs, r.rhs)))
    names = sorted({d for s in symbols.values() for x in s.dims for d in x.names()})
    sizes = {name: draw(st.integers(1, 3)) for name in names}
    drawn: dict[str, npt.NDArray[np.float64]] = {}
    for name, symbol in symbols.items():
        rows, columns = (d.at(sizes) for d in symbol.dims)
        alike = [v for v in drawn.values() if v.shape == (rows, columns)]
        related = bool(alike) and draw(st.booleans())
        if related:
            drawn[name] = alike[0] * draw(st.sampled_from((1.0, -1.0, 0.5)))
        else:
            drawn[name] = draw(matrices(rows, columns)) * 2.0 ** draw(st.integers(-20, 20))
    return sizes, drawn


def _exact(values: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, Any]:
    return {
        k: fmpq_mat(v.shape[0], v.shape[1], [fmpq(*x.as_integer_ratio()) for x in v.ravel()])
        for k, v in values.items()
    }


def _outcome(reading: Reading, instance: Instance) -> Outcome:
    sizes, values = instance
    return settle(reading.hypotheses, reading.conclusion, _exact(values), sizes).outcome


@pytest.mark.parametrize(("claim", "name"), TRUE)
def test_true_reading_is_never_violated(claim: str, name: str) -> None:
    reading = _reading(claim, name)

    @settings(max_examples=40)
    @given(instances(reading))
    def holds(instance: Instance) -> None:
        assert _outcome(reading, instance) is not Outcome.VIOLATED

    holds()


@pytest.mark.parametrize(("claim", "name"), FALSE)
def test_false_reading_is_refuted_by_drawn_matrices(claim: str, name: str) -> None:
    reading = _reading(claim, name)
    budget = settings(max_examples=1000, deadline=None, database=None)
    sizes, values = find(
        instances(reading),
        lambda instance: _outcome(reading, instance) is Outcome.VIOLATED,
        settings=budget,
        random=Random(1),
    )
    assert sum(sizes.values()) <= 4
    assert all(np.abs(v).max() <= 2**20 for v in values.values())


def test_every_true_reading_is_well_typed_for_all_sizes() -> None:
    for claim, name in TRUE:
        reading = _reading(claim, name)
        for relation in (*reading.hypotheses, *reading.conclusion):
            check_relation(relation)


def test_printed_imbalance_identity_does_not_fit_unless_n_is_m() -> None:
    with pytest.raises(IllTyped):
        check_relation(_reading("E.2/131", "printed").conclusion[0])
