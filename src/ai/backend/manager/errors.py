"""What can go wrong in the Manager, in words that a client may read.

The API turns each into an answer of its own kind; nothing else of an error leaves the process.
"""

from typing import ClassVar


class ManagerError(Exception):
    """An expected failure, with a code that does not change."""

    code: ClassVar[str]


class NotFoundError(ManagerError):
    """There is no such object."""

    code = "NOT_FOUND"


class InvalidInputError(ManagerError):
    """A value that cannot be accepted, whatever the state of things."""

    code = "INVALID_INPUT"


class ConflictError(ManagerError):
    """A request that does not fit the present state."""

    code = "CONFLICT"


class UnauthenticatedError(ManagerError):
    """Nobody that the Manager knows has asked."""

    code = "UNAUTHENTICATED"


class UnavailableError(ManagerError):
    """The database cannot be used now."""

    code = "UNAVAILABLE"
