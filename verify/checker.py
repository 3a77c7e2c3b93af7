"""Re-checks the evidence of a ledger: `python verify/checker.py LEDGER [--json]`.

It shares no code with what produced the evidence and needs the standard library alone. What words
mean and the facts that derivations may use are data, in `facts.toml` beside it.
PROVED stands on an accepted derivation, REFUTED on a witness, CERTIFIED on enclosures of roots.

In this order: numbers (intervals with rational ends, rounded outward); polynomials in letters that
do not commute; expressions such as ["mm", A, B], whose value is a grid of polynomials (numbers at a
witness, words in every dimension otherwise); witnesses; derivations; the ledger.

A loss is K-smooth and mu-strongly convex with minimum 0 at Wstar: the symbols of these names. At a
witness it is 1/2 sum A_ij (W - C)_ij^2, and K, mu and Wstar must be its own. A statement with a
`run` is about each iterate of each run on which its hypotheses hold at every iterate so far.

Not covered: whether `statement` says what `tex` and the paper say. A statement is proved wherever
its quotients and indices are defined; sqrt(x) and log(x) are some numbers where x < 0.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
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
MAX_BITS, MAX_SIZE = 16_384, 128  # of an exact number that arises; of a size, degree, exponent
BITS = 320  # significant binary digits to which inexact numbers are rounded outward
OPEN = {"ASSERTED", "TESTED", "ILL_TYPED", "INCONCLUSIVE", "BLOCKED", "ERROR", None}  # not checked
EVIDENCE = {"PROVED": "derivation", "REFUTED": "witness", "CERTIFIED": "enclosure"}
NAME = re.compile(r"[^\W\d][\w']{0,63}")
RATIONAL = re.compile(r"-?[0-9]{1,4000}(/(?!0+$)[0-9]{1,4000})?")
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
        return _hull(self.lo + other.lo, self.hi + other.hi)

    def __mul__(self, other: _Interval) -> _Interval:
        return _hull(*(x * y for x in {self.lo, self.hi} for y in {other.lo, other.hi}))


def _down(x: Fraction) -> Fraction:
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - BITS)
    return floor(x / unit) * unit


def _hull(*values: Fraction) -> _Interval:
    """From the least value to the greatest, rounded outward; a single value is kept exactly."""
    lo, hi = min(values), max(values)
    lo, hi = (lo, hi) if lo == hi else (_down(lo), -_down(-hi))
    bits = max(n.bit_length() for x in (lo, hi) for n in x.as_integer_ratio())
    _need(bits <= MAX_BITS, f"a number arises that needs more than {MAX_BITS} bits")
    return _Interval(lo, hi)


ZERO, ONE, MINUS = (_hull(Fraction(i)) for i in (0, 1, -1))


def _rational(text: Any) -> Fraction:
    right = isinstance(text, str) and RATIONAL.fullmatch(text)
    _need(right, f'{_short(text)} is not a rational such as "-3/4"')
    return Fraction(text)


# How many arguments; 0: any number.
ARITY = {"inv": 1, "sqrt": 1, "exp": 1, "log": 1, "pow": 2, "max": 0, "min": 0}
CONTEXT = Context(prec=100, Emin=-99999, Emax=99999)  # each of its results is rounded correctly


def _ends(op: str, x: Fraction) -> list[Fraction]:
    """Numbers between which a function of x lies."""
    if op == "inv":
        return [1 / x]
    if x == (op == "log") and op in ("exp", "log"):  # e^0 = 1, log 1 = 0
        return [Fraction(op == "exp")]
    if op == "sqrt":  # sqrt(p / q) = sqrt(p q) / q
        square = x.numerator * x.denominator << 2 * BITS
        root = isqrt(square)
        return [Fraction(r, x.denominator << BITS) for r in (root, root + (root**2 < square))]
    argument = CONTEXT.divide(Decimal(x.numerator), Decimal(x.denominator))
    y = Fraction(CONTEXT.exp(argument) if op == "exp" else CONTEXT.ln(argument))
    error = (abs(y) + (op == "log")) / 10**90
    return [y - error, y + error]


def _function(op: str, a: _Interval, *more: _Interval) -> _Interval:
    """An enclosure of a function of scalars; raises Refused where it may be undefined."""
    match op:
        case "max" | "min":
            best = max if op == "max" else min
            return _Interval(best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more)))
        case "pow" if more[0].lo == more[0].hi and more[0].lo.denominator == 1:
            n = more[0].lo.numerator
            _need(abs(n) <= MAX_SIZE, f"an exponent is beyond {MAX_SIZE}")
            power = reduce(mul, [a] * abs(n), ONE)
            return power if n >= 0 else _function("inv", power)
        case "pow":
            return _function("exp", more[0] * _function("log", a))
        case "exp":
            right = max(-a.lo, a.hi) < 9000
        case _:
            right = a.lo > 0 or (op == "sqrt" and a.lo == 0) or (op == "inv" and a.hi < 0)
    _need(right, f"{op} of what is, or may be, outside its domain")
    return _hull(*_ends(op, a.lo), *_ends(op, a.hi))


def _eigenvalue(a: list[list[Fraction]], k: int, spend: Spend) -> _Interval:
    """The k-th largest eigenvalue of a symmetric matrix, exact where it is rational.

    The matrix is scaled to integers, so that a rational eigenvalue is an integer. All roots of
    its characteristic polynomial are real, so Descartes' rule is exact: the number of roots > t,
    with multiplicity, is the number of sign changes of the polynomial shifted by t.
    """
    n, scale = len(a), lcm(*(x.denominator for row in a for x in row)) << BITS // 2
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
        return _Poly({key: c for key, c in terms.items() if c != ZERO})

    def number(self) -> _Interval:
        _need(self.terms.keys() <= {((), ())}, "a number is needed here")
        return self.terms.get(((), ()), ZERO)

    def __add__(self, other: _Poly) -> _Poly:
        return _Poly.collect(chain(self.terms.items(), other.terms.items()))

    def __mul__(self, other: _Poly) -> _Poly:
        pairs = ((a, b) for a in self.terms.items() for b in other.terms.items())
        return _Poly.collect(
            ((tuple(sorted(f + g)), v + w), c * d) for ((f, v), c), ((g, w), d) in pairs
        )

    def transpose(self) -> _Poly:
        return _Poly({(f, tuple(-x for x in w[::-1])): c for (f, w), c in self.terms.items()})


def _poly(c: _Interval, atoms: Word = (), word: Word = ()) -> _Poly:
    return _Poly.collect([((atoms, word), c)])


# --- Expressions: their values, over sizes that are given or over all -------------------------
@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells with the sizes of their rows and columns; a scalar has one cell and no sizes."""

    cells: list[list[_Poly]]
    rows: tuple[str, ...] = ()
    cols: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.rows, self.cols

    @property
    def all(self) -> list[_Poly]:
        return list(chain(*self.cells))


