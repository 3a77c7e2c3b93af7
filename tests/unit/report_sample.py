"""A small ledger with every kind of evidence and every verdict, for the tests of the report.

The statements are about a product of two numbers or matrices and are true or false as marked;
the numbers of sampling are made up. `hostile` puts a text of an attacker into every field.
"""

from __future__ import annotations

import math
from typing import Any

Json = dict[str, Any]

W1: list[Any] = ["s", "W1"]
W2: list[Any] = ["s", "W2"]
PRODUCT: list[Any] = ["mm", W1, ["T", W2]]


def reading(name: str, tex: str, verdict: str | None, **more: Any) -> Json:
    """A reading with the ledger's fields."""
    return {
        "name": name,
        "tex": tex,
        "words": "",
        "verdict": verdict,
        "basis": "",
        "tightness": None,
        "evidence": [],
        "facts": [],
        "note": "",
        "statement": None,
    } | more


def claim(number: str, label: str, title: str, readings: list[Json], **more: Any) -> Json:
    """A claim with the ledger's fields."""
    return {
        "id": f"0000.00000/{number}",
        "label": label,
        "section": number.partition(".")[0],
        "equations": [],
        "title": title,
        "kind": "statement",
        "severity": None,
        "source": "proofs/arxiv_0000_00000/sample.py",
        "hypotheses": [],
        "rests_on": [],
        "readings": readings,
        "consequence": "",
    } | more


