"""Connections of a program with itself, for servers and clients that both run in one page."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Callable, Iterable
from typing import Any

_servers: dict[int, Callable[[], Any]] = {}
_ports = itertools.count(49152)


class LoopbackSocket:
    """The part of a socket that asyncio's users need: it has an address, and carries no data."""

    def __init__(self, family: int = socket.AF_INET, type: int = -1, proto: int = -1) -> None:
        self.family, self.type, self.proto = family, type, proto
        self._address: tuple[str, int] = ("127.0.0.1", 0)
        self.peer: tuple[str, int] | None = None

    def bind(self, address: tuple[str, int]) -> None:
        """Take an address; port 0 means a free one."""
        self._address = (address[0], address[1] or next(_ports))

    def getsockname(self) -> tuple[str, int]:
        """Return its own address."""
        return self._address

    def setsockopt(self, *option: object) -> None:
        """Do nothing: there is nothing to tune."""

    def setblocking(self, flag: bool) -> None:
        """Do nothing: it never blocks."""

    def close(self) -> None:
        """Do nothing: it carries no data."""


class _Server:
    def __init__(self, sock: LoopbackSocket, factory: Callable[[], Any]) -> None:
        self.sockets = [sock]
        self._port = sock.getsockname()[1]
        _servers[self._port] = factory

    def close(self) -> None:
        _servers.pop(self._port, None)

    async def wait_closed(self) -> None:
        pass


class _End(asyncio.Transport):
    """One end of a connection."""

    peer: _End

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: asyncio.Protocol) -> None:
        super().__init__({"peername": ("127.0.0.1", 0), "sockname": ("127.0.0.1", 0)})
        self._loop = loop
        self._protocol = protocol
        self._is_closing = self._is_paused = False
        self._waiting = list[bytes]()

    def get_protocol(self) -> asyncio.Protocol:
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self._protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._is_closing:
            self._loop.call_soon(self.peer.receive, bytes(data))

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.write(b"".join(list_of_data))

    def receive(self, data: bytes) -> None:
        """Receive what the other end wrote."""
        if self._is_paused:
            self._waiting.append(data)
        elif not self._is_closing:
            self._protocol.data_received(data)

    def is_reading(self) -> bool:
        return not self._is_paused

    def pause_reading(self) -> None:
        self._is_paused = True

    def resume_reading(self) -> None:
        self._is_paused = False
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            self._loop.call_soon(self.receive, data)

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self._is_closing

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._loop.call_soon(self._protocol.connection_lost, None)
            self._loop.call_soon(self.peer.close)

    abort = close


class Loopback(asyncio.BaseEventLoop):
    """An event loop whose connections lead to its own servers, and nowhere else."""

    async def create_server(  # type: ignore[override] # of all options, those that mean something
        self, factory: Callable[[], Any], *, sock: LoopbackSocket, **options: object
    ) -> _Server:
        """Listen on a socket."""
        return _Server(sock, factory)

    async def sock_connect(  # type: ignore[override] # of all sockets, our own
        self, sock: LoopbackSocket, address: tuple[str, int]
    ) -> None:
        """Record the address that a socket leads to."""
        if address[1] not in _servers:
            raise ConnectionRefusedError(
                f"nothing listens at {address[0]}:{address[1]} in the page"
            )
        sock.peer = address

    async def create_connection(  # type: ignore[override] # as above
        self, factory: Callable[[], Any], *, sock: LoopbackSocket, **options: object
    ) -> tuple[asyncio.Transport, Any]:
        """Connect to the server at a socket's address."""
        assert sock.peer
        ours, theirs = (_End(self, make()) for make in (factory, _servers[sock.peer[1]]))
        ours.peer, theirs.peer = theirs, ours
        for end in (theirs, ours):
            end.get_protocol().connection_made(end)
        return ours, ours.get_protocol()
