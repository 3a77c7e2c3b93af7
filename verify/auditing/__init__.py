"""Audit a loss of one's own: which guarantees hold, with which constants, and which step sizes.

    from verify import audit

    found = audit("log(1 + exp(-y*z))", data="breast-cancer", l2=0.1)
    print(found)                    # the summary; in a notebook it shows itself
    found.report("audit.html")      # or .md, .json
    found.finding("rate").detail

`verify.audit` is the function of this package, loaded when it is first used. The command
line has the same as `pl-verify audit`; `verify.auditing.testing` has `assert_audited`.
"""

from verify.auditing.entry import audit
from verify.auditing.losses import LOSSES, Coding, NamedLoss
from verify.auditing.options import Options
from verify.auditing.result import Audit, Finding

__all__ = ["LOSSES", "Audit", "Coding", "Finding", "NamedLoss", "Options", "audit"]
