"""Certificates kept by what they prove: a file for each, named after the problem's content.

Nothing here is trusted. A file that cannot be read, or whose certificate does not hold exactly, is
as good as none, and is written again. Only certificates are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from verify.evidence.polynomial import Monomial, Poly
from verify.evidence.scalar.exact import fault
from verify.evidence.scalar.problem import Budget, Certificate, ScalarProblem, Weighted

__all__ = ["key_of", "load", "store", "user_cache"]

_VERSION = 1


def user_cache() -> Path:
    """The usual place: pl-verify/certificates in the user's cache directory."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pl-verify" / "certificates"


def key_of(
    problem: ScalarProblem,
    degree: int,
    products: Sequence[tuple[int, ...]],
    budget: Budget,
    *options: bool,
) -> str:
    """A digest of everything that the search depends on."""
    content = [
        _VERSION,
        [[_poly(p.poly), p.strict] for p in problem.premises],
        [_poly(e) for e in problem.equations],
        [_poly(problem.conclusion), problem.op],
        [degree, [list(p) for p in products], sorted(asdict(budget).items()), options],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load(directory: Path, key: str, problem: ScalarProblem) -> Certificate | None:
    """The certificate that is kept under the key, if it is one of this problem."""
    try:
        data = json.loads((directory / f"{key}.json").read_text(encoding="utf-8"))
        certificate = Certificate(
            _weighted(data["products"]),
            tuple(int(j) for j in data["equations"]),
            _weighted(data["multiplier"]),
            tuple(_read(q) for q in data["squares"]),
        )
        return None if fault(problem, certificate) else certificate
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    except ZeroDivisionError:  # a weight such as "1/0"
        return None


def store(directory: Path, key: str, certificate: Certificate) -> None:
    """Keep a certificate; a directory that cannot be written to is no error."""
    data = {
        "version": _VERSION,
        "products": _text(certificate.products),
        "equations": list(certificate.equations),
        "multiplier": _text(certificate.multiplier),
        "squares": [_poly(q) for q in certificate.squares],
    }
    partial = directory / f"{key}.{os.getpid()}.part"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        partial.replace(directory / f"{key}.json")
    except OSError:
        with suppress(OSError):
            partial.unlink()


def _poly(poly: Mapping[Monomial, Fraction]) -> list[Any]:
    return [[[list(factor) for factor in m], str(c)] for m, c in sorted(poly.items())]


def _read(data: Any) -> Poly:
    return {
        tuple((str(atom), int(k)) for atom, k in monomial): Fraction(str(c)) for monomial, c in data
    }


def _text(part: Weighted) -> list[Any]:
    return [[str(c), list(names)] for c, names in part]


def _weighted(data: Any) -> Weighted:
    return tuple((Fraction(str(c)), tuple(int(i) for i in names)) for c, names in data)
