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
    """Ask the editor for a display; return whether it agreed."""
    asked = asyncio.ensure_future(server.work_done_progress.create_async(token))
    await asyncio.wait([asked], timeout=_PATIENCE)  # Without the end, it may still be answered
    return asked.done() and not asked.cancelled() and asked.exception() is None
