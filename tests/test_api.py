"""What the APIs promise to a client, over real HTTP on loopback."""

import ast
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from project_code import module_file
from running_manager import (
    AGENT,
    GRANT,
    KEYPAIR,
    NOW,
    RESOURCE,
    REVISION,
    SECOND,
    SESSION,
    USER,
    Manager,
    http_session,
    in_file,
    running_manager,
)
from sqlalchemy import update

from ai.backend.client.manager import ManagerClient, ManagerClientError
from ai.backend.common.dto.manager.agent import AgentHeartbeat
from ai.backend.common.dto.manager.request import SessionSearchRequest
from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.common.dto.manager.session import SessionListResponse, SessionResponse
from ai.backend.manager.api.gql.schema import schema
from ai.backend.manager.data.agent.status import AgentStatus
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.models.deployment import DeploymentRow
from ai.backend.manager.services.deployment import DeploymentService

pytestmark = pytest.mark.asyncio(loop_scope="module")  # For a server that tests share

NOTES = "in arrears"
NEVER_SENT = (
    rf'{NOTES}|manual, by|internal_notes|"internalNotes"|Traceback|File "|\w(Error|Exception)\b'
)
READ = "query ($id: String!) { deployment(deploymentId: $id) { replicas } }"
SCALE = """mutation ($id: String!, $input: ScaleDeploymentInput!) {
  scaleDeployment(deploymentId: $id, input: $input) { replicas }
}"""


@dataclass
class Api:
    """A running Manager, a user's session with it, and all that it ever answered."""

    manager: Manager
    http: aiohttp.ClientSession
    stranger: aiohttp.ClientSession
    bodies: list[bytes]

    def __post_init__(self) -> None:
        self.client = ManagerClient(self.http)


async def fill(manager: Manager) -> None:
    await manager.users.add(USER)
    await manager.auth.add(KEYPAIR)
    for project_id in ("p-1", "p-2"):
        await manager.users.grant("u-1", replace(GRANT, project_id=project_id))
    await manager.agents.register(AGENT, [RESOURCE])
    await manager.deployments.create(manager.creation(), REVISION)
    await manager.sessions.add(replace(SESSION, priority=0))
    await manager.sessions.add(replace(SESSION, session_id="s-2", project_id="p-2", user_id="u-2"))
    async with manager.database.transaction() as session:
        await session.execute(update(DeploymentRow).values(internal_notes=NOTES))


async def token_of(manager: Manager) -> str:
    return (await manager.services.auth.issue("ak-1", timedelta(hours=1))).text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Api]:
    bodies = list[bytes]()
    async with AsyncExitStack() as stack:
        manager = await stack.enter_async_context(running_manager())
        await fill(manager)
        services, token = manager.services, await token_of(manager)
        http = await stack.enter_async_context(http_session(services, bodies, token))
        stranger = await stack.enter_async_context(http_session(services, bodies))
        yield Api(manager, http, stranger, bodies)


@pytest.fixture
def unchanged_api(shared: Api) -> Iterator[Api]:
    """The running Manager, for requests that change nothing."""
    shared.bodies.clear()
    yield shared
    said = b"\n".join(shared.bodies).decode()
    assert shared.bodies
    assert not re.search(NEVER_SENT, said, re.IGNORECASE), said


@pytest_asyncio.fixture(loop_scope="module")
async def api(unchanged_api: Api) -> Api:
    """The running Manager, as it was in the beginning."""
    await unchanged_api.manager.reset()
    await fill(unchanged_api.manager)
    return unchanged_api


