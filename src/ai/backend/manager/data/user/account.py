"""A user as the database stores one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UserRole(StrEnum):
    """Role of a user in the whole installation."""

    USER = "user"
    ADMIN = "admin"
    SUPERADMIN = "superadmin"


@dataclass(frozen=True)
class UserData:
    """A user as the user repository returns one.

    The password's hash is not among the fields: only the auth domain reads it.
    """

    user_id: str
    email: str
    role: UserRole
    is_active: bool
    full_name: str | None = None  # None: never set; "": cleared
