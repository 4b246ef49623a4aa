"""An event loop of a single thread, and replacements for the threads of asyncio's libraries."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

from dto_handbook_site.pyodide.loopback import Loopback, LoopbackSocket

_run = asyncio.runners.run


class _Clock:
    """Waits for the next timer, the only event that can come."""

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise RuntimeError("this code waits for something that cannot come in a page")
        time.sleep(timeout)
        return []


class Loop(Loopback):
    """An event loop that has neither threads nor sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, events: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def run_in_executor(
        self, executor: object, func: Callable[..., Any], *args: object
    ) -> asyncio.Future[Any]:
        """Call a function immediately."""
        future = self.create_future()
        _settle(future, lambda: func(*args))
        return future


class _Queue:
    """Replaces the queue of aiosqlite's thread: what is put there is done immediately."""

    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = item
        _settle(future, function)


class _Thread:
    """Replaces that thread."""

    daemon = True

    def __init__(self, **options: object) -> None:
        pass

    def start(self) -> None:
        pass


class _Greenlet:
    """Replaces greenlet's class where SQLAlchemy waits for asynchronous calls.

    A function runs to its end when it is switched to. So does everything that it passes to its
    parent to wait for: nothing is left unfinished.
    """

    def __init__(self, function: Callable[..., Any] | None, parent: _Greenlet | None) -> None:
        self._function = function
        self.parent = parent
        self.dead = False

    def switch(self, *args: Awaitable[object], **kwargs: object) -> object:
        """Run the function to its end, and pass to the parent what to wait for."""
        function, self._function = self._function, None
        if function is None:
            return _driven(args[0])
        before = _current.pop()
        _current.append(self)
        try:
            return function(*args, **kwargs)
        finally:
            _current[:] = [before]
            self.dead = True


_current = [_Greenlet(None, None)]


def _driven(awaitable: Awaitable[object]) -> object:
    try:
        next(awaitable.__await__())
    except StopIteration as stop:
        result: object = stop.value
        return result
    raise RuntimeError("this code waits inside of a database call, which a page cannot do")


def _settle(future: asyncio.Future[Any] | None, function: Callable[[], Any]) -> None:
    try:
        result = function()
    except Exception as error:
        if future:
            future.set_exception(error)
    else:
        if future:
            future.set_result(result)


def install() -> None:
    """Let asyncio, SQLAlchemy and aiohttp use these replacements, at no cost until they do."""
    import socket

    asyncio.run = _run
    asyncio.events.new_event_loop = Loop
    socket.socket = LoopbackSocket  # type: ignore[misc, assignment] # as much of it as is used
    for number, option in enumerate(("SOL_SOCKET", "SO_REUSEADDR", "SO_KEEPALIVE")):
        if not hasattr(socket, option):
            setattr(socket, option, number)
    greenlet: Any = ModuleType("greenlet")
    greenlet.greenlet, greenlet.getcurrent = _Greenlet, lambda: _current[-1]
    sys.modules["greenlet"] = greenlet


def adapt(name: str) -> None:
    """Replace the thread of a library that was imported.

    Args:
        name: The library's name; most need no change.
    """
    if name == "aiosqlite":
        core: Any = sys.modules["aiosqlite.core"]
        core.SimpleQueue, core.Thread = _Queue, _Thread
