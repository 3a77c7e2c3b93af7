"""Re-checks the evidence of a ledger: `python verify/checker.py LEDGER [--json]`.

It shares no code with what produced the evidence and needs the standard library alone. What words
mean and the facts that derivations may use are data, in `facts.toml` beside it.
PROVED stands on an accepted derivation, REFUTED on a witness, CERTIFIED on enclosures of roots.

A loss is K-smooth and mu-strongly convex with minimum 0 at Wstar: the symbols of these names. At a
witness it is 1/2 sum A_ij (W - Wstar)_ij^2, and K, mu and Wstar must be its own. A statement with a
`run` is about each iterate of each run on which its hypotheses hold at every iterate so far.

Not covered: whether `statement` and the relations of an enclosure say what the paper says. A
statement is proved wherever its quotients and indices are defined; sqrt(x) and log(x) are some
numbers where x < 0.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache, reduce
from itertools import chain, pairwise
from math import floor, isqrt, lcm, prod
from operator import add, mul
from pathlib import Path
from typing import Any, NamedTuple

MAX_BYTES, MAX_WORK = 64_000_000, 60_000_000  # of a ledger; a unit of work is some microseconds
MAX_BITS, MAX_SIZE = 600_000, 128  # of an exact number that arises; of a size, degree, exponent
BITS = 320  # significant binary digits to which inexact numbers are rounded outward
OPEN = {"ASSERTED", "TESTED", "ILL_TYPED", "INCONCLUSIVE", "BLOCKED", "ERROR", None}  # not checked
EVIDENCE = {"PROVED": "derivation", "REFUTED": "witness", "CERTIFIED": "enclosure"}
NAME = re.compile(r"[^\W\d][\w']{0,63}")
RATIONAL = re.compile(r"-?[0-9]{1,4000}(/(?!0+$)[0-9]{1,4000})?")
CONTEXT = Context(prec=100, Emin=-99999, Emax=99999)  # each of its results is rounded correctly
DATA = tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))
Spend = Callable[[int], None]


class BadLedger(ValueError):
    """The ledger cannot be read: no file, no JSON, or not the outline."""


class Refused(Exception):
    """A piece of evidence is not accepted, and why."""


# What data of the wrong type or shape raises: it refuses the evidence, or the ledger.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Result(NamedTuple):
    """What became of one verdict; claim "(ledger)" stands for the digest."""

    claim: str
    reading: str
    verdict: str
    accepted: bool
    reason: str


def _need(condition: Any, message: str, error: type[Exception] = Refused) -> None:
    if not condition:
        raise error(message)


def _short(value: Any) -> str:
    return ascii(value)[:150]


# --- Numbers: intervals that contain them, exact where lo == hi -------------------------------
@dataclass(frozen=True, slots=True)
class _Interval:
    lo: Fraction
    hi: Fraction

    def __add__(self, other: _Interval) -> _Interval:
        if self.lo is self.hi and other.lo is other.hi:
            return _exact(self.lo + other.lo)
        return _hull(self.lo + other.lo, self.hi + other.hi)

    def __mul__(self, other: _Interval) -> _Interval:
        if self.lo is self.hi and other.lo is other.hi:
            x, y = self.lo, other.lo
            return other if x == 1 else self if y == 1 else _exact(x * y)
        return _hull(*(x * y for x in (self.lo, self.hi) for y in (other.lo, other.hi)))


def _exact(x: Fraction) -> _Interval:
    bits = max(x.numerator.bit_length(), x.denominator.bit_length())
    _need(bits <= MAX_BITS, f"a number arises that needs more than {MAX_BITS} bits")
    return _Interval(x, x)


def _down(x: Fraction) -> Fraction:
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - BITS)
    return floor(x / unit) * unit


def _hull(*values: Fraction) -> _Interval:
    """From the least value to the greatest, rounded outward; a single value is kept exactly."""
    lo, hi = min(values), max(values)
    if lo == hi:
        return _exact(lo)
    return _Interval(_exact(_down(lo)).lo, _exact(-_down(-hi)).hi)


ZERO, ONE, MINUS = (_hull(Fraction(i)) for i in (0, 1, -1))


def _rational(text: Any) -> Fraction:
    right = isinstance(text, str) and RATIONAL.fullmatch(text)
    _need(right, f'{_short(text)} is not a rational such as "-3/4"')
    return Fraction(text)


def _ends(op: str, x: Fraction) -> list[Fraction]:
    """Numbers between which a function of x lies."""
    if op == "inv":
        return [1 / x]
    if op == "sqrt":  # sqrt(p / q) = sqrt(p q) / q
        square = x.numerator * x.denominator << 2 * BITS
        root = isqrt(square)
        return [Fraction(r, x.denominator << BITS) for r in (root, root + (root**2 < square))]
    if x == (op == "log"):  # e^0 = 1, log 1 = 0
        return [Fraction(op == "exp")]
    argument = CONTEXT.divide(Decimal(x.numerator), Decimal(x.denominator))
    y = Fraction(CONTEXT.exp(argument) if op == "exp" else CONTEXT.ln(argument))
    error = (abs(y) + (op == "log")) / 10**90
    return [y - error, y + error]


def _function(op: str, a: _Interval, *more: _Interval) -> _Interval:
    """An enclosure of a function of scalars; raises Refused where it may be undefined."""
    if op in ("max", "min"):
        best = max if op == "max" else min
        return _Interval(best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more)))
    inside = {"inv": a.hi < 0, "sqrt": a.lo == 0, "exp": max(-a.lo, a.hi) < 9000}
    right = inside.get(op, False) or (op != "exp" and a.lo > 0)
    _need(right, f"{op} of what is, or may be, outside its domain")
    return _hull(*_ends(op, a.lo), *_ends(op, a.hi))


def _eigenvalue(a: list[list[Fraction]], k: int, spend: Spend) -> _Interval:
    """The k-th largest eigenvalue of a symmetric matrix, exact where it is rational.

    The matrix is scaled to integers, so that a rational eigenvalue is an integer. All roots of
    its characteristic polynomial are real, so Descartes' rule is exact: the number of roots > t,
    with multiplicity, is the number of sign changes of the polynomial shifted by t.
    """
    n, scale = len(a), lcm(*(x.denominator for row in a for x in row)) << BITS // 2
    if scale.bit_length() > 20 * BITS:  # rounded down, by less than n units in all (Weyl)
        top = max(abs(x) for row in a for x in row)
        unit = Fraction(2) ** (top.numerator.bit_length() - top.denominator.bit_length() - BITS)
        near = _eigenvalue([[floor(x / unit) * unit for x in row] for row in a], k, spend)
        return _hull(near.lo - n * unit, near.hi + n * unit)
    m = [[int(x * scale) for x in row] for row in a]
    bound = max(sum(map(abs, row)) for row in m)  # Gershgorin
    bits = bound.bit_length()
    spend(n**4 + n * n * bits * (1 + n * bits // 4000) // 2)
    polynomial, power = [1], [[0] * n for _ in m]
    for i in range(1, n + 1):  # Faddeev-LeVerrier: the divisions are exact
        for j in range(n):
            power[j][j] += polynomial[-1]
        power = [[sum(map(mul, r, c)) for c in zip(*power, strict=True)] for r in m]
        polynomial.append(-sum(power[j][j] for j in range(n)) // i)

    def roots(t: int) -> tuple[int, int]:  # how many are greater than t, how many equal t
        c = list(polynomial)
        for stop in range(n, 0, -1):
            for i in range(1, stop + 1):
                c[i] += t * c[i - 1]
        greater = sum(x != y for x, y in pairwise(x > 0 for x in c if x))
        return greater, next(i for i, x in enumerate(reversed(c)) if x)

    low, high = -bound - 1, bound  # low < eigenvalue <= high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if roots(middle)[0] >= k else (low, middle)
    low = high if sum(roots(high)) >= k else low
    return _hull(Fraction(low, scale), Fraction(high, scale))


# --- Polynomials: sums of coefficient * scalar atoms * word -----------------------------------
Word = tuple[int, ...]  # numbers of letters, negative for a transposed one
Key = tuple[Word, Word]  # numbers of scalar atoms in order, and a word; a scalar's word is empty


@dataclass(frozen=True, slots=True)
class _Poly:
    terms: dict[Key, _Interval]

    @staticmethod
    def collect(pairs: Iterable[tuple[Key, _Interval]]) -> _Poly:
        terms: dict[Key, _Interval] = {}
        for key, c in pairs:
            terms[key] = terms[key] + c if key in terms else c
        _need(all(len(f + w) <= MAX_SIZE for f, w in terms), f"a degree is beyond {MAX_SIZE}")
        return _Poly({key: c for key, c in terms.items() if c.lo or c.hi})

    @property
    def constant(self) -> bool:
        return self.terms.keys() <= {((), ())}

    @property
    def key(self) -> Any:
        """Equal for equal polynomials, of exact coefficients."""
        ratios = ((k, *c.lo.as_integer_ratio()) for k, c in self.terms.items())
        return frozenset(ratios)

    def number(self) -> _Interval:
        _need(self.constant, "a number is needed here")
        return self.terms.get(((), ()), ZERO)

    def __add__(self, other: _Poly) -> _Poly:
        return _Poly.collect(chain(self.terms.items(), other.terms.items()))

    def __mul__(self, other: _Poly) -> _Poly:
        if self.constant:
            c = self.number()
            return _Poly({k: c * x for k, x in other.terms.items()} if c != ZERO else {})
        pairs = ((a, b) for a in self.terms.items() for b in other.terms.items())
        return _Poly.collect(
            ((tuple(sorted(f + g)) if f and g else f + g, v + w), c * d)
            for ((f, v), c), ((g, w), d) in pairs
        )

    def transpose(self) -> _Poly:
        return _Poly({(f, tuple(-x for x in w[::-1])): c for (f, w), c in self.terms.items()})


ONE_POLY = _Poly({((), ()): ONE})


# --- Expressions: their values, over sizes that are given or over all -------------------------
Size = tuple[str, ...]  # what it is the sum of, in order: "1", and names; 3 is ("1", "1", "1")


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells with the sizes of their rows and columns; a scalar has one cell and no sizes."""

    cells: list[list[_Poly]]
    rows: tuple[Size, ...] = ()
    cols: tuple[Size, ...] = ()

    @property
    def shape(self) -> tuple[tuple[Size, ...], tuple[Size, ...]]:
        return self.rows, self.cols

    @property
    def sizes(self) -> list[Size]:
        """All rows and all columns; nothing for a scalar."""
        return [tuple(sorted(chain(*blocks))) for blocks in self.shape if blocks]

    @property
    def all(self) -> list[_Poly]:
        return list(chain(*self.cells))

    @property
    def weight(self) -> int:
        """The work of a pass over the terms."""
        return sum(max(1, len(x.terms)) for x in chain(*self.cells))

    def transpose(self) -> _Grid:
        _need(self.rows, "a scalar has no transpose")
        cells = [[x.transpose() for x in c] for c in zip(*self.cells, strict=True)]
        return _Grid(cells, self.cols, self.rows)


