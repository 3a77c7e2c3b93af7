r"""eta_max of Theorem E.1 to any number of digits, certified, in a fraction of a millisecond.

With u = x^c, w = e^u - 1, P = x^d, k = 4 K L(0), and K_bar_0 as in `_step_size.py`,

    N(x) = x K_bar_0(x)                                      (101) is N = 1
    A(x) = mu_bar (2 - N),   S(x) = A (1 + P) - P / x        S x = 1 - Delta, see (106)
    H(x) = w S - k x (1 + w)                                 (102) is H = 0

(H is the difference of the sides of (102), times e^u / x.) Each is evaluated in balls by a fused
expression that takes every exponential once for value and slope.

What is certified, and why it is enough:

- N increases from 0 without bound, so a zero of N - 1 is the only one.
- H has the sign of G(x) = A - (P/x + k x / (1 - e^(-u))) / (1 + P). On (0, X] G falls strictly if
      mu_bar(X) > 0,   N(X) < 2,   X^d <= min(d - 1, (1 - c) / (d - 1 + c)).
  For A is a product of falling positive factors; the slope of (P/x) / (1 + P) has the sign of
  d - 1 - P; x times the logarithmic slope of x / ((1 - e^(-u)) (1 + P)) is
  1 - c u/(e^u - 1) - d P/(1 + P) >= 1 - c - d P/(1 + P). What holds at X holds on (0, X].
  So a zero of H in (0, X] is the only one there, and the smallest positive one.
- Interval Newton encloses the zero (`refine_near`).
- mu_bar(X) > 0 says that X lies below eta3, the third argument of the minimum.

Where a condition fails, or floats do not reach, `enclose_eta_max` asks the general search
(`_step_size_roots.solve`). Source: arXiv 2505.11664, Theorem E.1, (101), (102), (105)-(109); the
argument on G is this module's. Not covered: t > 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq

from proofs.arxiv_2505_11664._step_size import PRINTED
from proofs.arxiv_2505_11664._step_size_grid import Point
from proofs.arxiv_2505_11664._step_size_roots import solve
from verify.arithmetic import precision, to_arb
from verify.errors import InputError
from verify.evidence.roots import Smooth, refine_near

__all__ = ["EtaMax", "Terms", "enclose_eta_max", "enclose_roots", "first_equation"]

_SEARCH_BITS = 64
_ROUNDS = 100
_CLOSE = 2.0**-48


@dataclass(frozen=True)
class EtaMax:
    """low <= eta_max <= high, of relative width at most 10^-digits; eta1 or eta2 attains it.

    how: "monotone" by the argument of the module's header, "search" by the general one.
    """

    low: Fraction
    high: Fraction
    digits: int
    attained_by: str
    how: str


class Terms:
    """N, A and H at one point of the constants; balls of the constants are kept by precision."""

    def __init__(self, at: Point, name: str) -> None:
        """at: mu, K, L(0), alpha1, alpha2, beta2, c, d; name: of the choice of g."""
        self._rational = tuple(fmpq(q.numerator, q.denominator) for q in at)
        mu, K, L0, alpha1, alpha2, beta2, c, d = at
        if min(mu, K, alpha1, alpha2) <= 0 or min(L0, beta2) < 0 or not 0 < c < 1 < d:
            raise InputError(
                f"mu, K, L0, alpha1, alpha2, beta2, c, d = {', '.join(map(str, at))}",
                violates="mu, K, alpha1, alpha2 > 0, L0, beta2 >= 0 and 0 < c < 1 < d",
                where="Theorem E.1",
                remedy="give the constants of a start with alpha1 > 0",
            )
        self._half = c == Fraction(1, 2)
        self._same = self._half or name != PRINTED.name  # g = exp(u)
        self._whole = int(d) if d.denominator == 1 and d <= 16 else 0
        self._bits = 0
        self._balls: tuple[arb, ...] = ()

    def _constants(self) -> tuple[arb, ...]:
        """R = sqrt(2 K L(0)), 6 K^2 beta2 L(0), K alpha2, 3 r; mu, alpha1, 2 alpha2, k; c, d."""
        if self._bits != ctx.prec:
            mu, K, L0, alpha1, alpha2, beta2, c, d = self._rational
            root = arb(2 * K * L0).sqrt()
            self._balls = (
                root,
                arb(6 * K * K * beta2 * L0),
                arb(K * alpha2),
                3 * root,
                arb(mu),
                arb(alpha1),
                arb(2 * alpha2),
                arb(4 * K * L0),
                arb(c),
                arb(d),
            )
            self._bits = int(ctx.prec)
        return self._balls

    def growth(self, x: arb) -> tuple[arb, arb]:
        """U = x^c and w = e^u - 1."""
        u = x.sqrt() if self._half else x ** self._constants()[8]
        return u, u.expm1()

    def first(self, x: arb, w: arb) -> arb:
        """N."""
        r, a, b, s, *_ = self._constants()
        g = 1 + w if self._same else x.sqrt().exp()
        return x * (r + x * x * a + b * g * (1 + s * x))

    def first_jet(self, x: arb, u: arb, w: arb) -> tuple[arb, arb]:
        """N and its slope."""
        r, a, b, s, *_ = self._constants()
        if self._same:
            g, growth = 1 + w, self._constants()[8] * u  # x g' / g
        else:
            root = x.sqrt()
            g, growth = root.exp(), root / 2
        square, linear, weight = a * x * x, s * x, b * g
        value = x * (r + square + weight * (1 + linear))
        return value, r + 3 * square + weight * ((1 + linear) * (1 + growth) + linear)

    def power(self, x: arb) -> arb:
        """P = x^d."""
        return x**self._whole if self._whole else x ** self._constants()[9]

    def mu_bar(self, w: arb) -> arb:
        """Mu (alpha1 - 2 alpha2 w)."""
        mu, alpha1, twice = self._constants()[4:7]
        return mu * (alpha1 - twice * w)

    def second(self, x: arb) -> arb:
        """H."""
        _, w = self.growth(x)
        A, P = self.mu_bar(w) * (2 - self.first(x, w)), self.power(x)
        return w * (A * (1 + P) - P / x) - self._constants()[7] * x * (1 + w)

    def second_jet(self, x: arb) -> tuple[arb, arb]:
        """H and its slope."""
        mu, _, twice, k, c, d = self._constants()[4:]
        u, w = self.growth(x)
        N, N_slope = self.first_jet(x, u, w)
        m, left, P = self.mu_bar(w), 2 - N, self.power(x)
        w_slope = (1 + w) * c * u / x
        A, A_slope = m * left, -mu * twice * w_slope * left - m * N_slope
        Q = P / x
        S = A * (1 + P) - Q
        S_slope = A_slope * (1 + P) + A * d * Q - (d - 1) * Q / x
        value = w * S - k * x * (1 + w)
        return value, w_slope * (S - k * x) + w * S_slope - k * (1 + w)

    def falls_up_to(self, x: arb) -> bool:
        """Whether the conditions of the header certainly hold at X = x."""
        _, w = self.growth(x)
        c, d = self._constants()[8:]
        P = self.power(x)
        return bool(
            self.mu_bar(w) > 0 and self.first(x, w) < 2 and P < d - 1 and P * (d - 1 + c) < 1 - c
        )


@dataclass(frozen=True)
class _Equation:
    """A `Smooth` from two functions."""

    value: Callable[[arb], arb]
    jet: Callable[[arb], tuple[arb, arb]]


def first_equation(terms: Terms) -> Smooth:
    """N - 1."""

    def value(x: arb) -> arb:
        return terms.first(x, terms.growth(x)[1]) - 1

    def jet(x: arb) -> tuple[arb, arb]:
        N, slope = terms.first_jet(x, *terms.growth(x))
        return N - 1, slope

    return _Equation(value, jet)


def enclose_eta_max(at: Point, *, digits: int, name: str = PRINTED.name) -> EtaMax:
    """eta_max = min(eta1, eta2, eta3), enclosed to `digits` digits.

    at: mu, K, L(0), alpha1, alpha2, beta2, c, d, exact. Only the smallest of the three is paid
    for: the others are shown to be larger. Raises InputError for constants outside Theorem E.1.
    """
    if digits < 1:
        raise InputError(f"{digits} digits", violates="digits >= 1", where="enclose_eta_max")
    terms = Terms(at, name)
    found = _smallest(terms, at, name, digits)
    if found is not None:
        return found
    general = solve(name, at, digits).smallest()
    if general is None:
        raise InputError(
            f"the smaller of eta1 and eta2 at {', '.join(map(str, at))}",
            violates="a certain order of the two roots",
            where="enclose_eta_max",
            remedy="ask for more digits",
        )
    attained, root = general
    return EtaMax(root.low, root.high, digits, attained, "search")


def enclose_roots(
    at: Point, *, digits: int, name: str = PRINTED.name
) -> tuple[EtaMax, EtaMax] | None:
    """eta1, the only root of (101), and eta2, the smallest one of (102); None: ask `solve`."""
    terms = Terms(at, name)
    guesses = _guesses(at, name)
    if guesses is None:
        return None
    first = _refine(first_equation(terms), guesses[0], digits, "eta1", None)
    second = _refine(_second(terms), guesses[1], digits, "eta2", terms)
    return (first, second) if first and second else None


def _second(terms: Terms) -> Smooth:
    return _Equation(terms.second, terms.second_jet)


def _smallest(terms: Terms, at: Point, name: str, digits: int) -> EtaMax | None:
    """By the header's argument: the smaller root refined, the other one shown to lie beyond."""
    guesses = _guesses(at, name)
    if guesses is None:
        return None
    if guesses[0] < guesses[1]:
        found = _refine(first_equation(terms), guesses[0], digits, "eta1", terms)
        with precision(_SEARCH_BITS):
            # G falls up to here and is still positive: eta2 lies beyond, eta3 by mu_bar > 0.
            beyond = found is not None and terms.second(to_arb(found.high)) > 0
    else:
        found = _refine(_second(terms), guesses[1], digits, "eta2", terms)
        with precision(_SEARCH_BITS):
            x = to_arb(found.high) if found else arb(0)
            beyond = found is not None and terms.first(x, terms.growth(x)[1]) < 1
    return found if beyond else None


