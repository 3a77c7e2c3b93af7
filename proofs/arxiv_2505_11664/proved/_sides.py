"""Bounds of a factor's extreme singular values, for any factors and any bounds of the product.

Notation: `Side` is a factor with the other one: D = W1'W1 - W2'W2 for the first, -D for the
second; p = max(lambda_n(D), 0), lambda_- and lambda_+ of that D. A change of D by at most d (in
the spectral norm) moves each by at most d, and the bound f(p, lambda_-, s) by exactly d:

    2 f(p - d, l + d, s) = p - l - 2 d + sqrt((p + l)^2 + 4 s^2)
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.arxiv_2505_11664.proved._cases import ZERO, root_above, root_below
from verify.evidence.derivation import Proof
from verify.language import hstack, lam, lam_max, maximum, sigma, vstack, zeros
from verify.language.expr import Expr

__all__ = ["Change", "Side"]


def padded(a: Expr, k: str) -> Expr:
    """diag(a, 0) with k zeros; a is h x h."""
    return vstack(hstack(a, zeros("h", k)), hstack(zeros(k, "h"), zeros(k, k)))


@dataclass(frozen=True)
class Side:
    """factor: of `rows` rows; other: the other factor, of `others` rows; wide: h >= rows."""

    factor: Expr
    other: Expr
    rows: str
    others: str
    wide: bool = False

    @property
    def D(self) -> Expr:
        """The imbalance as this factor sees it."""
        return self.factor.T @ self.factor - self.other.T @ self.other

    @property
    def x(self) -> Expr:
        """The smallest eigenvalue of factor factor'."""
        return sigma(self.rows, self.factor) ** 2

    @property
    def X(self) -> Expr:
        """The largest."""
        return sigma(1, self.factor) ** 2

    @property
    def deep(self) -> Expr:
        """The deep part p = max(lambda_rows(D), 0), 0 past the size."""
        D = self.D if self.wide else padded(self.D, self.rows)
        return maximum(lam(self.rows, D), 0)

    @property
    def minus(self) -> Expr:
        """lambda_-"""
        return maximum(lam_max(-self.D), 0)

    @property
    def plus(self) -> Expr:
        """lambda_+"""
        return maximum(lam_max(self.D), 0)

    def product(self) -> Expr:
        """The product, as this factor sees it."""
        return self.factor @ self.other.T

    def cite(self, p: Proof, claim: str, conclusion: int = 0) -> int:
        """A conclusion of E.3/factor or E.3/factor-above for these factors."""
        return p.claim(
            f"2505.11664/{claim}",
            "h >= n" if self.wide and claim == "E.3/factor" else "printed",
            conclusion,
            where={"W10": self.factor, "W20": self.other},
            sizes={"n": self.rows, "m": self.others},
        )

    def lower(self, p: Proof, s: Expr, known: int) -> int:
        """Shows x >= (p - lambda_- + sqrt((p + lambda_-)^2 + 4 s^2))/2.

        known: the step that states s^2 <= sigma_rows(product)^2.
        """
        deep, bound = self.cite(p, "E.3/factor", 0), self.cite(p, "E.3/factor", 1)
        product = p.scalar(
            (self.x - self.deep) * (self.x + self.minus) >= s**2, [bound, known], degree=1
        )
        sign, positive = p.scalar(self.x >= 0), p.scalar(self.minus >= 0)
        return root_below(p, self.x, self.deep, self.minus, s, (product, deep, sign, positive))

    def upper(self, p: Proof, s: Expr, known: int) -> int:
        """X <= (lambda_+ + sqrt(lambda_+^2 + 4 s^2))/2; known: sigma_max(product)^2 <= s^2."""
        bound = self.cite(p, "E.3/factor-above")
        product = p.scalar(
            self.X**2 - (self.plus + ZERO) * self.X <= s**2, [bound, known], degree=1
        )
        sign, positive, zero = p.scalar(self.X >= 0), p.scalar(self.plus >= 0), p.scalar(ZERO >= 0)
        return root_above(p, self.X, self.plus, s, ZERO, (product, sign, positive, zero))


