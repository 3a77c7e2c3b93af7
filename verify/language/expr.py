"""The vocabulary in which every statement is written, once.

An expression is a small tree over scalars and matrices with symbolic shapes. The same tree is
type-checked (`shapes.py`), evaluated in float64, in balls and exactly (`verify/arithmetic`),
printed as TeX (`tex.py`), written to the ledger (`sexpr.py`) and re-evaluated by the checker.

Notation: `A @ B` product, `A.T` transpose, `2 * A` scaling, `norm(A)` Frobenius norm,
`sigma(k, A)` k-th largest singular value (0 past the shape), `lam(k, A)` k-th largest
eigenvalue of a symmetric matrix (undefined past its size), `<=`, `>=`, `<`, `>` and `equal`
build relations. Construction never fails on shapes: a printed formula may be ill-typed, and
it is `shapes.check` that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from verify.errors import InputError
from verify.language.dims import Dim, DimLike, dim

__all__ = [
    "Expr",
    "Number",
    "Relation",
    "absolute",
    "const",
    "define",
    "eigenvector",
    "eigenvectors",
    "elementwise",
    "equal",
    "exp",
    "eye",
    "grad",
    "hadamard",
    "hess",
    "hstack",
    "inner",
    "kron",
    "lam",
    "lam_max",
    "lam_min",
    "log",
    "loss",
    "loss_symbol",
    "matrix",
    "maximum",
    "minimum",
    "norm",
    "norm2",
    "replace",
    "scalar",
    "sigma",
    "sigma_max",
    "sigma_min",
    "solution",
    "sqrt",
    "total",
    "trace",
    "unfolded",
    "vstack",
    "walk",
    "zeros",
]

Number = int | Fraction | str


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Expr:
    """A node: `op` applied to `args`. Equality is identity, so `equal(a, b)` states equations."""

    op: str
    args: tuple[Expr, ...] = ()
    name: str = ""  # symbol, definition, or entrywise function
    value: Fraction = Fraction(0)  # constant
    dims: tuple[Dim, ...] = ()  # declared shape, index k, or size of eye and zeros
    tex: str = ""  # how a symbol or definition is printed

    # A NumPy scalar on the left must not swallow the expression.
    __array_ufunc__ = None

    def __add__(self, other: Expr | Number) -> Expr:
        return Expr("add", (self, as_expr(other)))

    def __radd__(self, other: Number) -> Expr:
        return Expr("add", (as_expr(other), self))

    def __sub__(self, other: Expr | Number) -> Expr:
        return Expr("sub", (self, as_expr(other)))

    def __rsub__(self, other: Number) -> Expr:
        return Expr("sub", (as_expr(other), self))

    def __mul__(self, other: Expr | Number) -> Expr:
        return Expr("mul", (self, as_expr(other)))

    def __rmul__(self, other: Number) -> Expr:
        return Expr("mul", (as_expr(other), self))

    def __truediv__(self, other: Expr | Number) -> Expr:
        return Expr("div", (self, as_expr(other)))

    def __rtruediv__(self, other: Number) -> Expr:
        return Expr("div", (as_expr(other), self))

    def __pow__(self, other: Expr | Number) -> Expr:
        return Expr("pow", (self, as_expr(other)))

    def __neg__(self) -> Expr:
        return Expr("neg", (self,))

    def __matmul__(self, other: Expr) -> Expr:
        return Expr("mm", (self, other))

    @property
    def T(self) -> Expr:
        """The transpose, by the field's name for it."""
        return Expr("T", (self,))

    def __le__(self, other: Expr | Number) -> Relation:
        return Relation(self, "<=", as_expr(other))

    def __ge__(self, other: Expr | Number) -> Relation:
        return Relation(self, ">=", as_expr(other))

    def __lt__(self, other: Expr | Number) -> Relation:
        return Relation(self, "<", as_expr(other))

    def __gt__(self, other: Expr | Number) -> Relation:
        return Relation(self, ">", as_expr(other))

    def __repr__(self) -> str:
        from verify.language.sexpr import to_json

        return f"Expr({to_json(self)})"


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """`lhs op rhs` with op one of <=, >=, <, >, ==; sides are scalars, or matrices for ==."""

    lhs: Expr
    op: str
    rhs: Expr

    def small_and_large(self) -> tuple[Expr, Expr]:
        """The sides as (smaller, larger) claimed; for == as written."""
        return (self.rhs, self.lhs) if self.op in (">=", ">") else (self.lhs, self.rhs)

    def __bool__(self) -> bool:
        raise InputError(
            "a relation between expressions has no truth value of its own",
            where=repr(self),
            remedy="state it in a reading and let the run decide it; chains need one claim a link",
        )


