"""Failures as problem responses (RFC 9457)."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from ai.backend.manager.api.failures import INTERNAL, INVALID_INPUT, MALFORMED, describe
from ai.backend.manager.errors import (
    ConflictError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)

STATUS: Mapping[str, int] = {
    ConflictError.code: 409,
    INTERNAL: 500,
    INVALID_INPUT: 422,
    MALFORMED: 400,
    NotFoundError.code: 404,
    UnauthenticatedError.code: 401,
    UnavailableError.code: 503,
}


def problem(code: str, detail: str, status: int | None = None) -> web.Response:
    """Make a problem response.

    Args:
        code: The failure's code.
        detail: What a person may read about it.
        status: The HTTP status, if the code does not determine it.

    Returns:
        The response.
    """
    status = status if status is not None else STATUS[code]
    body = {"title": code, "status": status, "detail": detail}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return web.json_response(
        body, status=status, headers=headers, content_type="application/problem+json"
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Respond to every failure with a problem response."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        code = NotFoundError.code if error.status == 404 else MALFORMED
        return problem(code, error.reason, error.status)
    except Exception as error:
        return problem(*describe(error))
