"""Appendix B, toy example: equations (57)-(60), Figure 3 and the sentences about them.

n = m = h = 1: l(x) = (x - 1)^2 / 2 and L(x1, x2) = l(x1 x2). Gradient and Hessian are derived
here in SymPy (`derive`), and the statements below are written from them: `tests/unit` compares
the two. Notation: mu_over(x1, x2), K_over(x1, x2) as in (59).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664.figures.evidence import drawn
from verify.claims.claim import Budget, Example, Kind, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import (
    Expr,
    const,
    define,
    equal,
    eye,
    hstack,
    lam_max,
    scalar,
    sqrt,
    substitute,
    vstack,
)
from verify.model.matrices import matrices

__all__ = ["CLAIMS", "derive"]

part = Part(__name__, section="B")

x1, x2 = scalar("x1", "x_1"), scalar("x2", "x_2")
POINTS = matrices(
    "toy points", [x1, x2], words="x1, x2 of both signs and all scales from 1e-6 to 1e6"
)


def _entry(x: Expr) -> Expr:
    """A scalar as a 1 x 1 matrix."""
    return x * eye(1)


LOSS = define("L", (x1 * x2 - 1) ** 2 / 2)
GRADIENT_2 = define(
    "gradient2", (x2 * (x1 * x2 - 1)) ** 2 + (x1 * (x1 * x2 - 1)) ** 2, r"\|\nabla L\|^2"
)


def _half(x: Expr) -> Expr:
    """l(x)."""
    return (x - 1) ** 2 / 2


def _at(a: Expr | int, b: Expr | int) -> Expr:
    """L(a, b)."""
    first = a if isinstance(a, Expr) else const(a)
    return (first * b - 1) ** 2 / 2


HESSIAN = define(
    "H",
    vstack(
        hstack(_entry(x2**2), _entry(2 * x1 * x2 - 1)),
        hstack(_entry(2 * x1 * x2 - 1), _entry(x1**2)),
    ),
    r"\nabla^2 L",
)
PRINTED_K = (
    x1**2 + x2**2 + sqrt((x1**2 + x2**2) ** 2 - 4 * x1**2 * x2**2 + (2 * x1 * x2 - 1) ** 2)
) / 2
TRUE_K = (
    x1**2 + x2**2 + sqrt((x1**2 + x2**2) ** 2 - 4 * x1**2 * x2**2 + 4 * (2 * x1 * x2 - 1) ** 2)
) / 2


ORIGIN = Example({}, {"x1": "0", "x2": "0"})


def derive() -> dict[str, Any]:
    """SymPy: gradient, Hessian, eigenvalues and mu_over of L, as expressions in x1, x2."""
    import sympy as sp

    a, b = sp.symbols("x1 x2", real=True)
    value = (a * b - 1) ** 2 / 2
    gradient = [sp.diff(value, v) for v in (a, b)]
    hessian = sp.hessian(value, (a, b))
    return {
        "symbols": (a, b),
        "gradient": gradient,
        "hessian": hessian,
        "eigenvalues": list(hessian.eigenvals()),
        "mu": sp.simplify(sum(g**2 for g in gradient) / (2 * value)),
    }


def _derived_mu(budget: Budget) -> Sequence[Evidence]:
    found = derive()
    return [Evidence("words", {"words": f"SymPy derives |grad L|^2 / (2 L) = {found['mu']}"})]


def _derived_k(budget: Budget) -> Sequence[Evidence]:
    """What SymPy derives for the largest eigenvalue, and the landscape of Figure 3."""
    import sympy as sp

    found = derive()
    a, b = found["symbols"]
    largest = max(found["eigenvalues"], key=lambda e: float(e.subs({a: 2, b: 3})))
    text = f"SymPy derives the largest eigenvalue of the Hessian as {sp.expand(2 * largest)} over 2"
    grid = np.linspace(-3.0, 3.0, 61)
    mesh = np.meshgrid(grid, grid)
    top = mesh[0] ** 2 + mesh[1] ** 2
    edge = (2 * mesh[0] * mesh[1] - 1) ** 2
    rest = top**2 - 4 * mesh[0] ** 2 * mesh[1] ** 2
    panels = {
        "loss": (mesh[0] * mesh[1] - 1) ** 2 / 2,
        # The printed radicand is nonnegative, as (x1^2 + x2^2)^2 >= 4 x1^2 x2^2.
        "printed": (top + np.sqrt(rest + edge)) / 2,
        "true": (top + np.sqrt(rest + 4 * edge)) / 2,
    }
    data: dict[str, Any] = {k: np.round(v, 6).tolist() for k, v in panels.items()}
    axis = np.round(grid, 6).tolist()
    figure = {"name": "toy_landscape", "data": {"x": axis, "y": axis, **data}}
    return [Evidence("words", {"words": text}), Evidence("figure", figure)]


CLAIMS = (
    part.claim(
        "B/57",
        "Equation (57)",
        "The loss of one variable, l(x) = (x - 1)^2 / 2",
        reading("printed", tex=r"\ell(x) = \tfrac12 (x-1)^2", words="defines l"),
        equations="57",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "B/58",
        "Equation (58)",
        "Its overparametrized version, L(x1, x2) = (x1 x2 - 1)^2 / 2",
        reading("printed", tex=r"L(x_1, x_2) = \tfrac12 (x_1 x_2 - 1)^2", words="defines L"),
        equations="58",
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "B/57-constants",
        "Appendix B, before (60)",
        "l is strongly convex and smooth with mu = K = 1",
        reading(
            "printed",
            equal(_half(x2), _half(x1) + (x1 - 1) * (x2 - x1) + (x2 - x1) ** 2 / 2),
            identity=True,
            words="l(y) = l(x) + l'(x) (y - x) + (y - x)^2 / 2 for all x, y (here x1, x2)",
        ),
        equations="57",
        kind=Kind.PROSE,
    ),
    part.claim(
        "B/58-nonconvex",
        "Appendix B, before (60)",
        "L is not convex",
        reading(
            "printed",
            _at(0, 0) > (_at(x1, x1) + _at(-x1, -x1)) / 2,
            given=POINTS,
            when=[x1 > 0, x1**2 < 2],
            words="L(0, 0) lies above the mean of L at (a, a) and (-a, -a) for 0 < a < sqrt(2)",
            note="The text writes L(x) for L(x1, x2).",
        ),
        equations="58",
        kind=Kind.PROSE,
    ),
    part.claim(
        "B/59-mu",
        "Equation (59), mu_over",
        "The local PL constant of the toy example is x1^2 + x2^2",
        reading(
            "printed",
            equal(GRADIENT_2, 2 * LOSS * (x1**2 + x2**2)),
            identity=True,
            checks=[_derived_mu],
            tex=r"\mu_{over}(x_1,x_2) = \frac{(\nabla L(x_1,x_2))^2}{2L(x_1,x_2)} = x_1^2 + x_2^2",
            words="|grad L|^2 = 2 L (x1^2 + x2^2) for all x1, x2",
            note="The quotient is not defined where L = 0, that is on x1 x2 = 1; the identity "
            "without the division holds everywhere.",
        ),
        equations="59",
    ),
    part.claim(
        "B/59-K",
        "Equation (59), K_over",
        "The largest eigenvalue of the toy example's Hessian",
        reading(
            "printed",
            equal(lam_max(HESSIAN), PRINTED_K),
            given=POINTS,
            checks=[_derived_k],
            examples=[ORIGIN],
            tex=r"K_{over}(x_1,x_2) = \lambda_{\max}(\nabla^2 L(x_1,x_2)) = \frac{x_1^2+x_2^2+"
            r"\sqrt{(x_1^2+x_2^2)^2 - 4x_1^2x_2^2 + (2x_1x_2-1)^2}}{2}",
            note="A factor 4 is missing before (2 x1 x2 - 1)^2: the eigenvalues of a symmetric "
            "2 x 2 matrix are (tr +- sqrt(tr^2 - 4 det)) / 2, here with det = x1^2 x2^2 - "
            "(2 x1 x2 - 1)^2.",
        ),
        reading(
            "repaired",
            equal(lam_max(HESSIAN), TRUE_K),
            given=POINTS,
            words="with 4 (2 x1 x2 - 1)^2 under the root",
        ),
        reading(
            "discriminant",
            equal(
                (x1**2 + x2**2) ** 2 - 4 * (x1**2 * x2**2 - (2 * x1 * x2 - 1) ** 2),
                (x1**2 + x2**2) ** 2 - 4 * x1**2 * x2**2 + 4 * (2 * x1 * x2 - 1) ** 2,
            ),
            identity=True,
            words="tr^2 - 4 det of the Hessian is the repaired radicand",
        ),
        equations="59",
        severity=Severity.CONSTANT,
        consequence="Figure 3's right-hand landscape, if drawn from (59), shows too small a "
        "smoothness constant off the set 2 x1 x2 = 1; K_over = infinity in (60) survives.",
    ),
    part.claim(
        "B/59-vanishing",
        "Appendix B, before (60)",
        "mu_over(x1, x2) vanishes at the origin",
        reading(
            "printed",
            equal(substitute(GRADIENT_2, {"x1": 0 * x1, "x2": 0 * x2}), 0),
            _at(0, 0) > 0,
            given=POINTS,
            words="the gradient is 0 there and the loss is not",
        ),
        equations="59",
        kind=Kind.PROSE,
    ),
    part.claim(
        "B/59-diverging",
        "Appendix B, before (60)",
        "K_over(x1, x2) grows without bound with |x1|^2 + |x2|^2",
        reading(
            "printed",
            lam_max(HESSIAN) >= (x1**2 + x2**2) / 2,
            given=POINTS,
            tex=r"K_{over}(x_1,x_2)\to\infty\ \text{as}\ |x_1|^2+|x_2|^2\to\infty",
            words="the largest eigenvalue is at least half the trace",
        ),
        reading(
            "by the printed (59)",
            (x1**2 + x2**2) / 2 <= PRINTED_K,
            given=POINTS,
            words="the printed formula grows as well",
        ),
        equations="59",
        kind=Kind.PROSE,
        rests_on=["B/59-K"],
    ),
    part.claim(
        "B/figure-3",
        "Figure 3",
        "The landscapes of l, L, mu_over and K_over as defined in (57)-(59)",
        reading(
            "printed",
            equal(lam_max(HESSIAN), TRUE_K),
            given=POINTS,
            checks=[drawn(3)],
            words="K_over as the largest eigenvalue of the Hessian, which (59) sets it to",
            note="From the text it cannot be told which formula was drawn; the plot shows both.",
        ),
        reading(
            "by the closed form of (59)",
            equal(lam_max(HESSIAN), PRINTED_K),
            given=POINTS,
            examples=[ORIGIN],
            words="the last panel, if drawn from the printed square root",
        ),
        reading(
            "how far apart",
            lam_max(HESSIAN) <= 2 * PRINTED_K,
            PRINTED_K <= lam_max(HESSIAN),
            given=POINTS,
            words="the printed formula is at least half of the eigenvalue and at most all of it",
        ),
        kind=Kind.FIGURE,
        rests_on=["B/59-K"],
    ),
    part.claim(
        "B/60-mu",
        "Equation (60), mu_over",
        "The smallest local PL constant of the toy example is 0",
        reading(
            "printed",
            x1**2 + x2**2 >= 0,
            given=POINTS,
            tex=r"\mu_{over} = \min_{x_1,x_2} \mu_{over}(x_1,x_2) = 0",
            words="mu_over(x1, x2) = x1^2 + x2^2 is nonnegative, and 0 at the origin",
        ),
        equations="60",
        rests_on=["B/59-mu"],
    ),
    part.claim(
        "B/60-K",
        "Equation (60), K_over",
        "The local smoothness constant of the toy example is unbounded",
        reading(
            "printed",
            lam_max(HESSIAN) >= (x1**2 + x2**2) / 2,
            given=POINTS,
            tex=r"K_{over} = \max_{x_1,x_2} K_{over}(x_1,x_2) = \infty",
            words="lambda_max is at least half the trace, which grows without bound",
            note="A supremum: no maximum is attained.",
        ),
        equations="60",
        rests_on=["B/59-K"],
    ),
)
