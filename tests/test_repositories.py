"""What the repositories promise, on a real SQLite: DTOs out, values bound, all or nothing."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running_manager import (
    AGENT,
    CONFIG,
    FOLDER,
    GRANT,
    KEYPAIR,
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

from ai.backend.manager.data.agent.resource import AgentResource
from ai.backend.manager.data.deployment.access_token import DeploymentAccessToken
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.data.notification.state import DeliveryStatus, NotificationState
from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.data.session.filter import SessionFilter, apply_filter
from ai.backend.manager.data.session.lifecycle import SessionStatus
from ai.backend.manager.data.user.preferences import UserPreferences
from ai.backend.manager.data.vfolder.access import VFolderInvitation, VFolderPermission
from ai.backend.manager.data.vfolder.folder import VFolderData
from ai.backend.manager.errors import ConflictError, NotFoundError

Call: TypeAlias = Callable[[Manager], Awaitable[object]]

pytestmark = pytest.mark.asyncio(loop_scope="module")  # For a database that tests share

INVITATION = VFolderInvitation("f-1", "u-2", VFolderPermission.READ_ONLY)
NOTIFICATION = NotificationState("n-1", DeliveryStatus.FAILED, 2, next_attempt_at=NOW)
PREFERENCES = UserPreferences("u-1", "ko-KR", notify_by_email=False, idle_timeout=0)
TOKEN = DeploymentAccessToken("t-1", "d-1", digest="d" * 64, expires_at=NOW)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled() -> AsyncIterator[Manager]:
    async with running_manager() as manager:
        await fill(manager)
        yield manager


async def fill(manager: Manager) -> None:
    await manager.users.add(USER)
    await manager.auth.add(KEYPAIR)
    await manager.users.grant("u-1", GRANT)
    await manager.users.save_preferences(PREFERENCES)
    await manager.agents.register(AGENT, [RESOURCE])
    await manager.deployments.create(manager.creation(), REVISION)
    await manager.deployments.save_token(TOKEN)
    await manager.notifications.save(NOTIFICATION)
    await manager.sessions.add(SESSION)
    await manager.vfolders.add(FOLDER)
    await manager.vfolders.invite(INVITATION)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda m: m.users.get("u-1"), USER),
        (lambda m: m.users.get_preferences("u-1"), PREFERENCES),
        (lambda m: m.users.grants("u-1"), [GRANT]),
        (lambda m: m.auth.find("ak-1"), KEYPAIR),
        (lambda m: m.agents.get("a-1"), AGENT),
        (lambda m: m.agents.resources("a-1"), [RESOURCE]),
        (
            lambda m: m.deployments.get_status("d-1"),
            InternalDeploymentStatus("d-1", "pending", 1, internal_notes=""),
        ),
        (lambda m: m.deployments.get_scaling("d-1"), (CONFIG, None)),
        (lambda m: m.deployments.find_token("d" * 64), TOKEN),
        (lambda m: m.notifications.get("n-1"), NOTIFICATION),
        (lambda m: m.sessions.get("s-1"), SESSION),
        (lambda m: m.sessions.get_allocation("s-1"), SessionResourceAllocation("s-1", ())),
        (lambda m: m.sessions.history("s-1"), []),
        (lambda m: m.vfolders.get("f-1"), FOLDER),
        (lambda m: m.vfolders.find_invitation("f-1", "u-2"), INVITATION),
        (lambda m: m.auth.find("ak-9"), None),
        (lambda m: m.deployments.find_token("e" * 64), None),
        (lambda m: m.vfolders.find_invitation("f-1", "u-9"), None),
    ],
)
async def test_what_is_read_is_the_dto_that_was_stored(
    read: Call, expected: object, filled: Manager
) -> None:
    # A dataclass is equal to nothing but its own kind, so that no row can pass for it.
    assert await read(filled) == expected


FOLDERS = st.builds(VFolderData, quota=st.integers(0, 2**63 - 1) | st.none())


@pytest.mark.thorough
@given(folders=st.lists(FOLDERS, min_size=5, unique_by=lambda folder: folder.vfolder_id))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
async def test_any_text_comes_back_as_it_went_in(folders: list[VFolderData]) -> None:
    async with running_manager() as manager:
        for folder in folders:
            await manager.vfolders.add(folder)
        assert [await manager.vfolders.get(folder.vfolder_id) for folder in folders] == folders


async def test_amounts_come_back_to_the_last_digit(manager: Manager) -> None:
    amounts = ["0", "0.10", "0.1", "0.3333333333333333333333333333", "1E+3", "1E-28", "12345678901"]
    resources = [
        AgentResource("a-1", f"slot-{n}", Decimal(amount), Decimal(amount))
        for n, amount in enumerate(amounts)
    ]
    await manager.agents.register(AGENT, resources)
    read = await manager.agents.resources("a-1")
    assert [(str(r.capacity), str(r.occupied)) for r in read] == [(a, a) for a in amounts]


@pytest.mark.parametrize("hours", [-3.5, 0, 9])
async def test_a_moment_of_any_zone_comes_back_in_utc(hours: float, manager: Manager) -> None:
    moment = datetime(2026, 11, 1, 0, 30, 1, 234567, timezone(timedelta(hours=hours)))
    await fill(manager)
    await manager.agents.update(replace(AGENT, last_seen=moment))
    await manager.sessions.add(replace(SESSION, session_id="s-2", created_at=moment))
    await manager.sessions.record(replace(STEP, occurred_at=moment))
    await manager.notifications.save(replace(NOTIFICATION, next_attempt_at=moment))
    await manager.deployments.apply_scale(SCALING, moment)
    await manager.deployments.save_token(
        replace(TOKEN, token_id="t-2", digest="e", expires_at=moment)
    )
    token = await manager.deployments.find_token("e")
    assert token is not None
    read = [
        (await manager.agents.get("a-1")).last_seen,
        (await manager.sessions.get("s-2")).created_at,
        (await manager.sessions.history("s-1"))[0].occurred_at,
        (await manager.notifications.get("n-1")).next_attempt_at,
        (await manager.deployments.get_scaling("d-1"))[1],
        token.expires_at,
    ]
    assert read == [moment] * len(read)
    assert {at.utcoffset() for at in read if at is not None} == {timedelta(0)}


async def three_sessions(manager: Manager) -> None:
    for ids in [("s-1", "p-1", "u-1"), ("s-2", "p-1", "u-2"), ("s-3", "p-2", "u-1")]:
        await manager.sessions.add(
            replace(SESSION, session_id=ids[0], project_id=ids[1], user_id=ids[2])
        )


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        (SessionFilter(), ["s-1", "s-2", "s-3"]),
        (SessionFilter(project_id="p-1"), ["s-1", "s-2"]),
        (SessionFilter(user_id="u-1"), ["s-1", "s-3"]),
        (SessionFilter(project_id="p-1", user_id="u-1"), ["s-1"]),
        (SessionFilter(project_id="p-2", user_id="u-2"), []),
        (SessionFilter(project_id=""), []),
        (SessionFilter(user_id=""), []),
        (SessionFilter(project_id="p-1", user_id=""), []),
        *(
            (SessionFilter(**{field: text}), [])
            for field in ("project_id", "user_id")
            for text in ("'u-1' OR 1 = 1", "u-1' OR '1' = '1", "u-1'; DROP TABLE sessions; --")
        ),
        (SessionFilter(user_id="u-_"), []),
        (SessionFilter(user_id="%"), []),
        (SessionFilter(user_id="U-1"), []),
    ],
)
async def test_a_filter_finds_the_sessions_that_meet_each_condition_it_sets(
    filter: SessionFilter, found: Sequence[str], manager: Manager
) -> None:
    await three_sessions(manager)
    assert [s.session_id for s in await manager.sessions.find(filter)] == found
    assert len(await manager.sessions.find(SessionFilter())) == 3


async def test_the_guidelines_text_as_a_query_finds_what_binding_does_not(tmp_path: Path) -> None:
    filter = SessionFilter(user_id="'u-1' OR 1 = 1")
    async with running_manager(in_file(tmp_path / "m.db")) as manager:
        await three_sessions(manager)
        bound = await manager.sessions.find(filter)
    connection = sqlite3.connect(tmp_path / "m.db")
    text = connection.execute(f"SELECT id FROM sessions WHERE {apply_filter(filter)}").fetchall()
    connection.close()
    assert (len(bound), len(text)) == (0, 3)


UNKNOWN: Mapping[str, Call] = {
    "agent": lambda m: m.agents.get("x"),
    "agent to update": lambda m: m.agents.update(replace(AGENT, agent_id="x")),
    "deployment": lambda m: m.deployments.get_status("x"),
    "deployment's limits": lambda m: m.deployments.get_scaling("x"),
    "deployment to scale": lambda m: m.deployments.apply_scale(
        replace(SCALING, deployment_id="x"), NOW
    ),
    "notification": lambda m: m.notifications.get("x"),
    "session": lambda m: m.sessions.get("x"),
    "session's allocation": lambda m: m.sessions.get_allocation("x"),
    "session to move": lambda m: m.sessions.record(replace(STEP, session_id="x")),
    "session to allocate": lambda m: m.sessions.allocate(
        replace(STEP, session_id="x"), "a-1", ["cuda"]
    ),
    "user": lambda m: m.users.get("x"),
    "user's preferences": lambda m: m.users.get_preferences("x"),
    "preferences to save": lambda m: m.users.save_preferences(replace(PREFERENCES, user_id="x")),
    "folder": lambda m: m.vfolders.get("x"),
}
REFUSED: Mapping[str, Call] = {
    "agent twice": lambda m: m.agents.register(AGENT, []),
    "resource of a missing agent": lambda m: m.agents.register(
        replace(AGENT, agent_id="a-2"),
        [replace(RESOURCE, agent_id="a-2"), replace(RESOURCE, agent_id="x")],
    ),
    "resource twice": lambda m: m.agents.register(
        replace(AGENT, agent_id="a-2"), [replace(RESOURCE, agent_id="a-2")] * 2
    ),
    "keypair twice": lambda m: m.auth.add(KEYPAIR),
    "keypair of a missing user": lambda m: m.auth.add(
        replace(KEYPAIR, access_key="ak-2", user_id="x")
    ),
    "deployment twice": lambda m: m.deployments.create(m.creation(), REVISION),
    "deployment with a missing one's revision": lambda m: m.deployments.create(
        m.creation("d-2"), replace(REVISION, deployment_id="x")
    ),
    "deployment with another's revision": lambda m: m.deployments.create(
        m.creation("d-2"), REVISION
    ),
    "revision twice": lambda m: m.deployments.add_revision(REVISION),
    "revision of a missing deployment": lambda m: m.deployments.add_revision(
        replace(REVISION, deployment_id="x")
    ),
    "scaling from replicas that are not": lambda m: m.deployments.apply_scale(
        replace(SCALING, current_replicas=3), NOW
    ),
    "token twice": lambda m: m.deployments.save_token(replace(TOKEN, digest="e")),
    "digest twice": lambda m: m.deployments.save_token(replace(TOKEN, token_id="t-2")),
    "token of a missing deployment": lambda m: m.deployments.save_token(
        DeploymentAccessToken("t-2", "x", "e", None)
    ),
    "session twice": lambda m: m.sessions.add(SESSION),
    "step from a state that is not": lambda m: m.sessions.record(
        replace(STEP, from_status=SessionStatus.RUNNING)
    ),
    "allocation with a slot that is not": lambda m: m.sessions.allocate(
        STEP, "a-1", ["cuda", "tpu"]
    ),
    "allocation of more than there is": lambda m: m.sessions.allocate(
        STEP, "a-1", ["cuda", "cuda"]
    ),
    "allocation from a state that is not": lambda m: m.sessions.allocate(
        replace(STEP, from_status=SessionStatus.RUNNING), "a-1", ["cuda"]
    ),
    "user twice": lambda m: m.users.add(replace(USER, email="other@example.com")),
    "email twice": lambda m: m.users.add(replace(USER, user_id="u-2")),
    "grant twice": lambda m: m.users.grant("u-1", GRANT),
    "grant to a missing user": lambda m: m.users.grant("x", GRANT),
    "folder twice": lambda m: m.vfolders.add(FOLDER),
    "invitation twice": lambda m: m.vfolders.invite(INVITATION),
    "invitation to a missing folder": lambda m: m.vfolders.invite(
        replace(INVITATION, vfolder_id="x")
    ),
}


@pytest.mark.parametrize(
    ("call", "error"),
    [
        *(pytest.param(call, NotFoundError, id=name) for name, call in UNKNOWN.items()),
        *(pytest.param(call, ConflictError, id=name) for name, call in REFUSED.items()),
    ],
)
async def test_what_is_refused_leaves_everything_as_it_was(
    call: Call, error: type[Exception], filled: Manager
) -> None:
    before = await filled.contents()
    with pytest.raises(error):
        await call(filled)
    assert await filled.contents() == before
