r"""Steps of one proof about runs at an iterate: the invariant, A4, Lemma E.1, (112) and (113).

The invariant of the induction is

    L(t) <= L(0) rho^t,    2 |D(t) - D(0)| <= (1 - 1/g) alpha2 (1 - Delta^t),
    (1 - Delta) |D(t) - D(0)| <= 2 K eta0^2 alpha2 L(0) (1 - Delta^t),

the second of which needs no quotient by 1 - Delta, so that Delta = 1 (where L(0) = 0) is covered.
Both are smaller by the factor g than the paper's, as alpha2 bounds sigma_max^2(T_t) without it
(`e_upper_bound.py`).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664.e_invariant import K_grown
from proofs.arxiv_2505_11664.proved._run_near import Near
from verify.language import Expr, Relation, norm, sqrt
from verify.model.step import L_NEXT, W1, W2, K, L, W, eta
from verify.model.trajectory import L0, eta0, t

__all__ = ["Iterate"]


class Iterate(Near):
    """What the invariant gives at an iterate."""

    def invariant(self) -> tuple[Relation, ...]:
        """What the induction keeps; see the file's header."""
        at, change = self.at, norm(D - D0)
        spent = 1 - at.Delta**t
        return (
            t >= 0,
            L <= L0 * at.rho_bar_0**t,
            2 * change <= at.share * ALPHA2 * spent,
            (1 - at.Delta) * change <= 2 * K * eta0**2 * ALPHA2 * L0 * spent,
        )

    def kept(self, index: int) -> int:
        """A part of the invariant at this iterate."""
        if index == 0:
            return self.count()
        return self.once(f"kept {index}", lambda: self.p.given(self.invariant()[index]))

    def here_near(self) -> int:
        """|W(t) - W*| <= sqrt(K/mu) |W(0) - W*|."""
        return self.once("near", lambda: self.basin(W, L, self.low()))

    def low(self) -> int:
        """L(t) <= L(0)."""
        return self.once(
            "L<=L0",
            lambda: self.shown(L <= L0, self.kept(1), self.power_below(), self.start_loss()),
        )

    def drift(self) -> int:
        """2 |D(t) - D(0)| <= (1 - 1/g) alpha2."""

        def write() -> int:
            return self.p.scalar(
                2 * norm(D - D0) <= self.at.share * ALPHA2,
                [self.kept(2), self.share(), self.top(), self.Delta_power()],
                "(121)",
                products=[(self.kept(2),), (self.share(), self.top(), self.Delta_power())],
                letters=[ALPHA2, self.at.Delta, self.at.growth],
            )

        return self.once("drift", write)

    def sharp_lower(self) -> int:
        """alpha1 - 2 (1 - 1/g) alpha2 <= sigma_min^2(T)."""

        def write() -> int:
            low = self.e4_lower((W1, W2, W), {}, self.here_near(), "at t")
            body = self.once("SIGMA2_MIN", lambda: self.p.unfold(SIGMA2_MIN))
            bound = self.at.alpha1 - 2 * self.at.share * ALPHA2
            return self.shown(bound <= SIGMA2_MIN, low, self.drift(), body, say="(123)")

        return self.once("sharp A4 low", write)

    def lower(self) -> int:
        """alpha1 + 2 alpha2 (1 - g) <= sigma_min^2(T)."""
        return self.once(
            "A4 low",
            lambda: self.by(
                self.at.low <= SIGMA2_MIN,
                (self.sharp_lower(),),
                (self.share_below(), self.top()),
                say="(123)",
            ),
        )

    def sharp_upper(self) -> int:
        """sigma_max^2(T) <= alpha2, of every run."""

        def write() -> int:
            self.given(-3), self.given(-1)
            return self.p.claim(f"{PAPER}/E.A4/sharp", "printed", 3)

        return self.once("sharp A4 high", write)

    def upper(self) -> int:
        """sigma_max^2(T) <= g alpha2."""
        return self.once(
            "A4 high",
            lambda: self.by(
                SIGMA2_MAX <= self.at.growth * ALPHA2,
                (self.sharp_upper(),),
                (self.growth(), self.top()),
                say="(122)",
            ),
        )

    # --- Lemma E.1 and (113) -------------------------------------------------------------------
    def mu_bound(self) -> int:
        """mu_bar <= mu_t (110)."""

        def write() -> int:
            bodies = (self.p.unfold(self.at.mu_bar), self.p.unfold(MU_T))
            lower, convex = self.lower(), self.convex()
            return self.by(self.at.mu_bar <= MU_T, (convex, lower), equations=bodies, say="(110)")

        return self.once("mu_bar<=mu_t", write)

    def loss(self) -> int:
        """L(t) >= 0."""
        return self.once("L>=0", lambda: self.p.scalar(L >= 0, []))

    def energy(self, step: Expr, square: int, nonnegative: int) -> int:
        """L(t) e^2 <= L(0) Delta^t eta_0^2 for a step e: steps grow and the loss falls."""

        def write() -> int:
            loss, power = self.start_loss(), self.power()
            return self.by(
                L * step**2 <= L0 * self.at.Delta**t * eta0**2,
                (self.kept(1), nonnegative),
                (loss, power, square),
                (loss, self.powers_make_Delta(), self.given(1), self.given(1)),
            )

        return self.once(f"energy {square}", write)

    def own_energy(self) -> int:
        """The same for eta_t."""
        return self.energy(eta, self.squared_step(), self.step_squared())

    def K_bound(self) -> int:
        """K_t <= K_bar_t (110), in the order of (128)."""
        return self.once(
            "K_t<=K_bar_t",
            lambda: self._K_below(K_T, eta, self.step(), self.step_squared(), self.own_energy()),
        )

    def K_grown_bound(self) -> int:
        """K_t <= K_bar_t at the largest step, too."""

        def write() -> int:
            step = self.grown()
            positive, square = self.grown_positive(), self.p.fact("square-nonnegative", step)
            energy = self.energy(step, self.grown_squared(), square)
            return self._K_below(K_grown(self.at), step, positive, square, energy)

        return self.once("K_grown", write)

    def _K_below(self, bounded: Expr, e: Expr, step: int, square: int, energy: int) -> int:
        p, at = self.p, self.at
        k, loss, top = self.k(), self.loss(), self.top()
        positive = self.positive_growth()
        upper, width = self.upper(), self.above(W, self.here_near())
        under = 2 * K * L0 * at.Delta**t
        return self.by(
            bounded <= at.K_bar_t,
            (k, upper),
            (self._root_falls(L, at.rho_bar_0),),
            (k, k, self.beta2(), energy),
            (k, k, width, loss, square),
            (k, upper, p.fact("root-nonnegative", 2 * K * L), step),
            (k, positive, top, self._root_step(under, e, energy)),
            equations=(p.unfold(K_T), p.unfold(at.K_bar_t)),
            say="(128)",
        )

    def _root_falls(self, value: Expr, ratio: Expr) -> int:
        """sqrt(2 K L(t)) <= sqrt(2 K L(0) rho^t)."""
        p, bound = self.p, 2 * K * L0 * ratio**t
        k, loss, kept = self.k(), self.loss(), self.kept(1)
        self.by(2 * K * value >= 0, (k, loss))
        self.by(2 * K * value <= bound, (k, kept))
        return p.fact("root-monotone", 2 * K * value, bound)

    def _root_step(self, under: Expr, e: Expr, energy: int) -> int:
        """sqrt(2 K L(t)) e <= sqrt(2 K L(0) Delta^t) eta_0."""
        p = self.p
        k, loss = self.k(), self.start_loss()
        self.by(under >= 0, (k, loss, self.Delta_power()))
        squares = (p.fact("root-squared", 2 * K * L), p.fact("root-squared", under))
        left, right = sqrt(2 * K * L) * e, sqrt(under) * eta0
        self.by(left * left <= right * right, (k, energy), equations=squares)
        self.by(right >= 0, (p.fact("root-nonnegative", under), self.given(1)))
        return p.fact("compare-squares", left, right)

    def positive_K(self) -> int:
        """K_t >= 0."""

        def write() -> int:
            p, k, loss, step = self.p, self.k(), self.loss(), self.step()
            top = p.scalar(SIGMA2_MAX >= 0, [])
            root = p.fact("root-nonnegative", 2 * K * L)
            width = p.fact("singular-nonnegative", W, 1)
            return self.by(
                K_T >= 0,
                (k, top),
                (root,),
                (k, k, width, loss, step, step),
                (k, top, root, step),
                equations=(p.unfold(K_T),),
            )

        return self.once("K_t>=0", write)

    def rho_bound(self) -> int:
        """rho(eta_t, t) <= rho_bar(eta_0, 0) (113)."""

        def write() -> int:
            p, at, rate = self.p, self.at, self.rate()
            limit, start, step = self.given(-1, "(103)"), self.given(-3), self.step()
            size = self.positive_K()
            room = self.by(K_T * eta < 2, (limit,), ())
            mean = self.by(K_T * (eta + eta0) <= 2, (limit,), (size, start))
            first = self.by(
                RHO_T <= 1 - 2 * at.mu_bar * eta + at.mu_bar * K_T * eta**2,
                (self.mu_bound(), step, room),
                equations=(p.unfold(RHO_T),),
                say="(113)",
            )
            second = self.by(
                RHO_T <= 1 - 2 * at.mu_bar * eta0 + at.mu_bar * K_T * eta0**2,
                (first,),
                (rate, start, mean),
                say="eta0 <= eta_t <= 1/K_t",
            )
            return self.by(
                RHO_T <= at.rho_bar_0,
                (second,),
                (rate, self.given(1), self.given(1), self.K_bound()),
                (rate, self.given(1), self.given(1), self.K_bar_falls()),
                equations=(self.rho_body(),),
                say="K_t <= K_bar_0",
            )

        return self.once("RHO_T", write)

    def descent(self) -> int:
        """L(t + 1) <= L(t) rho(eta_t, t), by Theorem 3.1."""

        def write() -> int:
            self.step()
            self.by(eta * K_T < 2, (self.given(-1, "(103)"),), ())
            return self.p.claim(f"{PAPER}/3.1/10", "printed", shown=L_NEXT <= L * RHO_T)

        return self.once("descent", write)
