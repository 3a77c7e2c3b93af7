"""The paper's own step sizes, for the trajectory engine: see `verify.theory`."""

from verify.theory.schedules import ArgminRho, ConstantStep, RhoBarStep, RhoStep, Theory

__all__ = ["ArgminRho", "ConstantStep", "RhoBarStep", "RhoStep", "Theory"]
