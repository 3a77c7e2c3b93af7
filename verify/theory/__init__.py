"""The local PL theory of two-layer linear models in floats, for a run of one's own.

Constants of a start (Table 2), what follows from them for a first step size, the step sizes, and
the inequalities that are claimed of a run; after arXiv 2505.11664, whose statements are verified in
`proofs/`. Here they are used: by the audit of a user's loss, and by the figures.
"""

from verify.theory.constants import Table2, TheoremE1, table_2, theorem_e1
from verify.theory.inequalities import RUN, STEP
from verify.theory.schedules import ArgminRho, ConstantStep, RhoBarStep, RhoStep, Theory

__all__ = [
    "RUN",
    "STEP",
    "ArgminRho",
    "ConstantStep",
    "RhoBarStep",
    "RhoStep",
    "Table2",
    "TheoremE1",
    "Theory",
    "table_2",
    "theorem_e1",
]
