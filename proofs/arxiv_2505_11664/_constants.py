"""Table 2's constants and those of Theorem E.1 in floats: they stand in `verify.theory`."""

from verify.theory.constants import Table2, TheoremE1, phi, table_2, theorem_e1

__all__ = ["Table2", "TheoremE1", "phi", "table_2", "theorem_e1"]
