r"""Appendix D, (94)-(100): the lines of the chain as expressions.

Notation S(tau), M'', Q, P: `_second_order.py`. A line that the paper prints with a slip takes
what is printed, or its repair, as its argument.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._quantities import ROOT, SIGMA2_MAX
from proofs.arxiv_2505_11664._second_order import (
    N2,
    P,
    Q,
    product,
    second,
    tau,
)
from verify.language import Expr, define, grad, hess, inner, norm, norm2, sigma_max
from verify.model.step import G, K, L, W, ell, eta

__all__ = [
    "A_TAU",
    "BOUND",
    "CHAIN",
    "CHANGE",
    "CURVATURE",
    "D5",
    "G_TAU",
    "S_TAU",
    "VELOCITY",
    "W_SIZE",
    "line_100",
    "line_c",
    "line_d",
    "line_e",
    "slope",
]

S_TAU = define("S_tau", second(tau), r"\|\nabla L\|_F^2\langle g,H(\tau)g\rangle")


A_TAU = define("A_tau", product(tau), r"A(\tau)")


G_TAU = define("G_tau", grad(ell, A_TAU), r"\nabla\ell(A(\tau))")


VELOCITY = define(
    "A1_tau",
    (2 * tau * eta**2) * P - eta * Q,
    r"\left.\tfrac{d}{ds}A(s+\tau)\right|_{s=0}",
)


CURVATURE = define("A2_tau", (2 * eta**2) * P, r"\left.\tfrac{d^2}{ds^2}A(s+\tau)\right|_{s=0}")


CHAIN = inner(G_TAU, CURVATURE) + inner(VELOCITY, hess(ell, A_TAU, VELOCITY))


BOUND = inner(G_TAU, CURVATURE) + K * norm2(VELOCITY)


CHANGE = G_TAU - G


W_SIZE = sigma_max(W)
D5 = eta * K * ROOT * SIGMA2_MAX + 2 * eta**2 * K**2 * W_SIZE * L


def slope(at: Expr) -> Expr:
    """<grad l(A(at)), A'(at)>."""
    return inner(grad(ell, product(at)), (2 * at * eta**2) * P - eta * Q)


def line_c(q: Expr) -> Expr:
    return 2 * inner(G_TAU, P) + K * norm2(q - (2 * tau * eta) * P)


def line_d(q: Expr) -> Expr:
    return (
        2 * inner(CHANGE, P)
        + 2 * inner(G, P)
        + K * norm2(q)
        + 4 * tau**2 * eta**2 * K * norm2(P)
        - 4 * tau * K * eta * inner(q, P)
    )


def line_e(q: Expr, rest: Expr = eta) -> Expr:
    """The end of (96); rest is tau eta before tau <= 1 is used."""
    return (
        2 * inner(G, P)
        + K * norm2(q)
        + 2 * norm(CHANGE) * norm(P)
        + 4 * rest**2 * K * norm2(P)
        + 4 * rest * K * norm(q) * norm(P)
    )


def line_100(first: Expr) -> Expr:
    return (
        N2 * first
        + D5 * N2
        + 4 * eta**2 * K**2 * W_SIZE * L * N2
        + 2 * eta * K * SIGMA2_MAX * ROOT * N2
    )
