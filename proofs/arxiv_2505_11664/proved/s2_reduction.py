"""Section 2.2, the width: what a factor Q with orthonormal rows leaves unchanged.

Notation: P = Q Q', which is I; k the rows of Q. A singular value of R Q is at most that of R, as
s_max(Q) <= 1; and R = (R Q) Q' + R (I - P), whose last part vanishes, gives the other direction.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664.proved._cited import Proofs
from proofs.arxiv_2505_11664.s2_reduction import FULL1, FULL2, FULL_D, GAP, R1, R2, REDUCED_D, Q
from verify.evidence.derivation import Proof
from verify.language import DimLike, const, equal, eye, lam_max, norm, sigma, sigma_max
from verify.language.expr import Expr

__all__ = ["PROOFS"]

_P, _I = Q @ Q.T, eye("k")


class _Rows:
    """Steps of one proof in which Q has orthonormal rows."""

    def __init__(self) -> None:
        self.p = Proof()
        self.p.given(equal(_P, _I))
        self.gap = self._no_gap()
        self.short = self._short()

    def _no_gap(self) -> int:
        """|Q Q' - I| <= 0."""
        p = self.p
        parts = [p.fact("inner-equal", _P, _I, x) for x in (_P, _I)]
        square = p.fact("norm-squared", GAP)
        p.scalar(norm(GAP) * norm(GAP) <= const(0) * const(0), [*parts, square], degree=1)
        return p.fact("compare-squares", norm(GAP), const(0))

    def _short(self) -> int:
        """s_max(Q) <= 1."""
        p = self.p
        gram = p.fact("singular-gram", Q, 1)
        weyl = p.fact("eigenvalue-weyl-above", const(1) * _I, GAP, 1)
        one = p.fact("eigenvalue-identity", const(1), "k", 1)
        top = p.fact("eigenvalue-below-spectral", GAP)
        size = p.fact("spectral-below-frobenius", GAP)
        p.scalar(lam_max(GAP) <= 0, [top, size, self.gap], degree=1)
        p.scalar(
            sigma_max(Q) * sigma_max(Q) <= const(1) * const(1),
            [gram, weyl, one, top, size, self.gap],
            degree=1,
        )
        return p.fact("compare-squares", sigma_max(Q), const(1))

    def _short_transpose(self) -> int:
        same = self.p.fact("singular-transpose", Q, 1)
        return self.p.scalar(sigma_max(Q.T) <= 1, [same, self.short], degree=1)

    def vanishes(self, left: Expr | None, right: Expr | None) -> int:
        """s_max(left (Q Q' - I) right) <= 0; a factor that is not there is I."""
        p, x = self.p, GAP
        below = self.gap
        for factor, fact in ((left, "product"), (right, "product-right")):
            if factor is None:
                continue
            y = factor @ x if fact == "product" else x @ factor
            bound = p.fact(fact, *((factor, x) if fact == "product" else (x, factor)))
            sign = p.fact("singular-nonnegative", factor, 1)
            below = p.scalar(norm(y) <= 0, [bound], products=[(bound,), (sign, below)])
            x = y
        size = p.fact("spectral-below-frobenius", x)
        return p.scalar(sigma_max(x) <= 0, [size, below], degree=1)

    def factor(self, R: Expr, k: DimLike) -> None:
        """s_k(R Q) = s_k(R)."""
        p, full = self.p, R @ Q
        sign = [p.fact("singular-nonnegative", x, k) for x in (R, full)]
        first = p.fact("spectral-product-right", R, Q, k)
        p.scalar(sigma(k, full) <= sigma(k, R), products=[(first,), (sign[0], self.short)])
        back = p.fact("spectral-product-right", full, Q.T, k)
        weyl = p.fact("weyl", full @ Q.T, -(R @ GAP), k)
        same = p.fact("singular-negation", R @ GAP, 1)
        gone = self.vanishes(R, None)
        p.scalar(
            sigma(k, R) <= sigma(k, full),
            [same],
            products=[(weyl,), (back,), (sign[1], self._short_transpose()), (gone,)],
        )
        p.fact("antisymmetry", sigma(k, full), sigma(k, R))

    def product(self) -> None:
        """s_max(R1 Q (R2 Q)') = s_max(R1 R2')."""
        p, full, reduced = self.p, FULL1 @ FULL2.T, R1 @ R2.T
        change = R1 @ GAP @ R2.T
        gone, same = self.vanishes(R1, R2.T), p.fact("singular-negation", change, 1)
        for x, y, change_x in ((full, reduced, change), (reduced, full, -change)):
            weyl = p.fact("weyl", y, change_x, 1)
            p.scalar(sigma_max(x) <= sigma_max(y), [weyl, gone, same], degree=1)
        p.fact("antisymmetry", sigma_max(full), sigma_max(reduced))

    def _size_of_change(self) -> int:
        """|X - P X P| <= 0 for X = R1'R1 - R2'R2: it is (I - P) X + P X (I - P)."""
        p, X = self.p, REDUCED_D
        first, second = GAP @ X, (_P @ X) @ GAP
        sizes = [p.fact("product-right", GAP, X), p.fact("product", _P @ X, GAP)]
        signs = [p.fact("singular-nonnegative", x, 1) for x in (X, _P @ X)]
        parts = [
            p.scalar(norm(x) <= 0, products=[(size,), (sign, self.gap)])
            for x, size, sign in zip((first, second), sizes, signs, strict=True)
        ]
        triangle = p.fact("triangle", first, second)
        return p.scalar(norm(first + second) <= 0, [triangle, *parts], degree=1)

    def _around(self, left: Expr, X: Expr, right: Expr, shorts: tuple[int, int]) -> tuple[int, int]:
        """|left X right| <= |X|, and the same for s_max: the outer factors' s_max is at most 1."""
        p, inner = self.p, X @ right
        steps = []
        for size, first, second in (
            (norm, p.fact("product-right", X, right), p.fact("product", left, inner)),
            (
                sigma_max,
                p.fact("spectral-product-right", X, right, 1),
                p.fact("spectral-product", left, inner, 1),
            ),
        ):
            signs = [p.scalar(size(x) >= 0, []) for x in (X, inner)]
            middle = p.scalar(size(inner) <= size(X), products=[(first,), (signs[0], shorts[1])])
            steps.append(
                p.scalar(
                    size(left @ inner) <= size(X),
                    products=[(second,), (signs[1], shorts[0]), (middle,)],
                )
            )
        return steps[0], steps[1]

    def imbalance(self) -> None:
        """|Q'X Q| = |X| and s_max(Q'X Q) = s_max(X) for X = R1'R1 - R2'R2."""
        p, X = self.p, REDUCED_D
        short, turned = self.short, self._short_transpose()
        whole = Q.T @ X @ Q
        self._around(Q.T, X, Q, (turned, short))
        back = self._around(Q, whole, Q.T, (short, turned))
        again = Q @ whole @ Q.T
        gone = self._size_of_change()
        change = again - X
        top = p.fact("spectral-below-frobenius", change)
        links = (p.fact("triangle", again, -change), p.fact("weyl", again, -change, 1))
        same = (p.scalar(norm(-change) <= norm(change), []), p.fact("singular-negation", change, 1))
        for size, i in ((norm, 0), (sigma_max, 1)):
            p.scalar(size(X) <= size(whole), [links[i], same[i], back[i], gone, top], degree=1)
            p.fact("antisymmetry", size(FULL_D), size(X))


def _spectra() -> Proof:
    rows = _Rows()
    rows.factor(R1, 1)
    rows.factor(R2, "m")
    rows.product()
    rows.imbalance()
    return rows.p


PROOFS: Proofs = {("7/reduced", "spectra"): _spectra}
