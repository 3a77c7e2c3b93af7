r"""Appendix D's calculus for a loss that is no quadratic: numerical checks in float64.

(73), (76), (89), (90) and (95) speak of an integral and of derivatives along the step for every
loss. The language of relations has neither; for quadratic losses Simpson's rule and differences are
exact, and those readings are proved. Here the printed lines are tested for log-cosh losses: the
integral by 64 Gauss-Legendre nodes, derivatives in s by central differences of the fourth order.
Notation: `_second_order.py`. Not covered: losses whose Hessian is not continuous.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from proofs.arxiv_2505_11664._quantities import GD_STEP
from proofs.arxiv_2505_11664._second_order import N2, TAU, second, tau
from verify.arithmetic import Scope, evaluate
from verify.claims.claim import Budget, Check
from verify.claims.evidence import Evidence
from verify.evidence.compare import float_scope
from verify.language import Expr
from verify.model.setting import Batch, Sizes
from verify.model.step import L_NEXT, L, eta

__all__ = ["SPACING", "integral_at_most", "same", "taylor_with_integral"]

Array = npt.NDArray[np.float64]

SPACING = Fraction(1, 20)
_QUADRATURE, _DIFFERENCES = 1e-8, 1e-5


def taylor_with_integral(budget: Budget) -> Sequence[Evidence]:
    """(73): the loss after the step, its integral by quadrature."""
    gaps = []
    for batch, sizes in _instances(budget):
        integral, _ = _integrals(batch, sizes)
        scope = float_scope(TAU, batch, sizes)
        before, after, step, n2 = (evaluate(e, scope).v for e in (L, L_NEXT, eta, N2))
        gap = np.abs(after - (before - step * n2 + step**2 * integral))
        gaps.append(gap / (after + before + step * n2 + step**2 * np.abs(integral)))
    text = "the integral by 64 Gauss-Legendre nodes: largest relative difference"
    return _found(gaps, _QUADRATURE, text)


def integral_at_most(budget: Budget) -> Sequence[Evidence]:
    """(76), second line: the integral is at most half the largest absolute value at the nodes."""
    gaps = []
    for batch, sizes in _instances(budget):
        integral, largest = _integrals(batch, sizes)
        gaps.append(np.maximum(integral - largest / 2, 0) / np.maximum(largest, 1e-300))
    text = "both sides from 64 Gauss-Legendre nodes: largest relative excess"
    return _found(gaps, _QUADRATURE, text)


def same(left: Expr, right: Expr, *terms: Expr) -> Check:
    """The check that two sides agree, relative to their sizes and those of the terms."""

    def check(budget: Budget) -> Sequence[Evidence]:
        gaps = []
        for batch, sizes in _instances(budget):
            scope = float_scope(TAU, batch, sizes)
            one, other, *rest = (evaluate(e, scope).v for e in (left, right, *terms))
            scale = np.abs(one) + np.abs(other) + sum(np.abs(x) for x in rest)
            gaps.append(np.abs(one - other) / np.maximum(scale, 1e-300))
        text = (
            f"derivatives by central differences of spacing {SPACING} in s: largest relative "
            "difference"
        )
        return _found(gaps, _DIFFERENCES, text)

    return check


def _integrals(batch: Batch, sizes: Sizes) -> tuple[Array, Array]:
    """The integral of (1 - tau) S(tau) over [0, 1], and the largest |S(tau)| at the nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    total, largest = np.zeros(batch.count), np.zeros(batch.count)
    for x, w in zip((nodes + 1) / 2, weights / 2, strict=True):
        value = evaluate(second(tau), _at(batch, sizes, x)).v
        total, largest = total + w * (1 - x) * value, np.maximum(largest, np.abs(value))
    return total, largest


def _at(batch: Batch, sizes: Sizes, x: float) -> Scope:
    here = replace(batch, latent={**batch.latent, "tau": np.full(batch.count, x)})
    return float_scope(TAU, here, sizes)


def _instances(budget: Budget) -> Iterator[tuple[Batch, Sizes]]:
    rng = np.random.default_rng([budget.seed, 73])
    quick = budget.profile == "quick"
    for sizes in GD_STEP.shapes[:: 9 if quick else 3]:
        yield _moderate(rng, sizes, 40 if quick else 400), sizes


def _moderate(rng: np.random.Generator, sizes: Sizes, count: int) -> Batch:
    """Log-cosh losses, factors of unit scale, steps that are not small: resolved by the nodes and
    the spacing, and not lost in rounding.
    """
    n, m, h = sizes["n"], sizes["m"], sizes["h"]
    latent = {
        "W1": rng.normal(size=(count, n, h)),
        "W2": rng.normal(size=(count, m, h)),
        "C": rng.normal(size=(count, n, m)),
        "a": rng.uniform(0.1, 1, count),
        "b": rng.uniform(0.1, 1, count),
        "u": 10.0 ** rng.uniform(-1, 0, count),
        "tau": rng.uniform(0, 1, count),
    }
    return Batch("log-cosh of unit scale", count, latent, "log-cosh")


def _found(gaps: Sequence[Array], limit: float, text: str) -> Sequence[Evidence]:
    every = np.concatenate(gaps)
    words = (
        f"log-cosh losses, factors of unit scale, {text} {float(every.max()):.1e}, a violation "
        f"above {limit:.0e}"
    )
    violations = int((~(every <= limit)).sum())
    return [
        Evidence("statistics", {"instances": len(every), "violations": violations, "words": words})
    ]
