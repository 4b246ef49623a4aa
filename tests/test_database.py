"""What the database promises: all or nothing, one after another, and a word when it is away."""

import asyncio
import sqlite3
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
import pytest_asyncio
from running_manager import (
    AGENT,
    GRANT,
    KEYPAIR,
    MEMORY,
    NOW,
    RESOURCE,
    REVISION,
    SCALING,
    SESSION,
    STEP,
    USER,
    Manager,
    in_file,
    running_manager,
)

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.data.session.filter import SessionFilter
from ai.backend.manager.data.session.lifecycle import SessionStatus
from ai.backend.manager.errors import ConflictError, NotFoundError, UnavailableError
from ai.backend.manager.models.database import Database
from ai.backend.manager.models.user import UserRow

# One event loop for all: a thread of SQLite's may have a word to say after its test.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def manager() -> AsyncIterator[Manager]:
    async with running_manager() as manager:
        yield manager


@pytest.mark.parametrize("error", [RuntimeError, NotFoundError, asyncio.CancelledError])
async def test_any_error_in_a_transaction_undoes_what_it_had_written(
    error: type[BaseException], manager: Manager
) -> None:
    async def write_and_fail() -> None:
        async with manager.database.transaction() as session:
            session.add(UserRow(id="u-1", email="e", role="user", is_active=True))
            await session.flush()
            raise error

    with pytest.raises(error):
        await write_and_fail()
    with pytest.raises(NotFoundError):
        await manager.users.get("u-1")


async def test_a_refusal_does_not_say_the_secret_that_it_refused(manager: Manager) -> None:
    with pytest.raises(ConflictError) as refused:  # There is no user yet
        await manager.auth.add(KEYPAIR)
    assert KEYPAIR.secret_key not in "".join(traceback.format_exception(refused.value))


@pytest_asyncio.fixture(loop_scope="module", params=["memory", "file", "file of two"])
async def managers(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Manager, Manager]]:
    """Two to take turns: one and the same, or each with its own way to one file."""
    url = MEMORY if request.param == "memory" else in_file(tmp_path / "m.db")
    async with running_manager(url) as one:
        if request.param == "file of two":
            async with running_manager(url) as other:
                yield one, other
        else:
            yield one, one


async def test_what_many_store_at_once_is_all_there(managers: tuple[Manager, Manager]) -> None:
    sessions = [replace(SESSION, session_id=f"s-{n:02}") for n in range(20)]
    turns = zip(cycle(managers), sessions, strict=False)
    await asyncio.gather(*(manager.sessions.add(session) for manager, session in turns))
    assert await managers[0].sessions.find(SessionFilter()) == sessions


async def test_of_many_that_want_the_last_unit_at_once_one_gets_it(
    managers: tuple[Manager, Manager],
) -> None:
    await managers[0].agents.register(AGENT, [RESOURCE])
    steps = [replace(STEP, session_id=f"s-{n}") for n in range(5)]
    for step in steps:
        await managers[0].sessions.add(replace(SESSION, session_id=step.session_id))
    turns = zip(cycle(managers), steps, strict=False)
    outcomes = await asyncio.gather(
        *(manager.sessions.allocate(step, "a-1", ["cuda"]) for manager, step in turns),
        return_exceptions=True,
    )
    kinds = Counter(type(outcome) for outcome in outcomes)
    assert kinds == {SessionResourceAllocation: 1, ConflictError: 4}
    found = await managers[0].sessions.find(SessionFilter())
    assert Counter(session.status for session in found) == {
        SessionStatus.SCHEDULED: 1,
        SessionStatus.PENDING: 4,
    }


async def test_of_many_that_scale_at_once_from_the_same_state_one_does(
    managers: tuple[Manager, Manager],
) -> None:
    await managers[0].deployments.create(managers[0].creation(), REVISION)
    wanted = [replace(SCALING, desired_replicas=n) for n in (2, 3, 4)]
    turns = zip(cycle(managers), wanted, strict=False)
    outcomes = await asyncio.gather(
        *(manager.deployments.apply_scale(operation, NOW) for manager, operation in turns),
        return_exceptions=True,
    )
    kinds = Counter(type(outcome) for outcome in outcomes)
    assert kinds == {InternalDeploymentStatus: 1, ConflictError: 2}
    assert await managers[1].deployments.get_status("d-1") in outcomes


@pytest.mark.parametrize("missing", ["folder", "tables", "database in the file"])
async def test_a_database_that_is_not_there_is_unavailable(missing: str, tmp_path: Path) -> None:
    (tmp_path / "m.db").write_text("no database" * 100 if missing.startswith("database") else "")
    path = tmp_path / ("gone/m.db" if missing == "folder" else "m.db")
    database = Database(in_file(path))
    with pytest.raises(UnavailableError):
        await Manager(database).users.get("u-1")
    await database.close()


async def test_a_locked_database_is_unavailable_until_it_is_released(tmp_path: Path) -> None:
    async with running_manager(in_file(tmp_path / "m.db"), lock_timeout=0.05) as manager:
        await manager.users.add(USER)
        other = sqlite3.connect(tmp_path / "m.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for call in (manager.users.get("u-1"), manager.users.grant("u-1", GRANT)):
            with pytest.raises(UnavailableError):
                await call
        other.execute("ROLLBACK")
        other.close()
        assert await manager.users.get("u-1") == USER
        assert await manager.users.grants("u-1") == []
