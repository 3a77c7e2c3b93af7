r"""Table 2: the constants of a run, from its initial factors; written once.

    lambda_- = max(lambda_max(-D(0)), 0)         lambda_+ = max(lambda_max(D(0)), 0)
    Delta    = max(lambda_n(D(0)), 0) + max(lambda_m(-D(0)), 0)
    Delta_+  = lambda_+ - max(lambda_n(D(0)), 0)  Delta_- = lambda_- - max(lambda_m(-D(0)), 0)
    beta1, beta2 = max(0, sigma_min(W*) - r), sigma_max(W*) + r,  r = sqrt(K/mu) |W(0) - W*|_F
    alpha1 = (-Delta_+ - Delta_- + sqrt((Delta_+ + Delta)^2 + 4 beta1^2)
                                 + sqrt((Delta_- + Delta)^2 + 4 beta1^2)) / 2
    alpha2 = (lambda_+ + sqrt(lambda_+^2 + 4 beta2^2)) / 2 + (lambda_- + sqrt(...)) / 2

D(0) is h x h: lambda_n(D(0)) and lambda_m(-D(0)) are defined only for h >= max(n, m). With
p, q the two terms of Delta (0 past the size), Table 2's alpha1 is

    alpha1 = f(p, lambda_-, beta1) + f(q, lambda_+, beta1),  2 f(p, l, b) = p - l + sqrt((p + l)^2
                                                                                       + 4 b^2)

whose first term bounds sigma_n(W1)^2 and whose second bounds sigma_m(W2)^2. `ALPHA1_REPAIRED` has
beta_n, beta_m = max(0, sigma_n(W*) - r), max(0, sigma_m(W*) - r) in them, singular values being 0
past the shape: for n = m nothing changes, for n != m the larger factor's term loses its margin.
"""

from __future__ import annotations

from verify.language import (
    Expr,
    define,
    hstack,
    lam,
    lam_max,
    maximum,
    norm,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
    vstack,
    zeros,
)
from verify.model.step import K, mu
from verify.model.trajectory import W0, W10, W20, Wstar

__all__ = [
    "ALPHA1",
    "ALPHA1_REPAIRED",
    "ALPHA2",
    "BETA1",
    "BETA2",
    "BETA_M",
    "BETA_N",
    "D0",
    "DEEP_MINUS",
    "DEEP_PLUS",
    "DELTA",
    "DELTA_MINUS",
    "DELTA_PLUS",
    "LAMBDA_M",
    "LAMBDA_MINUS",
    "LAMBDA_N",
    "LAMBDA_PLUS",
    "MARGIN",
]

D0 = define("D0", W10.T @ W10 - W20.T @ W20, "D(0)")
LAMBDA_PLUS = define("lambda_plus", maximum(lam_max(D0), 0), r"\lambda_+")
LAMBDA_MINUS = define("lambda_minus", maximum(lam_max(-D0), 0), r"\lambda_-")
LAMBDA_N = define("lambda_n_plus", maximum(lam("n", D0), 0), r"\max(\lambda_n(D(0)), 0)")
LAMBDA_M = define("lambda_m_minus", maximum(lam("m", -D0), 0), r"\max(\lambda_m(-D(0)), 0)")
DELTA = define("Delta_D", LAMBDA_N + LAMBDA_M, r"\Delta")
DELTA_PLUS = define("Delta_plus", LAMBDA_PLUS - LAMBDA_N, r"\Delta_+")
DELTA_MINUS = define("Delta_minus", LAMBDA_MINUS - LAMBDA_M, r"\Delta_-")
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


def _with_zeros(a: Expr, k: str) -> Expr:
    """diag(a, 0) with k zeros: a's eigenvalues, read as 0 past its size (a is h x h)."""
    return vstack(hstack(a, zeros("h", k)), hstack(zeros(k, "h"), zeros(k, k)))


# p and q for every h, the k-th eigenvalue being 0 for k > h.
DEEP_PLUS = define("p", maximum(lam("n", _with_zeros(D0, "n")), 0), "p")
DEEP_MINUS = define("q", maximum(lam("m", _with_zeros(-D0, "m")), 0), "q")
BETA_N = define("beta_n", maximum(0, sigma("n", Wstar) - MARGIN), r"\beta_n")
BETA_M = define("beta_m", maximum(0, sigma("m", Wstar) - MARGIN), r"\beta_m")
# sigma_min^2(T_0) >= ALPHA1_REPAIRED for all n, m, h. Let P = W1 W1', x = lambda_n(P),
# s = sigma_n(W) >= beta_n, D = W1'W1 - W2'W2. Claim: (x - p)(x + lambda_-) >= s^2, which solved
# for x is x >= f(p, lambda_-, s), increasing in s. The other term follows by exchanging the
# factors. Proof: let v be a unit eigenvector of P for x, y = W1'v, |y|^2 = x. As WW' =
# W1 (W2'W2) W1' and W2'W2 = W1'W1 - D,
#     s^2 <= v'WW'v = x^2 - y'Dy.                                                         (a)
# If p = 0, then y'Dy >= -lambda_- x and the claim follows from (a). If p > 0, D has exactly n
# positive eigenvalues, all >= p (D <= W1'W1 of rank n). Suppose D invertible, else add eps I to
# W2'W2. By inertia of [[D, W1'], [W1, I]] (D - W1'W1 <= 0), W1 D^-1 W1' >= I, so that with y = y+
# + y- on D's positive and negative spaces |y+|^2 / p - |y-|^2 / lambda_- >= 1, while (a) gives
# s^2 <= x^2 - p |y+|^2 + lambda_- |y-|^2. Put |y-|^2 = x - |y+|^2 in both: the first bounds
# |y+|^2 (p + lambda_-) >= p (x + lambda_-), the second then is s^2 <= (x - p)(x + lambda_-).
ALPHA1_REPAIRED = define(
    "alpha1_r",
    (DEEP_PLUS - LAMBDA_MINUS + sqrt((DEEP_PLUS + LAMBDA_MINUS) ** 2 + 4 * BETA_N**2)) / 2
    + (DEEP_MINUS - LAMBDA_PLUS + sqrt((DEEP_MINUS + LAMBDA_PLUS) ** 2 + 4 * BETA_M**2)) / 2,
    r"\alpha_1'",
)
