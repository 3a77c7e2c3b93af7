"""Steps about the powers of rho and Delta along a run, and the largest steps.

Notation: as `_run_constants.py`; A_t = B^(t/2) eta0.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664.proved._run_constants import Constants
from verify.language import Expr, const
from verify.model.step import K, eta
from verify.model.trajectory import L0, eta0, t

__all__ = ["Powers"]


class Powers(Constants):
    """Powers of rho and Delta, and steps that grow like B^(t/2)."""

    def count(self) -> int:
        """T >= 0, which an induction keeps."""
        return self.once("t", lambda: self.p.given(t >= 0))

    def power(self) -> int:
        """rho^t > 0."""

        def write() -> int:
            self.positive_rate()
            return self.p.fact("power-positive", self.at.rho_bar_0, t)

        return self.once("rho^t>0", write)

    def power_below(self) -> int:
        """rho^t <= 1."""

        def write() -> int:
            self.positive_rate(), self.count()
            self.shown(self.at.rho_bar_0 <= 1, self.below_one())
            return self.p.fact("power-shrinks", self.at.rho_bar_0, const(0), t)

        return self.once("rho^t<=1", write)

    def positive_Delta(self) -> int:
        """Delta > 0."""

        def write() -> int:
            body = self.p.unfold(self.at.Delta)
            return self.shown(self.at.Delta > 0, body, self.positive_rate(), self.base())

        return self.once("Delta>0", write)

    def Delta_power(self) -> int:
        """Delta^t > 0."""

        def write() -> int:
            self.positive_Delta()
            return self.p.fact("power-positive", self.at.Delta, t)

        return self.once("Delta^t>0", write)

    def Delta_power_below(self) -> int:
        """Delta^t <= 1."""

        def write() -> int:
            self.positive_Delta(), self.room(), self.count()
            return self.p.fact("power-shrinks", self.at.Delta, const(0), t)

        return self.once("Delta^t<=1", write)

    def powers_make_Delta(self) -> int:
        """B^t rho^t = Delta^t."""

        def write() -> int:
            self.positive_rate()
            self.p.scalar(self.at.base > 0, [self.base()])
            step = self.p.fact("power-product", self.at.base, self.at.rho_bar_0, t)
            product = self.at.base**t * self.at.rho_bar_0**t
            return self.p.scalar(product <= self.at.Delta**t, [step], letters=[self.at.rho_bar_0])

        return self.once("Delta^t", write)

    def _halves(self) -> int:
        """B^t = B^(t/2) B^(t/2)."""

        def write() -> int:
            self.p.scalar(self.at.base > 0, [self.base()])
            return self.p.fact("power-sum", self.at.base, t / 2, t / 2)

        return self.once("B^t", write)

    def grown(self) -> Expr:
        """The largest step, B^(t/2) eta0."""
        return self.at.base ** (t / 2) * eta0

    def grown_squared(self) -> int:
        """(B^(t/2) eta0)^2 <= B^t eta0^2."""

        def write() -> int:
            halves, root = self._halves(), self.at.base ** (t / 2)
            first = self.p.scalar(root * root <= self.at.base**t, [halves])
            return self.p.scalar(
                self.grown() ** 2 <= self.at.base**t * eta0**2,
                [first, self.given(1)],
                products=[(first, self.given(1), self.given(1))],
            )

        return self.once("grown^2", write)

    def grown_positive(self) -> int:
        """B^(t/2) eta0 > 0."""

        def write() -> int:
            self._halves()
            power = self.p.fact("power-positive", self.at.base, t / 2)
            return self.p.scalar(self.grown() > 0, [power, self.given(1)])

        return self.once("grown>0", write)

    def step(self) -> int:
        """eta_t > 0."""
        return self.once(
            "eta>0", lambda: self.p.scalar(eta > 0, [self.given(1), self.given(-3, "(103)")])
        )

    def step_squared(self) -> int:
        """eta_t^2 >= 0."""
        return self.once("eta^2>=0", lambda: self.p.fact("square-nonnegative", eta))

    def squared_step(self) -> int:
        """eta^2 <= B^t eta0^2 (103)."""

        def write() -> int:
            p, halves, root = self.p, self._halves(), self.at.base ** (t / 2)
            positive = p.fact("power-positive", self.at.base, t / 2)
            low, high = self.given(-3), self.given(-2, "(103)")
            square = p.scalar(
                eta * eta <= root * root * (eta0 * eta0),
                [low, high, positive, self.given(1)],
                degree=3,
            )
            return p.scalar(eta**2 <= self.at.base**t * eta0**2, [square, halves])

        return self.once("eta^2", write)

    def K_bar_falls(self) -> int:
        """K_bar_t <= K_bar_0."""

        def write() -> int:
            p, at = self.p, self.at
            k, loss, step = self.k(), self.start_loss(), self.given(1)
            positive = self.positive_growth()
            roots: list[int] = []
            for power, below in (
                (at.rho_bar_0**t, self.power_below()),
                (at.Delta**t, self.Delta_power_below()),
            ):
                least = self.power() if len(roots) == 0 else self.Delta_power()
                self.by(2 * K * L0 * power >= 0, (k, loss, least))
                self.by(2 * K * L0 * power <= 2 * K * L0, (k, loss, below))
                roots.append(p.fact("root-monotone", 2 * K * L0 * power, 2 * K * L0))
            return self.by(
                at.K_bar_t <= at.K_bar_0,
                (roots[0],),
                (k, k, self.beta2(), loss, step, step, self.Delta_power_below()),
                (k, positive, self.top(), step, roots[1]),
                equations=(*self._bodies(), p.unfold(at.K_bar_t)),
            )

        return self.once("K_bar_t<=K_bar_0", write)
