"""The run that refutes K_t <= K_bar_t for n != m, in exact arithmetic and balls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from proofs.arxiv_2505_11664._eight_steps import EXPONENTS, STEPS, eight_steps
from verify import checker
from verify.claims.catalogue import load
from verify.claims.claim import Example, Reading
from verify.evidence.compare import Outcome, Settled, settle
from verify.evidence.witness import example_values, example_witness
from verify.kernel.numbers import Refused

PRINTED = {"3.2/16-c": {}, "3.3/24-K": {}, "E.1/110-K": EXPONENTS, "5/uniform": EXPONENTS}


def _printed(claim: str) -> Reading:
    readings = load("2505.11664").find(f"2505.11664/{claim}").readings
    return next(r for r in readings if r.name == "printed")


def _settled(reading: Reading, example: Example) -> Settled:
    values = example_values(example)
    return settle(reading.hypotheses, reading.conclusion, values, example.sizes)


@pytest.mark.parametrize(("claim", "exponents"), PRINTED.items())
def test_after_eight_steps_K_t_exceeds_its_printed_bound(
    claim: str, exponents: Mapping[str, Any]
) -> None:
    assert _settled(_printed(claim), eight_steps(exponents)).outcome is Outcome.VIOLATED


def test_every_iterate_before_satisfies_hypotheses_and_bound() -> None:
    reading = _printed("3.2/16-c")
    for steps in range(STEPS):
        assert _settled(reading, eight_steps({}, steps)).outcome is Outcome.HOLDS


def test_one_step_is_gradient_descent() -> None:
    first = eight_steps({}, 1).letters
    assert first["W1"][2][0] == Fraction(1, 46 * 28)
    assert first["W2"][0][0] == 1


def _witness(claim: str, exponents: Mapping[str, Any]) -> tuple[Any, Any]:
    reading = _printed(claim)
    found = example_witness(reading, eight_steps(exponents))
    assert found is not None
    return found.to_json(), reading.statement()


@pytest.mark.parametrize(("claim", "exponents"), PRINTED.items())
def test_the_checker_takes_the_steps_itself(claim: str, exponents: Mapping[str, Any]) -> None:
    witness, statement = _witness(claim, exponents)
    assert {"W1", "W2", "t"}.isdisjoint(witness["letters"])
    checker._Book({}).witness(witness, {"statement": statement})


def test_a_step_fewer_or_an_iterate_that_is_not_reached_is_refused() -> None:
    witness, statement = _witness("3.2/16-c", {})
    fewer = witness | {"path": witness["path"][1:]}
    other = witness | {"letters": witness["letters"] | {"t": "7"}}
    for wrong, said in ((fewer, "not violated"), (other, "no iterate")):
        with pytest.raises(Refused, match=said):
            checker._Book({}).witness(wrong, {"statement": statement})
