"""Appendix B, toy example: (58)-(60) and Figure 3.

Notation: x = x2^2, z = x1^2 and y = 2 x1 x2 - 1 are the entries of the Hessian [x y; y z]; its
larger eigenvalue is (x + z + sqrt((x - z)^2 + 4 y^2))/2, where (59) prints y^2 for 4 y^2.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664.b_toy_example import HESSIAN, x1, x2
from proofs.arxiv_2505_11664.proved._searched import by_search, reading_of
from verify.evidence.derivation import Proof
from verify.language import lam_max, sqrt

__all__ = ["PROOFS"]

x, y, z = x2**2, 2 * x1 * x2 - 1, x1**2
TRUE, PRINTED = (x - z) ** 2 + 4 * y**2, (x - z) ** 2 + y**2  # below the roots


def _59_K() -> Proof:
    p = Proof()
    p.fact("eigenvalue-two-by-two", x, y, z, say="the larger root of the characteristic polynomial")
    return p


def _mean() -> Proof:
    """The larger eigenvalue is at least the mean of both."""
    p = Proof()
    value, root = p.fact("eigenvalue-two-by-two", x, y, z), p.fact("root-nonnegative", TRUE)
    p.scalar(lam_max(HESSIAN) >= (z + x) / 2, [value, root], degree=1)
    return p


def _roots(p: Proof) -> tuple[int, int, int, int]:
    """Both roots squared, and (x - z)^2 >= 0, y^2 >= 0."""
    first, second = p.fact("square-nonnegative", x - z), p.fact("square-nonnegative", y)
    for inside in (TRUE, PRINTED):
        p.scalar(inside >= 0, [first, second], degree=1)
    return p.fact("root-squared", TRUE), p.fact("root-squared", PRINTED), first, second


def _apart() -> Proof:
    """sqrt((x - z)^2 + y^2) <= sqrt((x - z)^2 + 4 y^2) <= 2 sqrt((x - z)^2 + y^2)."""
    p, found = Proof(), reading_of("B/figure-3", "how far apart")
    value = p.fact("eigenvalue-two-by-two", x, y, z)
    true, printed, first, second = _roots(p)
    high, low = sqrt(TRUE), sqrt(PRINTED)
    p.scalar(2 * low >= 0, [p.fact("root-nonnegative", PRINTED)], degree=1)
    p.scalar(high * high <= 2 * low * (2 * low), [true, printed, first], degree=1)
    twice = p.fact("compare-squares", high, 2 * low)
    p.fact("root-nonnegative", TRUE)
    p.scalar(low * low <= high * high, [true, printed, second], degree=1)
    once = p.fact("compare-squares", low, high)
    trace = p.fact("square-nonnegative", x1), p.fact("square-nonnegative", x2)
    above, below = found.conclusion
    p.scalar(above, [value, twice, *trace], degree=1)
    p.scalar(below, [value, once], degree=1)
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("B/59-K", "repaired"): _59_K,
    ("B/figure-3", "printed"): _59_K,
    ("B/figure-3", "how far apart"): _apart,
    ("B/59-diverging", "printed"): _mean,
    ("B/60-K", "printed"): _mean,
    **by_search(
        ("B/58-nonconvex", "printed"),
        ("B/59-vanishing", "printed"),
        ("B/59-diverging", "by the printed (59)"),
        ("B/60-mu", "printed"),
    ),
}
