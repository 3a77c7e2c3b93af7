"""Steps about the constants of Theorem E.1 with theta and gamma, for `e_sharper_runs.py`.

Notation: alpha1, alpha2, beta2 with R = sqrt(2 L(0)/mu) in the place of sqrt(K/mu) |W(0) - W*|;
Q = gamma rho, TWO = sqrt(2).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._constants_of_runs import RHO_T
from proofs.arxiv_2505_11664._initial import D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._sharp_runs import SHARP, gamma, theta
from proofs.arxiv_2505_11664.proved._near import distance, root_falls
from verify.evidence.derivation import Proof
from verify.language import Expr, Relation, const, maximum, norm, sigma, sigma_max, sqrt
from verify.model.step import L_NEXT, W1, K, L, ell, eta, mu
from verify.model.trajectory import L0, W0, W10, W20, Wstar, eta0, t

__all__ = [
    "A1",
    "A2",
    "B2",
    "INVARIANT",
    "LETTERS",
    "RHO",
    "SPENT",
    "TWO",
    "Q",
    "R",
    "SharpConstants",
]


A1, A2, B2, RHO = SHARP.alpha1, SHARP.alpha2, SHARP.beta2, SHARP.rho
R, Q, TWO = sqrt(2 / mu * L0), gamma * SHARP.rho, sqrt(2)
SPENT = 1 - Q**t
INVARIANT = (
    t >= 0,
    L <= L0 * RHO**t,
    TWO * norm(D - D0) <= theta * A2 * SPENT,
)
LETTERS = [
    *(A1, A2, B2, L0, SHARP.mu_bar, SHARP.K_bar_0, RHO),
    *(L, L_NEXT, MU_T, K_T, RHO_T, SIGMA2_MAX, SIGMA2_MIN),
]


class SharpConstants:
    """The steps of one proof, by what they say; each is written once."""

    def __init__(self, p: Proof) -> None:
        self.p = p
        self._known: dict[str, int] = {}

    def once(self, name: str, write: Callable[[], int]) -> int:
        if name not in self._known:
            self._known[name] = write()
        return self._known[name]

    def by(
        self, relation: Relation, *products: tuple[int, ...], using: tuple[int, ...] = ()
    ) -> int:
        return self.p.scalar(relation, using, products=products, letters=LETTERS)

    def given(self, index: int) -> int:
        return self.once(f"given {index}", lambda: self.p.given(SHARP.hypotheses[index]))

    def kept(self, index: int) -> int:
        return self.once(f"kept {index}", lambda: self.p.given(INVARIANT[index]))

    def k(self) -> int:
        return self.once("K", lambda: self.p.fact("smoothness-positive", ell, W0))

    def convex(self) -> int:
        return self.once("mu", lambda: self.p.fact("convexity-positive", ell, W0))

    def start_loss(self) -> int:
        return self.once("L0", lambda: self.p.scalar(L0 >= 0, []))

    def loss(self) -> int:
        return self.once("L", lambda: self.p.scalar(L >= 0, []))

    def step(self) -> int:
        """eta_t > 0."""
        return self.once("eta", lambda: self.p.scalar(eta > 0, [self.given(3), self.given(7)]))

    def body(self, definition: Expr) -> int:
        return self.once(f"body {definition.name}", lambda: self.p.unfold(definition))

    # --- The constants ---------------------------------------------------------------------------
    def near(self, w: Expr, value: Expr, below: int) -> None:
        """What Lemma E.4 needs of W: its singular values by |W - W*| <= sqrt(2 L(0)/mu)."""
        p = self.p
        close = distance(p, w, value)
        if w is not W0:
            falls = root_falls(p, value, below)
            close = p.scalar(norm(w - Wstar) <= R, [close, falls], degree=1)
        weyl = p.fact("weyl", Wstar, w - Wstar, 1, say="Weyl's inequality")
        norms = p.fact("spectral-below-frobenius", w - Wstar)
        width = p.scalar(sigma_max(w) <= B2, [weyl, norms, close], degree=1)
        self._known[f"width {w.name}"] = width
        for k in ("n", "m"):
            weyl = p.fact("weyl", w, Wstar - w, k)
            turned = p.fact("spectral-below-frobenius", Wstar - w)
            p.scalar(sigma(k, Wstar) - R <= sigma(k, w), [weyl, turned, close], degree=1)
            p.fact("singular-nonnegative", w, k)
            p.fact("maximum-least", const(0), sigma(k, Wstar) - R, sigma(k, w))
            p.fact("maximum-above-first", const(0), sigma(k, Wstar) - R)

    def e4(self, which: int, w1: Expr, w2: Expr) -> int:
        """Lemma E.4 with sqrt(2), its lower (0) or upper (1) bound, for W1, W2 and the start."""
        beta = {f"beta_{k}": maximum(0, sigma(k, Wstar) - R) for k in ("n", "m")}
        own = {} if w1 is W1 else {"W1": w1, "W2": w2}
        change = norm(w1.T @ w1 - w2.T @ w2 - D0)
        low, high = (
            sigma("n", w1) ** 2 + sigma("m", w2) ** 2,
            (sigma_max(w1) ** 2 + sigma_max(w2) ** 2),
        )
        shown = (low >= A1 - TWO * change, high <= A2 + TWO * change)[which]
        where = {**own, "beta2": B2, **beta}
        return self.p.claim(f"{PAPER}/E.4/sharp", "printed", which, where=where, shown=shown)

    def ordered(self) -> int:
        """alpha1 <= alpha2."""

        def write() -> int:
            p = self.p
            self.near(W0, L0, p.scalar(L0 <= L0, []))
            low, high = self.e4(0, W10, W20), self.e4(1, W10, W20)
            parts = []
            for factor, k in ((W10, "n"), (W20, "m")):
                parts.append(p.fact("singular-order", factor, 1, k))
                parts.append(p.fact("singular-nonnegative", factor, k))
            middle = p.scalar(
                sigma("n", W10) ** 2 + sigma("m", W20) ** 2
                <= sigma_max(W10) ** 2 + sigma_max(W20) ** 2,
                parts,
            )
            return p.scalar(A1 <= A2, [low, high, middle], letters=LETTERS, degree=1)

        return self.once("ordered", write)

    def top(self) -> int:
        """alpha2 > 0: it is at least alpha1 > theta alpha2 >= 0."""

        def write() -> int:
            least = self.p.scalar(A2 >= 0, [], letters=[B2])
            first = self.by(A1 > 0, (self.given(1),), (self.given(0), least))
            return self.by(A2 > 0, (first,), (self.ordered(),))

        return self.once("top", write)

    def beta2(self) -> int:
        return self.once("beta2", lambda: self.p.scalar(B2 >= 0, []))

    def rate(self) -> int:
        """mu_bar > 0."""
        return self.once(
            "rate",
            lambda: self.by(
                SHARP.mu_bar > 0, (self.convex(), self.given(1)), using=(self.body(SHARP.mu_bar),)
            ),
        )

    def root(self) -> int:
        return self.once("root", lambda: self.p.fact("root-nonnegative", 2 * K * L0))

    def positive(self) -> int:
        """Rho > 0, as mu_bar < K alpha2 <= K_bar_0."""

        def write() -> int:
            k, top, loss, start = self.k(), self.top(), self.start_loss(), self.given(3)
            order = self.p.fact("convexity-below-smoothness", ell, W0)
            less = self.by(
                SHARP.mu_bar < K * A2,
                (self.convex(), self.given(0), top),
                (self.convex(), self.ordered()),
                (order, top),
                using=(self.body(SHARP.mu_bar),),
            )
            smaller = self.by(
                SHARP.mu_bar < SHARP.K_bar_0,
                (less,),
                (self.root(),),
                (k, k, self.beta2(), loss, start, start),
                (k, top, self.root(), start),
                using=(self.body(SHARP.K_bar_0),),
            )
            square = self.p.fact("square-nonnegative", 1 - SHARP.mu_bar * eta0)
            body = self.body(RHO)
            return self.by(RHO > 0, (square,), (self.rate(), start, start, smaller), using=(body,))

        return self.once("rho", write)

    def below_one(self) -> int:
        """Rho < 1, as gamma rho < 1 and gamma >= 1."""
        return self.once(
            "rho<1",
            lambda: self.by(RHO < 1, (self.given(5),), (self.given(2), self.positive())),
        )

    def powers(self) -> tuple[int, int, int]:
        """rho^t > 0, q^t > 0 and q^t <= 1."""

        def write() -> int:
            p = self.p
            self.positive(), self.kept(0)
            p.fact("power-positive", RHO, t)
            p.scalar(gamma > 0, [self.given(2)])
            self.by(Q > 0, (p.scalar(gamma > 0, [self.given(2)]), self.positive()))
            self.by(Q <= 1, (self.given(5),))
            p.fact("power-positive", Q, t)
            return p.fact("power-shrinks", Q, const(0), t)

        last = self.once("powers", write)
        p = self.p
        return p.fact("power-positive", RHO, t), p.fact("power-positive", Q, t), last

    # --- At an iterate ---------------------------------------------------------------------------
