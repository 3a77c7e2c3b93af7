"""pl-verify: checks the statements of a convergence paper and says what the evidence is worth.

Holds the version and the errors. Import what else you need from its own module: importing this
package loads neither SymPy nor Matplotlib nor python-flint, so that the command line answers fast.
The claims themselves are in the package `proofs`, which imports this one, never the other way.
"""

from verify.errors import InputError, PlVerifyError

__all__ = ["InputError", "PlVerifyError", "__version__"]

__version__ = "0.1.0.dev0"