Relation = tuple[str, _Grid]  # (op, slack): 0 < slack, 0 <= slack or 0 == slack


def _scalar(x: _Poly) -> _Grid:
    return _Grid([[x]])


def _size(op: str, sizes: Iterable[Any]) -> str:
    """The normal form of a sum, product, minimum or maximum of sizes."""
    parts = sorted(map(str, set(sizes) if op in ("min", "max") else sizes))
    return f"{op}({','.join(parts)})" if parts[1:] else parts[0]


COMBINE: dict[str, Any] = {"+": sum, "*": prod, "min": min, "max": max}


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


class _Evaluator:
    """Values of expressions: polynomials over all sizes where there is a table, numbers else.

    table: the number of each letter and atom, greater than those of what it is made of.
    """

    def __init__(self, sizes: dict[str, Any], spend: Spend, table: dict[Any, int] | None) -> None:
        self.sizes, self.spend, self.table = sizes, spend, table
        self.known: dict[tuple[str, str], _Grid] = {}  # by ("s", "ref" or "loss", name)
        self.quotients: list[_Poly] = []  # x/x - 1 for each quotient by x
        self.bounds: set[tuple[Any, Any]] = set()  # pairs of sizes, the first at least the second
        self.hypotheses: list[Relation] = []
        self.run: Any = None  # [[a state's letter, its start, its next value], ...], free symbols

    def number(self, *name: Any, of: Iterable[_Grid] = ()) -> int:
        """The number of a letter or atom: equal numbers, equal values."""
        assert self.table is not None
        parts = ((a.shape, *(frozenset(x.terms.items()) for x in a.all)) for a in of)
        return self.table.setdefault((*name, *parts), len(self.table) + 1)

    def letter(self, shape: Any, *name: Any, of: Iterable[_Grid] = ()) -> _Grid:
        """An opaque scalar, or matrix of one block."""
        x = self.number(*name, of=of)
        return _Grid([[_poly(ONE, (), (x,))]], *shape) if shape else _scalar(_poly(ONE, (x,)))

    def size(self, d: Any) -> Any:
        """A dimension or an index: an integer, or its normal form where sizes are not given."""
        match d:
            case str() if d in self.sizes:
                return self.sizes[d] if self.table is not None else self.size(self.sizes[d])
            case ["q", str(n)]:
                return self.size(int(n))
            case int() if not isinstance(d, bool) and 1 <= d <= MAX_SIZE:
                return d
            case ["rows" | "cols" as side, a]:
                sizes = self.value(a).shape[side == "cols"]
                return _size("+", sizes) if self.table is not None else self.size(len(sizes))
            case ["+" | "*" | "min" | "max" as op, *parts]:
                sizes = tuple(map(self.size, parts))
                return _size(op, sizes) if self.table is not None else self.size(COMBINE[op](sizes))
        raise Refused(f"{_short(d)} is not a dimension or index from 1 to {MAX_SIZE}")

    def shape(self, dims: Any) -> Any:
        """The sizes of rows and columns; nothing for a scalar."""
        sizes = [self.size(d) for d in dims]
        return [(str(n),) if self.table is not None else ("1",) * n for n in sizes]

    def diagonal(self, dims: Any, on: _Poly) -> _Grid:
        rows, cols = self.shape(dims)
        self.spend(len(rows) * len(cols))
        cells = [[on if i == j else _Poly({}) for j in range(len(cols))] for i in range(len(rows))]
        return _Grid(cells, rows, cols)

    def value(self, e: Any) -> _Grid:
        """The value of an expression; raises Refused where it has none."""
        self.spend(1)
        match e:
            case ["q", text]:
                return _scalar(_poly(_hull(_rational(text))))
            case ["s" | "ref" as kind, str(name)] | [
                "weights" | "centre" as kind,
                ["s", str(name)],
            ]:
                return self.known[kind, name]
            case ["loss" | "grad" | "hess" as op, ["s", str(name)], *points] if (
                self.table is not None
            ):
                shape, args = self.known["loss", name].shape, [self.value(w) for w in points]
                right = len(args) == 1 + (op == "hess") and {w.shape for w in args} == {shape}
                _need(right, f"{op} {name} of {_short([w.shape for w in args])}")
                return self.letter(() if op == "loss" else shape, op, name, of=args)
            # Eigenvectors for the k largest eigenvalues, or for the k-th; X with A X = B.
            case ["vectors" | "eigenvector" as op, a, k] if self.table is not None:
                d, n = self.value(a), str(self.size(k))
                return self.letter((d.rows, (n if op == "vectors" else "1",)), op, n, of=[d])
            case ["solution", *sides] if self.table is not None:
                a, b = map(self.value, sides)
                return self.letter((a.cols, b.cols), "solution", of=[a, b])
            case ["zeros", d, c]:
                return self.diagonal([d, c], _Poly({}))
            case ["eye", d]:
                return self.diagonal([d, d], _poly(ONE))
            case ["sigma" | "lam" as op, a, k]:
                return self.spectral(op, self.value(a), self.size(k))
            case [str(op), *args] if op in DATA["words"]:
                return self.value(_filled(DATA["words"][op], args))
            case ["T" | "tr" as op, a]:
                return self.operate(op, *[self.value(a)] * 2)
            case ["add" | "had" | "mul" | "mm" | "kron" | "vstack" as op, *args] if args:
                return reduce(lambda x, y: self.operate(op, x, y), map(self.value, args))
            case [str(op), *args] if op in ARITY:
                return self.function(op, [self.value(a) for a in args])
        raise Refused(f"{_short(e)} is not an expression")

    def operate(self, op: str, a: _Grid, b: _Grid) -> _Grid:
        """The value of an operation of two grids, or of one that is given twice."""
        x, y = (sum(max(1, len(cell.terms)) for cell in grid.all) for grid in (a, b))
        self.spend(x * y if op in ("mul", "mm", "kron") else x + y)
        columns, numbers = list(zip(*b.cells, strict=True)), self.table is None
        match op:
            case "add" | "had" if a.shape == b.shape and (numbers or op == "add"):
                f, pairs = add if op == "add" else mul, zip(a.cells, b.cells, strict=True)
                return _Grid([[*map(f, r, t)] for r, t in pairs], *a.shape)
            case "mul" if not (a.rows and b.rows):
                a, b = (b, a) if a.rows else (a, b)
                return _Grid([[a.cells[0][0] * x for x in r] for r in b.cells], *b.shape)
            case "kron" if numbers and a.rows and b.rows:  # all sizes are "1"
                cells = [[x * y for x in r for y in t] for r in a.cells for t in b.cells]
                return _Grid(cells, a.rows * len(b.rows), a.cols * len(b.cols))
            case "kron" if [*map(len, a.shape + b.shape)] == [1] * 4:
                shape = [(_size("*", x + y),) for x, y in zip(a.shape, b.shape, strict=True)]
                return self.letter(shape, "kron", of=[a, b])
            case "mm" if a.rows and a.cols == b.rows:
                products = [[reduce(add, map(mul, r, c)) for c in columns] for r in a.cells]
                return _Grid(products, a.rows, b.cols)
            case "vstack" if a.rows and b.rows and a.cols == b.cols:
                return _Grid(a.cells + b.cells, a.rows + b.rows, a.cols)
            case "T" if a.rows:
                return _Grid([[x.transpose() for x in c] for c in columns], a.cols, a.rows)
            case "tr" if a.rows and a.rows == a.cols:
                diagonal = (self.trace(r[i], a.rows[i]) for i, r in enumerate(a.cells))
                return _scalar(reduce(add, diagonal))
        raise Refused(f"{_short(op)} of {a.shape} and {b.shape} is not defined")

    def trace(self, x: _Poly, size: str) -> _Poly:
        """Traces of words become scalar atoms, one for all rotations and transposes."""

        def traced(w: Word) -> Word:
            turns = [v[i:] + v[:i] for v in (w, tuple(-x for x in w[::-1])) for i in range(len(w))]
            return (self.number("tr", *min(turns)) if w else self.number("dim", size),)

        terms = (((f, w), c) for (f, w), c in x.terms.items())
        return _Poly.collect(
            ((tuple(sorted(f + (traced(w) if w or size != "1" else ()))), ()), c)
            for (f, w), c in terms
        )

    def function(self, op: str, args: list[_Grid]) -> _Grid:
        """A scalar: a number where it is known, else an atom named after its arguments."""
        self.spend(50)
        right = args and ARITY[op] in (0, len(args)) and not any(a.rows for a in args)
        _need(right, f"{op} of {_short([a.shape for a in args])} is not defined")
        polys = [a.cells[0][0] for a in args]
        if self.table is None or all(x.terms.keys() <= {((), ())} for x in polys):
            x = _function(op, *(x.number() for x in polys))
            if self.table is None or x.lo == x.hi:
                return _scalar(_poly(x))
        if op == "pow" and polys[1].terms.keys() <= {((), ())}:
            n = polys[1].number().lo
            if n.denominator == 1 and abs(n) <= MAX_SIZE:
                power = reduce(
                    lambda a, b: self.operate("mul", a, b),
                    [args[0]] * abs(int(n)),
                    _scalar(_poly(ONE)),
                )
                return power if n >= 0 else self.inverse(power.cells[0][0])
        return self.inverse(polys[0]) if op == "inv" else self.letter((), op, of=args)

    def inverse(self, x: _Poly) -> _Grid:
        """1/x, term by term where x is a product."""
        parts, inverse = [x], _poly(ONE)
        if len(x.terms) == 1:
            [((atoms, _), c)] = x.terms.items()
            parts, inverse = [_poly(ONE, (a,)) for a in atoms], _poly(_function("inv", c))
        for part in parts:
            atom = _poly(ONE, (self.number("inv", of=[_scalar(part)]),))
            self.quotients.append(part * atom + _poly(MINUS))
            inverse *= atom
        return _scalar(inverse)

    def spectral(self, op: str, a: _Grid, k: Any) -> _Grid:
        """The k-th largest singular value or eigenvalue; a singular one past the shape is 0."""
        self.spend(50)
        _need(a.rows and (op == "sigma" or a.rows == a.cols), f"{op} of {a.shape} is not defined")
        if self.table is not None:
            return self.letter((), op, str(k), of=[a])
        n, b = min(len(a.rows), len(a.cols)), self.operate("T", a, a)
        right = all(x.number().lo == x.number().hi for x in a.all)
        _need(right, f"{op} {k} of a matrix that is not known exactly")
        _need(op == "sigma" or (k <= n and a == b), f"{op} {k}: not symmetric, or past the size")
        if k > n:
            return _scalar(_Poly({}))
        if op == "sigma":
            a = self.operate("mm", *((a, b) if n == len(a.rows) else (b, a)))
        x = _eigenvalue([[x.number().lo for x in row] for row in a.cells], k, self.spend)
        return _scalar(_poly(_function("sqrt", x) if op == "sigma" else x))

    def define(self, definitions: Any) -> None:
        """Give each name the value of its body."""
        for name, body in definitions:
            right = NAME.fullmatch(name) and ("ref", name) not in self.known
            _need(right, f"{_short(name)} is no name, or defined twice")
            self.known["ref", name] = self.value(body)

    def relation(self, relation: Any) -> Relation:
        """A relation as one of 0 to the slack, the larger side less the smaller."""
        op, lhs, rhs = relation
        slack = self.value(["sub", lhs, rhs] if op in (">", ">=") else ["sub", rhs, lhs])
        right = op == "==" or (op in ("<", "<=", ">", ">=") and not slack.rows)
        _need(right, f"{_short(op)} does not compare what is {slack.shape}")
        return op.replace(">", "<"), slack

    def fits(self, op: str, large: Any, small: Any) -> bool:
        """Whether one size is (==), or is at least (>=), the other."""
        a, b = (int(x) if str(x).isdigit() else x for x in map(self.size, (large, small)))
        if isinstance(a, int) and isinstance(b, int):
            return a == b or (op == ">=" and a > b)
        parts = re.fullmatch(r"\+\(([^()]*)\)", str(a))  # of a sum of names
        plain = b == 1 or (a, b) in self.bounds or (parts and b in parts[1].split(","))
        return a == b or (op == ">=" and bool(plain))


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
        return _scalar(_poly(_hull(_rational(data))))
    _need(data and all(isinstance(row, list) for row in data), f"{_short(data)} is no matrix")
    cells = [[_poly(_hull(_rational(x))) for x in row] for row in data]
    return _Grid(cells, ("1",) * len(cells), ("1",) * len([*zip(*cells, strict=True)]))


