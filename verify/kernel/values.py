"""Values of the checker's expressions: numbers at a witness, polynomials over all letters else.

A matrix is a grid of cells (`grids.py`), and both kinds of cells are added and multiplied by the
same code. What has no normal form (a singular value, a norm, a gradient) is an atom or a letter,
the same for arguments of the same normal form. Not here: reading (`expressions.py`), what is
accepted (`verify/checker.py`). Standard library alone.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import reduce
from itertools import chain
from operator import add, mul, sub
from typing import Any

from .expressions import DATA, Node, NodeRelation, word
from .grids import Grid, Poly, Relation, Size, Word, combined
from .numbers import (
    BITS,
    MAX_SIZE,
    Refused,
    Spend,
    down,
    eigenvalue,
    function,
    hull,
    length,
    need,
    short,
)

__all__ = ["Evaluator"]

MAX_TERMS = 300_000  # of a product, about: fewer where numbers are long


class Evaluator:
    """Values of expressions: numbers where leaves and sizes are given, else polynomials over all.

    leaves: the values of symbols, and for a loss its weights, by name; sizes: of dimensions; bits:
    significant binary digits of what is not exact. Raises Refused where an expression has no value.
    """

    def __init__(
        self,
        spend: Spend,
        leaves: dict[str, Grid] | None = None,
        sizes: dict[str, int] | None = None,
        bits: int = BITS,
    ) -> None:
        self.spend, self.leaves, self.sizes, self.bits = spend, leaves or {}, sizes or {}, bits
        self.symbolic = leaves is None
        self.found: dict[Node, Grid] = {}
        self.measured: dict[Node, Size] = {}
        self.same: dict[Any, Grid] = {}
        # Numbers of letters and atoms: greater than those of what they are made of.
        self.table: dict[Any, int] = {}

    def scalar(self, x: Fraction) -> Grid:
        """A number as a value."""
        if not self.symbolic:
            return Grid([[hull(x, bits=self.bits)]])
        return Grid([[Poly([(((), ()), x.numerator if x.denominator == 1 else x)])]])

    def number(self, *key: Any) -> int:
        """The number of a letter or atom: equal numbers, equal values."""
        return self.table.setdefault(key, len(self.table) + 1)

    def letter(self, sizes: list[Size], *key: Any) -> Grid:
        """An opaque scalar, or matrix of one block."""
        x = self.number(*key)
        return Grid([[Poly([(((), (x,)) if sizes else ((x,), ()), 1)])]], *((s,) for s in sizes))

    def unique(self, grid: Grid) -> Grid:
        """The one object for all values whose polynomials are equal."""
        return self.same.setdefault(grid.key, grid)

    def size(self, node: Node) -> Size:
        """A dimension or an index: at least 1."""
        if node not in self.measured:
            self.measured[node] = self._measured(node)
        return self.measured[node]

    def _measured(self, node: Node) -> Size:
        """A dimension or an index that is met for the first time."""
        match node.op, node.args:
            case "d", [str(name)] if self.symbolic:
                return (name,)
            case "d", [str(name)] if type(n := self.sizes[name]) is int and 1 <= n <= MAX_SIZE:
                return ("1",) * n
            case "q" | "n", [n] if n.denominator == 1 and 1 <= n <= MAX_SIZE:
                return ("1",) * int(n)
            case "rows" | "cols" as side, [a]:
                return self.value(a).sizes[int(side == "cols")]
            case "+" | "*" | "min" | "max" as op, parts:
                return combined(op, map(self.size, parts))
        raise Refused(f"{node.op} is not a dimension or index from 1 to {MAX_SIZE}")

    def fits(self, bounds: Any, known: Any = ()) -> bool:
        """Whether sizes are (==), or are at least (>=), others, where some are known to be."""
        pairs = [(op, self.size(a), self.size(b)) for op, a, b in bounds]
        more = {
            (self.size(a), self.size(b)) for op, a, b in (known if bounds else ()) if op == ">="
        }
        return all(
            a == b or (op == ">=" and ((a, b) in more or b == ("1",) or Counter(b) <= Counter(a)))
            for op, a, b in pairs
        )

    def slack(self, relation: NodeRelation) -> Relation:
        """A relation with the value of its slack."""
        op, grid = relation[0], self.value(relation[1])
        need(op == "==" or not grid.rows, "{} does not compare what is {}", op, grid.shape)
        return op, grid

    def value(self, node: Node) -> Grid:
        """The value of an expression."""
        if node not in self.found:
            grid = self._valued(node.op, *node.args)
            self.spend(10 * grid.weight)  # it is kept
            self.found[node] = self.unique(grid) if self.symbolic else grid
        return self.found[node]

    def _valued(self, op: str, *args: Any) -> Grid:
        """The value of an expression that is met for the first time."""
        match op, args:
            case "q", [c]:
                return self.scalar(c)
            case "s" | "weights", _ if op == "s" or not self.symbolic:
                return self._leaf(op, *(args if op == "s" else args[0].args))
            case ("eye", [d]) | ("zeros", [d, _]):
                return self._diagonal(int(op == "eye"), self.size(d), self.size(args[-1]))
            case "pow", [a, b] if (k := self._integer(b)) is not None and not (
                self.value(a).rows or (self.symbolic and k < 0)
            ):
                power = self.fold("mul", self.scalar(Fraction(1)), *[self.value(a)] * abs(k))
                return power if k >= 0 else self._function("inv", power)
            case "add" | "had" | "mul" | "mm" | "vstack" | "max" | "min", [_, *_]:
                return self.fold(op, *map(self.value, args))
            case "T" | "tr", [a]:
                grid = self.value(a)
                self.spend(grid.weight)
                return grid.transpose() if op == "T" else self._trace(grid)
            case "inv", [a] if self.symbolic:
                return self.inverse(a)[0]
            case "inv" | "sqrt" | "exp" | "log", [a]:
                return self._function(op, self.value(a))
            case _ if self.symbolic:
                return self._opaque(op, *args)
            case "kron", [_, _]:
                return self.fold(op, *map(self.value, args))
            case "sigma" | "lam", [a, k]:
                return self._spectral(op, self.value(a), len(self.size(k)))
            case _ if op in DATA["numbers"]:
                return self.value(word(DATA["numbers"][op], *args))
        raise Refused(f"{short(op)} of {len(args)} is not an expression")

    def _leaf(self, op: str, name: str, *dims: Node) -> Grid:
        """The value of a symbol, of its sizes, or the weights of a loss."""
        sizes = [self.size(d) for d in dims]
        grid = self.letter(sizes, op, name, *dims) if self.symbolic else self.leaves[name]
        need(grid.sizes == sizes, "{} has another shape", name)
        return grid

    def _diagonal(self, x: int, *sizes: Size) -> Grid:
        """A number on the diagonal and 0 elsewhere; in a derivation as one block."""
        rows, cols = ((n,) if self.symbolic else tuple((i,) for i in n) for n in sizes)
        self.spend(len(rows) * len(cols))
        on, off = (self.scalar(Fraction(c)).all[0] for c in (x, 0))
        cells = [[on if i == k else off for k in range(len(cols))] for i in range(len(rows))]
        return Grid(cells, rows, cols)

    def _integer(self, node: Node) -> int | None:
        """The integer that a scalar is, if it is one, as an exponent."""
        grid = self.value(node)
        x = None if grid.rows else grid.all[0].number
        if x is None or x.denominator > 1:
            return None
        need(abs(x) <= MAX_SIZE, "an exponent is beyond {}", MAX_SIZE)
        return int(x)

    def fold(self, op: str, *grids: Grid) -> Grid:
        """The value of an operation of one grid or more."""
        return reduce(lambda a, b: self._operate(op, a, b), grids)

    def _operate(self, op: str, a: Grid, b: Grid) -> Grid:
        """The value of an operation of two grids."""
        product = op in ("mul", "mm", "kron")
        work = a.weight * b.weight if product else a.weight + b.weight
        self.spend(work)
        terms = work if self.symbolic else len(a.all) * len(b.all) * product
        need(terms <= MAX_TERMS, "a product or sum is too long")
        match op:
            case "add" | "had" if a.shape == b.shape and (op == "add" or not self.symbolic):
                f, pairs = add if op == "add" else mul, zip(a.cells, b.cells, strict=True)
                return Grid([[*map(f, r, t)] for r, t in pairs], *a.shape)
            case "mul" if not (a.rows and b.rows):
                a, b = (b, a) if a.rows else (a, b)
                return Grid([[a.all[0] * x for x in r] for r in b.cells], *b.shape)
            case "kron" if a.rows and b.rows:  # of numbers: all blocks have size 1
                cells = [[x * y for x in r for y in t] for r in a.cells for t in b.cells]
                return Grid(cells, a.rows * len(b.rows), a.cols * len(b.cols))
            case "mm" if a.rows and a.cols == b.rows:
                columns = [*zip(*b.cells, strict=True)]
                products = [[reduce(add, map(mul, r, c)) for c in columns] for r in a.cells]
                return Grid(products, a.rows, b.cols)
            case "vstack" if a.rows and b.rows and a.cols == b.cols:
                return Grid(a.cells + b.cells, a.rows + b.rows, a.cols)
            case "max" | "min":
                return self._function(op, a, b)
        raise Refused(f"{op} of {a.shape} and {b.shape} is not defined")

    def _trace(self, a: Grid) -> Grid:
        """Traces of words become scalar atoms, one for all rotations and transposes."""
        need(a.rows and a.rows == a.cols, "tr of {} is not defined", a.shape)
        diagonal = [a.cells[i][i] for i in range(len(a.rows))]
        if not self.symbolic:
            return Grid([[reduce(add, diagonal)]])

        def traced(w: Word, size: Size) -> Word:
            if not w:
                return () if size == ("1",) else (self.number("dim", size),)
            self.spend(len(w) ** 2 // 64)
            turns = [v[i:] + v[:i] for v in (w, tuple(-x for x in w[::-1])) for i in range(len(w))]
            return (self.number("tr", *min(turns)),)

        pairs = (
            ((tuple(sorted(f + traced(w, size))), ()), c)
            for cell, size in zip(diagonal, a.rows, strict=True)
            for (f, w), c in cell.terms.items()
        )
        return Grid([[Poly(pairs)]])

    def inverse(self, a: Node) -> tuple[Grid, list[Grid]]:
        """In a derivation, 1/x, and 1 - y/y for each y: factors of x where it is one product.

        With 1/0 read as 0, the inverse of a product is that of its factors; 1 - y/y is 0 iff y is
        another number than 0.
        """
        grid, quotients = self.value(a), []
        [x], one = grid.all, self.scalar(Fraction(1))
        need(not grid.rows and x.terms, "inv of a matrix or of 0 is not defined")
        parts, inverse = [grid], one
        if len(x.terms) == 1:
            [((atoms, _), c)] = x.terms.items()
            parts = [Grid([[Poly([(((atom,), ()), 1)])]]) for atom in atoms]
            inverse = self.scalar(1 / Fraction(c))
        for part in parts:
            atom = self.letter([], "inv", self.unique(part))
            quotient = self.fold("mul", self.scalar(Fraction(-1)), part, atom)
            quotients.append(self.unique(self.fold("add", one, quotient)))
            inverse = self.fold("mul", inverse, atom)
        return inverse, quotients

    def _opaque(self, op: str, *args: Node) -> Grid:
        """A letter or atom for what has no normal form, the same for equal arguments."""
        self.spend(50)
        match op, args:
            case "pow", [_, _]:
                return self._function(op, *map(self.value, args))
            case "loss" | "grad" | "hess", [f, *points] if f.op == "ell":
                sizes, of = [self.size(d) for d in f.args[1:]], [*map(self.value, points)]
                right = len(of) == 1 + (op == "hess") and all(w.sizes == sizes for w in of)
                need(right, "{} of {} is not defined", op, [w.shape for w in of])
                return self.letter([] if op == "loss" else sizes, op, f, *of)
            # Eigenvectors for the k largest eigenvalues, or for the k-th.
            case "sigma" | "lam" | "vectors" | "eigenvector", [a, k]:
                x, n = self.value(a), self.size(k)
                square = x.rows == x.cols
                need(x.rows and (square or op == "sigma"), "{} of {} is not defined", op, x.shape)
                sizes = [x.sizes[0], n if op == "vectors" else ("1",)]
                return self.letter([] if op in ("sigma", "lam") else sizes, op, n, x)
            case "solution" | "kron", [_, _]:  # X with A X = B
                x, y = map(self.value, args)
                need(x.rows and y.rows, "{} of scalars is not defined", op)
                pairs = zip(x.sizes, y.sizes, strict=True)
                sizes = [combined("*", pair) for pair in pairs]
                return self.letter(sizes if op == "kron" else [x.sizes[1], y.sizes[1]], op, x, y)
        raise Refused(f"{short(op)} of {len(args)} is not an expression")

    def _function(self, op: str, *grids: Grid) -> Grid:
        """A scalar: a number where it is known, else an atom named after its arguments."""
        self.spend(50 + self.bits**2 // 20_000)
        need(not any(grid.rows for grid in grids), "{} of a matrix is not defined", op)
        cells = [grid.all[0] for grid in grids]
        if not self.symbolic:
            return Grid([[function(op, *cells)]])
        numbers = [x.number for x in cells if x.number is not None]
        if op != "pow" and len(numbers) == len(cells):
            exact = function(op, *map(hull, numbers)).number
            if exact is not None:
                return self.scalar(exact)
        return self.letter([], op, *map(self.unique, grids))

    def _spectral(self, op: str, a: Grid, k: int) -> Grid:
        """The k-th largest singular value or eigenvalue; a singular one past the shape is 0."""
        self.spend(50)
        n, b = min(len(a.rows), len(a.cols)), a.transpose()
        if op == "lam":
            right = k <= n and a.shape == b.shape and a.cells == b.cells
            need(right, "lam of a matrix that is not symmetric, or past its size")
            need(all(x.number is not None for x in a.all), "lam of what is not known exactly")
            return Grid([[eigenvalue([[x.lo for x in row] for row in a.cells], k, self.spend)]])
        if k > n:
            return self.scalar(Fraction(0))
        gram = self.fold("mm", *((a, b) if n == len(a.rows) else (b, a)))
        # The Gram matrix is symmetric, ends and all: the same sums in the same order.
        # An entry of [lo, hi] taken as y moves an eigenvalue by hi - y at most (Weyl).
        low = [[x.lo for x in row] for row in gram.cells]
        near = [[x if length(x) < 6 * BITS else down(x, BITS) for x in row] for row in low]
        x = eigenvalue(near, k, self.spend)
        change = sum(map(sub, (y.hi for y in gram.all), chain(*near)), Fraction(0))
        ends = (max(y, Fraction(0)) for y in (x.lo - change, x.hi + change))
        return Grid([[function("sqrt", hull(*ends))]])