def as_expr(value: Expr | Number) -> Expr:
    """A constant from an integer, a Fraction or a text such as "3/4"; floats are refused."""
    return value if isinstance(value, Expr) else const(value)


def const(value: Number) -> Expr:
    """An exact rational constant (dimensionless)."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, str)):
        raise InputError(
            f"constant {value!r} is not an exact rational",
            where="an expression",
            remedy='write an int, a Fraction or a text such as "1/10"',
        )
    return Expr("q", value=Fraction(value))


def scalar(name: str, tex: str = "") -> Expr:
    """A real symbol."""
    return Expr("s", name=name, tex=tex or name)


def matrix(name: str, rows: DimLike, columns: DimLike, tex: str = "") -> Expr:
    """A real matrix symbol of the given shape."""
    return Expr("s", name=name, dims=(dim(rows), dim(columns)), tex=tex or name)


def loss_symbol(name: str, rows: DimLike, columns: DimLike, tex: str = "") -> Expr:
    """A loss on matrices of the given shape; used under `loss`, `grad` and `hess` only."""
    return Expr("ell", name=name, dims=(dim(rows), dim(columns)), tex=tex or name)


def define(name: str, body: Expr, tex: str = "") -> Expr:
    """A named abbreviation: printed by its name, evaluated as its body."""
    return Expr("def", (body,), name=name, tex=tex or name)


def norm(a: Expr) -> Expr:
    """Frobenius norm."""
    return Expr("fro", (a,))


def norm2(a: Expr) -> Expr:
    """Squared Frobenius norm (rational for rational matrices)."""
    return Expr("fro2", (a,))


def inner(a: Expr, b: Expr) -> Expr:
    """Trace inner product <A, B> = tr(A' B)."""
    return Expr("inner", (a, b))


def trace(a: Expr) -> Expr:
    """Trace of a square matrix."""
    return Expr("tr", (a,))


def total(a: Expr) -> Expr:
    """Sum of all entries."""
    return Expr("sum", (a,))


def sigma(k: DimLike, a: Expr) -> Expr:
    """k-th largest singular value, 1-based; 0 where k exceeds min(rows, columns)."""
    return Expr("sigma", (a,), dims=(dim(k),))


def sigma_min(a: Expr) -> Expr:
    """Smallest of the min(rows, columns) singular values, the usual convention."""
    return Expr("smin", (a,))


def sigma_max(a: Expr) -> Expr:
    """Largest singular value (spectral norm)."""
    return Expr("smax", (a,))


def lam(k: DimLike, a: Expr) -> Expr:
    """k-th largest eigenvalue of a symmetric matrix, 1-based; undefined past its size."""
    return Expr("lam", (a,), dims=(dim(k),))


def lam_min(a: Expr) -> Expr:
    """Smallest eigenvalue of a symmetric matrix."""
    return Expr("lmin", (a,))


def lam_max(a: Expr) -> Expr:
    """Largest eigenvalue of a symmetric matrix."""
    return Expr("lmax", (a,))


def eigenvector(k: DimLike, a: Expr) -> Expr:
    """A unit eigenvector for the k-th largest eigenvalue of a symmetric matrix, in derivations."""
    return Expr("eigenvector", (a,), dims=(dim(k),))


def eigenvectors(k: DimLike, a: Expr) -> Expr:
    """Orthonormal eigenvectors for the k largest eigenvalues, as columns; in derivations."""
    return Expr("vectors", (a,), dims=(dim(k),))


def solution(a: Expr, b: Expr) -> Expr:
    """Some X with A X = B; in derivations."""
    return Expr("solution", (a, b))


def loss(ell: Expr, w: Expr) -> Expr:
    """Value of the loss at W."""
    return Expr("loss", (ell, w))


def grad(ell: Expr, w: Expr) -> Expr:
    """Gradient of the loss at W, a matrix of W's shape."""
    return Expr("grad", (ell, w))


def hess(ell: Expr, w: Expr, direction: Expr) -> Expr:
    """Hessian of the loss at W applied to a direction, a matrix of W's shape."""
    return Expr("hess", (ell, w, direction))


def sqrt(a: Expr | Number) -> Expr:
    """Square root of a scalar."""
    return Expr("sqrt", (as_expr(a),))


def exp(a: Expr | Number) -> Expr:
    """Exponential of a scalar."""
    return Expr("exp", (as_expr(a),))


def log(a: Expr | Number) -> Expr:
    """Natural logarithm of a scalar."""
    return Expr("log", (as_expr(a),))


def absolute(a: Expr) -> Expr:
    """Absolute value of a scalar."""
    return Expr("abs", (a,))


def maximum(*args: Expr | Number) -> Expr:
    """Largest of scalars."""
    return Expr("max", tuple(as_expr(a) for a in args))


def minimum(*args: Expr | Number) -> Expr:
    """Smallest of scalars."""
    return Expr("min", tuple(as_expr(a) for a in args))


def elementwise(function: str, a: Expr) -> Expr:
    """Entrywise function, one of `verify.arithmetic.functions.FUNCTIONS`."""
    return Expr("map", (a,), name=function)


def hadamard(a: Expr, b: Expr) -> Expr:
    """Entrywise product."""
    return Expr("had", (a, b))


def kron(a: Expr, b: Expr) -> Expr:
    """Kronecker product: block (i, j) is a_ij b."""
    return Expr("kron", (a, b))


def vstack(*blocks: Expr) -> Expr:
    """Blocks above each other."""
    return reduce(lambda a, b: Expr("vstack", (a, b)), blocks)


def hstack(*blocks: Expr) -> Expr:
    """Blocks side by side."""
    return reduce(lambda a, b: Expr("hstack", (a, b)), blocks)


def eye(size: DimLike) -> Expr:
    """Identity matrix."""
    return Expr("eye", dims=(dim(size),))


def zeros(rows: DimLike, columns: DimLike) -> Expr:
    """Matrix of zeros."""
    return Expr("zeros", dims=(dim(rows), dim(columns)))


def equal(a: Expr | Number, b: Expr | Number) -> Relation:
    """The relation a == b (Python's == compares nodes by identity)."""
    return Relation(as_expr(a), "==", as_expr(b))


def walk(expr: Expr, closed: frozenset[str] = frozenset()) -> Iterator[Expr]:
    """Every distinct node below and including `expr`, arguments before the node.

    closed: names of definitions that are not entered.
    """
    seen: set[int] = set()

    def visit(node: Expr) -> Iterator[Expr]:
        if id(node) in seen:
            return
        seen.add(id(node))
        for a in () if node.op == "def" and node.name in closed else node.args:
            yield from visit(a)
        yield node

    yield from visit(expr)


def replace(expr: Expr, rule: Callable[[Expr, tuple[Expr, ...]], Expr | None]) -> Expr:
    """Rebuild `expr` bottom-up; `rule(node, new_args)` may give a node in its place."""
    memo: dict[int, Expr] = {}

    def visit(node: Expr) -> Expr:
        if id(node) not in memo:
            args = tuple(visit(a) for a in node.args)
            new = rule(node, args)
            if new is None:
                same = all(a is b for a, b in zip(args, node.args, strict=True))
                new = (
                    node
                    if same
                    else Expr(node.op, args, node.name, node.value, node.dims, node.tex)
                )
            memo[id(node)] = new
        return memo[id(node)]

    return visit(expr)


def unfolded(expr: Expr) -> Expr:
    """The expression with every definition replaced by its body."""
    return replace(expr, lambda node, args: args[0] if node.op == "def" else None)


def substitute(expr: Expr, symbols: Mapping[str, Expr]) -> Expr:
    """Put expressions in the place of symbols, by name."""
    return replace(
        expr, lambda node, _: symbols.get(node.name) if node.op in ("s", "ell") else None
    )