def _letter(e: _Evaluator, kind: str, name: str, dims: Any, data: Any) -> list[Fraction]:
    """Give a symbol its value; its entries."""
    value = e.known[kind, name] = _literal(data)
    _need([*value.shape] == (e.shape(dims) or [(), ()]), f"{_short(name)} has another shape")
    return [x.number().lo for x in value.all]


def _loss(e: _Evaluator, name: str, dims: Any, data: Any, letters: Any) -> None:
    """Let a loss be 1/2 sum A (W - C)^2, and refuse constants that are not its own."""
    right = dims[0] == "loss" and data["family"] == "weighted quadratic"
    _need(right, f"{_short(name)} is no loss, or of a family that is not known")
    a = _letter(e, "weights", name, dims[1:], data["A"])
    c = _letter(e, "centre", name, dims[1:], data["C"])
    right = letters.get("mu", a)[0] > 0 and max(letters.get("mu", [min(a)])) <= min(a)
    right = right and max(a) <= min(letters.get("K", [max(a)])) and letters.get("Wstar", c) == c
    _need(right, f"the loss {name} has other constants than mu, K, Wstar")


def _witness(evidence: Any, formal: Any, spend: Spend) -> None:
    """Raises Refused unless the hypotheses hold and the conclusion fails, for certain."""
    _need(evidence["violated"] in formal["conclusion"], "the relation violated is no conclusion")

    def at(changed: Any, definitions: Any, hypotheses: Any) -> _Evaluator:
        e, symbols = _Evaluator(evidence["dims"], spend, None), formal["symbols"]
        letters = {x: _letter(e, "s", x, symbols[x], v) for x, v in evidence["letters"].items()}
        for name, data in evidence.get("losses", {}).items():
            _loss(e, name, symbols[name], data, letters)
        e.known |= changed
        e.define(definitions)
        for hypothesis in hypotheses:
            right = _holds(e.relation(hypothesis))[0]
            _need(right, f"the hypothesis {_short(hypothesis)} does not hold for certain")
        return e

    own = formal["definitions"], formal["hypotheses"]
    e, state = at({}, *own), {}
    if "run" in formal:  # the state is that of the run, after steps with what was free in each
        start, after, free = (formal["run"][x] for x in ("start", "next", "free"))
        first = at({}, [], [])
        state = {("s", x): first.value(v) for x, v in start.items()}
        for values in evidence.get("path", []):
            here = at(state | {("s", x): _literal(values[x]) for x in free}, *own)
            state = {("s", x): here.value(v) for x, v in after.items()}
    _need(all(e.known[x] == v for x, v in state.items()), "this is no iterate of a run")
    _need(all(e.fits(*s) for s in formal.get("sizes", [])), "the sizes are not the statement's")
    relation = e.relation(evidence["violated"])
    _need(not _holds(relation)[1], "the conclusion is not violated for certain")
    # What the report prints: values of definitions, and ends between which the sides lie.
    printed = [(["ref", name], _literal(x)) for name, x in evidence.get("values", {}).items()]
    if not relation[1].rows:
        ends = [[*map(_rational, evidence[side])] for side in ("lhs", "rhs")]
        right = all(0 <= hi - lo <= (1 + abs(hi)) / 1000 for lo, hi in ends)
        _need(right, "the ends given for a side are in no order, or far apart")
        values = [_scalar(_poly(_hull(*pair))) for pair in ends]
        printed += zip(evidence["violated"][1:], values, strict=True)
    for expression, value in printed:
        e.known["ref", "printed."] = value
        right = _holds(e.relation(["==", expression, ["ref", "printed."]]))[1]
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
def _rewritten(poly: _Poly, equations: list[_Poly], spend: Spend) -> _Poly:
    """What is left when the leading monomial of each equation is replaced until none occurs.

    The greatest atom leads, in a lexicographic order, so that this ends; and an atom is greater
    than those that its arguments are made of, so that a root gives way to what it is the root of.
    """
    rules: list[tuple[Counter[int], _Poly]] = []
    for equation in equations:
        if equation.terms:
            lead = max(equation.terms, key=lambda m: (m[0][::-1], m[1]))
            rest = _Poly({m: c for m, c in equation.terms.items() if m != lead})
            scale = _function("inv", equation.terms[lead] * MINUS)
            rules.append((Counter(lead[0]), rest * _poly(scale)))

    def replaced(atoms: Word, word: Word, c: _Interval) -> _Poly:
        for lead, rest in rules:
            if lead <= Counter(atoms):
                left = sorted((Counter(atoms) - lead).elements())
                return _poly(c, tuple(left), word) * rest
        return _poly(c, atoms, word)

    last, cost = _Poly({}), 2 + sum(1 + len(rest.terms) for _, rest in rules)
    while poly != last:
        spend(len(poly.terms) * cost)
        parts = [replaced(*key, c) for key, c in poly.terms.items()]
        last, poly = poly, _Poly.collect(chain(*(part.terms.items() for part in parts)))
    return poly


