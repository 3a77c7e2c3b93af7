"""The paper's inequalities about a step, for the trajectory engine: see `verify.theory`."""

from verify.theory.inequalities import ALL, RUN, STEP

__all__ = ["ALL", "RUN", "STEP"]
