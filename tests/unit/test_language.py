"""The language of statements: dimensions, expressions, types, TeX and JSON."""

import json
import operator
from fractions import Fraction

import numpy as np
import pytest

from verify.errors import InputError
from verify.language import (
    Expr,
    IllTyped,
    Relation,
    check,
    check_at,
    check_relation,
    const,
    define,
    definitions_of,
    dim,
    equal,
    eye,
    grad,
    hadamard,
    hess,
    hstack,
    inner,
    kron,
    lam,
    lam_max,
    loss,
    loss_symbol,
    matrix,
    maximum,
    norm,
    norm2,
    relation_to_json,
    relation_to_tex,
    scalar,
    shape_text,
    sigma,
    sigma_max,
    sqrt,
    substitute,
    symbols_of,
    to_json,
    to_tex,
    total,
    trace,
    vstack,
    zeros,
)
from verify.language.dims import dim_from_json
from verify.language.expr import walk

W1, W2 = matrix("W1", "n", "h", "W_1"), matrix("W2", "m", "h", "W_2")
G = matrix("G", "n", "m")
x, y = scalar("x"), scalar("y")
ell = loss_symbol("ell", "n", "m", r"\ell")
SIZES = {"n": 3, "m": 2, "h": 4}


class TestDimensions:
    def test_equal_sums_are_equal_whatever_their_order(self) -> None:
        assert dim("n+m") == dim("m+n") == dim("n") + "m"
        assert dim("n+1+2") == dim("n") + 3

    def test_sizes_are_filled_in(self) -> None:
        assert dim("n+m+1").at(SIZES) == 6
        assert (dim("n") * dim("m")).at(SIZES) == 6

    def test_product_with_one_is_the_other_factor(self) -> None:
        assert dim("n") * dim(1) == dim("n")
        assert dim(1) * dim(1) == dim(1)
        assert dim(0) + dim(0) == dim(0)

    def test_missing_size_is_an_input_error_that_names_it(self) -> None:
        with pytest.raises(InputError, match="'h' has no size"):
            dim("h").at({"n": 1})

    def test_renaming_states_a_special_case(self) -> None:
        assert dim("n+m").rename({"m": "n"}) == dim("n+n")

    @pytest.mark.parametrize("text", [5, "n", "n+m", "n+2"])
    def test_json_goes_there_and_back(self, text: str | int) -> None:
        assert dim_from_json(json.loads(json.dumps(dim(text).to_json()))) == dim(text)

    def test_minimum_goes_through_json(self) -> None:
        assert dim_from_json(["min", "n", "h"]).at(SIZES) == 3
        assert dim_from_json(["max", "n", "h"]).to_json() == ["max", "h", "n"]


class TestExpressions:
    def test_floats_are_no_constants(self) -> None:
        with pytest.raises(InputError, match="not an exact rational"):
            const(0.1)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="not an exact rational"):
            _ = x * True

    def test_numbers_on_either_side_become_constants(self) -> None:
        for expr in (2 * x, x * 2, 1 - x, Fraction(1, 2) + x, x / 3, 3 / x):
            assert any(n.op == "q" for n in walk(expr))

    def test_numpy_scalar_on_the_left_does_not_swallow_an_expression(self) -> None:
        with pytest.raises((InputError, TypeError)):
            operator.mul(np.float64(2.0), x)

    def test_relations_have_no_truth_value(self) -> None:
        with pytest.raises(InputError, match="no truth value"):
            bool(x <= y)
        with pytest.raises(InputError, match="no truth value"):
            _ = 0 <= x <= 1

    @pytest.mark.parametrize(
        ("relation", "small"), [(x <= y, x), (x >= y, y), (x < y, x), (x > y, y), (equal(x, y), x)]
    )
    def test_smaller_side_comes_first(self, relation: Relation, small: Expr) -> None:
        assert relation.small_and_large()[0] is small

    def test_walk_gives_shared_nodes_once_and_arguments_first(self) -> None:
        shared = W1 @ W2.T
        nodes = list(walk(inner(shared, shared)))
        assert nodes.count(shared) == 1
        assert nodes.index(shared) > nodes.index(W1)
        assert len(nodes) == 5

    def test_substitution_reaches_into_definitions(self) -> None:
        f = define("f", x**2 + y)
        assert to_json(substitute(f, {"x": y}).args[0]) == to_json(y**2 + y)
        assert substitute(f, {"z": y}) is f


