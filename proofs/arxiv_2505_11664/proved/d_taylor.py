"""Appendix D: what is exact for quadratic losses: (73), (76), and M'' in (88)-(90), (94), (95).

A quadratic loss is its Taylor polynomial at W, which is the hypothesis `taylor` of each reading at
the points of which it speaks. With A(s) - W = -s eta Q + s^2 eta^2 P everything is a polynomial in
s, eta and a = <Q, H Q>, b = <P, H Q>, c = <P, H P>, H the Hessian at W:

    l(A(s)) = L - s eta N2 + s^2 eta^2 <G, P> + (s^2 eta^2 a - 2 s^3 eta^3 b + s^4 eta^4 c) / 2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product as tuples
from typing import Any

from proofs.arxiv_2505_11664 import d_descent_lemma as lemma
from proofs.arxiv_2505_11664 import d_second_derivative as start
from proofs.arxiv_2505_11664 import d_taylor as d
from proofs.arxiv_2505_11664 import d_uniform_bound as later
from proofs.arxiv_2505_11664._second_order import N2, S0, M, P, Q, product, second, tau, taylor
from proofs.arxiv_2505_11664.proved._steps import both
from verify.evidence.derivation import Proof
from verify.language import Relation, absolute, const, equal, grad, hess, inner, maximum
from verify.language.expr import Expr
from verify.model.step import G, L, W, ell, eta

__all__ = ["PROOFS"]

At = Expr | int | str
HQ, HP = hess(ell, W, Q), hess(ell, W, P)
a, b, c = inner(Q, HQ), inner(P, HQ), inner(P, HP)


def _combined(
    p: Proof, goal: Relation, equations: Sequence[int], times: Sequence[tuple[int, ...]] = ((),)
) -> int:
    """An equation as a sum of equations times products of steps that are not negative."""
    pieces = [i for e in equations for i in both(p, e)]
    products = [(*factor, i) for factor in times for i in pieces]
    p.scalar(goal.lhs <= goal.rhs, products=products)
    p.scalar(goal.lhs >= goal.rhs, products=products)
    return p.fact("antisymmetry", goal.lhs, goal.rhs)


def _spread(p: Proof, x: Expr, y: Expr) -> dict[str, int]:
    """<Z, H(x Q + y P)> = x <Z, H Q> + y <Z, H P> for Z = Q and P."""
    whole, left, right = (hess(ell, W, z) for z in (x * Q + y * P, x * Q, y * P))
    p.fact("hessian-sum", ell, W, x * Q, y * P, say="the Hessian is linear")
    p.fact("hessian-scaling", ell, W, x, Q)
    p.fact("hessian-scaling", ell, W, y, P)
    found = {}
    for name, z in (("Q", Q), ("P", P)):
        parts = [
            p.fact("inner-equal", whole, left + right, z),
            p.fact("inner-equal", left, x * HQ, z),
            p.fact("inner-equal", right, y * HP, z),
        ]
        goal = equal(inner(z, whole), x * inner(z, HQ) + y * inner(z, HP))
        found[name] = _combined(p, goal, parts)
    return found


class _Quadratic:
    """The loss's Taylor polynomial in a proof: its values, slopes and curvatures along the step."""

    def __init__(self, p: Proof) -> None:
        self.p = p
        self.signs = [p.given(eta > 0)]
        self.symmetric = p.fact("hessian-symmetric", ell, W, P, Q)
        self.moves: dict[str, dict[str, int]] = {}

    def powers(self, most: int) -> list[tuple[int, ...]]:
        """Products of eta and tau up to a degree in each."""
        counts = tuples(*(range(most + 1) for _ in self.signs))
        return [
            tuple(s for s, k in zip(self.signs, row, strict=True) for _ in range(k))
            for row in counts
        ]

    def direction(self, x: Expr, y: Expr) -> dict[str, int]:
        """`_spread`, each direction once."""
        key = f"{x}{y}"
        if key not in self.moves:
            self.moves[key] = _spread(self.p, x, y)
        return self.moves[key]

    def move(self, at: At) -> tuple[Expr, Expr, dict[str, int]]:
        """A(at) - W as x Q + y P, and H along it."""
        s = const(at) if not isinstance(at, Expr) else at
        x, y = -s * eta, s * s * eta * eta
        return x, y, self.direction(x, y)

    def value(self, at: At) -> int:
        """l(A(at)) as a polynomial."""
        (given,) = taylor(values=[at])
        x, y, along = self.move(at)
        i = self.p.given(given, "a quadratic loss")
        goal = L + x * N2 + y * inner(G, P) + (x * x * a + 2 * x * y * b + y * y * c) / 2
        return _combined(
            self.p, equal(M(at), goal), [i, *along.values(), self.symmetric], self.powers(4)
        )

    def slope(self, at: At) -> Iterator[int]:
        """<Z, grad l(A(at))> for Z = Q and P."""
        (given,) = taylor(slopes=[at])
        x, y, along = self.move(at)
        self.p.given(given, "a quadratic loss")
        for name, z in (("Q", Q), ("P", P)):
            i = self.p.fact("inner-equal", given.lhs, given.rhs, z)
            goal = inner(z, G) + x * inner(z, HQ) + y * inner(z, HP)
            yield _combined(self.p, equal(inner(z, grad(ell, product(at))), goal), [i, along[name]])

    def curvature(self, at: At, x: Expr, y: Expr) -> Iterator[int]:
        """<Z, hess l(A(at)) (x Q + y P)> for Z = Q and P."""
        (given,) = taylor(curvatures=[(at, x * Q + y * P)])
        self.p.given(given, "a quadratic loss")
        along = self.direction(x, y)
        for name, z in (("Q", Q), ("P", P)):
            i = self.p.fact("inner-equal", given.lhs, given.rhs, z)
            goal = x * inner(z, HQ) + y * inner(z, HP)
            yield _combined(self.p, equal(inner(z, given.lhs), goal), [i, along[name]])


