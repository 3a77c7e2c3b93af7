"""The induction of Theorem E.1: from t to t + 1, in the order of (104) and (117)."""

from __future__ import annotations

from proofs.arxiv_2505_11664._initial import ALPHA2, D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, SIGMA2_MAX, D
from proofs.arxiv_2505_11664.proved._family import Family
from proofs.arxiv_2505_11664.proved._run_iterate import Iterate
from verify.evidence.derivation import Proof
from verify.language import const, norm
from verify.model.step import L_NEXT, K, L, eta
from verify.model.trajectory import L0, W10, W20, eta0, t

__all__ = ["Along", "induction"]


class Along(Iterate):
    """The steps of one proof about runs of a family, each written once."""

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
        """|D(t + 1) - D(t)| <= 2 K eta0^2 alpha2 L(0) Delta^t (117)."""

        def write() -> int:
            p, k = self.p, self.k()
            lemma = p.claim(
                f"{PAPER}/E.2",
                "printed",
                shown=norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
                say="Lemma E.2",
            )
            return self.by(
                norm(D_NEXT - D) <= 2 * K * eta0**2 * ALPHA2 * L0 * self.at.Delta**t,
                (lemma,),
                (k, self.sharp_upper(), self.loss(), self.step_squared()),
                (k, self.top(), self.own_energy()),
                say="(117)",
            )

        return self.once("change", write)

    def next_drift(self) -> tuple[int, int]:
        """The invariant's two bounds of the drift, at t + 1."""
        p, at = self.p, self.at
        triangle = p.fact("triangle", D_NEXT - D, D - D0)
        change, room, power = self._change(), self.room(), self.Delta_power()
        self.positive_Delta()
        split = p.fact("power-sum", at.Delta, t, const(1))
        spent = 1 - at.Delta ** (t + 1)
        products = [(triangle,), (change,), (self.kept(2),), (self.given(-4), self.top(), power)]
        first = p.scalar(
            2 * norm(D_NEXT - D0) <= at.share * ALPHA2 * spent,
            [split, *(i for names in products for i in names)],
            "(124), by (108)",
            products=products,
            letters=[ALPHA2, L0, at.Delta, at.growth],
        )
        second = self.by(
            (1 - at.Delta) * norm(D_NEXT - D0) <= 2 * K * eta0**2 * ALPHA2 * L0 * spent,
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
