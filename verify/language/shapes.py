"""Symbolic type check: every operation's shapes must fit for all sizes.

`check(expr)` gives the shape (None for a scalar) or raises `IllTyped`, which carries the
offending sub-expression and its shapes: the evidence of an ILL_TYPED verdict.
`check_at(expr, sizes)` finds what is undefined only at some sizes: an eigenvalue index past
the matrix's size, such as lambda_n(D) of an h x h matrix with h < n.
"""

from __future__ import annotations

from collections.abc import Mapping

from verify.errors import PlVerifyError
from verify.language.dims import Dim, Shape, dim, shape_text
from verify.language.expr import Expr, Relation, walk

__all__ = ["IllTyped", "check", "check_at", "check_relation"]

_ONE = dim(1)
_SCALAR_ONLY = {"div", "pow", "sqrt", "exp", "log", "max", "min", "abs"}
_MATRIX_TO_SCALAR = {"fro", "fro2", "sum", "sigma", "smin", "smax"}
_SQUARE_TO_SCALAR = {"tr", "lam", "lmin", "lmax"}


class IllTyped(PlVerifyError):
    """A formula that is not defined: which sub-expression, and why."""

    def __init__(self, expr: Expr, why: str, shapes: tuple[str, ...]) -> None:
        from verify.language.tex import to_tex

        self.expr = expr
        self.why = why
        self.shapes = shapes
        super().__init__(f"{why} ({', '.join(shapes)})", where=to_tex(expr))


def check(expr: Expr) -> Shape | None:
    """The shape of `expr`, None for a scalar; raises `IllTyped` on the first misfit."""
    shapes: dict[int, Shape | None] = {}
    for node in walk(expr):
        shapes[id(node)] = _shape(node, [shapes[id(a)] for a in node.args])
    return shapes[id(expr)]


def check_relation(relation: Relation) -> None:
    """Both sides must be scalars, or matrices of one shape in an equation."""
    left, right = check(relation.lhs), check(relation.rhs)
    if left != right or (left is not None and relation.op != "=="):
        raise IllTyped(
            Expr("sub", (relation.lhs, relation.rhs)),
            f"the sides of {relation.op} cannot be compared",
            (shape_text(left), shape_text(right)),
        )


def check_at(expr: Expr, sizes: Mapping[str, int]) -> None:
    """Raise `IllTyped` where an index is out of range at the given sizes."""
    shapes: dict[int, Shape | None] = {}
    for node in walk(expr):
        shapes[id(node)] = _shape(node, [shapes[id(a)] for a in node.args])
        if node.op in ("lam", "sigma"):
            k = node.dims[0].at(sizes)
            shape = shapes[id(node.args[0])]
            assert shape is not None  # `_shape` has refused scalars
            size = shape[0].at(sizes)
            if k < 1 or (node.op == "lam" and k > size):
                raise IllTyped(
                    node,
                    f"index {node.dims[0]} = {k} is out of range",
                    (f"matrix of size {size}", f"sizes {dict(sizes)}"),
                )


def _shape(node: Expr, args: list[Shape | None]) -> Shape | None:
    """The shape of one node from the shapes of its arguments."""
    op = node.op
    if op == "q":
        return None
    if op in ("s", "ell", "zeros"):
        return (node.dims[0], node.dims[1]) if node.dims else None
    if op == "eye":
        return (node.dims[0], node.dims[0])
    if op in ("def", "neg"):
        return args[0]
    if op in ("add", "sub"):
        return _same(node, args)
    if op == "mul":
        return _scaled(node, args)
    if op in _SCALAR_ONLY:
        if any(a is not None for a in args):
            raise IllTyped(node, f"{op} needs scalars", tuple(shape_text(a) for a in args))
        return None
    return _matrix_shape(node, args)


def _matrix_shape(node: Expr, args: list[Shape | None]) -> Shape | None:
    """The shape of an operation whose arguments must all be matrices."""
    op = node.op
    shapes = [_need_matrix(node, a) for a in args]
    first = shapes[0]
    if op == "T":
        return (first[1], first[0])
    if op == "mm":
        return _product(node, first, shapes[1])
    if op == "had":
        return _same(node, args)
    if op == "map":
        return first
    if op == "kron":
        return (first[0] * shapes[1][0], first[1] * shapes[1][1])
    if op in ("vstack", "hstack"):
        return _stacked(node, first, shapes[1])
    if op in _MATRIX_TO_SCALAR:
        return None
    if op in _SQUARE_TO_SCALAR:
        if first[0] != first[1]:
            raise IllTyped(node, f"{op} needs a square matrix", (shape_text(first),))
        return None
    if op == "inner":
        _same(node, args)
        return None
    if op in ("vectors", "eigenvector"):
        return (first[0], node.dims[0] if op == "vectors" else _ONE)
    if op == "solution":
        return (first[1], shapes[1][1])
    if op in ("loss", "grad", "hess"):
        for other in shapes[1:]:
            if other != first:
                raise IllTyped(
                    node, "the loss takes another shape", (shape_text(first), shape_text(other))
                )
        return None if op == "loss" else first
    raise IllTyped(node, f"unknown operation {op}", tuple(shape_text(s) for s in shapes))


def _need_matrix(node: Expr, shape: Shape | None) -> Shape:
    if shape is None:
        raise IllTyped(node, f"{node.op} needs matrices", ("scalar",))
    return shape


def _same(node: Expr, args: list[Shape | None]) -> Shape | None:
    for other in args[1:]:
        if other != args[0]:
            raise IllTyped(
                node, "terms of different shapes", (shape_text(args[0]), shape_text(other))
            )
    return args[0]


def _scaled(node: Expr, args: list[Shape | None]) -> Shape | None:
    matrices = [a for a in args if a is not None]
    if len(matrices) > 1:
        raise IllTyped(
            node, "a product of matrices is written @", tuple(shape_text(a) for a in args)
        )
    return matrices[0] if matrices else None


def _product(node: Expr, a: Shape, b: Shape) -> Shape:
    if a[1] != b[0]:
        raise IllTyped(node, "inner dimensions differ", (shape_text(a), shape_text(b)))
    return (a[0], b[1])


def _stacked(node: Expr, a: Shape, b: Shape) -> Shape:
    along, across = (0, 1) if node.op == "vstack" else (1, 0)
    if a[across] != b[across]:
        raise IllTyped(node, "blocks do not fit", (shape_text(a), shape_text(b)))
    sizes: list[Dim] = [a[0], a[1]]
    sizes[along] = a[along] + b[along]
    return (sizes[0], sizes[1])
