"""Matrix identities valid in every dimension, by SymPy over MatrixSymbols with symbolic sizes.

Both sides are expanded into sums of words over the letters and their transposes; the identity
holds when the difference expands to zero. Traces are compared up to cyclic rotation and
transposition of their words. A gradient of a loss is a letter like any other. The result is a
one-step derivation, which the checker expands again with code of its own.

Not covered: singular values, roots, exponentials; inequalities.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import sympy as sp

from verify.claims.claim import Reading
from verify.claims.evidence import Evidence
from verify.language import Relation, relation_to_tex, to_json, to_tex
from verify.language.dims import Dim
from verify.language.expr import Expr

__all__ = ["difference", "identity_evidence"]

_Word = tuple[tuple[str, bool], ...]
_ZERO = sp.Integer(0)


def identity_evidence(reading: Reading) -> Evidence:
    """A derivation of all the reading's equations, or what is left when one does not vanish."""
    steps = []
    for relation in reading.conclusion:
        rest = difference(relation)
        if rest != 0:
            words = (
                f"the difference of ${relation_to_tex(relation)}$ expands to {rest}, not to zero"
            )
            return Evidence("words", {"words": words})
        steps.append(
            {
                "rule": "identity",
                "relation": ["==", to_json(relation.lhs), to_json(relation.rhs)],
                "say": "both sides expand to the same sum of words",
            }
        )
    return Evidence(
        "derivation",
        {
            "steps": steps,
            "words": "SymPy expands the difference of the two sides to zero for symbolic sizes",
        },
    )


def difference(relation: Relation) -> Any:
    """The sides' difference in normal form: 0, a SymPy scalar, or a SymPy matrix expression."""
    left, right = _convert(_unblock(relation.lhs)), _convert(_unblock(relation.rhs))
    if isinstance(left, sp.MatrixExpr):
        rest = sp.expand(left - right).doit()
        return 0 if isinstance(rest, sp.ZeroMatrix) or _vanishes(rest) else rest
    return sp.expand(_collect_traces(sp.expand(left - right)))


def _vanishes(rest: Any) -> bool:
    """SymPy may leave equal terms in different shapes: compare word by word."""
    return all(c == 0 for c in _words(rest).values())


def _words(expr: Any) -> dict[_Word, Any]:
    """Coefficients of the words of an expanded matrix expression."""
    terms = expr.args if isinstance(expr, sp.MatAdd) else (expr,)
    found: dict[_Word, Any] = {}
    for term in terms:
        coefficient, letters = (
            term.as_coeff_matrices() if isinstance(term, sp.MatMul) else (1, [term])
        )
        if any(isinstance(x, sp.ZeroMatrix) for x in letters):
            continue
        word = tuple(chain.from_iterable(map(_letters, letters)))
        found[word] = sp.expand(found.get(word, _ZERO) + coefficient)
    return found


def _letters(factor: Any) -> _Word:
    """The letters of a factor: SymPy writes a factor that is repeated as a power."""
    if isinstance(factor, sp.Identity):
        return ()
    if isinstance(factor, sp.MatPow):
        return _letters(factor.base) * int(factor.exp)
    if isinstance(factor, sp.MatMul):
        return tuple(chain.from_iterable(map(_letters, factor.args)))
    if isinstance(factor, sp.Transpose):
        return ((str(factor.arg.name), True),)
    return ((str(factor.name), False),)


def _product(left: Any, right: Any) -> Any:
    """A product term by term, before SymPy makes a power of a bracket that it does not expand."""
    left, right = sp.expand(left).doit(), sp.expand(right).doit()
    if isinstance(left, sp.MatAdd):
        return sp.MatAdd(*(_product(term, right) for term in left.args)).doit()
    if isinstance(right, sp.MatAdd):
        return sp.MatAdd(*(_product(left, term) for term in right.args)).doit()
    scalars: list[Any] = []
    factors: list[Any] = []
    for side in (left, right):
        scalar, matrices = side.as_coeff_matrices() if isinstance(side, sp.MatMul) else (1, [side])
        scalars.append(scalar)
        factors += matrices
    return sp.MatMul(*scalars, *factors).doit()