@dataclass(frozen=True)
class Change:
    """A factor at the start and later, and a bound of how far its imbalance has moved.

    d: a scalar; fall, rise: the steps that state lambda_max(D(0) - D(k)) <= d and
    lambda_max(D(k) - D(0)) <= d; sign: the step that states d >= 0.
    """

    start: Side
    now: Side
    d: Expr
    fall: int
    rise: int
    sign: int

    def _moved(self, p: Proof, of: Expr, then: Expr, k: str | int, bound: int) -> int:
        """max(lambda_k(of), 0) <= max(lambda_k(then), 0) + d, both symmetric, by Weyl.

        bound: the step that states lambda_max(of - then) <= d.
        """
        weyl = p.fact("eigenvalue-weyl-above", then, of - then, k)
        most = p.fact("maximum-above-first", lam(k, then), ZERO)
        least = p.fact("maximum-above-second", lam(k, then), ZERO)
        p.scalar(lam(k, of) <= maximum(lam(k, then), 0) + self.d, [weyl, most, bound], degree=1)
        p.scalar(maximum(lam(k, then), 0) + self.d >= 0, [least, self.sign], degree=1)
        return p.fact("maximum-least", lam(k, of), ZERO, maximum(lam(k, then), 0) + self.d)

    def _deep(self, p: Proof) -> int:
        """p(0) <= p(k) + d."""
        start, now = self.start, self.now
        if start.wide:
            return self._moved(p, start.D, now.D, start.rows, self.fall)
        change = padded(start.D - now.D, start.rows)
        same = p.fact("eigenvalue-padding", start.D - now.D, 1, start.rows)
        above = p.fact("maximum-above-first", lam_max(change), ZERO)
        p.scalar(lam_max(start.D - now.D) <= self.d, [self.fall])
        plain = p.fact("maximum-least", lam_max(start.D - now.D), ZERO, self.d)
        fall = p.scalar(lam_max(change) <= self.d, [same, above, plain], degree=1)
        of, then = padded(start.D, start.rows), padded(now.D, now.rows)
        return self._moved(p, of, then, start.rows, fall)

    def lower(self, p: Proof, s: Expr, known: int) -> int:
        """x(k) + d >= (p - lambda_- + sqrt((p + lambda_-)^2 + 4 s^2))/2 with p, lambda_- at 0.

        known: the step that states s^2 <= sigma_rows(product(k))^2.
        """
        start, now = self.start, self.now
        x = now.x + self.d
        deep = self._deep(p)
        minus = self._moved(p, -now.D, -start.D, 1, self.fall)
        under, bound = now.cite(p, "E.3/factor", 0), now.cite(p, "E.3/factor", 1)
        first = p.scalar(x - start.deep >= now.x - now.deep, [deep], degree=1)
        second = p.scalar(x + start.minus >= now.x + now.minus, [minus], degree=1)
        above = p.scalar(start.deep <= x, [under, deep], degree=1)
        width = p.scalar(x + start.minus >= 0, [self.sign])
        rest = p.scalar(now.x - now.deep >= 0, [under], degree=1)
        product = p.scalar(
            (x - start.deep) * (x + start.minus) >= s**2,
            [bound, known, first, second, width, rest],
            products=[(bound,), (known,), (first, width), (second, rest)],
        )
        sign, positive = p.scalar(x >= 0, [self.sign]), p.scalar(start.minus >= 0)
        return root_below(p, x, start.deep, start.minus, s, (product, above, sign, positive))

    def rises(self, p: Proof) -> int:
        """lambda_+(k) <= lambda_+(0) + d."""
        return self._moved(p, self.now.D, self.start.D, 1, self.rise)

    def upper(self, p: Proof, s: Expr, known: int) -> int:
        """X(k) - d <= (lambda_+ + sqrt(lambda_+^2 + 4 s^2))/2 with lambda_+ at 0.

        known: the step that states sigma_max(product(k))^2 <= s^2.
        """
        start, now = self.start, self.now
        plus = self.rises(p)
        bound = now.cite(p, "E.3/factor-above")
        sign, positive = p.scalar(now.X >= 0), p.scalar(start.plus >= 0)
        product = p.scalar(
            now.X**2 - (start.plus + self.d) * now.X <= s**2,
            [bound, known, plus, sign],
            products=[(bound,), (known,), (plus, sign)],
        )
        return root_above(p, now.X, start.plus, s, self.d, (product, sign, positive, self.sign))