def _certified(e: _Evaluator, relation: Relation, certificate: Any, known: list[Relation]) -> bool:
    """Whether multiplier * slack = sum of c * products of premises >= 0, by the equations."""

    def premise(i: int, *ops: str) -> _Poly:
        right = type(i) is int and 0 <= i < len(known) and known[i][0] in ops
        _need(right and not known[i][1].rows, f"{_short(i)} is no earlier step of this kind")
        return known[i][1].all[0]

    def total(products: Any) -> tuple[_Poly, bool]:  # and whether it is certainly positive
        result, positive = _Poly({}), False
        for c, indices in products:
            _need(_rational(c) > 0, "a coefficient is not positive")
            product = _poly(_hull(_rational(c)))
            for factor in (premise(i, "<", "<=") for i in indices):
                e.spend(len(product.terms) * len(factor.terms))
                product *= factor
            e.spend(len(result.terms) + len(product.terms))
            result += product
            positive = positive or all(known[i][0] == "<" for i in indices)
        return result, positive

    multiplier, positive = total(certificate.get("multiplier", [["1", []]]))
    right, strict = total(certificate["products"])
    rest = multiplier * relation[1].all[0] + right * _poly(MINUS)
    equations = [premise(i, "==") for i in certificate["equations"]]
    kind = {"<": strict, "<=": True, "==": not certificate["products"]}[relation[0]]
    return positive and kind and not _rewritten(rest, equations, e.spend).terms


