"""Appendix E, singular values of T along runs: (119)-(124).

Lemma E.4 is about any two pairs of factors; that W(t) is near enough to W* is `e_invariant.py`.
"""

from __future__ import annotations

from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import c as exponent
from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664.c_convergence_rates import C_REPAIRED
from proofs.arxiv_2505_11664.e_spectral import SIGMA2_MIN_NEXT, T_UP
from proofs.arxiv_2505_11664.proved import _steps_of_runs as runs
from proofs.arxiv_2505_11664.proved._along import Along
from proofs.arxiv_2505_11664.proved._cited import Cited, Proofs, cite
from proofs.arxiv_2505_11664.proved._family import FAMILIES, Family
from verify.language import const, exp, norm, sqrt
from verify.model.step import L_NEXT, W1, W1_NEXT, W2, W2_NEXT, W_NEXT, K, L, W
from verify.model.trajectory import L0, eta0, t

__all__ = ["PROOFS"]

_SQUARE, _REPAIRED = FAMILIES["n = m"], FAMILIES["printed"]
_all = partial(cite, "E.descends", "printed")


def _lower(family: Family, c: Cited) -> None:
    """(119) at t."""
    along = Along(c.p, family)
    near = along.basin(W, L, c("below"))
    low = along.e4_lower((W1, W2, W), {}, near, "at t")
    c.scalar(SIGMA2_MIN >= family.at.alpha1 - 4 * norm(D - D0), low, c.p.unfold(SIGMA2_MIN))


def _lower_next(family: Family, c: Cited) -> None:
    """(119) at t + 1, which (123) begins with."""
    along = Along(c.p, family)
    near = along.basin(W_NEXT, L_NEXT, c("next below"))
    where = {"W1": W1_NEXT, "W2": W2_NEXT}
    low = along.e4_lower((W1_NEXT, W2_NEXT, W_NEXT), where, near, "at t + 1")
    bound = SIGMA2_MIN_NEXT >= family.at.alpha1 - 4 * norm(D_NEXT - D0)
    c.scalar(bound, low, c.p.unfold(SIGMA2_MIN_NEXT))


def _upper(c: Cited) -> int:
    """(120) at t."""
    along = Along(c.p, _SQUARE)
    near = along.basin(W, L, c("below"))
    high = along.e4_upper((W1, W2, W), {}, near, "at t")
    return c.scalar(SIGMA2_MAX <= ALPHA2 + 2 * norm(D - D0), high, c.p.unfold(SIGMA2_MAX))


def _upper_closed(c: Cited) -> None:
    """(122), with (121) as a hypothesis."""
    high = _upper(c)
    limit = c.p.given(ALPHA2 + 2 * norm(D - D0) <= c.at.growth * ALPHA2)
    c.scalar(SIGMA2_MAX <= c.at.growth * ALPHA2, high, limit)


def _sharper(c: Cited) -> None:
    """alpha2 in the place of 2 alpha2 in (123): Lemma E.4 with 2 s_max(D - D(0))."""
    at, change = c.at, D - D0
    along = Along(c.p, FAMILIES[c.reading])
    low = along.e4_spectral((W1, W2, W), {}, along.basin(W, L, c("below")), "at t")
    norms = c.p.fact("spectral-below-frobenius", change)
    body = c.p.unfold(SIGMA2_MIN)
    c.by(
        SIGMA2_MIN >= at.alpha1 + ALPHA2 * (1 - at.growth),
        (low,),
        (norms,),
        (c("drift"),),
        (c("share"), c.top(), c("Delta^t")),
        (c("share below"), c.top()),
        equations=(body,),
    )


def _smaller_still(c: Cited) -> None:
    """Lemma E.4 with sqrt(2), and 2 |D - D(0)| <= (1 - 1/g) alpha2."""
    at = c.at
    along = Along(c.p, FAMILIES[c.reading])
    low = along.e4_sharp((W1, W2, W), {}, along.basin(W, L, c("below")), "at t")
    root = c.p.fact("root-nonnegative", const(2))
    drift = _half_share(c)
    c.by(
        SIGMA2_MIN >= at.alpha1 - sqrt(2) / 2 * ALPHA2 * at.share,
        (low,),
        (root, drift),
        equations=(c.p.unfold(SIGMA2_MIN),),
    )


def _half_share(c: Cited) -> int:
    """2 |D(t) - D(0)| <= (1 - 1/g) alpha2."""
    return c.by(
        2 * norm(D - D0) <= c.at.share * ALPHA2,
        (c("drift"),),
        (c("share"), c.top(), c("Delta^t")),
    )


def _drift_without_growth(c: Cited) -> None:
    """A3 without g: the invariant's sum over 1 - Delta; and its two forms without quotient."""
    at, k, start = c.at, c.k(), c.given(1)
    inverse, positive = runs.quotient_of_drift(c)
    c.by(
        norm(D - D0) <= 2 * K * eta0**2 * ALPHA2 * L0 / (1 - at.Delta),
        (positive, c("total")),
        (positive, k, start, start, c.top(), c.start_loss(), c("Delta^t")),
        equations=(inverse,),
    )
    _half_share(c)
    c("sharp low")


