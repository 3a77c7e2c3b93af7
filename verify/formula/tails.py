"""Formulas on a half-line z >= R or z <= -R, limits at infinity included: enclosures by growth.

With x = |z| >= R, a value is a finite sum of terms  c(x) x^q e^{P(x)}: P a polynomial in rational
powers of x with exact coefficients and no constant, q rational, and c a function of which an
interval (or an exact rational) that contains all its values is known. Sums and products are such
sums again; quotients, powers, logarithms and exponentials are, after the fastest growing term has
been taken out: f = c0 M (1 + r), where r, a sum of terms that decrease for x >= R, is enclosed over
the whole half-line. So e^x / (1 + e^x)^2 is e^{-x} times an interval near 1, which no interval
arithmetic on [R, infinity] would tell.

`Unresolved` means that R is too small for the terms to be ordered, or that this arithmetic cannot
express the value; never a wrong enclosure. Balls are used at the caller's precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from verify.arithmetic.ball import to_arb
from verify.formula.balls import power as ball_power
from verify.formula.expression import Operations
from verify.formula.interval import Interval, interval_operations, of_ball, plus, times
from verify.formula.interval import power as interval_power

__all__ = ["Tail", "Unresolved", "hull", "tail_operations", "variable"]

Coefficient = Fraction | Interval
_TERMS = 60
_EXP, _LOG = (interval_operations().named[name] for name in ("exp", "log"))


class Unresolved(Exception):
    """The half-line's end is too small, or the value is none that this arithmetic can express."""


@dataclass(frozen=True)
class Growth:
    """x^q e^{P(x)}; P: pairs (exponent > 0, coefficient != 0), exponents descending."""

    P: tuple[tuple[Fraction, Fraction], ...] = ()
    q: Fraction = Fraction(0)

    def times(self, other: Growth, sign: int = 1) -> Growth:
        """The product, or the quotient for sign = -1."""
        P = dict(self.P)
        for exponent, c in other.P:
            P[exponent] = P.get(exponent, Fraction(0)) + sign * c
        kept = sorted(((e, c) for e, c in P.items() if c), reverse=True)
        return Growth(tuple(kept), self.q + sign * other.q)

    def raised(self, r: Fraction) -> Growth:
        """The power r."""
        return Growth(tuple((e, c * r) for e, c in self.P if r), self.q * r)

    @property
    def direction(self) -> int:
        """1 where it tends to infinity, -1 where to 0, 0 where it is 1."""
        leading = self.P[0][1] if self.P else self.q
        return (leading > 0) - (leading < 0)


_CONSTANT = Growth()
_ONE = Interval(arb(1), arb(1))


@dataclass(frozen=True)
class Tail:
    """A sum of terms, no coefficient an exact 0; the empty sum is 0."""

    terms: tuple[tuple[Growth, Coefficient], ...]


def _sum(terms: list[tuple[Growth, Coefficient]]) -> Tail:
    found: dict[Growth, Coefficient] = {}
    for growth, c in terms:
        found[growth] = _plus(found[growth], c) if growth in found else c
    kept = tuple((g, c) for g, c in found.items() if not (isinstance(c, Fraction) and c == 0))
    if len(kept) > _TERMS:
        raise Unresolved("too many terms")
    return Tail(kept)


def _plus(a: Coefficient, b: Coefficient) -> Coefficient:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    return plus(_interval(a), _interval(b))


def _times(a: Coefficient, b: Coefficient) -> Coefficient:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    return times(_interval(a), _interval(b))


def _interval(a: Coefficient) -> Interval:
    return of_ball(to_arb(a)) if isinstance(a, Fraction) else a


def _constant(c: Coefficient) -> Tail:
    return _sum([(_CONSTANT, c)])


def _at_end(growth: Growth, R: Fraction) -> arb:
    """The growth at x = R, once it is monotone for all x >= R; Unresolved before that."""
    if growth.P:
        # d/dx log = (sum k c_k x^k + q) / x: its first term has to outweigh those against it.
        (lead, c), *rest = growth.P
        against = [(e, e * b) for e, b in rest] + [(Fraction(0), growth.q)]
        opposed = sum((_pow(R, e) * abs(to_arb(b)) for e, b in against if b * c < 0), arb(0))
        if not opposed < _pow(R, lead) * abs(to_arb(lead * c)):
            raise Unresolved("not yet monotone")
    exponent = sum((to_arb(c) * _pow(R, e) for e, c in growth.P), arb(0))
    return exponent.exp() * ball_power(to_arb(R), growth.q)


