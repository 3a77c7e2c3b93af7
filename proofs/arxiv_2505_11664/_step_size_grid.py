"""The grid of constants at which (101) and (102) are solved.

The settings of the paper's experiments (section 4: mu = K = 1), and extreme ones.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

__all__ = ["NAMES", "Point", "grid", "point"]

NAMES = ("mu", "K", "L0", "alpha1", "alpha2", "beta2", "c", "d")


Point = tuple[Fraction, ...]  # in the order of NAMES


def point(**constants: int | str) -> Point:
    """A point of the grid from exact texts."""
    return tuple(Fraction(constants[n]) for n in NAMES)


def grid(profile: str) -> tuple[Point, ...]:
    """The points of a profile: the paper's settings first, then extreme ones."""
    points = [*_paper_points(), *_extreme_points()]
    if profile == "quick":
        return tuple(points[::3])
    return (*points, *_product_points())


def _paper_points() -> list[Point]:
    """Section 4: X orthogonal, so mu = K = 1; h = 500, 1000, 4000; three levels of noise."""
    widths = (("0.555", 1300, 150), ("0.675", 2400, 220), ("0.829", 8700, 460))
    # 10^-2.6, 10^-0.6 and 10^1.4 to 17 digits
    losses = ("0.0025118864315095801", "0.25118864315095801", "25.118864315095801")
    exponents = (("1/2", "2"), ("1/2", "1.01"))
    return [
        point(
            mu=1,
            K=1,
            L0=loss,
            alpha1=str(Fraction(ratio) * alpha2),
            alpha2=alpha2,
            beta2=beta2,
            c=c,
            d=d,
        )
        for (ratio, alpha2, beta2), loss, (c, d) in product(widths, losses, exponents)
    ]


def _extreme_points() -> list[Point]:
    """One constant at a time, and some together, far from the ordinary."""
    base: dict[str, int | str] = {
        "mu": 1,
        "K": 1,
        "L0": "1/4",
        "alpha1": "1/2",
        "alpha2": 1,
        "beta2": 1,
        "c": "1/2",
        "d": 2,
    }
    changes: list[dict[str, int | str]] = [
        {},
        {"L0": "1e-30"},
        {"L0": "1e12"},
        {"L0": 0},
        {"beta2": 0},
        {"K": 10**6},
        {"mu": "1e-6", "L0": "1e12"},
        {"alpha1": "1/1000"},
        {"alpha1": 1},
        {"c": "1/100"},
        {"c": "99/100"},
        {"d": "1001/1000"},
        {"d": 10},
        # 2 mu alpha1 < 1 with d near 1: the root is near (2 mu alpha1)^(1/(d-1))
        {"alpha1": "1/3", "d": "101/100"},
        {"alpha1": "1/1000", "d": "101/100"},
        {"alpha1": "1/1000", "d": "1001/1000"},
        {"c": "1/100", "alpha1": "1/1000", "K": 10**6},
        {"c": "99/100", "d": "1001/1000", "K": 10**6},
        {"c": "99/100", "d": 10, "L0": "1e12", "K": 10**6},
        {"c": "1/100", "d": 10, "L0": "1e-30", "K": 10**6},
        {"alpha1": "1e-30", "alpha2": "1e-30", "L0": "1e-30"},
        {"alpha1": "1e12", "alpha2": "1e15", "beta2": "1e9", "L0": "1e12"},
    ]
    return [point(**{**base, **change}) for change in changes]


def _product_points() -> list[Point]:
    constants = product(
        (("1", "1"), ("1e-6", "1")),
        ("1e-30", "1e-2", "1e12"),
        ("1", "1e-3"),
        ("1/100", "1/2", "99/100"),
        ("101/100", "2", "10"),
    )
    return [
        point(mu=mu, K=K, L0=loss, alpha1=alpha1, alpha2=1, beta2=2, c=c, d=d)
        for (mu, K), loss, alpha1, c, d in constants
    ]
