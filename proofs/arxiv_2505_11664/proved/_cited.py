"""Proofs of statements about runs that rest on `e_invariant.py`: what is cited, and short steps.

A statement about runs may cite one about the same run and with hypotheses among its own. `Cited`
does so by the name that a relation has in `kept` and `descends`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from proofs.arxiv_2505_11664._constants_of_runs import PRINTED, THEOREM_32, RunConstants
from proofs.arxiv_2505_11664._initial import ALPHA2, BETA2
from proofs.arxiv_2505_11664._paper import PAPER
from proofs.arxiv_2505_11664._quantities import K_T
from proofs.arxiv_2505_11664._theorem_e1 import PRINTED_E1
from proofs.arxiv_2505_11664.e_invariant import descends, kept
from proofs.arxiv_2505_11664.proved._family import FAMILIES, letters_of
from verify.evidence.derivation import Proof
from verify.language import Relation
from verify.model.step import L, ell, eta
from verify.model.trajectory import L0, W0

__all__ = ["Cited", "Proofs", "cite", "restated"]

Proofs = dict[tuple[str, str], Callable[[], Proof]]

# Constants of the readings of E.descends; those of E.invariant are in `_family.py`.
_DESCENDS = {
    "printed": PRINTED,
    "n = m, exp(sqrt(eta0))": PRINTED_E1,
    "Theorem 3.2": THEOREM_32,
}


class Cited:
    """A proof, and what it cites of a reading of E.invariant or E.descends, each once."""

    def __init__(self, claim: str, reading: str) -> None:
        self.p = Proof()
        self.claim, self.reading = claim, reading
        self.at: RunConstants
        self.relations: Mapping[str, Relation]
        if claim == "E.invariant":
            self.at = FAMILIES[reading].at
            self.relations = kept(self.at)
        else:
            self.at = _DESCENDS[reading]
            self.relations = descends(self.at)
        self.letters = letters_of(self.at)
        self._known: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        """The step that cites the relation of this name."""
        if name not in self._known:
            self._known[name] = self.p.claim(
                f"{PAPER}/{self.claim}", self.reading, list(self.relations).index(name)
            )
        return self._known[name]

    def given(self, index: int, say: str = "") -> int:
        """The hypothesis of this number in `_runs.run_constants`, the last ones from the end."""
        key = f"given {index}"
        if key not in self._known:
            self._known[key] = self.p.given(self.at.hypotheses[index], say)
        return self._known[key]

    def by(
        self,
        relation: Relation,
        *products: tuple[int, ...],
        equations: tuple[int, ...] = (),
        say: str = "",
    ) -> int:
        """A scalar step from these products of earlier ones, the definitions being letters."""
        using = [*equations, *(i for names in products for i in names)]
        return self.p.scalar(relation, using, say, products=products, letters=self.letters)

    def scalar(self, relation: Relation, *using: int, say: str = "", degree: int = 2) -> int:
        """A scalar step with the definitions as letters, its products sought."""
        return self.p.scalar(relation, using, say, degree=degree, letters=self.letters)

    def k(self) -> int:
        """K > 0."""
        return self.p.fact("smoothness-positive", ell, W0)

    def mu(self) -> int:
        """Mu > 0."""
        return self.p.fact("convexity-positive", ell, W0)

    def loss(self) -> int:
        """L(t) >= 0."""
        return self.p.scalar(L >= 0, [])

    def start_loss(self) -> int:
        """L(0) >= 0."""
        return self.p.scalar(L0 >= 0, [])

    def top(self) -> int:
        """alpha2 > 0."""
        return self.scalar(ALPHA2 > 0, self("order"), self.given(0))

    def beta2(self) -> int:
        """beta2 >= 0."""
        return self.p.scalar(BETA2 >= 0, [])

    def positive_growth(self) -> int:
        """G > 0."""
        return self.scalar(self.at.growth > 0, self("growth"))

    def step(self) -> int:
        """eta_t > 0."""
        return self.p.scalar(eta > 0, [self.given(1), self.given(-3)])

    def room(self) -> int:
        """eta_t K_t < 2."""
        return self.by(eta * K_T < 2, (self.given(-1),), ())


def cite(claim: str, reading: str, steps: Callable[[Cited], object]) -> Callable[[], Proof]:
    """The proof that `steps` writes."""

    def proof() -> Proof:
        cited = Cited(claim, reading)
        steps(cited)
        return cited.p

    return proof


def _each(names: tuple[str, ...], cited: Cited) -> None:
    for name in names:
        cited(name)


def restated(claim: str, reading: str, *names: str) -> Callable[[], Proof]:
    """The proof that cites these relations and nothing else."""
    return cite(claim, reading, partial(_each, names))
