"""Sections 3 and 4, Tables 1 and 3, Lemma A.3: statements about numbers alone.

Notation: rho(eta) = 1 - 2 mu eta + mu a eta^2, with the letter a in the place of K_t;
s = sqrt(eta0), E = e^s. Elsewhere: powers of widths (`f_scalars.py`), Theorem E.1's step sizes
(`e_scalars.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from proofs.arxiv_2505_11664._problem_1 import a, b
from proofs.arxiv_2505_11664._step_size import alpha1, alpha2, eta0
from proofs.arxiv_2505_11664.a_random_matrices import delta
from proofs.arxiv_2505_11664.proved._searched import by_search, exp_from_above, opened
from proofs.arxiv_2505_11664.s3_2_remarks import T
from verify.evidence.derivation import Proof
from verify.language import const, equal, exp, sqrt, walk
from verify.model.step import eta, mu

__all__ = ["PROOFS"]

s, HALF = sqrt(eta0), const("1/2")
E = exp(s)


def _parabola(claim: str, reading: str) -> Proof:
    """rho(eta) = 1 - mu/a + (mu/a)(1 - a eta)^2: least at eta = 1/a."""
    p, _, found = opened(claim, reading)
    inverse, positive = p.fact("reciprocal", a), p.fact("reciprocal-positive", a)
    square, convex = p.fact("square-nonnegative", 1 - a * eta), p.given(mu > 0)
    p.scalar(
        found.conclusion[0],
        [inverse],
        "rho(eta) = 1 - mu/a + (mu/a)(1 - a eta)^2",
        products=[(convex, positive, square)],
    )
    return p


def _decreasing(claim: str, reading: str) -> Proof:
    """Up to 1/a it decreases: rho(eta) - rho(b) = mu (b - eta)(2 - a (b + eta)) for a b <= 1."""
    p, _, found = opened(claim, reading)
    below, least, convex, size = (p.given(x) for x in (eta <= b, a * b <= 1, mu > 0, a > 0))
    p.scalar(
        found.conclusion[0],
        [],
        "a (b + eta) <= 2 a b <= 2",
        products=[(convex, below, least), (convex, size, below, below)],
    )
    return p


def _growth() -> Proof:
    """Bernoulli's inequality, the exponent t/2 being at least 1."""
    p, (time, *_), found = opened("3.2/growth", "printed")
    square = p.fact("square-nonnegative", eta0)
    p.scalar(eta0**2 > -1, [square], degree=1)
    p.scalar(T / 2 >= 1, [time], degree=1)
    grown = p.fact("bernoulli", eta0**2, T / 2)
    p.scalar(found.conclusion[0], [grown], degree=1)
    return p


def root(p: Proof) -> tuple[int, int]:
    """sqrt(eta0) >= 0 and its square; eta0 > 0 is given."""
    p.scalar(eta0 >= 0, [p.given(eta0 > 0)], degree=1)
    return p.fact("root-nonnegative", eta0), p.fact("root-squared", eta0)


def _local_rate_limit() -> Proof:
    """The difference is (alpha1/alpha2 + 2)(1 - e^-s) <= 3 s."""
    p, _, found = opened("3.2/local-rate-limit", "printed")
    sign, _ = root(p)
    order, first = p.given(alpha1 <= alpha2), p.given(alpha1 > 0)
    p.given(alpha2 > 0)
    bound, _ = exp_from_above(p, s)
    inverses = [
        i for x in (E, alpha2) for i in (p.fact("reciprocal", x), p.fact("reciprocal-positive", x))
    ]
    ratio = p.scalar(
        alpha1 / alpha2 <= 1, inverses[2:], "alpha1 <= alpha2", products=[(order, inverses[3])]
    )
    low = p.scalar(alpha1 / alpha2 >= 0, products=[(first, inverses[3])])
    below = p.scalar(1 - 1 / E <= s, inverses[:1], "1 - e^-s <= s", products=[(bound, inverses[1])])
    difference = found.conclusion[0].lhs
    short = p.scalar(
        equal(difference, (alpha1 / alpha2 + 2) * (1 - 1 / E)), [inverses[0], inverses[2]]
    )
    p.scalar(found.conclusion[0], [short], products=[(below,), (below, low), (ratio, sign)])
    return p


def below_three(p: Proof) -> int:
    """That e <= 3, as e^(1/6) (1 - 1/6) <= 1 and (6/5)^6 < 3."""
    x = exp(const("1/6"))
    bound, positive = exp_from_above(p, const("1/6"))
    small = p.scalar(x <= const("6/5"), [bound], degree=1)
    twice = p.fact("exp-sum", const("1/6"), const("1/6"))
    third = p.fact("exp-sum", const("1/6"), const("1/3"))
    whole = p.fact("exp-sum", HALF, HALF)
    square = p.scalar(
        exp(const("1/3")) <= const("36/25"), [twice], products=[(small,), (positive, small)]
    )
    cube = p.scalar(exp(HALF) <= const("216/125"), [third], products=[(square, positive), (small,)])
    middle = p.fact("exp-positive", HALF)
    return p.scalar(
        exp(const(1)) <= 3, [whole], "(6/5)^6 < 3", products=[(), (cube,), (cube, middle)]
    )


def chord(p: Proof, small: int, sign: int) -> int:
    """e^s <= 1 + 2 s for 0 <= s <= 1: the chord of a convex function, from two tangents at s.

    1 >= e^s (1 - s) and e >= e^s (2 - s); times 1 - s and s they add up to e^s.
    """
    below = exp_from_above(p, s)[0]
    one, tangent = p.fact("exp-sum", s, 1 - s), p.fact("exp-tangent", 1 - s)
    positive = p.fact("exp-positive", s)
    end = p.scalar(
        exp(const(1)) >= E * (2 - s), [one], "the tangent at s", products=[(positive, tangent)]
    )
    e = below_three(p)
    return p.scalar(
        E <= 1 + 2 * s,
        [],
        "e^s <= (1 - s) + s e, and e < 3",
        products=[(small, below), (sign, end), (sign, e)],
    )


