"""The promises of the Manager's internal DTOs, held for every one of them."""

import dataclasses
import importlib
import inspect
import re
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_code import internal_dtos, modules

from ai.backend.manager.data.agent.resource import AgentResource
from ai.backend.manager.data.auth.keypair import Keypair
from ai.backend.manager.data.auth.token import AccessTokenClaims, IssuedAccessToken
from ai.backend.manager.data.deployment.access_token import DeploymentAccessToken
from ai.backend.manager.data.deployment.creation import DeploymentCreationContext
from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig
from ai.backend.manager.data.user.permission import Operation, PermissionGrant, UserPermissions
from ai.backend.manager.models.database import Database
from ai.backend.manager.repositories.deployment import DeploymentRepository
from dto_handbook_site.execute.execution import fresh_samples

DATA = "ai.backend.manager.data"


DTOS = internal_dtos()
SECRETS = {Keypair: "secret_key", DeploymentAccessToken: "digest", IssuedAccessToken: "text"}

# Its repository's name exists for type checkers only, so hypothesis cannot find the class.
# NaN is not equal to itself, so no value that holds one is equal to its copy.
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=2))
st.register_type_strategy(
    DeploymentCreationContext,
    st.builds(
        DeploymentCreationContext,
        deployment_id=st.text(),
        owner_id=st.text(),
        project_id=st.text(),
        config=st.from_type(DeploymentScaleConfig),
        repository=st.builds(
            DeploymentRepository, st.builds(Database, st.just("sqlite+aiosqlite://"))
        ),
    ),
)

each_dto = pytest.mark.parametrize("dto", DTOS, ids=lambda dto: dto.__name__)
a_few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.thorough
@pytest.mark.parametrize("module", modules("ai.backend.manager") + modules("ai.backend.common"))
def test_every_module_can_be_imported_first(module: str) -> None:
    with fresh_samples():
        importlib.import_module(module)


@each_dto
@given(data=st.data())
@a_few
def test_no_field_can_be_set_or_deleted(dto: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(dto))
    for field in dataclasses.fields(value):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(value, field.name)


@each_dto
@given(data=st.data())
@a_few
def test_a_copy_is_equal_and_replacing_a_field_leaves_the_original(
    dto: type, data: st.DataObject
) -> None:
    value, other = data.draw(st.from_type(dto)), data.draw(st.from_type(dto))
    fields = [field.name for field in dataclasses.fields(value)]
    before = {name: getattr(value, name) for name in fields}

    assert dataclasses.replace(value) == value
    for name in fields:
        changed = dataclasses.replace(value, **{name: getattr(other, name)})
        assert (changed == value) == (getattr(other, name) == before[name])
    assert {name: getattr(value, name) for name in fields} == before


@each_dto
@given(data=st.data())
@a_few
def test_equal_values_have_equal_hashes_unless_a_field_is_a_dict(
    dto: type, data: st.DataObject
) -> None:
    value = data.draw(st.from_type(dto))
    if any("dict[" in str(field.type) for field in dataclasses.fields(value)):
        with pytest.raises(TypeError, match="unhashable"):
            hash(value)
    else:
        assert hash(dataclasses.replace(value)) == hash(value)


@each_dto
def test_every_field_has_a_type_that_cannot_change(dto: type) -> None:
    for field in dataclasses.fields(dto):
        words = set(re.findall(r"\w+", str(field.type)))
        assert not words & {"list", "set", "bytearray", "deque", "defaultdict"}, (
            f"{dto.__module__}.{dto.__name__}.{field.name}: {field.type}"
        )


@each_dto
def test_the_class_says_in_its_own_words_what_it_is_for(dto: type) -> None:
    # A dataclass without docstring is given its signature as one.
    assert inspect.getdoc(dto) != f"{dto.__name__}{inspect.signature(dto)}".replace(" -> None", "")


@pytest.mark.parametrize(("dto", "secret"), SECRETS.items(), ids=lambda value: str(value))
@given(data=st.data())
@a_few
def test_a_secret_never_shows_in_repr(dto: type, secret: str, data: st.DataObject) -> None:
    value = data.draw(st.from_type(dto))
    hidden = dataclasses.replace(value, **{secret: "hunter2-hunter2"})
    assert secret not in repr(hidden)
    assert "hunter2-hunter2" not in repr(hidden)


def test_permissions_allow_what_a_grant_names_and_nothing_else() -> None:
    grant = PermissionGrant(project_id="p-1", operation=Operation.READ, granted_by="member")
    permissions = UserPermissions(user_id="u-1", grants=(grant,))

    assert permissions.allows("p-1", Operation.READ)
    assert not permissions.allows("p-1", Operation.UPDATE)
    assert not permissions.allows("p-2", Operation.READ)
    assert not UserPermissions(user_id="u-1", grants=()).allows("p-1", Operation.READ)


@given(capacity=st.from_type(Decimal), occupied=st.from_type(Decimal))
def test_what_is_available_and_what_is_occupied_make_the_capacity(
    capacity: Decimal, occupied: Decimal
) -> None:
    resource = AgentResource("a-1", "cuda.shares", capacity=capacity, occupied=occupied)
    assert resource.available == capacity - occupied


@given(moments=st.lists(st.datetimes(), min_size=3, max_size=3, unique=True))
def test_a_token_is_valid_from_its_issue_until_it_expires(moments: list[datetime]) -> None:
    issued, within, expires = sorted(moments)
    claims = AccessTokenClaims("t-1", "u-1", issued_at=issued, expires_at=expires)

    assert claims.is_valid_at(issued)
    assert claims.is_valid_at(within)
    assert not claims.is_valid_at(expires)
