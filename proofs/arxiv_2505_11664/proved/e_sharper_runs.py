r"""Beyond Theorem E.1: its form with theta and gamma (`_sharp_runs.py`), by induction.

    L(t) <= L(0) rho^t,    sqrt(2) |D(t) - D(0)| <= theta alpha2 (1 - q^t),  q = gamma rho

Notation: alpha1, alpha2, beta2 with r = sqrt(2 L(0)/mu) in the place of sqrt(K/mu) |W(0) - W*|.
That alpha2 bounds sigma_max^2(T_t) is in `e_upper_bound.py`; the lower bound is Lemma E.4 with
sqrt(2).
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._sharp_runs import SHARP, gamma, theta
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._sharp_constants import (
    A2,
    INVARIANT,
    LETTERS,
    RHO,
    TWO,
    Q,
    SharpConstants,
)
from verify.evidence.derivation import Proof
from verify.language import const, norm, sqrt
from verify.model.step import L_NEXT, W1, W2, K, L, W, eta
from verify.model.trajectory import L0, W10, W20, eta0, t

__all__ = ["PROOFS"]


class _Sharp(SharpConstants):
    """What the invariant gives at an iterate, and the step to the next."""

    def low(self) -> int:
        """L(t) <= L(0)."""

        def write() -> int:
            self.powers()
            self.by(RHO <= 1, (self.below_one(),))
            shrinks = self.p.fact("power-shrinks", RHO, const(0), t)
            return self.by(L <= L0, (self.kept(1),), (self.start_loss(), shrinks))

        return self.once("low", write)

    def upper(self) -> int:
        """sigma_max^2(T) <= alpha2, of every run."""

        def write() -> int:
            self.given(3), self.given(7), self.given(9)
            return self.p.claim(f"{PAPER}/E.A4/sharp", "printed", 5)

        return self.once("upper", write)

    def lower(self) -> int:
        """alpha1 - theta alpha2 <= sigma_min^2(T)."""

        def write() -> int:
            self.ordered()
            self.near(W, L, self.low())
            bound = self.e4(0, W1, W2)
            _, power, _ = self.powers()
            drift = self.by(
                TWO * norm(D - D0) <= theta * A2,
                (self.kept(2),),
                (self.given(0), self.top(), power),
            )
            body = self.body(SIGMA2_MIN)
            return self.p.scalar(
                SHARP.low <= SIGMA2_MIN, [bound, drift, body], degree=1, letters=LETTERS
            )

        return self.once("lower", write)

    def energy(self) -> tuple[int, int]:
        """L(t) eta_t^2 <= L(0) q^t eta0^2 <= L(0) eta0^2."""

        def write() -> int:
            p, start, loss = self.p, self.given(3), self.start_loss()
            power, _, below = self.powers()
            halves = p.fact("power-sum", gamma, t / 2, t / 2)
            half = gamma ** (t / 2)
            positive = p.fact("power-positive", gamma, t / 2)
            square = p.scalar(
                eta * eta <= half * half * (eta0 * eta0),
                [self.given(7), self.given(8), positive, start],
                degree=3,
            )
            grown = p.scalar(eta**2 <= gamma**t * eta0**2, [square, halves])
            product = p.fact("power-product", gamma, RHO, t)
            joined = p.scalar(gamma**t * RHO**t <= Q**t, [product], letters=[RHO])
            nonnegative = p.fact("square-nonnegative", eta)
            first = self.by(
                L * eta**2 <= L0 * Q**t * eta0**2,
                (self.kept(1), nonnegative),
                (loss, power, grown),
                (loss, joined, start, start),
            )
            return self.by(L * eta**2 <= L0 * eta0**2, (first,), (loss, below, start, start))

        last = self.once("energy", write)
        return last - 1, last

    def K_bound(self) -> int:
        """K_t <= K_bar_0."""

        def write() -> int:
            p, k, loss, step = self.p, self.k(), self.loss(), self.step()
            self.lower()
            _, energy = self.energy()
            self.by(2 * K * L0 >= 0, (k, self.start_loss()))
            self.by(2 * K * L >= 0, (k, loss))
            self.by(2 * K * L <= 2 * K * L0, (k, self.low()))
            falls = p.fact("root-monotone", 2 * K * L, 2 * K * L0)
            squares = tuple(p.fact("root-squared", 2 * K * x) for x in (L, L0))
            left, right = sqrt(2 * K * L) * eta, sqrt(2 * K * L0) * eta0
            self.by(left * left <= right * right, (k, energy), using=squares)
            self.by(right >= 0, (self.root(), self.given(3)))
            root = p.fact("compare-squares", left, right)
            square = p.fact("square-nonnegative", eta)
            return self.by(
                K_T <= SHARP.K_bar_0,
                (k, self.upper()),
                (falls,),
                (k, k, self.beta2(), energy),
                (k, k, self._known["width W"], loss, square),
                (k, self.upper(), p.fact("root-nonnegative", 2 * K * L), step),
                (k, self.top(), root),
                using=(self.body(K_T), self.body(SHARP.K_bar_0)),
            )

        return self.once("K_bound", write)

    def positive_K(self) -> int:
        """K_t >= 0."""
        p, k, loss, step = self.p, self.k(), self.loss(), self.step()
        top, root = p.scalar(SIGMA2_MAX >= 0, []), p.fact("root-nonnegative", 2 * K * L)
        width = p.fact("singular-nonnegative", W, 1)
        terms = [(k, top), (root,), (k, k, width, loss, step, step), (k, top, root, step)]
        return self.by(K_T >= 0, *terms, using=(self.body(K_T),))

    def contracts(self) -> int:
        """L(t + 1) <= rho L(t), by (112) and (113)."""

        def write() -> int:
            p, limit, start, step = self.p, self.given(9), self.given(7), self.step()
            mu_bound = self.by(
                SHARP.mu_bar <= MU_T,
                (self.convex(), self.lower()),
                using=(self.body(SHARP.mu_bar), self.body(MU_T)),
            )
            room = self.by(eta * K_T < 2, (limit,), ())
            mean = self.by(K_T * (eta + eta0) <= 2, (limit,), (self.positive_K(), start))
            first = self.given(3)
            rate = self.by(
                RHO_T <= RHO,
                (mu_bound, step, room),
                (self.rate(), start, mean),
                (self.rate(), first, first, self.K_bound()),
                using=(self.body(RHO_T), self.body(RHO)),
            )
            descent = p.claim(f"{PAPER}/3.1/10", "printed", shown=L_NEXT <= L * RHO_T)
            return self.by(L_NEXT <= RHO * L, (descent,), (self.loss(), rate))

        return self.once("contracts", write)

    # --- From t to t + 1 -------------------------------------------------------------------------
    def step_forward(self) -> None:
        """The invariant at t + 1."""
        p = self.p
        p.scalar(t + 1 >= 0, [self.kept(0)])
        contracts, positive = self.contracts(), self.positive()
        split = p.fact("power-sum", RHO, t, const(1))
        self.by(
            L_NEXT <= L0 * RHO ** (t + 1), (contracts,), (self.kept(1), positive), using=(split,)
        )
        self._drift_forward()

    def _drift_forward(self) -> None:
        p, k, top = self.p, self.k(), self.top()
        energy, _ = self.energy()
        lemma = p.claim(
            f"{PAPER}/E.2",
            "printed",
            shown=norm(D_NEXT - D) <= 2 * K * eta**2 * SIGMA2_MAX * L,
        )
        square = p.fact("square-nonnegative", eta)
        change = self.by(
            norm(D_NEXT - D) <= 2 * K * eta0**2 * A2 * L0 * Q**t,
            (lemma,),
            (k, self.upper(), self.loss(), square),
            (k, top, energy),
        )
        triangle = p.fact("triangle", D_NEXT - D, D - D0)
        root = p.fact("root-nonnegative", const(2))
        _, power, _ = self.powers()
        split = p.fact("power-sum", Q, t, const(1))
        self.by(
            TWO * norm(D_NEXT - D0) <= theta * A2 * (1 - Q ** (t + 1)),
            (root, triangle),
            (root, change),
            (self.kept(2),),
            (self.given(6), top, power),
            using=(split,),
        )


def _theorem() -> Proof:
    p = Proof()

    def base(start: Proof) -> None:
        for relation in INVARIANT:
            start.scalar(relation, [], "at t = 0", letters=[A2, RHO])

    p.induct(
        INVARIANT,
        {"W1": W10, "W2": W20, "t": const(0)},
        base,
        lambda now: _Sharp(now).step_forward(),
    )
    sharp = _Sharp(p)
    sharp.lower(), sharp.upper(), sharp.contracts()
    return p


PROOFS: Proofs = {("E.104/sharp", "printed"): _theorem}
