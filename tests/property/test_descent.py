"""The engine on factors and losses that Hypothesis draws, decided against exact arithmetic.

Every entry is a small dyadic rational, so that one step can be done in rationals; and runs at full
width and in n + m columns must agree for factors of every rank and shape.
"""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs.arxiv_2505_11664.audited import STEP
from verify.descent import Constant, Given, InverseSmoothness, Start, run, weighted_quadratic
from verify.descent.local import cubic_root
from verify.strategies import Factors, factors, matrices

Array = npt.NDArray[np.float64]

WEIGHTS = st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0])


@st.composite
def problems(draw: st.DrawFn) -> tuple[Factors, Array, Array]:
    """Factors, weights A and minimiser C of a weighted quadratic loss."""
    drawn: Factors = draw(factors())
    n, m = len(drawn.W1), len(drawn.W2)
    A = np.array(draw(st.lists(WEIGHTS, min_size=n * m, max_size=n * m))).reshape(n, m)
    return drawn, A, draw(matrices(n, m))


def _exact(a: Array) -> list[list[Fraction]]:
    return [[Fraction(float(x)) for x in row] for row in a]


def _times(a: list[list[Fraction]], b: list[list[Fraction]]) -> list[list[Fraction]]:
    columns = list(zip(*b, strict=True))
    return [
        [sum((x * y for x, y in zip(r, c, strict=True)), Fraction(0)) for c in columns] for r in a
    ]


def _turned(a: list[list[Fraction]]) -> list[list[Fraction]]:
    return [list(column) for column in zip(*a, strict=True)]


def _exact_step(
    drawn: Factors, A: Array, C: Array, eta: Fraction
) -> tuple[Fraction, list[list[Fraction]], list[list[Fraction]]]:
    """L, W1+ and W2+."""
    W1, W2, a, c = (_exact(x) for x in (drawn.W1, drawn.W2, A, C))
    W = _times(W1, _turned(W2))
    rows = list(zip(a, W, c, strict=True))
    G = [[x * (w - z) for x, w, z in zip(*row, strict=True)] for row in rows]
    L = (
        sum(
            (
                g * (w - z)
                for g_row, (_, w_row, c_row) in zip(G, rows, strict=True)
                for g, w, z in zip(g_row, w_row, c_row, strict=True)
            ),
            Fraction(0),
        )
        / 2
    )
    G1, G2 = _times(G, W2), _times(_turned(G), W1)
    moved = [
        [[x - eta * g for x, g in zip(r, s, strict=True)] for r, s in zip(F, D, strict=True)]
        for F, D in ((W1, G1), (W2, G2))
    ]
    return L, moved[0], moved[1]


def _gram(a: list[list[Fraction]], b: list[list[Fraction]]) -> Array:
    return np.array([[float(x) for x in row] for row in _times(a, _turned(b))])


@settings(max_examples=150)
@given(problems(), st.sampled_from([1.0, 0.5, 0.125, 2.0**-10]))
def test_one_step_is_the_one_in_exact_rationals(
    problem: tuple[Factors, Array, Array], eta: float
) -> None:
    drawn, A, C = problem
    found = run(weighted_quadratic(A, C), Start(drawn.W1, drawn.W2), Constant(eta), 1)
    L, W1, W2 = _exact_step(drawn, A, C, Fraction(eta))
    assert found.L[0, 0] == float(L) or np.isclose(found.L[0, 0], float(L), rtol=1e-12)
    if not found.stops:  # the factors reached, up to a rotation of their columns
        G = A * (drawn.W1 @ drawn.W2.T - C)
        # What a step subtracts from may be far larger than what it leaves.
        sizes = [
            float(np.linalg.norm(F) + eta * np.linalg.norm(slope))
            for F, slope in ((drawn.W1, G @ drawn.W2), (drawn.W2, G.T @ drawn.W1))
        ]
        reached = [(found.W1[0], W1, sizes[0]), (found.W2[0], W2, sizes[1])]
        for i, (left, exact_left, size_left) in enumerate(reached):
            for right, exact_right, size_right in reached[i:]:
                gap = float(np.linalg.norm(left @ right.T - _gram(exact_left, exact_right)))
                assert gap <= 1e-13 * size_left * size_right


