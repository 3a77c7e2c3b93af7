r"""Appendix E, the bound on the first step size: (101), (102), footnote 5, eta_max, (105)-(109).

Notation as in `_step_size.py`; eta1 and eta2 are the paper's eta_0^(1), eta_0^(2), and
eta3 = log(1 + alpha1/(2 alpha2))^(1/c) is the third argument of the minimum. Readings:
"exp(eta0^c) in K_bar_0" has what the bound A4 gives in the place of exp(sqrt(eta0));
"exponent inside the logarithm" is the other way to read eta3.
Not covered: (103), (104) and what holds for t > 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.arxiv_2505_11664._paper import Part
from proofs.arxiv_2505_11664._step_size import (
    DOMAIN,
    ETA3,
    ETA3_INSIDE,
    L0,
    MU_BAR,
    PRINTED,
    REPAIRED,
    STEP_SIZES,
    K,
    StepSize,
    c,
    eta0,
    one_minus_exp,
)
from proofs.arxiv_2505_11664._step_size_roots import (
    check_eta_max,
    check_first,
    check_footnote,
    check_near_zero,
    check_second,
    check_up_to_eta2,
    check_up_to_eta_max,
)
from verify.claims.claim import Budget, Check, Kind, Reading, Severity, reading
from verify.claims.evidence import Evidence
from verify.language import (
    const,
    define,
    equal,
    exp,
    relation_to_tex,
    scalar,
    substitute,
)

__all__ = ["CLAIMS"]

part = Part(__name__, section="E")

_GridCheck = Callable[[Budget, str], list[Evidence]]
_SAME = "for c = 1/2 the same as printed"
_ETA3_TEX = r"\log\left(1+\frac{\alpha_1}{2\alpha_2}\right)^{\frac{1}{c}}"


def _of(check: _GridCheck, of: StepSize) -> Check:
    """The check over the grid for one choice in K_bar_0."""
    return lambda budget: check(budget, of.name)


def _certified(
    check: _GridCheck,
    tex: str,
    words: str,
    note: str = "",
    corrupted: Callable[[StepSize], Reading] | None = None,
) -> tuple[Reading, Reading]:
    """The reading as printed, and with exp(eta0^c) in K_bar_0, each over the grid."""

    def one(name: str, of: StepSize, text: str) -> Reading:
        false = () if corrupted is None else (corrupted(of),)
        checks = (_of(check, of),)
        return reading(name, checks=checks, tex=tex, words=text, note=note, corrupted=false)

    repaired = f"{words}; {_SAME}"
    return (
        one("printed", PRINTED, words),
        one("exp(eta0^c) in K_bar_0", REPAIRED, repaired),
    )


def _no_root_of_101(of: StepSize) -> Reading:
    return reading("no positive root", of.lhs_101 < 1, given=STEP_SIZES, when=DOMAIN)


def _strict_for_all(of: StepSize) -> Reading:
    name = "for every eta0 > 0"
    return reading(name, of.lhs_102 < of.rhs_102, given=STEP_SIZES, when=(*DOMAIN, eta0 > 0))


def _weak_for_all(of: StepSize) -> Reading:
    name = "for every eta0 > 0"
    return reading(name, of.lhs_102 <= of.rhs_102, given=STEP_SIZES, when=(*DOMAIN, eta0 > 0))


def _up_to_eta1(of: StepSize) -> Reading:
    """(109) without eta2 in the minimum: up to the root of (101) alone."""
    when = (*DOMAIN, eta0 > 0, of.lhs_101 <= 1)
    return reading("up to the root of (101) alone", of.Delta < 1, given=STEP_SIZES, when=when)


def _words(text: str) -> Callable[[Budget], Sequence[Evidence]]:
    """An argument, for people; it supports no verdict."""

    def check(budget: Budget) -> Sequence[Evidence]:
        return [Evidence("words", {"words": text})]

    return check


# The letters of (106)'s first step: there the rest does not matter. P = eta0^d.
_M, _N, _P = scalar("M", r"\bar\mu"), scalar("N", r"\bar K_0"), scalar("P", r"\eta_0^d")
_RHO = define("rho", 1 - 2 * _M * eta0 + _M * _N * eta0**2, r"\bar\rho")

# (106): both sides of the second line divided by eta0^(1+c).
_DIVIDED = PRINTED.rhs_102 / eta0 ** (1 + c)
_PRINTED_106 = one_minus_exp(eta0) / exp(-(eta0**c)) * PRINTED.slack
_REPAIRED_106 = one_minus_exp(eta0) / eta0**c * PRINTED.slack

CLAIMS = (
    part.claim(
        "E.101",
        "Equation (101)",
        "Equation (101) has a unique positive solution",
        *_certified(
            check_first,
            relation_to_tex(equal(eta0 * PRINTED.K_bar_0.args[0], 1)),
            "the left side is 0 at 0 and increases without bound, so there is one root",
            corrupted=_no_root_of_101,
        ),
        equations="101",
        hypotheses=(r"K, \alpha_2 > 0", r"L(0), \beta_2 \ge 0"),
    ),
    part.claim(
        "E.101-exponent",
        "Equations (101) and (105), exponent",
        "exp(sqrt(eta0)) in K_bar_0 bounds the factor exp(eta0^c) of A4 for any 0 < c < 1",
        reading(
            "printed",
            REPAIRED.K_bar_0 <= PRINTED.K_bar_0,
            given=STEP_SIZES,
            when=(*DOMAIN, eta0 < 1),
            tex=r"K e^{\eta_0^c}\alpha_2[\cdots] \le K e^{\sqrt{\eta_0}}\alpha_2[\cdots]",
            words="Lemma E.1 bounds sigma_max^2(T_t) by exp(eta0^c) alpha2 (A4), while K_bar_t is "
            "printed with exp(sqrt(eta0)) for every c",
            note="For c < 1/2 and eta0 < 1 the printed K_bar_0 is the smaller one, and K_t <= "
            "K_bar_t does not follow. Theorem 3.2 and section 4 have c = 1/2.",
        ),
        reading(
            "c at least 1/2",
            REPAIRED.K_bar_0 <= PRINTED.K_bar_0,
            given=STEP_SIZES,
            when=(*DOMAIN, eta0 < 1, c >= const("1/2")),
        ),
        equations="101 105",
        kind=Kind.PROSE,
        severity=Severity.CONSTANT,
        consequence="Theorem E.1 with c < 1/2 needs exp(eta0^c) in (101) and in K_bar_t.",
    ),
    part.claim(
        "E.mu-bar",
        "Appendix E, existence of eta0",
        "mu_bar is positive below the third argument of the minimum",
        reading(
            "printed",
            MU_BAR > 0,
            given=STEP_SIZES,
            when=(*DOMAIN, eta0 < ETA3),
            tex=rf"\eta_0 < {_ETA3_TEX} \Rightarrow \bar\mu > 0",
            words="the exponent 1/c outside the logarithm",
            note="At the third argument itself mu_bar = 0: the later sentence that asks for "
            "eta0 <= this value only is too weak by its end point.",
        ),
        reading(
            "exponent inside the logarithm",
            MU_BAR > 0,
            given=STEP_SIZES,
            when=(*DOMAIN, eta0 < ETA3_INSIDE),
            tex=r"\eta_0 < \log\left(\left(1+\frac{\alpha_1}{2\alpha_2}\right)^{1/c}\right)"
            r" \Rightarrow \bar\mu > 0",
            words="l/c > l^(1/c) for l = log(1 + alpha1/(2 alpha2)) <= log(3/2), so this bound "
            "always lies beyond the zero of mu_bar",
        ),
        hypotheses=(r"0 < \alpha_1 \le \alpha_2", "0 < c < 1"),
    ),
    part.claim(
        "E.102",
        "Equation (102)",
        "Equation (102) has a smallest positive solution",
        *_certified(
            check_second,
            relation_to_tex(equal(PRINTED.lhs_102, PRINTED.rhs_102)),
            "a root with no root below it, enclosed; (0, eps] is excluded through "
            "(1 - exp(-u))/u >= exp(-u), the rest up to the root by balls",
            "Where d is near 1 and 2 mu alpha1 < 1 the root is near (2 mu alpha1)^(1/(d-1)): with "
            "d = 1.001 and alpha1 = 1/1000 it is below 1e-2600, and eta_max with it.",
            corrupted=_strict_for_all,
        ),
        equations="102",
        hypotheses=(r"0 < \mu \le K", r"0 < \alpha_1 \le \alpha_2", "0 < c < 1 < d"),
    ),
    part.claim(
        "E.footnote-5",
        "Footnote 5",
        "(102) always has a positive solution, below the third argument: the case of footnote 5 "
        "never occurs",
        reading(
            "printed",
            substitute(PRINTED.lhs_102, {"eta0": ETA3})
            > substitute(PRINTED.rhs_102, {"eta0": ETA3}),
            given=STEP_SIZES,
            when=DOMAIN,
            checks=(
                _of(check_footnote, PRINTED),
                _words(
                    "At eta0 = log(1 + alpha1/(2 alpha2))^(1/c): mu_bar = 0, rho_bar = 1, Delta = "
                    "1 + eta0^d > 1, so the right side of (102) is negative and the left one is "
                    "not; near 0 the right side is the larger one (107). So eta2 lies between."
                ),
            ),
            tex=r"4KL(0)\eta^2 > (1-e^{-\eta^c})(1-\Delta) \text{ at } \eta = " + _ETA3_TEX,
            words="no constants are left for which eta2 is infinite, and the sentence before (109) "
            "about no positive root is empty",
        ),
        equations="102",
        kind=Kind.PROSE,
        rests_on=("E.107",),
    ),
    part.claim(
        "E.eta-max",
        "Theorem E.1, eta_max",
        "eta_max is positive, and its third argument is never the smallest",
        *_certified(
            check_eta_max,
            rf"0 < \eta_{{\max}} = \min\left(\eta_0^{{(1)}}, \eta_0^{{(2)}}, {_ETA3_TEX}\right)",
            "eta2 < log(1 + alpha1/(2 alpha2))^(1/c), so eta_max = min(eta1, eta2), whichever way "
            "the exponent 1/c is read",
        ),
        reading(
            "exponent inside the logarithm",
            ETA3 < ETA3_INSIDE,
            given=STEP_SIZES,
            when=DOMAIN,
            words="read so, the third argument is larger still: eta_max is the same",
        ),
        rests_on=("E.101", "E.102", "E.footnote-5"),
    ),
    part.claim(
        "E.105",
        "Equation (105) and after",
        "K_bar_0; eta0 K_bar_0 <= 1 gives 0 < rho_bar < 1 and Delta > 0",
        reading(
            "printed",
            PRINTED.rho_bar > 0,
            PRINTED.rho_bar < 1,
            PRINTED.Delta > 0,
            given=STEP_SIZES,
            when=(*DOMAIN, PRINTED.lhs_101 <= 1, MU_BAR > 0),
            words="together with mu_bar > 0, the constraint before it; rho_bar > (1 - mu_bar "
            "eta0)^2 since mu_bar <= mu alpha1 <= K alpha2 < K_bar_0",
        ),
        reading(
            "from eta0 K_bar_0 <= 1 alone",
            PRINTED.rho_bar > 0,
            PRINTED.rho_bar < 1,
            given=STEP_SIZES,
            when=(*DOMAIN, PRINTED.lhs_101 <= 1),
            words="without mu_bar > 0",
        ),
        equations="105",
        rests_on=("E.101", "E.mu-bar"),
    ),
    part.claim(
        "E.106-a",
        "Equation (106), first equivalence",
        "1 - Delta written out",
        reading(
            "printed",
            equal(1 - (1 + _P) * _RHO, 2 * _M * eta0 - _M * _N * eta0**2 - _P * _RHO),
            identity=True,
            tex=r"1-\Delta = 2\bar\mu\eta_0 - \bar\mu\bar K_0\eta_0^2 - \eta_0^d\bar\rho(\eta_0,0)",
            words="an identity in mu_bar, K_bar_0, eta0 and eta0^d as letters",
        ),
        equations="106",
    ),
    part.claim(
        "E.106-b",
        "Equation (106), second equivalence",
        "Both sides of (102) divided by eta0^(1+c)",
        reading(
            "printed",
            equal(_DIVIDED, _PRINTED_106),
            given=STEP_SIZES,
            when=DOMAIN,
            tex=r"4KL(0)\eta_0^{1-c} = \frac{1-\exp(-\eta_0^c)}{\exp(-\eta_0^c)} \times "
            r"(2\bar\mu - \bar\mu\bar K_0\eta_0 - \eta_0^{d-1}\bar\rho(\eta_0,0))",
            words="the left side is divided by eta0^(1+c), so the right side must be as well",
            note="The denominator is printed exp(-eta0^c) in the place of eta0^c.",
        ),
        reading(
            "repaired",
            equal(_DIVIDED, _REPAIRED_106),
            equal(PRINTED.lhs_102 / eta0 ** (1 + c), 4 * K * L0 * eta0 ** (1 - c)),
            given=STEP_SIZES,
            when=DOMAIN,
            tex=r"4KL(0)\eta_0^{1-c} = \frac{1-\exp(-\eta_0^c)}{\eta_0^c} \times "
            r"(2\bar\mu - \bar\mu\bar K_0\eta_0 - \eta_0^{d-1}\bar\rho(\eta_0,0))",
        ),
        equations="106",
        severity=Severity.TYPO,
        consequence="With the printed denominator the right side tends to 0 like eta0^c, and (107) "
        "would not follow for c >= 1/2; with eta0^c it tends to 2 mu alpha1.",
    ),
    part.claim(
        "E.106-limit",
        "Equation (106), limit",
        "The quotient in (106) converges to one as eta0 decreases to zero",
        reading(
            "printed",
            one_minus_exp(eta0) / exp(-(eta0**c)) >= const("1/2"),
            given=STEP_SIZES,
            when=(c < 1, eta0**c <= const("1/4")),
            checks=(
                _words(
                    "(1 - exp(-u))/exp(-u) = exp(u) - 1 <= 2u for 0 < u <= 1: below 1/2 for all "
                    "u <= 1/4, so it converges to zero and not to one."
                ),
            ),
            tex=r"\frac{1-\exp(-\eta_0^c)}{\exp(-\eta_0^c)} \to 1",
            words="tested by what it implies: at least 1/2 for all small eta0^c",
        ),
        reading(
            "repaired",
            one_minus_exp(eta0) / eta0**c <= 1,
            one_minus_exp(eta0) / eta0**c >= exp(-(eta0**c)),
            given=STEP_SIZES,
            when=(c < 1,),
            tex=r"e^{-\eta_0^c} \le \frac{1-\exp(-\eta_0^c)}{\eta_0^c} \le 1",
            words="between two functions that converge to one",
        ),
        equations="106",
        severity=Severity.TYPO,
        rests_on=("E.106-b",),
    ),
    part.claim(
        "E.107",
        "Equation (107)",
        "For small eta0 the left side of (102) is less than the right side",
        *_certified(
            check_near_zero,
            relation_to_tex(PRINTED.lhs_102 < PRINTED.rhs_102),
            "on (0, eps], through the form divided by eta0^(1+c), which tends to 2 mu alpha1",
            corrupted=_strict_for_all,
        ),
        equations="107",
        rests_on=("E.106-a", "E.106-b", "E.106-limit"),
        consequence="(124) cites (107) where (108) is meant: eta0 = eta2 is admitted.",
    ),
    part.claim(
        "E.108",
        "Equation (108)",
        "Up to eta2 the left side of (102) is at most the right side",
        *_certified(
            check_up_to_eta2,
            relation_to_tex(PRINTED.lhs_102 <= PRINTED.rhs_102),
            "no zero of the difference in (0, eta2), which is positive near 0",
            corrupted=_weak_for_all,
        ),
        equations="108",
        rests_on=("E.102", "E.107"),
    ),
    part.claim(
        "E.109",
        "Equation (109)",
        "Below eta_max: mu_bar > 0, 0 < rho_bar, Delta < 1 and (108)",
        *_certified(
            check_up_to_eta_max,
            r"\bar\mu > 0,\quad 0 < \bar\rho(\eta_0,0), \Delta < 1,\quad "
            + relation_to_tex(PRINTED.lhs_102 <= PRINTED.rhs_102),
            "all three on (0, eta_max)",
            "At eta0 = eta_max, which Theorem E.1 admits and Theorem 3.2 does not, Delta < 1 "
            "needs L(0) > 0.",
            corrupted=_up_to_eta1,
        ),
        equations="109",
        rests_on=("E.mu-bar", "E.105", "E.108", "E.eta-max"),
    ),
)
