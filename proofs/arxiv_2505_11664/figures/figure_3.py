"""Figure 3: the toy example of Appendix B, l(x) = (x - 1)^2 / 2 and L(x1, x2) = l(x1 x2).

The loss landscapes, mu_over and K_over of (59). The figure shows no number. K_over is drawn as
printed and as it is, since the printed radicand lacks a factor 4 (claim B/59-K): the largest
eigenvalue of [[x2^2, q], [q, x1^2]], q = 2 x1 x2 - 1, has (x1^2 - x2^2)^2 + 4 q^2 under its root.
"""

from __future__ import annotations

import numpy as np

from verify.descent import Array
from verify.figures import Curve, Drawing, Field, Figure, Panel

__all__ = ["figure_3", "landscape"]

_HALF_WIDTH, _POINTS = 3.0, 49


def landscape(points: int = _POINTS) -> tuple[Array, dict[str, Array]]:
    """The axis, and L, mu_over, K_over as printed and K_over as it is, a row for every x2."""
    axis = np.linspace(-_HALF_WIDTH, _HALF_WIDTH, points)
    x1, x2 = np.meshgrid(axis, axis)
    top, off = x1**2 + x2**2, (2 * x1 * x2 - 1) ** 2
    rest = top**2 - 4 * x1**2 * x2**2
    return axis, {
        "loss": (x1 * x2 - 1) ** 2 / 2,
        "mu_over": top,
        "printed": (top + np.sqrt(rest + off)) / 2,
        "true": (top + np.sqrt(rest + 4 * off)) / 2,
    }


def figure_3(seed: int, repeats: int) -> Figure:
    """The figure; nothing is drawn at random."""
    axis, found = landscape()
    x = np.linspace(-1.0, 3.0, 81)
    parabola = Curve("", x, (x - 1) ** 2 / 2, 0)
    panels = (
        Panel("ℓ(x), with μ = K = 1", "x", "ℓ(x)", (parabola,)),
        _field("L(x₁, x₂)", axis, found["loss"]),
        _field("μ_over(x₁, x₂)", axis, found["mu_over"]),
        _field("K_over(x₁, x₂) as printed in (59)", axis, found["printed"]),
        _field("K_over(x₁, x₂), the largest eigenvalue", axis, found["true"]),
        _field("K_over, printed minus true", axis, found["printed"] - found["true"], signed=True),
    )
    short = float((found["true"] - found["printed"]).max())
    notes = (
        f"On [-3, 3]^2 the printed K_over falls short of the largest eigenvalue by up to "
        f"{short:.3f}; they agree where 2 x1 x2 = 1.",
        f"mu_over is {found['mu_over'].min():g} at the origin, where L = 1/2; K_over grows "
        f"without bound, and is {found['true'].max():.1f} at the corners.",
    )
    title = "Toy example of Appendix B"
    return Figure(3, title, (Drawing("", f"Figure 3: {title}", 3, panels),), (), notes)


def _field(title: str, axis: Array, values: Array, *, signed: bool = False) -> Field:
    return Field(title, axis, axis, values, "x₁", "x₂", signed)
