"""Instances that a reading registers as counterexamples: each refutes it, as it is stated now.

A hypothesis added to a statement may exclude its witness silently; the search then finds another
instance, of another meaning, or none.
"""

import pytest

from verify.claims.catalogue import load, papers
from verify.claims.claim import Example, Reading
from verify.evidence.witness import example_witness

READINGS = [
    pytest.param(reading, example, id=f"{claim.id} {reading.name} {index}")
    for paper in papers()
    for claim in load(paper, proofs=False).claims
    for reading in claim.readings
    for index, example in enumerate(reading.examples)
]


@pytest.mark.parametrize(("reading", "example"), READINGS)
def test_a_registered_instance_refutes_its_reading(reading: Reading, example: Example) -> None:
    assert example_witness(reading, example) is not None
