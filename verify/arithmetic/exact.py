"""Exact rationals as long as they last, balls after that.

Matrices of rational instances stay rational through every matrix operation (`fmpq_mat`), and so
do norms squared, inner products and losses that are polynomials. A square root, an exponential
or a singular value becomes a ball (`arb`), unless it is rational and known to be: then ties such
as lhs == rhs are decided and not only enclosed. Every witness is evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.arithmetic.ball import Ball, eigenvalues, kron_entries
from verify.language.expr import Expr

__all__ = ["Exact", "as_ball", "as_fraction"]


def as_ball(value: Any) -> Any:
    """The value as a ball or a matrix of balls, at the working precision."""
    if isinstance(value, fmpq):
        return arb(value)
    if isinstance(value, fmpq_mat):
        return arb_mat(value)
    return value


def as_fraction(value: fmpq) -> Fraction:
    """The same rational as a Fraction."""
    return Fraction(int(value.p), int(value.q))


class Exact:
    """The arithmetic; use within `precision(bits)`, which bounds the balls that arise."""

    def __init__(self) -> None:
        self._ball = Ball()
        self._balls: dict[int, tuple[Any, Any]] = {}
        self._spectra: dict[tuple[int, bool], tuple[fmpq_mat, list[Any]]] = {}

    def constant(self, q: Fraction) -> fmpq:
        """The rational itself."""
        return fmpq(q.numerator, q.denominator)

    def apply(self, node: Expr, args: list[Any], sizes: Mapping[str, int]) -> Any:
        """The operation's value, exact or enclosed; what is undefined comes out nan."""
        if all(isinstance(a, (fmpq, fmpq_mat)) for a in args):
            if node.op in _EXACT:
                value = _EXACT[node.op](node, args, sizes)
                if value is not None:
                    return value
            elif node.op in ("sigma", "smin", "smax", "lam", "lmin", "lmax"):
                return self._spectrum(node, args[0], sizes)
        return self._ball.apply(node, [self._enclose(a) for a in args], sizes)

    def _enclose(self, value: Any) -> Any:
        # One ball matrix for one exact matrix, so that its spectrum is computed once.
        if id(value) not in self._balls:
            self._balls[id(value)] = (value, as_ball(value))
        return self._balls[id(value)][1]

    def _spectrum(self, node: Expr, a: fmpq_mat, sizes: Mapping[str, int]) -> Any:
        singular = node.op in ("sigma", "smin", "smax")
        key = (id(a), singular)
        if key not in self._spectra:
            self._spectra[key] = (a, _rational_spectrum(a, singular=singular))
        values = self._spectra[key][1]
        if node.op in ("smax", "lmax"):
            return values[0]
        if node.op in ("smin", "lmin"):
            return values[-1]
        k = node.dims[0].at(sizes)
        if k <= len(values):
            return values[k - 1]
        return fmpq(0) if singular else arb.nan()


def _rational_spectrum(a: fmpq_mat, *, singular: bool) -> list[Any]:
    """Singular or eigen values, descending; rational ones exactly, others as balls.

    A value is rational when the enclosure contains a root of the characteristic polynomial
    with a small denominator: the polynomial's rational roots, found by factoring, are matched
    with the enclosures by counting multiplicity.
    """
    gram = a
    if singular:
        gram = a * a.transpose() if a.nrows() <= a.ncols() else a.transpose() * a
    k = gram.nrows()
    if k == 1:
        values: list[Any] = [gram[0, 0]]
    elif gram != gram.transpose():
        values = [arb.nan()] * k
    else:
        balls = eigenvalues(arb_mat(gram))
        values = _match_rational(balls, _rational_roots(gram))
    if not singular:
        return values
    return [_sqrt(w) if isinstance(w, fmpq) else w.nonnegative_part().sqrt() for w in values]


def _rational_roots(gram: fmpq_mat) -> list[fmpq]:
    """Rational eigenvalues with multiplicity, descending."""
    roots: list[fmpq] = []
    numerator = gram.charpoly().numer()
    for factor, multiplicity in numerator.factor()[1]:
        if factor.degree() == 1:
            roots.extend([fmpq(-factor[0], factor[1])] * multiplicity)
    return sorted(roots, reverse=True)