def _exact(
    goal: Relation,
    values: Sequence[At] = (),
    slopes: Sequence[At] = (),
    curvatures: Sequence[tuple[At, Expr, Expr]] = (),
    directions: Sequence[tuple[Expr, Expr]] = (),
) -> Callable[[], Proof]:
    """An equation between values, slopes and curvatures; directions: those of H at W itself."""

    def proof() -> Proof:
        p = Proof()
        loss = _Quadratic(p)
        if any(isinstance(at, Expr) for at in (*values, *slopes)):
            loss.signs.append(p.given(tau >= 0))
        equations = [loss.value(at) for at in values]
        equations += [i for at in slopes for i in loss.slope(at)]
        equations += [i for at, x, y in curvatures for i in loss.curvature(at, x, y)]
        equations += [i for x, y in directions for i in loss.direction(x, y).values()]
        _combined(p, goal, [*equations, loss.symmetric], loss.powers(3))
        return p

    return proof


def _largest() -> Proof:
    """(76), second line: S(0) and S(1/2) are at most the largest."""
    p = Proof()
    half, end = second("1/2"), second(1)
    most = maximum(absolute(S0), absolute(half))
    bounds = [
        p.fact("maximum-above-first", most, absolute(end)),
        p.fact("maximum-above-first", absolute(S0), absolute(half)),
        p.fact("maximum-above-second", absolute(S0), absolute(half)),
        p.fact("absolute-above", S0),
        p.fact("absolute-above", half),
    ]
    mean = p.scalar(lemma.SIMPSON <= lemma.LARGEST / 2, bounds, degree=1)
    p.scalar(
        lemma.START_76 + eta**2 * lemma.SIMPSON <= lemma.START_76 + eta**2 * lemma.LARGEST / 2,
        products=[(p.fact("square-nonnegative", eta), mean)],
    )
    return p


def _chosen(catalogue: Sequence[Any], claim: str, reading: str) -> Relation:
    found = next(x for x in catalogue if x.id.endswith(f"/{claim}"))
    relation: Relation = next(r for r in found.readings if r.name == reading).conclusion[0]
    return relation


ONE = const(1)
HALF = ("1/2", ONE, -eta)
FROM_W = [(-eta, const(0))]
AT_TAU = [(tau, ONE, -2 * tau * eta)]

PROOFS: dict[tuple[str, str], Callable[[], Proof]] = {
    ("D/73-a", "quadratic losses"): _exact(
        _chosen(d.CLAIMS, "D/73-a", "quadratic losses"),
        [1],
        ["1/2"],
        [("1/2", -eta, eta * eta)],
        FROM_W,
    ),
    ("D/73-b", "quadratic losses"): _exact(
        _chosen(d.CLAIMS, "D/73-b", "quadratic losses"), [1], ["1/2"], [HALF]
    ),
    ("D/73-closed-form", "quadratic losses"): _exact(
        _chosen(d.CLAIMS, "D/73-closed-form", "quadratic losses"), [1], ["1/2"], [HALF]
    ),
    ("D/76-a", "quadratic losses"): _exact(
        _chosen(lemma.CLAIMS, "D/76-a", "quadratic losses"), [1], ["1/2"], [HALF]
    ),
    ("D/76-b", "quadratic losses"): _largest,
    ("D.1/88", "quadratic losses"): _exact(
        _chosen(start.CLAIMS, "D.1/88", "quadratic losses"), start.AROUND
    ),
    ("D.1/89-c", "quadratic losses"): _exact(
        _chosen(start.CLAIMS, "D.1/89-c", "quadratic losses"), start.AROUND, start.AROUND
    ),
    ("D.1/89-d", "quadratic losses"): _exact(
        _chosen(start.CLAIMS, "D.1/89-d", "quadratic losses"), [], start.AROUND, [], FROM_W
    ),
    ("D.1/90-a", "quadratic losses"): _exact(
        _chosen(start.CLAIMS, "D.1/90-a", "quadratic losses"), start.AROUND, [], [], FROM_W
    ),
    ("D.2/94", "quadratic losses"): _exact(
        _chosen(later.CLAIMS, "D.2/94", "quadratic losses"), [tau, *later.AROUND], [tau], AT_TAU
    ),
    ("D.2/95-b", "quadratic losses"): _exact(
        _chosen(later.CLAIMS, "D.2/95-b", "quadratic losses"), [tau, *later.AROUND], later.AROUND
    ),
    ("D.2/95-c", "quadratic losses"): _exact(
        _chosen(later.CLAIMS, "D.2/95-c", "quadratic losses"),
        [],
        [tau, *later.AROUND],
        [(tau, -eta, 2 * tau * eta * eta)],
    ),
}
