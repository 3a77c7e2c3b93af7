"""Re-checks the evidence of a ledger: `python verify/checker.py LEDGER [--json]`.

It shares no code with what produced the evidence and needs the standard library alone. PROVED
stands on an accepted derivation, REFUTED on an accepted witness; other verdicts are not
re-checked. `digest` must be the SHA-256 of the canonical JSON of the ledger's content.

In this order: numbers (intervals with rational ends, rounded outward); polynomials in letters
that do not commute; expressions such as ["mm", A, B], whose value is a grid of polynomials
(numbers at a witness, words in every dimension otherwise); witnesses; derivations; the ledger.

A loss is K-smooth and mu-strongly convex with minimum 0, K and mu being the symbols of these
names. At a witness it is 1/2 sum A_ij (W - C)_ij^2, and K, mu and Wstar must be its own.

Not covered: whether `statement` says what `tex` and the paper say; entrywise functions. A
statement is proved wherever its quotients are defined; sqrt(x) is some number >= 0 where x < 0.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise
from math import floor, isqrt, lcm, prod
from operator import add, mul
from pathlib import Path
from typing import Any, NamedTuple

MAX_BYTES, MAX_WORK = 64_000_000, 20_000_000  # of a ledger; a unit of work is some 5 us
MAX_BITS, MAX_SIZE = 8192, 128  # of an exact number that arises; of a dimension, degree, exponent
BITS = 320  # significant binary digits to which inexact numbers are rounded outward
VERDICTS = {"PROVED", "CERTIFIED", "ASSERTED", "TESTED", "REFUTED", "ILL_TYPED", "INCONCLUSIVE"}
NAME = re.compile(r"[^\W\d][\w']{0,63}")
RATIONAL = re.compile(r"-?[0-9]{1,500}(/(?!0+$)[0-9]{1,500})?")
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
    right = isinstance(text, str) and RATIONAL.fullmatch(text)
    _need(right, f'{_short(text)} is not a rational such as "-3/4" of 500 digits or fewer')
    return Fraction(text)


# How many arguments; 0: any number.
ARITY = {"inv": 1, "sqrt": 1, "exp": 1, "log": 1, "pow": 2, "max": 0, "min": 0}


def _function(op: str, a: _Interval, *more: _Interval) -> _Interval:
    """An enclosure of a function of scalars; raises Refused where it may be undefined."""
    ends: list[Fraction] = []
    match op:
        case "inv":
            _need(not a.lo <= 0 <= a.hi, "division by zero, or by what may be zero")
            return _hull(1 / a.lo, 1 / a.hi)
        case "max" | "min":
            best = max if op == "max" else min
            return _Interval(best(x.lo for x in (a, *more)), best(x.hi for x in (a, *more)))
        case "sqrt":
            _need(a.lo >= 0, "the square root of what is, or may be, negative")
            for x in (a.lo, a.hi):
                square = x.numerator * x.denominator << 2 * BITS  # sqrt(p / q) = sqrt(p q) / q
                root = isqrt(square)
                ends += [
                    Fraction(r, x.denominator << BITS) for r in (root, root + (root**2 < square))
                ]
            return _hull(*ends)
        case "pow" if more[0].lo == more[0].hi and more[0].lo.denominator == 1:
            n = more[0].lo.numerator
            _need(abs(n) <= MAX_SIZE, f"an exponent is beyond {MAX_SIZE}")
            power = reduce(mul, [a] * abs(n), ONE)
            return power if n >= 0 else _function("inv", power)
        case "pow":
            return _function("exp", more[0] * _function("log", a))
    _need(a.lo > 0 if op == "log" else max(-a.lo, a.hi) < 2048, f"{op} is undefined here, or vast")
    context = Context(prec=100, Emin=-99999, Emax=99999)  # each of its results is rounded correctly
    for x in (a.lo, a.hi):
        argument = context.divide(Decimal(x.numerator), Decimal(x.denominator))
        y = Fraction(context.exp(argument) if op == "exp" else context.ln(argument))
        error = (abs(y) + (op == "log")) / 10**90
        ends += [y - error, y + error]
    return _hull(*ends)


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


# --- Polynomials: sums of coefficient * scalar factors * word ---------------------------------
Word = tuple[str, ...]  # letters: "A" and its transpose "A^"
Key = tuple[Word, Word]  # scalar factors in order, and a word; a scalar's word is empty


def _turn(word: Word) -> Word:
    return tuple(x[:-1] if x[-1] == "^" else x + "^" for x in word[::-1])


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


def _poly(c: _Interval, factors: Word = (), word: Word = ()) -> _Poly:
    return _Poly.collect([((factors, word), c)])


# --- Expressions: their values, over sizes that are given or over all -------------------------
@dataclass(frozen=True)
class _Grid:
    """Cells with the sizes of their rows and columns; a scalar has one cell and no sizes."""

    cells: list[list[_Poly]]
    rows: Word = ()
    cols: Word = ()

    @property
    def shape(self) -> tuple[Word, Word]:
        return self.rows, self.cols

    @property
    def all(self) -> list[_Poly]:
        return list(chain(*self.cells))


Relation = tuple[str, _Grid]  # (op, slack): 0 < slack, 0 <= slack or 0 == slack


def _scalar(x: _Poly) -> _Grid:
    return _Grid([[x]])


def _text(op: str, args: list[_Grid], index: Any = "") -> str:
    """A name for the value of a function: equal names, equal values."""
    texts = (f"{a.shape}{','.join(map(str, a.all))}" for a in args)
    name = f"{op}[{';'.join(texts)};{index}]"
    _need(len(name) < 20_000, f"the argument of {op} is too long")
    return name


def _factor(op: str, args: list[_Grid], index: Any = "") -> _Poly:
    return _poly(ONE, (_text(op, args, index),))


def _size(op: str, sizes: Iterable[Any]) -> str:
    """The normal form of a sum, product, minimum or maximum of sizes."""
    parts = sorted(map(str, set(sizes) if op in ("min", "max") else sizes))
    return f"{op}({','.join(parts)})" if parts[1:] else parts[0]


COMBINE: dict[str, Any] = {"+": sum, "*": prod, "min": min, "max": max}
REWRITES: dict[tuple[str, int], Callable[..., list[Any]]] = {  # (operation, how many arguments)
    ("neg", 1): lambda a: ["mul", ["q", "-1"], a],
    ("abs", 1): lambda a: ["max", a, ["neg", a]],
    ("sub", 2): lambda a, b: ["add", a, ["mul", ["q", "-1"], b]],
    ("div", 2): lambda a, b: ["mul", a, ["inv", b]],
    ("hstack", 2): lambda a, b: ["T", ["vstack", ["T", a], ["T", b]]],
    ("inner", 2): lambda a, b: ["tr", ["mm", ["T", a], b]],
    ("fro2", 1): lambda a: ["inner", a, a],
    ("fro", 1): lambda a: ["sqrt", ["inner", a, a]],
    ("smax", 1): lambda a: ["sigma", a, 1],
    ("smin", 1): lambda a: ["sigma", a, ["min", ["rows", a], ["cols", a]]],
    ("lmax", 1): lambda a: ["lam", a, 1],
    ("lmin", 1): lambda a: ["lam", a, ["rows", a]],
    # A loss ["s", "ell"] at a witness: its weights and centre are the symbols ell.A and ell.C.
    ("centred", 2): lambda f, w: ["sub", w, ["s", f[1] + ".C"]],
    ("hess", 3): lambda f, w, v: ["had", ["s", f[1] + ".A"], v],
    ("grad", 2): lambda f, w: ["hess", f, w, ["centred", f, w]],
    ("loss", 2): lambda f, w: ["mul", ["q", "1/2"], ["inner", ["centred", f, w], ["grad", f, w]]],
}


class _Evaluator:
    """Values of expressions: numbers where `sizes` are given, polynomials over all sizes else."""

    def __init__(self, sizes: dict[str, Any], symbolic: bool, spend: Spend) -> None:
        self.sizes, self.symbolic, self.spend = sizes, symbolic, spend
        self.known: dict[tuple[str, str], _Grid] = {}  # by ("s", "ref" or "loss", name)
        self.quotients: dict[str, _Poly] = {}  # x/x - 1 by the name of 1/x

    def size(self, d: Any) -> Any:
        """A dimension or an index: an integer, or its normal form where sizes are not given."""
        match d:
            case str() if d in self.sizes:
                return d if self.symbolic else self.size(self.sizes[d])
            case int() if not isinstance(d, bool) and 1 <= d <= MAX_SIZE:
                return d
            case ["rows" | "cols" as side, a]:
                sizes = self.value(a).shape[side == "cols"]
                return _size("+", sizes) if self.symbolic else self.size(len(sizes))
            case ["+" | "*" | "min" | "max" as op, *parts]:
                sizes = tuple(map(self.size, parts))
                return _size(op, sizes) if self.symbolic else self.size(COMBINE[op](sizes))
        raise Refused(f"{_short(d)} is not a dimension or index from 1 to {MAX_SIZE}")

    def grid(self, shape: list[Any], on: _Poly, off: _Poly) -> _Grid:
        """`on` on the diagonal and `off` elsewhere; the scalar `on` where the shape is empty."""
        if not shape:
            return _scalar(on)
        sizes = [self.size(d) for d in shape]
        rows, cols = ((str(n),) if self.symbolic else ("1",) * n for n in sizes)
        self.spend(len(rows) * len(cols))
        cells = [[on if i == j else off for j in range(len(cols))] for i in range(len(rows))]
        return _Grid(cells, rows, cols)

    def value(self, e: Any) -> _Grid:
        """The value of an expression; raises Refused where it has none."""
        self.spend(1)
        match e:
            case ["q", text]:
                return _scalar(_poly(_hull(_rational(text))))
            case ["s" | "ref" as kind, str(name)]:
                return self.known[kind, name]
            case ["loss" | "grad" as op, ["s", str(name)], point] if self.symbolic:
                shape, w = self.known["loss", name].shape, self.value(point)
                _need(w.shape == shape, f"{op} {name} of {w.shape}")
                if op == "loss":
                    return _scalar(_factor(op + name, [w]))
                return _Grid([[_poly(ONE, (), (_text(op + name, [w]),))]], *shape)
            case ["zeros", d, c]:
                return self.grid([d, c], _poly(ZERO), _poly(ZERO))
            case ["eye", d]:
                return self.grid([d, d], _poly(ONE), _poly(ZERO))
            case ["sigma" | "lam" as op, a, k]:
                return self.spectral(op, self.value(a), self.size(k))
            case ["pow", a, ["q", str(n)]] if self.symbolic and re.fullmatch("[0-9]{1,2}", n):
                return self.value(["mul", ["q", "1"], *[a] * int(n)])
            case [str(op), *args] if (op, len(args)) in REWRITES:
                return self.value(REWRITES[op, len(args)](*args))
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
        columns = list(zip(*b.cells, strict=True))
        match op:
            case "add" | "had" if a.shape == b.shape and not (self.symbolic and op == "had"):
                f, pairs = add if op == "add" else mul, zip(a.cells, b.cells, strict=True)
                return _Grid([[*map(f, r, t)] for r, t in pairs], *a.shape)
            case "mul" if not (a.rows and b.rows):
                a, b = (b, a) if a.rows else (a, b)
                return _Grid([[a.cells[0][0] * x for x in r] for r in b.cells], *b.shape)
            case "kron" if self.symbolic and [*map(len, a.shape + b.shape)] == [1] * 4:
                letter = [[_poly(ONE, (), (_text(op, [a, b]),))]]
                return _Grid(letter, (_size("*", a.rows + b.rows),), (_size("*", a.cols + b.cols),))
            case "kron" if a.rows and b.rows and not self.symbolic:  # all sizes are "1"
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
                return _scalar(reduce(add, (r[i].trace(a.rows[i]) for i, r in enumerate(a.cells))))
        raise Refused(f"{_short(op)} of {a.shape} and {b.shape} is not defined")

    def function(self, op: str, args: list[_Grid]) -> _Grid:
        """A scalar: a number where it is known, else a factor named after its arguments."""
        self.spend(50)
        right = args and ARITY[op] in (0, len(args)) and not any(a.rows for a in args)
        _need(right, f"{op} of {_short([a.shape for a in args])} is not defined")
        if all(a.cells[0][0].constant for a in args):
            x = _function(op, *(a.cells[0][0].number for a in args))
            if not self.symbolic or x.lo == x.hi:
                return _scalar(_poly(x))
        return _scalar(self.inverse(args[0].cells[0][0]) if op == "inv" else _factor(op, args))

    def inverse(self, x: _Poly) -> _Poly:
        """1/x, term by term where x is a product."""
        parts, inverse = [x], _poly(ONE)
        if len(x.terms) == 1:
            [((factors, _), c)] = x.terms.items()
            parts, inverse = [_poly(ONE, (f,)) for f in factors], _poly(_function("inv", c))
        for part in parts:
            factor = _factor("inv", [_scalar(part)])
            self.quotients[str(factor)] = part * factor + _poly(_hull(Fraction(-1)))
            inverse *= factor
        return inverse

    def spectral(self, op: str, a: _Grid, k: Any) -> _Grid:
        """The k-th largest singular value or eigenvalue; a singular one past the shape is 0."""
        self.spend(50)
        _need(a.rows and (op == "sigma" or a.rows == a.cols), f"{op} of {a.shape} is not defined")
        if self.symbolic:
            return _scalar(_factor(op, [a], k))
        n, b = min(len(a.rows), len(a.cols)), self.operate("T", a, a)
        right = all(x.number.lo == x.number.hi for x in a.all)
        _need(right, f"{op} {k} of a matrix that is not known exactly")
        _need(op == "sigma" or (k <= n and a == b), f"{op} {k}: not symmetric, or past the size")
        if k > n:
            return _scalar(_poly(ZERO))
        if op == "sigma":
            a = self.operate("mm", *((a, b) if n == len(a.rows) else (b, a)))
        x = _eigenvalue([[x.number.lo for x in row] for row in a.cells], k, self.spend)
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


# --- Witnesses --------------------------------------------------------------------------------
def _holds(relation: Relation) -> tuple[bool, bool]:
    """Whether it holds for certain, and whether it may hold."""
    op, slack = relation[0], [x.number for x in relation[1].all]
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


def _letter(e: _Evaluator, name: str, shape: Any, data: Any) -> list[Fraction]:
    """Give a symbol its value; its entries."""
    value = e.known["s", name] = _literal(data)
    right = value.shape == e.grid(shape, _poly(ONE), _poly(ONE)).shape
    _need(right, f"{_short(name)} is not what its symbol declares")
    return [x.number.lo for x in value.all]


def _loss(e: _Evaluator, name: str, shape: Any, data: Any, letters: Any) -> None:
    """Let a loss be 1/2 sum A (W - C)^2, and refuse constants that are not its own."""
    right = shape[0] == "loss" and data["family"] == "weighted quadratic"
    _need(right, f"{_short(name)} is no loss, or of a family that is not known")
    a, c = (_letter(e, f"{name}.{part}", shape[1:], data[part]) for part in "AC")
    right = letters.get("mu", a)[0] > 0 and max(letters.get("mu", [min(a)])) <= min(a)
    right = right and max(a) <= min(letters.get("K", [max(a)])) and letters.get("Wstar", c) == c
    _need(right, f"the loss {name} has other constants than mu, K, Wstar")


def _witness(evidence: Any, reading: Any, spend: Spend) -> None:
    """Raises Refused unless the hypotheses hold and the conclusion fails, for certain."""
    formal = reading["statement"]
    same = all(evidence[part] == formal[part] for part in ("definitions", "hypotheses"))
    same = same and evidence["violated"] in formal["conclusion"]
    _need(same, "definitions, hypotheses or the violated relation are not the statement's")
    e = _Evaluator(evidence["dims"], False, spend)
    symbols = formal["symbols"]
    letters = {x: _letter(e, x, symbols[x], data) for x, data in evidence["letters"].items()}
    for name, data in evidence.get("losses", {}).items():
        _loss(e, name, symbols[name], data, letters)
    e.define(formal["definitions"])
    for hypothesis in formal["hypotheses"]:
        _need(
            _holds(e.relation(hypothesis))[0],
            f"the hypothesis {_short(hypothesis)} does not hold for certain",
        )
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


# --- Derivations ------------------------------------------------------------------------------
# Standard facts, with names for their arguments; their sources are in verify/evidence/facts.py.
FACTS = {
    "cauchy-schwarz": "A B: (<= (inner A B) (mul (fro A) (fro B)))",
    "triangle": "A B: (<= (fro (add A B)) (add (fro A) (fro B)))",
    "product": "A B: (<= (fro (mm A B)) (mul (smax A) (fro B)))",
    "product-right": "A B: (<= (fro (mm A B)) (mul (fro A) (smax B)))",
    "product-below": "A B: (<= (mul (sigma A (cols A)) (fro B)) (fro (mm A B)))",
    "product-below-right": "A B: (<= (mul (sigma B (rows B)) (fro A)) (fro (mm A B)))",
    "spectral-transpose": "A: (== (smax (T A)) (smax A))",
    "spectral-below-frobenius": "A: (<= (smax A) (fro A))",
    "weyl": "A B: (<= (smax (add A B)) (add (smax A) (smax B)))",
    "scaling": "x A: (== (fro (mul x x A)) (mul x x (fro A)))",
    "norm-nonnegative": "A: (>= (fro A) 0)",
    "spectral-nonnegative": "A: (>= (smax A) 0)",
    "singular-nonnegative": "A: (>= (sigma A (rows A)) 0)",
    "singular-nonnegative-columns": "A: (>= (sigma A (cols A)) 0)",
    "square-nonnegative": "x: (>= (mul x x) 0)",
    "root-nonnegative": "x: (>= (sqrt x) 0)",
    "root-squared": "x: (== (mul (sqrt x) (sqrt x)) x)",
    "norm-squared": "A: (== (mul (fro A) (fro A)) (fro2 A))",
    "loss-nonnegative": "f W: (>= (loss f W) 0)",
    "smoothness-positive": ": (>= K 0)",
    "convexity-positive": ": (>= mu 0)",
    "smooth": "f W V: (<= (loss f V) (add (loss f W) (inner (grad f W) (sub V W))"
    " (mul 1/2 K (fro2 (sub V W)))))",
    "smooth-gradient": "f W: (<= (fro2 (grad f W)) (mul 2 K (loss f W)))",
    "smooth-gradient-root": "f W: (<= (fro (grad f W)) (sqrt (mul 2 K (loss f W))))",
    "lipschitz-gradient": "f W V: (<= (fro (sub (grad f V) (grad f W))) (mul K (fro (sub V W))))",
    "polyak-lojasiewicz": "f W: (<= (mul 2 mu (loss f W)) (fro2 (grad f W)))",
}


def _fact(e: _Evaluator, step: Any, known: list[Relation]) -> Relation:
    """The relation of a fact for the arguments that a step gives."""
    names, _, text = FACTS[step["fact"]].partition(": ")
    arguments: dict[str, Any] = dict(zip(names.split(), step["arguments"], strict=True))

    def filled(part: Any) -> Any:
        if isinstance(part, str):
            own = ["q" if RATIONAL.fullmatch(part) else "s", part]
            return arguments.get(part, own)
        return [part[0], *map(filled, part[1:])]

    right = names or any(kind == "loss" for kind, _ in e.known)
    _need(right, "the statement has no loss whose constant this is")
    if step["fact"] == "root-squared":
        x = e.value(arguments["x"])
        right = any(op != "==" and slack == x for op, slack in known)
        _need(right, "no earlier step says that the root's argument is >= 0")
    # "A: (fro A)" names its argument and is JSON but for brackets, commas and quotes.
    template = re.sub("[^ ()]+", r'"\g<0>"', text).translate({32: ",", 40: "[", 41: "]"})
    return e.relation(filled(json.loads(template)))


def _rewritten(poly: _Poly, equations: list[_Poly], spend: Spend) -> _Poly:
    """What is left when the leading monomial of each equation is replaced until none occurs.

    The longest name leads, a lexicographic order, so that this ends; and a root leads before
    what it is the root of, whose names are parts of its own.
    """
    rules: list[tuple[Counter[str], _Poly]] = []
    for equation in equations:
        if equation.terms:
            lead = max(equation.terms, key=lambda m: sorted((len(x), x) for x in m[0])[::-1])
            rest = _Poly({m: c for m, c in equation.terms.items() if m != lead})
            scale = _function("inv", equation.terms[lead] * _hull(Fraction(-1)))
            rules.append((Counter(lead[0]), rest * _poly(scale)))

    def replaced(factors: Word, word: Word, c: _Interval) -> _Poly:
        for lead, rest in rules:
            if lead <= Counter(factors):
                return _poly(c, tuple((Counter(factors) - lead).elements()), word) * rest
        return _poly(c, factors, word)

    last, cost = _Poly({}), 2 + sum(1 + len(rest.terms) for _, rest in rules)
    while poly != last:
        spend(len(poly.terms) * cost)
        parts = [replaced(*key, c) for key, c in poly.terms.items()]
        last, poly = poly, _Poly.collect(chain(*(part.terms.items() for part in parts)))
    return poly


def _certified(e: _Evaluator, slack: _Grid, step: Any, known: list[Relation]) -> bool:
    """Whether the slack is a sum of c * products of premises >= 0, by the equations."""

    def premise(i: int, *ops: str) -> _Poly:
        right = type(i) is int and 0 <= i < len(known) and known[i][0] in ops
        _need(right and not known[i][1].rows, f"{_short(i)} is no earlier step of this kind")
        return known[i][1].all[0]

    rest = slack.all[0]
    for c, indices in step["certificate"]["products"]:
        _need(_rational(c) > 0, "a coefficient is not positive")
        product = _poly(_hull(-_rational(c)))
        for factor in (premise(i, "<", "<=") for i in indices):
            e.spend(len(product.terms) * len(factor.terms))
            product *= factor
        e.spend(len(rest.terms) + len(product.terms))
        rest += product
    equations = [premise(i, "==") for i in step["certificate"]["equations"]]
    return not _rewritten(rest, equations, e.spend).terms


def _derivation(evidence: Any, reading: Any, spend: Spend) -> None:
    """Raises Refused unless every step holds and they give the conclusion."""
    formal = reading["statement"]
    _need(evidence["symbols"] == formal["symbols"], "the symbols are not the statement's")
    e, known = _Evaluator({d: d for d in formal["dims"]}, True, spend), list[Relation]()
    for name, shape in formal["symbols"].items():
        letter = _poly(ONE, (), (name,)) if shape else _poly(ONE, (name,))
        kind, shape = ("loss", shape[1:]) if shape[:1] == ["loss"] else ("s", shape)
        e.known[kind, name] = e.grid(shape, letter, letter)
    e.define(formal["definitions"])
    conclusion = [e.relation(relation) for relation in formal["conclusion"]]
    quotients = list(e.quotients.values())
    e.define(d for d in evidence.get("definitions", []) if d not in formal["definitions"])
    for number, step in enumerate(evidence["steps"]):
        try:
            op, slack = relation = e.relation(step["relation"])
            match step["rule"]:
                case "given":
                    right = step["relation"] in formal["hypotheses"]
                case "identity":
                    rest = [_rewritten(x, quotients, spend).terms for x in slack.all]
                    right = op == "==" and not any(rest)
                case "fact":
                    right = relation == _fact(e, step, known)
                case rule:
                    right = rule == "scalar" and op == "<=" and _certified(e, slack, step, known)
            _need(right, "it does not follow by its rule")
        except (Refused, *MALFORMED) as error:
            raise Refused(f"step {number}, {_short(step)[:60]}: {error}") from None
        known.append(relation)
    derived = known and known[-1] in conclusion and all(c in known for c in conclusion)
    _need(derived, "the conclusion is not derived")
    used = {step["fact"] for step in evidence["steps"] if step["rule"] == "fact"}
    _need(used == set(reading["facts"]), "the facts listed are not those that the derivation uses")


# --- Ledger -----------------------------------------------------------------------------------
def _reading(reading: Any, spend: Spend) -> None:
    """Raises Refused unless the evidence of a reading carries its verdict."""
    formal, proof = reading["statement"], reading["verdict"] == "PROVED"
    pieces = [e for e in reading["evidence"] if e["kind"] in ("derivation", "witness")]
    right = pieces and all((e["kind"] == "derivation") == proof for e in pieces)
    _need(right, "the verdict lacks its kind of evidence, or there is evidence to the contrary")
    right = all(NAME.fullmatch(name) for name in (*formal["dims"], *formal["symbols"]))
    right = right and isinstance(formal["hypotheses"], list)
    _need(right, "hypotheses are no list, or a dimension or symbol has a name that is no name")
    for piece in pieces:
        (_derivation if proof else _witness)(piece, reading, spend)


def _digest(ledger: dict[str, Any]) -> str:
    content = {k: v for k, v in ledger.items() if k not in ("environment", "digest")}
    form: dict[str, Any] = {"sort_keys": True, "ensure_ascii": False, "allow_nan": False}
    text = json.dumps(content, separators=(",", ":"), **form)
    return hashlib.sha256(text.encode()).hexdigest()


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
        claims, sealed = ledger["claims"], ledger["digest"] == _digest(ledger)
        _need(ledger["schema"] == 1 and isinstance(claims, list), "another outline", BadLedger)
        pairs = [(claim["id"], reading) for claim in claims for reading in claim["readings"]]
        readings = {(str(name), str(reading["name"])): reading for name, reading in pairs}
        known = all(r["verdict"] in VERDICTS | {"BLOCKED", "ERROR", None} for _, r in pairs)
        right = known and len(readings) == len(pairs)
        _need(right, "an unknown verdict, or two readings of one name", BadLedger)
    except MALFORMED as error:
        raise BadLedger(f"not a ledger: {type(error).__name__}: {error}") from None
    reason = "accepted" if sealed else "it is not the digest of the content"
    results = [Result("(ledger)", "digest", "", sealed, reason)]
    for name, reading in readings.items():
        if reading["verdict"] in ("PROVED", "REFUTED"):
            reason = "accepted"
            try:
                _reading(reading, spend)
            except (Refused, *MALFORMED) as error:
                reason = str(error) if isinstance(error, Refused) else f"malformed: {error!r}"
            results.append(Result(*name, reading["verdict"], reason == "accepted", reason))
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
    print(f"{stand} of {len(results) - 1} verdicts PROVED or REFUTED stand")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