def _pow(R: Fraction, exponent: Fraction) -> arb:
    return ball_power(to_arb(R), exponent)


def _bounded(growth: Growth, R: Fraction) -> Interval:
    """All values of a growth that does not tend to infinity."""
    if growth.direction == 0:
        return _ONE
    return Interval(arb(0), _at_end(growth, R).upper())


def _factored(f: Tail, R: Fraction) -> tuple[Growth, Coefficient, Interval]:
    """F = c0 M (1 + r) as M, c0 and the interval 1 + r > 0; Unresolved where no term leads."""
    if not f.terms:
        raise Unresolved("zero has no leading term")
    M, c0 = f.terms[0]
    for growth, c in f.terms[1:]:
        if growth.times(M, -1).direction > 0:
            M, c0 = growth, c
    inverse = interval_power(_interval(c0), Fraction(-1))
    if not inverse.finite:
        raise Unresolved("the leading coefficient may vanish")
    one = _ONE
    for growth, c in f.terms:
        if growth != M:
            ratio = times(_interval(c), inverse)
            one = plus(one, times(ratio, _bounded(growth.times(M, -1), R)))
    if not one.lo > 0:
        raise Unresolved("the leading term does not yet lead")
    return M, c0, one


def hull(f: Tail, R: Fraction) -> Interval:
    """Bounds of all values for x >= R.

    An infinite end is certain: the values tend to it. An end that is nan is not known.
    """
    if all(g.direction <= 0 for g, _ in f.terms):
        total = Interval(arb(0), arb(0))
        for growth, c in f.terms:
            total = plus(total, times(_interval(c), _bounded(growth, R)))
        return total
    try:
        M, c0, one = _factored(f, R)
    except Unresolved:
        return _one_sided(f, R)
    least = times(times(_interval(c0), one), of_ball(_at_end(M, R)))
    if _interval(c0).lo > 0:
        return Interval(least.lo, arb("inf"))
    return Interval(arb("-inf"), least.hi)


def _one_sided(f: Tail, R: Fraction) -> Interval:
    """Bounds of a sum whose growing terms have one sign, but may vanish (as log x over x may).

    The end towards which they may grow is nan: it is not known whether they do.
    """
    lo, hi = arb(0), arb(0)
    for growth, c in f.terms:
        value = _interval(c)
        if growth.direction <= 0:
            value = times(value, _bounded(growth, R))
            lo, hi = (lo + value.lo).lower(), (hi + value.hi).upper()
        elif value.lo >= 0:
            lo, hi = (lo + value.lo * _at_end(growth, R)).lower(), arb.nan()
        elif value.hi <= 0:
            lo, hi = arb.nan(), (hi + value.hi * _at_end(growth, R)).upper()
        else:
            raise Unresolved("a growing term of unknown sign")
    if lo.is_nan() and hi.is_nan():
        raise Unresolved("growing terms of both signs")
    return Interval(lo, hi)


def _multiply(f: Tail, g: Tail) -> Tail:
    if len(f.terms) * len(g.terms) > 20 * _TERMS:
        raise Unresolved("too many terms")
    return _sum([(a.times(b), _times(c, d)) for a, c in f.terms for b, d in g.terms])


def _power(f: Tail, r: Fraction, R: Fraction) -> Tail:
    if r.denominator == 1 and r >= 0 and (r <= 4 or len(f.terms) == 1):
        value = _constant(Fraction(1))
        for _ in range(int(r)):
            value = _multiply(value, f)
        return value
    M, c0, one = _factored(f, R)
    if r.denominator != 1 and not _interval(c0).lo > 0:
        raise Unresolved("a root of a negative value")
    if isinstance(c0, Fraction) and r.denominator == 1 and len(f.terms) == 1:
        return Tail(((M.raised(r), c0 ** int(r)),))
    return Tail(((M.raised(r), interval_power(times(_interval(c0), one), r)),))


