"""The same in balls: a start's constants and hypotheses, and single steps of gradient descent.

Everything here is an enclosure at 128 bits from the floats W1, W2, X, Y, l2: the loss with its
minimum (an interval) subtracted, spectra by Ostrowski's and Weyl's theorems, Table 2 and Theorem
E.1 by the very formulas that the float audit uses, on arrays of balls.

A comparison lhs <= rhs is CERTIFIED where the balls are ordered, REFUTED where they are ordered
the other way, and INCONCLUSIVE where they overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat

from verify.arithmetic.ball import precision, to_arb
from verify.arithmetic.spectrum import quick_eigenvalues, quick_singular_values
from verify.auditing.minimiser import Minimiser
from verify.auditing.objective import BITS, Constants, Objective, ball_matrix
from verify.auditing.plan import Plan
from verify.claims.verdict import Verdict
from verify.theory import Table2, TheoremE1

__all__ = ["Certified", "Comparison", "certify_start", "certify_step", "compare"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """lhs <= rhs, enclosed: texts of both, the verdict, and lhs / rhs (nan where undefined)."""

    name: str
    lhs: str
    rhs: str
    verdict: Verdict
    ratio: float


@dataclass(frozen=True)
class Certified:
    """Enclosures by name, as texts, and comparisons; where: what they are about."""

    where: str
    values: Mapping[str, str]
    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self) -> Verdict:
        """The weakest of all comparisons' verdicts."""
        found = {c.verdict for c in self.comparisons}
        for v in (Verdict.REFUTED, Verdict.INCONCLUSIVE):
            if v in found:
                return v
        return Verdict.CERTIFIED


def compare(name: str, lhs: arb, rhs: arb, *, strict: bool = False) -> Comparison:
    """Compare lhs <= rhs in balls, or lhs < rhs."""
    if lhs < rhs or (not strict and lhs <= rhs):
        verdict = Verdict.CERTIFIED
    elif lhs > rhs or (strict and lhs >= rhs):
        verdict = Verdict.REFUTED
    else:
        verdict = Verdict.INCONCLUSIVE
    ratio = lhs / rhs
    return Comparison(
        name, _text(lhs), _text(rhs), verdict, float(ratio.mid()) if ratio.is_finite() else np.nan
    )


def _text(a: arb) -> str:
    return str(a.str(12, radius=False)) if a.is_exact() else str(a.str(20))


@dataclass(frozen=True)
class _Point:
    """An iterate in balls: L has the minimum subtracted."""

    W1: arb_mat
    W2: arb_mat
    W: arb_mat
    L: arb
    G: arb_mat

    def gradient(self) -> tuple[arb_mat, arb_mat]:
        return self.G * self.W2, self.G.transpose() * self.W1

    def spectra(self, n: int, m: int) -> tuple[arb, arb]:
        """sigma_min^2(T) and sigma_max^2(T)."""
        low, high = arb(0), arb(0)
        for factor, k in ((self.W1, n), (self.W2, m)):
            if factor.ncols() < k:  # the k-th singular value is 0
                high += quick_singular_values(factor)[0] ** 2
                continue
            values = quick_eigenvalues(factor * factor.transpose())
            low, high = low + values[-1].nonnegative_part(), high + values[0]
        return low, high


def _point(objective: Objective, least: arb, W1: arb_mat, W2: arb_mat) -> _Point:
    W = W1 * W2.transpose()
    value, G = objective.in_balls(W)
    return _Point(W1, W2, W, value - least, G)


def _interval(low: Fraction, high: Fraction) -> arb:
    return to_arb(low).union(to_arb(high))


def _norm2(*matrices: arb_mat) -> arb:
    return sum((abs(x) * abs(x) for a in matrices for x in a.entries()), arb(0))


def certify_step(
    objective: Objective,
    constants: Constants,
    minimum: tuple[Fraction, Fraction],
    W1: Array,
    W2: Array,
    eta: float,
    where: str,
) -> Certified:
    """The inequalities of one step from float factors (n, k), (m, k) with step size eta.

    minimum: rational bounds of min l. mu <= 0 leaves out what needs mu.
    """
    n, m = objective.shape
    with precision(BITS):
        least, e = _interval(*minimum), arb(eta)
        now = _point(objective, least, ball_matrix(W1), ball_matrix(W2))
        g1, g2 = now.gradient()
        then = _point(objective, least, now.W1 - g1 * e, now.W2 - g2 * e)
        low, high = now.spectra(n, m)
        norm2 = _norm2(g1, g2)
        K, mu = arb(constants.K), arb(constants.mu)
        root = (2 * K * now.L.nonnegative_part()).sqrt()
        top = quick_singular_values(now.W)[0]
        K_t = K * high + root + 6 * K * K * top * now.L * e * e + 3 * K * high * root * e
        sharp = K * high + root + K * K * top * now.L * e * e + K * high * root * e
        change = now.W1.transpose() * now.W1 - now.W2.transpose() * now.W2
        after = then.W1.transpose() * then.W1 - then.W2.transpose() * then.W2
        found = [
            compare("descent lemma", then.L, now.L - (e - K_t * e * e / 2) * norm2),
            compare("descent lemma, sharper K_t", then.L, now.L - (e - sharp * e * e / 2) * norm2),
            compare(
                "imbalance (Lemma E.2)",
                _norm2(after - change).sqrt(),
                2 * K * e * e * high * now.L,
            ),
        ]
        values = {"L(t)": now.L, "L(t+1)": then.L, "K_t": K_t, "sigma_max^2(T)": high}
        if constants.mu > 0:
            mu_t = mu * low
            rate = 1 - 2 * mu_t * e + mu_t * K_t * e * e
            found.append(compare("local PL inequality", mu_t * now.L, norm2 / 2))
            if e * K_t < 2:
                found.append(compare("contraction by rho_t", then.L, now.L * rate))
            values |= {"mu_t": mu_t, "rho_t": rate}
        texts = {k: _text(v) for k, v in values.items()}
    return Certified(where, texts, tuple(found))


