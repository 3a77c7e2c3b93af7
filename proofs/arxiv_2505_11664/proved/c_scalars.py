"""Appendix C: local rates (66)-(68) as numbers.

Each follows from what is given by products of it, which the search finds.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664.proved._searched import by_search

__all__ = ["PROOFS"]

PROOFS = by_search(
    ("C/66-no-convergence", "printed"),
    ("C/67", "printed"),
    ("C/67", "eta0 > 0"),
    ("C/67-68", "printed"),
    ("C/67-68", "by how much"),
    ("C/67-single", "printed"),
    ("C/68-ratio", "printed"),
    ("C/68-small", "printed"),
)