async def test_a_deployment_scaled_over_graphql_reads_back_over_rest(api: Api) -> None:
    before = await api.client.get_deployment("d-1")
    scaled = await api.client.scale_deployment("d-1", 3)
    assert before == DeploymentStatusResponse(deployment_id="d-1", state="pending", replicas=1)
    assert scaled == DeploymentStatusResponse(deployment_id="d-1", state="running", replicas=3)
    assert await api.client.get_deployment("d-1") == scaled
    assert api.bodies[-1] == b'{"deployment_id":"d-1","state":"running","replicas":3}'
    # Inside, the notes are there, with the name of the requester.
    assert await api.manager.services.deployments.status("d-1") == InternalDeploymentStatus(
        "d-1", "running", 3, internal_notes="manual, by u-1"
    )


async def test_a_deployment_scaled_over_rest_reads_back_over_graphql(api: Api) -> None:
    async with api.http.post("/deployments/d-1/scale", json={"replicas": 2}) as answer:
        assert (answer.status, answer.content_type) == (200, "application/json")
        expected = DeploymentStatusResponse(deployment_id="d-1", state="running", replicas=2)
        assert DeploymentStatusResponse.model_validate_json(await answer.read()) == expected
    body = {"query": READ, "variables": {"id": "d-1"}}
    async with api.http.post("/graphql", json=body) as answer:
        assert await answer.json() == {"data": {"deployment": {"replicas": 2}}}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (SessionSearchRequest(), ["s-1", "s-2"]),
        (SessionSearchRequest(project_id="p-1"), ["s-1"]),
        (SessionSearchRequest(user_id="u-2"), ["s-2"]),
        (SessionSearchRequest(project_id="p-1", user_id="u-2"), []),
        (SessionSearchRequest(user_id=""), []),
        (SessionSearchRequest(user_id="'u-1' OR 1 = 1"), []),
    ],
)
async def test_a_client_finds_the_sessions_it_searches_for(
    search: SessionSearchRequest, found: list[str], unchanged_api: Api
) -> None:
    every = {
        "s-1": SessionResponse(session_id="s-1", project_id="p-1", status="pending", priority=0),
        "s-2": SessionResponse(session_id="s-2", project_id="p-2", status="pending", priority=None),
    }
    expected = SessionListResponse(sessions=tuple(every[session_id] for session_id in found))
    assert await unchanged_api.client.find_sessions(search) == expected


async def test_a_heartbeat_shows_that_an_agent_is_alive(api: Api) -> None:
    heartbeat = AgentHeartbeat(agent_id="a-1", running_sessions=2)
    async with api.http.post("/agents/heartbeat", data=heartbeat.model_dump_json()) as answer:
        assert (answer.status, await answer.read()) == (204, b"")
    assert await api.manager.agents.get("a-1") == replace(
        AGENT, status=AgentStatus.ALIVE, last_seen=NOW
    )


async def test_the_graphql_schema_knows_the_shared_dtos_and_nothing_internal() -> None:
    text = schema.as_str()
    assert "type DeploymentStatus {" in text
    assert not re.search("internal|notes", text, re.IGNORECASE)


async def test_the_client_knows_shared_dtos_and_nothing_of_the_manager() -> None:
    tree = ast.parse(module_file("ai.backend.client.manager").read_text())
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {module for module in modules if module.startswith("ai.")}
    assert ours
    assert all(module.startswith("ai.backend.common.dto.") for module in ours)