Relation = tuple[str, _Grid]  # (op, slack): 0 < slack, 0 <= slack or 0 == slack


def _scalar(c: _Interval) -> _Grid:
    return _Grid([[_Poly.collect([(((), ()), c)])]])


@cache
def _constant(text: str) -> _Grid:
    return _scalar(_hull(_rational(text)))


def _integer(a: _Grid) -> int | None:
    """The integer that a scalar is, if it is one, as an exponent."""
    x = a.all[0].number() if a.all[0].constant and not a.rows else None
    if x is None or x.lo != x.hi or x.lo.denominator > 1:
        return None
    _need(abs(x.lo) <= MAX_SIZE, f"an exponent is beyond {MAX_SIZE}")
    return int(x.lo)


def _combined(op: str, sizes: Iterable[Size]) -> Size:
    """The sum, product, minimum or maximum of sizes; a name of its own where it is not known."""
    parts = sorted(sizes if op in ("+", "*") else set(sizes))
    size = tuple(sorted(chain(*parts)))
    if op != "+" and parts[1:]:
        counts = [len(part) for part in parts]
        count = {"*": prod(counts), "min": min(counts), "max": max(counts)}[op]
        size = ("1",) * min(count, MAX_SIZE + 1) if {*size} == {"1"} else (f"{op}{parts}",)
    _need(0 < len(size) <= MAX_SIZE, f"a size is beyond {MAX_SIZE}")
    return size


