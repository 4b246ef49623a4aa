"""Who may do what in a virtual folder."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VFolderPermission(StrEnum):
    """What a virtual folder is mounted for."""

    READ_ONLY = "ro"
    READ_WRITE = "rw"


@dataclass(frozen=True)
class VFolderInvitation:
    """Permission that an owner gave to another user.

    Returned by the vfolder repository.
    """

    vfolder_id: str
    user_id: str
    permission: VFolderPermission


@dataclass(frozen=True)
class VFolderAccess:
    """A user's access to a virtual folder, as the vfolder service resolved it."""

    vfolder_id: str
    user_id: str
    permission: VFolderPermission | None  # None: no access at all
    is_owner: bool
