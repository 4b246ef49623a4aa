"""What the services promise, at each limit of their rules; see test_auth for the auth service."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import TypeAlias

import pytest
from running_manager import (
    AGENT,
    CONFIG,
    FOLDER,
    INSTANT,
    NOW,
    RESOURCE,
    SECOND,
    SESSION,
    USER,
    Manager,
    in_file,
    running_manager,
)

from ai.backend.manager.data.agent.status import AgentStatus
from ai.backend.manager.data.auth.identity import AuthenticatedUser
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.data.notification.payload import EmailPayload, WebhookPayload
from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.data.session.filter import SessionFilter
from ai.backend.manager.data.session.lifecycle import SessionStatus, SessionTransition
from ai.backend.manager.data.user.account import UserRole
from ai.backend.manager.data.user.permission import Operation, PermissionGrant, UserPermissions
from ai.backend.manager.data.vfolder.access import (
    VFolderAccess,
    VFolderInvitation,
    VFolderPermission,
)
from ai.backend.manager.data.vfolder.folder import VFolderOwnership
from ai.backend.manager.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnauthenticatedError,
)
from ai.backend.manager.services.user import UserService
from ai.backend.manager.services.vfolder import VFolderService

Payload: TypeAlias = EmailPayload | WebhookPayload

READ_ONLY, READ_WRITE = VFolderPermission.READ_ONLY, VFolderPermission.READ_WRITE
HOUR = timedelta(hours=1)
EMAIL = EmailPayload(("u-1@example.com",), subject="Done", body="It is done.")
WEBHOOK = WebhookPayload("https://example.com/hook", body="{}", timeout=5.0)


pytestmark = pytest.mark.asyncio(loop_scope="module")  # For a database that tests share


@pytest.mark.parametrize(
    ("limits", "accepted"),
    [((0, 0), True), ((2, 2), True), ((3, 2), False), ((-1, 2), False), ((0, -1), False)],
)
async def test_a_deployment_is_created_unless_its_limits_contradict_each_other(
    limits: tuple[int, int], accepted: bool, manager: Manager
) -> None:
    config = replace(CONFIG, min_replicas=limits[0], max_replicas=limits[1])
    service, context = manager.services.deployments, manager.creation(config=config)
    if accepted:
        made = await service.create(context, "/models/m")
        assert made == InternalDeploymentStatus("d-1", "pending", limits[0], internal_notes="")
        assert made == await service.status("d-1")
    else:
        before = await manager.contents()
        with pytest.raises(InvalidInputError, match="from 0 to max_replicas"):
            await service.create(context, "/models/m")
        assert await manager.contents() == before


@pytest.mark.parametrize(
    ("min_replicas", "replicas", "state"),
    [
        (1, 1, "running"),
        (1, 4, "running"),
        (0, 0, "stopped"),
        (1, 0, None),
        (1, 5, None),
        (0, -1, None),
    ],
)
async def test_a_deployment_scales_within_its_limits_and_not_beyond(
    min_replicas: int, replicas: int, state: str | None, manager: Manager
) -> None:
    service = manager.services.deployments
    await service.create(manager.creation(config=replace(CONFIG, min_replicas=min_replicas)), "/m")
    before = await manager.contents()
    if state is None:
        with pytest.raises(InvalidInputError, match=f"{min_replicas} to 4, not {replicas}"):
            await service.scale("d-1", replicas, "u-1")
        assert await manager.contents() == before
    else:
        scaled = await service.scale("d-1", replicas, "u-1")
        assert scaled == InternalDeploymentStatus("d-1", state, replicas, "manual, by u-1")
        assert await service.status("d-1") == scaled


@pytest.mark.parametrize(
    ("waited", "allowed"),
    [
        (-SECOND, False),
        (0 * SECOND, False),
        (60 * SECOND - INSTANT, False),
        (60 * SECOND, True),
        (60 * SECOND + INSTANT, True),
    ],
)
async def test_a_deployment_scales_again_when_its_cooldown_is_over(
    waited: timedelta, allowed: bool, manager: Manager
) -> None:
    service = manager.services.deployments
    await service.create(manager.creation(), "/models/m")
    await service.scale("d-1", 2, "u-1")
    manager.now = NOW + waited
    if allowed:
        assert (await service.scale("d-1", 3, "u-1")).replicas == 3
    else:
        with pytest.raises(ConflictError, match="d-1 cools down until 12:01:00"):
            await service.scale("d-1", 3, "u-1")
        assert (await service.status("d-1")).replicas == 2


@pytest.mark.parametrize("lifetime", [60 * SECOND, None])
async def test_a_deployments_token_opens_it_alone_until_it_expires(
    lifetime: timedelta | None, tmp_path: Path
) -> None:
    async with running_manager(in_file(tmp_path / "m.db")) as manager:
        service = manager.services.deployments
        for deployment_id in ("d-1", "d-2"):
            await service.create(manager.creation(deployment_id), "/models/m")
        token = await service.issue_token("d-1", lifetime)
        assert await service.may_access("d-1", token)
        assert not await service.may_access("d-2", token)
        assert not await service.may_access("d-1", token[:-1])
        manager.now = NOW + 60 * SECOND - INSTANT
        assert await service.may_access("d-1", token)
        manager.now = NOW + 60 * SECOND
        assert await service.may_access("d-1", token) == (lifetime is None)

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert sha256(token.encode()).hexdigest().encode() in stored
    assert token.encode() not in stored


async def test_a_token_of_a_missing_deployment_is_refused(manager: Manager) -> None:
    with pytest.raises(ConflictError):
        await manager.services.deployments.issue_token("x")


P, S, R, T = SessionStatus
LEGAL = {(P, T), (S, R), (S, T), (R, T)}


@pytest.mark.parametrize(("start", "end"), [*product(SessionStatus, repeat=2)])
async def test_a_session_makes_each_legal_step_and_no_other(
    start: SessionStatus, end: SessionStatus, manager: Manager
) -> None:
    service = manager.services.sessions
    await service.enqueue(replace(SESSION, status=start))
    before = await manager.contents()
    if (start, end) in LEGAL:
        made = await service.move("s-1", end, "user-requested")
        assert made == SessionTransition("s-1", start, end, "user-requested", NOW)
        assert await manager.sessions.history("s-1") == [made]
        assert (await manager.sessions.get("s-1")).status is end
    else:
        by_schedule = "a session is scheduled with its resources"
        reason = by_schedule if end is S else f"a {start} session cannot become {end}"
        with pytest.raises((ConflictError, InvalidInputError), match=reason):
            await service.move("s-1", end, "user-requested")
        assert await manager.contents() == before


async def test_scheduling_gives_each_session_units_of_its_own(manager: Manager) -> None:
    service = manager.services.sessions
    await manager.agents.register(AGENT, [replace(RESOURCE, capacity=Decimal(3))])
    for session_id in ("s-1", "s-2", "s-3"):
        await service.enqueue(replace(SESSION, session_id=session_id))
    first = await service.schedule("s-1", "a-1", ["cuda"])
    second = await service.schedule("s-2", "a-1", ["cuda", "cuda"])

    assert first == SessionResourceAllocation("s-1", ("cuda",), device_ids=(0,))
    assert second == SessionResourceAllocation("s-2", ("cuda", "cuda"), device_ids=(1, 2))
    assert await manager.sessions.get_allocation("s-2") == second
    assert (await manager.agents.resources("a-1"))[0].available == 0
    statuses = [session.status for session in await manager.sessions.find(SessionFilter())]
    assert statuses == [S, S, P]
    assert await manager.sessions.history("s-1") == [
        SessionTransition("s-1", P, S, "resources allocated", NOW)
    ]


async def test_a_session_that_ends_gives_its_units_back(manager: Manager) -> None:
    service = manager.services.sessions
    await manager.agents.register(AGENT, [replace(RESOURCE, capacity=Decimal(2))])
    for session_id in ("s-1", "s-2", "s-3"):
        await service.enqueue(replace(SESSION, session_id=session_id))
    await service.schedule("s-1", "a-1", ["cuda"])
    await service.schedule("s-2", "a-1", ["cuda"])
    await service.move("s-1", T, "user-requested")

    assert (await manager.agents.resources("a-1"))[0].available == 1
    assert (await service.schedule("s-3", "a-1", ["cuda"])).device_ids == (0,)
    assert (await manager.sessions.get_allocation("s-2")).device_ids == (1,)


@pytest.mark.parametrize("status", [AgentStatus.LOST, AgentStatus.TERMINATED])
async def test_an_agent_that_is_not_alive_is_given_no_session(
    status: AgentStatus, manager: Manager
) -> None:
    await manager.agents.register(replace(AGENT, status=status), [RESOURCE])
    await manager.services.sessions.enqueue(SESSION)
    with pytest.raises(ConflictError, match="a-1 is not alive"):
        await manager.services.sessions.schedule("s-1", "a-1", ["cuda"])


@pytest.mark.parametrize(
    ("role", "project_ids", "seen"),
    [
        (UserRole.USER, (), []),
        (UserRole.USER, ("p-1",), ["s-1"]),
        (UserRole.ADMIN, ("p-2",), ["s-2"]),
        (UserRole.SUPERADMIN, (), ["s-1", "s-2"]),
    ],
)
async def test_one_sees_the_sessions_of_the_own_projects_and_a_superadmin_sees_all(
    role: UserRole, project_ids: tuple[str, ...], seen: list[str], manager: Manager
) -> None:
    service = manager.services.sessions
    await service.enqueue(SESSION)
    await service.enqueue(replace(SESSION, session_id="s-2", project_id="p-2"))
    asker = AuthenticatedUser("u-9", "ak-9", role, project_ids)
    found = await service.find(SessionFilter(), asker)
    assert [session.session_id for session in found] == seen


@pytest.mark.parametrize(
    ("session_id", "agent_id", "slots", "error"),
    [
        ("s-1", "a-1", ["cuda", "cuda"], ConflictError),
        ("s-1", "a-1", ["cuda", "tpu"], ConflictError),
        ("s-1", "a-9", ["cuda"], ConflictError),
        ("s-2", "a-1", ["cuda"], ConflictError),
        ("s-9", "a-1", ["cuda"], NotFoundError),
    ],
)
async def test_scheduling_that_fails_midway_leaves_everything_as_it_was(
    session_id: str, agent_id: str, slots: list[str], error: type[Exception], manager: Manager
) -> None:
    await manager.services.agents.register(AGENT, [RESOURCE])
    await manager.services.sessions.enqueue(SESSION)
    await manager.services.sessions.enqueue(replace(SESSION, session_id="s-2", status=R))
    before = await manager.contents()
    with pytest.raises(error):
        await manager.services.sessions.schedule(session_id, agent_id, slots)
    assert await manager.contents() == before


async def test_a_users_permissions_are_all_that_any_source_grants(manager: Manager) -> None:
    read, update = Operation.READ, Operation.UPDATE
    grants = [("p-1", read, "member"), ("p-1", read, "policy"), ("p-2", update, "owner")]
    await manager.users.add(USER)
    await manager.users.add(replace(USER, user_id="u-2", email="e2", is_active=False))
    for grant in reversed(grants):
        await manager.users.grant("u-1", PermissionGrant(*grant))
    await manager.users.grant("u-2", PermissionGrant("p-3", read, "member"))

    service = UserService(manager.users)
    gathered = await service.permissions("u-1")
    assert gathered == UserPermissions("u-1", tuple(PermissionGrant(*grant) for grant in grants))
    assert gathered.allows("p-2", update)
    assert not gathered.allows("p-3", read)
    with pytest.raises(UnauthenticatedError, match="u-2 is not active"):
        await service.permissions("u-2")
    with pytest.raises(NotFoundError):
        await service.permissions("u-9")


@pytest.mark.parametrize(
    ("status", "silent", "found"),
    [
        (AgentStatus.ALIVE, None, AgentStatus.ALIVE),
        (AgentStatus.ALIVE, 60 * SECOND, AgentStatus.ALIVE),
        (AgentStatus.ALIVE, 60 * SECOND + INSTANT, AgentStatus.LOST),
        (AgentStatus.LOST, HOUR, AgentStatus.LOST),
        (AgentStatus.TERMINATED, HOUR, AgentStatus.TERMINATED),
    ],
)
async def test_an_agent_is_lost_when_silent_for_too_long_until_it_is_heard_again(
    status: AgentStatus, silent: timedelta | None, found: AgentStatus, manager: Manager
) -> None:
    service = manager.services.agents
    last_seen = NOW - silent if silent is not None else None
    await service.register(replace(AGENT, status=status, last_seen=last_seen), [])
    checked = await service.check("a-1")
    assert checked == replace(AGENT, status=found, last_seen=last_seen)
    assert checked == await manager.agents.get("a-1")
    if found is not AgentStatus.TERMINATED:
        heard = await service.heard_from("a-1")
        assert heard == replace(AGENT, status=AgentStatus.ALIVE, last_seen=NOW)
        assert heard == await manager.agents.get("a-1")


@pytest.mark.parametrize("quota", [None, 0, 1])
@pytest.mark.parametrize(
    ("ownership", "user_id", "invited", "permission", "is_owner"),
    [
        (VFolderOwnership.USER, "u-1", None, READ_WRITE, True),
        (VFolderOwnership.USER, "u-1", READ_ONLY, READ_WRITE, True),
        (VFolderOwnership.USER, "u-2", READ_ONLY, READ_ONLY, False),
        (VFolderOwnership.USER, "u-2", READ_WRITE, READ_WRITE, False),
        (VFolderOwnership.USER, "u-2", None, None, False),
        # A project's folder is nobody's own, not even that of a user with the project's id.
        (VFolderOwnership.PROJECT, "u-1", None, None, False),
        (VFolderOwnership.PROJECT, "u-1", READ_WRITE, READ_WRITE, False),
    ],
)
async def test_access_to_a_folder_is_its_owners_or_an_invitations_and_writes_need_a_quota(
    ownership: VFolderOwnership,
    user_id: str,
    invited: VFolderPermission | None,
    permission: VFolderPermission | None,
    is_owner: bool,
    quota: int | None,
    manager: Manager,
) -> None:
    await manager.vfolders.add(replace(FOLDER, ownership=ownership, quota=quota))
    if invited is not None:
        await manager.vfolders.invite(VFolderInvitation("f-1", user_id, invited))
    expected = READ_ONLY if quota == 0 and permission is not None else permission
    found = await VFolderService(manager.vfolders).resolve_access("f-1", user_id)
    assert found == VFolderAccess("f-1", user_id, expected, is_owner)