def _refine(
    equation: Smooth, guess: float, digits: int, attained: str, falls: Terms | None
) -> EtaMax | None:
    """The root near the guess; with `falls` also that G falls up to it."""
    near = refine_near(equation, guess, digits)
    if near is None:
        return None
    low, high, isolating = near
    with precision(_SEARCH_BITS):
        if falls is not None and not falls.falls_up_to(isolating.upper()):
            return None
    return EtaMax(low, high, digits, attained, "monotone")


def _guesses(at: Point, name: str) -> tuple[float, float] | None:
    """Floats near eta1 and eta2; None where floats overflow or give up."""
    try:
        mu, K, L0, alpha1, alpha2, beta2, c, d = (float(q) for q in at)
        r, a, b = math.sqrt(2 * K * L0), 6 * K * K * beta2 * L0, K * alpha2
        top: float = math.log1p(alpha1 / (2 * alpha2)) ** (1 / c)
        growth = 0.5 if name == PRINTED.name else c

        def first(x: float) -> float:
            return x * (r + a * x * x + b * math.exp(x**growth) * (1 + 3 * r * x)) - 1

        def second(x: float) -> float:
            w, P = math.expm1(x**c), float(x**d)
            A = mu * (alpha1 - 2 * alpha2 * w) * (1 - first(x))
            return (4 * K * L0 * x * (1 + w) / w + P / x) / (1 + P) - A

        start = 1 / (r + b)
        return _rising_zero(first, start), _rising_zero(second, min(start, top))
    except (OverflowError, ValueError, ZeroDivisionError):
        return None


def _rising_zero(function: Callable[[float], float], x: float) -> float:
    """A zero of a function that is negative near 0, from a bracket found by halving or doubling."""
    low = high = x
    while function(low) >= 0:
        high, low = low, low / 2
    while (top := function(high)) <= 0:
        low, high = high, 2 * high
    bottom = function(low)
    for _ in range(_ROUNDS):
        # Illinois: a secant in the bracket, halving the weight of an end that stays.
        x = high - top * (high - low) / (top - bottom)
        value = function(x)
        if value > 0:
            high, top, bottom = x, value, bottom / 2
        else:
            low, bottom, top = x, value, top / 2
        if value == 0 or high - low <= _CLOSE * high:
            break
    return x
