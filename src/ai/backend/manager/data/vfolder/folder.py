"""A virtual folder as the database stores one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VFolderOwnership(StrEnum):
    """Kind of owner of a virtual folder."""

    USER = "user"
    PROJECT = "project"


@dataclass(frozen=True)
class VFolderData:
    """A virtual folder as the vfolder repository returns one."""

    vfolder_id: str
    name: str
    host: str  # Storage host and volume, such as "local:volume1"
    ownership: VFolderOwnership
    owner_id: str  # A user's or a project's id, as `ownership` says
    quota: int | None = None  # Bytes; 0: read-only for all users; None: unlimited