@cache
def _template(text: str) -> tuple[list[str], Any]:
    """A template such as "A: (fro A)": the names of its arguments, and its body as JSON."""
    names, _, body = text.rpartition(": ")
    body = re.sub("[^ ()]+", r'"\g<0>"', body).translate({32: ",", 40: "[", 41: "]"})
    return names.split(), json.loads(body)


def _filled(text: str, arguments: Any, names: Iterable[str] = ()) -> Any:
    """A template with its arguments in place; other words are numbers or symbols."""
    own, body = _template(text)
    known = dict(zip(own or names, arguments, strict=True))

    def fill(part: Any) -> Any:
        if isinstance(part, str):
            return known.get(part, ["q" if RATIONAL.fullmatch(part) else "s", part])
        return [part[0], *map(fill, part[1:])]

    return fill(body)


Name = tuple[str, str]  # ("s", "ref" or "loss", the name): a symbol, a definition or a loss


def _symbols(formal: Any) -> tuple[dict[Name, Any], set[str]]:
    """The dimensions of a statement's symbols, and the names of losses and their constants."""
    symbols = {("s", x): dims for x, dims in formal["symbols"].items() if dims[:1] != ["loss"]}
    own = {("loss", x): dims[1:] for x, dims in formal["symbols"].items() if dims[:1] == ["loss"]}
    for dims in list(own.values()):  # the constants are there, stated or not
        own |= {("s", "K"): [], ("s", "mu"): [], ("s", "Wstar"): dims}
    return symbols | own, {name for _, name in own}


def _run(formal: Any) -> tuple[dict[Name, Any], dict[Name, Any], set[Name]]:
    """The starts and next values of a run's state, and what is free at each iterate."""
    start, after, free = (formal.get("run", {}).get(x, {}) for x in ("start", "next", "free"))
    right = _symbols(formal)[1].isdisjoint({*start, *free}) and start.keys() == after.keys()
    _need(right, "the state of a run has no next value, or a loss changes along it")
    first, then = ({("s", x): body for x, body in part.items()} for part in (start, after))
    return first, then, {("s", x) for x in free}


