"""Normal forms: scalars as polynomials in atoms, matrices as sums of words.

What a proof manipulates is polynomial in a few opaque quantities. An atom is a scalar symbol, a
trace of a word (one for all rotations and transposes), the loss at a matrix, or a function that
is not polynomial (square root, singular value, exponential, ...) of a normal form. A letter of a
word is a matrix symbol or the gradient of a loss at a matrix, transposed or not. Two expressions
with one normal form are equal in every dimension; the Frobenius norm is the root of a trace.

A block matrix is a grid of sums of words. The checker expands expressions with code of its own.
Not covered: entrywise operations, operations of block matrices whose blocks do not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from math import isqrt
from typing import TypeVar

from verify.errors import PlVerifyError
from verify.language import Dim, check, dim, to_json
from verify.language.dims import minimum_of
from verify.language.expr import Expr

__all__ = [
    "Monomial",
    "Poly",
    "add",
    "monomial_text",
    "multiply",
    "normal_form",
    "scale",
    "spectral_index",
]

Monomial = tuple[tuple[str, int], ...]
Word = tuple[tuple[str, bool], ...]
Poly = dict[Monomial, Fraction]
_MatrixPoly = dict[tuple[Monomial, Word], Fraction]
_ONE: Monomial = ()
_MAX_TERMS = 20_000


def normal_form(expr: Expr) -> Poly:
    """The polynomial of a scalar expression; raises PlVerifyError where it has none."""
    value = _Expander().value(expr)
    if not isinstance(value, _Scalar):
        raise PlVerifyError("a scalar is needed", where=str(to_json(expr))[:200])
    return value.terms


def add(*polys: Mapping[Monomial, Fraction]) -> Poly:
    """The sum, without zero terms."""
    return _collect((m, c) for p in polys for m, c in p.items())


def scale(poly: Mapping[Monomial, Fraction], factor: Fraction | int) -> Poly:
    """A multiple."""
    return {m: c * factor for m, c in poly.items()} if factor else {}


def multiply(a: Mapping[Monomial, Fraction], b: Mapping[Monomial, Fraction]) -> Poly:
    """The product."""
    return _collect((_times(m, n), c * d) for m, c in a.items() for n, d in b.items())


def monomial_text(m: Monomial) -> str:
    """A monomial for people."""
    return " ".join(a if k == 1 else f"{a}^{k}" for a, k in m) or "1"


def _collect(pairs: Iterable[tuple[Monomial, Fraction]]) -> Poly:
    terms: Poly = {}
    for m, c in pairs:
        terms[m] = terms.get(m, Fraction(0)) + c
    if len(terms) > _MAX_TERMS:
        raise PlVerifyError(f"a polynomial of more than {_MAX_TERMS} terms arises")
    return {m: c for m, c in terms.items() if c}


def _times(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for atom, k in b:
        powers[atom] = powers.get(atom, 0) + k
    return tuple(sorted(powers.items()))


class _Scalar:
    def __init__(self, terms: Poly) -> None:
        self.terms = terms

    def __str__(self) -> str:
        return "+".join(f"{c}*{monomial_text(m)}" for m, c in sorted(self.terms.items())) or "0"


class _Matrix:
    def __init__(self, terms: _MatrixPoly) -> None:
        self.terms = {k: c for k, c in terms.items() if c}

    def __str__(self) -> str:
        parts = (
            f"{c}*{monomial_text(m)}*{'.'.join(a + ('^' if t else '') for a, t in w)}"
            for (m, w), c in sorted(self.terms.items())
        )
        return "+".join(parts) or "0"


class _Blocks:
    """Rows of sums of words, more than one."""

    def __init__(self, cells: Sequence[Sequence[_Matrix]]) -> None:
        self.cells = cells

    def __str__(self) -> str:
        return "/".join(",".join(map(str, row)) for row in self.cells)


_Value = _Scalar | _Matrix | _Blocks
_T = TypeVar("_T")


def _atom(name: str) -> _Scalar:
    return _Scalar({((_short(name), 1),): Fraction(1)})


def _letter(name: str) -> _Matrix:
    return _Matrix({(_ONE, ((_short(name), False),)): Fraction(1)})


def _short(name: str) -> str:
    """Nested arguments make long names: those are cut and told apart by a digest.

    A name stays longer than those of which it is made (a tilde more than the deepest of them), as
    equations are rewritten from the longest name down.
    """
    if len(name) <= 80:
        return name
    depth = max(map(len, re.findall("~+", name)), default=0)
    return f"{name[:62]}...{sha256(name.encode()).hexdigest()[:16]}{'~' * (depth + 1)}"


def spectral_index(node: Expr) -> Dim:
    """The index of the singular value or eigenvalue that a node names."""
    if node.dims:
        return node.dims[0]
    if node.op in ("smax", "lmax"):
        return dim(1)
    shape = check(node.args[0])
    assert shape is not None  # a scalar has no singular values: the type check has said so
    return shape[0] if node.op == "lmin" else minimum_of(*shape)


class _Expander:
    """Values of nodes, shared nodes once."""

    def __init__(self) -> None:
        self._memo: dict[int, _Value] = {}

    def value(self, node: Expr) -> _Value:
        if id(node) not in self._memo:
            self._memo[id(node)] = self._value(node)
        return self._memo[id(node)]

    def _value(self, node: Expr) -> _Value:
        op = node.op
        if op == "q":
            return _Scalar({_ONE: node.value} if node.value else {})
        if op == "s":
            if node.dims:
                return _Matrix({(_ONE, ((node.name, False),)): Fraction(1)})
            return _atom(node.name)
        if op == "def":
            return self.value(node.args[0])
        if op in ("loss", "grad"):
            name = f"{op}[{node.args[0].name};{self.value(node.args[1])}]"
            if op == "loss":
                return _atom(name)
            return _Matrix({(_ONE, ((name, False),)): Fraction(1)})
        if op == "hess":
            point, direction = (self.value(a) for a in node.args[1:])
            return _letter(f"hess[{node.args[0].name};{point};{direction}]")
        if op in ("vectors", "eigenvector", "solution"):
            values = [self.value(a) for a in node.args]
            if any(isinstance(a, _Blocks) for a in values):
                raise PlVerifyError("eigenvectors and solutions are of matrices of one block")
            inside = ";".join(map(str, values))
            return _letter(f"{op}[{inside};{';'.join(map(str, node.dims))}]")
        if op == "eye":
            return _Matrix({(_ONE, ()): Fraction(1)})
        if op == "zeros":
            return _Matrix({})
        return self._operation(node, [self.value(a) for a in node.args])

    def _operation(self, node: Expr, args: list[_Value]) -> _Value:
        op = node.op
        if op in ("add", "sub"):
            return _sum(args[0], args[1], 1 if op == "add" else -1)
        if op == "neg":
            return _scaled(args[0], Fraction(-1))
        if op == "mul":
            return _product(args[0], args[1])
        if op == "mm":
            return _matrix_product(args[0], args[1])
        if op == "T":
            return _transpose(args[0])
        if op == "kron":
            return _letter(f"kron[{args[0]};{args[1]}]")
        if op in ("vstack", "hstack"):
            return _stacked(args[0], args[1], flipped=op == "hstack")
        if op in ("tr", "inner", "fro2", "fro"):
            return _trace_like(node, args)
        if op == "pow":
            return _power(args)
        if op == "div":
            return _quotient(args[0], args[1])
        if (known := _known(op, args)) is not None:
            return _Scalar({_ONE: known} if known else {})
        if op == "abs":
            return _atom(f"max[{args[0]};{_scaled(args[0], Fraction(-1))}]")
        if op in ("sigma", "lam", "smax", "smin", "lmax", "lmin"):
            return _atom(f"{'lam' if op[0] == 'l' else 'sigma'}[{args[0]};{spectral_index(node)}]")
        return _atom(f"{op}[{';'.join(map(str, args))}]")


def _known(op: str, args: list[_Value]) -> Fraction | None:
    """The value where the arguments are numbers and it is rational."""
    values = [a.terms.get(_ONE, Fraction(0)) for a in args if isinstance(a, _Scalar)]
    if not all(isinstance(a, _Scalar) and set(a.terms) <= {_ONE} for a in args):
        return None
    if op in ("max", "min", "abs"):
        return {"max": max, "min": min}[op](values) if op != "abs" else abs(values[0])
    if op == "sqrt" and values[0] >= 0:
        p, q = isqrt(values[0].numerator), isqrt(values[0].denominator)
        return Fraction(p, q) if Fraction(p * p, q * q) == values[0] else None
    return Fraction(1) if op == "exp" and values[0] == 0 else None


def _sum(a: _Value, b: _Value, sign: int) -> _Value:
    if isinstance(a, _Scalar) and isinstance(b, _Scalar):
        return _Scalar(add(a.terms, scale(b.terms, sign)))

    def total(x: _Matrix, y: _Matrix) -> _Matrix:
        terms: _MatrixPoly = dict(x.terms)
        for key, c in y.terms.items():
            terms[key] = terms.get(key, Fraction(0)) + sign * c
        return _Matrix(terms)

    pairs = _fitting(_cells(a), _cells(b))
    return _made([[total(x, y) for x, y in _fitting(r, t)] for r, t in pairs])


def _cells(a: _Value) -> Sequence[Sequence[_Matrix]]:
    """The blocks of a matrix, one block where it is not made of blocks."""
    if isinstance(a, _Scalar):
        raise PlVerifyError("a matrix is needed in a sum or product with a matrix")
    return a.cells if isinstance(a, _Blocks) else [[a]]


def _made(cells: Sequence[Sequence[_Matrix]]) -> _Matrix | _Blocks:
    return cells[0][0] if len(cells) == len(cells[0]) == 1 else _Blocks(cells)


def _fitting(a: Sequence[_T], b: Sequence[_T]) -> Iterable[tuple[_T, _T]]:
    if len(a) != len(b):
        raise PlVerifyError("block matrices whose blocks do not fit are combined")
    return zip(a, b, strict=True)


def _each(a: _Value, function: Callable[[_Matrix], _Matrix]) -> _Matrix | _Blocks:
    return _made([[function(x) for x in row] for row in _cells(a)])


def _stacked(a: _Value, b: _Value, *, flipped: bool) -> _Matrix | _Blocks:
    if flipped:
        return _transpose(_stacked(_transpose(a), _transpose(b), flipped=False))
    first, second = _cells(a), _cells(b)
    _fitting(first[0], second[0])
    return _Blocks([*first, *second])


def _scaled(a: _Value, factor: Fraction) -> _Value:
    if isinstance(a, _Scalar):
        return _Scalar(scale(a.terms, factor))
    return _each(a, lambda x: _Matrix({k: c * factor for k, c in x.terms.items()}))


def _product(a: _Value, b: _Value) -> _Value:
    if not isinstance(a, _Scalar):
        a, b = b, a
    if not isinstance(a, _Scalar):
        raise PlVerifyError("a product of matrices is written @")
    if isinstance(b, _Scalar):
        return _Scalar(multiply(a.terms, b.terms))
    factor = a.terms

    def product(x: _Matrix) -> _Matrix:
        terms: _MatrixPoly = {}
        for m, c in factor.items():
            for (n, word), e in x.terms.items():
                key = (_times(m, n), word)
                terms[key] = terms.get(key, Fraction(0)) + c * e
        return _Matrix(terms)

    return _each(b, product)


def _matrix_product(a: _Value, b: _Value) -> _Matrix | _Blocks:
    columns = list(zip(*_cells(b), strict=True))
    return _made([[_row_times_column(row, c) for c in columns] for row in _cells(a)])


def _row_times_column(row: Sequence[_Matrix], column: Sequence[_Matrix]) -> _Matrix:
    terms: _MatrixPoly = {}
    for x, y in _fitting(row, column):
        for (m, v), c in x.terms.items():
            for (n, w), e in y.terms.items():
                key = (_times(m, n), v + w)
                terms[key] = terms.get(key, Fraction(0)) + c * e
    return _Matrix(terms)


def _turn(word: Word) -> Word:
    return tuple((a, not t) for a, t in reversed(word))


def _transpose(a: _Value) -> _Matrix | _Blocks:
    columns = zip(*_cells(a), strict=True)
    turned = [
        [_Matrix({(m, _turn(w)): c for (m, w), c in x.terms.items()}) for x in column]
        for column in columns
    ]
    return _made(turned)


def _trace(a: _Value, size: Dim) -> Poly:
    """Traces of words: one atom for all rotations of a word and of its transpose.

    size: of the matrix, the trace of the identity.
    """

    def atom(word: Word) -> Monomial:
        if not word:
            return _ONE if size == dim(1) else ((f"dim[{size}]", 1),)
        turns = [w[i:] + w[:i] for w in (word, _turn(word)) for i in range(len(w))]
        return ((f"tr[{'.'.join(x + ('^' if t else '') for x, t in min(turns))}]", 1),)

    cells = _cells(a)
    blocks = [row[i] for i, row in enumerate(cells)]
    if len(blocks) > 1 and any(not w for block in blocks for _, w in block.terms):
        raise PlVerifyError("the trace of an identity within a block matrix is not supported")
    terms = (item for block in blocks for item in block.terms.items())
    return _collect((_times(m, atom(w)), c) for (m, w), c in terms)


def _trace_like(node: Expr, args: list[_Value]) -> _Scalar:
    shape = check(node.args[0])
    assert shape is not None  # of a scalar there is no trace: the type check has said so
    first = args[0]
    if node.op == "tr":
        return _Scalar(_trace(first, shape[0]))
    other = args[1] if node.op == "inner" else first
    value = _Scalar(_trace(_matrix_product(_transpose(first), other), shape[1]))
    if node.op != "fro":
        return value
    known = _known("sqrt", [value])  # the norm of a zero matrix
    return _atom(f"sqrt[{value}]") if known is None else _Scalar({_ONE: known} if known else {})


def _power(args: list[_Value]) -> _Scalar:
    base, exponent = args
    if not isinstance(base, _Scalar) or not isinstance(exponent, _Scalar):
        raise PlVerifyError("a power needs scalars")
    n = exponent.terms.get(_ONE, Fraction(0))
    if set(exponent.terms) <= {_ONE} and n.denominator == 1 and abs(n) <= 12:
        result: Poly = {_ONE: Fraction(1)}
        for _ in range(abs(int(n))):
            result = multiply(result, base.terms)
        return _Scalar(result if n >= 0 else _inverse(result))
    return _atom(f"pow[{base};{exponent}]")


def _quotient(a: _Value, b: _Value) -> _Scalar:
    if not isinstance(a, _Scalar) or not isinstance(b, _Scalar):
        raise PlVerifyError("a quotient needs scalars")
    return _Scalar(multiply(a.terms, _inverse(b.terms)))


def _inverse(poly: Poly) -> Poly:
    """1/poly, atom by atom where it is a monomial: 1/(2 K b) = 1/2 (1/K) (1/b)."""
    if len(poly) != 1:
        return _atom(f"inv[{_Scalar(poly)}]").terms
    [(monomial, c)] = poly.items()
    powers = {_short(f"inv[{_atom(name)}]"): k for name, k in monomial}
    return {tuple(sorted(powers.items())): 1 / c}
