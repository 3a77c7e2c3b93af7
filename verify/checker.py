"""Re-checks the evidence of a ledger: `python verify/checker.py LEDGER`.

It shares no code with what produced the evidence and needs the standard library alone. PROVED
stands on an accepted derivation, REFUTED on an accepted witness; other verdicts are not
re-checked. `digest` must be the SHA-256 of the canonical JSON of the ledger's content.

In this order: numbers (intervals with rational ends, rounded outward); polynomials in letters
that do not commute; expressions such as ["mm", A, B], whose value is a grid of polynomials
(numbers at a witness, words in every dimension otherwise); evidence; ledger.

A loss is a letter in derivations. At a witness it is 1/2 sum A_ij (W - C)_ij^2 with A > 0, and
the letters mu, K, Wstar, where the statement has them, are its constants: mu <= A_ij <= K, C.

Not covered: whether `statement` says what `tex` and the paper say; entrywise functions.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise
from math import floor, isqrt, lcm
from operator import add, mul
from pathlib import Path
from typing import Any, NamedTuple

MAX_BYTES, MAX_WORK = 64_000_000, 20_000_000  # of a ledger; a unit of work is some 5 us
MAX_BITS, MAX_SIZE = 8192, 128  # of an exact number that arises; of a dimension, degree, exponent
BITS = 320  # significant binary digits to which inexact numbers are rounded outward
VERDICTS = {"PROVED", "CERTIFIED", "ASSERTED", "TESTED", "REFUTED", "ILL_TYPED", "INCONCLUSIVE"}
VERDICTS |= {"BLOCKED", "ERROR"}
NAME = re.compile(r"[^\W\d][\w']{0,63}")
RATIONAL = re.compile(r"-?[0-9]{1,500}(/(?!0+$)[0-9]{1,500})?")


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
@dataclass(frozen=True)
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


ZERO, ONE = _hull(Fraction(0)), _hull(Fraction(1))


def _rational(text: Any) -> Fraction:
    fits = isinstance(text, str) and RATIONAL.fullmatch(text)
    _need(fits, f'{_short(text)} is not a rational such as "-3/4" of 500 digits or fewer')
    return Fraction(text)


ARITY = {"inv": 1, "abs": 1, "sqrt": 1, "exp": 1, "ln": 1, "pow": 2, "max": 0, "min": 0}  # 0: any


def _function(op: str, a: _Interval, *more: _Interval) -> _Interval:
    """An enclosure of a function of scalars; raises Refused where it may be undefined."""
    ends: list[Fraction] = []
    match op:
        case "inv":
            _need(not a.lo <= 0 <= a.hi, "division by zero, or by what may be zero")
            return _hull(1 / a.lo, 1 / a.hi)
        case "abs":
            return _Interval(max(a.lo, -a.hi, Fraction(0)), max(-a.lo, a.hi))
        case "max" | "min":
            best = max if op == "max" else min
            return _Interval(best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more)))
        case "sqrt":
            _need(a.lo >= 0, "the square root of what is, or may be, negative")
            for x, up in ((a.lo, False), (a.hi, True)):
                square = x.numerator * x.denominator << 2 * BITS  # sqrt(p / q) = sqrt(p q) / q
                root = isqrt(square)
                ends.append(Fraction(root + (up and root**2 < square), x.denominator << BITS))
            return _hull(*ends)
        case "pow" if more[0].lo == more[0].hi and more[0].lo.denominator <= 2:
            n, halves = more[0].lo.numerator, more[0].lo.denominator == 2
            _need(abs(n) <= MAX_SIZE, f"an exponent is beyond {MAX_SIZE}")
            base = _function("sqrt", a) if halves else a if n % 2 else _function("abs", a)
            power = reduce(mul, [base] * abs(n), ONE)
            return power if n >= 0 else _function("inv", power)
        case "pow":
            return _function("exp", more[0] * _function("ln", a))
    # exp and ln: the decimal module rounds them correctly; 10^9 units in the last place are added.
    if (op, a) in (("exp", ZERO), ("ln", ONE)):
        return ONE if op == "exp" else ZERO
    _need(a.lo > 0 if op == "ln" else max(-a.lo, a.hi) < 2048, f"{op} is undefined here, or vast")
    for x, rounding, side in ((a.lo, ROUND_FLOOR, -1), (a.hi, ROUND_CEILING, 1)):
        context = Context(prec=100, rounding=rounding, Emin=-99999, Emax=99999)
        argument = context.divide(Decimal(x.numerator), Decimal(x.denominator))
        y = Fraction(context.exp(argument) if op == "exp" else context.ln(argument))
        ends.append(y + side * abs(y) / 10**90)
    return _hull(*ends)


def _eigenvalue(a: list[list[Fraction]], k: int, spend: Callable[[int], None]) -> _Interval:
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


# --- Polynomials: sums of coefficient * scalar factors * word ---------------------------------
Word = tuple[str, ...]  # letters: "A", its transpose "A^", a symmetric one "S="
Key = tuple[Word, Word]  # scalar factors in order, and a word; a scalar's word is empty


def _turn(word: Word) -> Word:
    return tuple(x if x[-1] == "=" else x[:-1] if x[-1] == "^" else x + "^" for x in word[::-1])


@dataclass(frozen=True)
class _Poly:
    terms: dict[Key, _Interval]

    @staticmethod
    def collect(pairs: Iterable[tuple[Key, _Interval]]) -> _Poly:
        terms: dict[Key, _Interval] = {}
        for (factors, word), c in pairs:
            key = (tuple(sorted(factors)), word)
            terms[key] = terms[key] + c if key in terms else c
            _need(len(factors + word) <= MAX_SIZE, f"a degree is beyond {MAX_SIZE}")
        return _Poly({key: c for key, c in terms.items() if c != ZERO})

    @property
    def constant(self) -> bool:
        return set(self.terms) <= {((), ())}

    @property
    def number(self) -> _Interval:
        _need(self.constant, "a number is needed here")
        return self.terms.get(((), ()), ZERO)

    def __add__(self, other: _Poly) -> _Poly:
        return _Poly.collect(chain(self.terms.items(), other.terms.items()))

    def __mul__(self, other: _Poly) -> _Poly:
        pairs = ((a, b) for a in self.terms.items() for b in other.terms.items())
        return _Poly.collect(((f + g, v + w), c * d) for ((f, v), c), ((g, w), d) in pairs)

    def transpose(self) -> _Poly:
        return _Poly({(f, _turn(w)): c for (f, w), c in self.terms.items()})

    def trace(self, size: str) -> _Poly:
        """Traces of words become scalar factors, one for all rotations and transposes."""

        def traced(w: Word) -> Word:
            turns = [v[i:] + v[:i] for v in (w, _turn(w)) for i in range(len(w))]
            return (f"tr[{'.'.join(min(turns))}]",) if w else (f"dim[{size}]",) * (size != "1")

        return _Poly.collect(((f + traced(w), ()), c) for (f, w), c in self.terms.items())

    def __str__(self) -> str:
        terms = sorted((f, w, c.lo) for (f, w), c in self.terms.items())
        return "+".join(f"{c}*{'*'.join(f)}*{'.'.join(w)}" for f, w, c in terms)


def _poly(c: _Interval = ONE, factors: Word = (), word: Word = ()) -> _Poly:
    return _Poly.collect([((factors, word), c)])


# --- Expressions: their values, over sizes that are given or over all -------------------------
@dataclass(frozen=True)
class _Grid:
    """Cells with the sizes of their rows and columns; a scalar has one cell and no sizes."""

    cells: list[list[_Poly]]
    rows: Word = ()
    cols: Word = ()

    def __str__(self) -> str:
        sides = [str(len(x)) if set(x) == {"1"} else "+".join(x) for x in (self.rows, self.cols)]
        return " x ".join(sides)[:99] if self.rows else "scalar"

    @property
    def all(self) -> list[_Poly]:
        return list(chain(*self.cells))

    def fits(self, other: _Grid) -> bool:
        return (self.rows, self.cols) == (other.rows, other.cols)


def _operate(op: str, a: _Grid, b: _Grid) -> _Grid:
    """The value of an operation of two grids, or of one that is given twice."""
    columns = list(zip(*b.cells, strict=True))
    match op:
        case "add" | "had" if a.fits(b):
            f, pairs = add if op == "add" else mul, zip(a.cells, b.cells, strict=True)
            return _Grid([[*map(f, r, s)] for r, s in pairs], a.rows, a.cols)
        case "mul" if not (a.rows and b.rows):
            a, b = (b, a) if a.rows else (a, b)
            exact = not b.rows or all(c.lo == c.hi for c in a.cells[0][0].terms.values())
            _need(exact, "a matrix is multiplied by a number that is not known exactly")
            return _Grid([[a.cells[0][0] * x for x in row] for row in b.cells], b.rows, b.cols)
        case "kron" if a.rows and b.rows:  # of matrices of numbers: all sizes are "1"
            cells = [[x * y for x in r for y in t] for r in a.cells for t in b.cells]
            return _Grid(cells, a.rows * len(b.rows), a.cols * len(b.cols))
        case "mm" if a.rows and a.cols == b.rows:
            products = [[reduce(add, map(mul, r, c)) for c in columns] for r in a.cells]
            return _Grid(products, a.rows, b.cols)
        case "vstack" if a.rows and b.rows and a.cols == b.cols:
            return _Grid(a.cells + b.cells, a.rows + b.rows, a.cols)
        case "T" if a.rows:
            return _Grid([[x.transpose() for x in c] for c in columns], a.cols, a.rows)
        case "tr" if a.rows and a.rows == a.cols:
            traces = (row[i].trace(a.rows[i]) for i, row in enumerate(a.cells))
            return _Grid([[reduce(add, traces)]])
    raise Refused(f"{op} of {a} and {b} is not defined")


def _text(op: str, args: list[_Grid], index: Any) -> str:
    """A name for the value of a function: equal names, equal values."""
    texts = (f"{a.rows}{a.cols}{','.join(map(str, a.all))}" for a in args)
    name = f"{op}[{';'.join(texts)};{index}]"
    _need(len(name) < 5000, f"the argument of {op} is too long")
    return name


FOLDS, UNARY = ("add", "mul", "mm", "vstack"), ("T", "tr")
OF_A_MATRIX = ("sum", "smin", "smax", "lmin", "lmax")  # and, with an index, sigma and lam
REWRITES: dict[tuple[str, int], Callable[..., list[Any]]] = {  # (operation, how many arguments)
    ("neg", 1): lambda a: ["mul", ["q", "-1"], a],
    ("sub", 2): lambda a, b: ["add", a, ["mul", ["q", "-1"], b]],
    ("div", 2): lambda a, b: ["mul", a, ["inv", b]],
    ("log", 1): lambda a: ["ln", a],
    ("hstack", 2): lambda a, b: ["T", ["vstack", ["T", a], ["T", b]]],
    ("inner", 2): lambda a, b: ["tr", ["mm", ["T", a], b]],
    ("fro2", 1): lambda a: ["tr", ["mm", ["T", a], a]],
    ("fro", 1): lambda a: ["sqrt", ["tr", ["mm", ["T", a], a]]],
    ("loss", 2): lambda f, w: [
        "mul",
        ["q", "1/2"],
        ["inner", ["sub", w, [*f, "C"]], ["grad", f, w]],
    ],
    ("grad", 2): lambda f, w: ["had", [*f, "A"], ["sub", w, [*f, "C"]]],
    ("hess", 3): lambda f, w, v: ["had", [*f, "A"], v],
}


class _Evaluator:
    def __init__(self, dims: list[str], sizes: Any, spend: Callable[[int], None]) -> None:
        self.symbolic, self.spend = sizes is None, spend
        self.sizes: dict[str, Any] = {d: d for d in dims} if sizes is None else {}
        self.sizes |= {d: self.size(size) for d, size in (sizes or {}).items()}
        self.known: dict[tuple[str, str], _Grid] = {}  # by ("s" or "ref", name)

    def size(self, d: Any) -> Any:
        """A dimension or an index: an integer, or its normal form where sizes are not given."""
        match d:
            case str() if d in self.sizes:
                return self.sizes[d]
            case int() if not isinstance(d, bool) and 1 <= d <= MAX_SIZE:
                return d
            case ["+" | "min" | "max" as op, first, *rest]:
                parts = [self.size(part) for part in (first, *rest)]
                if self.symbolic:
                    return f"{op}({','.join(sorted(map(str, parts)))})"
                combine: Any = {"+": sum, "min": min, "max": max}[op]
                return self.size(combine(parts))
        raise Refused(f"{_short(d)} is not a dimension or index from 1 to {MAX_SIZE}")

    def grid(self, shape: list[Any], on: _Poly, off: _Poly) -> _Grid:
        """`on` on the diagonal and `off` elsewhere; the scalar `on` where the shape is empty."""
        if not shape:
            return _Grid([[on]])
        sizes = [self.size(d) for d in shape[:2]]
        rows, cols = ((str(n),) if self.symbolic else ("1",) * n for n in sizes)
        self.spend(len(rows) * len(cols))
        places = [[i == j for j in range(len(cols))] for i in range(len(rows))]
        return _Grid([[on if place else off for place in row] for row in places], rows, cols)

    def value(self, e: Any) -> _Grid:
        """The value of an expression; raises Refused where it has none."""
        self.spend(1)
        match e:
            case ["q", text]:
                return _Grid([[_poly(_hull(_rational(text)))]])
            case ["s" | "ref" as kind, str(name)]:
                _need((kind, name) in self.known, f"{_short(name)} has no value here")
                return self.known[kind, name]
            case ["s", str(name), "A" | "C" as part] if (part, name) in self.known:
                return self.known[part, name]
            case ["loss" | "grad" | "hess" as op, ["s", str(name)], *rest] if self.symbolic:
                _need(("loss", name) in self.known, f"{_short(name)} is no loss")
                shape, args = self.known["loss", name], [self.value(a) for a in rest]
                right = len(args) == 1 + (op == "hess") and all(a.fits(shape) for a in args)
                _need(right, f"{op} {name} of {', '.join(map(str, args))}")
                letter = (_text(op + name, args, None),)
                if op == "loss":
                    return _Grid([[_poly(factors=letter)]])
                return _Grid([[_poly(word=letter)]], shape.rows, shape.cols)
            case ["zeros", d, c]:
                return self.grid([d, c], _poly(ZERO), _poly(ZERO))
            case ["eye", d]:
                return self.grid([d, d], _poly(ONE), _poly(ZERO))
            case ["sigma" | "lam" as op, a, k]:
                return self.function(op, [self.value(a)], self.size(k))
            case ["pow", a, ["q", str(n)]] if self.symbolic and re.fullmatch("[1-9][0-9]?", n):
                return self.value(["mul", ["q", "1"], *[a] * int(n)])
            case [str(op), *args] if (op, len(args)) in REWRITES:
                return self.value(REWRITES[op, len(args)](*args))
            case [str(op), first, *rest]:
                values = [self.value(a) for a in (first, *rest)]
                if op in FOLDS:
                    return reduce(lambda a, b: self.charged(op, a, b), values)
                if (op in UNARY and not rest) or (op in ("had", "kron") and len(rest) == 1):
                    return self.charged(op, values[0], values[-1])
                return self.function(op, values)
        raise Refused(f"{_short(e)} is not an expression")

    def charged(self, op: str, a: _Grid, b: _Grid) -> _Grid:
        x, y = (sum(max(1, len(cell.terms)) for cell in grid.all) for grid in (a, b))
        self.spend(x * y if op in ("mul", "mm", "kron") else x + y)
        _need(op not in ("had", "kron") or not self.symbolic, f"{op} is not expanded")
        return _operate(op, a, b)

    def function(self, op: str, args: list[_Grid], index: Any = None) -> _Grid:
        """A scalar: a number where it is known, else a factor named after its arguments."""
        self.spend(50)
        scalars = not any(a.rows for a in args)
        matrix = not scalars and (op in ("sigma", "lam") if index else op in OF_A_MATRIX)
        count = ARITY.get(op, -1) if scalars else 1 if matrix else -1
        _need(count in (0, len(args)), f"{_short(op)} of {', '.join(map(str, args))}")
        if not self.symbolic or (scalars and all(a.cells[0][0].constant for a in args)):
            x = _function(op, *(a.cells[0][0].number for a in args)) if scalars else None
            x = x or self.spectral(op, args[0], index)
            if not self.symbolic or x.lo == x.hi:
                return _Grid([[_poly(x)]])
        return _Grid([[_poly(factors=(_text(op, args, index),))]])

    def spectral(self, op: str, a: _Grid, index: int | None) -> _Interval:
        singular, n = op[0] == "s", min(len(a.rows), len(a.cols))
        if op == "sum":
            return reduce(add, a.all).number
        if singular:
            b = self.charged("T", a, a)
            a = self.charged("mm", *((a, b) if n == len(a.rows) else (b, a)))
        k = index or (1 if op.endswith("max") else n)
        right = a == _operate("T", a, a) and (singular or k <= n)
        _need(right, f"{op} {k} of a matrix that is {a}, or not symmetric")
        if k > n:
            return ZERO
        value = _eigenvalue([[x.number.lo for x in row] for row in a.cells], k, self.spend)
        return _function("sqrt", value) if singular else value


# --- Evidence ---------------------------------------------------------------------------------
def _holds(op: str, a: _Grid, b: _Grid) -> bool | None:
    """Whether the relation holds for certain, fails for certain, or neither."""
    comparable = a.fits(b) and (op == "==" or (op in ("<", "<=", ">", ">=") and not a.rows))
    _need(comparable, f"{a} {_short(op)} {b}: the sides cannot be compared")
    pairs = [(x.number, y.number) for x, y in zip(a.all, b.all, strict=True)]
    x, y = pairs[0] if op[0] == "<" else pairs[0][::-1]
    if op == "==":
        differ = any(x.hi < y.lo or y.hi < x.lo for x, y in pairs)
        return False if differ else all(x == y and x.lo == x.hi for x, y in pairs) or None
    if len(op) == 1:
        return True if x.hi < y.lo else False if x.lo >= y.hi else None
    return True if x.hi <= y.lo else False if x.lo > y.hi else None


def _literal(data: Any) -> _Grid:
    """A rational "3/4", an enclosure ["lo", "hi"], or a matrix: a list of rows of rationals."""
    if isinstance(data, str) or isinstance(data[0], str):
        lo, hi = map(_rational, [data, data] if isinstance(data, str) else data)
        _need(lo <= hi, f"{_short(data)} is not an enclosure")
        return _Grid([[_poly(_hull(lo, hi))]])
    _need(data[0] and len({len(row) for row in data}) == 1, f"{_short(data)} is not a matrix")
    cells = [[_poly(_hull(_rational(x))) for x in row] for row in data]
    return _Grid(cells, ("1",) * len(cells), ("1",) * len(cells[0]))


def _letter(e: _Evaluator, name: str, shape: list[Any], data: Any) -> _Grid:
    letter = _literal(data)
    right = letter.fits(e.grid(shape, _poly(), _poly()))
    exact = all(c.lo == c.hi for x in letter.all for c in x.terms.values())
    symmetric = len(shape) < 3 or letter == _operate("T", letter, letter)
    _need(right and exact and symmetric, f"the letter {name} is not what its symbol declares")
    return letter


def _weighted_quadratic(e: _Evaluator, name: str, shape: list[Any], data: Any) -> None:
    """Let a loss be 1/2 sum A (W - C)^2, and refuse constants that are not its own."""
    right = shape[:1] == ["loss"] and data["family"] == "weighted quadratic"
    _need(right, f"{_short(name)} is no loss, or of a family that is not known")
    weights, centre = (_letter(e, name, shape[1:], data[part]) for part in "AC")
    e.known["A", name], e.known["C", name] = weights, centre
    entries = [x.number.lo for x in weights.all]
    low, high, best = (e.known.get(("s", constant)) for constant in ("mu", "K", "Wstar"))
    right = min(entries) > 0 and (low is None or 0 < low.all[0].number.lo <= min(entries))
    right = right and (high is None or max(entries) <= high.all[0].number.lo)
    _need(
        right and best in (None, centre), f"the loss {name} has other constants than mu, K, Wstar"
    )


def _witness(evidence: Any, formal: Any, spend: Callable[[int], None]) -> set[str]:
    """Raises Refused unless the hypotheses hold and the conclusion fails, for certain."""
    same = evidence["definitions"] == formal["definitions"]
    _need(same, "the definitions are not the statement's")
    missing = [h for h in formal["hypotheses"] if h not in evidence["hypotheses"]]
    _need(not missing, f"hypotheses of the statement are left out: {_short(missing)}")
    violated = evidence["violated"] in formal["conclusion"]
    _need(violated, "the violated relation is not in the statement's conclusion")
    _need(set(formal["dims"]) <= set(evidence["dims"]), "a dimension has no size")
    e, symbols = _Evaluator([], evidence["dims"], spend), formal["symbols"]
    for name, data in evidence["letters"].items():
        _need(name in symbols, f"the letter {_short(name)} is no symbol of the statement")
        e.known["s", name] = _letter(e, name, symbols[name], data)
    for name, data in evidence.get("losses", {}).items():
        _weighted_quadratic(e, name, symbols[name], data)
    for name, body in formal["definitions"]:
        e.known["ref", name] = e.value(body)
    for name, data in evidence.get("values", {}).items():
        same = _holds("==", _literal(data), e.value(["ref", name])) is not False
        _need(same, f"the value given for {_short(name)} is not its value")
    for op, lhs, rhs in evidence["hypotheses"]:
        true = _holds(op, e.value(lhs), e.value(rhs))
        _need(true, f"the hypothesis {_short([op, lhs, rhs])} does not hold for certain")
    op, *sides = evidence["violated"]
    a, b = map(e.value, sides)
    _need(_holds(op, a, b) is False, "the conclusion is not violated for certain")
    if a.rows and evidence["lhs"] is evidence["rhs"] is None:
        return set()
    lhs, rhs = _literal(evidence["lhs"]), _literal(evidence["rhs"])
    given = _holds("==", lhs, a) is not False and _holds("==", rhs, b) is not False
    _need(given, "the value given for a side is not its value")
    _need(_holds(op, lhs, rhs) is False, "the values given do not violate the conclusion")
    return set()


def _identity(e: _Evaluator, step: Any, known: list[Any]) -> list[Any]:
    """Both sides expand to the same polynomials, whatever the dimensions are."""
    op, lhs, rhs = step["relation"] if "relation" in step else ("==", step["lhs"], step["rhs"])
    _need(op == "==", "an identity is an equation")
    difference = [str(x) for x in e.value(["sub", lhs, rhs]).all if x.terms]
    _need(not difference, f"the sides differ by {', '.join(difference)[:200]}")
    return ["==", lhs, rhs]


# A rule returns the relation that its step establishes; `known`: hypotheses and earlier steps.
RULES: dict[str, Callable[[_Evaluator, Any, list[Any]], list[Any]]] = {"identity": _identity}


def _derivation(evidence: Any, formal: Any, spend: Callable[[int], None]) -> set[str]:
    """The facts used; raises Refused unless every step holds and they give the conclusion."""
    e, known = _Evaluator(formal["dims"], None, spend), list(formal["hypotheses"])
    for name, shape in evidence["symbols"].items():
        _need(formal["symbols"].get(name) == shape, f"{_short(name)} is not declared so")
        if shape[:1] == ["loss"]:
            e.known["loss", name] = e.grid(shape[1:], _poly(), _poly())
            continue
        _need(shape[2:] == [] or shape[0] == shape[1], f"{name} is symmetric and not square")
        letter = _poly(word=(name + "=" * len(shape[2:]),)) if shape else _poly(factors=(name,))
        e.known["s", name] = e.grid(shape, letter, letter)
    for name, body in formal["definitions"]:
        e.known["ref", name] = e.value(body)
    for number, step in enumerate(evidence["steps"], 1):
        try:
            known.append(RULES[step["rule"]](e, step, known))
        except (Refused, *MALFORMED) as error:
            raise Refused(f"step {number}, {_short(step)[:60]}: {error}") from None
    last = evidence["steps"] and known[-1] in formal["conclusion"]
    _need(last and all(c in known for c in formal["conclusion"]), "the conclusion is not derived")
    return {step["fact"] for step in evidence["steps"] if "fact" in step}


CHECKS = {"derivation": _derivation, "witness": _witness}
NEEDED = {"PROVED": "derivation", "REFUTED": "witness"}


def _reading(reading: Any, spend: Callable[[int], None]) -> None:
    """Raises Refused unless the evidence of a reading carries its verdict."""
    kind, formal = NEEDED[reading["verdict"]], reading["statement"]
    pieces = [e for e in reading["evidence"] if e["kind"] in CHECKS]
    right = pieces and all(e["kind"] == kind for e in pieces)
    _need(right, f"the verdict carries no {kind}, or evidence to the contrary")
    for key in ("dims", "symbols", "definitions", "hypotheses", "conclusion"):
        right = isinstance(formal[key], dict if key == "symbols" else list)
        _need(right, f"{key} of the statement are of the wrong type")
    for names in (formal["dims"], list(formal["symbols"]), [d for d, _ in formal["definitions"]]):
        right = all(NAME.fullmatch(name) for name in names) and len(set(names)) == len(names)
        _need(right, f"{_short(names)} are not distinct names")
    for shape in formal["symbols"].values():
        right = isinstance(shape, list) and len(shape) != 1 and shape[2:] in ([], ["sym"])
        right = right or (shape[:1] == ["loss"] and len(shape) == 3)
        _need(right, f"{_short(shape)} is no shape: [], [d, e], [d, d, 'sym'] or ['loss', d, e]")
    facts: set[str] = set().union(*(CHECKS[kind](piece, formal, spend) for piece in pieces))
    listed = kind == "witness" or set(reading["facts"]) == facts
    _need(listed, "the facts listed are not those that the derivation uses")


# --- Ledger -----------------------------------------------------------------------------------
def _digest(ledger: dict[str, Any]) -> str:
    content = {k: v for k, v in ledger.items() if k not in ("environment", "digest")}
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _readings(ledger: Any) -> dict[tuple[str, str], Any]:
    """The readings by claim and name; raises BadLedger where the outline is not kept."""
    pairs = [(claim, reading) for claim in ledger["claims"] for reading in claim["readings"]]
    parts = [ledger["claims"], *(c["readings"] for c in ledger["claims"])]
    parts += [reading["evidence"] for _, reading in pairs]
    _need(all(isinstance(part, list) for part in parts), "a part is not a list", BadLedger)
    found = {(claim["id"], reading["name"]): reading for claim, reading in pairs}
    for name, reading in found.items():
        words = all(isinstance(x, str) for x in (*name, *(e["kind"] for e in reading["evidence"])))
        known = words and (reading["verdict"] is None or reading["verdict"] in VERDICTS)
        _need(known, f"{_short(name)}: an odd name, verdict or kind of evidence", BadLedger)
    _need(len(found) == len(pairs), "two readings of a claim have one name", BadLedger)
    return found


def check_ledger(ledger: dict[str, Any]) -> list[Result]:
    """The digest's result, then one for each reading that is PROVED or REFUTED.

    Raises BadLedger where the outline cannot be read; malformed evidence is refused.
    """
    left = MAX_WORK

    def spend(work: int) -> None:
        nonlocal left
        left -= work
        _need(left >= 0, "checking the ledger takes more work than the limit allows")

    try:
        _need(ledger["schema"] == 1, "the schema is not 1", BadLedger)
        readings, sealed = _readings(ledger), ledger["digest"] == _digest(ledger)
    except MALFORMED as error:
        raise BadLedger(f"not a ledger: {type(error).__name__}: {error}") from None
    reason = "accepted" if sealed else "it is not the digest of the content"
    results = [Result("(ledger)", "digest", "", sealed, reason)]
    for name, reading in readings.items():
        if reading["verdict"] in NEEDED:
            reason = ""
            try:
                _reading(reading, spend)
            except Refused as error:
                reason = str(error)
            except MALFORMED as error:
                reason = f"malformed: {type(error).__name__}: {_short(str(error))}"
            results.append(Result(*name, reading["verdict"], not reason, reason or "accepted"))
    return results


def main(argv: list[str]) -> int:
    """Check the ledger argv[0]: 0 its verdicts stand, 1 some is refused, 2 bad input."""
    try:
        _need(len(argv) == 1, "usage: python verify/checker.py LEDGER", BadLedger)
        with Path(argv[0]).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        _need(len(data) <= MAX_BYTES, f"more than {MAX_BYTES} bytes", BadLedger)
        results = check_ledger(json.loads(data))
    except (OSError, *MALFORMED) as error:
        print(f"bad input: {_short(str(error))}", file=sys.stderr)
        return 2
    refused = [r for r in results if not r.accepted]
    for r in refused:
        print(f"refused: {_short(r.claim)} {_short(r.reading)} {r.verdict}: {r.reason}")
    stand = sum(r.accepted for r in results[1:])
    print(f"{stand} of {len(results) - 1} verdicts PROVED or REFUTED stand")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
