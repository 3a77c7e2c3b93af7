"""The language of statements: dimensions, expressions, types, TeX and JSON."""

from verify.language import expr as _expr
from verify.language.dims import Dim, DimLike, Shape, dim, shape_text
from verify.language.expr import *  # noqa: F403 - the vocabulary is listed once, in expr.__all__
from verify.language.expr import substitute
from verify.language.sexpr import definitions_of, relation_to_json, symbols_of, to_json
from verify.language.shapes import IllTyped, check, check_at, check_relation
from verify.language.tex import relation_to_tex, to_tex

__all__ = [
    *_expr.__all__,
    "Dim",
    "DimLike",
    "IllTyped",
    "Shape",
    "check",
    "check_at",
    "check_relation",
    "definitions_of",
    "dim",
    "relation_to_json",
    "relation_to_tex",
    "shape_text",
    "substitute",
    "symbols_of",
    "to_json",
    "to_tex",
]
