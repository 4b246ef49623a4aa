# src/ai/backend/manager/services/session/streaming.py
"""Results that have their declared type."""

from collections.abc import (
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager

from ai.backend.manager.data.session.metadata import SessionMetadata


def stream(sessions: Iterable[SessionMetadata]) -> Iterator[SessionMetadata]:
    """Yield the sessions one by one."""
    yield from sessions


async def stream_later(sessions: Sequence[SessionMetadata]) -> AsyncIterator[SessionMetadata]:
    """Yield the sessions one by one."""
    for session in sessions:
        yield session


def batches(sessions: Sequence[SessionMetadata]) -> Generator[Sequence[SessionMetadata]]:
    """Yield them in twos."""
    for start in range(0, len(sessions), 2):
        yield sessions[start : start + 2]


def each(sessions: Sequence[SessionMetadata]) -> Iterable[SessionMetadata]:
    """Yield: a generator returns no collection."""
    yield from sessions


@contextmanager
def opened(session: SessionMetadata) -> Iterator[Mapping[str, str]]:
    """Open for a while."""
    yield {"session_id": session.session_id}


def reader(session: SessionMetadata) -> Callable[[Sequence[str]], bool]:
    """Return a function: its parameters are not results."""
    return lambda names: session.session_id in names


def collect(sessions: Iterable[SessionMetadata]) -> list[SessionMetadata]:
    """Return what it makes."""
    return list(sessions)


def index(sessions: Sequence[SessionMetadata]) -> dict[str, SessionMetadata]:
    """Return what it makes."""
    return {session.session_id: session for session in sessions}


def words(text: str) -> Sequence[str]:
    """Work without a DTO."""
    return text.split()