def _ratio(c: Cited) -> None:
    """C, before (67): sigma_min^2(T)/sigma_max^2(T) >= low/(g alpha1') alpha1'/alpha2, by A4."""
    p, at = c.p, c.at
    # The claim has another name for g.
    c.letters = [x for x in c.letters if x is not at.growth]
    first, convex, spread = c.given(0), c.mu(), runs.spread(c)
    positive = c.scalar(at.low > 0, c("mu_bar"), convex, p.unfold(at.mu_bar))
    c.scalar(SIGMA2_MAX > 0, positive, c("low"), spread)
    c.top()
    growing = c.positive_growth()
    c.by(at.growth * at.alpha1 > 0, (growing, first))
    divisors = (SIGMA2_MAX, ALPHA2, at.growth * at.alpha1)
    ones = [p.fact("reciprocal", x) for x in divisors]
    signs = [p.fact("reciprocal-positive", x) for x in divisors]
    share = at.alpha1 / (at.growth * at.alpha1)
    small = c.by(share <= 1, (c("growth"), signs[2], first), equations=(ones[2],))
    less = c.by(
        1 / ALPHA2 <= 1 / SIGMA2_MAX,
        (signs[0], signs[1], c("sharp high")),
        equations=(ones[0], ones[1]),
    )
    c.by(
        SIGMA2_MIN / SIGMA2_MAX >= C_REPAIRED * at.alpha1 / ALPHA2,
        (signs[0], c("low")),
        (positive, less),
        (positive, signs[1], small),
    )


def _next_bound(c: Cited) -> None:
    """(121): the drift at t + 1."""
    at = c.at
    c("Delta")
    power = c.p.fact("power-positive", at.Delta, t + 1)
    c.by(
        T_UP <= at.growth * ALPHA2,
        (c("next drift"),),
        (c("share"), c.top(), power),
        (c("share below"), c.top()),
        equations=(c.p.unfold(T_UP),),
    )


def _lower_closed(c: Cited) -> None:
    """(123) with (121) as a hypothesis: T^L = alpha1 + 2 alpha2 - 2 T^U."""
    at, change = c.at, norm(D - D0)
    limit = c.p.given(ALPHA2 + 2 * change <= at.growth * ALPHA2)
    c.scalar(at.alpha1 - 4 * change >= at.alpha1 + 2 * ALPHA2 * (1 - at.growth), limit)


def _with_a3(c: Cited) -> None:
    """(124), first line, with A3(t + 1) as a hypothesis."""
    at = c.at
    a3 = 2 * K * eta0**2 * ALPHA2 * at.growth * L0 / (1 - at.Delta)
    limit = c.p.given(norm(D_NEXT - D0) <= a3)
    bound = ALPHA2 + 4 * K * L0 * eta0**2 * ALPHA2 * at.growth / (1 - at.Delta)
    c.scalar(T_UP <= bound, limit, c.p.unfold(T_UP))


def _by_108(c: Cited) -> None:
    """(124), second inequality: (108) divided by 1 - Delta."""
    p, at = c.p, c.at
    inverse, positive = runs.quotient_of_drift(c)
    growing = c.positive_growth()
    one = p.fact("reciprocal", at.growth)
    power = eta0**exponent
    c.given(1)
    turned = p.fact("exp-sum", power, -power)
    product = p.scalar(at.growth * exp(-power) <= 1, [turned])
    bound = ALPHA2 + 4 * K * L0 * eta0**2 * ALPHA2 * at.growth / (1 - at.Delta)
    top = c.top()
    share = c.by(
        4 * K * L0 * eta0**2 / (1 - at.Delta) <= 1 - 1 / at.growth,
        (c.given(-4, "(108)"), positive),
        equations=(inverse,),
    )
    c.by(
        bound <= ALPHA2 + (1 - exp(-power)) * ALPHA2 * at.growth,
        (share, top, growing),
        (product, top),
        equations=(one,),
    )


PROOFS: Proofs = {
    ("E.4/119", "along runs, n = m"): cite("E.invariant", "n = m", partial(_lower, _SQUARE)),
    ("E.4/119", "along runs, repaired"): cite("E.invariant", "printed", partial(_lower, _REPAIRED)),
    ("E.4/120", "along runs"): _all(_upper),
    ("E.121", "n = m"): cite("E.invariant", "n = m", _next_bound),
    ("E.121", "repaired"): cite("E.invariant", "printed", _next_bound),
    ("E.122", "printed"): _all(_upper_closed),
    ("E.123-a", "n = m"): cite("E.invariant", "n = m", partial(_lower_next, _SQUARE)),
    ("E.123-a", "repaired"): cite("E.invariant", "printed", partial(_lower_next, _REPAIRED)),
    ("E.123-b", "printed"): _all(_lower_closed),
    ("E.124-a", "printed"): _all(_with_a3),
    ("E.124-b", "printed"): _all(_by_108),
    ("E.123/sharp", "printed"): cite("E.invariant", "printed", _sharper),
    ("E.123/sharp", "smaller still"): cite("E.invariant", "printed", _smaller_still),
    ("E.A3/sharp", "printed"): cite("E.invariant", "printed", _drift_without_growth),
    ("E.A3/sharp", "n = m"): cite("E.invariant", "n = m, exp(sqrt(eta0))", _drift_without_growth),
    ("3.3/22-low", "sharper"): cite("E.invariant", "Theorem 3.2", _sharper),
    ("C/67-spectral", "repaired"): cite("E.invariant", "printed", _ratio),
}
