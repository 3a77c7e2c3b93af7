"""arXiv 2505.11664: local PL inequality and descent lemma for overparametrized linear models.

One file a section or appendix, in the paper's order; `CATALOGUE` lists all claims, `STATEMENTS` the
same without their proofs, which take longer to load than to be left out.
"""

import importlib
import pkgutil
from dataclasses import replace
from functools import cache

from verify.claims.catalogue import Catalogue
from verify.claims.claim import Claim, Reading

__all__ = ["CATALOGUE", "STATEMENTS"]

# The paper's own order.
_PARTS = (
    "s1_introduction",
    "s2_preliminaries",
    "s2_reduction",
    "s3_1_local_constants",
    "s3_1_remarks",
    "s3_2_convergence",
    "s3_2_remarks",
    "s3_3_sketch",
    "s3_3_chain",
    "s3_4_initialisation",
    "s3_5_width",
    "s4_experiments",
    "tables",
    "a_preliminaries",
    "a_singular_values",
    "a_random_matrices",
    "b_no_global_constants",
    "b_quotient_bound",
    "b_toy_example",
    "c_prior_work",
    "c_convergence_rates",
    "d_descent_lemma",
    "d_taylor",
    "d_auxiliary",
    "d_second_derivative",
    "d_uniform_bound",
    "d_sharper",
    "e_step_size",
    "e_theorem",
    "e_constants",
    "e_induction",
    "e_induction_steps",
    "e_spectral",
    "e_imbalance",
    "e_sharper",
    "e_upper_bound",
    "e_invariant",
    "f_initialisation",
    "f_width",
    "g_simulations",
    "summaries",
)
_present = {module.name for module in pkgutil.iter_modules(__path__)}

CATALOGUE: Catalogue
STATEMENTS: Catalogue


@cache
def _statements() -> Catalogue:
    parts = (importlib.import_module(f"{__name__}.{p}") for p in _PARTS if p in _present)
    return Catalogue(
        "2505.11664",
        "A Local Polyak-Lojasiewicz and Descent Lemma of Gradient Descent "
        "For Overparametrized Linear Models",
        tuple(claim for part in parts for claim in part.CLAIMS),
    )


@cache
def _catalogue() -> Catalogue:
    """The statements with the proofs of `proved/` attached."""
    proved = importlib.import_module(f"{__name__}.proved")

    def with_proof(name: str, r: Reading) -> Reading:
        proof, unproved = proved.PROOFS.get((name, r.name)), proved.OPEN.get((name, r.name))
        return replace(r, proof=proof, unproved=unproved or r.unproved)

    def with_proofs(claim: Claim) -> Claim:
        name = claim.id.partition("/")[2]
        return replace(claim, readings=tuple(with_proof(name, r) for r in claim.readings))

    plain = _statements()
    return replace(plain, claims=tuple(map(with_proofs, plain.claims)))


def __getattr__(name: str) -> Catalogue:
    """Made when first asked for: a module of this package must not cost the whole of it."""
    if name == "CATALOGUE":
        return _catalogue()
    if name == "STATEMENTS":
        return _statements()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
