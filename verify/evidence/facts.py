"""The standard facts that derivations may use: few, each with its source.

A fact is a scheme: matrices (or scalars) in, a relation out, true for all of them. The checker
has the same schemes in code of its own and builds the relation again, so that a derivation
cannot misquote one. `tests/quality` samples every fact and refutes a corruption of each.

Notation: |.| Frobenius norm, s_max largest singular value, s_k k-th largest (0 past the shape);
ell is K-smooth, mu-strongly convex, with minimum 0 (Assumptions 2.1 and 2.2 of 2505.11664).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verify.errors import InputError
from verify.language import (
    Relation,
    check,
    equal,
    grad,
    inner,
    loss,
    norm,
    norm2,
    scalar,
    sigma,
    sigma_max,
    sqrt,
)
from verify.language.expr import Expr

__all__ = ["FACTS", "Fact", "instance"]

_K, _mu = scalar("K"), scalar("mu")


@dataclass(frozen=True)
class Fact:
    """build: from the named arguments, in their order, to the relation that holds."""

    name: str
    arguments: tuple[str, ...]
    build: Callable[..., Relation]
    says: str
    source: str


def _columns_singular(a: Expr, b: Expr) -> Relation:
    """s_k(A) |B| <= |A B|, k the number of A's columns."""
    shape = check(a)
    if shape is None:
        raise InputError("a matrix is needed", where="fact product-below")
    return sigma(shape[1], a) * norm(b) <= norm(a @ b)


def _rows_singular(a: Expr, b: Expr) -> Relation:
    """s_k(B) |A| <= |A B|, k the number of B's rows."""
    shape = check(b)
    if shape is None:
        raise InputError("a matrix is needed", where="fact product-below-right")
    return sigma(shape[0], b) * norm(a) <= norm(a @ b)


def _rows_nonnegative(a: Expr) -> Relation:
    shape = check(a)
    if shape is None:
        raise InputError("a matrix is needed", where="fact singular-nonnegative")
    return sigma(shape[0], a) >= 0


def _columns_nonnegative(a: Expr) -> Relation:
    shape = check(a)
    if shape is None:
        raise InputError("a matrix is needed", where="fact singular-nonnegative-columns")
    return sigma(shape[1], a) >= 0


_HORN = "Horn and Johnson, Matrix Analysis, 2nd ed."
_NESTEROV = "Nesterov, Lectures on Convex Optimization, 2nd ed., section 2.1"

