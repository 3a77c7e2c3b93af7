"""When a changed statement follows from the claim, by monotonicity alone."""

from dataclasses import replace

import pytest

from verify.claims.claim import Reading, reading
from verify.evidence.weaker import follows, same
from verify.language import (
    Expr,
    Relation,
    const,
    define,
    equal,
    exp,
    matrix,
    maximum,
    minimum,
    norm,
    norm2,
    scalar,
    sigma,
    sigma_max,
    sigma_min,
    sqrt,
)
from verify.model.matrices import matrices

A, B = matrix("A", "n", "m"), matrix("B", "n", "m")
x, y, z = scalar("x"), scalar("y"), scalar("z")
a, b = norm(A), norm(B)
BASE = x <= y


def _follows(old: Relation, new: Relation, *when: Relation) -> bool:
    return follows(reading("r", old, when=when), reading("r", new, when=when))


def _two(left: Expr, right: Expr) -> tuple[Relation, Relation]:
    """X at most the left expression, and at most the right one."""
    return Relation(x, "<=", left), Relation(x, "<=", right)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (2 * a, 3 * a),
        (const(1) + y, const(2) + y),
        (y - a, y + a),
        (y - 2 * a, y - 1 * a),
        (a / 3, a / 2),
        (1 / (1 + 2 * a), 1 / (1 + 1 * a)),
        (sqrt(2 * a), sqrt(3 * a)),
        ((1 + a) ** 2, (2 + a) ** 2),
        ((2 + a) ** -1, (1 + a) ** -1),
        (sigma_min(A), sigma_max(A)),
        (sigma("n", A), sigma_max(A)),
        (minimum(y, z), maximum(y, z)),
        (maximum(1, y), maximum(2, y)),
        (exp(1 - 2 * a), exp(1 - 1 * a)),
        (-(2 * a), -(1 * a)),
        (define("s", 2 * a), define("s", 3 * a)),
        (2 * norm2(A) * b, 3 * norm2(A) * b),
    ],
)
def test_a_larger_side_that_grows_follows_and_one_that_shrinks_does_not(
    less: Expr, more: Expr
) -> None:
    assert _follows(*_shared(less, more))
    assert not _follows(*_shared(more, less))


def _shared(left: Expr, right: Expr) -> tuple[Relation, Relation]:
    """Relations whose equal parts are the same nodes, as in a mutant."""
    known: dict[str, Expr] = {}

    def one(node: Expr) -> Expr:
        args = tuple(one(arg) for arg in node.args)
        made = Expr(node.op, args, node.name, node.value, node.dims, node.tex)
        return known.setdefault(repr((made, [id(arg) for arg in args])), made)

    return _two(one(left), one(right))


def test_the_smaller_side_may_shrink() -> None:
    small, smaller = _shared(2 * a, 1 * a)
    assert follows(reading("r", small.rhs <= y), reading("r", smaller.rhs <= y))
    assert not follows(reading("r", smaller.rhs <= y), reading("r", small.rhs <= y))


def test_a_factor_of_unknown_sign_says_nothing() -> None:
    assert not _follows(*_shared(2 * y, 3 * y))
    assert not _follows(*_shared(y - z, y + z))


def test_a_hypothesis_gives_a_letter_its_sign() -> None:
    old, new = _shared(2 * y, 3 * y)
    assert _follows(old, new, y > 0)
    assert not _follows(old, new, y > -1)


def test_an_equation_never_follows_from_another() -> None:
    assert not _follows(equal(x, 2 * a), equal(x, 3 * a))


def test_hypotheses_must_stay_and_their_definitions_too() -> None:
    base = reading("r", BASE, when=[x > 0])
    assert not follows(base, reading("r", BASE))
    size, larger = define("s", 2 * a), define("s", 3 * a)
    first = reading("r", x <= size, when=[size <= 1])
    assert not follows(first, reading("r", x <= larger, when=[larger <= 1]))


def test_every_relation_must_follow() -> None:
    old, new = _shared(2 * a, 3 * a)
    worse: Reading = reading("r", old, new)
    assert follows(worse, replace(worse, conclusion=(new, new)))
    assert not follows(worse, replace(worse, conclusion=(old, old)))


def test_a_mutant_with_the_claims_normal_form_says_the_same() -> None:
    assert same(reading("r", 2 * x <= y), reading("r", x + x <= y))
    assert not same(reading("r", 2 * x <= y), reading("r", 3 * x <= y))
    assert not same(reading("r", x <= y), reading("r", x < y))
    assert not same(reading("r", x <= y, when=[x > 0]), reading("r", x <= y))


def test_indices_are_the_same_where_the_claim_says_that_the_sizes_are() -> None:
    pair = [reading("r", sigma(k, A) <= x) for k in ("n", "m")]
    assert not same(*pair)
    square = matrices("square", [A, x], bounds=[("==", "m", "n")])
    assert same(*(replace(r, setting=square) for r in pair))
