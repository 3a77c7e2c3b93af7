r"""Step sizes of prior work that the paper compares with, for the squared loss.

    L = 1/2 |Y - X W1 W2'|_F^2,  s = sigma_min(X),  kappa = K/mu,  E(0) = Y - X W(0)

Xu, Min, Tarmoun, Mallada, Vidal (2023): with alpha0, beta0 Table 2's alpha1, alpha2 at p1, p2 in
the places of beta1, beta2, p1 = max(sigma_min(Y) - |E(0)|_F, 0) / sigma_max(X), p2 = (|Y|_F +
|E(0)|_F) / sigma_min(X), and

    a1 = 2 c1 alpha0 s^2                    a2 = 2 p2 sqrt(2 kappa L s^6) + kappa s^4 (c2 beta0)^2
    a3 = 2 c2 beta0 p2 sqrt(2 kappa^3 L s^10)                      a4 = 2 kappa^2 s^6 p2^2 L

eta_max is the smaller positive root of a4(0) e^3 + a3(0) e^2 + [a2(0) + x] e = a1 over x =
4 c2 L(0) sigma_max(X)^2 / (c2 - 1) and x = 8 c2 beta0 L(0) sigma_max(X)^2 / ((1 - c1) alpha0);
the adaptive step is the lesser of it and the root of -a1 + 2 a2 e + 3 a3 e^2 + 4 a4 e^3.

Arora, Cohen, Golowich, Hu (2018), two layers, X'X = I, target Phi = W*: for a margin c > 0,
|D(0)|_F <= c^2 / (2048 |Phi|_F) and |W(0) - Phi|_F <= sigma_min(Phi) - c, the constant step
c^3 / (49152 |Phi|_F^4). c is taken as large as the margin allows.

Du, Hu, Lee (2018): eta_t = sqrt(eps / r) / (100 (t + 1) |Y|_F^(3/2)), 0 < eps < |Y|_F, r the rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.descent import Choice, Hypothesis, Iterate, Rule, Setup, SquaredLoss
from verify.descent.local import cubic_root
from verify.errors import InputError
from verify.theory.constants import table_2

__all__ = ["AroraStep", "DuHuLeeStep", "XuStep"]

Array = npt.NDArray[np.float64]

_WHITE = 1e-8


@dataclass(frozen=True)
class _Data:
    """Norms of the squared loss's data, each (runs,)."""

    sigma_min_Y: Array
    norm_Y: Array
    sigma_min_X: Array
    sigma_max_X: Array
    residual: Array
    distance_from_white: Array


def _data(setup: Setup, name: str) -> _Data:
    """InputError where the loss is no squared loss."""
    loss = setup.problem.loss
    if not isinstance(loss, SquaredLoss):
        raise InputError(
            f"{setup.problem.name} was given",
            violates="L = 1/2 |Y - X W1 W2'|_F^2",
            where=f"step size {name!r}",
            remedy="take a step size that is stated for every loss",
        )
    runs = (setup.runs,)
    spectrum_X, spectrum_Y = (np.linalg.svd(a, compute_uv=False) for a in (loss.X, loss.Y))
    least = np.zeros(1) if setup.problem.minimum is None else setup.problem.minimum
    white = np.abs(loss.gram - np.eye(loss.gram.shape[1])).max(axis=(1, 2))
    parts = (
        spectrum_Y[:, -1],
        np.linalg.norm(loss.Y, axis=(1, 2)),
        spectrum_X[:, -1],
        spectrum_X[:, 0],
        np.sqrt(2 * (setup.first.L + least)),
        white,
    )
    return _Data(*(np.broadcast_to(part, runs) for part in parts))


