"""What the auth service promises: a token identifies its user, and no secret is revealed."""

import hmac
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from running_manager import INSTANT, KEYPAIR, NOW, SECOND, USER, Manager
from sqlalchemy import Delete, Update, delete, update

from ai.backend.manager.data.auth.identity import AuthenticatedUser
from ai.backend.manager.data.auth.token import AccessTokenClaims
from ai.backend.manager.data.deployment.access_token import DeploymentAccessToken
from ai.backend.manager.data.user.account import UserRole
from ai.backend.manager.data.user.permission import Operation, PermissionGrant
from ai.backend.manager.errors import UnauthenticatedError
from ai.backend.manager.models.auth import KeypairRow
from ai.backend.manager.models.user import UserRow

HOUR = timedelta(hours=1)
OWN = replace(KEYPAIR, access_key="ak-2", secret_key="swordfish", user_id="u-2")

pytestmark = pytest.mark.asyncio(loop_scope="module")  # For a database that tests share
SAID = list[str]()


def says_the_same(error: UnauthenticatedError) -> bool:
    """Return whether the words are those of all refusals before: an attacker learns nothing."""
    SAID.append(str(error))
    return SAID[-1] == SAID[0]


refused = pytest.raises(UnauthenticatedError, check=says_the_same)


async def add_users(manager: Manager) -> None:
    await manager.users.add(USER)
    await manager.users.add(replace(USER, user_id="u-2", email="u-2@example.com"))
    await manager.auth.add(KEYPAIR)
    await manager.auth.add(OWN)


@pytest_asyncio.fixture(loop_scope="module")
async def manager(shared: Manager) -> Manager:
    await shared.reset()
    await add_users(shared)
    return shared


async def test_who_shows_a_token_is_known_with_the_projects_of_the_grants(manager: Manager) -> None:
    for project_id, operation in [("p-2", Operation.READ), ("p-1", Operation.READ)]:
        await manager.users.grant("u-1", PermissionGrant(project_id, operation, "member"))
    await manager.users.grant("u-1", PermissionGrant("p-1", Operation.UPDATE, "member"))
    manager.now = NOW + INSTANT
    issued = await manager.services.auth.issue("ak-1", HOUR)
    assert issued.claims == AccessTokenClaims(issued.claims.token_id, "u-1", NOW, NOW + HOUR)
    assert await manager.services.auth.verify(issued.text) == AuthenticatedUser(
        "u-1", "ak-1", UserRole.USER, project_ids=("p-1", "p-2")
    )


@pytest.mark.parametrize(
    ("later", "valid"),
    [(-INSTANT, False), (0 * SECOND, True), (HOUR - INSTANT, True), (HOUR, False)],
)
async def test_a_token_is_accepted_from_its_issue_until_it_expires(
    later: timedelta, valid: bool, manager: Manager
) -> None:
    text = (await manager.services.auth.issue("ak-1", HOUR)).text
    manager.now = NOW + later
    if valid:
        assert (await manager.services.auth.verify(text)).user_id == "u-1"
    else:
        with refused:
            await manager.services.auth.verify(text)


@pytest.mark.thorough
async def test_a_token_with_any_one_character_changed_is_refused(shared: Manager) -> None:
    text = (await shared.services.auth.issue("ak-1", HOUR)).text
    for n, character in enumerate(text):
        other = "0" if character != "0" else "1"
        with refused:
            await shared.services.auth.verify(text[:n] + other + text[n + 1 :])


def signed(content: str, secret: str) -> str:
    return f"{content}.{hmac.digest(secret.encode(), content.encode(), 'sha256').hex()}"


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "no signature": lambda content, _: content,
    "empty signature": lambda content, _: f"{content}.",
    "upper case": lambda content, signature: f"{content}.{signature.upper()}",
    "shorter": lambda content, signature: f"{content}.{signature[:-1]}",
    "longer": lambda content, signature: f"{content}.{signature}0",
    "white space": lambda content, signature: f"{content}.{signature} ",
    "one more part": lambda content, signature: f"{content}.{signature}.",
    "spelled otherwise": lambda content, signature: f"{content[:-10]}+{content[-10:]}.{signature}",
    "longer expiry": lambda content, signature: f"{content[:-10]}9{content[-9:]}.{signature}",
    "never expires": lambda content, signature: f"{content[:-10]}{'9' * 30}.{signature}",
    "unknown key": lambda content, signature: f"ak-9{content[4:]}.{signature}",
    "another user's key": lambda content, signature: f"ak-2{content[4:]}.{signature}",
    "own secret": lambda content, _: signed(content, OWN.secret_key),
    "no secret": lambda content, _: signed(content, ""),
    "access key for secret": lambda content, _: signed(content, "ak-1"),
    "not ASCII": lambda content, _: f"{content}.ä",
    "half a character": lambda content, _: f"{content}.\udcff",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_token_is_refused(forge: Callable[[str, str], str], shared: Manager) -> None:
    genuine = (await shared.services.auth.issue("ak-1", HOUR)).text
    content, _, signature = genuine.rpartition(".")
    assert signed(content, KEYPAIR.secret_key) == genuine
    with refused:
        await shared.services.auth.verify(forge(content, signature))


ANY_TEXT = st.text(st.characters())
PARTS = st.tuples(st.sampled_from(["ak-1", "ak-9"]), ANY_TEXT, *[st.integers().map(str)] * 2)


@given(text=ANY_TEXT | st.builds(lambda parts, end: ".".join([*parts, end]), PARTS, ANY_TEXT))
@settings(max_examples=50, deadline=None)
async def test_any_other_text_is_refused_in_the_same_words(shared: Manager, text: str) -> None:
    with refused:
        await shared.services.auth.verify(text)


CHANGES: dict[str, Update | Delete] = {
    "inactive key": update(KeypairRow).values(is_active=False),
    "another secret": update(KeypairRow).values(secret_key="new"),
    "deleted key": delete(KeypairRow),
    "inactive user": update(UserRow).values(is_active=False),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_token_is_refused_once_its_key_or_user_is_no_more(
    change: Update | Delete, manager: Manager
) -> None:
    text = (await manager.services.auth.issue("ak-1", HOUR)).text
    async with manager.database.transaction() as session:
        await session.execute(change)
    with refused:
        await manager.services.auth.verify(text)


@pytest.mark.parametrize("change", ["inactive key", "deleted key", "inactive user"])
async def test_no_token_is_issued_where_nobody_active_has_the_key(
    change: str, manager: Manager
) -> None:
    async with manager.database.transaction() as session:
        await session.execute(CHANGES[change])
    with refused:
        await manager.services.auth.issue("ak-1", HOUR)


async def test_no_secret_shows_in_repr_in_text_or_in_a_log(
    manager: Manager, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    issued = await manager.services.auth.issue("ak-1", HOUR)
    await manager.services.auth.verify(issued.text)
    access = DeploymentAccessToken("t-1", "d-1", digest="d" * 64, expires_at=None)
    for secret, value in [
        (KEYPAIR.secret_key, KEYPAIR),
        (issued.text, issued),
        (issued.text.rpartition(".")[2], issued),
        ("d" * 64, access),
    ]:
        logging.getLogger("test").info("%s %r %s", value, value, {"value": [value]})
        assert type(value).__name__ in caplog.text
        assert secret not in f"{caplog.text}{value}{value!r}"
