"""DTO007: which imports in `manager/data` are reported, in every spelling."""

from __future__ import annotations

from dataclasses import replace

import pytest
from in_memory import check

from dto_handbook.linter.config import Settings
from dto_handbook.rules.registry import rule_package
from dto_handbook.workspace import Workspace

PATH = "src/ai/backend/manager/data/session/types.py"
RULES = [rule_package(id).rule for id in ("DTO005", "DTO007")]


def reported(source: str) -> list[tuple[str, str]]:
    return [
        (it.rule, it.message.partition(" is imported")[0]) for it in check({PATH: source}, RULES)
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import pydantic", "pydantic"),
        ("import pydantic.fields as fields", "pydantic.fields"),
        ("import json, sqlalchemy", "sqlalchemy"),
        ("from aiohttp import web", "aiohttp.web"),
        ("from yarl import URL", "yarl.URL"),
        ("from pydantic import *", "pydantic"),
        ("from ai.backend.common import auth", "ai.backend.common.auth"),
        ("from ai.backend.common import types_of_other", "ai.backend.common.types_of_other"),
        ("from ai.backend import common", "ai.backend.common"),
        ("from ...errors import NotFound", "ai.backend.manager.errors.NotFound"),
        ("from ... import errors", "ai.backend.manager.errors"),
        ("from ai.backend.manager.database import Row", "ai.backend.manager.database.Row"),
        ("def load():\n    import pydantic", "pydantic"),
        ("try:\n    import pydantic\nexcept ImportError:\n    pass", "pydantic"),
        ("class Inner:\n    from yarl import URL", "yarl.URL"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import yarl", "yarl"),
        (
            "import typing\nif typing.TYPE_CHECKING:\n"
            "    from ai.backend.manager.models.user import UserRow",
            "ai.backend.manager.models.user.UserRow",
        ),
    ],
)
def test_an_import_from_elsewhere_is_reported(source: str, name: str) -> None:
    assert reported(source) == [("DTO007", name)]


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "import json, collections.abc",
        "from concurrent import futures",
        "import ai.backend.common.types",
        "from ai.backend.common import types",
        "from ai.backend.common.types import AccessKey",
        "from ai.backend.common.types.slots import ResourceSlot",
        "from ai.backend.common.data.entity.user import UserID",
        "from ai.backend.manager.data.user.types import UserData",
        "from ai.backend.manager import data",
        "from ..user.types import UserData",
        "from . import other",
        "from .. import user",
        "from .other import *",
    ],
)
def test_the_standard_library_the_package_itself_and_what_is_allowed_are_not(source: str) -> None:
    assert reported(source) == []


def test_an_import_of_a_layer_at_run_time_is_reported_once() -> None:
    layer = "ai.backend.manager.models.user"
    assert reported(f"import {layer}") == [("DTO005", layer)]
    assert reported(f"import {layer}, pydantic") == [("DTO005", layer), ("DTO007", "pydantic")]


@pytest.mark.parametrize("dots", [6, 7, 9])
@pytest.mark.parametrize("module", ["", "pydantic"])
def test_a_relative_import_above_the_top_package_is_not_reported(dots: int, module: str) -> None:
    assert reported(f"from {'.' * dots}{module} import other") == []


def test_an_import_in_another_package_is_not_reported() -> None:
    path = PATH.replace("data", "services")
    assert not check({path: "import pydantic"}, RULES)


def test_a_project_chooses_what_may_be_imported() -> None:
    own = replace(Settings(), internal="acme.data", component="acme", allowed_imports=("acme.ids",))
    source = b"import acme.ids.user\nimport acme.other\nimport ai.backend.common.types\n"
    found = Workspace(None, own, RULES).check(["acme/data/user.py"], {"acme/data/user.py": source})
    assert [it.line for it in found.findings] == [2, 3]
    assert "import only the standard library, acme.data and acme.ids;" in found.findings[0].message