SAMPLING: Json = {
    "kind": "sampling",
    "instances": 100000,
    "violations": 0,
    "ties": 12,
    "redecided": 64,
    "undecided": 0,
    "shapes": [[2, 3, 2], [3, 2, 4], [5, 5, 5]],
    "sources": {"weighted quadratic": 50000, "log-cosh plus ridge": 50000},
    "tightness": 0.9712,
    "instance": {"n": 3, "m": 2, "h": 4, "eta": 0.0125, "lhs": 0.97, "rhs": 1.0},
}
ADVERSARY: Json = {
    "kind": "adversary",
    "starts": 64,
    "evaluations": 120000,
    "tightness": 0.99999998,
    "dims": {"n": 2, "m": 2, "h": 2},
}
DERIVATION: Json = {
    "kind": "derivation",
    "symbols": {"W1": ["n", "h"], "W2": ["m", "h"], "eta": []},
    "steps": [
        {
            "rule": "identity",
            "lhs": ["T", PRODUCT],
            "rhs": ["mm", W2, ["T", W1]],
            "say": "transpose of a product",
        },
        {
            "rule": "fact",
            "fact": "submultiplicativity",
            "relation": ["<=", ["fro", PRODUCT], ["mul", ["smax", W1], ["fro", W2]]],
            "say": "the larger factor in the spectral norm",
        },
    ],
}
WITNESS: Json = {
    "kind": "witness",
    "dims": {"n": 1, "m": 1, "h": 2},
    "letters": {"W1": [["1/2", "0"]], "W2": [["1", "-3/7"]], "eta": "1/10", "Y": [["1"]]},
    "definitions": [["W", PRODUCT], ["G", ["sub", ["ref", "W"], ["s", "Y"]]]],
    "hypotheses": [["<=", ["s", "eta"], ["div", ["q", "1"], ["q", "4"]]]],
    "violated": [
        "<=",
        ["fro2", ["ref", "G"]],
        ["mul", ["q", "1/3"], ["pow", ["smin", W1], ["q", "2"]], ["fro2", W2]],
    ],
    "lhs": ["1/4", "1/4"],
    "rhs": ["0.09863945578231", "0.09863945578232"],
    "values": {"W": [["1/2"]], "G": [["-1/2"]]},
    "words": "The residual does not vanish with the smallest singular value.",
}
SENSITIVITY: Json = {
    "outcome": "refuted",
    "words": "larger side times 97/100",
    "tried": [
        {"words": "hypothesis 1 left out", "fate": "survived"},
        {"words": "larger side times 97/100", "fate": "refuted"},
    ],
    "corrupted": {
        "name": "larger side times 97/100",
        "tex": r"\|W\|_F \le \tfrac{97}{100}\, \sigma_{\max}(W_1)\,\|W_2\|_F",
        "verdict": "REFUTED",
        "facts": [],
        "statement": None,
        "evidence": [WITNESS],
    },
}
TIGHTEST: Json = {
    "ratio": 1.0,
    "attained": True,
    "source": "lattice",
    "dims": {"n": 1, "m": 1, "h": 1},
    "letters": {"W1": [["1"]], "W2": [["2"], ["1/3"]]},
    "losses": {"ell": {"family": "weighted quadratic", "A": [["1"]], "C": [["0"]]}},
    "relation": r"\|W\|_F \le \sigma_{\max}(W_1)\,\|W_2\|_F",
    "lhs": "2",
    "rhs": "2",
}
CAMPAIGN: Json = {
    "paper": "0000.00000",
    "seed": 0,
    "limit": 24,
    "effort": {"count": 300, "sizes": 5, "drawn": 100, "attacked": 3},
    "sections": {
        "2": {"refuted": 7, "ill-typed": 2, "proved": 1, "weaker": 4, "open": 3},
        "A": {"refuted": 1, "ill-typed": 0, "proved": 0, "weaker": 0, "open": 0},
    },
    "kinds": {"sign": {"refuted": 8, "ill-typed": 2, "proved": 1, "weaker": 4, "open": 3}},
    "claims": [
        {
            "id": "0000.00000/2.2",
            "reading": "printed",
            "section": "2",
            "statement": "0123456789ab",
            "mutants": 40,
            "fates": {"refuted": 7, "ill-typed": 2, "proved": 1, "weaker": 4, "open": 3},
            "tried": [
                {"kind": "sign", "depth": 0, "words": "sign of $x$ flipped", "fate": "open"},
                {
                    "kind": "hypothesis",
                    "depth": 0,
                    "words": r"hypothesis $\eta > 0$ left out",
                    "fate": "proved",
                    "by": "replayed",
                },
                {
                    "kind": "hypothesis",
                    "depth": 0,
                    "words": r"hypothesis $\mu > 0$ left out",
                    "fate": "proved",
                    "by": "deduced",
                },
            ],
        }
    ],
}
ILL_TYPED: Json = {
    "kind": "ill_typed",
    "expression": r"G^{\top} W_2",
    "shapes": ["m x n", "m x h"],
    "words": "Fits only where $n = m$.",
}
ENCLOSURE: Json = {
    "kind": "enclosure",
    "words": "Smallest positive root.",
    "digits": 50,
    "items": [
        {
            "parameters": {"mu": "1", "K": str(k)},
            "value": [f"0.{k}234567890123456789012", f"0.{k}234567890123456789013"],
            "unique": True,
        }
        for k in range(1, 13)
    ],
}


MATRICES: Json = {
    "kind": "witness",
    "dims": {"n": 2, "m": 2},
    "letters": {"P": [["1", "2"], ["3", "4"]]},
    "losses": {"ell": {"family": "weighted quadratic", "A": [["1", "1/2"], ["1", "1"]]}},
    "tex": {"P": "A"},
    "definitions": [],
    "hypotheses": [],
    "violated": ["==", ["T", ["s", "P"]], ["s", "P"]],
    "lhs": None,
    "rhs": None,
    "values": {},
    "words": "A matrix that is not symmetric.",
}
STATISTICS: Json = {
    "kind": "statistics",
    "words": "Clopper-Pearson at confidence 0.999.",
    "instances": 20000,
    "violations": 0,
    "exponent": -0.4987,
    "rows": [{"h": 100, "failures": 12}, {"h": 1000, "failures": 1}],
}
ASSERTION: Json = {"kind": "assertion", "words": "unsat", "solver": "z3", "version": "4.13"}


