r"""Beyond appendix D: smaller constants in K_t.

The descent lemma of Theorem 3.1 holds with 1 and 1 in the places of 3 and 6 in K_t, these cannot
be lowered, and for short steps the terms with the step size seem not to be needed at all.
"""

from __future__ import annotations

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._quantities import (
    GD_STEP,
    MU_T,
    ROOT,
    SIGMA2_MAX,
)
from verify.claims.claim import Kind, reading
from verify.language import (
    define,
    equal,
    scalar,
    sigma_max,
)
from verify.model.matrices import matrices
from verify.model.step import GRADIENT2, L_NEXT, G, K, L, W, eta

__all__ = ["CLAIMS", "K_SHARP"]

part = Part(__name__, section="D")

USED_K = 2 * (L_NEXT - L + eta * GRADIENT2) / (eta**2 * GRADIENT2)
K_SHARP = define(
    "K_sharp",
    K * SIGMA2_MAX + ROOT + K**2 * sigma_max(W) * L * eta**2 + K * SIGMA2_MAX * ROOT * eta,
    r"K_t^{\sharp}",
)
K_BARE = define("K_bare", K * SIGMA2_MAX + sigma_max(G), r"K_t^{\circ}")

# n = m = h = 1, W1 = W2 = 1, l(w) = K/2 (w - 1 - g/K)^2, so that G = -g and |grad L|^2 = 2 g^2.
g = scalar("g")
CURVE = matrices("one-dimensional steps", [K, g, eta], positive=["K", "g", "eta"])
LINE_NEXT = K / 2 * ((1 + eta * g) ** 2 - 1 - g / K) ** 2
LINE_SHARP = 2 * K + g + K * g**2 * eta**2 / 2 + 2 * K * g * eta

CLAIMS = (
    part.claim(
        "D.beyond/K_t",
        "Theorem 3.1 with smaller constants",
        "The descent lemma with 1 and 1 in K_t in the places of 3 and 6",
        reading(
            "printed",
            L_NEXT <= L - (eta - K_SHARP * eta**2 / 2) * GRADIENT2,
            given=GD_STEP,
            measure=USED_K <= K_SHARP,
            tex=r"L(t+1)\le L(t)-\left(\eta_t-\tfrac{\eta_t^2}{2}K_t^{\sharp}\right)"
            r"\|\nabla L(t)\|_F^2,\quad K_t^{\sharp}=K\sigma_{\max}^2(\mathcal{T}_t)+\sqrt{2KL(t)}"
            r"+K^2\sigma_{\max}(W(t))L(t)\eta_t^2+K\sigma_{\max}^2(\mathcal{T}_t)\sqrt{2KL(t)}"
            r"\,\eta_t",
            words="from (3) at W(t+1) and (61), without second derivatives: L+ <= L - eta N + "
            "eta^2 <G, P> + K eta^2 / 2 |Q - eta P|^2 with N = |grad L|^2, where 2 <G, P> <= "
            "sqrt(2KL) N, |Q|^2 <= sigma_max^2(T) N, 2 |Q| |P| <= sigma_max^2(T) sqrt(2KL) N and "
            "|P|^2 <= K sigma_max(W) L N",
            note="Weighing the bound (96) on S(tau) by 1 - tau, instead of taking its largest "
            "value, gives the same two constants.",
        ),
        reading(
            "contraction",
            L_NEXT <= L * (1 - 2 * MU_T * eta + MU_T * K_SHARP * eta**2),
            given=GD_STEP,
            when=[eta > 0, eta * K_SHARP < 2],
            words="(10) with it, for all step sizes that it allows",
        ),
        kind=Kind.BEYOND,
        rests_on=["C/61", "D.3/79", "D.3/80", "D.4/82", "A.1/35"],
    ),
    part.claim(
        "D.beyond/K_t-least",
        "Smaller constants, limits",
        "The constants 1 and 1 cannot be lowered",
        reading(
            "printed",
            equal(
                LINE_NEXT,
                g**2 / (2 * K) - eta * (2 * g**2) + eta**2 * g**2 * (LINE_SHARP - 2 * g),
            ),
            identity=True,
            words="for n = m = h = 1, W1 = W2 = 1 and l(w) = K/2 (w - 1 - g/K)^2 the step needs "
            "exactly the constant 2 g less than the smaller K_t, whatever eta is: the terms with "
            "eta and eta^2 are used to the full",
        ),
        reading(
            "in floats",
            equal(
                LINE_NEXT,
                g**2 / (2 * K) - eta * (2 * g**2) + eta**2 * g**2 * (LINE_SHARP - 2 * g),
            ),
            given=CURVE,
            words="the same, sampled",
        ),
        kind=Kind.BEYOND,
        rests_on=["D.beyond/K_t"],
    ),
    part.claim(
        "D.beyond/K_t-bare",
        "A constant without the step size",
        "For short steps the descent lemma holds without the terms with eta",
        reading(
            "printed",
            L_NEXT <= L - (eta - K_BARE * eta**2 / 2) * GRADIENT2,
            given=GD_STEP,
            when=[eta > 0, eta * K_BARE <= 2],
            measure=USED_K <= K_BARE,
            tex=r"\eta_tK_t^{\circ}\le2\ \Rightarrow\ L(t+1)\le L(t)-\left(\eta_t-"
            r"\tfrac{\eta_t^2}{2}K_t^{\circ}\right)\|\nabla L(t)\|_F^2,\quad K_t^{\circ}="
            r"K\sigma_{\max}^2(\mathcal{T}_t)+\sigma_{\max}(\nabla\ell(t))",
            words="a conjecture: no proof is known here except for n = m = h = 1",
        ),
        kind=Kind.BEYOND,
        rests_on=["D.beyond/K_t"],
    ),
)