class _Evaluator:
    """Values of expressions: polynomials over all sizes where there is a table, numbers else.

    table: the number of each letter and atom, greater than those of what it is made of.
    """

    def __init__(self, sizes: dict[str, Size], spend: Spend, table: dict[Any, int] | None) -> None:
        self.sizes, self.spend, self.table = sizes, spend, table
        self.known: dict[Name, _Grid] = {}
        self.bodies: dict[str, Any] = {}  # of definitions
        self.found: dict[str, _Grid] = {}  # values by the expression's text
        self.quotients: list[_Grid] = []  # 1 - x/x for each quotient by x
        self.nonzero: list[_Grid] = []  # those that are 0, as the statement has the quotient
        self.bounds: set[tuple[Size, Size]] = set()  # the first is at least the second
        self.hypotheses: list[Relation] = []
        self.conclusion: list[Relation] = []
        self.run: tuple[dict[Name, list[_Grid]], set[Name]] = {}, set()  # [here, first, next]

    def number(self, *name: Any, of: Iterable[_Grid] = ()) -> int:
        """The number of a letter or atom: equal numbers, equal values."""
        if self.table is None:
            raise Refused(f"{_short(name)} has no value")
        parts = ((a.shape, *(x.key for x in a.all)) for a in of)
        return self.table.setdefault((*name, *parts), len(self.table) + 1)

    def letter(self, sizes: list[Size], *name: Any, of: Iterable[_Grid] = ()) -> _Grid:
        """An opaque scalar, or matrix of one block."""
        x = self.number(*name, of=of)
        key = ((), (x,)) if sizes else ((x,), ())
        return _Grid([[_Poly({key: ONE})]], *((size,) for size in sizes))

    def size(self, d: Any) -> Size:
        """A dimension or an index."""
        match d:
            case str(name) if name in self.sizes:
                return self.sizes[name]
            case ["q", str(n)]:
                return self.size(int(n))
            case int(n) if not isinstance(d, bool) and 1 <= n <= MAX_SIZE:
                return ("1",) * n
            case ["rows" | "cols" as side, a]:
                return self.value(a).sizes[int(side == "cols")]
            case ["+" | "*" | "min" | "max" as op, *parts]:
                return _combined(op, [self.size(part) for part in parts])
        raise Refused(f"{_short(d)} is not a dimension or index from 1 to {MAX_SIZE}")

    def value(self, e: Any) -> _Grid:
        """The value of an expression; raises Refused where it has none."""
        text = repr(e)
        if text not in self.found:
            self.found[text] = self.valued(e)
        return self.found[text]

    def valued(self, e: Any) -> _Grid:
        """The value of an expression that is met for the first time."""
        self.spend(1)
        opaque = self.table is not None
        match e:
            case ["q", text]:
                return _constant(text)
            case ["ref", str(name)] if name in self.bodies and ("ref", name) not in self.known:
                self.known["ref", name] = self.value(self.bodies[name])
                return self.known["ref", name]
            case ["s" | "ref" as kind, str(name)]:
                return self.known[kind, name]
            case ["weights", ["s", str(name)]] if not opaque:
                return self.known["loss", name]
            case ["loss" | "grad" | "hess" as op, ["s", str(name)], *points] if opaque:
                f, args = self.known["loss", name], [self.value(w) for w in points]
                right = len(args) == 1 + (op == "hess") and all(w.shape == f.shape for w in args)
                _need(right, f"{op} {name} of {_short([w.shape for w in args])}")
                return self.letter([] if op == "loss" else f.sizes, op, name, of=args)
            # Eigenvectors for the k largest eigenvalues, or for the k-th; X with A X = B.
            case ["vectors" | "eigenvector" as op, a, k] if opaque:
                d, n = self.value(a), self.size(k)
                return self.letter([d.sizes[0], n if op == "vectors" else ("1",)], op, n, of=[d])
            case ["solution", *sides] if opaque:
                a, b = map(self.value, sides)
                return self.letter([a.sizes[1], b.sizes[1]], "solution", of=[a, b])
            case ["eye", d] | ["zeros", d, _]:
                sizes = [self.size(n) for n in (d, e[-1])]
                rows, cols = ((n,) if opaque else tuple((x,) for x in n) for n in sizes)
                self.spend(len(rows) * len(cols))
                on, off = ONE_POLY if e[0] == "eye" else _Poly({}), _Poly({})
                cells = [
                    [on if i == j else off for j in range(len(cols))] for i in range(len(rows))
                ]
                return _Grid(cells, rows, cols)
            case ["sigma" | "lam" as op, a, k]:
                return self.spectral(op, self.value(a), self.size(k))
            case ["inv", a]:
                return self.inverse(self.value(a))
            case ["pow", a, b] if (exponent := _integer(self.value(b))) is not None:
                power = self.fold("mul", _scalar(ONE), *[self.value(a)] * abs(exponent))
                return power if exponent >= 0 else self.inverse(power)
            case ["pow", a, b] if opaque:
                return self.function("pow", self.value(a), self.value(b))
            case [str(op), *args] if op in DATA["words"]:
                return self.value(_filled(DATA["words"][op], args))
            case ["T" | "tr" as op, a]:
                x = self.value(a)
                self.spend(x.weight)
                return x.transpose() if op == "T" else self.trace(x)
            case ["sqrt" | "exp" | "log" as op, a]:
                return self.function(op, self.value(a))
            case ["add" | "had" | "mul" | "mm" | "kron" | "vstack" | "max" | "min" as op, *args]:
                return self.fold(op, *map(self.value, args))
        raise Refused(f"{_short(e)} is not an expression")

    def fold(self, op: str, *args: _Grid) -> _Grid:
        """The value of an operation of one grid or more."""
        return reduce(lambda a, b: self.operate(op, a, b), args)

    def operate(self, op: str, a: _Grid, b: _Grid) -> _Grid:
        """The value of an operation of two grids."""
        product, opaque = op in ("mul", "mm", "kron"), self.table is not None
        self.spend(a.weight * b.weight if product else a.weight + b.weight)
        match op:
            case "add" | "had" if a.shape == b.shape and (op == "add" or not opaque):
                f, pairs = add if op == "add" else mul, zip(a.cells, b.cells, strict=True)
                return _Grid([[*map(f, r, t)] for r, t in pairs], *a.shape)
            case "mul" if not (a.rows and b.rows):
                a, b = (b, a) if a.rows else (a, b)
                return _Grid([[a.cells[0][0] * x for x in r] for r in b.cells], *b.shape)
            case "kron" if opaque:
                sizes = [_combined("*", pair) for pair in zip(a.sizes, b.sizes, strict=True)]
                _need(sizes, "kron of scalars is not defined")
                return self.letter(sizes, "kron", of=[a, b])
            case "kron" if a.rows and b.rows:  # all blocks have size 1
                cells = [[x * y for x in r for y in t] for r in a.cells for t in b.cells]
                return _Grid(cells, a.rows * len(b.rows), a.cols * len(b.cols))
            case "mm" if a.rows and a.cols == b.rows:
                columns = [*zip(*b.cells, strict=True)]
                products = [[reduce(add, map(mul, r, c)) for c in columns] for r in a.cells]
                return _Grid(products, a.rows, b.cols)
            case "vstack" if a.rows and b.rows and a.cols == b.cols:
                return _Grid(a.cells + b.cells, a.rows + b.rows, a.cols)
            case "max" | "min":
                return self.function(op, a, b)
        raise Refused(f"{op} of {a.shape} and {b.shape} is not defined")

    def trace(self, a: _Grid) -> _Grid:
        """Traces of words become scalar atoms, one for all rotations and transposes."""
        _need(a.rows and a.rows == a.cols, f"tr of {a.shape} is not defined")

        def traced(w: Word, size: Size) -> Word:
            if not w:
                return () if size == ("1",) else (self.number("dim", size),)
            turns = [v[i:] + v[:i] for v in (w, tuple(-x for x in w[::-1])) for i in range(len(w))]
            return (self.number("tr", *min(turns)),)

        pairs = (
            ((tuple(sorted(f + traced(w, size))), ()), c)
            for i, size in enumerate(a.rows)
            for (f, w), c in a.cells[i][i].terms.items()
        )
        return _Grid([[_Poly.collect(pairs)]])

    def function(self, op: str, *args: _Grid) -> _Grid:
        """A scalar: a number where it is known, else an atom named after its arguments."""
        self.spend(50)
        _need(not any(a.rows for a in args), f"{op} of a matrix is not defined")
        if self.table is None or (op != "pow" and all(a.all[0].constant for a in args)):
            x = _function(op, *(a.all[0].number() for a in args))
            if self.table is None or x.lo == x.hi:
                return _scalar(x)
        return self.letter([], op, of=args)

    def inverse(self, a: _Grid) -> _Grid:
        """1/x, term by term where x is a product."""
        x, parts, inverse = a.all[0], [a], _scalar(ONE)
        _need(not a.rows and x.terms, "inv of a matrix or of 0 is not defined")
        if len(x.terms) == 1:
            [((atoms, _), c)] = x.terms.items()
            parts = [_Grid([[_Poly({((atom,), ()): ONE})]]) for atom in atoms]
            inverse = _scalar(_function("inv", c))
        for part in parts:
            atom = self.letter([], "inv", of=[part])
            quotient = self.fold("mul", _scalar(MINUS), part, atom)
            self.quotients.append(self.fold("add", _scalar(ONE), quotient))
            inverse = self.fold("mul", inverse, atom)
        return inverse

    def spectral(self, op: str, a: _Grid, k: Size) -> _Grid:
        """The k-th largest singular value or eigenvalue; a singular one past the shape is 0."""
        self.spend(50)
        _need(a.rows and (op == "sigma" or a.rows == a.cols), f"{op} of {a.shape} is not defined")
        if self.table is not None:
            return self.letter([], op, k, of=[a])
        n, b = min(len(a.rows), len(a.cols)), a.transpose()
        right = all(x.number().lo == x.number().hi for x in a.all)
        _need(right, f"{op} of a matrix that is not known exactly")
        _need(op == "sigma" or (len(k) <= n and a == b), "lam: not symmetric, or past the size")
        if len(k) > n:
            return _scalar(ZERO)
        if op == "sigma":
            a = self.operate("mm", *((a, b) if n == len(a.rows) else (b, a)))
        x = _eigenvalue([[x.number().lo for x in row] for row in a.cells], len(k), self.spend)
        return _scalar(_function("sqrt", x) if op == "sigma" else x)

    def enter(self, formal: Any, values: dict[Name, _Grid]) -> None:
        """Give the symbols of a statement values, or letters, and its definitions theirs."""
        for key, dims in _symbols(formal)[0].items():
            sizes = [self.size(d) for d in dims]
            value = values[key] if key in values else self.letter(sizes, *key, *sizes)
            right = len(sizes) == 2 or (key[0] == "s" and not sizes)
            _need(right and value.sizes == sizes, f"{_short(key[1])} has another shape")
            self.known[key] = value
        self.define(formal["definitions"])

    def define(self, definitions: Any) -> None:
        """Let each name have the value of its body, which is found when it is needed."""
        for name, body in definitions:
            right = NAME.fullmatch(name) and name not in self.bodies
            _need(right, f"{_short(name)} is no name, or defined twice")
            self.bodies[name] = body

    def moved(self, values: Any, without: set[Name], definitions: Any = ()) -> _Evaluator:
        """The same with other values, without some symbols, and with these definitions alone."""
        new = copy(self)
        known = {key: v for key, v in self.known.items() if key[0] != "ref"} | values
        new.known, new.nonzero = {k: v for k, v in known.items() if k not in without}, []
        new.bodies, new.found = {}, {}
        new.define(definitions)
        return new

    def relation(self, relation: Any) -> Relation:
        """A relation as one of 0 to the slack, the larger side less the smaller."""
        op, lhs, rhs = relation
        slack = self.value(["sub", lhs, rhs] if op in (">", ">=") else ["sub", rhs, lhs])
        right = op == "==" or (op in ("<", "<=", ">", ">=") and not slack.rows)
        _need(right, f"{_short(op)} does not compare what is {slack.shape}")
        return op.replace(">", "<"), slack

    def fits(self, op: str, large: Any, small: Any) -> bool:
        """Whether one size is (==), or is at least (>=), the other."""
        a, b = self.size(large), self.size(small)
        more = (a, b) in self.bounds or b == ("1",) or Counter(b) <= Counter(a)
        return a == b or (op == ">=" and more)