def _known(relation: Relation, known: list[Relation]) -> bool:
    """Whether a relation is among those known, as it is or in its strict form."""
    return relation in known or (relation[0] == "<=" and ("<", relation[1]) in known)


def _plain(relation: Relation) -> bool:
    """Whether a relation between numbers, or between equal matrices, is true."""
    return all(x.terms.keys() <= {((), ())} for x in relation[1].all) and _holds(relation)[0]


class _Book:
    """The readings of a ledger, each checked once: a derivation may cite one that is proved."""

    def __init__(self, readings: dict[tuple[str, str], Any]) -> None:
        self.readings, self.left = readings, MAX_WORK
        self.table: dict[Any, int] = {}
        self.reasons: dict[tuple[str, str], str] = {}

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
        _need(
            EVIDENCE[verdict] in kinds and ("witness" in kinds) == (verdict == "REFUTED"),
            "the verdict lacks its kind of evidence, or there is evidence to the contrary",
        )
        if formal is not None:
            right = all(NAME.fullmatch(name) for name in (*formal["dims"], *formal["symbols"]))
            right = right and all(isinstance(formal[x], list) for x in ("hypotheses", "conclusion"))
            _need(right, "hypotheses are no list, or a dimension or symbol has no proper name")
        for piece in (e for e in reading["evidence"] if e["kind"] == EVIDENCE[verdict]):
            match verdict:
                case "PROVED":
                    self.derivation(piece, formal, reading["facts"])
                case "REFUTED":
                    _witness(piece, formal, self.spend)
                case _:
                    _enclosure(piece, self.spend)

    def opened(self, formal: Any, sizes: dict[str, Any]) -> _Evaluator:
        """A statement with letters for its symbols, over these sizes."""
        e = _Evaluator(dict(sizes), self.spend, self.table)
        bounds = formal.get("sizes", [])
        e.sizes |= {a: e.size(b) for op, a, b in bounds if op == "=="}
        e.bounds = {(e.size(a), e.size(b)) for op, a, b in bounds if op == ">="}
        symbols = dict(formal["symbols"])
        for dims in (dims for dims in formal["symbols"].values() if dims[:1] == ["loss"]):
            symbols |= {"K": [], "mu": [], "Wstar": dims[1:]}  # a loss's own, stated or not
        for name, dims in symbols.items():
            kind, dims = ("loss", dims[1:]) if dims[:1] == ["loss"] else ("s", dims)
            shape = e.shape(dims)
            e.known[kind, name] = e.letter(shape, kind, name, str(shape))
        e.define(formal["definitions"])
        e.hypotheses = [e.relation(h) for h in formal["hypotheses"]]
        if run := formal.get("run"):
            state = [
                [e.value(v) for v in (["s", x], run["start"][x], run["next"][x])]
                for x in run["start"]
            ]
            _need(all(v.shape == x.shape for x, *values in state for v in values), "another shape")
            e.run = [state, sorted(run["free"])]
        return e

    def instance(self, e: _Evaluator, step: Any, known: list[Relation]) -> list[Relation]:
        """What a fact, or a reading that is proved, says of the arguments that a step gives."""
        inner, arguments = e, step["with"]
        if step["rule"] == "fact":
            fact = DATA["facts"][step["of"]]
            names = fact["takes"].split()
            given, bounds, holds = (
                [_filled(x, arguments, names) for x in part]
                for part in (fact.get("given", []), fact.get("sizes", []), [fact["holds"]])
            )
        else:
            key = tuple(step["of"])
            formal, reason = self.readings[key]["statement"], self.reason(key)
            right = reason == "accepted" and self.readings[key]["verdict"] == "PROVED"
            _need(right, f"{_short(key)} is cited, which is not proved: {reason}")
            given, bounds, holds = (
                formal.get(x, []) for x in ("hypotheses", "sizes", "conclusion")
            )
            sizes = {d: e.size(step.get("sizes", {}).get(d, d)) for d in formal["dims"]}
            inner = _Evaluator(sizes, self.spend, self.table)
            inner.bounds = e.bounds
            losses = [x for x, dims in formal["symbols"].items() if dims[:1] == ["loss"]]
            for name, dims in formal["symbols"].items():
                kind, dims = ("loss", dims[1:]) if dims[:1] == ["loss"] else ("s", dims)
                own = bool(losses) and (kind == "loss" or name in ("K", "mu", "Wstar"))
                _need(not own or name not in arguments, f"{name} belongs to the loss")
                value = e.value(arguments[name]) if name in arguments else e.known[kind, name]
                right = [(_size("+", x),) for x in value.shape if x] == inner.shape(dims)
                _need(right, f"{_short(name)} has another shape")
                inner.known[kind, name] = value
            inner.define(formal["definitions"])
            if "run" in formal:  # then both are about the same run
                other = self.opened(formal, e.sizes)
                right = not arguments and other.run == e.run
                right = right and all(_known(h, e.hypotheses) for h in other.hypotheses)
                _need(right, "it is about another run")
                given = []
        _need(all(inner.fits(*b) for b in bounds), "it is about other sizes")
        for needed in map(inner.relation, given):
            _need(_known(needed, known) or _plain(needed), "what it needs is no earlier step")
        return [inner.relation(relation) for relation in holds]

    def steps(self, e: _Evaluator, steps: Any, given: list[Relation], free: Any) -> list[Relation]:
        """The relations of the steps; raises Refused at the first that does not follow."""
        known: list[Relation] = []
        for number, step in enumerate(steps):
            try:
                relation = op, slack = e.relation(step["relation"])
                match step["rule"]:
                    case "given":
                        right = _known(relation, given)
                    case "identity":
                        rest = [_rewritten(x, free, self.spend).terms for x in slack.all]
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
        run, (state, free) = formal["run"], e.run
        here, start, after = (
            {("s", x): v[i] for x, v in zip(run["start"], state, strict=True)} for i in range(3)
        )

        def moved(values: Any, without: Any, definitions: Any) -> _Evaluator:
            new = _Evaluator(e.sizes, self.spend, self.table)
            new.known = {k: v for k, v in e.known.items() if k[0] != "ref"} | values
            new.known = {k: v for k, v in new.known.items() if k not in without}
            new.bounds, new.hypotheses, new.run = e.bounds, e.hypotheses, e.run
            new.define(definitions)
            return new

        def stated(values: Any) -> list[Relation]:  # free symbols have other values next time
            at = moved(values, {("s", x) for x in free}, invariant["definitions"])
            return [at.relation(r) for r in invariant["relations"]]

        constant = moved({}, {*here, *(("s", x) for x in free)}, [])
        right = [constant.value(run["start"][x]) for x in run["start"]] == [*start.values()]
        _need(right, "the start is not constant")
        first = moved(start, (), [*formal["definitions"], *more])
        given = [first.relation(h) for h in formal["hypotheses"]]
        base = self.steps(first, invariant["base"], given, ())
        _need(
            all(_known(r, base) for r in stated(start)), "the invariant is not shown at the start"
        )
        second = moved(here, (), [*formal["definitions"], *more])
        step = self.steps(second, invariant["step"], e.hypotheses + stated(here), ())
        _need(all(_known(r, step) for r in stated(after)), "the invariant is not shown to be kept")
        return stated(here)

    def derivation(self, evidence: Any, formal: Any, facts: Any) -> None:
        """Raises Refused unless every step holds and they give the conclusion."""
        e = self.opened(formal, {d: d for d in formal["dims"]})
        conclusion = [e.relation(relation) for relation in formal["conclusion"]]
        free, given = list(e.quotients), e.hypotheses
        more = [d for d in evidence.get("definitions", []) if d not in formal["definitions"]]
        steps, invariant = evidence["steps"], evidence.get("invariant")
        if invariant is not None:
            given = given + self.induction(e, formal, invariant, more)
            steps = [*invariant["base"], *invariant["step"], *steps]
        e.define(more)
        known = self.steps(e, evidence["steps"], given, free)
        _need(conclusion and all(_known(c, known) for c in conclusion), "it is not concluded")
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
