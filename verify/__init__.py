"""pl-verify: checks the statements of a convergence paper and says what the evidence is worth.

Holds the version and the errors. Import what else you need from its own module: importing this
package loads neither SymPy nor Matplotlib nor python-flint, so that the command line answers fast.
The claims themselves are in the package `proofs`, which imports this one, never the other way.

`audit` is the one function that is offered here: it is `verify.auditing.audit`, and is imported
from there when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from verify.errors import InputError, PlVerifyError

if TYPE_CHECKING:
    from verify.auditing import audit

__all__ = ["InputError", "PlVerifyError", "__version__", "audit"]

__version__ = "0.1.0.dev0"


def __getattr__(name: str) -> Any:
    """`audit`, loaded late: it brings SymPy and SciPy along."""
    if name == "audit":
        from verify.auditing import audit

        return audit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