class TestTypes:
    WELL_TYPED = (
        (W1 @ W2.T, "n x m"),
        (W1.T @ G @ W2, "h x h"),
        (G - W1 @ W2.T, "n x m"),
        (2 * x * G, "n x m"),
        (vstack(W1, W2), "m+n x h"),
        (hstack(G, G), "n x m+m"),
        (kron(G, W1), "n*n x h*m"),
        (eye("n") - G @ G.T, "n x n"),
        (zeros("n", "m") + G, "n x m"),
        (hadamard(G, G), "n x m"),
        (grad(ell, G), "n x m"),
        (hess(ell, G, G), "n x m"),
        (norm(G) * sigma_max(W1), "scalar"),
        (loss(ell, G) + total(G), "scalar"),
        (trace(G @ G.T), "scalar"),
        (sqrt(x) ** y, "scalar"),
    )
    ILL_TYPED = (
        (W1 @ W2, "inner dimensions"),
        (W1 + W2, "different shapes"),
        (G * G, "product of matrices"),
        (G + x, "different shapes"),
        (trace(G), "square"),
        (lam_max(G), "square"),
        (x @ G, "needs matrices"),
        (norm(x), "needs matrices"),
        (sqrt(G), "needs scalars"),
        (G**2, "needs scalars"),
        (G / x, "needs scalars"),
        (maximum(G, x), "needs scalars"),
        (vstack(W1, G), "do not fit"),
        (hstack(W1, W2), "do not fit"),
        (inner(W1, W2), "different shapes"),
        (grad(ell, W1), "another shape"),
        (hess(ell, G, W1), "another shape"),
        (W1.T @ G.T @ G @ W1, "inner dimensions"),
    )

    @pytest.mark.parametrize(("expr", "shape"), WELL_TYPED)
    def test_shapes_follow_for_all_sizes(self, expr: Expr, shape: str) -> None:
        assert shape_text(check(expr)) == shape

    @pytest.mark.parametrize(("expr", "why"), ILL_TYPED)
    def test_what_does_not_fit_is_ill_typed(self, expr: Expr, why: str) -> None:
        with pytest.raises(IllTyped, match=why) as caught:
            check(expr)
        assert caught.value.shapes

    def test_error_names_the_innermost_misfit(self) -> None:
        with pytest.raises(IllTyped) as caught:
            check(norm(W1.T @ G.T @ G @ W1))
        assert caught.value.where == to_tex(W1.T @ G.T)
        assert caught.value.shapes == ("h x n", "m x n")

    def test_sides_of_a_relation_must_be_comparable(self) -> None:
        check_relation(equal(W1 @ W2.T, G))
        check_relation(norm2(G) <= x)
        for relation in (norm(G) <= G, G <= G, equal(G, W1), equal(G, x)):
            with pytest.raises(IllTyped, match="cannot be compared"):
                check_relation(relation)

    def test_eigenvalue_index_past_the_size_is_ill_typed_only_at_such_sizes(self) -> None:
        expr = lam("n", W1.T @ W1)
        check_at(expr, {"n": 2, "h": 3})
        with pytest.raises(IllTyped, match="n = 4 is out of range"):
            check_at(expr, {"n": 4, "h": 3})

    def test_singular_value_past_the_shape_is_zero_and_so_well_typed(self) -> None:
        check_at(sigma("n", W1), {"n": 4, "h": 3})
        with pytest.raises(IllTyped, match="out of range"):
            check_at(sigma(0, W1), {"n": 4, "h": 3})


