"""Reports as files: written beside their place and moved there, never half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.errors import InputError
from verify.report.html import html_report
from verify.report.markdown import markdown_report
from verify.report.view import stem_of

__all__ = ["write_reports", "write_text"]


def write_reports(ledger: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write <stem>.html and <stem>.md; both are complete before either replaces an old one.

    Raises InputError where the ledger holds no claims or the folder cannot be written.
    """
    paper = ledger.get("paper")
    if not isinstance(paper, str) or not paper:
        raise InputError(
            f"paper is {paper!r}",
            where="ledger",
            violates="paper is a non-empty text",
            remedy="give a ledger that this program wrote",
        )
    stem = stem_of(paper)
    texts = {".html": html_report(ledger), ".md": markdown_report(ledger)}
    return [write_text(folder / f"{stem}{ending}", text) for ending, text in texts.items()]


def write_text(path: Path, text: str) -> Path:
    """Put `text` at `path` in one step: readers see the old file or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or "the system refused"
    return InputError(
        f"cannot be written ({reason})",
        where=str(path),
        remedy="choose a folder that exists and can be written",
    )
