"""An error names what was given, which relation it violates, where, and what to do."""

import pickle

import pytest

from verify.errors import InputError, PlVerifyError


def _step_size_error() -> InputError:
    return InputError(
        "eta = -0.1 was given",
        violates="eta > 0",
        where="claims[3]",
        remedy="give a positive step size",
    )


def test_message_gives_where_what_relation_and_remedy_in_this_order() -> None:
    assert str(_step_size_error()) == (
        "claims[3]: eta = -0.1 was given; it violates eta > 0; give a positive step size"
    )


def test_empty_parts_are_left_out() -> None:
    assert str(PlVerifyError("the run was interrupted")) == "the run was interrupted"
    assert str(InputError("no such paper", remedy="see list")) == "no such paper; see list"


def _read_claim() -> None:
    try:
        raise _step_size_error()
    except InputError as error:
        raise error.at("reports/new.json") from None


def test_location_grows_outwards_as_the_error_rises() -> None:
    with pytest.raises(InputError) as caught:
        _read_claim()
    assert str(caught.value).startswith("reports/new.json: claims[3]: eta")


def test_location_given_late_is_the_whole_location() -> None:
    assert str(InputError("h = 1 was given").at("W1")) == "W1: h = 1 was given"


def test_message_is_one_line_whatever_it_quotes() -> None:
    assert str(InputError("unknown claim 'A\n\tB\r'")) == "unknown claim 'A B '"


def test_only_bad_input_ends_with_status_two() -> None:
    assert InputError("x").exit_status == 2
    assert PlVerifyError("x").exit_status == 1
    assert issubclass(InputError, PlVerifyError)


def test_error_survives_the_way_between_processes() -> None:
    error = _step_size_error()
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is InputError
    assert str(copy) == str(error)
    assert (copy.violates, copy.where, copy.remedy) == (error.violates, error.where, error.remedy)
