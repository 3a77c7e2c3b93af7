"""Importing the package is cheap, and the engine knows no paper."""

import subprocess
import sys
from pathlib import Path

import verify

HEAVY = {"flint", "jax", "matplotlib", "mpmath", "networkx", "numpy", "scipy", "sklearn", "sympy"}


def test_importing_verify_loads_no_heavy_library() -> None:
    script = "import sys, verify; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout
    assert not HEAVY & set(loaded.split())


def test_listing_claims_loads_neither_proofs_nor_parts_of_scipy() -> None:
    script = (
        "import sys; from verify.cli import main; main(['show', 'E.2']);"
        " print(*sys.modules, file=sys.stderr)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stderr.split()
    assert "proofs.arxiv_2505_11664.e_imbalance" in loaded
    assert "proofs.arxiv_2505_11664.proved" not in loaded
    assert not {"scipy.optimize", "scipy.sparse", "scipy.stats", "sympy"} & set(loaded)


def test_every_public_name_exists() -> None:
    assert all(hasattr(verify, name) for name in verify.__all__)


def test_version_is_that_of_the_changelog_or_a_development_version() -> None:
    changelog = Path(__file__).parents[2] / "CHANGELOG.md"
    version = verify.__version__
    assert ".dev" in version or f"## [{version}]" in changelog.read_text(encoding="utf-8")
