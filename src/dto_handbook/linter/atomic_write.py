"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dto_handbook.baseline.errors import RatchetError


def write(file: Path, content: bytes) -> None:
    """Write a file in place of what is there.

    Args:
        file: The file; of a link, what it leads to is replaced.
        content: What it shall hold.

    Raises:
        RatchetError: It cannot be written; what was there is as it was.
    """
    target = file.resolve()
    try:
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RatchetError(f"{file}: not written: {error.strerror or error}") from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
