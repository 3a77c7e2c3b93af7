"""Files written in one step: a broken run never leaves a half-written one behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from verify.errors import InputError

__all__ = ["write_bytes", "write_text"]


def write_text(path: Path, text: str) -> Path:
    """Put `text` at `path` in one step: readers see the old file or the new one."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> Path:
    """Put `content` at `path` in one step; raises InputError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or "the system refused"
    return InputError(
        f"cannot be written ({reason})",
        where=str(path),
        remedy="choose a folder that exists and can be written",
    )