FACTS: dict[str, Fact] = {
    f.name: f
    for f in (
        Fact(
            "cauchy-schwarz",
            ("A", "B"),
            lambda a, b: inner(a, b) <= norm(a) * norm(b),
            "<A, B> <= |A| |B|",
            f"{_HORN}, 5.1.4",
        ),
        Fact(
            "triangle",
            ("A", "B"),
            lambda a, b: norm(a + b) <= norm(a) + norm(b),
            "|A + B| <= |A| + |B|",
            f"{_HORN}, 5.6",
        ),
        Fact(
            "product",
            ("A", "B"),
            lambda a, b: norm(a @ b) <= sigma_max(a) * norm(b),
            "|A B| <= s_max(A) |B|",
            f"{_HORN}, 5.6.P20",
        ),
        Fact(
            "product-right",
            ("A", "B"),
            lambda a, b: norm(a @ b) <= norm(a) * sigma_max(b),
            "|A B| <= |A| s_max(B)",
            f"{_HORN}, 5.6.P20",
        ),
        Fact(
            "product-below",
            ("A", "B"),
            _columns_singular,
            "s_k(A) |B| <= |A B|, k the number of A's columns",
            f"{_HORN}, 4.2.2: the least eigenvalue of A'A is s_k(A)^2",
        ),
        Fact(
            "product-below-right",
            ("A", "B"),
            _rows_singular,
            "s_k(B) |A| <= |A B|, k the number of B's rows",
            f"{_HORN}, 4.2.2: the least eigenvalue of BB' is s_k(B)^2",
        ),
        Fact(
            "spectral-transpose",
            ("A",),
            lambda a: equal(sigma_max(a.T), sigma_max(a)),
            "s_max(A') = s_max(A)",
            f"{_HORN}, 2.6.3",
        ),
        Fact(
            "spectral-below-frobenius",
            ("A",),
            lambda a: sigma_max(a) <= norm(a),
            "s_max(A) <= |A|",
            f"{_HORN}, 5.6.P23",
        ),
        Fact(
            "weyl",
            ("A", "B"),
            lambda a, b: sigma_max(a + b) <= sigma_max(a) + sigma_max(b),
            "s_max(A + B) <= s_max(A) + s_max(B)",
            f"{_HORN}, 7.3.P16",
        ),
        Fact(
            "scaling",
            ("x", "A"),
            lambda x, a: equal(norm(x * x * a), x * x * norm(a)),
            "|x^2 A| = x^2 |A|",
            "definition",
        ),
        Fact("norm-nonnegative", ("A",), lambda a: norm(a) >= 0, "|A| >= 0", "definition"),
        Fact(
            "spectral-nonnegative", ("A",), lambda a: sigma_max(a) >= 0, "s_max >= 0", "definition"
        ),
        Fact(
            "singular-nonnegative",
            ("A",),
            _rows_nonnegative,
            "s_k(A) >= 0, k the number of A's rows",
            "definition",
        ),
        Fact(
            "singular-nonnegative-columns",
            ("A",),
            _columns_nonnegative,
            "s_k(A) >= 0, k the number of A's columns",
            "definition",
        ),
        Fact("square-nonnegative", ("x",), lambda x: x * x >= 0, "x^2 >= 0", "real numbers"),
        Fact("root-nonnegative", ("x",), lambda x: sqrt(x) >= 0, "sqrt(x) >= 0", "definition"),
        Fact(
            "root-squared",
            ("x",),
            lambda x: equal(sqrt(x) * sqrt(x), x),
            "sqrt(x)^2 = x, wherever sqrt(x) is defined",
            "definition",
        ),
        Fact(
            "norm-squared",
            ("A",),
            lambda a: equal(norm(a) * norm(a), norm2(a)),
            "|A|^2 = tr(A'A)",
            "definition",
        ),
        Fact(
            "loss-nonnegative", ("ell", "W"), lambda e, w: loss(e, w) >= 0, "ell >= 0", "minimum 0"
        ),
        Fact("smoothness-positive", (), lambda: _K >= 0, "K >= 0", "definition"),
        Fact("convexity-positive", (), lambda: _mu >= 0, "mu >= 0", "definition"),
        Fact(
            "smooth",
            ("ell", "W", "V"),
            lambda e, w, v: (
                loss(e, v) <= loss(e, w) + inner(grad(e, w), v - w) + _K / 2 * norm2(v - w)
            ),
            "ell(V) <= ell(W) + <grad ell(W), V - W> + K/2 |V - W|^2",
            f"{_NESTEROV}, Theorem 2.1.5",
        ),
        Fact(
            "smooth-gradient",
            ("ell", "W"),
            lambda e, w: norm2(grad(e, w)) <= 2 * _K * loss(e, w),
            "|grad ell(W)|^2 <= 2 K ell(W), as the minimum is 0",
            f"{_NESTEROV}, Theorem 2.1.5",
        ),
        Fact(
            "smooth-gradient-root",
            ("ell", "W"),
            lambda e, w: norm(grad(e, w)) <= sqrt(2 * _K * loss(e, w)),
            "|grad ell(W)| <= sqrt(2 K ell(W)), as the minimum is 0",
            f"{_NESTEROV}, Theorem 2.1.5",
        ),
        Fact(
            "lipschitz-gradient",
            ("ell", "W", "V"),
            lambda e, w, v: norm(grad(e, v) - grad(e, w)) <= _K * norm(v - w),
            "|grad ell(V) - grad ell(W)| <= K |V - W|",
            f"{_NESTEROV}, Theorem 2.1.5",
        ),
        Fact(
            "polyak-lojasiewicz",
            ("ell", "W"),
            lambda e, w: 2 * _mu * loss(e, w) <= norm2(grad(e, w)),
            "2 mu ell(W) <= |grad ell(W)|^2, as the minimum is 0",
            f"{_NESTEROV}, Theorem 2.1.10",
        ),
    )
}


def instance(name: str, *arguments: Expr) -> Relation:
    """The fact's relation for the arguments; InputError for an unknown fact or a wrong count."""
    if name not in FACTS:
        raise InputError(
            f"there is no fact {name!r}", where="a derivation", remedy=f"one of {', '.join(FACTS)}"
        )
    fact = FACTS[name]
    if len(arguments) != len(fact.arguments):
        raise InputError(
            f"{len(arguments)} arguments were given",
            violates=f"fact {name} takes {', '.join(fact.arguments)}",
            where="a derivation",
        )
    return fact.build(*arguments)