@dataclass(frozen=True)
class XuStep:
    """adaptive: the step of their third-order polynomial, or the constant eta_max.

    c1, c2: their free constants; both papers' experiments use 0.5 and 1.5.
    """

    adaptive: bool = True
    c1: float = 0.5
    c2: float = 1.5
    name: str = "Xu et al. 2023"

    def __post_init__(self) -> None:
        if not (0 < self.c1 < 1 < self.c2 < np.inf):
            raise InputError(
                f"c1 = {self.c1:g}, c2 = {self.c2:g} were given",
                violates="0 < c1 < 1 < c2",
                where=f"step size {self.name!r}",
                remedy="both papers' experiments use c1 = 0.5, c2 = 1.5",
            )

    def begin(self, setup: Setup) -> Rule:
        """Needs alpha0 > 0, and what their Claim E.1 asks of c1 and c2."""
        bound = self._bound(setup, _data(setup, self.name))
        has_step = bound.alpha0 > 0
        eta_max = np.where(has_step, bound.eta_max(), np.nan)

        def step(now: Iterate) -> Choice:
            if not self.adaptive:
                return Choice(eta_max, _NO_ALPHA0)
            free = bound.minimiser(np.maximum(now.L, 0.0))
            return Choice(np.where(has_step, np.minimum(free, eta_max), np.nan), _NO_ALPHA0)

        constants = {
            "eta0": eta_max,
            "alpha0": bound.alpha0,
            "beta0": bound.beta0,
            "p1": bound.p1,
            "p2": bound.p2,
        }
        return Rule(step, (Hypothesis("alpha0 > 0", has_step), *_claim_e1(bound)), constants)

    def _bound(self, setup: Setup, data: _Data) -> _XuBound:
        p1 = np.maximum(data.sigma_min_Y - data.residual, 0.0) / data.sigma_max_X
        p2 = (data.norm_Y + data.residual) / data.sigma_min_X
        alpha0, beta0 = table_2(setup).with_betas(p1, p2)
        s, kappa = data.sigma_min_X, (data.sigma_max_X / data.sigma_min_X) ** 2
        return _XuBound(self.c1, self.c2, alpha0, beta0, p1, p2, s, kappa, data.residual**2 / 2)


@dataclass(frozen=True)
class _XuBound:
    """f(eta, t) = 1 - a1 eta + a2 eta^2 + a3 eta^3 + a4 eta^4, from the header's numbers."""

    c1: float
    c2: float
    alpha0: Array
    beta0: Array
    p1: Array
    p2: Array
    s: Array
    kappa: Array
    L0: Array

    @property
    def a1(self) -> Array:
        """The only coefficient without L."""
        value: Array = 2 * self.c1 * self.alpha0 * self.s**2
        return value

    def coefficients(self, L: Array) -> tuple[Array, Array, Array]:
        """a2, a3 and a4 at a loss L."""
        s, kappa, p2 = self.s, self.kappa, self.p2
        spread = self.c2 * self.beta0
        a2 = 2 * p2 * np.sqrt(2 * kappa * L * s**6) + kappa * s**4 * spread**2
        a3 = 2 * spread * p2 * np.sqrt(2 * kappa**3 * L * s**10)
        return a2, a3, 2 * kappa**2 * s**6 * p2**2 * L

    def eta_max(self) -> Array:
        """The lesser root of both equations of the header."""
        a2, a3, a4 = self.coefficients(self.L0)
        # 4 c2 L(0) sigma_max(X)^2
        pull = 4 * self.c2 * self.L0 * self.kappa * self.s**2
        extra = (
            pull / (self.c2 - 1),
            2 * pull * self.beta0 / ((1 - self.c1) * self.alpha0),
        )
        value: Array = np.minimum(*(cubic_root(a2 + x, a3, a4, self.a1) for x in extra))
        return value

    def minimiser(self, L: Array) -> Array:
        """The zero of f's derivative at a loss L."""
        a2, a3, a4 = self.coefficients(L)
        return cubic_root(2 * a2, 3 * a3, 4 * a4, self.a1)


