r"""Steps that proofs about whole runs share: Appendix E, for each family of constants.

A family is Theorem E.1 or 3.2 with one alpha1, where Lemma E.4 holds: n = m as printed, or the
repaired alpha1. `Along` writes the steps of one proof, each once, in the order in which they are
asked for. The induction's invariant is

    L(t) <= L(0) rho^t,    2 |D(t) - D(0)| <= (g - 1) alpha2 (1 - Delta^t),
    (1 - Delta) |D(t) - D(0)| <= 2 K eta0^2 alpha2 g L(0) (1 - Delta^t),

the second of which needs no quotient by 1 - Delta, so that Delta = 1 (where L(0) = 0) is covered.
Notation: g = exp(eta0^c), rho = rho_bar(eta_0, 0), B = 1 + eta0^d, Delta = B rho.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proofs.arxiv_2505_11664._initial import (
    ALPHA1,
    ALPHA1_REPAIRED,
    ALPHA2,
    BETA1,
    BETA2,
    BETA_M,
    BETA_N,
    D0,
    DELTA,
    LAMBDA_MINUS,
    LAMBDA_PLUS,
    MARGIN,
)
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import (
    D_NEXT,
    K_T,
    MU_T,
    SIGMA2_MAX,
    SIGMA2_MIN,
    D,
)
from proofs.arxiv_2505_11664._runs import (
    PRINTED,
    REPAIRED,
    RHO_T,
    THEOREM_32,
    THEOREM_32_REPAIRED,
    RunConstants,
    c,
    d,
)
from proofs.arxiv_2505_11664.e_invariant import K_grown
from verify.evidence.derivation import Proof
from verify.language import (
    DimLike,
    Expr,
    Relation,
    const,
    dim,
    lam,
    norm,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.language.dims import minimum_of
from verify.model.step import L_NEXT, W1, W2, W_NEXT, K, L, W, ell, eta, mu
from verify.model.trajectory import L0, W0, W10, W20, Wstar, eta0, t

__all__ = ["FAMILIES", "Along", "Family", "induction"]


@dataclass(frozen=True)
class Family:
    """Constants of runs, and how Lemma E.4's lower bound (119) reads for their alpha1.

    exponent, power: c and d; lower: the reading of (119); betas: its letters with the singular
    value of W that each bounds.
    """

    at: RunConstants
    exponent: Expr
    power: Expr
    lower: str
    betas: Mapping[str, tuple[Expr, DimLike]]


_ONE: Mapping[str, tuple[Expr, DimLike]] = {"beta1": (BETA1, minimum_of(dim("n"), dim("m")))}
_BOTH: Mapping[str, tuple[Expr, DimLike]] = {"beta_n": (BETA_N, "n"), "beta_m": (BETA_M, "m")}
# max(lambda_n(D(0)), 0) and max(lambda_m(-D(0)), 0), as Table 2 adds them.
_P, _Q = DELTA.args[0].args
_HALF, _TWO = const("1/2"), const(2)
FAMILIES = {
    "E.1, n = m": Family(PRINTED, c, d, "n = m", _ONE),
    "E.1, repaired": Family(REPAIRED, c, d, "repaired", _BOTH),
    "3.2, n = m": Family(THEOREM_32, _HALF, _TWO, "n = m", _ONE),
    "3.2, repaired": Family(THEOREM_32_REPAIRED, _HALF, _TWO, "repaired", _BOTH),
}


class Along:
    """The steps of one proof about runs of a family, by what they say; each is written once."""

    def __init__(self, p: Proof, family: Family) -> None:
        self.p, self.family, self.at = p, family, family.at
        self._known: dict[str, int] = {}
        at = self.at
        # What searches take as letters.
        self.letters = [
            *(at.alpha1, ALPHA2, BETA2, L0, at.growth, at.mu_bar, at.K_bar_0, at.rho_bar_0),
            *(at.Delta, at.K_bar_t, at.rho_bar_t, L, L_NEXT, MU_T, K_T, RHO_T),
            *(SIGMA2_MAX, SIGMA2_MIN, MARGIN, BETA1, BETA_N, BETA_M),
        ]

    def once(self, name: str, write: Callable[[], int]) -> int:
        """The step of this name, written down where it is not there yet."""
        if name not in self._known:
            self._known[name] = write()
        return self._known[name]

    def shown(self, relation: Relation, *using: int, say: str = "", degree: int = 2) -> int:
        """A scalar step with the definitions as letters."""
        return self.p.scalar(relation, using, say, degree=degree, letters=self.letters)

    def by(
        self, relation: Relation, *products: tuple[int, ...], equations: tuple[int, ...] = (), say: str = ""
    ) -> int:
        """A scalar step from these products of earlier ones, the definitions being letters."""
        using = [*equations, *(i for names in products for i in names)]
        return self.p.scalar(relation, using, say, products=products, letters=self.letters)

    def given(self, index: int, say: str = "") -> int:
        """The hypothesis of this number in `_runs.run_constants`."""
        return self.once(
            f"given {index}", lambda: self.p.given(self.family.at.hypotheses[index], say)
        )

    # --- The constants -------------------------------------------------------------------------
    def growth(self) -> int:
        """g > 1."""

        def write() -> int:
            p, eta_positive = self.p, self.given(1)
            power = p.fact("power-positive", eta0, self.family.exponent)
            if self.family.exponent is not c:  # exp(sqrt(eta0)) as Theorem 3.2 writes it
                root = p.fact("power-root", eta0)
                power = p.scalar(sqrt(eta0) > 0, [power, root, eta_positive])
                return self._above_one(sqrt(eta0))
            return self._above_one(eta0**c)

        return self.once("growth", write)

    def _above_one(self, exponent: Expr) -> int:
        larger = self.p.fact("exp-increasing", const(0), exponent)
        return self.p.scalar(self.at.growth > 1, [larger])

    def share(self) -> int:
        """1 - 1/g > 0."""

        def write() -> int:
            above = self.growth()
            positive = self.shown(self.at.growth > 0, above)
            parts = [
                self.p.fact("reciprocal", self.at.growth),
                self.p.fact("reciprocal-positive", self.at.growth),
            ]
            del positive
            return self.shown(1 - 1 / self.at.growth > 0, above, *parts)

        return self.once("share", write)

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
            bound = self.given(3, "(108)")
            return self.shown(self.at.Delta <= 1, bound, self.share(), left, say="(109)")

        return self.once("room", write)

    def k(self) -> int:
        """K > 0."""
        return self.once("K", lambda: self.p.fact("smoothness-positive", ell, W0))

    def convex(self) -> int:
        """mu > 0."""
        return self.once("mu", lambda: self.p.fact("convexity-positive", ell, W0))

    def start_loss(self) -> int:
        """L(0) >= 0."""
        return self.once("L0", lambda: self.p.scalar(L0 >= 0, []))

    def below_one(self) -> int:
        """rho < 1, as Delta = B rho <= 1."""

        def write() -> int:
            body = self.p.unfold(self.at.Delta)
            return self.shown(self.at.rho_bar_0 < 1, self.room(), self.base(), body)

        return self.once("rho<1", write)

    def rate(self) -> int:
        """mu_bar > 0, as rho < 1."""

        def write() -> int:
            body = self.rho_body()
            limit, positive = self.given(2), self.given(1)
            factor = self.shown(eta0 * (2 - self.at.K_bar_0 * eta0) > 0, limit, positive)
            return self.shown(self.at.mu_bar > 0, self.below_one(), factor, body, say="(109)")

        return self.once("mu_bar", write)

    def rho_body(self) -> int:
        """rho as (104) defines it."""
        return self.once("rho", lambda: self.p.unfold(self.at.rho_bar_0))

    def ordered(self) -> int:
        """alpha1 <= alpha2, by Lemma E.4 at iterate 0."""

        def write() -> int:
            if self.family.lower == "n = m":
                return self._ordered_by_algebra()
            here = {"W1": W10, "W2": W20}
            start = (W10, W20, W0)
            low, high = self.lemma_e4(start, here, self.start_near(), "at the start")
            middle = self._middle()
            return self.p.scalar(
                self.at.alpha1 <= ALPHA2,
                [low, high, middle],
                "(118)",
                letters=self.letters,
            )

        return self.once("alpha1<=alpha2", write)

    def _ordered_by_algebra(self) -> int:
        """alpha1 <= alpha2 for all n, m: sqrt((l + q)^2 + 4 b^2) <= q + sqrt(l^2 + 4 b^2)."""
        p = self.p
        deep = (_P, _Q)
        letters = [LAMBDA_PLUS, LAMBDA_MINUS, *deep, BETA1, BETA2]
        order = (
            self._deeper(D0, "n", LAMBDA_PLUS, _P),
            self._deeper(-D0, "m", LAMBDA_MINUS, _Q),
        )
        narrow = p.fact("singular-order", Wstar, 1, minimum_of(dim("n"), dim("m")))
        signs = [p.scalar(x >= 0, []) for x in (LAMBDA_PLUS, LAMBDA_MINUS, *deep, BETA1)]
        wide = self.beta2()
        p.scalar(
            sigma_min(Wstar) - MARGIN <= BETA2,
            [narrow, self.margin()],
            letters=[MARGIN],
        )
        least = p.fact("maximum-least", const(0), sigma_min(Wstar) - MARGIN, BETA2)
        low = p.scalar(BETA1 <= BETA2, [least], letters=[MARGIN])
        roots = []
        for top, other, other_sign in (
            (LAMBDA_PLUS, _Q, signs[3]),
            (LAMBDA_MINUS, _P, signs[2]),
        ):
            inside, above = (top + other) ** 2 + 4 * BETA1**2, top**2 + 4 * BETA2**2
            squares = [p.fact("square-nonnegative", x) for x in (top + other, BETA1, top, BETA2)]
            p.scalar(inside >= 0, squares, letters=letters)
            p.scalar(above >= 0, squares, letters=letters)
            equations = [p.fact("root-squared", x) for x in (inside, above)]
            root = p.fact("root-nonnegative", above)
            p.scalar(top * top <= sqrt(above) * sqrt(above), [*equations, *squares], letters=letters)
            longer = p.fact("compare-squares", top, sqrt(above))
            right = other + sqrt(above)
            p.scalar(
                sqrt(inside) * sqrt(inside) <= right * right,
                [*equations, longer, other_sign, low, wide, signs[4]],
                letters=letters,
            )
            p.scalar(right >= 0, [root, other_sign], letters=letters)
            roots.append(p.fact("compare-squares", sqrt(inside), right))
        return p.scalar(
            self.at.alpha1 <= ALPHA2,
            [*roots, *order],
            "alpha1 is at most alpha2, whatever n and m are",
            degree=1,
            letters=letters,
        )

    def _deeper(self, a: Expr, k: str, top: Expr, deep: Expr) -> int:
        """max(lambda_k(A), 0) <= max(lambda_1(A), 0)."""
        p = self.p
        order = p.fact("eigenvalue-order", a, 1, k)
        p.scalar(lam(k, a) <= top, [order])
        p.scalar(top >= 0, [])
        return p.scalar(deep <= top, [p.fact("maximum-least", lam(k, a), const(0), top)])

    def _middle(self) -> int:
        rows = [
            self.p.fact("singular-order", factor, 1, k) for factor, k in ((W10, "n"), (W20, "m"))
        ]
        signs = [
            self.p.fact("singular-nonnegative", factor, k) for factor, k in ((W10, "n"), (W20, "m"))
        ]
        return self.p.scalar(
            sigma("n", W10) ** 2 + sigma("m", W20) ** 2
            <= sigma_max(W10) ** 2 + sigma_max(W20) ** 2,
            [*rows, *signs],
        )

    def smaller(self) -> int:
        """mu_bar < K g alpha2 <= K_bar_0."""

        def write() -> int:
            p, at = self.p, self.at
            convex, top, growth, k = self.convex(), self.top(), self.growth(), self.k()
            order = p.fact("convexity-below-smoothness", ell, W0)
            body = p.unfold(at.mu_bar)
            less = self.by(at.mu_bar <= mu * at.alpha1, (convex, top, growth), equations=(body,))
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
        growth = self.once("g>0", lambda: self.shown(self.at.growth > 0, self.growth()))
        return [(root,), (k, k, self.beta2(), loss, step, step), (k, growth, self.top(), root, step)]

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
        """rho > 0: it is (1 - mu_bar eta0)^2 + mu_bar eta0^2 (K_bar_0 - mu_bar)."""

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

    # --- A2: what L(t) <= L(0) gives -----------------------------------------------------------
    def basin(self, w: Expr, value: Expr, below: int) -> int:
        """|W - W*| <= sqrt(K/mu) |W(0) - W*| where ell(W) <= L(0)."""
        p = self.p
        self.convex(), self.k()
        near = p.fact("growth-below", ell, w, say="strong convexity (114)")
        start = p.fact("growth-above", ell, W0, say="smoothness (114)")
        parts = [p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)]
        ratio = p.scalar(K / mu >= 0, [self.k(), *parts])
        root = p.fact("root-squared", K / mu)
        del ratio
        distance, first = norm(w - Wstar), norm(W0 - Wstar)
        squares = [p.fact("norm-squared", w - Wstar), p.fact("norm-squared", W0 - Wstar)]
        linear = p.scalar(
            mu * distance * distance <= K * first * first,
            [near, start, below, *squares],
        )
        p.scalar(
            distance * distance <= MARGIN * MARGIN,
            [linear, root, *parts, self.convex()],
        )
        self.margin()
        return p.fact("compare-squares", distance, MARGIN, say="(115)")

    def above(self, w: Expr, near: int) -> int:
        """sigma_max(W) <= beta2 (115)."""
        p = self.p

        def write() -> int:
            weyl = p.fact("weyl", Wstar, w - Wstar, 1, say="Weyl's inequality")
            norms = p.fact("spectral-below-frobenius", w - Wstar)
            return p.scalar(
                sigma_max(w) <= BETA2,
                [weyl, norms, near, p.unfold(BETA2)],
                "(115)",
                letters=[MARGIN, BETA2],
            )

        return self.once(f"sigma_max({w.name}) <= beta2", write)

    def below(self, w: Expr, near: int, beta: Expr, k: DimLike) -> int:
        """max(0, sigma_k(W*) - r) <= sigma_k(W)."""
        p = self.p
        weyl = p.fact("weyl", w, Wstar - w, k, say="Weyl's inequality")
        norms = p.fact("spectral-below-frobenius", Wstar - w)
        p.scalar(
            sigma(k, Wstar) - MARGIN <= sigma(k, w), [weyl, norms, near], letters=[MARGIN]
        )
        p.fact("singular-nonnegative", w, k)
        least = p.fact("maximum-least", const(0), sigma(k, Wstar) - MARGIN, sigma(k, w))
        return p.scalar(beta <= sigma(k, w), [least], letters=[MARGIN])

    def lemma_e4(
        self, w: tuple[Expr, Expr, Expr], where: Mapping[str, Expr], near: int, say: str
    ) -> tuple[int, int]:
        """(119), (120) for the factors and their product w, which is `near` W*."""
        return self.e4_lower(w, where, near, say), self.e4_upper(w, where, near, say)

    def e4_lower(
        self, w: tuple[Expr, Expr, Expr], where: Mapping[str, Expr], near: int, say: str
    ) -> int:
        """sigma_min^2(T) >= alpha1 - 4 |D - D(0)|."""
        w1, w2, product = w
        for x, close in ((W0, self.start_near()), (product, near)):
            self.above(x, close)
            for beta, k in self.family.betas.values():
                self.below(x, close, beta, k)
                self.p.fact("maximum-above-first", const(0), sigma(k, Wstar) - MARGIN)
        letters = {name: beta for name, (beta, _) in self.family.betas.items()}
        change = w1.T @ w1 - w2.T @ w2 - D0
        return self.p.claim(
            f"{PAPER}/E.4/119",
            self.family.lower,
            where={**where, "beta2": BETA2, **letters},
            shown=sigma("n", w1) ** 2 + sigma("m", w2) ** 2 >= self.at.alpha1 - 4 * norm(change),
            say=f"(119) {say}",
        )

    def e4_upper(
        self, w: tuple[Expr, Expr, Expr], where: Mapping[str, Expr], near: int, say: str
    ) -> int:
        """sigma_max^2(T) <= alpha2 + 2 |D - D(0)|, which does not use the lower bounds."""
        w1, w2, product = w
        for x, close in ((W0, self.start_near()), (product, near)):
            self.above(x, close)
            for k in ("n", "m"):
                self.p.fact("singular-nonnegative", x, k)
        change = w1.T @ w1 - w2.T @ w2 - D0
        return self.p.claim(
            f"{PAPER}/E.4/120",
            "printed",
            where={**where, "beta2": BETA2, "beta_n": const(0), "beta_m": const(0)},
            shown=sigma_max(w1) ** 2 + sigma_max(w2) ** 2 <= ALPHA2 + 2 * norm(change),
            say=f"(120) {say}",
        )

    def start_near(self) -> int:
        """|W(0) - W*| <= sqrt(K/mu) |W(0) - W*|."""
        return self.once(
            "start near", lambda: self.basin(W0, L0, self.p.scalar(L0 <= L0, []))
        )

    def here_near(self) -> int:
        """|W(t) - W*| <= sqrt(K/mu) |W(0) - W*|."""
        return self.once("near", lambda: self.basin(W, L, self.low()))

    # --- The invariant and what it gives at an iterate -----------------------------------------
    def invariant(self) -> tuple[Relation, ...]:
        """What the induction keeps; see the file's header."""
        at, change = self.at, norm(D - D0)
        spent = 1 - at.Delta**t
        return (
            t >= 0,
            L <= L0 * at.rho_bar_0**t,
            2 * change <= (at.growth - 1) * ALPHA2 * spent,
            (1 - at.Delta) * change <= 2 * K * eta0**2 * ALPHA2 * at.growth * L0 * spent,
        )

    def kept(self, index: int) -> int:
        """A part of the invariant at this iterate."""
        return self.once(f"kept {index}", lambda: self.p.given(self.invariant()[index]))

    def power(self) -> int:
        """rho^t > 0."""

        def write() -> int:
            self.positive_rate()
            return self.p.fact("power-positive", self.at.rho_bar_0, t)

        return self.once("rho^t>0", write)

    def power_below(self) -> int:
        """rho^t <= 1."""

        def write() -> int:
            self.positive_rate(), self.kept(0)
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
            self.positive_Delta(), self.room(), self.kept(0)
            return self.p.fact("power-shrinks", self.at.Delta, const(0), t)

        return self.once("Delta^t<=1", write)

    def powers_make_Delta(self) -> int:
        """B^t rho^t = Delta^t."""

        def write() -> int:
            self.positive_rate()
            self.p.scalar(self.at.base > 0, [self.base()])
            step = self.p.fact("power-product", self.at.base, self.at.rho_bar_0, t)
            product = self.at.base**t * self.at.rho_bar_0**t
            return self.p.scalar(
                product <= self.at.Delta**t, [step], letters=[self.at.rho_bar_0]
            )

        return self.once("Delta^t", write)

    def squared_step(self) -> int:
        """eta^2 <= B^t eta0^2 (103)."""

        def write() -> int:
            p, halves, root = self.p, self._halves(), self.at.base ** (t / 2)
            positive = p.fact("power-positive", self.at.base, t / 2)
            low, high = self.given(4), self.given(5, "(103)")
            square = p.scalar(
                eta * eta <= root * root * (eta0 * eta0),
                [low, high, positive, self.given(1)],
                degree=3,
            )
            return p.scalar(eta**2 <= self.at.base**t * eta0**2, [square, halves])

        return self.once("eta^2", write)

    def low(self) -> int:
        """L(t) <= L(0)."""
        return self.once(
            "L<=L0",
            lambda: self.shown(L <= L0, self.kept(1), self.power_below(), self.start_loss()),
        )

    def _spectrum(self) -> int:
        """A4, by Lemma E.4; (121) is its second line."""

        def write() -> int:
            at = self.at
            drift = self.by(
                2 * norm(D - D0) <= (at.growth - 1) * ALPHA2,
                (self.kept(2),),
                (self.growth(), self.top(), self.Delta_power()),
                say="(121)",
            )
            low, high = self.lemma_e4((W1, W2, W), {}, self.here_near(), "at t")
            self._known["A4 low"] = self.shown(
                at.alpha1 + 2 * ALPHA2 * (1 - at.growth) <= SIGMA2_MIN,
                low,
                drift,
                self.p.unfold(SIGMA2_MIN),
                say="(123)",
            )
            return self.shown(
                SIGMA2_MAX <= at.growth * ALPHA2,
                high,
                drift,
                self.once("SIGMA2_MAX", lambda: self.p.unfold(SIGMA2_MAX)),
                say="(122)",
            )

        return self.once("A4 high", write)

    def upper(self) -> int:
        """sigma_max^2(T) <= g alpha2."""
        return self._spectrum()

    def lower(self) -> int:
        """alpha1 + 2 alpha2 (1 - g) <= sigma_min^2(T)."""
        self._spectrum()
        return self._known["A4 low"]

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

    def step(self) -> int:
        """eta_t > 0."""
        return self.once(
            "eta>0", lambda: self.p.scalar(eta > 0, [self.given(1), self.given(4, "(103)")])
        )

    def step_squared(self) -> int:
        """eta_t^2 >= 0."""
        return self.once("eta^2>=0", lambda: self.p.fact("square-nonnegative", eta))

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

    def _halves(self) -> int:
        """B^t = B^(t/2) B^(t/2)."""

        def write() -> int:
            self.p.scalar(self.at.base > 0, [self.base()])
            return self.p.fact("power-sum", self.at.base, t / 2, t / 2)

        return self.once("B^t", write)

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
        k, loss, growth, top = self.k(), self.loss(), self.growth(), self.top()
        positive = self.once("g>0", lambda: self.shown(at.growth > 0, growth))
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

    def K_bar_falls(self) -> int:
        """K_bar_t <= K_bar_0."""

        def write() -> int:
            p, at = self.p, self.at
            k, loss, step = self.k(), self.start_loss(), self.given(1)
            positive = self.once("g>0", lambda: self.shown(at.growth > 0, self.growth()))
            roots = []
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
            limit, start, step = self.given(6, "(103)"), self.given(4), self.step()
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
            self.by(eta * K_T < 2, (self.given(6, "(103)"),), ())
            return self.p.claim(f"{PAPER}/3.1/10", "printed", shown=L_NEXT <= L * RHO_T)

        return self.once("descent", write)

    # --- From t to t + 1 -----------------------------------------------------------------------
    def next_loss(self) -> int:
        """L(t + 1) <= L(0) rho^(t + 1)."""

        def write() -> int:
            rho = self.at.rho_bar_0
            split, positive = self._rho_split(), self.positive_rate()
            return self.by(
                L_NEXT <= L0 * rho ** (t + 1),
                (self.descent(),),
                (self.loss(), self.rho_bound()),
                (self.kept(1), positive),
                equations=(split,),
                say="(104)",
            )

        return self.once("next loss", write)

    def next_low(self) -> int:
        """L(t + 1) <= L(0)."""

        def write() -> int:
            power, loss = self.power_below(), self.start_loss()
            return self.by(
                L_NEXT <= L0,
                (self.next_loss(),),
                (loss, self.power(), self.below_one()),
                (loss, power),
                equations=(self._rho_split(),),
            )

        return self.once("next low", write)

    def _rho_split(self) -> int:
        """rho^(t + 1) = rho^t rho."""

        def write() -> int:
            self.positive_rate()
            return self.p.fact("power-sum", self.at.rho_bar_0, t, const(1))

        return self.once("rho^(t+1)", write)

    def _change(self) -> int:
        """|D(t + 1) - D(t)| <= 2 K eta0^2 g alpha2 L(0) Delta^t (117)."""

        def write() -> int:
            p, at, k = self.p, self.at, self.k()
            growth, top = self.growth(), self.top()
            positive = self.once("g>0", lambda: self.shown(at.growth > 0, growth))
            lemma = p.claim(
                f"{PAPER}/E.2",
                "printed",
                shown=norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
                say="Lemma E.2",
            )
            return self.by(
                norm(D_NEXT - D) <= 2 * K * eta0**2 * at.growth * ALPHA2 * L0 * at.Delta**t,
                (lemma,),
                (k, self.upper(), self.loss(), self.step_squared()),
                (k, positive, top, self.own_energy()),
                say="(117)",
            )

        return self.once("change", write)

    def next_drift(self) -> tuple[int, int]:
        """The invariant's two bounds of the drift, at t + 1."""
        p, at = self.p, self.at
        triangle = p.fact("triangle", D_NEXT - D, D - D0)
        change, room, power = self._change(), self.room(), self.Delta_power()
        positive = self.once("g>0", lambda: self.shown(at.growth > 0, self.growth()))
        self.positive_Delta()
        split = p.fact("power-sum", at.Delta, t, const(1))
        inverse = p.fact("reciprocal", at.growth)
        spent = 1 - at.Delta ** (t + 1)
        first = self.by(
            2 * norm(D_NEXT - D0) <= (at.growth - 1) * ALPHA2 * spent,
            (triangle,),
            (change,),
            (self.kept(2),),
            (self.given(3, "(108)"), positive, self.top(), power),
            equations=(split, inverse),
            say="(124)",
        )
        second = self.by(
            (1 - at.Delta) * norm(D_NEXT - D0)
            <= 2 * K * eta0**2 * ALPHA2 * at.growth * L0 * spent,
            (triangle, room),
            (change, room),
            (self.kept(3),),
            equations=(split,),
            say="(117), a geometric sum",
        )
        return first, second


def induction(p: Proof, family: Family) -> Along:
    """The invariant of a family's runs, shown by induction; the steps of the main proof."""
    relations = Along(p, family).invariant()
    constants = [ALPHA2, family.at.growth, family.at.rho_bar_0, family.at.Delta]

    def base(start: Proof) -> None:
        for relation in relations:
            start.scalar(relation, [], "at t = 0", letters=constants)

    def step(now: Proof) -> None:
        along = Along(now, family)
        now.scalar(t + 1 >= 0, [along.kept(0)])
        along.next_loss()
        along.next_drift()

    p.induct(relations, {"W1": W10, "W2": W20, "t": const(0)}, base, step)
    return Along(p, family)
