"""A plugin of pytest's, for `-p`: it leaves out all tests that need no built site."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what needs the site.

    Args:
        items: What was collected.
    """
    items[:] = [it for it in items if "site_build" in getattr(it, "fixturenames", ())]