# --- Witnesses and enclosures -----------------------------------------------------------------
def _holds(relation: Relation) -> tuple[bool, bool]:
    """Whether it holds for certain, and whether it may hold."""
    op, slack = relation[0], [x.number() for x in relation[1].all]
    if op == "==":
        return all(x == ZERO for x in slack), all(x.lo <= 0 <= x.hi for x in slack)
    x = slack[0]
    return (x.lo > 0, x.hi > 0) if op == "<" else (x.lo >= 0, x.hi >= 0)


def _literal(data: Any) -> _Grid:
    """A rational such as "3/4", or a matrix as a list of rows of rationals."""
    if isinstance(data, str):
        return _constant(data)
    _need(data and all(isinstance(row, list) for row in data), f"{_short(data)} is no matrix")
    cells = [[_constant(x).all[0] for x in row] for row in data]
    return _Grid(cells, (("1",),) * len(cells), (("1",),) * len([*zip(*cells, strict=True)]))


def _values(evidence: Any, formal: Any) -> dict[Name, _Grid]:
    """The values of the symbols at a witness, with the constants of its losses."""
    values = {("s", x): _literal(data) for x, data in evidence["letters"].items()}
    symbols = _symbols(formal)[0]
    for name in (name for kind, name in symbols if kind == "loss"):
        data = evidence["losses"][name]
        weights, centre = _literal(data["A"]), _literal(data["C"])
        least, most = (best(x.number().lo for x in weights.all) for best in (min, max))
        own = {"K": _scalar(_hull(most)), "mu": _scalar(_hull(least)), "Wstar": centre}
        values = {("s", x): v for x, v in own.items()} | values | {("loss", name): weights}
        mu, k = (values["s", x].all[0].number().lo for x in ("mu", "K"))
        right = 0 < mu <= least and most <= k and values["s", "Wstar"] == centre
        right = right and data["family"] == "weighted quadratic"
        _need(right, f"the loss {name} has other constants than mu, K, Wstar")
    _need(values.keys() <= symbols.keys(), "values are given to what is no symbol")
    return values


