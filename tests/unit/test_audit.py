"""Whole audits of small losses: what they certify, what they refute, and how they say so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import verify
from verify.auditing import Audit, Options, audit
from verify.auditing.entry import _result
from verify.auditing.objective import Objective
from verify.auditing.of_data import audit_objective
from verify.auditing.options import silent
from verify.auditing.outputs import ScalarOutput, distinct_labels
from verify.auditing.start import drawn
from verify.auditing.subject import Subject
from verify.claims.verdict import Verdict
from verify.errors import InputError
from verify.formula.parse import parse

RNG = np.random.default_rng(3)
X = RNG.normal(size=(40, 3))
REAL = X @ RNG.normal(size=(3, 2)) + 0.1 * RNG.normal(size=(40, 2))
SIGNS = np.where(RNG.normal(size=(40, 1)) > 0, 1.0, -1.0)
QUICK = Options(steps=30, certify=2, advice=False)


def verdicts(found: Audit) -> dict[str, Verdict]:
    return {f.key: f.verdict for f in found.findings}


@pytest.fixture(scope="module")
def squared() -> Audit:
    return audit("squared", data=(X, REAL), options=Options(steps=30, certify=3))


def test_a_strongly_convex_loss_is_certified_throughout(squared: Audit) -> None:
    assert not squared.violated
    certain = {"phi''", "convex", "data", "K", "mu", "minimum", "alpha1", "rate", "steps"}
    assert {k for k, v in verdicts(squared).items() if v is Verdict.CERTIFIED} == certain
    assert squared.headline.startswith("The assumptions hold, certified.")


def test_K_and_mu_are_the_extreme_eigenvalues_of_the_data(squared: Audit) -> None:
    values = np.linalg.eigvalsh(X.T @ X)
    assert squared.constants["K"] == pytest.approx(values[-1], rel=1e-12)
    assert squared.constants["mu"] == pytest.approx(values[0], rel=1e-12)


def test_the_guaranteed_run_keeps_its_promise(squared: Audit) -> None:
    run = next(r for r in squared.runs if r.step_size == "guaranteed")
    gap = squared.plan["1 - rho_bar"]
    assert gap is not None
    losses = np.array(run.L)
    assert np.all(losses[1:] <= losses[:-1] * (1 - gap) * (1 + 1e-9))


def test_enclosures_contain_the_floats(squared: Audit) -> None:
    alpha2 = squared.constants["alpha2"]
    assert alpha2 is not None
    assert squared.enclosures["alpha2"].lstrip("[").startswith(f"{alpha2:.5f}")


def test_advice_is_sorted_and_measured_against_the_start(squared: Audit) -> None:
    steps = [a.steps for a in squared.advice]
    assert steps == sorted(steps)
    own = squared.plan["steps"]
    assert own is not None
    for a in squared.advice:
        assert a.factor == pytest.approx(own / a.steps)
    assert any("four" in a.change or "4 times the scale" in a.change for a in squared.advice)


def test_the_same_inputs_give_the_same_result() -> None:
    first, second = (audit("squared", data=(X, REAL), options=QUICK) for _ in range(2))
    assert first == second
    one, two = (json.loads(a.to_json()) for a in (first, second))
    for d in (one, two):
        d.pop("environment")
    assert one == two


def test_a_formula_and_its_name_agree() -> None:
    by_name = audit("logistic", data=(X, SIGNS), l2=0.5, options=QUICK)
    by_formula = audit("log(1 + exp(-y*z))", data=(X, SIGNS), l2=0.5, options=QUICK)
    assert by_name.constants == by_formula.constants


def test_without_l2_the_logistic_loss_is_refuted_and_the_descent_lemma_still_audited() -> None:
    found = audit("logistic", data=(X, np.sign(X[:, :1])), options=QUICK)
    assert verdicts(found)["mu"] is Verdict.REFUTED
    assert verdicts(found)["K"] is Verdict.CERTIFIED
    assert {t.key for t in found.tallies} == {"(9) descent lemma", "(9) with 1, 1 in K_t", "(116)"}
    assert not found.violated
    assert found.headline.startswith("The theorems are empty here: strong convexity")
    assert found.plan == {}


def test_constants_on_the_sublevel_set_take_over() -> None:
    found = audit("log-cosh", data=(X, REAL), scale=0.3, options=QUICK)
    assert verdicts(found)["mu"] is Verdict.REFUTED
    assert verdicts(found)["sublevel"] is Verdict.CERTIFIED
    assert verdicts(found)["steps"] is Verdict.CERTIFIED
    assert "where the runs stay" in found.headline


def test_an_infinite_K_is_refuted_and_bounded_on_the_sublevel_set() -> None:
    counts = np.round(np.exp(0.3 * X[:, :1]))
    found = audit("poisson", data=(X, counts), l2=1.0, scale=0.2, options=QUICK)
    assert verdicts(found)["K"] is Verdict.REFUTED
    assert verdicts(found)["sublevel"] is Verdict.CERTIFIED


def test_a_nonconvex_loss_is_refuted_with_a_witness() -> None:
    found = audit("log(1 + (z - y)**2)", data=(X, REAL), options=QUICK)
    assert verdicts(found)["convex"] is Verdict.REFUTED
    assert "at z = " in found.finding("convex").detail
    assert verdicts(found)["mu"] is Verdict.REFUTED
    assert "(in balls)" in found.finding("mu").detail
    assert "not convex" in found.headline


def test_a_nonconvex_output_may_still_be_strongly_convex_with_l2() -> None:
    found = audit("cauchy", data=(X, REAL), l2=50.0, options=QUICK)
    assert verdicts(found)["convex"] is Verdict.REFUTED
    assert verdicts(found)["mu"] is Verdict.CERTIFIED
    assert "rate" in verdicts(found)


def test_more_features_than_samples_are_named_as_the_reason() -> None:
    found = audit("squared", data=(X[:2], REAL[:2]), options=QUICK)
    assert verdicts(found)["mu"] is Verdict.REFUTED
    assert "2 samples for 3 features" in found.finding("mu").detail


def test_the_softmax_has_K_one_half_of_the_largest_eigenvalue() -> None:
    found = audit("softmax", synthetic="3,3,60", l2=0.5, options=QUICK)
    assert verdicts(found)["rate"] is Verdict.CERTIFIED
    assert found.constants["mu"] == pytest.approx(0.5)


def test_balanced_factors_without_margin_promise_nothing() -> None:
    W = np.eye(2, 2)
    found = audit("squared", data=(X[:, :2], REAL + 9), start=(W, W), options=QUICK)
    assert verdicts(found)["rate"] is Verdict.BLOCKED
    assert any("nothing is promised" in text for text in found.limits)


@dataclass(frozen=True, eq=False)
class _Lying(ScalarOutput):
    """Claims a curvature far below the true one."""

    def bounds(self) -> tuple[float, float]:
        return 1e-3, 1e-3


def test_false_constants_are_refuted_in_balls() -> None:
    output = _Lying("squared", parse("(z - y)**2/2"), distinct_labels([-1.0, 1.0]))
    objective = Objective(output, X, SIGNS, 1.0, 0.1)
    start = drawn(objective.shape, None, 1.0, 0)
    out = audit_objective(objective, start, QUICK, silent)
    found = _result(Subject({}, objective, None, ()), start, QUICK, out)
    assert found.violated
    broken = [t for t in found.tallies if t.verdict is Verdict.REFUTED]
    assert any(t.key == "(9) descent lemma" and "confirmed in balls" in t.detail for t in broken)
    assert found.headline.startswith("Violated")


class Quadratic:
    """1/2 sum A (W - 1)^2."""

    shape = (3, 2)
    A = np.array([[2.0, 1.0], [1.0, 1.5], [1.0, 1.0]])
    K, mu = 2.0, 1.0

    def value(self, W: np.ndarray) -> float:
        return float(np.sum(self.A * (W - 1) ** 2) / 2)

    def gradient(self, W: np.ndarray) -> np.ndarray:
        G: np.ndarray = self.A * (W - 1)
        return G


class TooSmooth(Quadratic):
    K = 1.9


class TooConvex(Quadratic):
    mu = 1.1


class WrongGradient(Quadratic):
    def gradient(self, W: np.ndarray) -> np.ndarray:
        return 1.01 * super().gradient(W)


def test_true_claims_about_a_python_loss_withstand_the_search() -> None:
    found = audit(Quadratic(), options=QUICK)
    assert not found.violated
    assert {verdicts(found)[k] for k in ("K", "mu", "gradient", "minimum", "rate")} == {
        Verdict.TESTED
    }


@pytest.mark.parametrize(
    ("loss", "key"), [(TooSmooth(), "K"), (TooConvex(), "mu"), (WrongGradient(), "gradient")]
)
def test_false_claims_about_a_python_loss_are_refuted(loss: Quadratic, key: str) -> None:
    found = audit(loss, options=QUICK)
    assert found.violated
    assert verdicts(found)[key] is Verdict.REFUTED


def test_a_function_without_gradient_is_differentiated() -> None:
    found = audit(lambda W: float(np.sum(W**2) + np.sum(np.cos(W))), shape=(2, 2), options=QUICK)
    assert not found.violated
    assert found.subject["gradient"].startswith(("central differences", "JAX"))
    assert 2.9 < (found.constants["K"] or 0) / 1.5 <= 3.0


def test_a_nonconvex_python_loss_is_refuted() -> None:
    found = audit(lambda W: float(np.sum(np.cos(W))), shape=(2, 2), options=QUICK)
    assert verdicts(found)["convex"] is Verdict.REFUTED


def _raises(W: np.ndarray) -> float:
    raise ValueError("no such luck")


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (_raises, "_raises: it raised ValueError: no such luck"),
        (lambda W: W, "array of shape (2, 2)"),
        (lambda W: "text", "returned str"),
        (lambda W: float("nan"), "NaN"),
    ],
)
def test_what_a_users_function_does_wrong_is_reported_with_its_name(
    function: object, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        audit(function, shape=(2, 2), options=QUICK)
    assert words in str(caught.value)


def test_a_gradient_of_the_wrong_shape_is_named() -> None:
    class Flat(Quadratic):
        def gradient(self, W: np.ndarray) -> np.ndarray:
            return super().gradient(W).ravel()

    with pytest.raises(InputError, match=r"gradient\(W\)"):
        audit(Flat(), options=QUICK)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"loss": "nosuch"}, "no loss is called"),
        ({"loss": "squared", "l2": -1.0}, "l2"),
        ({"loss": "squared", "width": 1, "data": (X, REAL)}, "h >= min"),
        ({"loss": "squared", "start": (X, X), "data": (X, REAL)}, "shape"),
        ({"loss": "huber", "params": {"d": 0}}, "d > 0"),
        ({"loss": "huber", "params": {"q": 1}}, "its parameters are: d"),
        ({"loss": "squared", "labels": "letters"}, "take one of"),
        ({"loss": "squared", "data": (X, REAL), "synthetic": "1,1,9"}, "give one of them"),
        ({"loss": Quadratic(), "data": (X, REAL)}, "function of W alone"),
        ({"loss": 3.0, "shape": (2, 2)}, "neither a function"),
        ({"loss": lambda W: 0.0}, "shape of W"),
    ],
)
def test_unusable_arguments_are_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        audit(**arguments)  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_factors_of_ones_own_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "start.npz"
    np.savez(path, W1=RNG.normal(size=(3, 6)), W2=RNG.normal(size=(2, 6)))
    found = audit("squared", data=(X, REAL), start=path, options=QUICK)
    assert found.subject["start"] == "given factors, h = 6"


def test_the_package_offers_the_function_itself() -> None:
    assert verify.audit is audit
    with pytest.raises(AttributeError):
        verify.nothing  # noqa: B018 - the access is what is tested


def test_every_form_of_the_report_is_written(squared: Audit, tmp_path: Path) -> None:
    page = squared.report(tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "http-equiv" not in page
    assert 'src="http' not in page
    text = squared.report(tmp_path / "a.md").read_text(encoding="utf-8")
    assert "## What limits the rate" in text
    data = json.loads(squared.report(tmp_path / "a.json").read_text(encoding="utf-8"))
    assert data["schema"] == 1
    assert {f["key"] for f in data["findings"]} == set(verdicts(squared))
    with pytest.raises(InputError, match=r"\.html"):
        squared.report(tmp_path / "a.txt")


def test_what_a_user_named_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,y\n1,<b>x</b>\n2,<i>\n3,<i>\n4,<b>x</b>\n", encoding="utf-8")
    found = audit("logistic", data=str(path), l2=1.0, options=QUICK)
    page = found.report(tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<i>" not in found._repr_html_()


def test_the_summary_is_text_and_a_notebook_gets_a_fragment(squared: Audit) -> None:
    text = repr(squared)
    assert text.startswith(squared.headline)
    assert "CERTIFIED" in text
    assert squared._repr_html_().startswith("<p><b>The assumptions hold")


@pytest.mark.parametrize(
    "options", [{"steps": 0}, {"target": 1.0}, {"certify": -1}, {"eta": 0.0}, {"seed": -1}]
)
def test_options_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(InputError, match="was given"):
        Options(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("loss", "data"),
    [
        (Quadratic(), None),
        (TooSmooth(), None),
        ("absolute", (X, REAL)),
        ("logistic", (X, np.sign(X[:, :1]))),
        ("log(1 + (z - y)**2)", (X, REAL)),
    ],
    ids=["python", "refuted claim", "no constants", "no strong convexity", "not convex"],
)
def test_reports_are_written_whatever_an_audit_lacks(
    loss: object, data: object, tmp_path: Path
) -> None:
    found = audit(loss, data=data, options=QUICK)
    for name in ("a.html", "a.md", "a.json"):
        text = found.report(tmp_path / name).read_text(encoding="utf-8")
        assert found.headline.partition(":")[0] in text.replace("\\", "")
    assert found.headline in repr(found)
