"""Reports as files: written beside their place and moved there, never half-written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.errors import InputError
from verify.files import write_text
from verify.report.campaign import read_campaign
from verify.report.html import html_report
from verify.report.markdown import markdown_report
from verify.report.view import stem_of

__all__ = ["write_reports"]


def write_reports(ledger: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write <stem>.html and <stem>.md; both are complete before either replaces an old one.

    The table of a mutation campaign that lies in the folder is shown as well. Raises InputError
    where the ledger holds no claims or the folder cannot be written.
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
    campaign = read_campaign(folder, paper)
    texts = {".html": html_report(ledger, campaign), ".md": markdown_report(ledger, campaign)}
    return [write_text(folder / f"{stem}{ending}", text) for ending, text in texts.items()]