def _exp(f: Tail, R: Fraction) -> Tail:
    """Exact growing powers of x go to the exponent; the rest has to be bounded."""
    P: list[tuple[Fraction, Fraction]] = []
    rest: list[tuple[Growth, Coefficient]] = []
    for growth, c in f.terms:
        if growth.direction > 0 and not growth.P and isinstance(c, Fraction):
            P.append((growth.q, c))
        else:
            rest.append((growth, c))
    if not rest:
        return Tail(((Growth(tuple(sorted(P, reverse=True))), Fraction(1)),))
    bounds = hull(Tail(tuple(rest)), R)
    if bounds.finite:
        return Tail(((Growth(tuple(sorted(P, reverse=True))), _EXP(bounds)),))
    bounds = hull(f, R)
    if bounds.hi.is_finite():
        return _constant(Interval(arb(0), bounds.hi.exp().upper()))
    raise Unresolved("an exponential of unknown growth")


def _log(f: Tail, R: Fraction) -> Tail:
    M, c0, one = _factored(f, R)
    if not _interval(c0).lo > 0:
        raise Unresolved("a logarithm of a negative value")
    terms: list[tuple[Growth, Coefficient]] = [(Growth((), e), c) for e, c in M.P]
    # A single exact term of coefficient 1 leaves no constant behind.
    if len(f.terms) > 1 or not isinstance(c0, Fraction) or c0 != 1:
        terms.append((_CONSTANT, _LOG(times(_interval(c0), one))))
    if M.q:
        # log x = log R + log(x/R), and log(x/R) lies in x [0, 1/(e R)], its largest at x = e R.
        r = to_arb(R)
        slope = Interval(arb(0), (1 / (r * arb(1).exp())).upper())
        terms.append((_CONSTANT, times(_interval(M.q), of_ball(r.log()))))
        terms.append((Growth((), Fraction(1)), times(_interval(M.q), slope)))
    return _sum(terms)


def _monotone(function: Callable[[arb], arb], limit: arb, f: Tail, R: Fraction) -> Tail:
    """A bounded increasing function that tends to -limit and limit."""
    bounds = hull(f, R)
    # An end that is infinite, or not known, gives the limit on its side.
    low = function(bounds.lo) if bounds.lo.is_finite() else -limit
    high = function(bounds.hi) if bounds.hi.is_finite() else limit
    return _constant(Interval(low.lower(), high.upper()))


def _periodic(name: str, f: Tail, R: Fraction) -> Tail:
    bounds = hull(f, R)
    if bounds.finite:
        return _constant(interval_operations().named[name](bounds))
    return _constant(Interval(arb(-1), arb(1)))


def _scaled(f: Tail, c: Fraction) -> Tail:
    return _multiply(f, _constant(c))


def _tanh(f: Tail, R: Fraction) -> Tail:
    grown = _sum([*_exp(_scaled(f, Fraction(2)), R).terms, (_CONSTANT, Fraction(1))])
    part = _scaled(_power(grown, Fraction(-1), R), Fraction(-2))
    return _sum([(_CONSTANT, Fraction(1)), *part.terms])


def _hyperbolic(sign: int, f: Tail, R: Fraction) -> Tail:
    up, down = _exp(f, R), _exp(_scaled(f, Fraction(-1)), R)
    half = Fraction(1, 2)
    return _sum([*_scaled(up, half).terms, *_scaled(down, sign * half).terms])


def _where(g: Tail, a: Tail, b: Tail, R: Fraction) -> Tail:
    if not g.terms:
        return a
    bounds = hull(g, R)
    if bounds.lo >= 0:
        return a
    if bounds.hi < 0:
        return b
    raise Unresolved("a condition that changes")


def variable(side: int) -> Tail:
    """Z on the half-line of that side, 1 or -1."""
    return Tail(((Growth((), Fraction(1)), Fraction(side)),))


def tail_operations(R: Fraction) -> Operations:
    """The operations for x >= R > 0."""
    named: dict[str, Any] = {
        "add": lambda f, g: _sum([*f.terms, *g.terms]),
        "mul": _multiply,
        "where": lambda g, a, b: _where(g, a, b, R),
        "exp": lambda f: _exp(f, R),
        "log": lambda f: _log(f, R),
        "tanh": lambda f: _tanh(f, R),
        "cosh": lambda f: _hyperbolic(1, f, R),
        "sinh": lambda f: _hyperbolic(-1, f, R),
        "sin": lambda f: _periodic("sin", f, R),
        "cos": lambda f: _periodic("cos", f, R),
        "atan": lambda f: _monotone(lambda a: a.atan(), arb.pi() / 2, f, R),
        "erf": lambda f: _monotone(lambda a: a.erf(), arb(1), f, R),
    }
    return Operations(
        _constant,
        _constant(of_ball(arb.pi())),
        lambda f, r: _power(f, r, R),
        named,
    )
