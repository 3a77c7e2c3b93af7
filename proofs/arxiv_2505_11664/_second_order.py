r"""The second derivative of L along a gradient step: what appendix D's statements are made of.

    d1, d2 = grad_{W1} L, grad_{W2} L = G W2, G' W1         |grad L|^2 = |d1|^2 + |d2|^2
    P = d1 d2'     Q = d1 W2' + W1 d2'     A(s) = (W1 - s eta d1)(W2 - s eta d2)'
    S(tau) = |grad L|^2 <g, H(tau) g> = D^2 L at Z - tau eta grad L, along grad L twice
           = 2 <grad l(A(tau)), P> + <E, grad^2 l(A(tau)) E>,   E = d1 V2' + V1 d2' there

Statements about the unit vector g are multiplied by |grad L|^2, so that they also make sense
where the gradient vanishes. `Q_PRINTED` is (78)'s sum, whose terms are m x m and n x n: `square`
states a formula for n = m, where it is defined. For quadratic losses l(A(s)) has degree four in s,
so that `second_difference` and `first_difference` are derivatives exactly, as is Simpson's rule
for (1 - tau) S(tau). tau (also written s) is drawn from [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as replaced
from fractions import Fraction
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._quantities import GD_STEP
from verify.claims.claim import Example
from verify.language import (
    Expr,
    Relation,
    define,
    equal,
    grad,
    hess,
    inner,
    loss,
    norm2,
    replace,
    scalar,
)
from verify.model.setting import Batch, Setting, Sizes
from verify.model.step import W1, W2, G, W, ell, eta

__all__ = [
    "EXAMPLE_0",
    "EXAMPLE_1",
    "N2",
    "QUADRATIC",
    "Q_PRINTED",
    "S0",
    "SQUARE",
    "TAU",
    "D2M_with_eta",
    "D2M_without_eta",
    "M",
    "P",
    "Q",
    "d1",
    "d2",
    "example",
    "first_difference",
    "product",
    "s",
    "second",
    "second_difference",
    "spaced_first",
    "spaced_second",
    "square",
    "stepped",
    "tau",
    "taylor",
]

d1 = define("grad_1", G @ W2, r"\nabla_{W_1}L")
d2 = define("grad_2", G.T @ W1, r"\nabla_{W_2}L")
P = define("P", d1 @ d2.T, r"\left[\nabla_{W_1}L\,\nabla_{W_2}L^{\top}\right]")
Q = define(
    "Q", d1 @ W2.T + W1 @ d2.T, r"\left[\nabla_{W_1}L\,W_2^{\top}+W_1\nabla_{W_2}L^{\top}\right]"
)
Q_PRINTED = define(
    "Q_printed",
    d2 @ W2.T + W1 @ d1.T,
    r"\left[\nabla_{W_2}L\,W_2^{\top}+W_1\nabla_{W_1}L^{\top}\right]",
)
N2 = define("N2", norm2(d1) + norm2(d2), r"\|\nabla L\|_F^2")
tau = scalar("tau", r"\tau")
s = scalar("s")
S0 = define(
    "S_0", 2 * inner(G, P) + inner(Q, hess(ell, W, Q)), r"\|\nabla L\|_F^2\langle g,H(0)g\rangle"
)


def stepped(at: Expr | int | str) -> tuple[Expr, Expr]:
    """The factors after the fraction `at` of the step."""
    length = at * eta if isinstance(at, Expr) else eta * at
    return W1 - length * d1, W2 - length * d2


def product(at: Expr | int | str) -> Expr:
    """A(at), as the product of the stepped factors."""
    V1, V2 = stepped(at)
    return V1 @ V2.T


def M(at: Expr | int | str) -> Expr:
    """The loss at the stepped factors, M of (77) with the step size in it."""
    return loss(ell, product(at))


def second(at: Expr | int | str) -> Expr:
    """S(at): the second derivative of L along its gradient, at the stepped factors."""
    V1, V2 = stepped(at)
    E = d1 @ V2.T + V1 @ d2.T
    point = V1 @ V2.T
    return 2 * inner(grad(ell, point), P) + inner(E, hess(ell, point, E))


def _along(rate: Expr | int, length: Expr | int) -> Expr:
    """d^2/ds^2 of l at W - (rate s) Q + (rate s)^2 P, where rate s = length."""
    point = W - length * Q + (length * length) * P
    velocity = (-rate) * Q + (2 * length * rate) * P
    return 2 * rate**2 * inner(grad(ell, point), P) + inner(velocity, hess(ell, point, velocity))


def D2M_with_eta(at: Expr | int) -> Expr:
    """M''(at) for M as (77) prints it, by the chain rule (89)."""
    body = _along(eta, at * eta)
    return define("D2M", body, r"M''")


def D2M_without_eta(at: Expr | int) -> Expr:
    """M''(at) for M(s) = L(Z - s grad L), the step size left out of (77)."""
    point = W - at * Q + (at * at) * P
    velocity = (2 * at) * P - Q
    body = 2 * inner(grad(ell, point), P) + inner(velocity, hess(ell, point, velocity))
    return define("D2M_plain", body, r"M''")


def spaced_second(f: Callable[[Expr], Expr], at: Expr, by: Fraction) -> Expr:
    """f''(at) up to the fourth power of the spacing."""
    near, far = f(at + by) + f(at - by), f(at + 2 * by) + f(at - 2 * by)
    return (16 * near - far - 30 * f(at)) / (12 * by**2)


def spaced_first(f: Callable[[Expr], Expr], at: Expr, by: Fraction) -> Expr:
    """f'(at) up to the fourth power of the spacing."""
    return (8 * (f(at + by) - f(at - by)) - f(at + 2 * by) + f(at - 2 * by)) / (12 * by)


