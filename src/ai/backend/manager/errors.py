"""The Manager's errors, with messages that a client may read.

The API converts each error to a response; no other details of an error leave the process.
"""

from typing import ClassVar


class ManagerError(Exception):
    """An expected failure, with a permanent code."""

    code: ClassVar[str]


class NotFoundError(ManagerError):
    """There is no such object."""

    code = "NOT_FOUND"


class InvalidInputError(ManagerError):
    """A value that is invalid in any state."""

    code = "INVALID_INPUT"


class ConflictError(ManagerError):
    """A request that does not fit the present state."""

    code = "CONFLICT"


class UnauthenticatedError(ManagerError):
    """The request is not from a known user."""

    code = "UNAUTHENTICATED"


class UnavailableError(ManagerError):
    """The database cannot be used now."""

    code = "UNAVAILABLE"
