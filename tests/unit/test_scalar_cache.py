"""The cache of certificates: faster, never trusted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.test_scalar_certificates import QUIET, problem, x, y
from verify.evidence.scalar import Certificate, cache, fault, prove, search, user_cache
from verify.evidence.scalar.problem import ScalarProblem

STATED = problem(x * x + y * y >= 2 * x * y + 0 * x, x >= 0)


def test_a_certificate_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prove(STATED, budget=QUIET, cache=tmp_path / "deep" / "folder")

    def forbidden(*_: object) -> None:
        raise AssertionError("searched again")

    monkeypatch.setattr(search, "_answer", forbidden)
    assert prove(STATED, budget=QUIET, cache=tmp_path / "deep" / "folder") == first


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda data: "",
        lambda data: "{",
        lambda data: "[]",
        lambda data: "null",
        lambda data: json.dumps(data).replace('"1"', '"2"'),
        lambda data: json.dumps(data).replace('"1"', '"1/0"'),
        lambda data: json.dumps({**data, "products": [["1", [99]]]}),
        lambda data: json.dumps({**data, "products": 3}),
        lambda data: json.dumps({**data, "squares": []}),
        lambda data: "[" * 100_000,
    ],
)
def test_a_corrupt_entry_is_replaced(tmp_path: Path, corrupt: object) -> None:
    first = prove(STATED, budget=QUIET, cache=tmp_path)
    [entry] = tmp_path.iterdir()
    whole = entry.read_text()
    entry.write_text(corrupt(json.loads(whole)))  # type: ignore[operator]
    assert prove(STATED, budget=QUIET, cache=tmp_path) == first
    assert entry.read_text() == whole


def test_an_entry_of_another_problem_is_not_accepted(tmp_path: Path) -> None:
    prove(STATED, budget=QUIET, cache=tmp_path)
    [entry] = tmp_path.iterdir()
    other = problem(x * x + 2 * y * y >= 2 * x * y, x >= 0)
    key = cache.key_of(other, 3, (), QUIET)
    entry.rename(tmp_path / f"{key}.json")
    found = prove(other, budget=QUIET, cache=tmp_path)
    assert isinstance(found, Certificate)
    assert fault(other, found) == ""


def test_the_key_depends_on_everything_that_the_search_sees() -> None:
    variants: list[ScalarProblem] = [
        STATED,
        problem(x * x + y * y >= 2 * x * y, x > 0),
        problem(x * x + y * y > 2 * x * y, x >= 0),
        problem(x * x + y * y >= 2 * x * y),
    ]
    keys = {cache.key_of(v, d, p, QUIET) for v in variants for d in (2, 3) for p in ((), ((0,),))}
    assert len(keys) == 16


def test_a_directory_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert isinstance(prove(STATED, budget=QUIET, cache=blocked), Certificate)


def test_the_usual_place_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert user_cache() == Path("/somewhere/pl-verify/certificates")
