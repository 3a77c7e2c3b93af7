"""Steps of one proof about runs: W is near to W* (A2), and Lemma E.4 for factors near to it."""

from __future__ import annotations

from collections.abc import Mapping

from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2, D0, MARGIN
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664.proved._run_powers import Powers
from verify.language import DimLike, Expr, const, norm, sigma, sigma_max, sqrt
from verify.model.step import K, ell, mu
from verify.model.trajectory import L0, W0, W10, W20, Wstar

__all__ = ["Near"]


class Near(Powers):
    """A2 from L(t) <= L(0), and what Lemma E.4 says then."""

    def basin(self, w: Expr, value: Expr, below: int) -> int:
        """|W - W*| <= sqrt(K/mu) |W(0) - W*| where ell(W) <= L(0)."""
        p = self.p
        self.convex(), self.k()
        near = p.fact("growth-below", ell, w, say="strong convexity (114)")
        start = p.fact("growth-above", ell, W0, say="smoothness (114)")
        parts = [p.fact("reciprocal", mu), p.fact("reciprocal-positive", mu)]
        p.scalar(K / mu >= 0, [self.k(), *parts])
        root = p.fact("root-squared", K / mu)
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
        p.scalar(sigma(k, Wstar) - MARGIN <= sigma(k, w), [weyl, norms, near], letters=[MARGIN])
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
        fall = 4 * norm(_change(w))
        return self._least(("E.4/119", self.family.lower), w, where, near, fall, f"(119) {say}")

    def _least(
        self,
        cited: tuple[str, str],
        w: tuple[Expr, Expr, Expr],
        where: Mapping[str, Expr],
        near: int,
        fall: Expr,
        say: str,
    ) -> int:
        """sigma_min^2(T) >= alpha1 - fall, by the claim and reading that are cited."""
        w1, w2, _ = w
        return self.p.claim(
            f"{PAPER}/{cited[0]}",
            cited[1],
            where={**where, "beta2": BETA2, **self._bounds(w, near)},
            shown=sigma("n", w1) ** 2 + sigma("m", w2) ** 2 >= self.at.alpha1 - fall,
            say=say,
        )

    def e4_spectral(
        self, w: tuple[Expr, Expr, Expr], where: Mapping[str, Expr], near: int, say: str
    ) -> int:
        """sigma_min^2(T) >= alpha1 - 2 s_max(D - D(0)), for the repaired alpha1."""
        fall = 2 * sigma_max(_change(w))
        return self._least(("E.4/spectral", "printed"), w, where, near, fall, say)

    def e4_sharp(
        self, w: tuple[Expr, Expr, Expr], where: Mapping[str, Expr], near: int, say: str
    ) -> int:
        """sigma_min^2(T) >= alpha1 - sqrt(2) |D - D(0)|, for the repaired alpha1."""
        fall = sqrt(2) * norm(_change(w))
        return self._least(("E.4/sharp", "printed"), w, where, near, fall, say)

    def _bounds(self, w: tuple[Expr, Expr, Expr], near: int) -> Mapping[str, Expr]:
        """The bounds of W's and W(0)'s singular values that Lemma E.4 needs; its letters."""
        for x, close in ((W0, self.start_near()), (w[2], near)):
            self.above(x, close)
            for beta, k in self.family.betas.values():
                self.below(x, close, beta, k)
                self.p.fact("maximum-above-first", const(0), sigma(k, Wstar) - MARGIN)
        return {name: beta for name, (beta, _) in self.family.betas.items()}

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
        return self.once("start near", lambda: self.basin(W0, L0, self.p.scalar(L0 <= L0, [])))

    def ordered(self) -> int:
        """alpha1 <= alpha2 (118), by Lemma E.4 at iterate 0 for the repaired alpha1."""
        if self.family.lower == "n = m":
            return super().ordered()

        def write() -> int:
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


def _change(w: tuple[Expr, Expr, Expr]) -> Expr:
    """D - D(0)."""
    return w[0].T @ w[0] - w[1].T @ w[1] - D0
