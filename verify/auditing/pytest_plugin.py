"""The fixture `assert_audited`, for suites that prefer a fixture to an import.

It is registered where pl-verify is installed; elsewhere `-p verify.auditing.pytest_plugin` does it.
Importing this file loads pytest alone: the audit comes when the fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

__all__ = ["assert_audited"]


@pytest.fixture(name="assert_audited")
def assert_audited() -> Callable[..., Any]:
    """The function `verify.auditing.testing.assert_audited`."""
    from verify.auditing.testing import assert_audited as function

    return function