class TestTex:
    PRINTED = (
        (W1 @ W2.T, r"W_1 \, W_2^{\top}"),
        ((W1 @ W2.T).T, r"\left(W_1 \, W_2^{\top}\right)^{\top}"),
        (x - (y - 1), r"x - \left(y - 1\right)"),
        ((x + y) * 2, r"\left(x + y\right) \, 2"),
        (x / (y + 1), r"\frac{x}{y + 1}"),
        (-(x + y), r"-\left(x + y\right)"),
        ((-x) ** 2, r"\left(-x\right)^{2}"),
        ((x**2) ** 3, r"\left(x^{2}\right)^{3}"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
        (const("1/2") ** 2, r"\left(\frac{1}{2}\right)^{2}"),
        (const(-3) * x, r"\left(-3\right) \, x"),
        (norm(G) ** 2, r"\left\|G\right\|_F^{2}"),
        (sigma_max(W1) ** 2, r"\sigma_{\max}^{2}\left(W_1\right)"),
        (sigma("n", W1), r"\sigma_{n}\left(W_1\right)"),
        (sqrt(2 * x), r"\sqrt{2 \, x}"),
        (loss(ell, G), r"\ell\left(G\right)"),
        (kron(G, eye("n")), r"G \otimes I_{n}"),
    )

    @pytest.mark.parametrize(("expr", "tex"), PRINTED)
    def test_formula_is_printed_with_the_brackets_it_needs(self, expr: Expr, tex: str) -> None:
        assert to_tex(expr) == tex

    def test_no_symbol_gets_two_superscripts(self) -> None:
        after = define("W1_next", W1 - G @ W2, "W_1^+")
        size = define("s", norm2(G), r"\|G\|_F^2")
        assert to_tex(after.T) == r"\left(W_1^+\right)^{\top}"
        assert to_tex(size**2) == r"\left(\|G\|_F^2\right)^{2}"

    def test_definition_is_printed_by_its_name(self) -> None:
        assert to_tex(define("K_t", x + y)) == "K_t"

    def test_relation_has_its_sign(self) -> None:
        assert relation_to_tex(x <= y) == r"x \le y"
        assert relation_to_tex(x > y) == "x > y"


class TestJson:
    def test_every_node_is_a_list_headed_by_its_operation(self) -> None:
        assert to_json(W1 @ W2.T) == ["mm", ["s", "W1"], ["T", ["s", "W2"]]]
        assert to_json(sigma("n", W1)) == ["sigma", ["s", "W1"], "n"]
        assert to_json(zeros("n", "n+m")) == ["zeros", "n", ["+", "m", "n"]]
        assert to_json(x / 10) == ["div", ["s", "x"], ["q", "10"]]
        assert relation_to_json(x >= "3/4") == [">=", ["s", "x"], ["q", "3/4"]]

    def test_definitions_are_written_once_each_before_its_use(self) -> None:
        inside = define("a", x**2)
        outside = define("b", inside + inside)
        names = [name for name, _ in definitions_of(outside * inside, outside)]
        assert names == ["a", "b"]
        assert to_json(outside * inside) == ["mul", ["ref", "b"], ["ref", "a"]]

    def test_one_name_may_not_have_two_definitions(self) -> None:
        with pytest.raises(InputError, match="share the name 'a'"):
            definitions_of(define("a", x), define("a", y))
        assert len(definitions_of(define("a", x + 1), define("a", x + 1))) == 1

    def test_one_name_may_not_have_two_shapes(self) -> None:
        with pytest.raises(InputError, match="two shapes"):
            symbols_of(norm(matrix("A", "n", "m")), norm(matrix("A", "m", "n")))
        assert set(symbols_of(loss(ell, G) + x)) == {"ell", "G", "x"}