def _witness(evidence: Any, formal: Any, spend: Spend) -> None:
    """Raises Refused unless the hypotheses hold and the conclusion fails, for certain."""
    _need(evidence["violated"] in formal["conclusion"], "the relation violated is no conclusion")

    def at(values: dict[Name, _Grid]) -> _Evaluator:
        e = copy(blank)
        e.known, e.bodies, e.found = {}, {}, {}
        e.enter(formal, values)
        for hypothesis in formal["hypotheses"]:
            right = _holds(e.relation(hypothesis))[0]
            _need(right, f"the hypothesis {_short(hypothesis)} does not hold for certain")
        return e

    blank = _Evaluator({}, spend, None)
    blank.sizes = {d: blank.size(n) for d, n in evidence["dims"].items()}
    values, (start, after, free) = _values(evidence, formal), _run(formal)
    constant = blank.moved(values, {*start, *free})
    state = {x: constant.value(body) for x, body in start.items()}
    for given in evidence.get("path", []):  # what was free at each iterate before
        here = at(values | state | {x: _literal(given[x[1]]) for x in free})
        state = {x: here.value(body) for x, body in after.items()}
    # What is given of the state is the state; the rest of it may be too long to be written down.
    _need(state | values == values | state, "this is no iterate of a run")
    e = at(state | values)
    _need(all(e.fits(*s) for s in formal.get("sizes", [])), "the sizes are not the statement's")
    relation = e.relation(evidence["violated"])
    _need(not _holds(relation)[1], "the conclusion is not violated for certain")
    # What the report prints: values of definitions, and ends between which the sides lie.
    printed = [(["ref", name], _literal(x)) for name, x in evidence.get("values", {}).items()]
    if not relation[1].rows:
        ends = [[*map(_rational, evidence[side])] for side in ("lhs", "rhs")]
        right = all(0 <= hi - lo <= (1 + abs(hi)) / 1000 for lo, hi in ends)
        _need(right, "the ends given for a side are in no order, or far apart")
        sides = [_scalar(_hull(*pair)) for pair in ends]
        printed += zip(evidence["violated"][1:], sides, strict=True)
    for i, (expression, value) in enumerate(printed):
        e.known["ref", f"printed {i}"] = value
        right = _holds(e.relation(["==", expression, ["ref", f"printed {i}"]]))[1]
        _need(right, f"the value given for {_short(expression)} is not its value")


@cache
def _certain(problem: str) -> bool:
    """Whether a relation holds for certain: [values of its symbols, definitions, relation]."""
    values, definitions, relation = json.loads(problem)
    e = _Evaluator({}, lambda work: None, None)
    e.known = {("s", x): _literal(value) for x, value in values.items()}
    e.define(definitions)
    return _holds(e.relation(relation))[0]


def _enclosure(evidence: Any, spend: Spend) -> None:
    """Raises Refused unless the relations that isolate each value hold at the ends given."""
    _need(evidence["items"], "there are no enclosures")
    for item in evidence["items"]:
        right = item["holds"] and {*item.get("value", [])} <= {end for _, end in item["holds"]}
        _need(right, f"nothing is said of the ends of {_short(item)}")
        for name, end in item["holds"]:
            _need(re.fullmatch(r"[0-9.]{1,200}(e-?[0-9]{1,4})?", end), f"{_short(end)} is no end")
            values = item["parameters"] | {evidence["unknown"]: str(Fraction(end))}
            problem = json.dumps([values, evidence["definitions"], evidence["relations"][name]])
            spend(len(problem))
            _need(_certain(problem), f"{_short(name)} does not hold for certain at {_short(end)}")


# --- Derivations ------------------------------------------------------------------------------
def _rewritten(poly: _Poly, equations: Iterable[_Poly], spend: Spend) -> _Poly:
    """What is left when the leading monomial of each equation is replaced until none occurs.

    The greatest atom leads, in a lexicographic order, so that this ends; and an atom is greater
    than those that its arguments are made of, so that a root gives way to what it is the root of.
    """
    rules: list[tuple[Counter[int], _Poly]] = []
    for equation in (x for x in equations if x.terms):
        lead = max(equation.terms, key=lambda m: (m[0][::-1], m[1]))
        scale = _function("inv", equation.terms[lead] * MINUS)
        rest = {m: c * scale for m, c in equation.terms.items() if m != lead}
        rules.append((Counter(lead[0]), _Poly(rest)))
    last, cost = _Poly({}), 2 + sum(1 + len(rest.terms) for _, rest in rules)
    unchanged = Counter[int](), ONE_POLY
    while poly != last:
        spend(len(poly.terms) * cost)
        last, parts = poly, []
        for (atoms, word), c in poly.terms.items():
            held = Counter(atoms)
            taken, by = next((rule for rule in rules if rule[0] <= held), unchanged)
            left = tuple(sorted((held - taken).elements()))
            parts.append((_Poly({(left, word): c}) * by).terms.items())
        poly = _Poly.collect(chain(*parts))
    return poly


def _certified(e: _Evaluator, relation: Relation, certificate: Any, known: list[Relation]) -> bool:
    """Whether multiplier * slack = sum of c * products of premises >= 0, by the equations."""

    def premise(i: int, *ops: str) -> _Grid:
        right = type(i) is int and 0 <= i < len(known) and known[i][0] in ops
        _need(right and not known[i][1].rows, f"{_short(i)} is no earlier step of this kind")
        return known[i][1]

    def total(products: Any) -> tuple[_Grid, bool]:  # and whether it is certainly positive
        _need(all(_rational(c) > 0 for c, _ in products), "a coefficient is not positive")
        parts = [
            e.fold("mul", _constant(c), *(premise(i, "<", "<=") for i in indices))
            for c, indices in products
        ]
        strict = any(all(known[i][0] == "<" for i in indices) for _, indices in products)
        return e.fold("add", _scalar(ZERO), *parts), strict

    multiplier, positive = total(certificate.get("multiplier", [["1", []]]))
    right, strict = total(certificate["products"])
    negated = e.fold("mul", _scalar(MINUS), right)
    rest = e.fold("add", e.fold("mul", multiplier, relation[1]), negated).all[0]
    equations = [premise(i, "==").all[0] for i in certificate["equations"]]
    kind = {"<": strict, "<=": True, "==": not certificate["products"]}[relation[0]]
    return positive and kind and not _rewritten(rest, equations, e.spend).terms


