r"""Beyond Theorem E.1: its form with theta and gamma (`_sharp_runs.py`), by induction.

    L(t) <= L(0) rho^t,    sqrt(2) |D(t) - D(0)| <= theta alpha2 (1 - q^t),  q = gamma rho

Notation: alpha1, alpha2, beta2 with r = sqrt(2 L(0)/mu) in the place of sqrt(K/mu) |W(0) - W*|.
That alpha2 bounds sigma_max^2(T_t) is in `e_upper_bound.py`; the lower bound is Lemma E.4 with
sqrt(2).
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.arxiv_2505_11664._initial import D0
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import D_NEXT, K_T, MU_T, SIGMA2_MAX, SIGMA2_MIN, D
from proofs.arxiv_2505_11664._runs import RHO_T
from proofs.arxiv_2505_11664._sharp_runs import SHARP, gamma, theta
from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.proved._near import distance, root_falls
from verify.evidence.derivation import Proof
from verify.language import Expr, Relation, const, maximum, norm, sigma, sigma_max, sqrt
from verify.model.step import L_NEXT, W1, W2, K, L, W, ell, eta, mu
from verify.model.trajectory import L0, W0, W10, W20, Wstar, eta0, t

__all__ = ["PROOFS"]

_A1, _A2, _B2, _RHO = SHARP.alpha1, SHARP.alpha2, SHARP.beta2, SHARP.rho
_R, _Q, _TWO = sqrt(2 / mu * L0), gamma * SHARP.rho, sqrt(2)
_SPENT = 1 - _Q**t
_INVARIANT = (
    t >= 0,
    L <= L0 * _RHO**t,
    _TWO * norm(D - D0) <= theta * _A2 * _SPENT,
)
_LETTERS = [
    *(_A1, _A2, _B2, L0, SHARP.mu_bar, SHARP.K_bar_0, _RHO),
    *(L, L_NEXT, MU_T, K_T, RHO_T, SIGMA2_MAX, SIGMA2_MIN),
]


class _Sharp:
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
        return self.p.scalar(relation, using, products=products, letters=_LETTERS)

    def given(self, index: int) -> int:
        return self.once(f"given {index}", lambda: self.p.given(SHARP.hypotheses[index]))

    def kept(self, index: int) -> int:
        return self.once(f"kept {index}", lambda: self.p.given(_INVARIANT[index]))

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
            close = p.scalar(norm(w - Wstar) <= _R, [close, falls], degree=1)
        weyl = p.fact("weyl", Wstar, w - Wstar, 1, say="Weyl's inequality")
        norms = p.fact("spectral-below-frobenius", w - Wstar)
        width = p.scalar(sigma_max(w) <= _B2, [weyl, norms, close], degree=1)
        self._known[f"width {w.name}"] = width
        for k in ("n", "m"):
            weyl = p.fact("weyl", w, Wstar - w, k)
            turned = p.fact("spectral-below-frobenius", Wstar - w)
            p.scalar(sigma(k, Wstar) - _R <= sigma(k, w), [weyl, turned, close], degree=1)
            p.fact("singular-nonnegative", w, k)
            p.fact("maximum-least", const(0), sigma(k, Wstar) - _R, sigma(k, w))
            p.fact("maximum-above-first", const(0), sigma(k, Wstar) - _R)

    def e4(self, which: int, w1: Expr, w2: Expr) -> int:
        """Lemma E.4 with sqrt(2), its lower (0) or upper (1) bound, for W1, W2 and the start."""
        beta = {f"beta_{k}": maximum(0, sigma(k, Wstar) - _R) for k in ("n", "m")}
        own = {} if w1 is W1 else {"W1": w1, "W2": w2}
        change = norm(w1.T @ w1 - w2.T @ w2 - D0)
        low, high = (
            sigma("n", w1) ** 2 + sigma("m", w2) ** 2,
            (sigma_max(w1) ** 2 + sigma_max(w2) ** 2),
        )
        shown = (low >= _A1 - _TWO * change, high <= _A2 + _TWO * change)[which]
        where = {**own, "beta2": _B2, **beta}
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
            return p.scalar(_A1 <= _A2, [low, high, middle], letters=_LETTERS, degree=1)

        return self.once("ordered", write)

    def top(self) -> int:
        """alpha2 > 0: it is at least alpha1 > theta alpha2 >= 0."""

        def write() -> int:
            least = self.p.scalar(_A2 >= 0, [], letters=[_B2])
            first = self.by(_A1 > 0, (self.given(1),), (self.given(0), least))
            return self.by(_A2 > 0, (first,), (self.ordered(),))

        return self.once("top", write)

    def beta2(self) -> int:
        return self.once("beta2", lambda: self.p.scalar(_B2 >= 0, []))

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
                SHARP.mu_bar < K * _A2,
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
            body = self.body(_RHO)
            return self.by(_RHO > 0, (square,), (self.rate(), start, start, smaller), using=(body,))

        return self.once("rho", write)

    def below_one(self) -> int:
        """Rho < 1, as gamma rho < 1 and gamma >= 1."""
        return self.once(
            "rho<1",
            lambda: self.by(_RHO < 1, (self.given(5),), (self.given(2), self.positive())),
        )

    def powers(self) -> tuple[int, int, int]:
        """rho^t > 0, q^t > 0 and q^t <= 1."""

        def write() -> int:
            p = self.p
            self.positive(), self.kept(0)
            p.fact("power-positive", _RHO, t)
            p.scalar(gamma > 0, [self.given(2)])
            self.by(_Q > 0, (p.scalar(gamma > 0, [self.given(2)]), self.positive()))
            self.by(_Q <= 1, (self.given(5),))
            p.fact("power-positive", _Q, t)
            return p.fact("power-shrinks", _Q, const(0), t)

        last = self.once("powers", write)
        p = self.p
        return p.fact("power-positive", _RHO, t), p.fact("power-positive", _Q, t), last

    # --- At an iterate ---------------------------------------------------------------------------
    def low(self) -> int:
        """L(t) <= L(0)."""

        def write() -> int:
            self.powers()
            self.by(_RHO <= 1, (self.below_one(),))
            shrinks = self.p.fact("power-shrinks", _RHO, const(0), t)
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
                _TWO * norm(D - D0) <= theta * _A2,
                (self.kept(2),),
                (self.given(0), self.top(), power),
            )
            body = self.body(SIGMA2_MIN)
            return self.p.scalar(
                SHARP.low <= SIGMA2_MIN, [bound, drift, body], degree=1, letters=_LETTERS
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
            product = p.fact("power-product", gamma, _RHO, t)
            joined = p.scalar(gamma**t * _RHO**t <= _Q**t, [product], letters=[_RHO])
            nonnegative = p.fact("square-nonnegative", eta)
            first = self.by(
                L * eta**2 <= L0 * _Q**t * eta0**2,
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
                RHO_T <= _RHO,
                (mu_bound, step, room),
                (self.rate(), start, mean),
                (self.rate(), first, first, self.K_bound()),
                using=(self.body(RHO_T), self.body(_RHO)),
            )
            descent = p.claim(f"{PAPER}/3.1/10", "printed", shown=L_NEXT <= L * RHO_T)
            return self.by(L_NEXT <= _RHO * L, (descent,), (self.loss(), rate))

        return self.once("contracts", write)

    # --- From t to t + 1 -------------------------------------------------------------------------
    def step_forward(self) -> None:
        """The invariant at t + 1."""
        p = self.p
        p.scalar(t + 1 >= 0, [self.kept(0)])
        contracts, positive = self.contracts(), self.positive()
        split = p.fact("power-sum", _RHO, t, const(1))
        self.by(
            L_NEXT <= L0 * _RHO ** (t + 1), (contracts,), (self.kept(1), positive), using=(split,)
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
            norm(D_NEXT - D) <= 2 * K * eta0**2 * _A2 * L0 * _Q**t,
            (lemma,),
            (k, self.upper(), self.loss(), square),
            (k, top, energy),
        )
        triangle = p.fact("triangle", D_NEXT - D, D - D0)
        root = p.fact("root-nonnegative", const(2))
        _, power, _ = self.powers()
        split = p.fact("power-sum", _Q, t, const(1))
        self.by(
            _TWO * norm(D_NEXT - D0) <= theta * _A2 * (1 - _Q ** (t + 1)),
            (root, triangle),
            (root, change),
            (self.kept(2),),
            (self.given(6), top, power),
            using=(split,),
        )


def _theorem() -> Proof:
    p = Proof()

    def base(start: Proof) -> None:
        for relation in _INVARIANT:
            start.scalar(relation, [], "at t = 0", letters=[_A2, _RHO])

    p.induct(
        _INVARIANT,
        {"W1": W10, "W2": W20, "t": const(0)},
        base,
        lambda now: _Sharp(now).step_forward(),
    )
    sharp = _Sharp(p)
    sharp.lower(), sharp.upper(), sharp.contracts()
    return p


PROOFS: Proofs = {("E.104/sharp", "printed"): _theorem}
