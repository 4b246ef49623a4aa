"""Published addresses: the site has them all, and registers those that are new."""

from collections.abc import Set as AbstractSet
from typing import TypeAlias

import pytest
from handbook_site import BuiltSite, fail_with

from dto_handbook_site.build.addresses import (
    COMMAND,
    REGISTRY,
    gone,
    published_in,
    read,
    unregistered,
)

Published: TypeAlias = AbstractSet[str]


@pytest.fixture(scope="module")
def published(site: BuiltSite) -> Published:
    return published_in(site.folder)


def registry() -> dict[str, str]:
    return dict(read(REGISTRY.read_text("utf-8")))


def page_of(address: str) -> str:
    return address.partition("#")[0]


def test_the_site_has_every_address_that_was_published(published: Published) -> None:
    missing = [
        f"{page_of(address)}: {address.partition('#')[2] or 'the page'} was published, and is gone:"
        f" bring it back, or write in {REGISTRY.name}: {address} -> where it is now"
        for address in registry()
        if address not in published
    ]
    fail_with(missing)


def test_every_address_of_the_site_is_registered(published: Published) -> None:
    new = unregistered(published, registry())
    assert not new, "\n".join([f"not registered: run {COMMAND}", *new])


def test_every_kind_of_address_is_registered() -> None:
    assert {
        "/",
        "/rules/DTO201/",
        "/rules/DTO201/#in-review",  # A heading
        "/guidelines/immutability/#tuples",  # A clause's heading
        "/guidelines/immutability/#frozen-bad-not-frozen",  # A tab
        "/placement/#answer-rest",  # An answer
    } <= set(registry())


def test_nothing_that_the_newest_tag_published_is_missing() -> None:
    fail_with(gone())
