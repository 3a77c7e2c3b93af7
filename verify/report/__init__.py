"""Reports written from a ledger alone: HTML, Markdown."""

from verify.report.campaign import write_campaign
from verify.report.html import html_report
from verify.report.markdown import markdown_report
from verify.report.view import stem_of
from verify.report.write import write_reports

__all__ = ["html_report", "markdown_report", "stem_of", "write_campaign", "write_reports"]
