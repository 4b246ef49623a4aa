"""What a client is told when something goes wrong, the same over REST and GraphQL."""

import logging

from pydantic import ValidationError

from ai.backend.manager.errors import ManagerError, UnavailableError

_logger = logging.getLogger(__name__)

MALFORMED = "MALFORMED"
INVALID_INPUT = "INVALID_INPUT"
INTERNAL = "INTERNAL"


def describe(error: BaseException) -> tuple[str, str]:
    """Say what a client may know of an error.

    Args:
        error: Anything that a handler or resolver raised.

    Returns:
        A code that does not change, and a sentence. Of an error that nobody expected the client
        learns nothing; the log has it whole.
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
        return INVALID_INPUT, "a value is out of range, or no valid text"
    _logger.error("unexpected", exc_info=error)
    return INTERNAL, "something went wrong in the Manager"
