r"""Table 2: the constants of a run, from its initial factors; written once.

    lambda_- = max(lambda_max(-D(0)), 0)         lambda_+ = max(lambda_max(D(0)), 0)
    Delta    = max(lambda_n(D(0)), 0) + max(lambda_m(-D(0)), 0)
    Delta_+  = lambda_+ - max(lambda_n(D(0)), 0)  Delta_- = lambda_- - max(lambda_m(-D(0)), 0)
    beta1, beta2 = max(0, sigma_min(W*) - r), sigma_max(W*) + r,  r = sqrt(K/mu) |W(0) - W*|_F
    alpha1 = (-Delta_+ - Delta_- + sqrt((Delta_+ + Delta)^2 + 4 beta1^2)
                                 + sqrt((Delta_- + Delta)^2 + 4 beta1^2)) / 2
    alpha2 = (lambda_+ + sqrt(lambda_+^2 + 4 beta2^2)) / 2 + (lambda_- + sqrt(...)) / 2

D(0) is h x h: lambda_n(D(0)) and lambda_m(-D(0)) are defined only for h >= max(n, m).
"""

from __future__ import annotations

from verify.language import (
    define,
    lam,
    lam_max,
    maximum,
    norm,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.model.step import K, mu
from verify.model.trajectory import W0, W10, W20, Wstar

__all__ = [
    "ALPHA1",
    "ALPHA2",
    "BETA1",
    "BETA2",
    "D0",
    "DELTA",
    "DELTA_MINUS",
    "DELTA_PLUS",
    "LAMBDA_MINUS",
    "LAMBDA_PLUS",
    "MARGIN",
]

D0 = define("D0", W10.T @ W10 - W20.T @ W20, "D(0)")
LAMBDA_PLUS = define("lambda_plus", maximum(lam_max(D0), 0), r"\lambda_+")
LAMBDA_MINUS = define("lambda_minus", maximum(lam_max(-D0), 0), r"\lambda_-")
_DEEP_PLUS = define("lambda_n_plus", maximum(lam("n", D0), 0), r"\max(\lambda_n(D(0)), 0)")
_DEEP_MINUS = define("lambda_m_minus", maximum(lam("m", -D0), 0), r"\max(\lambda_m(-D(0)), 0)")
DELTA = define("Delta_D", _DEEP_PLUS + _DEEP_MINUS, r"\Delta")
DELTA_PLUS = define("Delta_plus", LAMBDA_PLUS - _DEEP_PLUS, r"\Delta_+")
DELTA_MINUS = define("Delta_minus", LAMBDA_MINUS - _DEEP_MINUS, r"\Delta_-")
MARGIN = define("r", sqrt(K / mu) * norm(W0 - Wstar), r"\sqrt{K/\mu}\,\|W(0)-W^*\|_F")
BETA1 = define("beta1", maximum(0, sigma_min(Wstar) - MARGIN), r"\beta_1")
BETA2 = define("beta2", sigma_max(Wstar) + MARGIN, r"\beta_2")
ALPHA1 = define(
    "alpha1",
    (
        -DELTA_PLUS
        - DELTA_MINUS
        + sqrt((DELTA_PLUS + DELTA) ** 2 + 4 * BETA1**2)
        + sqrt((DELTA_MINUS + DELTA) ** 2 + 4 * BETA1**2)
    )
    / 2,
    r"\alpha_1",
)
ALPHA2 = define(
    "alpha2",
    (LAMBDA_PLUS + sqrt(LAMBDA_PLUS**2 + 4 * BETA2**2)) / 2
    + (LAMBDA_MINUS + sqrt(LAMBDA_MINUS**2 + 4 * BETA2**2)) / 2,
    r"\alpha_2",
)
