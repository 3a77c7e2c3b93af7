"""arXiv 2505.11664: local PL inequality and descent lemma for overparametrized linear models.

One file a section or appendix, in the paper's order; `CATALOGUE` lists all claims.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace

from verify.claims.catalogue import Catalogue
from verify.claims.claim import Claim

__all__ = ["CATALOGUE"]

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


def _claims() -> Iterator[Claim]:
    """The parts' claims in order, with the proofs of `proved/` attached."""
    proved = importlib.import_module(f"{__name__}.proved")
    for part in _PARTS:
        if part in _present:
            for claim in importlib.import_module(f"{__name__}.{part}").CLAIMS:
                name = claim.id.partition("/")[2]
                readings = tuple(
                    replace(
                        r,
                        proof=proved.PROOFS.get((name, r.name)),
                        unproved=proved.OPEN.get((name, r.name), r.unproved),
                    )
                    for r in claim.readings
                )
                yield replace(claim, readings=readings)


CATALOGUE = Catalogue(
    "2505.11664",
    "A Local Polyak-Lojasiewicz and Descent Lemma of Gradient Descent "
    "For Overparametrized Linear Models",
    tuple(_claims()),
)