def _claim_e1(bound: _XuBound) -> tuple[Hypothesis, ...]:
    """What their Claim E.1 asks of c1 and c2; M as in the header's source."""
    alpha0, beta0, p2, s, kappa, L0 = (
        getattr(bound, name) for name in ("alpha0", "beta0", "p2", "s", "kappa", "L0")
    )
    pull = 2 * np.sqrt(2 * s**2 * L0) * p2 / np.sqrt(kappa)
    M = (
        2 * alpha0**3 * p2**2 * L0 / (beta0**6 * kappa)
        + pull * alpha0**2 / beta0**3
        + pull * alpha0 / beta0**2
    )
    least = np.maximum(
        (M + 16 * L0 / beta0) / (bound.c1 * alpha0 * s**2),
        np.sqrt((M + 8 * alpha0 * L0 / beta0**2) / (alpha0 * s**2)),
    )
    return (
        Hypothesis("c1 < 2/3 (their Claim E.1)", np.full(len(L0), bound.c1 < 2 / 3)),
        Hypothesis(
            "c2 >= max{(M + 16 L(0)/beta0) / (c1 alpha0 s^2), sqrt((M + 8 alpha0 L(0)/beta0^2)"
            " / (alpha0 s^2)), 2} (their Claim E.1)",
            bound.c2 >= np.maximum(least, 2.0),
        ),
    )


_NO_ALPHA0 = "alpha0 <= 0: no step size is defined for this start"


@dataclass(frozen=True)
class AroraStep:
    """The constant step; a run without margin has none, and stops."""

    name: str = "Arora et al. 2018"

    def begin(self, setup: Setup) -> Rule:
        """Needs X'X = I, a margin, and near balance."""
        data = _data(setup, self.name)
        Phi = np.broadcast_to(setup.problem.centre, setup.first.E.shape)
        size = np.linalg.norm(Phi, axis=(1, 2))
        distance = np.linalg.norm(setup.first.E, axis=(1, 2))
        c = np.linalg.svd(Phi, compute_uv=False)[:, -1] - distance
        imbalance = np.sqrt(np.sum(setup.start.imbalance_eigenvalues() ** 2, axis=1))
        eta = np.where(c > 0, c**3 / (49152 * size**4), np.nan)
        hypotheses = (
            Hypothesis("X'X = I", data.distance_from_white <= _WHITE),
            Hypothesis("|W(0) - W*|_F < sigma_min(W*)", c > 0),
            Hypothesis(
                "|D(0)|_F <= c^2 / (2048 |W*|_F)", (c > 0) & (imbalance <= c**2 / (2048 * size))
            ),
        )
        why = "|W(0) - W*|_F >= sigma_min(W*): there is no margin, and no step size without one"
        return Rule(lambda now: Choice(eta, why), hypotheses, {"eta0": eta, "margin": c})


@dataclass(frozen=True)
class DuHuLeeStep:
    """The decreasing step. accuracy: eps over |Y|_F; rank: r, min(n, m) where it is not given."""

    accuracy: float = 0.01
    rank: int | None = None
    name: str = "Du, Hu, Lee 2018"

    def __post_init__(self) -> None:
        if not 0 < self.accuracy < 1 or (self.rank is not None and self.rank < 1):
            raise InputError(
                f"eps = {self.accuracy:g} |Y|_F, r = {self.rank} were given",
                violates="0 < eps < |Y|_F and r >= 1",
                where=f"step size {self.name!r}",
                remedy="give the accuracy as a fraction of |Y|_F",
            )

    def begin(self, setup: Setup) -> Rule:
        """Needs X'X = I (matrix factorisation) and D(0) close to 0: |D(0)|_F <= eps."""
        data = _data(setup, self.name)
        eps = self.accuracy * data.norm_Y
        r = self.rank or min(setup.problem.n, setup.problem.m)
        first = np.sqrt(eps / r) / (100 * data.norm_Y**1.5)
        imbalance = np.sqrt(np.sum(setup.start.imbalance_eigenvalues() ** 2, axis=1))
        hypotheses = (
            Hypothesis("X'X = I", data.distance_from_white <= _WHITE),
            Hypothesis("|D(0)|_F <= eps", imbalance <= eps),
        )
        return Rule(lambda now: Choice(first / (now.t + 1)), hypotheses, {"eta0": first})