def _known(relation: Relation, known: list[Relation]) -> bool:
    """Whether a relation is among those known, as it is or in its strict form."""
    return relation in known or (relation[0] == "<=" and ("<", relation[1]) in known)


class _Book:
    """The readings of a ledger, each checked once: a derivation may cite one that is proved."""

    def __init__(self, readings: dict[tuple[str, str], Any]) -> None:
        self.readings, self.left = readings, MAX_WORK
        self.table: dict[Any, int] = {}
        self.reasons: dict[tuple[str, str], str] = {}
        self.open: dict[Any, _Evaluator] = {}

    def spend(self, work: int) -> None:
        self.left -= work
        _need(self.left >= 0, "checking the ledger takes more work than the limit allows")

    def reason(self, key: tuple[str, str]) -> str:
        """Whether the evidence carries the verdict ("accepted"), or why not."""
        if key not in self.reasons:
            self.reasons[key] = "its derivation cites itself"
            try:
                self.check(self.readings[key])
                self.reasons[key] = "accepted"
            except (Refused, *MALFORMED) as error:
                said = str(error) if isinstance(error, Refused) else f"malformed: {error!r}"
                self.reasons[key] = said
        return self.reasons[key]

    def check(self, reading: Any) -> None:
        """Raises Refused unless the evidence of a reading carries its verdict."""
        verdict, formal = reading["verdict"], reading["statement"]
        kinds = [e["kind"] for e in reading["evidence"] if e["kind"] in EVIDENCE.values()]
        right = EVIDENCE[verdict] in kinds and ("witness" in kinds) == (verdict == "REFUTED")
        _need(right, "the verdict lacks its kind of evidence, or has evidence to the contrary")
        if formal is not None:
            right = all(NAME.fullmatch(name) for name in (*formal["dims"], *formal["symbols"]))
            right = right and all(isinstance(formal[x], list) for x in ("hypotheses", "conclusion"))
            _need(right, "hypotheses are no list, or a dimension or symbol has no proper name")
        for piece in (e for e in reading["evidence"] if e["kind"] == EVIDENCE[verdict]):
            if verdict == "PROVED":
                self.derivation(piece, formal, reading["facts"])
            elif verdict == "REFUTED":
                _witness(piece, formal, self.spend)
            else:
                _enclosure(piece, self.spend)

    def opened(self, formal: Any, sizes: dict[str, Size]) -> _Evaluator:
        """A statement with letters for its symbols, over these sizes."""
        key = id(formal), *sorted(sizes.items())
        if key in self.open:
            return self.open[key]
        e = _Evaluator(dict(sizes), self.spend, self.table)
        bounds = formal.get("sizes", [])
        e.sizes |= {a: e.size(b) for op, a, b in bounds if op == "=="}
        e.bounds = {(e.size(a), e.size(b)) for op, a, b in bounds if op == ">="}
        e.enter(formal, {})
        e.hypotheses = [e.relation(relation) for relation in formal["hypotheses"]]
        e.conclusion = [e.relation(relation) for relation in formal["conclusion"]]
        e.nonzero = list(e.quotients)
        start, after, free = _run(formal)
        constant = e.moved({}, {*start, *free})  # a start depends on nothing that changes
        state = {x: [e.known[x], constant.value(start[x]), e.value(after[x])] for x in start}
        right = all(v.shape == values[0].shape for values in state.values() for v in values)
        _need(right, "a start or next value has another shape")
        e.run = state, free
        self.open[key] = e
        return e

    def instance(self, e: _Evaluator, step: Any, known: list[Relation]) -> list[Relation]:
        """What a fact, or a reading that is proved, says of the arguments that a step gives."""
        if step["rule"] == "fact":
            inner, fact = e, DATA["facts"][step["of"]]
            parts = (fact.get("given", []), fact.get("sizes", []), [fact["holds"]])
            names, with_ = fact["takes"].split(), step["with"]
            given, bounds, holds = ([_filled(x, with_, names) for x in part] for part in parts)
        else:
            inner, formal = self.cited(e, step)
            bounds, holds = formal.get("sizes", []), formal["conclusion"]
            given = [] if "run" in formal else formal["hypotheses"]
        _need(all(inner.fits(*b) for b in bounds), "it is about other sizes")
        needed, said = ([inner.relation(r) for r in part] for part in (given, holds))
        if inner is not e:  # it is proved where its quotients are defined
            needed += [("==", x) for x in inner.quotients if x not in e.nonzero]
        for relation in needed:
            plain = all(x.constant for x in relation[1].all) and _holds(relation)[0]
            _need(plain or _known(relation, known), "what it needs is no earlier step")
        return said

    def cited(self, e: _Evaluator, step: Any) -> tuple[_Evaluator, Any]:
        """A statement that is proved, about the arguments that a step gives."""
        key, arguments = tuple(step["of"]), {("s", x): a for x, a in step["with"].items()}
        formal, reason = self.readings[key]["statement"], self.reason(key)
        right = reason == "accepted" and self.readings[key]["verdict"] == "PROVED"
        _need(right, f"{_short(key)} is cited, which is not proved: {reason}")
        symbols, own = _symbols(formal)
        _need(own.isdisjoint(step["with"]), "what belongs to a loss is no argument")
        sizes = {d: e.size(step.get("sizes", {}).get(d, d)) for d in formal["dims"]}
        inner = _Evaluator(sizes, self.spend, self.table)
        inner.bounds = e.bounds
        values = {x: e.value(arguments[x]) if x in arguments else e.known[x] for x in symbols}
        inner.enter(formal, values)
        if "run" in formal:  # then both are about the same run
            other = self.opened(formal, e.sizes)
            right = not arguments and other.run == e.run
            right = right and all(_known(h, e.hypotheses) for h in other.hypotheses)
            _need(right, "it is about another run")
        return inner, formal

    def steps(self, e: _Evaluator, steps: Any, given: list[Relation]) -> list[Relation]:
        """The relations of the steps; raises Refused at the first that does not follow."""
        known: list[Relation] = []
        nonzero = [x.all[0] for x in e.nonzero]
        for number, step in enumerate(steps):
            try:
                relation = op, slack = e.relation(step["relation"])
                match step["rule"]:
                    case "given":
                        right = _known(relation, given)
                    case "identity":
                        rest = [_rewritten(x, nonzero, self.spend).terms for x in slack.all]
                        right = op == "==" and not any(rest)
                    case "fact" | "claim":
                        right = _known(relation, self.instance(e, step, known))
                    case rule:
                        right = rule == "scalar" and not slack.rows
                        right = right and _certified(e, relation, step["certificate"], known)
                _need(right, "it does not follow by its rule")
            except (Refused, *MALFORMED) as error:
                raise Refused(f"step {number}, {_short(step)[:60]}: {error}") from None
            known.append(relation)
        return known

    def induction(self, e: _Evaluator, formal: Any, invariant: Any, more: Any) -> list[Relation]:
        """An invariant: it holds at the start of a run, and after an iterate at which it holds."""
        here, start, after = ({x: v[i] for x, v in e.run[0].items()} for i in range(3))

        def stated(values: dict[Name, _Grid]) -> list[Relation]:
            at = e.moved(values, e.run[1], invariant["definitions"])  # free: other values next time
            return [at.relation(r) for r in invariant["relations"]]

        def shown(steps: Any, values: dict[Name, _Grid], given: list[Relation], goal: Any) -> bool:
            at = e.moved(values, set(), [*formal["definitions"], *more])
            given = given + [at.relation(h) for h in formal["hypotheses"]]
            known = self.steps(at, steps, given)
            return all(_known(r, known) for r in goal)

        right = shown(invariant["base"], start, [], stated(start))
        _need(right, "the invariant is not shown at the start")
        right = shown(invariant["step"], here, stated(here), stated(after))
        _need(right, "the invariant is not shown to be kept")
        return stated(here)

    def derivation(self, evidence: Any, formal: Any, facts: Any) -> None:
        """Raises Refused unless every step holds and they give the conclusion."""
        e = copy(self.opened(formal, {d: (d,) for d in formal["dims"]}))
        e.known, e.bodies, e.found = dict(e.known), dict(e.bodies), {}
        given, steps, invariant = e.hypotheses, evidence["steps"], evidence.get("invariant")
        more = [d for d in evidence.get("definitions", []) if d not in formal["definitions"]]
        if invariant is not None:
            given = given + self.induction(e, formal, invariant, more)
            steps = [*invariant["base"], *invariant["step"], *steps]
        e.define(more)
        known = self.steps(e, evidence["steps"], given)
        right = e.conclusion and all(_known(c, known) for c in e.conclusion)
        _need(right, "it is not concluded")
        used = {step["of"] for step in steps if step["rule"] == "fact"}
        _need(used == set(facts), "the facts listed are not those that the derivation uses")


