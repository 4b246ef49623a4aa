"""Both migrations of a DTO, from both sides: old callers work on, and the wire stays as it was."""

import importlib
import json
import warnings
from dataclasses import asdict, fields
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running_manager import REVISION, running_manager

from ai.backend.common.dto.manager.agent import AgentHeartbeat
from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.api.adapters.deployment import to_deployment_status_response
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from dto_handbook.rules.dto004 import invalid as before_the_move

NEW_PATH = "ai.backend.common.dto.manager.agent"
OLD_PATH = "ai.backend.manager.dto.agent"


@pytest.fixture
def legacy() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # The module itself can be imported in silence
        return importlib.import_module(OLD_PATH)


def test_the_old_path_gives_the_moved_class_itself(legacy: ModuleType) -> None:
    with pytest.warns(DeprecationWarning, match=NEW_PATH):
        assert legacy.AgentHeartbeat is AgentHeartbeat
    assert AgentHeartbeat.__module__ == NEW_PATH


def test_each_use_of_the_old_path_warns_once_and_where_it_is(legacy: ModuleType) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert legacy.AgentHeartbeat
        from ai.backend.manager.dto.agent import AgentHeartbeat as imported
    assert imported is AgentHeartbeat
    message = f"import AgentHeartbeat from {NEW_PATH}, not from {OLD_PATH}"
    assert [(w.category, str(w.message)) for w in caught] == [(DeprecationWarning, message)] * 2
    assert {w.filename for w in caught} == {__file__}


@pytest.mark.parametrize("name", ["AgentHeartBeat", "_moved_", "__path__"])
def test_the_old_path_has_no_other_name(name: str, legacy: ModuleType) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(AttributeError, match=f"{OLD_PATH}' has no attribute '{name}'"):
            getattr(legacy, name)
        assert not hasattr(legacy, name)


@given(old=st.from_type(before_the_move.AgentHeartbeat))
def test_the_wire_format_is_the_same_before_and_after_the_move(
    old: before_the_move.AgentHeartbeat,
) -> None:
    new = AgentHeartbeat(agent_id=old.agent_id, running_sessions=old.running_sessions)
    assert new.model_dump_json() == old.model_dump_json()
    assert AgentHeartbeat.model_validate_json(old.model_dump_json()) == new
    assert before_the_move.AgentHeartbeat.model_validate_json(new.model_dump_json()) == old


def test_the_json_schema_is_the_same_before_and_after_the_move() -> None:
    old, new = (
        before_the_move.AgentHeartbeat.model_json_schema(),
        AgentHeartbeat.model_json_schema(),
    )
    assert {**old, "description": ""} == {**new, "description": ""}
    assert set(new["required"]) == {"agent_id", "running_sessions"}


@given(status=st.from_type(InternalDeploymentStatus))
def test_the_shared_dto_says_what_the_internal_one_does_but_for_its_notes(
    status: InternalDeploymentStatus,
) -> None:
    expected = asdict(status)
    del expected["internal_notes"]
    answer = to_deployment_status_response(status).model_dump_json()
    assert json.loads(answer) == expected
    assert DeploymentStatusResponse.model_validate_json(answer).model_dump() == expected


async def test_the_service_layer_still_works_on_the_internal_dto() -> None:
    async with running_manager() as manager:
        await manager.deployments.create(manager.creation(), REVISION)
        scaled = await manager.services.deployments.scale("d-1", 2, "u-1")
        found = await manager.services.deployments.status("d-1")
    assert [type(status) for status in (scaled, found)] == [InternalDeploymentStatus] * 2
    assert found.internal_notes == "manual, by u-1"
    assert "internal_notes" in {field.name for field in fields(found)}