@settings(max_examples=150)
@given(problems())
def test_full_width_and_n_plus_m_columns_agree(problem: tuple[Factors, Array, Array]) -> None:
    drawn, A, C = problem
    # More columns than n + m, of the same products: W1 [I I] / sqrt 2 would not be dyadic.
    n, m = len(drawn.W1), len(drawn.W2)
    wide = [np.hstack([W, np.zeros((len(W), n + m))]) for W in (drawn.W1, drawn.W2)]
    rotation = np.linalg.qr(np.random.default_rng(0).normal(size=(wide[0].shape[1],) * 2))[0]
    start = Start(wide[0] @ rotation, wide[1] @ rotation)
    loss = weighted_quadratic(A, C)
    reduced = run(loss, start, InverseSmoothness(), 6)
    # The same steps: a step chosen anew would differ by rounding.
    assume(not reduced.stops)
    full = run(loss, start, Given(reduced.eta[:, :6]), 6, full_width=True)
    assert reduced.W1.shape[2] == n + m < full.W1.shape[2]
    size = float(np.sum(start.W1**2) + np.sum(start.W2**2))
    for name in ("sigma2_min", "sigma2_max", "imbalance"):
        gap = np.abs(getattr(reduced, name) - getattr(full, name)).max()
        assert gap <= 1e-11 * size, name
    scale = float(reduced.L[0, 0]) + float(A.max()) * size**2
    assert np.abs(reduced.L - full.L).max() <= 1e-12 * scale


@st.composite
def wide_factors(draw: st.DrawFn) -> tuple[Array, Array]:
    """W1, W2 of 20 (n + m) columns: of any rank, nearly of a lower one, rows of all sizes."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    p = n + m
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    mix = rng.normal(size=(p, p))
    mix[:, draw(st.integers(1, p)) :] *= draw(st.sampled_from([0.0, 1e-12, 1e-7, 1e-3, 1.0]))
    sizes = 10.0 ** np.array(draw(st.lists(st.integers(-20, 20), min_size=p, max_size=p)))
    Z = sizes[:, None] * (mix @ rng.normal(size=(p, 20 * p)))
    return Z[:n], Z[n:]


@settings(max_examples=200)
@given(wide_factors())
def test_the_reduction_is_as_accurate_as_a_qr_decomposition(pair: tuple[Array, Array]) -> None:
    start = Start(*pair)
    reduced = start.reduced()
    Z, R = (np.concatenate([s.W1[0], s.W2[0]]) for s in (start, reduced))
    norms = np.linalg.norm(Z, axis=1, keepdims=True)
    # Row by row, however different their sizes are: products, and singular values.
    Z, R = Z / norms, R / norms
    assert np.abs(R @ R.T - Z @ Z.T).max() <= 2e-14
    by_qr = np.linalg.qr(Z.T)[1]
    values = [np.linalg.svd(A, compute_uv=False) for A in (R, by_qr)]
    assert np.abs(values[0] - values[1]).max() <= 2e-13


@settings(max_examples=100)
@given(problems())
def test_inequalities_of_a_step_hold(problem: tuple[Factors, Array, Array]) -> None:
    drawn, A, C = problem
    loss, start = weighted_quadratic(A, C), Start(drawn.W1, drawn.W2)
    found = run(loss, start, InverseSmoothness(), 8, inequalities=STEP)
    size = float(np.linalg.norm(drawn.W1) ** 2 + np.linalg.norm(drawn.W2) ** 2 + np.abs(C).max())
    for audit in found.audits.values():
        excess = audit.lhs - audit.rhs
        # Where both sides are differences of larger numbers, rounding is relative to those.
        slack = 1e-9 * np.maximum(np.abs(audit.lhs), np.abs(audit.rhs)) + 1e-11 * size
        assert not (excess > slack).any(), audit.name


positive = st.floats(min_value=1e-12, max_value=1e12)


@given(positive, positive, positive, positive)
def test_the_cubic_root_solves_its_equation(a: float, b: float, c: float, p: float) -> None:
    eta = cubic_root(*(np.array([x]) for x in (a, b, c, p)))
    assert np.isclose(eta * (a + eta * (b + eta * c)), p, rtol=1e-13)
