"""Writes files atomically: completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(file: Path, content: bytes, *, must_be_new: bool = False) -> None:
    """Create or replace a file, with the permissions and owner of the old one.

    Args:
        file: The file; if it is a link, its target is replaced.
        content: The new content.
        must_be_new: Whether an existing file is an error.

    Raises:
        OSError: The file cannot be written, or exists already; it is unchanged.
    """
    import tempfile  # Costs start-up time that a check without fixes does not need

    target = file.resolve()
    status = target.stat() if target.exists() else None
    is_read_only = status is not None and not status.st_mode & 0o222
    if is_read_only or (status is not None and not os.access(target, os.W_OK)):
        raise PermissionError(0, "it is read-only")
    if not target.parent.is_dir():
        raise FileNotFoundError(0, f"there is no folder {target.parent}; create it first")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        if status is not None and _owner(status) != _owner(part.stat()):
            os.chown(name, *_owner(status))
        part.chmod(status.st_mode & 0o7777 if status is not None else 0o666 & ~_umask())
        if must_be_new:
            target.hardlink_to(part)  # Unlike a rename, it never takes another file's place
        else:
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _owner(status: os.stat_result) -> tuple[int, int]:
    return status.st_uid, status.st_gid


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
