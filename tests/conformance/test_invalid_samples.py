"""What each invalid sample does when it runs, beside what the valid one does."""

import dataclasses
import importlib
import json
from pathlib import Path

import pytest
from project_code import module_file, modules

from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.api.adapters.deployment import to_deployment_status_response
from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.data.session.filter import SessionFilter, apply_filter
from ai.backend.manager.services.session.processing import process_sessions
from dto_handbook.rules.dto001 import invalid as schema_model
from dto_handbook.rules.dto002 import invalid as exposed
from dto_handbook.rules.dto101 import plain as plain_class
from dto_handbook.rules.dto201 import invalid as not_frozen
from dto_handbook.rules.dto202 import invalid as holds_list
from dto_handbook.rules.dto301 import invalid as wants_list
from dto_handbook.rules.dto402 import invalid as undocumented
from dto_handbook.rules.dto601 import invalid as truthiness
from dto_handbook_site.execute.execution import fresh_samples
from dto_handbook_site.execute.outputs import output

SAMPLES = modules("dto_handbook.rules", "invalid*.py")
STATUS = InternalDeploymentStatus("d-1", "running", 2, internal_notes="in arrears")
ALLOCATIONS = tuple(SessionResourceAllocation(f"s-{n}", ("cpu",)) for n in range(3))


@pytest.mark.parametrize("sample", SAMPLES)
def test_its_first_line_names_the_path_at_which_it_would_stand(sample: str) -> None:
    first = module_file(sample).read_text().splitlines()[0]
    assert first.startswith("# src/ai/backend/"), f"{sample}: {first}"
    assert first.endswith(".py"), f"{sample}: {first}"


@pytest.mark.parametrize("sample", SAMPLES)
def test_its_consequence_is_shown_beside_it_or_in_this_module(sample: str) -> None:
    package = sample.rpartition(".")[0]
    is_beside = module_file(sample).with_name("consequence.py").exists()
    assert is_beside or package in Path(__file__).read_text(), f"{sample}: nothing runs it"


@pytest.mark.parametrize("consequence", modules("dto_handbook.rules", "consequence.py"))
def test_the_consequence_beside_it_shows_when_it_runs(consequence: str) -> None:
    assert output(module_file(consequence).read_text()), f"{consequence} prints nothing"


def test_a_schema_model_among_internal_dtos_sends_what_a_service_adds_to_it() -> None:
    class WithNotes(schema_model.DeploymentStatusResponse):
        internal_notes: str

    status = WithNotes(deployment_id="d-1", state="running", replicas=2, internal_notes="secret")
    assert "secret" in status.model_dump_json()


def test_answering_with_the_internal_dto_sends_its_internal_notes() -> None:
    assert json.loads(exposed.get_status(STATUS))["internal_notes"] == "in arrears"


def test_the_adapter_answers_the_same_without_the_internal_notes() -> None:
    before = json.loads(exposed.get_status(STATUS))
    after = json.loads(to_deployment_status_response(STATUS).model_dump_json())

    assert "internal_notes" not in after
    assert after == {name: value for name, value in before.items() if name != "internal_notes"}


def test_the_shared_model_has_every_field_of_the_internal_one_but_the_notes() -> None:
    internal = [field.name for field in dataclasses.fields(InternalDeploymentStatus)]
    assert [*DeploymentStatusResponse.model_fields, "internal_notes"] == internal


@pytest.mark.parametrize("module", ["invalid", "invalid_repository"])
def test_importing_a_repository_for_its_type_closes_a_cycle(module: str) -> None:
    with fresh_samples(), pytest.raises(ImportError, match="partially initialized module"):
        importlib.import_module(f"dto_handbook.rules.dto005.{module}")


@pytest.mark.parametrize("first", ["data.deployment.creation", "repositories.deployment"])
def test_importing_it_under_type_checking_does_not(first: str) -> None:
    with fresh_samples():
        importlib.import_module(f"ai.backend.manager.{first}")


def test_a_plain_class_knows_neither_its_equals_nor_its_fields() -> None:
    bad = plain_class.DeploymentScaleConfig(1, 4, 0.8, 60)
    assert bad != plain_class.DeploymentScaleConfig(1, 4, 0.8, 60)
    assert "max_replicas" not in repr(bad)
    bad.max_replica = 8  # type: ignore[attr-defined] # the mistake that a plain class accepts
    assert bad.max_replicas == 4

    good = DeploymentScaleConfig(1, 4, 0.8, 60)
    assert good == DeploymentScaleConfig(1, 4, 0.8, 60)
    assert "max_replicas=4" in repr(good)
    with pytest.raises(dataclasses.FrozenInstanceError):
        good.max_replica = 8  # type: ignore[attr-defined] # the same mistake


def test_describing_an_allocation_that_is_not_frozen_changes_its_callers_devices() -> None:
    allocation = not_frozen.SessionResourceAllocation("s-1", ("cpu",), device_ids=(2, 0, 1))
    assert not_frozen.describe_devices(allocation) == "0, 1, 2"
    assert allocation.device_ids == (0, 1, 2)


def test_describing_a_frozen_one_the_same_way_is_refused() -> None:
    allocation = SessionResourceAllocation("s-1", ("cpu",), device_ids=(2, 0, 1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        not_frozen.describe_devices(allocation)  # type: ignore[arg-type] # the valid counterpart
    assert allocation.device_ids == (2, 0, 1)


def test_a_list_in_a_frozen_dataclass_changes_and_takes_the_hash_away() -> None:
    allocation = holds_list.SessionResourceAllocation("s-1", ["cpu"])
    allocation.resource_slots.append("cuda.device")
    assert allocation.resource_slots == ["cpu", "cuda.device"]
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(allocation)


def test_a_function_that_takes_a_list_turns_a_tuple_away() -> None:
    with pytest.raises(AttributeError, match="'tuple' object has no attribute 'copy'"):
        wants_list.process_sessions(ALLOCATIONS)  # type: ignore[arg-type] # which is the point


@pytest.mark.parametrize("collection", [list, tuple])
def test_a_function_that_asks_for_a_sequence_takes_either(collection: type) -> None:
    assert process_sessions(collection(ALLOCATIONS)) == ["s-0", "s-1", "s-2"]
    assert process_sessions([]) == []


def test_settings_that_nothing_explains_are_taken_for_environment_variables() -> None:
    config = undocumented.ModelRevisionConfig("d-1", 1, "/m", {"max-model-len": "4096"}, "u-1")
    assert undocumented.launch_command(config) == "max-model-len=4096 serve /m"


def test_a_truthiness_check_drops_the_conditions_on_an_empty_string_and_on_zero() -> None:
    filter = truthiness.SessionFilter(project_id="", user_id="", priority=0)
    assert truthiness.apply_filter(filter) == ""
    assert truthiness.apply_filter(truthiness.SessionFilter(priority=1)) == "priority = 1"


def test_an_identity_check_keeps_a_condition_on_an_empty_string() -> None:
    assert apply_filter(SessionFilter(project_id="")) == "project_id = "
    assert apply_filter(SessionFilter("p-1", "u-1")) == "project_id = p-1 AND user_id = u-1"
    assert apply_filter(SessionFilter()) == ""
