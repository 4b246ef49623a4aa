"""Shows in the editor that a project is being read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from lsprotocol import types
from pygls.lsp.server import LanguageServer

_PATIENCE = 1.0  # Seconds for an editor to make its display, before the work goes on without it


@asynccontextmanager
async def progress(server: LanguageServer, title: str) -> AsyncIterator[None]:
    """Show a title while the block runs, if the editor can.

    Args:
        server: The server.
        title: What is being done.
    """
    about, token = server.client_capabilities.window, str(uuid4())
    if not (about and about.work_done_progress and await _is_made(server, token)):
        yield
        return
    server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title))
    try:
        yield
    finally:
        server.work_done_progress.end(token, types.WorkDoneProgressEnd())


async def _is_made(server: LanguageServer, token: str) -> bool:
    """Request a display from the editor; return whether there is one."""
    request = asyncio.ensure_future(server.work_done_progress.create_async(token))
    # Not `wait_for`, which cancels: pygls fails on an answer to a request that was cancelled.
    await asyncio.wait([request], timeout=_PATIENCE)
    return request.done() and not request.cancelled() and request.exception() is None
