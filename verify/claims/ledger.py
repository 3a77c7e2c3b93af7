"""The ledger: a run's record as JSON, the only input of every report and of the checker.

Its outline is an interface. The same inputs and seed give the same bytes whatever the number of
workers; times, memory and machine stand in `environment`, which the digest leaves out.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from verify.claims.catalogue import Catalogue
from verify.claims.claim import Budget, Claim
from verify.claims.run import Outcome
from verify.errors import InputError
from verify.files import write_text

__all__ = ["build", "digest", "environment", "ledger_name", "read", "statement_mark", "write"]

SCHEMA = 1
_LIMIT = 256 * 2**20
_PARTS = ("numpy", "scipy", "sympy", "mpmath", "python-flint", "hypothesis")


def build(
    catalogue: Catalogue, outcomes: Sequence[Outcome], budget: Budget, env: dict[str, Any]
) -> dict[str, Any]:
    """The ledger of a run over claims of one catalogue."""
    by_claim: dict[str, list[Outcome]] = {}
    for o in outcomes:
        by_claim.setdefault(o.claim.id, []).append(o)
    ledger: dict[str, Any] = {
        "schema": SCHEMA,
        "paper": catalogue.paper,
        "title": catalogue.title,
        "seed": budget.seed,
        "profile": budget.profile,
        "claims": [_claim(os_[0].claim, os_) for os_ in by_claim.values()],
    }
    # Through JSON once, so that what is digested is what is written.
    plain: dict[str, Any] = json.loads(_canonical(ledger))
    return {**plain, "digest": digest(plain), "environment": env}


def digest(ledger: dict[str, Any]) -> str:
    """sha256 over the canonical JSON of all but `digest` and `environment`."""
    rest = {k: v for k, v in ledger.items() if k not in ("digest", "environment")}
    return hashlib.sha256(_canonical(rest).encode()).hexdigest()


def statement_mark(statement: Any) -> str:
    """Twelve hexadecimal digits that change with the statement of a reading."""
    return hashlib.sha256(_canonical(statement).encode()).hexdigest()[:12]


def _canonical(data: Any) -> str:
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _claim(claim: Claim, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "id": claim.id,
        "label": claim.label,
        "section": claim.section,
        "equations": list(claim.equations),
        "title": claim.title,
        "kind": claim.kind.value,
        "severity": claim.severity.value if claim.severity else None,
        "source": claim.source,
        "hypotheses": list(claim.hypotheses),
        "rests_on": list(claim.rests_on),
        "consequence": claim.consequence,
        "readings": [_reading(o) for o in outcomes],
    }


def _reading(o: Outcome) -> dict[str, Any]:
    return {
        "name": o.reading.name,
        "tex": o.reading.formula(),
        "words": o.reading.words,
        "verdict": o.verdict.value if o.verdict else None,
        "basis": o.basis,
        "tightness": o.tightness,
        "evidence": [e.to_json() for e in o.evidence],
        "facts": sorted({f for e in o.evidence for f in e.data.get("facts", ())}),
        "note": o.reading.note,
        **({"unproved": o.reading.unproved} if o.reading.unproved else {}),
        "statement": o.reading.statement(),
        **o.controls.to_json(),
    }


def environment(seconds: float, jobs: int) -> dict[str, Any]:
    """Time, memory and versions of a run; seconds of wall time, MiB of peak memory."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "seconds": round(seconds, 1),
        "peak_memory_mib": round((own + jobs * child) / unit),
        "peak_memory_note": "the main process's peak plus the largest worker's times the workers",
        "jobs": jobs,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: metadata.version(name) for name in _PARTS},
    }


def ledger_name(paper: str) -> str:
    """The file's name without its ending."""
    return f"arxiv_{paper.replace('.', '_')}"


def write(ledger: dict[str, Any], folder: Path) -> Path:
    """Write the ledger into a folder, one claim a line, for a readable diff."""
    path = folder / f"{ledger_name(ledger['paper'])}.json"
    parts = []
    for key in sorted(ledger):
        value = ledger[key]
        text = _canonical(value)
        if key == "claims":
            text = "[\n" + ",\n".join(_canonical(claim) for claim in value) + "\n]"
        parts.append(f"{json.dumps(key)}: {text}")
    return write_text(path, "{" + ",\n".join(parts) + "}\n")


def read(path: Path) -> dict[str, Any]:
    """A ledger of this schema, its digest checked; anything else is an InputError."""
    try:
        if path.stat().st_size > _LIMIT:
            raise InputError("the file is larger than any ledger", where=str(path))
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"no ledger can be read ({type(error).__name__}: {str(error)[:200]})",
            where=str(path),
            remedy="give a file that `pl-verify report` wrote",
        ) from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or "claims" not in data:
        raise InputError(
            "this is no ledger",
            violates=f"schema = {SCHEMA}, and a list of claims",
            where=str(path),
            remedy="give a file that `pl-verify report` wrote",
        )
    if data.get("digest") != digest(data):
        raise InputError(
            "the digest does not match the content",
            where=str(path),
            remedy="the file was changed after the run; make the report again",
        )
    return data
