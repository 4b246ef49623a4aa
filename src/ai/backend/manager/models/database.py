"""The connection to the database: one transaction at a time, complete or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from ai.backend.manager.errors import ConflictError, UnavailableError
from ai.backend.manager.models.base import Base


class Database:
    """A database behind an SQLAlchemy address.

    Args:
        url: Such as `sqlite+aiosqlite://` for one in memory.
        lock_timeout: Seconds to wait for another writer.
    """

    def __init__(self, url: str, *, lock_timeout: float = 5.0) -> None:
        self._engine = create_async_engine(
            url,
            connect_args={"timeout": lock_timeout, "isolation_level": None},
            hide_parameters=True,  # An error's text may be logged; a secret must not be in it
        )
        event.listen(self._engine.sync_engine, "connect", _check_foreign_keys)
        event.listen(self._engine.sync_engine, "begin", _lock)
        # A database in memory has one connection, which transactions take in turn.
        self._turn = asyncio.Lock()

    async def create_tables(self) -> None:
        """Create the tables that are not there yet.

        Raises:
            UnavailableError: The database is locked or missing, or the file is not a database.
        """
        async with self.transaction() as session:
            await (await session.connection()).run_sync(Base.metadata.create_all)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction: committed at the end of the block, undone by any error in it.

        Raises:
            ConflictError: A row exists already, or one that it refers to does not.
            UnavailableError: The database is locked or missing, or the file is not a database.
        """
        try:
            async with self._turn, AsyncSession(self._engine) as session, session.begin():
                yield session
        except IntegrityError as error:
            raise ConflictError(
                "it exists already, or refers to an object that does not"
            ) from error
        except DBAPIError as error:
            raise UnavailableError("the database cannot be used now") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def _check_foreign_keys(connection: DBAPIConnection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")  # SQLite does not do so by default


def _lock(connection: Connection) -> None:
    # From the start, not at the first write, so that values stay valid until they are used.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