# --- Ledger -----------------------------------------------------------------------------------
def _digest(ledger: dict[str, Any]) -> str:
    content = {k: v for k, v in ledger.items() if k not in ("environment", "digest")}
    form: dict[str, Any] = {"sort_keys": True, "ensure_ascii": False, "allow_nan": False}
    text = json.dumps(content, separators=(",", ":"), **form)
    return hashlib.sha256(text.encode()).hexdigest()


def check_ledger(ledger: dict[str, Any]) -> list[Result]:
    """The digest's result, then one for each verdict that rests on evidence to be checked.

    Raises BadLedger where the outline cannot be read; malformed evidence is refused.
    """
    try:
        claims, sealed = ledger["claims"], ledger["digest"] == _digest(ledger)
        _need(ledger["schema"] == 1 and isinstance(claims, list), "another outline", BadLedger)
        pairs = [(claim["id"], reading) for claim in claims for reading in claim["readings"]]
        fallen = [(c, (r.get("sensitivity") or {}).get("corrupted")) for c, r in pairs]
        pairs += [(f"{c}, corrupted", r) for c, r in fallen if r]
        readings = {(str(name), str(reading["name"])): reading for name, reading in pairs}
        known = all(r["verdict"] in OPEN or r["verdict"] in EVIDENCE for _, r in pairs)
        right = known and len(readings) == len(pairs)
        _need(right, "an unknown verdict, or two readings of one name", BadLedger)
    except MALFORMED as error:
        raise BadLedger(f"not a ledger: {type(error).__name__}: {error}") from None
    said = "accepted" if sealed else "it is not the digest of the content"
    results, book = [Result("(ledger)", "digest", "", sealed, said)], _Book(readings)
    for key, reading in readings.items():
        if reading["verdict"] in EVIDENCE:
            said = book.reason(key)
            results.append(Result(*key, reading["verdict"], said == "accepted", said))
    return results


def main(argv: list[str]) -> int:
    """Check the ledger argv[0]: 0 its verdicts stand, 1 some is refused, 2 bad input."""
    try:
        _need(argv and argv[1:] in ([], ["--json"]), "usage: checker.py LEDGER [--json]", BadLedger)
        with Path(argv[0]).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        _need(len(data) <= MAX_BYTES, f"more than {MAX_BYTES} bytes", BadLedger)
        gc.disable()  # nothing here is cyclic, and looking for it takes a third of the time
        results = check_ledger(json.loads(data))
    except (OSError, *MALFORMED) as error:
        print(f"bad input: {_short(str(error))}", file=sys.stderr)
        return 2
    refused = [r for r in results if not r.accepted]
    if argv[1:]:
        print(json.dumps([r._asdict() for r in results], indent=1))
        return 1 if refused else 0
    for r in refused:
        where = f"{_short(r.claim)} {_short(r.reading)} {r.verdict}"
        print(f"refused: {where}: {ascii(r.reason)[1:-1]}")
    stand = sum(r.accepted for r in results[1:])
    print(f"{stand} of {len(results) - 1} verdicts {', '.join(EVIDENCE)} stand")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
