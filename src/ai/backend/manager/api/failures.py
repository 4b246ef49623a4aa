"""What a client learns about an error, the same over REST and GraphQL."""

import logging

from pydantic import ValidationError

from ai.backend.manager.errors import ManagerError, UnavailableError

_logger = logging.getLogger(__name__)

MALFORMED = "MALFORMED"
INVALID_INPUT = "INVALID_INPUT"
INTERNAL = "INTERNAL"


def describe(error: BaseException) -> tuple[str, str]:
    """Describe an error to a client.

    Args:
        error: Anything that a handler or resolver raised.

    Returns:
        A permanent code, and a sentence. For an unexpected error, neither has any details; the
        log has them.
    """
    if isinstance(error, UnavailableError):
        _logger.warning("%s", error, exc_info=error)
    if isinstance(error, ManagerError):
        return error.code, str(error)
    if isinstance(error, ValidationError):
        code = INVALID_INPUT
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            code = MALFORMED
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}"
            for fault in error.errors()
        )
        return code, "; ".join(faults)
    if isinstance(error, UnicodeError | OverflowError):
        return INVALID_INPUT, "a value is out of range, or not a valid string"
    _logger.error("unexpected", exc_info=error)
    return INTERNAL, "something went wrong in the Manager"
