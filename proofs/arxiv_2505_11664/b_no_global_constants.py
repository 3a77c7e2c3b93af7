r"""Appendix B: Assumption B.1, Proposition B.1 and its proof (48)-(56).

The proof bounds K_over from below by a quotient at (W1, W2) and a minimiser (W1*, W2*); its
links are tested on pairs of factors with a loss whose minimiser is W1* W2*'. The step (36) is
false, and (54)-(56) with it; the proposition is shown here by explicit points instead:

    L at (a u w'/(|u||w|), a v w'/(|v||w|)), a^2 = rho, is at least mu/2 (rho - |W*|)^2
    and would be at most l(0) + K' rho for a global constant K': a^4 against a^2.

The chain (54)-(56) is in `b_quotient_bound.py`, the toy example (57)-(60) in `b_toy_example.py`;
Proposition 2.1, the same in section 2, in `s2_preliminaries.py`.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._minimisers import (
    BESIDE,
    DISTANCE,
    PAIRS,
    Kp,
    W1s,
    W2s,
    Wstar,
    mp,
    u,
    v,
    w,
)
from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import GD_STEP, SIGMA2_MAX
from verify.claims.claim import Kind, reading
from verify.language import (
    define,
    equal,
    grad,
    inner,
    loss,
    norm,
    norm2,
    sqrt,
    vstack,
    zeros,
)
from verify.model.step import (
    GRADIENT2,
    W1,
    W2,
    W_NEXT,
    G,
    K,
    L,
    W,
    ell,
    mu,
)

__all__ = ["CLAIMS", "NOT_GLOBAL", "WHERE_NOT_GLOBAL"]

part = Part(__name__, section="B")

ZERO = zeros("n", "m")
L_ZERO = define("L_0", loss(ell, ZERO), "L(0,0)")
GRAD_STAR = vstack(grad(ell, Wstar) @ W2s, grad(ell, Wstar).T @ W1s)
DZ = vstack(W1 - W1s, W2 - W2s)
# The explicit points: rho = |W*| + 2 (2 K'/mu + sqrt(2 c/mu)), c = l(0) + K' |W*|.
RHO = define(
    "rho",
    norm(Wstar) + 2 * (2 * Kp / mu + sqrt(2 * (L_ZERO + Kp * norm(Wstar)) / mu)),
    r"\rho",
)
P1 = (sqrt(RHO) / (norm(u) * norm(w))) * (u @ w.T)
P2 = (sqrt(RHO) / (norm(v) * norm(w))) * (v @ w.T)
FAR = L_ZERO + Kp / 2 * norm2(vstack(P1, P2)) < loss(ell, P1 @ P2.T)
GRADIENT2_ZERO = norm2(grad(ell, ZERO) @ zeros("m", "h")) + norm2(
    grad(ell, ZERO).T @ zeros("n", "h")
)
# The PL inequality fails at (0, 0) for each mu_over, the smoothness inequality for each K_over.
NOT_GLOBAL = (2 * mp * L_ZERO > GRADIENT2_ZERO, FAR)
WHERE_NOT_GLOBAL = (L_ZERO > 0, mp > 0, Kp > 0)

CLAIMS = (
    part.claim(
        "B.ass",
        "Assumption B.1",
        "(0, 0) is not a global minimiser of Problem 2",
        reading(
            "printed",
            words="an assumption: with h >= min(n, m) and Assumptions 2.1, 2.2 it says l(0) > 0, "
            "that is W* is not 0; Proposition B.1 holds without it",
        ),
        kind=Kind.DEFINITION,
    ),
    part.claim(
        "B.1",
        "Proposition B.1",
        "Only mu_over = 0 and K_over = infinity hold globally",
        reading(
            "printed",
            *NOT_GLOBAL,
            given=PAIRS,
            when=WHERE_NOT_GLOBAL,
            tex=r"\mu_{over}=0\ \text{and}\ K_{over}=\infty",
            words="for every mu_over > 0 the PL inequality fails at (0, 0), and for every finite "
            "K_over the smoothness inequality at (0, 0) fails at an explicit point of rank one",
            note="Not the printed proof, which uses (36): L grows like the fourth power of the "
            "distance from (0, 0), the bound like the second. For every h >= 1.",
        ),
        reading(
            "without Assumption B.1: smoothness",
            FAR,
            given=PAIRS,
            when=[Kp > 0],
            words="the explicit point does not need W* to be other than 0",
        ),
        reading(
            "without Assumption B.1: PL",
            GRADIENT2 / 2 <= K * SIGMA2_MAX * L,
            given=GD_STEP,
            words="a global PL constant is at most K sigma_max^2(T) wherever L > 0; near (0, 0) "
            "that is arbitrarily small, and if W* = 0 there are points with L > 0 there",
        ),
        reading(
            "close to the printed proof",
            mu * norm2(u) * norm2(W2s @ w) <= 2 * BESIDE,
            given=PAIRS,
            words="at (W1* + u w', W2*) the distance is |u| |w| and the quotient (51) at least "
            "mu |W2* w|^2 / |w|^2; for (W1*/c, c W2*) in the place of (W1*, W2*) it grows like c^2",
        ),
        rests_on=["B.1/49"],
        hypotheses=("Assumptions 2.1, 2.2 and B.1", "mu_over >= 0"),
        consequence="Its printed proof breaks at (54); the proposition stands.",
    ),
    part.claim(
        "B.1/48",
        "Equation (48)",
        "The squared norm of the gradient of L",
        reading(
            "printed",
            equal(norm2(vstack(G @ W2, G.T @ W1)), norm2(G @ W2) + norm2(G.T @ W1)),
            identity=True,
            words="from (8)",
        ),
        equations="48",
        rests_on=["8"],
    ),
    part.claim(
        "B.1/48-zero",
        "After equation (48)",
        "At (0, 0) the gradient vanishes and the loss does not",
        reading(
            "printed",
            equal(GRADIENT2_ZERO, 0),
            mu / 2 * norm2(Wstar) <= L_ZERO,
            given=PAIRS,
            words="L(0, 0) > 0 unless W* = 0",
        ),
        kind=Kind.PROSE,
        rests_on=["B.1/48"],
    ),
    part.claim(
        "B.1/49",
        "Equation (49)",
        "The PL inequality holds globally with mu_over = 0 only",
        reading(
            "printed",
            GRADIENT2 >= 0 * L,
            2 * mp * L_ZERO > GRADIENT2_ZERO,
            given=PAIRS,
            when=[L_ZERO > 0, mp > 0],
            tex=r"\|\nabla L(W_1,W_2)\|_F^2=\|\nabla\ell(W)W_2\|_F^2+\|\nabla\ell(W)^{\top}W_1"
            r"\|_F^2\ge2\mu_{over}L(W_1,W_2)",
            words="true with 0, and false at (0, 0) with every mu_over > 0",
        ),
        equations="49",
        rests_on=["B.1/48-zero"],
    ),
    part.claim(
        "B.1/50",
        "Equation (50)",
        "The smoothness inequality between a minimiser and any point",
        reading(
            "printed",
            equal(inner(GRAD_STAR, -DZ), 0),
            equal(loss(ell, Wstar), 0),
            given=PAIRS,
            tex=r"L(W_1,W_2)\le L(W_1^*,W_2^*)+\langle\nabla L(W_1^*,W_2^*),Z^*-Z\rangle+"
            r"\frac{K_{over}}{2}\|Z^*-Z\|_F^2",
            words="an instance of the assumed inequality; tested is what the paper says next, that "
            "its first two terms are 0",
            note="(3) has Z - Z* in the inner product; with gradient 0 the sign does not matter.",
        ),
        equations="50",
    ),
    part.claim(
        "B.1/51",
        "Equation (51)",
        "K_over from below by a quotient",
        reading(
            "printed",
            Kp >= 2 * L / DISTANCE,
            equal(2 * L / DISTANCE, 2 * loss(ell, W) / DISTANCE),
            given=PAIRS,
            when=[Kp / 2 * DISTANCE >= L, DISTANCE > 0],
            tex=r"K_{over}\ge\frac{2L(W_1,W_2)}{\|Z_W-Z_{W^*}\|_F^2}="
            r"\frac{2\ell(W_1W_2^{\top})}{\|Z_W-Z_{W^*}\|_F^2}",
            words="Z_W and Z_{W*}, which are not defined, read as Z and Z*",
            note="Equivalent to (50), as the paper says, for Z other than Z* only.",
        ),
        equations="51",
        rests_on=["B.1/50"],
    ),
    part.claim(
        "B.1/52",
        "Equation (52)",
        "Strong convexity of l",
        reading(
            "printed",
            loss(ell, W_NEXT) >= L + inner(G, W_NEXT - W) + mu / 2 * norm2(W_NEXT - W),
            given=GD_STEP,
            tex=r"\ell(U)\ge\ell(V)+\langle\nabla\ell(V),U-V\rangle+\frac{\mu}{2}\|U-V\|_F^2",
            words="Assumption 2.1; checked for the losses used here, between W and the next W",
        ),
        equations="52",
    ),
    part.claim(
        "B.1/53",
        "Equation (53)",
        "Strong convexity at the minimiser",
        reading("printed", mu / 2 * norm2(W - Wstar) <= L, given=PAIRS),
        equations="53",
        rests_on=["B.1/52"],
    ),
)