def _match_rational(balls: list[arb], roots: list[fmpq]) -> list[Any]:
    """Put a rational root in the place of the ball that must be it, where that is certain.

    With r rational roots, the i-th eigenvalue is a given root when exactly as many enclosures
    meet that root as its multiplicity.
    """
    values: list[Any] = list(balls)
    for root in set(roots):
        hits = [i for i, b in enumerate(balls) if b.contains(root)]
        if len(hits) == roots.count(root):
            for i in hits:
                values[i] = root
    return values


def _sqrt(value: fmpq) -> Any:
    """Exact for squares of rationals, a ball otherwise, nan below zero."""
    if value < 0:
        return arb.nan()
    p, q = isqrt(int(value.p)), isqrt(int(value.q))
    if p * p == int(value.p) and q * q == int(value.q):
        return fmpq(p, q)
    return arb(value).sqrt()


def _power(node: Expr, args: list[Any]) -> Any:
    base, exponent = args
    if int(exponent.q) != 1 or abs(int(exponent.p)) > 64:
        return None
    n = int(exponent.p)
    if n < 0 and base == 0:
        return arb.nan()
    return base**n


def _mul(a: Any, b: Any) -> Any:
    return b * a if isinstance(b, fmpq_mat) else a * b


def _entries(function: Callable[..., Any], *matrices: fmpq_mat) -> fmpq_mat:
    first = matrices[0]
    columns = zip(*(m.entries() for m in matrices), strict=True)
    return fmpq_mat(first.nrows(), first.ncols(), [function(*e) for e in columns])


def _sum(values: list[Any]) -> fmpq:
    return sum(values, fmpq(0))


def _inner(a: fmpq_mat, b: fmpq_mat) -> fmpq:
    return _sum([x * y for x, y in zip(a.entries(), b.entries(), strict=True)])


def _stack(node: Expr, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
    if node.op == "vstack":
        return fmpq_mat(a.nrows() + b.nrows(), a.ncols(), [*a.entries(), *b.entries()])
    left, right = a.tolist(), b.tolist()
    rows = [x for one, two in zip(left, right, strict=True) for x in (*one, *two)]
    return fmpq_mat(a.nrows(), a.ncols() + b.ncols(), rows)


def _identity(k: int) -> fmpq_mat:
    return fmpq_mat(k, k, [int(i == j) for i in range(k) for j in range(k)])


# None means: not rational, go on in balls.
_EXACT: dict[str, Callable[[Expr, list[Any], Mapping[str, int]], Any]] = {
    "add": lambda n, a, z: a[0] + a[1],
    "sub": lambda n, a, z: a[0] - a[1],
    "neg": lambda n, a, z: a[0] * fmpq(-1),
    "mul": lambda n, a, z: _mul(a[0], a[1]),
    "div": lambda n, a, z: a[0] / a[1] if a[1] != 0 else arb.nan(),
    "pow": lambda n, a, z: _power(n, a),
    "sqrt": lambda n, a, z: _sqrt(a[0]),
    "exp": lambda n, a, z: fmpq(1) if a[0] == 0 else None,
    "log": lambda n, a, z: fmpq(0) if a[0] == 1 else None,
    "max": lambda n, a, z: max(a),
    "min": lambda n, a, z: min(a),
    "abs": lambda n, a, z: abs(a[0]),
    "mm": lambda n, a, z: a[0] * a[1],
    "T": lambda n, a, z: a[0].transpose(),
    "had": lambda n, a, z: _entries(lambda x, y: x * y, a[0], a[1]),
    "kron": lambda n, a, z: fmpq_mat(*kron_entries(a[0], a[1])),
    "vstack": lambda n, a, z: _stack(n, a[0], a[1]),
    "hstack": lambda n, a, z: _stack(n, a[0], a[1]),
    "eye": lambda n, a, z: _identity(n.dims[0].at(z)),
    "zeros": lambda n, a, z: fmpq_mat(n.dims[0].at(z), n.dims[1].at(z)),
    "fro": lambda n, a, z: _sqrt(_inner(a[0], a[0])),
    "fro2": lambda n, a, z: _inner(a[0], a[0]),
    "inner": lambda n, a, z: _inner(a[0], a[1]),
    "tr": lambda n, a, z: _sum([a[0][i, i] for i in range(a[0].nrows())]),
    "sum": lambda n, a, z: _sum(a[0].entries()),
}