def _close() -> Proof:
    p, (unit, _, second, _), found = opened("3.3/close", "printed")
    sign, square = root(p)
    p.scalar(s * s <= const(1) * const(1), [square, unit], degree=1)
    small = p.fact("compare-squares", s, const(1))
    above = chord(p, small, sign)
    for relation in found.conclusion:
        p.scalar(relation, products=[(second, above)])
    return p


def _constant() -> Proof:
    """alpha1 + 2 alpha2 (1 - E) >= alpha1/2, and E <= 2."""
    p, (growth, half, *_), found = opened("table-3/this-work", "printed")
    first = p.given(alpha1 > 0)
    p.fact("exp-positive", s)
    p.given(alpha2 > 0)
    inverses = [
        i for x in (E, alpha2) for i in (p.fact("reciprocal", x), p.fact("reciprocal-positive", x))
    ]
    top = alpha1 + 2 * alpha2 * (1 - E)
    above = p.scalar(top >= alpha1 / 2, [half], degree=1)
    inverse = p.scalar(1 / E >= HALF, inverses[:1], "1/E >= 1/2", products=[(growth, inverses[1])])
    p.scalar(
        found.conclusion[0],
        [],
        "(alpha1/2)(1/2)/alpha2",
        products=[(above, inverses[1], inverses[3]), (first, inverse, inverses[3])],
    )
    return p


def _empty_probability() -> Proof:
    """e^(delta^2) >= 1 + delta^2 >= 1."""
    p, _, found = opened("A.3", "printed")
    tangent, square = p.fact("exp-tangent", delta**2), p.fact("square-nonnegative", delta)
    p.scalar(found.conclusion[0], [tangent, square], degree=1)
    return p


def _every_eta0() -> Proof:
    """At the start of the witness mu_bar >= 17/15 > 1 and K_bar_0 <= 4 for every eta0 <= 1/1000.

    (1 - eta0)^2 - rho_bar = eta0 [2 (mu_bar - 1) - eta0 (mu_bar K_bar_0 - 1)].
    """
    p, (small, positive), found = opened("3.2", "every eta0")
    x = eta0**HALF
    p.scalar(eta0 >= 0, [positive], degree=1)
    same, sign = p.fact("power-root", eta0), p.fact("root-nonnegative", eta0)
    square = p.fact("root-squared", eta0)
    p.scalar(s * s <= const("1/31") * const("1/31"), [square, small], degree=1)
    short = p.fact("compare-squares", s, const("1/31"))
    short = p.scalar(x <= const("1/31"), [same, short], degree=1)
    sign = p.scalar(x >= 0, [same, sign], degree=1)
    bound, large = exp_from_above(p, x)
    X = exp(x)
    below = p.scalar(
        X <= const("31/30"), [], "e^x <= 1/(1 - x)", products=[(bound,), (large, short)]
    )
    above = p.scalar(X >= 1, [p.fact("exp-tangent", x), sign], degree=1)
    rho_bar = found.conclusion[0].rhs
    named = {node.name: node for node in walk(rho_bar) if node.op == "def"}
    mu_bar, K_bar = named["mu_bar"], named["K_bar_0_c"]
    least = p.scalar(mu_bar >= const("17/15"), [below], degree=1)
    most = p.scalar(mu_bar <= const("4/3"), [above], degree=1)
    smooth = p.scalar(
        K_bar <= 4, products=[(), (below,), (below, positive), (small,), (small, positive)]
    )
    room = p.scalar(mu_bar >= 0, [least], degree=1)
    product = p.scalar(mu_bar * K_bar <= const("16/3"), products=[(smooth, room), (most,)])
    p.scalar(
        found.conclusion[0],
        [],
        "2 (mu_bar - 1) >= 4/15 > (16/3)/1000",
        products=[(positive, least), (positive, positive, product), (positive, small), (positive,)],
    )
    return p


PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    **{
        key: partial(_parabola, *key)
        for key in (
            ("3.2/local-rate-a", "repaired"),
            ("3.2/best-step", "K_t a number"),
            ("3.2/18", "printed"),
        )
    },
    **{
        key: partial(_decreasing, *key)
        for key in (("3.2/19-rho", "K_t a number"), ("3.2/19-rho-bar", "printed"))
    },
    ("3.2/growth", "printed"): _growth,
    ("3.2/local-rate-limit", "printed"): _local_rate_limit,
    ("3.3/close", "printed"): _close,
    ("3.2", "every eta0"): _every_eta0,
    ("table-3/this-work", "printed"): _constant,
    ("A.3", "printed"): _empty_probability,
    **by_search(
        ("3.1/product", "printed"),
        ("3.1/13", "printed"),
        ("3.1/14", "kappa of T*T"),
        ("3.1/14", "repaired, attained"),
        ("3.1/well-conditioned", "printed"),
        ("3.2/best-step", "repaired"),
        ("3.2/19-rho", "repaired"),
        ("4.2/closed-form", "repaired"),
        ("4.2/faster", "repaired"),
        ("table-1/this-work", "the witness's run"),
        ("table-3/Arora", "repaired"),
        ("table-3/Xu-rate", "printed"),
        ("summary-a/mu-bounded", "the witness's run"),
        ("summary-a/alpha1-zero", "the witness's run"),
    ),
}
