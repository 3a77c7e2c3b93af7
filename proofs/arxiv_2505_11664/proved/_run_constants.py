"""Steps about the constants of a run: (105)-(109).

`Constants` writes the steps of one proof, each once, in the order in which they are asked for.
Notation: g = exp(eta0^c), rho = rho_bar(eta_0, 0), B = 1 + eta0^d, Delta = B rho.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._constants_of_runs import d
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA1, BETA2, BETA_M, BETA_N, MARGIN
from proofs.arxiv_2505_11664.proved._family import Family, letters_of
from proofs.arxiv_2505_11664.proved._order import alpha1_below_alpha2
from verify.evidence.derivation import Proof
from verify.language import Expr, Relation, const
from verify.model.step import K, ell, mu
from verify.model.trajectory import L0, W0, eta0

__all__ = ["Constants"]


class Constants:
    """The steps of one proof about runs of a family, by what they say; each is written once."""

    def __init__(self, p: Proof, family: Family) -> None:
        self.p, self.family, self.at = p, family, family.at
        self._known: dict[str, int] = {}
        # What searches take as letters.
        self.letters = [*letters_of(self.at), MARGIN, BETA1, BETA_N, BETA_M]

    def once(self, name: str, write: Callable[[], int]) -> int:
        """The step of this name, written down where it is not there yet."""
        if name not in self._known:
            self._known[name] = write()
        return self._known[name]

    def shown(self, relation: Relation, *using: int, say: str = "", degree: int = 2) -> int:
        """A scalar step with the definitions as letters."""
        return self.p.scalar(relation, using, say, degree=degree, letters=self.letters)

    def by(
        self,
        relation: Relation,
        *products: tuple[int, ...],
        equations: tuple[int, ...] = (),
        say: str = "",
    ) -> int:
        """A scalar step from these products of earlier ones, the definitions being letters."""
        using = [*equations, *(i for names in products for i in names)]
        return self.p.scalar(relation, using, say, products=products, letters=self.letters)

    def given(self, index: int, say: str = "") -> int:
        """The hypothesis of this number in `_runs.run_constants`, the last ones from the end."""
        return self.once(
            f"given {index}", lambda: self.p.given(self.family.at.hypotheses[index], say)
        )

    # --- The constants -------------------------------------------------------------------------
    def growth(self) -> int:
        """G > 1 in K_bar_t."""
        return self._above_one(self.at.growth, self.family.exponents[0])

    def mu_growth(self) -> int:
        """G > 1 in mu_bar."""
        return self._above_one(self.at.mu_growth, self.family.exponents[1])

    def _above_one(self, growth: Expr, exponent: Expr) -> int:
        def write() -> int:
            self._positive(exponent)
            larger = self.p.fact("exp-increasing", const(0), exponent)
            return self.p.scalar(growth > 1, [larger])

        return self.once(f"{growth.name}>1", write)

    def _positive(self, exponent: Expr) -> int:
        """eta0^c > 0, or sqrt(eta0) > 0."""
        p, start = self.p, self.given(1)
        if exponent.op == "pow":
            return p.fact("power-positive", eta0, exponent.args[1])
        power = p.fact("power-positive", eta0, const("1/2"))
        return p.scalar(exponent > 0, [power, p.fact("power-root", eta0), start])

    def positive_growth(self) -> int:
        """G > 0 in K_bar_t."""
        return self.once("g>0", lambda: self.shown(self.at.growth > 0, self.growth()))

    def share(self) -> int:
        """1 - 1/g > 0, which (102) may write 1 - exp(-eta0^c)."""
        return self._shares()[0]

    def share_below(self) -> int:
        """1 - 1/g <= g - 1."""
        return self._shares()[1]

    def _shares(self) -> tuple[int, int]:
        below = self.once("share", self._write_shares)
        return below - 1, below

    def _write_shares(self) -> int:
        p, at, above = self.p, self.at, self.mu_growth()
        if at.share.args[1].op == "exp":
            power = self.family.exponents[1]
            positive = self._positive(power)
            p.scalar(-power < 0, [positive])
            less = p.fact("exp-increasing", -power, const(0))
            tangents = [p.fact("exp-tangent", x) for x in (power, -power)]
            p.scalar(at.share > 0, [less])
            return p.scalar(at.share <= at.mu_growth - 1, tangents, degree=1)
        self.shown(at.mu_growth > 0, above)
        inverse, positive = (
            p.fact(name, at.mu_growth) for name in ("reciprocal", "reciprocal-positive")
        )
        share = self.by(at.share > 0, (above, positive), equations=(inverse,))
        return self.by(at.share <= at.mu_growth - 1, (above, share), equations=(inverse,))

    def base(self) -> int:
        """B > 1."""

        def write() -> int:
            eta_positive = self.given(1)
            if self.family.power is d:
                return self.p.scalar(self.at.base > 1, [self.p.fact("power-positive", eta0, d)])
            return self.p.scalar(self.at.base > 1, [eta_positive])

        return self.once("base", write)

    def room(self) -> int:
        """Delta <= 1, by (108)."""

        def write() -> int:
            first, loss, step = self.k(), self.start_loss(), self.given(1)
            left = self.p.scalar(
                4 * K * L0 * eta0**2 >= 0,
                [first, loss, step],
                letters=[L0],
                products=[(first, loss, step, step)],
            )
            bound = self.given(-4, "(108)")
            letters = [self.at.Delta, L0, self.at.growth]
            return self.p.scalar(
                self.at.Delta <= 1, [bound, self.share(), left], "(109)", letters=letters
            )

        return self.once("room", write)

    def k(self) -> int:
        """K > 0."""
        return self.once("K", lambda: self.p.fact("smoothness-positive", ell, W0))

    def convex(self) -> int:
        """Mu > 0."""
        return self.once("mu", lambda: self.p.fact("convexity-positive", ell, W0))

    def start_loss(self) -> int:
        """L(0) >= 0."""
        return self.once("L0", lambda: self.p.scalar(L0 >= 0, []))

    def below_one(self) -> int:
        """Rho < 1, as Delta = B rho <= 1."""

        def write() -> int:
            body = self.p.unfold(self.at.Delta)
            return self.shown(self.at.rho_bar_0 < 1, self.room(), self.base(), body)

        return self.once("rho<1", write)

    def rate(self) -> int:
        """mu_bar > 0, as rho < 1."""

        def write() -> int:
            body = self.rho_body()
            limit, positive = self.given(-5), self.given(1)
            factor = self.shown(eta0 * (2 - self.at.K_bar_0 * eta0) > 0, limit, positive)
            return self.shown(self.at.mu_bar > 0, self.below_one(), factor, body, say="(109)")

        return self.once("mu_bar", write)

    def rho_body(self) -> int:
        """Rho as (104) defines it."""
        return self.once("rho", lambda: self.p.unfold(self.at.rho_bar_0))

    def ordered(self) -> int:
        """alpha1 <= alpha2 (118), by algebra for Table 2's alpha1."""
        return self.once("alpha1<=alpha2", lambda: alpha1_below_alpha2(self.p))

    def smaller(self) -> int:
        """mu_bar < K g alpha2 <= K_bar_0."""

        def write() -> int:
            p, at = self.p, self.at
            convex, top, growth, k = self.convex(), self.top(), self.growth(), self.k()
            order, grows = p.fact("convexity-below-smoothness", ell, W0), self.mu_growth()
            body = p.unfold(at.mu_bar)
            less = self.by(at.mu_bar <= mu * at.alpha1, (convex, top, grows), equations=(body,))
            product = self.by(
                at.mu_bar < K * at.growth * ALPHA2,
                (less,),
                (convex, self.ordered()),
                (order, top),
                (k, top, growth),
            )
            return self.by(
                at.mu_bar < at.K_bar_0, (product,), *self._other_terms(), equations=self._bodies()
            )

        return self.once("mu_bar<K_bar_0", write)

    def _bodies(self) -> tuple[int, ...]:
        return (self.once("K_bar_0", lambda: self.p.unfold(self.at.K_bar_0)),)

    def _other_terms(self) -> list[tuple[int, ...]]:
        """K_bar_0 less K g alpha2 as products of what is nonnegative."""
        k, loss, step = self.k(), self.start_loss(), self.given(1)
        root = self.once("root", lambda: self.p.fact("root-nonnegative", 2 * K * L0))
        growing = (k, self.positive_growth(), self.top(), root, step)
        return [(root,), (k, k, self.beta2(), loss, step, step), growing]

    def top(self) -> int:
        """alpha2 > 0."""
        return self.once("alpha2", lambda: self.shown(ALPHA2 > 0, self.ordered(), self.given(0)))

    def beta2(self) -> int:
        """beta2 >= 0."""

        def write() -> int:
            parts = [self.p.unfold(BETA2), self.margin()]
            return self.shown(BETA2 >= 0, *parts)

        return self.once("beta2", write)

    def margin(self) -> int:
        """sqrt(K/mu) |W(0) - W*| >= 0."""
        return self.once("margin", lambda: self.p.scalar(MARGIN >= 0, []))

    def positive_rate(self) -> int:
        """Rho > 0: it is (1 - mu_bar eta0)^2 + mu_bar eta0^2 (K_bar_0 - mu_bar)."""

        def write() -> int:
            square = self.p.fact("square-nonnegative", 1 - self.at.mu_bar * eta0)
            less, rate, step = self.smaller(), self.rate(), self.given(1)
            return self.by(
                self.at.rho_bar_0 > 0,
                (square,),
                (rate, step, step, less),
                equations=(self.rho_body(),),
                say="(109)",
            )

        return self.once("rho>0", write)