def rest(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


SCALE_PATH = "/deployments/d-1/scale"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/deployments/d-9", b"", 404, "NOT_FOUND"),
        ("GET", "/deployments/d-1'%20OR%201=1%20--", b"", 404, "NOT_FOUND"),
        ("POST", "/deployments/d-9/scale", {"replicas": 2}, 404, "NOT_FOUND"),
        ("POST", "/agents/heartbeat", {"agent_id": "a-9", "running_sessions": 0}, 404, "NOT_FOUND"),
        ("POST", "/agents/heartbeat", {"agent_id": "a-1"}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": -1}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": 0}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": 5}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": 2**70}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": "many"}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": None}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {"replicas": 2, "state": "x"}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, {}, 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, [], 422, "INVALID_INPUT"),
        ("POST", SCALE_PATH, b"", 400, "MALFORMED"),
        ("POST", SCALE_PATH, b'{"replicas": ', 400, "MALFORMED"),
        ("POST", SCALE_PATH, b"\xff", 400, "MALFORMED"),
        ("POST", SCALE_PATH, b"[" * 9999, 400, "MALFORMED"),
        ("POST", SCALE_PATH, b" " * 2**21, 413, "MALFORMED"),
        ("GET", "/sessions?user=u-1", b"", 422, "INVALID_INPUT"),
        ("GET", "/nowhere", b"", 404, "NOT_FOUND"),
        ("PUT", "/deployments/d-1", b"", 405, "MALFORMED"),
        ("POST", "/graphql", b"{", 400, "MALFORMED"),
        ("POST", "/graphql", {}, 400, "MALFORMED"),
        ("POST", "/graphql", {"query": 5}, 400, "MALFORMED"),
    ],
)
async def test_a_bad_request_is_refused_with_a_problem_that_names_its_kind(
    method: str, path: str, body: object, status: int, code: str, unchanged_api: Api
) -> None:
    before = await unchanged_api.manager.contents()
    headers = {"Content-Type": "application/json"}
    async with unchanged_api.http.request(method, path, data=rest(body), headers=headers) as answer:
        assert answer.content_type == "application/problem+json"
        problem = await answer.json(content_type=None)
    assert problem == {"title": code, "status": status, "detail": problem["detail"]}
    assert (answer.status, bool(problem["detail"])) == (status, True)
    assert await unchanged_api.manager.contents() == before


@pytest.mark.parametrize("path", ["/deployments/d-1", "/nowhere", "/graphql"])
@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer x", "Bearer a.b.1.2.c", "Basic eA=="]
)
async def test_nobody_learns_anything_without_a_valid_token(
    shown: str | None, path: str, unchanged_api: Api
) -> None:
    headers = {"Authorization": shown} if shown is not None else {}
    async with unchanged_api.stranger.get("/deployments/d-1") as answer:
        without = await answer.json(content_type=None)
    assert without == {"title": "UNAUTHENTICATED", "status": 401, "detail": without["detail"]}
    async with unchanged_api.stranger.get(path, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (401, "application/problem+json")
        assert await answer.json(content_type=None) == without


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (READ, {"id": "d-9"}, "NOT_FOUND"),
        (READ, {"id": 5}, "MALFORMED"),
        (READ, {}, "MALFORMED"),
        ("{", {}, "MALFORMED"),
        ("{ users }", {}, "MALFORMED"),
        ('{ deployment(deploymentId: "d-1") { internalNotes } }', {}, "MALFORMED"),
        (SCALE, {"id": "d-9", "input": {"replicas": 2}}, "NOT_FOUND"),
        (SCALE, {"id": "d-1", "input": {"replicas": -1}}, "INVALID_INPUT"),
        (SCALE, {"id": "d-1", "input": {"replicas": 5}}, "INVALID_INPUT"),
        (SCALE, {"id": "d-1", "input": {"replicas": "many"}}, "MALFORMED"),
        (SCALE, {"id": "d-1", "input": {"replicas": 2**40}}, "MALFORMED"),
        (SCALE, {"id": "d-1", "input": {}}, "MALFORMED"),
        (SCALE, {"id": "d-1", "input": {"replicas": 2, "state": "x"}}, "MALFORMED"),
    ],
)
async def test_a_bad_graphql_request_is_refused_with_a_code_and_a_reason(
    query: str, variables: Mapping[str, object], code: str, unchanged_api: Api
) -> None:
    before = await unchanged_api.manager.contents()
    body = {"query": query, "variables": variables}
    async with unchanged_api.http.post("/graphql", json=body) as answer:
        got = await answer.json()
    assert answer.status == 200
    assert got["data"] is None
    assert [error["extensions"] for error in got["errors"]] == [{"code": code}]
    assert got["errors"][0]["message"] != "something went wrong in the Manager"
    assert await unchanged_api.manager.contents() == before


