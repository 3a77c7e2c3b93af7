"""The paper's inequalities about a step, for the trajectory engine, and their claims.

The inequalities stand in `verify.theory.inequalities`; `CLAIM_OF` names their claims in the
catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping

from verify.theory.inequalities import ALL, RUN, STEP, rho

__all__ = ["ALL", "CLAIM_OF", "RUN", "STEP", "rho"]

# The claim and the reading whose relation an inequality is, its place among the conclusions.
CLAIM_OF: Mapping[str, tuple[str, str, int]] = {
    "(9) descent lemma": ("3.1/9-descent", "printed", 0),
    "(9) with 1, 1 in K_t": ("D.beyond/K_t", "printed", 0),
    "(9) local PL": ("3.1/9-PL", "printed", 0),
    "(10)": ("3.1/10", "printed", 0),
    "(63)": ("C.1", "printed", 0),
    "(116)": ("E.2", "printed", 0),
    "(118) below": ("E.3/118-lower", "repaired", 0),
    "(118) above": ("E.3/118-upper", "printed", 0),
    "(119)": ("E.4/119", "along runs, repaired", 0),
    "(120)": ("E.4/120", "along runs", 0),
    "(23) below": ("3.3/23-low", "printed", 0),
    "(23) above": ("3.3/23-up", "printed", 0),
    "(15) eta0 <= eta_t": ("3.2/admissible", "n = m", 0),
    "(15) growth": ("summary-a/schedule", "repaired", 0),
    "(15) eta_t K_t <= 1": ("3.2/admissible", "n = m", 1),
    "(16)": ("3.2", "repaired", 0),
    "(17)": ("3.2/17", "repaired", 0),
    "(20) rho": ("3.2/20-rho", "printed", 0),
    "(20) rho_bar": ("3.2/20-rho-bar", "repaired", 0),
    "(22) below": ("3.3/22-low", "repaired", 0),
    "(22) above": ("3.3/22-up", "alpha1 repaired", 0),
    "(24) mu_t": ("3.3/24-mu", "repaired", 0),
    "(24) K_t": ("3.3/24-K", "alpha1 repaired", 0),
    "(25) rho": ("3.3/25-a", "repaired", 0),
    "(25) rho_bar": ("3.3/25-b", "conclusion", 0),
    "(117)": ("E.117-g", "printed", 0),
}