def landscape(points: int = 25) -> Json:
    """The toy loss (x1 x2 - 1)^2 / 2 with a bound that is too small far out."""
    axis = [-2 + 4 * i / (points - 1) for i in range(points)]
    true = [[x * x + y * y + 0.5 for x in axis] for y in axis]
    return {
        "kind": "figure",
        "name": "toy_landscape",
        "title": "Toy landscape",
        "data": {
            "x": axis,
            "y": axis,
            "loss": [[(x * y - 1) ** 2 / 2 for x in axis] for y in axis],
            "printed": [[abs(x * y) + 2.0 for x in axis] for y in axis],
            "true": true,
        },
    }


TRAJECTORY: Json = {
    "kind": "figure",
    "name": "trajectory",
    "data": {
        "title": "Loss and bound along a run",
        "x_label": "iteration",
        "y_label": "$L(t)$",
        "log_y": True,
        "series": [
            {"name": "loss", "x": list(range(30)), "y": [0.5**t for t in range(30)]},
            {
                "name": "bound (16)",
                "x": list(range(30)),
                "y": [math.exp(-0.4 * t) for t in range(30)],
                "style": "dashed",
            },
            {"name": "sampled", "x": [0, 10, 20], "y": [1, 1e-3, None], "style": "dots"},
        ],
    },
}
BARS: Json = {
    "kind": "figure",
    "name": "bars",
    "data": {"labels": ["h = 500", "h = 1000"], "values": [0.5549, 0.6749]},
}