def certify_start(
    objective: Objective,
    constants: Constants,
    minimiser: Minimiser,
    plan: Plan,
    W1: Array,
    W2: Array,
) -> tuple[Certified, TheoremE1]:
    """Table 2 enclosed, and the hypotheses of Theorem E.1 at the plan's eta0."""
    assert minimiser.low is not None  # mu > 0
    n, m = objective.shape
    with precision(BITS):
        now = _point(
            objective, _interval(minimiser.low, minimiser.high), ball_matrix(W1), ball_matrix(W2)
        )
        table = _table(constants, minimiser, plan.table, now, n, m)
        one = _array
        c, d = to_arb(Fraction(plan.c).limit_denominator(10)), arb(2)
        theorem = TheoremE1(
            one(arb(constants.mu)),
            one(arb(constants.K)),
            one(now.L),
            table.alpha1,
            table.alpha2,
            table.beta2,
            c,
            d,
        )
        eta0 = one(arb(plan.eta0))
        names = ("lambda_plus", "lambda_minus", "beta1", "beta2", "alpha1", "alpha2")
        values = {name: getattr(table, name)[0] for name in names} | {"L(0)": now.L}
        found = [compare("0 < alpha1", arb(0), table.alpha1[0], strict=True)]
        if plan.promised:
            values |= {
                "mu_bar": theorem.mu_bar(eta0)[0],
                "K_bar_0": (theorem.product(eta0) / eta0)[0],
                "rho_bar": theorem.rho_bar(eta0)[0],
            }
            K, L0 = arb(constants.K), now.L
            growth = (eta0[0] ** c).exp()
            found += [
                compare("0 < mu_bar", arb(0), theorem.mu_bar(eta0)[0], strict=True),
                compare("eta0 K_bar_0 <= 1 (101)", theorem.product(eta0)[0], arb(1)),
                compare(
                    "4 K L(0) eta0^2 <= (1 - exp(-eta0^c)) (1 - Delta) (102)",
                    4 * K * L0 * eta0[0] ** 2,
                    (1 - 1 / growth) * theorem.one_minus_Delta(eta0)[0],
                ),
            ]
        texts = {k: _text(v) for k, v in values.items()}
    return Certified("the start", texts, tuple(found)), theorem


def _table(
    constants: Constants, minimiser: Minimiser, floats: Table2, now: _Point, n: int, m: int
) -> Table2:
    D = now.W1.transpose() * now.W1 - now.W2.transpose() * now.W2
    values = quick_eigenvalues(D)
    k = len(values)
    zero = arb(0)

    def entry(index: int, sign: int) -> arb:
        """max(lambda_index(D), 0), or of -D; 0 past the size."""
        if index > k:
            return zero
        return (values[index - 1] if sign > 0 else -values[k - index]).nonnegative_part()

    slack = arb(0, minimiser.radius)
    spectrum = quick_singular_values(ball_matrix(minimiser.W))
    distance = _norm2(now.W - ball_matrix(minimiser.W)).sqrt() + slack
    margin = (arb(constants.K) / arb(constants.mu)).sqrt() * distance
    beta1 = (spectrum[-1] + slack - margin).max(zero)
    table = replace(
        floats,
        lambda_plus=_array(entry(1, 1)),
        lambda_minus=_array(entry(1, -1)),
        p=_array(entry(n, 1)),
        q=_array(entry(m, -1)),
        margin=_array(margin),
        beta1=_array(beta1),
        beta_n=_array(beta1 if n <= m else zero),
        beta_m=_array(beta1 if m <= n else zero),
        beta2=_array(spectrum[0] + slack + margin),
    )
    alpha1, alpha2 = table.alphas(table.beta_n, table.beta_m, table.beta2)
    return replace(table, alpha1=alpha1, alpha2=alpha2)


def _array(value: Any) -> Any:
    """A batch of one: the formulas take arrays."""
    array = np.empty(1, dtype=object)
    array[0] = value
    return array
