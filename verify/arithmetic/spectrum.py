"""All eigenvalues of a symmetric matrix enclosed at the cost of one float decomposition.

With V close to orthonormal eigenvectors, A is congruent to M = V'AV: by Ostrowski's theorem the
eigenvalues change by factors within |V'V - I|_F of 1, and by Weyl's they lie within |M - diag M|_F
of the diagonal's. V is a float matrix and needs no trust; the width is about 1e-14 |A|. (`ball.py`
refines V until the working precision is reached, which takes long for fifty rows and more.)
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat

from verify.arithmetic.ball import to_fraction
from verify.errors import PlVerifyError

__all__ = ["quick_eigenvalues", "quick_singular_values"]


def quick_eigenvalues(a: arb_mat) -> list[arb]:
    """Enclosures of all eigenvalues, descending. a: symmetric, entries finite."""
    k = a.nrows()
    if k == 1:
        return [a[0, 0]]
    floats = np.array([float(x.mid()) for x in a.entries()]).reshape(k, k)
    V = np.linalg.eigh((floats + floats.T) / 2)[1]
    v = arb_mat(k, k, [arb(float(x)) for x in V.ravel()])
    m = v.transpose() * a * v
    gram = v.transpose() * v
    defect = _norm([gram[i, j] - (i == j) for i in range(k) for j in range(k)])
    if not defect < 0.5:
        raise PlVerifyError("no orthonormal eigenvectors were found", where=f"a {k} x {k} matrix")
    rest = _norm([m[i, j] for i in range(k) for j in range(k) if i != j])
    centres = sorted((m[i, i] for i in range(k)), key=lambda d: to_fraction(d.mid()), reverse=True)
    spread, theta = arb(0, 1) * rest, 1 + arb(0, 1) * defect
    return [(c + spread) / theta for c in centres]


def quick_singular_values(a: arb_mat) -> list[arb]:
    """Enclosures of all min(r, c) singular values, descending: roots of the smaller Gram's."""
    gram = a * a.transpose() if a.nrows() <= a.ncols() else a.transpose() * a
    return [w.nonnegative_part().sqrt() for w in quick_eigenvalues(gram)]


def _norm(entries: list[arb]) -> arb:
    return sum((abs(x) * abs(x) for x in entries), arb(0)).sqrt().upper()