def second_difference(f: Callable[[Expr], Expr], at: Expr) -> Expr:
    """f''(at) exactly, for a polynomial f of degree at most five."""
    return (16 * (f(at + 1) + f(at - 1)) - f(at + 2) - f(at - 2) - 30 * f(at)) / 12


def first_difference(f: Callable[[Expr], Expr], at: Expr) -> Expr:
    """f'(at) exactly, for a polynomial f of degree at most four."""
    return (8 * (f(at + 1) - f(at - 1)) - f(at + 2) + f(at - 2)) / 12


def taylor(
    values: Sequence[Expr | int | str] = (),
    slopes: Sequence[Expr | int | str] = (),
    curvatures: Sequence[tuple[Expr | int | str, Expr]] = (),
) -> tuple[Relation, ...]:
    """A quadratic loss is its Taylor polynomial at W: so are its value and its gradient at points
    of the step, and its Hessian there, along the given directions, is that at W.
    """
    relations = []
    for at in values:
        move = product(at) - W
        relations.append(
            equal(M(at), loss(ell, W) + inner(G, move) + inner(move, hess(ell, W, move)) / 2)
        )
    for at in slopes:
        relations.append(equal(grad(ell, product(at)), G + hess(ell, W, product(at) - W)))
    for at, along in curvatures:
        relations.append(equal(hess(ell, product(at), along), hess(ell, W, along)))
    return tuple(relations)


def square(relation: Relation) -> Relation:
    """The same formula for n = m."""

    def rule(node: Expr, args: tuple[Expr, ...]) -> Expr | None:
        dims = tuple(d.rename({"m": "n"}) for d in node.dims)
        return Expr(node.op, args, node.name, node.value, dims, node.tex)

    return Relation(replace(relation.lhs, rule), relation.op, replace(relation.rhs, rule))


def _draw(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    batches = []
    for batch in GD_STEP.draw(rng, sizes, count):
        u = rng.uniform(-0.2, 1.2, batch.count)
        batches.append(replaced(batch, latent={**batch.latent, "tau": np.clip(u, 0.0, 1.0)}))
    return batches


def _lattice(rng: np.random.Generator, sizes: Sizes, count: int, height: int) -> list[Batch]:
    fractions = np.array([0.0, 1.0, 0.5, 0.25, 0.75][: 2 * height])
    return [
        replaced(b, latent={**b.latent, "tau": rng.choice(fractions, b.count)})
        for b in GD_STEP.lattice(rng, sizes, count, height)
    ]


def _finish(batch: Batch, sizes: Sizes) -> Mapping[str, Any]:
    # A search may move tau beyond its ends.
    fraction = np.clip(batch.latent["tau"], 0.0, 1.0)
    return {**GD_STEP.finish(batch, sizes), "tau": fraction, "s": fraction}


def _quadratics(rng: np.random.Generator, sizes: Sizes, count: int) -> list[Batch]:
    families = ("weighted quadratic", "least squares")
    return [b for b in _draw(rng, sizes, 2 * count) if b.family in families]


TAU = Setting(
    "gradient-descent step, part of the way",
    GD_STEP.words.rpartition("; and iterates")[0] + "; tau in [0, 1], both ends included",
    GD_STEP.shapes,
    _draw,
    _lattice,
    _finish,
    positive=GD_STEP.positive,
    assumes=(*GD_STEP.assumes, tau >= 0, tau <= 1, s >= 0, s <= 1),
)
QUADRATIC = replaced(
    TAU,
    name="gradient-descent step, quadratic losses",
    words=TAU.words.replace("four families of losses", "weighted quadratics and least squares"),
    draw=_quadratics,
)
SQUARE = replaced(
    TAU,
    name="gradient-descent step, n = m",
    words=TAU.words.replace("n, m <= 3", "n = m <= 3"),
    shapes=[z for z in GD_STEP.shapes if z["n"] == z["m"]],
)


def example(
    W1: Any, W2: Any, C: Any, weight: Any = 1, more: Mapping[str, Any] | None = None
) -> Example:
    """A counterexample with l(W) = weight/2 |W - C|_F^2; 1 x 1 matrices may be numbers."""
    first, second_, target = (x if isinstance(x, list) else [[x]] for x in (W1, W2, C))
    sizes = {"n": len(first), "m": len(second_), "h": len(first[0])}
    weights = [[weight] * sizes["m"]] * sizes["n"]
    letters = {"W1": first, "W2": second_, **(more or {})}
    return Example(sizes, letters, {"ell": {"A": weights, "C": target}})


def EXAMPLE_0(eta: str, tau: Sequence[str] | str = "0") -> Example:
    """N = m = h = 1, W1 = 1, W2 = 0, W* = 1, K = mu = 1: G = -1, Q = -1, P = 0."""
    return example(1, 0, 1, 1, {"eta": eta, "tau": tau, "s": tau})


def EXAMPLE_1(eta: str, weight: int = 2, tau: str = "0") -> Example:
    """N = m = h = 1, W1 = W2 = 1, W* = 0, K = mu = weight."""
    return example(1, 1, 0, weight, {"eta": eta, "tau": tau, "s": tau})
