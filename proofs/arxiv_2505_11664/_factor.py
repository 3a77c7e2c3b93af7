r"""One factor of a product against the product and the imbalance, free of any run.

    D = W1'W1 - W2'W2,   W = W1 W2',   x = sigma_n(W1)^2,   X = sigma_max(W1)^2
    p = max(lambda_n(D), 0) (0 past the size), lambda_- = max(lambda_max(-D), 0), lambda_+ likewise

These are what Lemmas E.3 and E.4, and their sharper forms, follow from by exchanging the factors.
"""

from __future__ import annotations

from verify.language import lam, lam_max, maximum, hstack, vstack, zeros, Expr
from proofs.arxiv_2505_11664._initial import D0, DEEP_PLUS, LAMBDA_MINUS, LAMBDA_PLUS

