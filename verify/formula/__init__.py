"""Scalar formulas phi(z, y): parsed safely, differentiated, their curvature enclosed."""