def _collect_traces(expr: Any) -> Any:
    """Replace every trace of a word by one symbol for all words of equal trace."""
    replacements = {}
    for trace in expr.atoms(sp.Trace):
        inside = sp.expand(trace.arg).doit()
        total = _ZERO
        for word, coefficient in _words(inside).items():
            value = sp.Symbol(f"tr{_canonical(word)}") if word else trace.arg.rows
            total += coefficient * value
        replacements[trace] = total
    return expr.xreplace(replacements)


def _canonical(word: _Word) -> _Word:
    """The least among all rotations of a word and of its transpose."""
    flipped = tuple((name, not t) for name, t in reversed(word))
    rotations = [w[i:] + w[:i] for w in (word, flipped) for i in range(len(w))]
    return min(rotations, default=())


def _unblock(expr: Expr) -> Expr:
    """Write products and norms of block columns block by block."""
    from verify.language.expr import inner, norm2, replace

    def blocks(node: Expr) -> tuple[Expr, ...] | None:
        while node.op == "def":
            node = node.args[0]
        return node.args if node.op == "vstack" else None

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        if node.op == "fro2" and (parts := blocks(args[0])):
            return norm2(parts[0]) + norm2(parts[1])
        if node.op == "inner" and (left := blocks(args[0])) and (right := blocks(args[1])):
            return inner(left[0], right[0]) + inner(left[1], right[1])
        if node.op == "mm" and args[0].op == "T":
            left, right = blocks(args[0].args[0]), blocks(args[1])
            if left and right:
                return left[0].T @ right[0] + left[1].T @ right[1]
        return None

    return replace(expr, rule)


def _size(d: Dim) -> Any:
    if d.op == "int":
        return sp.Integer(d.value)
    if d.op == "name":
        return sp.Symbol(d.name, integer=True, positive=True)
    parts = [_size(a) for a in d.args]
    return sp.Add(*parts) if d.op == "add" else (sp.Min if d.op == "min" else sp.Max)(*parts)


def _convert(node: Expr) -> Any:
    """The SymPy expression of a node."""
    op, args = node.op, [_convert(a) for a in node.args if a.op != "ell"]
    if op == "q":
        return sp.Rational(node.value.numerator, node.value.denominator)
    if op == "s":
        if node.dims:
            return sp.MatrixSymbol(node.name, *(_size(d) for d in node.dims))
        return sp.Symbol(node.name)
    if op == "grad":
        ell, w = node.args
        return sp.MatrixSymbol(f"grad_{ell.name}[{to_tex(w)}]", *(_size(d) for d in ell.dims))
    if op == "def":
        return args[0]
    simple = {
        "sub": lambda a: a[0] - a[1],
        "neg": lambda a: -a[0],
        "div": lambda a: a[0] / a[1],
        "pow": lambda a: a[0] ** a[1],
        "T": lambda a: sp.Transpose(a[0]).doit(),
        "tr": lambda a: sp.Trace(a[0]),
        "fro2": lambda a: sp.Trace(_product(sp.Transpose(a[0]).doit(), a[0])),
        "inner": lambda a: sp.Trace(_product(sp.Transpose(a[0]).doit(), a[1])),
        "add": lambda a: a[0] + a[1],
        "mul": lambda a: a[0] * a[1],
        "mm": lambda a: _product(a[0], a[1]),
    }
    if op in simple:
        return simple[op](args)
    if op == "eye":
        return sp.Identity(_size(node.dims[0]))
    if op == "zeros":
        return sp.ZeroMatrix(*(_size(d) for d in node.dims))
    return sp.Symbol(f"opaque[{to_json(node)}]")