def sample() -> Json:
    """The ledger: foundations, a broken step and what rests on it, one claim a verdict."""
    bound = r"\|W_1 W_2^{\top}\|_F \le \sigma_{\max}(W_1)\,\|W_2\|_F"
    broken = r"\|G\|_F^2 \le \tfrac13\, \sigma_{\min}^2(W_1)\, \|W_2\|_F^2"
    repaired = r"\|G\|_F^2 \le 2\left(\|W\|_F^2 + \|Y\|_F^2\right)"
    return {
        "schema": 1,
        "paper": "0000.00000",
        "title": "A sample paper on products",
        "seed": 0,
        "profile": "quick",
        "digest": "0123456789abcdef0123456789abcdef",
        "environment": {"seconds": 12.5, "peak memory (MiB)": 310, "python": "3.11"},
        "claims": [
            claim(
                "2.1",
                "Equation 1",
                "product of the factors",
                [reading("printed", r"W = W_1 W_2^{\top}", None)],
                kind="definition",
                equations=["1"],
            ),
            claim(
                "2.2",
                "Lemma 2.1",
                "norm of a product",
                [
                    reading(
                        "printed",
                        bound,
                        "PROVED",
                        tightness=0.99999998,
                        basis="a derivation in two steps, re-checked",
                        evidence=[DERIVATION, SAMPLING, ADVERSARY],
                        facts=["$\\|AB\\|_F \\le \\sigma_{\\max}(A)\\|B\\|_F$"],
                        sensitivity=SENSITIVITY,
                        tightest=TIGHTEST,
                    )
                ],
                equations=["2"],
                hypotheses=[r"W_1 \in \mathbb{R}^{n \times h}", "h is at least min(n, m)"],
                rests_on=["0000.00000/2.1"],
            ),
            claim(
                "3.1",
                "Lemma 3.1",
                "residual by the smallest singular value",
                [
                    reading(
                        "printed", broken, "REFUTED", evidence=[WITNESS], basis="an exact witness"
                    ),
                    reading("repaired", repaired, "TESTED", tightness=0.9712, evidence=[SAMPLING]),
                ],
                severity="result",
                equations=["3", "4"],
                rests_on=["0000.00000/2.2"],
                consequence="Theorem 3.2 in the case h = 2; its rate survives with the repair.",
            ),
            claim(
                "3.2",
                "Theorem 3.2",
                "linear rate",
                [
                    reading(
                        "printed",
                        r"L(t) \le \rho^{t} L(0)",
                        "TESTED",
                        tightness=0.83,
                        evidence=[SAMPLING, TRAJECTORY],
                        note="Step sizes over the whole admissible set.",
                    )
                ],
                equations=["5"],
                rests_on=["0000.00000/3.1"],
            ),
            claim(
                "3.3",
                "Section 3, step size",
                "closed form of the step",
                [
                    reading(
                        "printed",
                        r"\eta_{\max} = \frac{2}{K}",
                        "CERTIFIED",
                        evidence=[ENCLOSURE],
                        basis="enclosures on a grid of (mu, K)",
                    )
                ],
                kind="prose",
                equations=["6"],
                rests_on=["0000.00000/3.2"],
            ),
            claim(
                "A.1",
                "Lemma A.1",
                "gradient of the second factor",
                [
                    reading(
                        "printed", r"\nabla_2 = G^{\top} W_2", "ILL_TYPED", evidence=[ILL_TYPED]
                    ),
                    reading("repaired", r"\nabla_2 = G^{\top} W_1", "PROVED"),
                ],
                severity="typo",
                equations=["7-8"],
            ),
            claim(
                "A.2",
                "Figure 1",
                "landscape of the toy loss",
                [
                    reading(
                        "printed",
                        "",
                        "ASSERTED",
                        evidence=[landscape(9), BARS, ASSERTION, STATISTICS],
                    ),
                    reading("index past the size", r"\lambda_{n}(D)", "REFUTED", basis="n > h"),
                ],
                kind="figure",
            ),
            claim(
                "A.3",
                "Lemma A.3",
                "uniqueness",
                [
                    reading(
                        "printed",
                        r"x^{*} = \arg\min f",
                        "INCONCLUSIVE",
                        evidence=[{"kind": "words", "words": "No sign change in $[0, 1]$."}],
                    )
                ],
                rests_on=["0000.00000/3.1", "0000.00000/unknown"],
                equations=["10"],
            ),
            claim(
                "A.4",
                "Lemma A.4",
                "needs uniqueness",
                [reading("printed", r"x < y", "BLOCKED", basis="Lemma A.3 is not settled")],
                rests_on=["0000.00000/A.3"],
            ),
            claim(
                "A.5",
                "Table 1",
                "constants",
                [reading("printed", "", "ERROR", evidence=[{"kind": "novel", "depth": [1, 2]}])],
                severity=None,
            ),
            claim(
                "S.1",
                "Summary A, line 3",
                "the rate holds for all step sizes",
                [
                    reading(
                        "printed",
                        "",
                        "REFUTED",
                        basis="the paper bounds the step",
                        words="no hypothesis on the step",
                        evidence=[MATRICES],
                    )
                ],
                kind="summary",
                section="Summary A",
            ),
        ],
    }


def crowd(size: int) -> Json:
    """A ledger of many claims over eight sections, each resting on a few earlier ones."""
    verdicts = ["PROVED", "TESTED", "CERTIFIED", "REFUTED", "PROVED", "ILL_TYPED", "TESTED"]
    claims = []
    for i in range(size):
        section = "23ABCDEF"[i * 8 // size]
        needs = sorted({f"0000.00000/{i - d}" for d in (1 + i % 7, 3 + i % 19) if i > d})
        verdict = verdicts[i * 5 % 7 if i % 4 else 0]
        claims.append(
            claim(
                str(i),
                f"Lemma {section}.{i % 9 + 1}",
                "a link of a chain",
                [reading("printed", r"a \le b", verdict)],
                section=section,
                equations=[str(i + 1)],
                rests_on=needs,
                severity="step" if verdict == "REFUTED" else None,
            )
        )
    return sample() | {"claims": claims}


def hostile(text: str) -> Json:
    """The sample with `text` in place of every text but ids, kinds and the paper's number."""
    kept = ("id", "kind", "paper", "rests_on", "name", "rule", "style")

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v if k in kept else spoil(v) for k, v in value.items()}
        if isinstance(value, list):
            return [spoil(v) for v in value]
        return text if isinstance(value, str) else value

    spoiled: Json = spoil(sample())
    return spoiled
