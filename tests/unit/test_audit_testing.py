"""`assert_audited` in test suites of others, as a helper and as a fixture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.auditing.testing import assert_audited
from verify.formula.parse import FUNCTIONS

ROOT = Path(__file__).parents[2]


class Bowl:
    """sum (W - 1)^2: K = mu = 2."""

    shape = (2, 2)
    K = mu = 2.0

    def value(self, W: np.ndarray) -> float:
        return float(np.sum((W - 1) ** 2))

    def gradient(self, W: np.ndarray) -> np.ndarray:
        return 2 * (W - 1)


class Liar(Bowl):
    K = 1.0
    mu = 1.0


def test_a_sound_loss_passes_and_gives_its_audit() -> None:
    found = assert_audited(Bowl(), rate=True)
    assert found.finding("K").detail


def test_a_false_claim_fails_with_the_summary() -> None:
    with pytest.raises(AssertionError, match="a bound that should hold is violated") as caught:
        assert_audited(Liar())
    assert "REFUTED" in str(caught.value)


def test_a_missing_guarantee_fails_where_it_is_asked_for() -> None:
    with pytest.raises(AssertionError, match="no linear rate"):
        assert_audited("logistic", data=(np.eye(3), np.array([1.0, -1.0, 1.0])), rate=True)
    with pytest.raises(AssertionError, match="not certified: l is mu-strongly convex"):
        assert_audited("logistic", data=(np.eye(3), np.array([1.0, -1.0, 1.0])), certified=True)


def test_a_formula_with_ridge_is_certified() -> None:
    X = np.random.default_rng(0).normal(size=(20, 2))
    assert_audited("squared", data=(X, X @ np.ones((2, 1))), certified=True, rate=True)


def test_the_plugin_gives_the_fixture_to_another_suite(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        "def mine(W):\n    return float((W ** 2).sum())\n\n"
        "def test_mine(assert_audited):\n    assert_audited(mine, shape=(2, 2))\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "verify.auditing.pytest_plugin", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_the_documented_example_runs() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(compile(code, "docs/audit.md", "exec"), scope)
    scope["test_my_loss_keeps_its_guarantees"]()


def test_the_documentation_names_every_function_of_formulas() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    for name in FUNCTIONS:
        assert re.search(rf"\b{name}\b", text), name
