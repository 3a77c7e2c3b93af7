"""Expressions as LaTeX, close to the way that the papers print them."""

from __future__ import annotations

from verify.language.dims import Dim
from verify.language.expr import Expr, Relation

__all__ = ["relation_to_tex", "to_tex"]

# Binding strength, weakest first: a child weaker than its parent gets brackets.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_FUNCTIONS = {
    "exp": r"\exp",
    "log": r"\log",
    "max": r"\max",
    "min": r"\min",
    "tr": r"\operatorname{tr}",
}
_SPECTRAL = {
    "smin": r"\sigma_{\min}",
    "smax": r"\sigma_{\max}",
    "lmin": r"\lambda_{\min}",
    "lmax": r"\lambda_{\max}",
}
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "==": "="}
_MAPS = {"logcosh": r"\log\cosh", "softplus": r"\operatorname{softplus}", "tanh": r"\tanh"}


def to_tex(expr: Expr) -> str:
    """LaTeX without dollar signs."""
    return _print(expr)[0]


def relation_to_tex(relation: Relation) -> str:
    """LaTeX of `lhs op rhs`."""
    return f"{to_tex(relation.lhs)} {_RELATIONS[relation.op]} {to_tex(relation.rhs)}"


def _wrap(expr: Expr, strength: int) -> str:
    text, own = _print(expr)
    return rf"\left({text}\right)" if own < strength else text


def _print(expr: Expr) -> tuple[str, int]:
    op, args = expr.op, expr.args
    if op == "q":
        return _constant(expr)
    if op in ("s", "ell", "def"):
        # A name such as W_1^+ takes no second superscript.
        return expr.tex, _POWER if "^" in expr.tex else _ATOM
    if op in ("add", "sub"):
        sign = "+" if op == "add" else "-"
        right = _wrap(args[1], _SUM if op == "add" else _PRODUCT)
        return f"{_wrap(args[0], _SUM)} {sign} {right}", _SUM
    if op == "neg":
        return f"-{_wrap(args[0], _PRODUCT)}", _SUM
    if op in ("mul", "mm", "had", "kron"):
        joint = {"had": r" \odot ", "kron": r" \otimes "}.get(op, r" \, ")
        return joint.join(_wrap(a, _PRODUCT) for a in args), _PRODUCT
    if op == "div":
        return rf"\frac{{{to_tex(args[0])}}}{{{to_tex(args[1])}}}", _ATOM
    if op == "pow":
        return _power(args[0], to_tex(args[1])), _POWER
    if op == "T":
        return f"{_wrap(args[0], _ATOM)}^{{\\top}}", _POWER
    if op == "sqrt":
        return rf"\sqrt{{{to_tex(args[0])}}}", _ATOM
    return _function(expr), _ATOM


def _constant(expr: Expr) -> tuple[str, int]:
    q = expr.value
    if q.denominator == 1:
        return str(q), _ATOM if q >= 0 else _SUM
    sign = "-" if q < 0 else ""
    return rf"{sign}\frac{{{abs(q.numerator)}}}{{{q.denominator}}}", _ATOM if q > 0 else _SUM


def _power(base: Expr, exponent: str) -> str:
    if base.op in _SPECTRAL:
        return rf"{_SPECTRAL[base.op]}^{{{exponent}}}\left({to_tex(base.args[0])}\right)"
    if base.op == "sigma":
        index = _dim(base.dims[0])
        return rf"\sigma_{{{index}}}^{{{exponent}}}\left({to_tex(base.args[0])}\right)"
    if base.op == "fro":
        return rf"{to_tex(base)}^{{{exponent}}}"
    if base.op == "div" or (base.op == "q" and base.value.denominator != 1):
        return rf"\left({to_tex(base)}\right)^{{{exponent}}}"
    return f"{_wrap(base, _ATOM)}^{{{exponent}}}"


def _function(expr: Expr) -> str:
    op = expr.op
    inside = ", ".join(to_tex(a) for a in expr.args)
    if op == "fro":
        return rf"\left\|{inside}\right\|_F"
    if op == "fro2":
        return rf"\left\|{inside}\right\|_F^2"
    if op == "inner":
        return rf"\left\langle {inside} \right\rangle"
    if op == "abs":
        return rf"\left|{inside}\right|"
    if op == "sum":
        return rf"\sum_{{ij}}\left({inside}\right)_{{ij}}"
    if op == "sigma":
        return rf"\sigma_{{{_dim(expr.dims[0])}}}\left({inside}\right)"
    if op == "lam":
        return rf"\lambda_{{{_dim(expr.dims[0])}}}\left({inside}\right)"
    if op in ("vectors", "eigenvector"):
        index = _dim(expr.dims[0])
        return rf"{'V' if op == 'vectors' else 'v'}_{{{index}}}\left({inside}\right)"
    if op == "solution":
        return rf"\left({to_tex(expr.args[0])}\right)^{{-1}} \left({to_tex(expr.args[1])}\right)"
    if op in _SPECTRAL:
        return rf"{_SPECTRAL[op]}\left({inside}\right)"
    if op in _FUNCTIONS:
        return rf"{_FUNCTIONS[op]}\left({inside}\right)"
    if op == "map":
        return rf"{_MAPS.get(expr.name, expr.name)}\left({inside}\right)"
    if op in ("vstack", "hstack"):
        joint = r" \\ " if op == "vstack" else " & "
        return rf"\begin{{bmatrix}} {joint.join(to_tex(a) for a in expr.args)} \end{{bmatrix}}"
    if op == "eye":
        return f"I_{{{_dim(expr.dims[0])}}}"
    if op == "zeros":
        return f"0_{{{_dim(expr.dims[0])} \\times {_dim(expr.dims[1])}}}"
    return _loss(expr)


def _loss(expr: Expr) -> str:
    ell, *rest = (to_tex(a) for a in expr.args)
    if expr.op == "loss":
        return rf"{ell}\left({rest[0]}\right)"
    if expr.op == "grad":
        return rf"\nabla {ell}\left({rest[0]}\right)"
    return rf"\nabla^2 {ell}\left({rest[0]}\right)\left[{rest[1]}\right]"


def _dim(index: Dim) -> str:
    text = str(index)
    return rf"\{text}" if text.startswith(("min(", "max(")) else text
