"""arXiv 2505.11664: local PL inequality and descent lemma for overparametrized linear models.

One file a section or appendix, in the paper's order; `CATALOGUE` lists all claims.
"""

from proofs.arxiv_2505_11664 import (
    a_preliminaries,
    b_toy_example,
    e_imbalance,
    s3_1_local_constants,
)
from verify.claims.catalogue import Catalogue

__all__ = ["CATALOGUE"]

CATALOGUE = Catalogue(
    "2505.11664",
    "A Local Polyak-Lojasiewicz and Descent Lemma of Gradient Descent "
    "For Overparametrized Linear Models",
    (
        *s3_1_local_constants.CLAIMS,
        *a_preliminaries.CLAIMS,
        *b_toy_example.CLAIMS,
        *e_imbalance.CLAIMS,
    ),
)