@pytest.mark.parametrize(
    "body", [b"\xff", b'"text"', b"5", rest({"query": READ, "variables": {"id": "\ud800"}})]
)
async def test_a_graphql_body_that_makes_no_sense_is_the_clients_error(
    body: bytes, unchanged_api: Api
) -> None:
    headers = {"Content-Type": "application/json"}
    async with unchanged_api.http.post("/graphql", data=body, headers=headers) as answer:
        assert answer.status < 500
    assert re.search(b"MALFORMED|INVALID_INPUT", unchanged_api.bodies[-1]), unchanged_api.bodies


async def test_a_client_learns_that_a_deployment_cools_down_over_either_api(api: Api) -> None:
    await api.client.scale_deployment("d-1", 2)
    with pytest.raises(ManagerClientError, match="d-1 cools down") as refused:
        await api.client.scale_deployment("d-1", 3)
    assert refused.value.code == "CONFLICT"
    async with api.http.post(SCALE_PATH, json={"replicas": 3}) as answer:
        assert (answer.status, (await answer.json(content_type=None))["title"]) == (409, "CONFLICT")
    api.manager.now = NOW + 60 * SECOND
    assert (await api.client.scale_deployment("d-1", 3)).replicas == 3


class BrokenService(DeploymentService):
    """Fails in a way that nobody has foreseen."""

    async def status(self, deployment_id: str) -> InternalDeploymentStatus:
        raise RuntimeError("hunter2-hunter2")


async def test_an_unexpected_failure_is_logged_and_not_sent_to_the_client(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    broken = replace(api.manager.services, deployments=BrokenService(api.manager.deployments))
    async with http_session(broken, api.bodies, await token_of(api.manager)) as http:
        with pytest.raises(ManagerClientError, match=r"^INTERNAL: something went wrong"):
            await ManagerClient(http).get_deployment("d-1")
        async with http.get("/deployments/d-1") as answer:
            assert (answer.status, answer.content_type) == (500, "application/problem+json")
        async with http.post(
            "/graphql", json={"query": READ, "variables": {"id": "d-1"}}
        ) as answer:
            [error] = (await answer.json())["errors"]
            assert error["extensions"] == {"code": "INTERNAL"}
    assert len(api.bodies) == 3
    assert b"hunter2" not in b"".join(api.bodies)
    assert caplog.text.count("RuntimeError: hunter2-hunter2") == 3


@pytest.mark.thorough
async def test_clients_hear_that_the_database_is_locked_until_it_is_not(
    api: Api, tmp_path: Path
) -> None:
    async with running_manager(in_file(tmp_path / "m.db"), lock_timeout=0.05) as manager:
        await fill(manager)
        # Users are known from elsewhere, so that the lock stops what comes after.
        services = replace(manager.services, auth=api.manager.services.auth)
        token = await token_of(api.manager)
        async with (
            http_session(services, api.bodies, token) as http,
            http_session(manager.services, api.bodies, token) as stopped_early,
        ):
            other = sqlite3.connect(tmp_path / "m.db", isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            for session in (http, stopped_early):
                async with session.get("/deployments/d-1") as answer:
                    assert (answer.status, answer.content_type) == (503, "application/problem+json")
                with pytest.raises(ManagerClientError, match=r"^UNAVAILABLE: the database"):
                    await ManagerClient(session).scale_deployment("d-1", 2)
            body = {"query": READ, "variables": {"id": "d-1"}}
            async with http.post("/graphql", json=body) as answer:
                [error] = (await answer.json())["errors"]
                assert (answer.status, error["extensions"]) == (200, {"code": "UNAVAILABLE"})
            other.execute("ROLLBACK")
            other.close()
            assert (await ManagerClient(http).get_deployment("d-1")).replicas == 1
            assert (await ManagerClient(stopped_early).scale_deployment("d-1", 2)).replicas == 2
